/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-geography.h"

#include <math.h>

#include "lian-map-labels.h"

static void
line_free (gpointer data)
{
  LianMapLine *line = data;

  g_array_unref (line->points);
  g_array_unref (line->starts);
  g_free (line);
}

static void
grow (LianMapBox *box, const LianMapBox *by)
{
  box->west = MIN (box->west, by->west);
  box->north = MIN (box->north, by->north);
  box->east = MAX (box->east, by->east);
  box->south = MAX (box->south, by->south);
}

static void
add_line (LianMapGeography *self, const LianMapBase *base)
{
  const LianShape *shape = base->shape;
  LianMapLine *line;

  if (shape == NULL || shape->type == LIAN_SHAPE_POINTS || shape->n_parts == 0)
    return;
  line = g_new0 (LianMapLine, 1);
  line->kind = base->kind;
  line->rank = base->rank;
  line->closed = shape->type == LIAN_SHAPE_POLYGONS;
  line->box = (LianMapBox){ INFINITY, INFINITY, -INFINITY, -INFINITY };
  line->points = g_array_sized_new (FALSE, FALSE, sizeof (LianMapXY), shape->n_points);
  line->starts = g_array_sized_new (FALSE, FALSE, sizeof (guint), shape->n_parts + 1);
  g_array_append_vals (line->starts, shape->starts, shape->n_parts + 1);
  for (guint i = 0; i < shape->n_points; i++)
    {
      LianMapXY at
          = { lian_projection_x (shape->points[i].lon), lian_projection_y (shape->points[i].lat) };
      LianMapBox box = { at.x, at.y, at.x, at.y };

      grow (&line->box, &box);
      g_array_append_val (line->points, at);
    }
  g_ptr_array_add (self->lines, line);
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static double
median_width (const LianMapGeography *self, guint rank)
{
  guint n = lian_map_geography_get_n_areas (self, rank);
  g_autofree double *widths = g_new0 (double, n + 1);
  guint known = 0;

  for (guint i = 0; i < n; i++)
    {
      const LianMapBox *box = lian_map_mesh_get_shape_box (self->mesh, self->first_shape[rank] + i);

      if (box->west <= box->east)
        widths[known++] = sqrt ((box->east - box->west) * (box->south - box->north));
    }
  if (known == 0)
    return 0;
  qsort (widths, known, sizeof (double), compare_doubles);
  return widths[known / 2];
}

static void
build_mesh (LianMapGeography *self)
{
  g_autoptr (GPtrArray) shapes = g_ptr_array_new ();
  g_autoptr (GByteArray) ranks = g_byte_array_new ();

  for (guint rank = 0; rank < LIAN_MAP_N_RANKS; rank++)
    {
      guint8 value = rank;

      self->first_shape[rank] = shapes->len;
      self->index[rank] = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < lian_map_geography_get_n_areas (self, rank); i++)
        {
          const LianMapArea *area = lian_map_geography_get_area (self, rank, i);

          g_ptr_array_add (shapes, area->shape);
          g_byte_array_append (ranks, &value, 1);
          g_hash_table_insert (self->index[rank], area->id, GUINT_TO_POINTER (i + 1));
        }
    }
  self->mesh
      = lian_map_mesh_new ((const LianShape *const *)shapes->pdata, ranks->data, shapes->len);
}

/* The number of the area of @rank that the area @id of @from lies in, or -1. */
static int
find_ancestor (const LianMapGeography *self, guint from, const LianMapArea *area, guint rank)
{
  const char *parent = area->parent;

  for (guint level = from + 1; level <= rank && parent != NULL; level++)
    {
      int found = lian_map_geography_find (self, level, parent);

      if (level == rank || found < 0)
        return level == rank ? found : -1;
      parent = lian_map_geography_get_area (self, level, found)->parent;
    }
  return -1;
}

static void
add_spot (GArray *spots, LianPoint point)
{
  LianMapXY at = { lian_projection_x (point.lon), lian_projection_y (point.lat) };

  if (isfinite (at.x) && isfinite (at.y))
    g_array_append_val (spots, at);
}

/* First the spot farthest from the border, then where the maker wanted the name, then the grids'
 * centres outwards. */
static void
find_spots (LianMapGeography *self, guint rank)
{
  guint n = lian_map_geography_get_n_areas (self, rank);

  self->spots[rank] = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  for (guint i = 0; i < n; i++)
    {
      GArray *spots = g_array_new (FALSE, FALSE, sizeof (LianMapXY));
      LianMapXY pole;

      if (lian_map_labels_find_pole (self->mesh, self->first_shape[rank] + i, &pole))
        g_array_append_val (spots, pole);
      add_spot (spots, lian_map_geography_get_area (self, rank, i)->label);
      g_ptr_array_add (self->spots[rank], spots);
    }
  for (guint i = 0; i < lian_map_geography_get_n_areas (self, LIAN_MAP_GRID); i++)
    {
      const LianMapArea *grid = lian_map_geography_get_area (self, LIAN_MAP_GRID, i);
      int owner = find_ancestor (self, LIAN_MAP_GRID, grid, rank);

      if (owner >= 0)
        add_spot (g_ptr_array_index (self->spots[rank], owner), grid->label);
    }
  for (guint i = 0; i < n; i++)
    lian_map_labels_sort_spots (g_ptr_array_index (self->spots[rank], i), 2);
}

/**
 * lian_map_geography_new:
 * @areas: (array fixed-size=4): for each rank (nullable) LianMapArea, immutable from now on; areas
 *   without a shape or id must not be in it
 * @base: (nullable): LianMapBase, immutable from now on
 *
 * Takes references on the arrays. Any thread; slow (some ten milliseconds a thousand areas).
 *
 * Returns: (transfer full): the geography.
 */
LianMapGeography *
lian_map_geography_new (GPtrArray *const areas[LIAN_MAP_N_RANKS], GPtrArray *base)
{
  LianMapGeography *self = g_atomic_rc_box_new0 (LianMapGeography);

  for (guint rank = 0; rank < LIAN_MAP_N_RANKS; rank++)
    self->areas[rank] = areas[rank] != NULL ? g_ptr_array_ref (areas[rank]) : NULL;
  build_mesh (self);

  self->lines = g_ptr_array_new_with_free_func (line_free);
  for (guint i = 0; base != NULL && i < base->len; i++)
    add_line (self, g_ptr_array_index (base, i));

  self->box = (LianMapBox){ INFINITY, INFINITY, -INFINITY, -INFINITY };
  for (int rank = LIAN_MAP_SCOPE; rank >= 0; rank--)
    {
      guint n = lian_map_geography_get_n_areas (self, rank);

      for (guint i = 0; i < n; i++)
        grow (&self->box, lian_map_mesh_get_shape_box (self->mesh, self->first_shape[rank] + i));
      if (n > 0)
        break;
    }
  for (guint rank = 0; rank < LIAN_MAP_SCOPE; rank++)
    self->median[rank] = median_width (self, rank);
  for (guint rank = LIAN_MAP_COMMUNITY; rank <= LIAN_MAP_TOWN; rank++)
    find_spots (self, rank);
  return self;
}

LianMapGeography *
lian_map_geography_ref (LianMapGeography *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
geography_clear (gpointer data)
{
  LianMapGeography *self = data;

  for (guint rank = 0; rank < LIAN_MAP_N_RANKS; rank++)
    {
      g_clear_pointer (&self->index[rank], g_hash_table_unref);
      g_clear_pointer (&self->areas[rank], g_ptr_array_unref);
    }
  for (guint rank = 0; rank < LIAN_MAP_SCOPE; rank++)
    g_clear_pointer (&self->spots[rank], g_ptr_array_unref);
  g_clear_pointer (&self->mesh, lian_map_mesh_free);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
}

void
lian_map_geography_unref (LianMapGeography *self)
{
  g_atomic_rc_box_release_full (self, geography_clear);
}

guint
lian_map_geography_get_n_areas (const LianMapGeography *self, guint rank)
{
  return self->areas[rank] != NULL ? self->areas[rank]->len : 0;
}

/**
 * lian_map_geography_find:
 * @self: a geography
 * @rank: of the area
 * @id: (nullable): of the area
 *
 * Returns: its number, or -1.
 */
int
lian_map_geography_find (const LianMapGeography *self, guint rank, const char *id)
{
  return id != NULL ? (int)GPOINTER_TO_UINT (g_hash_table_lookup (self->index[rank], id)) - 1 : -1;
}

const LianMapArea *
lian_map_geography_get_area (const LianMapGeography *self, guint rank, guint number)
{
  return g_ptr_array_index (self->areas[rank], number);
}
