/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-map-values.h"

G_BEGIN_DECLS

/* The card beside the area under the pointer: value with what it is made of, the median, what is
 * open there, who is on duty. */
#define LIAN_TYPE_AREA_CARD (lian_area_card_get_type ())
G_DECLARE_FINAL_TYPE (LianAreaCard, lian_area_card, LIAN, AREA_CARD, GtkBox)

GtkWidget *lian_area_card_new (void);
/* @value, @member nullable. Everything is copied. */
void lian_area_card_set_area (LianAreaCard *self, const char *name, const LianAreaValue *value,
                              double median, LianRecord *member);
/* Places the card in a map of @width × @height beside (@x, @y), on the side with more room. */
void lian_area_card_place (LianAreaCard *self, double x, double y, int width, int height);

G_END_DECLS
