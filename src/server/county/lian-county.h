/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-record.h"

G_BEGIN_DECLS

/* The demonstration county: names and codes of the townships are real, everything below is
 * invented. The same for the same seed and moment. */
typedef enum
{
  LIAN_COUNTY_SMALL, /* 60 communities, 400 grids, 5,000 cases */
  LIAN_COUNTY_LARGE, /* "county": 200 communities, 2,000 grids, 100,000 cases of a year */
  LIAN_COUNTY_CITY,  /* six counties, 10,000 grids, 1,000,000 cases of a year */
} LianCountyScale;

gboolean lian_county_scale_parse (const char *name, LianCountyScale *scale);

/* 2026-11-24T09:40:00+08:00, a Tuesday: where the demonstration opens. */
#define LIAN_COUNTY_OPENS_AT G_GINT64_CONSTANT (1795484400000000)

/* Takes some records (element-type LianRecord), which are let go of afterwards; FALSE ends the
 * making with its @error. */
typedef gboolean (*LianCountySink) (GPtrArray *records, gpointer data, GError **error);

/* As lian_county_make() in portions, so that a million cases need not be held at once. */
gboolean lian_county_generate (LianCountyScale scale, guint64 seed, gint64 now, LianCountySink sink,
                               gpointer data, GError **error);
/* All records of all kinds, the dictionary included, as they stand at @now (element-type
 * LianRecord). */
GPtrArray *lian_county_make (LianCountyScale scale, guint64 seed, gint64 now, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
