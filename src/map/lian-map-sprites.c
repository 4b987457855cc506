/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-sprites.h"

#include <math.h>
#include <string.h>

/* More pictures than this are not on one screen: beginning anew is cheaper than keeping order. */
#define MOST_SPRITES 2000

#define RING_RADIUS 13.0
#define CASING 2.0
#define HALO 0.26

struct _LianMapSprites
{
  LianPalette palette;
  PangoContext *pango;
  double font_size;
  double scale;
  GHashTable *sprites;
};

typedef struct
{
  LianMapSprites *self;
  LianPlot plot;
  cairo_t *cr;
  LianMapSprite *sprite;
} Drawing;

static void
sprite_free (gpointer data)
{
  LianMapSprite *sprite = data;

  cairo_surface_destroy (sprite->surface);
  g_clear_object (&sprite->texture);
  g_free (sprite);
}

/**
 * lian_map_sprites_new:
 * @palette: copied
 * @pango: a context with the language set
 * @font_size: pixels of body text
 * @scale: device pixels per pixel
 *
 * Returns: (transfer full): an empty cache.
 */
LianMapSprites *
lian_map_sprites_new (const LianPalette *palette, PangoContext *pango, double font_size,
                      double scale)
{
  LianMapSprites *self = g_new0 (LianMapSprites, 1);

  self->palette = *palette;
  self->pango = g_object_ref (pango);
  self->font_size = font_size;
  self->scale = scale;
  self->sprites = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sprite_free);
  return self;
}

/**
 * lian_map_sprites_free:
 * @self: (nullable) (transfer full): a cache
 */
void
lian_map_sprites_free (LianMapSprites *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->sprites);
  g_object_unref (self->pango);
  g_free (self);
}

/**
 * lian_map_sprites_get_zoom:
 * @self: a cache
 *
 * Returns: how much larger than at the desk all marks are: 1, or on a wall what its text asks for.
 */
double
lian_map_sprites_get_zoom (const LianMapSprites *self)
{
  return MAX (self->font_size / 14.0, 1.0);
}

/**
 * lian_map_sprites_get_mark_zoom:
 * @self: a cache
 *
 * Returns: how much larger than at the desk marks without text are: less, for a wall is no closer
 *   look.
 */
double
lian_map_sprites_get_mark_zoom (const LianMapSprites *self)
{
  return sqrt (lian_map_sprites_get_zoom (self));
}

static PangoLayout *
make_layout (LianMapSprites *self, const char *name, gboolean town)
{
  PangoLayout *layout = pango_layout_new (self->pango);
  PangoFontDescription *font
      = pango_font_description_copy (pango_context_get_font_description (self->pango));
  PangoAttrList *attributes = pango_attr_list_new ();
  double size = self->font_size * (town ? 1.0 : 0.86);

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  if (town)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_attr_list_insert (attributes,
                          pango_attr_letter_spacing_new ((int)(size * 0.05 * PANGO_SCALE)));
  pango_layout_set_font_description (layout, font);
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, name, -1);
  pango_attr_list_unref (attributes);
  pango_font_description_free (font);
  return layout;
}

/**
 * lian_map_sprites_measure_name:
 * @self: a cache
 * @name: plain text
 * @town: of a town (bold) or a community
 * @width: (out): pixels of the ink's line
 * @height: (out): pixels
 */
void
lian_map_sprites_measure_name (LianMapSprites *self, const char *name, gboolean town, double *width,
                               double *height)
{
  g_autoptr (PangoLayout) layout = make_layout (self, name, town);
  PangoRectangle ink;

  pango_layout_get_extents (layout, &ink, NULL);
  *width = (double)ink.width / PANGO_SCALE;
  *height = (double)ink.height / PANGO_SCALE;
}

static LianMapSprite *
find_sprite (LianMapSprites *self, const char *key)
{
  return g_hash_table_lookup (self->sprites, key);
}

/* A transparent picture of @width × @height pixels whose origin is the middle. */
static Drawing
begin (LianMapSprites *self, double width, double height)
{
  Drawing drawing = { self, { &self->palette, self->pango, self->font_size, TRUE } };
  int w = (int)ceil (width * self->scale), h = (int)ceil (height * self->scale);

  drawing.sprite = g_new0 (LianMapSprite, 1);
  drawing.sprite->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, w, h);
  drawing.sprite->width = w / self->scale;
  drawing.sprite->height = h / self->scale;
  drawing.cr = cairo_create (drawing.sprite->surface);
  cairo_scale (drawing.cr, self->scale, self->scale);
  cairo_translate (drawing.cr, drawing.sprite->width / 2, drawing.sprite->height / 2);
  return drawing;
}

static LianMapSprite *
end (Drawing *drawing, char *key)
{
  cairo_destroy (drawing->cr);
  cairo_surface_flush (drawing->sprite->surface);
  if (g_hash_table_size (drawing->self->sprites) >= MOST_SPRITES)
    g_hash_table_remove_all (drawing->self->sprites);
  g_hash_table_insert (drawing->self->sprites, key, drawing->sprite);
  return drawing->sprite;
}

/**
 * lian_map_sprites_get_name:
 * @self: a cache
 * @name: plain text
 * @town: of a town (bold) or a community
 *
 * Returns: (transfer none): the name with its halo; valid until the next call.
 */
LianMapSprite *
lian_map_sprites_get_name (LianMapSprites *self, const char *name, gboolean town)
{
  g_autofree char *key = g_strdup_printf ("n%d%s", town, name);
  LianMapSprite *sprite = find_sprite (self, key);
  g_autoptr (PangoLayout) layout = NULL;
  PangoRectangle ink;
  Drawing drawing;
  double halo = self->font_size * HALO;

  if (sprite != NULL)
    return sprite;
  layout = make_layout (self, name, town);
  pango_layout_get_pixel_extents (layout, &ink, NULL);
  drawing = begin (self, ink.width + 2 * halo + 2, ink.height + 2 * halo + 2);
  cairo_move_to (drawing.cr, -ink.x - ink.width / 2.0, -ink.y - ink.height / 2.0);
  pango_cairo_layout_path (drawing.cr, layout);
  cairo_set_line_join (drawing.cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (drawing.cr, halo);
  lian_color_set (drawing.cr, self->palette.halo);
  cairo_stroke (drawing.cr);
  cairo_move_to (drawing.cr, -ink.x - ink.width / 2.0, -ink.y - ink.height / 2.0);
  lian_color_set (drawing.cr, self->palette.label);
  pango_cairo_show_layout (drawing.cr, layout);
  return end (&drawing, g_steal_pointer (&key));
}

/**
 * lian_map_sprites_get_cluster:
 * @self: a cache
 * @counts: its lights
 *
 * Returns: (transfer none): the disc with count and arcs; valid until the next call.
 */
LianMapSprite *
lian_map_sprites_get_cluster (LianMapSprites *self, const LianLightCounts *counts)
{
  g_autofree char *key = g_strdup_printf ("c%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT
                                          "/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                          counts->normal, counts->soon, counts->over, counts->held);
  LianMapSprite *sprite = find_sprite (self, key);
  Drawing drawing;
  double side;

  if (sprite != NULL)
    return sprite;
  side = 2 * lian_plot_cluster_radius (lian_light_counts_total (counts))
             * lian_map_sprites_get_zoom (self)
         + 8;
  drawing = begin (self, side, side);
  /* Plots draw a disc at the size of the desk; its digits must grow with the text of a wall. */
  drawing.plot.font_size /= lian_map_sprites_get_zoom (self);
  cairo_scale (drawing.cr, lian_map_sprites_get_zoom (self), lian_map_sprites_get_zoom (self));
  lian_plot_cluster (&drawing.plot, drawing.cr, 0, 0, counts);
  return end (&drawing, g_steal_pointer (&key));
}

/* The light on a ground of its own shape, two pixels wider all round: its picture painted sixteen
 * times around itself. */
static void
draw_cased_light (Drawing *drawing, double size, LianLight light)
{
  cairo_pattern_t *mark;
  double zoom = size / 16;

  cairo_push_group_with_content (drawing->cr, CAIRO_CONTENT_ALPHA);
  if (light == LIAN_LIGHT_NORMAL)
    {
      cairo_set_source_rgba (drawing->cr, 0, 0, 0, 1);
      cairo_arc (drawing->cr, 0, 0, 5.2 * zoom, 0, 2 * G_PI);
      cairo_fill (drawing->cr);
    }
  lian_plot_light (&drawing->plot, drawing->cr, 0, 0, size, light);
  mark = cairo_pop_group (drawing->cr);
  lian_color_set (drawing->cr, drawing->self->palette.marker);
  for (guint i = 0; i < 16; i++)
    {
      cairo_save (drawing->cr);
      cairo_translate (drawing->cr, CASING * cos (i * G_PI / 8), CASING * sin (i * G_PI / 8));
      cairo_mask (drawing->cr, mark);
      cairo_restore (drawing->cr);
    }
  cairo_mask (drawing->cr, mark);
  cairo_pattern_destroy (mark);
  lian_plot_light (&drawing->plot, drawing->cr, 0, 0, size, light);
}

/**
 * lian_map_sprites_get_light:
 * @self: a cache
 * @light: of a single case
 * @grave: drawn larger
 *
 * Returns: (transfer none): the light with its casing; valid until the next call.
 */
LianMapSprite *
lian_map_sprites_get_light (LianMapSprites *self, LianLight light, gboolean grave)
{
  g_autofree char *key = g_strdup_printf ("l%d/%d", light, grave);
  LianMapSprite *sprite = find_sprite (self, key);
  double size = (grave ? 20 : 16) * lian_map_sprites_get_mark_zoom (self);
  Drawing drawing;

  if (sprite != NULL)
    return sprite;
  drawing = begin (self, size + 3 * CASING, size + 3 * CASING);
  draw_cased_light (&drawing, size, light);
  return end (&drawing, g_steal_pointer (&key));
}

/**
 * lian_map_sprites_get_ring:
 * @self: a cache
 * @elements: (array fixed-size=10): of a service complex
 *
 * Returns: (transfer none): the ring on its disc; valid until the next call.
 */
LianMapSprite *
lian_map_sprites_get_ring (LianMapSprites *self, const guint8 *elements)
{
  char key[12] = "r";
  double zoom = lian_map_sprites_get_mark_zoom (self);
  LianMapSprite *sprite;
  Drawing drawing;

  for (guint i = 0; i < 10; i++)
    key[i + 1] = '0' + MIN (elements[i], 2);
  key[11] = '\0';
  sprite = find_sprite (self, key);
  if (sprite != NULL)
    return sprite;
  drawing = begin (self, 2 * LIAN_MAP_RING_RADIUS * zoom + 2, 2 * LIAN_MAP_RING_RADIUS * zoom + 2);
  cairo_arc (drawing.cr, 0, 0, LIAN_MAP_RING_RADIUS * zoom, 0, 2 * G_PI);
  lian_color_set (drawing.cr, self->palette.marker);
  cairo_fill (drawing.cr);
  lian_plot_ring (&drawing.plot, drawing.cr, 0, 0, RING_RADIUS * zoom, elements, FALSE);
  return end (&drawing, g_strdup (key));
}

static void
release_surface (gpointer surface)
{
  cairo_surface_destroy (surface);
}

/**
 * lian_map_texture_new:
 * @surface: an image that nobody writes any more
 *
 * Returns: (transfer full): a texture of the same memory.
 */
GdkTexture *
lian_map_texture_new (cairo_surface_t *surface)
{
  int height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes
      = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize)stride * height,
                                    release_surface, cairo_surface_reference (surface));

  return gdk_memory_texture_new (cairo_image_surface_get_width (surface), height,
                                 GDK_MEMORY_DEFAULT, bytes, stride);
}

/**
 * lian_map_sprite_get_texture:
 * @sprite: a picture
 *
 * Returns: (transfer none): its texture.
 */
GdkTexture *
lian_map_sprite_get_texture (LianMapSprite *sprite)
{
  if (sprite->texture == NULL)
    sprite->texture = lian_map_texture_new (sprite->surface);
  return sprite->texture;
}
