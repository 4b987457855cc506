/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-map-model.h"

G_BEGIN_DECLS

/* The map: ShumateMap and ShumateViewport for gestures and projection, one layer of our own for
 * base, choropleth, borders, labels, clusters, rings; scale, notice and zoom buttons as opaque
 * panels. Keyboard: arrows pan, + and - zoom, 0 fits, Tab walks markers, Enter activates. */
#define LIAN_TYPE_MAP_VIEW (lian_map_view_get_type ())
G_DECLARE_FINAL_TYPE (LianMapView, lian_map_view, LIAN, MAP_VIEW, GtkWidget)

GtkWidget *lian_map_view_new (void);

typedef enum
{
  LIAN_LEVEL_GRID,
  LIAN_LEVEL_COMMUNITY,
  LIAN_LEVEL_TOWN,
} LianMapLevel;

/* All arrays are taken over (transfer full) with their free functions set. */
void lian_map_view_set_base (LianMapView *self, GPtrArray *base); /* LianMapBase */
void lian_map_view_set_areas (LianMapView *self, LianMapLevel level,
                              GPtrArray *areas); /* LianMapArea */
void lian_map_view_set_scope (LianMapView *self,
                              LianMapArea *scope); /* outline drawn 2.2 px, (transfer full) */
void lian_map_view_set_level (LianMapView *self, LianMapLevel level); /* which areas are coloured */
void lian_map_view_set_classes (LianMapView *self, LianMapClasses *classes); /* (transfer full) */
void lian_map_view_set_cases (LianMapView *self, GPtrArray *cases);          /* LianMapCase */
void lian_map_view_set_complexes (LianMapView *self, GPtrArray *complexes);  /* LianMapComplex */
void lian_map_view_get_complexes_shown (LianMapView *self, guint *shown, guint *all);

void lian_map_view_fit (LianMapView *self, double west, double south, double east, double north,
                        gboolean animate);
void lian_map_view_select_area (LianMapView *self, const char *id); /* (nullable) */
void lian_map_view_select_case (LianMapView *self, const char *id); /* (nullable) */
/* The sentence in the corner, and its short form for small maps; short form only below 300 px. */
void lian_map_view_set_notice (LianMapView *self, const char *notice, const char *short_notice);
void lian_map_view_set_stale (LianMapView *self, gboolean stale); /* everything to fg3 */
/* No panels, no gestures: an inset. */
void lian_map_view_set_inset (LianMapView *self, gboolean inset);

/* TRUE when nothing is being prepared any more: what is on the screen is the final picture (for
 * tours and tests). */
gboolean lian_map_view_is_settled (LianMapView *self);

/* Overlay children: placed by halign/valign over the map, opaque cards. */
void lian_map_view_add_panel (LianMapView *self, GtkWidget *panel);

/* signal "area-hovered" (const char *id (nullable), double x, double y): widget coordinates
 * signal "area-activated" (const char *id)
 * signal "case-activated" (const char *id)
 * signal "cluster-activated" (GStrv ids): a cluster that cannot be zoomed apart
 * signal "complex-activated" (const char *id)
 * property "settled" (notify) */

G_END_DECLS
