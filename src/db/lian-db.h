/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One SQLite file. All writes and checkpoints go through one connection on one thread (FIFO); reads
 * run on a second thread with a read-only connection. Functions given to it run on those threads
 * and use the LianConn they get; nothing else may touch the file. */
#define LIAN_TYPE_DB (lian_db_get_type ())
G_DECLARE_FINAL_TYPE (LianDb, lian_db, LIAN, DB, GObject)

typedef struct _LianConn LianConn;
typedef struct _LianStmt LianStmt;

typedef enum
{
  LIAN_DB_DEFAULT = 0,      /* WAL, synchronous=NORMAL */
  LIAN_DB_DURABLE = 1 << 0, /* WAL, synchronous=FULL, verified at open */
  LIAN_DB_READ_ONLY = 1 << 1,
  /* With READ_ONLY: nobody has the file open; it is not checked and nothing is left beside it. */
  LIAN_DB_AS_IT_IS = 1 << 2,
  LIAN_DB_UNCHECKED = 1 << 3, /* lian_db_check_async() comes later: does not block for it */
} LianDbFlags;

/* Runs inside a transaction (BEGIN IMMEDIATE) of the write connection: FALSE rolls back and must
 * set
 * @error; a failing COMMIT is reported to the caller as well. @result is handed to finish. */
typedef gboolean (*LianDbFunc) (LianConn *conn, gpointer data, gpointer *result, GError **error);

/* Above LARGE bytes the log is folded into the file and cut, as soon as no reader looks at it;
 * above MAX, readers are interrupted for that (LIAN_ERROR_BUSY): it does not grow for ever. */
#define LIAN_DB_LOG_LARGE (16 * 1024 * 1024)
#define LIAN_DB_LOG_MAX (256 * 1024 * 1024)

/* Opens, checks (quick_check), and runs @schema in a transaction. LIAN_ERROR_DAMAGED, _TOO_NEW,
 * _DISK_FULL, _BUSY tell what is wrong. Blocks; call before the main loop or from a worker. */
LianDb *lian_db_open (const char *path, LianDbFlags flags, LianDbFunc schema, gpointer schema_data,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Reads every page of the file on a thread of its own, beside what goes on; LIAN_ERROR_DAMAGED. */
void lian_db_check_async (LianDb *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
/* Others than those above; any thread. */
void lian_db_set_log_limits (LianDb *self, gint64 large, gint64 max);
/* Drains the queue, checkpoints, closes. Idempotent. */
void lian_db_close (LianDb *self);

/* Cancelling a write has an effect only before the transaction begins: one that was done is
 * reported done. A read is broken off with G_IO_ERROR_CANCELLED. */
void lian_db_write_async (LianDb *self, LianDbFunc func, gpointer data, GDestroyNotify destroy,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
void lian_db_read_async (LianDb *self, LianDbFunc func, gpointer data, GDestroyNotify destroy,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
/* A few rows, for the screen: does not wait behind long reads. */
void lian_db_look_async (LianDb *self, LianDbFunc func, gpointer data, GDestroyNotify destroy,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
/* For all; *result as the function left it. */
gboolean lian_db_call_finish (LianDb *self, GAsyncResult *result, gpointer *value, GError **error);
/* The same, blocking; not from the threads of @self. */
gboolean lian_db_write (LianDb *self, LianDbFunc func, gpointer data, gpointer *value,
                        GError **error);
gboolean lian_db_read (LianDb *self, LianDbFunc func, gpointer data, gpointer *value,
                       GError **error);

/* --- on the threads of the database --- */

gboolean lian_conn_exec (LianConn *conn, const char *sql, GError **error);
gint64 lian_conn_changes (LianConn *conn);
/* For schema functions: runs those of @steps that PRAGMA user_version says are missing. */
gboolean lian_conn_migrate (LianConn *conn, const char *const *steps, guint n_steps,
                            GError **error);
/* Cached by text; owned by the connection, reset when asked for again. */
LianStmt *lian_conn_prepare (LianConn *conn, const char *sql, GError **error);

/* What lian_predicate (…) in a statement asks until the end of the transaction: the texts of its
 * arguments, each NULL for NULL and valid for the call. */
typedef gboolean (*LianConnPredicate) (const char *const *texts, guint n_texts, gpointer data);
void lian_conn_set_predicate (LianConn *conn, LianConnPredicate predicate, gpointer data,
                              GDestroyNotify destroy);

/* Parameters and columns count from 0. Text may be NULL. */
void lian_stmt_bind_text (LianStmt *stmt, int index, const char *text);
void lian_stmt_bind_int (LianStmt *stmt, int index, gint64 value);
void lian_stmt_bind_real (LianStmt *stmt, int index, double value);
void lian_stmt_bind_bytes (LianStmt *stmt, int index, GBytes *bytes);
void lian_stmt_bind_null (LianStmt *stmt, int index);
/* TRUE with *row telling whether there is one; FALSE on error. */
gboolean lian_stmt_step (LianStmt *stmt, gboolean *row, GError **error);
/* Steps once, expects no row, resets. */
gboolean lian_stmt_run (LianStmt *stmt, GError **error);
void lian_stmt_reset (LianStmt *stmt);
gboolean lian_stmt_is_null (LianStmt *stmt, int column);
const char *lian_stmt_get_text (LianStmt *stmt, int column); /* valid until the next step */
gint64 lian_stmt_get_int (LianStmt *stmt, int column);
double lian_stmt_get_real (LianStmt *stmt, int column);
GBytes *lian_stmt_get_bytes (LianStmt *stmt, int column) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
