/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"

#include "lian-error.h"
#include "lian-housekeeper.h"
#include "lian-http-server.h"
#include "lian-service.h"
#include "lian-simulator.h"

#include <glib-unix.h>
#include <stdio.h>
#include <unistd.h>

/* Listeners get so long to take their goodbye. */
#define GOODBYE_SECONDS 2

/* When they should be back: a restart takes about that. */
#define RETRY_MS 1000

typedef struct
{
  GMainLoop *loop;
  LianService *service;
  LianHttpServer *http;
  LianHousekeeper *housekeeper;
  LianSimulator *simulator; /* (nullable) */
  guint terminate;
  guint interrupt;
  guint input;
  guint deadline;
} Serving;

static gboolean
deadline_cb (gpointer user_data)
{
  Serving *serving = user_data;

  serving->deadline = 0;
  g_main_loop_quit (serving->loop);
  return G_SOURCE_REMOVE;
}

static void
idle_cb (LianHttpServer *http, gpointer user_data)
{
  Serving *serving = user_data;

  g_main_loop_quit (serving->loop);
}

static void
begin_to_stop (Serving *serving)
{
  if (serving->deadline != 0)
    return;
  if (serving->simulator != NULL)
    lian_simulator_stop (serving->simulator);
  serving->deadline = g_timeout_add_seconds (GOODBYE_SECONDS, deadline_cb, serving);
  lian_http_server_stop (serving->http, RETRY_MS);
}

static gboolean
signalled_cb (gpointer user_data)
{
  begin_to_stop (user_data);
  return G_SOURCE_CONTINUE;
}

/* Our parent holds the other end of standard input: when it ends, however that happens, so do we.
 */
static gboolean
input_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Serving *serving = user_data;
  char ignored[256];

  if ((condition & G_IO_IN) && read (fd, ignored, sizeof ignored) > 0)
    return G_SOURCE_CONTINUE;
  serving->input = 0;
  begin_to_stop (serving);
  return G_SOURCE_REMOVE;
}

static int
serve (Serving *serving, const char *where, gboolean until_stdin_closes)
{
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;

  if (!lian_http_server_listen (serving->http, where, &error))
    return lian_command_fail (error);
  uri = lian_http_server_dup_uri (serving->http);
  g_signal_connect (serving->http, "idle", G_CALLBACK (idle_cb), serving);
  serving->terminate = g_unix_signal_add (SIGTERM, signalled_cb, serving);
  serving->interrupt = g_unix_signal_add (SIGINT, signalled_cb, serving);
  if (until_stdin_closes)
    serving->input = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, input_cb, serving);
  if (serving->simulator != NULL)
    lian_simulator_start (serving->simulator);

  g_print ("READY %s\n", uri);
  fflush (stdout);
  g_main_loop_run (serving->loop);
  return 0;
}

static void
serving_clear (Serving *serving)
{
  g_clear_handle_id (&serving->terminate, g_source_remove);
  g_clear_handle_id (&serving->interrupt, g_source_remove);
  g_clear_handle_id (&serving->input, g_source_remove);
  g_clear_handle_id (&serving->deadline, g_source_remove);
  if (serving->service != NULL)
    lian_service_close (serving->service);
  g_clear_object (&serving->housekeeper);
  g_clear_object (&serving->simulator);
  g_clear_object (&serving->http);
  g_clear_object (&serving->service);
  g_main_loop_unref (serving->loop);
}

static gboolean
check_speed (int speed)
{
  if (speed >= 1 && speed <= LIAN_CLOCK_MAX_RATE)
    return TRUE;
  g_printerr ("serve: --speed is a number from 1 to %d.\n", LIAN_CLOCK_MAX_RATE);
  return FALSE;
}

/**
 * lian_command_serve:
 *
 * Serves until it is told to stop, then says goodbye to the listeners and closes the database.
 * Prints one line, READY and where, once it can be asked.
 *
 * Returns: the exit status
 */
int
lian_command_serve (int argc, char **argv)
{
  g_autofree char *database = NULL;
  g_autofree char *where = NULL;
  g_autofree char *config = NULL;
  gboolean simulate = FALSE;
  gboolean until_stdin_closes = FALSE;
  gint64 seed = 1;
  int speed = 1;
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &database, "Where the platform is", "sqlite:PATH" },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &where, "127.0.0.1:0 unless said otherwise",
      "ADDRESS:PORT" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config, "Limits and proxies", "FILE" },
    { "simulate", 0, 0, G_OPTION_ARG_NONE, &simulate, "Let the demonstration live", NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Of the simulator", "N" },
    { "speed", 0, 0, G_OPTION_ARG_INT, &speed,
      "How many times as fast as life the platform's day goes", "1–100" },
    { "until-stdin-closes", 0, 0, G_OPTION_ARG_NONE, &until_stdin_closes,
      "End when standard input does", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (LianServerLimits) limits = NULL;
  g_autoptr (GError) error = NULL;
  Serving serving = { 0 };
  const char *path;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lian_command_fail (error);
  path = lian_command_database (database);
  if (path == NULL || !check_speed (speed))
    return 2;
  limits = config != NULL ? lian_server_limits_load (config, &error) : lian_server_limits_new ();
  if (limits == NULL)
    return lian_command_fail (error);
  serving.service = lian_service_open (path, &error);
  if (serving.service == NULL)
    return lian_command_fail (error);
  lian_clock_set_rate (lian_service_get_clock (serving.service), (guint)speed);
  serving.loop = g_main_loop_new (NULL, FALSE);
  serving.http = lian_http_server_new (serving.service, limits);
  serving.housekeeper = lian_housekeeper_new (serving.service);
  if (simulate)
    serving.simulator = lian_simulator_new (serving.service, (guint64)seed);
  status = serve (&serving, where != NULL ? where : "127.0.0.1:0", until_stdin_closes);
  serving_clear (&serving);
  return status;
}
