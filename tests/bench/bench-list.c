/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-county-mirror.h"
#include "lian-case-columns.h"
#include "lian-case-list.h"
#include "lian-case-selection.h"
#include "lian-inner-list.h"
#include "lian-ledger.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The list of the desk with a million rows: how long the main loop stands still while it is opened,
 * scrolled, ordered and filtered anew, and while changes come in. An iteration of the main loop is
 * timed from poll to poll, by the clock on the wall and by the processor time that the main thread
 * took: on a machine that others use only the second says what the list costs. What of it painted
 * the window is told apart, because without a GPU that alone can take longer than all the rest.
 * Prints figures and never fails on time.
 *
 * bench-list [CASES [FILE]]: FILE is kept, and used when it is there. */

#define CASES 1250000
/* Cases that come, change and go among the others. */
#define N_CHANGING 2000
#define WIDTH 1180
#define HEIGHT 1000
#define PATIENCE (60 * G_TIME_SPAN_SECOND)

typedef struct
{
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  LianCaseWords *words;
  LianCaseList *list;
  LianCaseSelection *selection;
  LianCaseColumns *columns;
  GtkWindow *window;
  GtkColumnView *view;
  GtkAdjustment *adjustment;

  guint n_cases;
  gint64 version;
  guint n_items_changed;
  guint n_applied;

  /* Times of the iteration under way and the longest since the last report, microseconds; of the
   * processor but for woken and longest. */
  gint64 woken;
  gint64 frame;
  gint64 laid_out;
  gint64 painted;
  gint64 woken_cpu;
  gint64 longest;
  gint64 longest_cpu;
  gint64 longest_without_paint;
  gint64 longest_layout;
  gint64 longest_paint;
  guint n_frames;
  guint n_late; /* iterations above 50 ms */
} Bench;

static Bench bench;

static gint64
get_cpu_time (void)
{
  struct timespec spent;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &spent);
  return spent.tv_sec * G_TIME_SPAN_SECOND + spent.tv_nsec / 1000;
}

static int
poll_cb (GPollFD *fds, guint n_fds, int timeout)
{
  gint64 now = g_get_monotonic_time ();
  int result;

  if (bench.woken != 0)
    {
      gint64 busy = get_cpu_time () - bench.woken_cpu;

      bench.longest = MAX (bench.longest, now - bench.woken);
      bench.longest_cpu = MAX (bench.longest_cpu, busy);
      bench.longest_without_paint = MAX (bench.longest_without_paint, busy - bench.painted);
      bench.n_late += busy > 50 * G_TIME_SPAN_MILLISECOND;
    }
  result = g_poll (fds, n_fds, timeout);
  bench.woken = g_get_monotonic_time ();
  bench.woken_cpu = get_cpu_time ();
  bench.painted = 0;
  return result;
}

static void
before_paint_cb (void)
{
  bench.frame = bench.laid_out = get_cpu_time ();
}

static void
layout_cb (void)
{
  bench.laid_out = get_cpu_time ();
  bench.longest_layout = MAX (bench.longest_layout, bench.laid_out - bench.frame);
}

static void
after_paint_cb (void)
{
  gint64 painted = get_cpu_time () - bench.laid_out;

  bench.painted += painted;
  bench.longest_paint = MAX (bench.longest_paint, painted);
  bench.n_frames++;
}

static void
forget (void)
{
  bench.longest = bench.longest_cpu = bench.longest_without_paint = 0;
  bench.longest_layout = bench.longest_paint = 0;
  bench.n_frames = bench.n_items_changed = bench.n_late = 0;
}

static double
ms (gint64 microseconds)
{
  return (double)microseconds / 1000;
}

static void
report (const char *name)
{
  g_print ("bench: list.%s.pause %.1f ms\n", name, ms (bench.longest));
  g_print ("bench: list.%s.busy %.1f ms\n", name, ms (bench.longest_cpu));
  g_print ("bench: list.%s.without-paint %.1f ms\n", name, ms (bench.longest_without_paint));
  g_print ("bench: list.%s.layout %.1f ms\n", name, ms (bench.longest_layout));
  g_print ("bench: list.%s.paint %.1f ms\n", name, ms (bench.longest_paint));
  g_print ("bench: list.%s.frames %u\n", name, bench.n_frames);
  g_print ("bench: list.%s.busy-above-50 %u\n", name, bench.n_late);
  g_print ("bench: list.%s.items-changed %u\n", name, bench.n_items_changed);
  forget ();
}

static void
run_for (gint64 microseconds)
{
  gint64 end = g_get_monotonic_time () + microseconds;

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
}

static gboolean
is_loading (void)
{
  gboolean loading;

  g_object_get (bench.list, "loading", &loading, NULL);
  return loading;
}

static guint
count_rows (void)
{
  return g_list_model_get_n_items (G_LIST_MODEL (bench.list));
}

static gboolean
first_is_read (void)
{
  g_autoptr (LianCaseRow) row = g_list_model_get_item (G_LIST_MODEL (bench.list), 0);

  return row != NULL && lian_case_row_get_record (row) != NULL;
}

/* Until there is nothing to be read or told, and the picture has been made. */
static void
come_to_rest (void)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (is_loading () && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  run_for (200 * G_TIME_SPAN_MILLISECOND);
}

static double
get_memory (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  parts = g_strsplit (text, " ", -1);
  return (double)g_ascii_strtoll (parts[1], NULL, 10) * (double)sysconf (_SC_PAGESIZE) / 1048576;
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added)
{
  g_assert_true (removed == 0 || added == 0);
  bench.n_items_changed++;
}

static void
make_window (void)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GdkFrameClock *clock;

  bench.view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (bench.view), "lian-cases");
  bench.columns = lian_case_columns_new (bench.view, bench.words);
  lian_case_columns_fit (bench.columns, WIDTH);
  gtk_column_view_set_model (bench.view, GTK_SELECTION_MODEL (bench.selection));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (bench.view));
  bench.adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  bench.window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (bench.window, WIDTH, HEIGHT);
  gtk_window_set_child (bench.window, scroller);
  gtk_window_present (bench.window);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench.window));
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), NULL);
  g_signal_connect (clock, "layout", G_CALLBACK (layout_cb), NULL);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), NULL);
}

static void
load_style (const char *name)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  g_autofree char *path = g_strconcat ("/io/github/liandong/Liandong/", name, NULL);

  gtk_css_provider_load_from_resource (provider, path);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
set_up (const char *path, const char *ledger)
{
  g_autoptr (GError) error = NULL;
  gint64 since = g_get_monotonic_time ();

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    bench.mirror = lian_mirror_open (path, &error);
  else
    bench.mirror = bench_county_mirror_new (path, bench.n_cases);
  g_assert_no_error (error);
  g_print ("bench: list.mirror %.0f ms\n", ms (g_get_monotonic_time () - since));
  bench.ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  bench.engine = lian_engine_new (bench.mirror, bench.ledger, "http://127.0.0.1:1", &error);
  g_assert_no_error (error);
  lian_clock_set_now (lian_engine_get_clock (bench.engine), BENCH_MIRROR_NOW);
  bench.words = lian_case_words_new (bench.engine);
  bench.list = lian_case_list_new (bench.mirror);
  bench.selection = lian_case_selection_new (bench.list);
  g_signal_connect (bench.list, "items-changed", G_CALLBACK (items_changed_cb), NULL);
  load_style ("shell.css");
  load_style ("desk.css");
  make_window ();
  run_for (500 * G_TIME_SPAN_MILLISECOND);
  bench.version = 10 * (gint64)bench.n_cases;
  forget ();
}

/* The widgets are made with the first list, so that the second one tells what a million rows
 * take. */
static void
open_small (void)
{
  double before = get_memory ();

  lian_case_list_set_query (bench.list, LIAN_CASES_REGION, "421202001001", NULL, NULL,
                            BENCH_MIRROR_NOW);
  while (!first_is_read ())
    g_main_context_iteration (NULL, TRUE);
  come_to_rest ();
  g_print ("bench: list.open-small.rows %u\n", count_rows ());
  g_print ("bench: list.open-small.memory %.1f MiB\n", get_memory () - before);
  report ("open-small");
}

static void
open_list (void)
{
  double before = get_memory ();
  gint64 since = g_get_monotonic_time ();
  guint n = 0;

  lian_case_list_set_query (bench.list, LIAN_CASES_REGION, "421202000000", NULL, NULL,
                            BENCH_MIRROR_NOW);
  while ((n = count_rows ()) < bench.n_cases / 2)
    g_main_context_iteration (NULL, TRUE);
  g_print ("bench: list.open.all-rows %.0f ms\n", ms (g_get_monotonic_time () - since));
  come_to_rest ();
  g_print ("bench: list.open.rows %u\n", n);
  g_print ("bench: list.open.memory %.1f MiB\n", get_memory () - before);
  report ("open");
}

static void
scroll_to (double part)
{
  double upper = gtk_adjustment_get_upper (bench.adjustment);

  gtk_adjustment_set_value (bench.adjustment,
                            (upper - gtk_adjustment_get_page_size (bench.adjustment)) * part);
}

static gboolean
fling_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  gtk_adjustment_set_value (bench.adjustment, gtk_adjustment_get_value (bench.adjustment)
                                                  + GPOINTER_TO_INT (user_data));
  return G_SOURCE_CONTINUE;
}

static void
fling (const char *name, int pixels)
{
  guint id = gtk_widget_add_tick_callback (GTK_WIDGET (bench.view), fling_cb,
                                           GINT_TO_POINTER (pixels), NULL);

  run_for (2 * G_TIME_SPAN_SECOND);
  gtk_widget_remove_tick_callback (GTK_WIDGET (bench.view), id);
  come_to_rest ();
  report (name);
}

static void
scroll (void)
{
  scroll_to (1);
  come_to_rest ();
  report ("scroll-end");
  scroll_to (0.5);
  come_to_rest ();
  report ("scroll-middle");
  fling ("scroll-40", 40);
  fling ("fling-900", 900);
  scroll_to (0);
  come_to_rest ();
  report ("scroll-top");
}

static void
order_by (const char *name, LianCasesOrder order, gboolean descending)
{
  gint64 since = g_get_monotonic_time ();

  lian_case_list_set_order (bench.list, order, descending);
  while (is_loading ())
    g_main_context_iteration (NULL, TRUE);
  g_print ("bench: list.%s.answer %.0f ms\n", name, ms (g_get_monotonic_time () - since));
  come_to_rest ();
  report (name);
}

static void
ask (const char *name, LianCasesView view, const char *stage, const char *text)
{
  gint64 since = g_get_monotonic_time ();
  guint n = count_rows ();

  lian_case_list_set_query (bench.list, view, "421202000000", stage, text, BENCH_MIRROR_NOW);
  while (count_rows () == n)
    g_main_context_iteration (NULL, TRUE);
  g_print ("bench: list.%s.first-rows %.0f ms\n", name, ms (g_get_monotonic_time () - since));
  while (is_loading ())
    g_main_context_iteration (NULL, TRUE);
  g_print ("bench: list.%s.answer %.0f ms\n", name, ms (g_get_monotonic_time () - since));
  g_print ("bench: list.%s.rows %u\n", name, count_rows ());
  come_to_rest ();
  report (name);
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!lian_mirror_apply_finish (LIAN_MIRROR (source), result, &error))
    g_error ("%s", error->message);
  bench.n_applied++;
}

/* Of cases that came after the others: those were not given to the search index, which would find
 * itself damaged. */
static gboolean
change_cb (gpointer user_data)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_change_free);
  guint n = GPOINTER_TO_UINT (user_data);

  for (guint i = 0; i < n; i++)
    {
      guint number = bench.n_cases + (guint)g_random_int_range (0, N_CHANGING);
      LianRecord *record = bench_county_case_new (number, ++bench.version);

      g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, lian_record_get_id (record),
                                                 bench.version, record));
    }
  lian_mirror_apply (bench.mirror, changes, NULL, 0, NULL, applied_cb, NULL);
  return G_SOURCE_CONTINUE;
}

/* @batch changes every 20 ms, as the feed brings them. */
static void
change (const char *name, guint batch, guint every_ms, gboolean settled)
{
  guint id = g_timeout_add (every_ms, change_cb, GUINT_TO_POINTER (batch));

  lian_case_list_set_settled (bench.list, settled);
  run_for (5 * G_TIME_SPAN_SECOND);
  g_source_remove (id);
  come_to_rest ();
  report (name);
}

static void
jump (void)
{
  guint n = count_rows ();

  for (guint i = 1; i < 10; i++)
    {
      guint position = (guint)((guint64)n * i * 7 % 100 * n / 100 % n);

      lian_case_selection_select (bench.selection, position);
      lian_inner_list_scroll_to (bench.view, position);
      run_for (150 * G_TIME_SPAN_MILLISECOND);
    }
  come_to_rest ();
  report ("select-jump");
}

static void
run (void)
{
  open_small ();
  open_list ();
  scroll ();
  jump ();
  scroll_to (0);
  come_to_rest ();
  forget ();
  order_by ("order-code", LIAN_CASES_BY_CODE, FALSE);
  order_by ("order-deadline", LIAN_CASES_BY_DEADLINE, TRUE);
  order_by ("order-need", LIAN_CASES_BY_NEED, FALSE);
  ask ("filter-stage", LIAN_CASES_REGION, "to_dispatch", NULL);
  ask ("archive", LIAN_CASES_ARCHIVE, NULL, NULL);
  ask ("back", LIAN_CASES_REGION, NULL, NULL);
  change ("changes-50", 1, 20, FALSE);
  change ("changes-1000", 20, 20, FALSE);
  change ("changes-50-settled", 1, 20, TRUE);
  change ("changes-1000-settled", 20, 20, TRUE);
  scroll_to (0.5);
  lian_case_list_set_settled (bench.list, FALSE);
  come_to_rest ();
  forget ();
  change ("changes-1000-middle", 20, 20, FALSE);
  lian_case_list_refresh (bench.list, BENCH_MIRROR_NOW);
  come_to_rest ();
  report ("refresh");
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "mirror.db", NULL);
  g_autofree char *ledger = g_build_filename (folder, "ledger.db", NULL);

  if (!gtk_init_check ())
    {
      g_print ("bench: list needs a display\n");
      return 77;
    }
  adw_init ();
  bench.n_cases = argc > 1 ? (guint)g_ascii_strtoull (argv[1], NULL, 10) : CASES;
  g_main_context_set_poll_func (NULL, poll_cb);
  set_up (argc > 2 ? argv[2] : path, ledger);
  run ();

  gtk_window_destroy (bench.window);
  g_clear_object (&bench.columns);
  g_clear_object (&bench.selection);
  g_clear_object (&bench.list);
  g_clear_object (&bench.words);
  g_clear_object (&bench.engine);
  g_clear_object (&bench.ledger);
  g_clear_object (&bench.mirror);
  {
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name (dir)) != NULL)
      {
        g_autofree char *file = g_build_filename (folder, name, NULL);

        g_unlink (file);
      }
  }
  g_rmdir (folder);
  return 0;
}
