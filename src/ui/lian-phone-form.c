/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-phone-form.h"

#include <glib/gi18n.h>

#include "lian-clock.h"
#include "lian-limits.h"

#include <stdio.h>

#define WHO_LIMIT 64

struct _LianPhoneForm
{
  AdwBin parent_instance;

  /* borrowed from the tree */
  GtkEditable *who;
  GtkEditable *at;
};

G_DEFINE_FINAL_TYPE (LianPhoneForm, lian_phone_form, ADW_TYPE_BIN)

static void
lian_phone_form_class_init (LianPhoneFormClass *klass)
{
}

static GtkEditable *
add_entry (GtkBox *box, const char *title, int width, int limit)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (title);
  GtkWidget *entry = gtk_entry_new ();

  gtk_widget_add_css_class (label, "lian-fg2");
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), entry);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), width);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), width);
  gtk_entry_set_max_length (GTK_ENTRY (entry), limit);
  gtk_box_append (box, label);
  gtk_box_append (box, entry);
  return GTK_EDITABLE (entry);
}

static void
lian_phone_form_init (LianPhoneForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->who = add_entry (GTK_BOX (box), C_ ("telephone", "Answered by"), 10, WHO_LIMIT);
  self->at = add_entry (GTK_BOX (box), C_ ("telephone", "at"), 11, 11);
  gtk_widget_set_hexpand (GTK_WIDGET (self->who), TRUE);
  gtk_editable_set_max_width_chars (self->who, 24);
  gtk_widget_add_css_class (GTK_WIDGET (self->at), "numeric");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->at),
                               _ ("Hours and minutes, 09:40; another day: 11-24 09:40"));
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * lian_phone_form_begin:
 * @now: the platform's time
 * @at: when it was said, 0 = now
 * @who: (nullable): who answered
 */
void
lian_phone_form_begin (LianPhoneForm *self, gint64 now, gint64 at, const char *who)
{
  gint64 when = at != 0 ? at : now;
  g_autoptr (GDateTime) local = lian_time_to_local (when);
  gboolean today = lian_time_day_start (when) == lian_time_day_start (now);
  g_autofree char *text = g_date_time_format (local, today ? "%H:%M" : "%m-%d %H:%M");

  g_return_if_fail (LIAN_IS_PHONE_FORM (self));

  gtk_editable_set_text (self->who, who != NULL ? who : "");
  gtk_editable_set_text (self->at, text);
}

/**
 * lian_phone_form_get_who:
 *
 * Returns: (transfer none): who answered
 */
const char *
lian_phone_form_get_who (LianPhoneForm *self)
{
  g_return_val_if_fail (LIAN_IS_PHONE_FORM (self), "");

  return gtk_editable_get_text (self->who);
}

/* The year is the one that brings it nearest before now. */
static gint64
find_day (gint64 now, int month, int day)
{
  for (gint64 start = lian_time_day_start (now);
       start > now - (LIAN_LIMIT_TELEPHONE_HOURS + 24) * G_TIME_SPAN_HOUR; start -= G_TIME_SPAN_DAY)
    {
      g_autoptr (GDateTime) local = lian_time_to_local (start);

      if (g_date_time_get_month (local) == month && g_date_time_get_day_of_month (local) == day)
        return start;
    }
  return 0;
}

/**
 * lian_phone_form_get_at:
 * @now: the platform's time
 *
 * Hours and minutes alone are the last time that the clock showed them.
 *
 * Returns: when it was said, microseconds; 0 = it cannot be read, or is too long ago
 */
gint64
lian_phone_form_get_at (LianPhoneForm *self, gint64 now)
{
  g_autoptr (GString) text = NULL;
  int month;
  int day;
  int hour;
  int minute;
  int end = 0;
  gint64 start;
  gint64 at;
  gboolean dated;

  g_return_val_if_fail (LIAN_IS_PHONE_FORM (self), 0);

  text = g_string_new (gtk_editable_get_text (self->at));
  /* As an input method writes it. */
  g_string_replace (text, "：", ":", 0);
  dated = sscanf (text->str, "%2d-%2d %2d:%2d%n", &month, &day, &hour, &minute, &end) == 4;
  if (!dated && sscanf (text->str, "%2d:%2d%n", &hour, &minute, &end) != 2)
    return 0;
  if (text->str[end] != '\0' || hour < 0 || hour > 23 || minute < 0 || minute > 59)
    return 0;
  start = dated ? find_day (now, month, day) : lian_time_day_start (now);
  if (start == 0)
    return 0;
  at = start + hour * G_TIME_SPAN_HOUR + minute * G_TIME_SPAN_MINUTE;
  if (!dated && at > now)
    at -= G_TIME_SPAN_DAY;
  return at <= now && at > now - LIAN_LIMIT_TELEPHONE_HOURS * G_TIME_SPAN_HOUR ? at : 0;
}

/**
 * lian_phone_form_focus:
 */
void
lian_phone_form_focus (LianPhoneForm *self)
{
  g_return_if_fail (LIAN_IS_PHONE_FORM (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->who));
}
