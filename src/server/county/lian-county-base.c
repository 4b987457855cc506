/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-plan.h"

/* The drawn base: invented waters and ways, so that a map without tiles still orients. They go on
 * outside the county, which is no island. */

typedef struct
{
  const char *id;
  const char *kind;
  const char *name;
  int rank;
  gboolean area;
  guint n;
  LianSpot through[18];
} Feature;

/* clang-format off */
static const Feature features[] = {
  { "lake-1", "lake", "斧头湖", 1, TRUE, 12,
    { { 240, 196 }, { 250, 178 }, { 278, 174 }, { 306, 181 }, { 332, 170 }, { 345, 190 },
      { 333, 214 }, { 338, 240 }, { 312, 250 }, { 288, 240 }, { 262, 250 }, { 238, 226 } } },
  { "lake-2", "lake", "西凉湖", 1, TRUE, 9,
    { { 60, 300 }, { 86, 276 }, { 120, 288 }, { 138, 320 }, { 126, 352 }, { 134, 380 },
      { 98, 392 }, { 66, 372 }, { 48, 336 } } },
  { "lake-3", "lake", "云岭水库", 2, TRUE, 8,
    { { 902, 478 }, { 930, 472 }, { 958, 480 }, { 962, 492 }, { 934, 498 }, { 914, 506 },
      { 898, 500 }, { 884, 488 } } },
  { "lake-4", "lake", "柳堤湖", 2, TRUE, 7,
    { { 448, 196 }, { 462, 188 }, { 474, 196 }, { 470, 214 }, { 478, 228 }, { 460, 232 },
      { 444, 214 } } },
  { "lake-5", "lake", "南川水库", 2, TRUE, 7,
    { { 528, 568 }, { 544, 556 }, { 558, 566 }, { 552, 584 }, { 560, 600 }, { 540, 604 },
      { 526, 588 } } },

  { "river-1", "river", "淦河", 1, FALSE, 17,
    { { 600, 730 }, { 578, 672 }, { 590, 628 }, { 566, 590 }, { 584, 548 }, { 572, 512 },
      { 598, 484 }, { 590, 452 }, { 616, 424 }, { 604, 392 }, { 632, 372 }, { 640, 338 },
      { 668, 320 }, { 664, 282 }, { 700, 262 }, { 704, 222 }, { 690, 190 } } },
  { "river-1b", "river", "淦河", 1, FALSE, 6,
    { { 690, 190 }, { 640, 176 }, { 576, 178 }, { 480, 166 }, { 400, 186 }, { 338, 200 } } },
  { "river-2", "river", "汀泗河", 2, FALSE, 11,
    { { 40, 428 }, { 100, 414 }, { 168, 432 }, { 220, 412 }, { 268, 432 }, { 326, 424 },
      { 372, 452 }, { 418, 466 }, { 448, 502 }, { 470, 540 }, { 452, 640 } } },
  { "river-3", "river", "高桥河", 2, FALSE, 12,
    { { 1220, 430 }, { 1140, 442 }, { 1074, 438 }, { 1020, 462 }, { 962, 484 }, { 890, 494 },
      { 842, 520 }, { 786, 506 }, { 730, 512 }, { 690, 490 }, { 640, 494 }, { 594, 470 } } },
  { "river-4", "river", "双溪河", 3, FALSE, 9,
    { { 1060, 60 }, { 1010, 120 }, { 956, 160 }, { 930, 214 }, { 868, 232 }, { 838, 276 },
      { 776, 286 }, { 730, 322 }, { 640, 338 } } },
  { "river-5", "river", "大幕河", 3, FALSE, 6,
    { { 900, 700 }, { 884, 640 }, { 862, 600 }, { 866, 560 }, { 836, 540 }, { 842, 520 } } },

  { "road-1", "road", "银杏大道", 1, FALSE, 9,
    { { 80, 610 }, { 200, 560 }, { 330, 500 }, { 440, 452 }, { 530, 418 }, { 610, 404 },
      { 700, 358 }, { 800, 270 }, { 1010, 90 } } },
  { "road-2", "road", "环城高速", 1, FALSE, 10,
    { { 340, 90 }, { 420, 200 }, { 482, 292 }, { 490, 380 }, { 500, 460 }, { 570, 500 },
      { 680, 494 }, { 750, 440 }, { 830, 400 }, { 1230, 330 } } },
  { "road-3", "road", "长宁大道", 2, FALSE, 7,
    { { 640, 90 }, { 652, 180 }, { 636, 262 }, { 642, 340 }, { 620, 410 }, { 628, 470 },
      { 606, 560 } } },
  { "road-4", "road", "锦程大道", 2, FALSE, 6,
    { { 372, 290 }, { 440, 330 }, { 510, 390 }, { 580, 440 }, { 650, 450 }, { 790, 446 } } },
  { "road-5", "road", "桂花公路", 2, FALSE, 5,
    { { 606, 560 }, { 612, 610 }, { 640, 660 }, { 660, 710 }, { 690, 760 } } },
  { "road-6", "road", "高桥公路", 2, FALSE, 5,
    { { 790, 446 }, { 860, 466 }, { 930, 458 }, { 990, 486 }, { 1240, 520 } } },
  { "road-7", "road", "双溪公路", 2, FALSE, 5,
    { { 700, 358 }, { 770, 352 }, { 840, 330 }, { 900, 345 }, { 1060, 380 } } },
  { "road-8", "road", "向阳湖公路", 3, FALSE, 6,
    { { 130, 300 }, { 215, 318 }, { 290, 300 }, { 372, 290 }, { 460, 262 }, { 545, 270 } } },
  { "road-9", "road", "横沟公路", 3, FALSE, 5,
    { { 545, 270 }, { 620, 250 }, { 690, 232 }, { 742, 220 }, { 898, 190 } } },
  { "road-10", "road", "汀泗公路", 3, FALSE, 6,
    { { 287, 448 }, { 270, 500 }, { 300, 560 }, { 290, 620 }, { 320, 680 }, { 310, 740 } } },
  { "road-11", "road", "大幕公路", 3, FALSE, 6,
    { { 606, 560 }, { 680, 570 }, { 760, 560 }, { 845, 575 }, { 930, 560 }, { 990, 486 } } },
  { "road-12", "road", "贺胜公路", 3, FALSE, 4,
    { { 898, 190 }, { 905, 250 }, { 890, 300 }, { 900, 345 } } },
  { "road-13", "road", "明礼路", 3, FALSE, 4,
    { { 566, 360 }, { 620, 352 }, { 680, 372 }, { 736, 400 } } },
  { "road-14", "road", "丹桂路", 3, FALSE, 4,
    { { 520, 380 }, { 536, 424 }, { 560, 462 }, { 600, 486 } } },

  { "rail-1", "rail", "京广铁路", 1, FALSE, 9,
    { { 140, 640 }, { 236, 520 }, { 330, 444 }, { 430, 404 }, { 520, 372 }, { 596, 330 },
      { 690, 246 }, { 800, 180 }, { 960, 40 } } },
  { "rail-2", "rail", "武咸城际", 2, FALSE, 5,
    { { 640, 476 }, { 664, 400 }, { 716, 300 }, { 800, 200 }, { 900, 60 } } },
};
/* clang-format on */

static GBytes *
wkb_of_trail (const LianCountyPlan *plan, const LianTrail *trail, gboolean area)
{
  GEOSContextHandle_t geos = plan->cells->geos;
  GEOSCoordSequence *sequence = GEOSCoordSeq_create_r (geos, trail->len, 2);
  GEOSWKBWriter *writer = GEOSWKBWriter_create_r (geos);
  GEOSGeometry *shape;
  guchar *bytes;
  gsize size = 0;
  GBytes *wkb;

  for (guint i = 0; i < trail->len; i++)
    {
      LianPoint point = lian_spot_to_point (*lian_trail_at (trail, i));

      GEOSCoordSeq_setXY_r (geos, sequence, i, point.lon, point.lat);
    }
  shape = area ? GEOSGeom_createPolygon_r (geos, GEOSGeom_createLinearRing_r (geos, sequence), NULL,
                                           0)
               : GEOSGeom_createLineString_r (geos, sequence);
  GEOSWKBWriter_setByteOrder_r (geos, writer, GEOS_WKB_NDR);
  bytes = GEOSWKBWriter_write_r (geos, writer, shape, &size);
  wkb = g_bytes_new (bytes, size);
  GEOSFree_r (geos, bytes);
  GEOSWKBWriter_destroy_r (geos, writer);
  GEOSGeom_destroy_r (geos, shape);
  return wkb;
}

static void
add_feature (LianCountyPlan *plan, const Feature *feature)
{
  LianRecord *place = lian_record_new (LIAN_KIND_PLACE);
  LianTrail *trail = lian_trail_new ();
  LianPoint middle = lian_spot_to_point (feature->through[feature->n / 2]);

  lian_trail_curve (trail, feature->through, feature->n, feature->area);

  g_autoptr (GBytes) wkb = wkb_of_trail (plan, trail, feature->area);

  lian_record_take_text (place, LIAN_F_ID, g_strdup_printf ("place-%s", feature->id));
  lian_record_set_text (place, LIAN_PLACE_NAME, feature->name);
  lian_record_set_text (place, LIAN_PLACE_KIND, feature->kind);
  lian_record_set_int (place, LIAN_PLACE_RANK, feature->rank);
  lian_record_set_point (place, LIAN_PLACE_LOCATION, middle.lon, middle.lat);
  lian_record_set_geometry (place, LIAN_PLACE_GEOMETRY, wkb);
  g_ptr_array_add (plan->records, place);
  g_array_unref (trail);
}

/**
 * lian_county_add_base:
 *
 * Adds waters, roads and railways.
 */
void
lian_county_add_base (LianCountyPlan *plan)
{
  for (guint i = 0; i < G_N_ELEMENTS (features); i++)
    add_feature (plan, &features[i]);
}

/**
 * lian_county_add_cameras:
 *
 * Adds cameras at the corners of the streets: points only, no stream is ever touched.
 */
void
lian_county_add_cameras (LianCountyPlan *plan)
{
  LianDice dice;
  guint number = 0;

  lian_dice_init_for (&dice, plan->seed, "cameras");
  for (guint i = 0; i < plan->cells->n; i++)
    {
      const LianCommunity *community = lian_plan_community (plan, plan->grids[i].community);
      guint n = lian_plan_town (plan, community->town)->urban ? 1 : lian_dice_below (&dice, 2);

      for (guint k = 0; k < n; k++)
        {
          LianRecord *place = lian_record_new (LIAN_KIND_PLACE);
          LianPoint point = lian_county_point_in (plan, i, &dice);
          const char *road = g_ptr_array_index (community->roads,
                                                lian_dice_below (&dice, community->roads->len));

          lian_record_take_text (place, LIAN_F_ID,
                                 g_strdup_printf ("place-camera-%s%03u", plan->id_infix, ++number));
          lian_record_set_text (place, LIAN_F_REGION, community->code);
          lian_record_take_text (place, LIAN_PLACE_NAME,
                                 g_strdup_printf ("%s%s", road, number % 2 ? "东口" : "西口"));
          lian_record_set_text (place, LIAN_PLACE_KIND, "camera");
          lian_record_set_int (place, LIAN_PLACE_RANK, 1);
          lian_record_set_point (place, LIAN_PLACE_LOCATION, point.lon, point.lat);
          g_ptr_array_add (plan->records, place);
        }
    }
}
