/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-record.h"

G_BEGIN_DECLS

/* Grids are drawn anew from time to time: the old ones stay, with an end, and the new ones have a
 * beginning. A grid stands from valid_from on and until just before valid_to; 0 is open. */
gboolean lian_grid_is_valid (const LianRecord *grid, gint64 now);
/* Between which moments the answer for @grid is that of @now: both are narrowed, never widened. */
void lian_grid_narrow (const LianRecord *grid, gint64 now, gint64 *from, gint64 *until);

G_END_DECLS
