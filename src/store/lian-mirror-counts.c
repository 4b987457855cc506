/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-mirror-counts.h"
#include "lian-mirror-private.h"

typedef struct
{
  LianKindId kind;
  guint field;
  char *where;
  GHashTable *counts;
} Count;

static void
count_free (Count *count)
{
  g_free (count->where);
  g_clear_pointer (&count->counts, g_hash_table_unref);
  g_free (count);
}

static gboolean
count_in_worker (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Count *count = data;
  const LianKind *kind = lian_kind_get (count->kind);
  const char *name = kind->fields[count->field].name;
  const char *prefix = lian_mirror_read_prefix (conn, count->kind, error);
  g_autofree char *sql = NULL;
  LianStmt *stmt;
  gboolean row = TRUE;

  if (prefix == NULL)
    return FALSE;
  sql = g_strdup_printf ("SELECT %s, count(*) FROM \"%s%s\" WHERE %s IS NOT NULL AND (%s) "
                         "GROUP BY 1",
                         name, prefix, kind->name, name, count->where);
  stmt = lian_conn_prepare (conn, sql, error);
  while (stmt != NULL && lian_stmt_step (stmt, &row, error))
    {
      if (!row)
        return TRUE;
      g_hash_table_insert (count->counts, g_strdup (lian_stmt_get_text (stmt, 0)),
                           GUINT_TO_POINTER ((guint)lian_stmt_get_int (stmt, 1)));
    }
  return FALSE;
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Count *count = g_task_get_task_data (task);
  GError *error = NULL;

  if (lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    g_task_return_pointer (task, g_steal_pointer (&count->counts),
                           (GDestroyNotify)g_hash_table_unref);
  else
    g_task_return_error (task, error);
}

/**
 * lian_mirror_count:
 * @field: of @kind, a text or a code
 * @where: (nullable): SQL over the columns of @kind; %NULL: all
 *
 * Counts records of the present picture by a field.
 */
void
lian_mirror_count (LianMirror *mirror, LianKindId kind, guint field, const char *where,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (mirror, cancellable, callback, user_data);
  Count *count = g_new0 (Count, 1);

  count->kind = kind;
  count->field = field;
  count->where = g_strdup (where != NULL ? where : "1");
  count->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_task_set_source_tag (task, lian_mirror_count);
  g_task_set_task_data (task, count, (GDestroyNotify)count_free);
  lian_db_read_async (lian_mirror_get_db (mirror), count_in_worker, count, NULL, cancellable,
                      counted_cb, task);
}

/**
 * lian_mirror_count_finish:
 *
 * Returns: (transfer full) (element-type utf8 guint): value → count, or %NULL on error
 */
GHashTable *
lian_mirror_count_finish (LianMirror *mirror, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, mirror), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, lian_mirror_count), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
