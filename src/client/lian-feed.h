/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-client.h"

G_BEGIN_DECLS

/* One connection to the change feed; sync makes a new one after it ended. Main thread.
 *
 * signal "change" (guint kind, const char *id, gint64 version, LianRecord *record (nullable),
 *                  const char *position, gboolean more): kind is LIAN_N_KINDS for a change that
 * this version cannot read; it still may be the last of its transaction signal "bookmark" (const
 * char *position, gint64 now, GHashTable *digests: kind name → "count digest") signal "up-to-date"
 * (const char *position, gint64 now) signal "resync" (const char *reason, GStrv kinds (nullable))
 * signal "bye" (guint retry_ms)
 * signal "alive" (): a complete event was taken in; comments and bytes are no sign of life
 * signal "closed" (GError *error): once, last; LIAN_ERROR_GONE for 410, LIAN_ERROR_UNAUTHENTICATED,
 *                  LIAN_ERROR_INVALID or _TOO_LARGE for events that cannot be believed … */
#define LIAN_TYPE_FEED (lian_feed_get_type ())
G_DECLARE_FINAL_TYPE (LianFeed, lian_feed, LIAN, FEED, GObject)

LianFeed *lian_feed_new (LianClient *client) G_GNUC_WARN_UNUSED_RESULT;
/* Before it opens: asks again and again for the same events instead of listening to a stream, for a
 * way that holds streams back. */
void lian_feed_set_polling (LianFeed *self, gboolean polling);
void lian_feed_open (LianFeed *self, const char *position);
void lian_feed_close (LianFeed *self); /* no signal after it */
/* Reads no further while paused, so that the server waits: for a store that is slower than the
 * feed. */
void lian_feed_set_paused (LianFeed *self, gboolean paused);
guint lian_feed_get_retry_ms (LianFeed *self); /* asked for by the server, 0: not */
guint64 lian_feed_get_bytes (LianFeed *self);  /* that came so far */
guint64 lian_feed_get_events (LianFeed *self); /* whole ones */

G_END_DECLS
