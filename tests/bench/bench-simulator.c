/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-clock.h"
#include "lian-county.h"
#include "lian-service.h"
#include "lian-simulator.h"
#include "lian-verify.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Days of the small county, as fast as they go: whether the backlog stays where it was, what they
 * leave behind, and whether it verifies. A day unless the argument says how many. Prints figures
 * and never fails on time. */

/* Nothing that matters is shorter, once the first hours are over. */
#define STEP (30 * G_TIME_SPAN_SECOND)

typedef struct
{
  GPtrArray *list;
  gboolean done;
} Answer;

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  g_autoptr (GError) error = NULL;

  answer->list = lian_service_list_finish (LIAN_SERVICE (source), result, &error);
  if (answer->list == NULL)
    g_error ("list: %s", error->message);
  answer->done = TRUE;
}

static guint
count (LianService *service, LianKindId kind, const char *term)
{
  static const char *const roles[] = { "connector", NULL };
  const LianActor actor = { "connector", roles, "", NULL };
  Answer answer = { 0 };
  guint n;

  lian_service_list (service, &actor, kind, term, 1000000, FALSE, NULL, listed_cb, &answer);
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  n = answer.list->len;
  g_ptr_array_unref (answer.list);
  return n;
}

static void
print_day (LianService *service, guint day)
{
  static const struct
  {
    const char *name;
    LianKindId kind;
    const char *term;
  } figures[] = {
    { "cases", LIAN_KIND_CASE, "" },
    { "in-hand", LIAN_KIND_DELIVERY, "state=delivered,signed,handling" },
    { "filed", LIAN_KIND_CASE, "state=filed" },
    { "desk", LIAN_KIND_CASE, "state=reported,verifying,accepted,feedback,checking,checked" },
    { "overdue", LIAN_KIND_CASE,
      "state=reported,accepted,filed,dispatched,signed,handling,feedback,checking,checked"
      " deadline<now" },
    { "applications", LIAN_KIND_APPLICATION, "state=pending,appealed" },
    { "refused-applications", LIAN_KIND_APPLICATION, "state=refused" },
    { "cards", LIAN_KIND_SUPERVISION, "state=open" },
    { "remarks", LIAN_KIND_ITEM, "programme=remark" },
    { "handovers", LIAN_KIND_HANDOVER, "" },
    { "evaluations", LIAN_KIND_EVALUATION, "direction=resident_case" },
    { "steps", LIAN_KIND_CASE_STEP, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    g_print ("bench: simulator.day%u-%s %u\n", day, figures[i].name,
             count (service, figures[i].kind, figures[i].term));
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
live (LianService *service, guint days)
{
  g_autoptr (LianSimulator) simulator = lian_simulator_new (service, 1);
  LianClock *clock = lian_service_get_clock (service);
  gint64 began = lian_clock_get_now (clock);
  gint64 since = g_get_monotonic_time ();
  guint wake = g_timeout_add (5, wake_cb, NULL);
  guint day = 0;

  lian_simulator_start (simulator);
  while (day < days)
    {
      gint64 until = g_get_monotonic_time () + 20 * G_TIME_SPAN_MILLISECOND;

      while (g_get_monotonic_time () < until)
        g_main_context_iteration (NULL, TRUE);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      lian_clock_set_now (clock, lian_clock_get_now (clock) + STEP);
      if (lian_clock_get_now (clock) >= began + (gint64)(day + 1) * G_TIME_SPAN_DAY)
        print_day (service, ++day);
    }
  lian_simulator_stop (simulator);
  g_source_remove (wake);
  g_print ("bench: simulator.speed %.0f\n",
           (double)days * 86400e6 / (double)(g_get_monotonic_time () - since));
}

int
main (int argc, char **argv)
{
  g_autofree char *directory = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "county.db", NULL);
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  g_autoptr (GPtrArray) records
      = lian_county_make (LIAN_COUNTY_SMALL, 1, LIAN_COUNTY_OPENS_AT, NULL);
  g_autoptr (LianService) service = NULL;
  g_autoptr (GError) error = NULL;
  LianVerified verified = { 0 };

  if (!lian_service_create (path, "Bench", TRUE, LIAN_COUNTY_OPENS_AT, records, &error))
    g_error ("the database could not be made: %s", error->message);
  service = lian_service_open (path, &error);
  if (service == NULL)
    g_error ("the database could not be opened: %s", error->message);
  print_day (service, 0);
  live (service, argc > 1 ? (guint)atoi (argv[1]) : 1);
  lian_service_close (service);
  if (!lian_verify_file (path, &verified, &error))
    g_error ("it does not verify: %s", error->message);
  g_print ("bench: simulator.verified-audit %" G_GINT64_FORMAT "\n", verified.n_audit);
  g_print ("bench: simulator.verified-rows %" G_GINT64_FORMAT "\n", verified.n_sealed);
  g_unlink (path);
  g_unlink (lock);
  g_rmdir (directory);
  return 0;
}
