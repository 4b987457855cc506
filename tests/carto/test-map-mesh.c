/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-geography.h"
#include "lian-map-labels.h"
#include "lian-map-tile.h"

#include <math.h>
#include <string.h>

/* A country of N × N cells with crooked borders, cells as grids, its whole as scope. */
enum
{
  N = 6,
  BENDS = 24, /* vertices along one side of a cell */
};

/* The place on the border from corner (i, j) one cell on; the same from both sides. */
static LianPoint
border_point (guint i, guint j, gboolean down, guint k)
{
  double t = (double)k / BENDS,
         bow = k == 0 ? 0 : 0.12 * sin (t * 9 + i * 3 + j * 5) * sin (t * G_PI);
  gboolean rim = down ? i == 0 || i == N : j == 0 || j == N;
  double x = i + (down ? (rim ? 0 : bow) : t), y = j + (down ? t : (rim ? 0 : bow));

  return (LianPoint){ 114 + x * 0.05, 30 - y * 0.05 };
}

static LianPoint
point_of_cell (guint i, guint j, guint k)
{
  guint side = k / BENDS, step = k % BENDS;

  switch (side)
    {
    case 0:
      return border_point (i, j, FALSE, step);
    case 1:
      return step == 0 ? border_point (i + 1, j, TRUE, 0) : border_point (i + 1, j, TRUE, step);
    case 2:
      return step == 0 ? border_point (i + 1, j + 1, FALSE, 0)
                       : border_point (i, j + 1, FALSE, BENDS - step);
    default:
      return step == 0 ? border_point (i, j + 1, FALSE, 0)
                       : border_point (i, j, TRUE, BENDS - step);
    }
}

static LianShape *
shape_take (LianPoint *points, guint n)
{
  LianShape *shape = g_new0 (LianShape, 1);

  shape->type = LIAN_SHAPE_POLYGONS;
  shape->n_points = n;
  shape->points = points;
  shape->n_parts = 1;
  shape->starts = g_new0 (guint, 2);
  shape->starts[1] = n;
  shape->outer = g_new0 (gboolean, 1);
  shape->outer[0] = TRUE;
  return shape;
}

static LianMapArea *
make_area (const char *id, LianShape *shape, double lon, double lat)
{
  LianMapArea *area = g_new0 (LianMapArea, 1);

  area->id = g_strdup (id);
  area->name = g_strdup (id);
  area->parent = g_strdup ("town");
  area->shape = shape;
  area->label = (LianPoint){ lon, lat };
  return area;
}

static GPtrArray *
make_cells (void)
{
  GPtrArray *areas = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_map_area_free);

  for (guint j = 0; j < N; j++)
    for (guint i = 0; i < N; i++)
      {
        LianPoint *points = g_new (LianPoint, 4 * BENDS + 1);
        g_autofree char *id = g_strdup_printf ("%u-%u", i, j);

        for (guint k = 0; k <= 4 * BENDS; k++)
          points[k] = point_of_cell (i, j, k % (4 * BENDS));
        g_ptr_array_add (areas, make_area (id, shape_take (points, 4 * BENDS + 1),
                                           114 + (i + 0.5) * 0.05, 30 - (j + 0.5) * 0.05));
      }
  return areas;
}

static GPtrArray *
make_whole (const char *id)
{
  GPtrArray *areas = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_map_area_free);
  LianPoint *points = g_new (LianPoint, 4 * N * BENDS + 1);
  guint n = 0;

  for (guint i = 0; i < N * BENDS; i++)
    points[n++] = border_point (i / BENDS, 0, FALSE, i % BENDS);
  for (guint i = 0; i < N * BENDS; i++)
    points[n++] = border_point (N, i / BENDS, TRUE, i % BENDS);
  for (guint i = N * BENDS; i > 0; i--)
    points[n++] = i % BENDS == 0 ? border_point (i / BENDS, N, TRUE, 0)
                                 : border_point (i / BENDS, N, FALSE, i % BENDS);
  for (guint i = N * BENDS; i > 0; i--)
    points[n++] = border_point (0, i / BENDS, i % BENDS != 0, i % BENDS);
  points[n++] = points[0];
  g_ptr_array_add (areas, make_area (id, shape_take (points, n), 114.15, 29.85));
  return areas;
}

static LianMapGeography *
make_geography (void)
{
  GPtrArray *areas[LIAN_MAP_N_RANKS] = { make_cells (), NULL, make_whole ("town"), NULL };
  LianMapGeography *geography;

  areas[LIAN_MAP_SCOPE] = make_whole ("scope");
  geography = lian_map_geography_new (areas, NULL);
  for (guint i = 0; i < LIAN_MAP_N_RANKS; i++)
    g_clear_pointer (&areas[i], g_ptr_array_unref);
  return geography;
}

/* A lattice of N × N cells has 2·N·(N + 1) sides, of which the outer are the scope's. */
static void
test_arcs (void)
{
  g_autoptr (LianMapGeography) geography = make_geography ();
  guint outer = 0, inner = 0;

  for (guint arc = 0; arc < lian_map_mesh_get_n_arcs (geography->mesh); arc++)
    if (lian_map_mesh_get_arc_rank (geography->mesh, arc) == LIAN_MAP_SCOPE)
      outer++;
    else
      inner++;
  g_assert_cmpuint (inner, ==, 2 * N * (N - 1));
  /* The four corners of the whole are no nodes: nobody else ends there. */
  g_assert_cmpuint (outer, ==, 4 * (N - 1));
}

static gboolean
has_point (const LianMapPath *path, LianMapXY at)
{
  for (guint i = 0; i < path->points->len; i++)
    {
      LianMapXY other = g_array_index (path->points, LianMapXY, i);

      if (other.x == at.x && other.y == at.y)
        return TRUE;
    }
  return FALSE;
}

/* Whatever is left of a border is left in both neighbours, at every zoom. */
static void
test_neighbours (void)
{
  g_autoptr (LianMapGeography) geography = make_geography ();
  guint before = G_MAXUINT;

  for (double world = 1 << 22; world > 1 << 13; world /= 4)
    {
      LianMapPlane plane = { world, 0, 0 };
      LianMapPath shapes[N * N], border;
      guint kept = 0;

      for (guint i = 0; i < N * N; i++)
        {
          lian_map_path_init (&shapes[i]);
          lian_map_mesh_trace_shape (geography->mesh, i, &plane, &shapes[i]);
        }
      lian_map_path_init (&border);
      for (guint arc = 0; arc < lian_map_mesh_get_n_arcs (geography->mesh); arc++)
        {
          guint users = 0;

          lian_map_path_reset (&border);
          lian_map_mesh_trace_arc (geography->mesh, arc, &plane, &border);
          kept += border.points->len;
          for (guint i = 0; i < N * N; i++)
            {
              gboolean all = TRUE;

              for (guint k = 0; all && k < border.points->len; k++)
                all = has_point (&shapes[i], g_array_index (border.points, LianMapXY, k));
              users += all;
            }
          g_assert_cmpuint (users, ==,
                            lian_map_mesh_get_arc_rank (geography->mesh, arc) == LIAN_MAP_GRID ? 2
                                                                                               : 1);
        }
      g_assert_cmpuint (kept, <, before);
      before = kept;
      lian_map_path_clear (&border);
      for (guint i = 0; i < N * N; i++)
        lian_map_path_clear (&shapes[i]);
    }
}

/* Simplified and filled, the cells still cover their whole without gap: every pixel that the
 * scope's own fill owns belongs to a cell. */
static void
test_no_gap (void)
{
  g_autoptr (LianMapGeography) geography = make_geography ();
  LianMapStyle style = { .faint = 1 };
  double world = 512 / (lian_projection_x (114.3) - lian_projection_x (114));
  int tx = (int)floor (lian_projection_x (114) * world / LIAN_MAP_TILE_SIZE);
  int ty = (int)floor (lian_projection_y (30) * world / LIAN_MAP_TILE_SIZE);
  guint owned = 0;

  for (int y = ty; y < ty + 3; y++)
    for (int x = tx; x < tx + 2; x++)
      {
        g_autoptr (LianMapTile) cells
            = lian_map_tile_new (geography, &style, LIAN_MAP_GRID, world, 1, x, y, NULL);
        g_autoptr (LianMapTile) whole
            = lian_map_tile_new (geography, &style, LIAN_MAP_TOWN, world, 1, x, y, NULL);

        for (int p = 0; p < LIAN_MAP_TILE_SIZE * LIAN_MAP_TILE_SIZE; p++)
          {
            int px = p % LIAN_MAP_TILE_SIZE, py = p / LIAN_MAP_TILE_SIZE;
            guint32 cell = lian_map_tile_pick (cells, px, py);

            g_assert_cmpuint (cell != 0, ==, lian_map_tile_pick (whole, px, py) != 0);
            g_assert_cmpuint (cell, <=, N * N);
            owned += cell != 0;
          }
      }
  g_assert_cmpuint (owned, >, 250000);
}

/* A new value changes the colour and nothing else; what has no data is hatched. */
static void
test_paint (void)
{
  g_autoptr (LianMapGeography) geography = make_geography ();
  LianMapStyle style = { .land = { 1, 1, 1, 1 }, .hatch = { 0, 0, 0, 1 }, .faint = 1 };
  double world = 512 / (lian_projection_x (114.3) - lian_projection_x (114));
  int tx = (int)floor (lian_projection_x (114.025) * world / LIAN_MAP_TILE_SIZE);
  int ty = (int)floor (lian_projection_y (29.975) * world / LIAN_MAP_TILE_SIZE);
  int px = (int)(lian_projection_x (114.025) * world - (double)tx * LIAN_MAP_TILE_SIZE);
  int py = (int)(lian_projection_y (29.975) * world - (double)ty * LIAN_MAP_TILE_SIZE);
  guint8 classes[N * N];
  g_autoptr (LianMapTile) tile = NULL;

  for (guint i = 0; i < 5; i++)
    style.ramp[i] = (LianMapColor){ i / 5.0, 0.5, 0, 1 };
  tile = lian_map_tile_new (geography, &style, LIAN_MAP_GRID, world, 1, tx, ty, NULL);
  g_assert_cmpuint (lian_map_tile_pick (tile, px, py), ==, 1);
  for (guint class = 0; class <= 5; class ++)
    {
      cairo_surface_t *picture;
      const guint32 *line;
      gboolean dark = FALSE;

      memset (classes, class, sizeof classes);
      picture = lian_map_tile_paint (tile, &style, classes, N * N);
      line = (const guint32 *)(gconstpointer)(cairo_image_surface_get_data (picture)
                                              + py * cairo_image_surface_get_stride (picture));
      for (int i = 0; i < 8; i++)
        dark |= (line[px + i] & 0xff) < 0x80;
      if (class > 0)
        g_assert_cmphex (line[px], ==, 0xff000080u | (guint)((class - 1) * 51) << 16 | 0x8000u);
      else
        g_assert_true (dark);
      cairo_surface_destroy (picture);
      if (class > 0)
        style.ramp[class - 1].b = 0;
      if (class < 5)
        style.ramp[class].b = 128 / 255.0;
    }
}

static void
test_pole (void)
{
  g_autoptr (LianMapGeography) geography = make_geography ();

  for (guint i = 0; i < N * N; i++)
    {
      const LianMapBox *box = lian_map_mesh_get_shape_box (geography->mesh, i);
      LianMapPlane plane = { 1 << 22, 0, 0 };
      LianMapPath path;
      LianMapXY pole;

      g_assert_true (lian_map_labels_find_pole (geography->mesh, i, &pole));
      lian_map_path_init (&path);
      plane.left = box->west * plane.world;
      plane.top = box->north * plane.world;
      lian_map_mesh_trace_shape (geography->mesh, i, &plane, &path);
      /* A cell is 583 pixels wide here: around its pole is room for more than half of that. */
      g_assert_true (lian_map_labels_fits (&path, pole.x * plane.world - plane.left,
                                           pole.y * plane.world - plane.top, 290, 290));
      g_assert_false (lian_map_labels_fits (&path, pole.x * plane.world - plane.left,
                                            pole.y * plane.world - plane.top, 800, 20));
      lian_map_path_clear (&path);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-mesh/arcs", test_arcs);
  g_test_add_func ("/map-mesh/neighbours", test_neighbours);
  g_test_add_func ("/map-mesh/no-gap", test_no_gap);
  g_test_add_func ("/map-mesh/paint", test_paint);
  g_test_add_func ("/map-mesh/pole", test_pole);
  return g_test_run ();
}
