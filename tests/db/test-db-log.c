/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may write the file and fold its log in, how long the log gets, and the check beside it all.
 */
#include "lian-db.h"
#include "lian-error.h"

#include <glib/gstdio.h>
#include <string.h>

#define LARGE (256 * 1024)
#define MAX_LOG (1024 * 1024)

typedef struct
{
  char *dir;
  char *path;
  LianDb *db;

  /* A reader that stays. */
  GMutex mutex;
  GCond cond;
  gboolean looking;
  gboolean enough;
} Fixture;

static gboolean
create (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, "CREATE TABLE IF NOT EXISTS t (b BLOB) STRICT", error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_mutex_init (&fixture->mutex);
  g_cond_init (&fixture->cond);
  fixture->dir = g_dir_make_tmp ("lian-db-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "test.db", NULL);
  fixture->db = lian_db_open (fixture->path, LIAN_DB_DEFAULT, create, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_clear_object (&fixture->db);
  dir = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
      g_unlink (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->path);
  g_mutex_clear (&fixture->mutex);
  g_cond_clear (&fixture->cond);
}

static gint64
size_of_log (Fixture *fixture)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  GStatBuf buf;

  return g_stat (log, &buf) == 0 ? buf.st_size : 0;
}

/* --- pragmas --- */

static gboolean
read_pragmas (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  static const char *const names[] = { "query_only",  "wal_autocheckpoint", "journal_mode",
                                       "synchronous", "trusted_schema",     "cell_size_check" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *sql = g_strconcat ("PRAGMA ", names[i], NULL);
      LianStmt *stmt = lian_conn_prepare (conn, sql, error);
      gboolean row;

      if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
        return FALSE;
      g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", names[i],
                              lian_stmt_get_text (stmt, 0));
      lian_stmt_reset (stmt);
    }
  *result = g_string_free (text, FALSE);
  return TRUE;
}

static gboolean
run_sql (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, data, error);
}

/* The reader can neither write nor fold the log in, whatever it is told. */
static void
test_pragmas (Fixture *fixture, gconstpointer data)
{
  static const char *const forbidden[] = {
    "INSERT INTO t VALUES (x'00')",
    "PRAGMA query_only=OFF; INSERT INTO t VALUES (x'00')",
    "CREATE TABLE u (n)",
  };
  g_autoptr (GError) error = NULL;
  gpointer value = NULL;
  char *reader, *writer;

  g_assert_true (lian_db_write (fixture->db, read_pragmas, NULL, &value, &error));
  g_assert_no_error (error);
  writer = value;
  g_assert_true (lian_db_read (fixture->db, read_pragmas, NULL, &value, &error));
  g_assert_no_error (error);
  reader = value;
  g_assert_cmpstr (writer, ==,
                   "query_only=0 wal_autocheckpoint=1000 journal_mode=wal synchronous=1 "
                   "trusted_schema=0 cell_size_check=1");
  g_assert_cmpstr (reader, ==,
                   "query_only=1 wal_autocheckpoint=0 journal_mode=wal synchronous=2 "
                   "trusted_schema=0 cell_size_check=1");
  g_free (reader);
  g_free (writer);

  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    {
      g_assert_false (lian_db_read (fixture->db, run_sql, (gpointer)forbidden[i], NULL, &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
    }
}

/* --- the log --- */

static gboolean
fill (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, "INSERT INTO t VALUES (zeroblob (60000))", error);
}

static void
write_some (Fixture *fixture, guint n, gint64 most)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_assert_true (lian_db_write (fixture->db, fill, NULL, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpint (size_of_log (fixture), <=, most);
    }
}

static void
test_cut (Fixture *fixture, gconstpointer data)
{
  lian_db_set_log_limits (fixture->db, LARGE, MAX_LOG);
  write_some (fixture, 40, LARGE);
}

/* Looks at one state until it is told that it is enough, or may not any more. */
static gboolean
look (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Fixture *fixture = data;
  LianStmt *stmt = lian_conn_prepare (
      conn,
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n CROSS JOIN t",
      error);
  gboolean row = TRUE, enough = FALSE;

  while (stmt != NULL && !enough && lian_stmt_step (stmt, &row, error) && row)
    {
      g_mutex_lock (&fixture->mutex);
      fixture->looking = TRUE;
      g_cond_signal (&fixture->cond);
      enough = fixture->enough;
      g_mutex_unlock (&fixture->mutex);
    }
  return enough;
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
begin_to_look (Fixture *fixture, GAsyncResult **result)
{
  write_some (fixture, 1, LARGE);
  lian_db_read_async (fixture->db, look, fixture, NULL, NULL, called_cb, result);
  g_mutex_lock (&fixture->mutex);
  while (!fixture->looking)
    g_cond_wait (&fixture->cond, &fixture->mutex);
  g_mutex_unlock (&fixture->mutex);
}

static void
end_looking (Fixture *fixture)
{
  g_mutex_lock (&fixture->mutex);
  fixture->enough = TRUE;
  g_mutex_unlock (&fixture->mutex);
}

/* Below the limit a reader is left alone, and the log is cut when it has gone. */
static void
test_reader (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lian_db_set_log_limits (fixture->db, LARGE, G_MAXINT64);
  begin_to_look (fixture, &result);
  write_some (fixture, 20, G_MAXINT64);
  g_assert_cmpint (size_of_log (fixture), >, 4 * LARGE);
  end_looking (fixture);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (lian_db_call_finish (fixture->db, result, NULL, &error));
  g_assert_no_error (error);
  write_some (fixture, 1, LARGE);
}

/* One that stays open does not let the log grow for ever: it is told that it may not. */
static void
test_reader_stays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lian_db_set_log_limits (fixture->db, LARGE, MAX_LOG);
  begin_to_look (fixture, &result);
  write_some (fixture, 40, MAX_LOG);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (lian_db_call_finish (fixture->db, result, NULL, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_BUSY);
  g_clear_error (&error);
  write_some (fixture, 1, LARGE);

  /* The next one reads as ever. */
  g_assert_true (lian_db_read (fixture->db, create, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* --- the check --- */

static gboolean
check (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lian_db_check_async (fixture->db, NULL, called_cb, &result);
  /* Goes on beside it. */
  g_assert_true (lian_db_write (fixture->db, fill, NULL, NULL, NULL));
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return lian_db_call_finish (fixture->db, result, NULL, error);
}

static void
damage_a_page (Fixture *fixture)
{
  FILE *file = g_fopen (fixture->path, "r+b");
  char rubbish[4096];

  memset (rubbish, 0x5a, sizeof rubbish);
  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, 4096, SEEK_SET), ==, 0);
  g_assert_cmpint (fwrite (rubbish, 1, sizeof rubbish, file), ==, sizeof rubbish);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  write_some (fixture, 5, G_MAXINT64);
  g_assert_true (check (fixture, &error));
  g_assert_no_error (error);
  g_clear_object (&fixture->db);
  damage_a_page (fixture);

  /* Opening it so does not notice; the check does. */
  fixture->db = lian_db_open (fixture->path, LIAN_DB_UNCHECKED, NULL, NULL, &error);
  g_assert_no_error (error);
  lian_db_check_async (fixture->db, NULL, called_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (lian_db_call_finish (fixture->db, result, NULL, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED);
}

/* Whoever closes does not wait for it. */
static void
test_check_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  write_some (fixture, 5, G_MAXINT64);
  lian_db_check_async (fixture->db, NULL, called_cb, &result);
  lian_db_close (fixture->db);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!lian_db_call_finish (fixture->db, result, NULL, &error))
    g_assert_error (error, LIAN_ERROR, LIAN_ERROR_BUSY);
  g_clear_error (&error);
  g_clear_object (&result);

  lian_db_check_async (fixture->db, NULL, called_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (lian_db_call_finish (fixture->db, result, NULL, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/db-log/pragmas", test_pragmas);
  ADD ("/db-log/cut", test_cut);
  ADD ("/db-log/reader", test_reader);
  ADD ("/db-log/reader-stays", test_reader_stays);
  ADD ("/db-log/check", test_check);
  ADD ("/db-log/check-given-up", test_check_given_up);
#undef ADD

  return g_test_run ();
}
