/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-verify.h"

G_BEGIN_DECLS

/* Copies of a server's database. A copy has the name it is to have only when all of it is on the
 * disk and was verified; nothing that exists is written over. Both block. */

/* The server may be running. */
gboolean lian_backup_make (const char *database, const char *backup, LianVerified *verified,
                           GError **error);
/* A database of its own from a backup: everything in it, under a new epoch, without tokens. */
gboolean lian_backup_restore (const char *backup, const char *database, LianVerified *verified,
                              GError **error);

G_END_DECLS
