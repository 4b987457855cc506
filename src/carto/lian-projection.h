/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Web mercator on the unit square: x grows eastwards, y southwards. Multiplied with the width of
 * the world in pixels it gives places in the plane of the screen. */
typedef struct
{
  double x;
  double y;
} LianMapXY;

double lian_projection_x (double lon);
double lian_projection_y (double lat);
double lian_projection_lon (double x);
double lian_projection_lat (double y);
double lian_projection_metres_per_pixel (double lat, double world);

/* A length of 1, 2 or 5 × 10ⁿ metres that is at most @most pixels long; its pixels in @pixels. */
double lian_projection_scale_bar (double lat, double world, double most, double *pixels);

G_END_DECLS
