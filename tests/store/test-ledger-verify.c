/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that can be wrong with a ledger is found, and a right one is called right. */
#include "lian-db.h"
#include "lian-error.h"
#include "lian-ledger-migrate.h"
#include "lian-ledger-verify.h"
#include "lian-ledger.h"
#include "testing.h"

typedef struct
{
  char *folder;
  char *path;
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
  g_autofree char *file = g_strdup_printf ("v%u.sql", lian_ledger_get_version ());
  g_autofree char *name
      = g_build_filename (g_getenv ("LIAN_SRCDIR"), "tests", "store", "ledgers", file, NULL);
  g_autofree char *sql = NULL;

  g_assert_true (g_file_get_contents (name, &sql, NULL, NULL));
  fixture->folder = make_folder ();
  fixture->path = g_build_filename (fixture->folder, "ledger.db", NULL);
  change (fixture->path, sql);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  remove_folder (fixture->folder);
}

static void
found_cb (const char *id, const char *what, gpointer data)
{
  g_string_append_printf (data, "%s: %s\n", id != NULL ? id : "-", what);
}

static gboolean
check_cb (const char *id, const char *digest, gint64 receipt_no, const char *receipt,
          GError **error)
{
  if (strstr (receipt, id) != NULL && strstr (receipt, digest) != NULL)
    return TRUE;
  g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "not for these bytes");
  return FALSE;
}

static char *
dup_findings (const char *path, LianLedgerVerified *verified)
{
  GString *found = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (lian_ledger_verify (path, check_cb, found_cb, found, verified, &error));
  g_assert_no_error (error);
  return g_string_free (found, FALSE);
}

/* Only what was there is there afterwards. */
static void
test_right (Fixture *fixture, gconstpointer data)
{
  LianLedgerVerified verified;
  g_autofree char *found = dup_findings (fixture->path, &verified);
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *shared = g_strconcat (fixture->path, "-shm", NULL);

  g_assert_cmpstr (found, ==, "");
  g_assert_cmpint (verified.version, ==, lian_ledger_get_version ());
  g_assert_cmpuint (verified.rows, ==, 9);
  g_assert_cmpuint (verified.open, ==, 2);
  g_assert_cmpuint (verified.received, ==, 3);
  g_assert_cmpuint (verified.lost, ==, 1);
  g_assert_cmpuint (verified.findings, ==, 0);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (shared, G_FILE_TEST_EXISTS));
}

static void
test_old (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "old.db", NULL);
  g_autofree char *name
      = g_build_filename (g_getenv ("LIAN_SRCDIR"), "tests", "store", "ledgers", "v1.sql", NULL);
  g_autofree char *sql = NULL;
  g_autofree char *found = NULL;
  LianLedgerVerified verified;

  g_assert_true (g_file_get_contents (name, &sql, NULL, NULL));
  change (path, sql);
  found = dup_findings (path, &verified);
  g_assert_cmpstr (found, ==, "");
  g_assert_cmpint (verified.version, ==, 1);
  g_assert_cmpuint (verified.rows, ==, 9);
}

/* Beside the program, which has not folded its log in. */
static void
test_beside (Fixture *fixture, gconstpointer data)
{
  LianLedger *ledger = lian_ledger_open (fixture->path, NULL);
  LianLedgerVerified verified;
  g_autofree char *found = NULL;

  lian_ledger_log (ledger, "signed-out", NULL, NULL);
  found = dup_findings (fixture->path, &verified);
  g_assert_cmpstr (found, ==, "");
  g_assert_cmpuint (verified.rows, ==, 9);
  lian_ledger_close (ledger);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (ledger);
}

/* @sql makes one thing wrong, @wanted is in what is said of it. */
static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  static const char *const wrongs[][2] = {
    { "UPDATE entry SET state=9 WHERE n=1", "state 9 does not exist" },
    { "UPDATE entry SET attempts=0 WHERE n=1", "without an attempt" },
    { "UPDATE entry SET attempts=0 WHERE n=8", "is being sent without an attempt" },
    { "UPDATE entry SET attempts=2 WHERE n=9", "it waits and was attempted 2 times" },
    { "UPDATE entry SET attempts=1 WHERE n=6", "was taken back and was attempted" },
    { "UPDATE entry SET receipt_no=0 WHERE n=1", "received without a receipt number" },
    { "UPDATE entry SET receipt_no=7 WHERE n=4", "has a receipt number and was not received" },
    { "UPDATE entry SET receipt=NULL WHERE n=1", "receipt 41 is not there" },
    { "UPDATE entry SET receipt=(SELECT receipt FROM entry WHERE n=2) WHERE n=1",
      "receipt 41: not for these bytes" },
    { "UPDATE entry SET lost_at=0; UPDATE entry SET receipt_no=42 WHERE n=7", "the number of" },
    { "UPDATE entry SET lost_at=0; UPDATE entry SET receipt=json_replace (receipt, '$.hash', 'x') "
      "WHERE n=1",
      "does not follow in the platform's chain" },
    { "UPDATE entry SET not_before=created_at-1 WHERE n=1", "may go before" },
    { "UPDATE entry SET not_after=1 WHERE n=1", "too late when it was promised" },
    { "UPDATE entry SET settled_at=1 WHERE n=1", "the time of the verdict" },
    { "UPDATE entry SET attempted_at=1 WHERE n=1", "the time of the last attempt" },
    { "UPDATE entry SET decided_at=0 WHERE n=3", "a decision and its time" },
    { "UPDATE entry SET supersedes='nobody' WHERE n=7", "takes the place of" },
    { "DROP TRIGGER entry_bytes; UPDATE entry SET body=x'7b7d' WHERE n=1", "digest is another" },
    { "DROP TRIGGER entry_bytes; UPDATE entry SET id='i1' WHERE n=5", "no UUID" },
    { "DROP TRIGGER entry_bytes; UPDATE entry SET id=(substr (id, 1, 35) || 'f') WHERE n=5",
      "the bytes are those of" },
    { "DROP TRIGGER entry_kept", "is gone: entry_kept" },
    { "DROP TRIGGER entry_kept; DELETE FROM entry WHERE n=5", "missing before number 6" },
    { "DROP TRIGGER entry_kept; DELETE FROM entry WHERE n=9", "the last number given was 9" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    {
      LianLedgerVerified verified;
      g_autofree char *found = NULL;

      change (fixture->path, wrongs[i][0]);
      found = dup_findings (fixture->path, &verified);
      if (strstr (found, wrongs[i][1]) == NULL)
        g_error ("%s: %s", wrongs[i][0], found);
      g_assert_cmpuint (verified.findings, >, 0);
      tear_down (fixture, NULL);
      set_up (fixture, NULL);
    }
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *empty = g_build_filename (fixture->folder, "empty.db", NULL);
  g_autofree char *burnt = g_build_filename (fixture->folder, "burnt.db", NULL);
  g_autofree char *none = g_build_filename (fixture->folder, "none.db", NULL);
  LianLedgerVerified verified;
  g_autoptr (GError) error = NULL;

  g_assert_false (lian_ledger_verify (none, NULL, NULL, NULL, &verified, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (g_file_test (none, G_FILE_TEST_EXISTS));
  change (empty, "CREATE TABLE t (x)");
  g_assert_false (lian_ledger_verify (empty, NULL, NULL, NULL, &verified, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (burnt, "burnt, all of it, quite burnt", -1, NULL));
  g_assert_false (lian_ledger_verify (burnt, NULL, NULL, NULL, &verified, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED);
  g_clear_error (&error);
  change (fixture->path, "PRAGMA user_version=99");
  g_assert_false (lian_ledger_verify (fixture->path, NULL, NULL, NULL, &verified, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_NEW);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/ledger-verify/right", test_right);
  ADD ("/ledger-verify/old", test_old);
  ADD ("/ledger-verify/beside", test_beside);
  ADD ("/ledger-verify/wrong", test_wrong);
  ADD ("/ledger-verify/unreadable", test_unreadable);
#undef ADD

  return g_test_run ();
}
