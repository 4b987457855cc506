/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-plot.h"

G_BEGIN_DECLS

/* What all charts share: the cached layer, hover and keyboard cursor over it, the accessible
 * sentence, the table twin in a popover, copying as table and as picture.
 * signal "activated" (guint index): a point was clicked or Enter pressed on it. */
#define LIAN_TYPE_CHART (lian_chart_get_type ())
G_DECLARE_DERIVABLE_TYPE (LianChart, lian_chart, LIAN, CHART, GtkWidget)

struct _LianChartClass
{
  GtkWidgetClass parent_class;

  /* The chart without hover, and the hover alone. */
  void (*draw) (LianChart *self, const LianPlot *plot, cairo_t *cr, double width, double height);
  void (*draw_hover) (LianChart *self, const LianPlot *plot, cairo_t *cr, double width,
                      double height, guint index, gboolean cursor);
  int (*pick) (LianChart *self, const LianPlot *plot, double width, double height, double x,
               double y);
  guint (*get_n) (LianChart *self);
  /* How many points the cursor may reach in @height; the table has them all. */
  guint (*get_n_visible) (LianChart *self, const LianPlot *plot, double height);
  /* The table twin: titles of the columns, NULL-terminated, and the cells of a row. */
  GStrv (*dup_titles) (LianChart *self);
  GStrv (*dup_row) (LianChart *self, guint index);
  /* One sentence that says what the data say. */
  char *(*dup_summary) (LianChart *self);
};

/* The data changed: the layer is drawn anew, the sentence is said anew. */
void lian_chart_changed (LianChart *self);
/* A sentence that goes with every copy, as the last line of the table and at the foot of the
 * picture, and stands under the table twin. */
void lian_chart_set_notice (LianChart *self, const char *notice); /* (nullable) */
/* The table twin as text, tab-separated, one line a row, with the titles first. */
char *lian_chart_dup_table (LianChart *self) G_GNUC_WARN_UNUSED_RESULT;
/* The chart as a picture on its ground, at twice its size; NULL before it has one. */
GdkTexture *lian_chart_dup_picture (LianChart *self) G_GNUC_WARN_UNUSED_RESULT;
void lian_chart_show_table (LianChart *self);

G_END_DECLS
