/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-order-status.h"

#include <string.h>

/* A step further on, or the same with an earlier time: of several units the foremost counts. */
static void
reach (LianOrderStatus *status, LianOrderStep step, gint64 time)
{
  if (step > status->step)
    status->step = step;
  if (time != 0 && (status->times[step] == 0 || time < status->times[step]))
    status->times[step] = time;
}

static LianOrderStep
step_of_delivery (const char *state)
{
  static const struct
  {
    const char *state;
    LianOrderStep step;
  } steps[] = {
    { "delivered", LIAN_ORDER_DELIVERED }, { "signed", LIAN_ORDER_SIGNED },
    { "handling", LIAN_ORDER_HANDLING },   { "feedback", LIAN_ORDER_FEEDBACK },
    { "done", LIAN_ORDER_DONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (state, steps[i].state) == 0)
      return steps[i].step;
  return LIAN_ORDER_RECEIVED;
}

static void
add_delivery (LianOrderStatus *status, LianRecord *delivery)
{
  static const struct
  {
    guint field;
    LianOrderStep step;
  } times[] = {
    { LIAN_DELIVERY_DELIVERED_AT, LIAN_ORDER_DELIVERED },
    { LIAN_DELIVERY_SIGNED_AT, LIAN_ORDER_SIGNED },
    { LIAN_DELIVERY_HANDLING_AT, LIAN_ORDER_HANDLING },
    { LIAN_DELIVERY_FEEDBACK_AT, LIAN_ORDER_FEEDBACK },
  };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      gint64 time = lian_record_get_time (delivery, times[i].field);

      if (time != 0)
        reach (status, times[i].step, time);
    }
  reach (status, step_of_delivery (lian_record_get_text (delivery, LIAN_DELIVERY_STATE)), 0);
}

/* What the ledger alone knows. */
static void
add_entry (LianOrderStatus *status, LianLedgerEntry *entry)
{
  static const LianOrderStep steps[] = {
    [LIAN_ENTRY_DRAFT] = LIAN_ORDER_DRAFT,       [LIAN_ENTRY_QUEUED] = LIAN_ORDER_QUEUED,
    [LIAN_ENTRY_SENDING] = LIAN_ORDER_SENDING,   [LIAN_ENTRY_RECEIVED] = LIAN_ORDER_RECEIVED,
    [LIAN_ENTRY_CONFLICT] = LIAN_ORDER_CONFLICT, [LIAN_ENTRY_REFUSED] = LIAN_ORDER_REFUSED,
    [LIAN_ENTRY_EXPIRED] = LIAN_ORDER_EXPIRED,   [LIAN_ENTRY_REVOKED] = LIAN_ORDER_REVOKED,
  };

  status->step = steps[lian_ledger_entry_get_state (entry)];
  status->receipt_no = lian_ledger_entry_get_receipt_no (entry);
  status->attempts = lian_ledger_entry_get_attempts (entry);
  status->lost = lian_ledger_entry_get_lost_at (entry) != 0;
  status->times[LIAN_ORDER_QUEUED] = lian_ledger_entry_get_created_at (entry);
}

/* The lead unit's deliveries decide how far it is; without any, all do. */
static void
add_deliveries (LianOrderStatus *status, GPtrArray *deliveries)
{
  gboolean has_lead = FALSE;

  for (guint i = 0; i < deliveries->len; i++)
    if (g_strcmp0 (lian_record_get_text (deliveries->pdata[i], LIAN_DELIVERY_PART), "lead") == 0)
      has_lead = TRUE;
  for (guint i = 0; i < deliveries->len; i++)
    {
      LianRecord *delivery = deliveries->pdata[i];
      const char *part = lian_record_get_text (delivery, LIAN_DELIVERY_PART);

      if (!has_lead || g_strcmp0 (part, "lead") == 0)
        add_delivery (status, delivery);
    }
}

/**
 * lian_order_status_compute:
 * @entry: (nullable): the row of the ledger; %NULL of another seat's instruction
 * @instruction: (nullable): as mirrored; %NULL until the feed has brought it
 * @deliveries: (nullable) (element-type LianRecord): of this instruction
 * @status: (out caller-allocates)
 *
 * Where an instruction stands. That the platform shows it proves that it arrived, also where the
 * receipt was lost on the way; only the receipt number of a row or of the platform is shown.
 */
void
lian_order_status_compute (LianLedgerEntry *entry, LianRecord *instruction, GPtrArray *deliveries,
                           LianOrderStatus *status)
{
  const char *state;

  memset (status, 0, sizeof *status);
  if (entry != NULL)
    add_entry (status, entry);
  if (instruction == NULL)
    return;

  /* It is there after all; the ledger hears of it with the next reconnect. */
  status->lost = FALSE;
  /* The ledger's verdict on an attempt does not count against what the platform has. */
  if (status->step > LIAN_ORDER_DONE)
    status->step = LIAN_ORDER_RECEIVED;
  reach (status, LIAN_ORDER_RECEIVED,
         lian_record_get_time (instruction, LIAN_INSTRUCTION_ACCEPTED_AT));
  if (status->times[LIAN_ORDER_QUEUED] == 0)
    status->times[LIAN_ORDER_QUEUED] = lian_record_get_time (instruction, LIAN_INSTRUCTION_SENT_AT);
  if (status->receipt_no == 0)
    status->receipt_no = lian_record_get_int (instruction, LIAN_INSTRUCTION_RECEIPT_NO);
  if (deliveries != NULL)
    add_deliveries (status, deliveries);

  state = lian_record_get_text (instruction, LIAN_INSTRUCTION_STATE);
  if (g_strcmp0 (state, "done") == 0)
    status->step = LIAN_ORDER_DONE;
  else if (g_strcmp0 (state, "revoked") == 0)
    status->step = LIAN_ORDER_REVOKED;
}
