/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-ledger.h"
#include "lian-window.h"

G_BEGIN_DECLS

/* What a person has to know of the ledger whatever page is shown, as lines under the header bar: no
 * room on the disk, receipts that the platform has lost. As long as both live. */
void lian_ledger_notices_attach (LianWindow *window, LianLedger *ledger);
/* "I have read this": every loss that is shown is decided. */
void lian_ledger_notices_acknowledge_lost (LianLedger *ledger);

G_END_DECLS
