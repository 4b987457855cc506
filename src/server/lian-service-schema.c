/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-service-private.h"

#include "lian-access-log.h"
#include "lian-error.h"
#include "lian-seal.h"
#include "lian-table.h"
#include "lian-txn.h"

const LianRetention lian_retention_default = { .days = 14, .rows = 1000000, .portion = 10000 };

const char *const lian_service_steps[] = {
  "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE TABLE counter (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL,"
  " min_seq INTEGER NOT NULL, clock INTEGER NOT NULL, real_clock INTEGER NOT NULL) STRICT;"
  "CREATE TABLE feed (seq INTEGER NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL,"
  " kind TEXT NOT NULL, id TEXT NOT NULL, op TEXT NOT NULL, old_region TEXT, new_region TEXT,"
  " record TEXT, old_class INTEGER NOT NULL, new_class INTEGER NOT NULL,"
  " PRIMARY KEY (seq, n)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE digest (kind TEXT NOT NULL, region TEXT NOT NULL, class INTEGER NOT NULL,"
  " count INTEGER NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL,"
  " PRIMARY KEY (kind, region, class)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE audit (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,"
  " prev_hash TEXT NOT NULL, hash TEXT NOT NULL, account TEXT NOT NULL, role TEXT NOT NULL,"
  " accepted_at TEXT NOT NULL, position INTEGER NOT NULL, intake INTEGER NOT NULL, seat TEXT,"
  " target TEXT, body BLOB NOT NULL) STRICT;"
  "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit"
  " BEGIN SELECT RAISE (ABORT, 'the audit is append-only'); END;"
  "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit"
  " BEGIN SELECT RAISE (ABORT, 'the audit is append-only'); END;"
  "CREATE TABLE day_number (day INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT;"
  "CREATE TABLE account (name TEXT PRIMARY KEY, title TEXT NOT NULL, hash TEXT NOT NULL,"
  " roles TEXT NOT NULL, region_code TEXT NOT NULL, unit_id TEXT,"
  " disabled INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;"
  "CREATE TABLE session (token TEXT PRIMARY KEY, account TEXT NOT NULL, seat TEXT NOT NULL,"
  " expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"

  /* Attachments by the SHA-256 of their bytes; who sent them, and which records name them. */
  "CREATE TABLE attachment (id TEXT PRIMARY KEY, media_type TEXT NOT NULL, size INTEGER NOT NULL,"
  " bytes BLOB NOT NULL) STRICT;"
  "CREATE TABLE attachment_sender (id TEXT NOT NULL, account TEXT NOT NULL, at INTEGER NOT NULL,"
  " PRIMARY KEY (id, account)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE attachment_ref (kind TEXT NOT NULL, record TEXT NOT NULL, id TEXT NOT NULL,"
  " PRIMARY KEY (kind, record, id)) STRICT, WITHOUT ROWID;"
  "CREATE INDEX attachment_ref_id ON attachment_ref (id);"

  /* Who came in and what was refused. Rows go after half a year, and never earlier. */
  "CREATE TABLE access_log (n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,"
  " account TEXT, address TEXT, type TEXT NOT NULL, object TEXT, result TEXT NOT NULL) STRICT;"
  "CREATE TRIGGER access_log_no_update BEFORE UPDATE ON access_log"
  " BEGIN SELECT RAISE (ABORT, 'the access log is append-only'); END;"
  "CREATE TRIGGER access_log_no_delete BEFORE DELETE ON access_log"
  " WHEN OLD.at > (SELECT clock FROM counter) - " LIAN_ACCESS_LOG_KEPT
  " BEGIN SELECT RAISE (ABORT, 'the access log is kept for half a year'); END;",

  /* The end of the audit is remembered apart from it, so that a tail cut off is missed:
   * lian-txn-audit.c; every row has its seal: lian-seal.c. */
  "ALTER TABLE counter ADD COLUMN audit_seq INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE counter ADD COLUMN audit_sum BLOB NOT NULL DEFAULT x'';"
  "CREATE TABLE seal (tbl TEXT NOT NULL, key TEXT NOT NULL, sum BLOB NOT NULL,"
  " PRIMARY KEY (tbl, key)) STRICT, WITHOUT ROWID;",

  /* Columns of the records' own tables, which are made later: lian_mirror_install(). */
  "",
};
const guint lian_service_n_steps = G_N_ELEMENTS (lian_service_steps);

/**
 * lian_schema_read_version:
 * @version: (out): 0 = there is nothing in the file yet
 */
gboolean
lian_schema_read_version (LianConn *conn, gint64 *version, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "PRAGMA user_version", error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *version = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  return TRUE;
}

/* A file of before records had a class says nothing about who may see what it holds. */
gboolean
lian_schema_check_classes (LianConn *conn, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn, "SELECT COUNT (*) FROM pragma_table_info ('digest') WHERE name = 'class'", error);
  gboolean row;
  gboolean has;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  has = row && lian_stmt_get_int (stmt, 0) == 1;
  lian_stmt_reset (stmt);
  if (!has)
    g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_TOO_NEW,
                         "the database is of another version of the program");
  return has;
}

/**
 * lian_schema_keep_fingerprint:
 *
 * The table of @kind is what this program makes of it.
 */
gboolean
lian_schema_keep_fingerprint (LianConn *conn, const LianKind *kind, GError **error)
{
  g_autofree char *key = g_strdup_printf ("kind:%s", kind->name);
  g_autofree char *value = lian_kind_dup_fingerprint (kind);
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "INSERT INTO meta (key, value) VALUES (?, ?)"
                                      " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                                      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, key);
  lian_stmt_bind_text (stmt, 1, value);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_schema_read_fingerprint:
 * @value: (out) (nullable): what the table of @kind was made from; %NULL when there is none
 */
gboolean
lian_schema_read_fingerprint (LianConn *conn, const LianKind *kind, char **value, GError **error)
{
  g_autofree char *key = g_strdup_printf ("kind:%s", kind->name);
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT value FROM meta WHERE key = ?", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, key);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *value = row ? g_strdup (lian_stmt_get_text (stmt, 0)) : NULL;
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
outdated (const char *what, GError **error)
{
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
               "%s of an older version of the program: make a backup, then run"
               " liandong-server migrate",
               what);
  return FALSE;
}

static gboolean
check_fingerprint (LianConn *conn, const LianKind *kind, GError **error)
{
  g_autofree char *wanted = lian_kind_dup_fingerprint (kind);
  g_autofree char *value = NULL;
  g_autofree char *what = g_strdup_printf ("the table of kind %s is", kind->name);
  g_autoptr (GArray) missing = NULL;

  if (!lian_schema_read_fingerprint (conn, kind, &value, error))
    return FALSE;
  if (g_strcmp0 (value, wanted) == 0)
    return TRUE;
  /* It says itself what cannot be migrated. */
  missing = lian_schema_list_missing (conn, kind, value, error);
  return missing != NULL && outdated (what, error);
}

static gboolean
create (LianConn *conn, GError **error)
{
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (!lian_table_create (conn, lian_kind_get (i), LIAN_SERVER_PREFIX, error)
        || !lian_schema_keep_fingerprint (conn, lian_kind_get (i), error))
      return FALSE;
  return lian_mirror_install (conn, error);
}

/**
 * lian_service_schema:
 *
 * Makes the tables of a new file, or checks that this program knows those of an old one. A new file
 * is sealed when it has been filled: row by row it would take twice as long.
 *
 * Returns: %FALSE with %LIAN_ERROR_TOO_NEW, %LIAN_ERROR_INVALID when it has to be migrated first,
 * or what the database says
 */
gboolean
lian_service_schema (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  gint64 version;

  if (!lian_schema_read_version (conn, &version, error))
    return FALSE;
  if (version > 0 && version < lian_service_n_steps)
    return outdated ("the database is", error);
  if (!lian_conn_migrate (conn, lian_service_steps, lian_service_n_steps, error))
    return FALSE;
  if (version == 0)
    return create (conn, error);
  if (!lian_schema_check_classes (conn, error))
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (!check_fingerprint (conn, lian_kind_get (i), error))
      return FALSE;
  return lian_seal_install (conn, FALSE, error);
}
