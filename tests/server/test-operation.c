/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-operation.h"
#include "lian-password.h"
#include "test-http-support.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

static const char *program;

/* "operation", "token-add", "account", "wall" … NULL → a request. */
static JsonObject *make_request (const char *member, ...) G_GNUC_NULL_TERMINATED;

static JsonObject *
make_request (const char *member, ...)
{
  JsonObject *request = json_object_new ();
  va_list args;

  va_start (args, member);
  for (; member != NULL; member = va_arg (args, const char *))
    json_object_set_string_member (request, member, va_arg (args, const char *));
  va_end (args);
  return request;
}

/* What was said; @code: the error that is expected, -1 = none. */
static char *
operate (LianService *service, JsonObject *request, int code)
{
  g_autoptr (JsonObject) owned = request;
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean done = lian_operation_run (service, owned, said, &error);

  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, LIAN_ERROR, code);
  g_assert_cmpint (done, ==, code < 0);
  return g_string_free (g_steal_pointer (&said), FALSE);
}

static void
add_wall (LianService *service)
{
  g_autofree char *hash = lian_password_hash (TEST_PASSWORD, NULL);

  g_free (operate (service,
                   make_request ("operation", "account-add", "account", "wall", "role", "display",
                                 "region", TEST_STREET, "hash", hash, NULL),
                   -1));
}

static char *
add_token (LianService *service, const char *days)
{
  return g_strstrip (operate (service,
                              make_request ("operation", "token-add", "account", "wall", "seat",
                                            "Wall 1", "days", days, NULL),
                              -1));
}

static void
test_offline (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *token = NULL;
  g_autofree char *list = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *file = NULL;
  gsize length;
  const LianSession *session;

  add_wall (county->service);
  token = add_token (county->service, "30");
  g_assert_cmpuint (strlen (token), ==, 64);
  test_county_reopen (county);
  session = lian_service_find_session (county->service, token);
  g_assert_nonnull (session);
  g_assert_cmpstr (session->person->account, ==, "wall");
  g_assert_cmpstr (session->seat, ==, "Wall 1");
  g_assert_cmpint (session->expires_at, >, TEST_NOW + 29 * G_TIME_SPAN_DAY);
  list = operate (county->service, make_request ("operation", "token-list", NULL), -1);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
  g_assert_true (strncmp (list, hash, LIAN_TOKEN_ID_LENGTH) == 0);
  g_assert_null (strstr (list, token));

  /* Whoever reads the file does not have the token. */
  lian_service_close (county->service);
  g_assert_true (g_file_get_contents (county->path, &file, &length, NULL));
  g_assert_null (memmem (file, length, token, strlen (token)));
  g_assert_nonnull (memmem (file, length, hash, strlen (hash)));
}

static void
test_refused (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  LianService *service = county->service;
  static const char *const days[] = { "0", "-1", "3661", "1.5", "", "1 " };

  add_wall (service);
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    g_free (operate (
        service, make_request ("operation", "token-add", "account", "wall", "days", days[i], NULL),
        LIAN_ERROR_INVALID));
  g_free (operate (service, make_request ("operation", "token-add", "days", "1", NULL),
                   LIAN_ERROR_INVALID));
  g_free (operate (service,
                   make_request ("operation", "token-add", "account", "none", "days", "1", NULL),
                   LIAN_ERROR_NOT_FOUND));
  g_free (operate (service, make_request ("operation", "token-revoke", "id", "", NULL),
                   LIAN_ERROR_NOT_FOUND));
  g_free (operate (service, make_request ("operation", "token-revoke", "id", "000000000000", NULL),
                   LIAN_ERROR_NOT_FOUND));
  g_free (operate (
      service, make_request ("operation", "account-change", "account", "wall", "role", "", NULL),
      LIAN_ERROR_INVALID));
  g_free (operate (service, make_request ("operation", "account-enable", "account", "none", NULL),
                   LIAN_ERROR_NOT_FOUND));
  g_free (operate (service, make_request ("operation", "drop", NULL), LIAN_ERROR_INVALID));
  g_free (operate (service, make_request ("account", "wall", NULL), LIAN_ERROR_INVALID));
  g_free (operate (service, make_request ("operation", "account-disable", "account", "wall", NULL),
                   -1));
  g_free (operate (service,
                   make_request ("operation", "token-add", "account", "wall", "days", "1", NULL),
                   LIAN_ERROR_FORBIDDEN));
}

static void
test_password (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *hash = lian_password_hash ("another horse", NULL);
  g_autofree char *token = NULL;

  add_wall (county->service);
  token = add_token (county->service, "30");
  g_free (operate (
      county->service,
      make_request ("operation", "account-change", "account", "wall", "name", "Hall", NULL), -1));
  g_assert_nonnull (lian_service_find_session (county->service, token));
  g_assert_cmpstr (lian_service_find_session (county->service, token)->person->name, ==, "Hall");
  g_free (operate (
      county->service,
      make_request ("operation", "account-change", "account", "wall", "hash", hash, NULL), -1));
  g_assert_null (lian_service_find_session (county->service, token));
}

/* --- of a server that is running --- */

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

/* The command beside the server, whose main loop goes on here. */
static void
run_command (TestHttp *http, gboolean succeeds, const char *arguments)
{
  g_autofree char *line
      = g_strdup_printf ("%s %s --database sqlite:%s", program, arguments, http->county->path);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  gboolean ended = FALSE;

  g_assert_true (g_shell_parse_argv (line, NULL, &argv, NULL));
  process
      = g_subprocess_newv ((const char *const *)argv,
                           G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                           NULL);
  g_assert_nonnull (process);
  g_subprocess_wait_async (process, NULL, ended_cb, &ended);
  test_iterate_until (&ended);
  g_assert_cmpint (g_subprocess_get_successful (process), ==, succeeds);
}

static LianOperationSocket *
open_socket (TestHttp *http)
{
  g_autoptr (GError) error = NULL;
  LianOperationSocket *socket
      = lian_operation_socket_new (http->county->service, http->county->path, &error);

  g_assert_no_error (error);
  return socket;
}

static char *
dup_position (TestHttp *http)
{
  g_autofree char *hello = test_http_request (http, "GET", "/v1/hello", NULL, 200);
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *object = test_http_parse (hello, &parser);

  return g_strdup (json_object_get_string_member (object, "max_position"));
}

static void
test_rights (TestHttp *http, gconstpointer data)
{
  g_autoptr (LianOperationSocket) socket = open_socket (http);
  g_autofree char *position = NULL;
  g_autofree char *me = NULL;
  TestListener listener = { 0 };
  TestListener other = { 0 };
  TestListener last = { 0 };

  test_http_sign_in (http, "street");
  position = dup_position (http);
  test_listener_start (&other, http, position);
  test_http_sign_in (http, "seat02");
  test_listener_start (&listener, http, position);
  test_listener_expect (&listener, "up-to-date");
  test_listener_expect (&other, "up-to-date");

  run_command (http, TRUE, "account change seat02 --role leader");
  test_listener_expect (&listener, "event: resync\ndata: {\"reason\":\"rights\"}\n");
  test_listener_clear (&listener);
  me = test_http_request (http, "GET", "/v1/me", NULL, 200);
  g_assert_nonnull (strstr (me, "\"roles\":[\"leader\"]"));
  g_assert_null (strstr (me, "\"dispatch\""));
  g_assert_null (strstr (other.text->str, "resync"));

  test_listener_start (&last, http, position);
  test_listener_expect (&last, "up-to-date");
  run_command (http, TRUE, "account disable seat02");
  test_listener_clear (&last);
  g_free (test_http_request (http, "GET", "/v1/me", NULL, 401));
  lian_http_server_stop (http->server, 1000);
  test_listener_expect (&other, "event: bye");
  test_listener_clear (&other);
}

static void
polled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GBytes) bytes
      = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);

  g_string_append_len (user_data, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));
}

static void
test_poll (TestHttp *http, gconstpointer data)
{
  g_autoptr (LianOperationSocket) socket = open_socket (http);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SoupMessage) msg = NULL;
  g_autofree char *position = NULL;
  g_autofree char *path = NULL;

  test_http_sign_in (http, "seat02");
  position = dup_position (http);
  path = g_strdup_printf ("/v1/changes?since=%s&wait=25", position);
  msg = test_http_make (http, "GET", path, NULL);
  soup_message_headers_replace (soup_message_get_request_headers (msg), "Accept",
                                "application/json");
  soup_session_send_and_read_async (http->session, msg, 0, NULL, polled_cb, text);
  TEST_WAIT (lian_http_server_count_streams (http->server) == 1);
  run_command (http, TRUE, "account change seat02 --region " TEST_STREET);
  TEST_WAIT (text->len > 0);
  g_assert_nonnull (strstr (text->str, "{\"event\":\"resync\",\"data\":{\"reason\":\"rights\"}}"));
}

static void
test_running (TestHttp *http, gconstpointer data)
{
  g_autoptr (LianOperationSocket) socket = open_socket (http);
  g_autofree char *id = NULL;
  g_autofree char *line = NULL;
  GStatBuf buf;
  g_autofree char *path = lian_operation_dup_socket (http->county->path);

  g_assert_cmpint (g_stat (path, &buf), ==, 0);
  g_assert_cmpuint (buf.st_mode & 0777, ==, 0600);
  test_http_sign_in (http, "seat02");
  id = g_compute_checksum_for_string (G_CHECKSUM_SHA256, http->token, -1);
  id[LIAN_TOKEN_ID_LENGTH] = '\0';
  run_command (http, TRUE, "token list");
  run_command (http, TRUE, "token add seat02 --seat Wall --days 7");
  g_assert_cmpuint (g_hash_table_size (http->county->service->sessions), ==, 2);
  line = g_strdup_printf ("token revoke %s", id);
  run_command (http, TRUE, line);
  run_command (http, FALSE, line);
  g_free (test_http_request (http, "GET", "/v1/me", NULL, 401));
  run_command (http, FALSE, "account enable none");
  g_clear_object (&socket);
  g_assert_cmpint (g_stat (path, &buf), !=, 0);
  run_command (http, FALSE, "token list");
}

/* What is no request gets an answer that says so, or none; the server lives on. */
static void
test_garbage (TestHttp *http, gconstpointer data)
{
  static const char *const lines[]
      = { "\n", "[]\n", "{\"operation\":1}\n", "{\"operation\":\"x\"}\n", "\xff\xfe\n" };
  g_autoptr (LianOperationSocket) operations = open_socket (http);
  g_autofree char *path = lian_operation_dup_socket (http->county->path);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *long_line = g_strnfill (4 * 1024 * 1024, ' ');

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GSocketConnection) connection
          = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
      g_autofree char *text = NULL;

      test_raw_write (connection, lines[i]);
      text = test_raw_read_all (connection);
      g_assert_true (g_str_has_prefix (text, "{\"error\":\""));
    }
  {
    g_autoptr (GSocketConnection) connection
        = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
    GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (connection));
    gboolean done = FALSE;

    g_output_stream_write_all_async (stream, long_line, strlen (long_line), 0, NULL, ended_cb,
                                     &done);
    test_iterate_until (&done);
  }
  run_command (http, TRUE, "account list");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];

  g_test_add_func ("/operation/offline", test_offline);
  g_test_add_func ("/operation/refused", test_refused);
  g_test_add_func ("/operation/password", test_password);
  TEST_HTTP_ADD ("/operation/rights", test_rights);
  TEST_HTTP_ADD ("/operation/poll", test_poll);
  TEST_HTTP_ADD ("/operation/running", test_running);
  TEST_HTTP_ADD ("/operation/garbage", test_garbage);

  return g_test_run ();
}
