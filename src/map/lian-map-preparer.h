/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-map-layout.h"
#include "lian-map-sprites.h"
#include "lian-map-tiles.h"

G_BEGIN_DECLS

/* Turns data into tiles and places for marks, in workers, and keeps what is ready. The main thread
 * says what it shows and takes what there is.
 * signal "changed": something new can be drawn
 * property "settled" (notify) */
#define LIAN_TYPE_MAP_PREPARER (lian_map_preparer_get_type ())
G_DECLARE_FINAL_TYPE (LianMapPreparer, lian_map_preparer, LIAN, MAP_PREPARER, GObject)

LianMapPreparer *lian_map_preparer_new (void) G_GNUC_WARN_UNUSED_RESULT;
void lian_map_preparer_set_areas (LianMapPreparer *self, guint rank, GPtrArray *areas);
void lian_map_preparer_set_base (LianMapPreparer *self, GPtrArray *base);
void lian_map_preparer_set_level (LianMapPreparer *self, guint level);
guint lian_map_preparer_get_level (LianMapPreparer *self);
void lian_map_preparer_set_classes (LianMapPreparer *self, LianMapClasses *classes);
void lian_map_preparer_set_cases (LianMapPreparer *self, GPtrArray *cases);
void lian_map_preparer_set_complexes (LianMapPreparer *self, GPtrArray *complexes);
void lian_map_preparer_set_style (LianMapPreparer *self, const LianMapStyle *style,
                                  LianMapSprites *sprites);
void lian_map_preparer_set_lens (LianMapPreparer *self, const LianMapLens *lens);

LianMapSprites *lian_map_preparer_get_sprites (LianMapPreparer *self);
const LianMapLayout *lian_map_preparer_get_layout (LianMapPreparer *self);
const LianMapGeography *lian_map_preparer_get_geography (LianMapPreparer *self);
gboolean lian_map_preparer_is_settled (LianMapPreparer *self);
int lian_map_preparer_pick (LianMapPreparer *self, double x, double y);
guint lian_map_preparer_list_tiles (LianMapPreparer *self, LianMapTiles *tiles[3]);

G_END_DECLS
