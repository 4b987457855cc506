/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* g_timeout_add() counts the time awake: after sleep it would still wait for the rest of its
 * interval, and the screen would go on saying "live". */
guint lian_wake_add (guint interval_ms, GSourceFunc func, gpointer data);

G_END_DECLS
