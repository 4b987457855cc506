/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kinds taken anew beside the picture. */
#include "lian-db.h"
#include "lian-mirror-file.h"
#include "testing.h"

#define CASES (G_GUINT64_CONSTANT (1) << LIAN_KIND_CASE)
#define GRIDS (G_GUINT64_CONSTANT (1) << LIAN_KIND_GRID)

typedef struct
{
  char *folder;
  char *path;
  LianMirror *mirror;
  GHashTable *digests; /* what the next bookmark says */

  guint n_changed;
  guint64 kinds;
  GPtrArray *changes; /* (borrowed) only to compare with NULL */
  guint n_dictionary;
} Fixture;

static void
changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, Fixture *fixture)
{
  fixture->n_changed++;
  fixture->kinds = kinds;
  fixture->changes = changes;
}

static void
dictionary_cb (LianMirror *mirror, Fixture *fixture)
{
  fixture->n_dictionary++;
}

static void
open_mirror (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->mirror = lian_mirror_open (fixture->path, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->mirror, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect (fixture->mirror, "dictionary-changed", G_CALLBACK (dictionary_cb), fixture);
}

static void
reopen (Fixture *fixture)
{
  g_assert_finalize_object (fixture->mirror);
  open_mirror (fixture);
}

static LianRecord *
plain_case (const char *id, gint64 version)
{
  return new_case (id, version, "421202001001", "filed", "normal");
}

/* Of cases c1 at 5 and c2 at 6 and a grid, at e1:10. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  GPtrArray *cases = new_records ();
  GPtrArray *grids = new_records ();

  fixture->folder = make_folder ();
  fixture->path = g_build_filename (fixture->folder, "mirror.db", NULL);
  fixture->digests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  open_mirror (fixture);
  g_ptr_array_add (cases, plain_case ("c1", 5));
  g_ptr_array_add (cases, plain_case ("c2", 6));
  g_ptr_array_add (grids, new_record (LIAN_KIND_GRID, "g1", 4, NULL));
  lian_mirror_begin_snapshot (fixture->mirror, "server-1", "e1", "n", FALSE);
  add_page_and_wait (fixture->mirror, LIAN_KIND_ENTRY, new_dictionary_entries ());
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, cases);
  add_page_and_wait (fixture->mirror, LIAN_KIND_GRID, grids);
  commit_and_wait (fixture->mirror, "e1:10", NOW);
  fixture->n_changed = fixture->n_dictionary = 0;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_hash_table_unref (fixture->digests);
  g_assert_finalize_object (fixture->mirror);
  g_free (fixture->path);
  remove_folder (fixture->folder);
}

/* The server has these records of @kind: "id", version, …, NULL. */
static void
say (Fixture *fixture, LianKindId kind, const char *first, ...)
{
  const LianKind *table = lian_kind_get (kind);
  guint64 digest = 0;
  guint count = 0;
  va_list list;

  va_start (list, first);
  for (const char *id = first; id != NULL; id = va_arg (list, const char *))
    {
      digest += lian_mirror_digest (table, id, va_arg (list, int));
      count++;
    }
  va_end (list);
  g_hash_table_replace (fixture->digests, (gpointer)table->name,
                        g_strdup_printf ("%u %016" G_GINT64_MODIFIER "x", count, digest));
}

/* The names of the kinds that a bookmark finds to differ, joined. */
static char *
bookmark (Fixture *fixture, const char *position)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) different = NULL;
  g_autoptr (GHashTable) digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer kind, value;

  g_hash_table_iter_init (&iter, fixture->digests);
  while (g_hash_table_iter_next (&iter, &kind, &value))
    g_hash_table_insert (digests, g_strdup (kind), g_strdup (value));
  lian_mirror_bookmark (fixture->mirror, position, NOW, digests, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  g_assert_true (lian_mirror_bookmark_finish (fixture->mirror, answer.result, &different, &error));
  g_assert_no_error (error);
  return different != NULL ? g_strjoinv (",", different) : g_strdup ("");
}

#define assert_bookmark(FIXTURE, POSITION, DIFFERENT)      \
  G_STMT_START                                             \
  {                                                        \
    g_autofree char *found = bookmark (FIXTURE, POSITION); \
    g_assert_cmpstr (found, ==, DIFFERENT);                \
  }                                                        \
  G_STMT_END

/* 0: it is not there. */
static void
assert_version (Fixture *fixture, const char *id, gint64 version)
{
  g_autoptr (LianRecord) record = lookup (fixture->mirror, LIAN_KIND_CASE, id);

  g_assert_cmpint (record != NULL ? lian_record_get_version (record) : 0, ==, version);
}

static void
add_cases (Fixture *fixture, LianRecord *first, LianRecord *second)
{
  GPtrArray *records = new_records ();

  g_ptr_array_add (records, first);
  if (second != NULL)
    g_ptr_array_add (records, second);
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, records);
}

static GPtrArray *
deletion_of (const char *id, gint64 version)
{
  GPtrArray *changes = new_changes ();

  g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, id, version, NULL));
  return changes;
}

/* The server has c1 at 7 and c3, which this mirror was never told of. While they are fetched the
 * feed goes on. */
static void
test_switch (Fixture *fixture, gconstpointer data)
{
  say (fixture, LIAN_KIND_CASE, "c1", 7, "c2", 6, "c3", 8, NULL);
  assert_bookmark (fixture, "e1:11", "case");
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, CASES);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:10");

  lian_mirror_begin_resync (fixture->mirror, CASES);
  g_assert_cmpuint (lian_mirror_get_resync (fixture->mirror), ==, CASES);
  /* Newer than the page that is on its way. */
  apply_and_wait (fixture->mirror, upsert_of (plain_case ("c4", 12)), "e1:12", NOW);
  apply_and_wait (fixture->mirror, deletion_of ("c2", 13), "e1:13", NOW);
  add_cases (fixture, plain_case ("c1", 7), plain_case ("c2", 6));
  apply_and_wait (fixture->mirror, upsert_of (new_record (LIAN_KIND_GRID, "g2", 14, NULL)), "e1:14",
                  NOW);
  add_cases (fixture, plain_case ("c3", 8), NULL);

  /* Picture and position go on; what is fetched is not to be seen. */
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:14");
  assert_version (fixture, "c1", 5);
  assert_version (fixture, "c2", 0);
  assert_version (fixture, "c3", 0);
  assert_version (fixture, "c4", 12);
  say (fixture, LIAN_KIND_CASE, "c1", 7, "c3", 8, "c4", 12, NULL);
  assert_bookmark (fixture, "e1:14", "");
  assert_version (fixture, "c1", 5);

  lian_mirror_end_resync (fixture->mirror);
  fixture->n_changed = 0;
  assert_bookmark (fixture, "e1:15", "");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpuint (fixture->kinds, ==, CASES);
  g_assert_null (fixture->changes);
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, 0);
  g_assert_cmpuint (lian_mirror_get_resync (fixture->mirror), ==, 0);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:15");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LianRecord) grid = lookup (fixture->mirror, LIAN_KIND_GRID, "g2");

      g_assert_nonnull (grid);
      assert_version (fixture, "c1", 7);
      assert_version (fixture, "c2", 0);
      assert_version (fixture, "c3", 8);
      assert_version (fixture, "c4", 12);
      reopen (fixture);
    }
  /* And a change of the feed goes to what is shown now. */
  apply_and_wait (fixture->mirror, upsert_of (plain_case ("c1", 16)), "e1:16", NOW);
  assert_version (fixture, "c1", 16);
}

/* A shadow that is not what the server says is not shown, and the position does not pass it. */
static void
test_not_proved (Fixture *fixture, gconstpointer data)
{
  say (fixture, LIAN_KIND_CASE, "c1", 7, NULL);
  lian_mirror_begin_resync (fixture->mirror, CASES);
  add_cases (fixture, plain_case ("c1", 8), NULL);
  lian_mirror_end_resync (fixture->mirror);
  assert_bookmark (fixture, "e1:11", "");
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, CASES);
  g_assert_cmpuint (lian_mirror_get_resync (fixture->mirror), ==, CASES);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:10");
  assert_version (fixture, "c1", 5);
  assert_version (fixture, "c2", 6);

  /* It was ahead: the feed comes to where it is. */
  apply_and_wait (fixture->mirror, upsert_of (plain_case ("c1", 8)), "e1:12", NOW);
  apply_and_wait (fixture->mirror, deletion_of ("c2", 13), "e1:13", NOW);
  say (fixture, LIAN_KIND_CASE, "c1", 8, NULL);
  assert_bookmark (fixture, "e1:13", "");
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, 0);
  assert_version (fixture, "c1", 8);
  assert_version (fixture, "c2", 0);
}

/* Two at once, of which one comes first; a server without digests is believed. */
static void
test_two_kinds (Fixture *fixture, gconstpointer data)
{
  GPtrArray *grids = new_records ();

  say (fixture, LIAN_KIND_CASE, "c1", 9, NULL);
  lian_mirror_begin_resync (fixture->mirror, CASES | GRIDS);
  add_cases (fixture, plain_case ("c1", 8), NULL);
  g_ptr_array_add (grids, new_record (LIAN_KIND_GRID, "g7", 7, NULL));
  add_page_and_wait (fixture->mirror, LIAN_KIND_GRID, grids);
  lian_mirror_end_resync (fixture->mirror);
  assert_bookmark (fixture, "e1:11", "");
  g_assert_cmpuint (fixture->kinds, ==, GRIDS);
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, CASES);
  g_assert_cmpuint (lian_mirror_get_resync (fixture->mirror), ==, CASES);
  assert_version (fixture, "c1", 5);
  assert_version (fixture, "c2", 6);
}

/* The vocabulary is a kind as others are. */
static void
test_dictionary (Fixture *fixture, gconstpointer data)
{
  GPtrArray *entries = new_dictionary_entries ();

  g_ptr_array_add (entries, new_entry ("state", "strange", 1, "handling"));
  lian_mirror_begin_resync (fixture->mirror, 1 << LIAN_KIND_ENTRY);
  add_page_and_wait (fixture->mirror, LIAN_KIND_ENTRY, entries);
  g_assert_cmpuint (fixture->n_dictionary, ==, 0);
  lian_mirror_end_resync (fixture->mirror);
  assert_bookmark (fixture, "e1:11", "");
  g_assert_cmpuint (fixture->n_dictionary, ==, 1);
  g_assert_cmpstr (lian_dictionary_stage (lian_mirror_get_dictionary (fixture->mirror), "strange"),
                   ==, "handling");
}

/* What was found is not forgotten by a program that ends, and half a shadow is not taken for one.
 */
static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  say (fixture, LIAN_KIND_CASE, "c1", 7, NULL);
  assert_bookmark (fixture, "e1:11", "case");
  lian_mirror_begin_resync (fixture->mirror, CASES);
  add_cases (fixture, plain_case ("c1", 7), NULL);
  reopen (fixture);
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, CASES);
  g_assert_cmpuint (lian_mirror_get_resync (fixture->mirror), ==, 0);
  lian_mirror_end_resync (fixture->mirror);
  assert_bookmark (fixture, "e1:11", "case");
  assert_version (fixture, "c2", 6);

  /* Found equal again, it is in order. */
  say (fixture, LIAN_KIND_CASE, "c1", 5, "c2", 6, NULL);
  assert_bookmark (fixture, "e1:11", "");
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, 0);
  /* But not what was asked for: equal digests do not tell of the rest of a record. */
  lian_mirror_mark_due (fixture->mirror, CASES, NULL, NULL, NULL);
  assert_bookmark (fixture, "e1:12", "");
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, CASES);
  reopen (fixture);
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, CASES);
}

/* A page that is lost takes its shadow along; a snapshot takes the place of any. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  GPtrArray *wrong = new_records ();

  g_ptr_array_add (wrong, new_record (LIAN_KIND_GRID, "g1", 1, NULL));
  lian_mirror_begin_resync (fixture->mirror, CASES);
  lian_mirror_add_page (fixture->mirror, LIAN_KIND_CASE, wrong, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  g_assert_false (lian_mirror_add_page_finish (fixture->mirror, answer.result, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (lian_mirror_get_resync (fixture->mirror), ==, 0);
  lian_mirror_end_resync (fixture->mirror);
  assert_bookmark (fixture, "e1:11", "");
  assert_version (fixture, "c1", 5);
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, CASES);

  /* Of a kind that is not being taken there are no pages. */
  g_clear_object (&answer.result);
  g_clear_error (&error);
  lian_mirror_begin_resync (fixture->mirror, CASES);
  lian_mirror_add_page (fixture->mirror, LIAN_KIND_GRID, new_records (), NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  g_assert_false (lian_mirror_add_page_finish (fixture->mirror, answer.result, &error));
  g_assert_nonnull (error);

  lian_mirror_begin_snapshot (fixture->mirror, "server-1", "e2", "n", FALSE);
  g_assert_cmpuint (lian_mirror_get_resync (fixture->mirror), ==, 0);
  add_cases (fixture, plain_case ("c9", 3), NULL);
  commit_and_wait (fixture->mirror, "e2:3", NOW);
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, 0);
  assert_version (fixture, "c1", 0);
  assert_version (fixture, "c9", 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/mirror-resync/switch", test_switch);
  ADD ("/mirror-resync/not-proved", test_not_proved);
  ADD ("/mirror-resync/two-kinds", test_two_kinds);
  ADD ("/mirror-resync/dictionary", test_dictionary);
  ADD ("/mirror-resync/remembered", test_remembered);
  ADD ("/mirror-resync/given-up", test_given_up);
#undef ADD

  return g_test_run ();
}
