/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-county.h"
#include "lian-ogc.h"

#include <glib/gstdio.h>
#include <string.h>

/* What others' tools cost the server: the small county with 25 times its grids and cases (10,000
 * and 125,000). Prints figures and never fails on time. */

#define TIMES 25
#define ROUNDS 10

static GPtrArray *
make_records (void)
{
  GPtrArray *records = lian_county_make (LIAN_COUNTY_SMALL, 1, LIAN_COUNTY_OPENS_AT, NULL);
  guint n = records->len;

  for (guint i = 0; i < n; i++)
    {
      LianKindId kind = lian_record_get_kind (records->pdata[i])->id;

      for (guint copy = 1; copy < TIMES && (kind == LIAN_KIND_GRID || kind == LIAN_KIND_CASE);
           copy++)
        {
          LianRecord *record = lian_record_copy (records->pdata[i]);

          lian_record_take_text (record, LIAN_F_ID,
                                 g_strdup_printf ("%s-%u", lian_record_get_id (records->pdata[i]),
                                                  copy));
          g_ptr_array_add (records, record);
        }
    }
  return records;
}

typedef struct
{
  gboolean done;
  GAsyncResult *result;
} Answer;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = g_object_ref (result);
  answer->done = TRUE;
}

static LianReply *
ask (LianService *service, LianOgcQuery *query)
{
  Answer answer = { 0 };
  LianReply *reply;

  lian_service_ask_ogc (service, query, answered_cb, &answer);
  test_iterate_until (&answer.done);
  reply = lian_service_ask_ogc_finish (service, answer.result);
  g_object_unref (answer.result);
  g_assert_cmpuint (reply->status, ==, 200);
  return reply;
}

static void
time_items (LianService *service, const char *what, const char *collection, guint limit,
            const char *cursor, const char *bbox)
{
  gint64 since = g_get_monotonic_time ();
  gsize bytes = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      LianOgcQuery *query = lian_ogc_query_new (LIAN_OGC_ITEMS, NULL, "http://127.0.0.1");
      g_autoptr (LianReply) reply = NULL;

      query->collection = lian_ogc_collection_find (collection, TRUE);
      query->limit = limit;
      query->cursor = g_strdup (cursor);
      g_assert_true (lian_ogc_filter_set_bbox (&query->filter, bbox, NULL));
      reply = ask (service, query);
      bytes = g_bytes_get_size (reply->body);
    }
  g_print ("bench: ogc.%s %.1f ms\n", what,
           (double)(g_get_monotonic_time () - since) / 1000.0 / ROUNDS);
  g_print ("bench: ogc.%s-size %.1f kB\n", what, (double)bytes / 1e3);
}

static void
time_collections (LianService *service)
{
  gint64 since = g_get_monotonic_time ();

  for (guint i = 0; i < ROUNDS; i++)
    lian_reply_free (
        ask (service, lian_ogc_query_new (LIAN_OGC_COLLECTIONS, NULL, "http://127.0.0.1")));
  g_print ("bench: ogc.collections %.1f ms\n",
           (double)(g_get_monotonic_time () - since) / 1000.0 / ROUNDS);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) records = make_records ();
  g_autofree char *directory = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "server.db", NULL);
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  g_autoptr (LianService) service = NULL;

  if (!lian_service_create (path, "Bench", TRUE, TEST_NOW, records, NULL))
    g_error ("the database could not be made");
  service = lian_service_open (path, NULL);
  time_collections (service);
  time_items (service, "grids-first-page", "grids", 100, NULL, NULL);
  time_items (service, "grids-last-page", "grids", 100, "4212029", NULL);
  time_items (service, "grids-thousand", "grids", 1000, NULL, NULL);
  time_items (service, "grids-box", "grids", 100, NULL, "114.31,29.84,114.33,29.86");
  time_items (service, "grids-everything-in-box", "grids", 1000, NULL, "114,29,115,31");
  time_items (service, "cases-first-page", "cases", 100, NULL, NULL);
  time_items (service, "cases-last-page", "cases", 100, "case-20261124-0", NULL);
  time_items (service, "cases-box", "cases", 100, NULL, "114.31,29.84,114.33,29.86");
  lian_service_close (service);
  g_unlink (path);
  g_unlink (lock);
  g_rmdir (directory);
  return 0;
}
