/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-client-private.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-text.h"

#include <string.h>

/* Records on request: snapshot pages and one case with all that belongs to it. */

#define MAX_ACTIONS 64

typedef struct
{
  LianKindId kind;
  char after[65]; /* an id */
} PageQuery;

/**
 * lian_page_free:
 * @self: (nullable): a page
 */
void
lian_page_free (LianPage *self)
{
  if (self == NULL)
    return;

  g_free (self->position);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_free (self->next);
  g_free (self);
}

/**
 * lian_case_detail_free:
 * @self: (nullable): an answer about a case
 */
void
lian_case_detail_free (LianCaseDetail *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->record, lian_record_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->instructions, g_ptr_array_unref);
  g_clear_pointer (&self->deliveries, g_ptr_array_unref);
  g_strfreev (self->allowed_actions);
  g_free (self);
}

/**
 * lian_client_decode_records:
 * @kind: kind of all of them
 * @array: as sent
 *
 * One record that cannot be read is dropped, not the page: the digest of the next bookmark tells
 * that something is missing.
 *
 * Returns: (transfer full) (element-type LianRecord): the records
 */
GPtrArray *
lian_client_decode_records (LianKindId kind, JsonArray *array)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr (GError) error = NULL;
      LianRecord *record = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node))
        record = lian_record_from_json (kind, json_node_get_object (node), LIAN_DECODE_FROM_SERVER,
                                        &error);
      if (record != NULL)
        g_ptr_array_add (records, record);
      else
        g_debug ("%s %u dropped: %s", lian_kind_get (kind)->plural, i,
                 error != NULL ? error->message : "not an object");
    }

  return records;
}

static gpointer
decode_page (JsonObject *root, gconstpointer data, GError **error)
{
  const PageQuery *query = data;
  g_autoptr (LianPage) page = g_new0 (LianPage, 1);
  const char *position = NULL;
  const char *next = NULL;
  JsonArray *records = NULL;

  if (!lian_json_get_string (root, "position", TRUE, &position, error)
      || !lian_json_get_array (root, "records", TRUE, &records, error)
      || !lian_json_get_string (root, "next", FALSE, &next, error))
    return NULL;
  if (!lian_client_is_position (position))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "page.position: not a position");
      return NULL;
    }
  /* Pages come in the order of ids; one that leads back would go round for ever. */
  if (next != NULL && (!lian_id_is_valid (next) || strcmp (next, query->after) <= 0))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "page.next: does not lead on");
      return NULL;
    }
  if (json_array_get_length (records) > LIAN_LIMIT_PAGE_ROWS)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE, "page.records: more than %d",
                   LIAN_LIMIT_PAGE_ROWS);
      return NULL;
    }

  page->position = g_strdup (position);
  page->next = g_strdup (next);
  page->records = lian_client_decode_records (query->kind, records);
  return g_steal_pointer (&page);
}

/**
 * lian_client_snapshot:
 * @self: a client
 * @kind: kind of the records
 * @after: (nullable): the next of the page before, %NULL for the first
 * @cancellable: (nullable): cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * One page. Large pages are decoded in a worker.
 */
void
lian_client_snapshot (LianClient *self, LianKindId kind, const char *after,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *escaped = g_uri_escape_string (after != NULL ? after : "", NULL, FALSE);
  g_autofree char *path = NULL;
  PageQuery *query;
  LianCall call = { .lane = LIAN_HTTP_BULK,
                    .method = "GET",
                    .limit = LIAN_LIMIT_JSON_PAGE,
                    .decode = decode_page,
                    .free_result = (GDestroyNotify)lian_page_free };

  g_return_if_fail (kind < LIAN_N_KINDS);

  g_task_set_source_tag (task, lian_client_snapshot);
  path = g_strdup_printf ("/v1/%s?limit=%d%s%s", lian_kind_get (kind)->plural, LIAN_LIMIT_PAGE_ROWS,
                          *escaped != '\0' ? "&after=" : "", escaped);
  query = g_new0 (PageQuery, 1);
  query->kind = kind;
  g_strlcpy (query->after, after != NULL ? after : "", sizeof query->after);
  call.path = path;
  call.data = query;
  call.free_data = g_free;
  lian_client_call (self, &call, task);
}

/**
 * lian_client_snapshot_finish:
 * @self: a client
 * @result: as given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the page
 */
LianPage *
lian_client_snapshot_finish (LianClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
decode_part (JsonObject *root, const char *member, LianKindId kind, GPtrArray **part,
             GError **error)
{
  JsonArray *array = NULL;

  if (!lian_json_get_array (root, member, FALSE, &array, error))
    return FALSE;
  *part = array != NULL ? lian_client_decode_records (kind, array)
                        : g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  return TRUE;
}

/* (transfer full) (nullable) */
static char **
decode_actions (JsonObject *root, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *actions = NULL;

  if (!lian_json_get_array (root, "allowed_actions", FALSE, &actions, error))
    return NULL;
  for (guint i = 0; actions != NULL && i < MIN (json_array_get_length (actions), MAX_ACTIONS); i++)
    {
      JsonNode *node = json_array_get_element (actions, i);
      const char *action = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node)
          && lian_json_get_string (json_node_get_object (node), "action", TRUE, &action, NULL))
        g_strv_builder_add (builder, action);
    }

  return g_strv_builder_end (builder);
}

static gpointer
decode_case_detail (JsonObject *root, gconstpointer data, GError **error)
{
  const char *case_id = data;
  g_autoptr (LianCaseDetail) detail = g_new0 (LianCaseDetail, 1);
  JsonObject *record = NULL;

  if (!lian_json_get_object (root, "case", TRUE, &record, error))
    return NULL;
  detail->record = lian_record_from_json (LIAN_KIND_CASE, record, LIAN_DECODE_FROM_SERVER, error);
  if (detail->record == NULL)
    return NULL;
  if (!g_str_equal (lian_record_get_id (detail->record), case_id))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "case.id: another case");
      return NULL;
    }
  if (!decode_part (root, "steps", LIAN_KIND_CASE_STEP, &detail->steps, error)
      || !decode_part (root, "instructions", LIAN_KIND_INSTRUCTION, &detail->instructions, error)
      || !decode_part (root, "deliveries", LIAN_KIND_DELIVERY, &detail->deliveries, error))
    return NULL;
  detail->allowed_actions = decode_actions (root, error);
  if (detail->allowed_actions == NULL)
    return NULL;

  return g_steal_pointer (&detail);
}

/**
 * lian_client_case_detail:
 * @self: a client
 * @case_id: a case
 * @cancellable: (nullable): cancellable
 * @callback: called when done
 * @user_data: for @callback
 */
void
lian_client_case_detail (LianClient *self, const char *case_id, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *escaped = g_uri_escape_string (case_id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/v1/cases/", escaped, NULL);
  LianCall call = { .lane = LIAN_HTTP_DISPATCH,
                    .method = "GET",
                    .path = path,
                    .limit = LIAN_LIMIT_JSON_ANSWER,
                    .decode = decode_case_detail,
                    .data = g_strdup (case_id),
                    .free_data = g_free,
                    .free_result = (GDestroyNotify)lian_case_detail_free };

  g_task_set_source_tag (task, lian_client_case_detail);
  lian_client_call (self, &call, task);
}

/**
 * lian_client_case_detail_finish:
 * @self: a client
 * @result: as given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the case and what belongs to it
 */
LianCaseDetail *
lian_client_case_detail_finish (LianClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
