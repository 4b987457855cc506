/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-change-batch.h"

#include "lian-limits.h"

struct _LianChangeBatch
{
  GPtrArray *changes; /* (owned) (element-type LianChange) */
  guint whole;        /* how many of them belong to whole transactions */
  char *position;     /* (owned) (nullable): of the last whole transaction */
};

/**
 * lian_change_batch_new:
 *
 * Returns: (transfer full): an empty batch
 */
LianChangeBatch *
lian_change_batch_new (void)
{
  LianChangeBatch *self = g_new0 (LianChangeBatch, 1);

  self->changes = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_change_free);
  return self;
}

/**
 * lian_change_batch_free:
 * @self: (nullable): a batch; what was not taken is fetched again later
 */
void
lian_change_batch_free (LianChangeBatch *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->changes);
  g_free (self->position);
  g_free (self);
}

/**
 * lian_change_batch_add:
 * @self: a batch
 * @change: (nullable) (transfer full): an event; %NULL for one that cannot be read
 * @position: its position
 * @more: whether its transaction goes on
 *
 * Returns: %FALSE when the transaction does not end
 */
gboolean
lian_change_batch_add (LianChangeBatch *self, LianChange *change, const char *position,
                       gboolean more)
{
  if (change != NULL)
    g_ptr_array_add (self->changes, change);
  if (more)
    return self->changes->len - self->whole <= LIAN_LIMIT_TRANSACTION_EVENTS;

  self->whole = self->changes->len;
  g_free (self->position);
  self->position = g_strdup (position);
  return TRUE;
}

/**
 * lian_change_batch_get_length:
 * @self: a batch
 *
 * Returns: changes held, those of a begun transaction too
 */
guint
lian_change_batch_get_length (LianChangeBatch *self)
{
  return self->changes->len;
}

/**
 * lian_change_batch_is_full:
 * @self: a batch
 *
 * Returns: whether it should be stored without waiting for more
 */
gboolean
lian_change_batch_is_full (LianChangeBatch *self)
{
  return self->whole >= LIAN_LIMIT_BATCH_EVENTS;
}

/**
 * lian_change_batch_has_whole:
 * @self: a batch
 *
 * Returns: whether there is anything to take
 */
gboolean
lian_change_batch_has_whole (LianChangeBatch *self)
{
  return self->position != NULL;
}

/**
 * lian_change_batch_take:
 * @self: a batch with something to take
 * @position: (out) (transfer full): where the feed goes on behind it
 *
 * Returns: (transfer full) (element-type LianChange): whole transactions
 */
GPtrArray *
lian_change_batch_take (LianChangeBatch *self, char **position)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_change_free);

  for (guint i = 0; i < self->whole; i++)
    g_ptr_array_add (taken, g_steal_pointer (&g_ptr_array_index (self->changes, i)));
  /* The stolen ones are NULL now, which lian_change_free() does not take. */
  g_ptr_array_set_free_func (self->changes, NULL);
  if (self->whole > 0)
    g_ptr_array_remove_range (self->changes, 0, self->whole);
  g_ptr_array_set_free_func (self->changes, (GDestroyNotify)lian_change_free);

  self->whole = 0;
  *position = g_steal_pointer (&self->position);
  return taken;
}
