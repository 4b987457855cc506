/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-record.h"

G_BEGIN_DECLS

/* GCJ-02 and BD-09 to and from WGS84. Outside China the point is returned as it is. The way back is
 * iterated to 1e-9 degrees. */
LianPoint lian_crs_wgs84_to_gcj02 (LianPoint wgs84);
LianPoint lian_crs_gcj02_to_wgs84 (LianPoint gcj02);
LianPoint lian_crs_bd09_to_gcj02 (LianPoint bd09);
LianPoint lian_crs_gcj02_to_bd09 (LianPoint gcj02);
/* @crs: "wgs84" (or NULL), "cgcs2000", "gcj02", "bd09"; FALSE for any other. */
gboolean lian_crs_to_wgs84 (const char *crs, LianPoint *point);

/* Distance in metres on the sphere of radius 6371008.8 m. */
double lian_crs_distance (LianPoint a, LianPoint b);

G_END_DECLS
