/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-timeline.h"

#include <glib/gi18n.h>

#include "lian-mark.h"
#include "lian-text.h"
#include "lian-wording.h"

/* The latest steps that get a row each. */
#define MAX_STEPS 200

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_row (const char *action, const char *text, const char *when, gboolean current, gboolean first,
          gboolean last)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *dot = lian_mark_new ();
  GtkWidget *name = make_label (action, "heading");
  GtkWidget *words = make_label (text, NULL);
  GtkWidget *time = make_label (when, "lian-fg2");

  lian_mark_set_timeline (LIAN_MARK (dot), current, first, last);
  gtk_widget_set_size_request (dot, 16, 26);
  if (current)
    gtk_widget_add_css_class (name, "lian-accent");
  gtk_widget_set_tooltip_text (words, text);
  gtk_widget_add_css_class (time, "numeric");
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_ellipsize (GTK_LABEL (time), PANGO_ELLIPSIZE_NONE);
  gtk_box_append (GTK_BOX (row), dot);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), time);
  return row;
}

static char *
dup_when (LianCaseWords *words, LianRecord *step)
{
  g_autofree char *moment
      = lian_case_words_dup_moment (words, lian_record_get_time (step, LIAN_CASE_STEP_AT));
  gint64 elapsed = lian_record_get_int (step, LIAN_CASE_STEP_ELAPSED_MIN);
  g_autofree char *duration = NULL;

  if (lian_record_has (step, LIAN_CASE_STEP_ORDERED_AT))
    {
      g_autofree char *said
          = lian_case_words_dup_moment (words,
                                        lian_record_get_time (step, LIAN_CASE_STEP_ORDERED_AT));

      return g_strdup_printf (_ ("%s · recorded %s"), said, moment);
    }
  if (elapsed <= 0)
    return g_steal_pointer (&moment);
  duration = lian_format_minutes (elapsed, FALSE, lian_wording_is_chinese ());
  return g_strdup_printf (_ ("%s · used %s"), moment, duration);
}

/* 电话派遣（补录）: said by telephone, written down later. */
static char *
dup_action (LianCaseWords *words, LianRecord *step)
{
  const char *code = lian_record_get_text (step, LIAN_CASE_STEP_ACTION);

  if (!lian_record_has (step, LIAN_CASE_STEP_ORDERED_AT))
    return g_strdup (lian_case_words_title (words, "action", code));
  if (g_strcmp0 (code, "dispatch") == 0)
    return g_strdup (_ ("Telephone dispatch (recorded later)"));
  return g_strdup_printf (_ ("%s by telephone (recorded later)"),
                          lian_case_words_title (words, "action", code));
}

static char *
dup_text (LianCaseWords *words, LianRecord *step)
{
  g_autofree char *actor
      = lian_text_clean (lian_record_get_text (step, LIAN_CASE_STEP_ACTOR), FALSE, 40);
  g_autofree char *opinion
      = lian_text_clean (lian_record_get_text (step, LIAN_CASE_STEP_OPINION), FALSE, 200);
  g_autofree char *answered
      = lian_text_clean (lian_record_get_text (step, LIAN_CASE_STEP_ORDERED_TO), FALSE, 40);
  const char *unit = lian_case_words_unit (words, lian_record_get_text (step, LIAN_CASE_STEP_UNIT));
  g_autoptr (GString) text = g_string_new (unit);

  if (actor[0] != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", actor);
  if (answered[0] != '\0')
    g_string_append_printf (text, _ (", answered by %s"), answered);
  if (opinion[0] != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? _ (": ") : "", opinion);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The last row: where the case waits, and for how long. */
static void
add_present (GtkBox *box, LianCaseWords *words, LianRecord *record, gboolean first)
{
  gint64 now = lian_case_words_get_now (words);
  gint64 since = lian_record_get_time (record, LIAN_CASE_STAGE_AT);
  g_autofree char *duration
      = lian_format_minutes (lian_case_words_minutes (words, record, since, now), FALSE,
                             lian_wording_is_chinese ());
  g_autofree char *waited = g_strdup_printf (_ ("waiting for %s"), duration);
  const char *unit
      = lian_case_words_unit (words, lian_record_get_text (record, LIAN_CASE_LEAD_UNIT));

  gtk_box_append (box, make_row (lian_case_words_stage (words, record), unit, waited, TRUE, first,
                                 TRUE));
}

/* What lies too far back to be made widgets of. */
static void
add_earlier (GtkBox *box, guint n)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u earlier step", "%u earlier steps", n), n);

  gtk_box_append (box, make_row (text, "", "", FALSE, TRUE, FALSE));
}

/**
 * lian_timeline_fill:
 * @box: emptied and filled
 * @words: for names and the time
 * @record: the case
 * @steps: (nullable) (element-type LianRecord): oldest first
 */
void
lian_timeline_fill (GtkBox *box, LianCaseWords *words, LianRecord *record, GPtrArray *steps)
{
  LianLight light = lian_light_of_case (record, lian_case_words_get_now (words));
  guint n = steps != NULL ? steps->len : 0;
  guint first = n > MAX_STEPS ? n - MAX_STEPS : 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  if (first > 0)
    add_earlier (box, first);
  for (guint i = first; i < n; i++)
    {
      LianRecord *step = steps->pdata[i];
      g_autofree char *text = dup_text (words, step);
      g_autofree char *when = dup_when (words, step);
      g_autofree char *action = dup_action (words, step);

      gtk_box_append (box, make_row (action, text, when, FALSE, i == 0,
                                     light == LIAN_LIGHT_CLOSED && i + 1 == n));
    }
  if (light != LIAN_LIGHT_CLOSED)
    add_present (box, words, record, n == 0);
}
