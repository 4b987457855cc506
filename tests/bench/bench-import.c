/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-import-cases.h"
#include "lian-import-features.h"
#include "lian-import-report.h"
#include "test-server-support.h"

#include <string.h>

/* How long a county's grids take from their file to the database, with all that is looked at on the
 * way: 10,000 of 25 vertices in one community, in GCJ-02. And 2,000 rows of a case list. Prints
 * figures and never fails on time. */

#define SIDE 100
#define STEPS 6 /* of an edge */
#define ROWS 2000

static double
since (gint64 start)
{
  return (double)(g_get_monotonic_time () - start) / 1000;
}

static void
add_position (GString *text, guint x, guint y, guint dx, guint dy)
{
  guint column = x * STEPS + dx, row = y * STEPS + dy;

  /* A little crooked, the same for both neighbours. */
  g_string_append_printf (text, "[%.7f,%.7f],", 114.3 + column * 0.0001666 + row % 7 * 0.00001,
                          29.8 + row * 0.0001666 + column % 5 * 0.00001);
}

static char *
make_grids (void)
{
  GString *text
      = g_string_new ("{\"type\":\"FeatureCollection\",\"src_crs\":\"gcj02\",\"features\":[");

  for (guint i = 0; i < SIDE * SIDE; i++)
    {
      guint x = i % SIDE, y = i / SIDE;

      g_string_append_printf (text,
                              "%s{\"type\":\"Feature\",\"properties\":{\"code\":\"" TEST_COMMUNITY
                              "%05u\",\"name\":\"网格\"},\"geometry\":{\"type\":\"Polygon\","
                              "\"coordinates\":[[",
                              i > 0 ? "," : "", i);
      for (guint j = 0; j < STEPS; j++)
        add_position (text, x, y, j, 0);
      for (guint j = 0; j < STEPS; j++)
        add_position (text, x, y, STEPS, j);
      for (guint j = STEPS; j > 0; j--)
        add_position (text, x, y, j, STEPS);
      for (guint j = STEPS; j > 0; j--)
        add_position (text, x, y, 0, j);
      add_position (text, x, y, 0, 0);
      g_string_truncate (text, text->len - 1);
      g_string_append (text, "]]}}");
    }
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static void
import_grids (TestCounty *county, GBytes *file, const char *what)
{
  g_autoptr (LianFeatureMap) map = lian_feature_map_new ();
  const LianFeatureImport import = { .kind = LIAN_KIND_GRID, .map = map };
  g_auto (LianFeatureImported) imported = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  if (!lian_import_features (county->service, file, &import, &imported, &error))
    g_error ("%s", error->message);
  g_print ("bench: import.grids_10000_%s %.0f ms\n", what, since (start));
  g_assert_cmpuint (lian_import_lines_count (imported.lines, LIAN_IMPORT_REFUSED), ==, 0);
}

static void
import_rows (TestCounty *county, const LianSheet *sheet, const LianCaseMap *map, const char *what)
{
  g_auto (LianCasesImported) imported = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  if (!lian_import_cases (county->service, sheet, map, FALSE, &imported, &error))
    g_error ("%s", error->message);
  g_print ("bench: import.cases_2000_%s %.0f ms\n", what, since (start));
  g_assert_cmpuint (imported.n_new + imported.n_known, ==, ROWS);
}

static void
bench_cases (TestCounty *county)
{
  g_autoptr (GString) csv = g_string_new ("工单编号,诉求内容,诉求类别,来电时间\n");
  g_autofree char *path = g_build_filename (county->directory, "map", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autoptr (LianSheet) sheet = NULL;
  g_autoptr (LianCaseMap) map = NULL;

  for (guint i = 0; i < ROWS; i++)
    g_string_append_printf (csv, "GD%u,路灯不亮,路灯,2026-11-%02u 09:40\n", i, 1 + i % 20);
  file = g_bytes_new (csv->str, csv->len);
  sheet = lian_csv_read (file, NULL, 0, NULL);
  text = lian_case_map_guess (sheet, lian_service_get_dictionary (county->service));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  map = lian_case_map_load (path, NULL);
  import_rows (county, sheet, map, "new");
  import_rows (county, sheet, map, "known");
}

int
main (int argc, char *argv[])
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *text = make_grids ();
  g_autoptr (GBytes) file = g_bytes_new (text, strlen (text));

  import_grids (county, file, "new");
  import_grids (county, file, "known");
  bench_cases (county);
  return 0;
}
