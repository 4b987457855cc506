/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-clock.h"
#include "lian-county-matters.h"
#include "lian-county.h"
#include "lian-crs.h"
#include "lian-service.h"
#include "lian-simulator-bodies.h"
#include "lian-simulator.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define HASTE 20

typedef struct
{
  char *dir;
  char *path;
  LianService *service;
  GPtrArray *county;
} Fixture;

static GPtrArray *county; /* (owned): made once */

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("lian-simulator-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->dir, "county.db", NULL);
  fixture->county = g_ptr_array_ref (county);
  g_assert_true (lian_service_create (fixture->path, "咸安区", TRUE, LIAN_COUNTY_OPENS_AT,
                                      fixture->county, &error));
  g_assert_no_error (error);
  fixture->service = lian_service_open (fixture->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const tails[] = { "", "-wal", "-shm", ".lock" };

  lian_service_close (fixture->service);
  g_clear_object (&fixture->service);
  g_ptr_array_unref (fixture->county);
  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *path = g_strconcat (fixture->path, tails[i], NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->dir);
}

typedef struct
{
  GPtrArray *list;
  LianReply *reply;
  gboolean done;
} Answer;

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  g_autoptr (GError) error = NULL;

  answer->list = lian_service_list_finish (LIAN_SERVICE (source), result, &error);
  g_assert_no_error (error);
  answer->done = TRUE;
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  g_autoptr (GError) error = NULL;

  answer->reply = lian_service_submit_finish (LIAN_SERVICE (source), result, &error);
  g_assert_no_error (error);
  answer->done = TRUE;
}

static gboolean
nudge_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
run_until (const gboolean *done)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;
  guint nudge = g_timeout_add (50, nudge_cb, NULL);

  while (!*done && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (nudge);
  g_assert_true (*done);
}

static GPtrArray *
list (LianService *service, LianKindId kind, const char *term)
{
  static const char *const roles[] = { "dispatcher", NULL };
  const LianActor actor = { "seat02", roles, "421202", NULL };
  Answer answer = { 0 };

  lian_service_list (service, &actor, kind, term, 10000, FALSE, NULL, listed_cb, &answer);
  run_until (&answer.done);
  return answer.list;
}

/* Looks again and again until there are records of @term, or time is over. */
static GPtrArray *
wait_for (LianService *service, LianKindId kind, const char *term, guint n)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;

  while (g_get_monotonic_time () < deadline)
    {
      g_autoptr (GPtrArray) found = list (service, kind, term);

      if (found->len >= n)
        return g_steal_pointer (&found);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_not_reached ();
}

static guint
count (LianService *service, LianKindId kind, const char *term)
{
  g_autoptr (GPtrArray) found = list (service, kind, term);

  return found->len;
}

static void
test_reports_arrive (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianSimulator) simulator = lian_simulator_new (fixture->service, 1);
  guint before = count (fixture->service, LIAN_KIND_CASE, "");
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GPtrArray) after = NULL;

  lian_simulator_set_haste (simulator, HASTE);
  lian_simulator_start (simulator);
  after = wait_for (fixture->service, LIAN_KIND_CASE, "", before + 1);
  /* In life: within twenty seconds. */
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 20 * G_TIME_SPAN_SECOND);
  lian_simulator_stop (simulator);
}

/* A dispatcher's instruction is signed for, handled and answered without anybody's help. */
static void
test_instruction_comes_round (Fixture *fixture, gconstpointer data)
{
  static const char *const roles[] = { "dispatcher", NULL };
  const LianActor actor = { "seat02", roles, "421202", NULL };
  g_autoptr (LianSimulator) simulator = lian_simulator_new (fixture->service, 1);
  g_autoptr (GPtrArray) filed
      = list (fixture->service, LIAN_KIND_CASE, "state=filed urgency=grave");
  g_autoptr (GPtrArray) answered = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *term = NULL;
  const LianRecord *record;
  Answer answer = { 0 };
  LianDice dice;

  g_assert_cmpuint (filed->len, ==, 2);
  record = g_ptr_array_index (filed, 0);
  lian_simulator_set_haste (simulator, HASTE);
  lian_simulator_start (simulator);
  lian_dice_init (&dice, 99);
  body = lian_simulator_make_dispatch (&dice, lian_record_get_id (record), "unit-zj",
                                       LIAN_COUNTY_OPENS_AT);
  lian_service_submit (fixture->service, LIAN_INTAKE_INSTRUCTION, &actor, "02", body, NULL,
                       lian_record_get_version (record), NULL, submitted_cb, &answer);
  run_until (&answer.done);
  g_assert_cmpuint (answer.reply->status, ==, 201);
  term = g_strdup_printf ("state=feedback case_id=%s", lian_record_get_id (record));
  answered = wait_for (fixture->service, LIAN_KIND_DELIVERY, term, 1);
  g_assert_true (lian_record_has (answered->pdata[0], LIAN_DELIVERY_SIGNED_AT));
  g_assert_true (lian_record_has (answered->pdata[0], LIAN_DELIVERY_HANDLING_AT));
  g_assert_cmpstr (lian_record_get_text (answered->pdata[0], LIAN_DELIVERY_ANSWER), !=, "");
  lian_reply_free (answer.reply);
  lian_simulator_stop (simulator);
}

/* The other seats keep the desks as full as they were, and the urgent ones untouched. */
static void
test_desks_flow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianSimulator) simulator = lian_simulator_new (fixture->service, 1);
  gint64 now = lian_clock_get_now (lian_service_get_clock (fixture->service));
  g_autoptr (GPtrArray) cases = NULL;
  g_autoptr (GPtrArray) moved = NULL;
  guint urgent = 0;

  lian_simulator_set_haste (simulator, HASTE);
  lian_simulator_start (simulator);
  moved = wait_for (fixture->service, LIAN_KIND_CASE_STEP, "seat=05 action=file", 2);
  g_assert_cmpint (now, >, 0);
  cases = list (fixture->service, LIAN_KIND_CASE, "state=filed");
  for (guint i = 0; i < cases->len; i++)
    urgent += g_strcmp0 (lian_record_get_text (cases->pdata[i], LIAN_CASE_URGENCY), "normal") != 0;
  g_assert_cmpuint (urgent, >=, 4);
  lian_simulator_stop (simulator);
}

/* What the other seats dispatch is signed for and begun, but not answered while one watches. */
static void
test_stock_lasts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianSimulator) simulator = lian_simulator_new (fixture->service, 2);
  const char *in_hand = "state=delivered,signed,handling";
  gint64 deadline = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;
  guint before = count (fixture->service, LIAN_KIND_DELIVERY, in_hand);
  gint64 begin = lian_clock_get_now (lian_service_get_clock (fixture->service));
  guint begun = 0;
  guint after;

  lian_simulator_set_haste (simulator, 2 * HASTE);
  lian_simulator_start (simulator);
  while (begun < 2 && g_get_monotonic_time () < deadline)
    {
      g_autoptr (GPtrArray) found = list (fixture->service, LIAN_KIND_DELIVERY, "state=handling");

      begun = 0;
      for (guint i = 0; i < found->len; i++)
        begun += lian_record_get_time (found->pdata[i], LIAN_DELIVERY_DELIVERED_AT) >= begin
                 && lian_record_has (found->pdata[i], LIAN_DELIVERY_SIGNED_AT);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (begun, >=, 2);
  after = count (fixture->service, LIAN_KIND_DELIVERY, in_hand);
  g_assert_cmpuint (after + 12, >, before);
  g_assert_cmpuint (after, <, before + 12);
  lian_simulator_stop (simulator);
}

/* Lets the platform's time go by in steps until there are records of @term. */
static void
live_until (Fixture *fixture, LianKindId kind, const char *term, guint n)
{
  LianClock *clock = lian_service_get_clock (fixture->service);
  gint64 began = lian_clock_get_now (clock);

  while (lian_clock_get_now (clock) < began + 48 * G_TIME_SPAN_HOUR)
    {
      g_autoptr (GPtrArray) found = list (fixture->service, kind, term);

      if (found->len >= n)
        return;
      for (guint i = 0; i < 10; i++)
        g_main_context_iteration (NULL, TRUE);
      lian_clock_set_now (clock, lian_clock_get_now (clock) + 2 * G_TIME_SPAN_MINUTE);
    }
  g_error ("%u of “%s” have not come", n, term);
}

/* A day and more: the others answer residents and the level above, decide, remark and hand over;
 * grid members have left their ways; what lies about is no more than it was. */
static void
test_people_live (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianSimulator) simulator = lian_simulator_new (fixture->service, 1);
  guint tracks = count (fixture->service, LIAN_KIND_TRACK, "");
  guint ratings = count (fixture->service, LIAN_KIND_EVALUATION, "direction=resident_case");
  guint wake = g_timeout_add (5, nudge_cb, NULL);
  guint in_hand;

  lian_simulator_start (simulator);
  live_until (fixture, LIAN_KIND_CASE_STEP, "action=answer", 1);
  live_until (fixture, LIAN_KIND_CASE_STEP, "action=reply_upstream", 1);
  live_until (fixture, LIAN_KIND_CASE_STEP, "action=verified", 1);
  live_until (fixture, LIAN_KIND_CASE_STEP, "action=self_handle", 1);
  live_until (fixture, LIAN_KIND_CASE_STEP, "action=callback", 1);
  live_until (fixture, LIAN_KIND_CASE_STEP, "action=apply_extend,apply_return", 1);
  live_until (fixture, LIAN_KIND_CASE_STEP, "action=approve,refuse", 3);
  live_until (fixture, LIAN_KIND_CASE_STEP, "action=feedback attachments=?", 2);
  live_until (fixture, LIAN_KIND_CASE, "pictures_after=?", 2);
  live_until (fixture, LIAN_KIND_EVALUATION, "direction=resident_case", ratings + 5);
  live_until (fixture, LIAN_KIND_ITEM, "programme=remark state=done", 2);
  live_until (fixture, LIAN_KIND_HANDOVER, "from_account=seat05 to_account=seat06", 1);
  g_assert_cmpuint (count (fixture->service, LIAN_KIND_TRACK, ""), >, tracks + 20);
  in_hand = count (fixture->service, LIAN_KIND_DELIVERY, "state=delivered,signed,handling");
  g_assert_cmpuint (in_hand, >, 200);
  g_assert_cmpuint (in_hand, <, 360);
  lian_simulator_stop (simulator);
  g_source_remove (wake);
}

/* What was there when the watch began, the leader's remark and the applications of the morning, is
 * left to the person who watches. */
static void
test_morning_is_left (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianSimulator) simulator = lian_simulator_new (fixture->service, 1);
  LianClock *clock = lian_service_get_clock (fixture->service);
  gint64 began = lian_clock_get_now (clock);
  guint wake = g_timeout_add (5, nudge_cb, NULL);

  lian_simulator_start (simulator);
  while (lian_clock_get_now (clock) < began + G_TIME_SPAN_HOUR)
    {
      for (guint i = 0; i < 10; i++)
        g_main_context_iteration (NULL, TRUE);
      lian_clock_set_now (clock, lian_clock_get_now (clock) + 2 * G_TIME_SPAN_MINUTE);
    }
  g_assert_cmpuint (count (fixture->service, LIAN_KIND_ITEM, "programme=remark state=open"), >=, 1);
  g_assert_cmpuint (
      count (fixture->service, LIAN_KIND_APPLICATION, "state=pending,appealed unit_id=?"), >=, 7);
  g_assert_cmpuint (count (fixture->service, LIAN_KIND_CASE, "state=filed urgency=grave,urgent"),
                    >=, 4);
  lian_simulator_stop (simulator);
  g_source_remove (wake);
}

static void
test_acts_are_written (void)
{
  g_autoptr (LianRecord) act = lian_record_new (LIAN_KIND_ACT);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) order = NULL;

  lian_record_set_text (act, LIAN_F_ID, "a-1");
  lian_record_set_text (act, LIAN_ACT_ACTION, "apply_extend");
  lian_record_set_text (act, LIAN_ACT_CASE, "c-1");
  lian_record_set_int (act, LIAN_ACT_LIMIT_MIN, 480);
  lian_record_set_text (act, LIAN_ACT_OPINION, "配件 \"两天\" 后到");
  body = lian_simulator_make_act (act, FALSE);
  order = lian_simulator_make_act (act, TRUE);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                   "{\"id\":\"a-1\",\"action\":\"apply_extend\",\"case_id\":\"c-1\","
                   "\"opinion\":\"配件 \\\"两天\\\" 后到\",\"limit_min\":480}",
                   strlen ("{\"id\":\"a-1\",\"action\":\"apply_extend\",\"case_id\":\"c-1\","
                           "\"opinion\":\"配件 \\\"两天\\\" 后到\",\"limit_min\":480}"));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (order, NULL), (gssize)g_bytes_get_size (order),
                                  "\"kind\":\"apply_extend\""));
}

/* The pace of life is that of the county's past: more by day, less on Sundays. */
static void
test_pace_of_life (void)
{
  LianDice dice;
  double tuesday = 0;
  double night = 0;
  double sunday = 0;

  lian_dice_init (&dice, 3);
  for (guint i = 0; i < 300; i++)
    {
      tuesday += lian_simulator_pause_of_life (&dice, LIAN_COUNTY_OPENS_AT) / 300;
      night += lian_simulator_pause_of_life (&dice, LIAN_COUNTY_OPENS_AT - 7 * G_TIME_SPAN_HOUR)
               / 300;
      sunday
          += lian_simulator_pause_of_life (&dice, LIAN_COUNTY_OPENS_AT - 2 * G_TIME_SPAN_DAY) / 300;
    }
  g_assert_cmpfloat (tuesday, >, 140);
  g_assert_cmpfloat (tuesday, <, 210);
  g_assert_cmpfloat (night, >, 8 * tuesday);
  g_assert_cmpfloat (sunday, >, 1.5 * tuesday);
}

static const LianRecord *
first_grid (void)
{
  for (guint i = 0; i < county->len; i++)
    if (lian_record_get_kind (county->pdata[i])->id == LIAN_KIND_GRID)
      return county->pdata[i];
  return NULL;
}

static void
test_reports_repeat (void)
{
  const LianRecord *grid = first_grid ();
  LianDice a, b;

  lian_dice_init (&a, 5);
  lian_dice_init (&b, 5);
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GBytes) x = lian_simulator_make_report (&a, grid, LIAN_COUNTY_OPENS_AT);
      g_autoptr (GBytes) y = lian_simulator_make_report (&b, grid, LIAN_COUNTY_OPENS_AT);

      g_assert_nonnull (x);
      g_assert_true (g_bytes_equal (x, y));
      g_assert_null (strstr (g_bytes_get_data (x, NULL), "{r}"));
      g_assert_null (strstr (g_bytes_get_data (x, NULL), "{e}"));
    }
}

static void
test_pauses_are_right (void)
{
  LianDice dice;
  guint day = 0;
  guint night = 0;

  lian_dice_init (&dice, 3);
  for (guint i = 0; i < 100; i++)
    {
      guint by_day = lian_simulator_pause (&dice, LIAN_COUNTY_OPENS_AT);
      guint by_night = lian_simulator_pause (&dice, LIAN_COUNTY_OPENS_AT - 7 * G_TIME_SPAN_HOUR);

      g_assert_cmpuint (by_day, >=, 10);
      g_assert_cmpuint (by_night, <=, 40);
      day += by_day;
      night += by_night;
    }
  g_assert_cmpuint (day, <, night);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  county = lian_county_make (LIAN_COUNTY_SMALL, 1, LIAN_COUNTY_OPENS_AT, &error);
  g_assert_no_error (error);
  g_test_add ("/simulator/reports-arrive", Fixture, NULL, set_up, test_reports_arrive, tear_down);
  g_test_add ("/simulator/instruction-comes-round", Fixture, NULL, set_up,
              test_instruction_comes_round, tear_down);
  g_test_add ("/simulator/desks-flow", Fixture, NULL, set_up, test_desks_flow, tear_down);
  g_test_add ("/simulator/stock-lasts", Fixture, NULL, set_up, test_stock_lasts, tear_down);
  g_test_add ("/simulator/people-live", Fixture, NULL, set_up, test_people_live, tear_down);
  g_test_add ("/simulator/morning-is-left", Fixture, NULL, set_up, test_morning_is_left, tear_down);
  g_test_add_func ("/simulator/acts-are-written", test_acts_are_written);
  g_test_add_func ("/simulator/pace-of-life", test_pace_of_life);
  g_test_add_func ("/simulator/reports-repeat", test_reports_repeat);
  g_test_add_func ("/simulator/pauses-are-right", test_pauses_are_right);
  result = g_test_run ();
  g_ptr_array_unref (county);
  return result;
}
