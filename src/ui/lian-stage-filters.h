/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-case-words.h"

G_BEGIN_DECLS

/* The row of stages over a case list. @counts: stage → count, "" → all; @most: where counting ends,
 * 0: nowhere; @toggled is called with the buttons, for which lian_stage_filters_get() tells the
 * stage. */
void lian_stage_filters_fill (GtkBox *box, LianCaseWords *words, GHashTable *counts, guint most,
                              const char *stage, GCallback toggled, gpointer object);
/* (transfer none) (nullable): NULL is all */
const char *lian_stage_filters_get (GtkToggleButton *button);

G_END_DECLS
