/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-projection.h"

#include <math.h>

/* Beyond this latitude the plane of web mercator is no longer a square. */
#define MAX_LATITUDE 85.0511287798066
/* Equatorial circumference of the sphere that EPSG:3857 uses, in metres. */
#define CIRCUMFERENCE (2 * G_PI * 6378137.0)

/**
 * lian_projection_x:
 * @lon: degrees east, WGS84
 *
 * Returns: 0 at 180° west … 1 at 180° east (EPSG:3857 on the unit square).
 */
double
lian_projection_x (double lon)
{
  return (lon + 180.0) / 360.0;
}

/**
 * lian_projection_y:
 * @lat: degrees north, WGS84; clamped to what the square can show
 *
 * Returns: 0 at the northern edge … 1 at the southern edge (EPSG:3857 on the unit square).
 */
double
lian_projection_y (double lat)
{
  double s = sin (CLAMP (lat, -MAX_LATITUDE, MAX_LATITUDE) * G_PI / 180.0);

  return 0.5 - log ((1 + s) / (1 - s)) / (4 * G_PI);
}

/**
 * lian_projection_lon:
 * @x: place on the unit square
 *
 * Returns: degrees east.
 */
double
lian_projection_lon (double x)
{
  return x * 360.0 - 180.0;
}

/**
 * lian_projection_lat:
 * @y: place on the unit square
 *
 * Returns: degrees north.
 */
double
lian_projection_lat (double y)
{
  return atan (sinh (G_PI * (1 - 2 * y))) * 180.0 / G_PI;
}

/**
 * lian_projection_metres_per_pixel:
 * @lat: degrees north
 * @world: width of the world in pixels
 *
 * Returns: metres on the ground of one pixel at @lat.
 */
double
lian_projection_metres_per_pixel (double lat, double world)
{
  return CIRCUMFERENCE * cos (lat * G_PI / 180.0) / world;
}

/**
 * lian_projection_scale_bar:
 * @lat: degrees north
 * @world: width of the world in pixels
 * @most: the longest the bar may be, in pixels
 * @pixels: (out): how long it is
 *
 * Returns: the metres the bar stands for: 1, 2 or 5 × 10ⁿ.
 */
double
lian_projection_scale_bar (double lat, double world, double most, double *pixels)
{
  double mpp = lian_projection_metres_per_pixel (lat, world);
  double room = mpp * most;
  double power = pow (10, floor (log10 (room)));
  double metres = power * (room >= 5 * power ? 5 : room >= 2 * power ? 2 : 1);

  *pixels = metres / mpp;
  return metres;
}
