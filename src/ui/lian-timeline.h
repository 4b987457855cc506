/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-case-words.h"

G_BEGIN_DECLS

/* The steps of a case, oldest first, then where it waits now; @box is emptied first. */
void lian_timeline_fill (GtkBox *box, LianCaseWords *words, LianRecord *record, GPtrArray *steps);

G_END_DECLS
