/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geometries: GeoJSON when the input begins with a brace, else WKB. Whatever is accepted is finite,
 * inside the limits, and the same after a way through the other form. */
#include "fuzz.h"

#include "lian-codec.h"
#include "lian-geojson.h"
#include "lian-limits.h"
#include "lian-shape.h"

#include <math.h>
#include <string.h>

static void
check_parts (const LianShape *shape)
{
  gboolean polygons = shape->type == LIAN_SHAPE_POLYGONS;

  g_assert_cmpuint (shape->n_parts, <=, LIAN_LIMIT_GEOMETRY_RINGS);
  g_assert_true ((shape->n_parts > 0) == (shape->type != LIAN_SHAPE_POINTS));
  for (guint i = 0; i < shape->n_parts; i++)
    {
      guint start = shape->starts[i], end = shape->starts[i + 1];

      g_assert_cmpuint (start + (polygons ? 4 : 2), <=, end);
      g_assert_cmpuint (end, <=, shape->n_points);
      if (polygons)
        {
          g_assert_true (i > 0 || shape->outer[0]);
          g_assert_true (shape->points[start].lon == shape->points[end - 1].lon
                         && shape->points[start].lat == shape->points[end - 1].lat);
        }
    }
}

static void
check_shape (const LianShape *shape)
{
  g_assert_cmpuint (shape->n_points, >=, 1);
  g_assert_cmpuint (shape->n_points, <=, LIAN_LIMIT_GEOMETRY_POINTS);
  for (guint i = 0; i < shape->n_points; i++)
    {
      LianPoint point = shape->points[i];

      g_assert_true (isfinite (point.lon) && fabs (point.lon) <= 180.0);
      g_assert_true (isfinite (point.lat) && fabs (point.lat) <= 90.0);
      g_assert_true (shape->west <= point.lon && point.lon <= shape->east);
      g_assert_true (shape->south <= point.lat && point.lat <= shape->north);
      (void)lian_shape_contains (shape, point.lon, point.lat);
    }
  (void)lian_shape_contains (shape, (shape->west + shape->east) / 2,
                             (shape->south + shape->north) / 2);
  check_parts (shape);
}

/* @wkb is as we write it ourselves. */
static void
check_wkb (GBytes *wkb)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianShape) shape = lian_shape_new_from_wkb (wkb, &error);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) parsed = NULL;
  g_autoptr (GBytes) rewritten = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autofree char *printed = NULL;

  g_assert_no_error (error);
  check_shape (shape);
  rewritten = lian_shape_to_wkb (shape);
  g_assert_true (g_bytes_equal (wkb, rewritten));

  node = lian_geojson_from_wkb (wkb, &error);
  g_assert_no_error (error);
  printed = lian_json_print (node);
  parsed = lian_json_parse (printed, strlen (printed), LIAN_LIMIT_JSON_PAGE, &error);
  g_assert_no_error (error);
  again = lian_geojson_to_wkb (parsed, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (wkb, again));
}

static void
run_geojson (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root
      = lian_json_parse ((const char *)data, size, LIAN_LIMIT_JSON_PAGE, &error);
  g_autoptr (GBytes) wkb = root != NULL ? lian_geojson_to_wkb (root, &error) : NULL;

  if (wkb != NULL)
    check_wkb (wkb);
  else
    fuzz_check_error (error);
}

static void
run_wkb (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (LianShape) shape = lian_shape_new_from_wkb (bytes, &error);
  g_autoptr (GBytes) wkb = NULL;

  if (shape == NULL)
    {
      fuzz_check_error (error);
      return;
    }
  check_shape (shape);
  wkb = lian_shape_to_wkb (shape);
  check_wkb (wkb);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);

  if (size > 0 && copy[0] == '{')
    run_geojson (copy, size);
  else
    run_wkb (copy, size);
  return 0;
}
