/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-clock.h"
#include "lian-codec.h"
#include "lian-error.h"
#include "lian-geojson.h"
#include "lian-limits.h"
#include "lian-shape.h"

#include <string.h>

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = lian_json_parse (text, strlen (text), LIAN_LIMIT_JSON_PAGE, &error);

  g_assert_no_error (error);
  return node;
}

#define HEAD                                                                                         \
  "\"id\":\"c-1\",\"version\":7,\"title\":\"路灯\",\"kind\":\"event\",\"category\":\"road-lamp\"," \
  "\"source\":\"12345\",\"urgency\":\"normal\",\"state\":\"filed\""

static void
test_round_trip (void)
{
  static const char text[]
      = "{" HEAD ",\"location\":{\"lon\":114.3,\"lat\":29},\"secrecy\":false,\"limit_min\":-5,"
        "\"reported_at\":\"2026-11-24T09:40:00.000001+08:00\",\"co_unit_ids\":[\"U1\",\"U2\"],"
        "\"description\":\"<b>\\u202e\\n\",\"newer\":[1,{}],\"address\":\"\"}";
  g_autoptr (JsonNode) node = parse (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianRecord) record
      = lian_record_from_json (LIAN_KIND_CASE, json_node_get_object (node), LIAN_DECODE_FROM_SERVER,
                               &error);
  g_autoptr (JsonNode) out = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (LianRecord) back = NULL;
  g_autofree char *printed = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (lian_record_get_version (record), ==, 7);
  g_assert_cmpstr (lian_record_get_text (record, LIAN_CASE_DESCRIPTION), ==, "<b>\u202e\n");
  g_assert_false (lian_record_has (record, LIAN_CASE_ADDRESS));
  g_assert_true (lian_record_has (record, LIAN_CASE_SECRECY));
  out = lian_record_to_json (record);
  printed = lian_json_print (out);
  again = parse (printed);
  back = lian_record_from_json (LIAN_KIND_CASE, json_node_get_object (again),
                                LIAN_DECODE_FROM_SERVER, &error);
  g_assert_no_error (error);
  g_assert_true (lian_record_equal (record, back));
  g_assert_false (json_object_has_member (json_node_get_object (out), "newer"));
}

/* Numbers that are written with an exponent and no point, and texts that only look like them. */
static void
test_print_exponents (void)
{
  static const char text[]
      = "{\"a\":[1e+22,-1e-08,1e+300,0.5,2.0],\"1e+22.0\":\"\\\"1e-08.0\\\\\",\"b\":3e+17}";
  g_autoptr (JsonNode) node = parse (text);
  g_autofree char *printed = lian_json_print (node);
  g_autoptr (JsonNode) again = parse (printed);

  g_assert_true (json_node_equal (node, again));
  g_assert_nonnull (strstr (printed, "[1e+22,-1e-08,"));
  g_assert_nonnull (strstr (printed, "\"1e+22.0\":\"\\\"1e-08.0\\\\\""));
}

/* Every character that has to be escaped is, in keys as well. */
static void
test_print_controls (void)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonNode) again = NULL;
  g_autofree char *printed = NULL;

  json_node_take_object (node, json_object_new ());
  for (char c = 1; c <= 0x20; c++)
    {
      char text[] = { 'x', c, '\0' };

      json_object_set_string_member (json_node_get_object (node), text, text);
    }
  printed = lian_json_print (node);
  again = parse (printed);
  g_assert_true (json_node_equal (node, again));
}

/* A place a millimetre from the meridian is a place like any other. */
static void
test_print_small (void)
{
  static const char text[] = "{" HEAD ",\"location\":{\"lon\":1e-8,\"lat\":29}}";
  g_autoptr (JsonNode) node = parse (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianRecord) record
      = lian_record_from_json (LIAN_KIND_CASE, json_node_get_object (node), LIAN_DECODE_FROM_SERVER,
                               &error);
  g_autoptr (JsonNode) out = lian_record_to_json (record);
  g_autofree char *printed = lian_json_print (out);
  g_autoptr (JsonNode) again = parse (printed);
  g_autoptr (LianRecord) back = lian_record_from_json (LIAN_KIND_CASE, json_node_get_object (again),
                                                       LIAN_DECODE_FROM_SERVER, &error);

  g_assert_no_error (error);
  g_assert_true (lian_record_equal (record, back));
}

static void
check_refused (LianKindId kind, const char *text, LianDecodeFlags flags, const char *wanted)
{
  g_autoptr (JsonNode) node = parse (text);
  g_autoptr (GError) error = NULL;

  g_assert_null (lian_record_from_json (kind, json_node_get_object (node), flags, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, wanted);
}

#define COMPLEX "{\"id\":\"s\",\"version\":1,\"name\":\"x\",\"location\":{\"lon\":1,\"lat\":2},"

static void
test_refused (void)
{
  static const char *const cases[][2] = {
    { "{}", "case.id: missing" },
    { "{\"id\":\"c\"}", "case.version: missing" },
    { "{\"id\":\"c\",\"version\":\"1\"}", "case.version: not an integer" },
    { "{\"id\":null,\"version\":1}", "case.id: not a string" },
    { "{" HEAD ",\"location\":{\"lon\":181,\"lat\":1}}", "case.location.lon: outside ±180" },
    { "{" HEAD ",\"location\":{\"lon\":1,\"lat\":-90.5}}", "case.location.lat: outside ±90" },
    { "{" HEAD ",\"location\":{\"lon\":1}}", "case.location.lat: not a number" },
    { "{" HEAD ",\"location\":[1,2]}", "case.location: not an object" },
    { "{" HEAD ",\"secrecy\":1}", "case.secrecy: not a boolean" },
    { "{" HEAD ",\"limit_min\":1.5}", "case.limit_min: not an integer" },
    { "{" HEAD ",\"card\":\"a b\"}", "case.card: not a code" },
    { "{" HEAD ",\"card\":\"\"}", "case.card: not a code" },
    { "{" HEAD ",\"card\":\"12345678901234567\"}", "case.card: longer than 16 characters" },
    { "{" HEAD ",\"closed_at\":\"today\"}",
      "case.closed_at: not a date and time with offset (RFC 3339)" },
    { "{" HEAD ",\"co_unit_ids\":[\"a\",1]}", "case.co_unit_ids[1]: not a string" },
    { "{" HEAD ",\"co_unit_ids\":\"a\"}", "case.co_unit_ids: not an array" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_refused (LIAN_KIND_CASE, cases[i][0], LIAN_DECODE_FROM_SERVER, cases[i][1]);
  check_refused (LIAN_KIND_CASE, "{" HEAD "}", LIAN_DECODE_FROM_OUTSIDE,
                 "case.version: only the server sets it");
  check_refused (LIAN_KIND_CASE, "{\"id\":\"c\",\"title\":\"\"}", LIAN_DECODE_FROM_OUTSIDE,
                 "case.title: empty");
  check_refused (LIAN_KIND_UNIT,
                 "{\"id\":\"a b\",\"version\":1,\"name\":\"x\",\"kind\":\"street\"}",
                 LIAN_DECODE_FROM_SERVER, "unit.id: not an id");
  check_refused (LIAN_KIND_SERVICE_COMPLEX,
                 COMPLEX "\"elements\":[{\"key\":\"party\",\"state\":\"own\"},{\"key\":1}]}",
                 LIAN_DECODE_FROM_SERVER, "service_complex.elements[1].key: not a string");
  check_refused (LIAN_KIND_SERVICE_COMPLEX, COMPLEX "\"elements\":[1]}", LIAN_DECODE_FROM_SERVER,
                 "service_complex.elements[0]: not an object");
  check_refused (LIAN_KIND_SERVICE_COMPLEX, COMPLEX "\"elements\":[1,2,3,4,5,6,7,8,9,10,11]}",
                 LIAN_DECODE_FROM_SERVER, "service_complex.elements: more than 10 elements");
}

/* Every text field of every kind: as long as allowed, and one longer; in Han, counted as points. */
static void
test_text_limits (void)
{
  const LianKind *kind = lian_kind_get (LIAN_KIND_CASE);

  for (guint i = LIAN_CASE_TITLE; i < kind->n_fields; i++)
    {
      const LianField *field = &kind->fields[i];
      g_autoptr (JsonNode) node = parse ("{" HEAD "}");
      JsonObject *object = json_node_get_object (node);
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (LianRecord) record = NULL;

      if (field->type != LIAN_TYPE_TEXT)
        continue;
      for (guint j = 0; j < field->limit; j++)
        g_string_append (text, "中");
      json_object_set_string_member (object, field->name, text->str);
      record = lian_record_from_json (LIAN_KIND_CASE, object, LIAN_DECODE_FROM_SERVER, &error);
      g_assert_no_error (error);
      g_string_append (text, "中");
      json_object_set_string_member (object, field->name, text->str);
      g_assert_null (
          lian_record_from_json (LIAN_KIND_CASE, object, LIAN_DECODE_FROM_SERVER, &error));
      g_assert_nonnull (strstr (error->message, field->name));
    }
}

static void
check_geometry (const char *text, const char *wanted_error)
{
  g_autoptr (JsonNode) node = parse (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) wkb = lian_geojson_to_wkb (node, &error);
  g_autoptr (JsonNode) back = NULL;
  g_autoptr (GBytes) again = NULL;

  if (wanted_error != NULL)
    {
      g_assert_null (wkb);
      g_assert_true (error->domain == LIAN_ERROR);
      g_assert_cmpstr (error->message, ==, wanted_error);
      return;
    }
  g_assert_no_error (error);
  back = lian_geojson_from_wkb (wkb, &error);
  g_assert_no_error (error);
  again = lian_geojson_to_wkb (back, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (wkb, again));
}

#define RING "[[0,0],[2,0],[2,2],[0,2],[0,0]]"
#define HOLE "[[0.5,0.5],[1,0.5],[1,1],[0.5,0.5]]"

static void
test_geojson (void)
{
  check_geometry ("{\"type\":\"Point\",\"coordinates\":[114.3,29.8,50]}", NULL);
  check_geometry ("{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}", NULL);
  check_geometry ("{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}", NULL);
  check_geometry ("{\"type\":\"MultiLineString\",\"coordinates\":[[[1,2],[3,4]],[[5,6],[7,8]]]}",
                  NULL);
  check_geometry ("{\"type\":\"Polygon\",\"coordinates\":[" RING "," HOLE "]}", NULL);
  check_geometry ("{\"type\":\"MultiPolygon\",\"coordinates\":[[" RING "," HOLE "],[" RING "]]}",
                  NULL);

  check_geometry ("{}", "type: not a geometry of ours");
  check_geometry ("{\"type\":\"GeometryCollection\",\"geometries\":[]}",
                  "type: not a geometry of ours");
  check_geometry ("{\"type\":\"Point\"}", "coordinates: missing");
  check_geometry ("{\"type\":\"Point\",\"coordinates\":[1]}",
                  "coordinates: not a position of two or three numbers");
  check_geometry ("{\"type\":\"Point\",\"coordinates\":[181,1]}",
                  "coordinates: not numbers inside ±180/±90");
  check_geometry ("{\"type\":\"Point\",\"coordinates\":[\"1\",1]}",
                  "coordinates: not numbers inside ±180/±90");
  check_geometry ("{\"type\":\"LineString\",\"coordinates\":[[1,2]]}",
                  "coordinates: too few elements");
  check_geometry ("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[0,0]]]}",
                  "coordinates[0]: too few elements");
  check_geometry ("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}",
                  "coordinates[0]: a ring that is not closed");
  check_geometry ("{\"type\":\"MultiPolygon\",\"coordinates\":[[" RING "],[[[0,0],[1,null]]]]}",
                  "coordinates[1][0]: too few elements");
  check_geometry ("{\"type\":\"Polygon\",\"coordinates\":[]}", "coordinates: too few elements");
}

static void
test_shape (void)
{
  g_autoptr (JsonNode) node
      = parse ("{\"type\":\"MultiPolygon\",\"coordinates\":[[" RING "," HOLE "],"
               "[[[2,0],[4,0],"
               "[4,2],[2,2],[2,0]]]]}");
  g_autoptr (GBytes) wkb = lian_geojson_to_wkb (node, NULL);
  g_autoptr (LianShape) shape = lian_shape_new_from_wkb (wkb, NULL);
  gsize length;
  const guint8 *data = g_bytes_get_data (wkb, &length);

  g_assert_cmpuint (shape->n_parts, ==, 3);
  g_assert_cmpfloat (shape->east, ==, 4);
  g_assert_true (lian_shape_contains (shape, 0.2, 1));
  g_assert_false (lian_shape_contains (shape, 0.9, 0.7));
  g_assert_true (lian_shape_contains (shape, 2, 1));
  g_assert_true (lian_shape_contains (shape, 3, 1));
  g_assert_false (lian_shape_contains (shape, 5, 1));

  /* No cut and no flipped byte does harm. */
  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (data, i);
      g_autofree guint8 *flipped = g_memdup2 (data, length);
      g_autoptr (GBytes) damaged = NULL;
      g_autoptr (LianShape) maybe = NULL;

      g_assert_null (lian_shape_new_from_wkb (cut, NULL));
      flipped[i] ^= 0xff;
      damaged = g_bytes_new (flipped, length);
      maybe = lian_shape_new_from_wkb (damaged, NULL);
    }
}

/* Neighbours share an edge: a point on it belongs to exactly one of them. */
static void
test_shared_edge (void)
{
  g_autoptr (JsonNode) left_node
      = parse ("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1.1,0],[1.7,3],[0,3],[0,0]]]}");
  g_autoptr (JsonNode) right_node
      = parse ("{\"type\":\"Polygon\",\"coordinates\":[[[4,0],[4,3],[1.7,3],[1.1,0],[4,0]]]}");
  g_autoptr (GBytes) left_wkb = lian_geojson_to_wkb (left_node, NULL);
  g_autoptr (GBytes) right_wkb = lian_geojson_to_wkb (right_node, NULL);
  g_autoptr (LianShape) left = lian_shape_new_from_wkb (left_wkb, NULL);
  g_autoptr (LianShape) right = lian_shape_new_from_wkb (right_wkb, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      double t = g_test_rand_double_range (0.001, 0.999);
      double lon = 1.1 + 0.6 * t, lat = 3 * t;

      g_assert_true (lian_shape_contains (left, lon, lat) != lian_shape_contains (right, lon, lat));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/codec/round-trip", test_round_trip);
  g_test_add_func ("/codec/print-exponents", test_print_exponents);
  g_test_add_func ("/codec/print-controls", test_print_controls);
  g_test_add_func ("/codec/print-small", test_print_small);
  g_test_add_func ("/codec/refused", test_refused);
  g_test_add_func ("/codec/text-limits", test_text_limits);
  g_test_add_func ("/geojson/geometries", test_geojson);
  g_test_add_func ("/shape/shape", test_shape);
  g_test_add_func ("/shape/shared-edge", test_shared_edge);
  return g_test_run ();
}
