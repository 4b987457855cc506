/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lian-shape.h"

G_BEGIN_DECLS

/* What a file calls its coordinates → "wgs84", "cgcs2000", "gcj02", "bd09"; NULL for any other
 * (projected ones among them). */
const char *lian_outline_find_crs (const char *name);

/* A geometry as it is kept: WGS84, valid, rings the way round that RFC 7946 wants. */
typedef struct
{
  LianShapeType type;
  GBytes *wkb;
  char *repaired;   /* (nullable): what was wrong with it, and where in the file */
  guint n_turned;   /* rings that ran the other way round */
  double area;      /* square metres, of polygons */
  LianPoint middle; /* on it */
} LianOutline;

/* @crs: of lian_outline_find_crs(). */
gboolean lian_outline_read (JsonNode *geometry, const char *crs, LianOutline *outline,
                            GError **error);
void lian_outline_clear (LianOutline *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LianOutline, lian_outline_clear)

G_END_DECLS
