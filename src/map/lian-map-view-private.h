/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-map-layer.h"
#include "lian-map-view.h"

G_BEGIN_DECLS

/* Below this width a map is a small one. */
#define LIAN_MAP_VIEW_NARROW 300
/* By how much a press of a button or key zooms. */
#define LIAN_MAP_VIEW_ZOOM_STEP 1.6

struct _LianMapView
{
  GtkWidget parent_instance;
  GtkWidget *overlay;
  ShumateMap *map;
  ShumateMapSource *source;
  LianMapLayer *layer;
  LianMapPreparer *preparer;
  GtkWidget *buttons;
  GtkWidget *corner;
  GPtrArray *complexes; /* for counting */
  GHashTable *rung;     /* ids of new cases that had their ring */
  char *notice;
  char *short_notice;
  char *selected_area;
  char *selected_case;
  char *hovered;
  gboolean stale;
  gboolean inset;
  LianMapBox fit;  /* west > east: nothing fitted yet */
  gboolean fitted; /* nobody has moved the map since */
  gboolean moving; /* we move it ourselves */
  int focus;
  int wall_height;   /* of the window that the text was made for */
  LianMapXY pressed; /* where the button went down */
  AdwAnimation *flight;
  LianMapXY from, to;
  double from_world, to_world;
  guint rest_id;
  guint corner_id;
  gboolean settled;
  guint areas, cases, overdue;
};

/* lian-map-view-flight.c: where the map is. */
void lian_map_view_fly (LianMapView *self, LianMapXY to, double world, gboolean animate);
void lian_map_view_fit_again (LianMapView *self, gboolean animate);

/* lian-map-view-input.c: what hands and keys do. */
void lian_map_view_hover (LianMapView *self, const char *id, double x, double y);
void lian_map_view_zoom_by (LianMapView *self, double factor);
void lian_map_view_add_controllers (LianMapView *self);

G_END_DECLS
