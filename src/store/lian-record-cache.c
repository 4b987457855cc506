/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-record-cache.h"

typedef struct
{
  guint64 key;
  LianRecord *record;
  GList link; /* of the order, the last looked at first */
} Entry;

struct _LianRecordCache
{
  guint most;
  GHashTable *entries; /* &key → Entry */
  GQueue order;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  lian_record_unref (entry->record);
  g_free (entry);
}

LianRecordCache *
lian_record_cache_new (guint most)
{
  LianRecordCache *self = g_new0 (LianRecordCache, 1);

  self->most = most;
  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, entry_free);
  g_queue_init (&self->order);
  return self;
}

void
lian_record_cache_free (LianRecordCache *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

void
lian_record_cache_drop (LianRecordCache *self, guint64 key)
{
  Entry *entry = g_hash_table_lookup (self->entries, &key);

  if (entry == NULL)
    return;
  g_queue_unlink (&self->order, &entry->link);
  g_hash_table_remove (self->entries, &key);
}

void
lian_record_cache_put (LianRecordCache *self, guint64 key, LianRecord *record)
{
  Entry *entry = g_new0 (Entry, 1);

  lian_record_cache_drop (self, key);
  if (self->order.length >= self->most)
    lian_record_cache_drop (self, ((Entry *)self->order.tail->data)->key);
  entry->key = key;
  entry->record = lian_record_ref (record);
  entry->link.data = entry;
  g_queue_push_head_link (&self->order, &entry->link);
  g_hash_table_insert (self->entries, &entry->key, entry);
}

LianRecord *
lian_record_cache_get (LianRecordCache *self, guint64 key)
{
  Entry *entry = g_hash_table_lookup (self->entries, &key);

  if (entry == NULL)
    return NULL;
  g_queue_unlink (&self->order, &entry->link);
  g_queue_push_head_link (&self->order, &entry->link);
  return entry->record;
}

void
lian_record_cache_clear (LianRecordCache *self)
{
  g_hash_table_remove_all (self->entries);
  g_queue_init (&self->order);
}
