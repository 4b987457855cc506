/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-submission.h"

#include "lian-codec.h"

#include <string.h>

/* Kinds that an act may make a record of, with its own id. */
static const LianKindId made[]
    = { LIAN_KIND_CASE_STEP,  LIAN_KIND_INSTRUCTION, LIAN_KIND_APPLICATION, LIAN_KIND_SUPERVISION,
        LIAN_KIND_EVALUATION, LIAN_KIND_ITEM,        LIAN_KIND_HANDOVER };

static gboolean
refuse (LianSubmission *self, const LianRefusal *refusal, const LianRecord *current)
{
  guint status = 409;

  if (strcmp (refusal->problem, "bad-request") == 0)
    status = 400;
  else if (strcmp (refusal->problem, "forbidden") == 0)
    status = 403;
  else if (g_str_has_prefix (refusal->problem, "unknown-"))
    status = 404;
  return lian_submission_refuse (self, status, refusal->problem, refusal->field,
                                 status == 409 ? current : NULL, "%s", refusal->detail);
}

static gboolean
is_registration (const LianRecord *entry)
{
  return strcmp (lian_record_get_text (entry, LIAN_ENTRY_CODE), "register") == 0
         && strcmp (lian_action_subject (entry), "report") == 0;
}

/* What delivers something to somebody is an order: it needs a record that can be followed. What
 * makes a case is a report, or registered by hand at a seat. */
static gboolean
check_door (LianSubmission *self, const LianRecord *entry, gboolean order)
{
  const char *name = lian_record_get_text (entry, LIAN_ENTRY_CODE);
  const char *member = order ? "kind" : "action";

  if (is_registration (entry))
    return order
           || lian_submission_refuse (self, 400, "bad-request", member, NULL,
                                      "“%s” comes in as an instruction", name);
  if (strcmp (lian_action_subject (entry), "report") == 0)
    return lian_submission_refuse (self, 400, "bad-request", member, NULL,
                                   "“%s” comes in as a report", name);
  if (!order
      && (lian_action_find_effect (entry, "deliver") != NULL
          || lian_action_find_effect (entry, "issue") != NULL))
    return lian_submission_refuse (self, 400, "bad-request", member, NULL,
                                   "“%s” comes in as an instruction", name);
  return TRUE;
}

static LianRecord *
decode (LianSubmission *self, const char *name)
{
  g_autoptr (JsonObject) preset = json_object_new ();
  const LianKind *kind = lian_kind_get (LIAN_KIND_ACT);
  g_autofree const char **members = g_new0 (const char *, kind->n_fields + 1);
  guint n = 0;

  for (guint i = 0; i < kind->n_fields; i++)
    if (i != LIAN_F_VERSION && i != LIAN_F_REGION && i != LIAN_ACT_ACTION)
      members[n++] = kind->fields[i].name;
  json_object_set_string_member (preset, "action", name);
  return lian_submission_decode (self, LIAN_KIND_ACT, members, preset);
}

static gboolean
check_fresh (LianSubmission *self, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (made); i++)
    if (!lian_submission_check_fresh (self, made[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
find_subject (LianSubmission *self, const LianActContext *context, LianRecord **subject,
              GError **error)
{
  const char *of = lian_action_subject (context->entry);
  gboolean item = strcmp (of, "item") == 0;
  const char *id = lian_record_get_text (context->act, item ? LIAN_ACT_ITEM : LIAN_ACT_CASE);

  if (id == NULL)
    return TRUE;
  *subject = lian_submission_find (self, item ? LIAN_KIND_ITEM : LIAN_KIND_CASE, id, error);
  return *subject != NULL;
}

static gboolean
carry_out (LianSubmission *self, LianActContext *context, GError **error)
{
  g_autoptr (LianReceipt) receipt = NULL;
  g_autoptr (GPtrArray) records = NULL;

  if (!lian_txn_begin (&self->txn, error) || !lian_submission_append_audit (self, &receipt, error))
    return FALSE;
  context->receipt_no = receipt->seq;
  records = lian_act_apply (context);
  for (guint i = 0; i < records->len; i++)
    if (!lian_txn_store (&self->txn, records->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
check_and_carry_out (LianSubmission *self, LianActContext *context, GError **error)
{
  g_autoptr (LianRecord) subject = NULL;
  g_auto (LianSurroundings) surroundings = { 0 };
  g_auto (LianRefusal) refusal = { 0 };
  gboolean order = context->order;

  if (!find_subject (self, context, &subject, error))
    return FALSE;
  context->subject = subject;
  if (!lian_submission_check_not_after (self, context->act)
      || (order && !lian_submission_check_supersedes (self, context->act, error))
      || (subject != NULL && !lian_submission_check_version (self, subject, order))
      || !lian_submission_gather (self, context, &surroundings, error))
    return FALSE;
  if (!lian_act_check (context, &refusal))
    return refuse (self, &refusal, subject);
  return carry_out (self, context, error);
}

/**
 * lian_intake_act:
 * @self: a submission with its body read and its id unknown
 * @order: whether it is an instruction of a seat
 *
 * The checks after the id, in the order of docs/api.md, then the effect: all the records of an act
 * change together or not at all. What an action does is the dictionary's and lian-act.h's affair.
 *
 * Returns: %FALSE with a reply (refused) or with @error
 */
gboolean
lian_intake_act (LianSubmission *self, gboolean order, GError **error)
{
  LianActor actor = lian_person_as_actor (self->person);
  LianActContext context = { 0 };
  g_autoptr (LianRecord) act = NULL;
  g_autoptr (GError) invalid = NULL;
  g_auto (LianRefusal) refusal = { 0 };
  const char *member = order ? "kind" : "action";
  const char *name;

  if (!lian_json_get_string (self->object, member, TRUE, &name, &invalid))
    return lian_submission_refuse (self, 400, "bad-request", member, NULL, "%s", invalid->message);
  if (!lian_submission_check_role (self, member, name))
    return FALSE;
  context = (LianActContext){ .dictionary = self->dictionary,
                              .actor = &actor,
                              .actor_name = self->actor_name,
                              .seat = self->seat,
                              .now = self->txn.now,
                              .entry = lian_dictionary_lookup (self->dictionary, "action", name),
                              .order = order };
  if (!check_door (self, context.entry, order))
    return FALSE;
  if (is_registration (context.entry))
    return lian_intake_report (self, TRUE, error);
  act = decode (self, name);
  if (act == NULL)
    return FALSE;
  context.act = act;
  if (!lian_act_check_input (&context, &refusal))
    return refuse (self, &refusal, NULL);
  if (!lian_submission_check_attachments (self, error) || !check_fresh (self, error))
    return FALSE;
  return check_and_carry_out (self, &context, error);
}
