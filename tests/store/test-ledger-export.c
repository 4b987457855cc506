/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-db.h"
#include "lian-error.h"
#include "lian-ledger-export.h"
#include "lian-ledger.h"
#include "testing.h"

#include <sys/stat.h>

typedef struct
{
  char *folder;
  char *path;
  char *out;
  GFile *to;
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
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name
      = g_build_filename (g_getenv ("LIAN_SRCDIR"), "tests", "store", "ledgers", "v2.sql", NULL);
  g_autofree char *sql = NULL;

  g_assert_true (g_file_get_contents (name, &sql, NULL, NULL));
  fixture->folder = make_folder ();
  fixture->path = g_build_filename (fixture->folder, "ledger.db", NULL);
  fixture->out = g_build_filename (fixture->folder, "out", NULL);
  fixture->to = g_file_new_for_path (fixture->out);
  change (fixture->path, sql);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->to);
  g_free (fixture->out);
  g_free (fixture->path);
  remove_folder (fixture->folder);
}

static char *
export_as (Fixture *fixture, LianLedgerFormat format, gboolean demonstration, guint wanted)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  guint rows = 0;

  g_assert_true (lian_ledger_export (fixture->path, fixture->to, format, demonstration, NULL, NULL,
                                     NULL, &rows, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rows, ==, wanted);
  g_assert_true (g_file_get_contents (fixture->out, &text, NULL, NULL));
  g_assert_true (g_utf8_validate (text, -1, NULL));
  return text;
}

static void
test_csv (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = export_as (fixture, LIAN_LEDGER_CSV, FALSE, 9);
  g_autofree char *demonstration = export_as (fixture, LIAN_LEDGER_CSV, TRUE, 9);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  g_auto (GStrv) marked = g_strsplit (demonstration, "\r\n", -1);
  struct stat status;

  g_assert_true (g_str_has_prefix (text, "\xef\xbb\xbf\"No.\",\"Instruction\","));
  g_assert_cmpuint (g_strv_length (lines), ==, 11);
  g_assert_nonnull (strstr (lines[1], "\"Received by the platform\""));
  g_assert_nonnull (strstr (lines[1], "\"2026-11-24T09:"));
  g_assert_nonnull (strstr (lines[1], "请速派员处置"));
  g_assert_nonnull (strstr (lines[1], "\"\"prev_hash\"\":"));
  g_assert_true (g_str_has_suffix (lines[1], "\"For evidence; holds what the dispatcher wrote\""));
  g_assert_nonnull (strstr (lines[3], "\"kept\""));
  for (guint i = 1; i <= 9; i++)
    g_assert_true (g_str_has_suffix (marked[i], "\"演示数据·示意图，不代表实际行政区界线\""));
  g_assert_cmpint (g_stat (fixture->out, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 077, ==, 0);
}

/* What a person wrote does not become a formula, whatever it begins with. */
static void
test_formulas (Fixture *fixture, gconstpointer data)
{
  static const char *const evil[]
      = { "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1" };

  for (guint i = 0; i < G_N_ELEMENTS (evil); i++)
    {
      g_autofree char *sql = g_strdup_printf ("UPDATE entry SET problem='%s' WHERE n=3", evil[i]);
      g_autofree char *cell = g_strdup_printf (",\"'%s\",", evil[i]);
      g_autofree char *text = NULL;

      change (fixture->path, sql);
      text = export_as (fixture, LIAN_LEDGER_CSV, FALSE, 9);
      g_assert_nonnull (strstr (text, cell));
    }
}

static void
test_json (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  change (fixture->path, "UPDATE entry SET problem='a\"b\\c' || char (10) || char (31) WHERE n=3");
  text = export_as (fixture, LIAN_LEDGER_JSON_LINES, TRUE, 9);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 12);
  g_assert_nonnull (strstr (lines[0], "\"rows\":9,\"demonstration\":true"));
  g_assert_true (g_str_has_prefix (lines[1], "{\"number\":1,\"id\":\"01a20b35-b980-7000-"));
  g_assert_nonnull (strstr (lines[1], "\"state\":\"received\""));
  g_assert_nonnull (strstr (lines[1], "\"decided_at\":null"));
  g_assert_nonnull (strstr (lines[1], "\"receipt_no\":41"));
  g_assert_nonnull (strstr (lines[3], "\"problem\":\"a\\\"b\\\\c\\u000a\\u001f\""));
  g_assert_nonnull (strstr (lines[7], "\"supersedes\":\"01a20b37-8e40-7002-"));
  g_assert_nonnull (strstr (lines[9], "演示数据"));
  g_assert_cmpstr (lines[10], ==, "{\"end\":true,\"rows\":9}");
}

/* Bytes that are no text stay what they are. */
static void
test_bytes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  change (fixture->path, "DROP TRIGGER entry_bytes; UPDATE entry SET body=x'00ff' WHERE n=1");
  text = export_as (fixture, LIAN_LEDGER_JSON_LINES, FALSE, 9);
  g_assert_nonnull (strstr (text, "\"body\":\"base64:AP8=\""));
}

static void
cancel_cb (guint done, guint total, gpointer data)
{
  g_assert_cmpuint (total, ==, 2009);
  if (done >= 1000)
    g_cancellable_cancel (data);
}

/* Half a ledger is no evidence: there is all of it or nothing. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  change (fixture->path,
          "WITH RECURSIVE s (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM s WHERE x < 2000) INSERT "
          "INTO entry (id, state, kind, target, target_version, body, digest, account, server_id, "
          "created_at, not_before, not_after) SELECT 'x' || x, 7, 'dispatch', 't', 1, x'7b7d', "
          "'d', 'a', 's', 1, 1, 0 FROM s");
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (lian_ledger_export (fixture->path, fixture->to, LIAN_LEDGER_CSV, FALSE,
                                          cancel_cb, cancellable, cancellable, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_cancellable_reset (cancellable);
      g_assert_true (g_file_test (fixture->out, G_FILE_TEST_EXISTS) == (i == 1));
      g_assert_true (g_file_set_contents (fixture->out, "before", -1, NULL));
    }
  g_free (export_as (fixture, LIAN_LEDGER_CSV, FALSE, 2009));
}

static void
test_other (Fixture *fixture, gconstpointer data)
{
  g_autofree char *none = g_build_filename (fixture->folder, "none.db", NULL);
  g_autofree char *old = g_build_filename (fixture->folder, "old.db", NULL);
  g_autofree char *name
      = g_build_filename (g_getenv ("LIAN_SRCDIR"), "tests", "store", "ledgers", "v1.sql", NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  guint rows = 0;

  g_assert_false (lian_ledger_export (none, fixture->to, LIAN_LEDGER_CSV, FALSE, NULL, NULL, NULL,
                                      NULL, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (g_file_test (fixture->out, G_FILE_TEST_EXISTS));

  /* The copy that a migration leaves. */
  g_assert_true (g_file_get_contents (name, &sql, NULL, NULL));
  change (old, sql);
  g_assert_true (lian_ledger_export (old, fixture->to, LIAN_LEDGER_JSON_LINES, FALSE, NULL, NULL,
                                     NULL, &rows, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rows, ==, 9);
  g_assert_cmpint (lian_ledger_format_of ("a.CSV"), ==, LIAN_LEDGER_CSV);
  g_assert_cmpint (lian_ledger_format_of ("a.JsonL"), ==, LIAN_LEDGER_JSON_LINES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/ledger-export/csv", test_csv);
  ADD ("/ledger-export/formulas", test_formulas);
  ADD ("/ledger-export/json", test_json);
  ADD ("/ledger-export/bytes", test_bytes);
  ADD ("/ledger-export/cancelled", test_cancelled);
  ADD ("/ledger-export/other", test_other);
#undef ADD

  return g_test_run ();
}
