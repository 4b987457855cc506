/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-deadline-card.h"

#include <glib/gi18n.h>

#include "lian-mark.h"
#include "lian-text.h"
#include "lian-wording.h"

/* An explanation that is longer than this is cut: nobody reads forty nights. */
#define MOST_SPANS 12

struct _LianDeadlineCard
{
  AdwBin parent_instance;

  LianCaseWords *words; /* (owned) */
  LianRecord *record;   /* (owned) (nullable) */

  /* template children */
  LianMark *light;
  GtkLabel *headline;
  GtkLabel *used_label;
  GtkToggleButton *why_button;
  LianMark *bar;
  GtkLabel *start_label;
  GtkLabel *middle_label;
  GtkLabel *end_label;
  GtkRevealer *why_revealer;
  GtkBox *why_box;
};

G_DEFINE_FINAL_TYPE (LianDeadlineCard, lian_deadline_card, ADW_TYPE_BIN)

static void
show_headline (LianDeadlineCard *self, LianLight light, gint64 now, gint64 deadline)
{
  gboolean over = now > deadline;
  gint64 minutes = over ? lian_case_words_minutes (self->words, self->record, deadline, now)
                        : lian_case_words_minutes (self->words, self->record, now, deadline);
  g_autofree char *duration
      = lian_format_minutes (over ? MAX (minutes, 1) : minutes, FALSE, lian_wording_is_chinese ());
  const char *stage = lian_case_words_stage (self->words, self->record);
  g_autofree char *text = over ? g_strdup_printf (_ ("%s: %s over"), stage, duration)
                               : g_strdup_printf (_ ("%s: %s left"), stage, duration);

  gtk_label_set_text (self->headline, text);
  gtk_widget_remove_css_class (GTK_WIDGET (self->headline), "lian-over");
  gtk_widget_remove_css_class (GTK_WIDGET (self->headline), "lian-soon");
  if (light == LIAN_LIGHT_OVERDUE)
    gtk_widget_add_css_class (GTK_WIDGET (self->headline), "lian-over");
  else if (light == LIAN_LIGHT_DUE_SOON)
    gtk_widget_add_css_class (GTK_WIDGET (self->headline), "lian-soon");
  lian_mark_set_light (self->light, light, 16);
}

static void
show_used (LianDeadlineCard *self, gint64 start, gint64 now, gint64 deadline)
{
  g_autofree char *limit
      = lian_format_minutes (lian_case_words_minutes (self->words, self->record, start, deadline),
                             FALSE, lian_wording_is_chinese ());
  g_autofree char *used
      = lian_format_minutes (lian_case_words_minutes (self->words, self->record, start, now), FALSE,
                             lian_wording_is_chinese ());
  g_autofree char *text
      = g_strdup_printf (lian_case_words_counts_work_time (self->words, self->record)
                             ? _ ("limit %s of working time, used %s")
                             : _ ("limit %s, used %s"),
                         limit, used);

  gtk_label_set_text (self->used_label, text);
}

static void
show_moment (LianDeadlineCard *self, GtkLabel *label, const char *format_word, gint64 at)
{
  g_autofree char *moment = lian_case_words_dup_moment (self->words, at);
  g_autofree char *text = g_strdup_printf ("%s %s", moment, format_word);

  gtk_label_set_text (label, text);
}

static void
show_bar (LianDeadlineCard *self, gint64 start, gint64 now, gint64 deadline)
{
  gint64 warn = lian_record_get_time (self->record, LIAN_CASE_WARN_AT);
  double whole = MAX (now, deadline) - start;
  LianDeadlineBar bar = { 1, 1, 0 };

  if (whole > 0)
    {
      bar.warn = CLAMP ((warn - start) / whole, 0, 1);
      bar.due = CLAMP ((deadline - start) / whole, 0, 1);
      bar.now = CLAMP ((now - start) / whole, 0, 1);
    }
  lian_mark_set_deadline (self->bar, &bar);
}

static const char *
get_reason (const LianSpan *span)
{
  switch (span->reason)
    {
    case LIAN_SPAN_WEEKEND:
      return _ ("weekend, does not count");
    case LIAN_SPAN_HOLIDAY:
      return _ ("holiday, does not count");
    case LIAN_SPAN_BREAK:
      return _ ("outside working hours, does not count");
    case LIAN_SPAN_PAUSE:
      return _ ("held, does not count");
    case LIAN_SPAN_WORK:
    default:
      return span->counts ? _ ("counts") : _ ("does not count");
    }
}

static void
add_line (LianDeadlineCard *self, const char *text, gboolean counts)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "lian-secondary");
  gtk_widget_add_css_class (label, "numeric");
  if (!counts)
    gtk_widget_add_css_class (label, "lian-fg3");
  gtk_box_append (self->why_box, label);
}

static void
add_span (LianDeadlineCard *self, const LianSpan *span)
{
  g_autofree char *from = lian_case_words_dup_moment (self->words, span->from);
  g_autofree char *to = lian_case_words_dup_moment (self->words, span->to);
  g_autofree char *duration = lian_format_minutes ((span->to - span->from) / G_TIME_SPAN_MINUTE,
                                                   TRUE, lian_wording_is_chinese ());
  g_autofree char *text
      = g_strdup_printf ("%s – %s   %s   %s", from, to, duration, get_reason (span));

  add_line (self, text, span->counts);
}

static void
show_why (LianDeadlineCard *self, gint64 start, gint64 deadline)
{
  const LianWorkCalendar *calendar
      = lian_dictionary_get_calendar (lian_case_words_get_dictionary (self->words));
  g_autoptr (GArray) spans = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->why_box))) != NULL)
    gtk_box_remove (self->why_box, child);
  if (!gtk_toggle_button_get_active (self->why_button))
    return;
  if (!lian_case_words_counts_work_time (self->words, self->record))
    {
      add_line (self, _ ("The centre is staffed round the clock: every minute counts."), TRUE);
      return;
    }
  spans = lian_work_calendar_explain (calendar, start, deadline);
  for (guint i = 0; i < MIN (spans->len, MOST_SPANS); i++)
    add_span (self, &g_array_index (spans, LianSpan, i));
  if (spans->len > MOST_SPANS)
    add_line (self, "…", FALSE);
}

static void
update (LianDeadlineCard *self)
{
  gint64 now = lian_case_words_get_now (self->words);
  gint64 start;
  gint64 deadline;
  gboolean over;
  LianLight light;

  if (self->record == NULL)
    return;
  start = lian_record_get_time (self->record, LIAN_CASE_STAGE_AT);
  deadline = lian_record_get_time (self->record, LIAN_CASE_DEADLINE);
  over = now > deadline;
  light = lian_light_of_case (self->record, now);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          start != 0 && deadline != 0 && light != LIAN_LIGHT_CLOSED);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  show_headline (self, light, now, deadline);
  show_used (self, start, now, deadline);
  show_bar (self, start, now, deadline);
  show_moment (self, self->start_label, _ ("start"), start);
  show_moment (self, over ? self->middle_label : self->end_label, _ ("due"), deadline);
  show_moment (self, over ? self->end_label : self->middle_label, _ ("now"), now);
  show_why (self, start, deadline);
}

static void
lian_deadline_card_dispose (GObject *object)
{
  LianDeadlineCard *self = LIAN_DEADLINE_CARD (object);

  g_clear_pointer (&self->record, lian_record_unref);
  /* The template lets go of the child; the bin must not hold on to it. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), LIAN_TYPE_DEADLINE_CARD);
  g_clear_object (&self->words);

  G_OBJECT_CLASS (lian_deadline_card_parent_class)->dispose (object);
}

static void
lian_deadline_card_class_init (LianDeadlineCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (LIAN_TYPE_MARK);
  G_OBJECT_CLASS (klass)->dispose = lian_deadline_card_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/liandong/Liandong/ui/lian-deadline-card.ui");
  gtk_widget_class_bind_template_child (widget_class, LianDeadlineCard, light);
  gtk_widget_class_bind_template_child (widget_class, LianDeadlineCard, headline);
  gtk_widget_class_bind_template_child (widget_class, LianDeadlineCard, used_label);
  gtk_widget_class_bind_template_child (widget_class, LianDeadlineCard, why_button);
  gtk_widget_class_bind_template_child (widget_class, LianDeadlineCard, bar);
  gtk_widget_class_bind_template_child (widget_class, LianDeadlineCard, start_label);
  gtk_widget_class_bind_template_child (widget_class, LianDeadlineCard, middle_label);
  gtk_widget_class_bind_template_child (widget_class, LianDeadlineCard, end_label);
  gtk_widget_class_bind_template_child (widget_class, LianDeadlineCard, why_revealer);
  gtk_widget_class_bind_template_child (widget_class, LianDeadlineCard, why_box);
}

static void
lian_deadline_card_init (LianDeadlineCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->why_button, "toggled", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
}

/**
 * lian_deadline_card_new:
 * @words: tells the time and says "changed" as it passes
 *
 * Returns: a card without a case, hidden
 */
GtkWidget *
lian_deadline_card_new (LianCaseWords *words)
{
  LianDeadlineCard *self = g_object_new (LIAN_TYPE_DEADLINE_CARD, "visible", FALSE, NULL);

  self->words = g_object_ref (words);
  g_signal_connect_object (words, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * lian_deadline_card_set_record:
 * @record: (nullable): the case; %NULL or one without a running clock hides the card
 */
void
lian_deadline_card_set_record (LianDeadlineCard *self, LianRecord *record)
{
  g_return_if_fail (LIAN_IS_DEADLINE_CARD (self));

  if (record != NULL)
    lian_record_ref (record);
  g_clear_pointer (&self->record, lian_record_unref);
  self->record = record;
  gtk_widget_set_visible (GTK_WIDGET (self), record != NULL);
  update (self);
}
