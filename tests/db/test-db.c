/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-db.h"
#include "lian-error.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

typedef struct
{
  char *dir;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("lian-db-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "test.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GDir *dir = g_dir_open (fixture->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
      g_unlink (path);
    }
  g_dir_close (dir);
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->path);
}

static gboolean
create (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  static const char *const steps[] = {
    "CREATE TABLE t (n INTEGER PRIMARY KEY, s TEXT, b BLOB, r REAL) STRICT",
    "CREATE TABLE u (n INTEGER REFERENCES t (n)) STRICT",
  };

  return lian_conn_migrate (conn, steps, data != NULL ? GPOINTER_TO_UINT (data) : 2, error);
}

static gboolean
insert (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "INSERT INTO t (n) VALUES (?)", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, GPOINTER_TO_INT (data));
  return lian_stmt_run (stmt, error);
}

static gboolean
insert_and_fail (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  if (insert (conn, data, result, error))
    g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "no");
  return FALSE;
}

static gboolean
count (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT count(*) FROM t", error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  g_assert_true (row);
  *result = GINT_TO_POINTER ((int)lian_stmt_get_int (stmt, 0));
  return TRUE;
}

static int
count_rows (LianDb *db)
{
  g_autoptr (GError) error = NULL;
  gpointer value = NULL;

  g_assert_true (lian_db_read (db, count, NULL, &value, &error));
  g_assert_no_error (error);
  return GPOINTER_TO_INT (value);
}

static LianDb *
open_db (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  LianDb *db = lian_db_open (fixture->path, LIAN_DB_DEFAULT, create, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (db);
  return db;
}

static void
test_rollback (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_true (lian_db_write (db, insert, GINT_TO_POINTER (1), NULL, &error));
  g_assert_no_error (error);
  g_assert_false (lian_db_write (db, insert_and_fail, GINT_TO_POINTER (2), NULL, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
  g_assert_cmpint (count_rows (db), ==, 1);

  /* The connection is as good as before. */
  g_assert_true (lian_db_write (db, insert, GINT_TO_POINTER (2), NULL, NULL));
  g_assert_cmpint (count_rows (db), ==, 2);
}

static gboolean
defer_violation (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, "PRAGMA defer_foreign_keys=ON; INSERT INTO u VALUES (99)", error);
}

/* A commit that fails is a write that failed. */
static void
test_failing_commit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_false (lian_db_write (db, defer_violation, NULL, NULL, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_FAILED);
  g_assert_true (lian_db_write (db, insert, GINT_TO_POINTER (1), NULL, NULL));
}

static void
test_persists (Fixture *fixture, gconstpointer data)
{
  LianDb *db = open_db (fixture);
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);

  g_assert_true (lian_db_write (db, insert, GINT_TO_POINTER (7), NULL, NULL));
  lian_db_close (db);
  lian_db_close (db);
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
  g_assert_false (lian_db_read (db, count, NULL, NULL, NULL));
  g_assert_finalize_object (db);

  db = open_db (fixture);
  g_assert_cmpint (count_rows (db), ==, 1);
  g_assert_finalize_object (db);
}

static gboolean
read_pragmas (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "SELECT (SELECT * FROM pragma_synchronous), "
                                      "(SELECT * FROM pragma_foreign_keys), "
                                      "(SELECT * FROM pragma_trusted_schema)",
                                      error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error) || !row)
    return FALSE;
  *result = g_strdup_printf ("%s %s %s", lian_stmt_get_text (stmt, 0), lian_stmt_get_text (stmt, 1),
                             lian_stmt_get_text (stmt, 2));
  return TRUE;
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = g_strconcat (fixture->path, "2", NULL);
  g_autoptr (LianDb) normal = open_db (fixture);
  g_autoptr (LianDb) durable = lian_db_open (other, LIAN_DB_DURABLE, create, NULL, &error);
  gpointer value = NULL;

  g_assert_no_error (error);
  g_assert_true (lian_db_write (normal, read_pragmas, NULL, &value, &error));
  g_assert_cmpstr (value, ==, "1 1 0");
  g_free (g_steal_pointer (&value));
  g_assert_true (lian_db_write (durable, read_pragmas, NULL, &value, &error));
  g_assert_cmpstr (value, ==, "2 1 0");
  g_free (value);

  /* The reading connection cannot write. */
  g_assert_false (lian_db_read (normal, insert, GINT_TO_POINTER (1), NULL, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_FAILED);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  LianDb *db;

  g_assert_null (lian_db_open (fixture->path, LIAN_DB_READ_ONLY, NULL, NULL, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_FAILED);
  g_clear_error (&error);

  db = open_db (fixture);
  g_assert_true (lian_db_write (db, insert, GINT_TO_POINTER (7), NULL, NULL));
  g_assert_finalize_object (db);

  db = lian_db_open (fixture->path, LIAN_DB_READ_ONLY, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_rows (db), ==, 1);
  g_assert_false (lian_db_write (db, insert, GINT_TO_POINTER (8), NULL, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_FAILED);
  g_assert_finalize_object (db);
}

typedef struct
{
  guint done;
  guint cancelled;
} Tally;

static void
tally_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tally *tally = user_data;
  g_autoptr (GError) error = NULL;

  lian_db_call_finish (LIAN_DB (source), result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tally->cancelled++;
  else
    g_assert_no_error (error);
  tally->done++;
}

static void
wait_for (Tally *tally, guint n)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  while (tally->done < n && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (tally->done, ==, n);
}

/* Closing does what was asked for, and the answers still come. */
static void
test_close_drains (Fixture *fixture, gconstpointer data)
{
  LianDb *db = open_db (fixture);
  Tally tally = { 0 };

  for (int i = 1; i <= 50; i++)
    lian_db_write_async (db, insert, GINT_TO_POINTER (i), NULL, NULL, tally_cb, &tally);
  lian_db_close (db);
  wait_for (&tally, 50);
  g_assert_finalize_object (db);

  db = open_db (fixture);
  g_assert_cmpint (count_rows (db), ==, 50);
  g_assert_finalize_object (db);
}

static gboolean
cancel_inside (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  g_cancellable_cancel (data);
  return insert (conn, GINT_TO_POINTER (2), result, error);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianDb) db = open_db (fixture);
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) during = g_cancellable_new ();
  Tally tally = { 0 };

  g_cancellable_cancel (before);
  lian_db_write_async (db, insert, GINT_TO_POINTER (1), NULL, before, tally_cb, &tally);
  wait_for (&tally, 1);
  g_assert_cmpuint (tally.cancelled, ==, 1);
  g_assert_cmpint (count_rows (db), ==, 0);

  /* What was committed is reported done. */
  lian_db_write_async (db, cancel_inside, g_object_ref (during), g_object_unref, during, tally_cb,
                       &tally);
  wait_for (&tally, 2);
  g_assert_cmpuint (tally.cancelled, ==, 1);
  g_assert_cmpint (count_rows (db), ==, 1);
}

static gboolean
count_for_ever (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n+1 FROM "
                                      "c) SELECT count(*) FROM c",
                                      error);
  gboolean row;

  g_cancellable_cancel (data);
  return stmt != NULL && lian_stmt_step (stmt, &row, error);
}

/* A read that nobody waits for any more does not hold up those behind it. */
static void
test_cancel_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianDb) db = open_db (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Tally tally = { 0 };

  lian_db_read_async (db, count_for_ever, g_object_ref (cancellable), g_object_unref, cancellable,
                      tally_cb, &tally);
  wait_for (&tally, 1);
  g_assert_cmpuint (tally.cancelled, ==, 1);
  g_assert_cmpint (count_rows (db), ==, 0);
}

static gboolean
is_alike (const char *const *texts, guint n_texts, gpointer data)
{
  g_assert_cmpuint (n_texts, ==, 2);
  return g_strcmp0 (texts[0], texts[1]) == 0 && g_strcmp0 (texts[0], data) == 0;
}

static gboolean
ask_predicate (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt;
  gboolean row;

  if (data != NULL)
    lian_conn_set_predicate (conn, is_alike, g_strdup (data), g_free);
  stmt = lian_conn_prepare (
      conn,
      "SELECT sum (lian_predicate (a, b)) FROM (SELECT '二' AS a, '二' AS b UNION ALL SELECT "
      "'二', NULL UNION ALL SELECT 1, '1')",
      error);
  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *result = GINT_TO_POINTER ((int)lian_stmt_get_int (stmt, 0));
  return TRUE;
}

/* It is asked in the transaction that set it, and not in the next one. */
static void
test_predicate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;
  gpointer found = NULL;

  g_assert_true (lian_db_read (db, ask_predicate, (gpointer) "二", &found, &error));
  g_assert_cmpint (GPOINTER_TO_INT (found), ==, 1);
  g_assert_true (lian_db_write (db, ask_predicate, (gpointer) "1", &found, &error));
  g_assert_cmpint (GPOINTER_TO_INT (found), ==, 1);
  g_assert_no_error (error);
  g_assert_false (lian_db_read (db, ask_predicate, NULL, NULL, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_FAILED);
}

static void
drop_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianDb) db = LIAN_DB (g_object_ref (source));
  Tally *tally = user_data;

  g_assert_true (lian_db_call_finish (db, result, NULL, NULL));
  tally->done++;
}

/* A read that goes on until somebody lets it go. */
static gboolean
read_for_long (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  g_async_queue_pop (data);
  return count (conn, NULL, result, error);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gpointer value = NULL;

  g_assert_true (lian_db_call_finish (LIAN_DB (source), result, &value, NULL));
  g_assert_cmpint (GPOINTER_TO_INT (value), ==, 1);
  ((Tally *)user_data)->done++;
}

static void
refused_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (lian_db_call_finish (LIAN_DB (source), result, NULL, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_FAILED);
  ((Tally *)user_data)->done++;
}

/* A look does not wait behind a long read, sees what was written before, and cannot write. */
static void
test_look (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncQueue) gate = g_async_queue_new ();
  LianDb *db = open_db (fixture);
  Tally looked = { 0 }, read = { 0 }, refused = { 0 };

  g_assert_true (lian_db_write (db, insert, GINT_TO_POINTER (1), NULL, NULL));
  lian_db_read_async (db, read_for_long, gate, NULL, NULL, counted_cb, &read);
  lian_db_look_async (db, count, NULL, NULL, NULL, counted_cb, &looked);
  wait_for (&looked, 1);
  g_assert_cmpint (read.done, ==, 0);
  lian_db_look_async (db, insert, GINT_TO_POINTER (2), NULL, NULL, refused_cb, &refused);
  wait_for (&refused, 1);
  g_async_queue_push (gate, gate);
  wait_for (&read, 1);
  lian_db_close (db);
  lian_db_look_async (db, count, NULL, NULL, NULL, refused_cb, &refused);
  wait_for (&refused, 2);
  g_assert_finalize_object (db);
}

/* The last reference may be the one of a call under way: no thread joins itself. */
static void
test_last_reference (Fixture *fixture, gconstpointer data)
{
  LianDb *db = open_db (fixture);
  Tally tally = { 0 };

  g_object_add_weak_pointer (G_OBJECT (db), (gpointer *)&db);
  lian_db_write_async (db, insert, GINT_TO_POINTER (1), NULL, NULL, drop_cb, &tally);
  g_object_unref (db);
  wait_for (&tally, 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (db);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  LianDb *db = open_db (fixture);
  g_autofree char *content = NULL;
  gsize length;

  for (int i = 0; i < 500; i++)
    g_assert_true (lian_db_write (db, insert, GINT_TO_POINTER (i), NULL, NULL));
  g_assert_finalize_object (db);

  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  for (gsize i = 4096; i < length; i += 7)
    content[i] ^= 0x5a;
  g_assert_true (g_file_set_contents (fixture->path, content, length, NULL));
  g_assert_null (lian_db_open (fixture->path, LIAN_DB_DEFAULT, create, NULL, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED);
  g_clear_error (&error);

  g_assert_true (
      g_file_set_contents (fixture->path, "This is not a database, is it? No.", -1, NULL));
  g_assert_null (lian_db_open (fixture->path, LIAN_DB_DEFAULT, create, NULL, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED);
}

static void
test_migrate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  LianDb *db = lian_db_open (fixture->path, LIAN_DB_DEFAULT, create, GUINT_TO_POINTER (1), &error);

  g_assert_no_error (error);
  g_assert_false (lian_db_write (db, defer_violation, NULL, NULL, NULL));
  g_assert_true (lian_db_write (db, insert, GINT_TO_POINTER (1), NULL, NULL));
  g_assert_finalize_object (db);

  db = open_db (fixture);
  g_assert_cmpint (count_rows (db), ==, 1);
  g_assert_finalize_object (db);

  g_assert_null (
      lian_db_open (fixture->path, LIAN_DB_DEFAULT, create, GUINT_TO_POINTER (1), &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_NEW);
}

static gboolean
fill (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn,
                         "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT "
                         "400) INSERT INTO t (s) SELECT hex (zeroblob (4000)) FROM c",
                         error);
}

static gboolean
limit_pages (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, "PRAGMA max_page_count=50", error);
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_true (lian_db_write (db, limit_pages, NULL, NULL, &error));
  g_assert_false (lian_db_write (db, fill, NULL, NULL, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_DISK_FULL);
  g_assert_cmpint (count_rows (db), ==, 0);
  g_assert_true (lian_db_write (db, insert, GINT_TO_POINTER (1), NULL, NULL));
}

/* The same from below: the system refuses to let the file grow. */
static void
test_full_system (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;
  struct rlimit before, small;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 256 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (lian_db_write (db, fill, NULL, NULL, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_DISK_FULL);
  g_assert_cmpint (count_rows (db), ==, 0);
  g_assert_true (lian_db_write (db, insert, GINT_TO_POINTER (1), NULL, NULL));
}

static gboolean
many_texts (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  for (int i = 0; i < 1000; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT %d", i);
      LianStmt *stmt = lian_conn_prepare (conn, sql, error);
      gboolean row;

      if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
        return FALSE;
      g_assert_cmpint (lian_stmt_get_int (stmt, 0), ==, i);
    }
  return TRUE;
}

static gboolean
values (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "INSERT INTO t (n, s, b, r) VALUES (?, ?, ?, ?)", error);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) back = NULL;
  gboolean row;

  g_assert_nonnull (stmt);
  lian_stmt_bind_int (stmt, 0, G_MAXINT64);
  lian_stmt_bind_text (stmt, 1, "'); DROP TABLE t; --");
  lian_stmt_bind_bytes (stmt, 2, empty);
  lian_stmt_bind_real (stmt, 3, 0.1);
  g_assert_true (lian_stmt_run (stmt, error));

  stmt = lian_conn_prepare (conn, "SELECT n, s, b, r, NULL FROM t", error);
  g_assert_true (lian_stmt_step (stmt, &row, error));
  g_assert_true (row);
  g_assert_cmpint (lian_stmt_get_int (stmt, 0), ==, G_MAXINT64);
  g_assert_cmpstr (lian_stmt_get_text (stmt, 1), ==, "'); DROP TABLE t; --");
  back = lian_stmt_get_bytes (stmt, 2);
  g_assert_nonnull (back);
  g_assert_cmpuint (g_bytes_get_size (back), ==, 0);
  g_assert_cmpfloat (lian_stmt_get_real (stmt, 3), ==, 0.1);
  g_assert_true (lian_stmt_is_null (stmt, 4));
  g_assert_null (lian_stmt_get_bytes (stmt, 4));
  g_assert_true (lian_stmt_step (stmt, &row, error));
  g_assert_false (row);

  /* A bind that is wrong is told, not lost. */
  lian_stmt_bind_int (stmt, 17, 1);
  g_assert_false (lian_stmt_step (stmt, &row, NULL));
  return TRUE;
}

static void
test_statements (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_true (lian_db_write (db, values, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (lian_db_read (db, many_texts, NULL, NULL, &error));
  g_assert_true (lian_db_read (db, many_texts, NULL, NULL, &error));
  g_assert_cmpint (count_rows (db), ==, 1);
}

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
  lian_stmt_reset (stmt);
  return TRUE;
}

static char *
ask (LianDb *db, const char *sql)
{
  gpointer text = NULL;
  g_autoptr (GError) error = NULL;

  lian_db_read (db, read_text, (gpointer)sql, &text, &error);
  g_assert_no_error (error);
  return text;
}

/* Which value is of which type, and where one ends and the next begins, is part of the sum. */
static void
test_sum (Fixture *fixture, gconstpointer data)
{
  static const char *const sums[] = { "lian_sum ()",
                                      "lian_sum (NULL)",
                                      "lian_sum (NULL, NULL)",
                                      "lian_sum (1)",
                                      "lian_sum (1.0)",
                                      "lian_sum ('1')",
                                      "lian_sum (x'31')",
                                      "lian_sum ('ab', 'c')",
                                      "lian_sum ('a', 'bc')",
                                      "lian_sum ('abc', '')",
                                      "lian_sum ('', 'abc')",
                                      "lian_sum ('abc')",
                                      "lian_sum (0.0)",
                                      "lian_sum (-1)",
                                      "lian_sum (x'00', x'')",
                                      "lian_sum (x'', x'00')",
                                      "lian_sum (CAST (x'610062' AS TEXT))",
                                      "lian_sum ('a')" };
  g_autoptr (LianDb) db = lian_db_open (fixture->path, LIAN_DB_DEFAULT, create, NULL, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *known = ask (db, "SELECT lower (hex (lian_sum ('abc')))");
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *start = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sums); i++)
    {
      g_autofree char *sql = g_strconcat ("SELECT hex (", sums[i], ")", NULL);
      char *sum = ask (db, sql);

      g_assert_cmpuint (strlen (sum), ==, 32);
      g_assert_true (g_hash_table_add (seen, sum));
    }
  g_checksum_update (checksum, (const guchar *)"t\0\0\0\0\0\0\0\3abc", 12);
  start = g_strndup (g_checksum_get_string (checksum), 32);
  g_assert_cmpstr (known, ==, start);
}

/* As the schema is not trusted, only what says that it is harmless may be used in it. */
static void
test_sum_in_trigger (Fixture *fixture, gconstpointer data)
{
  static const char sql[] = "CREATE TABLE v (n INTEGER PRIMARY KEY, sum BLOB);"
                            "CREATE TRIGGER s AFTER INSERT ON t BEGIN INSERT INTO v VALUES (new.n,"
                            " lian_sum (new.n)); END; INSERT INTO t (n) VALUES (7)";
  g_autoptr (LianDb) db = lian_db_open (fixture->path, LIAN_DB_DEFAULT, create, NULL, NULL);
  g_autofree char *right = NULL;
  g_autoptr (GError) error = NULL;

  lian_db_write (db, run_sql, (gpointer)sql, NULL, &error);
  g_assert_no_error (error);
  right = ask (db, "SELECT sum = lian_sum (7) FROM v WHERE n = 7");
  g_assert_cmpstr (right, ==, "1");
}

static void
test_as_it_is (Fixture *fixture, gconstpointer data)
{
  g_autofree char *odd = g_build_filename (fixture->dir, "a?b#c%20 d.db", NULL);
  g_autofree char *log = g_strconcat (odd, "-wal", NULL);
  g_autofree char *index = g_strconcat (odd, "-shm", NULL);
  g_autoptr (LianDb) db = lian_db_open (odd, LIAN_DB_DEFAULT, create, NULL, NULL);
  g_autoptr (LianDb) reader = NULL;
  g_autofree char *logged = NULL;
  g_autofree char *folded = NULL;

  /* With a log it has to be read too. */
  g_assert_true (lian_db_write (db, insert, GINT_TO_POINTER (7), NULL, NULL));
  reader = lian_db_open (odd, LIAN_DB_READ_ONLY | LIAN_DB_AS_IT_IS, NULL, NULL, NULL);
  logged = ask (reader, "SELECT n FROM t");
  g_assert_cmpstr (logged, ==, "7");
  lian_db_close (reader);
  lian_db_close (db);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));

  g_clear_object (&reader);
  reader = lian_db_open (odd, LIAN_DB_READ_ONLY | LIAN_DB_AS_IT_IS, NULL, NULL, NULL);
  folded = ask (reader, "SELECT n FROM t");
  g_assert_cmpstr (folded, ==, "7");
  lian_db_close (reader);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (index, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/db/rollback", test_rollback);
  ADD ("/db/failing-commit", test_failing_commit);
  ADD ("/db/persists", test_persists);
  ADD ("/db/settings", test_settings);
  ADD ("/db/read-only", test_read_only);
  ADD ("/db/close-drains", test_close_drains);
  ADD ("/db/cancel", test_cancel);
  ADD ("/db/look", test_look);
  ADD ("/db/cancel-read", test_cancel_read);
  ADD ("/db/predicate", test_predicate);
  ADD ("/db/last-reference", test_last_reference);
  ADD ("/db/damaged", test_damaged);
  ADD ("/db/migrate", test_migrate);
  ADD ("/db/full", test_full);
  ADD ("/db/full-system", test_full_system);
  ADD ("/db/statements", test_statements);
  ADD ("/db/sum", test_sum);
  ADD ("/db/sum-in-trigger", test_sum_in_trigger);
  ADD ("/db/as-it-is", test_as_it_is);
#undef ADD

  return g_test_run ();
}
