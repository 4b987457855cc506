/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lian-dictionary.h"
#include "lian-kind.h"

G_BEGIN_DECLS

/* Which property of a feature is which field. A key file: [fields] wire field = property,
 * [import] crs, code_prefix. What it does not name goes by the usual names. */
typedef struct _LianFeatureMap LianFeatureMap;

LianFeatureMap *lian_feature_map_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* LIAN_ERROR_INVALID names the key that is no field of @kind. */
LianFeatureMap *lian_feature_map_load (const char *path, LianKindId kind, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_feature_map_free (LianFeatureMap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianFeatureMap, lian_feature_map_free)

const char *lian_feature_map_get_crs (const LianFeatureMap *self);         /* (nullable) */
const char *lian_feature_map_get_code_prefix (const LianFeatureMap *self); /* never NULL */

/* The properties as an object of @kind for lian_record_from_json(), without id and geometry; codes
 * may be given by their titles. LIAN_ERROR_INVALID: "name: reason". */
JsonObject *lian_feature_map_read (const LianFeatureMap *self, const LianKind *kind,
                                   JsonObject *feature, const LianDictionary *dictionary,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A property as text, %NULL without error when there is none. */
char *lian_feature_map_read_text (const LianFeatureMap *self, JsonObject *feature,
                                  const char *field, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
