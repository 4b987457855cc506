/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-cases.h"
#include "lian-codec.h"
#include "lian-limits.h"
#include "lian-mirror.h"

#include <glib/gstdio.h>

/* How long 10,000 cases take from the bytes of their pages to the file: reading the JSON (guard,
 * parser, field table), storing the records, and one after the other as a first start does it.
 * Prints figures and never fails on time. */

#define CASES 10000
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

static double
since (gint64 start)
{
  return (double)(g_get_monotonic_time () - start) / 1000;
}

/* (element-type GBytes): pages as the platform sends them. */
static GPtrArray *
make_pages (void)
{
  GPtrArray *pages = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint from = 0; from < CASES; from += PAGE)
    {
      g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
      JsonObject *object = json_object_new ();
      JsonArray *records = json_array_new ();
      char *text;

      for (guint i = from; i < from + PAGE; i++)
        {
          g_autoptr (LianRecord) record = bench_case_new (i, CASES, i + 1);

          json_array_add_element (records, lian_record_to_json (record));
        }
      json_object_set_string_member (object, "position", "e:1");
      json_object_set_array_member (object, "records", records);
      json_node_take_object (root, object);
      text = lian_json_print (root);
      g_ptr_array_add (pages, g_bytes_new_take (text, strlen (text)));
    }
  return pages;
}

static GPtrArray *
decode (GBytes *page)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *data = g_bytes_get_data (page, &length);
  g_autoptr (JsonNode) root = lian_json_parse (data, length, LIAN_LIMIT_JSON_PAGE, &error);
  JsonArray *array;

  if (root == NULL)
    g_error ("page: %s", error->message);
  array = json_object_get_array_member (json_node_get_object (root), "records");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      LianRecord *record
          = lian_record_from_json (LIAN_KIND_CASE, json_array_get_object_element (array, i),
                                   LIAN_DECODE_FROM_SERVER, &error);

      if (record == NULL)
        g_error ("case %u: %s", i, error->message);
      g_ptr_array_add (records, record);
    }
  return records;
}

static void
commit (LianMirror *mirror)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lian_mirror_commit_snapshot (mirror, "e:1", BENCH_NOW, NULL, answer_cb, &result);
  wait_for (&result);
  if (!lian_mirror_commit_snapshot_finish (mirror, result, &error))
    g_error ("commit: %s", error->message);
}

/* Each page is stored before the next is taken, as sync does it. */
static void
store (LianMirror *mirror, GPtrArray *records)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lian_mirror_add_page (mirror, LIAN_KIND_CASE, records, NULL, answer_cb, &result);
  wait_for (&result);
  if (!lian_mirror_add_page_finish (mirror, result, &error))
    g_error ("page: %s", error->message);
}

static void
run_separately (LianMirror *mirror, GPtrArray *pages)
{
  g_autoptr (GPtrArray) decoded = g_ptr_array_new ();
  gsize bytes = 0;
  gint64 start = g_get_monotonic_time ();
  double spent;

  for (guint i = 0; i < pages->len; i++)
    {
      bytes += g_bytes_get_size (pages->pdata[i]);
      g_ptr_array_add (decoded, decode (pages->pdata[i]));
    }
  spent = since (start);
  g_print ("bench: wire.decode.10k %.1f ms\n", spent);
  g_print ("bench: wire.decode.rate %.1f MB/s\n", (double)bytes / 1000 / spent);

  start = g_get_monotonic_time ();
  lian_mirror_begin_snapshot (mirror, "s", "e", "n", FALSE);
  for (guint i = 0; i < decoded->len; i++)
    store (mirror, decoded->pdata[i]);
  commit (mirror);
  g_print ("bench: store.pages.10k %.1f ms\n", since (start));
}

static void
run_together (LianMirror *mirror, GPtrArray *pages)
{
  gint64 start = g_get_monotonic_time ();

  lian_mirror_begin_snapshot (mirror, "s", "e", "n", FALSE);
  for (guint i = 0; i < pages->len; i++)
    store (mirror, decode (pages->pdata[i]));
  commit (mirror);
  g_print ("bench: wire.decode-and-store.10k %.1f ms\n", since (start));
}

int
main (int argc, char *argv[])
{
  static const char *const files[] = { "mirror.db", "mirror.db-wal", "mirror.db-shm" };
  g_autofree char *folder = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, files[0], NULL);
  g_autoptr (GPtrArray) pages = make_pages ();
  g_autoptr (GError) error = NULL;
  LianMirror *mirror = lian_mirror_open (path, &error);

  if (mirror == NULL)
    g_error ("open: %s", error->message);
  for (guint round = 0; round < 3; round++)
    {
      run_separately (mirror, pages);
      run_together (mirror, pages);
    }
  lian_mirror_close (mirror);
  g_object_unref (mirror);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *file = g_build_filename (folder, files[i], NULL);

      g_unlink (file);
    }
  g_rmdir (folder);
  return 0;
}
