/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-geojson.h"

#include "lian-error.h"
#include "lian-limits.h"
#include "lian-shape.h"

#include <math.h>
#include <string.h>

/* A shape under construction. path says where in the coordinates we are, for the error. */
typedef struct
{
  GArray *points; /* LianPoint */
  GArray *starts; /* guint */
  GArray *outer;  /* gboolean */
  GString *path;
  GError **error;
} Builder;

static const struct
{
  const char *name;
  LianShapeType type;
  gboolean multi;
} geometry_types[] = {
  { "Point", LIAN_SHAPE_POINTS, FALSE },     { "MultiPoint", LIAN_SHAPE_POINTS, TRUE },
  { "LineString", LIAN_SHAPE_LINES, FALSE }, { "MultiLineString", LIAN_SHAPE_LINES, TRUE },
  { "Polygon", LIAN_SHAPE_POLYGONS, FALSE }, { "MultiPolygon", LIAN_SHAPE_POLYGONS, TRUE },
};

static gboolean
fail (Builder *builder, LianErrorCode code, const char *reason)
{
  g_set_error (builder->error, LIAN_ERROR, code, "%s: %s", builder->path->str, reason);
  return FALSE;
}

typedef gboolean (*ReadFunc) (Builder *builder, JsonNode *node, guint index);

/* Calls @read for each element; @least of them at the least. */
static gboolean
read_each (Builder *builder, JsonNode *node, guint least, ReadFunc read)
{
  gsize path_length = builder->path->len;
  JsonArray *array;
  guint n;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (builder, LIAN_ERROR_INVALID, "not an array");
  array = json_node_get_array (node);
  n = json_array_get_length (array);
  if (n < least)
    return fail (builder, LIAN_ERROR_INVALID, "too few elements");
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (builder->path, "[%u]", i);
      if (!read (builder, json_array_get_element (array, i), i))
        return FALSE;
      g_string_truncate (builder->path, path_length);
    }
  return TRUE;
}

static gboolean
get_degrees (JsonArray *position, guint index, double most, double *degrees)
{
  JsonNode *node = json_array_get_element (position, index);

  if (!JSON_NODE_HOLDS_VALUE (node)
      || (json_node_get_value_type (node) != G_TYPE_INT64
          && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return FALSE;
  *degrees = json_node_get_double (node);
  return fabs (*degrees) <= most; /* not true of NaN either */
}

/* Two or three numbers; the height is checked and dropped. */
static gboolean
read_position (Builder *builder, JsonNode *node, guint index)
{
  JsonArray *position = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = position != NULL ? json_array_get_length (position) : 0;
  LianPoint point;
  double height;

  if (n < 2 || n > 3)
    return fail (builder, LIAN_ERROR_INVALID, "not a position of two or three numbers");
  if (!get_degrees (position, 0, 180.0, &point.lon) || !get_degrees (position, 1, 90.0, &point.lat)
      || (n == 3 && !get_degrees (position, 2, G_MAXDOUBLE, &height)))
    return fail (builder, LIAN_ERROR_INVALID, "not numbers inside ±180/±90");
  if (builder->points->len == LIAN_LIMIT_GEOMETRY_POINTS)
    return fail (builder, LIAN_ERROR_TOO_LARGE, "too many positions");

  g_array_append_val (builder->points, point);
  return TRUE;
}

static gboolean
read_run (Builder *builder, JsonNode *node, guint least)
{
  guint start = builder->points->len;

  if (builder->starts->len == LIAN_LIMIT_GEOMETRY_RINGS)
    return fail (builder, LIAN_ERROR_TOO_LARGE, "too many lines or rings");
  g_array_append_val (builder->starts, start);
  return read_each (builder, node, least, read_position);
}

static gboolean
read_line (Builder *builder, JsonNode *node, guint index)
{
  return read_run (builder, node, 2);
}

static gboolean
read_ring (Builder *builder, JsonNode *node, guint index)
{
  guint start = builder->points->len;
  gboolean is_outer = index == 0;
  const LianPoint *first, *last;

  if (!read_run (builder, node, 4))
    return FALSE;
  first = &g_array_index (builder->points, LianPoint, start);
  last = &g_array_index (builder->points, LianPoint, builder->points->len - 1);
  if (first->lon != last->lon || first->lat != last->lat)
    return fail (builder, LIAN_ERROR_INVALID, "a ring that is not closed");

  g_array_append_val (builder->outer, is_outer);
  return TRUE;
}

static gboolean
read_polygon (Builder *builder, JsonNode *node, guint index)
{
  return read_each (builder, node, 1, read_ring);
}

static gboolean
read_coordinates (Builder *builder, JsonNode *node, LianShapeType type, gboolean multi)
{
  static const ReadFunc readers[] = { read_position, read_line, read_polygon };

  return multi ? read_each (builder, node, 1, readers[type]) : readers[type](builder, node, 0);
}

/* The number of the geometry's type in geometry_types, -1 with an error. */
static int
find_type (JsonNode *geometry, JsonNode **coordinates, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (geometry) ? json_node_get_object (geometry) : NULL;
  JsonNode *type = object != NULL ? json_object_get_member (object, "type") : NULL;
  const char *name
      = type != NULL && JSON_NODE_HOLDS_VALUE (type) ? json_node_get_string (type) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (geometry_types); i++)
    if (g_strcmp0 (geometry_types[i].name, name) == 0)
      {
        *coordinates = json_object_get_member (object, "coordinates");
        if (*coordinates != NULL)
          return (int)i;
        g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "coordinates: missing");
        return -1;
      }

  g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "type: not a geometry of ours");
  return -1;
}

/**
 * lian_geojson_to_wkb:
 * @geometry: as it came
 *
 * RFC 7946 section 3.1. Foreign members and bbox are passed over; rings may run either way round.
 * Any thread.
 *
 * Returns: (transfer full): little-endian WKB, as lian_shape_to_wkb() writes it; %NULL with
 * %LIAN_ERROR_INVALID or %LIAN_ERROR_TOO_LARGE, "coordinates[0][3]: reason"
 */
GBytes *
lian_geojson_to_wkb (JsonNode *geometry, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (LianPoint));
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) outer = g_array_new (FALSE, FALSE, sizeof (gboolean));
  g_autoptr (GString) path = g_string_new ("coordinates");
  Builder builder = { points, starts, outer, path, error };
  JsonNode *coordinates = NULL;
  int found = find_type (geometry, &coordinates, error);
  LianShape shape = { 0 };
  guint end;

  if (found < 0
      || !read_coordinates (&builder, coordinates, geometry_types[found].type,
                            geometry_types[found].multi))
    return NULL;

  shape.type = geometry_types[found].type;
  shape.n_parts = starts->len;
  shape.n_points = end = points->len;
  g_array_append_val (starts, end);
  shape.points = (LianPoint *)points->data;
  shape.starts = (guint *)starts->data;
  shape.outer = (gboolean *)outer->data;
  return lian_shape_to_wkb (&shape);
}

static JsonArray *
write_position (LianPoint point)
{
  JsonArray *position = json_array_sized_new (2);

  json_array_add_double_element (position, point.lon);
  json_array_add_double_element (position, point.lat);
  return position;
}

static JsonArray *
write_run (const LianShape *shape, guint part)
{
  JsonArray *run = json_array_sized_new (shape->starts[part + 1] - shape->starts[part]);

  for (guint i = shape->starts[part]; i < shape->starts[part + 1]; i++)
    json_array_add_array_element (run, write_position (shape->points[i]));
  return run;
}

/* The elements of the Multi type: positions, lines or polygons. */
static JsonArray *
write_elements (const LianShape *shape)
{
  JsonArray *elements = json_array_new ();

  if (shape->type == LIAN_SHAPE_POINTS)
    for (guint i = 0; i < shape->n_points; i++)
      json_array_add_array_element (elements, write_position (shape->points[i]));
  else if (shape->type == LIAN_SHAPE_LINES)
    for (guint i = 0; i < shape->n_parts; i++)
      json_array_add_array_element (elements, write_run (shape, i));
  else
    for (guint i = 0; i < shape->n_parts; i++)
      {
        JsonArray *polygon;

        if (shape->outer[i])
          json_array_add_array_element (elements, json_array_new ());
        polygon = json_array_get_array_element (elements, json_array_get_length (elements) - 1);
        json_array_add_array_element (polygon, write_run (shape, i));
      }

  return elements;
}

/**
 * lian_geojson_from_shape:
 *
 * Any thread.
 *
 * Returns: (transfer full): a geometry, of the single type when there is one element
 */
JsonNode *
lian_geojson_from_shape (const LianShape *shape)
{
  g_autoptr (JsonArray) elements = write_elements (shape);
  gboolean multi = json_array_get_length (elements) != 1;
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "type", geometry_types[shape->type * 2 + multi].name);
  json_object_set_array_member (object, "coordinates",
                                json_array_ref (
                                    multi ? elements : json_array_get_array_element (elements, 0)));
  json_node_take_object (node, object);
  return node;
}

/**
 * lian_geojson_from_wkb:
 * @wkb: WKB
 *
 * Any thread.
 *
 * Returns: (transfer full): as lian_geojson_from_shape(); %NULL with the error of
 * lian_shape_new_from_wkb()
 */
JsonNode *
lian_geojson_from_wkb (GBytes *wkb, GError **error)
{
  g_autoptr (LianShape) shape = lian_shape_new_from_wkb (wkb, error);

  return shape != NULL ? lian_geojson_from_shape (shape) : NULL;
}
