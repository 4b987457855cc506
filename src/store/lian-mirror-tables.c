/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-mirror-tables.h"
#include "lian-mirror-derived.h"
#include "lian-mirror-private.h"
#include "lian-table.h"

#include <string.h>

/* Of the tables that no generation is shown from. */
#define NOBODYS "n_"

/* --- what is remembered --- */

char *
lian_mirror_get_meta (LianConn *conn, const char *key, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT value FROM meta WHERE key=?", error);
  char *value;
  gboolean row;

  if (stmt == NULL)
    return NULL;
  lian_stmt_bind_text (stmt, 0, key);
  if (!lian_stmt_step (stmt, &row, error))
    return NULL;
  value = g_strdup (row ? lian_stmt_get_text (stmt, 0) : "");
  lian_stmt_reset (stmt);
  return value != NULL ? value : g_strdup ("");
}

gboolean
lian_mirror_get_meta_int (LianConn *conn, const char *key, gint64 *value, GError **error)
{
  g_autofree char *text = lian_mirror_get_meta (conn, key, error);

  if (text == NULL)
    return FALSE;
  *value = g_ascii_strtoll (text, NULL, 10);
  return TRUE;
}

gboolean
lian_mirror_set_meta (LianConn *conn, const char *key, const char *value, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "INSERT INTO meta (key, value) VALUES (?, ?) "
                                      "ON CONFLICT (key) DO UPDATE SET value=excluded.value",
                                      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, key);
  lian_stmt_bind_text (stmt, 1, value != NULL ? value : "");
  return lian_stmt_run (stmt, error);
}

gboolean
lian_mirror_set_meta_int (LianConn *conn, const char *key, gint64 value, GError **error)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  return lian_mirror_set_meta (conn, key, text, error);
}

/* --- generations --- */

const char *
lian_mirror_prefix_of (gint64 generation)
{
  return generation % 2 == 0 ? "a_" : "b_";
}

/*
 * lian_mirror_read_prefix:
 *
 * The kinds are taken anew one by one, so two of them may stand in different generations.
 *
 * Returns: (transfer none): the prefix of the table that @kind is shown from, for this transaction;
 * %NULL on error
 */
const char *
lian_mirror_read_prefix (LianConn *conn, LianKindId kind, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn,
      "SELECT generation, coalesce ((SELECT value FROM meta WHERE key='concealed'), '') "
      "FROM picture WHERE kind=?",
      error);
  gint64 generation;
  gboolean row, concealed;

  if (stmt == NULL)
    return NULL;
  lian_stmt_bind_text (stmt, 0, lian_kind_get (kind)->name);
  if (!lian_stmt_step (stmt, &row, error))
    return NULL;
  generation = row ? lian_stmt_get_int (stmt, 0) : 0;
  concealed = row && strcmp (lian_stmt_get_text (stmt, 1), "1") == 0;
  lian_stmt_reset (stmt);
  /* The vocabulary is everybody's. */
  return concealed && kind != LIAN_KIND_ENTRY ? NOBODYS : lian_mirror_prefix_of (generation);
}

gboolean
lian_mirror_read_kinds (LianConn *conn, LianMirrorKind kinds[LIAN_N_KINDS], GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT kind, generation, due, taking FROM picture", error);
  gboolean row = TRUE;

  memset (kinds, 0, LIAN_N_KINDS * sizeof kinds[0]);
  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      const LianKind *kind;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      kind = row ? lian_kind_by_name (lian_stmt_get_text (stmt, 0)) : NULL;
      if (kind == NULL)
        continue;
      kinds[kind->id].generation = lian_stmt_get_int (stmt, 1);
      kinds[kind->id].due = (LianMirrorDue)lian_stmt_get_int (stmt, 2);
      kinds[kind->id].taking = lian_stmt_get_int (stmt, 3) != 0;
    }
  return TRUE;
}

gboolean
lian_mirror_write_kind (LianConn *conn, LianKindId kind, const LianMirrorKind *state,
                        GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn, "REPLACE INTO picture (kind, generation, due, taking) VALUES (?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, lian_kind_get (kind)->name);
  lian_stmt_bind_int (stmt, 1, state->generation);
  lian_stmt_bind_int (stmt, 2, state->due);
  lian_stmt_bind_int (stmt, 3, state->taking);
  return lian_stmt_run (stmt, error);
}

gboolean
lian_mirror_renew (LianConn *conn, LianKindId kind, const char *prefix, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "DELETE FROM tally WHERE generation=? AND kind=?", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, prefix);
  lian_stmt_bind_text (stmt, 1, lian_kind_get (kind)->name);
  return lian_stmt_run (stmt, error) && lian_table_drop (conn, lian_kind_get (kind), prefix, error)
         && lian_table_create (conn, lian_kind_get (kind), prefix, error)
         && lian_mirror_derived_renew (conn, kind, prefix, error);
}

static gboolean
renew_all_three (LianConn *conn, LianKindId kind, GError **error)
{
  return lian_mirror_renew (conn, kind, lian_mirror_prefix_of (0), error)
         && lian_mirror_renew (conn, kind, lian_mirror_prefix_of (1), error)
         && lian_mirror_renew (conn, kind, NOBODYS, error);
}

/* --- what the tables were made from --- */

/* "id:1:0 version:2:0 …": a field changed in any way that a table would notice is another word. */
static char *
describe_fields (const LianKind *kind)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < kind->n_fields; i++)
    {
      const LianField *field = &kind->fields[i];

      g_string_append_printf (text, "%s%s:%d:%d", i > 0 ? " " : "", field->name, field->type,
                              (field->flags & LIAN_FIELD_INDEXED) != 0);
      if (field->type == LIAN_TYPE_ROWS)
        {
          g_autofree char *rows = lian_kind_dup_fingerprint (lian_kind_get_rows (kind, i));

          g_string_append_printf (text, ":%s", rows);
        }
    }
  return g_string_free (text, FALSE);
}

static gboolean
store_fields (LianConn *conn, const char *name, const char *value, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "REPLACE INTO fingerprint (kind, value) VALUES (?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, name);
  lian_stmt_bind_text (stmt, 1, value);
  return lian_stmt_run (stmt, error);
}

/* name → what its table was made from; NULL on error. */
static GHashTable *
read_fields (LianConn *conn, GError **error)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  LianStmt *stmt = NULL;
  gboolean row = TRUE;

  if (lian_conn_exec (conn,
                      "CREATE TABLE IF NOT EXISTS fingerprint (kind TEXT PRIMARY KEY, value TEXT)",
                      error))
    stmt = lian_conn_prepare (conn,
                              "SELECT coalesce (kind, ''), coalesce (value, '') FROM fingerprint",
                              error);
  if (stmt == NULL)
    return NULL;
  while (row)
    {
      if (!lian_stmt_step (stmt, &row, error))
        return NULL;
      if (row)
        g_hash_table_insert (found, g_strdup (lian_stmt_get_text (stmt, 0)),
                             g_strdup (lian_stmt_get_text (stmt, 1)));
    }
  return g_steal_pointer (&found);
}

/* Which fields of @kind (a set bit each, in @added) the file does not have yet. %FALSE when the two
 * differ in any other way. */
static gboolean
find_added (const LianKind *kind, const char *stored, GArray *added)
{
  g_autofree char *wanted = describe_fields (kind);
  g_auto (GStrv) new_words = g_strsplit (wanted, " ", -1);
  g_auto (GStrv) old_words = g_strsplit (stored, " ", -1);

  for (guint i = 0; old_words[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *)new_words, old_words[i]))
      return FALSE;
  for (guint i = 0; new_words[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *)old_words, new_words[i]))
      g_array_append_val (added, i);
  return TRUE;
}

/* %FALSE when the file can only be made anew. */
static gboolean
can_be_kept (GHashTable *found)
{
  g_autofree char *layout = lian_mirror_derived_dup_layout ();

  if (g_hash_table_size (found) != LIAN_N_KINDS + 1
      || g_strcmp0 (g_hash_table_lookup (found, "layout"), layout) != 0)
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      const LianKind *kind = lian_kind_get (i);
      const char *stored = g_hash_table_lookup (found, kind->name);
      g_autoptr (GArray) added = g_array_new (FALSE, FALSE, sizeof (guint));

      if (stored == NULL || !find_added (kind, stored, added))
        return FALSE;
    }
  return TRUE;
}

/* The rows that are there are shown without the field until the kind was taken anew. */
static gboolean
add_fields (LianConn *conn, const LianKind *kind, LianMirrorKind *state, GArray *added,
            GError **error)
{
  g_autofree char *wanted = describe_fields (kind);

  for (guint i = 0; i < added->len; i++)
    for (gint64 generation = 0; generation < 2; generation++)
      if (!lian_table_add_field (conn, kind, lian_mirror_prefix_of (generation),
                                 g_array_index (added, guint, i), error))
        return FALSE;
  state->due = LIAN_MIRROR_TAKE_ANEW;
  return lian_mirror_renew (conn, kind->id, NOBODYS, error)
         && lian_mirror_write_kind (conn, kind->id, state, error)
         && store_fields (conn, kind->name, wanted, error);
}

static gboolean
grow (LianConn *conn, GHashTable *found, GError **error)
{
  LianMirrorKind states[LIAN_N_KINDS];

  if (!lian_mirror_read_kinds (conn, states, error))
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      const LianKind *kind = lian_kind_get (i);
      g_autoptr (GArray) added = g_array_new (FALSE, FALSE, sizeof (guint));

      find_added (kind, g_hash_table_lookup (found, kind->name), added);
      if (added->len > 0 && !add_fields (conn, kind, &states[i], added, error))
        return FALSE;
    }
  return TRUE;
}

/* --- making the file --- */

static gboolean
drop_those (LianConn *conn, const char *which, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *select
      = g_strdup_printf ("SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE "
                         "'sqlite%%' AND name NOT IN ('meta', 'fingerprint') AND %s",
                         which);
  LianStmt *stmt = lian_conn_prepare (conn, select, error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (names, g_strdup (lian_stmt_get_text (stmt, 0)));
    }
  for (guint i = 0; i < names->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (names->pdata[i], "\"", -1);
      g_autofree char *quoted = g_strjoinv ("\"\"", parts);
      g_autofree char *sql = g_strdup_printf ("DROP TABLE \"%s\"", quoted);

      if (!lian_conn_exec (conn, sql, error))
        return FALSE;
    }
  return TRUE;
}

/* A virtual table takes the tables that it is kept in along. */
static gboolean
drop_everything (LianConn *conn, GError **error)
{
  return drop_those (conn, "sql LIKE 'CREATE VIRTUAL%'", error) && drop_those (conn, "1", error);
}

static gboolean
make_everything (LianConn *conn, GError **error)
{
  static const LianMirrorKind fresh = { 0, LIAN_MIRROR_IN_ORDER, FALSE };
  g_autofree char *layout = lian_mirror_derived_dup_layout ();

  if (!drop_everything (conn, error)
      || !lian_conn_exec (
          conn,
          "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT);"
          "DELETE FROM meta WHERE key NOT IN ('server_id', 'name', 'demonstration');"
          "DELETE FROM fingerprint;"
          "CREATE TABLE picture (kind TEXT PRIMARY KEY, generation INTEGER NOT NULL, due INTEGER "
          "NOT NULL, taking INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
          "CREATE TABLE tally (generation TEXT, kind TEXT, count INTEGER NOT NULL, digest "
          "INTEGER NOT NULL, PRIMARY KEY (generation, kind)) STRICT, WITHOUT ROWID;"
          "CREATE TABLE tombstone (kind TEXT, id TEXT, version INTEGER NOT NULL, PRIMARY KEY "
          "(kind, id)) STRICT, WITHOUT ROWID;",
          error))
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      g_autofree char *fields = describe_fields (lian_kind_get (i));

      if (!renew_all_three (conn, i, error) || !lian_mirror_write_kind (conn, i, &fresh, error)
          || !store_fields (conn, lian_kind_get (i)->name, fields, error))
        return FALSE;
    }
  return store_fields (conn, "layout", layout, error);
}

/* Nobody has signed in yet: the picture of the last person is not shown. What a demonstration shows
 * is invented and nobody's secret. A shadow of an earlier run lacks what came since. */
static gboolean
begin_run (LianConn *conn, GError **error)
{
  return lian_conn_exec (conn,
                         "UPDATE picture SET taking=0 WHERE taking<>0;"
                         "REPLACE INTO meta (key, value) SELECT 'concealed', CASE WHEN "
                         "coalesce ((SELECT value FROM meta WHERE key='scope'), '')<>'' AND "
                         "coalesce ((SELECT value FROM meta WHERE key='demonstration'), '')<>'1' "
                         "THEN '1' ELSE '0' END;",
                         error);
}

/*
 * lian_mirror_file_schema:
 *
 * Makes the tables. A field that the file does not know yet becomes a column, and its kind is due
 * to be taken anew. A file whose tables differ in any other way is emptied: the picture can be
 * fetched again; only the name of the server is kept, so that another server is noticed.
 */
gboolean
lian_mirror_file_schema (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorSchema *schema = data;
  g_autoptr (GHashTable) found = read_fields (conn, error);

  if (found == NULL)
    return FALSE;
  if (can_be_kept (found))
    return grow (conn, found, error) && begin_run (conn, error);
  if (schema != NULL)
    schema->remade = g_hash_table_size (found) > 0;
  return make_everything (conn, error) && begin_run (conn, error);
}
