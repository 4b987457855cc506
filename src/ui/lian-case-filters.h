/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-case-words.h"

G_BEGIN_DECLS

/* A row of buttons over a list of cases, one a stage. @counts: stage → count, "" → all; those that
 * reach @most are told as "or more". @toggled: of GtkToggleButton; the data "stage" of the button
 * is the stage, NULL for all. */
void lian_case_filters_show (GtkBox *box, LianCaseWords *words, GHashTable *counts,
                             const char *stage, guint most, GCallback toggled, gpointer object);

G_END_DECLS
