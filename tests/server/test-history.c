/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include <string.h>

/* Closed cases, newest first, however long ago. */

#define DAY G_TIME_SPAN_DAY

static const char *const dispatcher_roles[] = { "dispatcher", NULL };
static const char *const viewer_roles[] = { "viewer", NULL };

static void
add_case (TestCounty *county, const char *id, const char *region, gint64 closed_at,
          const char *title)
{
  g_autoptr (LianRecord) record = lian_record_new (LIAN_KIND_CASE);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_text (record, LIAN_F_REGION, region);
  lian_record_set_text (record, LIAN_CASE_CODE, id);
  lian_record_set_text (record, LIAN_CASE_TITLE, title);
  lian_record_set_text (record, LIAN_CASE_KIND, "event");
  lian_record_set_text (record, LIAN_CASE_CATEGORY, "utility-manhole");
  lian_record_set_text (record, LIAN_CASE_SOURCE, "wechat");
  lian_record_set_text (record, LIAN_CASE_URGENCY, "normal");
  lian_record_set_text (record, LIAN_CASE_STATE, "closed");
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT, closed_at - DAY);
  lian_record_set_time (record, LIAN_CASE_CLOSED_AT, closed_at);
  lian_record_set_bool (record, LIAN_CASE_SECRECY, g_str_has_prefix (id, "s-"));
  test_put (county, record);
}

/* Six of which three were closed at the same moment, one in another street, a secret one, and one
 * that is open. */
static TestCounty *
make_county (void)
{
  TestCounty *county = test_county_new ();

  add_case (county, "c-1", TEST_COMMUNITY, TEST_NOW - 400 * DAY, "路灯不亮 " TEST_CANARY);
  add_case (county, "c-2", TEST_COMMUNITY, TEST_NOW - 200 * DAY, "井盖缺失");
  add_case (county, "c-3", TEST_COMMUNITY, TEST_NOW - 200 * DAY, "井盖 100% 缺失");
  add_case (county, "c-4", TEST_COMMUNITY, TEST_NOW - 200 * DAY, "Manhole Cover");
  add_case (county, "c-5", TEST_OTHER_COMMUNITY, TEST_NOW - 10 * DAY, "占道经营");
  add_case (county, "s-6", TEST_COMMUNITY, TEST_NOW - 5 * DAY, "举报");
  test_make_filed (county, "open");
  return county;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LianReply **reply = user_data;

  *reply = lian_service_list_history_finish (LIAN_SERVICE (source), result);
}

/* Ids with spaces between them; @next: (nullable) (out). @query: (transfer full) */
static char *
list (TestCounty *county, LianHistoryQuery *query, char **next)
{
  g_autoptr (LianReply) reply = NULL;
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GString) ids = g_string_new (NULL);
  JsonObject *object;
  JsonArray *records;

  lian_service_list_history (county->service, query, listed_cb, &reply);
  TEST_WAIT (reply != NULL);
  g_assert_cmpuint (reply->status, ==, 200);
  object = test_reply_object (reply, &parser);
  records = json_object_get_array_member (object, "records");
  g_assert_true (json_object_has_member (object, "now"));
  g_assert_null (g_strstr_len (g_bytes_get_data (reply->body, NULL),
                               (gssize)g_bytes_get_size (reply->body), TEST_CANARY));
  for (guint i = 0; i < json_array_get_length (records); i++)
    g_string_append_printf (
        ids, "%s%s", i > 0 ? " " : "",
        json_object_get_string_member (json_array_get_object_element (records, i), "id"));
  if (next != NULL)
    *next = g_strdup (json_object_get_string_member_with_default (object, "next", NULL));
  else
    g_assert_false (json_object_has_member (object, "next"));
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static LianHistoryQuery *
ask_as (const char *const *roles, const char *region)
{
  g_autoptr (LianPerson) person = lian_person_new ("test", "test", roles, region, NULL);

  return lian_history_query_new (person);
}

static void
expect (TestCounty *county, LianHistoryQuery *query, const char *wanted)
{
  g_autofree char *ids = list (county, query, NULL);

  g_assert_cmpstr (ids, ==, wanted);
}

static void
test_filters (void)
{
  static const struct
  {
    const char *region;
    const char *category;
    const char *text;
    gint64 from; /* days before now */
    gint64 to;
    const char *wanted;
  } cases[] = {
    { NULL, NULL, NULL, 1000, 0, "s-6 c-5 c-4 c-3 c-2 c-1" },
    { NULL, NULL, NULL, 400, 10, "c-4 c-3 c-2 c-1" },
    { NULL, NULL, NULL, 399, 200, "" },
    { TEST_OTHER_STREET, NULL, NULL, 1000, 0, "c-5" },
    { NULL, "utility", NULL, 1000, 90, "c-4 c-3 c-2 c-1" },
    { NULL, "environment", NULL, 1000, 0, "" },
    { NULL, NULL, "井盖", 1000, 0, "c-3 c-2" },
    { NULL, NULL, "100%", 1000, 0, "c-3" },
    { NULL, NULL, "0_%", 1000, 0, "" },
    { NULL, NULL, "manhole c", 1000, 0, "c-4" },
    { NULL, NULL, "C-2", 1000, 0, "c-2" },
    { NULL, NULL, "it's", 1000, 0, "" },
    /* What is hidden is not found by asking for it either. */
    { NULL, NULL, TEST_CANARY, 1000, 0, "" },
    { NULL, NULL, "不亮 139****", 1000, 0, "c-1" },
  };
  g_autoptr (TestCounty) county = make_county ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LianHistoryQuery *query = ask_as (dispatcher_roles, "");

      query->region = g_strdup (cases[i].region);
      query->category = g_strdup (cases[i].category);
      query->text = g_strdup (cases[i].text);
      query->from = TEST_NOW - cases[i].from * DAY;
      query->to = TEST_NOW - cases[i].to * DAY;
      g_test_message ("%u", i);
      expect (county, query, cases[i].wanted);
    }
}

static void
test_who_sees (void)
{
  g_autoptr (TestCounty) county = make_county ();

  expect (county, ask_as (viewer_roles, ""), "c-5 c-4 c-3 c-2 c-1");
  expect (county, ask_as (dispatcher_roles, TEST_OTHER_STREET), "c-5");
  expect (county, ask_as (dispatcher_roles, TEST_STREET), "s-6 c-4 c-3 c-2 c-1");
}

/* Page by page everything comes once, also what was closed at the same moment. */
static char *
list_all (TestCounty *county, const char *text, guint limit, guint most_read)
{
  GString *all = g_string_new (NULL);
  g_autofree char *next = NULL;

  do
    {
      LianHistoryQuery *query = ask_as (dispatcher_roles, "");
      g_autofree char *ids = NULL;

      query->text = g_strdup (text);
      query->limit = limit;
      query->most_read = most_read;
      if (next != NULL)
        {
          query->before_at = g_ascii_strtoll (next, NULL, 10);
          query->before_id = g_strdup (strchr (next, '.') + 1);
        }
      g_clear_pointer (&next, g_free);
      ids = list (county, query, &next);
      g_string_append_printf (all, "%s|", ids);
    }
  while (next != NULL);
  return g_string_free (all, FALSE);
}

static void
test_pages (void)
{
  g_autoptr (TestCounty) county = make_county ();
  g_autofree char *full = list_all (county, NULL, 2, 1000);
  g_autofree char *rare = list_all (county, "不亮", 2, 1);

  g_assert_cmpstr (full, ==, "s-6 c-5|c-4 c-3|c-2 c-1|");
  /* A page that has looked at enough says where to go on, without rows if need be. */
  g_assert_cmpstr (rare, ==, "||c-1|");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/history/filters", test_filters);
  g_test_add_func ("/server/history/who-sees", test_who_sees);
  g_test_add_func ("/server/history/pages", test_pages);

  return g_test_run ();
}
