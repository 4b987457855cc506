/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-list.h"
#include "testing.h"

typedef struct
{
  char *folder;
  LianMirror *mirror;
  LianCaseList *list;
  GPtrArray *ids; /* what somebody who only listens believes */

  guint n_items_changed;
  guint n_record;
  gint64 version;
} Fixture;

/* Follows items-changed as a view does, and holds every one of them against the rules. */
static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  g_assert_true (removed == 0 || added == 0);
  fixture->n_items_changed++;
  for (guint i = 0; i < removed; i++)
    g_ptr_array_remove_index (fixture->ids, position);
  for (guint i = 0; i < added; i++)
    {
      LianCaseRow *row = g_list_model_get_item (model, position + i);

      g_ptr_array_insert (fixture->ids, (int)(position + i), row);
    }
  g_assert_cmpuint (fixture->ids->len, ==, g_list_model_get_n_items (model));
  for (guint i = 0; i < fixture->ids->len; i++)
    {
      g_autoptr (LianCaseRow) row = g_list_model_get_item (model, i);

      g_assert_true (fixture->ids->pdata[i] == row);
    }
}

static LianRecord *
make_case (Fixture *fixture, const char *id, const char *state, const char *urgency,
           gint64 deadline)
{
  LianRecord *record = new_case (id, ++fixture->version, "421202001001", state, urgency);

  lian_record_set_time (record, LIAN_CASE_DEADLINE, deadline);
  return record;
}

static void
apply (Fixture *fixture, LianRecord *record)
{
  apply_and_wait (fixture->mirror, upsert_of (record), "e:2", NOW);
}

static void
drop (Fixture *fixture, const char *id)
{
  GPtrArray *changes = new_changes ();

  g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, id, ++fixture->version, NULL));
  apply_and_wait (fixture->mirror, changes, "e:2", NOW);
}

/* The ids of the rows, joined; checks what find says of them. */
static char *
join_ids (Fixture *fixture)
{
  GString *ids = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->list));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LianCaseRow) row = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);
      guint position = G_MAXUINT;

      if (lian_case_row_get_id (row) == NULL)
        {
          g_string_append (ids, " (not read yet)");
          continue;
        }
      g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", lian_case_row_get_id (row));
      g_assert_true (lian_case_list_find (fixture->list, lian_case_row_get_id (row), &position));
      g_assert_cmpuint (position, ==, i);
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->list), n));
  return g_string_free (ids, FALSE);
}

static gboolean
shows (Fixture *fixture, const char *expected)
{
  g_autofree char *ids = join_ids (fixture);

  return g_str_equal (ids, expected);
}

static gboolean
is_loading (Fixture *fixture)
{
  gboolean loading;

  g_object_get (fixture->list, "loading", &loading, NULL);
  return loading;
}

static void
query (Fixture *fixture, LianCasesView view, const char *region, const char *stage,
       const char *text)
{
  lian_case_list_set_query (fixture->list, view, region, stage, text, NOW);
  WAIT (!is_loading (fixture));
}

static guint
count_of (Fixture *fixture, const char *stage)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (lian_case_list_get_counts (fixture->list), stage));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  GPtrArray *cases = new_records ();
  LianRecord *record;

  fixture->folder = make_folder ();
  path = g_build_filename (fixture->folder, "mirror.db", NULL);
  fixture->mirror = lian_mirror_open (path, NULL);
  fixture->ids = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->version = 10;

  g_ptr_array_add (cases, make_case (fixture, "plain", "filed", "normal", NOW + HOUR));
  g_ptr_array_add (cases, make_case (fixture, "late", "checking", "normal", NOW - HOUR));
  g_ptr_array_add (cases, make_case (fixture, "urgent", "reported", "urgent", NOW + 9 * HOUR));
  g_ptr_array_add (cases, make_case (fixture, "grave", "filed", "grave", NOW + 5 * HOUR));
  g_ptr_array_add (cases, make_case (fixture, "sent", "handling", "grave", NOW + 2 * HOUR));
  g_ptr_array_add (cases, make_case (fixture, "free", "accepted", "normal", 0));
  record = make_case (fixture, "old", "closed", "normal", 0);
  lian_record_set_text (record, LIAN_CASE_ADDRESS, "100%_路");
  lian_record_set_time (record, LIAN_CASE_CLOSED_AT, NOW - HOUR);
  g_ptr_array_add (cases, record);
  record = make_case (fixture, "older", "evaluated", "normal", 0);
  lian_record_set_text (record, LIAN_CASE_ADDRESS, "1000路");
  lian_record_set_time (record, LIAN_CASE_CLOSED_AT, NOW - 2 * HOUR);
  g_ptr_array_add (cases, record);

  lian_mirror_begin_snapshot (fixture->mirror, "s", "e", "n", FALSE);
  add_page_and_wait (fixture->mirror, LIAN_KIND_ENTRY, new_dictionary_entries ());
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, cases);
  commit_and_wait (fixture->mirror, "e:1", NOW);

  fixture->list = lian_case_list_new (fixture->mirror);
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (items_changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->ids);
  /* What was asked for and is not wanted any more keeps it until the answer is there. */
  g_object_add_weak_pointer (G_OBJECT (fixture->list), (gpointer *)&fixture->list);
  g_object_unref (fixture->list);
  WAIT (fixture->list == NULL);
  g_assert_finalize_object (fixture->mirror);
  remove_folder (fixture->folder);
}

static void
test_views (Fixture *fixture, gconstpointer data)
{
  const guint *counts;

  query (fixture, LIAN_CASES_TODO, "421202000000", NULL, NULL);
  g_assert_true (shows (fixture, "grave urgent late plain free"));
  g_assert_cmpuint (count_of (fixture, ""), ==, 5);
  g_assert_cmpuint (count_of (fixture, "to_dispatch"), ==, 2);
  g_assert_cmpuint (count_of (fixture, "handling"), ==, 0);
  counts = lian_case_list_get_view_counts (fixture->list);
  g_assert_cmpuint (counts[LIAN_CASES_TODO], ==, 5);
  g_assert_cmpuint (counts[LIAN_CASES_SUPERVISE], ==, 3);
  g_assert_cmpuint (counts[LIAN_CASES_REGION], ==, 6);
  g_assert_cmpuint (counts[LIAN_CASES_ARCHIVE], ==, 2);

  query (fixture, LIAN_CASES_SUPERVISE, NULL, NULL, NULL);
  g_assert_true (shows (fixture, "grave late sent"));
  query (fixture, LIAN_CASES_REGION, "", NULL, "");
  g_assert_true (shows (fixture, "grave urgent late plain sent free"));
  query (fixture, LIAN_CASES_ARCHIVE, "421202000000", NULL, NULL);
  g_assert_true (shows (fixture, "old older"));
  query (fixture, LIAN_CASES_REGION, "421221000000", NULL, NULL);
  g_assert_true (shows (fixture, ""));
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  query (fixture, LIAN_CASES_TODO, "", "to_dispatch", NULL);
  g_assert_true (shows (fixture, "grave plain"));
  g_assert_cmpuint (count_of (fixture, ""), ==, 5);
  query (fixture, LIAN_CASES_TODO, "", "no' stage", NULL);
  g_assert_true (shows (fixture, ""));
  query (fixture, LIAN_CASES_ARCHIVE, "", NULL, " 100%_");
  g_assert_true (shows (fixture, "old"));
  query (fixture, LIAN_CASES_ARCHIVE, "", NULL, "100");
  g_assert_true (shows (fixture, "old older"));
  query (fixture, LIAN_CASES_ARCHIVE, "", NULL, "' OR 1=1 --\\\xff");
  g_assert_true (shows (fixture, ""));
  query (fixture, LIAN_CASES_REGION, "' OR ''='", NULL, NULL);
  g_assert_true (shows (fixture, ""));
}

static void
record_cb (LianCaseRow *row, GParamSpec *pspec, Fixture *fixture)
{
  fixture->n_record++;
}

/* A known row changes where it stands, although it belongs elsewhere now. */
static void
test_in_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianCaseRow) row = NULL;

  query (fixture, LIAN_CASES_TODO, "", NULL, NULL);
  fixture->n_items_changed = 0;
  row = g_list_model_get_item (G_LIST_MODEL (fixture->list), 3);
  g_assert_false (lian_case_row_get_fresh (row));
  g_signal_connect (row, "notify::record", G_CALLBACK (record_cb), fixture);
  apply (fixture, make_case (fixture, "plain", "filed", "grave", NOW - 9 * HOUR));
  WAIT (fixture->n_record == 1);
  g_assert_true (shows (fixture, "grave urgent late plain free"));
  g_assert_true (lian_case_row_get_fresh (row));
  g_assert_cmpuint (fixture->n_items_changed, ==, 0);
  lian_case_row_set_seen (row);
  g_assert_false (lian_case_row_get_fresh (row));
  g_signal_handlers_disconnect_by_data (row, fixture);

  lian_case_list_refresh (fixture->list, NOW);
  WAIT (!is_loading (fixture));
  g_assert_true (shows (fixture, "plain grave urgent late free"));
  /* Taken out where it stood and put in where it belongs: the others are the rows they were. */
  g_assert_cmpuint (fixture->n_items_changed, ==, 2);
}

static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianCaseRow) first = NULL;

  query (fixture, LIAN_CASES_TODO, "", NULL, NULL);
  fixture->n_items_changed = 0;
  apply (fixture, make_case (fixture, "news", "filed", "grave", NOW + HOUR));
  WAIT (lian_case_list_get_waiting (fixture->list) == 1);
  g_assert_true (shows (fixture, "grave urgent late plain free"));
  g_assert_cmpuint (fixture->n_items_changed, ==, 0);
  WAIT (count_of (fixture, "") == 6);

  lian_case_list_refresh (fixture->list, NOW);
  WAIT (lian_case_list_get_waiting (fixture->list) == 0);
  WAIT (shows (fixture, "news grave urgent late plain free"));
  g_assert_cmpuint (fixture->n_items_changed, ==, 1);
  first = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  g_assert_true (lian_case_row_get_fresh (first));

  /* At rest at the top they come by themselves. */
  lian_case_list_set_settled (fixture->list, TRUE);
  apply (fixture, make_case (fixture, "more", "filed", "grave", NOW + 6 * HOUR));
  WAIT (shows (fixture, "news grave more urgent late plain free"));
  g_assert_cmpuint (fixture->n_items_changed, ==, 2);
}

/* In an empty list nothing moves under the reader: what comes is shown, at rest or not. */
static void
test_empty (Fixture *fixture, gconstpointer data)
{
  LianRecord *record = make_case (fixture, "only", "filed", "grave", NOW + HOUR);

  lian_record_set_text (record, LIAN_CASE_ADDRESS, "书台街");
  query (fixture, LIAN_CASES_TODO, "", NULL, "书台街");
  g_assert_true (shows (fixture, ""));
  lian_case_list_set_settled (fixture->list, FALSE);
  apply (fixture, record);
  WAIT (shows (fixture, "only"));
  g_assert_cmpuint (lian_case_list_get_waiting (fixture->list), ==, 0);
}

/* A case that was dispatched leaves; the others stay. */
static void
test_leaving (Fixture *fixture, gconstpointer data)
{
  query (fixture, LIAN_CASES_TODO, "", NULL, NULL);
  fixture->n_items_changed = 0;
  apply (fixture, make_case (fixture, "urgent", "dispatched", "urgent", NOW + HOUR));
  WAIT (shows (fixture, "grave late plain free"));
  g_assert_cmpuint (fixture->n_items_changed, ==, 1);
  drop (fixture, "free");
  WAIT (shows (fixture, "grave late plain"));
  g_assert_cmpuint (fixture->n_items_changed, ==, 2);
  g_assert_false (lian_case_list_find (fixture->list, "free", NULL));
  g_assert_cmpuint (lian_case_list_get_waiting (fixture->list), ==, 0);
}

/* Whatever happens, a listener ends with what the model has, and the model with what SQL says. */
static void
test_random (Fixture *fixture, gconstpointer data)
{
  static const char *const states[] = { "reported", "filed", "handling", "checking", "closed" };
  static const char *const urgencies[] = { "normal", "urgent", "grave" };

  query (fixture, LIAN_CASES_TODO, "", NULL, NULL);
  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *id = g_strdup_printf ("r%d", g_test_rand_int_range (0, 30));

      if (g_test_rand_int_range (0, 5) == 0)
        drop (fixture, id);
      else
        apply (fixture, make_case (fixture, id, states[g_test_rand_int_range (0, 5)],
                                   urgencies[g_test_rand_int_range (0, 3)],
                                   NOW + g_test_rand_int_range (-99, 99) * MINUTE));
      if (g_test_rand_int_range (0, 9) == 0)
        lian_case_list_set_settled (fixture->list, g_test_rand_bit ());
      if (g_test_rand_int_range (0, 9) == 0)
        query (fixture, g_test_rand_int_range (0, 4), "", NULL, NULL);
    }
  query (fixture, LIAN_CASES_REGION, "", NULL, NULL);
  {
    g_autofree char *before = NULL;
    g_autoptr (LianCaseList) other = lian_case_list_new (fixture->mirror);
    LianCaseList *first = fixture->list;

    lian_case_list_refresh (fixture->list, NOW);
    WAIT (!is_loading (fixture));
    before = join_ids (fixture);
    fixture->list = other;
    query (fixture, LIAN_CASES_REGION, "", NULL, NULL);
    g_assert_true (shows (fixture, before));
    fixture->list = first;
  }
}

/* Nobody waits for the answer any more. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  LianCaseList *list = lian_case_list_new (fixture->mirror);

  g_object_add_weak_pointer (G_OBJECT (list), (gpointer *)&list);
  lian_case_list_set_query (list, LIAN_CASES_TODO, "", NULL, NULL, NOW);
  lian_case_list_set_query (list, LIAN_CASES_REGION, "", NULL, NULL, NOW);
  g_object_unref (list);
  WAIT (list == NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/case-list/views", test_views);
  ADD ("/case-list/filters", test_filters);
  ADD ("/case-list/in-place", test_in_place);
  ADD ("/case-list/waiting", test_waiting);
  ADD ("/case-list/empty", test_empty);
  ADD ("/case-list/leaving", test_leaving);
  ADD ("/case-list/random", test_random);
  ADD ("/case-list/dropped", test_dropped);
#undef ADD

  return g_test_run ();
}
