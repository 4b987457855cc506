/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-seal.h"

#include "lian-error.h"

/* SQLite takes 127 arguments; a longer row is summed piece by piece. */
#define PIECE 100

#define OWN_TABLE "seal"

/* Where the sum over the schema is kept: no table can be called so. */
#define SCHEMA_TABLE "sqlite_schema"

/* What the program made: names, columns, indexes, triggers, version. Where in the file they lie may
 * change. */
#define SCHEMA_SUM                                                                          \
  "(SELECT lian_sum ((SELECT user_version FROM pragma_user_version),"                       \
  " group_concat (row, '')) FROM (SELECT hex (lian_sum (type, name, tbl_name, sql)) AS row" \
  " FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name))"

typedef struct
{
  char *name;
  GPtrArray *columns; /* char* */
  GPtrArray *keys;    /* char*: of the primary key */
} Table;

static void
table_clear (Table *table)
{
  g_clear_pointer (&table->name, g_free);
  g_clear_pointer (&table->columns, g_ptr_array_unref);
  g_clear_pointer (&table->keys, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

typedef gboolean (*TableFunc) (LianConn *conn, const Table *table, gpointer data, GError **error);

static gboolean
damaged (GError **error, const char *table, const char *key, const char *what)
{
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED, "%s: row “%s” %s", table, key, what);
  return FALSE;
}

static GPtrArray *
list_texts (LianConn *conn, const char *sql, const char *parameter, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  if (stmt == NULL)
    return NULL;
  if (parameter != NULL)
    lian_stmt_bind_text (stmt, 0, parameter);
  while (lian_stmt_step (stmt, &row, error))
    {
      if (!row)
        return g_steal_pointer (&texts);
      g_ptr_array_add (texts, g_strdup (lian_stmt_get_text (stmt, 0)));
    }
  return NULL;
}

static gboolean
table_read (LianConn *conn, const char *name, Table *table, GError **error)
{
  table->name = g_strdup (name);
  table->columns
      = list_texts (conn, "SELECT name FROM pragma_table_info (?) ORDER BY cid", name, error);
  if (table->columns == NULL)
    return FALSE;
  table->keys = list_texts (conn, "SELECT name FROM pragma_table_info (?) WHERE pk > 0 ORDER BY pk",
                            name, error);
  if (table->keys == NULL)
    return FALSE;
  if (table->keys->len > 0)
    return TRUE;
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_FAILED, "table %s has no primary key", name);
  return FALSE;
}

static gboolean
for_each_table (LianConn *conn, TableFunc func, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) names = list_texts (
      conn,
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
      " ESCAPE '\\' AND name <> '" OWN_TABLE "' ORDER BY name",
      NULL, error);

  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      g_auto (Table) table = { 0 };

      if (!table_read (conn, names->pdata[i], &table, error) || !func (conn, &table, data, error))
        return FALSE;
    }
  return TRUE;
}

/* @row: "new.", "old." or "t.". What the seal of a row is called by. */
static char *
make_key (const Table *table, const char *row)
{
  GString *text = g_string_new (NULL);

  if (table->keys->len == 1)
    g_string_append_printf (text, "CAST (%s\"%s\" AS TEXT)", row, (char *)table->keys->pdata[0]);
  for (guint i = 0; table->keys->len > 1 && i < table->keys->len; i++)
    g_string_append_printf (text, "%squote (%s\"%s\")", i > 0 ? " || ',' || " : "", row,
                            (char *)table->keys->pdata[i]);
  return g_string_free (text, FALSE);
}

static char *
make_sum (const Table *table, const char *row)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "'%s'", table->name);
  for (guint i = 0; i < table->columns->len; i++)
    {
      if (i % PIECE == 0)
        {
          g_string_prepend (text, "lian_sum (");
          if (i > 0)
            g_string_append_c (text, ')');
        }
      g_string_append_printf (text, ", %s\"%s\"", row, (char *)table->columns->pdata[i]);
    }
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

/* --- making --- */

static char *
make_trigger (const Table *table, char which)
{
  const char *name = table->name;
  g_autofree char *key = make_key (table, which == 'd' ? "old." : "new.");
  g_autofree char *old_key = make_key (table, "old.");
  g_autofree char *sum = make_sum (table, "new.");
  g_autofree char *columns = NULL;

  switch (which)
    {
    case 'i':
      return g_strdup_printf ("CREATE TRIGGER \"seal_i_%s\" AFTER INSERT ON \"%s\" BEGIN"
                              " INSERT INTO " OWN_TABLE " (tbl, key, sum) VALUES ('%s', %s, %s)"
                              " ON CONFLICT (tbl, key) DO UPDATE SET sum = excluded.sum; END",
                              name, name, name, key, sum);
    case 'u':
      return g_strdup_printf ("CREATE TRIGGER \"seal_u_%s\" AFTER UPDATE ON \"%s\" BEGIN"
                              " UPDATE " OWN_TABLE " SET sum = %s WHERE tbl = '%s' AND key = %s;"
                              " END",
                              name, name, sum, name, key);
    case 'k':
      g_ptr_array_add (table->keys, NULL);
      columns = g_strjoinv ("\", \"", (char **)table->keys->pdata);
      g_ptr_array_remove_index (table->keys, table->keys->len - 1);
      return g_strdup_printf ("CREATE TRIGGER \"seal_k_%s\" BEFORE UPDATE OF \"%s\" ON \"%s\""
                              " BEGIN UPDATE " OWN_TABLE " SET key = %s WHERE tbl = '%s'"
                              " AND key = %s; END",
                              name, columns, name, key, name, old_key);
    default:
      return g_strdup_printf ("CREATE TRIGGER \"seal_d_%s\" AFTER DELETE ON \"%s\" BEGIN"
                              " DELETE FROM " OWN_TABLE " WHERE tbl = '%s' AND key = %s; END",
                              name, name, name, key);
    }
}

static gboolean
has_trigger (LianConn *conn, const char *sql, gboolean *has, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn, "SELECT COUNT (*) FROM sqlite_master WHERE type = 'trigger' AND sql = ?", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, sql);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *has = row && lian_stmt_get_int (stmt, 0) > 0;
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
seal_rows (LianConn *conn, const Table *table, GError **error)
{
  g_autofree char *key = make_key (table, "t.");
  g_autofree char *sum = make_sum (table, "t.");
  g_autofree char *sql = g_strdup_printf ("DELETE FROM " OWN_TABLE " WHERE tbl = '%s';"
                                          "INSERT INTO " OWN_TABLE
                                          " (tbl, key, sum) SELECT '%s', %s, %s FROM \"%s\" t",
                                          table->name, table->name, key, sum, table->name);

  return lian_conn_exec (conn, sql, error);
}

static gboolean
install (LianConn *conn, const Table *table, gpointer data, GError **error)
{
  const gboolean *changed = data;
  gboolean anew = FALSE;

  for (const char *which = "iukd"; *which != '\0'; which++)
    {
      g_autofree char *sql = make_trigger (table, *which);
      g_autofree char *drop
          = g_strdup_printf ("DROP TRIGGER IF EXISTS \"seal_%c_%s\"", *which, table->name);
      gboolean has;

      if (!has_trigger (conn, sql, &has, error))
        return FALSE;
      if (has)
        continue;
      if (!*changed)
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED, "table %s has lost its seal",
                       table->name);
          return FALSE;
        }
      if (!lian_conn_exec (conn, drop, error) || !lian_conn_exec (conn, sql, error))
        return FALSE;
      anew = TRUE;
    }
  return !anew || seal_rows (conn, table, error);
}

/**
 * lian_seal_install:
 * @changed: whether tables were made or migrated in this transaction
 *
 * Makes the triggers of tables that have none, or others, and seals their rows as they are; at last
 * the schema itself. In a file that was not changed they all have to be there: rows that were
 * written without a seal are not to be sealed later as if nothing had been.
 *
 * Returns: %FALSE with %LIAN_ERROR_DAMAGED or what the database says
 */
gboolean
lian_seal_install (LianConn *conn, gboolean changed, GError **error)
{
  return for_each_table (conn, install, &changed, error)
         && (!changed
             || lian_conn_exec (conn,
                                "INSERT OR REPLACE INTO " OWN_TABLE " (tbl, key, sum)"
                                " VALUES ('" SCHEMA_TABLE "', '', " SCHEMA_SUM ")",
                                error));
}

/* --- verifying --- */

/**
 * lian_seal_find_text:
 * @sql: ours
 *
 * Returns: (transfer full) (nullable): the first column of the first row, as valid UTF-8 whatever
 * is stored; %NULL without error when there is none
 */
char *
lian_seal_find_text (LianConn *conn, const char *sql, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  char *text = NULL;
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return NULL;
  if (row)
    text = g_utf8_make_valid (lian_stmt_is_null (stmt, 0) ? "" : lian_stmt_get_text (stmt, 0), -1);
  lian_stmt_reset (stmt);
  return text;
}

/* Whether @sql finds nothing; otherwise the row that it found is @what. */
static gboolean
expect_none (LianConn *conn, const char *sql, const char *table, const char *what, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autofree char *key = lian_seal_find_text (conn, sql, &failed);

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  return key == NULL || damaged (error, table, key, what);
}

static gboolean
count (LianConn *conn, const char *sql, const char *parameter, gint64 *n, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  if (parameter != NULL)
    lian_stmt_bind_text (stmt, 0, parameter);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *n = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
verify_rows (LianConn *conn, const Table *table, GError **error)
{
  g_autofree char *key = make_key (table, "t.");
  g_autofree char *sum = make_sum (table, "t.");
  g_autofree char *sql
      = g_strdup_printf ("SELECT key FROM (SELECT %s AS key, %s AS is_now,"
                         " (SELECT sum FROM " OWN_TABLE
                         " s WHERE s.tbl = '%s' AND s.key = %s) AS was FROM \"%s\" t)"
                         " WHERE is_now IS NOT was LIMIT 1",
                         key, sum, table->name, key, table->name);

  return expect_none (conn, sql, table->name, "is not what was written", error);
}

static gboolean
verify_seals (LianConn *conn, const Table *table, GError **error)
{
  g_autofree char *key = make_key (table, "t.");
  g_autofree char *sql = g_strdup_printf ("SELECT key FROM " OWN_TABLE " WHERE tbl = '%s'"
                                          " AND key NOT IN (SELECT %s FROM \"%s\" t) LIMIT 1",
                                          table->name, key, table->name);

  return expect_none (conn, sql, table->name, "is missing", error);
}

static gboolean
verify_table (LianConn *conn, const Table *table, gpointer data, GError **error)
{
  gint64 *n_rows = data;
  g_autofree char *rows = g_strdup_printf ("SELECT COUNT (*) FROM \"%s\"", table->name);
  gint64 n;
  gint64 n_seals;

  if (!count (conn, rows, NULL, &n, error)
      || !count (conn, "SELECT COUNT (*) FROM " OWN_TABLE " WHERE tbl = ?", table->name, &n_seals,
                 error))
    return FALSE;
  *n_rows += n;
  /* When each row has its own, only more seals than rows are worth to look for which. */
  return (n == 0 || verify_rows (conn, table, error))
         && (n == n_seals || verify_seals (conn, table, error));
}

/**
 * lian_seal_verify:
 * @n_rows: (out): rows that are right
 *
 * Returns: %FALSE with %LIAN_ERROR_DAMAGED when schema or a row is not what was written, a row is
 * missing, or one was written past the seals
 */
gboolean
lian_seal_verify (LianConn *conn, gint64 *n_rows, GError **error)
{
  static const char schema[] = "SELECT COUNT (*) FROM " OWN_TABLE " WHERE tbl = '" SCHEMA_TABLE
                               "' AND key = '' AND sum = " SCHEMA_SUM;
  static const char foreign[]
      = "SELECT tbl || ' ' || key FROM " OWN_TABLE " WHERE (tbl <> '" SCHEMA_TABLE
        "' OR key <> '') AND tbl NOT IN (SELECT name FROM"
        " sqlite_master WHERE type = 'table' AND name <> '" OWN_TABLE "') LIMIT 1";
  gint64 n;

  *n_rows = 0;
  if (!for_each_table (conn, verify_table, n_rows, error)
      || !expect_none (conn, foreign, OWN_TABLE, "is of no table", error)
      || !count (conn, schema, NULL, &n, error))
    return FALSE;
  if (n != 1)
    g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_DAMAGED,
                         "schema: tables, indexes or triggers are not those that were made");
  return n == 1;
}
