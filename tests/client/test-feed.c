/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-feed.h"

#include "lian-link-trouble.h"
#include "lian-test-peer.h"

#include <string.h>

typedef struct
{
  GString *log;
  GError *error;
  guint alive;
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

static void
alive_cb (LianFeed *feed, Heard *heard)
{
  heard->alive++;
}

static LianFeed *
begin (LianTestPeer *peer, Heard *heard, gboolean polling)
{
  g_autoptr (LianClient) client = lian_client_new (lian_test_peer_get_url (peer), NULL);
  LianFeed *feed = lian_feed_new (client);

  heard->log = g_string_new (NULL);
  heard->error = NULL;
  heard->alive = 0;
  g_signal_connect (feed, "change", G_CALLBACK (change_cb), heard);
  g_signal_connect (feed, "bookmark", G_CALLBACK (bookmark_cb), heard);
  g_signal_connect (feed, "up-to-date", G_CALLBACK (up_to_date_cb), heard);
  g_signal_connect (feed, "resync", G_CALLBACK (resync_cb), heard);
  g_signal_connect (feed, "bye", G_CALLBACK (bye_cb), heard);
  g_signal_connect (feed, "closed", G_CALLBACK (closed_cb), heard);
  g_signal_connect (feed, "alive", G_CALLBACK (alive_cb), heard);
  lian_feed_set_polling (feed, polling);
  lian_feed_open (feed, "e:1");
  return feed;
}

static LianFeed *
listen_to (LianTestPeer *peer, Heard *heard)
{
  return begin (peer, heard, FALSE);
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
  g_assert_cmpint (lian_link_trouble_of (heard.error), ==, LIAN_LINK_RESTARTING);
  g_assert_cmpuint (lian_feed_get_retry_ms (feed), ==, 1500);
  g_assert_cmpuint (lian_feed_get_events (feed), ==, 9);
  g_assert_cmpuint (heard.alive, ==, 9);
  g_assert_cmpuint (lian_feed_get_bytes (feed), >, 400);
  heard_clear (&heard);
}

typedef struct
{
  const char *name;
  LianTestReply reply;
  int error;
  LianLinkTrouble trouble;
} Ending;

static const Ending endings[] = {
  { "gone",
    { .status = 410,
      .type = "application/problem+json",
      .body = "{\"type\":\"urn:liandong:problem:position-expired\",\"title\":\"t\",\"status\":410,"
              "\"detail\":\"d\"}" },
    LIAN_ERROR_GONE,
    LIAN_LINK_POSITION_GONE },
  { "unauthenticated",
    { .status = 401, .body = "{}" },
    LIAN_ERROR_UNAUTHENTICATED,
    LIAN_LINK_SIGNED_OUT },
  { "throttled",
    { .status = 429, .extra = "Retry-After: 2\r\n", .body = "{}" },
    LIAN_ERROR_THROTTLED,
    LIAN_LINK_THROTTLED },
  { "html", { .type = "text/html", .body = "<p>" }, LIAN_ERROR_NOT_LIANDONG, LIAN_LINK_PORTAL },
  { "bad-json",
    { .trick = LIAN_TEST_STREAM, .body = CHANGE ("e:2", "{\"kind\":") },
    LIAN_ERROR_INVALID,
    LIAN_LINK_BAD_EVENT },
  { "no-position",
    { .trick = LIAN_TEST_STREAM,
      .body = "event: change\ndata: {\"kind\":\"case\",\"id\":\"c\",\"version\":2,"
              "\"op\":\"delete\"}\n\n" },
    LIAN_ERROR_INVALID,
    LIAN_LINK_BAD_EVENT },
  { "endless",
    { .trick = LIAN_TEST_ENDLESS, .type = "text/event-stream" },
    LIAN_ERROR_TOO_LARGE,
    LIAN_LINK_BAD_EVENT },
  { "overloaded",
    { .status = 503, .type = "text/html", .body = "<p>", .extra = "Retry-After: 3\r\n" },
    LIAN_ERROR_SERVER,
    LIAN_LINK_OVERLOADED },
  { "fault", { .status = 500, .body = "{}" }, LIAN_ERROR_SERVER, LIAN_LINK_FAULT },
  { "ended",
    { .trick = LIAN_TEST_STREAM, .body = ": hello\n\n", .cut = 80 },
    LIAN_ERROR_UNREACHABLE,
    LIAN_LINK_CUT },
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
  g_assert_cmpstr (lian_link_trouble_get_name (lian_link_trouble_of (heard.error)), ==,
                   lian_link_trouble_get_name (test->trouble));
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

/* Bytes, comments and half an event are no sign of life. */
static void
test_dribble (void)
{
  LianTestReply stream = { .trick = LIAN_TEST_STREAM, .body = ": x\n\n" };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&stream);
  Heard heard;
  g_autoptr (LianFeed) feed = listen_to (peer, &heard);

  LIAN_WAIT (lian_feed_get_bytes (feed) > 0);
  lian_test_peer_push (peer, ": still here\n\n");
  lian_test_peer_push (peer, "event: bookmark\nid: e:1\ndata: {\"position\":\"e:1\",");
  lian_test_peer_push (peer, NOW);
  LIAN_WAIT (lian_feed_get_bytes (feed) > 90);
  g_assert_cmpuint (heard.alive, ==, 0);
  lian_test_peer_push (peer, "}\n\n");
  LIAN_WAIT (heard.alive == 1);
  g_assert_cmpstr (heard.log->str, ==, "bookmark e:1 (null)\n");
  lian_feed_close (feed);
  heard_clear (&heard);
}

/* --- asking instead of listening --- */

typedef struct
{
  guint asked;
  const char *last; /* (nullable): what the third answer is, in place of an error */
} Polled;

#define ANSWER(POSITION, EVENTS) "{\"position\":\"" POSITION "\",\"events\":[" EVENTS "]}"
#define POLLED(EVENT, ID, DATA) "{\"event\":\"" EVENT "\",\"id\":\"" ID "\",\"data\":" DATA "}"

static void
poll_handler (const LianTestRequest *request, LianTestReply *reply, gpointer user_data)
{
  static const char *const positions[] = { "e:1", "e:2", "e:2" };
  Polled *polled = user_data;

  g_assert_cmpuint (polled->asked, <, G_N_ELEMENTS (positions));
  g_assert_cmpstr (request->path, ==, "/v1/changes?wait=10");
  g_assert_cmpstr (g_hash_table_lookup (request->headers, "last-event-id"), ==,
                   positions[polled->asked]);
  g_assert_null (strstr (g_hash_table_lookup (request->headers, "accept"), "event-stream"));
  switch (polled->asked++)
    {
    case 0:
      reply->body
          = ANSWER ("e:2",
                    POLLED ("change", "e:2",
                            "{\"kind\":\"case\",\"id\":\"c1\",\"version\":2,\"op\":\"delete\","
                            "\"more\":false}") "," POLLED ("up-to-date", "e:2",
                                                           "{\"position\":\"e:2\"," NOW "}"));
      break;
    case 1:
      reply->body
          = ANSWER ("e:2", POLLED ("bookmark", "e:2",
                                   "{\"position\":\"e:2\"," NOW
                                   ",\"kinds\":{\"unit\":{\"count\":2,\"digest\":\"ab\"}}}"));
      break;
    default:
      reply->body = polled->last;
      reply->status = polled->last != NULL ? 200 : 503;
      reply->extra = "Retry-After: 4\r\n";
    }
}

static void
test_polling (void)
{
  Polled polled = { 0 };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new (poll_handler, &polled);
  Heard heard;
  g_autoptr (LianFeed) feed = begin (peer, &heard, TRUE);

  LIAN_WAIT (heard.error != NULL);
  g_assert_cmpstr (heard.log->str, ==, "case c1 2 - e:2\nup-to-date e:2\nbookmark e:2 2 ab\n");
  g_assert_cmpint (lian_link_trouble_of (heard.error), ==, LIAN_LINK_OVERLOADED);
  g_assert_cmpuint (lian_feed_get_retry_ms (feed), ==, 4000);
  heard_clear (&heard);
}

static void
test_polling_hostile (void)
{
  static const char *const bodies[] = {
    "{}",
    "[]",
    "{\"position\":\"e:2\"}",
    "{\"position\":\"e 2\",\"events\":[]}",
    "{\"position\":\"e:2\",\"events\":{}}",
    ANSWER ("e:2", "7"),
    ANSWER ("e:2", "{\"event\":\"bookmark\"}"),
    ANSWER ("e:2", "{\"event\":5,\"data\":{}}"),
    ANSWER ("e:2", POLLED ("change", "e:3", "{}")),
    ANSWER ("e:2", POLLED ("change", "e 3",
                           "{\"kind\":\"case\",\"id\":\"c\",\"version\":2,\"op\":\"delete\"}")),
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      Polled polled = { .last = bodies[i] };
      g_autoptr (LianTestPeer) peer = lian_test_peer_new (poll_handler, &polled);
      Heard heard;
      g_autoptr (LianFeed) feed = begin (peer, &heard, TRUE);

      LIAN_WAIT (heard.error != NULL);
      g_assert_cmpuint (polled.asked, ==, 3);
      g_assert_error (heard.error, LIAN_ERROR, LIAN_ERROR_INVALID);
      heard_clear (&heard);
    }
}

static void
test_polling_close (void)
{
  LianTestReply silent = { .trick = LIAN_TEST_SILENT };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&silent);
  Heard heard;
  LianFeed *feed = begin (peer, &heard, TRUE);

  LIAN_WAIT (lian_test_peer_get_requests (peer) == 1);
  lian_feed_close (feed);
  lian_test_run (30);
  g_assert_null (heard.error);
  g_assert_finalize_object (feed);
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
  g_test_add_func ("/client/feed/dribble", test_dribble);
  g_test_add_func ("/client/feed/polling", test_polling);
  g_test_add_func ("/client/feed/polling-hostile", test_polling_hostile);
  g_test_add_func ("/client/feed/polling-close", test_polling_close);

  return g_test_run ();
}
