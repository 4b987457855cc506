/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-row-keys.h"

#include <string.h>

#define MIN_ROOM 64

/* Open addressing; a slot that was never used has no value. */
struct _LianKeySet
{
  guint mask;
  guint64 *keys;
  guint *values; /* value + 1, 0: empty */
};

static void
reserve (LianRowKeys *self, guint room)
{
  if (room <= self->room)
    return;
  self->room = MAX (MAX (room, self->room + self->room / 2), MIN_ROOM);
  self->keys = g_renew (guint64, self->keys, self->room);
  self->places = g_renew (gint64, self->places, self->room);
}

/**
 * lian_row_keys_new:
 * @room: how many rows will probably be added
 *
 * Returns: (transfer full): no rows
 */
LianRowKeys *
lian_row_keys_new (guint room)
{
  LianRowKeys *self = g_new0 (LianRowKeys, 1);

  g_atomic_ref_count_init (&self->ref_count);
  if (room > 0)
    reserve (self, room);
  return self;
}

LianRowKeys *
lian_row_keys_ref (LianRowKeys *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lian_row_keys_unref (LianRowKeys *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->keys);
  g_free (self->places);
  g_free (self);
}

void
lian_row_keys_add (LianRowKeys *self, guint64 key, gint64 place)
{
  reserve (self, self->n + 1);
  self->keys[self->n] = key;
  self->places[self->n++] = place;
}

void
lian_row_keys_add_range (LianRowKeys *self, const LianRowKeys *other, guint from, guint to)
{
  guint n = to - from;

  if (n == 0)
    return;
  reserve (self, self->n + n);
  memcpy (self->keys + self->n, other->keys + from, n * sizeof *self->keys);
  memcpy (self->places + self->n, other->places + from, n * sizeof *self->places);
  self->n += n;
}

void
lian_row_keys_trim (LianRowKeys *self)
{
  if (self->room == self->n || self->n == 0)
    return;
  self->room = self->n;
  self->keys = g_renew (guint64, self->keys, self->room);
  self->places = g_renew (gint64, self->places, self->room);
}

/**
 * lian_row_keys_find:
 * @index: (out) (optional): where the row is
 *
 * Looks at every row: about a millisecond for a million.
 *
 * Returns: whether there is such a row
 */
gboolean
lian_row_keys_find (const LianRowKeys *self, guint64 key, guint *index)
{
  for (guint i = 0; i < self->n; i++)
    if (self->keys[i] == key)
      {
        if (index != NULL)
          *index = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * lian_row_keys_find_all:
 * @wanted: keys, each of them once
 * @indexes: (out caller-allocates): @n_wanted places
 */
void
lian_row_keys_find_all (const LianRowKeys *self, const guint64 *wanted, guint n_wanted,
                        gint64 *indexes)
{
  g_autoptr (LianKeySet) set = lian_key_set_new (n_wanted);
  guint left = n_wanted;

  for (guint i = 0; i < n_wanted; i++)
    {
      lian_key_set_add (set, wanted[i], i);
      indexes[i] = -1;
    }
  for (guint i = 0; i < self->n && left > 0; i++)
    {
      guint which;

      if (!lian_key_set_has (set, self->keys[i], &which) || indexes[which] >= 0)
        continue;
      indexes[which] = i;
      left--;
    }
}

static guint64
rotate (guint64 value, guint bits)
{
  return value << bits | value >> (64 - bits);
}

/* Aumasson and Bernstein, SipHash: a fast short-input PRF, 2012. */
static void
sip_round (guint64 v[4])
{
  v[0] += v[1];
  v[1] = rotate (v[1], 13) ^ v[0];
  v[0] = rotate (v[0], 32);
  v[2] += v[3];
  v[3] = rotate (v[3], 16) ^ v[2];
  v[0] += v[3];
  v[3] = rotate (v[3], 21) ^ v[0];
  v[2] += v[1];
  v[1] = rotate (v[1], 17) ^ v[2];
  v[2] = rotate (v[2], 32);
}

static const guint64 *
get_secret (void)
{
  static guint64 secret[2];
  static gsize made;

  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < 2; i++)
        secret[i] = (guint64)g_random_int () << 32 | g_random_int ();
      g_once_init_leave (&made, 1);
    }
  return secret;
}

guint64
lian_row_key_of (const char *id)
{
  const guint64 *secret = get_secret ();
  gsize length = strlen (id), i;
  guint64 v[4] = { secret[0] ^ G_GUINT64_CONSTANT (0x736f6d6570736575),
                   secret[1] ^ G_GUINT64_CONSTANT (0x646f72616e646f6d),
                   secret[0] ^ G_GUINT64_CONSTANT (0x6c7967656e657261),
                   secret[1] ^ G_GUINT64_CONSTANT (0x7465646279746573) };
  guint64 word;

  for (i = 0; i + 8 <= length; i += 8)
    {
      memcpy (&word, id + i, 8);
      v[3] ^= word;
      sip_round (v);
      v[0] ^= word;
    }
  word = (guint64)length << 56;
  for (guint shift = 0; i < length; i++, shift += 8)
    word |= (guint64)(guchar)id[i] << shift;
  v[3] ^= word;
  sip_round (v);
  v[0] ^= word;
  v[2] ^= 0xff;
  for (i = 0; i < 3; i++)
    sip_round (v);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/**
 * lian_key_set_new:
 * @n: most keys that will be added
 *
 * Returns: (transfer full): an empty set
 */
LianKeySet *
lian_key_set_new (guint n)
{
  LianKeySet *self = g_new0 (LianKeySet, 1);
  guint slots = 16;

  /* At most half full. */
  while (slots / 2 < n)
    slots *= 2;
  self->mask = slots - 1;
  self->keys = g_new (guint64, slots);
  self->values = g_new0 (guint, slots);
  return self;
}

void
lian_key_set_free (LianKeySet *self)
{
  g_free (self->keys);
  g_free (self->values);
  g_free (self);
}

static guint
find_slot (const LianKeySet *self, guint64 key)
{
  guint slot = (guint)key & self->mask;

  while (self->values[slot] != 0 && self->keys[slot] != key)
    slot = (slot + 1) & self->mask;
  return slot;
}

void
lian_key_set_add (LianKeySet *self, guint64 key, guint value)
{
  guint slot = find_slot (self, key);

  if (self->values[slot] != 0)
    return;
  self->keys[slot] = key;
  self->values[slot] = value + 1;
}

gboolean
lian_key_set_has (const LianKeySet *self, guint64 key, guint *value)
{
  guint slot = find_slot (self, key);

  if (self->values[slot] == 0)
    return FALSE;
  if (value != NULL)
    *value = self->values[slot] - 1;
  return TRUE;
}
