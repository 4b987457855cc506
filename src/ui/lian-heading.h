/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The line over a part of a page: bold title, a caption that says of what, something at the end.
 * Past its age the caption says as of when instead. */
#define LIAN_TYPE_HEADING (lian_heading_get_type ())
G_DECLARE_FINAL_TYPE (LianHeading, lian_heading, LIAN, HEADING, GtkBox)

GtkWidget *lian_heading_new (const char *title);
void lian_heading_set_caption (LianHeading *self, const char *caption);
void lian_heading_set_aged (LianHeading *self, const char *text); /* (nullable) */
/* Appended at the far end. */
void lian_heading_add_end (LianHeading *self, GtkWidget *widget);

/* The small line under a ranking that says of its data what must be said; hidden without one. */
GtkWidget *lian_heading_new_notice (void);
void lian_heading_say_notice (GtkLabel *notice, const char *text); /* (nullable) */

G_END_DECLS
