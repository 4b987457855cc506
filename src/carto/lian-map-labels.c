/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-labels.h"

#include <math.h>

/* A pole is found on a picture of the shape this many pixels wide, to within a pixel. */
#define POLE_WIDTH 300.0
#define POLE_CELLS 4000

typedef struct
{
  double x, y, half;
  double distance; /* of the middle to the border, negative outside */
  double most;     /* that any place in the cell can reach */
} Cell;

static double
distance_to_segment (double x, double y, LianMapXY a, LianMapXY b)
{
  double dx = b.x - a.x, dy = b.y - a.y, t = 0;

  if (dx != 0 || dy != 0)
    t = CLAMP (((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy), 0, 1);
  return hypot (x - a.x - t * dx, y - a.y - t * dy);
}

static double
signed_distance (const LianMapPath *path, double x, double y)
{
  double best = INFINITY;

  for (guint run = 0; run < lian_map_path_get_n_runs (path); run++)
    {
      guint n;
      const LianMapXY *points = lian_map_path_get_run (path, run, &n);

      for (guint i = 0; i < n; i++)
        best = MIN (best, distance_to_segment (x, y, points[i], points[(i + 1) % n]));
    }
  return lian_map_labels_contains (path, x, y) ? best : -best;
}

static void
add_cell (GArray *cells, const LianMapPath *path, double x, double y, double half, double best)
{
  Cell cell = { x, y, half, signed_distance (path, x, y), 0 };

  cell.most = cell.distance + half * G_SQRT2;
  if (cell.most > best)
    g_array_append_val (cells, cell);
}

static Cell
take_most_promising (GArray *cells)
{
  guint at = 0;
  Cell cell;

  for (guint i = 1; i < cells->len; i++)
    if (g_array_index (cells, Cell, i).most > g_array_index (cells, Cell, at).most)
      at = i;
  cell = g_array_index (cells, Cell, at);
  g_array_remove_index_fast (cells, at);
  return cell;
}

static Cell
search_pole (const LianMapPath *path, double width, double height)
{
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  double half = MAX (MIN (width, height), 8) / 2;
  Cell best = { 0, 0, 0, -INFINITY, 0 };

  for (double y = half; y < height + half; y += 2 * half)
    for (double x = half; x < width + half; x += 2 * half)
      add_cell (cells, path, x, y, half, -INFINITY);
  for (guint seen = 0; cells->len > 0 && seen < POLE_CELLS; seen++)
    {
      Cell cell = take_most_promising (cells);
      double quarter = cell.half / 2;

      if (cell.distance > best.distance)
        best = cell;
      if (cell.most - best.distance <= 1)
        break;
      for (int k = 0; k < 4; k++)
        add_cell (cells, path, cell.x + (k & 1 ? quarter : -quarter),
                  cell.y + (k & 2 ? quarter : -quarter), quarter, best.distance + 1);
    }
  return best;
}

/**
 * lian_map_labels_find_pole:
 * @mesh: a mesh
 * @shape: number of a shape
 * @pole: (out): on the unit square
 *
 * Finds the pole of inaccessibility: the place inside the shape that is farthest from its border
 * (quadtree search after Agafonkin 2016). Any thread.
 *
 * Returns: whether the shape has an inside.
 */
gboolean
lian_map_labels_find_pole (const LianMapMesh *mesh, guint shape, LianMapXY *pole)
{
  const LianMapBox *box = lian_map_mesh_get_shape_box (mesh, shape);
  double width = box->east - box->west, height = box->south - box->north;
  LianMapPlane plane;
  LianMapPath path;
  Cell best;

  if (!(width > 0) || !(height > 0))
    return FALSE;
  plane.world = POLE_WIDTH / MAX (width, height);
  plane.left = box->west * plane.world;
  plane.top = box->north * plane.world;
  lian_map_path_init (&path);
  lian_map_mesh_trace_shape (mesh, shape, &plane, &path);
  best = search_pole (&path, width * plane.world, height * plane.world);
  lian_map_path_clear (&path);
  pole->x = (best.x + plane.left) / plane.world;
  pole->y = (best.y + plane.top) / plane.world;
  return best.distance > 0;
}

static int
compare_by_distance (gconstpointer a, gconstpointer b, gpointer data)
{
  const LianMapXY *p = a, *q = b, *from = data;
  double x = hypot (p->x - from->x, p->y - from->y), y = hypot (q->x - from->x, q->y - from->y);

  return (x > y) - (x < y);
}

/**
 * lian_map_labels_sort_spots:
 * @spots: (element-type LianMapXY): the first is where the others are measured from
 * @keep: how many stay at the head
 *
 * Orders the rest from the first outwards.
 */
void
lian_map_labels_sort_spots (GArray *spots, guint keep)
{
  LianMapXY from;

  if (spots->len <= keep)
    return;
  from = g_array_index (spots, LianMapXY, 0);
  g_qsort_with_data (&g_array_index (spots, LianMapXY, keep), (int)(spots->len - keep),
                     sizeof (LianMapXY), compare_by_distance, &from);
}

/**
 * lian_map_labels_contains:
 * @path: rings
 * @x: in the units of @path
 * @y: in the units of @path
 *
 * Returns: whether the place lies inside by the even-odd rule.
 */
gboolean
lian_map_labels_contains (const LianMapPath *path, double x, double y)
{
  gboolean inside = FALSE;

  for (guint run = 0; run < lian_map_path_get_n_runs (path); run++)
    {
      guint n;
      const LianMapXY *points = lian_map_path_get_run (path, run, &n);

      for (guint i = 0, j = n - 1; i < n; j = i++)
        if ((points[i].y > y) != (points[j].y > y)
            && x < points[i].x
                       + (y - points[i].y) * (points[j].x - points[i].x)
                             / (points[j].y - points[i].y))
          inside = !inside;
    }
  return inside;
}

/* Whether a segment has a point inside a rectangle around the origin (slab test). */
static gboolean
segment_meets_box (double ax, double ay, double bx, double by, double half_width,
                   double half_height)
{
  const double origin[] = { ax, ay }, way[] = { bx - ax, by - ay };
  const double half[] = { half_width, half_height };
  double from = 0, to = 1;

  for (guint k = 0; k < 2; k++)
    {
      double t0, t1;

      if (way[k] == 0)
        {
          if (fabs (origin[k]) > half[k])
            return FALSE;
          continue;
        }
      t0 = (-half[k] - origin[k]) / way[k];
      t1 = (half[k] - origin[k]) / way[k];
      from = MAX (from, MIN (t0, t1));
      to = MIN (to, MAX (t0, t1));
    }
  return from <= to;
}

/**
 * lian_map_labels_fits:
 * @path: rings
 * @x: middle of a rectangle
 * @y: middle of a rectangle
 * @width: of the rectangle
 * @height: of the rectangle
 *
 * Returns: whether the rectangle lies wholly inside the shape.
 */
gboolean
lian_map_labels_fits (const LianMapPath *path, double x, double y, double width, double height)
{
  if (!lian_map_labels_contains (path, x, y))
    return FALSE;
  for (guint run = 0; run < lian_map_path_get_n_runs (path); run++)
    {
      guint n;
      const LianMapXY *points = lian_map_path_get_run (path, run, &n);

      for (guint i = 0, j = n - 1; i < n; j = i++)
        if (segment_meets_box (points[j].x - x, points[j].y - y, points[i].x - x, points[i].y - y,
                               width / 2, height / 2))
          return FALSE;
    }
  return TRUE;
}
