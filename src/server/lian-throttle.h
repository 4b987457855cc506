/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-clock.h"

G_BEGIN_DECLS

/* So many tries a minute for each name. Main thread. */
typedef struct _LianThrottle LianThrottle;

LianThrottle *lian_throttle_new (LianClock *clock, guint per_minute) G_GNUC_WARN_UNUSED_RESULT;
void lian_throttle_free (LianThrottle *self);
void lian_throttle_set_limit (LianThrottle *self, guint per_minute);
/* Counts one; FALSE when it is one too many, which then does not count. */
gboolean lian_throttle_try (LianThrottle *self, const char *name);
/* Seconds until one would be taken, 0 = now. */
guint lian_throttle_get_wait (LianThrottle *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianThrottle, lian_throttle_free)

G_END_DECLS
