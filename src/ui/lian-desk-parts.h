/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Pieces of the desk that need to know nothing of it. */
GtkWidget *lian_desk_parts_make_tab (const char *title, GtkLabel **count);
void lian_desk_parts_add_keys (GtkBox *keys);
/* @cut: more than @n were found and the older ones are not shown. */
char *lian_desk_parts_dup_position (guint position, guint n, gboolean cut)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_desk_parts_say_empty (AdwStatusPage *page, gboolean searching);

G_END_DECLS
