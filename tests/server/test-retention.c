/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-error.h"
#include "lian-verify.h"

#include <string.h>

/* What the feed forgets, and when: the clock is set, nobody waits. */

static void
pruned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  lian_service_prune_finish (LIAN_SERVICE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *)user_data = TRUE;
}

static void
prune (TestCounty *county, guint days, guint rows, guint portion)
{
  gboolean done = FALSE;

  county->service->retention = (LianRetention){ days, rows, portion };
  lian_service_prune (county->service, pruned_cb, &done);
  test_iterate_until (&done);
}

static void
pass_days (TestCounty *county, guint days)
{
  LianClock *clock = county->service->clock;

  lian_clock_set_now (clock, lian_clock_get_now (clock) + days * G_TIME_SPAN_DAY);
}

/* Report, accept and file: three transactions of two events each. */
static void
make_cases (TestCounty *county, guint from, guint n)
{
  for (guint i = from; i < from + n; i++)
    {
      g_autofree char *id = g_strdup_printf ("c-%u", i);

      test_make_filed (county, id);
    }
}

typedef struct
{
  gboolean done;
  GError *error;
} Reading;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (LianFeedPage) page
      = lian_service_read_feed_finish (LIAN_SERVICE (source), result, &reading->error);

  g_assert_true ((page == NULL) == (reading->error != NULL));
  reading->done = TRUE;
}

static void
expect_gone (TestCounty *county, gint64 since)
{
  g_autoptr (LianPerson) person = lian_person_new_from_actor (&test_leader);
  Reading reading = { 0 };

  lian_service_read_feed (county->service, person, since, LIAN_FEED_FORMAT_SSE, NULL, read_cb,
                          &reading);
  test_iterate_until (&reading.done);
  g_assert_error (reading.error, LIAN_ERROR, LIAN_ERROR_GONE);
  g_clear_error (&reading.error);
}

static guint
count_events (TestCounty *county, gint64 since)
{
  g_autofree char *text = test_read_feed (county, "", since, FALSE, NULL);
  guint n = 0;

  for (const char *at = strstr (text, "event: change"); at != NULL;
       at = strstr (at + 1, "event: change"))
    n++;
  return n;
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

/* At least so many stay; no transaction is cut, and portions make no difference. */
static void
test_rows (gconstpointer data)
{
  g_autoptr (TestCounty) county = test_county_new ();
  gint64 first = county->service->max_seq;
  const guint portion = GPOINTER_TO_UINT (data);

  make_cases (county, 1, 3);
  g_assert_cmpuint (count_events (county, first), ==, 18);
  prune (county, 0, 19, portion);
  g_assert_cmpint (county->service->min_seq, ==, first);
  prune (county, 0, 5, portion);
  g_assert_cmpint (county->service->min_seq, ==, first + 6);
  g_assert_cmpuint (count_events (county, first + 6), ==, 6);
  expect_gone (county, first + 5);
  prune (county, 0, 4, portion);
  g_assert_cmpint (county->service->min_seq, ==, first + 7);
  g_assert_cmpuint (count_events (county, first + 7), ==, 4);
  prune (county, 0, 0, portion);
  g_assert_cmpint (county->service->min_seq, ==, first + 9);
  g_assert_cmpuint (count_events (county, first + 9), ==, 0);
  prune (county, 0, 0, portion);
  make_cases (county, 4, 1);
  g_assert_cmpuint (count_events (county, first + 9), ==, 6);
  expect_sound (county);
}

static void
test_days (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  gint64 first = county->service->max_seq;

  make_cases (county, 1, 1);
  pass_days (county, 10);
  make_cases (county, 2, 1);
  prune (county, 14, 0, 100);
  g_assert_cmpint (county->service->min_seq, ==, first);
  pass_days (county, 5);
  prune (county, 14, 0, 100);
  g_assert_cmpint (county->service->min_seq, ==, first + 3);
  g_assert_cmpuint (count_events (county, first + 3), ==, 6);
  pass_days (county, 10);
  /* As many as are wanted stay, however old they are. */
  prune (county, 14, 6, 100);
  g_assert_cmpint (county->service->min_seq, ==, first + 3);
  prune (county, 14, 3, 100);
  g_assert_cmpint (county->service->min_seq, ==, first + 4);
  prune (county, 14, 0, 100);
  g_assert_cmpint (county->service->min_seq, ==, county->service->max_seq);
  expect_sound (county);
}

static void
test_default (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  gint64 first = county->service->max_seq;

  g_assert_cmpuint (county->service->retention.days, ==, 14);
  g_assert_cmpuint (county->service->retention.rows, ==, 1000000);
  make_cases (county, 1, 2);
  prune (county, 0, 1, 100);
  g_assert_cmpint (county->service->min_seq, ==, first + 5);
  test_county_reopen (county);
  g_assert_cmpint (county->service->min_seq, ==, first + 5);
  expect_gone (county, first + 4);
  g_assert_cmpuint (count_events (county, first + 5), ==, 2);
}

/* What was forgotten on the feed is neither forgotten in the tables nor in the audit: an id is for
 * ever. */
static void
test_id_for_ever (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *report = test_report ("c-1");
  g_autofree char *other = test_act ("c-1", "accept", "c-1", "");
  g_autoptr (LianReply) first
      = test_submit (county, LIAN_INTAKE_REPORT, &test_resident, report, NULL, -1);
  g_autoptr (LianReply) again = NULL;
  g_autoptr (LianRecord) record = NULL;

  pass_days (county, 4000);
  prune (county, 14, 0, 1);
  test_county_reopen (county);
  again = test_submit (county, LIAN_INTAKE_REPORT, &test_resident, report, NULL, -1);
  g_assert_cmpuint (again->status, ==, 200);
  g_assert_true (g_bytes_equal (first->body, again->body));
  test_expect (county, LIAN_INTAKE_ACT, &test_operator, other, -1, 422, "key-reused");
  record = test_find (county, LIAN_KIND_CASE, "c-1");
  g_assert_nonnull (record);
}

/* Two at a time are one. */
static void
test_at_once (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  gboolean done[2] = { FALSE, FALSE };

  make_cases (county, 1, 2);
  county->service->retention = (LianRetention){ .days = 0, .rows = 0, .portion = 1 };
  lian_service_prune (county->service, pruned_cb, &done[0]);
  lian_service_prune (county->service, pruned_cb, &done[1]);
  test_iterate_until (&done[1]);
  test_iterate_until (&done[0]);
  g_assert_cmpint (county->service->min_seq, ==, county->service->max_seq);
  expect_sound (county);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/server/retention/rows", GUINT_TO_POINTER (100), test_rows);
  g_test_add_data_func ("/server/retention/portions", GUINT_TO_POINTER (1), test_rows);
  g_test_add_func ("/server/retention/days", test_days);
  g_test_add_func ("/server/retention/default", test_default);
  g_test_add_func ("/server/retention/id-for-ever", test_id_for_ever);
  g_test_add_func ("/server/retention/at-once", test_at_once);

  return g_test_run ();
}
