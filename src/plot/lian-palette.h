/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

#include "lian-work-calendar.h"

G_BEGIN_DECLS

typedef struct
{
  double r, g, b, a;
} LianColor;

typedef enum
{
  LIAN_STYLE_LIGHT,
  LIAN_STYLE_DARK,
  LIAN_STYLE_WALL,
} LianStyle;

/* Every colour of the program, in one place; resources/style*.css repeats the tokens as
 * @define-color and a test compares them. Values and meanings: the tokens of the design's visual
 * rules. */
typedef struct
{
  LianStyle style;
  LianColor window, headerbar, view, card, side;
  LianColor fg, fg2, fg3, line, line2, chip, hover;
  LianColor accent, accent_bg, selection;
  LianColor ok_text, ok, soon_text, soon, over_text, over, hold;
  LianColor ok_tint, soon_tint, over_tint;
  LianColor chart1, chart3;
  LianColor ramp[5];
  LianColor diverging[7];
  LianColor land, water, road, road_case, marker;
  LianColor grid_border, community_border, town_border, scope_border;
  LianColor label, halo;
} LianPalette;

const LianPalette *lian_palette_get (LianStyle style);
LianColor lian_color_with_alpha (LianColor color, double alpha);
void lian_color_set (cairo_t *cr, LianColor color);
/* "#rrggbb" or "rgba(r, g, b, a)" as CSS. */
char *lian_color_to_css (LianColor color) G_GNUC_WARN_UNUSED_RESULT;

LianColor lian_palette_light_mark (const LianPalette *palette, LianLight light);
LianColor lian_palette_light_text (const LianPalette *palette, LianLight light);

G_END_DECLS
