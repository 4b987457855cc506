/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-ledger-private.h"

/* One row in the place of another, and rows that are given up: always one transaction, so that no
 * instant has both of them, or neither. */

static gboolean
refuse (const char *id, const char *why, GError **error)
{
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT, "instruction %s %s", id, why);
  return FALSE;
}

static gboolean
mark (LianConn *conn, LianLedgerEntry *entry, const char *decision, const char *by, gint64 at,
      gboolean end, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "UPDATE entry SET decision=?, decided_at=max (?, 1), "
                                      "decided_by=?, settled_at=iif (?, ?, settled_at), "
                                      "state=iif (?, ?, state) WHERE id=?",
                                      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, decision);
  lian_stmt_bind_int (stmt, 1, at);
  lian_stmt_bind_text (stmt, 2, by);
  lian_stmt_bind_int (stmt, 3, end);
  lian_stmt_bind_int (stmt, 4, at);
  lian_stmt_bind_int (stmt, 5, end);
  lian_stmt_bind_int (stmt, 6, LIAN_ENTRY_REVOKED);
  lian_stmt_bind_text (stmt, 7, lian_ledger_entry_get_id (entry));
  return lian_stmt_run (stmt, error);
}

/* Reads the row of @id into @write->other; not being there is no error. */
static gboolean
read_other (LianConn *conn, LianLedgerWrite *write, const char *id, GError **error)
{
  LianLedgerWrite old = { .id = (char *)id };
  g_autoptr (GError) failed = NULL;

  g_clear_object (&write->other);
  if (lian_ledger_file_read_entry (conn, &old, &failed))
    write->other = old.entry;
  else if (!g_error_matches (failed, LIAN_ERROR, LIAN_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  return TRUE;
}

/*
 * lian_ledger_file_supersede:
 *
 * A promise in the place of another one is the decision about that one: it is never sent again, by
 * whomever. What may have arrived is shut out, or found received, by the platform, which is told of
 * both. What was received and stands is not replaced.
 */
gboolean
lian_ledger_file_supersede (LianConn *conn, LianLedgerWrite *write, GError **error)
{
  if (write->supersedes == NULL)
    return TRUE;
  if (!read_other (conn, write, write->supersedes, error))
    return FALSE;
  if (write->other == NULL)
    return TRUE;
  if (g_strcmp0 (lian_ledger_entry_get_server_id (write->other), write->server_id) != 0)
    return refuse (write->supersedes, "is for another platform", error);
  if (lian_ledger_entry_get_state (write->other) == LIAN_ENTRY_RECEIVED
      && lian_ledger_entry_get_lost_at (write->other) == 0)
    return refuse (write->supersedes, "was received", error);
  if (lian_ledger_entry_get_decided_at (write->other) != 0)
    return TRUE;
  return mark (conn, write->other, "superseded", write->account, write->at,
               lian_ledger_entry_is_open (write->other), error)
         && read_other (conn, write, write->supersedes, error);
}

/*
 * lian_ledger_file_restore:
 *
 * As if @write had never been promised: what it was to take the place of waits again, or is decided
 * about again.
 */
gboolean
lian_ledger_file_restore (LianConn *conn, LianLedgerWrite *write, GError **error)
{
  const char *id = lian_ledger_entry_get_supersedes (write->entry);
  LianStmt *stmt;

  if (id == NULL)
    return TRUE;
  stmt = lian_conn_prepare (conn,
                            "UPDATE entry SET decision=NULL, decided_at=0, decided_by=NULL, "
                            "settled_at=iif (state=7, 0, settled_at), state=iif (state=7, "
                            "iif (attempts>0, 2, 1), state) WHERE id=? AND decision='superseded' "
                            "AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE "
                            "later.case_id=entry.case_id AND later.supersedes=entry.id AND "
                            "later.state<>7)",
                            error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, id);
  if (!lian_stmt_run (stmt, error))
    return FALSE;
  return lian_conn_changes (conn) == 0 || read_other (conn, write, id, error);
}

/*
 * lian_ledger_file_resolve:
 *
 * @account is who decided, @text the reason.
 */
gboolean
lian_ledger_file_resolve (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerWrite *write = data;
  gboolean revoked = g_strcmp0 (write->decision, "revoked") == 0;
  gboolean open;
  gboolean sure;

  if (!lian_ledger_file_read_entry (conn, write, error))
    return FALSE;
  open = lian_ledger_entry_is_open (write->entry);
  sure = lian_ledger_entry_get_attempts (write->entry) == 0 || write->certain;
  if (lian_ledger_entry_get_decided_at (write->entry) != 0
      || (!open && !lian_ledger_entry_is_undecided (write->entry)))
    return refuse (write->id, "leaves nothing to decide", error);
  if (revoked && open && !sure)
    return refuse (write->id, "may have arrived", error);
  return mark (conn, write->entry, write->decision, write->account, write->at, open && sure, error)
         && lian_ledger_file_log (conn, write, NULL, error)
         && lian_ledger_file_read_entry (conn, write, error);
}

/*
 * lian_ledger_file_expire:
 *
 * In the same transaction as the look at its attempts: once one was counted only the platform can
 * tell.
 */
gboolean
lian_ledger_file_expire (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerWrite *write = data;
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "UPDATE entry SET state=?, settled_at=?, problem='expired' "
                                      "WHERE id=? AND state=? AND attempts=0 AND "
                                      "not_after BETWEEN 1 AND ?",
                                      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, LIAN_ENTRY_EXPIRED);
  lian_stmt_bind_int (stmt, 1, write->at);
  lian_stmt_bind_text (stmt, 2, write->id);
  lian_stmt_bind_int (stmt, 3, LIAN_ENTRY_QUEUED);
  lian_stmt_bind_int (stmt, 4, write->at);
  if (!lian_stmt_run (stmt, error))
    return FALSE;
  if (lian_conn_changes (conn) == 0)
    return refuse (write->id, "is not expired", error);
  return lian_ledger_file_read_entry (conn, write, error);
}

/**
 * lian_ledger_expire:
 *
 * By the ledger's clock.
 */
void
lian_ledger_expire (LianLedger *self, const char *id, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  lian_ledger_queue_write (self, lian_ledger_write_new (id), lian_ledger_file_expire,
                           lian_ledger_expire, cancellable, callback, user_data);
}

/**
 * lian_ledger_expire_finish:
 *
 * Returns: whether it will not be sent any more
 */
gboolean
lian_ledger_expire_finish (LianLedger *self, GAsyncResult *result, GError **error)
{
  return lian_ledger_finish_write (self, result, lian_ledger_expire, error);
}

/**
 * lian_ledger_resolve:
 * @decision: "dropped" or "revoked"
 * @by: the account of the person
 * @reason: (nullable): in their words
 * @certain: whether the platform has said that it has not arrived
 *
 * What may have arrived and is dropped goes on being asked about: its truth is wanted still, only
 * nobody is alarmed any more.
 */
void
lian_ledger_resolve (LianLedger *self, const char *id, const char *decision, const char *by,
                     const char *reason, gboolean certain, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  LianLedgerWrite *write = lian_ledger_write_new (id);

  write->what = g_strdup (decision);
  write->decision = g_strdup (decision);
  write->account = g_strdup (by);
  write->text = g_strdup_printf ("%s: %s", by, reason != NULL ? reason : "");
  write->certain = certain;
  lian_ledger_queue_write (self, write, lian_ledger_file_resolve, lian_ledger_resolve, cancellable,
                           callback, user_data);
}

/**
 * lian_ledger_resolve_finish:
 *
 * Returns: whether it is kept; %LIAN_ERROR_CONFLICT when there is nothing to decide, or when it may
 * have arrived
 */
gboolean
lian_ledger_resolve_finish (LianLedger *self, GAsyncResult *result, GError **error)
{
  return lian_ledger_finish_write (self, result, lian_ledger_resolve, error);
}
