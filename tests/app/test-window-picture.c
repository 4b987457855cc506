/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window shows of a picture before anybody has signed in, to the one it belongs to, to
 * another, and when it does not agree with the platform. No server: what the engine would do is
 * done by hand. */
#include "lian-desk-page.h"
#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-profile.h"
#include "lian-window.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1795484400000000)
#define ME "s1\nd1\n421202\n\ndispatcher"

/* Of the inside of sync. */
void lian_engine_set_phase (LianEngine *self, LianPhase phase);
void lian_engine_say (LianEngine *self, LianLinkTrouble trouble, const char *text);

typedef struct
{
  char *folder;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  LianWindow *window;
} Place;

#define WAIT(condition)                                               \
  G_STMT_START                                                        \
  {                                                                   \
    gint64 until = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND; \
    while (!(condition))                                              \
      {                                                               \
        g_assert_cmpint (g_get_monotonic_time (), <, until);          \
        if (!g_main_context_iteration (NULL, FALSE))                  \
          g_thread_yield ();                                          \
      }                                                               \
  }                                                                   \
  G_STMT_END

static void
done_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  *(gboolean *)done = TRUE;
}

static void
admit (Place *place, const char *scope)
{
  gboolean done = FALSE;

  lian_mirror_admit (place->mirror, scope, NULL, done_cb, &done);
  WAIT (done);
}

static void
take_snapshot (Place *place)
{
  GPtrArray *cases = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  LianRecord *record = lian_record_new (LIAN_KIND_CASE);
  gboolean done = FALSE;

  lian_record_set_text (record, LIAN_F_ID, "c1");
  lian_record_set_int (record, LIAN_F_VERSION, 1);
  lian_record_set_text (record, LIAN_F_REGION, "421202001001");
  lian_record_set_text (record, LIAN_CASE_TITLE, "路灯不亮");
  lian_record_set_text (record, LIAN_CASE_STATE, "reported");
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT, NOW - G_TIME_SPAN_HOUR);
  g_ptr_array_add (cases, record);
  lian_mirror_begin_snapshot (place->mirror, "s1", "e1", "咸安区", FALSE);
  lian_mirror_add_page (place->mirror, LIAN_KIND_CASE, cases, NULL, NULL, NULL);
  lian_mirror_commit_snapshot (place->mirror, "e1:1", NOW, NULL, done_cb, &done);
  WAIT (done);
}

static void
open_files (Place *place)
{
  g_autofree char *mirror = g_build_filename (place->folder, "mirror.db", NULL);
  g_autofree char *ledger = g_build_filename (place->folder, "ledger.db", NULL);
  g_autoptr (GError) error = NULL;

  place->mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  place->ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  place->engine = lian_engine_new (place->mirror, place->ledger, "http://127.0.0.1:1", &error);
  g_assert_no_error (error);
}

static void
close_files (Place *place)
{
  lian_engine_stop (place->engine);
  g_clear_object (&place->engine);
  lian_mirror_close (place->mirror);
  lian_ledger_close (place->ledger);
  g_clear_object (&place->mirror);
  g_clear_object (&place->ledger);
}

static void
set_up (Place *place, gconstpointer data)
{
  g_autoptr (LianProfile) profile = lian_profile_new ("window-picture", NULL);
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  place->folder = g_dir_make_tmp ("lian-window-XXXXXX", &error);
  g_assert_no_error (error);
  open_files (place);
  admit (place, ME);
  take_snapshot (place);
  close_files (place);
  open_files (place);
  settings = lian_profile_open_settings (profile, TRUE, &error);
  g_assert_no_error (error);
  place->window = LIAN_WINDOW (lian_window_new (NULL, place->engine, settings));
  gtk_window_present (GTK_WINDOW (place->window));
}

static void
tear_down (Place *place, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (place->folder, 0, NULL);
  const char *name;

  gtk_window_destroy (GTK_WINDOW (place->window));
  close_files (place);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (place->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (place->folder);
  g_free (place->folder);
}

/* The first widget below @root with a text in it that begins like this. */
static gboolean
shows_text (GtkWidget *root, const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_text (child, text))
      return TRUE;
  return FALSE;
}

/* Offline, before anybody has signed in: that there is a picture, and of when, but nothing of it.
 */
static void
test_before_sign_in (Place *place, gconstpointer data)
{
  g_assert_cmpstr (lian_window_get_body (place->window), ==, "status");
  lian_engine_start (place->engine);
  WAIT (lian_engine_get_phase (place->engine) == LIAN_PHASE_WAITING);
  WAIT (shows_text (GTK_WIDGET (place->window), "The county is shown after signing in"));
  g_assert_cmpstr (lian_window_get_body (place->window), ==, "status");
  g_assert_true (shows_text (GTK_WIDGET (place->window), "as of 09:40:00"));
  g_assert_false (shows_text (GTK_WIDGET (place->window), "路灯不亮"));
}

/* To the one it belongs to it is there; to the next one nothing of it is. */
static void
test_who_signs_in (Place *place, gconstpointer data)
{
  admit (place, ME);
  WAIT (g_strcmp0 (lian_window_get_body (place->window), "pages") == 0);
  lian_window_show_page (place->window, "desk");
  lian_desk_page_open_case (LIAN_DESK_PAGE (lian_window_get_page (place->window, "desk")), "c1");
  WAIT (shows_text (GTK_WIDGET (place->window), "路灯不亮"));

  admit (place, "s1\nd2\n421202\n\nviewer");
  g_assert_cmpstr (lian_window_get_body (place->window), ==, "status");
  WAIT (!shows_text (GTK_WIDGET (place->window), "路灯不亮"));
  take_snapshot (place);
  WAIT (g_strcmp0 (lian_window_get_body (place->window), "pages") == 0);
  WAIT (shows_text (GTK_WIDGET (place->window), "No case chosen"));
}

static void
test_disagreement (Place *place, gconstpointer data)
{
  admit (place, ME);
  WAIT (g_strcmp0 (lian_window_get_body (place->window), "pages") == 0);
  lian_engine_say (place->engine, LIAN_LINK_DISAGREEMENT, "these are not right: Cases");
  lian_engine_set_phase (place->engine, LIAN_PHASE_DISAGREES);
  WAIT (shows_text (GTK_WIDGET (place->window), "these are not right: Cases"));
  WAIT (shows_text (GTK_WIDGET (place->window), "Not in agreement"));
  g_assert_true (shows_text (GTK_WIDGET (place->window), "Retry now"));
  lian_engine_say (place->engine, LIAN_LINK_OK, NULL);
  lian_engine_set_phase (place->engine, LIAN_PHASE_LIVE);
  WAIT (!shows_text (GTK_WIDGET (place->window), "these are not right: Cases"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();

#define ADD(path, function) g_test_add (path, Place, NULL, set_up, function, tear_down)
  ADD ("/app/window-picture/before-sign-in", test_before_sign_in);
  ADD ("/app/window-picture/who-signs-in", test_who_signs_in);
  ADD ("/app/window-picture/disagreement", test_disagreement);
#undef ADD

  return g_test_run ();
}
