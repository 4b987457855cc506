/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-shape.h"

/* A square from 0 to 10 with a hole from 4 to 6, both clockwise; a second one from 20 to 21. */
static LianShape *
make_squares (void)
{
  LianPoint points[]
      = { { 0, 0 }, { 0, 10 }, { 10, 10 }, { 10, 0 },  { 0, 0 },   { 4, 4 },   { 4, 6 },  { 6, 6 },
          { 6, 4 }, { 4, 4 },  { 20, 20 }, { 21, 20 }, { 21, 21 }, { 20, 21 }, { 20, 20 } };
  guint starts[] = { 0, 5, 10, 15 };
  gboolean outer[] = { TRUE, FALSE, TRUE };
  LianShape shape = { .type = LIAN_SHAPE_POLYGONS,
                      .n_points = G_N_ELEMENTS (points),
                      .points = points,
                      .n_parts = 3,
                      .starts = starts,
                      .outer = outer };
  g_autoptr (GBytes) wkb = lian_shape_to_wkb (&shape);
  g_autoptr (GError) error = NULL;
  LianShape *read = lian_shape_new_from_wkb (wkb, &error);

  g_assert_no_error (error);
  return read;
}

static LianShape *
make_line (gboolean points_only)
{
  LianPoint points[] = { { 0, 0 }, { 10, 10 } };
  guint starts[] = { 0, 2 };
  LianShape shape = { .type = points_only ? LIAN_SHAPE_POINTS : LIAN_SHAPE_LINES,
                      .n_points = 2,
                      .points = points,
                      .n_parts = points_only ? 0 : 1,
                      .starts = starts };
  g_autoptr (GBytes) wkb = lian_shape_to_wkb (&shape);

  return lian_shape_new_from_wkb (wkb, NULL);
}

static void
test_meets_box (void)
{
  static const struct
  {
    double west, south, east, north;
    gboolean squares, line, points;
  } boxes[] = {
    { -1, -1, 30, 30, TRUE, TRUE, TRUE },           /* all of it */
    { 1, 1, 2, 2, TRUE, TRUE, FALSE },              /* inside, on the diagonal */
    { 1, 2, 1.5, 3, TRUE, FALSE, FALSE },           /* inside, beside the diagonal */
    { 4.5, 4.5, 5.5, 5.5, FALSE, TRUE, FALSE },     /* inside of the hole */
    { 4.5, 4.5, 7, 4.6, TRUE, TRUE, FALSE },        /* across the hole's border */
    { 12, 12, 13, 13, FALSE, FALSE, FALSE },        /* inside of the envelope only */
    { 10, 3, 12, 4, TRUE, FALSE, FALSE },           /* touches */
    { 10.001, 3, 12, 4, FALSE, FALSE, FALSE },      /* does not */
    { -5, 3, 50, 4, TRUE, TRUE, FALSE },            /* across, no vertex inside */
    { 20.5, 20.5, 20.5, 20.5, TRUE, FALSE, FALSE }, /* a point, in the second square */
    { 10, 10, 10, 10, TRUE, TRUE, TRUE },           /* a point, the corner */
    { 40, 40, 50, 50, FALSE, FALSE, FALSE },
  };
  g_autoptr (LianShape) squares = make_squares ();
  g_autoptr (LianShape) line = make_line (FALSE);
  g_autoptr (LianShape) points = make_line (TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++)
    {
      double w = boxes[i].west, s = boxes[i].south, e = boxes[i].east, n = boxes[i].north;

      g_test_message ("box %u", i);
      g_assert_cmpint (lian_shape_meets_box (squares, w, s, e, n), ==, boxes[i].squares);
      g_assert_cmpint (lian_shape_meets_box (line, w, s, e, n), ==, boxes[i].line);
      g_assert_cmpint (lian_shape_meets_box (points, w, s, e, n), ==, boxes[i].points);
    }
}

static double
area_of (const LianShape *shape, guint part)
{
  double area = 0.0;

  for (guint i = shape->starts[part] + 1; i < shape->starts[part + 1]; i++)
    area += shape->points[i - 1].lon * shape->points[i].lat
            - shape->points[i].lon * shape->points[i - 1].lat;
  return area / 2.0;
}

static void
test_wind (void)
{
  g_autoptr (LianShape) squares = make_squares ();

  for (guint i = 0; i < 2; i++)
    {
      lian_shape_wind (squares); /* the second time nothing is left to be done */
      g_assert_cmpfloat (area_of (squares, 0), ==, 100.0);
      g_assert_cmpfloat (area_of (squares, 1), ==, -4.0);
      g_assert_cmpfloat (area_of (squares, 2), ==, 1.0);
      g_assert_true (lian_shape_contains (squares, 1.0, 1.0));
      g_assert_false (lian_shape_contains (squares, 5.0, 5.0));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/shape/meets-box", test_meets_box);
  g_test_add_func ("/core/shape/wind", test_wind);

  return g_test_run ();
}
