/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-order-watch.h"

/* The platform's time may run otherwise than the timer's: look again soon. */
#define LONGEST_WAIT_MS 1000

struct _LianOrderWatch
{
  GObject parent_instance;

  LianLedger *ledger; /* (owned) */
  LianClock *clock;   /* (owned) */
  GHashTable *known;  /* (owned) (element-type utf8): those that alarm already */
  guint look_id;
  guint wake_id;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ALARM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LianOrderWatch, lian_order_watch, G_TYPE_OBJECT)

static void look (LianOrderWatch *self);

static gboolean
look_cb (gpointer data)
{
  LianOrderWatch *self = data;

  self->look_id = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

/* Later and once: it is asked for from within signals of the ledger. */
static void
look_soon (LianOrderWatch *self)
{
  if (self->look_id == 0)
    self->look_id = g_idle_add_full (G_PRIORITY_DEFAULT, look_cb, self, NULL);
}

static gboolean
wake_cb (gpointer data)
{
  LianOrderWatch *self = data;

  self->wake_id = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
expired_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  /* An attempt was made, or it was undone, at the last moment: then it is not for us to say. */
  if (!lian_ledger_expire_finish (LIAN_LEDGER (source), result, &error))
    g_debug ("not expired: %s", error->message);
}

/* Says what alarms anew; what does not any more may do so again. */
static void
compare (LianOrderWatch *self, GHashTable *alarming)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->known);
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id;

  self->known = g_hash_table_ref (alarming);
  g_hash_table_iter_init (&iter, alarming);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (before, id))
      g_ptr_array_add (fresh, g_strdup (id));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  for (guint i = 0; i < fresh->len; i++)
    g_signal_emit (self, signals[SIGNAL_ALARM], 0, fresh->pdata[i]);
}

static void
wake_after (LianOrderWatch *self, gint64 wait)
{
  g_clear_handle_id (&self->wake_id, g_source_remove);
  if (wait < G_MAXINT64)
    self->wake_id
        = g_timeout_add ((guint)CLAMP (wait / 1000 + 1, 1, LONGEST_WAIT_MS), wake_cb, self);
}

static void
look (LianOrderWatch *self)
{
  GListModel *entries = lian_ledger_get_entries (self->ledger);
  gint64 now = lian_clock_get_now (self->clock);
  gint64 wait = G_MAXINT64;
  g_autoptr (GHashTable) alarming = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, i);
      gint64 not_after = lian_ledger_entry_get_not_after (entry);

      if (lian_ledger_entry_is_alarming (entry, now))
        g_hash_table_add (alarming, g_strdup (lian_ledger_entry_get_id (entry)));
      if (!lian_ledger_entry_is_open (entry) || not_after == 0)
        continue;
      if (not_after > now)
        wait = MIN (wait, not_after - now);
      else if (lian_ledger_entry_get_attempts (entry) == 0)
        lian_ledger_expire (self->ledger, lian_ledger_entry_get_id (entry), NULL, expired_cb, NULL);
    }
  wake_after (self, wait);
  compare (self, alarming);
}

static void
lian_order_watch_dispose (GObject *object)
{
  LianOrderWatch *self = LIAN_ORDER_WATCH (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_handle_id (&self->wake_id, g_source_remove);
  g_clear_object (&self->ledger);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (lian_order_watch_parent_class)->dispose (object);
}

static void
lian_order_watch_finalize (GObject *object)
{
  g_hash_table_unref (LIAN_ORDER_WATCH (object)->known);

  G_OBJECT_CLASS (lian_order_watch_parent_class)->finalize (object);
}

static void
lian_order_watch_class_init (LianOrderWatchClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lian_order_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = lian_order_watch_finalize;

  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ALARM] = g_signal_new ("alarm", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lian_order_watch_init (LianOrderWatch *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * lian_order_watch_new:
 * @ledger: the ledger
 * @clock: the platform's time
 *
 * Returns: (transfer full): a watch; it looks for the first time from an idle
 */
LianOrderWatch *
lian_order_watch_new (LianLedger *ledger, LianClock *clock)
{
  LianOrderWatch *self = g_object_new (LIAN_TYPE_ORDER_WATCH, NULL);

  self->ledger = g_object_ref (ledger);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (ledger, "changed", G_CALLBACK (look_soon), self, G_CONNECT_SWAPPED);
  look_soon (self);
  return self;
}

typedef gboolean (*Wanted) (LianLedgerEntry *entry, gint64 now, const char *account,
                            const char *server_id);

static GPtrArray *
list (LianOrderWatch *self, Wanted wanted, const char *account, const char *server_id)
{
  GListModel *entries = lian_ledger_get_entries (self->ledger);
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 now = lian_clock_get_now (self->clock);

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, i);

      if (wanted (entry, now, account, server_id))
        g_ptr_array_add (found, g_steal_pointer (&entry));
    }
  return found;
}

static gboolean
is_alarm_of (LianLedgerEntry *entry, gint64 now, const char *account, const char *server_id)
{
  return lian_ledger_entry_is_alarming (entry, now)
         && (account == NULL || g_strcmp0 (lian_ledger_entry_get_account (entry), account) == 0);
}

static gboolean
is_failed_of (LianLedgerEntry *entry, gint64 now, const char *account, const char *server_id)
{
  LianEntryState state = lian_ledger_entry_get_state (entry);

  return lian_ledger_entry_is_undecided (entry)
         && (state == LIAN_ENTRY_CONFLICT || state == LIAN_ENTRY_REFUSED)
         && g_strcmp0 (lian_ledger_entry_get_account (entry), account) == 0;
}

static gboolean
is_open_of (LianLedgerEntry *entry, gint64 now, const char *account, const char *server_id)
{
  return lian_ledger_entry_is_open (entry)
         && (account == NULL || g_strcmp0 (lian_ledger_entry_get_account (entry), account) == 0);
}

static gboolean
is_left_by_others (LianLedgerEntry *entry, gint64 now, const char *account, const char *server_id)
{
  return lian_ledger_entry_get_decided_at (entry) == 0
         && (lian_ledger_entry_is_open (entry) || lian_ledger_entry_is_alarming (entry, now))
         && g_strcmp0 (lian_ledger_entry_get_account (entry), account) != 0
         && g_strcmp0 (lian_ledger_entry_get_server_id (entry), server_id) == 0;
}

/**
 * lian_order_watch_list_alarms:
 * @account: (nullable): whose, %NULL = everybody's
 *
 * Returns: (transfer full) (element-type LianLedgerEntry): what a person has to decide about
 */
GPtrArray *
lian_order_watch_list_alarms (LianOrderWatch *self, const char *account)
{
  return list (self, is_alarm_of, account, NULL);
}

/**
 * lian_order_watch_list_failed:
 * @account: whose
 *
 * Returns: (transfer full) (element-type LianLedgerEntry): what the platform did not carry out and
 * a person has not decided about
 */
GPtrArray *
lian_order_watch_list_failed (LianOrderWatch *self, const char *account)
{
  return list (self, is_failed_of, account, NULL);
}

/**
 * lian_order_watch_list_open:
 * @account: (nullable): whose, %NULL = everybody's
 *
 * Returns: (transfer full) (element-type LianLedgerEntry): what waits
 */
GPtrArray *
lian_order_watch_list_open (LianOrderWatch *self, const char *account)
{
  return list (self, is_open_of, account, NULL);
}

/**
 * lian_order_watch_list_absent:
 * @account: who is here
 * @server_id: of the platform that this seat belongs to
 *
 * Returns: (transfer full) (element-type LianLedgerEntry): what everybody else has left
 */
GPtrArray *
lian_order_watch_list_absent (LianOrderWatch *self, const char *account, const char *server_id)
{
  return list (self, is_left_by_others, account, server_id);
}
