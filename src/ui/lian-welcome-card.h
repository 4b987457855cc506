/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-engine.h"

G_BEGIN_DECLS

/* The card of the first start: leads through 派遣 → 签收 → 反馈 once with a real case, and ticks
 * each step when the mirror says that it happened. */
#define LIAN_TYPE_WELCOME_CARD (lian_welcome_card_get_type ())
G_DECLARE_FINAL_TYPE (LianWelcomeCard, lian_welcome_card, LIAN, WELCOME_CARD, AdwBin)

GtkWidget *lian_welcome_card_new (LianEngine *engine);
/* How many of the three steps are ticked. */
guint lian_welcome_card_get_done (LianWelcomeCard *self);
const char *lian_welcome_card_get_case (LianWelcomeCard *self); /* (nullable) */

/* signal "dismissed" () */

G_END_DECLS
