/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-feed-poll.h"

#include "lian-clock.h"
#include "lian-error.h"
#include "lian-submission.h"
#include "lian-txn.h"

struct _LianFeedPoll
{
  GObject parent_instance;

  LianExchange *exchange;    /* (owned) */
  GCancellable *cancellable; /* (owned) */
  guint timer;               /* the end of waiting, 0 = it is over */
  gint64 seq;                /* everything up to here was read */
  gboolean begun;            /* something was read */
  gboolean reading;
  gboolean answered;
  gboolean closed;
};

static void lian_feed_poll_listener_init (LianFeedListenerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LianFeedPoll, lian_feed_poll, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LIAN_TYPE_FEED_LISTENER,
                                                      lian_feed_poll_listener_init))

static void
finish (LianFeedPoll *self, GString *events)
{
  LianExchange *exchange = self->exchange;
  g_autofree char *position = lian_position_format (exchange->service->epoch, self->seq);
  g_autoptr (GString) text = g_string_new (NULL);
  LianReply *reply = g_new0 (LianReply, 1);

  self->answered = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_string_append_printf (text, "{\"position\":\"%s\",\"events\":[", position);
  g_string_append_len (text, events->str, (gssize)events->len);
  g_string_append (text, "]}");
  reply->status = 200;
  reply->body = g_string_free_to_bytes (g_steal_pointer (&text));
  reply->content_type = g_strdup ("application/json");
  lian_exchange_answer (exchange, reply);
}

/* What a stream gets now and then comes with every answer here: that it is the newest, and the sums
 * to hold the mirror against. */
static void
answer (LianFeedPoll *self, const LianFeedPage *page)
{
  LianService *service = self->exchange->service;
  gint64 now = lian_clock_get_now (service->clock);
  g_autoptr (GString) events = g_string_new (NULL);

  if (page != NULL)
    g_string_append_len (events, g_bytes_get_data (page->events, NULL),
                         (gssize)g_bytes_get_size (page->events));
  if (page == NULL || !page->more)
    {
      lian_feed_append_up_to_date (events, LIAN_FEED_FORMAT_JSON, service->epoch, self->seq, now);
      if (self->seq == lian_feed_get_tip (service->feed))
        lian_feed_append_bookmark (service->feed, events, LIAN_FEED_FORMAT_JSON,
                                   self->exchange->person, now);
    }
  finish (self, events);
}

static void
take_page (LianFeedPoll *self, const LianFeedPage *page)
{
  self->begun = TRUE;
  self->seq = page->seq;
  if (g_bytes_get_size (page->events) > 0 || page->more || self->timer == 0)
    answer (self, page);
}

static void pump (LianFeedPoll *self);

/* What it waits behind may be forgotten meanwhile. */
static void
fail (LianFeedPoll *self, const GError *error)
{
  self->answered = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (g_error_matches (error, LIAN_ERROR, LIAN_ERROR_GONE))
    lian_exchange_refuse (self->exchange, 410, "position-expired", NULL, error->message);
  else
    lian_exchange_answer (self->exchange, lian_reply_new_error (error));
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianFeedPoll) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianFeedPage) page
      = lian_service_read_feed_finish (LIAN_SERVICE (source), result, &error);

  self->reading = FALSE;
  if (self->closed || self->answered)
    return;
  if (page == NULL)
    {
      fail (self, error);
      return;
    }
  take_page (self, page);
  pump (self);
}

static void
pump (LianFeedPoll *self)
{
  LianExchange *exchange = self->exchange;
  g_autoptr (LianFeedPage) page = NULL;

  if (self->closed || self->answered || self->reading
      || (self->begun && self->seq >= lian_feed_get_tip (exchange->service->feed)))
    return;
  page = lian_feed_read (exchange->service->feed, exchange->person, self->seq,
                         LIAN_FEED_FORMAT_JSON);
  if (page != NULL)
    {
      take_page (self, page);
      return;
    }
  self->reading = TRUE;
  lian_service_read_feed (exchange->service, exchange->person, self->seq, LIAN_FEED_FORMAT_JSON,
                          self->cancellable, page_read_cb, g_object_ref (self));
}

/* A token may end while somebody waits under it. */
static gboolean
check_session (LianFeedPoll *self)
{
  LianExchange *exchange = self->exchange;

  if (lian_service_find_session (exchange->service, exchange->token) != NULL)
    return TRUE;
  self->answered = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  lian_exchange_refuse (exchange, 401, "unauthenticated", NULL, "sign in first");
  return FALSE;
}

/* As for a stream; the answer is the last of what was made under the old rights. */
static void
rights_changed_cb (LianService *service, LianFeedPoll *self)
{
  LianExchange *exchange = self->exchange;
  g_autoptr (GString) events = NULL;
  const LianSession *session;

  if (self->closed || self->answered || !check_session (self))
    return;
  session = lian_service_find_session (service, exchange->token);
  if (lian_person_equal (session->person, exchange->person))
    return;
  events = g_string_new (NULL);
  lian_feed_append_resync (events, LIAN_FEED_FORMAT_JSON, "rights");
  finish (self, events);
}

static void
committed_cb (LianService *service, gint64 seq, LianFeedPoll *self)
{
  if (!self->closed && !self->answered && check_session (self))
    pump (self);
}

static gboolean
time_over_cb (gpointer user_data)
{
  LianFeedPoll *self = user_data;

  self->timer = 0;
  if (!self->reading && !self->answered && check_session (self))
    answer (self, NULL);
  return G_SOURCE_REMOVE;
}

static void
finished_cb (SoupServerMessage *msg, LianFeedPoll *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  lian_feed_listener_emit_closed (LIAN_FEED_LISTENER (self));
}

static void
lian_feed_poll_start (LianFeedListener *listener)
{
  pump (LIAN_FEED_POLL (listener));
}

static const char *
lian_feed_poll_get_account (LianFeedListener *listener)
{
  return LIAN_FEED_POLL (listener)->exchange->person->account;
}

static void
lian_feed_poll_say_bye (LianFeedListener *listener, guint retry_ms)
{
  LianFeedPoll *self = LIAN_FEED_POLL (listener);
  g_autoptr (GString) events = g_string_new (NULL);

  if (self->closed || self->answered)
    return;
  lian_feed_append_bye (events, LIAN_FEED_FORMAT_JSON, retry_ms);
  finish (self, events);
}

static void
lian_feed_poll_listener_init (LianFeedListenerInterface *iface)
{
  iface->start = lian_feed_poll_start;
  iface->get_account = lian_feed_poll_get_account;
  iface->say_bye = lian_feed_poll_say_bye;
}

static void
lian_feed_poll_dispose (GObject *object)
{
  LianFeedPoll *self = LIAN_FEED_POLL (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->exchange, lian_exchange_unref);

  G_OBJECT_CLASS (lian_feed_poll_parent_class)->dispose (object);
}

static void
lian_feed_poll_finalize (GObject *object)
{
  LianFeedPoll *self = LIAN_FEED_POLL (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (lian_feed_poll_parent_class)->finalize (object);
}

static void
lian_feed_poll_class_init (LianFeedPollClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_feed_poll_dispose;
  object_class->finalize = lian_feed_poll_finalize;
}

static void
lian_feed_poll_init (LianFeedPoll *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * lian_feed_poll_new:
 * @exchange: the request, of somebody signed in
 * @since: seq after which it begins
 * @wait_seconds: how long it waits for something to happen, 0 = not at all
 *
 * Returns: (transfer full): the listener, which goes on by itself from its start until "closed"
 */
LianFeedPoll *
lian_feed_poll_new (LianExchange *exchange, gint64 since, guint wait_seconds)
{
  LianFeedPoll *self = g_object_new (LIAN_TYPE_FEED_POLL, NULL);

  self->exchange = lian_exchange_ref (exchange);
  self->seq = since;
  g_signal_connect_object (exchange->service, "committed", G_CALLBACK (committed_cb), self, 0);
  g_signal_connect_object (exchange->service, "rights-changed", G_CALLBACK (rights_changed_cb),
                           self, 0);
  g_signal_connect_object (exchange->msg, "finished", G_CALLBACK (finished_cb), self, 0);
  lian_exchange_pause (exchange);
  if (wait_seconds > 0)
    self->timer = g_timeout_add_seconds (wait_seconds, time_over_cb, self);
  return self;
}
