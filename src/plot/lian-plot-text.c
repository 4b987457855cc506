/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-plot-private.h"

#include <math.h>
#include <pango/pangocairo.h>

#include "lian-text.h"

#define BODY_SIZE 14.0
#define LINE_HEIGHT 1.34
/* No label has room for more; a longer text only costs shaping. */
#define LABEL_LIMIT 120

/* lian_plot_unit: what one px of the visual rules (body text of 14) is at this font size. */
double
lian_plot_unit (const LianPlot *plot)
{
  double size = plot->font_size;

  return isfinite (size) && size >= 1.0 ? MIN (size, 400.0) / BODY_SIZE : 1.0;
}

/* lian_plot_role_size: font size in px; on the wall nothing is smaller than its body text. */
double
lian_plot_role_size (const LianPlot *plot, LianPlotRole role)
{
  double size = lian_plot_unit (plot) * BODY_SIZE;

  if (role == LIAN_PLOT_CAPTION && plot->palette->style != LIAN_STYLE_WALL)
    size *= 0.86;
  return size;
}

/* lian_plot_line_height: height in px of one line in @role. */
double
lian_plot_line_height (const LianPlot *plot, LianPlotRole role)
{
  return ceil (lian_plot_role_size (plot, role) * LINE_HEIGHT);
}

/* lian_plot_layout_new: a single line of plain text with tabular digits, cut with … at the end
 * where it is wider than @max_width (0: never). @text may be anything, NULL included. */
PangoLayout *
lian_plot_layout_new (const LianPlot *plot, const char *text, double size, gboolean bold,
                      double max_width)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (plot->pango);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  g_autofree char *clean = lian_text_clean (text != NULL ? text : "", FALSE, LABEL_LIMIT);

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_attr_list_insert (attributes, pango_attr_size_new_absolute ((int)(size * PANGO_SCALE)));
  pango_attr_list_insert (attributes,
                          pango_attr_weight_new (bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, clean, -1);
  if (max_width > 0)
    {
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, (int)(MIN (max_width, 100000.0) * PANGO_SCALE));
    }
  return g_steal_pointer (&layout);
}

/* lian_plot_layout_width: px of the line as it is drawn. */
double
lian_plot_layout_width (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  return (double)logical.width / PANGO_SCALE;
}

/* lian_plot_layout_show: draws @layout with its middle at height @y; @align 0 puts its left edge at
 * @x, 1 its right edge. A line in a right-to-left script stands at the right of its room, so its
 * own offset is taken out. */
void
lian_plot_layout_show (cairo_t *cr, PangoLayout *layout, LianColor color, double x, double y,
                       double align)
{
  PangoRectangle logical;
  double width, height;

  pango_layout_get_extents (layout, NULL, &logical);
  width = (double)logical.width / PANGO_SCALE;
  height = (double)logical.height / PANGO_SCALE;
  lian_color_set (cr, color);
  cairo_move_to (cr, floor (x - align * width + 0.5) - (double)logical.x / PANGO_SCALE,
                 floor (y - height / 2 + 0.5));
  pango_cairo_show_layout (cr, layout);
  /* The text leaves a current point behind, from which the next line would start. */
  cairo_new_path (cr);
}

/* lian_plot_axis_label: @value in the one unit that the whole axis up to @max takes. */
char *
lian_plot_axis_label (const LianPlot *plot, double value, double max)
{
  static const struct
  {
    double size;
    const char *name;
  } chinese[] = { { 1e8, "亿" }, { 1e4, "万" } },
    english[] = { { 1e9, "G" }, { 1e6, "M" }, { 1e3, "k" } };
  guint n = plot->chinese ? G_N_ELEMENTS (chinese) : G_N_ELEMENTS (english);
  double scaled;

  if (max < 10000 || value == 0)
    return lian_format_count ((gint64)value, plot->chinese);

  for (guint i = 0; i < n; i++)
    {
      double size = plot->chinese ? chinese[i].size : english[i].size;

      if (max < size)
        continue;
      scaled = value / size;
      return g_strdup_printf (fabs (scaled - round (scaled)) < 1e-9 ? "%.0f\u00a0%s"
                                                                    : "%.1f\u00a0%s",
                              scaled, plot->chinese ? chinese[i].name : english[i].name);
    }
  return lian_format_count ((gint64)value, plot->chinese);
}

/**
 * lian_plot_tick_step:
 * @max: the largest value to show; anything but a positive number counts as 1
 * @most: how many ticks there may be, 0 included; at least 2
 *
 * Returns: the least of 1, 2, 5 × 10ⁿ with which at most @most ticks reach from 0 to @max
 */
double
lian_plot_tick_step (double max, guint most)
{
  static const double factors[] = { 1, 2, 5, 10 };
  double least, magnitude;

  if (!isfinite (max) || max <= 0)
    max = 1;
  most = MAX (most, 2);
  least = max / (most - 1);
  magnitude = pow (10, floor (log10 (least)));
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    if (factors[i] * magnitude >= least * (1 - 1e-9))
      return factors[i] * magnitude;
  return 10 * magnitude;
}

/**
 * lian_plot_notice_height:
 *
 * Returns: px that lian_plot_notice() takes
 */
double
lian_plot_notice_height (const LianPlot *plot)
{
  return lian_plot_line_height (plot, LIAN_PLOT_CAPTION) + 4 * lian_plot_unit (plot);
}

/**
 * lian_plot_notice:
 * @text: (nullable): plain text, cut with … where it is too long
 *
 * Draws it in the last lian_plot_notice_height() of @height.
 */
void
lian_plot_notice (const LianPlot *plot, cairo_t *cr, double width, double height, const char *text)
{
  double size = lian_plot_role_size (plot, LIAN_PLOT_CAPTION);
  g_autoptr (PangoLayout) layout = lian_plot_layout_new (plot, text, size, FALSE, width);

  lian_plot_layout_show (cr, layout, plot->palette->fg2, 0,
                         height - lian_plot_notice_height (plot) / 2, 0);
}
