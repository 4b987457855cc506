/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-ground.h"

#include <math.h>

static const double border_widths[LIAN_MAP_N_RANKS] = { 0.8, 1.0, 1.4, 2.2 };

/* Widths by rank: main, middle, minor. */
static const double river_widths[] = { 8, 4, 2 };
static const double road_widths[] = { 1.8, 1.3, 1.0 };
static const double road_cases[] = { 3.0, 2.3, 1.8 };

typedef struct
{
  const LianMapGeography *geography;
  const LianMapStyle *style;
  const LianMapPlane *plane;
  LianMapBox box; /* what of the unit square is drawn */
  double side;    /* of the picture */
  double scale;
  LianMapPath path;
  cairo_t *cr;
} Ground;

/**
 * lian_map_ground_add_path:
 * @cr: where
 * @path: rings or lines in the units of @cr
 * @closed: whether each run is closed
 */
void
lian_map_ground_add_path (cairo_t *cr, const LianMapPath *path, gboolean closed)
{
  for (guint run = 0; run < lian_map_path_get_n_runs (path); run++)
    {
      guint n;
      const LianMapXY *points = lian_map_path_get_run (path, run, &n);

      for (guint i = 0; i < n; i++)
        if (i == 0)
          cairo_move_to (cr, points[i].x, points[i].y);
        else
          cairo_line_to (cr, points[i].x, points[i].y);
      if (closed)
        cairo_close_path (cr);
    }
}

static void
set_color (cairo_t *cr, LianMapColor color)
{
  cairo_set_source_rgba (cr, color.r, color.g, color.b, color.a);
}

static gboolean
is_outside (const Ground *ground, const LianMapBox *box)
{
  return box->west > ground->box.east || box->east < ground->box.west
         || box->north > ground->box.south || box->south < ground->box.north;
}

static void
add_line (const Ground *ground, const LianMapLine *line)
{
  const LianMapPlane *plane = ground->plane;

  for (guint run = 0; run + 1 < line->starts->len; run++)
    {
      guint start = g_array_index (line->starts, guint, run);
      guint end = g_array_index (line->starts, guint, run + 1);
      LianMapXY last = { INFINITY, INFINITY };

      for (guint i = start; i < end; i++)
        {
          const LianMapXY *at = &g_array_index (line->points, LianMapXY, i);
          double x = at->x * plane->world - plane->left, y = at->y * plane->world - plane->top;

          /* A third of a pixel is not seen. */
          if (i > start && i + 1 < end && fabs (x - last.x) + fabs (y - last.y) < 0.35)
            continue;
          if (i == start)
            cairo_move_to (ground->cr, x, y);
          else
            cairo_line_to (ground->cr, x, y);
          last = (LianMapXY){ x, y };
        }
      if (line->closed)
        cairo_close_path (ground->cr);
    }
}

static double
width_of (const double widths[3], const LianMapLine *line)
{
  return widths[CLAMP (line->rank, 1, 3) - 1];
}

static void
draw_water (const Ground *ground)
{
  cairo_t *cr = ground->cr;

  set_color (cr, ground->style->water);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  for (guint i = 0; i < ground->geography->lines->len; i++)
    {
      const LianMapLine *line = g_ptr_array_index (ground->geography->lines, i);

      if ((line->kind != LIAN_BASE_RIVER && line->kind != LIAN_BASE_LAKE)
          || is_outside (ground, &line->box))
        continue;
      add_line (ground, line);
      if (line->closed)
        {
          cairo_fill (cr);
          continue;
        }
      cairo_set_line_width (cr, width_of (river_widths, line) * ground->scale);
      cairo_stroke (cr);
    }
}

/* All casings of a rank before any road of it, so that crossings stay open. */
static void
draw_roads (const Ground *ground)
{
  cairo_t *cr = ground->cr;

  for (int rank = 3; rank >= 1; rank--)
    for (guint pass = 0; pass < 2; pass++)
      for (guint i = 0; i < ground->geography->lines->len; i++)
        {
          const LianMapLine *line = g_ptr_array_index (ground->geography->lines, i);
          double dash[] = { 5 * ground->scale, 5 * ground->scale };

          if ((line->kind != LIAN_BASE_ROAD && line->kind != LIAN_BASE_RAIL) || line->closed
              || CLAMP (line->rank, 1, 3) != rank || is_outside (ground, &line->box))
            continue;
          add_line (ground, line);
          set_color (cr, pass == 0 ? ground->style->road_case : ground->style->road);
          cairo_set_line_width (cr, width_of (pass == 0 ? road_cases : road_widths, line)
                                        * ground->scale);
          if (line->kind == LIAN_BASE_RAIL && pass == 1)
            cairo_set_dash (cr, dash, 2, 0);
          cairo_stroke (cr);
          cairo_set_dash (cr, NULL, 0, 0);
        }
}

/* Everything or, with a scope, once strongly inside it and once faintly outside, so that the county
 * is not an island. */
static void
draw_base (Ground *ground)
{
  const LianMapGeography *geography = ground->geography;
  cairo_t *cr = ground->cr;

  if (lian_map_geography_get_n_areas (geography, LIAN_MAP_SCOPE) == 0)
    {
      draw_water (ground);
      draw_roads (ground);
      return;
    }
  lian_map_path_reset (&ground->path);
  lian_map_mesh_trace_shape (geography->mesh, geography->first_shape[LIAN_MAP_SCOPE], ground->plane,
                             &ground->path);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_save (cr);
  lian_map_ground_add_path (cr, &ground->path, TRUE);
  cairo_clip (cr);
  draw_water (ground);
  draw_roads (ground);
  cairo_restore (cr);

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, ground->side, ground->side);
  lian_map_ground_add_path (cr, &ground->path, TRUE);
  cairo_clip (cr);
  cairo_push_group (cr);
  draw_water (ground);
  draw_roads (ground);
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, ground->style->faint);
  cairo_restore (cr);
}

static void
draw_borders (Ground *ground, guint rank)
{
  const LianMapMesh *mesh = ground->geography->mesh;

  lian_map_path_reset (&ground->path);
  for (guint arc = 0; arc < lian_map_mesh_get_n_arcs (mesh); arc++)
    if (lian_map_mesh_get_arc_rank (mesh, arc) == rank
        && !is_outside (ground, lian_map_mesh_get_arc_box (mesh, arc)))
      lian_map_mesh_trace_arc (mesh, arc, ground->plane, &ground->path);
  lian_map_ground_add_path (ground->cr, &ground->path, FALSE);
  set_color (ground->cr, ground->style->borders[rank]);
  cairo_set_line_width (ground->cr, border_widths[rank] * ground->scale);
  cairo_stroke (ground->cr);
}

/**
 * lian_map_ground_draw:
 * @geography: the ground
 * @style: its colours
 * @level: rank of the areas that are coloured; borders below it are not drawn
 * @plane: which pixel of the world is the upper left one of @surface
 * @scale: device pixels per pixel, by which all widths are multiplied
 * @surface: a transparent square
 * @cancellable: (nullable): gives up between two layers
 *
 * Draws what lies over the colours: water, roads, then borders from the lowest rank up. Any thread.
 */
void
lian_map_ground_draw (const LianMapGeography *geography, const LianMapStyle *style, guint level,
                      const LianMapPlane *plane, double scale, cairo_surface_t *surface,
                      GCancellable *cancellable)
{
  double side = cairo_image_surface_get_width (surface), margin = 8 * scale;
  Ground ground = { geography, style, plane, { 0 }, side, scale };

  ground.box
      = (LianMapBox){ (plane->left - margin) / plane->world, (plane->top - margin) / plane->world,
                      (plane->left + side + margin) / plane->world,
                      (plane->top + side + margin) / plane->world };
  ground.cr = cairo_create (surface);
  cairo_set_line_join (ground.cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (ground.cr, CAIRO_LINE_CAP_ROUND);
  lian_map_path_init (&ground.path);
  draw_base (&ground);
  for (guint rank = level; rank < LIAN_MAP_N_RANKS; rank++)
    {
      if (g_cancellable_is_cancelled (cancellable))
        break;
      if (rank < LIAN_MAP_SCOPE
          && geography->median[rank] * plane->world < LIAN_MAP_LEAST_SHAPE * scale)
        continue;
      draw_borders (&ground, rank);
    }
  lian_map_path_clear (&ground.path);
  cairo_destroy (ground.cr);
}
