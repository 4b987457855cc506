/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine-private.h"

#include "lian-error.h"

/* What becomes of instructions that were not carried out, or that somebody has left behind. Whether
 * one has arrived is always the platform's word. */

#define CHIEF "duty_chief"

/**
 * lian_engine_is_online:
 *
 * Returns: whether the platform answers at present
 */
gboolean
lian_engine_is_online (LianEngine *self)
{
  return self->phase == LIAN_PHASE_SNAPSHOT || self->phase == LIAN_PHASE_CATCHING_UP
         || self->phase == LIAN_PHASE_LIVE;
}

/**
 * lian_engine_get_watch:
 *
 * Returns: (transfer none): the watch over the ledger's times
 */
LianOrderWatch *
lian_engine_get_watch (LianEngine *self)
{
  return self->watch;
}

/**
 * lian_engine_is_chief:
 *
 * Returns: whether the person here is a duty chief (值班长)
 */
gboolean
lian_engine_is_chief (LianEngine *self)
{
  return self->me != NULL && self->me->roles != NULL
         && g_strv_contains ((const char *const *)self->me->roles, CHIEF);
}

/* --- what a row says --- */

/**
 * lian_written_free:
 * @self: (nullable): what a row says
 */
void
lian_written_free (LianWritten *self)
{
  if (self == NULL)
    return;
  g_free (self->case_id);
  g_free (self->to_unit);
  g_free (self->opinion);
  g_free (self->ordered_to);
  g_free (self);
}

/**
 * lian_engine_read_order:
 * @id: of a row in memory
 *
 * Returns: (transfer full) (nullable): what a person has written, %NULL when it cannot be read
 */
LianWritten *
lian_engine_read_order (LianEngine *self, const char *id)
{
  LianLedgerEntry *entry = lian_ledger_lookup (self->ledger, id);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianOrder) order
      = entry != NULL ? lian_order_decode (lian_ledger_entry_get_body (entry), &error) : NULL;
  LianWritten *written;

  if (order == NULL)
    return NULL;
  written = g_new0 (LianWritten, 1);
  written->case_id = g_strdup (order->case_id);
  written->to_unit = g_strdup (order->to_unit);
  written->opinion = g_strdup (order->opinion);
  written->limit_min = order->limit_min;
  written->ordered_at = order->ordered_at;
  written->ordered_to = g_strdup (order->ordered_to);
  return written;
}

/* --- asking about one --- */

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (lian_ledger_settle_finish (LIAN_LEDGER (source), result, &error))
    g_task_return_int (task, LIAN_SEND_RECEIVED);
  else
    g_task_return_error (task, error);
}

static void
status_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LianEngine *self = g_task_get_source_object (task);
  const char *id = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GHashTable) results = lian_client_status_finish (LIAN_CLIENT (source), result, &error);
  LianSendResult *found = results != NULL ? g_hash_table_lookup (results, id) : NULL;

  if (results == NULL)
    g_task_return_error (task, error);
  else if (found != NULL && found->verdict == LIAN_SEND_RECEIVED)
    lian_ledger_settle (self->ledger, id, LIAN_ENTRY_RECEIVED, found->receipt_no, found->receipt,
                        NULL, NULL, NULL, settled_cb, g_steal_pointer (&task));
  else if (found != NULL && g_strcmp0 (found->problem, "unknown-instruction") == 0)
    g_task_return_int (task, LIAN_SEND_UNKNOWN);
  else
    g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_UNREACHABLE,
                             "the platform does not say what became of %s", id);
}

/* RECEIVED, which the ledger knows by then, or UNKNOWN: it has not arrived. */
static void
ask_about (LianEngine *self, LianLedgerEntry *entry, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  const char *ids[] = { lian_ledger_entry_get_id (entry), NULL };

  g_task_set_source_tag (task, ask_about);
  g_task_set_task_data (task, g_strdup (ids[0]), g_free);
  if (!lian_engine_is_online (self))
    {
      g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_UNREACHABLE,
                               "it may have arrived, and the platform cannot be asked now");
      return;
    }
  g_ptr_array_add (bodies, g_bytes_ref (lian_ledger_entry_get_body (entry)));
  lian_client_status (self->client, ids, bodies, self->cancellable, status_cb,
                      g_steal_pointer (&task));
}

static void
replaced_asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_int (G_TASK (result), &error) < 0)
    g_debug ("what was replaced: %s", error->message);
}

/* An instruction lost against the one in whose place it was to come: that one was received. The
 * ledger learns of its receipt at once and not at the next reconnect. */
static void
ledger_changed_cb (LianLedger *ledger, const char *id, LianEngine *self)
{
  LianLedgerEntry *entry = lian_ledger_lookup (ledger, id);
  LianLedgerEntry *old = entry != NULL
                             ? lian_ledger_lookup (ledger, lian_ledger_entry_get_supersedes (entry))
                             : NULL;

  if (old != NULL && lian_ledger_entry_get_state (entry) == LIAN_ENTRY_CONFLICT
      && lian_ledger_entry_get_decided_at (entry) == 0 && lian_ledger_entry_get_attempts (old) > 0
      && lian_ledger_entry_get_state (old) != LIAN_ENTRY_RECEIVED && lian_engine_is_online (self))
    ask_about (self, old, replaced_asked_cb, NULL);
}

/**
 * lian_engine_begin_handover:
 * @self: an engine that is being made
 */
void
lian_engine_begin_handover (LianEngine *self)
{
  g_signal_connect_object (self->ledger, "changed", G_CALLBACK (ledger_changed_cb), self, 0);
}

/* --- sending on --- */

/* The row, if the person here may decide about it. */
static LianLedgerEntry *
find_row (LianEngine *self, const char *id, gboolean of_others, GError **error)
{
  LianLedgerEntry *entry = lian_ledger_lookup (self->ledger, id);
  gboolean own;

  if (entry == NULL)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND, "no instruction %s in the ledger", id);
      return NULL;
    }
  if (self->me == NULL)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_UNAUTHENTICATED, "nobody is signed in");
      return NULL;
    }
  own = g_strcmp0 (lian_ledger_entry_get_account (entry), self->me->account) == 0;
  if (own == of_others || (!own && !lian_engine_is_chief (self)))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_FORBIDDEN,
                           own ? "it is your own" : "only the duty chief decides about others'");
      return NULL;
    }
  return entry;
}

static void
sent_on_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *id = lian_engine_order_finish (LIAN_ENGINE (source), result, &error);

  if (id != NULL)
    g_task_return_pointer (task, id, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * lian_engine_send_on:
 * @id: a row that somebody else has left
 * @undo_seconds: how long it can be taken back
 *
 * A new instruction of the chief's own that says what the old one said, on the state of the case
 * that its author saw: what has changed since is a conflict, and a person decides. The old row ends
 * in the same transaction. If it has arrived after all the platform refuses the new one.
 */
void
lian_engine_send_on (LianEngine *self, const char *id, guint undo_seconds,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  GError *error = NULL;
  LianLedgerEntry *entry = find_row (self, id, TRUE, &error);
  g_autoptr (LianOrder) order = NULL;
  LianDispatch dispatch = { 0 };

  g_task_set_source_tag (task, lian_engine_send_on);
  if (entry != NULL)
    order = lian_order_decode (lian_ledger_entry_get_body (entry), &error);
  if (order == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  dispatch = (LianDispatch){ .kind = order->kind,
                             .case_id = order->case_id,
                             .case_version = lian_ledger_entry_get_target_version (entry),
                             .to_unit = order->to_unit,
                             .co_units = order->co_units,
                             .opinion = order->opinion,
                             .limit_min = order->limit_min,
                             .supersedes = id,
                             .instruction_id = order->instruction_id,
                             .ordered_at = order->ordered_at,
                             .ordered_to = order->ordered_to,
                             .on_behalf_of = lian_ledger_entry_get_account (entry) };
  lian_engine_order (self, &dispatch, undo_seconds, NULL, sent_on_cb, g_steal_pointer (&task));
}

/**
 * lian_engine_send_on_finish:
 *
 * Returns: (transfer full): the id of the new instruction
 */
char *
lian_engine_send_on_finish (LianEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, lian_engine_send_on), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- giving up --- */

typedef struct
{
  char *id;
  char *decision;
  char *reason;
} Giving;

static void
giving_free (Giving *giving)
{
  g_free (giving->id);
  g_free (giving->decision);
  g_free (giving->reason);
  g_free (giving);
}

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (lian_ledger_resolve_finish (LIAN_LEDGER (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* (transfer full) task */
static void
resolve (GTask *task, gboolean certain)
{
  LianEngine *self = g_task_get_source_object (task);
  Giving *giving = g_task_get_task_data (task);

  /* Signed out while the platform was asked: nobody is there who decides. */
  if (self->me == NULL)
    {
      g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_UNAUTHENTICATED, "nobody is signed in");
      g_object_unref (task);
      return;
    }
  lian_ledger_resolve (self->ledger, giving->id, giving->decision, self->me->account,
                       giving->reason, certain, NULL, resolved_cb, task);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  gssize verdict = g_task_propagate_int (G_TASK (result), &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (verdict == LIAN_SEND_RECEIVED)
    g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_CONFLICT, "the platform has received it");
  else
    resolve (g_steal_pointer (&task), TRUE);
}

static GTask *
make_giving (LianEngine *self, const char *id, const char *decision, const char *reason,
             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Giving *giving = g_new0 (Giving, 1);

  giving->id = g_strdup (id);
  giving->decision = g_strdup (decision);
  giving->reason = g_strdup (reason);
  g_task_set_task_data (task, giving, (GDestroyNotify)giving_free);
  return task;
}

/**
 * lian_engine_revoke_row:
 * @id: a row that somebody else has left
 * @reason: (nullable): in the chief's words
 *
 * What was never sent ends at once. What may have arrived ends when the platform says that it has
 * not; if it has, it is an instruction that stands, and is revoked as such.
 */
void
lian_engine_revoke_row (LianEngine *self, const char *id, const char *reason,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = make_giving (self, id, "revoked", reason, callback, user_data);
  GError *error = NULL;
  LianLedgerEntry *entry = find_row (self, id, TRUE, &error);

  g_task_set_source_tag (task, lian_engine_revoke_row);
  if (entry == NULL)
    g_task_return_error (task, error);
  else if (lian_ledger_entry_get_attempts (entry) == 0 || !lian_ledger_entry_is_open (entry))
    resolve (g_steal_pointer (&task), FALSE);
  else
    ask_about (self, entry, asked_cb, g_steal_pointer (&task));
}

/**
 * lian_engine_revoke_row_finish:
 *
 * Returns: whether it will never be sent
 */
gboolean
lian_engine_revoke_row_finish (LianEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, lian_engine_revoke_row), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lian_engine_drop_row:
 * @id: one of one's own whose time has passed
 * @reason: (nullable): in the person's words
 *
 * What may have arrived is asked about further: dropping is no claim that it has not.
 */
void
lian_engine_drop_row (LianEngine *self, const char *id, const char *reason,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = make_giving (self, id, "dropped", reason, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, lian_engine_drop_row);
  if (find_row (self, id, FALSE, &error) == NULL)
    g_task_return_error (task, error);
  else
    resolve (g_steal_pointer (&task), FALSE);
}

/**
 * lian_engine_drop_row_finish:
 *
 * Returns: whether it alarms no more
 */
gboolean
lian_engine_drop_row_finish (LianEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, lian_engine_drop_row), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
