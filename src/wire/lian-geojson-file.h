/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A whole GeoJSON file: a FeatureCollection, one Feature or one geometry. The guard reads it once;
 * features go to json-glib one at a time, so that a file of 64 MiB needs little more than itself.
 */
typedef struct _LianGeojsonFile LianGeojsonFile;

LianGeojsonFile *lian_geojson_file_new (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lian_geojson_file_free (LianGeojsonFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianGeojsonFile, lian_geojson_file_free)

guint lian_geojson_file_get_n_features (const LianGeojsonFile *self);
/* A Feature, with properties that are an object or null and a geometry or null. A geometry alone is
 * put into one. */
JsonNode *lian_geojson_file_get_feature (const LianGeojsonFile *self, guint index, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* What the file says its coordinates are, in its own words: NULL = nothing. */
const char *lian_geojson_file_get_crs (const LianGeojsonFile *self);

G_END_DECLS
