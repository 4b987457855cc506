/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-selection.h"

struct _LianCaseSelection
{
  GObject parent_instance;

  LianCaseList *list; /* (owned) */
  LianCaseRow *row;   /* (owned) (nullable) */
  gulong row_handler; /* while the row has not been read */
  guint64 key;        /* of the selected case, 0: none; the row may be given another one */
  guint position;
};

enum
{
  PROP_POSITION = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void list_model_init (GListModelInterface *iface);
static void selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LianCaseSelection, lian_case_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          selection_model_init))

static GType
get_item_type (GListModel *model)
{
  return LIAN_TYPE_CASE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (LIAN_CASE_SELECTION (model)->list));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (LIAN_CASE_SELECTION (model)->list), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  return LIAN_CASE_SELECTION (model)->position == position;
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  LianCaseSelection *self = LIAN_CASE_SELECTION (model);
  GtkBitset *bits = gtk_bitset_new_empty ();

  if (self->position != GTK_INVALID_LIST_POSITION)
    gtk_bitset_add (bits, self->position);
  return bits;
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  lian_case_selection_select (LIAN_CASE_SELECTION (model), position);
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
}

static void
row_read_cb (LianCaseSelection *self)
{
  g_clear_signal_handler (&self->row_handler, self->row);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_POSITION]);
}

/* Listeners are told of a row that has not been read again when it is. */
static void
take_row (LianCaseSelection *self, LianCaseRow *row)
{
  if (row == self->row)
    return;
  if (self->row != NULL)
    g_clear_signal_handler (&self->row_handler, self->row);
  g_set_object (&self->row, row);
  if (row != NULL && lian_case_row_get_id (row) == NULL)
    self->row_handler = g_signal_connect_object (row, "notify::record", G_CALLBACK (row_read_cb),
                                                 self, G_CONNECT_SWAPPED);
}

static void
tell (LianCaseSelection *self, guint position)
{
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, 1);
}

/* Where the selected case stands now; returns whether it is gone. As long as the list knows only
 * its first rows it may still come. */
static gboolean
follow (LianCaseSelection *self)
{
  g_autoptr (LianCaseRow) row = NULL;

  if (self->key == 0)
    return FALSE;
  if (!lian_case_list_find_key (self->list, self->key, &self->position))
    {
      self->position = GTK_INVALID_LIST_POSITION;
      take_row (self, NULL);
      if (lian_case_list_get_partial (self->list))
        return FALSE;
      self->key = 0;
      return TRUE;
    }
  row = g_list_model_get_item (G_LIST_MODEL (self->list), self->position);
  take_row (self, row);
  return FALSE;
}

/* The selected row may have moved or gone; the reader's place is kept either way. */
static void
items_changed_cb (LianCaseSelection *self, guint position, guint removed, guint added)
{
  guint old = self->position;
  gboolean gone = follow (self);

  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (old != self->position && !gone)
    tell (self, self->position);
  if (gone)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_POSITION]);
}

/* Cases stand in other rows, whose number is the same. */
static void
moved_cb (LianCaseSelection *self)
{
  guint old = self->position;
  gboolean gone = follow (self);

  if (old == self->position)
    return;
  tell (self, old);
  tell (self, self->position);
  if (gone)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_POSITION]);
}

static void
lian_case_selection_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LianCaseSelection *self = LIAN_CASE_SELECTION (object);

  if (prop_id == PROP_POSITION)
    g_value_set_uint (value, self->position);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
lian_case_selection_dispose (GObject *object)
{
  LianCaseSelection *self = LIAN_CASE_SELECTION (object);

  take_row (self, NULL);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (lian_case_selection_parent_class)->dispose (object);
}

static void
lian_case_selection_class_init (LianCaseSelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_case_selection_dispose;
  object_class->get_property = lian_case_selection_get_property;

  props[PROP_POSITION]
      = g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, GTK_INVALID_LIST_POSITION,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lian_case_selection_init (LianCaseSelection *self)
{
  self->position = GTK_INVALID_LIST_POSITION;
}

/**
 * lian_case_selection_new:
 * @list: the rows
 *
 * Returns: (transfer full): a selection without a selected row
 */
LianCaseSelection *
lian_case_selection_new (LianCaseList *list)
{
  LianCaseSelection *self = g_object_new (LIAN_TYPE_CASE_SELECTION, NULL);

  self->list = g_object_ref (list);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * lian_case_selection_get_position:
 *
 * Returns: where the selected row stands, %GTK_INVALID_LIST_POSITION for none
 */
guint
lian_case_selection_get_position (LianCaseSelection *self)
{
  return self->position;
}

/**
 * lian_case_selection_get_row:
 *
 * Returns: (transfer none) (nullable): the selected row; it may not have been read yet
 */
LianCaseRow *
lian_case_selection_get_row (LianCaseSelection *self)
{
  return self->row;
}

/**
 * lian_case_selection_select:
 * @position: the row to select; past the end selects none
 */
void
lian_case_selection_select (LianCaseSelection *self, guint position)
{
  g_autoptr (LianCaseRow) row = g_list_model_get_item (G_LIST_MODEL (self->list), position);
  guint old = self->position;

  if (row == self->row)
    return;
  self->position = row != NULL ? position : GTK_INVALID_LIST_POSITION;
  self->key = row != NULL ? lian_case_row_get_key (row) : 0;
  take_row (self, row);
  tell (self, old);
  tell (self, self->position);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_POSITION]);
}
