/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-act-private.h"

#include "lian-error.h"
#include "lian-limits.h"

#include <string.h>

/* Ten years of working minutes: more is a slip of the finger. */
#define LONGEST_LIMIT (10 * 250 * 480)

/**
 * lian_refusal_clear:
 */
void
lian_refusal_clear (LianRefusal *refusal)
{
  g_clear_pointer (&refusal->detail, g_free);
}

G_GNUC_PRINTF (4, 5)
static gboolean
refuse (LianRefusal *refusal, const char *problem, const char *field, const char *format, ...)
{
  va_list args;

  lian_refusal_clear (refusal);
  va_start (args, format);
  refusal->detail = g_strdup_vprintf (format, args);
  va_end (args);
  refusal->problem = problem;
  refusal->field = field;
  return FALSE;
}

static const char *
text (const LianActContext *context, guint field)
{
  return lian_record_get_text (context->act, field);
}

static gboolean
has_effect (const LianActContext *context, const char *effect)
{
  return lian_action_find_effect (context->entry, effect) != NULL;
}

/* --- what the act says --- */

static gboolean
is_there (const LianRecord *act, guint field)
{
  const char *const *list;
  const char *string;

  if (!lian_record_has (act, field))
    return FALSE;
  if (lian_record_get_kind (act)->fields[field].type == LIAN_TYPE_LIST)
    {
      list = lian_record_get_list (act, field);
      return list != NULL && list[0] != NULL;
    }
  if (lian_record_get_kind (act)->fields[field].type == LIAN_TYPE_TEXT)
    {
      string = lian_record_get_text (act, field);
      return string != NULL && *string != '\0';
    }
  return TRUE;
}

static gboolean
check_needs (const LianActContext *context, LianRefusal *refusal)
{
  const LianKind *kind = lian_kind_get (LIAN_KIND_ACT);
  const char *const *needs = lian_record_get_list (context->entry, LIAN_ENTRY_NEEDS);
  const char *subject = lian_action_subject (context->entry);
  guint of_subject = strcmp (subject, "item") == 0 ? LIAN_ACT_ITEM : LIAN_ACT_CASE;

  if ((strcmp (subject, "case") == 0 || strcmp (subject, "item") == 0)
      && !is_there (context->act, of_subject))
    return refuse (refusal, "bad-request", kind->fields[of_subject].name, "%s: is missing",
                   kind->fields[of_subject].name);
  for (guint i = 0; needs != NULL && needs[i] != NULL; i++)
    {
      int field = lian_kind_find_field (kind, needs[i]);

      if (field >= 0 && !is_there (context->act, (guint)field))
        return refuse (refusal, "bad-request", kind->fields[field].name, "%s: is missing",
                       kind->fields[field].name);
    }
  return TRUE;
}

/* Codes are of the dictionary. */
static gboolean
check_codes (const LianActContext *context, LianRefusal *refusal)
{
  static const struct
  {
    guint field;
    const char *vocabulary;
  } codes[] = {
    { LIAN_ACT_URGENCY, "urgency" },           { LIAN_ACT_CATEGORY, "category" },
    { LIAN_ACT_LEVEL, "region_level" },        { LIAN_ACT_CARD, "card" },
    { LIAN_ACT_SATISFACTION, "satisfaction" }, { LIAN_ACT_RESULT, "result" },
    { LIAN_ACT_PROGRAMME, "programme" },
  };
  const LianKind *kind = lian_kind_get (LIAN_KIND_ACT);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      const char *code = text (context, codes[i].field);

      if (code != NULL
          && lian_dictionary_lookup (context->dictionary, codes[i].vocabulary, code) == NULL)
        return refuse (refusal, "bad-request", kind->fields[codes[i].field].name,
                       "%s: “%s” is not in the dictionary", kind->fields[codes[i].field].name,
                       code);
    }
  return TRUE;
}

/* A result says of which actions it may be one. */
static gboolean
check_result (const LianActContext *context, LianRefusal *refusal)
{
  const char *code = text (context, LIAN_ACT_RESULT);
  const LianRecord *entry = lian_dictionary_lookup (context->dictionary, "result", code);
  const char *const *actions
      = entry != NULL ? lian_record_get_list (entry, LIAN_ENTRY_CODES) : NULL;

  if (code != NULL
      && (actions == NULL || !g_strv_contains (actions, text (context, LIAN_ACT_ACTION))))
    return refuse (refusal, "bad-request", "result", "result: “%s” is none of this action", code);
  if (has_effect (context, "callback") && g_strcmp0 (code, "reached") == 0
      && !lian_record_has (context->act, LIAN_ACT_SATISFACTION))
    return refuse (refusal, "bad-request", "satisfaction",
                   "satisfaction: is missing; whoever was reached said something");
  return TRUE;
}

static gboolean
check_numbers (const LianActContext *context, LianRefusal *refusal)
{
  gint64 limit = lian_record_get_int (context->act, LIAN_ACT_LIMIT_MIN);
  gint64 progress = lian_record_get_int (context->act, LIAN_ACT_PROGRESS);

  if (lian_record_has (context->act, LIAN_ACT_LIMIT_MIN) && (limit < 1 || limit > LONGEST_LIMIT))
    return refuse (refusal, "bad-request", "limit_min",
                   "limit_min: has to be one minute to ten years");
  if (lian_record_has (context->act, LIAN_ACT_PROGRESS) && (progress < 0 || progress > 100))
    return refuse (refusal, "bad-request", "progress", "progress: has to be 0 to 100");
  if (lian_record_has (context->act, LIAN_ACT_UNTIL)
      && lian_record_get_time (context->act, LIAN_ACT_UNTIL) <= context->now)
    return refuse (refusal, "bad-request", "until", "until: lies in the past");
  return TRUE;
}

/* 补录: what was said by telephone is written down soon afterwards, by whoever said it, and it says
 * who answered. */
static gboolean
check_telephone (const LianActContext *context, LianRefusal *refusal)
{
  gint64 at = lian_record_get_time (context->act, LIAN_ACT_ORDERED_AT);

  if (!lian_record_has (context->act, LIAN_ACT_ORDERED_AT))
    return !lian_record_has (context->act, LIAN_ACT_ORDERED_TO)
           || refuse (refusal, "bad-request", "ordered_at",
                      "ordered_at: is missing; somebody answered the telephone at some time");
  if (at > context->now)
    return refuse (refusal, "bad-request", "ordered_at", "ordered_at: lies in the future");
  if (at < context->now - LIAN_LIMIT_TELEPHONE_HOURS * G_TIME_SPAN_HOUR)
    return refuse (refusal, "bad-request", "ordered_at", "ordered_at: is more than %d hours ago",
                   LIAN_LIMIT_TELEPHONE_HOURS);
  return TRUE;
}

static gboolean
check_unit_names (const LianActContext *context, LianRefusal *refusal)
{
  const char *to_unit = text (context, LIAN_ACT_TO_UNIT);
  const char *const *co_units = lian_record_get_list (context->act, LIAN_ACT_CO_UNITS);

  for (guint i = 0; co_units != NULL && co_units[i] != NULL; i++)
    {
      if (*co_units[i] == '\0')
        return refuse (refusal, "bad-request", "co_units", "co_units: names nobody");
      if (g_strcmp0 (co_units[i], to_unit) == 0)
        return refuse (refusal, "bad-request", "co_units", "co_units: names the lead unit again");
      for (guint k = 0; k < i; k++)
        if (strcmp (co_units[i], co_units[k]) == 0)
          return refuse (refusal, "bad-request", "co_units", "co_units: names a unit twice");
    }
  return TRUE;
}

/**
 * lian_act_check_input:
 * @refusal: (out): why not
 *
 * Returns: whether the act says all that its action needs, in words of the dictionary
 */
gboolean
lian_act_check_input (const LianActContext *context, LianRefusal *refusal)
{
  return check_needs (context, refusal) && check_codes (context, refusal)
         && check_result (context, refusal) && check_numbers (context, refusal)
         && check_telephone (context, refusal) && check_unit_names (context, refusal);
}

/* --- what it says against what there is --- */

/* A case that is with a unit is not dispatched once more: it says that it is ordered already rather
 * than only that the state does not fit, and the sender knows whom to ask. */
static gboolean
check_not_ordered (const LianActContext *context, LianRefusal *refusal)
{
  const char *stage;

  if (!has_effect (context, "deliver") || has_effect (context, "revoke")
      || context->subject == NULL)
    return TRUE;
  stage = lian_dictionary_stage (context->dictionary,
                                 lian_record_get_text (context->subject, LIAN_CASE_STATE));
  if (!lian_record_has (context->subject, LIAN_CASE_INSTRUCTION)
      || (strcmp (stage, "to_sign") != 0 && strcmp (stage, "handling") != 0))
    return TRUE;
  return refuse (refusal, "already-dispatched", NULL, "the case is with a unit already");
}

/* Nobody orders what nobody has reported yet. */
static gboolean
check_ordered_after (const LianActContext *context, LianRefusal *refusal)
{
  const LianRecord *subject = context->subject;

  if (!lian_record_has (context->act, LIAN_ACT_ORDERED_AT) || subject == NULL
      || lian_record_get_kind (subject)->id != LIAN_KIND_CASE
      || lian_record_get_time (context->act, LIAN_ACT_ORDERED_AT)
             >= lian_record_get_time (subject, LIAN_CASE_REPORTED_AT))
    return TRUE;
  return refuse (refusal, "not-allowed", "ordered_at",
                 "ordered_at: is before the case was reported");
}

static gboolean
check_instruction (const LianActContext *context, LianRefusal *refusal)
{
  const char *meant = text (context, LIAN_ACT_INSTRUCTION);

  if (meant == NULL || context->subject == NULL
      || lian_record_get_kind (context->subject)->id != LIAN_KIND_CASE
      || g_strcmp0 (meant, lian_record_get_text (context->subject, LIAN_CASE_INSTRUCTION)) == 0)
    return TRUE;
  return refuse (refusal, "not-allowed", "instruction_id",
                 "the instruction no longer stands for this case");
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
check_co_unit (const LianActContext *context, LianRefusal *refusal)
{
  const LianRecord *delivery = lian_act_find_delivery (context, TRUE);
  const char *state
      = delivery != NULL ? lian_record_get_text (delivery, LIAN_DELIVERY_STATE) : NULL;
  int rank = delivery_rank (state);
  int wanted = delivery_rank (lian_action_find_effect (context->entry, "unit"));

  if (rank >= 0 && wanted > rank && (rank > 0 || wanted == 1)
      && lian_workflow_is_open (context->dictionary,
                                lian_record_get_text (context->subject, LIAN_CASE_STATE)))
    return TRUE;
  return refuse (refusal, "not-allowed", NULL, "your part of the case does not allow this now");
}

static gboolean
has_role (const LianActContext *context)
{
  const char *const *allowed = lian_record_get_list (context->entry, LIAN_ENTRY_CODES2);
  const char *const *roles = context->actor->roles;

  for (guint i = 0; allowed != NULL && roles != NULL && roles[i] != NULL; i++)
    if (g_strv_contains (allowed, roles[i]))
      return TRUE;
  return FALSE;
}

/**
 * lian_act_may:
 * @context: dictionary, actor, entry, subject and the deliveries of its instruction are looked at
 * @refusal: (out): why not
 *
 * Returns: whether the actor may take the action now, whatever the act then says
 */
gboolean
lian_act_may (const LianActContext *context, LianRefusal *refusal)
{
  g_autoptr (GError) error = NULL;

  if (context->subject == NULL || strcmp (lian_action_subject (context->entry), "none") == 0)
    return TRUE;
  if (lian_act_is_co_unit (context) && has_role (context))
    return check_co_unit (context, refusal);
  if (lian_workflow_may (context->dictionary, context->actor, context->subject,
                         lian_record_get_text (context->entry, LIAN_ENTRY_CODE), &error))
    return TRUE;
  return refuse (refusal,
                 g_error_matches (error, LIAN_ERROR, LIAN_ERROR_FORBIDDEN) ? "forbidden"
                                                                           : "not-allowed",
                 NULL, "%s", error->message);
}

static gboolean
takes_cases (const LianActContext *context, const char *unit)
{
  for (guint i = 0; context->units != NULL && i < context->units->len; i++)
    if (g_strcmp0 (lian_record_get_id (context->units->pdata[i]), unit) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_units (const LianActContext *context, LianRefusal *refusal)
{
  const char *to_unit = text (context, LIAN_ACT_TO_UNIT);
  const char *const *co_units = lian_record_get_list (context->act, LIAN_ACT_CO_UNITS);

  if (to_unit != NULL && *to_unit != '\0' && !takes_cases (context, to_unit))
    return refuse (refusal, "unit-inactive", "to_unit", "unit “%s” does not take cases", to_unit);
  for (guint i = 0; co_units != NULL && co_units[i] != NULL; i++)
    if (!takes_cases (context, co_units[i]))
      return refuse (refusal, "unit-inactive", "co_units", "unit “%s” does not take cases",
                     co_units[i]);
  return TRUE;
}

/* Units that are in it already are not asked again. */
static gboolean
check_join (const LianActContext *context, LianRefusal *refusal)
{
  const char *const *co_units = lian_record_get_list (context->act, LIAN_ACT_CO_UNITS);
  const char *const *present;
  const char *lead;

  if (!has_effect (context, "join"))
    return TRUE;
  if (context->instruction == NULL)
    return refuse (refusal, "not-allowed", NULL, "no instruction stands for the case");
  present = lian_record_get_list (context->subject, LIAN_CASE_CO_UNITS);
  lead = lian_record_get_text (context->subject, LIAN_CASE_LEAD_UNIT);
  for (guint i = 0; co_units != NULL && co_units[i] != NULL; i++)
    if (g_strcmp0 (co_units[i], lead) == 0
        || (present != NULL && g_strv_contains (present, co_units[i])))
      return refuse (refusal, "not-allowed", "co_units", "unit “%s” handles the case already",
                     co_units[i]);
  if (present != NULL && g_strv_length ((char **)present) + g_strv_length ((char **)co_units) > 16)
    return refuse (refusal, "not-allowed", "co_units", "a case has at most 16 co-handling units");
  return TRUE;
}

static gboolean
check_again (const LianActContext *context, LianRefusal *refusal)
{
  if (!has_effect (context, "again") || lian_record_has (context->subject, LIAN_CASE_LEAD_UNIT)
      || has_effect (context, "goto"))
    return TRUE;
  return refuse (refusal, "not-allowed", NULL, "the case has no unit that it could go back to");
}

/* What was applied for has to be possible still when it is approved. */
static gboolean
is_possible (const LianActContext *context)
{
  const LianRecord *kind
      = lian_dictionary_lookup (context->dictionary, "application_kind",
                                lian_record_get_text (context->application, LIAN_APPLICATION_KIND));
  const LianRecord *entry
      = kind != NULL ? lian_dictionary_lookup (context->dictionary, "action",
                                               lian_record_get_text (kind, LIAN_ENTRY_TEXT))
                     : NULL;

  return entry != NULL && lian_workflow_starts_from (context->dictionary, entry, context->subject);
}

static gboolean
check_application (const LianActContext *context, LianRefusal *refusal)
{
  const char *state = context->application != NULL
                          ? lian_record_get_text (context->application, LIAN_APPLICATION_STATE)
                          : NULL;
  const char *const *roles = context->actor->roles;
  gboolean arbiter = roles != NULL
                     && (g_strv_contains (roles, "commander") || g_strv_contains (roles, "system"));

  if (has_effect (context, "apply") && lian_record_has (context->subject, LIAN_CASE_APPLICATION))
    return refuse (refusal, "not-allowed", NULL, "an application waits for its decision already");
  if (!has_effect (context, "decide") && !has_effect (context, "appeal"))
    return TRUE;
  if (context->application == NULL
      || g_strcmp0 (lian_record_get_text (context->application, LIAN_APPLICATION_CASE),
                    lian_record_get_id (context->subject))
             != 0)
    return refuse (refusal, "unknown-application", "application_id",
                   "there is no such application for this case");
  if (has_effect (context, "appeal"))
    return g_strcmp0 (state, "refused") == 0
           || refuse (refusal, "not-allowed", "application_id",
                      "only what was refused can be appealed");
  if (g_strcmp0 (state, "pending") != 0 && g_strcmp0 (state, "appealed") != 0)
    return refuse (refusal, "not-allowed", "application_id", "the application is decided");
  if (g_strcmp0 (state, "appealed") == 0 && !arbiter)
    return refuse (refusal, "forbidden", "application_id",
                   "what was appealed is the commander's to decide");
  if (g_strcmp0 (lian_action_find_effect (context->entry, "decide"), "approved") == 0
      && !is_possible (context))
    return refuse (refusal, "not-allowed", "application_id",
                   "the case has gone on: this can only be refused now");
  return TRUE;
}

static gboolean
check_card (const LianActContext *context, LianRefusal *refusal)
{
  const LianRecord *card
      = lian_dictionary_lookup (context->dictionary, "card", text (context, LIAN_ACT_CARD));
  const char *const *roles = card != NULL ? lian_record_get_list (card, LIAN_ENTRY_CODES2) : NULL;

  if (has_effect (context, "reply_card"))
    {
      if (context->supervision == NULL
          || g_strcmp0 (lian_record_get_text (context->supervision, LIAN_SUPERVISION_CASE),
                        lian_record_get_id (context->subject))
                 != 0)
        return refuse (refusal, "unknown-supervision", "supervision_id",
                       "there is no such supervision for this case");
      if (g_strcmp0 (lian_record_get_text (context->supervision, LIAN_SUPERVISION_STATE), "open")
          != 0)
        return refuse (refusal, "not-allowed", "supervision_id", "it was replied to already");
    }
  if (!has_effect (context, "card"))
    return TRUE;
  for (guint i = 0; context->actor->roles != NULL && context->actor->roles[i] != NULL; i++)
    if (roles != NULL && g_strv_contains (roles, context->actor->roles[i]))
      return TRUE;
  return refuse (refusal, "forbidden", "card", "this card is not of your roles");
}

/* A lead case is another one, open, and not a duplicate itself. */
static gboolean
check_lead (const LianActContext *context, LianRefusal *refusal)
{
  const char *state = context->lead_case != NULL
                          ? lian_record_get_text (context->lead_case, LIAN_CASE_STATE)
                          : NULL;
  gboolean open = context->lead_case != NULL && lian_workflow_is_open (context->dictionary, state);

  if (has_effect (context, "merge"))
    {
      if (context->lead_case == NULL)
        return refuse (refusal, "unknown-case", "lead_case_id",
                       "there is no such case in your region");
      if (!open || lian_record_has (context->lead_case, LIAN_CASE_DUPLICATE_OF)
          || g_strcmp0 (lian_record_get_id (context->lead_case),
                        lian_record_get_id (context->subject))
                 == 0)
        return refuse (refusal, "not-allowed", "lead_case_id",
                       "the lead case has to be another open one that leads");
    }
  if (has_effect (context, "unmerge") && !open)
    return refuse (refusal, "not-allowed", NULL, "the lead case is closed: it stays merged");
  return TRUE;
}

/* Up, above (more than one) or down from where the case is. */
static gboolean
check_level (const LianActContext *context, LianRefusal *refusal)
{
  const char *way = lian_action_find_effect (context->entry, "level");
  const char *level;
  gint64 now;
  gint64 wanted;

  if (way == NULL)
    return TRUE;
  level = lian_record_get_text (context->subject, LIAN_CASE_LEVEL);
  now = lian_dictionary_rank (context->dictionary, "region_level",
                              level != NULL ? level : "county");
  if (strcmp (way, "up") == 0)
    return now > 1 || refuse (refusal, "not-allowed", NULL, "there is no level above");
  wanted
      = lian_dictionary_rank (context->dictionary, "region_level", text (context, LIAN_ACT_LEVEL));
  if (strcmp (way, "above") == 0 && wanted >= now - 1)
    return refuse (refusal, "not-allowed", "level", "level: skips no level; escalate instead");
  if (strcmp (way, "down") == 0 && wanted <= now)
    return refuse (refusal, "not-allowed", "level", "level: is not below the present one");
  return TRUE;
}

static gboolean
check_handover (const LianActContext *context, LianRefusal *refusal)
{
  if (!has_effect (context, "take_over"))
    return TRUE;
  if (context->handover == NULL)
    return refuse (refusal, "unknown-handover", "handover_id", "there is no such handover");
  if (g_strcmp0 (lian_record_get_text (context->handover, LIAN_HANDOVER_STATE), "signed_out") != 0)
    return refuse (refusal, "not-allowed", "handover_id", "it was taken over already");
  if (g_strcmp0 (lian_record_get_text (context->handover, LIAN_HANDOVER_FROM),
                 context->actor->account)
      == 0)
    return refuse (refusal, "forbidden", "handover_id", "somebody else has to take it over");
  return TRUE;
}

/* Whoever issues says to whom: units, or the role that the programme is for. */
static gboolean
check_issue (const LianActContext *context, LianRefusal *refusal)
{
  const char *programme = lian_action_find_effect (context->entry, "issue");
  const LianRecord *entry;

  if (programme == NULL)
    return TRUE;
  if (*programme == '\0')
    programme = text (context, LIAN_ACT_PROGRAMME);
  entry = lian_dictionary_lookup (context->dictionary, "programme", programme);
  if (entry == NULL)
    return refuse (refusal, "bad-request", "programme", "programme: is missing");
  if (text (context, LIAN_ACT_TO_UNIT) == NULL && !lian_record_has (entry, LIAN_ENTRY_CODES2))
    return refuse (refusal, "bad-request", "to_unit", "to_unit: is missing");
  return TRUE;
}

/**
 * lian_act_check:
 * @refusal: (out): why not
 *
 * Returns: whether the actor may do it now, to what there is
 */
gboolean
lian_act_check (const LianActContext *context, LianRefusal *refusal)
{
  return check_not_ordered (context, refusal) && check_instruction (context, refusal)
         && lian_act_may (context, refusal) && check_ordered_after (context, refusal)
         && check_units (context, refusal) && check_join (context, refusal)
         && check_again (context, refusal) && check_application (context, refusal)
         && check_card (context, refusal) && check_lead (context, refusal)
         && check_level (context, refusal) && check_handover (context, refusal)
         && check_issue (context, refusal);
}
