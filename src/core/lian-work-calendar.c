/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-work-calendar.h"

#include "lian-clock.h"
#include "lian-error.h"

/* A count of working time since 1970, f (t), that never falls: elapsed time is a difference of it
 * and a deadline its inverse. Monotone, additive and exact by construction, without walking days.
 */

#define EPOCH_JULIAN 719163 /* GDate's number of 1970-01-01, a Thursday */
#define DAY_MAX 2932532     /* 9998-12-31 */
#define MINUTES_MAX (G_GINT64_CONSTANT (1) << 32)
#define EXPLAIN_DAYS_MAX 3660

typedef struct
{
  gint64 from; /* microseconds of the day */
  gint64 to;
} Segment;

struct _LianWorkCalendar
{
  gatomicrefcount ref_count;

  GArray *segments; /* Segment, in order, apart */
  gint64 day_us;    /* their sum */

  GArray *holidays; /* gint64 days since 1970, ascending, without doubles */
  GArray *workdays; /* the same: make-up workdays */
  GArray *removed;  /* holidays that would be workdays */
  GArray *added;    /* make-up workdays on weekends */
};

static int
compare_days (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;

  return (left > right) - (left < right);
}

static int
compare_segments (gconstpointer a, gconstpointer b)
{
  return compare_days (&((const Segment *)a)->from, &((const Segment *)b)->from);
}

/* How many elements of the ascending @days are below @day. */
static guint
count_below (const GArray *days, gint64 day)
{
  guint low = 0, high = days->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (days, gint64, middle) < day)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
has_day (const GArray *days, gint64 day)
{
  guint i = count_below (days, day);

  return i < days->len && g_array_index (days, gint64, i) == day;
}

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

/* Monday is 0; 1970-01-01 was a Thursday. */
static gint64
weekday_of (gint64 day)
{
  return day + 3 - 7 * floor_div (day + 3, 7);
}

static gboolean
is_weekend (gint64 day)
{
  return weekday_of (day) >= 5;
}

static gboolean
is_workday (const LianWorkCalendar *self, gint64 day)
{
  if (has_day (self->workdays, day))
    return TRUE;
  return !is_weekend (day) && !has_day (self->holidays, day);
}

/* Workdays before @day, counted from a Monday in 1969. */
static gint64
workdays_before (const LianWorkCalendar *self, gint64 day)
{
  gint64 weekdays = floor_div (day + 3, 7) * 5 + MIN (weekday_of (day), 5);

  return weekdays + count_below (self->added, day) - count_below (self->removed, day);
}

static gint64
day_of (gint64 us, gint64 *of_day)
{
  gint64 local = us + LIAN_UTC_OFFSET_US;
  gint64 day = floor_div (local, G_TIME_SPAN_DAY);

  *of_day = local - day * G_TIME_SPAN_DAY;
  return day;
}

static gint64
start_of (gint64 day)
{
  return day * G_TIME_SPAN_DAY - LIAN_UTC_OFFSET_US;
}

/* Times from outside may be anything; within these bounds no sum overflows. */
static gint64
bounded (gint64 us)
{
  return CLAMP (us, start_of (-EPOCH_JULIAN), start_of (DAY_MAX));
}

static gint64
worked_before (const LianWorkCalendar *self, gint64 us)
{
  gint64 of_day;
  gint64 day = day_of (us, &of_day);
  gint64 sum = workdays_before (self, day) * self->day_us;

  if (!is_workday (self, day))
    return sum;
  for (guint i = 0; i < self->segments->len; i++)
    {
      const Segment *segment = &g_array_index (self->segments, Segment, i);

      sum += CLAMP (of_day, segment->from, segment->to) - segment->from;
    }
  return sum;
}

/* The first moment at which @target has been worked. */
static gint64
moment_of (const LianWorkCalendar *self, gint64 target)
{
  gint64 low = -EPOCH_JULIAN, high = DAY_MAX;
  gint64 rest;

  /* The last day with less than @target before it is the one in which it is reached. */
  while (low < high)
    {
      gint64 middle = low + (high - low + 1) / 2;

      if (workdays_before (self, middle) * self->day_us < target)
        low = middle;
      else
        high = middle - 1;
    }

  rest = target - workdays_before (self, low) * self->day_us;
  for (guint i = 0; i < self->segments->len; i++)
    {
      const Segment *segment = &g_array_index (self->segments, Segment, i);
      gint64 length = segment->to - segment->from;

      if (rest <= length)
        return start_of (low) + segment->from + rest;
      rest -= length;
    }
  return start_of (DAY_MAX);
}

static LianWorkCalendar *
calendar_new (void)
{
  LianWorkCalendar *self = g_new0 (LianWorkCalendar, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  self->holidays = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->workdays = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->removed = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->added = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

static void
sort_days (GArray *days)
{
  guint kept = 0;

  g_array_sort (days, compare_days);
  for (guint i = 0; i < days->len; i++)
    if (kept == 0 || g_array_index (days, gint64, kept - 1) != g_array_index (days, gint64, i))
      g_array_index (days, gint64, kept++) = g_array_index (days, gint64, i);
  g_array_set_size (days, kept);
}

static void
add_default_segments (LianWorkCalendar *self)
{
  const Segment morning = { 8 * G_TIME_SPAN_HOUR, 12 * G_TIME_SPAN_HOUR };
  const Segment afternoon = { 14 * G_TIME_SPAN_HOUR, 18 * G_TIME_SPAN_HOUR };

  g_array_append_val (self->segments, morning);
  g_array_append_val (self->segments, afternoon);
}

/* Sorts what was collected and checks that it does not contradict itself. */
static gboolean
settle (LianWorkCalendar *self, GError **error)
{
  if (self->segments->len == 0)
    add_default_segments (self);
  g_array_sort (self->segments, compare_segments);
  sort_days (self->holidays);
  sort_days (self->workdays);

  for (guint i = 0; i < self->segments->len; i++)
    {
      const Segment *segment = &g_array_index (self->segments, Segment, i);

      if (i > 0 && segment->from < segment[-1].to)
        {
          g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "schedule: segments overlap");
          return FALSE;
        }
      self->day_us += segment->to - segment->from;
    }
  for (guint i = 0; i < self->workdays->len; i++)
    {
      gint64 day = g_array_index (self->workdays, gint64, i);

      if (has_day (self->holidays, day))
        {
          g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                               "workday: a day is both holiday and make-up workday");
          return FALSE;
        }
      if (is_weekend (day))
        g_array_append_val (self->added, day);
    }
  for (guint i = 0; i < self->holidays->len; i++)
    if (!is_weekend (g_array_index (self->holidays, gint64, i)))
      g_array_append_val (self->removed, g_array_index (self->holidays, gint64, i));

  return TRUE;
}

/**
 * lian_work_calendar_new_default:
 *
 * Returns: (transfer full): 08:00–12:00 and 14:00–18:00, Monday to Friday, without holidays
 */
LianWorkCalendar *
lian_work_calendar_new_default (void)
{
  LianWorkCalendar *self = calendar_new ();

  settle (self, NULL);
  return self;
}

static gboolean
add_day (GArray *days, const LianRecord *entry, GError **error)
{
  const char *code = lian_record_get_text (entry, LIAN_ENTRY_CODE);
  g_autofree char *midnight = g_strconcat (code != NULL ? code : "", "T00:00:00+08:00", NULL);
  gint64 us, of_day, day;

  if (!lian_time_parse (midnight, &us, NULL))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "%s: code is not a date",
                   lian_record_get_text (entry, LIAN_ENTRY_VOCABULARY));
      return FALSE;
    }
  day = day_of (us, &of_day);
  g_array_append_val (days, day);
  return TRUE;
}

static gboolean
add_segment (LianWorkCalendar *self, const LianRecord *entry, GError **error)
{
  gint64 from = lian_record_get_int (entry, LIAN_ENTRY_AMOUNT);
  gint64 to = lian_record_get_int (entry, LIAN_ENTRY_RANK);
  Segment segment = { from * G_TIME_SPAN_MINUTE, to * G_TIME_SPAN_MINUTE };

  if (from < 0 || to <= from || to > 24 * 60 || self->segments->len == LIAN_WORK_SEGMENTS_MAX)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                           "schedule: amount and rank are not first and last minute of a day");
      return FALSE;
    }
  g_array_append_val (self->segments, segment);
  return TRUE;
}

/**
 * lian_work_calendar_new_from_entries:
 * @entries: (element-type LianRecord): dictionary entries; those of other vocabularies are passed
 *   over
 *
 * Returns: (transfer full): the calendar, with the default schedule if there is none in @entries;
 * %NULL with %LIAN_ERROR_INVALID naming the vocabulary
 */
LianWorkCalendar *
lian_work_calendar_new_from_entries (GPtrArray *entries, GError **error)
{
  g_autoptr (LianWorkCalendar) self = calendar_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      const LianRecord *entry = entries->pdata[i];
      const char *vocabulary = lian_record_get_text (entry, LIAN_ENTRY_VOCABULARY);
      gboolean ok = TRUE;

      if (g_strcmp0 (vocabulary, "schedule") == 0)
        ok = add_segment (self, entry, error);
      else if (g_strcmp0 (vocabulary, "holiday") == 0)
        ok = add_day (self->holidays, entry, error);
      else if (g_strcmp0 (vocabulary, "workday") == 0)
        ok = add_day (self->workdays, entry, error);
      if (!ok)
        return NULL;
    }

  return settle (self, error) ? g_steal_pointer (&self) : NULL;
}

LianWorkCalendar *
lian_work_calendar_ref (LianWorkCalendar *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lian_work_calendar_unref (LianWorkCalendar *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->segments);
  g_array_unref (self->holidays);
  g_array_unref (self->workdays);
  g_array_unref (self->removed);
  g_array_unref (self->added);
  g_free (self);
}

/**
 * lian_work_calendar_is_workday:
 * @us: a moment
 *
 * Returns: whether its day in China is a workday, make-up workdays included
 */
gboolean
lian_work_calendar_is_workday (const LianWorkCalendar *self, gint64 us)
{
  gint64 of_day;

  return is_workday (self, day_of (bounded (us), &of_day));
}

/**
 * lian_work_calendar_get_day_minutes:
 *
 * Returns: the minutes of one working day: 480 by default, never 24 × 60
 */
gint64
lian_work_calendar_get_day_minutes (const LianWorkCalendar *self)
{
  return self->day_us / G_TIME_SPAN_MINUTE;
}

/* @amount of @unit in microseconds of its own clock. */
static gint64
amount_to_us (const LianWorkCalendar *self, gint64 amount, LianLimitUnit unit)
{
  gint64 minutes = CLAMP (amount, 0, MINUTES_MAX);

  if (unit == LIAN_LIMIT_WORK_DAYS)
    minutes = MIN (minutes, MINUTES_MAX / (24 * 60)) * lian_work_calendar_get_day_minutes (self);
  else if (unit == LIAN_LIMIT_NATURAL_DAYS)
    minutes = MIN (minutes, MINUTES_MAX / (24 * 60)) * 24 * 60;

  return minutes * G_TIME_SPAN_MINUTE;
}

static gboolean
is_natural (LianLimitUnit unit)
{
  return unit == LIAN_LIMIT_NATURAL_MINUTES || unit == LIAN_LIMIT_NATURAL_DAYS;
}

static gint64
add_us (const LianWorkCalendar *self, gint64 start, gint64 us, LianLimitUnit unit)
{
  gint64 from = bounded (start);

  if (us == 0)
    return from;
  if (is_natural (unit))
    return bounded (from + us);

  return bounded (moment_of (self, worked_before (self, from) + us));
}

/**
 * lian_work_calendar_add:
 * @start: when the clock starts
 * @amount: the limit; less than nothing is nothing
 * @unit: its unit
 *
 * A limit that is used up with the last minute of a segment ends there, not at the start of the
 * next one. Vectors: domain.md 10.
 *
 * Returns: the first moment at which the limit is used up; the end of the year 9998 at most
 */
gint64
lian_work_calendar_add (const LianWorkCalendar *self, gint64 start, gint64 amount,
                        LianLimitUnit unit)
{
  return add_us (self, start, amount_to_us (self, amount, unit), unit);
}

/**
 * lian_work_calendar_warn_at:
 * @start: when the clock starts
 * @amount: the limit
 * @unit: its unit
 *
 * Returns: the first moment at which 80 % of the limit is used, to the microsecond: from the next
 * one on the light is yellow (domain.md 1.3)
 */
gint64
lian_work_calendar_warn_at (const LianWorkCalendar *self, gint64 start, gint64 amount,
                            LianLimitUnit unit)
{
  return add_us (self, start, amount_to_us (self, amount, unit) / 5 * 4, unit);
}

/**
 * lian_work_calendar_elapsed:
 * @from: a moment
 * @to: a later one; for an earlier one the result is negative
 *
 * Returns: the whole working minutes between them
 */
gint64
lian_work_calendar_elapsed (const LianWorkCalendar *self, gint64 from, gint64 to)
{
  return lian_work_calendar_elapsed_us (self, from, to) / G_TIME_SPAN_MINUTE;
}

/**
 * lian_work_calendar_elapsed_us:
 * @from: a moment
 * @to: a later one; for an earlier one the result is negative
 *
 * Returns: the working time between them in microseconds; additive:
 * elapsed (a, b) + elapsed (b, c) = elapsed (a, c)
 */
gint64
lian_work_calendar_elapsed_us (const LianWorkCalendar *self, gint64 from, gint64 to)
{
  return worked_before (self, bounded (to)) - worked_before (self, bounded (from));
}

/* Appends [from, to) cut to the wanted stretch, joined with what it continues. */
static void
append_span (GArray *spans, gint64 from, gint64 to, gint64 first, gint64 last, int reason)
{
  LianSpan span
      = { .from = MAX (from, first), .to = MIN (to, last), .counts = reason == LIAN_SPAN_WORK };
  LianSpan *before = spans->len > 0 ? &g_array_index (spans, LianSpan, spans->len - 1) : NULL;

  if (span.from >= span.to)
    return;
  span.reason = reason;
  if (before != NULL && before->to == span.from && (int)before->reason == reason)
    before->to = span.to;
  else
    g_array_append_val (spans, span);
}

/**
 * lian_work_calendar_explain:
 * @from: a moment
 * @to: a later one
 *
 * Returns: (transfer full) (element-type LianSpan): the stretches that counted and those that did
 * not, and why, without gaps from @from to @to; of more than ten years the first ten. Empty when
 * @to is not after @from.
 */
GArray *
lian_work_calendar_explain (const LianWorkCalendar *self, gint64 from, gint64 to)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (LianSpan));
  gint64 first = bounded (from), last = bounded (to);
  gint64 of_day;
  gint64 day = day_of (first, &of_day);

  last = MIN (last, start_of (day + EXPLAIN_DAYS_MAX));
  for (; start_of (day) < last; day++)
    {
      gint64 begin = start_of (day), end = start_of (day + 1);
      gint64 at = begin;

      if (!is_workday (self, day))
        {
          append_span (spans, begin, end, first, last,
                       has_day (self->holidays, day) ? LIAN_SPAN_HOLIDAY : LIAN_SPAN_WEEKEND);
          continue;
        }
      for (guint i = 0; i < self->segments->len; i++)
        {
          const Segment *segment = &g_array_index (self->segments, Segment, i);

          append_span (spans, at, begin + segment->from, first, last, LIAN_SPAN_BREAK);
          at = begin + segment->to;
          append_span (spans, begin + segment->from, at, first, last, LIAN_SPAN_WORK);
        }
      append_span (spans, at, end, first, last, LIAN_SPAN_BREAK);
    }
  return spans;
}

/* --- pauses --- */

static int
compare_pauses (gconstpointer a, gconstpointer b)
{
  return compare_days (&((const LianPause *)a)->from, &((const LianPause *)b)->from);
}

/* In order, apart, none of them empty. */
static GArray *
settle_pauses (GArray *pauses)
{
  GArray *settled = g_array_new (FALSE, FALSE, sizeof (LianPause));
  guint kept = 0;

  for (guint i = 0; pauses != NULL && i < pauses->len; i++)
    {
      LianPause pause = g_array_index (pauses, LianPause, i);

      pause.from = bounded (pause.from);
      pause.to = bounded (pause.to);
      if (pause.from < pause.to)
        g_array_append_val (settled, pause);
    }
  g_array_sort (settled, compare_pauses);
  for (guint i = 0; i < settled->len; i++)
    {
      LianPause pause = g_array_index (settled, LianPause, i);
      LianPause *before = kept > 0 ? &g_array_index (settled, LianPause, kept - 1) : NULL;

      if (before != NULL && pause.from <= before->to)
        before->to = MAX (before->to, pause.to);
      else
        g_array_index (settled, LianPause, kept++) = pause;
    }
  g_array_set_size (settled, kept);
  return settled;
}

/* What a clock of @unit counts from a moment to a later one. */
static gint64
run_us (const LianWorkCalendar *self, gint64 from, gint64 to, LianLimitUnit unit)
{
  return is_natural (unit) ? to - from : worked_before (self, to) - worked_before (self, from);
}

static gint64
add_us_with_pauses (const LianWorkCalendar *self, gint64 start, gint64 us, LianLimitUnit unit,
                    GArray *pauses)
{
  g_autoptr (GArray) settled = settle_pauses (pauses);
  gint64 at = bounded (start);

  for (guint i = 0; us > 0 && i < settled->len; i++)
    {
      const LianPause *pause = &g_array_index (settled, LianPause, i);
      gint64 before = at < pause->from ? run_us (self, at, pause->from, unit) : 0;

      if (us <= before)
        break;
      us -= before;
      at = MAX (at, pause->to);
    }
  return add_us (self, at, us, unit);
}

/**
 * lian_work_calendar_add_with_pauses:
 * @start: when the clock starts
 * @amount: the limit
 * @unit: its unit
 * @pauses: (nullable) (element-type LianPause): when it stands still
 *
 * As lian_work_calendar_add(). A limit that is used up at the moment when a pause begins ends
 * there.
 *
 * Returns: the first moment at which the limit is used up; the end of the year 9998 when a pause
 * does not end before
 */
gint64
lian_work_calendar_add_with_pauses (const LianWorkCalendar *self, gint64 start, gint64 amount,
                                    LianLimitUnit unit, GArray *pauses)
{
  return add_us_with_pauses (self, start, amount_to_us (self, amount, unit), unit, pauses);
}

/**
 * lian_work_calendar_warn_at_with_pauses:
 *
 * Returns: the first moment at which 80 % of the limit is used, as lian_work_calendar_warn_at()
 */
gint64
lian_work_calendar_warn_at_with_pauses (const LianWorkCalendar *self, gint64 start, gint64 amount,
                                        LianLimitUnit unit, GArray *pauses)
{
  return add_us_with_pauses (self, start, amount_to_us (self, amount, unit) / 5 * 4, unit, pauses);
}

/**
 * lian_work_calendar_used_us:
 * @from: a moment
 * @to: a later one; for an earlier one the result is negative
 * @unit: working or natural time
 * @pauses: (nullable) (element-type LianPause): when the clock stands still
 *
 * Returns: what the clock counts between them, in microseconds; additive
 */
gint64
lian_work_calendar_used_us (const LianWorkCalendar *self, gint64 from, gint64 to,
                            LianLimitUnit unit, GArray *pauses)
{
  g_autoptr (GArray) settled = settle_pauses (pauses);
  gint64 first = bounded (MIN (from, to)), last = bounded (MAX (from, to));
  gint64 used = run_us (self, first, last, unit);

  for (guint i = 0; i < settled->len; i++)
    {
      const LianPause *pause = &g_array_index (settled, LianPause, i);

      used -= run_us (self, CLAMP (pause->from, first, last), CLAMP (pause->to, first, last), unit);
    }
  return from <= to ? used : -used;
}

/* Appends what explains [from, to), in which the clock is not paused. */
static void
append_running (const LianWorkCalendar *self, GArray *spans, gint64 from, gint64 to,
                LianLimitUnit unit)
{
  g_autoptr (GArray) parts = NULL;

  if (from >= to)
    return;
  if (is_natural (unit))
    {
      append_span (spans, from, to, from, to, LIAN_SPAN_WORK);
      return;
    }
  parts = lian_work_calendar_explain (self, from, to);
  g_array_append_vals (spans, parts->data, parts->len);
}

/**
 * lian_work_calendar_explain_with_pauses:
 * @from: a moment
 * @to: a later one
 * @unit: working or natural time
 * @pauses: (nullable) (element-type LianPause): when the clock stands still
 *
 * Returns: (transfer full) (element-type LianSpan): as lian_work_calendar_explain(); a pause is one
 * span, whatever days it covers
 */
GArray *
lian_work_calendar_explain_with_pauses (const LianWorkCalendar *self, gint64 from, gint64 to,
                                        LianLimitUnit unit, GArray *pauses)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (LianSpan));
  g_autoptr (GArray) settled = settle_pauses (pauses);
  gint64 of_day;
  gint64 at = bounded (from);
  gint64 last = MIN (bounded (to), start_of (day_of (at, &of_day) + EXPLAIN_DAYS_MAX));

  for (guint i = 0; i < settled->len && at < last; i++)
    {
      const LianPause *pause = &g_array_index (settled, LianPause, i);

      if (pause->to <= at || pause->from >= last)
        continue;
      append_running (self, spans, at, pause->from, unit);
      append_span (spans, pause->from, pause->to, at, last, LIAN_SPAN_PAUSE);
      at = MIN (pause->to, last);
    }
  append_running (self, spans, at, last, unit);
  return spans;
}

/**
 * lian_work_calendar_bundle:
 * @start: when the new round's clock starts
 * @used_us: microseconds that the rounds before it have used, see lian_work_calendar_used_us()
 * @amount: the limit of all rounds together
 * @unit: its unit
 *
 * 捆绑计时 (domain.md 1.3): work that is given back to the same unit does not begin with a whole
 * limit. When more than the limit is used already, the deadline lies before @start by as much as is
 * too much, so that what is overdue adds up as well.
 *
 * Returns: the first moment at which the limit is used up
 */
gint64
lian_work_calendar_bundle (const LianWorkCalendar *self, gint64 start, gint64 used_us,
                           gint64 amount, LianLimitUnit unit)
{
  gint64 from = bounded (start);
  gint64 most = MINUTES_MAX * G_TIME_SPAN_MINUTE;
  gint64 rest = amount_to_us (self, amount, unit) - CLAMP (used_us, 0, most);

  if (rest >= 0 || is_natural (unit))
    return rest >= 0 ? add_us (self, from, rest, unit) : bounded (from + rest);
  return bounded (moment_of (self, worked_before (self, from) + rest));
}
