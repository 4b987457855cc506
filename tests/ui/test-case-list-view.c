/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-columns.h"
#include "lian-case-selection.h"
#include "lian-deadline-card.h"
#include "lian-inner-list.h"
#include "lian-ledger.h"
#include "lian-row-keys.h"

#include "testing.h"

#include <adwaita.h>
#include <string.h>

/* The list of the desk as its widgets see it: what is selected stays the same case, headings order,
 * and rows that have not been read say nothing. */

#define N_CASES 400

/* Under a sanitizer the widgets of two hundred rows take a while. */
#undef WAIT
#define WAIT(condition)                                                   \
  G_STMT_START                                                            \
  {                                                                       \
    gint64 wait_end = g_get_monotonic_time () + 120 * G_TIME_SPAN_SECOND; \
    while (!(condition) && g_get_monotonic_time () < wait_end)            \
      g_main_context_iteration (NULL, g_main_context_pending (NULL));     \
    g_assert_true (condition);                                            \
  }                                                                       \
  G_STMT_END

typedef struct
{
  char *folder;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  LianCaseWords *words;
  LianCaseList *list;
  LianCaseSelection *selection;
  LianCaseColumns *columns;
  GtkColumnView *view;
  GtkWidget *window;
  gint64 version;
  guint n_selected; /* times that another case was selected */
} Fixture;

static LianRecord *
make_case (Fixture *fixture, const char *id, const char *urgency, gint64 deadline)
{
  LianRecord *record = new_case (id, ++fixture->version, "421202001001", "filed", urgency);
  g_autofree char *code = g_strdup_printf ("no%s", id);

  lian_record_set_text (record, LIAN_CASE_CODE, code);
  lian_record_set_time (record, LIAN_CASE_DEADLINE, deadline);
  return record;
}

static gboolean
is_at_rest (Fixture *fixture)
{
  gboolean loading;

  g_object_get (fixture->list, "loading", &loading, NULL);
  return !loading;
}

static void
position_cb (Fixture *fixture)
{
  fixture->n_selected++;
}

static void
fill (Fixture *fixture)
{
  GPtrArray *cases = new_records ();

  for (guint i = 0; i < N_CASES; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%03u", i);

      g_ptr_array_add (cases, make_case (fixture, id, "normal", NOW + (i * 7 % N_CASES) * MINUTE));
    }
  lian_mirror_begin_snapshot (fixture->mirror, "s", "e", "n", FALSE);
  add_page_and_wait (fixture->mirror, LIAN_KIND_ENTRY, new_dictionary_entries ());
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, cases);
  commit_and_wait (fixture->mirror, "e:1", NOW);
}

static void
order_changed_cb (Fixture *fixture)
{
  gboolean descending;
  LianCasesOrder order = lian_case_columns_get_order (fixture->columns, FALSE, &descending);

  lian_case_list_set_order (fixture->list, order, descending);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *mirror = NULL;
  g_autofree char *ledger = NULL;
  GtkWidget *scroller = gtk_scrolled_window_new ();

  fixture->folder = make_folder ();
  mirror = g_build_filename (fixture->folder, "mirror.db", NULL);
  ledger = g_build_filename (fixture->folder, "ledger.db", NULL);
  fixture->mirror = lian_mirror_open (mirror, NULL);
  fixture->ledger = lian_ledger_open (ledger, NULL);
  fixture->engine = lian_engine_new (fixture->mirror, fixture->ledger, "http://127.0.0.1:1", NULL);
  lian_clock_set_now (lian_engine_get_clock (fixture->engine), NOW);
  fill (fixture);
  fixture->words = lian_case_words_new (fixture->engine);
  fixture->list = lian_case_list_new (fixture->mirror);
  fixture->selection = lian_case_selection_new (fixture->list);
  fixture->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  fixture->columns = lian_case_columns_new (fixture->view, fixture->words);
  gtk_column_view_set_model (fixture->view, GTK_SELECTION_MODEL (fixture->selection));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (fixture->view));
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1500, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), scroller);
  gtk_window_present (GTK_WINDOW (fixture->window));
  g_signal_connect_swapped (fixture->selection, "notify::position", G_CALLBACK (position_cb),
                            fixture);
  g_signal_connect_swapped (fixture->columns, "order-changed", G_CALLBACK (order_changed_cb),
                            fixture);
  lian_case_list_set_query (fixture->list, LIAN_CASES_TODO, "", NULL, NULL, NOW);
  WAIT (is_at_rest (fixture));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, N_CASES);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_signal_handlers_disconnect_by_data (fixture->selection, fixture);
  g_signal_handlers_disconnect_by_data (fixture->columns, fixture);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->columns);
  g_object_unref (fixture->selection);
  g_object_add_weak_pointer (G_OBJECT (fixture->list), (gpointer *)&fixture->list);
  g_object_unref (fixture->list);
  WAIT (fixture->list == NULL);
  g_object_unref (fixture->words);
  g_object_unref (fixture->engine);
  g_object_unref (fixture->ledger);
  g_object_unref (fixture->mirror);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  remove_folder (fixture->folder);
}

static const char *
selected_id (Fixture *fixture)
{
  LianCaseRow *row = lian_case_selection_get_row (fixture->selection);

  return row != NULL ? lian_case_row_get_id (row) : NULL;
}

/* The case of the selected position, as a view sees it. */
static void
assert_selected (Fixture *fixture, const char *id)
{
  guint position = lian_case_selection_get_position (fixture->selection), found;
  g_autoptr (LianCaseRow) row = g_list_model_get_item (G_LIST_MODEL (fixture->selection), position);

  g_assert_true (lian_case_list_find (fixture->list, id, &found));
  g_assert_cmpuint (found, ==, position);
  g_assert_true (row == lian_case_selection_get_row (fixture->selection));
  g_assert_true (
      gtk_selection_model_is_selected (GTK_SELECTION_MODEL (fixture->selection), position));
  g_assert_cmpuint (lian_case_row_get_key (row), ==, lian_row_key_of (id));
  WAIT (g_strcmp0 (selected_id (fixture), id) == 0);
}

/* Cases that come in above, leave, and change their places: the selected one stays selected. */
static void
test_selection (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  lian_case_selection_select (fixture->selection, 200);
  WAIT (selected_id (fixture) != NULL);
  id = g_strdup (selected_id (fixture));
  lian_case_list_set_settled (fixture->list, TRUE);
  fixture->n_selected = 0;
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *new = g_strdup_printf ("n%u", i);
      guint before = lian_case_selection_get_position (fixture->selection);

      apply_and_wait (fixture->mirror, upsert_of (make_case (fixture, new, "grave", NOW)), "e:2",
                      NOW);
      WAIT (lian_case_list_find (fixture->list, new, NULL) && is_at_rest (fixture));
      g_assert_cmpuint (lian_case_selection_get_position (fixture->selection), ==, before + 1);
      assert_selected (fixture, id);
    }
  apply_and_wait (fixture->mirror, upsert_of (make_case (fixture, id, "grave", NOW - HOUR)), "e:2",
                  NOW);
  WAIT (lian_case_selection_get_position (fixture->selection) == 0 && is_at_rest (fixture));
  assert_selected (fixture, id);
  g_assert_cmpuint (fixture->n_selected, ==, 0);
}

/* A selected row that is far from everything that was read is told of again when it is. */
static void
test_unread (Fixture *fixture, gconstpointer data)
{
  lian_case_list_set_order (fixture->list, LIAN_CASES_BY_CODE, TRUE);
  WAIT (is_at_rest (fixture));
  fixture->n_selected = 0;
  lian_case_selection_select (fixture->selection, 300);
  g_assert_cmpuint (fixture->n_selected, ==, 1);
  g_assert_null (selected_id (fixture));
  WAIT (selected_id (fixture) != NULL);
  g_assert_cmpstr (selected_id (fixture), ==, "c099");
  g_assert_cmpuint (fixture->n_selected, ==, 2);
}

static GtkColumnViewColumn *
find_column (Fixture *fixture, const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (fixture->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_str_equal (gtk_column_view_column_get_title (column), title))
        return column;
    }
  g_error ("no column %s", title);
  return NULL;
}

static char *
dup_id_at (Fixture *fixture, guint position)
{
  g_autoptr (LianCaseRow) row = g_list_model_get_item (G_LIST_MODEL (fixture->list), position);

  WAIT (lian_case_row_get_id (row) != NULL);
  return g_strdup (lian_case_row_get_id (row));
}

static void
assert_ends (Fixture *fixture, const char *first, const char *last)
{
  g_autofree char *top = NULL;
  g_autofree char *bottom = NULL;

  WAIT (is_at_rest (fixture));
  top = dup_id_at (fixture, 0);
  bottom = dup_id_at (fixture, N_CASES - 1);
  g_assert_cmpstr (top, ==, first);
  g_assert_cmpstr (bottom, ==, last);
}

/* What a click on a heading does. The selected case is the same all the time. */
static void
test_headings (Fixture *fixture, gconstpointer data)
{
  gboolean descending;
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;

  lian_case_selection_select (fixture->selection, 3);
  id = g_strdup (selected_id (fixture));
  assert_ends (fixture, "c000", "c057");
  gtk_column_view_sort_by_column (fixture->view, find_column (fixture, "Number"),
                                  GTK_SORT_ASCENDING);
  assert_ends (fixture, "c000", "c399");
  assert_selected (fixture, id);
  gtk_column_view_sort_by_column (fixture->view, find_column (fixture, "Number"),
                                  GTK_SORT_DESCENDING);
  assert_ends (fixture, "c399", "c000");
  assert_selected (fixture, id);
  text = lian_case_columns_dup_order (fixture->columns, FALSE);
  g_assert_cmpstr (text, ==, "By Number, descending");
  gtk_column_view_sort_by_column (fixture->view, find_column (fixture, "Time left"),
                                  GTK_SORT_DESCENDING);
  assert_ends (fixture, "c057", "c000");
  g_assert_cmpint (lian_case_columns_get_order (fixture->columns, TRUE, &descending), ==,
                   LIAN_CASES_BY_CLOSED);
  g_assert_true (descending);
  gtk_column_view_sort_by_column (fixture->view, find_column (fixture, ""), GTK_SORT_ASCENDING);
  assert_ends (fixture, "c000", "c057");
  assert_selected (fixture, id);

  /* Only the heading that was clicked last orders: the one before is forgotten. */
  gtk_column_view_sort_by_column (fixture->view, find_column (fixture, "Number"),
                                  GTK_SORT_DESCENDING);
  assert_ends (fixture, "c399", "c000");
  gtk_column_view_sort_by_column (fixture->view, NULL, GTK_SORT_ASCENDING);
  assert_ends (fixture, "c000", "c057");

  /* A column that has no room any more does not order either. */
  gtk_column_view_sort_by_column (fixture->view, find_column (fixture, "Number"),
                                  GTK_SORT_DESCENDING);
  lian_case_columns_fit (fixture->columns, 600);
  assert_ends (fixture, "c000", "c057");
}

/* At the end of the list, and back: every row comes to be read. */
static void
test_scrolled (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 6; i++)
    {
      lian_inner_list_scroll_to (fixture->view, i % 2 == 0 ? N_CASES - 1 : 0);
      for (guint n = 0; n < 20; n++)
        g_main_context_iteration (NULL, FALSE);
    }
  WAIT (is_at_rest (fixture));
}

/* --- beside the list --- */

static void
collect_labels (GtkWidget *widget, GString *texts)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (texts, "%s|", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_labels (child, texts);
}

/* The words below the bar stand in the order of time, as the bar does. */
static void
test_deadline_moments (Fixture *fixture, gconstpointer data)
{
  const gint64 deadlines[] = { NOW + 4 * 60 * MINUTE, NOW - 10 * MINUTE };
  GtkWidget *card = g_object_ref_sink (lian_deadline_card_new (fixture->words));

  for (guint i = 0; i < G_N_ELEMENTS (deadlines); i++)
    {
      g_autoptr (LianRecord) record = make_case (fixture, "c", "normal", deadlines[i]);
      g_autoptr (GString) texts = g_string_new (NULL);
      const char *now;
      const char *due;

      lian_record_set_time (record, LIAN_CASE_STAGE_AT, NOW - 30 * MINUTE);
      lian_deadline_card_set_record (LIAN_DEADLINE_CARD (card), record);
      collect_labels (card, texts);
      now = strstr (texts->str, " now|");
      due = strstr (texts->str, " due|");
      g_assert_true (now != NULL && due != NULL);
      g_assert_cmpint (now<due, ==, deadlines[i]> NOW);
    }
  g_object_unref (card);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/case-list-view/selection", test_selection);
  ADD ("/case-list-view/unread", test_unread);
  ADD ("/case-list-view/headings", test_headings);
  ADD ("/case-list-view/scrolled", test_scrolled);
  ADD ("/case-list-view/deadline-moments", test_deadline_moments);
#undef ADD

  return g_test_run ();
}
