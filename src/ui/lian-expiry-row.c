/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-expiry-row.h"

#include <glib/gi18n.h>

#include "lian-text.h"
#include "lian-wording.h"

/* What a person may choose, in minutes, as far as it is within the bounds. */
static const guint choices[] = { 5, 15, 30, 60, 120, 240, 480, 1440 };

struct _LianExpiryRow
{
  AdwBin parent_instance;

  LianEngine *engine;   /* (owned) (nullable) */
  LianCaseWords *words; /* (owned) (nullable) */
  gboolean urgent;
  guint minutes[G_N_ELEMENTS (choices) + 1]; /* of the rows; the first is the rule */
  LianExpiryRule rule;                       /* that the first row names */

  /* borrowed from the tree */
  GtkDropDown *down;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (LianExpiryRow, lian_expiry_row, ADW_TYPE_BIN)

static char *
dup_rule (LianExpiryRule rule)
{
  switch (rule)
    {
    case LIAN_EXPIRY_URGENT:
      return g_strdup (_ ("Urgent: 15 minutes"));
    case LIAN_EXPIRY_SHIFT:
      return g_strdup (_ ("End of the shift"));
    case LIAN_EXPIRY_NEXT_SHIFT:
      return g_strdup (_ ("End of the next shift"));
    case LIAN_EXPIRY_DAY:
      return g_strdup (_ ("End of the working day"));
    case LIAN_EXPIRY_HOURS:
    default:
      return g_strdup (_ ("8 hours, no shift known"));
    }
}

static void
fill (LianExpiryRow *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint least;
  guint most;
  guint n = 1;

  lian_order_expiry_bounds (self->urgent, &least, &most);
  gtk_string_list_take (list, dup_rule (self->rule));
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (choices[i] >= least && choices[i] <= most)
      {
        gtk_string_list_take (list,
                              lian_format_minutes (choices[i], FALSE, lian_wording_is_chinese ()));
        self->minutes[n++] = choices[i];
      }
  gtk_drop_down_set_model (self->down, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->down, 0);
}

static void
show_moment (LianExpiryRow *self)
{
  g_autofree char *moment = NULL;
  g_autofree char *text = NULL;

  if (self->engine == NULL)
    return;
  moment = lian_case_words_dup_moment (self->words, lian_expiry_row_get_not_after (self));
  text = g_strdup_printf (_ ("expires %s if the platform has not received it by then"), moment);
  gtk_label_set_text (self->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), text);
}

static void
lian_expiry_row_dispose (GObject *object)
{
  LianExpiryRow *self = LIAN_EXPIRY_ROW (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->words);

  G_OBJECT_CLASS (lian_expiry_row_parent_class)->dispose (object);
}

static void
lian_expiry_row_class_init (LianExpiryRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_expiry_row_dispose;
}

static void
lian_expiry_row_init (LianExpiryRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->down = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->down), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Valid until"), -1);
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "lian-fg2");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->down));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (self->down, "notify::selected", G_CALLBACK (show_moment), self,
                           G_CONNECT_SWAPPED);
}

/**
 * lian_expiry_row_begin:
 * @engine: for the roster
 * @words: for the time
 * @urgent: whether the case is urgent or grave
 *
 * Chooses the rule.
 */
void
lian_expiry_row_begin (LianExpiryRow *self, LianEngine *engine, LianCaseWords *words,
                       gboolean urgent)
{
  g_return_if_fail (LIAN_IS_EXPIRY_ROW (self));

  g_set_object (&self->engine, engine);
  g_set_object (&self->words, words);
  self->urgent = urgent;
  lian_engine_get_expiry (engine, urgent, &self->rule);
  fill (self);
  show_moment (self);
}

/**
 * lian_expiry_row_update:
 *
 * What was chosen stays, unless the rule has become another.
 */
void
lian_expiry_row_update (LianExpiryRow *self)
{
  LianExpiryRule rule;

  g_return_if_fail (LIAN_IS_EXPIRY_ROW (self));

  if (self->engine == NULL)
    return;
  lian_engine_get_expiry (self->engine, self->urgent, &rule);
  if (rule != self->rule && gtk_drop_down_get_selected (self->down) == 0)
    {
      self->rule = rule;
      fill (self);
    }
  show_moment (self);
}

/**
 * lian_expiry_row_get_not_after:
 *
 * Returns: the moment, by the platform's time, microseconds
 */
gint64
lian_expiry_row_get_not_after (LianExpiryRow *self)
{
  guint selected;

  g_return_val_if_fail (LIAN_IS_EXPIRY_ROW (self), 0);

  if (self->engine == NULL)
    return 0;
  selected = gtk_drop_down_get_selected (self->down);
  if (selected == 0 || selected >= G_N_ELEMENTS (self->minutes))
    return lian_engine_get_expiry (self->engine, self->urgent, NULL);
  return lian_case_words_get_now (self->words) + self->minutes[selected] * G_TIME_SPAN_MINUTE;
}
