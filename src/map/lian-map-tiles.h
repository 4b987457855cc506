/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-map-tile.h"

G_BEGIN_DECLS

/* The tiles of one zoom, level and style. Main thread. */
typedef struct
{
  int x, y;
  LianMapTile *tile;
  cairo_surface_t *picture; /* opaque */
  GdkTexture *texture;      /* (nullable): of picture, made when a renderer asks */
  guint colours;            /* which colours the picture has */
  guint64 used;             /* when it was last on the screen */
} LianMapTileEntry;

typedef struct
{
  double world; /* device pixels */
  guint generation;
  GHashTable *entries; /* key → LianMapTileEntry */
  gsize bytes;
} LianMapTiles;

/* What of the world the widget shows. */
typedef struct
{
  double world; /* width of the world in device pixels */
  double left;  /* device pixel of the world at the left edge, whole */
  double top;
  double width; /* device pixels */
  double height;
  double scale;  /* device pixels per pixel */
  gboolean rest; /* the zoom does not change just now */
} LianMapLens;

/* A rectangle of tiles, the ends not included. */
typedef struct
{
  int left, top, right, bottom;
} LianMapTileRange;

LianMapTiles *lian_map_tiles_new (double world, guint generation) G_GNUC_WARN_UNUSED_RESULT;
LianMapTiles *lian_map_tiles_ref (LianMapTiles *self);
void lian_map_tiles_unref (LianMapTiles *self);
LianMapTileEntry *lian_map_tiles_lookup (LianMapTiles *self, int x, int y);
void lian_map_tiles_put (LianMapTiles *self, int x, int y, LianMapTile *tile,
                         cairo_surface_t *picture, guint colours);
void lian_map_tiles_trim (LianMapTiles *self, gsize most, guint64 now);
gboolean lian_map_tiles_has_all (LianMapTiles *self, const LianMapTileRange *range);

void lian_map_tiles_snapshot (LianMapTiles *self, GtkSnapshot *snapshot, const LianMapLens *lens,
                              gboolean cairo);

G_END_DECLS
