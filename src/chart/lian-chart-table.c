/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-chart-table.h"

#include <glib/gi18n-lib.h>

#define TALLEST 320

/* A row of the model is one line of cells joined by tabs; a chart's cells hold none. */
static char *
join_cells (GStrv cells)
{
  for (guint i = 0; cells[i] != NULL; i++)
    g_strdelimit (cells[i], "\t\r\n", ' ');
  return g_strjoinv ("\t", cells);
}

static void
setup_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  gboolean first = GPOINTER_TO_UINT (user_data) == 0;
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), first ? 12 : 6);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), first ? 16 : 8);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), first ? 0 : 1);
  gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (item, cell);
}

static void
bind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  guint column = GPOINTER_TO_UINT (user_data);
  GtkStringObject *row = gtk_list_item_get_item (item);
  g_auto (GStrv) cells = g_strsplit (gtk_string_object_get_string (row), "\t", -1);
  GtkWidget *cell = gtk_list_item_get_child (item);
  const char *text = column < g_strv_length (cells) ? cells[column] : "";

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  gtk_widget_set_tooltip_text (cell, column == 0 ? text : NULL);
}

static void
add_columns (GtkColumnView *view, GStrv titles)
{
  for (guint i = 0; titles[i] != NULL; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), GUINT_TO_POINTER (i));
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), GUINT_TO_POINTER (i));
      column = gtk_column_view_column_new (titles[i], factory);
      gtk_column_view_column_set_expand (column, i == 0);
      gtk_column_view_append_column (view, column);
    }
}

static GtkWidget *
button_new (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_hexpand (button, TRUE);
  return button;
}

/**
 * lian_chart_table_new:
 *
 * Returns: (transfer floating): a popover with the data of @chart; the caller makes it a child of
 *   @chart, whose actions its buttons call
 */
GtkWidget *
lian_chart_table_new (LianChart *chart)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_column_view_new (NULL);
  GtkWidget *notice = gtk_label_new (NULL);
  g_auto (GStrv) titles = LIAN_CHART_GET_CLASS (chart)->dup_titles (chart);

  add_columns (GTK_COLUMN_VIEW (view), titles);
  gtk_widget_add_css_class (view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Table of the chart"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), TALLEST);

  gtk_box_append (GTK_BOX (buttons), button_new (_ ("Copy as Table"), "chart.copy-table"));
  gtk_box_append (GTK_BOX (buttons), button_new (_ ("Copy as Picture"), "chart.copy-picture"));
  gtk_widget_add_css_class (notice, "lian-caption");
  gtk_label_set_xalign (GTK_LABEL (notice), 0);
  gtk_label_set_wrap (GTK_LABEL (notice), TRUE);
  gtk_widget_set_visible (notice, FALSE);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), notice);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_widget_add_css_class (box, "lian-chart-table");
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_object_set_data (G_OBJECT (popover), "lian-table", view);
  g_object_set_data (G_OBJECT (popover), "lian-notice", notice);
  lian_chart_table_update (GTK_POPOVER (popover), chart);
  return popover;
}

/**
 * lian_chart_table_update:
 * @popover: of lian_chart_table_new()
 */
void
lian_chart_table_update (GtkPopover *popover, LianChart *chart)
{
  LianChartClass *class = LIAN_CHART_GET_CLASS (chart);
  GtkColumnView *view = g_object_get_data (G_OBJECT (popover), "lian-table");
  g_autoptr (GtkNoSelection) selection = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  guint n = class->get_n (chart);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GStrv) cells = class->dup_row (chart, i);

      g_ptr_array_add (rows, join_cells (cells));
    }
  g_ptr_array_add (rows, NULL);
  selection = gtk_no_selection_new (
      G_LIST_MODEL (gtk_string_list_new ((const char *const *)rows->pdata)));
  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (selection));
}

/**
 * lian_chart_table_set_notice:
 * @popover: of lian_chart_table_new()
 * @notice: (nullable): plain text
 */
void
lian_chart_table_set_notice (GtkPopover *popover, const char *notice)
{
  GtkWidget *label = g_object_get_data (G_OBJECT (popover), "lian-notice");

  gtk_label_set_text (GTK_LABEL (label), notice != NULL ? notice : "");
  gtk_widget_set_visible (label, notice != NULL);
}
