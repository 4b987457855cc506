/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-clock.h"
#include "lian-error.h"
#include "lian-work-calendar.h"

static gint64
at (const char *local)
{
  g_autofree char *text = g_strdup_printf ("%s:00+08:00", local);
  gint64 us = 0;

  g_assert_true (lian_time_parse (text, &us, NULL));
  return us;
}

static void
add_entry (GPtrArray *entries, const char *vocabulary, const char *code, gint64 amount, gint64 rank)
{
  LianRecord *entry = lian_record_new (LIAN_KIND_ENTRY);

  lian_record_set_text (entry, LIAN_ENTRY_VOCABULARY, vocabulary);
  lian_record_set_text (entry, LIAN_ENTRY_CODE, code);
  lian_record_set_int (entry, LIAN_ENTRY_AMOUNT, amount);
  lian_record_set_int (entry, LIAN_ENTRY_RANK, rank);
  g_ptr_array_add (entries, entry);
}

/* The holidays of domain.md 10: Spring Festival of 2022. */
static LianWorkCalendar *
make_2022 (void)
{
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  const char *holidays[] = { "2022-01-31", "2022-02-01", "2022-02-02", "2022-02-03",
                             "2022-02-04", "2022-02-05", "2022-02-06" };
  LianWorkCalendar *calendar;

  for (guint i = 0; i < G_N_ELEMENTS (holidays); i++)
    add_entry (entries, "holiday", holidays[i], 0, 0);
  add_entry (entries, "workday", "2022-01-29", 0, 0);
  add_entry (entries, "workday", "2022-01-30", 0, 0);
  calendar = lian_work_calendar_new_from_entries (entries, NULL);
  g_assert_nonnull (calendar);
  return calendar;
}

static void
test_vectors (void)
{
  static const struct
  {
    const char *start;
    gint64 minutes;
    const char *end;
  } vectors[] = {
    { "2022-01-21T17:30", 120, "2022-01-24T09:30" },
    { "2022-01-22T10:00", 60, "2022-01-24T09:00" },
    { "2022-01-20T11:45", 30, "2022-01-20T14:15" },
    { "2022-01-20T12:30", 30, "2022-01-20T14:30" },
    { "2022-01-20T09:00", 480, "2022-01-21T09:00" },
    { "2022-01-28T16:00", 960, "2022-01-30T16:00" },
    { "2022-01-30T17:00", 480, "2022-02-07T17:00" },
    { "2022-01-20T09:00", 420, "2022-01-20T18:00" },
    { "2022-01-20T11:45", 15, "2022-01-20T12:00" },
  };
  g_autoptr (LianWorkCalendar) calendar = make_2022 ();

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      gint64 start = at (vectors[i].start), end = at (vectors[i].end);

      g_assert_cmpint (lian_work_calendar_add (calendar, start, vectors[i].minutes,
                                               LIAN_LIMIT_WORK_MINUTES),
                       ==, end);
      g_assert_cmpint (lian_work_calendar_elapsed (calendar, start, end), ==, vectors[i].minutes);
    }
}

static void
test_units (void)
{
  g_autoptr (LianWorkCalendar) calendar = make_2022 ();
  gint64 start = at ("2022-01-28T16:00");

  g_assert_cmpint (lian_work_calendar_get_day_minutes (calendar), ==, 480);
  g_assert_cmpint (lian_work_calendar_add (calendar, start, 2, LIAN_LIMIT_WORK_DAYS), ==,
                   at ("2022-01-30T16:00"));
  g_assert_cmpint (lian_work_calendar_add (calendar, start, 90, LIAN_LIMIT_NATURAL_MINUTES), ==,
                   at ("2022-01-28T17:30"));
  g_assert_cmpint (lian_work_calendar_add (calendar, start, 3, LIAN_LIMIT_NATURAL_DAYS), ==,
                   at ("2022-01-31T16:00"));
  g_assert_true (lian_work_calendar_is_workday (calendar, at ("2022-01-29T10:00")));
  g_assert_false (lian_work_calendar_is_workday (calendar, at ("2022-02-01T10:00")));
  g_assert_false (lian_work_calendar_is_workday (calendar, at ("2022-01-22T10:00")));
}

static void
test_extremes (void)
{
  g_autoptr (LianWorkCalendar) calendar = lian_work_calendar_new_default ();
  gint64 last = lian_work_calendar_add (calendar, G_MAXINT64, G_MAXINT64, LIAN_LIMIT_NATURAL_DAYS);

  for (int unit = LIAN_LIMIT_WORK_MINUTES; unit <= LIAN_LIMIT_NATURAL_DAYS; unit++)
    {
      gint64 end = lian_work_calendar_add (calendar, 0, G_MAXINT64, (LianLimitUnit)unit);

      g_assert_cmpint (end, >, 0);
      g_assert_cmpint (end, <=, last);
      g_assert_cmpint (lian_work_calendar_add (calendar, 0, -5, (LianLimitUnit)unit), ==, 0);
    }
  g_assert_cmpint (lian_work_calendar_elapsed (calendar, G_MININT64, G_MAXINT64), >, 0);
}

/* Elapsed time never falls, adds up, and is what a deadline undoes. */
static void
test_properties (void)
{
  g_autoptr (LianWorkCalendar) calendar = make_2022 ();
  gint64 base = at ("2022-01-10T00:00");

  for (guint i = 0; i < 5000; i++)
    {
      gint64 a = base + g_test_rand_int_range (0, 50 * 86400) * G_TIME_SPAN_SECOND;
      gint64 b = a + g_test_rand_int_range (0, 20 * 86400) * G_TIME_SPAN_SECOND;
      gint64 c = b + g_test_rand_int_range (0, 20 * 86400) * G_TIME_SPAN_SECOND;
      gint64 minutes = g_test_rand_int_range (0, 20000);
      gint64 ab = lian_work_calendar_elapsed_us (calendar, a, b);
      gint64 bc = lian_work_calendar_elapsed_us (calendar, b, c);
      gint64 end = lian_work_calendar_add (calendar, a, minutes, LIAN_LIMIT_WORK_MINUTES);

      g_assert_cmpint (ab, >=, 0);
      g_assert_cmpint (ab, <=, b - a);
      g_assert_cmpint (ab + bc, ==, lian_work_calendar_elapsed_us (calendar, a, c));
      g_assert_cmpint (lian_work_calendar_elapsed (calendar, a, end), ==, minutes);
      g_assert_cmpint (end, >=, a);
      /* The first such moment, not a later one. */
      if (minutes > 0)
        g_assert_cmpint (lian_work_calendar_elapsed_us (calendar, a, end - 1), <,
                         minutes * G_TIME_SPAN_MINUTE);
    }
}

static void
test_explain (void)
{
  g_autoptr (LianWorkCalendar) calendar = make_2022 ();
  gint64 from = at ("2022-01-28T17:00"), to = at ("2022-02-07T09:00");
  g_autoptr (GArray) spans = lian_work_calendar_explain (calendar, from, to);
  gint64 counted = 0, position = from;
  gboolean holiday = FALSE;

  for (guint i = 0; i < spans->len; i++)
    {
      const LianSpan *span = &g_array_index (spans, LianSpan, i);

      g_assert_cmpint (span->from, ==, position);
      g_assert_cmpint (span->to, >, span->from);
      g_assert_true (span->counts == (span->reason == LIAN_SPAN_WORK));
      position = span->to;
      counted += span->counts ? span->to - span->from : 0;
      holiday = holiday || span->reason == LIAN_SPAN_HOLIDAY;
    }
  g_assert_cmpint (position, ==, to);
  g_assert_true (holiday);
  g_assert_cmpint (counted, ==, lian_work_calendar_elapsed_us (calendar, from, to));
  g_clear_pointer (&spans, g_array_unref);
  spans = lian_work_calendar_explain (calendar, to, from);
  g_assert_cmpuint (spans->len, ==, 0);
}

static void
test_lights (void)
{
  g_autoptr (LianWorkCalendar) calendar = lian_work_calendar_new_default ();
  gint64 start = at ("2022-01-20T09:00");
  gint64 warn = lian_work_calendar_warn_at (calendar, start, 100, LIAN_LIMIT_WORK_MINUTES);
  gint64 end = lian_work_calendar_add (calendar, start, 100, LIAN_LIMIT_WORK_MINUTES);

  g_assert_cmpint (warn, ==, start + 80 * G_TIME_SPAN_MINUTE);
  g_assert_cmpint (lian_light_of (warn, warn, end), ==, LIAN_LIGHT_NORMAL);
  g_assert_cmpint (lian_light_of (warn + 1, warn, end), ==, LIAN_LIGHT_DUE_SOON);
  g_assert_cmpint (lian_light_of (end, warn, end), ==, LIAN_LIGHT_DUE_SOON);
  g_assert_cmpint (lian_light_of (end + G_TIME_SPAN_MINUTE, warn, end), ==, LIAN_LIGHT_OVERDUE);
  g_assert_cmpint (lian_light_of (end, 0, 0), ==, LIAN_LIGHT_NORMAL);
  /* A limit that has no whole minute at 80 %. */
  g_assert_cmpint (lian_work_calendar_warn_at (calendar, start, 1, LIAN_LIMIT_WORK_MINUTES), ==,
                   start + 48 * G_TIME_SPAN_SECOND);
}

/* Friday 21 January 2022, 09:00, and 480 working minutes: due on Monday at 09:00, unless it is
 * held. */
static void
test_pauses (void)
{
  static const struct
  {
    const char *pauses[4]; /* from and to, at most two */
    const char *end;
  } vectors[] = {
    { { NULL }, "2022-01-24T09:00" },
    { { "2022-01-21T10:00", "2022-01-21T11:00" }, "2022-01-24T10:00" },
    { { "2022-01-21T10:00", "2022-01-21T15:00" }, "2022-01-24T12:00" },
    { { "2022-01-21T10:00", "2022-01-24T10:00" }, "2022-01-25T09:00" },
    /* At night and over the weekend nothing is saved. */
    { { "2022-01-21T18:00", "2022-01-24T08:00" }, "2022-01-24T09:00" },
    /* In the wrong order and one within the other. */
    { { "2022-01-21T10:30", "2022-01-21T10:40", "2022-01-21T10:00", "2022-01-21T11:00" },
      "2022-01-24T10:00" },
    { { "2022-01-24T08:30", "2022-01-24T08:40", "2022-01-21T08:00", "2022-01-21T10:00" },
      "2022-01-24T10:10" },
    /* Used up in the minute in which it is held. */
    { { "2022-01-24T09:00", "2022-01-25T09:00" }, "2022-01-24T09:00" },
    /* One that ends before it begins is none. */
    { { "2022-01-21T11:00", "2022-01-21T10:00" }, "2022-01-24T09:00" },
  };
  g_autoptr (LianWorkCalendar) calendar = lian_work_calendar_new_default ();
  gint64 start = at ("2022-01-21T09:00");

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GArray) pauses = g_array_new (FALSE, FALSE, sizeof (LianPause));
      gint64 end = at (vectors[i].end);

      for (guint k = 0; k < 4 && vectors[i].pauses[k] != NULL; k += 2)
        {
          LianPause pause = { at (vectors[i].pauses[k]), at (vectors[i].pauses[k + 1]) };

          g_array_append_val (pauses, pause);
        }
      g_test_message ("vector %u", i);
      g_assert_cmpint (lian_work_calendar_add_with_pauses (calendar, start, 480,
                                                           LIAN_LIMIT_WORK_MINUTES, pauses),
                       ==, end);
      g_assert_cmpint (lian_work_calendar_used_us (calendar, start, end, LIAN_LIMIT_WORK_MINUTES,
                                                   pauses),
                       ==, 480 * G_TIME_SPAN_MINUTE);
    }
}

/* What is held and not yet resumed is never due. */
static void
test_open_pause (void)
{
  g_autoptr (LianWorkCalendar) calendar = lian_work_calendar_new_default ();
  g_autoptr (GArray) pauses = g_array_new (FALSE, FALSE, sizeof (LianPause));
  gint64 start = at ("2022-01-21T09:00"), now = at ("2022-01-26T09:00");
  const LianPause pause = { at ("2022-01-21T10:00"), G_MAXINT64 };
  g_autoptr (GArray) spans = NULL;

  g_array_append_val (pauses, pause);
  for (int unit = LIAN_LIMIT_WORK_MINUTES; unit <= LIAN_LIMIT_NATURAL_DAYS; unit++)
    {
      g_assert_cmpint (lian_work_calendar_used_us (calendar, start, now, (LianLimitUnit)unit,
                                                   pauses),
                       ==, G_TIME_SPAN_HOUR);
      g_assert_cmpint (lian_work_calendar_add_with_pauses (calendar, start, 90, (LianLimitUnit)unit,
                                                           pauses),
                       ==, lian_work_calendar_add (calendar, G_MAXINT64, 1, (LianLimitUnit)unit));
    }
  spans = lian_work_calendar_explain_with_pauses (calendar, start, now, LIAN_LIMIT_WORK_MINUTES,
                                                  pauses);
  g_assert_cmpuint (spans->len, ==, 2);
  g_assert_cmpint (g_array_index (spans, LianSpan, 0).reason, ==, LIAN_SPAN_WORK);
  g_assert_cmpint (g_array_index (spans, LianSpan, 1).reason, ==, LIAN_SPAN_PAUSE);
  g_assert_false (g_array_index (spans, LianSpan, 1).counts);
  g_assert_cmpint (g_array_index (spans, LianSpan, 1).to, ==, now);
}

/* Two rounds share one limit; what the first used, the second has not. */
static void
test_bundle (void)
{
  g_autoptr (LianWorkCalendar) calendar = lian_work_calendar_new_default ();
  gint64 start = at ("2022-01-21T09:00");
  const gint64 hour = G_TIME_SPAN_HOUR;

  g_assert_cmpint (lian_work_calendar_bundle (calendar, start, 0, 480, LIAN_LIMIT_WORK_MINUTES), ==,
                   at ("2022-01-24T09:00"));
  g_assert_cmpint (lian_work_calendar_bundle (calendar, start, 6 * hour, 1, LIAN_LIMIT_WORK_DAYS),
                   ==, at ("2022-01-21T11:00"));
  g_assert_cmpint (lian_work_calendar_bundle (calendar, start, 8 * hour, 1, LIAN_LIMIT_WORK_DAYS),
                   ==, start);
  /* Ten of eight hours are used: overdue by two already. */
  g_assert_cmpint (lian_work_calendar_bundle (calendar, start, 10 * hour, 1, LIAN_LIMIT_WORK_DAYS),
                   ==, at ("2022-01-20T17:00"));
  g_assert_cmpint (lian_work_calendar_bundle (calendar, start, 30 * hour, 1,
                                              LIAN_LIMIT_NATURAL_DAYS),
                   ==, start - 6 * hour);
  g_assert_cmpint (lian_work_calendar_bundle (calendar, start, G_MAXINT64, 1, LIAN_LIMIT_WORK_DAYS),
                   <, start);
  g_assert_cmpint (lian_work_calendar_bundle (calendar, start, G_MININT64, 480,
                                              LIAN_LIMIT_WORK_MINUTES),
                   ==, at ("2022-01-24T09:00"));
}

static void
test_light_of_case (void)
{
  g_autoptr (LianRecord) record = lian_record_new (LIAN_KIND_CASE);

  lian_record_set_time (record, LIAN_CASE_WARN_AT, 80);
  lian_record_set_time (record, LIAN_CASE_DEADLINE, 100);
  lian_record_set_text (record, LIAN_CASE_STATE, "handling");
  g_assert_cmpint (lian_light_of_case (record, 101), ==, LIAN_LIGHT_OVERDUE);
  lian_record_set_text (record, LIAN_CASE_STATE, "suspended");
  g_assert_cmpint (lian_light_of_case (record, 101), ==, LIAN_LIGHT_HELD);
  lian_record_set_text (record, LIAN_CASE_STATE, "merged");
  g_assert_cmpint (lian_light_of_case (record, 101), ==, LIAN_LIGHT_CLOSED);
}

static void
check_refused (const char *vocabulary, const char *code, gint64 amount, gint64 rank,
               const char *second)
{
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  g_autoptr (GError) error = NULL;

  add_entry (entries, vocabulary, code, amount, rank);
  if (second != NULL)
    add_entry (entries, second, code, 500, 700);
  g_assert_null (lian_work_calendar_new_from_entries (entries, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
}

static void
test_refused (void)
{
  check_refused ("holiday", "2022-02-30", 0, 0, NULL);
  check_refused ("workday", "soon", 0, 0, NULL);
  check_refused ("schedule", "am", 720, 480, NULL);
  check_refused ("schedule", "am", -1, 480, NULL);
  check_refused ("schedule", "am", 480, 1441, NULL);
  check_refused ("schedule", "am", 480, 720, "schedule");
  check_refused ("holiday", "2022-02-01", 0, 0, "workday");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/work-calendar/vectors", test_vectors);
  g_test_add_func ("/work-calendar/units", test_units);
  g_test_add_func ("/work-calendar/extremes", test_extremes);
  g_test_add_func ("/work-calendar/properties", test_properties);
  g_test_add_func ("/work-calendar/explain", test_explain);
  g_test_add_func ("/work-calendar/lights", test_lights);
  g_test_add_func ("/work-calendar/pauses", test_pauses);
  g_test_add_func ("/work-calendar/open-pause", test_open_pause);
  g_test_add_func ("/work-calendar/bundle", test_bundle);
  g_test_add_func ("/work-calendar/light-of-case", test_light_of_case);
  g_test_add_func ("/work-calendar/refused", test_refused);
  return g_test_run ();
}
