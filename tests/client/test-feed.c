/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-feed.h"

#include "lian-error.h"
#include "lian-test-peer.h"

#include <string.h>

typedef struct
{
  GString *log;
  GError *error;
} Heard;

static void
change_cb (LianFeed *feed, guint kind, const char *id, gint64 version, LianRecord *record,
           const char *position, gboolean more, Heard *heard)
{
  g_string_append_printf (heard->log, "%s %s %d %s %s%s\n",
                          kind < LIAN_N_KINDS ? lian_kind_get (kind)->name : "?", id, (int)version,
                          record != NULL ? "record" : "-", position, more ? " more" : "");
}

static void
bookmark_cb (LianFeed *feed, const char *position, gint64 now, GHashTable *digests, Heard *heard)
{
  g_string_append_printf (heard->log, "bookmark %s %s\n", position,
                          (const char *)g_hash_table_lookup (digests, "unit"));
}

static void
up_to_date_cb (LianFeed *feed, const char *position, gint64 now, Heard *heard)
{
  g_string_append_printf (heard->log, "up-to-date %s\n", position);
}

static void
resync_cb (LianFeed *feed, const char *reason, GStrv kinds, Heard *heard)
{
  g_string_append_printf (heard->log, "resync %s %s\n", reason, kinds != NULL ? kinds[0] : "-");
}

static void
bye_cb (LianFeed *feed, guint retry_ms, Heard *heard)
{
  g_string_append_printf (heard->log, "bye %u\n", retry_ms);
}

static void
closed_cb (LianFeed *feed, const GError *error, Heard *heard)
{
  g_assert_null (heard->error);
  heard->error = g_error_copy (error);
}

static LianFeed *
listen_to (LianTestPeer *peer, Heard *heard)
{
  g_autoptr (LianClient) client = lian_client_new (lian_test_peer_get_url (peer), NULL);
  LianFeed *feed = lian_feed_new (client);

  heard->log = g_string_new (NULL);
  heard->error = NULL;
  g_signal_connect (feed, "change", G_CALLBACK (change_cb), heard);
  g_signal_connect (feed, "bookmark", G_CALLBACK (bookmark_cb), heard);
  g_signal_connect (feed, "up-to-date", G_CALLBACK (up_to_date_cb), heard);
  g_signal_connect (feed, "resync", G_CALLBACK (resync_cb), heard);
  g_signal_connect (feed, "bye", G_CALLBACK (bye_cb), heard);
  g_signal_connect (feed, "closed", G_CALLBACK (closed_cb), heard);
  lian_feed_open (feed, "e:1");
  return feed;
}

static void
heard_clear (Heard *heard)
{
  g_string_free (heard->log, TRUE);
  g_clear_error (&heard->error);
}

#define NOW "\"now\":\"2026-11-24T09:40:00+08:00\""
#define UNIT "{\"id\":\"u1\",\"version\":2,\"name\":\"x\",\"kind\":\"dept\"}"
#define CHANGE(POSITION, DATA) "event: change\nid: " POSITION "\ndata: " DATA "\n\n"

static void
test_events (void)
{
  LianTestReply stream
      = { .trick = LIAN_TEST_STREAM,
          .body
          = ": hello\n\n" CHANGE ("e:2", "{\"kind\":\"unit\",\"id\":\"u1\",\"version\":2,"
                                         "\"op\":\"upsert\",\"more\":true,\"record\":" UNIT "}")
              CHANGE ("e:2", "{\"kind\":\"case\",\"id\":\"c1\",\"version\":2,\"op\":\"delete\"}")
                  CHANGE ("e:3", "{\"kind\":\"spaceship\",\"id\":\"s1\",\"version\":3,"
                                 "\"op\":\"upsert\",\"more\":false,\"record\":{}}")
                      CHANGE ("e:4", "{\"kind\":\"unit\",\"id\":\"u2\",\"version\":4,"
                                     "\"op\":\"upsert\",\"record\":" UNIT "}") };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&stream);
  Heard heard;
  g_autoptr (LianFeed) feed = listen_to (peer, &heard);

  LIAN_WAIT (lian_test_peer_get_streams (peer) == 1);
  g_assert_cmpstr (g_hash_table_lookup (lian_test_peer_get_last (peer)->headers, "last-event-id"),
                   ==, "e:1");
  lian_test_peer_push (peer, "event: up-to-date\ndata: {\"position\":\"e:4\"," NOW "}\n\n");
  lian_test_peer_push (peer, "event: bookmark\nid: e:4\ndata: {\"position\":\"e:4\"," NOW ","
                             "\"kinds\":{\"unit\":{\"count\":2,\"digest\":\"ab\"}}}\n\n");
  lian_test_peer_push (peer, "event: resync\ndata: {\"reason\":\"scope\",\"kinds\":[\"case\"]}\n\n"
                             "event: future\ndata: {}\n\n"
                             "event: bye\ndata: {\"retry_ms\":1500}\n\n");
  LIAN_WAIT (strstr (heard.log->str, "bye") != NULL);
  g_assert_cmpstr (heard.log->str, ==,
                   "unit u1 2 record e:2 more\ncase c1 2 - e:2\n? s1 3 - e:3\n? u2 4 - e:4\n"
                   "up-to-date e:4\nbookmark e:4 2 ab\nresync scope case\nbye 1500\n");
  lian_test_peer_stop (peer);
  LIAN_WAIT (heard.error != NULL);
  g_assert_error (heard.error, LIAN_ERROR, LIAN_ERROR_UNREACHABLE);
  g_assert_cmpuint (lian_feed_get_retry_ms (feed), ==, 1500);
  heard_clear (&heard);
}

typedef struct
{
  const char *name;
  LianTestReply reply;
  int error;
} Ending;

static const Ending endings[] = {
  { "gone",
    { .status = 410,
      .type = "application/problem+json",
      .body = "{\"type\":\"urn:liandong:problem:position-expired\",\"title\":\"t\",\"status\":410,"
              "\"detail\":\"d\"}" },
    LIAN_ERROR_GONE },
  { "unauthenticated", { .status = 401, .body = "{}" }, LIAN_ERROR_UNAUTHENTICATED },
  { "throttled",
    { .status = 429, .extra = "Retry-After: 2\r\n", .body = "{}" },
    LIAN_ERROR_THROTTLED },
  { "html", { .type = "text/html", .body = "<p>" }, LIAN_ERROR_NOT_LIANDONG },
  { "bad-json",
    { .trick = LIAN_TEST_STREAM, .body = CHANGE ("e:2", "{\"kind\":") },
    LIAN_ERROR_INVALID },
  { "no-position",
    { .trick = LIAN_TEST_STREAM,
      .body = "event: change\ndata: {\"kind\":\"case\",\"id\":\"c\",\"version\":2,"
              "\"op\":\"delete\"}\n\n" },
    LIAN_ERROR_INVALID },
  { "endless", { .trick = LIAN_TEST_ENDLESS, .type = "text/event-stream" }, LIAN_ERROR_TOO_LARGE },
};

static void
test_ending (gconstpointer data)
{
  const Ending *test = data;
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&test->reply);
  Heard heard;
  g_autoptr (LianFeed) feed = listen_to (peer, &heard);

  LIAN_WAIT (heard.error != NULL);
  g_assert_error (heard.error, LIAN_ERROR, test->error);
  if (test->reply.status == 429)
    g_assert_cmpuint (lian_feed_get_retry_ms (feed), ==, 2000);
  heard_clear (&heard);
}

static void
test_close (void)
{
  LianTestReply stream = { .trick = LIAN_TEST_STREAM, .body = ": x\n" };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&stream);
  Heard heard;
  LianFeed *feed = listen_to (peer, &heard);

  LIAN_WAIT (lian_test_peer_get_streams (peer) == 1);
  lian_test_run (20);
  lian_feed_close (feed);
  LIAN_WAIT (lian_test_peer_get_streams (peer) == 0);
  g_assert_null (heard.error);
  g_assert_finalize_object (feed);
  heard_clear (&heard);
}

static void
test_paused (void)
{
  LianTestReply stream = { .trick = LIAN_TEST_STREAM, .body = ": x\n" };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&stream);
  Heard heard;
  g_autoptr (LianFeed) feed = listen_to (peer, &heard);

  LIAN_WAIT (lian_test_peer_get_streams (peer) == 1);
  lian_test_run (20);
  lian_feed_set_paused (feed, TRUE);
  /* A read was under way already: it ends with the first of the two. */
  lian_test_peer_push (peer, "event: bye\ndata: {\"retry_ms\":1}\n\n");
  LIAN_WAIT (heard.log->len > 0);
  lian_test_peer_push (peer, "event: bye\ndata: {\"retry_ms\":2}\n\n");
  lian_test_run (50);
  g_assert_cmpstr (heard.log->str, ==, "bye 1\n");
  lian_feed_set_paused (feed, FALSE);
  LIAN_WAIT (strstr (heard.log->str, "bye 2") != NULL);
  lian_feed_close (feed);
  heard_clear (&heard);
}

int
main (int argc, char *argv[])
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/feed/events", test_events);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strdup_printf ("/client/feed/%s", endings[i].name);

      g_test_add_data_func (path, &endings[i], test_ending);
    }
  g_test_add_func ("/client/feed/close", test_close);
  g_test_add_func ("/client/feed/paused", test_paused);

  return g_test_run ();
}
