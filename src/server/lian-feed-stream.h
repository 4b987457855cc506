/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "lian-feed-listener.h"
#include "lian-service-private.h"

G_BEGIN_DECLS

/* One listener of the change feed: reads what is new whenever something was committed, and never
 * holds more than @max_queue bytes for somebody who does not read. Main thread. */
#define LIAN_TYPE_FEED_STREAM (lian_feed_stream_get_type ())
G_DECLARE_FINAL_TYPE (LianFeedStream, lian_feed_stream, LIAN, FEED_STREAM, GObject)

LianFeedStream *lian_feed_stream_new (LianService *service, SoupServerMessage *msg,
                                      LianPerson *person, const char *token, gint64 since,
                                      gsize max_queue, guint bookmark_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
