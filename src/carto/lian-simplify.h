/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-projection.h"

G_BEGIN_DECLS

void lian_simplify_weigh (const LianMapXY *points, guint n, double *weights);

G_END_DECLS
