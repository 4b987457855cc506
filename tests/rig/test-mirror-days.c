/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-http-support.h"

#include "lian-client.h"
#include "lian-engine.h"
#include "lian-history-list.h"
#include "lian-housekeeper.h"
#include "lian-ledger.h"
#include "lian-mirror.h"

#include <glib/gstdio.h>

/* The real server and the real console: closed cases leave while one follows the feed, another is
 * away, and a third comes new; all of them have the same. What has left can be asked for. */

/* A day takes a minute here, so that nobody's session ends meanwhile. */
#define DAY G_TIME_SPAN_MINUTE
#define OLD 70 /* cases, one closed a day */

typedef struct
{
  char *directory;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  guint n_gone;     /* deletions that the feed brought */
  guint n_pictures; /* whole ones: taken, or shown and hidden at a sign-in */
} Console;

/* --- consoles --- */

static void
changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, Console *console)
{
  console->n_pictures += changes == NULL;
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    console->n_gone += ((const LianChange *)changes->pdata[i])->record == NULL;
}

static void
signed_in_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  lian_engine_sign_in_finish (LIAN_ENGINE (object), result, &error);
  g_assert_no_error (error);
}

static void
console_start (Console *console, TestHttp *http, const char *account)
{
  g_autofree char *mirror = g_build_filename (console->directory, "mirror.db", NULL);
  g_autofree char *ledger = g_build_filename (console->directory, "ledger.db", NULL);
  g_autoptr (GError) error = NULL;

  console->mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  console->ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  console->engine = lian_engine_new (console->mirror, console->ledger, http->uri, &error);
  g_assert_no_error (error);
  g_signal_connect (console->mirror, "changed", G_CALLBACK (changed_cb), console);
  lian_engine_start (console->engine);
  TEST_WAIT (lian_engine_get_phase (console->engine) == LIAN_PHASE_SIGN_IN);
  lian_engine_sign_in (console->engine, account, TEST_PASSWORD, "02", NULL, signed_in_cb, NULL);
  TEST_WAIT (lian_engine_get_phase (console->engine) == LIAN_PHASE_LIVE);
}

static void
console_stop (Console *console)
{
  lian_engine_stop (console->engine);
  g_clear_object (&console->engine);
  lian_mirror_close (console->mirror);
  lian_ledger_close (console->ledger);
  g_clear_object (&console->mirror);
  g_clear_object (&console->ledger);
}

static void
console_begin (Console *console, TestHttp *http, const char *account)
{
  *console = (Console){ .directory = g_dir_make_tmp ("lian-days-XXXXXX", NULL) };
  console_start (console, http, account);
}

static void
console_end (Console *console)
{
  g_autoptr (GDir) dir = g_dir_open (console->directory, 0, NULL);
  const char *name;

  if (console->engine != NULL)
    console_stop (console);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (console->directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (console->directory);
  g_free (console->directory);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GPtrArray **records = data;
  g_autoptr (GError) error = NULL;

  *records = lian_mirror_list_finish (LIAN_MIRROR (object), result, &error);
  g_assert_no_error (error);
}

static LianKindDigest
sum_mirror (Console *console, LianKindId kind)
{
  g_autoptr (GPtrArray) records = NULL;
  LianKindDigest sum = { 0, 0 };

  lian_mirror_list (console->mirror, kind, NULL, NULL, G_MAXINT, NULL, listed_cb, &records);
  TEST_WAIT (records != NULL);
  for (guint i = 0; i < records->len; i++)
    {
      sum.count++;
      sum.digest += lian_digest_of (kind, lian_record_get_id (records->pdata[i]),
                                    lian_record_get_version (records->pdata[i]));
    }
  return sum;
}

/* Once it is as far as the server, it has what the server says. */
static void
expect_same (Console *console, TestHttp *http, const char *region)
{
  static const char *const roles[] = { "dispatcher", NULL };
  LianService *service = http->county->service;
  g_autoptr (LianPerson) person = lian_person_new ("test", "test", roles, region, NULL);
  g_autofree char *tip = lian_position_format (service->epoch, service->max_seq);
  LianKindDigest sums[LIAN_N_KINDS];

  TEST_WAIT (g_strcmp0 (lian_mirror_get_position (console->mirror), tip) == 0);
  lian_feed_sum (service->feed, person, sums);
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      LianKindDigest sum = sum_mirror (console, i);

      g_assert_cmpint (sum.count, ==, sums[i].count);
      g_assert_cmpuint (sum.digest, ==, sums[i].digest);
    }
}

/* --- the county --- */

static void
put_old (TestHttp *http, guint n)
{
  const char *region = n % 2 == 0 ? TEST_COMMUNITY : TEST_OTHER_COMMUNITY;
  g_autoptr (LianRecord) record = lian_record_new (LIAN_KIND_CASE);
  g_autoptr (LianRecord) step = lian_record_new (LIAN_KIND_CASE_STEP);
  gint64 closed_at = TEST_NOW - n * DAY;

  lian_record_take_text (record, LIAN_F_ID, g_strdup_printf ("old-%03u", n));
  lian_record_set_text (record, LIAN_F_REGION, region);
  lian_record_set_text (record, LIAN_CASE_TITLE, n % 10 == 0 ? "路灯不亮" : "井盖缺失");
  lian_record_set_text (record, LIAN_CASE_KIND, "event");
  lian_record_set_text (record, LIAN_CASE_CATEGORY, "utility-manhole");
  lian_record_set_text (record, LIAN_CASE_SOURCE, "wechat");
  lian_record_set_text (record, LIAN_CASE_URGENCY, "normal");
  lian_record_set_text (record, LIAN_CASE_STATE, "closed");
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT, closed_at - DAY);
  lian_record_set_time (record, LIAN_CASE_CLOSED_AT, closed_at);
  test_put (http->county, record);
  lian_record_take_text (step, LIAN_F_ID, g_strdup_printf ("step-%03u", n));
  lian_record_set_text (step, LIAN_F_REGION, region);
  lian_record_set_text (step, LIAN_CASE_STEP_CASE, lian_record_get_id (record));
  lian_record_set_int (step, LIAN_CASE_STEP_SEQ, 1);
  lian_record_set_text (step, LIAN_CASE_STEP_ACTION, "close");
  lian_record_set_time (step, LIAN_CASE_STEP_AT, closed_at);
  test_put (http->county, step);
}

static void
set_true (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

static void
pass_days (TestHttp *http, guint days)
{
  LianClock *clock = lian_service_get_clock (http->county->service);
  g_autoptr (LianHousekeeper) housekeeper = lian_housekeeper_new (http->county->service);
  gboolean done = FALSE;

  lian_clock_set_now (clock, lian_clock_get_now (clock) + days * DAY);
  g_signal_connect_swapped (housekeeper, "looked", G_CALLBACK (set_true), &done);
  lian_housekeeper_look (housekeeper);
  test_iterate_until (&done);
}

static void
shorten_days (TestHttp *http)
{
  const LianRecord *known
      = lian_dictionary_lookup (http->county->service->dictionary, "setting", "mirror_days");
  g_autoptr (LianRecord) setting = lian_record_copy (known);

  lian_record_set_text (setting, LIAN_ENTRY_UNIT, "natural_minute");
  test_put (http->county, setting);
  TEST_WAIT (lian_dictionary_get_mirror_start (http->county->service->dictionary, TEST_NOW)
             == TEST_NOW - 90 * DAY);
}

static void
begin (TestHttp *http)
{
  shorten_days (http);
  lian_clock_set_now (lian_service_get_clock (http->county->service), TEST_NOW);
  for (guint i = 0; i < OLD; i++)
    put_old (http, i);
}

static void
test_leave (TestHttp *http, gconstpointer data)
{
  Console follower;
  Console street;
  Console sleeper;
  Console newcomer;
  guint n_pictures;

  begin (http);
  console_begin (&follower, http, "seat02");
  console_begin (&street, http, "street");
  console_begin (&sleeper, http, "seat02");
  expect_same (&sleeper, http, TEST_COUNTY);
  console_stop (&sleeper);
  g_assert_cmpuint (follower.n_gone, ==, 0);
  n_pictures = follower.n_pictures;

  /* Closed for more than ninety days then: fifty of them. */
  pass_days (http, 70);
  expect_same (&follower, http, TEST_COUNTY);
  expect_same (&street, http, TEST_OTHER_STREET);
  g_assert_cmpuint (follower.n_gone, ==, 100);
  g_assert_cmpuint (street.n_gone, ==, 50);
  g_assert_cmpuint (follower.n_pictures, ==, n_pictures);

  console_start (&sleeper, http, "seat02");
  expect_same (&sleeper, http, TEST_COUNTY);
  g_assert_cmpuint (sleeper.n_gone, ==, 100);
  console_begin (&newcomer, http, "seat02");
  expect_same (&newcomer, http, TEST_COUNTY);
  g_assert_cmpuint (newcomer.n_gone, ==, 0);

  pass_days (http, 30);
  expect_same (&follower, http, TEST_COUNTY);
  expect_same (&newcomer, http, TEST_COUNTY);
  g_assert_cmpuint (follower.n_gone, ==, 140);
  console_end (&follower);
  console_end (&street);
  console_end (&sleeper);
  console_end (&newcomer);
}

/* All consoles are at one address here. */
static void
allow_many (LianServerLimits *limits)
{
  limits->connections_per_address = 64;
}

/* --- what has left --- */

static guint
count_rows (LianHistoryList *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

static void
wait_for (LianHistoryList *list, LianHistoryState state)
{
  TEST_WAIT (lian_history_list_get_state (list) != LIAN_HISTORY_ASKING);
  g_assert_cmpint (lian_history_list_get_state (list), ==, state);
}

static const char *
get_id (LianHistoryList *list, guint position)
{
  g_autoptr (LianHistoryRow) row = g_list_model_get_item (G_LIST_MODEL (list), position);

  return lian_history_row_get_id (row);
}

static void
test_ask (TestHttp *http, gconstpointer data)
{
  g_autoptr (LianHistoryList) list = NULL;
  LianKindDigest before;
  Console console;

  begin (http);
  pass_days (http, 70);
  console_begin (&console, http, "seat02");
  before = sum_mirror (&console, LIAN_KIND_CASE);
  g_assert_cmpint (before.count, ==, OLD - 50);
  list = lian_history_list_new (console.engine);
  g_assert_cmpint (lian_history_list_get_state (list), ==, LIAN_HISTORY_IDLE);

  lian_history_list_ask (list, "", NULL);
  wait_for (list, LIAN_HISTORY_END);
  g_assert_cmpuint (count_rows (list), ==, 50);
  g_assert_cmpstr (get_id (list, 0), ==, "old-020");
  g_assert_cmpstr (get_id (list, 49), ==, "old-069");
  g_assert_cmpint (lian_history_list_get_as_of (list), >=, TEST_NOW + 70 * DAY);
  lian_history_list_ask (list, TEST_OTHER_STREET, "井盖");
  wait_for (list, LIAN_HISTORY_END);
  g_assert_cmpuint (count_rows (list), ==, 25);
  lian_history_list_ask (list, TEST_STREET, "不亮");
  wait_for (list, LIAN_HISTORY_END);
  g_assert_cmpuint (count_rows (list), ==, 5);
  lian_history_list_ask (list, "999999999999", NULL);
  wait_for (list, LIAN_HISTORY_FAILED);
  g_assert_nonnull (lian_history_list_get_trouble (list));
  g_assert_cmpuint (count_rows (list), ==, 0);

  /* Nothing of it is in the mirror; without the platform it cannot be had, but stays as it was. */
  g_assert_cmpint (sum_mirror (&console, LIAN_KIND_CASE).count, ==, before.count);
  lian_history_list_ask (list, "", NULL);
  wait_for (list, LIAN_HISTORY_END);
  lian_engine_stop (console.engine);
  g_assert_cmpuint (count_rows (list), ==, 50);
  lian_history_list_ask (list, "", "井盖");
  wait_for (list, LIAN_HISTORY_OFFLINE);
  g_assert_cmpuint (count_rows (list), ==, 0);
  console_end (&console);
}

/* What one person was told is not for the next one. */
static void
test_sign_out (TestHttp *http, gconstpointer data)
{
  g_autoptr (LianHistoryList) list = NULL;
  Console console;

  begin (http);
  pass_days (http, 70);
  console_begin (&console, http, "seat02");
  list = lian_history_list_new (console.engine);
  lian_history_list_ask (list, NULL, NULL);
  wait_for (list, LIAN_HISTORY_END);
  g_assert_cmpuint (count_rows (list), ==, 50);
  lian_engine_sign_out (console.engine);
  TEST_WAIT (count_rows (list) == 0);
  g_assert_cmpint (lian_history_list_get_state (list), ==, LIAN_HISTORY_IDLE);
  console_end (&console);
}

int
main (int argc, char **argv)
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  g_test_init (&argc, &argv, NULL);

  TEST_HTTP_ADD_LIMITED ("/rig/mirror-days/leave", allow_many, test_leave);
  TEST_HTTP_ADD ("/rig/mirror-days/ask", test_ask);
  TEST_HTTP_ADD ("/rig/mirror-days/sign-out", test_sign_out);

  return g_test_run ();
}
