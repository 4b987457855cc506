/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-clusters.h"

#include <math.h>

/* Pixels that stay free between two marks. */
#define GAP 3

typedef struct
{
  gint64 key;
  guint point;
} Placed;

/* A cluster while clusters still merge: its points are a chain through next. */
typedef struct
{
  double x, y; /* sums of the unit square, to be divided by n */
  LianLightCounts counts;
  LianMapBox box;
  guint head, tail;
  guint n;
  gboolean gone;
  double radius;
} Draft;

typedef struct
{
  GArray *drafts;
  guint *next;
  double world;
  double zoom;
  LianMapRadiusFunc radius;
} Merge;

static int
compare_placed (const void *a, const void *b)
{
  const Placed *p = a, *q = b;

  if (p->key != q->key)
    return p->key < q->key ? -1 : 1;
  return (p->point > q->point) - (p->point < q->point);
}

static gint64
cell_key (double x, double y, double cell)
{
  return ((gint64)floor (y / cell) << 32) + (gint64)floor (x / cell);
}

static void
count_light (LianLightCounts *counts, LianLight light)
{
  switch (light)
    {
    case LIAN_LIGHT_NORMAL:
      counts->normal++;
      break;
    case LIAN_LIGHT_DUE_SOON:
      counts->soon++;
      break;
    case LIAN_LIGHT_OVERDUE:
      counts->over++;
      break;
    case LIAN_LIGHT_HELD:
    case LIAN_LIGHT_CLOSED:
    default:
      /* Both wait for nobody and share their colour. */
      counts->held++;
      break;
    }
}

static void
start_drafts (Merge *merge, const LianMapPoint *points, guint n, double cell)
{
  g_autofree Placed *placed = g_new (Placed, n + 1);

  for (guint i = 0; i < n; i++)
    placed[i]
        = (Placed){ cell_key (points[i].at.x * merge->world, points[i].at.y * merge->world, cell),
                    i };
  qsort (placed, n, sizeof (Placed), compare_placed);
  for (guint i = 0; i < n; i++)
    {
      const LianMapPoint *point = &points[placed[i].point];
      guint number = placed[i].point;
      Draft *draft;

      if (i == 0 || placed[i].key != placed[i - 1].key)
        {
          Draft fresh = { .box = { INFINITY, INFINITY, -INFINITY, -INFINITY },
                          .head = number,
                          .tail = number };
          g_array_append_val (merge->drafts, fresh);
        }
      draft = &g_array_index (merge->drafts, Draft, merge->drafts->len - 1);
      merge->next[draft->tail] = number;
      merge->next[number] = G_MAXUINT;
      draft->tail = number;
      draft->n++;
      draft->x += point->at.x;
      draft->y += point->at.y;
      draft->box.west = MIN (draft->box.west, point->at.x);
      draft->box.east = MAX (draft->box.east, point->at.x);
      draft->box.north = MIN (draft->box.north, point->at.y);
      draft->box.south = MAX (draft->box.south, point->at.y);
      count_light (&draft->counts, point->light);
    }
}

static void
join (Merge *merge, Draft *into, Draft *other)
{
  merge->next[into->tail] = other->head;
  into->tail = other->tail;
  into->n += other->n;
  into->x += other->x;
  into->y += other->y;
  into->counts.normal += other->counts.normal;
  into->counts.soon += other->counts.soon;
  into->counts.over += other->counts.over;
  into->counts.held += other->counts.held;
  into->box.west = MIN (into->box.west, other->box.west);
  into->box.east = MAX (into->box.east, other->box.east);
  into->box.north = MIN (into->box.north, other->box.north);
  into->box.south = MAX (into->box.south, other->box.south);
  into->radius = merge->radius (into->n) * merge->zoom;
  other->gone = TRUE;
}

static gboolean
overlap (const Merge *merge, const Draft *a, const Draft *b)
{
  double dx = (a->x / a->n - b->x / b->n) * merge->world;
  double dy = (a->y / a->n - b->y / b->n) * merge->world;

  return hypot (dx, dy) < a->radius + b->radius + GAP;
}

/* Joins each draft with the neighbours it overlaps. Cells are as wide as the widest pair may reach,
 * so that looking at the eight cells around is enough. */
static gboolean
merge_round (Merge *merge)
{
  g_autoptr (GHashTable) cells
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
  double widest = 0, cell;
  gboolean merged = FALSE;

  for (guint i = 0; i < merge->drafts->len; i++)
    {
      Draft *draft = &g_array_index (merge->drafts, Draft, i);

      draft->radius = merge->radius (draft->n) * merge->zoom;
      if (!draft->gone)
        widest = MAX (widest, draft->radius);
    }
  cell = 2 * widest + GAP;
  for (guint i = 0; i < merge->drafts->len; i++)
    {
      Draft *draft = &g_array_index (merge->drafts, Draft, i);
      double x = draft->x / draft->n * merge->world, y = draft->y / draft->n * merge->world;
      GArray *members;
      gint64 key;

      if (draft->gone)
        continue;
      for (int k = 0; k < 9; k++)
        {
          key = cell_key (x + (k % 3 - 1) * cell, y + (k / 3 - 1) * cell, cell);
          members = g_hash_table_lookup (cells, &key);
          for (guint m = 0; members != NULL && m < members->len; m++)
            {
              Draft *other
                  = &g_array_index (merge->drafts, Draft, g_array_index (members, guint, m));

              if (!other->gone && other != draft && overlap (merge, draft, other))
                {
                  join (merge, draft, other);
                  merged = TRUE;
                }
            }
        }
      key = cell_key (x, y, cell);
      members = g_hash_table_lookup (cells, &key);
      if (members == NULL)
        {
          members = g_array_new (FALSE, FALSE, sizeof (guint));
          g_hash_table_insert (cells, g_memdup2 (&key, sizeof key), members);
        }
      g_array_append_val (members, i);
    }
  return merged;
}

static int
compare_clusters (gconstpointer a, gconstpointer b)
{
  const LianMapCluster *p = a, *q = b;

  if (p->n != q->n)
    return p->n > q->n ? -1 : 1;
  return (p->first > q->first) - (p->first < q->first);
}

static void
finish (Merge *merge, LianMapClusters *self)
{
  for (guint i = 0; i < merge->drafts->len; i++)
    {
      const Draft *draft = &g_array_index (merge->drafts, Draft, i);
      LianMapCluster cluster = { .counts = draft->counts,
                                 .radius = draft->radius,
                                 .box = draft->box,
                                 .first = self->members->len,
                                 .n = draft->n };

      if (draft->gone)
        continue;
      cluster.at = (LianMapXY){ draft->x / draft->n, draft->y / draft->n };
      for (guint p = draft->head; p != G_MAXUINT; p = merge->next[p])
        g_array_append_val (self->members, p);
      g_array_append_val (self->clusters, cluster);
    }
  g_array_sort (self->clusters, compare_clusters);
}

/**
 * lian_map_clusters_new:
 * @points: (array length=n): places and lights
 * @n: how many
 * @world: width of the world in pixels
 * @cell: side in pixels of the grid that points are first gathered in
 * @radius: of the mark for a count; must not fall
 * @zoom: factor on the radius
 *
 * Gathers points by a grid and then joins clusters whose marks would overlap, until none do, so
 * that the grid does not show. Any thread.
 *
 * Returns: (transfer full): the clusters; each point is in exactly one.
 */
LianMapClusters *
lian_map_clusters_new (const LianMapPoint *points, guint n, double world, double cell,
                       LianMapRadiusFunc radius, double zoom)
{
  LianMapClusters *self = g_new0 (LianMapClusters, 1);
  g_autofree guint *next = g_new (guint, n + 1);
  Merge merge = { NULL, next, world, zoom, radius };

  self->clusters = g_array_new (FALSE, FALSE, sizeof (LianMapCluster));
  self->members = g_array_new (FALSE, FALSE, sizeof (guint));
  merge.drafts = g_array_new (FALSE, FALSE, sizeof (Draft));
  if (n > 0)
    start_drafts (&merge, points, n, cell);
  while (merge.drafts->len > 1 && merge_round (&merge))
    ;
  for (guint i = 0; i < merge.drafts->len; i++)
    g_array_index (merge.drafts, Draft, i).radius
        = radius (g_array_index (merge.drafts, Draft, i).n) * zoom;
  finish (&merge, self);
  g_array_unref (merge.drafts);
  return self;
}

/**
 * lian_map_clusters_free:
 * @self: (nullable) (transfer full): clusters
 */
void
lian_map_clusters_free (LianMapClusters *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->clusters);
  g_array_unref (self->members);
  g_free (self);
}
