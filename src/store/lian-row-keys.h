/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which rows a list has and in which order: 16 bytes a row. Filled by one owner, then shared and
 * never changed again, so it may cross threads.
 *
 * A row is known by the key of its id, whatever the table does; where it lies in the table is only
 * a hint, and who reads there holds the id against the key. */
typedef struct
{
  gatomicrefcount ref_count;

  guint n;
  guint room;
  guint64 *keys;
  gint64 *places; /* rowid */
} LianRowKeys;

typedef struct
{
  guint64 key;
  gint64 place;
} LianRowKey;

LianRowKeys *lian_row_keys_new (guint room) G_GNUC_WARN_UNUSED_RESULT;
LianRowKeys *lian_row_keys_ref (LianRowKeys *self);
void lian_row_keys_unref (LianRowKeys *self);

void lian_row_keys_add (LianRowKeys *self, guint64 key, gint64 place);
/* Adds rows @from to @to of @other. */
void lian_row_keys_add_range (LianRowKeys *self, const LianRowKeys *other, guint from, guint to);
/* Gives back the room that is not needed. */
void lian_row_keys_trim (LianRowKeys *self);

gboolean lian_row_keys_find (const LianRowKeys *self, guint64 key, guint *index);
/* Where each of the @n_wanted keys is, -1: nowhere. One pass over the rows. */
void lian_row_keys_find_all (const LianRowKeys *self, const guint64 *wanted, guint n_wanted,
                             gint64 *indexes);

/* The key of an id: SipHash-1-3 with a secret of this process, so that nobody outside can make two
 * ids of one key. Any thread. */
guint64 lian_row_key_of (const char *id);

/* A set of keys, for one pass over many rows. */
typedef struct _LianKeySet LianKeySet;

LianKeySet *lian_key_set_new (guint n) G_GNUC_WARN_UNUSED_RESULT; /* at most @n keys */
void lian_key_set_free (LianKeySet *self);
/* @value is remembered with the key; a key that is there already keeps its value. */
void lian_key_set_add (LianKeySet *self, guint64 key, guint value);
gboolean lian_key_set_has (const LianKeySet *self, guint64 key, guint *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianRowKeys, lian_row_keys_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianKeySet, lian_key_set_free)

G_END_DECLS
