/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-service-private.h"

/* So many cases are moved in one transaction. With what belongs to them they are some hundred
 * events, about what a console takes at once; whoever submits something meanwhile waits for one
 * transaction at most. */
#define PORTION 25

typedef struct
{
  LianClock *clock;
  LianDictionary *dictionary;
  char *epoch;
  gint64 start; /* closed before: is to be away */
  LianTxn txn;
  guint n_moved; /* in the last portion */
} Tending;

static void
tending_free (gpointer data)
{
  Tending *tending = data;

  g_object_unref (tending->clock);
  lian_dictionary_unref (tending->dictionary);
  g_free (tending->epoch);
  lian_txn_clear (&tending->txn);
  g_free (tending);
}

/* (element-type utf8) */
static GPtrArray *
list_ids (LianConn *conn, const char *sql, gint64 start, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  if (stmt == NULL)
    return NULL;
  lian_stmt_bind_int (stmt, 0, start);
  lian_stmt_bind_int (stmt, 1, PORTION);
  while (lian_stmt_step (stmt, &row, error))
    {
      if (!row)
        return g_steal_pointer (&ids);
      g_ptr_array_add (ids, g_strdup (lian_stmt_get_text (stmt, 0)));
    }
  return NULL;
}

static GPtrArray *
list_leaving (Tending *tending, LianConn *conn, GError **error)
{
  g_autofree char *states = lian_mirror_dup_states (tending->dictionary);
  g_autofree char *sql
      = g_strdup_printf ("SELECT id FROM " LIAN_SERVER_PREFIX "case WHERE stay < ? AND state IN %s"
                         " ORDER BY stay, id LIMIT ?",
                         states);

  return list_ids (conn, sql, tending->start, error);
}

/* The days became more, or the clock went back. */
static GPtrArray *
list_returning (Tending *tending, LianConn *conn, GError **error)
{
  return list_ids (conn,
                   "SELECT id FROM " LIAN_SERVER_PREFIX "case WHERE away >= ?"
                   " ORDER BY away DESC, id DESC LIMIT ?",
                   tending->start, error);
}

static gboolean
move (Tending *tending, GPtrArray *ids, gboolean (*move_one) (LianTxn *, const char *, GError **),
      GError **error)
{
  for (guint i = 0; i < ids->len; i++)
    if (!move_one (&tending->txn, ids->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
move_portion (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Tending *tending = data;
  g_autoptr (GPtrArray) leaving = list_leaving (tending, conn, error);
  g_autoptr (GPtrArray) returning = NULL;

  tending->n_moved = 0;
  tending->txn = (LianTxn){ .conn = conn,
                            .epoch = tending->epoch,
                            .dictionary = tending->dictionary,
                            .now = lian_clock_get_now (tending->clock) };
  if (leaving == NULL || !move (tending, leaving, lian_txn_leave, error))
    return FALSE;
  tending->n_moved = leaving->len;
  if (leaving->len == 0)
    {
      returning = list_returning (tending, conn, error);
      if (returning == NULL || !move (tending, returning, lian_txn_return, error))
        return FALSE;
      tending->n_moved = returning->len;
    }
  return tending->n_moved == 0 || lian_txn_end (&tending->txn, g_get_real_time (), error);
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianService *self = g_task_get_source_object (task);
  Tending *tending = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  lian_service_note_commit (self, &tending->txn);
  lian_txn_clear (&tending->txn);
  if (tending->n_moved == 0)
    g_task_return_boolean (task, TRUE);
  else
    lian_db_write_async (self->db, move_portion, tending, NULL, NULL, moved_cb,
                         g_steal_pointer (&task));
}

/**
 * lian_service_tend_mirror:
 *
 * Closed cases whose days are over leave the mirrored set with what belongs to them, and cases that
 * have left too early come back: portion by portion between what others write, each a transaction
 * with its events. What is to be moved is found by an index of just that. Main thread.
 */
void
lian_service_tend_mirror (LianService *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Tending *tending = g_new0 (Tending, 1);

  g_task_set_source_tag (task, lian_service_tend_mirror);
  tending->clock = g_object_ref (self->clock);
  tending->dictionary = lian_dictionary_ref (self->dictionary);
  tending->epoch = g_strdup (self->epoch);
  tending->start
      = lian_dictionary_get_mirror_start (self->dictionary, lian_clock_get_now (self->clock));
  g_task_set_task_data (task, tending, tending_free);
  lian_db_write_async (self->db, move_portion, tending, NULL, NULL, moved_cb, task);
}

/**
 * lian_service_tend_mirror_finish:
 *
 * Returns: %FALSE on a failing database; what was moved before stays so
 */
gboolean
lian_service_tend_mirror_finish (LianService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
