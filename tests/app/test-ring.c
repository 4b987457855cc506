/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One case round the ring, with the real server and the real core of the console: a report arrives,
 * is dispatched, signed for, handled and fed back, and the console shows it; then the server dies
 * and comes back, and what was ordered meanwhile arrives exactly once. */
#include <glib/gstdio.h>

#include "lian-engine-private.h"
#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-order-status.h"
#include "lian-test-server.h"
#include "lian-text.h"

typedef struct
{
  LianTestServer *server;
  char *directory;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  char *found_id; /* of the case that a change brought last */
  char *wanted_title;
} Ring;

static void
mirror_changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, Ring *ring)
{
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const LianChange *change = changes->pdata[i];

      if (change->kind == LIAN_KIND_CASE && change->record != NULL
          && g_strcmp0 (lian_record_get_text (change->record, LIAN_CASE_TITLE), ring->wanted_title)
                 == 0)
        {
          g_free (ring->found_id);
          ring->found_id = g_strdup (change->id);
        }
    }
}

static void
open_console (Ring *ring)
{
  g_autofree char *mirror = g_build_filename (ring->directory, "mirror.db", NULL);
  g_autofree char *ledger = g_build_filename (ring->directory, "ledger.db", NULL);
  g_autoptr (GError) error = NULL;

  ring->mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  ring->ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  ring->engine = lian_engine_new (ring->mirror, ring->ledger, ring->server->url, &error);
  g_assert_no_error (error);
  g_signal_connect (ring->mirror, "changed", G_CALLBACK (mirror_changed_cb), ring);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = lian_engine_sign_in_finish (LIAN_ENGINE (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *)user_data = ok;
}

static void
go_live (Ring *ring)
{
  gboolean done = FALSE;

  lian_engine_start (ring->engine);
  LIAN_WAIT (lian_engine_get_phase (ring->engine) == LIAN_PHASE_SIGN_IN, 10);
  lian_engine_sign_in (ring->engine, "seat02", ring->server->password, "02", NULL, signed_in_cb,
                       &done);
  LIAN_WAIT (done, 10);
  LIAN_WAIT (lian_engine_get_phase (ring->engine) == LIAN_PHASE_LIVE, 60);
}

static void
close_console (Ring *ring)
{
  lian_engine_stop (ring->engine);
  g_clear_object (&ring->engine);
  lian_mirror_close (ring->mirror);
  g_clear_object (&ring->mirror);
  lian_ledger_close (ring->ledger);
  g_clear_object (&ring->ledger);
}

static void
set_up (Ring *ring, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ring->server = lian_test_server_new ();
  lian_test_server_start (ring->server, FALSE);
  ring->directory = g_dir_make_tmp ("liandong-console-XXXXXX", &error);
  g_assert_no_error (error);
  open_console (ring);
}

static void
tear_down (Ring *ring, gconstpointer data)
{
  const char *files[] = { "mirror.db", "mirror.db-wal", "mirror.db-shm",
                          "ledger.db", "ledger.db-wal", "ledger.db-shm" };

  close_console (ring);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *file = g_build_filename (ring->directory, files[i], NULL);

      g_remove (file);
    }
  g_rmdir (ring->directory);
  g_free (ring->directory);
  g_free (ring->found_id);
  g_free (ring->wanted_title);
  lian_test_server_free (ring->server);
}

/* --- what the others do --- */

static char *
report (Ring *ring, const char *title)
{
  g_autofree char *id = lian_uuid7 (1795484400000000);
  g_autofree char *body = g_strdup_printf (
      "{\"id\": \"%s\", \"title\": \"%s\", \"kind\": \"part\", \"category\": \"%s\", \"source\": "
      "\"wechat\","
      " \"reporter_name\": \"陈晓明\", \"reporter_phone\": \"13900004417\","
      " \"location\": {\"lon\": 114.32, \"lat\": 29.85}, \"address\": \"测试路口\"}",
      id, title, "utility-manhole");
  g_autofree char *answer = NULL;
  guint status;

  g_free (ring->wanted_title);
  ring->wanted_title = g_strdup (title);
  g_clear_pointer (&ring->found_id, g_free);
  status = lian_test_server_post (ring->server, "seat05", "/v1/cases", body, &answer);
  if (status != 201)
    g_error ("report refused: %u %s", status, answer);
  LIAN_WAIT (ring->found_id != NULL, 10);
  return g_strdup (ring->found_id);
}

static void
act (Ring *ring, const char *account, const char *case_id, const char *instruction,
     const char *action)
{
  g_autofree char *id = lian_uuid7 (1795484400000000);
  g_autofree char *extra = instruction != NULL
                               ? g_strdup_printf (", \"instruction_id\": \"%s\"", instruction)
                               : g_strdup ("");
  g_autofree char *body = g_strdup_printf (
      "{\"id\": \"%s\", \"action\": \"%s\", \"case_id\": \"%s\", \"opinion\": \"已办\"%s}", id,
      action, case_id, extra);
  g_autofree char *answer = NULL;
  guint status = lian_test_server_post (ring->server, account, "/v1/acts", body, &answer);

  if (status != 201)
    g_error ("%s refused: %u %s", action, status, answer);
}

/* --- what the console sees --- */

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  LianCaseAnswer *answer = lian_engine_ask_case_finish (LIAN_ENGINE (source), result, &error);

  g_assert_no_error (error);
  *(LianCaseAnswer **)user_data = answer;
}

static LianCaseAnswer *
ask (Ring *ring, const char *case_id)
{
  LianCaseAnswer *answer = NULL;

  lian_engine_ask_case (ring->engine, case_id, NULL, asked_cb, &answer);
  LIAN_WAIT (answer != NULL, 10);
  return answer;
}

static void
ordered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  char *id = lian_engine_order_finish (LIAN_ENGINE (source), result, &error);

  g_assert_no_error (error);
  *(char **)user_data = id;
}

static char *
order (Ring *ring, LianRecord *record, const char *unit)
{
  LianDispatch dispatch = { 0 };
  char *id = NULL;

  dispatch.kind = "dispatch";
  dispatch.case_id = lian_record_get_id (record);
  dispatch.case_version = lian_record_get_version (record);
  dispatch.to_unit = unit;
  dispatch.opinion = "请处置";
  lian_engine_order (ring->engine, &dispatch, 0, NULL, ordered_cb, &id);
  LIAN_WAIT (id != NULL, 10);
  g_assert_nonnull (lian_ledger_lookup (ring->ledger, id));
  return id;
}

static LianOrderStep
get_step (Ring *ring, const char *case_id, const char *id)
{
  g_autoptr (LianCaseAnswer) answer = ask (ring, case_id);
  LianRecord *instruction = NULL;
  LianOrderStatus status;

  for (guint i = 0; i < answer->instructions->len; i++)
    if (g_strcmp0 (lian_record_get_id (answer->instructions->pdata[i]), id) == 0)
      instruction = answer->instructions->pdata[i];
  lian_order_status_compute (lian_ledger_lookup (ring->ledger, id), instruction, answer->deliveries,
                             &status);
  return status.step;
}

static LianEntryState
get_state (Ring *ring, const char *id)
{
  return lian_ledger_entry_get_state (lian_ledger_lookup (ring->ledger, id));
}

/* The first unit that has an account of its own. */
static const char *
pick_unit (void)
{
  return "unit-zj-sz";
}

static char *
make_dispatchable (Ring *ring, const char *title)
{
  char *case_id = report (ring, title);

  act (ring, "seat05", case_id, NULL, "accept");
  act (ring, "chief", case_id, NULL, "file");
  return case_id;
}

static void
test_round (Ring *ring, gconstpointer data)
{
  g_autofree char *case_id = NULL;
  g_autofree char *id = NULL;
  g_autoptr (LianCaseAnswer) answer = NULL;

  go_live (ring);
  case_id = make_dispatchable (ring, "丹桂路口窨井盖缺失");
  answer = ask (ring, case_id);
  g_assert_false (answer->provisional);
  g_assert_true (g_strv_contains ((const char *const *)answer->actions, "dispatch"));
  g_assert_cmpstr (lian_record_get_text (answer->record, LIAN_CASE_REPORTER_NAME), ==, "陈**");
  g_assert_null (
      strstr (lian_record_get_text (answer->record, LIAN_CASE_REPORTER_PHONE), "13900004417"));

  id = order (ring, answer->record, pick_unit ());
  LIAN_WAIT (get_state (ring, id) == LIAN_ENTRY_RECEIVED, 20);
  g_assert_cmpint (lian_ledger_entry_get_receipt_no (lian_ledger_lookup (ring->ledger, id)), >, 0);
  LIAN_WAIT (get_step (ring, case_id, id) == LIAN_ORDER_DELIVERED, 10);
  act (ring, pick_unit (), case_id, id, "sign");
  LIAN_WAIT (get_step (ring, case_id, id) == LIAN_ORDER_SIGNED, 10);
  act (ring, pick_unit (), case_id, id, "handle");
  LIAN_WAIT (get_step (ring, case_id, id) == LIAN_ORDER_HANDLING, 10);
  act (ring, pick_unit (), case_id, id, "feedback");
  LIAN_WAIT (get_step (ring, case_id, id) == LIAN_ORDER_FEEDBACK, 10);
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = strstr (text, part); at != NULL; at = strstr (at + 1, part))
    n++;
  return n;
}

/* Ordered while the server is down, through a restart of the console too: arrives exactly once. */
static void
test_failure (Ring *ring, gconstpointer data)
{
  g_autofree char *case_id = NULL;
  g_autofree char *id = NULL;
  g_autofree char *instructions = NULL;
  g_autofree char *path = NULL;
  g_autoptr (LianCaseAnswer) answer = NULL;

  go_live (ring);
  case_id = make_dispatchable (ring, "燃气异味，居民自行疏散");
  answer = ask (ring, case_id);
  lian_test_server_kill (ring->server);
  id = order (ring, answer->record, pick_unit ());
  LIAN_WAIT (lian_engine_get_freshness (ring->engine) == LIAN_FRESH_OFFLINE, 31);
  g_assert_cmpint (get_state (ring, id), !=, LIAN_ENTRY_RECEIVED);

  close_console (ring);
  open_console (ring);
  g_assert_nonnull (lian_ledger_lookup (ring->ledger, id));
  lian_test_server_start (ring->server, FALSE);
  go_live (ring);
  LIAN_WAIT (get_state (ring, id) == LIAN_ENTRY_RECEIVED, 40);
  path = g_strdup_printf ("/v1/cases/%s", case_id);
  instructions = lian_test_server_get (ring->server, "seat05", path);
  g_assert_cmpuint (count (instructions, "\"receipt_no\""), ==, 1);
}

/* Behind a proxy that holds streams back: the same changes, asked for one by one. */
static void
test_polling (Ring *ring, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  LianLinkFacts facts;
  gint64 as_of;

  go_live (ring);
  lian_engine_ask_instead (ring->engine);
  LIAN_WAIT (lian_engine_get_phase (ring->engine) == LIAN_PHASE_LIVE, 20);
  lian_engine_get_link (ring->engine, &facts);
  g_assert_true (facts.polling);
  first = report (ring, "香城大道路灯不亮");
  as_of = lian_engine_get_as_of (ring->engine);
  second = report (ring, "温泉路护栏松动");
  g_assert_cmpstr (first, !=, second);
  /* Bookmarks come as well: an answer that nothing happened is one. */
  LIAN_WAIT (lian_engine_get_as_of (ring->engine) > as_of + 2 * G_TIME_SPAN_SECOND, 20);
  g_assert_cmpint (lian_engine_get_freshness (ring->engine), ==, LIAN_FRESH_LIVE);
  lian_engine_get_link (ring->engine, &facts);
  g_assert_true (facts.polling);
  g_assert_cmpint (facts.lag, ==, 0);
  g_assert_null (lian_engine_get_trouble (ring->engine));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);

  g_test_add ("/ring/round", Ring, NULL, set_up, test_round, tear_down);
  g_test_add ("/ring/polling", Ring, NULL, set_up, test_polling, tear_down);
  g_test_add ("/ring/failure", Ring, NULL, set_up, test_failure, tear_down);

  return g_test_run ();
}
