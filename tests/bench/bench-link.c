/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine.h"
#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-test-peer.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* Fifty consoles whose server is restarted: when does each of them see the county again, counted
 * from the moment at which it could. */

#define CONSOLES 50
#define NOW "\"now\":\"2026-11-24T09:40:00+08:00\""

typedef struct
{
  char *directory;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  double seconds; /* from the restart to live, -1: not yet */
} Console;

static struct
{
  LianTestPeer *peer;
  Console consoles[CONSOLES];
  gint64 back; /* monotonic: the server can be reached since */
  guint asked; /* hellos since then */
} bench;

static void
answer (const LianTestRequest *request, LianTestReply *reply, gpointer user_data)
{
  if (g_str_equal (request->path, "/v1/hello"))
    {
      bench.asked++;
      reply->body
          = "{\"server_id\":\"s1\",\"epoch\":\"e1\",\"api\":\"1.0\",\"name\":\"n\"," NOW "}";
    }
  else if (g_str_equal (request->path, "/v1/session"))
    reply->body = "{\"token\":\"t\",\"me\":{\"account\":\"d1\",\"roles\":[\"dispatcher\"]}}";
  else if (g_str_has_prefix (request->path, "/v1/changes"))
    {
      reply->trick = LIAN_TEST_STREAM;
      reply->body = "event: up-to-date\ndata: {\"position\":\"e1:1\"," NOW "}\n\n";
    }
  else if (g_str_equal (request->method, "POST"))
    reply->body = "{\"results\":[]}";
  else
    reply->body = "{\"position\":\"e1:1\",\"records\":[]}";
}

static void
phase_cb (Console *console)
{
  if (bench.back > 0 && console->seconds < 0
      && lian_engine_get_phase (console->engine) == LIAN_PHASE_LIVE)
    console->seconds = (double)(g_get_monotonic_time () - bench.back) / G_TIME_SPAN_SECOND;
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!lian_engine_sign_in_finish (LIAN_ENGINE (source), result, &error))
    g_error ("sign-in: %s", error->message);
}

static void
open_console (Console *console)
{
  g_autofree char *mirror = NULL;
  g_autofree char *ledger = NULL;
  g_autoptr (GError) error = NULL;

  console->directory = g_dir_make_tmp ("lian-bench-link-XXXXXX", &error);
  g_assert_no_error (error);
  mirror = g_build_filename (console->directory, "mirror.db", NULL);
  ledger = g_build_filename (console->directory, "ledger.db", NULL);
  console->mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  console->ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  console->engine = lian_engine_new (console->mirror, console->ledger,
                                     lian_test_peer_get_url (bench.peer), &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (console->engine, "notify::phase", G_CALLBACK (phase_cb), console);
  lian_engine_sign_in (console->engine, "d1", "pw", "01", NULL, signed_in_cb, NULL);
}

static void
close_console (Console *console)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  lian_engine_stop (console->engine);
  lian_test_run (5);
  g_object_unref (console->engine);
  lian_mirror_close (console->mirror);
  lian_ledger_close (console->ledger);
  g_object_unref (console->mirror);
  g_object_unref (console->ledger);
  dir = g_dir_open (console->directory, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (console->directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (console->directory);
  g_free (console->directory);
}

static guint
count_live (void)
{
  guint n = 0;

  for (guint i = 0; i < CONSOLES; i++)
    n += lian_engine_get_phase (bench.consoles[i].engine) == LIAN_PHASE_LIVE ? 1 : 0;
  return n;
}

static void
wait_live (guint seconds)
{
  gint64 until = g_get_monotonic_time () + (gint64)seconds * G_TIME_SPAN_SECOND;

  while (count_live () < CONSOLES && g_get_monotonic_time () < until)
    lian_test_run (20);
  if (count_live () < CONSOLES)
    g_error ("only %u of %u consoles are live", count_live (), CONSOLES);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
report (const char *name)
{
  double values[CONSOLES];
  guint crowd = 0;

  for (guint i = 0; i < CONSOLES; i++)
    values[i] = bench.consoles[i].seconds;
  qsort (values, CONSOLES, sizeof *values, compare);
  for (guint i = 0; i < CONSOLES; i++)
    for (guint j = i; j < CONSOLES && values[j] < values[i] + 1; j++)
      crowd = MAX (crowd, j - i + 1);
  g_print ("bench: link.reconnect.%s.first %.2f s\n", name, values[0]);
  g_print ("bench: link.reconnect.%s.p50 %.2f s\n", name, values[CONSOLES / 2]);
  g_print ("bench: link.reconnect.%s.last %.2f s\n", name, values[CONSOLES - 1]);
  g_print ("bench: link.reconnect.%s.spread %.2f s\n", name, values[CONSOLES - 1] - values[0]);
  g_print ("bench: link.reconnect.%s.most-in-a-second %u consoles\n", name, crowd);
  g_print ("bench: link.reconnect.%s.questions %u hellos\n", name, bench.asked);
}

/* @bye: (nullable): what the server says before it goes; @down_ms: so long it is away */
static void
restart (const char *name, const char *bye, guint down_ms)
{
  bench.back = 0;
  for (guint i = 0; i < CONSOLES; i++)
    bench.consoles[i].seconds = -1;
  if (bye != NULL)
    lian_test_peer_push (bench.peer, bye);
  lian_test_run (50);
  lian_test_peer_stop (bench.peer);
  lian_test_run (down_ms);
  bench.asked = 0;
  bench.back = g_get_monotonic_time ();
  lian_test_peer_restart (bench.peer);
  wait_live (60);
  report (name);
}

int
main (int argc, char **argv)
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  g_random_set_seed (50);
  bench.peer = lian_test_peer_new (answer, NULL);
  for (guint i = 0; i < CONSOLES; i++)
    open_console (&bench.consoles[i]);
  wait_live (60);

  restart ("killed", NULL, 10000);
  restart ("killed-for-a-moment", NULL, 500);
  restart ("bye", "event: bye\ndata: {\"retry_ms\":2000}\n\n", 1000);

  for (guint i = 0; i < CONSOLES; i++)
    close_console (&bench.consoles[i]);
  lian_test_peer_free (bench.peer);
  return 0;
}
