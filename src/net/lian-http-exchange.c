/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-http-exchange.h"

#include "lian-link-trouble.h"

#define CHUNK_BYTES (32 * 1024)
/* RFC 6585: of a portal that knows its manners. */
#define NETWORK_SIGN_IN 511

typedef struct
{
  SoupMessage *message;      /* (owned) */
  GTask *task;               /* (owned) */
  GCancellable *cancellable; /* (owned): of the exchange; follows the caller's */
  GInputStream *stream;      /* (owned) */
  GByteArray *body;          /* (owned) */
  gulong caller_id;
  guint watchdog_id;
  guint deadline_id;
  LianHttpBounds bounds;
  LianLinkTrouble timed_out; /* by one of the two sources above, not by the caller */
} Exchange;

static void
exchange_free (Exchange *self)
{
  g_clear_handle_id (&self->watchdog_id, g_source_remove);
  g_clear_handle_id (&self->deadline_id, g_source_remove);
  g_cancellable_disconnect (g_task_get_cancellable (self->task), self->caller_id);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->stream);
  g_clear_object (&self->message);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_object (&self->task);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Exchange, exchange_free)

static void
caller_cancelled_cb (GCancellable *cancellable, GCancellable *own)
{
  g_cancellable_cancel (own);
}

static gboolean
watchdog_cb (gpointer data)
{
  Exchange *self = data;

  self->watchdog_id = 0;
  self->timed_out = LIAN_LINK_NO_CONNECTION;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
deadline_cb (gpointer data)
{
  Exchange *self = data;

  self->deadline_id = 0;
  self->timed_out = LIAN_LINK_TIMED_OUT;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
message_network_event_cb (SoupMessage *message, GSocketClientEvent event, GIOStream *connection,
                          gpointer data)
{
  Exchange *self = data;

  if (event == G_SOCKET_CLIENT_RESOLVING && self->watchdog_id == 0)
    self->watchdog_id = g_timeout_add (self->bounds.connect_ms, watchdog_cb, self);
}

static void
message_wrote_headers_cb (SoupMessage *message, gpointer data)
{
  Exchange *self = data;

  g_clear_handle_id (&self->watchdog_id, g_source_remove);
}

/* What was found wrong with the certificate, the gravest first: who it was issued by and to whom,
 * then when. */
static LianLinkTrouble
trouble_of_certificate (GTlsCertificateFlags flags)
{
  if ((flags & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
    return LIAN_LINK_TLS_UNKNOWN_CA;
  if ((flags & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    return LIAN_LINK_TLS_WRONG_HOST;
  if ((flags & (G_TLS_CERTIFICATE_REVOKED | G_TLS_CERTIFICATE_INSECURE)) != 0)
    return LIAN_LINK_TLS_CERTIFICATE;
  if ((flags & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0)
    return LIAN_LINK_TLS_NOT_YET;
  if ((flags & G_TLS_CERTIFICATE_EXPIRED) != 0)
    return LIAN_LINK_TLS_EXPIRED;
  return LIAN_LINK_TLS_CERTIFICATE;
}

static LianLinkTrouble
trouble_of_io (int code)
{
  switch (code)
    {
    case G_IO_ERROR_CONNECTION_REFUSED:
      return LIAN_LINK_REFUSED;
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return LIAN_LINK_NO_ROUTE;
    case G_IO_ERROR_HOST_NOT_FOUND:
      return LIAN_LINK_NO_NAME;
    case G_IO_ERROR_TIMED_OUT:
      return LIAN_LINK_TIMED_OUT;
    default:
      return LIAN_LINK_CUT;
    }
}

static LianLinkTrouble
trouble_of (Exchange *self, const GError *error)
{
  if (error->domain == G_TLS_ERROR)
    return error->code == G_TLS_ERROR_BAD_CERTIFICATE ? trouble_of_certificate (
               soup_message_get_tls_peer_certificate_errors (self->message))
                                                      : LIAN_LINK_TLS_HANDSHAKE;
  if (error->domain == G_RESOLVER_ERROR)
    return LIAN_LINK_NO_NAME;
  if (error->domain == SOUP_SESSION_ERROR)
    return LIAN_LINK_NOT_HTTP;
  return error->domain == G_IO_ERROR ? trouble_of_io (error->code) : LIAN_LINK_OTHER;
}

/* Foreign error domains end here. */
static GError *
translate (Exchange *self, const GError *error)
{
  GCancellable *caller = g_task_get_cancellable (self->task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (self->timed_out != LIAN_LINK_OK && !g_cancellable_is_cancelled (caller))
        return lian_link_error_new (self->timed_out, "timed out");
      return g_error_copy (error);
    }
  if (error->domain == LIAN_ERROR)
    return g_error_copy (error);

  return lian_link_error_new (trouble_of (self, error), "%s", error->message);
}

static void
fail (Exchange *self, const GError *error)
{
  g_task_return_error (self->task, translate (self, error));
}

static char *
dup_content_type (SoupMessage *message)
{
  const char *type
      = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  return type != NULL ? g_ascii_strdown (type, -1) : g_strdup ("");
}

static gboolean
is_json (const char *type)
{
  return g_str_equal (type, "application/json") || g_str_equal (type, "application/problem+json");
}

/* An overloaded server, or the proxy before it, may say so in any form; only the status counts. */
static gboolean
says_wait (guint status)
{
  return status >= 500 || status == 429;
}

static gboolean
is_page (const char *type)
{
  return g_str_equal (type, "text/html") || g_str_equal (type, "application/xhtml+xml");
}

/* What answers in place of a server of ours. */
static GError *
error_of_type (const char *type, guint status)
{
  if (is_page (type))
    return lian_link_error_new (LIAN_LINK_PORTAL, "a web page (status %u)", status);
  if (*type == '\0')
    return lian_link_error_new (LIAN_LINK_EMPTY, "nothing in it (status %u)", status);
  return lian_link_error_new (LIAN_LINK_WRONG_TYPE, "neither JSON nor events (status %u)", status);
}

/* What the headers alone tell: whether a server of ours can have sent this. */
static GError *
check_headers (Exchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  guint status = soup_message_get_status (self->message);
  g_autofree char *type = dup_content_type (self->message);

  if (SOUP_STATUS_IS_REDIRECTION (status) && status != SOUP_STATUS_NOT_MODIFIED)
    return lian_link_error_new (LIAN_LINK_REDIRECT, "redirect (status %u)", status);
  if (status == NETWORK_SIGN_IN)
    return lian_link_error_new (LIAN_LINK_PORTAL, "the network wants a sign-in (status %u)",
                                status);
  if (soup_message_headers_get_one (headers, "Content-Encoding") != NULL)
    return lian_link_error_new (LIAN_LINK_ENCODED, "content coding that was not asked for");
  if (self->bounds.event_stream && status == SOUP_STATUS_OK)
    return g_str_equal (type, "text/event-stream") ? NULL : error_of_type (type, status);
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
      && (guint64)soup_message_headers_get_content_length (headers) > self->bounds.limit)
    return lian_link_error_new (LIAN_LINK_TOO_LARGE, "answer: more than %" G_GSIZE_FORMAT " bytes",
                                self->bounds.limit);

  return NULL;
}

static LianHttpReply *
make_reply (Exchange *self)
{
  LianHttpReply *reply = g_new0 (LianHttpReply, 1);
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);

  reply->status = soup_message_get_status (self->message);
  reply->content_type = dup_content_type (self->message);
  reply->retry_after_ms
      = lian_http_parse_retry_after (soup_message_headers_get_one (headers, "Retry-After"),
                                     soup_message_headers_get_one (headers, "Date"));

  return reply;
}

static void
finish_body (Exchange *self)
{
  g_autoptr (LianHttpReply) reply = make_reply (self);

  reply->body = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
  if (!is_json (reply->content_type))
    {
      gboolean empty = g_bytes_get_size (reply->body) == 0;

      if (!says_wait (reply->status)
          && (!empty
              || (SOUP_STATUS_IS_SUCCESSFUL (reply->status)
                  && reply->status != SOUP_STATUS_NO_CONTENT)))
        {
          g_task_return_error (self->task,
                               error_of_type (empty ? "" : reply->content_type, reply->status));
          return;
        }
      g_bytes_unref (reply->body);
      reply->body = g_bytes_new_static ("", 0);
      g_free (reply->content_type);
      reply->content_type = g_strdup ("");
    }

  g_task_return_pointer (self->task, g_steal_pointer (&reply),
                         (GDestroyNotify)lian_http_reply_free);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Exchange) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) chunk
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);
  gsize length;
  const guint8 *bytes;

  if (chunk == NULL)
    {
      fail (self, error);
      return;
    }

  bytes = g_bytes_get_data (chunk, &length);
  if (length == 0)
    {
      finish_body (self);
      return;
    }
  if (self->body->len + length > self->bounds.limit)
    {
      g_task_return_error (self->task,
                           lian_link_error_new (LIAN_LINK_TOO_LARGE,
                                                "answer: more than %" G_GSIZE_FORMAT " bytes",
                                                self->bounds.limit));
      g_cancellable_cancel (self->cancellable);
      return;
    }

  g_byte_array_append (self->body, bytes, (guint)length);
  g_input_stream_read_bytes_async (self->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, self->cancellable,
                                   read_cb, self);
  g_steal_pointer (&self);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Exchange) self = data;
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->watchdog_id, g_source_remove);
  self->stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (self->stream != NULL)
    error = check_headers (self);
  if (error != NULL)
    {
      fail (self, error);
      g_cancellable_cancel (self->cancellable);
      return;
    }

  if (self->bounds.event_stream && soup_message_get_status (self->message) == SOUP_STATUS_OK)
    {
      LianHttpReply *reply = make_reply (self);

      reply->body = g_bytes_new_static ("", 0);
      reply->stream = g_steal_pointer (&self->stream);
      g_task_return_pointer (self->task, reply, (GDestroyNotify)lian_http_reply_free);
      return;
    }

  self->body = g_byte_array_new ();
  g_input_stream_read_bytes_async (self->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, self->cancellable,
                                   read_cb, self);
  g_steal_pointer (&self);
}

/**
 * lian_http_exchange_start:
 * @session: one of the hardened sessions
 * @message: a message with its flags, headers and body set
 * @bounds: one byte more than its limit is LIAN_ERROR_TOO_LARGE; copied
 * @task: (transfer full): returns a LianHttpReply or an error of LIAN_ERROR, or
 *   G_IO_ERROR_CANCELLED when its own cancellable was cancelled
 *
 * Sends and reads bounded. Main thread.
 */
void
lian_http_exchange_start (SoupSession *session, SoupMessage *message, const LianHttpBounds *bounds,
                          GTask *task)
{
  Exchange *self = g_new0 (Exchange, 1);
  GCancellable *caller = g_task_get_cancellable (task);

  self->message = g_object_ref (message);
  self->task = task;
  self->bounds = *bounds;
  self->cancellable = g_cancellable_new ();
  if (caller != NULL)
    self->caller_id = g_cancellable_connect (caller, G_CALLBACK (caller_cancelled_cb),
                                             g_object_ref (self->cancellable), g_object_unref);
  if (bounds->deadline_ms > 0)
    self->deadline_id = g_timeout_add (bounds->deadline_ms, deadline_cb, self);

  g_signal_connect (message, "network-event", G_CALLBACK (message_network_event_cb), self);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (message_wrote_headers_cb), self);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, self->cancellable, sent_cb, self);
}
