/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Whether an object is what RFC 7946 says: its members and how coordinates are nested, not where on
 * earth they lie. LIAN_ERROR_INVALID says where: "geometry.coordinates[0][3]: reason". */
gboolean lian_geojson_check_geometry (JsonNode *geometry, GError **error);
gboolean lian_geojson_check_feature (JsonNode *feature, GError **error);
/* All of a FeatureCollection but what is in its "features". */
gboolean lian_geojson_check_collection (JsonObject *collection, GError **error);

G_END_DECLS
