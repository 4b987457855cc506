/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <math.h>

#include "lian-fields.h"
#include "lian-map-layer.h"
#include "map-fixture.h"

#define WIDTH 900
#define HEIGHT 500

typedef struct
{
  GtkWidget *window;
  LianMapView *view;
  char *area;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), WIDTH, HEIGHT);
  fixture->view = LIAN_MAP_VIEW (lian_map_view_new ());
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->view), (gpointer *)&fixture->view);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  for (guint i = 0; i < 100 && fixture->view != NULL; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_null (fixture->view);
  g_free (fixture->area);
}

static LianMapLayer *
find_layer (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      LianMapLayer *found = LIAN_IS_MAP_LAYER (child) ? LIAN_MAP_LAYER (child) : find_layer (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static guint32 *
download (GtkWidget *widget, int *width, int *height)
{
  g_autoptr (GdkTexture) texture = map_fixture_render (widget);
  guint32 *pixels;

  *width = gdk_texture_get_width (texture);
  *height = gdk_texture_get_height (texture);
  pixels = g_new (guint32, (gsize)*width * *height);
  gdk_texture_download (texture, (guchar *)pixels, (gsize)*width * 4);
  return pixels;
}

static guint
count_colour (const guint32 *pixels, gsize n, guint32 colour)
{
  guint found = 0;

  for (gsize i = 0; i < n; i++)
    found += (pixels[i] & 0xffffff) == colour;
  return found;
}

/* The county fills the map, in the colours of its classes. */
static void
test_picture (Fixture *fixture, gconstpointer data)
{
  g_autofree guint32 *pixels = NULL;
  guint coloured = 0, shown, all;
  int width, height;

  map_fixture_fill (fixture->view);
  lian_map_view_set_classes (fixture->view, map_fixture_make_classes (0));
  g_assert_true (map_fixture_settle (fixture->view));
  pixels = download (GTK_WIDGET (fixture->view), &width, &height);
  g_assert_cmpint (width, ==, WIDTH);
  for (guint i = 0; i < 5; i++)
    {
      LianColor ramp = lian_palette_get (LIAN_STYLE_LIGHT)->ramp[i];
      guint found
          = count_colour (pixels, (gsize)width * height,
                          (guint32)(ramp.r * 255 + 0.5) << 16 | (guint32)(ramp.g * 255 + 0.5) << 8
                              | (guint32)(ramp.b * 255 + 0.5));

      g_assert_cmpuint (found, >, 500);
      coloured += found;
    }
  g_assert_cmpuint (coloured, >, WIDTH * HEIGHT / 4);
  lian_map_view_get_complexes_shown (fixture->view, &shown, &all);
  g_assert_cmpuint (all, >, 0);
  g_assert_cmpuint (shown, >, 0);
  g_assert_cmpuint (shown, <=, all);
}

/* What the pixel under a place says is the area that the place lies in, and the library agrees with
 * us about where places are. */
static void
test_pick (Fixture *fixture, gconstpointer data)
{
  GPtrArray *records = map_fixture_get_records ();
  LianMapLayer *layer;
  ShumateViewport *viewport;
  guint hits = 0, grid = 0;

  map_fixture_fill (fixture->view);
  g_assert_true (map_fixture_settle (fixture->view));
  layer = find_layer (GTK_WIDGET (fixture->view));
  viewport = shumate_layer_get_viewport (SHUMATE_LAYER (layer));
  lian_map_view_set_cases (fixture->view, NULL);
  lian_map_view_set_complexes (fixture->view, NULL);
  g_assert_true (map_fixture_settle (fixture->view));
  for (guint i = 0; i < records->len; i++)
    {
      const LianRecord *record = g_ptr_array_index (records, i);
      g_autoptr (LianShape) shape = NULL;
      double lon, lat, x, y;
      LianMapXY ours;
      LianMapHit hit;

      if (lian_record_get_kind (record)->id != LIAN_KIND_GRID)
        continue;
      grid++;
      shape = lian_shape_new_from_wkb (lian_record_get_geometry (record, LIAN_GRID_GEOMETRY), NULL);
      lon = (shape->west + shape->east) / 2;
      lat = (shape->south + shape->north) / 2;
      shumate_viewport_location_to_widget_coords (viewport, GTK_WIDGET (layer), lat, lon, &x, &y);
      ours = lian_map_layer_to_widget (layer, (LianMapXY){ lian_projection_x (lon),
                                                           lian_projection_y (lat) });
      g_assert_cmpfloat_with_epsilon (x, ours.x, 1);
      g_assert_cmpfloat_with_epsilon (y, ours.y, 1);
      if (!lian_shape_contains (shape, lon, lat))
        continue;
      hit = lian_map_layer_pick (layer, x, y);
      g_assert_cmpint (hit.kind, ==, LIAN_MAP_HIT_AREA);
      g_assert_cmpuint (hit.number, ==, grid - 1);
      hits++;
    }
  g_assert_cmpuint (hits, >, 200);
  g_assert_cmpint (lian_map_layer_pick (layer, 1, 1).kind, ==, LIAN_MAP_HIT_NOTHING);
}

/* A new zoom draws the old picture until the new one is there: never only land. */
static void
test_no_blank (Fixture *fixture, gconstpointer data)
{
  LianColor land = lian_palette_get (LIAN_STYLE_LIGHT)->land;
  guint32 colour = (guint32)(land.r * 255 + 0.5) << 16 | (guint32)(land.g * 255 + 0.5) << 8
                   | (guint32)(land.b * 255 + 0.5);

  map_fixture_fill (fixture->view);
  lian_map_view_set_classes (fixture->view, map_fixture_make_classes (0));
  g_assert_true (map_fixture_settle (fixture->view));
  for (guint i = 1; i <= 4; i++)
    {
      g_autofree guint32 *pixels = NULL;
      int width, height;

      lian_map_view_fit (fixture->view, 114.3 - 0.1 / i, 29.85 - 0.05 / i, 114.3 + 0.1 / i,
                         29.85 + 0.05 / i, FALSE);
      g_assert_false (lian_map_view_is_settled (fixture->view));
      pixels = download (GTK_WIDGET (fixture->view), &width, &height);
      g_assert_cmpuint (count_colour (pixels, (gsize)width * height, colour), <,
                        WIDTH * HEIGHT / 10);
    }
  g_assert_true (map_fixture_settle (fixture->view));
}

/* Level, style, stale and selection change without a restart; a stale map has no green. */
static void
test_states (Fixture *fixture, gconstpointer data)
{
  g_autofree guint32 *pixels = NULL;
  guint colourful = 0;
  int width, height;

  map_fixture_fill (fixture->view);
  g_assert_true (map_fixture_settle (fixture->view));
  lian_map_view_set_level (fixture->view, LIAN_LEVEL_TOWN);
  lian_map_view_select_area (fixture->view, "no such area");
  lian_map_view_select_case (fixture->view, "no such case");
  g_assert_true (map_fixture_settle (fixture->view));
  lian_map_view_select_area (fixture->view, NULL);
  lian_map_view_set_stale (fixture->view, TRUE);
  g_assert_true (map_fixture_settle (fixture->view));
  pixels = download (GTK_WIDGET (fixture->view), &width, &height);
  for (int i = 0; i < width * height; i++)
    {
      int r = pixels[i] >> 16 & 0xff, g = pixels[i] >> 8 & 0xff, b = pixels[i] & 0xff;

      colourful += MAX (MAX (r, g), b) - MIN (MIN (r, g), b) > 60;
    }
  g_assert_cmpuint (colourful, ==, 0);
  lian_map_view_set_inset (fixture->view, TRUE);
  g_assert_true (map_fixture_settle (fixture->view));
}

/* Everything may be missing, or come while the last is still being prepared. */
static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  lian_map_view_set_areas (fixture->view, LIAN_LEVEL_GRID, NULL);
  lian_map_view_set_scope (fixture->view, NULL);
  lian_map_view_set_cases (fixture->view, NULL);
  lian_map_view_set_classes (fixture->view, NULL);
  lian_map_view_fit (fixture->view, NAN, 0, 1, 1, TRUE);
  g_assert_true (map_fixture_settle (fixture->view));
  for (guint i = 0; i < 5; i++)
    {
      map_fixture_fill (fixture->view);
      lian_map_view_set_classes (fixture->view, map_fixture_make_classes (i));
      g_main_context_iteration (NULL, FALSE);
    }
}

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/map-view/picture", Fixture, NULL, set_up, test_picture, tear_down);
  g_test_add ("/map-view/pick", Fixture, NULL, set_up, test_pick, tear_down);
  g_test_add ("/map-view/no-blank", Fixture, NULL, set_up, test_no_blank, tear_down);
  g_test_add ("/map-view/states", Fixture, NULL, set_up, test_states, tear_down);
  g_test_add ("/map-view/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
  return g_test_run ();
}
