/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-ogc-collection.h"

#include "lian-clock.h"
#include "lian-geojson.h"
#include "lian-workflow.h"

#include <string.h>

static const int region_fields[] = {
  LIAN_F_ID,
  LIAN_F_REGION,
  LIAN_REGION_NAME,
  LIAN_REGION_LEVEL,
  LIAN_REGION_KIND,
  LIAN_REGION_PARENT,
  LIAN_REGION_IS_CITY_DISTRICT,
  LIAN_REGION_POPULATION,
  LIAN_REGION_HOUSEHOLDS,
  -1,
};

static const int grid_fields[] = {
  LIAN_F_ID,
  LIAN_F_REGION,
  LIAN_GRID_CODE,
  LIAN_GRID_NAME,
  LIAN_GRID_KIND,
  LIAN_GRID_POPULATION,
  LIAN_GRID_HOUSEHOLDS,
  LIAN_GRID_AREA,
  LIAN_GRID_VALID_FROM,
  LIAN_GRID_VALID_TO,
  -1,
};

static const int complex_fields[] = {
  LIAN_F_ID,
  LIAN_F_REGION,
  LIAN_SERVICE_COMPLEX_NAME,
  LIAN_SERVICE_COMPLEX_ADDRESS,
  LIAN_SERVICE_COMPLEX_AREA,
  LIAN_SERVICE_COMPLEX_STAR,
  -1,
};

/* Not the link: that of a camera is its picture. */
static const int place_fields[] = {
  LIAN_F_ID,          LIAN_F_REGION,         LIAN_PLACE_NAME, LIAN_PLACE_KIND,  LIAN_PLACE_RANK,
  LIAN_PLACE_ADDRESS, LIAN_PLACE_OPEN_HOURS, LIAN_PLACE_UNIT, LIAN_PLACE_STATE, -1,
};

/* Nothing that people wrote, and nothing about them. */
static const int case_fields[] = {
  LIAN_F_ID,          LIAN_F_REGION,       LIAN_CASE_CODE,
  LIAN_CASE_CATEGORY, LIAN_CASE_SOURCE,    LIAN_CASE_URGENCY,
  LIAN_CASE_STATE,    LIAN_CASE_GRID,      LIAN_CASE_REPORTED_AT,
  LIAN_CASE_DEADLINE, LIAN_CASE_LEAD_UNIT, -1,
};

static const LianOgcCollection collections[] = {
  { "regions", LIAN_KIND_REGION, "Regions", "The county, its streets and towns, its communities.",
    LIAN_REGION_GEOMETRY, LIAN_REGION_CENTRE, -1, -1, region_fields, FALSE },
  { "grids", LIAN_KIND_GRID, "Grids", "The grids that communities are divided into.",
    LIAN_GRID_GEOMETRY, -1, LIAN_GRID_VALID_FROM, LIAN_GRID_VALID_TO, grid_fields, FALSE },
  { "complexes", LIAN_KIND_SERVICE_COMPLEX, "Service complexes",
    "Complexes of services to residents, and how many of the ten elements they have.", -1,
    LIAN_SERVICE_COMPLEX_LOCATION, -1, -1, complex_fields, FALSE },
  { "places", LIAN_KIND_PLACE, "Places",
    "Points of service and facilities; rivers, lakes, roads and railways.", LIAN_PLACE_GEOMETRY,
    LIAN_PLACE_LOCATION, -1, -1, place_fields, FALSE },
  { "cases", LIAN_KIND_CASE, "Open cases", "Cases that are not closed, without personal data.", -1,
    LIAN_CASE_LOCATION, LIAN_CASE_REPORTED_AT, LIAN_CASE_REPORTED_AT, case_fields, TRUE },
};

static const char *const light_codes[] = {
  [LIAN_LIGHT_NORMAL] = "normal",   [LIAN_LIGHT_DUE_SOON] = "due_soon",
  [LIAN_LIGHT_OVERDUE] = "overdue", [LIAN_LIGHT_HELD] = "held",
  [LIAN_LIGHT_CLOSED] = "closed",
};

/**
 * lian_ogc_collection_find:
 * @id: (nullable): part of a path
 *
 * Returns: (nullable): the collection
 */
const LianOgcCollection *
lian_ogc_collection_find (const char *id, gboolean signed_in)
{
  for (guint i = 0; i < G_N_ELEMENTS (collections); i++)
    if (g_strcmp0 (collections[i].id, id) == 0)
      return signed_in || !collections[i].people ? &collections[i] : NULL;
  return NULL;
}

/**
 * lian_ogc_collection_get:
 *
 * Returns: (nullable): the collection with this number
 */
const LianOgcCollection *
lian_ogc_collection_get (guint n)
{
  return n < G_N_ELEMENTS (collections) ? &collections[n] : NULL;
}

static void
append_quoted (GString *text, const char *code)
{
  g_string_append_c (text, '\'');
  for (const char *at = code; *at != '\0'; at++)
    g_string_append_len (text, *at == '\'' ? "''" : at, *at == '\'' ? 2 : 1);
  g_string_append_c (text, '\'');
}

/**
 * lian_ogc_collection_to_sql:
 *
 * Returns: (transfer full): an expression over the columns of the kind's table: of cases the open
 * ones that are not secret
 */
char *
lian_ogc_collection_to_sql (const LianOgcCollection *self, const LianDictionary *dictionary)
{
  GPtrArray *states = lian_dictionary_list (dictionary, "state");
  GString *text;

  if (self->kind != LIAN_KIND_CASE)
    return g_strdup ("1");
  text = g_string_new ("secrecy IS NOT 1 AND state IN (NULL");
  for (guint i = 0; i < states->len; i++)
    {
      const char *code = lian_record_get_text (states->pdata[i], LIAN_ENTRY_CODE);

      if (!lian_workflow_is_open (dictionary, code))
        continue;
      g_string_append_c (text, ',');
      append_quoted (text, code);
    }
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

static LianShape *
shape_of_point (LianPoint point)
{
  LianShape shape = { .type = LIAN_SHAPE_POINTS, .n_points = 1, .points = &point };
  g_autoptr (GBytes) wkb = lian_shape_to_wkb (&shape);

  return lian_shape_new_from_wkb (wkb, NULL);
}

/**
 * lian_ogc_collection_read_shape:
 *
 * Returns: (transfer full) (nullable): where the record is
 */
LianShape *
lian_ogc_collection_read_shape (const LianOgcCollection *self, const LianRecord *record)
{
  GBytes *wkb
      = self->geometry >= 0 ? lian_record_get_geometry (record, (guint)self->geometry) : NULL;
  LianPoint point;

  if (wkb != NULL)
    return lian_shape_new_from_wkb (wkb, NULL);
  if (self->point >= 0 && lian_record_get_point (record, (guint)self->point, &point))
    return shape_of_point (point);
  return NULL;
}

/* Every property is always there, so that whoever looks at the first features knows them all. */
static JsonNode *
make_value (const LianRecord *record, guint field)
{
  LianFieldType type = lian_record_get_kind (record)->fields[field].type;
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  if (!lian_record_has (record, field))
    return json_node_init_null (node);
  if (type == LIAN_TYPE_INT)
    json_node_set_int (node, lian_record_get_int (record, field));
  else if (type == LIAN_TYPE_BOOL)
    json_node_set_boolean (node, lian_record_get_bool (record, field));
  else if (type == LIAN_TYPE_TIME)
    {
      g_autofree char *time = lian_time_format (lian_record_get_time (record, field));

      json_node_set_string (node, time);
    }
  else
    json_node_set_string (node, lian_record_get_text (record, field));
  return node;
}

/* The ten elements as numbers: tables and maps know no lists. */
static void
add_elements (JsonObject *properties, const LianRecord *record)
{
  static const char *const states[] = { "own", "shared", "missing" };
  GPtrArray *rows = lian_record_get_rows (record, LIAN_SERVICE_COMPLEX_ELEMENTS);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *name = g_strconcat ("elements_", states[i], NULL);
      guint n = 0;

      for (guint row = 0; rows != NULL && row < rows->len; row++)
        if (g_strcmp0 (lian_record_get_text (rows->pdata[row], LIAN_ELEMENT_STATE), states[i]) == 0)
          n++;
      json_object_set_int_member (properties, name, n);
    }
}

static JsonObject *
make_properties (const LianOgcCollection *self, const LianRecord *record,
                 const LianDictionary *dictionary, gint64 now)
{
  const LianKind *kind = lian_kind_get (self->kind);
  JsonObject *properties = json_object_new ();

  for (guint i = 0; self->fields[i] >= 0; i++)
    json_object_set_member (properties, kind->fields[self->fields[i]].name,
                            make_value (record, (guint)self->fields[i]));
  if (self->kind == LIAN_KIND_SERVICE_COMPLEX)
    add_elements (properties, record);
  if (self->kind == LIAN_KIND_CASE)
    {
      const char *state = lian_record_get_text (record, LIAN_CASE_STATE);

      json_object_set_string_member (properties, "stage",
                                     lian_dictionary_stage (dictionary, state));
      json_object_set_string_member (properties, "light",
                                     light_codes[lian_light_of_case (record, now)]);
    }
  return properties;
}

/**
 * lian_ogc_collection_make_feature:
 * @shape: (nullable): of lian_ogc_collection_read_shape(); turned round if need be
 * @now: the platform's time, by which lights are reckoned
 *
 * Returns: (transfer full): a GeoJSON feature, without links
 */
JsonObject *
lian_ogc_collection_make_feature (const LianOgcCollection *self, const LianRecord *record,
                                  LianShape *shape, const LianDictionary *dictionary, gint64 now)
{
  JsonObject *feature = json_object_new ();

  json_object_set_string_member (feature, "type", "Feature");
  json_object_set_string_member (feature, "id", lian_record_get_id (record));
  if (shape != NULL)
    {
      lian_shape_wind (shape);
      json_object_set_member (feature, "geometry", lian_geojson_from_shape (shape));
    }
  else
    json_object_set_null_member (feature, "geometry");
  json_object_set_object_member (feature, "properties",
                                 make_properties (self, record, dictionary, now));
  return feature;
}
