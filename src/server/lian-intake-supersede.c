/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-submission.h"

#include "lian-text.h"

#include <string.h>

/* One instruction in the place of another. Whoever replaces one may not know what became of it: its
 * answer was lost, or it lies in the ledger of somebody who has gone home. Which of the two holds
 * is therefore decided here, where both arrive: whichever is taken first shuts the other one out.
 */

static gboolean
find_order (LianSubmission *self, const char *id, LianRecord **order, GError **error)
{
  g_autoptr (GError) failed = NULL;

  *order = lian_txn_lookup (&self->txn, LIAN_KIND_INSTRUCTION, id, &failed);
  if (failed == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

/* What was received and stands has to be revoked or transferred, not replaced behind its back. */
static gboolean
check_replaced (LianSubmission *self, const char *replaced, GError **error)
{
  g_autoptr (LianRecord) order = NULL;

  if (!lian_id_is_valid (replaced) || strcmp (replaced, self->id) == 0)
    return lian_submission_refuse (self, 400, "bad-request", "supersedes", NULL,
                                   "supersedes: has to be the id of another instruction");
  if (!find_order (self, replaced, &order, error))
    return FALSE;
  if (order == NULL
      || g_strcmp0 (lian_record_get_text (order, LIAN_INSTRUCTION_STATE), "revoked") == 0)
    return TRUE;
  return lian_submission_refuse (self, 409, "superseded-received", "supersedes", NULL,
                                 "the instruction that this one replaces was received");
}

static gboolean
has_account (LianSubmission *self, const char *name, gboolean *there, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (self->txn.conn, "SELECT 1 FROM account WHERE name = ?", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, name);
  if (!lian_stmt_step (stmt, there, error))
    return FALSE;
  lian_stmt_reset (stmt);
  return TRUE;
}

/* 代发: the duty chief sends on what somebody who is absent has left. */
static gboolean
check_behalf (LianSubmission *self, const LianRecord *act, GError **error)
{
  const char *name = lian_record_get_text (act, LIAN_ACT_ON_BEHALF_OF);
  gboolean there = FALSE;

  if (name == NULL)
    return TRUE;
  if (!lian_person_has_role (self->person, "duty_chief"))
    return lian_submission_refuse (self, 403, "forbidden", "on_behalf_of", NULL,
                                   "only the duty chief sends on for others");
  if (!lian_record_has (act, LIAN_ACT_SUPERSEDES))
    return lian_submission_refuse (self, 400, "bad-request", "supersedes", NULL,
                                   "supersedes: is missing; it names what is sent on");
  if (!has_account (self, name, &there, error))
    return FALSE;
  return (there && strcmp (name, self->person->account) != 0)
         || lian_submission_refuse (self, 400, "bad-request", "on_behalf_of", NULL,
                                    "on_behalf_of: has to be the account of somebody else");
}

/* Found by its case: an instruction and what replaces it are about the same one. */
static gboolean
find_successor (LianSubmission *self, const char *case_id, gboolean *there, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (self->txn.conn,
                                      "SELECT 1 FROM " LIAN_SERVER_PREFIX
                                      "instruction WHERE case_id = ? AND supersedes = ? LIMIT 1",
                                      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, case_id);
  lian_stmt_bind_text (stmt, 1, self->id);
  if (!lian_stmt_step (stmt, there, error))
    return FALSE;
  lian_stmt_reset (stmt);
  return TRUE;
}

/**
 * lian_submission_check_supersedes:
 * @act: kind ACT, of an instruction
 *
 * Returns: whether nothing that it replaces was received, and nothing was received that replaces it
 */
gboolean
lian_submission_check_supersedes (LianSubmission *self, const LianRecord *act, GError **error)
{
  const char *replaced = lian_record_get_text (act, LIAN_ACT_SUPERSEDES);
  const char *case_id = lian_record_get_text (act, LIAN_ACT_CASE);
  gboolean there = FALSE;

  if (!check_behalf (self, act, error)
      || (replaced != NULL && !check_replaced (self, replaced, error)))
    return FALSE;
  if (case_id == NULL)
    return TRUE;
  if (!find_successor (self, case_id, &there, error))
    return FALSE;
  return !there
         || lian_submission_refuse (self, 409, "superseded", NULL, NULL,
                                    "another instruction has taken the place of this one");
}
