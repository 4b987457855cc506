/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-mirror.h"
#include "lian-error.h"
#include "lian-mirror-inside.h"
#include "lian-mirror-private.h"

enum
{
  CHANGED,
  DICTIONARY_CHANGED,
  REBUILT,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (LianMirror, lian_mirror, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

/**
 * lian_change_new:
 * @record: (transfer full) (nullable): %NULL for a deletion
 *
 * Returns: (transfer full): one event of the feed
 */
LianChange *
lian_change_new (LianKindId kind, const char *id, gint64 version, LianRecord *record)
{
  LianChange *change = g_new0 (LianChange, 1);

  change->kind = kind;
  change->id = g_strdup (id);
  change->version = version;
  change->record = record;
  return change;
}

/**
 * lian_change_free:
 * @change: (transfer full): an event
 */
void
lian_change_free (LianChange *change)
{
  g_free (change->id);
  g_clear_pointer (&change->record, lian_record_unref);
  g_free (change);
}

static void
lian_mirror_dispose (GObject *object)
{
  lian_mirror_close (LIAN_MIRROR (object));

  G_OBJECT_CLASS (lian_mirror_parent_class)->dispose (object);
}

static void
lian_mirror_finalize (GObject *object)
{
  LianMirror *self = LIAN_MIRROR (object);

  g_clear_object (&self->db);
  lian_mirror_meta_clear (&self->meta);
  g_clear_error (&self->broken);
  g_free (self->server_id);
  g_free (self->epoch);
  g_free (self->server_name);
  g_free (self->path);

  G_OBJECT_CLASS (lian_mirror_parent_class)->finalize (object);
}

static void
lian_mirror_class_init (LianMirrorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_mirror_dispose;
  object_class->finalize = lian_mirror_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_PTR_ARRAY);
  signals[DICTIONARY_CHANGED]
      = g_signal_new ("dictionary-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 0);
  signals[REBUILT] = g_signal_new ("rebuilt", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
lian_mirror_init (LianMirror *self)
{
}

/**
 * lian_mirror_close:
 *
 * Stores what was asked for and closes the file; idempotent. Blocks.
 */
void
lian_mirror_close (LianMirror *self)
{
  if (self->db != NULL)
    lian_db_close (self->db);
}

LianDb *
lian_mirror_get_db (LianMirror *self)
{
  return self->db;
}

/**
 * lian_mirror_get_server_id:
 *
 * Returns: (transfer none): of the server that the picture comes from, "" before the first one
 */
const char *
lian_mirror_get_server_id (LianMirror *self)
{
  return self->meta.server_id;
}

/**
 * lian_mirror_get_epoch:
 *
 * Returns: (transfer none): the epoch of the picture, "" before the first one
 */
const char *
lian_mirror_get_epoch (LianMirror *self)
{
  return self->meta.epoch;
}

/**
 * lian_mirror_get_position:
 *
 * Returns: (transfer none): where the feed is to be taken up, "" before the first snapshot
 */
const char *
lian_mirror_get_position (LianMirror *self)
{
  return self->meta.position;
}

/**
 * lian_mirror_get_server_name:
 *
 * Returns: (transfer none): what the server calls itself
 */
const char *
lian_mirror_get_server_name (LianMirror *self)
{
  return self->meta.server_name;
}

/**
 * lian_mirror_get_demonstration:
 *
 * Returns: whether the server says that its data are invented
 */
gboolean
lian_mirror_get_demonstration (LianMirror *self)
{
  return self->meta.demonstration;
}

/**
 * lian_mirror_get_as_of:
 *
 * Returns: the server's time of the last event or bookmark in microseconds, 0: never
 */
gint64
lian_mirror_get_as_of (LianMirror *self)
{
  return self->meta.as_of;
}

/**
 * lian_mirror_get_dictionary:
 *
 * Returns: (transfer none): the dictionary of the picture, empty before the first one; take a
 * reference to keep it beyond "dictionary-changed"
 */
LianDictionary *
lian_mirror_get_dictionary (LianMirror *self)
{
  return self->meta.dictionary;
}

static void
replace_text (char **to, const char *from)
{
  if (from == NULL)
    return;
  g_free (*to);
  *to = g_strdup (from);
}

static void
take_stored (LianMirror *self, LianMirrorWrite *write)
{
  self->meta.link = write->link + 1;
  if (write->due_known)
    self->meta.due = write->due;
  if (write->different != NULL)
    self->taking &= self->meta.due;
  if (write->shadow)
    return;

  replace_text (&self->meta.position, write->position);
  if (write->as_of != 0)
    self->meta.as_of = write->as_of;
  if (write->server_id != NULL)
    {
      replace_text (&self->meta.server_id, write->server_id);
      replace_text (&self->meta.epoch, write->epoch);
      replace_text (&self->meta.server_name, write->server_name);
      self->meta.demonstration = write->demonstration;
    }
  if (write->emptied)
    {
      replace_text (&self->meta.epoch, "");
      replace_text (&self->meta.position, "");
      self->meta.as_of = 0;
    }
  if (write->scope != NULL)
    replace_text (&self->meta.scope, write->scope);
  if (write->scope != NULL || write->conceals)
    self->meta.concealed = write->conceals;
  if (write->dictionary != NULL)
    {
      lian_dictionary_unref (self->meta.dictionary);
      self->meta.dictionary = g_steal_pointer (&write->dictionary);
      g_signal_emit (self, signals[DICTIONARY_CHANGED], 0);
    }
  if (write->kinds != 0)
    g_signal_emit (self, signals[CHANGED], 0, write->kinds, write->applied);
}

/* The first failure tears the chain: all that was asked for behind it fails as well, for the same
 * reason, and the next write starts where the file stands. */
static GError *
take_failure (LianMirror *self, const LianMirrorWrite *write, GError *error)
{
  if (write->link == self->meta.link)
    {
      self->next = self->meta.link;
      self->in_snapshot = FALSE;
      /* Events that were not stored come again to picture and shadow; pages do not. */
      if (write->records != NULL || write->taken != 0)
        self->taking = 0;
      g_clear_error (&self->broken);
      self->broken = g_error_copy (error);
      return error;
    }
  if (self->broken == NULL)
    return error;
  g_error_free (error);
  return g_error_copy (self->broken);
}

static void
write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianMirror *self = g_task_get_source_object (task);
  LianMirrorWrite *write = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    {
      if (LIAN_DB (source) == self->db)
        {
          error = take_failure (self, write, error);
          lian_mirror_note_damage (self, error);
        }
      g_task_return_error (task, error);
      return;
    }
  if (LIAN_DB (source) != self->db)
    {
      g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_DAMAGED, "the mirror was made anew");
      return;
    }
  take_stored (self, write);
  g_task_return_boolean (task, TRUE);
}

void
lian_mirror_queue_write (LianMirror *self, LianMirrorWrite *write, LianDbFunc func,
                         gpointer source_tag, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, write, (GDestroyNotify)lian_mirror_write_free);
  self->next++;
  lian_db_write_async (self->db, func, write, NULL, cancellable, write_cb, task);
}

gboolean
lian_mirror_finish_write (LianMirror *self, GAsyncResult *result, gpointer source_tag,
                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lian_mirror_begin_snapshot:
 *
 * Begins a shadow generation, in place of one under way. That it failed is told by what follows.
 */
void
lian_mirror_begin_snapshot (LianMirror *self, const char *server_id, const char *epoch,
                            const char *server_name, gboolean demonstration)
{
  replace_text (&self->server_id, server_id);
  replace_text (&self->epoch, epoch);
  replace_text (&self->server_name, server_name);
  self->demonstration = demonstration;
  self->in_snapshot = TRUE;
  self->taking = 0;

  lian_mirror_queue_write (self, lian_mirror_write_new (self->next, TRUE), lian_mirror_file_begin,
                           lian_mirror_begin_snapshot, NULL, NULL, NULL);
}

static gboolean
refuse_without_shadow (LianMirror *self, gboolean shadow, gpointer source_tag,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  if (shadow)
    return FALSE;
  if (self->broken != NULL)
    g_task_report_error (self, callback, user_data, source_tag, g_error_copy (self->broken));
  else
    g_task_report_new_error (self, callback, user_data, source_tag, LIAN_ERROR, LIAN_ERROR_FAILED,
                             "no snapshot is under way");
  return TRUE;
}

/**
 * lian_mirror_add_page:
 * @records: (transfer full) (element-type LianRecord): a page of @kind
 *
 * Stores a page in the shadow; what the feed brought meanwhile and is newer stays.
 */
void
lian_mirror_add_page (LianMirror *self, LianKindId kind, GPtrArray *records,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GPtrArray) owned = records;
  LianMirrorWrite *write;

  if (refuse_without_shadow (self, self->in_snapshot || (self->taking >> kind & 1) != 0,
                             lian_mirror_add_page, callback, user_data))
    return;
  write = lian_mirror_write_new (self->next, self->in_snapshot);
  write->kind = kind;
  write->records = g_steal_pointer (&owned);
  lian_mirror_queue_write (self, write, lian_mirror_file_add_page, lian_mirror_add_page,
                           cancellable, callback, user_data);
}

/**
 * lian_mirror_add_page_finish:
 *
 * Returns: whether the page was stored; if not, the snapshot has to be begun again
 */
gboolean
lian_mirror_add_page_finish (LianMirror *self, GAsyncResult *result, GError **error)
{
  return lian_mirror_finish_write (self, result, lian_mirror_add_page, error);
}

/**
 * lian_mirror_apply:
 * @changes: (transfer full) (element-type LianChange): whole transactions of the server
 * @position: (nullable): after the last of them
 * @as_of: the server's time, 0 when not known
 *
 * Stores rows and position in one transaction. "changed" comes before @callback. A batch that could
 * not be stored takes those behind it along: nothing is stored behind a gap.
 */
void
lian_mirror_apply (LianMirror *self, GPtrArray *changes, const char *position, gint64 as_of,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  LianMirrorWrite *write = lian_mirror_write_new (self->next, self->in_snapshot);

  write->changes = changes;
  write->position = g_strdup (position);
  write->as_of = as_of;
  lian_mirror_queue_write (self, write, lian_mirror_file_apply, lian_mirror_apply, cancellable,
                           callback, user_data);
}

/**
 * lian_mirror_apply_finish:
 *
 * Returns: whether the batch was stored; if not, the feed has to be taken up at
 * lian_mirror_get_position(), and a snapshot under way is given up
 */
gboolean
lian_mirror_apply_finish (LianMirror *self, GAsyncResult *result, GError **error)
{
  return lian_mirror_finish_write (self, result, lian_mirror_apply, error);
}

/**
 * lian_mirror_commit_snapshot:
 *
 * The shadow becomes the picture, together with the server's identity, @position and @as_of.
 */
void
lian_mirror_commit_snapshot (LianMirror *self, const char *position, gint64 as_of,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  LianMirrorWrite *write;

  if (refuse_without_shadow (self, self->in_snapshot, lian_mirror_commit_snapshot, callback,
                             user_data))
    return;
  write = lian_mirror_write_new (self->next, FALSE);
  write->server_id = g_strdup (self->server_id);
  write->epoch = g_strdup (self->epoch);
  write->server_name = g_strdup (self->server_name);
  write->demonstration = self->demonstration;
  write->position = g_strdup (position);
  write->as_of = as_of;
  self->in_snapshot = FALSE;
  lian_mirror_queue_write (self, write, lian_mirror_file_commit, lian_mirror_commit_snapshot,
                           cancellable, callback, user_data);
}

/**
 * lian_mirror_commit_snapshot_finish:
 *
 * Returns: whether the picture is the new one
 */
gboolean
lian_mirror_commit_snapshot_finish (LianMirror *self, GAsyncResult *result, GError **error)
{
  return lian_mirror_finish_write (self, result, lian_mirror_commit_snapshot, error);
}

/**
 * lian_mirror_bookmark:
 * @digests: (transfer none) (nullable) (element-type utf8 utf8): kind → "count digest"; not to be
 * changed any more
 *
 * Remembers @as_of and compares. When all is equal, @position is where the feed is to be taken up.
 * During a snapshot nothing is compared. A kind that was taken anew and is what the server says is
 * shown from now on: "changed" comes before @callback.
 */
void
lian_mirror_bookmark (LianMirror *self, const char *position, gint64 as_of, GHashTable *digests,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  LianMirrorWrite *write = lian_mirror_write_new (self->next, self->in_snapshot);

  write->position = g_strdup (position);
  write->as_of = as_of;
  write->digests = digests != NULL ? g_hash_table_ref (digests) : NULL;
  write->filled = self->filled && self->taking != 0;
  lian_mirror_queue_write (self, write, lian_mirror_file_bookmark, lian_mirror_bookmark,
                           cancellable, callback, user_data);
}

/**
 * lian_mirror_bookmark_finish:
 * @different: (out) (transfer full) (nullable): names of the kinds that differ, %NULL when none do
 *
 * Returns: whether the bookmark was stored and compared
 */
gboolean
lian_mirror_bookmark_finish (LianMirror *self, GAsyncResult *result, char ***different,
                             GError **error)
{
  LianMirrorWrite *write = NULL;

  if (!lian_mirror_finish_write (self, result, lian_mirror_bookmark, error))
    return FALSE;

  write = g_task_get_task_data (G_TASK (result));
  *different = NULL;
  if (write->different != NULL && write->different->len > 0)
    {
      g_ptr_array_add (write->different, NULL);
      *different = (char **)g_ptr_array_free (g_steal_pointer (&write->different), FALSE);
    }
  return TRUE;
}
