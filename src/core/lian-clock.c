/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-clock.h"

#include "lian-error.h"

#include <string.h>
#include <time.h>

#define EPOCH_JULIAN 719163 /* GDate's number of 1970-01-01 */

/* 0001-01-02 and 9999-12-30 UTC: what GDateTime and RFC 3339 can write in any zone. */
#define TIME_MIN (-62135510400 * G_TIME_SPAN_SECOND)
#define TIME_MAX (253402214400 * G_TIME_SPAN_SECOND)

struct _LianClock
{
  GObject parent_instance;

  gboolean manual;

  GMutex mutex;            /* protects the rest */
  gint64 base;             /* the platform's time … */
  gint64 base_monotonic;   /* … at this monotonic time */
  gint64 manual_monotonic; /* of a manual clock */
  gint64 manual_slept;     /* of it, asleep */
  gint64 manual_computer;  /* less its monotonic time */
  guint rate;
};

G_DEFINE_FINAL_TYPE (LianClock, lian_clock, G_TYPE_OBJECT)

/* CLOCK_BOOTTIME goes on while the computer sleeps, so that what was fresh before is old
 * afterwards.
 */
static gint64
read_monotonic (LianClock *self)
{
  struct timespec ts;

  if (self->manual)
    return self->manual_monotonic;
  if (clock_gettime (CLOCK_BOOTTIME, &ts) != 0)
    return g_get_monotonic_time ();

  return (gint64)ts.tv_sec * G_TIME_SPAN_SECOND + ts.tv_nsec / 1000;
}

static void
lian_clock_finalize (GObject *object)
{
  LianClock *self = LIAN_CLOCK (object);

  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (lian_clock_parent_class)->finalize (object);
}

static void
lian_clock_class_init (LianClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lian_clock_finalize;
}

static void
lian_clock_init (LianClock *self)
{
  g_mutex_init (&self->mutex);
  self->rate = 1;
}

/**
 * lian_clock_new:
 * @now_us: the platform's time now, microseconds since 1970 UTC
 *
 * Returns: (transfer full): a clock that goes on from there
 */
LianClock *
lian_clock_new (gint64 now_us)
{
  LianClock *self = g_object_new (LIAN_TYPE_CLOCK, NULL);

  lian_clock_set_now (self, now_us);
  return self;
}

/**
 * lian_clock_new_system:
 *
 * Returns: (transfer full): a clock that begins with the computer's time
 */
LianClock *
lian_clock_new_system (void)
{
  return lian_clock_new (g_get_real_time ());
}

/**
 * lian_clock_new_manual:
 * @now_us: its time
 *
 * Returns: (transfer full): a clock that stands still until lian_clock_advance()
 */
LianClock *
lian_clock_new_manual (gint64 now_us)
{
  LianClock *self = g_object_new (LIAN_TYPE_CLOCK, NULL);

  self->manual = TRUE;
  /* Not 0, which callers use for "never". */
  self->manual_monotonic = G_TIME_SPAN_SECOND;
  lian_clock_set_now (self, now_us);
  lian_clock_set_computer (self, now_us);
  return self;
}

/* The mutex is held. */
static gint64
read_now (LianClock *self)
{
  return self->base + (read_monotonic (self) - self->base_monotonic) * self->rate;
}

/**
 * lian_clock_get_now:
 *
 * Returns: the platform's time, microseconds since 1970 UTC. Any thread.
 */
gint64
lian_clock_get_now (LianClock *self)
{
  gint64 now;

  g_return_val_if_fail (LIAN_IS_CLOCK (self), 0);

  g_mutex_lock (&self->mutex);
  now = read_now (self);
  g_mutex_unlock (&self->mutex);

  return now;
}

/**
 * lian_clock_get_monotonic:
 *
 * Returns: microseconds that never go back and go on during sleep; only differences mean something.
 * Any thread.
 */
gint64
lian_clock_get_monotonic (LianClock *self)
{
  gint64 monotonic;

  g_return_val_if_fail (LIAN_IS_CLOCK (self), 0);

  g_mutex_lock (&self->mutex);
  monotonic = read_monotonic (self);
  g_mutex_unlock (&self->mutex);

  return monotonic;
}

/**
 * lian_clock_get_awake:
 *
 * Returns: as lian_clock_get_monotonic(), but it stands still while the computer sleeps: two
 * differences of the same moments tell that it did. Any thread.
 */
gint64
lian_clock_get_awake (LianClock *self)
{
  gint64 awake;

  g_return_val_if_fail (LIAN_IS_CLOCK (self), 0);

  if (!self->manual)
    return g_get_monotonic_time ();
  g_mutex_lock (&self->mutex);
  awake = self->manual_monotonic - self->manual_slept;
  g_mutex_unlock (&self->mutex);

  return awake;
}

/**
 * lian_clock_get_computer:
 *
 * Returns: what this computer's own clock says, microseconds since 1970 UTC: to tell that it is
 * wrong and for nothing else. Any thread.
 */
gint64
lian_clock_get_computer (LianClock *self)
{
  gint64 computer;

  g_return_val_if_fail (LIAN_IS_CLOCK (self), 0);

  if (!self->manual)
    return g_get_real_time ();
  g_mutex_lock (&self->mutex);
  computer = self->manual_computer + self->manual_monotonic;
  g_mutex_unlock (&self->mutex);

  return computer;
}

/**
 * lian_clock_set_now:
 * @now_us: the platform's time now
 *
 * Any thread.
 */
void
lian_clock_set_now (LianClock *self, gint64 now_us)
{
  g_return_if_fail (LIAN_IS_CLOCK (self));

  g_mutex_lock (&self->mutex);
  /* The value comes from a peer: within these bounds every sum with it fits. */
  self->base = CLAMP (now_us, TIME_MIN, TIME_MAX);
  self->base_monotonic = read_monotonic (self);
  g_mutex_unlock (&self->mutex);
}

/**
 * lian_clock_set_rate:
 * @rate: 1 to %LIAN_CLOCK_MAX_RATE
 *
 * From now on the platform's time runs @rate times as fast as the computer's; the monotonic time
 * goes on as ever. Any thread.
 */
void
lian_clock_set_rate (LianClock *self, guint rate)
{
  g_return_if_fail (LIAN_IS_CLOCK (self));
  g_return_if_fail (rate >= 1 && rate <= LIAN_CLOCK_MAX_RATE);

  g_mutex_lock (&self->mutex);
  self->base = CLAMP (read_now (self), TIME_MIN, TIME_MAX);
  self->base_monotonic = read_monotonic (self);
  self->rate = rate;
  g_mutex_unlock (&self->mutex);
}

/**
 * lian_clock_advance:
 * @us: microseconds, not negative
 *
 * Moves a manual clock on. Any thread.
 */
void
lian_clock_advance (LianClock *self, gint64 us)
{
  g_return_if_fail (LIAN_IS_CLOCK (self));
  g_return_if_fail (self->manual);
  g_return_if_fail (us >= 0);

  g_mutex_lock (&self->mutex);
  self->manual_monotonic += us;
  g_mutex_unlock (&self->mutex);
}

/**
 * lian_clock_is_manual:
 *
 * Returns: whether it stands still unless it is moved. Any thread.
 */
gboolean
lian_clock_is_manual (LianClock *self)
{
  return self->manual;
}

/**
 * lian_clock_sleep:
 * @us: microseconds, not negative
 *
 * Moves a manual clock on as if the computer had slept. Any thread.
 */
void
lian_clock_sleep (LianClock *self, gint64 us)
{
  lian_clock_advance (self, us);
  g_mutex_lock (&self->mutex);
  self->manual_slept += us;
  g_mutex_unlock (&self->mutex);
}

/**
 * lian_clock_set_computer:
 * @now_us: what the computer believes, microseconds since 1970 UTC
 *
 * Sets the other clock of a manual clock. Any thread.
 */
void
lian_clock_set_computer (LianClock *self, gint64 now_us)
{
  g_return_if_fail (LIAN_IS_CLOCK (self));
  g_return_if_fail (self->manual);

  g_mutex_lock (&self->mutex);
  self->manual_computer = now_us - self->manual_monotonic;
  g_mutex_unlock (&self->mutex);
}

/* Reads @n digits; -1 when there are not as many. */
static int
read_digits (const char **p, guint n)
{
  int value = 0;

  for (guint i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit (**p))
        return -1;
      value = value * 10 + (**p - '0');
      (*p)++;
    }
  return value;
}

static gboolean
read_char (const char **p, const char *any_of)
{
  if (**p == '\0' || strchr (any_of, **p) == NULL)
    return FALSE;
  (*p)++;
  return TRUE;
}

/* "2026-11-24" → days since 1970 */
static gboolean
read_date (const char **p, gint64 *days)
{
  int year = read_digits (p, 4);
  int month = read_char (p, "-") ? read_digits (p, 2) : -1;
  int day = month > 0 && read_char (p, "-") ? read_digits (p, 2) : -1;
  GDate date;

  if (year < 1 || month < 1 || day < 1 || month > 12
      || !g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return FALSE;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
  *days = (gint64)g_date_get_julian (&date) - EPOCH_JULIAN;
  return TRUE;
}

/* "09:40:00.123456" → microseconds of the day; digits after the sixth are dropped. */
static gboolean
read_time_of_day (const char **p, gint64 *us)
{
  int hour = read_digits (p, 2);
  int minute = read_char (p, ":") ? read_digits (p, 2) : -1;
  int second = minute >= 0 && read_char (p, ":") ? read_digits (p, 2) : -1;
  gint64 fraction = 0;
  guint digits = 0;

  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return FALSE;
  if (read_char (p, "."))
    {
      for (; g_ascii_isdigit (**p) && digits < 9; (*p)++, digits++)
        if (digits < 6)
          fraction = fraction * 10 + (**p - '0');
      if (digits == 0)
        return FALSE;
      for (; digits < 6; digits++)
        fraction *= 10;
    }

  *us = ((hour * 60 + minute) * 60 + second) * G_TIME_SPAN_SECOND + fraction;
  return TRUE;
}

/* "Z" or "+08:00" → microseconds to subtract */
static gboolean
read_offset (const char **p, gint64 *us)
{
  int sign, hours, minutes;

  if (read_char (p, "Zz"))
    {
      *us = 0;
      return TRUE;
    }
  sign = **p == '-' ? -1 : 1;
  if (!read_char (p, "+-"))
    return FALSE;
  hours = read_digits (p, 2);
  minutes = read_char (p, ":") ? read_digits (p, 2) : -1;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
    return FALSE;

  *us = sign * (hours * 60 + minutes) * G_TIME_SPAN_MINUTE;
  return TRUE;
}

/**
 * lian_time_parse:
 * @rfc3339: (nullable): "2026-11-24T09:40:00.000000+08:00"; an offset is required, a leap second is
 *   refused
 * @us: (out): microseconds since 1970 UTC; untouched on failure
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID for anything else. Any thread.
 */
gboolean
lian_time_parse (const char *rfc3339, gint64 *us, GError **error)
{
  const char *p = rfc3339 != NULL ? rfc3339 : "";
  gint64 days = 0, time_of_day = 0, offset = 0, value;

  if (!read_date (&p, &days) || !read_char (&p, "Tt") || !read_time_of_day (&p, &time_of_day)
      || !read_offset (&p, &offset) || *p != '\0')
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                           "not a date and time with offset (RFC 3339)");
      return FALSE;
    }

  value = days * G_TIME_SPAN_DAY + time_of_day - offset;
  if (value < TIME_MIN || value > TIME_MAX)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "year out of range");
      return FALSE;
    }

  *us = value;
  return TRUE;
}

/* Days since 1970 in China and the microseconds of that day. */
static gint64
split_days (gint64 us, gint64 *of_day)
{
  gint64 local = CLAMP (us, TIME_MIN, TIME_MAX) + LIAN_UTC_OFFSET_US;
  gint64 days = local / G_TIME_SPAN_DAY;

  if (local % G_TIME_SPAN_DAY < 0)
    days--;
  *of_day = local - days * G_TIME_SPAN_DAY;
  return days;
}

static void
split_date (gint64 days, GDate *date)
{
  g_date_clear (date, 1);
  g_date_set_julian (date, (guint32)(days + EPOCH_JULIAN));
}

/**
 * lian_time_format:
 * @us: microseconds since 1970 UTC; beyond the years 1 to 9999 the nearest of them is written
 *
 * Returns: (transfer full): RFC 3339 at +08:00 with six digits, so that texts sort as times do. Any
 * thread.
 */
char *
lian_time_format (gint64 us)
{
  gint64 of_day;
  GDate date;

  split_date (split_days (us, &of_day), &date);
  return g_strdup_printf ("%04u-%02u-%02uT%02d:%02d:%02d.%06d+08:00", g_date_get_year (&date),
                          (guint)g_date_get_month (&date), g_date_get_day (&date),
                          (int)(of_day / G_TIME_SPAN_HOUR), (int)(of_day / G_TIME_SPAN_MINUTE % 60),
                          (int)(of_day / G_TIME_SPAN_SECOND % 60),
                          (int)(of_day % G_TIME_SPAN_SECOND));
}

/**
 * lian_time_to_local:
 * @us: microseconds since 1970 UTC
 *
 * Returns: (transfer full): the time in China, whatever the computer's zone; never %NULL. Any
 * thread.
 */
GDateTime *
lian_time_to_local (gint64 us)
{
  g_autoptr (GTimeZone) zone
      = g_time_zone_new_offset ((gint32)(LIAN_UTC_OFFSET_US / G_TIME_SPAN_SECOND));
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) exact = NULL;
  gint64 clamped = CLAMP (us, TIME_MIN, TIME_MAX);
  gint64 seconds = clamped / G_TIME_SPAN_SECOND;

  if (clamped % G_TIME_SPAN_SECOND < 0)
    seconds--;
  utc = g_date_time_new_from_unix_utc (seconds);
  exact = g_date_time_add (utc, clamped - seconds * G_TIME_SPAN_SECOND);
  return g_date_time_to_timezone (exact, zone);
}

/**
 * lian_time_day_start:
 *
 * Returns: the last midnight in China at or before @us. Any thread.
 */
gint64
lian_time_day_start (gint64 us)
{
  gint64 of_day;
  gint64 days = split_days (us, &of_day);

  return days * G_TIME_SPAN_DAY - LIAN_UTC_OFFSET_US;
}

/**
 * lian_time_month_start:
 *
 * Returns: midnight in China of the first day of the month of @us. Any thread.
 */
gint64
lian_time_month_start (gint64 us)
{
  gint64 of_day;
  gint64 days = split_days (us, &of_day);
  GDate date;

  split_date (days, &date);
  return (days - (g_date_get_day (&date) - 1)) * G_TIME_SPAN_DAY - LIAN_UTC_OFFSET_US;
}
