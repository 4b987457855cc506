/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-look.h"

static LianMapColor
convert (LianColor color)
{
  return (LianMapColor){ color.r, color.g, color.b, color.a };
}

static void
grey (LianColor *color)
{
  double luma = 0.2126 * color->r + 0.7152 * color->g + 0.0722 * color->b;

  color->r = color->g = color->b = luma;
}

/**
 * lian_map_look_make_stale:
 * @palette: (inout): a copy
 *
 * Takes the colour out of everything that means something: lights and text go to fg3, the ramp
 * keeps its lightness, so that the picture can still be read and cannot be taken for live.
 */
void
lian_map_look_make_stale (LianPalette *palette)
{
  LianColor *lights[] = { &palette->ok,        &palette->soon,    &palette->over,
                          &palette->hold,      &palette->ok_text, &palette->soon_text,
                          &palette->over_text, &palette->label,   &palette->fg };

  for (guint i = 0; i < G_N_ELEMENTS (lights); i++)
    *lights[i] = palette->fg3;
  for (guint i = 0; i < 5; i++)
    grey (&palette->ramp[i]);
  grey (&palette->water);
  grey (&palette->accent);
}

/**
 * lian_map_look_get_style:
 * @palette: a palette
 *
 * Returns: the part of it that the ground is drawn with.
 */
LianMapStyle
lian_map_look_get_style (const LianPalette *palette)
{
  LianMapStyle style = {
    .land = convert (palette->land),
    .water = convert (palette->water),
    .road = convert (palette->road),
    .road_case = convert (palette->road_case),
    .hatch = convert (lian_color_with_alpha (palette->fg3, 0.4)),
    .borders = { convert (palette->grid_border), convert (palette->community_border),
                 convert (palette->town_border), convert (palette->scope_border) },
    .faint = 0.55,
  };

  for (guint i = 0; i < 5; i++)
    style.ramp[i] = convert (palette->ramp[i]);
  return style;
}
