/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-mirror-counts.h"
#include "testing.h"

static GHashTable *
count (LianMirror *mirror, const char *where)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  GHashTable *counts;

  lian_mirror_count (mirror, LIAN_KIND_CASE, LIAN_CASE_GRID, where, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  counts = lian_mirror_count_finish (mirror, answer.result, &error);
  g_assert_true ((counts == NULL) == (error != NULL));
  return counts;
}

static guint
count_of (GHashTable *counts, const char *grid)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (counts, grid));
}

static void
test_counts (void)
{
  static const char *const grids[] = { "g1", "g1", "g'2", "g1", "g'2", NULL };
  char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "mirror.db", NULL);
  g_autoptr (GError) error = NULL;
  LianMirror *mirror = lian_mirror_open (path, &error);
  GPtrArray *cases = new_records ();
  g_autoptr (GHashTable) all = NULL;
  g_autoptr (GHashTable) some = NULL;
  g_autoptr (GHashTable) none = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (grids); i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      LianRecord *record = new_case (id, i + 1, NULL, "filed", "normal");

      lian_record_set_time (record, LIAN_CASE_REPORTED_AT, NOW + i * MINUTE);
      if (grids[i] != NULL)
        lian_record_set_text (record, LIAN_CASE_GRID, grids[i]);
      g_ptr_array_add (cases, record);
    }
  lian_mirror_begin_snapshot (mirror, "s", "e", "n", FALSE);
  add_page_and_wait (mirror, LIAN_KIND_CASE, cases);
  commit_and_wait (mirror, "e:1", NOW);

  all = count (mirror, NULL);
  g_assert_cmpuint (g_hash_table_size (all), ==, 2);
  g_assert_cmpuint (count_of (all, "g1"), ==, 3);
  g_assert_cmpuint (count_of (all, "g'2"), ==, 2);
  some = count (mirror, "reported_at >= 1795484580000000");
  g_assert_cmpuint (count_of (some, "g1"), ==, 1);
  g_assert_cmpuint (count_of (some, "g'2"), ==, 1);
  none = count (mirror, "no such column");
  g_assert_null (none);

  g_assert_finalize_object (mirror);
  remove_folder (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mirror-counts/by-field", test_counts);
  return g_test_run ();
}
