/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-county.h"
#include "lian-verify.h"

#include <glib/gstdio.h>
#include <stdio.h>

/* What the server's database costs: making the small county, loading a hundred thousand cases,
 * opening and verifying both, what one instruction takes from the bytes to the receipt, and what it
 * takes that closed cases leave the mirrored set. Prints figures and never fails on time. */

#define CASES 100000
#define INSTRUCTIONS 400
#define LEAVING 10000
#define STEPS 9

static void
print_ms (const char *what, gint64 since)
{
  g_print ("bench: server.%s %.1f ms\n", what, (double)(g_get_monotonic_time () - since) / 1000.0);
}

static void
create (const char *what, GPtrArray *records)
{
  g_autofree char *directory = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "server.db", NULL);
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  g_autofree char *size = g_strconcat (what, "-size", NULL);
  g_autofree char *open = g_strconcat (what, "-open", NULL);
  g_autofree char *verify = g_strconcat (what, "-verify", NULL);
  g_autoptr (LianService) service = NULL;
  gint64 since = g_get_monotonic_time ();
  LianVerified verified;
  GStatBuf buf;

  if (!lian_service_create (path, "Bench", TRUE, TEST_NOW, records, NULL))
    g_error ("the database could not be made");
  print_ms (what, since);
  if (g_stat (path, &buf) == 0)
    g_print ("bench: server.%s %.1f MB\n", size, (double)buf.st_size / 1e6);
  since = g_get_monotonic_time ();
  service = lian_service_open (path, NULL);
  print_ms (open, since);
  lian_service_close (service);
  since = g_get_monotonic_time ();
  if (!lian_verify_file (path, &verified, NULL))
    g_error ("the database does not verify");
  print_ms (verify, since);
  g_unlink (path);
  g_unlink (lock);
  g_rmdir (directory);
}

static LianRecord *
find_case (GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    if (lian_record_get_kind (records->pdata[i])->id == LIAN_KIND_CASE)
      return records->pdata[i];
  return NULL;
}

static void
bench_load (void)
{
  g_autoptr (GPtrArray) records
      = lian_county_make (LIAN_COUNTY_SMALL, 1, LIAN_COUNTY_OPENS_AT, NULL);
  const LianRecord *one = find_case (records);

  create ("small", records);
  for (guint i = 0; i < CASES; i++)
    {
      LianRecord *record = lian_record_copy (one);

      lian_record_take_text (record, LIAN_F_ID, g_strdup_printf ("load-%08x", i));
      g_ptr_array_add (records, record);
    }
  create ("load", records);
}

static void
tended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (!lian_service_tend_mirror_finish (LIAN_SERVICE (source), result, NULL))
    g_error ("the mirrored set could not be tended");
  *(gboolean *)user_data = TRUE;
}

static void
tend (LianService *service, const char *what)
{
  gint64 since = g_get_monotonic_time ();
  gboolean done = FALSE;

  lian_service_tend_mirror (service, tended_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  print_ms (what, since);
}

static LianRecord *
make_step (const char *case_id, guint n)
{
  LianRecord *step = lian_record_new (LIAN_KIND_CASE_STEP);

  lian_record_take_text (step, LIAN_F_ID, g_strdup_printf ("%s-step-%u", case_id, n));
  lian_record_set_text (step, LIAN_F_REGION, TEST_COMMUNITY);
  lian_record_set_text (step, LIAN_CASE_STEP_CASE, case_id);
  lian_record_set_int (step, LIAN_CASE_STEP_SEQ, n);
  lian_record_set_text (step, LIAN_CASE_STEP_ACTION, "feedback");
  lian_record_set_time (step, LIAN_CASE_STEP_AT, TEST_NOW);
  return step;
}

static void
make_day (GPtrArray *records, const LianRecord *like)
{
  for (guint i = 0; i < LEAVING; i++)
    {
      LianRecord *record = lian_record_copy (like);

      lian_record_take_text (record, LIAN_F_ID, g_strdup_printf ("leave-%08x", i));
      lian_record_set_text (record, LIAN_F_REGION, TEST_COMMUNITY);
      lian_record_set_text (record, LIAN_CASE_STATE, "closed");
      lian_record_set_time (record, LIAN_CASE_CLOSED_AT, TEST_NOW);
      g_ptr_array_add (records, record);
      for (guint n = 0; n < STEPS; n++)
        g_ptr_array_add (records, make_step (lian_record_get_id (record), n));
    }
}

/* Ten thousand closed cases with nine steps each leave the mirrored set; then there is nothing to
 * do; then they come back. */
static void
bench_leaving (void)
{
  g_autoptr (GPtrArray) records
      = lian_county_make (LIAN_COUNTY_SMALL, 1, LIAN_COUNTY_OPENS_AT, NULL);
  g_autofree char *directory = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "server.db", NULL);
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  g_autoptr (LianService) service = NULL;

  make_day (records, find_case (records));
  if (!lian_service_create (path, "Bench", TRUE, TEST_NOW, records, NULL))
    g_error ("the database could not be made");
  service = lian_service_open (path, NULL);
  lian_clock_set_now (lian_service_get_clock (service), TEST_NOW);
  tend (service, "leave-none");
  lian_clock_set_now (lian_service_get_clock (service), TEST_NOW + 91 * G_TIME_SPAN_DAY);
  tend (service, "leave-10000");
  tend (service, "leave-none-after");
  lian_clock_set_now (lian_service_get_clock (service), TEST_NOW);
  tend (service, "return-10000");
  lian_service_close (service);
  g_unlink (path);
  g_unlink (lock);
  g_rmdir (directory);
}

static void
bench_instructions (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  gint64 versions[INSTRUCTIONS];
  gint64 since;

  for (guint i = 0; i < INSTRUCTIONS; i++)
    {
      g_autofree char *id = g_strdup_printf ("c-%u", i);

      versions[i] = test_make_filed (county, id);
    }
  since = g_get_monotonic_time ();
  for (guint i = 0; i < INSTRUCTIONS; i++)
    {
      g_autofree char *id = g_strdup_printf ("i-%u", i);
      g_autofree char *case_id = g_strdup_printf ("c-%u", i);
      g_autofree char *body = test_dispatch (id, case_id, "");
      g_autoptr (LianReply) reply = test_submit (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher,
                                                 body, NULL, versions[i]);

      g_assert_cmpuint (reply->status, ==, 201);
    }
  g_print ("bench: server.instruction %.3f ms\n",
           (double)(g_get_monotonic_time () - since) / 1000.0 / INSTRUCTIONS);
}

int
main (void)
{
  bench_instructions ();
  bench_leaving ();
  bench_load ();
  return 0;
}
