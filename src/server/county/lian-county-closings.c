/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-draft.h"

#include "lian-clock.h"

#include <string.h>

/* When the centre closes what was checked, and what residents say to it. Traced alone, a case is
 * closed whenever its work happens to end; at the desk, somebody goes through them by the hour. */

#define MINUTE G_TIME_SPAN_MINUTE
#define HOUR G_TIME_SPAN_HOUR
#define N_DAYS 75     /* today included: longer than the small county's past */
#define LARGE_DAYS 20 /* that a desk is looked at in the others */

/* How many the desk closes on a working day, by the hour, and in half of them at a weekend. */
static const double by_hour[24]
    = { 0, 0, 0, 0, 0, 0, 0, 1, 14, 21, 22, 21, 8, 6, 17, 25, 25, 22, 11, 7, 5, 2, 1, 0 };

#define MORNING 1.35

/* Evaluations of the morning that the program opens on. */
#define N_EVALUATED 38
#define N_DISSATISFIED 3

/* The newest of them, which the overview shows with their words. */
static const struct
{
  const char *category;
  const char *satisfaction;
  const char *words;
} shown[] = {
  { "utility-lamp", "very_satisfied", "路灯当晚修好，还打了回访电话。" },
  { "street-stall", "dissatisfied", "摊位走了又来，请长期管。" },
  { "livelihood-elder", "satisfied", "网格员当天就上门，老人放心多了。" },
};

typedef struct
{
  LianDraft *draft;
  gint64 natural; /* when it would be closed if it went by itself */
  gint64 first;   /* not before */
} Ready;

typedef struct
{
  LianCountyPlan *plan;
  LianDice *dice;
  gint64 today;
  guint n_days;
  gint64 begin;          /* of the first day */
  GArray *ready;         /* (element-type Ready): by @natural */
  double wanted[N_DAYS]; /* how many to close */
} Desk;

static double
sum_of_hours (void)
{
  double sum = 0;

  for (guint h = 0; h < 24; h++)
    sum += by_hour[h];
  return sum;
}

/* Which part of the desk's @day has gone by: 1 but for today. */
static double
gone_part (const Desk *desk, guint day)
{
  gint64 start = desk->begin + (gint64)day * G_TIME_SPAN_DAY;
  double gone = 0;

  for (guint h = 0; h < 24; h++)
    gone += by_hour[h] * CLAMP ((double)(desk->plan->now - start - (gint64)h * HOUR) / HOUR, 0, 1);
  return gone / sum_of_hours ();
}

/* What the desk gets through on @day. The last morning is somewhat fuller: what came in by night is
 * small and done early. */
static double
day_capacity (const Desk *desk, guint day)
{
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (desk->plan->dictionary);
  gint64 noon = desk->begin + (gint64)day * G_TIME_SPAN_DAY + 12 * HOUR;
  double whole = lian_work_calendar_is_workday (calendar, noon) ? 1.04 : 0.5;

  return whole * sum_of_hours () * gone_part (desk, day) * desk->plan->volume
         * (noon > desk->today ? MORNING : 1);
}

static int
compare_ready (gconstpointer a, gconstpointer b)
{
  const Ready *x = a;
  const Ready *y = b;

  return x->natural < y->natural ? -1 : x->natural > y->natural;
}

static gint64
close_due (const LianCountyPlan *plan, const LianDraft *draft)
{
  LianLimitUnit unit;
  gint64 limit = lian_draft_limit (plan, draft, "close", &unit);

  return lian_work_calendar_add (lian_dictionary_get_calendar (plan->dictionary),
                                 draft->at[LIAN_STATION_ACCEPTED], limit, unit);
}

static void
collect_ready (Desk *desk, GPtrArray *drafts)
{
  for (guint i = 0; i < drafts->len; i++)
    {
      LianDraft *draft = g_ptr_array_index (drafts, i);
      Ready ready = { draft, draft->at[LIAN_STATION_CLOSED], 0 };
      gint64 due;

      if (draft->off != NULL || draft->last < LIAN_STATION_CLOSED || ready.natural < desk->begin)
        continue;
      due = close_due (desk->plan, draft);
      /* Who was late stays late. */
      ready.first = ready.natural > due ? due + 20 * MINUTE
                                        : draft->at[LIAN_STATION_DISPATCHED] + 25 * MINUTE;
      ready.first = MIN (ready.first, ready.natural);
      desk->wanted[(ready.natural - desk->begin) / G_TIME_SPAN_DAY]++;
      g_array_append_val (desk->ready, ready);
    }
  g_array_sort (desk->ready, compare_ready);
}

/* What does not fit into the last two days was closed before, where there was room. */
static void
level_days (Desk *desk)
{
  guint today = (guint)((desk->today - desk->begin) / G_TIME_SPAN_DAY);
  double over = 0;

  for (guint day = today; day > 0 && (over > 0 || day + 2 > today); day--)
    {
      double capacity = day_capacity (desk, day);
      double room = capacity - desk->wanted[day];

      if (day + 2 > today)
        {
          over -= room;
          desk->wanted[day] = capacity;
        }
      else
        {
          double moved = CLAMP (room, 0, over);

          over -= moved;
          desk->wanted[day] += moved;
        }
    }
}

/* Moves the end of @draft to @closed; what would come after it moves forward in proportion. */
static void
close_at (LianDraft *draft, gint64 closed)
{
  gint64 *at = draft->at;
  gint64 begin = at[LIAN_STATION_DISPATCHED];
  double part = (double)(closed - begin) / (double)(at[LIAN_STATION_CLOSED] - begin);

  for (guint i = LIAN_STATION_SIGNED; part < 1 && i < LIAN_STATION_CLOSED; i++)
    at[i] = begin + (gint64)((double)(at[i] - begin) * part);
  at[LIAN_STATION_CLOSED] = closed;
}

/* Closes one that can be closed by @end, the one that has been ready for longest first. */
static gboolean
close_one (Desk *desk, gint64 start, gint64 end)
{
  for (guint i = 0; i < desk->ready->len; i++)
    {
      const Ready *ready = &g_array_index (desk->ready, Ready, i);
      gint64 from = MAX (ready->first, start);
      gint64 seconds = (end - from) / G_TIME_SPAN_SECOND;

      if (seconds < 60)
        continue;
      close_at (ready->draft,
                from + lian_dice_below (desk->dice, (guint)seconds) * G_TIME_SPAN_SECOND);
      g_array_remove_index (desk->ready, i);
      return TRUE;
    }
  return FALSE;
}

static void
work_through (Desk *desk)
{
  double sum = sum_of_hours ();
  double owed = 0;

  for (guint day = 0; day < desk->n_days; day++)
    for (guint h = 0; h < 24; h++)
      {
        gint64 start = desk->begin + (gint64)day * G_TIME_SPAN_DAY + (gint64)h * HOUR;
        gint64 end = MIN (start + HOUR, desk->plan->now - 2 * MINUTE);
        gboolean today = start >= desk->today;
        double whole
            = today ? desk->wanted[day] / MAX (gone_part (desk, day), 0.05) : desk->wanted[day];

        if (end <= start)
          return;
        owed += whole * by_hour[h] / sum * (double)(end - start) / HOUR;
        /* A desk that has nothing to close does not make up for it all at once. */
        owed = MIN (owed, 2 + 1.3 * whole * by_hour[h] / sum);
        while (owed >= 1 && close_one (desk, start, end))
          owed--;
      }
}

/* A resident rates about four of ten closed cases, within a day, by daylight. */
static void
rate (Desk *desk, LianDraft *draft, gint64 at)
{
  const char *words = NULL;
  LianMatterPlace nowhere = { "", "", 0 };

  draft->satisfaction = lian_matter_rating (desk->dice, &words);
  draft->at[LIAN_STATION_EVALUATED] = at;
  draft->last = LIAN_STATION_EVALUATED;
  g_clear_pointer (&draft->words, g_free);
  if (lian_dice_chance (desk->dice, 0.6))
    draft->words = lian_matter_fill (words, &nowhere, desk->dice);
}

static void
rate_some (Desk *desk, LianDraft *draft)
{
  gint64 at = draft->at[LIAN_STATION_CLOSED]
              + lian_dice_between (desk->dice, 30 * 60, 26 * 3600) * G_TIME_SPAN_SECOND;
  gint64 hour = (at - lian_time_day_start (at)) / HOUR;

  if (hour < 8)
    at += (8 - hour) * HOUR;
  if (lian_dice_chance (desk->dice, 0.41) && at < desk->today)
    rate (desk, draft, at);
}

static gboolean
is_bad (const LianDraft *draft)
{
  return strstr (draft->satisfaction, "dissatisfied") != NULL;
}

/* One of @fresh, for the shown ones of their category where there is one. */
static LianDraft *
steal_fresh (Desk *desk, GPtrArray *fresh, guint n)
{
  for (guint i = 0; n < G_N_ELEMENTS (shown) && i < fresh->len; i++)
    {
      const LianDraft *draft = g_ptr_array_index (fresh, i);

      if (g_str_equal (draft->matter->category, shown[n].category))
        return g_ptr_array_steal_index_fast (fresh, i);
    }
  return g_ptr_array_steal_index_fast (fresh, lian_dice_below (desk->dice, fresh->len));
}

static void
rate_as_shown (LianDraft *draft, guint n)
{
  if (n >= G_N_ELEMENTS (shown) || !g_str_equal (draft->matter->category, shown[n].category))
    return;
  draft->satisfaction = shown[n].satisfaction;
  g_free (draft->words);
  draft->words = g_strdup (shown[n].words);
}

/* Since this morning @N_EVALUATED have said what they think, some of them badly. */
static void
rate_today (Desk *desk, GPtrArray *drafts)
{
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();
  double volume = desk->plan->volume;

  for (guint i = 0; i < drafts->len; i++)
    {
      LianDraft *draft = g_ptr_array_index (drafts, i);

      if (draft->off == NULL && draft->last == LIAN_STATION_CLOSED
          && draft->at[LIAN_STATION_CLOSED] > desk->today - 15 * HOUR
          && draft->at[LIAN_STATION_CLOSED] < desk->today)
        g_ptr_array_add (fresh, draft);
    }
  for (guint n = 0; n < N_EVALUATED * volume && fresh->len > 0; n++)
    {
      LianDraft *draft = steal_fresh (desk, fresh, n);
      gint64 at = desk->plan->now - MINUTE - (gint64)(n * 200 / volume) * G_TIME_SPAN_SECOND
                  - lian_dice_below (desk->dice, 150) * G_TIME_SPAN_SECOND;
      gboolean bad = n % (N_EVALUATED / N_DISSATISFIED) == 1;

      bad = bad && n / (N_EVALUATED / N_DISSATISFIED) < N_DISSATISFIED * volume;
      do
        rate (desk, draft, at);
      while (is_bad (draft) != bad);
      rate_as_shown (draft, n);
    }
}

static void
archive (Desk *desk, LianDraft *draft)
{
  if (desk->plan->now - draft->at[LIAN_STATION_CLOSED] <= 30 * G_TIME_SPAN_DAY)
    return;
  draft->last = LIAN_STATION_ARCHIVED;
  draft->at[LIAN_STATION_ARCHIVED]
      = MAX (draft->at[LIAN_STATION_CLOSED], draft->at[LIAN_STATION_EVALUATED])
        + 7 * G_TIME_SPAN_DAY;
}

/**
 * lian_county_close_drafts:
 * @drafts: (element-type LianDraft): all of them, those that are through closed at some time
 *
 * Spreads the closings over the hours of the desk, lets residents evaluate and puts away what is
 * old. How many are closed, and who is late, stays as it was.
 */
void
lian_county_close_drafts (LianCountyPlan *plan, GPtrArray *drafts, LianDice *dice)
{
  Desk desk = { .plan = plan, .dice = dice, .today = lian_time_day_start (plan->now) };

  desk.n_days = plan->small ? N_DAYS : LARGE_DAYS;
  desk.begin = desk.today - (gint64)(desk.n_days - 1) * G_TIME_SPAN_DAY;
  desk.ready = g_array_new (FALSE, FALSE, sizeof (Ready));
  collect_ready (&desk, drafts);
  level_days (&desk);
  work_through (&desk);
  g_array_unref (desk.ready);
  for (guint i = 0; i < drafts->len; i++)
    {
      LianDraft *draft = g_ptr_array_index (drafts, i);

      if (draft->off != NULL || draft->last != LIAN_STATION_CLOSED)
        continue;
      rate_some (&desk, draft);
      archive (&desk, draft);
    }
  rate_today (&desk, drafts);
}
