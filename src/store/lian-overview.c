/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-overview.h"
#include "lian-mirror-private.h"
#include "lian-overview-query.h"

/**
 * lian_overview_free:
 * @self: (transfer full): figures
 */
void
lian_overview_free (LianOverview *self)
{
  g_free (self->region_code);
  g_free (self->region_name);
  g_clear_pointer (&self->shift, lian_record_unref);
  g_clear_pointer (&self->stages, g_ptr_array_unref);
  g_clear_pointer (&self->units, g_ptr_array_unref);
  g_clear_pointer (&self->grids, g_ptr_array_unref);
  g_clear_pointer (&self->attention, g_ptr_array_unref);
  g_clear_pointer (&self->newest, g_ptr_array_unref);
  g_clear_pointer (&self->evaluations, g_ptr_array_unref);
  g_clear_pointer (&self->open_cases, g_ptr_array_unref);
  g_free (self);
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianOverviewQuery *query = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&query->overview),
                           (GDestroyNotify)lian_overview_free);
}

/**
 * lian_overview_load:
 * @region_code: a division, "" for all that the mirror has
 * @now: the platform's time, microseconds
 *
 * Works out the figures on the reading thread, in one transaction. Rates are those of the
 * dictionary ("kpi": on_time_rate, satisfaction_rate) for this month up to @now; where an entry is
 * missing both parts are 0. Waiting and overdue times are working minutes of the dictionary's
 * calendar (design.md 6). Held cases stand in their own light and stage and are not in attention.
 */
void
lian_overview_load (LianMirror *mirror, const char *region_code, gint64 now,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (mirror, cancellable, callback, user_data);
  LianOverviewQuery *query = g_new0 (LianOverviewQuery, 1);

  query->region_code = g_strdup (region_code != NULL ? region_code : "");
  query->server_name = g_strdup (lian_mirror_get_server_name (mirror));
  query->now = now;
  query->dictionary = lian_dictionary_ref (lian_mirror_get_dictionary (mirror));
  g_task_set_source_tag (task, lian_overview_load);
  g_task_set_task_data (task, query, (GDestroyNotify)lian_overview_query_free);
  lian_db_read_async (lian_mirror_get_db (mirror), lian_overview_query_run, query, NULL,
                      cancellable, load_cb, task);
}

/**
 * lian_overview_load_finish:
 *
 * Returns: (transfer full): the figures, or %NULL on error
 */
LianOverview *
lian_overview_load_finish (LianMirror *mirror, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, mirror), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, lian_overview_load), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
