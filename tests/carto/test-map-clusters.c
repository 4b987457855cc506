/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-clusters.h"

#include <math.h>

#define POINTS 3000

static double
radius (gint64 count)
{
  return 10 + 5.2 * log ((double)count);
}

static void
test_sums (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  g_autofree LianMapPoint *points = g_new (LianMapPoint, POINTS);
  LianLightCounts truth = { 0 };

  for (guint i = 0; i < POINTS; i++)
    {
      points[i].at.x = 0.5 + g_rand_double (rand) * 0.001;
      points[i].at.y = 0.4 + g_rand_double (rand) * 0.001;
      points[i].light = (LianLight)g_rand_int_range (rand, 0, 4);
      truth.normal += points[i].light == LIAN_LIGHT_NORMAL;
      truth.soon += points[i].light == LIAN_LIGHT_DUE_SOON;
      truth.over += points[i].light == LIAN_LIGHT_OVERDUE;
      truth.held += points[i].light == LIAN_LIGHT_HELD;
    }
  for (double world = 1e5; world < 1e8; world *= 3)
    {
      g_autoptr (LianMapClusters) clusters
          = lian_map_clusters_new (points, POINTS, world, 64, radius, 1);
      g_autofree guint8 *seen = g_new0 (guint8, POINTS);
      LianLightCounts sum = { 0 };

      for (guint c = 0; c < clusters->clusters->len; c++)
        {
          const LianMapCluster *a = &g_array_index (clusters->clusters, LianMapCluster, c);

          sum.normal += a->counts.normal;
          sum.soon += a->counts.soon;
          sum.over += a->counts.over;
          sum.held += a->counts.held;
          g_assert_cmpint (lian_light_counts_total (&a->counts), ==, a->n);
          for (guint m = 0; m < a->n; m++)
            seen[g_array_index (clusters->members, guint, a->first + m)]++;
          for (guint d = 0; d < c; d++)
            {
              const LianMapCluster *b = &g_array_index (clusters->clusters, LianMapCluster, d);

              g_assert_cmpfloat (hypot (a->at.x - b->at.x, a->at.y - b->at.y) * world, >=,
                                 a->radius + b->radius);
            }
        }
      for (guint i = 0; i < POINTS; i++)
        g_assert_cmpuint (seen[i], ==, 1);
      g_assert_cmpmem (&sum, sizeof sum, &truth, sizeof truth);
    }
}

static void
test_nothing (void)
{
  g_autoptr (LianMapClusters) none = lian_map_clusters_new (NULL, 0, 1e6, 64, radius, 1);
  LianMapPoint same[50];
  g_autoptr (LianMapClusters) one = NULL;

  g_assert_cmpuint (none->clusters->len, ==, 0);
  for (guint i = 0; i < 50; i++)
    same[i] = (LianMapPoint){ { 0.5, 0.5 }, LIAN_LIGHT_OVERDUE };
  one = lian_map_clusters_new (same, 50, 1e9, 64, radius, 1);
  g_assert_cmpuint (one->clusters->len, ==, 1);
  g_assert_cmpint (g_array_index (one->clusters, LianMapCluster, 0).counts.over, ==, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-clusters/sums", test_sums);
  g_test_add_func ("/map-clusters/nothing", test_nothing);
  return g_test_run ();
}
