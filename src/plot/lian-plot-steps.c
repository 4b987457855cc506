/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-plot-private.h"

#include <math.h>
#include <string.h>

#define N_STEPS 9
#define STEP_RADIUS 11.0

/* The signs of the steps, drawn in a box of 16 around (0, 0); the source colour is the caller's. */
static void
draw_check (cairo_t *cr)
{
  cairo_move_to (cr, -4.2, 0.4);
  cairo_line_to (cr, -1.4, 3.2);
  cairo_line_to (cr, 4.4, -3.2);
  cairo_stroke (cr);
}

static void
draw_pencil (cairo_t *cr)
{
  cairo_move_to (cr, -4.6, 4.6);
  cairo_line_to (cr, -3.6, 1.2);
  cairo_line_to (cr, 2.2, -4.6);
  cairo_line_to (cr, 4.6, -2.2);
  cairo_line_to (cr, -1.2, 3.6);
  cairo_close_path (cr);
  cairo_set_line_width (cr, 1.6);
  cairo_stroke (cr);
}

static void
draw_clock (cairo_t *cr)
{
  cairo_set_line_width (cr, 1.6);
  cairo_arc (cr, 0, 0, 5.2, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_move_to (cr, -2, -1.8);
  cairo_line_to (cr, 0, 0.4);
  cairo_line_to (cr, 2.4, -1.4);
  cairo_stroke (cr);
}

static void
draw_cycle (cairo_t *cr)
{
  cairo_set_line_width (cr, 1.8);
  for (guint i = 0; i < 2; i++)
    {
      cairo_arc (cr, 0, 0, 4.4, G_PI * 1.08, G_PI * 1.75);
      cairo_stroke (cr);
      cairo_move_to (cr, 1.2, -2.0);
      cairo_line_to (cr, 5.4, -1.2);
      cairo_line_to (cr, 5.4, -5.4);
      cairo_close_path (cr);
      cairo_fill (cr);
      cairo_rotate (cr, G_PI);
    }
}

static void
draw_gear (cairo_t *cr)
{
  cairo_set_line_width (cr, 2);
  cairo_arc (cr, 0, 0, 3.9, 0, 2 * G_PI);
  cairo_stroke (cr);
  for (guint i = 0; i < 8; i++)
    {
      cairo_move_to (cr, 0, -4.4);
      cairo_line_to (cr, 0, -6.6);
      cairo_stroke (cr);
      cairo_rotate (cr, G_PI / 4);
    }
}

static void
draw_reply (cairo_t *cr)
{
  cairo_set_line_width (cr, 1.8);
  cairo_move_to (cr, -2.6, -3.8);
  cairo_line_to (cr, -6, -0.6);
  cairo_line_to (cr, -2.6, 2.6);
  cairo_stroke (cr);
  cairo_move_to (cr, 0.8, -3.8);
  cairo_line_to (cr, -2.6, -0.6);
  cairo_line_to (cr, 0.8, 2.6);
  cairo_stroke (cr);
  cairo_move_to (cr, -2.2, -0.6);
  cairo_line_to (cr, 2.6, -0.6);
  cairo_curve_to (cr, 4.6, -0.6, 5.4, 0.6, 5.4, 2.2);
  cairo_line_to (cr, 5.4, 4.6);
  cairo_stroke (cr);
}

static void
draw_sign (cairo_t *cr, guint i, guint n)
{
  static void (*const signs[N_STEPS]) (cairo_t *)
      = { draw_pencil, draw_clock, draw_cycle, draw_check, draw_check,
          draw_check,  draw_gear,  draw_reply, draw_check };

  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_new_path (cr);
  (n == N_STEPS ? signs[i] : draw_check) (cr);
}

static void
draw_label (const LianPlot *plot, cairo_t *cr, const char *label, double x, double top, double room,
            gboolean current)
{
  double size = lian_plot_role_size (plot, LIAN_PLOT_CAPTION);
  double row = lian_plot_line_height (plot, LIAN_PLOT_CAPTION);
  g_auto (GStrv) lines = g_strsplit (label != NULL ? label : "", "\n", 2);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (PangoLayout) layout
          = lian_plot_layout_new (plot, lines[i], size, current && i == 0, MAX (room, 1));

      lian_plot_layout_show (cr, layout, current ? plot->palette->accent : plot->palette->fg, x,
                             top + (i + 0.5) * row, 0.5);
    }
}

/**
 * lian_plot_steps:
 * @current: index of the step that is reached; beyond the last, all are done
 * @labels: (array length=n): their words; after a line break the receipt or the like
 *
 * Draws the steps of an instruction in equal columns, joined by a line: done, the current one,
 * those to come. Labels are cut where their column ends.
 */
void
lian_plot_steps (const LianPlot *plot, cairo_t *cr, double width, double height, guint current,
                 const char *const *labels, guint n)
{
  double u = lian_plot_unit (plot), column, radius, middle;

  if (!(width >= 1) || !(height >= 1) || n == 0 || labels == NULL)
    return;

  column = width / n;
  radius = MIN (STEP_RADIUS * u, column / 2);
  middle = MIN (STEP_RADIUS * u, height / 2);
  lian_color_set (cr, plot->palette->line);
  cairo_set_line_width (cr, 2);
  for (guint i = 0; i + 1 < n; i++)
    {
      cairo_move_to (cr, (i + 0.5) * column + radius, middle);
      cairo_line_to (cr, (i + 1.5) * column - radius, middle);
    }
  cairo_stroke (cr);

  for (guint i = 0; i < n; i++)
    {
      const LianPalette *p = plot->palette;
      double x = (i + 0.5) * column;
      LianColor white = { 1, 1, 1, 1 };

      lian_color_set (cr, i < current ? p->chart3 : i == current ? p->accent_bg : p->chip);
      cairo_arc (cr, x, middle, radius, 0, 2 * G_PI);
      cairo_fill (cr);
      cairo_save (cr);
      cairo_translate (cr, x, middle);
      cairo_scale (cr, radius / STEP_RADIUS, radius / STEP_RADIUS);
      lian_color_set (cr, i <= current ? white : p->fg);
      draw_sign (cr, i, n);
      cairo_restore (cr);
      draw_label (plot, cr, labels[i], x, middle + radius + 4 * u, column - 4 * u, i == current);
    }
}
