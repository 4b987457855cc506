/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-act-private.h"

#include <string.h>

const char *
lian_acting_text (const LianActing *acting, guint field)
{
  return lian_record_get_text (acting->context->act, field);
}

void
lian_acting_copy (const LianActing *acting, LianRecord *record, guint to, guint from)
{
  const LianRecord *act = acting->context->act;

  if (lian_record_get_kind (act)->fields[from].type == LIAN_TYPE_LIST)
    lian_record_set_list (record, to, lian_record_get_list (act, from));
  else
    lian_record_set_text (record, to, lian_record_get_text (act, from));
}

gboolean
lian_acting_has (const LianActing *acting, const char *effect)
{
  return lian_action_find_effect (acting->entry, effect) != NULL;
}

/* A new record of the act: its id is the act's, further ones are numbered. */
LianRecord *
lian_acting_add (LianActing *acting, LianKindId kind, guint number)
{
  const char *id = lian_record_get_id (acting->context->act);
  const char *region = acting->subject != NULL
                           ? lian_record_get_text (acting->subject, LIAN_F_REGION)
                           : acting->context->actor->region_code;
  LianRecord *record = lian_record_new (kind);
  int secrecy = lian_kind_find_field (lian_kind_get (kind), "secrecy");

  if (number == 0)
    lian_record_set_text (record, LIAN_F_ID, id);
  else
    lian_record_take_text (record, LIAN_F_ID, g_strdup_printf ("%s:%u", id, number - 1));
  lian_record_set_text (record, LIAN_F_REGION, region);
  if (secrecy >= 0 && acting->subject != NULL
      && lian_record_get_kind (acting->subject)->id == LIAN_KIND_CASE
      && lian_record_get_bool (acting->subject, LIAN_CASE_SECRECY))
    lian_record_set_bool (record, (guint)secrecy, TRUE);
  g_ptr_array_add (acting->records, record);
  return record;
}

gboolean
lian_act_is_co_unit (const LianActContext *context)
{
  const char *const *co_units;

  if (lian_action_find_effect (context->entry, "unit") == NULL || context->subject == NULL
      || context->actor->unit_id == NULL
      || lian_record_get_kind (context->subject)->id != LIAN_KIND_CASE)
    return FALSE;
  co_units = lian_record_get_list (context->subject, LIAN_CASE_CO_UNITS);
  return co_units != NULL && g_strv_contains (co_units, context->actor->unit_id);
}

const LianRecord *
lian_act_find_delivery (const LianActContext *context, gboolean of_co_unit)
{
  const char *unit = of_co_unit ? context->actor->unit_id
                                : lian_record_get_text (context->subject, LIAN_CASE_LEAD_UNIT);

  for (guint i = 0; context->deliveries != NULL && i < context->deliveries->len; i++)
    if (g_strcmp0 (lian_record_get_text (context->deliveries->pdata[i], LIAN_DELIVERY_UNIT), unit)
        == 0)
      return context->deliveries->pdata[i];
  return NULL;
}

/**
 * lian_act_get_moment:
 * @context: of an act
 *
 * Returns: when the effect happened, microseconds: now, and of an instruction that was given by
 * telephone when it was said
 */
gint64
lian_act_get_moment (const LianActContext *context)
{
  if (context->order && lian_action_find_effect (context->entry, "deliver") != NULL
      && lian_record_has (context->act, LIAN_ACT_ORDERED_AT))
    return lian_record_get_time (context->act, LIAN_ACT_ORDERED_AT);
  return context->now;
}

/* "goto:RESULT=STATE": several may be given. */
static const char *
find_goto (const LianRecord *entry, const char *result)
{
  const char *const *effects = lian_record_get_list (entry, LIAN_ENTRY_EFFECTS);
  g_autofree char *prefix = g_strdup_printf ("goto:%s=", result);

  for (guint i = 0; effects != NULL && effects[i] != NULL; i++)
    if (g_str_has_prefix (effects[i], prefix))
      return effects[i] + strlen (prefix);
  return NULL;
}

static const char *
find_next (const LianActing *acting)
{
  const LianActContext *context = acting->context;
  const char *result = lian_acting_text (acting, LIAN_ACT_RESULT);
  const char *next = result != NULL ? find_goto (acting->entry, result) : NULL;

  if (next == NULL && lian_acting_has (acting, "again")
      && !lian_record_has (context->subject, LIAN_CASE_LEAD_UNIT))
    next = find_goto (acting->entry, "no_unit");
  if (next == NULL && lian_acting_has (acting, "unmerge"))
    next = lian_record_get_text (context->subject, LIAN_CASE_MERGED_FROM);
  if (next == NULL)
    next = lian_workflow_next_state (context->dictionary, context->subject,
                                     lian_record_get_text (acting->entry, LIAN_ENTRY_CODE));
  return next;
}

/* An approval does what was applied for; everything else does what it says itself. */
static const LianRecord *
find_entry (const LianActContext *context)
{
  const LianRecord *kind;

  if (g_strcmp0 (lian_action_find_effect (context->entry, "decide"), "approved") != 0
      || context->application == NULL)
    return context->entry;
  kind
      = lian_dictionary_lookup (context->dictionary, "application_kind",
                                lian_record_get_text (context->application, LIAN_APPLICATION_KIND));
  return kind != NULL ? lian_dictionary_lookup (context->dictionary, "action",
                                                lian_record_get_text (kind, LIAN_ENTRY_TEXT))
                      : NULL;
}

static void
change_case (LianActing *acting)
{
  const LianActContext *context = acting->context;

  acting->subject = lian_record_copy (context->subject);
  acting->of_co_unit = lian_act_is_co_unit (context);
  if (!acting->of_co_unit)
    {
      acting->next = find_next (acting);
      lian_acting_change_case (acting);
    }
  lian_acting_change_orders (acting);
}

/**
 * lian_act_apply:
 * @context: of an act that lian_act_check_input() and lian_act_check() let pass
 *
 * Returns: (transfer full) (element-type LianRecord): what is to be stored, all of it or nothing
 */
GPtrArray *
lian_act_apply (const LianActContext *context)
{
  LianActing acting = { .context = context, .entry = find_entry (context) };
  gboolean of_case
      = context->subject != NULL && lian_record_get_kind (context->subject)->id == LIAN_KIND_CASE;
  gboolean about = strcmp (lian_action_subject (context->entry), "none") != 0;

  acting.records = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  if (acting.entry == NULL)
    acting.entry = context->entry;
  if (of_case && about)
    change_case (&acting);
  else if (context->subject != NULL)
    acting.subject = lian_record_copy (context->subject);
  if (context->order)
    lian_acting_write_instruction (&acting);
  lian_acting_write_papers (&acting);
  if (of_case)
    lian_acting_write_step (&acting, context->subject);
  if (acting.instruction != NULL)
    g_ptr_array_add (acting.records, g_steal_pointer (&acting.instruction));
  if (acting.subject != NULL
      && (!of_case || about || !lian_record_equal (acting.subject, context->subject)))
    g_ptr_array_add (acting.records, lian_record_ref (acting.subject));
  g_clear_pointer (&acting.subject, lian_record_unref);
  return acting.records;
}
