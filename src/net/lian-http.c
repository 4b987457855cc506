/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-http.h"

#include "lian-error.h"
#include "lian-http-exchange.h"
#include "lian-limits.h"

#include <libsoup/soup.h>

/* A Retry-After beyond five minutes would be a way to silence a console. */
#define MAX_RETRY_AFTER_MS (5 * 60 * 1000)
/* A handshake that never ends must not hold a lane for ever: glib-networking of Debian 12 can be
 * kept busy by a circular certificate chain (CVE-2026-10028). */
#define CONNECT_MS (15 * 1000)
/* glib-networking takes everything that GnuTLS can, unless told otherwise. */
#define TLS_PRIORITY "NORMAL:%COMPAT:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

typedef struct
{
  guint connections;
  guint timeout;  /* seconds without a byte */
  guint deadline; /* seconds until an answer is complete, or its stream open */
} Lane;

/* The deadline ends a peer that drips one byte a moment, which the first time-out never sees. */
static const Lane lanes[LIAN_HTTP_N_LANES] = {
  [LIAN_HTTP_FEED] = { 1, LIAN_FEED_TIMEOUT_SECONDS, 2 * LIAN_FEED_TIMEOUT_SECONDS },
  [LIAN_HTTP_DISPATCH] = { 2, LIAN_DISPATCH_TIMEOUT_SECONDS, 2 * LIAN_DISPATCH_TIMEOUT_SECONDS },
  [LIAN_HTTP_BULK] = { 2, LIAN_BULK_TIMEOUT_SECONDS, 4 * LIAN_BULK_TIMEOUT_SECONDS },
};

struct _LianHttp
{
  GObject parent_instance;

  SoupSession *sessions[LIAN_HTTP_N_LANES]; /* (owned) */
  guint connect_ms;
};

G_DEFINE_FINAL_TYPE (LianHttp, lian_http, G_TYPE_OBJECT)

/**
 * lian_http_reply_free:
 * @self: (nullable): a reply; its stream, if any, is closed: no read may be under way
 */
void
lian_http_reply_free (LianHttpReply *self)
{
  if (self == NULL)
    return;

  g_free (self->content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  /* Closed here and not with the last reference, which may be a finished read's: the feed has a
   * single connection, and the next feed waits for it. */
  if (self->stream != NULL)
    g_input_stream_close (self->stream, NULL, NULL);
  g_clear_object (&self->stream);
  g_free (self);
}

static SoupSession *
make_session (const Lane *lane)
{
  SoupSession *session
      = soup_session_new_with_options ("max-conns", lane->connections, "max-conns-per-host",
                                       lane->connections, "timeout", lane->timeout, "idle-timeout",
                                       20, "user-agent", "Liandong", NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_SNIFFER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_COOKIE_JAR);
  soup_session_set_proxy_resolver (session, NULL);

  return session;
}

static void
lian_http_dispose (GObject *object)
{
  LianHttp *self = LIAN_HTTP (object);

  for (guint i = 0; i < LIAN_HTTP_N_LANES; i++)
    {
      if (self->sessions[i] != NULL)
        soup_session_abort (self->sessions[i]);
      g_clear_object (&self->sessions[i]);
    }

  G_OBJECT_CLASS (lian_http_parent_class)->dispose (object);
}

static void
lian_http_class_init (LianHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_http_dispose;
}

static void
lian_http_init (LianHttp *self)
{
  self->connect_ms = CONNECT_MS;
  for (guint i = 0; i < LIAN_HTTP_N_LANES; i++)
    self->sessions[i] = make_session (&lanes[i]);
}

/**
 * lian_http_prepare:
 *
 * What libsoup and glib-networking can only be told by the environment: HTTP/1.1 alone (HTTP/2
 * loses streams) and TLS 1.2 or newer; a priority that is set already stays, so that an
 * administrator can ask for more. First in main(), before any thread.
 */
void
lian_http_prepare (void)
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  g_setenv ("G_TLS_GNUTLS_PRIORITY", TLS_PRIORITY, FALSE);
}

/**
 * lian_http_new:
 *
 * Returns: (transfer full): three hardened sessions, without proxy
 */
LianHttp *
lian_http_new (void)
{
  return g_object_new (LIAN_TYPE_HTTP, NULL);
}

/**
 * lian_http_set_ca_file:
 * @self: the sessions
 * @path: a file of PEM certificates, of a county with its own authority
 * @error: return location
 *
 * Trusts exactly these authorities. The path is made absolute, because a relative one makes every
 * later connection fail without saying why.
 *
 * Returns: %FALSE with LIAN_ERROR_TLS when the file holds no certificates
 */
gboolean
lian_http_set_ca_file (LianHttp *self, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *absolute = g_file_get_path (file);
  g_autoptr (GError) local = NULL;
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (absolute, &local);

  if (database == NULL)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_TLS, "certificates: %s", local->message);
      return FALSE;
    }

  for (guint i = 0; i < LIAN_HTTP_N_LANES; i++)
    soup_session_set_tls_database (self->sessions[i], database);
  return TRUE;
}

/**
 * lian_http_set_proxy_resolver:
 * @self: the sessions
 * @resolver: (nullable): where proxies come from; %NULL, as at first, is none
 */
void
lian_http_set_proxy_resolver (LianHttp *self, GProxyResolver *resolver)
{
  for (guint i = 0; i < LIAN_HTTP_N_LANES; i++)
    soup_session_set_proxy_resolver (self->sessions[i], resolver);
}

/**
 * lian_http_drop_connections:
 * @self: the sessions
 *
 * Ends what is under way with G_IO_ERROR_CANCELLED or LIAN_ERROR_UNREACHABLE and closes what is
 * idle: after the computer slept, old connections only look alive.
 */
void
lian_http_drop_connections (LianHttp *self)
{
  for (guint i = 0; i < LIAN_HTTP_N_LANES; i++)
    soup_session_abort (self->sessions[i]);
}

/**
 * lian_http_set_connect_ms:
 * @self: the sessions
 * @ms: until a connection must stand and be secure, instead of 15 seconds
 */
void
lian_http_set_connect_ms (LianHttp *self, guint ms)
{
  self->connect_ms = ms;
}

/* Text from outside never becomes a header: libsoup of Debian 12 does not stop line breaks. */
static gboolean
is_safe_header (const char *value)
{
  for (const char *p = value; *p != '\0'; p++)
    if (*p < ' ' || *p > '~')
      return FALSE;

  return TRUE;
}

static SoupMessage *
make_message (const LianHttpRequest *request, GError **error)
{
  g_autoptr (SoupMessage) message = soup_message_new (request->method, request->url);
  SoupMessageHeaders *headers;

  if (message == NULL)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "address: %s", request->url);
      return NULL;
    }

  /* A POST is never repeated by libsoup; the second flag only lets it use a connection that is kept
   * alive. */
  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT);
  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept",
                                request->event_stream
                                    ? "text/event-stream, application/problem+json"
                                    : "application/json, application/problem+json");
  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i += 2)
    {
      if (!is_safe_header (request->headers[i + 1]))
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                       "header %s: only visible ASCII is allowed", request->headers[i]);
          return NULL;
        }
      soup_message_headers_replace (headers, request->headers[i], request->headers[i + 1]);
    }
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", request->body);

  return g_steal_pointer (&message);
}

/**
 * lian_http_send_async:
 * @self: the sessions
 * @request: what to ask; copied
 * @cancellable: (nullable): once bytes left, cancelling says nothing about their arrival
 * @callback: called when the answer is complete, or its stream open
 * @user_data: for @callback
 *
 * Exactly one attempt for a POST. Any status with a JSON body is a reply; so is a 429 or 5xx in any
 * form, without its body. LIAN_ERROR_NOT_LIANDONG for redirects, HTML, content codings and what
 * does not speak HTTP; LIAN_ERROR_TOO_LARGE, LIAN_ERROR_TLS, LIAN_ERROR_UNREACHABLE; each of them
 * with its lian_link_trouble_of().
 */
void
lian_http_send_async (LianHttp *self, const LianHttpRequest *request, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupMessage) message = NULL;
  LianHttpBounds bounds = { .limit = request->limit,
                            .event_stream = request->event_stream,
                            .connect_ms = self->connect_ms };

  g_return_if_fail (request->lane < LIAN_HTTP_N_LANES);

  g_task_set_source_tag (task, lian_http_send_async);
  message = make_message (request, &error);
  if (message == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  bounds.deadline_ms = lanes[request->lane].deadline * 1000;
  lian_http_exchange_start (self->sessions[request->lane], message, &bounds,
                            g_steal_pointer (&task));
}

/**
 * lian_http_send_finish:
 * @self: the sessions
 * @result: as given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the answer, or %NULL
 */
LianHttpReply *
lian_http_send_finish (LianHttp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Microseconds since 1970; FALSE for anything but a date of HTTP. */
static gboolean
parse_date (const char *text, gint64 *us)
{
  g_autoptr (GDateTime) date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  if (date == NULL)
    return FALSE;
  *us = g_date_time_to_unix (date) * G_TIME_SPAN_SECOND;
  return TRUE;
}

/**
 * lian_http_parse_retry_after:
 * @value: (nullable): a Retry-After header
 * @date: (nullable): the Date header of the same answer
 *
 * Seconds, or a date: that one is compared with the sender's own date, because the clock here may
 * be wrong, and says nothing without it.
 *
 * Returns: milliseconds, five minutes at most; 0 when absent, past or not understood
 */
guint
lian_http_parse_retry_after (const char *value, const char *date)
{
  guint64 seconds = 0;
  gint64 until = 0, from = 0;

  if (value == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT32, &seconds, NULL))
    return (guint)MIN (seconds * 1000, MAX_RETRY_AFTER_MS);
  if (!parse_date (value, &until) || !parse_date (date, &from) || until <= from)
    return 0;

  return (guint)MIN ((until - from) / G_TIME_SPAN_MILLISECOND, MAX_RETRY_AFTER_MS);
}
