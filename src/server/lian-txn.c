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
 * lian_visibility_from_column:
 *
 * Returns: the class
 */
LianVisibility
lian_visibility_from_column (LianStmt *stmt, int column)
{
  return lian_stmt_get_int (stmt, column) == LIAN_VISIBILITY_OPEN ? LIAN_VISIBILITY_OPEN
                                                                  : LIAN_VISIBILITY_SECRET;
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

/* An event of what the record has been until now, to be filled in with what becomes of it. What was
 * not in the mirrored set was nothing to those who listen. */
static LianFeedEvent *
begin_event (LianTxn *txn, const LianKind *kind, const char *id, LianMirrorPlace *was,
             GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT version, region_code, %s, %s FROM " LIAN_SERVER_PREFIX "%s WHERE id = ?",
      lian_kind_get_visibility_column (kind), lian_mirror_get_columns (kind->id), kind->name);
  LianStmt *stmt = lian_conn_prepare (txn->conn, sql, error);
  LianFeedEvent *event;
  gboolean found;

  if (stmt == NULL)
    return NULL;
  lian_stmt_bind_text (stmt, 0, id);
  if (!lian_stmt_step (stmt, &found, error))
    return NULL;
  event = g_new0 (LianFeedEvent, 1);
  event->kind = kind;
  event->id = g_strdup (id);
  lian_mirror_read_place (found ? stmt : NULL, 2, was);
  if (found && !was->away)
    {
      const char *region = lian_stmt_get_text (stmt, 1);

      event->old_version = lian_stmt_get_int (stmt, 0);
      event->old_region = g_strdup (region != NULL ? region : "");
      event->old_visibility = was->visibility;
    }
  lian_stmt_reset (stmt);
  return event;
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
append_event (LianTxn *txn, LianFeedEvent *event, GError **error)
{
  LianStmt *stmt;

  if (txn->events == NULL)
    txn->events = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_feed_event_free);
  g_ptr_array_add (txn->events, event);
  stmt = lian_conn_prepare (
      txn->conn,
      "INSERT INTO feed (seq, n, at, kind, id, op, old_region, new_region,"
      " record, old_class, new_class) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, txn->seq);
  lian_stmt_bind_int (stmt, 1, txn->events->len - 1);
  lian_stmt_bind_int (stmt, 2, txn->now);
  lian_stmt_bind_text (stmt, 3, event->kind->name);
  lian_stmt_bind_text (stmt, 4, event->id);
  lian_stmt_bind_text (stmt, 5, event->new_region != NULL ? "upsert" : "delete");
  lian_stmt_bind_text (stmt, 6, event->old_region);
  lian_stmt_bind_text (stmt, 7, event->new_region);
  lian_stmt_bind_text (stmt, 8, event->record);
  lian_stmt_bind_int (stmt, 9, event->old_visibility);
  lian_stmt_bind_int (stmt, 10, event->new_visibility);
  return lian_stmt_run (stmt, error);
}

/* @was: (out): where it stood */
static gboolean
store (LianTxn *txn, LianRecord *record, LianMirrorPlace *was, GError **error)
{
  const LianKind *kind = lian_record_get_kind (record);
  const char *region = lian_record_get_text (record, LIAN_F_REGION);
  g_autoptr (LianFeedEvent) event = NULL;
  LianMirrorPlace is;

  if (!lian_txn_begin (txn, error))
    return FALSE;
  event = begin_event (txn, kind, lian_record_get_id (record), was, error);
  if (event == NULL || !lian_mirror_find_place (txn, record, was, &is, error))
    return FALSE;
  if (!is.away)
    event->new_region = g_strdup (region != NULL ? region : "");
  event->new_visibility = is.visibility;

  lian_record_set_int (record, LIAN_F_VERSION, txn->seq);
  txn->kinds |= 1u << kind->id;
  if (!lian_table_upsert (txn->conn, LIAN_SERVER_PREFIX, record, error)
      || !lian_attachment_refer (txn, record, was->known, error)
      || !lian_mirror_keep_place (txn->conn, record, was, &is, error)
      || !lian_digest_change (txn->conn, event, txn->seq, error))
    return FALSE;
  if (event->old_region == NULL && event->new_region == NULL)
    return TRUE;
  event->record = is.away ? NULL : print_masked (record);
  return append_event (txn, g_steal_pointer (&event), error);
}

/* What belongs to a case is where the case is, and as secret: when that changes, so does what was
 * said about it before. */
static gboolean
spread (LianTxn *txn, const LianRecord *record, LianKindId kind, GError **error)
{
  const LianKind *table = lian_kind_get (kind);
  guint secrecy = (guint)lian_kind_find_field (table, "secrecy");
  g_autofree char *where = g_strdup_printf ("%s = '%s'", lian_mirror_get_case_column (kind),
                                            lian_record_get_id (record));
  g_autoptr (GPtrArray) related
      = lian_table_select (txn->conn, table, LIAN_SERVER_PREFIX, where, "id", G_MAXINT, error);
  LianMirrorPlace was;

  if (related == NULL)
    return FALSE;
  for (guint i = 0; i < related->len; i++)
    {
      lian_record_set_bool (related->pdata[i], secrecy,
                            lian_record_get_visibility (record) == LIAN_VISIBILITY_SECRET);
      if (!store (txn, related->pdata[i], &was, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * lian_txn_store:
 * @record: of any kind, with an id; its version becomes the transaction's seq
 *
 * Puts the record into its table, its masked form on the feed, and its digest into the sums. A case
 * that had left the mirrored set comes back with everything that belongs to it; what belongs to one
 * that has left stays away with it.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_txn_store (LianTxn *txn, LianRecord *record, GError **error)
{
  LianMirrorPlace was;

  if (!store (txn, record, &was, error))
    return FALSE;
  if (lian_record_get_kind (record)->id != LIAN_KIND_CASE || !was.known
      || (!was.away && was.visibility == lian_record_get_visibility (record)))
    return TRUE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (i != LIAN_KIND_CASE && lian_mirror_get_case_column (i) != NULL
        && !spread (txn, record, i, error))
      return FALSE;
  return TRUE;
}

/**
 * lian_txn_load:
 *
 * As lian_txn_store() for a new record of a new database, without an event: all of them are in the
 * mirrored set until lian_mirror_settle().
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_txn_load (LianTxn *txn, LianRecord *record, GError **error)
{
  const char *region = lian_record_get_text (record, LIAN_F_REGION);
  LianFeedEvent event = {
    .kind = lian_record_get_kind (record),
    .id = (char *)lian_record_get_id (record),
    .new_region = (char *)(region != NULL ? region : ""),
    .new_visibility = lian_record_get_visibility (record),
  };

  if (!lian_txn_begin (txn, error))
    return FALSE;
  lian_record_set_int (record, LIAN_F_VERSION, txn->seq);
  txn->kinds |= 1u << event.kind->id;
  return lian_table_upsert (txn->conn, LIAN_SERVER_PREFIX, record, error)
         && lian_attachment_refer (txn, record, FALSE, error)
         && lian_digest_change (txn->conn, &event, txn->seq, error);
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
  LianMirrorPlace was;
  g_autoptr (LianFeedEvent) event = begin_event (txn, table, id, &was, error);

  if (event == NULL)
    return FALSE;
  if (!was.known)
    return TRUE;
  txn->kinds |= 1u << kind;
  return lian_txn_begin (txn, error)
         && lian_table_delete (txn->conn, table, LIAN_SERVER_PREFIX, id, error)
         && lian_attachment_forget (txn, table, id, error)
         && lian_digest_change (txn->conn, event, 0, error)
         && (was.away || append_event (txn, g_steal_pointer (&event), error));
}

/* --- leaving the mirrored set --- */

/* What belongs to the case and is still mirrored, as events of what it has been. */
static gboolean
list_mirrored (LianTxn *txn, const LianKind *kind, const char *case_id, GPtrArray *events,
               GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT id, version, region_code, %s FROM " LIAN_SERVER_PREFIX
                         "%s WHERE %s = ? AND away IS NULL ORDER BY id",
                         lian_kind_get_visibility_column (kind), kind->name,
                         lian_mirror_get_case_column (kind->id));
  LianStmt *stmt = lian_conn_prepare (txn->conn, sql, error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, case_id);
  while (lian_stmt_step (stmt, &row, error))
    {
      LianFeedEvent *event;

      if (!row)
        return TRUE;
      event = g_new0 (LianFeedEvent, 1);
      event->kind = kind;
      event->id = g_strdup (lian_stmt_get_text (stmt, 0));
      event->old_version = lian_stmt_get_int (stmt, 1);
      event->old_region
          = g_strdup (lian_stmt_is_null (stmt, 2) ? "" : lian_stmt_get_text (stmt, 2));
      event->old_visibility = lian_visibility_from_column (stmt, 3);
      g_ptr_array_add (events, event);
    }
  return FALSE;
}

static gboolean
leave (LianTxn *txn, const LianKind *kind, const char *case_id, GError **error)
{
  g_autoptr (GPtrArray) events
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_feed_event_free);

  if (!list_mirrored (txn, kind, case_id, events, error))
    return FALSE;
  if (events->len == 0)
    return TRUE;
  txn->kinds |= 1u << kind->id;
  while (events->len > 0)
    {
      g_autoptr (LianFeedEvent) event = g_ptr_array_steal_index (events, 0);

      if (!lian_digest_change (txn->conn, event, 0, error)
          || !append_event (txn, g_steal_pointer (&event), error))
        return FALSE;
    }
  return lian_mirror_send_away (txn->conn, kind->id, case_id, error);
}

/**
 * lian_txn_leave:
 * @case_id: of a closed case
 *
 * It leaves the mirrored set with everything that belongs to it: the records stay where they are,
 * those who listen are told that they are gone.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_txn_leave (LianTxn *txn, const char *case_id, GError **error)
{
  if (!lian_txn_begin (txn, error))
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (lian_mirror_get_case_column (i) != NULL && !leave (txn, lian_kind_get (i), case_id, error))
      return FALSE;
  return TRUE;
}

/**
 * lian_txn_return:
 * @case_id: of a case that has left
 *
 * It comes back with everything that belongs to it, each record with a new version. Its days count
 * from when they did before.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_txn_return (LianTxn *txn, const char *case_id, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) record = NULL;
  gint64 from;

  if (!lian_mirror_read_away (txn->conn, case_id, &from, error))
    return FALSE;
  record = lian_txn_lookup (txn, LIAN_KIND_CASE, case_id, &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  return record == NULL || from == 0
         || (lian_txn_store (txn, record, error)
             && lian_mirror_stay_from (txn->conn, case_id, from, error));
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
