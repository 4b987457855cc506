/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-table.h"
#include "lian-conn-private.h"
#include "lian-error.h"
#include "lian-table-value.h"

/* Rows are stored inside their record, but have a table all the same. */
#define N_TABLES LIAN_N_TABLES

static const char *
column_type (const LianField *field)
{
  switch (field->type)
    {
    case LIAN_TYPE_INT:
    case LIAN_TYPE_BOOL:
    case LIAN_TYPE_TIME:
      return " INTEGER";
    case LIAN_TYPE_REAL:
    case LIAN_TYPE_POINT:
      return " REAL";
    case LIAN_TYPE_GEOMETRY:
      return " BLOB";
    case LIAN_TYPE_TEXT:
    case LIAN_TYPE_CODE:
    case LIAN_TYPE_LIST:
    case LIAN_TYPE_ROWS:
    default:
      return " TEXT";
    }
}

/* "a, b_lon, b_lat", or the same with their types for CREATE TABLE. */
static char *
join_columns (const LianKind *kind, gboolean types)
{
  static const char *const suffixes[] = { "_lon", "_lat" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < kind->n_fields; i++)
    {
      const LianField *field = &kind->fields[i];
      gboolean point = field->type == LIAN_TYPE_POINT;

      for (guint part = 0; part < (point ? 2 : 1); part++)
        {
          g_string_append_printf (text, "%s%s%s", text->len > 0 ? ", " : "", field->name,
                                  point ? suffixes[part] : "");
          if (types)
            g_string_append (text, column_type (field));
          if (types && i == LIAN_F_ID)
            g_string_append (text, " NOT NULL PRIMARY KEY");
        }
    }
  return g_string_free (text, FALSE);
}

static int
count_columns (const LianKind *kind)
{
  int n = 0;

  for (guint i = 0; i < kind->n_fields; i++)
    n += kind->fields[i].type == LIAN_TYPE_POINT ? 2 : 1;
  return n;
}

static gboolean
add_index (LianConn *conn, const LianKind *kind, const char *prefix, guint field, GError **error)
{
  const char *name = kind->fields[field].name;
  g_autofree char *sql = NULL;

  if (!(kind->fields[field].flags & LIAN_FIELD_INDEXED))
    return TRUE;
  sql = g_strdup_printf ("CREATE INDEX \"%s%s_%s\" ON \"%s%s\" (%s)", prefix, kind->name, name,
                         prefix, kind->name, name);
  return lian_conn_exec (conn, sql, error);
}

/**
 * lian_table_create:
 * @prefix: letters, digits and underscores
 *
 * Makes the table of @kind and an index for every field that says so. Fails when there is one.
 *
 * Returns: %FALSE on error
 */
gboolean
lian_table_create (LianConn *conn, const LianKind *kind, const char *prefix, GError **error)
{
  g_autofree char *columns = join_columns (kind, TRUE);
  g_autofree char *table
      = g_strdup_printf ("CREATE TABLE \"%s%s\" (%s) STRICT", prefix, kind->name, columns);

  if (!lian_conn_exec (conn, table, error))
    return FALSE;
  for (guint i = 0; i < kind->n_fields; i++)
    if (!add_index (conn, kind, prefix, i, error))
      return FALSE;
  return TRUE;
}

/**
 * lian_table_add_field:
 * @field: one that the table has no column for
 *
 * All rows are without it.
 *
 * Returns: %FALSE on error
 */
gboolean
lian_table_add_field (LianConn *conn, const LianKind *kind, const char *prefix, guint field,
                      GError **error)
{
  static const char *const suffixes[] = { "_lon", "_lat" };
  const LianField *added = &kind->fields[field];
  gboolean point = added->type == LIAN_TYPE_POINT;

  for (guint part = 0; part < (point ? 2 : 1); part++)
    {
      g_autofree char *sql
          = g_strdup_printf ("ALTER TABLE \"%s%s\" ADD COLUMN %s%s%s", prefix, kind->name,
                             added->name, point ? suffixes[part] : "", column_type (added));

      if (!lian_conn_exec (conn, sql, error))
        return FALSE;
    }
  return add_index (conn, kind, prefix, field, error);
}

/**
 * lian_table_drop:
 *
 * Removes the table of @kind with its rows and indexes, if there is one.
 *
 * Returns: %FALSE on error
 */
gboolean
lian_table_drop (LianConn *conn, const LianKind *kind, const char *prefix, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DROP TABLE IF EXISTS \"%s%s\"", prefix, kind->name);

  return lian_conn_exec (conn, sql, error);
}

static char *
make_upsert (const LianKind *kind, const char *prefix)
{
  GString *text = g_string_new (NULL);
  g_auto (GStrv) columns = g_strsplit (lian_table_columns (kind), ", ", -1);

  g_string_append_printf (text, "INSERT INTO \"%s%s\" (rowid, %s) VALUES (?", prefix, kind->name,
                          lian_table_columns (kind));
  for (guint i = 0; columns[i] != NULL; i++)
    g_string_append (text, ",?");
  g_string_append (text, ") ON CONFLICT (id) DO UPDATE SET ");
  for (guint i = 1; columns[i] != NULL; i++)
    g_string_append_printf (text, "%s%s=excluded.%s", i > 1 ? "," : "", columns[i], columns[i]);
  return g_string_free (text, FALSE);
}

static LianStmt *
prepare_upsert (LianConn *conn, const LianKind *kind, const char *prefix, GError **error)
{
  char key[64];
  const char *sql;

  g_snprintf (key, sizeof key, "upsert %s%s", prefix, kind->name);
  sql = lian_conn_recall (conn, key);
  if (sql == NULL)
    sql = lian_conn_remember (conn, key, make_upsert (kind, prefix));
  return lian_conn_prepare (conn, sql, error);
}

/* Returns the number of the next column. */
static int
bind_field (LianStmt *stmt, const LianRecord *record, guint field, int column)
{
  LianFieldType type = lian_record_get_kind (record)->fields[field].type;
  g_autofree char *text = NULL;
  LianPoint point;

  /* What is absent stays NULL, as prepare left it. */
  if (!lian_record_has (record, field))
    return column + (type == LIAN_TYPE_POINT ? 2 : 1);

  switch (type)
    {
    case LIAN_TYPE_TEXT:
    case LIAN_TYPE_CODE:
      lian_stmt_bind_text (stmt, column, lian_record_get_text (record, field));
      break;
    case LIAN_TYPE_INT:
    case LIAN_TYPE_BOOL:
    case LIAN_TYPE_TIME:
      lian_stmt_bind_int (stmt, column, lian_record_get_int (record, field));
      break;
    case LIAN_TYPE_REAL:
      lian_stmt_bind_real (stmt, column, lian_record_get_real (record, field));
      break;
    case LIAN_TYPE_POINT:
      lian_record_get_point (record, field, &point);
      lian_stmt_bind_real (stmt, column++, point.lon);
      lian_stmt_bind_real (stmt, column, point.lat);
      break;
    case LIAN_TYPE_GEOMETRY:
      lian_stmt_bind_bytes (stmt, column, lian_record_get_geometry (record, field));
      break;
    case LIAN_TYPE_LIST:
      text = lian_table_print_list (lian_record_get_list (record, field));
      lian_stmt_bind_text (stmt, column, text);
      break;
    case LIAN_TYPE_ROWS:
      text = lian_table_print_rows (lian_record_get_rows (record, field));
      lian_stmt_bind_text (stmt, column, text);
      break;
    default:
      break;
    }
  return column + 1;
}

/**
 * lian_table_upsert:
 * @record: with an id
 *
 * Stores @record in place of the one with its id, whatever the versions.
 *
 * Returns: %FALSE on error
 */
gboolean
lian_table_upsert (LianConn *conn, const char *prefix, const LianRecord *record, GError **error)
{
  return lian_table_upsert_at (conn, prefix, record, -1, error);
}

/**
 * lian_table_upsert_at:
 * @record: with an id
 * @row: the row id of a record that is not there yet, one that is free; -1: any
 *
 * As lian_table_upsert(). A record that is there keeps its row id.
 *
 * Returns: %FALSE on error
 */
gboolean
lian_table_upsert_at (LianConn *conn, const char *prefix, const LianRecord *record, gint64 row,
                      GError **error)
{
  const LianKind *kind = lian_record_get_kind (record);
  LianStmt *stmt = prepare_upsert (conn, kind, prefix, error);
  int column = 1;

  if (stmt == NULL)
    return FALSE;
  if (row >= 0)
    lian_stmt_bind_int (stmt, 0, row);
  for (guint i = 0; i < kind->n_fields; i++)
    column = bind_field (stmt, record, i, column);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_table_delete:
 *
 * Removes the record with this id, if there is one; lian_conn_changes() tells.
 *
 * Returns: %FALSE on error
 */
gboolean
lian_table_delete (LianConn *conn, const LianKind *kind, const char *prefix, const char *id,
                   GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM \"%s%s\" WHERE id=?", prefix, kind->name);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, id);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_table_lookup:
 *
 * Returns: (transfer full) (nullable): the record, or %NULL without error when there is none
 */
LianRecord *
lian_table_lookup (LianConn *conn, const LianKind *kind, const char *prefix, const char *id,
                   GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM \"%s%s\" WHERE id=?",
                                          lian_table_columns (kind), prefix, kind->name);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  LianRecord *record;
  gboolean row;

  if (stmt == NULL)
    return NULL;
  lian_stmt_bind_text (stmt, 0, id);
  if (!lian_stmt_step (stmt, &row, error) || !row)
    return NULL;
  record = lian_table_read (kind, stmt, error);
  lian_stmt_reset (stmt);
  return record;
}

/**
 * lian_table_columns:
 *
 * Returns: (transfer none): the columns of @kind in the order that lian_table_read() expects. Any
 * thread.
 */
const char *
lian_table_columns (const LianKind *kind)
{
  static char *columns[N_TABLES];
  static gsize made;

  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < N_TABLES; i++)
        columns[i] = join_columns (lian_kind_get (i), FALSE);
      g_once_init_leave (&made, 1);
    }
  return columns[kind->id];
}

static void
read_text (LianRecord *record, guint field, const char *text)
{
  const LianKind *kind = lian_record_get_kind (record);

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return;
  if (kind->fields[field].type == LIAN_TYPE_LIST)
    {
      g_auto (GStrv) list = lian_table_parse_list (text);

      if (list != NULL)
        lian_record_set_list (record, field, (const char *const *)list);
    }
  else if (kind->fields[field].type == LIAN_TYPE_ROWS)
    lian_record_take_rows (record, field,
                           lian_table_parse_rows (lian_kind_get_rows (kind, field), text));
  else
    lian_record_set_text (record, field, text);
}

/* Returns the number of the next column. */
static int
read_field (LianRecord *record, guint field, LianStmt *stmt, int column)
{
  LianFieldType type = lian_record_get_kind (record)->fields[field].type;
  g_autoptr (GBytes) bytes = NULL;

  if (lian_stmt_is_null (stmt, column))
    return column + (type == LIAN_TYPE_POINT ? 2 : 1);

  switch (type)
    {
    case LIAN_TYPE_TEXT:
    case LIAN_TYPE_CODE:
    case LIAN_TYPE_LIST:
    case LIAN_TYPE_ROWS:
      read_text (record, field, lian_stmt_get_text (stmt, column));
      break;
    case LIAN_TYPE_INT:
    case LIAN_TYPE_BOOL:
    case LIAN_TYPE_TIME:
      lian_record_set_int (record, field, lian_stmt_get_int (stmt, column));
      break;
    case LIAN_TYPE_REAL:
      lian_record_set_real (record, field, lian_stmt_get_real (stmt, column));
      break;
    case LIAN_TYPE_POINT:
      lian_record_set_point (record, field, lian_stmt_get_real (stmt, column),
                             lian_stmt_get_real (stmt, column + 1));
      return column + 2;
    case LIAN_TYPE_GEOMETRY:
      bytes = lian_stmt_get_bytes (stmt, column);
      lian_record_set_geometry (record, field, bytes);
      break;
    default:
      break;
    }
  return column + 1;
}

/**
 * lian_table_read:
 * @stmt: stands at a row of a SELECT of lian_table_columns()
 *
 * What cannot be read is left absent; a row that is not one of this table is an error.
 *
 * Returns: (transfer full): the record, or %NULL with %LIAN_ERROR_DAMAGED
 */
LianRecord *
lian_table_read (const LianKind *kind, LianStmt *stmt, GError **error)
{
  g_autoptr (LianRecord) record = lian_record_new (kind->id);
  int column = 0;

  if (lian_stmt_count_columns (stmt) < count_columns (kind))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED, "%s: %d columns instead of %d",
                   kind->name, lian_stmt_count_columns (stmt), count_columns (kind));
      return NULL;
    }
  for (guint i = 0; i < kind->n_fields; i++)
    column = read_field (record, i, stmt, column);
  if (kind->id < LIAN_N_KINDS && lian_record_get_id (record) == NULL)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED, "%s: a row without id", kind->name);
      return NULL;
    }
  return g_steal_pointer (&record);
}

/**
 * lian_table_select:
 * @where: (nullable): SQL over the columns, written by the program
 * @order: (nullable): SQL
 * @limit: most rows, 0: all
 *
 * Returns: (transfer full) (element-type LianRecord): the rows, or %NULL on error
 */
GPtrArray *
lian_table_select (LianConn *conn, const LianKind *kind, const char *prefix, const char *where,
                   const char *order, guint limit, GError **error)
{
  g_autoptr (GPtrArray) records
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  LianStmt *stmt;
  gboolean row;

  g_string_append_printf (sql, "%s FROM \"%s%s\"", lian_table_columns (kind), prefix, kind->name);
  if (where != NULL)
    g_string_append_printf (sql, " WHERE %s", where);
  if (order != NULL)
    g_string_append_printf (sql, " ORDER BY %s", order);
  if (limit > 0)
    g_string_append_printf (sql, " LIMIT %u", limit);

  stmt = lian_conn_prepare (conn, sql->str, error);
  if (stmt == NULL)
    return NULL;
  while (TRUE)
    {
      LianRecord *record;

      if (!lian_stmt_step (stmt, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&records);
      record = lian_table_read (kind, stmt, error);
      if (record == NULL)
        {
          lian_stmt_reset (stmt);
          return NULL;
        }
      g_ptr_array_add (records, record);
    }
}
