/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every version of ledger.db that there ever was opens, keeps every row, and lies beside itself as
 * it was. */
#include "lian-db.h"
#include "lian-error.h"
#include "lian-ledger-migrate.h"
#include "lian-ledger.h"
#include "testing.h"

/* What every version has. */
#define ROWS_SQL                                                                                  \
  "SELECT n || '|' || id || '|' || state || '|' || kind || '|' || case_id || '|' || to_unit || "  \
  "'|' || target || '|' || target_version || '|' || hex (body) || '|' || digest || '|' || "       \
  "account || '|' || server_id || '|' || created_at || '|' || not_before || '|' || not_after || " \
  "'|' || attempts || '|' || receipt_no || '|' || ifnull (receipt, '-') || '|' || "               \
  "ifnull (problem, '-') || '|' || ifnull (current, '-') FROM entry ORDER BY n"
#define LOG_SQL "SELECT at || '|' || what || '|' || ifnull (id, '-') FROM log ORDER BY n"
#define DRAFT_SQL "SELECT case_id || '|' || kind || '|' || text FROM draft ORDER BY 1"
#define SCHEMA_SQL \
  "SELECT type || '|' || name || '|' || ifnull (sql, '-') FROM sqlite_schema ORDER BY 1"

static gboolean
run_sql (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, data, error);
}

static gboolean
join_rows (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, data, error);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean row = stmt != NULL;

  while (row)
    {
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (row)
        g_string_append_printf (text, "%s\n", lian_stmt_get_text (stmt, 0));
    }
  *result = g_string_free (g_steal_pointer (&text), FALSE);
  return stmt != NULL;
}

static char *
dup_rows (const char *path, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianDb) db = lian_db_open (path, LIAN_DB_READ_ONLY, NULL, NULL, &error);
  gpointer text = NULL;

  g_assert_no_error (error);
  g_assert_true (lian_db_read (db, join_rows, (gpointer)sql, &text, &error));
  lian_db_close (db);
  return text;
}

static char *
dup_all (const char *path)
{
  g_autofree char *rows = dup_rows (path, ROWS_SQL);
  g_autofree char *log = dup_rows (path, LOG_SQL);
  g_autofree char *drafts = dup_rows (path, DRAFT_SQL);

  return g_strconcat (rows, "--\n", log, "--\n", drafts, NULL);
}

static char *
dup_version (const char *path)
{
  char *text = dup_rows (path, "PRAGMA user_version");

  return g_strchomp (text);
}

static void
make_old (const char *path, guint version)
{
  g_autofree char *file = g_strdup_printf ("v%u.sql", version);
  g_autofree char *name
      = g_build_filename (g_getenv ("LIAN_SRCDIR"), "tests", "store", "ledgers", file, NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianDb) db = NULL;

  g_file_get_contents (name, &sql, NULL, &error);
  g_assert_no_error (error);
  db = lian_db_open (path, LIAN_DB_DURABLE, run_sql, sql, &error);
  g_assert_no_error (error);
  lian_db_close (db);
}

static void
open_and_close (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianLedger) ledger = lian_ledger_open (path, &error);

  g_assert_no_error (error);
  g_assert_null (lian_ledger_get_set_aside (ledger));
  lian_ledger_close (ledger);
}

/* As if it had been made by this program. */
static void
check_schema (const char *folder, const char *path)
{
  g_autofree char *fresh_path = g_build_filename (folder, "fresh.db", NULL);
  g_autofree char *fresh = NULL;
  g_autofree char *schema = dup_rows (path, SCHEMA_SQL);
  g_autofree char *sound = dup_rows (path, "PRAGMA integrity_check");

  open_and_close (fresh_path);
  fresh = dup_rows (fresh_path, SCHEMA_SQL);
  g_assert_cmpstr (schema, ==, fresh);
  g_assert_cmpstr (sound, ==, "ok\n");
}

static void
test_version (gconstpointer data)
{
  guint version = GPOINTER_TO_UINT (data);
  g_autofree char *wanted = g_strdup_printf ("%u", lian_ledger_get_version ());
  g_autofree char *old = g_strdup_printf ("%u", version);
  char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  g_autofree char *copy = g_strdup_printf ("%s.version-%u", path, version);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *now = NULL;

  make_old (path, version);
  before = dup_all (path);
  g_assert_nonnull (strstr (before, "signed-in"));
  open_and_close (path);
  after = dup_all (path);
  now = dup_version (path);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpstr (now, ==, wanted);
  check_schema (folder, path);

  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS) == (version < lian_ledger_get_version ()));
  if (version < lian_ledger_get_version ())
    {
      g_autofree char *kept = dup_all (copy);
      g_autofree char *kept_version = dup_version (copy);

      g_assert_cmpstr (kept, ==, before);
      g_assert_cmpstr (kept_version, ==, old);
    }
  remove_folder (folder);
}

/* What version 1 had in other places is in its column. */
static void
test_carried (void)
{
  char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  g_autofree char *carried = NULL;

  make_old (path, 1);
  open_and_close (path);
  carried = dup_rows (path, "SELECT n || '|' || ifnull ((SELECT e.n FROM entry e WHERE "
                            "e.id=entry.supersedes), '-') || '|' || ifnull (decision, '-') || '|' "
                            "|| (decided_at>created_at) FROM entry WHERE supersedes IS NOT NULL OR "
                            "decision IS NOT NULL ORDER BY n");
  g_assert_cmpstr (carried, ==, "3|-|kept|1\n7|3|-|0\n");
  remove_folder (folder);
}

/* A try that ended before the steps were done has left a copy; it stays, whatever is in it. */
static void
test_copy_again (void)
{
  char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  g_autofree char *first = g_strconcat (path, ".version-1", NULL);
  g_autofree char *second = g_strconcat (path, ".version-1-2", NULL);
  g_autofree char *part = g_strconcat (path, ".version-part", NULL);
  g_autofree char *content = NULL;
  g_autofree char *rows = NULL;

  make_old (path, 1);
  g_assert_true (g_file_set_contents (first, "earlier", -1, NULL));
  g_assert_true (g_file_set_contents (part, "half of it", -1, NULL));
  open_and_close (path);
  g_assert_true (g_file_get_contents (first, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "earlier");
  rows = dup_all (second);
  g_assert_nonnull (strstr (rows, "signed-in"));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  remove_folder (folder);
}

/* Without the copy nothing is changed. */
static void
test_no_copy (void)
{
  char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  g_autofree char *part = g_strconcat (path, ".version-part", NULL);
  g_autofree char *version = NULL;
  g_autoptr (GError) error = NULL;
  LianLedger *ledger;

  make_old (path, 1);
  g_assert_cmpint (g_mkdir (part, 0700), ==, 0);
  ledger = lian_ledger_open (path, &error);
  g_assert_null (ledger);
  g_assert_nonnull (error);
  g_assert_cmpint (g_rmdir (part), ==, 0);
  version = dup_version (path);
  g_assert_cmpstr (version, ==, "1");
  open_and_close (path);
  remove_folder (folder);
}

/* Refused with a reason, and to the byte as it was. */
static void
test_too_new (void)
{
  char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  g_autofree char *set = g_strdup_printf ("PRAGMA user_version=%u", lian_ledger_get_version () + 1);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length, later;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianDb) db = NULL;
  LianLedger *ledger;

  make_old (path, lian_ledger_get_version ());
  db = lian_db_open (path, LIAN_DB_DURABLE, run_sql, set, &error);
  g_assert_no_error (error);
  lian_db_close (db);
  g_assert_true (g_file_get_contents (path, &before, &length, NULL));
  ledger = lian_ledger_open (path, &error);
  g_assert_null (ledger);
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_NEW);
  g_assert_true (g_file_get_contents (path, &after, &later, NULL));
  g_assert_cmpmem (before, length, after, later);
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint version = 1; version <= lian_ledger_get_version (); version++)
    {
      g_autofree char *name = g_strdup_printf ("/store/ledger-migrate/version-%u", version);

      g_test_add_data_func (name, GUINT_TO_POINTER (version), test_version);
    }
  g_test_add_func ("/store/ledger-migrate/carried", test_carried);
  g_test_add_func ("/store/ledger-migrate/copy-again", test_copy_again);
  g_test_add_func ("/store/ledger-migrate/no-copy", test_no_copy);
  g_test_add_func ("/store/ledger-migrate/too-new", test_too_new);

  return g_test_run ();
}
