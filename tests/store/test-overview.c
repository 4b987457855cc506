/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-overview.h"
#include "lian-store-sql.h"
#include "testing.h"

#include "lian-db.h"
#include "lian-table.h"
#include "lian-term.h"

typedef struct
{
  char *folder;
  LianMirror *mirror;
} Fixture;

static const char *const states[]
    = { "reported", "accepted", "filed",     "dispatched", "signed", "handling",  "feedback",
        "checking", "closed",   "evaluated", "suspended",  "void",   "unheard-of" };
static const char *const regions[]
    = { "421202001001", "421202001002", "421202002001", "421221001001", "", "estate-7" };
static const char *const urgencies[] = { "normal", "urgent", "grave" };

#define PICK(list) (list)[g_test_rand_int_range (0, G_N_ELEMENTS (list))]

static void
maybe_time (LianRecord *record, guint field, gint64 span)
{
  if (g_test_rand_int_range (0, 4) > 0)
    lian_record_set_time (record, field,
                          NOW + (gint64)(g_test_rand_double_range (-1, 0.2) * (double)span));
}

static LianRecord *
random_case (guint i)
{
  g_autofree char *id = g_strdup_printf ("c%04u", i);
  g_autofree char *unit = g_strdup_printf ("u%d", g_test_rand_int_range (0, 5));
  g_autofree char *grid = g_strdup_printf ("g%d", g_test_rand_int_range (0, 6));
  LianRecord *record = new_case (id, i + 1, PICK (regions), PICK (states), PICK (urgencies));
  const gint64 day = G_TIME_SPAN_DAY;

  if (g_test_rand_bit ())
    lian_record_set_text (record, LIAN_CASE_LEAD_UNIT, unit);
  if (g_test_rand_bit ())
    lian_record_set_text (record, LIAN_CASE_GRID, grid);
  if (g_test_rand_bit ())
    lian_record_set_point (record, LIAN_CASE_LOCATION, 114.3, 29.8);
  if (g_test_rand_int_range (0, 9) == 0)
    lian_record_set_int (record, LIAN_CASE_NUDGE_COUNT, g_test_rand_int_range (0, 2));
  if (g_test_rand_int_range (0, 9) == 0)
    lian_record_set_text (record, LIAN_CASE_CARD, "yellow");
  if (g_test_rand_bit ())
    lian_record_set_text (record, LIAN_CASE_SATISFACTION,
                          g_test_rand_bit () ? "satisfied" : "dissatisfied");
  maybe_time (record, LIAN_CASE_REPORTED_AT, day);
  maybe_time (record, LIAN_CASE_ACCEPTED_AT, 9 * day);
  maybe_time (record, LIAN_CASE_DISPATCHED_AT, 2 * day);
  maybe_time (record, LIAN_CASE_FEEDBACK_AT, 2 * day);
  maybe_time (record, LIAN_CASE_CLOSED_AT, 2 * day);
  maybe_time (record, LIAN_CASE_STAGE_AT, day);
  maybe_time (record, LIAN_CASE_WARN_AT, day / 2);
  maybe_time (record, LIAN_CASE_DEADLINE, day / 3);
  maybe_time (record, LIAN_CASE_CLOSE_DUE, 40 * day);
  maybe_time (record, LIAN_CASE_EVALUATED_AT, 40 * day);
  return record;
}

/* @cases (transfer none); a county with five of its units, six grids and a shift around it. */
static void
fill (Fixture *fixture, GPtrArray *cases)
{
  GPtrArray *grids = new_records ();
  GPtrArray *units = new_records ();
  GPtrArray *region = new_records ();
  GPtrArray *shifts = new_records ();
  LianRecord *record;

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *grid = g_strdup_printf ("g%u", i);
      g_autofree char *unit = g_strdup_printf ("u%u", i);

      record = new_record (LIAN_KIND_GRID, grid, 1, regions[i % 4]);
      lian_record_set_text (record, LIAN_GRID_NAME, grid);
      lian_record_set_int (record, LIAN_GRID_POPULATION, 1000 + i);
      g_ptr_array_add (grids, record);
      record = new_record (LIAN_KIND_UNIT, unit, 1, "421202000000");
      lian_record_set_text (record, LIAN_UNIT_NAME, unit);
      g_ptr_array_add (units, record);
    }
  record = new_record (LIAN_KIND_REGION, "421202000000", 1, "421202000000");
  lian_record_set_text (record, LIAN_REGION_NAME, "咸安区");
  g_ptr_array_add (region, record);
  record = new_record (LIAN_KIND_SHIFT, "s1", 1, "421202000000");
  lian_record_set_time (record, LIAN_SHIFT_STARTS_AT, NOW - HOUR);
  lian_record_set_time (record, LIAN_SHIFT_ENDS_AT, NOW + HOUR);
  g_ptr_array_add (shifts, record);

  lian_mirror_begin_snapshot (fixture->mirror, "s", "e", "Server", FALSE);
  add_page_and_wait (fixture->mirror, LIAN_KIND_ENTRY, new_dictionary_entries ());
  add_page_and_wait (fixture->mirror, LIAN_KIND_GRID, grids);
  add_page_and_wait (fixture->mirror, LIAN_KIND_UNIT, units);
  add_page_and_wait (fixture->mirror, LIAN_KIND_REGION, region);
  add_page_and_wait (fixture->mirror, LIAN_KIND_SHIFT, shifts);
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, g_ptr_array_ref (cases));
  commit_and_wait (fixture->mirror, "e:1", NOW);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = make_folder ();
  path = g_build_filename (fixture->folder, "mirror.db", NULL);
  fixture->mirror = lian_mirror_open (path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->mirror);
  remove_folder (fixture->folder);
}

static LianOverview *
load_at (LianMirror *mirror, const char *region, gint64 now)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  LianOverview *overview;

  lian_overview_load (mirror, region, now, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  overview = lian_overview_load_finish (mirror, answer.result, &error);
  g_assert_no_error (error);
  return overview;
}

static LianOverview *
load (LianMirror *mirror, const char *region)
{
  return load_at (mirror, region, NOW);
}

static void
add_counts (LianLightCounts *sum, const LianLightCounts *counts)
{
  sum->normal += counts->normal;
  sum->soon += counts->soon;
  sum->over += counts->over;
  sum->held += counts->held;
}

static LianLightCounts
sum_rows (GPtrArray *rows)
{
  LianLightCounts sum = { 0 };

  for (guint i = 0; i < rows->len; i++)
    add_counts (&sum, &((LianOverviewRow *)rows->pdata[i])->counts);
  return sum;
}

/* An empty mirror has figures too, all of them 0. */
static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianOverview) overview = load (fixture->mirror, "");

  g_assert_cmpint (lian_light_counts_total (&overview->open), ==, 0);
  g_assert_cmpint (overview->on_time_den, ==, 0);
  g_assert_null (overview->shift);
  g_assert_cmpuint (overview->newest->len, ==, 0);
}

/* The figures against a second way of counting them, one record after the other. */
static void
check_open (const LianOverview *overview, LianDictionary *dictionary, GPtrArray *cases,
            const char *region)
{
  LianLightCounts open = { 0 };
  gint64 handling = 0, dispatch = 0, grave = 0, attention = 0, today = 0, week = 0;

  for (guint i = 0; i < cases->len; i++)
    {
      LianRecord *record = cases->pdata[i];
      const char *state = lian_record_get_text (record, LIAN_CASE_STATE);
      const char *stage = lian_dictionary_stage (dictionary, state);
      LianLight light = lian_light_of_case (record, NOW);
      gint64 accepted = lian_record_get_time (record, LIAN_CASE_ACCEPTED_AT);
      gboolean worst = g_strcmp0 (lian_record_get_text (record, LIAN_CASE_URGENCY), "grave") == 0;

      if (!lian_region_covers (region, lian_record_get_text (record, LIAN_F_REGION)))
        continue;
      today += accepted >= lian_time_day_start (NOW) && accepted <= NOW;
      week += accepted >= NOW - 7 * G_TIME_SPAN_DAY && accepted <= NOW
              && lian_record_has (record, LIAN_CASE_GRID);
      if (!lian_workflow_is_open (dictionary, state))
        continue;
      open.normal += light == LIAN_LIGHT_NORMAL;
      open.soon += light == LIAN_LIGHT_DUE_SOON;
      open.over += light == LIAN_LIGHT_OVERDUE;
      open.held += light == LIAN_LIGHT_HELD;
      handling += g_str_equal (stage, "to_sign") || g_str_equal (stage, "handling");
      dispatch += g_str_equal (stage, "to_dispatch");
      grave += g_str_equal (stage, "to_dispatch") && worst;
      attention += light != LIAN_LIGHT_HELD
                   && (light == LIAN_LIGHT_DUE_SOON || light == LIAN_LIGHT_OVERDUE || worst
                       || lian_record_get_int (record, LIAN_CASE_NUDGE_COUNT) > 0
                       || lian_record_has (record, LIAN_CASE_CARD));
    }
  g_assert_cmpmem (&open, sizeof open, &overview->open, sizeof open);
  g_assert_cmpint (handling, ==, overview->handling);
  g_assert_cmpint (dispatch, ==, overview->to_dispatch);
  g_assert_cmpint (grave, ==, overview->to_dispatch_grave);
  g_assert_cmpint (attention, ==, overview->attention_total);
  g_assert_cmpint (today, ==, overview->accepted_today);
  if (*region == '\0')
    {
      gint64 in_grids = 0;

      for (guint i = 0; i < overview->grids->len; i++)
        in_grids += ((LianOverviewRow *)overview->grids->pdata[i])->numerator;
      g_assert_cmpint (week, ==, in_grids);
    }
}

static void
test_adds_up (Fixture *fixture, gconstpointer data)
{
  static const char *const tops[]
      = { "", "421202000000", "421202", "421202001000", "421202001001", "4212021", "estate-7" };
  g_autoptr (GPtrArray) cases = new_records ();

  for (guint i = 0; i < 800; i++)
    g_ptr_array_add (cases, random_case (i));
  fill (fixture, cases);

  for (guint i = 0; i < G_N_ELEMENTS (tops); i++)
    {
      g_autoptr (LianOverview) overview = load (fixture->mirror, tops[i]);
      LianLightCounts stages = sum_rows (overview->stages);
      LianLightCounts units = sum_rows (overview->units);
      gint64 on_time = 0, due = 0;

      check_open (overview, lian_mirror_get_dictionary (fixture->mirror), cases, tops[i]);
      g_assert_cmpmem (&stages, sizeof stages, &overview->open, sizeof stages);
      g_assert_cmpint (lian_light_counts_total (&units), ==, overview->handling);
      g_assert_cmpint (overview->handling_to_sign + overview->handling_at_work, ==,
                       overview->handling);
      g_assert_cmpint (overview->handling_by_hour[23], >=, overview->handling);
      for (guint j = 0; j < overview->units->len; j++)
        {
          on_time += ((LianOverviewRow *)overview->units->pdata[j])->numerator;
          due += ((LianOverviewRow *)overview->units->pdata[j])->denominator;
        }
      g_assert_cmpint (on_time, <=, overview->on_time_num);
      g_assert_cmpint (due, <=, overview->on_time_den);
      g_assert_cmpint (overview->on_time_num, <=, overview->on_time_den);
      g_assert_cmpint (overview->satisfied_num, <=, overview->satisfied_den);
      g_assert_cmpint (overview->on_time_floor, ==, 9500);
      g_assert_cmpuint (overview->newest->len, <=, 8);
      g_assert_cmpuint (overview->attention->len, ==, MIN (overview->attention_total, 8));
    }
}

/* A handful of cases whose figures are plain. */
static void
test_figures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) cases = new_records ();
  g_autoptr (LianOverview) overview = NULL;
  LianRecord *record;
  LianOverviewRow *row;

  record = new_case ("late", 1, "421202001001", "handling", "normal");
  lian_record_set_text (record, LIAN_CASE_LEAD_UNIT, "u1");
  lian_record_set_text (record, LIAN_CASE_GRID, "g0");
  lian_record_set_time (record, LIAN_CASE_ACCEPTED_AT, NOW - 2 * HOUR);
  lian_record_set_time (record, LIAN_CASE_DISPATCHED_AT, NOW - 100 * MINUTE);
  lian_record_set_time (record, LIAN_CASE_WARN_AT, NOW - 90 * MINUTE);
  lian_record_set_time (record, LIAN_CASE_DEADLINE, NOW - 60 * MINUTE);
  g_ptr_array_add (cases, record);
  record = new_case ("wait", 2, "421202001001", "filed", "grave");
  lian_record_set_time (record, LIAN_CASE_STAGE_AT, NOW - 30 * MINUTE);
  lian_record_set_time (record, LIAN_CASE_WARN_AT, NOW - MINUTE);
  lian_record_set_time (record, LIAN_CASE_DEADLINE, NOW + MINUTE);
  g_ptr_array_add (cases, record);
  record = new_case ("done", 3, "421202001001", "evaluated", "normal");
  lian_record_set_text (record, LIAN_CASE_LEAD_UNIT, "u1");
  lian_record_set_time (record, LIAN_CASE_DISPATCHED_AT, NOW - 5 * HOUR);
  lian_record_set_time (record, LIAN_CASE_FEEDBACK_AT, NOW - 3 * HOUR);
  lian_record_set_time (record, LIAN_CASE_CLOSED_AT, NOW - HOUR);
  lian_record_set_time (record, LIAN_CASE_CLOSE_DUE, NOW - MINUTE);
  lian_record_set_text (record, LIAN_CASE_SATISFACTION, "satisfied");
  lian_record_set_time (record, LIAN_CASE_EVALUATED_AT, NOW - MINUTE);
  g_ptr_array_add (cases, record);
  /* What is excluded from the figure counts neither above nor below. */
  record = new_case ("excluded", 4, "421202001001", "void", "normal");
  lian_record_set_text (record, LIAN_CASE_SATISFACTION, "satisfied");
  lian_record_set_time (record, LIAN_CASE_EVALUATED_AT, NOW - 2 * MINUTE);
  g_ptr_array_add (cases, record);
  fill (fixture, cases);

  overview = load (fixture->mirror, "421202000000");
  g_assert_cmpstr (overview->region_name, ==, "咸安区");
  g_assert_nonnull (overview->shift);
  g_assert_cmpint (overview->open.over, ==, 1);
  g_assert_cmpint (overview->open.soon, ==, 1);
  g_assert_cmpint (overview->worst_overdue_min, ==, 60);
  g_assert_cmpint (overview->oldest_wait_min, ==, 30);
  g_assert_cmpint (overview->accepted_today, ==, 1);
  g_assert_cmpint (overview->accepted_by_hour[21], ==, 1);
  g_assert_cmpint (overview->closed_by_hour[22], ==, 1);
  g_assert_cmpint (overview->handling_by_hour[23], ==, 1);
  g_assert_cmpint (overview->handling_by_hour[19], ==, 1);
  g_assert_cmpint (overview->handling_by_hour[20], ==, 0);
  g_assert_cmpint (overview->on_time_num, ==, 1);
  g_assert_cmpint (overview->on_time_den, ==, 1);
  g_assert_cmpint (overview->satisfied_today, ==, 1);
  g_assert_cmpint (overview->evaluated_today, ==, 1);
  g_assert_cmpuint (overview->units->len, ==, 1);
  row = overview->units->pdata[0];
  g_assert_cmpstr (row->title, ==, "u1");
  g_assert_cmpint (row->numerator, ==, 1);
  g_assert_cmpint (row->denominator, ==, 1);
  g_assert_cmpint (row->counts.over, ==, 1);
  row = overview->grids->pdata[0];
  g_assert_cmpint (row->numerator, ==, 1);
  g_assert_cmpint (row->denominator, ==, 1000);
  g_assert_cmpuint (overview->attention->len, ==, 2);
  g_assert_cmpstr (lian_record_get_id (overview->attention->pdata[0]), ==, "late");
  g_assert_cmpstr (lian_record_get_id (overview->evaluations->pdata[0]), ==, "done");
}

/* One grid is drawn anew as another at midnight; the cases of the old one stay where they were. */
static void
test_former_grids (Fixture *fixture, gconstpointer data)
{
  const gint64 midnight = lian_time_day_start (NOW);
  GPtrArray *cases = new_records ();
  GPtrArray *grids = new_records ();
  LianRecord *old = new_record (LIAN_KIND_GRID, "g1", 1, regions[0]);
  LianRecord *new = new_record (LIAN_KIND_GRID, "g2", 1, regions[0]);
  LianRecord *record = new_case ("c1", 1, regions[0], "handling", "normal");

  lian_record_set_int (old, LIAN_GRID_POPULATION, 900);
  lian_record_set_time (old, LIAN_GRID_VALID_TO, midnight);
  lian_record_set_int (new, LIAN_GRID_POPULATION, 1000);
  lian_record_set_time (new, LIAN_GRID_VALID_FROM, midnight);
  g_ptr_array_add (grids, old);
  g_ptr_array_add (grids, new);
  lian_record_set_text (record, LIAN_CASE_GRID, "g1");
  lian_record_set_time (record, LIAN_CASE_ACCEPTED_AT, midnight - HOUR);
  g_ptr_array_add (cases, record);
  lian_mirror_begin_snapshot (fixture->mirror, "s", "e", "Server", FALSE);
  add_page_and_wait (fixture->mirror, LIAN_KIND_ENTRY, new_dictionary_entries ());
  add_page_and_wait (fixture->mirror, LIAN_KIND_GRID, grids);
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, cases);
  commit_and_wait (fixture->mirror, "e:1", NOW);

  for (int after = 0; after <= 1; after++)
    {
      g_autoptr (LianOverview) overview
          = load_at (fixture->mirror, regions[0], midnight - 1 + after);
      const LianOverviewRow *first, *second;

      g_assert_cmpuint (overview->grids->len, ==, 2);
      first = overview->grids->pdata[0];
      second = overview->grids->pdata[1];
      g_assert_cmpint (first->former, ==, after);
      g_assert_cmpint (second->former, ==, !after);
      g_assert_cmpint (first->denominator, ==, after ? 0 : 900);
      g_assert_cmpint (second->denominator, ==, after ? 1000 : 0);
      g_assert_cmpint (first->numerator, ==, 1);
      g_assert_cmpint (first->counts.normal, ==, 1);
      g_assert_cmpint (second->numerator, ==, 0);
    }
}

static guint
count_where (LianMirror *mirror, const char *where)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;

  lian_mirror_list (mirror, LIAN_KIND_CASE, where, NULL, 0, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  records = lian_mirror_list_finish (mirror, answer.result, &error);
  g_assert_no_error (error);
  return records->len;
}

/* A term says the same in C and in SQL, and so does a region. */
static void
test_sql_is_c (Fixture *fixture, gconstpointer data)
{
  static const char *const terms[] = {
    "@closed_at state=closed,evaluated closed_at<=close_due duplicate_of=-",
    "@close_due state!=void",
    "@accepted_at",
    "state=filed,handling urgency!=normal",
    "deadline<now",
    "deadline>=now",
    "closed_at>close_due",
    "closed_at<=deadline",
    "location=?",
    "location=-",
    "nudge_count=0,1",
    "nudge_count!=0",
    "lead_unit_id!=u1",
    "@evaluated_at satisfaction=? lead_unit_id=-",
    "",
  };
  static const char *const tops[]
      = { "",         "421202000000", "421202",      "421202001000", "421200000000",
          "estate-7", "estate'",      "421202001001" };
  const gint64 froms[] = { 0, NOW - 3 * G_TIME_SPAN_DAY, NOW - HOUR };
  const gint64 tos[] = { 0, NOW, NOW - G_TIME_SPAN_DAY };
  g_autoptr (GPtrArray) cases = new_records ();

  for (guint i = 0; i < 400; i++)
    g_ptr_array_add (cases, random_case (i));
  fill (fixture, cases);

  for (guint i = 0; i < G_N_ELEMENTS (terms) * G_N_ELEMENTS (froms); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LianTerm) term = lian_term_parse (LIAN_KIND_CASE, terms[i / 3], &error);
      g_autofree char *sql = NULL;
      guint n = 0;

      g_assert_no_error (error);
      sql = lian_term_to_sql (term, froms[i % 3], tos[i % 3], NOW);
      for (guint j = 0; j < cases->len; j++)
        n += lian_term_matches (term, cases->pdata[j], froms[i % 3], tos[i % 3], NOW);
      g_test_message ("%s: %u", terms[i / 3], n);
      g_assert_cmpuint (count_where (fixture->mirror, sql), ==, n);
    }
  for (guint i = 0; i < G_N_ELEMENTS (tops); i++)
    {
      g_autofree char *sql = lian_sql_region (tops[i]);
      guint n = 0;

      for (guint j = 0; j < cases->len; j++)
        n += lian_region_covers (tops[i], lian_record_get_text (cases->pdata[j], LIAN_F_REGION));
      g_assert_cmpuint (count_where (fixture->mirror, sql), ==, n);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/overview/empty", test_empty);
  ADD ("/overview/figures", test_figures);
  ADD ("/overview/adds-up", test_adds_up);
  ADD ("/overview/former-grids", test_former_grids);
  ADD ("/overview/sql-is-c", test_sql_is_c);
#undef ADD

  return g_test_run ();
}
