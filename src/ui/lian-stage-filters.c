/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-stage-filters.h"

#include <glib/gi18n.h>

static guint
get_count (GHashTable *counts, const char *stage)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (counts, stage != NULL ? stage : ""));
}

static GtkWidget *
add_filter (GtkBox *box, GtkWidget *group, const char *stage, const char *title, guint count,
            guint most)
{
  g_autofree char *label
      = g_strdup_printf ("%s %u%s", title, count, most > 0 && count >= most ? "+" : "");
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "lian-filter");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "stage", g_strdup (stage), g_free);
  if (group != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (group));
  gtk_box_append (box, button);
  return button;
}

/**
 * lian_stage_filters_fill:
 * @box: emptied and filled
 * @counts: (element-type utf8 uint): stage → count, "" is all
 * @most: where counting ends, 0: nowhere
 * @stage: (nullable): the chosen one
 * @toggled: signal handler of the buttons, with @object
 *
 * The stages that have cases, in the order of the flow, after "all".
 */
void
lian_stage_filters_fill (GtkBox *box, LianCaseWords *words, GHashTable *counts, guint most,
                         const char *stage, GCallback toggled, gpointer object)
{
  GPtrArray *stages = lian_dictionary_list (lian_case_words_get_dictionary (words), "stage");
  GtkWidget *group;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  group = add_filter (box, NULL, NULL, _ ("All"), get_count (counts, NULL), most);
  for (guint i = 0; i < stages->len; i++)
    {
      const char *code = lian_record_get_text (stages->pdata[i], LIAN_ENTRY_CODE);
      guint count = code != NULL ? get_count (counts, code) : 0;

      if (count > 0 || (code != NULL && g_strcmp0 (code, stage) == 0))
        add_filter (box, group, code, lian_case_words_title (words, "stage", code), count, most);
    }
  for (child = gtk_widget_get_first_child (GTK_WIDGET (box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkToggleButton *button = GTK_TOGGLE_BUTTON (child);

      gtk_toggle_button_set_active (button,
                                    g_strcmp0 (lian_stage_filters_get (button), stage) == 0);
      g_signal_connect_object (button, "toggled", toggled, object, 0);
    }
}

/**
 * lian_stage_filters_get:
 *
 * Returns: (transfer none) (nullable): the stage of a button, %NULL: all
 */
const char *
lian_stage_filters_get (GtkToggleButton *button)
{
  return g_object_get_data (G_OBJECT (button), "stage");
}
