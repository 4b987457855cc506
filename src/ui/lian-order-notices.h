/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-case-words.h"
#include "lian-engine.h"

G_BEGIN_DECLS

/* Above every page, until a person acts: instructions whose time has passed, with the duty phone of
 * the unit; and what others have left on this seat, which the duty chief sends on or gives up.
 *
 * signal "replace" (const char *case_id, const char *id, gboolean by_phone) */
#define LIAN_TYPE_ORDER_NOTICES (lian_order_notices_get_type ())
G_DECLARE_FINAL_TYPE (LianOrderNotices, lian_order_notices, LIAN, ORDER_NOTICES, AdwBin)

GtkWidget *lian_order_notices_new (LianEngine *engine, LianCaseWords *words);
/* One row in words: what, to whom, about which case, since when. */
char *lian_order_notices_dup_row (LianOrderNotices *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
