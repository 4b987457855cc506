/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-submission.h"

#include "lian-codec.h"
#include "lian-crs.h"
#include "lian-workflow.h"

#include <string.h>

static const char *const members[]
    = { "id",        "title",         "description",    "kind",     "category", "source",
        "address",   "reporter_name", "reporter_phone", "location", "src_crs",  "urgency",
        "influence", "upstream_no",   "secrecy",        NULL };

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
  if (!lian_locator_find (self->locator, point, self->txn.now, &region, &grid)
      || !lian_person_covers (self->person, region))
    return lian_submission_refuse (self, 400, "bad-request", "location", NULL,
                                   "the point lies outside of the region");
  lian_record_set_point (record, LIAN_CASE_LOCATION, point.lon, point.lat);
  lian_record_set_text (record, LIAN_CASE_SRC_CRS, crs != NULL ? crs : "wgs84");
  lian_record_set_text (record, LIAN_F_REGION, region);
  lian_record_set_text (record, LIAN_CASE_GRID, grid);
  return TRUE;
}

static LianRecord *
decode (LianSubmission *self)
{
  g_autoptr (JsonObject) preset = json_object_new ();
  g_autoptr (LianRecord) record = NULL;

  json_object_set_string_member (preset, "urgency", "normal");
  json_object_set_string_member (preset, "state", "reported");
  record = lian_submission_decode (self, LIAN_KIND_CASE, members, preset);
  if (record == NULL || !check_code (self, record, LIAN_CASE_CATEGORY, "category")
      || !check_code (self, record, LIAN_CASE_SOURCE, "source")
      || !check_code (self, record, LIAN_CASE_URGENCY, "urgency")
      || !check_code (self, record, LIAN_CASE_INFLUENCE, "influence") || !locate (self, record))
    return NULL;
  return g_steal_pointer (&record);
}

/* The first case of a day finds what a county brought along; later ones count on. */
static gboolean
find_last_number (LianSubmission *self, const char *day, gint64 *last, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      self->txn.conn,
      "SELECT MAX (CAST (substr (code, 6) AS INTEGER)) FROM " LIAN_SERVER_PREFIX "case"
      " WHERE reported_at >= ? AND code LIKE ? || '-%'",
      error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, lian_time_day_start (self->txn.now));
  lian_stmt_bind_text (stmt, 1, day);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *last = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
take_number (LianSubmission *self, char **code, GError **error)
{
  g_autoptr (GDateTime) local = lian_time_to_local (self->txn.now);
  g_autofree char *day = g_date_time_format (local, "%m%d");
  gint64 last;
  gint64 number;
  LianStmt *stmt;
  gboolean row;

  if (!find_last_number (self, day, &last, error))
    return FALSE;
  stmt = lian_conn_prepare (self->txn.conn,
                            "INSERT INTO day_number (day, last) VALUES (?, ?)"
                            " ON CONFLICT (day) DO UPDATE SET last = MAX (last, ? - 1) + 1"
                            " RETURNING last",
                            error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, lian_time_day_start (self->txn.now));
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

/**
 * lian_intake_report:
 * @self: a submission with its body read
 *
 * A report from a source becomes a case in state "reported": its id is the report's, its number
 * counts within the day, its region is where its point lies.
 *
 * Returns: %FALSE with a reply (refused) or with @error
 */
gboolean
lian_intake_report (LianSubmission *self, GError **error)
{
  g_autoptr (LianRecord) record = NULL;
  g_autofree char *code = NULL;

  if (!lian_submission_check_role (self, "report"))
    return FALSE;
  record = decode (self);
  if (record == NULL || !lian_submission_check_fresh (self, LIAN_KIND_CASE, error)
      || !lian_submission_check_fresh (self, LIAN_KIND_CASE_STEP, error)
      || !lian_txn_begin (&self->txn, error) || !take_number (self, &code, error))
    return FALSE;

  lian_record_set_text (record, LIAN_CASE_CODE, code);
  /* It comes into its first state from nowhere: the decoder only needed one. */
  lian_record_clear (record, LIAN_CASE_STATE);
  lian_workflow_enter (self->dictionary, record, "reported", self->txn.now, 0);
  return lian_submission_append_audit (self, NULL, error)
         && lian_submission_write_step (self, NULL, record, "report", NULL, NULL, error)
         && lian_txn_store (&self->txn, record, error);
}
