/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-corner.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define BAR_HEIGHT 6
#define BAR_GAP 10
#define NOTICE_GAP 14
#define HALO 3

struct _LianMapCorner
{
  GtkWidget parent_instance;
  LianPalette palette;
  double font_size;
  char *notice;
  char *length; /* "5 km" */
  double pixels;
};

G_DEFINE_FINAL_TYPE (LianMapCorner, lian_map_corner, GTK_TYPE_WIDGET)

static PangoLayout *
make_layout (LianMapCorner *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoFontDescription *font = pango_font_description_copy (
      pango_context_get_font_description (gtk_widget_get_pango_context (GTK_WIDGET (self))));

  pango_font_description_set_absolute_size (font, self->font_size * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  return layout;
}

static double
text_width (LianMapCorner *self, const char *text, double *height)
{
  g_autoptr (PangoLayout) layout = NULL;
  int w, h;

  if (text == NULL || *text == '\0')
    return 0;
  layout = make_layout (self, text);
  pango_layout_get_pixel_size (layout, &w, &h);
  *height = MAX (*height, h);
  return w;
}

static void
lian_map_corner_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  LianMapCorner *self = LIAN_MAP_CORNER (widget);
  double height = 0, width = 2 * HALO;

  if (self->length != NULL)
    width += self->pixels + BAR_GAP + text_width (self, self->length, &height) + NOTICE_GAP;
  width += text_width (self, self->notice, &height);
  *minimum = *natural
      = (int)ceil (orientation == GTK_ORIENTATION_HORIZONTAL ? width : height + 2 * HALO);
}

static void
draw_text (LianMapCorner *self, cairo_t *cr, double x, const char *text)
{
  g_autoptr (PangoLayout) layout = make_layout (self, text);

  cairo_move_to (cr, x, HALO);
  pango_cairo_layout_path (cr, layout);
  lian_color_set (cr, lian_color_with_alpha (self->palette.land, 0.9));
  cairo_set_line_width (cr, HALO);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  cairo_move_to (cr, x, HALO);
  lian_color_set (cr, self->palette.fg2);
  pango_cairo_show_layout (cr, layout);
}

/* What must be read stands on a ground of its own: names of the map may lie underneath. */
static void
draw_notice (LianMapCorner *self, cairo_t *cr, double x, double height)
{
  double ignored = 0;

  cairo_rectangle (cr, x - HALO, 0, text_width (self, self->notice, &ignored) + 2 * HALO, height);
  lian_color_set (cr, lian_color_with_alpha (self->palette.land, 0.9));
  cairo_fill (cr);
  draw_text (self, cr, x, self->notice);
}

static void
draw_bar (LianMapCorner *self, cairo_t *cr, double x, double bottom)
{
  double right = x + round (self->pixels);

  cairo_move_to (cr, x + 0.75, bottom - BAR_HEIGHT);
  cairo_line_to (cr, x + 0.75, bottom - 0.75);
  cairo_line_to (cr, right - 0.75, bottom - 0.75);
  cairo_line_to (cr, right - 0.75, bottom - BAR_HEIGHT);
  lian_color_set (cr, lian_color_with_alpha (self->palette.land, 0.9));
  cairo_set_line_width (cr, 1.5 + HALO);
  cairo_stroke_preserve (cr);
  lian_color_set (cr, self->palette.fg3);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

static void
lian_map_corner_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LianMapCorner *self = LIAN_MAP_CORNER (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double x = HALO, ignored = 0;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  if (self->length != NULL)
    {
      draw_bar (self, cr, x, floor (height / 2.0 + self->font_size / 2));
      x += round (self->pixels) + BAR_GAP;
      draw_text (self, cr, x, self->length);
      x += text_width (self, self->length, &ignored) + NOTICE_GAP;
    }
  if (self->notice != NULL && *self->notice != '\0')
    draw_notice (self, cr, x, height);
  cairo_destroy (cr);
}

/**
 * lian_map_corner_set_palette:
 * @self: a corner
 * @palette: copied
 * @font_size: pixels of the text
 */
void
lian_map_corner_set_palette (LianMapCorner *self, const LianPalette *palette, double font_size)
{
  self->palette = *palette;
  self->font_size = font_size;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * lian_map_corner_set_notice:
 * @self: a corner
 * @notice: (nullable): plain text
 */
void
lian_map_corner_set_notice (LianMapCorner *self, const char *notice)
{
  if (g_strcmp0 (self->notice, notice) == 0)
    return;
  g_free (self->notice);
  self->notice = g_strdup (notice);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  notice != NULL ? notice : "", -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * lian_map_corner_set_scale:
 * @self: a corner
 * @metres: what the bar stands for; 0 for no bar
 * @pixels: how long it is
 */
void
lian_map_corner_set_scale (LianMapCorner *self, double metres, double pixels)
{
  g_autofree char *length = NULL;

  if (metres >= 1000)
    length = g_strdup_printf (_ ("%.0f\u00a0km"), metres / 1000);
  else if (metres > 0)
    length = g_strdup_printf (_ ("%.0f\u00a0m"), metres);
  if (g_strcmp0 (length, self->length) == 0 && fabs (pixels - self->pixels) < 0.5)
    return;
  g_free (self->length);
  self->length = g_steal_pointer (&length);
  self->pixels = pixels;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
lian_map_corner_finalize (GObject *object)
{
  LianMapCorner *self = LIAN_MAP_CORNER (object);

  g_free (self->notice);
  g_free (self->length);
  G_OBJECT_CLASS (lian_map_corner_parent_class)->finalize (object);
}

static void
lian_map_corner_class_init (LianMapCornerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lian_map_corner_finalize;
  widget_class->measure = lian_map_corner_measure;
  widget_class->snapshot = lian_map_corner_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
lian_map_corner_init (LianMapCorner *self)
{
  self->palette = *lian_palette_get (LIAN_STYLE_LIGHT);
  self->font_size = 12;
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * lian_map_corner_new:
 *
 * Returns: (transfer floating): an empty corner.
 */
GtkWidget *
lian_map_corner_new (void)
{
  return g_object_new (LIAN_TYPE_MAP_CORNER, NULL);
}
