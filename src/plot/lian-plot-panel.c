/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-plot-private.h"

#include <math.h>

/* lian_plot_round_box: adds a box with rounded corners to the path of @cr. */
void
lian_plot_round_box (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  double r = MAX (0.0, MIN (radius, MIN (width, height) / 2));

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

/* lian_plot_panel: a floating panel beside the point (x, y) of a chart of the given size, at the
 * side where it has room, so that it never lies over the point. The first line is its heading, in
 * fg2; the others are bold. */
void
lian_plot_panel (const LianPlot *plot, cairo_t *cr, double width, double height, double x, double y,
                 const LianPlotLine *lines, guint n)
{
  double u = lian_plot_unit (plot);
  double size = lian_plot_role_size (plot, LIAN_PLOT_CAPTION);
  double row = lian_plot_line_height (plot, LIAN_PLOT_CAPTION);
  double gap = 10 * u, pad = 8 * u, box_width = 0, box_height = n * row + 8 * u, left, top;
  g_autoptr (GPtrArray) layouts = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      double room = MAX (width / 2 - gap - 2 * pad, 24 * u), wide;
      PangoLayout *value = lian_plot_layout_new (plot, lines[i].value, size, TRUE, 0);
      PangoLayout *text;

      wide = lines[i].value != NULL ? lian_plot_layout_width (value) + 12 * u : 0;
      text = lian_plot_layout_new (plot, lines[i].text, size, i > 0, MAX (room - wide, 12 * u));
      g_ptr_array_add (layouts, text);
      g_ptr_array_add (layouts, value);
      box_width = MAX (box_width, lian_plot_layout_width (text) + wide);
    }
  box_width = ceil (box_width + 2 * pad);

  left = x + gap + box_width <= width || x < width / 2 ? x + gap : x - gap - box_width;
  left = floor (MAX (0.0, MIN (left, width - box_width)));
  top = floor (MAX (0.0, MIN (y - box_height / 2, height - box_height)));

  lian_plot_round_box (cr, left + 0.5, top + 0.5, box_width - 1, box_height - 1, 6 * u);
  lian_color_set (cr, plot->palette->card);
  cairo_fill_preserve (cr);
  lian_color_set (cr, plot->palette->line);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);

  for (guint i = 0; i < n; i++)
    {
      double middle = top + 4 * u + (i + 0.5) * row;

      lian_plot_layout_show (cr, layouts->pdata[2 * i],
                             i == 0 ? plot->palette->fg2 : plot->palette->fg, left + pad, middle,
                             0);
      if (lines[i].value != NULL)
        lian_plot_layout_show (cr, layouts->pdata[2 * i + 1], plot->palette->fg,
                               left + box_width - pad, middle, 1);
    }
}
