/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-ledger.h"

G_BEGIN_DECLS

/* Room on the disk beside a ledger: how much there is, and a ballast file that is given up so that
 * what was promised can still be sent and its receipts stored. Any thread. */
typedef struct _LianLedgerSpace LianLedgerSpace;

LianLedgerSpace *lian_ledger_space_new (const char *path, LianFreeFunc func, gpointer data);
void lian_ledger_space_free (LianLedgerSpace *self);

/* Looks, and makes the ballast (again) where there is room for it. Blocks for a moment. */
LianSpace lian_ledger_space_look (LianLedgerSpace *self);
LianSpace lian_ledger_space_get (LianLedgerSpace *self);
/* Before a promise: %LIAN_ERROR_DISK_FULL says how much is missing. */
gboolean lian_ledger_space_check (LianLedgerSpace *self, GError **error);
/* The disk was found full: whether there was a ballast to give up. */
gboolean lian_ledger_space_give_up (LianLedgerSpace *self);

G_END_DECLS
