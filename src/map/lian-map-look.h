/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-map-style.h"
#include "lian-palette.h"

G_BEGIN_DECLS

void lian_map_look_make_stale (LianPalette *palette);
LianMapStyle lian_map_look_get_style (const LianPalette *palette);

G_END_DECLS
