/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-case-words.h"

G_BEGIN_DECLS

/* The clock of a case's stage: how much of the limit is used, when it ends, and on demand the list
 * of the spans that counted and did not. */
#define LIAN_TYPE_DEADLINE_CARD (lian_deadline_card_get_type ())
G_DECLARE_FINAL_TYPE (LianDeadlineCard, lian_deadline_card, LIAN, DEADLINE_CARD, AdwBin)

GtkWidget *lian_deadline_card_new (LianCaseWords *words);
void lian_deadline_card_set_record (LianDeadlineCard *self, LianRecord *record); /* (nullable) */

G_END_DECLS
