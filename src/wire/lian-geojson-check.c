/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-geojson-check.h"

#include "lian-error.h"

#include <string.h>

/* Where we are, for the error. */
typedef struct
{
  GString *path;
  GError **error;
} Check;

typedef gboolean (*CheckFunc) (Check *check, JsonNode *node);

static gboolean
fail (Check *check, const char *reason)
{
  g_set_error (check->error, LIAN_ERROR, LIAN_ERROR_INVALID, "%s%s%s", check->path->str,
               check->path->len > 0 ? ": " : "", reason);
  return FALSE;
}

/* The path with @member behind it, until it is cut back to what is returned. */
static gsize
enter (Check *check, const char *member)
{
  gsize length = check->path->len;

  if (length > 0)
    g_string_append_c (check->path, '.');
  g_string_append (check->path, member);
  return length;
}

static gboolean
fail_member (Check *check, const char *member, const char *reason)
{
  enter (check, member);
  return fail (check, reason);
}

static gboolean
is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node)
         && (json_node_get_value_type (node) == G_TYPE_INT64
             || json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

static const char *
get_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* Names of one object that would make it another (RFC 7946 section 7.1). */
static gboolean
check_absent (Check *check, JsonObject *object, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (json_object_has_member (object, names[i]))
      return fail_member (check, names[i], "has no place in an object of this type");
  return TRUE;
}

static gboolean
check_bbox (Check *check, JsonObject *object)
{
  JsonNode *bbox = json_object_get_member (object, "bbox");
  JsonArray *array;

  if (bbox == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (bbox))
    return fail_member (check, "bbox", "not an array");
  array = json_node_get_array (bbox);
  if (json_array_get_length (array) != 4 && json_array_get_length (array) != 6)
    return fail_member (check, "bbox", "neither four numbers nor six");
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!is_number (json_array_get_element (array, i)))
      return fail_member (check, "bbox", "not only numbers");
  return TRUE;
}

/* --- coordinates --- */

static gboolean
check_each (Check *check, JsonNode *node, guint least, const char *too_few, CheckFunc func)
{
  gsize length = check->path->len;
  JsonArray *array;
  guint n;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (check, "not an array");
  array = json_node_get_array (node);
  n = json_array_get_length (array);
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (check->path, "[%u]", i);
      if (!func (check, json_array_get_element (array, i)))
        return FALSE;
      g_string_truncate (check->path, length);
    }
  return n >= least || fail (check, too_few);
}

static gboolean
check_number (Check *check, JsonNode *node)
{
  return is_number (node) || fail (check, "not a number");
}

static gboolean
check_position (Check *check, JsonNode *node)
{
  if (!check_each (check, node, 2, "a position of fewer than two numbers", check_number))
    return FALSE;
  return json_array_get_length (json_node_get_array (node)) <= 3
         || fail (check, "a position of more than three numbers");
}

static gboolean
check_line (Check *check, JsonNode *node)
{
  return check_each (check, node, 2, "a line of fewer than two positions", check_position);
}

static gboolean
check_ring (Check *check, JsonNode *node)
{
  JsonArray *ring, *first, *last;
  guint n;

  if (!check_each (check, node, 4, "a ring of fewer than four positions", check_position))
    return FALSE;
  ring = json_node_get_array (node);
  first = json_array_get_array_element (ring, 0);
  last = json_array_get_array_element (ring, json_array_get_length (ring) - 1);
  n = json_array_get_length (first);
  if (n != json_array_get_length (last))
    return fail (check, "a ring whose last position is not its first");
  for (guint i = 0; i < n; i++)
    if (json_array_get_double_element (first, i) != json_array_get_double_element (last, i))
      return fail (check, "a ring whose last position is not its first");
  return TRUE;
}

static gboolean
check_positions (Check *check, JsonNode *node)
{
  return check_each (check, node, 1, "empty", check_position);
}

static gboolean
check_lines (Check *check, JsonNode *node)
{
  return check_each (check, node, 1, "empty", check_line);
}

static gboolean
check_polygon (Check *check, JsonNode *node)
{
  return check_each (check, node, 1, "empty", check_ring);
}

static gboolean
check_polygons (Check *check, JsonNode *node)
{
  return check_each (check, node, 1, "empty", check_polygon);
}

static const struct
{
  const char *type;
  CheckFunc check;
} geometries[] = {
  { "Point", check_position },  { "MultiPoint", check_positions },
  { "LineString", check_line }, { "MultiLineString", check_lines },
  { "Polygon", check_polygon }, { "MultiPolygon", check_polygons },
};

/* --- objects --- */

static JsonObject *
get_object (Check *check, JsonNode *node, const char **type)
{
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      fail (check, "not an object");
      return NULL;
    }
  object = json_node_get_object (node);
  if (!json_object_has_member (object, "type"))
    {
      fail_member (check, "type", "missing");
      return NULL;
    }
  *type = get_string (json_object_get_member (object, "type"));
  if (*type == NULL)
    {
      fail_member (check, "type", "not a string");
      return NULL;
    }
  return object;
}

static gboolean check_geometry (Check *check, JsonNode *node, gboolean inside);

static gboolean
check_member_geometry (Check *check, JsonNode *node)
{
  return check_geometry (check, node, TRUE);
}

/* RFC 7946 section 3.1.8: not of one geometry only, and not of collections. */
static gboolean
check_geometries (Check *check, JsonObject *object, gboolean inside)
{
  gsize length;

  if (inside)
    return fail_member (check, "type", "a collection inside of a collection");
  if (!json_object_has_member (object, "geometries"))
    return fail_member (check, "geometries", "missing");
  length = enter (check, "geometries");
  if (!check_each (check, json_object_get_member (object, "geometries"), 2,
                   "a collection of fewer than two geometries", check_member_geometry))
    return FALSE;
  g_string_truncate (check->path, length);
  return TRUE;
}

static CheckFunc
find_geometry (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (geometries); i++)
    if (g_str_equal (geometries[i].type, type))
      return geometries[i].check;
  return NULL;
}

static gboolean
check_coordinates (Check *check, JsonObject *object, CheckFunc func)
{
  gsize length;

  if (!json_object_has_member (object, "coordinates"))
    return fail_member (check, "coordinates", "missing");
  length = enter (check, "coordinates");
  if (!func (check, json_object_get_member (object, "coordinates")))
    return FALSE;
  g_string_truncate (check->path, length);
  return TRUE;
}

static gboolean
check_geometry (Check *check, JsonNode *node, gboolean inside)
{
  static const char *const others[] = { "properties", "geometry", "features", NULL };
  const char *type;
  JsonObject *object = get_object (check, node, &type);
  gboolean collection;
  CheckFunc func;

  if (object == NULL)
    return FALSE;
  collection = g_str_equal (type, "GeometryCollection");
  func = find_geometry (type);
  if (func == NULL && !collection)
    return fail_member (check, "type", "none of GeoJSON, which tells capital letters from small");
  if (!check_absent (check, object, others) || !check_bbox (check, object))
    return FALSE;
  return collection ? check_geometries (check, object, inside)
                    : check_coordinates (check, object, func);
}

/**
 * lian_geojson_check_geometry:
 *
 * RFC 7946 section 3.1. Rings may run either way round. Any thread.
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID, "coordinates[0]: reason"
 */
gboolean
lian_geojson_check_geometry (JsonNode *geometry, GError **error)
{
  g_autoptr (GString) path = g_string_new (NULL);
  Check check = { path, error };

  return check_geometry (&check, geometry, FALSE);
}

static gboolean
check_id (Check *check, JsonObject *feature)
{
  JsonNode *id = json_object_get_member (feature, "id");

  return id == NULL || get_string (id) != NULL || is_number (id)
         || fail_member (check, "id", "neither a string nor a number");
}

static gboolean
check_properties (Check *check, JsonObject *feature)
{
  JsonNode *properties = json_object_get_member (feature, "properties");

  if (properties == NULL)
    return fail_member (check, "properties", "missing");
  return JSON_NODE_HOLDS_OBJECT (properties) || JSON_NODE_HOLDS_NULL (properties)
         || fail_member (check, "properties", "not an object");
}

/**
 * lian_geojson_check_feature:
 *
 * RFC 7946 section 3.2. Any thread.
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID, "geometry.coordinates[0]: reason"
 */
gboolean
lian_geojson_check_feature (JsonNode *feature, GError **error)
{
  static const char *const others[] = { "features", "coordinates", "geometries", NULL };
  g_autoptr (GString) path = g_string_new (NULL);
  Check check = { path, error };
  const char *type;
  JsonObject *object = get_object (&check, feature, &type);
  JsonNode *geometry;

  if (object == NULL)
    return FALSE;
  if (!g_str_equal (type, "Feature"))
    return fail_member (&check, "type", "not “Feature”");
  if (!check_absent (&check, object, others) || !check_bbox (&check, object)
      || !check_id (&check, object) || !check_properties (&check, object))
    return FALSE;
  geometry = json_object_get_member (object, "geometry");
  if (geometry == NULL)
    return fail_member (&check, "geometry", "missing");
  if (JSON_NODE_HOLDS_NULL (geometry))
    return TRUE;
  enter (&check, "geometry");
  return check_geometry (&check, geometry, FALSE);
}

/**
 * lian_geojson_check_collection:
 *
 * RFC 7946 section 3.3, without the features. Any thread.
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID
 */
gboolean
lian_geojson_check_collection (JsonObject *collection, GError **error)
{
  static const char *const others[]
      = { "properties", "geometry", "coordinates", "geometries", NULL };
  g_autoptr (GString) path = g_string_new (NULL);
  Check check = { path, error };
  JsonNode *features = json_object_get_member (collection, "features");

  if (features == NULL)
    return fail_member (&check, "features", "missing");
  if (!JSON_NODE_HOLDS_ARRAY (features))
    return fail_member (&check, "features", "not an array");
  return check_absent (&check, collection, others) && check_bbox (&check, collection);
}
