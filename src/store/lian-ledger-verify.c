/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-ledger-verify.h"

#include "lian-error.h"
#include "lian-ledger-file.h"
#include "lian-ledger-migrate.h"

#include <string.h>

/* Platform time is set anew by each answer: a little backwards is no finding. */
#define TOLERANCE_US (5 * G_TIME_SPAN_MINUTE)
#define HEADER_BYTES 20
#define FORMAT_AT 18 /* of SQLite's header: 2 and 2 = a write-ahead log */

typedef struct
{
  LianReceiptCheck check;
  LianLedgerFinding func;
  gpointer data;
  LianLedgerVerified *verified;
} Verification;

static void find (Verification *self, const char *id, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
find (Verification *self, const char *id, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  self->verified->findings++;
  if (self->func != NULL)
    self->func (id, what, self->data);
}

/* --- one row --- */

/* In the order of ROW_SQL. */
typedef struct
{
  gint64 n;
  const char *id;
  gint64 state;
  GBytes *body; /* (owned) */
  const char *digest;
  gint64 created_at;
  gint64 not_before;
  gint64 not_after;
  gint64 attempts;
  gint64 receipt_no;
  const char *receipt;
  const char *body_id;
  gint64 attempted_at;
  gint64 settled_at;
  const char *decision;
  gint64 decided_at;
  gint64 lost_at;
} Row;

#define ROW_SQL                                                                                  \
  "SELECT n, id, state, body, digest, created_at, not_before, not_after, attempts, receipt_no, " \
  "receipt, iif (json_valid (CAST (body AS TEXT)), json_extract (CAST (body AS TEXT), '$.id'), " \
  "NULL), "
#define ROW_SQL_1 ROW_SQL "0, 0, NULL, 0, 0 FROM entry ORDER BY n"
#define ROW_SQL_2 \
  ROW_SQL "attempted_at, settled_at, decision, decided_at, lost_at FROM entry ORDER BY n"

static void
read_row (LianStmt *stmt, Row *row)
{
  row->n = lian_stmt_get_int (stmt, 0);
  row->id = lian_stmt_get_text (stmt, 1);
  row->state = lian_stmt_get_int (stmt, 2);
  row->body = lian_stmt_get_bytes (stmt, 3);
  row->digest = lian_stmt_get_text (stmt, 4);
  row->created_at = lian_stmt_get_int (stmt, 5);
  row->not_before = lian_stmt_get_int (stmt, 6);
  row->not_after = lian_stmt_get_int (stmt, 7);
  row->attempts = lian_stmt_get_int (stmt, 8);
  row->receipt_no = lian_stmt_get_int (stmt, 9);
  row->receipt = lian_stmt_get_text (stmt, 10);
  row->body_id = lian_stmt_get_text (stmt, 11);
  row->attempted_at = lian_stmt_get_int (stmt, 12);
  row->settled_at = lian_stmt_get_int (stmt, 13);
  row->decision = lian_stmt_get_text (stmt, 14);
  row->decided_at = lian_stmt_get_int (stmt, 15);
  row->lost_at = lian_stmt_get_int (stmt, 16);
}

/* RFC 9562, as lian_uuid7() writes it. */
static gboolean
is_uuid7 (const char *id)
{
  static const char form[] = "xxxxxxxx-xxxx-7xxx-vxxx-xxxxxxxxxxxx";

  if (id == NULL || strlen (id) != strlen (form))
    return FALSE;
  for (gsize i = 0; form[i] != '\0'; i++)
    {
      gboolean hex = strchr ("0123456789abcdef", id[i]) != NULL;

      if (form[i] == 'x'   ? !hex
          : form[i] == 'v' ? strchr ("89ab", id[i]) == NULL
                           : form[i] != id[i])
        return FALSE;
    }
  return TRUE;
}

static void
check_bytes (Verification *self, const Row *row)
{
  g_autofree char *digest
      = row->body != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, row->body) : NULL;

  if (!is_uuid7 (row->id))
    find (self, row->id, "the id is no UUID of version 7");
  if (g_strcmp0 (digest, row->digest) != 0)
    find (self, row->id, "the bytes are not those that were promised: their digest is another");
  if (row->body_id != NULL && g_strcmp0 (row->body_id, row->id) != 0)
    find (self, row->id, "the bytes are those of %s", row->body_id);
}

/* What a state says about attempts and receipt. */
static void
check_state (Verification *self, const Row *row)
{
  gboolean received = row->state == LIAN_ENTRY_RECEIVED;

  if (row->state < LIAN_ENTRY_QUEUED || row->state > LIAN_ENTRY_REVOKED)
    {
      find (self, row->id, "state %" G_GINT64_FORMAT " does not exist", row->state);
      return;
    }
  if (row->attempts < 0)
    find (self, row->id, "%" G_GINT64_FORMAT " attempts", row->attempts);
  /* What may have arrived is given up only by somebody's decision. */
  if ((row->state == LIAN_ENTRY_QUEUED
       || (row->state == LIAN_ENTRY_REVOKED && row->decision == NULL))
      && row->attempts > 0)
    find (self, row->id, "it %s and was attempted %" G_GINT64_FORMAT " times",
          row->state == LIAN_ENTRY_QUEUED ? "waits" : "was taken back", row->attempts);
  if ((row->state == LIAN_ENTRY_SENDING || received || row->state == LIAN_ENTRY_CONFLICT
       || row->state == LIAN_ENTRY_REFUSED)
      && row->attempts == 0)
    find (self, row->id, "it %s without an attempt",
          row->state == LIAN_ENTRY_SENDING ? "is being sent" : "has a verdict");
  if (received != (row->receipt_no > 0))
    find (self, row->id,
          received ? "it was received without a receipt number"
                   : "it has a receipt number and was not received");
  if (!received && (row->receipt != NULL || row->lost_at != 0))
    find (self, row->id, "it has a receipt, or has lost one, and was not received");
}

static void
check_times (Verification *self, const Row *row)
{
  if (row->created_at < 0 || row->not_before < row->created_at)
    find (self, row->id, "it may go before it was promised");
  if (row->not_after != 0 && row->not_after < row->created_at)
    find (self, row->id, "it was too late when it was promised");
  if (row->attempted_at != 0
      && (row->attempts == 0 || row->attempted_at < row->created_at - TOLERANCE_US))
    find (self, row->id, "the time of the last attempt cannot be right");
  if (row->settled_at != 0
      && (row->state == LIAN_ENTRY_QUEUED || row->state == LIAN_ENTRY_SENDING
          || row->settled_at < row->created_at - TOLERANCE_US))
    find (self, row->id, "the time of the verdict cannot be right");
  if ((row->decision != NULL) != (row->decided_at != 0))
    find (self, row->id, "a decision and its time have to be there together");
}

static void
check_receipt (Verification *self, const Row *row)
{
  g_autoptr (GError) error = NULL;

  if (row->state != LIAN_ENTRY_RECEIVED)
    return;
  if (row->receipt == NULL)
    find (self, row->id, "its receipt %" G_GINT64_FORMAT " is not there", row->receipt_no);
  else if (self->check != NULL
           && !self->check (row->id, row->digest, row->receipt_no, row->receipt, &error))
    find (self, row->id, "its receipt %" G_GINT64_FORMAT ": %s", row->receipt_no, error->message);
}

static void
count_row (Verification *self, const Row *row)
{
  LianLedgerVerified *verified = self->verified;

  verified->rows++;
  /* Nothing is deleted, and what was not committed has taken no number. */
  if (row->n != verified->rows)
    {
      find (self, row->id, "rows are missing before number %" G_GINT64_FORMAT, row->n);
      verified->rows = (guint)row->n;
    }
  verified->open += row->state == LIAN_ENTRY_QUEUED || row->state == LIAN_ENTRY_SENDING;
  verified->received += row->state == LIAN_ENTRY_RECEIVED;
  verified->lost += row->lost_at != 0;
}

static gboolean
check_rows (Verification *self, LianConn *conn, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, self->verified->version < 2 ? ROW_SQL_1 : ROW_SQL_2, error);
  gboolean more = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (more)
    {
      Row row = { 0 };

      if (!lian_stmt_step (stmt, &more, error))
        return FALSE;
      if (!more)
        break;
      read_row (stmt, &row);
      count_row (self, &row);
      check_bytes (self, &row);
      check_state (self, &row);
      check_times (self, &row);
      check_receipt (self, &row);
      g_clear_pointer (&row.body, g_bytes_unref);
    }
  return TRUE;
}

/* --- between rows, and the file --- */

/* Each row of @sql is a finding: id, more of it. */
static gboolean
find_each (Verification *self, LianConn *conn, const char *sql, const char *what, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (row)
        find (self, lian_stmt_get_text (stmt, 0), "%s %s", what, lian_stmt_get_text (stmt, 1));
    }
  return TRUE;
}

static gboolean
check_between (Verification *self, LianConn *conn, GError **error)
{
  if (!find_each (self, conn, "SELECT id, count (*) FROM entry GROUP BY id HAVING count (*)>1",
                  "rows of this id:", error)
      || !find_each (self, conn,
                     "SELECT NULL, seq FROM sqlite_sequence WHERE name='entry' AND seq<>"
                     "(SELECT ifnull (max (n), 0) FROM entry)",
                     "rows are missing at the end: the last number given was", error)
      || !find_each (self, conn,
                     "SELECT NULL, name FROM (SELECT 'entry_kept' AS name UNION SELECT "
                     "'entry_bytes') WHERE name NOT IN (SELECT name FROM sqlite_schema WHERE "
                     "type='trigger')",
                     "what forbids to forget or to rewrite is gone:", error))
    return FALSE;
  if (self->verified->version < 2)
    return TRUE;
  return find_each (
             self, conn,
             "SELECT id, supersedes FROM entry e WHERE supersedes IS NOT NULL AND NOT EXISTS "
             "(SELECT 1 FROM entry o WHERE o.id=e.supersedes AND o.n<e.n)",
             "it takes the place of one that is not there before it:", error)
         && find_each (self, conn,
                       "SELECT b.id, a.id FROM entry a JOIN entry b ON b.receipt_no=a.receipt_no+1 "
                       "AND b.server_id=a.server_id WHERE a.state=3 AND b.state=3 AND a.lost_at=0 "
                       "AND b.lost_at=0 AND json_valid (a.receipt) AND json_valid (b.receipt) AND "
                       "json_extract (b.receipt, '$.prev_hash')<>"
                       "json_extract (a.receipt, '$.hash')",
                       "its receipt does not follow in the platform's chain on that of", error)
         && find_each (self, conn,
                       "SELECT b.id, a.id FROM entry a JOIN entry b ON b.receipt_no=a.receipt_no "
                       "AND b.server_id=a.server_id AND b.n>a.n WHERE a.state=3 AND b.state=3 AND "
                       "a.lost_at=0 AND b.lost_at=0",
                       "its receipt has the number of", error);
}

static gboolean
check_integrity (Verification *self, LianConn *conn, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "PRAGMA integrity_check", error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (row && g_strcmp0 (lian_stmt_get_text (stmt, 0), "ok") != 0)
        find (self, NULL, "integrity_check: %s", lian_stmt_get_text (stmt, 0));
    }
  return TRUE;
}

static gboolean
verify (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Verification *self = data;

  if (!lian_ledger_read_version (conn, &self->verified->version, error))
    return FALSE;
  if (self->verified->version == 0)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "the file is no ledger");
      return FALSE;
    }
  return check_integrity (self, conn, error) && check_rows (self, conn, error)
         && check_between (self, conn, error);
}

/* Whether it is written as the program writes it: without a write-ahead log a commit is another
 * promise. How the program syncs it sets and asserts itself whenever it opens the file. */
static void
check_header (Verification *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  guint8 header[HEADER_BYTES] = { 0 };
  gsize length = 0;

  if (stream != NULL)
    g_input_stream_read_all (G_INPUT_STREAM (stream), header, sizeof header, &length, NULL, NULL);
  if (length == sizeof header && (header[FORMAT_AT] != 2 || header[FORMAT_AT + 1] != 2))
    find (self, NULL, "the file is not in the mode of a write-ahead log (WAL)");
}

/* Somebody has it open, or has ended without closing it: then SQLite's files beside it count. */
static LianDbFlags
choose_flags (const char *path)
{
  g_autofree char *shared = g_strconcat (path, "-shm", NULL);

  return LIAN_DB_READ_ONLY | (g_file_test (shared, G_FILE_TEST_EXISTS) ? 0 : LIAN_DB_AS_IT_IS);
}

static gboolean
run (Verification *self, const char *path, LianDbFlags flags, GError **error)
{
  g_autoptr (LianDb) db = lian_db_open (path, flags, NULL, NULL, error);
  gboolean done;

  if (db == NULL)
    return FALSE;
  done = lian_db_read (db, verify, self, NULL, error);
  lian_db_close (db);
  return done;
}

/**
 * lian_ledger_verify:
 * @path: of a ledger
 * @check: (nullable) (scope call): of a receipt's form
 * @func: (nullable) (scope call): told everything that is not right
 * @data: for @func
 * @verified: (out): what was counted
 *
 * Reads one state of the file from beginning to end. Blocks.
 *
 * Returns: %FALSE with %LIAN_ERROR_NOT_FOUND, %LIAN_ERROR_DAMAGED, %LIAN_ERROR_TOO_NEW,
 * %LIAN_ERROR_INVALID when it is no ledger, … when it could not be read to its end
 */
gboolean
lian_ledger_verify (const char *path, LianReceiptCheck check, LianLedgerFinding func, gpointer data,
                    LianLedgerVerified *verified, GError **error)
{
  Verification self = { check, func, data, verified };

  memset (verified, 0, sizeof *verified);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND, "%s does not exist", path);
      return FALSE;
    }
  check_header (&self, path);
  return run (&self, path, choose_flags (path), error);
}
