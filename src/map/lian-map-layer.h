/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <shumate/shumate.h>

#include "lian-map-preparer.h"

G_BEGIN_DECLS

/* The one layer of the map: composes tiles, outlines, marks and names, and says what lies under a
 * place. It knows no input. */
#define LIAN_TYPE_MAP_LAYER (lian_map_layer_get_type ())
G_DECLARE_FINAL_TYPE (LianMapLayer, lian_map_layer, LIAN, MAP_LAYER, ShumateLayer)

typedef enum
{
  LIAN_MAP_HIT_NOTHING,
  LIAN_MAP_HIT_AREA,    /* number of the area */
  LIAN_MAP_HIT_CLUSTER, /* number in the layout */
  LIAN_MAP_HIT_COMPLEX, /* number of the complex */
} LianMapHitKind;

typedef struct
{
  LianMapHitKind kind;
  guint number;
} LianMapHit;

LianMapLayer *lian_map_layer_new (ShumateViewport *viewport, LianMapPreparer *preparer);
void lian_map_layer_set_palette (LianMapLayer *self, const LianPalette *palette);
void lian_map_layer_set_rest (LianMapLayer *self, gboolean rest);
void lian_map_layer_set_hovered (LianMapLayer *self, const char *area);
void lian_map_layer_set_selected (LianMapLayer *self, const char *area, const char *point);
void lian_map_layer_set_focus (LianMapLayer *self, int mark);
void lian_map_layer_update_lens (LianMapLayer *self);
double lian_map_layer_get_world (LianMapLayer *self);
LianMapXY lian_map_layer_get_centre (LianMapLayer *self);
LianMapXY lian_map_layer_to_widget (LianMapLayer *self, LianMapXY at);
LianMapHit lian_map_layer_pick (LianMapLayer *self, double x, double y);
guint lian_map_layer_get_n_marks (LianMapLayer *self);
LianMapHit lian_map_layer_get_mark (LianMapLayer *self, guint mark);
void lian_map_layer_ring (LianMapLayer *self, LianMapXY at);
gboolean lian_map_layer_is_ringing (LianMapLayer *self);

G_END_DECLS
