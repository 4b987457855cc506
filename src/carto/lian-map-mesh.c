/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-mesh.h"

#include <math.h>
#include <string.h>

#include "lian-simplify.h"

/* What is lost in simplifying is at most about half a pixel wide. */
#define TOLERANCE 0.5

#define NONE G_MAXUINT32

typedef struct
{
  guint32 first; /* in points */
  guint32 n;
  guint8 rank;
  LianMapBox box;
} Arc;

typedef struct
{
  guint32 first_ring;
  guint32 n_rings;
  LianMapBox box;
} Shape;

typedef struct
{
  guint32 first_step;
  guint32 n_steps;
  gboolean outer;
} Ring;

struct _LianMapMesh
{
  GArray *points;  /* LianMapXY of the arcs, one after the other */
  GArray *weights; /* double: of each point */
  GArray *arcs;    /* Arc */
  GArray *steps;   /* guint32: arc << 1 | walked backwards */
  GArray *rings;   /* Ring */
  GArray *shapes;  /* Shape */
};

typedef struct
{
  guint32 a, b; /* vertices, a < b */
  guint32 arc;
  guint8 rank;
} Edge;

/* What is known while the arcs are being found. */
typedef struct
{
  LianMapMesh *mesh;
  GArray *vertices; /* LianMapXY */
  GArray *edges;    /* Edge */
  GArray *rings;    /* guint32: vertices of all rings, one after the other, open */
  GArray *starts;   /* guint32: of each ring, and the end */
  guint32 *vertex_table;
  guint32 *edge_table;
  guint32 mask;
  guint8 *degrees;
  guint8 *ranks;   /* of the first edge seen at a vertex */
  gboolean *nodes; /* vertex at which arcs end */
} Builder;

void
lian_map_path_init (LianMapPath *path)
{
  path->points = g_array_new (FALSE, FALSE, sizeof (LianMapXY));
  path->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  path->polygons = g_array_new (FALSE, FALSE, sizeof (guint));
  lian_map_path_reset (path);
}

void
lian_map_path_reset (LianMapPath *path)
{
  guint zero = 0;

  g_array_set_size (path->points, 0);
  g_array_set_size (path->starts, 0);
  g_array_set_size (path->polygons, 0);
  g_array_append_val (path->starts, zero);
}

void
lian_map_path_clear (LianMapPath *path)
{
  g_clear_pointer (&path->points, g_array_unref);
  g_clear_pointer (&path->starts, g_array_unref);
  g_clear_pointer (&path->polygons, g_array_unref);
}

guint
lian_map_path_get_n_runs (const LianMapPath *path)
{
  return path->starts->len - 1;
}

/**
 * lian_map_path_get_run:
 * @path: a path
 * @run: less than lian_map_path_get_n_runs()
 * @n: (out): how many points
 *
 * Returns: (transfer none): the points of one ring or line.
 */
const LianMapXY *
lian_map_path_get_run (const LianMapPath *path, guint run, guint *n)
{
  guint start = g_array_index (path->starts, guint, run);

  *n = g_array_index (path->starts, guint, run + 1) - start;
  return &((const LianMapXY *)(gconstpointer)path->points->data)[start];
}

static guint32
hash_pair (guint64 a, guint64 b)
{
  guint64 h = a * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) ^ (b + (a << 7) + (a >> 3));

  h ^= h >> 29;
  h *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  h ^= h >> 32;
  return (guint32)h;
}

static guint32
intern_vertex (Builder *builder, LianPoint point)
{
  LianMapXY at = { lian_projection_x (point.lon), lian_projection_y (point.lat) };
  guint64 x, y;
  guint32 slot;

  memcpy (&x, &at.x, sizeof x);
  memcpy (&y, &at.y, sizeof y);
  for (slot = hash_pair (x, y) & builder->mask; builder->vertex_table[slot] != NONE;
       slot = (slot + 1) & builder->mask)
    {
      const LianMapXY *other
          = &g_array_index (builder->vertices, LianMapXY, builder->vertex_table[slot]);

      if (other->x == at.x && other->y == at.y)
        return builder->vertex_table[slot];
    }
  builder->vertex_table[slot] = builder->vertices->len;
  g_array_append_val (builder->vertices, at);
  return builder->vertices->len - 1;
}

static guint32
find_edge (Builder *builder, guint32 a, guint32 b, gboolean add)
{
  Edge edge = { MIN (a, b), MAX (a, b), NONE, 0 };
  guint32 slot;

  for (slot = hash_pair (edge.a, edge.b) & builder->mask; builder->edge_table[slot] != NONE;
       slot = (slot + 1) & builder->mask)
    {
      const Edge *other = &g_array_index (builder->edges, Edge, builder->edge_table[slot]);

      if (other->a == edge.a && other->b == edge.b)
        return builder->edge_table[slot];
    }
  g_assert (add);
  builder->edge_table[slot] = builder->edges->len;
  g_array_append_val (builder->edges, edge);
  return builder->edges->len - 1;
}

/* Takes one ring over as vertices without repetitions. Rings of less than three stay empty. */
static void
add_ring (Builder *builder, const LianShape *shape, guint part, guint8 rank)
{
  guint first = builder->rings->len;
  Ring ring = { 0, 0, shape->outer == NULL || shape->outer[part] };

  for (guint i = shape->starts[part]; i < shape->starts[part + 1]; i++)
    {
      guint32 vertex = intern_vertex (builder, shape->points[i]);

      if (builder->rings->len == first
          || g_array_index (builder->rings, guint32, builder->rings->len - 1) != vertex)
        g_array_append_val (builder->rings, vertex);
    }
  while (builder->rings->len > first + 1
         && g_array_index (builder->rings, guint32, builder->rings->len - 1)
                == g_array_index (builder->rings, guint32, first))
    g_array_set_size (builder->rings, builder->rings->len - 1);
  if (builder->rings->len < first + 3)
    g_array_set_size (builder->rings, first);

  for (guint i = first; i < builder->rings->len; i++)
    {
      guint next = i + 1 < builder->rings->len ? i + 1 : first;
      guint32 edge = find_edge (builder, g_array_index (builder->rings, guint32, i),
                                g_array_index (builder->rings, guint32, next), TRUE);
      guint8 *have = &g_array_index (builder->edges, Edge, edge).rank;

      *have = MAX (*have, rank);
    }
  g_array_append_val (builder->starts, builder->rings->len);
  g_array_append_val (builder->mesh->rings, ring);
}

/* Arcs end where not exactly two edges meet, and where a border changes its rank. */
static void
find_nodes (Builder *builder)
{
  builder->degrees = g_new0 (guint8, builder->vertices->len + 1);
  builder->ranks = g_new0 (guint8, builder->vertices->len + 1);
  builder->nodes = g_new0 (gboolean, builder->vertices->len + 1);
  for (guint i = 0; i < builder->edges->len; i++)
    {
      const Edge *edge = &g_array_index (builder->edges, Edge, i);
      const guint32 ends[] = { edge->a, edge->b };

      for (guint e = 0; e < 2; e++)
        {
          guint32 v = ends[e];

          if (builder->degrees[v] == 0)
            builder->ranks[v] = edge->rank;
          else if (builder->ranks[v] != edge->rank)
            builder->nodes[v] = TRUE;
          builder->degrees[v] = MIN (builder->degrees[v] + 1, 3);
        }
    }
  for (guint v = 0; v < builder->vertices->len; v++)
    if (builder->degrees[v] != 2)
      builder->nodes[v] = TRUE;
}

static void
extend_box (LianMapBox *box, LianMapXY at)
{
  box->west = MIN (box->west, at.x);
  box->east = MAX (box->east, at.x);
  box->north = MIN (box->north, at.y);
  box->south = MAX (box->south, at.y);
}

static const LianMapBox empty_box = { INFINITY, INFINITY, -INFINITY, -INFINITY };

static guint32
make_arc (Builder *builder, const guint32 *ring, guint n, guint from, guint length)
{
  LianMapMesh *mesh = builder->mesh;
  Arc arc = { mesh->points->len, length + 1, 0, empty_box };

  for (guint i = 0; i <= length; i++)
    {
      const LianMapXY *at = &g_array_index (builder->vertices, LianMapXY, ring[(from + i) % n]);

      g_array_append_val (mesh->points, *at);
      extend_box (&arc.box, *at);
    }
  for (guint i = 0; i < length; i++)
    {
      guint32 edge = find_edge (builder, ring[(from + i) % n], ring[(from + i + 1) % n], FALSE);

      g_array_index (builder->edges, Edge, edge).arc = mesh->arcs->len;
      arc.rank = MAX (arc.rank, g_array_index (builder->edges, Edge, edge).rank);
    }
  g_array_set_size (mesh->weights, mesh->points->len);
  lian_simplify_weigh (&g_array_index (mesh->points, LianMapXY, arc.first), arc.n,
                       &g_array_index (mesh->weights, double, arc.first));
  g_array_append_val (mesh->arcs, arc);
  return mesh->arcs->len - 1;
}

/* One run of a ring from node to node: the arc that is there already, or a new one. */
static void
add_step (Builder *builder, const guint32 *ring, guint n, guint from, guint length)
{
  LianMapMesh *mesh = builder->mesh;
  guint32 edge = find_edge (builder, ring[from % n], ring[(from + 1) % n], FALSE);
  guint32 arc = g_array_index (builder->edges, Edge, edge).arc;
  guint32 step;
  const LianMapXY *first, *second;
  const LianMapXY *at = &g_array_index (builder->vertices, LianMapXY, ring[from % n]);
  const LianMapXY *next = &g_array_index (builder->vertices, LianMapXY, ring[(from + 1) % n]);

  if (arc == NONE)
    arc = make_arc (builder, ring, n, from, length);
  first = &g_array_index (mesh->points, LianMapXY, g_array_index (mesh->arcs, Arc, arc).first);
  second = first + 1;
  step
      = arc << 1
        | !(first->x == at->x && first->y == at->y && second->x == next->x && second->y == next->y);
  g_array_append_val (mesh->steps, step);
}

static void
cut_ring (Builder *builder, guint number)
{
  Ring *ring = &g_array_index (builder->mesh->rings, Ring, number);
  guint start = g_array_index (builder->starts, guint32, number);
  guint n = g_array_index (builder->starts, guint32, number + 1) - start;
  const guint32 *vertices;
  guint first = 0, from;

  ring->first_step = builder->mesh->steps->len;
  if (n == 0)
    return;
  vertices = &g_array_index (builder->rings, guint32, start);
  while (first < n && !builder->nodes[vertices[first]])
    first++;
  if (first == n)
    {
      /* Nobody else ends here: both sides of an island begin at the same vertex all the same. */
      first = 0;
      for (guint i = 1; i < n; i++)
        if (vertices[i] < vertices[first])
          first = i;
      builder->nodes[vertices[first]] = TRUE;
    }
  from = first;
  for (guint i = first + 1; i <= first + n; i++)
    if (builder->nodes[vertices[i % n]])
      {
        add_step (builder, vertices, n, from, i - from);
        from = i;
      }
  ring->n_steps = builder->mesh->steps->len - ring->first_step;
}

static void
builder_init (Builder *builder, LianMapMesh *mesh, const LianShape *const *shapes, guint n)
{
  gsize points = 0, size = 1024;

  for (guint i = 0; i < n; i++)
    points += shapes[i]->type == LIAN_SHAPE_POLYGONS ? shapes[i]->n_points : 0;
  while (size < 2 * points)
    size *= 2;
  *builder = (Builder){ .mesh = mesh, .mask = size - 1 };
  builder->vertices = g_array_new (FALSE, FALSE, sizeof (LianMapXY));
  builder->edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  builder->rings = g_array_new (FALSE, FALSE, sizeof (guint32));
  builder->starts = g_array_new (FALSE, TRUE, sizeof (guint32));
  g_array_set_size (builder->starts, 1);
  builder->vertex_table = g_new (guint32, size);
  builder->edge_table = g_new (guint32, size);
  memset (builder->vertex_table, 0xff, size * sizeof (guint32));
  memset (builder->edge_table, 0xff, size * sizeof (guint32));
}

static void
builder_clear (Builder *builder)
{
  g_array_unref (builder->vertices);
  g_array_unref (builder->edges);
  g_array_unref (builder->rings);
  g_array_unref (builder->starts);
  g_free (builder->vertex_table);
  g_free (builder->edge_table);
  g_free (builder->degrees);
  g_free (builder->ranks);
  g_free (builder->nodes);
}

/**
 * lian_map_mesh_new:
 * @shapes: (array length=n): polygons; others are kept as empty shapes
 * @ranks: (array length=n): how high the border of each shape ranks
 * @n: how many shapes
 *
 * Finds the arcs that shapes share by the identity of their vertices. An arc has the highest rank
 * of the shapes that use it. Any thread.
 *
 * Returns: (transfer full): the mesh.
 */
LianMapMesh *
lian_map_mesh_new (const LianShape *const *shapes, const guint8 *ranks, guint n)
{
  LianMapMesh *self = g_new0 (LianMapMesh, 1);
  Builder builder;

  self->points = g_array_new (FALSE, FALSE, sizeof (LianMapXY));
  self->weights = g_array_new (FALSE, FALSE, sizeof (double));
  self->arcs = g_array_new (FALSE, FALSE, sizeof (Arc));
  self->steps = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->rings = g_array_new (FALSE, FALSE, sizeof (Ring));
  self->shapes = g_array_new (FALSE, FALSE, sizeof (Shape));
  builder_init (&builder, self, shapes, n);

  for (guint i = 0; i < n; i++)
    {
      Shape shape = { self->rings->len, 0, empty_box };

      if (shapes[i]->type == LIAN_SHAPE_POLYGONS)
        for (guint part = 0; part < shapes[i]->n_parts; part++)
          add_ring (&builder, shapes[i], part, ranks[i]);
      shape.n_rings = self->rings->len - shape.first_ring;
      for (guint v = g_array_index (builder.starts, guint32, shape.first_ring);
           v < builder.rings->len; v++)
        extend_box (&shape.box, g_array_index (builder.vertices, LianMapXY,
                                               g_array_index (builder.rings, guint32, v)));
      g_array_append_val (self->shapes, shape);
    }
  find_nodes (&builder);
  for (guint i = 0; i < self->rings->len; i++)
    cut_ring (&builder, i);
  builder_clear (&builder);
  return self;
}

/**
 * lian_map_mesh_free:
 * @self: (nullable) (transfer full): a mesh
 */
void
lian_map_mesh_free (LianMapMesh *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->points);
  g_array_unref (self->weights);
  g_array_unref (self->arcs);
  g_array_unref (self->steps);
  g_array_unref (self->rings);
  g_array_unref (self->shapes);
  g_free (self);
}

/**
 * lian_map_mesh_get_shape_box:
 * @self: a mesh
 * @shape: number of a shape
 *
 * Returns: (transfer none): its bounds; inside out (west > east) when it has no points.
 */
const LianMapBox *
lian_map_mesh_get_shape_box (const LianMapMesh *self, guint shape)
{
  return &g_array_index (self->shapes, Shape, shape).box;
}

/* Appends the points of an arc that matter on @plane. */
static void
trace (const LianMapMesh *self, const Arc *arc, gboolean backwards, gboolean with_end,
       const LianMapPlane *plane, LianMapPath *path)
{
  const LianMapXY *points = &g_array_index (self->points, LianMapXY, arc->first);
  const double *weights = &g_array_index (self->weights, double, arc->first);
  double least = TOLERANCE * TOLERANCE / (plane->world * plane->world);

  for (guint i = 0; i + !with_end < arc->n; i++)
    {
      guint k = backwards ? arc->n - 1 - i : i;
      LianMapXY at;

      if (weights[k] < least)
        continue;
      at.x = points[k].x * plane->world - plane->left;
      at.y = points[k].y * plane->world - plane->top;
      g_array_append_val (path->points, at);
    }
}

/**
 * lian_map_mesh_trace_shape:
 * @self: a mesh
 * @shape: number of a shape
 * @plane: how large and where
 * @path: (inout): its rings are appended, simplified to about half a pixel
 *
 * Rings too small to have three points left are left out. Any thread.
 */
void
lian_map_mesh_trace_shape (const LianMapMesh *self, guint shape, const LianMapPlane *plane,
                           LianMapPath *path)
{
  const Shape *entry = &g_array_index (self->shapes, Shape, shape);
  gboolean begun = FALSE;

  for (guint r = entry->first_ring; r < entry->first_ring + entry->n_rings; r++)
    {
      const Ring *ring = &g_array_index (self->rings, Ring, r);
      guint before = path->points->len;
      guint run = lian_map_path_get_n_runs (path);

      if (ring->outer)
        begun = FALSE;
      for (guint s = ring->first_step; s < ring->first_step + ring->n_steps; s++)
        {
          guint32 step = g_array_index (self->steps, guint32, s);

          trace (self, &g_array_index (self->arcs, Arc, step >> 1), step & 1, FALSE, plane, path);
        }
      if (path->points->len < before + 3 || (!ring->outer && !begun))
        {
          g_array_set_size (path->points, before);
          continue;
        }
      if (!begun)
        g_array_append_val (path->polygons, run);
      begun = TRUE;
      g_array_append_val (path->starts, path->points->len);
    }
}

guint
lian_map_mesh_get_n_arcs (const LianMapMesh *self)
{
  return self->arcs->len;
}

guint
lian_map_mesh_get_arc_rank (const LianMapMesh *self, guint arc)
{
  return g_array_index (self->arcs, Arc, arc).rank;
}

const LianMapBox *
lian_map_mesh_get_arc_box (const LianMapMesh *self, guint arc)
{
  return &g_array_index (self->arcs, Arc, arc).box;
}

/**
 * lian_map_mesh_trace_arc:
 * @self: a mesh
 * @arc: number of an arc
 * @plane: how large and where
 * @path: (inout): one run is appended, simplified exactly as in the shapes that use the arc
 */
void
lian_map_mesh_trace_arc (const LianMapMesh *self, guint arc, const LianMapPlane *plane,
                         LianMapPath *path)
{
  trace (self, &g_array_index (self->arcs, Arc, arc), FALSE, TRUE, plane, path);
  g_array_append_val (path->starts, path->points->len);
}
