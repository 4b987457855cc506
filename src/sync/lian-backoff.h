/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Full jitter: after n failures a random time between 0 and min (cap, base · 2^n), so that two
 * hundred consoles do not come back at once. Randomness is handed in. */
typedef struct _LianBackoff LianBackoff;

typedef double (*LianRandomFunc) (gpointer data); /* in [0, 1) */

LianBackoff *lian_backoff_new (guint base_ms, guint cap_ms, LianRandomFunc random, gpointer data)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_backoff_free (LianBackoff *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianBackoff, lian_backoff_free)

guint lian_backoff_next (LianBackoff *self, guint at_least_ms);
guint lian_backoff_next_in_herd (LianBackoff *self, guint at_least_ms, guint spread_ms);
void lian_backoff_reset (LianBackoff *self);
double lian_backoff_random (gpointer unused);

G_END_DECLS
