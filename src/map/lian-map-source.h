/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <shumate/shumate.h>

G_BEGIN_DECLS

/* What the viewport measures by: web mercator in tiles of 256 pixels. It has no tiles; a viewport
 * without any source divides by nothing. */
#define LIAN_TYPE_MAP_SOURCE (lian_map_source_get_type ())
G_DECLARE_FINAL_TYPE (LianMapSource, lian_map_source, LIAN, MAP_SOURCE, ShumateMapSource)

#define LIAN_MAP_SOURCE_MIN_ZOOM 4
#define LIAN_MAP_SOURCE_MAX_ZOOM 19

ShumateMapSource *lian_map_source_new (void);
double lian_map_source_get_world (ShumateMapSource *source, double zoom);
double lian_map_source_get_zoom (ShumateMapSource *source, double world);

G_END_DECLS
