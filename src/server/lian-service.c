/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-service.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-seal.h"
#include "lian-service-private.h"
#include "lian-submission.h"
#include "lian-table.h"
#include "lian-term.h"
#include "lian-text.h"
#include "lian-txn.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* A demonstration that was switched off for longer goes on where it stopped, instead of opening
 * with a night's worth of overdue cases. */
#define LONG_REST (6 * G_TIME_SPAN_HOUR)

G_DEFINE_FINAL_TYPE (LianService, lian_service, G_TYPE_OBJECT)

enum
{
  COMMITTED,
  RIGHTS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
lian_service_dispose (GObject *object)
{
  lian_service_close (LIAN_SERVICE (object));

  G_OBJECT_CLASS (lian_service_parent_class)->dispose (object);
}

static void
lian_service_finalize (GObject *object)
{
  LianService *self = LIAN_SERVICE (object);

  g_clear_object (&self->db);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->dictionary, lian_dictionary_unref);
  g_clear_pointer (&self->locator, lian_locator_unref);
  g_clear_pointer (&self->entries, lian_reply_free);
  g_free (self->entries_tag);
  g_free (self->server_id);
  g_free (self->epoch);
  g_free (self->name);
  g_hash_table_unref (self->accounts);
  g_hash_table_unref (self->sessions);
  g_clear_pointer (&self->feed, lian_feed_free);
  g_clear_pointer (&self->logins, lian_throttle_free);

  G_OBJECT_CLASS (lian_service_parent_class)->finalize (object);
}

static void
lian_service_class_init (LianServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_service_dispose;
  object_class->finalize = lian_service_finalize;

  /**
   * LianService::committed:
   * @seq: of the transaction
   *
   * After each transaction that changed records.
   */
  signals[COMMITTED] = g_signal_new ("committed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  /**
   * LianService::rights-changed:
   *
   * Accounts or tokens are not what they were.
   */
  signals[RIGHTS_CHANGED] = g_signal_new ("rights-changed", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lian_service_init (LianService *self)
{
  self->lock = -1;
  self->retention = lian_retention_default;
  self->accounts
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)lian_account_free);
  self->sessions
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)lian_session_free);
}

/* --- opening --- */

static gboolean
read_meta (LianService *self, LianConn *conn, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT key, value FROM meta", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  while (lian_stmt_step (stmt, &row, error))
    {
      const char *key;
      const char *value;

      if (!row)
        {
          lian_stmt_reset (stmt);
          return TRUE;
        }
      key = lian_stmt_get_text (stmt, 0);
      value = lian_stmt_get_text (stmt, 1);
      if (g_str_equal (key, "server_id"))
        self->server_id = g_strdup (value);
      else if (g_str_equal (key, "epoch"))
        self->epoch = g_strdup (value);
      else if (g_str_equal (key, "name"))
        self->name = g_strdup (value);
      else if (g_str_equal (key, "demonstration"))
        self->demonstration = g_str_equal (value, "1");
    }
  return FALSE;
}

/* The platform's clock goes on: as much later as the computer's clock says, except for a
 * demonstration after a long rest, or when the computer's clock went backwards. */
static gboolean
start_clock (LianService *self, LianConn *conn, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT seq, min_seq, clock, real_clock FROM counter", error);
  gint64 clock;
  gint64 away;
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_DAMAGED, "the counter row is missing");
      return FALSE;
    }
  self->max_seq = lian_stmt_get_int (stmt, 0);
  self->min_seq = lian_stmt_get_int (stmt, 1);
  clock = lian_stmt_get_int (stmt, 2);
  away = g_get_real_time () - lian_stmt_get_int (stmt, 3);
  lian_stmt_reset (stmt);

  if (away < 0)
    away = 0;
  if (self->demonstration && away > LONG_REST)
    away = G_TIME_SPAN_MINUTE;
  self->clock = lian_clock_new (clock + away);
  return TRUE;
}

static gboolean
open_tables (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianService *self = data;
  gint64 now;

  if (!read_meta (self, conn, error) || !start_clock (self, conn, error))
    return FALSE;
  if (self->server_id == NULL || self->epoch == NULL || self->name == NULL)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_DAMAGED,
                           "the database has no identity: it was never filled");
      return FALSE;
    }
  now = lian_clock_get_now (self->clock);
  return lian_service_prune_feed (conn, &self->retention, now, &self->min_seq, error)
         && lian_service_tidy (conn, &now, NULL, error);
}

/**
 * lian_service_open:
 * @path: a file that lian_service_create() made
 *
 * Blocks.
 *
 * Returns: (transfer full): the service with its clock running, or %NULL with
 * %LIAN_ERROR_NOT_FOUND, %LIAN_ERROR_BUSY (another server has it), %LIAN_ERROR_DAMAGED,
 * %LIAN_ERROR_TOO_NEW, %LIAN_ERROR_INVALID (lian_service_migrate() first)
 */
LianService *
lian_service_open (const char *path, GError **error)
{
  g_autoptr (LianService) self = g_object_new (LIAN_TYPE_SERVICE, NULL);
  LianVocabulary vocabulary = { 0 };

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND, "%s does not exist", path);
      return NULL;
    }
  if (!lian_service_lock_file (path, &self->lock, error))
    return NULL;
  self->db = lian_db_open (path, LIAN_DB_DURABLE, lian_service_schema, NULL, error);
  if (self->db == NULL || !lian_db_write (self->db, open_tables, self, NULL, error))
    return NULL;
  self->feed = lian_feed_new_from (self->epoch, self->max_seq);
  if (!lian_db_read (self->db, lian_feed_load_sums, self->feed, NULL, error)
      || !lian_db_read (self->db, lian_service_load_accounts, self, NULL, error)
      || !lian_db_read (self->db, lian_vocabulary_read, &vocabulary, NULL, error))
    return NULL;
  lian_service_take_vocabulary (self, &vocabulary);
  self->logins = lian_throttle_new (self->clock, LIAN_LIMIT_LOGINS_PER_ACCOUNT);
  self->log = lian_access_log_new (self->db, self->clock);
  lian_service_prune_hourly (self);
  return g_steal_pointer (&self);
}

static gboolean
keep_clock (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianTxn txn = { .conn = conn, .now = *(const gint64 *)data };

  return lian_txn_end (&txn, g_get_real_time (), error);
}

/**
 * lian_service_close:
 *
 * Does what was submitted, keeps the clock, closes the file. Blocks. Idempotent.
 */
void
lian_service_close (LianService *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->log, lian_access_log_free);
  g_clear_handle_id (&self->prune_timer, g_source_remove);
  if (self->db != NULL && self->clock != NULL && !self->closed)
    {
      gint64 now = lian_clock_get_now (self->clock);

      if (!lian_db_write (self->db, keep_clock, &now, NULL, &error))
        g_debug ("clock not kept: %s", error->message);
    }
  self->closed = TRUE;
  if (self->db != NULL)
    lian_db_close (self->db);
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;
}

LianClock *
lian_service_get_clock (LianService *self)
{
  return self->clock;
}

LianDictionary *
lian_service_get_dictionary (LianService *self)
{
  return self->dictionary;
}

/* --- changes --- */

/**
 * lian_service_note_commit:
 * @txn: was committed, or changed nothing
 *
 * After every commit of a transaction, in their order: listeners are served from what is taken
 * here. Main thread.
 */
void
lian_service_note_commit (LianService *self, LianTxn *txn)
{
  if (txn->seq == 0)
    return;
  lian_feed_push (self->feed, txn->seq, g_steal_pointer (&txn->events));
  self->max_seq = txn->seq;
  lian_service_refresh (self, txn->kinds);
  g_signal_emit (self, signals[COMMITTED], 0, txn->seq);
}

static void start (LianService *self, GTask *task);

/* Goes on with what came while a dictionary was loaded, up to the next one. */
static void
finish_loading (LianService *self)
{
  self->loading = FALSE;
  while (!self->loading && !g_queue_is_empty (&self->waiting))
    start (self, g_queue_pop_head (&self->waiting));
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianService *self = LIAN_SERVICE (source);
  LianSubmission *submission = g_task_get_task_data (task);

  lian_service_reload_finish (self, result);
  g_task_return_pointer (task, g_steal_pointer (&submission->reply),
                         (GDestroyNotify)lian_reply_free);
  finish_loading (self);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianService *self = g_task_get_source_object (task);
  LianSubmission *submission = g_task_get_task_data (task);
  gboolean loading = submission->intake == LIAN_INTAKE_DICTIONARY;
  g_autoptr (GError) error = NULL;

  if (lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    {
      if (submission->txn.seq != 0)
        self->readonly = FALSE;
      /* It is read anew just below: whoever has the receipt meets the new dictionary. */
      if (loading)
        submission->txn.kinds &= ~(1u << LIAN_KIND_ENTRY);
      lian_service_note_commit (self, &submission->txn);
      if (loading && submission->txn.seq != 0)
        {
          lian_service_reload (self, reloaded_cb, g_steal_pointer (&task));
          return;
        }
      g_task_return_pointer (task, g_steal_pointer (&submission->reply),
                             (GDestroyNotify)lian_reply_free);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    {
      g_message ("submission failed: %s", error->message);
      self->readonly = self->readonly || g_error_matches (error, LIAN_ERROR, LIAN_ERROR_DISK_FULL);
      g_task_return_pointer (task, lian_reply_new_error (error), (GDestroyNotify)lian_reply_free);
    }
  if (loading)
    finish_loading (self);
}

/* With the dictionary as it stands when its turn comes. */
static void
start (LianService *self, GTask *task)
{
  LianSubmission *submission = g_task_get_task_data (task);

  if (self->loading)
    {
      g_queue_push_tail (&self->waiting, task);
      return;
    }
  self->loading = submission->intake == LIAN_INTAKE_DICTIONARY;
  submission->dictionary = lian_dictionary_ref (self->dictionary);
  submission->locator = lian_locator_ref (self->locator);
  lian_db_write_async (self->db, lian_submission_run, submission, NULL,
                       g_task_get_cancellable (task), submitted_cb, task);
}

static LianSubmission *
submission_new (LianService *self, LianIntake intake, const LianActor *actor, const char *seat,
                GBytes *body, const char *digest)
{
  LianSubmission *submission = g_new0 (LianSubmission, 1);

  submission->intake = intake;
  submission->person = lian_person_new_from_actor (actor);
  submission->seat = g_strdup (seat);
  submission->body = g_bytes_new (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  submission->digest = g_strdup (digest);
  submission->if_match = -1;
  submission->clock = g_object_ref (self->clock);
  submission->epoch = g_strdup (self->epoch);
  return submission;
}

/**
 * lian_service_submit:
 * @actor: (not nullable): on whose behalf; authenticated by the caller
 * @seat: (nullable)
 * @body: JSON as sent
 * @digest: (nullable): hexadecimal SHA-256 as sent
 * @if_match: version of the case as the sender saw it, -1 = not said, %LIAN_IF_MATCH_MALFORMED
 *
 * All checks of docs/api.md and the effect in one transaction on the writing thread. Main thread.
 */
void
lian_service_submit (LianService *self, LianIntake intake, const LianActor *actor, const char *seat,
                     GBytes *body, const char *digest, gint64 if_match, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  LianSubmission *submission = submission_new (self, intake, actor, seat, body, digest);

  g_task_set_source_tag (task, lian_service_submit);
  g_task_set_check_cancellable (task, FALSE);
  submission->if_match = if_match;
  g_task_set_task_data (task, submission, (GDestroyNotify)lian_submission_free);
  start (self, task);
}

/**
 * lian_service_load_dictionary:
 * @actor: (not nullable): on whose behalf; authenticated by the caller
 * @seat: (nullable)
 * @key: the id under which it is submitted
 * @file: as sent, see lian-dictionary-file.h
 * @digest: (nullable): hexadecimal SHA-256 as sent
 *
 * Replaces entries and duties in one transaction, or says which line is wrong and changes nothing.
 * The service knows the new dictionary before the receipt goes out. Main thread.
 */
void
lian_service_load_dictionary (LianService *self, const LianActor *actor, const char *seat,
                              const char *key, GBytes *file, const char *digest,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  LianSubmission *submission
      = submission_new (self, LIAN_INTAKE_DICTIONARY, actor, seat, file, digest);

  g_task_set_source_tag (task, lian_service_load_dictionary);
  g_task_set_check_cancellable (task, FALSE);
  submission->key = g_strdup (key);
  g_task_set_task_data (task, submission, (GDestroyNotify)lian_submission_free);
  start (self, task);
}

/**
 * lian_service_reveal:
 * @case_id: as the path says
 *
 * As lian_service_submit(), with id, field and reason as the body. Main thread.
 */
void
lian_service_reveal (LianService *self, const LianActor *actor, const char *seat,
                     const char *case_id, GBytes *body, const char *digest,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  LianSubmission *submission = submission_new (self, LIAN_INTAKE_REVEAL, actor, seat, body, digest);

  g_task_set_source_tag (task, lian_service_reveal);
  g_task_set_check_cancellable (task, FALSE);
  submission->target = g_strdup (case_id);
  g_task_set_task_data (task, submission, (GDestroyNotify)lian_submission_free);
  start (self, task);
}

/**
 * lian_service_submit_finish:
 *
 * Returns: (transfer full): a receipt or a problem; %NULL only when it was cancelled before it
 * began
 */
LianReply *
lian_service_submit_finish (LianService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  LianPerson *person;
  LianRecord *record;
  LianClock *clock;
  char *epoch;
  LianTxn txn;
} Put;

static void
put_free (gpointer data)
{
  Put *put = data;

  lian_person_unref (put->person);
  lian_record_unref (put->record);
  g_object_unref (put->clock);
  g_free (put->epoch);
  lian_txn_clear (&put->txn);
  g_free (put);
}

static gboolean
run_put (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Put *put = data;
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) old = NULL;

  put->txn = (LianTxn){ .conn = conn, .epoch = put->epoch, .now = lian_clock_get_now (put->clock) };
  old = lian_txn_lookup (&put->txn, lian_record_get_kind (put->record)->id,
                         lian_record_get_id (put->record), &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (!lian_person_covers (put->person, lian_record_get_text (put->record, LIAN_F_REGION))
      || (old != NULL
          && !lian_person_covers (put->person, lian_record_get_text (old, LIAN_F_REGION))))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_FORBIDDEN,
                           "region_code: outside the account's region");
      return FALSE;
    }
  return lian_txn_store (&put->txn, put->record, error)
         && lian_txn_end (&put->txn, g_get_real_time (), error);
}

static void
put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Put *put = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  lian_service_note_commit (g_task_get_source_object (task), &put->txn);
  g_task_return_boolean (task, TRUE);
}

/**
 * lian_service_put:
 * @actor: on whose behalf
 * @record: the whole new record; copied, its version is given here
 *
 * For changes outside the workflow, by connectors and the simulator. Main thread.
 */
void
lian_service_put (LianService *self, const LianActor *actor, LianRecord *record,
                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Put *put;

  g_task_set_source_tag (task, lian_service_put);
  g_task_set_check_cancellable (task, FALSE);
  if (!lian_id_is_valid (lian_record_get_id (record)))
    {
      g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_INVALID, "id: missing or malformed");
      g_object_unref (task);
      return;
    }
  put = g_new0 (Put, 1);
  put->person = lian_person_new_from_actor (actor);
  put->record = lian_record_copy (record);
  put->clock = g_object_ref (self->clock);
  put->epoch = g_strdup (self->epoch);
  g_task_set_task_data (task, put, put_free);
  lian_db_write_async (self->db, run_put, put, NULL, cancellable, put_cb, task);
}

/**
 * lian_service_put_finish:
 *
 * Returns: whether it was committed; otherwise %LIAN_ERROR_FORBIDDEN or what the database says
 */
gboolean
lian_service_put_finish (LianService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- lists --- */

typedef struct
{
  LianPerson *person;
  LianKindId kind;
  char *where;
  guint limit;
  gboolean masked;
  GPtrArray *records;
} List;

static void
list_free (gpointer data)
{
  List *list = data;

  lian_person_unref (list->person);
  g_free (list->where);
  g_clear_pointer (&list->records, g_ptr_array_unref);
  g_free (list);
}

static gboolean
run_list (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  List *list = data;

  list->records = lian_table_select (conn, lian_kind_get (list->kind), LIAN_SERVER_PREFIX,
                                     list->where, "id", list->limit, error);
  if (list->records == NULL)
    return FALSE;
  for (guint i = list->records->len; i > 0; i--)
    {
      LianRecord *record = list->records->pdata[i - 1];

      if (!lian_person_sees_record (list->person, record))
        g_ptr_array_remove_index (list->records, i - 1);
      else if (list->masked)
        {
          list->records->pdata[i - 1] = lian_mask_record (record);
          lian_record_unref (record);
        }
    }
  return TRUE;
}

static void
list_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  List *list = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&list->records),
                           (GDestroyNotify)g_ptr_array_unref);
}

/**
 * lian_service_list:
 * @term: (nullable): which ones, see lian-term.h
 * @limit: at most so many
 * @masked: %FALSE only for what stays inside the server
 *
 * Main thread; read on the reading thread.
 */
void
lian_service_list (LianService *self, const LianActor *actor, LianKindId kind, const char *term,
                   guint limit, gboolean masked, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (LianTerm) parsed = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *chosen = NULL;
  GError *error = NULL;
  List *list;

  g_task_set_source_tag (task, lian_service_list);
  parsed = lian_term_parse (kind, term != NULL ? term : "", &error);
  if (parsed == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  chosen = lian_term_to_sql (parsed, 0, 0, lian_clock_get_now (self->clock));
  list = g_new0 (List, 1);
  list->person = lian_person_new_from_actor (actor);
  list->kind = kind;
  scope = lian_region_to_sql ("region_code", list->person->region_code);
  list->where = g_strdup_printf ("(%s) AND %s", chosen, scope);
  list->limit = limit;
  list->masked = masked;
  g_task_set_task_data (task, list, list_free);
  lian_db_read_async (self->db, run_list, list, NULL, cancellable, list_cb, task);
}

/**
 * lian_service_list_finish:
 *
 * Returns: (transfer container) (element-type LianRecord): ordered by id
 */
GPtrArray *
lian_service_list_finish (LianService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
