/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-process.h"

#include "test-server-support.h"

#include "lian-receipt.h"

#include <signal.h>
#include <string.h>

static const char *program;

void
test_process_init (int argc, char **argv)
{
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
}

const char *
test_process_program (void)
{
  return program;
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

TestProcess *
test_process_start (const char *path)
{
  TestProcess *self = g_new0 (TestProcess, 1);
  g_autofree char *database = g_strconcat ("sqlite:", path, NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE,
                                    &error, program, "serve", "--database", database, "--listen",
                                    "127.0.0.1:0", "--until-stdin-closes", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "READY http://127.0.0.1:"));
  self->uri = g_strdup (line + strlen ("READY "));
  self->session = soup_session_new_with_options ("timeout", 10, "max-conns-per-host", 4, NULL);
  return self;
}

static void
process_free (TestProcess *self)
{
  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_object_unref (self->process);
  g_free (self->uri);
  g_free (self);
}

void
test_process_kill (TestProcess *self)
{
  g_subprocess_send_signal (self->process, SIGKILL);
  g_subprocess_wait (self->process, NULL, NULL);
  process_free (self);
}

void
test_process_close_input (TestProcess *self)
{
  Answer answer = { 0 };

  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_subprocess_wait_async (self->process, NULL, answered_cb, &answer);
  test_iterate_until (&answer.done);
  g_object_unref (answer.result);
  g_assert_true (g_subprocess_get_successful (self->process));
  process_free (self);
}

SoupMessage *
test_process_make_post (TestProcess *self, const char *path, const char *body, const char *key,
                        const char *if_match, const char *token)
{
  g_autofree char *uri = g_strconcat (self->uri, path, NULL);
  SoupMessage *msg = soup_message_new ("POST", uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (msg);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autofree char *digest = lian_content_digest (bytes);

  soup_message_set_request_body_from_bytes (msg, "application/json", bytes);
  soup_message_headers_replace (headers, "Content-Digest", digest);
  if (key != NULL)
    soup_message_headers_replace (headers, "Idempotency-Key", key);
  if (if_match != NULL)
    soup_message_headers_replace (headers, "If-Match", if_match);
  if (token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);

      soup_message_headers_replace (headers, "Authorization", bearer);
    }
  return msg;
}

char *
test_process_send (TestProcess *self, SoupMessage *msg)
{
  g_autoptr (GBytes) text = NULL;
  Answer answer = { 0 };

  soup_session_send_and_read_async (self->session, msg, 0, NULL, answered_cb, &answer);
  test_iterate_until (&answer.done);
  text = soup_session_send_and_read_finish (self->session, answer.result, NULL);
  g_object_unref (answer.result);
  return text != NULL ? g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text)) : NULL;
}

char *
test_process_sign_in (TestProcess *self, const char *account, const char *password)
{
  g_autofree char *body
      = g_strdup_printf ("{\"account\":\"%s\",\"password\":\"%s\",\"seat\":\"seat 02\"}", account,
                         password);
  g_autoptr (SoupMessage) msg
      = test_process_make_post (self, "/v1/session", body, NULL, NULL, NULL);
  g_autofree char *text = test_process_send (self, msg);
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_cmpuint (soup_message_get_status (msg), ==, 200);
  g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));
  return g_strdup (json_object_get_string_member (
      json_node_get_object (json_parser_get_root (parser)), "token"));
}

char *
test_process_verify (const char *path)
{
  g_autofree char *database = g_strconcat ("sqlite:", path, NULL);
  char *said = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program,
                                                      "verify", "--database", database, NULL);

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, NULL));
  g_assert_true (g_subprocess_get_successful (process));
  return said;
}
