/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-cases.h"
#include "lian-codec.h"
#include "lian-engine.h"
#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-test-peer.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long a change on the feed takes until the models of the console hear of it, at 50 and at
 * 1,000 changes a second, how many a second it takes in when a backlog arrives at once, how far the
 * log of the database grows meanwhile, and whether the mirror differs from what was sent after
 * 200,000 changes: 100,000 cases mirrored, unless the argument says how many. The place on the
 * other side is a process of its own, which writes the moment into the title of each change. Prints
 * figures and never fails on time. */

#define EPOCH "e1"
#define NOW "2026-11-24T09:40:00.000000+08:00"
#define N_OPEN 400
#define SECONDS 20
#define BACKLOG 20000
#define MANY 200000
#define SPACING (30 * G_TIME_SPAN_SECOND)

/* --- the place on the other side --- */

typedef struct
{
  LianTestPeer *peer;
  guint n_cases;
  gint64 seq;
  guint rate; /* changes a second; 0: all at once */
  guint left;
  guint done;
  gint64 since;
} Place;

/* A case as JSON, its title replaced by the moment. */
static char *
format_case (guint i, guint n, gint64 version, gboolean stamp)
{
  g_autoptr (LianRecord) record = bench_case_new_every (i, n, version, SPACING);
  g_autoptr (JsonNode) node = NULL;

  if (stamp)
    {
      g_autofree char *title = g_strdup_printf ("t%" G_GINT64_FORMAT, g_get_monotonic_time ());

      lian_record_set_text (record, LIAN_CASE_TITLE, title);
    }
  node = lian_record_to_json (record);
  return lian_json_print (node);
}

static void
push_change (Place *place)
{
  guint i = place->n_cases - 1 - (guint)(place->seq % N_OPEN);
  gint64 seq = ++place->seq;
  g_autofree char *record = format_case (i, place->n_cases, seq, TRUE);
  g_autofree char *text = g_strdup_printf (
      "id: " EPOCH ":%" G_GINT64_FORMAT
      "\nevent: change\ndata: {\"op\":\"upsert\",\"more\":false,\"kind\":\"case\","
      "\"id\":\"case-%06u\",\"version\":%" G_GINT64_FORMAT ",\"record\":%s}\n\n",
      seq, i, seq, record);

  lian_test_peer_push (place->peer, text);
}

static gboolean
push_due_cb (gpointer data)
{
  Place *place = data;
  gint64 passed = g_get_monotonic_time () - place->since;
  guint due = place->rate == 0 ? place->left
                               : (guint)(passed * place->rate / G_USEC_PER_SEC) - place->done;

  for (due = MIN (due, place->left); due > 0; due--, place->left--, place->done++)
    push_change (place);
  return place->left > 0;
}

static gboolean
bookmark_cb (gpointer data)
{
  Place *place = data;
  g_autofree char *text
      = g_strdup_printf ("id: " EPOCH ":%" G_GINT64_FORMAT
                         "\nevent: bookmark\ndata: {\"position\":\"" EPOCH ":%" G_GINT64_FORMAT
                         "\",\"now\":\"" NOW "\",\"kinds\":{}}\n\n",
                         place->seq, place->seq);

  lian_test_peer_push (place->peer, text);
  return G_SOURCE_CONTINUE;
}

static char *
answer_page (Place *place, const char *path)
{
  const char *after = strstr (path, "after=case-");
  guint from = after != NULL ? (guint)strtoul (after + strlen ("after=case-"), NULL, 10) + 1 : 0;
  guint end = MIN (from + 500, place->n_cases);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "{\"position\":\"" EPOCH ":%" G_GINT64_FORMAT "\",\"records\":[",
                          place->seq);
  for (guint i = from; i < end; i++)
    {
      g_autofree char *record = format_case (i, place->n_cases, 1, FALSE);

      g_string_append_printf (text, "%s%s", i > from ? "," : "", record);
    }
  g_string_append_c (text, ']');
  if (end < place->n_cases)
    g_string_append_printf (text, ",\"next\":\"case-%06u\"", end - 1);
  g_string_append_c (text, '}');
  return g_strdup (text->str);
}

static void
answer (const LianTestRequest *request, LianTestReply *reply, gpointer data)
{
  Place *place = data;
  const char *path = request->path;

  if (g_str_equal (path, "/v1/hello"))
    reply->body = "{\"server_id\":\"s1\",\"epoch\":\"" EPOCH "\",\"api\":\"1.0\",\"name\":\"n\","
                  "\"now\":\"" NOW "\"}";
  else if (g_str_equal (path, "/v1/session"))
    reply->body = "{\"token\":\"tok\",\"me\":{\"account\":\"d1\",\"name\":\"n\","
                  "\"roles\":[\"dispatcher\"],\"region_code\":\"421202\",\"seat\":\"s\"}}";
  else if (g_str_equal (path, "/v1/changes"))
    {
      reply->trick = LIAN_TEST_STREAM;
      reply->owned = g_strdup_printf ("event: up-to-date\ndata: {\"position\":\"" EPOCH
                                      ":%" G_GINT64_FORMAT "\",\"now\":\"" NOW "\"}\n\n",
                                      place->seq);
    }
  else if (g_str_equal (path, "/v1/instructions/status"))
    reply->body = "{\"known\":[],\"unknown\":[]}";
  else if (g_str_has_prefix (path, "/v1/cases?"))
    reply->owned = answer_page (place, path);
  else
    reply->owned
        = g_strdup_printf ("{\"position\":\"" EPOCH ":%" G_GINT64_FORMAT "\",\"records\":[]}",
                           place->seq);
}

/* "RATE COUNT" a line; the end of standard input ends it. */
static gboolean
command_cb (GIOChannel *channel, GIOCondition condition, gpointer data)
{
  Place *place = data;
  g_autofree char *line = NULL;

  if (g_io_channel_read_line (channel, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL
      || sscanf (line, "%u %u", &place->rate, &place->left) != 2)
    exit (0);
  place->done = 0;
  place->since = g_get_monotonic_time ();
  g_timeout_add (1, push_due_cb, place);
  return G_SOURCE_CONTINUE;
}

static int
run_place (guint n_cases)
{
  Place place = { .n_cases = n_cases, .seq = 1 };
  GIOChannel *channel = g_io_channel_unix_new (0);

  place.peer = lian_test_peer_new (answer, &place);
  g_io_add_watch (channel, G_IO_IN | G_IO_HUP, command_cb, &place);
  g_timeout_add_seconds (1, bookmark_cb, &place);
  printf ("%s\n", lian_test_peer_get_url (place.peer));
  fflush (stdout);
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
  return 0;
}

/* --- the console --- */

typedef struct
{
  char *directory;
  char *mirror_path;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  GSubprocess *place;
  GArray *latencies; /* double, ms */
  guint n_cases;
  guint n_sent;
  goffset log_peak;
} Console;

/* LIAN_WAIT() of the peer waits ten seconds, a snapshot takes longer. */
#define WAIT_LONG(condition) \
  while (!(condition))       \
  g_main_context_iteration (NULL, TRUE)

static void
mirror_changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, Console *console)
{
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const LianChange *change = changes->pdata[i];
      const char *title = change->record != NULL && change->kind == LIAN_KIND_CASE
                              ? lian_record_get_text (change->record, LIAN_CASE_TITLE)
                              : NULL;
      double ms;

      if (title == NULL || title[0] != 't')
        continue;
      ms = (double)(now - g_ascii_strtoll (title + 1, NULL, 10)) / 1000;
      g_array_append_val (console->latencies, ms);
    }
}

static gboolean
watch_log_cb (gpointer data)
{
  Console *console = data;
  g_autofree char *path = g_strconcat (console->mirror_path, "-wal", NULL);
  GStatBuf buf;

  if (g_stat (path, &buf) == 0)
    console->log_peak = MAX (console->log_peak, buf.st_size);
  return G_SOURCE_CONTINUE;
}

static void
start_place (Console *console, const char *self, guint n_cases, GString *url)
{
  g_autofree char *n = g_strdup_printf ("%u", n_cases);
  g_autoptr (GError) error = NULL;
  GInputStream *out;
  char c;

  console->place = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                     &error, self, "--place", n, NULL);
  if (console->place == NULL)
    g_error ("%s: %s", self, error->message);
  out = g_subprocess_get_stdout_pipe (console->place);
  while (g_input_stream_read (out, &c, 1, NULL, NULL) == 1 && c != '\n')
    g_string_append_c (url, c);
}

static void
set_up (Console *console, const char *self, guint n_cases)
{
  g_autofree char *ledger = NULL;
  g_autoptr (GString) url = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gint64 since;

  console->latencies = g_array_new (FALSE, FALSE, sizeof (double));
  console->directory = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  console->mirror_path = g_build_filename (console->directory, "mirror.db", NULL);
  ledger = g_build_filename (console->directory, "ledger.db", NULL);
  start_place (console, self, n_cases, url);
  console->mirror = lian_mirror_open (console->mirror_path, &error);
  g_assert_no_error (error);
  console->ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  console->engine = lian_engine_new (console->mirror, console->ledger, url->str, &error);
  g_assert_no_error (error);
  g_signal_connect (console->mirror, "changed", G_CALLBACK (mirror_changed_cb), console);
  lian_engine_start (console->engine);
  WAIT_LONG (lian_engine_get_phase (console->engine) == LIAN_PHASE_SIGN_IN);
  since = g_get_monotonic_time ();
  lian_engine_sign_in (console->engine, "d1", "p", "02", NULL, NULL, NULL);
  WAIT_LONG (lian_engine_get_phase (console->engine) == LIAN_PHASE_LIVE);
  g_print ("bench: feed.snapshot %.0f rows/s\n",
           n_cases * 1e6 / (double)(g_get_monotonic_time () - since));
}

static void
tear_down (Console *console)
{
  g_autoptr (GSubprocess) rm = NULL;

  lian_engine_stop (console->engine);
  g_object_unref (console->engine);
  lian_mirror_close (console->mirror);
  g_object_unref (console->mirror);
  lian_ledger_close (console->ledger);
  g_object_unref (console->ledger);
  g_subprocess_force_exit (console->place);
  g_subprocess_wait (console->place, NULL, NULL);
  g_object_unref (console->place);
  rm = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-r", console->directory, NULL);
  g_subprocess_wait (rm, NULL, NULL);
  g_free (console->directory);
  g_free (console->mirror_path);
  g_array_unref (console->latencies);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
order (Console *console, guint rate, guint count)
{
  g_autofree char *line = g_strdup_printf ("%u %u\n", rate, count);

  console->n_sent += count;
  g_array_set_size (console->latencies, 0);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (console->place), line, strlen (line),
                             NULL, NULL, NULL);
  WAIT_LONG (console->latencies->len >= count);
}

static void
run_rate (Console *console, guint rate)
{
  guint count = rate * SECONDS;
  const double *ms;

  order (console, rate, count);
  g_array_sort (console->latencies, compare);
  ms = (const double *)(gpointer)console->latencies->data;
  g_print ("bench: feed.%u-a-second.model.p50 %.1f ms\n", rate, ms[count / 2]);
  g_print ("bench: feed.%u-a-second.model.p99 %.1f ms\n", rate, ms[count * 99 / 100]);
}

static void
run_backlog (Console *console)
{
  gint64 since = g_get_monotonic_time ();

  order (console, 0, BACKLOG);
  g_print ("bench: feed.backlog %.0f changes/s\n",
           BACKLOG * 1e6 / (double)(g_get_monotonic_time () - since));
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_set_object ((GAsyncResult **)user_data, result);
}

static gint64
read_version (Console *console, guint i)
{
  g_autofree char *id = g_strdup_printf ("case-%06u", i);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LianRecord) record = NULL;

  lian_mirror_lookup (console->mirror, LIAN_KIND_CASE, id, NULL, answer_cb, &result);
  WAIT_LONG (result != NULL);
  record = lian_mirror_lookup_finish (console->mirror, result, NULL);
  return record != NULL ? lian_record_get_version (record) : 0;
}

/* The place begins at seq 1 and goes round the newest cases. */
static gint64
work_out_version (Console *console, guint i)
{
  guint which = console->n_cases - 1 - i;
  gint64 last = console->n_sent;

  if (which >= N_OPEN)
    return 1;
  while (last > 0 && last % N_OPEN != which)
    last--;
  return last > 0 ? last + 1 : 1;
}

static void
run_many (Console *console)
{
  guint differences = 0;

  while (console->n_sent < MANY)
    order (console, 0, MIN (BACKLOG, MANY - console->n_sent));
  for (guint i = 0; i < console->n_cases; i += i + N_OPEN < console->n_cases ? 37 : 1)
    differences += read_version (console, i) != work_out_version (console, i);
  g_print ("bench: feed.differences-after-%u %u cases\n", console->n_sent, differences);
}

int
main (int argc, char **argv)
{
  Console console = { 0 };
  guint watch;

  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  if (argc == 3 && strcmp (argv[1], "--place") == 0)
    return run_place ((guint)g_ascii_strtoull (argv[2], NULL, 10));
  watch = g_timeout_add (100, watch_log_cb, &console);
  console.n_cases = argc > 1 ? (guint)g_ascii_strtoull (argv[1], NULL, 10) : 100000;
  set_up (&console, argv[0], console.n_cases);
  g_print ("bench: feed.snapshot.wal-peak %.1f MB\n", (double)console.log_peak / 1e6);
  console.log_peak = 0;
  run_rate (&console, 50);
  run_rate (&console, 1000);
  run_backlog (&console);
  run_many (&console);
  g_print ("bench: feed.wal-peak %.1f MB\n", (double)console.log_peak / 1e6);
  g_source_remove (watch);
  tear_down (&console);
  return 0;
}
