/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-plane.h"

#include <math.h>

/* An invented shape, wider than tall; not the outline of any place. */
static const LianSpot outline[] = {
  { 323, 178 },  { 352, 152 },  { 398, 155 },  { 442, 147 },  { 484, 144 },  { 528, 153 },
  { 572, 148 },  { 602, 155 },  { 640, 139 },  { 700, 130 },  { 742, 141 },  { 790, 132 },
  { 832, 136 },  { 868, 124 },  { 905, 119 },  { 936, 129 },  { 950, 158 },  { 941, 196 },
  { 958, 236 },  { 980, 262 },  { 986, 294 },  { 974, 326 },  { 1002, 340 }, { 1050, 344 },
  { 1092, 356 }, { 1129, 384 }, { 1122, 422 }, { 1111, 456 }, { 1106, 492 }, { 1086, 521 },
  { 1061, 546 }, { 1066, 580 }, { 1040, 605 }, { 1000, 612 }, { 952, 601 },  { 920, 606 },
  { 886, 625 },  { 840, 624 },  { 792, 621 },  { 746, 632 },  { 704, 641 },  { 660, 639 },
  { 620, 629 },  { 580, 636 },  { 540, 632 },  { 501, 612 },  { 491, 581 },  { 498, 546 },
  { 488, 513 },  { 450, 530 },  { 420, 526 },  { 398, 541 },  { 360, 543 },  { 320, 536 },
  { 276, 543 },  { 240, 541 },  { 204, 529 },  { 170, 514 },  { 143, 492 },  { 137, 462 },
  { 152, 440 },  { 192, 424 },  { 232, 398 },  { 238, 368 },  { 229, 338 },  { 210, 302 },
  { 207, 268 },  { 226, 246 },  { 262, 243 },  { 292, 250 },  { 322, 232 },  { 329, 206 },
};

/* Where people live: the three streets in the middle, then the seats of the towns. */
static const LianSettlement settlements[] = {
  { { 608, 398 }, 52, 11 },  { { 650, 362 }, 50, 9 },   { { 548, 412 }, 46, 8 },
  { { 645, 445 }, 50, 9 },   { { 600, 380 }, 130, 4 },  { { 565, 280 }, 50, 3 },
  { { 780, 445 }, 50, 2.5 }, { { 640, 300 }, 50, 3 },   { { 370, 285 }, 40, 1.5 },
  { { 740, 225 }, 40, 1.5 }, { { 905, 190 }, 40, 1.5 }, { { 905, 345 }, 40, 1.5 },
  { { 287, 440 }, 40, 1.5 }, { { 605, 555 }, 45, 1.5 }, { { 845, 575 }, 40, 1.5 },
  { { 985, 485 }, 40, 1.5 },
};

/**
 * lian_trail_new:
 *
 * Returns: (transfer full): an empty run of spots.
 */
LianTrail *
lian_trail_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (LianSpot));
}

/**
 * lian_trail_add:
 *
 * Adds one spot at the end.
 */
void
lian_trail_add (LianTrail *self, double x, double y)
{
  LianSpot spot = { x, y };

  g_array_append_val (self, spot);
}

/**
 * lian_spot_distance:
 *
 * Returns: the distance in units of the sheet.
 */
double
lian_spot_distance (LianSpot a, LianSpot b)
{
  double dx = a.x - b.x;
  double dy = a.y - b.y;

  return sqrt (dx * dx + dy * dy);
}

/**
 * lian_spot_to_point:
 *
 * Returns: WGS84 degrees, rounded to a millionth, so that two shapes that share a spot share the
 * very same numbers.
 */
LianPoint
lian_spot_to_point (LianSpot spot)
{
  const double degrees_per_unit_lat = 0.000545;
  const double cos_lat = 0.8673;
  double lon = 114.32 + (spot.x - 620) * degrees_per_unit_lat / cos_lat;
  double lat = 29.85 - (spot.y - 395) * degrees_per_unit_lat;

  return (LianPoint){ round (lon * 1e6) / 1e6, round (lat * 1e6) / 1e6 };
}

/**
 * lian_spots_contain:
 *
 * Returns: whether @spot lies in the ring, by the even-odd rule.
 */
gboolean
lian_spots_contain (const LianSpot *ring, guint n, LianSpot spot)
{
  gboolean inside = FALSE;

  for (guint i = 0, j = n - 1; i < n; j = i++)
    if ((ring[i].y > spot.y) != (ring[j].y > spot.y)
        && spot.x < (ring[j].x - ring[i].x) * (spot.y - ring[i].y) / (ring[j].y - ring[i].y)
                        + ring[i].x)
      inside = !inside;
  return inside;
}

/**
 * lian_trail_wander:
 * @roughness: how far the middle may stray, as a part of the length
 * @step: shortest piece that is divided again
 *
 * Adds a wandering line, without its last spot.
 */
void
lian_trail_wander (LianTrail *self, LianSpot from, LianSpot to, double roughness, double step,
                   LianDice *dice)
{
  double length = lian_spot_distance (from, to);

  if (length <= step)
    {
      lian_trail_add (self, from.x, from.y);
      return;
    }

  double along = 0.5 + 0.16 * (lian_dice_unit (dice) - 0.5);
  double aside = roughness * 2 * (lian_dice_unit (dice) - 0.5);
  LianSpot middle = { from.x + along * (to.x - from.x) - aside * (to.y - from.y),
                      from.y + along * (to.y - from.y) + aside * (to.x - from.x) };

  lian_trail_wander (self, from, middle, roughness, step, dice);
  lian_trail_wander (self, middle, to, roughness, step, dice);
}

static double
catmull_rom (double a, double b, double c, double d, double t)
{
  return 0.5
         * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t
            + (3 * b - a - 3 * c + d) * t * t * t);
}

/**
 * lian_trail_curve:
 *
 * Adds a smooth curve through @through; when @closed, the first spot is repeated at the end.
 */
void
lian_trail_curve (LianTrail *self, const LianSpot *through, guint n, gboolean closed)
{
  guint n_pieces = closed ? n : n - 1;

  for (guint i = 0; i < n_pieces; i++)
    {
      const LianSpot *a = &through[closed ? (i + n - 1) % n : (i == 0 ? 0 : i - 1)];
      const LianSpot *b = &through[i];
      const LianSpot *c = &through[(i + 1) % n];
      const LianSpot *d = &through[closed ? (i + 2) % n : MIN (i + 2, n - 1)];
      guint steps = (guint)CLAMP (lian_spot_distance (*b, *c) / 5, 3, 12);

      for (guint s = 0; s < steps; s++)
        {
          double t = (double)s / steps;

          lian_trail_add (self, catmull_rom (a->x, b->x, c->x, d->x, t),
                          catmull_rom (a->y, b->y, c->y, d->y, t));
        }
    }
  lian_trail_add (self, through[closed ? 0 : n - 1].x, through[closed ? 0 : n - 1].y);
}

static const LianPlane home = {
  outline, G_N_ELEMENTS (outline), FALSE, settlements, G_N_ELEMENTS (settlements),
};

/**
 * lian_plane_get_home:
 *
 * Returns: (transfer none): the county that there is in every scale.
 */
const LianPlane *
lian_plane_get_home (void)
{
  return &home;
}

/**
 * lian_plane_density:
 *
 * Returns: how densely the grids lie at @spot, 1 in the open country.
 */
double
lian_plane_density (const LianPlane *self, LianSpot spot)
{
  double density = 1;

  for (guint i = 0; i < self->n_settlements; i++)
    {
      const LianSettlement *settlement = &self->settlements[i];
      double far = lian_spot_distance (spot, settlement->at) / settlement->reach;

      density += settlement->weight * exp (-far * far);
    }
  return density;
}
