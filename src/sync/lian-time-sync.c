/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-time-sync.h"

#include <stdlib.h>

/* Samples that were on the way more than twice as long as the quickest, and this much longer, are
 * left out. */
#define SLACK_US G_TIME_SPAN_MILLISECOND

/**
 * lian_time_sync_reset:
 * @self: the samples
 *
 * Forgets them: another platform, or one whose time was set.
 */
void
lian_time_sync_reset (LianTimeSync *self)
{
  *self = (LianTimeSync){ 0 };
}

static void
add (LianTimeSync *self, gint64 offset_us, gint64 rtt_us)
{
  self->samples[self->next].offset_us = offset_us;
  self->samples[self->next].rtt_us = rtt_us;
  self->next = (self->next + 1) % LIAN_TIME_SYNC_SAMPLES;
  self->n = MIN (self->n + 1, LIAN_TIME_SYNC_SAMPLES);
}

/**
 * lian_time_sync_add:
 * @self: the samples
 * @platform_us: what the platform said, microseconds since 1970 UTC
 * @sent_us: when it was asked, monotonic
 * @received_us: when the answer was there, monotonic
 *
 * Half of the journey is over when the answer is made. An answer bounds the truth by half of the
 * journey on either side; samples that say something else are of a time that was set since, and are
 * forgotten.
 */
void
lian_time_sync_add (LianTimeSync *self, gint64 platform_us, gint64 sent_us, gint64 received_us)
{
  gint64 rtt = MAX (received_us - sent_us, 0);
  gint64 offset = platform_us - (sent_us + rtt / 2);
  gint64 before;

  if (lian_time_sync_get_offset (self, &before)
      && ABS (before - offset) > rtt / 2 + G_TIME_SPAN_SECOND)
    lian_time_sync_reset (self);
  add (self, offset, rtt);
}

/**
 * lian_time_sync_add_one_way:
 * @self: the samples
 * @platform_us: what the platform said unasked
 * @received_us: when it was heard, monotonic
 *
 * Its way is taken to be half of the shortest journey so far.
 */
void
lian_time_sync_add_one_way (LianTimeSync *self, gint64 platform_us, gint64 received_us)
{
  gint64 rtt = MAX (lian_time_sync_get_rtt (self), 0);

  add (self, platform_us - (received_us - rtt / 2), rtt);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *)a;
  gint64 two = *(const gint64 *)b;

  return one < two ? -1 : one > two;
}

/**
 * lian_time_sync_get_offset:
 * @self: the samples
 * @offset_us: (out): the platform's time less the monotonic one
 *
 * Returns: whether anything is known: the median of those that were quick
 */
gboolean
lian_time_sync_get_offset (const LianTimeSync *self, gint64 *offset_us)
{
  gint64 offsets[LIAN_TIME_SYNC_SAMPLES];
  gint64 least = lian_time_sync_get_rtt (self);
  guint n = 0;

  for (guint i = 0; i < self->n; i++)
    if (self->samples[i].rtt_us <= 2 * least + SLACK_US)
      offsets[n++] = self->samples[i].offset_us;
  if (n == 0)
    return FALSE;

  qsort (offsets, n, sizeof *offsets, compare);
  *offset_us = offsets[n / 2];
  return TRUE;
}

/**
 * lian_time_sync_get_rtt:
 * @self: the samples
 *
 * Returns: the shortest journey there and back, microseconds, -1: none
 */
gint64
lian_time_sync_get_rtt (const LianTimeSync *self)
{
  gint64 least = -1;

  for (guint i = 0; i < self->n; i++)
    if (least < 0 || self->samples[i].rtt_us < least)
      least = self->samples[i].rtt_us;
  return least;
}
