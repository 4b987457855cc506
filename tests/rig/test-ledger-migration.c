/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A migration that ends at any of its writes leaves the old ledger whole or the new one. */
#include "rig-vfs.h"

#include "lian-db.h"
#include "lian-ledger-migrate.h"
#include "lian-ledger.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROWS_SQL                                                                                \
  "SELECT group_concat (n || id || state || hex (body) || digest || attempts || receipt_no || " \
  "ifnull (receipt, '-') || ifnull (problem, '-') || ifnull (current, '-'), char (10)) FROM "   \
  "(SELECT * FROM entry ORDER BY n)"

static gboolean
run_sql (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, data, error);
}

static gboolean
read_text (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, data, error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *result = g_strdup (lian_stmt_get_text (stmt, 0));
  return TRUE;
}

static char *
dup_text (const char *path, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianDb) db = lian_db_open (path, LIAN_DB_READ_ONLY, NULL, NULL, &error);
  gpointer text = NULL;

  g_assert_no_error (error);
  g_assert_true (lian_db_read (db, read_text, (gpointer)sql, &text, &error));
  lian_db_close (db);
  return text;
}

static void
empty_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

static void
make_first (const char *path)
{
  g_autofree char *name
      = g_build_filename (g_getenv ("LIAN_SRCDIR"), "tests", "store", "ledgers", "v1.sql", NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianDb) db = NULL;

  g_file_get_contents (name, &sql, NULL, &error);
  g_assert_no_error (error);
  db = lian_db_open (path, LIAN_DB_DURABLE, run_sql, sql, &error);
  g_assert_no_error (error);
  lian_db_close (db);
}

/* Returns whether it came to its end. */
static gboolean
migrate_until (const char *path, guint change, gboolean cut)
{
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      LianLedger *ledger;

      rig_vfs_end_at (change, cut);
      ledger = lian_ledger_open (path, NULL);
      lian_ledger_close (ledger);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  if (WIFEXITED (status))
    {
      g_assert_cmpint (WEXITSTATUS (status), ==, 0);
      return TRUE;
    }
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  return FALSE;
}

static void
check_whole (const char *path, const char *rows)
{
  g_autofree char *now = g_strdup_printf ("%u", lian_ledger_get_version ());
  g_autofree char *copy = g_strconcat (path, ".version-1", NULL);
  g_autofree char *version = dup_text (path, "PRAGMA user_version");
  g_autofree char *found = dup_text (path, ROWS_SQL);
  g_autofree char *sound = dup_text (path, "PRAGMA integrity_check");
  g_autofree char *columns
      = dup_text (path, "SELECT count (*) FROM pragma_table_info ('entry') WHERE name='local_at'");
  gboolean migrated = g_str_equal (version, now);

  g_assert_true (migrated || g_str_equal (version, "1"));
  g_assert_cmpstr (columns, ==, migrated ? "1" : "0");
  g_assert_cmpstr (found, ==, rows);
  g_assert_cmpstr (sound, ==, "ok");
  g_assert_true (!migrated || g_file_test (copy, G_FILE_TEST_EXISTS));
  if (g_file_test (copy, G_FILE_TEST_EXISTS))
    {
      g_autofree char *kept = dup_text (copy, ROWS_SQL);
      g_autofree char *kept_version = dup_text (copy, "PRAGMA user_version");

      g_assert_cmpstr (kept, ==, rows);
      g_assert_cmpstr (kept_version, ==, "1");
    }
}

static void
test_ended (gconstpointer data)
{
  gboolean cut = GPOINTER_TO_INT (data);
  g_autofree char *folder = g_dir_make_tmp ("lian-migration-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  gboolean done = FALSE;
  guint change;

  for (change = 1; !done; change++)
    {
      g_autofree char *rows = NULL;

      make_first (path);
      rows = dup_text (path, ROWS_SQL);
      done = migrate_until (path, change, cut);
      check_whole (path, rows);
      /* And the next start gets there. */
      g_assert_true (migrate_until (path, G_MAXINT, cut));
      check_whole (path, rows);
      empty_folder (folder);
    }
  g_test_message ("ended at %u places", change - 2);
  g_assert_cmpuint (change, >, 20);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rig_vfs_install ();

  g_test_add_data_func ("/rig/ledger-migration/killed", GINT_TO_POINTER (FALSE), test_ended);
  g_test_add_data_func ("/rig/ledger-migration/cut", GINT_TO_POINTER (TRUE), test_ended);

  return g_test_run ();
}
