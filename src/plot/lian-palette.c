/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-palette.h"

#include <math.h>

#define RGBA(hex, alpha)                                                                         \
  {                                                                                              \
    (((hex) >> 16) & 0xff) / 255.0, (((hex) >> 8) & 0xff) / 255.0, ((hex)&0xff) / 255.0, (alpha) \
  }
#define RGB(hex) RGBA (hex, 1.0)

/* The casing of roads and the halo's ground are not named by the visual rules; they are taken so
 * that a road stands off the middle of the ramp and a name off every class. */
static const LianPalette palettes[] = {
  [LIAN_STYLE_LIGHT] = {
    .style = LIAN_STYLE_LIGHT,
    .window = RGB (0xfafafa),
    .headerbar = RGB (0xebebeb),
    .view = RGB (0xffffff),
    .card = RGB (0xffffff),
    .side = RGB (0xf3f3f2),
    .fg = RGB (0x2b2d30),
    .fg2 = RGB (0x5e6166),
    .fg3 = RGB (0x6d7176),
    .line = RGBA (0x000000, 0.10),
    .line2 = RGBA (0x000000, 0.055),
    .chip = RGBA (0x000000, 0.06),
    .hover = RGBA (0x000000, 0.045),
    .accent = RGB (0x1c62b9),
    .accent_bg = RGB (0x2a6fc4),
    .selection = RGBA (0x2a6fc4, 0.12),
    .ok_text = RGB (0x1d7f5c),
    .ok = RGB (0x2f9c76),
    .soon_text = RGB (0x9a6200),
    .soon = RGB (0xcb8400),
    .over_text = RGB (0xb3202c),
    .over = RGB (0xc92a36),
    .hold = RGB (0x7a7d82),
    .ok_tint = RGBA (0x2f9c76, 0.13),
    .soon_tint = RGBA (0xcb8400, 0.18),
    .over_tint = RGBA (0xc92a36, 0.11),
    .chart1 = RGB (0x2a6f97),
    .chart3 = RGB (0x6a9ab6),
    .ramp = { RGB (0xedf2f1), RGB (0xcfe2e1), RGB (0x9fc8cb), RGB (0x5b9fae), RGB (0x1f6a86) },
    .diverging = { RGB (0x8a4b08), RGB (0xc9812f), RGB (0xe9bf8f), RGB (0xf1efea), RGB (0x9cc3cc),
                   RGB (0x3f8294), RGB (0x0f4c5c) },
    .land = RGB (0xf2f1ec),
    .water = RGB (0xcfdfe9),
    .road = RGB (0xffffff),
    .road_case = RGB (0xb8c3c6),
    .marker = RGB (0xffffff),
    .grid_border = RGBA (0xffffff, 0.75),
    .community_border = RGBA (0x264654, 0.32),
    .town_border = RGB (0x4f6470),
    .scope_border = RGB (0x31454f),
    .label = RGB (0x22323a),
    .halo = RGBA (0xffffff, 0.90),
  },
  [LIAN_STYLE_DARK] = {
    .style = LIAN_STYLE_DARK,
    .window = RGB (0x242528),
    .headerbar = RGB (0x2f3033),
    .view = RGB (0x1d1e21),
    .card = RGB (0x2d2e32),
    .side = RGB (0x28292c),
    .fg = RGB (0xeeeff1),
    .fg2 = RGB (0xb4b7bc),
    .fg3 = RGB (0x989ca2),
    .line = RGBA (0xffffff, 0.12),
    .line2 = RGBA (0xffffff, 0.07),
    .chip = RGBA (0xffffff, 0.09),
    .hover = RGBA (0xffffff, 0.06),
    .accent = RGB (0x82b4f0),
    .accent_bg = RGB (0x2f74c8),
    .selection = RGBA (0x62a0ea, 0.20),
    .ok_text = RGB (0x6fcfa6),
    .ok = RGB (0x4fb48d),
    .soon_text = RGB (0xf3bd55),
    .soon = RGB (0xeab040),
    .over_text = RGB (0xff8d8d),
    .over = RGB (0xef5f67),
    .hold = RGB (0x9a9da3),
    .ok_tint = RGBA (0x4fb48d, 0.18),
    .soon_tint = RGBA (0xeab040, 0.20),
    .over_tint = RGBA (0xef5f67, 0.20),
    .chart1 = RGB (0x6fb3d6),
    .chart3 = RGB (0x3f6d86),
    .ramp = { RGB (0x26343a), RGB (0x2b4a54), RGB (0x2f6674), RGB (0x4391a0), RGB (0x8fd0d3) },
    .diverging = { RGB (0xf0b36b), RGB (0xb87a35), RGB (0x6b4a29), RGB (0x33373a), RGB (0x2f5f6b),
                   RGB (0x4a9cab), RGB (0xa5dde3) },
    .land = RGB (0x1f2426),
    .water = RGB (0x16303f),
    .road = RGB (0x4d565b),
    .road_case = RGB (0x14181b),
    .marker = RGB (0x202427),
    .grid_border = RGBA (0x14181b, 0.55),
    .community_border = RGBA (0xd7e8ee, 0.22),
    .town_border = RGB (0x93a7b0),
    .scope_border = RGB (0xc3d0d5),
    .label = RGB (0xeef4f5),
    .halo = RGBA (0x14181b, 0.90),
  },
  [LIAN_STYLE_WALL] = {
    .style = LIAN_STYLE_WALL,
    .window = RGB (0x0f1315),
    .headerbar = RGB (0x0f1315),
    .view = RGB (0x0f1315),
    .card = RGB (0x171c1f),
    .side = RGB (0x13181a),
    .fg = RGB (0xf1f4f4),
    .fg2 = RGB (0xb9c1c4),
    .fg3 = RGB (0x8f999d),
    .line = RGBA (0xffffff, 0.14),
    .line2 = RGBA (0xffffff, 0.08),
    .chip = RGBA (0xffffff, 0.09),
    .hover = RGBA (0xffffff, 0.06),
    .accent = RGB (0x8abaf2),
    .accent_bg = RGB (0x2f74c8),
    /* Nothing is selected on the wall; what asks all the same gets the dark value. */
    .selection = RGBA (0x62a0ea, 0.20),
    .ok_text = RGB (0x78d6ae),
    .ok = RGB (0x58bd96),
    .soon_text = RGB (0xf6c566),
    .soon = RGB (0xefb748),
    .over_text = RGB (0xff9a98),
    .over = RGB (0xf0666c),
    .hold = RGB (0x9a9da3),
    .ok_tint = RGBA (0x58bd96, 0.18),
    .soon_tint = RGBA (0xefb748, 0.20),
    .over_tint = RGBA (0xf0666c, 0.20),
    .chart1 = RGB (0x79bde0),
    .chart3 = RGB (0x3d6b84),
    .ramp = { RGB (0x182428), RGB (0x1e3c45), RGB (0x245a68), RGB (0x3b8796), RGB (0x97d8d9) },
    .diverging = { RGB (0xf0b36b), RGB (0xb87a35), RGB (0x6b4a29), RGB (0x33373a), RGB (0x2f5f6b),
                   RGB (0x4a9cab), RGB (0xa5dde3) },
    .land = RGB (0x0f1315),
    .water = RGB (0x10263a),
    .road = RGB (0x3a4347),
    .road_case = RGB (0x0a0d0f),
    .marker = RGB (0x14191c),
    .grid_border = RGBA (0x14181b, 0.55),
    .community_border = RGBA (0xd7e8ee, 0.22),
    .town_border = RGB (0x8ea4ae),
    .scope_border = RGB (0xc3d1d6),
    .label = RGB (0xeef4f5),
    .halo = RGBA (0x0f1315, 0.90),
  },
};

/**
 * lian_palette_get:
 * @style: which of the three styles; anything else gives light
 *
 * The colours of one style. They live for ever and belong to the program. Any thread.
 *
 * Returns: (transfer none): the palette
 */
const LianPalette *
lian_palette_get (LianStyle style)
{
  if ((guint)style >= G_N_ELEMENTS (palettes))
    return &palettes[LIAN_STYLE_LIGHT];

  return &palettes[style];
}

/**
 * lian_color_with_alpha:
 * @alpha: 0 to 1; replaces the colour's own
 *
 * Returns: @color at another opacity
 */
LianColor
lian_color_with_alpha (LianColor color, double alpha)
{
  color.a = alpha;
  return color;
}

/**
 * lian_color_set:
 *
 * Makes @color the source of @cr.
 */
void
lian_color_set (cairo_t *cr, LianColor color)
{
  cairo_set_source_rgba (cr, color.r, color.g, color.b, color.a);
}

static guint
channel_to_byte (double value)
{
  return (guint)floor (CLAMP (value, 0.0, 1.0) * 255.0 + 0.5);
}

/**
 * lian_color_to_css:
 *
 * Writes @color as CSS does, in the C locale: "#rrggbb" when opaque, else "rgba(r, g, b, a)".
 *
 * Returns: (transfer full): the text
 */
char *
lian_color_to_css (LianColor color)
{
  char alpha[G_ASCII_DTOSTR_BUF_SIZE];

  if (color.a >= 1.0)
    return g_strdup_printf ("#%02x%02x%02x", channel_to_byte (color.r), channel_to_byte (color.g),
                            channel_to_byte (color.b));

  g_ascii_formatd (alpha, sizeof alpha, "%.4g", MAX (color.a, 0.0));
  return g_strdup_printf ("rgba(%u, %u, %u, %s)", channel_to_byte (color.r),
                          channel_to_byte (color.g), channel_to_byte (color.b), alpha);
}

/**
 * lian_palette_light_mark:
 *
 * Returns: the colour in which the shape of @light is drawn
 */
LianColor
lian_palette_light_mark (const LianPalette *palette, LianLight light)
{
  switch (light)
    {
    case LIAN_LIGHT_DUE_SOON:
      return palette->soon;
    case LIAN_LIGHT_OVERDUE:
      return palette->over;
    case LIAN_LIGHT_HELD:
    case LIAN_LIGHT_CLOSED:
      return palette->hold;
    case LIAN_LIGHT_NORMAL:
    default:
      return palette->ok;
    }
}

/**
 * lian_palette_light_text:
 *
 * Returns: the colour of a text beside @light; a normal light leaves the text alone
 */
LianColor
lian_palette_light_text (const LianPalette *palette, LianLight light)
{
  switch (light)
    {
    case LIAN_LIGHT_DUE_SOON:
      return palette->soon_text;
    case LIAN_LIGHT_OVERDUE:
      return palette->over_text;
    case LIAN_LIGHT_HELD:
    case LIAN_LIGHT_CLOSED:
      return palette->fg2;
    case LIAN_LIGHT_NORMAL:
    default:
      return palette->fg;
    }
}
