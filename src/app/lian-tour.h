/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-application.h"

G_BEGIN_DECLS

/* Drives the real application through its pages and saves pictures of them. */
#define LIAN_TYPE_TOUR (lian_tour_get_type ())
G_DECLARE_FINAL_TYPE (LianTour, lian_tour, LIAN, TOUR, GObject)

LianTour *lian_tour_new (LianApplication *application, const char *folder)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_tour_start (LianTour *self);

/* With --tour and not in a child yet: runs this program once a language and gives TRUE; then the
 * process ends with @status. Blocks: there is no main loop yet. */
gboolean lian_tour_run_languages (int argc, char **argv, int *status);

G_END_DECLS
