/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-locator.h"

#include "lian-grid.h"
#include "lian-shape.h"

typedef struct
{
  LianRecord *record; /* (owned) */
  LianShape *shape;   /* (owned) */
} Place;

struct _LianLocator
{
  GPtrArray *regions; /* (element-type Place) (owned) */
  GPtrArray *grids;   /* (element-type Place) (owned) */
};

static void
place_free (gpointer data)
{
  Place *place = data;

  lian_record_unref (place->record);
  lian_shape_free (place->shape);
  g_free (place);
}

static GPtrArray *
make_places (GPtrArray *records, guint geometry)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (place_free);

  for (guint i = 0; i < records->len; i++)
    {
      LianRecord *record = records->pdata[i];
      GBytes *wkb = lian_record_get_geometry (record, geometry);
      g_autoptr (GError) error = NULL;
      g_autoptr (LianShape) shape = NULL;
      Place *place;

      if (wkb == NULL)
        continue;
      shape = lian_shape_new_from_wkb (wkb, &error);
      if (shape == NULL)
        {
          g_debug ("outline of %s left out: %s", lian_record_get_id (record), error->message);
          continue;
        }
      place = g_new0 (Place, 1);
      place->record = lian_record_ref (record);
      place->shape = g_steal_pointer (&shape);
      g_ptr_array_add (places, place);
    }
  return places;
}

/**
 * lian_locator_new:
 * @regions: (element-type LianRecord): of kind region
 * @grids: (element-type LianRecord): of kind grid
 *
 * Returns: (transfer full): an index over their outlines
 */
LianLocator *
lian_locator_new (GPtrArray *regions, GPtrArray *grids)
{
  LianLocator *self = g_atomic_rc_box_new0 (LianLocator);

  self->regions = make_places (regions, LIAN_REGION_GEOMETRY);
  self->grids = make_places (grids, LIAN_GRID_GEOMETRY);
  return self;
}

LianLocator *
lian_locator_ref (LianLocator *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
locator_free (gpointer data)
{
  LianLocator *self = data;

  g_ptr_array_unref (self->regions);
  g_ptr_array_unref (self->grids);
}

void
lian_locator_unref (LianLocator *self)
{
  g_atomic_rc_box_release_full (self, locator_free);
}

static gboolean
place_holds (const Place *place, LianPoint point)
{
  const LianShape *shape = place->shape;

  return point.lon >= shape->west && point.lon <= shape->east && point.lat >= shape->south
         && point.lat <= shape->north && lian_shape_contains (shape, point.lon, point.lat);
}

static int
level_depth (const char *level)
{
  static const char *const levels[] = { "city", "county", "street", "community", "estate", NULL };

  for (int i = 0; levels[i] != NULL; i++)
    if (g_strcmp0 (levels[i], level) == 0)
      return i;
  return -1;
}

/**
 * lian_locator_find:
 * @point: WGS84
 * @now: the moment at which the grid has to be valid, microseconds
 * @region_code: (out) (transfer none): the grid's region, or the deepest region
 * @grid_id: (out) (transfer none) (nullable): the grid
 *
 * Estates are places inside a community and decide nothing here: a case belongs to a community.
 *
 * Returns: %FALSE when the point lies outside of everything
 */
gboolean
lian_locator_find (const LianLocator *self, LianPoint point, gint64 now, const char **region_code,
                   const char **grid_id)
{
  int best = -1;

  *region_code = NULL;
  *grid_id = NULL;
  for (guint i = 0; i < self->grids->len; i++)
    {
      const Place *place = self->grids->pdata[i];

      /* A case belongs to the grid that existed when it happened. */
      if (lian_grid_is_valid (place->record, now) && place_holds (place, point))
        {
          *grid_id = lian_record_get_id (place->record);
          *region_code = lian_record_get_text (place->record, LIAN_F_REGION);
          break;
        }
    }
  if (*region_code != NULL)
    return TRUE;

  for (guint i = 0; i < self->regions->len; i++)
    {
      const Place *place = self->regions->pdata[i];
      int depth = level_depth (lian_record_get_text (place->record, LIAN_REGION_LEVEL));

      if (depth <= best || depth > level_depth ("community") || !place_holds (place, point))
        continue;
      best = depth;
      *region_code = lian_record_get_id (place->record);
    }
  return *region_code != NULL;
}
