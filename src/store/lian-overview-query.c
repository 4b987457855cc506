/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-overview-query.h"
#include "lian-clock.h"
#include "lian-kpi.h"
#include "lian-mirror-private.h"
#include "lian-overview-open.h"
#include "lian-store-sql.h"
#include "lian-table.h"

#include <string.h>

#define N_HOURS 24
#define N_NEWEST 8
#define N_EVALUATIONS 3

/* Passed from figure to figure. */
typedef struct
{
  LianConn *conn;
  const char *prefix; /* of the cases */
  const LianDictionary *dictionary;
  char *region; /* condition */
  LianOverview *overview;
  LianOverviewOpen open;
} Context;

void
lian_overview_query_free (LianOverviewQuery *query)
{
  g_free (query->region_code);
  g_free (query->server_name);
  lian_dictionary_unref (query->dictionary);
  g_clear_pointer (&query->overview, lian_overview_free);
  g_free (query);
}

/* The first column of the first row of a query without parameters. */
static gboolean
read_count (Context *context, const char *sql, gint64 *count, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (context->conn, sql, error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *count = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
count_accepted (Context *context, gint64 from, gint64 to, gint64 *count, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT count(*) FROM %scase WHERE accepted_at>=%" G_GINT64_FORMAT
                         " AND accepted_at<%" G_GINT64_FORMAT " AND %s",
                         context->prefix, from, to, context->region);

  return read_count (context, sql, count, error);
}

static gboolean
count_by_hour (Context *context, const char *column, gint64 from, gint64 to, gint64 *hours,
               GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT (%s-%" G_GINT64_FORMAT ")/%" G_GINT64_FORMAT
                                          " AS hour, count(*) FROM %scase WHERE "
                                          "%s>=%" G_GINT64_FORMAT " AND %s<%" G_GINT64_FORMAT
                                          " AND %s GROUP BY hour",
                                          column, from, (gint64)G_TIME_SPAN_HOUR, context->prefix,
                                          column, from, column, to, context->region);
  LianStmt *stmt = lian_conn_prepare (context->conn, sql, error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (row)
        hours[CLAMP (lian_stmt_get_int (stmt, 0), 0, N_HOURS - 1)] = lian_stmt_get_int (stmt, 1);
    }
  return TRUE;
}

static gboolean
read_flows (Context *context, GError **error)
{
  LianOverview *overview = context->overview;
  gint64 now = overview->now;
  gint64 from = overview->hours_from;
  gint64 day = lian_time_day_start (now);
  const gint64 week = 7 * G_TIME_SPAN_DAY;

  return count_accepted (context, day, now + 1, &overview->accepted_today, error)
         && count_accepted (context, day - G_TIME_SPAN_DAY, now - G_TIME_SPAN_DAY + 1,
                            &overview->accepted_yesterday_same_time, error)
         && count_by_hour (context, "accepted_at", from, now + 1, overview->accepted_by_hour, error)
         && count_by_hour (context, "closed_at", from, now + 1, overview->closed_by_hour, error)
         && count_by_hour (context, "accepted_at", from - week,
                           from - week + N_HOURS * G_TIME_SPAN_HOUR,
                           overview->accepted_last_week_by_hour, error);
}

/* What was closed within the 24 hours was in handling for some of them. */
static gboolean
read_closed_stretches (Context *context, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT dispatched_at, coalesce (feedback_at, closed_at) FROM %scase WHERE "
      "closed_at>=%" G_GINT64_FORMAT " AND dispatched_at IS NOT NULL AND %s",
      context->prefix, context->overview->hours_from, context->region);
  LianStmt *stmt = lian_conn_prepare (context->conn, sql, error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (row)
        lian_overview_add_handling (context->overview, lian_stmt_get_int (stmt, 0),
                                    lian_stmt_get_int (stmt, 1));
    }
  return TRUE;
}

/* As lian_grid_is_valid() says. */
static gboolean
read_grids (Context *context, GError **error)
{
  const char *prefix = lian_mirror_read_prefix (context->conn, LIAN_KIND_GRID, error);
  gint64 now = context->overview->now;
  g_autofree char *sql
      = g_strdup_printf ("SELECT id, name, population, coalesce (valid_from, 0)<=%" G_GINT64_FORMAT
                         " AND (coalesce (valid_to, 0)=0 OR valid_to>%" G_GINT64_FORMAT
                         ") FROM %sgrid WHERE %s ORDER BY id",
                         now, now, prefix, context->region);
  LianStmt *stmt = prefix != NULL ? lian_conn_prepare (context->conn, sql, error) : NULL;
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      LianOverviewRow *grid;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      grid = lian_overview_row_new (lian_stmt_get_text (stmt, 0), lian_stmt_get_text (stmt, 1));
      /* Nobody lives in a grid any more that has been drawn anew, or not yet. */
      grid->former = lian_stmt_get_int (stmt, 3) == 0;
      grid->denominator = grid->former ? 0 : lian_stmt_get_int (stmt, 2);
      g_ptr_array_add (context->overview->grids, grid);
    }
  return TRUE;
}

static gboolean
read_grid_cases (Context *context, GError **error)
{
  gint64 now = context->overview->now;
  g_autofree char *sql
      = g_strdup_printf ("SELECT grid_id, count(*) FROM %scase WHERE accepted_at>=%" G_GINT64_FORMAT
                         " AND accepted_at<=%" G_GINT64_FORMAT
                         " AND grid_id IS NOT NULL AND %s GROUP BY grid_id",
                         context->prefix, now - 7 * G_TIME_SPAN_DAY, now, context->region);
  LianStmt *stmt = lian_conn_prepare (context->conn, sql, error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      LianOverviewRow *grid;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      grid = row ? g_hash_table_lookup (context->open.grids, lian_stmt_get_text (stmt, 0)) : NULL;
      if (grid != NULL)
        grid->numerator = lian_stmt_get_int (stmt, 1);
    }
  return TRUE;
}

static gboolean
read_open (Context *context, GError **error)
{
  g_autofree char *open = lian_sql_open (context->dictionary, TRUE);
  g_autofree char *where = g_strdup_printf ("%s AND %s", open, context->region);
  g_autoptr (GPtrArray) records = lian_table_select (context->conn, lian_kind_get (LIAN_KIND_CASE),
                                                     context->prefix, where, NULL, 0, error);

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    lian_overview_open_add (&context->open, records->pdata[i]);
  lian_overview_open_finish (&context->open);
  return TRUE;
}

/* The condition of a part of a figure of the dictionary, NULL when there is none that reads. */
static char *
dup_kpi_condition (Context *context, const char *code, LianKpiPart part, gint64 from)
{
  LianRecord *entry = lian_dictionary_lookup (context->dictionary, "kpi", code);
  gint64 now = context->overview->now;
  g_autoptr (LianKpi) kpi = NULL;
  g_autoptr (GError) error = NULL;

  if (entry == NULL)
    return NULL;
  kpi = lian_kpi_new (entry, &error);
  if (kpi == NULL)
    {
      g_debug ("%s: codes%s", code, error->message);
      return NULL;
    }
  return lian_kpi_to_sql (kpi, part, from, now + 1, now);
}

static gboolean
count_kpi (Context *context, const char *kpi, LianKpiPart part, gint64 from, gint64 *count,
           GError **error)
{
  g_autofree char *condition = dup_kpi_condition (context, kpi, part, from);
  g_autofree char *sql = NULL;

  *count = 0;
  if (condition == NULL)
    return TRUE;
  sql = g_strdup_printf ("SELECT count(*) FROM %scase WHERE %s AND %s", context->prefix, condition,
                         context->region);
  return read_count (context, sql, count, error);
}

/* Adds to the county's figure and to those of the units that have cases in handling. */
static gboolean
count_on_time (Context *context, LianKpiPart part, gint64 from, gint64 *count, GError **error)
{
  g_autofree char *condition = dup_kpi_condition (context, "on_time_rate", part, from);
  g_autofree char *sql = NULL;
  LianStmt *stmt;
  gboolean row = TRUE;

  if (condition == NULL)
    return TRUE;
  sql = g_strdup_printf ("SELECT coalesce (lead_unit_id, ''), count(*) FROM %scase WHERE %s AND "
                         "%s GROUP BY 1",
                         context->prefix, condition, context->region);
  stmt = lian_conn_prepare (context->conn, sql, error);
  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      LianOverviewRow *unit;
      gint64 n;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      n = lian_stmt_get_int (stmt, 1);
      *count += n;
      unit = g_hash_table_lookup (context->open.units, lian_stmt_get_text (stmt, 0));
      if (unit != NULL)
        *(part == LIAN_KPI_NUMERATOR ? &unit->numerator : &unit->denominator) = n;
    }
  return TRUE;
}

static gboolean
read_rates (Context *context, GError **error)
{
  LianOverview *overview = context->overview;
  LianRecord *on_time = lian_dictionary_lookup (context->dictionary, "kpi", "on_time_rate");
  gint64 month = lian_time_month_start (overview->now);
  gint64 day = lian_time_day_start (overview->now);
  static const char satisfaction[] = "satisfaction_rate";

  if (on_time != NULL)
    overview->on_time_floor = lian_record_get_int (on_time, LIAN_ENTRY_AMOUNT);
  return count_on_time (context, LIAN_KPI_NUMERATOR, month, &overview->on_time_num, error)
         && count_on_time (context, LIAN_KPI_DENOMINATOR, month, &overview->on_time_den, error)
         && count_kpi (context, satisfaction, LIAN_KPI_NUMERATOR, month, &overview->satisfied_num,
                       error)
         && count_kpi (context, satisfaction, LIAN_KPI_DENOMINATOR, month, &overview->satisfied_den,
                       error)
         && count_kpi (context, satisfaction, LIAN_KPI_NUMERATOR, day, &overview->satisfied_today,
                       error)
         && count_kpi (context, satisfaction, LIAN_KPI_DENOMINATOR, day, &overview->evaluated_today,
                       error);
}

static gboolean
read_unit_names (Context *context, GError **error)
{
  const char *prefix = lian_mirror_read_prefix (context->conn, LIAN_KIND_UNIT, error);
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM %sunit WHERE id=?", prefix);
  LianStmt *stmt = prefix != NULL ? lian_conn_prepare (context->conn, sql, error) : NULL;

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < context->overview->units->len; i++)
    {
      LianOverviewRow *unit = context->overview->units->pdata[i];
      gboolean row;

      lian_stmt_bind_text (stmt, 0, unit->id);
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (row && !lian_stmt_is_null (stmt, 0))
        {
          g_free (unit->title);
          unit->title = g_strdup (lian_stmt_get_text (stmt, 0));
        }
      lian_stmt_reset (stmt);
    }
  return TRUE;
}

static gboolean
read_lists (Context *context, GError **error)
{
  LianOverview *overview = context->overview;
  const LianKind *cases = lian_kind_get (LIAN_KIND_CASE);
  g_autofree char *reported = g_strdup_printf ("reported_at<=%" G_GINT64_FORMAT " AND %s",
                                               overview->now, context->region);
  g_autofree char *evaluated = g_strdup_printf ("evaluated_at<=%" G_GINT64_FORMAT " AND %s",
                                                overview->now, context->region);
  g_autofree char *on_shift
      = g_strdup_printf ("starts_at<=%" G_GINT64_FORMAT " AND ends_at>%" G_GINT64_FORMAT,
                         overview->now, overview->now);
  const char *prefix = lian_mirror_read_prefix (context->conn, LIAN_KIND_SHIFT, error);
  g_autoptr (GPtrArray) shifts = NULL;

  if (prefix != NULL)
    shifts = lian_table_select (context->conn, lian_kind_get (LIAN_KIND_SHIFT), prefix, on_shift,
                                "starts_at DESC, id", 1, error);
  if (shifts == NULL)
    return FALSE;
  if (shifts->len > 0)
    overview->shift = lian_record_ref (shifts->pdata[0]);

  overview->newest = lian_table_select (context->conn, cases, context->prefix, reported,
                                        "reported_at DESC, id DESC", N_NEWEST, error);
  if (overview->newest == NULL)
    return FALSE;
  overview->evaluations = lian_table_select (context->conn, cases, context->prefix, evaluated,
                                             "evaluated_at DESC, id DESC", N_EVALUATIONS, error);
  return overview->evaluations != NULL;
}

static gboolean
read_region_name (Context *context, const char *server_name, GError **error)
{
  const char *prefix = lian_mirror_read_prefix (context->conn, LIAN_KIND_REGION, error);
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM %sregion WHERE id=?", prefix);
  LianStmt *stmt = prefix != NULL ? lian_conn_prepare (context->conn, sql, error) : NULL;
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, context->overview->region_code);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  context->overview->region_name
      = g_strdup (row && !lian_stmt_is_null (stmt, 0) ? lian_stmt_get_text (stmt, 0) : server_name);
  lian_stmt_reset (stmt);
  return TRUE;
}

static void
row_free (gpointer data)
{
  LianOverviewRow *row = data;

  g_free (row->id);
  g_free (row->title);
  g_free (row);
}

static LianOverview *
overview_new (const char *region_code, gint64 now)
{
  LianOverview *overview = g_new0 (LianOverview, 1);
  gint64 day = lian_time_day_start (now);

  overview->region_code = g_strdup (region_code);
  overview->now = now;
  /* The hour that runs is the last of the 24. */
  overview->hours_from
      = day + (now - day) / G_TIME_SPAN_HOUR * G_TIME_SPAN_HOUR - (N_HOURS - 1) * G_TIME_SPAN_HOUR;
  overview->stages = g_ptr_array_new_with_free_func (row_free);
  overview->units = g_ptr_array_new_with_free_func (row_free);
  overview->grids = g_ptr_array_new_with_free_func (row_free);
  overview->attention = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  overview->open_cases = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  return overview;
}

/*
 * lian_overview_query_run:
 *
 * Everything inside one read transaction: the figures are of one moment and one state.
 */
gboolean
lian_overview_query_run (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianOverviewQuery *query = data;
  Context context = { .conn = conn, .dictionary = query->dictionary };
  gboolean done;

  context.prefix = lian_mirror_read_prefix (conn, LIAN_KIND_CASE, error);
  if (context.prefix == NULL)
    return FALSE;
  context.region = lian_sql_region (query->region_code);
  context.overview = query->overview = overview_new (query->region_code, query->now);

  done = read_grids (&context, error);
  if (done)
    {
      lian_overview_open_init (&context.open, context.overview, context.dictionary);
      done = read_open (&context, error) && read_grid_cases (&context, error)
             && read_closed_stretches (&context, error) && read_flows (&context, error)
             && read_rates (&context, error) && read_unit_names (&context, error)
             && read_lists (&context, error)
             && read_region_name (&context, query->server_name, error);
      lian_overview_open_clear (&context.open);
    }
  g_free (context.region);
  return done;
}
