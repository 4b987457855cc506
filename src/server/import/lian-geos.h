/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <geos_c.h>

#include "lian-record.h"

G_BEGIN_DECLS

/* A context that says nothing of itself; what fails is NULL. */
GEOSContextHandle_t lian_geos_new (void);
GEOSGeometry *lian_geos_from_wkb (GEOSContextHandle_t geos, GBytes *wkb);
GBytes *lian_geos_to_wkb (GEOSContextHandle_t geos, const GEOSGeometry *geometry);
/* Square metres of what is small and in degrees. */
double lian_geos_area (GEOSContextHandle_t geos, const GEOSGeometry *geometry);
/* A point that lies on it. */
gboolean lian_geos_middle (GEOSContextHandle_t geos, const GEOSGeometry *geometry,
                           LianPoint *middle);
/* Its polygons only, as one geometry; takes @geometry. NULL when there are none. */
GEOSGeometry *lian_geos_take_polygons (GEOSContextHandle_t geos, GEOSGeometry *geometry);

G_END_DECLS
