/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prints how long frames of the map take on the main thread; never fails on time. */

#include <adwaita.h>
#include <shumate/shumate.h>

#include "lian-map-tile.h"
#include "map-fixture.h"

#define FRAMES 120

typedef struct
{
  LianMapView *view;
  gint64 before;
  gint64 sum;
  guint frames;
} Bench;

static void
before_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  bench->before = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  bench->sum += g_get_monotonic_time () - bench->before;
  bench->frames++;
}

/* There and back, six pixels a frame or so. */
static gboolean
pan_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Bench *bench = data;
  double shift = 0.002 * (bench->frames % 40 < 20 ? bench->frames % 20 : 20 - bench->frames % 20);

  lian_map_view_fit (bench->view, 114.1 + shift, 29.7, 114.6 + shift, 30.0, FALSE);
  return G_SOURCE_CONTINUE;
}

static void
run_pan (GtkWidget *window, LianMapView *view)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  Bench bench = { view };
  gulong before = g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), &bench);
  gulong after = g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &bench);
  guint tick = gtk_widget_add_tick_callback (GTK_WIDGET (view), pan_cb, &bench, NULL);

  while (bench.frames < FRAMES)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_remove_tick_callback (GTK_WIDGET (view), tick);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
  g_print ("bench: map.pan.400.cairo.mean %.2f ms\n", bench.sum / 1e3 / bench.frames);
}

static void
run_recolour (LianMapView *view)
{
  gint64 start = g_get_monotonic_time ();
  guint rounds = 10;

  for (guint i = 0; i < rounds; i++)
    {
      lian_map_view_set_classes (view, map_fixture_make_classes (i + 1));
      g_assert_true (map_fixture_settle (view));
    }
  g_print ("bench: map.recolour.400.settled.mean %.2f ms\n",
           (g_get_monotonic_time () - start) / 1e3 / rounds);
}

int
main (int argc, char **argv)
{
  GtkWidget *window, *view;

  if (!gtk_init_check ())
    {
      g_print ("bench: map skipped, no display\n");
      return 0;
    }
  adw_init ();
  window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 1492, 725);
  view = lian_map_view_new ();
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  map_fixture_fill (LIAN_MAP_VIEW (view));
  lian_map_view_set_classes (LIAN_MAP_VIEW (view), map_fixture_make_classes (0));
  lian_map_view_fit (LIAN_MAP_VIEW (view), 114.1, 29.7, 114.6, 30.0, FALSE);
  g_assert_true (map_fixture_settle (LIAN_MAP_VIEW (view)));
  run_pan (window, LIAN_MAP_VIEW (view));
  g_assert_true (map_fixture_settle (LIAN_MAP_VIEW (view)));
  run_recolour (LIAN_MAP_VIEW (view));
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
