/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-housekeeper.h"

#include "lian-clock.h"
#include "lian-crs.h"
#include "lian-error.h"
#include "lian-receipt.h"
#include "lian-txn.h"

#include <string.h>

static void
test_replay (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *body = test_report ("r-1");
  g_autofree char *other = test_report ("r-1");
  g_autofree char *third = test_report ("r-2");
  g_autoptr (LianReply) first
      = test_submit (county, LIAN_INTAKE_REPORT, &test_resident, body, NULL, -1);
  g_autoptr (LianReply) again
      = test_submit (county, LIAN_INTAKE_REPORT, &test_resident, body, NULL, -1);
  g_autoptr (LianReply) mismatch = NULL;
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (LianReceipt) receipt = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (first->status, ==, 201);
  g_assert_cmpuint (again->status, ==, 200);
  g_assert_true (g_bytes_equal (first->body, again->body));
  receipt = lian_receipt_from_json (test_reply_object (first, &parser), &error);
  g_assert_no_error (error);
  g_assert_cmpint (receipt->seq, ==, 1);

  memcpy (strstr (other, "8 号"), "9", 1);
  test_expect (county, LIAN_INTAKE_REPORT, &test_resident, other, -1, 422, "key-reused");
  mismatch = test_submit (county, LIAN_INTAKE_REPORT, &test_resident, third,
                          "0000000000000000000000000000000000000000000000000000000000000000", -1);
  g_assert_cmpuint (mismatch->status, ==, 400);
  test_expect (county, LIAN_INTAKE_REPORT, &test_resident, third, -1, 201, "");
  test_expect (county, LIAN_INTAKE_REPORT, &test_leader, "{\"id\":\"r-9\"}", -1, 403, "forbidden");
}

static void
test_report_place (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  LianPoint point = lian_crs_wgs84_to_gcj02 ((LianPoint){ 114.4003, 29.85 });
  char lon[G_ASCII_DTOSTR_BUF_SIZE];
  char lat[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *body = NULL;
  g_autoptr (LianRecord) record = NULL;

  /* 30 metres into the other community in WGS84; taken for WGS84 it would lie elsewhere. */
  g_ascii_dtostr (lon, sizeof lon, point.lon);
  g_ascii_dtostr (lat, sizeof lat, point.lat);
  body = g_strdup_printf ("{\"id\":\"r-1\",\"title\":\"t\",\"kind\":\"event\",\"category\":"
                          "\"utility-manhole\",\"source\":\"wechat\",\"src_crs\":\"gcj02\","
                          "\"location\":{\"lon\":%s,\"lat\":%s},\"state\":\"closed\"}",
                          lon, lat);
  test_expect (county, LIAN_INTAKE_REPORT, &test_resident, body, -1, 201, "");
  record = test_find (county, LIAN_KIND_CASE, "r-1");
  g_assert_cmpstr (lian_record_get_text (record, LIAN_F_REGION), ==, TEST_OTHER_COMMUNITY);
  g_assert_cmpstr (lian_record_get_text (record, LIAN_CASE_GRID), ==, "g-2");
  g_assert_cmpstr (lian_record_get_text (record, LIAN_CASE_SRC_CRS), ==, "gcj02");
  g_assert_cmpstr (lian_record_get_text (record, LIAN_CASE_STATE), ==, "reported");
  g_assert_cmpstr (lian_record_get_text (record, LIAN_CASE_CODE), ==, "1124-0001");
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_DEADLINE), >, TEST_NOW);
  g_assert_true (lian_record_get_point (record, LIAN_CASE_LOCATION, &point));
  g_assert_cmpfloat_with_epsilon (point.lon, 114.4003, 1e-6);
}

static void
test_report_refused (void)
{
  static const struct
  {
    const char *rest;
    const char *field;
  } cases[] = {
    { "\"category\":\"utility-manhole\",\"source\":\"wechat\",\"location\":{\"lon\":10,\"lat\":10}",
      "location" },
    { "\"category\":\"utility-manhole\",\"source\":\"wechat\",\"src_crs\":\"mars\","
      "\"location\":{\"lon\":114.35,\"lat\":29.85}",
      "src_crs" },
    { "\"category\":\"no-such\",\"source\":\"wechat\"", "category" },
    { "\"category\":\"utility-manhole\",\"source\":\"no-such\"", "source" },
    { "\"category\":\"utility-manhole\"", "source" },
    { "\"category\":7,\"source\":\"wechat\"", "category" },
  };
  g_autoptr (TestCounty) county = test_county_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body
          = g_strdup_printf ("{\"id\":\"r-%u\",\"title\":\"t\",\"kind\":\"event\",%s}", i,
                             cases[i].rest);
      g_autoptr (LianReply) reply
          = test_submit (county, LIAN_INTAKE_REPORT, &test_resident, body, NULL, -1);
      g_autoptr (JsonParser) parser = NULL;
      JsonObject *object = test_reply_object (reply, &parser);

      g_test_message ("%s", cases[i].rest);
      g_assert_cmpuint (reply->status, ==, 400);
      g_assert_cmpstr (json_object_get_string_member (object, "field"), ==, cases[i].field);
    }
}

static void
test_order_of_checks (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  gint64 version = test_make_filed (county, "c-1");
  g_autofree char *plain = test_dispatch ("i-1", "c-1", "");
  g_autofree char *unknown = test_dispatch ("i-1", "c-none", "");
  g_autofree char *late
      = test_dispatch ("i-1", "c-1", ",\"not_after\":\"2026-11-24T09:00:00+08:00\"");
  g_autofree char *limit = test_dispatch ("i-1", "c-1", ",\"limit_min\":0");
  g_autofree char *off = test_dispatch ("i-1", "c-1", ",\"co_units\":[\"u-off\"]");
  g_autofree char *next = test_dispatch ("i-2", "c-1", "");
  const LianIntake intake = LIAN_INTAKE_INSTRUCTION;
  g_autoptr (LianRecord) record = NULL;

  test_expect (county, intake, &test_resident, limit, -1, 403, "forbidden");
  test_expect (county, intake, &test_dispatcher, limit, -1, 400, "bad-request");
  test_expect (county, intake, &test_dispatcher, unknown, -1, 404, "unknown-case");
  test_expect (county, intake, &test_other_street, plain, version, 404, "unknown-case");
  test_expect (county, intake, &test_dispatcher, late, -1, 409, "expired");
  test_expect (county, intake, &test_dispatcher, plain, -1, 428, "precondition-required");
  test_expect (county, intake, &test_dispatcher, plain, version - 1, 412, "target-changed");
  test_expect (county, intake, &test_dispatcher, off, version, 409, "unit-inactive");
  test_expect (county, intake, &test_dispatcher, plain, version, 201, "");
  /* The id comes before everything that has become wrong meanwhile. */
  test_expect (county, intake, &test_dispatcher, plain, version, 200, "");
  record = test_find (county, LIAN_KIND_CASE, "c-1");
  test_expect (county, intake, &test_dispatcher, next, lian_record_get_version (record), 409,
               "already-dispatched");
}

static void
test_not_allowed (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *report = test_report ("c-1");
  g_autofree char *order = test_dispatch ("i-1", "c-1", "");
  g_autofree char *sign = test_act ("a-1", "sign", "c-1", "");
  g_autofree char *unknown = test_act ("a-2", "no-such", "c-1", "");
  g_autofree char *dispatch = test_act ("a-3", "dispatch", "c-1", "");
  g_autoptr (LianRecord) record = NULL;

  test_expect (county, LIAN_INTAKE_REPORT, &test_resident, report, -1, 201, "");
  record = test_find (county, LIAN_KIND_CASE, "c-1");
  test_expect (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher, order,
               lian_record_get_version (record), 409, "not-allowed");
  test_expect (county, LIAN_INTAKE_ACT, &test_unit, sign, -1, 403, "forbidden");
  test_expect (county, LIAN_INTAKE_ACT, &test_operator, unknown, -1, 400, "bad-request");
  test_expect (county, LIAN_INTAKE_ACT, &test_dispatcher, dispatch, -1, 400, "bad-request");
}

static void
expect_states (TestCounty *county, const char *of_case, const char *of_instruction,
               const char *of_lead, const char *of_co)
{
  g_autoptr (LianRecord) record = test_find (county, LIAN_KIND_CASE, "c-1");
  g_autoptr (LianRecord) instruction = test_find (county, LIAN_KIND_INSTRUCTION, "i-1");
  g_autoptr (LianRecord) lead = test_find (county, LIAN_KIND_DELIVERY, "i-1:0");
  g_autoptr (LianRecord) co = test_find (county, LIAN_KIND_DELIVERY, "i-1:1");

  g_assert_cmpstr (lian_record_get_text (record, LIAN_CASE_STATE), ==, of_case);
  g_assert_cmpstr (lian_record_get_text (instruction, LIAN_INSTRUCTION_STATE), ==, of_instruction);
  g_assert_cmpstr (lian_record_get_text (lead, LIAN_DELIVERY_STATE), ==, of_lead);
  g_assert_cmpstr (lian_record_get_text (co, LIAN_DELIVERY_STATE), ==, of_co);
}

static void
act (TestCounty *county, const LianActor *actor, const char *action, const char *rest)
{
  static guint n;
  g_autofree char *id = g_strdup_printf ("act-%u", n++);
  g_autofree char *body = test_act (id, action, "c-1", rest);

  test_expect (county, LIAN_INTAKE_ACT, actor, body, -1, 201, "");
}

static void
test_ring (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  gint64 version = test_make_filed (county, "c-1");
  g_autofree char *order
      = test_dispatch ("i-1", "c-1",
                       ",\"co_units\":[\"u-2\"],\"opinion\":\"立即围挡\",\"limit_min\":60");
  g_autoptr (LianRecord) filed = test_find (county, LIAN_KIND_CASE, "c-1");
  g_autoptr (LianRecord) handled = NULL;
  g_autoptr (LianRecord) delivery = NULL;

  g_assert_true (lian_record_has (filed, LIAN_CASE_CLOSE_DUE));
  test_expect (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher, order, version, 201, "");
  expect_states (county, "dispatched", "delivered", "delivered", "delivered");
  act (county, &test_unit, "sign", "");
  expect_states (county, "signed", "signed", "signed", "delivered");
  handled = test_find (county, LIAN_KIND_CASE, "c-1");
  g_assert_cmpint (lian_record_get_int (handled, LIAN_CASE_LIMIT_MIN), ==, 60);
  act (county, &test_unit, "handle", "");
  act (county, &test_co_unit, "sign", "");
  expect_states (county, "handling", "handling", "handling", "signed");
  act (county, &test_unit, "feedback", ",\"opinion\":\"已补装\"");
  expect_states (county, "feedback", "feedback", "feedback", "signed");
  delivery = test_find (county, LIAN_KIND_DELIVERY, "i-1:0");
  g_assert_cmpstr (lian_record_get_text (delivery, LIAN_DELIVERY_ANSWER), ==, "已补装");
  act (county, &test_operator, "check", "");
  act (county, &test_inspector, "checked", ",\"result\":\"passed\"");
  act (county, &test_chief, "close", "");
  expect_states (county, "closed", "done", "done", "done");
  act (county, &test_resident, "evaluate", ",\"satisfaction\":\"satisfied\",\"opinion\":\"谢谢\"");
  expect_states (county, "evaluated", "done", "done", "done");
}

static void
expect_state (TestCounty *county, const char *state)
{
  g_autoptr (LianRecord) record = test_find (county, LIAN_KIND_CASE, "c-1");

  g_assert_cmpstr (lian_record_get_text (record, LIAN_CASE_STATE), ==, state);
}

static void
set_true (gboolean *value)
{
  *value = TRUE;
}

static void
test_return (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  gint64 version = test_make_filed (county, "c-1");
  g_autofree char *order = test_dispatch ("i-1", "c-1", ",\"co_units\":[\"u-2\"]");
  g_autofree char *again = test_dispatch ("i-2", "c-1", ",\"supersedes\":\"i-1\"");
  g_autofree char *approval = NULL;
  g_autoptr (LianRecord) record = NULL;

  test_expect (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher, order, version, 201, "");
  act (county, &test_unit, "apply_return", ",\"opinion\":\"不属本单位\"");
  record = test_find (county, LIAN_KIND_CASE, "c-1");
  g_assert_cmpstr (lian_record_get_text (record, LIAN_CASE_STATE), ==, "dispatched");
  approval = g_strdup_printf (",\"application_id\":\"%s\"",
                              lian_record_get_text (record, LIAN_CASE_APPLICATION));
  g_clear_pointer (&record, lian_record_unref);
  act (county, &test_dispatcher, "approve", approval);
  expect_states (county, "filed", "revoked", "revoked", "revoked");
  record = test_find (county, LIAN_KIND_CASE, "c-1");
  g_assert_false (lian_record_has (record, LIAN_CASE_LEAD_UNIT));
  g_assert_cmpint (lian_record_get_int (record, LIAN_CASE_RETURN_COUNT), ==, 1);
  test_expect (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher, again,
               lian_record_get_version (record), 201, "");
}

/* A suspended case goes on when its date has come, and not before. */
static void
test_resume_on_date (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (LianHousekeeper) housekeeper = lian_housekeeper_new (county->service);
  gint64 version = test_make_filed (county, "c-1");
  g_autofree char *order = test_dispatch ("i-1", "c-1", "");
  g_autofree char *approval = NULL;
  g_autoptr (LianRecord) record = NULL;
  gboolean done = FALSE;

  g_signal_connect_swapped (housekeeper, "looked", G_CALLBACK (set_true), &done);
  test_expect (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher, order, version, 201, "");
  act (county, &test_unit, "sign", "");
  act (county, &test_unit, "handle", "");
  act (county, &test_unit, "apply_suspend",
       ",\"opinion\":\"待拆迁\",\"until\":\"2026-11-25T00:00:00+08:00\"");
  record = test_find (county, LIAN_KIND_CASE, "c-1");
  approval = g_strdup_printf (",\"application_id\":\"%s\"",
                              lian_record_get_text (record, LIAN_CASE_APPLICATION));
  act (county, &test_dispatcher, "approve", approval);
  lian_housekeeper_look (housekeeper);
  test_iterate_until (&done);
  expect_state (county, "suspended");

  lian_clock_set_now (lian_service_get_clock (county->service), TEST_NOW + 2 * G_TIME_SPAN_DAY);
  done = FALSE;
  lian_housekeeper_look (housekeeper);
  test_iterate_until (&done);
  expect_state (county, "handling");
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (const char *at = strstr (text, what); at != NULL; at = strstr (at + 1, what))
    n++;
  return n;
}

static void
test_feed (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  gint64 version = test_make_filed (county, "c-1");
  gint64 before = county->service->max_seq;
  g_autofree char *order = test_dispatch ("i-1", "c-1", ",\"co_units\":[\"u-2\"]");
  g_autofree char *seen = NULL;
  g_autofree char *hidden = NULL;
  g_autofree char *all = NULL;
  gint64 seq;

  test_expect (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher, order, version, 201, "");
  seen = test_read_feed (county, TEST_COMMUNITY, before, TRUE, &seq);
  g_assert_cmpint (seq, ==, before + 1);
  /* instruction, two deliveries, step, case: one position, all but the last with more */
  g_assert_cmpuint (count (seen, "event: change"), ==, 5);
  g_assert_cmpuint (count (seen, "\"more\":true"), ==, 4);
  g_assert_cmpuint (count (seen, "\"more\":false"), ==, 1);
  g_assert_cmpuint (count (seen, "event: bookmark"), ==, 1);
  hidden = test_read_feed (county, TEST_OTHER_STREET, before, FALSE, &seq);
  g_assert_cmpstr (hidden, ==, "");
  g_assert_cmpint (seq, ==, before + 1);
  all = test_read_feed (county, "", 1, FALSE, NULL);
  g_assert_null (strstr (all, TEST_CANARY));
  g_assert_null (strstr (all, "陈大文"));
}

static void
put_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  lian_service_put_finish (LIAN_SERVICE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *)user_data = TRUE;
}

static void
test_leaving_scope (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *report = test_report ("c-1");
  g_autofree char *left = NULL;
  g_autofree char *came = NULL;
  g_autoptr (LianRecord) record = NULL;
  g_autoptr (LianRecord) moved = NULL;
  gboolean done = FALSE;
  gint64 before;

  test_expect (county, LIAN_INTAKE_REPORT, &test_resident, report, -1, 201, "");
  before = county->service->max_seq;
  record = test_find (county, LIAN_KIND_CASE, "c-1");
  moved = lian_record_copy (record);
  lian_record_set_text (moved, LIAN_F_REGION, TEST_OTHER_COMMUNITY);
  lian_service_put (county->service, &test_chief, moved, NULL, put_done_cb, &done);
  test_iterate_until (&done);

  left = test_read_feed (county, TEST_STREET, before, TRUE, NULL);
  came = test_read_feed (county, TEST_OTHER_STREET, before, TRUE, NULL);
  g_assert_nonnull (strstr (left, "\"op\":\"delete\""));
  g_assert_null (strstr (left, "\"record\""));
  g_assert_nonnull (strstr (came, "\"op\":\"upsert\""));
  g_assert_nonnull (strstr (left, "\"case\":{\"count\":0,\"digest\":\"0000000000000000\"}"));
}

static gboolean
sum_digests (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  guint64 *expected = data;
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT id, version FROM s_case", error);
  gboolean row;

  while (lian_stmt_step (stmt, &row, error) && row)
    *expected += lian_digest_of (LIAN_KIND_CASE, lian_stmt_get_text (stmt, 0),
                                 lian_stmt_get_int (stmt, 1));
  lian_stmt_reset (stmt);
  return TRUE;
}

static void
expect_case_digest (TestCounty *county, gint64 count_of_cases, guint64 expected)
{
  g_autoptr (LianPerson) person = lian_person_new_from_actor (&test_leader);
  LianKindDigest sums[LIAN_N_KINDS];

  lian_feed_sum (county->service->feed, person, sums);
  g_assert_cmpint (sums[LIAN_KIND_CASE].count, ==, count_of_cases);
  g_assert_cmpuint (sums[LIAN_KIND_CASE].digest, ==, expected);
}

static gboolean
verify_audit (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_audit_verify (conn, data, error);
}

static gboolean
tamper (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, data, error);
}

static void
test_proof (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  guint64 expected = 0;
  gint64 n_rows = 0;

  test_make_filed (county, "c-1");
  test_make_filed (county, "c-2");
  g_assert_true (lian_db_read (county->service->db, sum_digests, &expected, NULL, NULL));
  expect_case_digest (county, 2, expected);
  test_county_reopen (county);
  expect_case_digest (county, 2, expected);

  g_assert_true (lian_db_read (county->service->db, verify_audit, &n_rows, NULL, NULL));
  g_assert_cmpint (n_rows, ==, 6);
  g_assert_false (lian_db_write (county->service->db, tamper,
                                 (gpointer) "UPDATE audit SET account = 'x' WHERE seq = 2", NULL,
                                 NULL));
  g_assert_true (lian_db_write (county->service->db, tamper,
                                (gpointer) "DROP TRIGGER audit_no_update;"
                                           "UPDATE audit SET account = 'x' WHERE seq = 2",
                                NULL, NULL));
  g_assert_false (lian_db_read (county->service->db, verify_audit, &n_rows, NULL, NULL));
  g_assert_cmpint (n_rows, ==, 1);
}

static gboolean
explain (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", data, NULL);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  g_autoptr (GString) plan = g_string_new (NULL);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, "");
  while (lian_stmt_step (stmt, &row, error) && row)
    g_string_append (plan, lian_stmt_get_text (stmt, 3));
  lian_stmt_reset (stmt);
  *result = g_string_free (g_steal_pointer (&plan), FALSE);
  return TRUE;
}

/* A page of a large table costs what a page of a small one does. */
static void
test_page_plan (void)
{
  g_autoptr (TestCounty) county = test_county_new ();

  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      g_autofree char *sql = lian_query_dup_page_sql (i, TEST_STREET);
      gpointer plan = NULL;

      g_assert_true (lian_db_read (county->service->db, explain, sql, &plan, NULL));
      g_test_message ("%s", (const char *)plan);
      g_assert_null (strstr (plan, "ORDER BY"));
      g_assert_nonnull (strstr (plan, "id>?"));
      g_free (plan);
    }
}

static void
test_clock (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  gint64 now = lian_clock_get_now (county->service->clock);

  g_assert_cmpint (now, >=, TEST_NOW);
  g_assert_cmpint (now, <, TEST_NOW + G_TIME_SPAN_MINUTE);
  test_county_reopen (county);
  g_assert_cmpint (lian_clock_get_now (county->service->clock), >=, now);
  g_assert_cmpint (lian_clock_get_now (county->service->clock), <, now + G_TIME_SPAN_MINUTE);
  /* A day's rest: a demonstration goes on a minute later. */
  g_assert_true (
      lian_db_write (county->service->db, tamper,
                     (gpointer) "CREATE TRIGGER rest AFTER UPDATE OF real_clock ON counter"
                                " WHEN new.real_clock > 1000000000000000"
                                " BEGIN UPDATE counter SET real_clock = 1; END",
                     NULL, NULL));
  test_county_reopen (county);
  g_assert_cmpint (lian_clock_get_now (county->service->clock), >=, now + G_TIME_SPAN_MINUTE);
  g_assert_cmpint (lian_clock_get_now (county->service->clock), <, now + 2 * G_TIME_SPAN_MINUTE);
}

static void
test_one_program (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LianService) second = lian_service_open (county->path, &error);

  g_assert_null (second);
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_BUSY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/service/replay", test_replay);
  g_test_add_func ("/server/service/report-place", test_report_place);
  g_test_add_func ("/server/service/report-refused", test_report_refused);
  g_test_add_func ("/server/service/order-of-checks", test_order_of_checks);
  g_test_add_func ("/server/service/not-allowed", test_not_allowed);
  g_test_add_func ("/server/service/ring", test_ring);
  g_test_add_func ("/server/service/return", test_return);
  g_test_add_func ("/server/service/resume-on-date", test_resume_on_date);
  g_test_add_func ("/server/service/feed", test_feed);
  g_test_add_func ("/server/service/leaving-scope", test_leaving_scope);
  g_test_add_func ("/server/service/proof", test_proof);
  g_test_add_func ("/server/service/page-plan", test_page_plan);
  g_test_add_func ("/server/service/clock", test_clock);
  g_test_add_func ("/server/service/one-program", test_one_program);

  return g_test_run ();
}
