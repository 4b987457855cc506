/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-freshness.h"

#include "lian-limits.h"

#define SLEEP_US (2 * G_TIME_SPAN_SECOND)

/**
 * lian_freshness_of:
 * @connected: whether the connection is not known to be gone
 * @age_us: microseconds since the last event or bookmark by the monotonic clock, -1: never
 *
 * Returns: what the screen says about it (design.md 4)
 */
LianFreshness
lian_freshness_of (gboolean connected, gint64 age_us)
{
  if (!connected || age_us < 0)
    return LIAN_FRESH_OFFLINE;
  if (age_us <= LIAN_LIVE_SECONDS * G_TIME_SPAN_SECOND)
    return LIAN_FRESH_LIVE;
  if (age_us <= LIAN_STALE_SECONDS * G_TIME_SPAN_SECOND)
    return LIAN_FRESH_LATE;
  return LIAN_FRESH_STALE;
}

/**
 * lian_sleep_watch_check:
 * @self: a watch, zero at first
 * @boottime_us: CLOCK_BOOTTIME
 * @monotonic_us: CLOCK_MONOTONIC at the same moment
 *
 * Returns: whether the computer slept more than two seconds since the last call
 */
gboolean
lian_sleep_watch_check (LianSleepWatch *self, gint64 boottime_us, gint64 monotonic_us)
{
  gint64 offset = boottime_us - monotonic_us;
  gboolean slept = self->started && offset - self->offset_us > SLEEP_US;

  self->offset_us = offset;
  self->started = TRUE;
  return slept;
}
