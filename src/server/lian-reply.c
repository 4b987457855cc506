/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-submission.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-problem.h"
#include "lian-text.h"

#include <string.h>

/**
 * lian_reply_free:
 * @self: (nullable): a reply
 */
void
lian_reply_free (LianReply *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->content_type);
  g_free (self);
}

/**
 * lian_reply_new_json:
 *
 * Returns: (transfer full): @node printed
 */
LianReply *
lian_reply_new_json (guint status, JsonNode *node)
{
  LianReply *reply = g_new0 (LianReply, 1);
  char *text = lian_json_print (node);

  reply->status = status;
  reply->body = g_bytes_new_take (text, strlen (text));
  reply->content_type = g_strdup ("application/json");
  return reply;
}

static LianReply *
new_problem (const LianProblem *problem)
{
  g_autoptr (JsonNode) node = lian_problem_to_json (problem);
  LianReply *reply = lian_reply_new_json (problem->status, node);

  g_free (reply->content_type);
  reply->content_type = g_strdup ("application/problem+json");
  return reply;
}

/**
 * lian_reply_new_problem:
 * @name: the last part of the problem's type
 * @field: (nullable): which field is wrong
 * @current: (nullable): the present state; it leaves masked
 *
 * Returns: (transfer full): an RFC 9457 problem document
 */
LianReply *
lian_reply_new_problem (guint status, const char *name, const char *field, const char *detail,
                        const LianRecord *current)
{
  g_autoptr (LianProblem) problem = lian_problem_new (status, name, detail);

  problem->field = g_strdup (field);
  if (current != NULL)
    {
      g_autoptr (LianRecord) masked = lian_mask_record (current);
      g_autoptr (JsonNode) record = lian_record_to_json (masked);

      problem->current = json_node_dup_object (record);
    }
  return new_problem (problem);
}

/**
 * lian_reply_new_fault:
 *
 * Returns: (transfer full): 400, with the line of the file
 */
LianReply *
lian_reply_new_fault (const LianDictionaryFileFault *fault)
{
  g_autoptr (LianProblem) problem = lian_problem_new (400, "bad-dictionary", fault->detail);

  problem->field = g_strdup (fault->field);
  problem->line = fault->line;
  return new_problem (problem);
}

/**
 * lian_reply_new_error:
 * @error: of the database
 *
 * Returns: (transfer full): 503 for what passes or can be helped, 500 otherwise. What was sent may
 * be sent again.
 */
LianReply *
lian_reply_new_error (const GError *error)
{
  if (g_error_matches (error, LIAN_ERROR, LIAN_ERROR_DISK_FULL))
    return lian_reply_new_problem (503, "storage-full", NULL, "the platform's disk is full", NULL);
  if (g_error_matches (error, LIAN_ERROR, LIAN_ERROR_BUSY))
    return lian_reply_new_problem (503, "busy", NULL, "the platform's database is busy", NULL);
  return lian_reply_new_problem (500, "internal", NULL, "the platform's database failed", NULL);
}

/**
 * lian_reply_finish_read:
 * @source: the database, as the callback of lian_db_read_async() has it
 * @read: (inout): what the reading thread left; taken
 * @what: what failed, for the log
 *
 * Returns: (transfer full): what was read, or why it could not be
 */
LianReply *
lian_reply_finish_read (GObject *source, GAsyncResult *result, LianReply **read, const char *what)
{
  g_autoptr (GError) error = NULL;

  if (lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    return g_steal_pointer (read);
  g_message ("%s failed: %s", what, error->message);
  return lian_reply_new_error (error);
}
