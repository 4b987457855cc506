/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-case-words.h"
#include "lian-history-list.h"

G_BEGIN_DECLS

/* Closed cases that the platform told of when it was asked, under a line that says so and of when
 * they are; or why there are none. */
#define LIAN_TYPE_HISTORY_VIEW (lian_history_view_get_type ())
G_DECLARE_FINAL_TYPE (LianHistoryView, lian_history_view, LIAN, HISTORY_VIEW, GtkBox)

GtkWidget *lian_history_view_new (LianHistoryList *list, LianCaseWords *words);
void lian_history_view_move_by (LianHistoryView *self, int step);
/* Which columns have room. */
void lian_history_view_fit (LianHistoryView *self, int width);

/* signal "selected" (const char *case_id): another row
 * signal "activated" (): Enter, or a double click */

G_END_DECLS
