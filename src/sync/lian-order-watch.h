/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-ledger.h"

G_BEGIN_DECLS

/* Watches the times of the ledger's rows, with and without a connection: what was never sent and
 * must not be any more is expired at once; what may have arrived stays open until the platform has
 * said so. Both alarm until a person decides. Main thread.
 *
 * signal "changed" (): what is listed may be another
 * signal "alarm" (const char *id): the time of one has passed just now, or had when it was opened
 */
#define LIAN_TYPE_ORDER_WATCH (lian_order_watch_get_type ())
G_DECLARE_FINAL_TYPE (LianOrderWatch, lian_order_watch, LIAN, ORDER_WATCH, GObject)

LianOrderWatch *lian_order_watch_new (LianLedger *ledger, LianClock *clock)
    G_GNUC_WARN_UNUSED_RESULT;

/* (element-type LianLedgerEntry) (transfer full), newest first. @account NULL: of everybody. */
GPtrArray *lian_order_watch_list_alarms (LianOrderWatch *self, const char *account)
    G_GNUC_WARN_UNUSED_RESULT;
/* Those that met another version of their case or were refused, and nobody has decided about. */
GPtrArray *lian_order_watch_list_failed (LianOrderWatch *self, const char *account)
    G_GNUC_WARN_UNUSED_RESULT;
/* Those that wait to be sent. */
GPtrArray *lian_order_watch_list_open (LianOrderWatch *self, const char *account)
    G_GNUC_WARN_UNUSED_RESULT;
/* What others have left for this platform: waiting, or expired and not decided. */
GPtrArray *lian_order_watch_list_absent (LianOrderWatch *self, const char *account,
                                         const char *server_id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
