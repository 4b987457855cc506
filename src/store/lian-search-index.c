/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-search-index.h"
#include "lian-pinyin.h"
#include "lian-search-text.h"
#include "lian-table-value.h"

#include <string.h>

/* What of a case is searched. */
enum
{
  CODE,
  TITLE,
  DESCRIPTION,
  ADDRESS,
  REGION,
  LEAD_UNIT,
  CO_UNITS,
  HANDLER,
  N_SEARCHED
};

static const guint searched_fields[N_SEARCHED] = {
  [CODE] = LIAN_CASE_CODE,
  [TITLE] = LIAN_CASE_TITLE,
  [DESCRIPTION] = LIAN_CASE_DESCRIPTION,
  [ADDRESS] = LIAN_CASE_ADDRESS,
  [REGION] = LIAN_F_REGION,
  [LEAD_UNIT] = LIAN_CASE_LEAD_UNIT,
  [CO_UNITS] = LIAN_CASE_CO_UNITS,
  [HANDLER] = LIAN_CASE_HANDLER,
};

#define SEARCHED_COLUMNS \
  "code, title, description, address, region_code, lead_unit_id, co_unit_ids, handler_id"

/* Cases that fall into one second are spread over a window that is doubled so often. */
#define MAX_DOUBLINGS 27
/* The year 2097: with the largest window a row id has 32 bits. */
#define MAX_SECOND G_GINT64_CONSTANT (0xf0000000)

/* The tokens of a row before and after the write; NULL: there is no such row. */
typedef struct
{
  gint64 row;
  char *before;
  char *after;
} Entry;

struct _LianSearchBatch
{
  char *prefix;
  GPtrArray *entries; /* Entry */
  GHashTable *by_row; /* gint64* (in the entry) → Entry */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->before);
  g_free (entry->after);
  g_free (entry);
}

static void
searched_clear (char **searched)
{
  for (guint i = 0; i < N_SEARCHED; i++)
    g_clear_pointer (&searched[i], g_free);
}

/**
 * lian_search_batch_new:
 * @prefix: of the generation that is written
 *
 * Returns: (transfer full): a batch of nothing
 */
LianSearchBatch *
lian_search_batch_new (const char *prefix)
{
  LianSearchBatch *batch = g_new0 (LianSearchBatch, 1);

  batch->prefix = g_strdup (prefix);
  batch->entries = g_ptr_array_new_with_free_func (entry_free);
  batch->by_row = g_hash_table_new (g_int64_hash, g_int64_equal);
  return batch;
}

/**
 * lian_search_batch_free:
 * @batch: (transfer full): a batch, stored or not
 */
void
lian_search_batch_free (LianSearchBatch *batch)
{
  g_free (batch->prefix);
  g_hash_table_unref (batch->by_row);
  g_ptr_array_unref (batch->entries);
  g_free (batch);
}

static void
add_text (GString *tokens, const char *text, LianSearchReading reading)
{
  g_autofree char *folded = lian_search_fold (text);

  lian_search_add_tokens (tokens, folded, reading);
}

static void
add_units (GString *tokens, char *const *searched)
{
  g_auto (GStrv) units
      = searched[CO_UNITS] != NULL ? lian_table_parse_list (searched[CO_UNITS]) : NULL;

  if (searched[LEAD_UNIT] != NULL)
    lian_search_add_key (tokens, LIAN_SEARCH_UNIT, searched[LEAD_UNIT]);
  for (guint i = 0; units != NULL && units[i] != NULL; i++)
    lian_search_add_key (tokens, LIAN_SEARCH_UNIT, units[i]);
  if (searched[HANDLER] != NULL)
    lian_search_add_key (tokens, LIAN_SEARCH_WORKER, searched[HANDLER]);
}

/* The code and those that it lies in: county, town, community. */
static void
add_regions (GString *tokens, const char *code)
{
  static const gsize lengths[] = { 6, 9, 12 };

  if (code == NULL)
    code = "";
  lian_search_add_key (tokens, LIAN_SEARCH_REGION, code);
  for (guint i = 0; i < G_N_ELEMENTS (lengths) && lengths[i] < strlen (code); i++)
    {
      g_autofree char *part = g_strndup (code, lengths[i]);

      lian_search_add_key (tokens, LIAN_SEARCH_REGION, part);
    }
}

static char *
dup_tokens (char *const *searched)
{
  GString *tokens = g_string_sized_new (2048);

  add_text (tokens, searched[CODE], LIAN_SEARCH_INITIALS);
  add_text (tokens, searched[TITLE], LIAN_SEARCH_SYLLABLES);
  add_text (tokens, searched[DESCRIPTION], LIAN_SEARCH_INITIALS);
  add_text (tokens, searched[ADDRESS], LIAN_SEARCH_SYLLABLES);
  add_units (tokens, searched);
  add_regions (tokens, searched[REGION]);
  return g_string_free (tokens, FALSE);
}

/* *row is -1 when there is no such case. */
static gboolean
read_stored (const LianSearchBatch *batch, LianConn *conn, const char *id, gint64 *row,
             char **searched, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT rowid, " SEARCHED_COLUMNS " FROM \"%scase\" WHERE id=?",
                         batch->prefix);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean found;

  *row = -1;
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, id);
  if (!lian_stmt_step (stmt, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  *row = lian_stmt_get_int (stmt, 0);
  for (guint i = 0; i < N_SEARCHED; i++)
    searched[i] = g_strdup (lian_stmt_get_text (stmt, (int)i + 1));
  lian_stmt_reset (stmt);
  return TRUE;
}

static void
read_record (const LianRecord *record, char **searched)
{
  for (guint i = 0; i < N_SEARCHED; i++)
    if (!lian_record_has (record, searched_fields[i]))
      searched[i] = NULL;
    else if (i == CO_UNITS)
      searched[i] = lian_table_print_list (lian_record_get_list (record, searched_fields[i]));
    else
      searched[i] = g_strdup (lian_record_get_text (record, searched_fields[i]));
}

static gint64
second_of (const LianRecord *record)
{
  static const guint times[]
      = { LIAN_CASE_REPORTED_AT, LIAN_CASE_ACCEPTED_AT, LIAN_CASE_STAGE_AT, LIAN_CASE_CLOSED_AT };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (lian_record_get_int (record, times[i]) > 0)
      return MIN (lian_record_get_int (record, times[i]) / G_TIME_SPAN_SECOND, MAX_SECOND);
  return 1;
}

static gint64
spread (const char *id, guint doubling)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037) + doubling;

  for (const char *p = id; *p != '\0'; p++)
    hash = (hash ^ (guchar)*p) * G_GUINT64_CONSTANT (1099511628211);
  return (gint64)((hash >> 24) & ((G_GUINT64_CONSTANT (1) << doubling) - 1));
}

/* The second at which the case was reported or, where that is taken, one soon after it. */
static gboolean
find_free_row (const LianSearchBatch *batch, LianConn *conn, const LianRecord *record, gint64 *row,
               GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM \"%scase\" WHERE rowid=?", batch->prefix);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gint64 second = second_of (record);
  gboolean taken = TRUE;

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; taken; i++)
    {
      *row = second + spread (lian_record_get_id (record), MIN (i, MAX_DOUBLINGS));
      lian_stmt_bind_int (stmt, 0, *row);
      if (!lian_stmt_step (stmt, &taken, error))
        return FALSE;
      lian_stmt_reset (stmt);
    }
  return TRUE;
}

/* A row that is written twice in a batch is written once. */
static void
add_entry (LianSearchBatch *batch, gint64 row, char *before, char *after)
{
  Entry *entry = g_hash_table_lookup (batch->by_row, &row);

  if (entry != NULL)
    {
      g_free (before);
      g_free (entry->after);
      entry->after = after;
      return;
    }
  entry = g_new (Entry, 1);
  *entry = (Entry){ .row = row, .before = before, .after = after };
  g_ptr_array_add (batch->entries, entry);
  g_hash_table_insert (batch->by_row, &entry->row, entry);
}

static gboolean
are_equal (char *const *a, char *const *b)
{
  for (guint i = 0; i < N_SEARCHED; i++)
    if (g_strcmp0 (a[i], b[i]) != 0)
      return FALSE;
  return TRUE;
}

/**
 * lian_search_batch_note:
 * @id: of a case
 * @record: (nullable): what it is going to be; %NULL: it is going to be deleted
 * @row: (out): the row id at which a new one has to be stored
 *
 * Called before a case is written. On a thread of the database.
 *
 * Returns: %FALSE on error
 */
gboolean
lian_search_batch_note (LianSearchBatch *batch, LianConn *conn, const char *id,
                        const LianRecord *record, gint64 *row, GError **error)
{
  char *before[N_SEARCHED] = { NULL }, *after[N_SEARCHED] = { NULL };
  gboolean known;

  if (!read_stored (batch, conn, id, row, before, error))
    return FALSE;
  known = *row >= 0;
  if (record != NULL)
    read_record (record, after);
  if (!known && record != NULL && !find_free_row (batch, conn, record, row, error))
    {
      searched_clear (after);
      return FALSE;
    }
  if ((known || record != NULL) && (known != (record != NULL) || !are_equal (before, after)))
    add_entry (batch, *row, known ? dup_tokens (before) : NULL,
               record != NULL ? dup_tokens (after) : NULL);
  searched_clear (before);
  searched_clear (after);
  return TRUE;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const Entry *first = *(Entry *const *)a, *second = *(Entry *const *)b;

  return (first->row > second->row) - (first->row < second->row);
}

static gboolean
write_tokens (LianConn *conn, const char *sql, gint64 row, const char *tokens, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, row);
  lian_stmt_bind_text (stmt, 1, tokens);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_search_batch_store:
 *
 * Writes what was noted, in the order of the rows: FTS5 makes a new segment whenever it goes back.
 *
 * Returns: %FALSE on error
 */
gboolean
lian_search_batch_store (LianSearchBatch *batch, LianConn *conn, GError **error)
{
  g_autofree char *insert
      = g_strdup_printf ("INSERT INTO \"%scase_words\" (rowid, words) VALUES (?, ?)",
                         batch->prefix);
  g_autofree char *remove
      = g_strdup_printf ("INSERT INTO \"%scase_words\" (\"%scase_words\", rowid, words) VALUES "
                         "('delete', ?, ?)",
                         batch->prefix, batch->prefix);

  g_ptr_array_sort (batch->entries, compare_rows);
  for (guint i = 0; i < batch->entries->len; i++)
    {
      const Entry *entry = batch->entries->pdata[i];

      if (entry->before != NULL && !write_tokens (conn, remove, entry->row, entry->before, error))
        return FALSE;
      if (entry->after != NULL && !write_tokens (conn, insert, entry->row, entry->after, error))
        return FALSE;
    }
  g_hash_table_remove_all (batch->by_row);
  g_ptr_array_set_size (batch->entries, 0);
  return TRUE;
}

/**
 * lian_search_index_renew:
 * @prefix: of a generation whose cases have just been made anew
 *
 * Makes an empty index in place of the one that is there.
 *
 * Returns: %FALSE on error
 */
gboolean
lian_search_index_renew (LianConn *conn, const char *prefix, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("DROP TABLE IF EXISTS \"%scase_words\";"
                         "CREATE VIRTUAL TABLE \"%scase_words\" USING fts5 (words, content='', "
                         "columnsize=0, detail=none, tokenize='ascii');"
                         "INSERT INTO \"%scase_words\" (\"%scase_words\", rank) VALUES "
                         "('hashsize', 16777216), ('automerge', 8);",
                         prefix, prefix, prefix, prefix);

  return lian_conn_exec (conn, sql, error);
}

/**
 * lian_search_index_dup_version:
 *
 * Returns: (transfer full): changes when an index has to be made anew because a text would give
 * other tokens
 */
char *
lian_search_index_dup_version (void)
{
  return g_strconcat (LIAN_SEARCH_TEXT_VERSION "/", lian_pinyin_version (), NULL);
}
