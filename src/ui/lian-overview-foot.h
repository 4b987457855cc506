/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-overview.h"

G_BEGIN_DECLS

/* The row under the map: 24 hours in and out, where the open cases stand, who has them. */
#define LIAN_TYPE_OVERVIEW_FOOT (lian_overview_foot_get_type ())
G_DECLARE_FINAL_TYPE (LianOverviewFoot, lian_overview_foot, LIAN, OVERVIEW_FOOT, GtkGrid)

GtkWidget *lian_overview_foot_new (void);
void lian_overview_foot_set_overview (LianOverviewFoot *self, const LianOverview *overview,
                                      const LianDictionary *dictionary);
/* (nullable): under the ranking, and with whatever is copied of the charts. */
void lian_overview_foot_set_notice (LianOverviewFoot *self, const char *notice);
void lian_overview_foot_set_aged (LianOverviewFoot *self, const char *text); /* (nullable) */
void lian_overview_foot_set_size (LianOverviewFoot *self, int width, int height);

G_END_DECLS
