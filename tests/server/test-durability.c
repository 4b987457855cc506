/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-password.h"
#include "lian-receipt.h"

#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>

/* The real program is killed in the middle of reports, several times; every receipt that it gave
 * must still be there, word for word, and nothing twice. */

#define PASSWORD "correct horse"
#define ROUNDS 4
#define REPORTS 25

static const char *program;

typedef struct
{
  GSubprocess *process;
  char *uri;
  char *token;
  SoupSession *session;
} Server;

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

/* NULL when there was no answer. */
static char *
send (Server *server, const char *path, const char *body, const char *key, guint *status)
{
  g_autofree char *uri = g_strconcat (server->uri, path, NULL);
  g_autoptr (SoupMessage) msg = soup_message_new ("POST", uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (msg);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autofree char *digest = lian_content_digest (bytes);
  g_autoptr (GBytes) text = NULL;
  Answer answer = { 0 };

  soup_message_set_request_body_from_bytes (msg, "application/json", bytes);
  soup_message_headers_replace (headers, "Content-Digest", digest);
  if (key != NULL)
    soup_message_headers_replace (headers, "Idempotency-Key", key);
  if (server->token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", server->token, NULL);

      soup_message_headers_replace (headers, "Authorization", bearer);
    }
  soup_session_send_and_read_async (server->session, msg, 0, NULL, answered_cb, &answer);
  test_iterate_until (&answer.done);
  text = soup_session_send_and_read_finish (server->session, answer.result, NULL);
  g_object_unref (answer.result);
  *status = soup_message_get_status (msg);
  return text != NULL ? g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text)) : NULL;
}

static void
sign_in (Server *server)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = NULL;
  guint status;

  text = send (server, "/v1/session",
               "{\"account\":\"source\",\"password\":\"" PASSWORD "\",\"seat\":\"\"}", NULL,
               &status);
  g_assert_cmpuint (status, ==, 200);
  g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));
  server->token = g_strdup (json_object_get_string_member (
      json_node_get_object (json_parser_get_root (parser)), "token"));
}

static Server *
server_start (const char *path)
{
  Server *server = g_new0 (Server, 1);
  g_autofree char *database = g_strconcat ("sqlite:", path, NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  server->process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE, &error,
                          program, "serve", "--database", database, "--listen", "127.0.0.1:0",
                          "--until-stdin-closes", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (line, "READY http://127.0.0.1:"));
  server->uri = g_strdup (line + strlen ("READY "));
  server->session = soup_session_new_with_options ("timeout", 10, NULL);
  sign_in (server);
  return server;
}

static void
server_free (Server *server)
{
  soup_session_abort (server->session);
  g_object_unref (server->session);
  g_object_unref (server->process);
  g_free (server->uri);
  g_free (server->token);
  g_free (server);
}

static void
server_kill (Server *server)
{
  g_subprocess_send_signal (server->process, SIGKILL);
  g_subprocess_wait (server->process, NULL, NULL);
  server_free (server);
}

static void
server_close_input (Server *server)
{
  Answer answer = { 0 };

  g_output_stream_close (g_subprocess_get_stdin_pipe (server->process), NULL, NULL);
  g_subprocess_wait_async (server->process, NULL, answered_cb, &answer);
  test_iterate_until (&answer.done);
  g_object_unref (answer.result);
  g_assert_true (g_subprocess_get_successful (server->process));
  server_free (server);
}

static char *
make_report (const char *id)
{
  return g_strdup_printf ("{\"id\":\"%s\",\"title\":\"t\",\"kind\":\"event\",\"category\":"
                          "\"utility-manhole\",\"source\":\"wechat\"}",
                          id);
}

static void
post_report (Server *server, GHashTable *receipts, const char *id)
{
  g_autofree char *body = make_report (id);
  char *known = g_hash_table_lookup (receipts, id);
  guint status;
  char *receipt = send (server, "/v1/cases", body, id, &status);

  g_assert_nonnull (receipt);
  if (known != NULL)
    {
      g_assert_cmpuint (status, ==, 200);
      g_assert_cmpstr (receipt, ==, known);
    }
  g_assert_true (status == 200 || status == 201);
  g_hash_table_replace (receipts, g_strdup (id), receipt);
}

/* Left in flight: it may have been committed or not. */
static void
post_and_kill (Server *server, const char *id)
{
  g_autofree char *body = make_report (id);
  g_autofree char *uri = g_strconcat (server->uri, "/v1/cases", NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", server->token, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autofree char *digest = lian_content_digest (bytes);
  g_autoptr (SoupMessage) msg = soup_message_new ("POST", uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (msg);
  Answer answer = { 0 };

  soup_message_set_request_body_from_bytes (msg, "application/json", bytes);
  soup_message_headers_replace (headers, "Content-Digest", digest);
  soup_message_headers_replace (headers, "Idempotency-Key", id);
  soup_message_headers_replace (headers, "Authorization", bearer);
  soup_session_send_and_read_async (server->session, msg, 0, NULL, answered_cb, &answer);
  for (guint i = 0; i < 5; i++)
    g_main_context_iteration (NULL, FALSE);
  g_subprocess_send_signal (server->process, SIGKILL);
  test_iterate_until (&answer.done);
  g_object_unref (answer.result);
  server_kill (server);
}

static void
add_source (TestCounty *county)
{
  const char *roles[] = { "connector", NULL };
  g_autoptr (LianPerson) person = lian_person_new ("source", "source", roles, TEST_COUNTY, NULL);
  g_autofree char *hash = lian_password_hash (PASSWORD, NULL);

  g_assert_true (lian_service_add_account (county->service, person, hash, NULL));
  lian_service_close (county->service);
}

static void
verify (const char *path, guint expected)
{
  g_autofree char *database = g_strconcat ("sqlite:", path, NULL);
  g_autofree char *said = NULL;
  g_autofree char *wanted = g_strdup_printf ("%u rows of the audit and ", expected);
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program,
                                                      "verify", "--database", database, NULL);

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, NULL));
  g_assert_true (g_subprocess_get_successful (process));
  g_assert_true (g_str_has_prefix (said, wanted));
}

static void
test_killed (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (GHashTable) receipts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Server *server;

  add_source (county);
  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autofree char *last = g_strdup_printf ("r-%u-last", round);

      server = server_start (county->path);
      for (guint i = 0; i < REPORTS; i++)
        {
          g_autofree char *id = g_strdup_printf ("r-%u-%u", round, i);

          post_report (server, receipts, id);
        }
      post_and_kill (server, last);

      server = server_start (county->path);
      post_report (server, receipts, last);
      for (guint i = 0; i < REPORTS; i++)
        {
          g_autofree char *id = g_strdup_printf ("r-%u-%u", round, i);

          post_report (server, receipts, id);
        }
      server_kill (server);
    }
  server = server_start (county->path);
  server_close_input (server);
  verify (county->path, ROUNDS * (REPORTS + 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];

  g_test_add_func ("/server/durability/killed", test_killed);

  return g_test_run ();
}
