/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-desk-page.h"

#include <glib/gi18n.h>

#include "lian-aged.h"
#include "lian-case-columns.h"
#include "lian-case-filters.h"
#include "lian-case-list.h"
#include "lian-case-pane.h"
#include "lian-case-selection.h"
#include "lian-desk-parts.h"
#include "lian-desk-search.h"
#include "lian-history-bar.h"
#include "lian-history-view.h"
#include "lian-inner-list.h"
#include "lian-search-text.h"
#include "lian-text.h"
#include "lian-width-bin.h"
#include "lian-wording.h"

/* Below this the list and the case take turns. */
#define ALONE_WIDTH 1100
/* Below this rows are lower. */
#define NARROW_WIDTH 1500
/* Below this the list has no room to say how it is ordered. */
#define BRIEF_WIDTH 900
#define CASE_SHARE 0.385
#define CASE_MIN 480
#define CASE_MAX 800
#define TICK_SECONDS 15

struct _LianDeskPage
{
  AdwBin parent_instance;

  LianEngine *engine;           /* (owned) */
  LianScope *scope;             /* (owned) */
  LianCaseWords *words;         /* (owned) */
  LianCaseColumns *columns;     /* (owned) */
  LianCaseList *list;           /* (owned) */
  LianCaseSelection *selection; /* (owned) */

  LianCasesView cases_view;
  char *stage;         /* (owned) (nullable): filter row */
  char *wanted;        /* (owned) (nullable): a case to select once it is in the list */
  gboolean first_done; /* the first row has been opened once */
  gboolean asked;      /* the list has had a query */
  gboolean reordered;  /* the rows are about to be ordered otherwise */
  gboolean alone;      /* list and case take turns */
  int list_width;
  gboolean wants_focus; /* just shown, and nothing in it has the focus yet */
  guint focus_id;
  guint tick_id;

  /* template children */
  LianWidthBin *width_bin;
  GtkStack *stack;
  GtkPaned *wide;
  GtkBox *list_pane;
  GtkBox *tabs;
  GtkBox *filters;
  GtkLabel *order_label;
  GtkStack *list_stack;
  AdwStatusPage *empty_page;
  GtkScrolledWindow *scroller;
  GtkColumnView *view;
  GtkLabel *position_label;
  GtkLabel *aged_label;
  GtkButton *news_button;
  GtkBox *keys;
  GtkBox *case_slot;

  GtkToggleButton *tab_buttons[LIAN_CASES_ARCHIVE + 1];
  GtkLabel *tab_counts[LIAN_CASES_ARCHIVE + 1];
  LianCasePane *pane;            /* borrowed from the tree */
  LianHistoryBar *history_bar;   /* borrowed from the tree */
  LianHistoryView *history_view; /* borrowed from the tree */
};

enum
{
  DISPATCHED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (LianDeskPage, lian_desk_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static gint64
get_now (LianDeskPage *self)
{
  return lian_case_words_get_now (self->words);
}

static gboolean
shows_archive (LianDeskPage *self)
{
  return self->cases_view == LIAN_CASES_ARCHIVE;
}

static gboolean
is_searching (LianDeskPage *self)
{
  return !lian_search_is_blank (lian_scope_get_text (self->scope));
}

static void
set_order (LianDeskPage *self)
{
  gboolean descending;
  LianCasesOrder order
      = lian_case_columns_get_order (self->columns, shows_archive (self), &descending);
  g_autofree char *text = lian_case_columns_dup_order (self->columns, shows_archive (self));
  gboolean newest = order == LIAN_CASES_BY_NEED && !descending && is_searching (self);

  lian_case_list_set_order (self->list, order, descending);
  gtk_label_set_text (self->order_label, newest ? _ ("Newest first") : text);
}

static void
query (LianDeskPage *self)
{
  self->asked = TRUE;
  lian_case_columns_set_closed (self->columns, shows_archive (self));
  set_order (self);
  lian_case_list_set_query (self->list, self->cases_view, lian_scope_get_region (self->scope),
                            self->stage, lian_scope_get_text (self->scope), get_now (self));
}

/* What is older than the mirror takes the list's place while it is asked for. */
static void
show_list (LianDeskPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  gboolean history = lian_history_bar_is_open (self->history_bar);
  const char *name = n > 0 ? "list" : "empty";

  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->filters)), !history);
  gtk_widget_set_visible (GTK_WIDGET (self->position_label), !history);
  gtk_stack_set_visible_child_name (self->list_stack, history ? "history" : name);
}

static void
show_position (LianDeskPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  guint position = lian_case_selection_get_position (self->selection);
  g_autofree char *text
      = lian_desk_search_dup_position (position, n, is_searching (self) && n >= LIAN_SEARCH_MAX);

  gtk_label_set_text (self->position_label, text);
}

static void
show_news (LianDeskPage *self)
{
  guint waiting = lian_case_list_get_waiting (self->list);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->news_button), waiting > 0);
  if (waiting == 0)
    return;
  text = g_strdup_printf (ngettext ("%u new, list not moved", "%u new, list not moved", waiting),
                          waiting);
  gtk_button_set_label (self->news_button, text);
}

/* The case on the right follows the selected row. */
static void
selection_changed_cb (LianDeskPage *self)
{
  LianCaseRow *row = lian_case_selection_get_row (self->selection);

  show_position (self);
  /* A row that has not been read is told of again when it is. */
  if (row == NULL || lian_case_row_get_id (row) == NULL)
    return;
  lian_case_row_set_seen (row);
  lian_case_pane_open (self->pane, lian_case_row_get_id (row));
}

static void
select_position (LianDeskPage *self, guint position)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  if (n == 0)
    return;
  position = MIN (position, n - 1);
  lian_case_selection_select (self->selection, position);
  lian_inner_list_scroll_to (self->view, position);
}

static gboolean
focus_cb (gpointer user_data)
{
  LianDeskPage *self = user_data;

  self->focus_id = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->wants_focus = !lian_inner_list_take_focus (self->view, GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

/* The rows are made when the page is first looked at: the list builds two hundred of them at once,
 * which the first picture of the overview must not wait for. The focus comes later: the stack that
 * shows the page moves it itself after this. */
static void
lian_desk_page_map (GtkWidget *widget)
{
  LianDeskPage *self = LIAN_DESK_PAGE (widget);

  GTK_WIDGET_CLASS (lian_desk_page_parent_class)->map (widget);
  if (!self->asked)
    query (self);
  self->wants_focus = TRUE;
  if (self->focus_id == 0)
    self->focus_id = g_idle_add (focus_cb, self);
}

/* The row that is selected may have stayed where it was and hold another case now. */
static void
open_position (LianDeskPage *self, guint position)
{
  self->first_done = TRUE;
  select_position (self, position);
  selection_changed_cb (self);
}

static void
open_first_or_wanted (LianDeskPage *self)
{
  guint position;

  if (self->wanted != NULL && lian_case_list_find (self->list, self->wanted, &position))
    {
      g_clear_pointer (&self->wanted, g_free);
      open_position (self, position);
      return;
    }
  if (self->wanted == NULL && !self->first_done
      && g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    open_position (self, 0);
}

static void
items_changed_cb (LianDeskPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  show_list (self);
  open_first_or_wanted (self);
  if (n > 0 && self->wants_focus && self->focus_id == 0)
    self->focus_id = g_idle_add (focus_cb, self);
  show_position (self);
}

/* Other cases stand in the rows that there are. */
static void
moved_cb (LianDeskPage *self)
{
  guint position = lian_case_selection_get_position (self->selection);

  open_first_or_wanted (self);
  show_position (self);
  if (self->reordered)
    lian_inner_list_scroll_to (self->view, position != GTK_INVALID_LIST_POSITION ? position : 0);
  self->reordered = self->reordered && lian_case_list_get_partial (self->list);
}

/* The selected case stays the selected one, and in sight. */
static void
order_changed_cb (LianDeskPage *self)
{
  self->reordered = TRUE;
  set_order (self);
}

/* --- tabs and filters --- */

static void
show_counts (LianDeskPage *self)
{
  const guint *counts = lian_case_list_get_view_counts (self->list);

  for (guint i = 0; i <= LIAN_CASES_ARCHIVE; i++)
    {
      g_autofree char *text = lian_format_count (counts[i], lian_wording_is_chinese ());

      gtk_label_set_text (self->tab_counts[i], text);
    }
}

static void
filter_toggled_cb (GtkToggleButton *button, LianDeskPage *self)
{
  const char *stage = g_object_get_data (G_OBJECT (button), "stage");

  if (!gtk_toggle_button_get_active (button) || g_strcmp0 (stage, self->stage) == 0)
    return;
  g_free (self->stage);
  self->stage = g_strdup (stage);
  self->first_done = FALSE;
  query (self);
}

static void
counts_changed_cb (LianDeskPage *self)
{
  lian_case_words_set_search (self->words, lian_scope_get_text (self->scope));
  lian_desk_search_show (is_searching (self), self->empty_page);
  show_counts (self);
  lian_case_filters_show (self->filters, self->words, lian_case_list_get_counts (self->list),
                          self->stage, is_searching (self) ? LIAN_SEARCH_MAX : G_MAXUINT,
                          G_CALLBACK (filter_toggled_cb), self);
}

static void
tab_toggled_cb (GtkToggleButton *button, LianDeskPage *self)
{
  LianCasesView view = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "view"));

  if (!gtk_toggle_button_get_active (button) || view == self->cases_view)
    return;
  self->cases_view = view;
  g_clear_pointer (&self->stage, g_free);
  self->first_done = FALSE;
  lian_history_bar_set_archive (self->history_bar, view == LIAN_CASES_ARCHIVE);
  query (self);
}

static void
add_tab (LianDeskPage *self, LianCasesView view, const char *title)
{
  GtkWidget *button = lian_desk_parts_make_tab (title, &self->tab_counts[view]);

  self->tab_buttons[view] = GTK_TOGGLE_BUTTON (button);
  g_object_set_data (G_OBJECT (button), "view", GUINT_TO_POINTER (view));
  if (view > 0)
    gtk_toggle_button_set_group (self->tab_buttons[view], self->tab_buttons[0]);
  gtk_toggle_button_set_active (self->tab_buttons[view], view == self->cases_view);
  g_signal_connect_object (button, "toggled", G_CALLBACK (tab_toggled_cb), self, 0);
  gtk_box_append (self->tabs, button);
}

/* --- layout --- */

static void
apply_layout (LianDeskPage *self, int width)
{
  int pane = CLAMP (width * CASE_SHARE, CASE_MIN, CASE_MAX);
  gboolean alone = width < ALONE_WIDTH;

  self->alone = alone;
  self->list_width = alone ? width : width - pane;
  gtk_paned_set_position (self->wide, width - pane);
  if (width < NARROW_WIDTH)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  if (!alone)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->list_pane), TRUE);
      gtk_widget_set_visible (GTK_WIDGET (self->case_slot), TRUE);
    }
  else if (gtk_widget_get_visible (GTK_WIDGET (self->list_pane)))
    gtk_widget_set_visible (GTK_WIDGET (self->case_slot), FALSE);
  lian_case_columns_fit (self->columns, self->list_width);
  lian_history_view_fit (self->history_view, self->list_width);
  gtk_widget_set_visible (GTK_WIDGET (self->order_label), self->list_width >= BRIEF_WIDTH);
  lian_case_pane_set_narrow (self->pane, pane < 600);
}

/* From an idle: children are never changed inside an allocation. */
static void
resized_cb (LianDeskPage *self, int width, int height)
{
  if (width > 1)
    apply_layout (self, width);
}

static void
show_case_alone (LianDeskPage *self, gboolean show_case)
{
  if (!self->alone)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->list_pane), !show_case);
  gtk_widget_set_visible (GTK_WIDGET (self->case_slot), show_case);
}

/* --- actions --- */

static void
move_by (LianDeskPage *self, int step)
{
  guint position = lian_case_selection_get_position (self->selection);

  if (lian_history_bar_is_open (self->history_bar))
    lian_history_view_move_by (self->history_view, step);
  else if (position == GTK_INVALID_LIST_POSITION)
    select_position (self, 0);
  else if (step > 0 || position > 0)
    select_position (self, position + step);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_by (LIAN_DESK_PAGE (widget), 1);
}

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_by (LIAN_DESK_PAGE (widget), -1);
}

static void
dispatch_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lian_desk_page_compose (LIAN_DESK_PAGE (widget));
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lian_case_pane_undo (LIAN_DESK_PAGE (widget)->pane);
}

static void
show_case_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_case_alone (LIAN_DESK_PAGE (widget), TRUE);
}

static void
show_list_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_case_alone (LIAN_DESK_PAGE (widget), FALSE);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LianDeskPage *self = LIAN_DESK_PAGE (widget);

  lian_case_list_refresh (self->list, get_now (self));
  lian_history_bar_ask_anew (self->history_bar);
}

static void
older_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lian_history_bar_open (LIAN_DESK_PAGE (widget)->history_bar);
}

static void
news_clicked_cb (LianDeskPage *self)
{
  lian_case_list_refresh (self->list, get_now (self));
}

static void
row_activated_cb (LianDeskPage *self, guint position)
{
  select_position (self, position);
  show_case_alone (self, TRUE);
}

static void
history_activated_cb (LianDeskPage *self)
{
  show_case_alone (self, TRUE);
}

static void
pane_dispatched_cb (LianDeskPage *self, const char *id)
{
  g_signal_emit (self, signals[DISPATCHED], 0, id);
}

/* New rows are let in only while the reader stands at the top and is not writing. */
static void
settle (LianDeskPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  guint position = lian_case_selection_get_position (self->selection);
  gboolean top = gtk_adjustment_get_value (adjustment) < 1;

  lian_case_list_set_settled (self->list,
                              top && (position == 0 || position == GTK_INVALID_LIST_POSITION)
                                  && !lian_case_pane_is_composing (self->pane));
}

static gboolean
tick_cb (gpointer user_data)
{
  LianDeskPage *self = user_data;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    settle (self);
  return G_SOURCE_CONTINUE;
}

static void
scope_changed_cb (LianDeskPage *self)
{
  self->first_done = FALSE;
  if (self->asked)
    query (self);
}

/* --- construction --- */

static void
lian_desk_page_dispose (GObject *object)
{
  LianDeskPage *self = LIAN_DESK_PAGE (object);

  g_clear_handle_id (&self->focus_id, g_source_remove);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  /* The template lets go of the child; the bin must not hold on to it. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), LIAN_TYPE_DESK_PAGE);
  g_clear_object (&self->columns);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->words);
  g_clear_object (&self->scope);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (lian_desk_page_parent_class)->dispose (object);
}

static void
lian_desk_page_finalize (GObject *object)
{
  LianDeskPage *self = LIAN_DESK_PAGE (object);

  g_free (self->stage);
  g_free (self->wanted);

  G_OBJECT_CLASS (lian_desk_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/liandong/Liandong/ui/lian-desk-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, width_bin);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, stack);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, wide);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, list_pane);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, filters);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, order_label);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, list_stack);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, view);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, position_label);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, aged_label);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, news_button);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, keys);
  gtk_widget_class_bind_template_child (widget_class, LianDeskPage, case_slot);
  gtk_widget_class_bind_template_callback (widget_class, news_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, resized_cb);
}

static void
lian_desk_page_class_init (LianDeskPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lian_desk_page_dispose;
  object_class->finalize = lian_desk_page_finalize;
  g_type_ensure (LIAN_TYPE_WIDTH_BIN);
  widget_class->map = lian_desk_page_map;
  bind_template (widget_class);

  gtk_widget_class_install_action (widget_class, "desk.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "desk.previous", NULL, previous_action);
  gtk_widget_class_install_action (widget_class, "desk.dispatch", NULL, dispatch_action);
  gtk_widget_class_install_action (widget_class, "desk.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "desk.show-case", NULL, show_case_action);
  gtk_widget_class_install_action (widget_class, "desk.show-list", NULL, show_list_action);
  gtk_widget_class_install_action (widget_class, "desk.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "desk.older", NULL, older_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, 0, "desk.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, 0, "desk.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, 0, "desk.dispatch", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "desk.undo",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "desk.refresh", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_BackSpace, 0, "desk.show-list", NULL);

  signals[DISPATCHED] = g_signal_new ("dispatched", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lian_desk_page_init (LianDeskPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_tab (self, LIAN_CASES_TODO, _ ("To do"));
  add_tab (self, LIAN_CASES_SUPERVISE, _ ("To supervise"));
  add_tab (self, LIAN_CASES_REGION, _ ("In the region"));
  add_tab (self, LIAN_CASES_ARCHIVE, _ ("Archive"));
  lian_desk_parts_add_keys (self->keys);
}

static void
connect_models (LianDeskPage *self)
{
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->list, "moved", G_CALLBACK (moved_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->columns, "order-changed", G_CALLBACK (order_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::waiting", G_CALLBACK (show_news), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::counts", G_CALLBACK (counts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::position", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scope, "changed", G_CALLBACK (scope_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
add_history (LianDeskPage *self)
{
  GtkWidget *bar = lian_history_bar_new (self->engine, self->words, self->scope);

  self->history_bar = LIAN_HISTORY_BAR (bar);
  self->history_view = lian_history_bar_get_view (self->history_bar);
  gtk_stack_add_named (self->list_stack, GTK_WIDGET (self->history_view), "history");
  gtk_box_insert_child_after (self->list_pane, bar, GTK_WIDGET (self->list_stack));
  g_signal_connect_object (bar, "notify::open", G_CALLBACK (show_list), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history_view, "selected", G_CALLBACK (lian_case_pane_open),
                           self->pane, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history_view, "activated", G_CALLBACK (history_activated_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * lian_desk_page_new:
 * @engine: for mirror, ledger and answers
 * @scope: the state that all pages share
 *
 * Returns: the page, which fills its list when it is first shown
 */
GtkWidget *
lian_desk_page_new (LianEngine *engine, LianScope *scope)
{
  LianDeskPage *self = g_object_new (LIAN_TYPE_DESK_PAGE, NULL);

  self->engine = g_object_ref (engine);
  self->scope = g_object_ref (scope);
  self->words = lian_case_words_new (engine);
  self->list = lian_case_list_new (lian_engine_get_mirror (engine));
  self->selection = lian_case_selection_new (self->list);
  self->columns = lian_case_columns_new (self->view, self->words);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  lian_aged_bind_label (lian_aged_get (engine), self->aged_label);
  self->pane = LIAN_CASE_PANE (lian_case_pane_new (engine, self->words));
  gtk_widget_set_vexpand (GTK_WIDGET (self->pane), TRUE);
  gtk_box_append (self->case_slot, GTK_WIDGET (self->pane));
  g_signal_connect_object (self->pane, "dispatched", G_CALLBACK (pane_dispatched_cb), self,
                           G_CONNECT_SWAPPED);
  add_history (self);
  connect_models (self);
  self->tick_id = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
  return GTK_WIDGET (self);
}

/**
 * lian_desk_page_open_case:
 * @case_id: an id of the mirror
 *
 * Shows the case; the list selects it when it holds it, otherwise the list of the region is shown.
 */
void
lian_desk_page_open_case (LianDeskPage *self, const char *case_id)
{
  guint position;

  g_return_if_fail (LIAN_IS_DESK_PAGE (self));
  g_return_if_fail (case_id != NULL);

  self->first_done = TRUE;
  show_case_alone (self, TRUE);
  if (lian_case_list_find (self->list, case_id, &position))
    {
      select_position (self, position);
      return;
    }
  g_free (self->wanted);
  self->wanted = g_strdup (case_id);
  lian_case_pane_open (self->pane, case_id);
  if (self->cases_view != LIAN_CASES_REGION || self->stage != NULL)
    gtk_toggle_button_set_active (self->tab_buttons[LIAN_CASES_REGION], TRUE);
}

/**
 * lian_desk_page_show_view:
 * @view: which list
 * @stage: (nullable): only this stage
 *
 * The way from a figure to the list behind it.
 */
void
lian_desk_page_show_view (LianDeskPage *self, LianCasesView view, const char *stage)
{
  g_return_if_fail (LIAN_IS_DESK_PAGE (self));

  self->cases_view = view;
  g_free (self->stage);
  self->stage = g_strdup (stage);
  self->first_done = FALSE;
  lian_history_bar_set_archive (self->history_bar, view == LIAN_CASES_ARCHIVE);
  gtk_toggle_button_set_active (self->tab_buttons[view], TRUE);
  query (self);
}

/**
 * lian_desk_page_compose:
 *
 * Returns: whether the composer is open now
 */
gboolean
lian_desk_page_compose (LianDeskPage *self)
{
  g_return_val_if_fail (LIAN_IS_DESK_PAGE (self), FALSE);

  show_case_alone (self, TRUE);
  return lian_case_pane_compose (self->pane);
}

/**
 * lian_desk_page_stop_composing:
 *
 * Closes the composer; what was written is kept as a draft.
 */
void
lian_desk_page_stop_composing (LianDeskPage *self)
{
  g_return_if_fail (LIAN_IS_DESK_PAGE (self));

  lian_case_pane_stop_composing (self->pane);
}

/**
 * lian_desk_page_is_settled:
 *
 * Returns: whether list and case show all they have
 */
gboolean
lian_desk_page_is_settled (LianDeskPage *self)
{
  gboolean loading;

  g_return_val_if_fail (LIAN_IS_DESK_PAGE (self), TRUE);

  g_object_get (self->list, "loading", &loading, NULL);
  return self->asked && !loading && !lian_history_bar_is_asking (self->history_bar)
         && lian_width_bin_is_settled (self->width_bin) && lian_case_pane_is_settled (self->pane);
}

/**
 * lian_desk_page_replace:
 * @case_id: a case
 * @id: an instruction of ours for it that is to be replaced
 * @by_phone: whether it was given by telephone instead
 *
 * Shows the case with the composer open.
 */
void
lian_desk_page_replace (LianDeskPage *self, const char *case_id, const char *id, gboolean by_phone)
{
  g_return_if_fail (LIAN_IS_DESK_PAGE (self));

  lian_desk_page_open_case (self, case_id);
  lian_case_pane_replace (self->pane, id, by_phone);
}
