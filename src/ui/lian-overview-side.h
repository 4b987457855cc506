/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-case-line.h"
#include "lian-overview.h"

G_BEGIN_DECLS

/* The column right of the map: what most needs supervision, what came in last, what residents say.
 */
#define LIAN_TYPE_OVERVIEW_SIDE (lian_overview_side_get_type ())
G_DECLARE_FINAL_TYPE (LianOverviewSide, lian_overview_side, LIAN, OVERVIEW_SIDE, GtkBox)

GtkWidget *lian_overview_side_new (void);
void lian_overview_side_set_overview (LianOverviewSide *self, const LianOverview *overview,
                                      const LianLineFacts *facts);
/* (nullable): under the cases that need supervision most. */
void lian_overview_side_set_notice (LianOverviewSide *self, const char *notice);
void lian_overview_side_set_aged (LianOverviewSide *self, const char *text); /* (nullable) */
void lian_overview_side_set_size (LianOverviewSide *self, int width, int height);

G_END_DECLS
