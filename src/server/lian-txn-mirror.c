/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-txn.h"

#include "lian-table.h"
#include "lian-text.h"

/**
 * lian_mirror_get_case_column:
 *
 * Returns: (nullable): the column of @kind that names the case a record belongs to; %NULL for kinds
 * whose records are always mirrored. Items have a life of their own, also those that came from a
 * case.
 */
const char *
lian_mirror_get_case_column (LianKindId kind)
{
  switch ((int)kind)
    {
    case LIAN_KIND_CASE:
      return "id";
    case LIAN_KIND_CASE_STEP:
    case LIAN_KIND_INSTRUCTION:
    case LIAN_KIND_DELIVERY:
    case LIAN_KIND_SUPERVISION:
    case LIAN_KIND_APPLICATION:
      return "case_id";
    case LIAN_KIND_EVALUATION:
      return "subject_id";
    default:
      return NULL;
    }
}

/**
 * lian_mirror_get_columns:
 *
 * Returns: (transfer none): SQL for two columns
 */
const char *
lian_mirror_get_columns (LianKindId kind)
{
  if (kind == LIAN_KIND_CASE)
    return "away, stay";
  return lian_mirror_get_case_column (kind) != NULL ? "away, NULL" : "NULL, NULL";
}

/**
 * lian_mirror_read_place:
 * @stmt: (nullable): stands at a row; %NULL: there is none
 * @column: of the visibility; behind it are those of lian_mirror_get_columns()
 * @place: (out): what it says
 */
void
lian_mirror_read_place (LianStmt *stmt, int column, LianMirrorPlace *place)
{
  *place = (LianMirrorPlace){ .known = stmt != NULL };
  if (stmt == NULL)
    return;
  place->visibility = lian_visibility_from_column (stmt, column);
  place->away = !lian_stmt_is_null (stmt, column + 1);
  place->stay = lian_stmt_is_null (stmt, column + 2) ? 0 : lian_stmt_get_int (stmt, column + 2);
}

static const char *
case_of (const LianRecord *record)
{
  const LianKind *kind = lian_record_get_kind (record);
  const char *column = lian_mirror_get_case_column (kind->id);

  return column != NULL ? lian_record_get_text (record, (guint)lian_kind_find_field (kind, column))
                        : NULL;
}

/* A closed case stays by the moment of its closing; one that was changed after its time was over
 * stays as long again. */
static gint64
stay_of (const LianTxn *txn, const LianRecord *record, const LianMirrorPlace *was)
{
  gint64 closed_at;

  if (!lian_record_has (record, LIAN_CASE_CLOSED_AT))
    return 0;
  closed_at = lian_record_get_time (record, LIAN_CASE_CLOSED_AT);
  return was->away || was->stay > closed_at ? MAX (txn->now, 1) : MAX (closed_at, 1);
}

/**
 * lian_mirror_find_place:
 * @was: where @record stood until now
 * @is: (out): where it belongs: a case into the mirrored set, since it is being changed; what
 * belongs to a case, where the case is
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_mirror_find_place (LianTxn *txn, const LianRecord *record, const LianMirrorPlace *was,
                        LianMirrorPlace *is, GError **error)
{
  const char *id = case_of (record);

  *is = (LianMirrorPlace){ .known = TRUE, .visibility = lian_record_get_visibility (record) };
  if (id == NULL)
    return TRUE;
  if (lian_record_get_kind (record)->id == LIAN_KIND_CASE)
    is->stay = stay_of (txn, record, was);
  else
    {
      gint64 from;

      if (!lian_mirror_read_away (txn->conn, id, &from, error))
        return FALSE;
      is->away = from != 0;
    }
  return TRUE;
}

/**
 * lian_mirror_keep_place:
 *
 * Most records stay where they are: then nothing is written.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_mirror_keep_place (LianConn *conn, const LianRecord *record, const LianMirrorPlace *was,
                        const LianMirrorPlace *is, GError **error)
{
  const LianKind *kind = lian_record_get_kind (record);
  g_autofree char *sql = NULL;
  LianStmt *stmt;

  if (was->away == is->away && was->stay == is->stay)
    return TRUE;
  sql = g_strdup_printf ("UPDATE " LIAN_SERVER_PREFIX "%s SET away = ?1%s WHERE id = ?2",
                         kind->name, kind->id == LIAN_KIND_CASE ? ", stay = ?3" : "");
  stmt = lian_conn_prepare (conn, sql, error);
  if (stmt == NULL)
    return FALSE;
  if (is->away)
    lian_stmt_bind_int (stmt, 0, 1);
  lian_stmt_bind_text (stmt, 1, lian_record_get_id (record));
  if (is->stay != 0)
    lian_stmt_bind_int (stmt, 2, is->stay);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_mirror_send_away:
 * @case_id: of a case that is closed
 *
 * Marks what belongs to the case, or the case itself.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_mirror_send_away (LianConn *conn, LianKindId kind, const char *case_id, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "UPDATE " LIAN_SERVER_PREFIX "%s SET %s WHERE %s = ? AND away IS NULL",
      lian_kind_get (kind)->name,
      kind == LIAN_KIND_CASE ? "away = COALESCE (stay, closed_at, 1), stay = NULL" : "away = 1",
      lian_mirror_get_case_column (kind));
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, case_id);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_mirror_read_away:
 * @from: (out): from when the days of a case that is away counted, 0 = it is not away
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_mirror_read_away (LianConn *conn, const char *case_id, gint64 *from, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn, "SELECT away FROM " LIAN_SERVER_PREFIX "case WHERE id = ? AND away IS NOT NULL", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, case_id);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *from = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  return TRUE;
}

/**
 * lian_mirror_stay_from:
 * @from: microseconds
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_mirror_stay_from (LianConn *conn, const char *case_id, gint64 from, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "UPDATE " LIAN_SERVER_PREFIX
                                      "case SET stay = ? WHERE id = ? AND stay IS NOT NULL",
                                      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, from);
  lian_stmt_bind_text (stmt, 1, case_id);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_mirror_dup_states:
 *
 * Returns: (transfer full): the states in which nothing is to be done any more, as "('closed')"
 */
char *
lian_mirror_dup_states (const LianDictionary *dictionary)
{
  GPtrArray *states = lian_dictionary_list (dictionary, "state");
  GString *list = g_string_new ("(");

  for (guint i = 0; i < states->len; i++)
    {
      const char *code = lian_record_get_text (states->pdata[i], LIAN_ENTRY_CODE);

      if (g_strcmp0 (lian_dictionary_stage (dictionary, code), "done") == 0
          && lian_id_is_valid (code))
        g_string_append_printf (list, "%s'%s'", list->len > 1 ? "," : "", code);
    }
  g_string_append_c (list, ')');
  return g_string_free (list, FALSE);
}

/* --- databases that nobody is served from --- */

/**
 * lian_mirror_install:
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_mirror_install (LianConn *conn, GError **error)
{
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      const char *name = lian_kind_get (i)->name;
      g_autofree char *sql = NULL;

      if (lian_mirror_get_case_column (i) == NULL)
        continue;
      sql = g_strdup_printf ("ALTER TABLE " LIAN_SERVER_PREFIX "%s ADD COLUMN away INTEGER;"
                             "CREATE INDEX " LIAN_SERVER_PREFIX "%s_here ON " LIAN_SERVER_PREFIX
                             "%s (id) WHERE away IS NULL",
                             name, name, name);
      if (!lian_conn_exec (conn, sql, error))
        return FALSE;
    }
  return lian_conn_exec (conn,
                         "ALTER TABLE " LIAN_SERVER_PREFIX "case ADD COLUMN stay INTEGER;"
                         "CREATE INDEX " LIAN_SERVER_PREFIX "case_stay ON " LIAN_SERVER_PREFIX
                         "case (stay) WHERE stay IS NOT NULL;"
                         "CREATE INDEX " LIAN_SERVER_PREFIX "case_away ON " LIAN_SERVER_PREFIX
                         "case (away) WHERE away IS NOT NULL",
                         error);
}

static gboolean
settle_cases (LianConn *conn, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) entries
      = lian_table_select (conn, lian_kind_get (LIAN_KIND_ENTRY), LIAN_SERVER_PREFIX, NULL, "id",
                           G_MAXINT, error);
  g_autoptr (LianDictionary) dictionary
      = entries != NULL ? lian_dictionary_new (entries, error) : NULL;
  g_autofree char *states = NULL;
  g_autofree char *sql = NULL;

  if (dictionary == NULL)
    return FALSE;
  states = lian_mirror_dup_states (dictionary);
  sql = g_strdup_printf ("UPDATE " LIAN_SERVER_PREFIX "case SET stay = MAX (closed_at, 1)"
                         " WHERE closed_at IS NOT NULL;"
                         "UPDATE " LIAN_SERVER_PREFIX "case SET away = stay, stay = NULL"
                         " WHERE stay < %" G_GINT64_FORMAT " AND state IN %s",
                         lian_dictionary_get_mirror_start (dictionary, now), states);
  return lian_conn_exec (conn, sql, error);
}

static gboolean
settle_related (LianConn *conn, LianKindId kind, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("UPDATE " LIAN_SERVER_PREFIX "%s SET away = 1 WHERE %s IN"
                         " (SELECT id FROM " LIAN_SERVER_PREFIX "case WHERE away IS NOT NULL)",
                         lian_kind_get (kind)->name, lian_mirror_get_case_column (kind));

  return lian_conn_exec (conn, sql, error);
}

/**
 * lian_mirror_settle:
 * @now: microseconds
 * @n: (out): how many cases are away
 *
 * What the housekeeper would do bit by bit, at once and without anything on the feed: whoever has
 * followed it has to begin anew.
 *
 * Returns: %FALSE on a failing database, or for a dictionary that means nothing
 */
gboolean
lian_mirror_settle (LianConn *conn, gint64 now, gint64 *n, GError **error)
{
  LianStmt *stmt;
  gboolean row;

  if (!settle_cases (conn, now, error))
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      if (lian_mirror_get_case_column (i) == NULL)
        continue;
      if ((i != LIAN_KIND_CASE && !settle_related (conn, i, error))
          || !lian_digest_remove (conn, lian_kind_get (i), "away IS NOT NULL", error))
        return FALSE;
    }
  stmt = lian_conn_prepare (
      conn, "SELECT COUNT (*) FROM " LIAN_SERVER_PREFIX "case WHERE away IS NOT NULL", error);
  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *n = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  return TRUE;
}
