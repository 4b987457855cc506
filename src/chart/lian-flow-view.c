/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-flow-view.h"

#include <glib/gi18n-lib.h>

#include "lian-mark.h"
#include "lian-text.h"

struct _LianFlowView
{
  LianChart parent_instance;

  LianFlowChart chart; /* its series and its label are owned by the three below */
  gint64 *series;      /* (owned): in, then out, then before */
  char *today_label;   /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (LianFlowView, lian_flow_view, LIAN_TYPE_CHART)

static gboolean
is_chinese (LianFlowView *self)
{
  LianPlot plot;

  lian_plot_for_widget (GTK_WIDGET (self), &plot);
  g_object_unref (plot.pango);
  return plot.chinese;
}

static void
lian_flow_view_draw (LianChart *chart, const LianPlot *plot, cairo_t *cr, double width,
                     double height)
{
  lian_plot_flow (plot, cr, width, height, &LIAN_FLOW_VIEW (chart)->chart);
}

static void
lian_flow_view_draw_hover (LianChart *chart, const LianPlot *plot, cairo_t *cr, double width,
                           double height, guint index, gboolean cursor)
{
  LianFlowChart hovered = LIAN_FLOW_VIEW (chart)->chart;

  hovered.hover = (int)index;
  lian_plot_flow_hover (plot, cr, width, height, &hovered, cursor);
}

static int
lian_flow_view_pick (LianChart *chart, const LianPlot *plot, double width, double height, double x,
                     double y)
{
  return lian_plot_flow_pick (plot, width, height, &LIAN_FLOW_VIEW (chart)->chart, x, y);
}

static guint
lian_flow_view_get_n (LianChart *chart)
{
  return LIAN_FLOW_VIEW (chart)->chart.n;
}

static GStrv
lian_flow_view_dup_titles (LianChart *chart)
{
  LianFlowView *self = LIAN_FLOW_VIEW (chart);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add (builder, _ ("Hour"));
  g_strv_builder_add (builder, _ ("Accepted"));
  if (self->chart.out != NULL)
    g_strv_builder_add (builder, _ ("Closed"));
  if (self->chart.before != NULL)
    g_strv_builder_add (builder, _ ("A week before"));
  return g_strv_builder_end (builder);
}

static void
add_number (GStrvBuilder *builder, const gint64 *values, guint index)
{
  g_autofree char *text = NULL;

  if (values == NULL)
    return;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, values[index]);
  g_strv_builder_add (builder, text);
}

static guint
hour_of (LianFlowView *self, guint index)
{
  return (self->chart.hour0 % 24 + index % 24) % 24;
}

static GStrv
lian_flow_view_dup_row (LianChart *chart, guint index)
{
  LianFlowView *self = LIAN_FLOW_VIEW (chart);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint hour = hour_of (self, index);
  g_autofree char *span = g_strdup_printf ("%02u:00–%02u:00", hour, hour + 1);

  g_strv_builder_add (builder, span);
  add_number (builder, self->chart.in, index);
  add_number (builder, self->chart.out, index);
  add_number (builder, self->chart.before, index);
  return g_strv_builder_end (builder);
}

static gint64
sum_of (const gint64 *values, guint n)
{
  double sum = 0;

  for (guint i = 0; values != NULL && i < n; i++)
    sum += values[i] > 0 ? (double)values[i] : 0.0;
  return sum < 9e18 ? (gint64)sum : G_MAXINT64;
}

static char *
lian_flow_view_dup_summary (LianChart *chart)
{
  LianFlowView *self = LIAN_FLOW_VIEW (chart);
  gboolean chinese = is_chinese (self);
  g_autofree char *in = NULL, *out = NULL, *most = NULL;
  guint peak = 0;

  if (self->chart.n == 0)
    return g_strdup (_ ("No data"));

  for (guint i = 1; i < self->chart.n; i++)
    if (self->chart.in[i] > self->chart.in[peak])
      peak = i;
  in = lian_format_count (sum_of (self->chart.in, self->chart.n), chinese);
  most = lian_format_count (MAX (self->chart.in[peak], 0), chinese);
  if (self->chart.out == NULL)
    return g_strdup_printf (_ ("%u hours: %s cases accepted, most from %02u:00 on (%s)."),
                            self->chart.n, in, hour_of (self, peak), most);

  out = lian_format_count (sum_of (self->chart.out, self->chart.n), chinese);
  return g_strdup_printf (_ ("%u hours: %s cases accepted, %s closed, most from %02u:00 on (%s)."),
                          self->chart.n, in, out, hour_of (self, peak), most);
}

static void
lian_flow_view_finalize (GObject *object)
{
  LianFlowView *self = LIAN_FLOW_VIEW (object);

  g_free (self->series);
  g_free (self->today_label);

  G_OBJECT_CLASS (lian_flow_view_parent_class)->finalize (object);
}

static void
lian_flow_view_class_init (LianFlowViewClass *class)
{
  LianChartClass *chart_class = LIAN_CHART_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = lian_flow_view_finalize;
  chart_class->draw = lian_flow_view_draw;
  chart_class->draw_hover = lian_flow_view_draw_hover;
  chart_class->pick = lian_flow_view_pick;
  chart_class->get_n = lian_flow_view_get_n;
  chart_class->dup_titles = lian_flow_view_dup_titles;
  chart_class->dup_row = lian_flow_view_dup_row;
  chart_class->dup_summary = lian_flow_view_dup_summary;
}

static void
lian_flow_view_init (LianFlowView *self)
{
  self->chart.hover = -1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Accepted and closed by hour"), -1);
  lian_chart_changed (LIAN_CHART (self));
}

/**
 * lian_flow_view_new:
 *
 * Returns: (transfer floating): an empty chart
 */
GtkWidget *
lian_flow_view_new (void)
{
  return g_object_new (LIAN_TYPE_FLOW_VIEW, NULL);
}

static gint64 *
copy_series (gint64 **place, const gint64 *values, guint n)
{
  gint64 *copy = *place;

  if (values == NULL)
    return NULL;
  if (n > 0)
    memcpy (copy, values, n * sizeof *values);
  *place += n;
  return copy;
}

/**
 * lian_flow_view_set_chart:
 * @chart: (nullable): the hours, copied; NULL empties the view. Its hover is not looked at, the
 *   view has its own
 */
void
lian_flow_view_set_chart (LianFlowView *self, const LianFlowChart *chart)
{
  static const LianFlowChart empty = { .hover = -1 };
  gint64 *series, *place;
  char *today_label;

  g_return_if_fail (LIAN_IS_FLOW_VIEW (self));

  if (chart == NULL || chart->in == NULL)
    chart = &empty;
  series = place = g_new0 (gint64, (gsize)3 * chart->n + 1);
  today_label = g_strdup (chart->today_label);
  self->chart = *chart;
  self->chart.in = copy_series (&place, chart->in, chart->n);
  self->chart.out = copy_series (&place, chart->out, chart->n);
  self->chart.before = copy_series (&place, chart->before, chart->n);
  self->chart.today_label = today_label;
  self->chart.hover = -1;
  g_free (self->series);
  g_free (self->today_label);
  self->series = series;
  self->today_label = today_label;
  lian_chart_changed (LIAN_CHART (self));
}
