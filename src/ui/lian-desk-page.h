/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-case-list.h"
#include "lian-engine.h"
#include "lian-scope.h"

G_BEGIN_DECLS

/* 调度台: list left, case right, composer at the foot of the case. */
#define LIAN_TYPE_DESK_PAGE (lian_desk_page_get_type ())
G_DECLARE_FINAL_TYPE (LianDeskPage, lian_desk_page, LIAN, DESK_PAGE, AdwBin)

GtkWidget *lian_desk_page_new (LianEngine *engine, LianScope *scope);
/* Shows this case, selected in the list when it is there. */
void lian_desk_page_open_case (LianDeskPage *self, const char *case_id);
/* The list behind a figure. @stage (nullable): a stage code. */
void lian_desk_page_show_view (LianDeskPage *self, LianCasesView view, const char *stage);
/* Opens the composer for the open case; FALSE when a dispatch is not possible now. */
gboolean lian_desk_page_compose (LianDeskPage *self);
void lian_desk_page_stop_composing (LianDeskPage *self);
/* TRUE when list and case are complete (for the tour). */
gboolean lian_desk_page_is_settled (LianDeskPage *self);

/* signal "dispatched" (const char *instruction_id): after the ledger's commit */

void lian_desk_page_replace (LianDeskPage *self, const char *case_id, const char *id,
                             gboolean by_phone);

G_END_DECLS
