/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-error.h"
#include "lian-text.h"
#include "lian-txn.h"

#include <string.h>

static LianPerson *
make_person (const char *role)
{
  const char *roles[] = { role, NULL };

  return lian_person_new (role, role, roles, TEST_COUNTY, NULL);
}

static void
report (TestCounty *county, const char *id, gboolean secret)
{
  g_autofree char *open = test_report (id);
  g_autofree char *body
      = secret ? g_strdup_printf ("%.*s,\"secrecy\":true}", (int)strlen (open) - 1, open)
               : g_strdup (open);

  test_expect (county, LIAN_INTAKE_REPORT, &test_resident, body, -1, 201, "");
}

static void
mark (TestCounty *county, const char *id, gboolean secret)
{
  g_autoptr (LianRecord) record = test_find (county, LIAN_KIND_CASE, id);

  lian_record_set_bool (record, LIAN_CASE_SECRECY, secret);
  test_put (county, record);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LianReply **reply = user_data;

  *reply = lian_service_ask_finish (LIAN_SERVICE (source), result);
}

static char *
ask (TestCounty *county, LianPerson *person, LianQueryType type, LianKindId kind, const char *id,
     guint status)
{
  LianQuery *query = lian_query_new (type, person);
  g_autoptr (LianReply) reply = NULL;

  query->kind = kind;
  if (id != NULL)
    query->ids = g_strdupv ((char *[]){ (char *)id, NULL });
  lian_service_ask (county->service, query, asked_cb, &reply);
  TEST_WAIT (reply != NULL);
  g_assert_cmpuint (reply->status, ==, status);
  return g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));
}

static gboolean
page_has (TestCounty *county, LianPerson *person, LianKindId kind, const char *text)
{
  g_autofree char *page = ask (county, person, LIAN_QUERY_PAGE, kind, NULL, 200);

  return strstr (page, text) != NULL;
}

static void
test_who_sees (void)
{
  static const struct
  {
    const char *role;
    gboolean secret;
  } cases[] = {
    { "viewer", FALSE },           { "display", FALSE },     { "grid_member", FALSE },
    { "community_worker", FALSE }, { "leader", TRUE },       { "operator", TRUE },
    { "inspector", TRUE },         { "dispatcher", TRUE },   { "duty_chief", TRUE },
    { "commander", TRUE },         { "unit_handler", TRUE }, { "connector", TRUE },
  };
  g_autoptr (TestCounty) county = test_county_new ();

  report (county, "c-open", FALSE);
  report (county, "c-secret", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LianPerson) person = make_person (cases[i].role);
      guint status = cases[i].secret ? 200 : 404;
      g_autofree char *feed = test_read_feed_as (county, person, 1, FALSE, NULL);

      g_test_message ("%s", cases[i].role);
      g_assert_true (page_has (county, person, LIAN_KIND_CASE, "c-open"));
      g_assert_cmpint (page_has (county, person, LIAN_KIND_CASE, "c-secret"), ==, cases[i].secret);
      g_assert_cmpint (page_has (county, person, LIAN_KIND_CASE_STEP, "c-secret"), ==,
                       cases[i].secret);
      g_assert_nonnull (strstr (feed, "c-open"));
      g_assert_cmpint (strstr (feed, "c-secret") != NULL, ==, cases[i].secret);
      g_free (ask (county, person, LIAN_QUERY_CASE, LIAN_KIND_CASE, "c-open", 200));
      g_free (ask (county, person, LIAN_QUERY_CASE, LIAN_KIND_CASE, "c-secret", status));
      g_free (ask (county, person, LIAN_QUERY_RECORD, LIAN_KIND_CASE_STEP, "c-secret", status));
    }
}

/* Not to the first character of a name and the last digits of a number. */
static void
test_reporter (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (LianPerson) chief = make_person ("duty_chief");
  g_autofree char *detail = NULL;
  g_autofree char *feed = NULL;

  report (county, "c-open", FALSE);
  report (county, "c-secret", TRUE);
  detail = ask (county, chief, LIAN_QUERY_CASE, LIAN_KIND_CASE, "c-secret", 200);
  feed = test_read_feed_as (county, chief, 1, FALSE, NULL);
  g_assert_nonnull (strstr (detail, "\"reporter_name\":\"" LIAN_MASK_HIDDEN "\""));
  g_assert_nonnull (strstr (detail, "\"reporter_phone\":\"" LIAN_MASK_HIDDEN "\""));
  g_assert_nonnull (strstr (feed, "\"reporter_name\":\"" LIAN_MASK_HIDDEN "\""));
  g_assert_nonnull (strstr (feed, "\"reporter_name\":\"陈**\""));
  g_assert_null (strstr (detail, TEST_CANARY));
  g_assert_null (strstr (feed, TEST_CANARY));
  g_free (detail);
  detail = ask (county, chief, LIAN_QUERY_CASE, LIAN_KIND_CASE, "c-open", 200);
  g_assert_nonnull (strstr (detail, "\"reporter_name\":\"陈**\""));
}

static guint
count (const char *text, const char *wanted)
{
  guint n = 0;

  for (const char *at = strstr (text, wanted); at != NULL; at = strstr (at + 1, wanted))
    n++;
  return n;
}

static void
test_becomes_secret (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (LianPerson) viewer = make_person ("viewer");
  g_autoptr (LianPerson) seat = make_person ("dispatcher");
  gint64 seq = test_make_filed (county, "c-1");
  g_autofree char *gone = NULL;
  g_autofree char *seen = NULL;
  g_autofree char *back = NULL;

  mark (county, "c-1", TRUE);
  gone = test_read_feed_as (county, viewer, seq, FALSE, NULL);
  seen = test_read_feed_as (county, seat, seq, FALSE, NULL);
  /* The case and the three steps that were written about it. */
  g_assert_cmpuint (count (gone, "\"op\":\"delete\""), ==, 4);
  g_assert_cmpuint (count (gone, "\"op\":\"upsert\""), ==, 0);
  g_assert_null (strstr (gone, "record"));
  g_assert_cmpuint (count (seen, "\"op\":\"upsert\""), ==, 4);
  g_assert_false (page_has (county, viewer, LIAN_KIND_CASE_STEP, "c-1"));
  g_assert_true (page_has (county, seat, LIAN_KIND_CASE_STEP, "c-1"));

  seq++;
  mark (county, "c-1", FALSE);
  back = test_read_feed_as (county, viewer, seq, FALSE, NULL);
  g_assert_cmpuint (count (back, "\"op\":\"upsert\""), ==, 4);
  g_assert_true (page_has (county, viewer, LIAN_KIND_CASE_STEP, "c-1"));
}

/* What @person counts by a page of everything. */
static LianKindDigest
sum_page (TestCounty *county, LianPerson *person, LianKindId kind)
{
  g_autofree char *page = ask (county, person, LIAN_QUERY_PAGE, kind, NULL, 200);
  g_autoptr (JsonParser) parser = json_parser_new ();
  LianKindDigest sum = { 0, 0 };
  JsonArray *records;

  json_parser_load_from_data (parser, page, -1, NULL);
  records = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                          "records");
  for (guint i = 0; i < json_array_get_length (records); i++)
    {
      JsonObject *record = json_array_get_object_element (records, i);

      sum.count++;
      sum.digest += lian_digest_of (kind, json_object_get_string_member (record, "id"),
                                    json_object_get_int_member (record, "version"));
    }
  return sum;
}

static void
check_sums (TestCounty *county)
{
  static const char *const roles[] = { "viewer", "display", "dispatcher", "leader" };
  static const LianKindId kinds[] = { LIAN_KIND_CASE, LIAN_KIND_CASE_STEP, LIAN_KIND_UNIT };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr (LianPerson) person = make_person (roles[i]);
      LianKindDigest sums[LIAN_N_KINDS];

      lian_feed_sum (county->service->feed, person, sums);
      for (guint j = 0; j < G_N_ELEMENTS (kinds); j++)
        {
          LianKindDigest page = sum_page (county, person, kinds[j]);

          g_test_message ("%s, %s", roles[i], lian_kind_get (kinds[j])->name);
          g_assert_cmpint (sums[kinds[j]].count, ==, page.count);
          g_assert_cmpuint (sums[kinds[j]].digest, ==, page.digest);
        }
    }
}

static void
test_sums (void)
{
  g_autoptr (TestCounty) county = test_county_new ();

  report (county, "c-open", FALSE);
  report (county, "c-secret", TRUE);
  test_make_filed (county, "c-1");
  check_sums (county);
  mark (county, "c-1", TRUE);
  check_sums (county);
  mark (county, "c-secret", FALSE);
  mark (county, "c-open", TRUE);
  check_sums (county);
  /* And out of the database. */
  test_county_reopen (county);
  check_sums (county);
}

/* What somebody does not see, they do nothing with. */
static void
test_acts (void)
{
  static const char *const roles[] = { "grid_member", NULL };
  const LianActor worker = { "worker", roles, TEST_COUNTY, NULL };
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *body = test_act ("a-1", "self_handle", "c-1", ",\"opinion\":\"已清理\"");

  report (county, "c-1", TRUE);
  test_expect (county, LIAN_INTAKE_ACT, &worker, body, -1, 404, "unknown-case");
  mark (county, "c-1", FALSE);
  test_expect (county, LIAN_INTAKE_ACT, &worker, body, -1, 201, "");
}

static void
put_phones (TestCounty *county)
{
  g_autoptr (LianRecord) unit = test_find (county, LIAN_KIND_UNIT, "u-1");
  g_autoptr (LianRecord) worker = lian_record_new (LIAN_KIND_WORKER);

  lian_record_set_text (unit, LIAN_UNIT_DUTY_PHONE, "0715-8230001");
  test_put (county, unit);
  lian_record_set_text (worker, LIAN_F_ID, "w-1");
  lian_record_set_text (worker, LIAN_F_REGION, TEST_COMMUNITY);
  lian_record_set_text (worker, LIAN_WORKER_NAME, "王小明");
  lian_record_set_text (worker, LIAN_WORKER_ROLE, "grid_member");
  lian_record_set_text (worker, LIAN_WORKER_PHONE, "13871800002");
  test_put (county, worker);
}

static void
expect_phones (TestCounty *county, const char *role, gboolean shown)
{
  g_autoptr (LianPerson) person = make_person (role);
  g_autofree char *unit = ask (county, person, LIAN_QUERY_RECORD, LIAN_KIND_UNIT, "u-1", 200);
  g_autofree char *feed = test_read_feed_as (county, person, 1, FALSE, NULL);

  g_test_message ("%s", role);
  g_assert_cmpint (page_has (county, person, LIAN_KIND_UNIT, "8230001"), ==, shown);
  g_assert_cmpint (page_has (county, person, LIAN_KIND_WORKER, "13871800002"), ==, shown);
  g_assert_cmpint (strstr (unit, "duty_phone") != NULL, ==, shown);
  g_assert_cmpint (strstr (feed, "8230001") != NULL, ==, shown);
  g_assert_cmpint (strstr (feed, "13871800002") != NULL, ==, shown);
  g_assert_nonnull (strstr (feed, "\"id\":\"w-1\""));
}

static void
test_phones (void)
{
  g_autoptr (TestCounty) county = test_county_new ();

  put_phones (county);
  expect_phones (county, "display", FALSE);
  expect_phones (county, "viewer", TRUE);
  expect_phones (county, "dispatcher", TRUE);
  /* A page in memory is made for those who see the same. */
  expect_phones (county, "display", FALSE);
}

static gboolean
run_sql (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, data, error);
}

static void
run_on_file (TestCounty *county, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianDb) db = lian_db_open (county->path, LIAN_DB_DEFAULT, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (lian_db_write (db, run_sql, (gpointer)sql, NULL, NULL));
  lian_db_close (db);
}

/* A file that does not tell the classes apart is not served at all. */
static void
test_old_file (void)
{
  g_autoptr (TestCounty) county = test_county_new_short ();
  g_autoptr (LianService) service = NULL;
  g_autoptr (GError) error = NULL;

  lian_service_close (county->service);
  run_on_file (county, "ALTER TABLE digest RENAME COLUMN class TO other");
  service = lian_service_open (county->path, &error);
  g_assert_null (service);
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_NEW);
  run_on_file (county, "ALTER TABLE digest RENAME COLUMN other TO class");
  test_county_reopen (county);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/visibility/who-sees", test_who_sees);
  g_test_add_func ("/visibility/reporter", test_reporter);
  g_test_add_func ("/visibility/becomes-secret", test_becomes_secret);
  g_test_add_func ("/visibility/sums", test_sums);
  g_test_add_func ("/visibility/acts", test_acts);
  g_test_add_func ("/visibility/phones", test_phones);
  g_test_add_func ("/visibility/old-file", test_old_file);

  return g_test_run ();
}
