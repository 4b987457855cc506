/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-client.h"
#include "lian-clock.h"
#include "lian-ledger.h"

G_BEGIN_DECLS

/* Asks the platform after every reconnect what became of all open instructions and of everything
 * that may have reached it in the last seven days, in pages and with pauses. An interrupted round
 * goes on where it was, and asks about the beginning again afterwards. Nothing is ever sent by it.
 * Main thread.
 *
 * signal "answer" (const char *id, LianSendResult *result): about an open one
 * signal "open-asked" (): sending may begin
 * signal "receipt-lost" (const char *id): once for each that the platform has given a receipt for
 *                        and does not know any more; it is marked in the ledger
 * signal "trouble" (GError *error): something could not be stored
 * signal "done" (guint asked): a round is complete */
#define LIAN_TYPE_RECONCILE (lian_reconcile_get_type ())
G_DECLARE_FINAL_TYPE (LianReconcile, lian_reconcile, LIAN, RECONCILE, GObject)

LianReconcile *lian_reconcile_new (LianClient *client, LianLedger *ledger, LianClock *clock)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_reconcile_begin (LianReconcile *self, const char *server_id, const char *account);
void lian_reconcile_stop (LianReconcile *self);
/* The open ones were asked about in this round, or the platform could not say. */
gboolean lian_reconcile_has_asked_open (LianReconcile *self);
/* And everything else was asked about too. */
gboolean lian_reconcile_is_done (LianReconcile *self);

G_END_DECLS
