/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-ledger-private.h"

/* What is said about a row after its verdict: by a person, or by a platform that has lost it. Each
 * is in the row and, in the same transaction, in the duty log. */

static gboolean
check_one (LianConn *conn, LianLedgerWrite *write, const char *why, GError **error)
{
  if (lian_conn_changes (conn) == 1)
    return TRUE;
  if (lian_ledger_file_read_entry (conn, write, error))
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT, "instruction %s %s", write->id, why);
  return FALSE;
}

/*
 * lian_ledger_file_decide:
 *
 * @text is the decision.
 */
gboolean
lian_ledger_file_decide (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerWrite *write = data;
  LianStmt *stmt = lian_conn_prepare (
      conn,
      "UPDATE entry SET decision=?, decided_at=max (?, 1), decided_by=account WHERE "
      "id=? AND (state IN (4, 5, 6) OR lost_at<>0) AND "
      "decided_at=0",
      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, write->text);
  lian_stmt_bind_int (stmt, 1, write->at);
  lian_stmt_bind_text (stmt, 2, write->id);
  return lian_stmt_run (stmt, error) && check_one (conn, write, "leaves nothing to decide", error)
         && lian_ledger_file_log (conn, write, NULL, error)
         && lian_ledger_file_read_entry (conn, write, error);
}

/*
 * lian_ledger_file_miss:
 *
 * The platform does not know a receipt that it has given: to be decided about, also when something
 * was decided before.
 */
gboolean
lian_ledger_file_miss (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerWrite *write = data;
  LianStmt *stmt
      = lian_conn_prepare (conn,
                           "UPDATE entry SET lost_at=max (?, 1), decision=NULL, "
                           "decided_at=0, decided_by=NULL WHERE id=? AND state=3 AND lost_at=0",
                           error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, write->at);
  lian_stmt_bind_text (stmt, 1, write->id);
  return lian_stmt_run (stmt, error)
         && check_one (conn, write, "has no receipt to be missed, or it is missed already", error)
         && lian_ledger_file_log (conn, write, NULL, error)
         && lian_ledger_file_read_entry (conn, write, error);
}

/*
 * lian_ledger_file_find:
 *
 * The platform knows the receipt again.
 */
gboolean
lian_ledger_file_find (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerWrite *write = data;
  LianStmt *stmt
      = lian_conn_prepare (conn, "UPDATE entry SET lost_at=0 WHERE id=? AND lost_at<>0", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, write->id);
  return lian_stmt_run (stmt, error) && check_one (conn, write, "is not missed", error)
         && lian_ledger_file_log (conn, write, NULL, error)
         && lian_ledger_file_read_entry (conn, write, error);
}

/**
 * lian_ledger_decide:
 * @decision: a word: "kept" the platform's state, or "seen"
 *
 * Keeps what a person decided about an instruction that was not carried out, or whose receipt is
 * lost; it is asked about no more.
 */
void
lian_ledger_decide (LianLedger *self, const char *id, const char *decision,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  LianLedgerWrite *write = lian_ledger_write_new (id);

  write->what = g_strdup ("decided");
  write->text = g_strdup (decision);
  lian_ledger_queue_write (self, write, lian_ledger_file_decide, lian_ledger_decide, cancellable,
                           callback, user_data);
}

/**
 * lian_ledger_decide_finish:
 *
 * Returns: whether it is kept; %LIAN_ERROR_CONFLICT when there is nothing to decide
 */
gboolean
lian_ledger_decide_finish (LianLedger *self, GAsyncResult *result, GError **error)
{
  return lian_ledger_finish_write (self, result, lian_ledger_decide, error);
}

/**
 * lian_ledger_mark_lost:
 * @lost: whether the platform has lost it, or has it again
 *
 * A restored backup does not know what came after it. Nothing is sent again by itself: a person
 * decides.
 */
void
lian_ledger_mark_lost (LianLedger *self, const char *id, gboolean lost, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  LianLedgerWrite *write = lian_ledger_write_new (id);

  write->what = g_strdup (lost ? "receipt-lost" : "receipt-found");
  lian_ledger_queue_write (self, write, lost ? lian_ledger_file_miss : lian_ledger_file_find,
                           lian_ledger_mark_lost, cancellable, callback, user_data);
}

/**
 * lian_ledger_mark_lost_finish:
 *
 * Returns: whether it is new and stored; %LIAN_ERROR_CONFLICT when it was so already
 */
gboolean
lian_ledger_mark_lost_finish (LianLedger *self, GAsyncResult *result, GError **error)
{
  return lian_ledger_finish_write (self, result, lian_ledger_mark_lost, error);
}
