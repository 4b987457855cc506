/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A person's seat is one profile: own application id, settings, mirror, ledger. One process has it:
 * held by a lock on a file, which also works where there is no session bus. */
#define LIAN_TYPE_PROFILE (lian_profile_get_type ())
G_DECLARE_FINAL_TYPE (LianProfile, lian_profile, LIAN, PROFILE, GObject)

/* @name: "" is the default profile; anything but letters and digits becomes "_". @directory
 * (nullable): for tests; otherwise below the person's data directory. */
LianProfile *lian_profile_new (const char *name, const char *directory) G_GNUC_WARN_UNUSED_RESULT;
char *lian_profile_dup_application_id (const char *name) G_GNUC_WARN_UNUSED_RESULT;

const char *lian_profile_get_name (LianProfile *self);
/* Makes the directory and takes the lock; LIAN_ERROR_BUSY when another process has it. */
gboolean lian_profile_claim (LianProfile *self, GError **error);
char *lian_profile_dup_path (LianProfile *self, const char *file) G_GNUC_WARN_UNUSED_RESULT;
/* LIAN_ERROR_NOT_FOUND where the schema was not installed: never aborts. */
GSettings *lian_profile_open_settings (LianProfile *self, gboolean fleeting, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
