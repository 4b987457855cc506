/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-submission.h"

#include "lian-table.h"
#include "lian-text.h"

#include <string.h>

/**
 * lian_surroundings_clear:
 */
void
lian_surroundings_clear (LianSurroundings *self)
{
  g_clear_pointer (&self->instruction, lian_record_unref);
  g_clear_pointer (&self->deliveries, g_ptr_array_unref);
  g_clear_pointer (&self->application, lian_record_unref);
  g_clear_pointer (&self->supervision, lian_record_unref);
  g_clear_pointer (&self->handover, lian_record_unref);
  g_clear_pointer (&self->lead_case, lian_record_unref);
  g_clear_pointer (&self->units, g_ptr_array_unref);
}

/* What is not there, or not for this person, is %NULL: the act's own check says so. */
static gboolean
look_up (LianSubmission *self, LianKindId kind, const char *id, LianRecord **record, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) found = NULL;

  if (id == NULL || !lian_id_is_valid (id))
    return TRUE;
  found = lian_txn_lookup (&self->txn, kind, id, &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (found != NULL
      && lian_person_covers (self->person, lian_record_get_text (found, LIAN_F_REGION)))
    *record = g_steal_pointer (&found);
  return TRUE;
}

static gboolean
find_deliveries (LianSubmission *self, const char *column, const char *id, GPtrArray **deliveries,
                 GError **error)
{
  g_autofree char *where = NULL;

  if (id == NULL || !lian_id_is_valid (id))
    return TRUE;
  where = g_strdup_printf ("%s = '%s'", column, id);
  *deliveries = lian_table_select (self->txn.conn, lian_kind_get (LIAN_KIND_DELIVERY),
                                   LIAN_SERVER_PREFIX, where, "id", 64, error);
  return *deliveries != NULL;
}

static gboolean
add_unit (LianSubmission *self, const char *id, GPtrArray *units, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) unit = NULL;

  if (id == NULL || !lian_id_is_valid (id))
    return TRUE;
  unit = lian_txn_lookup (&self->txn, LIAN_KIND_UNIT, id, &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (unit != NULL
      && (!lian_record_has (unit, LIAN_UNIT_ACTIVE)
          || lian_record_get_bool (unit, LIAN_UNIT_ACTIVE)))
    g_ptr_array_add (units, g_steal_pointer (&unit));
  return TRUE;
}

static gboolean
find_units (LianSubmission *self, const LianRecord *act, GPtrArray **units, GError **error)
{
  const char *const *co_units = lian_record_get_list (act, LIAN_ACT_CO_UNITS);

  *units = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  if (!add_unit (self, lian_record_get_text (act, LIAN_ACT_TO_UNIT), *units, error))
    return FALSE;
  for (guint i = 0; co_units != NULL && co_units[i] != NULL; i++)
    if (!add_unit (self, co_units[i], *units, error))
      return FALSE;
  return TRUE;
}

static gboolean
count (LianSubmission *self, const char *sql, gint64 *value, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (self->txn.conn, sql, error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *value = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
count_steps (LianSubmission *self, const char *case_id, gint64 *last, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (self->txn.conn,
                           "SELECT MAX(seq) FROM " LIAN_SERVER_PREFIX "case_step WHERE case_id = ?",
                           error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, case_id);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *last = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  return TRUE;
}

/* "'filed','handling'": the states whose cases are open; codes have no quotation marks in them. */
static char *
open_states (const LianDictionary *dictionary)
{
  GPtrArray *states = lian_dictionary_list (dictionary, "state");
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < states->len; i++)
    {
      const char *code = lian_record_get_text (states->pdata[i], LIAN_ENTRY_CODE);

      if (lian_workflow_is_open (dictionary, code) && strchr (code, '\'') == NULL)
        g_string_append_printf (list, "%s'%s'", list->len > 0 ? "," : "", code);
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* What a seat leaves behind: open and overdue cases of its region, and what was done in a day. */
static gboolean
count_cases (LianSubmission *self, LianActContext *context, GError **error)
{
  g_autofree char *states = open_states (self->dictionary);
  g_autofree char *region = lian_region_to_sql ("region_code", self->person->region_code);
  g_autofree char *open = g_strdup_printf ("SELECT COUNT (*) FROM " LIAN_SERVER_PREFIX
                                           "case WHERE state IN (%s) AND %s",
                                           states, region);
  g_autofree char *overdue
      = g_strdup_printf ("%s AND deadline < %" G_GINT64_FORMAT, open, self->txn.now);
  g_autofree char *done = g_strdup_printf ("SELECT COUNT (*) FROM " LIAN_SERVER_PREFIX
                                           "case WHERE closed_at >= %" G_GINT64_FORMAT " AND %s",
                                           self->txn.now - G_TIME_SPAN_DAY, region);

  return count (self, open, &context->open_count, error)
         && count (self, overdue, &context->overdue_count, error)
         && count (self, done, &context->done_count, error);
}

/* The application that is named, otherwise the one that the case waits for. */
static const char *
application_of (const LianActContext *context)
{
  const char *named = lian_record_get_text (context->act, LIAN_ACT_APPLICATION);

  if (named != NULL)
    return named;
  if (context->subject == NULL || lian_record_get_kind (context->subject)->id != LIAN_KIND_CASE)
    return NULL;
  return lian_record_get_text (context->subject, LIAN_CASE_APPLICATION);
}

static gboolean
gather_of_case (LianSubmission *self, LianActContext *context, LianSurroundings *around,
                GError **error)
{
  const LianRecord *record = context->subject;
  const char *standing = lian_record_get_text (record, LIAN_CASE_INSTRUCTION);
  const char *lead = lian_record_get_text (context->act, LIAN_ACT_LEAD_CASE);

  if (lead == NULL)
    lead = lian_record_get_text (record, LIAN_CASE_DUPLICATE_OF);
  return look_up (self, LIAN_KIND_INSTRUCTION, standing, &around->instruction, error)
         && find_deliveries (self, "instruction_id", standing, &around->deliveries, error)
         && look_up (self, LIAN_KIND_CASE, lead, &around->lead_case, error)
         && count_steps (self, lian_record_get_id (record), &context->n_steps, error);
}

/* The first item of an instruction, the lead unit's, has its id. */
static gboolean
gather_of_item (LianSubmission *self, const LianRecord *item, LianSurroundings *around,
                GError **error)
{
  const char *id = lian_record_get_id (item);

  return look_up (self, LIAN_KIND_INSTRUCTION, id, &around->instruction, error)
         && find_deliveries (self, "item_id", id, &around->deliveries, error);
}

/**
 * lian_submission_gather:
 * @context: with act, entry and subject
 * @around: (out): owns what @context then points to
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_submission_gather (LianSubmission *self, LianActContext *context, LianSurroundings *around,
                        GError **error)
{
  const LianRecord *act = context->act;
  const LianRecord *subject = context->subject;

  if (!find_units (self, act, &around->units, error)
      || !look_up (self, LIAN_KIND_APPLICATION, application_of (context), &around->application,
                   error)
      || !look_up (self, LIAN_KIND_SUPERVISION, lian_record_get_text (act, LIAN_ACT_SUPERVISION),
                   &around->supervision, error)
      || !look_up (self, LIAN_KIND_HANDOVER, lian_record_get_text (act, LIAN_ACT_HANDOVER),
                   &around->handover, error))
    return FALSE;
  if (subject != NULL && lian_record_get_kind (subject)->id == LIAN_KIND_CASE
      && !gather_of_case (self, context, around, error))
    return FALSE;
  if (subject != NULL && lian_record_get_kind (subject)->id == LIAN_KIND_ITEM
      && !gather_of_item (self, subject, around, error))
    return FALSE;
  if (lian_action_find_effect (context->entry, "hand_over") != NULL
      && !count_cases (self, context, error))
    return FALSE;

  context->instruction = around->instruction;
  context->deliveries = around->deliveries;
  context->application = around->application;
  context->supervision = around->supervision;
  context->handover = around->handover;
  context->lead_case = around->lead_case;
  context->units = around->units;
  return TRUE;
}
