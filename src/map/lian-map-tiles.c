/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-tiles.h"

#include <math.h>

#include "lian-map-sprites.h"

#define SIZE LIAN_MAP_TILE_SIZE

static void
entry_free (gpointer data)
{
  LianMapTileEntry *entry = data;

  g_clear_pointer (&entry->tile, lian_map_tile_unref);
  g_clear_pointer (&entry->picture, cairo_surface_destroy);
  g_clear_object (&entry->texture);
  g_free (entry);
}

static gint64
key_of (int x, int y)
{
  return ((gint64)y << 32) | (guint32)x;
}

/**
 * lian_map_tiles_new:
 * @world: width of the world in device pixels
 * @generation: what else the tiles were made for
 *
 * Returns: (transfer full): an empty set.
 */
LianMapTiles *
lian_map_tiles_new (double world, guint generation)
{
  LianMapTiles *self = g_rc_box_new0 (LianMapTiles);

  self->world = world;
  self->generation = generation;
  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, entry_free);
  return self;
}

LianMapTiles *
lian_map_tiles_ref (LianMapTiles *self)
{
  return g_rc_box_acquire (self);
}

static void
tiles_clear (gpointer data)
{
  LianMapTiles *self = data;

  g_hash_table_unref (self->entries);
}

void
lian_map_tiles_unref (LianMapTiles *self)
{
  g_rc_box_release_full (self, tiles_clear);
}

/**
 * lian_map_tiles_lookup:
 * @self: a set
 * @x: column
 * @y: row
 *
 * Returns: (transfer none) (nullable): the tile there.
 */
LianMapTileEntry *
lian_map_tiles_lookup (LianMapTiles *self, int x, int y)
{
  gint64 key = key_of (x, y);

  return g_hash_table_lookup (self->entries, &key);
}

/**
 * lian_map_tiles_put:
 * @self: a set
 * @x: column
 * @y: row
 * @tile: (transfer none): the tile
 * @picture: (transfer none): how it looks
 * @colours: number of the colours it was painted with
 *
 * Takes the tile in, in place of the one that was there.
 */
void
lian_map_tiles_put (LianMapTiles *self, int x, int y, LianMapTile *tile, cairo_surface_t *picture,
                    guint colours)
{
  LianMapTileEntry *old = lian_map_tiles_lookup (self, x, y);
  LianMapTileEntry *entry = g_new0 (LianMapTileEntry, 1);
  gint64 key = key_of (x, y);

  entry->x = x;
  entry->y = y;
  entry->tile = lian_map_tile_ref (tile);
  entry->picture = cairo_surface_reference (picture);
  entry->colours = colours;
  entry->used = old != NULL ? old->used : G_MAXUINT64;
  if (old != NULL)
    self->bytes -= lian_map_tile_get_bytes (old->tile);
  self->bytes += lian_map_tile_get_bytes (tile);
  g_hash_table_replace (self->entries, g_memdup2 (&key, sizeof key), entry);
}

/**
 * lian_map_tiles_trim:
 * @self: a set
 * @most: bytes it may hold
 * @now: tiles used at that time are on the screen and stay
 *
 * Lets go of the tiles that have not been seen for longest.
 */
void
lian_map_tiles_trim (LianMapTiles *self, gsize most, guint64 now)
{
  while (self->bytes > most)
    {
      LianMapTileEntry *oldest = NULL;
      GHashTableIter iter;
      gpointer value;
      gint64 key;

      g_hash_table_iter_init (&iter, self->entries);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          LianMapTileEntry *entry = value;

          if (entry->used < now && (oldest == NULL || entry->used < oldest->used))
            oldest = entry;
        }
      if (oldest == NULL)
        return;
      self->bytes -= lian_map_tile_get_bytes (oldest->tile);
      key = key_of (oldest->x, oldest->y);
      g_hash_table_remove (self->entries, &key);
    }
}

/**
 * lian_map_tiles_has_all:
 * @self: a set
 * @range: which tiles
 *
 * Returns: whether all of them are there.
 */
gboolean
lian_map_tiles_has_all (LianMapTiles *self, const LianMapTileRange *range)
{
  for (int y = range->top; y < range->bottom; y++)
    for (int x = range->left; x < range->right; x++)
      if (lian_map_tiles_lookup (self, x, y) == NULL)
        return FALSE;
  return TRUE;
}

/* Where a tile lies on the screen: whole device pixels, so that neither seams nor blur arise. */
static gboolean
place (const LianMapTiles *self, const LianMapTileEntry *entry, double world, double left,
       double top, double width, double height, graphene_rect_t *rect)
{
  double factor = world / self->world * SIZE;
  double x0 = round (entry->x * factor - left), x1 = round ((entry->x + 1) * factor - left);
  double y0 = round (entry->y * factor - top), y1 = round ((entry->y + 1) * factor - top);

  if (x1 <= 0 || y1 <= 0 || x0 >= width || y0 >= height || x1 <= x0 || y1 <= y0)
    return FALSE;
  graphene_rect_init (rect, x0, y0, x1 - x0, y1 - y0);
  return TRUE;
}

/**
 * lian_map_tiles_draw:
 * @self: a set
 * @cr: in device pixels
 * @world: width of the world in device pixels now; tiles of another zoom are scaled
 * @left: device pixel of the world at the left edge, whole
 * @top: device pixel of the world at the upper edge, whole
 * @width: device pixels
 * @height: device pixels
 *
 * Copies what there is; the rest of @cr stays as it was.
 */
void
lian_map_tiles_draw (LianMapTiles *self, cairo_t *cr, double world, double left, double top,
                     double width, double height)
{
  GHashTableIter iter;
  gpointer value;

  cairo_save (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      LianMapTileEntry *entry = value;
      graphene_rect_t rect;

      if (!place (self, entry, world, left, top, width, height, &rect))
        continue;
      cairo_save (cr);
      cairo_rectangle (cr, rect.origin.x, rect.origin.y, rect.size.width, rect.size.height);
      cairo_translate (cr, rect.origin.x, rect.origin.y);
      if (rect.size.width != SIZE || rect.size.height != SIZE)
        cairo_scale (cr, rect.size.width / SIZE, rect.size.height / SIZE);
      cairo_set_source_surface (cr, entry->picture, 0, 0);
      cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
      cairo_fill (cr);
      cairo_restore (cr);
    }
  cairo_restore (cr);
}

/**
 * lian_map_tiles_snapshot:
 * @self: a set
 * @snapshot: in pixels
 * @world: width of the world in device pixels now; tiles of another zoom are scaled
 * @left: device pixel of the world at the left edge, whole
 * @top: device pixel of the world at the upper edge, whole
 * @width: device pixels
 * @height: device pixels
 * @scale: device pixels per pixel
 *
 * The same with textures that a graphics processor keeps.
 */
void
lian_map_tiles_snapshot (LianMapTiles *self, GtkSnapshot *snapshot, double world, double left,
                         double top, double width, double height, double scale)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      LianMapTileEntry *entry = value;
      graphene_rect_t rect;

      if (!place (self, entry, world, left, top, width, height, &rect))
        continue;
      if (entry->texture == NULL)
        entry->texture = lian_map_texture_new (entry->picture);
      graphene_rect_init (&rect, rect.origin.x / scale, rect.origin.y / scale,
                          rect.size.width / scale, rect.size.height / scale);
      gtk_snapshot_append_texture (snapshot, entry->texture, &rect);
    }
}
