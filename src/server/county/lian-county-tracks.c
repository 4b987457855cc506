/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-plan.h"

#include <math.h>
#include <string.h>

/* Where grid members were this morning: a point a quarter of an hour, back from where they are. */

#define N_POINTS 6

static LianPoint
step_back (const LianCountyPlan *plan, guint cell, LianPoint from, LianDice *dice)
{
  LianPoint before = { from.lon + 0.0009 * lian_dice_normal (dice),
                       from.lat + 0.0008 * lian_dice_normal (dice) };

  before.lon = round (before.lon * 1e6) / 1e6;
  before.lat = round (before.lat * 1e6) / 1e6;
  return lian_county_contains (plan, cell, before) ? before : from;
}

static void
add_track (LianCountyPlan *plan, guint cell, const LianRecord *worker, LianDice *dice)
{
  gint64 at = lian_record_get_time (worker, LIAN_WORKER_LAST_SEEN);
  LianPoint point;

  if (!lian_record_get_point (worker, LIAN_WORKER_LOCATION, &point))
    return;
  for (guint i = N_POINTS; i > 0; i--)
    {
      LianRecord *track = lian_record_new (LIAN_KIND_TRACK);

      lian_record_take_text (track, LIAN_F_ID,
                             g_strdup_printf ("track-%s-%u", plan->grids[cell].code, i));
      lian_record_set_text (track, LIAN_F_REGION, lian_record_get_text (worker, LIAN_F_REGION));
      lian_record_set_text (track, LIAN_TRACK_WORKER, lian_record_get_id (worker));
      lian_record_set_time (track, LIAN_TRACK_AT, at);
      lian_record_set_point (track, LIAN_TRACK_LOCATION, point.lon, point.lat);
      lian_record_set_text (track, LIAN_TRACK_SRC_CRS, "wgs84");
      g_ptr_array_add (plan->records, track);
      at -= 15 * G_TIME_SPAN_MINUTE + lian_dice_between (dice, -60, 60) * G_TIME_SPAN_SECOND;
      point = step_back (plan, cell, point, dice);
    }
}

/**
 * lian_county_add_tracks:
 *
 * Adds the morning's ways of the grid members on duty, who have to be among the records.
 */
void
lian_county_add_tracks (LianCountyPlan *plan)
{
  g_autoptr (GHashTable) cells = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = plan->records->len;
  LianDice dice;

  lian_dice_init_for (&dice, plan->seed, "tracks");
  for (guint i = 0; i < plan->cells->n; i++)
    g_hash_table_insert (cells, plan->grids[i].member_id, GUINT_TO_POINTER (i));
  for (guint i = 0; i < n; i++)
    {
      const LianRecord *worker = plan->records->pdata[i];
      gpointer cell;

      if (lian_record_get_kind (worker)->id == LIAN_KIND_WORKER
          && lian_record_get_bool (worker, LIAN_WORKER_ON_DUTY)
          && g_hash_table_lookup_extended (cells, lian_record_get_id (worker), NULL, &cell))
        add_track (plan, GPOINTER_TO_UINT (cell), worker, &dice);
    }
}
