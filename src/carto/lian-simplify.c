/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-simplify.h"

#include <math.h>

/* A binary heap of point numbers ordered by weight that knows where each point sits, because
 * removing a point changes the weight of its two neighbours. */
typedef struct
{
  guint *items;
  guint *places;
  double *weights;
  guint n;
} Heap;

static void
heap_put (Heap *heap, guint place, guint item)
{
  heap->items[place] = item;
  heap->places[item] = place;
}

static void
heap_up (Heap *heap, guint place)
{
  guint item = heap->items[place];

  while (place > 0 && heap->weights[heap->items[(place - 1) / 2]] > heap->weights[item])
    {
      heap_put (heap, place, heap->items[(place - 1) / 2]);
      place = (place - 1) / 2;
    }
  heap_put (heap, place, item);
}

static void
heap_down (Heap *heap, guint place)
{
  guint item = heap->items[place];

  while (2 * place + 1 < heap->n)
    {
      guint child = 2 * place + 1;

      if (child + 1 < heap->n
          && heap->weights[heap->items[child + 1]] < heap->weights[heap->items[child]])
        child++;
      if (heap->weights[heap->items[child]] >= heap->weights[item])
        break;
      heap_put (heap, place, heap->items[child]);
      place = child;
    }
  heap_put (heap, place, item);
}

static guint
heap_pop (Heap *heap)
{
  guint item = heap->items[0];

  heap->n--;
  if (heap->n > 0)
    {
      heap_put (heap, 0, heap->items[heap->n]);
      heap_down (heap, 0);
    }
  return item;
}

static double
triangle (LianMapXY a, LianMapXY b, LianMapXY c)
{
  return 0.5 * fabs ((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y));
}

static void
weigh_again (Heap *heap, const LianMapXY *points, const guint *before, const guint *after,
             guint item, double floor_weight)
{
  double weight = triangle (points[before[item]], points[item], points[after[item]]);

  /* Never less than what was removed before, so that "weight at least w" gives nested lines. */
  heap->weights[item] = MAX (weight, floor_weight);
  heap_up (heap, heap->places[item]);
  heap_down (heap, heap->places[item]);
}

/**
 * lian_simplify_weigh:
 * @points: a line
 * @n: how many
 * @weights: (out caller-allocates): @n weights, in the square of the unit of @points
 *
 * Weighs the points by the area that the line loses without them (Visvalingam and Whyatt 1993);
 * both ends weigh infinitely much. A line simplified to an area consists of the points that weigh
 * at least that. A closed line keeps two more points, so that it stays a ring.
 */
void
lian_simplify_weigh (const LianMapXY *points, guint n, double *weights)
{
  g_autofree guint *before = g_new (guint, n + 1);
  g_autofree guint *after = g_new (guint, n + 1);
  g_autofree guint *items = g_new (guint, n + 1);
  g_autofree guint *places = g_new (guint, n + 1);
  Heap heap = { items, places, weights, 0 };
  gboolean closed = n > 3 && points[0].x == points[n - 1].x && points[0].y == points[n - 1].y;
  double removed = 0;

  for (guint i = 0; i < n; i++)
    {
      before[i] = i > 0 ? i - 1 : 0;
      after[i] = i + 1;
      weights[i] = INFINITY;
      if (i == 0 || i + 1 == n)
        continue;
      weights[i] = triangle (points[i - 1], points[i], points[i + 1]);
      heap.n++;
      heap_put (&heap, heap.n - 1, i);
      heap_up (&heap, heap.n - 1);
    }
  while (heap.n > (closed ? 2u : 0u))
    {
      guint item = heap_pop (&heap);
      guint a = before[item], b = after[item];

      removed = MAX (removed, weights[item]);
      weights[item] = removed;
      after[a] = b;
      before[b] = a;
      if (a > 0)
        weigh_again (&heap, points, before, after, a, removed);
      if (b + 1 < n)
        weigh_again (&heap, points, before, after, b, removed);
    }
  for (guint i = 0; i < heap.n; i++)
    weights[heap.items[i]] = INFINITY;
}
