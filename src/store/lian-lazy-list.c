/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-lazy-list.h"
#include "lian-lazy-row-private.h"
#include "lian-lazy-rows.h"
#include "lian-mirror-private.h"

/* Changes of the mirror that come closer together than this are taken up at once. */
#define CHANGE_MS 50
/* A look that failed is tried again after this. */
#define RETRY_MS 500
/* Between two items-changed: a frame. */
#define FRAME_MS 16
/* So many of them bring rows to their places; beyond, rows are given others where they stand. */
#define MAX_SPLICES 4
/* A view makes widgets for its first two hundred rows: as long as there are fewer, no more than so
 * many come at once. */
#define FEW_ROWS 256
#define STEP_ROWS 24

struct _LianLazyList
{
  GObject parent_instance;

  LianMirror *mirror; /* (owned) */
  GType row_type;
  LianLazyQuery *query; /* (owned) (nullable) */

  LianRowKeys *keys;  /* (owned): the rows that it should show */
  GArray *splices;    /* (owned): LianSplice: what of that has not been told yet */
  guint n;            /* the rows that it shows */
  LianLazyRows *rows; /* (owned) (nullable): those that somebody holds; with the first query */

  gint64 seen;         /* version of the latest change that was told */
  GHashTable *changed; /* char*: ids whose change the rows do not know yet */
  GHashTable *since;   /* char*: the same, since the job under way was begun */
  GArray *waiting;     /* LianRowKey */
  GArray *displaced;   /* guint64 */
  gboolean overflown;
  guint n_waiting;

  gboolean partial;  /* only the first rows are known */
  gboolean open_end; /* those behind them stay for the time being, and say nothing */
  gboolean settled;
  gboolean other_query; /* the rows have to be others */
  gboolean take_all;    /* what waits has to come in */
  gboolean ask_all;     /* what is remembered of the changes is not enough */

  GCancellable *job;   /* of the job under way, cancelled by the next one */
  GCancellable *first; /* of the first rows, that are asked for beside it */
  gboolean loading;
  guint change_id;
  guint splice_id;
};

enum
{
  PROP_WAITING = 1,
  PROP_LOADING,
  N_PROPS
};

enum
{
  MOVED,
  N_SIGNALS
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LianLazyList, lian_lazy_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void start (LianLazyList *self);
static gboolean change_cb (gpointer user_data);

static void
set_waiting (LianLazyList *self, guint waiting)
{
  if (self->n_waiting == waiting)
    return;
  self->n_waiting = waiting;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAITING]);
}

static void
update_loading (LianLazyList *self)
{
  gboolean loading = self->job != NULL || self->splices->len > 0
                     || (self->rows != NULL && lian_lazy_rows_is_loading (self->rows));

  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
rows_loading_cb (gpointer list)
{
  update_loading (list);
}

static gboolean
row_at_cb (gpointer list, guint position, LianRowKey *row)
{
  LianLazyList *self = list;
  gint64 target = lian_row_splices_to_target (self->splices, position);

  if (target < 0)
    return FALSE;
  row->key = self->keys->keys[target];
  row->place = self->keys->places[target];
  return TRUE;
}

/* --- places --- */

/* One removal or addition; the rows behind it move along. */
static void
tell_splice (LianLazyList *self)
{
  LianSplice splice
      = lian_row_splices_pop (self->splices, self->n < FEW_ROWS ? STEP_ROWS : G_MAXUINT);

  lian_lazy_rows_splice (self->rows, &splice);
  self->n = self->n + splice.hidden - splice.extra;
  g_list_model_items_changed (G_LIST_MODEL (self), splice.position, splice.extra, splice.hidden);
}

static gboolean splice_cb (gpointer user_data);

/* The next one at once, unless the last one was told less than a frame ago. */
static void
tell_next (LianLazyList *self)
{
  if (self->splices->len > 0 && self->splice_id == 0 && !self->open_end)
    {
      self->splice_id = g_timeout_add (FRAME_MS, splice_cb, self);
      tell_splice (self);
    }
  update_loading (self);
}

static gboolean
splice_cb (gpointer user_data)
{
  g_autoptr (LianLazyList) self = g_object_ref (user_data);

  self->splice_id = 0;
  tell_next (self);
  return G_SOURCE_REMOVE;
}

static GArray *
find_splices (LianLazyList *self, const LianRowKeys *keys, gboolean jump)
{
  g_autoptr (GPtrArray) rows = lian_lazy_rows_list (self->rows);
  g_autofree LianAnchor *anchors = g_new0 (LianAnchor, rows->len);
  g_autofree guint64 *wanted = g_new (guint64, rows->len);
  g_autofree gint64 *targets = g_new (gint64, rows->len);

  for (guint i = 0; i < rows->len; i++)
    wanted[i] = lian_lazy_row_get_key (rows->pdata[i]);
  if (!jump)
    lian_row_keys_find_all (keys, wanted, rows->len, targets);
  for (guint i = 0; i < rows->len; i++)
    {
      anchors[i].shown = lian_lazy_row_get_position (rows->pdata[i]);
      anchors[i].target = jump ? -1 : targets[i];
    }
  return lian_row_splices_find (anchors, rows->len, self->n, keys->n, MAX_SPLICES);
}

/* The rows become those of @keys: first what belongs where a row stands, then their number. */
static void
set_keys (LianLazyList *self, LianRowKeys *keys, GArray *splices)
{
  g_array_unref (self->splices);
  self->splices = splices;
  lian_row_keys_ref (keys);
  lian_row_keys_unref (self->keys);
  self->keys = keys;
}

static void
move_to (LianLazyList *self, LianRowKeys *keys, gboolean jump, gboolean partial)
{
  gboolean was_partial = self->partial;

  set_keys (self, keys, find_splices (self, keys, jump));
  self->partial = partial;
  self->open_end = FALSE;
  if (lian_lazy_rows_update (self->rows, FALSE) || was_partial)
    g_signal_emit (self, signals[MOVED], 0);
  tell_next (self);
}

/* The rows begin with those of @keys. How many there will be is not known: there are as many as
 * there were, and nothing is said of those behind. */
static void
begin_with (LianLazyList *self, LianRowKeys *keys)
{
  GArray *splices;
  LianSplice rest = { .position = keys->n, .extra = self->n - keys->n };

  if (self->n <= keys->n)
    {
      move_to (self, keys, TRUE, TRUE);
      return;
    }
  splices = g_array_new (FALSE, FALSE, sizeof (LianSplice));
  g_array_append_val (splices, rest);
  set_keys (self, keys, splices);
  self->partial = self->open_end = TRUE;
  if (lian_lazy_rows_update (self->rows, TRUE))
    g_signal_emit (self, signals[MOVED], 0);
}

/* --- jobs --- */

typedef struct
{
  LianLazyList *list;
  LianLazyJob *job;
} Call;

static void
call_free (Call *call)
{
  lian_lazy_job_free (call->job);
  g_object_unref (call->list);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
take_records (LianLazyList *self, LianLazyJob *job)
{
  for (guint i = 0; i < job->records->len; i++)
    {
      LianRecord *record = job->records->pdata[i];

      /* What changed since is newer where it is. */
      if (!g_hash_table_contains (self->since, lian_record_get_id (record)))
        lian_lazy_rows_put (self->rows, record);
    }
}

static void
take_answer (LianLazyList *self, LianLazyJob *job)
{
  gboolean jump = self->other_query;
  guint waiting = job->n_waiting;

  g_hash_table_remove_all (self->changed);
  self->overflown = job->overflown;
  g_array_unref (self->waiting);
  g_array_unref (self->displaced);
  self->waiting = g_array_ref (job->waiting);
  self->displaced = g_array_ref (job->displaced);
  self->other_query = FALSE;
  self->ask_all = FALSE;
  self->take_all = FALSE;

  take_records (self, job);
  if (jump)
    lian_lazy_rows_clear_fresh (self->rows);
  for (guint i = 0; i < job->changed->len && !jump && self->keys->n > 0; i++)
    lian_lazy_rows_add_fresh (self->rows, g_array_index (job->changed, guint64, i));
  if (job->keys != self->keys || jump)
    move_to (self, job->keys, jump, FALSE);
  set_waiting (self, waiting);
}

/* The first rows of another question, long before all of them; where they are not enough for a
 * screen, the rest is waited for. */
static void
first_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  LianLazyList *self = call->list;
  g_autoptr (GError) error = NULL;
  gboolean done = lian_db_call_finish (LIAN_DB (source), result, NULL, &error);

  if (self->first != call->job->cancellable)
    return;
  g_clear_object (&self->first);
  if (!done)
    g_debug ("first rows of a list: %s", error->message);
  if (!done || call->job->keys->n < LIAN_LAZY_FIRST_ROWS)
    return;
  take_records (self, call->job);
  lian_lazy_rows_clear_fresh (self->rows);
  begin_with (self, call->job->keys);
}

static void
drop_first (LianLazyList *self)
{
  if (self->first != NULL)
    g_cancellable_cancel (self->first);
  g_clear_object (&self->first);
}

static void
ask_first (LianLazyList *self)
{
  Call *call = g_new0 (Call, 1);

  call->list = g_object_ref (self);
  call->job = lian_lazy_job_new (self->query);
  call->job->whole = TRUE;
  call->job->first = TRUE;
  self->first = g_object_ref (call->job->cancellable);
  lian_db_look_async (lian_mirror_get_db (self->mirror), lian_lazy_job_run, call->job, NULL,
                      self->first, first_cb, call);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  LianLazyList *self = call->list;
  LianLazyJob *job = call->job;
  g_autoptr (GError) error = NULL;
  gboolean done = lian_db_call_finish (LIAN_DB (source), result, NULL, &error);

  /* Something else has been asked since, or nobody asks any more. */
  if (self->job != job->cancellable)
    return;
  g_clear_object (&self->job);
  drop_first (self);
  if (!done)
    {
      /* A long read is broken off when the log of the file has to be folded in. */
      g_debug ("list: %s", error->message);
      self->ask_all = TRUE;
      if (self->change_id == 0 && self->mirror != NULL)
        self->change_id = g_timeout_add (RETRY_MS, change_cb, self);
    }
  else if (job->stale)
    {
      self->ask_all = TRUE;
      start (self);
    }
  else
    take_answer (self, job);
  if (self->job == NULL && g_hash_table_size (self->since) > 0 && self->change_id == 0)
    start (self);
  update_loading (self);
}

static void
add_ids (LianLazyList *self, LianLazyJob *job)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->since);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_hash_table_iter_steal (&iter);
      g_hash_table_add (self->changed, id);
    }
  if (job->whole)
    return;
  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (job->ids, g_strdup (id));
}

static gboolean
needs_all (LianLazyList *self, gboolean take_all)
{
  guint n_changed = g_hash_table_size (self->changed) + g_hash_table_size (self->since);

  return self->ask_all || self->other_query || self->query->whole
         || n_changed > LIAN_LAZY_MAX_CHANGES
         || (take_all
             && (self->overflown || (self->seen == 0 && self->n_waiting > 0)
                 || self->n_waiting > LIAN_LAZY_MAX_CHANGES
                 || self->waiting->len != self->n_waiting));
}

static void
start (LianLazyList *self)
{
  LianLazyJob *job;
  Call *call;

  g_clear_handle_id (&self->change_id, g_source_remove);
  if (self->job != NULL)
    g_cancellable_cancel (self->job);
  g_clear_object (&self->job);
  drop_first (self);
  if (self->query == NULL || self->mirror == NULL)
    return;
  if (self->other_query && self->query->lead != NULL)
    ask_first (self);

  job = lian_lazy_job_new (self->query);
  job->take_all = self->take_all || self->settled || self->keys->n == 0 || self->other_query;
  job->whole = needs_all (self, job->take_all);
  job->base = self->other_query ? NULL : lian_row_keys_ref (self->keys);
  job->seen = self->seen;
  job->overflown = self->overflown;
  job->n_waiting = self->n_waiting;
  g_array_append_vals (job->waiting, self->waiting->data, self->waiting->len);
  g_array_append_vals (job->displaced, self->displaced->data, self->displaced->len);
  add_ids (self, job);

  call = g_new0 (Call, 1);
  call->list = g_object_ref (self);
  call->job = job;
  self->job = g_object_ref (job->cancellable);
  if (job->whole)
    lian_db_read_async (lian_mirror_get_db (self->mirror), lian_lazy_job_run, job, NULL,
                        job->cancellable, answered_cb, call);
  else
    lian_db_look_async (lian_mirror_get_db (self->mirror), lian_lazy_job_run, job, NULL,
                        job->cancellable, answered_cb, call);
  update_loading (self);
}

static gboolean
change_cb (gpointer user_data)
{
  LianLazyList *self = user_data;

  self->change_id = 0;
  /* With what it has not been told the job under way is followed by another one. */
  if (self->job == NULL)
    start (self);
  return G_SOURCE_REMOVE;
}

/* A row that is looked at shows its change at once; whether it still belongs there is found out. */
static void
take_change (LianLazyList *self, const LianChange *change)
{
  g_hash_table_add (self->since, g_strdup (change->id));
  self->seen = MAX (self->seen, change->version);
  lian_lazy_rows_change (self->rows, change->id, change->record);
}

static void
mirror_changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, LianLazyList *self)
{
  if (self->query == NULL || (kinds & (G_GUINT64_CONSTANT (1) << self->query->kind)) == 0)
    return;
  if (changes == NULL)
    {
      /* Another generation of tables: nothing that was read is valid. */
      self->ask_all = TRUE;
      self->seen = 0;
      lian_lazy_rows_read_again (self->rows);
      start (self);
      return;
    }
  for (guint i = 0; i < changes->len; i++)
    {
      const LianChange *change = changes->pdata[i];

      if (change->kind == self->query->kind)
        take_change (self, change);
    }
  if (self->change_id == 0)
    self->change_id = g_timeout_add (CHANGE_MS, change_cb, self);
}

/* --- the object --- */

static void
lian_lazy_list_dispose (GObject *object)
{
  LianLazyList *self = LIAN_LAZY_LIST (object);

  self->n = 0;
  g_clear_pointer (&self->rows, lian_lazy_rows_free);
  g_clear_handle_id (&self->change_id, g_source_remove);
  g_clear_handle_id (&self->splice_id, g_source_remove);
  if (self->job != NULL)
    g_cancellable_cancel (self->job);
  g_clear_object (&self->job);
  drop_first (self);
  g_clear_object (&self->mirror);

  G_OBJECT_CLASS (lian_lazy_list_parent_class)->dispose (object);
}

static void
lian_lazy_list_finalize (GObject *object)
{
  LianLazyList *self = LIAN_LAZY_LIST (object);

  g_clear_pointer (&self->query, lian_lazy_query_unref);
  lian_row_keys_unref (self->keys);
  g_array_unref (self->splices);
  g_hash_table_unref (self->changed);
  g_hash_table_unref (self->since);
  g_array_unref (self->waiting);
  g_array_unref (self->displaced);

  G_OBJECT_CLASS (lian_lazy_list_parent_class)->finalize (object);
}

static void
lian_lazy_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LianLazyList *self = LIAN_LAZY_LIST (object);

  switch (prop_id)
    {
    case PROP_WAITING:
      g_value_set_uint (value, self->n_waiting);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lian_lazy_list_class_init (LianLazyListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_lazy_list_dispose;
  object_class->finalize = lian_lazy_list_finalize;
  object_class->get_property = lian_lazy_list_get_property;

  props[PROP_WAITING] = g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
lian_lazy_list_init (LianLazyList *self)
{
  self->keys = lian_row_keys_new (0);
  self->splices = g_array_new (FALSE, FALSE, sizeof (LianSplice));
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->since = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waiting = g_array_new (FALSE, FALSE, sizeof (LianRowKey));
  self->displaced = g_array_new (FALSE, FALSE, sizeof (guint64));
}

static GType
list_model_get_item_type (GListModel *model)
{
  return LIAN_LAZY_LIST (model)->row_type;
}

static guint
list_model_get_n_items (GListModel *model)
{
  return LIAN_LAZY_LIST (model)->n;
}

static gpointer
list_model_get_item (GListModel *model, guint position)
{
  LianLazyList *self = LIAN_LAZY_LIST (model);

  return position < self->n ? lian_lazy_rows_get (self->rows, position) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = list_model_get_item_type;
  iface->get_n_items = list_model_get_n_items;
  iface->get_item = list_model_get_item;
}

/**
 * lian_lazy_list_new:
 * @mirror: what it shows
 * @row_type: of its rows
 *
 * Returns: (transfer full): a list that is empty until lian_lazy_list_set_query()
 */
LianLazyList *
lian_lazy_list_new (LianMirror *mirror, GType row_type)
{
  LianLazyList *self = g_object_new (LIAN_TYPE_LAZY_LIST, NULL);

  self->mirror = g_object_ref (mirror);
  self->row_type = row_type;
  g_signal_connect_object (mirror, "changed", G_CALLBACK (mirror_changed_cb), self, 0);
  return self;
}

/**
 * lian_lazy_list_set_query:
 * @query: (transfer none): which rows in which order
 *
 * Asks anew; until the answer is there the list shows what it showed. A list asks for one kind all
 * its life.
 */
void
lian_lazy_list_set_query (LianLazyList *self, LianLazyQuery *query)
{
  self->other_query = TRUE;
  lian_lazy_list_renew_query (self, query);
}

/**
 * lian_lazy_list_renew_query:
 * @query: (transfer none): the same question, as it has to be put now
 *
 * Asks anew for the rows that are shown and those that wait.
 */
void
lian_lazy_list_renew_query (LianLazyList *self, LianLazyQuery *query)
{
  g_return_if_fail (self->query == NULL || self->query->kind == query->kind);

  lian_lazy_query_ref (query);
  g_clear_pointer (&self->query, lian_lazy_query_unref);
  self->query = query;
  if (self->rows == NULL)
    self->rows = lian_lazy_rows_new (self, self->row_type, lian_mirror_get_db (self->mirror),
                                     query->kind, row_at_cb, rows_loading_cb);
  self->ask_all = TRUE;
  start (self);
}

/**
 * lian_lazy_list_refresh:
 *
 * Takes in what waits and puts all rows in order.
 */
void
lian_lazy_list_refresh (LianLazyList *self)
{
  self->take_all = TRUE;
  start (self);
}

/**
 * lian_lazy_list_set_settled:
 * @settled: whether the reader is at the top and does nothing
 *
 * Whether new rows come in by themselves; what waits comes in at once.
 */
void
lian_lazy_list_set_settled (LianLazyList *self, gboolean settled)
{
  self->settled = settled;
  if (settled && self->n_waiting > 0)
    lian_lazy_list_refresh (self);
}

/**
 * lian_lazy_list_get_waiting:
 *
 * Returns: how many new rows wait for lian_lazy_list_refresh()
 */
guint
lian_lazy_list_get_waiting (LianLazyList *self)
{
  return self->n_waiting;
}

/**
 * lian_lazy_list_get_loading:
 *
 * Returns: whether there is something that has to be read or told
 */
gboolean
lian_lazy_list_get_loading (LianLazyList *self)
{
  return self->loading;
}

/**
 * lian_lazy_list_get_partial:
 *
 * Returns: whether only the first rows are known or told, so that a row that is not found may
 * still come
 */
gboolean
lian_lazy_list_get_partial (LianLazyList *self)
{
  return self->partial || self->splices->len > 0;
}

/**
 * lian_lazy_list_find_key:
 * @key: of a row
 * @position: (out) (optional): where it is shown
 *
 * Rows that nobody holds are looked for among all: a millisecond for a million.
 *
 * Returns: whether it is shown
 */
gboolean
lian_lazy_list_find_key (LianLazyList *self, guint64 key, guint *position)
{
  LianLazyRow *row = self->rows != NULL ? lian_lazy_rows_lookup (self->rows, key) : NULL;
  guint index;
  gint64 shown;

  if (row != NULL)
    shown = lian_lazy_row_get_position (row);
  else if (lian_row_keys_find (self->keys, key, &index))
    shown = lian_row_splices_to_shown (self->splices, index);
  else
    return FALSE;
  if (shown < 0)
    return FALSE;
  if (position != NULL)
    *position = (guint)shown;
  return TRUE;
}
