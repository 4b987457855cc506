/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-case-words.h"

G_BEGIN_DECLS

/* The facts of a case in two columns of a grid, which it empties first. */
void lian_case_facts_fill (GtkGrid *grid, LianCaseWords *words, LianRecord *record);

G_END_DECLS
