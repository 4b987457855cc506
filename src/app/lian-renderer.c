/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-renderer.h"

#include <gmodule.h>
#include <gtk/gtk.h>

/* From GL; the one enum and the one function that are needed. */
#define LIAN_GL_RENDERER 0x1F01
typedef const unsigned char *(*GetStringFunc) (unsigned int name);

/**
 * lian_renderer_is_software:
 * @gl_renderer: (nullable): what GL calls itself
 *
 * Returns: whether cairo draws faster than that
 */
gboolean
lian_renderer_is_software (const char *gl_renderer)
{
  static const char *const names[] = { "llvmpipe", "softpipe", "swrast", "Software" };

  if (gl_renderer == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strstr (gl_renderer, names[i]) != NULL)
      return TRUE;
  return FALSE;
}

static char *
dup_gl_renderer (void)
{
  GdkDisplay *display = gdk_display_get_default ();
  g_autoptr (GdkGLContext) context = NULL;
  GModule *module;
  gpointer get_string = NULL;
  char *name = NULL;

  context = display != NULL ? gdk_display_create_gl_context (display, NULL) : NULL;
  if (context == NULL || !gdk_gl_context_realize (context, NULL))
    return NULL;
  gdk_gl_context_make_current (context);
  module = g_module_open ("libGL.so.1", G_MODULE_BIND_LAZY);
  if (module != NULL && g_module_symbol (module, "glGetString", &get_string) && get_string != NULL)
    name = g_strdup ((const char *)((GetStringFunc)get_string) (LIAN_GL_RENDERER));
  g_clear_pointer (&module, g_module_close);
  gdk_gl_context_clear_current ();
  return name;
}

/**
 * lian_renderer_has_device:
 * @folder: where devices lie, "/dev"
 *
 * Returns: whether there is a device that could draw with GL in hardware; a card that can only show
 * (of a virtual machine, of a board for servers) is none
 */
gboolean
lian_renderer_has_device (const char *folder)
{
  static const char *const others[] = { "nvidiactl", "dxg", "mali0", "kgsl-3d0" };
  g_autofree char *cards = g_build_filename (folder, "dri", NULL);
  g_autoptr (GDir) dir = g_dir_open (cards, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "renderD"))
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *path = g_build_filename (folder, others[i], NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

/**
 * lian_renderer_prepare:
 *
 * Spares a machine without a graphics device the GL that GTK sets up when it opens the display:
 * loading the software one takes longer than all the rest up to the first frame. What the person
 * chose stays. To be called before GTK opens the display.
 */
void
lian_renderer_prepare (void)
{
  const char *chosen = g_getenv ("GSK_RENDERER");

  if (g_getenv ("GDK_DEBUG") != NULL
      || (chosen == NULL ? lian_renderer_has_device ("/dev") : !g_str_equal (chosen, "cairo")))
    return;
  g_setenv ("GDK_DEBUG", "gl-disable", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
}

/**
 * lian_renderer_choose:
 *
 * Asks GL what draws. In software GTK's GL renderer takes 21 ms for a frame that cairo draws in
 * 7.5: then cairo is chosen, unless the person chose. To be called when GTK has a display and
 * before the first window.
 */
void
lian_renderer_choose (void)
{
  g_autofree char *name = NULL;

  if (g_getenv ("GSK_RENDERER") != NULL)
    return;
  name = dup_gl_renderer ();
  if (lian_renderer_is_software (name))
    g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_debug ("GL is drawn by %s", name != NULL ? name : "nobody");
}
