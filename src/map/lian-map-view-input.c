/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-view-private.h"

#include <math.h>

#include "lian-map-source.h"

#define PAN_STEP 80
/* Pixels that a click may move. */
#define CLICK_SLACK 8

/**
 * lian_map_view_hover:
 * @self: a map
 * @id: (nullable): of the area under the pointer
 * @x: pixel of the widget
 * @y: pixel of the widget
 *
 * Outlines the area and says so, when it is another one than before.
 */
void
lian_map_view_hover (LianMapView *self, const char *id, double x, double y)
{
  if (g_strcmp0 (id, self->hovered) == 0)
    return;
  g_free (self->hovered);
  self->hovered = g_strdup (id);
  lian_map_layer_set_hovered (self->layer, self->hovered);
  g_signal_emit_by_name (self, "area-hovered", self->hovered, x, y);
}

static const char *
area_id (LianMapView *self, guint number)
{
  return lian_map_geography_get_area (lian_map_preparer_get_geography (self->preparer),
                                      lian_map_preparer_get_level (self->preparer), number)
      ->id;
}

static void
motion_cb (LianMapView *self, double x, double y)
{
  LianMapHit hit = lian_map_layer_pick (self->layer, x, y);

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->layer),
                                   hit.kind == LIAN_MAP_HIT_NOTHING ? NULL : "pointer");
  lian_map_view_hover (self, hit.kind == LIAN_MAP_HIT_AREA ? area_id (self, hit.number) : NULL, x,
                       y);
}

static void
leave_cb (LianMapView *self)
{
  lian_map_view_hover (self, NULL, 0, 0);
}

static void
activate_cluster (LianMapView *self, guint number)
{
  const LianMapLayout *layout = lian_map_preparer_get_layout (self->preparer);
  const LianMapCluster *cluster
      = &g_array_index (layout->clusters->clusters, LianMapCluster, number);
  double world = lian_map_layer_get_world (self->layer);
  double spread
      = MAX (cluster->box.east - cluster->box.west, cluster->box.south - cluster->box.north);
  double most = lian_map_source_get_world (self->source, LIAN_MAP_SOURCE_MAX_ZOOM);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  if (cluster->n > 1 && spread * most > 40 && world < most * 0.99)
    {
      LianMapXY centre = { (cluster->box.west + cluster->box.east) / 2,
                           (cluster->box.north + cluster->box.south) / 2 };
      double room = 0.6
                    * MIN (gtk_widget_get_width (GTK_WIDGET (self)),
                           gtk_widget_get_height (GTK_WIDGET (self)));

      self->fitted = FALSE;
      lian_map_view_fly (self, centre, CLAMP (room / spread, world * LIAN_MAP_VIEW_ZOOM_STEP, most),
                         TRUE);
      return;
    }
  for (guint i = 0; i < cluster->n; i++)
    {
      guint point = g_array_index (layout->clusters->members, guint, cluster->first + i);

      g_strv_builder_add (ids, ((LianMapCase *)g_ptr_array_index (layout->cases, point))->id);
    }
  list = g_strv_builder_end (ids);
  if (cluster->n == 1)
    g_signal_emit_by_name (self, "case-activated", list[0]);
  else
    g_signal_emit_by_name (self, "cluster-activated", list);
}

static void
activate (LianMapView *self, LianMapHit hit)
{
  const LianMapLayout *layout = lian_map_preparer_get_layout (self->preparer);
  g_autofree char *id = NULL;

  switch (hit.kind)
    {
    case LIAN_MAP_HIT_AREA:
      id = g_strdup (area_id (self, hit.number));
      g_signal_emit_by_name (self, "area-activated", id);
      break;
    case LIAN_MAP_HIT_CLUSTER:
      activate_cluster (self, hit.number);
      break;
    case LIAN_MAP_HIT_COMPLEX:
      id = g_strdup (((LianMapComplex *)g_ptr_array_index (layout->complexes, hit.number))->id);
      g_signal_emit_by_name (self, "complex-activated", id);
      break;
    case LIAN_MAP_HIT_NOTHING:
    default:
      break;
    }
}

static void
pressed_cb (LianMapView *self, int presses, double x, double y)
{
  self->pressed = (LianMapXY){ x, y };
}

static void
released_cb (LianMapView *self, int presses, double x, double y)
{
  /* Whoever drags the map does not mean what happens to lie under the pointer in the end. */
  if (hypot (x - self->pressed.x, y - self->pressed.y) > CLICK_SLACK)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  activate (self, lian_map_layer_pick (self->layer, x, y));
}

static void
pan (LianMapView *self, double dx, double dy)
{
  double world = lian_map_layer_get_world (self->layer);
  LianMapXY centre = lian_map_layer_get_centre (self->layer);

  self->fitted = FALSE;
  lian_map_view_fly (self, (LianMapXY){ centre.x + dx / world, centre.y + dy / world }, world,
                     FALSE);
}

/**
 * lian_map_view_zoom_by:
 * @self: a map
 * @factor: on the width of the world
 */
void
lian_map_view_zoom_by (LianMapView *self, double factor)
{
  self->fitted = FALSE;
  lian_map_view_fly (self, lian_map_layer_get_centre (self->layer),
                     lian_map_layer_get_world (self->layer) * factor, TRUE);
}

/* Walks the marks; beyond the last one the focus goes on to the next widget. */
static gboolean
walk (LianMapView *self, int step)
{
  int n = (int)lian_map_layer_get_n_marks (self->layer);
  int next = self->focus < 0 && step < 0 ? n - 1 : self->focus + step;

  self->focus = next >= 0 && next < n ? next : -1;
  lian_map_layer_set_focus (self->layer, self->focus);
  return self->focus >= 0;
}

static gboolean
key_cb (LianMapView *self, guint key, guint code, GdkModifierType modifiers)
{
  if (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left:
      pan (self, -PAN_STEP, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
      pan (self, PAN_STEP, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
      pan (self, 0, -PAN_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
      pan (self, 0, PAN_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      lian_map_view_zoom_by (self, LIAN_MAP_VIEW_ZOOM_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      lian_map_view_zoom_by (self, 1 / LIAN_MAP_VIEW_ZOOM_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      lian_map_view_fit_again (self, TRUE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Tab:
      return walk (self, modifiers & GDK_SHIFT_MASK ? -1 : 1);
    case GDK_KEY_ISO_Left_Tab:
      return walk (self, -1);
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (self->focus < 0 || self->focus >= (int)lian_map_layer_get_n_marks (self->layer))
        return GDK_EVENT_PROPAGATE;
      activate (self, lian_map_layer_get_mark (self->layer, self->focus));
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
focus_leave_cb (LianMapView *self)
{
  self->focus = -1;
  lian_map_layer_set_focus (self->layer, -1);
}

/**
 * lian_map_view_add_controllers:
 * @self: a map
 *
 * Listens to pointer and keyboard.
 */
void
lian_map_view_add_controllers (LianMapView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->layer), motion);
  gtk_widget_add_controller (GTK_WIDGET (self->layer), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}
