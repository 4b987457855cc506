/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-process.h"
#include "test-server-support.h"

#include "lian-backup.h"
#include "lian-error.h"
#include "lian-password.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

/* The real program is copied while it takes instructions; what was promised before the copy is in
 * what is made from it, what came later is not, and says so. */

#define PASSWORD "correct horse"
#define BEFORE 20
#define WRITERS 4
#define AFTER 5
/* One for each instruction; each took so many receipts to get where it may be dispatched. */
#define CASES 250
#define RECEIPTS_OF_A_CASE 3

typedef struct
{
  TestProcess *server;
  char *token;
  int seqs[CASES];        /* of the receipts */
  gint64 versions[CASES]; /* of the cases */
  guint sent;
  guint in_flight;
  guint receipts;
} Load;

static char *
make_id (guint n)
{
  return g_strdup_printf ("0197e2a2-0b00-7f4d-9c1a-%012u", n);
}

static char *
make_case_id (guint n)
{
  return g_strdup_printf ("c-%u", n);
}

typedef struct
{
  Load *load;
  guint n;
} Sending;

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sending *sending = user_data;
  Load *load = sending->load;
  g_autoptr (GBytes) text = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *receipt;

  g_assert_nonnull (text);
  g_assert_true (json_parser_load_from_data (parser, g_bytes_get_data (text, NULL),
                                             (gssize)g_bytes_get_size (text), NULL));
  receipt = json_node_get_object (json_parser_get_root (parser));
  g_assert_true (json_object_has_member (receipt, "seq"));
  load->seqs[sending->n] = (int)json_object_get_int_member (receipt, "seq");
  load->in_flight--;
  load->receipts++;
  g_free (sending);
}

static void
send_instruction (Load *load)
{
  g_autofree char *id = make_id (load->sent);
  g_autofree char *case_id = make_case_id (load->sent);
  g_autofree char *body = test_dispatch (id, case_id, "");
  g_autofree char *if_match
      = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", load->versions[load->sent]);
  g_autoptr (SoupMessage) msg
      = test_process_make_post (load->server, "/v1/instructions", body, id, if_match, load->token);
  Sending *sending = g_new0 (Sending, 1);

  sending->load = load;
  sending->n = load->sent++;
  load->in_flight++;
  soup_session_send_and_read_async (load->server->session, msg, 0, NULL, sent_cb, sending);
}

/* Keeps the server writing until @done, and at least until there are so many receipts. */
static void
write_until (Load *load, const gboolean *done, guint receipts)
{
  while (!*done || load->receipts < receipts || load->in_flight > 0)
    {
      while (load->in_flight < WRITERS && load->sent < CASES - AFTER * (*done == FALSE)
             && (!*done || load->sent < receipts))
        send_instruction (load);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
prepare (TestCounty *county, Load *load)
{
  const char *roles[] = { "dispatcher", NULL };
  g_autoptr (LianPerson) person = lian_person_new ("seat", "seat", roles, TEST_COUNTY, NULL);
  g_autofree char *hash = lian_password_hash (PASSWORD, NULL);

  g_assert_true (lian_service_add_account (county->service, person, hash, NULL));
  for (guint i = 0; i < CASES; i++)
    {
      g_autofree char *case_id = make_case_id (i);

      load->versions[i] = test_make_filed (county, case_id);
    }
  lian_service_close (county->service);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

static GSubprocess *
start_backup (const char *path, const char *backup, gboolean *ended)
{
  g_autofree char *database = g_strconcat ("sqlite:", path, NULL);
  GSubprocess *process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, test_process_program (),
                          "backup", backup, "--database", database, NULL);

  g_assert_nonnull (process);
  g_subprocess_wait_async (process, NULL, ended_cb, ended);
  return process;
}

/* How many of the instructions a server made from the backup knows; its receipts are those of
 * before. */
static guint
count_known (TestProcess *server, const char *token, const Load *load)
{
  g_autoptr (GString) body = g_string_new ("{\"ids\":[");
  g_autoptr (SoupMessage) msg = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;
  JsonArray *known;

  for (guint i = 0; i < load->sent; i++)
    {
      g_autofree char *id = make_id (i);

      g_string_append_printf (body, "%s\"%s\"", i > 0 ? "," : "", id);
    }
  g_string_append (body, "]}");
  msg = test_process_make_post (server, "/v1/instructions/status", body->str, NULL, NULL, token);
  text = test_process_send (server, msg);
  g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));
  object = json_node_get_object (json_parser_get_root (parser));
  known = json_object_get_array_member (object, "known");
  for (guint i = 0; i < json_array_get_length (known); i++)
    {
      JsonObject *receipt
          = json_object_get_object_member (json_array_get_object_element (known, i), "receipt");
      const char *id = json_object_get_string_member (receipt, "id");
      guint n = (guint)g_ascii_strtoull (strrchr (id, '-') + 1, NULL, 10);

      g_assert_cmpint (json_object_get_int_member (receipt, "seq"), ==, load->seqs[n]);
      g_assert_cmpint (json_object_get_int_member (receipt, "seq"), <=,
                       CASES * RECEIPTS_OF_A_CASE + json_array_get_length (known));
    }
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "unknown")), ==,
                    load->sent - json_array_get_length (known));
  return json_array_get_length (known);
}

static char *
ask (TestProcess *server, const char *path, const char *token, guint status)
{
  g_autofree char *uri = g_strconcat (server->uri, path, NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
  g_autoptr (SoupMessage) msg = soup_message_new ("GET", uri);
  char *text;

  soup_message_headers_replace (soup_message_get_request_headers (msg), "Authorization", bearer);
  soup_message_headers_replace (soup_message_get_request_headers (msg), "Accept",
                                "application/json");
  text = test_process_send (server, msg);
  g_assert_cmpuint (soup_message_get_status (msg), ==, status);
  return text;
}

static char *
dup_member (const char *text, const char *member)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));
  return g_strdup (
      json_object_get_string_member (json_node_get_object (json_parser_get_root (parser)), member));
}

/* What a console of the time before meets: its position is of another epoch, its token is none. */
static void
check_epoch (TestProcess *server, const char *position, const char *old_token, const char *token)
{
  g_autofree char *path = g_strdup_printf ("/v1/changes?since=%s", position);
  g_autofree char *refused = ask (server, "/v1/me", old_token, 401);
  g_autofree char *gone = ask (server, path, token, 410);

  g_assert_nonnull (strstr (gone, "urn:liandong:problem:epoch-changed"));
}

static void
test_under_load (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *backup = g_build_filename (county->directory, "backup.db", NULL);
  g_autofree char *restored = g_build_filename (county->directory, "restored.db", NULL);
  g_autofree char *hello = NULL;
  g_autofree char *position = NULL;
  g_autofree char *token = NULL;
  g_autofree char *said = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  Load load = { 0 };
  LianVerified verified;
  gboolean done = TRUE;
  guint before;
  guint during;
  guint known;

  prepare (county, &load);
  load.server = test_process_start (county->path);
  load.token = test_process_sign_in (load.server, "seat", PASSWORD);
  write_until (&load, &done, BEFORE);
  before = load.receipts;
  done = FALSE;
  process = start_backup (county->path, backup, &done);
  write_until (&load, &done, 0);
  g_assert_true (g_subprocess_get_successful (process));
  during = load.receipts;
  write_until (&load, &done, during + AFTER);
  hello = ask (load.server, "/v1/hello", load.token, 200);
  position = dup_member (hello, "max_position");
  test_process_kill (load.server);

  g_assert_true (lian_backup_restore (backup, restored, &verified, &error));
  g_assert_no_error (error);
  said = test_process_verify (restored);
  load.server = test_process_start (restored);
  token = test_process_sign_in (load.server, "seat", PASSWORD);
  check_epoch (load.server, position, load.token, token);
  known = count_known (load.server, token, &load);
  g_test_message ("%u before, %u when it was done, %u in it, %u in all", before, during, known,
                  load.sent);
  g_assert_cmpuint (known, >=, before);
  g_assert_cmpuint (known, <=, during);
  g_assert_cmpint (verified.n_audit, ==, CASES * RECEIPTS_OF_A_CASE + known);
  test_process_close_input (load.server);
  g_free (load.token);
}

/* --- what is refused, and leaves nothing --- */

static guint
count_files (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
expect_refusal (TestCounty *county, const char *backup, const char *database, int code)
{
  g_autoptr (GError) error = NULL;
  LianVerified verified;
  guint files = count_files (county->directory);

  g_assert_false (lian_backup_restore (backup, database, &verified, &error));
  g_assert_error (error, LIAN_ERROR, code);
  g_assert_cmpuint (count_files (county->directory), ==, files);
}

static void
test_refused (void)
{
  g_autoptr (TestCounty) county = test_county_new_short ();
  g_autofree char *backup = g_build_filename (county->directory, "backup.db", NULL);
  g_autofree char *other = g_build_filename (county->directory, "other.db", NULL);
  g_autofree char *log = g_strconcat (other, "-wal", NULL);
  g_autofree char *nowhere = g_build_filename (county->directory, "none", "b.db", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  LianVerified verified;
  gsize length;

  g_assert_true (lian_backup_make (county->path, backup, &verified, &error));
  g_assert_no_error (error);
  g_assert_false (lian_backup_make (county->path, backup, &verified, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (lian_backup_make (county->path, nowhere, &verified, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (lian_backup_make (nowhere, other, &verified, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND);

  expect_refusal (county, nowhere, other, LIAN_ERROR_NOT_FOUND);
  expect_refusal (county, backup, county->path, LIAN_ERROR_CONFLICT);
  g_assert_true (g_file_set_contents (log, "x", 1, NULL));
  expect_refusal (county, backup, other, LIAN_ERROR_CONFLICT);
  g_unlink (log);

  g_assert_true (g_file_get_contents (backup, &content, &length, NULL));
  g_assert_true (g_file_set_contents (backup, content, (gssize)length / 2, NULL));
  expect_refusal (county, backup, other, LIAN_ERROR_DAMAGED);
  for (char *at = memmem (content, length, "g-1", 3); at != NULL;
       at = memmem (at, length - (gsize)(at - content), "g-1", 3))
    *at = 'h';
  g_assert_true (g_file_set_contents (backup, content, (gssize)length, NULL));
  expect_refusal (county, backup, other, LIAN_ERROR_DAMAGED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_process_init (argc, argv);

  g_test_add_func ("/server/backup/under-load", test_under_load);
  g_test_add_func ("/server/backup/refused", test_refused);

  return g_test_run ();
}
