/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-divisions.h"

G_BEGIN_DECLS

/* How grids cover the ground: no two of them the same piece, no piece of a community none, none
 * more than its community. Smaller pieces than this are the drawing's, not the grids'. */
#define LIAN_COVER_LEAST_AREA 1.0 /* square metres */

typedef enum
{
  LIAN_COVER_OVERLAP, /* of first and second */
  LIAN_COVER_GAP,     /* in community @first, or enclosed by grids when there is no outline */
  LIAN_COVER_BEYOND,  /* grid @first reaches out of community @second */
} LianCoverFaultType;

typedef struct
{
  LianCoverFaultType type;
  const char *first;  /* id, of a record */
  const char *second; /* (nullable) */
  double area;        /* square metres */
  LianPoint at;       /* WGS84 */
} LianCoverFault;

/* @grids (element-type LianRecord): all that have to be looked at; those that are not valid at @now
 * are passed over. Faults that no grid in @wanted (ids) has to do with are left out; NULL = none.
 * Returns (element-type LianCoverFault), the largest first; ids are those of the records. */
GArray *lian_cover_check (GPtrArray *grids, const LianDivisions *divisions, GHashTable *wanted,
                          gint64 now) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
