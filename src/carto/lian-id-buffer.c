/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-id-buffer.h"

#include <math.h>
#include <string.h>

/* An edge of a ring from its upper to its lower end and the rows whose centres it crosses. */
typedef struct
{
  double x;     /* at y */
  double y;     /* of the upper end */
  double slope; /* dx / dy */
  int first;
  int last; /* exclusive */
} Edge;

/**
 * lian_id_buffer_new:
 * @width: pixels
 * @height: pixels
 *
 * Returns: (transfer full): a buffer that belongs to nobody.
 */
LianIdBuffer *
lian_id_buffer_new (int width, int height)
{
  LianIdBuffer *self = g_new0 (LianIdBuffer, 1);

  g_assert (width > 0 && height > 0);
  self->width = width;
  self->height = height;
  self->ids = g_new0 (guint32, (gsize)width * height);
  self->row_starts = g_new0 (guint, height + 1);
  self->crossings = g_array_new (FALSE, FALSE, sizeof (double));
  self->edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  return self;
}

/**
 * lian_id_buffer_free:
 * @self: (nullable) (transfer full): a buffer
 */
void
lian_id_buffer_free (LianIdBuffer *self)
{
  if (self == NULL)
    return;
  g_free (self->ids);
  g_free (self->row_starts);
  g_array_unref (self->crossings);
  g_array_unref (self->edges);
  g_free (self);
}

/* The first whole number i with i + 0.5 >= v, kept within 0 … limit. */
static int
first_centre (double v, int limit)
{
  double i = ceil (v - 0.5);

  return i <= 0 ? 0 : i >= limit ? limit : (int)i;
}

static void
add_edge (LianIdBuffer *self, LianMapXY a, LianMapXY b)
{
  Edge edge;

  /* Both neighbours must compute the very same crossing, so the direction in which a ring walks
   * the edge may not matter. */
  if (a.y > b.y || (a.y == b.y && a.x > b.x))
    {
      LianMapXY swap = a;
      a = b;
      b = swap;
    }
  edge.first = first_centre (a.y, self->height);
  edge.last = first_centre (b.y, self->height);
  if (edge.first >= edge.last)
    return;
  edge.x = a.x;
  edge.y = a.y;
  edge.slope = (b.x - a.x) / (b.y - a.y);
  g_array_append_val (self->edges, edge);
}

static void
sort_row (double *xs, guint n)
{
  for (guint i = 1; i < n; i++)
    {
      double x = xs[i];
      guint j = i;

      for (; j > 0 && xs[j - 1] > x; j--)
        xs[j] = xs[j - 1];
      xs[j] = x;
    }
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Distributes the crossings of all edges over the rows (counting sort). Afterwards row r owns
 * crossings [row_starts[r], row_starts[r + 1]). */
static void
collect_crossings (LianIdBuffer *self, int top, int bottom)
{
  guint total = 0;

  memset (self->row_starts + top, 0, (bottom - top + 1) * sizeof (guint));
  for (guint i = 0; i < self->edges->len; i++)
    {
      const Edge *edge = &g_array_index (self->edges, Edge, i);

      for (int row = edge->first; row < edge->last; row++)
        self->row_starts[row]++;
    }
  for (int row = top; row <= bottom; row++)
    {
      guint n = row < bottom ? self->row_starts[row] : 0;

      total += n;
      self->row_starts[row] = total;
    }
  g_array_set_size (self->crossings, total);
  for (guint i = 0; i < self->edges->len; i++)
    {
      const Edge *edge = &g_array_index (self->edges, Edge, i);

      for (int row = edge->first; row < edge->last; row++)
        g_array_index (self->crossings, double, --self->row_starts[row])
            = edge->x + (row + 0.5 - edge->y) * edge->slope;
    }
}

/**
 * lian_id_buffer_fill:
 * @self: a buffer
 * @points: the points of all rings of one polygon in pixels
 * @starts: @n_rings + 1 numbers: ring i is points [starts[i], starts[i + 1]); closed or not
 * @n_rings: the outer ring and its holes
 * @id: what to write
 *
 * Writes @id where the centre of a pixel lies inside by the even-odd rule. A centre on a left or
 * upper edge is inside, on a right or lower edge outside. Points must be finite. Any thread, one
 * at a time.
 */
void
lian_id_buffer_fill (LianIdBuffer *self, const LianMapXY *points, const guint *starts,
                     guint n_rings, guint32 id)
{
  int top = self->height, bottom = 0;

  g_array_set_size (self->edges, 0);
  for (guint r = 0; r < n_rings; r++)
    {
      guint n = starts[r + 1] - starts[r];
      const LianMapXY *ring = points + starts[r];

      for (guint i = 0; i < n; i++)
        add_edge (self, ring[i], ring[i + 1 < n ? i + 1 : 0]);
    }
  for (guint i = 0; i < self->edges->len; i++)
    {
      top = MIN (top, g_array_index (self->edges, Edge, i).first);
      bottom = MAX (bottom, g_array_index (self->edges, Edge, i).last);
    }
  if (top >= bottom)
    return;

  collect_crossings (self, top, bottom);
  for (int row = top; row < bottom; row++)
    {
      guint n = self->row_starts[row + 1] - self->row_starts[row];
      double *xs = &g_array_index (self->crossings, double, self->row_starts[row]);
      guint32 *line = self->ids + (gsize)row * self->width;

      if (n > 64)
        qsort (xs, n, sizeof (double), compare_doubles);
      else
        sort_row (xs, n);
      for (guint i = 0; i + 1 < n; i += 2)
        {
          int end = first_centre (xs[i + 1], self->width);

          for (int x = first_centre (xs[i], self->width); x < end; x++)
            line[x] = id;
        }
    }
}
