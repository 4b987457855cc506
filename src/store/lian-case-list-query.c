/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-list-query.h"
#include "lian-mirror-private.h"
#include "lian-search-text.h"
#include "lian-search.h"
#include "lian-store-sql.h"
#include "lian-table.h"

void
lian_case_list_query_free (LianCaseListQuery *query)
{
  g_free (query->region_code);
  g_free (query->stage);
  g_free (query->text);
  lian_dictionary_unref (query->dictionary);
  g_clear_pointer (&query->records, g_ptr_array_unref);
  g_clear_pointer (&query->counts, g_hash_table_unref);
  g_free (query);
}

/* Which cases a view shows. */
static char *
dup_view (const LianCaseListQuery *query, LianCasesView view)
{
  static const char *const todo[]
      = { "to_accept", "to_file", "to_dispatch", "to_check", "to_close", NULL };
  static const char *const done[] = { "done", NULL };
  g_autofree char *open = NULL;
  g_autofree char *attention = NULL;

  switch (view)
    {
    case LIAN_CASES_TODO:
      return lian_sql_stages (query->dictionary, todo);
    case LIAN_CASES_SUPERVISE:
      open = lian_sql_open (query->dictionary, FALSE);
      attention = lian_sql_attention (query->now);
      return g_strdup_printf ("(%s AND %s)", open, attention);
    case LIAN_CASES_REGION:
      return lian_sql_open (query->dictionary, TRUE);
    case LIAN_CASES_ARCHIVE:
    default:
      return lian_sql_stages (query->dictionary, done);
    }
}

/* How urgent, by the rank of the dictionary, as long as it is not dispatched; otherwise nothing. */
static char *
dup_urgency (const LianDictionary *dictionary)
{
  static const char *const waiting[] = { "to_accept", "to_file", "to_dispatch", NULL };
  g_autofree char *undispatched = lian_sql_stages (dictionary, waiting);
  g_autoptr (GString) ranks = g_string_new ("CASE urgency");
  GPtrArray *urgencies = lian_dictionary_list (dictionary, "urgency");
  gint64 normal = lian_dictionary_rank (dictionary, "urgency", "normal");

  for (guint i = 0; i < urgencies->len; i++)
    {
      const char *code = lian_record_get_text (urgencies->pdata[i], LIAN_ENTRY_CODE);
      gint64 rank = lian_record_get_int (urgencies->pdata[i], LIAN_ENTRY_RANK);
      g_autofree char *quoted = NULL;

      if (code == NULL || rank <= normal)
        continue;
      quoted = lian_sql_quote (code);
      g_string_append_printf (ranks, " WHEN %s THEN %" G_GINT64_FORMAT, quoted, rank);
    }
  /* A CASE needs a WHEN also where the dictionary is empty. */
  g_string_append (ranks, " WHEN '' THEN 0 ELSE 0 END");
  return g_strdup_printf ("CASE WHEN %s THEN %s ELSE 0 END", undispatched, ranks->str);
}

static char *
dup_order (const LianCaseListQuery *query)
{
  g_autofree char *urgency = NULL;

  /* By the second at which they were reported: lian-search-index.h. */
  if (!lian_search_is_blank (query->text))
    return g_strdup ("rowid DESC");
  if (query->view == LIAN_CASES_ARCHIVE)
    return g_strdup ("closed_at DESC, id DESC");
  urgency = dup_urgency (query->dictionary);
  return g_strdup_printf ("%s DESC, deadline IS NULL, deadline, id", urgency);
}

static gboolean
read_counts (LianCaseListQuery *query, LianConn *conn, const char *prefix, const char *where,
             GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT state, count(*) FROM %scase WHERE %s GROUP BY state", prefix,
                         where);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row = TRUE;
  guint all = 0;

  if (stmt == NULL)
    return FALSE;
  query->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while (row)
    {
      const char *stage;
      guint count;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      stage = lian_dictionary_stage (query->dictionary, lian_stmt_get_text (stmt, 0));
      count = (guint)lian_stmt_get_int (stmt, 1);
      all += count;
      count += GPOINTER_TO_UINT (g_hash_table_lookup (query->counts, stage));
      g_hash_table_insert (query->counts, g_strdup (stage), GUINT_TO_POINTER (count));
    }
  g_hash_table_insert (query->counts, g_strdup (""), GUINT_TO_POINTER (all));
  return TRUE;
}

static gboolean
read_view_counts (LianCaseListQuery *query, LianConn *conn, const char *prefix, const char *region,
                  GError **error)
{
  for (guint i = 0; i < LIAN_N_CASES_VIEWS; i++)
    {
      g_autofree char *view = dup_view (query, i);
      g_autofree char *sql
          = g_strdup_printf ("SELECT count(*) FROM %scase WHERE %s AND %s", prefix, view, region);
      LianStmt *stmt = lian_conn_prepare (conn, sql, error);
      gboolean row;

      if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
        return FALSE;
      query->view_counts[i] = row ? (guint)lian_stmt_get_int (stmt, 0) : 0;
      lian_stmt_reset (stmt);
    }
  return TRUE;
}

/*
 * lian_case_list_query_run:
 *
 * Rows, counts of the stages and counts of the views, all of one state.
 */
gboolean
lian_case_list_query_run (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianCaseListQuery *query = data;
  const char *prefix = lian_mirror_read_prefix (conn, LIAN_KIND_CASE, error);
  g_autofree char *view = dup_view (query, query->view);
  g_autofree char *region = lian_sql_region (query->region_code);
  g_autofree char *order = dup_order (query);
  const char *const stages[] = { query->stage, NULL };
  g_autofree char *stage
      = query->stage != NULL ? lian_sql_stages (query->dictionary, stages) : g_strdup ("(1)");
  g_autofree char *all = lian_search_dup_condition (conn, query->text, query->region_code, view,
                                                    LIAN_SEARCH_MAX, error);
  g_autofree char *where = g_strdup_printf ("%s AND %s", all, stage);

  if (all == NULL || prefix == NULL || !read_counts (query, conn, prefix, all, error)
      || !read_view_counts (query, conn, prefix, region, error))
    return FALSE;
  query->records = lian_table_select (conn, lian_kind_get (LIAN_KIND_CASE), prefix, where, order,
                                      LIAN_CASE_LIST_MAX, error);
  return query->records != NULL;
}
