/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-grid.h"

/**
 * lian_grid_is_valid:
 * @grid: a grid
 * @now: microseconds since 1970 UTC
 *
 * Returns: whether it stands at @now
 */
gboolean
lian_grid_is_valid (const LianRecord *grid, gint64 now)
{
  gint64 from = lian_record_get_time (grid, LIAN_GRID_VALID_FROM);
  gint64 to = lian_record_get_time (grid, LIAN_GRID_VALID_TO);

  return from <= now && (to == 0 || now < to);
}

/**
 * lian_grid_narrow:
 * @grid: a grid
 * @now: microseconds since 1970 UTC
 * @from: (inout): raised to the last moment up to @now at which @grid begins or ends
 * @until: (inout): lowered to the first such moment after @now
 *
 * Begun with G_MININT64 and G_MAXINT64 and called for all grids, this says for how long a picture
 * of them is right.
 */
void
lian_grid_narrow (const LianRecord *grid, gint64 now, gint64 *from, gint64 *until)
{
  const gint64 moments[] = { lian_record_get_time (grid, LIAN_GRID_VALID_FROM),
                             lian_record_get_time (grid, LIAN_GRID_VALID_TO) };

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      if (moments[i] == 0)
        continue;
      if (moments[i] <= now)
        *from = MAX (*from, moments[i]);
      else
        *until = MIN (*until, moments[i]);
    }
}
