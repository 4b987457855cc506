/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-service-import.h"

#include "lian-codec.h"
#include "lian-limits.h"
#include "lian-service-private.h"
#include "lian-submission.h"
#include "lian-text.h"
#include "lian-txn.h"

#include <string.h>

#define SEAT "import"

/* A rehearsal ends with this: the transaction is rolled back. */
static gboolean
roll_back (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "only rehearsed");
  return FALSE;
}

/* @done: the transaction was committed. */
static gboolean
settle (gboolean done, gboolean rehearsed, GError *failed, GError **error)
{
  if (done)
    return TRUE;
  if (rehearsed && g_error_matches (failed, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (failed);
      return TRUE;
    }
  g_propagate_error (error, failed);
  return FALSE;
}

/* --- records --- */

typedef struct
{
  LianService *service;
  LianPerson *person;
  const char *origin;
  GPtrArray *records;
  guint first;
  guint end;
  gboolean rehearse;
  gint64 seq;
  LianImportCounts counts;
} Batch;

static void
take_field (LianRecord *record, const LianRecord *from, guint i)
{
  LianPoint point;

  switch (lian_record_get_kind (record)->fields[i].type)
    {
    case LIAN_TYPE_TEXT:
    case LIAN_TYPE_CODE:
      lian_record_set_text (record, i, lian_record_get_text (from, i));
      return;
    case LIAN_TYPE_INT:
      lian_record_set_int (record, i, lian_record_get_int (from, i));
      return;
    case LIAN_TYPE_REAL:
      lian_record_set_real (record, i, lian_record_get_real (from, i));
      return;
    case LIAN_TYPE_BOOL:
      lian_record_set_bool (record, i, lian_record_get_bool (from, i));
      return;
    case LIAN_TYPE_TIME:
      lian_record_set_time (record, i, lian_record_get_time (from, i));
      return;
    case LIAN_TYPE_POINT:
      if (lian_record_get_point (from, i, &point))
        lian_record_set_point (record, i, point.lon, point.lat);
      return;
    case LIAN_TYPE_GEOMETRY:
      lian_record_set_geometry (record, i, lian_record_get_geometry (from, i));
      return;
    case LIAN_TYPE_LIST:
      lian_record_set_list (record, i, lian_record_get_list (from, i));
      return;
    case LIAN_TYPE_ROWS:
      lian_record_take_rows (record, i, g_ptr_array_ref (lian_record_get_rows (from, i)));
      return;
    default:
      g_return_if_reached ();
    }
}

/* The new one, with what it does not say as it was. */
static LianRecord *
merge (const LianRecord *old, const LianRecord *record)
{
  LianRecord *merged = lian_record_copy (old);

  for (guint i = 0; i < lian_record_get_kind (record)->n_fields; i++)
    if (i != LIAN_F_VERSION && lian_record_has (record, i))
      take_field (merged, record, i);
  return merged;
}

static gboolean
import_record (Batch *batch, LianTxn *txn, LianRecord *record, JsonArray *ids, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) old = lian_txn_lookup (txn, lian_record_get_kind (record)->id,
                                                lian_record_get_id (record), &failed);
  g_autoptr (LianRecord) merged = NULL;

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  merged = old != NULL ? merge (old, record) : lian_record_copy (record);
  if (old != NULL && lian_record_equal (old, merged))
    {
      batch->counts.n_same++;
      return TRUE;
    }
  if (old != NULL)
    batch->counts.n_changed++;
  else
    batch->counts.n_new++;
  json_array_add_string_element (ids, lian_record_get_id (record));
  return lian_txn_store (txn, merged, error);
}

/* The audit's row: which file, which records. */
static gboolean
append_audit (Batch *batch, LianTxn *txn, JsonArray *ids, GError **error)
{
  g_autofree char *id = lian_uuid7 (txn->now);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  g_autofree char *text = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *digest = NULL;
  g_autoptr (LianReceipt) receipt = NULL;

  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "kind",
                                 lian_record_get_kind (batch->records->pdata[batch->first])->name);
  json_object_set_string_member (object, "origin", batch->origin);
  json_object_set_array_member (object, "records", json_array_ref (ids));
  json_node_take_object (root, object);
  text = lian_json_print (root);
  body = g_bytes_new (text, strlen (text));
  digest = lian_hex_digest (body);
  receipt = lian_audit_append (txn, LIAN_INTAKE_IMPORT_RECORDS, id, body, digest, batch->person,
                               batch->person->roles[0], SEAT, NULL, error);
  return receipt != NULL;
}

static gboolean
run_batch (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Batch *batch = data;
  LianTxn txn = { .conn = conn,
                  .epoch = batch->service->epoch,
                  .now = lian_clock_get_now (batch->service->clock) };
  g_autoptr (JsonArray) ids = json_array_new ();

  for (guint i = batch->first; i < batch->end; i++)
    if (!import_record (batch, &txn, batch->records->pdata[i], ids, error))
      return FALSE;
  if (json_array_get_length (ids) == 0)
    return TRUE;
  if (!append_audit (batch, &txn, ids, error) || !lian_txn_end (&txn, g_get_real_time (), error))
    return FALSE;
  batch->seq = txn.seq;
  return !batch->rehearse || roll_back (error);
}

/**
 * lian_service_import_records:
 * @origin: hexadecimal SHA-256 of the file they come from
 * @records: (element-type LianRecord): of one kind, each with an id and inside of the actor's
 * region
 * @rehearse: count, and change nothing
 * @counts: (out)
 *
 * As many at once as a mirror takes in one batch: what a failing database interrupts is taken up by
 * doing the same again. Blocks; main thread.
 *
 * Returns: %FALSE with what the database says
 */
gboolean
lian_service_import_records (LianService *self, const LianActor *actor, const char *origin,
                             GPtrArray *records, gboolean rehearse, LianImportCounts *counts,
                             GError **error)
{
  g_autoptr (LianPerson) person = lian_person_new_from_actor (actor);
  Batch batch = {
    .service = self, .person = person, .origin = origin, .records = records, .rehearse = rehearse
  };
  gboolean done = TRUE;

  g_return_val_if_fail (actor->roles[0] != NULL, FALSE);

  for (guint i = 0; done && i < records->len; i = batch.end)
    {
      GError *failed = NULL;

      batch.first = i;
      batch.end = MIN (records->len, i + LIAN_LIMIT_BATCH_EVENTS);
      done = lian_db_write (self->db, run_batch, &batch, NULL, &failed);
      done = settle (done, rehearse, failed, error);
    }
  if (!rehearse)
    self->max_seq = MAX (self->max_seq, batch.seq);
  *counts = batch.counts;
  return done;
}

/* --- reports --- */

/**
 * lian_import_report_new:
 *
 * Returns: (transfer full): a report without an answer
 */
LianImportReport *
lian_import_report_new (GBytes *body, const char *region_code)
{
  LianImportReport *self = g_new0 (LianImportReport, 1);

  self->body = g_bytes_ref (body);
  self->region_code = g_strdup (region_code);
  return self;
}

void
lian_import_report_free (LianImportReport *self)
{
  g_bytes_unref (self->body);
  g_free (self->region_code);
  lian_reply_free (self->reply);
  g_free (self);
}

/* What was answered in a transaction that came to nothing. */
static void
forget_replies (GPtrArray *reports, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    {
      LianImportReport *report = reports->pdata[i];

      g_clear_pointer (&report->reply, lian_reply_free);
    }
}

typedef struct
{
  LianService *service;
  const LianActor *actor;
  GPtrArray *reports;
  guint first;
  guint end;
  gboolean rehearse;
  gint64 seq;
} Reports;

static LianSubmission *
make_submission (const Reports *reports, const LianImportReport *report)
{
  LianService *service = reports->service;
  LianActor actor = *reports->actor;
  LianSubmission *submission = g_new0 (LianSubmission, 1);

  actor.region_code = report->region_code;
  submission->intake = LIAN_INTAKE_IMPORT_REPORT;
  submission->person = lian_person_new_from_actor (&actor);
  submission->seat = g_strdup (SEAT);
  submission->body = g_bytes_ref (report->body);
  submission->if_match = -1;
  submission->clock = g_object_ref (service->clock);
  submission->dictionary = lian_dictionary_ref (service->dictionary);
  submission->locator = lian_locator_ref (service->locator);
  submission->epoch = g_strdup (service->epoch);
  return submission;
}

static gboolean
run_reports (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Reports *reports = data;

  for (guint i = reports->first; i < reports->end; i++)
    {
      LianImportReport *report = reports->reports->pdata[i];
      LianSubmission *submission = make_submission (reports, report);
      gboolean done = lian_submission_run (conn, submission, NULL, error);

      lian_reply_free (report->reply);
      report->reply = g_steal_pointer (&submission->reply);
      reports->seq = MAX (reports->seq, submission->txn.seq);
      lian_submission_free (submission);
      if (!done)
        return FALSE;
    }
  return !reports->rehearse || roll_back (error);
}

/**
 * lian_service_import_reports:
 * @reports: (element-type LianImportReport): each gets its reply
 * @rehearse: only find out what the replies would be
 *
 * Each report is a submission like that of POST /v1/cases, with a seq of its own; a number of them
 * share a transaction. Blocks; main thread.
 *
 * Returns: %FALSE when the database failed; then those without a reply were not taken
 */
gboolean
lian_service_import_reports (LianService *self, const LianActor *actor, GPtrArray *reports,
                             gboolean rehearse, GError **error)
{
  Reports work = { self, actor, reports, .rehearse = rehearse };
  gboolean done = TRUE;

  for (guint i = 0; done && i < reports->len; i = work.end)
    {
      GError *failed = NULL;

      work.first = i;
      /* A rehearsal is one whole: what comes twice has to meet itself. */
      work.end = rehearse ? reports->len : MIN (reports->len, i + LIAN_LIMIT_BATCH_EVENTS);
      done = lian_db_write (self->db, run_reports, &work, NULL, &failed);
      done = settle (done, rehearse, failed, error);
      if (!done)
        forget_replies (reports, work.first, work.end);
    }
  if (!rehearse)
    self->max_seq = MAX (self->max_seq, work.seq);
  return done;
}
