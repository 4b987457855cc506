/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rig-vfs.h"

#include "lian-limits.h"

#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

/* kill -9 leaves what the kernel has; a power cut does not. Every write keeps what was there before
 * until the file is synced, so that the cut can be played: the worst case of it, nothing of what
 * was not synced is there. */

/* Of the log's locks in shared memory, the writer's: part of SQLite's file format. */
#define WRITE_LOCK 0

typedef struct
{
  sqlite3_int64 at;
  sqlite3_int64 size; /* of the file before */
  GBytes *before;
} Undo;

typedef struct
{
  sqlite3_file base;
  sqlite3_file *real;
  GPtrArray *undos; /* (nullable): of files that are kept */
  char *ballast;    /* (nullable): of the ledger's files */
  gboolean ledger_log;
  gboolean mirror;
} RigFile;

static sqlite3_vfs vfs;
static sqlite3_vfs *real_vfs;
static sqlite3_io_methods methods;
static GMutex mutex; /* of files and their undos */
static GPtrArray *files;
static gint syncs;
static RigVfsHook hook;
static gint changes_left; /* 0: for ever */
static gboolean end_by_cut;
static gint full;
static gsize grown; /* since it is full */

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_bytes_unref (undo->before);
  g_free (undo);
}

static void
keep (RigFile *file, sqlite3_int64 at, sqlite3_int64 length)
{
  Undo *undo;
  sqlite3_int64 n;
  char *before;

  if (file->undos == NULL)
    return;
  undo = g_new0 (Undo, 1);
  file->real->pMethods->xFileSize (file->real, &undo->size);
  undo->at = at;
  n = CLAMP (undo->size - at, 0, length);
  before = g_malloc (MAX (n, 1));
  if (n > 0)
    file->real->pMethods->xRead (file->real, before, (int)n, at);
  undo->before = g_bytes_new_take (before, (gsize)n);
  g_mutex_lock (&mutex);
  g_ptr_array_add (file->undos, undo);
  g_mutex_unlock (&mutex);
}

/* Before a write, a truncation or a sync. */
static void
count_change (void)
{
  if (g_atomic_int_get (&changes_left) == 0 || !g_atomic_int_dec_and_test (&changes_left))
    return;
  if (end_by_cut)
    rig_vfs_cut_power ();
  kill (getpid (), SIGKILL);
  for (;;)
    pause ();
}

static int
rig_close (sqlite3_file *base)
{
  RigFile *file = (RigFile *)base;
  int rc = file->real->pMethods != NULL ? file->real->pMethods->xClose (file->real) : SQLITE_OK;

  g_mutex_lock (&mutex);
  g_ptr_array_remove (files, file);
  g_clear_pointer (&file->undos, g_ptr_array_unref);
  g_mutex_unlock (&mutex);
  g_clear_pointer (&file->ballast, g_free);
  return rc;
}

static int
rig_read (sqlite3_file *base, void *buffer, int n, sqlite3_int64 at)
{
  sqlite3_file *real = ((RigFile *)base)->real;

  return real->pMethods->xRead (real, buffer, n, at);
}

/* What is written over what is there needs no room. */
static gboolean
has_room (RigFile *file, sqlite3_int64 end)
{
  sqlite3_int64 size = 0;
  gsize room;

  if (file->ballast == NULL || !g_atomic_int_get (&full))
    return TRUE;
  file->real->pMethods->xFileSize (file->real, &size);
  if (end <= size)
    return TRUE;
  room = access (file->ballast, F_OK) == 0 ? 0 : LIAN_LIMIT_LEDGER_BALLAST;
  return g_atomic_pointer_add (&grown, end - size) + (gsize)(end - size) <= room;
}

static int
rig_write (sqlite3_file *base, const void *buffer, int n, sqlite3_int64 at)
{
  RigFile *file = (RigFile *)base;

  count_change ();
  if (!has_room (file, at + n))
    return SQLITE_FULL;
  keep (file, at, n);
  return file->real->pMethods->xWrite (file->real, buffer, n, at);
}

static int
rig_truncate (sqlite3_file *base, sqlite3_int64 size)
{
  RigFile *file = (RigFile *)base;

  count_change ();
  keep (file, size, G_MAXINT32);
  return file->real->pMethods->xTruncate (file->real, size);
}

static int
rig_sync (sqlite3_file *base, int flags)
{
  RigFile *file = (RigFile *)base;
  int rc;

  count_change ();
  if (file->ledger_log && hook != NULL)
    hook (RIG_VFS_SYNC);
  rc = file->real->pMethods->xSync (file->real, flags);
  if (rc != SQLITE_OK)
    return rc;
  g_mutex_lock (&mutex);
  if (file->undos != NULL)
    g_ptr_array_set_size (file->undos, 0);
  g_mutex_unlock (&mutex);
  if (file->ledger_log)
    {
      g_atomic_int_inc (&syncs);
      if (hook != NULL)
        hook (RIG_VFS_SYNCED);
    }
  return rc;
}

static int
rig_file_size (sqlite3_file *base, sqlite3_int64 *size)
{
  sqlite3_file *real = ((RigFile *)base)->real;

  return real->pMethods->xFileSize (real, size);
}

static int
rig_lock (sqlite3_file *base, int level)
{
  sqlite3_file *real = ((RigFile *)base)->real;

  return real->pMethods->xLock (real, level);
}

static int
rig_unlock (sqlite3_file *base, int level)
{
  sqlite3_file *real = ((RigFile *)base)->real;

  return real->pMethods->xUnlock (real, level);
}

static int
rig_check_reserved_lock (sqlite3_file *base, int *result)
{
  sqlite3_file *real = ((RigFile *)base)->real;

  return real->pMethods->xCheckReservedLock (real, result);
}

static int
rig_file_control (sqlite3_file *base, int op, void *argument)
{
  sqlite3_file *real = ((RigFile *)base)->real;

  return real->pMethods->xFileControl (real, op, argument);
}

static int
rig_sector_size (sqlite3_file *base)
{
  sqlite3_file *real = ((RigFile *)base)->real;

  return real->pMethods->xSectorSize (real);
}

static int
rig_device_characteristics (sqlite3_file *base)
{
  sqlite3_file *real = ((RigFile *)base)->real;

  return real->pMethods->xDeviceCharacteristics (real);
}

static int
rig_shm_map (sqlite3_file *base, int page, int size, int extend, void volatile **result)
{
  sqlite3_file *real = ((RigFile *)base)->real;

  return real->pMethods->xShmMap (real, page, size, extend, result);
}

static int
rig_shm_lock (sqlite3_file *base, int offset, int n, int flags)
{
  RigFile *file = (RigFile *)base;
  sqlite3_file *real = file->real;

  if (file->mirror && hook != NULL && offset == WRITE_LOCK
      && flags == (SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE))
    hook (RIG_VFS_MIRROR);
  return real->pMethods->xShmLock (real, offset, n, flags);
}

static void
rig_shm_barrier (sqlite3_file *base)
{
  sqlite3_file *real = ((RigFile *)base)->real;

  real->pMethods->xShmBarrier (real);
}

static int
rig_shm_unmap (sqlite3_file *base, int remove)
{
  sqlite3_file *real = ((RigFile *)base)->real;

  return real->pMethods->xShmUnmap (real, remove);
}

static char *
name_ballast (const char *name)
{
  const char *end = name != NULL ? g_strrstr (name, "ledger.db") : NULL;

  if (end == NULL
      || (!g_str_has_suffix (name, "ledger.db") && !g_str_has_suffix (name, "ledger.db-wal")))
    return NULL;
  return g_strdup_printf ("%.*sledger.db.ballast", (int)(end - name), name);
}

static int
rig_open (sqlite3_vfs *self, sqlite3_filename name, sqlite3_file *base, int flags, int *out_flags)
{
  RigFile *file = (RigFile *)base;
  int rc;

  file->real = (sqlite3_file *)(file + 1);
  file->undos = NULL;
  file->ballast = name_ballast (name);
  file->ledger_log = name != NULL && g_str_has_suffix (name, "ledger.db-wal");
  file->mirror = name != NULL && g_str_has_suffix (name, "mirror.db");
  base->pMethods = NULL;
  rc = real_vfs->xOpen (real_vfs, name, file->real, flags, out_flags);
  if (rc != SQLITE_OK)
    {
      g_clear_pointer (&file->ballast, g_free);
      return rc;
    }
  base->pMethods = &methods;
  g_mutex_lock (&mutex);
  if (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL) && !(flags & SQLITE_OPEN_READONLY))
    file->undos = g_ptr_array_new_with_free_func (undo_free);
  g_ptr_array_add (files, file);
  g_mutex_unlock (&mutex);
  return rc;
}

void
rig_vfs_install (void)
{
  real_vfs = sqlite3_vfs_find (NULL);
  files = g_ptr_array_new ();
  vfs = *real_vfs;
  vfs.zName = "rig";
  vfs.szOsFile = (int)sizeof (RigFile) + real_vfs->szOsFile;
  vfs.xOpen = rig_open;
  vfs.pNext = NULL;
  methods = (sqlite3_io_methods){ .iVersion = 2, /* no memory mapped reads */
                                  .xClose = rig_close,
                                  .xRead = rig_read,
                                  .xWrite = rig_write,
                                  .xTruncate = rig_truncate,
                                  .xSync = rig_sync,
                                  .xFileSize = rig_file_size,
                                  .xLock = rig_lock,
                                  .xUnlock = rig_unlock,
                                  .xCheckReservedLock = rig_check_reserved_lock,
                                  .xFileControl = rig_file_control,
                                  .xSectorSize = rig_sector_size,
                                  .xDeviceCharacteristics = rig_device_characteristics,
                                  .xShmMap = rig_shm_map,
                                  .xShmLock = rig_shm_lock,
                                  .xShmBarrier = rig_shm_barrier,
                                  .xShmUnmap = rig_shm_unmap };
  sqlite3_vfs_register (&vfs, TRUE);
}

guint
rig_vfs_get_syncs (void)
{
  return (guint)g_atomic_int_get (&syncs);
}

gboolean
rig_vfs_has_unsynced (void)
{
  gboolean unsynced = FALSE;

  g_mutex_lock (&mutex);
  for (guint i = 0; i < files->len; i++)
    {
      const RigFile *file = files->pdata[i];

      unsynced |= file->ledger_log && file->undos != NULL && file->undos->len > 0;
    }
  g_mutex_unlock (&mutex);
  return unsynced;
}

void
rig_vfs_set_full (gboolean is_full)
{
  g_atomic_pointer_set (&grown, 0);
  g_atomic_int_set (&full, is_full);
}

void
rig_vfs_end_at (guint change, gboolean cut_power)
{
  end_by_cut = cut_power;
  g_atomic_int_set (&changes_left, (gint)change);
}

void
rig_vfs_set_hook (RigVfsHook func)
{
  hook = func;
}

static void
take_back (RigFile *file)
{
  for (guint i = file->undos->len; i > 0; i--)
    {
      const Undo *undo = file->undos->pdata[i - 1];
      gsize n;
      const void *before = g_bytes_get_data (undo->before, &n);

      if (n > 0)
        file->real->pMethods->xWrite (file->real, before, (int)n, undo->at);
      file->real->pMethods->xTruncate (file->real, undo->size);
    }
}

void
rig_vfs_cut_power (void)
{
  g_mutex_lock (&mutex);
  for (guint i = 0; i < files->len; i++)
    {
      RigFile *file = files->pdata[i];

      if (file->undos != NULL)
        take_back (file);
    }
  kill (getpid (), SIGKILL);
  for (;;)
    pause ();
}
