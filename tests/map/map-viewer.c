/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Saves what the map looks like, to be laid beside the design's pictures:
 * map-viewer FILE light|dark|wall|stale [WIDTH HEIGHT [ZOOM-FACTOR]] */

#include <adwaita.h>
#include <stdlib.h>

#include "map-fixture.h"

int
main (int argc, char **argv)
{
  const char *look = argc > 2 ? argv[2] : "light";
  int width = argc > 4 ? atoi (argv[3]) : 1492, height = argc > 4 ? atoi (argv[4]) : 725;
  double factor = argc > 5 ? g_ascii_strtod (argv[5], NULL) : 1;
  g_autoptr (GdkTexture) texture = NULL;
  GtkWidget *window, *view;

  if (argc < 2)
    return EXIT_FAILURE;
  adw_init ();
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      g_str_equal (look, "dark") || g_str_equal (look, "wall")
                                          ? ADW_COLOR_SCHEME_FORCE_DARK
                                          : ADW_COLOR_SCHEME_FORCE_LIGHT);
  window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  if (g_str_equal (look, "wall"))
    gtk_widget_add_css_class (window, "lian-wall");
  view = lian_map_view_new ();
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  map_fixture_fill (LIAN_MAP_VIEW (view));
  lian_map_view_set_classes (LIAN_MAP_VIEW (view), map_fixture_make_classes (0));
  lian_map_view_set_stale (LIAN_MAP_VIEW (view), g_str_equal (look, "stale"));
  lian_map_view_set_inset (LIAN_MAP_VIEW (view), width < 400);
  if (!map_fixture_settle (LIAN_MAP_VIEW (view)))
    return EXIT_FAILURE;
  if (factor != 1)
    {
      lian_map_view_fit (LIAN_MAP_VIEW (view), 114.33 - 0.2 / factor, 29.86 - 0.1 / factor,
                         114.33 + 0.2 / factor, 29.86 + 0.1 / factor, FALSE);
      if (!map_fixture_settle (LIAN_MAP_VIEW (view)))
        return EXIT_FAILURE;
    }
  texture = map_fixture_render (view);
  gdk_texture_save_to_png (texture, argv[1]);
  gtk_window_destroy (GTK_WINDOW (window));
  return EXIT_SUCCESS;
}
