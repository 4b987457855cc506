/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-map-layout.h"
#include "lian-map-tile.h"

G_BEGIN_DECLS

typedef enum
{
  LIAN_MAP_JOB_GEOGRAPHY,
  LIAN_MAP_JOB_LAYOUT,
  LIAN_MAP_JOB_TILE,
} LianMapJobKind;

/* What a worker gets and gives. It owns references, so nothing it reads can change. */
typedef struct
{
  LianMapJobKind kind;
  GWeakRef owner;
  guint generation; /* of what it was asked for */
  GPtrArray *areas[LIAN_MAP_N_RANKS];
  GPtrArray *base;
  LianMapGeography *geography;
  LianMapLayoutInput input;
  LianMapLayout *layout;
  LianMapStyle style;
  guint set; /* number of the set the tile is for */
  int x, y;
  guint level;
  double world, scale;
  GBytes *classes;
  guint colours;
  LianMapTile *tile;
  cairo_surface_t *picture;
} LianMapJob;

void lian_map_job_free (gpointer data);
void lian_map_job_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable);

G_END_DECLS
