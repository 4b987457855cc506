/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-ledger-space.h"

#include "lian-error.h"
#include "lian-limits.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

struct _LianLedgerSpace
{
  char *folder;
  char *ballast;
  LianFreeFunc func; /* (nullable) */
  gpointer data;

  GMutex mutex;      /* of the rest, and of the ballast */
  gboolean given_up; /* the disk was full, and there is not room enough again */
  LianSpace space;
};

/*
 * lian_ledger_space_new:
 * @path: of the ledger
 * @func: (nullable): how much is free; %NULL asks the system
 * @data: for @func
 *
 * Returns: (transfer full): not looked yet
 */
LianLedgerSpace *
lian_ledger_space_new (const char *path, LianFreeFunc func, gpointer data)
{
  LianLedgerSpace *self = g_new0 (LianLedgerSpace, 1);

  self->folder = g_path_get_dirname (path);
  self->ballast = g_strconcat (path, ".ballast", NULL);
  self->func = func;
  self->data = data;
  g_mutex_init (&self->mutex);
  return self;
}

void
lian_ledger_space_free (LianLedgerSpace *self)
{
  if (self == NULL)
    return;
  g_mutex_clear (&self->mutex);
  g_free (self->folder);
  g_free (self->ballast);
  g_free (self);
}

/* What a person without privileges may still write. A system that does not say is not full. */
static guint64
read_free (LianLedgerSpace *self)
{
  struct statvfs status;

  if (self->func != NULL)
    return self->func (self->folder, self->data);
  if (statvfs (self->folder, &status) != 0)
    return G_MAXUINT64;
  return (guint64)status.f_bavail * status.f_frsize;
}

/* Blocks that the disk has given, and not a size. */
static gboolean
has_ballast (LianLedgerSpace *self)
{
  struct stat status;

  return g_stat (self->ballast, &status) == 0 && status.st_size >= LIAN_LIMIT_LEDGER_BALLAST
         && (gint64)status.st_blocks * 512 >= LIAN_LIMIT_LEDGER_BALLAST;
}

static gboolean
make_ballast (LianLedgerSpace *self)
{
  int fd = g_open (self->ballast, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int failed = fd < 0 ? errno : posix_fallocate (fd, 0, LIAN_LIMIT_LEDGER_BALLAST);

  if (fd >= 0)
    close (fd);
  if (failed == 0)
    return TRUE;
  g_debug ("%s: %s", self->ballast, g_strerror (failed));
  g_unlink (self->ballast);
  return FALSE;
}

/* The mutex is held. */
static LianSpace
look (LianLedgerSpace *self, guint64 *left)
{
  gboolean has = has_ballast (self);

  *left = read_free (self);
  /* Where it cannot be made although there is room, the limit alone has to do. */
  if (!has && *left >= LIAN_LIMIT_LEDGER_FREE + LIAN_LIMIT_LEDGER_BALLAST)
    {
      make_ballast (self);
      self->given_up = FALSE;
    }
  if (has)
    self->given_up = FALSE;
  if (self->given_up)
    self->space = LIAN_SPACE_FULL;
  else
    self->space = *left < LIAN_LIMIT_LEDGER_FREE ? LIAN_SPACE_LOW : LIAN_SPACE_ENOUGH;
  return self->space;
}

/*
 * lian_ledger_space_look:
 *
 * Returns: how it is now
 */
LianSpace
lian_ledger_space_look (LianLedgerSpace *self)
{
  guint64 left;
  LianSpace space;

  g_mutex_lock (&self->mutex);
  space = look (self, &left);
  g_mutex_unlock (&self->mutex);
  return space;
}

/*
 * lian_ledger_space_get:
 *
 * Returns: how it was when somebody looked
 */
LianSpace
lian_ledger_space_get (LianLedgerSpace *self)
{
  LianSpace space;

  g_mutex_lock (&self->mutex);
  space = self->space;
  g_mutex_unlock (&self->mutex);
  return space;
}

/*
 * lian_ledger_space_check:
 *
 * New promises are refused before the disk is full, so that there is room to keep the old ones.
 *
 * Returns: whether there is room, by what the system says now
 */
gboolean
lian_ledger_space_check (LianLedgerSpace *self, GError **error)
{
  guint64 left;
  LianSpace space;

  g_mutex_lock (&self->mutex);
  space = look (self, &left);
  g_mutex_unlock (&self->mutex);
  if (space == LIAN_SPACE_ENOUGH)
    return TRUE;
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_DISK_FULL,
               "%" G_GUINT64_FORMAT
               " MiB are free on the disk of the ledger, new instructions need "
               "%u MiB",
               left >> 20, (guint)(LIAN_LIMIT_LEDGER_FREE >> 20));
  return FALSE;
}

/*
 * lian_ledger_space_give_up:
 *
 * Returns: whether something was freed: then it is worth trying again
 */
gboolean
lian_ledger_space_give_up (LianLedgerSpace *self)
{
  gboolean freed;

  g_mutex_lock (&self->mutex);
  freed = has_ballast (self) && g_unlink (self->ballast) == 0;
  self->given_up = TRUE;
  self->space = LIAN_SPACE_FULL;
  g_mutex_unlock (&self->mutex);
  return freed;
}
