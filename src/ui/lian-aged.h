/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-engine.h"

G_BEGIN_DECLS

/* As of when the picture is, once it is past its age: the one source for every panel that shows
 * something of the mirror. Property "text" (string, nullable): "as of 09:39:20", NULL while the
 * picture is fresh. */
#define LIAN_TYPE_AGED (lian_aged_get_type ())
G_DECLARE_FINAL_TYPE (LianAged, lian_aged, LIAN, AGED, GObject)

LianAged *lian_aged_get (LianEngine *engine);
const char *lian_aged_get_text (LianAged *self); /* (nullable) */
/* The label shows the text, and is not there while there is none. */
void lian_aged_bind_label (LianAged *self, GtkLabel *label);

G_END_DECLS
