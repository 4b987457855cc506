/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <pango/pango.h>

#include "lian-light-counts.h"
#include "lian-palette.h"

G_BEGIN_DECLS

/* Every chart and mark as one drawing function: the same for screen, PDF, SVG and PNG. They draw
 * into (0, 0, width, height) of @cr, in units of a 1x pixel; text in @plot's font. No state is
 * kept. */
typedef struct
{
  const LianPalette *palette;
  PangoContext *pango; /* with the language set, so that Han takes its Chinese shapes */
  double font_size;    /* px of body text: 14, wall 31 */
  gboolean chinese;
} LianPlot;

/* One line of caption at the foot of (0, 0, width, height): what must not be cut off a picture that
 * goes elsewhere, such as that its data are invented. */
double lian_plot_notice_height (const LianPlot *plot);
void lian_plot_notice (const LianPlot *plot, cairo_t *cr, double width, double height,
                       const char *text);

/* 24 hours: bars = in, line = out, dashed = the week before. @hour0: hour of day of the first bar.
 * @hover: index of an hour to mark, -1 none. */
typedef struct
{
  const gint64 *in;
  const gint64 *out;
  const gint64 *before; /* (nullable) */
  guint n;
  guint hour0;
  gboolean last_unfinished;
  int hover;
  const char *today_label; /* at the change of day */
} LianFlowChart;
void lian_plot_flow (const LianPlot *plot, cairo_t *cr, double width, double height,
                     const LianFlowChart *chart);
/* Index of the hour under x, -1 outside. */
int lian_plot_flow_pick (const LianPlot *plot, double width, double height,
                         const LianFlowChart *chart, double x, double y);
/* What lian_plot_flow() lays over the chart at @chart->hover, alone: for a widget that keeps the
 * rest in a cached layer. @cursor: the keyboard's cursor, with its accent ring. */
void lian_plot_flow_hover (const LianPlot *plot, cairo_t *cr, double width, double height,
                           const LianFlowChart *chart, gboolean cursor);
/* The legend with its totals, right-aligned; stands beside the heading, above the chart. */
void lian_plot_flow_legend (const LianPlot *plot, cairo_t *cr, double width, double height,
                            const LianFlowChart *chart);
double lian_plot_flow_legend_width (const LianPlot *plot, const LianFlowChart *chart);

/* Horizontal bars, one a row, stacked normal, soon, over; total bold behind, text at the far right.
 */
typedef struct
{
  const char *label;
  LianLightCounts counts;
  const char *trailing; /* (nullable): "95.8%" */
} LianBarRow;
typedef struct
{
  const LianBarRow *rows;
  guint n;
  double label_width; /* 0: as wide as the longest, at most 40 % */
  int hover;
} LianBarChart;
void lian_plot_bars (const LianPlot *plot, cairo_t *cr, double width, double height,
                     const LianBarChart *chart);
int lian_plot_bars_pick (const LianPlot *plot, double width, double height,
                         const LianBarChart *chart, double x, double y);
void lian_plot_bars_hover (const LianPlot *plot, cairo_t *cr, double width, double height,
                           const LianBarChart *chart, gboolean cursor);
/* How many of @n rows have room in @height; the rest is not drawn. */
guint lian_plot_bars_visible (const LianPlot *plot, double height, guint n);

/* A spark line of @n values with a dot at the last. */
void lian_plot_spark (const LianPlot *plot, cairo_t *cr, double width, double height,
                      const gint64 *values, guint n);

/* Marks, centred at (x, y). */
void lian_plot_light (const LianPlot *plot, cairo_t *cr, double x, double y, double size,
                      LianLight light);
/* elements: ten of 0 missing, 1 shared, 2 own, in the order 党政居医养教文体娱商; radius of the
 * ring. */
void lian_plot_ring (const LianPlot *plot, cairo_t *cr, double x, double y, double radius,
                     const guint8 *elements, gboolean with_letters);
/* 养 or "Elderly". */
const char *lian_plot_element_name (guint i, gboolean chinese);
/* The ground of a ring or a light on the map: a disc of `marker` with a hairline around it. */
void lian_plot_disc (const LianPlot *plot, cairo_t *cr, double x, double y, double radius);
/* Circle of a cluster: white disc, count, arcs for overdue and due shares. Returns its radius. */
double lian_plot_cluster_radius (gint64 count);
void lian_plot_cluster (const LianPlot *plot, cairo_t *cr, double x, double y,
                        const LianLightCounts *counts);

/* The bar of a deadline: used in teal, the last fifth amber, beyond the limit red; ticks for due
 * and now. Fractions of the whole width are of time: start 0 … end 1. */
typedef struct
{
  double warn; /* where 80 % is used */
  double due;
  double now;
} LianDeadlineBar;
void lian_plot_deadline (const LianPlot *plot, cairo_t *cr, double width, double height,
                         const LianDeadlineBar *bar);

/* The nine steps of an instruction with the current one marked; exceptions are the page's affair.
 * A label may have a second line (the receipt). */
void lian_plot_steps (const LianPlot *plot, cairo_t *cr, double width, double height, guint current,
                      const char *const *labels, guint n);

/* Dot of a timeline row: filled, or a ring when current; with the line above and below. */
void lian_plot_timeline_dot (const LianPlot *plot, cairo_t *cr, double width, double height,
                             gboolean current, gboolean first, gboolean last);

/* At most @most ticks of 1, 2, 5 × 10ⁿ from 0 to at least @max; returns their distance. */
double lian_plot_tick_step (double max, guint most);

G_END_DECLS
