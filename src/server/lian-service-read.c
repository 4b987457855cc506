/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-codec.h"
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-service-private.h"
#include "lian-submission.h"
#include "lian-table.h"
#include "lian-text.h"
#include "lian-txn.h"
#include "lian-workflow.h"

#include <string.h>

/* A page ends before it gets heavier than this: reliability.md 1.3. */
#define PAGE_BYTES (1024 * 1024)

/**
 * lian_query_new:
 * @person: on whose behalf
 *
 * Returns: (transfer full): a question to be filled in
 */
LianQuery *
lian_query_new (LianQueryType type, LianPerson *person)
{
  LianQuery *self = g_new0 (LianQuery, 1);

  self->type = type;
  self->person = lian_person_ref (person);
  self->limit = LIAN_LIMIT_PAGE_ROWS;
  return self;
}

void
lian_query_free (LianQuery *self)
{
  lian_person_unref (self->person);
  g_free (self->region);
  g_free (self->after);
  g_strfreev (self->ids);
  g_free (self->epoch);
  g_clear_pointer (&self->dictionary, lian_dictionary_unref);
  lian_reply_free (self->reply);
  g_free (self);
}

static JsonNode *
print_masked (LianQuery *self, const LianRecord *record)
{
  g_autoptr (LianRecord) masked = lian_person_mask (self->person, record);

  return lian_record_to_json (masked);
}

static gboolean
read_position (LianConn *conn, const char *epoch, char **position, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT seq FROM counter", error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *position = lian_position_format (epoch, row ? lian_stmt_get_int (stmt, 0) : 0);
  lian_stmt_reset (stmt);
  return TRUE;
}

/**
 * lian_query_read_position:
 * @position: (out): the newest one, of the moment that the reading thread sees
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_query_read_position (LianConn *conn, const char *epoch, char **position, GError **error)
{
  return read_position (conn, epoch, position, error);
}

static gboolean
refuse (LianQuery *self, guint status, const char *name, const char *field, const char *detail)
{
  self->reply = lian_reply_new_problem (status, name, field, detail, NULL);
  return TRUE;
}

/* --- pages --- */

/**
 * lian_query_dup_page_sql:
 * @region: a scope
 *
 * The plus sign keeps SQLite from the index of regions: with it every page would read and sort all
 * rows of the scope to find its few; by id it stops when it is full. What has left the mirrored set
 * is not even walked past: it is not in the index.
 *
 * Returns: (transfer full): a query for the rows behind an id, in their order
 */
char *
lian_query_dup_page_sql (LianKindId id, const char *region)
{
  const LianKind *kind = lian_kind_get (id);
  g_autofree char *scope = lian_region_to_sql ("+region_code", region);
  g_autofree char *here
      = lian_mirror_get_case_column (id) != NULL
            ? g_strdup_printf (" INDEXED BY " LIAN_SERVER_PREFIX "%s_here WHERE away IS NULL AND",
                               kind->name)
            : g_strdup (" WHERE");

  return g_strdup_printf ("SELECT %s FROM " LIAN_SERVER_PREFIX "%s%s id > ? AND %s ORDER BY id",
                          lian_table_columns (kind), kind->name, here, scope);
}

static LianStmt *
prepare_page (LianQuery *self, LianConn *conn, const char *region, GError **error)
{
  g_autofree char *sql = lian_query_dup_page_sql (self->kind, region);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);

  if (stmt != NULL)
    lian_stmt_bind_text (stmt, 0, self->after != NULL ? self->after : "");
  return stmt;
}

/* Appends rows until the page is full; @last is then the id of its last row, NULL when there was
 * nothing more. */
static gboolean
fill_page (LianQuery *self, LianStmt *stmt, const char *region, GString *page, char **last,
           GError **error)
{
  const LianKind *kind = lian_kind_get (self->kind);
  guint n = 0;

  while (TRUE)
    {
      g_autoptr (LianRecord) record = NULL;
      g_autoptr (JsonNode) node = NULL;
      g_autofree char *text = NULL;
      gboolean row;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      record = lian_table_read (kind, stmt, error);
      if (record == NULL)
        return FALSE;
      if (!lian_region_sees (region, lian_record_get_text (record, LIAN_F_REGION))
          || !lian_person_sees_record (self->person, record))
        continue;
      if (n == self->limit)
        return TRUE;
      node = print_masked (self, record);
      text = lian_json_print (node);
      if (n > 0 && page->len + strlen (text) > PAGE_BYTES)
        return TRUE;
      if (n++ > 0)
        g_string_append_c (page, ',');
      g_string_append (page, text);
      g_free (*last);
      *last = g_strdup (lian_record_get_id (record));
    }
  g_clear_pointer (last, g_free);
  return TRUE;
}

static gboolean
run_page (LianQuery *self, LianConn *conn, GError **error)
{
  const char *region = lian_person_narrow (self->person, self->region);
  g_autofree char *position = NULL;
  g_autofree char *last = NULL;
  g_autoptr (GString) page = g_string_new (NULL);
  LianStmt *stmt;
  gboolean done;

  if (region == NULL)
    return refuse (self, 404, "unknown-region", "region", "there is no such region for you");
  if (!read_position (conn, self->epoch, &position, error))
    return FALSE;
  g_string_append_printf (page, "{\"position\":\"%s\",\"records\":[", position);
  stmt = prepare_page (self, conn, region, error);
  if (stmt == NULL)
    return FALSE;
  done = fill_page (self, stmt, region, page, &last, error);
  lian_stmt_reset (stmt);
  if (!done)
    return FALSE;
  g_string_append_c (page, ']');
  if (last != NULL)
    g_string_append_printf (page, ",\"next\":\"%s\"", last);
  g_string_append_c (page, '}');

  self->reply = g_new0 (LianReply, 1);
  self->reply->status = 200;
  self->reply->body = g_string_free_to_bytes (g_steal_pointer (&page));
  self->reply->content_type = g_strdup ("application/json");
  return TRUE;
}

/* --- one case --- */

static gboolean
add_related (LianQuery *self, LianConn *conn, JsonObject *object, const char *member,
             LianKindId kind, const char *case_id, const char *order, GError **error)
{
  g_autofree char *where = g_strdup_printf ("case_id = '%s'", case_id);
  g_autoptr (GPtrArray) records = lian_table_select (conn, lian_kind_get (kind), LIAN_SERVER_PREFIX,
                                                     where, order, 1000, error);
  JsonArray *array;

  if (records == NULL)
    return FALSE;
  array = json_array_sized_new (records->len);
  for (guint i = 0; i < records->len; i++)
    if (lian_person_sees_record (self->person, records->pdata[i]))
      json_array_add_element (array, print_masked (self, records->pdata[i]));
  json_object_set_array_member (object, member, array);
  return TRUE;
}

static void
add_needs (LianQuery *self, const char *code, JsonObject *action)
{
  const LianRecord *entry = lian_dictionary_lookup (self->dictionary, "action", code);
  const char *const *needs = lian_record_get_list (entry, LIAN_ENTRY_NEEDS);
  JsonArray *array = json_array_new ();

  for (guint i = 0; needs != NULL && needs[i] != NULL; i++)
    json_array_add_string_element (array, needs[i]);
  json_object_set_array_member (action, "needs", array);
}

/* A co-handling unit's next step is that of its own delivery. */
static gboolean
may_take (LianQuery *self, const LianRecord *record, GPtrArray *deliveries, const LianRecord *entry)
{
  LianActor actor = lian_person_as_actor (self->person);
  g_auto (LianRefusal) refusal = { 0 };
  LianActContext context = { .dictionary = self->dictionary,
                             .actor = &actor,
                             .entry = entry,
                             .subject = record,
                             .deliveries = deliveries };

  return strcmp (lian_action_subject (entry), lian_record_get_kind (record)->name) == 0
         && lian_act_may (&context, &refusal);
}

/* @deliveries: (nullable): of the instruction that stands for a case */
static JsonArray *
list_actions (LianQuery *self, const LianRecord *record, GPtrArray *deliveries)
{
  GPtrArray *entries = lian_dictionary_list (self->dictionary, "action");
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      const char *code = lian_record_get_text (entries->pdata[i], LIAN_ENTRY_CODE);
      JsonObject *action;

      if (!may_take (self, record, deliveries, entries->pdata[i]))
        continue;
      action = json_object_new ();
      json_object_set_string_member (action, "action", code);
      json_object_set_string_member (
          action, "title", lian_dictionary_title (self->dictionary, "action", code, FALSE));
      json_object_set_string_member (
          action, "title_zh", lian_dictionary_title (self->dictionary, "action", code, TRUE));
      add_needs (self, code, action);
      json_array_add_object_element (array, action);
    }
  return array;
}

static gboolean
add_actions_of_case (LianQuery *self, LianConn *conn, JsonObject *object, const LianRecord *record,
                     GError **error)
{
  const char *standing = lian_record_get_text (record, LIAN_CASE_INSTRUCTION);
  g_autofree char *where = NULL;
  g_autoptr (GPtrArray) deliveries = NULL;

  if (standing != NULL && lian_id_is_valid (standing))
    {
      where = g_strdup_printf ("instruction_id = '%s'", standing);
      deliveries = lian_table_select (conn, lian_kind_get (LIAN_KIND_DELIVERY), LIAN_SERVER_PREFIX,
                                      where, "id", 64, error);
      if (deliveries == NULL)
        return FALSE;
    }
  json_object_set_array_member (object, "allowed_actions", list_actions (self, record, deliveries));
  return TRUE;
}

static gboolean
run_case (LianQuery *self, LianConn *conn, GError **error)
{
  const char *id = self->ids[0];
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) record = NULL;
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *position = NULL;

  if (lian_id_is_valid (id))
    record
        = lian_table_lookup (conn, lian_kind_get (LIAN_KIND_CASE), LIAN_SERVER_PREFIX, id, &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (record == NULL || !lian_person_sees_record (self->person, record))
    return refuse (self, 404, "unknown-case", NULL, "there is no such case in your region");

  json_object_set_member (object, "case", print_masked (self, record));
  if (!add_related (self, conn, object, "steps", LIAN_KIND_CASE_STEP, id, "seq", error)
      || !add_related (self, conn, object, "instructions", LIAN_KIND_INSTRUCTION, id, "id", error)
      || !add_related (self, conn, object, "deliveries", LIAN_KIND_DELIVERY, id, "id", error)
      || !add_related (self, conn, object, "applications", LIAN_KIND_APPLICATION, id, "at", error)
      || !add_related (self, conn, object, "supervisions", LIAN_KIND_SUPERVISION, id, "at", error)
      || !add_actions_of_case (self, conn, object, record, error)
      || !read_position (conn, self->epoch, &position, error))
    return FALSE;
  json_object_set_string_member (object, "position", position);
  json_node_set_object (root, object);
  self->reply = lian_reply_new_json (200, root);
  return TRUE;
}

/* --- one of another kind --- */

/* What a vendor's surface shows of a single record; what may be done with an item beside it. */
static gboolean
run_record (LianQuery *self, LianConn *conn, GError **error)
{
  const LianKind *kind = lian_kind_get (self->kind);
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) record = NULL;
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *position = NULL;
  g_autofree char *problem = g_strdup_printf ("unknown-%s", kind->name);

  if (lian_id_is_valid (self->ids[0]))
    record = lian_table_lookup (conn, kind, LIAN_SERVER_PREFIX, self->ids[0], &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (record == NULL || !lian_person_sees_record (self->person, record))
    return refuse (self, 404, problem, NULL, "there is no such record in your region");
  if (!read_position (conn, self->epoch, &position, error))
    return FALSE;
  json_object_set_member (object, "record", print_masked (self, record));
  if (self->kind == LIAN_KIND_ITEM)
    json_object_set_array_member (object, "allowed_actions", list_actions (self, record, NULL));
  json_object_set_string_member (object, "position", position);
  json_node_set_object (root, object);
  self->reply = lian_reply_new_json (200, root);
  return TRUE;
}

/* --- instructions --- */

/* NULL without error: none that the person may see. */
static LianRecord *
find_instruction (LianQuery *self, LianConn *conn, const char *id, GError **error)
{
  g_autoptr (LianRecord) record = NULL;

  if (!lian_id_is_valid (id))
    return NULL;
  record = lian_table_lookup (conn, lian_kind_get (LIAN_KIND_INSTRUCTION), LIAN_SERVER_PREFIX, id,
                              error);
  if (record == NULL || !lian_person_sees_record (self->person, record))
    return NULL;
  return g_steal_pointer (&record);
}

/* What a county brought along was never submitted and has no receipt. */
static gboolean
add_receipt (LianQuery *self, LianConn *conn, JsonObject *object, const char *id, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianReceipt) receipt = lian_audit_lookup (conn, self->epoch, id, NULL, &failed);

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (receipt != NULL)
    json_object_set_member (object, "receipt", lian_receipt_to_json (receipt));
  return TRUE;
}

static gboolean
run_instruction (LianQuery *self, LianConn *conn, GError **error)
{
  const char *id = self->ids[0];
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) record = find_instruction (self, conn, id, &failed);
  g_autoptr (GPtrArray) deliveries = NULL;
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *where = NULL;
  JsonArray *array;

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (record == NULL)
    return refuse (self, 404, "unknown-instruction", NULL, "there is no such instruction for you");

  json_object_set_member (object, "instruction", print_masked (self, record));
  where = g_strdup_printf ("instruction_id = '%s'", id);
  deliveries = lian_table_select (conn, lian_kind_get (LIAN_KIND_DELIVERY), LIAN_SERVER_PREFIX,
                                  where, "id", 64, error);
  if (deliveries == NULL || !add_receipt (self, conn, object, id, error))
    return FALSE;
  array = json_array_new ();
  for (guint i = 0; i < deliveries->len; i++)
    if (lian_person_sees_record (self->person, deliveries->pdata[i]))
      json_array_add_element (array, print_masked (self, deliveries->pdata[i]));
  json_object_set_array_member (object, "deliveries", array);
  json_node_set_object (root, object);
  self->reply = lian_reply_new_json (200, root);
  return TRUE;
}

static gboolean
add_status (LianQuery *self, LianConn *conn, const char *id, JsonArray *known, JsonArray *unknown,
            GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) record = find_instruction (self, conn, id, &failed);
  g_autoptr (JsonObject) object = NULL;

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (record == NULL)
    {
      json_array_add_string_element (unknown, id);
      return TRUE;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "id", id);
  if (lian_record_has (record, LIAN_INSTRUCTION_STATE))
    json_object_set_string_member (object, "state",
                                   lian_record_get_text (record, LIAN_INSTRUCTION_STATE));
  if (!add_receipt (self, conn, object, id, error))
    return FALSE;
  json_array_add_object_element (known, g_steal_pointer (&object));
  return TRUE;
}

static gboolean
run_status (LianQuery *self, LianConn *conn, GError **error)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *known = json_array_new ();
  JsonArray *unknown = json_array_new ();

  json_object_set_array_member (object, "known", known);
  json_object_set_array_member (object, "unknown", unknown);
  for (guint i = 0; self->ids[i] != NULL; i++)
    if (!add_status (self, conn, self->ids[i], known, unknown, error))
      return FALSE;
  json_node_set_object (root, object);
  self->reply = lian_reply_new_json (200, root);
  return TRUE;
}

/**
 * lian_query_run:
 * @data: a LianQuery
 *
 * Runs on the reading thread; all of an answer is of one moment.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_query_run (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianQuery *self = data;

  switch (self->type)
    {
    case LIAN_QUERY_PAGE:
      return run_page (self, conn, error);
    case LIAN_QUERY_CASE:
      return run_case (self, conn, error);
    case LIAN_QUERY_INSTRUCTION:
      return run_instruction (self, conn, error);
    case LIAN_QUERY_STATUS:
      return run_status (self, conn, error);
    case LIAN_QUERY_RECORD:
      return run_record (self, conn, error);
    case LIAN_QUERY_ATTACHMENT:
      return lian_query_run_attachment (self, conn, error);
    case LIAN_QUERY_AUDIT:
    case LIAN_QUERY_ACCESS_LOG:
      return lian_query_run_audit (self, conn, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianQuery *query = g_task_get_task_data (task);

  g_task_return_pointer (task, lian_reply_finish_read (source, result, &query->reply, "reading"),
                         (GDestroyNotify)lian_reply_free);
}

/**
 * lian_service_ask:
 * @query: (transfer full): what to read
 *
 * Main thread.
 */
void
lian_service_ask (LianService *self, LianQuery *query, GAsyncReadyCallback callback,
                  gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, lian_service_ask);
  query->epoch = g_strdup (self->epoch);
  query->dictionary = lian_dictionary_ref (self->dictionary);
  g_task_set_task_data (task, query, (GDestroyNotify)lian_query_free);
  lian_db_read_async (self->db, lian_query_run, query, NULL, NULL, asked_cb, task);
}

/**
 * lian_service_ask_finish:
 *
 * Returns: (transfer full): the answer, a problem document if need be
 */
LianReply *
lian_service_ask_finish (LianService *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
