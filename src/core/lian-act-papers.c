/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-act-private.h"

#include <string.h>

/* The moment when a limit that starts now is used up, 0 without one. */
static gint64
due_from_now (const LianActing *acting, const char *stage, gint64 *warn_at)
{
  const LianDictionary *dictionary = acting->context->dictionary;
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (dictionary);
  gint64 now = acting->context->now;
  gint64 amount = lian_record_get_int (acting->context->act, LIAN_ACT_LIMIT_MIN);
  gint64 until = lian_record_get_time (acting->context->act, LIAN_ACT_UNTIL);
  LianLimitUnit unit = LIAN_LIMIT_WORK_MINUTES;

  *warn_at = 0;
  if (amount <= 0 && until > now)
    {
      *warn_at = now + (until - now) / 5 * 4;
      return until;
    }
  if (amount <= 0 && !lian_dictionary_find_limit (dictionary, stage, NULL, NULL, &amount, &unit))
    return 0;
  *warn_at = lian_work_calendar_warn_at (calendar, now, amount, unit);
  return lian_work_calendar_add (calendar, now, amount, unit);
}

static void
write_application (LianActing *acting, const char *kind)
{
  const LianActContext *context = acting->context;
  LianRecord *record = lian_acting_add (acting, LIAN_KIND_APPLICATION, 0);

  lian_acting_copy (acting, record, LIAN_APPLICATION_CASE, LIAN_ACT_CASE);
  lian_record_set_text (record, LIAN_APPLICATION_KIND, kind);
  lian_acting_copy (acting, record, LIAN_APPLICATION_REASON, LIAN_ACT_OPINION);
  lian_acting_copy (acting, record, LIAN_APPLICATION_CLAUSE, LIAN_ACT_CLAUSE);
  lian_acting_copy (acting, record, LIAN_APPLICATION_CATEGORY, LIAN_ACT_CATEGORY);
  if (lian_record_has (context->act, LIAN_ACT_LIMIT_MIN))
    lian_record_set_int (record, LIAN_APPLICATION_REQUESTED_MIN,
                         lian_record_get_int (context->act, LIAN_ACT_LIMIT_MIN));
  if (lian_record_has (context->act, LIAN_ACT_UNTIL))
    lian_record_set_time (record, LIAN_APPLICATION_UNTIL,
                          lian_record_get_time (context->act, LIAN_ACT_UNTIL));
  lian_record_set_text (record, LIAN_APPLICATION_UNIT, context->actor->unit_id);
  lian_record_set_text (record, LIAN_APPLICATION_BY, context->actor_name);
  lian_record_set_time (record, LIAN_APPLICATION_AT, context->now);
  lian_record_set_text (record, LIAN_APPLICATION_STATE, "pending");
  lian_acting_copy (acting, record, LIAN_APPLICATION_ATTACHMENTS, LIAN_ACT_ATTACHMENTS);
}

/* What the arbiter refuses stays refused. */
static void
change_application (LianActing *acting, const char *state)
{
  const LianActContext *context = acting->context;
  gboolean is_final
      = strcmp (state, "refused") == 0
        && g_strcmp0 (lian_record_get_text (context->application, LIAN_APPLICATION_STATE),
                      "appealed")
               == 0;
  LianRecord *record = lian_record_copy (context->application);

  lian_record_set_text (record, LIAN_APPLICATION_STATE, is_final ? "refused_final" : state);
  if (strcmp (state, "appealed") != 0)
    {
      lian_acting_copy (acting, record, LIAN_APPLICATION_DECISION, LIAN_ACT_OPINION);
      lian_record_set_text (record, LIAN_APPLICATION_DECIDED_BY, context->actor_name);
      lian_record_set_time (record, LIAN_APPLICATION_DECIDED_AT, context->now);
    }
  g_ptr_array_add (acting->records, record);
}

/* An application that waits while the case goes another way has nothing to wait for. */
static gboolean
is_overtaken (const LianActing *acting)
{
  const LianRecord *pending = acting->context->application;

  return pending != NULL && acting->subject != NULL
         && lian_record_get_kind (acting->subject)->id == LIAN_KIND_CASE
         && g_strcmp0 (lian_record_get_text (acting->context->subject, LIAN_CASE_APPLICATION),
                       lian_record_get_id (pending))
                == 0
         && !lian_record_has (acting->subject, LIAN_CASE_APPLICATION);
}

static void
write_applications (LianActing *acting)
{
  const LianRecord *action = acting->context->entry;
  const char *kind = lian_action_find_effect (action, "apply");
  const char *decision = lian_action_find_effect (action, "decide");

  if (kind != NULL)
    write_application (acting, kind);
  else if (decision != NULL)
    change_application (acting, decision);
  else if (lian_action_find_effect (action, "appeal") != NULL)
    change_application (acting, "appealed");
  else if (is_overtaken (acting))
    change_application (acting, "overtaken");
}

static void
write_supervision (LianActing *acting)
{
  const LianActContext *context = acting->context;
  LianRecord *record = lian_acting_add (acting, LIAN_KIND_SUPERVISION, 0);
  gint64 warn_at;
  gint64 due = due_from_now (acting, "supervision", &warn_at);

  lian_acting_copy (acting, record, LIAN_SUPERVISION_CASE, LIAN_ACT_CASE);
  lian_acting_copy (acting, record, LIAN_SUPERVISION_CARD, LIAN_ACT_CARD);
  lian_acting_copy (acting, record, LIAN_SUPERVISION_TEXT, LIAN_ACT_OPINION);
  lian_record_set_text (record, LIAN_SUPERVISION_BY, context->actor_name);
  lian_record_set_text (record, LIAN_SUPERVISION_UNIT,
                        lian_record_get_text (acting->subject, LIAN_CASE_LEAD_UNIT));
  lian_record_set_time (record, LIAN_SUPERVISION_AT, context->now);
  if (due != 0)
    lian_record_set_time (record, LIAN_SUPERVISION_REPLY_DUE, due);
  lian_record_set_text (record, LIAN_SUPERVISION_STATE, "open");
}

static void
reply_supervision (LianActing *acting)
{
  LianRecord *record = lian_record_copy (acting->context->supervision);

  lian_acting_copy (acting, record, LIAN_SUPERVISION_REPLY, LIAN_ACT_OPINION);
  lian_record_set_time (record, LIAN_SUPERVISION_REPLIED_AT, acting->context->now);
  lian_record_set_text (record, LIAN_SUPERVISION_REPLIED_BY, acting->context->actor_name);
  lian_record_set_text (record, LIAN_SUPERVISION_STATE, "replied");
  g_ptr_array_add (acting->records, record);
}

static void
write_evaluation (LianActing *acting)
{
  LianRecord *record = lian_acting_add (acting, LIAN_KIND_EVALUATION, 0);

  lian_record_set_text (record, LIAN_EVALUATION_DIRECTION, "resident_case");
  lian_acting_copy (acting, record, LIAN_EVALUATION_SUBJECT, LIAN_ACT_CASE);
  lian_acting_copy (acting, record, LIAN_EVALUATION_SATISFACTION, LIAN_ACT_SATISFACTION);
  lian_acting_copy (acting, record, LIAN_EVALUATION_TEXT, LIAN_ACT_OPINION);
  lian_record_set_time (record, LIAN_EVALUATION_AT, acting->context->now);
}

/* The first words of a text, where nobody gave it a title. */
static char *
dup_title (const LianActing *acting)
{
  const char *title = lian_acting_text (acting, LIAN_ACT_TITLE);
  const char *opinion = lian_acting_text (acting, LIAN_ACT_OPINION);

  if (title != NULL && *title != '\0')
    return g_strdup (title);
  if (opinion == NULL || *opinion == '\0')
    return g_strdup (lian_acting_text (acting, LIAN_ACT_ACTION));
  return g_utf8_strlen (opinion, -1) > 40 ? g_utf8_substring (opinion, 0, 40) : g_strdup (opinion);
}

static void
write_item (LianActing *acting, const LianRecord *programme, const char *unit, guint number)
{
  const LianActContext *context = acting->context;
  LianRecord *item = lian_acting_add (acting, LIAN_KIND_ITEM, number);
  const char *const *roles = lian_record_get_list (programme, LIAN_ENTRY_CODES2);
  const char *code = lian_record_get_text (programme, LIAN_ENTRY_CODE);
  gint64 warn_at;
  gint64 due = due_from_now (acting, code, &warn_at);
  LianRecord *delivery;

  lian_record_set_text (item, LIAN_ITEM_PROGRAMME, code);
  lian_record_take_text (item, LIAN_ITEM_TITLE, dup_title (acting));
  lian_acting_copy (acting, item, LIAN_ITEM_TEXT, LIAN_ACT_OPINION);
  lian_acting_copy (acting, item, LIAN_ITEM_CASE, LIAN_ACT_CASE);
  lian_record_set_text (item, LIAN_ITEM_UNIT, unit);
  if (unit == NULL && roles != NULL)
    lian_record_set_text (item, LIAN_ITEM_OWNER_ROLE, roles[0]);
  lian_record_set_text (item, LIAN_ITEM_ISSUER, context->actor_name);
  lian_record_set_time (item, LIAN_ITEM_ISSUED_AT, context->now);
  lian_record_set_text (item, LIAN_ITEM_STATE, "open");
  lian_record_set_int (item, LIAN_ITEM_PROGRESS, 0);
  if (due != 0)
    {
      lian_record_set_time (item, LIAN_ITEM_WARN_AT, warn_at);
      lian_record_set_time (item, LIAN_ITEM_DUE_AT, due);
    }
  lian_acting_copy (acting, item, LIAN_ITEM_ATTACHMENTS, LIAN_ACT_ATTACHMENTS);
  if (unit == NULL || !context->order)
    return;
  delivery = lian_acting_add (acting, LIAN_KIND_DELIVERY, number + 1);
  lian_record_set_text (delivery, LIAN_DELIVERY_INSTRUCTION, lian_record_get_id (context->act));
  lian_record_set_text (delivery, LIAN_DELIVERY_ITEM, lian_record_get_id (item));
  lian_record_set_text (delivery, LIAN_DELIVERY_UNIT, unit);
  lian_record_set_text (delivery, LIAN_DELIVERY_PART, "lead");
  lian_record_set_text (delivery, LIAN_DELIVERY_STATE, "delivered");
  lian_record_set_time (delivery, LIAN_DELIVERY_DELIVERED_AT, context->now);
}

/* One item for each unit: each answers for its own. */
static void
issue (LianActing *acting, const char *programme)
{
  const char *const *co_units = lian_record_get_list (acting->context->act, LIAN_ACT_CO_UNITS);
  const LianRecord *entry;

  if (*programme == '\0')
    programme = lian_acting_text (acting, LIAN_ACT_PROGRAMME);
  entry = lian_dictionary_lookup (acting->context->dictionary, "programme", programme);
  if (entry == NULL)
    return;
  write_item (acting, entry, lian_acting_text (acting, LIAN_ACT_TO_UNIT), 0);
  for (guint i = 0; co_units != NULL && co_units[i] != NULL; i++)
    write_item (acting, entry, co_units[i], i + 1);
}

/* The deliveries of an instruction without a case follow its items, and it follows the lead unit's.
 */
static void
follow_item (LianActing *acting)
{
  static const char *const pairs[][2] = {
    { "doing", "signed" },
    { "submitted", "feedback" },
    { "done", "done" },
    { "cancelled", "revoked" },
  };
  GPtrArray *deliveries = acting->context->deliveries;
  const char *state = lian_record_get_text (acting->subject, LIAN_ITEM_STATE);

  for (guint k = 0; k < G_N_ELEMENTS (pairs); k++)
    if (g_strcmp0 (state, pairs[k][0]) == 0)
      lian_acting_change_instruction (acting, pairs[k][1]);
  for (guint i = 0; deliveries != NULL && i < deliveries->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (pairs); k++)
      if (g_strcmp0 (state, pairs[k][0]) == 0)
        {
          LianRecord *delivery = lian_record_copy (deliveries->pdata[i]);

          lian_record_set_text (delivery, LIAN_DELIVERY_STATE, pairs[k][1]);
          if (k == 0 && !lian_record_has (delivery, LIAN_DELIVERY_SIGNED_AT))
            {
              lian_record_set_time (delivery, LIAN_DELIVERY_SIGNED_AT, acting->context->now);
              lian_record_set_text (delivery, LIAN_DELIVERY_SIGNED_BY, acting->context->actor_name);
            }
          if (k == 1)
            {
              lian_record_set_time (delivery, LIAN_DELIVERY_FEEDBACK_AT, acting->context->now);
              lian_acting_copy (acting, delivery, LIAN_DELIVERY_ANSWER, LIAN_ACT_OPINION);
            }
          g_ptr_array_add (acting->records, delivery);
        }
}

static void
change_item (LianActing *acting)
{
  const LianActContext *context = acting->context;
  LianRecord *item = acting->subject;
  const char *old = lian_record_get_text (context->subject, LIAN_ITEM_STATE);
  const char *next = lian_workflow_next_state (context->dictionary, context->subject,
                                               lian_acting_text (acting, LIAN_ACT_ACTION));

  lian_record_set_text (item, LIAN_ITEM_STATE, next);
  if (lian_acting_has (acting, "progress") && lian_record_has (context->act, LIAN_ACT_PROGRESS))
    lian_record_set_int (item, LIAN_ITEM_PROGRESS,
                         lian_record_get_int (context->act, LIAN_ACT_PROGRESS));
  if (lian_acting_has (acting, "item_answer"))
    {
      lian_acting_copy (acting, item, LIAN_ITEM_ANSWER, LIAN_ACT_OPINION);
      lian_record_set_text (item, LIAN_ITEM_ANSWERED_BY, context->actor_name);
    }
  if (lian_acting_has (acting, "item_done"))
    {
      lian_record_set_time (item, LIAN_ITEM_DONE_AT, context->now);
      lian_record_set_int (item, LIAN_ITEM_PROGRESS, 100);
    }
  if (g_strcmp0 (old, next) != 0)
    follow_item (acting);
}

static void
write_handover (LianActing *acting)
{
  const LianActContext *context = acting->context;
  LianRecord *record = lian_acting_add (acting, LIAN_KIND_HANDOVER, 0);

  lian_acting_copy (acting, record, LIAN_HANDOVER_SHIFT, LIAN_ACT_SHIFT);
  lian_record_set_text (record, LIAN_HANDOVER_FROM, context->actor->account);
  lian_record_set_int (record, LIAN_HANDOVER_OPEN, context->open_count);
  lian_record_set_int (record, LIAN_HANDOVER_OVERDUE, context->overdue_count);
  lian_record_set_int (record, LIAN_HANDOVER_DONE, context->done_count);
  lian_acting_copy (acting, record, LIAN_HANDOVER_NOTES, LIAN_ACT_OPINION);
  lian_record_set_time (record, LIAN_HANDOVER_OUT_AT, context->now);
  lian_record_set_text (record, LIAN_HANDOVER_STATE, "signed_out");
}

static void
take_over (LianActing *acting)
{
  LianRecord *record = lian_record_copy (acting->context->handover);

  lian_record_set_text (record, LIAN_HANDOVER_TO, acting->context->actor->account);
  lian_record_set_time (record, LIAN_HANDOVER_IN_AT, acting->context->now);
  lian_record_set_text (record, LIAN_HANDOVER_STATE, "signed_in");
  g_ptr_array_add (acting->records, record);
}

void
lian_acting_write_papers (LianActing *acting)
{
  const char *programme = lian_action_find_effect (acting->entry, "issue");
  const char *result = lian_acting_text (acting, LIAN_ACT_RESULT);

  write_applications (acting);
  if (lian_acting_has (acting, "card"))
    write_supervision (acting);
  if (lian_acting_has (acting, "reply_card"))
    reply_supervision (acting);
  if (lian_acting_has (acting, "evaluate")
      || (lian_acting_has (acting, "callback") && g_strcmp0 (result, "reached") == 0))
    write_evaluation (acting);
  if (programme != NULL)
    issue (acting, programme);
  if (lian_acting_has (acting, "hand_over"))
    write_handover (acting);
  if (lian_acting_has (acting, "take_over"))
    take_over (acting);
  if (acting->subject != NULL && lian_record_get_kind (acting->subject)->id == LIAN_KIND_ITEM)
    change_item (acting);
}

/* One act, one step. Its limit is the one of the stage that it ends, and the minutes used are those
 * of that stage, on the clock that its limit runs by. */
void
lian_acting_write_step (LianActing *acting, const LianRecord *before)
{
  const LianActContext *context = acting->context;
  LianRecord *step = lian_acting_add (acting, LIAN_KIND_CASE_STEP, 0);
  const LianRecord *application = context->application;
  gint64 moment = lian_act_get_moment (context);

  lian_record_set_text (step, LIAN_CASE_STEP_CASE, lian_record_get_id (acting->subject));
  lian_record_set_int (step, LIAN_CASE_STEP_SEQ, context->n_steps + 1);
  lian_acting_copy (acting, step, LIAN_CASE_STEP_ACTION, LIAN_ACT_ACTION);
  lian_record_set_text (step, LIAN_CASE_STEP_TO_STATE,
                        lian_record_get_text (acting->subject, LIAN_CASE_STATE));
  lian_record_set_text (step, LIAN_CASE_STEP_ACTOR, context->actor_name);
  lian_record_set_text (step, LIAN_CASE_STEP_SEAT, context->seat);
  lian_record_set_text (step, LIAN_CASE_STEP_UNIT, context->actor->unit_id);
  lian_record_set_time (step, LIAN_CASE_STEP_AT, context->now);
  lian_acting_copy (acting, step, LIAN_CASE_STEP_OPINION, LIAN_ACT_OPINION);
  lian_acting_copy (acting, step, LIAN_CASE_STEP_RESULT, LIAN_ACT_RESULT);
  lian_acting_copy (acting, step, LIAN_CASE_STEP_ATTACHMENTS, LIAN_ACT_ATTACHMENTS);
  if (lian_record_has (context->act, LIAN_ACT_ORDERED_AT))
    lian_record_set_time (step, LIAN_CASE_STEP_ORDERED_AT,
                          lian_record_get_time (context->act, LIAN_ACT_ORDERED_AT));
  lian_acting_copy (acting, step, LIAN_CASE_STEP_ORDERED_TO, LIAN_ACT_ORDERED_TO);
  lian_record_set_text (step, LIAN_CASE_STEP_INSTRUCTION,
                        lian_acting_has (acting, "deliver")
                            ? lian_record_get_id (context->act)
                            : (before != NULL ? lian_record_get_text (before, LIAN_CASE_INSTRUCTION)
                                              : NULL));
  if (lian_action_find_effect (context->entry, "apply") != NULL)
    lian_record_set_text (step, LIAN_CASE_STEP_APPLICATION, lian_record_get_id (context->act));
  else if (application != NULL
           && (acting->entry != context->entry
               || lian_record_has (context->act, LIAN_ACT_APPLICATION)))
    lian_record_set_text (step, LIAN_CASE_STEP_APPLICATION, lian_record_get_id (application));
  if (before == NULL)
    return;
  lian_record_set_text (step, LIAN_CASE_STEP_FROM_STATE,
                        lian_record_get_text (before, LIAN_CASE_STATE));
  if (lian_record_has (before, LIAN_CASE_LIMIT_MIN))
    lian_record_set_int (step, LIAN_CASE_STEP_LIMIT_MIN,
                         lian_record_get_int (before, LIAN_CASE_LIMIT_MIN));
  if (lian_record_has (before, LIAN_CASE_STAGE_AT)
      && lian_record_get_time (before, LIAN_CASE_STAGE_AT) <= moment)
    lian_record_set_int (step, LIAN_CASE_STEP_ELAPSED_MIN,
                         lian_workflow_used (context->dictionary, before, moment));
}
