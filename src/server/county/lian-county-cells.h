/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <geos_c.h>

#include "lian-county-plane.h"

G_BEGIN_DECLS

/* A piece of the county: where its middle lies and which pieces share a border with it. */
typedef struct
{
  LianSpot middle;
  GEOSGeometry *shape; /* (owned): a polygon in WGS84 degrees */
  LianTrail *ring;     /* (owned): its corners, closed, in degrees */
  GArray *neighbours;  /* (owned) (element-type guint), ascending */
} LianCell;

/* @n pieces that tile the county without gaps or overlaps: neighbours have the same vertices along
 * their border. */
typedef struct
{
  GEOSContextHandle_t geos; /* (owned) */
  LianCell *cells;          /* (owned) */
  guint n;
} LianCells;

LianCells *lian_cells_new (const LianPlane *plane, guint n, LianDice *dice, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_cells_free (LianCells *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianCells, lian_cells_free)

G_END_DECLS
