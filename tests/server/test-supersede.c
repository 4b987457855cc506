/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

/* An instruction and the one that takes its place are never both taken, in whichever order they
 * arrive; who sends on for others is written down; and what was given by telephone counts from when
 * it was said. */

#define INSTRUCTION LIAN_INTAKE_INSTRUCTION
#define AT(minutes) (TEST_NOW + (minutes)*G_TIME_SPAN_MINUTE)

static gint64
version_of (TestCounty *county, const char *case_id)
{
  g_autoptr (LianRecord) record = test_find (county, LIAN_KIND_CASE, case_id);

  return lian_record_get_version (record);
}

static void
expect (TestCounty *county, const LianActor *actor, const char *id, const char *rest, guint status,
        const char *problem)
{
  g_autofree char *body = test_dispatch (id, "c-1", rest);

  test_expect (county, INSTRUCTION, actor, body, version_of (county, "c-1"), status, problem);
}

/* The answer of the first one was lost: the second one is not a second order. */
static void
test_received_first (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (LianRecord) none = NULL;

  test_make_filed (county, "c-1");
  expect (county, &test_dispatcher, "i-1", "", 201, "");
  expect (county, &test_dispatcher, "i-2", ",\"supersedes\":\"i-1\"", 409, "superseded-received");
  none = test_find (county, LIAN_KIND_INSTRUCTION, "i-2");
  g_assert_null (none);
}

/* The first one was still on its way: what comes late is shut out, also after what took its place
 * has ended, and whoever sends it. */
static void
test_replaced_first (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *revoke = test_act ("r-1", "revoke", "c-1", ",\"instruction_id\":\"i-2\"");

  test_make_filed (county, "c-1");
  expect (county, &test_dispatcher, "i-2", ",\"supersedes\":\"i-1\"", 201, "");
  expect (county, &test_dispatcher, "i-1", "", 409, "superseded");
  test_expect (county, LIAN_INTAKE_ACT, &test_dispatcher, revoke, -1, 201, "");
  expect (county, &test_dispatcher, "i-1", "", 409, "superseded");
  expect (county, &test_chief, "i-1", "", 409, "superseded");
  /* What was taken and has ended can be replaced. */
  expect (county, &test_dispatcher, "i-3", ",\"supersedes\":\"i-2\"", 201, "");
}

static void
test_not_itself (void)
{
  g_autoptr (TestCounty) county = test_county_new ();

  test_make_filed (county, "c-1");
  expect (county, &test_dispatcher, "i-1", ",\"supersedes\":\"i-1\"", 400, "bad-request");
  expect (county, &test_dispatcher, "i-1", ",\"supersedes\":\"no id\"", 400, "bad-request");
}

static void
add_account (TestCounty *county, const char *name)
{
  const char *const roles[] = { "dispatcher", NULL };
  g_autoptr (LianPerson) person = lian_person_new (name, name, roles, TEST_COUNTY, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (lian_service_add_account (county->service, person, "!", &error));
  g_assert_no_error (error);
}

static void
test_behalf (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (LianRecord) order = NULL;
  const char *both = ",\"supersedes\":\"i-old\",\"on_behalf_of\":\"absent\"";

  add_account (county, "absent");
  test_make_filed (county, "c-1");
  expect (county, &test_dispatcher, "i-1", both, 403, "forbidden");
  expect (county, &test_chief, "i-1", ",\"on_behalf_of\":\"absent\"", 400, "bad-request");
  expect (county, &test_chief, "i-1", ",\"supersedes\":\"i-old\",\"on_behalf_of\":\"nobody\"", 400,
          "bad-request");
  expect (county, &test_chief, "i-1", both, 201, "");
  order = test_find (county, LIAN_KIND_INSTRUCTION, "i-1");
  g_assert_cmpstr (lian_record_get_text (order, LIAN_INSTRUCTION_ACCOUNT), ==, test_chief.account);
  g_assert_cmpstr (lian_record_get_text (order, LIAN_INSTRUCTION_ON_BEHALF_OF), ==, "absent");
  g_assert_cmpstr (lian_record_get_text (order, LIAN_INSTRUCTION_SUPERSEDES), ==, "i-old");
  expect (county, &test_dispatcher, "i-old", "", 409, "superseded");
}

/* 09:40 is now; said at 09:15 and recorded now. */
static void
test_telephone (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (LianRecord) record = NULL;
  g_autoptr (LianRecord) order = NULL;
  g_autoptr (LianRecord) delivery = NULL;
  g_autoptr (LianRecord) step = NULL;
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (county->service->dictionary);
  gint64 said = AT (-25);

  lian_clock_set_now (lian_service_get_clock (county->service), AT (-60));
  test_make_filed (county, "c-1");
  lian_clock_set_now (lian_service_get_clock (county->service), TEST_NOW);
  expect (county, &test_dispatcher, "i-1",
          ",\"ordered_at\":\"2026-11-24T09:15:00+08:00\",\"ordered_to\":\"张三\",\"limit_min\":60",
          201, "");
  record = test_find (county, LIAN_KIND_CASE, "c-1");
  order = test_find (county, LIAN_KIND_INSTRUCTION, "i-1");
  delivery = test_find (county, LIAN_KIND_DELIVERY, "i-1:0");
  step = test_find (county, LIAN_KIND_CASE_STEP, "i-1");
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_DISPATCHED_AT), ==, said);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_STAGE_AT), ==, said);
  g_assert_cmpint (lian_record_get_time (order, LIAN_INSTRUCTION_ORDERED_AT), ==, said);
  g_assert_cmpint (lian_record_get_time (order, LIAN_INSTRUCTION_ACCEPTED_AT), >=, TEST_NOW);
  g_assert_cmpstr (lian_record_get_text (order, LIAN_INSTRUCTION_ORDERED_TO), ==, "张三");
  g_assert_cmpint (lian_record_get_time (order, LIAN_INSTRUCTION_DEADLINE), ==,
                   lian_work_calendar_add (calendar, said, 60, LIAN_LIMIT_WORK_MINUTES));
  g_assert_cmpint (lian_record_get_time (delivery, LIAN_DELIVERY_DELIVERED_AT), ==, said);
  g_assert_cmpint (lian_record_get_time (step, LIAN_CASE_STEP_AT), >=, TEST_NOW);
  g_assert_cmpint (lian_record_get_time (step, LIAN_CASE_STEP_ORDERED_AT), ==, said);
  g_assert_cmpstr (lian_record_get_text (step, LIAN_CASE_STEP_ORDERED_TO), ==, "张三");
  /* The stage before ended when it was said. */
  g_assert_cmpint (lian_record_get_int (step, LIAN_CASE_STEP_ELAPSED_MIN), <=, 35);
}

static void
test_telephone_bounds (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  static const struct
  {
    const char *rest;
    guint status;
    const char *problem;
  } cases[] = {
    { ",\"ordered_at\":\"2026-11-24T09:55:00+08:00\"", 400, "bad-request" },
    { ",\"ordered_at\":\"2026-11-21T09:39:59+08:00\"", 400, "bad-request" },
    { ",\"ordered_to\":\"张三\"", 400, "bad-request" },
    { ",\"ordered_at\":\"2026-11-24T08:39:59+08:00\"", 409, "not-allowed" },
    { ",\"ordered_at\":\"2026-11-24T08:41:00+08:00\"", 201, "" },
  };

  lian_clock_set_now (lian_service_get_clock (county->service), AT (-60));
  test_make_filed (county, "c-1");
  lian_clock_set_now (lian_service_get_clock (county->service), TEST_NOW);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    expect (county, &test_dispatcher, "i-1", cases[i].rest, cases[i].status, cases[i].problem);
}

/* What was said and what another seat ordered meanwhile: a person decides. */
static void
test_telephone_conflict (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  gint64 seen = test_make_filed (county, "c-1");
  g_autofree char *said
      = test_dispatch ("i-2", "c-1", ",\"ordered_at\":\"2026-11-24T09:40:00+08:00\"");

  expect (county, &test_chief, "i-1", "", 201, "");
  test_expect (county, INSTRUCTION, &test_dispatcher, said, seen, 412, "target-changed");
  test_expect (county, INSTRUCTION, &test_dispatcher, said, version_of (county, "c-1"), 409,
               "already-dispatched");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/supersede/received-first", test_received_first);
  g_test_add_func ("/server/supersede/replaced-first", test_replaced_first);
  g_test_add_func ("/server/supersede/not-itself", test_not_itself);
  g_test_add_func ("/server/supersede/behalf", test_behalf);
  g_test_add_func ("/server/telephone/counts", test_telephone);
  g_test_add_func ("/server/telephone/bounds", test_telephone_bounds);
  g_test_add_func ("/server/telephone/conflict", test_telephone_conflict);

  return g_test_run ();
}
