/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-order-strip.h"

#include <glib/gi18n.h>

#include "lian-ledger-query.h"
#include "lian-mark.h"
#include "lian-order-status.h"
#include "lian-text.h"

struct _LianOrderStrip
{
  AdwBin parent_instance;

  LianEngine *engine;      /* (owned) */
  LianCaseWords *words;    /* (owned) */
  char *case_id;           /* (owned) (nullable) */
  GPtrArray *instructions; /* (owned) (nullable) */
  GPtrArray *deliveries;   /* (owned) (nullable) */
  GPtrArray *old;        /* (owned) (nullable) (element-type LianLedgerEntry): of the case, read */
  GCancellable *reading; /* (owned) (nullable) */
  char *shown;           /* (owned) (nullable): id of the instruction shown */
  guint undo_id;

  /* template children */
  GtkLabel *state_label;
  GtkButton *undo_button;
  LianMark *steps;
  GtkBox *trouble;
  GtkLabel *trouble_title;
  GtkLabel *mine_label;
  GtkLabel *theirs_label;
  GtkLabel *phone_label;
  GtkButton *keep_button;
  GtkButton *anew_button;
  GtkButton *phone_button;
  GtkButton *drop_button;
  GtkButton *revoke_button;
  GtkButton *instead_button;

  gboolean may_revoke;
};

enum
{
  COMPOSE_ANEW,
  COMPOSE_PHONE,
  UNDONE,
  DROP,
  REVOKE,
  N_SIGNALS,
};

#define OLD_ROWS 20 /* of one case */

G_DEFINE_FINAL_TYPE (LianOrderStrip, lian_order_strip, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void update (LianOrderStrip *self);

/* --- which instruction --- */

static LianRecord *
find_newest (GPtrArray *instructions)
{
  LianRecord *newest = NULL;

  for (guint i = 0; instructions != NULL && i < instructions->len; i++)
    if (newest == NULL
        || lian_record_get_time (instructions->pdata[i], LIAN_INSTRUCTION_ACCEPTED_AT)
               > lian_record_get_time (newest, LIAN_INSTRUCTION_ACCEPTED_AT))
      newest = instructions->pdata[i];
  return newest;
}

static gboolean
is_revocation (LianLedgerEntry *entry)
{
  return g_strcmp0 (lian_ledger_entry_get_kind (entry), "revoke") == 0;
}

/* Whether it is to be seen: what was not carried out only until a person has decided. */
static gboolean
is_to_show (LianOrderStrip *self, LianLedgerEntry *entry)
{
  LianEntryState state = lian_ledger_entry_get_state (entry);

  if (g_strcmp0 (lian_ledger_entry_get_case_id (entry), self->case_id) != 0)
    return FALSE;
  /* A revocation that was received shows in the instruction that it revoked. */
  if (state == LIAN_ENTRY_RECEIVED && is_revocation (entry))
    return FALSE;
  if (state == LIAN_ENTRY_QUEUED || state == LIAN_ENTRY_SENDING || state == LIAN_ENTRY_RECEIVED)
    return TRUE;
  return lian_ledger_entry_is_undecided (entry);
}

/* The newest of the case, in memory or, of long ago, as it was read. */
static LianLedgerEntry *
find_entry (LianOrderStrip *self)
{
  LianLedger *ledger = lian_engine_get_ledger (self->engine);
  GListModel *entries = lian_ledger_get_entries (ledger);

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, i);

      if (is_to_show (self, entry))
        return g_steal_pointer (&entry);
    }
  for (guint i = 0; self->old != NULL && i < self->old->len; i++)
    {
      LianLedgerEntry *entry = g_ptr_array_index (self->old, i);

      if (lian_ledger_lookup (ledger, lian_ledger_entry_get_id (entry)) == NULL
          && is_to_show (self, entry))
        return g_object_ref (entry);
    }
  return NULL;
}

static void
old_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianOrderStrip) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) old = lian_ledger_query_finish (LIAN_LEDGER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->reading);
  if (old == NULL)
    {
      g_debug ("earlier instructions of the case: %s", error->message);
      return;
    }
  self->old = g_steal_pointer (&old);
  update (self);
}

static void
read_old (LianOrderStrip *self)
{
  LianLedgerQuery query = { .case_id = self->case_id, .limit = OLD_ROWS };

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->old, g_ptr_array_unref);
  if (self->case_id == NULL)
    return;
  self->reading = g_cancellable_new ();
  lian_ledger_query (lian_engine_get_ledger (self->engine), &query, self->reading, old_read_cb,
                     g_object_ref (self));
}

static LianRecord *
find_instruction (LianOrderStrip *self, const char *id)
{
  for (guint i = 0; self->instructions != NULL && i < self->instructions->len; i++)
    if (g_strcmp0 (lian_record_get_id (self->instructions->pdata[i]), id) == 0)
      return self->instructions->pdata[i];
  return NULL;
}

static GPtrArray *
list_deliveries (LianOrderStrip *self, const char *id)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; self->deliveries != NULL && i < self->deliveries->len; i++)
    if (g_strcmp0 (lian_record_get_text (self->deliveries->pdata[i], LIAN_DELIVERY_INSTRUCTION), id)
        == 0)
      g_ptr_array_add (list, self->deliveries->pdata[i]);
  return list;
}

/* --- texts --- */

static char *
dup_state_words (LianOrderStrip *self, const LianOrderStatus *status, const char *unit)
{
  const char *name = lian_case_words_unit (self->words, unit);
  g_autofree char *receipt = g_strdup_printf ("%06" G_GINT64_FORMAT, status->receipt_no);

  switch (status->step)
    {
    case LIAN_ORDER_QUEUED:
      if (unit == NULL || *unit == '\0')
        return g_strdup (_ ("Revocation saved on this computer, waits to be sent"));
      return g_strdup_printf (_ ("Saved on this computer, waits to be sent to %s"), name);
    case LIAN_ORDER_SENDING:
      if (unit == NULL || *unit == '\0')
        return g_strdup_printf (_ ("Sending the revocation, attempt %u"), status->attempts);
      return g_strdup_printf (_ ("Sending to %s, attempt %u"), name, status->attempts);
    case LIAN_ORDER_RECEIVED:
    case LIAN_ORDER_DELIVERED:
    case LIAN_ORDER_SIGNED:
    case LIAN_ORDER_HANDLING:
    case LIAN_ORDER_FEEDBACK:
    case LIAN_ORDER_DONE:
      return status->receipt_no > 0 ? g_strdup_printf (_ ("To %s, receipt no. %s"), name, receipt)
                                    : g_strdup_printf (_ ("To %s"), name);
    case LIAN_ORDER_DRAFT:
    case LIAN_ORDER_CONFLICT:
    case LIAN_ORDER_REFUSED:
    case LIAN_ORDER_EXPIRED:
      break;
    case LIAN_ORDER_REVOKED:
      return g_strdup_printf (_ ("To %s, revoked"), name);
    default:
      break;
    }
  return unit == NULL || *unit == '\0' ? g_strdup (_ ("Revocation"))
                                       : g_strdup_printf (_ ("To %s"), name);
}

static void
show_steps (LianOrderStrip *self, const LianOrderStatus *status)
{
  g_autofree char *sending = status->attempts > 0
                                 ? g_strdup_printf (_ ("Sending (%u)"), status->attempts)
                                 : g_strdup (_ ("Sending"));
  g_autofree char *number = g_strdup_printf ("%06" G_GINT64_FORMAT, status->receipt_no);
  g_autofree char *received = status->receipt_no > 0
                                  ? g_strdup_printf (_ ("Received\nReceipt %s"), number)
                                  : g_strdup (_ ("Received"));
  const char *labels[]
      = { _ ("Draft"),      _ ("Queued here"), sending,        received,   _ ("Delivered"),
          _ ("Signed for"), _ ("Handling"),    _ ("Fed back"), _ ("Done"), NULL };

  gtk_widget_set_visible (GTK_WIDGET (self->steps), status->step <= LIAN_ORDER_DONE);
  if (status->step <= LIAN_ORDER_DONE)
    lian_mark_set_steps (self->steps, status->step, labels);
}

static gboolean
is_alarming (LianOrderStrip *self, LianLedgerEntry *entry)
{
  return entry != NULL
         && lian_ledger_entry_is_alarming (entry, lian_case_words_get_now (self->words));
}

static const char *
get_trouble_title (const LianOrderStatus *status)
{
  if (status->lost)
    return _ ("The platform had received this instruction and does not know it any more. It is not "
              "sent again by itself; a person has to decide");
  switch ((int)status->step)
    {
    case LIAN_ORDER_QUEUED:
    case LIAN_ORDER_SENDING:
      return _ ("Its time has passed and the platform has not answered: it may have arrived. "
                "Telephone before ordering again");
    case LIAN_ORDER_CONFLICT:
      return _ ("Conflict: this instruction was not carried out; a person has to decide");
    case LIAN_ORDER_REFUSED:
      return _ ("Refused: this instruction was not carried out");
    case LIAN_ORDER_EXPIRED:
      return _ ("Expired: this instruction was not carried out");
    default:
      return "";
    }
}

static void
show_phone (LianOrderStrip *self, LianLedgerEntry *entry)
{
  LianRecord *unit = lian_case_words_get_unit (self->words, lian_ledger_entry_get_to_unit (entry));
  const char *phone = unit != NULL ? lian_record_get_text (unit, LIAN_UNIT_DUTY_PHONE) : NULL;
  g_autofree char *text
      = phone != NULL ? g_strdup_printf (_ ("Duty phone %s"), phone) : g_strdup ("");

  gtk_label_set_text (self->phone_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->phone_label), phone != NULL);
}

static gboolean
is_own (LianOrderStrip *self, LianLedgerEntry *entry)
{
  return g_strcmp0 (lian_ledger_entry_get_account (entry), lian_engine_get_account (self->engine))
         == 0;
}

/* Each trouble has its own way out. What others have left is the duty chief's affair. */
static void
show_ways (LianOrderStrip *self, LianLedgerEntry *entry)
{
  gboolean alarming = is_alarming (self, entry);
  gboolean own = is_own (self, entry);
  gboolean order = !is_revocation (entry) && (own || lian_engine_is_chief (self->engine));

  gtk_button_set_label (self->anew_button,
                        alarming ? _ ("Order again") : _ ("Replace with a new instruction"));
  gtk_widget_set_visible (GTK_WIDGET (self->keep_button), !alarming && own);
  gtk_widget_set_visible (GTK_WIDGET (self->drop_button), alarming && own);
  gtk_widget_set_visible (GTK_WIDGET (self->anew_button), order);
  gtk_widget_set_visible (GTK_WIDGET (self->phone_button), order);
}

static char *
dup_whose (LianOrderStrip *self, LianLedgerEntry *entry)
{
  g_autofree char *moment
      = lian_case_words_dup_moment (self->words, lian_ledger_entry_get_created_at (entry));
  const char *unit = lian_case_words_unit (self->words, lian_ledger_entry_get_to_unit (entry));
  g_autofree char *account = NULL;

  if (is_own (self, entry))
    return g_strdup_printf (_ ("Mine, %s: %s"), moment, unit);
  account = lian_text_clean (lian_ledger_entry_get_account (entry), FALSE, 64);
  return g_strdup_printf (_ ("By %1$s, %2$s: %3$s"), account, moment, unit);
}

static void
show_trouble (LianOrderStrip *self, const LianOrderStatus *status, LianLedgerEntry *entry)
{
  gboolean trouble
      = is_alarming (self, entry)
        || (entry != NULL && lian_ledger_entry_is_undecided (entry)
            && (status->lost
                || (status->step >= LIAN_ORDER_CONFLICT && status->step <= LIAN_ORDER_EXPIRED)));
  const char *problem;
  g_autofree char *mine = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->trouble), trouble);
  if (!trouble)
    return;
  mine = dup_whose (self, entry);
  problem = is_alarming (self, entry) ? NULL : lian_ledger_entry_get_problem (entry);
  gtk_label_set_text (self->trouble_title, get_trouble_title (status));
  gtk_label_set_text (self->mine_label, mine);
  gtk_label_set_text (self->theirs_label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->theirs_label), problem != NULL);
  show_phone (self, entry);
  show_ways (self, entry);
}

/* --- undo --- */

static gboolean
undo_tick_cb (gpointer user_data)
{
  LianOrderStrip *self = user_data;

  self->undo_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
show_undo (LianOrderStrip *self, LianLedgerEntry *entry)
{
  gint64 now = lian_case_words_get_now (self->words);
  gint64 left = 0;
  g_autofree char *text = NULL;

  g_clear_handle_id (&self->undo_id, g_source_remove);
  if (entry != NULL && lian_ledger_entry_get_state (entry) == LIAN_ENTRY_QUEUED)
    left = (lian_ledger_entry_get_not_before (entry) - now + G_TIME_SPAN_SECOND - 1)
           / G_TIME_SPAN_SECOND;
  gtk_widget_set_visible (GTK_WIDGET (self->undo_button), left > 0);
  if (left <= 0)
    return;
  text = g_strdup_printf (_ ("Undo sending (%d s) Ctrl Z"), (int)left);
  gtk_button_set_label (self->undo_button, text);
  self->undo_id = g_timeout_add (250, undo_tick_cb, self);
}

typedef struct
{
  LianOrderStrip *strip; /* (owned) */
  char *id;
} Undo;

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Undo *undo = user_data;
  g_autoptr (LianOrderStrip) self = undo->strip;
  g_autofree char *id = undo->id;
  LianLedger *ledger = LIAN_LEDGER (source);
  g_autoptr (GError) error = NULL;
  gboolean undone = lian_ledger_undo_finish (ledger, result, &error);
  LianLedgerEntry *entry = lian_ledger_lookup (ledger, id);

  g_free (undo);
  if (!undone)
    g_debug ("undo came too late: %s", error->message);
  update (self);
  if (undone && entry != NULL && !is_revocation (entry)
      && g_strcmp0 (lian_ledger_entry_get_case_id (entry), self->case_id) == 0)
    g_signal_emit (self, signals[UNDONE], 0, id);
}

static void
undo_clicked_cb (LianOrderStrip *self)
{
  lian_order_strip_undo (self);
}

static void
decided_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianOrderStrip) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!lian_ledger_decide_finish (LIAN_LEDGER (source), result, &error))
    g_debug ("not decided: %s", error->message);
  gtk_widget_set_sensitive (GTK_WIDGET (self->keep_button), TRUE);
  update (self);
}

/* Kept in the ledger: the card does not come back with the next start. */
static void
keep_clicked_cb (LianOrderStrip *self)
{
  if (self->shown == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->keep_button), FALSE);
  lian_ledger_decide (lian_engine_get_ledger (self->engine), self->shown, "kept", NULL, decided_cb,
                      g_object_ref (self));
}

static void
anew_clicked_cb (LianOrderStrip *self)
{
  if (self->shown != NULL)
    g_signal_emit (self, signals[COMPOSE_ANEW], 0, self->shown);
}

static void
phone_clicked_cb (LianOrderStrip *self)
{
  if (self->shown != NULL)
    g_signal_emit (self, signals[COMPOSE_PHONE], 0, self->shown);
}

static void
drop_clicked_cb (LianOrderStrip *self)
{
  if (self->shown != NULL)
    g_signal_emit (self, signals[DROP], 0, self->shown);
}

static void
revoke_clicked_cb (LianOrderStrip *self)
{
  if (self->shown != NULL)
    g_signal_emit (self, signals[REVOKE], 0, self->shown);
}

/* 撤销指令: of what was received and stands. 撤销发送 is the undo before it is sent, and 撤回 takes
 * back the case. */
static void
show_revoke (LianOrderStrip *self, const LianOrderStatus *status)
{
  gtk_widget_set_visible (GTK_WIDGET (self->revoke_button),
                          self->may_revoke && !status->lost && status->step >= LIAN_ORDER_RECEIVED
                              && status->step <= LIAN_ORDER_SIGNED);
}

/* What waits can be given by telephone instead. */
static void
show_instead (LianOrderStrip *self, LianLedgerEntry *entry)
{
  gint64 now = lian_case_words_get_now (self->words);

  gtk_widget_set_visible (GTK_WIDGET (self->instead_button),
                          entry != NULL && lian_ledger_entry_is_open (entry)
                              && !is_revocation (entry) && !is_alarming (self, entry)
                              && lian_ledger_entry_get_ordered_at (entry) == 0
                              && lian_ledger_entry_get_not_before (entry) <= now);
}

/* --- all of it --- */

static void
update (LianOrderStrip *self)
{
  g_autoptr (LianLedgerEntry) entry = self->case_id != NULL ? find_entry (self) : NULL;
  LianRecord *instruction = find_newest (self->instructions);
  g_autoptr (GPtrArray) deliveries = NULL;
  g_autofree char *words = NULL;
  LianOrderStatus status;
  const char *id;

  /* What was not carried out is shown until it is decided, whoever was faster or later. */
  if (entry != NULL
      && (instruction == NULL || lian_ledger_entry_is_undecided (entry)
          || lian_ledger_entry_get_created_at (entry)
                 >= lian_record_get_time (instruction, LIAN_INSTRUCTION_SENT_AT)))
    instruction = find_instruction (self, lian_ledger_entry_get_id (entry));
  else
    g_clear_object (&entry);
  gtk_widget_set_visible (GTK_WIDGET (self), entry != NULL || instruction != NULL);
  if (entry == NULL && instruction == NULL)
    {
      /* What is not seen cannot be undone by its key either. */
      g_clear_pointer (&self->shown, g_free);
      show_undo (self, NULL);
      return;
    }
  id = entry != NULL ? lian_ledger_entry_get_id (entry) : lian_record_get_id (instruction);
  g_free (self->shown);
  self->shown = g_strdup (id);
  deliveries = list_deliveries (self, id);
  lian_order_status_compute (entry, instruction, deliveries, &status);
  words = dup_state_words (self, &status,
                           entry != NULL
                               ? lian_ledger_entry_get_to_unit (entry)
                               : lian_record_get_text (instruction, LIAN_INSTRUCTION_TO_UNIT));
  gtk_label_set_text (self->state_label, words);
  show_steps (self, &status);
  show_trouble (self, &status, entry);
  show_undo (self, entry);
  show_revoke (self, &status);
  show_instead (self, entry);
}

static void
lian_order_strip_dispose (GObject *object)
{
  LianOrderStrip *self = LIAN_ORDER_STRIP (object);

  g_clear_handle_id (&self->undo_id, g_source_remove);
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->old, g_ptr_array_unref);
  /* The template lets go of the child; the bin must not hold on to it. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), LIAN_TYPE_ORDER_STRIP);
  g_clear_pointer (&self->instructions, g_ptr_array_unref);
  g_clear_pointer (&self->deliveries, g_ptr_array_unref);
  g_clear_object (&self->words);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (lian_order_strip_parent_class)->dispose (object);
}

static void
lian_order_strip_finalize (GObject *object)
{
  LianOrderStrip *self = LIAN_ORDER_STRIP (object);

  g_free (self->case_id);
  g_free (self->shown);

  G_OBJECT_CLASS (lian_order_strip_parent_class)->finalize (object);
}

static void
lian_order_strip_class_init (LianOrderStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char *const names[N_SIGNALS] = { [COMPOSE_ANEW] = "compose-anew",
                                                [COMPOSE_PHONE] = "compose-phone",
                                                [UNDONE] = "undone",
                                                [DROP] = "drop",
                                                [REVOKE] = "revoke" };

  g_type_ensure (LIAN_TYPE_MARK);
  object_class->dispose = lian_order_strip_dispose;
  object_class->finalize = lian_order_strip_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/liandong/Liandong/ui/lian-order-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, state_label);
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, undo_button);
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, steps);
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, trouble);
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, trouble_title);
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, mine_label);
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, theirs_label);
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, keep_button);
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, anew_button);
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, phone_label);
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, phone_button);
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, drop_button);
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, revoke_button);
  gtk_widget_class_bind_template_child (widget_class, LianOrderStrip, instead_button);
  gtk_widget_class_bind_template_callback (widget_class, undo_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, anew_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, phone_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, drop_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, revoke_clicked_cb);

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lian_order_strip_init (LianOrderStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lian_order_strip_new:
 * @engine: for the ledger
 * @words: for names and the time
 *
 * Returns: a strip without a case, hidden
 */
GtkWidget *
lian_order_strip_new (LianEngine *engine, LianCaseWords *words)
{
  LianOrderStrip *self = g_object_new (LIAN_TYPE_ORDER_STRIP, "visible", FALSE, NULL);

  self->engine = g_object_ref (engine);
  self->words = g_object_ref (words);
  g_signal_connect_object (lian_engine_get_ledger (engine), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (words, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * lian_order_strip_set_case:
 * @case_id: (nullable): the case
 * @instructions: (nullable) (element-type LianRecord): those the platform has for it
 * @deliveries: (nullable) (element-type LianRecord): and what became of them
 */
void
lian_order_strip_set_case (LianOrderStrip *self, const char *case_id, GPtrArray *instructions,
                           GPtrArray *deliveries)
{
  gboolean other;
  char *id = g_strdup (case_id);

  g_return_if_fail (LIAN_IS_ORDER_STRIP (self));

  other = g_strcmp0 (self->case_id, id) != 0;
  g_free (self->case_id);
  self->case_id = id;
  if (other)
    read_old (self);
  g_clear_pointer (&self->instructions, g_ptr_array_unref);
  g_clear_pointer (&self->deliveries, g_ptr_array_unref);
  self->instructions = instructions != NULL ? g_ptr_array_ref (instructions) : NULL;
  self->deliveries = deliveries != NULL ? g_ptr_array_ref (deliveries) : NULL;
  update (self);
}

/**
 * lian_order_strip_set_may_revoke:
 * @may: whether the person may revoke the instruction that stands
 */
void
lian_order_strip_set_may_revoke (LianOrderStrip *self, gboolean may)
{
  g_return_if_fail (LIAN_IS_ORDER_STRIP (self));

  self->may_revoke = may;
  update (self);
}

/**
 * lian_order_strip_undo:
 *
 * 撤销发送, as long as the strip offers it; "undone" comes afterwards.
 *
 * Returns: whether it is tried
 */
gboolean
lian_order_strip_undo (LianOrderStrip *self)
{
  Undo *undo;

  g_return_val_if_fail (LIAN_IS_ORDER_STRIP (self), FALSE);

  if (self->shown == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->undo_button)))
    return FALSE;
  undo = g_new (Undo, 1);
  undo->strip = g_object_ref (self);
  undo->id = g_strdup (self->shown);
  lian_ledger_undo (lian_engine_get_ledger (self->engine), undo->id, NULL, undone_cb, undo);
  return TRUE;
}
