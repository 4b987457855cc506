/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-txn.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-table.h"
#include "lian-text.h"

#include <string.h>

/**
 * lian_position_format:
 *
 * Returns: (transfer full): "EPOCH:SEQ"
 */
char *
lian_position_format (const char *epoch, gint64 seq)
{
  return g_strdup_printf ("%s:%" G_GINT64_FORMAT, epoch, seq);
}

/**
 * lian_position_parse:
 * @position: as sent by somebody
 * @epoch: of this database
 * @seq: (out): its number
 * @epoch_differs: (out): it is well-formed, but of another epoch
 *
 * Returns: whether it is a position of this database
 */
gboolean
lian_position_parse (const char *position, const char *epoch, gint64 *seq, gboolean *epoch_differs)
{
  const char *colon = position != NULL ? strrchr (position, ':') : NULL;
  gint64 value;

  *epoch_differs = FALSE;
  if (colon == NULL || !g_ascii_string_to_signed (colon + 1, 10, 0, G_MAXINT64, &value, NULL))
    return FALSE;
  if (strlen (epoch) != (gsize)(colon - position) || strncmp (epoch, position, strlen (epoch)) != 0)
    {
      *epoch_differs = TRUE;
      return FALSE;
    }
  *seq = value;
  return TRUE;
}

/**
 * lian_txn_begin:
 *
 * Takes the next seq. The counter is bumped before anything else is written, under the writer's
 * lock, so that the order of seqs is the order of commits. Idempotent.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_txn_begin (LianTxn *txn, GError **error)
{
  LianStmt *stmt;
  gboolean row;

  if (txn->seq != 0)
    return TRUE;

  stmt = lian_conn_prepare (txn->conn, "UPDATE counter SET seq = seq + 1 RETURNING seq", error);
  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_DAMAGED, "the counter row is missing");
      return FALSE;
    }
  txn->seq = lian_stmt_get_int (stmt, 0);
  /* The statement has to end before the transaction can. */
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
find_old (LianTxn *txn, const LianKind *kind, const char *id, gboolean *found, gint64 *version,
          char **region, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT version, region_code FROM " LIAN_SERVER_PREFIX "%s WHERE id = ?",
                         kind->name);
  LianStmt *stmt = lian_conn_prepare (txn->conn, sql, error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, id);
  if (!lian_stmt_step (stmt, found, error))
    return FALSE;
  if (*found)
    {
      const char *text = lian_stmt_get_text (stmt, 1);

      *version = lian_stmt_get_int (stmt, 0);
      *region = g_strdup (text != NULL ? text : "");
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

static char *
print_masked (const LianRecord *record)
{
  g_autoptr (LianRecord) masked = lian_mask_record (record);
  g_autoptr (JsonNode) node = lian_record_to_json (masked);

  return lian_json_print (node);
}

/* Into the table for those who come later, and into the transaction for those who listen now. */
static gboolean
append_event (LianTxn *txn, const char *op, LianFeedEvent *event, GError **error)
{
  LianStmt *stmt;

  if (txn->events == NULL)
    txn->events = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_feed_event_free);
  g_ptr_array_add (txn->events, event);
  stmt = lian_conn_prepare (txn->conn,
                            "INSERT INTO feed (seq, n, at, kind, id, op, old_region, new_region,"
                            " record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, txn->seq);
  lian_stmt_bind_int (stmt, 1, txn->events->len - 1);
  lian_stmt_bind_int (stmt, 2, txn->now);
  lian_stmt_bind_text (stmt, 3, event->kind->name);
  lian_stmt_bind_text (stmt, 4, event->id);
  lian_stmt_bind_text (stmt, 5, op);
  lian_stmt_bind_text (stmt, 6, event->old_region);
  lian_stmt_bind_text (stmt, 7, event->new_region);
  lian_stmt_bind_text (stmt, 8, event->record);
  return lian_stmt_run (stmt, error);
}

static gboolean
append_upsert (LianTxn *txn, const LianRecord *record, const char *old_region, gint64 old_version,
               const char *region, GError **error)
{
  LianFeedEvent *event = g_new0 (LianFeedEvent, 1);

  event->kind = lian_record_get_kind (record);
  event->id = g_strdup (lian_record_get_id (record));
  event->old_region = g_strdup (old_region);
  event->old_version = old_version;
  event->new_region = g_strdup (region);
  event->record = print_masked (record);
  return append_event (txn, "upsert", event, error);
}

static gboolean
append_delete (LianTxn *txn, const LianKind *kind, const char *id, const char *old_region,
               gint64 old_version, GError **error)
{
  LianFeedEvent *event = g_new0 (LianFeedEvent, 1);

  event->kind = kind;
  event->id = g_strdup (id);
  event->old_region = g_strdup (old_region);
  event->old_version = old_version;
  return append_event (txn, "delete", event, error);
}

static gboolean
store (LianTxn *txn, LianRecord *record, gboolean with_event, GError **error)
{
  const LianKind *kind = lian_record_get_kind (record);
  const char *id = lian_record_get_id (record);
  const char *region = lian_record_get_text (record, LIAN_F_REGION);
  g_autofree char *old_region = NULL;
  gint64 old_version = 0;
  gboolean found;

  if (!lian_txn_begin (txn, error)
      || !find_old (txn, kind, id, &found, &old_version, &old_region, error))
    return FALSE;

  lian_record_set_int (record, LIAN_F_VERSION, txn->seq);
  if (region == NULL)
    region = "";
  txn->kinds |= 1u << kind->id;
  return lian_table_upsert (txn->conn, LIAN_SERVER_PREFIX, record, error)
         && lian_digest_change (txn->conn, kind->id, id, old_region, old_version, region, txn->seq,
                                error)
         && (!with_event || append_upsert (txn, record, old_region, old_version, region, error));
}

/**
 * lian_txn_store:
 * @record: of any kind, with an id; its version becomes the transaction's seq
 *
 * Puts the record into its table, its masked form on the feed, and its digest into the sums.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_txn_store (LianTxn *txn, LianRecord *record, GError **error)
{
  return store (txn, record, TRUE, error);
}

/**
 * lian_txn_load:
 *
 * As lian_txn_store() without an event.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_txn_load (LianTxn *txn, LianRecord *record, GError **error)
{
  return store (txn, record, FALSE, error);
}

/**
 * lian_txn_delete:
 *
 * Removes a record; the feed gets a tombstone. An unknown id changes nothing.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_txn_delete (LianTxn *txn, LianKindId kind, const char *id, GError **error)
{
  const LianKind *table = lian_kind_get (kind);
  g_autofree char *old_region = NULL;
  gint64 old_version = 0;
  gboolean found;

  if (!find_old (txn, table, id, &found, &old_version, &old_region, error))
    return FALSE;
  if (!found)
    return TRUE;
  txn->kinds |= 1u << kind;
  return lian_txn_begin (txn, error)
         && lian_table_delete (txn->conn, table, LIAN_SERVER_PREFIX, id, error)
         && lian_digest_change (txn->conn, kind, id, old_region, old_version, NULL, 0, error)
         && append_delete (txn, table, id, old_region, old_version, error);
}

/**
 * lian_txn_end:
 * @real_now: the computer's clock, microseconds: tells at the next start how long the server was
 * away
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_txn_end (LianTxn *txn, gint64 real_now, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (txn->conn, "UPDATE counter SET clock = ?, real_clock = ?", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, txn->now);
  lian_stmt_bind_int (stmt, 1, real_now);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_txn_clear:
 *
 * The transaction is over, or never was.
 */
void
lian_txn_clear (LianTxn *txn)
{
  g_clear_pointer (&txn->events, g_ptr_array_unref);
}

/**
 * lian_txn_lookup:
 *
 * Returns: (transfer full) (nullable): the record as it stands, unmasked; %NULL without error when
 * there is none
 */
LianRecord *
lian_txn_lookup (LianTxn *txn, LianKindId kind, const char *id, GError **error)
{
  return lian_table_lookup (txn->conn, lian_kind_get (kind), LIAN_SERVER_PREFIX, id, error);
}
