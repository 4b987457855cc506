/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-service-private.h"

#include "lian-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

/* Root may look after a database of somebody else's, who is to be able to lock it afterwards: as
 * SQLite does with its own files. */
static void
give_away (int fd, const char *path)
{
  GStatBuf buf;

  if (geteuid () == 0 && g_stat (path, &buf) == 0 && fchown (fd, buf.st_uid, buf.st_gid) != 0)
    g_debug ("lock not given to its owner: %s", g_strerror (errno));
}

/**
 * lian_service_lock_file:
 * @path: a database
 * @lock: (out): to be closed; -1 when it failed
 *
 * Two programs that write and checkpoint one file can damage it (SQLite before 3.51.3), and what is
 * kept in memory here would be wrong. The lock goes with the process, however that ends.
 *
 * Returns: %FALSE with %LIAN_ERROR_BUSY
 */
gboolean
lian_service_lock_file (const char *path, int *lock, GError **error)
{
  g_autofree char *name = g_strconcat (path, ".lock", NULL);
  int fd = open (name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  *lock = -1;
  if (fd >= 0)
    give_away (fd, path);
  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    {
      *lock = fd;
      return TRUE;
    }
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_BUSY, "%s is in use by another program", path);
  if (fd >= 0)
    close (fd);
  return FALSE;
}
