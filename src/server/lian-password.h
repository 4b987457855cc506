/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Passwords as yescrypt hashes. Slow on purpose: never on the main thread of a server. Any thread.
 */
char *lian_password_hash (const char *password, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @hash: (nullable): NULL costs the same time and is FALSE, so that nobody can tell by the clock
 * which accounts there are. */
gboolean lian_password_check (const char *password, const char *hash);
/* At least eight and at most 256 characters. */
gboolean lian_password_is_acceptable (const char *password, GError **error);

G_END_DECLS
