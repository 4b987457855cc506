/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-codec.h"
#include "lian-service-private.h"
#include "lian-submission.h"
#include "lian-table.h"
#include "lian-txn.h"

static LianReply *
print_entries (GPtrArray *entries)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_sized_new (entries->len);

  for (guint i = 0; i < entries->len; i++)
    json_array_add_element (array, lian_record_to_json (entries->pdata[i]));
  json_object_set_array_member (object, "entries", array);
  json_node_take_object (root, object);
  return lian_reply_new_json (200, root);
}

/**
 * lian_vocabulary_read:
 * @data: a LianVocabulary to be filled
 *
 * Returns: %FALSE on a failing database, or for a dictionary that means nothing
 */
gboolean
lian_vocabulary_read (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianVocabulary *vocabulary = data;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) regions = NULL;
  g_autoptr (GPtrArray) grids = NULL;

  entries = lian_table_select (conn, lian_kind_get (LIAN_KIND_ENTRY), LIAN_SERVER_PREFIX, NULL,
                               "id", G_MAXINT, error);
  if (entries == NULL)
    return FALSE;
  regions = lian_table_select (conn, lian_kind_get (LIAN_KIND_REGION), LIAN_SERVER_PREFIX, NULL,
                               "id", G_MAXINT, error);
  if (regions == NULL)
    return FALSE;
  grids = lian_table_select (conn, lian_kind_get (LIAN_KIND_GRID), LIAN_SERVER_PREFIX, NULL, "id",
                             G_MAXINT, error);
  if (grids == NULL)
    return FALSE;
  vocabulary->dictionary = lian_dictionary_new (entries, error);
  if (vocabulary->dictionary == NULL)
    return FALSE;
  vocabulary->locator = lian_locator_new (regions, grids);
  vocabulary->entries = print_entries (entries);
  return TRUE;
}

/**
 * lian_service_take_vocabulary:
 * @vocabulary: filled; what is in it belongs to the service from then on
 */
void
lian_service_take_vocabulary (LianService *self, LianVocabulary *vocabulary)
{
  g_autofree char *sum
      = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, vocabulary->entries->body);

  g_clear_pointer (&self->dictionary, lian_dictionary_unref);
  g_clear_pointer (&self->locator, lian_locator_unref);
  g_clear_pointer (&self->entries, lian_reply_free);
  g_clear_pointer (&self->entries_tag, g_free);
  self->dictionary = vocabulary->dictionary;
  self->locator = vocabulary->locator;
  self->entries = vocabulary->entries;
  self->entries_tag = g_strdup_printf ("\"%.32s\"", sum);
}

static void
vocabulary_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  lian_service_take_vocabulary (g_task_get_source_object (task), g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

/**
 * lian_service_reload:
 *
 * Main thread; read on the reading thread.
 */
void
lian_service_reload (LianService *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, lian_service_reload);
  g_task_set_task_data (task, g_new0 (LianVocabulary, 1), g_free);
  lian_db_read_async (self->db, lian_vocabulary_read, g_task_get_task_data (task), NULL, NULL,
                      vocabulary_read_cb, task);
}

/**
 * lian_service_reload_finish:
 *
 * When it cannot be read, what was known stays.
 */
void
lian_service_reload_finish (LianService *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (g_task_is_valid (result, self));

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message ("dictionary not read anew: %s", error->message);
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  lian_service_reload_finish (LIAN_SERVICE (source), result);
}

/**
 * lian_service_refresh:
 * @kinds: which were changed, a bit each
 */
void
lian_service_refresh (LianService *self, guint kinds)
{
  const guint learnt = 1u << LIAN_KIND_ENTRY | 1u << LIAN_KIND_REGION | 1u << LIAN_KIND_GRID;

  if (kinds & learnt)
    lian_service_reload (self, reloaded_cb, NULL);
}
