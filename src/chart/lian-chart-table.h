/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-chart.h"

G_BEGIN_DECLS

/* The popover with the table twin of a chart and the two ways to copy it. */
GtkWidget *lian_chart_table_new (LianChart *chart);
/* Fills the table from the chart's present data. */
void lian_chart_table_update (GtkPopover *popover, LianChart *chart);

/* A sentence under the table: (nullable). */
void lian_chart_table_set_notice (GtkPopover *popover, const char *notice);

G_END_DECLS
