/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-plot-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lian-text.h"

#define BAR_SHARE 0.64
#define UNFINISHED 0.55
#define MOST_TICKS 5

/* Where the parts of a chart stand, and what the axis goes up to. */
typedef struct
{
  double left, right, top, base;
  double step; /* px from bar to bar */
  double tick, max;
  guint n_ticks;
} Frame;

static double
value_at (const gint64 *values, guint i)
{
  return values != NULL && values[i] > 0 ? (double)values[i] : 0.0;
}

static char *
count_text (const LianPlot *plot, const gint64 *values, guint i)
{
  return lian_format_count (values != NULL ? MAX (values[i], 0) : 0, plot->chinese);
}

static double
largest (const LianFlowChart *chart)
{
  double max = 0;

  for (guint i = 0; i < chart->n; i++)
    {
      max = MAX (max, value_at (chart->in, i));
      max = MAX (max, value_at (chart->out, i));
      max = MAX (max, value_at (chart->before, i));
    }
  return max;
}

static double
widest_tick (const LianPlot *plot, const Frame *frame)
{
  double widest = 0;

  for (guint i = 0; i < frame->n_ticks; i++)
    {
      g_autofree char *text = lian_plot_axis_label (plot, i * frame->tick, frame->max);
      g_autoptr (PangoLayout) layout
          = lian_plot_layout_new (plot, text, lian_plot_role_size (plot, LIAN_PLOT_CAPTION), FALSE,
                                  0);

      widest = MAX (widest, lian_plot_layout_width (layout));
    }
  return widest;
}

/* The axis begins at 0, counts whole cases, and its top tick is at or above the largest value. */
static void
frame_init (Frame *frame, const LianPlot *plot, double width, double height,
            const LianFlowChart *chart)
{
  double u = lian_plot_unit (plot), row = lian_plot_line_height (plot, LIAN_PLOT_CAPTION);
  double max = largest (chart);
  guint most;

  frame->top = ceil (row / 2);
  frame->base = MAX (frame->top + 1, floor (height - row - 6 * u));
  most = (guint)CLAMP ((frame->base - frame->top) / (1.5 * row) + 1, 2, MOST_TICKS);
  frame->tick = MAX (1.0, lian_plot_tick_step (max, most));
  frame->n_ticks = (guint)ceil (max / frame->tick - 1e-9) + 1;
  frame->n_ticks = CLAMP (frame->n_ticks, 2, most);
  frame->max = frame->tick * (frame->n_ticks - 1);
  frame->left = ceil (widest_tick (plot, frame) + 6 * u);
  frame->left = MIN (frame->left, width / 2);
  frame->right = MAX (width, frame->left + 1);
  frame->step = (frame->right - frame->left) / MAX (chart->n, 1);
}

static double
x_of (const Frame *frame, guint i)
{
  return frame->left + (i + 0.5) * frame->step;
}

static double
y_of (const Frame *frame, double value)
{
  return frame->base - value / frame->max * (frame->base - frame->top);
}

static guint
hour_of (const LianFlowChart *chart, guint i)
{
  return (chart->hour0 % 24 + i % 24) % 24;
}

static void
draw_grid (const LianPlot *plot, cairo_t *cr, const Frame *frame)
{
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < frame->n_ticks; i++)
    {
      g_autofree char *text = lian_plot_axis_label (plot, i * frame->tick, frame->max);
      g_autoptr (PangoLayout) layout
          = lian_plot_layout_new (plot, text, lian_plot_role_size (plot, LIAN_PLOT_CAPTION), FALSE,
                                  0);
      double y = floor (y_of (frame, i * frame->tick)) + 0.5;

      lian_color_set (cr, i == 0 ? plot->palette->line : plot->palette->line2);
      cairo_move_to (cr, frame->left, y);
      cairo_line_to (cr, frame->right, y);
      cairo_stroke (cr);
      lian_plot_layout_show (cr, layout, plot->palette->fg2,
                             frame->left - 6 * lian_plot_unit (plot), y, 1);
    }
}

/* Bars on whole pixels; where bars are thinner than a pixel, the highest of each column. */
static void
draw_bars (const LianPlot *plot, cairo_t *cr, const Frame *frame, const LianFlowChart *chart)
{
  guint stride = frame->step >= 1 ? 1 : (guint)ceil (1 / frame->step);

  for (guint i = 0; i < chart->n; i += MIN (stride, chart->n - i))
    {
      double value = 0, left, right, y;
      gboolean unfinished = chart->last_unfinished && i + stride >= chart->n;

      for (guint j = i; j < chart->n && j - i < stride; j++)
        value = MAX (value, value_at (chart->in, j));
      if (value <= 0)
        continue;

      left = frame->left + i * frame->step + frame->step * stride * (1 - BAR_SHARE) / 2;
      right = left + frame->step * stride * BAR_SHARE;
      if (frame->step >= 4)
        {
          left = floor (left + 0.5);
          right = MAX (left + 1, floor (right + 0.5));
        }
      y = MIN (y_of (frame, value), frame->base - 1);
      lian_color_set (cr,
                      lian_color_with_alpha (plot->palette->chart3, unfinished ? UNFINISHED : 1.0));
      cairo_rectangle (cr, left, y, right - left, frame->base - y);
      cairo_fill (cr);
    }
}

/* At most four points a pixel column (first, least, most, last) tell everything that a line of
 * any number of values shows. */
static void
trace_line (cairo_t *cr, const Frame *frame, const gint64 *values, guint n)
{
  guint stride = frame->step >= 0.5 ? 1 : (guint)ceil (1 / frame->step);

  for (guint i = 0; i < n; i += MIN (stride, n - i))
    {
      guint end = MIN (n - i, stride) + i;
      double least = value_at (values, i), most = least;

      for (guint j = i + 1; j < end; j++)
        {
          least = MIN (least, value_at (values, j));
          most = MAX (most, value_at (values, j));
        }
      cairo_line_to (cr, x_of (frame, i), y_of (frame, value_at (values, i)));
      if (end - i > 1)
        {
          cairo_line_to (cr, x_of (frame, i), y_of (frame, least));
          cairo_line_to (cr, x_of (frame, i), y_of (frame, most));
          cairo_line_to (cr, x_of (frame, i), y_of (frame, value_at (values, end - 1)));
        }
    }
}

static void
draw_lines (const LianPlot *plot, cairo_t *cr, const Frame *frame, const LianFlowChart *chart)
{
  const double dash[] = { 3, 3 };

  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (chart->before != NULL)
    {
      trace_line (cr, frame, chart->before, chart->n);
      lian_color_set (cr, plot->palette->fg3);
      cairo_set_line_width (cr, 1.2);
      cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
      cairo_stroke (cr);
    }
  if (chart->out != NULL)
    {
      trace_line (cr, frame, chart->out, chart->n);
      lian_color_set (cr, plot->palette->chart1);
      cairo_set_line_width (cr, 2);
      cairo_set_dash (cr, NULL, 0, 0);
      cairo_stroke (cr);
    }
  cairo_restore (cr);
}

/* The newest change of day, or 0 where all hours are of one day. */
static guint
last_day_change (const LianFlowChart *chart)
{
  for (guint i = chart->n; i > 1; i--)
    if (hour_of (chart, i - 1) == 0)
      return i - 1;
  return 0;
}

static void
draw_day_change (const LianPlot *plot, cairo_t *cr, const Frame *frame, const LianFlowChart *chart)
{
  const double dots[] = { 1, 3 };
  double u = lian_plot_unit (plot), row = lian_plot_line_height (plot, LIAN_PLOT_CAPTION);
  guint change = last_day_change (chart);
  double x = floor (frame->left + change * frame->step) + 0.5, room;
  gboolean at_right;
  g_autoptr (PangoLayout) layout = NULL;

  if (change == 0)
    return;

  cairo_save (cr);
  lian_color_set (cr, plot->palette->fg2);
  cairo_set_line_width (cr, 1.2);
  cairo_set_dash (cr, dots, G_N_ELEMENTS (dots), 0);
  cairo_move_to (cr, x, frame->top);
  cairo_line_to (cr, x, frame->base + 3);
  cairo_stroke (cr);
  cairo_restore (cr);

  if (chart->today_label == NULL)
    return;
  at_right = frame->right - x >= x - frame->left || frame->right - x >= 40 * u;
  room = at_right ? frame->right - x : x - frame->left;
  layout = lian_plot_layout_new (plot, chart->today_label,
                                 lian_plot_role_size (plot, LIAN_PLOT_CAPTION), FALSE,
                                 MAX (room - 6 * u, 1));
  lian_plot_layout_show (cr, layout, plot->palette->fg2, at_right ? x + 5 * u : x - 5 * u,
                         frame->top + row / 2 - 1, at_right ? 0 : 1);
}

static PangoLayout *
hour_layout_new (const LianPlot *plot, guint hour)
{
  char text[16];

  g_snprintf (text, sizeof text, "%u", hour);
  return lian_plot_layout_new (plot, text, lian_plot_role_size (plot, LIAN_PLOT_CAPTION), FALSE, 0);
}

/* The distance of hour labels: the least of these at which neighbours keep off each other and at
 * most seven stand on a day. */
static guint
hour_stride (const LianPlot *plot, const Frame *frame, const LianFlowChart *chart)
{
  static const guint strides[] = { 1, 2, 3, 4, 6, 12, 24 };
  g_autoptr (PangoLayout) layout = hour_layout_new (plot, 22);
  double need = lian_plot_layout_width (layout) + 10 * lian_plot_unit (plot);

  for (guint i = 0; i < G_N_ELEMENTS (strides); i++)
    if (strides[i] * frame->step >= need && (chart->n <= 7 || strides[i] * 7 >= chart->n))
      return strides[i];
  return (guint)MIN (ceil (need / frame->step / 24) * 24, 1e6);
}

/* Labels run from the first bar to the change of day and begin anew at 0, which always has its
 * own; one that would touch its neighbour is left out. */
static void
draw_hours (const LianPlot *plot, cairo_t *cr, const Frame *frame, const LianFlowChart *chart)
{
  double u = lian_plot_unit (plot), row = lian_plot_line_height (plot, LIAN_PLOT_CAPTION);
  guint stride = hour_stride (plot, frame, chart), change = last_day_change (chart);
  double taken = -G_MAXDOUBLE, keep = G_MAXDOUBLE;
  guint i = 0;

  if (change > 0)
    keep = x_of (frame, change) - 16 * u;
  while (i < chart->n)
    {
      g_autoptr (PangoLayout) layout = hour_layout_new (plot, hour_of (chart, i));
      double half = lian_plot_layout_width (layout) / 2, x = x_of (frame, i);
      gboolean clear = x - half > taken && (i >= change || x + half < keep);

      if (clear && (x + half <= frame->right + 2 * u || chart->n == 1))
        {
          lian_plot_layout_show (cr, layout, plot->palette->fg2, x, frame->base + 6 * u + row / 2,
                                 0.5);
          taken = x + half + 4 * u;
        }
      i = i < change && (change - i <= stride) ? change : i + MIN (stride, chart->n - i);
    }
}

/**
 * lian_plot_flow:
 * @chart: the hours; values below 0 count as 0
 *
 * Draws the flow of some hours: bars for what came in, a line for what was closed, dashed what had
 * come in a week before. A chart without hours is an empty grid. Any thread that owns @plot's
 * Pango context.
 */
void
lian_plot_flow (const LianPlot *plot, cairo_t *cr, double width, double height,
                const LianFlowChart *chart)
{
  Frame frame;

  if (!(width >= 1) || !(height >= 1))
    return;

  frame_init (&frame, plot, width, height, chart);
  draw_grid (plot, cr, &frame);
  if (chart->n > 0)
    {
      draw_bars (plot, cr, &frame, chart);
      draw_day_change (plot, cr, &frame, chart);
      draw_lines (plot, cr, &frame, chart);
      draw_hours (plot, cr, &frame, chart);
    }
  lian_plot_flow_hover (plot, cr, width, height, chart, FALSE);
}

/**
 * lian_plot_flow_pick:
 *
 * Returns: the hour whose column lies under (x, y), axis labels included; -1 beside the columns
 */
int
lian_plot_flow_pick (const LianPlot *plot, double width, double height, const LianFlowChart *chart,
                     double x, double y)
{
  Frame frame;

  if (!(width >= 1) || !(height >= 1) || chart->n == 0)
    return -1;

  frame_init (&frame, plot, width, height, chart);
  if (!(x >= frame.left) || !(x < frame.right) || !(y >= 0) || !(y < height))
    return -1;
  return (int)MIN ((guint)((x - frame.left) / frame.step), MIN (chart->n, G_MAXINT) - 1);
}

static void
draw_point (const LianPlot *plot, cairo_t *cr, double x, double y, gboolean cursor)
{
  if (cursor)
    {
      lian_color_set (cr, plot->palette->accent);
      cairo_arc (cr, x, y, 8, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  lian_color_set (cr, plot->palette->card);
  cairo_arc (cr, x, y, 6, 0, 2 * G_PI);
  cairo_fill (cr);
  lian_color_set (cr, plot->palette->chart1);
  cairo_arc (cr, x, y, 4, 0, 2 * G_PI);
  cairo_fill (cr);
}

/**
 * lian_plot_flow_hover:
 * @cursor: whether the keyboard stands there and not the pointer
 *
 * Draws the mark of @chart->hover with its panel; nothing when it is no hour of the chart.
 */
void
lian_plot_flow_hover (const LianPlot *plot, cairo_t *cr, double width, double height,
                      const LianFlowChart *chart, gboolean cursor)
{
  g_autofree char *in = NULL, *out = NULL, *before = NULL, *span = NULL;
  LianPlotLine lines[4];
  guint i, n = 0;
  Frame frame;
  double x, y;

  if (chart->hover < 0 || (guint)chart->hover >= chart->n || !(width >= 1) || !(height >= 1))
    return;

  i = (guint)chart->hover;
  frame_init (&frame, plot, width, height, chart);
  x = floor (x_of (&frame, i)) + 0.5;
  y = y_of (&frame, value_at (chart->out != NULL ? chart->out : chart->in, i));
  lian_color_set (cr, plot->palette->fg3);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, x, frame.top);
  cairo_line_to (cr, x, frame.base);
  cairo_stroke (cr);
  draw_point (plot, cr, x, y, cursor);

  span = g_strdup_printf ("%02u:00–%02u:00", hour_of (chart, i), hour_of (chart, i) + 1);
  lines[n++] = (LianPlotLine){ span, NULL };
  in = count_text (plot, chart->in, i);
  lines[n++] = (LianPlotLine){ _ ("Accepted"), in };
  if (chart->out != NULL)
    {
      out = count_text (plot, chart->out, i);
      lines[n++] = (LianPlotLine){ _ ("Closed"), out };
    }
  if (chart->before != NULL)
    {
      before = count_text (plot, chart->before, i);
      lines[n++] = (LianPlotLine){ _ ("A week before"), before };
    }
  lian_plot_panel (plot, cr, width, height, x, y, lines, n);
}

static char *
with_total (const LianPlot *plot, const char *name, const gint64 *values, guint n)
{
  double sum = 0;
  g_autofree char *count = NULL;

  for (guint i = 0; i < n; i++)
    sum += value_at (values, i);
  count = lian_format_count (sum < 9e18 ? (gint64)sum : G_MAXINT64, plot->chinese);
  return g_strdup_printf ("%s %s", name, count);
}

/* Draws the legend from @right leftwards, or only measures it when @cr is NULL. */
static double
walk_legend (const LianPlot *plot, cairo_t *cr, double right, double middle,
             const LianFlowChart *chart)
{
  const double dash[] = { 3, 3 };
  double u = lian_plot_unit (plot), x = right;
  g_autofree char *in = with_total (plot, _ ("Accepted"), chart->in, chart->n);
  g_autofree char *out = with_total (plot, _ ("Closed"), chart->out, chart->n);
  const char *words[] = { _ ("Accepted a week before"), out, in };
  const gboolean shown[] = { chart->before != NULL, chart->out != NULL, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (PangoLayout) layout = NULL;
      double swatch = i == 2 ? 10 * u : 14 * u, y = floor (middle) + 0.5;

      if (!shown[i])
        continue;
      layout = lian_plot_layout_new (plot, words[i], lian_plot_role_size (plot, LIAN_PLOT_CAPTION),
                                     FALSE, 0);
      if (cr != NULL)
        lian_plot_layout_show (cr, layout, plot->palette->fg2, x, middle, 1);
      x -= lian_plot_layout_width (layout) + 6 * u + swatch;
      if (cr != NULL)
        {
          cairo_save (cr);
          lian_color_set (cr, i == 0   ? plot->palette->fg3
                              : i == 1 ? plot->palette->chart1
                                       : plot->palette->chart3);
          cairo_set_line_width (cr, i == 0 ? 1.2 : 2);
          cairo_set_dash (cr, dash, i == 0 ? 2 : 0, 0);
          cairo_move_to (cr, floor (x), y);
          cairo_line_to (cr, floor (x + swatch), y);
          if (i < 2)
            cairo_stroke (cr);
          cairo_new_path (cr);
          cairo_rectangle (cr, floor (x), floor (middle - 5 * u), swatch, 10 * u);
          if (i == 2)
            cairo_fill (cr);
          cairo_new_path (cr);
          cairo_restore (cr);
        }
      x -= 12 * u;
    }
  return right - x - 12 * u;
}

/**
 * lian_plot_flow_legend:
 *
 * Draws what bars, line and dashes mean, in words with their totals, at the right of its box.
 */
void
lian_plot_flow_legend (const LianPlot *plot, cairo_t *cr, double width, double height,
                       const LianFlowChart *chart)
{
  walk_legend (plot, cr, width, height / 2, chart);
}

/**
 * lian_plot_flow_legend_width:
 *
 * Returns: the px that lian_plot_flow_legend() takes
 */
double
lian_plot_flow_legend_width (const LianPlot *plot, const LianFlowChart *chart)
{
  return ceil (walk_legend (plot, NULL, 0, 0, chart));
}
