/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-submission.h"

#include "lian-codec.h"
#include "lian-workflow.h"

#include <string.h>

/* Ten years of working minutes: more is a slip of the finger. */
#define LONGEST_LIMIT (10 * 250 * 480)

static const char *const members[]
    = { "id",        "kind",      "case_id", "to_unit",    "co_units", "opinion",
        "limit_min", "not_after", "sent_at", "supersedes", NULL };

static gboolean
bad (LianSubmission *self, const char *field, const char *detail)
{
  return lian_submission_refuse (self, 400, "bad-request", field, NULL, "%s: %s", field, detail);
}

static gboolean
check_fields (LianSubmission *self, const LianRecord *order)
{
  const char *to_unit = lian_record_get_text (order, LIAN_INSTRUCTION_TO_UNIT);
  const char *const *co_units = lian_record_get_list (order, LIAN_INSTRUCTION_CO_UNITS);
  gint64 limit = lian_record_get_int (order, LIAN_INSTRUCTION_LIMIT_MIN);

  if (g_strcmp0 (lian_record_get_text (order, LIAN_INSTRUCTION_KIND), "dispatch") != 0)
    return bad (self, "kind", "only “dispatch” is known here");
  if (!lian_record_has (order, LIAN_INSTRUCTION_CASE))
    return bad (self, "case_id", "is missing");
  if (to_unit == NULL || *to_unit == '\0')
    return bad (self, "to_unit", "is missing");
  if (lian_record_has (order, LIAN_INSTRUCTION_LIMIT_MIN) && (limit < 1 || limit > LONGEST_LIMIT))
    return bad (self, "limit_min", "has to be one minute to ten years");
  for (guint i = 0; co_units != NULL && co_units[i] != NULL; i++)
    {
      if (strcmp (co_units[i], to_unit) == 0)
        return bad (self, "co_units", "names the lead unit again");
      for (guint k = 0; k < i; k++)
        if (strcmp (co_units[i], co_units[k]) == 0)
          return bad (self, "co_units", "names a unit twice");
    }
  return TRUE;
}

static gboolean
check_not_after (LianSubmission *self, const LianRecord *order)
{
  gint64 not_after = lian_record_get_time (order, LIAN_INSTRUCTION_NOT_AFTER);

  if (not_after == 0 || self->txn.now <= not_after)
    return TRUE;
  return lian_submission_refuse (self, 409, "expired", "not_after", NULL,
                                 "the instruction came too late to be carried out");
}

/* Says that it is ordered already rather than only that the state does not fit: the sender then
 * knows whom to ask. */
static gboolean
check_not_ordered (LianSubmission *self, const LianRecord *record)
{
  const char *stage
      = lian_dictionary_stage (self->dictionary, lian_record_get_text (record, LIAN_CASE_STATE));

  if (!lian_record_has (record, LIAN_CASE_INSTRUCTION)
      || (strcmp (stage, "to_sign") != 0 && strcmp (stage, "handling") != 0))
    return TRUE;
  return lian_submission_refuse (self, 409, "already-dispatched", NULL, record,
                                 "the case is with a unit already");
}

static gboolean
check_unit (LianSubmission *self, const char *field, const char *unit_id, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) unit = lian_txn_lookup (&self->txn, LIAN_KIND_UNIT, unit_id, &failed);

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (unit == NULL
      || (lian_record_has (unit, LIAN_UNIT_ACTIVE)
          && !lian_record_get_bool (unit, LIAN_UNIT_ACTIVE)))
    return lian_submission_refuse (self, 409, "unit-inactive", field, NULL,
                                   "unit “%s” does not take cases", unit_id);
  return TRUE;
}

static gboolean
check_units (LianSubmission *self, const LianRecord *order, GError **error)
{
  const char *const *co_units = lian_record_get_list (order, LIAN_INSTRUCTION_CO_UNITS);

  if (!check_unit (self, "to_unit", lian_record_get_text (order, LIAN_INSTRUCTION_TO_UNIT), error))
    return FALSE;
  for (guint i = 0; co_units != NULL && co_units[i] != NULL; i++)
    if (!check_unit (self, "co_units", co_units[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
write_delivery (LianSubmission *self, const LianRecord *order, const char *unit_id,
                const char *part, guint number, GError **error)
{
  g_autoptr (LianRecord) delivery = lian_record_new (LIAN_KIND_DELIVERY);

  lian_record_take_text (delivery, LIAN_F_ID, g_strdup_printf ("%s:%u", self->id, number));
  lian_record_set_text (delivery, LIAN_F_REGION, lian_record_get_text (order, LIAN_F_REGION));
  lian_record_set_text (delivery, LIAN_DELIVERY_INSTRUCTION, self->id);
  lian_record_set_text (delivery, LIAN_DELIVERY_CASE,
                        lian_record_get_text (order, LIAN_INSTRUCTION_CASE));
  lian_record_set_text (delivery, LIAN_DELIVERY_UNIT, unit_id);
  lian_record_set_text (delivery, LIAN_DELIVERY_PART, part);
  lian_record_set_text (delivery, LIAN_DELIVERY_STATE, "delivered");
  lian_record_set_time (delivery, LIAN_DELIVERY_DELIVERED_AT, self->txn.now);
  return lian_txn_store (&self->txn, delivery, error);
}

static gboolean
write_deliveries (LianSubmission *self, const LianRecord *order, GError **error)
{
  const char *const *co_units = lian_record_get_list (order, LIAN_INSTRUCTION_CO_UNITS);

  if (!write_delivery (self, order, lian_record_get_text (order, LIAN_INSTRUCTION_TO_UNIT), "lead",
                       0, error))
    return FALSE;
  for (guint i = 0; co_units != NULL && co_units[i] != NULL; i++)
    if (!write_delivery (self, order, co_units[i], "co", i + 1, error))
      return FALSE;
  return TRUE;
}

/* What the unit has: the limit of the instruction in working minutes, otherwise the dictionary's
 * for handling. */
static gint64
find_deadline (LianSubmission *self, const LianRecord *record, gint64 limit_min)
{
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (self->dictionary);
  LianLimitUnit unit = LIAN_LIMIT_WORK_MINUTES;
  gint64 amount = limit_min;

  if (amount <= 0
      && !lian_dictionary_find_limit (self->dictionary, "handling",
                                      lian_record_get_text (record, LIAN_CASE_CATEGORY),
                                      lian_record_get_text (record, LIAN_CASE_URGENCY), &amount,
                                      &unit))
    return 0;
  return lian_work_calendar_add (calendar, self->txn.now, amount, unit);
}

static void
fill_order (LianSubmission *self, LianRecord *order, const LianRecord *record,
            const LianReceipt *receipt)
{
  gint64 limit = lian_record_get_int (order, LIAN_INSTRUCTION_LIMIT_MIN);

  lian_record_set_text (order, LIAN_F_REGION, lian_record_get_text (record, LIAN_F_REGION));
  lian_record_set_time (order, LIAN_INSTRUCTION_DEADLINE, find_deadline (self, record, limit));
  lian_record_set_text (order, LIAN_INSTRUCTION_ACCOUNT, self->person->account);
  lian_record_set_text (order, LIAN_INSTRUCTION_SEAT, self->seat);
  lian_record_set_time (order, LIAN_INSTRUCTION_ACCEPTED_AT, self->txn.now);
  lian_record_set_int (order, LIAN_INSTRUCTION_RECEIPT_NO, receipt->seq);
  lian_record_set_text (order, LIAN_INSTRUCTION_STATE, "delivered");
}

static gboolean
dispatch (LianSubmission *self, LianRecord *order, const LianRecord *before, GError **error)
{
  g_autoptr (LianRecord) record = lian_record_copy (before);
  g_autoptr (LianReceipt) receipt = NULL;
  const char *next = lian_workflow_next_state (self->dictionary, before, "dispatch");

  if (!lian_txn_begin (&self->txn, error) || !lian_submission_append_audit (self, &receipt, error))
    return FALSE;

  fill_order (self, order, before, receipt);
  lian_record_set_text (record, LIAN_CASE_LEAD_UNIT,
                        lian_record_get_text (order, LIAN_INSTRUCTION_TO_UNIT));
  lian_record_set_list (record, LIAN_CASE_CO_UNITS,
                        lian_record_get_list (order, LIAN_INSTRUCTION_CO_UNITS));
  lian_record_set_text (record, LIAN_CASE_INSTRUCTION, self->id);
  lian_record_clear (record, LIAN_CASE_HANDLER);
  lian_workflow_enter (self->dictionary, record, next, self->txn.now, 0);
  return lian_txn_store (&self->txn, order, error) && write_deliveries (self, order, error)
         && lian_submission_write_step (self, before, record, "dispatch",
                                        lian_record_get_text (order, LIAN_INSTRUCTION_OPINION),
                                        self->id, error)
         && lian_txn_store (&self->txn, record, error);
}

/**
 * lian_intake_instruction:
 * @self: a submission with its body read and its id unknown
 *
 * The checks after the id, in the order of docs/api.md, then the effect: instruction, deliveries,
 * step and case change together or not at all.
 *
 * Returns: %FALSE with a reply (refused) or with @error
 */
gboolean
lian_intake_instruction (LianSubmission *self, GError **error)
{
  g_autoptr (JsonObject) preset = json_object_new ();
  g_autoptr (LianRecord) order = NULL;
  g_autoptr (LianRecord) record = NULL;

  if (!lian_submission_check_role (self, "dispatch"))
    return FALSE;
  order = lian_submission_decode (self, LIAN_KIND_INSTRUCTION, members, preset);
  if (order == NULL || !check_fields (self, order)
      || !lian_submission_check_fresh (self, LIAN_KIND_INSTRUCTION, error)
      || !lian_submission_check_fresh (self, LIAN_KIND_CASE_STEP, error))
    return FALSE;
  record = lian_submission_find_case (self, lian_record_get_text (order, LIAN_INSTRUCTION_CASE),
                                      error);
  if (record == NULL || !check_not_after (self, order)
      || !lian_submission_check_version (self, record, TRUE) || !check_not_ordered (self, record)
      || !lian_submission_check_workflow (self, record, "dispatch")
      || !check_units (self, order, error))
    return FALSE;
  return dispatch (self, order, record, error);
}
