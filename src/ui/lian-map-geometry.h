/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-map-model.h"

G_BEGIN_DECLS

/* From records of the mirror to what the map widget takes. A record whose geometry is missing or
 * broken is left out, never an error: one bad outline must not take the map away. All return
 * (transfer full) arrays with their free functions set. */
GPtrArray *lian_map_geometry_regions (GPtrArray *records) G_GNUC_WARN_UNUSED_RESULT;
/* Only those that stand at @now. */
GPtrArray *lian_map_geometry_grids (GPtrArray *records, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *lian_map_geometry_base (GPtrArray *records) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *lian_map_geometry_complexes (GPtrArray *records, const char *region)
    G_GNUC_WARN_UNUSED_RESULT;
/* @cases: LianRecord, open, with a position. */
GPtrArray *lian_map_geometry_cases (GPtrArray *cases, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
LianMapArea *lian_map_geometry_area (LianRecord *region) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
