/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-engine.h"

G_BEGIN_DECLS

LianFreshness lian_freshness_of (gboolean connected, gint64 age_us);

/* Tells when the computer slept: then the clock that counts sleep runs ahead of the one that does
 * not. */
typedef struct
{
  gint64 offset_us; /* of the two clocks when last looked at */
  gboolean started;
} LianSleepWatch;

gboolean lian_sleep_watch_check (LianSleepWatch *self, gint64 boottime_us, gint64 monotonic_us);

G_END_DECLS
