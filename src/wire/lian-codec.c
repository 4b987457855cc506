/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-codec.h"

#include "lian-clock.h"
#include "lian-error.h"
#include "lian-geojson.h"
#include "lian-json-guard.h"
#include "lian-text.h"

#include <math.h>
#include <string.h>

#define ELEMENT_MAX 1024 /* code points of one string of a list: a term of the dictionary fits */

/**
 * lian_json_parse:
 * @data: bytes as they came
 * @length: how many
 * @max_length: most bytes, of lian-limits.h
 *
 * The guard, then json-glib. Any thread.
 *
 * Returns: (transfer full): a node that holds an object; %NULL with %LIAN_ERROR_INVALID or
 * %LIAN_ERROR_TOO_LARGE, "byte N: reason"
 */
JsonNode *
lian_json_parse (const char *data, gsize length, gsize max_length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) cause = NULL;
  JsonNode *root;

  if (!lian_json_guard (data, length, LIAN_JSON_STRICT, max_length, error))
    return NULL;

  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, data, (gssize)length, &cause))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "byte 0: %s", cause->message);
      return NULL;
    }
  root = json_parser_steal_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_clear_pointer (&root, json_node_unref);
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                           "byte 0: the root is not an object");
    }
  return root;
}

/* What json-glib 1.6.6 writes and nobody can read: behind a double without a point it puts ".0",
 * also when it ends with an exponent ("1e+22.0", "1e-08.0"), and U+001F stands in texts as it is.
 * Outside of texts an e before a sign is an exponent. */
static char *
mend (const char *json)
{
  GString *out = g_string_sized_new (strlen (json));
  gboolean in_text = FALSE, in_exponent = FALSE;

  for (const char *p = json; *p != '\0'; p++)
    {
      if (*p == '\x1f')
        {
          g_string_append (out, "\\u001f");
          continue;
        }
      if (in_exponent && g_str_has_prefix (p, ".0"))
        {
          p++;
          continue;
        }
      if (in_text && *p == '\\')
        g_string_append_c (out, *p++);
      else if (*p == '"')
        in_text = !in_text;
      in_exponent = !in_text
                    && ((*p == 'e' && (p[1] == '+' || p[1] == '-'))
                        || (in_exponent && strchr ("+-0123456789", *p) != NULL));
      g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}

/**
 * lian_json_print:
 * @node: any node
 *
 * Returns: (transfer full): compact JSON that the guard accepts
 */
char *
lian_json_print (JsonNode *node)
{
  g_autofree char *json = json_to_string (node, FALSE);

  if (strstr (json, "e+") == NULL && strstr (json, "e-") == NULL && strchr (json, '\x1f') == NULL)
    return g_steal_pointer (&json);
  return mend (json);
}

G_GNUC_PRINTF (2, 3)
static gboolean
invalid (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
get_number (JsonNode *node, double *value)
{
  if (!holds (node, G_TYPE_DOUBLE) && !holds (node, G_TYPE_INT64))
    return FALSE;
  *value = json_node_get_double (node);
  return isfinite (*value);
}

static gboolean
decode_text (LianRecord *record, guint i, JsonNode *node, GError **error)
{
  const LianField *field = &lian_record_get_kind (record)->fields[i];
  const char *text;

  if (!holds (node, G_TYPE_STRING))
    return invalid (error, "not a string");
  text = json_node_get_string (node);
  if (g_utf8_strlen (text, -1) > field->limit)
    return invalid (error, "longer than %u characters", field->limit);
  if (*text == '\0' && (field->flags & LIAN_FIELD_REQUIRED) != 0)
    return invalid (error, "empty");
  if (field->type == LIAN_TYPE_CODE
      && (*text == '\0'
          || strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")
                 != strlen (text)))
    return invalid (error, "not a code");

  /* An empty text says what an absent one says; records know only one of the two. */
  if (*text != '\0')
    lian_record_set_text (record, i, text);
  return TRUE;
}

static gboolean
decode_int (LianRecord *record, guint i, JsonNode *node, GError **error)
{
  if (!holds (node, G_TYPE_INT64))
    return invalid (error, "not an integer");
  lian_record_set_int (record, i, json_node_get_int (node));
  return TRUE;
}

static gboolean
decode_real (LianRecord *record, guint i, JsonNode *node, GError **error)
{
  double value;

  if (!get_number (node, &value))
    return invalid (error, "not a number");
  lian_record_set_real (record, i, value);
  return TRUE;
}

static gboolean
decode_bool (LianRecord *record, guint i, JsonNode *node, GError **error)
{
  if (!holds (node, G_TYPE_BOOLEAN))
    return invalid (error, "not a boolean");
  lian_record_set_bool (record, i, json_node_get_boolean (node));
  return TRUE;
}

static gboolean
decode_time (LianRecord *record, guint i, JsonNode *node, GError **error)
{
  gint64 us;

  if (!holds (node, G_TYPE_STRING))
    return invalid (error, "not a string");
  if (!lian_time_parse (json_node_get_string (node), &us, error))
    return FALSE;
  lian_record_set_time (record, i, us);
  return TRUE;
}

static gboolean
decode_point (LianRecord *record, guint i, JsonNode *node, GError **error)
{
  static const char *const names[] = { "lon", "lat" };
  double most[] = { 180.0, 90.0 };
  double values[2];

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return invalid (error, "not an object");
  for (guint j = 0; j < 2; j++)
    {
      JsonNode *member = json_object_get_member (json_node_get_object (node), names[j]);

      if (member == NULL || !get_number (member, &values[j]))
        return invalid (error, ".%s: not a number", names[j]);
      if (fabs (values[j]) > most[j])
        return invalid (error, ".%s: outside ±%.0f", names[j], most[j]);
    }
  lian_record_set_point (record, i, values[0], values[1]);
  return TRUE;
}

static gboolean
decode_geometry (LianRecord *record, guint i, JsonNode *node, GError **error)
{
  g_autoptr (GBytes) wkb = lian_geojson_to_wkb (node, error);

  if (wkb == NULL)
    return FALSE;
  lian_record_set_geometry (record, i, wkb);
  return TRUE;
}

static JsonArray *
get_array (const LianField *field, JsonNode *node, GError **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL)
    invalid (error, "not an array");
  else if (json_array_get_length (array) > field->limit)
    {
      invalid (error, "more than %u elements", field->limit);
      return NULL;
    }
  return array;
}

static gboolean
decode_list (LianRecord *record, guint i, JsonNode *node, GError **error)
{
  JsonArray *array = get_array (&lian_record_get_kind (record)->fields[i], node, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  if (array == NULL)
    return FALSE;
  for (guint j = 0; j < json_array_get_length (array); j++)
    {
      JsonNode *element = json_array_get_element (array, j);

      if (!holds (element, G_TYPE_STRING))
        return invalid (error, "[%u]: not a string", j);
      if (g_utf8_strlen (json_node_get_string (element), -1) > ELEMENT_MAX)
        return invalid (error, "[%u]: longer than %d characters", j, ELEMENT_MAX);
      g_ptr_array_add (list, (gpointer)json_node_get_string (element));
    }
  g_ptr_array_add (list, NULL);
  lian_record_set_list (record, i, (const char *const *)list->pdata);
  return TRUE;
}

static LianRecord *decode_fields (const LianKind *kind, JsonObject *object, LianDecodeFlags flags,
                                  GError **error);

static gboolean
decode_rows (LianRecord *record, guint i, JsonNode *node, LianDecodeFlags flags, GError **error)
{
  const LianKind *kind = lian_record_get_kind (record);
  JsonArray *array = get_array (&kind->fields[i], node, error);
  g_autoptr (GPtrArray) rows = NULL;

  if (array == NULL)
    return FALSE;
  rows = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  for (guint j = 0; j < json_array_get_length (array); j++)
    {
      JsonNode *element = json_array_get_element (array, j);
      LianRecord *row;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        return invalid (error, "[%u]: not an object", j);
      row = decode_fields (lian_kind_get_rows (kind, i), json_node_get_object (element), flags,
                           error);
      if (row == NULL)
        {
          g_prefix_error (error, "[%u]", j);
          return FALSE;
        }
      g_ptr_array_add (rows, row);
    }
  lian_record_take_rows (record, i, g_steal_pointer (&rows));
  return TRUE;
}

static gboolean
decode_field (LianRecord *record, guint i, JsonNode *node, LianDecodeFlags flags, GError **error)
{
  switch (lian_record_get_kind (record)->fields[i].type)
    {
    case LIAN_TYPE_TEXT:
    case LIAN_TYPE_CODE:
      return decode_text (record, i, node, error);
    case LIAN_TYPE_INT:
      return decode_int (record, i, node, error);
    case LIAN_TYPE_REAL:
      return decode_real (record, i, node, error);
    case LIAN_TYPE_BOOL:
      return decode_bool (record, i, node, error);
    case LIAN_TYPE_TIME:
      return decode_time (record, i, node, error);
    case LIAN_TYPE_POINT:
      return decode_point (record, i, node, error);
    case LIAN_TYPE_GEOMETRY:
      return decode_geometry (record, i, node, error);
    case LIAN_TYPE_LIST:
      return decode_list (record, i, node, error);
    case LIAN_TYPE_ROWS:
      return decode_rows (record, i, node, flags, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* Whether a field may be there or be missing, before its value is looked at. */
static gboolean
check_presence (const LianField *field, JsonNode *node, LianDecodeFlags flags, GError **error)
{
  gboolean outside = (flags & LIAN_DECODE_FROM_OUTSIDE) != 0;
  gboolean server = (field->flags & LIAN_FIELD_SERVER) != 0;

  if (node != NULL && server && outside)
    return invalid (error, ".%s: only the server sets it", field->name);
  if (node == NULL && ((field->flags & LIAN_FIELD_REQUIRED) != 0 || (server && !outside)))
    return invalid (error, ".%s: missing", field->name);
  return TRUE;
}

/* A reason that goes deeper begins with "." or "[" and continues the path. */
static void
prefix_field (GError **error, const LianField *field)
{
  if (error == NULL || *error == NULL)
    return;
  g_prefix_error (error, ".%s%s", field->name,
                  strchr (".[", (*error)->message[0]) != NULL ? "" : ": ");
}

static LianRecord *
decode_fields (const LianKind *kind, JsonObject *object, LianDecodeFlags flags, GError **error)
{
  g_autoptr (LianRecord) record = lian_record_new (kind->id);

  for (guint i = 0; i < kind->n_fields; i++)
    {
      const LianField *field = &kind->fields[i];
      JsonNode *node = json_object_get_member (object, field->name);

      if (!check_presence (field, node, flags, error))
        return NULL;
      if (node != NULL && !decode_field (record, i, node, flags, error))
        {
          prefix_field (error, field);
          return NULL;
        }
    }
  return g_steal_pointer (&record);
}

/**
 * lian_record_from_json:
 * @kind: what it should be
 * @object: as it came
 * @flags: from whom
 *
 * By the field table: types, limits, what must be there. Unknown members are passed over (newer
 * peers), null is not a value. Texts stay as they came; they are cleaned where they are shown. Any
 * thread.
 *
 * Returns: (transfer full): the record; %NULL with %LIAN_ERROR_INVALID, "case.location.lat: reason"
 */
LianRecord *
lian_record_from_json (LianKindId kind, JsonObject *object, LianDecodeFlags flags, GError **error)
{
  const LianKind *table = lian_kind_get (kind);
  g_autoptr (LianRecord) record = decode_fields (table, object, flags, error);

  if (record == NULL)
    {
      g_prefix_error (error, "%s", table->name);
      return NULL;
    }
  if ((kind < LIAN_N_KINDS || kind == LIAN_KIND_ACT)
      && !lian_id_is_valid (lian_record_get_id (record)))
    {
      invalid (error, "%s.id: not an id", table->name);
      return NULL;
    }
  return g_steal_pointer (&record);
}

static JsonNode *
encode_list (const char *const *list)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; list[i] != NULL; i++)
    json_array_add_string_element (array, list[i]);
  json_node_take_array (node, array);
  return node;
}

static JsonNode *
encode_rows (GPtrArray *rows)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < rows->len; i++)
    json_array_add_element (array, lian_record_to_json (rows->pdata[i]));
  json_node_take_array (node, array);
  return node;
}

static JsonNode *
encode_point (const LianRecord *record, guint i)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  LianPoint point = { 0, 0 };

  lian_record_get_point (record, i, &point);
  json_object_set_double_member (object, "lon", point.lon);
  json_object_set_double_member (object, "lat", point.lat);
  json_node_take_object (node, object);
  return node;
}

static JsonNode *
encode_time (gint64 us)
{
  g_autofree char *text = lian_time_format (us);

  return json_node_init_string (json_node_alloc (), text);
}

/* NULL for a shape that is damaged: the rest of the record is still worth sending. */
static JsonNode *
encode_field (const LianRecord *record, guint i)
{
  switch (lian_record_get_kind (record)->fields[i].type)
    {
    case LIAN_TYPE_TEXT:
    case LIAN_TYPE_CODE:
      return json_node_init_string (json_node_alloc (), lian_record_get_text (record, i));
    case LIAN_TYPE_INT:
      return json_node_init_int (json_node_alloc (), lian_record_get_int (record, i));
    case LIAN_TYPE_REAL:
      return json_node_init_double (json_node_alloc (), lian_record_get_real (record, i));
    case LIAN_TYPE_BOOL:
      return json_node_init_boolean (json_node_alloc (), lian_record_get_bool (record, i));
    case LIAN_TYPE_TIME:
      return encode_time (lian_record_get_time (record, i));
    case LIAN_TYPE_POINT:
      return encode_point (record, i);
    case LIAN_TYPE_GEOMETRY:
      return lian_geojson_from_wkb (lian_record_get_geometry (record, i), NULL);
    case LIAN_TYPE_LIST:
      return encode_list (lian_record_get_list (record, i));
    case LIAN_TYPE_ROWS:
      return encode_rows (lian_record_get_rows (record, i));
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * lian_record_to_json:
 *
 * Any thread.
 *
 * Returns: (transfer full): an object of the fields that have a value
 */
JsonNode *
lian_record_to_json (const LianRecord *record)
{
  const LianKind *kind = lian_record_get_kind (record);
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < kind->n_fields; i++)
    {
      JsonNode *value = lian_record_has (record, i) ? encode_field (record, i) : NULL;

      if (value != NULL)
        json_object_set_member (object, kind->fields[i].name, value);
    }
  json_node_take_object (node, object);
  return node;
}

/* The member, NULL when it is not there; *ok says whether that is allowed. */
static JsonNode *
get_member (JsonObject *object, const char *member, gboolean required, gboolean *ok, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  *ok = node != NULL || !required || invalid (error, "%s: missing", member);
  return node;
}

/**
 * lian_json_get_string:
 * @value: (out) (transfer none): valid as long as @object
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID naming @member
 */
gboolean
lian_json_get_string (JsonObject *object, const char *member, gboolean required, const char **value,
                      GError **error)
{
  gboolean ok;
  JsonNode *node = get_member (object, member, required, &ok, error);

  if (node == NULL)
    return ok;
  if (!holds (node, G_TYPE_STRING))
    return invalid (error, "%s: not a string", member);
  *value = json_node_get_string (node);
  return TRUE;
}

/**
 * lian_json_get_int:
 * @value: (out): the value
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID naming @member
 */
gboolean
lian_json_get_int (JsonObject *object, const char *member, gboolean required, gint64 *value,
                   GError **error)
{
  gboolean ok;
  JsonNode *node = get_member (object, member, required, &ok, error);

  if (node == NULL)
    return ok;
  if (!holds (node, G_TYPE_INT64))
    return invalid (error, "%s: not an integer", member);
  *value = json_node_get_int (node);
  return TRUE;
}

/**
 * lian_json_get_bool:
 * @value: (out): the value
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID naming @member
 */
gboolean
lian_json_get_bool (JsonObject *object, const char *member, gboolean required, gboolean *value,
                    GError **error)
{
  gboolean ok;
  JsonNode *node = get_member (object, member, required, &ok, error);

  if (node == NULL)
    return ok;
  if (!holds (node, G_TYPE_BOOLEAN))
    return invalid (error, "%s: not a boolean", member);
  *value = json_node_get_boolean (node);
  return TRUE;
}

/**
 * lian_json_get_time:
 * @value: (out): microseconds since 1970 UTC
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID naming @member
 */
gboolean
lian_json_get_time (JsonObject *object, const char *member, gboolean required, gint64 *value,
                    GError **error)
{
  const char *text = NULL;

  if (!lian_json_get_string (object, member, required, &text, error))
    return FALSE;
  if (text == NULL || lian_time_parse (text, value, error))
    return TRUE;
  g_prefix_error (error, "%s: ", member);
  return FALSE;
}

/**
 * lian_json_get_object:
 * @value: (out) (transfer none): valid as long as @object
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID naming @member
 */
gboolean
lian_json_get_object (JsonObject *object, const char *member, gboolean required, JsonObject **value,
                      GError **error)
{
  gboolean ok;
  JsonNode *node = get_member (object, member, required, &ok, error);

  if (node == NULL)
    return ok;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return invalid (error, "%s: not an object", member);
  *value = json_node_get_object (node);
  return TRUE;
}

/**
 * lian_json_get_array:
 * @value: (out) (transfer none): valid as long as @object
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID naming @member
 */
gboolean
lian_json_get_array (JsonObject *object, const char *member, gboolean required, JsonArray **value,
                     GError **error)
{
  gboolean ok;
  JsonNode *node = get_member (object, member, required, &ok, error);

  if (node == NULL)
    return ok;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return invalid (error, "%s: not an array", member);
  *value = json_node_get_array (node);
  return TRUE;
}
