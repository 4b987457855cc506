/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-engine.h"

G_BEGIN_DECLS

/* The one window: header bar with scope and pill, rail, pages. Without an engine it shows only why
 * there is none. */
#define LIAN_TYPE_WINDOW (lian_window_get_type ())
G_DECLARE_FINAL_TYPE (LianWindow, lian_window, LIAN, WINDOW, AdwApplicationWindow)

/* @engine nullable. @settings: keys as in data/io.github.liandong.Liandong.gschema.xml. */
GtkWidget *lian_window_new (GtkApplication *application, LianEngine *engine, GSettings *settings);

/* Shows a sentence in place of the pages; @action (nullable) with its words. Plain text. */
void lian_window_show_trouble (LianWindow *self, const char *title, const char *sentence,
                               const char *action_label, const char *action_name);
void lian_window_clear_trouble (LianWindow *self);
/* A line under the header bar until it is dismissed; @id replaces the one of the same id. */
void lian_window_add_notice (LianWindow *self, const char *id, const char *sentence,
                             const char *action_label, const char *action_name);
void lian_window_remove_notice (LianWindow *self, const char *id);
gboolean lian_window_has_notice (LianWindow *self, const char *id);
/* The same line with other words, in its place. */
void lian_window_change_notice (LianWindow *self, const char *id, const char *sentence);
/* (nullable) (transfer none): its words. */
const char *lian_window_get_notice (LianWindow *self, const char *id);
/* @sentence (nullable): about the demonstration server. */
void lian_window_set_demo_trouble (LianWindow *self, const char *sentence);

/* For the tour and for tests. */
void lian_window_show_page (LianWindow *self, const char *name); /* "overview", "desk" */
void lian_window_search (LianWindow *self, const char *text);
void lian_window_show_sign_in (LianWindow *self);
/* The form with an address that cannot be used. */
void lian_window_ask_address (LianWindow *self, const char *address);
void lian_window_hide_sign_in (LianWindow *self);
void lian_window_show_connection (LianWindow *self);
GtkWidget *lian_window_get_page (LianWindow *self, const char *name);
GtkWidget *lian_window_get_pill (LianWindow *self);
void lian_window_set_welcome (LianWindow *self, gboolean welcome);
/* The pages stand, and the one in front is final until something changes. */
gboolean lian_window_is_settled (LianWindow *self);
/* What the body shows: "status", "sign-in", "connection" or "pages". */
const char *lian_window_get_body (LianWindow *self);

/* signal "signed-in" (): by the person, through the form */

G_END_DECLS
