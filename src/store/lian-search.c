/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-search.h"
#include "lian-mirror-private.h"
#include "lian-search-text.h"
#include "lian-store-sql.h"
#include "lian-table-value.h"

#include <string.h>

/* Of the pieces of a word so many are asked of the index. */
#define MAX_PHRASES 4

/* So many cases tell how frequent a piece is. */
#define SAMPLE 100

/* The arguments of the predicate. */
enum
{
  CODE,
  TITLE,
  DESCRIPTION,
  ADDRESS,
  N_TEXTS,
  LEAD_UNIT = N_TEXTS,
  CO_UNITS,
  HANDLER,
  N_ARGUMENTS
};

#define PREDICATE \
  "lian_predicate (code, title, description, address, lead_unit_id, co_unit_ids, handler_id)"

/* Up to so many cases are looked at one by one; among more than these the index finds them. */
#define FEW 2000

static const LianSearchReading readings[N_TEXTS] = {
  [CODE] = LIAN_SEARCH_INITIALS,
  [TITLE] = LIAN_SEARCH_SYLLABLES,
  [DESCRIPTION] = LIAN_SEARCH_INITIALS,
  [ADDRESS] = LIAN_SEARCH_SYLLABLES,
};

/* A word, and whose names have it. */
typedef struct
{
  const char *word;    /* (borrowed) */
  GHashTable *units;   /* char* */
  GHashTable *workers; /* char* */
} Term;

typedef struct
{
  char **words;
  Term *terms; /* of every word */
  guint n_terms;
} Search;

/* Asks the texts of a row, which are folded when the first word comes to them. */
static gboolean
is_in_texts (const char *word, const char *const *texts, char **folded)
{
  for (guint i = 0; i < N_TEXTS; i++)
    {
      if (texts[i] == NULL)
        continue;
      if (folded[i] == NULL)
        folded[i] = lian_search_fold (texts[i]);
      if (lian_search_text_has (folded[i], word, readings[i]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_in_names (const Term *term, const char *const *texts)
{
  g_auto (GStrv) co_units = NULL;

  if (texts[HANDLER] != NULL && g_hash_table_contains (term->workers, texts[HANDLER]))
    return TRUE;
  if (g_hash_table_size (term->units) == 0)
    return FALSE;
  if (texts[LEAD_UNIT] != NULL && g_hash_table_contains (term->units, texts[LEAD_UNIT]))
    return TRUE;
  co_units = texts[CO_UNITS] != NULL ? lian_table_parse_list (texts[CO_UNITS]) : NULL;
  for (guint i = 0; co_units != NULL && co_units[i] != NULL; i++)
    if (g_hash_table_contains (term->units, co_units[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_found (const char *const *texts, guint n_texts, gpointer data)
{
  Search *self = data;
  char *folded[N_TEXTS] = { NULL };
  gboolean found = n_texts == N_ARGUMENTS;

  for (guint i = 0; i < self->n_terms && found; i++)
    found
        = is_in_texts (self->terms[i].word, texts, folded) || is_in_names (&self->terms[i], texts);
  for (guint i = 0; i < N_TEXTS; i++)
    g_free (folded[i]);
  return found;
}

/* The ids of those of @kind whose name has a word. Names change, and there are few of them: they
 * are read for every search, and cases are found by the names of today. */
static gboolean
find_names (Search *self, LianConn *conn, LianKindId kind, GError **error)
{
  const char *prefix = lian_mirror_read_prefix (conn, kind, error);
  g_autofree char *sql = NULL;
  LianStmt *stmt;
  gboolean row = TRUE;

  if (prefix == NULL)
    return FALSE;
  sql = g_strdup_printf ("SELECT id, name FROM \"%s%s\" WHERE name IS NOT NULL", prefix,
                         lian_kind_get (kind)->name);
  stmt = lian_conn_prepare (conn, sql, error);
  if (stmt == NULL)
    return FALSE;
  while (TRUE)
    {
      g_autofree char *folded = NULL;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      folded = lian_search_fold (lian_stmt_get_text (stmt, 1));
      for (guint i = 0; i < self->n_terms; i++)
        if (lian_search_text_has (folded, self->terms[i].word, LIAN_SEARCH_SYLLABLES))
          g_hash_table_add (kind == LIAN_KIND_UNIT ? self->terms[i].units : self->terms[i].workers,
                            g_strdup (lian_stmt_get_text (stmt, 0)));
    }
}

/* A phrase of an expression, and how rare it is. */
typedef struct
{
  const char *phrase; /* (borrowed) */
  gboolean absent;    /* no case has it */
  gint64 distance;    /* of the newest cases that have it, in seconds */
} Measured;

/* A beginning is not measured: FTS5 gathers all its places before it tells the first. */
static gboolean
measure (LianConn *conn, const char *prefix, Measured *measured, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT max (rowid)-min (rowid), count(*) FROM (SELECT rowid FROM "
                         "\"%scase_words\" (?) ORDER BY rowid DESC LIMIT %d)",
                         prefix, SAMPLE);
  LianStmt *stmt;
  gboolean row;

  if (g_str_has_suffix (measured->phrase, "*"))
    return TRUE;
  stmt = lian_conn_prepare (conn, sql, error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, measured->phrase);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  measured->absent = row && lian_stmt_get_int (stmt, 1) == 0;
  measured->distance
      = row && lian_stmt_get_int (stmt, 1) == SAMPLE ? lian_stmt_get_int (stmt, 0) : G_MAXINT64;
  lian_stmt_reset (stmt);
  return TRUE;
}

static int
compare_measured (gconstpointer a, gconstpointer b)
{
  const Measured *first = a, *second = b;

  return (first->distance < second->distance) - (first->distance > second->distance);
}

/* Every list that is asked for is walked along. Of a long word the rarest pieces do: the others
 * would only be in the way, "街道" in half of all addresses. A word with a piece that is nowhere is
 * nowhere. */
static gboolean
add_alternative (GString *expression, LianConn *conn, const char *prefix, char *const *phrases,
                 GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Measured));
  guint n = g_strv_length ((GStrv)phrases);

  for (guint i = 0; i < n; i++)
    {
      Measured measured = { .phrase = phrases[i] };

      if (!measure (conn, prefix, &measured, error))
        return FALSE;
      if (measured.absent)
        return TRUE;
      g_array_append_val (list, measured);
    }
  g_array_sort (list, compare_measured);
  for (guint i = 0; i < MIN (n, MAX_PHRASES); i++)
    g_string_append_printf (expression, "%s%s",
                            i > 0                 ? " AND "
                            : expression->len > 0 ? " OR ("
                                                  : "(",
                            g_array_index (list, Measured, i).phrase);
  g_string_append_c (expression, ')');
  return TRUE;
}

static void
add_keys (GString *expression, LianSearchKey key, GHashTable *ids)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_autofree char *phrase = lian_search_dup_key_phrase (key, id);

      g_string_append_printf (expression, "%s%s", expression->len > 0 ? " OR " : "", phrase);
    }
}

/* "" when no case can have the word. */
static char *
dup_term_expression (const Term *term, LianConn *conn, const char *prefix, GError **error)
{
  g_autoptr (GPtrArray) alternatives = lian_search_dup_alternatives (term->word);
  g_autoptr (GString) expression = g_string_new (NULL);

  for (guint i = 0; i < alternatives->len; i++)
    if (!add_alternative (expression, conn, prefix, alternatives->pdata[i], error))
      return NULL;
  add_keys (expression, LIAN_SEARCH_UNIT, term->units);
  add_keys (expression, LIAN_SEARCH_WORKER, term->workers);
  return g_string_free (g_steal_pointer (&expression), FALSE);
}

/* A region narrows the index only where its own token is in every case within it. */
static void
add_region (GString *expression, const char *region)
{
  g_autofree char *begin
      = region != NULL && *region != '\0' ? lian_sql_dup_region_prefix (region) : NULL;
  g_autofree char *within = NULL;
  g_autofree char *everywhere = lian_search_dup_key_phrase (LIAN_SEARCH_REGION, "");

  if (region == NULL || *region == '\0'
      || (begin != NULL && strlen (begin) != 6 && strlen (begin) != 9 && strlen (begin) != 12))
    return;
  within = lian_search_dup_key_phrase (LIAN_SEARCH_REGION, begin != NULL ? begin : region);
  g_string_append_printf (expression, "(%s OR %s) AND ", within, everywhere);
}

/* "" when nothing can be found. */
static char *
dup_expression (Search *self, LianConn *conn, const char *prefix, const char *region,
                GError **error)
{
  g_autoptr (GString) expression = g_string_new (NULL);

  add_region (expression, region);
  for (guint i = 0; i < self->n_terms; i++)
    {
      g_autofree char *term = dup_term_expression (&self->terms[i], conn, prefix, error);

      if (term == NULL)
        return NULL;
      if (*term == '\0')
        return g_steal_pointer (&term);
      g_string_append_printf (expression, "%s(%s)", i > 0 ? " AND " : "", term);
    }
  return g_string_free (g_steal_pointer (&expression), FALSE);
}

static void
search_free (gpointer data)
{
  Search *self = data;

  for (guint i = 0; i < self->n_terms; i++)
    {
      g_hash_table_unref (self->terms[i].units);
      g_hash_table_unref (self->terms[i].workers);
    }
  g_free (self->terms);
  g_strfreev (self->words);
  g_free (self);
}

static Search *
search_new (const char *text)
{
  Search *self = g_new0 (Search, 1);

  self->words = lian_search_split (text);
  self->n_terms = g_strv_length (self->words);
  self->terms = g_new0 (Term, self->n_terms);
  for (guint i = 0; i < self->n_terms; i++)
    self->terms[i]
        = (Term){ .word = self->words[i],
                  .units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                  .workers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  return self;
}

static gboolean
has_few (LianConn *conn, const char *prefix, const char *where, gboolean *few, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT count(*) FROM (SELECT 1 FROM \"%scase\" WHERE %s LIMIT %d)",
                         prefix, where, FEW + 1);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *few = row && lian_stmt_get_int (stmt, 0) <= FEW;
  lian_stmt_reset (stmt);
  return TRUE;
}

/* CROSS: the index leads, so that its order is that of the rows, nothing has to be sorted, and what
 * comes behind the last row that is wanted is never looked at. */
static char *
dup_indexed (Search *self, LianConn *conn, const char *prefix, const char *region,
             const char *where, guint most, GError **error)
{
  g_autofree char *expression = dup_expression (self, conn, prefix, region, error);
  g_autofree char *quoted = NULL;

  if (expression == NULL)
    return NULL;
  if (*expression == '\0')
    return g_strdup ("(0)");
  quoted = lian_sql_quote (expression);
  return g_strdup_printf ("(rowid IN (SELECT found.rowid FROM \"%scase_words\" (%s) AS found CROSS "
                          "JOIN \"%scase\" ON \"%scase\".rowid=found.rowid WHERE %s AND " PREDICATE
                          " ORDER BY found.rowid DESC LIMIT %u))",
                          prefix, quoted, prefix, prefix, where, most);
}

/**
 * lian_search_dup_condition:
 * @text: (nullable): what a person typed; every character in it is text. Blank: all are found
 * @region_code: (nullable): a division, empty: all
 * @view: SQL over the columns of a case, in brackets: which cases are looked at
 * @most: how many are wanted, the newest; rows ordered by ORDER BY rowid DESC
 *
 * What @view, @region_code and @text ask for, as a condition on the table of the cases that is
 * shown. It is valid for statements of this transaction, and until it is asked for another text.
 *
 * Returns: (transfer full): a condition in brackets, or %NULL on error
 */
char *
lian_search_dup_condition (LianConn *conn, const char *text, const char *region_code,
                           const char *view, guint most, GError **error)
{
  g_autofree char *region = lian_sql_region (region_code);
  g_autofree char *where = g_strdup_printf ("(%s AND %s)", view, region);
  const char *prefix;
  gboolean few;
  Search *self;

  if (lian_search_is_blank (text))
    return g_steal_pointer (&where);
  self = search_new (text);
  lian_conn_set_predicate (conn, is_found, self, search_free);
  prefix = lian_mirror_read_prefix (conn, LIAN_KIND_CASE, error);
  if (prefix == NULL || !find_names (self, conn, LIAN_KIND_UNIT, error)
      || !find_names (self, conn, LIAN_KIND_WORKER, error)
      || !has_few (conn, prefix, view, &few, error))
    return NULL;
  return few ? g_strdup_printf ("(%s AND " PREDICATE ")", where)
             : dup_indexed (self, conn, prefix, region_code, where, most, error);
}
