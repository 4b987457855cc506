/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for the working-time clock with any calendar: thousands of calendars and moments from
 * a seeded generator, the same in every run. */
#include "lian-clock.h"
#include "lian-work-calendar.h"

#define N_CALENDARS 100
#define N_MOMENTS 40
#define YEARS 3

static GRand *dice;
static LianWorkCalendar *calendars[N_CALENDARS];

static gint64
draw (gint64 from, gint64 to)
{
  return from + (gint64)(g_rand_double (dice) * (double)(to - from));
}

static gint64
start_of_2025 (void)
{
  gint64 us = 0;

  g_assert_true (lian_time_parse ("2025-01-01T00:00:00+08:00", &us, NULL));
  return us;
}

static LianRecord *
add_entry (GPtrArray *entries, const char *vocabulary, char *code)
{
  LianRecord *entry = lian_record_new (LIAN_KIND_ENTRY);

  lian_record_set_text (entry, LIAN_ENTRY_VOCABULARY, vocabulary);
  lian_record_take_text (entry, LIAN_ENTRY_CODE, code);
  g_ptr_array_add (entries, entry);
  return entry;
}

/* One to four segments, apart or touching, at odd minutes. */
static void
add_segments (GPtrArray *entries)
{
  guint n = (guint)draw (1, 5);
  gint64 at = draw (0, 200);

  for (guint i = 0; i < n; i++)
    {
      gint64 to = MIN (at + draw (1, 300), 24 * 60);
      LianRecord *entry = add_entry (entries, "schedule", g_strdup_printf ("s%u", i));

      lian_record_set_int (entry, LIAN_ENTRY_AMOUNT, at);
      lian_record_set_int (entry, LIAN_ENTRY_RANK, to);
      at = to + draw (0, 60);
      if (at >= 24 * 60)
        break;
    }
}

/* Each day is at most one of both, and some are neither. */
static void
add_days (GPtrArray *entries)
{
  gint64 day = start_of_2025 ();

  for (guint i = 0; i < YEARS * 366; i++, day += G_TIME_SPAN_DAY)
    {
      gint64 what = draw (0, 20);
      g_autofree char *text = lian_time_format (day);

      if (what > 1)
        continue;
      add_entry (entries, what == 0 ? "holiday" : "workday", g_strndup (text, 10));
    }
}

static LianWorkCalendar *
draw_calendar (void)
{
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  g_autoptr (GError) error = NULL;
  LianWorkCalendar *calendar;

  add_segments (entries);
  add_days (entries);
  calendar = lian_work_calendar_new_from_entries (entries, &error);
  g_assert_no_error (error);
  return calendar;
}

static gint64
draw_moment (void)
{
  gint64 from = start_of_2025 ();

  return from + draw (0, YEARS * 366 * (gint64)G_TIME_SPAN_DAY);
}

static GArray *
draw_pauses (gint64 from)
{
  GArray *pauses = g_array_new (FALSE, FALSE, sizeof (LianPause));
  guint n = (guint)draw (0, 5);

  for (guint i = 0; i < n; i++)
    {
      LianPause pause = { from + draw (-5, 60) * G_TIME_SPAN_HOUR, 0 };

      pause.to = pause.from + draw (-2, 40) * G_TIME_SPAN_HOUR + draw (0, 99);
      g_array_append_val (pauses, pause);
    }
  return pauses;
}

static LianLimitUnit
draw_unit (void)
{
  return (LianLimitUnit)draw (LIAN_LIMIT_WORK_MINUTES, LIAN_LIMIT_NATURAL_DAYS + 1);
}

typedef void (*Property) (const LianWorkCalendar *calendar);

static void
hold (gconstpointer data)
{
  Property property = *(const Property *)data;

  for (guint i = 0; i < N_CALENDARS * N_MOMENTS; i++)
    property (calendars[i % N_CALENDARS]);
}

/* A later moment has seen no less work, a greater limit ends no earlier. */
static void
is_monotone (const LianWorkCalendar *calendar)
{
  gint64 a = draw_moment (), b = a + draw (0, 90 * G_TIME_SPAN_DAY);
  gint64 amount = draw (0, 5000);
  LianLimitUnit unit = draw_unit ();
  g_autoptr (GArray) pauses = draw_pauses (a);
  gint64 origin = start_of_2025 ();

  g_assert_cmpint (lian_work_calendar_elapsed_us (calendar, origin, a), <=,
                   lian_work_calendar_elapsed_us (calendar, origin, b));
  g_assert_cmpint (lian_work_calendar_add (calendar, a, amount, unit), <=,
                   lian_work_calendar_add (calendar, b, amount, unit));
  g_assert_cmpint (lian_work_calendar_add (calendar, a, amount, unit), <=,
                   lian_work_calendar_add (calendar, a, amount + draw (0, 99), unit));
  g_assert_cmpint (lian_work_calendar_add (calendar, a, amount, unit), <=,
                   lian_work_calendar_add_with_pauses (calendar, a, amount, unit, pauses));
  g_assert_cmpint (lian_work_calendar_warn_at_with_pauses (calendar, a, amount, unit, pauses), <=,
                   lian_work_calendar_add_with_pauses (calendar, a, amount, unit, pauses));
}

static void
is_additive (const LianWorkCalendar *calendar)
{
  gint64 from = draw_moment ();
  gint64 a = draw (0, 3000), b = draw (0, 3000);
  gint64 middle = from + draw (0, 20 * G_TIME_SPAN_DAY);
  gint64 to = middle + draw (0, 20 * G_TIME_SPAN_DAY);
  LianLimitUnit unit = draw_unit ();
  g_autoptr (GArray) pauses = draw_pauses (from);

  g_assert_cmpint (
      lian_work_calendar_add (calendar, from, a + b, unit), ==,
      lian_work_calendar_add (calendar, lian_work_calendar_add (calendar, from, a, unit), b, unit));
  g_assert_cmpint (lian_work_calendar_elapsed_us (calendar, from, to), ==,
                   lian_work_calendar_elapsed_us (calendar, from, middle)
                       + lian_work_calendar_elapsed_us (calendar, middle, to));
  g_assert_cmpint (lian_work_calendar_used_us (calendar, from, to, unit, pauses), ==,
                   lian_work_calendar_used_us (calendar, from, middle, unit, pauses)
                       + lian_work_calendar_used_us (calendar, middle, to, unit, pauses));
  g_assert_cmpint (lian_work_calendar_used_us (calendar, from, to, unit, pauses), ==,
                   -lian_work_calendar_used_us (calendar, to, from, unit, pauses));
}

static gint64
amount_us (const LianWorkCalendar *calendar, gint64 amount, LianLimitUnit unit)
{
  if (unit == LIAN_LIMIT_WORK_DAYS)
    amount *= lian_work_calendar_get_day_minutes (calendar);
  else if (unit == LIAN_LIMIT_NATURAL_DAYS)
    amount *= 24 * 60;
  return amount * G_TIME_SPAN_MINUTE;
}

/* A deadline is the first moment at which exactly the limit is used. */
static void
is_inverse (const LianWorkCalendar *calendar)
{
  gint64 start = draw_moment ();
  gint64 amount = draw (1, 2000);
  LianLimitUnit unit = draw_unit ();
  gint64 whole = amount_us (calendar, amount, unit);
  g_autoptr (GArray) pauses = draw_pauses (start);
  gint64 end = lian_work_calendar_add (calendar, start, amount, unit);
  gint64 paused = lian_work_calendar_add_with_pauses (calendar, start, amount, unit, pauses);
  gint64 used = draw (0, 2 * whole);
  gint64 bundled = lian_work_calendar_bundle (calendar, start, used, amount, unit);

  g_assert_cmpint (lian_work_calendar_used_us (calendar, start, end, unit, NULL), ==, whole);
  g_assert_cmpint (lian_work_calendar_used_us (calendar, start, end - 1, unit, NULL), <, whole);
  if (unit == LIAN_LIMIT_WORK_MINUTES)
    g_assert_cmpint (lian_work_calendar_elapsed (calendar, start, end), ==, amount);
  g_assert_cmpint (lian_work_calendar_used_us (calendar, start, paused, unit, pauses), ==, whole);
  g_assert_cmpint (lian_work_calendar_used_us (calendar, start, paused - 1, unit, pauses), <,
                   whole);
  g_assert_cmpint (lian_work_calendar_used_us (calendar, start, bundled, unit, NULL), ==,
                   whole - used);
}

/* The spans join without gaps, and what counts of them is what is used. */
static void
explains_itself (const LianWorkCalendar *calendar)
{
  gint64 from = draw_moment (), to = from + draw (1, 60 * G_TIME_SPAN_DAY);
  LianLimitUnit unit = draw_unit ();
  g_autoptr (GArray) pauses = draw_pauses (from);
  g_autoptr (GArray) spans
      = lian_work_calendar_explain_with_pauses (calendar, from, to, unit, pauses);
  gint64 at = from, counted = 0;

  for (guint i = 0; i < spans->len; i++)
    {
      const LianSpan *span = &g_array_index (spans, LianSpan, i);

      g_assert_cmpint (span->from, ==, at);
      g_assert_cmpint (span->to, >, at);
      g_assert_true (span->counts == (span->reason == LIAN_SPAN_WORK));
      if (span->reason == LIAN_SPAN_PAUSE)
        g_assert_cmpint (lian_work_calendar_used_us (calendar, span->from, span->to, unit, pauses),
                         ==, 0);
      counted += span->counts ? span->to - span->from : 0;
      at = span->to;
    }
  g_assert_cmpint (at, ==, to);
  g_assert_cmpint (counted, ==, lian_work_calendar_used_us (calendar, from, to, unit, pauses));
}

/* Without pauses a natural day has 24 hours and a working day the minutes of the schedule; decades
 * stay exact. */
static void
keeps_units_apart (const LianWorkCalendar *calendar)
{
  gint64 start = draw_moment ();
  gint64 minutes = lian_work_calendar_get_day_minutes (calendar);
  gint64 days = draw (0, 20000);

  g_assert_cmpint (lian_work_calendar_add (calendar, start, days, LIAN_LIMIT_NATURAL_DAYS), ==,
                   start + days * G_TIME_SPAN_DAY);
  g_assert_cmpint (lian_work_calendar_add (calendar, start, days * 24 * 60,
                                           LIAN_LIMIT_NATURAL_MINUTES),
                   ==, start + days * G_TIME_SPAN_DAY);
  g_assert_cmpint (lian_work_calendar_add (calendar, start, days, LIAN_LIMIT_WORK_DAYS), ==,
                   lian_work_calendar_add (calendar, start, days * minutes,
                                           LIAN_LIMIT_WORK_MINUTES));
  g_assert_cmpint (lian_work_calendar_elapsed (calendar, start,
                                               lian_work_calendar_add (calendar, start, days,
                                                                       LIAN_LIMIT_WORK_DAYS)),
                   ==, days * minutes);
}

int
main (int argc, char *argv[])
{
  static const Property monotone = is_monotone, additive = is_additive, inverse = is_inverse,
                        explained = explains_itself, units = keeps_units_apart;
  int status;

  g_test_init (&argc, &argv, NULL);
  dice = g_rand_new_with_seed (20261124);
  for (guint i = 0; i < N_CALENDARS; i++)
    calendars[i] = draw_calendar ();
  g_test_add_data_func ("/work-properties/monotone", &monotone, hold);
  g_test_add_data_func ("/work-properties/additive", &additive, hold);
  g_test_add_data_func ("/work-properties/inverse", &inverse, hold);
  g_test_add_data_func ("/work-properties/explained", &explained, hold);
  g_test_add_data_func ("/work-properties/units", &units, hold);
  status = g_test_run ();
  for (guint i = 0; i < N_CALENDARS; i++)
    lian_work_calendar_unref (calendars[i]);
  g_rand_free (dice);
  return status;
}
