/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole GeoJSON files: shapes of our own, and the corpus of mapbox/geojsonhint. */
#include "lian-error.h"
#include "lian-geojson-file.h"
#include "lian-geojson.h"
#include "lian-limits.h"

#include <string.h>

#define SQUARE "{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,2],[1,1]]]}"
#define FEATURE "{\"type\":\"Feature\",\"properties\":{\"a\":\"]},{\\\"\"},\"geometry\":" SQUARE "}"

static LianGeojsonFile *
read_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return lian_geojson_file_new (bytes, error);
}

static void
test_collection (void)
{
  static const char text[]
      = "\xef\xbb\xbf { \"type\" : \"FeatureCollection\", \"src_crs\":\"gcj02\", "
        "\"features\" : [ " FEATURE " , 17 ,\"x\", null," FEATURE "\n] , "
        "\"other\":{\"features\":[1]} } ";
  g_autoptr (GError) error = NULL;
  g_autoptr (LianGeojsonFile) file = read_text (text, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (lian_geojson_file_get_n_features (file), ==, 5);
  g_assert_cmpstr (lian_geojson_file_get_crs (file), ==, "gcj02");
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GError) refused = NULL;
      g_autoptr (JsonNode) node = lian_geojson_file_get_feature (file, i, &refused);

      if (i % 4 == 0)
        {
          JsonObject *feature = json_node_get_object (node);
          JsonObject *properties = json_object_get_object_member (feature, "properties");

          g_assert_cmpstr (json_object_get_string_member (properties, "a"), ==, "]},{\"");
          continue;
        }
      g_assert_null (node);
      g_assert_error (refused, LIAN_ERROR, LIAN_ERROR_INVALID);
      g_assert_cmpstr (refused->message, ==, "not an object");
    }
}

static void
expect_crs (const char *member, const char *crs, const char *reason)
{
  g_autofree char *text
      = g_strdup_printf ("{\"type\":\"FeatureCollection\",\"features\":[]%s}", member);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianGeojsonFile) file = read_text (text, &error);

  if (reason != NULL)
    g_assert_cmpstr (error->message, ==, reason);
  else
    g_assert_cmpstr (lian_geojson_file_get_crs (file), ==, crs);
}

static void
test_crs (void)
{
  expect_crs ("", NULL, NULL);
  expect_crs (",\"crs\":null", NULL, NULL);
  expect_crs (
      ",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::4490\"}}",
      "urn:ogc:def:crs:EPSG::4490", NULL);
  expect_crs (",\"crs\":{\"type\":\"link\",\"properties\":{\"href\":\"http://example.com\"}}", NULL,
              "crs: not an object with a name among its properties");
  expect_crs (",\"crs\":\"gcj02\"", NULL, "crs: not an object with a name among its properties");
}

/* A file has as many values as fit into it; a page of the API has not. */
static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");
  g_autoptr (GError) error = NULL;
  g_autoptr (LianGeojsonFile) file = NULL;
  guint n = LIAN_LIMIT_JSON_NODES / 10;

  for (guint i = 0; i < n; i++)
    g_string_append (text, i > 0 ? "," FEATURE : FEATURE);
  g_string_append (text, "]}");
  file = read_text (text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lian_geojson_file_get_n_features (file), ==, n);
}

static void
test_limits (void)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[0");
  g_autoptr (GString) wide
      = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[{\"a\":[0");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) too_wide = NULL;
  g_autoptr (LianGeojsonFile) file = NULL;
  g_autoptr (JsonNode) node = NULL;

  for (guint i = 0; i < LIAN_LIMIT_IMPORT_FEATURES; i++)
    g_string_append (text, ",0");
  g_string_append (text, "]}");
  g_assert_null (read_text (text->str, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);

  for (guint i = 0; i < LIAN_LIMIT_IMPORT_FEATURE / 2; i++)
    g_string_append (wide, ",0");
  g_string_append (wide, "]}]}");
  file = read_text (wide->str, NULL);
  node = lian_geojson_file_get_feature (file, 0, &too_wide);
  g_assert_error (too_wide, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);
}

/* Every bit in turn is another: refused, or read as something. What the guard passes can be cut. */
static void
test_damaged (void)
{
  static const char text[]
      = "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE ",\"\\\"\",1e3,"
        "{\"a\":[{},[]]} ," FEATURE "],\"crs\":null}";
  g_autofree char *copy = g_strdup (text);

  for (gsize i = 0; i < 8 * strlen (text); i++)
    {
      g_autoptr (LianGeojsonFile) file = NULL;

      copy[i / 8] ^= (char)(1 << i % 8);
      file = read_text (copy, NULL);
      for (guint j = 0; file != NULL && j < lian_geojson_file_get_n_features (file); j++)
        {
          g_autoptr (JsonNode) node = lian_geojson_file_get_feature (file, j, NULL);
        }
      copy[i / 8] = text[i / 8];
    }
}

/* --- the corpus --- */

/* The reason why a file or one of its features is refused, NULL when it is read. */
static char *
find_reason (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianGeojsonFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  bytes = g_bytes_new_take (text, length);
  file = lian_geojson_file_new (bytes, &error);
  for (guint i = 0; file != NULL && error == NULL && i < lian_geojson_file_get_n_features (file);
       i++)
    {
      g_autoptr (JsonNode) node = lian_geojson_file_get_feature (file, i, &error);
    }
  return error != NULL ? g_strdup (error->message) : NULL;
}

/* Whether geojsonhint finds more in it than the direction of a ring, which RFC 7946 3.1.6 forbids
 * to refuse. One of its files has no fault but when it is asked to look for long numbers. */
static gboolean
is_refused_by_hint (const char *path)
{
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".geojson"));
  g_autofree char *name = g_strconcat (stem, ".result", NULL);
  g_autofree char *result = NULL;

  g_assert_true (g_file_get_contents (name, &result, NULL, NULL));
  return strstr (result, "\"message\"") != NULL && strstr (result, "right-hand rule") == NULL;
}

static void
test_corpus (gconstpointer data)
{
  const char *folder = data;
  g_autofree char *where = g_build_filename (g_getenv ("LIAN_CORPORA"), "geojson", folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (where, 0, NULL);
  const char *name;
  guint n = 0;

  if (dir == NULL)
    {
      g_test_skip ("the public test data is not here");
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (where, name, NULL);
      g_autofree char *reason = NULL;

      if (!g_str_has_suffix (name, ".geojson"))
        continue;
      reason = find_reason (path);
      g_test_message ("%s: %s", name, reason != NULL ? reason : "read");
      if (g_str_equal (folder, "good") || !is_refused_by_hint (path))
        g_assert_null (reason);
      else
        g_assert_nonnull (reason);
      n++;
    }
  g_assert_cmpuint (n, >=, 18);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geojson-file/collection", test_collection);
  g_test_add_func ("/geojson-file/crs", test_crs);
  g_test_add_func ("/geojson-file/many", test_many);
  g_test_add_func ("/geojson-file/limits", test_limits);
  g_test_add_func ("/geojson-file/damaged", test_damaged);
  g_test_add_data_func ("/geojson-file/corpus/good", "good", test_corpus);
  g_test_add_data_func ("/geojson-file/corpus/bad", "bad", test_corpus);
  return g_test_run ();
}
