/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many cases stand at which light. Total = the sum. */
typedef struct
{
  gint64 normal;
  gint64 soon;
  gint64 over;
  gint64 held;
} LianLightCounts;

static inline gint64
lian_light_counts_total (const LianLightCounts *counts)
{
  return counts->normal + counts->soon + counts->over + counts->held;
}

G_END_DECLS
