/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-ledger-file.h"

G_BEGIN_DECLS

/* lian-ledger-aside.c */
gboolean lian_ledger_set_file_aside (const char *path, GError **error);
char *lian_ledger_find_set_aside (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* A ledger as the files of store/ see it. Main thread. */

LianDb *lian_ledger_get_db (LianLedger *self);
void lian_ledger_queue_write (LianLedger *self, LianLedgerWrite *write, LianDbFunc func,
                              gpointer source_tag, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_ledger_finish_write (LianLedger *self, GAsyncResult *result, gpointer source_tag,
                                   GError **error);

G_END_DECLS
