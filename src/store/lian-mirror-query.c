/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-mirror-inside.h"
#include "lian-mirror-private.h"
#include "lian-table.h"

/* Rows of the picture for pages. */

/* What a query asks and answers. */
typedef struct
{
  LianKindId kind;
  char *id;
  char *where;
  char *order;
  guint limit;
  GPtrArray *records;
  LianRecord *record;
} Query;

static void
query_free (Query *query)
{
  g_free (query->id);
  g_free (query->where);
  g_free (query->order);
  g_clear_pointer (&query->records, g_ptr_array_unref);
  g_clear_pointer (&query->record, lian_record_unref);
  g_free (query);
}

static gboolean
query_in_worker (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Query *query = data;
  const LianKind *kind = lian_kind_get (query->kind);
  const char *prefix = lian_mirror_read_prefix (conn, query->kind, error);
  g_autoptr (GError) failed = NULL;

  if (prefix == NULL)
    return FALSE;
  if (query->id == NULL)
    query->records
        = lian_table_select (conn, kind, prefix, query->where, query->order, query->limit, &failed);
  else
    query->record = lian_table_lookup (conn, kind, prefix, query->id, &failed);
  if (failed == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static void
query_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianMirror *self = g_task_get_source_object (task);
  Query *query = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    {
      if (LIAN_DB (source) == lian_mirror_get_db (self))
        lian_mirror_note_damage (self, error);
      g_task_return_error (task, error);
    }
  else if (query->id == NULL)
    g_task_return_pointer (task, g_steal_pointer (&query->records),
                           (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_pointer (task, g_steal_pointer (&query->record),
                           (GDestroyNotify)lian_record_unref);
}

static void
queue_query (LianMirror *self, Query *query, gpointer source_tag, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, query, (GDestroyNotify)query_free);
  if (query->id != NULL)
    lian_db_look_async (lian_mirror_get_db (self), query_in_worker, query, NULL, cancellable,
                        query_cb, task);
  else
    lian_db_read_async (lian_mirror_get_db (self), query_in_worker, query, NULL, cancellable,
                        query_cb, task);
}

/**
 * lian_mirror_list:
 * @where: (nullable): SQL over the columns of @kind; never with text from outside in it
 * @order: (nullable): SQL
 * @limit: most rows, 0: all
 *
 * Asks for rows of the present picture.
 */
void
lian_mirror_list (LianMirror *self, LianKindId kind, const char *where, const char *order,
                  guint limit, GCancellable *cancellable, GAsyncReadyCallback callback,
                  gpointer user_data)
{
  Query *query = g_new0 (Query, 1);

  query->kind = kind;
  query->where = g_strdup (where);
  query->order = g_strdup (order);
  query->limit = limit;
  queue_query (self, query, lian_mirror_list, cancellable, callback, user_data);
}

/**
 * lian_mirror_list_finish:
 *
 * Returns: (transfer full) (element-type LianRecord): the rows, or %NULL on error
 */
GPtrArray *
lian_mirror_list_finish (LianMirror *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, lian_mirror_list), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lian_mirror_lookup:
 * @id: of a record of @kind
 *
 * Asks for one record of the present picture.
 */
void
lian_mirror_lookup (LianMirror *self, LianKindId kind, const char *id, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  Query *query = g_new0 (Query, 1);

  query->kind = kind;
  query->id = g_strdup (id != NULL ? id : "");
  queue_query (self, query, lian_mirror_lookup, cancellable, callback, user_data);
}

/**
 * lian_mirror_lookup_finish:
 *
 * Returns: (transfer full) (nullable): the record; %NULL without error when there is none
 */
LianRecord *
lian_mirror_lookup_finish (LianMirror *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, lian_mirror_lookup), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
