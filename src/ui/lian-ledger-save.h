/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-window.h"

G_BEGIN_DECLS

/* The ledger into a file that a person chooses, while the console goes on; a line under the header
 * bar says how far it is, can break it off, and says how it ended. */
void lian_ledger_save_ask (LianWindow *window, LianEngine *engine);
void lian_ledger_save_to (LianWindow *window, LianEngine *engine, GFile *to);
void lian_ledger_save_cancel (LianWindow *window);

G_END_DECLS
