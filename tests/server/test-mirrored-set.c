/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-default-dictionary.h"
#include "lian-housekeeper.h"
#include "lian-seal.h"
#include "lian-txn.h"
#include "lian-verify.h"

#include <string.h>

/* Closed cases leave the mirrored set after mirror_days, and what is mirrored is the same whoever
 * asks: pages, feed and sums. The clock is set, nobody waits. */

#define DAY G_TIME_SPAN_DAY

/* --- what a console has --- */

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LianReply **reply = user_data;

  *reply = lian_service_ask_finish (LIAN_SERVICE (source), result);
}

static JsonObject *
ask (TestCounty *county, LianPerson *person, LianQuery *query, guint status, JsonParser **parser)
{
  g_autoptr (LianReply) reply = NULL;

  lian_service_ask (county->service, query, asked_cb, &reply);
  TEST_WAIT (reply != NULL);
  g_assert_cmpuint (reply->status, ==, status);
  return test_reply_object (reply, parser);
}

static LianPerson *
make_person (const char *region)
{
  const char *const roles[] = { "dispatcher", NULL };

  return lian_person_new ("test", "test", roles, region, NULL);
}

/* "kind id" → version, from the pages of a snapshot. */
static GHashTable *
take_snapshot (TestCounty *county, LianPerson *person)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      g_autofree char *after = g_strdup ("");

      while (after != NULL)
        {
          LianQuery *query = lian_query_new (LIAN_QUERY_PAGE, person);
          g_autoptr (JsonParser) parser = NULL;
          JsonObject *object;
          JsonArray *records;

          query->kind = i;
          query->after = g_steal_pointer (&after);
          query->limit = 7;
          object = ask (county, person, query, 200, &parser);
          records = json_object_get_array_member (object, "records");
          for (guint j = 0; j < json_array_get_length (records); j++)
            {
              JsonObject *one = json_array_get_object_element (records, j);

              g_hash_table_insert (set,
                                   g_strdup_printf ("%s %s", lian_kind_get (i)->name,
                                                    json_object_get_string_member (one, "id")),
                                   GINT_TO_POINTER (json_object_get_int_member (one, "version")));
            }
          after = g_strdup (json_object_get_string_member_with_default (object, "next", NULL));
        }
    }
  return set;
}

/* Everything that happened since @seq, as a console does it. */
static void
follow (TestCounty *county, LianPerson *person, GHashTable *set, gint64 seq)
{
  gint64 reached = -1;

  while (reached != seq)
    {
      g_autofree char *text = test_read_feed_as (county, person, seq, FALSE, &reached);
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

      for (guint i = 0; lines[i] != NULL; i++)
        {
          g_autoptr (JsonNode) node = NULL;
          g_autofree char *key = NULL;
          JsonObject *object;

          if (!g_str_has_prefix (lines[i], "data: "))
            continue;
          node = json_from_string (lines[i] + strlen ("data: "), NULL);
          object = json_node_get_object (node);
          key = g_strdup_printf ("%s %s", json_object_get_string_member (object, "kind"),
                                 json_object_get_string_member (object, "id"));
          if (g_str_equal (json_object_get_string_member (object, "op"), "delete"))
            g_hash_table_remove (set, key);
          else
            g_hash_table_insert (set, g_steal_pointer (&key),
                                 GINT_TO_POINTER (json_object_get_int_member (object, "version")));
        }
      if (reached == seq)
        break;
      seq = reached;
      reached = -1;
    }
}

static void
expect_same (GHashTable *one, GHashTable *other)
{
  GHashTableIter iter;
  gpointer key;
  gpointer version;

  g_hash_table_iter_init (&iter, one);
  while (g_hash_table_iter_next (&iter, &key, &version))
    if (g_hash_table_lookup (other, key) != version)
      g_error ("%s: version %d here, %d there", (char *)key, GPOINTER_TO_INT (version),
               GPOINTER_TO_INT (g_hash_table_lookup (other, key)));
  g_assert_cmpuint (g_hash_table_size (one), ==, g_hash_table_size (other));
}

/* Counts and digests of the bookmarks are those of the set. */
static void
expect_sums (TestCounty *county, LianPerson *person, GHashTable *set)
{
  LianKindDigest sums[LIAN_N_KINDS];
  LianKindDigest wanted[LIAN_N_KINDS] = { 0 };
  GHashTableIter iter;
  gpointer key;
  gpointer version;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &key, &version))
    {
      g_auto (GStrv) parts = g_strsplit (key, " ", 2);
      LianKindId kind = lian_kind_by_name (parts[0])->id;

      wanted[kind].count++;
      wanted[kind].digest += lian_digest_of (kind, parts[1], GPOINTER_TO_INT (version));
    }
  lian_feed_sum (county->service->feed, person, sums);
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      g_assert_cmpint (sums[i].count, ==, wanted[i].count);
      g_assert_cmpuint (sums[i].digest, ==, wanted[i].digest);
    }
}

/* Whoever has followed since @seq has what a newcomer gets, and what the sums say; so in every
 * scope. @sets: of test_scopes, followed up to @seq; up to date afterwards. */
static const char *const test_scopes[] = { "", TEST_STREET, TEST_OTHER_STREET };

typedef struct
{
  GHashTable *sets[G_N_ELEMENTS (test_scopes)];
  gint64 seq;
} Consoles;

static void
consoles_clear (Consoles *consoles)
{
  for (guint i = 0; i < G_N_ELEMENTS (test_scopes); i++)
    g_clear_pointer (&consoles->sets[i], g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Consoles, consoles_clear)

static void
begin (TestCounty *county, Consoles *consoles)
{
  consoles->seq = county->service->max_seq;
  for (guint i = 0; i < G_N_ELEMENTS (test_scopes); i++)
    {
      g_autoptr (LianPerson) person = make_person (test_scopes[i]);

      consoles->sets[i] = take_snapshot (county, person);
    }
}

static void
expect_one_set (TestCounty *county, Consoles *consoles)
{
  for (guint i = 0; i < G_N_ELEMENTS (test_scopes); i++)
    {
      g_autoptr (LianPerson) person = make_person (test_scopes[i]);
      g_autoptr (GHashTable) anew = take_snapshot (county, person);

      follow (county, person, consoles->sets[i], consoles->seq);
      expect_same (consoles->sets[i], anew);
      expect_sums (county, person, anew);
    }
  consoles->seq = county->service->max_seq;
}

static gboolean
has (Consoles *consoles, const char *key)
{
  return g_hash_table_contains (consoles->sets[0], key);
}

/* --- what happens --- */

static void
act (TestCounty *county, const LianActor *actor, const char *action, const char *rest)
{
  static guint n = 0;
  g_autofree char *id = g_strdup_printf ("act-%u", ++n);
  g_autofree char *body = test_act (id, action, "c-1", rest);

  test_expect (county, LIAN_INTAKE_ACT, actor, body, -1, 201, "");
}

/* By the whole workflow, so that there are an instruction, deliveries and steps. */
static void
make_closed (TestCounty *county)
{
  gint64 version = test_make_filed (county, "c-1");
  g_autofree char *order = test_dispatch ("i-1", "c-1", ",\"co_units\":[\"u-2\"]");

  test_expect (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher, order, version, 201, "");
  act (county, &test_unit, "sign", "");
  act (county, &test_chief, "supervise", ",\"card\":\"yellow\"");
  act (county, &test_unit, "apply_extend", ",\"opinion\":\"备件未到\",\"limit_min\":60");
  act (county, &test_unit, "feedback", "");
  act (county, &test_operator, "check", "");
  act (county, &test_inspector, "checked", ",\"result\":\"passed\"");
  act (county, &test_chief, "close", "");
}

static LianRecord *
make_old (const char *id, const char *region, gint64 closed_at)
{
  LianRecord *record = lian_record_new (LIAN_KIND_CASE);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_text (record, LIAN_F_REGION, region);
  lian_record_set_text (record, LIAN_CASE_CODE, id);
  lian_record_set_text (record, LIAN_CASE_TITLE, "井盖缺失");
  lian_record_set_text (record, LIAN_CASE_KIND, "event");
  lian_record_set_text (record, LIAN_CASE_CATEGORY, "utility-manhole");
  lian_record_set_text (record, LIAN_CASE_SOURCE, "wechat");
  lian_record_set_text (record, LIAN_CASE_URGENCY, "normal");
  lian_record_set_text (record, LIAN_CASE_STATE, "closed");
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT, closed_at - DAY);
  lian_record_set_time (record, LIAN_CASE_CLOSED_AT, closed_at);
  return record;
}

static LianRecord *
make_step (const char *id, const char *case_id, const char *region)
{
  LianRecord *record = lian_record_new (LIAN_KIND_CASE_STEP);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_text (record, LIAN_F_REGION, region);
  lian_record_set_text (record, LIAN_CASE_STEP_CASE, case_id);
  lian_record_set_int (record, LIAN_CASE_STEP_SEQ, 1);
  lian_record_set_text (record, LIAN_CASE_STEP_ACTION, "close");
  lian_record_set_time (record, LIAN_CASE_STEP_AT, TEST_NOW);
  return record;
}

/* One closed on each of @n days before the beginning, by turns in both streets. */
static GPtrArray *
make_olds (guint n)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

  for (guint i = 0; i < n; i++)
    {
      const char *region = i % 2 == 0 ? TEST_COMMUNITY : TEST_OTHER_COMMUNITY;
      g_autofree char *id = g_strdup_printf ("old-%03u", i);
      g_autofree char *step = g_strdup_printf ("step-%03u", i);

      g_ptr_array_add (records, make_old (id, region, TEST_NOW - i * DAY + DAY / 24));
      g_ptr_array_add (records, make_step (step, id, region));
    }
  return records;
}

static void
pass_days (TestCounty *county, guint days)
{
  LianClock *clock = county->service->clock;

  lian_clock_set_now (clock, lian_clock_get_now (clock) + days * DAY);
}

static void
set_true (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

static void
look (TestCounty *county)
{
  g_autoptr (LianHousekeeper) housekeeper = lian_housekeeper_new (county->service);
  gboolean done = FALSE;

  g_signal_connect_swapped (housekeeper, "looked", G_CALLBACK (set_true), &done);
  lian_housekeeper_look (housekeeper);
  test_iterate_until (&done);
}

static LianRecord *
find_setting (void)
{
  g_autoptr (GPtrArray) entries = lian_default_dictionary_make ();

  for (guint i = 0; i < entries->len; i++)
    if (lian_record_get_kind (entries->pdata[i])->id == LIAN_KIND_ENTRY
        && g_strcmp0 (lian_record_get_text (entries->pdata[i], LIAN_ENTRY_CODE), "mirror_days")
               == 0)
      return lian_record_ref (entries->pdata[i]);
  g_assert_not_reached ();
}

static void
set_days (TestCounty *county, guint days)
{
  g_autoptr (LianRecord) setting = find_setting ();
  const LianRecord *known;

  lian_record_set_int (setting, LIAN_ENTRY_AMOUNT, days);
  test_put (county, setting);
  TEST_WAIT (
      (known = lian_dictionary_lookup (county->service->dictionary, "setting", "mirror_days"))
          != NULL
      && lian_record_get_int (known, LIAN_ENTRY_AMOUNT) == days);
}

static void
expect_sound (TestCounty *county)
{
  LianVerified verified;
  g_autoptr (GError) error = NULL;

  lian_service_close (county->service);
  lian_verify_file (county->path, &verified, &error);
  g_assert_no_error (error);
}

/* With everything that belongs to it, in one transaction; it is still there for whoever asks. */
static void
test_leave (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (LianPerson) person = make_person ("");
  g_autoptr (JsonParser) parser = NULL;
  g_auto (Consoles) consoles = { 0 };
  LianQuery *query = lian_query_new (LIAN_QUERY_CASE, person);
  JsonObject *object;
  gint64 seq;

  make_closed (county);
  begin (county, &consoles);
  pass_days (county, 89);
  look (county);
  expect_one_set (county, &consoles);
  g_assert_true (has (&consoles, "case c-1"));

  pass_days (county, 2);
  seq = county->service->max_seq;
  look (county);
  g_assert_cmpint (county->service->max_seq, ==, seq + 1);
  expect_one_set (county, &consoles);
  g_assert_false (has (&consoles, "case c-1"));
  g_assert_false (has (&consoles, "instruction i-1"));
  g_assert_true (has (&consoles, "unit u-1"));

  query->ids = g_strdupv ((char *[]){ (char *)"c-1", NULL });
  object = ask (county, person, query, 200, &parser);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "steps")), >, 6);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "deliveries")), ==,
                    2);
  seq = county->service->max_seq;
  look (county);
  g_assert_cmpint (county->service->max_seq, ==, seq);
  test_county_reopen (county);
  expect_one_set (county, &consoles);
  expect_sound (county);
}

/* What is done to a case that has left brings it back, for as long as a closed one stays. */
static void
test_change (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_auto (Consoles) consoles = { 0 };

  make_closed (county);
  pass_days (county, 91);
  look (county);
  begin (county, &consoles);
  g_assert_false (has (&consoles, "case c-1"));
  act (county, &test_resident, "evaluate", ",\"satisfaction\":\"dissatisfied\"");
  expect_one_set (county, &consoles);
  g_assert_true (has (&consoles, "case c-1"));
  g_assert_true (has (&consoles, "instruction i-1"));
  look (county);
  expect_one_set (county, &consoles);
  g_assert_true (has (&consoles, "case c-1"));

  pass_days (county, 91);
  look (county);
  expect_one_set (county, &consoles);
  g_assert_false (has (&consoles, "case c-1"));

  /* Reopened it is no closed case any more. */
  act (county, &test_chief, "reopen", "");
  expect_one_set (county, &consoles);
  g_assert_true (has (&consoles, "case c-1"));
  pass_days (county, 200);
  look (county);
  expect_one_set (county, &consoles);
  g_assert_true (has (&consoles, "case c-1"));
  expect_sound (county);
}

/* What is said about a case that is away, without the case being changed, stays away with it. */
static void
test_belongs (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (LianRecord) late = make_step ("late", "c-1", TEST_COMMUNITY);
  g_autoptr (LianRecord) record = NULL;
  g_auto (Consoles) consoles = { 0 };

  make_closed (county);
  pass_days (county, 91);
  look (county);
  begin (county, &consoles);
  test_put (county, late);
  test_put (county, late);
  expect_one_set (county, &consoles);
  g_assert_false (has (&consoles, "case_step late"));

  record = test_find (county, LIAN_KIND_CASE, "c-1");
  lian_record_set_bool (record, LIAN_CASE_SECRECY, TRUE);
  test_put (county, record);
  expect_one_set (county, &consoles);
  g_assert_true (has (&consoles, "case_step late"));
  g_clear_pointer (&record, lian_record_unref);
  record = test_find (county, LIAN_KIND_CASE_STEP, "late");
  g_assert_true (lian_record_get_bool (record, LIAN_CASE_STEP_SECRECY));
  expect_sound (county);
}

/* Both ways, portion by portion, without a restart. */
static void
test_days (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (GPtrArray) olds = make_olds (80);
  g_auto (Consoles) consoles = { 0 };
  gint64 seq;

  for (guint i = 0; i < olds->len; i++)
    test_put (county, olds->pdata[i]);
  begin (county, &consoles);
  look (county);
  expect_one_set (county, &consoles);
  g_assert_true (has (&consoles, "case old-079"));

  set_days (county, 10);
  seq = county->service->max_seq;
  look (county);
  g_assert_cmpint (county->service->max_seq - seq, ==, 3);
  expect_one_set (county, &consoles);
  g_assert_true (has (&consoles, "case_step step-009"));
  g_assert_false (has (&consoles, "case_step step-011"));

  set_days (county, 60);
  look (county);
  expect_one_set (county, &consoles);
  g_assert_true (has (&consoles, "case_step step-059"));
  g_assert_false (has (&consoles, "case_step step-061"));

  /* They count from when they were closed, not from when they came back. */
  pass_days (county, 20);
  look (county);
  expect_one_set (county, &consoles);
  g_assert_false (has (&consoles, "case old-041"));
  expect_sound (county);
}

/* A new database has the set that the housekeeper would have made of it. */
static void
test_new (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (GPtrArray) records = lian_default_dictionary_make ();
  g_autoptr (GPtrArray) olds = make_olds (120);
  g_autofree char *path = g_build_filename (county->directory, "new.db", NULL);
  g_autoptr (LianService) service = county->service;
  g_auto (Consoles) consoles = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < olds->len; i++)
    g_ptr_array_add (records, lian_record_ref (olds->pdata[i]));
  lian_service_create (path, "New", TRUE, TEST_NOW, records, &error);
  g_assert_no_error (error);
  lian_service_close (service);
  g_free (county->path);
  county->path = g_steal_pointer (&path);
  county->service = lian_service_open (county->path, &error);
  g_assert_no_error (error);
  lian_clock_set_now (county->service->clock, TEST_NOW);

  begin (county, &consoles);
  g_assert_true (has (&consoles, "case old-090"));
  g_assert_false (has (&consoles, "case old-091"));
  g_assert_false (has (&consoles, "case_step step-091"));
  look (county);
  g_assert_cmpint (county->service->max_seq, ==, 1);
  expect_one_set (county, &consoles);
  expect_sound (county);
}

static gboolean
make_older (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    for (const char *which = "iukd"; *which != '\0'; which++)
      {
        g_autofree char *sql
            = g_strdup_printf ("DROP TRIGGER seal_%c_s_%s", *which, lian_kind_get (i)->name);

        if (!lian_conn_exec (conn, sql, error))
          return FALSE;
      }
  return test_drop_mirrored_set (conn, error)
         && lian_conn_exec (conn, "PRAGMA user_version = 2", error)
         && lian_seal_install (conn, TRUE, error);
}

/* A file of before: what is old leaves at once, and whoever has followed its feed begins anew. */
static void
test_migrate (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (GPtrArray) olds = make_olds (120);
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (LianDb) db = NULL;
  g_auto (Consoles) consoles = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < olds->len; i++)
    test_put (county, olds->pdata[i]);
  lian_service_close (county->service);
  db = lian_db_open (county->path, LIAN_DB_DEFAULT, NULL, NULL, NULL);
  lian_db_write (db, make_older, NULL, NULL, &error);
  g_assert_no_error (error);
  lian_db_close (db);

  g_assert_true (lian_service_migrate (county->path, said, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (said->str, "29 closed cases"));
  test_county_reopen (county);
  g_assert_cmpint (county->service->min_seq, ==, county->service->max_seq);
  begin (county, &consoles);
  g_assert_false (has (&consoles, "case old-091"));
  expect_one_set (county, &consoles);
  expect_sound (county);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/mirrored-set/leave", test_leave);
  g_test_add_func ("/server/mirrored-set/change", test_change);
  g_test_add_func ("/server/mirrored-set/belongs", test_belongs);
  g_test_add_func ("/server/mirrored-set/days", test_days);
  g_test_add_func ("/server/mirrored-set/new", test_new);
  g_test_add_func ("/server/mirrored-set/migrate", test_migrate);

  return g_test_run ();
}
