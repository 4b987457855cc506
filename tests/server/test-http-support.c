/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-http-support.h"

#include "lian-password.h"
#include "lian-receipt.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

void
test_http_add_account (TestHttp *self, const char *account, const char *role, const char *region,
                       const char *unit)
{
  const char *roles[] = { role, NULL };
  g_autoptr (LianPerson) person = lian_person_new (account, account, roles, region, unit);
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = lian_password_hash (TEST_PASSWORD, &error);

  g_assert_no_error (error);
  g_assert_true (lian_service_add_account (self->county->service, person, hash, &error));
  g_assert_no_error (error);
}

static void
start_server (TestHttp *self)
{
  g_autoptr (GError) error = NULL;

  self->server = lian_http_server_new (self->county->service, self->limits);
  lian_http_server_set_bookmark_interval (self->server, 100);
  g_assert_true (lian_http_server_listen (self->server, "127.0.0.1:0", &error));
  g_assert_no_error (error);
  self->uri = lian_http_server_dup_uri (self->server);
}

void
test_http_restart (TestHttp *self)
{
  g_clear_object (&self->server);
  g_free (self->uri);
  start_server (self);
}

void
test_http_set_up (TestHttp *self, gconstpointer data)
{
  TestLimits change = data;

  self->limits = lian_server_limits_new ();
  if (change != NULL)
    change (self->limits);
  self->county = test_county_new ();
  test_http_add_account (self, "seat02", "dispatcher", TEST_COUNTY, NULL);
  test_http_add_account (self, "street", "dispatcher", TEST_OTHER_STREET, NULL);
  start_server (self);
  self->session = soup_session_new_with_options ("max-conns-per-host", 8, "timeout", 10, NULL);
}

void
test_http_tear_down (TestHttp *self, gconstpointer data)
{
  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_object_unref (self->server);
  lian_server_limits_unref (self->limits);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  test_county_free (self->county);
  g_free (self->uri);
  g_free (self->token);
}

typedef struct
{
  gboolean done;
  GAsyncResult *result;
} Answer;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = g_object_ref (result);
  answer->done = TRUE;
}

SoupMessage *
test_http_make (TestHttp *self, const char *method, const char *path, const char *body)
{
  g_autofree char *uri = g_strconcat (self->uri, path, NULL);
  SoupMessage *msg = soup_message_new (method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (msg);

  if (self->token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);

      soup_message_headers_replace (headers, "Authorization", bearer);
    }
  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
      g_autofree char *digest = lian_content_digest (bytes);

      soup_message_set_request_body_from_bytes (msg, "application/json", bytes);
      soup_message_headers_replace (headers, "Content-Digest", digest);
    }
  return msg;
}

char *
test_http_send (TestHttp *self, SoupMessage *msg)
{
  Answer answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  soup_session_send_and_read_async (self->session, msg, 0, NULL, answered_cb, &answer);
  test_iterate_until (&answer.done);
  bytes = soup_session_send_and_read_finish (self->session, answer.result, &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

char *
test_http_request (TestHttp *self, const char *method, const char *path, const char *body,
                   guint status)
{
  g_autoptr (SoupMessage) msg = test_http_make (self, method, path, body);
  char *text = test_http_send (self, msg);

  if (soup_message_get_status (msg) != status)
    g_test_message ("%s %s: %s", method, path, text);
  g_assert_cmpuint (soup_message_get_status (msg), ==, status);
  return text;
}

char *
test_http_post (TestHttp *self, const char *path, const char *body, const char *key,
                const char *if_match, guint status)
{
  g_autoptr (SoupMessage) msg = test_http_make (self, "POST", path, body);
  SoupMessageHeaders *headers = soup_message_get_request_headers (msg);
  char *text;

  if (key != NULL)
    soup_message_headers_replace (headers, "Idempotency-Key", key);
  if (if_match != NULL)
    soup_message_headers_replace (headers, "If-Match", if_match);
  text = test_http_send (self, msg);
  if (soup_message_get_status (msg) != status)
    g_test_message ("POST %s: %s", path, text);
  g_assert_cmpuint (soup_message_get_status (msg), ==, status);
  return text;
}

JsonObject *
test_http_parse (const char *text, JsonParser **parser)
{
  g_autoptr (GError) error = NULL;

  *parser = json_parser_new ();
  json_parser_load_from_data (*parser, text, -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (*parser));
}

void
test_http_sign_in (TestHttp *self, const char *account)
{
  g_autofree char *body
      = g_strdup_printf ("{\"account\":\"%s\",\"password\":\"" TEST_PASSWORD "\",\"seat\":\"02\"}",
                         account);
  g_autofree char *text = test_http_request (self, "POST", "/v1/session", body, 200);
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *object = test_http_parse (text, &parser);

  g_free (self->token);
  self->token = g_strdup (json_object_get_string_member (object, "token"));
  g_assert_cmpuint (strlen (self->token), ==, 64);
}

/* --- listeners --- */

static void
feed_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TestListener *self = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n <= 0)
    {
      self->ended = TRUE;
      self->found = TRUE;
      return;
    }
  g_string_append_len (self->text, self->buffer, n);
  self->found = self->wanted != NULL && strstr (self->text->str, self->wanted);
  g_input_stream_read_async (self->stream, self->buffer, sizeof self->buffer, 0, NULL, feed_read_cb,
                             self);
}

void
test_listener_start (TestListener *self, TestHttp *http, const char *position)
{
  g_autoptr (SoupMessage) msg = test_http_make (http, "GET", "/v1/changes", NULL);
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };

  soup_message_headers_replace (soup_message_get_request_headers (msg), "Last-Event-ID", position);
  soup_session_send_async (http->session, msg, 0, NULL, answered_cb, &answer);
  test_iterate_until (&answer.done);
  self->stream = soup_session_send_finish (http->session, answer.result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (msg), ==, 200);
  g_object_unref (answer.result);
  self->text = g_string_new (NULL);
  g_input_stream_read_async (self->stream, self->buffer, sizeof self->buffer, 0, NULL, feed_read_cb,
                             self);
}

void
test_listener_expect (TestListener *self, const char *wanted)
{
  self->wanted = wanted;
  self->found = strstr (self->text->str, wanted) != NULL;
  test_iterate_until (&self->found);
  self->wanted = NULL;
  g_assert_nonnull (strstr (self->text->str, wanted));
}

void
test_listener_clear (TestListener *self)
{
  test_iterate_until (&self->ended);
  g_object_unref (self->stream);
  g_string_free (self->text, TRUE);
}

/* --- raw connections --- */

GSocketConnection *
test_raw_connect (TestHttp *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection
      = g_socket_client_connect_to_uri (client, self->uri, 80, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

void
test_raw_write (GSocketConnection *connection, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text,
                             strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
}

typedef struct
{
  GString *text;
  char buffer[4096];
  gboolean done;
} Raw;

static void
raw_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Raw *raw = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  raw->done = n <= 0;
  if (raw->done)
    return;
  g_string_append_len (raw->text, raw->buffer, n);
  g_input_stream_read_async (G_INPUT_STREAM (source), raw->buffer, sizeof raw->buffer, 0, NULL,
                             raw_read_cb, raw);
}

char *
test_raw_read_all (GSocketConnection *connection)
{
  Raw raw = { .text = g_string_new (NULL) };

  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), raw.buffer,
                             sizeof raw.buffer, 0, NULL, raw_read_cb, &raw);
  test_iterate_until (&raw.done);
  return g_string_free (raw.text, FALSE);
}

gssize
test_raw_read (GSocketConnection *connection, char *buffer, gsize size)
{
  Answer answer = { 0 };
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  gssize n;

  g_input_stream_read_async (stream, buffer, size, 0, NULL, answered_cb, &answer);
  test_iterate_until (&answer.done);
  n = g_input_stream_read_finish (stream, answer.result, NULL);
  g_object_unref (answer.result);
  return n;
}

int
test_raw_peer_user_timeout (GSocketConnection *connection)
{
  struct sockaddr_in here;
  socklen_t length = sizeof here;
  int fd = g_socket_get_fd (g_socket_connection_get_socket (connection));

  g_assert_cmpint (getsockname (fd, (struct sockaddr *)&here, &length), ==, 0);
  for (fd = 3; fd < 1024; fd++)
    {
      struct sockaddr_in there;
      int value = -1;

      length = sizeof there;
      if (getpeername (fd, (struct sockaddr *)&there, &length) != 0
          || there.sin_port != here.sin_port)
        continue;
      length = sizeof value;
      getsockopt (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &value, &length);
      return value;
    }
  return -1;
}

char *
test_raw_ask (TestHttp *self, const char *head)
{
  g_autoptr (GSocketConnection) connection = test_raw_connect (self);

  test_raw_write (connection, head);
  return test_raw_read_all (connection);
}
