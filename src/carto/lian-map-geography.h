/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-map-mesh.h"
#include "lian-map-model.h"

G_BEGIN_DECLS

/* Ranks of borders; the first three are also the levels of areas. */
enum
{
  LIAN_MAP_GRID,
  LIAN_MAP_COMMUNITY,
  LIAN_MAP_TOWN,
  LIAN_MAP_SCOPE,
  LIAN_MAP_N_RANKS,
};

/* A part of the drawn base on the unit square. */
typedef struct
{
  int kind; /* of LianMapBase */
  int rank;
  gboolean closed; /* fill it */
  LianMapBox box;
  GArray *points; /* LianMapXY */
  GArray *starts; /* guint, one more than there are runs */
} LianMapLine;

/* Everything about the ground that stays while values change: areas of all levels taken apart into
 * one mesh, the drawn base, places for names. Made in a worker, immutable, shared by threads. */
typedef struct
{
  GPtrArray *areas[LIAN_MAP_N_RANKS]; /* (nullable): LianMapArea; of the scope at most one */
  guint first_shape[LIAN_MAP_N_RANKS];
  GHashTable *index[LIAN_MAP_N_RANKS]; /* id → number + 1 */
  LianMapMesh *mesh;
  GPtrArray *lines;              /* LianMapLine */
  double median[LIAN_MAP_SCOPE]; /* width of the median shape on the unit square, 0 without any */
  LianMapBox box;                /* of the scope, or of all areas; west > east when empty */
  GPtrArray *spots[LIAN_MAP_SCOPE]; /* of communities and towns: GArray of LianMapXY per area,
                                       where its name may stand, best first */
} LianMapGeography;

LianMapGeography *lian_map_geography_new (GPtrArray *const areas[LIAN_MAP_N_RANKS], GPtrArray *base)
    G_GNUC_WARN_UNUSED_RESULT;
LianMapGeography *lian_map_geography_ref (LianMapGeography *self);
void lian_map_geography_unref (LianMapGeography *self);
guint lian_map_geography_get_n_areas (const LianMapGeography *self, guint rank);
int lian_map_geography_find (const LianMapGeography *self, guint rank, const char *id);
const LianMapArea *lian_map_geography_get_area (const LianMapGeography *self, guint rank,
                                                guint number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianMapGeography, lian_map_geography_unref)

G_END_DECLS
