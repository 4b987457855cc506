/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-geojson-file.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-geojson-check.h"
#include "lian-json-guard.h"
#include "lian-limits.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

typedef struct
{
  gsize start;
  gsize end;
} Slice;

struct _LianGeojsonFile
{
  GBytes *bytes;
  GArray *features; /* Slice */
  JsonNode *root;   /* without the features of a collection */
  gboolean is_collection;
  char *crs; /* (nullable) */
};

/* What the guard has passed may be walked without looking twice. */
typedef struct
{
  const char *data;
  gsize at;
} Walk;

static void
skip_space (Walk *walk)
{
  while (strchr (" \t\r\n", walk->data[walk->at]) != NULL)
    walk->at++;
}

static void
skip_string (Walk *walk)
{
  for (walk->at++; walk->data[walk->at] != '"'; walk->at++)
    if (walk->data[walk->at] == '\\')
      walk->at++;
  walk->at++;
}

static Slice
skip_value (Walk *walk)
{
  Slice slice;
  guint depth = 0;

  skip_space (walk);
  slice.start = walk->at;
  do
    {
      char c = walk->data[walk->at];

      if (c == '"')
        skip_string (walk);
      else
        {
          depth += c == '{' || c == '[';
          depth -= c == '}' || c == ']';
          walk->at++;
          while (depth == 0 && strchr (",]} \t\r\n", c) == NULL && strchr ("{[", c) == NULL
                 && strchr (",]} \t\r\n", walk->data[walk->at]) == NULL)
            walk->at++;
        }
    }
  while (depth > 0);
  slice.end = walk->at;
  return slice;
}

/* At '[': the slices of its elements. */
static gboolean
slice_array (LianGeojsonFile *self, Walk *walk, GError **error)
{
  walk->at++;
  skip_space (walk);
  while (walk->data[walk->at] != ']')
    {
      Slice slice = skip_value (walk);

      if (self->features->len == LIAN_LIMIT_IMPORT_FEATURES)
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE, "features: more than %d",
                       LIAN_LIMIT_IMPORT_FEATURES);
          return FALSE;
        }
      g_array_append_val (self->features, slice);
      skip_space (walk);
      if (walk->data[walk->at] == ',')
        walk->at++;
      skip_space (walk);
    }
  walk->at++;
  return TRUE;
}

/* The root as text with an empty array for "features". */
static char *
cut_out_features (LianGeojsonFile *self, const char *data, GError **error)
{
  g_autoptr (GString) head = g_string_new ("{");
  Walk walk = { data, 0 };

  skip_space (&walk);
  walk.at++;
  skip_space (&walk);
  while (walk.data[walk.at] != '}')
    {
      Slice key = skip_value (&walk);

      skip_space (&walk);
      walk.at++; /* the colon */
      skip_space (&walk);
      if (head->len > 1)
        g_string_append_c (head, ',');
      g_string_append_len (head, data + key.start, (gssize)(key.end - key.start));
      g_string_append_c (head, ':');
      if (strncmp (data + key.start, "\"features\"", key.end - key.start) == 0
          && walk.data[walk.at] == '[')
        {
          if (!slice_array (self, &walk, error))
            return NULL;
          g_string_append (head, "[]");
        }
      else
        {
          Slice value = skip_value (&walk);

          g_string_append_len (head, data + value.start, (gssize)(value.end - value.start));
        }
      skip_space (&walk);
      if (walk.data[walk.at] == ',')
        walk.at++;
      skip_space (&walk);
    }
  g_string_append_c (head, '}');
  return g_string_free (g_steal_pointer (&head), FALSE);
}

/* The pieces are read without the limit on values: their size is one. */
static JsonNode *
parse_piece (const char *data, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) failed = NULL;

  if (length > LIAN_LIMIT_IMPORT_FEATURE)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE, "more than %d bytes",
                   LIAN_LIMIT_IMPORT_FEATURE);
      return NULL;
    }
  if (!json_parser_load_from_data (parser, data, (gssize)length, &failed))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, failed->message);
      return NULL;
    }
  return json_parser_steal_root (parser);
}

static const char *
member_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static JsonObject *
member_object (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* "src_crs": "gcj02", or the "crs" of the standard of 2008 with a name; a "crs" of another sort is
 * not understood, which must not be taken for silence. */
static gboolean
read_crs (LianGeojsonFile *self, JsonObject *root, GError **error)
{
  const char *own = member_string (root, "src_crs");
  JsonObject *properties = member_object (member_object (root, "crs"), "properties");
  const char *name = properties != NULL ? member_string (properties, "name") : NULL;

  if (own == NULL && name == NULL && json_object_has_member (root, "crs")
      && !json_object_get_null_member (root, "crs"))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                           "crs: not an object with a name among its properties");
      return FALSE;
    }
  self->crs = g_strdup (own != NULL ? own : name);
  return TRUE;
}

static gboolean
check_root (LianGeojsonFile *self, GError **error)
{
  JsonObject *root = json_node_get_object (self->root);
  const char *type = member_string (root, "type");

  if (type != NULL && g_str_equal (type, "FeatureCollection"))
    {
      self->is_collection = TRUE;
      return lian_geojson_check_collection (root, error) && read_crs (self, root, error);
    }
  if (type != NULL && g_str_equal (type, "Feature"))
    return lian_geojson_check_feature (self->root, error) && read_crs (self, root, error);
  return lian_geojson_check_geometry (self->root, error) && read_crs (self, root, error);
}

/**
 * lian_geojson_file_new:
 * @bytes: of a file, with or without a byte order mark
 *
 * Reads the file but for its features. Any thread.
 *
 * Returns: (transfer full): %NULL with %LIAN_ERROR_INVALID or %LIAN_ERROR_TOO_LARGE, "byte N:
 * reason" or "member: reason"
 */
LianGeojsonFile *
lian_geojson_file_new (GBytes *bytes, GError **error)
{
  g_autoptr (LianGeojsonFile) self = g_new0 (LianGeojsonFile, 1);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  gsize mark = length >= 3 && memcmp (data, BYTE_ORDER_MARK, 3) == 0 ? 3 : 0;
  g_autofree char *head = NULL;

  self->bytes = g_bytes_new_from_bytes (bytes, mark, length - mark);
  self->features = g_array_new (FALSE, FALSE, sizeof (Slice));
  data = g_bytes_get_data (self->bytes, &length);
  if (!lian_json_guard (data, length, LIAN_JSON_FILE, LIAN_LIMIT_IMPORT_FILE, error))
    return NULL;
  head = cut_out_features (self, data, error);
  if (head == NULL)
    return NULL;
  self->root = parse_piece (head, strlen (head), error);
  if (self->root == NULL || !check_root (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * lian_geojson_file_free:
 * @self: (nullable): a file
 */
void
lian_geojson_file_free (LianGeojsonFile *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->features, g_array_unref);
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self->crs);
  g_free (self);
}

guint
lian_geojson_file_get_n_features (const LianGeojsonFile *self)
{
  return self->is_collection ? self->features->len : 1;
}

const char *
lian_geojson_file_get_crs (const LianGeojsonFile *self)
{
  return self->crs;
}

static JsonNode *
wrap_geometry (JsonNode *geometry)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *feature = json_object_new ();

  json_object_set_string_member (feature, "type", "Feature");
  json_object_set_null_member (feature, "properties");
  json_object_set_member (feature, "geometry", json_node_copy (geometry));
  json_node_take_object (node, feature);
  return node;
}

/**
 * lian_geojson_file_get_feature:
 * @index: from 0
 *
 * Any thread.
 *
 * Returns: (transfer full): a Feature that is one; %NULL with %LIAN_ERROR_INVALID or
 * %LIAN_ERROR_TOO_LARGE, "geometry.coordinates[0][3]: reason"
 */
JsonNode *
lian_geojson_file_get_feature (const LianGeojsonFile *self, guint index, GError **error)
{
  const char *data = g_bytes_get_data (self->bytes, NULL);
  g_autoptr (JsonNode) node = NULL;
  const Slice *slice;

  g_return_val_if_fail (index < lian_geojson_file_get_n_features (self), NULL);

  if (!self->is_collection)
    return g_strcmp0 (member_string (json_node_get_object (self->root), "type"), "Feature") == 0
               ? json_node_ref (self->root)
               : wrap_geometry (self->root);
  slice = &g_array_index (self->features, Slice, index);
  node = parse_piece (data + slice->start, slice->end - slice->start, error);
  if (node == NULL || !lian_geojson_check_feature (node, error))
    return NULL;
  return g_steal_pointer (&node);
}
