/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-client.h"
#include "lian-clock.h"
#include "lian-ledger.h"

G_BEGIN_DECLS

/* Sends what the ledger has promised: oldest first, one in flight per target, two at most, each
 * attempt counted and committed before it is made, the same bytes until there is a verdict. Only
 * rows of the server and account that it is bound to. Main thread.
 *
 * signal "auth-needed" (): the token is gone; offline until set online again
 * signal "trouble" (GError *error): something could not be stored
 * signal "receipt-lost" (const char *id): the server does not know an instruction that it had given
 *                        a receipt for, which a restored backup can do */
#define LIAN_TYPE_SEND_QUEUE (lian_send_queue_get_type ())
G_DECLARE_FINAL_TYPE (LianSendQueue, lian_send_queue, LIAN, SEND_QUEUE, GObject)

LianSendQueue *lian_send_queue_new (LianClient *client, LianLedger *ledger, LianClock *clock)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_send_queue_set_online (LianSendQueue *self, const char *server_id, const char *account);
void lian_send_queue_set_offline (LianSendQueue *self);
void lian_send_queue_stop (LianSendQueue *self);
/* The platform was asked about everything since the queue was set online. */
gboolean lian_send_queue_has_reconciled (LianSendQueue *self);
/* Monotonic time of the next attempt, in the past when one is under way; 0: none is planned. */
gint64 lian_send_queue_get_due (LianSendQueue *self);

G_END_DECLS
