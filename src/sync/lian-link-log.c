/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-link-log.h"

/**
 * lian_link_log_add:
 * @self: a log, zero at first
 * @trouble: what happened
 * @now: the platform's time, microseconds
 *
 * The same again only counts, so that a night without network does not push out what went before.
 */
void
lian_link_log_add (LianLinkLog *self, LianLinkTrouble trouble, gint64 now)
{
  LianLinkEvent *newest
      = &self->entries[(self->next + LIAN_LINK_LOG_ENTRIES - 1) % LIAN_LINK_LOG_ENTRIES];

  if (self->n > 0 && newest->trouble == trouble)
    {
      newest->count++;
      newest->last = now;
      return;
    }
  self->entries[self->next]
      = (LianLinkEvent){ .trouble = trouble, .first = now, .last = now, .count = 1 };
  self->next = (self->next + 1) % LIAN_LINK_LOG_ENTRIES;
  self->n = MIN (self->n + 1, LIAN_LINK_LOG_ENTRIES);
}

/**
 * lian_link_log_get:
 * @self: a log
 * @n: 0 is the newest
 *
 * Returns: (transfer none) (nullable): an entry, valid until the next is added; %NULL after the
 * oldest
 */
const LianLinkEvent *
lian_link_log_get (const LianLinkLog *self, guint n)
{
  if (n >= self->n)
    return NULL;
  return &self->entries[(self->next + LIAN_LINK_LOG_ENTRIES - 1 - n) % LIAN_LINK_LOG_ENTRIES];
}

/**
 * lian_link_rate_add:
 * @self: a rate, zero at first
 * @now_us: monotonic
 * @bytes: that came since it was last said
 * @events: so many
 */
void
lian_link_rate_add (LianLinkRate *self, gint64 now_us, guint64 bytes, guint64 events)
{
  gint64 second = now_us / G_TIME_SPAN_SECOND;
  guint slot = (guint)(second % LIAN_LINK_RATE_SECONDS);

  if (self->slots[slot].second != second)
    {
      self->slots[slot].second = second;
      self->slots[slot].bytes = 0;
      self->slots[slot].events = 0;
    }
  self->slots[slot].bytes += bytes;
  self->slots[slot].events += events;
}

/**
 * lian_link_rate_get:
 * @self: a rate
 * @now_us: monotonic
 * @bytes: (out): of the last minute
 * @events: (out): of the last minute
 */
void
lian_link_rate_get (const LianLinkRate *self, gint64 now_us, guint64 *bytes, guint64 *events)
{
  gint64 second = now_us / G_TIME_SPAN_SECOND;

  *bytes = 0;
  *events = 0;
  for (guint i = 0; i < LIAN_LINK_RATE_SECONDS; i++)
    if (self->slots[i].second > second - LIAN_LINK_RATE_SECONDS)
      {
        *bytes += self->slots[i].bytes;
        *events += self->slots[i].events;
      }
}
