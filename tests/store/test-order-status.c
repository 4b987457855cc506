/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-order-status.h"
#include "testing.h"

/* An entry of the ledger in @state; attempts were made unless it is queued or revoked. */
static LianLedgerEntry *
make_entry (LianLedger *ledger, const char *id, LianEntryState state)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  LianPromise promise = { .id = id,
                          .kind = "dispatch",
                          .case_id = "c1",
                          .target = "c1",
                          .body = body,
                          .account = "a",
                          .server_id = "s",
                          .created_at = NOW };
  g_auto (Answer) promised = { 0 };
  g_auto (Answer) begun = { 0 };
  g_auto (Answer) settled = { 0 };

  lian_ledger_promise (ledger, &promise, NULL, answer_cb, &promised);
  WAIT (promised.result != NULL);
  if (state == LIAN_ENTRY_REVOKED)
    lian_ledger_undo (ledger, id, NULL, answer_cb, &begun);
  else if (state != LIAN_ENTRY_QUEUED)
    lian_ledger_begin_attempt (ledger, id, NULL, answer_cb, &begun);
  WAIT (state == LIAN_ENTRY_QUEUED || begun.result != NULL);
  if (state > LIAN_ENTRY_SENDING && state != LIAN_ENTRY_REVOKED)
    {
      lian_ledger_settle (ledger, id, state, state == LIAN_ENTRY_RECEIVED ? 41 : 0, NULL, NULL,
                          NULL, NULL, answer_cb, &settled);
      WAIT (settled.result != NULL);
    }
  return lian_ledger_lookup (ledger, id);
}

static void
test_entry_alone (void)
{
  static const LianOrderStep steps[]
      = { LIAN_ORDER_QUEUED,  LIAN_ORDER_SENDING, LIAN_ORDER_RECEIVED, LIAN_ORDER_CONFLICT,
          LIAN_ORDER_REFUSED, LIAN_ORDER_EXPIRED, LIAN_ORDER_REVOKED };
  char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  LianLedger *ledger = lian_ledger_open (path, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *id = g_strdup_printf ("i%u", i);
      LianOrderStatus status;

      lian_order_status_compute (make_entry (ledger, id, LIAN_ENTRY_QUEUED + i), NULL, NULL,
                                 &status);
      g_assert_cmpint (status.step, ==, steps[i]);
      g_assert_cmpint (status.times[LIAN_ORDER_QUEUED], ==, NOW);
      g_assert_cmpint (status.receipt_no, ==, steps[i] == LIAN_ORDER_RECEIVED ? 41 : 0);
    }
  g_assert_finalize_object (ledger);
  remove_folder (folder);
}

static LianRecord *
make_delivery (const char *id, const char *part, const char *state, gint64 signed_at)
{
  LianRecord *delivery = new_record (LIAN_KIND_DELIVERY, id, 1, NULL);

  lian_record_set_text (delivery, LIAN_DELIVERY_PART, part);
  lian_record_set_text (delivery, LIAN_DELIVERY_STATE, state);
  lian_record_set_time (delivery, LIAN_DELIVERY_DELIVERED_AT, NOW + MINUTE);
  lian_record_set_time (delivery, LIAN_DELIVERY_SIGNED_AT, signed_at);
  return delivery;
}

static void
test_platform (void)
{
  g_autoptr (LianRecord) instruction = new_record (LIAN_KIND_INSTRUCTION, "i1", 1, NULL);
  g_autoptr (GPtrArray) deliveries = new_records ();
  LianOrderStatus status;

  lian_record_set_int (instruction, LIAN_INSTRUCTION_RECEIPT_NO, 41);
  lian_record_set_time (instruction, LIAN_INSTRUCTION_ACCEPTED_AT, NOW);
  lian_order_status_compute (NULL, instruction, NULL, &status);
  g_assert_cmpint (status.step, ==, LIAN_ORDER_RECEIVED);
  g_assert_cmpint (status.receipt_no, ==, 41);
  g_assert_cmpint (status.times[LIAN_ORDER_RECEIVED], ==, NOW);

  /* A co-handling unit does not make it signed; the lead unit does. */
  g_ptr_array_add (deliveries, make_delivery ("d1", "lead", "delivered", 0));
  g_ptr_array_add (deliveries, make_delivery ("d2", "co", "handling", NOW + 2 * MINUTE));
  lian_order_status_compute (NULL, instruction, deliveries, &status);
  g_assert_cmpint (status.step, ==, LIAN_ORDER_DELIVERED);
  g_assert_cmpint (status.times[LIAN_ORDER_DELIVERED], ==, NOW + MINUTE);
  g_assert_cmpint (status.times[LIAN_ORDER_SIGNED], ==, 0);
  g_ptr_array_add (deliveries, make_delivery ("d3", "lead", "signed", NOW + 3 * MINUTE));
  lian_order_status_compute (NULL, instruction, deliveries, &status);
  g_assert_cmpint (status.step, ==, LIAN_ORDER_SIGNED);
  g_assert_cmpint (status.times[LIAN_ORDER_SIGNED], ==, NOW + 3 * MINUTE);

  lian_record_set_text (instruction, LIAN_INSTRUCTION_STATE, "done");
  lian_order_status_compute (NULL, instruction, deliveries, &status);
  g_assert_cmpint (status.step, ==, LIAN_ORDER_DONE);
  lian_record_set_text (instruction, LIAN_INSTRUCTION_STATE, "revoked");
  lian_order_status_compute (NULL, instruction, deliveries, &status);
  g_assert_cmpint (status.step, ==, LIAN_ORDER_REVOKED);
}

/* Every state of a delivery is a step, by its name alone where the moment is not known. */
static void
test_deliveries (void)
{
  static const struct
  {
    const char *state;
    LianOrderStep step;
  } states[] = {
    { "delivered", LIAN_ORDER_DELIVERED }, { "signed", LIAN_ORDER_SIGNED },
    { "handling", LIAN_ORDER_HANDLING },   { "feedback", LIAN_ORDER_FEEDBACK },
    { "done", LIAN_ORDER_DONE },           { "of a later platform", LIAN_ORDER_RECEIVED },
  };
  g_autoptr (LianRecord) instruction = new_record (LIAN_KIND_INSTRUCTION, "i1", 1, NULL);

  lian_record_set_int (instruction, LIAN_INSTRUCTION_RECEIPT_NO, 41);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (GPtrArray) deliveries = new_records ();
      LianRecord *delivery = new_record (LIAN_KIND_DELIVERY, "d1", 1, NULL);
      LianOrderStatus status;

      lian_record_set_text (delivery, LIAN_DELIVERY_STATE, states[i].state);
      g_ptr_array_add (deliveries, delivery);
      lian_order_status_compute (NULL, instruction, deliveries, &status);
      g_assert_cmpint (status.step, ==, states[i].step);
    }
}

/* A restored platform: marked while it does not show the instruction, and no longer. */
static void
test_lost (void)
{
  char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  LianLedger *ledger = lian_ledger_open (path, NULL);
  g_autoptr (LianRecord) instruction = new_record (LIAN_KIND_INSTRUCTION, "i1", 1, NULL);
  g_auto (Answer) answer = { 0 };
  LianOrderStatus status;

  make_entry (ledger, "i1", LIAN_ENTRY_RECEIVED);
  lian_ledger_mark_lost (ledger, "i1", TRUE, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  answer_clear (&answer);
  lian_order_status_compute (lian_ledger_lookup (ledger, "i1"), NULL, NULL, &status);
  g_assert_true (status.lost);
  g_assert_cmpint (status.step, ==, LIAN_ORDER_RECEIVED);
  lian_order_status_compute (lian_ledger_lookup (ledger, "i1"), instruction, NULL, &status);
  g_assert_false (status.lost);
  g_assert_finalize_object (ledger);
  remove_folder (folder);
}

/* The receipt was lost on the way, but the feed shows the instruction. */
static void
test_joined (void)
{
  char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  LianLedger *ledger = lian_ledger_open (path, NULL);
  g_autoptr (LianRecord) instruction = new_record (LIAN_KIND_INSTRUCTION, "i1", 1, NULL);
  LianOrderStatus status;

  lian_record_set_int (instruction, LIAN_INSTRUCTION_RECEIPT_NO, 41);
  lian_order_status_compute (make_entry (ledger, "i1", LIAN_ENTRY_SENDING), instruction, NULL,
                             &status);
  g_assert_cmpint (status.step, ==, LIAN_ORDER_RECEIVED);
  g_assert_cmpint (status.receipt_no, ==, 41);
  g_assert_cmpuint (status.attempts, ==, 1);
  lian_order_status_compute (NULL, NULL, NULL, &status);
  g_assert_cmpint (status.step, ==, LIAN_ORDER_DRAFT);
  g_assert_finalize_object (ledger);
  remove_folder (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/order-status/entry-alone", test_entry_alone);
  g_test_add_func ("/order-status/platform", test_platform);
  g_test_add_func ("/order-status/deliveries", test_deliveries);
  g_test_add_func ("/order-status/lost", test_lost);
  g_test_add_func ("/order-status/joined", test_joined);

  return g_test_run ();
}
