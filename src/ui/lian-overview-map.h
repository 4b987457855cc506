/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-engine.h"
#include "lian-overview.h"
#include "lian-regions.h"
#include "lian-scope.h"

G_BEGIN_DECLS

/* The map of the overview with its panels: what is coloured, the legend, the card of the area under
 * the pointer. Shapes come from the mirror once; values with every overview. A click on an area
 * makes it the scope, a click on a case opens it. */
#define LIAN_TYPE_OVERVIEW_MAP (lian_overview_map_get_type ())
G_DECLARE_FINAL_TYPE (LianOverviewMap, lian_overview_map, LIAN, OVERVIEW_MAP, AdwBin)

GtkWidget *lian_overview_map_new (LianEngine *engine, LianScope *scope, LianRegions *regions);
/* @overview: borrowed during the call only. */
void lian_overview_map_set_overview (LianOverviewMap *self, const LianOverview *overview);
void lian_overview_map_set_aged (LianOverviewMap *self, gboolean aged);
void lian_overview_map_set_brief (LianOverviewMap *self, gboolean brief);
gboolean lian_overview_map_is_settled (LianOverviewMap *self);
/* Grids that stand now and are drawn: it changes when their dates pass. */
guint lian_overview_map_get_n_grids (LianOverviewMap *self);
/* Shows the card of the busiest area as if the pointer stood on it (for the tour); FALSE when there
 * is no area. */
gboolean lian_overview_map_show_busiest (LianOverviewMap *self);

G_END_DECLS
