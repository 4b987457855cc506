/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The colours of the ground, handed in: carto knows no palette. 0 … 1, not premultiplied. */
typedef struct
{
  double r, g, b, a;
} LianMapColor;

typedef struct
{
  LianMapColor land, water, road, road_case;
  LianMapColor hatch; /* lines over land where there is no data */
  LianMapColor ramp[5];
  LianMapColor borders[4]; /* by rank: grid, community, town, scope */
  double faint;            /* opacity of the base outside the scope */
} LianMapStyle;

G_END_DECLS
