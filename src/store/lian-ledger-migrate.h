/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"

G_BEGIN_DECLS

/* From every version of ledger.db that there ever was to this one. A step is never changed once it
 * was in a released program, and every version has a file in tests/store/ledgers/. */

/* What PRAGMA user_version says of a file of this program. */
guint lian_ledger_get_version (void);

/* In the transaction that opens @path, which holds the write lock: a file of an earlier version is
 * copied beside itself first, and only then are the missing steps run. @was is the version that was
 * found, 0 of a new file. */
gboolean lian_ledger_migrate (LianConn *conn, const char *path, gint64 *was, GError **error);

/* LianDbFunc-like: the version alone. */
gboolean lian_ledger_read_version (LianConn *conn, gint64 *version, GError **error);

G_END_DECLS
