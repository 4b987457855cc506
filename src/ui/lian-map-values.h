/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-map-model.h"
#include "lian-map-view.h"
#include "lian-overview.h"
#include "lian-regions.h"

G_BEGIN_DECLS

/* The values behind the choropleth: one for each area of a level, summed from those of the grids.
 * Pure data, made anew with every overview. */
typedef struct
{
  gint64 cases;  /* in the period */
  gint64 people; /* who live there */
  LianLightCounts open;
} LianAreaValue;

typedef struct
{
  GHashTable *values; /* area id → LianAreaValue */
  double median;      /* NaN without a value */
  gboolean gaps;      /* some area has no population and therefore no value */
} LianMapValues;

/* @counts (nullable): cases by grid id (GINT_TO_POINTER) in place of those of seven days. */
LianMapValues *lian_map_values_new (const LianOverview *overview, LianMapLevel level,
                                    LianRegions *regions, GHashTable *grid_regions,
                                    GHashTable *counts) G_GNUC_WARN_UNUSED_RESULT;
void lian_map_values_free (LianMapValues *self);
/* Cases per 10,000 people; NaN without people. */
double lian_area_value_get_rate (const LianAreaValue *value);
LianMapClasses *lian_map_values_classify (const LianMapValues *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianMapValues, lian_map_values_free)

G_END_DECLS
