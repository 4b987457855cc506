/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-chart.h"

G_BEGIN_DECLS

/* The 24-hour flow as a widget: hover panel, keyboard cursor, accessible sentence, table twin.
 * signal "activated" (guint index): an hour was clicked or Enter pressed on it. */
#define LIAN_TYPE_FLOW_VIEW (lian_flow_view_get_type ())
G_DECLARE_FINAL_TYPE (LianFlowView, lian_flow_view, LIAN, FLOW_VIEW, LianChart)

GtkWidget *lian_flow_view_new (void);
/* Everything is copied. */
void lian_flow_view_set_chart (LianFlowView *self, const LianFlowChart *chart);

G_END_DECLS
