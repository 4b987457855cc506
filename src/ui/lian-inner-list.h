/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What GtkColumnView of GTK 4.8 does not offer itself and its inner list does. */
void lian_inner_list_scroll_to (GtkColumnView *view, guint position);
/* TRUE when it has the focus, or somebody else rightly keeps it. */
gboolean lian_inner_list_take_focus (GtkColumnView *view, GtkWidget *page);

G_END_DECLS
