/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-tile.h"

#include <math.h>
#include <string.h>

#include "lian-id-buffer.h"
#include "lian-map-ground.h"

#define SIZE LIAN_MAP_TILE_SIZE

/* A pixel that several areas share: the owners of its four quarters. */
typedef struct
{
  guint32 pixel;
  guint32 ids[4];
} Mixed;

struct _LianMapTile
{
  int x, y;
  guint32 *ids;             /* SIZE × SIZE, number of the area + 1 */
  GArray *mixed;            /* Mixed */
  cairo_surface_t *overlay; /* water, roads and borders, transparent elsewhere */
};

static void
fill_areas (LianIdBuffer *buffer, const LianMapGeography *geography, guint level,
            const LianMapPlane *plane, GCancellable *cancellable)
{
  guint first = geography->first_shape[level];
  double west = plane->left / plane->world, north = plane->top / plane->world;
  double side = buffer->width / plane->world;
  LianMapPath path;

  lian_map_path_init (&path);
  for (guint i = 0; i < lian_map_geography_get_n_areas (geography, level); i++)
    {
      const LianMapBox *box = lian_map_mesh_get_shape_box (geography->mesh, first + i);
      guint n_runs;

      if (box->west > west + side || box->east < west || box->north > north + side
          || box->south < north)
        continue;
      if (g_cancellable_is_cancelled (cancellable))
        break;
      lian_map_path_reset (&path);
      lian_map_mesh_trace_shape (geography->mesh, first + i, plane, &path);
      n_runs = lian_map_path_get_n_runs (&path);
      for (guint p = 0; p < path.polygons->len; p++)
        {
          guint run = g_array_index (path.polygons, guint, p);
          guint end
              = p + 1 < path.polygons->len ? g_array_index (path.polygons, guint, p + 1) : n_runs;

          lian_id_buffer_fill (buffer, (const LianMapXY *)(gconstpointer)path.points->data,
                               &g_array_index (path.starts, guint, run), end - run, i + 1);
        }
    }
  lian_map_path_clear (&path);
}

/* Two by two samples become one owner where they agree and a note where they do not: most pixels
 * are in the middle of something, so that the smooth picture costs little more memory. */
static void
reduce (LianMapTile *self, const LianIdBuffer *buffer)
{
  for (guint y = 0; y < SIZE; y++)
    {
      const guint32 *upper = buffer->ids + (gsize)2 * y * buffer->width;
      const guint32 *lower = upper + buffer->width;

      for (guint x = 0; x < SIZE; x++)
        {
          guint32 pixel = y * SIZE + x;
          Mixed mixed
              = { pixel, { upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1] } };

          self->ids[pixel] = mixed.ids[0];
          if (mixed.ids[0] != mixed.ids[1] || mixed.ids[0] != mixed.ids[2]
              || mixed.ids[0] != mixed.ids[3])
            {
              g_array_append_val (self->mixed, mixed);
              for (guint i = 1; i < 4 && self->ids[pixel] == 0; i++)
                self->ids[pixel] = mixed.ids[i];
            }
        }
    }
}

static void
tile_clear (gpointer data)
{
  LianMapTile *self = data;

  g_free (self->ids);
  g_clear_pointer (&self->mixed, g_array_unref);
  g_clear_pointer (&self->overlay, cairo_surface_destroy);
}

/**
 * lian_map_tile_new:
 * @geography: the ground
 * @style: colours of base and borders
 * @level: rank of the areas that are coloured
 * @world: width of the world in device pixels
 * @scale: device pixels per pixel
 * @x: column, in tiles from the western edge of the world
 * @y: row, from the northern edge
 * @cancellable: (nullable): gives up between two areas
 *
 * Any thread; some milliseconds.
 *
 * Returns: (transfer full) (nullable): the tile, or %NULL when cancelled.
 */
LianMapTile *
lian_map_tile_new (const LianMapGeography *geography, const LianMapStyle *style, guint level,
                   double world, double scale, int x, int y, GCancellable *cancellable)
{
  g_autoptr (LianMapTile) self = g_atomic_rc_box_new0 (LianMapTile);
  g_autoptr (LianIdBuffer) buffer = lian_id_buffer_new (2 * SIZE, 2 * SIZE);
  LianMapPlane fine = { 2 * world, 2.0 * SIZE * x, 2.0 * SIZE * y };
  LianMapPlane plane = { world, (double)SIZE * x, (double)SIZE * y };

  self->x = x;
  self->y = y;
  self->ids = g_new (guint32, SIZE * SIZE);
  self->mixed = g_array_new (FALSE, FALSE, sizeof (Mixed));
  fill_areas (buffer, geography, level, &fine, cancellable);
  reduce (self, buffer);
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;
  self->overlay = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIZE, SIZE);
  lian_map_ground_draw (geography, style, level, &plane, scale, self->overlay, cancellable);
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;
  return g_steal_pointer (&self);
}

LianMapTile *
lian_map_tile_ref (LianMapTile *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
lian_map_tile_unref (LianMapTile *self)
{
  g_atomic_rc_box_release_full (self, tile_clear);
}

static guint32
pack (LianMapColor color)
{
  guint r = CLAMP (color.r, 0, 1) * 255 + 0.5, g = CLAMP (color.g, 0, 1) * 255 + 0.5,
        b = CLAMP (color.b, 0, 1) * 255 + 0.5;

  return 0xff000000u | r << 16 | g << 8 | b;
}

static LianMapColor
mix (LianMapColor under, LianMapColor over, double share)
{
  double a = over.a * share;

  return (LianMapColor){ under.r + (over.r - under.r) * a, under.g + (over.g - under.g) * a,
                         under.b + (over.b - under.b) * a, 1 };
}

/* One line at 45° every six pixels, which is eight and a half along a row; nine whole ones, so that
 * lines meet across tiles need the place in the world and not in the tile. */
#define HATCH_PERIOD 8

typedef struct
{
  guint32 land;
  guint32 hatch[HATCH_PERIOD];
  guint32 ramp[5];
} Paint;

static void
prepare_paint (Paint *paint, const LianMapStyle *style)
{
  paint->land = pack (style->land);
  for (guint i = 0; i < HATCH_PERIOD; i++)
    paint->hatch[i] = pack (mix (style->land, style->hatch,
                                 i == 1             ? 0.9
                                 : i == 0 || i == 2 ? 0.25
                                                    : 0));
  for (guint i = 0; i < 5; i++)
    paint->ramp[i] = pack (style->ramp[i]);
}

static inline guint32
colour_of (const Paint *paint, const guint8 *classes, guint n, guint32 id, guint diagonal)
{
  guint class;

  if (id == 0)
    return paint->land;
  class = classes == NULL ? 1 : id <= n ? classes[id - 1] : 0;
  return class == 0 ? paint->hatch[diagonal % HATCH_PERIOD] : paint->ramp[MIN (class, 5) - 1];
}

static void
paint_mixed (const LianMapTile *self, const Paint *paint, const guint8 *classes, guint n,
             guchar *data, int stride, guint shift)
{
  for (guint i = 0; i < self->mixed->len; i++)
    {
      const Mixed *mixed = &g_array_index (self->mixed, Mixed, i);
      guint x = mixed->pixel % SIZE, y = mixed->pixel / SIZE;
      guint32 sum_rb = 0x00020002, sum_g = 0x0200;

      for (guint k = 0; k < 4; k++)
        {
          guint32 c = colour_of (paint, classes, n, mixed->ids[k], x + y + shift);

          sum_rb += c & 0x00ff00ff;
          sum_g += c & 0x0000ff00;
        }
      ((guint32 *)(gpointer)(data + (gsize)y * stride))[x]
          = 0xff000000u | ((sum_rb >> 2) & 0x00ff00ff) | ((sum_g >> 2) & 0x0000ff00);
    }
}

/* The fourth byte means nothing to cairo, but everything to whoever takes the memory for a
 * texture. */
static void
make_opaque (cairo_surface_t *surface)
{
  guchar *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  cairo_surface_flush (surface);
  for (guint y = 0; y < SIZE; y++)
    {
      guint32 *line = (guint32 *)(gpointer)(data + (gsize)y * stride);

      for (guint x = 0; x < SIZE; x++)
        line[x] |= 0xff000000u;
    }
  cairo_surface_mark_dirty (surface);
}

/**
 * lian_map_tile_paint:
 * @self: a tile
 * @style: its colours
 * @classes: (nullable) (array length=n): of each area its class + 1, 0 without data; %NULL: all in
 *   the lowest class
 * @n: how many areas
 *
 * Colours the areas and lays water, roads and borders over them. No geometry is touched, so this is
 * all that a new value costs. Any thread.
 *
 * Returns: (transfer full): an opaque image of LIAN_MAP_TILE_SIZE squared that nobody else writes.
 */
cairo_surface_t *
lian_map_tile_paint (const LianMapTile *self, const LianMapStyle *style, const guint8 *classes,
                     guint n)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SIZE, SIZE);
  guchar *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  guint shift = ((guint)self->x + (guint)self->y) * SIZE;
  Paint paint;
  cairo_t *cr;

  prepare_paint (&paint, style);
  cairo_surface_flush (surface);
  for (guint y = 0; y < SIZE; y++)
    {
      guint32 *line = (guint32 *)(gpointer)(data + (gsize)y * stride);
      const guint32 *ids = self->ids + (gsize)y * SIZE;

      for (guint x = 0; x < SIZE;)
        {
          guint32 id = ids[x];
          guint class = classes == NULL || id == 0 ? 1 : id <= n ? classes[id - 1] : 0;
          guint32 colour = colour_of (&paint, classes, n, id, 0);

          if (class == 0)
            for (; x < SIZE && ids[x] == id; x++)
              line[x] = paint.hatch[(x + y + shift) % HATCH_PERIOD];
          else
            for (; x < SIZE && ids[x] == id; x++)
              line[x] = colour;
        }
    }
  paint_mixed (self, &paint, classes, n, data, stride, shift);
  cairo_surface_mark_dirty (surface);
  cr = cairo_create (surface);
  cairo_set_source_surface (cr, self->overlay, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  make_opaque (surface);
  return surface;
}

/**
 * lian_map_tile_pick:
 * @self: a tile
 * @x: device pixel from its left
 * @y: device pixel from its top
 *
 * Returns: number of the area there + 1, or 0.
 */
guint32
lian_map_tile_pick (const LianMapTile *self, int x, int y)
{
  return x >= 0 && y >= 0 && x < SIZE && y < SIZE ? self->ids[y * SIZE + x] : 0;
}

/**
 * lian_map_tile_get_bytes:
 * @self: a tile
 *
 * Returns: what it and one picture of it hold in memory.
 */
gsize
lian_map_tile_get_bytes (const LianMapTile *self)
{
  return 3 * SIZE * SIZE * sizeof (guint32) + self->mixed->len * sizeof (Mixed);
}
