/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The time, handed in. "now" is the platform's time in microseconds since 1970 UTC: a base plus the
 * monotonic time passed since the base was set, so that it never jumps with the computer's clock.
 * lian_clock_set_now() sets a new base (the server's "now" of hello and bookmarks). A test makes a
 * manual clock and advances it. Thread-safe. */
#define LIAN_TYPE_CLOCK (lian_clock_get_type ())
G_DECLARE_FINAL_TYPE (LianClock, lian_clock, LIAN, CLOCK, GObject)

LianClock *lian_clock_new (gint64 now_us) G_GNUC_WARN_UNUSED_RESULT;
LianClock *lian_clock_new_system (void) G_GNUC_WARN_UNUSED_RESULT;
LianClock *lian_clock_new_manual (gint64 now_us) G_GNUC_WARN_UNUSED_RESULT;

gint64 lian_clock_get_now (LianClock *self);
gint64 lian_clock_get_monotonic (LianClock *self);
/* The two that only tell what is the matter with this computer: the time it was awake, and what it
 * believes the time to be (also kept as evidence). */
gint64 lian_clock_get_awake (LianClock *self);
gint64 lian_clock_get_computer (LianClock *self);
void lian_clock_set_now (LianClock *self, gint64 now_us);
/* How many times as fast as life "now" runs, 1 at first: for demonstrations and tests. */
#define LIAN_CLOCK_MAX_RATE 100
void lian_clock_set_rate (LianClock *self, guint rate);
gboolean lian_clock_is_manual (LianClock *self);
void lian_clock_advance (LianClock *self, gint64 us);
void lian_clock_sleep (LianClock *self, gint64 us);
void lian_clock_set_computer (LianClock *self, gint64 now_us);

/* Everything that people see is in China Standard Time, UTC+8, whatever the computer's zone. */
#define LIAN_UTC_OFFSET_US (8 * G_TIME_SPAN_HOUR)

gboolean lian_time_parse (const char *rfc3339, gint64 *us, GError **error);
char *lian_time_format (gint64 us) G_GNUC_WARN_UNUSED_RESULT;
GDateTime *lian_time_to_local (gint64 us) G_GNUC_WARN_UNUSED_RESULT;
gint64 lian_time_day_start (gint64 us);
gint64 lian_time_month_start (gint64 us);

G_END_DECLS
