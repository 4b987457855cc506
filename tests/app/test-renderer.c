/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-renderer.h"

#include <glib/gstdio.h>

static void
test_software (void)
{
  g_assert_true (lian_renderer_is_software (NULL));
  g_assert_true (lian_renderer_is_software ("llvmpipe (LLVM 15.0.6, 256 bits)"));
  g_assert_true (lian_renderer_is_software ("softpipe"));
  g_assert_false (lian_renderer_is_software ("Mesa Intel(R) UHD Graphics 620 (KBL GT2)"));
  g_assert_false (lian_renderer_is_software ("NVIDIA GeForce RTX 3060/PCIe/SSE2"));
}

static void
touch (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "", 0, &error);
  g_assert_no_error (error);
}

static void
leave (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
test_device (void)
{
  g_autofree char *folder = g_dir_make_tmp ("lian-dev-XXXXXX", NULL);
  g_autofree char *cards = g_build_filename (folder, "dri", NULL);

  g_assert_false (lian_renderer_has_device (folder));
  g_assert_cmpint (g_mkdir (cards, 0700), ==, 0);
  touch (cards, "card0");
  g_assert_false (lian_renderer_has_device (folder));
  touch (cards, "renderD128");
  g_assert_true (lian_renderer_has_device (folder));
  leave (cards, "renderD128");
  touch (folder, "nvidiactl");
  g_assert_true (lian_renderer_has_device (folder));
  leave (folder, "nvidiactl");
  leave (cards, "card0");
  g_rmdir (cards);
  g_rmdir (folder);
}

/* What the person chose stays. */
static void
test_chosen (void)
{
  g_setenv ("GSK_RENDERER", "gl", TRUE);
  g_unsetenv ("GDK_DEBUG");
  lian_renderer_prepare ();
  g_assert_cmpstr (g_getenv ("GSK_RENDERER"), ==, "gl");
  g_assert_null (g_getenv ("GDK_DEBUG"));
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  g_setenv ("GDK_DEBUG", "frames", TRUE);
  lian_renderer_prepare ();
  g_assert_cmpstr (g_getenv ("GDK_DEBUG"), ==, "frames");
  g_unsetenv ("GDK_DEBUG");
  lian_renderer_prepare ();
  g_assert_cmpstr (g_getenv ("GDK_DEBUG"), ==, "gl-disable");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/renderer/software", test_software);
  g_test_add_func ("/renderer/device", test_device);
  g_test_add_func ("/renderer/chosen", test_chosen);
  return g_test_run ();
}
