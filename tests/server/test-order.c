/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-verify.h"

#include <string.h>

/* The table of answers of docs/api.md: for each check something is submitted that fails it and all
 * checks behind it, and is told of the first; and something that fails it alone. What is refused
 * leaves no trace. What is known comes before all of them. */

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define LATE "2026-11-24T09:00:00+08:00"

/* In this order. */
typedef enum
{
  BAD_DIGEST,
  BAD_ID,
  REUSED,
  BAD_ROLE,
  BAD_FIELD,
  BAD_REGION,
  EXPIRED,
  REPLACED,
  NO_VERSION,
  OLD_VERSION,
  ORDERED,
  BAD_STATE,
  BAD_UNIT,
  N_CHECKS
} Check;

static const struct
{
  guint status;
  const char *problem;
} answers[N_CHECKS] = {
  [BAD_DIGEST] = { 400, ":digest-mismatch" },
  [BAD_ID] = { 400, ":bad-request" },
  [REUSED] = { 422, ":key-reused" },
  [BAD_ROLE] = { 403, ":forbidden" },
  [BAD_FIELD] = { 400, ":bad-request" },
  [BAD_REGION] = { 404, ":unknown-case" },
  [EXPIRED] = { 409, ":expired" },
  [REPLACED] = { 409, ":superseded-received" },
  [NO_VERSION] = { 428, ":precondition-required" },
  [OLD_VERSION] = { 412, ":target-changed" },
  [ORDERED] = { 409, ":already-dispatched" },
  [BAD_STATE] = { 409, ":not-allowed" },
  [BAD_UNIT] = { 409, ":unit-inactive" },
};

/* c-filed can be dispatched, c-with has been, c-new cannot be yet. */
static TestCounty *
make_county (void)
{
  TestCounty *county = test_county_new_short ();
  g_autofree char *report = test_report ("c-new");
  g_autofree char *order = test_dispatch ("i-with", "c-with", "");
  gint64 version = test_make_filed (county, "c-with");

  test_make_filed (county, "c-filed");
  test_expect (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher, order, version, 201, "");
  test_expect (county, LIAN_INTAKE_REPORT, &test_resident, report, -1, 201, "");
  return county;
}

static gint64
version_of (TestCounty *county, const char *case_id)
{
  g_autoptr (LianRecord) record = test_find (county, LIAN_KIND_CASE, case_id);

  return lian_record_get_version (record);
}

/* --- what changes in the database --- */

static gboolean
run_state (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn,
      "SELECT (SELECT seq FROM counter) || ' ' || (SELECT COUNT (*) FROM audit) || ' ' ||"
      " (SELECT COUNT (*) FROM feed) || ' ' || (SELECT hex (lian_sum (group_concat (sum)))"
      " FROM (SELECT hex (sum) AS sum FROM seal WHERE tbl LIKE 's\\_%' ESCAPE '\\'))",
      error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *result = g_strdup (lian_stmt_get_text (stmt, 0));
  lian_stmt_reset (stmt);
  return TRUE;
}

static char *
state_of (TestCounty *county)
{
  gpointer text = NULL;

  g_assert_true (lian_db_read (county->service->db, run_state, NULL, &text, NULL));
  return text;
}

static gboolean
is_set (guint checks, Check check)
{
  return (checks & 1u << check) != 0;
}

/* Everything from @check on, as far as it is among @among. */
static guint
from_check (Check check, guint among)
{
  return among & ~((1u << check) - 1);
}

static void
expect_refused (TestCounty *county, LianIntake intake, const LianActor *actor, const char *body,
                guint checks, gint64 if_match, Check check)
{
  g_autofree char *before = state_of (county);
  g_autofree char *after = NULL;
  g_autoptr (LianReply) reply = test_submit (county, intake, actor, body,
                                             is_set (checks, BAD_DIGEST) ? ZEROS : NULL, if_match);
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *object = test_reply_object (reply, &parser);
  const char *type;

  g_test_message ("%s → %u", body, reply->status);
  g_assert_cmpuint (reply->status, ==, answers[check].status);
  type = json_object_get_string_member (object, "type");
  g_assert_true (g_str_has_suffix (type, answers[check].problem));
  /* Conflicts show how it stands; nobody is shown what they may not see. */
  if (check == OLD_VERSION || check == ORDERED || check == BAD_STATE)
    g_assert_true (json_object_has_member (object, "current"));
  else if (check <= BAD_REGION)
    g_assert_false (json_object_has_member (object, "current"));
  after = state_of (county);
  g_assert_cmpstr (before, ==, after);
}

static LianActor
make_actor (guint checks, const LianActor *right)
{
  LianActor actor = *right;

  if (is_set (checks, BAD_ROLE))
    actor.roles = test_leader.roles;
  if (is_set (checks, BAD_REGION))
    actor.region_code = TEST_OTHER_STREET;
  return actor;
}

static const char *
make_id (guint checks)
{
  if (is_set (checks, BAD_ID))
    return "an id with spaces";
  return is_set (checks, REUSED) ? "i-with" : "i-next";
}

/* --- instructions --- */

/* What is ordered is in a state that does not allow it either. */
static const char *
target_of (guint checks)
{
  if (is_set (checks, ORDERED))
    return "c-with";
  return is_set (checks, BAD_STATE) ? "c-new" : "c-filed";
}

static char *
make_order (guint checks)
{
  return g_strdup_printf ("{\"id\":\"%s\",\"kind\":\"dispatch\",\"case_id\":\"%s\","
                          "\"to_unit\":\"%s\"%s%s%s}",
                          make_id (checks), target_of (checks),
                          is_set (checks, BAD_UNIT) ? "u-off" : "u-1",
                          is_set (checks, BAD_FIELD) ? ",\"limit_min\":0" : "",
                          is_set (checks, EXPIRED) ? ",\"not_after\":\"" LATE "\"" : "",
                          is_set (checks, REPLACED) ? ",\"supersedes\":\"i-with\"" : "");
}

static void
expect_order_refused (TestCounty *county, guint checks, Check check)
{
  g_autofree char *body = make_order (checks);
  LianActor actor = make_actor (checks, &test_dispatcher);
  gint64 version = version_of (county, target_of (checks));

  if (is_set (checks, NO_VERSION))
    version = -1;
  else if (is_set (checks, OLD_VERSION))
    version -= 1;
  expect_refused (county, LIAN_INTAKE_INSTRUCTION, &actor, body, checks, version, check);
}

static void
test_instruction (void)
{
  g_autoptr (TestCounty) county = make_county ();
  g_autofree char *right = make_order (0);
  const guint all = (1u << N_CHECKS) - 1;

  for (Check check = 0; check < N_CHECKS; check++)
    {
      expect_order_refused (county, from_check (check, all), check);
      expect_order_refused (county, 1u << check, check);
    }
  /* Nothing was wrong but that. */
  test_expect (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher, right,
               version_of (county, "c-filed"), 201, "");
}

/* --- acts --- */

static char *
make_accept (guint checks)
{
  return g_strdup_printf ("{\"id\":\"%s\",\"action\":\"accept\",\"case_id\":\"%s\"%s}",
                          make_id (checks), is_set (checks, BAD_STATE) ? "c-with" : "c-new",
                          is_set (checks, BAD_FIELD) ? ",\"opinion\":7" : "");
}

static void
test_act_order (void)
{
  static const guint all = 1u << BAD_DIGEST | 1u << BAD_ID | 1u << REUSED | 1u << BAD_ROLE
                           | 1u << BAD_FIELD | 1u << BAD_REGION | 1u << OLD_VERSION
                           | 1u << BAD_STATE;
  g_autoptr (TestCounty) county = make_county ();
  g_autofree char *right = make_accept (0);

  for (Check check = 0; check < N_CHECKS; check++)
    for (guint alone = 0; alone < 2 && is_set (all, check); alone++)
      {
        guint checks = alone ? 1u << check : from_check (check, all);
        g_autofree char *body = make_accept (checks);
        LianActor actor = make_actor (checks, &test_operator);
        gint64 version = version_of (county, is_set (checks, BAD_STATE) ? "c-with" : "c-new");

        expect_refused (county, LIAN_INTAKE_ACT, &actor, body, checks,
                        is_set (checks, OLD_VERSION) ? version - 1 : version, check);
      }
  /* Whoever does not say what they saw is taken at their word. */
  test_expect (county, LIAN_INTAKE_ACT, &test_operator, right, -1, 201, "");
}

/* --- reports --- */

static char *
make_report (guint checks)
{
  return g_strdup_printf ("{\"id\":\"%s\",\"title\":\"t\",\"kind\":\"event\",\"category\":\"%s\","
                          "\"source\":\"wechat\"}",
                          make_id (checks),
                          is_set (checks, BAD_FIELD) ? "no-such" : "utility-manhole");
}

static void
test_report_order (void)
{
  static const guint all
      = 1u << BAD_DIGEST | 1u << BAD_ID | 1u << REUSED | 1u << BAD_ROLE | 1u << BAD_FIELD;
  g_autoptr (TestCounty) county = make_county ();
  g_autofree char *right = make_report (0);

  for (Check check = 0; check < N_CHECKS; check++)
    for (guint alone = 0; alone < 2 && is_set (all, check); alone++)
      {
        guint checks = alone ? 1u << check : from_check (check, all);
        g_autofree char *body = make_report (checks);
        LianActor actor = make_actor (checks, &test_resident);

        expect_refused (county, LIAN_INTAKE_REPORT, &actor, body, checks, -1, check);
      }
  test_expect (county, LIAN_INTAKE_REPORT, &test_resident, right, -1, 201, "");
}

/* --- what is known --- */

static void
expect_same (TestCounty *county, LianIntake intake, const char *body, const LianReply *first)
{
  static const char *const roles[] = { "leader", NULL };
  const LianActor stranger = { "stranger", roles, TEST_OTHER_STREET, NULL };
  const gint64 versions[] = { -1, 0, 1, G_MAXINT64 };
  g_autofree char *before = state_of (county);
  g_autofree char *after = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autoptr (LianReply) reply
          = test_submit (county, intake, &stranger, body, NULL, versions[i]);

      g_assert_cmpuint (reply->status, ==, 200);
      g_assert_true (g_bytes_equal (reply->body, first->body));
    }
  after = state_of (county);
  g_assert_cmpstr (before, ==, after);
}

/* By now its sender may no longer do it, sees another region, it is too late, the case has changed
 * and is ordered, its state does not fit, and the dictionary is another one: the receipt is the
 * one that was given. */
static void
test_known (void)
{
  g_autoptr (TestCounty) county = make_county ();
  g_autofree char *report = test_report ("c-1");
  g_autofree char *accept = test_act ("a-1", "accept", "c-1", "");
  g_autofree char *order
      = test_dispatch ("i-1", "c-filed", ",\"not_after\":\"2026-11-24T10:00:00+08:00\"");
  g_autoptr (LianReply) reported
      = test_submit (county, LIAN_INTAKE_REPORT, &test_resident, report, NULL, -1);
  g_autoptr (LianReply) accepted
      = test_submit (county, LIAN_INTAKE_ACT, &test_operator, accept, NULL, -1);
  g_autoptr (LianReply) ordered = test_submit (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher,
                                               order, NULL, version_of (county, "c-filed"));

  g_assert_cmpuint (reported->status, ==, 201);
  g_assert_cmpuint (accepted->status, ==, 201);
  g_assert_cmpuint (ordered->status, ==, 201);
  lian_clock_set_now (county->service->clock, TEST_NOW + 400 * G_TIME_SPAN_DAY);
  for (guint opened = 0; opened < 2; opened++)
    {
      expect_same (county, LIAN_INTAKE_REPORT, report, reported);
      expect_same (county, LIAN_INTAKE_ACT, accept, accepted);
      expect_same (county, LIAN_INTAKE_INSTRUCTION, order, ordered);
      test_county_reopen (county);
    }
}

/* The same bytes by another way are something else. */
static void
test_other_way (void)
{
  g_autoptr (TestCounty) county = make_county ();
  g_autofree char *order = test_dispatch ("i-with", "c-with", "");

  test_expect (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher, order, -1, 200, "");
  test_expect (county, LIAN_INTAKE_ACT, &test_dispatcher, order, -1, 422, "key-reused");
  test_expect (county, LIAN_INTAKE_REPORT, &test_dispatcher, order, -1, 422, "key-reused");
}

/* Positions are in the order of commits: the version of what was changed, the place on the feed,
 * and what the next one is above. */
static void
test_positions (void)
{
  g_autoptr (TestCounty) county = make_county ();
  gint64 before = county->service->max_seq;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("p-%u", i);
      g_autofree char *body = test_report (id);
      g_autofree char *refused = test_act ("never", "sign", id, "");
      g_autoptr (LianReply) reply
          = test_submit (county, LIAN_INTAKE_REPORT, &test_resident, body, NULL, -1);
      g_autoptr (JsonParser) parser = NULL;
      JsonObject *object = test_reply_object (reply, &parser);
      g_autofree char *position
          = g_strdup_printf ("%s:%" G_GINT64_FORMAT, county->service->epoch, before + 1 + i);

      g_assert_cmpstr (json_object_get_string_member (object, "position"), ==, position);
      g_assert_cmpint (version_of (county, id), ==, before + 1 + i);
      test_expect (county, LIAN_INTAKE_ACT, &test_unit, refused, -1, 403, "forbidden");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/order/instruction", test_instruction);
  g_test_add_func ("/server/order/act", test_act_order);
  g_test_add_func ("/server/order/report", test_report_order);
  g_test_add_func ("/server/order/known", test_known);
  g_test_add_func ("/server/order/other-way", test_other_way);
  g_test_add_func ("/server/order/positions", test_positions);

  return g_test_run ();
}
