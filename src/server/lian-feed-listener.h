/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Somebody who waits for changes, one way or the other. Main thread. */
#define LIAN_TYPE_FEED_LISTENER (lian_feed_listener_get_type ())
G_DECLARE_INTERFACE (LianFeedListener, lian_feed_listener, LIAN, FEED_LISTENER, GObject)

struct _LianFeedListenerInterface
{
  GTypeInterface parent_interface;

  void (*start) (LianFeedListener *self);
  const char *(*get_account) (LianFeedListener *self);
  gsize (*get_queued) (LianFeedListener *self); /* (nullable) */
  void (*say_bye) (LianFeedListener *self, guint retry_ms);
};

/* Once, when "closed" is listened to. */
void lian_feed_listener_start (LianFeedListener *self);
const char *lian_feed_listener_get_account (LianFeedListener *self);
/* Bytes that were made and not taken yet. */
gsize lian_feed_listener_get_queued (LianFeedListener *self);
/* Says goodbye and ends the answer. */
void lian_feed_listener_say_bye (LianFeedListener *self, guint retry_ms);
/* For implementations. */
void lian_feed_listener_emit_closed (LianFeedListener *self);

/* signal "closed" (): once, when the listener is gone for whatever reason */

G_END_DECLS
