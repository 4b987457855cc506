/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-receipt.h"
#include "lian-txn.h"

#include <string.h>

static const char *const commander_roles[] = { "commander", NULL };
static const char *const both_roles[] = { "display", "dispatcher", NULL };
static const char *const display_roles[] = { "display", NULL };
static const LianActor commander = { "commander", commander_roles, TEST_COUNTY, NULL };
static const LianActor both = { "both", both_roles, TEST_COUNTY, NULL };
static const LianActor display = { "wall", display_roles, TEST_COUNTY, NULL };

static char *
ask_for (const char *id, const char *field, const char *reason)
{
  return g_strdup_printf ("{\"id\":\"%s\",\"field\":\"%s\",\"reason\":\"%s\"}", id, field, reason);
}

static void
revealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LianReply **reply = user_data;

  *reply = lian_service_submit_finish (LIAN_SERVICE (source), result, NULL);
}

static LianReply *
reveal (TestCounty *county, const LianActor *actor, const char *case_id, const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  LianReply *reply = NULL;

  lian_service_reveal (county->service, actor, "seat 02", case_id, bytes, NULL, NULL, revealed_cb,
                       &reply);
  TEST_WAIT (reply != NULL);
  return reply;
}

static void
expect (TestCounty *county, const LianActor *actor, const char *case_id, const char *body,
        guint status, const char *wanted)
{
  g_autoptr (LianReply) reply = reveal (county, actor, case_id, body);
  g_autofree char *text
      = g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));

  g_test_message ("%s", text);
  g_assert_cmpuint (reply->status, ==, status);
  g_assert_nonnull (strstr (text, wanted));
  if (status >= 300)
    g_assert_null (strstr (text, TEST_CANARY));
}

static void
report (TestCounty *county, const char *id, gboolean secret)
{
  g_autofree char *open = test_report (id);
  g_autofree char *body = g_strdup_printf ("%.*s,\"secrecy\":%s}", (int)strlen (open) - 1, open,
                                           secret ? "true" : "false");

  test_expect (county, LIAN_INTAKE_REPORT, &test_resident, body, -1, 201, "");
}

static void
test_value (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *body = ask_for ("v-1", "reporter_phone", "回访核实");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (LianReply) first = NULL;
  g_autoptr (LianReply) again = NULL;
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (JsonParser) parser2 = NULL;
  g_autoptr (LianReceipt) receipt = NULL;
  JsonObject *object;

  report (county, "c-1", FALSE);
  before = test_read_feed (county, TEST_COUNTY, 1, FALSE, NULL);
  first = reveal (county, &test_dispatcher, "c-1", body);
  again = reveal (county, &test_dispatcher, "c-1", body);
  after = test_read_feed (county, TEST_COUNTY, 1, FALSE, NULL);
  g_assert_cmpuint (first->status, ==, 201);
  g_assert_cmpuint (again->status, ==, 200);
  g_assert_true (g_bytes_equal (first->body, again->body));
  object = test_reply_object (first, &parser);
  g_assert_cmpstr (json_object_get_string_member (object, "field"), ==, "reporter_phone");
  g_assert_cmpstr (json_object_get_string_member (object, "value"), ==, TEST_CANARY);
  receipt = lian_receipt_from_json (json_object_get_object_member (object, "receipt"), NULL);
  g_assert_nonnull (receipt);
  g_assert_cmpstr (receipt->role, ==, "dispatcher");
  g_assert_cmpint (receipt->seq, ==, 2);
  /* It is in the chain, and nobody hears of it on the feed. */
  g_assert_cmpstr (before, ==, after);
}

static void
test_refused (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *good = ask_for ("v-1", "reporter_phone", "回访核实");
  g_autofree char *code = ask_for ("v-1", "code", "回访核实");
  g_autofree char *unknown = ask_for ("v-1", "colour", "回访核实");
  g_autofree char *empty = ask_for ("v-1", "evaluation_text", "回访核实");
  g_autofree char *brief = ask_for ("v-1", "title", "看一看");
  g_autofree char *blank = ask_for ("v-1", "title", " \\n\\t \\u0000 x ");
  g_autofree char *title = ask_for ("v-2", "title", "回访核实");

  report (county, "c-1", FALSE);
  report (county, "c-2", FALSE);
  expect (county, &test_dispatcher, "c-1", "{\"id\":\"v-1\"}", 400, "\"field\":\"field\"");
  expect (county, &test_dispatcher, "c-1", "{\"id\":\"v-1\",\"field\":\"title\"}", 400,
          "\"field\":\"reason\"");
  expect (county, &test_dispatcher, "c-1", code, 400, "\"field\":\"field\"");
  expect (county, &test_dispatcher, "c-1", unknown, 400, "\"field\":\"field\"");
  expect (county, &test_dispatcher, "c-1", empty, 400, "\"field\":\"field\"");
  expect (county, &test_dispatcher, "c-1", brief, 400, "\"field\":\"reason\"");
  expect (county, &test_dispatcher, "c-1", blank, 400, "");
  expect (county, &test_dispatcher, "c-none", good, 404, "unknown-case");
  expect (county, &test_dispatcher, "no id at all", good, 404, "unknown-case");
  expect (county, &test_other_street, "c-1", good, 404, "unknown-case");
  expect (county, &test_unit, "c-1", good, 403, "forbidden");
  expect (county, &test_leader, "c-1", good, 403, "forbidden");
  expect (county, &test_inspector, "c-1", good, 403, "forbidden");
  expect (county, &display, "c-1", good, 403, "forbidden");
  expect (county, &test_resident, "c-1", good, 403, "forbidden");

  /* The id belongs to who asked, about this case and this field. */
  expect (county, &test_dispatcher, "c-1", good, 201, TEST_CANARY);
  expect (county, &test_dispatcher, "c-2", good, 422, "key-reused");
  expect (county, &test_operator, "c-1", good, 422, "key-reused");
  g_free (good);
  good = ask_for ("v-1", "title", "回访核实");
  expect (county, &test_dispatcher, "c-1", good, 422, "key-reused");
  expect (county, &both, "c-1", title, 201, TEST_CANARY);
}

static void
test_secret (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *by_seat = ask_for ("v-1", "reporter_phone", "回访核实");
  g_autofree char *by_chief = ask_for ("v-2", "reporter_phone", "回访核实");
  g_autofree char *by_commander = ask_for ("v-3", "reporter_name", "回访核实");
  g_autoptr (LianRecord) record = NULL;

  report (county, "c-1", TRUE);
  expect (county, &test_operator, "c-1", by_seat, 403, "forbidden");
  expect (county, &test_dispatcher, "c-1", by_seat, 403, "forbidden");
  expect (county, &test_chief, "c-1", by_chief, 201, TEST_CANARY);
  expect (county, &commander, "c-1", by_commander, 201, "陈大文");

  /* What becomes secret is not shown again to who could see it before. */
  report (county, "c-2", FALSE);
  expect (county, &test_dispatcher, "c-2", by_seat, 201, TEST_CANARY);
  record = test_find (county, LIAN_KIND_CASE, "c-2");
  lian_record_set_bool (record, LIAN_CASE_SECRECY, TRUE);
  test_put (county, record);
  expect (county, &test_dispatcher, "c-2", by_seat, 403, "forbidden");
}

static gboolean
verify (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_audit_verify (conn, data, error);
}

static gboolean
forge (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn,
                         "DROP TRIGGER audit_no_update;"
                         "UPDATE audit SET target = 'c-2' WHERE target = 'c-1'",
                         error);
}

/* That it was this case and no other is in the chain. */
static void
test_proof (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *body = ask_for ("v-1", "reporter_phone", "回访核实");
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  report (county, "c-1", FALSE);
  expect (county, &test_dispatcher, "c-1", body, 201, TEST_CANARY);
  g_assert_true (lian_db_read (county->service->db, verify, &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n, ==, 2);
  g_assert_true (lian_db_write (county->service->db, forge, NULL, NULL, &error));
  g_assert_false (lian_db_read (county->service->db, verify, &n, NULL, &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reveal/value", test_value);
  g_test_add_func ("/reveal/refused", test_refused);
  g_test_add_func ("/reveal/secret", test_secret);
  g_test_add_func ("/reveal/proof", test_proof);

  return g_test_run ();
}
