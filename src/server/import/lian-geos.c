/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-geos.h"

#include <math.h>

#define EARTH_RADIUS 6371008.8 /* metres, mean radius of GRS80 */

static void
swallow (const char *message, void *data)
{
}

/**
 * lian_geos_new:
 *
 * Returns: (transfer full): for one thread; GEOS_finish_r()
 */
GEOSContextHandle_t
lian_geos_new (void)
{
  GEOSContextHandle_t geos = GEOS_init_r ();

  GEOSContext_setNoticeMessageHandler_r (geos, swallow, NULL);
  GEOSContext_setErrorMessageHandler_r (geos, swallow, NULL);
  return geos;
}

GEOSGeometry *
lian_geos_from_wkb (GEOSContextHandle_t geos, GBytes *wkb)
{
  GEOSWKBReader *reader = GEOSWKBReader_create_r (geos);
  gsize length;
  const guchar *data = g_bytes_get_data (wkb, &length);
  GEOSGeometry *geometry = GEOSWKBReader_read_r (geos, reader, data, length);

  GEOSWKBReader_destroy_r (geos, reader);
  return geometry;
}

GBytes *
lian_geos_to_wkb (GEOSContextHandle_t geos, const GEOSGeometry *geometry)
{
  GEOSWKBWriter *writer = GEOSWKBWriter_create_r (geos);
  GBytes *bytes = NULL;
  size_t length;
  guchar *data;

  GEOSWKBWriter_setOutputDimension_r (geos, writer, 2);
  GEOSWKBWriter_setByteOrder_r (geos, writer, GEOS_WKB_NDR);
  data = GEOSWKBWriter_write_r (geos, writer, geometry, &length);
  if (data != NULL)
    bytes = g_bytes_new (data, length);
  GEOSFree_r (geos, data);
  GEOSWKBWriter_destroy_r (geos, writer);
  return bytes;
}

/**
 * lian_geos_area:
 *
 * The plane's area in degrees by the length of a degree there: right to a thousandth for what a
 * county holds.
 *
 * Returns: square metres
 */
double
lian_geos_area (GEOSContextHandle_t geos, const GEOSGeometry *geometry)
{
  const double metres = EARTH_RADIUS * G_PI / 180.0;
  double area = 0.0, south = 0.0, north = 0.0;

  if (GEOSisEmpty_r (geos, geometry) != 0 || !GEOSArea_r (geos, geometry, &area)
      || !GEOSGeom_getYMin_r (geos, geometry, &south)
      || !GEOSGeom_getYMax_r (geos, geometry, &north))
    return 0.0;
  return area * metres * metres * cos ((south + north) / 2.0 * G_PI / 180.0);
}

gboolean
lian_geos_middle (GEOSContextHandle_t geos, const GEOSGeometry *geometry, LianPoint *middle)
{
  GEOSGeometry *point = GEOSPointOnSurface_r (geos, geometry);
  gboolean found = point != NULL && GEOSisEmpty_r (geos, point) == 0
                   && GEOSGeomGetX_r (geos, point, &middle->lon) == 1
                   && GEOSGeomGetY_r (geos, point, &middle->lat) == 1;

  if (point != NULL)
    GEOSGeom_destroy_r (geos, point);
  return found;
}

/**
 * lian_geos_take_polygons:
 * @geometry: (transfer full) (nullable): of any type
 *
 * Returns: (transfer full) (nullable): a Polygon or MultiPolygon
 */
GEOSGeometry *
lian_geos_take_polygons (GEOSContextHandle_t geos, GEOSGeometry *geometry)
{
  g_autoptr (GPtrArray) polygons = g_ptr_array_new ();
  int type;
  int n;

  if (geometry == NULL)
    return NULL;
  type = GEOSGeomTypeId_r (geos, geometry);
  if (type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON)
    {
      if (GEOSisEmpty_r (geos, geometry) == 0)
        return geometry;
      GEOSGeom_destroy_r (geos, geometry);
      return NULL;
    }
  n = GEOSGetNumGeometries_r (geos, geometry);
  for (int i = 0; i < n; i++)
    {
      const GEOSGeometry *part = GEOSGetGeometryN_r (geos, geometry, i);
      int part_type = GEOSGeomTypeId_r (geos, part);

      if (part_type == GEOS_POLYGON)
        g_ptr_array_add (polygons, GEOSGeom_clone_r (geos, part));
      for (int j = 0; part_type == GEOS_MULTIPOLYGON && j < GEOSGetNumGeometries_r (geos, part);
           j++)
        g_ptr_array_add (polygons, GEOSGeom_clone_r (geos, GEOSGetGeometryN_r (geos, part, j)));
    }
  GEOSGeom_destroy_r (geos, geometry);
  if (polygons->len == 0)
    return NULL;
  if (polygons->len == 1)
    return polygons->pdata[0];
  return GEOSGeom_createCollection_r (geos, GEOS_MULTIPOLYGON, (GEOSGeometry **)polygons->pdata,
                                      polygons->len);
}
