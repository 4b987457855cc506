/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-cells.h"

#include <gio/gio.h>
#include <math.h>

#include "lian-error.h"

/* How the pieces come about: seeds are scattered by density and moved to the middles of what is
 * nearest to them; the borders of their Voronoi cells and the outline are cut at each other into
 * arcs; every arc is stored once and made to wander; the arcs are closed to faces again. Since both
 * neighbours are made of the same arc, nothing can come apart. */

#define MIN_SAMPLES 12000
#define SAMPLES_A_CELL 20
#define N_MOVES 2
#define STEP 3.2

typedef struct
{
  LianTrail *straight;
  LianTrail *bent;
  double roughness; /* 0: lies on the outline and stays as it is */
  double west, south, east, north;
} Arc;

typedef struct
{
  GEOSContextHandle_t geos;
  const LianPlane *plane;
  LianDice *dice;
  guint n;
  guint n_samples;
  LianSpot *seeds;
  LianTrail *outline; /* closed */
  GPtrArray *arcs;    /* (element-type Arc) */
  GPtrArray *faces;   /* (element-type GEOSGeometry) */
} Work;

static void
arc_free (Arc *arc)
{
  g_array_unref (arc->straight);
  if (arc->bent != NULL)
    g_array_unref (arc->bent);
  g_free (arc);
}

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->seeds, g_free);
  g_clear_pointer (&work->outline, g_array_unref);
  g_clear_pointer (&work->arcs, g_ptr_array_unref);
  for (guint i = 0; work->faces != NULL && i < work->faces->len; i++)
    GEOSGeom_destroy_r (work->geos, g_ptr_array_index (work->faces, i));
  g_clear_pointer (&work->faces, g_ptr_array_unref);
}

/* The dice of a line come from where it lies, so that one line more does not change all others. */
static void
init_dice_at (LianDice *dice, LianSpot from, LianSpot to)
{
  lian_dice_init (dice, (guint64)llround (from.x * 1e4) * 31 + (guint64)llround (from.y * 1e4)
                            + (guint64)llround (to.x * 1e4) * 17
                            + (guint64)llround (to.y * 1e4) * 7);
  lian_dice_next (dice);
}

/* A piece of an outline that two counties share: the same spots from either end. */
static void
wander_both_ways (LianTrail *trail, LianSpot from, LianSpot to)
{
  gboolean turned = from.x > to.x || (from.x >= to.x && from.y > to.y);
  LianTrail *piece = lian_trail_new ();
  LianDice dice;

  init_dice_at (&dice, turned ? to : from, turned ? from : to);
  lian_trail_wander (piece, turned ? to : from, turned ? from : to, 0.26, STEP, &dice);
  lian_trail_add (trail, from.x, from.y);
  for (guint i = 1; i < piece->len; i++)
    {
      const LianSpot *spot = lian_trail_at (piece, turned ? piece->len - i : i);

      lian_trail_add (trail, spot->x, spot->y);
    }
  g_array_unref (piece);
}

static void
make_outline (Work *work)
{
  guint n = work->plane->n_outline;
  const LianSpot *corners = work->plane->outline;

  work->outline = lian_trail_new ();
  for (guint i = 0; i < n; i++)
    if (work->plane->shared)
      wander_both_ways (work->outline, corners[i], corners[(i + 1) % n]);
    else
      lian_trail_wander (work->outline, corners[i], corners[(i + 1) % n], 0.26, STEP, work->dice);
  lian_trail_add (work->outline, corners[0].x, corners[0].y);
}

static void
find_bounds (const LianPlane *plane, LianSpot *low, LianSpot *high)
{
  *low = *high = plane->outline[0];
  for (guint i = 1; i < plane->n_outline; i++)
    {
      low->x = MIN (low->x, plane->outline[i].x);
      low->y = MIN (low->y, plane->outline[i].y);
      high->x = MAX (high->x, plane->outline[i].x);
      high->y = MAX (high->y, plane->outline[i].y);
    }
}

static void
scatter (Work *work, LianSpot *samples)
{
  const LianPlane *plane = work->plane;
  const LianSpot *ring = plane->shared ? lian_trail_at (work->outline, 0) : plane->outline;
  guint n_ring = plane->shared ? work->outline->len - 1 : plane->n_outline;
  LianSpot low = { 130, 115 };
  LianSpot high = { 1135, 645 };
  guint n = 0;

  if (plane->shared)
    find_bounds (plane, &low, &high);
  while (n < work->n_samples)
    {
      LianSpot spot = { low.x + (high.x - low.x) * lian_dice_unit (work->dice),
                        low.y + (high.y - low.y) * lian_dice_unit (work->dice) };
      double wanted = 32 * lian_dice_unit (work->dice);

      if (wanted < lian_plane_density (plane, spot) && lian_spots_contain (ring, n_ring, spot))
        samples[n++] = spot;
    }
}

static guint
nearest_seed (const Work *work, LianSpot spot)
{
  guint best = 0;
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < work->n; i++)
    {
      double dx = work->seeds[i].x - spot.x;
      double dy = work->seeds[i].y - spot.y;
      double far = dx * dx + dy * dy;

      if (far < least)
        {
          least = far;
          best = i;
        }
    }
  return best;
}

/* Few moves only: with many the cells become a honeycomb. */
static void
place_seeds (Work *work)
{
  g_autofree LianSpot *samples = g_new (LianSpot, work->n_samples);
  g_autofree LianSpot *sums = g_new (LianSpot, work->n);
  g_autofree guint *counts = g_new (guint, work->n);

  scatter (work, samples);
  work->seeds = g_memdup2 (samples, work->n * sizeof *samples);
  for (guint move = 0; move < N_MOVES; move++)
    {
      memset (sums, 0, work->n * sizeof *sums);
      memset (counts, 0, work->n * sizeof *counts);
      for (guint i = 0; i < work->n_samples; i++)
        {
          guint seed = nearest_seed (work, samples[i]);

          sums[seed].x += samples[i].x;
          sums[seed].y += samples[i].y;
          counts[seed]++;
        }
      for (guint i = 0; i < work->n; i++)
        if (counts[i] > 0)
          work->seeds[i] = (LianSpot){ sums[i].x / counts[i], sums[i].y / counts[i] };
    }
}

static GEOSGeometry *
line_of (const Work *work, const LianTrail *trail, gboolean geographic)
{
  GEOSCoordSequence *sequence = GEOSCoordSeq_create_r (work->geos, trail->len, 2);

  for (guint i = 0; i < trail->len; i++)
    {
      LianSpot spot = *lian_trail_at (trail, i);

      if (geographic)
        {
          LianPoint point = lian_spot_to_point (spot);

          spot = (LianSpot){ point.lon, point.lat };
        }
      GEOSCoordSeq_setXY_r (work->geos, sequence, i, spot.x, spot.y);
    }
  return GEOSGeom_createLineString_r (work->geos, sequence);
}

static LianTrail *
trail_of (GEOSContextHandle_t geos, const GEOSGeometry *line)
{
  const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r (geos, line);
  guint n = 0;
  LianTrail *trail = lian_trail_new ();

  GEOSCoordSeq_getSize_r (geos, sequence, &n);
  for (guint i = 0; i < n; i++)
    {
      double x = 0;
      double y = 0;

      GEOSCoordSeq_getXY_r (geos, sequence, i, &x, &y);
      lian_trail_add (trail, x, y);
    }
  return trail;
}

/* The borders of the cells and the outline, cut at each other. */
static GEOSGeometry *
make_network (Work *work)
{
  GEOSCoordSequence *sequence = GEOSCoordSeq_create_r (work->geos, work->n, 2);

  for (guint i = 0; i < work->n; i++)
    GEOSCoordSeq_setXY_r (work->geos, sequence, i, work->seeds[i].x, work->seeds[i].y);

  GEOSGeometry *seeds = GEOSGeom_createLineString_r (work->geos, sequence);
  GEOSGeometry *edges = GEOSVoronoiDiagram_r (work->geos, seeds, NULL, 0, 1);
  GEOSGeometry *outline = line_of (work, work->outline, FALSE);
  GEOSGeometry *both = edges != NULL ? GEOSUnion_r (work->geos, edges, outline) : NULL;
  GEOSGeometry *merged = both != NULL ? GEOSLineMerge_r (work->geos, both) : NULL;

  GEOSGeom_destroy_r (work->geos, seeds);
  GEOSGeom_destroy_r (work->geos, edges);
  GEOSGeom_destroy_r (work->geos, outline);
  GEOSGeom_destroy_r (work->geos, both);
  return merged;
}

static gboolean
lies_on_outline (const Work *work, LianSpot spot)
{
  for (guint i = 0; i + 1 < work->outline->len; i++)
    {
      LianSpot a = *lian_trail_at (work->outline, i);
      LianSpot b = *lian_trail_at (work->outline, i + 1);

      if (lian_spot_distance (a, spot) + lian_spot_distance (spot, b) - lian_spot_distance (a, b)
          < 1e-9)
        return TRUE;
    }
  return FALSE;
}

static void
collect_arcs (Work *work, const GEOSGeometry *network)
{
  int n = GEOSGetNumGeometries_r (work->geos, network);

  work->arcs = g_ptr_array_new_with_free_func ((GDestroyNotify)arc_free);
  for (int i = 0; i < n; i++)
    {
      LianTrail *trail = trail_of (work->geos, GEOSGetGeometryN_r (work->geos, network, i));
      LianSpot a = *lian_trail_at (trail, 0);
      LianSpot b = *lian_trail_at (trail, 1);
      LianSpot middle = { (a.x + b.x) / 2, (a.y + b.y) / 2 };
      gboolean fixed = trail->len > 2 || lies_on_outline (work, middle);

      if (!fixed
          && !lian_spots_contain (lian_trail_at (work->outline, 0), work->outline->len - 1, middle))
        {
          g_array_unref (trail);
          continue;
        }

      Arc *arc = g_new0 (Arc, 1);

      arc->straight = trail;
      arc->roughness = fixed ? 0 : 0.22;
      g_ptr_array_add (work->arcs, arc);
    }
}

static void
bend (const Work *work, Arc *arc)
{
  LianSpot from = *lian_trail_at (arc->straight, 0);
  LianSpot to = *lian_trail_at (arc->straight, arc->straight->len - 1);

  g_clear_pointer (&arc->bent, g_array_unref);
  if (arc->roughness <= 0)
    arc->bent = g_array_ref (arc->straight);
  else
    {
      LianDice dice;

      init_dice_at (&dice, from, to);
      arc->bent = lian_trail_new ();
      lian_trail_wander (arc->bent, from, to, arc->roughness, STEP, &dice);
      lian_trail_add (arc->bent, to.x, to.y);
    }

  arc->west = arc->south = G_MAXDOUBLE;
  arc->east = arc->north = -G_MAXDOUBLE;
  for (guint i = 0; i < arc->bent->len; i++)
    {
      const LianSpot *spot = lian_trail_at (arc->bent, i);

      arc->west = MIN (arc->west, spot->x);
      arc->east = MAX (arc->east, spot->x);
      arc->south = MIN (arc->south, spot->y);
      arc->north = MAX (arc->north, spot->y);
    }
}

static double
side (LianSpot a, LianSpot b, LianSpot c)
{
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static gboolean
segments_cross (const LianSpot *a, const LianSpot *b)
{
  return side (a[0], a[1], b[0]) * side (a[0], a[1], b[1]) < -1e-12
         && side (b[0], b[1], a[0]) * side (b[0], b[1], a[1]) < -1e-12;
}

static gboolean
trails_cross (const LianTrail *a, const LianTrail *b)
{
  for (guint i = 0; i + 1 < a->len; i++)
    for (guint j = 0; j + 1 < b->len; j++)
      if (!(a == b && j <= i + 1) && segments_cross (lian_trail_at (a, i), lian_trail_at (b, j)))
        return TRUE;
  return FALSE;
}

/* Wanders that meet are made straighter until none do; straight borders never cross. */
static void
bend_arcs (Work *work)
{
  gboolean crossed = TRUE;

  for (guint i = 0; i < work->arcs->len; i++)
    bend (work, g_ptr_array_index (work->arcs, i));
  for (guint round = 0; crossed && round < 12; round++)
    {
      crossed = FALSE;
      for (guint i = 0; i < work->arcs->len; i++)
        for (guint j = i; j < work->arcs->len; j++)
          {
            Arc *a = g_ptr_array_index (work->arcs, i);
            Arc *b = g_ptr_array_index (work->arcs, j);

            if (a->east < b->west || b->east < a->west || a->north < b->south || b->north < a->south
                || (a->roughness <= 0 && b->roughness <= 0) || !trails_cross (a->bent, b->bent))
              continue;
            crossed = TRUE;
            a->roughness = round < 8 ? a->roughness / 2 : 0;
            b->roughness = round < 8 ? b->roughness / 2 : 0;
            bend (work, a);
            bend (work, b);
          }
    }
}

static gboolean
make_faces (Work *work, GError **error)
{
  g_autofree GEOSGeometry **lines = g_new (GEOSGeometry *, work->arcs->len);

  for (guint i = 0; i < work->arcs->len; i++)
    lines[i] = line_of (work, ((Arc *)g_ptr_array_index (work->arcs, i))->bent, TRUE);

  GEOSGeometry *faces
      = GEOSPolygonize_r (work->geos, (const GEOSGeometry *const *)lines, work->arcs->len);

  work->faces = g_ptr_array_new ();
  for (int i = 0; faces != NULL && i < GEOSGetNumGeometries_r (work->geos, faces); i++)
    g_ptr_array_add (work->faces,
                     GEOSGeom_clone_r (work->geos, GEOSGetGeometryN_r (work->geos, faces, i)));
  for (guint i = 0; i < work->arcs->len; i++)
    GEOSGeom_destroy_r (work->geos, lines[i]);
  GEOSGeom_destroy_r (work->geos, faces);
  if (work->faces->len < work->n)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_FAILED, "The county has %u pieces instead of %u",
                   work->faces->len, work->n);
      return FALSE;
    }
  return TRUE;
}

static LianSpot
spot_in_face (const Work *work, const GEOSGeometry *face)
{
  GEOSGeometry *inside = GEOSPointOnSurface_r (work->geos, face);
  double lon = 0;
  double lat = 0;
  LianPoint origin = lian_spot_to_point ((LianSpot){ 0, 0 });
  LianPoint far = lian_spot_to_point ((LianSpot){ 1000, 1000 });

  GEOSGeomGetX_r (work->geos, inside, &lon);
  GEOSGeomGetY_r (work->geos, inside, &lat);
  GEOSGeom_destroy_r (work->geos, inside);
  return (LianSpot){ 1000 * (lon - origin.lon) / (far.lon - origin.lon),
                     1000 * (lat - origin.lat) / (far.lat - origin.lat) };
}

/* The border of two faces in metres or so, only good for comparing. */
static double
shared_length (const Work *work, const GEOSGeometry *a, const GEOSGeometry *b)
{
  double length = 0;
  GEOSGeometry *shared = GEOSIntersection_r (work->geos, a, b);

  if (shared != NULL)
    GEOSLength_r (work->geos, shared, &length);
  GEOSGeom_destroy_r (work->geos, shared);
  return length;
}

/* A bay of the outline can cut a cell in two: the smaller part goes to whom it touches longest. A
 * part that touches no cell yet, only other parts, has to wait for those. */
static gboolean
give_scrap (Work *work, LianCells *cells, GEOSGeometry *scrap)
{
  double most = 0;
  guint best = 0;

  for (guint i = 0; i < cells->n; i++)
    {
      double length
          = cells->cells[i].shape != NULL ? shared_length (work, scrap, cells->cells[i].shape) : 0;

      if (length > most)
        {
          most = length;
          best = i;
        }
    }
  if (most <= 0)
    return FALSE;

  GEOSGeometry *parts[] = { cells->cells[best].shape, scrap };
  GEOSGeometry *both = GEOSGeom_createCollection_r (work->geos, GEOS_GEOMETRYCOLLECTION, parts, 2);

  cells->cells[best].shape = GEOSCoverageUnion_r (work->geos, both);
  GEOSGeom_destroy_r (work->geos, both);
  return TRUE;
}

static void
give_scraps (Work *work, LianCells *cells, GPtrArray *scraps)
{
  gboolean given = TRUE;

  while (given)
    {
      given = FALSE;
      for (guint i = 0; i < scraps->len && !given; i++)
        if (give_scrap (work, cells, g_ptr_array_index (scraps, i)))
          {
            g_ptr_array_remove_index (scraps, i);
            given = TRUE;
          }
    }
  for (guint i = 0; i < scraps->len; i++)
    GEOSGeom_destroy_r (work->geos, g_ptr_array_index (scraps, i));
}

static gboolean
assign_faces (Work *work, LianCells *cells, GError **error)
{
  g_autoptr (GPtrArray) scraps = g_ptr_array_new ();

  for (guint i = 0; i < work->faces->len; i++)
    {
      GEOSGeometry *face = g_ptr_array_index (work->faces, i);
      LianCell *cell = &cells->cells[nearest_seed (work, spot_in_face (work, face))];
      double old_area = 0;
      double area = 0;

      GEOSArea_r (work->geos, face, &area);
      if (cell->shape != NULL)
        GEOSArea_r (work->geos, cell->shape, &old_area);
      if (area > old_area)
        {
          if (cell->shape != NULL)
            g_ptr_array_add (scraps, cell->shape);
          cell->shape = face;
        }
      else
        g_ptr_array_add (scraps, face);
    }
  g_ptr_array_set_size (work->faces, 0);
  give_scraps (work, cells, scraps);
  for (guint i = 0; i < cells->n; i++)
    if (cells->cells[i].shape == NULL
        || GEOSGeomTypeId_r (work->geos, cells->cells[i].shape) != GEOS_POLYGON)
      {
        g_set_error (error, LIAN_ERROR, LIAN_ERROR_FAILED, "Piece %u of the county has no shape",
                     i);
        return FALSE;
      }
  return TRUE;
}

static guint64
vertex_key (double x, double y)
{
  return (guint64)llround (x * 1e6) * G_GUINT64_CONSTANT (200000000) + (guint64)llround (y * 1e6);
}

/* Two cells are neighbours when they have an edge in common, found by its middle. */
static void
find_neighbours (LianCells *cells)
{
  g_autoptr (GHashTable) owners = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < cells->n; i++)
    {
      const GEOSGeometry *ring = GEOSGetExteriorRing_r (cells->geos, cells->cells[i].shape);
      const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r (cells->geos, ring);
      guint n = 0;
      double x0 = 0;
      double y0 = 0;

      GEOSCoordSeq_getSize_r (cells->geos, sequence, &n);
      GEOSCoordSeq_getXY_r (cells->geos, sequence, 0, &x0, &y0);
      for (guint v = 1; v < n; v++)
        {
          double x = 0;
          double y = 0;

          GEOSCoordSeq_getXY_r (cells->geos, sequence, v, &x, &y);

          guint64 key = vertex_key (x, y) + vertex_key (x0, y0);
          guint other = GPOINTER_TO_UINT (g_hash_table_lookup (owners, &key));

          if (other == 0)
            g_hash_table_insert (owners, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (i + 1));
          else
            {
              guint j = other - 1;

              g_array_append_val (cells->cells[i].neighbours, j);
              g_array_append_val (cells->cells[j].neighbours, i);
            }
          x0 = x;
          y0 = y;
        }
    }
}

static int
compare_guint (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *)a;
  guint y = *(const guint *)b;

  return x < y ? -1 : x > y;
}

static void
tidy_neighbours (LianCells *cells)
{
  for (guint i = 0; i < cells->n; i++)
    {
      GArray *list = cells->cells[i].neighbours;
      guint kept = 0;

      g_array_sort (list, compare_guint);
      for (guint k = 0; k < list->len; k++)
        if (kept == 0 || g_array_index (list, guint, k) != g_array_index (list, guint, kept - 1))
          g_array_index (list, guint, kept++) = g_array_index (list, guint, k);
      g_array_set_size (list, kept);
    }
}

/**
 * lian_cells_new:
 * @plane: which county
 * @n: how many pieces, at least 10
 *
 * Cuts the county into @n pieces, small where people live. Deterministic for @dice.
 *
 * Returns: (transfer full): the pieces; NULL with an error if the geometry did not close.
 */
LianCells *
lian_cells_new (const LianPlane *plane, guint n, LianDice *dice, GError **error)
{
  g_autoptr (LianCells) cells = g_new0 (LianCells, 1);
  Work work = { .plane = plane, .dice = dice, .n = n };
  gboolean good = FALSE;

  cells->geos = work.geos = GEOS_init_r ();
  cells->cells = g_new0 (LianCell, n);
  cells->n = n;
  work.n_samples = MAX (MIN_SAMPLES, n * SAMPLES_A_CELL);
  make_outline (&work);
  place_seeds (&work);

  GEOSGeometry *network = make_network (&work);

  if (network == NULL)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_FAILED, "The borders of the county did not meet");
  else
    {
      collect_arcs (&work, network);
      bend_arcs (&work);
      good = make_faces (&work, error) && assign_faces (&work, cells, error);
    }
  for (guint i = 0; i < n; i++)
    {
      cells->cells[i].middle = work.seeds[i];
      cells->cells[i].neighbours = g_array_new (FALSE, FALSE, sizeof (guint));
    }
  GEOSGeom_destroy_r (work.geos, network);
  work_clear (&work);
  if (!good)
    return NULL;
  for (guint i = 0; i < n; i++)
    cells->cells[i].ring
        = trail_of (cells->geos, GEOSGetExteriorRing_r (cells->geos, cells->cells[i].shape));
  find_neighbours (cells);
  tidy_neighbours (cells);
  return g_steal_pointer (&cells);
}

/**
 * lian_cells_free:
 */
void
lian_cells_free (LianCells *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      GEOSGeom_destroy_r (self->geos, self->cells[i].shape);
      g_clear_pointer (&self->cells[i].neighbours, g_array_unref);
      g_clear_pointer (&self->cells[i].ring, g_array_unref);
    }
  g_free (self->cells);
  GEOS_finish_r (self->geos);
  g_free (self);
}
