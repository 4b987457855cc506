/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-layout.h"

#include <math.h>

#include "lian-map-labels.h"

/* Pixels that stay free between a name and a mark. */
#define GAP 3

typedef struct
{
  double x, y, radius;
} Disc;

typedef struct
{
  double x, y, width, height;
} Rect;

static LianMapClusters *
make_clusters (const LianMapLayoutInput *input)
{
  guint n = input->cases != NULL ? input->cases->len : 0;
  g_autofree LianMapPoint *points = g_new (LianMapPoint, n + 1);

  for (guint i = 0; i < n; i++)
    {
      const LianMapCase *point = g_ptr_array_index (input->cases, i);

      points[i].at.x = lian_projection_x (point->at.lon);
      points[i].at.y = lian_projection_y (point->at.lat);
      points[i].light = point->light;
    }
  return lian_map_clusters_new (points, n, input->world, input->cell, input->radius, input->zoom);
}

static gboolean
meets_disc (GArray *discs, double x, double y, double radius)
{
  for (guint i = 0; i < discs->len; i++)
    {
      const Disc *disc = &g_array_index (discs, Disc, i);

      if (hypot (disc->x - x, disc->y - y) < disc->radius + radius)
        return TRUE;
    }
  return FALSE;
}

static void
add_clusters (GArray *discs, const LianMapLayout *self)
{
  for (guint i = 0; i < self->clusters->clusters->len; i++)
    {
      const LianMapCluster *cluster = &g_array_index (self->clusters->clusters, LianMapCluster, i);
      Disc disc = { cluster->at.x * self->world, cluster->at.y * self->world, cluster->radius };

      g_array_append_val (discs, disc);
    }
}

/* A complex is hidden under a case marker, and under another complex. */
static void
place_rings (LianMapLayout *self, const LianMapLayoutInput *input, GArray *discs)
{
  for (guint i = 0; self->complexes != NULL && i < self->complexes->len; i++)
    {
      const LianMapComplex *ring = g_ptr_array_index (self->complexes, i);
      Disc disc = { lian_projection_x (ring->at.lon) * self->world,
                    lian_projection_y (ring->at.lat) * self->world, input->complex_radius };

      if (meets_disc (discs, disc.x, disc.y, disc.radius))
        continue;
      g_array_append_val (discs, disc);
      g_array_append_val (self->rings, i);
    }
}

static gboolean
is_free (GArray *discs, GArray *taken, const Rect *rect)
{
  for (guint i = 0; i < discs->len; i++)
    {
      const Disc *disc = &g_array_index (discs, Disc, i);
      double dx = MAX (fabs (disc->x - rect->x) - rect->width / 2, 0);
      double dy = MAX (fabs (disc->y - rect->y) - rect->height / 2, 0);

      if (hypot (dx, dy) < disc->radius + GAP)
        return FALSE;
    }
  for (guint i = 0; i < taken->len; i++)
    {
      const Rect *other = &g_array_index (taken, Rect, i);

      if (fabs (other->x - rect->x) < (other->width + rect->width) / 2 + GAP
          && fabs (other->y - rect->y) < (other->height + rect->height) / 2 + GAP)
        return FALSE;
    }
  return TRUE;
}

static void
place_label (LianMapLayout *self, const LianMapLayoutInput *input, LianMapLabel label,
             GArray *discs, GArray *taken, LianMapPath *path)
{
  const LianMapGeography *geography = input->geography;
  GArray *spots = g_ptr_array_index (geography->spots[label.rank], label.number);
  LianMapPlane plane = { self->world, 0, 0 };

  lian_map_path_reset (path);
  for (guint i = 0; i < spots->len; i++)
    {
      LianMapXY spot = g_array_index (spots, LianMapXY, i);
      Rect rect = { spot.x * self->world, spot.y * self->world, label.width, label.height };

      if (!is_free (discs, taken, &rect))
        continue;
      if (lian_map_path_get_n_runs (path) == 0)
        {
          /* Near the shape, so that the sums of large numbers lose nothing. */
          plane.left = floor (rect.x);
          plane.top = floor (rect.y);
          lian_map_mesh_trace_shape (geography->mesh,
                                     geography->first_shape[label.rank] + label.number, &plane,
                                     path);
        }
      if (!lian_map_labels_fits (path, rect.x - plane.left, rect.y - plane.top, rect.width,
                                 rect.height))
        continue;
      label.at = spot;
      g_array_append_val (taken, rect);
      g_array_append_val (self->labels, label);
      return;
    }
}

/**
 * lian_map_layout_new:
 * @input: what is to be placed
 *
 * Case markers win over complexes, complexes over names; a name lies inside its own shape or is not
 * there. Any thread.
 *
 * Returns: (transfer full): the layout.
 */
LianMapLayout *
lian_map_layout_new (const LianMapLayoutInput *input)
{
  LianMapLayout *self = g_new0 (LianMapLayout, 1);
  g_autoptr (GArray) discs = g_array_new (FALSE, FALSE, sizeof (Disc));
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (Rect));
  LianMapPath path;

  self->world = input->world;
  self->geography = lian_map_geography_ref (input->geography);
  self->cases = input->cases != NULL ? g_ptr_array_ref (input->cases) : NULL;
  self->complexes = input->complexes != NULL ? g_ptr_array_ref (input->complexes) : NULL;
  self->rings = g_array_new (FALSE, FALSE, sizeof (guint));
  self->labels = g_array_new (FALSE, FALSE, sizeof (LianMapLabel));
  self->clusters = make_clusters (input);
  add_clusters (discs, self);
  place_rings (self, input, discs);
  lian_map_path_init (&path);
  for (guint i = 0; i < input->labels->len; i++)
    place_label (self, input, g_array_index (input->labels, LianMapLabel, i), discs, taken, &path);
  lian_map_path_clear (&path);
  return self;
}

/**
 * lian_map_layout_free:
 * @self: (nullable) (transfer full): a layout
 */
void
lian_map_layout_free (LianMapLayout *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->geography, lian_map_geography_unref);
  g_clear_pointer (&self->cases, g_ptr_array_unref);
  g_clear_pointer (&self->complexes, g_ptr_array_unref);
  g_clear_pointer (&self->clusters, lian_map_clusters_free);
  g_clear_pointer (&self->rings, g_array_unref);
  g_clear_pointer (&self->labels, g_array_unref);
  g_free (self);
}
