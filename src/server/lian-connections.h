/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-server-limits.h"

G_BEGIN_DECLS

/* Who is connected: takes connections in or turns them away. Main thread. */
typedef struct _LianConnections LianConnections;

LianConnections *lian_connections_new (LianServerLimits *limits) G_GNUC_WARN_UNUSED_RESULT;
void lian_connections_free (LianConnections *self);
/* FALSE: one too many; it was told so, if @in_clear, and closed. */
gboolean lian_connections_admit (LianConnections *self, GSocketConnection *connection,
                                 gboolean in_clear);
guint lian_connections_count (LianConnections *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianConnections, lian_connections_free)

G_END_DECLS
