/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine-private.h"

#include "lian-error.h"
#include "lian-limits.h"

/* Snapshot and feed into the mirror. The mirror's own position, stored with the rows, is the only
 * one that a connection goes on from. */

#define FLUSH_MS 50
#define PAUSE_ABOVE (5 * LIAN_LIMIT_BATCH_EVENTS)

static void ask_page (LianEngine *self);
static void flush (LianEngine *self, gboolean wait);

static void
next_page (LianEngine *self, const char *next)
{
  g_free (self->after);
  self->after = g_strdup (next);
  if (next == NULL)
    self->kind++;
  if (self->kind < LIAN_N_KINDS)
    ask_page (self);
  else
    lian_engine_open_feed (self, self->position);
}

static void
page_stored_cb (GObject *object, GAsyncResult *result, gpointer step)
{
  g_autoptr (LianEngine) self = lian_engine_resume (step);
  g_autoptr (GError) error = NULL;
  g_autofree char *next = NULL;

  if (self == NULL)
    return;
  if (!lian_mirror_add_page_finish (LIAN_MIRROR (object), result, &error))
    {
      lian_engine_failed (self, error, 0);
      return;
    }

  next = g_steal_pointer (&self->after);
  next_page (self, next);
}

static void
page_cb (GObject *object, GAsyncResult *result, gpointer step)
{
  g_autoptr (LianEngine) self = lian_engine_resume (step);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianPage) page = NULL;

  if (self == NULL)
    return;
  page = lian_client_snapshot_finish (LIAN_CLIENT (object), result, &error);
  if (page == NULL)
    {
      lian_engine_failed (self, error, lian_client_get_retry_after_ms (self->client));
      return;
    }

  if (self->position == NULL)
    self->position = g_steal_pointer (&page->position);
  self->done += page->records->len;
  lian_engine_set_phase (self, LIAN_PHASE_SNAPSHOT);
  g_free (self->after);
  self->after = g_steal_pointer (&page->next);
  lian_mirror_add_page (self->mirror, self->kind, g_steal_pointer (&page->records),
                        self->cancellable, page_stored_cb, lian_engine_step (self));
}

static void
ask_page (LianEngine *self)
{
  lian_client_snapshot (self->client, self->kind, self->after, self->cancellable, page_cb,
                        lian_engine_step (self));
}

/**
 * lian_engine_take_snapshot:
 * @self: the engine, its server verified and a token given
 *
 * All kinds in their order into a shadow; the picture stays until the first "up-to-date".
 */
void
lian_engine_take_snapshot (LianEngine *self)
{
  lian_mirror_begin_snapshot (self->mirror, self->hello->server_id, self->hello->epoch,
                              self->hello->name, self->hello->demonstration);
  self->shadow = TRUE;
  self->kind = 0;
  self->done = 0;
  g_clear_pointer (&self->after, g_free);
  g_clear_pointer (&self->position, g_free);
  lian_engine_set_phase (self, LIAN_PHASE_SNAPSHOT);
  ask_page (self);
}

static void
stored_cb (GObject *object, GAsyncResult *result, gpointer step)
{
  g_autoptr (LianEngine) self = lian_engine_resume (step);
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return;
  self->storing--;
  if (!lian_mirror_apply_finish (LIAN_MIRROR (object), result, &error))
    {
      lian_engine_failed (self, error, 0);
      return;
    }

  if (lian_change_batch_is_full (self->batch))
    flush (self, TRUE);
  if (self->feed != NULL && lian_change_batch_get_length (self->batch) < PAUSE_ABOVE)
    lian_feed_set_paused (self->feed, FALSE);
}

/* Whole transactions into the mirror; with @wait only when the batch before is stored. */
static void
flush (LianEngine *self, gboolean wait)
{
  g_autofree char *position = NULL;
  GPtrArray *changes;

  if (!lian_change_batch_has_whole (self->batch) || (wait && self->storing > 0))
    return;

  changes = lian_change_batch_take (self->batch, &position);
  self->storing++;
  lian_mirror_apply (self->mirror, changes, position, lian_clock_get_now (self->clock),
                     self->cancellable, stored_cb, lian_engine_step (self));
}

static gboolean
flush_cb (gpointer data)
{
  LianEngine *self = data;

  flush (self, TRUE);
  if (lian_change_batch_get_length (self->batch) > 0 || lian_change_batch_has_whole (self->batch))
    return G_SOURCE_CONTINUE;
  self->flush_id = 0;
  return G_SOURCE_REMOVE;
}

static void
feed_change_cb (LianFeed *feed, guint kind, const char *id, gint64 version, LianRecord *record,
                const char *position, gboolean more, LianEngine *self)
{
  LianChange *change = NULL;

  lian_engine_hear (self, 0);
  if (kind < LIAN_N_KINDS)
    change = lian_change_new (kind, id, version, record != NULL ? lian_record_ref (record) : NULL);
  if (!lian_change_batch_add (self->batch, change, position, more))
    {
      g_autoptr (GError) error = g_error_new_literal (LIAN_ERROR, LIAN_ERROR_TOO_LARGE,
                                                      "a transaction of the feed does not end");

      lian_engine_failed (self, error, 0);
      return;
    }

  /* While catching up an event tells of the past, which is no sign of being current. */
  if (lian_engine_is_following (self))
    lian_engine_touch (self, lian_clock_get_now (self->clock));
  if (lian_change_batch_is_full (self->batch))
    flush (self, TRUE);
  if (lian_change_batch_get_length (self->batch) >= PAUSE_ABOVE && self->storing > 0)
    lian_feed_set_paused (feed, TRUE);
  if (self->flush_id == 0)
    self->flush_id = g_timeout_add (FLUSH_MS, flush_cb, self);
}

static void
now_live (LianEngine *self)
{
  lian_backoff_reset (self->backoff);
  lian_engine_touch (self, lian_clock_get_now (self->clock));
  lian_engine_follow (self);
  lian_engine_take_due (self);
}

static void
committed_cb (GObject *object, GAsyncResult *result, gpointer step)
{
  g_autoptr (LianEngine) self = lian_engine_resume (step);
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return;
  if (!lian_mirror_commit_snapshot_finish (LIAN_MIRROR (object), result, &error))
    {
      lian_engine_failed (self, error, 0);
      return;
    }

  self->need_snapshot = FALSE;
  now_live (self);
}

static void
caught_up_cb (GObject *object, GAsyncResult *result, gpointer step)
{
  g_autoptr (LianEngine) self = lian_engine_resume (step);
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return;
  if (!lian_mirror_apply_finish (LIAN_MIRROR (object), result, &error))
    lian_engine_failed (self, error, 0);
  else
    now_live (self);
}

static void
feed_up_to_date_cb (LianFeed *feed, const char *position, gint64 now, LianEngine *self)
{
  /* The same word once more, which only a proxy keeps. */
  if (!lian_engine_hear (self, now) && lian_engine_is_following (self))
    return;

  flush (self, FALSE);
  lian_engine_learn_time (self, now, 0);
  lian_engine_set_newest (self, position);
  if (self->shadow)
    {
      self->shadow = FALSE;
      lian_mirror_commit_snapshot (self->mirror, position, now, self->cancellable, committed_cb,
                                   lian_engine_step (self));
    }
  else
    lian_mirror_apply (self->mirror,
                       g_ptr_array_new_with_free_func ((GDestroyNotify)lian_change_free), position,
                       now, self->cancellable, caught_up_cb, lian_engine_step (self));
}

static void
compared_cb (GObject *object, GAsyncResult *result, gpointer step)
{
  g_autoptr (LianEngine) self = lian_engine_resume (step);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) different = NULL;

  if (self == NULL)
    return;
  if (!lian_mirror_bookmark_finish (LIAN_MIRROR (object), result, &different, &error))
    {
      lian_engine_failed (self, error, 0);
      return;
    }

  lian_engine_compared (self, different);
}

static void
feed_bookmark_cb (LianFeed *feed, const char *position, gint64 now, GHashTable *digests,
                  LianEngine *self)
{
  /* An old one that a proxy kept is of an old position: held against the mirror of now it would
   * differ. */
  if (!lian_engine_hear (self, now))
    return;
  lian_engine_learn_time (self, now, 0);
  lian_engine_set_newest (self, position);
  if (!lian_engine_is_following (self))
    return;

  lian_engine_touch (self, now);
  flush (self, FALSE);
  lian_mirror_bookmark (self->mirror, position, now, digests, self->cancellable, compared_cb,
                        lian_engine_step (self));
}

static void
feed_resync_cb (LianFeed *feed, const char *reason, GStrv kinds, LianEngine *self)
{
  lian_engine_resync_asked (self, (const char *const *)kinds);
}

static void
feed_closed_cb (LianFeed *feed, const GError *error, LianEngine *self)
{
  /* Too old, of another epoch, or something in it that can never be read: only a new snapshot leads
   * past it. */
  if (g_error_matches (error, LIAN_ERROR, LIAN_ERROR_GONE)
      || g_error_matches (error, LIAN_ERROR, LIAN_ERROR_INVALID)
      || g_error_matches (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE))
    lian_engine_resync_all (self);
  else
    lian_engine_failed (self, error, lian_feed_get_retry_ms (feed));
}

/**
 * lian_engine_open_feed:
 * @self: the engine
 * @position: where to go on
 */
void
lian_engine_open_feed (LianEngine *self, const char *position)
{
  lian_engine_close_feed (self);
  self->feed_opened = lian_clock_get_monotonic (self->clock);
  self->polling = self->polling && self->feed_opened < self->polling_until;
  self->feed = lian_feed_new (self->client);
  lian_feed_set_polling (self->feed, self->polling);
  g_signal_connect_object (self->feed, "change", G_CALLBACK (feed_change_cb), self, 0);
  g_signal_connect_object (self->feed, "bookmark", G_CALLBACK (feed_bookmark_cb), self, 0);
  g_signal_connect_object (self->feed, "up-to-date", G_CALLBACK (feed_up_to_date_cb), self, 0);
  g_signal_connect_object (self->feed, "resync", G_CALLBACK (feed_resync_cb), self, 0);
  g_signal_connect_object (self->feed, "closed", G_CALLBACK (feed_closed_cb), self, 0);
  lian_engine_set_phase (self, LIAN_PHASE_CATCHING_UP);
  lian_feed_open (self->feed, position);
}

/**
 * lian_engine_close_feed:
 * @self: the engine
 *
 * What was collected and not stored is dropped: the mirror's position is before it.
 */
void
lian_engine_close_feed (LianEngine *self)
{
  g_clear_handle_id (&self->flush_id, g_source_remove);
  lian_engine_count_feed (self);
  if (self->feed != NULL)
    lian_feed_close (self->feed);
  g_clear_object (&self->feed);
  self->counted_bytes = 0;
  self->counted_events = 0;
  self->feed_heard = 0;
  self->feed_now = 0;
  lian_change_batch_free (self->batch);
  self->batch = lian_change_batch_new ();
  self->storing = 0;
}
