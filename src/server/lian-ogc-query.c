/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-ogc.h"

#include "lian-clock.h"
#include "lian-codec.h"
#include "lian-submission.h"
#include "lian-table.h"
#include "lian-txn.h"

#include <string.h>

/* A page ends before it gets heavier than this. */
#define PAGE_BYTES (8 * 1024 * 1024)

/* Numbers of the parameters of a statement. */
#define PARAMETER_ID 1
#define PARAMETER_FILTER 2

/**
 * lian_ogc_query_new:
 * @person: (nullable): on whose behalf
 *
 * Returns: (transfer full): a question to be filled in
 */
LianOgcQuery *
lian_ogc_query_new (LianOgcAsk ask, LianPerson *person, const char *base)
{
  LianOgcQuery *self = g_new0 (LianOgcQuery, 1);

  self->ask = ask;
  self->person = person != NULL ? lian_person_ref (person) : NULL;
  self->base = g_strdup (base);
  self->limit = LIAN_OGC_LIMIT;
  return self;
}

void
lian_ogc_query_free (LianOgcQuery *self)
{
  g_clear_pointer (&self->person, lian_person_unref);
  g_free (self->base);
  lian_ogc_filter_clear (&self->filter);
  g_free (self->cursor);
  g_free (self->id);
  g_clear_pointer (&self->dictionary, lian_dictionary_unref);
  lian_reply_free (self->reply);
  g_free (self);
}

static const char *
scope_of (const LianOgcQuery *self)
{
  return self->person != NULL ? self->person->region_code : "";
}

static LianReply *
make_reply (GString *text, const char *content_type)
{
  LianReply *reply = g_new0 (LianReply, 1);

  reply->status = 200;
  reply->body = g_string_free_to_bytes (text);
  reply->content_type = g_strdup (content_type);
  return reply;
}

static gboolean
refuse (LianOgcQuery *self, const char *name, const char *detail)
{
  self->reply = lian_reply_new_problem (404, name, NULL, detail, NULL);
  return TRUE;
}

/* --- how many, where and when --- */

enum
{
  COLUMN_REGION,
  COLUMN_LON,
  COLUMN_LAT,
  COLUMN_FROM,
  COLUMN_TO,
  COLUMN_GEOMETRY,
};

static const char *
column_of (const LianOgcCollection *collection, int field)
{
  return field >= 0 ? lian_kind_get (collection->kind)->fields[field].name : "NULL";
}

/* Outlines are read only if they matter: they are most of a row. */
static char *
dup_sum_sql (const LianOgcQuery *self, const LianOgcCollection *collection,
             const LianOgcFilter *filter, gboolean outlines)
{
  const char *point = column_of (collection, collection->point);
  gboolean pointed = collection->point >= 0;
  g_autofree char *scope = lian_region_to_sql ("region_code", scope_of (self));
  g_autofree char *members = lian_ogc_collection_to_sql (collection, self->dictionary);
  g_autofree char *cut = lian_ogc_filter_to_sql (filter, collection, PARAMETER_FILTER);

  return g_strdup_printf ("SELECT region_code, %s%s, %s%s, %s, %s, %s FROM " LIAN_SERVER_PREFIX "%s"
                          " WHERE %s AND %s%s",
                          point, pointed ? "_lon" : "", point, pointed ? "_lat" : "",
                          column_of (collection, collection->from),
                          column_of (collection, collection->to),
                          outlines ? column_of (collection, collection->geometry) : "NULL",
                          lian_kind_get (collection->kind)->name, scope, members, cut);
}

static LianShape *
read_shape (LianStmt *stmt)
{
  g_autoptr (GBytes) wkb = lian_stmt_get_bytes (stmt, COLUMN_GEOMETRY);

  return lian_shape_new_from_wkb (wkb, NULL);
}

static void
add_box (LianOgcSum *sum, double west, double south, double east, double north)
{
  sum->west = sum->placed ? MIN (sum->west, west) : west;
  sum->south = sum->placed ? MIN (sum->south, south) : south;
  sum->east = sum->placed ? MAX (sum->east, east) : east;
  sum->north = sum->placed ? MAX (sum->north, north) : north;
  sum->placed = TRUE;
}

static void
add_time (LianOgcSum *sum, LianStmt *stmt)
{
  gboolean ends = !lian_stmt_is_null (stmt, COLUMN_TO);
  gint64 from = lian_stmt_get_int (stmt, COLUMN_FROM);
  gint64 to = ends ? lian_stmt_get_int (stmt, COLUMN_TO) : from;

  if (lian_stmt_is_null (stmt, COLUMN_FROM))
    return;
  sum->first = sum->timed ? MIN (sum->first, from) : from;
  sum->last = sum->timed ? MAX (sum->last, to) : to;
  sum->endless |= !ends;
  sum->timed = TRUE;
}

/* Outlines that are none count as no place, as in the features. The points of a collection without
 * outlines have been tested by the statement. */
static void
add_row (LianOgcSum *sum, const LianOgcFilter *filter, LianStmt *stmt)
{
  g_autoptr (LianShape) shape = NULL;
  gboolean outlined = !lian_stmt_is_null (stmt, COLUMN_GEOMETRY);
  gboolean pointed = !outlined && !lian_stmt_is_null (stmt, COLUMN_LON);

  if (outlined)
    shape = read_shape (stmt);
  if (!pointed && !lian_ogc_filter_meets (filter, shape))
    return;
  sum->n++;
  if (shape != NULL)
    add_box (sum, shape->west, shape->south, shape->east, shape->north);
  else if (pointed)
    add_box (sum, lian_stmt_get_real (stmt, COLUMN_LON), lian_stmt_get_real (stmt, COLUMN_LAT),
             lian_stmt_get_real (stmt, COLUMN_LON), lian_stmt_get_real (stmt, COLUMN_LAT));
  add_time (sum, stmt);
}

/* @outlines: where they are is wanted, not only how many. */
static gboolean
sum_up (const LianOgcQuery *self, LianConn *conn, const LianOgcCollection *collection,
        const LianOgcFilter *filter, gboolean outlines, LianOgcSum *sum, GError **error)
{
  const char *scope = scope_of (self);
  g_autofree char *sql = dup_sum_sql (self, collection, filter, outlines || filter->bbox != NULL);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);

  if (stmt == NULL)
    return FALSE;
  lian_ogc_filter_bind (filter, collection, PARAMETER_FILTER, stmt);
  while (TRUE)
    {
      gboolean row;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      if (lian_region_sees (scope, lian_stmt_get_text (stmt, COLUMN_REGION)))
        add_row (sum, filter, stmt);
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

/* --- collections --- */

static JsonObject *
describe (const LianOgcQuery *self, LianConn *conn, const LianOgcCollection *collection,
          GError **error)
{
  LianOgcFilter everything = { 0 };
  LianOgcSum sum = { 0 };

  if (!sum_up (self, conn, collection, &everything, TRUE, &sum, error))
    return NULL;
  return lian_ogc_make_collection (self, collection, &sum);
}

static gboolean
run_collections (LianOgcQuery *self, LianConn *conn, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  const LianOgcCollection *collection;

  for (guint i = 0; (collection = lian_ogc_collection_get (i)) != NULL; i++)
    {
      JsonObject *object;

      if (collection->people && self->person == NULL)
        continue;
      object = describe (self, conn, collection, error);
      if (object == NULL)
        return FALSE;
      json_array_add_object_element (array, object);
    }
  self->reply = lian_ogc_make_collections (self, array);
  return TRUE;
}

static gboolean
run_collection (LianOgcQuery *self, LianConn *conn, GError **error)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = describe (self, conn, self->collection, error);

  if (object == NULL)
    return FALSE;
  json_node_take_object (root, object);
  self->reply = lian_reply_new_json (200, root);
  return TRUE;
}

/* --- features --- */

static char *
print_feature (LianOgcQuery *self, const LianRecord *record, LianShape *shape)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (root, lian_ogc_collection_make_feature (self->collection, record, shape,
                                                                 self->dictionary, self->now));
  return lian_json_print (root);
}

static LianStmt *
prepare_page (LianOgcQuery *self, LianConn *conn, GError **error)
{
  const LianKind *kind = lian_kind_get (self->collection->kind);
  g_autofree char *scope = lian_region_to_sql ("+region_code", scope_of (self));
  g_autofree char *members = lian_ogc_collection_to_sql (self->collection, self->dictionary);
  g_autofree char *cut = lian_ogc_filter_to_sql (&self->filter, self->collection, PARAMETER_FILTER);
  g_autofree char *sql
      = g_strdup_printf ("SELECT %s FROM " LIAN_SERVER_PREFIX
                         "%s WHERE id > ?1 AND %s AND %s%s ORDER BY id",
                         lian_table_columns (kind), kind->name, scope, members, cut);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);

  if (stmt == NULL)
    return NULL;
  lian_stmt_bind_text (stmt, PARAMETER_ID - 1, self->cursor != NULL ? self->cursor : "");
  lian_ogc_filter_bind (&self->filter, self->collection, PARAMETER_FILTER, stmt);
  return stmt;
}

/* Appends features until the page is full; @last is then the id of its last one, NULL when there
 * was nothing more. */
static gboolean
fill_page (LianOgcQuery *self, LianStmt *stmt, GString *page, guint *n, char **last, GError **error)
{
  const LianKind *kind = lian_kind_get (self->collection->kind);
  const char *scope = scope_of (self);

  while (TRUE)
    {
      g_autoptr (LianRecord) record = NULL;
      g_autoptr (LianShape) shape = NULL;
      g_autofree char *text = NULL;
      gboolean row;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      record = lian_table_read (kind, stmt, error);
      if (record == NULL)
        return FALSE;
      shape = lian_ogc_collection_read_shape (self->collection, record);
      if (!lian_region_sees (scope, lian_record_get_text (record, LIAN_F_REGION))
          || !lian_ogc_filter_meets (&self->filter, shape))
        continue;
      if (*n == self->limit || (*n > 0 && page->len > PAGE_BYTES))
        return TRUE;
      text = print_feature (self, record, shape);
      if ((*n)++ > 0)
        g_string_append_c (page, ',');
      g_string_append (page, text);
      g_free (*last);
      *last = g_strdup (lian_record_get_id (record));
    }
  g_clear_pointer (last, g_free);
  return TRUE;
}

static void
append_parameter (GString *href, const char *name, const char *value)
{
  g_autofree char *escaped = value != NULL ? g_uri_escape_string (value, ",:/", FALSE) : NULL;

  if (value != NULL)
    g_string_append_printf (href, "%c%s=%s", strchr (href->str, '?') != NULL ? '&' : '?', name,
                            escaped);
}

static char *
dup_page_href (const LianOgcQuery *self, const char *cursor, gboolean plain)
{
  GString *href = g_string_new (self->base);
  g_autofree char *limit = g_strdup_printf ("%u", self->limit);

  g_string_append_printf (href, "/ogc/collections/%s/items", self->collection->id);
  append_parameter (href, "limit", limit);
  append_parameter (href, "cursor", cursor);
  append_parameter (href, "bbox", self->filter.bbox);
  append_parameter (href, "datetime", self->filter.datetime);
  append_parameter (href, "f", plain ? "json" : NULL);
  return g_string_free (href, FALSE);
}

static const char *
type_of (gboolean plain)
{
  return plain ? LIAN_OGC_TYPE_JSON : LIAN_OGC_TYPE_GEOJSON;
}

static JsonArray *
link_page (const LianOgcQuery *self, const char *last)
{
  JsonArray *links = json_array_new ();

  lian_ogc_add_link (links, "self", type_of (self->plain), "This page",
                     dup_page_href (self, self->cursor, self->plain));
  lian_ogc_add_link (links, "alternate", type_of (!self->plain),
                     "This page under another media type",
                     dup_page_href (self, self->cursor, !self->plain));
  if (last != NULL)
    lian_ogc_add_link (links, "next", type_of (self->plain), "The next page",
                       dup_page_href (self, last, self->plain));
  lian_ogc_add_link (links, "collection", LIAN_OGC_TYPE_JSON, self->collection->title,
                     g_strdup_printf ("%s/ogc/collections/%s", self->base, self->collection->id));
  return links;
}

/* What comes behind the features. */
static void
finish_page (LianOgcQuery *self, GString *page, guint n, guint matched, const char *last)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *rest = json_object_new ();
  g_autofree char *now = lian_time_format (self->now);
  g_autofree char *text = NULL;

  json_object_set_array_member (rest, "links", link_page (self, last));
  lian_ogc_add_attribution (rest, self->demonstration);
  json_object_set_string_member (rest, "timeStamp", now);
  json_object_set_int_member (rest, "numberMatched", matched);
  json_object_set_int_member (rest, "numberReturned", n);
  json_node_take_object (root, rest);
  text = lian_json_print (root);
  g_string_append_printf (page, "],%s", text + 1);
}

static gboolean
run_items (LianOgcQuery *self, LianConn *conn, GError **error)
{
  g_autoptr (GString) page = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");
  g_autofree char *last = NULL;
  LianOgcSum sum = { 0 };
  guint n = 0;
  LianStmt *stmt;
  gboolean done;

  if (!sum_up (self, conn, self->collection, &self->filter, FALSE, &sum, error))
    return FALSE;
  stmt = prepare_page (self, conn, error);
  if (stmt == NULL)
    return FALSE;
  done = fill_page (self, stmt, page, &n, &last, error);
  lian_stmt_reset (stmt);
  if (!done)
    return FALSE;
  finish_page (self, page, n, sum.n, last);
  self->reply = make_reply (g_steal_pointer (&page), type_of (self->plain));
  return TRUE;
}

static char *
dup_feature_href (const LianOgcQuery *self, gboolean plain)
{
  g_autofree char *id = g_uri_escape_string (self->id, NULL, FALSE);

  return g_strdup_printf ("%s/ogc/collections/%s/items/%s%s", self->base, self->collection->id, id,
                          plain ? "?f=json" : "");
}

static void
link_feature (const LianOgcQuery *self, JsonObject *feature)
{
  JsonArray *links = json_array_new ();

  lian_ogc_add_link (links, "self", type_of (self->plain), "This feature",
                     dup_feature_href (self, self->plain));
  lian_ogc_add_link (links, "alternate", type_of (!self->plain),
                     "This feature under another media type",
                     dup_feature_href (self, !self->plain));
  lian_ogc_add_link (links, "collection", LIAN_OGC_TYPE_JSON, self->collection->title,
                     g_strdup_printf ("%s/ogc/collections/%s", self->base, self->collection->id));
  json_object_set_array_member (feature, "links", links);
}

static gboolean
is_in_collection (const LianOgcQuery *self, const LianRecord *record)
{
  if (!lian_region_sees (scope_of (self), lian_record_get_text (record, LIAN_F_REGION)))
    return FALSE;
  return self->collection->kind != LIAN_KIND_CASE
         || (!lian_record_get_bool (record, LIAN_CASE_SECRECY)
             && lian_workflow_is_open (self->dictionary,
                                       lian_record_get_text (record, LIAN_CASE_STATE)));
}

static gboolean
run_feature (LianOgcQuery *self, LianConn *conn, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) record = lian_table_lookup (conn, lian_kind_get (self->collection->kind),
                                                     LIAN_SERVER_PREFIX, self->id, &failed);
  g_autoptr (LianShape) shape = NULL;
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *feature;

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (record == NULL || !is_in_collection (self, record))
    return refuse (self, "not-found", "there is no such feature in this collection for you");
  shape = lian_ogc_collection_read_shape (self->collection, record);
  feature = lian_ogc_collection_make_feature (self->collection, record, shape, self->dictionary,
                                              self->now);
  link_feature (self, feature);
  lian_ogc_add_attribution (feature, self->demonstration);
  json_node_take_object (root, feature);
  self->reply = lian_reply_new_json (200, root);
  g_free (self->reply->content_type);
  self->reply->content_type = g_strdup (type_of (self->plain));
  return TRUE;
}

/* --- asking --- */

/* Runs on the reading thread; all of an answer is of one moment. */
static gboolean
run (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianOgcQuery *self = data;

  switch (self->ask)
    {
    case LIAN_OGC_COLLECTIONS:
      return run_collections (self, conn, error);
    case LIAN_OGC_COLLECTION:
      return run_collection (self, conn, error);
    case LIAN_OGC_ITEMS:
      return run_items (self, conn, error);
    case LIAN_OGC_FEATURE:
      return run_feature (self, conn, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianOgcQuery *query = g_task_get_task_data (task);

  g_task_return_pointer (task,
                         lian_reply_finish_read (source, result, &query->reply, "reading features"),
                         (GDestroyNotify)lian_reply_free);
}

/**
 * lian_service_ask_ogc:
 * @query: (transfer full): what to read
 *
 * Main thread.
 */
void
lian_service_ask_ogc (LianService *self, LianOgcQuery *query, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, lian_service_ask_ogc);
  query->now = lian_clock_get_now (self->clock);
  query->demonstration = self->demonstration;
  query->dictionary = lian_dictionary_ref (self->dictionary);
  g_task_set_task_data (task, query, (GDestroyNotify)lian_ogc_query_free);
  lian_db_read_async (self->db, run, query, NULL, NULL, asked_cb, task);
}

/**
 * lian_service_ask_ogc_finish:
 *
 * Returns: (transfer full): the answer, a problem document if need be
 */
LianReply *
lian_service_ask_ogc_finish (LianService *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
