/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-crs.h"

#include <math.h>

/* The formula and its constants are the ones published by eviltransform (BSD-2) and PRCoords (CC0);
 * written anew here. The test vector is eviltransform's. */
#define GCJ_RADIUS 6378245.0
#define GCJ_ECCENTRICITY 0.00669342162296594323

#define WAY_BACK_DEGREES 1e-9
#define WAY_BACK_STEPS 30

#define EARTH_RADIUS 6371008.8 /* metres, mean radius of GRS80 */

typedef LianPoint (*Transform) (LianPoint);

static gboolean
is_in_china (LianPoint p)
{
  return p.lon >= 72.004 && p.lon <= 137.8347 && p.lat >= 0.8293 && p.lat <= 55.8271;
}

static double
waves (double v, double a, double b, double c)
{
  return (a * sin (v * G_PI) + 40.0 * sin (v / 3.0 * G_PI)) * 2.0 / 3.0
         + (b * sin (v / 12.0 * G_PI) + c * sin (v / 30.0 * G_PI)) * 2.0 / 3.0;
}

/**
 * lian_crs_wgs84_to_gcj02:
 *
 * Returns: the point as public maps in China show it; unchanged outside China. Any thread.
 */
LianPoint
lian_crs_wgs84_to_gcj02 (LianPoint wgs84)
{
  double x = wgs84.lon - 105.0;
  double y = wgs84.lat - 35.0;
  double common, east, north, phi, magic, root;

  if (!is_in_china (wgs84))
    return wgs84;

  common = (20.0 * sin (6.0 * x * G_PI) + 20.0 * sin (2.0 * x * G_PI)) * 2.0 / 3.0;
  north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt (fabs (x)) + common
          + waves (y, 20.0, 160.0, 320.0);
  east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt (fabs (x)) + common
         + waves (x, 20.0, 150.0, 300.0);

  phi = wgs84.lat / 180.0 * G_PI;
  magic = 1.0 - GCJ_ECCENTRICITY * sin (phi) * sin (phi);
  root = sqrt (magic);
  north = north * 180.0 / (GCJ_RADIUS * (1.0 - GCJ_ECCENTRICITY) / (magic * root) * G_PI);
  east = east * 180.0 / (GCJ_RADIUS / root * cos (phi) * G_PI);

  return (LianPoint){ wgs84.lon + east, wgs84.lat + north };
}

/* The shift changes so slowly from place to place that correcting by the error converges. */
static LianPoint
go_back (Transform forth, LianPoint target)
{
  LianPoint guess = target;

  for (guint i = 0; i < WAY_BACK_STEPS; i++)
    {
      LianPoint reached = forth (guess);
      double east = reached.lon - target.lon;
      double north = reached.lat - target.lat;

      guess.lon -= east;
      guess.lat -= north;
      if (fabs (east) < WAY_BACK_DEGREES && fabs (north) < WAY_BACK_DEGREES)
        break;
    }
  return guess;
}

/**
 * lian_crs_gcj02_to_wgs84:
 *
 * Returns: the point that lian_crs_wgs84_to_gcj02() takes to @gcj02; unchanged outside China. Any
 * thread.
 */
LianPoint
lian_crs_gcj02_to_wgs84 (LianPoint gcj02)
{
  return is_in_china (gcj02) ? go_back (lian_crs_wgs84_to_gcj02, gcj02) : gcj02;
}

/**
 * lian_crs_gcj02_to_bd09:
 *
 * Returns: the point as Baidu's maps show it; unchanged outside China. Any thread.
 */
LianPoint
lian_crs_gcj02_to_bd09 (LianPoint gcj02)
{
  const double turns = G_PI * 3000.0 / 180.0;
  double radius, angle;

  if (!is_in_china (gcj02))
    return gcj02;

  radius = hypot (gcj02.lon, gcj02.lat) + 0.00002 * sin (gcj02.lat * turns);
  angle = atan2 (gcj02.lat, gcj02.lon) + 0.000003 * cos (gcj02.lon * turns);
  return (LianPoint){ radius * cos (angle) + 0.0065, radius * sin (angle) + 0.006 };
}

/**
 * lian_crs_bd09_to_gcj02:
 *
 * Returns: the point that lian_crs_gcj02_to_bd09() takes to @bd09; unchanged outside China. Any
 * thread.
 */
LianPoint
lian_crs_bd09_to_gcj02 (LianPoint bd09)
{
  return is_in_china (bd09) ? go_back (lian_crs_gcj02_to_bd09, bd09) : bd09;
}

/**
 * lian_crs_to_wgs84:
 * @crs: (nullable): "wgs84" (the default), "cgcs2000", "gcj02" or "bd09"
 * @point: (inout): the point, replaced
 *
 * CGCS2000 is taken for WGS84: they differ by decimetres.
 *
 * Returns: %FALSE for another @crs; @point is then left as it is. Any thread.
 */
gboolean
lian_crs_to_wgs84 (const char *crs, LianPoint *point)
{
  if (crs == NULL || g_strcmp0 (crs, "wgs84") == 0 || g_strcmp0 (crs, "cgcs2000") == 0)
    return TRUE;
  if (g_strcmp0 (crs, "gcj02") == 0)
    *point = lian_crs_gcj02_to_wgs84 (*point);
  else if (g_strcmp0 (crs, "bd09") == 0)
    *point = lian_crs_gcj02_to_wgs84 (lian_crs_bd09_to_gcj02 (*point));
  else
    return FALSE;

  return TRUE;
}

/**
 * lian_crs_distance:
 *
 * Returns: metres along the great circle (haversine). Any thread.
 */
double
lian_crs_distance (LianPoint a, LianPoint b)
{
  double to_radians = G_PI / 180.0;
  double north = sin ((b.lat - a.lat) * to_radians / 2.0);
  double east = sin ((b.lon - a.lon) * to_radians / 2.0);
  double h = north * north + cos (a.lat * to_radians) * cos (b.lat * to_radians) * east * east;

  return 2.0 * EARTH_RADIUS * asin (sqrt (CLAMP (h, 0.0, 1.0)));
}
