/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-feature-map.h"

#include "lian-clock.h"
#include "lian-error.h"
#include "lian-import-value.h"

#include <math.h>
#include <string.h>

struct _LianFeatureMap
{
  GHashTable *fields; /* wire field → property */
  char *crs;
  char *code_prefix;
};

/* The names that drawing programs and offices give to these fields. */
static const struct
{
  const char *field;
  const char *names[12];
} usual[] = {
  { "id", { "id", "ID" } },
  { "code",
    { "code", "CODE", "编码", "代码", "网格编码", "网格代码", "区划代码", "行政区划代码",
      "grid_code", "adcode", "XZQDM" } },
  { "name",
    { "name", "NAME", "名称", "网格名称", "社区名称", "行政区名称", "单位名称", "grid_name",
      "XZQMC" } },
  { "level", { "level", "LEVEL", "级别", "层级", "行政级别" } },
  { "kind", { "kind", "KIND", "type", "类型", "类别", "网格类型" } },
  { "parent_code", { "parent_code", "parent", "PARENT", "上级代码", "上级区划", "所属区划" } },
  { "region_code",
    { "region_code", "community_code", "region", "社区代码", "所属社区代码", "社区编码" } },
  { "population", { "population", "POP", "人口", "人口数", "常住人口" } },
  { "households", { "households", "户数", "家庭户数" } },
  { "area_m2", { "area_m2", "area", "面积", "网格面积" } },
  { "member_id", { "member_id", "网格员编号" } },
  { "valid_from",
    { "valid_from", "initialDate", "initial_date", "启用日期", "生效日期", "初始时间" } },
  { "valid_to",
    { "valid_to", "terminationDate", "termination_date", "停用日期", "失效日期", "终止时间" } },
  { "address", { "address", "ADDRESS", "地址", "详细地址" } },
  { "open_hours", { "open_hours", "开放时间", "服务时间" } },
  { "is_city_district", { "is_city_district", "是否城区" } },
};

/* Codes whose titles are taken as well. */
static const struct
{
  LianKindId kind;
  const char *field;
  const char *vocabulary;
} vocabularies[] = {
  { LIAN_KIND_REGION, "level", "region_level" },
  { LIAN_KIND_REGION, "kind", "region_kind" },
  { LIAN_KIND_GRID, "kind", "grid_kind" },
  { LIAN_KIND_PLACE, "kind", "place_kind" },
};

/* What a level is called by those who call it after one of its kinds. */
static const struct
{
  const char *word;
  const char *level;
} level_words[] = {
  { "地级市", "city" },      { "县", "county" },        { "区", "county" },
  { "县级市", "county" },    { "街道", "street" },      { "镇", "street" },
  { "乡", "street" },        { "乡镇", "street" },      { "园区", "street" },
  { "村", "community" },     { "行政村", "community" }, { "居委会", "community" },
  { "村委会", "community" },
};

/**
 * lian_feature_map_new:
 *
 * Returns: (transfer full): the usual names only
 */
LianFeatureMap *
lian_feature_map_new (void)
{
  LianFeatureMap *self = g_new0 (LianFeatureMap, 1);

  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->code_prefix = g_strdup ("");
  return self;
}

void
lian_feature_map_free (LianFeatureMap *self)
{
  g_hash_table_unref (self->fields);
  g_free (self->crs);
  g_free (self->code_prefix);
  g_free (self);
}

static gboolean
read_fields (LianFeatureMap *self, GKeyFile *file, LianKindId kind, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, "fields", NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      if (!g_str_equal (keys[i], "id") && lian_kind_find_field (lian_kind_get (kind), keys[i]) < 0)
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "[fields] %s: a %s has no such field",
                       keys[i], lian_kind_get (kind)->name);
          return FALSE;
        }
      g_hash_table_insert (self->fields, g_strdup (keys[i]),
                           g_key_file_get_string (file, "fields", keys[i], NULL));
    }
  return TRUE;
}

/**
 * lian_feature_map_load:
 * @path: of a key file
 *
 * Returns: (transfer full): %NULL with %LIAN_ERROR_INVALID, %LIAN_ERROR_NOT_FOUND
 */
LianFeatureMap *
lian_feature_map_load (const char *path, LianKindId kind, GError **error)
{
  g_autoptr (LianFeatureMap) self = lian_feature_map_new ();
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) failed = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &failed))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "%s: %s", path, failed->message);
      return NULL;
    }
  if (!read_fields (self, file, kind, error))
    return NULL;
  self->crs = g_key_file_get_string (file, "import", "crs", NULL);
  if (g_key_file_has_key (file, "import", "code_prefix", NULL))
    {
      g_free (self->code_prefix);
      self->code_prefix = g_key_file_get_string (file, "import", "code_prefix", NULL);
      if (self->code_prefix == NULL)
        self->code_prefix = g_strdup ("");
    }
  return g_steal_pointer (&self);
}

const char *
lian_feature_map_get_crs (const LianFeatureMap *self)
{
  return self->crs;
}

const char *
lian_feature_map_get_code_prefix (const LianFeatureMap *self)
{
  return self->code_prefix;
}

/* --- properties --- */

/* (nullable): what is not there, null and empty text are one */
static JsonNode *
find_property (const LianFeatureMap *self, JsonObject *feature, const char *field)
{
  JsonNode *node = json_object_get_member (feature, "properties");
  JsonObject *properties
      = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *given = g_hash_table_lookup (self->fields, field);
  JsonNode *found = NULL;

  if (properties == NULL)
    return NULL;
  if (given != NULL)
    found = json_object_get_member (properties, given);
  for (guint i = 0; given == NULL && i < G_N_ELEMENTS (usual); i++)
    if (g_str_equal (usual[i].field, field))
      for (guint j = 0; found == NULL && j < G_N_ELEMENTS (usual[i].names) && usual[i].names[j];
           j++)
        found = json_object_get_member (properties, usual[i].names[j]);
  if (given == NULL && found == NULL)
    found = json_object_get_member (properties, field);
  if (found == NULL || JSON_NODE_HOLDS_NULL (found))
    return NULL;
  return found;
}

G_GNUC_PRINTF (3, 4)
static gboolean
fail (GError **error, const char *field, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "%s: %s", field, reason);
  return FALSE;
}

/* *@text is NULL for nothing. */
static gboolean
to_text (JsonNode *node, const char *field, char **text, GError **error)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  *text = NULL;
  if (type == G_TYPE_STRING)
    *text = g_strstrip (g_strdup (json_node_get_string (node)));
  else if (type == G_TYPE_INT64)
    *text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    return fail (error, field, "%s", LIAN_IMPORT_ROUNDED);
  else if (type == G_TYPE_BOOLEAN)
    *text = g_strdup (json_node_get_boolean (node) ? "true" : "false");
  else
    return fail (error, field, "neither text nor a number");
  if (**text == '\0')
    g_clear_pointer (text, g_free);
  else if (lian_import_is_rounded (*text))
    {
      g_clear_pointer (text, g_free);
      return fail (error, field, "%s", LIAN_IMPORT_ROUNDED);
    }
  return TRUE;
}

/**
 * lian_feature_map_read_text:
 *
 * Returns: (transfer full) (nullable): the property that is @field
 */
char *
lian_feature_map_read_text (const LianFeatureMap *self, JsonObject *feature, const char *field,
                            GError **error)
{
  JsonNode *node = find_property (self, feature, field);
  char *text = NULL;

  if (node != NULL && !to_text (node, field, &text, error))
    return NULL;
  return text;
}

static gboolean
take_int (JsonObject *object, const char *field, JsonNode *node, GError **error)
{
  double value = NAN;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autofree char *text = g_strstrip (g_strdup (json_node_get_string (node)));

      if (*text == '\0')
        return TRUE;
      if (!lian_import_parse_number (text, &value))
        return fail (error, field, "not a number");
    }
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    value = json_node_get_double (node);
  if (!(fabs (value) < 9e15))
    return fail (error, field, "not a number");
  json_object_set_int_member (object, field, (gint64)llround (value));
  return TRUE;
}

static gboolean
take_time (JsonObject *object, const char *field, const char *text, GError **error)
{
  g_autofree char *moment = NULL;
  gint64 us;

  if (!lian_import_parse_time (text, NULL, &us))
    return fail (error, field, "not a date");
  moment = lian_time_format (us);
  json_object_set_string_member (object, field, moment);
  return TRUE;
}

/* A code of the dictionary, or the one that has this title. */
static gboolean
take_code (JsonObject *object, const LianKind *kind, const char *field, const char *text,
           const LianDictionary *dictionary, GError **error)
{
  const char *vocabulary = NULL;
  GPtrArray *entries;

  for (guint i = 0; i < G_N_ELEMENTS (vocabularies); i++)
    if (vocabularies[i].kind == kind->id && g_str_equal (vocabularies[i].field, field))
      vocabulary = vocabularies[i].vocabulary;
  if (vocabulary == NULL || lian_dictionary_lookup (dictionary, vocabulary, text) != NULL)
    {
      json_object_set_string_member (object, field, text);
      return TRUE;
    }
  for (guint i = 0; g_str_equal (field, "level") && i < G_N_ELEMENTS (level_words); i++)
    if (g_str_equal (level_words[i].word, text))
      {
        json_object_set_string_member (object, field, level_words[i].level);
        return TRUE;
      }
  entries = lian_dictionary_list (dictionary, vocabulary);
  for (guint i = 0; i < entries->len; i++)
    if (g_strcmp0 (lian_record_get_text (entries->pdata[i], LIAN_ENTRY_TITLE_ZH), text) == 0
        || g_strcmp0 (lian_record_get_text (entries->pdata[i], LIAN_ENTRY_TITLE), text) == 0)
      {
        json_object_set_string_member (object, field,
                                       lian_record_get_text (entries->pdata[i], LIAN_ENTRY_CODE));
        return TRUE;
      }
  return fail (error, field, "“%.64s” is not in the dictionary's %s", text, vocabulary);
}

static gboolean
take_property (JsonObject *object, const LianKind *kind, const LianField *field, JsonNode *node,
               const LianDictionary *dictionary, GError **error)
{
  g_autofree char *text = NULL;
  gboolean value;

  if (field->type == LIAN_TYPE_INT)
    return take_int (object, field->name, node, error);
  if (!to_text (node, field->name, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  switch (field->type)
    {
    case LIAN_TYPE_TIME:
      return take_time (object, field->name, text, error);
    case LIAN_TYPE_BOOL:
      if (!lian_import_parse_bool (text, &value))
        return fail (error, field->name, "neither yes nor no");
      json_object_set_boolean_member (object, field->name, value);
      return TRUE;
    case LIAN_TYPE_CODE:
      return take_code (object, kind, field->name, text, dictionary, error);
    default:
      json_object_set_string_member (object, field->name, text);
      return TRUE;
    }
}

/**
 * lian_feature_map_read:
 * @kind: region, grid or place
 * @feature: a Feature
 *
 * Returns: (transfer full): an object with the fields that the feature has
 */
JsonObject *
lian_feature_map_read (const LianFeatureMap *self, const LianKind *kind, JsonObject *feature,
                       const LianDictionary *dictionary, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();

  for (guint i = LIAN_F_REGION; i < kind->n_fields; i++)
    {
      const LianField *field = &kind->fields[i];
      JsonNode *node;

      if (field->type == LIAN_TYPE_POINT || field->type == LIAN_TYPE_GEOMETRY
          || field->type == LIAN_TYPE_LIST || field->type == LIAN_TYPE_ROWS
          || g_str_equal (field->name, "src_crs"))
        continue;
      node = find_property (self, feature, field->name);
      if (node != NULL && !take_property (object, kind, field, node, dictionary, error))
        return NULL;
    }
  return g_steal_pointer (&object);
}
