/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine-private.h"

#include "lian-error.h"
#include "lian-limits.h"
#include "lian-test-console.h"
#include "lian-test-peer.h"

#include <glib/gstdio.h>
#include <string.h>

/* The engine before a peer that lies, drips and says nothing, under a clock that is moved by hand.
 */

#define SECOND G_TIME_SPAN_SECOND
/* 2026-11-24T09:40:00+08:00 */
#define NOW_US G_GINT64_CONSTANT (1795484400000000)
#define NOW "\"now\":\"2026-11-24T09:40:00+08:00\""

typedef enum
{
  FEED_STREAM,
  FEED_HELD_BACK, /* by a proxy that waits for its end */
} FeedWay;

typedef struct
{
  char *dir;
  LianTestPeer *peer;
  LianMirror *mirror;
  LianLedger *ledger;
  LianClock *clock;
  LianEngine *engine;
  const LianTestReply *hello; /* (nullable): in place of a right one */
  gboolean mute;              /* nobody answers anything */
  gboolean demonstration;
  FeedWay way;
  const char *epoch;
  guint hellos;
  guint polls;
  char *asked; /* who asked to be signed in, the last one */
} Place;

static void
say_hello (Place *place, LianTestReply *reply)
{
  place->hellos++;
  if (place->hello != NULL)
    *reply = *place->hello;
  else
    reply->owned = g_strdup_printf (
        "{\"server_id\":\"s1\",\"epoch\":\"%s\",\"api\":\"1.0\",\"name\":\"n\"," NOW
        ",\"demonstration\":%s,\"max_position\":\"%s:4\"}",
        place->epoch, place->demonstration ? "true" : "false", place->epoch);
}

static void
say_changes (Place *place, const LianTestRequest *request, LianTestReply *reply)
{
  gboolean stream
      = strstr (g_hash_table_lookup (request->headers, "accept"), "event-stream") != NULL;

  if (stream && place->way == FEED_HELD_BACK)
    reply->trick = LIAN_TEST_SILENT;
  else if (stream)
    {
      reply->trick = LIAN_TEST_STREAM;
      reply->body = "event: up-to-date\ndata: {\"position\":\"e1:1\"," NOW "}\n\n";
    }
  else if (place->polls++ == 0)
    reply->body = "{\"position\":\"e1:1\",\"events\":[{\"event\":\"up-to-date\",\"id\":\"e1:1\","
                  "\"data\":{\"position\":\"e1:1\"," NOW "}}]}";
  else
    reply->trick = LIAN_TEST_SILENT;
}

static void
answer (const LianTestRequest *request, LianTestReply *reply, gpointer user_data)
{
  Place *place = user_data;

  if (place->mute)
    reply->trick = LIAN_TEST_SILENT;
  else if (g_str_equal (request->path, "/v1/hello"))
    say_hello (place, reply);
  else if (g_str_equal (request->path, "/v1/session"))
    {
      g_free (place->asked);
      place->asked = g_strdup (request->body);
      reply->body = "{\"token\":\"t\",\"me\":{\"account\":\"d1\",\"roles\":[\"dispatcher\"]}}";
    }
  else if (g_str_has_prefix (request->path, "/v1/changes"))
    say_changes (place, request, reply);
  else if (g_str_equal (request->method, "POST"))
    reply->body = "{\"results\":[]}";
  else
    reply->body = "{\"position\":\"e1:1\",\"records\":[]}";
}

static void
place_open (Place *place)
{
  g_autoptr (GError) error = NULL;

  memset (place, 0, sizeof *place);
  place->epoch = "e1";
  place->peer = lian_test_peer_new (answer, place);
  place->dir = g_dir_make_tmp ("lian-link-XXXXXX", &error);
  g_assert_no_error (error);
  place->clock = lian_clock_new_manual (NOW_US);
  lian_test_console_open (place->dir, lian_test_peer_get_url (place->peer), place->clock,
                          &place->mirror, &place->ledger, &place->engine);
}

static void
place_close (Place *place)
{
  lian_test_console_close (place->mirror, place->ledger, place->engine);
  g_object_unref (place->clock);
  lian_test_peer_free (place->peer);
  g_free (place->asked);
  lian_test_folder_remove (place->dir);
}

static void
sign_in (Place *place)
{
  lian_test_console_sign_in (place->engine, "d1");
}

static void
go_live (Place *place)
{
  lian_engine_start (place->engine);
  WAIT_PHASE (place, LIAN_PHASE_SIGN_IN);
  sign_in (place);
  WAIT_PHASE (place, LIAN_PHASE_LIVE);
}

static LianLinkTrouble
newest_trouble (Place *place)
{
  const LianLinkEvent *event = lian_engine_get_link_event (place->engine, 0);

  return event != NULL ? event->trouble : LIAN_LINK_OK;
}

static gboolean
has_logged (Place *place, LianLinkTrouble trouble)
{
  const LianLinkEvent *event;

  for (guint i = 0; (event = lian_engine_get_link_event (place->engine, i)) != NULL; i++)
    if (event->trouble == trouble)
      return TRUE;
  return FALSE;
}

/* --- what answers --- */

typedef struct
{
  const char *name;
  LianTestReply hello;
  LianLinkTrouble trouble;
} Case;

static const Case cases[] = {
  { "portal", { .type = "text/html", .body = "<p>Sign in" }, LIAN_LINK_PORTAL },
  { "redirect",
    { .status = 302, .extra = "Location: http://127.0.0.1:1/\r\n" },
    LIAN_LINK_REDIRECT },
  { "empty", { .status = 204, .type = "" }, LIAN_LINK_EMPTY },
  { "not-http", { .raw = "220 mail ESMTP\r\n" }, LIAN_LINK_NOT_HTTP },
  { "malformed", { .body = "{\"server" }, LIAN_LINK_MALFORMED },
  { "bomb", { .trick = LIAN_TEST_ENDLESS }, LIAN_LINK_TOO_LARGE },
  { "gone", { .trick = LIAN_TEST_DROP }, LIAN_LINK_CUT },
  { "forbidden", { .status = 403, .body = "{}" }, LIAN_LINK_FORBIDDEN },
  { "no-api", { .status = 404, .body = "{}" }, LIAN_LINK_NO_API },
  { "fault", { .status = 500, .body = "{}" }, LIAN_LINK_FAULT },
  { "overloaded",
    { .status = 503, .body = "{}", .extra = "Retry-After: 7\r\n" },
    LIAN_LINK_OVERLOADED },
  { "throttled",
    { .status = 429, .body = "{}", .extra = "Retry-After: 7\r\n" },
    LIAN_LINK_THROTTLED },
};

/* In words, kept by its class, tried again by itself, and forgotten when all is well. */
static void
test_trouble (gconstpointer data)
{
  const Case *test = data;
  LianLinkFacts facts;
  Place place;

  place_open (&place);
  place.hello = &test->hello;
  lian_engine_start (place.engine);
  WAIT_PHASE (&place, LIAN_PHASE_WAITING);
  g_assert_cmpint (lian_engine_get_link_trouble (place.engine), ==, test->trouble);
  g_assert_cmpstr (lian_engine_get_trouble (place.engine), ==,
                   lian_link_trouble_to_text (test->trouble));
  g_assert_cmpint (newest_trouble (&place), ==, test->trouble);
  g_assert_cmpint (lian_engine_get_freshness (place.engine), ==, LIAN_FRESH_OFFLINE);
  g_assert_cmpint (lian_engine_get_offline_since (place.engine), ==, NOW_US);
  lian_engine_get_link (place.engine, &facts);
  g_assert_cmpint (
      facts.retry_seconds, >=,
      strstr (test->name, "o") && test->hello.extra && test->trouble != LIAN_LINK_REDIRECT ? 7 : 0);
  g_assert_cmpint (facts.retry_seconds, <=, 8);

  place.hello = NULL;
  lian_engine_retry_now (place.engine);
  WAIT_PHASE (&place, LIAN_PHASE_SIGN_IN);
  /* It has answered: what was wrong is past, whether somebody signs in or not. */
  g_assert_null (lian_engine_get_trouble (place.engine));
  sign_in (&place);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  g_assert_cmpint (lian_engine_get_link_trouble (place.engine), ==, LIAN_LINK_OK);
  g_assert_null (lian_engine_get_trouble (place.engine));
  g_assert_cmpint (newest_trouble (&place), ==, test->trouble);
  place_close (&place);
}

static void
test_refused (void)
{
  Place place;

  place_open (&place);
  go_live (&place);
  lian_test_peer_stop (place.peer);
  LIAN_WAIT (newest_trouble (&place) == LIAN_LINK_REFUSED);
  g_assert_cmpint (lian_engine_get_link_event (place.engine, 1)->trouble, ==, LIAN_LINK_CUT);
  g_assert_cmpint (lian_engine_get_freshness (place.engine), ==, LIAN_FRESH_OFFLINE);
  place_close (&place);
}

/* The network is back: soon, not at the end of a long wait. */
static void
test_hurry (void)
{
  LianTestReply wait = { .status = 503, .body = "{}", .extra = "Retry-After: 200\r\n" };
  LianLinkFacts facts;
  Place place;

  place_open (&place);
  place.hello = &wait;
  lian_engine_start (place.engine);
  WAIT_PHASE (&place, LIAN_PHASE_WAITING);
  lian_engine_get_link (place.engine, &facts);
  g_assert_cmpint (facts.retry_seconds, >=, 200);
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
  lian_engine_get_link (place.engine, &facts);
  g_assert_cmpint (facts.retry_seconds, <=, 1);
  place.hello = NULL;
  WAIT_PHASE (&place, LIAN_PHASE_SIGN_IN);
  place_close (&place);
}

/* Everybody lost the server at the same moment, and everybody was told the same: what was asked
 * for, and then spread over seconds. */
static void
test_herd (void)
{
  LianLinkFacts facts;
  Place place;
  int most = 0;

  place_open (&place);
  g_random_set_seed (3);
  lian_engine_set_spread (place.engine, LIAN_FEED_SPREAD_MS);
  go_live (&place);
  for (guint i = 0; i < 3; i++)
    {
      lian_test_peer_push (place.peer, "event: bye\ndata: {\"retry_ms\":2000}\n\n");
      lian_test_run (20);
      lian_test_peer_stop (place.peer);
      WAIT_PHASE (&place, LIAN_PHASE_WAITING);
      g_assert_cmpint (newest_trouble (&place), ==, LIAN_LINK_RESTARTING);
      lian_engine_get_link (place.engine, &facts);
      g_assert_cmpint (facts.retry_seconds, >=, 2);
      g_assert_cmpint (facts.retry_seconds, <=, 2 + LIAN_FEED_SPREAD_MS / 1000);
      most = MAX (most, facts.retry_seconds);
      lian_test_peer_restart (place.peer);
      lian_engine_retry_now (place.engine);
      WAIT_PHASE (&place, LIAN_PHASE_LIVE);
    }
  g_assert_cmpint (most, >, 3);
  place_close (&place);
}

static void
test_restored (void)
{
  Place place;

  place_open (&place);
  go_live (&place);
  place.epoch = "e2";
  lian_test_peer_stop (place.peer);
  lian_test_peer_restart (place.peer);
  LIAN_WAIT (has_logged (&place, LIAN_LINK_RESTORED));
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  g_assert_cmpstr (lian_mirror_get_epoch (place.mirror), ==, "e2");
  g_assert_null (lian_engine_get_trouble (place.engine));
  place_close (&place);
}

/* --- what says nothing --- */

typedef struct
{
  const char *name;
  const char *noise; /* (nullable): what comes every second */
} Hole;

static const Hole holes[] = {
  { "silence", NULL },
  { "comments", ": still here\n\n" },
  { "half-event", "d" },
  { "bytes", "\n" },
  { "old-bookmarks", "event: bookmark\nid: e1:1\ndata: {\"position\":\"e1:1\"," NOW "}\n\n" },
  { "old-news", "event: up-to-date\nid: e1:1\ndata: {\"position\":\"e1:1\"," NOW "}\n\n" },
};

/* However a dead feed behaves, it shows within 31 seconds, and the console tries to reach somebody
 * else before. */
static void
test_hole (gconstpointer data)
{
  const Hole *hole = data;
  Place place;
  guint hellos;

  place_open (&place);
  go_live (&place);
  hellos = lian_test_peer_get_requests (place.peer);
  place.mute = TRUE;
  for (guint second = 1; second <= 31; second++)
    {
      lian_clock_advance (place.clock, SECOND);
      if (hole->noise != NULL)
        lian_test_peer_push (place.peer, hole->noise);
      lian_test_run (3);
      lian_engine_tick (place.engine);
      g_assert_cmpint (lian_engine_get_freshness (place.engine), ==,
                       second <= LIAN_LIVE_SECONDS    ? LIAN_FRESH_LIVE
                       : second <= LIAN_STALE_SECONDS ? LIAN_FRESH_LATE
                                                      : lian_engine_get_freshness (place.engine));
    }
  g_assert_cmpint (lian_engine_get_freshness (place.engine), >=, LIAN_FRESH_STALE);
  g_assert_cmpint (lian_engine_get_as_of (place.engine), ==, NOW_US);
  g_assert_cmpint (newest_trouble (&place), ==, LIAN_LINK_SILENT);
  LIAN_WAIT (lian_test_peer_get_requests (place.peer) > hellos);
  place_close (&place);
}

/* Whole bookmarks that go on in time keep it live. */
static void
test_alive (void)
{
  Place place;

  place_open (&place);
  go_live (&place);
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *now = lian_time_format (NOW_US + (gint64)i * 10 * SECOND);
      g_autofree char *bookmark = g_strdup_printf (
          "event: bookmark\nid: e1:1\ndata: {\"position\":\"e1:1\",\"now\":\"%s\"}\n\n", now);

      lian_clock_advance (place.clock, 10 * SECOND);
      lian_test_peer_push (place.peer, bookmark);
      LIAN_WAIT (lian_engine_get_as_of (place.engine) == NOW_US + (gint64)i * 10 * SECOND);
      lian_engine_tick (place.engine);
      g_assert_cmpint (lian_engine_get_freshness (place.engine), ==, LIAN_FRESH_LIVE);
      g_assert_cmpint (lian_engine_get_age (place.engine), ==, 0);
    }
  g_assert_cmpuint (place.hellos, ==, 2);
  place_close (&place);
}

static void
test_held_back (void)
{
  LianLinkFacts facts;
  Place place;

  place_open (&place);
  place.way = FEED_HELD_BACK;
  lian_engine_start (place.engine);
  WAIT_PHASE (&place, LIAN_PHASE_SIGN_IN);
  sign_in (&place);
  WAIT_PHASE (&place, LIAN_PHASE_CATCHING_UP);
  lian_clock_advance (place.clock, 20 * SECOND);
  lian_engine_tick (place.engine);
  lian_test_run (20);
  g_assert_cmpuint (place.polls, ==, 0);
  lian_clock_advance (place.clock, SECOND);
  lian_engine_tick (place.engine);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  g_assert_cmpint (lian_engine_get_freshness (place.engine), ==, LIAN_FRESH_LIVE);
  g_assert_cmpint (newest_trouble (&place), ==, LIAN_LINK_BUFFERED);
  lian_engine_get_link (place.engine, &facts);
  g_assert_true (facts.polling);

  /* A new connection goes on asking, and after half an hour tries a stream again. */
  lian_test_peer_stop (place.peer);
  lian_test_peer_restart (place.peer);
  place.polls = 0;
  LIAN_WAIT (place.polls > 0);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  lian_clock_advance (place.clock, 31 * G_TIME_SPAN_MINUTE);
  place.way = FEED_STREAM;
  lian_engine_tick (place.engine);
  LIAN_WAIT (lian_test_peer_get_streams (place.peer) == 1);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  lian_engine_get_link (place.engine, &facts);
  g_assert_false (facts.polling);
  place_close (&place);
}

/* --- sleep and clocks --- */

/* Even after a nap nothing is called live until somebody was heard again. */
static void
test_sleep (void)
{
  Place place;
  guint hellos;

  place_open (&place);
  go_live (&place);
  lian_engine_tick (place.engine);
  hellos = place.hellos;
  lian_clock_sleep (place.clock, 5 * SECOND);
  g_assert_cmpint (lian_engine_get_freshness (place.engine), ==, LIAN_FRESH_LIVE);
  lian_engine_tick (place.engine);
  g_assert_cmpint (lian_engine_get_freshness (place.engine), ==, LIAN_FRESH_STALE);
  g_assert_cmpint (lian_engine_get_phase (place.engine), ==, LIAN_PHASE_CONNECTING);
  LIAN_WAIT (place.hellos > hellos);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  g_assert_cmpint (lian_engine_get_freshness (place.engine), ==, LIAN_FRESH_LIVE);

  /* A busy second is no sleep. */
  lian_clock_advance (place.clock, 5 * SECOND);
  lian_engine_tick (place.engine);
  g_assert_cmpint (lian_engine_get_phase (place.engine), ==, LIAN_PHASE_LIVE);
  place_close (&place);
}

static void
count_cb (guint *count)
{
  ++*count;
}

static void
test_clock_off (void)
{
  LianLinkFacts facts;
  Place place;
  guint changes = 0;

  place_open (&place);
  g_signal_connect_swapped (place.engine, "notify::clock-off", G_CALLBACK (count_cb), &changes);
  lian_clock_set_computer (place.clock, NOW_US + 29 * SECOND);
  go_live (&place);
  g_assert_false (lian_engine_is_clock_off (place.engine));
  lian_clock_set_computer (place.clock, NOW_US - 31 * SECOND);
  lian_engine_tick (place.engine);
  g_assert_true (lian_engine_is_clock_off (place.engine));
  g_assert_true (has_logged (&place, LIAN_LINK_CLOCK_OFF));
  lian_engine_get_link (place.engine, &facts);
  g_assert_true (facts.clock_known);
  g_assert_cmpint (facts.clock_offset_us, ==, 31 * SECOND);
  g_assert_cmpint (facts.rtt_us, ==, 0);
  /* Deadlines go by the platform's time all the while. */
  g_assert_cmpint (lian_clock_get_now (place.clock), ==, NOW_US);
  lian_clock_set_computer (place.clock, NOW_US);
  lian_engine_tick (place.engine);
  g_assert_false (lian_engine_is_clock_off (place.engine));
  g_assert_cmpuint (changes, ==, 2);
  place_close (&place);
}

/* A demonstration plays on a day of its own. */
static void
test_clock_demonstration (void)
{
  Place place;

  place_open (&place);
  place.demonstration = TRUE;
  lian_clock_set_computer (place.clock, NOW_US + 400 * G_TIME_SPAN_DAY);
  go_live (&place);
  lian_engine_tick (place.engine);
  g_assert_false (lian_engine_is_clock_off (place.engine));
  place_close (&place);
}

/* --- what can be told --- */

static void
test_facts (void)
{
  LianLinkFacts facts;
  Place place;

  place_open (&place);
  lian_engine_get_link (place.engine, &facts);
  g_assert_cmpstr (facts.server_id, ==, "");
  g_assert_cmpint (facts.lag, ==, -1);
  g_assert_cmpint (facts.retry_seconds, ==, -1);
  g_assert_cmpint (facts.send_seconds, ==, -1);
  g_assert_false (facts.clock_known);
  go_live (&place);
  lian_engine_get_link (place.engine, &facts);
  g_assert_cmpstr (facts.server, ==, lian_test_peer_get_url (place.peer));
  g_assert_cmpstr (facts.server_id, ==, "s1");
  g_assert_cmpstr (facts.epoch, ==, "e1");
  g_assert_cmpstr (facts.api, ==, "1.0");
  g_assert_cmpstr (facts.position, ==, "e1:1");
  g_assert_cmpuint (facts.events, ==, 1);
  g_assert_cmpuint (facts.bytes, >, 40);
  g_assert_cmpint (facts.lag, ==, 0);
  lian_test_peer_push (place.peer, "event: bookmark\nid: e1:9\ndata: {\"position\":\"e1:9\","
                                   "\"now\":\"2026-11-24T09:40:10+08:00\"}\n\n");
  LIAN_WAIT (place.engine->feed_now == NOW_US + 10 * SECOND);
  lian_engine_get_link (place.engine, &facts);
  g_assert_cmpint (facts.lag, ==, 8);
  lian_engine_set_newest (place.engine, "e2:9");
  lian_engine_get_link (place.engine, &facts);
  g_assert_cmpint (facts.lag, ==, -1);
  lian_engine_set_newest (place.engine, "e1:99999999999999999999999");
  lian_engine_get_link (place.engine, &facts);
  g_assert_cmpint (facts.lag, ==, -1);
  place_close (&place);
}

/* Whoever has the demonstration's password at hand. */
static void
eager_cb (LianEngine *engine, GParamSpec *property, GAsyncResult **result)
{
  if (lian_engine_get_phase (engine) == LIAN_PHASE_SIGN_IN && *result == NULL)
    lian_engine_sign_in (engine, "d1", "pw", "s", NULL, lian_test_keep_result, result);
}

/* One sign-in does not take the password of another that is being sent. */
static void
test_sign_in_within (void)
{
  Place place;
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  place_open (&place);
  go_live (&place);
  g_signal_connect (place.engine, "notify::phase", G_CALLBACK (eager_cb), &second);
  lian_engine_sign_in (place.engine, "chief", "secret", "s", NULL, lian_test_keep_result, &first);
  g_assert_true (lian_engine_is_signing_in (place.engine));
  LIAN_WAIT (first != NULL && second != NULL);
  g_assert_true (lian_engine_sign_in_finish (place.engine, first, &error));
  g_assert_no_error (error);
  g_assert_false (lian_engine_sign_in_finish (place.engine, second, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_BUSY);
  g_assert_nonnull (strstr (place.asked, "chief"));
  g_assert_nonnull (strstr (place.asked, "secret"));
  g_assert_false (lian_engine_is_signing_in (place.engine));
  place_close (&place);
}

int
main (int argc, char *argv[])
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sync/link/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_trouble);
    }
  g_test_add_func ("/sync/link/refused", test_refused);
  g_test_add_func ("/sync/link/hurry", test_hurry);
  g_test_add_func ("/sync/link/herd", test_herd);
  g_test_add_func ("/sync/link/restored", test_restored);
  for (guint i = 0; i < G_N_ELEMENTS (holes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sync/link/hole/%s", holes[i].name);

      g_test_add_data_func (path, &holes[i], test_hole);
    }
  g_test_add_func ("/sync/link/alive", test_alive);
  g_test_add_func ("/sync/link/held-back", test_held_back);
  g_test_add_func ("/sync/link/sleep", test_sleep);
  g_test_add_func ("/sync/link/clock-off", test_clock_off);
  g_test_add_func ("/sync/link/clock-demonstration", test_clock_demonstration);
  g_test_add_func ("/sync/link/facts", test_facts);
  g_test_add_func ("/sync/link/sign-in-within", test_sign_in_within);

  return g_test_run ();
}
