/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-feed-stream.h"

#include "lian-clock.h"
#include "lian-exchange.h"

#include <string.h>
#include <sys/socket.h>

/* Nothing more is read while this part of the queue is full. */
#define HIGH_WATER(max_queue) ((max_queue) / 4)

/* What the kernel holds for somebody who does not read, beside the queue. */
#define SEND_BUFFER (128 * 1024)

/* Somebody who takes nothing for so many bookmarks has gone without saying so. */
#define PATIENCE 3

struct _LianFeedStream
{
  GObject parent_instance;

  LianService *service;   /* (owned) */
  SoupServerMessage *msg; /* (owned) */
  LianPerson *person;     /* (owned) */
  char *token;            /* (owned) */
  gsize max_queue;        /* bytes */

  GCancellable *cancellable; /* (owned) */
  guint timer;               /* the bookmarks' */
  gint64 seq;                /* everything up to here was read */
  gsize queued;              /* bytes not yet written */
  guint stalled;             /* bookmarks since the queue last shrank */
  gboolean reading;
  gboolean mark_due;
  gboolean up_to_date;
  gboolean ending;
  gboolean closed;
};

static void lian_feed_stream_listener_init (LianFeedListenerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LianFeedStream, lian_feed_stream, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LIAN_TYPE_FEED_LISTENER,
                                                      lian_feed_stream_listener_init))

static void pump (LianFeedStream *self);

static void
close_stream (LianFeedStream *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  lian_feed_listener_emit_closed (LIAN_FEED_LISTENER (self));
}

/* Shutting the socket down makes the write that hangs fail; libsoup then ends the message. */
static void
cut (LianFeedStream *self)
{
  g_autoptr (GSocket) socket = lian_message_get_socket (self->msg);

  g_message ("feed listener does not read: cut, it goes on from its position");
  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
  close_stream (self);
}

static void
append (LianFeedStream *self, GBytes *bytes)
{
  gsize length = g_bytes_get_size (bytes);

  if (length == 0 || self->closed || self->ending)
    return;
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->msg), bytes);
  self->queued += length;
  soup_server_message_unpause (self->msg);
}

static void
append_text (LianFeedStream *self, GString *text)
{
  g_autoptr (GBytes) bytes = g_string_free_to_bytes (text);

  append (self, bytes);
}

static void
finish (LianFeedStream *self)
{
  if (self->closed || self->ending)
    return;
  self->ending = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  soup_message_body_complete (soup_server_message_get_response_body (self->msg));
  soup_server_message_unpause (self->msg);
}

static void
append_up_to_date (LianFeedStream *self)
{
  GString *text = g_string_new (NULL);

  lian_feed_append_up_to_date (text, LIAN_FEED_FORMAT_SSE, self->service->epoch, self->seq,
                               lian_clock_get_now (self->service->clock));
  append_text (self, text);
}

static void
append_bookmark (LianFeedStream *self)
{
  GString *text = g_string_new (NULL);

  lian_feed_append_bookmark (self->service->feed, text, LIAN_FEED_FORMAT_SSE, self->person,
                             lian_clock_get_now (self->service->clock));
  append_text (self, text);
}

/* Events that were made for everybody who sees the same are sent as they are, not copied. What
 * would overfill the queue is read again when there is room; what is larger than the queue by
 * itself goes into an empty one, or nobody could ever get past it. */
static gboolean
take_page (LianFeedStream *self, const LianFeedPage *page)
{
  if (self->queued > 0 && self->queued + g_bytes_get_size (page->events) > self->max_queue)
    return FALSE;
  self->seq = page->seq;
  append (self, page->events);
  if (page->more || self->up_to_date)
    return TRUE;
  self->up_to_date = TRUE;
  append_up_to_date (self);
  return TRUE;
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianFeedStream) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianFeedPage) page
      = lian_service_read_feed_finish (LIAN_SERVICE (source), result, &error);

  self->reading = FALSE;
  if (self->closed || self->ending)
    return;
  if (page == NULL)
    {
      g_message ("feed not read: %s", error->message);
      finish (self);
      return;
    }
  if (take_page (self, page))
    pump (self);
}

static gboolean
may_read (LianFeedStream *self)
{
  return !self->closed && !self->ending && !self->reading
         && self->queued < HIGH_WATER (self->max_queue);
}

/* From memory as far as that reaches, from the database before. A bookmark is of the newest commit,
 * so it goes out when everything before it has. */
static void
pump (LianFeedStream *self)
{
  LianFeed *feed = self->service->feed;

  while (may_read (self) && (!self->up_to_date || self->seq < lian_feed_get_tip (feed)))
    {
      g_autoptr (LianFeedPage) page
          = lian_feed_read (feed, self->person, self->seq, LIAN_FEED_FORMAT_SSE);

      if (page != NULL && !take_page (self, page))
        return;
      if (page != NULL)
        continue;
      self->reading = TRUE;
      lian_service_read_feed (self->service, self->person, self->seq, LIAN_FEED_FORMAT_SSE,
                              self->cancellable, page_read_cb, g_object_ref (self));
    }
  if (!may_read (self) || !self->mark_due || self->seq != lian_feed_get_tip (feed))
    return;
  self->mark_due = FALSE;
  append_bookmark (self);
}

static void
committed_cb (LianService *service, gint64 seq, LianFeedStream *self)
{
  pump (self);
}

/* Somebody else's rights are none of its business. Whose own changed takes everything anew, under
 * what it may see from here on; whose token has gone signs in again. */
static void
rights_changed_cb (LianService *service, LianFeedStream *self)
{
  const LianSession *session = lian_service_find_session (service, self->token);
  GString *text;

  if (session != NULL && lian_person_equal (session->person, self->person))
    return;
  if (session != NULL)
    {
      text = g_string_new (NULL);
      lian_feed_append_resync (text, LIAN_FEED_FORMAT_SSE, "rights");
      append_text (self, text);
    }
  finish (self);
}

static void
wrote_cb (SoupServerMessage *msg, guint size, LianFeedStream *self)
{
  self->queued -= MIN (self->queued, size);
  self->stalled = 0;
  pump (self);
}

static void
finished_cb (SoupServerMessage *msg, LianFeedStream *self)
{
  close_stream (self);
}

static gboolean
mark_cb (gpointer user_data)
{
  LianFeedStream *self = user_data;

  if (lian_service_find_session (self->service, self->token) == NULL)
    {
      self->timer = 0;
      finish (self);
      return G_SOURCE_REMOVE;
    }
  if (self->queued > 0 && ++self->stalled > PATIENCE)
    {
      self->timer = 0;
      cut (self);
      return G_SOURCE_REMOVE;
    }
  self->mark_due = TRUE;
  pump (self);
  return G_SOURCE_CONTINUE;
}

static void
lian_feed_stream_start (LianFeedListener *listener)
{
  pump (LIAN_FEED_STREAM (listener));
}

static const char *
lian_feed_stream_get_account (LianFeedListener *listener)
{
  return LIAN_FEED_STREAM (listener)->person->account;
}

static gsize
lian_feed_stream_get_queued (LianFeedListener *listener)
{
  return LIAN_FEED_STREAM (listener)->queued;
}

static void
lian_feed_stream_say_bye (LianFeedListener *listener, guint retry_ms)
{
  LianFeedStream *self = LIAN_FEED_STREAM (listener);
  GString *text = g_string_new (NULL);

  lian_feed_append_bye (text, LIAN_FEED_FORMAT_SSE, retry_ms);
  append_text (self, text);
  finish (self);
}

static void
lian_feed_stream_listener_init (LianFeedListenerInterface *iface)
{
  iface->start = lian_feed_stream_start;
  iface->get_account = lian_feed_stream_get_account;
  iface->get_queued = lian_feed_stream_get_queued;
  iface->say_bye = lian_feed_stream_say_bye;
}

static void
lian_feed_stream_dispose (GObject *object)
{
  LianFeedStream *self = LIAN_FEED_STREAM (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->service);
  g_clear_object (&self->msg);

  G_OBJECT_CLASS (lian_feed_stream_parent_class)->dispose (object);
}

static void
lian_feed_stream_finalize (GObject *object)
{
  LianFeedStream *self = LIAN_FEED_STREAM (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->person, lian_person_unref);
  g_free (self->token);

  G_OBJECT_CLASS (lian_feed_stream_parent_class)->finalize (object);
}

static void
lian_feed_stream_class_init (LianFeedStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_feed_stream_dispose;
  object_class->finalize = lian_feed_stream_finalize;
}

static void
lian_feed_stream_init (LianFeedStream *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
begin_answer (LianFeedStream *self)
{
  static const char hello[] = "retry: 1000\n\n";
  SoupMessageBody *body = soup_server_message_get_response_body (self->msg);
  g_autoptr (GSocket) socket = lian_message_get_socket (self->msg);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->msg);

  soup_server_message_set_status (self->msg, 200, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Accel-Buffering", "no");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  /* What was sent is of no use any more: kept, it would grow for ever. */
  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, hello, strlen (hello));
  if (socket != NULL)
    g_socket_set_option (socket, SOL_SOCKET, SO_SNDBUF, SEND_BUFFER, NULL);
}

/**
 * lian_feed_stream_new:
 * @msg: the request, its answer not begun
 * @person: who listens
 * @token: under which
 * @since: seq after which it begins
 * @max_queue: bytes that may wait for the listener to take them
 * @bookmark_ms: milliseconds between bookmarks
 *
 * Returns: (transfer full): the listener, which goes on by itself from its start until "closed"
 */
LianFeedStream *
lian_feed_stream_new (LianService *service, SoupServerMessage *msg, LianPerson *person,
                      const char *token, gint64 since, gsize max_queue, guint bookmark_ms)
{
  LianFeedStream *self = g_object_new (LIAN_TYPE_FEED_STREAM, NULL);

  self->service = g_object_ref (service);
  self->msg = g_object_ref (msg);
  self->person = lian_person_ref (person);
  self->token = g_strdup (token);
  self->max_queue = max_queue;
  self->seq = since;
  g_signal_connect_object (service, "committed", G_CALLBACK (committed_cb), self, 0);
  g_signal_connect_object (service, "rights-changed", G_CALLBACK (rights_changed_cb), self, 0);
  g_signal_connect_object (msg, "wrote-body-data", G_CALLBACK (wrote_cb), self, 0);
  g_signal_connect_object (msg, "finished", G_CALLBACK (finished_cb), self, 0);
  self->timer = g_timeout_add (bookmark_ms, mark_cb, self);
  begin_answer (self);
  return self;
}
