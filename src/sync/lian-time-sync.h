/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LIAN_TIME_SYNC_SAMPLES 9

/* What the platform's time is, out of what it said on several occasions. A single answer that was
 * under way for long would set the clock wrong; the median of the last nine does not mind. Zero at
 * first. */
typedef struct
{
  struct
  {
    gint64 offset_us; /* the platform's time less the monotonic one */
    gint64 rtt_us;
  } samples[LIAN_TIME_SYNC_SAMPLES];
  guint n;
  guint next;
} LianTimeSync;

void lian_time_sync_reset (LianTimeSync *self);
void lian_time_sync_add (LianTimeSync *self, gint64 platform_us, gint64 sent_us,
                         gint64 received_us);
void lian_time_sync_add_one_way (LianTimeSync *self, gint64 platform_us, gint64 received_us);
gboolean lian_time_sync_get_offset (const LianTimeSync *self, gint64 *offset_us);
gint64 lian_time_sync_get_rtt (const LianTimeSync *self);

G_END_DECLS
