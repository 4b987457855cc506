/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /v1/kpis against a second way of counting: every case, every figure, one after the other. */
#include "test-server-support.h"

#include "lian-clock.h"
#include "lian-default-dictionary.h"
#include "lian-kpi.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_CASES 500
#define FROM (TEST_NOW - 20 * G_TIME_SPAN_DAY)

static const char *const regions[]
    = { TEST_COMMUNITY, TEST_OTHER_COMMUNITY, TEST_STREET, TEST_COUNTY, "421203001001",
        NULL,           "4212020010013" };

typedef struct
{
  char *directory;
  char *path;
  LianService *service;
  GPtrArray *cases;
} Fixture;

static void
set_moments (LianRecord *record)
{
  static const guint times[]
      = { LIAN_CASE_REPORTED_AT,   LIAN_CASE_ACCEPTED_AT, LIAN_CASE_FILED_AT,
          LIAN_CASE_DISPATCHED_AT, LIAN_CASE_SIGNED_AT,   LIAN_CASE_FEEDBACK_AT,
          LIAN_CASE_CLOSED_AT,     LIAN_CASE_CLOSE_DUE,   LIAN_CASE_EVALUATED_AT };

  for (guint k = 0; k < G_N_ELEMENTS (times); k++)
    if (g_test_rand_int_range (0, 4) > 0)
      lian_record_set_time (
          record, times[k],
          TEST_NOW - g_test_rand_int_range (-2 * 1440, 40 * 1440) * G_TIME_SPAN_MINUTE);
}

static LianRecord *
draw_case (guint i)
{
  static const char *const states[]
      = { "reported",  "filed", "handling", "feedback", "closed",   "archived",
          "evaluated", "void",  "rejected", "merged",   "suspended" };
  static const char *const categories[] = { "utility-manhole", "street-stall", "safety-gas" };
  static const char *const satisfactions[]
      = { "satisfied", "very_satisfied", "dissatisfied", "very_dissatisfied" };
  LianRecord *record = lian_record_new (LIAN_KIND_CASE);

  lian_record_take_text (record, LIAN_F_ID, g_strdup_printf ("c-%05u", i));
  lian_record_set_text (record, LIAN_F_REGION,
                        regions[g_test_rand_int_range (0, G_N_ELEMENTS (regions))]);
  lian_record_set_text (record, LIAN_CASE_STATE,
                        states[g_test_rand_int_range (0, G_N_ELEMENTS (states))]);
  lian_record_set_text (record, LIAN_CASE_CATEGORY,
                        categories[g_test_rand_int_range (0, G_N_ELEMENTS (categories))]);
  if (g_test_rand_bit ())
    lian_record_take_text (record, LIAN_CASE_LEAD_UNIT,
                           g_strdup_printf ("u-%d", g_test_rand_int_range (0, 4)));
  if (g_test_rand_bit ())
    lian_record_set_text (record, LIAN_CASE_SATISFACTION,
                          satisfactions[g_test_rand_int_range (0, 4)]);
  if (g_test_rand_int_range (0, 9) == 0)
    lian_record_set_text (record, LIAN_CASE_DUPLICATE_OF, "c-00000");
  if (g_test_rand_bit ())
    lian_record_set_int (record, LIAN_CASE_REWORK_COUNT, g_test_rand_int_range (0, 3));
  if (g_test_rand_bit ())
    lian_record_set_int (record, LIAN_CASE_RETURN_COUNT, g_test_rand_int_range (0, 3));
  set_moments (record);
  return record;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records = lian_default_dictionary_make ();
  g_autoptr (GError) error = NULL;

  fixture->cases = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  for (guint i = 0; i < N_CASES; i++)
    {
      g_ptr_array_add (fixture->cases, draw_case (i));
      g_ptr_array_add (records, lian_record_ref (fixture->cases->pdata[i]));
    }
  fixture->directory = g_dir_make_tmp ("lian-kpi-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->directory, "server.db", NULL);
  lian_service_create (fixture->path, "Test", TRUE, TEST_NOW, records, &error);
  g_assert_no_error (error);
  fixture->service = lian_service_open (fixture->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const ends[] = { "", ".lock", "-wal", "-shm" };

  lian_service_close (fixture->service);
  g_clear_object (&fixture->service);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *name = g_strconcat (fixture->path, ends[i], NULL);

      g_unlink (name);
    }
  g_rmdir (fixture->directory);
  g_ptr_array_unref (fixture->cases);
  g_free (fixture->path);
  g_free (fixture->directory);
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

static LianReply *
count (Fixture *fixture, const char *own, const char *region, LianKpiGroup group, gint64 from,
       gint64 to)
{
  const char *roles[] = { "leader", NULL };
  g_autoptr (LianPerson) person = lian_person_new ("x", "x", roles, own, NULL);
  LianKpiQuery *query = lian_kpi_query_new (person);
  Answer answer = { 0 };
  LianReply *reply;

  query->region = g_strdup (region);
  query->group = group;
  query->from = from;
  query->to = to;
  lian_service_count_kpis (fixture->service, query, answered_cb, &answer);
  test_iterate_until (&answer.done);
  reply = lian_service_count_kpis_finish (fixture->service, answer.result);
  g_object_unref (answer.result);
  return reply;
}

static char *
dup_key (const LianKpi *kpi, LianKpiPart part, const LianRecord *record, LianKpiGroup group)
{
  const char *text = "";
  g_autofree char *time = NULL;
  int field;

  switch (group)
    {
    case LIAN_KPI_BY_REGION:
      text = lian_record_get_text (record, LIAN_F_REGION);
      break;
    case LIAN_KPI_BY_UNIT:
      text = lian_record_get_text (record, LIAN_CASE_LEAD_UNIT);
      break;
    case LIAN_KPI_BY_CATEGORY:
      text = lian_record_get_text (record, LIAN_CASE_CATEGORY);
      break;
    case LIAN_KPI_BY_DAY:
      field = lian_kind_find_field (lian_kind_get (LIAN_KIND_CASE),
                                    lian_kpi_get_period (kpi, part)->name);
      time = lian_time_format (lian_record_get_time (record, (guint)field));
      return g_strndup (time, 10);
    case LIAN_KPI_BY_NONE:
    default:
      break;
    }
  return g_strdup (text != NULL ? text : "");
}

/* "kpi key" → num and den, packed. */
static GHashTable *
count_naively (Fixture *fixture, const char *region, LianKpiGroup group, gint64 from, gint64 to,
               gint64 now)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *entries = lian_dictionary_list (lian_service_get_dictionary (fixture->service), "kpi");

  for (guint k = 0; k < entries->len; k++)
    {
      g_autoptr (LianKpi) kpi = lian_kpi_new (entries->pdata[k], NULL);

      for (guint i = 0; i < fixture->cases->len * 2; i++)
        {
          const LianRecord *record = fixture->cases->pdata[i / 2];
          LianKpiPart part = (LianKpiPart)(i % 2);
          g_autofree char *key = NULL;
          char *name;
          gint64 sum;

          if (!lian_region_covers (region, lian_record_get_text (record, LIAN_F_REGION))
              || !lian_kpi_matches (kpi, part, record, from, to, now))
            continue;
          key = dup_key (kpi, part, record, group);
          name = g_strdup_printf ("%s %s", lian_kpi_get_code (kpi), key);
          sum = GPOINTER_TO_SIZE (g_hash_table_lookup (table, name));
          g_hash_table_insert (table, name,
                               GSIZE_TO_POINTER (sum + (part == LIAN_KPI_NUMERATOR ? 1 : 100000)));
        }
    }
  return table;
}

static void
compare (Fixture *fixture, const char *own, const char *region, LianKpiGroup group)
{
  const char *effective = region != NULL ? region : own;
  g_autoptr (LianReply) reply
      = count (fixture, own, region, group, FROM, TEST_NOW - G_TIME_SPAN_HOUR);
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GHashTable) naive = NULL;
  JsonObject *object = test_reply_object (reply, &parser);
  JsonArray *rows;
  gint64 now;
  guint n_counted = 0;

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_true (lian_time_parse (json_object_get_string_member (object, "as_of"), &now, NULL));
  naive = count_naively (fixture, effective, group, FROM, TEST_NOW - G_TIME_SPAN_HOUR, now);
  rows = json_object_get_array_member (object, "rows");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *name = g_strdup_printf ("%s %s", json_object_get_string_member (row, "kpi"),
                                               json_object_get_string_member (row, "key"));
      gint64 packed = json_object_get_int_member (row, "num")
                      + 100000 * json_object_get_int_member (row, "den");

      g_assert_cmpstr (json_object_get_string_member (row, "group"), ==,
                       lian_kpi_group_to_code (group));
      if (packed != (gint64)GPOINTER_TO_SIZE (g_hash_table_lookup (naive, name)))
        g_error ("%s in %s", name, effective);
      n_counted += packed != 0;
    }
  g_assert_cmpuint (n_counted, ==, g_hash_table_size (naive));
  g_assert_cmpuint (n_counted, >, 10);
}

static void
test_equal (Fixture *fixture, gconstpointer data)
{
  for (LianKpiGroup group = LIAN_KPI_BY_NONE; group <= LIAN_KPI_BY_DAY; group++)
    {
      compare (fixture, "", NULL, group);
      compare (fixture, TEST_COUNTY, NULL, group);
      compare (fixture, TEST_COUNTY, TEST_STREET, group);
      compare (fixture, TEST_OTHER_STREET, NULL, group);
      compare (fixture, "", "421202", group);
    }
}

static void
test_scope (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianReply) outside
      = count (fixture, TEST_STREET, TEST_OTHER_STREET, LIAN_KPI_BY_NONE, FROM, TEST_NOW);
  g_autoptr (LianReply) empty
      = count (fixture, TEST_COUNTY, NULL, LIAN_KPI_BY_NONE, FROM - 9000 * G_TIME_SPAN_DAY,
               FROM - 8000 * G_TIME_SPAN_DAY);
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *object = test_reply_object (empty, &parser);
  JsonArray *rows = json_object_get_array_member (object, "rows");
  GPtrArray *entries = lian_dictionary_list (lian_service_get_dictionary (fixture->service), "kpi");

  g_assert_cmpuint (outside->status, ==, 404);
  /* Nothing of nothing: each figure says so. */
  g_assert_cmpuint (json_array_get_length (rows), ==, entries->len);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (rows, i), "den"),
                     ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/kpi-counts/equal", Fixture, NULL, set_up, test_equal, tear_down);
  g_test_add ("/kpi-counts/scope", Fixture, NULL, set_up, test_scope, tear_down);
  return g_test_run ();
}
