/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-cases.h"
#include "lian-mirror.h"
#include "lian-overview.h"

#include <glib/gstdio.h>

/* How long the store takes: 10,000 cases into a snapshot, 200 events of the feed, and the overview
 * of a county with 5,000 and 100,000 cases. Prints figures and never fails on time. */

#define PAGE 500

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_set_object ((GAsyncResult **)user_data, result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
report (const char *name, gint64 since)
{
  g_print ("bench: store.%s %.1f ms\n", name, (double)(g_get_monotonic_time () - since) / 1000);
}

static LianRecord *
make_entry (const char *vocabulary, const char *code, const char *text, const char *const *codes)
{
  g_autofree char *id = g_strdup_printf ("%s/%s", vocabulary, code);
  LianRecord *record = lian_record_new (LIAN_KIND_ENTRY);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_int (record, LIAN_F_VERSION, 1);
  lian_record_set_text (record, LIAN_ENTRY_VOCABULARY, vocabulary);
  lian_record_set_text (record, LIAN_ENTRY_CODE, code);
  lian_record_set_text (record, LIAN_ENTRY_TITLE, code);
  lian_record_set_text (record, LIAN_ENTRY_TEXT, text);
  lian_record_set_list (record, LIAN_ENTRY_CODES, codes);
  return record;
}

static GPtrArray *
make_dictionary (void)
{
  static const char *const states[][2]
      = { { "filed", "to_dispatch" }, { "handling", "handling" }, { "closed", "done" } };
  static const char *const on_time[]
      = { "@close_due state=closed closed_at<=close_due", "@close_due", NULL };
  static const char *const satisfied[]
      = { "@evaluated_at satisfaction=satisfied", "@evaluated_at satisfaction=?", NULL };
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    g_ptr_array_add (entries, make_entry ("state", states[i][0], states[i][1], NULL));
  g_ptr_array_add (entries, make_entry ("kpi", "on_time_rate", NULL, on_time));
  g_ptr_array_add (entries, make_entry ("kpi", "satisfaction_rate", NULL, satisfied));
  return entries;
}

static void
add_page (LianMirror *mirror, LianKindId kind, GPtrArray *records)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lian_mirror_add_page (mirror, kind, records, NULL, answer_cb, &result);
  wait_for (&result);
  if (!lian_mirror_add_page_finish (mirror, result, &error))
    g_error ("page: %s", error->message);
}

/* A snapshot of @n cases; only storing is timed, not making the records. */
static void
take_snapshot (LianMirror *mirror, guint n, const char *name)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();
  g_autoptr (GAsyncResult) result = NULL;
  gint64 since;

  for (guint from = 0; from < n; from += PAGE)
    {
      GPtrArray *page = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

      for (guint i = from; i < MIN (from + PAGE, n); i++)
        g_ptr_array_add (page, bench_case_new (i, n, i + 1));
      g_ptr_array_add (pages, page);
    }
  since = g_get_monotonic_time ();
  lian_mirror_begin_snapshot (mirror, "s", "e", "n", FALSE);
  add_page (mirror, LIAN_KIND_ENTRY, make_dictionary ());
  for (guint i = 0; i < pages->len; i++)
    add_page (mirror, LIAN_KIND_CASE, pages->pdata[i]);
  lian_mirror_commit_snapshot (mirror, "e:1", BENCH_NOW, NULL, answer_cb, &result);
  wait_for (&result);
  report (name, since);
}

static void
apply_events (LianMirror *mirror, guint n)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_change_free);
  g_autoptr (GAsyncResult) result = NULL;
  gint64 since;

  for (guint i = 0; i < 200; i++)
    {
      LianRecord *record = bench_case_new (n - i - 1, n, n + i + 1);

      g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, lian_record_get_id (record),
                                                 n + i + 1, record));
    }
  since = g_get_monotonic_time ();
  lian_mirror_apply (mirror, changes, "e:2", BENCH_NOW, NULL, answer_cb, &result);
  wait_for (&result);
  report ("apply.200", since);
}

static void
load_overview (LianMirror *mirror, const char *name)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (LianOverview) overview = NULL;
      gint64 since = g_get_monotonic_time ();

      lian_overview_load (mirror, "421202000000", BENCH_NOW, NULL, answer_cb, &result);
      wait_for (&result);
      overview = lian_overview_load_finish (mirror, result, &error);
      if (overview == NULL)
        g_error ("overview: %s", error->message);
      report (name, since);
    }
}

static LianMirror *
open_mirror (const char *path, const char *name)
{
  g_autoptr (GError) error = NULL;
  gint64 since = g_get_monotonic_time ();
  LianMirror *mirror = lian_mirror_open (path, &error);

  if (mirror == NULL)
    g_error ("open: %s", error->message);
  report (name, since);
  return mirror;
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "mirror.db", NULL);
  LianMirror *mirror = open_mirror (path, "open.empty");

  take_snapshot (mirror, 10000, "store.10k");
  apply_events (mirror, 10000);
  take_snapshot (mirror, 5000, "store.5k");
  load_overview (mirror, "overview.5k");
  take_snapshot (mirror, 100000, "store.100k");
  load_overview (mirror, "overview.100k");
  g_object_unref (mirror);
  mirror = open_mirror (path, "open.100k");
  g_object_unref (mirror);

  g_unlink (path);
  g_rmdir (folder);
  return 0;
}
