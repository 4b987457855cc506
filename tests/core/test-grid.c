/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-grid.h"

#define DAY G_GINT64_CONSTANT (86400000000)
#define CHANGE (20000 * DAY)

static LianRecord *
make_grid (gint64 from, gint64 to)
{
  LianRecord *grid = lian_record_new (LIAN_KIND_GRID);

  if (from != 0)
    lian_record_set_time (grid, LIAN_GRID_VALID_FROM, from);
  if (to != 0)
    lian_record_set_time (grid, LIAN_GRID_VALID_TO, to);
  return grid;
}

/* At every moment exactly one of two grids stands that follow each other. */
static void
test_valid (void)
{
  g_autoptr (LianRecord) old = make_grid (0, CHANGE);
  g_autoptr (LianRecord) new = make_grid (CHANGE, 0);
  g_autoptr (LianRecord) always = make_grid (0, 0);
  g_autoptr (LianRecord) never = make_grid (CHANGE, CHANGE);

  for (gint64 at = CHANGE - 2; at <= CHANGE + 2; at++)
    {
      g_assert_cmpint (lian_grid_is_valid (old, at), ==, at < CHANGE);
      g_assert_cmpint (lian_grid_is_valid (new, at), ==, at >= CHANGE);
      g_assert_true (lian_grid_is_valid (always, at));
      g_assert_false (lian_grid_is_valid (never, at));
    }
}

static void
test_narrow (void)
{
  g_autoptr (LianRecord) always = make_grid (0, 0);
  g_autoptr (LianRecord) old = make_grid (CHANGE - 9 * DAY, CHANGE);
  g_autoptr (LianRecord) new = make_grid (CHANGE, CHANGE + 5 * DAY);
  gint64 from = G_MININT64, until = G_MAXINT64;

  lian_grid_narrow (always, CHANGE, &from, &until);
  g_assert_cmpint (from, ==, G_MININT64);
  g_assert_cmpint (until, ==, G_MAXINT64);
  lian_grid_narrow (old, CHANGE - 1, &from, &until);
  lian_grid_narrow (new, CHANGE - 1, &from, &until);
  g_assert_cmpint (from, ==, CHANGE - 9 * DAY);
  g_assert_cmpint (until, ==, CHANGE);
  from = G_MININT64, until = G_MAXINT64;
  lian_grid_narrow (old, CHANGE, &from, &until);
  lian_grid_narrow (new, CHANGE, &from, &until);
  g_assert_cmpint (from, ==, CHANGE);
  g_assert_cmpint (until, ==, CHANGE + 5 * DAY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/grid/valid", test_valid);
  g_test_add_func ("/core/grid/narrow", test_narrow);
  return g_test_run ();
}
