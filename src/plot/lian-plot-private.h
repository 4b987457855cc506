/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-plot.h"

G_BEGIN_DECLS

/* Roles of text, as the type table of the visual rules names them. */
typedef enum
{
  LIAN_PLOT_BODY,
  LIAN_PLOT_CAPTION,
} LianPlotRole;

double lian_plot_unit (const LianPlot *plot);
double lian_plot_role_size (const LianPlot *plot, LianPlotRole role);
double lian_plot_line_height (const LianPlot *plot, LianPlotRole role);
PangoLayout *lian_plot_layout_new (const LianPlot *plot, const char *text, double size,
                                   gboolean bold, double max_width) G_GNUC_WARN_UNUSED_RESULT;
double lian_plot_layout_width (PangoLayout *layout);
void lian_plot_layout_show (cairo_t *cr, PangoLayout *layout, LianColor color, double x, double y,
                            double align);
char *lian_plot_axis_label (const LianPlot *plot, double value, double max)
    G_GNUC_WARN_UNUSED_RESULT;

/* One line of a hover panel: words at the left, a number (nullable) at the right. */
typedef struct
{
  const char *text;
  const char *value;
} LianPlotLine;
void lian_plot_panel (const LianPlot *plot, cairo_t *cr, double width, double height, double x,
                      double y, const LianPlotLine *lines, guint n);

/* A box whose corners are rounded by @radius. */
void lian_plot_round_box (cairo_t *cr, double x, double y, double width, double height,
                          double radius);

G_END_DECLS
