/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lian-shape.h"

G_BEGIN_DECLS

/* A GeoJSON geometry (RFC 7946; Point … MultiPolygon) to WKB and back. Refuses rings that are not
 * closed or have fewer than four positions, positions that are not two or three finite numbers
 * inside ±180/±90, and more than the limits of lian-limits.h; the error says where. */
GBytes *lian_geojson_to_wkb (JsonNode *geometry, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *lian_geojson_from_wkb (GBytes *wkb, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *lian_geojson_from_shape (const LianShape *shape) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
