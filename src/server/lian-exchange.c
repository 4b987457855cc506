/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-exchange.h"

#include "lian-log.h"
#include "lian-submission.h"
#include "lian-text.h"

#include <string.h>

/* What a path begins with, if it is one of ours: whatever else somebody writes there is not for the
 * log. */
static const char *
name_route (LianExchange *self)
{
  static const char *const routes[] = { "hello", "health",     "session", "me",      "changes",
                                        "acts",  "dictionary", "kpis",    "history", NULL };
  const char *name = self->path[0] != NULL ? self->path[1] : NULL;

  if (name != NULL && (g_strv_contains (routes, name) || lian_kind_by_plural (name) != NULL))
    return name;
  return "other";
}

/* What was asked for without changing anything is of no use to anybody later, unless it failed. */
static void
log_request (LianExchange *self)
{
  const char *method = soup_server_message_get_method (self->msg);
  const char *key = lian_exchange_get_header (self, "Idempotency-Key");
  guint status = self->status != 0 ? self->status : soup_server_message_get_status (self->msg);
  g_autofree char *number = g_strdup_printf ("%u", status);

  /* Somebody who stops listening leaves a status that nobody gave. */
  if (self->status < 500 && strcmp (method, "POST") != 0 && strcmp (method, "DELETE") != 0)
    return;
  lian_log_event ("request", "route", name_route (self), "status", number, "id",
                  status < 300 && key != NULL && lian_id_is_valid (key) ? key : NULL, "account",
                  self->person != NULL ? self->person->account : NULL, NULL);
}

/* Of a path in the access log. */
#define NOTED_PARTS 5

#include <string.h>

static void
finished_cb (SoupServerMessage *msg, gpointer user_data)
{
  LianExchange *self = user_data;

  log_request (self);
  self->gone = TRUE;
  /* The handler holds the exchange, which holds the message: together they would stay for ever. */
  g_signal_handlers_disconnect_by_func (msg, finished_cb, self);
}

static void
closure_unref (gpointer data, GClosure *closure)
{
  lian_exchange_unref (data);
}

static char **
split_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

/**
 * lian_exchange_new:
 * @path: decoded
 * @query: (nullable): decoded
 *
 * Returns: (transfer full): an exchange; who it is with is found out later
 */
LianExchange *
lian_exchange_new (LianService *service, LianServerLimits *limits, SoupServerMessage *msg,
                   const char *path, GHashTable *query)
{
  LianExchange *self = g_new0 (LianExchange, 1);

  g_atomic_ref_count_init (&self->references);
  self->service = g_object_ref (service);
  self->limits = lian_server_limits_ref (limits);
  self->msg = g_object_ref (msg);
  self->path = split_path (path);
  self->query = query != NULL ? g_hash_table_ref (query) : NULL;
  g_signal_connect_data (msg, "finished", G_CALLBACK (finished_cb), lian_exchange_ref (self),
                         closure_unref, 0);
  return self;
}

LianExchange *
lian_exchange_ref (LianExchange *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
lian_exchange_unref (LianExchange *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_object_unref (self->service);
  lian_server_limits_unref (self->limits);
  g_object_unref (self->msg);
  g_strfreev (self->path);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_free (self->token);
  g_clear_pointer (&self->person, lian_person_unref);
  g_free (self->region_name);
  g_free (self->seat);
  g_free (self->account);
  g_free (self);
}

/**
 * lian_exchange_pause:
 *
 * The answer comes later, from another turn of the main loop.
 */
void
lian_exchange_pause (LianExchange *self)
{
  if (self->paused)
    return;
  self->paused = TRUE;
  soup_server_message_pause (self->msg);
}

static void
set_headers (SoupServerMessage *msg, const char *content_type)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (msg);

  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  /* libsoup 3.2 closes a connection that was handed to it after the answer, without saying so: a
   * POST that reuses it may meet the reset. */
  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_set_content_type (headers, content_type, NULL);
}

static void
set_response (SoupServerMessage *msg, const LianReply *reply)
{
  set_headers (msg, reply->content_type);
  soup_server_message_set_status (msg, reply->status, NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (msg), reply->body);
}

/* Where a request comes from, for the log: behind a named proxy what it says, otherwise the other
 * end of the connection. */
static char *
dup_address (LianExchange *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->msg);
  GSocketAddress *remote = soup_server_message_get_remote_address (self->msg);
  char *peer
      = lian_server_limits_dup_peer (self->limits, remote,
                                     soup_message_headers_get_list (headers, "X-Forwarded-For"));

  if (peer == NULL && G_IS_INET_SOCKET_ADDRESS (remote))
    return g_inet_address_to_string (
        g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
  return peer;
}

/**
 * lian_exchange_note:
 * @account: (nullable): instead of who is signed in; a known one
 * @object: (nullable): what it was about, ids only
 * @result: "ok" or the name of a problem
 */
void
lian_exchange_note (LianExchange *self, const char *account, const char *type, const char *object,
                    const char *result)
{
  g_autofree char *address = NULL;
  LianAccessEntry entry = { .account = account, .type = type, .object = object, .result = result };

  if (self->service->log == NULL)
    return;
  address = dup_address (self);
  entry.address = address;
  if (account == NULL && self->person != NULL)
    entry.account = self->person->account;
  lian_access_log_note (self->service->log, &entry);
}

/* The path is whatever somebody sent; what is no id in it is left out. */
static void
note_refusal (LianExchange *self)
{
  g_autoptr (GString) object = g_string_new (NULL);

  g_string_printf (object, "%.8s ", soup_server_message_get_method (self->msg));
  for (guint i = 0; i < NOTED_PARTS && self->path[i] != NULL; i++)
    g_string_append_printf (object, "/%s", lian_id_is_valid (self->path[i]) ? self->path[i] : "?");
  lian_exchange_note (self, NULL, "request", object->str, "forbidden");
}

/**
 * lian_exchange_answer:
 * @reply: (transfer full) (nullable): the answer
 */
void
lian_exchange_answer (LianExchange *self, LianReply *reply)
{
  self->status = reply != NULL ? reply->status : 503;
  if (reply != NULL && reply->status == 403)
    note_refusal (self);
  if (!self->gone && reply != NULL)
    set_response (self->msg, reply);
  else if (!self->gone)
    lian_message_refuse (self->msg, 503, "stopping", "the platform is being stopped");
  if (!self->gone && self->paused)
    soup_server_message_unpause (self->msg);
  lian_reply_free (reply);
}

/**
 * lian_exchange_refuse:
 * @field: (nullable)
 */
void
lian_exchange_refuse (LianExchange *self, guint status, const char *name, const char *field,
                      const char *detail)
{
  lian_exchange_answer (self, lian_reply_new_problem (status, name, field, detail, NULL));
}

/**
 * lian_exchange_retry_after:
 * @seconds: after which it may be tried again
 *
 * Before a refusal.
 */
void
lian_exchange_retry_after (LianExchange *self, guint seconds)
{
  g_autofree char *after = g_strdup_printf ("%u", seconds);

  if (!self->gone)
    soup_message_headers_replace (soup_server_message_get_response_headers (self->msg),
                                  "Retry-After", after);
}

/**
 * lian_message_refuse:
 *
 * Sets a problem document as the response.
 */
void
lian_message_refuse (SoupServerMessage *msg, guint status, const char *name, const char *detail)
{
  g_autoptr (LianReply) reply = lian_reply_new_problem (status, name, NULL, detail, NULL);

  set_response (msg, reply);
}

static GQuark
socket_quark (void)
{
  return g_quark_from_static_string ("lian-socket");
}

static GQuark
stream_quark (void)
{
  return g_quark_from_static_string ("lian-stream");
}

static void
forget (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* Weak: the socket holds the address, and would never go if the address held it. */
static void
remember (GSocketAddress *remote, GQuark quark, gpointer object)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, object);
  g_object_set_qdata_full (G_OBJECT (remote), quark, weak, forget);
}

static gpointer
get_remembered (SoupServerMessage *msg, GQuark quark)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (msg);
  GWeakRef *weak = remote != NULL ? g_object_get_qdata (G_OBJECT (remote), quark) : NULL;

  return weak != NULL ? g_weak_ref_get (weak) : NULL;
}

/**
 * lian_message_remember_socket:
 * @remote: the address that libsoup is told of
 * @socket: the connection's
 * @stream: what libsoup reads and writes
 */
void
lian_message_remember_socket (GSocketAddress *remote, GSocket *socket, GIOStream *stream)
{
  remember (remote, socket_quark (), socket);
  remember (remote, stream_quark (), stream);
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

/**
 * lian_reply_print:
 * @headers: further lines, each with its end
 *
 * Returns: (transfer full): the whole answer for a connection that ends with it
 */
GString *
lian_reply_print (const LianReply *reply, const char *headers)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "HTTP/1.1 %u %s\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT
                          "\r\nCache-Control: no-store\r\nConnection: close\r\n%s\r\n",
                          reply->status, soup_status_get_phrase (reply->status),
                          reply->content_type, g_bytes_get_size (reply->body), headers);
  g_string_append_len (text, g_bytes_get_data (reply->body, NULL),
                       (gssize)g_bytes_get_size (reply->body));
  return text;
}

/**
 * lian_message_refuse_early:
 *
 * libsoup answers only after it has read the whole body, which may never end. So the answer goes
 * out beside it, and what it says later goes nowhere.
 */
void
lian_message_refuse_early (SoupServerMessage *msg, guint status, const char *name,
                           const char *detail)
{
  g_autoptr (GSocket) socket = lian_message_get_socket (msg);
  g_autoptr (GIOStream) stream = get_remembered (msg, stream_quark ());
  g_autoptr (LianReply) reply = lian_reply_new_problem (status, name, NULL, detail, NULL);
  g_autoptr (GString) text = lian_reply_print (reply, "");

  lian_message_refuse (msg, status, name, detail);
  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Connection",
                                "close");
  soup_message_body_set_accumulate (soup_server_message_get_request_body (msg), FALSE);
  g_signal_connect (msg, "got-chunk", G_CALLBACK (drop_chunk_cb), NULL);
  if (socket == NULL || stream == NULL)
    return;
  g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (
                                                  g_io_stream_get_output_stream (stream)),
                                              text->str, text->len, NULL, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
}

/**
 * lian_exchange_get_body:
 *
 * Returns: (transfer full): the request's body, as sent
 */
GBytes *
lian_exchange_get_body (LianExchange *self)
{
  return soup_message_body_flatten (soup_server_message_get_request_body (self->msg));
}

const char *
lian_exchange_get_header (LianExchange *self, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (self->msg), name);
}

const char *
lian_exchange_get_query (LianExchange *self, const char *name)
{
  return self->query != NULL ? g_hash_table_lookup (self->query, name) : NULL;
}

/**
 * lian_exchange_read_time:
 * @name: of a parameter: a time with its offset, or a date, which is its first moment in China
 * @us: (inout): microseconds; left alone without such a parameter
 *
 * Returns: %FALSE when it was neither and the request has been refused
 */
gboolean
lian_exchange_read_time (LianExchange *self, const char *name, gint64 *us)
{
  const char *text = lian_exchange_get_query (self, name);
  g_autofree char *midnight = NULL;
  g_autofree char *detail = NULL;

  if (text == NULL)
    return TRUE;
  if (strlen (text) == strlen ("2026-11-24"))
    midnight = g_strconcat (text, "T00:00:00+08:00", NULL);
  if (lian_time_parse (midnight != NULL ? midnight : text, us, NULL))
    return TRUE;
  detail = g_strdup_printf ("%s: a date, or a time with its offset", name);
  lian_exchange_refuse (self, 400, "bad-request", name, detail);
  return FALSE;
}

/* As of X-Forwarded-For, the last entry is the proxy's own. */
static char *
dup_forwarded (LianExchange *self, const char *name)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->msg);
  const char *text = soup_message_headers_get_list (headers, name);
  const char *comma = text != NULL ? strrchr (text, ',') : NULL;

  return text != NULL ? g_strstrip (g_strdup (comma != NULL ? comma + 1 : text)) : NULL;
}

static gboolean
is_host (const char *text)
{
  return text != NULL && *text != '\0'
         && text[strspn (text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               ".-_:[]")]
                == '\0';
}

/* As the Host header has it, or the address that was connected to. */
static char *
dup_host (LianExchange *self)
{
  GUri *uri = soup_server_message_get_uri (self->msg);
  const char *name = g_uri_get_host (uri);
  int port = g_uri_get_port (uri);
  gboolean six = name != NULL && strchr (name, ':') != NULL;

  if (!is_host (name))
    return NULL;
  if (port <= 0 || port == 80)
    return g_strdup_printf ("%s%s%s", six ? "[" : "", name, six ? "]" : "");
  return g_strdup_printf ("%s%s%s:%d", six ? "[" : "", name, six ? "]" : "", port);
}

/**
 * lian_exchange_dup_base:
 *
 * X-Forwarded-Proto and X-Forwarded-Host count when they come from a named proxy.
 *
 * Returns: (transfer full) (nullable): "https://county.example.org", without a slash at its end;
 * %NULL when the Host header is not the name of a host
 */
char *
lian_exchange_dup_base (LianExchange *self)
{
  gboolean trusted = lian_server_limits_trusts (self->limits,
                                                soup_server_message_get_remote_address (self->msg));
  g_autofree char *scheme = trusted ? dup_forwarded (self, "X-Forwarded-Proto") : NULL;
  g_autofree char *forwarded = trusted ? dup_forwarded (self, "X-Forwarded-Host") : NULL;
  g_autofree char *host = is_host (forwarded) ? g_steal_pointer (&forwarded) : dup_host (self);
  g_autoptr (GIOStream) stream = get_remembered (self->msg, stream_quark ());
  gboolean secure = scheme != NULL ? strcmp (scheme, "https") == 0 : G_IS_TLS_CONNECTION (stream);

  return host != NULL ? g_strconcat (secure ? "https://" : "http://", host, NULL) : NULL;
}

/**
 * lian_message_get_socket:
 *
 * Returns: (transfer full) (nullable): the socket that @msg came over
 */
GSocket *
lian_message_get_socket (SoupServerMessage *msg)
{
  return get_remembered (msg, socket_quark ());
}
