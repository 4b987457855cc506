/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-map-values.h"

#include <math.h>

static const char *
area_of_grid (const char *grid, LianMapLevel level, LianRegions *regions, GHashTable *grid_regions)
{
  const char *code = g_hash_table_lookup (grid_regions, grid);
  LianRecord *region;

  if (level == LIAN_LEVEL_GRID)
    return grid;
  region
      = lian_regions_find_above (regions, code, level == LIAN_LEVEL_TOWN ? "street" : "community");
  return region != NULL ? lian_record_get_id (region) : NULL;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
find_median (LianMapValues *self)
{
  g_autoptr (GArray) rates = g_array_new (FALSE, FALSE, sizeof (double));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      double rate = lian_area_value_get_rate (value);

      if (isnan (rate))
        self->gaps = TRUE;
      else
        g_array_append_val (rates, rate);
    }
  self->median = NAN;
  if (rates->len == 0)
    return;
  g_array_sort (rates, compare_doubles);
  self->median = (g_array_index (rates, double, (rates->len - 1) / 2)
                  + g_array_index (rates, double, rates->len / 2))
                 / 2;
}

/**
 * lian_map_values_new:
 * @overview: the figures by grid
 * @level: which areas are coloured
 * @regions: who belongs to whom
 * @grid_regions: (element-type utf8 utf8): division code of each grid
 * @counts: (nullable) (element-type utf8 int): cases of another period by grid
 *
 * Returns: (transfer full): sums by area of @level
 */
LianMapValues *
lian_map_values_new (const LianOverview *overview, LianMapLevel level, LianRegions *regions,
                     GHashTable *grid_regions, GHashTable *counts)
{
  LianMapValues *self = g_new0 (LianMapValues, 1);

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < overview->grids->len; i++)
    {
      const LianOverviewRow *row = g_ptr_array_index (overview->grids, i);
      const char *area = area_of_grid (row->id, level, regions, grid_regions);
      LianAreaValue *value;

      /* A grid of another time is no area; what happened in it still happened in its community. */
      if (area == NULL || (row->former && level == LIAN_LEVEL_GRID))
        continue;
      value = g_hash_table_lookup (self->values, area);
      if (value == NULL)
        {
          value = g_new0 (LianAreaValue, 1);
          g_hash_table_insert (self->values, g_strdup (area), value);
        }
      value->cases += counts != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (counts, row->id))
                                     : row->numerator;
      value->people += row->denominator;
      value->open.normal += row->counts.normal;
      value->open.soon += row->counts.soon;
      value->open.over += row->counts.over;
      value->open.held += row->counts.held;
    }
  find_median (self);
  return self;
}

/**
 * lian_map_values_free:
 * @self: (nullable): values
 */
void
lian_map_values_free (LianMapValues *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->values);
  g_free (self);
}

/**
 * lian_area_value_get_rate:
 * @value: (nullable): of an area
 *
 * Returns: cases per 10,000 people, NaN where nobody lives
 */
double
lian_area_value_get_rate (const LianAreaValue *value)
{
  if (value == NULL || value->people <= 0)
    return NAN;
  return (double)value->cases * 10000.0 / (double)value->people;
}

/**
 * lian_map_values_classify:
 *
 * Returns: (transfer full): five classes of equal size
 */
LianMapClasses *
lian_map_values_classify (const LianMapValues *self)
{
  guint n = g_hash_table_size (self->values), i = 0;
  g_autofree const char **ids = g_new0 (const char *, n + 1);
  g_autofree double *rates = g_new0 (double, n + 1);
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      ids[i] = id;
      rates[i++] = lian_area_value_get_rate (value);
    }
  return lian_map_classes_new_quantile (ids, rates, n);
}
