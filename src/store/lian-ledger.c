/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-ledger.h"
#include "lian-error.h"
#include "lian-ledger-file.h"
#include "lian-ledger-private.h"
#include "lian-limits.h"
#include "lian-text.h"

struct _LianLedger
{
  GObject parent_instance;

  LianDb *db; /* (owned) */
  char *set_aside;
  LianClock *clock; /* (owned) (nullable): times of the duty log */

  GListStore *entries; /* LianLedgerEntry, newest first */
  GHashTable *by_id;   /* char* (of the entry) → LianLedgerEntry (borrowed from entries) */
  GHashTable *drafts;  /* char* → GVariant */
  char *path;
  LianLedgerSpace *space; /* (nullable) */
  LianSpace said_space;
  guint look_id;
  guint n_open;
  guint taken; /* rows that came into memory */
};

#define TRIM_EVERY 64
#define LOOK_SECONDS 20

enum
{
  CHANGED,
  SPACE_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (LianLedger, lian_ledger, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
lian_ledger_dispose (GObject *object)
{
  lian_ledger_close (LIAN_LEDGER (object));

  G_OBJECT_CLASS (lian_ledger_parent_class)->dispose (object);
}

static void
lian_ledger_finalize (GObject *object)
{
  LianLedger *self = LIAN_LEDGER (object);

  g_clear_object (&self->db);
  g_clear_object (&self->clock);
  g_free (self->set_aside);
  g_free (self->path);
  lian_ledger_space_free (self->space);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->drafts);
  g_object_unref (self->entries);

  G_OBJECT_CLASS (lian_ledger_parent_class)->finalize (object);
}

static void
lian_ledger_class_init (LianLedgerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_ledger_dispose;
  object_class->finalize = lian_ledger_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SPACE_CHANGED] = g_signal_new ("space-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lian_ledger_init (LianLedger *self)
{
  self->entries = g_list_store_new (LIAN_TYPE_LEDGER_ENTRY);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->drafts
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_variant_unref);
}

static char *
draft_key (const char *case_id, const char *kind)
{
  return g_strconcat (case_id, "\n", kind, NULL);
}

static gboolean
say_set_aside (LianLedger *self, const char *path, LianLedgerContent *content, GError **error)
{
  LianLedgerWrite *write;
  gboolean done;

  if (!content->fresh)
    return TRUE;
  write = lian_ledger_write_new (NULL);
  write->text = lian_ledger_find_set_aside (path);
  done = write->text == NULL
         || lian_db_write (self->db, lian_ledger_file_set_aside, write, NULL, error);
  lian_ledger_write_free (write);
  return done;
}

static void
take_content (LianLedger *self, LianLedgerContent *content)
{
  self->set_aside = g_steal_pointer (&content->set_aside);
  g_list_store_splice (self->entries, 0, 0, content->entries->pdata, content->entries->len);
  for (guint i = 0; i < content->entries->len; i++)
    {
      LianLedgerEntry *entry = content->entries->pdata[i];

      g_hash_table_insert (self->by_id, (gpointer)lian_ledger_entry_get_id (entry), entry);
      self->n_open += lian_ledger_entry_is_open (entry);
    }
  for (guint i = 0; i + 2 < content->drafts->len; i += 3)
    {
      const char *text = content->drafts->pdata[i + 2];
      GVariant *draft = g_variant_parse (NULL, text, NULL, NULL, NULL);

      if (draft != NULL)
        g_hash_table_replace (self->drafts,
                              draft_key (content->drafts->pdata[i], content->drafts->pdata[i + 1]),
                              g_variant_ref_sink (draft));
    }
}

/**
 * lian_ledger_open:
 * @path: a file name
 *
 * Opens the file or makes it. A damaged one is renamed to PATH.damaged-DATE-TIME and never touched
 * again; the new one says so until lian_ledger_acknowledge_set_aside(). Rows that were being sent
 * stay so: they may have arrived. Blocks.
 *
 * Returns: (transfer full): the ledger, or %NULL with %LIAN_ERROR_TOO_NEW, %LIAN_ERROR_DISK_FULL,
 * %LIAN_ERROR_BUSY or %LIAN_ERROR_FAILED
 */
LianLedger *
lian_ledger_open (const char *path, GError **error)
{
  g_autoptr (LianLedger) self = g_object_new (LIAN_TYPE_LEDGER, NULL);
  g_autoptr (GError) failed = NULL;
  LianLedgerContent content = { .path = path };

  self->db = lian_db_open (path, LIAN_DB_DURABLE, lian_ledger_file_schema, &content, &failed);
  if (g_error_matches (failed, LIAN_ERROR, LIAN_ERROR_DAMAGED))
    {
      if (!lian_ledger_set_file_aside (path, error))
        return NULL;
      g_clear_error (&failed);
      self->db = lian_db_open (path, LIAN_DB_DURABLE, lian_ledger_file_schema, &content, &failed);
    }
  if (self->db == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return NULL;
    }
  if (!say_set_aside (self, path, &content, error)
      || !lian_db_read (self->db, lian_ledger_file_read, &content, NULL, error))
    {
      lian_ledger_content_clear (&content);
      return NULL;
    }
  self->path = g_strdup (path);
  take_content (self, &content);
  lian_ledger_content_clear (&content);
  return g_steal_pointer (&self);
}

/*
 * lian_ledger_get_db:
 *
 * Returns: (transfer none): for questions
 */
LianDb *
lian_ledger_get_db (LianLedger *self)
{
  return self->db;
}

/**
 * lian_ledger_get_path:
 *
 * Returns: (transfer none): the name of its file
 */
const char *
lian_ledger_get_path (LianLedger *self)
{
  return self->path;
}

/**
 * lian_ledger_get_set_aside:
 *
 * Returns: (transfer none) (nullable): the name of a damaged ledger that no person has been told of
 */
const char *
lian_ledger_get_set_aside (LianLedger *self)
{
  return self->set_aside;
}

/* For writes that promise nothing: a failure shows in the next promise. */
static void
unpromised_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    g_debug ("not stored: %s", error->message);
}

static void
write_unpromised (LianLedger *self, LianDbFunc func, LianLedgerWrite *write)
{
  lian_db_write_async (self->db, func, write, (GDestroyNotify)lian_ledger_write_free, NULL,
                       unpromised_cb, NULL);
}

/**
 * lian_ledger_acknowledge_set_aside:
 *
 * A person has been told of the damaged ledger. Its file stays.
 */
void
lian_ledger_acknowledge_set_aside (LianLedger *self)
{
  if (self->set_aside == NULL)
    return;
  g_clear_pointer (&self->set_aside, g_free);
  write_unpromised (self, lian_ledger_file_set_aside, lian_ledger_write_new (NULL));
}

/**
 * lian_ledger_set_clock:
 * @clock: (nullable): gives the times of the duty log; without one they are 0
 */
void
lian_ledger_set_clock (LianLedger *self, LianClock *clock)
{
  g_set_object (&self->clock, clock);
}

static void
say_space (LianLedger *self)
{
  LianSpace space = lian_ledger_get_space (self);

  if (space == self->said_space)
    return;
  self->said_space = space;
  g_signal_emit (self, signals[SPACE_CHANGED], 0);
}

static gboolean
look_in_reader (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  lian_ledger_space_look (data);
  return TRUE;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianLedger) self = user_data;

  if (lian_db_call_finish (LIAN_DB (source), result, NULL, NULL))
    say_space (self);
}

/* A disk that does not answer must not stop the screen: the reading thread asks. */
static gboolean
look_cb (gpointer data)
{
  LianLedger *self = data;

  lian_db_read_async (self->db, look_in_reader, self->space, NULL, NULL, looked_cb,
                      g_object_ref (self));
  return G_SOURCE_CONTINUE;
}

/**
 * lian_ledger_watch_space:
 * @func: (nullable) (scope forever): how much is free; %NULL asks the system
 * @data: for @func
 *
 * Looks now, makes the ballast, and looks again from time to time and before each promise.
 */
void
lian_ledger_watch_space (LianLedger *self, LianFreeFunc func, gpointer data)
{
  g_return_if_fail (self->space == NULL);

  self->space = lian_ledger_space_new (self->path, func, data);
  lian_ledger_space_look (self->space);
  say_space (self);
  self->look_id = g_timeout_add_seconds (LOOK_SECONDS, look_cb, self);
}

/**
 * lian_ledger_get_space:
 *
 * Returns: how much room there was the last time, always enough where nobody watches
 */
LianSpace
lian_ledger_get_space (LianLedger *self)
{
  return self->space != NULL ? lian_ledger_space_get (self->space) : LIAN_SPACE_ENOUGH;
}

/**
 * lian_ledger_close:
 *
 * Stores what was asked for and closes the file; idempotent. Blocks.
 */
void
lian_ledger_close (LianLedger *self)
{
  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->db != NULL)
    lian_db_close (self->db);
}

/* What was settled long ago leaves the memory; its row stays in the file. From time to time, so
 * that a burst does not look at everything for each row. */
static void
let_go (LianLedger *self)
{
  GListModel *model = G_LIST_MODEL (self->entries);
  guint n = g_list_model_get_n_items (model);
  g_autoptr (LianLedgerEntry) newest = g_list_model_get_item (model, 0);
  gint64 since = lian_ledger_entry_get_created_at (newest) - LIAN_LEDGER_RECENT_US;

  if (++self->taken % TRIM_EVERY != 0)
    return;
  for (guint i = n; i > 1; i--)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (model, i - 1);

      if (lian_ledger_entry_is_open (entry) || lian_ledger_entry_get_lost_at (entry) != 0
          || lian_ledger_entry_is_alarming (entry, 0))
        continue;
      if (i <= LIAN_LIMIT_LEDGER_HELD && lian_ledger_entry_get_created_at (entry) > since)
        return;
      g_hash_table_remove (self->by_id, lian_ledger_entry_get_id (entry));
      g_list_store_remove (self->entries, i - 1);
    }
}

/* New ones are on top; an old one that was not in memory goes where it belongs. */
static guint
find_place (LianLedger *self, LianLedgerEntry *entry)
{
  GListModel *model = G_LIST_MODEL (self->entries);
  guint n = g_list_model_get_n_items (model), place;

  for (place = 0; place < n; place++)
    {
      g_autoptr (LianLedgerEntry) other = g_list_model_get_item (model, place);

      if (lian_ledger_entry_get_number (other) < lian_ledger_entry_get_number (entry))
        break;
    }
  return place;
}

/* Puts the row as it is now where the old one was, or on top. */
static void
take_entry (LianLedger *self, LianLedgerEntry *entry)
{
  const char *id = lian_ledger_entry_get_id (entry);
  LianLedgerEntry *old = g_hash_table_lookup (self->by_id, id);
  guint position = 0;

  self->n_open += lian_ledger_entry_is_open (entry);
  if (old == NULL)
    {
      g_hash_table_replace (self->by_id, (gpointer)id, entry);
      g_list_store_insert (self->entries, find_place (self, entry), entry);
      let_go (self);
    }
  else
    {
      self->n_open -= lian_ledger_entry_is_open (old);
      g_list_store_find (self->entries, old, &position);
      g_hash_table_replace (self->by_id, (gpointer)id, entry);
      g_list_store_splice (self->entries, position, 1, (gpointer *)&entry, 1);
    }
  g_signal_emit (self, signals[CHANGED], 0, id);
}

static void write_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* What was promised is kept also on a full disk: attempts are counted and receipts stored where the
 * ballast was. A new promise has no right to it. */
static gboolean
try_with_ballast (LianLedger *self, GTask *task, LianLedgerWrite *write, const GError *error)
{
  gboolean freed;

  if (self->space == NULL || !g_error_matches (error, LIAN_ERROR, LIAN_ERROR_DISK_FULL))
    return FALSE;
  freed = write->func != lian_ledger_file_promise && lian_ledger_space_give_up (self->space);
  say_space (self);
  if (freed)
    lian_db_write_async (self->db, write->func, write, NULL, g_task_get_cancellable (task),
                         write_cb, g_object_ref (task));
  return freed;
}

static void
write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianLedger *self = g_task_get_source_object (task);
  LianLedgerWrite *write = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    {
      if (!try_with_ballast (self, task, write, error))
        g_task_return_error (task, g_error_copy (error));
      g_error_free (error);
      return;
    }
  say_space (self);
  if (write->other != NULL)
    take_entry (self, write->other);
  take_entry (self, write->entry);
  g_task_return_boolean (task, TRUE);
}

/*
 * lian_ledger_queue_write:
 * @write: (transfer full): what is written; its row is taken into memory after the commit
 *
 * Gives @write the platform's time.
 */
void
lian_ledger_queue_write (LianLedger *self, LianLedgerWrite *write, LianDbFunc func,
                         gpointer source_tag, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  write->at = self->clock != NULL ? lian_clock_get_now (self->clock) : 0;
  write->func = func;
  write->space = self->space;
  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, write, (GDestroyNotify)lian_ledger_write_free);
  lian_db_write_async (self->db, func, write, NULL, cancellable, write_cb, task);
}

/*
 * lian_ledger_finish_write:
 *
 * Returns: whether it was committed
 */
gboolean
lian_ledger_finish_write (LianLedger *self, GAsyncResult *result, gpointer source_tag,
                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
check_promise (const LianPromise *promise, GError **error)
{
  if (!lian_id_is_valid (promise->id) || promise->kind == NULL || promise->target == NULL
      || promise->account == NULL || promise->server_id == NULL || promise->body == NULL)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                           "an instruction needs id, kind, target, account, server_id and body");
      return FALSE;
    }
  if (g_bytes_get_size (promise->body) > LIAN_LIMIT_INSTRUCTION)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE,
                   "body: %" G_GSIZE_FORMAT " bytes, at most %d", g_bytes_get_size (promise->body),
                   LIAN_LIMIT_INSTRUCTION);
      return FALSE;
    }
  return TRUE;
}

/**
 * lian_ledger_promise:
 * @promise: copied
 *
 * Stores an instruction as queued; its draft goes in the same transaction. @callback comes after
 * the commit is on the disk, and "changed" before it.
 */
void
lian_ledger_promise (LianLedger *self, const LianPromise *promise, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  LianLedgerWrite *write;
  GError *error = NULL;

  if (!check_promise (promise, &error))
    {
      g_task_report_error (self, callback, user_data, lian_ledger_promise, error);
      return;
    }
  write = lian_ledger_write_new (promise->id);
  write->kind = g_strdup (promise->kind);
  write->case_id = g_strdup (promise->case_id);
  write->target = g_strdup (promise->target);
  write->target_version = promise->target_version;
  write->to_unit = g_strdup (promise->to_unit);
  write->body = g_bytes_ref (promise->body);
  write->account = g_strdup (promise->account);
  write->server_id = g_strdup (promise->server_id);
  write->created_at = promise->created_at;
  write->not_before = promise->not_before;
  write->not_after = promise->not_after;
  write->supersedes = g_strdup (promise->supersedes);
  write->ordered_at = promise->ordered_at;
  write->local_at = self->clock != NULL ? lian_clock_get_computer (self->clock) : 0;
  lian_ledger_queue_write (self, write, lian_ledger_file_promise, lian_ledger_promise, cancellable,
                           callback, user_data);
}

/**
 * lian_ledger_promise_finish:
 *
 * Returns: whether it is promised; if not, nothing was stored: %LIAN_ERROR_DISK_FULL,
 * %LIAN_ERROR_TOO_LARGE (body, or too many open), %LIAN_ERROR_CONFLICT (id used), …
 */
gboolean
lian_ledger_promise_finish (LianLedger *self, GAsyncResult *result, GError **error)
{
  LianLedgerWrite *write;

  if (!lian_ledger_finish_write (self, result, lian_ledger_promise, error))
    return FALSE;

  write = g_task_get_task_data (G_TASK (result));
  if (write->case_id != NULL)
    {
      g_autofree char *key = draft_key (write->case_id, write->kind);
      g_hash_table_remove (self->drafts, key);
    }
  return TRUE;
}

/**
 * lian_ledger_undo:
 *
 * Takes a promise back as long as no attempt was made.
 */
void
lian_ledger_undo (LianLedger *self, const char *id, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
  lian_ledger_queue_write (self, lian_ledger_write_new (id), lian_ledger_file_undo,
                           lian_ledger_undo, cancellable, callback, user_data);
}

/**
 * lian_ledger_undo_finish:
 *
 * Returns: whether it will not be sent; %LIAN_ERROR_CONFLICT when it may have arrived
 */
gboolean
lian_ledger_undo_finish (LianLedger *self, GAsyncResult *result, GError **error)
{
  return lian_ledger_finish_write (self, result, lian_ledger_undo, error);
}

/**
 * lian_ledger_save_draft:
 * @draft: (nullable): what the composer holds, a floating reference is taken; %NULL throws the
 * draft of this case and kind away
 */
void
lian_ledger_save_draft (LianLedger *self, const char *case_id, const char *kind, GVariant *draft)
{
  LianLedgerWrite *write = lian_ledger_write_new (NULL);
  g_autofree char *key = draft_key (case_id, kind);

  write->case_id = g_strdup (case_id);
  write->kind = g_strdup (kind);
  if (draft == NULL)
    g_hash_table_remove (self->drafts, key);
  else
    {
      GVariant *owned = g_variant_ref_sink (draft);

      write->text = g_variant_print (owned, TRUE);
      g_hash_table_replace (self->drafts, g_steal_pointer (&key), owned);
    }
  write_unpromised (self, lian_ledger_file_save_draft, write);
}

/**
 * lian_ledger_dup_draft:
 *
 * Returns: (transfer full) (nullable): the last draft saved for this case and kind
 */
GVariant *
lian_ledger_dup_draft (LianLedger *self, const char *case_id, const char *kind)
{
  g_autofree char *key = draft_key (case_id, kind);
  GVariant *draft = g_hash_table_lookup (self->drafts, key);

  return draft != NULL ? g_variant_ref (draft) : NULL;
}

/**
 * lian_ledger_begin_attempt:
 *
 * Counts an attempt. @callback comes after the commit: only then may a byte leave.
 */
void
lian_ledger_begin_attempt (LianLedger *self, const char *id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  lian_ledger_queue_write (self, lian_ledger_write_new (id), lian_ledger_file_begin_attempt,
                           lian_ledger_begin_attempt, cancellable, callback, user_data);
}

/**
 * lian_ledger_begin_attempt_finish:
 *
 * Returns: whether it may be sent; %LIAN_ERROR_CONFLICT when it was undone or is settled
 */
gboolean
lian_ledger_begin_attempt_finish (LianLedger *self, GAsyncResult *result, GError **error)
{
  return lian_ledger_finish_write (self, result, lian_ledger_begin_attempt, error);
}

/**
 * lian_ledger_settle:
 * @state: %LIAN_ENTRY_RECEIVED, %LIAN_ENTRY_CONFLICT, %LIAN_ENTRY_REFUSED or %LIAN_ENTRY_EXPIRED
 * @receipt_no: of a receipt, greater than 0
 * @receipt: (nullable): JSON
 * @problem: (nullable): the sentence of a refusal
 * @current: (nullable): JSON
 *
 * Stores the verdict. A receipt also overrules an earlier verdict; nothing overrules a receipt.
 */
void
lian_ledger_settle (LianLedger *self, const char *id, LianEntryState state, gint64 receipt_no,
                    const char *receipt, const char *problem, const char *current,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  LianLedgerWrite *write;
  gboolean received = state == LIAN_ENTRY_RECEIVED;

  if ((!received && state != LIAN_ENTRY_CONFLICT && state != LIAN_ENTRY_REFUSED
       && state != LIAN_ENTRY_EXPIRED)
      || received != (receipt_no > 0))
    {
      g_task_report_new_error (self, callback, user_data, lian_ledger_settle, LIAN_ERROR,
                               LIAN_ERROR_INVALID, "a receipt has a number, and nothing else does");
      return;
    }
  write = lian_ledger_write_new (id);
  write->state = state;
  write->receipt_no = receipt_no;
  write->receipt = g_strdup (receipt);
  write->problem = g_strdup (problem);
  write->current = g_strdup (current);
  lian_ledger_queue_write (self, write, lian_ledger_file_settle, lian_ledger_settle, cancellable,
                           callback, user_data);
}

/**
 * lian_ledger_settle_finish:
 *
 * Returns: whether the verdict is stored
 */
gboolean
lian_ledger_settle_finish (LianLedger *self, GAsyncResult *result, GError **error)
{
  return lian_ledger_finish_write (self, result, lian_ledger_settle, error);
}

/**
 * lian_ledger_get_entries:
 *
 * Returns: (transfer none): LianLedgerEntry, newest first: those in memory
 */
GListModel *
lian_ledger_get_entries (LianLedger *self)
{
  return G_LIST_MODEL (self->entries);
}

/**
 * lian_ledger_lookup:
 *
 * Returns: (transfer none) (nullable): the row as it is now, if it is in memory: all that are open
 * or recent are
 */
LianLedgerEntry *
lian_ledger_lookup (LianLedger *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;
}

/**
 * lian_ledger_count_open:
 *
 * Returns: how many are queued or being sent
 */
guint
lian_ledger_count_open (LianLedger *self)
{
  return self->n_open;
}

/**
 * lian_ledger_log:
 * @what: what happened, a word
 * @id: (nullable): of what it happened to
 * @text: (nullable): more of it; ids only, never personal data
 *
 * Adds a line to the duty log of the seat.
 */
void
lian_ledger_log (LianLedger *self, const char *what, const char *id, const char *text)
{
  LianLedgerWrite *write = lian_ledger_write_new (id);

  write->what = g_strdup (what);
  write->text = g_strdup (text);
  write->at = self->clock != NULL ? lian_clock_get_now (self->clock) : 0;
  write_unpromised (self, lian_ledger_file_log, write);
}
