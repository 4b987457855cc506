/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-mirror-size.h"

#include "lian-mirror-private.h"

static gboolean
read_size (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn, "SELECT page_count * page_size FROM pragma_page_count (), pragma_page_size ()", error);
  gboolean row = FALSE;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *(gint64 *)data = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  return TRUE;
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lian_db_call_finish (LIAN_DB (object), result, NULL, &error))
    g_task_return_int (task, (gssize) * (gint64 *)g_task_get_task_data (task));
  else
    g_task_return_error (task, error);
}

/**
 * lian_mirror_measure:
 * @self: the mirror
 * @cancellable: (nullable): cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks the file. Main thread.
 */
void
lian_mirror_measure (LianMirror *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lian_mirror_measure);
  g_task_set_task_data (task, g_new0 (gint64, 1), g_free);
  lian_db_read_async (lian_mirror_get_db (self), read_size, g_task_get_task_data (task), NULL,
                      cancellable, read_cb, task);
}

/**
 * lian_mirror_measure_finish:
 * @self: the mirror
 * @result: as given to the callback
 * @error: return location
 *
 * Returns: bytes, -1 on error
 */
gint64
lian_mirror_measure_finish (LianMirror *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
