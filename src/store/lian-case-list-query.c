/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-list-query.h"
#include "lian-mirror-private.h"
#include "lian-search-text.h"
#include "lian-search.h"
#include "lian-store-sql.h"

void
lian_case_list_query_free (LianCaseListQuery *query)
{
  g_free (query->region_code);
  g_free (query->stage);
  g_free (query->text);
  lian_dictionary_unref (query->dictionary);
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

/* The cases of the view, region and text, whatever their stage. */
static char *
dup_all (LianConn *conn, const LianCaseListQuery *query, GError **error)
{
  g_autofree char *view = dup_view (query, query->view);

  return lian_search_dup_condition (conn, query->text, query->region_code, view, LIAN_SEARCH_MAX,
                                    error);
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

/* What an order looks at first; a field that is absent comes last either way. */
typedef struct
{
  const char *column;
  gboolean text;
} Sort;

static const Sort sorts[LIAN_N_CASES_ORDERS] = {
  [LIAN_CASES_BY_DEADLINE] = { "deadline", FALSE },
  [LIAN_CASES_BY_REPORTED] = { "reported_at", FALSE },
  [LIAN_CASES_BY_CLOSED] = { "closed_at", FALSE },
  [LIAN_CASES_BY_CODE] = { "code", TRUE },
  [LIAN_CASES_BY_REGION] = { "region_code", TRUE },
  [LIAN_CASES_BY_UNIT] = { "lead_unit_id", TRUE },
  [LIAN_CASES_BY_SOURCE] = { "source", TRUE },
};

static void
add_need (LianLazyQuery *rows, const LianCaseListQuery *query)
{
  g_autofree char *urgency = NULL;

  /* By the second at which they were reported: lian-search-index.h. */
  if (!lian_search_is_blank (query->text))
    {
      lian_lazy_query_add_term (rows, "rowid", FALSE, !query->descending);
      return;
    }
  if (query->view == LIAN_CASES_ARCHIVE)
    {
      lian_lazy_query_add_term (rows, "closed_at", FALSE, !query->descending);
      if (!query->descending)
        lian_lazy_query_set_lead (rows, "closed_at", TRUE);
      return;
    }
  urgency = dup_urgency (query->dictionary);
  lian_lazy_query_add_term (rows, urgency, FALSE, !query->descending);
  lian_lazy_query_add_term (rows, "deadline IS NULL", FALSE, query->descending);
  lian_lazy_query_add_term (rows, "deadline", FALSE, query->descending);
}

/* By the ranks of a vocabulary. */
static void
add_rank (LianLazyQuery *rows, const LianCaseListQuery *query, const char *vocabulary,
          const char *column, const char *(*code_of) (const LianDictionary *, const char *))
{
  GPtrArray *entries = lian_dictionary_list (query->dictionary, vocabulary);
  g_autoptr (GString) ranks = g_string_new (NULL);

  g_string_printf (ranks, "CASE %s", column);
  for (guint i = 0; i < entries->len; i++)
    {
      const char *code = lian_record_get_text (entries->pdata[i], LIAN_ENTRY_CODE);
      g_autofree char *quoted = code != NULL ? lian_sql_quote (code) : NULL;

      if (code == NULL)
        continue;
      g_string_append_printf (ranks, " WHEN %s THEN %" G_GINT64_FORMAT, quoted,
                              code_of == NULL
                                  ? lian_record_get_int (entries->pdata[i], LIAN_ENTRY_RANK)
                                  : lian_dictionary_rank (query->dictionary, "stage",
                                                          code_of (query->dictionary, code)));
    }
  g_string_append (ranks, " WHEN '' THEN 0 ELSE 0 END");
  lian_lazy_query_add_term (rows, ranks->str, FALSE, query->descending);
}

static char *
dup_where (LianConn *conn, gconstpointer data, GError **error)
{
  const LianCaseListQuery *query = data;
  const char *const stages[] = { query->stage, NULL };
  g_autofree char *all = dup_all (conn, query, error);
  g_autofree char *stage
      = query->stage != NULL ? lian_sql_stages (query->dictionary, stages) : g_strdup ("(1)");

  return all != NULL ? g_strdup_printf ("%s AND %s", all, stage) : NULL;
}

/*
 * lian_case_list_query_to_rows:
 * @query: (transfer full): without counts
 *
 * Returns: (transfer full): the rows of the view, region, stage and text, in their order
 */
LianLazyQuery *
lian_case_list_query_to_rows (LianCaseListQuery *query)
{
  LianLazyQuery *rows = lian_lazy_query_new (LIAN_KIND_CASE, dup_where, query,
                                             (GDestroyNotify)lian_case_list_query_free);
  const Sort *sort = &sorts[query->order];
  g_autofree char *absent = NULL;

  /* What is found is few, but to look for it costs as much for one case as for all. */
  if (!lian_search_is_blank (query->text))
    lian_lazy_query_set_whole (rows);
  if (query->order == LIAN_CASES_BY_URGENCY)
    add_rank (rows, query, "urgency", "urgency", NULL);
  else if (query->order == LIAN_CASES_BY_STAGE)
    add_rank (rows, query, "state", "state", lian_dictionary_stage);
  else if (sort->column == NULL)
    add_need (rows, query);
  else
    {
      absent = g_strdup_printf ("%s IS NULL", sort->column);
      lian_lazy_query_add_term (rows, absent, FALSE, FALSE);
      lian_lazy_query_add_term (rows, sort->column, sort->text, query->descending);
      if (!sort->text)
        lian_lazy_query_set_lead (rows, sort->column, query->descending);
    }
  lian_lazy_query_add_term (rows, "id", TRUE,
                            query->descending
                                != (query->view == LIAN_CASES_ARCHIVE
                                    && query->order == LIAN_CASES_BY_NEED));
  return rows;
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
 * Counts of the stages and counts of the views, of one state.
 */
gboolean
lian_case_list_query_run (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianCaseListQuery *query = data;
  const char *prefix = lian_mirror_read_prefix (conn, LIAN_KIND_CASE, error);
  g_autofree char *region = lian_sql_region (query->region_code);
  g_autofree char *all = prefix != NULL ? dup_all (conn, query, error) : NULL;

  return all != NULL && read_counts (query, conn, prefix, all, error)
         && read_view_counts (query, conn, prefix, region, error);
}
