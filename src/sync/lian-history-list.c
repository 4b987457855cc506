/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-history-list.h"

#include "lian-engine-private.h"
#include "lian-error.h"

#define PAGE_ROWS 100

/* More than anybody reads row by row. */
#define MAX_ROWS 5000

/* Pages without a row, while the platform looks through many years for a rare word. */
#define MAX_EMPTY 50

struct _LianHistoryList
{
  GObject parent_instance;

  LianEngine *engine;        /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable): of the page under way */
  GPtrArray *rows;           /* (owned) (element-type LianHistoryRow) */
  GHashTable *ids;           /* (owned): of the rows */

  char *region_code; /* (owned) (nullable) */
  char *text;        /* (owned) (nullable) */
  gint64 before;
  char *next;    /* (owned) (nullable) */
  guint n_empty; /* pages in a row that had none */

  LianHistoryState state;
  gint64 as_of;
  char *trouble; /* (owned) (nullable) */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LianHistoryList, lian_history_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
set_state (LianHistoryList *self, LianHistoryState state, const char *trouble)
{
  g_free (self->trouble);
  self->trouble = g_strdup (trouble);
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static gboolean
is_online (LianHistoryList *self)
{
  LianPhase phase = lian_engine_get_phase (self->engine);

  return phase == LIAN_PHASE_SNAPSHOT || phase == LIAN_PHASE_CATCHING_UP
         || phase == LIAN_PHASE_LIVE;
}

static void
stop_asking (LianHistoryList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* --- pages --- */

/* A case that was closed anew between two pages may come twice. */
static void
take_rows (LianHistoryList *self, const GPtrArray *records)
{
  guint position = self->rows->len;

  for (guint i = 0; i < records->len && self->rows->len < MAX_ROWS; i++)
    if (g_hash_table_add (self->ids, g_strdup (lian_record_get_id (records->pdata[i]))))
      g_ptr_array_add (self->rows, lian_history_row_new (records->pdata[i]));
  if (self->rows->len > position)
    g_list_model_items_changed (G_LIST_MODEL (self), position, 0, self->rows->len - position);
}

static void ask_page (LianHistoryList *self);

static void
take_page (LianHistoryList *self, LianHistoryPage *page)
{
  guint n = self->rows->len;

  if (self->as_of == 0)
    self->as_of = page->now;
  g_free (self->next);
  self->next = g_steal_pointer (&page->next);
  take_rows (self, page->records);
  self->n_empty = self->rows->len > n ? 0 : self->n_empty + 1;
  if (self->next == NULL)
    set_state (self, LIAN_HISTORY_END, NULL);
  else if (self->rows->len >= MAX_ROWS)
    set_state (self, LIAN_HISTORY_FULL, NULL);
  else if (self->n_empty > 0 && self->n_empty < MAX_EMPTY)
    ask_page (self);
  else
    set_state (self, LIAN_HISTORY_MORE, NULL);
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianHistoryList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianHistoryPage) page
      = lian_client_history_finish (LIAN_CLIENT (object), result, &error);

  /* Nobody wants to know any more, or something else was asked for. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (page != NULL)
    take_page (self, page);
  else if (g_error_matches (error, LIAN_ERROR, LIAN_ERROR_UNREACHABLE) || !is_online (self))
    set_state (self, LIAN_HISTORY_OFFLINE, NULL);
  else
    set_state (self, LIAN_HISTORY_FAILED, lian_error_to_text (error));
}

static void
ask_page (LianHistoryList *self)
{
  LianHistoryWanted wanted = {
    .region = self->region_code, .text = self->text, .before = self->before, .limit = PAGE_ROWS
  };

  stop_asking (self);
  if (!is_online (self))
    {
      set_state (self, LIAN_HISTORY_OFFLINE, NULL);
      return;
    }
  self->cancellable = g_cancellable_new ();
  lian_client_history (self->engine->client, &wanted, self->next, self->cancellable, answered_cb,
                       g_object_ref (self));
  if (self->state != LIAN_HISTORY_ASKING)
    set_state (self, LIAN_HISTORY_ASKING, NULL);
}

/**
 * lian_history_list_clear:
 *
 * Forgets everything.
 */
void
lian_history_list_clear (LianHistoryList *self)
{
  guint n = self->rows->len;

  stop_asking (self);
  g_clear_pointer (&self->next, g_free);
  self->as_of = 0;
  self->n_empty = 0;
  g_hash_table_remove_all (self->ids);
  g_ptr_array_set_size (self->rows, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  if (self->state != LIAN_HISTORY_IDLE)
    set_state (self, LIAN_HISTORY_IDLE, NULL);
}

/**
 * lian_history_list_ask:
 * @region_code: (nullable): where
 * @text: (nullable): what occurs in number, title or place
 *
 * What was shown is forgotten.
 */
void
lian_history_list_ask (LianHistoryList *self, const char *region_code, const char *text)
{
  g_autofree char *region = g_strdup (region_code);
  g_autofree char *words = g_strdup (text);

  lian_history_list_clear (self);
  g_free (self->region_code);
  self->region_code = g_steal_pointer (&region);
  g_free (self->text);
  self->text = g_steal_pointer (&words);
  self->before = lian_history_list_get_start (self);
  ask_page (self);
}

/**
 * lian_history_list_ask_more:
 *
 * Does nothing while a page is under way, and where there is nothing more.
 */
void
lian_history_list_ask_more (LianHistoryList *self)
{
  if (self->state != LIAN_HISTORY_MORE && self->state != LIAN_HISTORY_OFFLINE
      && self->state != LIAN_HISTORY_FAILED)
    return;
  self->n_empty = 0;
  ask_page (self);
}

LianHistoryState
lian_history_list_get_state (LianHistoryList *self)
{
  return self->state;
}

gint64
lian_history_list_get_as_of (LianHistoryList *self)
{
  return self->as_of;
}

/**
 * lian_history_list_get_start:
 *
 * Returns: by dictionary and platform's time: what was closed before is not mirrored; 0 where
 * everything is
 */
gint64
lian_history_list_get_start (LianHistoryList *self)
{
  LianDictionary *dictionary = lian_mirror_get_dictionary (lian_engine_get_mirror (self->engine));
  gint64 now = lian_clock_get_now (lian_engine_get_clock (self->engine));

  return MAX (lian_dictionary_get_mirror_start (dictionary, now), 0);
}

const char *
lian_history_list_get_trouble (LianHistoryList *self)
{
  return self->trouble;
}

/* --- list model --- */

static GType
list_model_get_item_type (GListModel *model)
{
  return LIAN_TYPE_HISTORY_ROW;
}

static guint
list_model_get_n_items (GListModel *model)
{
  return LIAN_HISTORY_LIST (model)->rows->len;
}

static gpointer
list_model_get_item (GListModel *model, guint position)
{
  LianHistoryList *self = LIAN_HISTORY_LIST (model);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = list_model_get_item_type;
  iface->get_n_items = list_model_get_n_items;
  iface->get_item = list_model_get_item;
}

/* --- object --- */

static void
lian_history_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_STATE)
    g_value_set_uint (value, LIAN_HISTORY_LIST (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
lian_history_list_dispose (GObject *object)
{
  LianHistoryList *self = LIAN_HISTORY_LIST (object);

  stop_asking (self);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (lian_history_list_parent_class)->dispose (object);
}

static void
lian_history_list_finalize (GObject *object)
{
  LianHistoryList *self = LIAN_HISTORY_LIST (object);

  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->ids);
  g_free (self->region_code);
  g_free (self->text);
  g_free (self->next);
  g_free (self->trouble);

  G_OBJECT_CLASS (lian_history_list_parent_class)->finalize (object);
}

static void
lian_history_list_class_init (LianHistoryListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lian_history_list_get_property;
  object_class->dispose = lian_history_list_dispose;
  object_class->finalize = lian_history_list_finalize;

  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, LIAN_HISTORY_FAILED, 0,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lian_history_list_init (LianHistoryList *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * lian_history_list_new:
 * @engine: whose server is asked
 *
 * Returns: (transfer full): an empty list
 */
LianHistoryList *
lian_history_list_new (LianEngine *engine)
{
  LianHistoryList *self = g_object_new (LIAN_TYPE_HISTORY_LIST, NULL);

  self->engine = g_object_ref (engine);
  /* What one person may see is not for the next one. */
  g_signal_connect_object (engine, "notify::account", G_CALLBACK (lian_history_list_clear), self,
                           G_CONNECT_SWAPPED);
  return self;
}
