/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-history-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "lian-inner-list.h"
#include "lian-wording.h"

typedef enum
{
  COLUMN_CLOSED,
  COLUMN_CODE,
  COLUMN_TITLE,
  COLUMN_PLACE,
  COLUMN_STATE,
  N_COLUMNS
} Column;

/* Below which width of the list a column makes room for the title. */
static const struct
{
  const char *title;
  int width; /* 0: what is left */
  int needs;
} columns[] = {
  [COLUMN_CLOSED] = { N_ ("Closed"), 108, 0 }, [COLUMN_CODE] = { N_ ("Number"), 138, 700 },
  [COLUMN_TITLE] = { N_ ("Title"), 0, 0 },     [COLUMN_PLACE] = { N_ ("Place"), 190, 560 },
  [COLUMN_STATE] = { N_ ("State"), 84, 640 },
};

struct _LianHistoryView
{
  GtkBox parent_instance;

  LianHistoryList *list;         /* (owned) */
  LianCaseWords *words;          /* (owned) */
  GtkSingleSelection *selection; /* (owned) */

  GtkLabel *source;
  GtkStack *stack;
  AdwStatusPage *status;
  GtkColumnView *view;
  GtkColumnViewColumn *made[N_COLUMNS]; /* borrowed from the view */
};

enum
{
  SELECTED,
  ACTIVATED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (LianHistoryView, lian_history_view, GTK_TYPE_BOX)

static guint signals[N_SIGNALS];

static char *
dup_day (gint64 us)
{
  g_autoptr (GDateTime) local = lian_time_to_local (us);

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d") : g_strdup ("—");
}

/* --- cells --- */

static char *
dup_text (LianHistoryView *self, Column column, LianRecord *record)
{
  const char *text = NULL;

  switch (column)
    {
    case COLUMN_CLOSED:
      return dup_day (lian_record_get_time (record, LIAN_CASE_CLOSED_AT));
    case COLUMN_PLACE:
      return lian_case_words_dup_place (self->words, record, FALSE);
    case COLUMN_CODE:
      text = lian_record_get_text (record, LIAN_CASE_CODE);
      break;
    case COLUMN_TITLE:
      text = lian_record_get_text (record, LIAN_CASE_TITLE);
      break;
    case COLUMN_STATE:
    default:
      text = lian_case_words_title (self->words, "state",
                                    lian_record_get_text (record, LIAN_CASE_STATE));
    }
  return g_strdup (text != NULL ? text : "");
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, LianHistoryView *self)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (cell), 1);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (cell), 1);
  gtk_widget_add_css_class (cell, "lian-history-cell");
  gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (item, cell);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, LianHistoryView *self)
{
  Column column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
  LianHistoryRow *row = gtk_list_item_get_item (item);
  g_autofree char *text = dup_text (self, column, lian_history_row_get_record (row));

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), text);
}

static void
add_column (LianHistoryView *self, Column column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) made
      = gtk_column_view_column_new (_ (columns[column].title), factory);

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (column));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  if (columns[column].width > 0)
    gtk_column_view_column_set_fixed_width (made, columns[column].width);
  else
    gtk_column_view_column_set_expand (made, TRUE);
  gtk_column_view_append_column (self->view, made);
  self->made[column] = made;
}

/* --- what it says --- */

static void
show_source (LianHistoryView *self)
{
  gint64 as_of = lian_history_list_get_as_of (self->list);
  gint64 start = lian_history_list_get_start (self->list);
  g_autofree char *before = dup_day (start);
  g_autofree char *at = lian_wording_time (as_of, TRUE);
  g_autofree char *text = NULL;

  if (as_of == 0)
    text = g_strdup_printf (_ ("From the platform: closed before %s"), before);
  else
    text = g_strdup_printf (_ ("From the platform, as of %1$s: closed before %2$s. Not kept here."),
                            at, before);
  gtk_label_set_text (self->source, text);
}

static void
show_status (LianHistoryView *self, const char *icon, const char *title, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_status_page_set_icon_name (self->status, icon);
  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, escaped);
  gtk_stack_set_visible_child_name (self->stack, "status");
}

static void
show_nothing (LianHistoryView *self)
{
  const char *trouble = lian_history_list_get_trouble (self->list);
  g_autofree char *before = dup_day (lian_history_list_get_start (self->list));
  g_autofree char *offline
      = g_strdup_printf (_ ("What was closed before %s is on the platform, and there is no"
                            " connection."),
                         before);

  switch (lian_history_list_get_state (self->list))
    {
    case LIAN_HISTORY_OFFLINE:
      show_status (self, "network-offline-symbolic", _ ("Not to be had now"), offline);
      break;
    case LIAN_HISTORY_FAILED:
      show_status (self, "dialog-warning-symbolic", _ ("The platform did not answer"),
                   trouble != NULL ? trouble : "");
      break;
    case LIAN_HISTORY_IDLE:
    case LIAN_HISTORY_ASKING:
      show_status (self, "network-server-symbolic", _ ("Asking the platform…"), "");
      break;
    case LIAN_HISTORY_MORE:
    case LIAN_HISTORY_END:
    case LIAN_HISTORY_FULL:
    default:
      show_status (self, "object-select-symbolic", _ ("Nothing older here"), "");
    }
}

static void
show (LianHistoryView *self)
{
  show_source (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else
    show_nothing (self);
}

static void
selected_cb (LianHistoryView *self)
{
  LianHistoryRow *row = gtk_single_selection_get_selected_item (self->selection);

  if (row != NULL)
    g_signal_emit (self, signals[SELECTED], 0, lian_history_row_get_id (row));
}

static void
activated_cb (LianHistoryView *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  g_signal_emit (self, signals[ACTIVATED], 0);
}

/* --- object --- */

static void
lian_history_view_dispose (GObject *object)
{
  LianHistoryView *self = LIAN_HISTORY_VIEW (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->words);

  G_OBJECT_CLASS (lian_history_view_parent_class)->dispose (object);
}

static void
lian_history_view_class_init (LianHistoryViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_history_view_dispose;

  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_source_line (LianHistoryView *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->source = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->source, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->source, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->source), "numeric");
  gtk_widget_add_css_class (line, "lian-history-source");
  gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name ("network-server-symbolic"));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->source));
  return line;
}

static void
lian_history_view_init (LianHistoryView *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_append (GTK_BOX (self), make_source_line (self));
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "lian-rows");
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "lian-cases");
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "lian-history");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Closed cases of the platform"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  self->status = ADW_STATUS_PAGE (adw_status_page_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->status), "compact");
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_stack_add_named (self->stack, scroller, "list");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->status), "status");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->stack));
}

/**
 * lian_history_view_new:
 * @list: what is shown
 * @words: names of places and states
 *
 * Returns: the view
 */
GtkWidget *
lian_history_view_new (LianHistoryList *list, LianCaseWords *words)
{
  LianHistoryView *self = g_object_new (LIAN_TYPE_HISTORY_VIEW, NULL);

  self->list = g_object_ref (list);
  self->words = g_object_ref (words);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (list)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  for (guint i = 0; i < N_COLUMNS; i++)
    add_column (self, i);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "notify::state", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (show), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  show (self);
  return GTK_WIDGET (self);
}

/**
 * lian_history_view_move_by:
 * @step: 1 or -1
 *
 * The next row, or the first one when there was none.
 */
void
lian_history_view_move_by (LianHistoryView *self, int step)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  guint position = gtk_single_selection_get_selected (self->selection);

  if (n == 0)
    return;
  if (position == GTK_INVALID_LIST_POSITION)
    position = 0;
  else if (step > 0)
    position = MIN (position + 1, n - 1);
  else if (position > 0)
    position--;
  gtk_single_selection_set_selected (self->selection, position);
  lian_inner_list_scroll_to (self->view, position);
}

/**
 * lian_history_view_fit:
 * @width: of the list, pixels
 */
void
lian_history_view_fit (LianHistoryView *self, int width)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    gtk_column_view_column_set_visible (self->made[i], width >= columns[i].needs);
}
