/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine-private.h"

#include "lian-error.h"

#include <glib/gi18n.h>

/* Kinds that have to be taken anew while the feed goes on, and when to stop trying. Which they are
 * is stored in the mirror; the mirror also proves them, at a bookmark. */

/* A shadow may be ahead of the feed when the first bookmark comes; by the second it cannot be. */
#define MAX_UNPROVED 2
/* So often a platform that nothing agrees with is asked whether it has become another. */
#define LOOK_AGAIN_MS (60 * 1000)

#define BIT(KIND) (G_GUINT64_CONSTANT (1) << (KIND))
#define EVERYTHING BIT (LIAN_BREAKER_ALL)

/* --- giving up --- */

static char *
join_titles (guint64 kinds, gboolean translated)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();

  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (kinds & BIT (i))
      g_ptr_array_add (titles, (gpointer)(translated ? _ (lian_kind_get (i)->title)
                                                     : lian_kind_get (i)->name));
  g_ptr_array_add (titles, NULL);
  return g_strjoinv (translated ? C_ ("between kinds of records", ", ") : ", ",
                     (char **)titles->pdata);
}

static void
say_stuck (LianEngine *self)
{
  g_autofree char *titles = join_titles (self->stuck, TRUE);
  g_autofree char *sentence
      = self->stuck & EVERYTHING
            ? g_strdup (
                _ ("Three attempts within ten minutes to take the picture of the county anew "
                   "came to nothing. What is shown is old. Press Retry now; if that does "
                   "not help, call the administrator."))
            : g_strdup_printf (
                _ ("These do not agree with the platform, and taking them anew three "
                   "times did not help: %s. Press Retry now; if that does not help, "
                   "call the administrator."),
                titles);

  lian_engine_say (self, LIAN_LINK_DISAGREEMENT, sentence);
}

static void
get_stuck (LianEngine *self, guint64 what)
{
  if ((self->stuck & what) == what)
    return;
  self->stuck |= what;
  lian_link_log_add (&self->link_log, LIAN_LINK_DISAGREEMENT, lian_clock_get_now (self->clock));
  say_stuck (self);
}

/**
 * lian_engine_resync_all:
 * @self: the engine
 *
 * Nothing but a new snapshot leads on; it is taken behind the old picture. When three of them have
 * proved nothing it stops loudly, because a loop would hide that the two sides never agree.
 */
void
lian_engine_resync_all (LianEngine *self)
{
  self->need_snapshot = TRUE;
  if (!lian_breaker_try (&self->breaker, LIAN_BREAKER_ALL, lian_clock_get_monotonic (self->clock)))
    get_stuck (self, EVERYTHING);
  /* Also then: instructions are sent all the same. */
  lian_engine_connect (self);
}

/**
 * lian_engine_stay_stuck:
 * @self: the engine, its server verified
 *
 * Returns: whether no picture is to be taken any more; whether the platform has become another is
 * asked from time to time
 */
gboolean
lian_engine_stay_stuck (LianEngine *self)
{
  if (!(self->stuck & EVERYTHING))
    return FALSE;

  say_stuck (self);
  lian_engine_wait (self, LOOK_AGAIN_MS);
  lian_engine_set_phase (self, LIAN_PHASE_DISAGREES);
  return TRUE;
}

/**
 * lian_engine_forgive:
 * @self: the engine
 *
 * Attempts are counted from the beginning.
 */
void
lian_engine_forgive (LianEngine *self)
{
  lian_breaker_reset (&self->breaker);
  self->stuck = 0;
  self->resyncing = 0;
}

/**
 * lian_engine_meet_epoch:
 * @self: the engine
 * @epoch: of the server that answers
 *
 * What could not be brought into agreement was with the one before.
 */
void
lian_engine_meet_epoch (LianEngine *self, const char *epoch)
{
  char *copy;

  if (g_strcmp0 (self->breaker_epoch, epoch) == 0)
    return;
  if (self->breaker_epoch != NULL)
    lian_engine_forgive (self);
  copy = g_strdup (epoch);
  g_free (self->breaker_epoch);
  self->breaker_epoch = copy;
}

/**
 * lian_engine_is_following:
 * @self: the engine
 *
 * Returns: whether the feed was caught up with, so that what it brings is of now
 */
gboolean
lian_engine_is_following (LianEngine *self)
{
  return self->phase == LIAN_PHASE_LIVE
         || (self->phase == LIAN_PHASE_DISAGREES && self->feed != NULL);
}

/**
 * lian_engine_follow:
 * @self: the engine, which has caught up
 *
 * Sets the phase, live or not quite.
 */
void
lian_engine_follow (LianEngine *self)
{
  if (self->stuck == 0)
    lian_engine_set_trouble (self, NULL);
  else
    say_stuck (self);
  lian_engine_set_phase (self, self->stuck == 0 ? LIAN_PHASE_LIVE : LIAN_PHASE_DISAGREES);
}

/* --- taking kinds anew --- */

static LianKindId
next_kind (guint64 kinds, guint from)
{
  while (from < LIAN_N_KINDS && !(kinds & BIT (from)))
    from++;
  return from;
}

static gboolean
is_of_the_connection (const GError *error)
{
  return !g_error_matches (error, LIAN_ERROR, LIAN_ERROR_INVALID)
         && !g_error_matches (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE)
         && !g_error_matches (error, LIAN_ERROR, LIAN_ERROR_FORBIDDEN)
         && !g_error_matches (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND);
}

static void
page_stored_cb (GObject *object, GAsyncResult *result, gpointer step)
{
  g_autoptr (LianEngine) self = lian_engine_resume (step);
  g_autoptr (GError) error = NULL;
  gboolean stored = lian_mirror_add_page_finish (LIAN_MIRROR (object), result, &error);

  if (self == NULL)
    return;
  self->resync_asked = FALSE;
  if (!stored)
    {
      lian_engine_failed (self, error, 0);
      return;
    }

  g_free (self->resync_after);
  self->resync_after = g_steal_pointer (&self->resync_next);
  self->resync_over = self->resync_after == NULL;
  lian_engine_take_due (self);
}

static void
page_cb (GObject *object, GAsyncResult *result, gpointer step)
{
  g_autoptr (LianEngine) self = lian_engine_resume (step);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianPage) page = lian_client_snapshot_finish (LIAN_CLIENT (object), result, &error);

  if (self == NULL)
    return;
  if (page == NULL)
    {
      self->resync_asked = FALSE;
      if (is_of_the_connection (error))
        lian_engine_failed (self, error, lian_client_get_retry_after_ms (self->client));
      else
        {
          /* The feed is none the worse for it. The next bookmark tries again. */
          g_message ("kind not taken anew: %s", error->message);
          self->resyncing = 0;
        }
      return;
    }

  g_free (self->resync_next);
  self->resync_next = g_steal_pointer (&page->next);
  /* Not cancelled with the connection: that would tear the shadow. */
  lian_mirror_add_page (self->mirror, self->resync_kind, g_steal_pointer (&page->records), NULL,
                        page_stored_cb, lian_engine_step (self));
}

static void
ask_page (LianEngine *self)
{
  self->resync_asked = TRUE;
  lian_client_snapshot (self->client, self->resync_kind, self->resync_after, self->cancellable,
                        page_cb, lian_engine_step (self));
}

/* The next page of the kind, or of the next; one that is in order by now needs none. */
static void
go_on (LianEngine *self)
{
  if (self->resync_kind == LIAN_N_KINDS)
    return;
  if (self->resync_over || !(self->resyncing & BIT (self->resync_kind)))
    {
      self->resync_over = FALSE;
      g_clear_pointer (&self->resync_after, g_free);
      self->resync_kind = next_kind (self->resyncing, self->resync_kind + 1);
    }
  if (self->resync_kind < LIAN_N_KINDS)
    ask_page (self);
  else
    lian_mirror_end_resync (self->mirror);
}

static void
begin (LianEngine *self, guint64 kinds)
{
  self->resyncing = kinds;
  self->resync_kind = next_kind (kinds, 0);
  self->resync_over = FALSE;
  g_clear_pointer (&self->resync_after, g_free);
  self->unproved = 0;
  lian_mirror_begin_resync (self->mirror, kinds);
  go_on (self);
}

/**
 * lian_engine_take_due:
 * @self: the engine
 *
 * Goes on with the kinds that are being taken anew, also after a connection was lost in between, or
 * begins with those that are due.
 */
void
lian_engine_take_due (LianEngine *self)
{
  guint64 due = lian_mirror_get_due (self->mirror) & ~self->stuck;
  guint64 kinds = 0;

  if (!lian_engine_is_following (self) || self->resync_asked)
    return;
  self->resyncing &= lian_mirror_get_resync (self->mirror);
  if (self->resyncing != 0)
    {
      go_on (self);
      return;
    }

  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (!(due & BIT (i)))
      continue;
    else if (lian_breaker_try (&self->breaker, i, lian_clock_get_monotonic (self->clock)))
      kinds |= BIT (i);
    else
      get_stuck (self, BIT (i));
  lian_engine_follow (self);
  if (kinds != 0)
    begin (self, kinds);
}

/**
 * lian_engine_compared:
 * @self: the engine
 * @different: (nullable): names of kinds that were found to differ just now
 *
 * A bookmark was held against the mirror.
 */
void
lian_engine_compared (LianEngine *self, char **different)
{
  guint64 due = lian_mirror_get_due (self->mirror);
  g_autofree char *taken = join_titles (self->resyncing & ~due, FALSE);

  if (different != NULL && different[0] != NULL)
    {
      g_autofree char *names = g_strjoinv (", ", different);

      g_message ("mirror differs from the server: %s", names);
    }
  if (*taken != '\0')
    g_message ("taken anew: %s", taken);

  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (!(due & BIT (i)))
      lian_breaker_prove (&self->breaker, i);
  if (due == 0)
    lian_breaker_prove (&self->breaker, LIAN_BREAKER_ALL);
  self->stuck &= due;
  self->resyncing &= due;
  if (self->resyncing != 0 && self->resync_kind == LIAN_N_KINDS && ++self->unproved >= MAX_UNPROVED)
    self->resyncing = 0;
  lian_engine_take_due (self);
}

static void
marked_cb (GObject *object, GAsyncResult *result, gpointer step)
{
  g_autoptr (LianEngine) self = lian_engine_resume (step);
  g_autoptr (GError) error = NULL;

  if (!lian_mirror_mark_due_finish (LIAN_MIRROR (object), result, &error) && self != NULL)
    lian_engine_failed (self, error, 0);
  else if (self != NULL)
    lian_engine_take_due (self);
}

/**
 * lian_engine_resync_asked:
 * @self: the engine
 * @kinds: (nullable): names, %NULL: everything
 *
 * The platform says that what is here is not right any more. A kind of a later version of the
 * contract is none of ours.
 */
void
lian_engine_resync_asked (LianEngine *self, const char *const *kinds)
{
  guint64 mask = 0;

  for (guint i = 0; kinds != NULL && kinds[i] != NULL; i++)
    {
      const LianKind *kind = lian_kind_by_name (kinds[i]);

      if (kind != NULL)
        mask |= BIT (kind->id);
    }
  /* A snapshot under way may have pages of before. */
  if (kinds == NULL || kinds[0] == NULL || (mask != 0 && (self->shadow || self->need_snapshot)))
    {
      self->ask_me = TRUE;
      lian_engine_resync_all (self);
      return;
    }
  if (mask == 0)
    return;
  lian_mirror_mark_due (self->mirror, mask, NULL, marked_cb, lian_engine_step (self));
  if ((self->resyncing & mask) == 0)
    return;
  /* Pages of before may be on their way. */
  self->resyncing = 0;
  lian_engine_connect (self);
}
