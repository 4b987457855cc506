/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-palette.h"

G_BEGIN_DECLS

/* Scale bar and notice in the corner of every map. */
#define LIAN_TYPE_MAP_CORNER (lian_map_corner_get_type ())
G_DECLARE_FINAL_TYPE (LianMapCorner, lian_map_corner, LIAN, MAP_CORNER, GtkWidget)

GtkWidget *lian_map_corner_new (void);
void lian_map_corner_set_palette (LianMapCorner *self, const LianPalette *palette,
                                  double font_size);
void lian_map_corner_set_notice (LianMapCorner *self, const char *notice);
void lian_map_corner_set_scale (LianMapCorner *self, double metres, double pixels);

G_END_DECLS
