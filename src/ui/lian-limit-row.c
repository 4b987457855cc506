/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-limit-row.h"

#include <glib/gi18n.h>

#include "lian-text.h"
#include "lian-wording.h"

/* What a limit may be besides the dictionary's own, in working minutes of an 8-hour day. */
static const gint64 limits[] = { 60, 120, 240, 480, 960, 1440, 2400 };

struct _LianLimitRow
{
  AdwBin parent_instance;

  LianCaseWords *words; /* (owned) (nullable) */
  LianRecord *record;   /* (owned) (nullable): the case */

  /* borrowed from the tree */
  GtkDropDown *down;
  GtkLabel *due_label;
};

G_DEFINE_FINAL_TYPE (LianLimitRow, lian_limit_row, ADW_TYPE_BIN)

static gboolean
find_default (LianLimitRow *self, gint64 *amount, LianLimitUnit *unit)
{
  return lian_dictionary_find_limit (lian_case_words_get_dictionary (self->words), "handling",
                                     lian_record_get_text (self->record, LIAN_CASE_CATEGORY),
                                     lian_record_get_text (self->record, LIAN_CASE_URGENCY), amount,
                                     unit);
}

static char *
dup_words (gint64 amount, LianLimitUnit unit)
{
  switch (unit)
    {
    case LIAN_LIMIT_WORK_DAYS:
      return g_strdup_printf (ngettext ("%d working day", "%d working days", amount), (int)amount);
    case LIAN_LIMIT_NATURAL_DAYS:
      return g_strdup_printf (ngettext ("%d day", "%d days", amount), (int)amount);
    case LIAN_LIMIT_NATURAL_MINUTES:
      return lian_format_minutes (amount, FALSE, lian_wording_is_chinese ());
    case LIAN_LIMIT_WORK_MINUTES:
    default:
      if (amount % 480 == 0)
        return dup_words (amount / 480, LIAN_LIMIT_WORK_DAYS);
      if (amount % 60 == 0)
        return g_strdup_printf (ngettext ("%d working hour", "%d working hours", amount / 60),
                                (int)(amount / 60));
      return g_strdup_printf (_ ("%d working minutes"), (int)amount);
    }
}

static void
fill (LianLimitRow *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  LianLimitUnit unit;
  gint64 amount;

  if (find_default (self, &amount, &unit))
    {
      g_autofree char *words = dup_words (amount, unit);
      g_autofree char *text = g_strdup_printf (_ ("%s (rule)"), words);

      gtk_string_list_append (list, text);
    }
  else
    gtk_string_list_append (list, _ ("By rule"));
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    gtk_string_list_take (list, dup_words (limits[i], LIAN_LIMIT_WORK_MINUTES));
  gtk_drop_down_set_model (self->down, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->down, 0);
}

static void
selected_cb (LianLimitRow *self)
{
  g_autofree char *moment = NULL;
  g_autofree char *text = NULL;
  gint64 due;

  if (self->record == NULL)
    return;
  due = lian_limit_row_get_due (self);
  if (due == 0)
    {
      gtk_label_set_text (self->due_label, "");
      return;
    }
  moment = lian_case_words_dup_moment (self->words, due);
  if (lian_time_day_start (due) == lian_time_day_start (lian_case_words_get_now (self->words)))
    text = g_strdup_printf (_ ("before %s today"), moment);
  else
    text = g_strdup_printf (_ ("before %s"), moment);
  gtk_label_set_text (self->due_label, text);
}

static void
lian_limit_row_dispose (GObject *object)
{
  LianLimitRow *self = LIAN_LIMIT_ROW (object);

  g_clear_object (&self->words);
  g_clear_pointer (&self->record, lian_record_unref);

  G_OBJECT_CLASS (lian_limit_row_parent_class)->dispose (object);
}

static void
lian_limit_row_class_init (LianLimitRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_limit_row_dispose;
}

static void
lian_limit_row_init (LianLimitRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->down = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  self->due_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->down), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Limit"), -1);
  gtk_label_set_ellipsize (self->due_label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->due_label), "lian-fg2");
  gtk_widget_add_css_class (GTK_WIDGET (self->due_label), "numeric");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->down));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->due_label));
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (self->down, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * lian_limit_row_begin:
 * @words: for the dictionary and the time
 * @record: the case
 *
 * Chooses the dictionary's limit.
 */
void
lian_limit_row_begin (LianLimitRow *self, LianCaseWords *words, LianRecord *record)
{
  g_return_if_fail (LIAN_IS_LIMIT_ROW (self));

  g_set_object (&self->words, words);
  lian_record_ref (record);
  g_clear_pointer (&self->record, lian_record_unref);
  self->record = record;
  fill (self);
  selected_cb (self);
}

/**
 * lian_limit_row_get_minutes:
 *
 * Returns: working minutes, 0: the dictionary's limit
 */
gint64
lian_limit_row_get_minutes (LianLimitRow *self)
{
  guint selected;

  g_return_val_if_fail (LIAN_IS_LIMIT_ROW (self), 0);

  selected = gtk_drop_down_get_selected (self->down);
  return selected == 0 || selected > G_N_ELEMENTS (limits) ? 0 : limits[selected - 1];
}

/**
 * lian_limit_row_set_minutes:
 * @minutes: working minutes; what is none of the choices chooses the dictionary's limit
 */
void
lian_limit_row_set_minutes (LianLimitRow *self, gint64 minutes)
{
  guint selected = 0;

  g_return_if_fail (LIAN_IS_LIMIT_ROW (self));

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    if (limits[i] == minutes)
      selected = i + 1;
  gtk_drop_down_set_selected (self->down, selected);
}

/**
 * lian_limit_row_get_due:
 *
 * Returns: the moment that the limit means, microseconds, 0: there is none
 */
gint64
lian_limit_row_get_due (LianLimitRow *self)
{
  LianLimitUnit unit = LIAN_LIMIT_WORK_MINUTES;
  gint64 amount;

  g_return_val_if_fail (LIAN_IS_LIMIT_ROW (self), 0);

  amount = lian_limit_row_get_minutes (self);
  if (self->record == NULL || (amount == 0 && !find_default (self, &amount, &unit)))
    return 0;
  return lian_work_calendar_add (lian_dictionary_get_calendar (
                                     lian_case_words_get_dictionary (self->words)),
                                 lian_case_words_get_now (self->words), amount, unit);
}

/**
 * lian_limit_row_get_selected:
 *
 * Returns: which of the choices
 */
guint
lian_limit_row_get_selected (LianLimitRow *self)
{
  g_return_val_if_fail (LIAN_IS_LIMIT_ROW (self), 0);

  return gtk_drop_down_get_selected (self->down);
}

/**
 * lian_limit_row_set_selected:
 * @selected: which of the choices; of a draft, so it may be none
 */
void
lian_limit_row_set_selected (LianLimitRow *self, guint selected)
{
  g_return_if_fail (LIAN_IS_LIMIT_ROW (self));

  if (selected <= G_N_ELEMENTS (limits))
    gtk_drop_down_set_selected (self->down, selected);
}
