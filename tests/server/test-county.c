/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-clock.h"
#include "lian-county.h"
#include "lian-dictionary.h"
#include "lian-term.h"
#include "lian-text.h"
#include "lian-work-calendar.h"
#include "lian-workflow.h"

#include <geos_c.h>
#include <string.h>

#define NOW LIAN_COUNTY_OPENS_AT

static GPtrArray *county; /* (owned): the county of seed 1, made once */
static LianDictionary *dictionary;

static LianKindId
kind_of (const LianRecord *record)
{
  return lian_record_get_kind (record)->id;
}

static guint
count_kind (LianKindId kind)
{
  guint n = 0;

  for (guint i = 0; i < county->len; i++)
    n += kind_of (g_ptr_array_index (county, i)) == kind;
  return n;
}

static GEOSGeometry *
read_shape (GEOSContextHandle_t geos, const LianRecord *record, guint field)
{
  GEOSWKBReader *reader = GEOSWKBReader_create_r (geos);
  gsize size;
  GBytes *wkb = lian_record_get_geometry (record, field);
  const guchar *bytes = g_bytes_get_data (wkb, &size);
  GEOSGeometry *shape = GEOSWKBReader_read_r (geos, reader, bytes, size);

  GEOSWKBReader_destroy_r (geos, reader);
  g_assert_nonnull (shape);
  return shape;
}

static double
area_of (GEOSContextHandle_t geos, const GEOSGeometry *shape)
{
  double area = 0;

  g_assert_cmpint (GEOSArea_r (geos, shape, &area), ==, 1);
  return area;
}

static const LianRecord *
find_record (LianKindId kind, const char *id)
{
  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = g_ptr_array_index (county, i);

      if (kind_of (record) == kind && g_str_equal (lian_record_get_id (record), id))
        return record;
    }
  return NULL;
}

static void
test_scale (void)
{
  guint communities = 0;
  guint streets = 0;

  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = g_ptr_array_index (county, i);

      if (kind_of (record) != LIAN_KIND_REGION)
        continue;
      communities += g_str_equal (lian_record_get_text (record, LIAN_REGION_LEVEL), "community");
      streets += g_str_equal (lian_record_get_text (record, LIAN_REGION_LEVEL), "street");
    }
  g_assert_cmpuint (streets, ==, 17);
  g_assert_cmpuint (communities, ==, 60);
  g_assert_cmpuint (count_kind (LIAN_KIND_GRID), ==, 400);
  g_assert_cmpuint (count_kind (LIAN_KIND_CASE), ==, 5000);
  g_assert_cmpuint (count_kind (LIAN_KIND_SERVICE_COMPLEX), ==, 41);
  g_assert_cmpuint (count_kind (LIAN_KIND_CASE_STEP), <, 25000);
  g_test_message ("%u steps, %u instructions, %u records", count_kind (LIAN_KIND_CASE_STEP),
                  count_kind (LIAN_KIND_INSTRUCTION), county->len);
}

/* Ids are legal and unique within a kind, required fields are there, texts fit. */
static void
test_records_are_well_formed (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = g_ptr_array_index (county, i);
      const LianKind *kind = lian_record_get_kind (record);

      g_assert_true (lian_id_is_valid (lian_record_get_id (record)));
      g_assert_true (g_hash_table_add (seen, g_strconcat (kind->name, "|",
                                                          lian_record_get_id (record), NULL)));
      for (guint f = 0; f < kind->n_fields; f++)
        {
          const LianField *field = &kind->fields[f];

          if (field->flags & LIAN_FIELD_REQUIRED)
            g_assert_true (lian_record_has (record, f));
          if ((field->type == LIAN_TYPE_TEXT || field->type == LIAN_TYPE_CODE)
              && lian_record_has (record, f))
            {
              const char *text = lian_record_get_text (record, f);

              g_assert_true (g_utf8_validate (text, -1, NULL));
              g_assert_cmpint (g_utf8_strlen (text, -1), <=, field->limit);
            }
        }
    }
}

/* The grids are valid, do not overlap and fill the county; neighbours share every vertex of their
 * border, so a point on one side of an edge is on the other side too. */
static void
test_grids_tile_the_county (void)
{
  GEOSContextHandle_t geos = GEOS_init_r ();
  g_autoptr (GPtrArray) shapes = g_ptr_array_new ();
  const LianRecord *region = find_record (LIAN_KIND_REGION, "421202");
  GEOSGeometry *whole = read_shape (geos, region, LIAN_REGION_GEOMETRY);
  double sum = 0;

  g_assert_cmpint (GEOSisValid_r (geos, whole), ==, 1);
  g_assert_cmpint (GEOSGeomTypeId_r (geos, whole), ==, GEOS_POLYGON);
  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = g_ptr_array_index (county, i);
      GEOSGeometry *shape;

      if (kind_of (record) != LIAN_KIND_GRID)
        continue;
      shape = read_shape (geos, record, LIAN_GRID_GEOMETRY);
      g_assert_cmpint (GEOSisValid_r (geos, shape), ==, 1);
      g_assert_cmpint (GEOSGeomTypeId_r (geos, shape), ==, GEOS_POLYGON);
      g_assert_cmpint (GEOSGetNumInteriorRings_r (geos, shape), ==, 0);
      sum += area_of (geos, shape);
      g_ptr_array_add (shapes, shape);
    }
  g_assert_cmpfloat_with_epsilon (sum, area_of (geos, whole), 1e-11);
  for (guint a = 0; a < shapes->len; a++)
    for (guint b = a + 1; b < shapes->len; b++)
      if (GEOSIntersects_r (geos, shapes->pdata[a], shapes->pdata[b]))
        /* Boundaries may touch, interiors may not. */
        g_assert_cmpint (
            GEOSRelatePattern_r (geos, shapes->pdata[a], shapes->pdata[b], "F********"), ==, 1);
  for (guint i = 0; i < shapes->len; i++)
    GEOSGeom_destroy_r (geos, shapes->pdata[i]);
  GEOSGeom_destroy_r (geos, whole);
  GEOS_finish_r (geos);
}

static guint64
edge_key (double x0, double y0, double x1, double y1)
{
  guint64 a
      = (guint64)(x0 * 1e6 + 0.5) * G_GUINT64_CONSTANT (100000000) + (guint64)(y0 * 1e6 + 0.5);
  guint64 b
      = (guint64)(x1 * 1e6 + 0.5) * G_GUINT64_CONSTANT (100000000) + (guint64)(y1 * 1e6 + 0.5);

  return MIN (a, b) * 31 + MAX (a, b);
}

static void
count_edges (GEOSContextHandle_t geos, const GEOSGeometry *shape, GHashTable *edges, int by)
{
  const GEOSCoordSequence *sequence
      = GEOSGeom_getCoordSeq_r (geos, GEOSGetExteriorRing_r (geos, shape));
  guint n = 0;

  GEOSCoordSeq_getSize_r (geos, sequence, &n);
  for (guint i = 1; i < n; i++)
    {
      double x0, y0, x1, y1;
      guint64 key;

      GEOSCoordSeq_getXY_r (geos, sequence, i - 1, &x0, &y0);
      GEOSCoordSeq_getXY_r (geos, sequence, i, &x1, &y1);
      key = edge_key (x0, y0, x1, y1);
      g_hash_table_insert (edges, g_memdup2 (&key, sizeof key),
                           GINT_TO_POINTER (GPOINTER_TO_INT (g_hash_table_lookup (edges, &key))
                                            + by));
    }
}

/* Every edge of a grid belongs to exactly two grids, or to one and to the county's outline. */
static void
test_neighbours_share_their_edges (void)
{
  GEOSContextHandle_t geos = GEOS_init_r ();
  g_autoptr (GHashTable) edges = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GEOSGeometry *whole
      = read_shape (geos, find_record (LIAN_KIND_REGION, "421202"), LIAN_REGION_GEOMETRY);
  GHashTableIter iter;
  gpointer uses;

  for (guint i = 0; i < county->len; i++)
    if (kind_of (county->pdata[i]) == LIAN_KIND_GRID)
      {
        GEOSGeometry *shape = read_shape (geos, county->pdata[i], LIAN_GRID_GEOMETRY);

        count_edges (geos, shape, edges, 1);
        GEOSGeom_destroy_r (geos, shape);
      }
  count_edges (geos, whole, edges, 1);
  g_hash_table_iter_init (&iter, edges);
  while (g_hash_table_iter_next (&iter, NULL, &uses))
    g_assert_cmpint (GPOINTER_TO_INT (uses), ==, 2);
  GEOSGeom_destroy_r (geos, whole);
  GEOS_finish_r (geos);
}

static void
test_regions_are_of_one_piece (void)
{
  GEOSContextHandle_t geos = GEOS_init_r ();

  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = county->pdata[i];
      GEOSGeometry *shape;

      if (kind_of (record) != LIAN_KIND_REGION || !lian_record_has (record, LIAN_REGION_GEOMETRY))
        continue;
      shape = read_shape (geos, record, LIAN_REGION_GEOMETRY);
      g_assert_cmpint (GEOSisValid_r (geos, shape), ==, 1);
      g_assert_cmpint (GEOSGeomTypeId_r (geos, shape), ==, GEOS_POLYGON);
      GEOSGeom_destroy_r (geos, shape);
    }
  GEOS_finish_r (geos);
}

/* The morning that the program opens on. */
static void
test_open_cases (void)
{
  static const struct
  {
    const char *stage;
    guint n;
  } wanted[] = { { "to_accept", 9 },  { "to_file", 7 },   { "to_dispatch", 18 }, { "to_sign", 23 },
                 { "handling", 268 }, { "to_check", 31 }, { "to_close", 14 } };
  guint n[G_N_ELEMENTS (wanted)] = { 0 };
  guint grave = 0;
  guint urgent = 0;
  guint lights[LIAN_LIGHT_CLOSED + 1] = { 0 };
  guint accepted = 0;

  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = county->pdata[i];
      const char *stage;

      if (kind_of (record) != LIAN_KIND_CASE)
        continue;
      stage = lian_dictionary_stage (dictionary, lian_record_get_text (record, LIAN_CASE_STATE));
      lights[lian_light_of_case (record, NOW)]++;
      accepted += lian_record_get_time (record, LIAN_CASE_ACCEPTED_AT) >= lian_time_day_start (NOW);
      for (guint k = 0; k < G_N_ELEMENTS (wanted); k++)
        n[k] += g_str_equal (wanted[k].stage, stage);
      if (!g_str_equal (stage, "to_dispatch"))
        continue;
      grave += g_str_equal (lian_record_get_text (record, LIAN_CASE_URGENCY), "grave");
      urgent += g_str_equal (lian_record_get_text (record, LIAN_CASE_URGENCY), "urgent");
    }
  for (guint k = 0; k < G_N_ELEMENTS (wanted); k++)
    g_assert_cmpuint (n[k], ==, wanted[k].n);
  g_assert_cmpuint (grave, ==, 2);
  g_assert_cmpuint (urgent, ==, 2);
  g_test_message ("lights %u %u %u, accepted today %u", lights[0], lights[1], lights[2], accepted);
  g_assert_cmpuint (lights[LIAN_LIGHT_OVERDUE], ==, 6);
  g_assert_cmpuint (lights[LIAN_LIGHT_DUE_SOON], ==, 27);
  g_assert_cmpuint (lights[LIAN_LIGHT_NORMAL], ==, 337);
  g_assert_cmpuint (accepted, ==, 61);
}

static guint
count_term (const char *text, gint64 from)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianTerm) term = lian_term_parse (LIAN_KIND_CASE, text, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < county->len; i++)
    if (kind_of (county->pdata[i]) == LIAN_KIND_CASE)
      n += lian_term_matches (term, county->pdata[i], from, NOW, NOW);
  return n;
}

static void
test_month_figures (void)
{
  gint64 from = lian_time_month_start (NOW);
  guint part[4];

  for (guint i = 0; i < 4; i++)
    {
      const char *kpi = i < 2 ? "on_time_rate" : "satisfaction_rate";
      const LianRecord *entry = lian_dictionary_lookup (dictionary, "kpi", kpi);

      part[i] = count_term (lian_record_get_list (entry, LIAN_ENTRY_CODES)[i % 2], from);
    }
  g_test_message ("on time %u/%u = %.2f %%, satisfied %u/%u = %.2f %%", part[0], part[1],
                  100.0 * part[0] / part[1], part[2], part[3], 100.0 * part[2] / part[3]);
  g_assert_cmpuint (part[1], >, 3600);
  g_assert_cmpuint (part[1], <, 4500);
  g_assert_cmpfloat_with_epsilon (100.0 * part[0] / part[1], 96.4, 0.6);
  g_assert_cmpfloat_with_epsilon (100.0 * part[2] / part[3], 94.1, 1.0);
}

/* No moment lies in the future, none before the one that goes ahead of it. */
static void
test_moments_are_in_order (void)
{
  static const guint moments[]
      = { LIAN_CASE_REPORTED_AT,   LIAN_CASE_ACCEPTED_AT, LIAN_CASE_FILED_AT,
          LIAN_CASE_DISPATCHED_AT, LIAN_CASE_SIGNED_AT,   LIAN_CASE_HANDLED_AT,
          LIAN_CASE_FEEDBACK_AT,   LIAN_CASE_CHECKED_AT,  LIAN_CASE_CLOSED_AT,
          LIAN_CASE_EVALUATED_AT };

  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = county->pdata[i];
      gint64 last = 0;

      if (kind_of (record) != LIAN_KIND_CASE)
        continue;
      for (guint k = 0; k < G_N_ELEMENTS (moments); k++)
        if (lian_record_has (record, moments[k]))
          {
            gint64 at = lian_record_get_time (record, moments[k]);

            g_assert_cmpint (at, >=, last);
            g_assert_cmpint (at, <=, NOW);
            last = at;
          }
      if (lian_workflow_is_open (dictionary, lian_record_get_text (record, LIAN_CASE_STATE)))
        g_assert_true (lian_record_has (record, LIAN_CASE_DEADLINE));
      if (lian_record_has (record, LIAN_CASE_ACCEPTED_AT))
        g_assert_true (lian_record_has (record, LIAN_CASE_CLOSE_DUE));
    }
}

static void
test_steps_are_in_order (void)
{
  const LianRecord *last = NULL;

  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *step = county->pdata[i];

      if (kind_of (step) != LIAN_KIND_CASE_STEP)
        continue;
      g_assert_nonnull (lian_dictionary_lookup (
          dictionary, "action", lian_record_get_text (step, LIAN_CASE_STEP_ACTION)));
      g_assert_cmpint (lian_record_get_time (step, LIAN_CASE_STEP_AT), <=, NOW);
      if (last != NULL
          && g_str_equal (lian_record_get_text (last, LIAN_CASE_STEP_CASE),
                          lian_record_get_text (step, LIAN_CASE_STEP_CASE)))
        {
          g_assert_cmpint (lian_record_get_time (step, LIAN_CASE_STEP_AT), >=,
                           lian_record_get_time (last, LIAN_CASE_STEP_AT));
          g_assert_cmpint (lian_record_get_int (step, LIAN_CASE_STEP_SEQ), ==,
                           lian_record_get_int (last, LIAN_CASE_STEP_SEQ) + 1);
        }
      last = step;
    }
}

static void
test_every_case_lies_in_its_grid (void)
{
  GEOSContextHandle_t geos = GEOS_init_r ();
  g_autoptr (GHashTable) shapes = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer shape;

  for (guint i = 0; i < county->len; i++)
    if (kind_of (county->pdata[i]) == LIAN_KIND_GRID)
      g_hash_table_insert (shapes, (gpointer)lian_record_get_id (county->pdata[i]),
                           read_shape (geos, county->pdata[i], LIAN_GRID_GEOMETRY));
  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = county->pdata[i];
      const char *grid;
      LianPoint point;
      GEOSGeometry *dot;

      if (kind_of (record) != LIAN_KIND_CASE)
        continue;
      grid = lian_record_get_text (record, LIAN_CASE_GRID);
      g_assert_true (lian_record_get_point (record, LIAN_CASE_LOCATION, &point));
      g_assert_true (lian_region_covers (lian_record_get_text (record, LIAN_F_REGION), grid));
      dot = GEOSGeom_createPointFromXY_r (geos, point.lon, point.lat);
      g_assert_cmpint (GEOSCovers_r (geos, g_hash_table_lookup (shapes, grid), dot), ==, 1);
      GEOSGeom_destroy_r (geos, dot);
    }
  g_hash_table_iter_init (&iter, shapes);
  while (g_hash_table_iter_next (&iter, NULL, &shape))
    GEOSGeom_destroy_r (geos, shape);
  GEOS_finish_r (geos);
}

/* What records refer to is there. */
static void
test_references_hold (void)
{
  static const struct
  {
    LianKindId kind;
    guint field;
    LianKindId to;
  } references[] = { { LIAN_KIND_CASE, LIAN_CASE_LEAD_UNIT, LIAN_KIND_UNIT },
                     { LIAN_KIND_CASE, LIAN_CASE_DUPLICATE_OF, LIAN_KIND_CASE },
                     { LIAN_KIND_CASE, LIAN_CASE_INSTRUCTION, LIAN_KIND_INSTRUCTION },
                     { LIAN_KIND_DELIVERY, LIAN_DELIVERY_INSTRUCTION, LIAN_KIND_INSTRUCTION },
                     { LIAN_KIND_DELIVERY, LIAN_DELIVERY_UNIT, LIAN_KIND_UNIT },
                     { LIAN_KIND_DUTY, LIAN_DUTY_UNIT, LIAN_KIND_UNIT },
                     { LIAN_KIND_GRID, LIAN_GRID_MEMBER, LIAN_KIND_WORKER },
                     { LIAN_KIND_UNIT, LIAN_UNIT_PARENT, LIAN_KIND_UNIT },
                     { LIAN_KIND_REGION, LIAN_REGION_PARENT, LIAN_KIND_REGION },
                     { LIAN_KIND_CASE_STEP, LIAN_CASE_STEP_CASE, LIAN_KIND_CASE },
                     { LIAN_KIND_CASE, LIAN_CASE_APPLICATION, LIAN_KIND_APPLICATION },
                     { LIAN_KIND_APPLICATION, LIAN_APPLICATION_CASE, LIAN_KIND_CASE },
                     { LIAN_KIND_APPLICATION, LIAN_APPLICATION_UNIT, LIAN_KIND_UNIT },
                     { LIAN_KIND_SUPERVISION, LIAN_SUPERVISION_CASE, LIAN_KIND_CASE },
                     { LIAN_KIND_SUPERVISION, LIAN_SUPERVISION_UNIT, LIAN_KIND_UNIT },
                     { LIAN_KIND_HANDOVER, LIAN_HANDOVER_SHIFT, LIAN_KIND_SHIFT },
                     { LIAN_KIND_ITEM, LIAN_ITEM_UNIT, LIAN_KIND_UNIT },
                     { LIAN_KIND_ITEM, LIAN_F_REGION, LIAN_KIND_REGION },
                     { LIAN_KIND_MEASURE, LIAN_F_REGION, LIAN_KIND_REGION },
                     { LIAN_KIND_TRACK, LIAN_TRACK_WORKER, LIAN_KIND_WORKER } };
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < county->len; i++)
    g_hash_table_add (ids, g_strdup_printf ("%d|%s", kind_of (county->pdata[i]),
                                            lian_record_get_id (county->pdata[i])));
  for (guint i = 0; i < county->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (references); k++)
      {
        const LianRecord *record = county->pdata[i];
        g_autofree char *key = NULL;

        if (kind_of (record) != references[k].kind
            || !lian_record_has (record, references[k].field))
          continue;
        key = g_strdup_printf ("%d|%s", references[k].to,
                               lian_record_get_text (record, references[k].field));
        g_assert_true (g_hash_table_contains (ids, key));
      }
}

static gboolean
same (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!lian_record_equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}

static void
test_deterministic (void)
{
  g_autoptr (GError) error = NULL;
  gint64 before = g_get_monotonic_time ();
  g_autoptr (GPtrArray) again = lian_county_make (LIAN_COUNTY_SMALL, 1, NOW, &error);
  gint64 took = g_get_monotonic_time () - before;

  g_assert_no_error (error);
  g_test_message ("made in %.2f s", took / 1e6);
  g_assert_true (same (county, again));
}

static void
test_other_seeds_and_moments (void)
{
  for (guint seed = 2; seed < 3; seed++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) other
          = lian_county_make (LIAN_COUNTY_SMALL, seed, NOW + (gint64)seed * 31 * G_TIME_SPAN_HOUR,
                              &error);

      g_assert_no_error (error);
      g_assert_nonnull (other);
      g_assert_false (same (county, other));
    }
}

/* Lists should never look repetitive. */
static void
test_titles_vary (void)
{
  g_autoptr (GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < county->len; i++)
    if (kind_of (county->pdata[i]) == LIAN_KIND_CASE)
      g_hash_table_add (titles, (gpointer)lian_record_get_text (county->pdata[i], LIAN_CASE_TITLE));
  g_test_message ("%u different titles", g_hash_table_size (titles));
  g_assert_cmpuint (g_hash_table_size (titles), >, 1500);
}

/* Adds the moments of @field to the hours of the last ten days, today the last of them. */
static void
count_hours (guint field, guint counts[10][24])
{
  gint64 begin = lian_time_day_start (NOW) - 9 * G_TIME_SPAN_DAY;

  for (guint i = 0; i < county->len; i++)
    if (kind_of (county->pdata[i]) == LIAN_KIND_CASE && lian_record_has (county->pdata[i], field))
      {
        gint64 since = lian_record_get_time (county->pdata[i], field) - begin;

        if (since >= 0)
          counts[since / G_TIME_SPAN_DAY][since / G_TIME_SPAN_HOUR % 24]++;
      }
}

/* The newest cases are those that are there by name. */
static void
test_named_cases_come_first (void)
{
  static const char *const named[]
      = { "路灯整排不亮", "楼道堆放杂物", "垃圾清运不及时", "河道漂浮物", "井盖松动异响", NULL };
  guint newest = 0;

  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = county->pdata[i];

      if (kind_of (record) != LIAN_KIND_CASE
          || lian_record_get_time (record, LIAN_CASE_REPORTED_AT) < NOW - 10 * G_TIME_SPAN_MINUTE)
        continue;
      newest++;
      g_assert_true (g_strv_contains (named, lian_record_get_text (record, LIAN_CASE_TITLE)));
    }
  g_assert_cmpuint (newest, ==, 5);
}

/* The desk closes by day, about as many as come in, and nothing piles up before the opening. */
static void
test_flow_is_even (void)
{
  guint opened[10][24] = { 0 };
  guint closed[10][24] = { 0 };
  guint in = 0;
  guint out = 0;

  count_hours (LIAN_CASE_ACCEPTED_AT, opened);
  count_hours (LIAN_CASE_CLOSED_AT, closed);
  for (guint day = 0; day < 10; day++)
    for (guint hour = 0; hour < 24; hour++)
      {
        g_assert_cmpuint (closed[day][hour], <=, hour < 7 ? 0 : hour < 21 ? 38 : 8);
        g_assert_cmpuint (opened[day][hour], <=, 32);
        if (day == 9 || (day == 8 && hour >= 10))
          {
            in += opened[day][hour];
            out += closed[day][hour];
          }
      }
  g_test_message ("24 hours: %u accepted, %u closed", in, out);
  g_assert_cmpuint (in, >, 225);
  g_assert_cmpuint (in, <, 260);
  g_assert_cmpuint (out, >, 200);
  g_assert_cmpuint (out, <, 240);
  g_assert_cmpuint (closed[8][10], >, 12);
  g_assert_cmpuint (closed[8][16], >, 15);
  g_assert_cmpuint (closed[9][8], >, 10);
  g_assert_cmpuint (closed[9][8], <, 30);
}

static void
test_evaluations_of_today (void)
{
  guint all = 0;
  guint good = 0;

  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = county->pdata[i];

      if (kind_of (record) != LIAN_KIND_CASE
          || lian_record_get_time (record, LIAN_CASE_EVALUATED_AT) < lian_time_day_start (NOW))
        continue;
      all++;
      good += strstr (lian_record_get_text (record, LIAN_CASE_SATISFACTION), "dis") == NULL;
    }
  g_assert_cmpuint (all, ==, 38);
  g_assert_cmpuint (good, ==, 35);
}

static GHashTable *
count_week_by_grid (void)
{
  GHashTable *counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = county->pdata[i];
      const char *grid;

      if (kind_of (record) != LIAN_KIND_CASE
          || lian_record_get_time (record, LIAN_CASE_REPORTED_AT) < NOW - 7 * G_TIME_SPAN_DAY)
        continue;
      grid = lian_record_get_text (record, LIAN_CASE_GRID);
      g_hash_table_insert (counts, (gpointer)grid,
                           GINT_TO_POINTER (GPOINTER_TO_INT (g_hash_table_lookup (counts, grid))
                                            + 1));
    }
  return counts;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;

  return (x > y) - (x < y);
}

/* People report most where they live closely together: the grids of the highest fifth lie in the
 * small cells of the town, not in the large ones of the country. */
static void
test_country_is_lighter (void)
{
  GEOSContextHandle_t geos = GEOS_init_r ();
  g_autoptr (GHashTable) counts = count_week_by_grid ();
  double rates[400];
  double areas[400];
  double sorted[400];
  double all = 0;
  double dark = 0;
  guint n = 0;

  for (guint i = 0; i < county->len && n < G_N_ELEMENTS (rates); i++)
    if (kind_of (county->pdata[i]) == LIAN_KIND_GRID)
      {
        const LianRecord *grid = county->pdata[i];
        GEOSGeometry *shape = read_shape (geos, grid, LIAN_GRID_GEOMETRY);
        int cases = GPOINTER_TO_INT (g_hash_table_lookup (counts, lian_record_get_id (grid)));

        rates[n] = 1e4 * cases / (double)lian_record_get_int (grid, LIAN_GRID_POPULATION);
        areas[n++] = area_of (geos, shape);
        GEOSGeom_destroy_r (geos, shape);
      }
  GEOS_finish_r (geos);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (rates));
  memcpy (sorted, rates, sizeof sorted);
  qsort (sorted, n, sizeof *sorted, compare_doubles);
  for (guint i = 0; i < n; i++)
    {
      all += areas[i];
      dark += rates[i] >= sorted[n * 4 / 5] ? areas[i] : 0;
    }
  g_test_message ("median %.1f, highest fifth from %.1f on %.1f %% of the area", sorted[n / 2],
                  sorted[n * 4 / 5], 100 * dark / all);
  g_assert_cmpfloat_with_epsilon (sorted[n / 2], 16.8, 2.5);
  g_assert_cmpfloat (dark / all, <, 0.10);
}

static guint
count_of (LianKindId kind, guint field, const char *code)
{
  guint n = 0;

  for (guint i = 0; i < county->len; i++)
    n += kind_of (county->pdata[i]) == kind
         && g_strcmp0 (lian_record_get_text (county->pdata[i], field), code) == 0;
  return n;
}

/* Each function of the seed has what its programme says it comes in, and nothing else. */
static void
test_programmes (void)
{
  GPtrArray *programmes = lian_dictionary_list (dictionary, "programme");
  gint64 last = 0;

  for (guint i = 0; i < programmes->len; i++)
    {
      const LianRecord *entry = programmes->pdata[i];
      const char *code = lian_record_get_text (entry, LIAN_ENTRY_CODE);
      const char *const *kinds = lian_record_get_list (entry, LIAN_ENTRY_CODES);
      guint items = count_of (LIAN_KIND_ITEM, LIAN_ITEM_PROGRAMME, code);
      guint measures = count_of (LIAN_KIND_MEASURE, LIAN_MEASURE_PROGRAMME, code);

      last = MAX (last, lian_record_get_int (entry, LIAN_ENTRY_AMOUNT));
      if (items == 0 && measures == 0)
        g_test_message ("nothing of %s", code);
      g_assert_true ((items > 0) == g_strv_contains (kinds, "item"));
      g_assert_true ((measures > 0) == g_strv_contains (kinds, "measure"));
    }
  g_assert_cmpint (last, ==, 39);
}

static void
check_code (const LianRecord *record, guint field, const char *vocabulary)
{
  g_assert_nonnull (
      lian_dictionary_lookup (dictionary, vocabulary, lian_record_get_text (record, field)));
}

/* States are the dictionary's, what is done has its moment and its words, shares are shares. */
static void
test_items_and_measures (void)
{
  guint late = 0;
  guint below = 0;

  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = county->pdata[i];

      if (kind_of (record) == LIAN_KIND_ITEM)
        {
          gboolean done = g_str_equal (lian_record_get_text (record, LIAN_ITEM_STATE), "done");

          check_code (record, LIAN_ITEM_STATE, "item_state");
          g_assert_true (done == lian_record_has (record, LIAN_ITEM_DONE_AT));
          g_assert_true (done == lian_record_has (record, LIAN_ITEM_ANSWER));
          g_assert_true (done == (lian_record_get_int (record, LIAN_ITEM_PROGRESS) == 100));
          g_assert_cmpint (lian_record_get_time (record, LIAN_ITEM_DONE_AT), <=, NOW);
          late += !done && lian_record_get_time (record, LIAN_ITEM_DUE_AT) < NOW;
        }
      if (kind_of (record) != LIAN_KIND_MEASURE)
        continue;
      check_code (record, LIAN_MEASURE_PERIOD, "period");
      check_code (record, LIAN_MEASURE_UNIT, "measure_unit");
      g_assert_cmpint (lian_record_get_time (record, LIAN_MEASURE_STARTS_AT), <=, NOW);
      if (lian_record_has (record, LIAN_MEASURE_DEN))
        g_assert_cmpint (lian_record_get_int (record, LIAN_MEASURE_NUM), <=,
                         lian_record_get_int (record, LIAN_MEASURE_DEN));
      below += lian_record_get_int (record, LIAN_MEASURE_NUM)
               < lian_record_get_int (record, LIAN_MEASURE_FLOOR);
    }
  g_assert_cmpuint (late, >, 10);
  g_assert_cmpuint (below, >, 0);
  g_assert_cmpuint (below, <, 40);
}

/* What waits on somebody's desk, and what was decided. */
static void
test_papers (void)
{
  guint waiting = 0;

  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = county->pdata[i];

      if (kind_of (record) == LIAN_KIND_CASE && lian_record_has (record, LIAN_CASE_APPLICATION))
        {
          const LianRecord *application
              = find_record (LIAN_KIND_APPLICATION,
                             lian_record_get_text (record, LIAN_CASE_APPLICATION));

          g_assert_cmpstr (lian_record_get_text (application, LIAN_APPLICATION_KIND), ==,
                           lian_record_get_text (record, LIAN_CASE_APPLICATION_KIND));
          g_assert_false (lian_record_has (application, LIAN_APPLICATION_DECIDED_AT));
          waiting++;
        }
    }
  g_assert_cmpuint (waiting, ==,
                    count_of (LIAN_KIND_APPLICATION, LIAN_APPLICATION_STATE, "pending")
                        + count_of (LIAN_KIND_APPLICATION, LIAN_APPLICATION_STATE, "appealed"));
  g_assert_cmpuint (waiting, ==, 7);
  g_assert_cmpuint (count_of (LIAN_KIND_APPLICATION, LIAN_APPLICATION_STATE, "appealed"), ==, 1);
  g_assert_cmpuint (count_of (LIAN_KIND_APPLICATION, LIAN_APPLICATION_STATE, "approved"), >, 50);
  g_assert_cmpuint (count_of (LIAN_KIND_APPLICATION, LIAN_APPLICATION_STATE, "refused"), >, 10);
  g_assert_cmpuint (count_of (LIAN_KIND_SUPERVISION, LIAN_SUPERVISION_STATE, "open"), ==, 1);
  g_assert_cmpuint (count_of (LIAN_KIND_SUPERVISION, LIAN_SUPERVISION_STATE, "replied"), >, 5);
  g_assert_cmpuint (count_of (LIAN_KIND_HANDOVER, LIAN_HANDOVER_STATE, "signed_in"), ==, 7);
  g_assert_cmpuint (count_of (LIAN_KIND_ITEM, LIAN_ITEM_OWNER_ROLE, "duty_chief"), ==, 2);
  g_assert_cmpuint (count_of (LIAN_KIND_CASE, LIAN_CASE_STATE, "suspended"), ==, 0);
  g_assert_cmpuint (count_of (LIAN_KIND_CASE, LIAN_CASE_SRC_CRS, "bd09"), >, 20);
}

/* No lift stops and no hired bicycle lies about in a village; clauses are single sentences. */
static void
test_words_fit (void)
{
  guint villages = 0;

  for (guint i = 0; i < county->len; i++)
    {
      const LianRecord *record = county->pdata[i];
      const LianRecord *region;
      const char *text;

      if (kind_of (record) == LIAN_KIND_DUTY)
        {
          text = lian_record_get_text (record, LIAN_DUTY_CLAUSE);
          g_assert_true (g_str_has_prefix (text, "权责清单第 "));
          g_assert_true (g_str_has_suffix (text, "主办。"));
          g_assert_null (strstr (text, "。。"));
          g_assert_null (strstr (text, "：："));
          g_assert_null (strstr (text, "，，"));
        }
      if (kind_of (record) != LIAN_KIND_CASE)
        continue;
      text = lian_record_get_text (record, LIAN_CASE_TITLE);
      g_assert_cmpint (*text, !=, ' ');
      g_assert_null (strstr (text, "{"));
      region = find_record (LIAN_KIND_REGION, lian_record_get_text (record, LIAN_F_REGION));
      if (!g_str_has_suffix (lian_record_get_text (region, LIAN_REGION_NAME), "村"))
        continue;
      villages++;
      text = lian_record_get_text (record, LIAN_CASE_CATEGORY);
      g_assert_cmpstr (text, !=, "safety-lift");
      g_assert_cmpstr (text, !=, "street-bike");
      g_assert_false (g_str_has_prefix (text, "property-"));
    }
  g_assert_cmpuint (villages, >, 200);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  int result;

  g_test_init (&argc, &argv, NULL);
  county = lian_county_make (LIAN_COUNTY_SMALL, 1, NOW, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < county->len; i++)
    if (kind_of (county->pdata[i]) == LIAN_KIND_ENTRY)
      g_ptr_array_add (entries, county->pdata[i]);
  dictionary = lian_dictionary_new (entries, &error);
  g_assert_no_error (error);

  g_test_add_func ("/county/scale", test_scale);
  g_test_add_func ("/county/records-are-well-formed", test_records_are_well_formed);
  g_test_add_func ("/county/grids-tile-the-county", test_grids_tile_the_county);
  g_test_add_func ("/county/neighbours-share-their-edges", test_neighbours_share_their_edges);
  g_test_add_func ("/county/regions-are-of-one-piece", test_regions_are_of_one_piece);
  g_test_add_func ("/county/open-cases", test_open_cases);
  g_test_add_func ("/county/month-figures", test_month_figures);
  g_test_add_func ("/county/moments-are-in-order", test_moments_are_in_order);
  g_test_add_func ("/county/steps-are-in-order", test_steps_are_in_order);
  g_test_add_func ("/county/every-case-lies-in-its-grid", test_every_case_lies_in_its_grid);
  g_test_add_func ("/county/references-hold", test_references_hold);
  g_test_add_func ("/county/deterministic", test_deterministic);
  g_test_add_func ("/county/other-seeds-and-moments", test_other_seeds_and_moments);
  g_test_add_func ("/county/titles-vary", test_titles_vary);
  g_test_add_func ("/county/flow-is-even", test_flow_is_even);
  g_test_add_func ("/county/evaluations-of-today", test_evaluations_of_today);
  g_test_add_func ("/county/programmes", test_programmes);
  g_test_add_func ("/county/items-and-measures", test_items_and_measures);
  g_test_add_func ("/county/papers", test_papers);
  g_test_add_func ("/county/words-fit", test_words_fit);
  g_test_add_func ("/county/named-cases-come-first", test_named_cases_come_first);
  g_test_add_func ("/county/country-is-lighter", test_country_is_lighter);
  result = g_test_run ();
  lian_dictionary_unref (dictionary);
  g_ptr_array_unref (county);
  return result;
}
