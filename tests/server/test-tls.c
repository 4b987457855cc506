/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-http.h"
#include "lian-tls.h"
#include "test-http-support.h"

#include <glib/gstdio.h>
#include <string.h>

/* An authority of its own, and what it certified: made once by openssl. */
static char *directory;

static void run (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
run (const char *format, ...)
{
  g_autofree char *line = NULL;
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  int status;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  g_assert_true (g_shell_parse_argv (line, NULL, &argv, NULL));
  g_spawn_sync (directory, argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

#define NEW_KEY "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"

static void
certify (const char *name, const char *alternative, int days)
{
  run ("openssl req " NEW_KEY " -keyout %s.key -out %s.csr -subj /CN=%s -addext"
       " subjectAltName=%s",
       name, name, name, alternative);
  run ("openssl x509 -req -in %s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -copy_extensions copy"
       " -days %d -out %s.pem",
       name, days, name);
}

static void
make_certificates (void)
{
  directory = g_dir_make_tmp ("lian-tls-XXXXXX", NULL);
  run ("openssl req -x509 " NEW_KEY " -keyout ca.key -out ca.pem -days 2 -subj /CN=Authority");
  certify ("good", "IP:127.0.0.1", 2);
  certify ("other", "DNS:other.example", 2);
  certify ("expired", "IP:127.0.0.1", -1);
}

static void
remove_certificates (void)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (directory);
  g_free (directory);
}

static char *
file (const char *name, const char *suffix)
{
  return g_strdup_printf ("%s/%s.%s", directory, name, suffix);
}

static LianTls *
load (const char *name)
{
  g_autofree char *certificate = file (name, "pem");
  g_autofree char *key = file (name, "key");
  g_autoptr (GError) error = NULL;
  LianTls *tls = lian_tls_new (certificate, key, &error);

  g_assert_no_error (error);
  return tls;
}

/* The county over TLS instead. */
static void
serve (TestHttp *http, LianTls *tls)
{
  g_autofree char *ca = file ("ca", "pem");
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (ca, NULL);
  g_autoptr (GError) error = NULL;

  soup_session_set_tls_database (http->session, database);
  g_clear_object (&http->server);
  http->server = lian_http_server_new (http->county->service, http->limits);
  lian_http_server_set_bookmark_interval (http->server, 100);
  lian_http_server_set_tls (http->server, tls);
  g_assert_true (lian_http_server_listen (http->server, "127.0.0.1:0", &error));
  g_assert_no_error (error);
  g_free (http->uri);
  http->uri = lian_http_server_dup_uri (http->server);
  g_assert_true (g_str_has_prefix (http->uri, "https://127.0.0.1:"));
}

/* --- the console's client --- */

typedef struct
{
  gboolean done;
  guint status;
  GError *error;
} Answer;

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;
  g_autoptr (LianHttpReply) reply
      = lian_http_send_finish (LIAN_HTTP (source), result, &answer->error);

  answer->status = reply != NULL ? reply->status : 0;
  answer->done = TRUE;
}

/* @code: the error that is expected, -1 = none */
static void
say_hello (TestHttp *http, gboolean with_authority, int code)
{
  g_autoptr (LianHttp) client = lian_http_new ();
  g_autofree char *ca = file ("ca", "pem");
  g_autofree char *url = g_strconcat (http->uri, "/v1/hello", NULL);
  LianHttpRequest request = { LIAN_HTTP_DISPATCH, "GET", url, NULL, NULL, 65536, FALSE };
  Answer answer = { 0 };

  if (with_authority)
    g_assert_true (lian_http_set_ca_file (client, ca, NULL));
  lian_http_send_async (client, &request, NULL, sent_cb, &answer);
  test_iterate_until (&answer.done);
  if (code < 0)
    g_assert_no_error (answer.error);
  else
    g_assert_error (answer.error, LIAN_ERROR, code);
  g_assert_cmpuint (answer.status, ==, code < 0 ? 200 : 0);
  g_clear_error (&answer.error);
}

static void
test_console (TestHttp *http, gconstpointer data)
{
  static const struct
  {
    const char *name;
    gboolean with_authority;
    int code;
  } cases[] = {
    { "good", TRUE, -1 },
    { "good", FALSE, LIAN_ERROR_TLS },
    { "other", TRUE, LIAN_ERROR_TLS },
    { "expired", TRUE, LIAN_ERROR_TLS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LianTls) tls = load (cases[i].name);

      g_test_message ("%s", cases[i].name);
      serve (http, tls);
      say_hello (http, cases[i].with_authority, cases[i].code);
    }
}

static void
allow_little (LianServerLimits *limits)
{
  limits->body = 1024;
}

static void
test_everything (TestHttp *http, gconstpointer data)
{
  g_autoptr (LianTls) tls = load ("good");
  g_autofree char *hello = NULL;
  g_autofree char *entries = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *large = g_strnfill (200 * 1024, 'x');
  g_autoptr (JsonParser) parser = NULL;
  TestListener listener = { 0 };

  serve (http, tls);
  hello = test_http_request (http, "GET", "/v1/hello", NULL, 200);
  test_http_sign_in (http, "seat02");
  entries = test_http_request (http, "GET", "/v1/entries", NULL, 200);
  g_assert_cmpuint (strlen (entries), >, 20000);
  /* Answered beside libsoup, before the body has come. */
  refused = test_http_post (http, "/v1/cases", large, NULL, NULL, 413);
  g_assert_nonnull (strstr (refused, "too-large"));
  test_listener_start (&listener, http,
                       json_object_get_string_member (test_http_parse (hello, &parser),
                                                      "max_position"));
  test_listener_expect (&listener, "event: up-to-date");
  test_listener_expect (&listener, "event: bookmark");
  lian_http_server_stop (http->server, 1000);
  test_listener_expect (&listener, "event: bye");
  test_listener_clear (&listener);
}

/* --- what a peer does --- */

typedef struct
{
  char *text;
  gboolean done;
} Said;

static void
said_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Said *said = user_data;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &said->text, NULL, NULL);
  said->done = TRUE;
}

static gboolean
can_speak (TestHttp *http, const char *version)
{
  g_autoptr (GSubprocess) process = NULL;
  Said said = { 0 };
  gboolean can;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                  | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                              NULL, "openssl", "s_client", "-quiet", "-connect",
                              http->uri + strlen ("https://"), "-cipher", "ALL:@SECLEVEL=0",
                              version, NULL);
  g_assert_nonnull (process);
  g_subprocess_communicate_utf8_async (process, "GET /v1/hello HTTP/1.0\r\n\r\n", NULL, said_cb,
                                       &said);
  test_iterate_until (&said.done);
  can = said.text != NULL && strstr (said.text, "\"epoch\"") != NULL;
  g_free (said.text);
  return can;
}

static void
test_versions (TestHttp *http, gconstpointer data)
{
  g_autoptr (LianTls) tls = load ("good");

  serve (http, tls);
  g_assert_true (can_speak (http, "-tls1_3"));
  g_assert_true (can_speak (http, "-tls1_2"));
  g_assert_false (can_speak (http, "-tls1_1"));
  g_assert_false (can_speak (http, "-tls1"));
}

/* Those who say nothing, who stop in the middle and who say something else keep nobody waiting, and
 * are gone after a while. */
static void
test_stalled (TestHttp *http, gconstpointer data)
{
  static const char *const begun[] = { "", "\x16", "\x16\x03\x01\x02", "GET / HTTP/1.1\r\n\r\n" };
  GSocketConnection *connections[20];
  g_autoptr (LianTls) tls = load ("good");

  lian_tls_set_timeout (tls, 1500);
  serve (http, tls);
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    {
      g_autofree char *plain = g_strconcat ("http", http->uri + strlen ("https"), NULL);
      g_autoptr (GSocketClient) client = g_socket_client_new ();

      connections[i] = g_socket_client_connect_to_uri (client, plain, 80, NULL, NULL);
      g_assert_nonnull (connections[i]);
      test_raw_write (connections[i], begun[i % G_N_ELEMENTS (begun)]);
    }
  say_hello (http, TRUE, -1);
  TEST_WAIT (lian_http_server_count_connections (http->server) == 0);
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    g_object_unref (connections[i]);
  say_hello (http, TRUE, -1);
}

static void
allow_two (LianServerLimits *limits)
{
  limits->connections = 2;
}

static void
test_limit (TestHttp *http, gconstpointer data)
{
  g_autoptr (LianTls) tls = load ("good");
  g_autofree char *plain = NULL;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GSocketConnection *connections[2];

  serve (http, tls);
  plain = g_strconcat ("http", http->uri + strlen ("https"), NULL);
  for (guint i = 0; i < 2; i++)
    connections[i] = g_socket_client_connect_to_uri (client, plain, 80, NULL, NULL);
  TEST_WAIT (lian_http_server_count_connections (http->server) == 2);
  say_hello (http, TRUE, LIAN_ERROR_TLS);
  for (guint i = 0; i < 2; i++)
    g_object_unref (connections[i]);
  TEST_WAIT (lian_http_server_count_connections (http->server) == 0);
  say_hello (http, TRUE, -1);
}

/* --- files --- */

static void
test_reload (TestHttp *http, gconstpointer data)
{
  g_autoptr (LianTls) tls = NULL;
  g_autofree char *certificate = file ("now", "pem");
  g_autoptr (GError) error = NULL;

  run ("cp expired.pem now.pem");
  run ("cp expired.key now.key");
  tls = load ("now");
  serve (http, tls);
  say_hello (http, TRUE, LIAN_ERROR_TLS);
  run ("cp good.pem now.pem");
  g_assert_false (lian_tls_reload (tls, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TLS);
  g_clear_error (&error);
  run ("cp good.key now.key");
  g_assert_true (lian_tls_reload (tls, &error));
  g_assert_no_error (error);
  say_hello (http, TRUE, -1);
  g_assert_true (g_file_set_contents (certificate, "nothing", -1, NULL));
  g_assert_false (lian_tls_reload (tls, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TLS);
  say_hello (http, TRUE, -1);
}

static void
test_files (void)
{
  static const char *const pairs[][2] = { { "none.pem", "good.key" },
                                          { "good.pem", "none.key" },
                                          { "good.key", "good.key" },
                                          { "good.pem", "good.pem" },
                                          { "good.pem", "ca.key" } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *certificate = g_build_filename (directory, pairs[i][0], NULL);
      g_autofree char *key = g_build_filename (directory, pairs[i][1], NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s %s", pairs[i][0], pairs[i][1]);
      g_assert_null (lian_tls_new (certificate, key, &error));
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TLS);
    }
}

static void
test_clear (TestHttp *http, gconstpointer data)
{
  g_autoptr (LianHttpServer) server = lian_http_server_new (http->county->service, http->limits);
  g_autoptr (GError) error = NULL;

  g_assert_false (lian_http_server_listen (server, "0.0.0.0:0", &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (lian_http_server_listen (server, "[::]:0", &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
  g_clear_error (&error);
  lian_http_server_allow_clear (server);
  g_assert_true (lian_http_server_listen (server, "0.0.0.0:0", &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  make_certificates ();

  TEST_HTTP_ADD ("/tls/console", test_console);
  TEST_HTTP_ADD_LIMITED ("/tls/everything", allow_little, test_everything);
  TEST_HTTP_ADD ("/tls/versions", test_versions);
  TEST_HTTP_ADD ("/tls/stalled", test_stalled);
  TEST_HTTP_ADD_LIMITED ("/tls/limit", allow_two, test_limit);
  TEST_HTTP_ADD ("/tls/reload", test_reload);
  TEST_HTTP_ADD ("/tls/clear", test_clear);
  g_test_add_func ("/tls/files", test_files);

  status = g_test_run ();
  remove_certificates ();
  return status;
}
