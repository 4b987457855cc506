/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-map-mesh.h"

G_BEGIN_DECLS

gboolean lian_map_labels_find_pole (const LianMapMesh *mesh, guint shape, LianMapXY *pole);
void lian_map_labels_sort_spots (GArray *spots, guint keep);
gboolean lian_map_labels_contains (const LianMapPath *path, double x, double y);
gboolean lian_map_labels_fits (const LianMapPath *path, double x, double y, double width,
                               double height);

G_END_DECLS
