/* SPDX-License-Identifier: GPL-3.0-or-later */
/* liandong --verify-ledger and --export-ledger, as a person types them on a machine without a
 * screen. */
#include "lian-db.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *ledger; /* of the default profile */
  char *other;
  char *out;
  char *said;
  char *complained;
  int status;
} Fixture;

static gboolean
run_sql (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, data, error);
}

static void
change (const char *path, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianDb) db = lian_db_open (path, LIAN_DB_DURABLE, NULL, NULL, &error);

  g_assert_no_error (error);
  lian_db_write (db, run_sql, (gpointer)sql, NULL, &error);
  g_assert_no_error (error);
  lian_db_close (db);
}

static void
make_ledger (const char *path)
{
  g_autofree char *name
      = g_build_filename (g_getenv ("LIAN_SRCDIR"), "tests", "store", "ledgers", "v2.sql", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *sql = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (name, &sql, NULL, NULL));
  change (path, sql);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("lian-command-XXXXXX", NULL);
  self->ledger = g_build_filename (self->folder, "liandong", "default", "ledger.db", NULL);
  self->other = g_build_filename (self->folder, "other.db", NULL);
  self->out = g_build_filename (self->folder, "out.csv", NULL);
  make_ledger (self->ledger);
  make_ledger (self->other);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  const char *argv[] = { "rm", "-r", self->folder, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
  g_free (self->folder);
  g_free (self->ledger);
  g_free (self->other);
  g_free (self->out);
  g_free (self->said);
  g_free (self->complained);
}

static void
run (Fixture *self, const char *const *arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (GError) error = NULL;
  int wait;

  g_strv_builder_add (builder, g_getenv ("LIANDONG"));
  g_strv_builder_addv (builder, (const char **)arguments);
  argv = g_strv_builder_end (builder);
  environment = g_environ_setenv (environment, "XDG_DATA_HOME", self->folder, TRUE);
  environment = g_environ_unsetenv (environment, "DISPLAY");
  environment = g_environ_unsetenv (environment, "WAYLAND_DISPLAY");
  g_clear_pointer (&self->said, g_free);
  g_clear_pointer (&self->complained, g_free);
  g_spawn_sync (NULL, argv, environment, 0, NULL, NULL, &self->said, &self->complained, &wait,
                &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (wait));
  self->status = WEXITSTATUS (wait);
}

#define RUN(self, ...) run (self, (const char *const[]){ __VA_ARGS__, NULL })

/* The receipts of the file are real ones: their hashes are computed anew. */
static void
test_verify (Fixture *self, gconstpointer data)
{
  RUN (self, "--verify-ledger");
  g_assert_cmpstr (self->complained, ==, "");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_nonnull (strstr (self->said, self->ledger));
  g_assert_nonnull (strstr (self->said, "9 instructions, 2 open, 3 received, 1 receipts lost"));
  g_assert_nonnull (strstr (self->said, "Everything is right."));
  RUN (self, "--verify-ledger", self->other);
  g_assert_cmpint (self->status, ==, 0);
  g_assert_nonnull (strstr (self->said, self->other));

  change (self->other, "UPDATE entry SET receipt=json_replace (receipt, '$.account', 'seat03') "
                       "WHERE n=1");
  RUN (self, "--verify-ledger", self->other);
  g_assert_cmpint (self->status, ==, 1);
  g_assert_nonnull (strstr (self->said, "01a20b35-b980-7000-8000-000000abc000: its receipt 41: "));
  g_assert_nonnull (strstr (self->said, "1 thing is not right."));
  RUN (self, "--verify-ledger", "/nowhere/ledger.db");
  g_assert_cmpint (self->status, ==, 1);
  g_assert_nonnull (strstr (self->complained, "/nowhere/ledger.db"));
}

static void
test_export (Fixture *self, gconstpointer data)
{
  g_autofree char *lines = g_build_filename (self->folder, "out.jsonl", NULL);
  g_autofree char *text = NULL;
  g_autofree char *json = NULL;

  RUN (self, "--export-ledger", self->out);
  g_assert_cmpstr (self->complained, ==, "");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_nonnull (strstr (self->said, "9 instructions were written"));
  g_assert_true (g_file_get_contents (self->out, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "\xef\xbb\xbf"));
  g_assert_null (strstr (text, "演示数据"));

  RUN (self, "--demo", "--verify-ledger", "--export-ledger", lines, self->other);
  g_assert_cmpint (self->status, ==, 0);
  g_assert_true (g_file_get_contents (lines, &json, NULL, NULL));
  g_assert_nonnull (strstr (json, "演示数据"));
  g_assert_nonnull (strstr (json, "{\"end\":true,\"rows\":9}"));

  RUN (self, "--export-ledger", "/nowhere/out.csv");
  g_assert_cmpint (self->status, ==, 1);
  g_assert_cmpstr (self->complained, !=, "");
}

static void
test_file_alone (Fixture *self, gconstpointer data)
{
  RUN (self, self->other);
  g_assert_cmpint (self->status, ==, 2);
  g_assert_nonnull (strstr (self->complained, "--verify-ledger"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/ledger-command/verify", Fixture, NULL, set_up, test_verify, tear_down);
  g_test_add ("/ledger-command/export", Fixture, NULL, set_up, test_export, tear_down);
  g_test_add ("/ledger-command/file-alone", Fixture, NULL, set_up, test_file_alone, tear_down);

  return g_test_run ();
}
