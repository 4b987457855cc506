/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-measure.h"

#include "lian-overview-page.h"

struct _LianMeasure
{
  GObject parent_instance;

  LianApplication *application; /* (weak) (nullable) */
  gboolean mirrored;            /* the county was there at the start */
  gboolean painted;             /* the first frame was told */
  gboolean complete;            /* so was the first complete one */
};

G_DEFINE_FINAL_TYPE (LianMeasure, lian_measure, G_TYPE_OBJECT)

/* Whoever reads takes the time of the line, so that linking and loading the program count too. */
static void
tell (const char *word)
{
  g_print ("%s\n", word);
  fflush (stdout);
}

/* With the county mirrored the picture is there before the platform is heard. Otherwise what the
 * page shows first is empty, and the picture is what stands when all has come. */
static gboolean
is_complete (LianMeasure *self, LianWindow *window)
{
  LianOverviewPage *page = LIAN_OVERVIEW_PAGE (lian_window_get_page (window, "overview"));

  return g_strcmp0 (lian_window_get_body (window), "pages") == 0
         && (self->mirrored ? lian_overview_page_is_complete (page)
                            : lian_window_is_settled (window));
}

static void
painted_cb (LianMeasure *self)
{
  LianWindow *window
      = self->application != NULL ? lian_application_get_window (self->application) : NULL;

  if (window == NULL || self->complete)
    return;
  if (!self->painted)
    tell ("window");
  self->painted = TRUE;
  if (!is_complete (self, window))
    return;
  self->complete = TRUE;
  tell ("complete");
  g_application_quit (G_APPLICATION (self->application));
}

/* Keeps the frame clock running: the last thing to settle need not change a pixel. */
static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
lian_measure_dispose (GObject *object)
{
  LianMeasure *self = LIAN_MEASURE (object);

  g_clear_weak_pointer (&self->application);
  G_OBJECT_CLASS (lian_measure_parent_class)->dispose (object);
}

static void
lian_measure_class_init (LianMeasureClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_measure_dispose;
}

static void
lian_measure_init (LianMeasure *self)
{
}

/**
 * lian_measure_new:
 * @application: whose start is measured
 *
 * Returns: (transfer full): a measurement that has not begun
 */
LianMeasure *
lian_measure_new (LianApplication *application)
{
  LianMeasure *self = g_object_new (LIAN_TYPE_MEASURE, NULL);

  g_set_weak_pointer (&self->application, application);
  return self;
}

/**
 * lian_measure_start:
 *
 * Prints "window" after the first frame of the window and "complete" after the first one that shows
 * all figures and the map; then the application quits.
 */
void
lian_measure_start (LianMeasure *self)
{
  GtkWidget *window = GTK_WIDGET (lian_application_get_window (self->application));
  LianEngine *engine = lian_application_get_engine (self->application);

  if (engine == NULL)
    return;
  self->mirrored = *lian_mirror_get_position (lian_engine_get_mirror (engine)) != '\0';
  gtk_widget_add_tick_callback (window, tick_cb, NULL, NULL);
  g_signal_connect_object (gtk_widget_get_frame_clock (window), "after-paint",
                           G_CALLBACK (painted_cb), self, G_CONNECT_SWAPPED);
}
