/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-service-private.h"

#include "lian-error.h"
#include "lian-seal.h"
#include "lian-table.h"
#include "lian-txn.h"
#include "lian-verify.h"

#include <unistd.h>

static GHashTable *
list_columns (LianConn *conn, const LianKind *kind, GError **error)
{
  g_autoptr (GHashTable) columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *table = g_strconcat (LIAN_SERVER_PREFIX, kind->name, NULL);
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT name FROM pragma_table_info (?)", error);
  gboolean row;

  if (stmt == NULL)
    return NULL;
  lian_stmt_bind_text (stmt, 0, table);
  while (lian_stmt_step (stmt, &row, error))
    {
      if (!row)
        return g_steal_pointer (&columns);
      g_hash_table_add (columns, g_strdup (lian_stmt_get_text (stmt, 0)));
    }
  return NULL;
}

static gboolean
has_field (GHashTable *columns, const LianField *field)
{
  g_autofree char *name
      = g_strconcat (field->name, field->type == LIAN_TYPE_POINT ? "_lon" : "", NULL);

  return g_hash_table_contains (columns, name);
}

/**
 * lian_schema_list_missing:
 * @fingerprint: (nullable): of what the table was made from, %NULL = there is no table
 *
 * A table of an older version is one of this without some fields: then the fingerprint over the
 * rest is its own. Anything else, a field that is no more or another type, cannot be told from
 * damage.
 *
 * Returns: (transfer full) (element-type guint) (nullable): the fields, all of them when there is
 * no table; or %NULL with %LIAN_ERROR_TOO_NEW
 */
GArray *
lian_schema_list_missing (LianConn *conn, const LianKind *kind, const char *fingerprint,
                          GError **error)
{
  g_autoptr (GHashTable) columns = list_columns (conn, kind, error);
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree LianField *fields = g_new0 (LianField, kind->n_fields);
  g_autofree char *was = NULL;
  LianKind old = *kind;

  if (columns == NULL)
    return NULL;
  old.fields = fields;
  old.n_fields = 0;
  for (guint i = 0; i < kind->n_fields; i++)
    if (has_field (columns, &kind->fields[i]))
      fields[old.n_fields++] = kind->fields[i];
    else
      g_array_append_val (missing, i);
  was = lian_kind_dup_fingerprint (&old);
  if (fingerprint == NULL ? old.n_fields == 0 : g_strcmp0 (was, fingerprint) == 0)
    return g_steal_pointer (&missing);
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_NEW,
               "the table of kind %s is of another version of the program, which has fields that"
               " this one does not have or has otherwise",
               kind->name);
  return NULL;
}

static gboolean
is_empty (LianConn *conn, const LianKind *kind, gboolean *empty, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT 1 FROM " LIAN_SERVER_PREFIX "%s LIMIT 1", kind->name);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  lian_stmt_reset (stmt);
  *empty = !row;
  return TRUE;
}

static gboolean
add_fields (LianConn *conn, const LianKind *kind, const GArray *missing, GString *said,
            GError **error)
{
  gboolean empty;

  if (!is_empty (conn, kind, &empty, error))
    return FALSE;
  for (guint i = 0; i < missing->len; i++)
    {
      guint field = g_array_index (missing, guint, i);

      if (!empty && (kind->fields[field].flags & LIAN_FIELD_REQUIRED))
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                       "%s.%s: a record has to have it, and those in the database do not",
                       kind->name, kind->fields[field].name);
          return FALSE;
        }
      if (!lian_table_add_field (conn, kind, LIAN_SERVER_PREFIX, field, error))
        return FALSE;
      g_string_append_printf (said, "%s.%s: added\n", kind->name, kind->fields[field].name);
    }
  return TRUE;
}

static gboolean
migrate_kind (LianConn *conn, const LianKind *kind, GString *said, GError **error)
{
  g_autofree char *wanted = lian_kind_dup_fingerprint (kind);
  g_autofree char *value = NULL;
  g_autoptr (GArray) missing = NULL;

  if (!lian_schema_read_fingerprint (conn, kind, &value, error))
    return FALSE;
  if (g_strcmp0 (value, wanted) == 0)
    return TRUE;
  missing = lian_schema_list_missing (conn, kind, value, error);
  if (missing == NULL)
    return FALSE;
  if (value == NULL)
    {
      if (!lian_table_create (conn, kind, LIAN_SERVER_PREFIX, error))
        return FALSE;
      g_string_append_printf (said, "%s: added\n", kind->name);
    }
  else if (!add_fields (conn, kind, missing, said, error))
    return FALSE;
  return lian_schema_keep_fingerprint (conn, kind, error);
}

/* Rows are sealed anew over their new columns, so whatever is wrong with them has to be found
 * before. Those of before there were seals are taken as they are. */
static gboolean
check_before (LianConn *conn, gint64 version, GError **error)
{
  gint64 ignored;

  if (version == 0)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_DAMAGED,
                           "the database has no identity: it was never filled");
      return FALSE;
    }
  return version < 2
         || (lian_audit_verify (conn, &ignored, error) && lian_seal_verify (conn, &ignored, error));
}

/* Everything was mirrored until now. What leaves is too much to be told one by one: whoever has
 * followed the feed takes everything anew. */
static gboolean
begin_mirrored_set (LianConn *conn, GString *said, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT clock FROM counter", error);
  gboolean row;
  gint64 now;
  gint64 n;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  now = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  if (!lian_mirror_install (conn, error) || !lian_mirror_settle (conn, now, &n, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  g_string_append_printf (said,
                          "%" G_GINT64_FORMAT " closed cases: older than mirror_days, not mirrored"
                          " any more\n",
                          n);
  return lian_conn_exec (conn,
                         "UPDATE counter SET seq = seq + 1, min_seq = seq + 1; DELETE FROM feed",
                         error);
}

static gboolean
migrate (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  GString *said = data;
  gint64 version;

  if (!lian_schema_read_version (conn, &version, error) || !check_before (conn, version, error)
      || !lian_conn_migrate (conn, lian_service_steps, lian_service_n_steps, error)
      || !lian_schema_check_classes (conn, error))
    return FALSE;
  if (version < lian_service_n_steps)
    g_string_append_printf (said, "version %" G_GINT64_FORMAT ": now %u\n", version,
                            lian_service_n_steps);
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (!migrate_kind (conn, lian_kind_get (i), said, error))
      return FALSE;
  return (version >= 2 || lian_audit_remember_all (conn, error))
         && (version >= 3 || begin_mirrored_set (conn, said, error))
         && lian_seal_install (conn, TRUE, error);
}

static gboolean
migrate_locked (const char *path, GString *said, GError **error)
{
  g_autoptr (LianDb) db = lian_db_open (path, LIAN_DB_DURABLE, migrate, said, error);

  if (db == NULL)
    return FALSE;
  lian_db_close (db);
  return TRUE;
}

/**
 * lian_service_migrate:
 * @path: a database that nobody serves
 * @said: a line for everything that was done; none when it is of this version already
 *
 * All in one transaction: what was verified before it is sealed anew after it. Blocks.
 *
 * Returns: %FALSE with %LIAN_ERROR_BUSY, %LIAN_ERROR_NOT_FOUND, %LIAN_ERROR_DAMAGED,
 * %LIAN_ERROR_TOO_NEW or %LIAN_ERROR_INVALID; the file is as it was then
 */
gboolean
lian_service_migrate (const char *path, GString *said, GError **error)
{
  LianVerified verified;
  gboolean done;
  int lock;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND, "%s does not exist", path);
      return FALSE;
    }
  if (!lian_service_lock_file (path, &lock, error))
    return FALSE;
  done = migrate_locked (path, said, error);
  close (lock);
  return done && lian_verify_file (path, &verified, error);
}
