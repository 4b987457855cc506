/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-breaker.h"

#include <string.h>

/**
 * lian_breaker_try:
 * @what: a #LianKindId or %LIAN_BREAKER_ALL
 * @now: monotonic, microseconds
 *
 * Counts an attempt.
 *
 * Returns: whether it may be made
 */
gboolean
lian_breaker_try (LianBreaker *self, guint what, gint64 now)
{
  g_return_val_if_fail (what < G_N_ELEMENTS (self->slots), FALSE);

  gint64 *tries = self->slots[what].tries;
  guint *n = &self->slots[what].n;

  if (*n == LIAN_BREAKER_TRIES && now - tries[0] <= LIAN_BREAKER_WINDOW)
    self->slots[what].open = TRUE;
  if (self->slots[what].open)
    return FALSE;

  if (*n == LIAN_BREAKER_TRIES)
    memmove (tries, tries + 1, --*n * sizeof *tries);
  tries[(*n)++] = now;
  return TRUE;
}

/**
 * lian_breaker_prove:
 * @what: a #LianKindId or %LIAN_BREAKER_ALL
 *
 * It came out right: attempts are counted from the beginning.
 */
void
lian_breaker_prove (LianBreaker *self, guint what)
{
  g_return_if_fail (what < G_N_ELEMENTS (self->slots));

  memset (&self->slots[what], 0, sizeof self->slots[what]);
}

/**
 * lian_breaker_reset:
 *
 * A person wants to try again, or the other side is not the one that it was.
 */
void
lian_breaker_reset (LianBreaker *self)
{
  memset (self, 0, sizeof *self);
}
