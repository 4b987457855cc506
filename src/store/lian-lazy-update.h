/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-lazy-query.h"

G_BEGIN_DECLS

/* Brings the rows of @job up to date by what changed, without asking for all of them. */
gboolean lian_lazy_update_run (LianConn *conn, LianLazyJob *job, const char *table,
                               const char *where, GError **error);

/* For both: the record of a row, held against its key. */
char *lian_lazy_make_read (const LianKind *kind, const char *table) G_GNUC_WARN_UNUSED_RESULT;
gboolean lian_lazy_read_row (LianConn *conn, const LianKind *kind, const char *sql,
                             const LianRowKey *row, LianRecord **record, GError **error);

G_END_DECLS
