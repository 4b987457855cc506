/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-layer.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "lian-map-ground.h"
#include "lian-map-source.h"

#define RING_MILLISECONDS 800
#define RING_RADIUS 24

struct _LianMapLayer
{
  ShumateLayer parent_instance;
  LianMapPreparer *preparer;
  LianPalette palette;
  LianMapLens lens;
  gboolean rest;
  char *hovered;
  char *selected;
  char *selected_case;
  int focus;
  GArray *rings; /* LianMapXY of new cases */
  AdwAnimation *ring_animation;
  double ring_progress;
};

G_DEFINE_FINAL_TYPE (LianMapLayer, lian_map_layer, SHUMATE_TYPE_LAYER)

static ShumateMapSource *
get_source (LianMapLayer *self)
{
  return shumate_viewport_get_reference_map_source (
      shumate_layer_get_viewport (SHUMATE_LAYER (self)));
}

/**
 * lian_map_layer_get_world:
 * @self: a layer
 *
 * Returns: width of the world in pixels now.
 */
double
lian_map_layer_get_world (LianMapLayer *self)
{
  return lian_map_source_get_world (get_source (self),
                                    shumate_viewport_get_zoom_level (
                                        shumate_layer_get_viewport (SHUMATE_LAYER (self))));
}

/**
 * lian_map_layer_get_centre:
 * @self: a layer
 *
 * Returns: the middle of the widget on the unit square.
 */
LianMapXY
lian_map_layer_get_centre (LianMapLayer *self)
{
  ShumateLocation *at = SHUMATE_LOCATION (shumate_layer_get_viewport (SHUMATE_LAYER (self)));

  return (LianMapXY){ lian_projection_x (shumate_location_get_longitude (at)),
                      lian_projection_y (shumate_location_get_latitude (at)) };
}

/**
 * lian_map_layer_update_lens:
 * @self: a layer
 *
 * Tells the preparer what is shown now.
 */
void
lian_map_layer_update_lens (LianMapLayer *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  LianMapXY centre = lian_map_layer_get_centre (self);
  double scale = gtk_widget_get_scale_factor (widget);
  LianMapLens lens = { 0 };

  lens.world = lian_map_layer_get_world (self) * scale;
  lens.scale = scale;
  lens.width = gtk_widget_get_width (widget) * scale;
  lens.height = gtk_widget_get_height (widget) * scale;
  lens.left = round (centre.x * lens.world - lens.width / 2);
  lens.top = round (centre.y * lens.world - lens.height / 2);
  lens.rest = self->rest;
  self->lens = lens;
  lian_map_preparer_set_lens (self->preparer, &lens);
  gtk_widget_queue_draw (widget);
}

/**
 * lian_map_layer_to_widget:
 * @self: a layer
 * @at: on the unit square
 *
 * Returns: the pixel of the widget.
 */
LianMapXY
lian_map_layer_to_widget (LianMapLayer *self, LianMapXY at)
{
  const LianMapLens *lens = &self->lens;

  return (LianMapXY){ (at.x * lens->world - lens->left) / lens->scale,
                      (at.y * lens->world - lens->top) / lens->scale };
}

/* Where pictures are put and how: as textures, or with cairo in small nodes. The cairo renderer
 * replays each node into an image of its own first; one for the whole map would be megabytes of
 * fresh memory in every frame. */
typedef struct
{
  LianMapLayer *self;
  GtkSnapshot *snapshot;
  gboolean cairo;
} Canvas;

static void
put (Canvas *canvas, LianMapSprite *sprite, LianMapXY at)
{
  const LianMapLens *lens = &canvas->self->lens;
  double x = round ((at.x - sprite->width / 2) * lens->scale) / lens->scale;
  double y = round ((at.y - sprite->height / 2) * lens->scale) / lens->scale;
  graphene_rect_t bounds;
  cairo_t *cr;

  if (x > lens->width / lens->scale || y > lens->height / lens->scale || x + sprite->width < 0
      || y + sprite->height < 0)
    return;
  bounds = GRAPHENE_RECT_INIT ((float)x, (float)y, (float)sprite->width, (float)sprite->height);
  if (!canvas->cairo)
    {
      gtk_snapshot_append_texture (canvas->snapshot, lian_map_sprite_get_texture (sprite), &bounds);
      return;
    }
  cr = gtk_snapshot_append_cairo (canvas->snapshot, &bounds);
  cairo_translate (cr, x, y);
  cairo_scale (cr, 1 / lens->scale, 1 / lens->scale);
  cairo_set_source_surface (cr, sprite->surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
stroke_cased (cairo_t *cr, const LianPalette *palette, double casing, double width)
{
  lian_color_set (cr, palette->marker);
  cairo_set_line_width (cr, casing);
  cairo_stroke_preserve (cr);
  lian_color_set (cr, palette->accent);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

/* What of a shape's surroundings is on the screen. */
static gboolean
get_outline_bounds (LianMapLayer *self, guint shape, const LianMapPlane *plane,
                    graphene_rect_t *bounds)
{
  const LianMapBox *box
      = lian_map_mesh_get_shape_box (lian_map_preparer_get_geography (self->preparer)->mesh, shape);
  double left = MAX (floor (box->west * plane->world - plane->left) - 4, 0);
  double top = MAX (floor (box->north * plane->world - plane->top) - 4, 0);
  double right = MIN (ceil (box->east * plane->world - plane->left) + 4,
                      gtk_widget_get_width (GTK_WIDGET (self)));
  double bottom = MIN (ceil (box->south * plane->world - plane->top) + 4,
                       gtk_widget_get_height (GTK_WIDGET (self)));

  if (!(left < right) || !(top < bottom))
    return FALSE;
  graphene_rect_init (bounds, (float)left, (float)top, (float)(right - left),
                      (float)(bottom - top));
  return TRUE;
}

/* The shape of an area: of the level first, because ids of levels may be alike. */
static int
find_shape (LianMapLayer *self, const LianMapGeography *geography, const char *id)
{
  const guint ranks[] = { lian_map_preparer_get_level (self->preparer), LIAN_MAP_GRID,
                          LIAN_MAP_COMMUNITY, LIAN_MAP_TOWN };

  for (guint i = 0; i < G_N_ELEMENTS (ranks); i++)
    {
      int number = lian_map_geography_find (geography, ranks[i], id);

      if (number >= 0)
        return (int)geography->first_shape[ranks[i]] + number;
    }
  return -1;
}

static void
draw_outline (Canvas *canvas, const char *id, double casing, double width)
{
  LianMapLayer *self = canvas->self;
  const LianMapGeography *geography = lian_map_preparer_get_geography (self->preparer);
  LianMapPlane plane = { self->lens.world / self->lens.scale, self->lens.left / self->lens.scale,
                         self->lens.top / self->lens.scale };
  graphene_rect_t bounds;
  LianMapPath path;
  cairo_t *cr;
  int shape;

  if (id == NULL || geography == NULL)
    return;
  shape = find_shape (self, geography, id);
  if (shape < 0 || !get_outline_bounds (self, shape, &plane, &bounds))
    return;
  lian_map_path_init (&path);
  lian_map_mesh_trace_shape (geography->mesh, shape, &plane, &path);
  cr = gtk_snapshot_append_cairo (canvas->snapshot, &bounds);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  lian_map_ground_add_path (cr, &path, TRUE);
  stroke_cased (cr, &self->palette, casing, width);
  cairo_destroy (cr);
  lian_map_path_clear (&path);
}

static void
draw_circle (Canvas *canvas, LianMapXY at, double radius)
{
  float side = (float)(2 * radius + 8);
  cairo_t *cr = gtk_snapshot_append_cairo (
      canvas->snapshot,
      &GRAPHENE_RECT_INIT ((float)at.x - side / 2, (float)at.y - side / 2, side, side));

  cairo_arc (cr, at.x, at.y, radius, 0, 2 * G_PI);
  stroke_cased (cr, &canvas->self->palette, 4, 2);
  cairo_destroy (cr);
}

static void
draw_cluster (Canvas *canvas, const LianMapLayout *layout, guint number)
{
  LianMapLayer *self = canvas->self;
  LianMapSprites *sprites = lian_map_preparer_get_sprites (self->preparer);
  const LianMapCluster *cluster
      = &g_array_index (layout->clusters->clusters, LianMapCluster, number);
  LianMapXY at = lian_map_layer_to_widget (self, cluster->at);
  gboolean selected = FALSE;

  for (guint i = 0; self->selected_case != NULL && !selected && i < cluster->n; i++)
    {
      guint point = g_array_index (layout->clusters->members, guint, cluster->first + i);
      const LianMapCase *entry = g_ptr_array_index (layout->cases, point);

      selected = g_strcmp0 (entry->id, self->selected_case) == 0;
    }
  if (cluster->n == 1)
    {
      guint point = g_array_index (layout->clusters->members, guint, cluster->first);
      const LianMapCase *entry = g_ptr_array_index (layout->cases, point);

      put (canvas, lian_map_sprites_get_light (sprites, entry->light, entry->grave), at);
    }
  else
    put (canvas, lian_map_sprites_get_cluster (sprites, &cluster->counts), at);
  if (selected)
    draw_circle (canvas, at, cluster->radius + 4);
}

static void
draw_marks (Canvas *canvas)
{
  LianMapLayer *self = canvas->self;
  const LianMapLayout *layout = lian_map_preparer_get_layout (self->preparer);
  const LianMapGeography *geography = lian_map_preparer_get_geography (self->preparer);
  LianMapSprites *sprites = lian_map_preparer_get_sprites (self->preparer);

  if (layout == NULL || geography == NULL || sprites == NULL)
    return;
  for (guint i = 0; i < layout->labels->len; i++)
    {
      const LianMapLabel *label = &g_array_index (layout->labels, LianMapLabel, i);

      put (canvas, lian_map_sprites_get_name (sprites, label->name, label->rank == LIAN_MAP_TOWN),
           lian_map_layer_to_widget (self, label->at));
    }
  for (guint i = 0; i < layout->rings->len; i++)
    {
      const LianMapComplex *ring
          = g_ptr_array_index (layout->complexes, g_array_index (layout->rings, guint, i));
      LianMapXY at = { lian_projection_x (ring->at.lon), lian_projection_y (ring->at.lat) };

      put (canvas, lian_map_sprites_get_ring (sprites, ring->elements),
           lian_map_layer_to_widget (self, at));
    }
  for (guint i = layout->clusters->clusters->len; i > 0; i--)
    draw_cluster (canvas, layout, i - 1);
}

static void
get_mark_place (LianMapLayer *self, LianMapHit hit, LianMapXY *at, double *radius)
{
  const LianMapLayout *layout = lian_map_preparer_get_layout (self->preparer);
  double zoom = lian_map_sprites_get_mark_zoom (lian_map_preparer_get_sprites (self->preparer));

  if (hit.kind == LIAN_MAP_HIT_CLUSTER)
    {
      const LianMapCluster *cluster
          = &g_array_index (layout->clusters->clusters, LianMapCluster, hit.number);

      *at = lian_map_layer_to_widget (self, cluster->at);
      *radius = cluster->radius;
    }
  else
    {
      const LianMapComplex *ring = g_ptr_array_index (layout->complexes, hit.number);
      LianMapXY place = { lian_projection_x (ring->at.lon), lian_projection_y (ring->at.lat) };

      *at = lian_map_layer_to_widget (self, place);
      *radius = LIAN_MAP_RING_RADIUS * zoom;
    }
}

static void
draw_focus (Canvas *canvas)
{
  LianMapLayer *self = canvas->self;
  LianMapXY at;
  double radius;

  if (self->focus < 0 || (guint)self->focus >= lian_map_layer_get_n_marks (self))
    return;
  get_mark_place (self, lian_map_layer_get_mark (self, self->focus), &at, &radius);
  draw_circle (canvas, at, radius + 4);
}

static void
draw_new_rings (Canvas *canvas)
{
  LianMapLayer *self = canvas->self;

  for (guint i = 0; i < self->rings->len; i++)
    {
      LianMapXY at = lian_map_layer_to_widget (self, g_array_index (self->rings, LianMapXY, i));
      double radius = RING_RADIUS * self->ring_progress;
      cairo_t *cr = gtk_snapshot_append_cairo (
          canvas->snapshot,
          &GRAPHENE_RECT_INIT ((float)at.x - RING_RADIUS - 4, (float)at.y - RING_RADIUS - 4,
                               2 * RING_RADIUS + 8, 2 * RING_RADIUS + 8));

      cairo_arc (cr, at.x, at.y, radius, 0, 2 * G_PI);
      lian_color_set (cr, lian_color_with_alpha (self->palette.ok, 1 - self->ring_progress));
      cairo_set_line_width (cr, 2.5);
      cairo_stroke (cr);
      cairo_destroy (cr);
    }
}

static gboolean
uses_cairo (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;

  return renderer == NULL || g_str_equal (G_OBJECT_TYPE_NAME (renderer), "GskCairoRenderer");
}

static void
draw_ground (Canvas *canvas)
{
  LianMapLayer *self = canvas->self;
  const LianMapLens *lens = &self->lens;
  LianMapTiles *tiles[3];
  guint n = lian_map_preparer_list_tiles (self->preparer, tiles);
  LianColor land = self->palette.land;

  /* One complete set hides everything below. */
  if (n != 1 || !lian_map_preparer_is_settled (self->preparer))
    gtk_snapshot_append_color (canvas->snapshot,
                               &(GdkRGBA){ (float)land.r, (float)land.g, (float)land.b, 1 },
                               &GRAPHENE_RECT_INIT (0, 0, (float)(lens->width / lens->scale),
                                                    (float)(lens->height / lens->scale)));
  for (guint i = 0; i < n; i++)
    lian_map_tiles_snapshot (tiles[i], canvas->snapshot, lens, canvas->cairo);
}

static void
lian_map_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LianMapLayer *self = LIAN_MAP_LAYER (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  Canvas canvas = { self, snapshot, uses_cairo (widget) };

  if (width <= 0 || height <= 0)
    return;
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  draw_ground (&canvas);
  draw_outline (&canvas, self->selected, 5, 2.6);
  if (g_strcmp0 (self->hovered, self->selected) != 0)
    draw_outline (&canvas, self->hovered, 4, 2);
  draw_marks (&canvas);
  draw_focus (&canvas);
  draw_new_rings (&canvas);
  gtk_snapshot_pop (snapshot);
}

static void
lian_map_layer_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (lian_map_layer_parent_class)->size_allocate (widget, width, height, baseline);
  lian_map_layer_update_lens (LIAN_MAP_LAYER (widget));
}

/**
 * lian_map_layer_set_palette:
 * @self: a layer
 * @palette: copied
 */
void
lian_map_layer_set_palette (LianMapLayer *self, const LianPalette *palette)
{
  self->palette = *palette;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * lian_map_layer_set_rest:
 * @self: a layer
 * @rest: whether the zoom stands still, so that new tiles are worth their while
 */
void
lian_map_layer_set_rest (LianMapLayer *self, gboolean rest)
{
  self->rest = rest;
  lian_map_layer_update_lens (self);
}

static void
replace (LianMapLayer *self, char **place, const char *id)
{
  if (g_strcmp0 (*place, id) == 0)
    return;
  g_free (*place);
  *place = g_strdup (id);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
lian_map_layer_set_hovered (LianMapLayer *self, const char *area)
{
  replace (self, &self->hovered, area);
}

void
lian_map_layer_set_selected (LianMapLayer *self, const char *area, const char *point)
{
  replace (self, &self->selected, area);
  replace (self, &self->selected_case, point);
}

/**
 * lian_map_layer_set_focus:
 * @self: a layer
 * @mark: which one the keyboard is at, -1 none
 */
void
lian_map_layer_set_focus (LianMapLayer *self, int mark)
{
  self->focus = mark;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * lian_map_layer_get_n_marks:
 * @self: a layer
 *
 * Returns: how many clusters, cases and complexes there are, wherever they lie.
 */
guint
lian_map_layer_get_n_marks (LianMapLayer *self)
{
  const LianMapLayout *layout = lian_map_preparer_get_layout (self->preparer);

  return layout != NULL ? layout->clusters->clusters->len + layout->rings->len : 0;
}

/**
 * lian_map_layer_get_mark:
 * @self: a layer
 * @mark: less than lian_map_layer_get_n_marks()
 *
 * Returns: what it is: clusters from the largest down, then complexes.
 */
LianMapHit
lian_map_layer_get_mark (LianMapLayer *self, guint mark)
{
  const LianMapLayout *layout = lian_map_preparer_get_layout (self->preparer);
  guint n = layout->clusters->clusters->len;

  if (mark < n)
    return (LianMapHit){ LIAN_MAP_HIT_CLUSTER, mark };
  return (LianMapHit){ LIAN_MAP_HIT_COMPLEX, g_array_index (layout->rings, guint, mark - n) };
}

/**
 * lian_map_layer_pick:
 * @self: a layer
 * @x: pixel of the widget
 * @y: pixel of the widget
 *
 * Returns: the mark there, or the area, whose pixel is read.
 */
LianMapHit
lian_map_layer_pick (LianMapLayer *self, double x, double y)
{
  guint n = lian_map_layer_get_n_marks (self);
  int area;

  for (guint i = 0; i < n; i++)
    {
      LianMapHit hit = lian_map_layer_get_mark (self, i);
      LianMapXY at;
      double radius;

      get_mark_place (self, hit, &at, &radius);
      if (hypot (at.x - x, at.y - y) <= MAX (radius, 10))
        return hit;
    }
  area = lian_map_preparer_pick (self->preparer, x * self->lens.scale, y * self->lens.scale);
  return (LianMapHit){ area >= 0 ? LIAN_MAP_HIT_AREA : LIAN_MAP_HIT_NOTHING, MAX (area, 0) };
}

static void
ring_progress_cb (double value, gpointer data)
{
  LianMapLayer *self = data;

  self->ring_progress = value;
  if (value >= 1)
    g_array_set_size (self->rings, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * lian_map_layer_ring:
 * @self: a layer
 * @at: on the unit square
 *
 * Draws the eye to a new case once; not at all where animations are off.
 */
void
lian_map_layer_ring (LianMapLayer *self, LianMapXY at)
{
  if (!adw_get_enable_animations (GTK_WIDGET (self)) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  g_array_append_val (self->rings, at);
  if (self->ring_animation == NULL)
    self->ring_animation = adw_timed_animation_new (
        GTK_WIDGET (self), 0, 1, RING_MILLISECONDS,
        adw_callback_animation_target_new (ring_progress_cb, self, NULL));
  adw_animation_reset (self->ring_animation);
  adw_animation_play (self->ring_animation);
}

gboolean
lian_map_layer_is_ringing (LianMapLayer *self)
{
  return self->rings->len > 0;
}

static void
lian_map_layer_dispose (GObject *object)
{
  LianMapLayer *self = LIAN_MAP_LAYER (object);

  if (self->ring_animation != NULL)
    adw_animation_pause (self->ring_animation);
  g_clear_object (&self->ring_animation);
  G_OBJECT_CLASS (lian_map_layer_parent_class)->dispose (object);
}

static void
lian_map_layer_finalize (GObject *object)
{
  LianMapLayer *self = LIAN_MAP_LAYER (object);

  g_clear_object (&self->preparer);
  g_free (self->hovered);
  g_free (self->selected);
  g_free (self->selected_case);
  g_array_unref (self->rings);
  G_OBJECT_CLASS (lian_map_layer_parent_class)->finalize (object);
}

static void
lian_map_layer_class_init (LianMapLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lian_map_layer_dispose;
  object_class->finalize = lian_map_layer_finalize;
  widget_class->snapshot = lian_map_layer_snapshot;
  widget_class->size_allocate = lian_map_layer_size_allocate;
}

static void
lian_map_layer_init (LianMapLayer *self)
{
  self->focus = -1;
  self->rest = TRUE;
  self->rings = g_array_new (FALSE, FALSE, sizeof (LianMapXY));
}

/**
 * lian_map_layer_new:
 * @viewport: with its reference source set
 * @preparer: whose work is shown
 *
 * Returns: (transfer floating): the layer.
 */
LianMapLayer *
lian_map_layer_new (ShumateViewport *viewport, LianMapPreparer *preparer)
{
  LianMapLayer *self = g_object_new (LIAN_TYPE_MAP_LAYER, "viewport", viewport, NULL);

  self->preparer = g_object_ref (preparer);
  g_signal_connect_object (preparer, "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (viewport, "notify", G_CALLBACK (lian_map_layer_update_lens), self,
                           G_CONNECT_SWAPPED);
  return self;
}
