/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-work-calendar.h"

G_BEGIN_DECLS

/* One figure of the strip: title, figure with chips and a spark line, and what it is a figure of.
 * The whole tile is a button that opens the list behind it. */
#define LIAN_TYPE_TILE (lian_tile_get_type ())
G_DECLARE_FINAL_TYPE (LianTile, lian_tile, LIAN, TILE, GtkButton)

GtkWidget *lian_tile_new (const char *title);
void lian_tile_set_light (LianTile *self, LianLight light);
/* @unit (nullable): "%"; the ground of the tile fades once when the figure is another one. */
void lian_tile_set_figure (LianTile *self, const char *figure, const char *unit);
void lian_tile_set_subline (LianTile *self, const char *text);
/* Chips beside the figure; (nullable): none. */
void lian_tile_set_chips (LianTile *self, const char *grave, const char *urgent);
void lian_tile_set_spark (LianTile *self, const gint64 *values, guint n);
/* @text (nullable): "as of 09:32:10": grey figure, and the text in place of the subline. */
void lian_tile_set_aged (LianTile *self, const char *text);
/* What there is room for. */
void lian_tile_set_room (LianTile *self, gboolean spark, gboolean subline);
const char *lian_tile_get_figure (LianTile *self);
const char *lian_tile_get_subline (LianTile *self);

G_END_DECLS
