/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-engine.h"
#include "lian-regions.h"
#include "lian-scope.h"

G_BEGIN_DECLS

/* 运行态势: the figures of the day, the map, what needs supervision, what came in, how it flows.
 * All of it is a projection of (mirror, scope): loaded in one read transaction, again when the
 * mirror changed (at most twice a second) and every ten seconds for the lights. */
#define LIAN_TYPE_OVERVIEW_PAGE (lian_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (LianOverviewPage, lian_overview_page, LIAN, OVERVIEW_PAGE, AdwBin)

GtkWidget *lian_overview_page_new (LianEngine *engine, LianScope *scope, LianRegions *regions);
/* Of the window: what has room. */
void lian_overview_page_set_size (LianOverviewPage *self, int width, int height);
/* TRUE when figures and map are final until something changes (for tours and tests). */
gboolean lian_overview_page_is_settled (LianOverviewPage *self);
/* TRUE when all figures and the map are there, be newer ones under way or not (for benchmarks). */
gboolean lian_overview_page_is_complete (LianOverviewPage *self);
gboolean lian_overview_page_show_busiest (LianOverviewPage *self);
/* The nth figure of the strip and its subline, as they are read. */
const char *lian_overview_page_get_figure (LianOverviewPage *self, guint n);
const char *lian_overview_page_get_subline (LianOverviewPage *self, guint n);

G_END_DECLS
