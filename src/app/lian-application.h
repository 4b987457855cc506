/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-demo.h"
#include "lian-window.h"

G_BEGIN_DECLS

/* The wiring: profile, files, engine, demonstration server, window, tour. */
#define LIAN_TYPE_APPLICATION (lian_application_get_type ())
G_DECLARE_FINAL_TYPE (LianApplication, lian_application, LIAN, APPLICATION, AdwApplication)

LianApplication *lian_application_new (const char *profile) G_GNUC_WARN_UNUSED_RESULT;
/* The profile of a command line, needed before there is an application: its id names it. */
char *lian_application_dup_profile_argument (int argc, char **argv) G_GNUC_WARN_UNUSED_RESULT;

/* What the process ends with: 0 unless a tour failed or the files are another process's. */
int lian_application_get_status (LianApplication *self);
void lian_application_set_status (LianApplication *self, int status);

/* For the tour. */
LianWindow *lian_application_get_window (LianApplication *self); /* (nullable) */
LianEngine *lian_application_get_engine (LianApplication *self); /* (nullable) */
/* The first thing that went wrong at the start, NULL when all is well. */
const char *lian_application_get_trouble (LianApplication *self);
LianDemo *lian_application_get_demo (LianApplication *self); /* (nullable) */
/* Makes the platform go away, as a pulled cable would. */
void lian_application_cut_server (LianApplication *self);

G_END_DECLS
