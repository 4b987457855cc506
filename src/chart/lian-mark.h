/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-plot.h"

G_BEGIN_DECLS

/* One small drawn thing: a light, a spark line, a ring of ten, a deadline bar, the steps of an
 * instruction, a dot of a timeline. Follows light and dark, and the class lian-wall of its window.
 * Sets its accessible label itself where it can say it in words. */
#define LIAN_TYPE_MARK (lian_mark_get_type ())
G_DECLARE_FINAL_TYPE (LianMark, lian_mark, LIAN, MARK, GtkWidget)

GtkWidget *lian_mark_new (void);
void lian_mark_clear (LianMark *self);
void lian_mark_set_light (LianMark *self, LianLight light, int size);
void lian_mark_set_spark (LianMark *self, const gint64 *values, guint n);
void lian_mark_set_ring (LianMark *self, const guint8 *elements, double radius, gboolean letters);
void lian_mark_set_deadline (LianMark *self, const LianDeadlineBar *bar);
void lian_mark_set_steps (LianMark *self, guint current, const char *const *labels);
void lian_mark_set_timeline (LianMark *self, gboolean current, gboolean first, gboolean last);
/* The legend of a flow chart with its totals, to stand beside the heading. */
void lian_mark_set_flow_legend (LianMark *self, const LianFlowChart *chart);

/* The palette and plot settings that belong to a widget now: style, font size, language. Free with
 * g_object_unref() on plot->pango, see the .c file. */
void lian_plot_for_widget (GtkWidget *widget, LianPlot *plot);

G_END_DECLS
