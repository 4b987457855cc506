/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prints how long frames of the map take on the main thread; never fails on time. */

#include <adwaita.h>
#include <shumate/shumate.h>
#include <time.h>

#include "lian-map-tile.h"
#include "map-fixture.h"

#define FRAMES 120

typedef struct
{
  LianMapView *view;
  gint64 before;
  gint64 sum;
  gint64 cpu_before;
  gint64 cpu;
  guint frames;
} Bench;

/* Microseconds of this thread alone, which a busy machine does not stretch. */
static gint64
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
before_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  bench->before = g_get_monotonic_time ();
  bench->cpu_before = thread_time ();
}

static void
after_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  bench->sum += g_get_monotonic_time () - bench->before;
  bench->cpu += thread_time () - bench->cpu_before;
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

static gboolean
redraw_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static void
paint_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  cairo_set_source_rgb (cr, 0.9, 0.9, 0.8);
  cairo_paint (cr);
}

static void
run_frames (GtkWidget *widget, GtkTickCallback callback, const char *name, Bench *bench)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gulong before = g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), bench);
  gulong after = g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), bench);
  guint tick = gtk_widget_add_tick_callback (widget, callback, bench, NULL);

  while (bench->frames < FRAMES)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_remove_tick_callback (widget, tick);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
  g_print ("bench: map.%s.cairo.mean %.2f ms\n", name, bench->sum / 1e3 / bench->frames);
  g_print ("bench: map.%s.cairo.cpu %.2f ms\n", name, bench->cpu / 1e3 / bench->frames);
}

/* A frame of one colour: what the map's frames are to be compared with. */
static void
run_floor (GtkWidget *window)
{
  GtkWidget *area = gtk_drawing_area_new ();
  Bench bench = { 0 };

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), paint_cb, NULL, NULL);
  gtk_window_set_child (GTK_WINDOW (window), area);
  run_frames (area, redraw_cb, "floor", &bench);
}

static void
run_pan (LianMapView *view)
{
  Bench bench = { view };

  run_frames (GTK_WIDGET (view), pan_cb, "pan.400", &bench);
}

static void
run_recolour (LianMapView *view)
{
  gint64 sum = 0;
  guint rounds = 10;

  for (guint i = 0; i < rounds; i++)
    {
      LianMapClasses *classes = map_fixture_make_classes (i + 1);
      gint64 start = g_get_monotonic_time ();

      lian_map_view_set_classes (view, classes);
      g_assert_true (map_fixture_settle (view));
      sum += g_get_monotonic_time () - start;
    }
  g_print ("bench: map.recolour.400.settled.mean %.2f ms\n", sum / 1e3 / rounds);
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
  run_pan (LIAN_MAP_VIEW (view));
  g_assert_true (map_fixture_settle (LIAN_MAP_VIEW (view)));
  run_recolour (LIAN_MAP_VIEW (view));
  run_floor (window);
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
