/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-cases.h"
#include "lian-case-list.h"
#include "lian-county.h"
#include "lian-engine.h"
#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-overview.h"
#include "lian-service.h"
#include "lian-test-server.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* What a first picture costs: the real server with a county of so many cases of sixty days, and the
 * core of the console without its window in a process of its own, whose memory is the figure. From
 * the start to LIVE, to the figures of the overview and to the first rows of the desk; and the same
 * for a console that was closed and is opened again. 100,000 cases, or as many as the argument
 * says. Prints figures and never fails on time. */

#define ACCOUNT "bench"
#define SPAN (60 * G_TIME_SPAN_DAY)

static double
seconds_since (gint64 since)
{
  return (double)(g_get_monotonic_time () - since) / 1e6;
}

/* --- the console --- */

typedef struct
{
  const char *name;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
} Console;

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_set_object ((GAsyncResult **)user_data, result);
}

static void
report_seconds (Console *self, const char *what, gint64 since)
{
  g_print ("bench: mirror.%s.%s %.2f s\n", self->name, what, seconds_since (since));
}

/* In MiB, -1 when the system does not say. */
static double
read_memory (const char *member)
{
  g_autofree char *text = NULL;
  const char *at;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL)
      || (at = strstr (text, member)) == NULL)
    return -1;
  return (double)g_ascii_strtoll (at + strlen (member), NULL, 10) / 1024;
}

static void
load_screen (Console *self, gint64 since)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianOverview) overview = NULL;
  g_autoptr (LianCaseList) list = lian_case_list_new (self->mirror);

  lian_overview_load (self->mirror, "421202000000", BENCH_NOW, NULL, answer_cb, &result);
  LIAN_WAIT (result != NULL, 300);
  overview = lian_overview_load_finish (self->mirror, result, &error);
  if (overview == NULL)
    g_error ("overview: %s", error->message);
  report_seconds (self, "overview", since);
  lian_case_list_set_query (list, LIAN_CASES_REGION, "421202000000", NULL, NULL, BENCH_NOW);
  LIAN_WAIT (g_list_model_get_n_items (G_LIST_MODEL (list)) > 0, 300);
  report_seconds (self, "desk", since);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!lian_engine_sign_in_finish (LIAN_ENGINE (source), result, &error))
    g_error ("sign in: %s", error->message);
  *(gboolean *)user_data = TRUE;
}

static void
print_file_size (Console *self, const char *path, const char *suffix, const char *what)
{
  g_autofree char *file = g_strconcat (path, suffix, NULL);
  GStatBuf buf;

  if (g_stat (file, &buf) == 0)
    g_print ("bench: mirror.%s.%s %.0f MB\n", self->name, what, (double)buf.st_size / 1e6);
}

static int
run_console (const char *name, const char *url, const char *directory, const char *password)
{
  Console console = { .name = name };
  g_autofree char *mirror = g_build_filename (directory, "mirror.db", NULL);
  g_autofree char *ledger = g_build_filename (directory, "ledger.db", NULL);
  g_autoptr (GError) error = NULL;
  gint64 since = g_get_monotonic_time ();
  gboolean done = FALSE;

  console.mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  console.ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  console.engine = lian_engine_new (console.mirror, console.ledger, url, &error);
  g_assert_no_error (error);
  lian_engine_start (console.engine);
  LIAN_WAIT (lian_engine_get_phase (console.engine) == LIAN_PHASE_SIGN_IN, 20);
  lian_engine_sign_in (console.engine, ACCOUNT, password, "02", NULL, signed_in_cb, &done);
  LIAN_WAIT (done, 20);
  LIAN_WAIT (lian_engine_get_phase (console.engine) == LIAN_PHASE_LIVE, 1800);
  report_seconds (&console, "live", since);
  load_screen (&console, since);
  g_print ("bench: mirror.%s.memory %.0f MiB\n", name, read_memory ("VmRSS:"));
  g_print ("bench: mirror.%s.memory-peak %.0f MiB\n", name, read_memory ("VmHWM:"));
  print_file_size (&console, mirror, "", "size");
  print_file_size (&console, mirror, "-wal", "wal");
  lian_engine_stop (console.engine);
  g_object_unref (console.engine);
  lian_mirror_close (console.mirror);
  g_object_unref (console.mirror);
  lian_ledger_close (console.ledger);
  g_object_unref (console.ledger);
  return 0;
}

/* --- the county --- */

typedef struct
{
  LianServiceLoad *load;
  guint n;
} Making;

static gboolean
load_base (GPtrArray *records, gpointer data, GError **error)
{
  Making *making = data;

  return lian_service_load (making->load, records, error);
}

static gboolean
load_county (LianServiceLoad *load, gpointer data, GError **error)
{
  Making *making = data;

  making->load = load;
  if (!lian_county_generate (LIAN_COUNTY_SMALL, 1, LIAN_COUNTY_OPENS_AT, load_base, making, error))
    return FALSE;
  for (guint from = 0; from < making->n; from += 1000)
    {
      g_autoptr (GPtrArray) records
          = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

      for (guint i = from; i < MIN (from + 1000, making->n); i++)
        g_ptr_array_add (records, bench_case_new_every (i, making->n, 1, SPAN / making->n));
      if (!lian_service_load (load, records, error))
        return FALSE;
    }
  return TRUE;
}

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  if (process == NULL || !g_subprocess_wait_check (process, NULL, &error))
    g_error ("%s %s: %s", argv[0], argv[1], error->message);
}

static void
make_county (LianTestServer *server, guint n)
{
  g_autofree char *path = g_build_filename (server->directory, "county.db", NULL);
  g_autofree char *password = g_build_filename (server->directory, "password", NULL);
  g_autoptr (GError) error = NULL;
  Making making = { .n = n };

  g_unlink (path);
  if (!lian_service_create_from (path, "Bench", TRUE, LIAN_COUNTY_OPENS_AT, load_county, &making,
                                 &error))
    g_error ("the county could not be made: %s", error->message);
  run ((const char *const[]){ g_getenv ("LIAN_SERVER"), "account", "--database", server->database,
                              "--role", "dispatcher", "--region", "421202000000", "--password-file",
                              password, "add", ACCOUNT, NULL });
}

static void
bench (const char *self, guint n)
{
  g_autofree char *size
      = n % 1000000 == 0 ? g_strdup_printf ("%um", n / 1000000) : g_strdup_printf ("%uk", n / 1000);
  g_autofree char *again = g_strconcat (size, "-again", NULL);
  g_autofree char *directory = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  LianTestServer *server = lian_test_server_new ();

  make_county (server, n);
  lian_test_server_start (server, FALSE);
  run ((const char *const[]){ self, "--console", size, server->url, directory, server->password,
                              NULL });
  run ((const char *const[]){ self, "--console", again, server->url, directory, server->password,
                              NULL });
  lian_test_server_free (server);
  run ((const char *const[]){ "rm", "-r", directory, NULL });
}

int
main (int argc, char **argv)
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  if (argc == 6 && strcmp (argv[1], "--console") == 0)
    return run_console (argv[2], argv[3], argv[4], argv[5]);
  bench (argv[0], argc > 1 ? (guint)g_ascii_strtoull (argv[1], NULL, 10) : 100000);
  return 0;
}
