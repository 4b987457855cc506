/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-cover.h"

#include "lian-geos.h"

#include <string.h>

#define NODE_CAPACITY 10

typedef struct
{
  guint index;
  const char *id;
  const char *community;
  GEOSGeometry *shape; /* (owned) */
} Cell;

typedef struct
{
  GEOSContextHandle_t geos;
  const LianDivisions *divisions;
  GHashTable *wanted; /* (nullable) */
  GPtrArray *cells;   /* (element-type Cell) (owned) */
  GArray *faults;     /* LianCoverFault */

  Cell *cell; /* whose neighbours are looked at */
} Cover;

static gboolean
is_valid_at (const LianRecord *grid, gint64 now)
{
  gint64 to = lian_record_get_time (grid, LIAN_GRID_VALID_TO);

  return lian_record_get_time (grid, LIAN_GRID_VALID_FROM) <= now && (to == 0 || now < to);
}

static gboolean
is_wanted (const Cover *cover, const char *id)
{
  return cover->wanted == NULL || g_hash_table_contains (cover->wanted, id);
}

static void
add_cell (Cover *cover, LianRecord *record)
{
  GBytes *wkb = lian_record_get_geometry (record, LIAN_GRID_GEOMETRY);
  GEOSGeometry *shape = wkb != NULL ? lian_geos_from_wkb (cover->geos, wkb) : NULL;
  Cell *cell;

  if (shape == NULL)
    return;
  cell = g_new0 (Cell, 1);
  cell->index = cover->cells->len;
  cell->id = lian_record_get_id (record);
  cell->community = lian_record_get_text (record, LIAN_F_REGION);
  cell->shape = shape;
  g_ptr_array_add (cover->cells, cell);
}

static void
add_fault (Cover *cover, LianCoverFaultType type, const char *first, const char *second,
           const GEOSGeometry *piece)
{
  LianCoverFault fault = { type, first, second, lian_geos_area (cover->geos, piece), { 0 } };

  if (fault.area < LIAN_COVER_LEAST_AREA)
    return;
  lian_geos_middle (cover->geos, piece, &fault.at);
  g_array_append_val (cover->faults, fault);
}

/* --- overlaps --- */

static void
overlap_cb (void *item, void *user_data)
{
  Cover *cover = user_data;
  Cell *other = item;
  GEOSGeometry *common;

  /* Each pair once. */
  if (other->index <= cover->cell->index
      || (!is_wanted (cover, other->id) && !is_wanted (cover, cover->cell->id)))
    return;
  common = lian_geos_take_polygons (
      cover->geos, GEOSIntersection_r (cover->geos, cover->cell->shape, other->shape));
  if (common == NULL)
    return;
  add_fault (cover, LIAN_COVER_OVERLAP, cover->cell->id, other->id, common);
  GEOSGeom_destroy_r (cover->geos, common);
}

static void
find_overlaps (Cover *cover)
{
  GEOSSTRtree *tree = GEOSSTRtree_create_r (cover->geos, NODE_CAPACITY);

  for (guint i = 0; i < cover->cells->len; i++)
    {
      Cell *cell = cover->cells->pdata[i];

      GEOSSTRtree_insert_r (cover->geos, tree, cell->shape, cell);
    }
  for (guint i = 0; i < cover->cells->len; i++)
    {
      cover->cell = cover->cells->pdata[i];
      GEOSSTRtree_query_r (cover->geos, tree, cover->cell->shape, overlap_cb, cover);
    }
  GEOSSTRtree_destroy_r (cover->geos, tree);
}

/* --- gaps --- */

/* (transfer full) (nullable): of all of @cells (element-type Cell) */
static GEOSGeometry *
unite (Cover *cover, GPtrArray *cells)
{
  g_autoptr (GPtrArray) shapes = g_ptr_array_new ();
  GEOSGeometry *collection;
  GEOSGeometry *united;

  for (guint i = 0; i < cells->len; i++)
    g_ptr_array_add (shapes,
                     GEOSGeom_clone_r (cover->geos, ((const Cell *)cells->pdata[i])->shape));
  collection = GEOSGeom_createCollection_r (cover->geos, GEOS_GEOMETRYCOLLECTION,
                                            (GEOSGeometry **)shapes->pdata, shapes->len);
  if (collection == NULL)
    return NULL;
  united = GEOSUnaryUnion_r (cover->geos, collection);
  GEOSGeom_destroy_r (cover->geos, collection);
  return united;
}

static void
add_each (Cover *cover, LianCoverFaultType type, const char *first, const char *second,
          GEOSGeometry *pieces)
{
  pieces = lian_geos_take_polygons (cover->geos, pieces);
  if (pieces == NULL)
    return;
  for (int i = 0; i < GEOSGetNumGeometries_r (cover->geos, pieces); i++)
    add_fault (cover, type, first, second, GEOSGetGeometryN_r (cover->geos, pieces, i));
  GEOSGeom_destroy_r (cover->geos, pieces);
}

static gboolean
touches_wanted (Cover *cover, const GEOSGeometry *piece)
{
  for (guint i = 0; i < cover->cells->len; i++)
    {
      const Cell *cell = cover->cells->pdata[i];

      if (is_wanted (cover, cell->id) && GEOSIntersects_r (cover->geos, piece, cell->shape) == 1)
        return TRUE;
    }
  return FALSE;
}

/* Holes in @polygon: ground that grids go round and none has. */
static void
add_holes (Cover *cover, const char *community, const GEOSGeometry *polygon)
{
  int n = GEOSGetNumInteriorRings_r (cover->geos, polygon);

  for (int i = 0; i < n; i++)
    {
      const GEOSGeometry *ring = GEOSGetInteriorRingN_r (cover->geos, polygon, i);
      GEOSGeometry *hole
          = GEOSGeom_createPolygon_r (cover->geos, GEOSGeom_clone_r (cover->geos, ring), NULL, 0);

      if (hole == NULL)
        continue;
      if (community != NULL || touches_wanted (cover, hole))
        add_fault (cover, LIAN_COVER_GAP, community, NULL, hole);
      GEOSGeom_destroy_r (cover->geos, hole);
    }
}

static void
find_beyond (Cover *cover, const char *community, const GEOSGeometry *outline, GPtrArray *cells)
{
  const GEOSPreparedGeometry *prepared = GEOSPrepare_r (cover->geos, outline);

  for (guint i = 0; i < cells->len; i++)
    {
      const Cell *cell = cells->pdata[i];

      if (is_wanted (cover, cell->id)
          && GEOSPreparedCovers_r (cover->geos, prepared, cell->shape) != 1)
        add_each (cover, LIAN_COVER_BEYOND, cell->id, community,
                  GEOSDifference_r (cover->geos, cell->shape, outline));
    }
  GEOSPreparedGeom_destroy_r (cover->geos, prepared);
}

static GEOSGeometry *
find_outline (Cover *cover, const char *community)
{
  LianRecord *region = community != NULL ? lian_divisions_find (cover->divisions, community) : NULL;
  GBytes *wkb = region != NULL ? lian_record_get_geometry (region, LIAN_REGION_GEOMETRY) : NULL;

  return wkb != NULL ? lian_geos_from_wkb (cover->geos, wkb) : NULL;
}

static void
look_at_community (Cover *cover, const char *community, GPtrArray *cells)
{
  GEOSGeometry *outline = find_outline (cover, community);
  GEOSGeometry *united = unite (cover, cells);

  if (united != NULL && outline != NULL)
    {
      add_each (cover, LIAN_COVER_GAP, community, NULL,
                GEOSDifference_r (cover->geos, outline, united));
      find_beyond (cover, community, outline, cells);
    }
  else if (united != NULL)
    for (int i = 0; i < GEOSGetNumGeometries_r (cover->geos, united); i++)
      if (GEOSGeomTypeId_r (cover->geos, GEOSGetGeometryN_r (cover->geos, united, i))
          == GEOS_POLYGON)
        add_holes (cover, community, GEOSGetGeometryN_r (cover->geos, united, i));
  if (united != NULL)
    GEOSGeom_destroy_r (cover->geos, united);
  if (outline != NULL)
    GEOSGeom_destroy_r (cover->geos, outline);
}

/* Ground between communities that no outline tells of: holes in the whole. */
static void
find_gaps_between (Cover *cover)
{
  GEOSGeometry *united = unite (cover, cover->cells);

  if (united == NULL)
    return;
  for (int i = 0; i < GEOSGetNumGeometries_r (cover->geos, united); i++)
    if (GEOSGeomTypeId_r (cover->geos, GEOSGetGeometryN_r (cover->geos, united, i)) == GEOS_POLYGON)
      add_holes (cover, NULL, GEOSGetGeometryN_r (cover->geos, united, i));
  GEOSGeom_destroy_r (cover->geos, united);
}

static gboolean
any_wanted (Cover *cover, GPtrArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    if (is_wanted (cover, ((const Cell *)cells->pdata[i])->id))
      return TRUE;
  return FALSE;
}

static void
find_gaps (Cover *cover)
{
  g_autoptr (GHashTable) communities
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GList) names = NULL;
  gboolean all_have_outlines = TRUE;

  for (guint i = 0; i < cover->cells->len; i++)
    {
      Cell *cell = cover->cells->pdata[i];
      const char *name = cell->community != NULL ? cell->community : "";
      GPtrArray *cells = g_hash_table_lookup (communities, name);

      if (cells == NULL)
        {
          LianRecord *region = lian_divisions_find (cover->divisions, name);

          cells = g_ptr_array_new ();
          g_hash_table_insert (communities, (gpointer)name, cells);
          all_have_outlines
              &= region != NULL && lian_record_get_geometry (region, LIAN_REGION_GEOMETRY) != NULL;
        }
      g_ptr_array_add (cells, cell);
    }
  names = g_list_sort (g_hash_table_get_keys (communities), (GCompareFunc)strcmp);
  for (GList *l = names; l != NULL; l = l->next)
    {
      GPtrArray *cells = g_hash_table_lookup (communities, l->data);

      if (any_wanted (cover, cells))
        look_at_community (cover, l->data, cells);
    }
  if (!all_have_outlines && names != NULL && names->next != NULL)
    find_gaps_between (cover);
}

static int
compare_faults (gconstpointer a, gconstpointer b)
{
  const LianCoverFault *first = a;
  const LianCoverFault *second = b;

  return first->area > second->area ? -1 : first->area < second->area;
}

/* A hole of one community is one of the whole as well. */
static void
drop_doubles (GArray *faults)
{
  for (guint i = faults->len; i > 1; i--)
    {
      LianCoverFault *a = &g_array_index (faults, LianCoverFault, i - 1);
      LianCoverFault *b = &g_array_index (faults, LianCoverFault, i - 2);

      if (a->type != LIAN_COVER_GAP || b->type != LIAN_COVER_GAP || a->at.lon != b->at.lon
          || a->at.lat != b->at.lat)
        continue;
      if (b->first == NULL)
        b->first = a->first;
      g_array_remove_index (faults, i - 1);
    }
}

/**
 * lian_cover_check:
 * @grids: (element-type LianRecord)
 * @wanted: (nullable): a set of ids
 * @now: microseconds
 *
 * Grids of different times do not meet: a case lies in the one that there was then.
 *
 * Returns: (transfer full) (element-type LianCoverFault): by area; alive as long as @grids and
 * @divisions
 */
GArray *
lian_cover_check (GPtrArray *grids, const LianDivisions *divisions, GHashTable *wanted, gint64 now)
{
  Cover cover = { .geos = lian_geos_new (), .divisions = divisions, .wanted = wanted };

  cover.cells = g_ptr_array_new_with_free_func (g_free);
  cover.faults = g_array_new (FALSE, FALSE, sizeof (LianCoverFault));
  for (guint i = 0; i < grids->len; i++)
    if (is_valid_at (grids->pdata[i], now))
      add_cell (&cover, grids->pdata[i]);
  if (cover.cells->len > 0)
    {
      find_overlaps (&cover);
      find_gaps (&cover);
    }
  for (guint i = 0; i < cover.cells->len; i++)
    GEOSGeom_destroy_r (cover.geos, ((Cell *)cover.cells->pdata[i])->shape);
  g_ptr_array_unref (cover.cells);
  GEOS_finish_r (cover.geos);
  g_array_sort (cover.faults, compare_faults);
  drop_doubles (cover.faults);
  return cover.faults;
}
