/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-service-private.h"

#include "lian-error.h"
#include "lian-seal.h"
#include "lian-txn.h"

#include <glib/gstdio.h>

/* A new database is filled in portions, each a transaction of its own, while the next one is made;
 * all of them have the same seq. It gets its identity last: a file that was not filled to the end
 * has none, and no server opens it. */

struct _LianServiceLoad
{
  LianDb *db;            /* (owned) */
  GMainContext *context; /* (owned): for what is under way */
  char *epoch;           /* (owned) */
  const char *name;
  gboolean demonstration;
  gint64 now;
  gint64 seq;

  GPtrArray *records; /* (owned) (nullable): under way */
  GError *error;      /* (owned) (nullable): what became of those before */
};

static gboolean
put_meta (LianConn *conn, const char *key, const char *value, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "INSERT INTO meta (key, value) VALUES (?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, key);
  lian_stmt_bind_text (stmt, 1, value);
  return lian_stmt_run (stmt, error);
}

static gboolean
put_counter (LianConn *conn, gint64 now, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn, "INSERT INTO counter (one, seq, min_seq, clock, real_clock) VALUES (1, 0, 1, ?, ?)",
      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, now);
  lian_stmt_bind_int (stmt, 1, g_get_real_time ());
  return lian_stmt_run (stmt, error);
}

static gboolean
begin (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianServiceLoad *load = data;
  LianTxn txn = { .conn = conn, .epoch = load->epoch, .now = load->now };

  if (!put_counter (conn, load->now, error) || !lian_txn_begin (&txn, error))
    return FALSE;
  load->seq = txn.seq;
  return TRUE;
}

static gboolean
fill (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const LianServiceLoad *load = data;
  LianTxn txn = { .conn = conn, .epoch = load->epoch, .now = load->now, .seq = load->seq };

  for (guint i = 0; i < load->records->len; i++)
    {
      g_autoptr (LianRecord) record = lian_record_copy (load->records->pdata[i]);

      if (!lian_txn_load (&txn, record, error))
        {
          g_prefix_error (error, "%s %s: ", lian_record_get_kind (record)->name,
                          lian_record_get_id (record));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
end (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const LianServiceLoad *load = data;
  g_autofree char *server_id = g_uuid_string_random ();
  gint64 n_away;

  return lian_mirror_settle (conn, load->now, &n_away, error)
         && put_meta (conn, "server_id", server_id, error)
         && put_meta (conn, "epoch", load->epoch, error)
         && put_meta (conn, "name", load->name, error)
         && put_meta (conn, "demonstration", load->demonstration ? "1" : "0", error)
         && lian_seal_install (conn, TRUE, error);
}

static void
filled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LianServiceLoad *load = user_data;

  lian_db_call_finish (LIAN_DB (source), result, NULL, &load->error);
  g_clear_pointer (&load->records, g_ptr_array_unref);
}

static gboolean
wait_for_last (LianServiceLoad *load, GError **error)
{
  while (load->records != NULL)
    g_main_context_iteration (load->context, TRUE);
  if (load->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&load->error));
  return FALSE;
}

/**
 * lian_service_load:
 * @records: (element-type LianRecord): of any kinds, none of which was there before; may be emptied
 * at once
 *
 * Writes them while the caller makes more. To be called by a #LianServiceSource.
 *
 * Returns: %FALSE when the ones before could not be written
 */
gboolean
lian_service_load (LianServiceLoad *load, GPtrArray *records, GError **error)
{
  if (!wait_for_last (load, error))
    return FALSE;
  load->records = g_ptr_array_new_full (records->len, (GDestroyNotify)lian_record_unref);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (load->records, lian_record_ref (records->pdata[i]));
  lian_db_write_async (load->db, fill, load, NULL, NULL, filled_cb, load);
  return TRUE;
}

static gboolean
fill_from (LianServiceLoad *load, LianServiceSource source, gpointer data, GError **error)
{
  gboolean done;

  if (!lian_db_write (load->db, begin, load, NULL, error))
    return FALSE;
  g_main_context_push_thread_default (load->context);
  done = source (load, data, error);
  /* What is under way points to @load, whatever became of the rest. */
  done = wait_for_last (load, done ? error : NULL) && done;
  g_main_context_pop_thread_default (load->context);
  return done && lian_db_write (load->db, end, load, NULL, error);
}

/**
 * lian_service_create_from:
 * @path: a file that does not exist
 * @name: what people call this platform
 * @demonstration: whether everything in it is invented, and says so
 * @now: microseconds: where its clock begins
 * @source: (scope call): calls lian_service_load() as often as it likes
 *
 * As lian_service_create() for more than one wants to hold. Blocks.
 *
 * Returns: %FALSE with %LIAN_ERROR_CONFLICT when the file exists, or what the database or @source
 * says; nothing is left behind then
 */
gboolean
lian_service_create_from (const char *path, const char *name, gboolean demonstration, gint64 now,
                          LianServiceSource source, gpointer data, GError **error)
{
  LianServiceLoad load = { .name = name, .demonstration = demonstration, .now = now };
  gboolean done;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT, "%s exists already", path);
      return FALSE;
    }
  load.db = lian_db_open (path, LIAN_DB_DURABLE, lian_service_schema, NULL, error);
  if (load.db == NULL)
    return FALSE;
  load.context = g_main_context_new ();
  load.epoch = g_uuid_string_random ();
  done = fill_from (&load, source, data, error);
  lian_db_close (load.db);
  g_object_unref (load.db);
  g_main_context_unref (load.context);
  g_free (load.epoch);
  if (!done)
    g_unlink (path);
  return done;
}

static gboolean
load_all (LianServiceLoad *load, gpointer data, GError **error)
{
  return lian_service_load (load, data, error);
}

/**
 * lian_service_create:
 * @path: a file that does not exist
 * @name: what people call this platform
 * @demonstration: whether everything in it is invented, and says so
 * @now: microseconds: where its clock begins
 * @records: (element-type LianRecord): of all kinds
 *
 * Blocks.
 *
 * Returns: %FALSE with %LIAN_ERROR_CONFLICT when the file exists, or what the database says;
 * nothing is left behind then
 */
gboolean
lian_service_create (const char *path, const char *name, gboolean demonstration, gint64 now,
                     GPtrArray *records, GError **error)
{
  return lian_service_create_from (path, name, demonstration, now, load_all, records, error);
}
