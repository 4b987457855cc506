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

/* One of the figures that are asked for. */
typedef struct
{
  LianKpi *kpi;
  GHashTable *rows; /* key → Row */
} Figure;

/* What one column of a query counts. */
typedef struct
{
  Figure *figure;
  LianKpiPart part;
} Column;

typedef struct
{
  LianKpiQuery *query;
  LianConn *conn;
  const char *region; /* what is asked for within what the person may see */
  GPtrArray *figures; /* Figure */
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

static void
figure_free (gpointer data)
{
  Figure *figure = data;

  lian_kpi_free (figure->kpi);
  g_hash_table_unref (figure->rows);
  g_free (figure);
}

/* Days are counted from the first one of the period. */
static char *
dup_key_column (const LianKpiQuery *query, const LianField *period)
{
  if (groups[query->group].column != NULL)
    return g_strdup (groups[query->group].column);
  if (query->group != LIAN_KPI_BY_DAY)
    return g_strdup ("''");
  return g_strdup_printf ("(\"%s\" - %" G_GINT64_FORMAT ") / %" G_GINT64_FORMAT, period->name,
                          lian_time_day_start (query->from), (gint64)G_TIME_SPAN_DAY);
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
add_count (GHashTable *rows, const char *key, LianKpiPart part, gint64 count)
{
  Row *row = g_hash_table_lookup (rows, key);

  if (row == NULL)
    {
      row = g_new0 (Row, 1);
      g_hash_table_insert (rows, g_strdup (key), row);
    }
  row->counts[part] += count;
}

/* All that one period field places, in one scan: cases are wide, and to read them takes longer than
 * to count. Also by region and class: which of them the person sees is decided as everywhere else,
 * not by SQL. */
static char *
dup_statement (const Counting *self, const LianField *period, GArray *columns)
{
  const LianKpiQuery *query = self->query;
  g_autofree char *key = dup_key_column (query, period);
  g_autofree char *scope = lian_region_to_sql ("region_code", self->region);
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "SELECT %s, region_code, %s", key,
                          lian_kind_get_visibility_column (lian_kind_get (LIAN_KIND_CASE)));
  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = &g_array_index (columns, Column, i);
      g_autofree char *wanted
          = lian_kpi_to_sql (column->figure->kpi, column->part, query->from, query->to, query->now);

      g_string_append_printf (sql, ", sum (%s)", wanted);
    }
  g_string_append_printf (sql, " FROM " LIAN_SERVER_PREFIX "case WHERE %s", scope);
  if (period != NULL)
    g_string_append_printf (sql,
                            " AND \"%s\" >= %" G_GINT64_FORMAT " AND \"%s\" < %" G_GINT64_FORMAT,
                            period->name, query->from, period->name, query->to);
  g_string_append (sql, " GROUP BY 1, 2, 3");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static gboolean
count_columns (Counting *self, const LianField *period, GArray *columns, GError **error)
{
  g_autofree char *sql = dup_statement (self, period, columns);
  LianStmt *stmt = lian_conn_prepare (self->conn, sql, error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      g_autofree char *key = NULL;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row || !lian_region_sees (self->region, lian_stmt_get_text (stmt, 1))
          || !lian_person_sees (self->query->person, lian_stmt_get_text (stmt, 1),
                                lian_visibility_from_column (stmt, 2)))
        continue;
      key = dup_key (self->query, stmt);
      for (guint i = 0; i < columns->len; i++)
        {
          const Column *column = &g_array_index (columns, Column, i);
          gint64 count = lian_stmt_get_int (stmt, (int)i + 3);

          if (count > 0)
            add_count (column->figure->rows, key, column->part, count);
        }
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

static void
append_rows (const Counting *self, const Figure *figure, JsonArray *rows)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (figure->rows), (GCompareFunc)strcmp);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      const Row *row = g_hash_table_lookup (figure->rows, l->data);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "kpi", lian_kpi_get_code (figure->kpi));
      json_object_set_string_member (object, "group", lian_kpi_group_to_code (self->query->group));
      json_object_set_string_member (object, "key", l->data);
      json_object_set_int_member (object, "num", row->counts[LIAN_KPI_NUMERATOR]);
      json_object_set_int_member (object, "den", row->counts[LIAN_KPI_DENOMINATOR]);
      json_array_add_object_element (rows, object);
    }
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

/* A figure that does not heed the period has no days. When nothing is told apart, nothing of
 * nothing is an answer as well. */
static void
add_figure (Counting *self, const LianRecord *entry)
{
  g_autoptr (GError) error = NULL;
  LianKpi *kpi = lian_kpi_new (entry, &error);
  Figure *figure;

  if (kpi == NULL)
    {
      g_message ("kpi/%s: codes%s", lian_record_get_text (entry, LIAN_ENTRY_CODE), error->message);
      return;
    }
  if (self->query->group == LIAN_KPI_BY_DAY
      && (lian_kpi_get_period (kpi, LIAN_KPI_NUMERATOR) == NULL
          || lian_kpi_get_period (kpi, LIAN_KPI_DENOMINATOR) == NULL))
    {
      lian_kpi_free (kpi);
      return;
    }
  figure = g_new0 (Figure, 1);
  figure->kpi = kpi;
  figure->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (self->query->group == LIAN_KPI_BY_NONE)
    add_count (figure->rows, "", LIAN_KPI_NUMERATOR, 0);
  g_ptr_array_add (self->figures, figure);
}

static void
add_figures (Counting *self)
{
  GPtrArray *entries = lian_dictionary_list (self->query->dictionary, "kpi");

  for (guint i = 0; i < entries->len; i++)
    if (is_wanted (self->query, lian_record_get_text (entries->pdata[i], LIAN_ENTRY_CODE)))
      add_figure (self, entries->pdata[i]);
}

/* Queries have some hundred columns at most. */
#define COLUMNS_MAX 200

static gboolean
count_all (Counting *self, GError **error)
{
  g_autoptr (GHashTable) periods
      = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
  GHashTableIter iter;
  gpointer period, columns;

  for (guint i = 0; i < self->figures->len * 2; i++)
    {
      Column column = { self->figures->pdata[i / 2], (LianKpiPart)(i % 2) };
      gpointer field = (gpointer)lian_kpi_get_period (column.figure->kpi, column.part);
      GArray *of_period = g_hash_table_lookup (periods, field);

      if (of_period != NULL && of_period->len == COLUMNS_MAX)
        {
          if (!count_columns (self, field, of_period, error))
            return FALSE;
          g_array_set_size (of_period, 0);
        }
      if (of_period == NULL)
        {
          of_period = g_array_new (FALSE, FALSE, sizeof (Column));
          g_hash_table_insert (periods, field, of_period);
        }
      g_array_append_val (of_period, column);
    }
  g_hash_table_iter_init (&iter, periods);
  while (g_hash_table_iter_next (&iter, &period, &columns))
    if (!count_columns (self, period, columns, error))
      return FALSE;
  return TRUE;
}

static guint
count_rows (const Counting *self)
{
  guint n = 0;

  for (guint i = 0; i < self->figures->len; i++)
    n += g_hash_table_size (((const Figure *)self->figures->pdata[i])->rows);
  return n;
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
  JsonArray *rows;

  if (count_rows (self) > LIAN_LIMIT_KPI_ROWS)
    return refuse (query, 400, "bad-request", "group",
                   "group: too many rows, ask for fewer figures or a smaller region");
  if (!lian_query_read_position (self->conn, query->epoch, &position, error))
    return FALSE;
  json_object_set_string_member (object, "from", from);
  json_object_set_string_member (object, "to", to);
  json_object_set_string_member (object, "as_of", now);
  json_object_set_string_member (object, "position", position);
  rows = json_array_new ();
  for (guint i = 0; i < self->figures->len; i++)
    append_rows (self, self->figures->pdata[i], rows);
  json_object_set_array_member (object, "rows", rows);
  json_node_set_object (root, object);
  query->reply = lian_reply_new_json (200, root);
  return TRUE;
}

/* All of it inside one transaction: the figures and the position are of one state. */
static gboolean
run_kpis (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianKpiQuery *query = data;
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (figure_free);
  Counting counting = { query, conn, lian_person_narrow (query->person, query->region), figures };

  if (counting.region == NULL)
    return refuse (query, 404, "unknown-region", "region", "there is no such region for you");
  add_figures (&counting);
  return count_all (&counting, error) && answer (&counting, error);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianKpiQuery *query = g_task_get_task_data (task);

  g_task_return_pointer (task, lian_reply_finish_read (source, result, &query->reply, "counting"),
                         (GDestroyNotify)lian_reply_free);
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
