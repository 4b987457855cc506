/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-lazy-query.h"
#include "lian-error.h"
#include "lian-lazy-update.h"
#include "lian-mirror-private.h"
#include "lian-table.h"

/* How often a long look is given up when nobody waits for it any more. */
#define CHECK_EVERY 4096

static void
term_clear (gpointer data)
{
  g_free (((LianLazyTerm *)data)->sql);
}

/**
 * lian_lazy_query_new:
 * @where: makes the condition, on a thread of the database
 * @data: (transfer full): for @where, never changed again
 *
 * Returns: (transfer full): rows in no order yet
 */
LianLazyQuery *
lian_lazy_query_new (LianKindId kind, LianLazyWhere where, gpointer data, GDestroyNotify destroy)
{
  LianLazyQuery *self = g_new0 (LianLazyQuery, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->where = where;
  self->data = data;
  self->destroy = destroy;
  self->terms = g_array_new (FALSE, FALSE, sizeof (LianLazyTerm));
  g_array_set_clear_func (self->terms, term_clear);
  return self;
}

/**
 * lian_lazy_query_add_term:
 *
 * What decides where the terms before leave two rows equal. The last one has to be the id.
 */
void
lian_lazy_query_add_term (LianLazyQuery *self, const char *sql, gboolean text, gboolean descending)
{
  LianLazyTerm term = { .sql = g_strdup (sql), .text = text, .descending = descending };

  g_array_append_val (self->terms, term);
}

void
lian_lazy_query_set_lead (LianLazyQuery *self, const char *column, gboolean descending)
{
  g_free (self->lead);
  self->lead = g_strdup (column);
  self->lead_descending = descending;
}

void
lian_lazy_query_set_whole (LianLazyQuery *self)
{
  self->whole = TRUE;
}

LianLazyQuery *
lian_lazy_query_ref (LianLazyQuery *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lian_lazy_query_unref (LianLazyQuery *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->destroy != NULL)
    self->destroy (self->data);
  g_array_unref (self->terms);
  g_free (self->lead);
  g_free (self);
}

/**
 * lian_lazy_job_new:
 *
 * Returns: (transfer full): a look that asks for nothing yet
 */
LianLazyJob *
lian_lazy_job_new (LianLazyQuery *query)
{
  LianLazyJob *job = g_new0 (LianLazyJob, 1);

  job->query = lian_lazy_query_ref (query);
  job->cancellable = g_cancellable_new ();
  job->ids = g_ptr_array_new_with_free_func (g_free);
  job->waiting = g_array_new (FALSE, FALSE, sizeof (LianRowKey));
  job->displaced = g_array_new (FALSE, FALSE, sizeof (guint64));
  job->changed = g_array_new (FALSE, FALSE, sizeof (guint64));
  job->records = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  return job;
}

void
lian_lazy_job_free (LianLazyJob *job)
{
  lian_lazy_query_unref (job->query);
  g_object_unref (job->cancellable);
  g_clear_pointer (&job->base, lian_row_keys_unref);
  g_ptr_array_unref (job->ids);
  g_array_unref (job->waiting);
  g_array_unref (job->displaced);
  g_clear_pointer (&job->keys, lian_row_keys_unref);
  g_array_unref (job->changed);
  g_ptr_array_unref (job->records);
  g_free (job);
}

static gboolean
add_row (LianRowKeys *keys, LianStmt *stmt, GError **error)
{
  gint64 place = lian_stmt_get_int (stmt, 0);
  const char *id = lian_stmt_get_text (stmt, 1);

  if (id == NULL || keys->n == G_MAXINT32)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED, "row %" G_GINT64_FORMAT " of a list",
                   place);
      return FALSE;
    }
  lian_row_keys_add (keys, lian_row_key_of (id), place);
  return TRUE;
}

/* All rows in order, as the table has them. */
static LianRowKeys *
read_all (LianConn *conn, LianLazyJob *job, const char *table, const char *where, GError **error)
{
  g_autoptr (LianRowKeys) keys = lian_row_keys_new (job->base != NULL ? job->base->n : 0);
  g_autoptr (GString) sql = g_string_new (NULL);
  LianStmt *stmt;
  gboolean row = TRUE;

  g_string_printf (sql, "SELECT rowid, id FROM %s WHERE ", table);
  if (job->first)
    g_string_append_printf (sql,
                            "rowid IN (SELECT rowid FROM %s WHERE %s IS NOT NULL ORDER BY %s%s "
                            "LIMIT %u) AND ",
                            table, job->query->lead, job->query->lead,
                            job->query->lead_descending ? " DESC" : "", LIAN_LAZY_CANDIDATES);
  g_string_append_printf (sql, "%s ORDER BY ", where);
  for (guint i = 0; i < job->query->terms->len; i++)
    {
      const LianLazyTerm *term = &g_array_index (job->query->terms, LianLazyTerm, i);

      g_string_append_printf (sql, "%s%s%s", i > 0 ? ", " : "", term->sql,
                              term->descending ? " DESC" : "");
    }
  if (job->first)
    g_string_append_printf (sql, " LIMIT %u", LIAN_LAZY_FIRST_ROWS);
  stmt = lian_conn_prepare (conn, sql->str, error);
  if (stmt == NULL)
    return NULL;
  while (TRUE)
    {
      if (keys->n % CHECK_EVERY == 0
          && g_cancellable_set_error_if_cancelled (job->cancellable, error))
        break;
      if (!lian_stmt_step (stmt, &row, error))
        return NULL;
      if (!row)
        {
          lian_row_keys_trim (keys);
          return g_steal_pointer (&keys);
        }
      if (!add_row (keys, stmt, error))
        break;
    }
  lian_stmt_reset (stmt);
  return NULL;
}

/* Those of @all that are not in @stood. */
static void
find_waiting (LianLazyJob *job, const LianRowKeys *all, const LianRowKeys *stood)
{
  g_autoptr (LianKeySet) set = NULL;

  job->n_waiting = all->n - stood->n;
  if (job->n_waiting == 0)
    return;
  set = lian_key_set_new (stood->n);
  for (guint i = 0; i < stood->n; i++)
    lian_key_set_add (set, stood->keys[i], i);
  for (guint i = 0; i < all->n && job->waiting->len < LIAN_LAZY_MAX_WAITING; i++)
    {
      LianRowKey row = { .key = all->keys[i], .place = all->places[i] };

      if (!lian_key_set_has (set, row.key, NULL))
        g_array_append_val (job->waiting, row);
    }
}

/* The rows that were there, in the order in which they stood; the others wait. */
static LianRowKeys *
keep_order (LianLazyJob *job, const LianRowKeys *all)
{
  LianKeySet *there = lian_key_set_new (all->n);
  LianRowKeys *kept = lian_row_keys_new (job->base->n);
  guint last = 0;

  for (guint i = 0; i < all->n; i++)
    lian_key_set_add (there, all->keys[i], i);
  job->overflown = FALSE;
  for (guint i = 0; i < job->base->n; i++)
    {
      guint index;

      if (!lian_key_set_has (there, job->base->keys[i], &index))
        continue;
      job->overflown = job->overflown || index < last;
      last = index;
      lian_row_keys_add (kept, job->base->keys[i], all->places[index]);
    }
  lian_key_set_free (there);
  find_waiting (job, all, kept);
  return kept;
}

/* What was not in the list before is news. */
static void
find_news (LianLazyJob *job)
{
  g_autoptr (LianKeySet) stood = NULL;

  if (job->base == NULL || job->base->n == 0)
    return;
  stood = lian_key_set_new (job->base->n);
  for (guint i = 0; i < job->base->n; i++)
    lian_key_set_add (stood, job->base->keys[i], i);
  for (guint i = 0; i < job->keys->n && job->changed->len < LIAN_LAZY_MAX_CHANGES; i++)
    if (!lian_key_set_has (stood, job->keys->keys[i], NULL))
      g_array_append_val (job->changed, job->keys->keys[i]);
}

static gboolean
run_whole (LianConn *conn, LianLazyJob *job, const char *table, const char *where, GError **error)
{
  g_autoptr (LianRowKeys) all = read_all (conn, job, table, where, error);

  if (all == NULL)
    return FALSE;
  g_array_set_size (job->waiting, 0);
  g_array_set_size (job->displaced, 0);
  if (job->take_all || job->base == NULL)
    {
      job->keys = lian_row_keys_ref (all);
      job->overflown = FALSE;
      job->n_waiting = 0;
      find_news (job);
    }
  else
    job->keys = keep_order (job, all);
  return TRUE;
}

/*
 * lian_lazy_read_row:
 * @sql: lian_lazy_make_read() of the table
 * @record: (out) (transfer full) (nullable): %NULL when it does not lie there any more
 */
gboolean
lian_lazy_read_row (LianConn *conn, const LianKind *kind, const char *sql, const LianRowKey *row,
                    LianRecord **record, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  g_autoptr (LianRecord) found = NULL;
  gboolean there;

  *record = NULL;
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, row->place);
  if (!lian_stmt_step (stmt, &there, error))
    return FALSE;
  if (!there)
    return TRUE;
  found = lian_table_read (kind, stmt, error);
  lian_stmt_reset (stmt);
  if (found == NULL)
    return FALSE;
  if (lian_row_key_of (lian_record_get_id (found)) == row->key)
    *record = g_steal_pointer (&found);
  return TRUE;
}

char *
lian_lazy_make_read (const LianKind *kind, const char *table)
{
  return g_strdup_printf ("SELECT %s FROM %s WHERE rowid=?", lian_table_columns (kind), table);
}

static gboolean
read_first (LianConn *conn, LianLazyJob *job, const char *table, GError **error)
{
  const LianKind *kind = lian_kind_get (job->query->kind);
  g_autofree char *sql = lian_lazy_make_read (kind, table);

  for (guint i = 0; i < MIN (job->keys->n, LIAN_LAZY_FIRST_ROWS); i++)
    {
      LianRowKey row = { .key = job->keys->keys[i], .place = job->keys->places[i] };
      LianRecord *record;

      if (!lian_lazy_read_row (conn, kind, sql, &row, &record, error))
        return FALSE;
      if (record != NULL)
        g_ptr_array_add (job->records, record);
    }
  return TRUE;
}

static char *
make_table (LianConn *conn, LianKindId kind, GError **error)
{
  const char *prefix = lian_mirror_read_prefix (conn, kind, error);

  return prefix != NULL ? g_strdup_printf ("\"%s%s\"", prefix, lian_kind_get (kind)->name) : NULL;
}

/*
 * lian_lazy_job_run:
 *
 * All of one state of the database.
 */
gboolean
lian_lazy_job_run (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLazyJob *job = data;
  g_autofree char *table = make_table (conn, job->query->kind, error);
  g_autofree char *where = table != NULL ? job->query->where (conn, job->query->data, error) : NULL;

  if (where == NULL)
    return FALSE;
  if (job->whole)
    return run_whole (conn, job, table, where, error) && read_first (conn, job, table, error);
  return lian_lazy_update_run (conn, job, table, where, error);
}

/**
 * lian_lazy_fetch_new:
 *
 * Returns: (transfer full): no rows yet
 */
LianLazyFetch *
lian_lazy_fetch_new (LianKindId kind)
{
  LianLazyFetch *fetch = g_new0 (LianLazyFetch, 1);

  fetch->kind = kind;
  fetch->rows = g_array_new (FALSE, FALSE, sizeof (LianRowKey));
  fetch->records = g_ptr_array_new ();
  return fetch;
}

void
lian_lazy_fetch_free (LianLazyFetch *fetch)
{
  for (guint i = 0; i < fetch->records->len; i++)
    g_clear_pointer ((LianRecord **)&fetch->records->pdata[i], lian_record_unref);
  g_ptr_array_unref (fetch->records);
  g_array_unref (fetch->rows);
  g_free (fetch);
}

/*
 * lian_lazy_fetch_run:
 *
 * A row that does not lie where it was, or is gone, has no record.
 */
gboolean
lian_lazy_fetch_run (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianLazyFetch *fetch = data;
  const LianKind *kind = lian_kind_get (fetch->kind);
  g_autofree char *table = make_table (conn, fetch->kind, error);
  g_autofree char *sql = NULL;

  if (table == NULL)
    return FALSE;
  sql = lian_lazy_make_read (kind, table);
  for (guint i = 0; i < fetch->rows->len; i++)
    {
      LianRecord *record;

      if (!lian_lazy_read_row (conn, kind, sql, &g_array_index (fetch->rows, LianRowKey, i),
                               &record, error))
        return FALSE;
      g_ptr_array_add (fetch->records, record);
    }
  return TRUE;
}
