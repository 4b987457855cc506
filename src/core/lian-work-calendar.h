/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-record.h"

G_BEGIN_DECLS

/* The working-time clock: which minutes of which days count. Times are microseconds since 1970 UTC,
 * days and segments are China Standard Time, all sums 64-bit. Immutable after construction. */
typedef struct _LianWorkCalendar LianWorkCalendar;

#define LIAN_WORK_SEGMENTS_MAX 16 /* of a day */

typedef enum
{
  LIAN_LIMIT_WORK_MINUTES, /* minutes of the schedule */
  LIAN_LIMIT_WORK_DAYS,    /* one day = the minutes of the schedule (480 by default) */
  LIAN_LIMIT_NATURAL_MINUTES,
  LIAN_LIMIT_NATURAL_DAYS,
} LianLimitUnit;

/* A stretch of time in the explanation of a deadline. */
typedef struct
{
  gint64 from;
  gint64 to;
  gboolean counts;
  enum
  {
    LIAN_SPAN_WORK,  /* the clock runs; of natural units at any hour */
    LIAN_SPAN_BREAK, /* between segments, or night */
    LIAN_SPAN_WEEKEND,
    LIAN_SPAN_HOLIDAY,
    LIAN_SPAN_PAUSE, /* 挂账: the case is held */
  } reason;
} LianSpan;

/* A stretch in which a clock stands still; one that goes on yet ends at G_MAXINT64. */
typedef struct
{
  gint64 from;
  gint64 to;
} LianPause;

/* 08:00-12:00 and 14:00-18:00, Monday to Friday, no holidays. */
LianWorkCalendar *lian_work_calendar_new_default (void) G_GNUC_WARN_UNUSED_RESULT;
/* From dictionary entries: vocabulary "schedule" (amount = first minute of the day, rank = last),
 * "holiday" (code 2026-10-01) and "workday" (make-up workdays, code 2026-10-10). */
LianWorkCalendar *lian_work_calendar_new_from_entries (GPtrArray *entries, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
LianWorkCalendar *lian_work_calendar_ref (LianWorkCalendar *self);
void lian_work_calendar_unref (LianWorkCalendar *self);

gboolean lian_work_calendar_is_workday (const LianWorkCalendar *self, gint64 us);
gint64 lian_work_calendar_get_day_minutes (const LianWorkCalendar *self);
gint64 lian_work_calendar_add (const LianWorkCalendar *self, gint64 start, gint64 amount,
                               LianLimitUnit unit);
/* The moment when 80 % of the limit is used. */
gint64 lian_work_calendar_warn_at (const LianWorkCalendar *self, gint64 start, gint64 amount,
                                   LianLimitUnit unit);
/* Working time: whole minutes, and exactly in microseconds. */
gint64 lian_work_calendar_elapsed (const LianWorkCalendar *self, gint64 from, gint64 to);
gint64 lian_work_calendar_elapsed_us (const LianWorkCalendar *self, gint64 from, gint64 to);
/* (element-type LianSpan), in order, without gaps from @from to @to */
GArray *lian_work_calendar_explain (const LianWorkCalendar *self, gint64 from, gint64 to)
    G_GNUC_WARN_UNUSED_RESULT;

/* The same for a clock of @unit with @pauses (element-type LianPause, nullable): in any order, they
 * may overlap. */
gint64 lian_work_calendar_add_with_pauses (const LianWorkCalendar *self, gint64 start,
                                           gint64 amount, LianLimitUnit unit, GArray *pauses);
gint64 lian_work_calendar_warn_at_with_pauses (const LianWorkCalendar *self, gint64 start,
                                               gint64 amount, LianLimitUnit unit, GArray *pauses);
gint64 lian_work_calendar_used_us (const LianWorkCalendar *self, gint64 from, gint64 to,
                                   LianLimitUnit unit, GArray *pauses);
GArray *lian_work_calendar_explain_with_pauses (const LianWorkCalendar *self, gint64 from,
                                                gint64 to, LianLimitUnit unit, GArray *pauses)
    G_GNUC_WARN_UNUSED_RESULT;
/* 捆绑计时: the deadline of a new round when earlier ones have used @used_us of the limit. */
gint64 lian_work_calendar_bundle (const LianWorkCalendar *self, gint64 start, gint64 used_us,
                                  gint64 amount, LianLimitUnit unit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianWorkCalendar, lian_work_calendar_unref)

typedef enum
{
  LIAN_LIGHT_NORMAL,   /* 正常 */
  LIAN_LIGHT_DUE_SOON, /* 临期: more than 80 % of the limit is used */
  LIAN_LIGHT_OVERDUE,  /* 超期: more than 100 % */
  LIAN_LIGHT_HELD,     /* 挂账 */
  LIAN_LIGHT_CLOSED,   /* 已结, 作废, 不予受理, 合并 */
} LianLight;

LianLight lian_light_of (gint64 now, gint64 warn_at, gint64 deadline);
LianLight lian_light_of_case (const LianRecord *record, gint64 now);

G_END_DECLS
