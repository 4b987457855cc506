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
place (const LianMapTiles *self, const LianMapTileEntry *entry, const LianMapLens *lens,
       graphene_rect_t *rect)
{
  double factor = lens->world / self->world * SIZE;
  double x0 = round (entry->x * factor - lens->left);
  double x1 = round ((entry->x + 1) * factor - lens->left);
  double y0 = round (entry->y * factor - lens->top);
  double y1 = round ((entry->y + 1) * factor - lens->top);

  if (x1 <= 0 || y1 <= 0 || x0 >= lens->width || y0 >= lens->height || x1 <= x0 || y1 <= y0)
    return FALSE;
  graphene_rect_init (rect, (float)x0, (float)y0, (float)(x1 - x0), (float)(y1 - y0));
  return TRUE;
}

/* @rect in device pixels of the widget. */
static void
append_with_cairo (const LianMapTileEntry *entry, GtkSnapshot *snapshot, const LianMapLens *lens,
                   const graphene_rect_t *rect)
{
  graphene_rect_t shown = GRAPHENE_RECT_INIT (0, 0, (float)lens->width, (float)lens->height);
  cairo_t *cr;

  if (!graphene_rect_intersection (&shown, rect, &shown))
    return;
  graphene_rect_scale (&shown, (float)(1 / lens->scale), (float)(1 / lens->scale), &shown);
  cr = gtk_snapshot_append_cairo (snapshot, &shown);
  cairo_scale (cr, 1 / lens->scale, 1 / lens->scale);
  cairo_translate (cr, rect->origin.x, rect->origin.y);
  if (rect->size.width != SIZE || rect->size.height != SIZE)
    cairo_scale (cr, rect->size.width / SIZE, rect->size.height / SIZE);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_set_source_surface (cr, entry->picture, 0, 0);
  /* Padding keeps the edges of scaled tiles opaque; unscaled it would only cost the copy. */
  if (rect->size.width != SIZE || rect->size.height != SIZE)
    {
      cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
    }
  cairo_paint (cr);
  cairo_destroy (cr);
}

/**
 * lian_map_tiles_snapshot:
 * @self: a set
 * @snapshot: in pixels
 * @lens: what is shown; tiles of another zoom are scaled
 * @cairo: whether the renderer is cairo, which would convert a texture in every frame; others keep
 *   a texture and would upload a cairo node in every frame
 *
 * Adds what there is; the rest stays as it was.
 */
void
lian_map_tiles_snapshot (LianMapTiles *self, GtkSnapshot *snapshot, const LianMapLens *lens,
                         gboolean cairo)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      LianMapTileEntry *entry = value;
      graphene_rect_t rect;

      if (!place (self, entry, lens, &rect))
        continue;
      if (cairo)
        {
          append_with_cairo (entry, snapshot, lens, &rect);
          continue;
        }
      if (entry->texture == NULL)
        entry->texture = lian_map_texture_new (entry->picture);
      graphene_rect_scale (&rect, (float)(1 / lens->scale), (float)(1 / lens->scale), &rect);
      gtk_snapshot_append_texture (snapshot, entry->texture, &rect);
    }
}
