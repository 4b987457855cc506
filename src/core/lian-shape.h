/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-record.h"

G_BEGIN_DECLS

/* A geometry read from WKB into plain arrays. Rings and lines are runs of points; WGS84 degrees.
 * Immutable. */
typedef enum
{
  LIAN_SHAPE_POINTS,
  LIAN_SHAPE_LINES,
  LIAN_SHAPE_POLYGONS,
} LianShapeType;

typedef struct
{
  LianShapeType type;
  guint n_points;
  LianPoint *points;
  guint n_parts;   /* lines or rings */
  guint *starts;   /* n_parts + 1 of them: part i is points [starts[i], starts[i + 1]) */
  gboolean *outer; /* of each ring: begins a new polygon */
  double west, south, east, north;
} LianShape;

/* Refuses what is not WKB of (Multi)Point, (Multi)LineString, (Multi)Polygon, not finite, outside
 * ±180/±90, or beyond the limits of lian-limits.h. */
LianShape *lian_shape_new_from_wkb (GBytes *wkb, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lian_shape_free (LianShape *self);
gboolean lian_shape_contains (const LianShape *self, double lon, double lat);
/* Whether a point of it lies in the box or on its border. */
gboolean lian_shape_meets_box (const LianShape *self, double west, double south, double east,
                               double north);
/* Rings as RFC 7946 wants them: outer ones counterclockwise, holes clockwise. */
void lian_shape_wind (LianShape *self);

/* The way back, for decoders and makers: little-endian WKB. @polygons NULL-ended is not used; rings
 * of one polygon follow their outer ring as in LianShape. */
GBytes *lian_shape_to_wkb (const LianShape *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianShape, lian_shape_free)

G_END_DECLS
