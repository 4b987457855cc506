/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-act-private.h"

#include <string.h>

/* The field of the case that an effect names, for "count:rework_count". */
static int
find_field (const LianActing *acting, const char *effect)
{
  const char *name = lian_action_find_effect (acting->entry, effect);

  return name != NULL ? lian_kind_find_field (lian_kind_get (LIAN_KIND_CASE), name) : -1;
}

static gboolean
is_type (int field, LianFieldType type)
{
  return field > (int)LIAN_F_REGION && lian_kind_get (LIAN_KIND_CASE)->fields[field].type == type;
}

static void
do_fields (LianActing *acting)
{
  LianRecord *record = acting->subject;
  int count = find_field (acting, "count");
  int moment = find_field (acting, "moment");
  int result = find_field (acting, "result");
  int pictures = find_field (acting, "pictures");
  const LianRecord *act = acting->context->act;

  if (is_type (count, LIAN_TYPE_INT))
    lian_record_set_int (record, (guint)count, lian_record_get_int (record, (guint)count) + 1);
  if (is_type (moment, LIAN_TYPE_TIME))
    lian_record_set_time (record, (guint)moment, acting->context->now);
  if (is_type (result, LIAN_TYPE_CODE) && lian_record_has (act, LIAN_ACT_RESULT))
    lian_record_set_text (record, (guint)result, lian_acting_text (acting, LIAN_ACT_RESULT));
  if (is_type (pictures, LIAN_TYPE_LIST) && lian_record_has (act, LIAN_ACT_ATTACHMENTS))
    lian_record_set_list (record, (guint)pictures,
                          lian_record_get_list (act, LIAN_ACT_ATTACHMENTS));
}

/* Who has the case, and by which instruction. */
static void
do_units (LianActing *acting)
{
  LianRecord *record = acting->subject;
  const LianRecord *act = acting->context->act;

  if (lian_acting_has (acting, "release"))
    {
      lian_record_clear (record, LIAN_CASE_LEAD_UNIT);
      lian_record_clear (record, LIAN_CASE_CO_UNITS);
      lian_record_clear (record, LIAN_CASE_HANDLER);
    }
  if (lian_acting_has (acting, "revoke"))
    lian_record_clear (record, LIAN_CASE_INSTRUCTION);
  if (lian_acting_has (acting, "deliver"))
    {
      lian_record_set_text (record, LIAN_CASE_LEAD_UNIT,
                            lian_acting_text (acting, LIAN_ACT_TO_UNIT));
      lian_record_set_list (record, LIAN_CASE_CO_UNITS,
                            lian_record_get_list (act, LIAN_ACT_CO_UNITS));
      lian_record_set_text (record, LIAN_CASE_INSTRUCTION, lian_record_get_id (act));
      lian_record_clear (record, LIAN_CASE_HANDLER);
    }
  if (lian_acting_has (acting, "join"))
    {
      const char *const *present = lian_record_get_list (record, LIAN_CASE_CO_UNITS);
      const char *const *more = lian_record_get_list (act, LIAN_ACT_CO_UNITS);
      g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
      g_auto (GStrv) list = NULL;

      if (present != NULL)
        g_strv_builder_addv (all, (const char **)present);
      g_strv_builder_addv (all, (const char **)more);
      list = g_strv_builder_end (all);
      lian_record_set_list (record, LIAN_CASE_CO_UNITS, (const char *const *)list);
    }
}

static void
do_merge (LianActing *acting)
{
  LianRecord *record = acting->subject;
  const char *state = lian_record_get_text (acting->context->subject, LIAN_CASE_STATE);

  if (lian_acting_has (acting, "merge"))
    {
      gboolean with_unit = lian_record_has (record, LIAN_CASE_INSTRUCTION);

      lian_record_set_text (record, LIAN_CASE_DUPLICATE_OF,
                            lian_acting_text (acting, LIAN_ACT_LEAD_CASE));
      /* Its own unit is told to stop, so that it would have to be dispatched anew. */
      lian_record_set_text (record, LIAN_CASE_MERGED_FROM, with_unit ? "filed" : state);
    }
  if (lian_acting_has (acting, "unmerge"))
    {
      lian_record_clear (record, LIAN_CASE_DUPLICATE_OF);
      lian_record_clear (record, LIAN_CASE_MERGED_FROM);
    }
}

static void
do_application (LianActing *acting)
{
  LianRecord *record = acting->subject;
  const LianRecord *action = acting->context->entry;
  const char *kind = lian_action_find_effect (action, "apply");
  const LianRecord *application = acting->context->application;

  if (kind != NULL)
    {
      lian_record_set_text (record, LIAN_CASE_APPLICATION,
                            lian_record_get_id (acting->context->act));
      lian_record_set_text (record, LIAN_CASE_APPLICATION_KIND, kind);
    }
  else if (lian_action_find_effect (action, "appeal") != NULL)
    {
      lian_record_set_text (record, LIAN_CASE_APPLICATION, lian_record_get_id (application));
      lian_record_set_text (record, LIAN_CASE_APPLICATION_KIND,
                            lian_record_get_text (application, LIAN_APPLICATION_KIND));
    }
  else if (lian_action_find_effect (action, "decide") != NULL
           || lian_action_find_effect (action, "revoke") != NULL
           || !lian_workflow_is_open (acting->context->dictionary, acting->next))
    {
      lian_record_clear (record, LIAN_CASE_APPLICATION);
      lian_record_clear (record, LIAN_CASE_APPLICATION_KIND);
    }
}

/* The level above or below, by the ranks of region_level. */
static void
do_level (LianActing *acting)
{
  const LianDictionary *dictionary = acting->context->dictionary;
  const char *way = lian_action_find_effect (acting->entry, "level");
  GPtrArray *levels = lian_dictionary_list (dictionary, "region_level");
  const char *level;
  gint64 wanted;

  if (way == NULL)
    return;
  if (strcmp (way, "up") != 0)
    {
      lian_record_set_text (acting->subject, LIAN_CASE_LEVEL,
                            lian_acting_text (acting, LIAN_ACT_LEVEL));
      return;
    }
  level = lian_record_get_text (acting->subject, LIAN_CASE_LEVEL);
  wanted = lian_dictionary_rank (dictionary, "region_level", level != NULL ? level : "county") - 1;
  for (guint i = 0; i < levels->len; i++)
    if (lian_record_get_int (levels->pdata[i], LIAN_ENTRY_RANK) == wanted)
      lian_record_set_text (acting->subject, LIAN_CASE_LEVEL,
                            lian_record_get_text (levels->pdata[i], LIAN_ENTRY_CODE));
}

/* What the resident is told and says. */
static void
do_resident (LianActing *acting)
{
  LianRecord *record = acting->subject;
  const char *result = lian_acting_text (acting, LIAN_ACT_RESULT);
  gboolean called = lian_acting_has (acting, "callback");
  gboolean evaluated
      = lian_acting_has (acting, "evaluate") || (called && g_strcmp0 (result, "reached") == 0);

  if (lian_acting_has (acting, "answer"))
    {
      lian_record_set_time (record, LIAN_CASE_ANSWERED_AT, acting->context->now);
      lian_record_set_text (record, LIAN_CASE_ANSWER, lian_acting_text (acting, LIAN_ACT_OPINION));
    }
  if (called)
    {
      lian_record_set_int (record, LIAN_CASE_CALLBACK_COUNT,
                           lian_record_get_int (record, LIAN_CASE_CALLBACK_COUNT) + 1);
      lian_record_set_time (record, LIAN_CASE_CALLBACK_AT, acting->context->now);
      lian_record_set_text (record, LIAN_CASE_CALLBACK_RESULT, result);
    }
  if (evaluated)
    {
      lian_record_set_text (record, LIAN_CASE_SATISFACTION,
                            lian_acting_text (acting, LIAN_ACT_SATISFACTION));
      lian_record_set_text (record, LIAN_CASE_EVALUATION,
                            lian_acting_text (acting, LIAN_ACT_OPINION));
      lian_record_set_time (record, LIAN_CASE_EVALUATED_AT, acting->context->now);
    }
}

static void
do_others (LianActing *acting)
{
  LianRecord *record = acting->subject;
  const char *upstream = lian_action_find_effect (acting->entry, "upstream");
  const char *audit = lian_action_find_effect (acting->entry, "audit");
  const LianRecord *application = acting->context->application;
  gboolean decided = acting->entry != acting->context->entry;

  if (upstream != NULL)
    {
      lian_record_set_text (record, LIAN_CASE_UPSTREAM_STATE, upstream);
      lian_record_set_time (record, LIAN_CASE_UPSTREAM_AT, acting->context->now);
    }
  if (audit != NULL)
    lian_record_set_text (record, LIAN_CASE_AUDIT_STATE,
                          *audit != '\0' ? audit : lian_acting_text (acting, LIAN_ACT_RESULT));
  if (lian_acting_has (acting, "card"))
    lian_record_set_text (record, LIAN_CASE_CARD, lian_acting_text (acting, LIAN_ACT_CARD));
  if (lian_acting_has (acting, "hold") && application != NULL && decided)
    lian_record_set_time (record, LIAN_CASE_HANG_UNTIL,
                          lian_record_get_time (application, LIAN_APPLICATION_UNTIL));
}

/* A limit that the dispatcher gave holds for the stage of handling. */
static gint64
find_limit (const LianActing *acting)
{
  const LianActContext *context = acting->context;
  const char *state = lian_record_get_text (context->subject, LIAN_CASE_STATE);

  if (context->instruction == NULL
      || strcmp (lian_dictionary_stage (context->dictionary, acting->next), "handling") != 0
      || strcmp (lian_dictionary_stage (context->dictionary, state), "handling") == 0)
    return 0;
  return lian_record_get_int (context->instruction, LIAN_INSTRUCTION_LIMIT_MIN);
}

/* What changes the limits comes after the state, since it counts from the stage. */
static void
do_limits (LianActing *acting)
{
  const LianActContext *context = acting->context;
  LianRecord *record = acting->subject;
  const LianRecord *application = context->application;
  gboolean decided = acting->entry != context->entry;
  gint64 minutes = decided && application != NULL
                       ? lian_record_get_int (application, LIAN_APPLICATION_REQUESTED_MIN)
                       : lian_record_get_int (context->act, LIAN_ACT_LIMIT_MIN);
  const char *category = decided && application != NULL
                             ? lian_record_get_text (application, LIAN_APPLICATION_CATEGORY)
                             : lian_acting_text (acting, LIAN_ACT_CATEGORY);

  if (lian_acting_has (acting, "extend") && minutes > 0)
    lian_workflow_extend (context->dictionary, record, minutes);
  if (lian_acting_has (acting, "urgency"))
    lian_record_set_text (record, LIAN_CASE_URGENCY, lian_acting_text (acting, LIAN_ACT_URGENCY));
  if (lian_acting_has (acting, "recategorise"))
    lian_record_set_text (record, LIAN_CASE_CATEGORY, category);
  if (lian_acting_has (acting, "urgency") || lian_acting_has (acting, "recategorise"))
    lian_workflow_relimit (context->dictionary, record);
  lian_workflow_set_close_due (context->dictionary, record);
}

/* The state last but for what counts from it. What is reopened or sent to the same unit once more
 * goes on with its bundled clock, and the whole case stays due when it was. */
void
lian_acting_change_case (LianActing *acting)
{
  do_merge (acting);
  do_units (acting);
  lian_workflow_enter (acting->context->dictionary, acting->subject, acting->next,
                       lian_act_get_moment (acting->context), find_limit (acting));
  do_fields (acting);
  do_level (acting);
  do_resident (acting);
  do_others (acting);
  do_limits (acting);
  do_application (acting);
}
