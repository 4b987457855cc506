/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-bar-view.h"

#include <glib/gi18n-lib.h>

#include "lian-mark.h"
#include "lian-text.h"

struct _LianBarView
{
  LianChart parent_instance;

  LianBarChart chart; /* its rows and their texts are owned */
};

G_DEFINE_FINAL_TYPE (LianBarView, lian_bar_view, LIAN_TYPE_CHART)

static LianBarRow *
copy_rows (const LianBarRow *rows, guint n)
{
  LianBarRow *copies = g_new0 (LianBarRow, (gsize)n + 1);

  for (guint i = 0; i < n; i++)
    {
      copies[i].label = lian_text_clean (rows[i].label != NULL ? rows[i].label : "", FALSE, 0);
      copies[i].counts = rows[i].counts;
      if (rows[i].trailing != NULL)
        copies[i].trailing = lian_text_clean (rows[i].trailing, FALSE, 0);
    }
  return copies;
}

static void
free_rows (const LianBarRow *rows, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_free ((char *)rows[i].label);
      g_free ((char *)rows[i].trailing);
    }
  g_free ((LianBarRow *)rows);
}

static void
lian_bar_view_draw (LianChart *chart, const LianPlot *plot, cairo_t *cr, double width,
                    double height)
{
  lian_plot_bars (plot, cr, width, height, &LIAN_BAR_VIEW (chart)->chart);
}

static void
lian_bar_view_draw_hover (LianChart *chart, const LianPlot *plot, cairo_t *cr, double width,
                          double height, guint index, gboolean cursor)
{
  LianBarChart hovered = LIAN_BAR_VIEW (chart)->chart;

  hovered.hover = (int)index;
  lian_plot_bars_hover (plot, cr, width, height, &hovered, cursor);
}

static int
lian_bar_view_pick (LianChart *chart, const LianPlot *plot, double width, double height, double x,
                    double y)
{
  return lian_plot_bars_pick (plot, width, height, &LIAN_BAR_VIEW (chart)->chart, x, y);
}

static guint
lian_bar_view_get_n (LianChart *chart)
{
  return LIAN_BAR_VIEW (chart)->chart.n;
}

static guint
lian_bar_view_get_n_visible (LianChart *chart, const LianPlot *plot, double height)
{
  return lian_plot_bars_visible (plot, height, LIAN_BAR_VIEW (chart)->chart.n);
}

static GStrv
lian_bar_view_dup_titles (LianChart *chart)
{
  const char *const titles[] = { _ ("Name"),    _ ("Total"), _ ("Normal"), _ ("Due soon"),
                                 _ ("Overdue"), _ ("Held"),  _ ("Rate"),   NULL };

  return g_strdupv ((GStrv)titles);
}

static GStrv
lian_bar_view_dup_row (LianChart *chart, guint index)
{
  const LianBarRow *row = &LIAN_BAR_VIEW (chart)->chart.rows[index];
  const gint64 numbers[] = { lian_light_counts_total (&row->counts), row->counts.normal,
                             row->counts.soon, row->counts.over, row->counts.held };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add (builder, row->label);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, numbers[i]);

      g_strv_builder_add (builder, text);
    }
  g_strv_builder_add (builder, row->trailing != NULL ? row->trailing : "");
  return g_strv_builder_end (builder);
}

static char *
lian_bar_view_dup_summary (LianChart *chart)
{
  LianBarView *self = LIAN_BAR_VIEW (chart);
  g_autofree char *total = NULL, *soon = NULL, *over = NULL, *most = NULL;
  LianLightCounts sum = { 0 };
  LianPlot plot;
  guint largest = 0;

  if (self->chart.n == 0)
    return g_strdup (_ ("No data"));

  for (guint i = 0; i < self->chart.n; i++)
    {
      const LianLightCounts *counts = &self->chart.rows[i].counts;

      sum.normal += counts->normal;
      sum.soon += counts->soon;
      sum.over += counts->over;
      sum.held += counts->held;
      if (lian_light_counts_total (counts)
          > lian_light_counts_total (&self->chart.rows[largest].counts))
        largest = i;
    }
  lian_plot_for_widget (GTK_WIDGET (self), &plot);
  g_object_unref (plot.pango);
  total = lian_format_count (lian_light_counts_total (&sum), plot.chinese);
  soon = lian_format_count (sum.soon, plot.chinese);
  over = lian_format_count (sum.over, plot.chinese);
  most = lian_format_count (lian_light_counts_total (&self->chart.rows[largest].counts),
                            plot.chinese);
  return g_strdup_printf (_ ("%u rows: %s cases, %s due soon, %s overdue. Most: %s (%s)."),
                          self->chart.n, total, soon, over, self->chart.rows[largest].label, most);
}

static void
lian_bar_view_finalize (GObject *object)
{
  LianBarView *self = LIAN_BAR_VIEW (object);

  free_rows (self->chart.rows, self->chart.n);

  G_OBJECT_CLASS (lian_bar_view_parent_class)->finalize (object);
}

static void
lian_bar_view_class_init (LianBarViewClass *class)
{
  LianChartClass *chart_class = LIAN_CHART_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = lian_bar_view_finalize;
  chart_class->draw = lian_bar_view_draw;
  chart_class->draw_hover = lian_bar_view_draw_hover;
  chart_class->pick = lian_bar_view_pick;
  chart_class->get_n = lian_bar_view_get_n;
  chart_class->get_n_visible = lian_bar_view_get_n_visible;
  chart_class->dup_titles = lian_bar_view_dup_titles;
  chart_class->dup_row = lian_bar_view_dup_row;
  chart_class->dup_summary = lian_bar_view_dup_summary;
}

static void
lian_bar_view_init (LianBarView *self)
{
  self->chart.hover = -1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Open cases by light"), -1);
  lian_chart_changed (LIAN_CHART (self));
}

/**
 * lian_bar_view_new:
 *
 * Returns: (transfer floating): an empty chart
 */
GtkWidget *
lian_bar_view_new (void)
{
  return g_object_new (LIAN_TYPE_BAR_VIEW, NULL);
}

/* Counts come from outside: a negative one is none, and no sum of a chart may overflow. */
static void
tame_counts (LianLightCounts *counts)
{
  const gint64 most = G_MAXINT64 / 4 / 1000000;

  counts->normal = CLAMP (counts->normal, 0, most);
  counts->soon = CLAMP (counts->soon, 0, most);
  counts->over = CLAMP (counts->over, 0, most);
  counts->held = CLAMP (counts->held, 0, most);
}

/**
 * lian_bar_view_set_chart:
 * @chart: (nullable): the rows, copied; NULL empties the view. Its hover is not looked at, the view
 *   has its own
 */
void
lian_bar_view_set_chart (LianBarView *self, const LianBarChart *chart)
{
  LianBarRow *rows;
  guint n;

  g_return_if_fail (LIAN_IS_BAR_VIEW (self));

  n = chart != NULL && chart->rows != NULL ? chart->n : 0;
  rows = copy_rows (n > 0 ? chart->rows : NULL, n);
  for (guint i = 0; i < n; i++)
    tame_counts (&rows[i].counts);
  free_rows (self->chart.rows, self->chart.n);
  self->chart = (LianBarChart){
    .rows = rows, .n = n, .label_width = chart != NULL ? chart->label_width : 0, .hover = -1
  };
  lian_chart_changed (LIAN_CHART (self));
}
