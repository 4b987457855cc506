/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-feed-listener.h"

G_DEFINE_INTERFACE (LianFeedListener, lian_feed_listener, G_TYPE_OBJECT)

enum
{
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
lian_feed_listener_default_init (LianFeedListenerInterface *iface)
{
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_INTERFACE (iface), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/**
 * lian_feed_listener_start:
 *
 * From here on it goes on by itself.
 */
void
lian_feed_listener_start (LianFeedListener *self)
{
  LIAN_FEED_LISTENER_GET_IFACE (self)->start (self);
}

/**
 * lian_feed_listener_get_account:
 *
 * Returns: (transfer none): whose token it has
 */
const char *
lian_feed_listener_get_account (LianFeedListener *self)
{
  return LIAN_FEED_LISTENER_GET_IFACE (self)->get_account (self);
}

/**
 * lian_feed_listener_get_queued:
 *
 * Returns: bytes
 */
gsize
lian_feed_listener_get_queued (LianFeedListener *self)
{
  LianFeedListenerInterface *iface = LIAN_FEED_LISTENER_GET_IFACE (self);

  return iface->get_queued != NULL ? iface->get_queued (self) : 0;
}

/**
 * lian_feed_listener_say_bye:
 * @retry_ms: the listener should not come back earlier
 */
void
lian_feed_listener_say_bye (LianFeedListener *self, guint retry_ms)
{
  LIAN_FEED_LISTENER_GET_IFACE (self)->say_bye (self, retry_ms);
}

/**
 * lian_feed_listener_emit_closed:
 *
 * The listener may be no more when this returns.
 */
void
lian_feed_listener_emit_closed (LianFeedListener *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}
