/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-test-peer.h"

#include <string.h>

struct _LianTestPeer
{
  GSocketService *service; /* (owned) */
  GPtrArray *links;        /* (owned) (element-type Link) */
  LianTestHandler handler;
  gpointer user_data;
  LianTestReply fixed;
  LianTestRequest last; /* (owned) */
  char *url;            /* (owned) */
  const char *greeting; /* (nullable) */
  guint16 port;
  guint requests;
};

/* One connection. Counted, because reads and writes may be under way when the peer lets go. */
typedef struct
{
  grefcount refs;
  LianTestPeer *peer; /* (nullable): gone when cut */
  GSocketConnection *connection;
  GCancellable *cancellable;
  GString *in;
  GByteArray *out;
  gboolean writing;
  gboolean close_after;
  gboolean endless;
  gboolean stream;
  guint8 buffer[4096];
} Link;

static void flush (Link *link);
static void read_more (Link *link);

static void
request_clear (LianTestRequest *request)
{
  g_clear_pointer (&request->method, g_free);
  g_clear_pointer (&request->path, g_free);
  g_clear_pointer (&request->headers, g_hash_table_unref);
  g_clear_pointer (&request->body, g_free);
}

static Link *
link_ref (Link *link)
{
  g_ref_count_inc (&link->refs);
  return link;
}

static void
link_unref (Link *link)
{
  if (!g_ref_count_dec (&link->refs))
    return;

  g_object_unref (link->connection);
  g_object_unref (link->cancellable);
  g_string_free (link->in, TRUE);
  g_byte_array_unref (link->out);
  g_free (link);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Link, link_unref)

static void
link_cut (Link *link)
{
  link->peer = NULL;
  g_cancellable_cancel (link->cancellable);
  g_io_stream_close (G_IO_STREAM (link->connection), NULL, NULL);
}

static void
drop (Link *link)
{
  LianTestPeer *peer = link->peer;

  if (peer != NULL)
    g_ptr_array_remove_fast (peer->links, link);
}

static void
links_free_func (gpointer data)
{
  Link *link = data;

  link_cut (link);
  link_unref (link);
}

static void
append (Link *link, const char *text, gsize length)
{
  g_byte_array_append (link->out, (const guint8 *)text, (guint)length);
}

static const char endless_filler[]
    = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static void
written_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Link) link = data;
  gssize count = g_output_stream_write_finish (G_OUTPUT_STREAM (object), result, NULL);

  link->writing = FALSE;
  if (link->peer == NULL)
    return;
  if (count < 0)
    {
      drop (link);
      return;
    }

  g_byte_array_remove_range (link->out, 0, (guint)count);
  flush (link);
}

static void
flush (Link *link)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (link->connection));

  if (link->writing || link->peer == NULL)
    return;
  while (link->endless && link->out->len < 16384)
    append (link, endless_filler, strlen (endless_filler));
  if (link->out->len == 0)
    {
      if (link->close_after)
        drop (link);
      return;
    }

  link->writing = TRUE;
  g_output_stream_write_async (stream, link->out->data, link->out->len, G_PRIORITY_DEFAULT,
                               link->cancellable, written_cb, link_ref (link));
}

static void
append_answer (Link *link, const LianTestReply *reply)
{
  const char *body = reply->body != NULL ? reply->body : reply->owned;
  gboolean open = reply->trick == LIAN_TEST_STREAM || reply->trick == LIAN_TEST_ENDLESS;
  const char *type = reply->type;
  g_autoptr (GString) head = g_string_new (NULL);

  if (reply->raw != NULL)
    {
      append (link, reply->raw, strlen (reply->raw));
      return;
    }

  if (type == NULL)
    type = reply->trick == LIAN_TEST_STREAM ? "text/event-stream" : "application/json";
  g_string_append_printf (head, "HTTP/1.1 %u Scripted\r\n",
                          reply->status == 0 ? 200 : reply->status);
  if (*type != '\0')
    g_string_append_printf (head, "Content-Type: %s\r\n", type);
  if (reply->extra != NULL)
    g_string_append (head, reply->extra);
  if (!open)
    g_string_append_printf (head, "Content-Length: %" G_GSIZE_FORMAT "\r\n",
                            body != NULL ? strlen (body) : 0);
  else
    g_string_append (head, "Connection: close\r\n");
  g_string_append (head, "\r\n");
  if (body != NULL)
    g_string_append (head, body);
  append (link, head->str, head->len);
}

static void
answer (Link *link, LianTestRequest *request)
{
  LianTestPeer *peer = link->peer;
  LianTestReply reply = { 0 };

  peer->requests++;
  request_clear (&peer->last);
  peer->last = *request;
  memset (request, 0, sizeof *request);
  peer->handler (&peer->last, &reply, peer->user_data);

  if (link->peer == NULL)
    {
      g_free (reply.owned);
      return;
    }
  if (reply.trick == LIAN_TEST_DROP)
    {
      g_free (reply.owned);
      drop (link);
      return;
    }
  if (reply.trick != LIAN_TEST_SILENT)
    {
      append_answer (link, &reply);
      link->endless = reply.trick == LIAN_TEST_ENDLESS;
      link->stream = reply.trick == LIAN_TEST_STREAM;
      if (reply.cut > 0 || (reply.raw != NULL && reply.cut == 0))
        link->close_after = TRUE;
      if (reply.cut > 0 && reply.cut < link->out->len)
        g_byte_array_set_size (link->out, (guint)reply.cut);
      flush (link);
    }
  g_free (reply.owned);
}

/* TRUE when a whole request lay in the buffer and was answered. */
static gboolean
take_request (Link *link)
{
  const char *end = strstr (link->in->str, "\r\n\r\n");
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) words = NULL;
  LianTestRequest request = { 0 };
  const char *length;
  gsize head;
  gsize body;

  if (end == NULL)
    return FALSE;

  head = (gsize)(end + 4 - link->in->str);
  *(char *)end = '\0';
  lines = g_strsplit (link->in->str, "\r\n", -1);
  *(char *)end = '\r';
  words = g_strsplit (lines[0], " ", 3);
  g_assert_cmpuint (g_strv_length (words), ==, 3);
  request.headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (lines[i], ":", 2);

      if (pair[0] != NULL && pair[1] != NULL)
        g_hash_table_replace (request.headers, g_ascii_strdown (pair[0], -1),
                              g_strdup (g_strstrip (pair[1])));
    }

  length = g_hash_table_lookup (request.headers, "content-length");
  body = length != NULL ? (gsize)g_ascii_strtoull (length, NULL, 10) : 0;
  if (link->in->len < head + body)
    {
      request_clear (&request);
      return FALSE;
    }
  request.method = g_strdup (words[0]);
  request.path = g_strdup (words[1]);
  request.length = body;
  request.body = g_strndup (link->in->str + head, body);
  g_string_erase (link->in, 0, (gssize)(head + body));
  answer (link, &request);
  return TRUE;
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Link) link = data;
  gssize count = g_input_stream_read_finish (G_INPUT_STREAM (object), result, NULL);

  if (link->peer == NULL)
    return;
  if (count <= 0)
    {
      drop (link);
      return;
    }

  g_string_append_len (link->in, (const char *)link->buffer, count);
  while (link->peer != NULL && take_request (link))
    ;
  read_more (link);
}

static void
read_more (Link *link)
{
  if (link->peer == NULL)
    return;

  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (link->connection)),
                             link->buffer, sizeof link->buffer, G_PRIORITY_DEFAULT,
                             link->cancellable, read_cb, link_ref (link));
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  LianTestPeer *self = data;
  Link *link = g_new0 (Link, 1);

  g_ref_count_init (&link->refs);
  link->peer = self;
  link->connection = g_object_ref (connection);
  link->cancellable = g_cancellable_new ();
  link->in = g_string_new (NULL);
  link->out = g_byte_array_new ();
  g_ptr_array_add (self->links, link);
  if (self->greeting != NULL)
    append (link, self->greeting, strlen (self->greeting));
  flush (link);
  read_more (link);
  return TRUE;
}

static void
listen (LianTestPeer *self)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, self->port);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
}

LianTestPeer *
lian_test_peer_new (LianTestHandler handler, gpointer user_data)
{
  LianTestPeer *self = g_new0 (LianTestPeer, 1);

  self->links = g_ptr_array_new_with_free_func (links_free_func);
  self->handler = handler;
  self->user_data = user_data;
  listen (self);
  self->url = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  return self;
}

static void
fixed_handler (const LianTestRequest *request, LianTestReply *reply, gpointer user_data)
{
  LianTestPeer *self = user_data;

  *reply = self->fixed;
}

LianTestPeer *
lian_test_peer_new_fixed (const LianTestReply *reply)
{
  LianTestPeer *self = lian_test_peer_new (fixed_handler, NULL);

  self->user_data = self;
  self->fixed = *reply;
  return self;
}

void
lian_test_peer_stop (LianTestPeer *self)
{
  if (self->service == NULL)
    return;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  g_ptr_array_set_size (self->links, 0);
}

void
lian_test_peer_restart (LianTestPeer *self)
{
  lian_test_peer_stop (self);
  listen (self);
}

void
lian_test_peer_free (LianTestPeer *self)
{
  lian_test_peer_stop (self);
  g_ptr_array_unref (self->links);
  request_clear (&self->last);
  g_free (self->url);
  g_free (self);
}

const char *
lian_test_peer_get_url (LianTestPeer *self)
{
  return self->url;
}

guint
lian_test_peer_get_requests (LianTestPeer *self)
{
  return self->requests;
}

const LianTestRequest *
lian_test_peer_get_last (LianTestPeer *self)
{
  return &self->last;
}

guint
lian_test_peer_get_streams (LianTestPeer *self)
{
  guint count = 0;

  for (guint i = 0; i < self->links->len; i++)
    count += ((Link *)g_ptr_array_index (self->links, i))->stream ? 1 : 0;
  return count;
}

void
lian_test_peer_greet (LianTestPeer *self, const char *text)
{
  self->greeting = text;
}

void
lian_test_peer_push (LianTestPeer *self, const char *text)
{
  for (guint i = 0; i < self->links->len; i++)
    {
      Link *link = g_ptr_array_index (self->links, i);

      if (!link->stream)
        continue;
      append (link, text, strlen (text));
      flush (link);
    }
}

gboolean
lian_test_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
lian_test_run (guint ms)
{
  gint64 end = g_get_monotonic_time () + (gint64)ms * G_TIME_SPAN_MILLISECOND;
  guint tick = g_timeout_add (5, lian_test_tick, NULL);

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

void
lian_test_keep_result (GObject *object, GAsyncResult *result, gpointer slot)
{
  GAsyncResult **kept = slot;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}
