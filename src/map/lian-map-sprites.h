/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-map-model.h"
#include "lian-plot.h"

G_BEGIN_DECLS

/* Marks and names drawn once and then only copied: a frame has some dozens of them, and most look
 * like one of the last frame. */
typedef struct _LianMapSprites LianMapSprites;

typedef struct
{
  cairo_surface_t *surface; /* in device pixels */
  GdkTexture *texture;      /* (nullable): made when a renderer asks */
  double width;             /* pixels */
  double height;
} LianMapSprite;

LianMapSprites *lian_map_sprites_new (const LianPalette *palette, PangoContext *pango,
                                      double font_size, double scale) G_GNUC_WARN_UNUSED_RESULT;
void lian_map_sprites_free (LianMapSprites *self);
double lian_map_sprites_get_zoom (const LianMapSprites *self);
double lian_map_sprites_get_mark_zoom (const LianMapSprites *self);
void lian_map_sprites_measure_name (LianMapSprites *self, const char *name, gboolean town,
                                    double *width, double *height);

LianMapSprite *lian_map_sprites_get_name (LianMapSprites *self, const char *name, gboolean town);
LianMapSprite *lian_map_sprites_get_cluster (LianMapSprites *self, const LianLightCounts *counts);
LianMapSprite *lian_map_sprites_get_light (LianMapSprites *self, LianLight light, gboolean grave);
LianMapSprite *lian_map_sprites_get_ring (LianMapSprites *self, const guint8 *elements);
GdkTexture *lian_map_sprite_get_texture (LianMapSprite *sprite);
GdkTexture *lian_map_texture_new (cairo_surface_t *surface) G_GNUC_WARN_UNUSED_RESULT;

/* Pixels from the middle of a complex to the edge of its disc, and of a single case. */
#define LIAN_MAP_RING_RADIUS 15.0
#define LIAN_MAP_LIGHT_RADIUS 9.0

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianMapSprites, lian_map_sprites_free)

G_END_DECLS
