/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-submission.h"

#include "lian-codec.h"
#include "lian-table.h"
#include "lian-text.h"
#include "lian-workflow.h"

#include <string.h>

/* What an action does beside the state that the dictionary's entry leads to. Actions that are not
 * here (accept, file, suspend …) only change the state. */
typedef enum
{
  EFFECT_NONE = 0,
  EFFECT_REVOKE = 1 << 0,   /* the instruction no longer stands */
  EFFECT_RELEASE = 1 << 1,  /* the case has no unit any more */
  EFFECT_AGAIN = 1 << 2,    /* the unit gets the instruction once more */
  EFFECT_EVALUATE = 1 << 3, /* satisfaction is needed */
  EFFECT_CARD = 1 << 4,     /* yellow, red, black */
  EFFECT_UNIT = 1 << 5,     /* a unit answers its delivery */
} Effect;

typedef struct
{
  const char *action;
  guint effects;
  guint counter;        /* a field of the case that counts up, 0 = none */
  const char *delivery; /* state that delivery and instruction come into, NULL = unchanged */
  guint moment;         /* field of the delivery that says when, 0 = none */
} Act;

static const Act acts[] = {
  { "sign", EFFECT_UNIT, 0, "signed", LIAN_DELIVERY_SIGNED_AT },
  { "handle", EFFECT_UNIT, 0, "handling", LIAN_DELIVERY_HANDLING_AT },
  { "feedback", EFFECT_UNIT, 0, "feedback", LIAN_DELIVERY_FEEDBACK_AT },
  { "close", EFFECT_NONE, 0, "done", 0 },
  { "return_back", EFFECT_REVOKE | EFFECT_RELEASE, LIAN_CASE_RETURN_COUNT, "revoked", 0 },
  { "recall", EFFECT_REVOKE | EFFECT_RELEASE, 0, "revoked", 0 },
  { "void", EFFECT_REVOKE, 0, "revoked", 0 },
  { "rework", EFFECT_AGAIN, LIAN_CASE_REWORK_COUNT, "delivered", LIAN_DELIVERY_DELIVERED_AT },
  { "reopen", EFFECT_AGAIN, LIAN_CASE_REWORK_COUNT, "delivered", LIAN_DELIVERY_DELIVERED_AT },
  { "nudge", EFFECT_NONE, LIAN_CASE_NUDGE_COUNT, NULL, 0 },
  { "supervise", EFFECT_CARD, 0, NULL, 0 },
  { "evaluate", EFFECT_EVALUATE, 0, NULL, 0 },
};

static const char *const members[]
    = { "id", "action", "case_id", "instruction_id", "opinion", NULL };

typedef struct
{
  const Act *act;
  const char *action;
  const char *opinion;
  const char *satisfaction;
  LianRecord *step;      /* (owned): the act's own fields */
  LianRecord *before;    /* (owned) */
  GPtrArray *deliveries; /* (owned) (nullable): of the case's instruction */
  gboolean of_co_unit;
} Action;

static void
action_clear (Action *action)
{
  g_clear_pointer (&action->step, lian_record_unref);
  g_clear_pointer (&action->before, lian_record_unref);
  g_clear_pointer (&action->deliveries, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Action, action_clear)

static const Act *
find_act (const char *action)
{
  static const Act plain = { "", EFFECT_NONE, 0, NULL, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (strcmp (acts[i].action, action) == 0)
      return &acts[i];
  return &plain;
}

/**
 * lian_act_is_known:
 * @action: an action of the dictionary
 *
 * Actions that need more than an act carries (another unit, a lead case, a new limit) would leave a
 * case half changed; they are neither offered nor taken.
 *
 * Returns: whether an act may carry it
 */
gboolean
lian_act_is_known (const char *action)
{
  static const char *const others[] = { "report", "dispatch", "transfer",       "merge", "unmerge",
                                        "joint",  "extend",   "change_urgency", NULL };

  return !g_strv_contains (others, action);
}

static gboolean
check_is_act (LianSubmission *self, const char *action)
{
  if (lian_act_is_known (action))
    return TRUE;
  return lian_submission_refuse (self, 400, "bad-request", "action", NULL,
                                 "“%s” cannot come in as an act", action);
}

static gboolean
check_satisfaction (LianSubmission *self, Action *action)
{
  g_autoptr (GError) error = NULL;

  if (!lian_json_get_string (self->object, "satisfaction", FALSE, &action->satisfaction, &error))
    return lian_submission_refuse (self, 400, "bad-request", "satisfaction", NULL, "%s",
                                   error->message);
  if (!(action->act->effects & EFFECT_EVALUATE))
    return TRUE;
  if (action->satisfaction != NULL
      && lian_dictionary_lookup (self->dictionary, "satisfaction", action->satisfaction) != NULL)
    return TRUE;
  return lian_submission_refuse (self, 400, "bad-request", "satisfaction", NULL,
                                 "an evaluation says one of the dictionary's satisfactions");
}

static gboolean
decode (LianSubmission *self, Action *action)
{
  g_autoptr (JsonObject) preset = json_object_new ();
  g_autofree char *now = lian_time_format (self->txn.now);

  json_object_set_int_member (preset, "seq", 0);
  json_object_set_string_member (preset, "at", now);
  action->step = lian_submission_decode (self, LIAN_KIND_CASE_STEP, members, preset);
  if (action->step == NULL)
    return FALSE;
  action->action = lian_record_get_text (action->step, LIAN_CASE_STEP_ACTION);
  action->opinion = lian_record_get_text (action->step, LIAN_CASE_STEP_OPINION);
  action->act = find_act (action->action);
  return check_is_act (self, action->action) && check_satisfaction (self, action);
}

static gboolean
find_deliveries (LianSubmission *self, Action *action, GError **error)
{
  const char *id = lian_record_get_text (action->before, LIAN_CASE_INSTRUCTION);
  g_autofree char *where = NULL;

  if (id == NULL || !lian_id_is_valid (id))
    return TRUE;
  where = g_strdup_printf ("instruction_id = '%s'", id);
  action->deliveries = lian_table_select (self->txn.conn, lian_kind_get (LIAN_KIND_DELIVERY),
                                          LIAN_SERVER_PREFIX, where, "id", 64, error);
  return action->deliveries != NULL;
}

static gboolean
check_instruction (LianSubmission *self, const Action *action)
{
  const char *meant = lian_record_get_text (action->step, LIAN_CASE_STEP_INSTRUCTION);

  if (meant == NULL
      || g_strcmp0 (meant, lian_record_get_text (action->before, LIAN_CASE_INSTRUCTION)) == 0)
    return TRUE;
  return lian_submission_refuse (self, 409, "not-allowed", "instruction_id", action->before,
                                 "the instruction no longer stands for this case");
}

/* The delivery that the action is about: the acting unit's, otherwise the lead unit's. */
static LianRecord *
find_delivery (const LianSubmission *self, const Action *action)
{
  const char *unit = lian_record_get_text (action->before, LIAN_CASE_LEAD_UNIT);

  if (action->of_co_unit)
    unit = self->person->unit_id;
  for (guint i = 0; action->deliveries != NULL && i < action->deliveries->len; i++)
    if (g_strcmp0 (lian_record_get_text (action->deliveries->pdata[i], LIAN_DELIVERY_UNIT), unit)
        == 0)
      return action->deliveries->pdata[i];
  return NULL;
}

static int
delivery_rank (const char *state)
{
  static const char *const order[] = { "delivered", "signed", "handling", "feedback", NULL };

  for (int i = 0; order[i] != NULL; i++)
    if (g_strcmp0 (order[i], state) == 0)
      return i;
  return -1;
}

/* A co-handling unit signs and answers for itself; the state of the case is the lead unit's. */
static gboolean
check_co_unit (LianSubmission *self, const Action *action)
{
  const LianRecord *delivery = find_delivery (self, action);
  const char *state
      = delivery != NULL ? lian_record_get_text (delivery, LIAN_DELIVERY_STATE) : NULL;
  int rank = delivery_rank (state);
  int wanted = delivery_rank (action->act->delivery);

  if (rank >= 0 && wanted > rank && (rank > 0 || wanted == 1)
      && lian_workflow_is_open (self->dictionary,
                                lian_record_get_text (action->before, LIAN_CASE_STATE)))
    return TRUE;
  return lian_submission_refuse (self, 409, "not-allowed", NULL, action->before,
                                 "your part of the case does not allow this now");
}

static gboolean
check_state (LianSubmission *self, Action *action)
{
  const char *const *co_units = lian_record_get_list (action->before, LIAN_CASE_CO_UNITS);

  action->of_co_unit = (action->act->effects & EFFECT_UNIT) && self->person->unit_id != NULL
                       && co_units != NULL && g_strv_contains (co_units, self->person->unit_id);
  if (action->of_co_unit)
    return check_co_unit (self, action);
  if (!lian_submission_check_workflow (self, action->before, action->action))
    return FALSE;
  if ((action->act->effects & EFFECT_AGAIN)
      && !lian_record_has (action->before, LIAN_CASE_LEAD_UNIT))
    return lian_submission_refuse (self, 409, "not-allowed", NULL, action->before,
                                   "the case has no unit that it could go back to");
  return TRUE;
}

static gboolean
store_delivery (LianSubmission *self, const Action *action, const LianRecord *old, GError **error)
{
  g_autoptr (LianRecord) delivery = lian_record_copy (old);

  if (action->act->effects & EFFECT_AGAIN)
    {
      lian_record_clear (delivery, LIAN_DELIVERY_SIGNED_AT);
      lian_record_clear (delivery, LIAN_DELIVERY_SIGNED_BY);
      lian_record_clear (delivery, LIAN_DELIVERY_HANDLING_AT);
      lian_record_clear (delivery, LIAN_DELIVERY_FEEDBACK_AT);
    }
  lian_record_set_text (delivery, LIAN_DELIVERY_STATE, action->act->delivery);
  if (action->act->moment != 0)
    lian_record_set_time (delivery, action->act->moment, self->txn.now);
  if (action->act->moment == LIAN_DELIVERY_SIGNED_AT)
    lian_record_set_text (delivery, LIAN_DELIVERY_SIGNED_BY, self->actor_name);
  if (action->act->moment == LIAN_DELIVERY_FEEDBACK_AT)
    lian_record_set_text (delivery, LIAN_DELIVERY_ANSWER, action->opinion);
  return lian_txn_store (&self->txn, delivery, error);
}

static gboolean
store_instruction (LianSubmission *self, const Action *action, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) old = NULL;
  g_autoptr (LianRecord) instruction = NULL;
  const char *id = lian_record_get_text (action->before, LIAN_CASE_INSTRUCTION);

  if (id == NULL)
    return TRUE;
  old = lian_txn_lookup (&self->txn, LIAN_KIND_INSTRUCTION, id, &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (old == NULL)
    return TRUE;
  instruction = lian_record_copy (old);
  lian_record_set_text (instruction, LIAN_INSTRUCTION_STATE, action->act->delivery);
  return lian_txn_store (&self->txn, instruction, error);
}

/* A unit answers its own delivery; what ends or renews the instruction concerns all of them. */
static gboolean
change_deliveries (LianSubmission *self, const Action *action, GError **error)
{
  gboolean all = !(action->act->effects & EFFECT_UNIT);
  const LianRecord *own = find_delivery (self, action);

  if (action->act->delivery == NULL)
    return TRUE;
  for (guint i = 0; action->deliveries != NULL && i < action->deliveries->len; i++)
    if ((all || action->deliveries->pdata[i] == own)
        && !store_delivery (self, action, action->deliveries->pdata[i], error))
      return FALSE;
  return action->of_co_unit || store_instruction (self, action, error);
}

static const char *
next_card (const char *card)
{
  if (g_strcmp0 (card, "yellow") == 0)
    return "red";
  if (g_strcmp0 (card, "red") == 0 || g_strcmp0 (card, "black") == 0)
    return "black";
  return "yellow";
}

/* The limit that the dispatcher gave holds for the stage of handling. */
static gint64
find_limit (LianSubmission *self, const Action *action, const char *state, GError **error)
{
  const char *id = lian_record_get_text (action->before, LIAN_CASE_INSTRUCTION);
  g_autoptr (LianRecord) instruction = NULL;

  if (id == NULL || strcmp (lian_dictionary_stage (self->dictionary, state), "handling") != 0
      || strcmp (lian_dictionary_stage (self->dictionary,
                                        lian_record_get_text (action->before, LIAN_CASE_STATE)),
                 "handling")
             == 0)
    return 0;
  instruction = lian_txn_lookup (&self->txn, LIAN_KIND_INSTRUCTION, id, error);
  return instruction != NULL ? lian_record_get_int (instruction, LIAN_INSTRUCTION_LIMIT_MIN) : 0;
}

/* The deadline of the whole case runs from its acceptance. */
static void
set_close_due (LianSubmission *self, LianRecord *record)
{
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (self->dictionary);
  gint64 accepted_at = lian_record_get_time (record, LIAN_CASE_ACCEPTED_AT);
  LianLimitUnit unit;
  gint64 amount;

  if (accepted_at == 0 || lian_record_has (record, LIAN_CASE_CLOSE_DUE)
      || !lian_dictionary_find_limit (self->dictionary, "close",
                                      lian_record_get_text (record, LIAN_CASE_CATEGORY),
                                      lian_record_get_text (record, LIAN_CASE_URGENCY), &amount,
                                      &unit))
    return;
  lian_record_set_time (record, LIAN_CASE_CLOSE_DUE,
                        lian_work_calendar_add (calendar, accepted_at, amount, unit));
}

static void
change_case (LianSubmission *self, const Action *action, LianRecord *record, gint64 limit)
{
  const Act *act = action->act;

  lian_workflow_enter (self->dictionary, record,
                       lian_workflow_next_state (self->dictionary, record, action->action),
                       self->txn.now, limit);
  set_close_due (self, record);
  if (act->counter != 0)
    lian_record_set_int (record, act->counter, lian_record_get_int (record, act->counter) + 1);
  if (act->effects & EFFECT_CARD)
    lian_record_set_text (record, LIAN_CASE_CARD,
                          next_card (lian_record_get_text (record, LIAN_CASE_CARD)));
  if (act->effects & EFFECT_EVALUATE)
    {
      lian_record_set_text (record, LIAN_CASE_SATISFACTION, action->satisfaction);
      lian_record_set_text (record, LIAN_CASE_EVALUATION, action->opinion);
      lian_record_set_time (record, LIAN_CASE_EVALUATED_AT, self->txn.now);
    }
  if (act->effects & EFFECT_RELEASE)
    {
      lian_record_clear (record, LIAN_CASE_LEAD_UNIT);
      lian_record_clear (record, LIAN_CASE_CO_UNITS);
      lian_record_clear (record, LIAN_CASE_HANDLER);
    }
  if (act->effects & (EFFECT_RELEASE | EFFECT_REVOKE))
    lian_record_clear (record, LIAN_CASE_INSTRUCTION);
}

static gboolean
carry_out (LianSubmission *self, Action *action, GError **error)
{
  g_autoptr (LianRecord) record = lian_record_copy (action->before);
  g_autoptr (GError) failed = NULL;
  const char *next = lian_workflow_next_state (self->dictionary, action->before, action->action);
  gint64 limit = find_limit (self, action, next, &failed);

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (!lian_txn_begin (&self->txn, error) || !lian_submission_append_audit (self, NULL, error))
    return FALSE;
  if (!action->of_co_unit)
    change_case (self, action, record, limit);
  return change_deliveries (self, action, error)
         && lian_submission_write_step (
             self, action->before, record, action->action, action->opinion,
             lian_record_get_text (action->before, LIAN_CASE_INSTRUCTION), error)
         && lian_txn_store (&self->txn, record, error);
}

/**
 * lian_intake_act:
 * @self: a submission with its body read and its id unknown
 *
 * An act on a case as the dictionary's workflow allows it. Case, step, delivery and instruction
 * change together or not at all.
 *
 * Returns: %FALSE with a reply (refused) or with @error
 */
gboolean
lian_intake_act (LianSubmission *self, GError **error)
{
  g_auto (Action) action = { 0 };
  g_autoptr (GError) invalid = NULL;
  const char *name;

  if (!lian_json_get_string (self->object, "action", TRUE, &name, &invalid))
    return lian_submission_refuse (self, 400, "bad-request", "action", NULL, "%s",
                                   invalid->message);
  if (!lian_submission_check_role (self, name) || !decode (self, &action)
      || !lian_submission_check_fresh (self, LIAN_KIND_CASE_STEP, error))
    return FALSE;
  action.before
      = lian_submission_find_case (self, lian_record_get_text (action.step, LIAN_CASE_STEP_CASE),
                                   error);
  if (action.before == NULL || !lian_submission_check_version (self, action.before, FALSE)
      || !check_instruction (self, &action) || !find_deliveries (self, &action, error)
      || !check_state (self, &action))
    return FALSE;
  return carry_out (self, &action, error);
}
