/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-engine.h"

G_BEGIN_DECLS

/* The freshness pill: how old is what the screen shows. Always in the header bar; its popover says
 * why and offers the way on. */
#define LIAN_TYPE_PILL (lian_pill_get_type ())
G_DECLARE_FINAL_TYPE (LianPill, lian_pill, LIAN, PILL, AdwBin)

GtkWidget *lian_pill_new (void);
void lian_pill_set_engine (LianPill *self, LianEngine *engine); /* (nullable) */
/* Only the shortest text: for a header bar without room. */
void lian_pill_set_brief (LianPill *self, gboolean brief);
/* A sentence about the demonstration server (nullable: all is well), with a button to start it. */
void lian_pill_set_demo_trouble (LianPill *self, const char *sentence);
void lian_pill_popup (LianPill *self);
void lian_pill_popdown (LianPill *self);
const char *lian_pill_get_text (LianPill *self);

/* Buttons of the popover activate win.retry-now, win.sign-in, win.accept-server and
 * app.restart-demo. */

G_END_DECLS
