/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-exchange.h"
#include "lian-feed-listener.h"

G_BEGIN_DECLS

/* A listener that is answered once: as soon as something happened, or after the time that it wanted
 * to wait. The way around what cuts or buffers a stream. Main thread. */
#define LIAN_TYPE_FEED_POLL (lian_feed_poll_get_type ())
G_DECLARE_FINAL_TYPE (LianFeedPoll, lian_feed_poll, LIAN, FEED_POLL, GObject)

LianFeedPoll *lian_feed_poll_new (LianExchange *exchange, gint64 since, guint wait_seconds)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
