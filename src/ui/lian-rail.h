/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The navigation rail: an entry for each page, the seat at the foot. Narrow it keeps the icons and
 * puts the words into tooltips. */
#define LIAN_TYPE_RAIL (lian_rail_get_type ())
G_DECLARE_FINAL_TYPE (LianRail, lian_rail, LIAN, RAIL, GtkBox)

GtkWidget *lian_rail_new (void);
void lian_rail_add_page (LianRail *self, const char *name, const char *title,
                         const char *icon_name);
void lian_rail_select (LianRail *self, const char *name);
void lian_rail_set_narrow (LianRail *self, gboolean narrow);
/* @person, @seat: "" while nobody is signed in. */
void lian_rail_set_seat (LianRail *self, const char *person, const char *seat);

/* signal "selected" (const char *name): by the person */

G_END_DECLS
