/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-test-server.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>

static gboolean
waited_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
lian_test_iterate (guint at_most_ms)
{
  gboolean waited = FALSE;
  guint id = g_timeout_add (at_most_ms, waited_cb, &waited);

  g_main_context_iteration (NULL, TRUE);
  if (!waited)
    g_source_remove (id);
}

static const char *
get_program (void)
{
  const char *program = g_getenv ("LIAN_SERVER");

  g_assert_nonnull (program);
  return program;
}

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

/**
 * lian_test_server_new:
 *
 * Returns: (transfer full): a fresh county, not yet served
 */
LianTestServer *
lian_test_server_new (void)
{
  LianTestServer *self = g_new0 (LianTestServer, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;

  self->directory = g_dir_make_tmp ("liandong-XXXXXX", &error);
  g_assert_no_error (error);
  self->database = g_strdup_printf ("sqlite:%s/county.db", self->directory);
  self->password = g_uuid_string_random ();
  file = g_build_filename (self->directory, "password", NULL);
  g_file_set_contents (file, self->password, -1, &error);
  g_assert_no_error (error);
  run ((const char *const[]){ get_program (), "init", "--database", self->database, "--county",
                              "small", "--demo-password-file", file, NULL });
  return self;
}

static char *
read_ready_line (GSubprocess *process)
{
  g_autoptr (GDataInputStream) lines
      = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "READY http://"));
  return g_strdup (line + strlen ("READY "));
}

void
lian_test_server_start (LianTestServer *self, gboolean simulate)
{
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", self->port);
  g_autofree char *speed = g_strdup_printf ("--speed=%u", MAX (self->speed, 1));
  g_autoptr (GError) error = NULL;

  self->process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE, &error,
                          get_program (), "serve", "--database", self->database, "--listen", listen,
                          "--until-stdin-closes", speed, simulate ? "--simulate" : NULL, NULL);
  g_assert_no_error (error);
  g_free (self->url);
  self->url = read_ready_line (self->process);
  self->port = (guint)g_ascii_strtoull (strrchr (self->url, ':') + 1, NULL, 10);
}

void
lian_test_server_kill (LianTestServer *self)
{
  if (self->process == NULL)
    return;
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

static void
remove_directory (const char *path)
{
  GDir *directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_remove (file);
    }
  g_clear_pointer (&directory, g_dir_close);
  g_rmdir (path);
}

void
lian_test_server_free (LianTestServer *self)
{
  lian_test_server_kill (self);
  remove_directory (self->directory);
  g_free (self->directory);
  g_free (self->database);
  g_free (self->password);
  g_free (self->url);
  g_free (self);
}

static char *
find_member (const char *json, const char *member)
{
  g_autofree char *pattern = g_strdup_printf ("\"%s\"\\s*:\\s*\"([^\"]*)\"", member);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_regex_match (regex, json, 0, &match))
    return NULL;
  return g_match_info_fetch (match, 1);
}

static guint
exchange (LianTestServer *self, const char *method, const char *token, const char *path,
          const char *body, gint64 if_match, char **answer)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strconcat (self->url, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (token != NULL)
    {
      g_autofree char *bearer = g_strdup_printf ("Bearer %s", token);

      soup_message_headers_append (headers, "Authorization", bearer);
    }
  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
      g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
      g_autofree char *base64 = NULL;
      g_autofree char *digest = NULL;
      g_autofree char *id = find_member (body, "id");
      guchar raw[32];
      gsize length = sizeof raw;

      g_checksum_update (sum, (const guchar *)body, (gssize)strlen (body));
      g_checksum_get_digest (sum, raw, &length);
      base64 = g_base64_encode (raw, length);
      digest = g_strdup_printf ("sha-256=:%s:", base64);
      soup_message_headers_append (headers, "Content-Digest", digest);
      if (id != NULL)
        soup_message_headers_append (headers, "Idempotency-Key", id);
      if (if_match >= 0)
        {
          g_autofree char *version = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", if_match);

          soup_message_headers_append (headers, "If-Match", version);
        }
      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }
  reply = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  if (answer != NULL)
    *answer = g_strndup (g_bytes_get_data (reply, NULL), g_bytes_get_size (reply));
  return soup_message_get_status (message);
}

char *
lian_test_server_sign_in (LianTestServer *self, const char *account)
{
  g_autofree char *body
      = g_strdup_printf ("{\"account\": \"%s\", \"password\": \"%s\", \"seat\": \"test\"}", account,
                         self->password);
  g_autofree char *answer = NULL;

  g_assert_cmpuint (exchange (self, "POST", NULL, "/v1/session", body, -1, &answer), ==, 200);
  return find_member (answer, "token");
}

guint
lian_test_server_post (LianTestServer *self, const char *account, const char *path,
                       const char *body, char **answer)
{
  return lian_test_server_post_if (self, account, path, body, -1, answer);
}

guint
lian_test_server_post_if (LianTestServer *self, const char *account, const char *path,
                          const char *body, gint64 version, char **answer)
{
  g_autofree char *token = lian_test_server_sign_in (self, account);

  return exchange (self, "POST", token, path, body, version, answer);
}

char *
lian_test_server_get (LianTestServer *self, const char *account, const char *path)
{
  g_autofree char *token = lian_test_server_sign_in (self, account);
  char *answer = NULL;

  g_assert_cmpuint (exchange (self, "GET", token, path, NULL, -1, &answer), ==, 200);
  return answer;
}
