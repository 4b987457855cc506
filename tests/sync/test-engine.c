/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine-private.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-receipt.h"
#include "lian-test-console.h"
#include "lian-test-peer.h"

#include <glib/gstdio.h>
#include <string.h>

/* Whole stories: a scripted place on the other side, a real mirror and a real ledger. */

#define NOW "2026-11-24T09:40:00.000000+08:00"
#define CASE                                                                            \
  "{\"id\":\"c1\",\"version\":1,\"title\":\"t\",\"kind\":\"event\",\"category\":\"x\"," \
  "\"source\":\"grid\",\"urgency\":\"normal\",\"state\":\"filed\"}"
#define UNIT(ID, VERSION) \
  "{\"id\":\"" ID "\",\"version\":" VERSION ",\"name\":\"x\",\"kind\":\"dept\"}"

typedef struct
{
  LianTestPeer *peer;
  const char *server_id;
  const char *epoch;
  gboolean expired;  /* the feed says 410 once */
  gboolean no_token; /* everything but hello says 401 */
  gboolean mute;     /* instructions take effect, their answers are lost */
  guint snapshots;
  guint posts;
  GHashTable *effects; /* id → body: what happened because of instructions */
  char *dir;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  LianClock *clock;
} Place;

static char *
receipt_for (const char *id, const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autofree char *digest = lian_hex_digest (bytes);
  g_autofree char *zeros = g_strnfill (64, '0');
  LianReceipt receipt = { .id = (char *)id,
                          .digest = digest,
                          .seq = 7,
                          .prev_hash = zeros,
                          .account = (char *)"d1",
                          .role = (char *)"dispatcher",
                          .accepted_at = (char *)NOW,
                          .position = (char *)"e1:9" };
  g_autofree char *hash = lian_receipt_compute_hash (&receipt);
  g_autoptr (JsonNode) node = NULL;

  receipt.hash = hash;
  node = lian_receipt_to_json (&receipt);
  return lian_json_print (node);
}

static void
answer_instruction (Place *place, const LianTestRequest *request, LianTestReply *reply)
{
  const char *id = g_hash_table_lookup (request->headers, "idempotency-key");

  place->posts++;
  if (!g_hash_table_contains (place->effects, id))
    g_hash_table_insert (place->effects, g_strdup (id), g_strdup (request->body));
  g_assert_cmpstr (g_hash_table_lookup (place->effects, id), ==, request->body);
  reply->status = 201;
  reply->owned = receipt_for (id, request->body);
  if (place->mute)
    reply->trick = LIAN_TEST_DROP;
}

static void
answer_status (Place *place, LianTestReply *reply)
{
  g_autoptr (GString) known = g_string_new ("{\"known\":[");
  GHashTableIter iter;
  gpointer id;
  gpointer body;

  g_hash_table_iter_init (&iter, place->effects);
  while (g_hash_table_iter_next (&iter, &id, &body))
    {
      g_autofree char *receipt = receipt_for (id, body);

      g_string_append_printf (known, "%s{\"id\":\"%s\",\"receipt\":%s}",
                              g_str_has_suffix (known->str, "[") ? "" : ",", (char *)id, receipt);
    }
  g_string_append (known, "],\"unknown\":[]}");
  reply->owned = g_strdup (known->str);
}

static void
answer_feed (Place *place, LianTestReply *reply)
{
  if (place->expired)
    {
      place->expired = FALSE;
      reply->status = 410;
      reply->body = "{}";
      return;
    }
  reply->trick = LIAN_TEST_STREAM;
  reply->owned
      = g_strdup_printf ("event: up-to-date\ndata: {\"position\":\"%s:1\",\"now\":\"" NOW "\"}\n\n",
                         place->epoch);
}

static void
answer (const LianTestRequest *request, LianTestReply *reply, gpointer data)
{
  Place *place = data;
  const char *path = request->path;

  if (g_str_equal (path, "/v1/hello"))
    reply->owned = g_strdup_printf ("{\"server_id\":\"%s\",\"epoch\":\"%s\",\"api\":\"1.0\","
                                    "\"name\":\"n\",\"now\":\"" NOW "\"}",
                                    place->server_id, place->epoch);
  else if (g_str_equal (path, "/v1/session"))
    reply->body = "{\"token\":\"tok\",\"me\":{\"account\":\"d1\",\"name\":\"n\","
                  "\"roles\":[\"dispatcher\"],\"region_code\":\"421202\",\"seat\":\"s\"}}";
  else if (place->no_token)
    {
      reply->status = 401;
      reply->type = "application/problem+json";
      reply->body = "{\"type\":\"urn:liandong:problem:unauthenticated\",\"title\":\"t\","
                    "\"status\":401,\"detail\":\"d\"}";
    }
  else if (g_str_equal (path, "/v1/changes"))
    answer_feed (place, reply);
  else if (g_str_equal (path, "/v1/instructions/status"))
    answer_status (place, reply);
  else if (g_str_equal (path, "/v1/instructions"))
    answer_instruction (place, request, reply);
  else
    {
      const char *records = g_str_has_prefix (path, "/v1/units?")   ? UNIT ("u1", "1")
                            : g_str_has_prefix (path, "/v1/cases?") ? CASE
                                                                    : "";

      place->snapshots += g_str_has_prefix (path, "/v1/units?");
      reply->owned
          = g_strdup_printf ("{\"position\":\"%s:1\",\"records\":[%s]}", place->epoch, records);
    }
}

static void
place_open (Place *place, LianClock *clock)
{
  g_autoptr (GError) error = NULL;

  memset (place, 0, sizeof *place);
  place->server_id = "s1";
  place->epoch = "e1";
  place->effects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  place->peer = lian_test_peer_new (answer, place);
  place->dir = g_dir_make_tmp ("lian-engine-XXXXXX", &error);
  g_assert_no_error (error);
  place->clock = clock != NULL ? clock : lian_clock_new_system ();
  lian_test_console_open (place->dir, lian_test_peer_get_url (place->peer), place->clock,
                          &place->mirror, &place->ledger, &place->engine);
}

static void
place_close (Place *place)
{
  lian_test_console_close (place->mirror, place->ledger, place->engine);
  g_object_unref (place->clock);
  lian_test_peer_free (place->peer);
  g_hash_table_unref (place->effects);
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

static gboolean
has_unit (Place *place, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LianRecord) record = NULL;

  lian_mirror_lookup (place->mirror, LIAN_KIND_UNIT, id, NULL, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  record = lian_mirror_lookup_finish (place->mirror, result, NULL);
  return record != NULL;
}

static void
test_live (void)
{
  Place place;

  place_open (&place, NULL);
  go_live (&place);
  g_assert_cmpint (lian_engine_get_freshness (place.engine), ==, LIAN_FRESH_LIVE);
  g_assert_cmpstr (lian_engine_get_account (place.engine), ==, "d1");
  g_assert_true (has_unit (&place, "u1"));
  lian_test_peer_push (place.peer,
                       "event: change\nid: e1:2\ndata: {\"kind\":\"unit\",\"id\":\"u2\","
                       "\"version\":2,\"op\":\"upsert\",\"record\":" UNIT ("u2", "2") "}\n\n");
  LIAN_WAIT (g_str_equal (lian_mirror_get_position (place.mirror), "e1:2"));
  g_assert_true (has_unit (&place, "u2"));
  g_assert_cmpuint (place.snapshots, ==, 1);
  place_close (&place);
}

static char *
order (Place *place, guint undo_seconds)
{
  LianDispatch dispatch = { .case_id = "c1", .case_version = 1, .to_unit = "u1" };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *id;

  lian_engine_order (place->engine, &dispatch, undo_seconds, NULL, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  id = lian_engine_order_finish (place->engine, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (lian_ledger_lookup (place->ledger, id));
  return id;
}

static LianEntryState
state_of (Place *place, const char *id)
{
  return lian_ledger_entry_get_state (lian_ledger_lookup (place->ledger, id));
}

/* Offline → queued → the server comes up, takes the order and its answer is lost → once. */
static void
test_exactly_once (void)
{
  Place place;
  g_autofree char *id = NULL;

  place_open (&place, NULL);
  go_live (&place);
  lian_test_peer_stop (place.peer);
  LIAN_WAIT (lian_engine_get_freshness (place.engine) == LIAN_FRESH_OFFLINE);
  g_assert_cmpint (lian_engine_get_offline_since (place.engine), >, 0);
  g_assert_nonnull (lian_engine_get_trouble (place.engine));
  id = order (&place, 0);
  g_assert_cmpint (state_of (&place, id), ==, LIAN_ENTRY_QUEUED);

  place.mute = TRUE;
  lian_test_peer_restart (place.peer);
  lian_engine_retry_now (place.engine);
  LIAN_WAIT (place.posts > 0);
  LIAN_WAIT (state_of (&place, id) == LIAN_ENTRY_SENDING);
  place.mute = FALSE;
  LIAN_WAIT (state_of (&place, id) == LIAN_ENTRY_RECEIVED);
  g_assert_cmpuint (g_hash_table_size (place.effects), ==, 1);
  g_assert_cmpint (lian_ledger_entry_get_receipt_no (lian_ledger_lookup (place.ledger, id)), ==, 7);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  place_close (&place);
}

static void
test_undo_window (void)
{
  Place place;
  g_autofree char *id = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  place_open (&place, NULL);
  go_live (&place);
  id = order (&place, 60);
  lian_test_run (100);
  g_assert_cmpint (state_of (&place, id), ==, LIAN_ENTRY_QUEUED);
  lian_ledger_undo (place.ledger, id, NULL, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  g_assert_true (lian_ledger_undo_finish (place.ledger, result, NULL));
  lian_test_run (50);
  g_assert_cmpuint (place.posts, ==, 0);
  place_close (&place);
}

static void
test_unauthenticated (void)
{
  Place place;
  g_autofree char *id = NULL;

  place_open (&place, NULL);
  go_live (&place);
  place.no_token = TRUE;
  id = order (&place, 0);
  WAIT_PHASE (&place, LIAN_PHASE_SIGN_IN);
  g_assert_true (has_unit (&place, "u1"));
  place.no_token = FALSE;
  sign_in (&place);
  LIAN_WAIT (state_of (&place, id) == LIAN_ENTRY_RECEIVED);
  g_assert_cmpuint (g_hash_table_size (place.effects), ==, 1);
  place_close (&place);
}

static void
test_wrong_server (void)
{
  Place place;
  g_autofree char *id = NULL;

  place_open (&place, NULL);
  go_live (&place);
  lian_test_peer_stop (place.peer);
  id = order (&place, 0);
  place.server_id = "s2";
  lian_test_peer_restart (place.peer);
  WAIT_PHASE (&place, LIAN_PHASE_WRONG_SERVER);
  g_assert_true (has_unit (&place, "u1"));
  lian_engine_accept_server (place.engine);
  WAIT_PHASE (&place, LIAN_PHASE_SIGN_IN);
  sign_in (&place);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  lian_test_run (100);
  g_assert_cmpstr (lian_mirror_get_server_id (place.mirror), ==, "s2");
  g_assert_cmpint (state_of (&place, id), ==, LIAN_ENTRY_QUEUED);
  g_assert_cmpuint (place.posts, ==, 0);
  place_close (&place);
}

static void
test_gone (void)
{
  Place place;

  place_open (&place, NULL);
  go_live (&place);
  place.expired = TRUE;
  place.epoch = "e1";
  lian_test_peer_stop (place.peer);
  lian_test_peer_restart (place.peer);
  LIAN_WAIT (place.snapshots == 2);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  place.epoch = "e2";
  lian_test_peer_stop (place.peer);
  lian_test_peer_restart (place.peer);
  LIAN_WAIT (place.snapshots == 3);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  g_assert_cmpstr (lian_mirror_get_epoch (place.mirror), ==, "e2");
  place_close (&place);
}

static void
test_age (void)
{
  Place place;
  LianClock *clock = lian_clock_new_manual (1000 * G_TIME_SPAN_SECOND);

  place_open (&place, clock);
  g_assert_cmpint (lian_engine_get_age (place.engine), ==, -1);
  go_live (&place);
  lian_clock_advance (clock, 14 * G_TIME_SPAN_SECOND);
  lian_engine_tick (place.engine);
  g_assert_cmpint (lian_engine_get_freshness (place.engine), ==, LIAN_FRESH_LIVE);
  g_assert_cmpint (lian_engine_get_age (place.engine), ==, 14);
  lian_clock_advance (clock, 2 * G_TIME_SPAN_SECOND);
  lian_engine_tick (place.engine);
  g_assert_cmpint (lian_engine_get_freshness (place.engine), ==, LIAN_FRESH_LATE);
  lian_clock_advance (clock, 15 * G_TIME_SPAN_SECOND);
  lian_engine_tick (place.engine);
  g_assert_cmpint (lian_engine_get_freshness (place.engine), ==, LIAN_FRESH_STALE);
  place_close (&place);
}

/* Whoever signs in at an engine that was never started, because it had no address, must not be
 * shown a picture that stays live for ever. */
static void
test_age_unstarted (void)
{
  Place place;
  LianClock *clock = lian_clock_new_manual (1000 * G_TIME_SPAN_SECOND);

  place_open (&place, clock);
  sign_in (&place);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  lian_clock_advance (clock, 31 * G_TIME_SPAN_SECOND);
  LIAN_WAIT (lian_engine_get_freshness (place.engine) == LIAN_FRESH_STALE);
  place_close (&place);
}

static void
test_ask_case_offline (void)
{
  Place place;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LianCaseAnswer) answered = NULL;
  g_autoptr (GError) error = NULL;

  place_open (&place, NULL);
  go_live (&place);
  lian_test_peer_stop (place.peer);
  LIAN_WAIT (lian_engine_get_phase (place.engine) != LIAN_PHASE_LIVE);
  lian_engine_ask_case (place.engine, "c1", NULL, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  answered = lian_engine_ask_case_finish (place.engine, result, &error);
  g_assert_no_error (error);
  g_assert_true (answered->provisional);
  g_assert_cmpstr (lian_record_get_id (answered->record), ==, "c1");
  g_assert_nonnull (answered->actions);
  place_close (&place);
}

int
main (int argc, char *argv[])
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sync/engine/live", test_live);
  g_test_add_func ("/sync/engine/exactly-once", test_exactly_once);
  g_test_add_func ("/sync/engine/undo-window", test_undo_window);
  g_test_add_func ("/sync/engine/unauthenticated", test_unauthenticated);
  g_test_add_func ("/sync/engine/wrong-server", test_wrong_server);
  g_test_add_func ("/sync/engine/gone", test_gone);
  g_test_add_func ("/sync/engine/age", test_age);
  g_test_add_func ("/sync/engine/age-unstarted", test_age_unstarted);
  g_test_add_func ("/sync/engine/ask-case-offline", test_ask_case_offline);

  return g_test_run ();
}
