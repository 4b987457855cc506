/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lian-map-corner.h"
#include "lian-map-look.h"
#include "lian-map-source.h"

/* After so long without a change the zoom counts as standing still. */
#define REST_MILLISECONDS 90
#define SCALE_PIXELS 130

G_DEFINE_FINAL_TYPE (LianMapView, lian_map_view, GTK_TYPE_WIDGET)

enum
{
  PROP_SETTLED = 1,
  N_PROPS,
};

enum
{
  AREA_HOVERED,
  AREA_ACTIVATED,
  CASE_ACTIVATED,
  CLUSTER_ACTIVATED,
  COMPLEX_ACTIVATED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
update_settled (LianMapView *self)
{
  gboolean settled = lian_map_preparer_is_settled (self->preparer) && self->rest_id == 0
                     && self->corner_id == 0 && !lian_map_layer_is_ringing (self->layer);

  if (settled == self->settled)
    return;
  self->settled = settled;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETTLED]);
}

static void
update_scale (LianMapView *self)
{
  double world = lian_map_layer_get_world (self->layer), pixels = 0, metres = 0;
  LianMapXY centre = lian_map_layer_get_centre (self->layer);
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  if (!self->inset && width >= 2 * LIAN_MAP_VIEW_NARROW)
    metres
        = lian_projection_scale_bar (lian_projection_lat (centre.y), world, SCALE_PIXELS, &pixels);
  lian_map_corner_set_scale (LIAN_MAP_CORNER (self->corner), metres, pixels);
}

/* Without rest, tiles of zooms that are already over would be made. */
static gboolean
rest_cb (gpointer data)
{
  LianMapView *self = data;

  self->rest_id = 0;
  update_scale (self);
  lian_map_layer_set_rest (self->layer, TRUE);
  update_settled (self);
  return G_SOURCE_REMOVE;
}

static void
zoom_changed_cb (LianMapView *self)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);
  self->rest_id = g_timeout_add (REST_MILLISECONDS, rest_cb, self);
  lian_map_layer_set_rest (self->layer, FALSE);
}

static void
viewport_changed_cb (LianMapView *self)
{
  if (!self->moving)
    self->fitted = FALSE;
}

static void
rotation_changed_cb (LianMapView *self, GParamSpec *pspec, ShumateViewport *viewport)
{
  /* North is up: a wall seen from afar has no compass. */
  if (shumate_viewport_get_rotation (viewport) != 0)
    shumate_viewport_set_rotation (viewport, 0);
}

static void
update_notice (LianMapView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  lian_map_corner_set_notice (LIAN_MAP_CORNER (self->corner),
                              width > 0 && width < LIAN_MAP_VIEW_NARROW ? self->short_notice
                                                                        : self->notice);
}

static void
update_look (LianMapView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean wall = root != NULL && gtk_widget_has_css_class (GTK_WIDGET (root), "lian-wall");
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  LianPalette palette = *lian_palette_get (wall   ? LIAN_STYLE_WALL
                                           : dark ? LIAN_STYLE_DARK
                                                  : LIAN_STYLE_LIGHT);
  PangoContext *pango = gtk_widget_create_pango_context (GTK_WIDGET (self));
  double size = pango_font_description_get_size (pango_context_get_font_description (pango))
                / (double)PANGO_SCALE;
  LianMapStyle style;

  if (!pango_font_description_get_size_is_absolute (pango_context_get_font_description (pango)))
    size *= pango_cairo_context_get_resolution (pango) / 72;
  /* Body text of the desk is 14 pixels; of the wall 2.87 % of its height. */
  size = CLAMP (size, 12, 28);
  if (wall)
    size = MAX (round (0.0287 * gtk_widget_get_height (GTK_WIDGET (root))), 14);
  pango_context_set_language (pango, pango_language_from_string ("zh-CN"));
  if (self->stale)
    lian_map_look_make_stale (&palette);
  style = lian_map_look_get_style (&palette);
  lian_map_layer_set_palette (self->layer, &palette);
  lian_map_corner_set_palette (LIAN_MAP_CORNER (self->corner), &palette, wall ? size : size * 0.86);
  lian_map_preparer_set_style (
      self->preparer, &style,
      lian_map_sprites_new (&palette, pango, size,
                            gtk_widget_get_scale_factor (GTK_WIDGET (self))));
  g_object_unref (pango);
}

/* What a screen reader says instead of the picture. */
static void
update_summary (LianMapView *self)
{
  g_autofree char *summary
      = g_strdup_printf (_ ("Map: %u areas, %u open cases, %u of them overdue, %u complexes"),
                         self->areas, self->cases, self->overdue,
                         self->complexes != NULL ? self->complexes->len : 0);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                  -1);
}

static void
prepared_cb (LianMapView *self)
{
  const LianMapGeography *geography = lian_map_preparer_get_geography (self->preparer);

  /* The first ground decides what is seen first. */
  if (self->fit.west > self->fit.east && geography != NULL
      && geography->box.west <= geography->box.east)
    {
      self->fit = geography->box;
      lian_map_view_fit_again (self, FALSE);
    }
  update_settled (self);
}

static void
zoom_in_cb (LianMapView *self)
{
  lian_map_view_zoom_by (self, LIAN_MAP_VIEW_ZOOM_STEP);
}

static void
zoom_out_cb (LianMapView *self)
{
  lian_map_view_zoom_by (self, 1 / LIAN_MAP_VIEW_ZOOM_STEP);
}

static void
fit_cb (LianMapView *self)
{
  lian_map_view_fit_again (self, TRUE);
}

static void
add_button (LianMapView *self, const char *icon, const char *name, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->buttons), button);
}

/**
 * lian_map_view_set_base:
 * @self: a map
 * @base: (transfer full) (nullable): LianMapBase
 */
void
lian_map_view_set_base (LianMapView *self, GPtrArray *base)
{
  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  lian_map_preparer_set_base (self->preparer, base);
}

/* Areas without id or shape cannot be shown, hovered or found. */
static void
drop_unusable (GPtrArray *areas)
{
  for (guint i = areas->len; i > 0; i--)
    {
      LianMapArea *area = g_ptr_array_index (areas, i - 1);

      if (area->id == NULL || area->shape == NULL)
        g_ptr_array_remove_index (areas, i - 1);
    }
}

/**
 * lian_map_view_set_areas:
 * @self: a map
 * @level: whose areas these are
 * @areas: (transfer full) (nullable): LianMapArea
 */
void
lian_map_view_set_areas (LianMapView *self, LianMapLevel level, GPtrArray *areas)
{
  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  g_return_if_fail (level <= LIAN_LEVEL_TOWN);
  if (areas != NULL)
    drop_unusable (areas);
  self->areas = areas != NULL ? areas->len : 0;
  lian_map_preparer_set_areas (self->preparer, level, areas);
  update_summary (self);
}

/**
 * lian_map_view_set_scope:
 * @self: a map
 * @scope: (transfer full) (nullable): what is outlined
 *
 * The first scope is fitted into the map by itself.
 */
void
lian_map_view_set_scope (LianMapView *self, LianMapArea *scope)
{
  GPtrArray *areas = NULL;

  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  if (scope != NULL)
    {
      areas = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_map_area_free);
      g_ptr_array_add (areas, scope);
      drop_unusable (areas);
    }
  lian_map_preparer_set_areas (self->preparer, LIAN_MAP_SCOPE, areas);
}

/**
 * lian_map_view_set_level:
 * @self: a map
 * @level: which areas are coloured, hovered and activated
 */
void
lian_map_view_set_level (LianMapView *self, LianMapLevel level)
{
  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  lian_map_view_hover (self, NULL, 0, 0);
  lian_map_preparer_set_level (self->preparer, level);
}

/**
 * lian_map_view_set_classes:
 * @self: a map
 * @classes: (transfer full) (nullable): of the areas of the level
 */
void
lian_map_view_set_classes (LianMapView *self, LianMapClasses *classes)
{
  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  lian_map_preparer_set_classes (self->preparer, classes);
}

/* One ring for each case that is new and had none. */
static void
ring_new_cases (LianMapView *self, GPtrArray *cases)
{
  g_autoptr (GHashTable) still = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < cases->len; i++)
    {
      const LianMapCase *point = g_ptr_array_index (cases, i);

      if (!point->fresh || point->id == NULL)
        continue;
      g_hash_table_add (still, g_strdup (point->id));
      if (!g_hash_table_contains (self->rung, point->id))
        lian_map_layer_ring (self->layer, (LianMapXY){ lian_projection_x (point->at.lon),
                                                       lian_projection_y (point->at.lat) });
    }
  g_hash_table_unref (self->rung);
  self->rung = g_steal_pointer (&still);
}

/**
 * lian_map_view_set_cases:
 * @self: a map
 * @cases: (transfer full) (nullable): LianMapCase
 */
void
lian_map_view_set_cases (LianMapView *self, GPtrArray *cases)
{
  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  self->cases = cases != NULL ? cases->len : 0;
  self->overdue = 0;
  for (guint i = 0; cases != NULL && i < cases->len; i++)
    self->overdue += ((LianMapCase *)g_ptr_array_index (cases, i))->light == LIAN_LIGHT_OVERDUE;
  if (cases != NULL)
    ring_new_cases (self, cases);
  lian_map_preparer_set_cases (self->preparer, cases);
  update_summary (self);
}

/**
 * lian_map_view_set_complexes:
 * @self: a map
 * @complexes: (transfer full) (nullable): LianMapComplex
 */
void
lian_map_view_set_complexes (LianMapView *self, GPtrArray *complexes)
{
  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  g_clear_pointer (&self->complexes, g_ptr_array_unref);
  self->complexes = complexes != NULL ? g_ptr_array_ref (complexes) : NULL;
  lian_map_preparer_set_complexes (self->preparer, complexes);
  update_summary (self);
}

/**
 * lian_map_view_get_complexes_shown:
 * @self: a map
 * @shown: (out): how many are not hidden under a marker at this zoom
 * @all: (out): how many there are
 */
void
lian_map_view_get_complexes_shown (LianMapView *self, guint *shown, guint *all)
{
  const LianMapLayout *layout;

  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  layout = lian_map_preparer_get_layout (self->preparer);
  *shown = layout != NULL ? layout->rings->len : 0;
  *all = self->complexes != NULL ? self->complexes->len : 0;
}

/**
 * lian_map_view_fit:
 * @self: a map
 * @west: degrees
 * @south: degrees
 * @east: degrees
 * @north: degrees
 * @animate: fly there
 *
 * Shows the whole of it with some room around, now and whenever the map is resized, until somebody
 * moves the map. "Fit" and the key 0 come back here.
 */
void
lian_map_view_fit (LianMapView *self, double west, double south, double east, double north,
                   gboolean animate)
{
  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  if (!isfinite (west) || !isfinite (south) || !isfinite (east) || !isfinite (north) || west > east
      || south > north)
    return;
  self->fit = (LianMapBox){ lian_projection_x (west), lian_projection_y (north),
                            lian_projection_x (east), lian_projection_y (south) };
  lian_map_view_fit_again (self, animate);
}

/**
 * lian_map_view_select_area:
 * @self: a map
 * @id: (nullable): of an area of any level
 */
void
lian_map_view_select_area (LianMapView *self, const char *id)
{
  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  g_free (self->selected_area);
  self->selected_area = g_strdup (id);
  lian_map_layer_set_selected (self->layer, self->selected_area, self->selected_case);
}

/**
 * lian_map_view_select_case:
 * @self: a map
 * @id: (nullable): of a case; its cluster is marked where it is not alone
 */
void
lian_map_view_select_case (LianMapView *self, const char *id)
{
  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  g_free (self->selected_case);
  self->selected_case = g_strdup (id);
  lian_map_layer_set_selected (self->layer, self->selected_area, self->selected_case);
}

/**
 * lian_map_view_set_notice:
 * @self: a map
 * @notice: (nullable): plain text for the corner
 * @short_notice: (nullable): what stands there on a map less than 300 px wide
 */
void
lian_map_view_set_notice (LianMapView *self, const char *notice, const char *short_notice)
{
  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  g_free (self->notice);
  g_free (self->short_notice);
  self->notice = g_strdup (notice);
  self->short_notice = g_strdup (short_notice);
  update_notice (self);
}

/**
 * lian_map_view_set_stale:
 * @self: a map
 * @stale: whether what is shown is no longer live
 */
void
lian_map_view_set_stale (LianMapView *self, gboolean stale)
{
  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  if (self->stale == stale)
    return;
  self->stale = stale;
  update_look (self);
}

/**
 * lian_map_view_set_inset:
 * @self: a map
 * @inset: a picture in a page: no panels, no gestures; the notice stays
 */
void
lian_map_view_set_inset (LianMapView *self, gboolean inset)
{
  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  self->inset = inset;
  gtk_widget_set_visible (self->buttons, !inset);
  gtk_widget_set_can_target (GTK_WIDGET (self->map), !inset);
  gtk_widget_set_focusable (GTK_WIDGET (self), !inset);
  gtk_widget_set_margin_end (self->corner, inset ? 2 : 11);
  gtk_widget_set_margin_bottom (self->corner, inset ? 0 : 5);
  update_scale (self);
}

/**
 * lian_map_view_is_settled:
 * @self: a map
 *
 * Returns: whether what is on the screen is the final picture.
 */
gboolean
lian_map_view_is_settled (LianMapView *self)
{
  g_return_val_if_fail (LIAN_IS_MAP_VIEW (self), FALSE);
  update_settled (self);
  return self->settled;
}

/**
 * lian_map_view_add_panel:
 * @self: a map
 * @panel: (transfer floating): an opaque card, placed by its halign, valign and margins
 */
void
lian_map_view_add_panel (LianMapView *self, GtkWidget *panel)
{
  g_return_if_fail (LIAN_IS_MAP_VIEW (self));
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), panel);
}

static gboolean
corner_cb (gpointer data)
{
  LianMapView *self = data;

  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  self->corner_id = 0;
  /* Text of a wall is measured by its height. */
  if (root != NULL && gtk_widget_has_css_class (GTK_WIDGET (root), "lian-wall")
      && gtk_widget_get_height (GTK_WIDGET (root)) != self->wall_height)
    {
      self->wall_height = gtk_widget_get_height (GTK_WIDGET (root));
      update_look (self);
    }
  update_notice (self);
  update_scale (self);
  update_settled (self);
  return G_SOURCE_REMOVE;
}

static void
lian_map_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  /* The map would ask for the whole world. */
  *minimum = 80;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : 320;
}

static void
lian_map_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LianMapView *self = LIAN_MAP_VIEW (widget);
  int least_width, least_height;

  gtk_widget_measure (self->overlay, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL,
                      NULL);
  gtk_widget_measure (self->overlay, GTK_ORIENTATION_VERTICAL, -1, &least_height, NULL, NULL, NULL);
  gtk_widget_allocate (self->overlay, MAX (width, least_width), MAX (height, least_height),
                       baseline, NULL);
  if (self->fitted)
    lian_map_view_fit_again (self, FALSE);
  /* What the corner says changes its size, which must not happen while sizes are given out. */
  if (self->corner_id == 0)
    self->corner_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, corner_cb, self, NULL);
}

static void
lian_map_view_root (GtkWidget *widget)
{
  LianMapView *self = LIAN_MAP_VIEW (widget);

  GTK_WIDGET_CLASS (lian_map_view_parent_class)->root (widget);
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::css-classes",
                           G_CALLBACK (update_look), self, G_CONNECT_SWAPPED);
  update_look (self);
}

static void
lian_map_view_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), update_look, widget);
  GTK_WIDGET_CLASS (lian_map_view_parent_class)->unroot (widget);
}

static void
lian_map_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SETTLED)
    g_value_set_boolean (value, lian_map_view_is_settled (LIAN_MAP_VIEW (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
lian_map_view_dispose (GObject *object)
{
  LianMapView *self = LIAN_MAP_VIEW (object);

  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_handle_id (&self->corner_id, g_source_remove);
  if (self->flight != NULL)
    adw_animation_pause (self->flight);
  g_clear_object (&self->flight);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  G_OBJECT_CLASS (lian_map_view_parent_class)->dispose (object);
}

static void
lian_map_view_finalize (GObject *object)
{
  LianMapView *self = LIAN_MAP_VIEW (object);

  g_clear_object (&self->source);
  g_clear_object (&self->preparer);
  g_clear_pointer (&self->complexes, g_ptr_array_unref);
  g_hash_table_unref (self->rung);
  g_free (self->notice);
  g_free (self->short_notice);
  g_free (self->selected_area);
  g_free (self->selected_case);
  g_free (self->hovered);
  G_OBJECT_CLASS (lian_map_view_parent_class)->finalize (object);
}

static void
add_signals (GType type)
{
  signals[AREA_HOVERED]
      = g_signal_new ("area-hovered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                      G_TYPE_STRING, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[AREA_ACTIVATED] = g_signal_new ("area-activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CASE_ACTIVATED] = g_signal_new ("case-activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CLUSTER_ACTIVATED] = g_signal_new ("cluster-activated", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRV);
  signals[COMPLEX_ACTIVATED] = g_signal_new ("complex-activated", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lian_map_view_class_init (LianMapViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lian_map_view_get_property;
  object_class->dispose = lian_map_view_dispose;
  object_class->finalize = lian_map_view_finalize;
  widget_class->measure = lian_map_view_measure;
  widget_class->size_allocate = lian_map_view_size_allocate;
  widget_class->root = lian_map_view_root;
  widget_class->unroot = lian_map_view_unroot;
  gtk_widget_class_set_css_name (widget_class, "lianmap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  properties[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  add_signals (G_TYPE_FROM_CLASS (klass));
}

static void
make_map (LianMapView *self)
{
  ShumateViewport *viewport;

  self->source = lian_map_source_new ();
  self->map = shumate_map_new ();
  viewport = shumate_map_get_viewport (self->map);
  shumate_viewport_set_reference_map_source (viewport, self->source);
  shumate_viewport_set_min_zoom_level (viewport, LIAN_MAP_SOURCE_MIN_ZOOM);
  shumate_viewport_set_max_zoom_level (viewport, LIAN_MAP_SOURCE_MAX_ZOOM);
  shumate_map_set_zoom_on_double_click (self->map, FALSE);
  self->preparer = lian_map_preparer_new ();
  self->layer = lian_map_layer_new (viewport, self->preparer);
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->layer));
  g_signal_connect_object (viewport, "notify::zoom-level", G_CALLBACK (zoom_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (viewport, "notify", G_CALLBACK (viewport_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (viewport, "notify::rotation", G_CALLBACK (rotation_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->preparer, "changed", G_CALLBACK (prepared_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->preparer, "notify::settled", G_CALLBACK (prepared_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
lian_map_view_init (LianMapView *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->fit = (LianMapBox){ INFINITY, INFINITY, -INFINITY, -INFINITY };
  self->focus = -1;
  self->rung = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  make_map (self);
  self->overlay = gtk_overlay_new ();
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_size_request (GTK_WIDGET (self->map), 1, 1);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->map));

  self->corner = lian_map_corner_new ();
  gtk_widget_set_halign (self->corner, GTK_ALIGN_END);
  gtk_widget_set_valign (self->corner, GTK_ALIGN_END);
  gtk_widget_set_margin_end (self->corner, 11);
  gtk_widget_set_margin_bottom (self->corner, 5);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->corner);

  self->buttons = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->buttons, "card");
  gtk_widget_add_css_class (self->buttons, "lian-map-buttons");
  gtk_widget_set_halign (self->buttons, GTK_ALIGN_END);
  gtk_widget_set_valign (self->buttons, GTK_ALIGN_END);
  gtk_widget_set_margin_end (self->buttons, 14);
  gtk_widget_set_margin_bottom (self->buttons, 40);
  add_button (self, "zoom-in-symbolic", _ ("Zoom in"), G_CALLBACK (zoom_in_cb));
  add_button (self, "zoom-out-symbolic", _ ("Zoom out"), G_CALLBACK (zoom_out_cb));
  add_button (self, "zoom-fit-best-symbolic", _ ("Show all"), G_CALLBACK (fit_cb));
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->buttons);

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  lian_map_view_add_controllers (self);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (update_look), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::scale-factor", G_CALLBACK (update_look), self,
                           G_CONNECT_SWAPPED);
  update_summary (self);
}

/**
 * lian_map_view_new:
 *
 * Returns: (transfer floating): an empty map.
 */
GtkWidget *
lian_map_view_new (void)
{
  return g_object_new (LIAN_TYPE_MAP_VIEW, NULL);
}
