/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Pieces of the desk that need to know nothing of it. */
GtkWidget *lian_desk_parts_make_tab (const char *title, GtkLabel **count);
void lian_desk_parts_add_keys (GtkBox *keys);

G_END_DECLS
