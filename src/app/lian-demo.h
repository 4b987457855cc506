/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-profile.h"

G_BEGIN_DECLS

/* The demonstration server as a child: made on the first run, started on the port it had before,
 * ended with us (its standard input closes). */
#define LIAN_TYPE_DEMO (lian_demo_get_type ())
G_DECLARE_FINAL_TYPE (LianDemo, lian_demo, LIAN, DEMO, GObject)

LianDemo *lian_demo_new (LianProfile *profile) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the profile has a county that this version of the program serves. Everything in it is
 * invented, so one of an older version is made anew rather than migrated. */
gboolean lian_demo_is_made (LianProfile *profile);

/* Starts it, the database first where there is none; calls back when it answers, or says why not.
 */
void lian_demo_start (LianDemo *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data);
/* Its address. */
char *lian_demo_start_finish (LianDemo *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_demo_stop (LianDemo *self);
gboolean lian_demo_is_running (LianDemo *self);
/* Its process, for tests; 0: none. */
int lian_demo_get_pid (LianDemo *self);

/* Known before it runs: the port is kept in the profile. */
const char *lian_demo_get_url (LianDemo *self);
const char *lian_demo_get_account (LianDemo *self);
/* NULL before the first run. */
char *lian_demo_dup_password (LianDemo *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *lian_demo_get_seat (LianDemo *self);

/* signal "died" (const char *sentence): it ended without being asked to */

G_END_DECLS
