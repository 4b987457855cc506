/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SQLite's files, watched: how often the ledger's log was synced, and what a failing power supply
 * would have taken. Becomes the default VFS, so that the program under it does not know. */
void rig_vfs_install (void);

/* Completed syncs of ledger.db-wal. Any thread. */
guint rig_vfs_get_syncs (void);

/* Whether a power cut would take something of the ledger's log. */
gboolean rig_vfs_has_unsynced (void);

/* Takes back everything that was written and not synced, in every file, and ends the process. */
void rig_vfs_cut_power (void) G_GNUC_NORETURN;

/* The ledger's disk takes no byte more, but where its ballast was. Any thread. */
void rig_vfs_set_full (gboolean full);

/* Ends the process at the nth change of any file from now on, before it is made: with what the
 * kernel has, or with what was synced. */
void rig_vfs_end_at (guint change, gboolean cut_power);

typedef enum
{
  RIG_VFS_SYNC,   /* before the ledger's log is synced */
  RIG_VFS_SYNCED, /* and after it */
  RIG_VFS_MIRROR, /* before a transaction of the mirror begins */
} RigVfsPoint;

/* Any thread; may not return. */
typedef void (*RigVfsHook) (RigVfsPoint point);
void rig_vfs_set_hook (RigVfsHook func);

G_END_DECLS
