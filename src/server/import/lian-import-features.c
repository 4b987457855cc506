/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-import-features.h"

#include "lian-codec.h"
#include "lian-cover.h"
#include "lian-divisions.h"
#include "lian-error.h"
#include "lian-geojson-file.h"
#include "lian-import-report.h"
#include "lian-locator.h"
#include "lian-outline.h"
#include "lian-receipt.h"
#include "lian-text.h"
#include "lian-workflow.h"

#include <math.h>
#include <string.h>

static const char *const roles[] = { "admin", "connector", NULL };
const LianActor lian_import_actor = { "import", roles, "", NULL };

/* A feature that is a record so far. */
typedef struct
{
  guint number;
  LianRecord *record;
} Candidate;

typedef struct
{
  const LianFeatureImport *import;
  const LianKind *kind;
  const char *crs;
  LianDictionary *dictionary; /* (unowned) */
  LianDivisions *divisions;   /* (owned): what is there, and what comes */
  LianLocator *locator;       /* (owned): of what is there */
  GPtrArray *candidates;      /* (element-type Candidate) (owned) */
  GHashTable *numbers;        /* (owned) id → number */
  GPtrArray *lines;           /* (unowned) */
  guint n_turned;
} Work;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  lian_record_unref (candidate->record);
  g_free (candidate);
}

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->divisions, lian_divisions_free);
  g_clear_pointer (&work->locator, lian_locator_unref);
  g_clear_pointer (&work->candidates, g_ptr_array_unref);
  g_clear_pointer (&work->numbers, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

void
lian_feature_imported_clear (LianFeatureImported *self)
{
  g_clear_pointer (&self->lines, g_ptr_array_unref);
}

typedef struct
{
  GAsyncResult *result;
} Answer;

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = g_object_ref (result);
}

/**
 * lian_import_list:
 *
 * Returns: (transfer container) (element-type LianRecord): by id; %NULL with what the database says
 */
GPtrArray *
lian_import_list (LianService *service, LianKindId kind, GError **error)
{
  Answer answer = { NULL };
  GPtrArray *records;

  lian_service_list (service, &lian_import_actor, kind, NULL, G_MAXINT, FALSE, NULL, listed_cb,
                     &answer);
  while (answer.result == NULL)
    g_main_context_iteration (NULL, TRUE);
  records = lian_service_list_finish (service, answer.result, error);
  g_object_unref (answer.result);
  return records;
}

/* --- coordinates --- */

#define HOW_TO_SAY \
  "say --crs wgs84, cgcs2000, gcj02 or bd09, or write \"src_crs\" beside the \"type\" of the file"

/* What was said must not contradict what the file says; what nobody said is not guessed. */
static const char *
choose_crs (const LianGeojsonFile *file, const LianFeatureImport *import, GError **error)
{
  const char *own = lian_geojson_file_get_crs (file);
  const char *given = import->crs != NULL ? import->crs : lian_feature_map_get_crs (import->map);
  const char *from_file = lian_outline_find_crs (own);
  const char *from_outside = lian_outline_find_crs (given);

  if (own != NULL && from_file == NULL)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                 "crs: “%.64s” is not known here: export it in degrees of WGS84 (EPSG:4326) or "
                 "CGCS2000 (EPSG:4490)",
                 own);
  else if (given != NULL && from_outside == NULL)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                 "crs: “%.64s” is not known here: " HOW_TO_SAY, given);
  else if (own == NULL && given == NULL)
    g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                         "crs: the file does not say what its coordinates are: " HOW_TO_SAY);
  else if (own != NULL && given != NULL && strcmp (from_file, from_outside) != 0)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "crs: the file says %s, you say %s",
                 from_file, from_outside);
  else
    return own != NULL ? from_file : from_outside;
  return NULL;
}

/* --- one feature --- */

static gboolean
fail (GError **error, const char *reason)
{
  g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, reason);
  return FALSE;
}

static char *
feature_id (JsonObject *feature)
{
  JsonNode *node = json_object_get_member (feature, "id");

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return json_node_get_value_type (node) == G_TYPE_INT64
             ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node))
             : NULL;
}

/* A division's or grid's id is its code; running numbers are what many files call id. */
static char *
read_id (const Work *work, JsonObject *feature, GError **error)
{
  const char *names[] = { "code", "id" };
  gboolean place = work->kind->id == LIAN_KIND_PLACE;
  char *id = NULL;

  for (guint i = place ? 1 : 0; i < G_N_ELEMENTS (names) && id == NULL; i++)
    {
      g_autoptr (GError) failed = NULL;

      id = lian_feature_map_read_text (work->import->map, feature, names[i], &failed);
      if (failed != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failed));
          return NULL;
        }
    }
  if (id == NULL)
    id = feature_id (feature);
  if (id == NULL)
    fail (error, place ? "id: missing" : "code: missing");
  else if (!lian_id_is_valid (id))
    {
      g_clear_pointer (&id, g_free);
      fail (error, "id: at most 64 of A–Z a–z 0–9 . _ : / -");
    }
  return id;
}

static void
set_default (JsonObject *object, const char *field, const char *value)
{
  if (value != NULL && !json_object_has_member (object, field))
    json_object_set_string_member (object, field, value);
}

static gboolean
prepare_region (Work *work, JsonObject *object, char **id, GError **error)
{
  LianRecord *known = lian_divisions_find (work->divisions, *id);
  const char *level;

  set_default (object, "level", lian_division_get_level (*id));
  set_default (object, "kind", lian_division_get_kind (*id));
  level = json_object_get_string_member_with_default (object, "level", NULL);
  if (!lian_division_check (*id, level, error))
    {
      g_prefix_error (error, "code: ");
      return FALSE;
    }
  /* 421202 and 421202000000 are one. */
  if (known != NULL && !g_hash_table_contains (work->numbers, lian_record_get_id (known)))
    {
      g_free (*id);
      *id = g_strdup (lian_record_get_id (known));
    }
  json_object_set_string_member (object, "region_code", *id);
  return TRUE;
}

static gboolean
prepare_grid (Work *work, JsonObject *object, const char *id, GError **error)
{
  const char *prefix = lian_feature_map_get_code_prefix (work->import->map);
  const char *digits = g_str_has_prefix (id, prefix) ? id + strlen (prefix) : id;
  const char *given = json_object_get_string_member_with_default (object, "region_code", NULL);
  LianRecord *community = lian_divisions_find_community (work->divisions, digits);

  if (community == NULL)
    return fail (error, "code: does not begin with the 12 digits of a community that is known");
  if (given != NULL && lian_divisions_find (work->divisions, given) != community)
    return fail (error, "region_code: not the community that the code begins with");
  if (g_strcmp0 (lian_record_get_text (community, LIAN_REGION_LEVEL), "community") != 0)
    return fail (error, "code: a grid belongs to a community or village");
  json_object_set_string_member (object, "region_code", lian_record_get_id (community));
  json_object_set_string_member (object, "src_crs", work->crs);
  set_default (object, "code", id);
  set_default (object, "kind", "basic");
  return TRUE;
}

/* Rivers and roads run through many regions and are everybody's. */
static gboolean
prepare_place (Work *work, JsonObject *object, const LianOutline *outline, GError **error)
{
  const char *given = json_object_get_string_member_with_default (object, "region_code", NULL);
  const char *region, *grid;
  LianRecord *known;

  if (outline->wkb == NULL)
    return fail (error, "geometry: missing");
  if (given == NULL && outline->type != LIAN_SHAPE_POINTS)
    return TRUE;
  if (given == NULL)
    {
      if (!lian_locator_find (work->locator, outline->middle, 0, &region, &grid))
        return fail (error, "region_code: missing, and the position lies in no region");
      json_object_set_string_member (object, "region_code", region);
      return TRUE;
    }
  known = lian_divisions_find_named (work->divisions, given);
  if (known == NULL)
    return fail (error, "region_code: there is no such region");
  json_object_set_string_member (object, "region_code", lian_record_get_id (known));
  return TRUE;
}

static gboolean
prepare (Work *work, JsonObject *object, char **id, const LianOutline *outline, GError **error)
{
  gboolean polygons = outline->wkb != NULL && outline->type == LIAN_SHAPE_POLYGONS;

  if (work->kind->id == LIAN_KIND_PLACE)
    return prepare_place (work, object, outline, error);
  if (outline->wkb != NULL && !polygons)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                   "geometry.type: a %s is drawn as a Polygon or MultiPolygon", work->kind->name);
      return FALSE;
    }
  if (work->kind->id == LIAN_KIND_REGION)
    return prepare_region (work, object, id, error);
  return polygons ? prepare_grid (work, object, *id, error) : fail (error, "geometry: missing");
}

static void
set_geometry (const Work *work, LianRecord *record, const LianOutline *outline)
{
  LianPoint at = outline->middle;

  if (outline->wkb == NULL)
    return;
  if (work->kind->id == LIAN_KIND_REGION)
    {
      lian_record_set_geometry (record, LIAN_REGION_GEOMETRY, outline->wkb);
      lian_record_set_point (record, LIAN_REGION_CENTRE, at.lon, at.lat);
    }
  else if (work->kind->id == LIAN_KIND_GRID)
    {
      lian_record_set_geometry (record, LIAN_GRID_GEOMETRY, outline->wkb);
      if (!lian_record_has (record, LIAN_GRID_AREA))
        lian_record_set_int (record, LIAN_GRID_AREA, llround (outline->area));
    }
  else
    {
      lian_record_set_point (record, LIAN_PLACE_LOCATION, at.lon, at.lat);
      if (outline->type != LIAN_SHAPE_POINTS)
        lian_record_set_geometry (record, LIAN_PLACE_GEOMETRY, outline->wkb);
    }
}

static LianRecord *
make_record (Work *work, JsonObject *feature, const LianOutline *outline, GError **error)
{
  g_autofree char *id = read_id (work, feature, error);
  g_autoptr (JsonObject) object = NULL;
  LianRecord *record;

  if (id == NULL)
    return NULL;
  object = lian_feature_map_read (work->import->map, work->kind, feature, work->dictionary, error);
  if (object == NULL || !prepare (work, object, &id, outline, error))
    return NULL;
  json_object_set_string_member (object, "id", id);
  record = lian_record_from_json (work->kind->id, object, LIAN_DECODE_FROM_OUTSIDE, error);
  if (record != NULL)
    set_geometry (work, record, outline);
  return record;
}

static gboolean
read_outline (Work *work, JsonObject *feature, LianOutline *outline, GError **error)
{
  JsonNode *geometry = json_object_get_member (feature, "geometry");

  if (JSON_NODE_HOLDS_NULL (geometry))
    return TRUE;
  if (lian_outline_read (geometry, work->crs, outline, error))
    return TRUE;
  g_prefix_error (error, "geometry.");
  return FALSE;
}

static gboolean
add_candidate (Work *work, guint number, LianRecord *record, GError **error)
{
  const char *id = lian_record_get_id (record);
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (work->numbers, id));
  Candidate *candidate;

  if (before != 0)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "code: that of feature %u", before);
      return FALSE;
    }
  candidate = g_new0 (Candidate, 1);
  candidate->number = number;
  candidate->record = lian_record_ref (record);
  g_ptr_array_add (work->candidates, candidate);
  g_hash_table_insert (work->numbers, g_strdup (id), GUINT_TO_POINTER (number));
  if (work->kind->id == LIAN_KIND_REGION)
    lian_divisions_add (work->divisions, record);
  return TRUE;
}

static gboolean
read_feature (Work *work, const LianGeojsonFile *file, guint index, GError **error)
{
  g_autoptr (JsonNode) node = lian_geojson_file_get_feature (file, index, error);
  g_auto (LianOutline) outline = { 0 };
  g_autoptr (LianRecord) record = NULL;
  JsonObject *feature;

  if (node == NULL)
    return FALSE;
  feature = json_node_get_object (node);
  if (!read_outline (work, feature, &outline, error))
    return FALSE;
  record = make_record (work, feature, &outline, error);
  if (record == NULL || !add_candidate (work, index + 1, record, error))
    return FALSE;
  if (outline.repaired != NULL)
    lian_import_lines_add (work->lines, index + 1, LIAN_IMPORT_REPAIRED, NULL, "%s",
                           outline.repaired);
  work->n_turned += outline.n_turned > 0;
  return TRUE;
}

/* --- what stands above what --- */

/* Finds the parent of a region, whose id it then has. */
static gboolean
check_parent (Work *work, LianRecord *region, GError **error)
{
  const char *id = lian_record_get_id (region);
  const char *given = lian_record_get_text (region, LIAN_REGION_PARENT);
  const char *level = lian_record_get_text (region, LIAN_REGION_LEVEL);
  LianRecord *parent = given != NULL ? lian_divisions_find (work->divisions, given)
                                     : lian_divisions_find_parent (work->divisions, id);

  if (parent == NULL && given == NULL
      && (g_strcmp0 (level, "city") == 0 || g_strcmp0 (level, "county") == 0))
    return TRUE;
  if (parent == NULL)
    return fail (error, "parent_code: the region above is neither known nor in the file");
  if (parent == region || !lian_region_covers (lian_record_get_id (parent), id))
    return fail (error, "parent_code: the code does not lie below it");
  lian_record_set_text (region, LIAN_REGION_PARENT, lian_record_get_id (parent));
  return TRUE;
}

/* Until nobody stands on what was refused. */
static void
check_parents (Work *work)
{
  gboolean changed = TRUE;

  while (changed)
    {
      changed = FALSE;
      for (guint i = work->candidates->len; i > 0; i--)
        {
          Candidate *candidate = work->candidates->pdata[i - 1];
          g_autoptr (GError) error = NULL;

          if (check_parent (work, candidate->record, &error))
            continue;
          lian_import_lines_add (work->lines, candidate->number, LIAN_IMPORT_REFUSED, NULL, "%s",
                                 error->message);
          lian_divisions_remove (work->divisions, lian_record_get_id (candidate->record));
          g_ptr_array_remove_index (work->candidates, i - 1);
          changed = TRUE;
        }
    }
}

/* --- how grids lie --- */

static void
add_fault (Work *work, const LianCoverFault *fault)
{
  guint number = fault->first != NULL
                     ? GPOINTER_TO_UINT (g_hash_table_lookup (work->numbers, fault->first))
                     : 0;

  if (fault->type == LIAN_COVER_OVERLAP)
    lian_import_lines_add (work->lines, number, LIAN_IMPORT_OVERLAP, NULL,
                           "grids %s and %s share %.0f m² at %.6f,%.6f", fault->first,
                           fault->second, fault->area, fault->at.lon, fault->at.lat);
  else if (fault->type == LIAN_COVER_BEYOND)
    lian_import_lines_add (work->lines, number, LIAN_IMPORT_BEYOND, NULL,
                           "grid %s reaches %.0f m² out of %s at %.6f,%.6f", fault->first,
                           fault->area, fault->second, fault->at.lon, fault->at.lat);
  else
    lian_import_lines_add (work->lines, 0, LIAN_IMPORT_GAP, NULL,
                           "%.0f m² of %s are in no grid at %.6f,%.6f", fault->area,
                           fault->first != NULL ? fault->first : "the ground between communities",
                           fault->at.lon, fault->at.lat);
}

static gboolean
check_cover (Work *work, LianService *service, GError **error)
{
  g_autoptr (GPtrArray) known = lian_import_list (service, LIAN_KIND_GRID, error);
  g_autoptr (GPtrArray) grids = g_ptr_array_new ();
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) faults = NULL;

  if (known == NULL)
    return FALSE;
  for (guint i = 0; i < work->candidates->len; i++)
    {
      const Candidate *candidate = work->candidates->pdata[i];

      g_ptr_array_add (grids, candidate->record);
      g_hash_table_add (wanted, (gpointer)lian_record_get_id (candidate->record));
    }
  for (guint i = 0; i < known->len; i++)
    if (!g_hash_table_contains (wanted, lian_record_get_id (known->pdata[i])))
      g_ptr_array_add (grids, known->pdata[i]);
  faults = lian_cover_check (grids, work->divisions, wanted,
                             lian_clock_get_now (lian_service_get_clock (service)));
  for (guint i = 0; i < faults->len; i++)
    add_fault (work, &g_array_index (faults, LianCoverFault, i));
  return TRUE;
}

/* --- all of it --- */

static gboolean
open_work (Work *work, LianService *service, GError **error)
{
  g_autoptr (GPtrArray) regions = lian_import_list (service, LIAN_KIND_REGION, error);
  g_autoptr (GPtrArray) no_grids = g_ptr_array_new ();

  if (regions == NULL)
    return FALSE;
  work->kind = lian_kind_get (work->import->kind);
  work->dictionary = lian_service_get_dictionary (service);
  work->divisions = lian_divisions_new (regions);
  work->locator = lian_locator_new (regions, no_grids);
  work->candidates = g_ptr_array_new_with_free_func (candidate_free);
  work->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return TRUE;
}

static void
read_features (Work *work, const LianGeojsonFile *file)
{
  guint n = lian_geojson_file_get_n_features (file);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!read_feature (work, file, i, &error))
        lian_import_lines_add (work->lines, i + 1, LIAN_IMPORT_REFUSED, NULL, "%s", error->message);
    }
  if (work->kind->id == LIAN_KIND_REGION)
    check_parents (work);
  if (work->n_turned > 0)
    lian_import_lines_add (work->lines, 0, LIAN_IMPORT_NOTE, NULL,
                           "rings of %u features ran the wrong way round (RFC 7946 section 3.1.6) "
                           "and were turned",
                           work->n_turned);
}

static gboolean
write_records (Work *work, LianService *service, GBytes *bytes, LianFeatureImported *imported,
               GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  g_autofree char *origin = lian_hex_digest (bytes);

  if (work->import->all_or_nothing
      && lian_import_lines_count (work->lines, LIAN_IMPORT_REFUSED) > 0)
    return TRUE;
  for (guint i = 0; i < work->candidates->len; i++)
    g_ptr_array_add (records, ((const Candidate *)work->candidates->pdata[i])->record);
  return lian_service_import_records (service, &lian_import_actor, origin, records,
                                      work->import->dry_run, &imported->counts, error);
}

/**
 * lian_import_features:
 * @file: GeoJSON
 * @imported: (out): cleared by the caller, in any case
 *
 * Feature by feature: what is refused is said with its number and place, the rest is taken, unless
 * it is to be all or nothing. Blocks; main thread.
 *
 * Returns: %FALSE with what is wrong with the file as a whole, or with the database
 */
gboolean
lian_import_features (LianService *service, GBytes *file, const LianFeatureImport *import,
                      LianFeatureImported *imported, GError **error)
{
  g_autoptr (LianGeojsonFile) parsed = lian_geojson_file_new (file, error);
  g_auto (Work) work = { .import = import };

  imported->lines = work.lines = lian_import_lines_new ();
  if (parsed == NULL)
    return FALSE;
  work.crs = choose_crs (parsed, import, error);
  if (work.crs == NULL || !open_work (&work, service, error))
    return FALSE;
  imported->n_features = lian_geojson_file_get_n_features (parsed);
  read_features (&work, parsed);
  if (work.kind->id == LIAN_KIND_GRID && !check_cover (&work, service, error))
    return FALSE;
  lian_import_lines_sort (work.lines);
  return write_records (&work, service, file, imported, error);
}
