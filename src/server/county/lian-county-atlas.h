/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-county-plane.h"
#include "lian-county.h"

G_BEGIN_DECLS

typedef struct
{
  const char *code; /* six digits */
  const char *name;
  const char *office; /* how its departments begin; the home county's say 区 */
  gboolean is_city_district;
  const LianSpot *outline; /* NULL: that of the home county */
  guint n_outline;
} LianCountyInfo;

/* One county of a scale. */
typedef struct
{
  const LianCountyInfo *info;
  guint n_communities;
  guint n_grids;
  guint n_cases;
} LianCountyPart;

typedef struct
{
  const char *code; /* nine digits */
  const char *name;
  const char *kind;
} LianTownship;

const LianCountyPart *lian_county_parts_get (LianCountyScale scale, guint *n);
const LianTownship *lian_townships_get (guint *n);

G_END_DECLS
