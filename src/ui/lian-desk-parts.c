/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-desk-parts.h"

#include <glib/gi18n.h>

/**
 * lian_desk_parts_make_tab:
 * @count: (out) (transfer none): the label of the figure
 *
 * Returns: the button of a view, with its title and a figure
 */
GtkWidget *
lian_desk_parts_make_tab (const char *title, GtkLabel **count)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *figure = gtk_label_new (NULL);

  gtk_widget_add_css_class (figure, "lian-tab-count");
  gtk_widget_add_css_class (figure, "numeric");
  gtk_box_append (GTK_BOX (box), gtk_label_new (title));
  gtk_box_append (GTK_BOX (box), figure);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "lian-tab");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  *count = GTK_LABEL (figure);
  return button;
}

static void
add_key (GtkBox *keys, const char *key, const char *label)
{
  GtkWidget *cap = gtk_label_new (key);
  GtkWidget *word;

  gtk_widget_add_css_class (cap, "lian-key");
  gtk_box_append (keys, cap);
  if (label == NULL)
    return;
  word = gtk_label_new (label);
  gtk_widget_add_css_class (word, "lian-fg2");
  gtk_widget_add_css_class (word, "lian-secondary");
  gtk_box_append (keys, word);
}

/**
 * lian_desk_parts_add_keys:
 * @keys: gets what the keys of the desk do
 */
void
lian_desk_parts_add_keys (GtkBox *keys)
{
  add_key (keys, "J", NULL);
  add_key (keys, "K", C_ ("key", "Move"));
  add_key (keys, "Enter", C_ ("key", "Case"));
  add_key (keys, "D", C_ ("key", "Dispatch"));
}
