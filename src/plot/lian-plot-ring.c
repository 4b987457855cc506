/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-plot-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lian-text.h"

#define N_ELEMENTS_OF_RING 10
#define SEGMENT_GAP 0.05
#define SMALL_RING 16.0
#define LEAST_ARC (4.0 * G_PI / 180.0)
#define LEAST_DIGITS 13.0

/* The signs of the ten elements and, for an English screen, short words. */
static const char *const letters[N_ELEMENTS_OF_RING]
    = { "党", "政", "居", "医", "养", "教", "文", "体", "娱", "商" };
static const char *const words[N_ELEMENTS_OF_RING]
    = { N_ ("Party"),     N_ ("Admin"),   N_ ("Living"), N_ ("Medical"), N_ ("Elderly"),
        N_ ("Education"), N_ ("Culture"), N_ ("Sports"), N_ ("Leisure"), N_ ("Shops") };

/**
 * lian_plot_element_name:
 * @i: index of an element, 0 to 9
 *
 * Returns: (transfer none): its sign, or its word where the screen is not @chinese
 */
const char *
lian_plot_element_name (guint i, gboolean chinese)
{
  if (i >= N_ELEMENTS_OF_RING)
    return "";
  return chinese ? letters[i] : _ (words[i]);
}

static void
draw_segment (const LianPlot *plot, cairo_t *cr, double radius, double thick, guint i, guint8 state)
{
  double from = -G_PI_2 + i * 2 * G_PI / N_ELEMENTS_OF_RING + SEGMENT_GAP / 2;
  double to = from + 2 * G_PI / N_ELEMENTS_OF_RING - SEGMENT_GAP;

  if (state == 0)
    {
      double line = CLAMP (radius / 36, 1.0, 2.0);

      lian_color_set (cr, plot->palette->fg3);
      cairo_set_line_width (cr, line);
      cairo_arc (cr, 0, 0, radius - line / 2, from, to);
      cairo_stroke (cr);
      return;
    }
  if (state == 1)
    thick *= 0.45;
  lian_color_set (cr, plot->palette->ramp[state == 1 ? 3 : 4]);
  cairo_new_path (cr);
  cairo_arc (cr, 0, 0, radius, from, to);
  cairo_arc_negative (cr, 0, 0, radius - thick, to, from);
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* The sign of each element outside its segment; at the sides the text ends at the ring, so that a
 * word in Latin letters stays outside too. */
static void
draw_letters (const LianPlot *plot, cairo_t *cr, double radius, const guint8 *elements)
{
  double size = MAX (radius * (plot->chinese ? 0.225 : 0.17), 1);

  for (guint i = 0; i < N_ELEMENTS_OF_RING; i++)
    {
      double angle = -G_PI_2 + (i + 0.5) * 2 * G_PI / N_ELEMENTS_OF_RING;
      double across = cos (angle), down = sin (angle);
      g_autoptr (PangoLayout) layout
          = lian_plot_layout_new (plot, lian_plot_element_name (i, plot->chinese), size, FALSE, 0);
      double align = plot->chinese   ? 0.5
                     : across > 0.3  ? 0.0
                     : across < -0.3 ? 1.0
                                     : (across > 0 ? 0.0 : 1.0);
      double out = plot->chinese ? radius + 0.85 * size : radius + 0.6 * size;

      lian_plot_layout_show (cr, layout, elements[i] == 0 ? plot->palette->fg3 : plot->palette->fg,
                             out * across, (radius + 0.85 * size) * down, align);
    }
}

static void
draw_own_count (const LianPlot *plot, cairo_t *cr, double radius, const guint8 *elements)
{
  char text[16];
  guint own = 0;
  g_autofree char *under = NULL;
  g_autoptr (PangoLayout) figure = NULL, caption = NULL;

  for (guint i = 0; i < N_ELEMENTS_OF_RING; i++)
    own += elements[i] >= 2;
  g_snprintf (text, sizeof text, "%u", own);
  under = g_strdup_printf ("%s / %d", _ ("own"), N_ELEMENTS_OF_RING);
  figure = lian_plot_layout_new (plot, text, MAX (radius * 0.47, 1), TRUE, 0);
  caption = lian_plot_layout_new (plot, under, MAX (radius * 0.172, 1), FALSE, 0);
  lian_plot_layout_show (cr, figure, plot->palette->fg, 0, -0.09 * radius, 0.5);
  lian_plot_layout_show (cr, caption, plot->palette->fg2, 0, 0.3 * radius, 0.5);
}

/**
 * lian_plot_ring:
 * @x: the middle
 * @y: the middle
 * @radius: of the ring's outer edge
 * @elements: ten of 0 missing, 1 shared, 2 own
 * @with_letters: the signs outside and the count inside, for the detail view; the signs need 26 %
 *   of @radius around the ring
 *
 * Draws which of the ten elements a service complex has: by thickness first, so that it is read
 * without colour.
 */
void
lian_plot_ring (const LianPlot *plot, cairo_t *cr, double x, double y, double radius,
                const guint8 *elements, gboolean with_letters)
{
  double thick = radius * (radius < SMALL_RING ? 0.46 : 0.34);

  if (!(radius >= 1) || elements == NULL)
    return;

  cairo_save (cr);
  cairo_translate (cr, x, y);
  for (guint i = 0; i < N_ELEMENTS_OF_RING; i++)
    draw_segment (plot, cr, radius, thick, i, elements[i]);
  if (with_letters)
    {
      draw_letters (plot, cr, radius, elements);
      draw_own_count (plot, cr, radius, elements);
    }
  cairo_restore (cr);
}

/**
 * lian_plot_disc:
 *
 * Draws the ground on which a ring or a cluster stands out from the map.
 */
void
lian_plot_disc (const LianPlot *plot, cairo_t *cr, double x, double y, double radius)
{
  if (!(radius > 0))
    return;

  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  lian_color_set (cr, plot->palette->marker);
  cairo_fill_preserve (cr);
  lian_color_set (cr, lian_color_with_alpha (plot->palette->scope_border, 0.4));
  cairo_set_line_width (cr, 0.8);
  cairo_stroke (cr);
}

/**
 * lian_plot_cluster_radius:
 * @count: how many cases; below 1 counts as 1
 *
 * Returns: the radius of their disc, px: 10 + 5.2 ln n
 */
double
lian_plot_cluster_radius (gint64 count)
{
  return 10 + 5.2 * log ((double)MAX (count, 1));
}

/* A share as an arc; what is not zero stays visible. */
static double
arc_of (double share)
{
  return share > 0 ? MAX (share * 2 * G_PI, LEAST_ARC) : 0;
}

static void
draw_share (const LianPlot *plot, cairo_t *cr, double radius, double from, double to,
            LianColor color)
{
  const double gap = 1.6 / radius;

  if (to <= from)
    return;
  cairo_new_path (cr);
  lian_color_set (cr, plot->palette->marker);
  cairo_set_line_width (cr, 4.6);
  cairo_arc (cr, 0, 0, radius, from - gap, MIN (to, from + 2 * G_PI - 2 * gap) + gap);
  cairo_stroke (cr);
  lian_color_set (cr, color);
  cairo_arc (cr, 0, 0, radius, from, to);
  cairo_stroke (cr);
}

/**
 * lian_plot_cluster:
 * @x: the middle
 * @y: the middle
 * @counts: the cases that stand there
 *
 * Draws a cluster of cases: a disc with the count, a green circle, and over it from 12 o'clock on
 * the overdue share in red and the share due soon in amber. Digits are never smaller than 13 px
 * (on the wall: than its text); a disc too small for them grows.
 */
void
lian_plot_cluster (const LianPlot *plot, cairo_t *cr, double x, double y,
                   const LianLightCounts *counts)
{
  double over = MAX ((double)counts->over, 0), soon = MAX ((double)counts->soon, 0);
  double total = over + soon + MAX ((double)counts->normal, 0) + MAX ((double)counts->held, 0);
  gint64 count = total < 9e18 ? (gint64)total : G_MAXINT64;
  double least
      = plot->palette->style == LIAN_STYLE_WALL ? lian_plot_unit (plot) * 14 : LEAST_DIGITS;
  double radius = lian_plot_cluster_radius (count), size = MAX (0.72 * radius, least), red, amber;
  g_autofree char *text = lian_format_count (count, plot->chinese);
  g_autoptr (PangoLayout) layout = lian_plot_layout_new (plot, text, size, TRUE, 0);
  double wide = lian_plot_layout_width (layout);

  if (wide > 1.6 * radius && size > least)
    {
      size = MAX (least, size * 1.6 * radius / wide);
      g_object_unref (layout);
      layout = lian_plot_layout_new (plot, text, size, TRUE, 0);
      wide = lian_plot_layout_width (layout);
    }
  radius = MAX (radius, wide / 1.6);

  cairo_save (cr);
  cairo_translate (cr, x, y);
  lian_plot_disc (plot, cr, 0, 0, radius);
  lian_color_set (cr, plot->palette->ok);
  cairo_set_line_width (cr, 1.6);
  cairo_new_path (cr);
  cairo_arc (cr, 0, 0, radius - 3, 0, 2 * G_PI);
  cairo_stroke (cr);
  red = total > 0 ? arc_of (over / total) : 0;
  amber = total > 0 ? MIN (arc_of (soon / total), 2 * G_PI - red) : 0;
  draw_share (plot, cr, radius - 3, -G_PI_2 + red, -G_PI_2 + red + amber, plot->palette->soon);
  draw_share (plot, cr, radius - 3, -G_PI_2, -G_PI_2 + red, plot->palette->over);
  lian_plot_layout_show (cr, layout, plot->palette->label, 0, 0, 0.5);
  cairo_restore (cr);
}
