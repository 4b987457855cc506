/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Choose how GTK draws: the first before GTK opens the display, the second after it and before the
 * first window. See the .c file. */
void lian_renderer_prepare (void);
void lian_renderer_choose (void);
gboolean lian_renderer_has_device (const char *folder);
/* Whether a GL renderer of this name draws in software ((nullable): there is no GL at all). */
gboolean lian_renderer_is_software (const char *gl_renderer);

G_END_DECLS
