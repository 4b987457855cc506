/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-light-counts.h"
#include "lian-map-mesh.h"
#include "lian-work-calendar.h"

G_BEGIN_DECLS

typedef struct
{
  LianMapXY at; /* unit square */
  LianLight light;
} LianMapPoint;

/* Radius in pixels of the mark for that many points. */
typedef double (*LianMapRadiusFunc) (gint64 count);

typedef struct
{
  LianMapXY at; /* the middle of its points, on the unit square */
  LianLightCounts counts;
  double radius;  /* pixels */
  LianMapBox box; /* of its points */
  guint first;    /* in members */
  guint n;
} LianMapCluster;

typedef struct
{
  GArray *clusters; /* LianMapCluster, the largest first */
  GArray *members;  /* guint: numbers of points, those of a cluster together */
} LianMapClusters;

LianMapClusters *lian_map_clusters_new (const LianMapPoint *points, guint n, double world,
                                        double cell, LianMapRadiusFunc radius, double zoom)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_map_clusters_free (LianMapClusters *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianMapClusters, lian_map_clusters_free)

G_END_DECLS
