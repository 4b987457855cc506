/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "lian-bar-view.h"
#include "lian-flow-view.h"
#include "lian-mark.h"

#define DEADLINE_US (10 * G_USEC_PER_SEC)

#define WAIT(condition)                                    \
  G_STMT_START                                             \
  {                                                        \
    gint64 end_ = g_get_monotonic_time () + DEADLINE_US;   \
    while (!(condition) && g_get_monotonic_time () < end_) \
      g_main_context_iteration (NULL, FALSE);              \
    g_assert_true (condition);                             \
  }                                                        \
  G_STMT_END

static const gint64 hours_in[4] = { 3, 9, 1, 4 };
static const gint64 hours_out[4] = { 1, 2, 3, 4 };

static const LianFlowChart flow = {
  .in = hours_in, .out = hours_out, .n = 4, .hour0 = 22, .hover = -1, .today_label = "Today"
};

static const LianBarRow bar_rows[] = { { "温泉街道", { 44, 2, 0, 0 }, "98.1%" },
                                       { "<b>a</b>\t\nb", { 1, 0, 1, 0 }, NULL },
                                       { "\xff\xfe", { -4, G_MAXINT64, 0, 0 }, "—" } };

/* A window with one child, shown and drawn. */
static GtkWindow *
show_in_window (GtkWidget *child)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_default_size (window, 400, 240);
  gtk_window_set_child (window, child);
  gtk_window_present (window);
  WAIT (gtk_widget_get_height (child) > 0);
  return window;
}

/* Destroys the window and proves that nothing keeps its child alive. */
static void
destroy_with_child (GtkWindow *window, GtkWidget *child)
{
  g_object_ref (child);
  gtk_window_destroy (window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (child);
}

/* What the widget itself draws, without waiting for a frame. */
static GdkTexture *
render (GtkWidget *widget)
{
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  g_assert_nonnull (node);
  return gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                      node, &GRAPHENE_RECT_INIT (0, 0, width, height));
}

static guint
count_pixels (GdkTexture *texture, LianColor color)
{
  gsize width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new0 (guint32, width * height);
  guint32 wanted = 0xff000000u | (guint32)(color.r * 255 + 0.5) << 16
                   | (guint32)(color.g * 255 + 0.5) << 8 | (guint32)(color.b * 255 + 0.5);
  guint n = 0;

  gdk_texture_download (texture, (guchar *)pixels, width * 4);
  for (gsize i = 0; i < width * height; i++)
    n += pixels[i] == wanted;
  return n;
}

static guint
count_drawn (GtkWidget *widget, LianColor color)
{
  g_autoptr (GdkTexture) texture = render (widget);

  return count_pixels (texture, color);
}

/* What the key does, by the widget's own shortcuts, as GTK would find it. */
static gboolean
press (GtkWidget *widget, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_KEYVAL_TRIGGER (trigger)
              && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key)
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                 gtk_shortcut_get_arguments (shortcut));
        }
    }
  return FALSE;
}

static void
point_at (GtkWidget *widget, double x, double y)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_MOTION (controller))
        g_signal_emit_by_name (controller, "motion", x, y);
    }
}

static void
activated_cb (GtkWidget *widget, guint index, gpointer user_data)
{
  *(int *)user_data = (int)index;
}

static GtkWidget *
find_popover (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  while (child != NULL && !GTK_IS_POPOVER (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static void
test_flow_view (void)
{
  GtkWidget *view = lian_flow_view_new ();
  GtkWindow *window = show_in_window (view);
  const LianPalette *light = lian_palette_get (LIAN_STYLE_LIGHT);
  int activated = -1;

  g_assert_cmpuint (count_drawn (view, light->chart3), ==, 0);
  lian_flow_view_set_chart (LIAN_FLOW_VIEW (view), &flow);
  g_assert_cmpuint (count_drawn (view, light->chart3), >, 1000);

  g_signal_connect (view, "activated", G_CALLBACK (activated_cb), &activated);
  g_assert_false (press (view, GDK_KEY_Return));
  gtk_widget_grab_focus (view);
  g_assert_true (press (view, GDK_KEY_Right));
  g_assert_true (press (view, GDK_KEY_Right));
  g_assert_true (press (view, GDK_KEY_Return));
  g_assert_cmpint (activated, ==, 1);
  press (view, GDK_KEY_End);
  press (view, GDK_KEY_Right);
  press (view, GDK_KEY_Return);
  g_assert_cmpint (activated, ==, 3);
  press (view, GDK_KEY_Left);
  press (view, GDK_KEY_Up);
  press (view, GDK_KEY_Return);
  g_assert_cmpint (activated, ==, 1);

  /* Fewer hours under the cursor: it stays on one that is there. */
  lian_flow_view_set_chart (LIAN_FLOW_VIEW (view), &(LianFlowChart){ .in = hours_in, .n = 1 });
  press (view, GDK_KEY_Return);
  g_assert_cmpint (activated, ==, 0);
  lian_flow_view_set_chart (LIAN_FLOW_VIEW (view), NULL);
  g_assert_false (press (view, GDK_KEY_Right));
  g_assert_cmpuint (count_drawn (view, light->chart3), ==, 0);
  destroy_with_child (window, view);
}

static void
test_hover (void)
{
  GtkWidget *view = lian_flow_view_new ();
  GtkWindow *window = show_in_window (view);
  const LianPalette *light = lian_palette_get (LIAN_STYLE_LIGHT);
  guint before;

  lian_flow_view_set_chart (LIAN_FLOW_VIEW (view), &flow);
  before = count_drawn (view, light->card);
  point_at (view, 200, 60);
  g_assert_cmpuint (count_drawn (view, light->card), >, before + 500);
  point_at (view, -1, -1);
  g_assert_cmpuint (count_drawn (view, light->card), ==, before);
  destroy_with_child (window, view);
}

static void
test_style (void)
{
  GtkWidget *view = lian_bar_view_new ();
  GtkWindow *window = show_in_window (view);
  const LianPalette *light = lian_palette_get (LIAN_STYLE_LIGHT);
  const LianPalette *dark = lian_palette_get (LIAN_STYLE_DARK);
  const LianPalette *wall = lian_palette_get (LIAN_STYLE_WALL);

  lian_bar_view_set_chart (LIAN_BAR_VIEW (view), &(LianBarChart){ bar_rows, 1, 0, -1 });
  g_assert_cmpuint (count_drawn (view, light->chart3), >, 500);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  g_assert_cmpuint (count_drawn (view, dark->chart3), >, 500);
  g_assert_cmpuint (count_drawn (view, light->chart3), ==, 0);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  gtk_widget_add_css_class (GTK_WIDGET (window), "lian-wall");
  WAIT (count_drawn (view, wall->chart3) > 500);
  destroy_with_child (window, view);
}

static void
test_table (void)
{
  GtkWidget *view = lian_bar_view_new ();
  GtkWindow *window = show_in_window (view);
  g_autofree char *table = NULL;
  g_autoptr (GdkTexture) picture = NULL;
  g_auto (GStrv) lines = NULL;
  GtkWidget *popover;

  lian_bar_view_set_chart (LIAN_BAR_VIEW (view),
                           &(LianBarChart){ bar_rows, G_N_ELEMENTS (bar_rows), 0, -1 });
  table = lian_chart_dup_table (LIAN_CHART (view));
  lines = g_strsplit (table, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_cmpstr (lines[0], ==, "Name\tTotal\tNormal\tDue soon\tOverdue\tHeld\tRate");
  g_assert_cmpstr (lines[1], ==, "温泉街道\t46\t44\t2\t0\t0\t98.1%");
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);

      g_assert_cmpuint (g_strv_length (cells), ==, 7);
    }

  g_assert_null (find_popover (view));
  g_assert_true (press (view, GDK_KEY_t));
  popover = find_popover (view);
  g_assert_nonnull (popover);
  WAIT (gtk_widget_get_mapped (popover));
  /* New data while the table is open, and one that is gone. */
  lian_bar_view_set_chart (LIAN_BAR_VIEW (view), &(LianBarChart){ bar_rows, 2, 0, -1 });
  lian_bar_view_set_chart (LIAN_BAR_VIEW (view), NULL);
  gtk_popover_popdown (GTK_POPOVER (popover));
  WAIT (!gtk_widget_get_mapped (popover));

  picture = lian_chart_dup_picture (LIAN_CHART (view));
  g_assert_cmpint (gdk_texture_get_width (picture), ==, 2 * gtk_widget_get_width (view));
  g_assert_cmpuint (count_pixels (picture, lian_palette_get (LIAN_STYLE_LIGHT)->view), >, 1000);
  destroy_with_child (window, view);
}

/* Whatever leaves the window says of itself that it is invented. */
static void
test_notice (void)
{
  const char *notice = "演示数据·示意图，不代表实际行政区界线";
  GtkWidget *view = lian_bar_view_new ();
  GtkWindow *window = show_in_window (view);
  g_autofree char *plain = NULL, *table = NULL, *expected = NULL, *again = NULL;
  g_autoptr (GdkTexture) picture = NULL, without = NULL;
  LianColor fg2 = lian_palette_get (LIAN_STYLE_LIGHT)->fg2;
  guint before;

  lian_bar_view_set_chart (LIAN_BAR_VIEW (view), NULL);
  plain = lian_chart_dup_table (LIAN_CHART (view));
  without = lian_chart_dup_picture (LIAN_CHART (view));
  before = count_pixels (without, fg2);
  lian_chart_set_notice (LIAN_CHART (view), notice);
  table = lian_chart_dup_table (LIAN_CHART (view));
  expected = g_strdup_printf ("%s\n%s", plain, notice);
  g_assert_cmpstr (table, ==, expected);
  picture = lian_chart_dup_picture (LIAN_CHART (view));
  g_assert_cmpint (gdk_texture_get_height (picture), >, gdk_texture_get_height (without));
  g_assert_cmpint (gdk_texture_get_height (without), ==, 2 * gtk_widget_get_height (view));
  g_assert_cmpuint (count_pixels (picture, fg2), >, before);

  lian_chart_show_table (LIAN_CHART (view));
  WAIT (gtk_widget_get_mapped (find_popover (view)));
  lian_chart_set_notice (LIAN_CHART (view), NULL);
  again = lian_chart_dup_table (LIAN_CHART (view));
  g_assert_cmpstr (again, ==, plain);
  gtk_popover_popdown (GTK_POPOVER (find_popover (view)));
  WAIT (!gtk_widget_get_mapped (find_popover (view)));
  destroy_with_child (window, view);
}

static void
text_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **)user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_copy (void)
{
  GtkWidget *view = lian_flow_view_new ();
  GtkWindow *window = show_in_window (view);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (view);
  g_autofree char *text = NULL;

  lian_flow_view_set_chart (LIAN_FLOW_VIEW (view), &flow);
  g_assert_true (gtk_widget_activate_action (view, "chart.copy-table", NULL));
  gdk_clipboard_read_text_async (clipboard, NULL, text_read_cb, &text);
  WAIT (text != NULL);
  g_assert_cmpstr (text, ==,
                   "Hour\tAccepted\tClosed\n22:00–23:00\t3\t1\n23:00–24:00\t9\t2\n"
                   "00:00–01:00\t1\t3\n01:00–02:00\t4\t4");
  g_assert_true (gtk_widget_activate_action (view, "chart.copy-picture", NULL));
  g_assert_true (
      gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), GDK_TYPE_TEXTURE));
  destroy_with_child (window, view);
}

static void
assert_label (GtkWidget *widget, const char *label)
{
  g_autofree char *differs
      = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                            label);

  g_assert_cmpstr (differs, ==, NULL);
}

static void
test_accessible (void)
{
  GtkWidget *view = lian_flow_view_new ();
  GtkWindow *window = show_in_window (view);
  g_autofree char *differs = NULL;

  gtk_test_accessible_assert_role (view, GTK_ACCESSIBLE_ROLE_IMG);
  assert_label (view, "Accepted and closed by hour");
  lian_flow_view_set_chart (LIAN_FLOW_VIEW (view), &flow);
  differs = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      "4 hours: 17 cases accepted, 10 closed, most from 23:00 on (9).");
  g_assert_cmpstr (differs, ==, NULL);
  destroy_with_child (window, view);
}

static void
test_mark (void)
{
  static const char *const steps[] = { "Draft", "Queued", "Received\nreceipt 000184", NULL };
  static const guint8 elements[10] = { 2, 2, 2, 2, 1, 2, 2, 0, 2, 2 };
  const LianPalette *light = lian_palette_get (LIAN_STYLE_LIGHT);
  GtkWidget *mark = lian_mark_new ();
  GtkWindow *window;
  int natural = -1;

  gtk_widget_measure (mark, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 0);
  lian_mark_set_light (LIAN_MARK (mark), LIAN_LIGHT_OVERDUE, 16);
  gtk_widget_measure (mark, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 16);
  window = show_in_window (mark);
  assert_label (mark, "Overdue");
  g_assert_cmpuint (count_drawn (mark, light->over), >, 40);

  lian_mark_set_ring (LIAN_MARK (mark), elements, 72, TRUE);
  assert_label (mark, "8 of 10, Elderly shared, Sports missing");
  g_assert_cmpuint (count_drawn (mark, light->ramp[4]), >, 1000);
  lian_mark_set_deadline (LIAN_MARK (mark), &(LianDeadlineBar){ 0.5, 0.6, 0.9 });
  assert_label (mark, "Time limit exceeded");
  g_assert_cmpuint (count_drawn (mark, light->over), >, 100);
  lian_mark_set_deadline (LIAN_MARK (mark), &(LianDeadlineBar){ 0.6, 0.8, 0.4 });
  assert_label (mark, "50% of the time limit used");
  lian_mark_set_steps (LIAN_MARK (mark), 2, steps);
  assert_label (mark, "Step 3 of 3: Received receipt 000184");
  g_assert_cmpuint (count_drawn (mark, light->accent_bg), >, 100);
  lian_mark_set_spark (LIAN_MARK (mark), hours_in, G_N_ELEMENTS (hours_in));
  g_assert_cmpuint (count_drawn (mark, light->chart1), >, 5);
  lian_mark_set_spark (LIAN_MARK (mark), NULL, 0);
  lian_mark_set_timeline (LIAN_MARK (mark), TRUE, FALSE, TRUE);
  lian_mark_set_flow_legend (LIAN_MARK (mark), &flow);
  g_assert_cmpuint (count_drawn (mark, light->chart3), >, 50);
  lian_mark_clear (LIAN_MARK (mark));
  gtk_widget_measure (mark, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 0);
  destroy_with_child (window, mark);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();

  g_test_add_func ("/chart/flow-view", test_flow_view);
  g_test_add_func ("/chart/hover", test_hover);
  g_test_add_func ("/chart/style", test_style);
  g_test_add_func ("/chart/table", test_table);
  g_test_add_func ("/chart/notice", test_notice);
  g_test_add_func ("/chart/copy", test_copy);
  g_test_add_func ("/chart/accessible", test_accessible);
  g_test_add_func ("/chart/mark", test_mark);

  return g_test_run ();
}
