/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-default-dictionary.h"
#include "lian-shape.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *const resident_roles[] = { "resident", NULL };
static const char *const operator_roles[] = { "operator", NULL };
static const char *const chief_roles[] = { "duty_chief", NULL };
static const char *const dispatcher_roles[] = { "dispatcher", NULL };
static const char *const unit_roles[] = { "unit_handler", NULL };
static const char *const inspector_roles[] = { "inspector", NULL };
static const char *const leader_roles[] = { "leader", NULL };

const LianActor test_resident = { "resident", resident_roles, TEST_COUNTY, NULL };
const LianActor test_operator = { "operator", operator_roles, TEST_COUNTY, NULL };
const LianActor test_chief = { "chief", chief_roles, TEST_COUNTY, NULL };
const LianActor test_dispatcher = { "seat02", dispatcher_roles, TEST_COUNTY, NULL };
const LianActor test_unit = { "u-1", unit_roles, TEST_COUNTY, "u-1" };
const LianActor test_co_unit = { "u-2", unit_roles, TEST_COUNTY, "u-2" };
const LianActor test_inspector = { "inspector", inspector_roles, TEST_COUNTY, NULL };
const LianActor test_other_street = { "other", dispatcher_roles, TEST_OTHER_STREET, NULL };
const LianActor test_leader = { "leader", leader_roles, TEST_COUNTY, NULL };

static gboolean
deadline_cb (gpointer user_data)
{
  g_error ("nothing came within a minute");
  return G_SOURCE_REMOVE;
}

guint
test_deadline_begin (void)
{
  return g_timeout_add_seconds (60, deadline_cb, NULL);
}

void
test_iterate_until (gboolean *done)
{
  TEST_WAIT (*done);
}

static GBytes *
make_square (double west, double south, double east, double north)
{
  LianPoint points[]
      = { { west, south }, { east, south }, { east, north }, { west, north }, { west, south } };
  guint starts[] = { 0, 5 };
  gboolean outer[] = { TRUE };
  LianShape shape = { .type = LIAN_SHAPE_POLYGONS,
                      .n_points = 5,
                      .points = points,
                      .n_parts = 1,
                      .starts = starts,
                      .outer = outer,
                      .west = west,
                      .south = south,
                      .east = east,
                      .north = north };

  return lian_shape_to_wkb (&shape);
}

static void
add_region (GPtrArray *records, const char *code, const char *level, double west, double east)
{
  LianRecord *region = lian_record_new (LIAN_KIND_REGION);
  g_autoptr (GBytes) square = make_square (west, 29.80, east, 29.90);

  lian_record_set_text (region, LIAN_F_ID, code);
  lian_record_set_text (region, LIAN_F_REGION, code);
  lian_record_set_text (region, LIAN_REGION_NAME, code);
  lian_record_set_text (region, LIAN_REGION_LEVEL, level);
  lian_record_set_geometry (region, LIAN_REGION_GEOMETRY, square);
  g_ptr_array_add (records, region);
}

static void
add_grid (GPtrArray *records, const char *id, const char *region, double west, double east)
{
  LianRecord *grid = lian_record_new (LIAN_KIND_GRID);
  g_autoptr (GBytes) square = make_square (west, 29.80, east, 29.90);

  lian_record_set_text (grid, LIAN_F_ID, id);
  lian_record_set_text (grid, LIAN_F_REGION, region);
  lian_record_set_text (grid, LIAN_GRID_CODE, id);
  lian_record_set_text (grid, LIAN_GRID_NAME, id);
  lian_record_set_geometry (grid, LIAN_GRID_GEOMETRY, square);
  g_ptr_array_add (records, grid);
}

static void
add_unit (GPtrArray *records, const char *id, gboolean active)
{
  LianRecord *unit = lian_record_new (LIAN_KIND_UNIT);

  lian_record_set_text (unit, LIAN_F_ID, id);
  lian_record_set_text (unit, LIAN_F_REGION, TEST_COUNTY);
  lian_record_set_text (unit, LIAN_UNIT_NAME, id);
  lian_record_set_text (unit, LIAN_UNIT_KIND, "department");
  lian_record_set_bool (unit, LIAN_UNIT_ACTIVE, active);
  g_ptr_array_add (records, unit);
}

static GPtrArray *
make_records (void)
{
  GPtrArray *records = lian_default_dictionary_make ();

  add_region (records, TEST_COUNTY, "county", 114.30, 114.50);
  add_region (records, TEST_STREET, "street", 114.30, 114.40);
  add_region (records, TEST_COMMUNITY, "community", 114.30, 114.40);
  add_region (records, TEST_OTHER_STREET, "street", 114.40, 114.50);
  add_region (records, TEST_OTHER_COMMUNITY, "community", 114.40, 114.50);
  add_grid (records, "g-1", TEST_COMMUNITY, 114.30, 114.40);
  add_grid (records, "g-2", TEST_OTHER_COMMUNITY, 114.40, 114.50);
  add_unit (records, "u-1", TRUE);
  add_unit (records, "u-2", TRUE);
  add_unit (records, "u-off", FALSE);
  return records;
}

/* What takes room and is not asked for. */
static gboolean
is_needed (const LianRecord *record)
{
  static const char *const idle[] = { "limit", "holiday", "workday", "phrase", NULL };
  const char *vocabulary;

  if (lian_record_get_kind (record)->id != LIAN_KIND_ENTRY)
    return TRUE;
  vocabulary = lian_record_get_text (record, LIAN_ENTRY_VOCABULARY);
  if (g_str_equal (vocabulary, "category"))
    return g_strcmp0 (lian_record_get_text (record, LIAN_ENTRY_CODE), "utility-manhole") == 0;
  return !g_strv_contains (idle, vocabulary);
}

static TestCounty *
make_county (GPtrArray *records)
{
  TestCounty *self = g_new0 (TestCounty, 1);
  g_autoptr (GError) error = NULL;

  self->directory = g_dir_make_tmp ("lian-server-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->directory, "server.db", NULL);
  g_assert_true (lian_service_create (self->path, "Test", TRUE, TEST_NOW, records, &error));
  g_assert_no_error (error);
  self->service = lian_service_open (self->path, &error);
  g_assert_no_error (error);
  return self;
}

TestCounty *
test_county_new (void)
{
  g_autoptr (GPtrArray) records = make_records ();

  return make_county (records);
}

TestCounty *
test_county_new_short (void)
{
  g_autoptr (GPtrArray) records = make_records ();

  for (guint i = records->len; i > 0; i--)
    if (!is_needed (records->pdata[i - 1]))
      g_ptr_array_remove_index (records, i - 1);
  return make_county (records);
}

static void
add_filed_case (GPtrArray *records, guint n)
{
  LianRecord *record = lian_record_new (LIAN_KIND_CASE);
  g_autofree char *id = g_strdup_printf ("c-%u", n);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_text (record, LIAN_F_REGION, TEST_COMMUNITY);
  lian_record_set_text (record, LIAN_CASE_CODE, id);
  lian_record_set_text (record, LIAN_CASE_TITLE, "井盖缺失");
  lian_record_set_text (record, LIAN_CASE_KIND, "event");
  lian_record_set_text (record, LIAN_CASE_CATEGORY, "utility-manhole");
  lian_record_set_text (record, LIAN_CASE_SOURCE, "wechat");
  lian_record_set_text (record, LIAN_CASE_URGENCY, "normal");
  lian_record_set_text (record, LIAN_CASE_STATE, "filed");
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT, TEST_NOW);
  lian_record_set_time (record, LIAN_CASE_FILED_AT, TEST_NOW);
  g_ptr_array_add (records, record);
}

TestCounty *
test_county_new_filed (guint n_cases)
{
  g_autoptr (GPtrArray) records = make_records ();

  for (guint i = records->len; i > 0; i--)
    if (!is_needed (records->pdata[i - 1]))
      g_ptr_array_remove_index (records, i - 1);
  for (guint i = 0; i < n_cases; i++)
    add_filed_case (records, i);
  return make_county (records);
}

void
test_county_reopen (TestCounty *self)
{
  g_autoptr (GError) error = NULL;

  lian_service_close (self->service);
  g_clear_object (&self->service);
  self->service = lian_service_open (self->path, &error);
  g_assert_no_error (error);
}

void
test_county_free (TestCounty *self)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  lian_service_close (self->service);
  g_clear_object (&self->service);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  dir = g_dir_open (self->directory, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (self->directory, name, NULL);

      g_unlink (file);
    }
  g_rmdir (self->directory);
  g_free (self->path);
  g_free (self->directory);
  g_free (self);
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

LianReply *
test_submit (TestCounty *self, LianIntake intake, const LianActor *actor, const char *body,
             const char *digest, gint64 if_match)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };
  LianReply *reply;

  lian_service_submit (self->service, intake, actor, "seat 02", bytes, digest, if_match, NULL,
                       answered_cb, &answer);
  test_iterate_until (&answer.done);
  reply = lian_service_submit_finish (self->service, answer.result, &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  return reply;
}

JsonObject *
test_reply_object (const LianReply *reply, JsonParser **parser)
{
  g_autoptr (GError) error = NULL;

  *parser = json_parser_new ();
  json_parser_load_from_data (*parser, g_bytes_get_data (reply->body, NULL),
                              (gssize)g_bytes_get_size (reply->body), &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (*parser));
}

void
test_expect (TestCounty *self, LianIntake intake, const LianActor *actor, const char *body,
             gint64 if_match, guint status, const char *problem)
{
  g_autoptr (LianReply) reply = test_submit (self, intake, actor, body, NULL, if_match);
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *object = test_reply_object (reply, &parser);

  if (reply->status != status)
    g_test_message ("%.*s", (int)g_bytes_get_size (reply->body),
                    (const char *)g_bytes_get_data (reply->body, NULL));
  g_assert_cmpuint (reply->status, ==, status);
  if (*problem == '\0')
    {
      g_assert_true (json_object_has_member (object, "hash"));
      return;
    }
  g_assert_true (g_str_has_suffix (json_object_get_string_member (object, "type"), problem));
}

char *
test_report (const char *id)
{
  return g_strdup_printf (
      "{\"id\":\"%s\",\"title\":\"井盖缺失 " TEST_CANARY "\",\"description\":\"请回电 " TEST_CANARY
      "\",\"kind\":\"event\",\"category\":\"utility-manhole\",\"source\":\"wechat\","
      "\"reporter_name\":\"陈大文\",\"reporter_phone\":\"" TEST_CANARY "\","
      "\"location\":{\"lon\":114.35,\"lat\":29.85},\"address\":\"温泉路 8 号\"}",
      id);
}

char *
test_act (const char *id, const char *action, const char *case_id, const char *rest)
{
  return g_strdup_printf ("{\"id\":\"%s\",\"action\":\"%s\",\"case_id\":\"%s\"%s}", id, action,
                          case_id, rest);
}

char *
test_dispatch (const char *id, const char *case_id, const char *rest)
{
  return g_strdup_printf (
      "{\"id\":\"%s\",\"kind\":\"dispatch\",\"case_id\":\"%s\",\"to_unit\":\"u-1\"%s}", id, case_id,
      rest);
}

LianRecord *
test_find (TestCounty *self, LianKindId kind, const char *id)
{
  const LianActor all = { "test", leader_roles, "", NULL };
  g_autofree char *term = g_strdup_printf ("id=%s", id);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };

  lian_service_list (self->service, &all, kind, term, 2, FALSE, NULL, answered_cb, &answer);
  test_iterate_until (&answer.done);
  records = lian_service_list_finish (self->service, answer.result, &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  g_assert_cmpuint (records->len, <=, 1);
  return records->len == 1 ? lian_record_ref (records->pdata[0]) : NULL;
}

gint64
test_make_filed (TestCounty *self, const char *id)
{
  g_autofree char *report = test_report (id);
  g_autofree char *accept_id = g_strdup_printf ("%s-accept", id);
  g_autofree char *file_id = g_strdup_printf ("%s-file", id);
  g_autofree char *accept = test_act (accept_id, "accept", id, "");
  g_autofree char *file = test_act (file_id, "file", id, "");
  g_autoptr (LianRecord) record = NULL;

  test_expect (self, LIAN_INTAKE_REPORT, &test_resident, report, -1, 201, "");
  test_expect (self, LIAN_INTAKE_ACT, &test_operator, accept, -1, 201, "");
  test_expect (self, LIAN_INTAKE_ACT, &test_chief, file, -1, 201, "");
  record = test_find (self, LIAN_KIND_CASE, id);
  return lian_record_get_version (record);
}

void
test_put (TestCounty *self, LianRecord *record)
{
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };

  lian_service_put (self->service, &test_chief, record, NULL, answered_cb, &answer);
  test_iterate_until (&answer.done);
  g_assert_true (lian_service_put_finish (self->service, answer.result, &error));
  g_assert_no_error (error);
  g_object_unref (answer.result);
}

gboolean
test_drop_mirrored_set (LianConn *conn, GError **error)
{
  if (!lian_conn_exec (conn,
                       "DROP INDEX s_case_stay; DROP INDEX s_case_away;"
                       "ALTER TABLE s_case DROP COLUMN stay",
                       error))
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      const char *name = lian_kind_get (i)->name;
      g_autofree char *sql
          = g_strdup_printf ("DROP INDEX s_%s_here; ALTER TABLE s_%s DROP COLUMN away", name, name);

      if (lian_mirror_get_case_column (i) != NULL && !lian_conn_exec (conn, sql, error))
        return FALSE;
    }
  return TRUE;
}

static LianFeedPage *
read_from_database (TestCounty *self, LianPerson *person, gint64 since)
{
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };
  LianFeedPage *page;

  lian_service_read_feed (self->service, person, since, LIAN_FEED_FORMAT_SSE, NULL, answered_cb,
                          &answer);
  test_iterate_until (&answer.done);
  page = lian_service_read_feed_finish (self->service, answer.result, &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  return page;
}

char *
test_read_feed (TestCounty *self, const char *region, gint64 since, gboolean mark, gint64 *seq)
{
  g_autoptr (LianPerson) person = lian_person_new ("test", "test", leader_roles, region, NULL);

  return test_read_feed_as (self, person, since, mark, seq);
}

char *
test_read_feed_as (TestCounty *self, LianPerson *person, gint64 since, gboolean mark, gint64 *seq)
{
  g_autoptr (LianFeedPage) page = read_from_database (self, person, since);
  g_autoptr (LianFeedPage) same
      = lian_feed_read (self->service->feed, person, since, LIAN_FEED_FORMAT_SSE);
  GString *text = g_string_new_len (g_bytes_get_data (page->events, NULL),
                                    (gssize)g_bytes_get_size (page->events));

  if (same != NULL)
    {
      g_assert_true (g_bytes_equal (page->events, same->events));
      g_assert_cmpint (page->seq, ==, same->seq);
      g_assert_cmpint (page->more, ==, same->more);
    }
  if (mark)
    lian_feed_append_bookmark (self->service->feed, text, LIAN_FEED_FORMAT_SSE, person, TEST_NOW);
  if (seq != NULL)
    *seq = page->seq;
  return g_string_free (text, FALSE);
}
