/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Holds one child and says how wide it became: from an idle, never inside the allocation, so that
 * whoever listens may hide and show children. Asks for little itself, so that the window can
 * always be made narrower than what stands in it now. */
#define LIAN_TYPE_WIDTH_BIN (lian_width_bin_get_type ())
G_DECLARE_FINAL_TYPE (LianWidthBin, lian_width_bin, LIAN, WIDTH_BIN, GtkWidget)

GtkWidget *lian_width_bin_get_child (LianWidthBin *self);
void lian_width_bin_set_child (LianWidthBin *self, GtkWidget *child);
gboolean lian_width_bin_is_settled (LianWidthBin *self);

/* property "child"; signal "resized" (int width, int height) */

G_END_DECLS
