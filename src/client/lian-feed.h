/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-client.h"

G_BEGIN_DECLS

/* One connection to the change feed; sync makes a new one after it ended. Main thread.
 *
 * signal "change" (guint kind, const char *id, gint64 version, LianRecord *record (nullable),
 *                  const char *position, gboolean more)
 * signal "bookmark" (const char *position, gint64 now, GHashTable *digests: kind name → "count
 * digest") signal "up-to-date" (const char *position, gint64 now) signal "resync" (const char
 * *reason, GStrv kinds (nullable)) signal "bye" (guint retry_ms) signal "alive" (): any complete
 * event or comment arrived signal "closed" (GError *error): once, last; LIAN_ERROR_GONE for 410,
 * LIAN_ERROR_UNAUTHENTICATED … */
#define LIAN_TYPE_FEED (lian_feed_get_type ())
G_DECLARE_FINAL_TYPE (LianFeed, lian_feed, LIAN, FEED, GObject)

LianFeed *lian_feed_new (LianClient *client) G_GNUC_WARN_UNUSED_RESULT;
void lian_feed_open (LianFeed *self, const char *position);
void lian_feed_close (LianFeed *self); /* no signal after it */

G_END_DECLS
