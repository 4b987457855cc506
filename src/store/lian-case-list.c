/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-list.h"
#include "lian-case-list-query.h"
#include "lian-lazy-list.h"
#include "lian-mirror-private.h"

#include <string.h>

/* Changes of the mirror that come closer together than this are counted at once. */
#define COUNT_MS 50
/* Counting may take one part in so many of the reading thread's time. */
#define COUNT_SHARE 5

struct _LianCaseList
{
  GObject parent_instance;

  LianMirror *mirror; /* (owned) */
  LianLazyList *rows; /* (owned) */

  LianCasesView view;
  char *region_code;
  char *stage;
  char *text;
  LianCasesOrder order;
  gboolean descending;
  gint64 now;
  gboolean queried; /* there is a query at all */

  GHashTable *counts;
  guint view_counts[LIAN_N_CASES_VIEWS];
  GCancellable *counting; /* of the count under way, cancelled by the next one */
  gboolean count_again;   /* the mirror changed while it was under way */
  guint count_id;
  gint64 count_begun; /* monotonic */
  gint64 count_after; /* monotonic: not before */
  gboolean loading;
};

enum
{
  PROP_WAITING = 1,
  PROP_LOADING,
  PROP_COUNTS,
  N_PROPS
};

enum
{
  MOVED,
  N_SIGNALS
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LianCaseList, lian_case_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
update_loading (LianCaseList *self)
{
  gboolean loading = self->counting != NULL || lian_lazy_list_get_loading (self->rows);

  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static LianCaseListQuery *
make_query (LianCaseList *self)
{
  LianCaseListQuery *query = g_new0 (LianCaseListQuery, 1);

  query->view = self->view;
  query->region_code = g_strdup (self->region_code);
  query->stage = g_strdup (self->stage);
  query->text = g_strdup (self->text);
  query->order = self->order;
  query->descending = self->descending;
  query->now = self->now;
  query->dictionary = lian_dictionary_ref (lian_mirror_get_dictionary (self->mirror));
  return query;
}

/* A count under way; it keeps the list alive until the answer is there. */
typedef struct
{
  LianCaseList *list;
  LianCaseListQuery *query;
  GCancellable *cancellable;
} Count;

static void
count_free (Count *call)
{
  lian_case_list_query_free (call->query);
  g_object_unref (call->cancellable);
  g_object_unref (call->list);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Count, count_free)

static void count_soon (LianCaseList *self);

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Count) call = user_data;
  LianCaseList *self = call->list;
  g_autoptr (GError) error = NULL;
  gboolean done = lian_db_call_finish (LIAN_DB (source), result, NULL, &error);
  gint64 now = g_get_monotonic_time ();

  /* Another query has been asked since, or nobody asks any more. */
  if (self->counting != call->cancellable)
    return;
  g_clear_object (&self->counting);
  self->count_after = now + (now - self->count_begun) * (COUNT_SHARE - 1);
  if (!done)
    {
      g_debug ("counts of cases: %s", error->message);
      self->count_again = TRUE;
    }
  else
    {
      g_hash_table_unref (self->counts);
      self->counts = g_steal_pointer (&call->query->counts);
      memcpy (self->view_counts, call->query->view_counts, sizeof self->view_counts);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COUNTS]);
    }
  if (self->count_again)
    count_soon (self);
  update_loading (self);
}

static void
count (LianCaseList *self)
{
  Count *call = g_new0 (Count, 1);

  g_clear_handle_id (&self->count_id, g_source_remove);
  self->count_again = FALSE;
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  self->counting = g_cancellable_new ();
  self->count_begun = g_get_monotonic_time ();

  call->list = g_object_ref (self);
  call->query = make_query (self);
  call->cancellable = g_object_ref (self->counting);
  lian_db_read_async (lian_mirror_get_db (self->mirror), lian_case_list_query_run, call->query,
                      NULL, self->counting, counted_cb, call);
  update_loading (self);
}

static gboolean
count_cb (gpointer user_data)
{
  LianCaseList *self = user_data;

  self->count_id = 0;
  count (self);
  return G_SOURCE_REMOVE;
}

static void
count_soon (LianCaseList *self)
{
  gint64 wait = (self->count_after - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;

  if (self->counting != NULL)
    self->count_again = TRUE;
  else if (self->count_id == 0)
    self->count_id = g_timeout_add (CLAMP (wait, COUNT_MS, G_MAXINT), count_cb, self);
}

/* Puts the query that is there already as it has to be put now. */
static void
renew (LianCaseList *self)
{
  g_autoptr (LianLazyQuery) rows = lian_case_list_query_to_rows (make_query (self));

  lian_lazy_list_renew_query (self->rows, rows);
}

static void
ask (LianCaseList *self)
{
  g_autoptr (LianLazyQuery) rows = lian_case_list_query_to_rows (make_query (self));

  self->queried = TRUE;
  lian_lazy_list_set_query (self->rows, rows);
}

static void
mirror_changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, LianCaseList *self)
{
  const guint64 entries = G_GUINT64_CONSTANT (1) << LIAN_KIND_ENTRY;
  const guint64 ours = entries | G_GUINT64_CONSTANT (1) << LIAN_KIND_CASE;

  if (!self->queried || (kinds & ours) == 0)
    return;
  if ((kinds & entries) != 0)
    renew (self);
  count_soon (self);
}

static void
items_changed_cb (LianCaseList *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
moved_cb (LianCaseList *self)
{
  g_signal_emit (self, signals[MOVED], 0);
}

static void
waiting_cb (LianCaseList *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAITING]);
}

static void
lian_case_list_dispose (GObject *object)
{
  LianCaseList *self = LIAN_CASE_LIST (object);

  g_clear_handle_id (&self->count_id, g_source_remove);
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (self->rows != NULL)
    g_object_run_dispose (G_OBJECT (self->rows));
  g_clear_object (&self->mirror);

  G_OBJECT_CLASS (lian_case_list_parent_class)->dispose (object);
}

static void
lian_case_list_finalize (GObject *object)
{
  LianCaseList *self = LIAN_CASE_LIST (object);

  g_clear_object (&self->rows);
  g_free (self->region_code);
  g_free (self->stage);
  g_free (self->text);
  g_hash_table_unref (self->counts);

  G_OBJECT_CLASS (lian_case_list_parent_class)->finalize (object);
}

static void
lian_case_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LianCaseList *self = LIAN_CASE_LIST (object);

  switch (prop_id)
    {
    case PROP_WAITING:
      g_value_set_uint (value, lian_lazy_list_get_waiting (self->rows));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_COUNTS:
      g_value_set_boxed (value, self->counts);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lian_case_list_class_init (LianCaseListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_case_list_dispose;
  object_class->finalize = lian_case_list_finalize;
  object_class->get_property = lian_case_list_get_property;

  props[PROP_WAITING] = g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_COUNTS] = g_param_spec_boxed ("counts", NULL, NULL, G_TYPE_HASH_TABLE,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
lian_case_list_init (LianCaseList *self)
{
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static GType
list_model_get_item_type (GListModel *model)
{
  return LIAN_TYPE_CASE_ROW;
}

static guint
list_model_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (LIAN_CASE_LIST (model)->rows));
}

static gpointer
list_model_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (LIAN_CASE_LIST (model)->rows), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = list_model_get_item_type;
  iface->get_n_items = list_model_get_n_items;
  iface->get_item = list_model_get_item;
}

/**
 * lian_case_list_new:
 * @mirror: what it shows
 *
 * Returns: (transfer full): a list that is empty until lian_case_list_set_query()
 */
LianCaseList *
lian_case_list_new (LianMirror *mirror)
{
  LianCaseList *self = g_object_new (LIAN_TYPE_CASE_LIST, NULL);

  self->mirror = g_object_ref (mirror);
  self->rows = lian_lazy_list_new (mirror, LIAN_TYPE_CASE_ROW);
  g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "notify::waiting", G_CALLBACK (waiting_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "notify::loading", G_CALLBACK (update_loading), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (mirror, "changed", G_CALLBACK (mirror_changed_cb), self, 0);
  return self;
}

/**
 * lian_case_list_set_query:
 * @region_code: (nullable): a division, empty: all
 * @stage: (nullable): only this stage of the view
 * @text: (nullable): occurs in number, title or address
 * @now: the platform's time
 *
 * Asks anew; until the answer is there the list shows what it showed.
 */
void
lian_case_list_set_query (LianCaseList *self, LianCasesView view, const char *region_code,
                          const char *stage, const char *text, gint64 now)
{
  gboolean same = self->queried && self->view == view
                  && g_strcmp0 (self->region_code, region_code) == 0
                  && g_strcmp0 (self->stage, stage) == 0 && g_strcmp0 (self->text, text) == 0;

  if (same)
    {
      lian_case_list_refresh (self, now);
      return;
    }
  g_free (self->region_code);
  g_free (self->stage);
  g_free (self->text);
  self->view = view;
  self->region_code = g_strdup (region_code);
  self->stage = g_strdup (stage);
  self->text = g_strdup (text);
  self->now = now;
  ask (self);
  count (self);
}

/**
 * lian_case_list_set_order:
 * @descending: the other way round
 *
 * Asks anew when there is a query; until the answer is there the list shows what it showed.
 */
void
lian_case_list_set_order (LianCaseList *self, LianCasesOrder order, gboolean descending)
{
  g_return_if_fail (order < LIAN_N_CASES_ORDERS);

  if (self->order == order && self->descending == descending)
    return;
  self->order = order;
  self->descending = descending;
  if (self->queried)
    ask (self);
}

/**
 * lian_case_list_get_order:
 * @descending: (out) (optional): whether it is the other way round
 *
 * Returns: what the cases are ordered by
 */
LianCasesOrder
lian_case_list_get_order (LianCaseList *self, gboolean *descending)
{
  if (descending != NULL)
    *descending = self->descending;
  return self->order;
}

/**
 * lian_case_list_refresh:
 * @now: the platform's time
 *
 * Takes in what waits and puts all rows in order.
 */
void
lian_case_list_refresh (LianCaseList *self, gint64 now)
{
  gboolean aged = now != self->now && self->view == LIAN_CASES_SUPERVISE;

  self->now = now;
  if (!self->queried)
    return;
  if (aged)
    renew (self);
  lian_lazy_list_refresh (self->rows);
  count (self);
}

/**
 * lian_case_list_set_settled:
 * @settled: whether the reader is at the top and does nothing
 *
 * Whether new rows come in by themselves; what waits comes in at once.
 */
void
lian_case_list_set_settled (LianCaseList *self, gboolean settled)
{
  lian_lazy_list_set_settled (self->rows, settled);
}

/**
 * lian_case_list_get_waiting:
 *
 * Returns: how many new cases wait for lian_case_list_refresh()
 */
guint
lian_case_list_get_waiting (LianCaseList *self)
{
  return lian_lazy_list_get_waiting (self->rows);
}

/**
 * lian_case_list_get_partial:
 *
 * Returns: whether only the first rows are known, so that a case that is not found may still come
 */
gboolean
lian_case_list_get_partial (LianCaseList *self)
{
  return lian_lazy_list_get_partial (self->rows);
}

/**
 * lian_case_list_find_key:
 * @key: lian_case_row_get_key() of a row
 * @position: (out) (optional): where it is
 *
 * Returns: whether it is in the list
 */
gboolean
lian_case_list_find_key (LianCaseList *self, guint64 key, guint *position)
{
  return lian_lazy_list_find_key (self->rows, key, position);
}

/**
 * lian_case_list_find:
 * @id: (nullable): of a case
 * @position: (out) (optional): where it is
 *
 * Returns: whether it is in the list
 */
gboolean
lian_case_list_find (LianCaseList *self, const char *id, guint *position)
{
  return id != NULL && lian_case_list_find_key (self, lian_row_key_of (id), position);
}

/**
 * lian_case_list_get_counts:
 *
 * Returns: (transfer none) (element-type utf8 uint): stage → GUINT_TO_POINTER (count) within view,
 * region and text, whatever the stage asked for; "" is all
 */
GHashTable *
lian_case_list_get_counts (LianCaseList *self)
{
  return self->counts;
}

/**
 * lian_case_list_get_view_counts:
 *
 * Returns: (transfer none): counts of the views in the region, indexed by #LianCasesView
 */
const guint *
lian_case_list_get_view_counts (LianCaseList *self)
{
  return self->view_counts;
}
