/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-plot-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lian-text.h"

#define BAR_SHARE 0.64
#define N_PARTS 4
#define LEAST_PART 2.5
#define PART_GAP 1.0
#define LABEL_GAP 10.0
#define TOTAL_GAP 8.0
#define MOST_LABEL 0.4
#define TALLEST_ROW 28.0

typedef struct
{
  double label;        /* right edge of the names */
  double left, length; /* of the bars */
  double right;        /* right edge of the trailing texts */
  double pitch;        /* px from row to row */
  double max;
  guint n;
} Frame;

static void
parts_of (const LianLightCounts *counts, double parts[N_PARTS])
{
  const gint64 values[N_PARTS] = { counts->normal, counts->soon, counts->over, counts->held };

  for (guint i = 0; i < N_PARTS; i++)
    parts[i] = values[i] > 0 ? (double)values[i] : 0.0;
}

static double
total_of (const LianLightCounts *counts)
{
  double parts[N_PARTS];

  parts_of (counts, parts);
  return parts[0] + parts[1] + parts[2] + parts[3];
}

static char *
total_text (const LianPlot *plot, const LianLightCounts *counts)
{
  double total = total_of (counts);

  return lian_format_count (total < 9e18 ? (gint64)total : G_MAXINT64, plot->chinese);
}

static double
text_width (const LianPlot *plot, const char *text, gboolean bold)
{
  g_autoptr (PangoLayout) layout
      = lian_plot_layout_new (plot, text, lian_plot_role_size (plot, LIAN_PLOT_CAPTION), bold, 0);

  return lian_plot_layout_width (layout);
}

/**
 * lian_plot_bars_visible:
 * @height: px
 *
 * Returns: how many of @n rows are drawn in @height: as many as keep their text apart
 */
guint
lian_plot_bars_visible (const LianPlot *plot, double height, guint n)
{
  double least = lian_plot_line_height (plot, LIAN_PLOT_CAPTION);

  if (!(height >= 1))
    return 0;
  return (guint)MIN ((double)n, MAX (1.0, floor (height / least + 1e-6)));
}

static void
frame_init (Frame *frame, const LianPlot *plot, double width, double height,
            const LianBarChart *chart)
{
  double u = lian_plot_unit (plot), label = 0, count = 0, trailing = 0;

  frame->n = lian_plot_bars_visible (plot, height, chart->n);
  frame->pitch = MIN (height / MAX (frame->n, 1), TALLEST_ROW * u);
  frame->max = 1;
  for (guint i = 0; i < frame->n; i++)
    {
      const LianBarRow *row = &chart->rows[i];
      g_autofree char *total = total_text (plot, &row->counts);

      if (!(chart->label_width > 0))
        label = MAX (label, ceil (text_width (plot, row->label, FALSE)));
      count = MAX (count, text_width (plot, total, TRUE));
      if (row->trailing != NULL)
        trailing = MAX (trailing, text_width (plot, row->trailing, FALSE) + 12 * u);
      frame->max = MAX (frame->max, total_of (&row->counts));
    }
  if (chart->label_width > 0)
    label = MIN (chart->label_width, width);
  else
    label = MIN (label, width * MOST_LABEL);

  frame->label = label;
  frame->left = floor (label + LABEL_GAP * u);
  frame->right = width;
  /* Parts of a least width and their gaps may make a bar longer than its share. */
  frame->length = width - frame->left - TOTAL_GAP * u - ceil (count) - ceil (trailing)
                  - N_PARTS * (LEAST_PART + PART_GAP);
  frame->length = MAX (frame->length, 1);
}

/* Widths of the parts of one bar. What the least width adds to thin parts is taken from the widest
 * one, so that the length of the bar stays true where that is possible. */
static void
part_widths (const Frame *frame, const LianLightCounts *counts, double widths[N_PARTS])
{
  double total = total_of (counts), owed = 0, room;
  guint present = 0, widest = 0;

  parts_of (counts, widths);
  for (guint i = 0; i < N_PARTS; i++)
    present += widths[i] > 0;
  if (present == 0)
    return;

  room = MAX (total / frame->max * frame->length - (present - 1) * PART_GAP, 0);
  for (guint i = 0; i < N_PARTS; i++)
    {
      double wide = widths[i] / total * room;

      if (widths[i] > 0 && wide < LEAST_PART)
        {
          owed += LEAST_PART - wide;
          wide = LEAST_PART;
        }
      widths[i] = wide;
      if (widths[i] > widths[widest])
        widest = i;
    }
  widths[widest] = MAX (widths[widest] - owed, LEAST_PART);
}

static double
draw_parts (const LianPlot *plot, cairo_t *cr, const Frame *frame, const LianLightCounts *counts,
            double top, double tall)
{
  const LianPalette *palette = plot->palette;
  const LianColor colors[N_PARTS]
      = { palette->chart3, palette->soon, palette->over, palette->hold };
  double widths[N_PARTS], x = frame->left;

  part_widths (frame, counts, widths);
  for (guint i = 0; i < N_PARTS; i++)
    {
      if (widths[i] <= 0)
        continue;
      lian_color_set (cr, colors[i]);
      cairo_rectangle (cr, x, top, widths[i], tall);
      cairo_fill (cr);
      x += widths[i] + PART_GAP;
    }
  return MAX (x - PART_GAP, frame->left);
}

static double
bar_end (const Frame *frame, const LianLightCounts *counts)
{
  double widths[N_PARTS], x = frame->left;

  part_widths (frame, counts, widths);
  for (guint i = 0; i < N_PARTS; i++)
    x += widths[i] > 0 ? widths[i] + PART_GAP : 0;
  return MAX (x - PART_GAP, frame->left);
}

static void
draw_row (const LianPlot *plot, cairo_t *cr, const Frame *frame, const LianBarRow *row, guint i)
{
  double u = lian_plot_unit (plot), size = lian_plot_role_size (plot, LIAN_PLOT_CAPTION);
  double middle = (i + 0.5) * frame->pitch, tall = MAX (1, round (frame->pitch * BAR_SHARE));
  g_autofree char *total = total_text (plot, &row->counts);
  g_autoptr (PangoLayout) label
      = lian_plot_layout_new (plot, row->label, size, FALSE, MAX (frame->label, 1));
  g_autoptr (PangoLayout) count = lian_plot_layout_new (plot, total, size, TRUE, 0);
  double end = draw_parts (plot, cr, frame, &row->counts, round (middle - tall / 2), tall);

  lian_plot_layout_show (cr, label, plot->palette->fg, frame->label, middle, 1);
  lian_plot_layout_show (cr, count, plot->palette->fg, end + TOTAL_GAP * u, middle, 0);
  if (row->trailing != NULL)
    {
      g_autoptr (PangoLayout) trailing = lian_plot_layout_new (plot, row->trailing, size, FALSE, 0);

      lian_plot_layout_show (cr, trailing, plot->palette->fg2, frame->right, middle, 1);
    }
}

/**
 * lian_plot_bars:
 * @chart: the rows; counts below 0 are left out
 *
 * Draws one stacked bar a row: normal, due soon, overdue and held, the total bold behind, names at
 * the axis. Rows that have no room for their text are not drawn, see lian_plot_bars_visible().
 */
void
lian_plot_bars (const LianPlot *plot, cairo_t *cr, double width, double height,
                const LianBarChart *chart)
{
  Frame frame;

  if (!(width >= 1) || !(height >= 1) || chart->n == 0)
    return;

  frame_init (&frame, plot, width, height, chart);
  for (guint i = 0; i < frame.n; i++)
    draw_row (plot, cr, &frame, &chart->rows[i], i);
  lian_plot_bars_hover (plot, cr, width, height, chart, FALSE);
}

/**
 * lian_plot_bars_pick:
 *
 * Returns: the row under (x, y), its name and numbers included; -1 beside the rows
 */
int
lian_plot_bars_pick (const LianPlot *plot, double width, double height, const LianBarChart *chart,
                     double x, double y)
{
  Frame frame;

  if (!(width >= 1) || !(height >= 1) || chart->n == 0)
    return -1;

  frame_init (&frame, plot, width, height, chart);
  if (!(x >= 0) || !(x < width) || !(y >= 0) || !(y < frame.n * frame.pitch))
    return -1;
  return (int)MIN ((guint)(y / frame.pitch), frame.n - 1);
}

static guint
panel_lines (const LianPlot *plot, const LianBarRow *row, LianPlotLine *lines, char **counts)
{
  const char *words[N_PARTS] = { _ ("Normal"), _ ("Due soon"), _ ("Overdue"), _ ("Held") };
  double parts[N_PARTS];
  guint n = 0;

  parts_of (&row->counts, parts);
  lines[n++] = (LianPlotLine){ row->label, NULL };
  for (guint i = 0; i < N_PARTS; i++)
    {
      if (parts[i] <= 0 && i > 2)
        continue;
      counts[i] = lian_format_count ((gint64)MIN (parts[i], 9e18), plot->chinese);
      lines[n++] = (LianPlotLine){ words[i], counts[i] };
    }
  return n;
}

/**
 * lian_plot_bars_hover:
 * @cursor: whether the keyboard stands there and not the pointer
 *
 * Draws the ground of row @chart->hover and a panel with its whole name and its parts; nothing when
 * it is no row that is drawn.
 */
void
lian_plot_bars_hover (const LianPlot *plot, cairo_t *cr, double width, double height,
                      const LianBarChart *chart, gboolean cursor)
{
  char *counts[N_PARTS] = { NULL };
  LianPlotLine lines[N_PARTS + 1];
  const LianBarRow *row;
  double top, end;
  Frame frame;
  guint n;

  if (chart->hover < 0 || (guint)chart->hover >= chart->n || !(width >= 1) || !(height >= 1))
    return;
  frame_init (&frame, plot, width, height, chart);
  if ((guint)chart->hover >= frame.n)
    return;

  row = &chart->rows[chart->hover];
  top = chart->hover * frame.pitch;
  end = bar_end (&frame, &row->counts);
  lian_color_set (cr, plot->palette->hover);
  cairo_rectangle (cr, 0, floor (top), width, ceil (frame.pitch));
  cairo_fill (cr);
  if (cursor)
    {
      lian_plot_round_box (cr, 1, floor (top) + 1, width - 2, MAX (ceil (frame.pitch) - 2, 1), 4);
      lian_color_set (cr, plot->palette->accent);
      cairo_set_line_width (cr, 2);
      cairo_stroke (cr);
    }

  n = panel_lines (plot, row, lines, counts);
  end += TOTAL_GAP * lian_plot_unit (plot)
         + (counts[0] != NULL ? text_width (plot, counts[0], TRUE) : 0);
  lian_plot_panel (plot, cr, width, height, MIN (end, width), top + frame.pitch / 2, lines, n);
  for (guint i = 0; i < N_PARTS; i++)
    g_free (counts[i]);
}
