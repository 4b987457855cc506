/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-application.h"

#include "lian-demo.h"
#include "lian-error.h"
#include "lian-ledger-command.h"
#include "lian-ledger-notices.h"
#include "lian-ledger.h"
#include "lian-measure.h"
#include "lian-mirror.h"
#include "lian-renderer.h"
#include "lian-tour.h"

#include <glib/gi18n-lib.h>

#define RESOURCE_BASE "/io/github/liandong/Liandong"
#define DEMO_PROFILE "demo"
/* Where nobody is: the address of an engine that has none yet. */
#define NOWHERE "http://127.0.0.1:1"

struct _LianApplication
{
  AdwApplication parent_instance;

  char *profile_name;     /* (owned) */
  LianProfile *profile;   /* (owned) (nullable) */
  GSettings *settings;    /* (owned) (nullable) */
  LianMirror *mirror;     /* (owned) (nullable) */
  LianLedger *ledger;     /* (owned) (nullable) */
  LianEngine *engine;     /* (owned) (nullable) */
  LianDemo *demo;         /* (owned) (nullable) */
  LianTour *tour;         /* (owned) (nullable) */
  LianMeasure *measure;   /* (owned) (nullable): --measure-start */
  LianWindow *window;     /* (weak) (nullable) */
  char *server;           /* (owned) (nullable): --server */
  char *tour_folder;      /* (owned) (nullable): --tour */
  char *trouble;          /* (owned) (nullable) */
  gboolean demonstration; /* --demo */
  gboolean demo_signed_in;
  gboolean bad_address; /* --server or the kept address is none */
  int status;
};

G_DEFINE_FINAL_TYPE (LianApplication, lian_application, ADW_TYPE_APPLICATION)

static void
fail (LianApplication *self, const char *title, const char *sentence, const char *action_label,
      const char *action_name)
{
  if (self->trouble == NULL)
    self->trouble = g_strdup (sentence);
  g_message ("%s: %s", title, sentence);
  if (self->window != NULL)
    lian_window_show_trouble (self->window, title, sentence, action_label, action_name);
}

/* --- the demonstration --- */

static void
demo_signed_in_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (lian_engine_sign_in_finish (LIAN_ENGINE (object), result, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->demo_signed_in = FALSE;
  fail (self, _ ("The demonstration does not open"), lian_error_to_text (error), _ ("Try again"),
        "app.restart-demo");
}

static void
sign_in_to_demo (LianApplication *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *password = NULL;

  if (self->demo == NULL || self->demo_signed_in || lian_engine_is_signing_in (self->engine)
      || lian_engine_get_phase (self->engine) != LIAN_PHASE_SIGN_IN)
    return;
  password = lian_demo_dup_password (self->demo, &error);
  if (password == NULL)
    {
      fail (self, _ ("The demonstration does not open"), error->message, NULL, NULL);
      return;
    }
  self->demo_signed_in = TRUE;
  lian_engine_sign_in (self->engine, lian_demo_get_account (self->demo), password,
                       lian_demo_get_seat (self->demo), NULL, demo_signed_in_cb,
                       g_object_ref (self));
}

static void
phase_changed_cb (LianApplication *self)
{
  /* A token that ran out brings the phase back; then the demonstration signs in again. */
  if (lian_engine_get_phase (self->engine) == LIAN_PHASE_LIVE)
    self->demo_signed_in = FALSE;
  sign_in_to_demo (self);
}

static void
demo_started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = lian_demo_start_finish (LIAN_DEMO (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->engine == NULL)
    return;
  if (url == NULL)
    {
      fail (self, _ ("The demonstration server does not start"), error->message, _ ("Try again"),
            "app.restart-demo");
      if (self->window != NULL)
        lian_window_set_demo_trouble (self->window, error->message);
      return;
    }
  self->demo_signed_in = FALSE;
  if (self->window != NULL)
    {
      lian_window_set_demo_trouble (self->window, NULL);
      lian_window_clear_trouble (self->window);
    }
  if (g_strcmp0 (url, lian_engine_get_server (self->engine)) != 0)
    lian_engine_set_server (self->engine, url, NULL);
  if (lian_engine_get_phase (self->engine) == LIAN_PHASE_IDLE)
    lian_engine_start (self->engine);
  else
    lian_engine_retry_now (self->engine);
  sign_in_to_demo (self);
}

static void
start_demo (LianApplication *self)
{
  lian_demo_start (self->demo, NULL, demo_started_cb, g_object_ref (self));
}

static void
demo_died_cb (LianApplication *self, const char *sentence)
{
  if (self->window != NULL)
    lian_window_set_demo_trouble (self->window, sentence);
}

/* --- files --- */

/* The demonstration's county is going to be made anew: its mirror shows another place. The ledger
 * stays, as always. */
static void
forget_mirror (const char *mirror)
{
  static const char *const parts[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *part = g_strconcat (mirror, parts[i], NULL);
      g_autoptr (GFile) file = g_file_new_for_path (part);

      g_file_delete (file, NULL, NULL);
    }
}

static gboolean
open_files (LianApplication *self, GError **error)
{
  g_autofree char *mirror = lian_profile_dup_path (self->profile, "mirror.db");
  g_autofree char *ledger = lian_profile_dup_path (self->profile, "ledger.db");

  if (self->demonstration && !lian_demo_is_made (self->profile))
    forget_mirror (mirror);
  self->ledger = lian_ledger_open (ledger, error);
  if (self->ledger == NULL)
    return FALSE;
  lian_ledger_watch_space (self->ledger, NULL, NULL);
  self->mirror = lian_mirror_open (mirror, error);
  return self->mirror != NULL;
}

static gboolean
make_engine (LianApplication *self, GError **error)
{
  g_autofree char *kept = g_settings_get_string (self->settings, "server");
  const char *url = kept;

  if (self->demonstration)
    {
      self->demo = lian_demo_new (self->profile);
      url = lian_demo_get_url (self->demo);
      g_signal_connect_object (self->demo, "died", G_CALLBACK (demo_died_cb), self,
                               G_CONNECT_SWAPPED);
    }
  else if (self->server != NULL)
    url = self->server;
  self->engine = lian_engine_new (self->mirror, self->ledger, url, error);
  self->bad_address = self->engine == NULL && self->demo == NULL;
  if (self->bad_address)
    {
      /* Not a reason to stay closed: the form asks for another one. */
      g_clear_error (error);
      self->engine = lian_engine_new (self->mirror, self->ledger, NOWHERE, error);
    }
  if (self->engine == NULL)
    return FALSE;
  g_signal_connect_object (self->engine, "notify::phase", G_CALLBACK (phase_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return TRUE;
}

/* At the start, or of a file that was found damaged while in use. */
static void
say_rebuilt (LianApplication *self)
{
  LianMirrorRebuilt rebuilt = lian_mirror_was_rebuilt (self->mirror);

  if (rebuilt == LIAN_MIRROR_KEPT || self->window == NULL)
    return;
  lian_window_add_notice (
      self->window, "mirror",
      rebuilt == LIAN_MIRROR_DAMAGED
          ? _ ("The local copy of the county was damaged and is fetched anew. "
               "The ledger of instructions is whole.")
          : _ ("The local copy of the county was made by another version of the program and is "
               "fetched anew. The ledger of instructions is kept."),
      NULL, NULL);
}

static void
say_what_happened (LianApplication *self)
{
  const char *aside = lian_ledger_get_set_aside (self->ledger);

  say_rebuilt (self);
  g_signal_connect_object (self->mirror, "rebuilt", G_CALLBACK (say_rebuilt), self,
                           G_CONNECT_SWAPPED);
  lian_ledger_notices_attach (self->window, self->ledger);
  if (aside != NULL)
    {
      g_autofree char *sentence = g_strdup_printf (
          _ ("The ledger of instructions was damaged. It is kept as %s and a new one was begun: "
             "check with the platform what became of the last instructions."),
          aside);

      lian_window_add_notice (self->window, "ledger", sentence, _ ("I have read this"),
                              "app.acknowledge-ledger");
    }
}

static void
start (LianApplication *self)
{
  if (self->demo != NULL)
    start_demo (self);
  else if (self->bad_address)
    {
      g_autofree char *kept = g_settings_get_string (self->settings, "server");

      lian_window_ask_address (self->window, self->server != NULL ? self->server : kept);
    }
  else
    lian_engine_start (self->engine);
}

/* What a failed attempt left behind: the next one begins from nothing. */
static void
close_files (LianApplication *self)
{
  g_clear_object (&self->engine);
  g_clear_object (&self->demo);
  if (self->mirror != NULL)
    lian_mirror_close (self->mirror);
  if (self->ledger != NULL)
    lian_ledger_close (self->ledger);
  g_clear_object (&self->mirror);
  g_clear_object (&self->ledger);
}

static void
make_window (LianApplication *self, LianEngine *engine, GSettings *settings)
{
  self->window = LIAN_WINDOW (lian_window_new (GTK_APPLICATION (self), engine, settings));
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *)&self->window);
}

static void
open_window (LianApplication *self)
{
  g_autoptr (GError) error = NULL;
  gboolean ready = open_files (self, &error) && make_engine (self, &error);

  make_window (self, ready ? self->engine : NULL, self->settings);
  if (!ready)
    {
      close_files (self);
      fail (self, _ ("The console cannot open its files"), lian_error_to_text (error),
            _ ("Try again"), "app.open-again");
    }
  else
    {
      say_what_happened (self);
      start (self);
    }
}

/* --- actions --- */

static void
restart_demo_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LianApplication *self = user_data;

  if (self->demo != NULL && !lian_demo_is_running (self->demo))
    start_demo (self);
  else if (self->demo != NULL)
    sign_in_to_demo (self);
}

static void
acknowledge_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LianApplication *self = user_data;

  if (self->ledger != NULL)
    lian_ledger_acknowledge_set_aside (self->ledger);
  if (self->window != NULL)
    lian_window_remove_notice (self->window, "ledger");
}

static void
style_changed_cb (LianApplication *self)
{
  g_autofree char *style = g_settings_get_string (self->settings, "style");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      g_str_equal (style, "dark")    ? ADW_COLOR_SCHEME_FORCE_DARK
                                      : g_str_equal (style, "light") ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                                                     : ADW_COLOR_SCHEME_DEFAULT);
}

static void
load_sheets (void)
{
  static const char *const sheets[] = { "shell.css", "desk.css" };

  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
      g_autofree char *path = g_strconcat (RESOURCE_BASE "/", sheets[i], NULL);

      gtk_css_provider_load_from_resource (provider, path);
      gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                                  GTK_STYLE_PROVIDER (provider),
                                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
    }
}

/* Tours and measures begin with the defaults, keep nothing and answer for themselves. */
static gboolean
is_fleeting (LianApplication *self)
{
  return self->tour_folder != NULL || self->measure != NULL;
}

static gboolean
claim_profile (LianApplication *self, GError **error)
{
  g_autoptr (GAction) style = NULL;

  if (self->profile == NULL)
    self->profile = lian_profile_new (self->profile_name, NULL);
  if (self->settings != NULL)
    return TRUE;
  if (!lian_profile_claim (self->profile, error))
    return FALSE;
  self->settings = lian_profile_open_settings (self->profile, is_fleeting (self), error);
  if (self->settings == NULL)
    return FALSE;
  style = g_settings_create_action (self->settings, "style");
  g_action_map_add_action (G_ACTION_MAP (self), style);
  g_signal_connect_object (self->settings, "changed::style", G_CALLBACK (style_changed_cb), self,
                           G_CONNECT_SWAPPED);
  style_changed_cb (self);
  return TRUE;
}

/* Whoever started the console from an icon sees no standard error: a window says it as well. */
static void
say_unclaimed (LianApplication *self, const char *sentence)
{
  g_autoptr (GSettings) fleeting = lian_profile_open_settings (self->profile, TRUE, NULL);

  g_printerr ("%s\n", sentence);
  self->status = 1;
  if (fleeting == NULL || is_fleeting (self))
    return;
  make_window (self, NULL, fleeting);
  fail (self, _ ("The console cannot be opened"), sentence, _ ("Try again"), "app.open-again");
}

static void
open_console (LianApplication *self)
{
  g_autoptr (GError) error = NULL;

  self->status = 0;
  g_clear_pointer (&self->trouble, g_free);
  if (!claim_profile (self, &error))
    {
      say_unclaimed (self, error->message);
      return;
    }
  if (self->tour_folder != NULL)
    /* A maximised window cannot be given the sizes of the pictures. */
    g_settings_set_boolean (self->settings, "window-maximized", FALSE);
  open_window (self);
}

static void
open_again_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LianApplication *self = user_data;
  GtkWindow *old = GTK_WINDOW (self->window);

  if (old == NULL || self->engine != NULL)
    return;
  /* The application lives as long as it has a window: the new one comes before the old one goes. */
  g_clear_weak_pointer (&self->window);
  open_console (self);
  if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (self->window));
  gtk_window_destroy (old);
}

static void
lian_application_activate (GApplication *application)
{
  LianApplication *self = LIAN_APPLICATION (application);

  if (self->window == NULL)
    open_console (self);
  if (self->window == NULL)
    return;
  if (self->tour_folder == NULL)
    gtk_window_present (GTK_WINDOW (self->window));
  else if (self->tour == NULL)
    {
      self->tour = lian_tour_new (self, self->tour_folder);
      lian_tour_start (self->tour);
    }
  if (self->measure != NULL)
    lian_measure_start (self->measure);
}

static void
lian_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { .name = "restart-demo", .activate = restart_demo_action },
    { .name = "acknowledge-ledger", .activate = acknowledge_action },
    { .name = "open-again", .activate = open_again_action },
  };

  lian_renderer_prepare ();
  G_APPLICATION_CLASS (lian_application_parent_class)->startup (application);
  lian_renderer_choose ();
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   application);
  load_sheets ();
}

static void
lian_application_shutdown (GApplication *application)
{
  LianApplication *self = LIAN_APPLICATION (application);

  g_clear_object (&self->tour);
  g_clear_object (&self->measure);
  if (self->engine != NULL)
    lian_engine_stop (self->engine);
  if (self->demo != NULL)
    lian_demo_stop (self->demo);
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_object (&self->engine);
  if (self->mirror != NULL)
    lian_mirror_close (self->mirror);
  if (self->ledger != NULL)
    lian_ledger_close (self->ledger);
  G_APPLICATION_CLASS (lian_application_parent_class)->shutdown (application);
}

static int
lian_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  LianApplication *self = LIAN_APPLICATION (application);
  const char *folder = NULL;
  int status;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("liandong %s\n", LIAN_VERSION);
      return 0;
    }
  self->demonstration = g_variant_dict_contains (options, "demo");
  status = lian_ledger_command_run (options, self->profile_name, self->demonstration);
  if (status >= 0)
    return status;
  if (g_variant_dict_contains (options, G_OPTION_REMAINING))
    {
      g_printerr ("%s\n", _ ("Only --verify-ledger and --export-ledger take a file."));
      return 2;
    }
  g_variant_dict_lookup (options, "server", "s", &self->server);
  if (self->demonstration && self->server != NULL)
    {
      g_printerr ("%s\n", _ ("--demo brings its own server: leave --server away."));
      return 2;
    }
  if (g_variant_dict_contains (options, "measure-start"))
    self->measure = lian_measure_new (self);
  if (g_variant_dict_lookup (options, "tour", "^&ay", &folder))
    {
      self->tour_folder = g_strdup (folder);
      /* A tour answers for itself and must not end up in a console that is open. */
      g_application_set_flags (application,
                               g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
    }
  return -1;
}

static void
lian_application_finalize (GObject *object)
{
  LianApplication *self = LIAN_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->demo);
  g_clear_object (&self->mirror);
  g_clear_object (&self->ledger);
  g_clear_object (&self->settings);
  g_clear_object (&self->profile);
  g_free (self->profile_name);
  g_free (self->server);
  g_free (self->tour_folder);
  g_free (self->trouble);
  G_OBJECT_CLASS (lian_application_parent_class)->finalize (object);
}

static void
lian_application_class_init (LianApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lian_application_finalize;
  application_class->activate = lian_application_activate;
  application_class->startup = lian_application_startup;
  application_class->shutdown = lian_application_shutdown;
  application_class->handle_local_options = lian_application_handle_local_options;
}

static void
lian_application_init (LianApplication *self)
{
  const GOptionEntry options[]
      = { { "demo", 0, 0, G_OPTION_ARG_NONE, NULL,
            N_ ("Open the demonstration county on a server of its own"), NULL },
          { "server", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Address of the platform"), "URL" },
          { "profile", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Own settings and files"), "NAME" },
          { "tour", 0, 0, G_OPTION_ARG_FILENAME, NULL,
            N_ ("Walk through every page and save pictures into DIR"), "DIR" },
          { "measure-start", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL,
            N_ ("Say when the first complete frame was painted, and quit"), NULL },
          { "verify-ledger", 0, 0, G_OPTION_ARG_NONE, NULL,
            N_ ("Hold the ledger (FILE, or the profile's) against itself, and end"), NULL },
          { "export-ledger", 0, 0, G_OPTION_ARG_FILENAME, NULL,
            N_ ("Write every instruction of the ledger into OUT: CSV, or JSON lines if it ends in "
                ".jsonl"),
            "OUT" },
          { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
          { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, "[FILE]" },
          { NULL } };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * lian_application_dup_profile_argument:
 * @argc: of main()
 * @argv: of main()
 *
 * Returns: (transfer full): the profile that the command line names; "demo" for --demo; otherwise
 * ""
 */
char *
lian_application_dup_profile_argument (int argc, char **argv)
{
  gboolean demonstration = FALSE;

  for (int i = 1; i < argc; i++)
    {
      if (g_str_has_prefix (argv[i], "--profile="))
        return g_strdup (argv[i] + strlen ("--profile="));
      if (g_str_equal (argv[i], "--profile") && i + 1 < argc)
        return g_strdup (argv[i + 1]);
      if (g_str_equal (argv[i], "--demo"))
        demonstration = TRUE;
    }
  /* A tour leaves the county that a person tries things in alone. */
  if (demonstration && g_getenv (LIAN_TOUR_LANGUAGE) != NULL)
    return g_strdup_printf ("tour_%s", g_getenv (LIAN_TOUR_LANGUAGE));
  return g_strdup (demonstration ? DEMO_PROFILE : "");
}

/**
 * lian_application_new:
 * @profile: its name, "" is the default one
 *
 * Returns: (transfer full): the application of that profile
 */
LianApplication *
lian_application_new (const char *profile)
{
  g_autofree char *id = lian_profile_dup_application_id (profile);
  LianApplication *self = g_object_new (LIAN_TYPE_APPLICATION, "application-id", id,
                                        "resource-base-path", RESOURCE_BASE, NULL);

  self->profile_name = g_strdup (profile);
  return self;
}

/**
 * lian_application_get_status:
 *
 * Returns: what the process is to end with
 */
int
lian_application_get_status (LianApplication *self)
{
  return self->status;
}

/**
 * lian_application_set_status:
 * @status: what the process is to end with
 */
void
lian_application_set_status (LianApplication *self, int status)
{
  self->status = status;
}

/**
 * lian_application_get_window:
 *
 * Returns: (transfer none) (nullable): the window
 */
LianWindow *
lian_application_get_window (LianApplication *self)
{
  return self->window;
}

/**
 * lian_application_get_engine:
 *
 * Returns: (transfer none) (nullable): the engine
 */
LianEngine *
lian_application_get_engine (LianApplication *self)
{
  return self->engine;
}

/**
 * lian_application_get_demo:
 *
 * Returns: (transfer none) (nullable): the demonstration server, when it is ours
 */
LianDemo *
lian_application_get_demo (LianApplication *self)
{
  return self->demo;
}

/**
 * lian_application_get_trouble:
 *
 * Returns: (transfer none) (nullable): the first thing that went wrong at the start
 */
const char *
lian_application_get_trouble (LianApplication *self)
{
  return self->trouble;
}

/**
 * lian_application_cut_server:
 *
 * Ends the demonstration server as if it had crashed; another server is left alone.
 */
void
lian_application_cut_server (LianApplication *self)
{
  if (self->demo != NULL)
    lian_demo_stop (self->demo);
}
