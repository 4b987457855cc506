/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-clock.h"
#include "lian-kpi.h"
#include "lian-limits.h"
#include "lian-service-private.h"
#include "lian-submission.h"
#include "lian-txn.h"

#include <string.h>

static const struct
{
  const char *code;
  const char *column; /* (nullable): what a case is grouped by */
} groups[] = {
  [LIAN_KPI_BY_NONE] = { "none", NULL },
  [LIAN_KPI_BY_REGION] = { "region", "region_code" },
  [LIAN_KPI_BY_UNIT] = { "unit", "lead_unit_id" },
  [LIAN_KPI_BY_CATEGORY] = { "category", "category" },
  [LIAN_KPI_BY_DAY] = { "day", NULL },
};

typedef struct
{
  gint64 counts[2]; /* by LianKpiPart */
} Row;

typedef struct
{
  LianKpiQuery *query;
  LianConn *conn;
  const char *region; /* what is asked for within what the person may see */
  JsonArray *rows;
} Counting;

/**
 * lian_kpi_query_new:
 * @person: on whose behalf
 *
 * Returns: (transfer full): a question about all figures; the period is to be filled in
 */
LianKpiQuery *
lian_kpi_query_new (LianPerson *person)
{
  LianKpiQuery *self = g_new0 (LianKpiQuery, 1);

  self->person = lian_person_ref (person);
  return self;
}

void
lian_kpi_query_free (LianKpiQuery *self)
{
  lian_person_unref (self->person);
  g_free (self->region);
  g_strfreev (self->codes);
  g_free (self->epoch);
  g_clear_pointer (&self->dictionary, lian_dictionary_unref);
  lian_reply_free (self->reply);
  g_free (self);
}

const char *
lian_kpi_group_to_code (LianKpiGroup group)
{
  return groups[group].code;
}

gboolean
lian_kpi_group_from_code (const char *code, LianKpiGroup *group)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_strcmp0 (groups[i].code, code) == 0)
      {
        *group = (LianKpiGroup)i;
        return TRUE;
      }
  return FALSE;
}

/* Days are counted from the first one of the period. */
static char *
dup_key_column (const LianKpiQuery *query, const LianKpi *kpi, LianKpiPart part)
{
  if (groups[query->group].column != NULL)
    return g_strdup (groups[query->group].column);
  if (query->group != LIAN_KPI_BY_DAY)
    return g_strdup ("''");
  return g_strdup_printf ("(\"%s\" - %" G_GINT64_FORMAT ") / %" G_GINT64_FORMAT,
                          lian_kpi_get_period (kpi, part)->name, lian_time_day_start (query->from),
                          (gint64)G_TIME_SPAN_DAY);
}

static char *
dup_key (const LianKpiQuery *query, LianStmt *stmt)
{
  g_autofree char *day = NULL;

  if (query->group != LIAN_KPI_BY_DAY)
    {
      const char *text = lian_stmt_get_text (stmt, 0);

      return g_strdup (text != NULL ? text : "");
    }
  day = lian_time_format (lian_time_day_start (query->from)
                          + lian_stmt_get_int (stmt, 0) * G_TIME_SPAN_DAY);
  return g_strndup (day, strlen ("2026-11-24"));
}

static void
add_count (GHashTable *table, char *key, LianKpiPart part, gint64 count)
{
  Row *row = g_hash_table_lookup (table, key);

  if (row == NULL)
    {
      row = g_new0 (Row, 1);
      g_hash_table_insert (table, key, row);
    }
  else
    g_free (key);
  row->counts[part] += count;
}

/* Also by region: which of them the person sees is decided as everywhere else, not by SQL. */
static gboolean
count_part (Counting *self, const LianKpi *kpi, LianKpiPart part, GHashTable *table, GError **error)
{
  LianKpiQuery *query = self->query;
  g_autofree char *key = dup_key_column (query, kpi, part);
  g_autofree char *wanted = lian_kpi_to_sql (kpi, part, query->from, query->to, query->now);
  g_autofree char *scope = lian_region_to_sql ("region_code", self->region);
  g_autofree char *sql = g_strdup_printf ("SELECT %s, region_code, count (*)"
                                          " FROM " LIAN_SERVER_PREFIX "case WHERE %s AND %s"
                                          " GROUP BY 1, 2",
                                          key, wanted, scope);
  LianStmt *stmt = lian_conn_prepare (self->conn, sql, error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (row && lian_region_sees (self->region, lian_stmt_get_text (stmt, 1)))
        add_count (table, dup_key (query, stmt), part, lian_stmt_get_int (stmt, 2));
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

static void
append_rows (Counting *self, const char *code, GHashTable *table)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (table), (GCompareFunc)strcmp);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      const Row *row = g_hash_table_lookup (table, l->data);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "kpi", code);
      json_object_set_string_member (object, "group", lian_kpi_group_to_code (self->query->group));
      json_object_set_string_member (object, "key", l->data);
      json_object_set_int_member (object, "num", row->counts[LIAN_KPI_NUMERATOR]);
      json_object_set_int_member (object, "den", row->counts[LIAN_KPI_DENOMINATOR]);
      json_array_add_object_element (self->rows, object);
    }
}

/* One row at least when nothing is told apart: nothing of nothing is an answer as well. */
static gboolean
count_kpi (Counting *self, const LianKpi *kpi, GError **error)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (self->query->group == LIAN_KPI_BY_DAY
      && (lian_kpi_get_period (kpi, LIAN_KPI_NUMERATOR) == NULL
          || lian_kpi_get_period (kpi, LIAN_KPI_DENOMINATOR) == NULL))
    return TRUE;
  if (self->query->group == LIAN_KPI_BY_NONE)
    add_count (table, g_strdup (""), LIAN_KPI_NUMERATOR, 0);
  for (LianKpiPart part = LIAN_KPI_NUMERATOR; part <= LIAN_KPI_DENOMINATOR; part++)
    if (!count_part (self, kpi, part, table, error))
      return FALSE;
  append_rows (self, lian_kpi_get_code (kpi), table);
  return TRUE;
}

static gboolean
refuse (LianKpiQuery *query, guint status, const char *name, const char *field, const char *detail)
{
  query->reply = lian_reply_new_problem (status, name, field, detail, NULL);
  return TRUE;
}

static gboolean
is_wanted (const LianKpiQuery *query, const char *code)
{
  return query->codes == NULL || g_strv_contains ((const char *const *)query->codes, code);
}

/* Stops with a reply that refuses when the answer grows too long. */
static gboolean
count_all (Counting *self, GError **error)
{
  GPtrArray *entries = lian_dictionary_list (self->query->dictionary, "kpi");

  for (guint i = 0; i < entries->len; i++)
    {
      const char *code = lian_record_get_text (entries->pdata[i], LIAN_ENTRY_CODE);
      g_autoptr (GError) unreadable = NULL;
      g_autoptr (LianKpi) kpi = NULL;

      if (!is_wanted (self->query, code))
        continue;
      kpi = lian_kpi_new (entries->pdata[i], &unreadable);
      if (kpi == NULL)
        g_message ("kpi/%s: codes%s", code, unreadable->message);
      else if (!count_kpi (self, kpi, error))
        return FALSE;
      if (json_array_get_length (self->rows) > LIAN_LIMIT_KPI_ROWS)
        return refuse (self->query, 400, "bad-request", "group",
                       "group: too many rows, ask for fewer figures or a smaller region");
    }
  return TRUE;
}

static gboolean
answer (Counting *self, GError **error)
{
  LianKpiQuery *query = self->query;
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *position = NULL;
  g_autofree char *from = lian_time_format (query->from);
  g_autofree char *to = lian_time_format (query->to);
  g_autofree char *now = lian_time_format (query->now);

  if (!lian_query_read_position (self->conn, query->epoch, &position, error))
    return FALSE;
  json_object_set_string_member (object, "from", from);
  json_object_set_string_member (object, "to", to);
  json_object_set_string_member (object, "as_of", now);
  json_object_set_string_member (object, "position", position);
  json_object_set_array_member (object, "rows", json_array_ref (self->rows));
  json_node_set_object (root, object);
  query->reply = lian_reply_new_json (200, root);
  return TRUE;
}

/* All of it inside one transaction: the figures and the position are of one state. */
static gboolean
run_kpis (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianKpiQuery *query = data;
  g_autoptr (JsonArray) rows = json_array_new ();
  Counting counting = { query, conn, lian_person_narrow (query->person, query->region), rows };

  if (counting.region == NULL)
    return refuse (query, 404, "unknown-region", "region", "there is no such region for you");
  return count_all (&counting, error) && (query->reply != NULL || answer (&counting, error));
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianKpiQuery *query = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  LianReply *reply;

  if (lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    reply = g_steal_pointer (&query->reply);
  else
    {
      g_message ("counting failed: %s", error->message);
      reply = lian_reply_new_error (error);
    }
  g_task_return_pointer (task, reply, (GDestroyNotify)lian_reply_free);
}

/**
 * lian_service_count_kpis:
 * @query: (transfer full): what to count
 *
 * Main thread; counted on the reading thread.
 */
void
lian_service_count_kpis (LianService *self, LianKpiQuery *query, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, lian_service_count_kpis);
  query->now = lian_clock_get_now (self->clock);
  query->epoch = g_strdup (self->epoch);
  query->dictionary = lian_dictionary_ref (self->dictionary);
  g_task_set_task_data (task, query, (GDestroyNotify)lian_kpi_query_free);
  lian_db_read_async (self->db, run_kpis, query, NULL, NULL, counted_cb, task);
}

/**
 * lian_service_count_kpis_finish:
 *
 * Returns: (transfer full): the figures, a problem document if need be
 */
LianReply *
lian_service_count_kpis_finish (LianService *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
