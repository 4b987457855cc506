/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine-private.h"

#include "lian-error.h"
#include "lian-limits.h"

#include <string.h>

/* Whether the connection tells the truth, and what can be told about it. */

/* Two heartbeats without a whole event after the platform accepted: something in between waits for
 * the end of a stream that has none. */
#define BUFFERED_US (2 * LIAN_BOOKMARK_SECONDS * G_TIME_SPAN_SECOND)
#define SILENT_US (LIAN_FEED_TIMEOUT_SECONDS * G_TIME_SPAN_SECOND)
/* So long a way is taken to hold streams back; then a new connection tries one again. */
#define POLLING_US (30 * G_TIME_SPAN_MINUTE)
#define CLOCK_OFF_US (30 * G_TIME_SPAN_SECOND)

/**
 * lian_engine_note:
 * @self: the engine
 * @trouble: what is wrong
 *
 * Says it to people and keeps it among the last troubles.
 */
void
lian_engine_note (LianEngine *self, LianLinkTrouble trouble)
{
  lian_link_log_add (&self->link_log, trouble, lian_clock_get_now (self->clock));
  lian_engine_say (self, trouble, lian_link_trouble_to_text (trouble));
}

/**
 * lian_engine_note_error:
 * @self: the engine
 * @error: why the connection is of no use
 *
 * The same; what is none of the connection, such as a full disk, is said in its own words.
 */
void
lian_engine_note_error (LianEngine *self, const GError *error)
{
  LianLinkTrouble trouble = lian_link_trouble_of (error);

  lian_link_log_add (&self->link_log, trouble, lian_clock_get_now (self->clock));
  lian_engine_say (self, trouble,
                   trouble != LIAN_LINK_OTHER ? lian_link_trouble_to_text (trouble)
                                              : lian_error_to_text (error));
}

/**
 * lian_engine_set_newest:
 * @self: the engine
 * @position: the platform's newest, as it said itself
 */
void
lian_engine_set_newest (LianEngine *self, const char *position)
{
  char *copy = g_strdup (position);

  g_free (self->newest);
  self->newest = copy;
}

/* --- time --- */

static gboolean
is_clock_off (LianEngine *self)
{
  gint64 offset = 0;

  /* A demonstration has a time of its own. */
  if (self->hello == NULL || self->hello->demonstration
      || !lian_time_sync_get_offset (&self->time_sync, &offset))
    return FALSE;
  return ABS (offset + lian_clock_get_monotonic (self->clock)
              - lian_clock_get_computer (self->clock))
         > CLOCK_OFF_US;
}

static void
check_clock (LianEngine *self)
{
  gboolean off = is_clock_off (self);

  /* Not known is not the same as right. */
  if (self->hello == NULL || off == self->clock_off)
    return;
  self->clock_off = off;
  if (off)
    lian_link_log_add (&self->link_log, LIAN_LINK_CLOCK_OFF, lian_clock_get_now (self->clock));
  lian_engine_clock_changed (self);
}

/**
 * lian_engine_learn_time:
 * @self: the engine
 * @platform_now: what the platform said, microseconds
 * @sent: monotonic time of the question; 0: it was said unasked
 *
 * Sets the clock by what was said lately, not by this alone: it may have been under way for long. A
 * demonstration may be set and may run faster than life; there the last word counts.
 */
void
lian_engine_learn_time (LianEngine *self, gint64 platform_now, gint64 sent)
{
  gint64 received = lian_clock_get_monotonic (self->clock);
  gint64 offset = 0;
  gboolean demonstration = self->hello != NULL && self->hello->demonstration;

  if (sent > 0 && demonstration)
    lian_time_sync_reset (&self->time_sync);
  if (sent > 0)
    lian_time_sync_add (&self->time_sync, platform_now, sent, received);
  else if (!demonstration)
    lian_time_sync_add_one_way (&self->time_sync, platform_now, received);

  if (demonstration)
    lian_clock_set_now (self->clock,
                        platform_now + MAX (lian_time_sync_get_rtt (&self->time_sync), 0) / 2);
  else if (lian_time_sync_get_offset (&self->time_sync, &offset))
    lian_clock_set_now (self->clock, offset + received);
  check_clock (self);
}

/* --- the feed --- */

/**
 * lian_engine_hear:
 * @self: the engine
 * @platform_now: the platform's time in the event, 0: it has none
 *
 * A whole event of the feed came. One that repeats an old time is no news, however often it comes:
 * a proxy may have kept it.
 *
 * Returns: whether it is a sign of life
 */
gboolean
lian_engine_hear (LianEngine *self, gint64 platform_now)
{
  if (platform_now > 0 && platform_now <= self->feed_now)
    return FALSE;

  self->feed_now = MAX (self->feed_now, platform_now);
  self->feed_heard = lian_clock_get_monotonic (self->clock);
  return TRUE;
}

/**
 * lian_engine_ask_instead:
 * @self: the engine, its feed open
 *
 * Asks for changes one by one from now on: streams do not come through.
 */
void
lian_engine_ask_instead (LianEngine *self)
{
  g_message ("connection: no event of the feed came through, asking for changes instead");
  lian_link_log_add (&self->link_log, LIAN_LINK_BUFFERED, lian_clock_get_now (self->clock));
  self->polling = TRUE;
  self->polling_until = lian_clock_get_monotonic (self->clock) + POLLING_US;
  lian_engine_open_feed (self,
                         self->shadow ? self->position : lian_mirror_get_position (self->mirror));
}

/**
 * lian_engine_watch_feed:
 * @self: the engine
 *
 * Once a second. The time-out of the connection sees bytes; here whole events count, so that one
 * that drips, repeats itself or only comments is ended as well.
 */
void
lian_engine_watch_feed (LianEngine *self)
{
  gint64 now = lian_clock_get_monotonic (self->clock);
  g_autoptr (GError) error = NULL;

  lian_engine_count_feed (self);
  check_clock (self);
  /* What is being stored holds the feed up by itself. */
  if (self->feed == NULL || self->storing > 0)
    return;

  if (self->feed_heard == 0 && !self->polling && now - self->feed_opened > BUFFERED_US)
    lian_engine_ask_instead (self);
  else if (now - MAX (self->feed_heard, self->feed_opened) > SILENT_US)
    {
      error = lian_link_error_new (LIAN_LINK_SILENT, "no news within %d seconds",
                                   LIAN_FEED_TIMEOUT_SECONDS);
      lian_engine_failed (self, error, 0);
    }
}

/**
 * lian_engine_count_feed:
 * @self: the engine
 *
 * Takes what the feed brought since the last time into the rate.
 */
void
lian_engine_count_feed (LianEngine *self)
{
  guint64 bytes = self->feed != NULL ? lian_feed_get_bytes (self->feed) : 0;
  guint64 events = self->feed != NULL ? lian_feed_get_events (self->feed) : 0;

  if (bytes > self->counted_bytes || events > self->counted_events)
    lian_link_rate_add (&self->link_rate, lian_clock_get_monotonic (self->clock),
                        bytes - self->counted_bytes, events - self->counted_events);
  self->counted_bytes = bytes;
  self->counted_events = events;
}

/* --- what can be told --- */

/* Positions belong to the server; that the part behind the colon counts commits is only believed
 * for this figure. -1: unknown */
static gint64
distance (const char *from, const char *to)
{
  const char *from_colon = strrchr (from, ':');
  const char *to_colon = to != NULL ? strrchr (to, ':') : NULL;
  guint64 one = 0;
  guint64 two = 0;

  if (from_colon == NULL || to_colon == NULL || from_colon - from != to_colon - to
      || strncmp (from, to, (gsize)(to_colon - to)) != 0
      || !g_ascii_string_to_unsigned (from_colon + 1, 10, 0, G_MAXINT64, &one, NULL)
      || !g_ascii_string_to_unsigned (to_colon + 1, 10, 0, G_MAXINT64, &two, NULL))
    return -1;
  return two > one ? (gint64)(two - one) : 0;
}

static int
seconds_until (LianEngine *self, gint64 due)
{
  gint64 left = due - lian_clock_get_monotonic (self->clock);

  return due == 0 ? -1 : (int)CLAMP ((left + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND, 0, 3600);
}

/**
 * lian_engine_get_link:
 * @self: the engine
 * @facts: (out): what is known of the connection; borrowed, see LianLinkFacts
 */
void
lian_engine_get_link (LianEngine *self, LianLinkFacts *facts)
{
  const LianHello *hello = self->hello;
  gint64 offset = 0;

  memset (facts, 0, sizeof *facts);
  facts->server = lian_engine_get_server (self);
  facts->server_name = hello != NULL ? hello->name : lian_mirror_get_server_name (self->mirror);
  facts->server_id = hello != NULL ? hello->server_id : lian_mirror_get_server_id (self->mirror);
  facts->epoch = hello != NULL ? hello->epoch : lian_mirror_get_epoch (self->mirror);
  facts->api = hello != NULL ? hello->api : "";
  facts->position = lian_mirror_get_position (self->mirror);
  facts->lag = distance (facts->position, self->newest);
  facts->polling = self->polling && self->feed != NULL;
  facts->clock_known = lian_time_sync_get_offset (&self->time_sync, &offset);
  facts->clock_offset_us = facts->clock_known ? offset + lian_clock_get_monotonic (self->clock)
                                                    - lian_clock_get_computer (self->clock)
                                              : 0;
  facts->rtt_us = lian_time_sync_get_rtt (&self->time_sync);
  facts->retry_seconds = seconds_until (self, self->retry_at);
  facts->send_seconds = seconds_until (self, lian_send_queue_get_due (self->queue));
  lian_engine_count_feed (self);
  lian_link_rate_get (&self->link_rate, lian_clock_get_monotonic (self->clock), &facts->bytes,
                      &facts->events);
}

/**
 * lian_engine_get_link_event:
 * @self: the engine
 * @n: 0 is the newest
 *
 * Returns: (transfer none) (nullable): one of the last troubles, valid until the main loop runs
 */
const LianLinkEvent *
lian_engine_get_link_event (LianEngine *self, guint n)
{
  return lian_link_log_get (&self->link_log, n);
}

/**
 * lian_engine_get_link_trouble:
 * @self: the engine
 *
 * Returns: what is wrong with the connection
 */
LianLinkTrouble
lian_engine_get_link_trouble (LianEngine *self)
{
  return self->link_trouble;
}

/**
 * lian_engine_is_clock_off:
 * @self: the engine
 *
 * Returns: whether this computer's clock is more than 30 seconds from the platform's
 */
gboolean
lian_engine_is_clock_off (LianEngine *self)
{
  return self->clock_off;
}
