/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ledger says is done is on the disk when it says so. */
#include "rig-vfs.h"

#include "lian-db.h"
#include "lian-ledger.h"

#include <glib/gstdio.h>
#include <string.h>

#define ROUNDS 50

typedef struct
{
  char *directory;
  char *path;
} Place;

static void
set_up (Place *self, gconstpointer data)
{
  self->directory = g_dir_make_tmp ("lian-sync-XXXXXX", NULL);
  self->path = g_build_filename (self->directory, "ledger.db", NULL);
}

static void
tear_down (Place *self, gconstpointer data)
{
  static const char *const parts[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *file = g_strconcat (self->path, parts[i], NULL);

      g_unlink (file);
    }
  g_rmdir (self->directory);
  g_free (self->path);
  g_free (self->directory);
}

typedef struct
{
  gboolean done;
  guint syncs; /* when it was asked for */
} Call;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;

  g_assert_cmpuint (rig_vfs_get_syncs (), >, call->syncs);
  g_assert_false (rig_vfs_has_unsynced ());
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  call->done = TRUE;
}

static void
wait_for (Call *call)
{
  while (!call->done)
    g_main_context_iteration (NULL, TRUE);
  *call = (Call){ FALSE, rig_vfs_get_syncs () };
}

static void
test_synced (Place *self, gconstpointer data)
{
  g_autoptr (LianLedger) ledger = lian_ledger_open (self->path, NULL);
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  Call call = { FALSE, rig_vfs_get_syncs () };

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *id = g_strdup_printf ("i-%u", i);
      LianPromise promise = { .id = id,
                              .kind = "dispatch",
                              .case_id = "c",
                              .target = "c",
                              .to_unit = "u",
                              .body = body,
                              .account = "a",
                              .server_id = "s" };

      lian_ledger_promise (ledger, &promise, NULL, done_cb, &call);
      wait_for (&call);
      lian_ledger_begin_attempt (ledger, id, NULL, done_cb, &call);
      wait_for (&call);
      lian_ledger_settle (ledger, id, LIAN_ENTRY_RECEIVED, 1, "{}", NULL, NULL, NULL, done_cb,
                          &call);
      wait_for (&call);
    }
  lian_ledger_close (ledger);
}

static gboolean
expect_pragma (LianConn *conn, const char *sql, const char *wanted, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  g_assert_true (row);
  g_assert_cmpstr (lian_stmt_get_text (stmt, 0), ==, wanted);
  lian_stmt_reset (stmt);
  return TRUE;
}

/* On the connection that writes, of a file that is opened as the ledger is. */
static gboolean
look (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return expect_pragma (conn, "PRAGMA journal_mode", "wal", error)
         && expect_pragma (conn, "PRAGMA synchronous", "2", error)
         && expect_pragma (conn, "PRAGMA foreign_keys", "1", error)
         && expect_pragma (conn, "PRAGMA cell_size_check", "1", error)
         && expect_pragma (conn, "PRAGMA trusted_schema", "0", error);
}

static void
test_pragmas (Place *self, gconstpointer data)
{
  g_autoptr (LianLedger) ledger = lian_ledger_open (self->path, NULL);
  g_autoptr (LianDb) db = NULL;
  g_autoptr (GError) error = NULL;

  lian_ledger_close (ledger);
  db = lian_db_open (self->path, LIAN_DB_DURABLE, look, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (lian_db_write (db, look, NULL, NULL, &error));
  lian_db_close (db);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rig_vfs_install ();

  g_test_add ("/rig/ledger-sync/synced", Place, NULL, set_up, test_synced, tear_down);
  g_test_add ("/rig/ledger-sync/pragmas", Place, NULL, set_up, test_pragmas, tear_down);

  return g_test_run ();
}
