/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-case-list.h"

G_BEGIN_DECLS

/* One selected row by its id, not by its position: it stays selected wherever the row goes, and
 * asks the model for nothing else. GtkSingleSelection asks for every added item. */
#define LIAN_TYPE_CASE_SELECTION (lian_case_selection_get_type ())
G_DECLARE_FINAL_TYPE (LianCaseSelection, lian_case_selection, LIAN, CASE_SELECTION, GObject)

LianCaseSelection *lian_case_selection_new (LianCaseList *list) G_GNUC_WARN_UNUSED_RESULT;
guint lian_case_selection_get_position (LianCaseSelection *self);
LianCaseRow *lian_case_selection_get_row (LianCaseSelection *self); /* (transfer none) (nullable) */
void lian_case_selection_select (LianCaseSelection *self, guint position);

/* property "position" (guint): notified when another row is selected, not when it only moves */

G_END_DECLS
