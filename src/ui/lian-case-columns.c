/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-columns.h"

#include <glib/gi18n.h>

#include "lian-wording.h"

/* Widths of the list below which a column gives way, in the order in which they go. */
#define UNIT_WIDTH 1440
#define REPORTED_WIDTH 1280
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

  LianCellKind probed; /* the column that the view orders by first */
  LianCasesOrder order;
  gboolean descending;
  guint tidy_id;
  gboolean tidying;
};

enum
{
  ORDER_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

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

/* --- order --- */

/* What a heading orders by; -1: nothing. */
static const int orders[LIAN_N_CELLS] = {
  [LIAN_CELL_LIGHT] = LIAN_CASES_BY_NEED,
  [LIAN_CELL_REMAINING] = LIAN_CASES_BY_DEADLINE,
  [LIAN_CELL_URGENCY] = LIAN_CASES_BY_URGENCY,
  [LIAN_CELL_CODE] = LIAN_CASES_BY_CODE,
  [LIAN_CELL_TITLE] = -1,
  [LIAN_CELL_PLACE] = LIAN_CASES_BY_REGION,
  [LIAN_CELL_STAGE] = LIAN_CASES_BY_STAGE,
  [LIAN_CELL_UNIT] = LIAN_CASES_BY_UNIT,
  [LIAN_CELL_SOURCE] = LIAN_CASES_BY_SOURCE,
  [LIAN_CELL_REPORTED] = LIAN_CASES_BY_REPORTED,
  [LIAN_CELL_MARKS] = -1,
};

/* Rows are ordered by SQL: the sorters only make the headings buttons, and tell which of them was
 * asked first. */
static int
probe_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  GtkColumnViewColumn *column = user_data;
  LianCaseColumns *self = g_object_get_data (G_OBJECT (column), "columns");

  for (guint i = 0; i < LIAN_N_CELLS && self->probed == LIAN_N_CELLS; i++)
    if (self->columns[i] == column)
      self->probed = i;
  return -1;
}

static void
add_sorter (LianCaseColumns *self, GtkColumnViewColumn *column)
{
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (probe_cb, column, NULL));

  g_object_set_data (G_OBJECT (column), "columns", self);
  gtk_column_view_column_set_sorter (column, sorter);
}

/* GTK orders by as many columns as were clicked and leaves them all their arrows; here one is
 * enough. A column with another sorter is taken out of the order. */
static gboolean
tidy_cb (gpointer user_data)
{
  LianCaseColumns *self = user_data;

  self->tidy_id = 0;
  self->tidying = TRUE;
  for (guint i = 0; i < LIAN_N_CELLS; i++)
    if (orders[i] >= 0 && i != self->probed)
      add_sorter (self, self->columns[i]);
  self->tidying = FALSE;
  return G_SOURCE_REMOVE;
}

/* GTK 4.8 keeps to itself what its sorter orders by. Asked to compare two things, it asks the
 * sorter of the first column first, and turns the answer round when that one descends. */
static void
sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, LianCaseColumns *self)
{
  GtkOrdering ordering;
  LianCasesOrder order = LIAN_CASES_BY_NEED;

  if (self->tidying)
    return;
  self->probed = LIAN_N_CELLS;
  ordering = gtk_sorter_compare (sorter, self, self->view);
  if (self->probed < LIAN_N_CELLS)
    order = orders[self->probed];
  if (self->tidy_id == 0)
    self->tidy_id = g_idle_add (tidy_cb, self);
  if (order == self->order && self->descending == (ordering == GTK_ORDERING_LARGER))
    return;
  self->order = order;
  self->descending = ordering == GTK_ORDERING_LARGER;
  g_signal_emit (self, signals[ORDER_CHANGED], 0);
}

/* --- columns --- */

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
  if (orders[kind] >= 0)
    add_sorter (self, column);
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
  add_field (self, LIAN_CELL_UNIT, LIAN_CASE_LEAD_UNIT, 150);
  add_field (self, LIAN_CELL_SOURCE, LIAN_CASE_SOURCE, wide_words ? 130 : 96);
  add_column (self, LIAN_CELL_REPORTED,
              _ (lian_kind_get (LIAN_KIND_CASE)->fields[LIAN_CASE_REPORTED_AT].title), 110);
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

  g_clear_handle_id (&self->tidy_id, g_source_remove);
  self->tidying = TRUE;
  for (guint i = 0; i < LIAN_N_CELLS; i++)
    {
      /* The view may outlive this, and with it the columns. */
      if (self->columns[i] != NULL)
        gtk_column_view_column_set_sorter (self->columns[i], NULL);
      g_clear_object (&self->columns[i]);
    }
  g_clear_weak_pointer (&self->view);
  g_clear_object (&self->words);

  G_OBJECT_CLASS (lian_case_columns_parent_class)->dispose (object);
}

static void
lian_case_columns_class_init (LianCaseColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_case_columns_dispose;

  signals[ORDER_CHANGED] = g_signal_new ("order-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
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
  g_signal_connect_object (gtk_column_view_get_sorter (view), "changed",
                           G_CALLBACK (sorter_changed_cb), self, 0);
  return self;
}

/**
 * lian_case_columns_fit:
 * @width: of the list, pixels
 *
 * Takes out the columns that have no room, in the order unit, reported, source, marks,
 * number, and puts them back.
 */
void
lian_case_columns_fit (LianCaseColumns *self, int width)
{
  g_return_if_fail (LIAN_IS_CASE_COLUMNS (self));

  if (self->view == NULL)
    return;
  show_column (self, LIAN_CELL_UNIT, width >= UNIT_WIDTH);
  show_column (self, LIAN_CELL_REPORTED, width >= REPORTED_WIDTH);
  show_column (self, LIAN_CELL_SOURCE, width >= SOURCE_WIDTH);
  show_column (self, LIAN_CELL_MARKS, width >= MARKS_WIDTH);
  show_column (self, LIAN_CELL_CODE, width >= CODE_WIDTH);
  gtk_column_view_column_set_fixed_width (self->columns[LIAN_CELL_PLACE],
                                          width >= BRIEF_WIDTH ? 168 : 112);
  lian_case_words_set_brief (self->words, width < BRIEF_WIDTH);
}

/**
 * lian_case_columns_set_closed:
 * @closed: whether the cases are closed
 *
 * Of open cases the list says how much time is left, of closed ones when they were closed.
 */
void
lian_case_columns_set_closed (LianCaseColumns *self, gboolean closed)
{
  g_return_if_fail (LIAN_IS_CASE_COLUMNS (self));

  gtk_column_view_column_set_title (
      self->columns[LIAN_CELL_REMAINING],
      closed ? _ (lian_kind_get (LIAN_KIND_CASE)->fields[LIAN_CASE_CLOSED_AT].title)
             : _ ("Time left"));
}

/**
 * lian_case_columns_get_order:
 * @closed: whether the cases are closed
 * @descending: (out): whether it is the other way round
 *
 * Returns: what the headings say the cases are to be ordered by
 */
LianCasesOrder
lian_case_columns_get_order (LianCaseColumns *self, gboolean closed, gboolean *descending)
{
  g_return_val_if_fail (LIAN_IS_CASE_COLUMNS (self), LIAN_CASES_BY_NEED);

  *descending = self->descending;
  return closed && self->order == LIAN_CASES_BY_DEADLINE ? LIAN_CASES_BY_CLOSED : self->order;
}

/* The heading of the column that the cases are ordered by. */
static const char *
get_order_title (LianCaseColumns *self)
{
  for (guint i = 0; i < LIAN_N_CELLS; i++)
    if (orders[i] == (int)self->order && self->columns[i] != NULL)
      return gtk_column_view_column_get_title (self->columns[i]);
  return "";
}

/**
 * lian_case_columns_dup_order:
 * @closed: whether the cases are closed
 *
 * Returns: (transfer full): what they are ordered by, in words
 */
char *
lian_case_columns_dup_order (LianCaseColumns *self, gboolean closed)
{
  g_return_val_if_fail (LIAN_IS_CASE_COLUMNS (self), NULL);

  if (self->order != LIAN_CASES_BY_NEED)
    return g_strdup_printf (self->descending ? _ ("By %s, descending") : _ ("By %s, ascending"),
                            get_order_title (self));
  if (closed)
    return g_strdup (self->descending ? _ ("First closed first") : _ ("Last closed first"));
  return g_strdup (self->descending ? _ ("Most time left first")
                                    : _ ("Urgent first, then by time left"));
}
