/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lian-record.h"

G_BEGIN_DECLS

/* JSON to records and back, by the field table. Any thread. */

/* The guard, then json-glib; the root is an object. */
JsonNode *lian_json_parse (const char *data, gsize length, gsize max_length, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
char *lian_json_print (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;

typedef enum
{
  LIAN_DECODE_FROM_SERVER = 0,       /* id and version must be there */
  LIAN_DECODE_FROM_OUTSIDE = 1 << 0, /* server fields refused, version may be absent */
} LianDecodeFlags;

/* Unknown members are ignored (newer peers). A wrong type, a missing required field, text over its
 * limit, a point outside ±180/±90: LIAN_ERROR_INVALID naming the field ("case.location.lat: …"). */
LianRecord *lian_record_from_json (LianKindId kind, JsonObject *object, LianDecodeFlags flags,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *lian_record_to_json (const LianRecord *record) G_GNUC_WARN_UNUSED_RESULT;

/* Members of an object with their type checked: "what" of the error names the member. Optional ones
 * leave the default untouched and return TRUE. */
gboolean lian_json_get_string (JsonObject *object, const char *member, gboolean required,
                               const char **value, GError **error);
gboolean lian_json_get_int (JsonObject *object, const char *member, gboolean required,
                            gint64 *value, GError **error);
gboolean lian_json_get_bool (JsonObject *object, const char *member, gboolean required,
                             gboolean *value, GError **error);
gboolean lian_json_get_time (JsonObject *object, const char *member, gboolean required,
                             gint64 *value, GError **error);
gboolean lian_json_get_object (JsonObject *object, const char *member, gboolean required,
                               JsonObject **value, GError **error);
gboolean lian_json_get_array (JsonObject *object, const char *member, gboolean required,
                              JsonArray **value, GError **error);

G_END_DECLS
