/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GeoJSON into regions, grids and places. */
#include "lian-crs.h"
#include "lian-error.h"
#include "lian-import-features.h"
#include "lian-import-report.h"
#include "lian-shape.h"
#include "test-server-support.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
#define FEATURE(properties, geometry) \
  "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":" geometry "}"
#define BOX(w, s, e, n)                                                                         \
  "{\"type\":\"Polygon\",\"coordinates\":[[[" w "," s "],[" e "," s "],[" e "," n "],[" w "," n \
  "],[" w "," s "]]]}"
#define GRID(code, geometry) FEATURE ("\"网格编码\":\"" code "\",\"网格名称\":\"一\"", geometry)

typedef struct
{
  gboolean done;
  LianFeatureImported imported;
  GError *error;
  char *text; /* of all lines */
} Result;

static void
result_clear (Result *self)
{
  lian_feature_imported_clear (&self->imported);
  g_clear_error (&self->error);
  g_free (self->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static Result
import_with (TestCounty *county, LianFeatureImport import, const char *text)
{
  g_autoptr (LianFeatureMap) map = lian_feature_map_new ();
  g_autoptr (GBytes) file = g_bytes_new (text, strlen (text));
  Result result = { 0 };

  if (import.map == NULL)
    import.map = map;
  result.done
      = lian_import_features (county->service, file, &import, &result.imported, &result.error);
  g_assert_true (result.done == (result.error == NULL));
  result.text = result.error != NULL
                    ? g_strdup (result.error->message)
                    : lian_import_lines_print (result.imported.lines, "feature", 0);
  g_test_message ("%s", result.text);
  return result;
}

static Result
import_text (TestCounty *county, LianKindId kind, const char *text)
{
  return import_with (county, (LianFeatureImport){ kind, .crs = "wgs84" }, text);
}

static void
expect_counts (const Result *result, guint n_new, guint n_changed, guint n_same, guint refused)
{
  g_assert_no_error (result->error);
  g_assert_cmpuint (result->imported.counts.n_new, ==, n_new);
  g_assert_cmpuint (result->imported.counts.n_changed, ==, n_changed);
  g_assert_cmpuint (result->imported.counts.n_same, ==, n_same);
  g_assert_cmpuint (lian_import_lines_count (result->imported.lines, LIAN_IMPORT_REFUSED), ==,
                    refused);
}

static void
expect_said (const Result *result, const char *part)
{
  g_assert_nonnull (strstr (result->text, part));
}

/* --- coordinate systems --- */

static void
test_crs (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  static const char bare[]
      = COLLECTION (GRID (TEST_COMMUNITY "001", BOX ("114.3", "29.8", "114.35", "29.9")));
  static const char own[]
      = "{\"type\":\"FeatureCollection\",\"src_crs\":\"gcj02\",\"features\":[" GRID (
          TEST_COMMUNITY "001", BOX ("114.3", "29.8", "114.35", "29.9")) "]}";
  static const char projected[] = "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\","
                                  "\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::4547\"}},"
                                  "\"features\":[]}";
  g_auto (Result) silent = import_with (county, (LianFeatureImport){ LIAN_KIND_GRID }, bare);
  g_auto (Result) against
      = import_with (county, (LianFeatureImport){ LIAN_KIND_GRID, .crs = "wgs84" }, own);
  g_auto (Result) unknown
      = import_with (county, (LianFeatureImport){ LIAN_KIND_GRID, .crs = "wgs84" }, projected);
  g_auto (Result) done = import_with (county, (LianFeatureImport){ LIAN_KIND_GRID }, own);
  g_autoptr (LianRecord) grid = test_find (county, LIAN_KIND_GRID, TEST_COMMUNITY "001");
  g_autoptr (LianShape) shape = NULL;
  LianPoint corner = { 114.3, 29.8 };

  g_assert_error (silent.error, LIAN_ERROR, LIAN_ERROR_INVALID);
  expect_said (&silent, "say --crs wgs84, cgcs2000, gcj02 or bd09");
  expect_said (&against, "the file says gcj02, you say wgs84");
  expect_said (&unknown, "EPSG::4547");
  expect_counts (&done, 1, 0, 0, 0);
  g_assert_cmpstr (lian_record_get_text (grid, LIAN_GRID_SRC_CRS), ==, "gcj02");
  shape = lian_shape_new_from_wkb (lian_record_get_geometry (grid, LIAN_GRID_GEOMETRY), NULL);
  corner = lian_crs_gcj02_to_wgs84 (corner);
  g_assert_cmpfloat_with_epsilon (shape->points[0].lon, corner.lon, 1e-8);
  g_assert_cmpfloat_with_epsilon (shape->points[0].lat, corner.lat, 1e-8);
}

/* --- regions --- */

static void
test_regions (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  /* Children before parents, a code that is known in another length, and what falls with its
   * parent. */
  static const char text[] = COLLECTION (FEATURE ("\"code\":\"421203001001\",\"name\":\"甲社区\"", "null") "," FEATURE ("\"code\":421203001,\"name\":\"甲街道\",\"level\":\"街道\"", "null") "," FEATURE (
      "\"code\":\"421203\",\"name\":\"甲县\"",
      BOX (
          "115.0", "29.0", "115.5",
          "29.5")) "," FEATURE ("\"code\":\"421202\",\"name\":\"咸安区\"",
                                "null") "," FEATURE ("\"code\":\"421204001\",\"name\":\"无县\"",
                                                     "null") "," FEATURE ("\"code\":"
                                                                          "\"421204001001\","
                                                                          "\"name\":\"无街道\"",
                                                                          "null") "," FEATURE ("\"c"
                                                                                               "ode"
                                                                                               "\":"
                                                                                               "\"4"
                                                                                               "212"
                                                                                               "030"
                                                                                               "02"
                                                                                               "\","
                                                                                               "\"n"
                                                                                               "ame"
                                                                                               "\":"
                                                                                               "\""
                                                                                               "乙"
                                                                                               "\","
                                                                                               "\"l"
                                                                                               "eve"
                                                                                               "l\""
                                                                                               ":\""
                                                                                               "com"
                                                                                               "mun"
                                                                                               "ity"
                                                                                               "\"",
                                                                                               "nul"
                                                                                               "l") "," FEATURE ("\"code\":\"421203\",\"name\":\"又一个\"",
                                                                                                                 "null") "," FEATURE ("\"code\":\"421203003\"",
                                                                                                                                      "null") "," FEATURE ("\"code\":4.21203004E8,\"name\":\"丁\"",
                                                                                                                                                           "null") "," FEATURE ("\"code\":\"421203005\",\"name\":\"戊\"",
                                                                                                                                                                                "{\"type\":\"Point\",\"coordinates\":[115,29]}"));
  g_auto (Result) first = import_text (county, LIAN_KIND_REGION, text);
  g_autoptr (LianRecord) region = test_find (county, LIAN_KIND_REGION, "421203001");
  g_autoptr (LianRecord) known = test_find (county, LIAN_KIND_REGION, TEST_COUNTY);
  g_autoptr (LianRecord) double_one = test_find (county, LIAN_KIND_REGION, "421202");
  g_auto (Result) second = { 0 };

  expect_counts (&first, 3, 1, 0, 7);
  g_assert_cmpstr (lian_record_get_text (region, LIAN_REGION_PARENT), ==, "421203");
  g_assert_cmpstr (lian_record_get_text (region, LIAN_REGION_LEVEL), ==, "street");
  g_assert_cmpstr (lian_record_get_text (region, LIAN_REGION_KIND), ==, "street");
  g_assert_cmpstr (lian_record_get_text (known, LIAN_REGION_NAME), ==, "咸安区");
  g_assert_null (double_one);
  expect_said (&first, "feature 5: refused: parent_code: the region above is neither known");
  expect_said (&first, "feature 6: refused: parent_code: the region above is neither known");
  expect_said (&first,
               "feature 7: refused: code: this is the code of a street, not of a community");
  expect_said (&first, "feature 8: refused: code: that of feature 3");
  expect_said (&first, "feature 9: refused: region.name: missing");
  expect_said (&first, "feature 10: refused: code: a code that a spreadsheet");
  expect_said (&first, "feature 11: refused: geometry.type: a region is drawn as a Polygon");
  second = import_text (county, LIAN_KIND_REGION, text);
  expect_counts (&second, 0, 0, 4, 7);
}

static void
test_all_or_nothing (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  static const char text[] = COLLECTION (
      FEATURE ("\"code\":\"421203\",\"name\":\"甲县\"", "null") "," FEATURE ("", "null"));
  LianFeatureImport import = { LIAN_KIND_REGION, .crs = "wgs84", .all_or_nothing = TRUE };
  g_auto (Result) nothing = import_with (county, import, text);
  g_autoptr (LianRecord) none = test_find (county, LIAN_KIND_REGION, "421203");
  g_auto (Result) rehearsed = { 0 };

  expect_counts (&nothing, 0, 0, 0, 1);
  g_assert_null (none);
  import.all_or_nothing = FALSE;
  import.dry_run = TRUE;
  rehearsed = import_with (county, import, text);
  expect_counts (&rehearsed, 1, 0, 0, 1);
  g_assert_null (test_find (county, LIAN_KIND_REGION, "421203"));
}

/* --- outlines --- */

static void
test_repair (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  static const char text[] = COLLECTION (GRID (
      TEST_COMMUNITY "001",
      "{\"type\":\"Polygon\",\"coordinates\":[[[114.30,29.80],[114.32,29.82],"
      "[114.32,29.80],[114.30,29.82],[114.30,29.80]]]}") "," GRID (TEST_COMMUNITY "002",
                                                                   "{\"type\":\"Polygon\","
                                                                   "\"coordinates\":[[[114.3,"
                                                                   "29.8],[114.3,29.8],"
                                                                   "[114.3,29.8],[114.3,29.8]]]"
                                                                   "}") "," GRID (TEST_COMMUNITY
                                                                                  "003",
                                                                                  "{\"type\":"
                                                                                  "\"Polygon\","
                                                                                  "\"coordinate"
                                                                                  "s\":[[[114."
                                                                                  "3,29.8],["
                                                                                  "194.3,29.8],"
                                                                                  "[114.3,29.9]"
                                                                                  ",[114.3,29."
                                                                                  "8]]]}") "," GRID (TEST_COMMUNITY
                                                                                                     "004",
                                                                                                     "{\"type\":\"Polygon\",\"coordinates\":[[[114.32,29.82],[114.32,29.83],"
                                                                                                     "[114.33,29.83],[114.33,29.82],[114.32,29.82]]]}") "," GRID ("421202009001001",
                                                                                                                                                                  BOX (
                                                                                                                                                                      "114.3",
                                                                                                                                                                      "29.8",
                                                                                                                                                                      "114.35",
                                                                                                                                                                      "29.9")) "," GRID (TEST_COMMUNITY
                                                                                                                                                                                         "006",
                                                                                                                                                                                         "null"));
  g_auto (Result) result = import_text (county, LIAN_KIND_GRID, text);
  g_autoptr (LianRecord) bow = test_find (county, LIAN_KIND_GRID, TEST_COMMUNITY "001");
  g_autoptr (LianRecord) turned = test_find (county, LIAN_KIND_GRID, TEST_COMMUNITY "004");
  g_autoptr (LianShape) parts = NULL;
  g_autoptr (LianShape) ring = NULL;

  expect_counts (&result, 2, 0, 0, 4);
  expect_said (&result, "feature 1: repaired: Self-intersection near coordinates[0]");
  expect_said (&result, "feature 2: refused: geometry.");
  expect_said (&result, "feature 3: refused: geometry.coordinates[0][1]: not numbers inside");
  expect_said (&result, "feature 5: refused: code: does not begin with the 12 digits");
  expect_said (&result, "feature 6: refused: geometry: missing");
  expect_said (&result, "note: rings of 1 features ran the wrong way round");
  parts = lian_shape_new_from_wkb (lian_record_get_geometry (bow, LIAN_GRID_GEOMETRY), NULL);
  g_assert_cmpuint (parts->n_parts, ==, 2);
  ring = lian_shape_new_from_wkb (lian_record_get_geometry (turned, LIAN_GRID_GEOMETRY), NULL);
  g_assert_cmpfloat (ring->points[1].lon, >, ring->points[0].lon);
  /* 0.01° of latitude are 1112 m, of longitude 965 m there. */
  g_assert_cmpint (lian_record_get_int (turned, LIAN_GRID_AREA), >, 1060000);
  g_assert_cmpint (lian_record_get_int (turned, LIAN_GRID_AREA), <, 1085000);
}

/* A scribble of ten thousand strokes, each across all others: thirty million pieces. */
static void
test_scribble (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (GString) text = g_string_new (
      "{\"type\":\"Feature\",\"properties\":{\"code\":\"" TEST_COMMUNITY "001\",\"name\":\"一\"},"
      "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[114.3,29.8]");
  g_auto (Result) result = { 0 };

  for (guint i = 1; i < 10000; i++)
    g_string_append_printf (text, ",[%.6f,%.6f]", i % 2 != 0 ? 114.4 : 114.3,
                            29.8 + i * 7919 % 10007 * 0.00001);
  g_string_append (text, ",[114.3,29.8]]]}}");
  result = import_text (county, LIAN_KIND_GRID, text->str);
  expect_counts (&result, 0, 0, 0, 1);
  expect_said (&result, "it crosses itself more than 10000 times");
}

/* --- gaps and overlaps --- */

static void
end_old_grids (TestCounty *county)
{
  static const char *const ids[] = { "g-1", "g-2" };
  static const char *const roles[] = { "admin", NULL };
  const LianActor actor = { "import", roles, "", NULL };
  g_autoptr (GPtrArray) grids = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  LianImportCounts counts;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (LianRecord) grid = test_find (county, LIAN_KIND_GRID, ids[i]);
      LianRecord *ended = lian_record_copy (grid);

      lian_record_set_time (ended, LIAN_GRID_VALID_TO, TEST_NOW - 1);
      g_ptr_array_add (grids, ended);
    }
  g_assert_true (
      lian_service_import_records (county->service, &actor, "0", grids, FALSE, &counts, NULL));
}

static void
test_cover (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  /* The community is 114.30–114.40 × 29.80–29.90. Two halves that share a strip, the second
   * reaching over the border into the neighbour's, a piece missing in the north, and one of other
   * times. */
  static const char text[] = COLLECTION (
      GRID (TEST_COMMUNITY "001", BOX ("114.30", "29.80", "114.351", "29.89")) "," GRID (
          TEST_COMMUNITY "002",
          BOX ("114.35", "29.80", "114.401",
               "29.89")) "," GRID (TEST_OTHER_COMMUNITY "001",
                                   BOX ("114.40", "29.80", "114.50",
                                        "29.90")) "," FEATURE ("\"code\":\"" TEST_COMMUNITY
                                                               "009\",\"name\":\"旧\",\"启用日期\":"
                                                               "\"2020-01-01\","
                                                               "\"停用日期\":\"2024/1/1\"",
                                                               BOX ("114.30", "29.80", "114.40",
                                                                    "29.90")));
  g_auto (Result) result = { 0 };
  g_auto (Result) again = { 0 };
  g_autoptr (LianRecord) old = NULL;
  g_autofree char *from = NULL;

  end_old_grids (county);
  result = import_text (county, LIAN_KIND_GRID, text);
  expect_counts (&result, 4, 0, 0, 0);
  g_assert_cmpuint (lian_import_lines_count (result.imported.lines, LIAN_IMPORT_OVERLAP), ==, 2);
  g_assert_cmpuint (lian_import_lines_count (result.imported.lines, LIAN_IMPORT_GAP), ==, 1);
  g_assert_cmpuint (lian_import_lines_count (result.imported.lines, LIAN_IMPORT_BEYOND), ==, 1);
  expect_said (&result,
               "feature 1: overlap: grids " TEST_COMMUNITY "001 and " TEST_COMMUNITY "002 share 9");
  expect_said (&result, "feature 2: overlap: grids " TEST_COMMUNITY "002 and " TEST_OTHER_COMMUNITY
                        "001 share");
  expect_said (&result, "feature 2: beyond: grid " TEST_COMMUNITY "002 reaches");
  expect_said (&result, "m² of " TEST_COMMUNITY " are in no grid at 114.3");
  old = test_find (county, LIAN_KIND_GRID, TEST_COMMUNITY "009");
  from = lian_time_format (lian_record_get_time (old, LIAN_GRID_VALID_FROM));
  g_assert_cmpstr (from, ==, "2020-01-01T00:00:00.000000+08:00");
  again = import_text (county, LIAN_KIND_GRID, text);
  expect_counts (&again, 0, 0, 4, 0);
}

/* Communities without outlines: ground that their grids go round and none has, and no more than
 * what the file has to do with. */
static void
test_gap_between (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  static const char regions[]
      = COLLECTION (FEATURE ("\"code\":\"421202003\",\"name\":\"丙\"", "null") "," FEATURE (
          "\"code\":\"421202003001\",\"name\":\"丁\"",
          "null") "," FEATURE ("\"code\":\"421202003002\",\"name\":\"戊\"", "null"));
  static const char grids[]
      = COLLECTION (GRID ("421202003001001", BOX ("115.00", "29.00", "115.01", "29.03")) "," GRID (
          "421202003001002",
          BOX ("115.01", "29.02", "115.03",
               "29.03")) "," GRID ("421202003002001",
                                   BOX ("115.01", "29.00", "115.03",
                                        "29.01")) "," GRID ("421202003002002",
                                                            BOX ("115.02", "29.01", "115.03",
                                                                 "29.02")));
  static const char elsewhere[]
      = COLLECTION (GRID ("421202003002003", BOX ("116.00", "29.00", "116.01", "29.03")));
  g_auto (Result) first = import_text (county, LIAN_KIND_REGION, regions);
  g_auto (Result) second = import_text (county, LIAN_KIND_GRID, grids);
  g_auto (Result) third = import_text (county, LIAN_KIND_GRID, elsewhere);

  expect_counts (&first, 3, 0, 0, 0);
  expect_counts (&second, 4, 0, 0, 0);
  g_assert_cmpuint (lian_import_lines_count (second.imported.lines, LIAN_IMPORT_GAP), ==, 1);
  expect_said (&second, "of the ground between communities are in no grid at 115.015");
  expect_counts (&third, 1, 0, 0, 0);
  g_assert_cmpuint (lian_import_lines_count (third.imported.lines, LIAN_IMPORT_GAP), ==, 0);
}

/* What is there already is a neighbour as well. */
static void
test_cover_with_known (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_auto (Result) result = import_text (
      county, LIAN_KIND_GRID,
      COLLECTION (GRID (TEST_COMMUNITY "001", BOX ("114.30", "29.80", "114.40", "29.90"))));

  expect_said (&result, "feature 1: overlap: grids " TEST_COMMUNITY "001 and g-1 share");
  g_assert_cmpuint (lian_import_lines_count (result.imported.lines, LIAN_IMPORT_GAP), ==, 0);
}

/* --- places and maps --- */

static void
test_places (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  static const char text[] = COLLECTION (
      "{\"type\":\"Feature\",\"id\":7,\"properties\":{\"name\":"
      "\"服务站\",\"kind\":"
      "\"服务点\"},"
      "\"geometry\":{\"type\":\"Point\",\"coordinates\":[114.35,"
      "29.85,3]}}," FEATURE (
          "\"id\":\"river-1\",\"kind\":\"river\"",
          "{\"type\":\"LineString\",\"coordinates\":[[114.3,29."
          "8],[114.5,29.9]]}") "," FEATURE ("\"id\":\"p-3\","
                                            "\"kind\":"
                                            "\"camera\"",
                                            "{\"type\":"
                                            "\"Point\","
                                            "\"coordinates\":["
                                            "10,10]}") "," FEATURE ("\"id\":\"p-"
                                                                    "4\",\"kind\":"
                                                                    "\"城堡\"",
                                                                    "{\"type\":"
                                                                    "\"Point\","
                                                                    "\"coordinates"
                                                                    "\":[114.35,"
                                                                    "29.85]}") "," FEATURE ("\"id\""
                                                                                            ":\"p-"
                                                                                            "5\","
                                                                                            "\"kind"
                                                                                            "\":"
                                                                                            "\"came"
                                                                                            "ra\"",
                                                                                            "{\"typ"
                                                                                            "e\":"
                                                                                            "\"Geom"
                                                                                            "etryCo"
                                                                                            "llecti"
                                                                                            "on\","
                                                                                            "\"geom"
                                                                                            "etries"
                                                                                            "\":["
                                                                                            "{\"typ"
                                                                                            "e\":"
                                                                                            "\"Poin"
                                                                                            "t\","
                                                                                            "\"coor"
                                                                                            "dinate"
                                                                                            "s\":["
                                                                                            "1,1]},"
                                                                                            "{\"typ"
                                                                                            "e\":"
                                                                                            "\"Poin"
                                                                                            "t\","
                                                                                            "\"coor"
                                                                                            "dinate"
                                                                                            "s\":["
                                                                                            "1,1]}]"
                                                                                            "}"));
  g_auto (Result) result = import_text (county, LIAN_KIND_PLACE, text);
  g_autoptr (LianRecord) point = test_find (county, LIAN_KIND_PLACE, "7");
  g_autoptr (LianRecord) river = test_find (county, LIAN_KIND_PLACE, "river-1");

  expect_counts (&result, 2, 0, 0, 3);
  g_assert_cmpstr (lian_record_get_text (point, LIAN_PLACE_KIND), ==, "service");
  g_assert_cmpstr (lian_record_get_text (point, LIAN_F_REGION), ==, TEST_COMMUNITY);
  g_assert_null (lian_record_get_text (river, LIAN_F_REGION));
  g_assert_true (lian_record_has (river, LIAN_PLACE_GEOMETRY));
  expect_said (&result,
               "feature 3: refused: region_code: missing, and the position lies in no region");
  expect_said (&result, "feature 4: refused: kind: “城堡” is not in the dictionary's place_kind");
  expect_said (&result, "feature 5: refused: geometry.type");
}

static void
test_map (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *path = g_build_filename (county->directory, "grids.map", NULL);
  g_autoptr (LianFeatureMap) map = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Result) result = { 0 };
  g_autoptr (LianRecord) grid = NULL;

  g_assert_true (g_file_set_contents (
      path, "[import]\ncrs=wgs84\ncode_prefix=XA\n[fields]\nname=BGID\nhouseholds=HU\n", -1, NULL));
  map = lian_feature_map_load (path, LIAN_KIND_GRID, &error);
  g_assert_no_error (error);
  result = import_with (county, (LianFeatureImport){ LIAN_KIND_GRID, map },
                        COLLECTION (FEATURE ("\"code\":\"XA" TEST_COMMUNITY
                                             "001\",\"BGID\":\"第一网格\",\"name\":\"x\","
                                             "\"HU\":\"317\"",
                                             BOX ("114.3", "29.8", "114.4", "29.9"))));
  expect_counts (&result, 1, 0, 0, 0);
  grid = test_find (county, LIAN_KIND_GRID, "XA" TEST_COMMUNITY "001");
  g_assert_cmpstr (lian_record_get_text (grid, LIAN_GRID_NAME), ==, "第一网格");
  g_assert_cmpint (lian_record_get_int (grid, LIAN_GRID_HOUSEHOLDS), ==, 317);
  g_assert_cmpstr (lian_record_get_text (grid, LIAN_F_REGION), ==, TEST_COMMUNITY);

  g_assert_true (g_file_set_contents (path, "[fields]\ncolour=c\n", -1, NULL));
  g_assert_null (lian_feature_map_load (path, LIAN_KIND_GRID, &error));
  g_assert_nonnull (strstr (error->message, "[fields] colour: a grid has no such field"));
}

/* --- the corpus --- */

/* Nothing of it is a region, a grid or a place of ours: all of it is refused, each with a reason.
 */
static void
test_corpus (void)
{
  g_autofree char *where = g_build_filename (g_getenv ("LIAN_CORPORA"), "geojson", "bad", NULL);
  static const LianKindId kinds[] = { LIAN_KIND_REGION, LIAN_KIND_GRID, LIAN_KIND_PLACE };
  g_autoptr (GDir) dir = g_dir_open (where, 0, NULL);
  g_autoptr (TestCounty) county = NULL;
  const char *name;

  if (dir == NULL)
    {
      g_test_skip ("the public test data is not here");
      return;
    }
  county = test_county_new ();
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (where, name, NULL);
      g_autofree char *text = NULL;

      if (!g_str_has_suffix (name, ".geojson"))
        continue;
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        {
          g_auto (Result) result = import_text (county, kinds[i], text);

          g_assert_cmpuint (result.imported.counts.n_new, ==, 0);
          g_assert_cmpuint (strlen (result.text), >, 10);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-features/crs", test_crs);
  g_test_add_func ("/import-features/regions", test_regions);
  g_test_add_func ("/import-features/all-or-nothing", test_all_or_nothing);
  g_test_add_func ("/import-features/repair", test_repair);
  g_test_add_func ("/import-features/scribble", test_scribble);
  g_test_add_func ("/import-features/cover", test_cover);
  g_test_add_func ("/import-features/gap-between", test_gap_between);
  g_test_add_func ("/import-features/cover-with-known", test_cover_with_known);
  g_test_add_func ("/import-features/places", test_places);
  g_test_add_func ("/import-features/map", test_map);
  g_test_add_func ("/import-features/corpus", test_corpus);
  return g_test_run ();
}
