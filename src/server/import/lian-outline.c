/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-outline.h"

#include "lian-crossings.h"
#include "lian-crs.h"
#include "lian-error.h"
#include "lian-geojson.h"
#include "lian-geos.h"

#include <math.h>
#include <string.h>

/* An outline that somebody drew has a few; each costs the repair time and memory. */
#define MOST_CROSSINGS 10000

/**
 * lian_outline_find_crs:
 * @name: (nullable): "gcj02", "EPSG:4490", "urn:ogc:def:crs:OGC:1.3:CRS84" …
 *
 * Returns: (transfer none) (nullable): the name that lian_crs_to_wgs84() knows
 */
const char *
lian_outline_find_crs (const char *name)
{
  static const struct
  {
    const char *name;
    const char *crs;
  } known[] = { { "wgs84", "wgs84" }, { "wgs-84", "wgs84" },      { "crs84", "wgs84" },
                { "4326", "wgs84" },  { "cgcs2000", "cgcs2000" }, { "4490", "cgcs2000" },
                { "gcj02", "gcj02" }, { "gcj-02", "gcj02" },      { "bd09", "bd09" },
                { "bd-09", "bd09" },  { "bd09ll", "bd09" } };
  g_autofree char *small = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  const char *last;

  if (small == NULL)
    return NULL;
  last = strrchr (small, ':') != NULL ? strrchr (small, ':') + 1 : small;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (last, known[i].name))
      return known[i].crs;
  return NULL;
}

void
lian_outline_clear (LianOutline *self)
{
  g_clear_pointer (&self->wkb, g_bytes_unref);
  g_clear_pointer (&self->repaired, g_free);
}

static LianShape *
read_shape (JsonNode *geometry, const char *crs, GError **error)
{
  g_autoptr (GBytes) wkb = lian_geojson_to_wkb (geometry, error);
  LianShape *shape;

  if (wkb == NULL)
    return NULL;
  shape = lian_shape_new_from_wkb (wkb, error);
  for (guint i = 0; shape != NULL && i < shape->n_points; i++)
    lian_crs_to_wgs84 (crs, &shape->points[i]);
  return shape;
}

/* --- valid --- */

/* The place in the file of the vertex that lies nearest to where GEOS found the fault. */
static char *
find_place (const LianShape *shape, LianPoint at)
{
  guint best = 0, part = 0, polygon = 0, ring = 0, n_polygons = 0;
  double least = INFINITY;

  for (guint i = 0; i < shape->n_points; i++)
    {
      double distance = hypot (shape->points[i].lon - at.lon, shape->points[i].lat - at.lat);

      if (distance < least)
        {
          least = distance;
          best = i;
        }
    }
  for (guint i = 0; i < shape->n_parts; i++)
    {
      n_polygons += shape->outer[i] != 0;
      if (shape->starts[i] > best)
        continue;
      ring = shape->outer[i] ? 0 : ring + 1;
      polygon = n_polygons - 1;
      part = i;
    }
  best -= shape->starts[part];
  return n_polygons == 1 ? g_strdup_printf ("coordinates[%u][%u]", ring, best)
                         : g_strdup_printf ("coordinates[%u][%u][%u]", polygon, ring, best);
}

/* "Self-intersection near coordinates[0][3] (114.3,29.8)", NULL when it is valid. */
static char *
find_fault (GEOSContextHandle_t geos, const GEOSGeometry *geometry, const LianShape *shape)
{
  GEOSGeometry *where = NULL;
  char *reason = NULL;
  char *fault = NULL;
  LianPoint at = { 0 };

  if (GEOSisValidDetail_r (geos, geometry, 0, &reason, &where) != 1)
    {
      g_autofree char *place = NULL;

      if (where != NULL && GEOSGeomGetX_r (geos, where, &at.lon) == 1)
        GEOSGeomGetY_r (geos, where, &at.lat);
      place = find_place (shape, at);
      fault = g_strdup_printf ("%s near %s (%.6f,%.6f)", reason != NULL ? reason : "not valid",
                               place, at.lon, at.lat);
    }
  GEOSFree_r (geos, reason);
  if (where != NULL)
    GEOSGeom_destroy_r (geos, where);
  return fault;
}

/* Replaces *@geometry when it is not valid. */
static gboolean
repair (GEOSContextHandle_t geos, GEOSGeometry **geometry, const LianShape *shape,
        LianOutline *outline, GError **error)
{
  g_autofree char *fault = find_fault (geos, *geometry, shape);
  double before = lian_geos_area (geos, *geometry);
  GEOSGeometry *valid;

  if (fault == NULL)
    return TRUE;
  if (lian_crossings_count (shape, MOST_CROSSINGS) > MOST_CROSSINGS)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE,
                   "%s; it crosses itself more than %d times and is not repaired", fault,
                   MOST_CROSSINGS);
      return FALSE;
    }
  valid = lian_geos_take_polygons (geos, GEOSMakeValid_r (geos, *geometry));
  if (valid == NULL)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "%s; nothing is left when it is repaired",
                   fault);
      return FALSE;
    }
  GEOSGeom_destroy_r (geos, *geometry);
  *geometry = valid;
  outline->repaired
      = g_strdup_printf ("%s; of %.0f m² became %.0f m² in %d parts", fault, before,
                         lian_geos_area (geos, valid), GEOSGetNumGeometries_r (geos, valid));
  return TRUE;
}

/* --- the way round --- */

static double
signed_area (const LianShape *shape, guint part)
{
  double twice = 0.0;

  for (guint i = shape->starts[part]; i + 1 < shape->starts[part + 1]; i++)
    twice += (shape->points[i].lon - shape->points[shape->starts[part]].lon)
                 * (shape->points[i + 1].lat - shape->points[shape->starts[part]].lat)
             - (shape->points[i + 1].lon - shape->points[shape->starts[part]].lon)
                   * (shape->points[i].lat - shape->points[shape->starts[part]].lat);
  return twice;
}

/* Outer rings against the clock, holes with it (RFC 7946 section 3.1.6). */
static guint
turn_rings (LianShape *shape)
{
  guint n = 0;

  for (guint part = 0; part < shape->n_parts; part++)
    {
      double area = signed_area (shape, part);

      if (shape->outer[part] ? area >= 0.0 : area <= 0.0)
        continue;
      for (guint i = shape->starts[part], j = shape->starts[part + 1] - 1; i < j; i++, j--)
        {
          LianPoint point = shape->points[i];

          shape->points[i] = shape->points[j];
          shape->points[j] = point;
        }
      n++;
    }
  return n;
}

static gboolean
finish (GEOSContextHandle_t geos, GEOSGeometry *geometry, LianShape *shape, LianOutline *outline,
        GError **error)
{
  g_autoptr (GBytes) wkb = NULL;
  g_autoptr (LianShape) kept = NULL;

  if (outline->repaired != NULL)
    {
      /* GEOS puts the rings its own way round; they are all new. */
      wkb = lian_geos_to_wkb (geos, geometry);
      if (wkb == NULL)
        g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_FAILED, "coordinates: not writable");
      else
        kept = lian_shape_new_from_wkb (wkb, error);
      if (kept == NULL)
        return FALSE;
      turn_rings (kept);
      outline->wkb = lian_shape_to_wkb (kept);
    }
  else
    {
      if (shape->type == LIAN_SHAPE_POLYGONS)
        outline->n_turned = turn_rings (shape);
      outline->wkb = lian_shape_to_wkb (shape);
    }
  outline->area = lian_geos_area (geos, geometry);
  if (!lian_geos_middle (geos, geometry, &outline->middle))
    outline->middle = shape->points[0];
  return TRUE;
}

static gboolean
build (GEOSContextHandle_t geos, LianShape *shape, LianOutline *outline, GError **error)
{
  g_autoptr (GBytes) wkb = lian_shape_to_wkb (shape);
  GEOSGeometry *geometry = lian_geos_from_wkb (geos, wkb);
  gboolean done;

  if (geometry == NULL)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "coordinates: not a geometry");
      return FALSE;
    }
  done = (shape->type != LIAN_SHAPE_POLYGONS || repair (geos, &geometry, shape, outline, error))
         && finish (geos, geometry, shape, outline, error);
  GEOSGeom_destroy_r (geos, geometry);
  return done;
}

/**
 * lian_outline_read:
 * @geometry: of GeoJSON
 * @crs: what its coordinates are
 * @outline: (out): cleared by the caller
 *
 * Any thread.
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID or %LIAN_ERROR_TOO_LARGE, "coordinates[0][3]: reason"
 */
gboolean
lian_outline_read (JsonNode *geometry, const char *crs, LianOutline *outline, GError **error)
{
  g_autoptr (LianShape) shape = read_shape (geometry, crs, error);
  GEOSContextHandle_t geos;
  gboolean done;

  if (shape == NULL)
    return FALSE;
  outline->type = shape->type;
  geos = lian_geos_new ();
  done = build (geos, shape, outline, error);
  GEOS_finish_r (geos);
  return done;
}
