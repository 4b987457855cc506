/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-txn.h"

#include "lian-clock.h"
#include "lian-error.h"

#include <string.h>

#define COLUMNS "seq, id, digest, prev_hash, hash, account, role, accepted_at, position, intake"

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
        GBytes *body, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "INSERT INTO audit (" COLUMNS ", seat, body)"
                                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
  lian_stmt_bind_bytes (stmt, 11, body);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_audit_append:
 * @body: exactly as sent
 * @digest: its SHA-256
 * @role: by which it was allowed
 * @seat: (nullable)
 *
 * Returns: (transfer full): the receipt, its hash over the one before; %NULL on a failing database
 */
LianReceipt *
lian_audit_append (LianTxn *txn, int intake, const char *id, GBytes *body, const char *digest,
                   const LianPerson *person, const char *role, const char *seat, GError **error)
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
  if (!insert (txn->conn, receipt, txn->seq, intake, seat, body, error))
    return NULL;
  return g_steal_pointer (&receipt);
}

static gboolean
row_is_right (LianStmt *stmt, gint64 expected, const char *prev_hash)
{
  g_autoptr (LianReceipt) receipt = read_receipt (stmt, "");
  g_autoptr (GBytes) body = lian_stmt_get_bytes (stmt, 10);
  g_autofree char *hash = lian_receipt_compute_hash (receipt);
  g_autofree char *digest = lian_hex_digest (body);

  return receipt->seq == expected && g_strcmp0 (receipt->prev_hash, prev_hash) == 0
         && g_strcmp0 (receipt->hash, hash) == 0 && g_strcmp0 (receipt->digest, digest) == 0;
}

/**
 * lian_audit_verify:
 * @n_rows: (out): rows that are right, from the first on
 *
 * Returns: whether every body has its digest, every row its hash, and none is missing
 */
gboolean
lian_audit_verify (LianConn *conn, gint64 *n_rows, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT " COLUMNS ", body FROM audit ORDER BY seq", error);
  g_autofree char *prev_hash = g_strdup (FIRST);

  *n_rows = 0;
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
