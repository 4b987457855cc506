/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-backup.h"

#include "lian-db-copy.h"
#include "lian-db.h"
#include "lian-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

/* A backup is read by a second process, and not made by the server: reading needs no more than a
 * connection that can neither write nor checkpoint, which is harmless beside the writer; it can
 * write where the server may not; and a server that is stopped is copied in the same way. */

static const char *const beside[] = { "", "-wal", "-shm", "-journal", ".lock", ".socket" };

static gboolean
check_free (const char *path, GError **error)
{
  /* A log that was left of another file would be taken for one of this. */
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strconcat (path, beside[i], NULL);

      if (!g_file_test (name, G_FILE_TEST_EXISTS))
        continue;
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT, "%s exists already", name);
      return FALSE;
    }
  return TRUE;
}

static void
remove_all (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *name = g_strconcat (path, beside[i], NULL);

      g_unlink (name);
    }
}

static gboolean
sync_directory (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_dirname (path);
  int fd = open (name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_FAILED, "%s: %s", name, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return done;
}

/* Not over a file that somebody made meanwhile. */
static gboolean
put_in_place (const char *temporary, const char *path, GError **error)
{
  if (renameat2 (AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
    return sync_directory (path, error);
  g_set_error (error, LIAN_ERROR, errno == EEXIST ? LIAN_ERROR_CONFLICT : LIAN_ERROR_FAILED,
               "%s: %s", path, g_strerror (errno));
  return FALSE;
}

typedef gboolean (*Prepare) (const char *path, GError **error);

/* Copies @from, has the copy prepared, verifies it and only then calls it @to. */
static gboolean
copy_over (const char *from, LianDbFlags flags, const char *to, Prepare prepare,
           LianVerified *verified, GError **error)
{
  g_autofree char *temporary = g_strdup_printf ("%s.%d.part", to, (int)getpid ());
  gboolean done;

  if (!check_free (to, error))
    return FALSE;
  done = lian_db_copy (from, flags, temporary, error)
         && (prepare == NULL || prepare (temporary, error))
         && lian_verify_file (temporary, verified, error) && put_in_place (temporary, to, error);
  if (!done)
    remove_all (temporary);
  return done;
}

/**
 * lian_backup_make:
 * @database: of a server that is running or not
 * @backup: a file that does not exist
 * @verified: (out): how much there is in it
 *
 * Returns: %FALSE with %LIAN_ERROR_CONFLICT when the file exists, %LIAN_ERROR_NOT_FOUND,
 * %LIAN_ERROR_DAMAGED when the database is, or what the system says; there is no file then
 */
gboolean
lian_backup_make (const char *database, const char *backup, LianVerified *verified, GError **error)
{
  return copy_over (database, LIAN_DB_READ_ONLY, backup, NULL, verified, error);
}

/* --- restoring --- */

static gboolean
run (LianConn *conn, const char *sql, const char *value, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);

  if (stmt == NULL)
    return FALSE;
  if (value != NULL)
    lian_stmt_bind_text (stmt, 0, value);
  return lian_stmt_run (stmt, error);
}

static gboolean
begin_epoch (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  g_autofree char *epoch = g_uuid_string_random ();

  if (!run (conn, "UPDATE meta SET value = ? WHERE key = 'epoch'", epoch, error))
    return FALSE;
  if (lian_conn_changes (conn) != 1)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_DAMAGED,
                           "the database has no identity: it was never filled");
      return FALSE;
    }
  /* A token that was revoked since would be good again. */
  return run (conn, "DELETE FROM session", NULL, error);
}

static gboolean
begin_anew (const char *path, GError **error)
{
  g_autoptr (LianDb) db = lian_db_open (path, LIAN_DB_DURABLE, NULL, NULL, error);
  gboolean done;

  if (db == NULL)
    return FALSE;
  done = lian_db_write (db, begin_epoch, NULL, NULL, error);
  lian_db_close (db);
  return done;
}

/**
 * lian_backup_restore:
 * @backup: what lian_backup_make() made
 * @database: a file that does not exist
 * @verified: (out): how much there is in it
 *
 * Consoles see another epoch, so that none goes on from a position of the time after the backup;
 * receipts, ids and records are those of the backup.
 *
 * Returns: %FALSE with %LIAN_ERROR_DAMAGED when the backup is not what was written,
 * %LIAN_ERROR_CONFLICT when the file exists, %LIAN_ERROR_NOT_FOUND or what the system says; there
 * is no database then
 */
gboolean
lian_backup_restore (const char *backup, const char *database, LianVerified *verified,
                     GError **error)
{
  return lian_verify_file (backup, verified, error)
         && copy_over (backup, LIAN_DB_READ_ONLY | LIAN_DB_AS_IT_IS, database, begin_anew, verified,
                       error);
}
