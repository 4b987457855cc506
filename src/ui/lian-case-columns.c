/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-columns.h"

#include <glib/gi18n.h>

#include "lian-wording.h"

/* Widths of the list below which a column gives way, in the order in which they go. */
#define SOURCE_WIDTH 900
#define MARKS_WIDTH 820
#define CODE_WIDTH 760
#define BRIEF_WIDTH 900

struct _LianCaseColumns
{
  GObject parent_instance;

  GtkColumnView *view;  /* (weak): the list outlives its columns or takes them along */
  LianCaseWords *words; /* (owned) */
  GtkColumnViewColumn *columns[LIAN_N_CELLS]; /* (owned) */
};

G_DEFINE_FINAL_TYPE (LianCaseColumns, lian_case_columns, G_TYPE_OBJECT)

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, LianCaseColumns *self)
{
  LianCellKind kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "kind"));

  gtk_list_item_set_child (item, lian_case_cell_new (kind, self->words));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, LianCaseColumns *self)
{
  LianCaseCell *cell = LIAN_CASE_CELL (gtk_list_item_get_child (item));

  lian_case_cell_set_row (cell, LIAN_CASE_ROW (gtk_list_item_get_item (item)));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, LianCaseColumns *self)
{
  lian_case_cell_set_row (LIAN_CASE_CELL (gtk_list_item_get_child (item)), NULL);
}

static void
add_column (LianCaseColumns *self, LianCellKind kind, const char *title, int width)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;

  g_object_set_data (G_OBJECT (factory), "kind", GUINT_TO_POINTER (kind));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  column = gtk_column_view_column_new (title, factory);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (column, width);
  else
    gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (self->view, column);
  self->columns[kind] = column;
}

/* A column that shows a field of the table has its heading. */
static void
add_field (LianCaseColumns *self, LianCellKind kind, guint field, int width)
{
  const LianField *description = &lian_kind_get (LIAN_KIND_CASE)->fields[field];

  g_return_if_fail (description->flags & LIAN_FIELD_COLUMN);

  add_column (self, kind, _ (description->title), width);
}

static void
add_columns (LianCaseColumns *self)
{
  gboolean wide_words = !lian_wording_is_chinese ();

  add_column (self, LIAN_CELL_LIGHT, "", 34);
  add_column (self, LIAN_CELL_REMAINING, _ ("Time left"), wide_words ? 124 : 104);
  add_field (self, LIAN_CELL_URGENCY, LIAN_CASE_URGENCY, wide_words ? 84 : 62);
  add_field (self, LIAN_CELL_CODE, LIAN_CASE_CODE, 100);
  add_field (self, LIAN_CELL_TITLE, LIAN_CASE_TITLE, 0);
  add_column (self, LIAN_CELL_PLACE, _ ("Place"), 168);
  add_column (self, LIAN_CELL_STAGE, _ ("Stage"), wide_words ? 120 : 92);
  add_field (self, LIAN_CELL_SOURCE, LIAN_CASE_SOURCE, wide_words ? 130 : 96);
  add_column (self, LIAN_CELL_MARKS, _ ("Marks"), wide_words ? 104 : 84);
}

/* GTK 4.8 goes on giving an invisible column its width, so what gives way is taken out. */
static void
show_column (LianCaseColumns *self, LianCellKind kind, gboolean show)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  guint position = 0;

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (column == self->columns[kind])
        {
          if (!show)
            gtk_column_view_remove_column (self->view, column);
          return;
        }
      for (guint before = 0; before < kind; before++)
        position += column == self->columns[before];
    }
  if (show)
    gtk_column_view_insert_column (self->view, position, self->columns[kind]);
}

static void
lian_case_columns_dispose (GObject *object)
{
  LianCaseColumns *self = LIAN_CASE_COLUMNS (object);

  for (guint i = 0; i < LIAN_N_CELLS; i++)
    g_clear_object (&self->columns[i]);
  g_clear_weak_pointer (&self->view);
  g_clear_object (&self->words);

  G_OBJECT_CLASS (lian_case_columns_parent_class)->dispose (object);
}

static void
lian_case_columns_class_init (LianCaseColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_case_columns_dispose;
}

static void
lian_case_columns_init (LianCaseColumns *self)
{
}

/**
 * lian_case_columns_new:
 * @view: gets all columns
 * @words: shared by all cells
 *
 * Returns: (transfer full): the columns
 */
LianCaseColumns *
lian_case_columns_new (GtkColumnView *view, LianCaseWords *words)
{
  LianCaseColumns *self = g_object_new (LIAN_TYPE_CASE_COLUMNS, NULL);

  g_set_weak_pointer (&self->view, view);
  self->words = g_object_ref (words);
  add_columns (self);
  return self;
}

/**
 * lian_case_columns_fit:
 * @width: of the list, pixels
 *
 * Takes out the columns that have no room, in the order source, marks, number, and puts them back.
 */
void
lian_case_columns_fit (LianCaseColumns *self, int width)
{
  g_return_if_fail (LIAN_IS_CASE_COLUMNS (self));

  if (self->view == NULL)
    return;
  show_column (self, LIAN_CELL_SOURCE, width >= SOURCE_WIDTH);
  show_column (self, LIAN_CELL_MARKS, width >= MARKS_WIDTH);
  show_column (self, LIAN_CELL_CODE, width >= CODE_WIDTH);
  gtk_column_view_column_set_fixed_width (self->columns[LIAN_CELL_PLACE],
                                          width >= BRIEF_WIDTH ? 168 : 112);
  lian_case_words_set_brief (self->words, width < BRIEF_WIDTH);
}
