/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-clock.h"
#include "lian-county-plan.h"
#include "lian-county.h"
#include "lian-term.h"
#include "lian-text.h"

#include <math.h>
#include <string.h>

/* The scale "county", looked at while it goes by, and the geometry of the city. Bounds are stated
 * so that noise alone, or none at all, would fail them. */

#define NOW LIAN_COUNTY_OPENS_AT
#define N_DAYS 364

typedef struct
{
  GPtrArray
      *few; /* (owned) (element-type LianRecord): all but cases, steps and what goes with them */
  guint by_kind[LIAN_N_KINDS];
  guint by_hour[24];
  guint by_day[N_DAYS + 1];
  guint rainy[N_DAYS + 1]; /* of them: water */
  guint by_crs[3];         /* wgs84, gcj02, bd09 */
  guint by_light[LIAN_LIGHT_CLOSED + 1];
  guint returned[2]; /* by 交通运输局, by the others */
  guint cases_of[2]; /* of them */
  guint from_above;
  guint to_be_answered;
  guint secret;
  GHashTable *by_community; /* (owned): code → count */
  GHashTable *by_grid;      /* (owned) */
  GHashTable *by_lead;      /* (owned): duplicates of a case */
  GHashTable *ids;          /* (owned) */
  GChecksum *digest;        /* (owned) */
} Tally;

static Tally county; /* of seed 1, made once */

static void
count (GHashTable *table, const char *key)
{
  g_hash_table_replace (table, g_strdup (key),
                        GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (table, key)) + 1));
}

static gboolean
is_water (const char *category)
{
  return strstr (category, "flood") != NULL || strstr (category, "pipe") != NULL
         || strstr (category, "grate") != NULL || strstr (category, "leak") != NULL;
}

static void
count_origin (Tally *tally, const LianRecord *record)
{
  const char *crs = lian_record_get_text (record, LIAN_CASE_SRC_CRS);
  const char *unit = lian_record_get_text (record, LIAN_CASE_LEAD_UNIT);
  guint which = g_strcmp0 (unit, "unit-jt") == 0 ? 0 : 1;

  tally->by_crs[g_str_equal (crs, "gcj02") ? 1 : g_str_equal (crs, "bd09") ? 2 : 0]++;
  tally->secret += lian_record_get_bool (record, LIAN_CASE_SECRECY);
  if (lian_record_has (record, LIAN_CASE_UPSTREAM_NO))
    {
      tally->from_above++;
      g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_UPSTREAM_DEADLINE), >,
                       lian_record_get_time (record, LIAN_CASE_REPORTED_AT));
      g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_UPSTREAM_AT), <=, NOW);
      tally->to_be_answered += !lian_record_has (record, LIAN_CASE_UPSTREAM_STATE);
    }
  if (unit == NULL)
    return;
  tally->cases_of[which]++;
  tally->returned[which] += lian_record_get_int (record, LIAN_CASE_RETURN_COUNT) > 0;
}

static void
count_case (Tally *tally, const LianRecord *record)
{
  gint64 at = lian_record_get_time (record, LIAN_CASE_REPORTED_AT);
  gint64 since = at - (lian_time_day_start (NOW) - N_DAYS * G_TIME_SPAN_DAY);
  const char *category = lian_record_get_text (record, LIAN_CASE_CATEGORY);

  g_assert_cmpint (at, <=, NOW);
  g_assert_cmpint (since, >=, -7 * G_TIME_SPAN_DAY);
  tally->by_hour[(at + LIAN_UTC_OFFSET_US) / G_TIME_SPAN_HOUR % 24]++;
  if (since >= 0)
    {
      tally->by_day[since / G_TIME_SPAN_DAY]++;
      tally->rainy[since / G_TIME_SPAN_DAY] += is_water (category);
    }
  tally->by_light[lian_light_of_case (record, NOW)]++;
  count (tally->by_community, lian_record_get_text (record, LIAN_F_REGION));
  count (tally->by_grid, lian_record_get_text (record, LIAN_CASE_GRID));
  if (lian_record_has (record, LIAN_CASE_DUPLICATE_OF))
    {
      count (tally->by_lead, lian_record_get_text (record, LIAN_CASE_DUPLICATE_OF));
      g_assert_true (g_hash_table_contains (tally->ids,
                                            lian_record_get_text (record, LIAN_CASE_DUPLICATE_OF)));
    }
  count_origin (tally, record);
}

static gboolean
take (GPtrArray *records, gpointer data, GError **error)
{
  Tally *tally = data;

  g_assert_cmpuint (records->len, <, 60000);
  for (guint i = 0; i < records->len; i++)
    {
      LianRecord *record = records->pdata[i];
      LianKindId kind = lian_record_get_kind (record)->id;

      tally->by_kind[kind]++;
      g_checksum_update (tally->digest, (const guchar *)lian_record_get_id (record), -1);
      if (kind == LIAN_KIND_CASE)
        {
          g_assert_true (g_hash_table_add (tally->ids, g_strdup (lian_record_get_id (record))));
          count_case (tally, record);
        }
      if (kind == LIAN_KIND_REGION || kind == LIAN_KIND_GRID)
        g_ptr_array_add (tally->few, lian_record_ref (record));
    }
  return TRUE;
}

static void
test_scale (void)
{
  guint n[2] = { 0 };
  guint former = 0;

  for (guint i = 0; i < county.few->len; i++)
    {
      const LianRecord *record = county.few->pdata[i];

      if (lian_record_get_kind (record)->id == LIAN_KIND_GRID)
        former += lian_record_has (record, LIAN_GRID_VALID_TO);
      else
        {
          const char *level = lian_record_get_text (record, LIAN_REGION_LEVEL);

          n[0] += g_str_equal (level, "street");
          n[1] += g_str_equal (level, "community");
        }
    }
  g_assert_cmpuint (n[0], ==, 17);
  g_assert_cmpuint (n[1], ==, 200);
  g_assert_cmpuint (former, >=, 3);
  g_assert_cmpuint (county.by_kind[LIAN_KIND_GRID] - former, ==, 2000);
  g_assert_cmpuint (county.by_kind[LIAN_KIND_CASE], ==, 100000);
  g_assert_cmpuint (county.by_kind[LIAN_KIND_CASE_STEP], >, 250000);
  /* The stock is the small county's by the volume, some of it late, some of it nearly so. */
  g_assert_cmpuint (county.by_light[LIAN_LIGHT_NORMAL], >, 400);
  g_assert_cmpuint (county.by_light[LIAN_LIGHT_DUE_SOON], >, 25);
  g_assert_cmpuint (county.by_light[LIAN_LIGHT_OVERDUE], >, 5);
  g_assert_cmpuint (county.by_light[LIAN_LIGHT_OVERDUE], <, 40);
  g_assert_cmpuint (county.by_light[LIAN_LIGHT_HELD], >, 5);
  g_assert_cmpuint (county.by_light[LIAN_LIGHT_HELD], <, 40);
  g_assert_cmpuint (county.by_kind[LIAN_KIND_TRACK], >, 5000);
  g_assert_cmpuint (county.by_kind[LIAN_KIND_ITEM], >, 800);
  g_assert_cmpuint (county.by_kind[LIAN_KIND_MEASURE], >, 4000);
}

/* By the hour two humps and a quiet night; more on working days. */
static void
test_by_time (void)
{
  guint humps = county.by_hour[9] + county.by_hour[10] + county.by_hour[15] + county.by_hour[16];
  guint noon = county.by_hour[12] + county.by_hour[13];
  guint night = county.by_hour[1] + county.by_hour[2] + county.by_hour[3] + county.by_hour[4];
  double sums[7] = { 0 };

  g_assert_cmpuint (humps, >, 12 * night);
  g_assert_cmpuint (humps, >, 4 * noon);
  for (guint day = 0; day < N_DAYS; day++)
    sums[day % 7] += county.by_day[day];
  /* 364 days before a Tuesday is a Tuesday: 4 and 5 are Saturday and Sunday. */
  for (guint day = 0; day < 7; day++)
    if (day != 4 && day != 5)
      g_assert_cmpfloat (sums[day], >, 1.4 * MAX (sums[4], sums[5]));
}

/* Rain brings half as many again, and mostly water. */
static void
test_rain (void)
{
  guint surges = 0;

  for (guint day = 28; day < N_DAYS; day++)
    {
      double usual = 0;
      double water = 0;

      for (guint week = 1; week <= 4; week++)
        {
          usual += county.by_day[day - 7 * week] / 4.0;
          water += county.rainy[day - 7 * week] / 4.0;
        }
      if (county.by_day[day] > 1.35 * usual && county.rainy[day] > 2.5 * water)
        surges++;
    }
  g_test_message ("%u surges", surges);
  g_assert_cmpuint (surges, >, 6);
  g_assert_cmpuint (surges, <, 40);
}

static int
compare_down (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *)a;
  guint y = *(const guint *)b;

  return (x < y) - (x > y);
}

static GArray *
sorted (GHashTable *table)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (guint));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      guint n = GPOINTER_TO_UINT (value);

      g_array_append_val (values, n);
    }
  g_array_sort (values, compare_down);
  return values;
}

/* Hot spots: the busiest twentieth of the grids has a good part of all; one community has more than
 * any other of its kind; nobody has nothing. */
static void
test_by_place (void)
{
  g_autoptr (GArray) grids = sorted (county.by_grid);
  guint hot = 0;

  for (guint i = 0; i < grids->len / 20; i++)
    hot += g_array_index (grids, guint, i);
  g_test_message ("%u grids, the busiest twentieth has %.1f %%", grids->len, hot / 1000.0);
  g_assert_cmpuint (grids->len, ==, 2000);
  g_assert_cmpuint (hot, >, 8000);
  g_assert_cmpuint (hot, <, 25000);
}

static const char *
find_community (const char *name)
{
  for (guint i = 0; i < county.few->len; i++)
    if (lian_record_get_kind (county.few->pdata[i])->id == LIAN_KIND_REGION
        && g_strcmp0 (lian_record_get_text (county.few->pdata[i], LIAN_REGION_NAME), name) == 0)
      return lian_record_get_id (county.few->pdata[i]);
  return NULL;
}

static double
rate_of (const char *code)
{
  for (guint i = 0; i < county.few->len; i++)
    if (g_strcmp0 (lian_record_get_id (county.few->pdata[i]), code) == 0)
      return GPOINTER_TO_UINT (g_hash_table_lookup (county.by_community, code))
             / (double)lian_record_get_int (county.few->pdata[i], LIAN_REGION_POPULATION);
  return 0;
}

static void
test_busy_community (void)
{
  double busy = rate_of (find_community ("明礼社区"));
  double good = rate_of (find_community ("金叶社区"));
  double sum = 0;
  GHashTableIter iter;
  gpointer code;

  g_hash_table_iter_init (&iter, county.by_community);
  while (g_hash_table_iter_next (&iter, &code, NULL))
    sum += rate_of (code) / g_hash_table_size (county.by_community);
  g_assert_cmpfloat (busy, >, 1.4 * sum);
  g_assert_cmpfloat (good, <, 0.8 * sum);
}

static void
test_units_and_sources (void)
{
  double often = (double)county.returned[0] / county.cases_of[0];
  double seldom = (double)county.returned[1] / county.cases_of[1];

  g_assert_cmpuint (county.cases_of[0], >, 1000);
  g_assert_cmpfloat (often, >, 8 * seldom);
  g_assert_cmpuint (county.by_crs[1], >, 20000);
  g_assert_cmpuint (county.by_crs[2], >, 1000);
  g_assert_cmpuint (county.by_crs[2], <, county.by_crs[1] / 10);
  g_assert_cmpuint (county.from_above, >, 20000);
  g_assert_cmpuint (county.to_be_answered, >, 50);
  g_assert_cmpuint (county.to_be_answered, <, 3000);
  g_assert_cmpuint (county.secret, >, 400);
}

/* Now and then many tell of the same thing. */
static void
test_duplicates (void)
{
  g_autoptr (GArray) leads = sorted (county.by_lead);
  guint all = 0;

  for (guint i = 0; i < leads->len; i++)
    all += g_array_index (leads, guint, i);
  g_assert_cmpuint (all, >, 1500);
  g_assert_cmpuint (all, <, 5000);
  g_assert_cmpuint (g_array_index (leads, guint, 0), >=, 12);
  g_assert_cmpuint (g_array_index (leads, guint, 10), >=, 6);
}

/* --- geometry --- */

static GEOSGeometry *
read_shape (GEOSContextHandle_t geos, const LianRecord *record, guint field)
{
  GEOSWKBReader *reader = GEOSWKBReader_create_r (geos);
  gsize size;
  const guchar *bytes = g_bytes_get_data (lian_record_get_geometry (record, field), &size);
  GEOSGeometry *shape = GEOSWKBReader_read_r (geos, reader, bytes, size);

  GEOSWKBReader_destroy_r (geos, reader);
  g_assert_nonnull (shape);
  return shape;
}

static void
count_edges (GEOSContextHandle_t geos, const GEOSGeometry *shape, GHashTable *edges)
{
  const GEOSCoordSequence *sequence
      = GEOSGeom_getCoordSeq_r (geos, GEOSGetExteriorRing_r (geos, shape));
  guint n = 0;

  GEOSCoordSeq_getSize_r (geos, sequence, &n);
  for (guint i = 1; i < n; i++)
    {
      double x0, y0, x1, y1;
      g_autofree char *key = NULL;

      GEOSCoordSeq_getXY_r (geos, sequence, i - 1, &x0, &y0);
      GEOSCoordSeq_getXY_r (geos, sequence, i, &x1, &y1);
      key = x0 < x1 || (x0 <= x1 && y0 < y1)
                ? g_strdup_printf ("%.6f %.6f %.6f %.6f", x0, y0, x1, y1)
                : g_strdup_printf ("%.6f %.6f %.6f %.6f", x1, y1, x0, y0);
      count (edges, key);
    }
}

/* Every edge of a grid belongs to exactly two grids, or to one and to the outline of the county: so
 * they leave no gap and do not overlap. Returns the county's shape. */
static GEOSGeometry *
check_tiling (GEOSContextHandle_t geos, GPtrArray *records, guint n_grids)
{
  g_autoptr (GHashTable) edges = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GEOSGeometry *whole = NULL;
  double sum = 0;
  double area = 0;
  guint n = 0;
  GHashTableIter iter;
  gpointer uses;

  for (guint i = 0; i < records->len; i++)
    {
      const LianRecord *record = records->pdata[i];
      LianKindId kind = lian_record_get_kind (record)->id;
      GEOSGeometry *shape;

      if (kind == LIAN_KIND_REGION
          && g_str_equal (lian_record_get_text (record, LIAN_REGION_LEVEL), "county"))
        whole = read_shape (geos, record, LIAN_REGION_GEOMETRY);
      if (kind != LIAN_KIND_GRID || lian_record_has (record, LIAN_GRID_VALID_TO))
        continue;
      shape = read_shape (geos, record, LIAN_GRID_GEOMETRY);
      g_assert_cmpint (GEOSisValid_r (geos, shape), ==, 1);
      GEOSArea_r (geos, shape, &area);
      sum += area;
      n++;
      count_edges (geos, shape, edges);
      GEOSGeom_destroy_r (geos, shape);
    }
  g_assert_cmpuint (n, ==, n_grids);
  g_assert_nonnull (whole);
  g_assert_cmpint (GEOSisValid_r (geos, whole), ==, 1);
  g_assert_cmpint (GEOSGeomTypeId_r (geos, whole), ==, GEOS_POLYGON);
  count_edges (geos, whole, edges);
  GEOSArea_r (geos, whole, &area);
  g_assert_cmpfloat_with_epsilon (sum, area, 1e-10);
  g_hash_table_iter_init (&iter, edges);
  while (g_hash_table_iter_next (&iter, NULL, &uses))
    g_assert_cmpuint (GPOINTER_TO_UINT (uses), ==, 2);
  return whole;
}

static void
test_grids_tile_the_county (void)
{
  GEOSContextHandle_t geos = GEOS_init_r ();

  GEOSGeom_destroy_r (geos, check_tiling (geos, county.few, 2000));
  GEOS_finish_r (geos);
}

static guint
count_towns (const LianCountyPlan *plan, const char *kind)
{
  guint n = 0;

  for (guint t = 0; t < plan->towns->len; t++)
    n += g_str_equal (lian_plan_town (plan, t)->kind, kind);
  return n;
}

/* Six counties that meet at their borders: what is between two of them is less than what rounding
 * makes of the places where a grid's border meets the outline. */
static void
test_city (void)
{
  GEOSContextHandle_t geos = GEOS_init_r ();
  GEOSGeometry *shapes[6] = { NULL };
  double sum = 0;
  double area = 0;
  guint n_grids = 0;
  guint n_towns = 0;
  guint n_cases = 0;

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_auto (LianCountyPlan) plan = { .seed = 1, .now = NOW };
      g_autoptr (GError) error = NULL;

      g_assert_true (lian_county_plan_begin (&plan, LIAN_COUNTY_CITY, i, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (plan.n_parts, ==, G_N_ELEMENTS (shapes));
      g_assert_cmpuint (plan.communities->len, ==, plan.part->n_communities);
      shapes[i] = check_tiling (geos, plan.records, plan.part->n_grids);
      n_grids += plan.part->n_grids;
      n_cases += plan.part->n_cases;
      n_towns += plan.towns->len;
      if (g_str_equal (plan.part->info->code, "421223"))
        g_assert_cmpuint (count_towns (&plan, "street"), ==, 0);
      g_assert_cmpuint (count_towns (&plan, "park"), >, 0);
      for (guint k = 0; k < i; k++)
        {
          GEOSGeometry *both = GEOSIntersection_r (geos, shapes[i], shapes[k]);

          GEOSArea_r (geos, both, &area);
          g_assert_cmpfloat (area, <, 1e-7);
          GEOSGeom_destroy_r (geos, both);
        }
      GEOSArea_r (geos, shapes[i], &area);
      sum += area;
    }
  g_assert_cmpuint (n_grids, ==, 10000);
  g_assert_cmpuint (n_cases, ==, 1000000);
  g_assert_cmpuint (n_towns, ==, 89);

  GEOSGeometry *all = GEOSGeom_createCollection_r (geos, GEOS_GEOMETRYCOLLECTION, shapes, 6);
  GEOSGeometry *joined = GEOSUnaryUnion_r (geos, all);

  GEOSArea_r (geos, joined, &area);
  g_assert_cmpfloat_with_epsilon (sum, area, 1e-6);
  GEOSGeom_destroy_r (geos, joined);
  GEOSGeom_destroy_r (geos, all);
  GEOS_finish_r (geos);
}

static gboolean
digest (GPtrArray *records, gpointer data, GError **error)
{
  for (guint i = 0; i < records->len; i++)
    {
      const LianRecord *record = records->pdata[i];

      g_checksum_update (data, (const guchar *)lian_record_get_id (record), -1);
      if (lian_record_get_kind (record)->id == LIAN_KIND_CASE)
        g_checksum_update (data,
                           (const guchar *)lian_record_get_text (record, LIAN_CASE_DESCRIPTION),
                           -1);
    }
  return TRUE;
}

static char *
digest_of (guint64 seed, gint64 now)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_assert_true (lian_county_generate (LIAN_COUNTY_SMALL, seed, now, digest, sum, NULL));
  return g_strdup (g_checksum_get_string (sum));
}

static void
test_digest (void)
{
  g_autofree char *one = digest_of (1, NOW);
  g_autofree char *again = digest_of (1, NOW);
  g_autofree char *other = digest_of (2, NOW);
  g_autofree char *later = digest_of (1, NOW + G_TIME_SPAN_DAY);

  g_assert_cmpstr (one, ==, again);
  g_assert_cmpstr (one, !=, other);
  g_assert_cmpstr (one, !=, later);
}

static gboolean
fail_second (GPtrArray *records, gpointer data, GError **error)
{
  guint *calls = data;

  if (++*calls == 1)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  return FALSE;
}

/* A sink that wants no more ends it, and is not asked again. */
static void
test_sink_fails (void)
{
  g_autoptr (GError) error = NULL;
  guint calls = 0;

  g_assert_false (lian_county_generate (LIAN_COUNTY_LARGE, 1, NOW, fail_second, &calls, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (calls, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  gint64 before = g_get_monotonic_time ();
  int result;

  g_test_init (&argc, &argv, NULL);
  county.few = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  county.by_community = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  county.by_grid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  county.by_lead = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  county.ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  county.digest = g_checksum_new (G_CHECKSUM_SHA256);
  g_assert_true (lian_county_generate (LIAN_COUNTY_LARGE, 1, NOW, take, &county, &error));
  g_assert_no_error (error);
  g_test_message ("made in %.1f s", (double)(g_get_monotonic_time () - before) / 1e6);

  g_test_add_func ("/county-large/scale", test_scale);
  g_test_add_func ("/county-large/by-time", test_by_time);
  g_test_add_func ("/county-large/rain", test_rain);
  g_test_add_func ("/county-large/by-place", test_by_place);
  g_test_add_func ("/county-large/busy-community", test_busy_community);
  g_test_add_func ("/county-large/units-and-sources", test_units_and_sources);
  g_test_add_func ("/county-large/duplicates", test_duplicates);
  g_test_add_func ("/county-large/grids-tile-the-county", test_grids_tile_the_county);
  g_test_add_func ("/county-large/city", test_city);
  g_test_add_func ("/county-large/digest", test_digest);
  g_test_add_func ("/county-large/sink-fails", test_sink_fails);
  result = g_test_run ();
  g_ptr_array_unref (county.few);
  g_hash_table_unref (county.by_community);
  g_hash_table_unref (county.by_grid);
  g_hash_table_unref (county.by_lead);
  g_hash_table_unref (county.ids);
  g_checksum_free (county.digest);
  return result;
}
