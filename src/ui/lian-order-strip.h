/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-case-words.h"
#include "lian-engine.h"

G_BEGIN_DECLS

/* What became of the newest instruction for a case: the nine steps, its receipt, the seconds of
 * undo, and for a conflict both sides, with nothing suggested.
 *
 * Signals, each with the id of our instruction: "compose-anew" in its place, "compose-phone": it
 * was given by telephone; "undone"; "drop" it; "revoke" it (撤销指令) */
#define LIAN_TYPE_ORDER_STRIP (lian_order_strip_get_type ())
G_DECLARE_FINAL_TYPE (LianOrderStrip, lian_order_strip, LIAN, ORDER_STRIP, AdwBin)

GtkWidget *lian_order_strip_new (LianEngine *engine, LianCaseWords *words);
/* @instructions, @deliveries (element-type LianRecord): mirrored ones of the case, nullable. */
void lian_order_strip_set_case (LianOrderStrip *self, const char *case_id, GPtrArray *instructions,
                                GPtrArray *deliveries);

void lian_order_strip_set_may_revoke (LianOrderStrip *self, gboolean may);
gboolean lian_order_strip_undo (LianOrderStrip *self);

G_END_DECLS
