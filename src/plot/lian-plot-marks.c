/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-plot-private.h"

#include <math.h>

#define LIGHT_BOX 16.0

/**
 * lian_plot_spark:
 * @values: the course of a figure, oldest first
 *
 * Draws @values between their least and their most, with a dot at the newest. A spark line has no
 * axis; it says how a figure moved and not how large it is.
 */
void
lian_plot_spark (const LianPlot *plot, cairo_t *cr, double width, double height,
                 const gint64 *values, guint n)
{
  double u = lian_plot_unit (plot), dot = 2.5 * u, least, most, x = 0, y = 0;
  guint stride;

  if (!(width >= 1) || !(height >= 1) || values == NULL || n == 0)
    return;

  least = most = (double)values[0];
  for (guint i = 1; i < n; i++)
    {
      least = MIN (least, (double)values[i]);
      most = MAX (most, (double)values[i]);
    }
  stride = (guint)MAX (1.0, floor (n / (2 * width)));
  for (guint i = (n - 1) % stride; i < n; i += MIN (stride, n - i))
    {
      double share = most > least ? ((double)values[i] - least) / (most - least) : 0.5;

      x = n > 1 ? dot + (double)i / (n - 1) * (width - 2 * dot) : width - dot;
      y = height - dot - share * (height - 2 * dot);
      cairo_line_to (cr, x, y);
    }
  cairo_save (cr);
  lian_color_set (cr, plot->palette->chart1);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 1.6 * u);
  cairo_stroke (cr);
  cairo_arc (cr, x, y, dot, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
draw_triangle (cairo_t *cr)
{
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, 8, 2.6);
  cairo_line_to (cr, 14.3, 13.3);
  cairo_line_to (cr, 1.7, 13.3);
  cairo_close_path (cr);
  cairo_fill_preserve (cr);
  cairo_stroke (cr);
}

static void
draw_diamond (cairo_t *cr, LianColor ink)
{
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 1.2);
  cairo_move_to (cr, 8, 1.4);
  cairo_line_to (cr, 14.6, 8);
  cairo_line_to (cr, 8, 14.6);
  cairo_line_to (cr, 1.4, 8);
  cairo_close_path (cr);
  cairo_fill_preserve (cr);
  cairo_stroke (cr);

  lian_color_set (cr, ink);
  cairo_rectangle (cr, 7.1, 4, 1.8, 4.8);
  cairo_rectangle (cr, 7.1, 10, 1.8, 1.9);
  cairo_fill (cr);
}

static void
draw_tick (cairo_t *cr)
{
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_move_to (cr, 2.6, 8.6);
  cairo_line_to (cr, 6.2, 12);
  cairo_line_to (cr, 13.4, 4);
  cairo_stroke (cr);
}

/**
 * lian_plot_light:
 * @x: the middle
 * @y: the middle
 * @size: side of its box, px; 16 beside text, 14 in lists
 * @light: an unknown one is drawn as normal
 *
 * Draws a status light. Each has its own shape, so that it is told apart without its colour.
 */
void
lian_plot_light (const LianPlot *plot, cairo_t *cr, double x, double y, double size,
                 LianLight light)
{
  if (!(size > 0))
    return;

  cairo_save (cr);
  cairo_translate (cr, x - size / 2, y - size / 2);
  cairo_scale (cr, size / LIGHT_BOX, size / LIGHT_BOX);
  cairo_new_path (cr);
  lian_color_set (cr, lian_palette_light_mark (plot->palette, light));
  switch (light)
    {
    case LIAN_LIGHT_DUE_SOON:
      draw_triangle (cr);
      break;
    case LIAN_LIGHT_OVERDUE:
      draw_diamond (cr, plot->palette->view);
      break;
    case LIAN_LIGHT_HELD:
      cairo_rectangle (cr, 3.2, 2.6, 3.7, 10.8);
      cairo_rectangle (cr, 9.1, 2.6, 3.7, 10.8);
      cairo_fill (cr);
      break;
    case LIAN_LIGHT_CLOSED:
      draw_tick (cr);
      break;
    case LIAN_LIGHT_NORMAL:
    default:
      cairo_arc (cr, 8, 8, 5.2, 0, 2 * G_PI);
      cairo_set_line_width (cr, 2.4);
      cairo_stroke (cr);
      break;
    }
  cairo_restore (cr);
}

static double
fraction (double value)
{
  return isfinite (value) ? CLAMP (value, 0.0, 1.0) : 0.0;
}

static void
fill_span (cairo_t *cr, LianColor color, double from, double to, double top, double tall)
{
  if (to <= from)
    return;
  lian_color_set (cr, color);
  cairo_rectangle (cr, from, top, to - from, tall);
  cairo_fill (cr);
}

/**
 * lian_plot_deadline:
 * @bar: fractions of @width; anything outside 0 to 1 is brought inside
 *
 * Draws how much of a time limit is used: up to the warning in teal, up to the limit amber, beyond
 * it red. The limit is a tick through the bar, now a shorter one at its upper edge.
 */
void
lian_plot_deadline (const LianPlot *plot, cairo_t *cr, double width, double height,
                    const LianDeadlineBar *bar)
{
  const LianPalette *palette = plot->palette;
  double u = lian_plot_unit (plot), tall, top, due, warn, now;

  if (!(width >= 1) || !(height >= 1))
    return;

  tall = MIN (round (8 * u), height);
  top = floor ((height - tall) / 2);
  due = round (fraction (bar->due) * width);
  warn = MIN (round (fraction (bar->warn) * width), due);
  now = round (fraction (bar->now) * width);

  fill_span (cr, palette->chip, now, width, top, tall);
  fill_span (cr, palette->chart3, 0, MIN (now, warn), top, tall);
  fill_span (cr, palette->soon, warn, MIN (now, due), top, tall);
  fill_span (cr, palette->over, due, now, top, tall);

  due = CLAMP (due, 1, MAX (width - 1, 1));
  fill_span (cr, palette->fg, due - 1, due + 1, top - 3 * u, tall + 6 * u);
  if (now < width && now > 0)
    fill_span (cr, palette->fg2, now - 1, now + 1, top - 3 * u, 3 * u + tall / 2);
}

/**
 * lian_plot_timeline_dot:
 * @current: whether the step is the one the case stands at
 * @first: nothing leads to it from above
 * @last: nothing follows below
 *
 * Draws the dot of one row of a timeline with the line to its neighbours; the line keeps off the
 * dot.
 */
void
lian_plot_timeline_dot (const LianPlot *plot, cairo_t *cr, double width, double height,
                        gboolean current, gboolean first, gboolean last)
{
  double u = lian_plot_unit (plot), x = floor (width / 2) + 0.5, y = floor (height / 2) + 0.5;
  double radius = (current ? 6.5 : 4.2) * u, off = radius + 2.5 * u;

  if (!(width >= 1) || !(height >= 1))
    return;

  lian_color_set (cr, plot->palette->line);
  cairo_set_line_width (cr, 1);
  if (!first && y > off)
    {
      cairo_move_to (cr, x, 0);
      cairo_line_to (cr, x, y - off);
    }
  if (!last && y + off < height)
    {
      cairo_move_to (cr, x, y + off);
      cairo_line_to (cr, x, height);
    }
  cairo_stroke (cr);

  if (current)
    {
      lian_color_set (cr, plot->palette->accent);
      cairo_set_line_width (cr, 2.6 * u);
      cairo_arc (cr, x, y, radius - 1.3 * u, 0, 2 * G_PI);
      cairo_stroke (cr);
    }
  else
    {
      lian_color_set (cr, plot->palette->fg3);
      cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}
