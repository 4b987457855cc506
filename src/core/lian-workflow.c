/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-workflow.h"

#include "lian-error.h"

#include <string.h>

#define UNIT_HANDLER "unit_handler"

/* The states with a moment of their own, in flow order. A round that begins again (rework, return,
 * reopening) makes the moments of the old round untrue: "again" ones are set anew each time and
 * cleared when the case goes back before them. The others say when something happened first. */
static const struct
{
  const char *state;
  guint field;
  gboolean again;
} moments[] = {
  { "reported", LIAN_CASE_REPORTED_AT, FALSE }, { "accepted", LIAN_CASE_ACCEPTED_AT, FALSE },
  { "filed", LIAN_CASE_FILED_AT, FALSE },       { "dispatched", LIAN_CASE_DISPATCHED_AT, TRUE },
  { "signed", LIAN_CASE_SIGNED_AT, TRUE },      { "handling", LIAN_CASE_HANDLED_AT, TRUE },
  { "feedback", LIAN_CASE_FEEDBACK_AT, TRUE },  { "checking", LIAN_CASE_CHECKED_AT, TRUE },
  { "closed", LIAN_CASE_CLOSED_AT, TRUE },      { "evaluated", LIAN_CASE_EVALUATED_AT, FALSE },
};

static gboolean
is_listed (const char *const *list, const char *text)
{
  return list != NULL && text != NULL && g_strv_contains (list, text);
}

static gboolean
is_of_unit (const LianRecord *record, const char *unit)
{
  if (unit == NULL || *unit == '\0')
    return FALSE;
  return g_strcmp0 (lian_record_get_text (record, LIAN_CASE_LEAD_UNIT), unit) == 0
         || is_listed (lian_record_get_list (record, LIAN_CASE_CO_UNITS), unit);
}

/* Whether one of the actor's roles carries the action. A unit handler's carries it only for the
 * cases of his unit; somebody who is also a dispatcher is not bound by that. */
static gboolean
has_role (const LianRecord *entry, const LianActor *actor, const LianRecord *record, GError **error)
{
  const char *const *allowed = lian_record_get_list (entry, LIAN_ENTRY_CODES2);
  gboolean other_unit = FALSE;

  for (guint i = 0; actor->roles != NULL && actor->roles[i] != NULL; i++)
    {
      if (!is_listed (allowed, actor->roles[i]))
        continue;
      if (strcmp (actor->roles[i], UNIT_HANDLER) != 0 || is_of_unit (record, actor->unit_id))
        return TRUE;
      other_unit = TRUE;
    }

  g_set_error (error, LIAN_ERROR, LIAN_ERROR_FORBIDDEN,
               other_unit ? "action %s: the case is another unit's" : "action %s: not of this role",
               lian_record_get_text (entry, LIAN_ENTRY_CODE));
  return FALSE;
}

/* An action without states of its own may be taken on every open case (nudge, supervise). */
static gboolean
starts_from (const LianDictionary *dictionary, const LianRecord *entry, const char *state)
{
  const char *const *from = lian_record_get_list (entry, LIAN_ENTRY_CODES);

  if (from == NULL || from[0] == NULL)
    return lian_workflow_is_open (dictionary, state);
  return is_listed (from, state);
}

static gboolean
may_take (const LianDictionary *dictionary, const LianActor *actor, const LianRecord *record,
          const LianRecord *entry, GError **error)
{
  const char *state = lian_record_get_text (record, LIAN_CASE_STATE);

  if (!lian_region_covers (actor->region_code, lian_record_get_text (record, LIAN_CASE_REGION)))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_FORBIDDEN,
                           "case.region_code: outside the account's region");
      return FALSE;
    }
  if (!has_role (entry, actor, record, error))
    return FALSE;
  if (!starts_from (dictionary, entry, state))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT, "action %s: not from state %s",
                   lian_record_get_text (entry, LIAN_ENTRY_CODE), state != NULL ? state : "(none)");
      return FALSE;
    }
  return TRUE;
}

/**
 * lian_workflow_actions:
 * @actor: who asks
 * @record: a case
 *
 * Returns: (transfer full) (element-type utf8): the codes of the actions that @actor may take now,
 * in dictionary order
 */
GPtrArray *
lian_workflow_actions (const LianDictionary *dictionary, const LianActor *actor,
                       const LianRecord *record)
{
  GPtrArray *entries = lian_dictionary_list (dictionary, "action");
  GPtrArray *actions = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < entries->len; i++)
    if (may_take (dictionary, actor, record, entries->pdata[i], NULL))
      g_ptr_array_add (actions,
                       g_strdup (lian_record_get_text (entries->pdata[i], LIAN_ENTRY_CODE)));

  return actions;
}

/**
 * lian_workflow_may:
 * @actor: who wants it
 * @record: a case
 * @action: an action code
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID (no such action), %LIAN_ERROR_FORBIDDEN (region, role,
 * another unit's case) or %LIAN_ERROR_CONFLICT (not from this state), looked at in this order
 */
gboolean
lian_workflow_may (const LianDictionary *dictionary, const LianActor *actor,
                   const LianRecord *record, const char *action, GError **error)
{
  const LianRecord *entry = lian_dictionary_lookup (dictionary, "action", action);

  if (entry == NULL)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "action: not in the dictionary");
      return FALSE;
    }
  return may_take (dictionary, actor, record, entry, error);
}

/**
 * lian_workflow_next_state:
 * @record: a case
 * @action: an action code
 *
 * Returns: (transfer none): the state after @action, the present one when the action does not
 * change it or is not known; "" when there is none
 */
const char *
lian_workflow_next_state (const LianDictionary *dictionary, const LianRecord *record,
                          const char *action)
{
  const LianRecord *entry = lian_dictionary_lookup (dictionary, "action", action);
  const char *state = entry != NULL ? lian_record_get_text (entry, LIAN_ENTRY_TEXT) : NULL;

  if (state == NULL || *state == '\0')
    state = lian_record_get_text (record, LIAN_CASE_STATE);
  return state != NULL ? state : "";
}

/* The minutes that limit_min shows: of the clock that the limit runs by. */
static gint64
limit_minutes (const LianWorkCalendar *calendar, gint64 amount, LianLimitUnit unit)
{
  if (unit == LIAN_LIMIT_WORK_DAYS)
    return amount * lian_work_calendar_get_day_minutes (calendar);
  if (unit == LIAN_LIMIT_NATURAL_DAYS)
    return amount * 24 * 60;
  return amount;
}

/* Ended and held cases have no deadline; a stage without a limit in the dictionary has none either.
 */
static void
set_limit (const LianDictionary *dictionary, LianRecord *record, const char *stage,
           gint64 limit_min)
{
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (dictionary);
  gint64 stage_at = lian_record_get_time (record, LIAN_CASE_STAGE_AT);
  gint64 amount = limit_min;
  LianLimitUnit unit = LIAN_LIMIT_WORK_MINUTES;
  gboolean ended
      = strcmp (stage, "done") == 0 || strcmp (stage, "off") == 0 || strcmp (stage, "held") == 0;

  lian_record_clear (record, LIAN_CASE_LIMIT_MIN);
  lian_record_clear (record, LIAN_CASE_WARN_AT);
  lian_record_clear (record, LIAN_CASE_DEADLINE);
  if (ended)
    return;
  if (amount <= 0
      && !lian_dictionary_find_limit (dictionary, stage,
                                      lian_record_get_text (record, LIAN_CASE_CATEGORY),
                                      lian_record_get_text (record, LIAN_CASE_URGENCY), &amount,
                                      &unit))
    return;

  lian_record_set_int (record, LIAN_CASE_LIMIT_MIN, limit_minutes (calendar, amount, unit));
  lian_record_set_time (record, LIAN_CASE_WARN_AT,
                        lian_work_calendar_warn_at (calendar, stage_at, amount, unit));
  lian_record_set_time (record, LIAN_CASE_DEADLINE,
                        lian_work_calendar_add (calendar, stage_at, amount, unit));
}

static void
set_moment (LianRecord *record, const char *state, gint64 now, gboolean resumed)
{
  guint at = 0;

  while (at < G_N_ELEMENTS (moments) && strcmp (moments[at].state, state) != 0)
    at++;
  if (at == G_N_ELEMENTS (moments))
    return;

  if (!lian_record_has (record, moments[at].field) || (moments[at].again && !resumed))
    lian_record_set_time (record, moments[at].field, now);
  for (guint i = at + 1; i < G_N_ELEMENTS (moments); i++)
    if (moments[i].again)
      lian_record_clear (record, moments[i].field);
}

/**
 * lian_workflow_enter:
 * @record: (inout): a case that the caller owns
 * @state: the state it comes into, the present one for an extension
 * @now: microseconds since 1970 UTC
 * @limit_min: working minutes for the new stage instead of the dictionary's limit, or 0
 *
 * A stage's clock runs from its first state on: signing and handling share one. With @limit_min the
 * limit of a stage that goes on is counted anew from the stage's start (extension). Going back
 * clears the moments of the round that is void, closing included; when it was reported, accepted,
 * filed and evaluated stays as it is. A held case has no deadline; resuming starts its stage anew.
 */
void
lian_workflow_enter (const LianDictionary *dictionary, LianRecord *record, const char *state,
                     gint64 now, gint64 limit_min)
{
  g_autofree char *old_state = g_strdup (lian_record_get_text (record, LIAN_CASE_STATE));
  const char *old_stage = lian_dictionary_stage (dictionary, old_state);
  const char *stage = lian_dictionary_stage (dictionary, state);
  gboolean same_state = g_strcmp0 (old_state, state) == 0;
  gboolean same_stage = old_state != NULL && strcmp (stage, old_stage) == 0;

  g_return_if_fail (state != NULL);

  lian_record_set_text (record, LIAN_CASE_STATE, state);
  if (!same_stage || !lian_record_has (record, LIAN_CASE_STAGE_AT))
    lian_record_set_time (record, LIAN_CASE_STAGE_AT, now);
  if (!same_stage || limit_min > 0)
    set_limit (dictionary, record, stage, limit_min);
  if (!same_state)
    set_moment (record, state, now, strcmp (old_stage, "held") == 0);
}

/**
 * lian_workflow_is_open:
 * @state: (nullable): a case state
 *
 * Returns: whether a case in it is open: neither done nor off the path; held ones are open
 */
gboolean
lian_workflow_is_open (const LianDictionary *dictionary, const char *state)
{
  const char *stage = lian_dictionary_stage (dictionary, state);

  return strcmp (stage, "done") != 0 && strcmp (stage, "off") != 0;
}

/* How many leading characters of a division code mean something: 421202000000 → 6. Trailing groups
 * of zeros (two, two, two, three, three digits) stand for "all of it". 0: no division code. */
static gsize
significant_length (const char *code)
{
  static const guint groups[] = { 12, 9, 6, 4, 2 };
  gsize digits = strspn (code, "0123456789");
  gsize length = digits;

  if (digits != 6 && digits != 9 && digits < 12)
    return 0;
  if (digits >= 12 && code[12] != '\0')
    return strlen (code);
  if (code[digits] != '\0')
    return 0;
  for (guint i = 0; i + 1 < G_N_ELEMENTS (groups); i++)
    {
      gsize start = groups[i + 1];

      if (length == groups[i] && strspn (code + start, "0") >= length - start)
        length = start;
    }
  return length;
}

/**
 * lian_region_covers:
 * @top: (nullable): a division code of 6, 9 or 12 digits or longer; empty covers everything
 * @region: (nullable): another; empty is visible to everybody
 *
 * A code that is none of a division covers itself only. GB/T 2260, GB/T 10114.
 *
 * Returns: whether @region is at or below @top
 */
gboolean
lian_region_covers (const char *top, const char *region)
{
  gsize length;

  if (top == NULL || *top == '\0' || region == NULL || *region == '\0')
    return TRUE;
  length = significant_length (top);
  if (length == 0)
    return strcmp (top, region) == 0;

  return strncmp (top, region, length) == 0;
}
