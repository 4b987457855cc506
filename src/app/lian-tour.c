/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-tour.h"

#include "lian-desk-page.h"
#include "lian-overview-page.h"
#include "lian-picture.h"
#include "lian-pill.h"
#include "lian-tour-states.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

#define TICK_MS 80
#define STEP_US (60 * G_TIME_SPAN_SECOND)
/* First letters of the readings of 丹桂, and a character that many cases have. */
#define SEARCHED "dg 路"
/* A page counts as still after so many ticks without change. */
#define CALM_TICKS 4

typedef enum
{
  SHOT_OVERVIEW,
  SHOT_HOVER,
  SHOT_WELCOME,
  SHOT_PILL,
  SHOT_DESK,
  SHOT_SEARCH,
  SHOT_COMPOSER,
  SHOT_ARCHIVE,
  SHOT_OLDER,
  SHOT_SIGN_IN,
  SHOT_CONNECTION,
  SHOT_LEFT,    /* instructions of the last person, as the duty chief sees them */
  SHOT_OFFLINE, /* from here on the server is gone and does not come back */
  SHOT_DESK_OFFLINE,
  SHOT_CONNECTION_OFFLINE,
  SHOT_ALARM,
  SHOT_PHONE,
  SHOT_SIGN_OUT,
  SHOT_WRONG_SERVER,
  N_SHOTS,
} Shot;

static const char *const shot_names[N_SHOTS]
    = { "overview",    "overview-hover", "welcome",          "pill",         "desk",
        "desk-search", "desk-composer",  "desk-archive",     "desk-older",   "sign-in",
        "connection",  "desk-left",      "overview-offline", "desk-offline", "connection-offline",
        "desk-alarm",  "desk-phone",     "sign-out",         "wrong-server" };
static const char *const style_names[] = { "light", "dark" };
static const struct
{
  int width;
  int height;
} sizes[] = { { 1366, 768 }, { 1920, 1080 }, { 3840, 1080 } };

#define N_STYLES G_N_ELEMENTS (style_names)
#define N_SIZES G_N_ELEMENTS (sizes)

typedef struct
{
  Shot shot;
  guint style;
  guint size;
} Step;

struct _LianTour
{
  GObject parent_instance;

  LianApplication *application; /* (weak) (nullable) */
  LianTourStates *states;       /* (owned) (nullable) */
  char *folder;                 /* (owned) */
  char *language;               /* (owned) */
  GArray *steps;                /* (owned) (element-type Step) */
  guint step;
  gboolean prepared;
  gboolean asked;   /* for the cases that can be dispatched */
  gboolean cut;     /* the server */
  gboolean cleared; /* of what another tour left */
  guint calm;
  gint64 deadline; /* monotonic */
  guint tick;      /* source id */
};

G_DEFINE_FINAL_TYPE (LianTour, lian_tour, G_TYPE_OBJECT)

static const Step *
get_step (LianTour *self)
{
  return &g_array_index (self->steps, Step, MIN (self->step, self->steps->len - 1));
}

/* Every shot from @from to @to in each style and size. */
static void
add_all (LianTour *self, Shot from, Shot to)
{
  for (guint style = 0; style < N_STYLES; style++)
    for (guint size = 0; size < N_SIZES; size++)
      for (Shot shot = from; shot <= to; shot++)
        {
          Step step = { shot, style, size };

          g_array_append_val (self->steps, step);
        }
}

/* Rare ones in each style, every time in another size. */
static void
add_few (LianTour *self, Shot from, Shot to)
{
  guint turn = g_str_equal (self->language, "en") ? 1 : 0;

  for (Shot shot = from; shot <= to; shot++)
    for (guint style = 0; style < N_STYLES; style++)
      {
        Step step = { shot, style, turn++ % N_SIZES };

        g_array_append_val (self->steps, step);
      }
}

static void
end (LianTour *self, int status)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  lian_application_set_status (self->application, status);
  g_application_quit (G_APPLICATION (self->application));
}

static void
give_up (LianTour *self, const char *sentence)
{
  g_printerr (_ ("The tour stopped at %1$s (%2$s): %3$s\n"), shot_names[get_step (self)->shot],
              self->language, sentence);
  end (self, 1);
}

/* What somebody is asked in front of the window. */
static GtkWindow *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) widget = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (widget) && gtk_widget_get_mapped (widget))
        return GTK_WINDOW (widget);
    }
  return NULL;
}

static void
show_desk (LianWindow *window)
{
  LianDeskPage *desk = LIAN_DESK_PAGE (lian_window_get_page (window, "desk"));

  lian_window_hide_sign_in (window);
  lian_window_show_page (window, "desk");
  lian_desk_page_stop_composing (desk);
  lian_desk_page_show_view (desk, LIAN_CASES_TODO, NULL);
}

/* The same desk with the form for what was given by telephone in place of what came too late. */
static gboolean
prepare_phone (LianTour *self, LianWindow *window)
{
  const char *case_id;
  const char *id;

  if (!lian_tour_states_get_alarm (self->states, &case_id, &id))
    return FALSE;
  show_desk (window);
  lian_desk_page_replace (LIAN_DESK_PAGE (lian_window_get_page (window, "desk")), case_id, id,
                          TRUE);
  return TRUE;
}

static gboolean
prepare_sign_out (LianWindow *window)
{
  show_desk (window);
  return gtk_widget_activate_action (GTK_WIDGET (window), "win.sign-out", NULL);
}

static gboolean
prepare_offline (LianTour *self, LianWindow *window)
{
  if (!self->cut
      && (!lian_tour_states_sign_in (self->states, NULL)
          || !lian_tour_states_decide (self->states)))
    return FALSE;
  self->cut = TRUE;
  lian_window_hide_sign_in (window);
  lian_window_show_page (window, "overview");
  lian_application_cut_server (self->application);
  return TRUE;
}

/* Of the shots that need more than a page: states. */
static gboolean
prepare_state (LianTour *self, LianWindow *window, Shot shot)
{
  switch (shot)
    {
    case SHOT_LEFT:
      if (!lian_tour_states_leave (self->states, FALSE)
          || !lian_tour_states_sign_in (self->states, "chief"))
        return FALSE;
      show_desk (window);
      return TRUE;
    case SHOT_ALARM:
      if (!lian_tour_states_leave (self->states, TRUE))
        return FALSE;
      show_desk (window);
      return TRUE;
    case SHOT_PHONE:
      return prepare_phone (self, window);
    case SHOT_SIGN_OUT:
      return prepare_sign_out (window);
    case SHOT_OFFLINE:
      return prepare_offline (self, window);
    case SHOT_DESK_OFFLINE:
      show_desk (window);
      return TRUE;
    case SHOT_CONNECTION_OFFLINE:
      lian_window_show_connection (window);
      return TRUE;
    case SHOT_WRONG_SERVER:
      lian_window_show_connection (window);
      return lian_tour_states_meet_other (self->states);
    default:
      return FALSE;
    }
}

/* Where the window is on its way to what the step shows; FALSE when it is not there yet. */
static gboolean
prepare_shot (LianTour *self, LianWindow *window, Shot shot)
{
  LianOverviewPage *overview = LIAN_OVERVIEW_PAGE (lian_window_get_page (window, "overview"));
  LianDeskPage *desk = LIAN_DESK_PAGE (lian_window_get_page (window, "desk"));

  switch (shot)
    {
    case SHOT_OVERVIEW:
      lian_window_hide_sign_in (window);
      lian_window_show_page (window, "overview");
      return TRUE;
    case SHOT_HOVER:
      return lian_overview_page_show_busiest (overview);
    case SHOT_WELCOME:
      lian_window_set_welcome (window, TRUE);
      return TRUE;
    case SHOT_PILL:
      lian_window_set_welcome (window, FALSE);
      lian_pill_popup (LIAN_PILL (lian_window_get_pill (window)));
      return TRUE;
    case SHOT_DESK:
      lian_pill_popdown (LIAN_PILL (lian_window_get_pill (window)));
      lian_window_show_page (window, "desk");
      lian_desk_page_stop_composing (desk);
      lian_desk_page_show_view (desk, LIAN_CASES_TODO, NULL);
      return TRUE;
    case SHOT_SEARCH:
      lian_desk_page_show_view (desk, LIAN_CASES_REGION, NULL);
      lian_window_search (window, SEARCHED);
      return TRUE;
    case SHOT_COMPOSER:
      lian_window_search (window, "");
      /* The first case of all may be one that cannot be dispatched yet. */
      if (!self->asked)
        lian_desk_page_show_view (desk, LIAN_CASES_TODO, "to_dispatch");
      self->asked = !self->asked;
      return self->asked ? FALSE : lian_desk_page_compose (desk);
    case SHOT_ARCHIVE:
      lian_desk_page_stop_composing (desk);
      lian_desk_page_show_view (desk, LIAN_CASES_ARCHIVE, NULL);
      return TRUE;
    case SHOT_OLDER:
      return gtk_widget_activate_action (GTK_WIDGET (desk), "desk.older", NULL);
    case SHOT_SIGN_IN:
      lian_window_show_sign_in (window);
      return TRUE;
    case SHOT_CONNECTION:
      lian_window_hide_sign_in (window);
      lian_window_show_connection (window);
      return TRUE;
    default:
      return prepare_state (self, window, shot);
    }
}

static gboolean
is_there (LianTour *self, LianWindow *window, Shot shot)
{
  LianEngine *engine = lian_application_get_engine (self->application);
  LianFreshness freshness = lian_engine_get_freshness (engine);
  guint size = get_step (self)->size;

  if (gtk_widget_get_width (GTK_WIDGET (window)) != sizes[size].width
      || gtk_widget_get_height (GTK_WIDGET (window)) != sizes[size].height)
    return FALSE;
  if (!lian_window_is_settled (window))
    return FALSE;
  if (shot == SHOT_SIGN_OUT && find_dialog () == NULL)
    return FALSE;
  if (shot >= SHOT_OFFLINE)
    return freshness == LIAN_FRESH_OFFLINE;
  if (shot == SHOT_SIGN_IN)
    return g_strcmp0 (lian_window_get_body (window), "sign-in") == 0;
  return freshness == LIAN_FRESH_LIVE
         && g_strcmp0 (lian_window_get_body (window),
                       shot == SHOT_CONNECTION ? "connection" : "pages")
                == 0;
}

static gboolean
prepare (LianTour *self, LianWindow *window)
{
  const Step *step = get_step (self);
  Shot shot = step->shot;

  /* A window that was not shown yet forgets the size it is given. */
  if (gtk_widget_get_width (GTK_WIDGET (window)) == 0)
    return FALSE;
  if (!self->cleared)
    {
      self->cleared = lian_tour_states_clear (self->states);
      return FALSE;
    }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      step->style == 0 ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                                       : ADW_COLOR_SCHEME_FORCE_DARK);
  gtk_window_set_default_size (GTK_WINDOW (window), sizes[step->size].width,
                               sizes[step->size].height);
  /* What is prepared upon a page needs that page first. */
  if ((shot == SHOT_HOVER || shot == SHOT_COMPOSER) && !lian_window_is_settled (window))
    return FALSE;
  return prepare_shot (self, window, shot);
}

static gboolean
save (LianTour *self, LianWindow *window, GError **error)
{
  const Step *step = get_step (self);
  GtkWindow *dialog = find_dialog ();
  g_autofree char *name = g_strdup_printf ("%s-%s-%s-%dx%d.png", shot_names[step->shot],
                                           self->language, style_names[step->style],
                                           sizes[step->size].width, sizes[step->size].height);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  if (!lian_picture_save (dialog != NULL ? dialog : GTK_WINDOW (window), path, error))
    return FALSE;
  if (dialog != NULL)
    gtk_window_close (dialog);
  return TRUE;
}

static void
next_step (LianTour *self)
{
  self->step++;
  self->prepared = FALSE;
  self->asked = FALSE;
  self->calm = 0;
  self->deadline = g_get_monotonic_time () + STEP_US;
}

static gboolean
tick_cb (gpointer user_data)
{
  LianTour *self = user_data;
  LianWindow *window = lian_application_get_window (self->application);
  const char *trouble = lian_application_get_trouble (self->application);
  g_autoptr (GError) error = NULL;

  if (trouble == NULL)
    trouble = lian_tour_states_get_trouble (self->states);
  if (window == NULL || lian_application_get_engine (self->application) == NULL || trouble != NULL)
    {
      give_up (self, trouble != NULL ? trouble : _ ("there is no window"));
      return G_SOURCE_CONTINUE;
    }
  if (g_get_monotonic_time () > self->deadline)
    {
      give_up (self, _ ("the page did not come to rest within a minute"));
      return G_SOURCE_CONTINUE;
    }
  if (self->step == self->steps->len)
    {
      if (lian_tour_states_clear (self->states))
        end (self, 0);
      return G_SOURCE_CONTINUE;
    }
  if (!self->prepared)
    self->prepared = prepare (self, window);
  self->calm
      = self->prepared && is_there (self, window, get_step (self)->shot) ? self->calm + 1 : 0;
  if (self->calm < CALM_TICKS)
    return G_SOURCE_CONTINUE;
  if (!save (self, window, &error))
    {
      /* Between two frames a window has nothing to show: then the next one will do. */
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        self->calm = 0;
      else
        give_up (self, error->message);
      return G_SOURCE_CONTINUE;
    }
  next_step (self);
  return G_SOURCE_CONTINUE;
}

static void
lian_tour_dispose (GObject *object)
{
  LianTour *self = LIAN_TOUR (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_weak_pointer (&self->application);
  g_clear_object (&self->states);
  g_clear_pointer (&self->steps, g_array_unref);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->language, g_free);
  G_OBJECT_CLASS (lian_tour_parent_class)->dispose (object);
}

static void
lian_tour_class_init (LianTourClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_tour_dispose;
}

static void
lian_tour_init (LianTour *self)
{
  self->steps = g_array_new (FALSE, TRUE, sizeof (Step));
}

/**
 * lian_tour_new:
 * @application: with a window
 * @folder: where the pictures go; made when it is not there
 *
 * Returns: (transfer full): a tour before its first step
 */
LianTour *
lian_tour_new (LianApplication *application, const char *folder)
{
  LianTour *self = g_object_new (LIAN_TYPE_TOUR, NULL);
  const char *language = g_getenv (LIAN_TOUR_LANGUAGE);

  g_set_weak_pointer (&self->application, application);
  self->folder = g_strdup (folder);
  self->language = g_strdup (language != NULL ? language : "en");
  self->states = lian_tour_states_new (application, self->language);
  add_all (self, SHOT_OVERVIEW, SHOT_CONNECTION);
  add_few (self, SHOT_LEFT, SHOT_LEFT);
  add_all (self, SHOT_OFFLINE, SHOT_CONNECTION_OFFLINE);
  add_few (self, SHOT_ALARM, SHOT_WRONG_SERVER);
  return self;
}

/* Without a window manager GTK draws a frame of its own, which takes room from the page. */
static void
remove_frame (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_data (
      provider,
      "window { margin: 0; padding: 0; border: none; box-shadow: none; border-radius: 0; }", -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_USER);
}

/**
 * lian_tour_start:
 *
 * Shows the window and begins; the application quits at the end, with status 0 when every picture
 * was saved.
 */
void
lian_tour_start (LianTour *self)
{
  LianWindow *window = lian_application_get_window (self->application);
  GtkSettings *settings = gtk_settings_get_default ();

  if (g_mkdir_with_parents (self->folder, 0755) != 0)
    {
      give_up (self, _ ("the folder for the pictures cannot be made"));
      return;
    }
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  remove_frame ();
  if (window != NULL)
    {
      lian_window_set_welcome (window, FALSE);
      gtk_window_present (GTK_WINDOW (window));
    }
  /* The first step waits for the county to be made and fetched. */
  self->deadline = g_get_monotonic_time () + 4 * STEP_US;
  self->tick = g_timeout_add (TICK_MS, tick_cb, self);
}

static gboolean
is_tour (int argc, char **argv, const char **folder)
{
  for (int i = 1; i < argc; i++)
    {
      if (g_str_has_prefix (argv[i], "--tour="))
        *folder = argv[i] + strlen ("--tour=");
      else if (g_str_equal (argv[i], "--tour") && i + 1 < argc)
        *folder = argv[i + 1];
    }
  return *folder != NULL;
}

/* The locale of a language, or one that exists everywhere and lets LANGUAGE decide. */
static char *
dup_locale (const char *language)
{
  g_autofree char *wanted
      = g_strdup_printf ("%s.UTF-8", g_str_equal (language, "en") ? "en_US" : language);
  g_autofree char *before = g_strdup (setlocale (LC_ALL, NULL));
  gboolean known = setlocale (LC_ALL, wanted) != NULL;

  setlocale (LC_ALL, before);
  return known ? g_steal_pointer (&wanted) : g_strdup ("C.UTF-8");
}

static gboolean
run_language (char **argv, const char *language, int *status)
{
  g_auto (GStrv) environment = g_get_environ ();
  g_autofree char *locale = dup_locale (language);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autoptr (GError) error = NULL;

  if (program != NULL)
    {
      g_free (arguments[0]);
      arguments[0] = g_strdup (program);
    }
  environment = g_environ_setenv (environment, "LC_ALL", locale, TRUE);
  environment = g_environ_setenv (environment, "LANG", locale, TRUE);
  environment = g_environ_setenv (environment, "LANGUAGE", language, TRUE);
  environment = g_environ_setenv (environment, LIAN_TOUR_LANGUAGE, language, TRUE);
  if (g_spawn_sync (NULL, arguments, environment, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL,
                    NULL, status, &error)
      && g_spawn_check_wait_status (*status, &error))
    return TRUE;
  g_printerr (_ ("The tour in %1$s failed: %2$s\n"), language, error->message);
  return FALSE;
}

/**
 * lian_tour_run_languages:
 * @argc: of main()
 * @argv: of main(), ended by NULL
 * @status: (out): what the process is to end with
 *
 * Texts are translated once a process; so every language is a process of its own.
 *
 * Returns: FALSE when this is no tour, or the child for one language
 */
gboolean
lian_tour_run_languages (int argc, char **argv, int *status)
{
  static const char *const languages[] = { "zh_CN", "en" };
  const char *folder = NULL;
  gboolean whole = TRUE;

  if (g_getenv (LIAN_TOUR_LANGUAGE) != NULL || !is_tour (argc, argv, &folder))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    whole = run_language (argv, languages[i], status) && whole;
  *status = whole ? 0 : 1;
  if (whole)
    {
      g_autofree char *path = g_canonicalize_filename (folder, NULL);

      g_print (_ ("The pictures are in %s\n"), path);
    }
  return TRUE;
}
