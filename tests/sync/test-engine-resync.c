/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine before a platform that it does not agree with: kinds taken anew beside the feed, and
 * when to stop trying; and who may see the picture. */
#include "lian-engine-private.h"

#include "lian-error.h"
#include "lian-mirror-file.h"
#include "lian-mirror-inside.h"
#include "lian-test-console.h"
#include "lian-test-peer.h"

#include <glib/gstdio.h>
#include <string.h>

#define SECOND G_TIME_SPAN_SECOND
#define UNITS (G_GUINT64_CONSTANT (1) << LIAN_KIND_UNIT)
#define N 5

typedef struct
{
  char *dir;
  LianTestPeer *peer;
  LianMirror *mirror;
  LianLedger *ledger;
  LianClock *clock;
  LianEngine *engine;

  /* The platform: units u0 … u4, of version 0 when there is none, and no other records. */
  gint64 units[N];
  gint64 seq;
  const char *epoch;
  const char *me;
  guint second;    /* of its clock */
  gboolean lies;   /* its digests are never right */
  guint expired;   /* so many times the feed says 410 */
  guint bad_pages; /* so many pages of units say 400 */
  guint cut_after; /* pages of units after which it says 503 once; 0: never */
  guint unit_pages;
  guint grid_pages;
  guint feeds;
  guint hellos;
  guint mes;
} Place;

static char *
now_of (Place *place)
{
  place->second++;
  return g_strdup_printf ("\"now\":\"2026-11-24T%02u:%02u:%02u+08:00\"", 9 + place->second / 3600,
                          place->second / 60 % 60, place->second % 60);
}

static char *
unit_of (Place *place, guint i)
{
  return g_strdup_printf ("{\"id\":\"u%u\",\"version\":%" G_GINT64_FORMAT
                          ",\"name\":\"x\",\"kind\":\"dept\"}",
                          i, place->units[i]);
}

/* Two to a page. */
static void
answer_units (Place *place, const char *path, LianTestReply *reply)
{
  const char *after = strstr (path, "after=u");
  guint from = after != NULL ? (guint)(after[strlen ("after=u")] - '0') + 1 : 0;
  g_autoptr (GString) records = g_string_new (NULL);
  guint n = 0;
  int last = -1;
  gboolean more = FALSE;

  place->unit_pages++;
  if (place->bad_pages > 0)
    {
      place->bad_pages--;
      reply->status = 400;
      reply->body
          = "{\"type\":\"urn:liandong:problem:bad-request\",\"title\":\"t\",\"status\":400}";
      return;
    }
  if (place->cut_after > 0 && place->unit_pages > place->cut_after)
    {
      place->cut_after = 0;
      reply->status = 503;
      reply->body = "{}";
      return;
    }
  for (guint i = from; i < N; i++)
    {
      g_autofree char *unit = unit_of (place, i);

      if (place->units[i] == 0)
        continue;
      if (n == 2)
        {
          more = TRUE;
          break;
        }
      g_string_append_printf (records, "%s%s", n++ > 0 ? "," : "", unit);
      last = (int)i;
    }
  reply->owned
      = more ? g_strdup_printf ("{\"position\":\"%s:%" G_GINT64_FORMAT
                                "\",\"records\":[%s],\"next\":\"u%d\"}",
                                place->epoch, place->seq, records->str, last)
             : g_strdup_printf ("{\"position\":\"%s:%" G_GINT64_FORMAT "\",\"records\":[%s]}",
                                place->epoch, place->seq, records->str);
}

static void
answer_feed (Place *place, LianTestReply *reply)
{
  g_autofree char *now = now_of (place);

  place->feeds++;
  if (place->expired > 0)
    {
      place->expired--;
      reply->status = 410;
      reply->body = "{}";
      return;
    }
  reply->trick = LIAN_TEST_STREAM;
  reply->owned = g_strdup_printf ("event: up-to-date\ndata: {\"position\":\"%s:%" G_GINT64_FORMAT
                                  "\",%s}\n\n",
                                  place->epoch, place->seq, now);
}

static void
answer (const LianTestRequest *request, LianTestReply *reply, gpointer data)
{
  Place *place = data;
  const char *path = request->path;

  if (g_str_equal (path, "/v1/hello"))
    {
      g_autofree char *now = now_of (place);

      place->hellos++;
      reply->owned = g_strdup_printf ("{\"server_id\":\"s1\",\"epoch\":\"%s\",\"api\":\"1.0\","
                                      "\"name\":\"n\",%s}",
                                      place->epoch, now);
    }
  else if (g_str_equal (path, "/v1/session") && g_str_equal (request->method, "POST"))
    reply->owned = g_strdup_printf ("{\"token\":\"tok\",\"me\":%s}", place->me);
  else if (g_str_equal (path, "/v1/me"))
    {
      place->mes++;
      reply->owned = g_strdup (place->me);
    }
  else if (g_str_has_prefix (path, "/v1/changes"))
    answer_feed (place, reply);
  else if (g_str_equal (path, "/v1/instructions/status"))
    reply->body = "{\"known\":[],\"unknown\":[]}";
  else if (g_str_has_prefix (path, "/v1/units?"))
    answer_units (place, path, reply);
  else
    {
      place->grid_pages += g_str_has_prefix (path, "/v1/grids?");
      reply->owned = g_strdup_printf ("{\"position\":\"%s:%" G_GINT64_FORMAT "\",\"records\":[]}",
                                      place->epoch, place->seq);
    }
}

static void
open_console (Place *place)
{
  place->clock = lian_clock_new_manual (1000 * SECOND);
  lian_test_console_open (place->dir, lian_test_peer_get_url (place->peer), place->clock,
                          &place->mirror, &place->ledger, &place->engine);
}

static void
close_console (Place *place)
{
  lian_test_console_close (place->mirror, place->ledger, place->engine);
  g_object_unref (place->clock);
}

#define ME(ACCOUNT, ROLE)                                          \
  "{\"account\":\"" ACCOUNT "\",\"name\":\"n\",\"roles\":[\"" ROLE \
  "\"],\"region_code\":\"421202\",\"seat\":\"s\"}"

static void
place_open (Place *place)
{
  g_autoptr (GError) error = NULL;

  memset (place, 0, sizeof *place);
  place->epoch = "e1";
  place->me = ME ("d1", "dispatcher");
  place->seq = 3;
  for (guint i = 0; i < 3; i++)
    place->units[i] = i + 1;
  place->peer = lian_test_peer_new (answer, place);
  place->dir = g_dir_make_tmp ("lian-resync-XXXXXX", &error);
  g_assert_no_error (error);
  open_console (place);
}

static void
place_close (Place *place)
{
  close_console (place);
  lian_test_peer_free (place->peer);
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

/* -1: it is not there. */
static gint64
version_of (Place *place, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LianRecord) record = NULL;

  lian_mirror_lookup (place->mirror, LIAN_KIND_UNIT, id, NULL, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  record = lian_mirror_lookup_finish (place->mirror, result, NULL);
  return record != NULL ? lian_record_get_version (record) : -1;
}

/* A change of the platform, of which this console is not told when it is @lost. */
static void
change (Place *place, guint i, gboolean lost)
{
  g_autofree char *unit = NULL;
  g_autofree char *event = NULL;

  place->units[i] = ++place->seq;
  unit = unit_of (place, i);
  event = g_strdup_printf ("event: change\nid: %s:%" G_GINT64_FORMAT
                           "\ndata: {\"kind\":\"unit\",\"id\":\"u%u\",\"version\":%" G_GINT64_FORMAT
                           ",\"op\":\"upsert\",\"record\":%s}\n\n",
                           place->epoch, place->seq, i, place->seq, unit);
  if (!lost)
    lian_test_peer_push (place->peer, event);
}

static void
tell_bookmark (Place *place)
{
  const LianKind *kind = lian_kind_get (LIAN_KIND_UNIT);
  g_autofree char *now = now_of (place);
  g_autofree char *event = NULL;
  guint64 digest = place->lies ? 1 : 0;
  guint count = 0;

  for (guint i = 0; i < N; i++)
    if (place->units[i] > 0)
      {
        g_autofree char *id = g_strdup_printf ("u%u", i);

        digest += lian_mirror_digest (kind, id, place->units[i]);
        count++;
      }
  event = g_strdup_printf (
      "event: bookmark\nid: %s:%" G_GINT64_FORMAT "\ndata: {\"position\":\"%s:%" G_GINT64_FORMAT
      "\",%s,\"kinds\":{\"unit\":{\"count\":%u,\"digest\":\"%016" G_GINT64_MODIFIER "x\"}}}\n\n",
      place->epoch, place->seq, place->epoch, place->seq, now, count, digest);
  lian_test_peer_push (place->peer, event);
}

/* --- kinds taken anew --- */

/* One event was lost: one kind is fetched, the feed goes on, and nothing else happens. */
static void
test_kind (void)
{
  Place place;

  place_open (&place);
  go_live (&place);
  g_assert_cmpuint (place.unit_pages, ==, 2);
  change (&place, 1, TRUE);
  change (&place, 3, FALSE);
  LIAN_WAIT (version_of (&place, "u3") == 5);
  g_assert_cmpint (version_of (&place, "u1"), ==, 2);

  tell_bookmark (&place);
  LIAN_WAIT (place.unit_pages == 4);
  LIAN_WAIT (place.engine->resync_kind == LIAN_N_KINDS);
  change (&place, 4, FALSE);
  LIAN_WAIT (version_of (&place, "u4") == 6);
  g_assert_cmpint (version_of (&place, "u1"), ==, 2);
  tell_bookmark (&place);
  LIAN_WAIT (version_of (&place, "u1") == 4);
  g_assert_cmpint (version_of (&place, "u4"), ==, 6);
  tell_bookmark (&place);
  lian_test_run (50);

  g_assert_cmpstr (lian_mirror_get_position (place.mirror), ==, "e1:6");
  g_assert_cmpuint (place.unit_pages, ==, 4);
  g_assert_cmpuint (place.grid_pages, ==, 1);
  g_assert_cmpuint (place.feeds, ==, 1);
  g_assert_cmpint (lian_engine_get_phase (place.engine), ==, LIAN_PHASE_LIVE);
  g_assert_null (lian_engine_get_trouble (place.engine));
  place_close (&place);
}

/* A connection that goes in between is not a reason to begin again. */
static void
test_kind_cut (void)
{
  Place place;

  place_open (&place);
  go_live (&place);
  change (&place, 1, TRUE);
  change (&place, 3, TRUE);
  place.cut_after = 3; /* two were the snapshot's */
  tell_bookmark (&place);
  LIAN_WAIT (place.unit_pages == 4);
  LIAN_WAIT (place.feeds == 2);
  LIAN_WAIT (place.unit_pages == 5);
  LIAN_WAIT (place.engine->resync_kind == LIAN_N_KINDS);
  tell_bookmark (&place);
  LIAN_WAIT (version_of (&place, "u1") == 4);
  g_assert_cmpint (version_of (&place, "u0"), ==, 1);
  g_assert_cmpint (version_of (&place, "u3"), ==, 5);
  place_close (&place);
}

/* Asked for by name. What this program does not know is nothing that it has. */
static void
test_asked (void)
{
  Place place;

  place_open (&place);
  go_live (&place);
  lian_test_peer_push (place.peer,
                       "event: resync\ndata: {\"reason\":\"rows\",\"kinds\":[\"weather\"]}\n\n");
  lian_test_peer_push (
      place.peer,
      "event: resync\ndata: {\"reason\":\"rows\",\"kinds\":[\"weather\",\"unit\"]}\n\n");
  LIAN_WAIT (place.unit_pages == 4);
  LIAN_WAIT (place.engine->resync_kind == LIAN_N_KINDS);
  g_assert_cmpuint (lian_mirror_get_due (place.mirror), ==, UNITS);
  tell_bookmark (&place);
  LIAN_WAIT (lian_mirror_get_due (place.mirror) == 0);
  g_assert_cmpuint (place.grid_pages, ==, 1);
  g_assert_cmpuint (place.feeds, ==, 1);
  g_assert_cmpuint (place.mes, ==, 0);

  /* Everything, because of other rights. */
  place.me = ME ("d1", "viewer");
  lian_test_peer_push (place.peer, "event: resync\ndata: {\"reason\":\"rights\"}\n\n");
  LIAN_WAIT (place.feeds == 2);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  g_assert_cmpuint (place.grid_pages, ==, 2);
  g_assert_cmpuint (place.mes, ==, 1);
  g_assert_cmpstr (lian_engine_get_roles (place.engine)[0], ==, "viewer");
  g_assert_nonnull (strstr (lian_mirror_get_scope (place.mirror), "viewer"));
  place_close (&place);
}

/* --- giving up --- */

/* Three resyncs of a kind that prove nothing are enough; the rest stays live. */
static void
test_kind_stuck (void)
{
  Place place;

  place_open (&place);
  go_live (&place);
  place.lies = TRUE;
  /* Found, and at two bookmarks after each. */
  for (guint i = 0; i < 3; i++)
    {
      tell_bookmark (&place);
      LIAN_WAIT (place.unit_pages == 2 + (i + 1) * 2);
      LIAN_WAIT (place.engine->resync_kind == LIAN_N_KINDS);
      g_assert_cmpint (lian_engine_get_phase (place.engine), ==, LIAN_PHASE_LIVE);
      tell_bookmark (&place);
      LIAN_WAIT (place.engine->unproved == 1);
    }
  tell_bookmark (&place);
  WAIT_PHASE (&place, LIAN_PHASE_DISAGREES);
  for (guint i = 0; i < 5; i++)
    tell_bookmark (&place);
  change (&place, 0, FALSE);
  LIAN_WAIT (version_of (&place, "u0") == 4);
  lian_test_run (30);
  g_assert_cmpuint (place.unit_pages, ==, 8);
  g_assert_cmpuint (place.feeds, ==, 1);
  g_assert_cmpint (lian_engine_get_freshness (place.engine), ==, LIAN_FRESH_LIVE);
  g_assert_nonnull (strstr (lian_engine_get_trouble (place.engine), "Units"));
  g_assert_cmpint (lian_engine_get_link_trouble (place.engine), ==, LIAN_LINK_DISAGREEMENT);

  /* A reconnect does not make it forget. */
  lian_test_peer_stop (place.peer);
  lian_test_peer_restart (place.peer);
  LIAN_WAIT (place.feeds == 2);
  WAIT_PHASE (&place, LIAN_PHASE_DISAGREES);
  g_assert_nonnull (strstr (lian_engine_get_trouble (place.engine), "Units"));

  /* A person does. */
  place.lies = FALSE;
  lian_engine_retry_now (place.engine);
  LIAN_WAIT (place.unit_pages > 8);
  LIAN_WAIT (place.engine->resync_kind == LIAN_N_KINDS);
  tell_bookmark (&place);
  LIAN_WAIT (lian_mirror_get_due (place.mirror) == 0);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  g_assert_null (lian_engine_get_trouble (place.engine));
  place_close (&place);
}

/* The platform finds its mistake by itself. */
static void
test_kind_unstuck (void)
{
  Place place;

  place_open (&place);
  go_live (&place);
  place.bad_pages = 3;
  change (&place, 1, TRUE);
  for (guint i = 0; i < 3; i++)
    {
      tell_bookmark (&place);
      LIAN_WAIT (place.bad_pages == 2 - i);
      LIAN_WAIT (place.engine->resyncing == 0);
      g_assert_cmpint (lian_engine_get_phase (place.engine), ==, LIAN_PHASE_LIVE);
    }
  tell_bookmark (&place);
  WAIT_PHASE (&place, LIAN_PHASE_DISAGREES);
  g_assert_cmpuint (place.feeds, ==, 1);
  place.units[1] = 2;
  tell_bookmark (&place);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  g_assert_null (lian_engine_get_trouble (place.engine));
  place_close (&place);
}

/* Attempts that are far apart are none too many. */
static void
test_far_apart (void)
{
  Place place;

  place_open (&place);
  go_live (&place);
  place.bad_pages = 10;
  change (&place, 1, TRUE);
  for (guint i = 0; i < 10; i++)
    {
      tell_bookmark (&place);
      LIAN_WAIT (place.bad_pages == 9 - i);
      LIAN_WAIT (place.engine->resyncing == 0);
      lian_clock_advance (place.clock, 201 * SECOND);
    }
  g_assert_cmpint (lian_engine_get_phase (place.engine), ==, LIAN_PHASE_LIVE);
  place_close (&place);
}

/* A platform that calls every position too old: the old picture stays, with its age, and it is
 * neither asked for ever nor given up for good. */
static void
test_all_stuck (void)
{
  Place place;
  guint hellos;

  place_open (&place);
  go_live (&place);
  lian_clock_advance (place.clock, 5 * SECOND);
  place.expired = 1000;
  lian_test_peer_stop (place.peer);
  lian_test_peer_restart (place.peer);
  WAIT_PHASE (&place, LIAN_PHASE_DISAGREES);
  g_assert_cmpuint (place.unit_pages, ==, 8);
  g_assert_cmpint (version_of (&place, "u2"), ==, 3);
  g_assert_cmpint (lian_engine_get_freshness (place.engine), ==, LIAN_FRESH_OFFLINE);
  lian_engine_tick (place.engine);
  g_assert_cmpint (lian_engine_get_age (place.engine), ==, 5);
  g_assert_nonnull (lian_engine_get_trouble (place.engine));

  /* Whether it has become another one is asked, and nothing more. */
  g_assert_cmpuint (place.engine->wait_id, !=, 0);
  hellos = place.hellos;
  lian_engine_connect (place.engine);
  g_assert_cmpint (lian_engine_get_phase (place.engine), ==, LIAN_PHASE_DISAGREES);
  LIAN_WAIT (place.hellos == hellos + 1);
  lian_test_run (30);
  g_assert_cmpint (lian_engine_get_phase (place.engine), ==, LIAN_PHASE_DISAGREES);
  g_assert_cmpuint (place.unit_pages, ==, 8);

  place.epoch = "e2";
  place.expired = 0;
  lian_engine_connect (place.engine);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  g_assert_cmpstr (lian_mirror_get_epoch (place.mirror), ==, "e2");
  g_assert_cmpuint (place.unit_pages, ==, 10);
  tell_bookmark (&place);
  LIAN_WAIT (lian_engine_get_trouble (place.engine) == NULL);

  /* And a person may say so. */
  place.expired = 5;
  lian_test_peer_stop (place.peer);
  lian_test_peer_restart (place.peer);
  WAIT_PHASE (&place, LIAN_PHASE_DISAGREES);
  g_assert_cmpuint (place.expired, ==, 1);
  lian_engine_retry_now (place.engine);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  place_close (&place);
}

/* --- whose picture it is --- */

typedef struct
{
  Place *place;
  gint64 seen; /* when somebody was signed in: version of a unit of the picture */
  guint n;
} Watch;

static void
account_cb (LianEngine *engine, GParamSpec *pspec, Watch *watch)
{
  if (lian_engine_get_account (engine) == NULL)
    return;
  watch->n++;
  watch->seen = version_of (watch->place, "u0");
}

static void
start_and_sign_in (Place *place, Watch *watch)
{
  lian_engine_start (place->engine);
  WAIT_PHASE (place, LIAN_PHASE_SIGN_IN);
  g_assert_cmpint (version_of (place, "u0"), ==, -1);
  watch->place = place;
  g_signal_connect (place->engine, "notify::account", G_CALLBACK (account_cb), watch);
  sign_in (place);
  g_assert_cmpuint (watch->n, ==, 1);
  g_signal_handlers_disconnect_by_data (place->engine, watch);
}

static void
test_same_person (void)
{
  Place place;
  Watch watch = { 0 };

  place_open (&place);
  go_live (&place);
  close_console (&place);
  open_console (&place);
  start_and_sign_in (&place, &watch);
  g_assert_cmpint (watch.seen, ==, 1);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  g_assert_cmpuint (place.unit_pages, ==, 2);

  /* Nobody sees it after they have left. */
  lian_engine_sign_out (place.engine);
  LIAN_WAIT (lian_mirror_is_concealed (place.mirror));
  g_assert_cmpint (version_of (&place, "u0"), ==, -1);
  WAIT_PHASE (&place, LIAN_PHASE_SIGN_IN);
  sign_in (&place);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  g_assert_cmpint (version_of (&place, "u0"), ==, 1);
  g_assert_cmpuint (place.unit_pages, ==, 2);
  place_close (&place);
}

static void
test_another_person (void)
{
  static const char *const others[] = { ME ("d2", "dispatcher"), ME ("d1", "viewer") };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      Place place;
      Watch watch = { 0 };

      place_open (&place);
      go_live (&place);
      close_console (&place);
      open_console (&place);
      place.me = others[i];
      start_and_sign_in (&place, &watch);
      g_assert_cmpint (watch.seen, ==, -1);
      WAIT_PHASE (&place, LIAN_PHASE_LIVE);
      g_assert_cmpuint (place.unit_pages, ==, 4);
      g_assert_cmpint (version_of (&place, "u0"), ==, 1);
      place_close (&place);
    }
}

/* Whoever comes after a token ran out, at a picture that is on the screen. */
static void
test_taken_over (void)
{
  Place place;
  Watch watch = { .place = &place };
  g_autoptr (GError) error
      = g_error_new_literal (LIAN_ERROR, LIAN_ERROR_UNAUTHENTICATED, "it ran out");

  place_open (&place);
  go_live (&place);
  lian_engine_failed (place.engine, error, 0);
  WAIT_PHASE (&place, LIAN_PHASE_SIGN_IN);
  g_assert_cmpint (version_of (&place, "u0"), ==, 1);
  place.me = ME ("d2", "dispatcher");
  g_signal_connect (place.engine, "notify::account", G_CALLBACK (account_cb), &watch);
  sign_in (&place);
  g_assert_cmpuint (watch.n, ==, 1);
  g_assert_cmpint (watch.seen, ==, -1);
  g_signal_handlers_disconnect_by_data (place.engine, &watch);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  place_close (&place);
}

/* --- the file --- */

/* Found damaged while the feed is open: fetched anew, by itself. */
static void
test_damaged (void)
{
  Place place;
  g_autoptr (GError) error = g_error_new_literal (LIAN_ERROR, LIAN_ERROR_DAMAGED, "a page");

  place_open (&place);
  go_live (&place);
  lian_mirror_note_damage (place.mirror, error);
  g_assert_cmpint (lian_mirror_was_rebuilt (place.mirror), ==, LIAN_MIRROR_DAMAGED);
  g_assert_cmpint (version_of (&place, "u0"), ==, -1);
  LIAN_WAIT (place.unit_pages == 4);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  g_assert_cmpint (version_of (&place, "u0"), ==, 1);
  /* It belongs to the same person. */
  g_assert_nonnull (strstr (lian_mirror_get_scope (place.mirror), "d1"));
  place_close (&place);
}

/* --- the breaker alone --- */

static void
test_breaker (void)
{
  LianBreaker breaker = { 0 };
  gint64 minute = G_TIME_SPAN_MINUTE;

  for (guint i = 0; i < 3; i++)
    g_assert_true (lian_breaker_try (&breaker, LIAN_KIND_CASE, i * minute));
  g_assert_false (lian_breaker_try (&breaker, LIAN_KIND_CASE, 3 * minute));
  g_assert_true (lian_breaker_try (&breaker, LIAN_KIND_GRID, 3 * minute));
  g_assert_true (lian_breaker_try (&breaker, LIAN_BREAKER_ALL, 3 * minute));
  /* It does not come back by itself. */
  g_assert_false (lian_breaker_try (&breaker, LIAN_KIND_CASE, 100 * minute));
  lian_breaker_reset (&breaker);
  for (guint i = 0; i < 20; i++)
    g_assert_true (lian_breaker_try (&breaker, LIAN_KIND_CASE, 100 * minute + i * 4 * minute));
  lian_breaker_prove (&breaker, LIAN_KIND_CASE);
  for (guint i = 0; i < 3; i++)
    g_assert_true (lian_breaker_try (&breaker, LIAN_KIND_CASE, 200 * minute));
  g_assert_false (lian_breaker_try (&breaker, LIAN_KIND_CASE, 200 * minute));
}

int
main (int argc, char *argv[])
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sync/engine-resync/kind", test_kind);
  g_test_add_func ("/sync/engine-resync/kind-cut", test_kind_cut);
  g_test_add_func ("/sync/engine-resync/asked", test_asked);
  g_test_add_func ("/sync/engine-resync/kind-stuck", test_kind_stuck);
  g_test_add_func ("/sync/engine-resync/kind-unstuck", test_kind_unstuck);
  g_test_add_func ("/sync/engine-resync/far-apart", test_far_apart);
  g_test_add_func ("/sync/engine-resync/all-stuck", test_all_stuck);
  g_test_add_func ("/sync/engine-resync/same-person", test_same_person);
  g_test_add_func ("/sync/engine-resync/another-person", test_another_person);
  g_test_add_func ("/sync/engine-resync/taken-over", test_taken_over);
  g_test_add_func ("/sync/engine-resync/damaged", test_damaged);
  g_test_add_func ("/sync/engine-resync/breaker", test_breaker);

  return g_test_run ();
}
