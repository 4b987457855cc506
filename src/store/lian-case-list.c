/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-list.h"
#include "lian-case-list-query.h"
#include "lian-case-row-private.h"
#include "lian-mirror-private.h"

#include <string.h>

/* Changes of the mirror that come closer together than this are taken up at once: fewer than one
 * items-changed a frame. */
#define RELOAD_MS 50

struct _LianCaseList
{
  GObject parent_instance;

  LianMirror *mirror; /* (owned) */

  LianCasesView view;
  char *region_code;
  char *stage;
  char *text;
  gint64 now;

  GPtrArray *rows;   /* LianCaseRow, by position */
  GHashTable *by_id; /* char* → position + 1 */

  GHashTable *counts;
  guint view_counts[LIAN_N_CASES_VIEWS];
  guint waiting;
  gboolean settled;
  gboolean loading;
  gboolean queried; /* there is a query at all */

  GCancellable *cancellable; /* of the load under way, cancelled by the next query */
  gboolean other_query;      /* the load under way answers a query that was not asked before */
  gboolean take_all;         /* the load under way brings in what waits */
  gboolean again;            /* the mirror changed while it was under way */
  guint reload_id;
};

enum
{
  PROP_WAITING = 1,
  PROP_LOADING,
  PROP_COUNTS,
  N_PROPS
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LianCaseList, lian_case_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GParamSpec *props[N_PROPS];

static void
set_waiting (LianCaseList *self, guint waiting)
{
  if (self->waiting == waiting)
    return;
  self->waiting = waiting;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAITING]);
}

static void
set_loading (LianCaseList *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static guint
find_position (LianCaseList *self, const char *id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->by_id, id));
}

static gboolean
shows (LianCaseList *self, guint position, LianRecord *record)
{
  return strcmp (lian_case_row_get_id (self->rows->pdata[position]), lian_record_get_id (record))
         == 0;
}

static void
index_rows (LianCaseList *self)
{
  g_hash_table_remove_all (self->by_id);
  for (guint i = 0; i < self->rows->len; i++)
    g_hash_table_insert (self->by_id, g_strdup (lian_case_row_get_id (self->rows->pdata[i])),
                         GUINT_TO_POINTER (i + 1));
}

/* Whether the case of @record is to be marked as news: it came, or changed, while it was looked at
 * under the same query. */
static gboolean
is_fresh (LianCaseList *self, LianRecord *record, gboolean same_query)
{
  guint position = find_position (self, lian_record_get_id (record));
  LianCaseRow *row;

  if (position == 0)
    return same_query;
  row = self->rows->pdata[position - 1];
  return lian_case_row_get_fresh (row)
         || lian_record_get_version (lian_case_row_get_record (row))
                != lian_record_get_version (record);
}

/* Makes the rows those of @records. Rows of the middle, between what is the same above and below,
 * are given other cases where they stand; only the difference in number is told as items-changed,
 * so that it is never a removal and an addition at once. */
static void
show (LianCaseList *self, GPtrArray *records, gboolean same_query)
{
  guint old = self->rows->len, new = records->len;
  guint above = 0, below = 0, common;
  g_autoptr (GArray) fresh = g_array_sized_new (FALSE, FALSE, sizeof (gboolean), new);

  /* The first filling of an empty list is no news. */
  same_query = same_query && old > 0;
  for (guint i = 0; i < new; i++)
    {
      gboolean is = is_fresh (self, records->pdata[i], same_query);
      g_array_append_val (fresh, is);
    }
  while (above < MIN (old, new) && shows (self, above, records->pdata[above]))
    above++;
  while (below < MIN (old, new) - above
         && shows (self, old - 1 - below, records->pdata[new - 1 - below]))
    below++;

  /* First the rows that stay, while the model is as everybody knows it. */
  common = MIN (old, new) - below;
  for (guint i = 0; i < common; i++)
    lian_case_row_set_record (self->rows->pdata[i], records->pdata[i],
                              g_array_index (fresh, gboolean, i));
  for (guint i = 1; i <= below; i++)
    lian_case_row_set_record (self->rows->pdata[old - i], records->pdata[new - i],
                              g_array_index (fresh, gboolean, new - i));

  if (old > new)
    g_ptr_array_remove_range (self->rows, common, old - new);
  for (guint i = common; new > old &&i < new - below; i++)
    g_ptr_array_insert (self->rows, (int)i,
                        lian_case_row_new (records->pdata[i], g_array_index (fresh, gboolean, i)));
  index_rows (self);
  if (old != new)
    g_list_model_items_changed (G_LIST_MODEL (self), common, old > new ? old - new : 0,
                                new > old ? new - old : 0);
}

/* What is still there, in the order in which it stands, as it is now. */
static GPtrArray *
keep_order (LianCaseList *self, GPtrArray *records, guint *n_new)
{
  g_autoptr (GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *kept = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

  for (guint i = 0; i < records->len; i++)
    g_hash_table_insert (found, (gpointer)lian_record_get_id (records->pdata[i]),
                         records->pdata[i]);
  for (guint i = 0; i < self->rows->len; i++)
    {
      LianRecord *record = g_hash_table_lookup (found, lian_case_row_get_id (self->rows->pdata[i]));

      if (record != NULL)
        g_ptr_array_add (kept, lian_record_ref (record));
    }
  *n_new = records->len - kept->len;
  return kept;
}

static void
take_counts (LianCaseList *self, LianCaseListQuery *query)
{
  g_hash_table_unref (self->counts);
  self->counts = g_steal_pointer (&query->counts);
  memcpy (self->view_counts, query->view_counts, sizeof self->view_counts);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COUNTS]);
}

/* A query under way; it keeps the list alive until the answer is there. */
typedef struct
{
  LianCaseList *list;
  LianCaseListQuery *query;
  GCancellable *cancellable;
} Load;

static void
load_free (Load *call)
{
  lian_case_list_query_free (call->query);
  g_object_unref (call->cancellable);
  g_object_unref (call->list);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Load, load_free)

static void load (LianCaseList *self);

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Load) call = user_data;
  LianCaseList *self = call->list;
  LianCaseListQuery *query = call->query;
  g_autoptr (GError) error = NULL;
  gboolean done = lian_db_call_finish (LIAN_DB (source), result, NULL, &error);
  g_autoptr (GPtrArray) kept = NULL;
  guint waiting = 0;

  /* Another query has been asked since, or nobody asks any more. */
  if (self->cancellable != call->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (!done)
    g_debug ("case list: %s", error->message);
  else if (self->other_query || self->take_all || self->settled || self->rows->len == 0)
    /* In an empty list nothing can move under the reader. */
    show (self, query->records, !self->other_query);
  else
    {
      kept = keep_order (self, query->records, &waiting);
      show (self, kept, TRUE);
    }
  self->take_all = FALSE;
  self->other_query = self->other_query && !done;
  if (done)
    {
      set_waiting (self, waiting);
      take_counts (self, query);
    }
  if (self->again)
    load (self);
  else
    set_loading (self, FALSE);
}

static void
load (LianCaseList *self)
{
  LianCaseListQuery *query = g_new0 (LianCaseListQuery, 1);
  Load *call = g_new0 (Load, 1);

  g_clear_handle_id (&self->reload_id, g_source_remove);
  self->again = FALSE;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();

  query->view = self->view;
  query->region_code = g_strdup (self->region_code);
  query->stage = g_strdup (self->stage);
  query->text = g_strdup (self->text);
  query->now = self->now;
  query->dictionary = lian_dictionary_ref (lian_mirror_get_dictionary (self->mirror));

  call->list = g_object_ref (self);
  call->query = query;
  call->cancellable = g_object_ref (self->cancellable);
  set_loading (self, TRUE);
  lian_db_read_async (lian_mirror_get_db (self->mirror), lian_case_list_query_run, query, NULL,
                      self->cancellable, load_cb, call);
}

static gboolean
reload_cb (gpointer user_data)
{
  LianCaseList *self = user_data;

  self->reload_id = 0;
  if (self->cancellable != NULL)
    self->again = TRUE;
  else
    load (self);
  return G_SOURCE_REMOVE;
}

static void
mirror_changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, LianCaseList *self)
{
  const guint64 ours = (1 << LIAN_KIND_CASE) | (1 << LIAN_KIND_ENTRY);

  if (!self->queried || (kinds & ours) == 0 || self->reload_id != 0)
    return;
  self->reload_id = g_timeout_add (RELOAD_MS, reload_cb, self);
}

static void
lian_case_list_dispose (GObject *object)
{
  LianCaseList *self = LIAN_CASE_LIST (object);

  g_clear_handle_id (&self->reload_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->mirror);

  G_OBJECT_CLASS (lian_case_list_parent_class)->dispose (object);
}

static void
lian_case_list_finalize (GObject *object)
{
  LianCaseList *self = LIAN_CASE_LIST (object);

  g_free (self->region_code);
  g_free (self->stage);
  g_free (self->text);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->rows);
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
      g_value_set_uint (value, self->waiting);
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
}

static void
lian_case_list_init (LianCaseList *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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
  return LIAN_CASE_LIST (model)->rows->len;
}

static gpointer
list_model_get_item (GListModel *model, guint position)
{
  LianCaseList *self = LIAN_CASE_LIST (model);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
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
  g_signal_connect_object (mirror, "changed", G_CALLBACK (mirror_changed_cb), self, 0);
  return self;
}

/**
 * lian_case_list_set_query:
 * @region_code: (nullable): a division, empty: all
 * @stage: (nullable): only this stage of the view
 * @text: (nullable): occurs in number, title or address
 * @now: the platform's time: decides what is late
 *
 * Asks for other rows. The present ones stay until the answer is there; a row that stays in its
 * place may then hold another case, so whoever follows a case looks it up by id. At most
 * 5,000 rows; the counts are whole all the same.
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
  self->queried = TRUE;
  self->other_query = TRUE;
  load (self);
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
  self->now = now;
  if (!self->queried)
    return;
  self->take_all = TRUE;
  load (self);
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
  self->settled = settled;
  if (settled && self->waiting > 0)
    lian_case_list_refresh (self, self->now);
}

/**
 * lian_case_list_get_waiting:
 *
 * Returns: how many new cases wait for lian_case_list_refresh()
 */
guint
lian_case_list_get_waiting (LianCaseList *self)
{
  return self->waiting;
}

/**
 * lian_case_list_find:
 * @id: of a case
 * @position: (out) (optional): where it is
 *
 * Returns: whether it is in the list
 */
gboolean
lian_case_list_find (LianCaseList *self, const char *id, guint *position)
{
  guint found = id != NULL ? find_position (self, id) : 0;

  if (found == 0)
    return FALSE;
  if (position != NULL)
    *position = found - 1;
  return TRUE;
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
