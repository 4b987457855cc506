/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-preparer.h"

#include <math.h>

#include "lian-map-job.h"

#define SIZE LIAN_MAP_TILE_SIZE

/* Of tiles off the screen that are kept for coming back. */
#define MOST_BYTES (96u << 20)

/* Pixels within which cases become one cluster at once. */
#define CLUSTER_CELL 80

/* Names of communities appear when the middle one is this many pixels across. */
#define COMMUNITY_NAME_WIDTH 170

struct _LianMapPreparer
{
  GObject parent_instance;
  GPtrArray *areas[LIAN_MAP_N_RANKS];
  GPtrArray *base;
  GPtrArray *cases;
  GPtrArray *complexes;
  LianMapClasses *classes;
  LianMapStyle style;
  LianMapSprites *sprites;
  LianMapLens lens;
  guint level;

  LianMapGeography *geography;
  LianMapLayout *layout;
  GBytes *class_bytes; /* (nullable): classes by number of the area */
  LianMapTiles *current;
  LianMapTiles *previous; /* (nullable): shown where the current has nothing yet */
  LianMapTiles *home;     /* (nullable): the widest complete set */
  guint set;              /* number of the current set */
  gboolean complete;      /* the current set once covered the screen */
  gboolean undrawn;       /* pictures have been replaced since the last "changed" */

  guint ground_wanted, ground_made; /* generations of geography */
  guint layout_wanted, layout_made; /* of the layout */
  guint tiles_wanted;               /* of what tiles show */
  guint colours;                    /* of their classes */
  gboolean ground_running, layout_running;
  GHashTable *running; /* keys of tiles being made */
  guint jobs;
  guint most_jobs;
  guint64 clock;
  GCancellable *cancellable; /* of tiles of the current set */
  guint update_id;
  gboolean settled;
};

G_DEFINE_FINAL_TYPE (LianMapPreparer, lian_map_preparer, G_TYPE_OBJECT)

enum
{
  PROP_SETTLED = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

static void queue_update (LianMapPreparer *self);
static void update (LianMapPreparer *self);

static gint64
tile_key (int x, int y)
{
  return ((gint64)y << 32) | (guint32)x;
}

/* The classes by number instead of by id: workers read an array. */
static void
number_classes (LianMapPreparer *self)
{
  guint n;
  guint8 *numbers;

  self->colours++;
  g_clear_pointer (&self->class_bytes, g_bytes_unref);
  if (self->classes == NULL || self->geography == NULL)
    return;
  n = lian_map_geography_get_n_areas (self->geography, self->level);
  numbers = g_new0 (guint8, n + 1);
  for (guint i = 0; i < n; i++)
    numbers[i] = GPOINTER_TO_UINT (g_hash_table_lookup (
        self->classes->classes, lian_map_geography_get_area (self->geography, self->level, i)->id));
  self->class_bytes = g_bytes_new_take (numbers, n);
}

static void
take_geography (LianMapPreparer *self, LianMapJob *job)
{
  self->ground_running = FALSE;
  if (job->generation != self->ground_wanted)
    return;
  g_clear_pointer (&self->geography, lian_map_geography_unref);
  self->geography = g_steal_pointer (&job->geography);
  self->ground_made = job->generation;
  self->tiles_wanted++;
  self->layout_wanted++;
  number_classes (self);
  /* Before tiles are begun: the first ground decides where the map looks. */
  g_signal_emit (self, changed_signal, 0);
}

static void
take_layout (LianMapPreparer *self, LianMapJob *job)
{
  self->layout_running = FALSE;
  g_clear_pointer (&self->layout, lian_map_layout_free);
  self->layout = g_steal_pointer (&job->layout);
  self->layout_made = job->generation;
  g_signal_emit (self, changed_signal, 0);
}

static void
take_tile (LianMapPreparer *self, LianMapJob *job)
{
  gint64 key = tile_key (job->x, job->y);
  gboolean recoloured;

  if (job->set != self->set)
    return;
  g_hash_table_remove (self->running, &key);
  if (job->picture == NULL)
    return;
  /* Where a picture is only replaced by one in other colours, all change at once when the last is
   * there: a frame for each would cost more than making them. */
  recoloured = lian_map_tiles_lookup (self->current, job->x, job->y) != NULL;
  lian_map_tiles_put (self->current, job->x, job->y, job->tile, job->picture, job->colours);
  if (recoloured)
    self->undrawn = TRUE;
  else
    g_signal_emit (self, changed_signal, 0);
}

static void
job_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  LianMapJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (LianMapPreparer) self = g_weak_ref_get (&job->owner);

  if (self == NULL)
    return;
  self->jobs--;
  switch (job->kind)
    {
    case LIAN_MAP_JOB_GEOGRAPHY:
      take_geography (self, job);
      break;
    case LIAN_MAP_JOB_LAYOUT:
      take_layout (self, job);
      break;
    case LIAN_MAP_JOB_TILE:
    default:
      take_tile (self, job);
      break;
    }
  update (self);
}

static LianMapJob *
job_new (LianMapPreparer *self, LianMapJobKind kind, guint generation)
{
  LianMapJob *job = g_new0 (LianMapJob, 1);

  job->kind = kind;
  job->generation = generation;
  g_weak_ref_init (&job->owner, self);
  if (kind != LIAN_MAP_JOB_GEOGRAPHY)
    job->geography = lian_map_geography_ref (self->geography);
  return job;
}

static void
start (LianMapPreparer *self, LianMapJob *job, GCancellable *cancellable)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, job_done_cb, NULL);

  g_task_set_source_tag (task, start);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, lian_map_job_free);
  self->jobs++;
  g_task_run_in_thread (task, lian_map_job_run);
}

static void
start_geography (LianMapPreparer *self)
{
  LianMapJob *job = job_new (self, LIAN_MAP_JOB_GEOGRAPHY, self->ground_wanted);

  for (guint i = 0; i < LIAN_MAP_N_RANKS; i++)
    job->areas[i] = self->areas[i] != NULL ? g_ptr_array_ref (self->areas[i]) : NULL;
  job->base = self->base != NULL ? g_ptr_array_ref (self->base) : NULL;
  self->ground_running = TRUE;
  start (self, job, NULL);
}

static void
add_labels (LianMapPreparer *self, GArray *labels, guint rank)
{
  for (guint i = 0; i < lian_map_geography_get_n_areas (self->geography, rank); i++)
    {
      const LianMapArea *area = lian_map_geography_get_area (self->geography, rank, i);
      LianMapLabel label = { rank, i, area->name, 0, 0, { 0, 0 } };

      if (area->name == NULL || *area->name == '\0')
        continue;
      lian_map_sprites_measure_name (self->sprites, area->name, rank == LIAN_MAP_TOWN, &label.width,
                                     &label.height);
      g_array_append_val (labels, label);
    }
}

/* Of marks that lie alone: the light, not the disc. */
static double
mark_radius (gint64 count)
{
  return count > 1 ? lian_plot_cluster_radius (count) : LIAN_MAP_LIGHT_RADIUS;
}

static void
start_layout (LianMapPreparer *self)
{
  LianMapJob *job = job_new (self, LIAN_MAP_JOB_LAYOUT, self->layout_wanted);
  double zoom = lian_map_sprites_get_zoom (self->sprites);

  job->input.cases = self->cases != NULL ? g_ptr_array_ref (self->cases) : NULL;
  job->input.complexes = self->complexes != NULL ? g_ptr_array_ref (self->complexes) : NULL;
  job->input.labels = g_array_new (FALSE, FALSE, sizeof (LianMapLabel));
  job->input.world = self->lens.world / self->lens.scale;
  job->input.radius = mark_radius;
  job->input.zoom = zoom;
  job->input.cell = CLUSTER_CELL * zoom;
  job->input.complex_radius = LIAN_MAP_RING_RADIUS * lian_map_sprites_get_mark_zoom (self->sprites);
  add_labels (self, job->input.labels, LIAN_MAP_TOWN);
  if (self->geography->median[LIAN_MAP_COMMUNITY] * job->input.world > COMMUNITY_NAME_WIDTH * zoom)
    add_labels (self, job->input.labels, LIAN_MAP_COMMUNITY);
  self->layout_running = TRUE;
  start (self, job, NULL);
}

static void
start_tile (LianMapPreparer *self, int x, int y, LianMapTileEntry *entry)
{
  LianMapJob *job = job_new (self, LIAN_MAP_JOB_TILE, self->tiles_wanted);
  gint64 key = tile_key (x, y);

  job->style = self->style;
  job->set = self->set;
  job->x = x;
  job->y = y;
  job->level = self->level;
  job->world = self->current->world;
  job->scale = self->lens.scale;
  job->classes = self->class_bytes != NULL ? g_bytes_ref (self->class_bytes) : NULL;
  job->colours = self->colours;
  job->tile = entry != NULL ? lian_map_tile_ref (entry->tile) : NULL;
  g_hash_table_add (self->running, g_memdup2 (&key, sizeof key));
  start (self, job, self->cancellable);
}

static LianMapTileRange
visible_range (LianMapPreparer *self, int margin)
{
  const LianMapLens *lens = &self->lens;

  return (LianMapTileRange){ (int)floor (lens->left / SIZE) - margin,
                             (int)floor (lens->top / SIZE) - margin,
                             (int)ceil ((lens->left + lens->width) / SIZE) + margin,
                             (int)ceil ((lens->top + lens->height) / SIZE) + margin };
}

/* Starts tiles of a rectangle, from its middle outwards, until the workers are busy. Returns
 * whether everything in it is there and right. */
static gboolean
want_range (LianMapPreparer *self, int margin)
{
  LianMapTileRange range = visible_range (self, margin);
  double middle_x = (range.left + range.right - 1) / 2.0;
  double middle_y = (range.top + range.bottom - 1) / 2.0;
  gboolean complete = TRUE;

  for (;;)
    {
      double nearest = INFINITY;
      int best_x = 0, best_y = 0;

      for (int y = range.top; y < range.bottom; y++)
        for (int x = range.left; x < range.right; x++)
          {
            LianMapTileEntry *entry = lian_map_tiles_lookup (self->current, x, y);
            gint64 key = tile_key (x, y);
            double distance = hypot (x - middle_x, y - middle_y);

            if (entry != NULL && margin == 0)
              entry->used = self->clock;
            if (entry != NULL && entry->colours == self->colours)
              continue;
            complete = FALSE;
            /* What is missing comes before what has old colours. */
            distance += entry != NULL ? 1000 : 0;
            if (distance < nearest && !g_hash_table_contains (self->running, &key))
              {
                nearest = distance;
                best_x = x;
                best_y = y;
              }
          }
      if (isinf (nearest) || self->jobs >= self->most_jobs)
        return complete;
      start_tile (self, best_x, best_y, lian_map_tiles_lookup (self->current, best_x, best_y));
    }
}

/* A new zoom, ground or style: what is on the screen stays below until the new is complete. */
static void
begin_tiles (LianMapPreparer *self)
{
  /* A set that was never finished may not push out one that was. */
  if (self->current != NULL && (self->complete || self->previous == NULL))
    {
      g_clear_pointer (&self->previous, lian_map_tiles_unref);
      self->previous = g_steal_pointer (&self->current);
    }
  self->complete = FALSE;
  self->set++;
  g_clear_pointer (&self->current, lian_map_tiles_unref);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_hash_table_remove_all (self->running);
  self->current = lian_map_tiles_new (self->lens.world, self->tiles_wanted);
}

static void
tiles_complete (LianMapPreparer *self)
{
  self->complete = TRUE;
  g_clear_pointer (&self->previous, lian_map_tiles_unref);
  if (self->home == NULL || self->home->generation != self->current->generation
      || self->current->world <= self->home->world)
    {
      g_clear_pointer (&self->home, lian_map_tiles_unref);
      self->home = lian_map_tiles_ref (self->current);
    }
}

static gboolean
update_tiles (LianMapPreparer *self)
{
  gboolean fits = self->current != NULL && self->current->generation == self->tiles_wanted
                  && self->current->world == self->lens.world;
  gboolean complete;

  if (!fits && !self->lens.rest && self->current != NULL)
    return FALSE;
  if (!fits)
    begin_tiles (self);
  self->clock++;
  complete = want_range (self, 0);
  if (complete)
    {
      if (self->undrawn)
        g_signal_emit (self, changed_signal, 0);
      self->undrawn = FALSE;
      tiles_complete (self);
      lian_map_tiles_trim (self->current, MOST_BYTES, self->clock);
      want_range (self, 1);
    }
  return complete;
}

static void
set_settled (LianMapPreparer *self, gboolean settled)
{
  if (self->settled == settled)
    return;
  self->settled = settled;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETTLED]);
}

static gboolean
update_layout (LianMapPreparer *self)
{
  gboolean fits = self->layout != NULL && self->layout_made == self->layout_wanted
                  && self->layout->world == self->lens.world / self->lens.scale;

  if (!fits && !self->layout_running && (self->lens.rest || self->layout == NULL))
    start_layout (self);
  return fits;
}

/* Gives the workers what is most wanted. */
static void
update (LianMapPreparer *self)
{
  gboolean settled = FALSE;

  if (self->lens.width > 0 && self->lens.height > 0 && self->sprites != NULL)
    {
      settled = self->ground_made == self->ground_wanted;
      if (!settled && !self->ground_running)
        start_geography (self);
      if (self->geography != NULL)
        {
          settled &= update_layout (self);
          settled &= update_tiles (self);
        }
      settled &= self->lens.rest;
    }
  set_settled (self, settled);
}

static gboolean
update_cb (gpointer data)
{
  LianMapPreparer *self = data;

  self->update_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* Not at once: a page sets areas, base and values one after the other. Before the next frame. */
static void
queue_update (LianMapPreparer *self)
{
  set_settled (self, FALSE);
  if (self->update_id == 0)
    self->update_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_cb, self, NULL);
}

/**
 * lian_map_preparer_set_areas:
 * @self: a preparer
 * @rank: level, or the scope
 * @areas: (transfer full) (nullable): LianMapArea with id and shape
 */
void
lian_map_preparer_set_areas (LianMapPreparer *self, guint rank, GPtrArray *areas)
{
  g_clear_pointer (&self->areas[rank], g_ptr_array_unref);
  self->areas[rank] = areas;
  self->ground_wanted++;
  queue_update (self);
}

/**
 * lian_map_preparer_set_base:
 * @self: a preparer
 * @base: (transfer full) (nullable): LianMapBase
 */
void
lian_map_preparer_set_base (LianMapPreparer *self, GPtrArray *base)
{
  g_clear_pointer (&self->base, g_ptr_array_unref);
  self->base = base;
  self->ground_wanted++;
  queue_update (self);
}

/**
 * lian_map_preparer_set_level:
 * @self: a preparer
 * @level: rank of the areas that are coloured and picked
 */
void
lian_map_preparer_set_level (LianMapPreparer *self, guint level)
{
  if (self->level == level)
    return;
  self->level = level;
  self->tiles_wanted++;
  number_classes (self);
  queue_update (self);
}

guint
lian_map_preparer_get_level (LianMapPreparer *self)
{
  return self->level;
}

/**
 * lian_map_preparer_set_classes:
 * @self: a preparer
 * @classes: (transfer full) (nullable): by id of the areas of the level
 *
 * Only colours change: tiles keep their geometry.
 */
void
lian_map_preparer_set_classes (LianMapPreparer *self, LianMapClasses *classes)
{
  lian_map_classes_free (self->classes);
  self->classes = classes;
  number_classes (self);
  queue_update (self);
}

/**
 * lian_map_preparer_set_cases:
 * @self: a preparer
 * @cases: (transfer full) (nullable): LianMapCase
 */
void
lian_map_preparer_set_cases (LianMapPreparer *self, GPtrArray *cases)
{
  g_clear_pointer (&self->cases, g_ptr_array_unref);
  self->cases = cases;
  self->layout_wanted++;
  queue_update (self);
}

/**
 * lian_map_preparer_set_complexes:
 * @self: a preparer
 * @complexes: (transfer full) (nullable): LianMapComplex
 */
void
lian_map_preparer_set_complexes (LianMapPreparer *self, GPtrArray *complexes)
{
  g_clear_pointer (&self->complexes, g_ptr_array_unref);
  self->complexes = complexes;
  self->layout_wanted++;
  queue_update (self);
}

/**
 * lian_map_preparer_set_style:
 * @self: a preparer
 * @style: copied
 * @sprites: (transfer full): marks and names in that style
 */
void
lian_map_preparer_set_style (LianMapPreparer *self, const LianMapStyle *style,
                             LianMapSprites *sprites)
{
  self->style = *style;
  g_clear_pointer (&self->sprites, lian_map_sprites_free);
  self->sprites = sprites;
  self->tiles_wanted++;
  self->layout_wanted++;
  queue_update (self);
}

/**
 * lian_map_preparer_set_lens:
 * @self: a preparer
 * @lens: what is shown now
 */
void
lian_map_preparer_set_lens (LianMapPreparer *self, const LianMapLens *lens)
{
  if (self->lens.world == lens->world && self->lens.left == lens->left
      && self->lens.top == lens->top && self->lens.width == lens->width
      && self->lens.height == lens->height && self->lens.scale == lens->scale
      && self->lens.rest == lens->rest)
    return;
  self->lens = *lens;
  queue_update (self);
}

LianMapSprites *
lian_map_preparer_get_sprites (LianMapPreparer *self)
{
  return self->sprites;
}

/**
 * lian_map_preparer_get_layout:
 * @self: a preparer
 *
 * Returns: (transfer none) (nullable): where marks and names stand; of the last zoom while the next
 *   is being prepared.
 */
const LianMapLayout *
lian_map_preparer_get_layout (LianMapPreparer *self)
{
  return self->layout;
}

/**
 * lian_map_preparer_get_geography:
 * @self: a preparer
 *
 * Returns: (transfer none) (nullable): the ground.
 */
const LianMapGeography *
lian_map_preparer_get_geography (LianMapPreparer *self)
{
  return self->geography;
}

/**
 * lian_map_preparer_is_settled:
 * @self: a preparer
 *
 * Returns: whether what can be drawn now is final.
 */
gboolean
lian_map_preparer_is_settled (LianMapPreparer *self)
{
  return self->settled;
}

/**
 * lian_map_preparer_pick:
 * @self: a preparer
 * @x: device pixel from the left edge
 * @y: device pixel from the upper edge
 *
 * Returns: number of the area of the level there, or -1: outside, or not ready.
 */
int
lian_map_preparer_pick (LianMapPreparer *self, double x, double y)
{
  LianMapTileEntry *entry;
  double wx = self->lens.left + floor (x), wy = self->lens.top + floor (y);
  int tx = (int)floor (wx / SIZE), ty = (int)floor (wy / SIZE);

  if (self->current == NULL || self->current->world != self->lens.world
      || self->current->generation != self->tiles_wanted)
    return -1;
  entry = lian_map_tiles_lookup (self->current, tx, ty);
  if (entry == NULL)
    return -1;
  return (int)lian_map_tile_pick (entry->tile, (int)(wx - (double)tx * SIZE),
                                  (int)(wy - (double)ty * SIZE))
         - 1;
}

/**
 * lian_map_preparer_list_tiles:
 * @self: a preparer
 * @tiles: (out) (transfer none): sets to be drawn one over the other
 *
 * Returns: how many.
 */
guint
lian_map_preparer_list_tiles (LianMapPreparer *self, LianMapTiles *tiles[3])
{
  LianMapTileRange range = visible_range (self, 0);
  guint n = 0;

  if (self->current != NULL && self->current->world == self->lens.world
      && lian_map_tiles_has_all (self->current, &range))
    {
      tiles[0] = self->current;
      return 1;
    }
  if (self->home != NULL)
    tiles[n++] = self->home;
  if (self->previous != NULL && self->previous != self->home)
    tiles[n++] = self->previous;
  if (self->current != NULL && self->current != self->home)
    tiles[n++] = self->current;
  return n;
}

static void
lian_map_preparer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SETTLED)
    g_value_set_boolean (value, LIAN_MAP_PREPARER (object)->settled);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
lian_map_preparer_dispose (GObject *object)
{
  LianMapPreparer *self = LIAN_MAP_PREPARER (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (lian_map_preparer_parent_class)->dispose (object);
}

static void
lian_map_preparer_finalize (GObject *object)
{
  LianMapPreparer *self = LIAN_MAP_PREPARER (object);

  for (guint i = 0; i < LIAN_MAP_N_RANKS; i++)
    g_clear_pointer (&self->areas[i], g_ptr_array_unref);
  g_clear_pointer (&self->base, g_ptr_array_unref);
  g_clear_pointer (&self->cases, g_ptr_array_unref);
  g_clear_pointer (&self->complexes, g_ptr_array_unref);
  lian_map_classes_free (self->classes);
  lian_map_sprites_free (self->sprites);
  g_clear_pointer (&self->geography, lian_map_geography_unref);
  lian_map_layout_free (self->layout);
  g_clear_pointer (&self->class_bytes, g_bytes_unref);
  g_clear_pointer (&self->current, lian_map_tiles_unref);
  g_clear_pointer (&self->previous, lian_map_tiles_unref);
  g_clear_pointer (&self->home, lian_map_tiles_unref);
  g_hash_table_unref (self->running);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (lian_map_preparer_parent_class)->finalize (object);
}

static void
lian_map_preparer_class_init (LianMapPreparerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lian_map_preparer_get_property;
  object_class->dispose = lian_map_preparer_dispose;
  object_class->finalize = lian_map_preparer_finalize;
  properties[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
lian_map_preparer_init (LianMapPreparer *self)
{
  self->cancellable = g_cancellable_new ();
  self->running = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  /* One core stays for the main thread. */
  self->most_jobs = MAX (g_get_num_processors (), 2) - 1;
  self->ground_wanted = 1;
  self->layout_wanted = 1;
  self->tiles_wanted = 1;
}

/**
 * lian_map_preparer_new:
 *
 * Returns: (transfer full): a preparer with nothing to show.
 */
LianMapPreparer *
lian_map_preparer_new (void)
{
  return g_object_new (LIAN_TYPE_MAP_PREPARER, NULL);
}
