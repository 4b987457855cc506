/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-conn-private.h"
#include "lian-error.h"

#include <glib/gstdio.h>

/* Another process may hold the file for a moment while it closes; longer than this it lives. */
#define BUSY_TIMEOUT_MS 2000

/* Statements whose text holds a moment come and go: above this many, all are dropped between two
 * transactions, when nobody holds one. */
#define MAX_STATEMENTS 128

/* Steps of SQLite's machine between two looks at a cancellable: well below a millisecond. */
#define STEPS_BETWEEN_LOOKS 2000

/* Most arguments of lian_predicate(). */
#define MAX_TEXTS 16

/* What an interrupted connection does with the transactions that come after. */
typedef enum
{
  STOPPED_NOT,
  STOPPED_ONE,
  STOPPED_FOR_EVER,
} Stopped;

struct _LianConn
{
  sqlite3 *handle;
  int stopped; /* atomic, Stopped: what runs on it has to end */

  GCancellable *cancellable;   /* (borrowed) (nullable): of what runs on it */
  LianConnPredicate predicate; /* (nullable) */
  gpointer predicate_data;
  GDestroyNotify predicate_destroy;

  GHashTable *statements; /* char* (in the statement) → LianStmt */
  GHashTable *texts;      /* char* → char* */
};

struct _LianStmt
{
  sqlite3_stmt *handle;
  LianConn *conn; /* (borrowed) */
  char *text;
  int bind_rc; /* the first failure of a bind, told by the next step */
};

static void
stmt_free (gpointer data)
{
  LianStmt *stmt = data;

  sqlite3_finalize (stmt->handle);
  g_free (stmt->text);
  g_free (stmt);
}

static LianErrorCode
code_of (int rc)
{
  switch (rc & 0xff)
    {
    case SQLITE_FULL:
      return LIAN_ERROR_DISK_FULL;
    case SQLITE_IOERR:
      /* A quota, or a limit on the size of files: SQLite calls only ENOSPC full, and by the time of
       * a COMMIT the system's own reason is gone. Either way the disk does not take more. */
      return rc == SQLITE_IOERR_WRITE ? LIAN_ERROR_DISK_FULL : LIAN_ERROR_FAILED;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return LIAN_ERROR_DAMAGED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
      return LIAN_ERROR_BUSY;
    case SQLITE_TOOBIG:
      return LIAN_ERROR_TOO_LARGE;
    default:
      return LIAN_ERROR_FAILED;
    }
}

static gboolean
fail (LianConn *conn, int rc, const char *what, GError **error)
{
  if ((rc & 0xff) == SQLITE_INTERRUPT
      && g_cancellable_set_error_if_cancelled (conn->cancellable, error))
    return FALSE;
  g_set_error (error, LIAN_ERROR, code_of (rc), "%s: %s (%d)", what,
               conn->handle != NULL ? sqlite3_errmsg (conn->handle) : sqlite3_errstr (rc),
               conn->handle != NULL ? sqlite3_extended_errcode (conn->handle) : rc);
  return FALSE;
}

static void
ask_predicate (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  LianConn *conn = sqlite3_user_data (context);
  const char *texts[MAX_TEXTS];

  if (conn->predicate == NULL || n_values > MAX_TEXTS)
    {
      sqlite3_result_error (context, "there is nothing to ask", -1);
      return;
    }
  for (int i = 0; i < n_values; i++)
    texts[i] = (const char *)sqlite3_value_text (values[i]);
  sqlite3_result_int (context, conn->predicate (texts, (guint)n_values, conn->predicate_data));
}

/* Sets a pragma and reads it back: a setting that did not take is an error and not a hope. */
static gboolean
assert_pragma (LianConn *conn, const char *set, const char *get, const char *wanted, GError **error)
{
  LianStmt *stmt;
  gboolean row;

  if (!lian_conn_exec (conn, set, error))
    return FALSE;
  stmt = lian_conn_prepare (conn, get, error);
  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row || g_strcmp0 (lian_stmt_get_text (stmt, 0), wanted) != 0)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_FAILED, "%s did not take", set);
      lian_stmt_reset (stmt);
      return FALSE;
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
configure (LianConn *conn, LianDbFlags flags, GError **error)
{
  gboolean durable = (flags & LIAN_DB_DURABLE) != 0;
  int rc;

  sqlite3_extended_result_codes (conn->handle, 1);
  sqlite3_busy_timeout (conn->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (conn->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (conn->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (conn->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (conn->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_limit (conn->handle, SQLITE_LIMIT_ATTACHED, 0);
  rc = lian_conn_add_sum (conn->handle);
  if (rc != SQLITE_OK)
    return fail (conn, rc, "lian_sum", error);
  rc = sqlite3_create_function_v2 (conn->handle, "lian_predicate", -1,
                                   SQLITE_UTF8 | SQLITE_DIRECTONLY, conn, ask_predicate, NULL, NULL,
                                   NULL);
  if (rc != SQLITE_OK)
    return fail (conn, rc, "lian_predicate", error);

  if (!assert_pragma (conn, "PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1", error)
      || !lian_conn_exec (conn, "PRAGMA cell_size_check=ON", error))
    return FALSE;

  if (flags & LIAN_DB_READ_ONLY)
    return assert_pragma (conn, "PRAGMA wal_autocheckpoint=0", "PRAGMA wal_autocheckpoint", "0",
                          error)
           && assert_pragma (conn, "PRAGMA query_only=ON", "PRAGMA query_only", "1", error);

  /* What a statement with triggers would have to take back is kept for it: in memory, not in a file
   * of its own. */
  return lian_conn_exec (conn, "PRAGMA temp_store=MEMORY", error)
         && assert_pragma (conn, "PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal", error)
         && assert_pragma (conn, durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL",
                           "PRAGMA synchronous", durable ? "2" : "1", error);
}

/* A file without a log can be read without SQLite's files beside it, which a connection that only
 * reads would leave behind. */
static char *
name_as_it_is (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *escaped = g_uri_escape_string (path, "/", TRUE);
  GStatBuf buf;
  gboolean logged = g_stat (log, &buf) == 0 && buf.st_size > 0;

  return g_strconcat (g_path_is_absolute (path) ? "file://" : "file:", escaped,
                      logged ? "" : "?immutable=1", NULL);
}

/*
 * lian_conn_open:
 * @path: a file name
 * @flags: %LIAN_DB_READ_ONLY opens a connection that can neither write nor checkpoint
 *
 * Returns: (transfer full): a connection with all its settings verified, or %NULL
 */
LianConn *
lian_conn_open (const char *path, LianDbFlags flags, GError **error)
{
  LianConn *conn = g_new0 (LianConn, 1);
  int mode = (flags & LIAN_DB_READ_ONLY) ? SQLITE_OPEN_READONLY
                                         : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  g_autofree char *uri = NULL;
  int rc;

  conn->statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, stmt_free);
  conn->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (flags & LIAN_DB_AS_IT_IS)
    {
      uri = name_as_it_is (path);
      mode |= SQLITE_OPEN_URI;
    }
  rc = sqlite3_open_v2 (uri != NULL ? uri : path, &conn->handle, mode | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc != SQLITE_OK)
    fail (conn, rc, "open", error);
  else if (configure (conn, flags, error))
    return conn;

  lian_conn_close (conn);
  return NULL;
}

/*
 * lian_conn_close:
 * @conn: (transfer full): a connection nobody uses any more
 */
void
lian_conn_close (LianConn *conn)
{
  g_hash_table_unref (conn->statements);
  g_hash_table_unref (conn->texts);
  sqlite3_close (conn->handle);
  g_free (conn);
}

sqlite3 *
lian_conn_get_handle (LianConn *conn)
{
  return conn->handle;
}

/*
 * lian_conn_check:
 *
 * Reads every page once and holds the tables against their structure.
 *
 * Returns: %FALSE with %LIAN_ERROR_DAMAGED when the file is not sound
 */
gboolean
lian_conn_check (LianConn *conn, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "PRAGMA quick_check(1)", error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  if (row && g_strcmp0 (lian_stmt_get_text (stmt, 0), "ok") != 0)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED, "quick_check: %s",
                   lian_stmt_get_text (stmt, 0));
      lian_stmt_reset (stmt);
      return FALSE;
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

/*
 * lian_conn_interrupt:
 * @for_ever: whether whatever comes later fails as well
 *
 * What runs on the connection fails with %LIAN_ERROR_BUSY, now or when it next asks for a row. Any
 * thread, while the connection is open.
 */
void
lian_conn_interrupt (LianConn *conn, gboolean for_ever)
{
  g_atomic_int_set (&conn->stopped, for_ever ? STOPPED_FOR_EVER : STOPPED_ONE);
  sqlite3_interrupt (conn->handle);
}

/*
 * lian_conn_bound_log:
 * @path: of the file
 * @large: bytes above which the log is folded into the file and cut
 * @wait_ms: how long to wait for readers to be done
 * @size: (out): of the log afterwards, bytes
 *
 * SQLite folds the log in as it goes, but begins it anew only when no reader looks at it, and never
 * makes it shorter. While readers are busy the log stays. Between two transactions of the
 * connection that writes.
 *
 * Returns: whether the log is not large, or was cut
 */
gboolean
lian_conn_bound_log (LianConn *conn, const char *path, gint64 large, int wait_ms, gint64 *size)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf buf;
  int rc;

  *size = g_stat (log, &buf) == 0 ? buf.st_size : 0;
  if (*size <= large)
    return TRUE;

  sqlite3_busy_timeout (conn->handle, wait_ms);
  rc = sqlite3_wal_checkpoint_v2 (conn->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  sqlite3_busy_timeout (conn->handle, BUSY_TIMEOUT_MS);
  if (rc == SQLITE_OK)
    *size = 0;
  return rc == SQLITE_OK;
}

static void
reset_all (LianConn *conn)
{
  GHashTableIter iter;
  gpointer stmt;

  if (g_hash_table_size (conn->statements) > MAX_STATEMENTS)
    g_hash_table_remove_all (conn->statements);

  g_hash_table_iter_init (&iter, conn->statements);
  while (g_hash_table_iter_next (&iter, NULL, &stmt))
    sqlite3_reset (((LianStmt *)stmt)->handle);
}

/*
 * lian_conn_transact:
 * @write: whether the transaction takes the write lock at its start
 *
 * Runs @func between BEGIN and COMMIT. Whatever fails, nothing of it is stored.
 *
 * Returns: whether it was committed
 */
gboolean
lian_conn_transact (LianConn *conn, gboolean write, LianDbFunc func, gpointer data,
                    gpointer *result, GError **error)
{
  gboolean done;

  g_atomic_int_compare_and_exchange (&conn->stopped, STOPPED_ONE, STOPPED_NOT);
  if (!lian_conn_exec (conn, write ? "BEGIN IMMEDIATE" : "BEGIN", error))
    return FALSE;

  done = func (conn, data, result, error);
  reset_all (conn);
  lian_conn_set_predicate (conn, NULL, NULL, NULL);
  if (done)
    done = lian_conn_exec (conn, "COMMIT", error);
  /* A full disk may have rolled it back already. */
  if (!done && !sqlite3_get_autocommit (conn->handle))
    sqlite3_exec (conn->handle, "ROLLBACK", NULL, NULL, NULL);
  return done;
}

static int
look_at_cancellable (void *cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

void
lian_conn_set_cancellable (LianConn *conn, GCancellable *cancellable)
{
  conn->cancellable = cancellable;
  sqlite3_progress_handler (conn->handle, cancellable != NULL ? STEPS_BETWEEN_LOOKS : 0,
                            look_at_cancellable, cancellable);
}

/**
 * lian_conn_set_predicate:
 * @predicate: (nullable): asked by lian_predicate() in statements of this transaction
 * @data: (transfer full): for it, until the transaction ends or another predicate is set
 * @destroy: (nullable): frees @data
 */
void
lian_conn_set_predicate (LianConn *conn, LianConnPredicate predicate, gpointer data,
                         GDestroyNotify destroy)
{
  if (conn->predicate_destroy != NULL)
    conn->predicate_destroy (conn->predicate_data);
  conn->predicate = predicate;
  conn->predicate_data = data;
  conn->predicate_destroy = destroy;
}

const char *
lian_conn_recall (LianConn *conn, const char *key)
{
  return g_hash_table_lookup (conn->texts, key);
}

const char *
lian_conn_remember (LianConn *conn, const char *key, char *text)
{
  g_hash_table_replace (conn->texts, g_strdup (key), text);
  return text;
}

/**
 * lian_conn_exec:
 * @sql: statements without parameters, written by the program
 *
 * Returns: %FALSE with a %LIAN_ERROR when one of them failed
 */
gboolean
lian_conn_exec (LianConn *conn, const char *sql, GError **error)
{
  int rc = sqlite3_exec (conn->handle, sql, NULL, NULL, NULL);

  return rc == SQLITE_OK || fail (conn, rc, "statement", error);
}

/**
 * lian_conn_changes:
 *
 * Returns: how many rows the last statement changed
 */
gint64
lian_conn_changes (LianConn *conn)
{
  return sqlite3_changes64 (conn->handle);
}

/**
 * lian_conn_migrate:
 * @steps: (array length=n_steps): step n brings a file from user_version n to n + 1
 *
 * Runs the steps a file has not seen yet. Call it from the schema function of lian_db_open(), so
 * that all of them are one transaction.
 *
 * Returns: %FALSE with %LIAN_ERROR_TOO_NEW when the file is of a later version of the program
 */
gboolean
lian_conn_migrate (LianConn *conn, const char *const *steps, guint n_steps, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "PRAGMA user_version", error);
  g_autofree char *set = NULL;
  gboolean row;
  gint64 version;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  version = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);

  if (version > n_steps || version < 0)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_NEW,
                   "the file is of version %" G_GINT64_FORMAT ", this program knows %u", version,
                   n_steps);
      return FALSE;
    }
  if (version == n_steps)
    return TRUE;

  for (guint i = version; i < n_steps; i++)
    if (!lian_conn_exec (conn, steps[i], error))
      return FALSE;

  set = g_strdup_printf ("PRAGMA user_version=%u", n_steps);
  return lian_conn_exec (conn, set, error);
}

/**
 * lian_conn_prepare:
 * @sql: one statement; values belong in parameters
 *
 * The statement comes back without bindings; the same text gives the same statement, so it must not
 * be in use further up.
 *
 * Returns: (transfer none): the statement, valid to the end of the transaction, or %NULL
 */
LianStmt *
lian_conn_prepare (LianConn *conn, const char *sql, GError **error)
{
  LianStmt *stmt = g_hash_table_lookup (conn->statements, sql);
  sqlite3_stmt *handle = NULL;
  int rc;

  if (stmt != NULL)
    {
      sqlite3_reset (stmt->handle);
      sqlite3_clear_bindings (stmt->handle);
      stmt->bind_rc = SQLITE_OK;
      return stmt;
    }

  rc = sqlite3_prepare_v3 (conn->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
  if (rc != SQLITE_OK || handle == NULL)
    {
      fail (conn, rc, "prepare", error);
      return NULL;
    }

  stmt = g_new0 (LianStmt, 1);
  stmt->handle = handle;
  stmt->conn = conn;
  stmt->text = g_strdup (sql);
  g_hash_table_insert (conn->statements, stmt->text, stmt);
  return stmt;
}

static void
note_bind (LianStmt *stmt, int rc)
{
  if (stmt->bind_rc == SQLITE_OK)
    stmt->bind_rc = rc;
}

/**
 * lian_stmt_bind_text:
 * @index: from 0
 * @text: (nullable): copied
 *
 * A failure is told by the next step, as with all binds.
 */
void
lian_stmt_bind_text (LianStmt *stmt, int index, const char *text)
{
  note_bind (stmt, sqlite3_bind_text (stmt->handle, index + 1, text, -1, SQLITE_TRANSIENT));
}

/**
 * lian_stmt_bind_int:
 * @index: from 0
 */
void
lian_stmt_bind_int (LianStmt *stmt, int index, gint64 value)
{
  note_bind (stmt, sqlite3_bind_int64 (stmt->handle, index + 1, value));
}

/**
 * lian_stmt_bind_real:
 * @index: from 0
 * @value: stored as NULL when it is not a number
 */
void
lian_stmt_bind_real (LianStmt *stmt, int index, double value)
{
  note_bind (stmt, sqlite3_bind_double (stmt->handle, index + 1, value));
}

/**
 * lian_stmt_bind_bytes:
 * @index: from 0
 * @bytes: (nullable): copied
 */
void
lian_stmt_bind_bytes (LianStmt *stmt, int index, GBytes *bytes)
{
  gsize size = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (bytes == NULL)
    lian_stmt_bind_null (stmt, index);
  else if (size == 0)
    note_bind (stmt, sqlite3_bind_zeroblob (stmt->handle, index + 1, 0));
  else
    note_bind (stmt, sqlite3_bind_blob64 (stmt->handle, index + 1, data, size, SQLITE_TRANSIENT));
}

/**
 * lian_stmt_bind_null:
 * @index: from 0
 */
void
lian_stmt_bind_null (LianStmt *stmt, int index)
{
  note_bind (stmt, sqlite3_bind_null (stmt->handle, index + 1));
}

/**
 * lian_stmt_step:
 * @row: (out): whether there is a row to read
 *
 * Returns: %FALSE on error
 */
gboolean
lian_stmt_step (LianStmt *stmt, gboolean *row, GError **error)
{
  int rc = stmt->bind_rc;

  /* Between two rows there may be nothing that SQLite could interrupt. */
  if (rc == SQLITE_OK && g_atomic_int_get (&stmt->conn->stopped) != STOPPED_NOT)
    rc = SQLITE_INTERRUPT;
  if (rc == SQLITE_OK)
    rc = sqlite3_step (stmt->handle);
  stmt->bind_rc = SQLITE_OK;
  if (rc != SQLITE_ROW && rc != SQLITE_DONE)
    {
      fail (stmt->conn, rc, "step", error);
      sqlite3_reset (stmt->handle);
      return FALSE;
    }

  *row = rc == SQLITE_ROW;
  /* Without a row there is nothing to hold on to, and it may be bound anew. */
  if (rc == SQLITE_DONE)
    sqlite3_reset (stmt->handle);
  return TRUE;
}

/**
 * lian_stmt_run:
 *
 * Steps a statement that gives no rows and resets it; its bindings stay.
 *
 * Returns: %FALSE on error
 */
gboolean
lian_stmt_run (LianStmt *stmt, GError **error)
{
  gboolean row;

  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  lian_stmt_reset (stmt);
  return TRUE;
}

/**
 * lian_stmt_reset:
 *
 * Lets go of the row it stands at; bindings stay.
 */
void
lian_stmt_reset (LianStmt *stmt)
{
  sqlite3_reset (stmt->handle);
}

/**
 * lian_stmt_is_null:
 * @column: from 0
 */
gboolean
lian_stmt_is_null (LianStmt *stmt, int column)
{
  return sqlite3_column_type (stmt->handle, column) == SQLITE_NULL;
}

/**
 * lian_stmt_get_text:
 * @column: from 0
 *
 * Returns: (transfer none) (nullable): valid until the next step
 */
const char *
lian_stmt_get_text (LianStmt *stmt, int column)
{
  return (const char *)sqlite3_column_text (stmt->handle, column);
}

/**
 * lian_stmt_get_int:
 * @column: from 0
 *
 * Returns: the value, 0 for NULL
 */
gint64
lian_stmt_get_int (LianStmt *stmt, int column)
{
  return sqlite3_column_int64 (stmt->handle, column);
}

/**
 * lian_stmt_get_real:
 * @column: from 0
 *
 * Returns: the value, 0 for NULL
 */
double
lian_stmt_get_real (LianStmt *stmt, int column)
{
  return sqlite3_column_double (stmt->handle, column);
}

/**
 * lian_stmt_get_bytes:
 * @column: from 0
 *
 * Returns: (transfer full) (nullable): a copy, or %NULL for NULL
 */
GBytes *
lian_stmt_get_bytes (LianStmt *stmt, int column)
{
  gconstpointer data;

  if (lian_stmt_is_null (stmt, column))
    return NULL;
  data = sqlite3_column_blob (stmt->handle, column);
  return g_bytes_new (data, sqlite3_column_bytes (stmt->handle, column));
}

int
lian_stmt_count_columns (LianStmt *stmt)
{
  return sqlite3_column_count (stmt->handle);
}
