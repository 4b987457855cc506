/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Saves a window as it is on the screen, open popovers included, as PNG. */
gboolean lian_picture_save (GtkWindow *window, const char *path, GError **error);

G_END_DECLS
