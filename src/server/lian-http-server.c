/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-http-server.h"

#include "lian-basic.h"
#include "lian-connections.h"
#include "lian-error.h"
#include "lian-exchange.h"
#include "lian-feed-poll.h"
#include "lian-feed-stream.h"
#include "lian-limits.h"
#include "lian-submission.h"
#include "lian-throttle.h"
#include "lian-txn.h"

#include <libsoup/soup.h>
#include <string.h>

struct _LianHttpServer
{
  GObject parent_instance;

  LianService *service;         /* (owned) */
  LianServerLimits *limits;     /* (owned) */
  LianConnections *connections; /* (owned) */
  LianThrottle *logins;         /* (owned): by address */
  LianBasic *basic;             /* (owned): those who sign in with every request */
  SoupServer *soup;             /* (owned) */
  LianTls *tls;                 /* (owned) (nullable): spoken in clear without it */
  GSocketService *sockets;      /* (owned) (nullable) */
  GInetSocketAddress *at;       /* (owned) (nullable) */
  GPtrArray *listeners;         /* (element-type LianFeedListener) (owned) */
  guint bookmark_ms;
  gboolean clear_anywhere;
  gsize uploading; /* bytes of attachments that are on their way */
  guint uploads;
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (LianHttpServer, lian_http_server, G_TYPE_OBJECT)

enum
{
  IDLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- the feed --- */

static void
listener_closed_cb (LianFeedListener *listener, LianHttpServer *self)
{
  g_ptr_array_remove_fast (self->listeners, listener);
  if (self->stopped && self->listeners->len == 0)
    g_signal_emit (self, signals[IDLE], 0);
}

static void
take_listener (LianHttpServer *self, gpointer listener)
{
  g_signal_connect_object (listener, "closed", G_CALLBACK (listener_closed_cb), self, 0);
  g_ptr_array_add (self->listeners, listener);
  lian_feed_listener_start (listener);
}

static gboolean
may_listen (LianHttpServer *self, LianExchange *exchange)
{
  guint n = 0;

  for (guint i = 0; i < self->listeners->len; i++)
    if (strcmp (lian_feed_listener_get_account (self->listeners->pdata[i]),
                exchange->person->account)
        == 0)
      n++;
  if (n < self->limits->streams_per_account)
    return TRUE;
  lian_exchange_retry_after (exchange, LIAN_BOOKMARK_SECONDS);
  lian_exchange_refuse (exchange, 429, "too-many-streams", NULL,
                        "this account listens to the feed too often already");
  return FALSE;
}

static gboolean
read_since (LianHttpServer *self, LianExchange *exchange, gint64 *since)
{
  LianService *service = self->service;
  const char *position = lian_exchange_get_header (exchange, "Last-Event-ID");
  gboolean epoch_differs;

  if (position == NULL)
    position = lian_exchange_get_query (exchange, "since");
  if (!lian_position_parse (position, service->epoch, since, &epoch_differs))
    {
      if (epoch_differs)
        lian_exchange_refuse (exchange, 410, "epoch-changed", NULL,
                              "the platform's data were made anew or restored");
      else
        lian_exchange_refuse (exchange, 400, "bad-request", "since", "since: not a position");
      return FALSE;
    }
  if (*since >= service->min_seq && *since <= service->max_seq)
    return TRUE;
  lian_exchange_refuse (exchange, 410, "position-expired", NULL,
                        "the changes since then are not kept any more");
  return FALSE;
}

/* Whoever does not ask for JSON gets the stream. */
static gboolean
wants_json (LianExchange *exchange)
{
  const char *accept = lian_exchange_get_header (exchange, "Accept");

  return accept != NULL && strstr (accept, "application/json") != NULL
         && strstr (accept, "text/event-stream") == NULL;
}

static gboolean
read_wait (LianExchange *exchange, guint *seconds)
{
  const char *wait = lian_exchange_get_query (exchange, "wait");
  guint64 value = 0;

  if (wait != NULL
      && !g_ascii_string_to_unsigned (wait, 10, 0, LIAN_LIMIT_POLL_SECONDS, &value, NULL))
    {
      lian_exchange_refuse (exchange, 400, "bad-request", "wait",
                            "wait: a whole number of seconds, 25 at most");
      return FALSE;
    }
  *seconds = (guint)value;
  return TRUE;
}

static void
serve_feed (LianHttpServer *self, LianExchange *exchange)
{
  gint64 since;
  guint seconds;

  if (!read_since (self, exchange, &since) || !read_wait (exchange, &seconds)
      || !may_listen (self, exchange))
    return;
  if (wants_json (exchange))
    take_listener (self, lian_feed_poll_new (exchange, since, seconds));
  else
    take_listener (self, lian_feed_stream_new (self->service, exchange->msg, exchange->person,
                                               exchange->token, since, self->limits->stream_queue,
                                               self->bookmark_ms));
}

/* --- routes --- */

static char *
read_token (SoupServerMessage *msg)
{
  const char *header = soup_message_headers_get_one (soup_server_message_get_request_headers (msg),
                                                     "Authorization");

  if (header == NULL || g_ascii_strncasecmp (header, "Bearer ", 7) != 0)
    return NULL;
  return g_strstrip (g_strdup (header + 7));
}

static gboolean
authenticate (LianExchange *exchange)
{
  const LianSession *session;

  exchange->token = read_token (exchange->msg);
  session = lian_service_find_session (exchange->service, exchange->token);
  if (session == NULL)
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (exchange->msg),
                                    "WWW-Authenticate", "Bearer");
      lian_exchange_refuse (exchange, 401, "unauthenticated", NULL, "sign in first");
      return FALSE;
    }
  exchange->person = lian_person_ref (session->person);
  exchange->region_name = g_strdup (session->region_name);
  exchange->seat = g_strdup (session->seat);
  return TRUE;
}

static gboolean
is_method (LianExchange *exchange, const char *method)
{
  return strcmp (soup_server_message_get_method (exchange->msg), method) == 0;
}

static gboolean
require_method (LianExchange *exchange, const char *method)
{
  if (is_method (exchange, method))
    return TRUE;
  soup_message_headers_replace (soup_server_message_get_response_headers (exchange->msg), "Allow",
                                method);
  lian_exchange_refuse (exchange, 405, "method-not-allowed", NULL, "not this method");
  return FALSE;
}

static gboolean
path_is (LianExchange *exchange, const char *second, const char *third)
{
  char **path = exchange->path;

  if (g_strcmp0 (path[1], second) != 0)
    return FALSE;
  if (third == NULL)
    return path[2] == NULL;
  return g_strcmp0 (path[2], third) == 0 && path[3] == NULL;
}

static gboolean
may_use (LianExchange *exchange)
{
  LianAccess needed = lian_access_of_route (soup_server_message_get_method (exchange->msg),
                                            (const char *const *)exchange->path + 1);

  if (lian_person_may (exchange->person, needed))
    return TRUE;
  lian_exchange_refuse (exchange, 403, "forbidden", NULL, "none of your roles uses this");
  return FALSE;
}

static gboolean
is_reveal (LianExchange *exchange)
{
  guint n = g_strv_length (exchange->path);

  return is_method (exchange, "POST") && n >= 4 && strcmp (exchange->path[1], "cases") == 0
         && strcmp (exchange->path[n - 1], "reveal") == 0;
}

static gboolean
route_attachments (LianExchange *exchange)
{
  char **path = exchange->path;

  if (strcmp (path[1], "attachments") != 0 || (path[2] != NULL && path[3] != NULL))
    return FALSE;
  if (path[2] == NULL && require_method (exchange, "POST"))
    lian_route_keep_attachment (exchange);
  else if (path[2] != NULL && require_method (exchange, "GET"))
    lian_route_attachment (exchange);
  return TRUE;
}

/* Routes of signed-in people that are more than a page of records. */
static gboolean
route_special (LianHttpServer *self, LianExchange *exchange)
{
  if (path_is (exchange, "session", NULL) && is_method (exchange, "DELETE"))
    lian_route_sign_out (exchange);
  else if (path_is (exchange, "me", NULL) && require_method (exchange, "GET"))
    lian_route_me (exchange);
  else if (path_is (exchange, "dictionary", NULL) && is_method (exchange, "POST"))
    lian_route_load_dictionary (exchange);
  else if (path_is (exchange, "dictionary", NULL) && require_method (exchange, "GET"))
    lian_route_dictionary (exchange);
  else if (path_is (exchange, "kpis", NULL) && require_method (exchange, "GET"))
    lian_route_kpis (exchange);
  else if (path_is (exchange, "history", NULL) && require_method (exchange, "GET"))
    lian_route_history (exchange);
  else if (path_is (exchange, "changes", NULL) && require_method (exchange, "GET"))
    serve_feed (self, exchange);
  else if (path_is (exchange, "acts", NULL) && require_method (exchange, "POST"))
    lian_route_submit (exchange, LIAN_INTAKE_ACT);
  else if (path_is (exchange, "cases", NULL) && is_method (exchange, "POST"))
    lian_route_submit (exchange, LIAN_INTAKE_REPORT);
  else if (path_is (exchange, "instructions", NULL) && is_method (exchange, "POST"))
    lian_route_submit (exchange, LIAN_INTAKE_INSTRUCTION);
  else if (path_is (exchange, "instructions", "status") && is_method (exchange, "POST"))
    lian_route_status (exchange);
  else if (is_reveal (exchange))
    lian_route_reveal (exchange);
  else if (path_is (exchange, "audit", NULL) && require_method (exchange, "GET"))
    lian_route_audit (exchange, LIAN_QUERY_AUDIT);
  else if (path_is (exchange, "access-log", NULL) && require_method (exchange, "GET"))
    lian_route_audit (exchange, LIAN_QUERY_ACCESS_LOG);
  else
    return route_attachments (exchange) || soup_server_message_get_status (exchange->msg) != 0;
  return TRUE;
}

static void
route_records (LianExchange *exchange)
{
  const LianKind *kind = lian_kind_by_plural (exchange->path[1]);

  if (kind == NULL)
    lian_exchange_refuse (exchange, 404, "not-found", NULL, "there is nothing here");
  else if (!require_method (exchange, "GET"))
    return;
  else if (exchange->path[2] == NULL)
    lian_route_page (exchange, kind->id);
  else if (kind->id == LIAN_KIND_CASE)
    lian_route_case (exchange);
  else if (kind->id == LIAN_KIND_INSTRUCTION)
    lian_route_instruction (exchange);
  else
    lian_route_record (exchange, kind->id);
}

static char *
dup_peer (LianHttpServer *self, LianExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->msg);

  return lian_server_limits_dup_peer (self->limits,
                                      soup_server_message_get_remote_address (exchange->msg),
                                      soup_message_headers_get_list (headers, "X-Forwarded-For"));
}

/* Every try counts for the address, whatever it turns out to be; by account the service counts. */
static void
sign_in (LianHttpServer *self, LianExchange *exchange)
{
  g_autofree char *peer = dup_peer (self, exchange);

  if (peer == NULL || lian_throttle_try (self->logins, peer))
    {
      lian_route_sign_in (exchange);
      return;
    }
  lian_exchange_note (exchange, NULL, "sign-in", NULL, "too-many-attempts");
  lian_exchange_retry_after (exchange, lian_throttle_get_wait (self->logins, peer));
  lian_exchange_refuse (exchange, 429, "too-many-attempts", NULL,
                        "too many attempts to sign in from this address");
}

/* Others' tools know account and password, if anything. */
static void
serve_ogc (LianHttpServer *self, LianExchange *exchange)
{
  g_autofree char *peer = dup_peer (self, exchange);
  gboolean nameless = lian_exchange_get_header (exchange, "Authorization") == NULL;

  if (!lian_route_ogc_begins (exchange))
    return;
  if (lian_basic_is_wanted (exchange))
    lian_basic_sign_in (self->basic, exchange, peer, lian_route_ogc);
  else if (nameless && self->limits->ogc_anonymous)
    lian_route_ogc (exchange);
  else if (authenticate (exchange))
    lian_route_ogc (exchange);
  else
    lian_basic_challenge (exchange);
}

static void
request_cb (SoupServer *soup, SoupServerMessage *msg, const char *path, GHashTable *query,
            gpointer user_data)
{
  LianHttpServer *self = LIAN_HTTP_SERVER (user_data);
  g_autoptr (LianExchange) exchange
      = lian_exchange_new (self->service, self->limits, msg, path, query);

  if (g_strcmp0 (exchange->path[0], "ogc") == 0)
    serve_ogc (self, exchange);
  else if (g_strcmp0 (exchange->path[0], "v1") != 0 || exchange->path[1] == NULL)
    lian_exchange_refuse (exchange, 404, "not-found", NULL, "there is nothing here");
  else if (path_is (exchange, "hello", NULL))
    {
      if (require_method (exchange, "GET"))
        lian_route_hello (exchange);
    }
  else if (path_is (exchange, "health", NULL))
    {
      if (require_method (exchange, "GET"))
        lian_route_health (exchange);
    }
  else if (path_is (exchange, "session", NULL) && is_method (exchange, "POST"))
    sign_in (self, exchange);
  else if (authenticate (exchange) && may_use (exchange) && !route_special (self, exchange))
    route_records (exchange);
}

static guint
count_headers (SoupMessageHeaders *headers, const char *wanted)
{
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;
  guint n = 0;

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (wanted == NULL || g_ascii_strcasecmp (name, wanted) == 0)
      n++;
  return n;
}

/* Only those who may load a dictionary may send as much as one. */
static gboolean
may_load_dictionary (LianHttpServer *self, SoupServerMessage *msg)
{
  g_autofree char *token = read_token (msg);
  const LianSession *session = lian_service_find_session (self->service, token);

  return session != NULL && lian_person_has_role (session->person, "admin");
}

static void
uploaded_cb (SoupServerMessage *msg, LianHttpServer *self)
{
  self->uploading -= GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (msg), "uploading"));
  self->uploads--;
}

/* Bodies are in memory while they come, so only some come at the same time. */
static gboolean
admit_upload (LianHttpServer *self, SoupServerMessage *msg, gsize length)
{
  if (self->uploading + length > (gsize)LIAN_LIMIT_UPLOADS * self->limits->attachment)
    {
      lian_message_refuse_early (msg, 503, "busy", "too many attachments come at the same time");
      return FALSE;
    }
  self->uploading += length;
  self->uploads++;
  g_object_set_data (G_OBJECT (msg), "uploading", GSIZE_TO_POINTER (length));
  g_signal_connect_object (msg, "finished", G_CALLBACK (uploaded_cb), self, 0);
  return TRUE;
}

/* Pictures may be large, so they are taken from people who are signed in only, and have something
 * to show. */
static gboolean
check_length (LianHttpServer *self, SoupServerMessage *msg, const char *path)
{
  goffset length
      = soup_message_headers_get_content_length (soup_server_message_get_request_headers (msg));
  gboolean attachment = strcmp (path, "/v1/attachments") == 0;
  g_autofree char *token = NULL;
  const LianSession *session;

  if (length <= self->limits->body)
    return TRUE;
  if (strcmp (path, "/v1/dictionary") == 0 && length <= LIAN_LIMIT_DICTIONARY
      && may_load_dictionary (self, msg))
    return TRUE;
  if (!attachment || length > self->limits->attachment)
    {
      lian_message_refuse_early (msg, 413, "too-large", "the body is too large");
      return FALSE;
    }
  token = read_token (msg);
  session = lian_service_find_session (self->service, token);
  if (session != NULL && lian_person_may (session->person, LIAN_ACCESS_WRITE))
    return admit_upload (self, msg, (gsize)length);
  if (session == NULL)
    lian_message_refuse_early (msg, 401, "unauthenticated", "sign in first");
  else
    lian_message_refuse_early (msg, 403, "forbidden", "none of your roles uses this");
  return FALSE;
}

/* Before any of the body is read: a body of unknown or too great length is not taken, what two
 * readers could take for two different requests neither, and nobody gets a part of an answer (the
 * ranges of libsoup 3.2 have holes). */
static void
early_cb (SoupServer *soup, SoupServerMessage *msg, const char *path, GHashTable *query,
          gpointer user_data)
{
  LianHttpServer *self = LIAN_HTTP_SERVER (user_data);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (msg);

  soup_message_headers_remove (headers, "Range");
  if (count_headers (headers, NULL) > self->limits->headers)
    lian_message_refuse_early (msg, 431, "too-many-headers", "too many headers");
  else if (count_headers (headers, "Host") > 1 || count_headers (headers, "Content-Length") > 1)
    lian_message_refuse_early (msg, 400, "bad-request", "Host or Content-Length is said twice");
  else if (soup_message_headers_get_one (headers, "Transfer-Encoding") != NULL)
    lian_message_refuse_early (msg, 411, "length-required", "a body needs its length");
  else
    check_length (self, msg, path);
}

/* @stream: the connection itself, or TLS over it. */
static void
take_connection (LianHttpServer *self, GSocketConnection *connection, GIOStream *stream)
{
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  g_autoptr (GError) error = NULL;

  if (local == NULL || remote == NULL)
    return;
  lian_message_remember_socket (remote, g_socket_connection_get_socket (connection), stream);
  if (!soup_server_accept_iostream (self->soup, stream, local, remote, &error))
    g_message ("connection not taken: %s", error->message);
}

static void
handshaken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianHttpServer) self = user_data;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream
      = lian_tls_accept_finish (LIAN_TLS (source), result, &connection, &error);

  if (stream == NULL)
    g_debug ("handshake: %s", error->message);
  else if (self->stopped)
    g_io_stream_close_async (stream, 0, NULL, NULL, NULL);
  else
    take_connection (self, connection, stream);
}

static gboolean
incoming_cb (GSocketService *sockets, GSocketConnection *connection, GObject *source,
             gpointer user_data)
{
  LianHttpServer *self = LIAN_HTTP_SERVER (user_data);

  if (self->stopped)
    g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  else if (!lian_connections_admit (self->connections, connection, self->tls == NULL))
    return TRUE;
  else if (self->tls != NULL)
    lian_tls_accept (self->tls, connection, handshaken_cb, g_object_ref (self));
  else
    take_connection (self, connection, G_IO_STREAM (connection));
  return TRUE;
}

static void
lian_http_server_dispose (GObject *object)
{
  LianHttpServer *self = LIAN_HTTP_SERVER (object);

  if (self->sockets != NULL)
    {
      g_socket_service_stop (self->sockets);
      g_socket_listener_close (G_SOCKET_LISTENER (self->sockets));
    }
  g_clear_object (&self->sockets);
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  g_ptr_array_set_size (self->listeners, 0);
  g_clear_object (&self->at);
  g_clear_object (&self->tls);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (lian_http_server_parent_class)->dispose (object);
}

static void
lian_http_server_finalize (GObject *object)
{
  LianHttpServer *self = LIAN_HTTP_SERVER (object);

  g_ptr_array_unref (self->listeners);
  g_clear_pointer (&self->connections, lian_connections_free);
  g_clear_pointer (&self->basic, lian_basic_free);
  g_clear_pointer (&self->logins, lian_throttle_free);
  lian_server_limits_unref (self->limits);

  G_OBJECT_CLASS (lian_http_server_parent_class)->finalize (object);
}

static void
lian_http_server_class_init (LianHttpServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_http_server_dispose;
  object_class->finalize = lian_http_server_finalize;

  signals[IDLE] = g_signal_new ("idle", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
lian_http_server_init (LianHttpServer *self)
{
  self->listeners = g_ptr_array_new_with_free_func (g_object_unref);
  self->bookmark_ms = LIAN_BOOKMARK_SECONDS * 1000;
  self->soup = soup_server_new ("server-header", "liandong-server", NULL);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, request_cb, self, NULL);
}

/**
 * lian_http_server_new:
 * @limits: what a peer may do at most
 *
 * Returns: (transfer full): a server that listens nowhere yet
 */
LianHttpServer *
lian_http_server_new (LianService *service, LianServerLimits *limits)
{
  LianHttpServer *self = g_object_new (LIAN_TYPE_HTTP_SERVER, NULL);

  self->service = g_object_ref (service);
  self->limits = lian_server_limits_ref (limits);
  self->connections = lian_connections_new (limits);
  self->logins = lian_throttle_new (service->clock, limits->logins_per_address);
  lian_throttle_set_limit (service->logins, limits->logins_per_account);
  self->basic = lian_basic_new (service, self->logins);
  return self;
}

/**
 * lian_http_server_set_tls:
 * @tls: what connections are spoken over; before it listens
 */
void
lian_http_server_set_tls (LianHttpServer *self, LianTls *tls)
{
  g_set_object (&self->tls, tls);
}

/**
 * lian_http_server_allow_clear:
 *
 * For a proxy on another machine over a wire that nobody else is on.
 */
void
lian_http_server_allow_clear (LianHttpServer *self)
{
  self->clear_anywhere = TRUE;
}

/**
 * lian_http_server_set_bookmark_interval:
 * @ms: milliseconds between two bookmarks of a listener
 */
void
lian_http_server_set_bookmark_interval (LianHttpServer *self, guint ms)
{
  self->bookmark_ms = ms;
}

/**
 * lian_http_server_listen:
 * @where: an address and a port
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID for anything else, or what the system says
 */
gboolean
lian_http_server_listen (LianHttpServer *self, const char *where, GError **error)
{
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (where, 0, NULL);
  g_autoptr (GInetAddress) address = NULL;
  g_autoptr (GSocketAddress) wanted = NULL;
  g_autoptr (GSocketAddress) got = NULL;

  if (parsed != NULL)
    address = g_inet_address_new_from_string (
        g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed)));
  if (address == NULL)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                   "listen: “%s” is not an address and a port, such as 127.0.0.1:8080", where);
      return FALSE;
    }
  if (self->tls == NULL && !self->clear_anywhere && !g_inet_address_get_is_loopback (address))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                   "listen: “%s” is not on this machine only: passwords would go over the wire in"
                   " clear; --certificate and --key, or --insecure behind a proxy",
                   where);
      return FALSE;
    }
  wanted = g_inet_socket_address_new (address,
                                      g_network_address_get_port (G_NETWORK_ADDRESS (parsed)));
  self->sockets = g_socket_service_new ();
  /* After a restart every console is back within a second. */
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (self->sockets), (int)self->limits->connections);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->sockets), wanted,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &got,
                                      error))
    return FALSE;
  self->at = G_INET_SOCKET_ADDRESS (g_steal_pointer (&got));
  g_signal_connect_object (self->sockets, "incoming", G_CALLBACK (incoming_cb), self, 0);
  g_socket_service_start (self->sockets);
  return TRUE;
}

/**
 * lian_http_server_dup_uri:
 *
 * Returns: (transfer full): where it listens, without a path
 */
char *
lian_http_server_dup_uri (LianHttpServer *self)
{
  GInetAddress *address = g_inet_socket_address_get_address (self->at);
  g_autofree char *text = g_inet_address_to_string (address);
  gboolean six = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;

  return g_strdup_printf ("%s://%s%s%s:%u", self->tls != NULL ? "https" : "http", six ? "[" : "",
                          text, six ? "]" : "", g_inet_socket_address_get_port (self->at));
}

static gpointer
copy_listener (gconstpointer listener, gpointer user_data)
{
  return g_object_ref ((gpointer)listener);
}

/**
 * lian_http_server_stop:
 * @retry_ms: listeners should not come back earlier
 *
 * "idle" tells when the last one has gone; at once when there is none.
 */
void
lian_http_server_stop (LianHttpServer *self, guint retry_ms)
{
  g_autoptr (GPtrArray) listeners = NULL;

  if (self->stopped)
    return;
  self->stopped = TRUE;
  listeners = g_ptr_array_copy (self->listeners, copy_listener, NULL);
  g_socket_service_stop (self->sockets);
  g_socket_listener_close (G_SOCKET_LISTENER (self->sockets));
  for (guint i = 0; i < listeners->len; i++)
    lian_feed_listener_say_bye (listeners->pdata[i], retry_ms);
  if (self->listeners->len == 0)
    g_signal_emit (self, signals[IDLE], 0);
}

guint
lian_http_server_count_streams (LianHttpServer *self)
{
  return self->listeners->len;
}

/**
 * lian_http_server_get_longest_queue:
 *
 * Returns: bytes
 */
gsize
lian_http_server_get_longest_queue (LianHttpServer *self)
{
  gsize longest = 0;

  for (guint i = 0; i < self->listeners->len; i++)
    longest = MAX (longest, lian_feed_listener_get_queued (self->listeners->pdata[i]));
  return longest;
}

guint
lian_http_server_count_connections (LianHttpServer *self)
{
  return lian_connections_count (self->connections);
}

guint
lian_http_server_count_uploads (LianHttpServer *self)
{
  return self->uploads;
}
