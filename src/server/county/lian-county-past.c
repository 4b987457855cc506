/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-writer.h"

#include "lian-clock.h"

#include <math.h>
#include <string.h>

#define MINUTE G_TIME_SPAN_MINUTE

/* People in the field work by day, on Sundays too. */
static gint64
by_day (LianCaseWriter *writer, gint64 at)
{
  guint hour = lian_case_writer_hour_of (at);

  if (hour >= 21)
    at += (gint64)(31 - hour) * G_TIME_SPAN_HOUR;
  else if (hour < 7)
    at += (gint64)(7 - hour) * G_TIME_SPAN_HOUR;
  else
    return at;
  return at + lian_case_writer_some (writer, 0, 70);
}

/* Half of what is reported is small and done by whoever is near. */
static void
trace_swift (LianCaseWriter *writer, LianDraft *draft)
{
  gint64 *at = draft->at;

  at[LIAN_STATION_SIGNED]
      = by_day (writer, at[LIAN_STATION_DISPATCHED] + lian_case_writer_some (writer, 3, 40));
  at[LIAN_STATION_HANDLING] = at[LIAN_STATION_SIGNED] + lian_case_writer_some (writer, 1, 10);
  at[LIAN_STATION_FEEDBACK]
      = by_day (writer, at[LIAN_STATION_HANDLING] + lian_case_writer_some (writer, 15, 150));
  at[LIAN_STATION_CHECKING]
      = by_day (writer, at[LIAN_STATION_FEEDBACK] + lian_case_writer_some (writer, 5, 90));
  at[LIAN_STATION_CLOSED]
      = by_day (writer, at[LIAN_STATION_CHECKING] + lian_case_writer_some (writer, 4, 60));
}

static void
trace_slow (LianCaseWriter *writer, LianDraft *draft, double pace)
{
  const LianWorkCalendar *calendar = writer->calendar;
  gint64 *at = draft->at;
  LianLimitUnit unit;
  gint64 limit = lian_draft_limit (writer->plan, draft, "handling", &unit);
  gint64 work = (gint64)(pace * limit * lian_dice_between (&writer->dice, 12, 88) / 100);
  gint64 check = lian_dice_between (&writer->dice, 4, 6 + (int)(220 * pace));
  gint64 close = lian_dice_between (&writer->dice, 3, 5 + (int)(150 * pace));

  at[LIAN_STATION_SIGNED]
      = lian_work_calendar_add (calendar, at[LIAN_STATION_DISPATCHED],
                                lian_dice_between (&writer->dice, 2, 4 + (int)(80 * pace)),
                                LIAN_LIMIT_WORK_MINUTES)
        + lian_case_writer_some (writer, 0, 1);
  at[LIAN_STATION_HANDLING] = at[LIAN_STATION_SIGNED] + lian_case_writer_some (writer, 1, 10);
  at[LIAN_STATION_FEEDBACK]
      = MAX (lian_work_calendar_add (calendar, at[LIAN_STATION_SIGNED], MAX (work, 14), unit),
             at[LIAN_STATION_HANDLING] + MINUTE);
  at[LIAN_STATION_CHECKING] = lian_work_calendar_add (calendar, at[LIAN_STATION_FEEDBACK], check,
                                                      LIAN_LIMIT_WORK_MINUTES);
  at[LIAN_STATION_CLOSED]
      = lian_work_calendar_add (calendar, at[LIAN_STATION_CHECKING], close, LIAN_LIMIT_WORK_MINUTES)
        + lian_case_writer_some (writer, 0, 1);
}

/* From the report on to the end. @pace: part of the usual durations. */
static void
trace_forward (LianCaseWriter *writer, LianDraft *draft, double pace)
{
  gint64 *at = draft->at;

  at[LIAN_STATION_ACCEPTED] = at[LIAN_STATION_REPORTED] + lian_case_writer_some (writer, 1, 7);
  at[LIAN_STATION_FILED] = at[LIAN_STATION_ACCEPTED] + lian_case_writer_some (writer, 2, 6);
  at[LIAN_STATION_DISPATCHED]
      = at[LIAN_STATION_FILED] + lian_case_writer_some (writer, 2, 5 + (int)(30 * pace));
  if (lian_dice_chance (&writer->dice, 0.55))
    trace_swift (writer, draft);
  else
    trace_slow (writer, draft, pace);
}

static gint64
close_due (LianCaseWriter *writer, const LianDraft *draft)
{
  LianLimitUnit unit;
  gint64 limit = lian_draft_limit (writer->plan, draft, "close", &unit);

  return lian_work_calendar_add (writer->calendar, draft->at[LIAN_STATION_ACCEPTED], limit, unit);
}

static void
make_late (LianCaseWriter *writer, LianDraft *draft)
{
  gint64 due = close_due (writer, draft);
  gint64 closed
      = lian_work_calendar_add (writer->calendar, due, lian_dice_between (&writer->dice, 15, 700),
                                LIAN_LIMIT_WORK_MINUTES);
  gint64 shift = closed - draft->at[LIAN_STATION_CLOSED];

  if (closed > writer->plan->now - MINUTE || shift <= 0)
    return;
  for (guint i = LIAN_STATION_FEEDBACK; i <= LIAN_STATION_CLOSED; i++)
    draft->at[i] += shift;
}

/* A first round that did not pass the check: what follows it comes later. */
static void
add_round (LianCaseWriter *writer, LianDraft *draft)
{
  gint64 minutes = lian_dice_between (&writer->dice, 200, 500);

  if (lian_work_calendar_add (writer->calendar, draft->at[LIAN_STATION_CLOSED], minutes,
                              LIAN_LIMIT_WORK_MINUTES)
      > writer->plan->now - MINUTE)
    return;
  draft->rework = 1;
  for (guint i = LIAN_STATION_DISPATCHED; i <= LIAN_STATION_CLOSED; i++)
    draft->at[i]
        = lian_work_calendar_add (writer->calendar, draft->at[i], minutes, LIAN_LIMIT_WORK_MINUTES);
}

static void
leave_path (LianCaseWriter *writer, LianDraft *draft)
{
  double draw = lian_dice_unit (&writer->dice);

  if (draw < 0.012)
    draft->off = "rejected";
  else if (draw < 0.02)
    draft->off = "merged";
  else if (draw < 0.024)
    draft->off = "void";
  if (draft->off == NULL)
    return;
  draft->last = g_str_equal (draft->off, "rejected") ? LIAN_STATION_ACCEPTED : LIAN_STATION_FILED;
  for (guint i = LIAN_STATION_DISPATCHED; i < LIAN_N_STATIONS; i++)
    draft->at[i] = 0;
  g_clear_pointer (&draft->unit, g_free);
}

static void
write_closed (LianCaseWriter *writer, gint64 reported, gboolean rain)
{
  guint cell = lian_case_writer_pick_cell (writer, NULL);
  LianDraft *draft = lian_case_writer_add (
      writer,
      lian_case_writer_pick_matter (writer, NULL, rain ? LIAN_PICK_RAIN : LIAN_PICK_ANY, cell),
      cell);
  double pace = 1;

  lian_case_writer_set_words (writer, draft);
  lian_case_writer_set_unit (writer, draft, draft->matter->unit);
  draft->last = LIAN_STATION_CLOSED;
  draft->at[LIAN_STATION_REPORTED] = reported;
  trace_forward (writer, draft, pace);
  while (draft->at[LIAN_STATION_CLOSED] > writer->plan->now - MINUTE && pace > 0.01)
    trace_forward (writer, draft, pace *= 0.6);
  if (draft->at[LIAN_STATION_CLOSED] > writer->plan->now - MINUTE)
    {
      /* Too fresh to be through: it turned out to be another's case already. */
      draft->off = "merged";
      draft->last = LIAN_STATION_ACCEPTED;
      memset (&draft->at[LIAN_STATION_FILED], 0,
              (LIAN_N_STATIONS - LIAN_STATION_FILED) * sizeof (gint64));
      g_clear_pointer (&draft->unit, g_free);
      return;
    }
  if (lian_dice_chance (&writer->dice, 0.034))
    make_late (writer, draft);
  /* One unit sends back more than all others. */
  if (lian_dice_chance (&writer->dice, g_str_has_suffix (draft->unit, "-jt") ? 0.38 : 0.02))
    draft->returned = 1;
  if (lian_dice_chance (&writer->dice, 0.035))
    add_round (writer, draft);
  if (lian_dice_chance (&writer->dice, 0.04))
    draft->extended = 1;
  leave_path (writer, draft);
}

/* Rain falls on all counties alike: the same days whatever the seed. */
static gboolean
is_rainy (const LianCaseWriter *writer, guint day)
{
  gint64 at = writer->today - (gint64)(writer->n_days - day) * G_TIME_SPAN_DAY;
  g_autoptr (GDateTime) local = lian_time_to_local (at);
  int month = g_date_time_get_month (local);
  LianDice dice;

  if (writer->n_days - day == 12)
    return TRUE;
  if (writer->plan->small)
    return FALSE;
  lian_dice_init_for (&dice, (guint64)at, "rain");
  return lian_dice_chance (&dice, month == 6 || month == 7   ? 0.16
                                  : month >= 3 && month <= 8 ? 0.07
                                                             : 0.03);
}

/* How many are accepted on a day @day days after the first: the small county's platform ran on
 * trial before November, the others' found its users in the course of the year; a day of heavy rain
 * brought half as many again. */
static double
day_total (LianCaseWriter *writer, guint day)
{
  gint64 at = writer->today - (gint64)(writer->n_days - day) * G_TIME_SPAN_DAY;
  gint64 noon = at + 12 * G_TIME_SPAN_HOUR;
  g_autoptr (GDateTime) local = lian_time_to_local (noon);
  double total = lian_work_calendar_is_workday (writer->calendar, noon) ? 234 : 126;

  if (!writer->plan->small)
    total *= 0.75 + 0.35 * day / writer->n_days;
  else if (g_date_time_get_month (local) < 11 && at < lian_time_month_start (writer->plan->now))
    return 0;
  if (is_rainy (writer, day))
    total *= 1.5;
  return total * (0.96 + 0.08 * lian_dice_unit (&writer->dice));
}

static gint64
moment_in (LianCaseWriter *writer, guint day, guint hour, int last_minute)
{
  return writer->today - (gint64)(writer->n_days - day) * G_TIME_SPAN_DAY + hour * G_TIME_SPAN_HOUR
         + lian_case_writer_some (writer, 1, last_minute);
}

/* A duplicate tells of the incident of @lead in other words, from nearby, some minutes later. */
static void
write_duplicate (LianCaseWriter *writer, LianDraft *lead)
{
  LianDraft *draft = lian_case_writer_add (writer, lead->matter, lead->cell);
  gint64 *at = draft->at;

  lian_case_writer_set_words (writer, draft);
  g_free (draft->address);
  draft->address = g_strdup (lead->address);
  draft->point = lead->point;
  draft->lead = lead;
  draft->off = "merged";
  draft->last = LIAN_STATION_ACCEPTED;
  at[LIAN_STATION_REPORTED]
      = MIN (lead->at[LIAN_STATION_REPORTED] + lian_case_writer_some (writer, 2, 90),
             writer->plan->now - 10 * MINUTE);
  at[LIAN_STATION_ACCEPTED] = at[LIAN_STATION_REPORTED] + lian_case_writer_some (writer, 1, 7);
  lian_case_writer_count (writer, draft);
}

/* Now and then many tell of the same thing: the water is off, a tree lies on the road. */
static guint
count_duplicates (LianCaseWriter *writer, const LianDraft *lead)
{
  if (writer->plan->small || lead->off != NULL)
    return 0;
  if (lian_dice_chance (&writer->dice, 0.0006))
    return 6 + lian_dice_below (&writer->dice, 14);
  return lian_dice_chance (&writer->dice, 0.012) ? 1 + lian_dice_below (&writer->dice, 2) : 0;
}

static guint
write_one (LianCaseWriter *writer, gint64 reported, gboolean rain)
{
  guint before = writer->drafts->len;
  LianDraft *draft;
  guint n;

  write_closed (writer, reported, rain);
  draft = g_ptr_array_index (writer->drafts, before);
  lian_case_writer_count (writer, draft);
  n = MIN (count_duplicates (writer, draft), writer->n_cases - writer->drafts->len);
  for (guint i = 0; i < n; i++)
    write_duplicate (writer, draft);
  return n + 1;
}

static void
write_day (LianCaseWriter *writer, guint day, double total)
{
  gboolean rain = is_rainy (writer, day);
  double sum = 0;
  double owed = 0;

  for (guint h = 0; h < 24; h++)
    sum += lian_county_hours[h];
  for (guint h = 0; h < 24; h++)
    {
      owed = MAX (owed + total * lian_county_hours[h] / sum - writer->taken[day][h], -2);
      while (owed >= 1 && writer->drafts->len < writer->n_cases)
        owed -= write_one (writer, moment_in (writer, day, h, 51), rain);
    }
}

/* Today has had 61 until now, by the volume. */
static void
write_today (LianCaseWriter *writer)
{
  double volume = writer->plan->volume;
  guint n = 0;
  double weights[9];

  for (guint h = 0; h < 24; h++)
    n += writer->taken[writer->n_days][h];
  for (; n < lround (61 * volume); n++)
    {
      for (guint h = 0; h < G_N_ELEMENTS (weights); h++)
        weights[h]
            = MAX (lian_county_hours[h] * volume - writer->taken[writer->n_days][h], 0) + 0.01;

      guint hour = lian_dice_weighted (&writer->dice, weights, G_N_ELEMENTS (weights));

      write_closed (writer, moment_in (writer, writer->n_days, hour, 50), FALSE);
      lian_case_writer_count (writer, g_ptr_array_index (writer->drafts, writer->drafts->len - 1));
    }
}

/* What is still missing falls into the weeks of the trial, more and more towards its end. */
static void
write_trial (LianCaseWriter *writer)
{
  guint n_days = (guint)((lian_time_month_start (writer->plan->now)
                          - (writer->today - writer->n_days * G_TIME_SPAN_DAY))
                         / G_TIME_SPAN_DAY);

  while (writer->drafts->len < writer->n_cases)
    {
      guint day = (guint)(n_days * sqrt (sqrt (lian_dice_unit (&writer->dice))));
      guint hour = lian_dice_weighted (&writer->dice, lian_county_hours, 24);

      write_closed (writer, moment_in (writer, MIN (day, n_days - 1), hour, 51), FALSE);
    }
}

/* The days of a year, so that all of them together make as many cases as there are to be. */
static void
write_year (LianCaseWriter *writer)
{
  g_autofree double *totals = g_new (double, writer->n_days);
  double left = writer->n_cases - writer->drafts->len;
  double sum = 0;

  for (guint day = 0; day < writer->n_days; day++)
    sum += totals[day] = day_total (writer, day);
  for (guint day = writer->n_days; day-- > 0;)
    {
      guint before = writer->drafts->len;
      double had = 0;

      for (guint h = 0; h < 24; h++)
        had += writer->taken[day][h];
      write_day (writer, day, had + MAX (left * totals[day] / sum - had, 0));
      left -= writer->drafts->len - before;
      sum -= totals[day];
    }
  while (writer->drafts->len < writer->n_cases)
    write_one (writer,
               moment_in (writer, lian_dice_below (&writer->dice, writer->n_days),
                          lian_dice_weighted (&writer->dice, lian_county_hours, 24), 51),
               FALSE);
}

/**
 * lian_case_writer_write_past:
 *
 * Adds what was reported today and is through, and the days before.
 */
void
lian_case_writer_write_past (LianCaseWriter *self)
{
  write_today (self);
  if (!self->plan->small)
    {
      write_year (self);
      return;
    }
  for (guint day = self->n_days; day-- > 0;)
    write_day (self, day, day_total (self, day));
  write_trial (self);
}
