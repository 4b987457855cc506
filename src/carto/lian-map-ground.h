/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "lian-map-geography.h"
#include "lian-map-style.h"

G_BEGIN_DECLS

/* A level whose median shape is narrower than this many pixels has no borders. */
#define LIAN_MAP_LEAST_SHAPE 12

void lian_map_ground_draw (const LianMapGeography *geography, const LianMapStyle *style,
                           guint level, const LianMapPlane *plane, double scale,
                           cairo_surface_t *surface, GCancellable *cancellable);
void lian_map_ground_add_path (cairo_t *cr, const LianMapPath *path, gboolean closed);

G_END_DECLS
