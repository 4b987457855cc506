/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-kind.h"

G_BEGIN_DECLS

/* Ends what leads nowhere: three attempts within ten minutes of which none was proved right are
 * enough, and there is no fourth until a person says so. One that fails now and then goes on. */
#define LIAN_BREAKER_TRIES 3
#define LIAN_BREAKER_WINDOW (10 * G_TIME_SPAN_MINUTE)

/* What is attempted: a kind, or everything. */
#define LIAN_BREAKER_ALL LIAN_N_KINDS

typedef struct
{
  struct
  {
    gint64 tries[LIAN_BREAKER_TRIES]; /* monotonic, the oldest first */
    guint n;
    gboolean open;
  } slots[LIAN_N_KINDS + 1];
} LianBreaker;

/* FALSE: there have been too many. */
gboolean lian_breaker_try (LianBreaker *self, guint what, gint64 now);
void lian_breaker_prove (LianBreaker *self, guint what);
void lian_breaker_reset (LianBreaker *self);

G_END_DECLS
