/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-lazy-rows.h"
#include "lian-lazy-row-private.h"
#include "lian-record-cache.h"

/* Records that are kept although no row shows them, and those that are read at once. */
#define MAX_RECORDS 1024
#define MAX_FETCH 64
/* What could not be read is tried again after this. */
#define RETRY_MS 500
/* Rows that are remembered as news. */
#define MAX_FRESH 20000

struct _LianLazyRows
{
  gpointer list; /* (unowned) */
  GType row_type;
  LianDb *db; /* (owned) */
  LianKindId kind;
  LianLazyRowsAt at_func;
  LianLazyRowsLoading loading_func;

  GHashTable *at;     /* position → LianLazyRow */
  GHashTable *by_key; /* guint64* → LianLazyRow: by what belongs there */
  GQueue wanted;      /* LianLazyRow: to be read, the last one first */
  LianRecordCache *cache;
  GHashTable *fresh; /* guint64* */

  GCancellable *fetch; /* (owned) (nullable): of the records under way */
  guint fetch_id;
};

static GHashTable *
new_keys (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/*
 * lian_lazy_rows_new:
 * @list: (unowned): for the functions
 *
 * Returns: (transfer full): no rows
 */
LianLazyRows *
lian_lazy_rows_new (gpointer list, GType row_type, LianDb *db, LianKindId kind, LianLazyRowsAt at,
                    LianLazyRowsLoading loading)
{
  LianLazyRows *self = g_new0 (LianLazyRows, 1);

  self->list = list;
  self->row_type = row_type;
  self->db = g_object_ref (db);
  self->kind = kind;
  self->at_func = at;
  self->loading_func = loading;
  self->at = g_hash_table_new (NULL, NULL);
  self->by_key = new_keys ();
  g_queue_init (&self->wanted);
  self->cache = lian_record_cache_new (MAX_RECORDS);
  self->fresh = new_keys ();
  return self;
}

/* --- who is where --- */

static void
seen_cb (gpointer data, guint64 key)
{
  g_hash_table_remove (((LianLazyRows *)data)->fresh, &key);
}

static void
forget_row (LianLazyRows *self, LianLazyRow *row)
{
  gpointer position = GUINT_TO_POINTER (lian_lazy_row_get_position (row));
  guint64 key = lian_lazy_row_get_key (row);

  if (g_hash_table_lookup (self->at, position) == row)
    g_hash_table_remove (self->at, position);
  if (g_hash_table_lookup (self->by_key, &key) == row)
    g_hash_table_remove (self->by_key, &key);
  if (lian_lazy_row_get_wanted (row))
    g_queue_remove (&self->wanted, row);
}

static void
row_gone_cb (gpointer data, GObject *row)
{
  /* Nobody holds it any more, but it is still whole. */
  forget_row (data, (LianLazyRow *)row);
}

static void
detach (LianLazyRows *self, LianLazyRow *row)
{
  forget_row (self, row);
  g_object_weak_unref (G_OBJECT (row), row_gone_cb, self);
  lian_lazy_row_detach (row);
}

static void
remember_key (LianLazyRows *self, LianLazyRow *row)
{
  guint64 key = lian_lazy_row_get_key (row);

  g_hash_table_insert (self->by_key, g_memdup2 (&key, sizeof key), row);
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  guint one = lian_lazy_row_get_position (*(LianLazyRow *const *)a);
  guint other = lian_lazy_row_get_position (*(LianLazyRow *const *)b);

  return one < other ? -1 : one > other;
}

GPtrArray *
lian_lazy_rows_list (LianLazyRows *self)
{
  GPtrArray *rows
      = g_ptr_array_new_full (g_hash_table_size (self->at), (GDestroyNotify)g_object_unref);
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->at);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (rows, g_object_ref (row));
  g_ptr_array_sort (rows, compare_positions);
  return rows;
}

LianLazyRow *
lian_lazy_rows_lookup (LianLazyRows *self, guint64 key)
{
  return g_hash_table_lookup (self->by_key, &key);
}

void
lian_lazy_rows_free (LianLazyRows *self)
{
  g_autoptr (GPtrArray) rows = lian_lazy_rows_list (self);

  for (guint i = 0; i < rows->len; i++)
    detach (self, rows->pdata[i]);
  g_clear_handle_id (&self->fetch_id, g_source_remove);
  if (self->fetch != NULL)
    g_cancellable_cancel (self->fetch);
  g_clear_object (&self->fetch);
  g_object_unref (self->db);
  g_hash_table_unref (self->at);
  g_hash_table_unref (self->by_key);
  g_queue_clear (&self->wanted);
  lian_record_cache_free (self->cache);
  g_hash_table_unref (self->fresh);
  g_free (self);
}

/* --- records --- */

gboolean
lian_lazy_rows_is_loading (LianLazyRows *self)
{
  return self->fetch != NULL || self->fetch_id != 0;
}

static gboolean fetch_cb (gpointer user_data);

static void
fetch_soon (LianLazyRows *self)
{
  if (self->wanted.length > 0 && self->fetch_id == 0 && self->fetch == NULL)
    self->fetch_id = g_idle_add_full (G_PRIORITY_DEFAULT, fetch_cb, self, NULL);
}

static void
want (LianLazyRows *self, LianLazyRow *row)
{
  if (lian_lazy_row_get_wanted (row))
    return;
  lian_lazy_row_set_wanted (row, TRUE);
  g_queue_push_tail (&self->wanted, row);
  fetch_soon (self);
  self->loading_func (self->list);
}

static void
unwant (LianLazyRows *self, LianLazyRow *row)
{
  if (!lian_lazy_row_get_wanted (row))
    return;
  g_queue_remove (&self->wanted, row);
  lian_lazy_row_set_wanted (row, FALSE);
}

/* What could not be read where it lay may lie elsewhere. */
static void
want_again (LianLazyRows *self, LianLazyRow *row)
{
  if (!lian_lazy_row_get_wanted (row))
    return;
  unwant (self, row);
  want (self, row);
}

static void
give_record (LianLazyRows *self, LianLazyRow *row, LianRecord *record)
{
  unwant (self, row);
  lian_lazy_row_set_record (row, record);
}

/* What is known of the row whose key it has. */
static void
fill_row (LianLazyRows *self, LianLazyRow *row)
{
  guint64 key = lian_lazy_row_get_key (row);
  LianRecord *record = lian_record_cache_get (self->cache, key);

  lian_lazy_row_set_fresh (row, g_hash_table_contains (self->fresh, &key));
  if (record != NULL)
    {
      give_record (self, row, record);
      return;
    }
  unwant (self, row);
  want (self, row);
  lian_lazy_row_set_record (row, NULL);
}

/* The answer may come after the rows are gone: @self is looked at only while the list lives. */
typedef struct
{
  LianLazyRows *rows; /* (unowned): valid unless cancelled */
  LianLazyFetch *fetch;
  GCancellable *cancellable;
} Fetch;

static void
fetch_free (Fetch *call)
{
  lian_lazy_fetch_free (call->fetch);
  g_object_unref (call->cancellable);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

/* Only rows that still wait for it are given what was read: whoever does not has been given
 * something newer meanwhile. */
static void
take_fetched (LianLazyRows *self, LianLazyFetch *fetch)
{
  for (guint i = 0; i < fetch->records->len; i++)
    {
      guint64 key = g_array_index (fetch->rows, LianRowKey, i).key;
      LianLazyRow *row = lian_lazy_rows_lookup (self, key);
      LianRecord *record = fetch->records->pdata[i];

      if (row == NULL || !lian_lazy_row_get_wanted (row) || record == NULL)
        continue;
      lian_record_cache_put (self->cache, key, record);
      g_object_ref (row);
      give_record (self, row, record);
      g_object_unref (row);
    }
}

/* Rows that still wait stand in line again. */
static void
retry (LianLazyRows *self, LianLazyFetch *fetch)
{
  if (self->fetch_id == 0)
    self->fetch_id = g_timeout_add (RETRY_MS, fetch_cb, self);
  for (guint i = 0; i < fetch->rows->len; i++)
    {
      LianLazyRow *row
          = lian_lazy_rows_lookup (self, g_array_index (fetch->rows, LianRowKey, i).key);

      if (row != NULL)
        want_again (self, row);
    }
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) call = user_data;
  LianLazyRows *self = call->rows;
  g_autoptr (GError) error = NULL;
  g_autoptr (GObject) list = NULL;
  gboolean done = lian_db_call_finish (LIAN_DB (source), result, NULL, &error);

  /* Other records are read now, or none any more. */
  if (g_cancellable_is_cancelled (call->cancellable))
    return;
  list = g_object_ref (self->list);
  g_clear_object (&self->fetch);
  if (!done)
    {
      g_debug ("rows of a list: %s", error->message);
      retry (self, call->fetch);
      return;
    }
  take_fetched (self, call->fetch);
  if (g_cancellable_is_cancelled (call->cancellable))
    return;
  fetch_soon (self);
  self->loading_func (self->list);
}

/* Those that are taken here and have no record afterwards are gone from the table; the list will be
 * told. */
static LianLazyFetch *
take_wanted (LianLazyRows *self)
{
  LianLazyFetch *fetch = lian_lazy_fetch_new (self->kind);

  while (self->wanted.length > 0 && fetch->rows->len < MAX_FETCH)
    {
      LianLazyRow *row = g_queue_pop_tail (&self->wanted);
      LianRowKey wanted;

      if (self->at_func (self->list, lian_lazy_row_get_position (row), &wanted))
        g_array_append_val (fetch->rows, wanted);
    }
  return fetch;
}

static gboolean
fetch_cb (gpointer user_data)
{
  LianLazyRows *self = user_data;
  Fetch *call;

  self->fetch_id = 0;
  if (self->wanted.length == 0)
    {
      self->loading_func (self->list);
      return G_SOURCE_REMOVE;
    }
  call = g_new0 (Fetch, 1);
  self->fetch = g_cancellable_new ();
  call->rows = self;
  call->fetch = take_wanted (self);
  call->cancellable = g_object_ref (self->fetch);
  lian_db_look_async (self->db, lian_lazy_fetch_run, call->fetch, NULL, self->fetch, fetched_cb,
                      call);
  return G_SOURCE_REMOVE;
}

void
lian_lazy_rows_put (LianLazyRows *self, LianRecord *record)
{
  lian_record_cache_put (self->cache, lian_row_key_of (lian_record_get_id (record)), record);
}

void
lian_lazy_rows_change (LianLazyRows *self, const char *id, LianRecord *record)
{
  guint64 key = lian_row_key_of (id);
  g_autoptr (LianLazyRow) row = lian_lazy_rows_lookup (self, key);

  if (row != NULL)
    g_object_ref (row);
  if (record == NULL)
    lian_record_cache_drop (self->cache, key);
  else if (row != NULL || lian_record_cache_get (self->cache, key) != NULL)
    lian_record_cache_put (self->cache, key, record);
  if (row == NULL || record == NULL)
    return;
  lian_lazy_rows_add_fresh (self, key);
  give_record (self, row, record);
}

void
lian_lazy_rows_read_again (LianLazyRows *self)
{
  g_autoptr (GPtrArray) rows = lian_lazy_rows_list (self);

  lian_record_cache_clear (self->cache);
  if (self->fetch != NULL)
    g_cancellable_cancel (self->fetch);
  g_clear_object (&self->fetch);
  g_queue_clear (&self->wanted);
  for (guint i = 0; i < rows->len; i++)
    {
      lian_lazy_row_set_wanted (rows->pdata[i], FALSE);
      want (self, rows->pdata[i]);
    }
}

/* --- news --- */

void
lian_lazy_rows_add_fresh (LianLazyRows *self, guint64 key)
{
  LianLazyRow *row = lian_lazy_rows_lookup (self, key);

  if (g_hash_table_size (self->fresh) < MAX_FRESH)
    g_hash_table_add (self->fresh, g_memdup2 (&key, sizeof key));
  if (row != NULL)
    lian_lazy_row_set_fresh (row, TRUE);
}

void
lian_lazy_rows_clear_fresh (LianLazyRows *self)
{
  g_hash_table_remove_all (self->fresh);
}

/* --- places --- */

void
lian_lazy_rows_splice (LianLazyRows *self, const LianSplice *splice)
{
  g_autoptr (GPtrArray) rows = lian_lazy_rows_list (self);
  guint end = splice->position + splice->extra;

  g_hash_table_remove_all (self->at);
  for (guint i = 0; i < rows->len; i++)
    {
      LianLazyRow *row = rows->pdata[i];
      guint position = lian_lazy_row_get_position (row);

      if (position >= splice->position && position < end)
        {
          detach (self, row);
          continue;
        }
      if (position >= end)
        position = position + splice->hidden - splice->extra;
      lian_lazy_row_set_position (row, position);
      g_hash_table_insert (self->at, GUINT_TO_POINTER (position), row);
    }
}

gboolean
lian_lazy_rows_update (LianLazyRows *self, gboolean blank)
{
  g_autoptr (GPtrArray) rows = lian_lazy_rows_list (self);
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  /* All places first: whoever is told of one row may look at another. */
  g_hash_table_remove_all (self->by_key);
  for (guint i = 0; i < rows->len; i++)
    {
      LianLazyRow *row = rows->pdata[i];
      LianRowKey there;

      if (!self->at_func (self->list, lian_lazy_row_get_position (row), &there))
        {
          if (blank && lian_lazy_row_set_key (row, 0))
            g_ptr_array_add (others, row);
          continue;
        }
      if (lian_lazy_row_set_key (row, there.key))
        g_ptr_array_add (others, row);
      else
        want_again (self, row);
      remember_key (self, row);
    }
  for (guint i = 0; i < others->len; i++)
    if (lian_lazy_row_get_key (others->pdata[i]) != 0)
      fill_row (self, others->pdata[i]);
    else
      give_record (self, others->pdata[i], NULL);
  return others->len > 0;
}

LianLazyRow *
lian_lazy_rows_get (LianLazyRows *self, guint position)
{
  LianLazyRow *row = g_hash_table_lookup (self->at, GUINT_TO_POINTER (position));
  LianRowKey there;

  if (row != NULL)
    return g_object_ref (row);
  row = g_object_new (self->row_type, NULL);
  g_hash_table_insert (self->at, GUINT_TO_POINTER (position), row);
  g_object_weak_ref (G_OBJECT (row), row_gone_cb, self);
  lian_lazy_row_attach (row, position, self, seen_cb);
  if (self->at_func (self->list, position, &there))
    {
      lian_lazy_row_set_key (row, there.key);
      remember_key (self, row);
      fill_row (self, row);
    }
  return row;
}
