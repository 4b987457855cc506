/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-application.h"
#include "lian-demo.h"
#include "lian-error.h"
#include "lian-profile.h"
#include "lian-renderer.h"

#include <glib/gstdio.h>

static void
test_id (void)
{
  static const struct
  {
    const char *name;
    const char *end;
  } cases[] = { { "", "Liandong" },
                { "wall", "Liandong.wall" },
                { "2nd seat", "Liandong.p2nd_seat" },
                { "../../etc", "etc" },
                { "席位", "______" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = lian_profile_dup_application_id (cases[i].name);

      g_assert_true (g_application_id_is_valid (id));
      g_assert_true (g_str_has_suffix (id, cases[i].end));
      g_assert_null (strchr (id, '/'));
    }
}

/* A county of an older version of the program is none. */
static void
test_demo_is_made (void)
{
  g_autofree char *folder = g_dir_make_tmp ("lian-profile-XXXXXX", NULL);
  g_autoptr (LianProfile) profile = lian_profile_new ("demo", folder);
  g_autofree char *made = lian_profile_dup_path (profile, "demo.made");
  g_autofree char *own = g_path_get_dirname (made);

  g_mkdir_with_parents (own, 0700);
  g_assert_false (lian_demo_is_made (profile));
  g_assert_true (g_file_set_contents (made, "1\n", -1, NULL));
  g_assert_false (lian_demo_is_made (profile));
  g_assert_true (g_file_set_contents (made, "2\n", -1, NULL));
  g_assert_false (lian_demo_is_made (profile));
  g_assert_true (g_file_set_contents (made, "3\n", -1, NULL));
  g_assert_true (lian_demo_is_made (profile));
  g_unlink (made);
}

static void
test_lock (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("lian-profile-XXXXXX", NULL);
  g_autoptr (LianProfile) first = lian_profile_new ("a", folder);
  g_autoptr (LianProfile) second = lian_profile_new ("a", folder);
  g_autofree char *lock = lian_profile_dup_path (first, "lock");

  g_assert_true (lian_profile_claim (first, &error));
  g_assert_no_error (error);
  g_assert_false (lian_profile_claim (second, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_BUSY);
  g_clear_error (&error);
  g_clear_object (&first);
  g_assert_true (lian_profile_claim (second, &error));
  g_assert_no_error (error);
  g_unlink (lock);
  g_rmdir (folder);
}

static void
test_arguments (void)
{
  g_auto (GStrv) demo = g_strsplit ("liandong --demo", " ", -1);
  g_auto (GStrv) named = g_strsplit ("liandong --demo --profile x", " ", -1);
  g_auto (GStrv) joined = g_strsplit ("liandong --profile=y", " ", -1);
  g_auto (GStrv) missing = g_strsplit ("liandong --profile", " ", -1);
  g_autofree char *first = lian_application_dup_profile_argument (2, demo);
  g_autofree char *second = lian_application_dup_profile_argument (4, named);
  g_autofree char *third = lian_application_dup_profile_argument (2, joined);
  g_autofree char *fourth = lian_application_dup_profile_argument (2, missing);

  g_assert_cmpstr (first, ==, "demo");
  g_assert_cmpstr (second, ==, "x");
  g_assert_cmpstr (third, ==, "y");
  g_assert_cmpstr (fourth, ==, "");
}

static void
test_renderer (void)
{
  g_assert_true (lian_renderer_is_software (NULL));
  g_assert_true (lian_renderer_is_software ("llvmpipe (LLVM 15.0.6, 256 bits)"));
  g_assert_false (lian_renderer_is_software ("Mesa Intel(R) UHD Graphics 620"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/profile/id", test_id);
  g_test_add_func ("/app/profile/lock", test_lock);
  g_test_add_func ("/app/profile/demo-is-made", test_demo_is_made);
  g_test_add_func ("/app/arguments", test_arguments);
  g_test_add_func ("/app/renderer", test_renderer);
  return g_test_run ();
}
