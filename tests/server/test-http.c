/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-http-server.h"
#include "lian-limits.h"
#include "lian-password.h"
#include "lian-receipt.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>

#define PASSWORD "correct horse"

typedef struct
{
  TestCounty *county;
  LianHttpServer *server;
  char *uri;
  SoupSession *session;
  char *token;
} Fixture;

static void
add_account (Fixture *fixture, const char *account, const char *role, const char *region,
             const char *unit)
{
  const char *roles[] = { role, NULL };
  g_autoptr (LianPerson) person = lian_person_new (account, account, roles, region, unit);
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = lian_password_hash (PASSWORD, &error);

  g_assert_no_error (error);
  g_assert_true (lian_service_add_account (fixture->county->service, person, hash, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->county = test_county_new ();
  add_account (fixture, "seat02", "dispatcher", TEST_COUNTY, NULL);
  add_account (fixture, "street", "dispatcher", TEST_OTHER_STREET, NULL);
  fixture->server = lian_http_server_new (fixture->county->service);
  lian_http_server_set_bookmark_interval (fixture->server, 100);
  g_assert_true (lian_http_server_listen (fixture->server, "127.0.0.1:0", &error));
  g_assert_no_error (error);
  fixture->uri = lian_http_server_dup_uri (fixture->server);
  fixture->session = soup_session_new_with_options ("max-conns-per-host", 4, "timeout", 10, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  soup_session_abort (fixture->session);
  g_object_unref (fixture->session);
  g_object_unref (fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  test_county_free (fixture->county);
  g_free (fixture->uri);
  g_free (fixture->token);
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

static SoupMessage *
make_message (Fixture *fixture, const char *method, const char *path, const char *body)
{
  g_autofree char *uri = g_strconcat (fixture->uri, path, NULL);
  SoupMessage *msg = soup_message_new (method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (msg);

  if (fixture->token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", fixture->token, NULL);

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

static char *
send_message (Fixture *fixture, SoupMessage *msg)
{
  Answer answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  soup_session_send_and_read_async (fixture->session, msg, 0, NULL, answered_cb, &answer);
  test_iterate_until (&answer.done);
  bytes = soup_session_send_and_read_finish (fixture->session, answer.result, &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static char *
request (Fixture *fixture, const char *method, const char *path, const char *body, guint status)
{
  g_autoptr (SoupMessage) msg = make_message (fixture, method, path, body);
  char *text = send_message (fixture, msg);

  if (soup_message_get_status (msg) != status)
    g_test_message ("%s %s: %s", method, path, text);
  g_assert_cmpuint (soup_message_get_status (msg), ==, status);
  return text;
}

static char *
post (Fixture *fixture, const char *path, const char *body, const char *key, const char *if_match,
      guint status)
{
  g_autoptr (SoupMessage) msg = make_message (fixture, "POST", path, body);
  SoupMessageHeaders *headers = soup_message_get_request_headers (msg);
  char *text;

  if (key != NULL)
    soup_message_headers_replace (headers, "Idempotency-Key", key);
  if (if_match != NULL)
    soup_message_headers_replace (headers, "If-Match", if_match);
  text = send_message (fixture, msg);
  if (soup_message_get_status (msg) != status)
    g_test_message ("POST %s: %s", path, text);
  g_assert_cmpuint (soup_message_get_status (msg), ==, status);
  return text;
}

static JsonObject *
parse (const char *text, JsonParser **parser)
{
  g_autoptr (GError) error = NULL;

  *parser = json_parser_new ();
  json_parser_load_from_data (*parser, text, -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (*parser));
}

static void
sign_in (Fixture *fixture, const char *account)
{
  g_autofree char *body
      = g_strdup_printf ("{\"account\":\"%s\",\"password\":\"" PASSWORD "\",\"seat\":\"02\"}",
                         account);
  g_autofree char *text = request (fixture, "POST", "/v1/session", body, 200);
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *object = parse (text, &parser);

  g_free (fixture->token);
  fixture->token = g_strdup (json_object_get_string_member (object, "token"));
  g_assert_cmpuint (strlen (fixture->token), ==, 64);
}

static void
test_session (Fixture *fixture, gconstpointer data)
{
  static const char wrong[]
      = "{\"account\":\"seat02\",\"password\":\"wrong pass\",\"seat\":\"02\"}";
  g_autofree char *hello = request (fixture, "GET", "/v1/hello", NULL, 200);
  g_autofree char *anonymous = request (fixture, "GET", "/v1/me", NULL, 401);
  g_autofree char *refused = request (fixture, "POST", "/v1/session", wrong, 401);
  g_autofree char *me = NULL;

  g_assert_nonnull (strstr (hello, "\"epoch\""));
  g_assert_nonnull (strstr (hello, "\"demonstration\":true"));
  g_assert_nonnull (strstr (anonymous, "urn:liandong:problem:unauthenticated"));
  g_assert_nonnull (strstr (refused, "bad-credentials"));
  sign_in (fixture, "seat02");
  me = request (fixture, "GET", "/v1/me", NULL, 200);
  g_assert_nonnull (strstr (me, "\"dispatch\""));
  g_assert_nonnull (strstr (me, TEST_COUNTY));

  g_free (request (fixture, "DELETE", "/v1/session", NULL, 204));
  g_free (request (fixture, "GET", "/v1/me", NULL, 401));
  for (guint i = 0; i < LIAN_LIMIT_LOGINS_PER_MINUTE - 2; i++)
    g_free (request (fixture, "POST", "/v1/session", wrong, 401));
  g_free (request (fixture, "POST", "/v1/session", wrong, 429));
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autofree char *first = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *street = NULL;
  g_autofree char *dictionary = NULL;
  g_autofree char *path = NULL;
  g_autoptr (SoupMessage) msg = NULL;
  JsonObject *object;

  sign_in (fixture, "seat02");
  first = request (fixture, "GET", "/v1/units?limit=2", NULL, 200);
  object = parse (first, &parser);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "records")), ==,
                    2);
  path = g_strdup_printf ("/v1/units?limit=2&after=%s",
                          json_object_get_string_member (object, "next"));
  rest = request (fixture, "GET", path, NULL, 200);
  g_assert_nonnull (strstr (rest, "u-off"));
  g_assert_null (strstr (rest, "\"next\""));
  g_free (request (fixture, "GET", "/v1/units?limit=501", NULL, 400));
  g_free (request (fixture, "GET", "/v1/nothing", NULL, 404));
  g_free (request (fixture, "PUT", "/v1/units", NULL, 405));

  msg = make_message (fixture, "GET", "/v1/dictionary", NULL);
  dictionary = send_message (fixture, msg);
  g_assert_nonnull (strstr (dictionary, "\"entries\":["));
  {
    g_autoptr (SoupMessage) again = make_message (fixture, "GET", "/v1/dictionary", NULL);

    soup_message_headers_replace (
        soup_message_get_request_headers (again), "If-None-Match",
        soup_message_headers_get_one (soup_message_get_response_headers (msg), "ETag"));
    g_free (send_message (fixture, again));
    g_assert_cmpuint (soup_message_get_status (again), ==, 304);
  }

  sign_in (fixture, "street");
  street = request (fixture, "GET", "/v1/grids", NULL, 200);
  g_assert_nonnull (strstr (street, "g-2"));
  g_assert_null (strstr (street, "g-1"));
  g_free (request (fixture, "GET", "/v1/grids?region=" TEST_STREET, NULL, 404));
}

static void
test_writing (Fixture *fixture, gconstpointer data)
{
  gint64 version = test_make_filed (fixture->county, "c-1");
  g_autofree char *order = test_dispatch ("i-1", "c-1", "");
  g_autofree char *match = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", version);
  g_autoptr (SoupMessage) bare = NULL;
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (LianReceipt) receipt = NULL;
  g_autofree char *text = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *status = NULL;

  sign_in (fixture, "seat02");
  bare = make_message (fixture, "POST", "/v1/instructions", order);
  soup_message_headers_remove (soup_message_get_request_headers (bare), "Content-Digest");
  g_free (send_message (fixture, bare));
  g_assert_cmpuint (soup_message_get_status (bare), ==, 400);
  g_free (post (fixture, "/v1/instructions", order, "i-2", match, 400));
  g_free (post (fixture, "/v1/instructions", order, "i-1", "17", 400));
  g_free (post (fixture, "/v1/instructions", order, "i-1", NULL, 428));
  text = post (fixture, "/v1/instructions", order, "i-1", match, 201);
  receipt = lian_receipt_from_json (parse (text, &parser), NULL);
  g_assert_nonnull (receipt);
  g_assert_cmpstr (receipt->account, ==, "seat02");
  /* Known: nothing that the headers say beside key and digest matters. */
  g_free (post (fixture, "/v1/instructions", order, "i-1", "17", 200));
  g_free (post (fixture, "/v1/instructions", order, "i-1", "\"0\"", 200));

  detail = request (fixture, "GET", "/v1/cases/c-1", NULL, 200);
  g_assert_nonnull (strstr (detail, "\"recall\""));
  g_assert_null (strstr (detail, TEST_CANARY));
  g_assert_nonnull (strstr (detail, "0417"));
  g_free (request (fixture, "GET", "/v1/instructions/i-1", NULL, 200));
  g_free (request (fixture, "GET", "/v1/instructions/i-9", NULL, 404));
  status = request (fixture, "POST", "/v1/instructions/status", "{\"ids\":[\"i-1\",\"i-9\"]}", 200);
  g_assert_nonnull (strstr (status, "\"unknown\":[\"i-9\"]"));
  g_assert_nonnull (strstr (status, receipt->hash));

  sign_in (fixture, "street");
  g_free (request (fixture, "GET", "/v1/cases/c-1", NULL, 404));
  g_free (request (fixture, "GET", "/v1/instructions/i-1", NULL, 404));
}

typedef struct
{
  GString *text;
  const char *wanted;
  gboolean found;
  gboolean ended;
  char buffer[4096];
  GInputStream *stream;
} Listener;

static void
feed_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Listener *listener = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n <= 0)
    {
      listener->ended = TRUE;
      listener->found = TRUE;
      return;
    }
  g_string_append_len (listener->text, listener->buffer, n);
  listener->found = listener->wanted != NULL && strstr (listener->text->str, listener->wanted);
  g_input_stream_read_async (listener->stream, listener->buffer, sizeof listener->buffer, 0, NULL,
                             feed_read_cb, listener);
}

static void
listen_to (Fixture *fixture, Listener *listener, const char *position)
{
  g_autoptr (SoupMessage) msg = make_message (fixture, "GET", "/v1/changes", NULL);
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };

  soup_message_headers_replace (soup_message_get_request_headers (msg), "Last-Event-ID", position);
  soup_session_send_async (fixture->session, msg, 0, NULL, answered_cb, &answer);
  test_iterate_until (&answer.done);
  listener->stream = soup_session_send_finish (fixture->session, answer.result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (msg), ==, 200);
  g_object_unref (answer.result);
  listener->text = g_string_new (NULL);
  g_input_stream_read_async (listener->stream, listener->buffer, sizeof listener->buffer, 0, NULL,
                             feed_read_cb, listener);
}

static void
expect_text (Listener *listener, const char *wanted)
{
  listener->wanted = wanted;
  listener->found = strstr (listener->text->str, wanted) != NULL;
  test_iterate_until (&listener->found);
  g_assert_nonnull (strstr (listener->text->str, wanted));
}

static void
test_feed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *start = g_strdup_printf ("%s:1", fixture->county->service->epoch);
  g_autofree char *ahead
      = g_strdup_printf ("/v1/changes?since=%s:999", fixture->county->service->epoch);
  g_autofree char *report = test_report ("c-2");
  Listener listener = { 0 };

  test_make_filed (fixture->county, "c-1");
  sign_in (fixture, "seat02");
  g_free (request (fixture, "GET", "/v1/changes?since=rubbish", NULL, 400));
  g_free (request (fixture, "GET", ahead, NULL, 410));
  g_free (request (fixture, "GET", "/v1/changes?since=00000000:1", NULL, 410));

  listen_to (fixture, &listener, start);
  expect_text (&listener, "event: up-to-date");
  g_assert_nonnull (strstr (listener.text->str, "\"id\":\"c-1\""));
  g_string_truncate (listener.text, 0);
  test_expect (fixture->county, LIAN_INTAKE_REPORT, &test_resident, report, -1, 201, "");
  expect_text (&listener, "\"id\":\"c-2\"");
  expect_text (&listener, "event: bookmark");
  g_assert_null (strstr (listener.text->str, "up-to-date"));
  g_assert_null (strstr (listener.text->str, TEST_CANARY));
  g_assert_cmpuint (lian_http_server_count_streams (fixture->server), ==, 1);

  lian_http_server_stop (fixture->server, 1000);
  expect_text (&listener, "event: bye");
  test_iterate_until (&listener.ended);
  g_object_unref (listener.stream);
  g_string_free (listener.text, TRUE);
}

static void
test_expired (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path
      = g_strdup_printf ("/v1/changes?since=%s:0", fixture->county->service->epoch);
  g_autofree char *text = NULL;

  sign_in (fixture, "seat02");
  text = request (fixture, "GET", path, NULL, 410);
  g_assert_nonnull (strstr (text, "position-expired"));
}

static void
pruned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (lian_service_prune_finish (LIAN_SERVICE (source), result, NULL));
  *(gboolean *)user_data = TRUE;
}

static void
expect_gone (Fixture *fixture, gint64 seq, const char *epoch, const char *problem)
{
  g_autofree char *path = g_strdup_printf ("/v1/changes?since=%s:%" G_GINT64_FORMAT, epoch, seq);
  g_autofree char *text = request (fixture, "GET", path, NULL, 410);

  g_assert_nonnull (strstr (text, problem));
}

/* Who listens goes on listening; who comes with an older position is told so. */
static void
test_pruned (Fixture *fixture, gconstpointer data)
{
  LianService *service = fixture->county->service;
  g_autofree char *start = g_strdup_printf ("%s:1", service->epoch);
  g_autofree char *oldest = NULL;
  g_autofree char *min = NULL;
  g_autofree char *hello = NULL;
  g_autofree char *report = test_report ("c-2");
  Listener listener = { 0 };
  Listener later = { 0 };
  gboolean done = FALSE;

  test_make_filed (fixture->county, "c-1");
  sign_in (fixture, "seat02");
  listen_to (fixture, &listener, start);
  expect_text (&listener, "event: up-to-date");

  service->retention = (LianRetention){ .days = 0, .rows = 2, .portion = 1 };
  lian_service_prune (service, pruned_cb, &done);
  test_iterate_until (&done);
  g_assert_cmpint (service->min_seq, ==, service->max_seq - 1);
  expect_gone (fixture, 1, service->epoch, "position-expired");
  expect_gone (fixture, service->min_seq - 1, service->epoch, "position-expired");
  oldest = g_strdup_printf ("%s:%" G_GINT64_FORMAT, service->epoch, service->min_seq);
  min = g_strdup_printf ("\"min_position\":\"%s\"", oldest);
  hello = request (fixture, "GET", "/v1/hello", NULL, 200);
  g_assert_nonnull (strstr (hello, min));

  listen_to (fixture, &later, oldest);
  expect_text (&later, "event: up-to-date");
  test_expect (fixture->county, LIAN_INTAKE_REPORT, &test_resident, report, -1, 201, "");
  expect_text (&listener, "\"id\":\"c-2\"");
  expect_text (&later, "\"id\":\"c-2\"");

  lian_http_server_stop (fixture->server, 1000);
  test_iterate_until (&listener.ended);
  test_iterate_until (&later.ended);
  g_object_unref (listener.stream);
  g_object_unref (later.stream);
  g_string_free (listener.text, TRUE);
  g_string_free (later.text, TRUE);
}

/* What a restored database said before is not to be gone on from. */
static void
test_other_epoch (Fixture *fixture, gconstpointer data)
{
  const char *epoch = fixture->county->service->epoch;
  g_autofree char *other = g_uuid_string_random ();

  sign_in (fixture, "seat02");
  expect_gone (fixture, 1, other, "epoch-changed");
  expect_gone (fixture, 0, other, "epoch-changed");
  expect_gone (fixture, 999, other, "epoch-changed");
  expect_gone (fixture, 999, epoch, "position-expired");
}

typedef struct
{
  GSocketConnection *connection;
  char buffer[2048];
  gssize n;
  gboolean done;
} Raw;

static void
raw_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Raw *raw = user_data;

  raw->n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  raw->done = TRUE;
}

static void
expect_raw (Fixture *fixture, const char *head, const char *status_line)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  Raw raw = { 0 };

  raw.connection = g_socket_client_connect_to_uri (client, fixture->uri, 80, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (raw.connection)), head,
                             strlen (head), NULL, NULL, &error);
  g_assert_no_error (error);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (raw.connection)),
                             raw.buffer, sizeof raw.buffer - 1, 0, NULL, raw_read_cb, &raw);
  test_iterate_until (&raw.done);
  if (!g_str_has_prefix (raw.buffer, status_line))
    g_test_message ("%s", raw.buffer);
  g_assert_true (g_str_has_prefix (raw.buffer, status_line));
  g_object_unref (raw.connection);
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  expect_raw (fixture,
              "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 262145\r\n"
              "Expect: 100-continue\r\n\r\n",
              "HTTP/1.1 413");
  expect_raw (fixture,
              "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nxxxx",
              "HTTP/1.1 413");
  expect_raw (fixture,
              "POST /v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              "2\r\n{}\r\n0\r\n\r\n",
              "HTTP/1.1 411");
  expect_raw (fixture, "GET /v1/hello HTTP/1.1\r\nHost: x\r\nRange: bytes=0-3\r\n\r\n",
              "HTTP/1.1 200");
}

static GSocketConnection *
connect_raw (Fixture *fixture)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection
      = g_socket_client_connect_to_uri (client, fixture->uri, 80, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
test_connections (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  Raw raw = { 0 };

  for (guint i = 0; i < LIAN_LIMIT_CONNECTIONS; i++)
    {
      g_ptr_array_add (connections, connect_raw (fixture));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  while (lian_http_server_count_connections (fixture->server) < LIAN_LIMIT_CONNECTIONS)
    g_main_context_iteration (NULL, TRUE);
  raw.connection = connect_raw (fixture);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (raw.connection)),
                             raw.buffer, sizeof raw.buffer - 1, 0, NULL, raw_read_cb, &raw);
  test_iterate_until (&raw.done);
  g_assert_cmpint (raw.n, <=, 0);
  g_object_unref (raw.connection);

  g_ptr_array_set_size (connections, 0);
  while (lian_http_server_count_connections (fixture->server) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_free (request (fixture, "GET", "/v1/hello", NULL, 200));
}

/* What was answered and closed must not count: the limit is of connections at one time. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < LIAN_LIMIT_CONNECTIONS + 20; i++)
    g_free (request (fixture, "GET", "/v1/hello", NULL, 200));
}

static void
put_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (lian_service_put_finish (LIAN_SERVICE (source), result, NULL));
  *(guint *)user_data -= 1;
}

/* Somebody who listens and does not read is cut, whatever the buffers in between hold. */
static void
test_stalled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (LianRecord) record = NULL;
  g_autofree char *request_head = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  guint left = 400;

  test_make_filed (fixture->county, "c-1");
  record = test_find (fixture->county, LIAN_KIND_CASE, "c-1");
  for (guint i = 0; i < 8000; i++)
    g_string_append (text, "街");
  lian_record_set_text (record, LIAN_CASE_DESCRIPTION, text->str);
  sign_in (fixture, "seat02");
  connection = connect_raw (fixture);
  request_head = g_strdup_printf ("GET /v1/changes?since=%s:1 HTTP/1.1\r\nHost: x\r\n"
                                  "Authorization: Bearer %s\r\n\r\n",
                                  fixture->county->service->epoch, fixture->token);
  g_socket_set_option (g_socket_connection_get_socket (connection), SOL_SOCKET, SO_RCVBUF, 4096,
                       NULL);
  g_assert_true (
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                 request_head, strlen (request_head), NULL, NULL, NULL));
  while (lian_http_server_count_streams (fixture->server) == 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = left; i > 0; i--)
    lian_service_put (fixture->county->service, &test_chief, record, NULL, put_done_cb, &left);
  while (left > 0 || lian_http_server_count_streams (fixture->server) > 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/server/http/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("session", test_session);
  ADD ("pages", test_pages);
  ADD ("writing", test_writing);
  ADD ("feed", test_feed);
  ADD ("expired", test_expired);
  ADD ("pruned", test_pruned);
  ADD ("other-epoch", test_other_epoch);
  ADD ("limits", test_limits);
  ADD ("connections", test_connections);
  ADD ("many", test_many);
  ADD ("stalled", test_stalled);
#undef ADD

  return g_test_run ();
}
