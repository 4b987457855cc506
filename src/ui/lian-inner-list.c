/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-inner-list.h"

static GtkWidget *
find_inner (GtkColumnView *view)
{
  GtkWidget *inner = gtk_widget_get_first_child (GTK_WIDGET (view));

  while (inner != NULL && !GTK_IS_LIST_VIEW (inner))
    inner = gtk_widget_get_next_sibling (inner);
  return inner;
}

/**
 * lian_inner_list_scroll_to:
 * @view: a column view
 * @position: of a row
 *
 * Makes the row visible. GTK 4.8 has no scroll_to: the action of the inner list view does it.
 */
void
lian_inner_list_scroll_to (GtkColumnView *view, guint position)
{
  GtkWidget *inner = find_inner (view);

  if (inner != NULL)
    gtk_widget_activate_action (inner, "list.scroll-to-item", "u", position);
}

/**
 * lian_inner_list_take_focus:
 * @view: a column view
 * @page: the page that it is the main part of
 *
 * Moves the focus into the rows, so that the keys of @page work without a click. Whoever is writing
 * is left alone, and so is a focus that is in @page already.
 *
 * Returns: whether nothing is left to do; %FALSE as long as there are no rows
 */
gboolean
lian_inner_list_take_focus (GtkColumnView *view, GtkWidget *page)
{
  GtkRoot *root = gtk_widget_get_root (page);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *inner = find_inner (view);

  if (focus != NULL && gtk_widget_get_mapped (focus)
      && (GTK_IS_EDITABLE (focus) || gtk_widget_is_ancestor (focus, page)))
    return TRUE;
  return inner != NULL && gtk_widget_grab_focus (inner);
}
