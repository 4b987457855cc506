/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-view-private.h"

#include <math.h>

#include "lian-map-source.h"

/* Pixels between what is fitted and the edge of the map. */
#define PADDING_X 40
#define PADDING_Y 27
#define INSET_PADDING 8

#define FLIGHT_MILLISECONDS 250

static void
show_place (LianMapView *self, LianMapXY centre, double world)
{
  ShumateViewport *viewport = shumate_map_get_viewport (self->map);
  double zoom = lian_map_source_get_zoom (self->source, world);

  self->moving = TRUE;
  if (fabs (zoom - shumate_viewport_get_zoom_level (viewport)) > 1e-9)
    shumate_viewport_set_zoom_level (viewport, zoom);
  shumate_location_set_location (SHUMATE_LOCATION (viewport), lian_projection_lat (centre.y),
                                 lian_projection_lon (centre.x));
  self->moving = FALSE;
}

/* Straight in 1 / world: the place that stands still under a zoom stands still in between too. */
static void
flight_cb (double value, gpointer data)
{
  LianMapView *self = data;
  double world = self->from_world * pow (self->to_world / self->from_world, value);
  double share = value;

  if (fabs (self->to_world / self->from_world - 1) > 1e-6)
    share = (1 / world - 1 / self->from_world) / (1 / self->to_world - 1 / self->from_world);
  show_place (self,
              (LianMapXY){ self->from.x + (self->to.x - self->from.x) * share,
                           self->from.y + (self->to.y - self->from.y) * share },
              world);
}

/**
 * lian_map_view_fly:
 * @self: a map
 * @to: the middle, on the unit square
 * @world: width of the world in pixels there
 * @animate: in a quarter of a second, where animations are on
 */
void
lian_map_view_fly (LianMapView *self, LianMapXY to, double world, gboolean animate)
{
  shumate_map_stop_go_to (self->map);
  if (self->flight != NULL)
    adw_animation_pause (self->flight);
  self->from = lian_map_layer_get_centre (self->layer);
  self->from_world = lian_map_layer_get_world (self->layer);
  self->to = to;
  self->to_world
      = lian_map_source_get_world (self->source, lian_map_source_get_zoom (self->source, world));
  if (!animate || !gtk_widget_get_mapped (GTK_WIDGET (self))
      || !adw_get_enable_animations (GTK_WIDGET (self)))
    {
      show_place (self, to, self->to_world);
      return;
    }
  if (self->flight == NULL)
    self->flight
        = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, FLIGHT_MILLISECONDS,
                                   adw_callback_animation_target_new (flight_cb, self, NULL));
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->flight), ADW_EASE_OUT_CUBIC);
  adw_animation_reset (self->flight);
  adw_animation_play (self->flight);
}

static void
fit_box (LianMapView *self, const LianMapBox *box, gboolean animate)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  gboolean small
      = self->inset || width < LIAN_MAP_VIEW_NARROW || height < LIAN_MAP_VIEW_NARROW / 2.0;
  double room_x = MAX (width - 2 * (small ? INSET_PADDING : PADDING_X), 16);
  double room_y = MAX (height - 2 * (small ? INSET_PADDING : PADDING_Y), 16);
  LianMapXY centre = { (box->west + box->east) / 2, (box->north + box->south) / 2 };

  if (width <= 0 || height <= 0 || !(box->west <= box->east))
    return;
  lian_map_view_fly (self, centre,
                     MIN (room_x / MAX (box->east - box->west, 1e-9),
                          room_y / MAX (box->south - box->north, 1e-9)),
                     animate);
}

/**
 * lian_map_view_fit_again:
 * @self: a map
 * @animate: fly there
 *
 * Shows what was fitted last, or the whole ground.
 */
void
lian_map_view_fit_again (LianMapView *self, gboolean animate)
{
  const LianMapGeography *geography = lian_map_preparer_get_geography (self->preparer);

  if (self->fit.west <= self->fit.east)
    fit_box (self, &self->fit, animate);
  else if (geography != NULL)
    fit_box (self, &geography->box, animate);
  self->fitted = TRUE;
}
