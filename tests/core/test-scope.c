/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-scope.h"

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_history (void)
{
  g_autoptr (LianScope) scope = lian_scope_new ("421202000000");
  guint count = 0;

  g_signal_connect_swapped (scope, "changed", G_CALLBACK (count_cb), &count);
  g_assert_false (lian_scope_can_go_back (scope));
  lian_scope_set_region (scope, "421202000000");
  lian_scope_set_filter (scope, "state", "");
  g_assert_cmpuint (count, ==, 0);

  lian_scope_set_region (scope, "421202001000");
  lian_scope_set_period (scope, LIAN_PERIOD_MONTH);
  lian_scope_set_filter (scope, "state", "closed");
  g_assert_cmpuint (count, ==, 3);
  g_assert_cmpstr (lian_scope_get_filter (scope, "state"), ==, "closed");
  lian_scope_go_back (scope);
  g_assert_null (lian_scope_get_filter (scope, "state"));
  g_assert_cmpint (lian_scope_get_period (scope), ==, LIAN_PERIOD_MONTH);
  g_assert_true (lian_scope_can_go_forward (scope));
  lian_scope_go_forward (scope);
  g_assert_cmpstr (lian_scope_get_filter (scope, "state"), ==, "closed");
  g_assert_cmpuint (count, ==, 5);

  lian_scope_go_back (scope);
  lian_scope_set_region (scope, NULL);
  g_assert_cmpstr (lian_scope_get_region (scope), ==, "");
  g_assert_false (lian_scope_can_go_forward (scope));
  for (guint i = 0; i < 10; i++)
    lian_scope_go_back (scope);
  g_assert_cmpstr (lian_scope_get_region (scope), ==, "421202000000");
  g_assert_false (lian_scope_can_go_back (scope));
}

static void
test_typing (void)
{
  g_autoptr (LianScope) scope = lian_scope_new (NULL);

  lian_scope_set_period (scope, LIAN_PERIOD_WEEK);
  lian_scope_set_text (scope, "路");
  lian_scope_set_text (scope, "路灯");
  g_assert_cmpstr (lian_scope_get_text (scope), ==, "路灯");
  lian_scope_go_back (scope);
  g_assert_cmpstr (lian_scope_get_text (scope), ==, "");
  g_assert_cmpint (lian_scope_get_period (scope), ==, LIAN_PERIOD_WEEK);
}

static void
test_bounded (void)
{
  g_autoptr (LianScope) scope = lian_scope_new (NULL);
  guint steps = 0;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *code = g_strdup_printf ("c%u", i);

      lian_scope_set_filter (scope, "category", code);
    }
  g_assert_cmpstr (lian_scope_get_filter (scope, "category"), ==, "c999");
  for (; lian_scope_can_go_back (scope); steps++)
    lian_scope_go_back (scope);
  g_assert_cmpuint (steps, ==, 99);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scope/history", test_history);
  g_test_add_func ("/scope/typing", test_typing);
  g_test_add_func ("/scope/bounded", test_bounded);
  return g_test_run ();
}
