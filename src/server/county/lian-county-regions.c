/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-plan.h"

#include "lian-clock.h"

#include <math.h>

/* 2024-01-01, when grids were last drawn anew here. */
#define LAST_DRAWN G_GINT64_CONSTANT (1704038400000000)

static GBytes *
wkb_of (const LianCountyPlan *plan, const GEOSGeometry *shape)
{
  GEOSContextHandle_t geos = plan->cells->geos;
  GEOSWKBWriter *writer = GEOSWKBWriter_create_r (geos);
  gsize size = 0;
  guchar *bytes;
  GBytes *wkb;

  GEOSWKBWriter_setByteOrder_r (geos, writer, GEOS_WKB_NDR);
  bytes = GEOSWKBWriter_write_r (geos, writer, shape, &size);
  wkb = g_bytes_new (bytes, size);
  GEOSFree_r (geos, bytes);
  GEOSWKBWriter_destroy_r (geos, writer);
  return wkb;
}

static LianPoint
middle_of (const LianCountyPlan *plan, const GEOSGeometry *shape)
{
  GEOSContextHandle_t geos = plan->cells->geos;
  GEOSGeometry *middle = GEOSGetCentroid_r (geos, shape);
  LianPoint point = { 0, 0 };

  if (GEOSContains_r (geos, shape, middle) != 1)
    {
      GEOSGeom_destroy_r (geos, middle);
      middle = GEOSPointOnSurface_r (geos, shape);
    }
  GEOSGeomGetX_r (geos, middle, &point.lon);
  GEOSGeomGetY_r (geos, middle, &point.lat);
  GEOSGeom_destroy_r (geos, middle);
  return (LianPoint){ round (point.lon * 1e6) / 1e6, round (point.lat * 1e6) / 1e6 };
}

/* Square metres, on the sphere that distances are measured on. */
static gint64
area_of (const LianCountyPlan *plan, const GEOSGeometry *shape, double lat)
{
  const double metres = 6371008.8 * G_PI / 180;
  double area = 0;

  GEOSArea_r (plan->cells->geos, shape, &area);
  return llround (area * metres * metres * cos (lat * G_PI / 180));
}

/* The union of the cells for which town (and community) fit; G_MAXUINT: any. */
static GEOSGeometry *
join (const LianCountyPlan *plan, guint town, guint community)
{
  GEOSContextHandle_t geos = plan->cells->geos;
  g_autofree GEOSGeometry **parts = g_new (GEOSGeometry *, plan->cells->n);
  guint n = 0;

  for (guint i = 0; i < plan->cells->n; i++)
    if ((town == G_MAXUINT || plan->town_of_cell[i] == town)
        && (community == G_MAXUINT || plan->grids[i].community == community))
      parts[n++] = GEOSGeom_clone_r (geos, plan->cells->cells[i].shape);

  GEOSGeometry *all = GEOSGeom_createCollection_r (geos, GEOS_GEOMETRYCOLLECTION, parts, n);
  GEOSGeometry *joined = GEOSCoverageUnion_r (geos, all);

  GEOSGeom_destroy_r (geos, all);
  return joined;
}

static LianRecord *
add_region (LianCountyPlan *plan, const char *code, const char *name, const char *level,
            const char *kind, const char *parent)
{
  LianRecord *region = lian_record_new (LIAN_KIND_REGION);

  lian_record_set_text (region, LIAN_F_ID, code);
  lian_record_set_text (region, LIAN_F_REGION, code);
  lian_record_set_text (region, LIAN_REGION_NAME, name);
  lian_record_set_text (region, LIAN_REGION_LEVEL, level);
  if (kind != NULL)
    lian_record_set_text (region, LIAN_REGION_KIND, kind);
  if (parent != NULL)
    lian_record_set_text (region, LIAN_REGION_PARENT, parent);
  g_ptr_array_add (plan->records, region);
  return region;
}

static void
set_people (LianRecord *region, gint64 population)
{
  lian_record_set_int (region, LIAN_REGION_POPULATION, population);
  lian_record_set_int (region, LIAN_REGION_HOUSEHOLDS, population * 10 / 27);
}

static void
set_shape (LianCountyPlan *plan, LianRecord *region, guint town, guint community)
{
  GEOSGeometry *shape = join (plan, town, community);
  LianPoint middle = middle_of (plan, shape);
  g_autoptr (GBytes) wkb = wkb_of (plan, shape);

  lian_record_set_geometry (region, LIAN_REGION_GEOMETRY, wkb);
  lian_record_set_point (region, LIAN_REGION_CENTRE, middle.lon, middle.lat);
  GEOSGeom_destroy_r (plan->cells->geos, shape);
}

static void
add_estates (LianCountyPlan *plan, const LianCommunity *community, LianDice *dice)
{
  for (guint i = 0; i < community->estates->len; i++)
    {
      g_autofree char *code = g_strdup_printf ("%s%03u", community->code, 801 + i);
      guint cell
          = g_array_index (community->cells, guint, lian_dice_below (dice, community->cells->len));
      LianPoint point = lian_county_point_in (plan, cell, dice);
      LianRecord *estate = add_region (plan, code, g_ptr_array_index (community->estates, i),
                                       "estate", "estate", community->code);

      set_people (estate, lian_dice_between (dice, 400, 2400));
      lian_record_set_point (estate, LIAN_REGION_CENTRE, point.lon, point.lat);
    }
}

static void
add_grid (LianCountyPlan *plan, guint cell)
{
  const LianGridPlan *plan_of = &plan->grids[cell];
  const GEOSGeometry *shape = plan->cells->cells[cell].shape;
  LianRecord *grid = lian_record_new (LIAN_KIND_GRID);
  g_autoptr (GBytes) wkb = wkb_of (plan, shape);

  lian_record_set_text (grid, LIAN_F_ID, plan_of->code);
  lian_record_set_text (grid, LIAN_F_REGION, lian_plan_community (plan, plan_of->community)->code);
  lian_record_set_text (grid, LIAN_GRID_CODE, plan_of->code);
  lian_record_set_text (grid, LIAN_GRID_NAME, plan_of->name);
  lian_record_set_text (grid, LIAN_GRID_KIND, "basic");
  lian_record_set_int (grid, LIAN_GRID_POPULATION, plan_of->population);
  lian_record_set_int (grid, LIAN_GRID_HOUSEHOLDS, plan_of->population * 10 / 27);
  lian_record_set_int (grid, LIAN_GRID_AREA, area_of (plan, shape, plan_of->south));
  lian_record_set_text (grid, LIAN_GRID_MEMBER, plan_of->member_id);
  lian_record_set_time (grid, LIAN_GRID_VALID_FROM,
                        plan_of->valid_from != 0 ? plan_of->valid_from : LAST_DRAWN);
  lian_record_set_text (grid, LIAN_GRID_SRC_CRS, "cgcs2000");
  lian_record_set_geometry (grid, LIAN_GRID_GEOMETRY, wkb);
  g_ptr_array_add (plan->records, grid);
}

/* The first two grids of a community that lie beside each other. */
static gboolean
find_pair (const LianCountyPlan *plan, guint c, guint *a, guint *b)
{
  const GArray *cells = lian_plan_community (plan, c)->cells;

  for (guint i = 0; i < cells->len; i++)
    {
      const GArray *beside = plan->cells->cells[g_array_index (cells, guint, i)].neighbours;

      *a = g_array_index (cells, guint, i);
      for (guint k = 0; k < beside->len; k++)
        {
          *b = g_array_index (beside, guint, k);
          if (plan->grids[*b].community == c)
            return TRUE;
        }
    }
  return FALSE;
}

/* Until last spring some communities had a grid where now there are two. */
static void
add_former_grids (LianCountyPlan *plan)
{
  gint64 changed = lian_time_day_start (plan->now) - 268 * G_TIME_SPAN_DAY;
  GEOSContextHandle_t geos = plan->cells->geos;

  for (guint c = 7; c < plan->communities->len; c += 40)
    {
      guint both[2];

      if (!find_pair (plan, c, &both[0], &both[1]))
        continue;

      LianRecord *former = lian_record_new (LIAN_KIND_GRID);
      const LianCommunity *community = lian_plan_community (plan, c);
      GEOSGeometry *shapes[] = { GEOSGeom_clone_r (geos, plan->cells->cells[both[0]].shape),
                                 GEOSGeom_clone_r (geos, plan->cells->cells[both[1]].shape) };
      GEOSGeometry *pair = GEOSGeom_createCollection_r (geos, GEOS_GEOMETRYCOLLECTION, shapes, 2);
      GEOSGeometry *shape = GEOSCoverageUnion_r (geos, pair);
      g_autoptr (GBytes) wkb = wkb_of (plan, shape);

      lian_record_take_text (former, LIAN_F_ID, g_strdup_printf ("%s901", community->code));
      lian_record_set_text (former, LIAN_F_REGION, community->code);
      lian_record_take_text (former, LIAN_GRID_CODE, g_strdup_printf ("%s901", community->code));
      lian_record_take_text (former, LIAN_GRID_NAME,
                             g_strdup_printf ("%s 原第 1 网格", community->name));
      lian_record_set_text (former, LIAN_GRID_KIND, "basic");
      lian_record_set_time (former, LIAN_GRID_VALID_FROM, LAST_DRAWN);
      lian_record_set_time (former, LIAN_GRID_VALID_TO, changed);
      lian_record_set_text (former, LIAN_GRID_SRC_CRS, "cgcs2000");
      lian_record_set_geometry (former, LIAN_GRID_GEOMETRY, wkb);
      g_ptr_array_add (plan->records, former);
      plan->grids[both[0]].valid_from = plan->grids[both[1]].valid_from = changed;
      GEOSGeom_destroy_r (geos, pair);
      GEOSGeom_destroy_r (geos, shape);
    }
}

/**
 * lian_county_add_regions:
 *
 * Adds the records of city, county, towns, communities, estates and grids.
 */
void
lian_county_add_regions (LianCountyPlan *plan)
{
  const LianCountyInfo *info = plan->part->info;
  guint n_towns = plan->towns->len;
  g_autofree gint64 *population = g_new0 (gint64, n_towns + 1);
  LianRecord *region;
  LianDice dice;

  lian_dice_init_for (&dice, plan->seed, "estates");
  for (guint c = 0; c < plan->communities->len; c++)
    {
      const LianCommunity *community = lian_plan_community (plan, c);

      population[community->town] += community->population;
      population[n_towns] += community->population;
    }
  if (plan->index == 0)
    add_region (plan, "421200", "咸宁市", "city", NULL, NULL);
  region = add_region (plan, info->code, info->name, "county", NULL, "421200");
  lian_record_set_bool (region, LIAN_REGION_IS_CITY_DISTRICT, info->is_city_district);
  set_people (region, population[n_towns]);
  set_shape (plan, region, G_MAXUINT, G_MAXUINT);
  for (guint t = 0; t < n_towns; t++)
    {
      const LianTownInfo *town = lian_plan_town (plan, t);

      region = add_region (plan, town->code, town->name, "street", town->kind, info->code);
      set_people (region, population[t]);
      set_shape (plan, region, t, G_MAXUINT);
    }
  for (guint c = 0; c < plan->communities->len; c++)
    {
      const LianCommunity *community = lian_plan_community (plan, c);
      const LianTownInfo *town = lian_plan_town (plan, community->town);

      region = add_region (plan, community->code, community->name, "community",
                           community->village ? "village" : "community", town->code);
      set_people (region, community->population);
      set_shape (plan, region, community->town, c);
      if (town->urban && (plan->small || !community->village))
        add_estates (plan, community, &dice);
    }
  if (!plan->small)
    add_former_grids (plan);
  for (guint i = 0; i < plan->cells->n; i++)
    add_grid (plan, i);
}

/**
 * lian_county_contains:
 *
 * Returns: whether @point lies inside @cell
 */
gboolean
lian_county_contains (const LianCountyPlan *plan, guint cell, LianPoint point)
{
  const LianTrail *ring = plan->cells->cells[cell].ring;

  return lian_spots_contain (lian_trail_at (ring, 0), ring->len - 1,
                             (LianSpot){ point.lon, point.lat });
}

/**
 * lian_county_point_in:
 *
 * Returns: a chance point inside @cell, WGS84.
 */
LianPoint
lian_county_point_in (const LianCountyPlan *plan, guint cell, LianDice *dice)
{
  const LianGridPlan *grid = &plan->grids[cell];

  for (guint try = 0; try < 40; try++)
    {
      double lon = grid->west + lian_dice_unit (dice) * (grid->east - grid->west);
      double lat = grid->south + lian_dice_unit (dice) * (grid->north - grid->south);
      LianPoint point = { round (lon * 1e6) / 1e6, round (lat * 1e6) / 1e6 };

      if (lian_county_contains (plan, cell, point))
        return point;
    }
  return middle_of (plan, plan->cells->cells[cell].shape);
}
