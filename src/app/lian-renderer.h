/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Chooses how GTK draws, before the first window: see the .c file. */
void lian_renderer_choose (void);
/* Whether a GL renderer of this name draws in software ((nullable): there is no GL at all). */
gboolean lian_renderer_is_software (const char *gl_renderer);

G_END_DECLS
