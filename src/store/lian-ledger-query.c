/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-ledger-query.h"

#include "lian-ledger-private.h"
#include "lian-limits.h"

typedef struct
{
  LianLedgerQuery query;
  char *case_id;
  char *account;
  char *server_id;
  GPtrArray *entries; /* (nullable) */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->case_id);
  g_free (question->account);
  g_free (question->server_id);
  g_clear_pointer (&question->entries, g_ptr_array_unref);
  g_free (question);
}

#define SELECT "SELECT " LIAN_LEDGER_COLUMNS " FROM entry WHERE "
#define REST                                                                               \
  " AND n<?1 AND n>=?2 AND (?3 IS NULL OR case_id=?3) AND (?4 IS NULL OR account=?4) AND " \
  "(?5 IS NULL OR server_id=?5) ORDER BY n DESC LIMIT ?6"

/* Every condition has its parameter, so that there is a statement for each and not for every
 * mixture of them. */
static const char *
choose_statement (const LianLedgerQuery *query)
{
  switch (query->which)
    {
    case LIAN_LEDGER_OPEN:
      return SELECT "state IN (1, 2)" REST;
    case LIAN_LEDGER_TO_CHECK:
      return SELECT "n IN (SELECT n FROM entry WHERE created_at>?7 UNION SELECT n FROM entry WHERE "
                    "lost_at<>0) AND state NOT IN (1, 2) AND attempts>0" REST;
    case LIAN_LEDGER_ALL:
    default:
      return query->case_id != NULL ? SELECT "case_id=?3" REST : SELECT "TRUE" REST;
    }
}

static gboolean
read_page (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Question *question = data;
  const LianLedgerQuery *query = &question->query;
  LianStmt *stmt = lian_conn_prepare (conn, choose_statement (query), error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  question->entries = g_ptr_array_new_with_free_func (g_object_unref);
  lian_stmt_bind_int (stmt, 0, query->before > 0 ? query->before : G_MAXINT64);
  lian_stmt_bind_int (stmt, 1, query->from);
  lian_stmt_bind_text (stmt, 2, question->case_id);
  lian_stmt_bind_text (stmt, 3, question->account);
  lian_stmt_bind_text (stmt, 4, question->server_id);
  lian_stmt_bind_int (stmt, 5, query->limit);
  if (query->which == LIAN_LEDGER_TO_CHECK)
    lian_stmt_bind_int (stmt, 6, query->since);
  while (row)
    {
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (question->entries, lian_ledger_entry_new_from_row (stmt));
    }
  return TRUE;
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  if (lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    g_task_return_pointer (task, g_steal_pointer (&question->entries),
                           (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * lian_ledger_query:
 * @query: copied
 *
 * Reads one page, newest first; the next one is before the number of its last row.
 */
void
lian_ledger_query (LianLedger *self, const LianLedgerQuery *query, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->query = *query;
  if (query->limit == 0 || query->limit > LIAN_LIMIT_LEDGER_PAGE)
    question->query.limit = LIAN_LIMIT_LEDGER_PAGE;
  question->case_id = g_strdup (query->case_id);
  question->query.case_id = question->case_id;
  question->account = g_strdup (query->account);
  question->server_id = g_strdup (query->server_id);
  g_task_set_source_tag (task, lian_ledger_query);
  g_task_set_task_data (task, question, question_free);
  lian_db_read_async (lian_ledger_get_db (self), read_page, question, NULL, cancellable,
                      page_read_cb, task);
}

/**
 * lian_ledger_query_finish:
 *
 * Returns: (transfer full) (element-type LianLedgerEntry) (nullable): as they were when they were
 * read
 */
GPtrArray *
lian_ledger_query_finish (LianLedger *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, lian_ledger_query), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
