/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-table.h"

#include <glib/gstdio.h>

typedef gboolean (*Body) (LianConn *conn, GError **error);

static gboolean
create_all (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (!lian_table_create (conn, lian_kind_get (i), "m_", error))
      return FALSE;
  return TRUE;
}

static gboolean
call_body (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return ((Body)data) (conn, error);
}

/* Runs one test inside a transaction of a database that holds a table of every kind. */
static void
run (gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("lian-table-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "test.db", NULL);
  g_autoptr (GError) error = NULL;
  LianDb *db = lian_db_open (path, LIAN_DB_DEFAULT, create_all, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (lian_db_write (db, call_body, (gpointer)data, NULL, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (db);
  g_unlink (path);
  g_rmdir (dir);
}

/* Every field of @kind with a value that is hard for its type. */
static LianRecord *
full_record (const LianKind *kind, const char *id)
{
  static const char *const list[] = { "", "it's", "\"二\"", "a\nb", NULL };
  LianRecord *record = lian_record_new (kind->id);

  for (guint i = 0; i < kind->n_fields; i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new ("\0\1\377", 3);
      GPtrArray *rows;

      switch (kind->fields[i].type)
        {
        case LIAN_TYPE_TEXT:
        case LIAN_TYPE_CODE:
          lian_record_set_text (record, i, "'; DROP TABLE \"m_case\" --\n井盖");
          break;
        case LIAN_TYPE_INT:
        case LIAN_TYPE_BOOL:
        case LIAN_TYPE_TIME:
          lian_record_set_int (record, i, G_MININT64 + i);
          break;
        case LIAN_TYPE_REAL:
          lian_record_set_real (record, i, 0.1 + i);
          break;
        case LIAN_TYPE_POINT:
          lian_record_set_point (record, i, 114.3 + i / 7.0, -29.8);
          break;
        case LIAN_TYPE_GEOMETRY:
          lian_record_set_geometry (record, i, bytes);
          break;
        case LIAN_TYPE_LIST:
          lian_record_set_list (record, i, list);
          break;
        case LIAN_TYPE_ROWS:
          rows = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
          g_ptr_array_add (rows, full_record (lian_kind_get_rows (kind, i), NULL));
          g_ptr_array_add (rows, lian_record_new (lian_kind_get_rows (kind, i)->id));
          lian_record_take_rows (record, i, rows);
          break;
        default:
          g_assert_not_reached ();
        }
    }
  if (id != NULL)
    lian_record_set_text (record, LIAN_F_ID, id);
  return record;
}

/* What was stored comes back, full or empty, for every kind. */
static gboolean
round_trip (LianConn *conn, GError **error)
{
  static const char *const none[] = { NULL };

  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      const LianKind *kind = lian_kind_get (i);
      g_autoptr (LianRecord) full = full_record (kind, "full");
      g_autoptr (LianRecord) empty = lian_record_new (kind->id);
      g_autoptr (LianRecord) full_back = NULL;
      g_autoptr (LianRecord) empty_back = NULL;

      lian_record_set_text (empty, LIAN_F_ID, "empty");
      for (guint j = 0; j < kind->n_fields; j++)
        if (kind->fields[j].type == LIAN_TYPE_LIST)
          lian_record_set_list (empty, j, none);
      g_assert_true (lian_table_upsert (conn, "m_", full, error));
      g_assert_true (lian_table_upsert (conn, "m_", empty, error));
      full_back = lian_table_lookup (conn, kind, "m_", "full", error);
      empty_back = lian_table_lookup (conn, kind, "m_", "empty", error);
      g_assert_nonnull (full_back);
      g_assert_nonnull (empty_back);
      g_assert_true (lian_record_equal (full, full_back));
      g_assert_true (lian_record_equal (empty, empty_back));
    }
  return TRUE;
}

static gboolean
replace_and_delete (LianConn *conn, GError **error)
{
  const LianKind *kind = lian_kind_get (LIAN_KIND_CASE);
  g_autoptr (LianRecord) full = full_record (kind, "a");
  g_autoptr (LianRecord) thin = lian_record_new (LIAN_KIND_CASE);
  g_autoptr (LianRecord) back = NULL;
  g_autoptr (GPtrArray) all = NULL;

  lian_record_set_text (thin, LIAN_F_ID, "a");
  g_assert_true (lian_table_upsert (conn, "m_", full, error));
  g_assert_true (lian_table_upsert (conn, "m_", thin, error));
  back = lian_table_lookup (conn, kind, "m_", "a", error);
  g_assert_true (lian_record_equal (back, thin));

  g_assert_true (lian_table_delete (conn, kind, "m_", "b", error));
  g_assert_cmpint (lian_conn_changes (conn), ==, 0);
  g_assert_true (lian_table_delete (conn, kind, "m_", "a", error));
  g_assert_cmpint (lian_conn_changes (conn), ==, 1);
  all = lian_table_select (conn, kind, "m_", NULL, NULL, 0, error);
  g_assert_cmpuint (all->len, ==, 0);
  return *error == NULL;
}

static gboolean
select_rows (LianConn *conn, GError **error)
{
  const LianKind *kind = lian_kind_get (LIAN_KIND_CASE);
  g_autoptr (GPtrArray) some = NULL;

  for (int i = 0; i < 10; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%d", i);
      g_autoptr (LianRecord) record = full_record (kind, id);

      lian_record_set_int (record, LIAN_CASE_LIMIT_MIN, i % 2);
      g_assert_true (lian_table_upsert (conn, "m_", record, error));
    }
  some = lian_table_select (conn, kind, "m_", "limit_min=1", "id DESC", 3, error);
  g_assert_cmpuint (some->len, ==, 3);
  g_assert_cmpstr (lian_record_get_id (some->pdata[0]), ==, "c9");
  g_assert_cmpstr (lian_record_get_id (some->pdata[2]), ==, "c5");
  return TRUE;
}

static gint64
read_row_id (LianConn *conn, const char *id)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT rowid FROM m_case WHERE id=?", NULL);
  gboolean row;
  gint64 at;

  lian_stmt_bind_text (stmt, 0, id);
  g_assert_true (lian_stmt_step (stmt, &row, NULL) && row);
  at = lian_stmt_get_int (stmt, 0);
  lian_stmt_reset (stmt);
  return at;
}

/* A record lies where it was put first, whatever becomes of it. */
static gboolean
row_ids (LianConn *conn, GError **error)
{
  const LianKind *kind = lian_kind_get (LIAN_KIND_CASE);
  g_autoptr (LianRecord) one = full_record (kind, "one");
  g_autoptr (LianRecord) other = full_record (kind, "other");

  g_assert_true (lian_table_upsert_at (conn, "m_", one, 1795484400, error));
  g_assert_true (lian_table_upsert_at (conn, "m_", one, 7, error));
  g_assert_true (lian_table_upsert (conn, "m_", one, error));
  g_assert_cmpint (read_row_id (conn, "one"), ==, 1795484400);
  g_assert_false (lian_table_upsert_at (conn, "m_", other, 1795484400, NULL));
  g_assert_true (lian_table_upsert (conn, "m_", other, error));
  g_assert_cmpint (read_row_id (conn, "other"), !=, 1795484400);
  return TRUE;
}

/* What a disk gives back is not trusted. */
static gboolean
spoilt (LianConn *conn, GError **error)
{
  static const char *const bad[]
      = { "nonsense", "[1,2]", "[<'a'>]", "[{'key':<7>}]", "[", "{}", "[[[[[[[[[[[[[[[[[[[[", "" };
  const LianKind *kind = lian_kind_get (LIAN_KIND_SERVICE_COMPLEX);
  const LianKind *cases = lian_kind_get (LIAN_KIND_CASE);
  g_autoptr (LianRecord) one = full_record (kind, "x");
  g_autoptr (LianRecord) other = full_record (cases, "x");
  g_autoptr (LianRecord) back = NULL;

  g_assert_true (lian_table_upsert (conn, "m_", one, error));
  g_assert_true (lian_table_upsert (conn, "m_", other, error));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      LianStmt *stmt = lian_conn_prepare (
          conn, "UPDATE \"m_service_complex\" SET elements=?, name=CAST (x'ff' AS TEXT)", error);
      g_autoptr (LianRecord) complex = NULL;
      g_autoptr (LianRecord) record = NULL;

      lian_stmt_bind_text (stmt, 0, bad[i]);
      g_assert_true (lian_stmt_run (stmt, error));
      stmt = lian_conn_prepare (conn, "UPDATE \"m_case\" SET co_unit_ids=?", error);
      lian_stmt_bind_text (stmt, 0, bad[i]);
      g_assert_true (lian_stmt_run (stmt, error));

      complex = lian_table_lookup (conn, kind, "m_", "x", error);
      record = lian_table_lookup (conn, cases, "m_", "x", error);
      g_assert_nonnull (complex);
      g_assert_nonnull (record);
      g_assert_null (lian_record_get_text (complex, LIAN_SERVICE_COMPLEX_NAME));
      g_assert_null (lian_record_get_list (record, LIAN_CASE_CO_UNITS));
    }

  g_assert_null (lian_table_select (conn, cases, "m_", "nonsense(", NULL, 0, error));
  g_assert_error (*error, LIAN_ERROR, LIAN_ERROR_FAILED);
  g_clear_error (error);
  return TRUE;
}

static gboolean
too_few_columns (LianConn *conn, GError **error)
{
  const LianKind *kind = lian_kind_get (LIAN_KIND_CASE);
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT 1", error);
  gboolean row;

  g_assert_true (lian_stmt_step (stmt, &row, error));
  g_assert_null (lian_table_read (kind, stmt, error));
  g_assert_error (*error, LIAN_ERROR, LIAN_ERROR_DAMAGED);
  g_clear_error (error);
  return TRUE;
}

static gboolean
drop (LianConn *conn, GError **error)
{
  const LianKind *kind = lian_kind_get (LIAN_KIND_CASE);

  g_assert_false (lian_table_create (conn, kind, "m_", NULL));
  g_assert_true (lian_table_drop (conn, kind, "m_", error));
  g_assert_true (lian_table_drop (conn, kind, "m_", error));
  g_assert_true (lian_table_create (conn, kind, "m_", error));
  g_assert_true (lian_table_create (conn, kind, "other_", error));
  return TRUE;
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/table/round-trip", round_trip, run);
  g_test_add_data_func ("/table/replace-and-delete", replace_and_delete, run);
  g_test_add_data_func ("/table/select", select_rows, run);
  g_test_add_data_func ("/table/row-ids", row_ids, run);
  g_test_add_data_func ("/table/spoilt", spoilt, run);
  g_test_add_data_func ("/table/too-few-columns", too_few_columns, run);
  g_test_add_data_func ("/table/drop", drop, run);

  return g_test_run ();
}
