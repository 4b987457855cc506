/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine-private.h"

#include "lian-error.h"

/* Who the server is, who we are, and when to try again. */

static gboolean
wait_cb (gpointer data)
{
  LianEngine *self = data;

  self->wait_id = 0;
  lian_engine_connect (self);
  return G_SOURCE_REMOVE;
}

/**
 * lian_engine_wait:
 * @self: the engine
 * @ms: until the next attempt to connect
 */
void
lian_engine_wait (LianEngine *self, guint ms)
{
  g_clear_handle_id (&self->wait_id, g_source_remove);
  self->wait_id = g_timeout_add (ms, wait_cb, self);
  self->retry_at = lian_clock_get_monotonic (self->clock) + (gint64)ms * G_TIME_SPAN_MILLISECOND;
}

/**
 * lian_engine_set_spread:
 * @self: the engine
 * @ms: over so long the consoles come back when all lost the server
 */
void
lian_engine_set_spread (LianEngine *self, guint ms)
{
  self->spread_ms = ms;
}

/**
 * lian_engine_hurry:
 * @self: the engine
 *
 * The network is back: the wait is over within a second, still spread over it because every console
 * of the house sees the same cable come back.
 */
void
lian_engine_hurry (LianEngine *self)
{
  if (self->phase != LIAN_PHASE_WAITING)
    return;

  lian_backoff_reset (self->backoff);
  lian_engine_wait (self, (guint)(lian_backoff_random (NULL) * 1000));
}

/**
 * lian_engine_disconnect:
 * @self: the engine
 *
 * Everything of the present connection is over; late answers find another generation.
 */
void
lian_engine_disconnect (LianEngine *self)
{
  self->generation++;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_handle_id (&self->wait_id, g_source_remove);
  self->retry_at = 0;
  self->resync_asked = FALSE;
  g_clear_pointer (&self->hello, lian_hello_free);
  lian_engine_close_feed (self);
  lian_send_queue_set_offline (self->queue);
}

/**
 * lian_engine_failed:
 * @self: the engine
 * @error: why the connection is of no use
 * @at_least_ms: what the server asked for, 0: nothing
 *
 * Waits with jitter and tries again, for ever; without a token it waits for a person.
 */
void
lian_engine_failed (LianEngine *self, const GError *error, guint at_least_ms)
{
  g_autoptr (GError) copy = g_error_copy (error);
  /* What ends a connection that was well, or is told when to come again, is seldom alone. */
  gboolean herd = lian_engine_is_following (self) || at_least_ms > 0;

  lian_engine_disconnect (self);
  lian_engine_drop_sign_in (self, copy);
  lian_engine_note_error (self, copy);
  g_message ("connection: %s: %s", lian_link_trouble_get_name (lian_link_trouble_of (copy)),
             copy->message);

  /* Without a token a 401 is a peer's whim, which must not make a busy loop. */
  if (g_error_matches (copy, LIAN_ERROR, LIAN_ERROR_UNAUTHENTICATED)
      && lian_client_has_token (self->client))
    {
      /* Mirror and ledger stay; nothing more is asked or sent. */
      lian_client_set_token (self->client, NULL);
      lian_engine_connect (self);
      return;
    }

  lian_engine_wait (self, lian_backoff_next_in_herd (self->backoff, at_least_ms,
                                                     herd ? self->spread_ms : 0));
  lian_engine_set_phase (self, LIAN_PHASE_WAITING);
}

/* No answer at all: from now on the screen says offline. */
static void
unreachable (LianEngine *self, const GError *error)
{
  if (self->offline_since == 0)
    self->offline_since = lian_clock_get_now (self->clock);
  lian_engine_failed (self, error, lian_client_get_retry_after_ms (self->client));
}

/**
 * lian_engine_go_online:
 * @self: the engine, its server verified and a token given
 *
 * Instructions and picture, each as far as it may.
 */
void
lian_engine_go_online (LianEngine *self)
{
  gboolean other_epoch
      = g_strcmp0 (self->hello->epoch, lian_mirror_get_epoch (self->mirror)) != 0
        || g_strcmp0 (self->hello->server_id, lian_mirror_get_server_id (self->mirror)) != 0;
  gboolean empty = *lian_mirror_get_position (self->mirror) == '\0';

  if (self->me != NULL)
    lian_send_queue_set_online (self->queue, self->hello->server_id, self->me->account);
  if (lian_engine_admit_first (self) || lian_engine_stay_stuck (self))
    return;

  if (other_epoch && !empty
      && g_strcmp0 (self->hello->server_id, lian_mirror_get_server_id (self->mirror)) == 0)
    lian_engine_note (self, LIAN_LINK_RESTORED);
  if (self->need_snapshot || other_epoch || empty)
    lian_engine_take_snapshot (self);
  else
    lian_engine_open_feed (self, lian_mirror_get_position (self->mirror));
}

static void
proceed (LianEngine *self)
{
  if (self->sign_in != NULL)
    lian_engine_send_sign_in (self);
  else if (!lian_client_has_token (self->client))
    {
      /* The platform has answered: what was wrong with the way to it is past. */
      if (self->link_trouble != LIAN_LINK_OK)
        lian_engine_set_trouble (self, NULL);
      lian_engine_set_phase (self, LIAN_PHASE_SIGN_IN);
    }
  else
    lian_engine_go_online (self);
}

static void
hello_cb (GObject *object, GAsyncResult *result, gpointer step)
{
  g_autoptr (LianEngine) self = lian_engine_resume (step);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianHello) hello = NULL;
  const char *known;

  if (self == NULL)
    return;
  hello = lian_client_hello_finish (LIAN_CLIENT (object), result, &error);
  if (hello == NULL)
    {
      unreachable (self, error);
      return;
    }

  known = lian_mirror_get_server_id (self->mirror);
  if (*known != '\0' && !g_str_equal (known, hello->server_id)
      && g_strcmp0 (self->accepted_server, hello->server_id) != 0)
    {
      g_autoptr (GError) wrong
          = g_error_new_literal (LIAN_ERROR, LIAN_ERROR_WRONG_SERVER, "another server_id");

      self->hello = g_steal_pointer (&hello);
      lian_engine_drop_sign_in (self, wrong);
      lian_engine_note (self, LIAN_LINK_WRONG_SERVER);
      lian_engine_set_phase (self, LIAN_PHASE_WRONG_SERVER);
      return;
    }

  self->offline_since = 0;
  self->hello = g_steal_pointer (&hello);
  if (g_strcmp0 (known, self->hello->server_id) != 0)
    lian_time_sync_reset (&self->time_sync);
  lian_engine_learn_time (self, self->hello->now, self->hello_sent);
  lian_engine_set_newest (self, self->hello->max_position);
  lian_engine_meet_epoch (self, self->hello->epoch);
  proceed (self);
}

/**
 * lian_engine_connect:
 * @self: the engine
 *
 * Begins anew with the question who the server is.
 */
void
lian_engine_connect (LianEngine *self)
{
  lian_engine_disconnect (self);
  self->hello_sent = lian_clock_get_monotonic (self->clock);
  /* To ask whether the platform has become another is no attempt to agree with it. */
  if (self->phase != LIAN_PHASE_DISAGREES || !(self->stuck >> LIAN_BREAKER_ALL))
    lian_engine_set_phase (self, LIAN_PHASE_CONNECTING);
  lian_client_hello (self->client, self->cancellable, hello_cb, lian_engine_step (self));
}

/**
 * lian_engine_accept_server:
 * @self: the engine
 *
 * A person says that the other place is ours. The mirror is taken anew; open instructions stay
 * bound to the old place.
 */
void
lian_engine_accept_server (LianEngine *self)
{
  if (self->phase != LIAN_PHASE_WRONG_SERVER || self->hello == NULL)
    return;

  g_free (self->accepted_server);
  self->accepted_server = g_strdup (self->hello->server_id);
  /* The token was given by the old place. */
  lian_client_set_token (self->client, NULL);
  if (self->me != NULL)
    lian_mirror_conceal (self->mirror);
  lian_engine_set_me (self, NULL);
  lian_engine_set_trouble (self, NULL);
  lian_engine_connect (self);
}

static void
signed_in_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LianEngine *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  LianMe *me = lian_client_sign_in_finish (LIAN_CLIENT (object), result, &error);

  self->signing_in = FALSE;
  if (me == NULL)
    {
      lian_engine_set_trouble (self, lian_error_to_text (error));
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  lian_engine_admit (self, me, g_steal_pointer (&task));
}

/**
 * lian_engine_send_sign_in:
 * @self: the engine, its server verified
 *
 * Sends the sign-in that waits; the password is forgotten with it.
 */
void
lian_engine_send_sign_in (LianEngine *self)
{
  GTask *task = g_steal_pointer (&self->sign_in);

  g_free (self->sign_in_server);
  self->sign_in_server = g_strdup (self->hello->server_id);
  self->signing_in = TRUE;
  lian_engine_set_phase (self, LIAN_PHASE_SIGN_IN);
  lian_client_sign_in (self->client, self->account, self->password, self->seat,
                       g_task_get_cancellable (task), signed_in_cb, task);
  g_clear_pointer (&self->password, g_free);
}

/**
 * lian_engine_drop_sign_in:
 * @self: the engine
 * @error: (nullable): why; %NULL: the engine stops
 */
void
lian_engine_drop_sign_in (LianEngine *self, const GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->sign_in);

  g_clear_pointer (&self->password, g_free);
  if (task == NULL)
    return;
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
}

/**
 * lian_engine_is_signing_in:
 *
 * Returns: whether somebody has asked to be signed in and was not answered yet
 */
gboolean
lian_engine_is_signing_in (LianEngine *self)
{
  return self->sign_in != NULL || self->signing_in;
}

/**
 * lian_engine_sign_in:
 * @self: the engine
 * @account: account name
 * @password: its password
 * @seat: name of the seat
 * @cancellable: (nullable): cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * The password leaves only after the server was asked who it is and is the one that the mirror
 * knows.
 */
void
lian_engine_sign_in (LianEngine *self, const char *account, const char *password, const char *seat,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lian_engine_sign_in);
  if (lian_engine_is_signing_in (self))
    {
      g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_BUSY, "a sign-in is under way");
      return;
    }
  if (self->phase == LIAN_PHASE_WRONG_SERVER)
    {
      g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_WRONG_SERVER, "another server_id");
      return;
    }

  self->sign_in = g_steal_pointer (&task);
  lian_engine_begin_ticks (self);
  g_free (self->account);
  self->account = g_strdup (account);
  g_free (self->password);
  self->password = g_strdup (password);
  g_free (self->seat);
  self->seat = g_strdup (seat);
  if (self->phase == LIAN_PHASE_SIGN_IN && self->hello != NULL)
    lian_engine_send_sign_in (self);
  else if (self->phase != LIAN_PHASE_CONNECTING)
    lian_engine_connect (self);
}

/**
 * lian_engine_sign_in_finish:
 * @self: the engine
 * @result: as given to the callback
 * @error: return location
 *
 * Returns: whether somebody is signed in now
 */
gboolean
lian_engine_sign_in_finish (LianEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lian_engine_sign_out:
 * @self: the engine
 *
 * Ends the session. Open instructions wait for the same account, and so does the picture.
 */
void
lian_engine_sign_out (LianEngine *self)
{
  lian_client_sign_out (self->client);
  lian_mirror_conceal (self->mirror);
  lian_engine_set_me (self, NULL);
  if (self->phase != LIAN_PHASE_STOPPED && self->phase != LIAN_PHASE_IDLE
      && self->phase != LIAN_PHASE_WRONG_SERVER)
    lian_engine_connect (self);
}
