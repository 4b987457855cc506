/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-id-buffer.h"

#include <math.h>
#include <string.h>

#define SIZE 96

/* The even-odd rule taken literally, for one pixel centre. */
static gboolean
is_inside (const LianMapXY *points, const guint *starts, guint n_rings, double x, double y)
{
  guint crossings = 0;

  for (guint r = 0; r < n_rings; r++)
    for (guint i = starts[r]; i < starts[r + 1]; i++)
      {
        LianMapXY a = points[i], b = points[i + 1 < starts[r + 1] ? i + 1 : starts[r]];

        if ((a.y <= y) == (b.y <= y))
          continue;
        crossings += a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y) <= x;
      }
  return crossings % 2 == 1;
}

/* A star with many points, some of them outside the picture, and a hole. */
static void
make_star (GRand *rand, LianMapXY *points, guint n, guint hole)
{
  double x = g_rand_double_range (rand, -20, SIZE + 20);
  double y = g_rand_double_range (rand, -20, SIZE + 20);

  for (guint i = 0; i < n + hole; i++)
    {
      double angle = 2 * G_PI * (i < n ? (double)i / n : (double)(i - n) / hole);
      double radius
          = i < n ? g_rand_double_range (rand, 15, 70) : g_rand_double_range (rand, 3, 12);

      points[i] = (LianMapXY){ x + radius * cos (angle), y + radius * sin (angle) };
    }
}

static void
test_reference (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32)g_test_rand_int ());

  for (guint round = 0; round < 60; round++)
    {
      g_autoptr (LianIdBuffer) buffer = lian_id_buffer_new (SIZE, SIZE);
      LianMapXY points[240];
      guint n = 5 + round * 3, starts[] = { 0, n, n + 7 };

      make_star (rand, points, n, 7);
      lian_id_buffer_fill (buffer, points, starts, 2, 7);
      for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++)
          g_assert_cmpuint (buffer->ids[y * SIZE + x], ==,
                            is_inside (points, starts, 2, x + 0.5, y + 0.5) ? 7 : 0);
    }
}

/* More crossings in a row than any fixed table would hold. */
static void
test_comb (void)
{
  g_autoptr (LianIdBuffer) buffer = lian_id_buffer_new (1000, 8);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (LianMapXY));
  guint starts[2] = { 0 };
  LianMapXY last[] = { { 1000, -1 }, { 0, -1 } };

  for (int i = 0; i < 500; i++)
    {
      LianMapXY tooth[] = { { 2 * i, 0 }, { 2 * i, 9 }, { 2 * i + 1, 9 }, { 2 * i + 1, 0 } };
      g_array_append_vals (points, tooth, 4);
    }
  g_array_append_vals (points, last, 2);
  starts[1] = points->len;
  lian_id_buffer_fill (buffer, (const LianMapXY *)(gconstpointer)points->data, starts, 1, 3);
  for (int y = 1; y < 8; y++)
    for (int x = 0; x < 1000; x++)
      g_assert_cmpuint (buffer->ids[y * 1000 + x], ==, x % 2 == 0 ? 3 : 0);
}

/* A jittered lattice whose cells share their corners: each pixel of the whole belongs to exactly
 * one cell, whichever is filled first. */
static void
test_shared_edges (void)
{
  enum
  {
    N = 9
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  g_autofree guint *owners = g_new0 (guint, SIZE * SIZE);
  LianMapXY corners[N + 1][N + 1];

  for (guint j = 0; j <= N; j++)
    for (guint i = 0; i <= N; i++)
      corners[j][i] = (LianMapXY){ i * SIZE / (double)N, j * SIZE / (double)N };
  for (guint j = 1; j < N; j++)
    for (guint i = 1; i < N; i++)
      {
        corners[j][i].x += g_rand_double_range (rand, -3.5, 3.5);
        corners[j][i].y += g_rand_double_range (rand, -3.5, 3.5);
      }
  for (guint j = 0; j < N; j++)
    for (guint i = 0; i < N; i++)
      {
        g_autoptr (LianIdBuffer) buffer = lian_id_buffer_new (SIZE, SIZE);
        LianMapXY ring[]
            = { corners[j][i], corners[j][i + 1], corners[j + 1][i + 1], corners[j + 1][i] };
        guint starts[] = { 0, 4 };

        lian_id_buffer_fill (buffer, ring, starts, 1, 1);
        for (guint p = 0; p < SIZE * SIZE; p++)
          owners[p] += buffer->ids[p];
      }
  for (guint p = 0; p < SIZE * SIZE; p++)
    g_assert_cmpuint (owners[p], ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/id-buffer/reference", test_reference);
  g_test_add_func ("/id-buffer/comb", test_comb);
  g_test_add_func ("/id-buffer/shared-edges", test_shared_edges);
  return g_test_run ();
}
