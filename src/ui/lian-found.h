/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Marks in a label what of its text was searched for. */
void lian_found_mark (GtkLabel *label, const char *const *words);

G_END_DECLS
