/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-county-cells.h"
#include "lian-county-matters.h"
#include "lian-dictionary.h"

G_BEGIN_DECLS

/* What the parts of the county's making hand on to each other. Private to this folder. */

typedef struct
{
  const char *code; /* nine digits */
  const char *name;
  const char *kind;
  LianSpot seat;
  double reluctance;       /* how slowly it spreads over the cells */
  const char *communities; /* parted by "|", the one at the seat first */
} LianTownInfo;

const LianTownInfo *lian_town_infos_get (guint *n);

typedef struct
{
  guint town;
  char *code;
  char *name;
  gboolean village;
  gint64 population;
  GArray *cells;      /* (element-type guint): from west to east */
  GPtrArray *estates; /* (element-type utf8) */
  GPtrArray *roads;   /* (element-type utf8) */
} LianCommunity;

typedef struct
{
  guint community;
  char *code;
  char *name;
  char *member_id;
  gint64 population;
  double share; /* of what gets reported */
  double west, south, east, north;
} LianGridPlan;

typedef struct
{
  guint64 seed;
  gint64 now;
  LianCells *cells;
  guint *town_of_cell;
  GPtrArray *communities; /* (element-type LianCommunity) */
  LianGridPlan *grids;    /* as many as cells */
  LianDictionary *dictionary;
  GPtrArray *records; /* (element-type LianRecord): everything that is ready */
} LianCountyPlan;

#define lian_plan_community(plan, i) ((LianCommunity *)g_ptr_array_index ((plan)->communities, (i)))

gboolean lian_county_plan_regions (LianCountyPlan *plan, GError **error);
void lian_county_add_regions (LianCountyPlan *plan);
void lian_county_add_base (LianCountyPlan *plan);
void lian_county_add_units (LianCountyPlan *plan);
void lian_county_add_people (LianCountyPlan *plan);
void lian_county_add_complexes (LianCountyPlan *plan);
void lian_county_add_shifts (LianCountyPlan *plan);
void lian_county_add_cases (LianCountyPlan *plan);

LianPoint lian_county_point_in (const LianCountyPlan *plan, guint cell, LianDice *dice);
char *lian_county_unit_for (const LianCountyPlan *plan, const char *key, guint town)
    G_GNUC_WARN_UNUSED_RESULT;
const char *lian_county_chief_at (gint64 at);

G_END_DECLS
