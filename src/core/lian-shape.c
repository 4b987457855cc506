/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-shape.h"

#include "lian-error.h"
#include "lian-limits.h"

#include <math.h>
#include <string.h>

/* WKB as of OGC 06-103r4, two dimensions only. */
enum
{
  WKB_POINT = 1,
  WKB_LINE_STRING,
  WKB_POLYGON,
  WKB_MULTI_POINT,
  WKB_MULTI_LINE_STRING,
  WKB_MULTI_POLYGON,
};

typedef struct
{
  const guint8 *data;
  gsize length;
  gsize at;
  gboolean big_endian;

  GArray *points; /* LianPoint */
  GArray *starts; /* guint */
  GArray *outer;  /* gboolean */
  GError **error;
} Reader;

G_GNUC_PRINTF (3, 4)
static gboolean
fail (Reader *reader, LianErrorCode code, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (reader->error, LIAN_ERROR, code, "wkb, byte %zu: %s", reader->at, reason);
  return FALSE;
}

static gboolean
has_left (Reader *reader, gsize bytes)
{
  if (reader->length - reader->at < bytes)
    return fail (reader, LIAN_ERROR_INVALID, "cut short");
  return TRUE;
}

static gboolean
read_u32 (Reader *reader, guint32 *value)
{
  guint32 raw;

  if (!has_left (reader, sizeof raw))
    return FALSE;
  memcpy (&raw, reader->data + reader->at, sizeof raw);
  *value = reader->big_endian ? GUINT32_FROM_BE (raw) : GUINT32_FROM_LE (raw);
  reader->at += sizeof raw;
  return TRUE;
}

static double
read_double (Reader *reader)
{
  guint64 raw;
  double value;

  memcpy (&raw, reader->data + reader->at, sizeof raw);
  raw = reader->big_endian ? GUINT64_FROM_BE (raw) : GUINT64_FROM_LE (raw);
  memcpy (&value, &raw, sizeof value);
  reader->at += sizeof raw;
  return value;
}

static gboolean
read_header (Reader *reader, guint32 *type)
{
  if (!has_left (reader, 1))
    return FALSE;
  if (reader->data[reader->at] > 1)
    return fail (reader, LIAN_ERROR_INVALID, "byte order is neither 0 nor 1");
  reader->big_endian = reader->data[reader->at] == 0;
  reader->at++;
  return read_u32 (reader, type);
}

static gboolean
read_point (Reader *reader)
{
  LianPoint point;

  if (!has_left (reader, 16))
    return FALSE;
  if (reader->points->len == LIAN_LIMIT_GEOMETRY_POINTS)
    return fail (reader, LIAN_ERROR_TOO_LARGE, "more than %d points", LIAN_LIMIT_GEOMETRY_POINTS);
  point.lon = read_double (reader);
  point.lat = read_double (reader);
  /* Written so that NaN fails. */
  if (!(fabs (point.lon) <= 180.0 && fabs (point.lat) <= 90.0))
    return fail (reader, LIAN_ERROR_INVALID, "a position outside ±180/±90");
  g_array_append_val (reader->points, point);
  return TRUE;
}

/* A line, or a ring when @outer is not negative. */
static gboolean
read_run (Reader *reader, int outer)
{
  guint start = reader->points->len;
  gboolean is_outer = outer > 0;
  const LianPoint *first, *last;
  guint32 n;

  if (!read_u32 (reader, &n))
    return FALSE;
  if (n < (outer >= 0 ? 4 : 2))
    return fail (reader, LIAN_ERROR_INVALID, "a ring or line of only %u points", n);
  if (reader->starts->len == LIAN_LIMIT_GEOMETRY_RINGS)
    return fail (reader, LIAN_ERROR_TOO_LARGE, "more than %d parts", LIAN_LIMIT_GEOMETRY_RINGS);
  for (guint32 i = 0; i < n; i++)
    if (!read_point (reader))
      return FALSE;

  first = &g_array_index (reader->points, LianPoint, start);
  last = &g_array_index (reader->points, LianPoint, reader->points->len - 1);
  if (outer >= 0 && (first->lon != last->lon || first->lat != last->lat))
    return fail (reader, LIAN_ERROR_INVALID, "a ring that is not closed");

  g_array_append_val (reader->starts, start);
  if (outer >= 0)
    g_array_append_val (reader->outer, is_outer);
  return TRUE;
}

static gboolean
read_polygon (Reader *reader)
{
  guint32 n;

  if (!read_u32 (reader, &n))
    return FALSE;
  if (n == 0)
    return fail (reader, LIAN_ERROR_INVALID, "a polygon without rings");
  for (guint32 i = 0; i < n; i++)
    if (!read_run (reader, i == 0))
      return FALSE;
  return TRUE;
}

static gboolean
read_single (Reader *reader, guint32 type)
{
  switch (type)
    {
    case WKB_POINT:
      return read_point (reader);
    case WKB_LINE_STRING:
      return read_run (reader, -1);
    case WKB_POLYGON:
      return read_polygon (reader);
    default:
      return fail (reader, LIAN_ERROR_INVALID, "geometry type %u", type);
    }
}

static gboolean
read_multi (Reader *reader, guint32 type)
{
  guint32 n;

  if (!read_u32 (reader, &n))
    return FALSE;
  if (n == 0)
    return fail (reader, LIAN_ERROR_INVALID, "an empty geometry");
  for (guint32 i = 0; i < n; i++)
    {
      guint32 inner;

      if (!read_header (reader, &inner))
        return FALSE;
      if (inner != type)
        return fail (reader, LIAN_ERROR_INVALID, "type %u inside of a collection of %u", inner,
                     type);
      if (!read_single (reader, type))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_geometry (Reader *reader, LianShapeType *shape_type)
{
  guint32 type, single;
  gboolean ok;

  if (!read_header (reader, &type))
    return FALSE;
  single = type >= WKB_MULTI_POINT && type <= WKB_MULTI_POLYGON ? type - 3 : type;
  ok = single == type ? read_single (reader, type) : read_multi (reader, single);
  if (!ok)
    return FALSE;
  if (reader->at != reader->length)
    return fail (reader, LIAN_ERROR_INVALID, "something follows the geometry");

  *shape_type = (LianShapeType)(single - WKB_POINT);
  return TRUE;
}

static void
set_bounds (LianShape *shape)
{
  shape->west = shape->east = shape->points[0].lon;
  shape->south = shape->north = shape->points[0].lat;
  for (guint i = 1; i < shape->n_points; i++)
    {
      shape->west = MIN (shape->west, shape->points[i].lon);
      shape->east = MAX (shape->east, shape->points[i].lon);
      shape->south = MIN (shape->south, shape->points[i].lat);
      shape->north = MAX (shape->north, shape->points[i].lat);
    }
}

/**
 * lian_shape_new_from_wkb:
 * @wkb: well-known binary in either byte order
 *
 * Any thread.
 *
 * Returns: (transfer full): at least one point; %NULL with %LIAN_ERROR_INVALID or
 * %LIAN_ERROR_TOO_LARGE naming the byte
 */
LianShape *
lian_shape_new_from_wkb (GBytes *wkb, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (LianPoint));
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) outer = g_array_new (FALSE, FALSE, sizeof (gboolean));
  Reader reader = { .points = points, .starts = starts, .outer = outer, .error = error };
  LianShapeType type = LIAN_SHAPE_POINTS;
  LianShape *shape;
  guint end;

  reader.data = g_bytes_get_data (wkb, &reader.length);
  if (!read_geometry (&reader, &type))
    return NULL;

  shape = g_new0 (LianShape, 1);
  shape->type = type;
  shape->n_points = end = points->len;
  shape->n_parts = starts->len;
  g_array_append_val (starts, end);
  shape->points = g_array_steal (points, NULL);
  shape->starts = g_array_steal (starts, NULL);
  shape->outer = g_array_steal (outer, NULL);
  set_bounds (shape);
  return shape;
}

void
lian_shape_free (LianShape *self)
{
  if (self == NULL)
    return;

  g_free (self->points);
  g_free (self->starts);
  g_free (self->outer);
  g_free (self);
}

/* Whether the ray from the point to the east crosses the edge. The edge is looked at from its lower
 * end in either direction, so that two neighbours reckon with the same numbers and a point on their
 * border is inside exactly one of them. */
static gboolean
crosses (LianPoint a, LianPoint b, double lon, double lat)
{
  LianPoint low = a.lat <= b.lat ? a : b;
  LianPoint high = a.lat <= b.lat ? b : a;

  if ((low.lat > lat) == (high.lat > lat))
    return FALSE;
  return lon < low.lon + (high.lon - low.lon) * (lat - low.lat) / (high.lat - low.lat);
}

/**
 * lian_shape_contains:
 * @lon: degrees
 * @lat: degrees
 *
 * Returns: whether the point is in one of the polygons and in none of its holes; points and lines
 * contain nothing. Any thread.
 */
gboolean
lian_shape_contains (const LianShape *self, double lon, double lat)
{
  gboolean inside = FALSE;

  if (self->type != LIAN_SHAPE_POLYGONS || lon < self->west || lon > self->east || lat < self->south
      || lat > self->north)
    return FALSE;

  for (guint part = 0; part < self->n_parts; part++)
    {
      if (self->outer[part] && inside)
        return TRUE;
      for (guint i = self->starts[part] + 1; i < self->starts[part + 1]; i++)
        if (crosses (self->points[i - 1], self->points[i], lon, lat))
          inside = !inside;
    }
  return inside;
}

/* Whether the segment has a point in the box (Liang and Barsky, ACM TOG 3(1), 1984). */
static gboolean
enters (LianPoint a, LianPoint b, double west, double south, double east, double north)
{
  double run[4] = { a.lon - b.lon, b.lon - a.lon, a.lat - b.lat, b.lat - a.lat };
  double room[4] = { a.lon - west, east - a.lon, a.lat - south, north - a.lat };
  double first = 0.0;
  double last = 1.0;

  for (guint i = 0; i < G_N_ELEMENTS (run); i++)
    {
      if (run[i] == 0.0 && room[i] < 0.0)
        return FALSE;
      if (run[i] < 0.0)
        first = MAX (first, room[i] / run[i]);
      else if (run[i] > 0.0)
        last = MIN (last, room[i] / run[i]);
    }
  return first <= last;
}

/**
 * lian_shape_meets_box:
 * @west: degrees, as the others; not greater than @east
 *
 * Returns: whether a point of it, of polygons one of their inside too, lies in the box or on its
 * border. Any thread.
 */
gboolean
lian_shape_meets_box (const LianShape *self, double west, double south, double east, double north)
{
  if (self->east < west || self->west > east || self->north < south || self->south > north)
    return FALSE;
  if (self->type == LIAN_SHAPE_POINTS)
    {
      for (guint i = 0; i < self->n_points; i++)
        if (enters (self->points[i], self->points[i], west, south, east, north))
          return TRUE;
      return FALSE;
    }
  for (guint part = 0; part < self->n_parts; part++)
    for (guint i = self->starts[part] + 1; i < self->starts[part + 1]; i++)
      if (enters (self->points[i - 1], self->points[i], west, south, east, north))
        return TRUE;
  /* No border of it in there: the box is all inside or all outside. */
  return lian_shape_contains (self, west, south);
}

/* Positive for a ring that runs counterclockwise; reckoned from its first point, so that small
 * rings keep their digits. */
static double
area_of (const LianPoint *ring, guint n)
{
  double area = 0.0;

  for (guint i = 1; i < n; i++)
    area += (ring[i - 1].lon - ring[0].lon) * (ring[i].lat - ring[0].lat)
            - (ring[i].lon - ring[0].lon) * (ring[i - 1].lat - ring[0].lat);
  return area;
}

/**
 * lian_shape_wind:
 *
 * RFC 7946 section 3.1.6: turns round the rings that run the wrong way. Its owner only.
 */
void
lian_shape_wind (LianShape *self)
{
  if (self->type != LIAN_SHAPE_POLYGONS)
    return;
  for (guint part = 0; part < self->n_parts; part++)
    {
      LianPoint *ring = self->points + self->starts[part];
      guint n = self->starts[part + 1] - self->starts[part];
      double area = area_of (ring, n);

      if (self->outer[part] ? area >= 0.0 : area <= 0.0)
        continue;
      for (guint i = 0; i < n / 2; i++)
        {
          LianPoint other = ring[i];

          ring[i] = ring[n - 1 - i];
          ring[n - 1 - i] = other;
        }
    }
}

static void
write_header (GByteArray *out, guint32 type)
{
  const guint8 little_endian = 1;
  guint32 raw = GUINT32_TO_LE (type);

  g_byte_array_append (out, &little_endian, 1);
  g_byte_array_append (out, (const guint8 *)&raw, sizeof raw);
}

static void
write_u32 (GByteArray *out, guint32 value)
{
  guint32 raw = GUINT32_TO_LE (value);

  g_byte_array_append (out, (const guint8 *)&raw, sizeof raw);
}

static void
write_points (GByteArray *out, const LianPoint *points, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      double pair[2] = { points[i].lon, points[i].lat };

      for (guint j = 0; j < 2; j++)
        {
          guint64 raw;

          memcpy (&raw, &pair[j], sizeof raw);
          raw = GUINT64_TO_LE (raw);
          g_byte_array_append (out, (const guint8 *)&raw, sizeof raw);
        }
    }
}

static void
write_run (GByteArray *out, const LianShape *self, guint part)
{
  guint n = self->starts[part + 1] - self->starts[part];

  write_u32 (out, n);
  write_points (out, self->points + self->starts[part], n);
}

static void
write_polygons (GByteArray *out, const LianShape *self)
{
  guint n_polygons = 0;

  for (guint i = 0; i < self->n_parts; i++)
    n_polygons += self->outer[i] != 0;
  if (n_polygons != 1)
    {
      write_header (out, WKB_MULTI_POLYGON);
      write_u32 (out, n_polygons);
    }
  for (guint i = 0; i < self->n_parts;)
    {
      guint end = i + 1;

      while (end < self->n_parts && !self->outer[end])
        end++;
      write_header (out, WKB_POLYGON);
      write_u32 (out, end - i);
      for (; i < end; i++)
        write_run (out, self, i);
    }
}

/**
 * lian_shape_to_wkb:
 *
 * Any thread.
 *
 * Returns: (transfer full): little-endian WKB; of one point, line or polygon the single type, else
 * the Multi one
 */
GBytes *
lian_shape_to_wkb (const LianShape *self)
{
  GByteArray *out = g_byte_array_new ();

  if (self->type == LIAN_SHAPE_POLYGONS)
    write_polygons (out, self);
  else if (self->type == LIAN_SHAPE_POINTS)
    {
      if (self->n_points != 1)
        {
          write_header (out, WKB_MULTI_POINT);
          write_u32 (out, self->n_points);
        }
      for (guint i = 0; i < self->n_points; i++)
        {
          write_header (out, WKB_POINT);
          write_points (out, self->points + i, 1);
        }
    }
  else
    {
      if (self->n_parts != 1)
        {
          write_header (out, WKB_MULTI_LINE_STRING);
          write_u32 (out, self->n_parts);
        }
      for (guint i = 0; i < self->n_parts; i++)
        {
          write_header (out, WKB_LINE_STRING);
          write_run (out, self, i);
        }
    }
  return g_byte_array_free_to_bytes (out);
}
