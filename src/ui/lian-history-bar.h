/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-history-view.h"
#include "lian-scope.h"

G_BEGIN_DECLS

/* The foot of the archive: how far back it goes, and the way to what is older. It asks for that in
 * the region and with the words of the scope, and forgets it when it is closed. */
#define LIAN_TYPE_HISTORY_BAR (lian_history_bar_get_type ())
G_DECLARE_FINAL_TYPE (LianHistoryBar, lian_history_bar, LIAN, HISTORY_BAR, GtkBox)

GtkWidget *lian_history_bar_new (LianEngine *engine, LianCaseWords *words, LianScope *scope);
/* Shows what it asked for; to be put in the list's place while the bar is open. */
LianHistoryView *lian_history_bar_get_view (LianHistoryBar *self);
/* Visible where closed cases are listed; closed in either case. */
void lian_history_bar_set_archive (LianHistoryBar *self, gboolean archive);
void lian_history_bar_open (LianHistoryBar *self);
gboolean lian_history_bar_is_open (LianHistoryBar *self);
gboolean lian_history_bar_is_asking (LianHistoryBar *self);
/* Once more, if it is open. */
void lian_history_bar_ask_anew (LianHistoryBar *self);

/* property: "open" (gboolean, notify): what is older is to be shown */

G_END_DECLS
