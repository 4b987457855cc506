/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine-private.h"

#include "lian-error.h"
#include "lian-limits.h"
#include "lian-wake.h"

#include <glib/gi18n.h>

enum
{
  PROP_PHASE = 1,
  PROP_FRESHNESS,
  PROP_AGE,
  PROP_TROUBLE,
  PROP_ACCOUNT,
  PROP_PROGRESS,
  PROP_CLOCK_OFF,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (LianEngine, lian_engine, G_TYPE_OBJECT)

typedef struct
{
  LianEngine *engine; /* (owned) */
  guint generation;
} Step;

/**
 * lian_engine_step:
 * @self: the engine
 *
 * Returns: (transfer full): user data for a callback of the present connection
 */
gpointer
lian_engine_step (LianEngine *self)
{
  Step *step = g_new (Step, 1);

  step->engine = g_object_ref (self);
  step->generation = self->generation;
  return step;
}

/**
 * lian_engine_resume:
 * @step: (transfer full): from lian_engine_step()
 *
 * Returns: (transfer full) (nullable): the engine, %NULL when the connection is another by now
 */
LianEngine *
lian_engine_resume (gpointer step)
{
  Step *of = step;
  LianEngine *self = of->engine;
  gboolean stale = of->generation != self->generation;

  g_free (of);
  if (stale)
    g_clear_object (&self);
  return self;
}

static gboolean
is_connected (LianEngine *self)
{
  switch (self->phase)
    {
    case LIAN_PHASE_SNAPSHOT:
    case LIAN_PHASE_CATCHING_UP:
    case LIAN_PHASE_LIVE:
      return TRUE;
    case LIAN_PHASE_DISAGREES:
      return self->feed != NULL;
    case LIAN_PHASE_CONNECTING:
    case LIAN_PHASE_WAITING:
      /* A reconnect that succeeds at once is not worth a word; the first that fails is. */
      return self->offline_since == 0;
    default:
      return FALSE;
    }
}

static void
update_freshness (LianEngine *self)
{
  gint64 age
      = self->last_event > 0 ? lian_clock_get_monotonic (self->clock) - self->last_event : -1;
  int seconds = age < 0 ? -1 : (int)(age / G_TIME_SPAN_SECOND);
  LianFreshness freshness;

  if (seconds != self->age)
    {
      self->age = seconds;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AGE]);
    }
  freshness = lian_freshness_of (is_connected (self), age);
  if (self->doubted)
    freshness = MAX (freshness, LIAN_FRESH_STALE);
  if (freshness != self->freshness)
    {
      self->freshness = freshness;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRESHNESS]);
    }
}

/**
 * lian_engine_set_phase:
 * @self: the engine
 * @phase: what it does from now on
 */
void
lian_engine_set_phase (LianEngine *self, LianPhase phase)
{
  if (self->phase != phase)
    {
      self->phase = phase;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PHASE]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
  update_freshness (self);
}

/**
 * lian_engine_say:
 * @self: the engine
 * @trouble: what is wrong with the connection, LIAN_LINK_OK: nothing, or it is something else
 * @text: (nullable): a translated sentence
 */
void
lian_engine_say (LianEngine *self, LianLinkTrouble trouble, const char *text)
{
  char *copy;

  self->link_trouble = trouble;
  if (g_strcmp0 (self->trouble, text) == 0)
    return;

  copy = g_strdup (text);
  g_free (self->trouble);
  self->trouble = copy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TROUBLE]);
}

/**
 * lian_engine_set_trouble:
 * @self: the engine
 * @text: (nullable): a translated sentence about something else than the connection
 */
void
lian_engine_set_trouble (LianEngine *self, const char *text)
{
  lian_engine_say (self, LIAN_LINK_OK, text);
}

/**
 * lian_engine_set_me:
 * @self: the engine
 * @me: (nullable) (transfer full): who is signed in
 */
void
lian_engine_set_me (LianEngine *self, LianMe *me)
{
  lian_me_free (self->me);
  self->me = me;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

/**
 * lian_engine_touch:
 * @self: the engine
 * @now: the platform's time
 *
 * The picture is right as of now.
 */
void
lian_engine_touch (LianEngine *self, gint64 now)
{
  self->last_event = lian_clock_get_monotonic (self->clock);
  self->as_of = now;
  self->doubted = FALSE;
  update_freshness (self);
}

/**
 * lian_engine_clock_changed:
 * @self: the engine
 *
 * This computer's clock was found wrong, or right again.
 */
void
lian_engine_clock_changed (LianEngine *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLOCK_OFF]);
}

/**
 * lian_engine_tick:
 * @self: the engine
 *
 * Once a second: age, whether the feed still brings anything, and whether the computer slept: then
 * nothing is fresh until something was heard again, however short the sleep.
 */
void
lian_engine_tick (LianEngine *self)
{
  gboolean running = self->phase != LIAN_PHASE_IDLE && self->phase != LIAN_PHASE_STOPPED
                     && self->phase != LIAN_PHASE_WRONG_SERVER && self->phase != LIAN_PHASE_SIGN_IN;

  if (lian_sleep_watch_check (&self->sleep_watch, lian_clock_get_monotonic (self->clock),
                              lian_clock_get_awake (self->clock))
      && running)
    {
      self->doubted = TRUE;
      lian_client_drop_connections (self->client);
      lian_backoff_reset (self->backoff);
      lian_engine_connect (self);
    }
  else
    lian_engine_watch_feed (self);
  update_freshness (self);
}

static gboolean
tick_cb (gpointer data)
{
  lian_engine_tick (data);
  return G_SOURCE_CONTINUE;
}

static void
queue_auth_needed_cb (LianSendQueue *queue, LianEngine *self)
{
  g_autoptr (GError) error
      = g_error_new_literal (LIAN_ERROR, LIAN_ERROR_UNAUTHENTICATED, "an instruction was refused");

  lian_engine_failed (self, error, 0);
}

static void
queue_trouble_cb (LianSendQueue *queue, const GError *error, LianEngine *self)
{
  lian_engine_set_trouble (self, lian_error_to_text (error));
}

static void
queue_receipt_lost_cb (LianSendQueue *queue, const char *id, LianEngine *self)
{
  lian_engine_set_trouble (
      self, _ ("The platform has lost an instruction that it had received; please check"));
}

/* The file was damaged and is empty: the feed of the old one leads nowhere. */
static void
mirror_rebuilt_cb (LianMirror *mirror, LianEngine *self)
{
  if (self->phase != LIAN_PHASE_IDLE && self->phase != LIAN_PHASE_STOPPED
      && self->phase != LIAN_PHASE_WRONG_SERVER && self->phase != LIAN_PHASE_SIGN_IN)
    lian_engine_connect (self);
}

static void
network_changed_cb (GNetworkMonitor *monitor, gboolean available, LianEngine *self)
{
  if (available)
    lian_engine_hurry (self);
}

static void
lian_engine_dispose (GObject *object)
{
  LianEngine *self = LIAN_ENGINE (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->wait_id, g_source_remove);
  lian_engine_close_feed (self);
  g_cancellable_cancel (self->cancellable);
  if (self->queue != NULL)
    lian_send_queue_stop (self->queue);
  g_clear_object (&self->queue);
  g_clear_object (&self->watch);
  g_clear_pointer (&self->shifts, g_ptr_array_unref);
  g_clear_object (&self->client);
  g_clear_object (&self->mirror);
  g_clear_object (&self->ledger);
  g_clear_object (&self->clock);
  g_clear_object (&self->sign_in);

  G_OBJECT_CLASS (lian_engine_parent_class)->dispose (object);
}

static void
lian_engine_finalize (GObject *object)
{
  LianEngine *self = LIAN_ENGINE (object);

  g_object_unref (self->cancellable);
  lian_change_batch_free (self->batch);
  lian_backoff_free (self->backoff);
  lian_hello_free (self->hello);
  lian_me_free (self->me);
  g_free (self->accepted_server);
  g_free (self->breaker_epoch);
  g_free (self->resync_after);
  g_free (self->resync_next);
  g_free (self->sign_in_server);
  g_free (self->after);
  g_free (self->position);
  g_free (self->trouble);
  g_free (self->newest);
  g_free (self->account);
  g_free (self->password);
  g_free (self->seat);

  G_OBJECT_CLASS (lian_engine_parent_class)->finalize (object);
}

static void
lian_engine_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LianEngine *self = LIAN_ENGINE (object);

  switch (id)
    {
    case PROP_PHASE:
      g_value_set_uint (value, self->phase);
      break;
    case PROP_FRESHNESS:
      g_value_set_uint (value, self->freshness);
      break;
    case PROP_AGE:
      g_value_set_int (value, self->age);
      break;
    case PROP_TROUBLE:
      g_value_set_string (value, self->trouble);
      break;
    case PROP_ACCOUNT:
      g_value_set_string (value, lian_engine_get_account (self));
      break;
    case PROP_PROGRESS:
      g_value_set_uint (value, self->done);
      break;
    case PROP_CLOCK_OFF:
      g_value_set_boolean (value, self->clock_off);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lian_engine_class_init (LianEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = lian_engine_dispose;
  object_class->finalize = lian_engine_finalize;
  object_class->get_property = lian_engine_get_property;

  props[PROP_PHASE]
      = g_param_spec_uint ("phase", NULL, NULL, 0, LIAN_PHASE_DISAGREES, LIAN_PHASE_IDLE, flags);
  props[PROP_FRESHNESS] = g_param_spec_uint ("freshness", NULL, NULL, 0, LIAN_FRESH_OFFLINE,
                                             LIAN_FRESH_OFFLINE, flags);
  props[PROP_AGE] = g_param_spec_int ("age", NULL, NULL, -1, G_MAXINT, -1, flags);
  props[PROP_TROUBLE] = g_param_spec_string ("trouble", NULL, NULL, NULL, flags);
  props[PROP_ACCOUNT] = g_param_spec_string ("account", NULL, NULL, NULL, flags);
  props[PROP_PROGRESS] = g_param_spec_uint ("progress", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_CLOCK_OFF] = g_param_spec_boolean ("clock-off", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lian_engine_init (LianEngine *self)
{
  self->cancellable = g_cancellable_new ();
  self->batch = lian_change_batch_new ();
  self->backoff = lian_backoff_new (500, LIAN_FEED_BACKOFF_CAP_MS, NULL, NULL);
  self->spread_ms = LIAN_FEED_SPREAD_MS;
  self->freshness = LIAN_FRESH_OFFLINE;
  self->age = -1;
}

/**
 * lian_engine_new_with_clock:
 * @mirror: the mirror
 * @ledger: the ledger
 * @server_url: http(s)://host[:port]
 * @clock: the platform's time, corrected by every hello and bookmark
 * @error: return location
 *
 * Returns: (transfer full): an idle engine, or %NULL with LIAN_ERROR_INVALID
 */
LianEngine *
lian_engine_new_with_clock (LianMirror *mirror, LianLedger *ledger, const char *server_url,
                            LianClock *clock, GError **error)
{
  g_autoptr (LianClient) client = lian_client_new (server_url, error);
  LianEngine *self;

  if (client == NULL)
    return NULL;

  self = g_object_new (LIAN_TYPE_ENGINE, NULL);
  self->mirror = g_object_ref (mirror);
  self->ledger = g_object_ref (ledger);
  self->clock = g_object_ref (clock);
  self->queue = lian_send_queue_new (client, ledger, clock);
  self->client = g_steal_pointer (&client);
  self->as_of = lian_mirror_get_as_of (mirror);
  lian_ledger_set_clock (ledger, clock);
  g_signal_connect_object (mirror, "rebuilt", G_CALLBACK (mirror_rebuilt_cb), self, 0);
  self->watch = lian_order_watch_new (ledger, clock);
  lian_engine_begin_orders (self);
  lian_engine_begin_handover (self);
  g_signal_connect_object (self->queue, "auth-needed", G_CALLBACK (queue_auth_needed_cb), self, 0);
  g_signal_connect_object (self->queue, "trouble", G_CALLBACK (queue_trouble_cb), self, 0);
  g_signal_connect_object (self->queue, "receipt-lost", G_CALLBACK (queue_receipt_lost_cb), self,
                           0);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), self, 0);
  return self;
}

/**
 * lian_engine_new:
 * @mirror: the mirror
 * @ledger: the ledger
 * @server_url: http(s)://host[:port]
 * @error: return location
 *
 * Before the server was heard, the clock is the computer's; of a demonstration, which has a time of
 * its own, it is the last one known.
 *
 * Returns: (transfer full): an idle engine, or %NULL with LIAN_ERROR_INVALID
 */
LianEngine *
lian_engine_new (LianMirror *mirror, LianLedger *ledger, const char *server_url, GError **error)
{
  g_autoptr (LianClock) clock = lian_clock_new_system ();

  if (lian_mirror_get_demonstration (mirror) && lian_mirror_get_as_of (mirror) > 0)
    lian_clock_set_now (clock, lian_mirror_get_as_of (mirror));
  return lian_engine_new_with_clock (mirror, ledger, server_url, clock, error);
}

/**
 * lian_engine_begin_ticks:
 * @self: the engine
 *
 * Whoever connects needs them: without ticks the picture would never grow old.
 */
void
lian_engine_begin_ticks (LianEngine *self)
{
  if (self->tick_id != 0)
    return;
  self->tick_id = lian_clock_is_manual (self->clock) ? g_timeout_add_seconds (1, tick_cb, self)
                                                     : lian_wake_add (1000, tick_cb, self);
}

/**
 * lian_engine_start:
 * @self: the engine
 *
 * Connects, and from now on reconnects for ever.
 */
void
lian_engine_start (LianEngine *self)
{
  if (self->phase != LIAN_PHASE_IDLE && self->phase != LIAN_PHASE_STOPPED)
    return;

  lian_engine_begin_ticks (self);
  lian_engine_forgive (self);
  lian_engine_connect (self);
}

/**
 * lian_engine_stop:
 * @self: the engine
 *
 * Ends all traffic. What the ledger promised stays promised.
 */
void
lian_engine_stop (LianEngine *self)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
  lian_engine_disconnect (self);
  lian_send_queue_stop (self->queue);
  lian_engine_drop_sign_in (self, NULL);
  lian_engine_set_phase (self, LIAN_PHASE_STOPPED);
}

/**
 * lian_engine_retry_now:
 * @self: the engine
 *
 * A person does not want to wait: connects at once, also after it had given up and when the present
 * connection brings nothing. One that is alive stays.
 */
void
lian_engine_retry_now (LianEngine *self)
{
  gboolean waits = self->phase == LIAN_PHASE_WAITING || self->phase == LIAN_PHASE_STOPPED
                   || self->phase == LIAN_PHASE_DISAGREES;
  gboolean hangs = self->phase == LIAN_PHASE_CONNECTING
                   || (self->phase == LIAN_PHASE_LIVE && self->freshness >= LIAN_FRESH_STALE);

  if (!waits && !hangs)
    return;

  lian_backoff_reset (self->backoff);
  lian_engine_forgive (self);
  lian_engine_begin_ticks (self);
  lian_engine_connect (self);
}

/**
 * lian_engine_set_server:
 * @self: the engine
 * @server_url: http(s)://host[:port]
 * @error: return location for LIAN_ERROR_INVALID
 *
 * Another address ends the session: its token was the other server's.
 */
void
lian_engine_set_server (LianEngine *self, const char *server_url, GError **error)
{
  g_autoptr (LianClient) valid = lian_client_new (server_url, error);

  if (valid == NULL
      || g_str_equal (lian_client_get_base_url (valid), lian_client_get_base_url (self->client)))
    return;

  lian_engine_disconnect (self);
  lian_client_set_base_url (self->client, server_url);
  if (self->me != NULL)
    lian_mirror_conceal (self->mirror);
  lian_engine_set_me (self, NULL);
  if (self->tick_id != 0)
    lian_engine_connect (self);
}

/**
 * lian_engine_get_server:
 * @self: the engine
 *
 * Returns: (transfer none): the address
 */
const char *
lian_engine_get_server (LianEngine *self)
{
  return lian_client_get_base_url (self->client);
}

/**
 * lian_engine_get_mirror:
 * @self: the engine
 *
 * Returns: (transfer none): the mirror
 */
LianMirror *
lian_engine_get_mirror (LianEngine *self)
{
  return self->mirror;
}

/**
 * lian_engine_has_reconciled:
 * @self: the engine
 *
 * Returns: whether the platform was asked about every instruction that it should know
 */
gboolean
lian_engine_has_reconciled (LianEngine *self)
{
  return self->queue != NULL && lian_send_queue_has_reconciled (self->queue);
}

/**
 * lian_engine_get_ledger:
 * @self: the engine
 *
 * Returns: (transfer none): the ledger
 */
LianLedger *
lian_engine_get_ledger (LianEngine *self)
{
  return self->ledger;
}

/**
 * lian_engine_get_clock:
 * @self: the engine
 *
 * Returns: (transfer none): the platform's time
 */
LianClock *
lian_engine_get_clock (LianEngine *self)
{
  return self->clock;
}

/**
 * lian_engine_get_account:
 * @self: the engine
 *
 * Returns: (nullable): who is signed in
 */
const char *
lian_engine_get_account (LianEngine *self)
{
  return self->me != NULL ? self->me->account : NULL;
}

/**
 * lian_engine_get_person:
 * @self: the engine
 *
 * Returns: the person's name, "" before sign-in
 */
const char *
lian_engine_get_person (LianEngine *self)
{
  return self->me != NULL ? self->me->name : "";
}

/**
 * lian_engine_get_seat:
 * @self: the engine
 *
 * Returns: the seat, "" before sign-in
 */
const char *
lian_engine_get_seat (LianEngine *self)
{
  return self->me != NULL ? self->me->seat : "";
}

/**
 * lian_engine_get_region:
 * @self: the engine
 *
 * Returns: code of the region that the person may see, "" before sign-in
 */
const char *
lian_engine_get_region (LianEngine *self)
{
  return self->me != NULL ? self->me->region_code : "";
}

/**
 * lian_engine_get_roles:
 * @self: the engine
 *
 * Returns: (nullable): roles, ended by %NULL; %NULL before sign-in
 */
const char *const *
lian_engine_get_roles (LianEngine *self)
{
  return self->me != NULL ? (const char *const *)self->me->roles : NULL;
}

/**
 * lian_engine_get_phase:
 * @self: the engine
 *
 * Returns: what it does
 */
LianPhase
lian_engine_get_phase (LianEngine *self)
{
  return self->phase;
}

/**
 * lian_engine_get_freshness:
 * @self: the engine
 *
 * Returns: how far the picture can be believed to be of now
 */
LianFreshness
lian_engine_get_freshness (LianEngine *self)
{
  return self->freshness;
}

/**
 * lian_engine_get_age:
 * @self: the engine
 *
 * Returns: seconds since the last event or bookmark, -1: never
 */
int
lian_engine_get_age (LianEngine *self)
{
  return self->age;
}

/**
 * lian_engine_get_as_of:
 * @self: the engine
 *
 * Returns: the platform's time of that moment, microseconds, 0: never
 */
gint64
lian_engine_get_as_of (LianEngine *self)
{
  return self->as_of;
}

/**
 * lian_engine_get_offline_since:
 * @self: the engine
 *
 * Returns: the platform's time, microseconds, 0 when not offline
 */
gint64
lian_engine_get_offline_since (LianEngine *self)
{
  return self->offline_since;
}

/**
 * lian_engine_get_done:
 * @self: the engine
 *
 * Returns: records of the snapshot under way
 */
guint
lian_engine_get_done (LianEngine *self)
{
  return self->done;
}

/**
 * lian_engine_get_total:
 * @self: the engine
 *
 * Returns: 0: the protocol does not tell it
 */
guint
lian_engine_get_total (LianEngine *self)
{
  return 0;
}

/**
 * lian_engine_get_trouble:
 * @self: the engine
 *
 * Returns: (nullable): a sentence about the last failure
 */
const char *
lian_engine_get_trouble (LianEngine *self)
{
  return self->trouble;
}
