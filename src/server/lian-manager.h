/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The manager that started the server (systemd, with Type=notify) and waits to hear how it is.
 * Without one nothing happens. */
void lian_manager_say (const char *state);

G_END_DECLS
