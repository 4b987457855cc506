/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-model.h"

#include <math.h>

/**
 * lian_map_area_free:
 * @area: (nullable) (transfer full): an area
 */
void
lian_map_area_free (LianMapArea *area)
{
  if (area == NULL)
    return;
  g_free (area->id);
  g_free (area->name);
  g_free (area->parent);
  g_clear_pointer (&area->shape, lian_shape_free);
  g_free (area);
}

/**
 * lian_map_base_free:
 * @base: (nullable) (transfer full): a river, lake, road or railway
 */
void
lian_map_base_free (LianMapBase *base)
{
  if (base == NULL)
    return;
  g_free (base->name);
  g_clear_pointer (&base->shape, lian_shape_free);
  g_free (base);
}

/**
 * lian_map_case_free:
 * @point: (nullable) (transfer full): a case
 */
void
lian_map_case_free (LianMapCase *point)
{
  if (point == NULL)
    return;
  g_free (point->id);
  g_free (point);
}

/**
 * lian_map_complex_free:
 * @complex_: (nullable) (transfer full): a service complex
 */
void
lian_map_complex_free (LianMapComplex *complex_)
{
  if (complex_ == NULL)
    return;
  g_free (complex_->id);
  g_free (complex_->name);
  g_free (complex_);
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* The number with the fewest digits in [low, high], so that a legend can be read: multiples of
 * 10ⁿ, then of 5 × 10ⁿ⁻¹, then of 2 × 10ⁿ⁻¹ and so on downwards. */
static double
readable_between (double low, double high)
{
  static const double parts[] = { 1, 0.5, 0.2 };
  double middle = (low + high) / 2;
  double largest = MAX (fabs (low), fabs (high));

  if (!(low < high) || largest <= 0)
    return high;
  for (double power = pow (10, ceil (log10 (largest))); power > largest * 1e-12; power /= 10)
    for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
      {
        double step = power * parts[i];
        double value = round (middle / step) * step;

        if (value > low && value <= high)
          return value;
      }
  return high;
}

/* How far a bound may be moved for the sake of a readable number: a tenth of the values may
 * change their class. */
static void
round_breaks (const double *sorted, guint n, double breaks[4])
{
  guint slack = n / 20;

  for (guint i = 0; i < 4; i++)
    {
      guint at = MIN ((i + 1) * n / 5, n - 1);
      double low = sorted[at > slack ? at - slack - 1 : 0];
      double high = sorted[MIN (at + slack, n - 1)];

      if (i > 0)
        low = MAX (low, breaks[i - 1]);
      breaks[i] = low < high ? readable_between (low, high) : MAX (low, high);
    }
}

/**
 * lian_map_classes_new_quantile:
 * @ids: (array length=n): of the areas
 * @values: (array length=n): of each area; NaN or infinite is no data
 * @n: how many
 *
 * Five classes of about equally many areas. A bound belongs to the class above it, as in the
 * legend: below 11, 11–17, …. Bounds never fall; where many values are equal, classes stay empty.
 *
 * Returns: (transfer full): the classes.
 */
LianMapClasses *
lian_map_classes_new_quantile (const char *const *ids, const double *values, guint n)
{
  LianMapClasses *self = g_new0 (LianMapClasses, 1);
  g_autofree double *sorted = g_new (double, n + 1);
  guint known = 0;

  self->classes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]))
      sorted[known++] = values[i];
  if (known > 0)
    {
      qsort (sorted, known, sizeof (double), compare_doubles);
      round_breaks (sorted, known, self->breaks);
    }
  for (guint i = 0; i < n; i++)
    {
      int class = -1;

      if (isfinite (values[i]))
        for (class = 0; class < 4 && values[i] >= self->breaks[class]; class ++)
          ;
      g_hash_table_insert (self->classes, g_strdup (ids[i]), GINT_TO_POINTER (class + 1));
    }
  return self;
}

/**
 * lian_map_classes_free:
 * @classes: (nullable) (transfer full): classes
 */
void
lian_map_classes_free (LianMapClasses *classes)
{
  if (classes == NULL)
    return;
  g_clear_pointer (&classes->classes, g_hash_table_unref);
  g_free (classes);
}
