/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-submission.h"

#include "lian-attachment.h"
#include "lian-codec.h"
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-text.h"
#include "lian-workflow.h"

#include <string.h>

/* Ids of deliveries are made from these by adding a number. */
#define LONGEST_ID 60

/**
 * lian_submission_free:
 * @self: a submission
 */
void
lian_submission_free (LianSubmission *self)
{
  lian_person_unref (self->person);
  g_free (self->seat);
  g_bytes_unref (self->body);
  g_free (self->key);
  g_free (self->digest);
  g_free (self->target);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->dictionary, lian_dictionary_unref);
  g_clear_pointer (&self->locator, lian_locator_unref);
  g_free (self->epoch);
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self->computed);
  g_free (self->actor_name);
  lian_reply_free (self->reply);
  lian_txn_clear (&self->txn);
  g_free (self);
}

/**
 * lian_submission_refuse:
 * @field: (nullable)
 * @current: (nullable): the present state, of conflicts; only readers get it
 * @format: the detail
 *
 * Returns: %FALSE
 */
gboolean
lian_submission_refuse (LianSubmission *self, guint status, const char *name, const char *field,
                        const LianRecord *current, const char *format, ...)
{
  g_autofree char *detail = NULL;
  va_list args;

  va_start (args, format);
  detail = g_strdup_vprintf (format, args);
  va_end (args);

  if (!lian_person_may (self->person, LIAN_ACCESS_RECORDS))
    current = NULL;
  lian_reply_free (self->reply);
  self->reply = lian_reply_new_problem (status, name, field, detail, current);
  return FALSE;
}

/* The decoder's messages begin with "kind.field: ". */
static char *
find_field (const char *message)
{
  const char *colon = strchr (message, ':');
  const char *dot = strchr (message, '.');

  if (colon == NULL || dot == NULL || dot > colon)
    return NULL;
  return g_strndup (dot + 1, colon - dot - 1);
}

/**
 * lian_submission_decode:
 *
 * Members that are not @allowed are left out rather than refused: newer peers send more.
 *
 * Returns: (transfer full) (nullable): a record, or %NULL with a refusal
 */
LianRecord *
lian_submission_decode (LianSubmission *self, LianKindId kind, const char *const *allowed,
                        JsonObject *preset)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GList) names = json_object_get_members (preset);
  LianRecord *record;

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (object, l->data, json_object_dup_member (preset, l->data));
  for (guint i = 0; allowed[i] != NULL; i++)
    if (json_object_has_member (self->object, allowed[i]))
      json_object_set_member (object, allowed[i],
                              json_object_dup_member (self->object, allowed[i]));

  record = lian_record_from_json (kind, object, LIAN_DECODE_FROM_OUTSIDE, &error);
  if (record == NULL)
    {
      g_autofree char *field = find_field (error->message);

      lian_submission_refuse (self, 400, "bad-request", field, NULL, "%s", error->message);
    }
  return record;
}

/**
 * lian_submission_check_role:
 * @member: that names the action
 * @action: an action of the dictionary
 *
 * Returns: whether the person has a role that may do it; it is kept for the receipt
 */
gboolean
lian_submission_check_role (LianSubmission *self, const char *member, const char *action)
{
  LianRecord *entry = lian_dictionary_lookup (self->dictionary, "action", action);

  if (entry == NULL)
    return lian_submission_refuse (self, 400, "bad-request", member, NULL,
                                   "“%s” is not an action of this platform", action);
  self->role
      = lian_person_find_role (self->person, lian_record_get_list (entry, LIAN_ENTRY_CODES2));
  if (self->role == NULL)
    return lian_submission_refuse (self, 403, "forbidden", NULL, NULL,
                                   "your roles do not include this action");
  return TRUE;
}

/**
 * lian_submission_find:
 *
 * Returns: (transfer full) (nullable): the record, or %NULL with 404 or @error. What lies outside a
 * person's region does not exist for them.
 */
LianRecord *
lian_submission_find (LianSubmission *self, LianKindId kind, const char *id, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) record = NULL;

  if (lian_id_is_valid (id))
    record = lian_txn_lookup (&self->txn, kind, id, &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return NULL;
    }
  if (record == NULL || !lian_person_sees_record (self->person, record))
    {
      g_autofree char *problem = g_strdup_printf ("unknown-%s", lian_kind_get (kind)->name);
      g_autofree char *field = g_strdup_printf ("%s_id", lian_kind_get (kind)->name);

      lian_submission_refuse (self, 404, problem, field, NULL, "there is no such %s in your region",
                              lian_kind_get (kind)->name);
      return NULL;
    }
  return g_steal_pointer (&record);
}

/**
 * lian_submission_check_version:
 * @required: whether If-Match has to be there
 *
 * Returns: whether the sender has seen the case as it stands
 */
gboolean
lian_submission_check_version (LianSubmission *self, const LianRecord *record, gboolean required)
{
  if (self->if_match < 0 && required)
    return lian_submission_refuse (self, 428, "precondition-required", NULL, NULL,
                                   "If-Match with the version of what it is about is needed");
  if (self->if_match >= 0 && self->if_match != lian_record_get_version (record))
    return lian_submission_refuse (self, 412, "target-changed", NULL, record,
                                   "it has changed since it was looked at");
  return TRUE;
}

/**
 * lian_submission_check_not_after:
 * @act: kind ACT
 *
 * Returns: whether it came in time
 */
gboolean
lian_submission_check_not_after (LianSubmission *self, const LianRecord *act)
{
  gint64 not_after = lian_record_get_time (act, LIAN_ACT_NOT_AFTER);

  if (not_after == 0 || self->txn.now <= not_after)
    return TRUE;
  return lian_submission_refuse (self, 409, "expired", "not_after", NULL,
                                 "the instruction came too late to be carried out");
}

/**
 * lian_submission_check_fresh:
 *
 * Returns: whether no record of @kind has the id yet; 422 otherwise
 */
gboolean
lian_submission_check_fresh (LianSubmission *self, LianKindId kind, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) record = lian_txn_lookup (&self->txn, kind, self->id, &failed);

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (record != NULL)
    return lian_submission_refuse (self, 422, "key-reused", "id", NULL,
                                   "the id belongs to something else");
  return TRUE;
}

static gboolean
check_attachment (LianSubmission *self, const char *member, JsonNode *node, GError **error)
{
  const char *id = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                       ? json_node_get_string (node)
                       : NULL;
  gboolean visible = FALSE;

  if (id != NULL && !lian_attachment_find (self->txn.conn, self->person, id, &visible, error))
    return FALSE;
  if (visible)
    return TRUE;
  return lian_submission_refuse (self, 400, "unknown-attachment", member, NULL,
                                 "%s: there is no such attachment for you", member);
}

/**
 * lian_submission_check_attachments:
 *
 * What is no list at all is the decoder's to refuse.
 *
 * Returns: whether everything that is named is there, sent by the person or visible to them
 */
gboolean
lian_submission_check_attachments (LianSubmission *self, GError **error)
{
  static const char *const lists[] = { "attachments", "pictures_before", "pictures_after" };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      JsonNode *node = json_object_get_member (self->object, lists[i]);
      JsonArray *array
          = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      for (guint j = 0; array != NULL && j < json_array_get_length (array); j++)
        if (!check_attachment (self, lists[i], json_array_get_element (array, j), error))
          return FALSE;
    }
  return TRUE;
}

/**
 * lian_submission_append_audit:
 * @receipt: (out) (optional): what the sender gets
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_submission_append_audit (LianSubmission *self, LianReceipt **receipt, GError **error)
{
  g_autoptr (LianReceipt) appended
      = lian_audit_append (&self->txn, (int)self->intake, self->id, self->body, self->computed,
                           self->person, self->role, self->seat, self->target, error);
  g_autoptr (JsonNode) node = NULL;

  if (appended == NULL)
    return FALSE;
  node = lian_receipt_to_json (appended);
  lian_reply_free (self->reply);
  self->reply = lian_reply_new_json (201, node);
  if (receipt != NULL)
    *receipt = g_steal_pointer (&appended);
  return TRUE;
}

static gboolean
read_object (LianSubmission *self)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *data = g_bytes_get_data (self->body, &length);

  self->root = lian_json_parse (data, length, LIAN_LIMIT_BODY, &error);
  if (self->root == NULL)
    return lian_submission_refuse (self, 400, "bad-request", NULL, NULL, "%s", error->message);
  self->object = json_node_get_object (self->root);
  if (!lian_json_get_string (self->object, "id", TRUE, &self->id, &error))
    return lian_submission_refuse (self, 400, "bad-request", "id", NULL, "%s", error->message);
  return TRUE;
}

/* Digest, then shape, then the id: docs/api.md. */
static gboolean
read_body (LianSubmission *self)
{
  self->computed = lian_hex_digest (self->body);
  if (self->digest != NULL && g_ascii_strcasecmp (self->digest, self->computed) != 0)
    return lian_submission_refuse (self, 400, "digest-mismatch", NULL, NULL,
                                   "the body does not have the digest that was announced");

  self->id = self->key;
  if (self->key == NULL && !read_object (self))
    return FALSE;
  if (!lian_id_is_valid (self->id) || strlen (self->id) > LONGEST_ID)
    return lian_submission_refuse (self, 400, "bad-request", "id", NULL,
                                   "id: at most %d of A–Z a–z 0–9 . _ : / -", LONGEST_ID);
  return TRUE;
}

static gboolean
look_up_id (LianSubmission *self, GError **error)
{
  g_autoptr (GError) failed = NULL;
  int intake = -1;
  g_autoptr (LianReceipt) receipt
      = lian_audit_lookup (self->txn.conn, self->epoch, self->id, &intake, &failed);
  g_autoptr (JsonNode) node = NULL;

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (receipt == NULL)
    return TRUE;
  if (intake != (int)self->intake || g_strcmp0 (receipt->digest, self->computed) != 0)
    return lian_submission_refuse (self, 422, "key-reused", "id", NULL,
                                   "the id was used for something else");
  if (self->intake == LIAN_INTAKE_REVEAL)
    return lian_intake_reveal_again (self, receipt, error);
  node = lian_receipt_to_json (receipt);
  self->reply = lian_reply_new_json (200, node);
  return FALSE;
}

/* After the id: what was accepted from somebody stays so, whatever has become of their roles. */
static gboolean
check_access (LianSubmission *self)
{
  gboolean business = self->intake == LIAN_INTAKE_REPORT || self->intake == LIAN_INTAKE_ACT
                      || self->intake == LIAN_INTAKE_INSTRUCTION;

  if (!business || lian_person_may (self->person, LIAN_ACCESS_WRITE))
    return TRUE;
  return lian_submission_refuse (self, 403, "forbidden", NULL, NULL,
                                 "none of your roles writes anything");
}

/* People are shown by name; who has no account here (the simulator's, a connector's) by account. */
static gboolean
look_up_name (LianSubmission *self, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (self->txn.conn, "SELECT title FROM account WHERE name = ?", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, self->person->account);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  self->actor_name = g_strdup (row ? lian_stmt_get_text (stmt, 0) : self->person->account);
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
run_steps (LianSubmission *self, GError **error)
{
  if (!read_body (self) || !look_up_id (self, error) || !check_access (self)
      || !look_up_name (self, error))
    return FALSE;
  if (self->if_match == LIAN_IF_MATCH_MALFORMED)
    return lian_submission_refuse (self, 400, "bad-request", "If-Match", NULL,
                                   "If-Match: a version in quotation marks");
  switch (self->intake)
    {
    case LIAN_INTAKE_REPORT:
    case LIAN_INTAKE_IMPORT_REPORT:
      return lian_intake_report (self, FALSE, error);
    case LIAN_INTAKE_ACT:
      return lian_intake_act (self, FALSE, error);
    case LIAN_INTAKE_INSTRUCTION:
      return lian_intake_act (self, TRUE, error);
    case LIAN_INTAKE_DICTIONARY:
      return lian_intake_dictionary (self, error);
    case LIAN_INTAKE_REVEAL:
      return lian_intake_reveal (self, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

/**
 * lian_submission_run:
 * @data: a LianSubmission
 *
 * All of it in one transaction: the checks in the order of docs/api.md, then effect, audit, feed.
 *
 * Returns: %FALSE with @error when the database failed; otherwise the submission has its reply
 */
gboolean
lian_submission_run (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianSubmission *self = data;
  g_autoptr (GError) failed = NULL;

  self->txn = (LianTxn){ .conn = conn,
                         .epoch = self->epoch,
                         .dictionary = self->dictionary,
                         .locator = self->locator,
                         .now = lian_clock_get_now (self->clock) };
  if (run_steps (self, &failed))
    return lian_txn_end (&self->txn, g_get_real_time (), error);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  /* Refused: what changed nothing has no seq. */
  self->txn.seq = 0;
  return TRUE;
}
