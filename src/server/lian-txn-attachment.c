/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-attachment.h"
#include "lian-txn.h"

/* What nobody names for so long goes. */
#define UNNAMED_DAYS 7

/* Whoever sees one of so many records sees the attachment; it is not looked for further. */
#define MOST_REFS "256"

static const char *const members[] = { "attachments", "pictures_before", "pictures_after" };

#define N_MEMBERS G_N_ELEMENTS (members)

static const int *
find_members (const LianKind *kind)
{
  static gsize once = 0;
  static int fields[LIAN_N_KINDS][N_MEMBERS];

  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < LIAN_N_KINDS; i++)
        for (guint j = 0; j < N_MEMBERS; j++)
          fields[i][j] = lian_kind_find_field (lian_kind_get (i), members[j]);
      g_once_init_leave (&once, 1);
    }
  return fields[kind->id];
}

static gboolean
has_members (const LianKind *kind)
{
  const int *fields = find_members (kind);

  for (guint i = 0; i < N_MEMBERS; i++)
    if (fields[i] >= 0)
      return TRUE;
  return FALSE;
}

static gboolean
add_ref (LianConn *conn, const LianKind *kind, const char *record, const char *id, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn, "INSERT OR IGNORE INTO attachment_ref (kind, record, id) VALUES (?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, kind->name);
  lian_stmt_bind_text (stmt, 1, record);
  lian_stmt_bind_text (stmt, 2, id);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_attachment_forget:
 * @id: of a record that is gone
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_attachment_forget (LianTxn *txn, const LianKind *kind, const char *id, GError **error)
{
  LianStmt *stmt;

  if (!has_members (kind))
    return TRUE;
  stmt = lian_conn_prepare (txn->conn, "DELETE FROM attachment_ref WHERE kind = ? AND record = ?",
                            error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, kind->name);
  lian_stmt_bind_text (stmt, 1, id);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_attachment_refer:
 * @record: as it is from now on
 * @known: whether it was there before
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_attachment_refer (LianTxn *txn, const LianRecord *record, gboolean known, GError **error)
{
  const LianKind *kind = lian_record_get_kind (record);
  const char *id = lian_record_get_id (record);
  const int *fields = find_members (kind);

  if (known && !lian_attachment_forget (txn, kind, id, error))
    return FALSE;
  for (guint i = 0; i < N_MEMBERS; i++)
    {
      const char *const *ids
          = fields[i] >= 0 ? lian_record_get_list (record, (guint)fields[i]) : NULL;

      for (guint j = 0; ids != NULL && ids[j] != NULL; j++)
        if (!add_ref (txn->conn, kind, id, ids[j], error))
          return FALSE;
    }
  return TRUE;
}

/* Whether one row comes out of @sql with @id and, if it is given, @account. */
static gboolean
is_there (LianConn *conn, const char *sql, const char *id, const char *account, gboolean *there,
          GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, id);
  if (account != NULL)
    lian_stmt_bind_text (stmt, 1, account);
  if (!lian_stmt_step (stmt, there, error))
    return FALSE;
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
sees_record (LianConn *conn, const LianPerson *person, const LianKind *kind, const char *id,
             gboolean *sees, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT region_code, %s FROM " LIAN_SERVER_PREFIX "%s WHERE id = ?",
                         lian_kind_get_visibility_column (kind), kind->name);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, id);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *sees = row
          && lian_person_sees (person, lian_stmt_get_text (stmt, 0),
                               lian_visibility_from_column (stmt, 1));
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
sees_one_that_names_it (LianConn *conn, const LianPerson *person, const char *id, gboolean *sees,
                        GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn, "SELECT kind, record FROM attachment_ref WHERE id = ? LIMIT " MOST_REFS, error);

  *sees = FALSE;
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, id);
  while (!*sees)
    {
      const LianKind *kind;
      gboolean row;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      kind = lian_kind_by_name (lian_stmt_get_text (stmt, 0));
      if (kind != NULL
          && !sees_record (conn, person, kind, lian_stmt_get_text (stmt, 1), sees, error))
        {
          lian_stmt_reset (stmt);
          return FALSE;
        }
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

/**
 * lian_attachment_find:
 * @id: as somebody gave it
 * @visible: (out): whether it is there, and @person sent it or sees a record that names it
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_attachment_find (LianConn *conn, const LianPerson *person, const char *id, gboolean *visible,
                      GError **error)
{
  if (!is_there (conn, "SELECT 1 FROM attachment WHERE id = ?", id, NULL, visible, error))
    return FALSE;
  if (!*visible)
    return TRUE;
  if (!is_there (conn, "SELECT 1 FROM attachment_sender WHERE id = ? AND account = ?", id,
                 person->account, visible, error))
    return FALSE;
  return *visible || sees_one_that_names_it (conn, person, id, visible, error);
}

/**
 * lian_attachment_keep:
 * @id: SHA-256 of @bytes
 * @now: microseconds
 * @fresh: (out): whether it was not there yet
 *
 * Whoever sends it again is its sender too, and it counts as new once more.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_attachment_keep (LianConn *conn, const char *id, const char *media_type, GBytes *bytes,
                      const char *account, gint64 now, gboolean *fresh, GError **error)
{
  gboolean there;
  LianStmt *stmt;

  if (!is_there (conn, "SELECT 1 FROM attachment WHERE id = ?", id, NULL, &there, error))
    return FALSE;
  *fresh = !there;
  if (!there)
    {
      stmt = lian_conn_prepare (
          conn, "INSERT INTO attachment (id, media_type, size, bytes) VALUES (?, ?, ?, ?)", error);
      if (stmt == NULL)
        return FALSE;
      lian_stmt_bind_text (stmt, 0, id);
      lian_stmt_bind_text (stmt, 1, media_type);
      lian_stmt_bind_int (stmt, 2, (gint64)g_bytes_get_size (bytes));
      lian_stmt_bind_bytes (stmt, 3, bytes);
      if (!lian_stmt_run (stmt, error))
        return FALSE;
    }
  stmt = lian_conn_prepare (conn,
                            "INSERT INTO attachment_sender (id, account, at) VALUES (?, ?, ?)"
                            " ON CONFLICT (id, account) DO UPDATE SET at = excluded.at",
                            error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, id);
  lian_stmt_bind_text (stmt, 1, account);
  lian_stmt_bind_int (stmt, 2, now);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_attachment_count_unnamed:
 * @bytes: (out): how much @account has sent that no record names
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_attachment_count_unnamed (LianConn *conn, const char *account, gint64 *bytes, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn,
      "SELECT SUM (a.size) FROM attachment_sender AS s JOIN attachment AS a ON a.id = s.id"
      " WHERE s.account = ? AND NOT EXISTS (SELECT 1 FROM attachment_ref AS r WHERE r.id = s.id)",
      error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, account);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *bytes = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  return TRUE;
}

/**
 * lian_attachment_prune:
 * @now: microseconds
 *
 * Forgets what was sent more than a week ago and no record names.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_attachment_prune (LianConn *conn, gint64 now, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn,
                           "DELETE FROM attachment WHERE id NOT IN (SELECT id FROM attachment_ref)"
                           " AND id NOT IN (SELECT id FROM attachment_sender WHERE at > ?)",
                           error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, now - UNNAMED_DAYS * G_TIME_SPAN_DAY);
  return lian_stmt_run (stmt, error)
         && lian_conn_exec (
             conn, "DELETE FROM attachment_sender WHERE id NOT IN (SELECT id FROM attachment)",
             error);
}
