/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-plot.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <pango/pangocairo.h>

#define WIDTH 516
#define HEIGHT 165

/* A sheet of paper in one style, with everything that draws on it. */
typedef struct
{
  cairo_surface_t *surface;
  cairo_t *cr;
  LianPlot plot;
} Paper;

static void
paper_set_up (Paper *paper, gconstpointer data)
{
  PangoFontMap *map = pango_cairo_font_map_get_default ();

  paper->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  paper->cr = cairo_create (paper->surface);
  paper->plot.palette = lian_palette_get (GPOINTER_TO_INT (data));
  paper->plot.pango = pango_font_map_create_context (map);
  paper->plot.font_size = 14;
  paper->plot.chinese = TRUE;
  lian_color_set (paper->cr, paper->plot.palette->view);
  cairo_paint (paper->cr);
}

static void
paper_tear_down (Paper *paper, gconstpointer data)
{
  g_assert_cmpint (cairo_status (paper->cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (paper->cr);
  cairo_surface_destroy (paper->surface);
  g_assert_finalize_object (paper->plot.pango);
}

static guint32
pixel_at (Paper *paper, double x, double y)
{
  const guint8 *data;

  cairo_surface_flush (paper->surface);
  data = cairo_image_surface_get_data (paper->surface);
  g_assert_true (x >= 0 && x < WIDTH && y >= 0 && y < HEIGHT);
  return *(const guint32 *)(data + (gsize)y * cairo_image_surface_get_stride (paper->surface)
                            + (gsize)x * 4);
}

static guint32
pixel_of (LianColor color)
{
  return 0xff000000u | (guint32)floor (color.r * 255 + 0.5) << 16
         | (guint32)floor (color.g * 255 + 0.5) << 8 | (guint32)floor (color.b * 255 + 0.5);
}

static void
assert_pixel (Paper *paper, double x, double y, LianColor color)
{
  g_assert_cmphex (pixel_at (paper, x, y), ==, pixel_of (color));
}

/* How many pixels of a column or of the whole paper have exactly this colour. */
static guint
count_pixels (Paper *paper, LianColor color)
{
  guint n = 0;

  for (guint y = 0; y < HEIGHT; y++)
    for (guint x = 0; x < WIDTH; x++)
      n += pixel_at (paper, x, y) == pixel_of (color);
  return n;
}

static void
test_ticks (void)
{
  static const struct
  {
    double max;
    guint most;
    double step;
  } cases[] = {
    { 30, 5, 10 },       { 31, 5, 10 },     { 41, 5, 20 }, { 4, 5, 1 },   { 5, 5, 2 },
    { 0.4, 5, .1 },      { 1e12, 5, 5e11 }, { 0, 5, .5 },  { -3, 5, .5 }, { NAN, 5, .5 },
    { INFINITY, 5, .5 }, { 10, 2, 10 },     { 11, 0, 20 }, { 8, 5, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double step = lian_plot_tick_step (cases[i].max, cases[i].most);

      g_test_message ("max %g, most %u", cases[i].max, cases[i].most);
      g_assert_cmpfloat_with_epsilon (step / cases[i].step, 1, 1e-9);
    }
  for (double max = 1; max < 1e13; max *= 1.37)
    for (guint most = 2; most <= 5; most++)
      g_assert_cmpfloat (ceil (max / lian_plot_tick_step (max, most) - 1e-6), <=, most - 1);
}

static const gint64 flow_in[24]
    = { 24, 25, 9, 8, 19, 26, 30, 24, 11, 12, 13, 9, 5, 3, 2, 1, 1, 0, 1, 2, 5, 9, 21, 19 };
static const gint64 flow_out[24]
    = { 19, 20, 6, 4, 15, 26, 25, 21, 9, 6, 5, 4, 2, 1, 0, 0, 0, 0, 0, 0, 1, 3, 14, 16 };

static LianFlowChart
flow_chart (void)
{
  return (LianFlowChart){ .in = flow_in,
                          .out = flow_out,
                          .before = flow_out,
                          .n = 24,
                          .hour0 = 10,
                          .last_unfinished = TRUE,
                          .hover = -1,
                          .today_label = "今日" };
}

/* The middle of a column, asked from the function that the pointer asks. */
static double
column_middle (Paper *paper, const LianFlowChart *chart, int hour)
{
  int first = -1, last = -1;

  for (int x = 0; x < WIDTH; x++)
    if (lian_plot_flow_pick (&paper->plot, WIDTH, HEIGHT, chart, x + 0.5, 20) == hour)
      {
        first = first < 0 ? x : first;
        last = x;
      }
  g_assert_cmpint (first, >=, 0);
  return (first + last + 1) / 2.0;
}

static void
test_flow_pick (Paper *paper, gconstpointer data)
{
  LianFlowChart chart = flow_chart ();
  int previous = -1;

  for (double x = 0; x < WIDTH; x += 0.5)
    {
      int hour = lian_plot_flow_pick (&paper->plot, WIDTH, HEIGHT, &chart, x, 50);

      g_assert_cmpint (hour, >=, previous);
      g_assert_cmpint (hour, <=, previous + 1);
      previous = hour;
    }
  g_assert_cmpint (previous, ==, 23);
  g_assert_cmpint (lian_plot_flow_pick (&paper->plot, WIDTH, HEIGHT, &chart, 0, 50), ==, -1);
  g_assert_cmpint (lian_plot_flow_pick (&paper->plot, WIDTH, HEIGHT, &chart, WIDTH, 50), ==, -1);
  g_assert_cmpint (lian_plot_flow_pick (&paper->plot, WIDTH, HEIGHT, &chart, NAN, 50), ==, -1);
  g_assert_cmpint (lian_plot_flow_pick (&paper->plot, WIDTH, HEIGHT, &chart, 200, -1), ==, -1);
  chart.n = 0;
  g_assert_cmpint (lian_plot_flow_pick (&paper->plot, WIDTH, HEIGHT, &chart, 200, 50), ==, -1);
}

static void
test_flow_pixels (Paper *paper, gconstpointer data)
{
  const LianPalette *palette = paper->plot.palette;
  LianFlowChart chart = flow_chart ();
  double full = column_middle (paper, &chart, 6), last = column_middle (paper, &chart, 23);
  double empty = column_middle (paper, &chart, 17);
  LianColor light;
  guint32 is;

  chart.out = chart.before = NULL;
  lian_plot_flow (&paper->plot, paper->cr, WIDTH, HEIGHT, &chart);
  /* The highest bar goes to the top tick; half a step beside it is the gap of 36 %. */
  assert_pixel (paper, full, 20, palette->chart3);
  assert_pixel (paper, full, HEIGHT - 30, palette->chart3);
  assert_pixel (paper, full + 5, HEIGHT - 30, palette->chart3);
  g_assert_cmphex (pixel_at (paper, full + 9, HEIGHT - 34), ==, pixel_of (palette->view));
  assert_pixel (paper, empty, HEIGHT - 34, palette->view);
  /* The unfinished hour is 55 % opaque. */
  light = (LianColor){ palette->chart3.r * 0.55 + palette->view.r * 0.45, 0, 0, 1 };
  is = pixel_at (paper, last, HEIGHT - 34);
  g_assert_cmpint (ABS ((int)((is >> 16) & 255) - (int)(light.r * 255)), <=, 2);
}

static void
test_flow_line (Paper *paper, gconstpointer data)
{
  const LianPalette *palette = paper->plot.palette;
  LianFlowChart chart = flow_chart ();
  gint64 level[24];

  for (guint i = 0; i < G_N_ELEMENTS (level); i++)
    level[i] = 10;
  chart.in = chart.out = level;
  chart.before = NULL;
  lian_plot_flow (&paper->plot, paper->cr, WIDTH, HEIGHT, &chart);
  g_assert_cmpuint (count_pixels (paper, palette->chart1), >, 400);
  /* Before the pointer is there, the accent is nowhere; with the keyboard it is a ring. */
  g_assert_cmpuint (count_pixels (paper, palette->accent), ==, 0);
  chart.hover = 3;
  lian_plot_flow_hover (&paper->plot, paper->cr, WIDTH, HEIGHT, &chart, TRUE);
  g_assert_cmpuint (count_pixels (paper, palette->accent), >, 30);
  g_assert_cmpuint (count_pixels (paper, palette->card), >, 1000);
}

static void
test_bars (Paper *paper, gconstpointer data)
{
  const LianPalette *palette = paper->plot.palette;
  const LianBarRow rows[] = { { "处置中", { 99999, 0, 1, 0 }, "95.8%" },
                              { "待派遣", { 50000, 0, 0, 0 }, "—" },
                              { "空", { 0, 0, 0, 0 }, NULL } };
  LianBarChart chart = { rows, G_N_ELEMENTS (rows), 60, -1 };
  guint red = 0, teal = 0, half = 0, empty = 0;

  lian_plot_bars (&paper->plot, paper->cr, WIDTH, 84, &chart);
  for (guint x = 0; x < WIDTH; x++)
    {
      red += pixel_at (paper, x, 14) == pixel_of (palette->over);
      teal += pixel_at (paper, x, 14) == pixel_of (palette->chart3);
      half += pixel_at (paper, x, 42) == pixel_of (palette->chart3);
      empty += pixel_at (paper, x, 70) == pixel_of (palette->chart3);
    }
  /* One overdue case in 100,000 is 2.5 px and shows; half the cases are half the bar. */
  g_assert_cmpuint (red, >=, 2);
  g_assert_cmpuint (red, <=, 3);
  g_assert_cmpuint (teal, >, 200);
  g_assert_cmpint (ABS ((int)teal - 2 * (int)half), <, 8);
  g_assert_cmpuint (empty, ==, 0);

  for (int i = 0; i < 3; i++)
    g_assert_cmpint (lian_plot_bars_pick (&paper->plot, WIDTH, 84, &chart, 5, 28 * i + 14), ==, i);
  g_assert_cmpint (lian_plot_bars_pick (&paper->plot, WIDTH, 84, &chart, 5, 84.5), ==, -1);
  g_assert_cmpint (lian_plot_bars_pick (&paper->plot, WIDTH, 84, &chart, -1, 5), ==, -1);
  /* Beyond their last row there is nothing, however high the box. */
  g_assert_cmpint (lian_plot_bars_pick (&paper->plot, WIDTH, HEIGHT, &chart, 5, 120), ==, -1);
  g_assert_cmpuint (lian_plot_bars_visible (&paper->plot, 84, 3), ==, 3);
  g_assert_cmpuint (lian_plot_bars_visible (&paper->plot, 84, 1000), <, 7);
  g_assert_cmpuint (lian_plot_bars_visible (&paper->plot, 84, 0), ==, 0);
}

/* Shapes differ even without their colour: a middle that is empty, full, inked or between bars. */
static void
test_lights (Paper *paper, gconstpointer data)
{
  const LianPalette *palette = paper->plot.palette;

  for (int light = LIAN_LIGHT_NORMAL; light <= LIAN_LIGHT_CLOSED; light++)
    lian_plot_light (&paper->plot, paper->cr, 20 + 40 * light, 20, 32, light);
  assert_pixel (paper, 20, 20, palette->view);
  assert_pixel (paper, 20, 20 + 10, palette->ok);
  assert_pixel (paper, 60, 25, palette->soon);
  assert_pixel (paper, 60, 6, palette->view);
  assert_pixel (paper, 100, 18, palette->view);
  assert_pixel (paper, 92, 20, palette->over);
  assert_pixel (paper, 140, 20, palette->view);
  assert_pixel (paper, 134, 20, palette->hold);
  assert_pixel (paper, 180 - 14, 6, palette->view);
}

static void
test_ring (Paper *paper, gconstpointer data)
{
  const LianPalette *palette = paper->plot.palette;
  const guint8 elements[10] = { 2, 0, 1, 2, 2, 2, 2, 2, 2, 2 };
  double step = 2 * G_PI / 10;

  lian_plot_ring (&paper->plot, paper->cr, 80, 80, 60, elements, FALSE);
  for (guint i = 0; i < 10; i++)
    {
      double angle = -G_PI_2 + (i + 0.5) * step;
      double outer = 55, inner = 44;
      LianColor state[] = { palette->view, palette->ramp[3], palette->ramp[4] };

      assert_pixel (paper, 80 + outer * cos (angle), 80 + outer * sin (angle), state[elements[i]]);
      /* Shared is 45 % of the thickness. */
      assert_pixel (paper, 80 + inner * cos (angle), 80 + inner * sin (angle),
                    elements[i] == 2 ? palette->ramp[4] : palette->view);
    }
  assert_pixel (paper, 80, 80, palette->view);
}

static void
test_cluster (Paper *paper, gconstpointer data)
{
  const LianPalette *palette = paper->plot.palette;
  const LianLightCounts counts = { 9999, 0, 1, 0 };

  g_assert_cmpfloat_with_epsilon (lian_plot_cluster_radius (1), 10, 1e-9);
  g_assert_cmpfloat_with_epsilon (lian_plot_cluster_radius (0), 10, 1e-9);
  g_assert_cmpfloat_with_epsilon (lian_plot_cluster_radius (-5), 10, 1e-9);
  g_assert_cmpfloat_with_epsilon (lian_plot_cluster_radius (238), 38.456, 1e-3);

  lian_plot_cluster (&paper->plot, paper->cr, 80, 80, &counts);
  /* One case of 10,000 still has its arc of 4°. */
  g_assert_cmpuint (count_pixels (paper, palette->over), >, 4);
  g_assert_cmpuint (count_pixels (paper, palette->soon), ==, 0);
}

static void
test_deadline (Paper *paper, gconstpointer data)
{
  const LianPalette *palette = paper->plot.palette;
  const LianDeadlineBar late = { .warn = 0.4, .due = 0.5, .now = 1.0 };
  const LianDeadlineBar odd = { .warn = NAN, .due = -1, .now = INFINITY };

  lian_plot_deadline (&paper->plot, paper->cr, 500, 20, &late);
  assert_pixel (paper, 100, 10, palette->chart3);
  assert_pixel (paper, 220, 10, palette->soon);
  assert_pixel (paper, 400, 10, palette->over);
  assert_pixel (paper, 250, 4, palette->fg);
  lian_plot_deadline (&paper->plot, paper->cr, 500, 20, &odd);
}

/* Every drawing function with one label and one number, at several sizes. */
static void
draw_all (Paper *paper, const char *label, gint64 value)
{
  static const double sizes[][2] = { { 0, 0 }, { 1, 1 }, { 1, 100 }, { 300, 1 }, { 300, 120 } };
  const gint64 values[] = { value, 0, value, 1 };
  const guint8 elements[10] = { 2, 0, 1, 7 };
  const char *labels[] = { label, label, NULL };
  const LianLightCounts counts = { value, value, 1, value };
  const LianBarRow rows[] = { { label, counts, label }, { label, { 0 }, NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      double width = sizes[i][0], height = sizes[i][1];
      LianFlowChart flow = { values, values, values, 4, 22, TRUE, 1, label };
      LianBarChart bars = { rows, 2, 0, 0 };

      lian_plot_flow (&paper->plot, paper->cr, width, height, &flow);
      lian_plot_flow_hover (&paper->plot, paper->cr, width, height, &flow, TRUE);
      lian_plot_flow_legend (&paper->plot, paper->cr, width, height, &flow);
      flow.n = 0;
      lian_plot_flow (&paper->plot, paper->cr, width, height, &flow);
      lian_plot_bars (&paper->plot, paper->cr, width, height, &bars);
      bars.hover = 99;
      bars.label_width = 1e6;
      lian_plot_bars (&paper->plot, paper->cr, width, height, &bars);
      bars.n = 0;
      lian_plot_bars (&paper->plot, paper->cr, width, height, &bars);
      lian_plot_spark (&paper->plot, paper->cr, width, height, values, i);
      lian_plot_steps (&paper->plot, paper->cr, width, height, i, labels, 2);
      lian_plot_timeline_dot (&paper->plot, paper->cr, width, height, i % 2, i == 0, i == 4);
      lian_plot_light (&paper->plot, paper->cr, 10, 10, width, (LianLight)i);
      lian_plot_ring (&paper->plot, paper->cr, 50, 50, height, elements, TRUE);
    }
  lian_plot_cluster (&paper->plot, paper->cr, 50, 50, &counts);
  g_assert_cmpint (cairo_status (paper->cr), ==, CAIRO_STATUS_SUCCESS);
}

static void
test_hostile (Paper *paper, gconstpointer data)
{
  static const char *const labels[] = { NULL,
                                        "",
                                        "\xff\xfe\xc3",
                                        "<b>&amp;</span>",
                                        "a\nb\tc\r",
                                        "\u202egnp.",
                                        "\u0645\u0631\u062d\u0628\u0627",
                                        "\u0301\u0301\u0301" };
  static const gint64 values[] = { 0, 1, -1, 1000000000000, G_MAXINT64, G_MININT64 };
  g_autofree char *huge = g_strnfill (1000000, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    draw_all (paper, labels[i], 7);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    draw_all (paper, "处置中", values[i]);
  draw_all (paper, huge, 1);
  paper->plot.font_size = NAN;
  draw_all (paper, "x", 1);
  paper->plot.font_size = 1e9;
  draw_all (paper, "x", 1);
}

static void
test_many (Paper *paper, gconstpointer data)
{
  const guint n = 1000000;
  g_autofree gint64 *values = g_new0 (gint64, n);
  LianFlowChart chart = { values, values, values, n, 3, TRUE, 500, "今日" };

  for (guint i = 0; i < n; i++)
    values[i] = i % 97;
  lian_plot_flow (&paper->plot, paper->cr, WIDTH, HEIGHT, &chart);
  lian_plot_spark (&paper->plot, paper->cr, WIDTH, 20, values, n);
  g_assert_cmpuint (count_pixels (paper, paper->plot.palette->chart1), >, 10000);
}

static void
test_naughty_strings (Paper *paper, gconstpointer data)
{
  const char *corpora = g_getenv ("LIAN_CORPORA");
  g_autofree char *path
      = g_build_filename (corpora != NULL ? corpora : "", "strings", "blns.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *strings;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_test_skip ("the corpus of naughty strings is not here");
      return;
    }
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  strings = json_node_get_array (json_parser_get_root (parser));
  g_assert_cmpuint (json_array_get_length (strings), >, 400);
  for (guint i = 0; i < json_array_get_length (strings); i++)
    {
      const char *label = json_array_get_string_element (strings, i);
      const LianBarRow rows[] = { { label, { 4, 2, 1, 0 }, label } };
      LianBarChart bars = { rows, 1, 0, 0 };
      LianFlowChart flow = flow_chart ();

      flow.today_label = label;
      lian_plot_bars (&paper->plot, paper->cr, 300, 40, &bars);
      lian_plot_flow (&paper->plot, paper->cr, 300, 120, &flow);
    }
}

#define ADD(path, style, test) \
  g_test_add (path, Paper, GINT_TO_POINTER (style), paper_set_up, test, paper_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/ticks", test_ticks);
  ADD ("/plot/flow/pick", LIAN_STYLE_LIGHT, test_flow_pick);
  ADD ("/plot/flow/pixels/light", LIAN_STYLE_LIGHT, test_flow_pixels);
  ADD ("/plot/flow/pixels/dark", LIAN_STYLE_DARK, test_flow_pixels);
  ADD ("/plot/flow/line", LIAN_STYLE_DARK, test_flow_line);
  ADD ("/plot/bars/light", LIAN_STYLE_LIGHT, test_bars);
  ADD ("/plot/bars/dark", LIAN_STYLE_DARK, test_bars);
  ADD ("/plot/lights", LIAN_STYLE_LIGHT, test_lights);
  ADD ("/plot/ring", LIAN_STYLE_DARK, test_ring);
  ADD ("/plot/cluster", LIAN_STYLE_LIGHT, test_cluster);
  ADD ("/plot/deadline", LIAN_STYLE_LIGHT, test_deadline);
  ADD ("/plot/hostile/light", LIAN_STYLE_LIGHT, test_hostile);
  ADD ("/plot/hostile/wall", LIAN_STYLE_WALL, test_hostile);
  ADD ("/plot/many", LIAN_STYLE_LIGHT, test_many);
  ADD ("/plot/naughty-strings", LIAN_STYLE_LIGHT, test_naughty_strings);

  return g_test_run ();
}
