/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-picture.h"

#include "lian-error.h"

static void
snapshot_widget (GtkWidget *widget, GtkSnapshot *snapshot)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);

  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
}

/* A popover is a surface of its own: it is put where it stands over the window's surface. */
static void
snapshot_popovers (GtkWindow *window, GtkWidget *widget, GtkSnapshot *snapshot)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_POPOVER (child) && gtk_widget_get_mapped (child))
        {
          GdkPopup *popup = GDK_POPUP (gtk_native_get_surface (GTK_NATIVE (child)));
          double x = 0, y = 0, window_x = 0, window_y = 0;

          gtk_native_get_surface_transform (GTK_NATIVE (child), &x, &y);
          gtk_native_get_surface_transform (GTK_NATIVE (window), &window_x, &window_y);
          gtk_snapshot_save (snapshot);
          gtk_snapshot_translate (
              snapshot, &GRAPHENE_POINT_INIT (gdk_popup_get_position_x (popup) + x - window_x,
                                              gdk_popup_get_position_y (popup) + y - window_y));
          snapshot_widget (child, snapshot);
          gtk_snapshot_restore (snapshot);
        }
      if (gtk_widget_get_mapped (child))
        snapshot_popovers (window, child, snapshot);
    }
}

/**
 * lian_picture_save:
 * @window: mapped
 * @path: of the PNG file
 * @error: return location; G_IO_ERROR_WOULD_BLOCK when there is no frame to save just now
 *
 * Renders with the renderer of the window itself. Main thread.
 *
 * Returns: whether the file was written
 */
gboolean
lian_picture_save (GtkWindow *window, const char *path, GError **error)
{
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  int width = gtk_widget_get_width (GTK_WIDGET (window));
  int height = gtk_widget_get_height (GTK_WIDGET (window));

  if (width > 0 && height > 0)
    {
      snapshot_widget (GTK_WIDGET (window), snapshot);
      snapshot_popovers (window, GTK_WIDGET (window), snapshot);
      node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
    }
  if (node == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "the window shows nothing");
      return FALSE;
    }
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (!gdk_texture_save_to_png (texture, path))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_FAILED, "%s cannot be written", path);
      return FALSE;
    }
  return TRUE;
}
