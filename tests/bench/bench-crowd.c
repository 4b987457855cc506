/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine.h"
#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-test-server.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A county that lives at ten and at a hundred times real speed, and twenty consoles without their
 * windows that follow it: how much of a processor the server takes, how much all consoles together,
 * what they hear, and whether they are all live and at the same place at the end. Prints figures
 * and never fails on time. */

#define N_CONSOLES 20
#define SECONDS 30

typedef struct
{
  char *directory;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
} Console;

typedef struct
{
  LianTestServer *server;
  Console consoles[N_CONSOLES];
  guint64 changes;
} Crowd;

static void
mirror_changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, Crowd *crowd)
{
  if (changes != NULL)
    crowd->changes += changes->len;
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!lian_engine_sign_in_finish (LIAN_ENGINE (source), result, &error))
    g_error ("sign in: %s", error->message);
  *(gboolean *)user_data = TRUE;
}

/* One account may have only so many at the feed. */
static const char *const accounts[]
    = { "seat02", "seat05", "chief", "commander", "leader", "inspector" };

static void
join (Crowd *crowd, Console *self)
{
  const char *account = accounts[(self - crowd->consoles) % G_N_ELEMENTS (accounts)];
  g_autofree char *mirror = NULL;
  g_autofree char *ledger = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  self->directory = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  mirror = g_build_filename (self->directory, "mirror.db", NULL);
  ledger = g_build_filename (self->directory, "ledger.db", NULL);
  self->mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  self->ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  self->engine = lian_engine_new (self->mirror, self->ledger, crowd->server->url, &error);
  g_assert_no_error (error);
  g_signal_connect (self->mirror, "changed", G_CALLBACK (mirror_changed_cb), crowd);
  lian_engine_start (self->engine);
  LIAN_WAIT (lian_engine_get_phase (self->engine) == LIAN_PHASE_SIGN_IN, 60);
  lian_engine_sign_in (self->engine, account, crowd->server->password, "02", NULL, signed_in_cb,
                       &done);
  LIAN_WAIT (done, 60);
  LIAN_WAIT (lian_engine_get_phase (self->engine) == LIAN_PHASE_LIVE, 120);
}

static void
leave (Console *self)
{
  g_autoptr (GSubprocess) rm = NULL;

  lian_engine_stop (self->engine);
  g_object_unref (self->engine);
  lian_mirror_close (self->mirror);
  g_object_unref (self->mirror);
  lian_ledger_close (self->ledger);
  g_object_unref (self->ledger);
  rm = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-r", self->directory, NULL);
  g_subprocess_wait (rm, NULL, NULL);
  g_free (self->directory);
}

/* Seconds of a processor that @pid ("self" for our own) has had. */
static double
read_cpu (const char *pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", pid);
  g_autofree char *text = NULL;
  unsigned long user = 0, system = 0;
  const char *at;

  if (g_file_get_contents (path, &text, NULL, NULL) && (at = strrchr (text, ')')) != NULL)
    sscanf (at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
  return (double)(user + system) / (double)sysconf (_SC_CLK_TCK);
}

static gint64
read_seq (Console *self)
{
  const char *position = lian_mirror_get_position (self->mirror);
  const char *colon = strrchr (position, ':');

  return colon != NULL ? g_ascii_strtoll (colon + 1, NULL, 10) : 0;
}

static void
report (Crowd *crowd, double server, double consoles, double seconds)
{
  guint speed = crowd->server->speed;
  guint live = 0;
  gint64 least = G_MAXINT64, most = 0;

  for (guint i = 0; i < N_CONSOLES; i++)
    {
      live += lian_engine_get_freshness (crowd->consoles[i].engine) == LIAN_FRESH_LIVE;
      least = MIN (least, read_seq (&crowd->consoles[i]));
      most = MAX (most, read_seq (&crowd->consoles[i]));
    }
  g_print ("bench: crowd.x%u.server %.0f %%\n", speed, 100 * server / seconds);
  g_print ("bench: crowd.x%u.consoles %.0f %%\n", speed, 100 * consoles / seconds);
  g_print ("bench: crowd.x%u.heard %.0f changes/s\n", speed, (double)crowd->changes / seconds);
  g_print ("bench: crowd.x%u.live %u\n", speed, live);
  g_print ("bench: crowd.x%u.spread %" G_GINT64_FORMAT " transactions\n", speed, most - least);
}

static void
bench (guint speed)
{
  Crowd crowd = { .server = lian_test_server_new () };
  double server, consoles;
  const char *pid;
  gint64 since;

  crowd.server->speed = speed;
  lian_test_server_start (crowd.server, TRUE);
  pid = g_subprocess_get_identifier (crowd.server->process);
  for (guint i = 0; i < N_CONSOLES; i++)
    join (&crowd, &crowd.consoles[i]);
  crowd.changes = 0;
  server = read_cpu (pid);
  consoles = read_cpu ("self");
  since = g_get_monotonic_time ();
  while (g_get_monotonic_time () - since < SECONDS * G_TIME_SPAN_SECOND)
    lian_test_iterate (50);
  report (&crowd, read_cpu (pid) - server, read_cpu ("self") - consoles,
          (double)(g_get_monotonic_time () - since) / 1e6);
  for (guint i = 0; i < N_CONSOLES; i++)
    leave (&crowd.consoles[i]);
  lian_test_server_free (crowd.server);
}

int
main (int argc, char **argv)
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  bench (10);
  bench (100);
  return 0;
}
