/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-crossings.h"

typedef struct
{
  double west, east;
  LianPoint a, b;
} Segment;

static int
compare_segments (gconstpointer a, gconstpointer b)
{
  const Segment *first = a;
  const Segment *second = b;

  return first->west < second->west ? -1 : first->west > second->west;
}

static GArray *
list_segments (const LianShape *shape)
{
  GArray *segments = g_array_new (FALSE, FALSE, sizeof (Segment));

  for (guint part = 0; part < shape->n_parts; part++)
    for (guint i = shape->starts[part]; i + 1 < shape->starts[part + 1]; i++)
      {
        LianPoint a = shape->points[i], b = shape->points[i + 1];
        Segment segment = { MIN (a.lon, b.lon), MAX (a.lon, b.lon), a, b };

        g_array_append_val (segments, segment);
      }
  g_array_sort (segments, compare_segments);
  return segments;
}

/* On which side of the line from @a to @b @p lies: its sign. */
static double
side (LianPoint a, LianPoint b, LianPoint p)
{
  return (b.lon - a.lon) * (p.lat - a.lat) - (b.lat - a.lat) * (p.lon - a.lon);
}

static gboolean
cross (const Segment *s, const Segment *t)
{
  if (MAX (s->a.lat, s->b.lat) < MIN (t->a.lat, t->b.lat)
      || MAX (t->a.lat, t->b.lat) < MIN (s->a.lat, s->b.lat))
    return FALSE;
  return side (s->a, s->b, t->a) * side (s->a, s->b, t->b) < 0.0
         && side (t->a, t->b, s->a) * side (t->a, t->b, s->b) < 0.0;
}

/**
 * lian_crossings_count:
 * @shape: of lines or polygons
 * @most: more are not counted
 *
 * Segments that only touch do not cross. A sweep from west to east. Any thread.
 *
 * Returns: how many, at most @most + 1
 */
guint
lian_crossings_count (const LianShape *shape, guint most)
{
  g_autoptr (GArray) segments = list_segments (shape);
  guint n = 0;

  for (guint i = 0; i < segments->len && n <= most; i++)
    {
      const Segment *s = &g_array_index (segments, Segment, i);

      for (guint j = i + 1; j < segments->len && n <= most; j++)
        {
          const Segment *t = &g_array_index (segments, Segment, j);

          if (t->west > s->east)
            break;
          n += cross (s, t);
        }
    }
  return n;
}
