/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-map-values.h"

G_BEGIN_DECLS

/* The legend at the foot of the map: classes with their bounds, and what the marks mean. */
#define LIAN_TYPE_MAP_LEGEND (lian_map_legend_get_type ())
G_DECLARE_FINAL_TYPE (LianMapLegend, lian_map_legend, LIAN, MAP_LEGEND, GtkBox)

GtkWidget *lian_map_legend_new (void);
void lian_map_legend_set_classes (LianMapLegend *self, const LianMapClasses *classes,
                                  gboolean gaps);
void lian_map_legend_set_complexes (LianMapLegend *self, guint shown, guint all);
/* Bounds only, for a window without room. */
void lian_map_legend_set_brief (LianMapLegend *self, gboolean brief);

G_END_DECLS
