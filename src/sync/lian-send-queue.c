/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-send-queue.h"

#include "lian-backoff.h"
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-reconcile.h"

#define BASE_MS 500
#define MAX_ACTIVE 2

struct _LianSendQueue
{
  GObject parent_instance;

  LianClient *client;    /* (owned) */
  LianLedger *ledger;    /* (owned) */
  LianClock *clock;      /* (owned) */
  GHashTable *lanes;     /* (owned) (element-type utf8 Lane): by target */
  char *server_id;       /* (owned) (nullable) */
  char *account;         /* (owned) (nullable) */
  GCancellable *sending; /* (owned): of attempts; they outlive a lost feed */
  LianReconcile *asking; /* (owned): what became of what was sent before */
  LianBackoff *wait;     /* (owned): for all lanes, when the server asks to wait */
  gint64 hold_until;     /* monotonic */
  guint pump_id;
  guint wake_id;
  gint64 due; /* monotonic: when wake_id is for */
  guint active;
  gboolean online;
};

/* What belongs to one target. */
typedef struct
{
  LianBackoff *backoff; /* (owned) */
  gint64 hold_until;    /* monotonic */
  gboolean busy;
} Lane;

/* One attempt, or one settling. */
typedef struct
{
  LianSendQueue *queue; /* (owned) */
  char *id;
  char *target;
} Attempt;

enum
{
  SIGNAL_AUTH_NEEDED,
  SIGNAL_TROUBLE,
  SIGNAL_RECEIPT_LOST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LianSendQueue, lian_send_queue, G_TYPE_OBJECT)

static void queue_pump (LianSendQueue *self);

static void
lane_free (Lane *lane)
{
  lian_backoff_free (lane->backoff);
  g_free (lane);
}

static Attempt *
attempt_new (LianSendQueue *self, LianLedgerEntry *entry)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->queue = g_object_ref (self);
  attempt->id = g_strdup (lian_ledger_entry_get_id (entry));
  attempt->target = g_strdup (lian_ledger_entry_get_target (entry));
  return attempt;
}

static void
attempt_free (Attempt *attempt)
{
  g_object_unref (attempt->queue);
  g_free (attempt->id);
  g_free (attempt->target);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static Lane *
ensure_lane (LianSendQueue *self, const char *target)
{
  Lane *lane = g_hash_table_lookup (self->lanes, target);

  if (lane == NULL)
    {
      lane = g_new0 (Lane, 1);
      lane->backoff = lian_backoff_new (BASE_MS, LIAN_QUEUE_BACKOFF_CAP_MS, NULL, NULL);
      g_hash_table_insert (self->lanes, g_strdup (target), lane);
    }
  return lane;
}

static gint64
after_ms (LianSendQueue *self, guint ms)
{
  return lian_clock_get_monotonic (self->clock) + (gint64)ms * G_TIME_SPAN_MILLISECOND;
}

/* The lane is free again; after a failure only for later. */
static void
release (Attempt *attempt, gboolean failed)
{
  LianSendQueue *self = attempt->queue;
  Lane *lane = g_hash_table_lookup (self->lanes, attempt->target);

  self->active--;
  if (lane != NULL && failed)
    {
      lane->busy = FALSE;
      lane->hold_until = after_ms (self, lian_backoff_next (lane->backoff, 0));
    }
  else
    g_hash_table_remove (self->lanes, attempt->target);
  queue_pump (self);
}

static void
settled_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Attempt) attempt = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = lian_ledger_settle_finish (LIAN_LEDGER (object), result, &error);

  /* What could not be stored is asked for again with the same id, which changes nothing there. */
  /* Given up, or replaced, while it was on its way: there is nothing left to settle. */
  if (g_error_matches (error, LIAN_ERROR, LIAN_ERROR_CONFLICT))
    ok = TRUE;
  if (!ok)
    g_signal_emit (attempt->queue, signals[SIGNAL_TROUBLE], 0, error);
  release (attempt, !ok);
}

static void
settle (Attempt *attempt, LianEntryState state, const LianSendResult *result)
{
  lian_ledger_settle (attempt->queue->ledger, attempt->id, state, result->receipt_no,
                      result->receipt, result->detail != NULL ? result->detail : result->problem,
                      result->current, NULL, settled_cb, attempt);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Attempt) attempt = data;
  LianSendQueue *self = attempt->queue;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianSendResult) answer
      = lian_client_send_finish (LIAN_CLIENT (object), result, &error);

  switch (answer != NULL ? answer->verdict : LIAN_SEND_UNKNOWN)
    {
    case LIAN_SEND_RECEIVED:
      lian_backoff_reset (self->wait);
      settle (g_steal_pointer (&attempt), LIAN_ENTRY_RECEIVED, answer);
      return;
    case LIAN_SEND_CONFLICT:
      settle (g_steal_pointer (&attempt), LIAN_ENTRY_CONFLICT, answer);
      return;
    case LIAN_SEND_REFUSED:
      settle (g_steal_pointer (&attempt), LIAN_ENTRY_REFUSED, answer);
      return;
    case LIAN_SEND_EXPIRED:
      settle (g_steal_pointer (&attempt), LIAN_ENTRY_EXPIRED, answer);
      return;
    case LIAN_SEND_AUTH:
      lian_send_queue_set_offline (self);
      g_signal_emit (self, signals[SIGNAL_AUTH_NEEDED], 0);
      break;
    case LIAN_SEND_WAIT:
      self->hold_until = after_ms (self, lian_backoff_next (self->wait, answer->retry_after_ms));
      break;
    case LIAN_SEND_UNKNOWN:
    default:
      break;
    }
  release (attempt, TRUE);
}

static void
attempt_begun_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Attempt) attempt = data;
  LianSendQueue *self = attempt->queue;
  g_autoptr (GError) error = NULL;
  LianLedgerEntry *entry;

  if (!lian_ledger_begin_attempt_finish (LIAN_LEDGER (object), result, &error))
    {
      /* Undone at the last moment is no trouble. */
      if (!g_error_matches (error, LIAN_ERROR, LIAN_ERROR_CONFLICT))
        g_signal_emit (self, signals[SIGNAL_TROUBLE], 0, error);
      release (attempt, TRUE);
      return;
    }

  entry = lian_ledger_lookup (self->ledger, attempt->id);
  if (entry == NULL || !self->online)
    {
      release (attempt, TRUE);
      return;
    }
  lian_client_send (self->client, attempt->id, lian_ledger_entry_get_body (entry),
                    lian_ledger_entry_get_target_version (entry), self->sending, sent_cb, attempt);
  g_steal_pointer (&attempt);
}

static gboolean
is_bound_here (LianSendQueue *self, LianLedgerEntry *entry)
{
  return g_strcmp0 (lian_ledger_entry_get_server_id (entry), self->server_id) == 0
         && g_strcmp0 (lian_ledger_entry_get_account (entry), self->account) == 0;
}

/* Never sent and too late: the dispatcher decides anew. Once an attempt was made only the server
 * can tell. */
static gboolean
has_expired (LianSendQueue *self, LianLedgerEntry *entry)
{
  gint64 not_after = lian_ledger_entry_get_not_after (entry);

  return lian_ledger_entry_get_attempts (entry) == 0 && not_after > 0
         && not_after <= lian_clock_get_now (self->clock);
}

static void
begin (LianSendQueue *self, LianLedgerEntry *entry, Lane *lane)
{
  Attempt *attempt = attempt_new (self, entry);

  lane->busy = TRUE;
  self->active++;
  if (has_expired (self, entry))
    {
      LianSendResult expired = { .verdict = LIAN_SEND_EXPIRED, .problem = (char *)"expired" };

      settle (attempt, LIAN_ENTRY_EXPIRED, &expired);
    }
  else
    lian_ledger_begin_attempt (self->ledger, attempt->id, NULL, attempt_begun_cb, attempt);
}

/* When the oldest open row of a target may go, by the monotonic clock. */
static gint64
due_at (LianSendQueue *self, LianLedgerEntry *entry, const Lane *lane)
{
  gint64 undo = lian_ledger_entry_get_not_before (entry) - lian_clock_get_now (self->clock);
  gint64 due = MAX (lane->hold_until, self->hold_until);

  if (undo > 0)
    due = MAX (due, lian_clock_get_monotonic (self->clock) + undo);
  return due;
}

static gboolean
wake_cb (gpointer data)
{
  LianSendQueue *self = data;

  self->wake_id = 0;
  queue_pump (self);
  return G_SOURCE_REMOVE;
}

static void
wake_at (LianSendQueue *self, gint64 due)
{
  gint64 wait = due - lian_clock_get_monotonic (self->clock);

  g_clear_handle_id (&self->wake_id, g_source_remove);
  self->due = due;
  if (due != G_MAXINT64)
    self->wake_id = g_timeout_add ((guint)CLAMP (wait / 1000 + 1, 1, 60000), wake_cb, self);
}

static void
pump (LianSendQueue *self)
{
  GListModel *entries = lian_ledger_get_entries (self->ledger);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 next = G_MAXINT64;

  /* The model has the newest first. */
  for (guint i = g_list_model_get_n_items (entries); i > 0; i--)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, i - 1);
      const char *target = lian_ledger_entry_get_target (entry);
      Lane *lane;
      gint64 due;

      if (!lian_ledger_entry_is_open (entry) || !is_bound_here (self, entry)
          || !g_hash_table_add (seen, (gpointer)target))
        continue;
      lane = ensure_lane (self, target);
      due = due_at (self, entry, lane);
      if (lane->busy || self->active >= MAX_ACTIVE)
        continue;
      if (due > lian_clock_get_monotonic (self->clock))
        next = MIN (next, due);
      else
        begin (self, entry, lane);
    }
  wake_at (self, next);
}

static gboolean
pump_cb (gpointer data)
{
  LianSendQueue *self = data;

  self->pump_id = 0;
  if (self->online && lian_reconcile_has_asked_open (self->asking))
    pump (self);
  return G_SOURCE_REMOVE;
}

/* Later and once, because it is asked for from within signals of the ledger. */
static void
queue_pump (LianSendQueue *self)
{
  if (self->online && self->pump_id == 0)
    self->pump_id = g_idle_add_full (G_PRIORITY_DEFAULT, pump_cb, self, NULL);
}

static void
ledger_changed_cb (LianLedger *ledger, const char *id, LianSendQueue *self)
{
  queue_pump (self);
}

/* What the server says about an open one before it is sent again. */
static void
answer_cb (LianReconcile *asking, const char *id, const LianSendResult *result, LianSendQueue *self)
{
  LianLedgerEntry *entry = lian_ledger_lookup (self->ledger, id);
  Lane *lane;

  if (entry == NULL || !lian_ledger_entry_is_open (entry) || result->verdict != LIAN_SEND_RECEIVED)
    return;
  lane = ensure_lane (self, lian_ledger_entry_get_target (entry));
  if (lane->busy)
    return;
  lane->busy = TRUE;
  self->active++;
  settle (attempt_new (self, entry), LIAN_ENTRY_RECEIVED, result);
}

static void
receipt_lost_cb (LianReconcile *asking, const char *id, LianSendQueue *self)
{
  g_signal_emit (self, signals[SIGNAL_RECEIPT_LOST], 0, id);
}

static void
asking_trouble_cb (LianReconcile *asking, const GError *error, LianSendQueue *self)
{
  g_signal_emit (self, signals[SIGNAL_TROUBLE], 0, error);
}

static void
lian_send_queue_dispose (GObject *object)
{
  LianSendQueue *self = LIAN_SEND_QUEUE (object);

  lian_send_queue_stop (self);
  g_clear_object (&self->asking);
  g_clear_object (&self->client);
  g_clear_object (&self->ledger);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (lian_send_queue_parent_class)->dispose (object);
}

static void
lian_send_queue_finalize (GObject *object)
{
  LianSendQueue *self = LIAN_SEND_QUEUE (object);

  g_object_unref (self->sending);
  g_hash_table_unref (self->lanes);
  lian_backoff_free (self->wait);
  g_free (self->server_id);
  g_free (self->account);

  G_OBJECT_CLASS (lian_send_queue_parent_class)->finalize (object);
}

static void
lian_send_queue_class_init (LianSendQueueClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lian_send_queue_dispose;
  G_OBJECT_CLASS (klass)->finalize = lian_send_queue_finalize;

  signals[SIGNAL_AUTH_NEEDED]
      = g_signal_new ("auth-needed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TROUBLE] = g_signal_new ("trouble", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[SIGNAL_RECEIPT_LOST] = g_signal_new ("receipt-lost", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lian_send_queue_init (LianSendQueue *self)
{
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)lane_free);
  self->wait = lian_backoff_new (BASE_MS, LIAN_QUEUE_BACKOFF_CAP_MS, NULL, NULL);
  self->sending = g_cancellable_new ();
}

/**
 * lian_send_queue_new:
 * @client: a client
 * @ledger: the ledger
 * @clock: the platform's time
 *
 * Returns: (transfer full): a queue, offline
 */
LianSendQueue *
lian_send_queue_new (LianClient *client, LianLedger *ledger, LianClock *clock)
{
  LianSendQueue *self = g_object_new (LIAN_TYPE_SEND_QUEUE, NULL);

  self->client = g_object_ref (client);
  self->ledger = g_object_ref (ledger);
  self->clock = g_object_ref (clock);
  self->asking = lian_reconcile_new (client, ledger, clock);
  g_signal_connect_object (self->asking, "answer", G_CALLBACK (answer_cb), self, 0);
  g_signal_connect_object (self->asking, "open-asked", G_CALLBACK (queue_pump), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->asking, "receipt-lost", G_CALLBACK (receipt_lost_cb), self, 0);
  g_signal_connect_object (self->asking, "trouble", G_CALLBACK (asking_trouble_cb), self, 0);
  g_signal_connect_object (ledger, "changed", G_CALLBACK (ledger_changed_cb), self, 0);
  return self;
}

/**
 * lian_send_queue_set_online:
 * @self: a queue
 * @server_id: whom the client speaks to, verified
 * @account: who is signed in
 *
 * Asks what became of open instructions, then sends. Rows of others stay where they are.
 */
void
lian_send_queue_set_online (LianSendQueue *self, const char *server_id, const char *account)
{
  lian_send_queue_set_offline (self);
  g_free (self->server_id);
  self->server_id = g_strdup (server_id);
  g_free (self->account);
  self->account = g_strdup (account);
  self->online = TRUE;
  lian_reconcile_begin (self->asking, server_id, account);
}

/**
 * lian_send_queue_set_offline:
 * @self: a queue
 *
 * Begins nothing more. Attempts under way end by themselves.
 */
void
lian_send_queue_set_offline (LianSendQueue *self)
{
  self->online = FALSE;
  lian_reconcile_stop (self->asking);
  g_clear_handle_id (&self->pump_id, g_source_remove);
  g_clear_handle_id (&self->wake_id, g_source_remove);
}

/**
 * lian_send_queue_stop:
 * @self: a queue
 *
 * Offline, and attempts under way are broken off: they stay "sending" in the ledger.
 */
void
lian_send_queue_stop (LianSendQueue *self)
{
  if (self->asking != NULL)
    lian_send_queue_set_offline (self);
  g_cancellable_cancel (self->sending);
  g_clear_object (&self->sending);
  self->sending = g_cancellable_new ();
}

/**
 * lian_send_queue_has_reconciled:
 * @self: a queue
 *
 * Returns: whether the platform was asked about all open and recent instructions since the queue
 * was set online
 */
gboolean
lian_send_queue_has_reconciled (LianSendQueue *self)
{
  return self->online && lian_reconcile_is_done (self->asking);
}

/**
 * lian_send_queue_get_due:
 * @self: a queue
 *
 * Returns: monotonic time of the next attempt, now when one is under way, 0: none is planned
 */
gint64
lian_send_queue_get_due (LianSendQueue *self)
{
  if (self->active > 0)
    return lian_clock_get_monotonic (self->clock);
  return self->online && self->wake_id != 0 ? self->due : 0;
}
