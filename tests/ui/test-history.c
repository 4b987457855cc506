/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine.h"
#include "lian-history-bar.h"
#include "lian-ledger.h"
#include "lian-mirror.h"

#include <adwaita.h>
#include <glib/gstdio.h>

/* The foot of the archive without a platform: what it says, and what there is to press. */

/* 2026-11-24T09:40:00+08:00 */
#define NOW G_GINT64_CONSTANT (1795484400000000)
#define PATIENCE_US (30 * G_TIME_SPAN_SECOND)

#define WAIT(condition)                                      \
  G_STMT_START                                               \
  {                                                          \
    gint64 until = g_get_monotonic_time () + PATIENCE_US;    \
    while (!(condition))                                     \
      {                                                      \
        g_assert_cmpint (g_get_monotonic_time (), <, until); \
        if (!g_main_context_iteration (NULL, FALSE))         \
          g_thread_yield ();                                 \
      }                                                      \
  }                                                          \
  G_STMT_END

typedef struct
{
  char *folder;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  LianCaseWords *words;
  LianScope *scope;
  LianHistoryBar *bar; /* (owned) */
  gboolean stored;
} Place;

static void
committed_cb (GObject *mirror, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  lian_mirror_commit_snapshot_finish (LIAN_MIRROR (mirror), result, &error);
  g_assert_no_error (error);
  ((Place *)user_data)->stored = TRUE;
}

static void
fill (Place *place, gint64 days)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  LianRecord *setting = lian_record_new (LIAN_KIND_ENTRY);

  lian_record_set_text (setting, LIAN_F_ID, "setting/mirror_days");
  lian_record_set_int (setting, LIAN_F_VERSION, 1);
  lian_record_set_text (setting, LIAN_ENTRY_VOCABULARY, "setting");
  lian_record_set_text (setting, LIAN_ENTRY_CODE, "mirror_days");
  lian_record_set_text (setting, LIAN_ENTRY_TITLE, "days");
  lian_record_set_int (setting, LIAN_ENTRY_AMOUNT, days);
  lian_record_set_text (setting, LIAN_ENTRY_UNIT, "natural_day");
  g_ptr_array_add (entries, setting);
  lian_mirror_begin_snapshot (place->mirror, "server", "epoch", "name", TRUE);
  lian_mirror_add_page (place->mirror, LIAN_KIND_ENTRY, entries, NULL, NULL, NULL);
  lian_mirror_commit_snapshot (place->mirror, "epoch:2", NOW, NULL, committed_cb, place);
  WAIT (place->stored);
}

static void
place_set_up (Place *place, gint64 days)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *mirror = NULL;
  g_autofree char *ledger = NULL;

  *place = (Place){ .folder = g_dir_make_tmp ("lian-history-XXXXXX", &error) };
  g_assert_no_error (error);
  mirror = g_build_filename (place->folder, "mirror.db", NULL);
  ledger = g_build_filename (place->folder, "ledger.db", NULL);
  place->mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  place->ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  fill (place, days);
  place->engine = lian_engine_new (place->mirror, place->ledger, "http://127.0.0.1:1", &error);
  g_assert_no_error (error);
  lian_clock_set_now (lian_engine_get_clock (place->engine), NOW);
  place->words = lian_case_words_new (place->engine);
  place->scope = lian_scope_new ("");
  WAIT (
      lian_dictionary_lookup (lian_mirror_get_dictionary (place->mirror), "setting", "mirror_days")
      != NULL);
  place->bar = g_object_ref_sink (
      LIAN_HISTORY_BAR (lian_history_bar_new (place->engine, place->words, place->scope)));
}

static void
place_clear (Place *place)
{
  g_autoptr (GDir) dir = g_dir_open (place->folder, 0, NULL);
  const char *name;

  g_object_unref (place->bar);
  g_object_unref (place->words);
  g_object_unref (place->scope);
  lian_engine_stop (place->engine);
  g_clear_object (&place->engine);
  lian_mirror_close (place->mirror);
  lian_ledger_close (place->ledger);
  g_clear_object (&place->mirror);
  g_clear_object (&place->ledger);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (place->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (place->folder);
  g_free (place->folder);
}

/* A label below @widget that says @text and would be seen. */
static GtkWidget *
find_text (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_text (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
press (Place *place, const char *text)
{
  GtkWidget *label = find_text (GTK_WIDGET (place->bar), text);

  g_assert_nonnull (label);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
}

static void
test_offline (void)
{
  Place place;
  GtkWidget *bar;
  GtkWidget *view;

  place_set_up (&place, 90);
  bar = GTK_WIDGET (place.bar);
  view = GTK_WIDGET (lian_history_bar_get_view (place.bar));
  g_assert_false (gtk_widget_get_visible (bar));
  lian_history_bar_open (place.bar);
  g_assert_false (lian_history_bar_is_open (place.bar));

  lian_history_bar_set_archive (place.bar, TRUE);
  g_assert_nonnull (find_text (bar, "Kept here: closed since 2026-08-26"));
  press (&place, "Older ones from the platform");
  g_assert_true (lian_history_bar_is_open (place.bar));
  g_assert_nonnull (find_text (view, "Not to be had now"));
  g_assert_nonnull (find_text (view, "What was closed before 2026-08-26 is on the platform, and"
                                     " there is no connection."));
  g_assert_nonnull (find_text (view, "From the platform: closed before 2026-08-26"));
  press (&place, "Ask again");
  g_assert_nonnull (find_text (view, "Not to be had now"));
  press (&place, "Back to what is kept here");
  g_assert_false (lian_history_bar_is_open (place.bar));

  lian_history_bar_open (place.bar);
  g_assert_true (lian_history_bar_is_open (place.bar));
  lian_history_bar_set_archive (place.bar, FALSE);
  g_assert_false (lian_history_bar_is_open (place.bar));
  g_assert_false (gtk_widget_get_visible (bar));
  place_clear (&place);
}

/* Where the dictionary does not say how many days, there is nothing to ask for. */
static void
test_everything (void)
{
  Place place;

  place_set_up (&place, 0);
  lian_history_bar_set_archive (place.bar, TRUE);
  g_assert_nonnull (find_text (GTK_WIDGET (place.bar), "All closed cases are kept here."));
  g_assert_null (find_text (GTK_WIDGET (place.bar), "Older ones from the platform"));
  lian_history_bar_open (place.bar);
  g_assert_false (lian_history_bar_is_open (place.bar));
  place_clear (&place);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();

  g_test_add_func ("/ui/history/offline", test_offline);
  g_test_add_func ("/ui/history/everything", test_everything);

  return g_test_run ();
}
