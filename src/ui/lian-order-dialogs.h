/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-engine.h"

G_BEGIN_DECLS

/* Decisions about instructions that want a reason or a second thought. What fails is said in @said,
 * whose window is asked in. */

/* 不再执行: nothing more is done about one of one's own whose time has passed. */
void lian_order_dialogs_drop (LianEngine *engine, const char *id, GtkLabel *said);
/* 撤销指令: an instruction of its own, about @record as it is on the screen. */
void lian_order_dialogs_revoke (LianEngine *engine, LianRecord *record, const char *id,
                                GtkLabel *said);
/* Of what others have left: 代发, and giving it up. */
void lian_order_dialogs_send_on (LianEngine *engine, const char *id, const char *what,
                                 GtkLabel *said);
void lian_order_dialogs_give_up (LianEngine *engine, const char *id, const char *what,
                                 GtkLabel *said);

G_END_DECLS
