/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-projection.h"
#include "lian-shape.h"

G_BEGIN_DECLS

/* Shapes taken apart into the arcs that neighbours share, so that whatever is done to a border is
 * done once and for both sides. Immutable; on the unit square of lian-projection.h. */
typedef struct _LianMapMesh LianMapMesh;

/* Points in pixels as runs: the rings of a shape or some lines. */
typedef struct
{
  GArray *points;   /* LianMapXY */
  GArray *starts;   /* guint, one more than there are runs */
  GArray *polygons; /* guint: number of the run that begins each polygon, and the end */
} LianMapPath;

void lian_map_path_init (LianMapPath *path);
void lian_map_path_reset (LianMapPath *path);
void lian_map_path_clear (LianMapPath *path);
guint lian_map_path_get_n_runs (const LianMapPath *path);
const LianMapXY *lian_map_path_get_run (const LianMapPath *path, guint run, guint *n);

LianMapMesh *lian_map_mesh_new (const LianShape *const *shapes, const guint8 *ranks, guint n)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_map_mesh_free (LianMapMesh *self);

typedef struct
{
  double west, north, east, south; /* unit square: north < south */
} LianMapBox;

/* Where the plane of pixels begins and how wide the world is in it. */
typedef struct
{
  double world;
  double left;
  double top;
} LianMapPlane;

const LianMapBox *lian_map_mesh_get_shape_box (const LianMapMesh *self, guint shape);
void lian_map_mesh_trace_shape (const LianMapMesh *self, guint shape, const LianMapPlane *plane,
                                LianMapPath *path);
guint lian_map_mesh_get_n_arcs (const LianMapMesh *self);
guint lian_map_mesh_get_arc_rank (const LianMapMesh *self, guint arc);
const LianMapBox *lian_map_mesh_get_arc_box (const LianMapMesh *self, guint arc);
void lian_map_mesh_trace_arc (const LianMapMesh *self, guint arc, const LianMapPlane *plane,
                              LianMapPath *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianMapMesh, lian_map_mesh_free)

G_END_DECLS
