/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-submission.h"

#include "lian-access-log.h"
#include "lian-codec.h"
#include "lian-text.h"

#include <string.h>

#define SHORTEST_REASON 4
#define LONGEST_REASON 500

/* The role by which it is allowed, NULL = none. */
static const char *
find_role (const LianPerson *person, gboolean secret)
{
  LianAccess needed = secret ? LIAN_ACCESS_REVEAL_SECRET : LIAN_ACCESS_REVEAL;

  if (!lian_person_may (person, needed))
    return NULL;
  for (guint i = 0; person->roles[i] != NULL; i++)
    if ((lian_access_of_role (person->roles[i]) & needed) != 0)
      return person->roles[i];
  return NULL;
}

static gboolean
check_reason (LianSubmission *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *clean = NULL;
  const char *reason;
  glong length;

  if (!lian_json_get_string (self->object, "reason", TRUE, &reason, &error))
    return lian_submission_refuse (self, 400, "bad-request", "reason", NULL, "%s", error->message);
  clean = g_strstrip (lian_text_clean (reason, FALSE, 0));
  length = g_utf8_strlen (clean, -1);
  if (length >= SHORTEST_REASON && length <= LONGEST_REASON)
    return TRUE;
  return lian_submission_refuse (self, 400, "bad-request", "reason", NULL,
                                 "reason: %d to %d characters", SHORTEST_REASON, LONGEST_REASON);
}

static gboolean
read_field (LianSubmission *self, guint *field)
{
  const LianKind *kind = lian_kind_get (LIAN_KIND_CASE);
  g_autoptr (GError) error = NULL;
  const char *name;
  int found;

  if (!lian_json_get_string (self->object, "field", TRUE, &name, &error))
    return lian_submission_refuse (self, 400, "bad-request", "field", NULL, "%s", error->message);
  found = lian_kind_find_field (kind, name);
  if (found < 0 || (kind->fields[found].flags & LIAN_FIELD_SENSITIVE) == 0)
    return lian_submission_refuse (self, 400, "bad-request", "field", NULL,
                                   "“%s” is not a masked field of a case", name);
  *field = (guint)found;
  return TRUE;
}

/* The case, with the role by which its field may be seen: 404, 403. */
static LianRecord *
find_case (LianSubmission *self, guint field, GError **error)
{
  g_autoptr (LianRecord) record = lian_submission_find (self, LIAN_KIND_CASE, self->target, error);

  if (record == NULL)
    return NULL;
  self->role
      = find_role (self->person, lian_record_get_visibility (record) == LIAN_VISIBILITY_SECRET);
  if (self->role == NULL)
    {
      lian_submission_refuse (self, 403, "forbidden", NULL, NULL,
                              "your roles do not reveal anything of a secret case");
      return NULL;
    }
  if (!lian_record_has (record, field))
    {
      lian_submission_refuse (self, 400, "bad-request", "field", NULL,
                              "the case has nothing there to be revealed");
      return NULL;
    }
  return g_steal_pointer (&record);
}

static void
reply (LianSubmission *self, guint status, const LianReceipt *receipt, const LianRecord *record,
       guint field)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_member (object, "receipt", lian_receipt_to_json (receipt));
  json_object_set_string_member (object, "field",
                                 lian_record_get_kind (record)->fields[field].name);
  json_object_set_string_member (object, "value", lian_record_get_text (record, field));
  json_node_set_object (root, object);
  lian_reply_free (self->reply);
  self->reply = lian_reply_new_json (status, root);
}

static gboolean
check (LianSubmission *self, guint *field)
{
  if (find_role (self->person, FALSE) == NULL)
    return lian_submission_refuse (self, 403, "forbidden", NULL, NULL,
                                   "your roles do not reveal anything");
  return read_field (self, field) && check_reason (self);
}

/* The chain proves who, when, which case and, by the body, which field and why; the access log
 * says so to whoever reads it. */
static gboolean
write_log (LianSubmission *self, const LianRecord *record, guint field, GError **error)
{
  g_autofree char *object = g_strdup_printf ("cases/%s#%s", lian_record_get_id (record),
                                             lian_record_get_kind (record)->fields[field].name);
  const LianAccessEntry entry
      = { .account = self->person->account, .type = "reveal", .object = object, .result = "ok" };

  return lian_access_log_append (self->txn.conn, self->txn.now, &entry, error);
}

/**
 * lian_intake_reveal:
 * @self: a submission with its body read and its id unknown
 *
 * Nothing of the case changes; that somebody has seen it is in the chain before they see it.
 *
 * Returns: %FALSE with a reply (refused) or with @error
 */
gboolean
lian_intake_reveal (LianSubmission *self, GError **error)
{
  g_autoptr (LianRecord) record = NULL;
  g_autoptr (LianReceipt) receipt = NULL;
  guint field;

  if (!check (self, &field))
    return FALSE;
  record = find_case (self, field, error);
  if (record == NULL || !lian_submission_append_audit (self, &receipt, error)
      || !write_log (self, record, field, error))
    return FALSE;
  reply (self, 201, receipt, record, field);
  return TRUE;
}

/**
 * lian_intake_reveal_again:
 * @receipt: the one that was given before for the same bytes
 *
 * A receipt is good for ever; what it was given for is shown again to the same person only, while
 * they may see it.
 *
 * Returns: %FALSE with a reply or with @error
 */
gboolean
lian_intake_reveal_again (LianSubmission *self, LianReceipt *receipt, GError **error)
{
  g_autofree char *target = NULL;
  g_autoptr (LianRecord) record = NULL;
  guint field;

  if (!lian_audit_lookup_target (self->txn.conn, self->id, &target, error))
    return FALSE;
  if (g_strcmp0 (target, self->target) != 0
      || strcmp (receipt->account, self->person->account) != 0)
    return lian_submission_refuse (self, 422, "key-reused", "id", NULL,
                                   "the id was used for something else");
  if (!check (self, &field))
    return FALSE;
  record = find_case (self, field, error);
  if (record != NULL)
    reply (self, 200, receipt, record, field);
  return FALSE;
}
