/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-lazy-list.h"
#include "lian-row-splices.h"
#include "testing.h"

#define N_CASES 300

typedef struct
{
  char *folder;
  LianMirror *mirror;
  LianLazyList *list;
  GHashTable *cases; /* id → LianRecord: what the table should hold */
  gint64 version;

  GPtrArray *rows; /* what somebody who only listens believes; NULL where it holds no row */
  gboolean hold;   /* it holds every row */
  guint n_told;    /* in this iteration of the main loop */
  guint n_items_changed;
  guint most_told;
} Fixture;

/* --- somebody who listens --- */

static gpointer
get_row (Fixture *fixture, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (fixture->list), position);
}

static void
unref_row (gpointer row)
{
  if (row != NULL)
    g_object_unref (row);
}

/* Follows items-changed as a view does, and holds every one of them against the rules. */
static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  g_assert_true ((removed == 0) != (added == 0));
  fixture->n_items_changed++;
  fixture->n_told++;
  fixture->most_told = MAX (fixture->most_told, fixture->n_told);
  for (guint i = 0; i < removed; i++)
    g_ptr_array_remove_index (fixture->rows, position);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (fixture->rows, (int)(position + i),
                        fixture->hold ? get_row (fixture, position + i) : NULL);
  g_assert_cmpuint (fixture->rows->len, ==, g_list_model_get_n_items (model));
  for (guint i = 0; i < fixture->rows->len; i++)
    {
      g_autoptr (LianLazyRow) row = NULL;

      if (fixture->rows->pdata[i] == NULL)
        continue;
      row = g_list_model_get_item (model, i);
      g_assert_true (fixture->rows->pdata[i] == row);
    }
}

static void
hold_rows (Fixture *fixture, guint from, guint to)
{
  fixture->hold = FALSE;
  for (guint i = 0; i < fixture->rows->len; i++)
    {
      if (fixture->rows->pdata[i] != NULL)
        g_object_unref (fixture->rows->pdata[i]);
      fixture->rows->pdata[i] = i >= from && i < to ? get_row (fixture, i) : NULL;
    }
}

static gboolean
iterate (Fixture *fixture)
{
  fixture->n_told = 0;
  g_main_context_iteration (NULL, g_main_context_pending (NULL));
  return TRUE;
}

#define WAIT_FOR(condition)                                              \
  G_STMT_START                                                           \
  {                                                                      \
    gint64 wait_end = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND; \
    while (!(condition) && g_get_monotonic_time () < wait_end)           \
      iterate (fixture);                                                 \
    g_assert_true (condition);                                           \
  }                                                                      \
  G_STMT_END

/* --- the naive list --- */

static gboolean
matches (LianRecord *record)
{
  const char *state = lian_record_get_text (record, LIAN_CASE_STATE);

  return g_str_equal (state, "filed") || g_str_equal (state, "handling");
}

static char *
dup_where (LianConn *conn, gconstpointer data, GError **error)
{
  return g_strdup ("state IN ('filed', 'handling')");
}

/* By urgency as text, the other way round, then by deadline, absent ones last, then by id. */
static LianLazyQuery *
make_query (void)
{
  LianLazyQuery *query = lian_lazy_query_new (LIAN_KIND_CASE, dup_where, NULL, NULL);

  lian_lazy_query_add_term (query, "urgency", TRUE, TRUE);
  lian_lazy_query_add_term (query, "deadline IS NULL", FALSE, FALSE);
  lian_lazy_query_add_term (query, "deadline", FALSE, FALSE);
  lian_lazy_query_add_term (query, "id", TRUE, FALSE);
  return query;
}

static int
compare_cases (gconstpointer a, gconstpointer b)
{
  LianRecord *one = *(LianRecord *const *)a, *other = *(LianRecord *const *)b;
  int order = strcmp (lian_record_get_text (other, LIAN_CASE_URGENCY),
                      lian_record_get_text (one, LIAN_CASE_URGENCY));
  gboolean has = lian_record_has (one, LIAN_CASE_DEADLINE);
  gboolean other_has = lian_record_has (other, LIAN_CASE_DEADLINE);
  gint64 deadline = lian_record_get_time (one, LIAN_CASE_DEADLINE);
  gint64 other_deadline = lian_record_get_time (other, LIAN_CASE_DEADLINE);

  if (order != 0)
    return order;
  if (has != other_has)
    return has ? -1 : 1;
  if (deadline != other_deadline)
    return deadline < other_deadline ? -1 : 1;
  return strcmp (lian_record_get_id (one), lian_record_get_id (other));
}

/* (element-type LianRecord) */
static GPtrArray *
sort_cases (Fixture *fixture)
{
  GPtrArray *sorted = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer record;

  g_hash_table_iter_init (&iter, fixture->cases);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    if (matches (record))
      g_ptr_array_add (sorted, record);
  g_ptr_array_sort (sorted, compare_cases);
  return sorted;
}

static guint64
key_at (Fixture *fixture, guint position)
{
  g_autoptr (LianLazyRow) row = get_row (fixture, position);

  return lian_lazy_row_get_key (row);
}

static void
assert_sorted (Fixture *fixture)
{
  g_autoptr (GPtrArray) sorted = sort_cases (fixture);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, sorted->len);
  for (guint i = 0; i < sorted->len; i++)
    {
      guint64 key = lian_row_key_of (lian_record_get_id (sorted->pdata[i]));
      guint position;

      g_assert_cmpuint (key_at (fixture, i), ==, key);
      g_assert_true (lian_lazy_list_find_key (fixture->list, key, &position));
      g_assert_cmpuint (position, ==, i);
    }
}

/* Every row that is held is read, and says what the table says. */
static void
assert_read (Fixture *fixture)
{
  for (guint i = 0; i < fixture->rows->len; i++)
    {
      LianLazyRow *row = fixture->rows->pdata[i];
      LianRecord *expected;

      if (row == NULL)
        continue;
      g_assert_nonnull (lian_lazy_row_get_id (row));
      g_assert_cmpuint (lian_row_key_of (lian_lazy_row_get_id (row)), ==,
                        lian_lazy_row_get_key (row));
      expected = g_hash_table_lookup (fixture->cases, lian_lazy_row_get_id (row));
      g_assert_nonnull (expected);
      g_assert_true (lian_record_equal (expected, lian_lazy_row_get_record (row)));
    }
}

/* --- the county --- */

static LianRecord *
make_case (Fixture *fixture, const char *id)
{
  static const char *const states[] = { "filed", "handling", "closed" };
  static const char *const urgencies[] = { "normal", "urgent", "grave" };
  LianRecord *record
      = new_case (id, ++fixture->version, "421202001001", states[g_test_rand_int_range (0, 3)],
                  urgencies[g_test_rand_int_range (0, 3)]);

  if (g_test_rand_int_range (0, 5) > 0)
    lian_record_set_time (record, LIAN_CASE_DEADLINE,
                          NOW + g_test_rand_int_range (-40, 40) * MINUTE);
  return record;
}

static void
remember (Fixture *fixture, LianRecord *record)
{
  g_hash_table_replace (fixture->cases, g_strdup (lian_record_get_id (record)),
                        lian_record_ref (record));
}

static void
add_change (Fixture *fixture, GPtrArray *changes, const char *id, LianRecord *record)
{
  if (record != NULL)
    remember (fixture, record);
  else
    g_hash_table_remove (fixture->cases, id);
  g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, id,
                                             record != NULL ? lian_record_get_version (record)
                                                            : ++fixture->version,
                                             record));
}

static void
change_some (Fixture *fixture, GPtrArray *changes, guint n, int n_ids)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%03d", g_test_rand_int_range (0, n_ids));

      add_change (fixture, changes, id,
                  g_test_rand_int_range (0, 8) == 0 ? NULL : make_case (fixture, id));
    }
}

static void
apply (Fixture *fixture, GPtrArray *changes)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  lian_mirror_apply (fixture->mirror, changes, "e:2", NOW, NULL, answer_cb, &answer);
  WAIT_FOR (answer.result != NULL);
  g_assert_true (lian_mirror_apply_finish (fixture->mirror, answer.result, &error));
  g_assert_no_error (error);
}

static void
take_snapshot (Fixture *fixture, const char *epoch)
{
  GPtrArray *records = new_records ();
  GHashTableIter iter;
  gpointer record;

  g_hash_table_iter_init (&iter, fixture->cases);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    g_ptr_array_add (records, lian_record_ref (record));
  lian_mirror_begin_snapshot (fixture->mirror, "s", epoch, "n", FALSE);
  add_page_and_wait (fixture->mirror, LIAN_KIND_ENTRY, new_dictionary_entries ());
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, records);
  commit_and_wait (fixture->mirror, "e:1", NOW);
}

/* A list follows a change some milliseconds later; the last of these changes is waited for by its
 * version: it is of a case that is shown at the end of the list. */
static void
come_to_rest (Fixture *fixture)
{
  g_autoptr (LianRecord) last = new_case ("zz-last", ++fixture->version, NULL, "filed", "a");
  guint64 key = lian_row_key_of ("zz-last");
  guint position;

  lian_lazy_list_refresh (fixture->list);
  apply (fixture, upsert_of (lian_record_ref (last)));
  remember (fixture, last);
  WAIT_FOR (lian_lazy_list_get_waiting (fixture->list) > 0
            || lian_lazy_list_find_key (fixture->list, key, NULL));
  lian_lazy_list_refresh (fixture->list);
  WAIT_FOR (!lian_lazy_list_get_loading (fixture->list)
            && lian_lazy_list_find_key (fixture->list, key, &position));
  g_assert_cmpuint (lian_lazy_list_get_waiting (fixture->list), ==, 0);
  {
    GPtrArray *changes = new_changes ();

    add_change (fixture, changes, "zz-last", NULL);
    apply (fixture, changes);
    WAIT_FOR (!lian_lazy_list_get_loading (fixture->list)
              && !lian_lazy_list_find_key (fixture->list, key, NULL));
  }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (LianLazyQuery) query = make_query ();

  fixture->folder = make_folder ();
  path = g_build_filename (fixture->folder, "mirror.db", NULL);
  fixture->mirror = lian_mirror_open (path, NULL);
  fixture->rows = g_ptr_array_new_with_free_func (unref_row);
  fixture->hold = TRUE;
  fixture->version = 10;
  fixture->cases
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)lian_record_unref);
  for (guint i = 0; i < N_CASES; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%03u", i);
      g_autoptr (LianRecord) record = make_case (fixture, id);

      remember (fixture, record);
    }
  take_snapshot (fixture, "e");
  fixture->list = lian_lazy_list_new (fixture->mirror, LIAN_TYPE_LAZY_ROW);
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (items_changed_cb), fixture);
  lian_lazy_list_set_query (fixture->list, query);
  WAIT_FOR (!lian_lazy_list_get_loading (fixture->list));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (fixture->most_told, <=, 1);
  g_object_add_weak_pointer (G_OBJECT (fixture->list), (gpointer *)&fixture->list);
  g_object_unref (fixture->list);
  WAIT (fixture->list == NULL);
  /* Rows live on with whoever holds them. */
  g_ptr_array_unref (fixture->rows);
  g_assert_finalize_object (fixture->mirror);
  g_hash_table_unref (fixture->cases);
  remove_folder (fixture->folder);
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
  assert_sorted (fixture);
  assert_read (fixture);
  g_assert_null (get_row (fixture, fixture->rows->len));
  g_assert_false (lian_lazy_list_find_key (fixture->list, lian_row_key_of ("nobody"), NULL));
}

/* Settled, the list is always what SQL says, however the changes come. */
static void
test_settled (Fixture *fixture, gconstpointer data)
{
  lian_lazy_list_set_settled (fixture->list, TRUE);
  for (guint round = 0; round < 40; round++)
    {
      if (g_test_rand_int_range (0, 4) == 0)
        hold_rows (fixture, g_test_rand_int_range (0, 100), 140);
      for (int i = g_test_rand_int_range (1, 4); i > 0; i--)
        {
          GPtrArray *changes = new_changes ();

          change_some (fixture, changes, g_test_rand_int_range (1, 12), N_CASES + 40);
          apply (fixture, changes);
        }
      come_to_rest (fixture);
      assert_sorted (fixture);
      assert_read (fixture);
    }
}

/* Not settled, rows stay where they stand, leave, and the others wait. */
static void
test_reading (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 25; round++)
    {
      guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->list));
      g_autofree guint64 *before = g_new (guint64, n);
      g_autoptr (GPtrArray) sorted = NULL;
      GPtrArray *changes = new_changes ();
      guint position = 0, kept = 0;

      for (guint i = 0; i < n; i++)
        before[i] = key_at (fixture, i);
      change_some (fixture, changes, g_test_rand_int_range (1, 15), N_CASES + 40);
      /* One that is certainly new tells when the change has been taken up. */
      add_change (fixture, changes, "new",
                  new_case ("new", ++fixture->version, NULL, "filed", "grave"));
      apply (fixture, changes);
      WAIT_FOR (lian_lazy_list_get_waiting (fixture->list) > 0
                && !lian_lazy_list_get_loading (fixture->list));

      sorted = sort_cases (fixture);
      for (guint i = 0; i < n; i++)
        {
          gboolean there = FALSE;

          for (guint j = 0; j < sorted->len && !there; j++)
            there = lian_row_key_of (lian_record_get_id (sorted->pdata[j])) == before[i];
          if (there)
            g_assert_cmpuint (key_at (fixture, position++), ==, before[i]);
          kept += there;
        }
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, kept);
      g_assert_cmpuint (lian_lazy_list_get_waiting (fixture->list), ==, sorted->len - kept);

      changes = new_changes ();
      add_change (fixture, changes, "new", NULL);
      apply (fixture, changes);
      come_to_rest (fixture);
      assert_sorted (fixture);
      assert_read (fixture);
    }
}

/* The rows that are looked at stay the same rows of the same cases when others come in above and
 * go below. */
static void
test_anchor (Fixture *fixture, gconstpointer data)
{
  GPtrArray *changes = new_changes ();
  g_autofree guint64 *keys = g_new (guint64, fixture->rows->len);
  g_autofree gpointer *rows = g_new (gpointer, fixture->rows->len);
  guint n = fixture->rows->len;

  g_assert_cmpuint (n, >, 100);
  hold_rows (fixture, 50, 70);
  for (guint i = 50; i < 70; i++)
    {
      keys[i] = key_at (fixture, i);
      rows[i] = fixture->rows->pdata[i];
    }
  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *id = g_strdup_printf ("above%u", i);
      LianRecord *record = new_case (id, ++fixture->version, NULL, "filed", "z-first");

      add_change (fixture, changes, id, record);
    }
  {
    g_autoptr (LianLazyRow) row = get_row (fixture, n - 1);

    WAIT_FOR (lian_lazy_row_get_id (row) != NULL);
    add_change (fixture, changes, lian_lazy_row_get_id (row), NULL);
  }
  apply (fixture, changes);
  WAIT_FOR (lian_lazy_list_get_waiting (fixture->list) == 7);
  lian_lazy_list_refresh (fixture->list);
  WAIT_FOR (lian_lazy_list_get_waiting (fixture->list) == 0
            && !lian_lazy_list_get_loading (fixture->list));
  assert_sorted (fixture);
  for (guint i = 50; i < 70; i++)
    {
      g_assert_true (fixture->rows->pdata[i + 7] == rows[i]);
      g_assert_cmpuint (key_at (fixture, i + 7), ==, keys[i]);
    }
}

/* Another generation: every row lies elsewhere in the table, versions begin anew. */
static void
test_generation (Fixture *fixture, gconstpointer data)
{
  g_autofree guint64 *keys = g_new (guint64, fixture->rows->len);

  hold_rows (fixture, 50, 70);
  for (guint i = 50; i < 70; i++)
    keys[i] = key_at (fixture, i);
  fixture->version = 1;
  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *id = g_strdup_printf ("above%u", i);
      g_autoptr (LianRecord) record = new_case (id, ++fixture->version, NULL, "filed", "z-first");

      remember (fixture, record);
    }
  take_snapshot (fixture, "other");
  WAIT_FOR (lian_lazy_list_get_waiting (fixture->list) == 9
            && !lian_lazy_list_get_loading (fixture->list));
  for (guint i = 50; i < 70; i++)
    g_assert_cmpuint (key_at (fixture, i), ==, keys[i]);
  assert_read (fixture);
  lian_lazy_list_refresh (fixture->list);
  WAIT_FOR (lian_lazy_list_get_waiting (fixture->list) == 0
            && !lian_lazy_list_get_loading (fixture->list));
  assert_sorted (fixture);
  assert_read (fixture);
  for (guint i = 50; i < 70; i++)
    g_assert_cmpuint (key_at (fixture, i + 9), ==, keys[i]);
}

/* The last place of a table is given to the next row when its row is deleted. */
static void
test_same_place (Fixture *fixture, gconstpointer data)
{
  lian_lazy_list_set_settled (fixture->list, TRUE);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *old = g_strdup_printf ("place%u", i);
      g_autofree char *new = g_strdup_printf ("place%u", i + 1);
      GPtrArray *changes = new_changes ();

      add_change (fixture, changes, old, NULL);
      add_change (fixture, changes, new,
                  new_case (new, ++fixture->version, NULL, "filed", "normal"));
      apply (fixture, changes);
      come_to_rest (fixture);
      assert_sorted (fixture);
      assert_read (fixture);
    }
}

/* More than is taken up one by one. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  GPtrArray *changes = new_changes ();

  for (guint i = 0; i < LIAN_LAZY_MAX_CHANGES + 200; i++)
    {
      g_autofree char *id = g_strdup_printf ("m%04u", i);

      add_change (fixture, changes, id, new_case (id, ++fixture->version, NULL, "filed", "normal"));
    }
  apply (fixture, changes);
  WAIT_FOR (lian_lazy_list_get_waiting (fixture->list) == LIAN_LAZY_MAX_CHANGES + 200);
  come_to_rest (fixture);
  assert_sorted (fixture);
  assert_read (fixture);
}

/* What is looked at is read, and nothing else. */
static void
test_lazy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianLazyRow) row = NULL;
  g_autoptr (LianLazyRow) same = NULL;
  guint n = fixture->rows->len;

  hold_rows (fixture, 0, 0);
  row = get_row (fixture, n - 1);
  same = get_row (fixture, n - 1);
  g_assert_true (row == same);
  WAIT_FOR (lian_lazy_row_get_record (row) != NULL);
  g_assert_cmpuint (lian_row_key_of (lian_lazy_row_get_id (row)), ==, lian_lazy_row_get_key (row));
  g_object_add_weak_pointer (G_OBJECT (row), (gpointer *)&row);
  g_clear_object (&same);
  g_object_unref (row);
  g_assert_null (row);
}

/* Asked three times at once, the list answers the last; nobody waits for the others. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianLazyQuery) other = lian_lazy_query_new (LIAN_KIND_CASE, dup_where, NULL, NULL);
  g_autoptr (LianLazyQuery) last = make_query ();
  guint before = fixture->n_items_changed;

  lian_lazy_query_add_term (other, "id", TRUE, TRUE);
  lian_lazy_list_set_query (fixture->list, other);
  lian_lazy_list_set_query (fixture->list, last);
  lian_lazy_list_set_query (fixture->list, other);
  lian_lazy_list_refresh (fixture->list);
  lian_lazy_list_set_query (fixture->list, last);
  WAIT_FOR (!lian_lazy_list_get_loading (fixture->list));
  assert_sorted (fixture);
  assert_read (fixture);
  g_assert_cmpuint (fixture->n_items_changed, ==, before);
}

/* Another order of the same rows is told as rows that are others, never as all of them leaving. */
static void
test_other_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianLazyQuery) other = lian_lazy_query_new (LIAN_KIND_CASE, dup_where, NULL, NULL);
  guint before = fixture->n_items_changed;
  guint n = fixture->rows->len;

  lian_lazy_query_add_term (other, "id", TRUE, TRUE);
  lian_lazy_list_set_query (fixture->list, other);
  WAIT_FOR (!lian_lazy_list_get_loading (fixture->list));
  g_assert_cmpuint (fixture->n_items_changed, ==, before);
  assert_read (fixture);
  for (guint i = 1; i < n; i++)
    g_assert_cmpstr (lian_lazy_row_get_id (fixture->rows->pdata[i - 1]), >,
                     lian_lazy_row_get_id (fixture->rows->pdata[i]));
}

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "' OR 1=1 --",
                                     "%_\\",
                                     "\"; DROP TABLE a_case; --",
                                     "号\n井",
                                     "<b>&amp;</b>",
                                     "\xf0\x9f\x9a\xa8",
                                     "",
                                     "A",
                                     "a",
                                     "ａ" };
  GPtrArray *changes = new_changes ();

  lian_lazy_list_set_settled (fixture->list, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    add_change (fixture, changes, ids[i],
                new_case (ids[i], ++fixture->version, NULL, "filed", "normal"));
  apply (fixture, changes);
  come_to_rest (fixture);
  assert_sorted (fixture);
  assert_read (fixture);
}

/* The first rows come from the head of an index, the others later; there are never fewer rows than
 * there will be. */
static void
test_first_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianLazyQuery) query = make_query ();
  guint before = fixture->n_items_changed;

  hold_rows (fixture, 0, 30);
  lian_lazy_query_set_lead (query, "deadline", FALSE);
  lian_lazy_list_set_query (fixture->list, query);
  WAIT_FOR (!lian_lazy_list_get_loading (fixture->list));
  assert_sorted (fixture);
  assert_read (fixture);
  g_assert_cmpuint (fixture->n_items_changed, ==, before);
}

/* --- the way there --- */

/* From random rows to random others, of which some are held: every step is one removal or addition,
 * rows that are kept are there throughout, and at the end all is as it should be. */
static void
test_splices (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      guint n_shown = g_test_rand_int_range (0, 40), n_target = g_test_rand_int_range (0, 40);
      guint most = g_test_rand_int_range (1, 6);
      g_autofree LianAnchor *anchors = g_new0 (LianAnchor, n_shown + 1);
      g_autoptr (GArray) splices = NULL;
      guint n_anchors = 0, n = n_shown;

      for (guint i = 0; i < n_shown; i++)
        if (g_test_rand_int_range (0, 3) == 0)
          {
            anchors[n_anchors].shown = i;
            anchors[n_anchors++].target = g_test_rand_int_range (0, 4) == 0 || n_target == 0
                                              ? -1
                                              : g_test_rand_int_range (0, (int)n_target);
          }
      splices = lian_row_splices_find (anchors, n_anchors, n_shown, n_target, most);
      g_assert_cmpuint (splices->len, <=, most);
      for (guint i = 0; i < n_anchors; i++)
        if (anchors[i].kept)
          {
            g_assert_cmpint (lian_row_splices_to_target (splices, anchors[i].shown), ==,
                             anchors[i].target);
            g_assert_cmpint (lian_row_splices_to_shown (splices, (guint)anchors[i].target), ==,
                             anchors[i].shown);
          }
      while (splices->len > 0)
        {
          g_autofree gint64 *before = g_new (gint64, n + 1);
          LianSplice splice;

          for (guint i = 0; i < n; i++)
            before[i] = lian_row_splices_to_target (splices, i);
          splice = lian_row_splices_pop (splices, 7);
          g_assert_true ((splice.hidden == 0) != (splice.extra == 0));
          g_assert_cmpuint (splice.position + splice.extra, <=, n);
          for (guint i = 0; i < n; i++)
            {
              guint now = i < splice.position ? i : i + splice.hidden - splice.extra;

              if (i < splice.position || i >= splice.position + splice.extra)
                g_assert_cmpint (lian_row_splices_to_target (splices, now), ==, before[i]);
            }
          n = n + splice.hidden - splice.extra;
        }
      g_assert_cmpuint (n, ==, n_target);
      for (guint i = 0; i < n; i++)
        g_assert_cmpint (lian_row_splices_to_target (splices, i), ==, i);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lazy-list/splices", test_splices);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/lazy-list/whole", test_whole);
  ADD ("/lazy-list/settled", test_settled);
  ADD ("/lazy-list/reading", test_reading);
  ADD ("/lazy-list/anchor", test_anchor);
  ADD ("/lazy-list/generation", test_generation);
  ADD ("/lazy-list/same-place", test_same_place);
  ADD ("/lazy-list/many", test_many);
  ADD ("/lazy-list/lazy", test_lazy);
  ADD ("/lazy-list/cancelled", test_cancelled);
  ADD ("/lazy-list/other-order", test_other_order);
  ADD ("/lazy-list/hostile", test_hostile);
  ADD ("/lazy-list/first-rows", test_first_rows);
#undef ADD

  return g_test_run ();
}
