/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-workflow.h"

#include "lian-error.h"
#include "lian-term.h"

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
  { "reported", LIAN_CASE_REPORTED_AT, FALSE },   { "accepted", LIAN_CASE_ACCEPTED_AT, FALSE },
  { "filed", LIAN_CASE_FILED_AT, FALSE },         { "dispatched", LIAN_CASE_DISPATCHED_AT, TRUE },
  { "signed", LIAN_CASE_SIGNED_AT, TRUE },        { "handling", LIAN_CASE_HANDLED_AT, TRUE },
  { "feedback", LIAN_CASE_FEEDBACK_AT, TRUE },    { "checking", LIAN_CASE_CHECK_AT, TRUE },
  { "checked", LIAN_CASE_CHECKED_AT, TRUE },      { "closed", LIAN_CASE_CLOSED_AT, TRUE },
  { "evaluated", LIAN_CASE_EVALUATED_AT, FALSE },
};

static gboolean
is_listed (const char *const *list, const char *text)
{
  return list != NULL && text != NULL && g_strv_contains (list, text);
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

/* What an action is about: a case, or an item. */
static guint
state_field (const LianRecord *record)
{
  return lian_record_get_kind (record)->id == LIAN_KIND_ITEM ? LIAN_ITEM_STATE : LIAN_CASE_STATE;
}

/* A co-handling unit answers for its own part; what becomes of the case is the lead unit's affair.
 */
static gboolean
is_of_unit (const LianRecord *entry, const LianRecord *record, const char *unit)
{
  if (unit == NULL || *unit == '\0')
    return FALSE;
  if (lian_record_get_kind (record)->id == LIAN_KIND_ITEM)
    return g_strcmp0 (lian_record_get_text (record, LIAN_ITEM_UNIT), unit) == 0;
  return g_strcmp0 (lian_record_get_text (record, LIAN_CASE_LEAD_UNIT), unit) == 0
         || (lian_action_find_effect (entry, "unit") != NULL
             && is_listed (lian_record_get_list (record, LIAN_CASE_CO_UNITS), unit));
}

/* Level of what @region_code covers, by the length of what it says; NULL = everything. */
static const char *
level_of (const char *region_code)
{
  gsize length = region_code != NULL ? significant_length (region_code) : 0;

  switch (length)
    {
    case 4:
      return "city";
    case 6:
      return "county";
    case 9:
      return "street";
    case 12:
      return "community";
    default:
      return length > 12 ? "estate" : NULL;
    }
}

/* A case that was handed up is in the hands of that level's centre; those above see everything
 * below. Ranks of region_level grow downwards. */
static gboolean
holds (const LianDictionary *dictionary, const LianActor *actor, const char *role,
       const LianRecord *record)
{
  const LianRecord *entry = lian_dictionary_lookup (dictionary, "role", role);
  const char *own = level_of (actor->region_code);
  const char *level;

  if (entry == NULL || g_strcmp0 (lian_record_get_text (entry, LIAN_ENTRY_TEXT), "centre") != 0
      || lian_record_get_kind (record)->id != LIAN_KIND_CASE || own == NULL)
    return TRUE;
  level = lian_record_get_text (record, LIAN_CASE_LEVEL);
  return level == NULL
         || lian_dictionary_rank (dictionary, "region_level", own)
                <= lian_dictionary_rank (dictionary, "region_level", level);
}

/* Who decides an application is said by its kind; what was appealed is for the arbiter alone. */
static const char *const *
roles_of (const LianDictionary *dictionary, const LianRecord *entry, const LianRecord *record)
{
  const char *kind;
  const LianRecord *application;

  if (lian_action_find_effect (entry, "decide") == NULL
      || lian_record_get_kind (record)->id != LIAN_KIND_CASE)
    return lian_record_get_list (entry, LIAN_ENTRY_CODES2);
  kind = lian_record_get_text (record, LIAN_CASE_APPLICATION_KIND);
  application = lian_dictionary_lookup (dictionary, "application_kind", kind);
  return lian_record_get_list (application != NULL ? application : entry, LIAN_ENTRY_CODES2);
}

/* Whether one of the actor's roles carries the action. A unit handler's carries it only for the
 * cases of the unit; somebody who is also a dispatcher is not bound by that. */
static gboolean
has_role (const LianDictionary *dictionary, const LianRecord *entry, const LianActor *actor,
          const LianRecord *record, GError **error)
{
  const char *const *allowed = roles_of (dictionary, entry, record);
  const char *reason = "not of this role";

  for (guint i = 0; actor->roles != NULL && actor->roles[i] != NULL; i++)
    {
      if (!is_listed (allowed, actor->roles[i]))
        continue;
      if (strcmp (actor->roles[i], UNIT_HANDLER) == 0
          && !is_of_unit (entry, record, actor->unit_id))
        reason = "the case is another unit's";
      else if (!holds (dictionary, actor, actor->roles[i], record))
        reason = "the case is in the hands of a level above";
      else
        return TRUE;
    }

  g_set_error (error, LIAN_ERROR, LIAN_ERROR_FORBIDDEN, "action %s: %s",
               lian_record_get_text (entry, LIAN_ENTRY_CODE), reason);
  return FALSE;
}

/**
 * lian_workflow_starts_from:
 * @entry: an entry of vocabulary "action"
 * @record: a case or an item
 *
 * An action without states of its own may be taken on every open case and every item.
 *
 * Returns: whether the state allows it, whoever wants it
 */
gboolean
lian_workflow_starts_from (const LianDictionary *dictionary, const LianRecord *entry,
                           const LianRecord *record)
{
  const char *const *from = lian_record_get_list (entry, LIAN_ENTRY_CODES);
  const char *state = lian_record_get_text (record, state_field (record));

  if (from == NULL || from[0] == NULL)
    return lian_record_get_kind (record)->id == LIAN_KIND_ITEM
           || lian_workflow_is_open (dictionary, state);
  return is_listed (from, state);
}

/* A condition is a term on what the action is about: "satisfaction=dissatisfied". */
static gboolean
meets_condition (const LianRecord *entry, const LianRecord *record)
{
  const char *text = lian_record_get_text (entry, LIAN_ENTRY_CONDITION);
  g_autoptr (LianTerm) term = NULL;

  if (text == NULL || *text == '\0')
    return TRUE;
  term = lian_term_parse (lian_record_get_kind (record)->id, text, NULL);
  return term != NULL && lian_term_matches (term, record, 0, 0, 0);
}

static gboolean
may_take (const LianDictionary *dictionary, const LianActor *actor, const LianRecord *record,
          const LianRecord *entry, GError **error)
{
  const char *code = lian_record_get_text (entry, LIAN_ENTRY_CODE);
  const char *state = lian_record_get_text (record, state_field (record));

  if (!lian_region_covers (actor->region_code, lian_record_get_text (record, LIAN_F_REGION)))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_FORBIDDEN,
                   "%s.region_code: outside the account's region",
                   lian_record_get_kind (record)->name);
      return FALSE;
    }
  if (!has_role (dictionary, entry, actor, record, error))
    return FALSE;
  if (!lian_workflow_starts_from (dictionary, entry, record))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT, "action %s: not from state %s", code,
                   state != NULL ? state : "(none)");
      return FALSE;
    }
  if (!meets_condition (entry, record))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT, "action %s: only if %s", code,
                   lian_record_get_text (entry, LIAN_ENTRY_CONDITION));
      return FALSE;
    }
  return TRUE;
}

/**
 * lian_action_subject:
 * @entry: an entry of vocabulary "action"
 *
 * Returns: (transfer none): what it is about: "case", "item", "report" (it makes a case),
 * "handover" or "none"
 */
const char *
lian_action_subject (const LianRecord *entry)
{
  const char *subject = lian_record_get_text (entry, LIAN_ENTRY_PARENT);

  return subject != NULL && *subject != '\0' ? subject : "case";
}

/**
 * lian_action_find_effect:
 * @entry: an entry of vocabulary "action"
 * @name: an effect, see lian-act.h
 *
 * Returns: (transfer none) (nullable): what stands behind "name:", "" without a colon, %NULL when
 * the action does not have this effect
 */
const char *
lian_action_find_effect (const LianRecord *entry, const char *name)
{
  const char *const *effects = lian_record_get_list (entry, LIAN_ENTRY_EFFECTS);
  gsize length = strlen (name);

  for (guint i = 0; effects != NULL && effects[i] != NULL; i++)
    {
      if (strncmp (effects[i], name, length) != 0)
        continue;
      if (effects[i][length] == '\0')
        return effects[i] + length;
      if (effects[i][length] == ':')
        return effects[i] + length + 1;
    }
  return NULL;
}

/**
 * lian_workflow_actions:
 * @actor: who asks
 * @record: a case or an item
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
    if (strcmp (lian_action_subject (entries->pdata[i]), lian_record_get_kind (record)->name) == 0
        && may_take (dictionary, actor, record, entries->pdata[i], NULL))
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
    state = lian_record_get_text (record, state_field (record));
  return state != NULL ? state : "";
}

static LianLimitUnit
unit_of (const LianRecord *record)
{
  return g_strcmp0 (lian_record_get_text (record, LIAN_CASE_LIMIT_UNIT), "natural_minute") == 0
             ? LIAN_LIMIT_NATURAL_MINUTES
             : LIAN_LIMIT_WORK_MINUTES;
}

/* Days become minutes of the clock that the limit runs by. */
static gint64
to_minutes (const LianWorkCalendar *calendar, gint64 amount, LianLimitUnit *unit)
{
  if (*unit == LIAN_LIMIT_WORK_DAYS)
    amount *= lian_work_calendar_get_day_minutes (calendar);
  else if (*unit == LIAN_LIMIT_NATURAL_DAYS)
    amount *= 24 * 60;
  *unit = *unit == LIAN_LIMIT_WORK_DAYS || *unit == LIAN_LIMIT_WORK_MINUTES
              ? LIAN_LIMIT_WORK_MINUTES
              : LIAN_LIMIT_NATURAL_MINUTES;
  return amount;
}

/**
 * lian_workflow_used:
 * @record: a case
 * @now: microseconds since 1970 UTC
 *
 * Returns: how much of the present stage's limit is used, in minutes of the clock that it runs by
 * (limit_unit), without what was used before a suspension or in an earlier round
 */
gint64
lian_workflow_used (const LianDictionary *dictionary, const LianRecord *record, gint64 now)
{
  gint64 since = lian_record_get_time (record, LIAN_CASE_STAGE_AT);

  if (since == 0 || since >= now)
    return 0;
  if (unit_of (record) == LIAN_LIMIT_NATURAL_MINUTES)
    return (now - since) / G_TIME_SPAN_MINUTE;
  return lian_work_calendar_elapsed (lian_dictionary_get_calendar (dictionary), since, now);
}

/* Deadline and 80 % (in whole minutes, rounded up) of a limit of which @used minutes are gone
 * already. */
static void
put_limit (const LianDictionary *dictionary, LianRecord *record, gint64 limit, gint64 used,
           LianLimitUnit unit)
{
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (dictionary);
  gint64 stage_at = lian_record_get_time (record, LIAN_CASE_STAGE_AT);
  gint64 used_us = used * G_TIME_SPAN_MINUTE;
  gint64 warn_at = used == 0 ? lian_work_calendar_warn_at (calendar, stage_at, limit, unit)
                             : lian_work_calendar_bundle (calendar, stage_at, used_us,
                                                          (limit * 4 + 4) / 5, unit);

  lian_record_set_int (record, LIAN_CASE_LIMIT_MIN, limit);
  lian_record_set_text (record, LIAN_CASE_LIMIT_UNIT,
                        unit == LIAN_LIMIT_NATURAL_MINUTES ? "natural_minute" : "work_minute");
  lian_record_set_time (record, LIAN_CASE_WARN_AT, warn_at);
  lian_record_set_time (record, LIAN_CASE_DEADLINE,
                        lian_work_calendar_bundle (calendar, stage_at, used_us, limit, unit));
}

static gboolean
is_same_unit (const LianRecord *record)
{
  const char *unit = lian_record_get_text (record, LIAN_CASE_BUNDLE_UNIT);

  return unit != NULL && g_strcmp0 (unit, lian_record_get_text (record, LIAN_CASE_LEAD_UNIT)) == 0;
}

/* 捆绑计时: what a unit used in earlier rounds counts against one limit (domain.md 1.3). */
static gint64
begin_bundle (LianRecord *record, const char *stage, gint64 *limit)
{
  if (strcmp (stage, "handling") != 0 || !lian_record_has (record, LIAN_CASE_LEAD_UNIT))
    return 0;
  if (!is_same_unit (record))
    {
      lian_record_set_text (record, LIAN_CASE_BUNDLE_UNIT,
                            lian_record_get_text (record, LIAN_CASE_LEAD_UNIT));
      lian_record_set_int (record, LIAN_CASE_BUNDLE_USED, 0);
      lian_record_clear (record, LIAN_CASE_BUNDLE_LIMIT);
      lian_record_clear (record, LIAN_CASE_EXTENDED);
    }
  if (lian_record_has (record, LIAN_CASE_BUNDLE_LIMIT))
    *limit = lian_record_get_int (record, LIAN_CASE_BUNDLE_LIMIT);
  else
    lian_record_set_int (record, LIAN_CASE_BUNDLE_LIMIT, *limit);
  return lian_record_get_int (record, LIAN_CASE_BUNDLE_USED);
}

static void
clear_limit (LianRecord *record)
{
  lian_record_clear (record, LIAN_CASE_LIMIT_MIN);
  lian_record_clear (record, LIAN_CASE_WARN_AT);
  lian_record_clear (record, LIAN_CASE_DEADLINE);
}

/* Ended and held cases have no deadline; a stage without a limit in the dictionary has none either.
 */
static void
set_limit (const LianDictionary *dictionary, LianRecord *record, const char *stage,
           gint64 limit_min)
{
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (dictionary);
  gint64 amount = limit_min;
  LianLimitUnit unit = LIAN_LIMIT_WORK_MINUTES;
  gboolean ended
      = strcmp (stage, "done") == 0 || strcmp (stage, "off") == 0 || strcmp (stage, "held") == 0;
  gint64 used;

  clear_limit (record);
  if (ended)
    return;
  if (amount <= 0
      && !lian_dictionary_find_limit (dictionary, stage,
                                      lian_record_get_text (record, LIAN_CASE_CATEGORY),
                                      lian_record_get_text (record, LIAN_CASE_URGENCY), &amount,
                                      &unit))
    return;
  amount = to_minutes (calendar, amount, &unit);
  used = begin_bundle (record, stage, &amount);
  put_limit (dictionary, record, amount, used, unit);
}

/* What is used when a stage ends: kept for the next round, or while the case is held. */
static void
leave_stage (const LianDictionary *dictionary, LianRecord *record, const char *old_stage,
             const char *stage, gint64 now)
{
  gint64 used = lian_workflow_used (dictionary, record, now);

  if (strcmp (stage, "held") == 0)
    {
      gint64 before = strcmp (old_stage, "handling") == 0 && is_same_unit (record)
                          ? lian_record_get_int (record, LIAN_CASE_BUNDLE_USED)
                          : 0;

      lian_record_set_time (record, LIAN_CASE_HANG_SINCE, now);
      lian_record_set_int (record, LIAN_CASE_HANG_USED, before + used);
      if (lian_record_has (record, LIAN_CASE_LIMIT_MIN))
        lian_record_set_int (record, LIAN_CASE_HANG_LIMIT,
                             lian_record_get_int (record, LIAN_CASE_LIMIT_MIN));
    }
  else if (strcmp (old_stage, "handling") == 0 && is_same_unit (record))
    lian_record_set_int (record, LIAN_CASE_BUNDLE_USED,
                         lian_record_get_int (record, LIAN_CASE_BUNDLE_USED) + used);
}

/* The clock stood still: what was used stays used, and the whole case is due later by the working
 * time in between. */
static void
resume (const LianDictionary *dictionary, LianRecord *record, const char *stage, gint64 now)
{
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (dictionary);
  gint64 since = lian_record_get_time (record, LIAN_CASE_HANG_SINCE);
  gint64 used = lian_record_get_int (record, LIAN_CASE_HANG_USED);

  if (lian_record_has (record, LIAN_CASE_HANG_LIMIT))
    put_limit (dictionary, record, lian_record_get_int (record, LIAN_CASE_HANG_LIMIT), used,
               unit_of (record));
  else
    set_limit (dictionary, record, stage, 0);
  if (strcmp (stage, "handling") == 0 && is_same_unit (record))
    lian_record_set_int (record, LIAN_CASE_BUNDLE_USED, used);
  if (since != 0 && since < now && lian_record_has (record, LIAN_CASE_CLOSE_DUE))
    lian_record_set_time (
        record, LIAN_CASE_CLOSE_DUE,
        lian_work_calendar_add (calendar, lian_record_get_time (record, LIAN_CASE_CLOSE_DUE),
                                lian_work_calendar_elapsed (calendar, since, now),
                                LIAN_LIMIT_WORK_MINUTES));
  lian_record_clear (record, LIAN_CASE_HANG_SINCE);
  lian_record_clear (record, LIAN_CASE_HANG_UNTIL);
  lian_record_clear (record, LIAN_CASE_HANG_USED);
  lian_record_clear (record, LIAN_CASE_HANG_LIMIT);
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
 * @state: the state it comes into, or the present one
 * @now: microseconds since 1970 UTC
 * @limit_min: working minutes for the new stage instead of the dictionary's limit, or 0
 *
 * A stage's clock runs from its first state on: signing and handling share one. Going back clears
 * the moments of the round that is void, closing included; when it was reported, accepted, filed
 * and evaluated stays as it is. A unit that gets a case again goes on with the limit of its first
 * round (捆绑计时). A held case has no deadline; when it is resumed, its clock goes on where it
 * stood.
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
  gboolean resumed = old_state != NULL && !same_stage && strcmp (old_stage, "held") == 0;

  g_return_if_fail (state != NULL);

  if (!same_stage && old_state != NULL && !resumed)
    leave_stage (dictionary, record, old_stage, stage, now);
  lian_record_set_text (record, LIAN_CASE_STATE, state);
  if (!same_stage || !lian_record_has (record, LIAN_CASE_STAGE_AT))
    lian_record_set_time (record, LIAN_CASE_STAGE_AT, now);
  if (resumed)
    resume (dictionary, record, stage, now);
  else if (!same_stage)
    set_limit (dictionary, record, stage, limit_min);
  if (!same_state)
    set_moment (record, state, now, resumed);
}

static void
move (const LianDictionary *dictionary, LianRecord *record, guint field, gint64 minutes)
{
  if (lian_record_has (record, field))
    lian_record_set_time (record, field,
                          lian_work_calendar_add (lian_dictionary_get_calendar (dictionary),
                                                  lian_record_get_time (record, field), minutes,
                                                  unit_of (record)));
}

/* Limit, bundled limit and the deadline of the whole case grow by as much. */
static void
lengthen (const LianDictionary *dictionary, LianRecord *record, gint64 minutes)
{
  gboolean bundled = is_same_unit (record) && lian_record_has (record, LIAN_CASE_BUNDLE_LIMIT);

  move (dictionary, record, LIAN_CASE_CLOSE_DUE, minutes);
  if (bundled)
    lian_record_set_int (record, LIAN_CASE_BUNDLE_LIMIT,
                         lian_record_get_int (record, LIAN_CASE_BUNDLE_LIMIT) + minutes);
  if (lian_record_has (record, LIAN_CASE_LIMIT_MIN))
    put_limit (dictionary, record, lian_record_get_int (record, LIAN_CASE_LIMIT_MIN) + minutes,
               bundled ? lian_record_get_int (record, LIAN_CASE_BUNDLE_USED) : 0, unit_of (record));
}

/**
 * lian_workflow_extend:
 * @record: (inout): a case that the caller owns
 * @minutes: more, of the clock that the stage's limit runs by
 *
 * The deadline of the stage, that of the bundled clock and that of the whole case move by as much.
 */
void
lian_workflow_extend (const LianDictionary *dictionary, LianRecord *record, gint64 minutes)
{
  g_return_if_fail (minutes > 0);

  lengthen (dictionary, record, minutes);
  lian_record_set_int (record, LIAN_CASE_EXTENDED,
                       lian_record_get_int (record, LIAN_CASE_EXTENDED) + minutes);
}

/**
 * lian_workflow_relimit:
 * @record: (inout): a case whose category or urgency has changed
 *
 * The stage's limit is looked up anew and counted from the stage's start, the whole case's from its
 * acceptance; what a unit has used stays used, and what was granted to it stays granted.
 */
void
lian_workflow_relimit (const LianDictionary *dictionary, LianRecord *record)
{
  const char *stage
      = lian_dictionary_stage (dictionary, lian_record_get_text (record, LIAN_CASE_STATE));
  gint64 granted = lian_record_get_int (record, LIAN_CASE_EXTENDED);

  lian_record_clear (record, LIAN_CASE_BUNDLE_LIMIT);
  set_limit (dictionary, record, stage, 0);
  lian_record_clear (record, LIAN_CASE_CLOSE_DUE);
  lian_workflow_set_close_due (dictionary, record);
  if (granted > 0 && strcmp (stage, "handling") == 0)
    lengthen (dictionary, record, granted);
}

/**
 * lian_workflow_set_close_due:
 * @record: (inout): a case
 *
 * The deadline of the whole case runs from its acceptance; one that has it keeps it.
 */
void
lian_workflow_set_close_due (const LianDictionary *dictionary, LianRecord *record)
{
  gint64 accepted_at = lian_record_get_time (record, LIAN_CASE_ACCEPTED_AT);
  LianLimitUnit unit;
  gint64 amount;

  if (accepted_at == 0 || lian_record_has (record, LIAN_CASE_CLOSE_DUE)
      || !lian_dictionary_find_limit (dictionary, "close",
                                      lian_record_get_text (record, LIAN_CASE_CATEGORY),
                                      lian_record_get_text (record, LIAN_CASE_URGENCY), &amount,
                                      &unit))
    return;
  lian_record_set_time (record, LIAN_CASE_CLOSE_DUE,
                        lian_work_calendar_add (lian_dictionary_get_calendar (dictionary),
                                                accepted_at, amount, unit));
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
