/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-http-server.h"

#include "lian-error.h"
#include "lian-exchange.h"
#include "lian-feed-stream.h"
#include "lian-limits.h"
#include "lian-submission.h"
#include "lian-txn.h"

#include <libsoup/soup.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

/* A connection that says nothing for so long is closed. */
#define IDLE_SECONDS 60

/* What was sent and is not acknowledged for so long ends the connection. */
#define USER_TIMEOUT_MS 30000

struct _LianHttpServer
{
  GObject parent_instance;

  LianService *service;    /* (owned) */
  SoupServer *soup;        /* (owned) */
  GSocketService *sockets; /* (owned) (nullable) */
  GInetSocketAddress *at;  /* (owned) (nullable) */
  GPtrArray *streams;      /* (element-type LianFeedStream) (owned) */
  GHashTable *connections; /* (owned): streams that are open, borrowed and watched */
  guint bookmark_ms;
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
stream_closed_cb (LianFeedStream *stream, LianHttpServer *self)
{
  g_ptr_array_remove_fast (self->streams, stream);
  if (self->stopped && self->streams->len == 0)
    g_signal_emit (self, signals[IDLE], 0);
}

static void
serve_feed (LianHttpServer *self, LianExchange *exchange)
{
  LianService *service = self->service;
  const char *position = lian_exchange_get_header (exchange, "Last-Event-ID");
  LianFeedStream *stream;
  gboolean epoch_differs;
  gint64 since;

  if (position == NULL)
    position = lian_exchange_get_query (exchange, "since");
  if (!lian_position_parse (position, service->epoch, &since, &epoch_differs))
    {
      if (epoch_differs)
        lian_exchange_refuse (exchange, 410, "epoch-changed", NULL,
                              "the platform's data were made anew or restored");
      else
        lian_exchange_refuse (exchange, 400, "bad-request", "since", "since: not a position");
      return;
    }
  if (since < service->min_seq || since > service->max_seq)
    {
      lian_exchange_refuse (exchange, 410, "position-expired", NULL,
                            "the changes since then are not kept any more");
      return;
    }
  stream = lian_feed_stream_new (service, exchange->msg, exchange->person, exchange->token, since,
                                 self->bookmark_ms);
  g_signal_connect_object (stream, "closed", G_CALLBACK (stream_closed_cb), self, 0);
  g_ptr_array_add (self->streams, stream);
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
  else
    return soup_server_message_get_status (exchange->msg) != 0;
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

static void
request_cb (SoupServer *soup, SoupServerMessage *msg, const char *path, GHashTable *query,
            gpointer user_data)
{
  LianHttpServer *self = LIAN_HTTP_SERVER (user_data);
  g_autoptr (LianExchange) exchange = lian_exchange_new (self->service, msg, path, query);

  if (g_strcmp0 (exchange->path[0], "v1") != 0 || exchange->path[1] == NULL)
    lian_exchange_refuse (exchange, 404, "not-found", NULL, "there is nothing here");
  else if (path_is (exchange, "hello", NULL))
    {
      if (require_method (exchange, "GET"))
        lian_route_hello (exchange);
    }
  else if (path_is (exchange, "session", NULL) && is_method (exchange, "POST"))
    lian_route_sign_in (exchange);
  else if (authenticate (exchange) && !route_special (self, exchange))
    route_records (exchange);
}

/* Of a body that nobody wants so much is read and thrown away, so that the refusal arrives before
 * the connection is reset. */
#define MAX_DRAINED (1024 * 1024)

static void
drop_chunk_cb (SoupServerMessage *msg, GBytes *chunk, gpointer user_data)
{
  g_autoptr (GSocket) socket = lian_message_get_socket (msg);
  gsize drained
      = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (msg), "drained")) + g_bytes_get_size (chunk);

  g_object_set_data (G_OBJECT (msg), "drained", GSIZE_TO_POINTER (drained));
  if (drained > MAX_DRAINED && socket != NULL)
    g_socket_shutdown (socket, TRUE, FALSE, NULL);
}

/* libsoup answers only after it has read the whole body, which may never end. So the answer goes
 * out beside it, and what it says later goes nowhere. */
static void
refuse_early (SoupServerMessage *msg, guint status, const char *name, const char *detail)
{
  g_autoptr (GSocket) socket = lian_message_get_socket (msg);
  g_autoptr (LianReply) reply = lian_reply_new_problem (status, name, NULL, detail, NULL);
  g_autofree char *head
      = g_strdup_printf ("HTTP/1.1 %u %s\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT
                         "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
                         status, soup_status_get_phrase (status), reply->content_type,
                         g_bytes_get_size (reply->body));
  g_autoptr (GString) text = g_string_new (head);

  lian_message_refuse (msg, status, name, detail);
  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Connection",
                                "close");
  soup_message_body_set_accumulate (soup_server_message_get_request_body (msg), FALSE);
  g_signal_connect (msg, "got-chunk", G_CALLBACK (drop_chunk_cb), NULL);
  if (socket == NULL)
    return;
  g_string_append_len (text, g_bytes_get_data (reply->body, NULL),
                       (gssize)g_bytes_get_size (reply->body));
  g_socket_send (socket, text->str, text->len, NULL, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
}

/* Only those who may load a dictionary may send as much as one. */
static gint64
longest_body (LianHttpServer *self, SoupServerMessage *msg, const char *path)
{
  g_autofree char *token = NULL;
  const LianSession *session;

  if (strcmp (path, "/v1/dictionary") != 0)
    return LIAN_LIMIT_BODY;
  token = read_token (msg);
  session = lian_service_find_session (self->service, token);
  return session != NULL && lian_person_has_role (session->person, "admin") ? LIAN_LIMIT_DICTIONARY
                                                                            : LIAN_LIMIT_BODY;
}

/* Before any of the body is read: a body of unknown or too great length is not taken, and nobody
 * gets a part of an answer (the ranges of libsoup 3.2 have holes). */
static void
early_cb (SoupServer *soup, SoupServerMessage *msg, const char *path, GHashTable *query,
          gpointer user_data)
{
  LianHttpServer *self = LIAN_HTTP_SERVER (user_data);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (msg);

  soup_message_headers_remove (headers, "Range");
  if (soup_message_headers_get_one (headers, "Transfer-Encoding") != NULL)
    refuse_early (msg, 411, "length-required", "a body needs its length");
  else if (soup_message_headers_get_content_length (headers) > longest_body (self, msg, path))
    refuse_early (msg, 413, "too-large", "the body is too large");
}

/* --- connections --- */

static void
connection_gone (gpointer user_data, GObject *connection)
{
  LianHttpServer *self = LIAN_HTTP_SERVER (user_data);

  g_hash_table_remove (self->connections, connection);
}

/* libsoup 3.2 may keep a connection that it was handed and has closed after its answer: waiting for
 * the last reference alone would use up the limit with connections that are no more. */
static void
forget_closed (LianHttpServer *self)
{
  GHashTableIter iter;
  gpointer connection;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    if (g_io_stream_is_closed (connection)
        || g_socket_is_closed (g_socket_connection_get_socket (connection)))
      {
        g_object_weak_unref (connection, connection_gone, self);
        g_hash_table_iter_remove (&iter);
      }
}

static void
harden (GSocket *socket)
{
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_timeout (socket, IDLE_SECONDS);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT, USER_TIMEOUT_MS, NULL);
}

static gboolean
incoming_cb (GSocketService *sockets, GSocketConnection *connection, GObject *source,
             gpointer user_data)
{
  LianHttpServer *self = LIAN_HTTP_SERVER (user_data);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSocketAddress) remote = NULL;
  g_autoptr (GError) error = NULL;

  if (g_hash_table_size (self->connections) >= LIAN_LIMIT_CONNECTIONS)
    forget_closed (self);
  remote = g_socket_connection_get_remote_address (connection, NULL);
  if (remote == NULL || self->stopped
      || g_hash_table_size (self->connections) >= LIAN_LIMIT_CONNECTIONS)
    {
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return TRUE;
    }
  harden (g_socket_connection_get_socket (connection));
  local = g_socket_connection_get_local_address (connection, NULL);
  lian_message_remember_socket (remote, g_socket_connection_get_socket (connection));
  g_hash_table_add (self->connections, connection);
  g_object_weak_ref (G_OBJECT (connection), connection_gone, self);
  if (!soup_server_accept_iostream (self->soup, G_IO_STREAM (connection), local, remote, &error))
    g_message ("connection not taken: %s", error->message);
  return TRUE;
}

static void
lian_http_server_dispose (GObject *object)
{
  LianHttpServer *self = LIAN_HTTP_SERVER (object);
  GHashTableIter iter;
  gpointer connection;

  if (self->sockets != NULL)
    {
      g_socket_service_stop (self->sockets);
      g_socket_listener_close (G_SOCKET_LISTENER (self->sockets));
    }
  g_clear_object (&self->sockets);
  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    {
      g_object_weak_unref (connection, connection_gone, self);
      g_hash_table_iter_remove (&iter);
    }
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  g_ptr_array_set_size (self->streams, 0);
  g_clear_object (&self->at);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (lian_http_server_parent_class)->dispose (object);
}

static void
lian_http_server_finalize (GObject *object)
{
  LianHttpServer *self = LIAN_HTTP_SERVER (object);

  g_ptr_array_unref (self->streams);
  g_hash_table_unref (self->connections);

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
  self->streams = g_ptr_array_new_with_free_func (g_object_unref);
  self->connections = g_hash_table_new (NULL, NULL);
  self->bookmark_ms = LIAN_BOOKMARK_SECONDS * 1000;
  self->soup = soup_server_new ("server-header", "liandong-server", NULL);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, request_cb, self, NULL);
}

/**
 * lian_http_server_new:
 *
 * Returns: (transfer full): a server that listens nowhere yet
 */
LianHttpServer *
lian_http_server_new (LianService *service)
{
  LianHttpServer *self = g_object_new (LIAN_TYPE_HTTP_SERVER, NULL);

  self->service = g_object_ref (service);
  return self;
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
  wanted = g_inet_socket_address_new (address,
                                      g_network_address_get_port (G_NETWORK_ADDRESS (parsed)));
  self->sockets = g_socket_service_new ();
  /* After a restart every console is back within a second. */
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (self->sockets), LIAN_LIMIT_CONNECTIONS);
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

  return g_strdup_printf ("http://%s%s%s:%u", six ? "[" : "", text, six ? "]" : "",
                          g_inet_socket_address_get_port (self->at));
}

static gpointer
copy_stream (gconstpointer stream, gpointer user_data)
{
  return g_object_ref ((gpointer)stream);
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
  g_autoptr (GPtrArray) streams = NULL;

  if (self->stopped)
    return;
  self->stopped = TRUE;
  streams = g_ptr_array_copy (self->streams, copy_stream, NULL);
  g_socket_service_stop (self->sockets);
  g_socket_listener_close (G_SOCKET_LISTENER (self->sockets));
  for (guint i = 0; i < streams->len; i++)
    lian_feed_stream_say_bye (streams->pdata[i], retry_ms);
  if (self->streams->len == 0)
    g_signal_emit (self, signals[IDLE], 0);
}

guint
lian_http_server_count_streams (LianHttpServer *self)
{
  return self->streams->len;
}

guint
lian_http_server_count_connections (LianHttpServer *self)
{
  return g_hash_table_size (self->connections);
}
