/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the import command calls: records and reports, many at once. */
#include "lian-error.h"
#include "lian-service-import.h"
#include "lian-verify.h"
#include "test-server-support.h"

#include <string.h>

#define DAY G_TIME_SPAN_DAY
#define ORIGIN "00000000000000000000000000000000"

static const char *const roles[] = { "admin", "connector", NULL };
static const LianActor actor = { "import", roles, "", NULL };

/* The same report as test_report(), of @days ago. */
static char *
make_report (TestCounty *county, const char *id, int days)
{
  g_autofree char *report = test_report (id);
  g_autofree char *moment = lian_time_format (
      lian_clock_get_now (lian_service_get_clock (county->service)) - days * DAY);

  report[strlen (report) - 1] = '\0';
  return g_strdup_printf ("%s,\"reported_at\":\"%s\"}", report, moment);
}

static GPtrArray *
submit (TestCounty *county, gboolean rehearse, const char *const *bodies)
{
  GPtrArray *reports = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_import_report_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; bodies[i] != NULL; i++)
    {
      g_autoptr (GBytes) body = g_bytes_new (bodies[i], strlen (bodies[i]));

      g_ptr_array_add (reports, lian_import_report_new (body, TEST_COUNTY));
    }
  g_assert_true (lian_service_import_reports (county->service, &actor, reports, rehearse, &error));
  g_assert_no_error (error);
  return reports;
}

static guint
status_of (GPtrArray *reports, guint i)
{
  return ((const LianImportReport *)reports->pdata[i])->reply->status;
}

/* Closed, so that the file is as it lies. */
static void
verify (TestCounty *county)
{
  g_autoptr (GError) error = NULL;
  LianVerified verified;

  lian_service_close (county->service);
  g_assert_true (lian_verify_file (county->path, &verified, &error));
  g_assert_no_error (error);
  test_county_reopen (county);
}

static void
test_reported_at (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *old = make_report (county, "i-1", 20);
  g_autofree char *next = make_report (county, "i-2", 20);
  g_autofree char *ahead = make_report (county, "i-3", -1);
  const char *const bodies[] = { old, next, old, ahead, NULL };
  g_autoptr (GPtrArray) reports = submit (county, FALSE, bodies);
  g_autoptr (LianRecord) record = test_find (county, LIAN_KIND_CASE, "i-1");
  g_autoptr (LianRecord) second = test_find (county, LIAN_KIND_CASE, "i-2");
  g_autoptr (LianRecord) step = test_find (county, LIAN_KIND_CASE_STEP, "i-1");
  gint64 now = lian_clock_get_now (lian_service_get_clock (county->service));
  gint64 then = lian_record_get_time (record, LIAN_CASE_REPORTED_AT);
  g_autoptr (GDateTime) local = lian_time_to_local (then);
  g_autofree char *day = g_date_time_format (local, "%m%d-");
  g_autoptr (LianRecord) none = test_find (county, LIAN_KIND_CASE, "i-3");

  g_assert_cmpuint (status_of (reports, 0), ==, 201);
  g_assert_cmpuint (status_of (reports, 1), ==, 201);
  g_assert_cmpuint (status_of (reports, 2), ==, 200);
  g_assert_cmpuint (status_of (reports, 3), ==, 400);
  g_assert_null (none);
  g_assert_cmpint (now - then, >=, 20 * DAY);
  g_assert_cmpint (now - then, <, 20 * DAY + G_TIME_SPAN_MINUTE);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_STAGE_AT), ==, then);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_DEADLINE), <, now);
  g_assert_cmpint (lian_record_get_time (step, LIAN_CASE_STEP_AT), ==, then);
  g_assert_true (g_str_has_prefix (lian_record_get_text (record, LIAN_CASE_CODE), day));
  g_assert_cmpstr (lian_record_get_text (record, LIAN_CASE_CODE), !=,
                   lian_record_get_text (second, LIAN_CASE_CODE));
  g_assert_cmpstr (lian_record_get_text (record, LIAN_CASE_GRID), ==, "g-1");
  verify (county);
}

/* Over the other ways in nobody says when it was. */
static void
test_only_here (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *old = make_report (county, "i-1", 20);
  g_autoptr (LianRecord) record = NULL;

  test_expect (county, LIAN_INTAKE_REPORT, &test_resident, old, -1, 201, "");
  record = test_find (county, LIAN_KIND_CASE, "i-1");
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_REPORTED_AT), >=, TEST_NOW);
}

/* What it would be, and then nothing of it is there. */
static void
test_rehearsal (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *report = test_report ("i-1");
  g_autofree char *bad = g_strdup ("{\"id\":\"i-2\"}");
  g_autofree char *other = make_report (county, "i-1", 3);
  const char *const bodies[] = { report, report, bad, other, NULL };
  g_autoptr (GPtrArray) rehearsed = submit (county, TRUE, bodies);
  g_autoptr (LianRecord) none = test_find (county, LIAN_KIND_CASE, "i-1");
  g_autoptr (GPtrArray) done = NULL;
  static const guint wanted[] = { 201, 200, 400, 422 };

  g_assert_null (none);
  done = submit (county, FALSE, bodies);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_assert_cmpuint (status_of (rehearsed, i), ==, wanted[i]);
      g_assert_cmpuint (status_of (done, i), ==, wanted[i]);
    }
}

/* More than one transaction, each report with a position of its own. */
static void
test_many (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) reports = NULL;

  for (guint i = 0; i < 450; i++)
    {
      g_autofree char *id = g_strdup_printf ("i-%u", i);

      g_ptr_array_add (bodies, test_report (id));
    }
  g_ptr_array_add (bodies, NULL);
  reports = submit (county, FALSE, (const char *const *)bodies->pdata);
  for (guint i = 0; i < 450; i++)
    g_assert_cmpuint (status_of (reports, i), ==, 201);
  verify (county);
}

/* --- records --- */

static LianRecord *
make_region (const char *code, const char *name)
{
  LianRecord *region = lian_record_new (LIAN_KIND_REGION);

  lian_record_set_text (region, LIAN_F_ID, code);
  lian_record_set_text (region, LIAN_F_REGION, code);
  lian_record_set_text (region, LIAN_REGION_NAME, name);
  lian_record_set_text (region, LIAN_REGION_LEVEL, "community");
  return region;
}

static void
put (TestCounty *county, GPtrArray *records, gboolean rehearse, guint n_new, guint n_changed,
     guint n_same)
{
  g_autoptr (GError) error = NULL;
  LianImportCounts counts = { 0 };

  g_assert_true (lian_service_import_records (county->service, &actor, ORIGIN, records, rehearse,
                                              &counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts.n_new, ==, n_new);
  g_assert_cmpuint (counts.n_changed, ==, n_changed);
  g_assert_cmpuint (counts.n_same, ==, n_same);
}

static void
test_records (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (GPtrArray) records
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  g_autoptr (LianRecord) known = NULL;
  g_autoptr (LianRecord) same = NULL;
  gint64 version;

  g_ptr_array_add (records, make_region (TEST_COMMUNITY, "温泉社区"));
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *code = g_strdup_printf ("421202001%03u", 300 + i);

      g_ptr_array_add (records, make_region (code, "新社区"));
    }
  put (county, records, TRUE, 300, 1, 0);
  put (county, records, FALSE, 300, 1, 0);
  put (county, records, FALSE, 0, 0, 301);
  known = test_find (county, LIAN_KIND_REGION, TEST_COMMUNITY);
  g_assert_cmpstr (lian_record_get_text (known, LIAN_REGION_NAME), ==, "温泉社区");
  /* What the new one does not say stays. */
  g_assert_true (lian_record_has (known, LIAN_REGION_GEOMETRY));
  version = lian_record_get_version (known);
  put (county, records, FALSE, 0, 0, 301);
  same = test_find (county, LIAN_KIND_REGION, TEST_COMMUNITY);
  g_assert_cmpint (lian_record_get_version (same), ==, version);
  verify (county);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service-import/reported-at", test_reported_at);
  g_test_add_func ("/service-import/only-here", test_only_here);
  g_test_add_func ("/service-import/rehearsal", test_rehearsal);
  g_test_add_func ("/service-import/many", test_many);
  g_test_add_func ("/service-import/records", test_records);
  return g_test_run ();
}
