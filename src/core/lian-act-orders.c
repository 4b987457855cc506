/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-act-private.h"

#include <string.h>

/* The field of a delivery that says when it came into a state, 0 = none. */
static guint
moment_of (const char *state)
{
  if (strcmp (state, "delivered") == 0)
    return LIAN_DELIVERY_DELIVERED_AT;
  if (strcmp (state, "signed") == 0)
    return LIAN_DELIVERY_SIGNED_AT;
  if (strcmp (state, "handling") == 0)
    return LIAN_DELIVERY_HANDLING_AT;
  return strcmp (state, "feedback") == 0 ? LIAN_DELIVERY_FEEDBACK_AT : 0;
}

static void
change_delivery (LianActing *acting, const LianRecord *old, const char *state)
{
  LianRecord *delivery = lian_record_copy (old);
  guint moment = moment_of (state);

  if (strcmp (state, "delivered") == 0)
    {
      lian_record_clear (delivery, LIAN_DELIVERY_SIGNED_AT);
      lian_record_clear (delivery, LIAN_DELIVERY_SIGNED_BY);
      lian_record_clear (delivery, LIAN_DELIVERY_HANDLING_AT);
      lian_record_clear (delivery, LIAN_DELIVERY_FEEDBACK_AT);
    }
  lian_record_set_text (delivery, LIAN_DELIVERY_STATE, state);
  if (moment != 0)
    lian_record_set_time (delivery, moment, acting->context->now);
  if (moment == LIAN_DELIVERY_SIGNED_AT)
    lian_record_set_text (delivery, LIAN_DELIVERY_SIGNED_BY, acting->context->actor_name);
  if (moment == LIAN_DELIVERY_FEEDBACK_AT)
    {
      lian_record_set_text (delivery, LIAN_DELIVERY_ANSWER,
                            lian_acting_text (acting, LIAN_ACT_OPINION));
      lian_acting_copy (acting, delivery, LIAN_DELIVERY_ATTACHMENTS, LIAN_ACT_ATTACHMENTS);
    }
  g_ptr_array_add (acting->records, delivery);
}

static void
write_delivery (LianActing *acting, const char *unit, const char *part, guint number,
                const char *instruction, const char *item)
{
  LianRecord *delivery = lian_acting_add (acting, LIAN_KIND_DELIVERY, number + 1);

  lian_record_set_text (delivery, LIAN_DELIVERY_INSTRUCTION, instruction);
  if (acting->subject != NULL && item == NULL)
    lian_record_set_text (delivery, LIAN_DELIVERY_CASE, lian_record_get_id (acting->subject));
  lian_record_set_text (delivery, LIAN_DELIVERY_ITEM, item);
  lian_record_set_text (delivery, LIAN_DELIVERY_UNIT, unit);
  lian_record_set_text (delivery, LIAN_DELIVERY_PART, part);
  lian_record_set_text (delivery, LIAN_DELIVERY_STATE, "delivered");
  lian_record_set_time (delivery, LIAN_DELIVERY_DELIVERED_AT,
                        lian_act_get_moment (acting->context));
}

static void
write_deliveries (LianActing *acting, gboolean with_lead, const char *instruction)
{
  const char *const *co_units = lian_record_get_list (acting->context->act, LIAN_ACT_CO_UNITS);
  guint number = 0;

  if (with_lead)
    write_delivery (acting, lian_acting_text (acting, LIAN_ACT_TO_UNIT), "lead", number++,
                    instruction, NULL);
  for (guint i = 0; co_units != NULL && co_units[i] != NULL; i++)
    write_delivery (acting, co_units[i], "co", number++, instruction, NULL);
}

void
lian_acting_change_instruction (LianActing *acting, const char *state)
{
  if (acting->context->instruction == NULL)
    return;
  if (acting->instruction == NULL)
    acting->instruction = lian_record_copy (acting->context->instruction);
  lian_record_set_text (acting->instruction, LIAN_INSTRUCTION_STATE, state);
}

static void
change_all (LianActing *acting, const char *state)
{
  GPtrArray *deliveries = acting->context->deliveries;

  for (guint i = 0; deliveries != NULL && i < deliveries->len; i++)
    change_delivery (acting, deliveries->pdata[i], state);
  lian_acting_change_instruction (acting, state);
}

static void
join (LianActing *acting)
{
  const LianRecord *standing = acting->context->instruction;

  acting->instruction = lian_record_copy (standing);
  lian_record_set_list (acting->instruction, LIAN_INSTRUCTION_CO_UNITS,
                        lian_record_get_list (acting->subject, LIAN_CASE_CO_UNITS));
  write_deliveries (acting, FALSE, lian_record_get_id (standing));
}

/* A unit answers its own delivery; what ends or renews the instruction concerns all of them. */
void
lian_acting_change_orders (LianActing *acting)
{
  const char *unit = lian_action_find_effect (acting->entry, "unit");
  const char *all = lian_action_find_effect (acting->entry, "deliveries");
  const LianRecord *own;

  if (unit != NULL)
    {
      own = lian_act_find_delivery (acting->context, acting->of_co_unit);
      if (own != NULL)
        change_delivery (acting, own, unit);
      if (!acting->of_co_unit)
        lian_acting_change_instruction (acting, unit);
      return;
    }
  if (lian_acting_has (acting, "revoke"))
    change_all (acting, "revoked");
  else if (lian_acting_has (acting, "again"))
    change_all (acting, "delivered");
  else if (all != NULL)
    change_all (acting, all);
  if (lian_acting_has (acting, "deliver"))
    write_deliveries (acting, TRUE, lian_record_get_id (acting->context->act));
  else if (lian_acting_has (acting, "join"))
    join (acting);
}

/* What the unit has: the limit of the instruction in working minutes, otherwise the dictionary's
 * for handling. */
static gint64
find_deadline (const LianActing *acting)
{
  const LianDictionary *dictionary = acting->context->dictionary;
  LianLimitUnit unit = LIAN_LIMIT_WORK_MINUTES;
  gint64 amount = lian_record_get_int (acting->context->act, LIAN_ACT_LIMIT_MIN);

  if (amount <= 0
      && !lian_dictionary_find_limit (dictionary, "handling",
                                      lian_record_get_text (acting->subject, LIAN_CASE_CATEGORY),
                                      lian_record_get_text (acting->subject, LIAN_CASE_URGENCY),
                                      &amount, &unit))
    return 0;
  return lian_work_calendar_add (lian_dictionary_get_calendar (dictionary),
                                 lian_act_get_moment (acting->context), amount, unit);
}

static void
copy_time (LianRecord *order, guint to, const LianActing *acting, guint from)
{
  if (lian_record_has (acting->context->act, from))
    lian_record_set_time (order, to, lian_record_get_time (acting->context->act, from));
}

/* An order that went to a unit is delivered; what the platform itself did is done. */
void
lian_acting_write_instruction (LianActing *acting)
{
  const LianActContext *context = acting->context;
  LianRecord *order = lian_acting_add (acting, LIAN_KIND_INSTRUCTION, 0);
  gboolean delivered
      = lian_acting_has (acting, "deliver")
        || (lian_acting_has (acting, "issue") && lian_record_has (context->act, LIAN_ACT_TO_UNIT));
  gint64 deadline = lian_acting_has (acting, "deliver") ? find_deadline (acting) : 0;

  lian_acting_copy (acting, order, LIAN_INSTRUCTION_CASE, LIAN_ACT_CASE);
  lian_acting_copy (acting, order, LIAN_INSTRUCTION_ITEM, LIAN_ACT_ITEM);
  lian_acting_copy (acting, order, LIAN_INSTRUCTION_KIND, LIAN_ACT_ACTION);
  lian_acting_copy (acting, order, LIAN_INSTRUCTION_TO_UNIT, LIAN_ACT_TO_UNIT);
  lian_acting_copy (acting, order, LIAN_INSTRUCTION_OPINION, LIAN_ACT_OPINION);
  lian_acting_copy (acting, order, LIAN_INSTRUCTION_SUPERSEDES, LIAN_ACT_SUPERSEDES);
  lian_acting_copy (acting, order, LIAN_INSTRUCTION_ON_BEHALF_OF, LIAN_ACT_ON_BEHALF_OF);
  lian_acting_copy (acting, order, LIAN_INSTRUCTION_ORDERED_TO, LIAN_ACT_ORDERED_TO);
  copy_time (order, LIAN_INSTRUCTION_NOT_AFTER, acting, LIAN_ACT_NOT_AFTER);
  copy_time (order, LIAN_INSTRUCTION_SENT_AT, acting, LIAN_ACT_SENT_AT);
  copy_time (order, LIAN_INSTRUCTION_ORDERED_AT, acting, LIAN_ACT_ORDERED_AT);
  lian_acting_copy (acting, order, LIAN_INSTRUCTION_CO_UNITS, LIAN_ACT_CO_UNITS);
  lian_acting_copy (acting, order, LIAN_INSTRUCTION_ATTACHMENTS, LIAN_ACT_ATTACHMENTS);
  if (lian_record_has (context->act, LIAN_ACT_LIMIT_MIN))
    lian_record_set_int (order, LIAN_INSTRUCTION_LIMIT_MIN,
                         lian_record_get_int (context->act, LIAN_ACT_LIMIT_MIN));
  if (deadline != 0)
    lian_record_set_time (order, LIAN_INSTRUCTION_DEADLINE, deadline);
  lian_record_set_text (order, LIAN_INSTRUCTION_ACCOUNT, context->actor->account);
  lian_record_set_text (order, LIAN_INSTRUCTION_SEAT, context->seat);
  lian_record_set_time (order, LIAN_INSTRUCTION_ACCEPTED_AT, context->now);
  lian_record_set_int (order, LIAN_INSTRUCTION_RECEIPT_NO, context->receipt_no);
  lian_record_set_text (order, LIAN_INSTRUCTION_STATE, delivered ? "delivered" : "done");
}
