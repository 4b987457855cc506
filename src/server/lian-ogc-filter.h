/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-ogc-collection.h"

G_BEGIN_DECLS

/* What bbox and datetime of a request leave of a collection. */
typedef struct
{
  char *bbox; /* (nullable): as sent */
  double west, south, east, north;
  char *datetime; /* (nullable): as sent */
  gint64 from, to;
} LianOgcFilter;

void lian_ogc_filter_clear (LianOgcFilter *self);
/* @text: (nullable). LIAN_ERROR_INVALID says what is wrong with it. */
gboolean lian_ogc_filter_set_bbox (LianOgcFilter *self, const char *text, GError **error);
gboolean lian_ogc_filter_set_datetime (LianOgcFilter *self, const char *text, GError **error);

/* A cut by points and times, exact for records without outlines; the parameters from number @first
 * on (of ?1, ?2 …) are those that lian_ogc_filter_bind() gives. */
char *lian_ogc_filter_to_sql (const LianOgcFilter *self, const LianOgcCollection *collection,
                              guint first) G_GNUC_WARN_UNUSED_RESULT;
void lian_ogc_filter_bind (const LianOgcFilter *self, const LianOgcCollection *collection,
                           guint first, LianStmt *stmt);
/* Decides by place; @shape: (nullable). */
gboolean lian_ogc_filter_meets (const LianOgcFilter *self, const LianShape *shape);

G_END_DECLS
