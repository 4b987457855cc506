/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-model.h"

#include "lian-projection.h"

#include <math.h>

static int
class_of (const LianMapClasses *classes, const char *id)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (classes->classes, id)) - 1;
}

static void
test_quantile (void)
{
  enum
  {
    N = 400
  };
  char *ids[N];
  double values[N];
  guint sizes[5] = { 0 };
  LianMapClasses *classes;

  for (guint i = 0; i < N; i++)
    {
      ids[i] = g_strdup_printf ("g%u", i);
      values[i] = 3.7 + ((i * 149) % N) * 0.1013;
    }
  values[17] = NAN;
  classes = lian_map_classes_new_quantile ((const char *const *)ids, values, N);
  for (guint i = 0; i < N; i++)
    if (i == 17)
      g_assert_cmpint (class_of (classes, ids[i]), ==, -1);
    else
      sizes[class_of (classes, ids[i])]++;
  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (sizes[i], >, N / 10);
  for (guint i = 0; i < 4; i++)
    {
      /* Readable: at this spread whole numbers. */
      g_assert_cmpfloat (classes->breaks[i], ==, round (classes->breaks[i]));
      g_assert_true (i == 0 || classes->breaks[i] > classes->breaks[i - 1]);
    }
  lian_map_classes_free (classes);
  for (guint i = 0; i < N; i++)
    g_free (ids[i]);
}

static void
test_degenerate (void)
{
  const char *const ids[] = { "a", "b", "c" };
  const double same[] = { 4, 4, 4 }, none[] = { NAN, NAN, INFINITY }, huge[] = { 1e300, -1e300, 0 };
  g_autoptr (LianMapClasses) equal = lian_map_classes_new_quantile (ids, same, 3);
  g_autoptr (LianMapClasses) empty = lian_map_classes_new_quantile (ids, none, 3);
  g_autoptr (LianMapClasses) wide = lian_map_classes_new_quantile (ids, huge, 3);
  g_autoptr (LianMapClasses) nobody = lian_map_classes_new_quantile (NULL, NULL, 0);

  g_assert_cmpint (class_of (equal, "a"), ==, class_of (equal, "c"));
  g_assert_cmpint (class_of (empty, "b"), ==, -1);
  g_assert_cmpint (class_of (wide, "b"), <=, class_of (wide, "a"));
  g_assert_cmpuint (g_hash_table_size (nobody->classes), ==, 0);
}

static void
test_projection (void)
{
  double pixels;

  for (double lat = -80; lat <= 80; lat += 7.3)
    g_assert_cmpfloat_with_epsilon (lian_projection_lat (lian_projection_y (lat)), lat, 1e-9);
  g_assert_cmpfloat (lian_projection_x (-180), ==, 0);
  g_assert_cmpfloat_with_epsilon (lian_projection_y (0), 0.5, 1e-12);
  g_assert_cmpfloat (lian_projection_scale_bar (30, 256 << 11, 130, &pixels), ==, 5000);
  g_assert_cmpfloat (pixels, <=, 130);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-model/quantile", test_quantile);
  g_test_add_func ("/map-model/degenerate", test_degenerate);
  g_test_add_func ("/map-model/projection", test_projection);
  return g_test_run ();
}
