/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window says of the ledger: no room on the disk, lost receipts, an export, a conflict
 * that was decided in an earlier life. */
#include "lian-config.h"
#include "lian-engine.h"
#include "lian-ledger-notices.h"
#include "lian-ledger-save.h"
#include "lian-limits.h"
#include "lian-order-strip.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW (G_GINT64_CONSTANT (1795484400) * G_TIME_SPAN_SECOND)
#define MIB (G_GUINT64_CONSTANT (1024) * 1024)

typedef struct
{
  char *folder;
  char *path;
  GtkApplication *application;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  GSettings *settings;
  LianWindow *window;
} Place;

static guint64 left;

static guint64
free_cb (const char *folder, gpointer data)
{
  return left;
}

#define WAIT(condition)                                                  \
  G_STMT_START                                                           \
  {                                                                      \
    gint64 wait_end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND; \
    while (!(condition) && g_get_monotonic_time () < wait_end)           \
      g_main_context_iteration (NULL, g_main_context_pending (NULL));    \
    g_assert_true (condition);                                           \
  }                                                                      \
  G_STMT_END

static void
open_place (Place *place)
{
  g_autofree char *mirror = g_build_filename (place->folder, "mirror.db", NULL);
  g_autoptr (GError) error = NULL;

  place->mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  place->ledger = lian_ledger_open (place->path, &error);
  g_assert_no_error (error);
  place->engine = lian_engine_new (place->mirror, place->ledger, "http://127.0.0.1:1", &error);
  g_assert_no_error (error);
  lian_clock_set_now (lian_engine_get_clock (place->engine), NOW);
  place->settings = g_settings_new_with_path ("io.github.liandong.Liandong",
                                              "/io/github/liandong/Liandong/test/");
  place->window
      = LIAN_WINDOW (lian_window_new (place->application, place->engine, place->settings));
}

static void
close_place (Place *place)
{
  gtk_window_destroy (GTK_WINDOW (place->window));
  lian_engine_stop (place->engine);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_clear_object (&place->engine);
  lian_mirror_close (place->mirror);
  lian_ledger_close (place->ledger);
  g_clear_object (&place->mirror);
  g_clear_object (&place->ledger);
  g_clear_object (&place->settings);
}

static void
set_up (Place *place, gconstpointer data)
{
  place->folder = g_dir_make_tmp ("lian-window-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "ledger.db", NULL);
  place->application = gtk_application_new ("io.github.liandong.Test", G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (place->application), NULL, NULL));
  open_place (place);
}

static void
tear_down (Place *place, gconstpointer data)
{
  GDir *dir;
  const char *name;

  close_place (place);
  dir = g_dir_open (place->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (place->folder, name, NULL);
      g_unlink (path);
    }
  g_dir_close (dir);
  g_assert_cmpint (g_rmdir (place->folder), ==, 0);
  g_clear_object (&place->application);
  g_free (place->path);
  g_free (place->folder);
}

static void
promise (Place *place, const char *id)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  LianPromise order = { .id = id,
                        .kind = "dispatch",
                        .case_id = "c1",
                        .target = "c1",
                        .to_unit = "u1",
                        .body = body,
                        .account = "seat02",
                        .server_id = "server-1",
                        .created_at = NOW };

  lian_ledger_promise (place->ledger, &order, NULL, NULL, NULL);
}

/* With every step on the way; all of them come to the database in this order. */
static void
settle (Place *place, const char *id, LianEntryState state, gint64 receipt_no)
{
  promise (place, id);
  lian_ledger_begin_attempt (place->ledger, id, NULL, NULL, NULL);
  lian_ledger_settle (place->ledger, id, state, receipt_no, receipt_no > 0 ? "{}" : NULL, NULL,
                      NULL, NULL, NULL, NULL);
  WAIT (lian_ledger_lookup (place->ledger, id) != NULL
        && lian_ledger_entry_get_state (lian_ledger_lookup (place->ledger, id)) == state);
}

static void
test_space (Place *place, gconstpointer data)
{
  left = 63 * MIB;
  lian_ledger_watch_space (place->ledger, free_cb, NULL);
  lian_ledger_notices_attach (place->window, place->ledger);
  g_assert_nonnull (strstr (lian_window_get_notice (place->window, "ledger-space"), "64 MB"));
  left = 1000 * MIB;
  promise (place, "i1");
  WAIT (!lian_window_has_notice (place->window, "ledger-space"));
}

static void
test_lost (Place *place, gconstpointer data)
{
  lian_ledger_notices_attach (place->window, place->ledger);
  g_assert_false (lian_window_has_notice (place->window, "ledger-lost"));
  for (guint i = 1; i <= 10; i++)
    {
      g_autofree char *id = g_strdup_printf ("i%u", i);

      settle (place, id, LIAN_ENTRY_RECEIVED, i);
      lian_ledger_mark_lost (place->ledger, id, TRUE, NULL, NULL, NULL);
    }
  WAIT (lian_window_has_notice (place->window, "ledger-lost")
        && strstr (lian_window_get_notice (place->window, "ledger-lost"), "10 instr") != NULL);
  g_assert_nonnull (
      strstr (lian_window_get_notice (place->window, "ledger-lost"), "000010, 000009"));

  /* The next start says it again, until somebody has read it. */
  close_place (place);
  open_place (place);
  lian_ledger_notices_attach (place->window, place->ledger);
  g_assert_true (lian_window_has_notice (place->window, "ledger-lost"));
  gtk_widget_activate_action (GTK_WIDGET (place->window), "win.acknowledge-lost", NULL);
  WAIT (!lian_window_has_notice (place->window, "ledger-lost"));
  close_place (place);
  open_place (place);
  lian_ledger_notices_attach (place->window, place->ledger);
  g_assert_false (lian_window_has_notice (place->window, "ledger-lost"));
}

static void
test_export (Place *place, gconstpointer data)
{
  g_autofree char *out = g_build_filename (place->folder, "out.csv", NULL);
  g_autoptr (GFile) to = g_file_new_for_path (out);
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/nowhere/out.csv");
  g_autofree char *text = NULL;

  settle (place, "i1", LIAN_ENTRY_RECEIVED, 1);
  lian_ledger_save_to (place->window, place->engine, to);
  g_assert_true (lian_window_has_notice (place->window, "ledger-export"));
  WAIT (strstr (lian_window_get_notice (place->window, "ledger-export"), "1 instruction was")
        != NULL);
  g_assert_true (g_file_get_contents (out, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "i1"));

  lian_ledger_save_to (place->window, place->engine, nowhere);
  WAIT (strstr (lian_window_get_notice (place->window, "ledger-export"), "was not written")
        != NULL);
  lian_ledger_save_to (place->window, place->engine, to);
  gtk_widget_activate_action (GTK_WIDGET (place->window), "win.cancel-export", NULL);
  WAIT (strstr (lian_window_get_notice (place->window, "ledger-export"), "broken off") != NULL);
}

static gboolean
is_shown (GtkWidget *strip, LianLedger *ledger, const char *words)
{
  GtkWidget *trouble
      = GTK_WIDGET (gtk_widget_get_template_child (strip, LIAN_TYPE_ORDER_STRIP, "trouble"));
  GtkLabel *title
      = GTK_LABEL (gtk_widget_get_template_child (strip, LIAN_TYPE_ORDER_STRIP, "trouble_title"));

  return gtk_widget_get_visible (trouble) && strstr (gtk_label_get_text (title), words) != NULL;
}

/* A person decides once. */
static void
test_conflict (Place *place, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LianCaseWords) words = lian_case_words_new (place->engine);
      GtkWidget *strip = g_object_ref_sink (lian_order_strip_new (place->engine, words));
      GtkButton *keep = GTK_BUTTON (
          gtk_widget_get_template_child (strip, LIAN_TYPE_ORDER_STRIP, "keep_button"));

      if (i == 0)
        settle (place, "i1", LIAN_ENTRY_CONFLICT, 0);
      lian_order_strip_set_case (LIAN_ORDER_STRIP (strip), "c1", NULL, NULL);
      g_assert_true (is_shown (strip, place->ledger, "Conflict") == (i == 0));
      if (i == 0)
        {
          g_signal_emit_by_name (keep, "clicked");
          WAIT (!gtk_widget_get_visible (strip));
        }
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_object_unref (strip);
      g_clear_object (&words);
      close_place (place);
      open_place (place);
    }
}

/* A start with an instruction that nobody has decided about, before anybody is signed in. */
static void
test_alarm_at_start (Place *place, gconstpointer data)
{
  settle (place, "i1", LIAN_ENTRY_EXPIRED, 0);
  close_place (place);
  open_place (place);
  g_assert_true (lian_ledger_entry_is_alarming (lian_ledger_lookup (place->ledger, "i1"), NOW));
}

/* The loss is at its case too, and ends there. */
static void
test_lost_at_case (Place *place, gconstpointer data)
{
  g_autoptr (LianCaseWords) words = lian_case_words_new (place->engine);
  GtkWidget *strip = g_object_ref_sink (lian_order_strip_new (place->engine, words));
  GtkButton *keep
      = GTK_BUTTON (gtk_widget_get_template_child (strip, LIAN_TYPE_ORDER_STRIP, "keep_button"));

  settle (place, "i1", LIAN_ENTRY_RECEIVED, 7);
  lian_order_strip_set_case (LIAN_ORDER_STRIP (strip), "c1", NULL, NULL);
  g_assert_false (is_shown (strip, place->ledger, ""));
  lian_ledger_mark_lost (place->ledger, "i1", TRUE, NULL, NULL, NULL);
  WAIT (is_shown (strip, place->ledger, "does not know it any more"));
  g_signal_emit_by_name (keep, "clicked");
  WAIT (!is_shown (strip, place->ledger, ""));
  g_assert_true (gtk_widget_get_visible (strip));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_object_unref (strip);
}

int
main (int argc, char **argv)
{
  g_autofree char *schemas = g_build_filename (LIAN_BUILD_BINDIR, "..", "..", "data", NULL);

  g_setenv ("GSETTINGS_SCHEMA_DIR", schemas, TRUE);
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();

#define ADD(path, function) g_test_add (path, Place, NULL, set_up, function, tear_down)
  ADD ("/ui/ledger/space", test_space);
  ADD ("/ui/ledger/lost", test_lost);
  ADD ("/ui/ledger/export", test_export);
  ADD ("/ui/ledger/conflict", test_conflict);
  ADD ("/ui/ledger/alarm-at-start", test_alarm_at_start);
  ADD ("/ui/ledger/lost-at-case", test_lost_at_case);
#undef ADD

  return g_test_run ();
}
