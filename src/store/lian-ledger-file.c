/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-ledger-file.h"
#include "lian-error.h"
#include "lian-ledger-migrate.h"
#include "lian-limits.h"

#define OPEN_STATES "(1, 2)"
G_STATIC_ASSERT (LIAN_ENTRY_QUEUED == 1 && LIAN_ENTRY_SENDING == 2 && LIAN_ENTRY_RECEIVED == 3);

LianLedgerWrite *
lian_ledger_write_new (const char *id)
{
  LianLedgerWrite *write = g_new0 (LianLedgerWrite, 1);

  write->id = g_strdup (id);
  return write;
}

void
lian_ledger_write_free (LianLedgerWrite *write)
{
  g_free (write->id);
  g_free (write->kind);
  g_free (write->case_id);
  g_free (write->target);
  g_free (write->to_unit);
  g_clear_pointer (&write->body, g_bytes_unref);
  g_free (write->account);
  g_free (write->server_id);
  g_free (write->supersedes);
  g_free (write->decision);
  g_free (write->receipt);
  g_free (write->problem);
  g_free (write->current);
  g_free (write->text);
  g_free (write->what);
  g_clear_object (&write->entry);
  g_clear_object (&write->other);
  g_free (write);
}

void
lian_ledger_content_clear (LianLedgerContent *content)
{
  g_clear_pointer (&content->set_aside, g_free);
  g_clear_pointer (&content->entries, g_ptr_array_unref);
  g_clear_pointer (&content->drafts, g_ptr_array_unref);
}

/* SQLite finds damage to its own structure, never a changed byte of a value. What is still to be
 * sent has to be what was promised. */
static gboolean
check_bodies (LianConn *conn, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT n, body, digest FROM entry WHERE state IN " OPEN_STATES,
                           error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      g_autoptr (GBytes) body = NULL;
      g_autofree char *digest = NULL;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      body = row ? lian_stmt_get_bytes (stmt, 1) : NULL;
      digest = body != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body) : NULL;
      if (row && g_strcmp0 (digest, lian_stmt_get_text (stmt, 2)) != 0)
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED,
                       "instruction %" G_GINT64_FORMAT " of the ledger is not what was promised",
                       lian_stmt_get_int (stmt, 0));
          return FALSE;
        }
    }
  return TRUE;
}

/*
 * lian_ledger_file_schema:
 *
 * Migrates; the ledger is never made anew. Bodies that are still to be sent are held against their
 * digests, before anything is changed.
 */
gboolean
lian_ledger_file_schema (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerContent *content = data;
  gint64 version;

  if (!lian_ledger_read_version (conn, &version, error)
      || (version > 0 && !check_bodies (conn, error))
      || !lian_ledger_migrate (conn, content->path, &version, error))
    return FALSE;
  content->fresh = version == 0;
  return TRUE;
}

static gboolean
read_entries (LianConn *conn, LianLedgerContent *content, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "SELECT " LIAN_LEDGER_COLUMNS " FROM entry WHERE n IN ("
                                      "SELECT n FROM entry WHERE state IN " OPEN_STATES
                                      " UNION SELECT n FROM entry WHERE lost_at<>0 UNION "
                                      "SELECT n FROM entry WHERE state=6 AND decided_at=0 UNION "
                                      "SELECT n FROM (SELECT n FROM entry ORDER BY n DESC LIMIT "
                                      "200) UNION "
                                      "SELECT n FROM (SELECT n FROM entry WHERE created_at > "
                                      "(SELECT max (created_at) FROM entry) - ? ORDER BY n DESC "
                                      "LIMIT ?)) ORDER BY n DESC",
                                      error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, LIAN_LEDGER_RECENT_US);
  lian_stmt_bind_int (stmt, 1, LIAN_LIMIT_LEDGER_HELD);
  content->entries = g_ptr_array_new_with_free_func (g_object_unref);
  while (row)
    {
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (content->entries, lian_ledger_entry_new_from_row (stmt));
    }
  return TRUE;
}

static gboolean
read_drafts (LianConn *conn, LianLedgerContent *content, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT case_id, kind, text FROM draft", error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  content->drafts = g_ptr_array_new_with_free_func (g_free);
  while (row)
    {
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      for (int i = 0; row && i < 3; i++)
        g_ptr_array_add (content->drafts, g_strdup (lian_stmt_get_text (stmt, i)));
    }
  return TRUE;
}

/*
 * lian_ledger_file_read:
 *
 * What is held in memory: open rows and the newest days; the rest is read when it is asked for.
 */
gboolean
lian_ledger_file_read (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerContent *content = data;
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT value FROM meta WHERE key='set_aside'", error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  if (row)
    content->set_aside = g_strdup (lian_stmt_get_text (stmt, 0));
  lian_stmt_reset (stmt);
  return read_entries (conn, content, error) && read_drafts (conn, content, error);
}

/*
 * lian_ledger_file_read_entry:
 *
 * The row as it is in this transaction.
 */
gboolean
lian_ledger_file_read_entry (LianConn *conn, LianLedgerWrite *write, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT " LIAN_LEDGER_COLUMNS " FROM entry WHERE id=?", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, write->id);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND, "no instruction %s in the ledger",
                   write->id);
      return FALSE;
    }
  g_clear_object (&write->entry);
  write->entry = lian_ledger_entry_new_from_row (stmt);
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
check_room (LianConn *conn, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT count(*) FROM entry WHERE state IN " OPEN_STATES, error);
  gint64 n;
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  n = lian_stmt_get_int (stmt, 0);
  lian_stmt_reset (stmt);
  if (n < LIAN_LIMIT_LEDGER_OPEN)
    return TRUE;
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE,
               "%" G_GINT64_FORMAT " instructions wait to be sent already", n);
  return FALSE;
}

static gboolean
check_new (LianConn *conn, const char *id, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT 1 FROM entry WHERE id=?", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, id);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  lian_stmt_reset (stmt);
  if (row)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT, "id %s was promised before", id);
  return !row;
}

/*
 * lian_ledger_file_promise:
 *
 * The draft becomes the promise, in one transaction, while there is room on the disk.
 */
gboolean
lian_ledger_file_promise (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerWrite *write = data;
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, write->body);
  LianStmt *stmt;

  if ((write->space != NULL && !lian_ledger_space_check (write->space, error))
      || !check_room (conn, error) || !check_new (conn, write->id, error))
    return FALSE;

  stmt = lian_conn_prepare (conn, "DELETE FROM draft WHERE case_id=? AND kind=?", error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, write->case_id);
  lian_stmt_bind_text (stmt, 1, write->kind);
  if (!lian_stmt_run (stmt, error))
    return FALSE;

  stmt = lian_conn_prepare (conn,
                            "INSERT INTO entry (id, state, kind, case_id, to_unit, target, "
                            "target_version, body, digest, account, server_id, created_at, "
                            "not_before, not_after, local_at, supersedes, ordered_at) "
                            "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                            error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, write->id);
  lian_stmt_bind_int (stmt, 1, LIAN_ENTRY_QUEUED);
  lian_stmt_bind_text (stmt, 2, write->kind);
  lian_stmt_bind_text (stmt, 3, write->case_id);
  lian_stmt_bind_text (stmt, 4, write->to_unit);
  lian_stmt_bind_text (stmt, 5, write->target);
  lian_stmt_bind_int (stmt, 6, write->target_version);
  lian_stmt_bind_bytes (stmt, 7, write->body);
  lian_stmt_bind_text (stmt, 8, digest);
  lian_stmt_bind_text (stmt, 9, write->account);
  lian_stmt_bind_text (stmt, 10, write->server_id);
  lian_stmt_bind_int (stmt, 11, write->created_at);
  lian_stmt_bind_int (stmt, 12, write->not_before);
  lian_stmt_bind_int (stmt, 13, write->not_after);
  lian_stmt_bind_int (stmt, 14, write->local_at);
  lian_stmt_bind_text (stmt, 15, write->supersedes);
  lian_stmt_bind_int (stmt, 16, write->ordered_at);
  return lian_stmt_run (stmt, error) && lian_ledger_file_supersede (conn, write, error)
         && lian_ledger_file_read_entry (conn, write, error);
}

/*
 * lian_ledger_file_undo:
 *
 * Only what cannot have arrived can be undone.
 */
gboolean
lian_ledger_file_undo (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerWrite *write = data;
  LianStmt *stmt;

  if (!lian_ledger_file_read_entry (conn, write, error))
    return FALSE;
  if (lian_ledger_entry_get_state (write->entry) != LIAN_ENTRY_QUEUED
      || lian_ledger_entry_get_attempts (write->entry) > 0)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT,
                   "instruction %s may have arrived or is settled", write->id);
      return FALSE;
    }

  stmt = lian_conn_prepare (conn, "UPDATE entry SET state=?, settled_at=? WHERE id=?", error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, LIAN_ENTRY_REVOKED);
  lian_stmt_bind_int (stmt, 1, write->at);
  lian_stmt_bind_text (stmt, 2, write->id);
  return lian_stmt_run (stmt, error) && lian_ledger_file_read_entry (conn, write, error)
         && lian_ledger_file_restore (conn, write, error);
}

/*
 * lian_ledger_file_begin_attempt:
 *
 * From here on it may have arrived.
 */
gboolean
lian_ledger_file_begin_attempt (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerWrite *write = data;
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "UPDATE entry SET state=?, attempts=attempts+1, "
                                      "attempted_at=? WHERE id=? AND state IN " OPEN_STATES,
                                      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, LIAN_ENTRY_SENDING);
  lian_stmt_bind_int (stmt, 1, write->at);
  lian_stmt_bind_text (stmt, 2, write->id);
  if (!lian_stmt_run (stmt, error))
    return FALSE;
  if (lian_conn_changes (conn) == 1)
    return lian_ledger_file_read_entry (conn, write, error);

  if (lian_ledger_file_read_entry (conn, write, error))
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT, "instruction %s is not waiting to be sent",
                 write->id);
  return FALSE;
}

/* A receipt is the truth whatever was believed before, as long as it may have left; anything else
 * settles only what is open. */
static gboolean
may_settle (LianLedgerEntry *entry, LianEntryState verdict)
{
  LianEntryState state = lian_ledger_entry_get_state (entry);

  if (verdict == LIAN_ENTRY_RECEIVED)
    return lian_ledger_entry_get_attempts (entry) > 0;
  return state == LIAN_ENTRY_QUEUED || state == LIAN_ENTRY_SENDING;
}

/*
 * lian_ledger_file_settle:
 *
 * Stores the verdict. The same receipt may come twice.
 */
gboolean
lian_ledger_file_settle (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerWrite *write = data;
  LianStmt *stmt;

  if (!lian_ledger_file_read_entry (conn, write, error))
    return FALSE;
  if (!may_settle (write->entry, write->state)
      || (lian_ledger_entry_get_state (write->entry) == LIAN_ENTRY_RECEIVED
          && lian_ledger_entry_get_receipt_no (write->entry) != write->receipt_no))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT,
                   "instruction %s is settled, or was never sent", write->id);
      return FALSE;
    }

  stmt = lian_conn_prepare (conn,
                            "UPDATE entry SET settled_at=iif (state=3, settled_at, ?), state=?, "
                            "receipt_no=?, receipt=?, problem=?, current=? WHERE id=?",
                            error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, write->at);
  lian_stmt_bind_int (stmt, 1, write->state);
  lian_stmt_bind_int (stmt, 2, write->receipt_no);
  lian_stmt_bind_text (stmt, 3, write->receipt);
  lian_stmt_bind_text (stmt, 4, write->problem);
  lian_stmt_bind_text (stmt, 5, write->current);
  lian_stmt_bind_text (stmt, 6, write->id);
  return lian_stmt_run (stmt, error) && lian_ledger_file_read_entry (conn, write, error);
}

/*
 * lian_ledger_file_save_draft:
 *
 * @text NULL throws the draft away.
 */
gboolean
lian_ledger_file_save_draft (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerWrite *write = data;
  LianStmt *stmt = lian_conn_prepare (
      conn,
      write->text != NULL ? "INSERT INTO draft (case_id, kind, text) VALUES (?, ?, ?) ON CONFLICT "
                            "(case_id, kind) DO UPDATE SET text=excluded.text"
                          : "DELETE FROM draft WHERE case_id=? AND kind=?",
      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, write->case_id);
  lian_stmt_bind_text (stmt, 1, write->kind);
  if (write->text != NULL)
    lian_stmt_bind_text (stmt, 2, write->text);
  return lian_stmt_run (stmt, error);
}

/*
 * lian_ledger_file_log:
 *
 * Adds a line to the duty log.
 */
gboolean
lian_ledger_file_log (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerWrite *write = data;
  LianStmt *stmt
      = lian_conn_prepare (conn, "INSERT INTO log (at, what, id, text) VALUES (?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, write->at);
  lian_stmt_bind_text (stmt, 1, write->what);
  lian_stmt_bind_text (stmt, 2, write->id);
  lian_stmt_bind_text (stmt, 3, write->text);
  return lian_stmt_run (stmt, error);
}

/*
 * lian_ledger_file_set_aside:
 *
 * Remembers the name of a damaged ledger; @text NULL: a person has seen it.
 */
gboolean
lian_ledger_file_set_aside (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLedgerWrite *write = data;
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "INSERT INTO meta (key, value) VALUES ('set_aside', ?) ON "
                                      "CONFLICT (key) DO UPDATE SET value=excluded.value",
                                      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, write->text);
  return lian_stmt_run (stmt, error);
}
