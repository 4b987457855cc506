/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-shape.h"

G_BEGIN_DECLS

/* How often the rings of a shape cross themselves and each other, at most @most + 1: what is to be
 * repaired costs time and memory for each of them. */
guint lian_crossings_count (const LianShape *shape, guint most);

G_END_DECLS
