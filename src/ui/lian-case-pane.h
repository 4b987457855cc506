/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-case-words.h"
#include "lian-engine.h"

G_BEGIN_DECLS

/* One case: title, clock, instruction, place, facts, history, who is near; the composer at its foot
 * covers nothing.
 *
 * signal "dispatched" (const char *instruction_id): after the ledger's commit */
#define LIAN_TYPE_CASE_PANE (lian_case_pane_get_type ())
G_DECLARE_FINAL_TYPE (LianCasePane, lian_case_pane, LIAN, CASE_PANE, AdwBin)

GtkWidget *lian_case_pane_new (LianEngine *engine, LianCaseWords *words);
void lian_case_pane_open (LianCasePane *self, const char *case_id);
gboolean lian_case_pane_compose (LianCasePane *self);
gboolean lian_case_pane_undo (LianCasePane *self);
void lian_case_pane_replace (LianCasePane *self, const char *id, gboolean by_phone);
/* What was written is kept as a draft. */
void lian_case_pane_stop_composing (LianCasePane *self);
gboolean lian_case_pane_is_composing (LianCasePane *self);
gboolean lian_case_pane_is_settled (LianCasePane *self);
void lian_case_pane_set_narrow (LianCasePane *self, gboolean narrow);

G_END_DECLS
