/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "lian-map-geography.h"
#include "lian-map-style.h"

G_BEGIN_DECLS

/* Device pixels along the side of a tile. */
#define LIAN_MAP_TILE_SIZE 512

/* One square of the map: who owns each pixel, and what lies over the colours. Immutable, shared by
 * threads; colours are put on by lian_map_tile_paint(). */
typedef struct _LianMapTile LianMapTile;

LianMapTile *lian_map_tile_new (const LianMapGeography *geography, const LianMapStyle *style,
                                guint level, double world, double scale, int x, int y,
                                GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
LianMapTile *lian_map_tile_ref (LianMapTile *self);
void lian_map_tile_unref (LianMapTile *self);
cairo_surface_t *lian_map_tile_paint (const LianMapTile *self, const LianMapStyle *style,
                                      const guint8 *classes, guint n) G_GNUC_WARN_UNUSED_RESULT;
guint32 lian_map_tile_pick (const LianMapTile *self, int x, int y);
gsize lian_map_tile_get_bytes (const LianMapTile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianMapTile, lian_map_tile_unref)

G_END_DECLS
