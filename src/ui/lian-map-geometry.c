/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-map-geometry.h"

#include "lian-grid.h"
#include "lian-text.h"
#include "lian-workflow.h"

/* A case younger than this gets its ring on the map, once. */
#define FRESH_US (20 * G_TIME_SPAN_SECOND)

static LianShape *
shape_of (LianRecord *record, guint field)
{
  GBytes *wkb = lian_record_get_geometry (record, field);
  g_autoptr (GError) error = NULL;
  LianShape *shape = wkb != NULL ? lian_shape_new_from_wkb (wkb, &error) : NULL;

  if (error != NULL)
    g_debug ("outline of %s left out: %s", lian_record_get_id (record), error->message);
  return shape;
}

static LianMapArea *
make_area (LianRecord *record, guint name, const char *parent, guint geometry)
{
  LianShape *shape = shape_of (record, geometry);
  const char *text = lian_record_get_text (record, name);
  LianMapArea *area;

  if (shape == NULL || shape->type != LIAN_SHAPE_POLYGONS)
    {
      g_clear_pointer (&shape, lian_shape_free);
      return NULL;
    }
  area = g_new0 (LianMapArea, 1);
  area->id = g_strdup (lian_record_get_id (record));
  area->name = lian_text_clean (text != NULL ? text : "", FALSE, 64);
  area->parent = g_strdup (parent);
  area->label.lon = (shape->west + shape->east) / 2;
  area->label.lat = (shape->south + shape->north) / 2;
  area->shape = shape;
  return area;
}

/**
 * lian_map_geometry_area:
 * @region: a division
 *
 * Returns: (transfer full) (nullable): its outline, NULL where it has none
 */
LianMapArea *
lian_map_geometry_area (LianRecord *region)
{
  LianMapArea *area
      = make_area (region, LIAN_REGION_NAME, lian_record_get_text (region, LIAN_REGION_PARENT),
                   LIAN_REGION_GEOMETRY);

  if (area != NULL)
    lian_record_get_point (region, LIAN_REGION_CENTRE, &area->label);
  return area;
}

/**
 * lian_map_geometry_regions:
 * @records: (element-type LianRecord): divisions of one level
 *
 * Returns: (transfer full) (element-type LianMapArea): their outlines
 */
GPtrArray *
lian_map_geometry_regions (GPtrArray *records)
{
  GPtrArray *areas = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_map_area_free);

  for (guint i = 0; i < records->len; i++)
    {
      LianMapArea *area = lian_map_geometry_area (g_ptr_array_index (records, i));

      if (area != NULL)
        g_ptr_array_add (areas, area);
    }
  return areas;
}

/**
 * lian_map_geometry_grids:
 * @records: (element-type LianRecord): grids
 * @now: the platform's time
 *
 * Returns: (transfer full) (element-type LianMapArea): outlines of those that stand at @now
 */
GPtrArray *
lian_map_geometry_grids (GPtrArray *records, gint64 now)
{
  GPtrArray *areas = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_map_area_free);

  for (guint i = 0; i < records->len; i++)
    {
      LianRecord *grid = g_ptr_array_index (records, i);
      LianMapArea *area = NULL;

      if (lian_grid_is_valid (grid, now))
        area = make_area (grid, LIAN_GRID_NAME, lian_record_get_text (grid, LIAN_F_REGION),
                          LIAN_GRID_GEOMETRY);
      if (area != NULL)
        g_ptr_array_add (areas, area);
    }
  return areas;
}

/**
 * lian_map_geometry_base:
 * @records: (element-type LianRecord): places; those that are not part of the drawn base are passed
 *
 * Returns: (transfer full) (element-type LianMapBase): rivers, lakes, roads, rails
 */
GPtrArray *
lian_map_geometry_base (GPtrArray *records)
{
  static const struct
  {
    const char *code;
    int kind;
  } kinds[] = { { "river", LIAN_BASE_RIVER },
                { "lake", LIAN_BASE_LAKE },
                { "road", LIAN_BASE_ROAD },
                { "rail", LIAN_BASE_RAIL } };
  GPtrArray *base = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_map_base_free);

  for (guint i = 0; i < records->len; i++)
    {
      LianRecord *place = g_ptr_array_index (records, i);
      const char *code = lian_record_get_text (place, LIAN_PLACE_KIND);
      const char *name = lian_record_get_text (place, LIAN_PLACE_NAME);

      for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
        if (g_strcmp0 (code, kinds[k].code) == 0)
          {
            LianShape *shape = shape_of (place, LIAN_PLACE_GEOMETRY);
            LianMapBase *item;

            if (shape == NULL)
              break;
            item = g_new0 (LianMapBase, 1);
            item->kind = kinds[k].kind;
            item->rank = CLAMP (lian_record_get_int (place, LIAN_PLACE_RANK), 1, 3);
            item->name = lian_text_clean (name != NULL ? name : "", FALSE, 64);
            item->shape = shape;
            g_ptr_array_add (base, item);
            break;
          }
    }
  return base;
}

static void
read_elements (LianRecord *record, guint8 elements[10])
{
  static const char *const keys[10]
      = { "party",     "government", "residents", "medical",    "elderly",
          "education", "culture",    "sports",    "recreation", "commerce" };
  GPtrArray *rows = lian_record_get_rows (record, LIAN_SERVICE_COMPLEX_ELEMENTS);

  memset (elements, 0, 10);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      LianRecord *row = g_ptr_array_index (rows, i);
      const char *key = lian_record_get_text (row, LIAN_ELEMENT_KEY);
      const char *state = lian_record_get_text (row, LIAN_ELEMENT_STATE);

      for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
        if (g_strcmp0 (key, keys[k]) == 0)
          elements[k] = g_strcmp0 (state, "own") == 0 ? 2 : g_strcmp0 (state, "shared") == 0;
    }
}

/**
 * lian_map_geometry_complexes:
 * @records: (element-type LianRecord): service complexes
 * @region: only those at or below it
 *
 * Returns: (transfer full) (element-type LianMapComplex): where they stand and what they have
 */
GPtrArray *
lian_map_geometry_complexes (GPtrArray *records, const char *region)
{
  GPtrArray *complexes = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_map_complex_free);

  for (guint i = 0; i < records->len; i++)
    {
      LianRecord *record = g_ptr_array_index (records, i);
      const char *code = lian_record_get_text (record, LIAN_F_REGION);
      const char *name = lian_record_get_text (record, LIAN_SERVICE_COMPLEX_NAME);
      LianMapComplex *item;
      LianPoint at;

      if (!lian_record_get_point (record, LIAN_SERVICE_COMPLEX_LOCATION, &at)
          || !lian_region_covers (region, code != NULL ? code : ""))
        continue;
      item = g_new0 (LianMapComplex, 1);
      item->id = g_strdup (lian_record_get_id (record));
      item->name = lian_text_clean (name != NULL ? name : "", FALSE, 64);
      item->at = at;
      read_elements (record, item->elements);
      g_ptr_array_add (complexes, item);
    }
  return complexes;
}

/**
 * lian_map_geometry_cases:
 * @cases: (element-type LianRecord): open cases
 * @now: the platform's time
 *
 * Returns: (transfer full) (element-type LianMapCase): their places and lights at @now
 */
GPtrArray *
lian_map_geometry_cases (GPtrArray *cases, gint64 now)
{
  GPtrArray *points = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_map_case_free);

  for (guint i = 0; i < cases->len; i++)
    {
      LianRecord *record = g_ptr_array_index (cases, i);
      gint64 reported = lian_record_get_time (record, LIAN_CASE_REPORTED_AT);
      LianMapCase *item;
      LianPoint at;

      if (!lian_record_get_point (record, LIAN_CASE_LOCATION, &at))
        continue;
      item = g_new0 (LianMapCase, 1);
      item->id = g_strdup (lian_record_get_id (record));
      item->at = at;
      item->light = lian_light_of_case (record, now);
      item->grave = g_strcmp0 (lian_record_get_text (record, LIAN_CASE_URGENCY), "grave") == 0;
      item->fresh = reported != 0 && reported <= now && now - reported < FRESH_US;
      g_ptr_array_add (points, item);
    }
  return points;
}
