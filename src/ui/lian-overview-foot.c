/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-overview-foot.h"

#include "lian-bar-view.h"
#include "lian-clock.h"
#include "lian-flow-view.h"
#include "lian-heading.h"
#include "lian-text.h"
#include "lian-wording.h"

#include <glib/gi18n-lib.h>

#define N_HOURS 24
/* Units that have a bar of their own; the others share the last one. */
#define N_UNITS 7
/* Below these widths of the window things give way. */
#define UNITS_WIDTH 1500
#define STAGES_WIDTH 1120
/* Columns of the grid: flow, stages and units share them as they share the width. */
#define FLOW_COLUMNS 6
#define STAGES_COLUMNS 4
#define UNITS_COLUMNS 6

struct _LianOverviewFoot
{
  GtkGrid parent_instance;

  LianHeading *flow_heading;
  LianFlowView *flow;
  GtkLabel *in_legend;
  GtkLabel *out_legend;
  GtkWidget *before_legend;
  LianHeading *stages_heading;
  LianBarView *stages;
  GtkWidget *stages_box;
  LianHeading *units_heading;
  LianBarView *units;
  GtkWidget *units_box;
  GtkLabel *notice; /* under the ranking of units */
  gboolean wide;
  GPtrArray *stage_ids; /* (owned) char* in the order of the bars */
};

G_DEFINE_FINAL_TYPE (LianOverviewFoot, lian_overview_foot, GTK_TYPE_GRID)

static GtkWidget *
new_swatch (const char *css_class, const char *text, GtkLabel **label)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *swatch = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *words = gtk_label_new (text);

  gtk_widget_add_css_class (swatch, "lian-swatch");
  gtk_widget_add_css_class (swatch, css_class);
  gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (words, "lian-caption");
  gtk_widget_add_css_class (words, "numeric");
  gtk_label_set_ellipsize (GTK_LABEL (words), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), swatch);
  gtk_box_append (GTK_BOX (box), words);
  if (label != NULL)
    *label = GTK_LABEL (words);
  return box;
}

static GtkWidget *
new_part (LianHeading *heading, GtkWidget *chart, gboolean line)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_widget_add_css_class (box, "lian-foot-part");
  if (line)
    gtk_widget_add_css_class (box, "lian-line-left");
  gtk_widget_set_vexpand (chart, TRUE);
  gtk_widget_set_hexpand (chart, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (heading));
  gtk_box_append (GTK_BOX (box), chart);
  return box;
}

static void
stage_activated_cb (LianOverviewFoot *self, guint index)
{
  g_autofree char *list = NULL;

  if (index >= self->stage_ids->len)
    return;
  list = g_strdup_printf ("region %s", (char *)g_ptr_array_index (self->stage_ids, index));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", "s", list);
}

static void
lian_overview_foot_finalize (GObject *object)
{
  g_ptr_array_unref (LIAN_OVERVIEW_FOOT (object)->stage_ids);
  G_OBJECT_CLASS (lian_overview_foot_parent_class)->finalize (object);
}

static void
lian_overview_foot_class_init (LianOverviewFootClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lian_overview_foot_finalize;
}

static void
lian_overview_foot_init (LianOverviewFoot *self)
{
  GtkWidget *flow_box;

  gtk_widget_add_css_class (GTK_WIDGET (self), "lian-overview-foot");
  gtk_grid_set_column_homogeneous (GTK_GRID (self), TRUE);
  /* The charts fill the row; only the map above it grows. */
  gtk_widget_set_vexpand (GTK_WIDGET (self), FALSE);
  self->stage_ids = g_ptr_array_new_with_free_func (g_free);
  self->flow_heading = LIAN_HEADING (lian_heading_new (_ ("In and out over 24 hours")));
  lian_heading_add_end (self->flow_heading, new_swatch ("bar", NULL, &self->in_legend));
  lian_heading_add_end (self->flow_heading, new_swatch ("line", NULL, &self->out_legend));
  self->before_legend = new_swatch ("dashed", _ ("Accepted a week before"), NULL);
  lian_heading_add_end (self->flow_heading, self->before_legend);
  self->flow = LIAN_FLOW_VIEW (lian_flow_view_new ());
  flow_box = new_part (self->flow_heading, GTK_WIDGET (self->flow), FALSE);

  self->stages_heading = LIAN_HEADING (lian_heading_new (_ ("Open by stage")));
  self->stages = LIAN_BAR_VIEW (lian_bar_view_new ());
  self->stages_box = new_part (self->stages_heading, GTK_WIDGET (self->stages), TRUE);
  g_signal_connect_object (self->stages, "activated", G_CALLBACK (stage_activated_cb), self,
                           G_CONNECT_SWAPPED);

  self->units_heading = LIAN_HEADING (lian_heading_new (_ ("Units at work")));
  {
    GtkWidget *rate = gtk_label_new (_ ("On time this month"));

    gtk_widget_add_css_class (rate, "lian-caption");
    gtk_label_set_ellipsize (GTK_LABEL (rate), PANGO_ELLIPSIZE_END);
    lian_heading_add_end (self->units_heading, rate);
  }
  self->units = LIAN_BAR_VIEW (lian_bar_view_new ());
  self->units_box = new_part (self->units_heading, GTK_WIDGET (self->units), TRUE);
  self->notice = GTK_LABEL (lian_heading_new_notice ());
  gtk_box_append (GTK_BOX (self->units_box), GTK_WIDGET (self->notice));
  gtk_grid_attach (GTK_GRID (self), flow_box, 0, 0, FLOW_COLUMNS, 1);
  gtk_grid_attach (GTK_GRID (self), self->stages_box, FLOW_COLUMNS, 0, STAGES_COLUMNS, 1);
  gtk_grid_attach (GTK_GRID (self), self->units_box, FLOW_COLUMNS + STAGES_COLUMNS, 0,
                   UNITS_COLUMNS, 1);
}

/**
 * lian_overview_foot_new:
 *
 * Returns: (transfer floating): three empty charts
 */
GtkWidget *
lian_overview_foot_new (void)
{
  return g_object_new (LIAN_TYPE_OVERVIEW_FOOT, NULL);
}

static void
set_flow (LianOverviewFoot *self, const LianOverview *overview)
{
  gboolean chinese = lian_wording_is_chinese ();
  g_autoptr (GDateTime) first = lian_time_to_local (overview->hours_from);
  gint64 in = 0, out = 0;
  g_autofree char *in_count = NULL, *out_count = NULL, *in_text = NULL, *out_text = NULL;
  LianFlowChart chart = {
    .in = overview->accepted_by_hour,
    .out = overview->closed_by_hour,
    .before = overview->accepted_last_week_by_hour,
    .n = N_HOURS,
    .hour0 = first != NULL ? g_date_time_get_hour (first) : 0,
    .last_unfinished = TRUE,
    .hover = -1,
    .today_label = _ ("Today"),
  };

  for (guint i = 0; i < N_HOURS; i++)
    {
      in += overview->accepted_by_hour[i];
      out += overview->closed_by_hour[i];
    }
  in_count = lian_format_count (in, chinese);
  out_count = lian_format_count (out, chinese);
  in_text = g_strdup_printf (_ ("Accepted %s"), in_count);
  out_text = g_strdup_printf (_ ("Closed %s"), out_count);
  gtk_label_set_text (self->in_legend, in_text);
  gtk_label_set_text (self->out_legend, out_text);
  lian_flow_view_set_chart (self->flow, &chart);
}

static void
set_stages (LianOverviewFoot *self, const LianOverview *overview, const LianDictionary *dictionary)
{
  gboolean chinese = lian_wording_is_chinese ();
  g_autoptr (GArray) rows = g_array_new (FALSE, TRUE, sizeof (LianBarRow));
  g_autofree char *all = lian_format_count (lian_light_counts_total (&overview->open), chinese);
  g_autofree char *normal = lian_format_count (overview->open.normal, chinese);
  g_autofree char *soon = lian_format_count (overview->open.soon, chinese);
  g_autofree char *over = lian_format_count (overview->open.over, chinese);
  g_autofree char *held = lian_format_count (overview->open.held, chinese);
  g_autofree char *caption
      = overview->open.held == 0
            ? g_strdup_printf (_ ("%1$s: on time %2$s, due soon %3$s, overdue %4$s"), all, normal,
                               soon, over)
            : g_strdup_printf (
                _ ("%1$s: on time %2$s, due soon %3$s, overdue %4$s, suspended %5$s"), all, normal,
                soon, over, held);
  LianBarChart chart = { .hover = -1 };

  g_ptr_array_set_size (self->stage_ids, 0);
  for (guint i = 0; i < overview->stages->len; i++)
    {
      const LianOverviewRow *stage = g_ptr_array_index (overview->stages, i);
      LianBarRow row = { .label = lian_dictionary_title (dictionary, "stage", stage->id, chinese),
                         .counts = stage->counts };

      g_ptr_array_add (self->stage_ids, g_strdup (stage->id));
      g_array_append_val (rows, row);
    }
  chart.rows = (const LianBarRow *)(gpointer)rows->data;
  chart.n = rows->len;
  lian_heading_set_caption (self->stages_heading, caption);
  lian_bar_view_set_chart (self->stages, &chart);
}

static void
add_unit (GArray *rows, GPtrArray *texts, const char *title, const LianLightCounts *counts,
          gint64 numerator, gint64 denominator)
{
  g_autofree char *percent = lian_format_percent (numerator, denominator, 1);
  LianBarRow row = { .counts = *counts };

  g_ptr_array_add (texts, lian_text_clean (title, FALSE, 40));
  row.label = g_ptr_array_index (texts, texts->len - 1);
  g_ptr_array_add (texts, denominator > 0 ? g_strdup_printf ("%s%%", percent) : g_strdup (percent));
  row.trailing = g_ptr_array_index (texts, texts->len - 1);
  g_array_append_val (rows, row);
}

static void
set_units (LianOverviewFoot *self, const LianOverview *overview)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, TRUE, sizeof (LianBarRow));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *all = lian_format_count (overview->handling, lian_wording_is_chinese ());
  g_autofree char *caption = g_strdup_printf (_ ("%s in all"), all);
  LianOverviewRow others = { 0 };
  LianBarChart chart = { .hover = -1 };

  for (guint i = 0; i < overview->units->len; i++)
    {
      const LianOverviewRow *unit = g_ptr_array_index (overview->units, i);

      if (i < N_UNITS || overview->units->len == N_UNITS + 1)
        {
          add_unit (rows, texts, unit->title != NULL ? unit->title : unit->id, &unit->counts,
                    unit->numerator, unit->denominator);
          continue;
        }
      others.counts.normal += unit->counts.normal;
      others.counts.soon += unit->counts.soon;
      others.counts.over += unit->counts.over;
      others.counts.held += unit->counts.held;
      others.numerator += unit->numerator;
      others.denominator += unit->denominator;
    }
  if (overview->units->len > N_UNITS + 1)
    {
      guint n = overview->units->len - N_UNITS;
      g_autofree char *title
          = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u other unit", "%u other units", n),
                             n);

      add_unit (rows, texts, title, &others.counts, others.numerator, others.denominator);
    }
  chart.rows = (const LianBarRow *)(gpointer)rows->data;
  chart.n = rows->len;
  lian_heading_set_caption (self->units_heading, caption);
  lian_bar_view_set_chart (self->units, &chart);
}

/**
 * lian_overview_foot_set_overview:
 * @overview: the figures of the scope now
 * @dictionary: names the stages
 */
void
lian_overview_foot_set_overview (LianOverviewFoot *self, const LianOverview *overview,
                                 const LianDictionary *dictionary)
{
  set_flow (self, overview);
  set_stages (self, overview, dictionary);
  set_units (self, overview);
}

/**
 * lian_overview_foot_set_notice:
 * @notice: (nullable): that the county is invented
 */
void
lian_overview_foot_set_notice (LianOverviewFoot *self, const char *notice)
{
  lian_heading_say_notice (self->notice, notice);
  lian_chart_set_notice (LIAN_CHART (self->flow), notice);
  lian_chart_set_notice (LIAN_CHART (self->stages), notice);
  lian_chart_set_notice (LIAN_CHART (self->units), notice);
}

/**
 * lian_overview_foot_set_aged:
 * @text: (nullable): as of when, once the charts are past their age
 */
void
lian_overview_foot_set_aged (LianOverviewFoot *self, const char *text)
{
  lian_heading_set_aged (self->flow_heading, text);
  gtk_widget_set_visible (self->before_legend, text == NULL && self->wide);
  lian_heading_set_aged (self->stages_heading, text);
  lian_heading_set_aged (self->units_heading, text);
}

/**
 * lian_overview_foot_set_size:
 * @width: of the window, px
 * @height: of the window, px
 *
 * Hides what has no room: units first, then stages; the row itself is 150 to 212 px high.
 */
void
lian_overview_foot_set_size (LianOverviewFoot *self, int width, int height)
{
  gtk_widget_set_visible (self->units_box, width >= UNITS_WIDTH);
  gtk_widget_set_visible (self->stages_box, width >= STAGES_WIDTH);
  self->wide = width >= UNITS_WIDTH;
  gtk_widget_set_visible (self->before_legend, self->wide);
  gtk_widget_set_size_request (GTK_WIDGET (self), -1,
                               height >= 1000  ? 212
                               : height >= 850 ? 180
                                               : 150);
}
