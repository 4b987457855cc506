/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"

#include "lian-clock.h"
#include "lian-error.h"
#include "lian-housekeeper.h"
#include "lian-service-private.h"
#include "lian-simulator.h"

#include <glib-unix.h>

/* How often it is looked whether the time is over: milliseconds. */
#define LOOK_MS 50

static const char *const intakes[] = { "reports", "acts", "instructions", "dictionaries" };

typedef struct
{
  LianService *service; /* (owned) */
  GMainLoop *loop;      /* (owned) */
  gint64 until;
  gint64 counts[G_N_ELEMENTS (intakes)];
} Life;

static gboolean
look_cb (gpointer user_data)
{
  Life *life = user_data;

  if (lian_clock_get_now (lian_service_get_clock (life->service)) >= life->until)
    g_main_loop_quit (life->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
stop_cb (gpointer user_data)
{
  Life *life = user_data;

  g_main_loop_quit (life->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
count (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  gint64 *counts = data;
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT intake, COUNT (*) FROM audit GROUP BY intake", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  while (lian_stmt_step (stmt, &row, error))
    {
      gint64 intake;

      if (!row)
        return TRUE;
      intake = lian_stmt_get_int (stmt, 0);
      if (intake >= 0 && intake < (gint64)G_N_ELEMENTS (intakes))
        counts[intake] = lian_stmt_get_int (stmt, 1);
    }
  return FALSE;
}

static gboolean
live (Life *life, gint64 seed, int speed, double hours, GError **error)
{
  LianClock *clock = lian_service_get_clock (life->service);
  g_autoptr (LianSimulator) simulator = lian_simulator_new (life->service, (guint64)seed);
  g_autoptr (LianHousekeeper) housekeeper = lian_housekeeper_new (life->service);
  guint sources[3];

  if (!lian_db_read (life->service->db, count, life->counts, NULL, error))
    return FALSE;
  lian_clock_set_rate (clock, (guint)speed);
  life->until = lian_clock_get_now (clock) + (gint64)(hours * G_TIME_SPAN_HOUR);
  sources[0] = g_timeout_add (LOOK_MS, look_cb, life);
  sources[1] = g_unix_signal_add (SIGTERM, stop_cb, life);
  sources[2] = g_unix_signal_add (SIGINT, stop_cb, life);
  lian_simulator_start (simulator);
  g_main_loop_run (life->loop);
  lian_simulator_stop (simulator);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
  return TRUE;
}

/* Of the database, not of what was asked for: some of that was refused. Counted in the line of the
 * writes, so that what was on its way when the time was over is in it. */
static gboolean
say (Life *life, GError **error)
{
  gint64 counts[G_N_ELEMENTS (intakes)] = { 0 };
  g_autofree char *now = lian_time_format (lian_clock_get_now (life->service->clock));

  if (!lian_db_write (life->service->db, count, counts, NULL, error))
    return FALSE;
  for (guint i = 0; i < LIAN_INTAKE_DICTIONARY; i++)
    g_print ("%" G_GINT64_FORMAT " %s, ", counts[i] - life->counts[i], intakes[i]);
  g_print ("now %s\n", now);
  return TRUE;
}

static int
run (const char *path, gint64 seed, int speed, double hours)
{
  Life life = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean done;

  life.service = lian_service_open (path, &error);
  if (life.service == NULL)
    return lian_command_fail (error);
  life.loop = g_main_loop_new (NULL, FALSE);
  if (!life.service->demonstration)
    g_set_error_literal (&error, LIAN_ERROR, LIAN_ERROR_FORBIDDEN,
                         "this is no demonstration: nothing is invented in it");
  done = error == NULL && live (&life, seed, speed, hours, &error) && say (&life, &error);
  lian_service_close (life.service);
  g_main_loop_unref (life.loop);
  g_object_unref (life.service);
  return done ? 0 : lian_command_fail (error);
}

/**
 * lian_command_simulate:
 *
 * simulate: the demonstration lives for some hours of its own time without being served, then says
 * what happened.
 *
 * Returns: the exit status
 */
int
lian_command_simulate (int argc, char **argv)
{
  g_autofree char *database = NULL;
  gint64 seed = 1;
  double hours = 1;
  int speed = LIAN_CLOCK_MAX_RATE;
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &database, "Where the demonstration is",
      "sqlite:PATH" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Of the simulator", "N" },
    { "speed", 0, 0, G_OPTION_ARG_INT, &speed, "How many times as fast as life (100)", "1–100" },
    { "hours", 0, 0, G_OPTION_ARG_DOUBLE, &hours, "Of the demonstration's own time (1)", "H" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  const char *path;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lian_command_misuse (error);
  path = lian_command_database (database);
  if (path == NULL || !lian_command_check_speed ("simulate", speed))
    return 2;
  if (!(hours > 0 && hours <= 24 * 366))
    {
      g_printerr ("simulate: --hours is a number above 0, 8784 at most.\n");
      return 2;
    }
  return run (path, seed, speed, hours);
}
