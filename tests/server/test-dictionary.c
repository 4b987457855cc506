/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-default-dictionary.h"
#include "lian-dictionary-file.h"
#include "lian-limits.h"

#include <string.h>

static const char *const admin_roles[] = { "admin", NULL };
static const LianActor admin = { "admin", admin_roles, TEST_COUNTY, NULL };
static const LianActor everybody = { "local", admin_roles, "", NULL };
static const LianActor street_admin = { "street", admin_roles, TEST_STREET, NULL };

/* The dictionary that every test county begins with, as a file. */
static char *
make_file (void)
{
  g_autoptr (GPtrArray) records = lian_default_dictionary_make ();

  return lian_dictionary_file_print (records);
}

static void
change (char **text, const char *old, const char *new)
{
  char *at = strstr (*text, old);
  g_autofree char *before = NULL;

  g_assert_nonnull (at);
  before = *text;
  *text = g_strdup_printf ("%.*s%s%s", (int)(at - before), before, new, at + strlen (old));
}

/* Removes the line that begins an entry. */
static void
drop (char **text, const char *id)
{
  g_autofree char *begin = g_strdup_printf ("{\"kind\":\"entry\",\"id\":\"%s\"", id);
  char *at = strstr (*text, begin);

  g_assert_nonnull (at);
  memset (at, ' ', strcspn (at, "\n"));
}

static guint
line_of (const char *text, const char *part)
{
  const char *end = strstr (text, part);
  guint line = 1;

  g_assert_nonnull (end);
  for (; text < end; text++)
    line += *text == '\n';
  return line;
}

typedef struct
{
  gboolean done;
  GAsyncResult *result;
} Answer;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = g_object_ref (result);
  answer->done = TRUE;
}

static void
begin_load (TestCounty *county, const LianActor *actor, const char *key, const char *text,
            Answer *answer)
{
  g_autoptr (GBytes) file = g_bytes_new (text, strlen (text));

  lian_service_load_dictionary (county->service, actor, "desk", key, file, NULL, NULL, answered_cb,
                                answer);
}

static LianReply *
end_submission (TestCounty *county, Answer *answer)
{
  g_autoptr (GError) error = NULL;
  LianReply *reply;

  test_iterate_until (&answer->done);
  reply = lian_service_submit_finish (county->service, answer->result, &error);
  g_assert_no_error (error);
  g_object_unref (answer->result);
  return reply;
}

static LianReply *
load (TestCounty *county, const LianActor *actor, const char *key, const char *text, guint status)
{
  Answer answer = { 0 };
  LianReply *reply;

  begin_load (county, actor, key, text, &answer);
  reply = end_submission (county, &answer);
  if (reply->status != status)
    g_test_message ("%.*s", (int)g_bytes_get_size (reply->body),
                    (const char *)g_bytes_get_data (reply->body, NULL));
  g_assert_cmpuint (reply->status, ==, status);
  return reply;
}

static void
expect_fault (TestCounty *county, const char *key, const char *text, guint line, const char *field,
              const char *detail)
{
  g_autofree char *tag = g_strdup (county->service->entries_tag);
  gint64 seq = county->service->max_seq;
  g_autoptr (LianReply) reply = load (county, &admin, key, text, 400);
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *object = test_reply_object (reply, &parser);

  g_assert_cmpstr (reply->content_type, ==, "application/problem+json");
  g_assert_cmpstr (json_object_get_string_member (object, "type"), ==,
                   "urn:liandong:problem:bad-dictionary");
  g_assert_cmpint (json_object_get_int_member (object, "line"), ==, line);
  if (field != NULL)
    g_assert_cmpstr (json_object_get_string_member (object, "field"), ==, field);
  g_assert_nonnull (strstr (json_object_get_string_member (object, "detail"), detail));
  /* The old one stays. */
  g_assert_cmpstr (county->service->entries_tag, ==, tag);
  g_assert_cmpint (county->service->max_seq, ==, seq);
}

static void
test_unchanged (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *text = make_file ();
  g_autofree char *tag = g_strdup (county->service->entries_tag);
  gint64 seq = county->service->max_seq;
  g_autoptr (LianReply) reply = load (county, &admin, "k-1", text, 201);
  g_autoptr (LianRecord) entry = test_find (county, LIAN_KIND_ENTRY, "state/closed");
  g_autofree char *feed = test_read_feed (county, "", seq, FALSE, NULL);

  g_assert_cmpint (lian_record_get_version (entry), ==, seq);
  g_assert_null (strstr (feed, "\"kind\""));
  g_assert_cmpstr (county->service->entries_tag, ==, tag);
}

static void
test_changed (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *text = make_file ();
  g_autofree char *tag = g_strdup (county->service->entries_tag);
  g_autofree char *report = test_report ("c-2");
  g_autofree char *feed = NULL;
  g_autoptr (LianRecord) before = NULL;
  g_autoptr (LianRecord) after = NULL;
  g_autoptr (LianRecord) next = NULL;
  g_autoptr (LianRecord) duty = NULL;
  g_autoptr (LianRecord) kept = NULL;
  g_autoptr (LianReply) reply = NULL;
  g_autoptr (LianReply) without = NULL;
  gint64 seq;

  test_make_filed (county, "c-1");
  before = test_find (county, LIAN_KIND_CASE, "c-1");
  seq = county->service->max_seq;
  change (&text, "\"code\":\"to_accept\",\"title\":\"To accept\",\"rank\":1,\"amount\":120",
          "\"code\":\"to_accept\",\"title\":\"To accept\",\"rank\":1,\"amount\":60");
  drop (&text, "phrase/lift");
  change (&text, "\n# card\n",
          "\n{\"kind\":\"duty\",\"category\":\"utility-manhole\",\"unit_id\":\"u-1\"}\n# card\n");
  reply = load (county, &admin, "k-1", text, 201);

  g_assert_cmpstr (county->service->entries_tag, !=, tag);
  g_assert_null (
      lian_dictionary_lookup (lian_service_get_dictionary (county->service), "phrase", "lift"));
  feed = test_read_feed (county, "", seq, FALSE, NULL);
  g_assert_nonnull (strstr (feed, "limit/to_accept\""));
  g_assert_nonnull (strstr (feed, "\"phrase/lift\""));
  g_assert_nonnull (strstr (feed, "\"delete\""));
  g_assert_nonnull (strstr (feed, "duty-utility-manhole-all"));
  g_assert_null (strstr (feed, "state/closed"));
  duty = test_find (county, LIAN_KIND_DUTY, "duty-utility-manhole-all");
  g_assert_cmpstr (lian_record_get_text (duty, LIAN_DUTY_UNIT), ==, "u-1");
  kept = test_find (county, LIAN_KIND_ENTRY, "limit/to_file");
  g_assert_cmpint (lian_record_get_version (kept), <, seq);

  /* What runs keeps its deadline; what comes has the new one. */
  after = test_find (county, LIAN_KIND_CASE, "c-1");
  g_assert_true (lian_record_equal (before, after));
  test_expect (county, LIAN_INTAKE_REPORT, &test_resident, report, -1, 201, "");
  next = test_find (county, LIAN_KIND_CASE, "c-2");
  g_assert_cmpint (lian_record_get_int (next, LIAN_CASE_LIMIT_MIN), ==, 60);

  /* It is there after a restart, and duties that a file does not have go. */
  test_county_reopen (county);
  g_assert_null (
      lian_dictionary_lookup (lian_service_get_dictionary (county->service), "phrase", "lift"));
  change (&text, "{\"kind\":\"duty\"", "#");
  without = load (county, &admin, "k-2", text, 201);
  g_clear_pointer (&duty, lian_record_unref);
  duty = test_find (county, LIAN_KIND_DUTY, "duty-utility-manhole-all");
  g_assert_null (duty);
}

static void
test_refused (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *text = make_file ();
  g_autofree char *amount = g_strdup (text);
  g_autofree char *state = g_strdup (text);
  g_autofree char *unit = g_strconcat (
      text, "{\"kind\":\"duty\",\"category\":\"utility-manhole\",\"unit_id\":\"u-9\"}\n", NULL);
  guint last = line_of (unit, "\"u-9\"");

  change (&amount, "\"code\":\"to_accept\",\"title\":\"To accept\",\"rank\":1,\"amount\":120",
          "\"code\":\"to_accept\",\"title\":\"To accept\",\"rank\":1,\"amount\":0");
  expect_fault (county, "k-1", amount, line_of (amount, "\"limit/to_accept\""), "entry.amount",
                "1 to");
  change (&state, "\"id\":\"action/sign\"", "\"id\":\"action/sign\",");
  expect_fault (county, "k-2", state, line_of (state, "action/sign\""), NULL, "byte ");
  expect_fault (county, "k-3", unit, last, "duty.unit_id", "no unit “u-9”");
  expect_fault (county, "k-4", "", 1, "entry.vocabulary", "no entry of “state”");
  /* What was refused left no key behind. */
  lian_reply_free (load (county, &admin, "k-1", text, 201));
}

static void
end_put (TestCounty *county, Answer *answer)
{
  g_autoptr (GError) error = NULL;

  test_iterate_until (&answer->done);
  lian_service_put_finish (county->service, answer->result, &error);
  g_assert_no_error (error);
  g_object_unref (answer->result);
}

static void
put (TestCounty *county, LianRecord *record)
{
  Answer answer = { 0 };

  lian_service_put (county->service, &everybody, record, NULL, answered_cb, &answer);
  end_put (county, &answer);
}

/* A region that is there for its name. */
static void
put_region (TestCounty *county, const char *code)
{
  g_autoptr (LianRecord) region = lian_record_new (LIAN_KIND_REGION);

  lian_record_set_text (region, LIAN_F_ID, code);
  lian_record_set_text (region, LIAN_F_REGION, code);
  lian_record_set_text (region, LIAN_REGION_NAME, code);
  lian_record_set_text (region, LIAN_REGION_LEVEL, "city");
  put (county, region);
}

static void
test_people (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *text = make_file ();
  g_autofree char *other = g_strconcat (text, "# more\n", NULL);
  g_autoptr (LianReply) first = NULL;
  g_autoptr (LianReply) again = NULL;

  lian_reply_free (load (county, &test_dispatcher, "k-1", text, 403));
  lian_reply_free (load (county, &test_chief, "k-1", "nonsense", 403));
  lian_reply_free (load (county, &street_admin, "k-1", text, 403));
  put_region (county, "421200000000");
  first = load (county, &admin, "k-1", text, 201);
  again = load (county, &admin, "k-1", text, 200);
  g_assert_true (g_bytes_equal (first->body, again->body));
  lian_reply_free (load (county, &admin, "k-1", other, 422));
  test_expect (county, LIAN_INTAKE_REPORT, &test_resident, "{\"id\":\"k-1\"}", -1, 422,
               "key-reused");
  lian_reply_free (load (county, &admin, "not an id", text, 400));
  put_region (county, "421203000000");
  lian_reply_free (load (county, &admin, "k-2", text, 403));
  lian_reply_free (load (county, &everybody, "k-2", text, 201));
}

/* A county with a state of its own, cases in it, and then without it. */
static void
test_states_in_use (void)
{
  static const char more[]
      = "{\"kind\":\"entry\",\"vocabulary\":\"state\",\"code\":\"parked\",\"title\":\"Parked\","
        "\"text\":\"held\"}\n"
        "{\"kind\":\"entry\",\"vocabulary\":\"action\",\"code\":\"park\",\"title\":\"Park\","
        "\"codes\":[\"handling\"],\"codes2\":[\"dispatcher\"],\"text\":\"parked\"}\n"
        "{\"kind\":\"entry\",\"vocabulary\":\"action\",\"code\":\"unpark\",\"title\":\"Unpark\","
        "\"codes\":[\"parked\"],\"codes2\":[\"dispatcher\"],\"text\":\"handling\"}\n";
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *text = make_file ();
  g_autofree char *with = g_strconcat (text, more, NULL);
  g_autoptr (LianRecord) record = NULL;
  guint last = 0;

  for (const char *p = text; *p != '\0'; p++)
    last += *p == '\n';
  lian_reply_free (load (county, &admin, "k-1", with, 201));
  test_make_filed (county, "c-1");
  record = test_find (county, LIAN_KIND_CASE, "c-1");
  lian_record_set_text (record, LIAN_CASE_STATE, "parked");
  put (county, record);
  expect_fault (county, "k-2", text, last, "entry.code", "open cases are in the state “parked”");
  /* A case that has ended may be in a state that nobody knows. */
  lian_record_set_text (record, LIAN_CASE_STATE, "archived");
  put (county, record);
  lian_reply_free (load (county, &admin, "k-3", text, 201));
}

/* What is submitted while a dictionary is on its way is judged by the new one. */
static void
test_order (void)
{
  static const char body[] = "{\"id\":\"c-1\",\"title\":\"t\",\"kind\":\"event\",\"category\":"
                             "\"brand-new\",\"source\":\"wechat\",\"address\":\"a\"}";
  static const char entry[] = "{\"kind\":\"entry\",\"vocabulary\":\"category\",\"code\":"
                              "\"brand-new\",\"title\":\"New\",\"codes\":[\"event\"]}\n";
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *text = make_file ();
  g_autofree char *with = g_strconcat (text, entry, NULL);
  g_autofree char *second = g_strdup (body);
  g_autoptr (GBytes) report = g_bytes_new_static (body, strlen (body));
  g_autoptr (GBytes) late = NULL;
  Answer answers[4] = { { 0 } };
  static const guint statuses[] = { 201, 201, 201, 400 };

  memcpy (strstr (second, "c-1"), "c-2", 3);
  late = g_bytes_new (second, strlen (second));
  begin_load (county, &admin, "k-1", with, &answers[0]);
  lian_service_submit (county->service, LIAN_INTAKE_REPORT, &test_resident, NULL, report, NULL, -1,
                       NULL, answered_cb, &answers[1]);
  begin_load (county, &admin, "k-2", text, &answers[2]);
  lian_service_submit (county->service, LIAN_INTAKE_REPORT, &test_resident, NULL, late, NULL, -1,
                       NULL, answered_cb, &answers[3]);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (LianReply) reply = end_submission (county, &answers[i]);

      g_assert_cmpuint (reply->status, ==, statuses[i]);
    }
}

static void
committed_cb (LianService *service, gint64 seq, gpointer user_data)
{
  gint64 *last = user_data;

  g_assert_cmpint (seq, >, *last);
  *last = seq;
}

/* What is written while a dictionary is read anew comes behind it on the feed. */
static void
test_feed_in_order (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *text = make_file ();
  g_autoptr (LianRecord) unit = test_find (county, LIAN_KIND_UNIT, "u-1");
  g_autoptr (LianReply) reply = NULL;
  gint64 last = county->service->max_seq;
  Answer answer = { 0 };
  Answer puts[30] = { { 0 } };

  drop (&text, "phrase/lift");
  g_signal_connect (county->service, "committed", G_CALLBACK (committed_cb), &last);
  begin_load (county, &admin, "k-1", text, &answer);
  for (guint i = 0; i < G_N_ELEMENTS (puts); i++)
    lian_service_put (county->service, &admin, unit, NULL, answered_cb, &puts[i]);
  for (guint i = 0; i < G_N_ELEMENTS (puts); i++)
    end_put (county, &puts[i]);
  reply = end_submission (county, &answer);
  g_assert_cmpuint (reply->status, ==, 201);
  g_assert_cmpint (county->service->max_seq, ==, last);
}

/* As many duties of one unit as mirrors take at once, and one more. */
static void
test_many (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *base = make_file ();
  g_autoptr (GString) text = g_string_new (base);
  g_autofree char *more = NULL;
  guint last = 1;

  for (guint i = 0; i < LIAN_LIMIT_TRANSACTION_EVENTS; i++)
    g_string_append_printf (text,
                            "{\"kind\":\"duty\",\"id\":\"d-%u\",\"category\":\"safety-gas\","
                            "\"unit_id\":\"u-1\"}\n",
                            i);
  more = g_strconcat (text->str,
                      "{\"kind\":\"duty\",\"category\":\"safety-gas\",\"unit_id\":\"u-2\"}", NULL);
  for (const char *p = more; *p != '\0'; p++)
    last += *p == '\n';
  expect_fault (county, "k-1", more, last, NULL, "in steps");
  lian_reply_free (load (county, &admin, "k-1", text->str, 201));
}

/* Closing in the middle answers everybody. */
static void
test_closing (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *text = make_file ();
  g_autofree char *body = test_report ("c-1");
  g_autoptr (GBytes) report = g_bytes_new (body, strlen (body));
  g_autoptr (LianReply) loaded = NULL;
  g_autoptr (LianReply) reported = NULL;
  Answer answers[2] = { { 0 } };

  begin_load (county, &admin, "k-1", text, &answers[0]);
  lian_service_submit (county->service, LIAN_INTAKE_REPORT, &test_resident, NULL, report, NULL, -1,
                       NULL, answered_cb, &answers[1]);
  lian_service_close (county->service);
  loaded = end_submission (county, &answers[0]);
  reported = end_submission (county, &answers[1]);
  g_assert_cmpuint (loaded->status, ==, 201);
  g_assert_cmpuint (reported->status, >=, 500);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dictionary/unchanged", test_unchanged);
  g_test_add_func ("/dictionary/changed", test_changed);
  g_test_add_func ("/dictionary/refused", test_refused);
  g_test_add_func ("/dictionary/people", test_people);
  g_test_add_func ("/dictionary/states-in-use", test_states_in_use);
  g_test_add_func ("/dictionary/order", test_order);
  g_test_add_func ("/dictionary/feed-in-order", test_feed_in_order);
  g_test_add_func ("/dictionary/many", test_many);
  g_test_add_func ("/dictionary/closing", test_closing);
  return g_test_run ();
}
