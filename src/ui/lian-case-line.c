/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-case-line.h"

#include "lian-clock.h"
#include "lian-mark.h"
#include "lian-text.h"
#include "lian-wording.h"

struct _LianCaseLine
{
  GtkButton parent_instance;

  LianLineStyle style;
  GtkWidget *light;
  GtkLabel *time;
  GtkWidget *grave;
  GtkLabel *title;
  GtkLabel *remaining;
  GtkLabel *place;
  GtkLabel *who;
  GtkWidget *second;
};

G_DEFINE_FINAL_TYPE (LianCaseLine, lian_case_line, GTK_TYPE_BUTTON)

static GtkLabel *
append_label (GtkWidget *box, const char *css_class, gboolean grows)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), grows ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), grows ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_hexpand (label, grows);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
append_grave (GtkWidget *box)
{
  GtkWidget *chip = gtk_label_new (NULL);

  gtk_widget_add_css_class (chip, "lian-chip");
  gtk_widget_add_css_class (chip, "grave");
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), chip);
  return chip;
}

static void
build_attention (LianCaseLine *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->light = lian_mark_new ();
  gtk_widget_set_valign (self->light, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->light, 2);
  gtk_box_append (GTK_BOX (box), self->light);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (box), lines);
  self->grave = append_grave (first);
  self->title = append_label (first, NULL, TRUE);
  self->remaining = append_label (first, "numeric", FALSE);
  self->second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->place = append_label (self->second, "lian-caption", TRUE);
  self->who = append_label (self->second, "lian-caption", FALSE);
  gtk_label_set_ellipsize (self->who, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (self->who, 18);
  gtk_box_append (GTK_BOX (lines), first);
  gtk_box_append (GTK_BOX (lines), self->second);
  gtk_button_set_child (GTK_BUTTON (self), box);
}

static void
build_newest (LianCaseLine *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  self->time = append_label (box, "lian-secondary", FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "numeric");
  self->grave = append_grave (box);
  self->title = append_label (box, NULL, TRUE);
  self->place = append_label (box, "lian-caption", FALSE);
  gtk_label_set_ellipsize (self->place, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (self->place, 16);
  gtk_button_set_child (GTK_BUTTON (self), box);
}

static void
lian_case_line_class_init (LianCaseLineClass *klass)
{
}

static void
lian_case_line_init (LianCaseLine *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self), "lian-case-line");
}

static void
set_clean (GtkLabel *label, const char *text)
{
  g_autofree char *clean = lian_text_clean (text != NULL ? text : "", FALSE, 200);

  gtk_label_set_text (label, clean);
}

static void
set_remaining (LianCaseLine *self, LianRecord *record, const LianLineFacts *facts)
{
  static const char *const classes[] = { "lian-soon", "lian-over", "lian-held" };
  LianLight light = lian_light_of_case (record, facts->now);
  g_autofree char *remaining
      = lian_wording_remaining (record, lian_dictionary_get_calendar (facts->dictionary),
                                facts->now);

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->remaining), classes[i]);
  if (light == LIAN_LIGHT_DUE_SOON)
    gtk_widget_add_css_class (GTK_WIDGET (self->remaining), "lian-soon");
  else if (light == LIAN_LIGHT_OVERDUE)
    gtk_widget_add_css_class (GTK_WIDGET (self->remaining), "lian-over");
  else if (light != LIAN_LIGHT_NORMAL)
    gtk_widget_add_css_class (GTK_WIDGET (self->remaining), "lian-held");
  lian_mark_set_light (LIAN_MARK (self->light), light, 16);
  gtk_label_set_text (self->remaining,
                      light == LIAN_LIGHT_HELD || light == LIAN_LIGHT_CLOSED || remaining == NULL
                          ? lian_wording_light (light)
                          : remaining);
}

static void
set_who (LianCaseLine *self, LianRecord *record, const LianLineFacts *facts)
{
  const char *unit = lian_record_get_text (record, LIAN_CASE_LEAD_UNIT);
  const char *name = unit != NULL ? g_hash_table_lookup (facts->units, unit) : NULL;
  const char *state = lian_record_get_text (record, LIAN_CASE_STATE);

  if (name == NULL)
    name = lian_dictionary_title (facts->dictionary, "stage",
                                  lian_dictionary_stage (facts->dictionary, state),
                                  lian_wording_is_chinese ());
  set_clean (self->who, name);
}

/**
 * lian_case_line_new:
 * @style: which of the two lists it stands in
 *
 * Returns: (transfer floating): a line, hidden until it has a case
 */
GtkWidget *
lian_case_line_new (LianLineStyle style)
{
  LianCaseLine *self = g_object_new (LIAN_TYPE_CASE_LINE, "action-name", "win.open-case",
                                     "action-target", g_variant_new_string (""), NULL);

  self->style = style;
  if (style == LIAN_LINE_ATTENTION)
    build_attention (self);
  else
    build_newest (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  return GTK_WIDGET (self);
}

/**
 * lian_case_line_set_case:
 * @record: (nullable): the case
 * @facts: how codes and ids are named, and what time it is
 *
 * Shows the case, or hides the line.
 */
void
lian_case_line_set_case (LianCaseLine *self, LianRecord *record, const LianLineFacts *facts)
{
  const char *urgency;
  gboolean grave;

  gtk_widget_set_visible (GTK_WIDGET (self), record != NULL);
  if (record == NULL)
    return;
  urgency = lian_record_get_text (record, LIAN_CASE_URGENCY);
  grave = g_strcmp0 (urgency, "grave") == 0;
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "s", lian_record_get_id (record));
  set_clean (self->title, lian_record_get_text (record, LIAN_CASE_TITLE));
  /* Setting a tooltip asks the display where the pointer is: not for the text that is there. */
  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (self->title)),
                 gtk_label_get_text (self->title))
      != 0)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), gtk_label_get_text (self->title));
  gtk_widget_set_visible (self->grave, grave);
  set_clean (GTK_LABEL (self->grave), lian_dictionary_title (facts->dictionary, "urgency", urgency,
                                                             lian_wording_is_chinese ()));
  if (self->style == LIAN_LINE_ATTENTION)
    {
      g_autofree char *place
          = lian_regions_dup_place (facts->regions, lian_record_get_text (record, LIAN_F_REGION));

      set_clean (self->place, place);
      set_remaining (self, record, facts);
      set_who (self, record, facts);
    }
  else
    {
      const char *code = lian_record_get_text (record, LIAN_F_REGION);
      LianRecord *community = lian_regions_find_above (facts->regions, code, "community");
      g_autofree char *at
          = lian_wording_time (lian_record_get_time (record, LIAN_CASE_REPORTED_AT), FALSE);

      gtk_label_set_text (self->time, at);
      set_clean (self->place, community != NULL ? lian_record_get_text (community, LIAN_REGION_NAME)
                                                : lian_regions_get_name (facts->regions, code));
    }
}

/**
 * lian_case_line_set_tall:
 * @tall: whether the second line is shown
 */
void
lian_case_line_set_tall (LianCaseLine *self, gboolean tall)
{
  if (self->second != NULL)
    gtk_widget_set_visible (self->second, tall);
}

/**
 * lian_case_line_set_first:
 * @first: whether this is the newest of all
 */
void
lian_case_line_set_first (LianCaseLine *self, gboolean first)
{
  if (first)
    gtk_widget_add_css_class (GTK_WIDGET (self), "first");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "first");
}
