/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-county-atlas.h"
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
  gboolean urban;          /* a street, or the seat of a county without streets */
} LianTownInfo;

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
  gint64 valid_from; /* 0: as long as the others */
  double share;      /* of what gets reported */
  double west, south, east, north;
} LianGridPlan;

typedef struct
{
  guint64 seed;
  gint64 now;
  const LianCountyPart *part;
  guint index;         /* of the county among the scale's */
  guint n_parts;       /* how many there are */
  gboolean small;      /* the morning that the program's pictures show, to the case */
  gboolean home;       /* the county that there is in every scale */
  double volume;       /* of what comes in and lies about, small is 1 */
  gint64 busy;         /* number of the community with more on its hands than any other, or -1 */
  char *unit_prefix;   /* of the ids of departments */
  char *id_infix;      /* between kind and number of other ids: "" for the home county */
  GStringChunk *names; /* of what was made up */
  GArray *towns;       /* (element-type LianTownInfo) */
  GArray *settlements; /* (element-type LianSettlement) */
  LianPlane plane;
  LianCells *cells;
  guint *town_of_cell;
  GPtrArray *communities; /* (element-type LianCommunity) */
  LianGridPlan *grids;    /* as many as cells */
  LianDictionary *dictionary;
  GPtrArray *records; /* (element-type LianRecord): everything that is ready */

  LianCountySink sink;
  gpointer sink_data;
  GError *error; /* what @sink said */
} LianCountyPlan;

#define lian_plan_town(plan, i) (&g_array_index ((plan)->towns, LianTownInfo, (i)))

void lian_county_plan_clear (LianCountyPlan *plan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LianCountyPlan, lian_county_plan_clear)

#define lian_plan_community(plan, i) ((LianCommunity *)g_ptr_array_index ((plan)->communities, (i)))

void lian_county_plan_towns (LianCountyPlan *plan);
/* Names for @n more communities of @town besides those that it has, parted by "|". */
const char *lian_county_name_communities (LianCountyPlan *plan, const LianTownInfo *town, guint n,
                                          GHashTable *taken, LianDice *dice);
/* One county of @scale up to its regions and grids; to be cleared whatever comes of it. */
gboolean lian_county_plan_begin (LianCountyPlan *plan, LianCountyScale scale, guint index,
                                 GError **error);
gboolean lian_county_plan_regions (LianCountyPlan *plan, GError **error);
/* Hands on what is ready when that is much (or always); FALSE when the sink wants no more. */
gboolean lian_county_flush (LianCountyPlan *plan, gboolean always);
void lian_county_add_regions (LianCountyPlan *plan);
void lian_county_add_base (LianCountyPlan *plan);
void lian_county_add_cameras (LianCountyPlan *plan);
void lian_county_add_units (LianCountyPlan *plan);
void lian_county_add_people (LianCountyPlan *plan);
void lian_county_add_complexes (LianCountyPlan *plan);
void lian_county_add_shifts (LianCountyPlan *plan);
void lian_county_add_items (LianCountyPlan *plan);
void lian_county_add_measures (LianCountyPlan *plan);
void lian_county_add_papers (LianCountyPlan *plan);
void lian_county_add_tracks (LianCountyPlan *plan);
void lian_county_add_cases (LianCountyPlan *plan);

LianPoint lian_county_point_in (const LianCountyPlan *plan, guint cell, LianDice *dice);
gboolean lian_county_contains (const LianCountyPlan *plan, guint cell, LianPoint point);
char *lian_county_unit_for (const LianCountyPlan *plan, const char *key, guint town)
    G_GNUC_WARN_UNUSED_RESULT;
const char *lian_county_chief_at (gint64 at);

G_END_DECLS
