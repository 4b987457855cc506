/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-filters.h"

#include <glib/gi18n.h>

static guint
get_count (GHashTable *counts, const char *stage)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (counts, stage != NULL ? stage : ""));
}

static GtkToggleButton *
append_filter (GtkBox *box, const char *stage, const char *title, guint count, guint most)
{
  g_autofree char *label = g_strdup_printf ("%s %u%s", title, count, count >= most ? "+" : "");
  GtkWidget *button = gtk_toggle_button_new_with_label (label);
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (box));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "lian-filter");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "stage", g_strdup (stage), g_free);
  if (first != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
  gtk_box_append (box, button);
  return GTK_TOGGLE_BUTTON (button);
}

static void
connect_filter (GtkToggleButton *button, gboolean active, GCallback toggled, gpointer object)
{
  gtk_toggle_button_set_active (button, active);
  g_signal_connect_object (button, "toggled", toggled, object, 0);
}

/**
 * lian_case_filters_show:
 * @box: its children are replaced
 * @stage: (nullable): the one that is chosen, %NULL: all
 * @object: for @toggled, as its last argument
 *
 * The stages that have cases, and the one that is chosen, in the order of the flow, after "all".
 */
void
lian_case_filters_show (GtkBox *box, LianCaseWords *words, GHashTable *counts, const char *stage,
                        guint most, GCallback toggled, gpointer object)
{
  GPtrArray *stages = lian_dictionary_list (lian_case_words_get_dictionary (words), "stage");
  GtkToggleButton *button;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  button = append_filter (box, NULL, _ ("All"), get_count (counts, NULL), most);
  connect_filter (button, stage == NULL, toggled, object);
  for (guint i = 0; i < stages->len; i++)
    {
      const char *code = lian_record_get_text (stages->pdata[i], LIAN_ENTRY_CODE);
      guint count = get_count (counts, code);

      if (count == 0 && g_strcmp0 (code, stage) != 0)
        continue;
      button = append_filter (box, code, lian_case_words_title (words, "stage", code), count, most);
      connect_filter (button, g_strcmp0 (code, stage) == 0, toggled, object);
    }
}
