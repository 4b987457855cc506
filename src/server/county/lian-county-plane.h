/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-dice.h"
#include "lian-record.h"

G_BEGIN_DECLS

/* The sheet on which the county is drawn: x to the right, y down, one unit is about 60 m. */
typedef struct
{
  double x;
  double y;
} LianSpot;

/* Where people live close together: how closely, and how far around. */
typedef struct
{
  LianSpot at;
  double reach;
  double weight;
} LianSettlement;

/* One county on the sheet. */
typedef struct
{
  const LianSpot *outline; /* its corners, not closed, before they wander */
  guint n_outline;
  gboolean shared; /* the outline wanders the same way for whoever lies beyond it */
  const LianSettlement *settlements;
  guint n_settlements;
} LianPlane;

/* (element-type LianSpot) */
typedef GArray LianTrail;

LianTrail *lian_trail_new (void) G_GNUC_WARN_UNUSED_RESULT;
void lian_trail_add (LianTrail *self, double x, double y);
#define lian_trail_at(self, i) (&g_array_index ((self), LianSpot, (i)))

double lian_spot_distance (LianSpot a, LianSpot b);
LianPoint lian_spot_to_point (LianSpot spot);
gboolean lian_spots_contain (const LianSpot *ring, guint n, LianSpot spot);

/* A line between two spots that wanders like a boundary or a brook: midpoint displacement. The
 * first spot is added, the last is not. */
void lian_trail_wander (LianTrail *self, LianSpot from, LianSpot to, double roughness, double step,
                        LianDice *dice);
/* A smooth curve through @n spots (Catmull-Rom), all of it. */
void lian_trail_curve (LianTrail *self, const LianSpot *through, guint n, gboolean closed);

/* The demonstration's own county, of an invented outline. */
const LianPlane *lian_plane_get_home (void);
double lian_plane_density (const LianPlane *self, LianSpot spot);

G_END_DECLS
