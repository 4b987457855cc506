/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-chart.h"

G_BEGIN_DECLS

/* Horizontal stacked bars as a widget: hover, keyboard cursor, accessible sentence, table twin.
 * signal "activated" (guint index). */
#define LIAN_TYPE_BAR_VIEW (lian_bar_view_get_type ())
G_DECLARE_FINAL_TYPE (LianBarView, lian_bar_view, LIAN, BAR_VIEW, LianChart)

GtkWidget *lian_bar_view_new (void);
/* Everything is copied. */
void lian_bar_view_set_chart (LianBarView *self, const LianBarChart *chart);

G_END_DECLS
