/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-overview-side.h"

#include "lian-heading.h"
#include "lian-text.h"
#include "lian-wording.h"

#include <glib/gi18n-lib.h>

#define N_LINES 8
#define N_EVALUATIONS 3
/* Below these sizes of the window things give way. */
#define WIDE 1500
#define EVALUATIONS_WIDTH 1700
#define EVALUATIONS_HEIGHT 1000

struct _LianOverviewSide
{
  GtkBox parent_instance;

  LianHeading *attention_heading;
  LianCaseLine *attention[N_LINES];
  GtkWidget *nothing;
  GtkLabel *notice;
  LianHeading *newest_heading;
  LianCaseLine *newest[N_LINES];
  LianHeading *evaluation_heading;
  GtkWidget *evaluations;
  GtkWidget *evaluation_rows[N_EVALUATIONS];
  GtkLabel *evaluation_chips[N_EVALUATIONS];
  GtkLabel *evaluation_texts[N_EVALUATIONS];
};

G_DEFINE_FINAL_TYPE (LianOverviewSide, lian_overview_side, GTK_TYPE_BOX)

static void
lian_overview_side_class_init (LianOverviewSideClass *klass)
{
}

static GtkWidget *
new_link (const char *list)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("All"));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "lian-link");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-list");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", list);
  return button;
}

static void
build_evaluations (LianOverviewSide *self)
{
  self->evaluations = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->evaluation_heading = LIAN_HEADING (lian_heading_new (_ ("Residents' ratings")));
  gtk_box_append (GTK_BOX (self->evaluations), GTK_WIDGET (self->evaluation_heading));
  for (guint i = 0; i < N_EVALUATIONS; i++)
    {
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
      GtkWidget *chip = gtk_label_new (NULL), *text = gtk_label_new (NULL);

      gtk_widget_add_css_class (row, "lian-evaluation");
      gtk_widget_add_css_class (chip, "lian-chip");
      gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
      gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
      gtk_label_set_xalign (GTK_LABEL (text), 0);
      gtk_widget_set_hexpand (text, TRUE);
      gtk_widget_add_css_class (text, "lian-secondary");
      gtk_box_append (GTK_BOX (row), chip);
      gtk_box_append (GTK_BOX (row), text);
      gtk_widget_set_visible (row, FALSE);
      self->evaluation_rows[i] = row;
      self->evaluation_chips[i] = GTK_LABEL (chip);
      self->evaluation_texts[i] = GTK_LABEL (text);
      gtk_box_append (GTK_BOX (self->evaluations), row);
    }
  gtk_widget_add_css_class (self->evaluations, "lian-line-top");
  gtk_box_append (GTK_BOX (self), self->evaluations);
}

static void
lian_overview_side_init (LianOverviewSide *self)
{
  GtkWidget *newest = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "lian-overview-side");
  self->attention_heading = LIAN_HEADING (lian_heading_new (_ ("Needs supervision")));
  lian_heading_add_end (self->attention_heading, new_link ("supervise"));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->attention_heading));
  for (guint i = 0; i < N_LINES; i++)
    {
      self->attention[i] = LIAN_CASE_LINE (lian_case_line_new (LIAN_LINE_ATTENTION));
      gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->attention[i]));
    }
  self->nothing = gtk_label_new (_ ("No case is late or nearly late"));
  gtk_widget_add_css_class (self->nothing, "lian-secondary");
  gtk_widget_set_margin_top (self->nothing, 18);
  gtk_widget_set_margin_bottom (self->nothing, 18);
  gtk_widget_set_visible (self->nothing, FALSE);
  gtk_box_append (GTK_BOX (self), self->nothing);
  self->notice = GTK_LABEL (lian_heading_new_notice ());
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->notice));

  gtk_widget_add_css_class (newest, "lian-line-top");
  self->newest_heading = LIAN_HEADING (lian_heading_new (_ ("Newest reports")));
  lian_heading_add_end (self->newest_heading, new_link ("region"));
  gtk_box_append (GTK_BOX (newest), GTK_WIDGET (self->newest_heading));
  for (guint i = 0; i < N_LINES; i++)
    {
      self->newest[i] = LIAN_CASE_LINE (lian_case_line_new (LIAN_LINE_NEWEST));
      lian_case_line_set_first (self->newest[i], i == 0);
      gtk_box_append (GTK_BOX (newest), GTK_WIDGET (self->newest[i]));
    }
  gtk_box_append (GTK_BOX (self), newest);
  build_evaluations (self);
}

/**
 * lian_overview_side_new:
 *
 * Returns: (transfer floating): the column without cases
 */
GtkWidget *
lian_overview_side_new (void)
{
  return g_object_new (LIAN_TYPE_OVERVIEW_SIDE, NULL);
}

static LianRecord *
nth (GPtrArray *records, guint n)
{
  return records != NULL && n < records->len ? g_ptr_array_index (records, n) : NULL;
}

static void
set_evaluation (LianOverviewSide *self, guint i, LianRecord *record, const LianLineFacts *facts)
{
  const char *code, *words, *name, *title;
  g_autofree char *masked = NULL, *line = NULL, *clean = NULL;
  gboolean bad;

  gtk_widget_set_visible (self->evaluation_rows[i], record != NULL);
  if (record == NULL)
    return;
  code = lian_record_get_text (record, LIAN_CASE_SATISFACTION);
  words = lian_record_get_text (record, LIAN_CASE_EVALUATION);
  name = lian_record_get_text (record, LIAN_CASE_REPORTER_NAME);
  title = lian_record_get_text (record, LIAN_CASE_TITLE);
  masked = lian_mask_name (name != NULL ? name : "");
  line = g_strdup_printf ("%s %s", words != NULL && *words != '\0' ? words : title, masked);
  clean = lian_text_clean (line, FALSE, 200);
  bad = g_strcmp0 (code, "dissatisfied") == 0 || g_strcmp0 (code, "very_dissatisfied") == 0;
  gtk_label_set_text (self->evaluation_texts[i], clean);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->evaluation_texts[i]), clean);
  gtk_label_set_text (self->evaluation_chips[i],
                      lian_dictionary_title (facts->dictionary, "satisfaction", code,
                                             lian_wording_is_chinese ()));
  if (bad)
    gtk_widget_add_css_class (GTK_WIDGET (self->evaluation_chips[i]), "urgent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->evaluation_chips[i]), "urgent");
}

/**
 * lian_overview_side_set_overview:
 * @overview: the figures of the scope now
 * @facts: how codes and ids are named
 */
void
lian_overview_side_set_overview (LianOverviewSide *self, const LianOverview *overview,
                                 const LianLineFacts *facts)
{
  gboolean chinese = lian_wording_is_chinese ();
  g_autofree char *attention = lian_format_count (overview->attention_total, chinese);
  g_autofree char *today = lian_format_count (overview->accepted_today, chinese);
  g_autofree char *rated = lian_format_count (overview->evaluated_today, chinese);
  g_autofree char *satisfied = lian_format_count (overview->satisfied_today, chinese);
  g_autofree char *attention_caption = g_strdup_printf (_ ("%s in all"), attention);
  g_autofree char *newest_caption = g_strdup_printf (_ ("%s today"), today);
  g_autofree char *rated_caption
      = g_strdup_printf (_ ("%1$s today, %2$s satisfied"), rated, satisfied);

  lian_heading_set_caption (self->attention_heading, attention_caption);
  lian_heading_set_caption (self->newest_heading, newest_caption);
  lian_heading_set_caption (self->evaluation_heading, rated_caption);
  for (guint i = 0; i < N_LINES; i++)
    {
      lian_case_line_set_case (self->attention[i], nth (overview->attention, i), facts);
      lian_case_line_set_case (self->newest[i], nth (overview->newest, i), facts);
    }
  gtk_widget_set_visible (self->nothing, overview->attention_total == 0);
  for (guint i = 0; i < N_EVALUATIONS; i++)
    set_evaluation (self, i, nth (overview->evaluations, i), facts);
}

/**
 * lian_overview_side_set_notice:
 * @notice: (nullable): that the county is invented
 */
void
lian_overview_side_set_notice (LianOverviewSide *self, const char *notice)
{
  lian_heading_say_notice (self->notice, notice);
}

/**
 * lian_overview_side_set_aged:
 * @text: (nullable): as of when, once the lists are past their age
 */
void
lian_overview_side_set_aged (LianOverviewSide *self, const char *text)
{
  lian_heading_set_aged (self->attention_heading, text);
  lian_heading_set_aged (self->newest_heading, text);
  lian_heading_set_aged (self->evaluation_heading, text);
}

/**
 * lian_overview_side_set_size:
 * @width: of the window, px
 * @height: of the window, px
 *
 * Hides what has no room: the ratings first, then second lines and whole lines at the foot.
 */
void
lian_overview_side_set_size (LianOverviewSide *self, int width, int height)
{
  gboolean wide = width >= WIDE;

  gtk_widget_set_size_request (GTK_WIDGET (self), wide ? 356 : 288, -1);
  gtk_widget_set_visible (self->evaluations,
                          width >= EVALUATIONS_WIDTH && height >= EVALUATIONS_HEIGHT);
  for (guint i = 0; i < N_LINES; i++)
    lian_case_line_set_tall (self->attention[i], wide);
}
