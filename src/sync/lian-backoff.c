/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-backoff.h"

struct _LianBackoff
{
  guint base_ms;
  guint cap_ms;
  guint span_ms; /* the next draw is below this */
  LianRandomFunc random;
  gpointer data;
};

/**
 * lian_backoff_new:
 * @base_ms: span of the first draw
 * @cap_ms: most that a span grows to
 * @random: (nullable): where randomness comes from; %NULL: lian_backoff_random()
 * @data: for @random
 *
 * Returns: (transfer full): a back-off that has not failed yet
 */
LianBackoff *
lian_backoff_new (guint base_ms, guint cap_ms, LianRandomFunc random, gpointer data)
{
  LianBackoff *self = g_new0 (LianBackoff, 1);

  self->base_ms = base_ms;
  self->cap_ms = cap_ms;
  self->random = random != NULL ? random : lian_backoff_random;
  self->data = data;
  lian_backoff_reset (self);
  return self;
}

/**
 * lian_backoff_free:
 * @self: (nullable): a back-off
 */
void
lian_backoff_free (LianBackoff *self)
{
  g_free (self);
}

/**
 * lian_backoff_next:
 * @self: a back-off
 * @at_least_ms: what the server asked for, 0: nothing
 *
 * Counts a failure. What the server asked for is a lower bound with the jitter on top, because all
 * consoles were told the same.
 *
 * Returns: milliseconds to wait
 */
guint
lian_backoff_next (LianBackoff *self, guint at_least_ms)
{
  return lian_backoff_next_in_herd (self, at_least_ms, 0);
}

/**
 * lian_backoff_next_in_herd:
 * @self: a back-off
 * @at_least_ms: what the server asked for, 0: nothing
 * @spread_ms: the draw is below this or more
 *
 * As lian_backoff_next(), for a failure that all consoles had at the same moment: the span of a
 * first failure would bring them all back within half a second.
 *
 * Returns: milliseconds to wait
 */
guint
lian_backoff_next_in_herd (LianBackoff *self, guint at_least_ms, guint spread_ms)
{
  guint span = MAX (self->span_ms, spread_ms);

  self->span_ms = (guint)MIN ((guint64)self->span_ms * 2, self->cap_ms);
  return at_least_ms + (guint)(self->random (self->data) * span);
}

/**
 * lian_backoff_reset:
 * @self: a back-off
 *
 * It works again: the next failure is a first one.
 */
void
lian_backoff_reset (LianBackoff *self)
{
  self->span_ms = MIN (self->base_ms, self->cap_ms);
}

/**
 * lian_backoff_random:
 * @unused: nothing
 *
 * Returns: a random number in [0, 1)
 */
double
lian_backoff_random (gpointer unused)
{
  return g_random_double ();
}
