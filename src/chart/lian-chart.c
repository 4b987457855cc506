/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-chart.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "lian-chart-table.h"
#include "lian-mark.h"

/* A layer larger than any screen would only eat memory. */
#define LARGEST_LAYER 16384

typedef struct
{
  cairo_surface_t *layer; /* (owned) (nullable): the chart without hover, in device pixels */
  int layer_width;
  int layer_height;
  int layer_scale;

  GtkWidget *popover; /* (owned by the widget tree) (nullable) */
  char *notice;       /* (owned) (nullable): goes with what is copied */

  int hover;        /* under the pointer, -1 none */
  int cursor;       /* of the keyboard, -1 before its first use */
  double pointer_x; /* where the pointer was last */
  double pointer_y;
} LianChartPrivate;

enum
{
  ACTIVATED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (LianChart, lian_chart, GTK_TYPE_WIDGET)

#define PRIVATE(self) ((LianChartPrivate *)lian_chart_get_instance_private (self))

static void
drop_layer (LianChart *self)
{
  g_clear_pointer (&PRIVATE (self)->layer, cairo_surface_destroy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static guint
get_n_visible (LianChart *self)
{
  LianChartClass *class = LIAN_CHART_GET_CLASS (self);
  LianPlot plot;
  guint n;

  if (class->get_n_visible == NULL)
    return class->get_n (self);

  lian_plot_for_widget (GTK_WIDGET (self), &plot);
  n = class->get_n_visible (self, &plot, gtk_widget_get_height (GTK_WIDGET (self)));
  g_object_unref (plot.pango);
  return n;
}

static int
pick (LianChart *self, double x, double y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  LianPlot plot;
  int index;

  lian_plot_for_widget (widget, &plot);
  index = LIAN_CHART_GET_CLASS (self)->pick (self, &plot, gtk_widget_get_width (widget),
                                             gtk_widget_get_height (widget), x, y);
  g_object_unref (plot.pango);
  return index;
}

static void
set_hover (LianChart *self, int index)
{
  LianChartPrivate *priv = PRIVATE (self);

  if (priv->hover == index)
    return;
  priv->hover = index;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The point that is marked: the one under the pointer, else where the keyboard stands while the
 * chart has the focus. */
static int
get_marked (LianChart *self, gboolean *cursor)
{
  LianChartPrivate *priv = PRIVATE (self);

  *cursor = FALSE;
  if (priv->hover >= 0)
    return priv->hover;
  *cursor = gtk_widget_has_focus (GTK_WIDGET (self));
  return *cursor ? priv->cursor : -1;
}

static void
activate_point (LianChart *self, int index)
{
  if (index >= 0 && (guint)index < LIAN_CHART_GET_CLASS (self)->get_n (self))
    g_signal_emit (self, signals[ACTIVATED], 0, (guint)index);
}

/* Input. */

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, gpointer user_data)
{
  LianChart *self = user_data;
  LianChartPrivate *priv = PRIVATE (self);

  priv->pointer_x = x;
  priv->pointer_y = y;
  set_hover (self, pick (self, x, y));
}

static void
leave_cb (GtkEventControllerMotion *controller, gpointer user_data)
{
  set_hover (user_data, -1);
}

static void
focus_changed_cb (GtkEventControllerFocus *controller, gpointer user_data)
{
  gtk_widget_queue_draw (user_data);
}

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  LianChart *self = user_data;
  LianChartPrivate *priv = PRIVATE (self);
  int index = pick (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (index < 0)
    return;
  priv->cursor = index;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  activate_point (self, index);
}

static void
popup_table (LianChart *self, double x, double y)
{
  LianChartPrivate *priv = PRIVATE (self);

  if (priv->popover == NULL)
    {
      priv->popover = lian_chart_table_new (self);
      lian_chart_table_set_notice (GTK_POPOVER (priv->popover), priv->notice);
      gtk_widget_set_parent (priv->popover, GTK_WIDGET (self));
    }
  else
    lian_chart_table_update (GTK_POPOVER (priv->popover), self);
  gtk_popover_set_pointing_to (GTK_POPOVER (priv->popover),
                               &(GdkRectangle){ (int)x, (int)y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (priv->popover));
}

static void
secondary_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup_table (user_data, x, y);
}

static gboolean
move_cursor_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  LianChart *self = LIAN_CHART (widget);
  LianChartPrivate *priv = PRIVATE (self);
  int n = (int)MIN (get_n_visible (self), G_MAXINT), step = g_variant_get_int32 (args), to;

  if (n == 0)
    return FALSE;
  if (step == G_MININT32)
    to = 0;
  else if (step == G_MAXINT32)
    to = n - 1;
  else if (priv->cursor < 0)
    to = step > 0 ? 0 : n - 1;
  else
    to = CLAMP (priv->cursor + step, 0, n - 1);

  priv->cursor = to;
  set_hover (self, -1);
  gtk_widget_queue_draw (widget);
  return TRUE;
}

static gboolean
activate_cursor_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  LianChart *self = LIAN_CHART (widget);
  LianChartPrivate *priv = PRIVATE (self);

  if (priv->cursor < 0)
    return FALSE;
  activate_point (self, priv->cursor);
  return TRUE;
}

static void
show_table_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lian_chart_show_table (LIAN_CHART (widget));
}

static void
copy_table_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *table = lian_chart_dup_table (LIAN_CHART (widget));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), table);
}

static void
copy_picture_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GdkTexture) picture = lian_chart_dup_picture (LIAN_CHART (widget));

  if (picture != NULL)
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), picture);
}

/* Drawing. */

/* @copy: on its ground and with the notice below, as it stands alone elsewhere. */
static cairo_surface_t *
draw_layer (LianChart *self, int width, int height, int scale, gboolean copy)
{
  const char *notice = copy ? PRIVATE (self)->notice : NULL;
  cairo_surface_t *layer;
  int foot = 0;
  cairo_t *cr;
  LianPlot plot;

  lian_plot_for_widget (GTK_WIDGET (self), &plot);
  if (notice != NULL)
    foot = (int)lian_plot_notice_height (&plot);
  layer = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, (height + foot) * scale);
  cairo_surface_set_device_scale (layer, scale, scale);
  cr = cairo_create (layer);
  if (copy)
    {
      lian_color_set (cr, plot.palette->view);
      cairo_paint (cr);
    }
  LIAN_CHART_GET_CLASS (self)->draw (self, &plot, cr, width, height);
  if (notice != NULL)
    lian_plot_notice (&plot, cr, width, height + foot, notice);
  g_object_unref (plot.pango);
  cairo_destroy (cr);
  cairo_surface_flush (layer);
  return layer;
}

static void
lian_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LianChart *self = LIAN_CHART (widget);
  LianChartPrivate *priv = PRIVATE (self);
  int scale = gtk_widget_get_scale_factor (widget);
  int width = MIN (gtk_widget_get_width (widget), LARGEST_LAYER / scale);
  int height = MIN (gtk_widget_get_height (widget), LARGEST_LAYER / scale);
  gboolean cursor;
  int marked = get_marked (self, &cursor);
  cairo_t *cr;

  if (width < 1 || height < 1)
    return;
  if (priv->layer == NULL || priv->layer_width != width || priv->layer_height != height
      || priv->layer_scale != scale)
    {
      g_clear_pointer (&priv->layer, cairo_surface_destroy);
      priv->layer = draw_layer (self, width, height, scale, FALSE);
      priv->layer_width = width;
      priv->layer_height = height;
      priv->layer_scale = scale;
    }

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_set_source_surface (cr, priv->layer, 0, 0);
  cairo_paint (cr);
  if (marked >= 0 && (guint)marked < LIAN_CHART_GET_CLASS (self)->get_n (self))
    {
      LianPlot plot;

      lian_plot_for_widget (widget, &plot);
      LIAN_CHART_GET_CLASS (self)->draw_hover (self, &plot, cr, width, height, (guint)marked,
                                               cursor);
      g_object_unref (plot.pango);
    }
  cairo_destroy (cr);
}

static void
lian_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LianChartPrivate *priv = PRIVATE (LIAN_CHART (widget));

  if (priv->popover != NULL)
    gtk_popover_present (GTK_POPOVER (priv->popover));
}

/* A chart takes the room that it is given; below this it cannot be read. */
static void
lian_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                    int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : 60;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 360 : 160;
}

static void
lian_chart_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (lian_chart_parent_class)->css_changed (widget, change);
  drop_layer (LIAN_CHART (widget));
}

static void
lian_chart_dispose (GObject *object)
{
  LianChartPrivate *priv = PRIVATE (LIAN_CHART (object));

  g_clear_pointer (&priv->popover, gtk_widget_unparent);
  g_clear_pointer (&priv->layer, cairo_surface_destroy);

  G_OBJECT_CLASS (lian_chart_parent_class)->dispose (object);
}

static void
lian_chart_finalize (GObject *object)
{
  g_free (PRIVATE (LIAN_CHART (object))->notice);

  G_OBJECT_CLASS (lian_chart_parent_class)->finalize (object);
}

static void
add_cursor_key (GtkWidgetClass *widget_class, guint key, int step)
{
  gtk_widget_class_add_binding (widget_class, key, 0, move_cursor_cb, "i", step);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const guint enter[] = { GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_ISO_Enter };

  add_cursor_key (widget_class, GDK_KEY_Left, -1);
  add_cursor_key (widget_class, GDK_KEY_Up, -1);
  add_cursor_key (widget_class, GDK_KEY_Right, 1);
  add_cursor_key (widget_class, GDK_KEY_Down, 1);
  add_cursor_key (widget_class, GDK_KEY_Home, G_MININT32);
  add_cursor_key (widget_class, GDK_KEY_End, G_MAXINT32);
  for (guint i = 0; i < G_N_ELEMENTS (enter); i++)
    gtk_widget_class_add_binding (widget_class, enter[i], 0, activate_cursor_cb, NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, 0, "chart.show-table", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "chart.show-table", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK,
                                       "chart.show-table", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK,
                                       "chart.copy-table", NULL);
}

static void
lian_chart_class_init (LianChartClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = lian_chart_dispose;
  object_class->finalize = lian_chart_finalize;
  widget_class->snapshot = lian_chart_snapshot;
  widget_class->size_allocate = lian_chart_size_allocate;
  widget_class->measure = lian_chart_measure;
  widget_class->css_changed = lian_chart_css_changed;

  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_install_action (widget_class, "chart.show-table", NULL, show_table_action);
  gtk_widget_class_install_action (widget_class, "chart.copy-table", NULL, copy_table_action);
  gtk_widget_class_install_action (widget_class, "chart.copy-picture", NULL, copy_picture_action);
  add_keys (widget_class);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
add_click (LianChart *self, guint button, GCallback callback, const char *signal)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), button);
  g_signal_connect (click, signal, callback, self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
lian_chart_init (LianChart *self)
{
  LianChartPrivate *priv = PRIVATE (self);
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  priv->hover = -1;
  priv->cursor = -1;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_add_css_class (widget, "lian-chart");
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);

  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect (focus, "enter", G_CALLBACK (focus_changed_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (focus_changed_cb), self);
  gtk_widget_add_controller (widget, focus);
  add_click (self, GDK_BUTTON_PRIMARY, G_CALLBACK (released_cb), "released");
  add_click (self, GDK_BUTTON_SECONDARY, G_CALLBACK (secondary_cb), "pressed");

  /* The palette does not come from CSS, so a change of style is asked for where it is made. */
  g_signal_connect_object (adw_style_manager_get_for_display (gtk_widget_get_display (widget)),
                           "notify::dark", G_CALLBACK (drop_layer), self, G_CONNECT_SWAPPED);
}

/**
 * lian_chart_changed:
 *
 * Says that the data are others: draws anew and tells the accessible sentence. The cursor stays
 * where it is as long as there is a point.
 */
void
lian_chart_changed (LianChart *self)
{
  LianChartPrivate *priv;
  g_autofree char *summary = NULL;
  int n;

  g_return_if_fail (LIAN_IS_CHART (self));

  priv = PRIVATE (self);
  n = (int)MIN (LIAN_CHART_GET_CLASS (self)->get_n (self), G_MAXINT);
  priv->cursor = MIN (priv->cursor, n - 1);
  if (priv->hover >= 0)
    priv->hover = n > 0 ? pick (self, priv->pointer_x, priv->pointer_y) : -1;
  summary = LIAN_CHART_GET_CLASS (self)->dup_summary (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  summary, -1);
  if (priv->popover != NULL && gtk_widget_get_visible (priv->popover))
    lian_chart_table_update (GTK_POPOVER (priv->popover), self);
  drop_layer (self);
}

/**
 * lian_chart_set_notice:
 * @notice: (nullable): plain text that goes with every copy
 */
void
lian_chart_set_notice (LianChart *self, const char *notice)
{
  LianChartPrivate *priv;

  g_return_if_fail (LIAN_IS_CHART (self));

  priv = PRIVATE (self);
  if (g_strcmp0 (priv->notice, notice) == 0)
    return;
  g_free (priv->notice);
  priv->notice = g_strdup (notice);
  if (priv->popover != NULL)
    lian_chart_table_set_notice (GTK_POPOVER (priv->popover), notice);
}

static void
append_row (GString *table, GStrv cells)
{
  for (guint i = 0; cells[i] != NULL; i++)
    {
      g_autofree char *cell = g_strdelimit (g_strdup (cells[i]), "\t\r\n", ' ');

      if (i > 0)
        g_string_append_c (table, '\t');
      g_string_append (table, cell);
    }
}

/**
 * lian_chart_dup_table:
 *
 * Returns: (transfer full): the data as tab-separated text, UTF-8, one line a row, the notice last
 */
char *
lian_chart_dup_table (LianChart *self)
{
  LianChartClass *class;
  g_autoptr (GString) table = g_string_new (NULL);
  g_auto (GStrv) titles = NULL;
  guint n;

  g_return_val_if_fail (LIAN_IS_CHART (self), NULL);

  class = LIAN_CHART_GET_CLASS (self);
  n = class->get_n (self);
  titles = class->dup_titles (self);
  append_row (table, titles);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GStrv) row = class->dup_row (self, i);

      g_string_append_c (table, '\n');
      append_row (table, row);
    }
  if (PRIVATE (self)->notice != NULL)
    {
      const char *last[] = { PRIVATE (self)->notice, NULL };

      g_string_append_c (table, '\n');
      append_row (table, (GStrv)last);
    }
  return g_string_free (g_steal_pointer (&table), FALSE);
}

/**
 * lian_chart_dup_picture:
 *
 * Returns: (transfer full) (nullable): the chart without hover on its ground, at twice its size and
 *   with the notice below it; NULL while it has no size
 */
GdkTexture *
lian_chart_dup_picture (LianChart *self)
{
  int width, height;
  cairo_surface_t *surface;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (LIAN_IS_CHART (self), NULL);

  width = MIN (gtk_widget_get_width (GTK_WIDGET (self)), LARGEST_LAYER / 2);
  height = MIN (gtk_widget_get_height (GTK_WIDGET (self)), LARGEST_LAYER / 2);
  if (width < 1 || height < 1)
    return NULL;

  surface = draw_layer (self, width, height, 2, TRUE);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface),
                                      (gsize)cairo_image_surface_get_stride (surface)
                                          * cairo_image_surface_get_height (surface),
                                      (GDestroyNotify)cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width * 2, cairo_image_surface_get_height (surface),
                                 GDK_MEMORY_DEFAULT, bytes,
                                 (gsize)cairo_image_surface_get_stride (surface));
}

/**
 * lian_chart_show_table:
 *
 * Opens the table twin at the cursor or in the middle of the chart.
 */
void
lian_chart_show_table (LianChart *self)
{
  g_return_if_fail (LIAN_IS_CHART (self));

  popup_table (self, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
               gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}
