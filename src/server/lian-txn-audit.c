/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-txn.h"

#include "lian-clock.h"
#include "lian-error.h"

#include <string.h>

#define COLUMNS "seq, id, digest, prev_hash, hash, account, role, accepted_at, position, intake"

/* The head of the audit in the counter's row: a sum over the head before and all of the row (its
 * body by its digest), so that what the receipt's hash does not say is in the chain as well, and a
 * tail that is cut off is missed. */
#define NEXT_HEAD                                                                     \
  "SELECT lian_sum (head.audit_sum, seq, id, digest, prev_hash, hash, account, role," \
  " accepted_at, position, intake, seat, target) FROM audit WHERE seq = ?1"

/* The chain begins with this instead of a hash. */
#define FIRST "0000000000000000000000000000000000000000000000000000000000000000"

static LianReceipt *
read_receipt (LianStmt *stmt, const char *epoch)
{
  LianReceipt *receipt = g_new0 (LianReceipt, 1);

  receipt->seq = lian_stmt_get_int (stmt, 0);
  receipt->id = g_strdup (lian_stmt_get_text (stmt, 1));
  receipt->digest = g_strdup (lian_stmt_get_text (stmt, 2));
  receipt->prev_hash = g_strdup (lian_stmt_get_text (stmt, 3));
  receipt->hash = g_strdup (lian_stmt_get_text (stmt, 4));
  receipt->account = g_strdup (lian_stmt_get_text (stmt, 5));
  receipt->role = g_strdup (lian_stmt_get_text (stmt, 6));
  receipt->accepted_at = g_strdup (lian_stmt_get_text (stmt, 7));
  receipt->position = lian_position_format (epoch, lian_stmt_get_int (stmt, 8));
  return receipt;
}

/**
 * lian_audit_lookup:
 * @intake: (out) (optional): by which way it came in
 *
 * Returns: (transfer full) (nullable): the stored receipt, %NULL without error for an unknown id
 */
LianReceipt *
lian_audit_lookup (LianConn *conn, const char *epoch, const char *id, int *intake, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT " COLUMNS " FROM audit WHERE id = ?", error);
  LianReceipt *receipt = NULL;
  gboolean row;

  if (stmt == NULL)
    return NULL;
  lian_stmt_bind_text (stmt, 0, id);
  if (!lian_stmt_step (stmt, &row, error))
    return NULL;
  if (row)
    {
      receipt = read_receipt (stmt, epoch);
      if (intake != NULL)
        *intake = (int)lian_stmt_get_int (stmt, 9);
    }
  lian_stmt_reset (stmt);
  return receipt;
}

/**
 * lian_audit_lookup_target:
 * @target: (out) (nullable): the record that the submission with @id was about
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_audit_lookup_target (LianConn *conn, const char *id, char **target, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT target FROM audit WHERE id = ?", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, id);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *target = row ? g_strdup (lian_stmt_get_text (stmt, 0)) : NULL;
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
read_head (LianConn *conn, gint64 *seq, char **hash, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *seq = row ? lian_stmt_get_int (stmt, 0) : 0;
  *hash = g_strdup (row ? lian_stmt_get_text (stmt, 1) : FIRST);
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
insert (LianConn *conn, const LianReceipt *receipt, gint64 position, int intake, const char *seat,
        const char *target, GBytes *body, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "INSERT INTO audit (" COLUMNS ", seat, target, body)"
                                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, receipt->seq);
  lian_stmt_bind_text (stmt, 1, receipt->id);
  lian_stmt_bind_text (stmt, 2, receipt->digest);
  lian_stmt_bind_text (stmt, 3, receipt->prev_hash);
  lian_stmt_bind_text (stmt, 4, receipt->hash);
  lian_stmt_bind_text (stmt, 5, receipt->account);
  lian_stmt_bind_text (stmt, 6, receipt->role);
  lian_stmt_bind_text (stmt, 7, receipt->accepted_at);
  lian_stmt_bind_int (stmt, 8, position);
  lian_stmt_bind_int (stmt, 9, intake);
  lian_stmt_bind_text (stmt, 10, seat);
  lian_stmt_bind_text (stmt, 11, target);
  lian_stmt_bind_bytes (stmt, 12, body);
  return lian_stmt_run (stmt, error);
}

static gboolean
remember (LianConn *conn, gint64 seq, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn, "UPDATE counter AS head SET audit_seq = ?1, audit_sum = (" NEXT_HEAD ")", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, seq);
  return lian_stmt_run (stmt, error);
}

static gboolean
has_head (LianConn *conn, gboolean *has, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT audit_seq FROM counter", error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *has = row && lian_stmt_get_int (stmt, 0) > 0;
  lian_stmt_reset (stmt);
  return TRUE;
}

/**
 * lian_audit_remember_all:
 *
 * For migrations: a file of before there was a head gets the one of all rows that there are.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_audit_remember_all (LianConn *conn, GError **error)
{
  g_autofree char *hash = NULL;
  gboolean has;
  gint64 last;

  if (!has_head (conn, &has, error) || !read_head (conn, &last, &hash, error))
    return FALSE;
  for (gint64 seq = 1; !has && seq <= last; seq++)
    if (!remember (conn, seq, error))
      return FALSE;
  return TRUE;
}

/**
 * lian_audit_append:
 * @body: exactly as sent
 * @digest: its SHA-256
 * @role: by which it was allowed
 * @seat: (nullable)
 * @target: (nullable): the record that it was about, when that is not in the body
 *
 * Returns: (transfer full): the receipt, its hash over the one before; %NULL on a failing database
 */
LianReceipt *
lian_audit_append (LianTxn *txn, int intake, const char *id, GBytes *body, const char *digest,
                   const LianPerson *person, const char *role, const char *seat, const char *target,
                   GError **error)
{
  g_autoptr (LianReceipt) receipt = g_new0 (LianReceipt, 1);

  if (!lian_txn_begin (txn, error)
      || !read_head (txn->conn, &receipt->seq, &receipt->prev_hash, error))
    return NULL;
  receipt->seq += 1;
  receipt->id = g_strdup (id);
  receipt->digest = g_strdup (digest);
  receipt->account = g_strdup (person->account);
  receipt->role = g_strdup (role);
  receipt->accepted_at = lian_time_format (txn->now);
  receipt->position = lian_position_format (txn->epoch, txn->seq);
  receipt->hash = lian_receipt_compute_hash (receipt);
  if (!insert (txn->conn, receipt, txn->seq, intake, seat, target, body, error)
      || !remember (txn->conn, receipt->seq, error))
    return NULL;
  return g_steal_pointer (&receipt);
}

static gboolean
row_is_right (LianStmt *stmt, gint64 expected, const char *prev_hash)
{
  g_autoptr (LianReceipt) receipt = read_receipt (stmt, "");
  g_autoptr (GBytes) body = lian_stmt_get_bytes (stmt, 10);
  g_autofree char *hash = NULL;
  g_autofree char *digest = NULL;

  /* A damaged page may give a row without its values. */
  if (body == NULL || receipt->id == NULL || receipt->account == NULL || receipt->role == NULL
      || receipt->accepted_at == NULL || receipt->digest == NULL)
    return FALSE;
  hash = lian_receipt_compute_hash (receipt);
  digest = lian_hex_digest (body);
  return receipt->seq == expected && g_strcmp0 (receipt->prev_hash, prev_hash) == 0
         && g_strcmp0 (receipt->hash, hash) == 0 && g_strcmp0 (receipt->digest, digest) == 0;
}

static gboolean
verify_rows (LianConn *conn, gint64 *n_rows, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT " COLUMNS ", body FROM audit ORDER BY seq", error);
  g_autofree char *prev_hash = g_strdup (FIRST);

  if (stmt == NULL)
    return FALSE;
  while (TRUE)
    {
      gboolean row;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      if (!row_is_right (stmt, *n_rows + 1, prev_hash))
        {
          lian_stmt_reset (stmt);
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED,
                       "audit: row %" G_GINT64_FORMAT " is not what was written", *n_rows + 1);
          return FALSE;
        }
      g_free (prev_hash);
      prev_hash = g_strdup (lian_stmt_get_text (stmt, 4));
      *n_rows += 1;
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

/* Sets @right when the head of the rows is the one that was remembered. */
static gboolean
compare_heads (LianConn *conn, gint64 n_rows, gboolean *right, GError **error)
{
  g_autoptr (GBytes) sum = g_bytes_new (NULL, 0);
  LianStmt *stmt;
  gboolean row;

  for (gint64 seq = 1; seq <= n_rows; seq++)
    {
      stmt = lian_conn_prepare (
          conn, "WITH head (audit_sum) AS (VALUES (?2)) SELECT (" NEXT_HEAD ") FROM head", error);
      if (stmt == NULL)
        return FALSE;
      lian_stmt_bind_int (stmt, 0, seq);
      lian_stmt_bind_bytes (stmt, 1, sum);
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      g_bytes_unref (sum);
      sum = lian_stmt_get_bytes (stmt, 0);
      lian_stmt_reset (stmt);
    }
  stmt = lian_conn_prepare (conn,
                            "SELECT COUNT (*) FROM counter WHERE audit_seq = ? AND audit_sum = ?",
                            error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, n_rows);
  lian_stmt_bind_bytes (stmt, 1, sum);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *right = row && lian_stmt_get_int (stmt, 0) == 1;
  lian_stmt_reset (stmt);
  return TRUE;
}

/**
 * lian_audit_verify:
 * @n_rows: (out): rows that are right, from the first on
 *
 * Returns: whether every body has its digest, every row its hash, none is missing, and the last is
 * the one that was remembered, with all that the hashes do not say
 */
gboolean
lian_audit_verify (LianConn *conn, gint64 *n_rows, GError **error)
{
  gboolean right;

  *n_rows = 0;
  if (!verify_rows (conn, n_rows, error) || !compare_heads (conn, *n_rows, &right, error))
    return FALSE;
  if (!right)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED,
                 "audit: row %" G_GINT64_FORMAT
                 " is not the last that was written, or one before it was changed",
                 *n_rows);
  return right;
}
