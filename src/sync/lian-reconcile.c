/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-reconcile.h"

#include "lian-backoff.h"
#include "lian-error.h"
#include "lian-ledger-query.h"
#include "lian-limits.h"

/* The contract takes LIAN_LIMIT_STATUS_IDS in one question; so many receipts would be more than
 * LIAN_LIMIT_JSON_ANSWER. */
#define PAGE LIAN_LIMIT_LEDGER_PAGE
#define LEAST_PAGE 16
#define PAUSE_MS 200
#define BASE_MS 500
#define LOOK_BACK_US (7 * G_TIME_SPAN_DAY)

G_STATIC_ASSERT (PAGE <= LIAN_LIMIT_STATUS_IDS);

typedef enum
{
  STAGE_IDLE,
  STAGE_OPEN,   /* what waits to be sent */
  STAGE_RECENT, /* what may have arrived, from where the last round was interrupted */
  STAGE_REST,   /* and what is newer than that */
} Stage;

struct _LianReconcile
{
  GObject parent_instance;

  LianClient *client;        /* (owned) */
  LianLedger *ledger;        /* (owned) */
  LianClock *clock;          /* (owned) */
  LianBackoff *backoff;      /* (owned) */
  char *server_id;           /* (owned) (nullable) */
  char *account;             /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): of the question under way */
  guint pause_id;
  Stage stage;
  gint64 since;  /* the platform's time */
  gint64 before; /* number of the last row that was answered about */
  gint64 resume; /* of a round that was interrupted, 0: none */
  gint64 began;  /* where this round began among the recent ones, 0: at the newest */
  guint page;    /* rows in a question */
  guint asked;
  gboolean open_asked;
};

/* One page on its way. */
typedef struct
{
  LianReconcile *self; /* (owned) */
  GPtrArray *entries;  /* (owned) (nullable) */
} Question;

enum
{
  ANSWER,
  OPEN_ASKED,
  RECEIPT_LOST,
  TROUBLE,
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LianReconcile, lian_reconcile, G_TYPE_OBJECT)

static void ask (LianReconcile *self);

static void
question_free (Question *question)
{
  g_object_unref (question->self);
  g_clear_pointer (&question->entries, g_ptr_array_unref);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

/* --- one answer --- */

static void
report (LianReconcile *self, const GError *error)
{
  /* Already so, or changed meanwhile. */
  if (!g_error_matches (error, LIAN_ERROR, LIAN_ERROR_CONFLICT))
    g_signal_emit (self, signals[TROUBLE], 0, error);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LianReconcile) self = data;
  g_autoptr (GError) error = NULL;

  if (!lian_ledger_settle_finish (LIAN_LEDGER (source), result, &error))
    report (self, error);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LianReconcile) self = data;
  g_autoptr (GError) error = NULL;

  if (!lian_ledger_mark_lost_finish (LIAN_LEDGER (source), result, &error))
    report (self, error);
}

typedef struct
{
  LianReconcile *self; /* (owned) */
  char *id;
} Loss;

static void
lost_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Loss *loss = data;
  g_autoptr (GError) error = NULL;

  if (lian_ledger_mark_lost_finish (LIAN_LEDGER (source), result, &error))
    g_signal_emit (loss->self, signals[RECEIPT_LOST], 0, loss->id);
  else
    report (loss->self, error);
  g_object_unref (loss->self);
  g_free (loss->id);
  g_free (loss);
}

static void
miss (LianReconcile *self, const char *id)
{
  Loss *loss = g_new0 (Loss, 1);

  loss->self = g_object_ref (self);
  loss->id = g_strdup (id);
  lian_ledger_mark_lost (self->ledger, id, TRUE, NULL, lost_cb, loss);
}

/* @entry as it was before it was asked about: what was received only meanwhile cannot be lost. */
static void
take_settled (LianReconcile *self, LianLedgerEntry *entry, const LianSendResult *result)
{
  const char *id = lian_ledger_entry_get_id (entry);
  gboolean had = lian_ledger_entry_get_state (entry) == LIAN_ENTRY_RECEIVED;
  gboolean known = result->verdict == LIAN_SEND_RECEIVED;
  gboolean lost = lian_ledger_entry_get_lost_at (entry) != 0;
  gboolean same = known && lian_ledger_entry_get_receipt_no (entry) == result->receipt_no;

  if (had && !lost && (known ? !same : g_strcmp0 (result->problem, "unknown-instruction") == 0))
    miss (self, id);
  else if (had && lost && same)
    lian_ledger_mark_lost (self->ledger, id, FALSE, NULL, found_cb, g_object_ref (self));
  else if (!had && known)
    lian_ledger_settle (self->ledger, id, LIAN_ENTRY_RECEIVED, result->receipt_no, result->receipt,
                        NULL, NULL, NULL, settled_cb, g_object_ref (self));
}

static void
take_answers (LianReconcile *self, GPtrArray *entries, GHashTable *results)
{
  for (guint i = 0; i < entries->len; i++)
    {
      LianLedgerEntry *entry = g_ptr_array_index (entries, i);
      const char *id = lian_ledger_entry_get_id (entry);
      LianSendResult *result = g_hash_table_lookup (results, id);

      if (result == NULL)
        continue;
      if (lian_ledger_entry_is_open (entry))
        g_signal_emit (self, signals[ANSWER], 0, id, result);
      else
        take_settled (self, entry, result);
    }
}

/* --- the round --- */

static void
say_open_asked (LianReconcile *self)
{
  if (self->open_asked)
    return;
  self->open_asked = TRUE;
  g_signal_emit (self, signals[OPEN_ASKED], 0);
}

static void
next_stage (LianReconcile *self)
{
  if (self->stage == STAGE_OPEN)
    {
      self->stage = STAGE_RECENT;
      self->began = self->resume;
      self->before = self->resume;
      say_open_asked (self);
    }
  else if (self->stage == STAGE_RECENT && self->began > 0)
    {
      self->stage = STAGE_REST;
      self->before = 0;
    }
  else
    {
      self->stage = STAGE_IDLE;
      self->resume = 0;
      g_signal_emit (self, signals[DONE], 0, self->asked);
    }
}

static gboolean
pause_over_cb (gpointer data)
{
  LianReconcile *self = data;

  self->pause_id = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
ask_after (LianReconcile *self, guint ms)
{
  if (self->stage != STAGE_IDLE && self->pause_id == 0)
    self->pause_id = g_timeout_add (ms, pause_over_cb, self);
}

/* The same page again; nothing waits for it meanwhile: sending again changes nothing there. */
static void
try_again (LianReconcile *self, const GError *error)
{
  g_debug ("what became of instructions: %s", error->message);
  if (g_error_matches (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE) && self->page > LEAST_PAGE)
    self->page /= 2;
  say_open_asked (self);
  ask_after (self, lian_backoff_next (self->backoff, 0));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  LianReconcile *self = question->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) results = lian_client_status_finish (LIAN_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (results == NULL)
    {
      try_again (self, error);
      return;
    }
  lian_backoff_reset (self->backoff);
  self->asked += question->entries->len;
  self->before = lian_ledger_entry_get_number (
      g_ptr_array_index (question->entries, question->entries->len - 1));
  if (self->stage != STAGE_OPEN)
    self->resume = self->before;
  take_answers (self, question->entries, results);
  if (question->entries->len < self->page)
    next_stage (self);
  ask_after (self, PAUSE_MS);
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  LianReconcile *self = question->self;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GError) error = NULL;

  question->entries = lian_ledger_query_finish (LIAN_LEDGER (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (question->entries == NULL || question->entries->len == 0)
    {
      g_clear_object (&self->cancellable);
      if (question->entries == NULL)
        try_again (self, error);
      else
        {
          next_stage (self);
          ask (self);
        }
      return;
    }
  for (guint i = 0; i < question->entries->len; i++)
    {
      LianLedgerEntry *entry = g_ptr_array_index (question->entries, i);

      g_ptr_array_add (ids, (gpointer)lian_ledger_entry_get_id (entry));
      g_ptr_array_add (bodies, g_bytes_ref (lian_ledger_entry_get_body (entry)));
    }
  g_ptr_array_add (ids, NULL);
  lian_client_status (self->client, (const char *const *)ids->pdata, bodies, self->cancellable,
                      answered_cb, g_steal_pointer (&question));
}

static void
ask (LianReconcile *self)
{
  LianLedgerQuery query = {
    .which = self->stage == STAGE_OPEN ? LIAN_LEDGER_OPEN : LIAN_LEDGER_TO_CHECK,
    .before = self->before,
    .from = self->stage == STAGE_REST ? self->began : 0,
    .since = self->since,
    .account = self->account,
    .server_id = self->server_id,
    .limit = self->page,
  };
  Question *question;

  if (self->stage == STAGE_IDLE || self->cancellable != NULL)
    return;
  question = g_new0 (Question, 1);
  question->self = g_object_ref (self);
  self->cancellable = g_cancellable_new ();
  lian_ledger_query (self->ledger, &query, self->cancellable, page_read_cb, question);
}

/* --- the object --- */

static void
lian_reconcile_dispose (GObject *object)
{
  LianReconcile *self = LIAN_RECONCILE (object);

  lian_reconcile_stop (self);
  g_clear_object (&self->client);
  g_clear_object (&self->ledger);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (lian_reconcile_parent_class)->dispose (object);
}

static void
lian_reconcile_finalize (GObject *object)
{
  LianReconcile *self = LIAN_RECONCILE (object);

  lian_backoff_free (self->backoff);
  g_free (self->server_id);
  g_free (self->account);

  G_OBJECT_CLASS (lian_reconcile_parent_class)->finalize (object);
}

static void
lian_reconcile_class_init (LianReconcileClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lian_reconcile_dispose;
  G_OBJECT_CLASS (klass)->finalize = lian_reconcile_finalize;

  signals[ANSWER] = g_signal_new ("answer", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_POINTER);
  signals[OPEN_ASKED]
      = g_signal_new ("open-asked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RECEIPT_LOST] = g_signal_new ("receipt-lost", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[TROUBLE] = g_signal_new ("trouble", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_UINT);
}

static void
lian_reconcile_init (LianReconcile *self)
{
  self->backoff = lian_backoff_new (BASE_MS, LIAN_QUEUE_BACKOFF_CAP_MS, NULL, NULL);
  self->page = PAGE;
}

/**
 * lian_reconcile_new:
 * @client: a client
 * @ledger: the ledger
 * @clock: the platform's time
 *
 * Returns: (transfer full): one that asks nothing yet
 */
LianReconcile *
lian_reconcile_new (LianClient *client, LianLedger *ledger, LianClock *clock)
{
  LianReconcile *self = g_object_new (LIAN_TYPE_RECONCILE, NULL);

  self->client = g_object_ref (client);
  self->ledger = g_object_ref (ledger);
  self->clock = g_object_ref (clock);
  return self;
}

/**
 * lian_reconcile_begin:
 * @server_id: whom the client speaks to, verified
 * @account: who is signed in
 *
 * Begins a round: everything is asked about again, since the platform may have been restored while
 * it was away.
 */
void
lian_reconcile_begin (LianReconcile *self, const char *server_id, const char *account)
{
  lian_reconcile_stop (self);
  if (g_strcmp0 (self->server_id, server_id) != 0 || g_strcmp0 (self->account, account) != 0)
    self->resume = 0;
  g_free (self->server_id);
  self->server_id = g_strdup (server_id);
  g_free (self->account);
  self->account = g_strdup (account);
  self->since = lian_clock_get_now (self->clock) - LOOK_BACK_US;
  self->stage = STAGE_OPEN;
  self->before = 0;
  self->asked = 0;
  lian_backoff_reset (self->backoff);
  ask (self);
}

/**
 * lian_reconcile_stop:
 *
 * Asks nothing more. What is under way is forgotten.
 */
void
lian_reconcile_stop (LianReconcile *self)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->stage = STAGE_IDLE;
  self->open_asked = FALSE;
}

/**
 * lian_reconcile_has_asked_open:
 *
 * Returns: whether sending may begin
 */
gboolean
lian_reconcile_has_asked_open (LianReconcile *self)
{
  return self->open_asked;
}

/**
 * lian_reconcile_is_done:
 *
 * Returns: whether the round of this connection is complete
 */
gboolean
lian_reconcile_is_done (LianReconcile *self)
{
  return self->open_asked && self->stage == STAGE_IDLE;
}
