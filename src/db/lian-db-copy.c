/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-db-copy.h"

#include "lian-conn-private.h"
#include "lian-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
fail (int rc, const char *what, GError **error)
{
  LianErrorCode code = LIAN_ERROR_FAILED;

  if (rc == SQLITE_FULL || rc == SQLITE_IOERR_WRITE)
    code = LIAN_ERROR_DISK_FULL;
  else if ((rc & 0xff) == SQLITE_CORRUPT || rc == SQLITE_NOTADB)
    code = LIAN_ERROR_DAMAGED;
  else if ((rc & 0xff) == SQLITE_BUSY)
    code = LIAN_ERROR_BUSY;
  g_set_error (error, LIAN_ERROR, code, "%s: %s (%d)", what, sqlite3_errstr (rc), rc);
  return FALSE;
}

/* Made here, so that it cannot be a file that was there before. */
static gboolean
make_file (const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd >= 0)
    {
      close (fd);
      return TRUE;
    }
  g_set_error (error, LIAN_ERROR, errno == EEXIST ? LIAN_ERROR_CONFLICT : LIAN_ERROR_FAILED,
               "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
sync_file (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_FAILED, "%s: %s", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return done;
}

/* All pages in one step are of one moment: the writer goes on meanwhile, into its log, and waits
 * for nothing but the checkpoint after it. */
static gboolean
copy_pages (sqlite3 *from, const char *path, GError **error)
{
  sqlite3 *to = NULL;
  sqlite3_backup *backup;
  int rc = sqlite3_open_v2 (path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_extended_result_codes (to, 1);
  if (rc == SQLITE_OK)
    {
      backup = sqlite3_backup_init (to, "main", from, "main");
      rc = backup != NULL ? sqlite3_backup_step (backup, -1) : sqlite3_extended_errcode (to);
      if (backup != NULL)
        sqlite3_backup_finish (backup);
    }
  sqlite3_close (to);
  return rc == SQLITE_DONE || fail (rc, path, error);
}

/**
 * lian_db_copy:
 * @from: a database
 * @flags: %LIAN_DB_READ_ONLY or, beside it, %LIAN_DB_AS_IT_IS
 * @to: a file that does not exist
 *
 * The connection only reads: it neither writes nor checkpoints, so that the one writer of a file
 * stays the only one whatever process it is in.
 *
 * Returns: %FALSE with %LIAN_ERROR_CONFLICT when @to exists, %LIAN_ERROR_NOT_FOUND,
 * %LIAN_ERROR_DISK_FULL or what else the system says; nothing is left of @to then
 */
gboolean
lian_db_copy (const char *from, LianDbFlags flags, const char *to, GError **error)
{
  LianConn *conn;
  gboolean done;

  if (!g_file_test (from, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND, "%s does not exist", from);
      return FALSE;
    }
  conn = lian_conn_open (from, flags | LIAN_DB_READ_ONLY, error);
  if (conn == NULL)
    return FALSE;
  if (!make_file (to, error))
    {
      lian_conn_close (conn);
      return FALSE;
    }
  done = copy_pages (lian_conn_get_handle (conn), to, error) && sync_file (to, error);
  lian_conn_close (conn);
  if (!done)
    g_unlink (to);
  return done;
}
