/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-order-expiry.h"

#include "lian-clock.h"

#define URGENT_US (15 * G_TIME_SPAN_MINUTE)
#define AFTER_HOURS_US (8 * G_TIME_SPAN_HOUR)
/* What is given in the last hour of a shift is for the next one. */
#define LEAST_US G_TIME_SPAN_HOUR

static gint64
find_end_of_shift (GPtrArray *shifts, gint64 at)
{
  gint64 end = 0;

  for (guint i = 0; shifts != NULL && i < shifts->len; i++)
    {
      LianRecord *shift = shifts->pdata[i];

      /* Shifts overlap where one hands over to the next: the later one counts. */
      if (lian_record_get_time (shift, LIAN_SHIFT_STARTS_AT) <= at
          && lian_record_get_time (shift, LIAN_SHIFT_ENDS_AT) > at)
        end = MAX (end, lian_record_get_time (shift, LIAN_SHIFT_ENDS_AT));
    }
  return end;
}

static gint64
find_end_of_day (const LianWorkCalendar *calendar, gint64 now)
{
  g_autoptr (GArray) spans
      = lian_work_calendar_explain (calendar, now, lian_time_day_start (now) + G_TIME_SPAN_DAY);
  gint64 end = 0;

  for (guint i = 0; i < spans->len; i++)
    {
      const LianSpan *span = &g_array_index (spans, LianSpan, i);

      if (span->counts)
        end = span->to;
    }
  return end;
}

static gint64
choose (LianExpiryRule *rule, LianExpiryRule is, gint64 at)
{
  *rule = is;
  return at;
}

/**
 * lian_order_expiry:
 * @calendar: the working-time clock
 * @shifts: (nullable) (element-type LianRecord): the duty roster
 * @now: the platform's time
 * @urgent: whether the case is urgent or grave
 * @rule: (out): why
 *
 * Urgent: fifteen minutes. Otherwise the end of the shift that is on duty, since whoever comes next
 * has not given it and may not know of it; in its last hour the end of the next shift, so that what
 * is given shortly before the handover has a chance. Without a roster the end of the working day;
 * outside of working hours and in the last hour of the day eight hours, a shift's length.
 *
 * Returns: until when the platform may accept the order, microseconds
 */
gint64
lian_order_expiry (const LianWorkCalendar *calendar, GPtrArray *shifts, gint64 now, gboolean urgent,
                   LianExpiryRule *rule)
{
  gint64 end;

  if (urgent)
    return choose (rule, LIAN_EXPIRY_URGENT, now + URGENT_US);
  end = find_end_of_shift (shifts, now);
  if (end - now >= LEAST_US)
    return choose (rule, LIAN_EXPIRY_SHIFT, end);
  if (end > 0)
    end = find_end_of_shift (shifts, end);
  if (end > 0)
    return choose (rule, LIAN_EXPIRY_NEXT_SHIFT, end);
  end = find_end_of_day (calendar, now);
  if (end - now >= LEAST_US)
    return choose (rule, LIAN_EXPIRY_DAY, end);
  return choose (rule, LIAN_EXPIRY_HOURS, now + AFTER_HOURS_US);
}

/**
 * lian_order_expiry_bounds:
 * @least: (out): minutes
 * @most: (out): minutes
 *
 * Shorter than a quarter of an hour, five minutes when it is urgent, expires before a short outage
 * is over; longer than a day, two hours when it is urgent, is forgotten.
 */
void
lian_order_expiry_bounds (gboolean urgent, guint *least, guint *most)
{
  *least = urgent ? 5 : 15;
  *most = urgent ? 2 * 60 : 24 * 60;
}

/**
 * lian_order_expiry_clamp:
 * @not_after: as somebody wanted it, microseconds
 *
 * Returns: the nearest moment that is allowed
 */
gint64
lian_order_expiry_clamp (gint64 now, gboolean urgent, gint64 not_after)
{
  guint least;
  guint most;

  lian_order_expiry_bounds (urgent, &least, &most);
  return CLAMP (not_after, now + least * G_TIME_SPAN_MINUTE, now + most * G_TIME_SPAN_MINUTE);
}
