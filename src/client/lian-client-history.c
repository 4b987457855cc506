/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-client-private.h"

#include "lian-clock.h"
#include "lian-codec.h"
#include "lian-error.h"
#include "lian-limits.h"

#include <string.h>

/* Where a page goes on is the server's affair, but it has an end. */
#define NEXT_MAX 96

/**
 * lian_history_page_free:
 * @self: (nullable): a page
 */
void
lian_history_page_free (LianHistoryPage *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_free (self->next);
  g_free (self);
}

static gboolean
check_next (const char *next, const char *after, GError **error)
{
  if (next == NULL || (*next != '\0' && strlen (next) <= NEXT_MAX && strcmp (next, after) != 0))
    return TRUE;
  g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "history.next: does not lead on");
  return FALSE;
}

/* What is not closed has no place in the order. */
static void
drop_open (GPtrArray *records)
{
  for (guint i = records->len; i > 0; i--)
    if (!lian_record_has (records->pdata[i - 1], LIAN_CASE_CLOSED_AT))
      g_ptr_array_remove_index (records, i - 1);
}

static gpointer
decode_page (JsonObject *root, gconstpointer data, GError **error)
{
  g_autoptr (LianHistoryPage) page = g_new0 (LianHistoryPage, 1);
  const char *now = NULL;
  const char *next = NULL;
  JsonArray *records = NULL;

  if (!lian_json_get_string (root, "now", TRUE, &now, error)
      || !lian_json_get_array (root, "records", TRUE, &records, error)
      || !lian_json_get_string (root, "next", FALSE, &next, error)
      || !check_next (next, data, error))
    return NULL;
  if (!lian_time_parse (now, &page->now, error))
    {
      g_prefix_error (error, "history.now: ");
      return NULL;
    }
  if (json_array_get_length (records) > LIAN_LIMIT_PAGE_ROWS)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE, "history.records: more than %d",
                   LIAN_LIMIT_PAGE_ROWS);
      return NULL;
    }
  page->next = g_strdup (next);
  page->records = lian_client_decode_records (LIAN_KIND_CASE, records);
  drop_open (page->records);
  return g_steal_pointer (&page);
}

static void
append (GString *path, const char *name, const char *value)
{
  g_autofree char *escaped = NULL;

  if (value == NULL || *value == '\0')
    return;
  escaped = g_uri_escape_string (value, NULL, FALSE);
  g_string_append_printf (path, "&%s=%s", name, escaped);
}

/**
 * lian_client_history:
 * @self: a client
 * @wanted: which closed cases; copied
 * @after: (nullable): the next of the page before, %NULL for the first
 * @cancellable: (nullable): cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * One page.
 */
void
lian_client_history (LianClient *self, const LianHistoryWanted *wanted, const char *after,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GString) path = g_string_new (NULL);
  g_autofree char *before = wanted->before != 0 ? lian_time_format (wanted->before) : NULL;
  LianCall call = { .lane = LIAN_HTTP_BULK,
                    .method = "GET",
                    .limit = LIAN_LIMIT_JSON_PAGE,
                    .decode = decode_page,
                    .data = g_strdup (after != NULL ? after : ""),
                    .free_data = g_free,
                    .free_result = (GDestroyNotify)lian_history_page_free };

  g_task_set_source_tag (task, lian_client_history);
  g_string_append_printf (path, "/v1/history?limit=%u",
                          CLAMP (wanted->limit, 1, LIAN_LIMIT_PAGE_ROWS));
  append (path, "region", wanted->region);
  append (path, "text", wanted->text);
  append (path, "to", before);
  append (path, "after", after);
  call.path = path->str;
  lian_client_call (self, &call, task);
}

/**
 * lian_client_history_finish:
 * @self: a client
 * @result: as given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the page
 */
LianHistoryPage *
lian_client_history_finish (LianClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
