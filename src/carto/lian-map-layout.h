/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-map-clusters.h"
#include "lian-map-geography.h"

G_BEGIN_DECLS

/* A name that wants a place. */
typedef struct
{
  guint rank; /* LIAN_MAP_COMMUNITY or LIAN_MAP_TOWN */
  guint number;
  const char *name; /* of the area, which the geography keeps */
  double width;     /* pixels */
  double height;
  LianMapXY at; /* (out): the middle, on the unit square */
} LianMapLabel;

typedef struct
{
  LianMapGeography *geography;
  GPtrArray *cases;     /* (nullable): LianMapCase */
  GPtrArray *complexes; /* (nullable): LianMapComplex */
  GArray *labels;       /* LianMapLabel, the most important first */
  double world;         /* width of the world in pixels */
  double cell;
  LianMapRadiusFunc radius;
  double zoom;           /* factor on @radius */
  double complex_radius; /* with its disc */
} LianMapLayoutInput;

/* Which marks and names stand where at one zoom. Immutable. */
typedef struct
{
  double world;
  LianMapGeography *geography;
  GPtrArray *cases;     /* what the numbers mean */
  GPtrArray *complexes; /* what the numbers mean */
  LianMapClusters *clusters;
  GArray *rings;  /* guint: numbers of the complexes that are shown */
  GArray *labels; /* LianMapLabel: those that found a place */
} LianMapLayout;

LianMapLayout *lian_map_layout_new (const LianMapLayoutInput *input) G_GNUC_WARN_UNUSED_RESULT;
void lian_map_layout_free (LianMapLayout *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianMapLayout, lian_map_layout_free)

G_END_DECLS
