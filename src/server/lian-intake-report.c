/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-submission.h"

#include "lian-codec.h"
#include "lian-crs.h"
#include "lian-workflow.h"

#include <string.h>

/* The first three are for the import command alone, the fourth is left out at the instruction door
 * as well.
 */
static const char *const members[] = { "closed_at",
                                       "state",
                                       "reported_at",
                                       "kind",
                                       "id",
                                       "title",
                                       "description",
                                       "category",
                                       "source",
                                       "address",
                                       "reporter_name",
                                       "location",
                                       "src_crs",
                                       "urgency",
                                       "reporter_phone",
                                       "influence",
                                       "upstream_no",
                                       "upstream_deadline",
                                       "pictures_before",
                                       "secrecy",
                                       "item_id",
                                       NULL };

static gboolean
check_code (LianSubmission *self, const LianRecord *record, guint field, const char *vocabulary)
{
  const char *code = lian_record_get_text (record, field);

  if (code == NULL || lian_dictionary_lookup (self->dictionary, vocabulary, code) != NULL)
    return TRUE;
  return lian_submission_refuse (self, 400, "bad-request",
                                 lian_record_get_kind (record)->fields[field].name, NULL,
                                 "“%s” is not in the dictionary", code);
}

/* Now, except for what the import command brings: that is older than its coming here. */
static gint64
moment_of (const LianSubmission *self, const LianRecord *record)
{
  return lian_record_has (record, LIAN_CASE_REPORTED_AT)
             ? lian_record_get_time (record, LIAN_CASE_REPORTED_AT)
             : self->txn.now;
}

static gboolean
check_moment (LianSubmission *self, const LianRecord *record)
{
  if (moment_of (self, record) <= self->txn.now)
    return TRUE;
  return lian_submission_refuse (self, 400, "bad-request", "reported_at", NULL,
                                 "it lies ahead of the platform's time");
}

/* A case of another platform comes open, or with the moment at which it was closed there. Whatever
 * lies between is not known here. */
static gboolean
check_history (LianSubmission *self, const LianRecord *record)
{
  const char *state = lian_record_get_text (record, LIAN_CASE_STATE);
  gboolean timed = lian_record_has (record, LIAN_CASE_CLOSED_AT);
  gint64 closed = lian_record_get_time (record, LIAN_CASE_CLOSED_AT);

  if (g_strcmp0 (state, "reported") == 0)
    return !timed
           || lian_submission_refuse (self, 400, "bad-request", "closed_at", NULL,
                                      "a case that is open has not been closed");
  if (g_strcmp0 (lian_dictionary_stage (self->dictionary, state), "done") != 0)
    return lian_submission_refuse (self, 400, "bad-request", "state", NULL,
                                   "a case comes reported or closed, not as “%s”", state);
  if (!timed)
    return lian_submission_refuse (self, 400, "bad-request", "closed_at", NULL,
                                   "a case that is closed was closed at some moment");
  if (closed < moment_of (self, record))
    return lian_submission_refuse (self, 400, "bad-request", "closed_at", NULL,
                                   "it was closed before it was reported");
  return closed <= self->txn.now
         || lian_submission_refuse (self, 400, "bad-request", "closed_at", NULL,
                                    "it lies ahead of the platform's time");
}

/* Points are kept in WGS84; src_crs says what they were. Without a point the case belongs to the
 * whole region of whoever reports it. */
static gboolean
locate (LianSubmission *self, LianRecord *record)
{
  const char *crs = lian_record_get_text (record, LIAN_CASE_SRC_CRS);
  const char *region;
  const char *grid;
  LianPoint point;

  if (!lian_record_get_point (record, LIAN_CASE_LOCATION, &point))
    {
      lian_record_clear (record, LIAN_CASE_SRC_CRS);
      lian_record_set_text (record, LIAN_F_REGION, self->person->region_code);
      return TRUE;
    }
  if (!lian_crs_to_wgs84 (crs, &point))
    return lian_submission_refuse (self, 400, "bad-request", "src_crs", NULL,
                                   "“%s” is not a coordinate system known here", crs);
  if (!lian_locator_find (self->locator, point, moment_of (self, record), &region, &grid)
      || !lian_person_covers (self->person, region))
    return lian_submission_refuse (self, 400, "bad-request", "location", NULL,
                                   "the point lies outside of the region");
  lian_record_set_point (record, LIAN_CASE_LOCATION, point.lon, point.lat);
  lian_record_set_text (record, LIAN_CASE_SRC_CRS, crs != NULL ? crs : "wgs84");
  lian_record_set_text (record, LIAN_F_REGION, region);
  lian_record_set_text (record, LIAN_CASE_GRID, grid);
  return TRUE;
}

/* The instruction door names the action by "kind", so the case's own kind is another member there.
 */
static void
take_case_kind (LianSubmission *self, JsonObject *preset)
{
  if (json_object_has_member (self->object, "case_kind"))
    json_object_set_member (preset, "kind", json_object_dup_member (self->object, "case_kind"));
  else
    json_object_set_string_member (preset, "kind", "event");
}

static LianRecord *
decode (LianSubmission *self, gboolean order)
{
  g_autoptr (JsonObject) preset = json_object_new ();
  g_autoptr (LianRecord) record = NULL;
  guint first = order ? 4 : self->intake == LIAN_INTAKE_IMPORT_REPORT ? 0 : 3;

  json_object_set_string_member (preset, "urgency", "normal");
  json_object_set_string_member (preset, "state", "reported");
  json_object_set_string_member (preset, "level", "county");
  if (order)
    take_case_kind (self, preset);
  record = lian_submission_decode (self, LIAN_KIND_CASE, members + first, preset);
  if (record == NULL || !check_moment (self, record) || !check_history (self, record)
      || !check_code (self, record, LIAN_CASE_KIND, "case_kind")
      || !check_code (self, record, LIAN_CASE_CATEGORY, "category")
      || !check_code (self, record, LIAN_CASE_SOURCE, "source")
      || !check_code (self, record, LIAN_CASE_URGENCY, "urgency")
      || !check_code (self, record, LIAN_CASE_INFLUENCE, "influence") || !locate (self, record))
    return NULL;
  return g_steal_pointer (&record);
}

/* The first case of a day finds what a county brought along; later ones count on. */
static gboolean
find_last_number (LianSubmission *self, const char *day, gint64 moment, gint64 *last,
                  GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      self->txn.conn,
      "SELECT MAX (CAST (substr (code, 6) AS INTEGER)) FROM " LIAN_SERVER_PREFIX "case"
      " WHERE reported_at >= ? AND reported_at < ? AND code LIKE ? || '-%'",
      error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, lian_time_day_start (moment));
  lian_stmt_bind_int (stmt, 1, lian_time_day_start (moment) + G_TIME_SPAN_DAY);
  lian_stmt_bind_text (stmt, 2, day);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *last = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
take_number (LianSubmission *self, gint64 moment, char **code, GError **error)
{
  g_autoptr (GDateTime) local = lian_time_to_local (moment);
  g_autofree char *day = g_date_time_format (local, "%m%d");
  gint64 last;
  gint64 number;
  LianStmt *stmt;
  gboolean row;

  if (!find_last_number (self, day, moment, &last, error))
    return FALSE;
  stmt = lian_conn_prepare (self->txn.conn,
                            "INSERT INTO day_number (day, last) VALUES (?, ?)"
                            " ON CONFLICT (day) DO UPDATE SET last = MAX (last, ? - 1) + 1"
                            " RETURNING last",
                            error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, lian_time_day_start (moment));
  lian_stmt_bind_int (stmt, 1, last + 1);
  lian_stmt_bind_int (stmt, 2, last + 1);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  number = lian_stmt_get_int (stmt, 0);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  lian_stmt_reset (stmt);
  *code = g_strdup_printf ("%s-%04" G_GINT64_FORMAT, day, number);
  return TRUE;
}

/* What a registration says as an instruction; NULL with a refusal. */
static LianRecord *
decode_order (LianSubmission *self)
{
  static const char *const said[]
      = { "id", "not_after", "sent_at", "ordered_at", "supersedes", NULL };
  g_autoptr (JsonObject) preset = json_object_new ();
  g_autoptr (LianRecord) act = NULL;

  json_object_set_string_member (preset, "action", "register");
  act = lian_submission_decode (self, LIAN_KIND_ACT, said, preset);
  if (act == NULL || !lian_submission_check_not_after (self, act))
    return NULL;
  return g_steal_pointer (&act);
}

static void
copy_times (LianRecord *order, const LianRecord *act)
{
  static const guint pairs[][2] = {
    { LIAN_INSTRUCTION_NOT_AFTER, LIAN_ACT_NOT_AFTER },
    { LIAN_INSTRUCTION_SENT_AT, LIAN_ACT_SENT_AT },
    { LIAN_INSTRUCTION_ORDERED_AT, LIAN_ACT_ORDERED_AT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (lian_record_has (act, pairs[i][1]))
      lian_record_set_time (order, pairs[i][0], lian_record_get_time (act, pairs[i][1]));
}

/* Who registers by hand orders: the console follows it like every instruction. */
static gboolean
write_instruction (LianSubmission *self, const LianRecord *act, const LianRecord *record,
                   const LianReceipt *receipt, GError **error)
{
  g_autoptr (LianRecord) order = lian_record_new (LIAN_KIND_INSTRUCTION);

  lian_record_set_text (order, LIAN_F_ID, self->id);
  lian_record_set_text (order, LIAN_F_REGION, lian_record_get_text (record, LIAN_F_REGION));
  lian_record_set_text (order, LIAN_INSTRUCTION_CASE, self->id);
  lian_record_set_text (order, LIAN_INSTRUCTION_KIND, "register");
  lian_record_set_text (order, LIAN_INSTRUCTION_SUPERSEDES,
                        lian_record_get_text (act, LIAN_ACT_SUPERSEDES));
  copy_times (order, act);
  lian_record_set_text (order, LIAN_INSTRUCTION_ACCOUNT, self->person->account);
  lian_record_set_text (order, LIAN_INSTRUCTION_SEAT, self->seat);
  lian_record_set_time (order, LIAN_INSTRUCTION_ACCEPTED_AT, self->txn.now);
  lian_record_set_int (order, LIAN_INSTRUCTION_RECEIPT_NO, receipt->seq);
  lian_record_set_text (order, LIAN_INSTRUCTION_STATE, "done");
  if (lian_record_get_bool (record, LIAN_CASE_SECRECY))
    lian_record_set_bool (order, LIAN_INSTRUCTION_SECRECY, TRUE);
  return lian_txn_store (&self->txn, order, error);
}

static LianRecord *
make_step (const LianSubmission *self, const LianRecord *record, const char *action, gint64 at)
{
  LianRecord *step = lian_record_new (LIAN_KIND_CASE_STEP);

  lian_record_set_text (step, LIAN_F_ID, self->id);
  lian_record_set_text (step, LIAN_F_REGION, lian_record_get_text (record, LIAN_F_REGION));
  lian_record_set_text (step, LIAN_CASE_STEP_CASE, self->id);
  lian_record_set_int (step, LIAN_CASE_STEP_SEQ, 1);
  lian_record_set_text (step, LIAN_CASE_STEP_ACTION, action);
  lian_record_set_text (step, LIAN_CASE_STEP_TO_STATE,
                        lian_record_get_text (record, LIAN_CASE_STATE));
  lian_record_set_text (step, LIAN_CASE_STEP_ACTOR, self->actor_name);
  lian_record_set_text (step, LIAN_CASE_STEP_SEAT, self->seat);
  lian_record_set_text (step, LIAN_CASE_STEP_UNIT, self->person->unit_id);
  lian_record_set_time (step, LIAN_CASE_STEP_AT, at);
  if (lian_record_get_bool (record, LIAN_CASE_SECRECY))
    lian_record_set_bool (step, LIAN_CASE_STEP_SECRECY, TRUE);
  return step;
}

static gboolean
write_step (LianSubmission *self, const LianRecord *record, const char *action, gboolean order,
            GError **error)
{
  g_autoptr (LianRecord) step = make_step (self, record, action, moment_of (self, record));

  if (order)
    lian_record_set_text (step, LIAN_CASE_STEP_INSTRUCTION, self->id);
  return lian_txn_store (&self->txn, step, error);
}

/* Its whole life there, in one step: what was closed had been accepted and filed when it came. It
 * was never due here and is in no rate of what is due. */
static gboolean
close_history (LianSubmission *self, LianRecord *record, const char *state, gint64 closed,
               GError **error)
{
  gint64 reported = moment_of (self, record);
  g_autofree char *id = g_strconcat (self->id, ".2", NULL);
  g_autoptr (LianRecord) step = NULL;

  lian_record_set_time (record, LIAN_CASE_ACCEPTED_AT, reported);
  lian_record_set_time (record, LIAN_CASE_FILED_AT, reported);
  lian_workflow_enter (self->dictionary, record, state, closed, 0);
  lian_record_set_time (record, LIAN_CASE_CLOSED_AT, closed);
  step = make_step (self, record, "close", closed);
  lian_record_set_text (step, LIAN_F_ID, id);
  lian_record_set_int (step, LIAN_CASE_STEP_SEQ, 2);
  lian_record_set_text (step, LIAN_CASE_STEP_FROM_STATE, "reported");
  return lian_txn_store (&self->txn, step, error);
}

/**
 * lian_intake_report:
 * @self: a submission with its body read
 * @order: registered by hand at a seat (hotline, group message, visit, telephone)
 *
 * A report becomes a case in the state that the dictionary's action leads to: its id is the
 * report's, its number counts within the day, its region is where its point lies. What comes from
 * above keeps its number and its deadline there. What the import command brings may have been
 * reported before now: its clock, its number and its grid are those of then. It may have been
 * closed before now, too: then it comes closed, and nobody has to do it again.
 *
 * Returns: %FALSE with a reply (refused) or with @error
 */
gboolean
lian_intake_report (LianSubmission *self, gboolean order, GError **error)
{
  const char *action = order ? "register" : "report";
  g_autoptr (LianRecord) record = NULL;
  g_autoptr (LianRecord) act = NULL;
  g_autoptr (LianReceipt) receipt = NULL;
  g_autofree char *code = NULL;
  g_autofree char *state = NULL;
  g_autofree char *end = NULL;
  gint64 moment, closed;

  if (!lian_submission_check_role (self, order ? "kind" : "action", action))
    return FALSE;
  record = decode (self, order);
  if (record == NULL || (order && (act = decode_order (self)) == NULL))
    return FALSE;
  moment = moment_of (self, record);
  closed = lian_record_get_time (record, LIAN_CASE_CLOSED_AT);
  end = g_strdup (lian_record_get_text (record, LIAN_CASE_STATE));
  if (!lian_submission_check_attachments (self, error)
      || !lian_submission_check_fresh (self, LIAN_KIND_CASE, error)
      || !lian_submission_check_fresh (self, LIAN_KIND_CASE_STEP, error)
      || !lian_submission_check_fresh (self, LIAN_KIND_INSTRUCTION, error)
      || !lian_txn_begin (&self->txn, error) || !take_number (self, moment, &code, error))
    return FALSE;

  lian_record_set_text (record, LIAN_CASE_CODE, code);
  /* It comes into its first state from nowhere: the decoder only needed one. */
  state = g_strdup (lian_workflow_next_state (self->dictionary, record, action));
  lian_record_clear (record, LIAN_CASE_STATE);
  lian_record_clear (record, LIAN_CASE_CLOSED_AT);
  lian_workflow_enter (self->dictionary, record, state, moment, 0);
  return lian_submission_append_audit (self, &receipt, error)
         && (!order || write_instruction (self, act, record, receipt, error))
         && write_step (self, record, action, order, error)
         && (closed == 0 || close_history (self, record, end, closed, error))
         && lian_txn_store (&self->txn, record, error);
}
