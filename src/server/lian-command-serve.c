/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"

#include "lian-error.h"
#include "lian-housekeeper.h"
#include "lian-http-server.h"
#include "lian-log.h"
#include "lian-manager.h"
#include "lian-operation.h"
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
  LianOperationSocket *operations;
  LianTls *tls; /* (nullable) */
  guint hangup;
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
  lian_log_event ("stopping", NULL);
  lian_manager_say ("STOPPING=1");
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

/* What is renewed while it serves. */
static gboolean
hangup_cb (gpointer user_data)
{
  Serving *serving = user_data;
  g_autoptr (GError) error = NULL;

  if (serving->tls == NULL)
    g_message ("there is nothing to be read anew");
  else if (lian_tls_reload (serving->tls, &error))
    g_message ("certificate read anew");
  else
    g_warning ("the old certificate stays: %s", error->message);
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
  serving->hangup = g_unix_signal_add (SIGHUP, hangup_cb, serving);
  serving->interrupt = g_unix_signal_add (SIGINT, signalled_cb, serving);
  if (until_stdin_closes)
    serving->input = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, input_cb, serving);
  if (serving->simulator != NULL)
    lian_simulator_start (serving->simulator);

  lian_log_event ("started", "uri", uri, NULL);
  g_print ("READY %s\n", uri);
  fflush (stdout);
  lian_manager_say ("READY=1");
  g_main_loop_run (serving->loop);
  return 0;
}

static void
serving_clear (Serving *serving)
{
  /* Before the file is closed: it is not ours to speak for any more. */
  g_clear_object (&serving->operations);
  g_clear_handle_id (&serving->terminate, g_source_remove);
  g_clear_handle_id (&serving->interrupt, g_source_remove);
  g_clear_handle_id (&serving->hangup, g_source_remove);
  g_clear_handle_id (&serving->input, g_source_remove);
  g_clear_handle_id (&serving->deadline, g_source_remove);
  if (serving->service != NULL)
    lian_service_close (serving->service);
  g_clear_object (&serving->housekeeper);
  g_clear_object (&serving->simulator);
  g_clear_object (&serving->http);
  g_clear_object (&serving->tls);
  g_clear_object (&serving->service);
  g_main_loop_unref (serving->loop);
}

typedef struct
{
  char *database;
  char *where;
  char *config;
  char *certificate;
  char *key;
  gboolean insecure;
  gboolean simulate;
  gboolean until_stdin_closes;
  gint64 seed;
  int speed;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->database);
  g_free (options->where);
  g_free (options->config);
  g_free (options->certificate);
  g_free (options->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &options->database, "Where the platform is",
      "sqlite:PATH" },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->where, "127.0.0.1:0 unless said otherwise",
      "ADDRESS:PORT" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &options->config, "Limits and proxies", "FILE" },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &options->certificate,
      "Speak TLS; read anew on SIGHUP", "FILE" },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &options->key, "Of the certificate", "FILE" },
    { "insecure", 0, 0, G_OPTION_ARG_NONE, &options->insecure,
      "Speak in clear on other addresses than the loopback, too", NULL },
    { "simulate", 0, 0, G_OPTION_ARG_NONE, &options->simulate, "Let the demonstration live", NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "Of the simulator", "N" },
    { "speed", 0, 0, G_OPTION_ARG_INT, &options->speed,
      "How many times as fast as life the platform's day goes", "1–100" },
    { "until-stdin-closes", 0, 0, G_OPTION_ARG_NONE, &options->until_stdin_closes,
      "End when standard input does", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    lian_command_misuse (error);
  else if (*argc != 1)
    g_printerr ("serve: “%s” is none of its options.\n", (*argv)[1]);
  else if (!lian_command_check_speed ("serve", options->speed))
    return FALSE;
  else if ((options->certificate != NULL) != (options->key != NULL))
    g_printerr ("serve: --certificate and --key go together.\n");
  else
    return TRUE;
  return FALSE;
}

/* Everything there is to serve with; what is there already is cleared by the caller. */
static gboolean
prepare (Serving *serving, const Options *options, const char *path, GError **error)
{
  g_autoptr (LianServerLimits) limits = options->config != NULL
                                            ? lian_server_limits_load (options->config, error)
                                            : lian_server_limits_new ();

  if (limits == NULL)
    return FALSE;
  if (options->certificate != NULL)
    {
      serving->tls = lian_tls_new (options->certificate, options->key, error);
      if (serving->tls == NULL)
        return FALSE;
    }
  serving->service = lian_service_open (path, error);
  if (serving->service == NULL)
    return FALSE;
  lian_clock_set_rate (lian_service_get_clock (serving->service), (guint)options->speed);
  serving->operations = lian_operation_socket_new (serving->service, path, error);
  if (serving->operations == NULL)
    return FALSE;
  serving->http = lian_http_server_new (serving->service, limits);
  if (serving->tls != NULL)
    lian_http_server_set_tls (serving->http, serving->tls);
  if (options->insecure)
    lian_http_server_allow_clear (serving->http);
  serving->housekeeper = lian_housekeeper_new (serving->service);
  if (options->simulate)
    serving->simulator = lian_simulator_new (serving->service, (guint64)options->seed);
  return TRUE;
}

/**
 * lian_command_serve:
 *
 * Serves until it is told to stop, then says goodbye to the listeners and closes the database.
 * Prints one line, READY and where, once it can be asked, and tells systemd.
 *
 * Returns: the exit status
 */
int
lian_command_serve (int argc, char **argv)
{
  g_auto (Options) options = { .seed = 1, .speed = 1 };
  g_autoptr (GError) error = NULL;
  Serving serving = { 0 };
  const char *path;
  int status;

  if (!parse (&options, &argc, &argv))
    return 2;
  path = lian_command_database (options.database);
  if (path == NULL)
    return 2;
  serving.loop = g_main_loop_new (NULL, FALSE);
  if (prepare (&serving, &options, path, &error))
    status = serve (&serving, options.where != NULL ? options.where : "127.0.0.1:0",
                    options.until_stdin_closes);
  else
    status = lian_command_fail (error);
  serving_clear (&serving);
  return status;
}
