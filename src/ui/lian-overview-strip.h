/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-overview.h"

G_BEGIN_DECLS

/* Date, shift and duty chief, then the seven figures of the day. A tile opens the list behind it
 * through win.show-list. */
#define LIAN_TYPE_OVERVIEW_STRIP (lian_overview_strip_get_type ())
G_DECLARE_FINAL_TYPE (LianOverviewStrip, lian_overview_strip, LIAN, OVERVIEW_STRIP, GtkBox)

GtkWidget *lian_overview_strip_new (void);
void lian_overview_strip_set_overview (LianOverviewStrip *self, const LianOverview *overview);
void lian_overview_strip_set_aged (LianOverviewStrip *self, const char *text); /* (nullable) */
void lian_overview_strip_set_width (LianOverviewStrip *self, int width);
/* Figure and subline of the nth of the seven tiles. */
const char *lian_overview_strip_get_figure (LianOverviewStrip *self, guint n);
const char *lian_overview_strip_get_subline (LianOverviewStrip *self, guint n);

G_END_DECLS
