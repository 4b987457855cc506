/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine-private.h"

#include "lian-error.h"
#include "lian-limits.h"
#include "lian-text.h"

/* Orders: from what a dispatcher chose to a row of the ledger. */

#define MAX_SHIFTS 64

static void
shifts_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GWeakRef *weak = data;
  g_autoptr (LianEngine) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  GPtrArray *shifts = lian_mirror_list_finish (LIAN_MIRROR (source), result, &error);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (shifts == NULL)
    g_debug ("the duty roster: %s", error->message);
  if (self == NULL || shifts == NULL)
    {
      g_clear_pointer (&shifts, g_ptr_array_unref);
      return;
    }
  g_clear_pointer (&self->shifts, g_ptr_array_unref);
  self->shifts = shifts;
}

static void
list_shifts (LianEngine *self)
{
  g_autofree char *where
      = g_strdup_printf ("ends_at > %" G_GINT64_FORMAT, lian_clock_get_now (self->clock));
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  /* The roster is no reason for an engine to live on. */
  g_weak_ref_init (weak, self);
  lian_mirror_list (self->mirror, LIAN_KIND_SHIFT, where, "starts_at", MAX_SHIFTS, NULL,
                    shifts_listed_cb, weak);
}

static void
mirror_changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, LianEngine *self)
{
  if ((kinds & G_GUINT64_CONSTANT (1) << LIAN_KIND_SHIFT) != 0)
    list_shifts (self);
}

/**
 * lian_engine_begin_orders:
 * @self: an engine that is being made
 *
 * Keeps the duty roster at hand.
 */
void
lian_engine_begin_orders (LianEngine *self)
{
  g_signal_connect_object (self->mirror, "changed", G_CALLBACK (mirror_changed_cb), self, 0);
  list_shifts (self);
}

/**
 * lian_engine_get_expiry:
 * @urgent: whether the case is urgent or grave
 * @rule: (out) (optional): why
 *
 * Returns: until when an instruction given now may be carried out, the platform's microseconds
 */
gint64
lian_engine_get_expiry (LianEngine *self, gboolean urgent, LianExpiryRule *rule)
{
  LianDictionary *dictionary = lian_mirror_get_dictionary (self->mirror);
  LianExpiryRule why;

  return lian_order_expiry (lian_dictionary_get_calendar (dictionary), self->shifts,
                            lian_clock_get_now (self->clock), urgent, rule != NULL ? rule : &why);
}

static void
promised_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (lian_ledger_promise_finish (LIAN_LEDGER (object), result, &error))
    g_task_return_pointer (task, g_strdup (g_task_get_task_data (task)), g_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
is_id (const char *id)
{
  return id != NULL && lian_id_is_valid (id);
}

static gboolean
is_text (const char *text)
{
  return text == NULL || g_utf8_validate (text, -1, NULL);
}

/* As the platform will judge it, so that it is said while the person still remembers. */
static gboolean
check_telephone (LianEngine *self, const LianDispatch *dispatch, GError **error)
{
  gint64 now = lian_clock_get_now (self->clock);

  if (dispatch->ordered_at == 0
      || (dispatch->ordered_at <= now
          && dispatch->ordered_at > now - LIAN_LIMIT_TELEPHONE_HOURS * G_TIME_SPAN_HOUR))
    return TRUE;
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "ordered_at: has to lie in the last %d hours",
               LIAN_LIMIT_TELEPHONE_HOURS);
  return FALSE;
}

static gboolean
check_dispatch (LianEngine *self, const LianDispatch *dispatch, GError **error)
{
  if (self->me == NULL)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_UNAUTHENTICATED, "nobody is signed in");
      return FALSE;
    }
  if (*lian_mirror_get_server_id (self->mirror) == '\0')
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_UNREACHABLE, "no server is known yet");
      return FALSE;
    }
  if (!is_id (dispatch->case_id)
      || (dispatch->instruction_id == NULL ? !is_id (dispatch->to_unit)
                                           : !is_id (dispatch->instruction_id)))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                           "case_id, to_unit or instruction_id: not an id");
      return FALSE;
    }
  if (!is_text (dispatch->opinion) || !is_text (dispatch->ordered_to))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                           "opinion or ordered_to: not UTF-8");
      return FALSE;
    }

  return check_telephone (self, dispatch, error);
}

/* What was said cannot come too late; everything else can. */
static gint64
find_not_after (LianEngine *self, const LianDispatch *dispatch, gint64 now)
{
  if (dispatch->ordered_at != 0)
    return 0;
  if (dispatch->not_after == 0)
    return lian_engine_get_expiry (self, dispatch->urgent, NULL);
  return lian_order_expiry_clamp (now, dispatch->urgent, dispatch->not_after);
}

/**
 * lian_engine_order:
 * @self: the engine
 * @dispatch: what is ordered; copied
 * @undo_seconds: how long it can be taken back before it goes out
 * @cancellable: (nullable): cancellable
 * @callback: called after the ledger row is committed
 * @user_data: for @callback
 *
 * The bytes are made here and never again. Works offline as long as somebody is signed in.
 */
void
lian_engine_order (LianEngine *self, const LianDispatch *dispatch, guint undo_seconds,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  gint64 now = lian_clock_get_now (self->clock);
  gint64 not_before = now + (gint64)undo_seconds * G_TIME_SPAN_SECOND;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  char *id = lian_uuid7 (now);
  LianOrder order = { .id = id,
                      .kind = dispatch->kind != NULL ? dispatch->kind : "dispatch",
                      .case_id = dispatch->case_id,
                      .to_unit = dispatch->to_unit,
                      .co_units = dispatch->co_units,
                      .opinion = dispatch->opinion,
                      .limit_min = dispatch->limit_min,
                      .not_after = find_not_after (self, dispatch, now),
                      .sent_at = now,
                      .supersedes = dispatch->supersedes,
                      .instruction_id = dispatch->instruction_id,
                      .ordered_at = dispatch->ordered_at,
                      .ordered_to = dispatch->ordered_to,
                      .on_behalf_of = dispatch->on_behalf_of };
  LianPromise promise = { .id = id,
                          .kind = order.kind,
                          .case_id = order.case_id,
                          .target = order.case_id,
                          .target_version = dispatch->case_version,
                          .to_unit = order.to_unit,
                          .created_at = now,
                          .not_before = not_before,
                          .supersedes = dispatch->supersedes,
                          .ordered_at = dispatch->ordered_at };

  g_task_set_source_tag (task, lian_engine_order);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, id, g_free);
  if (!check_dispatch (self, dispatch, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }

  body = lian_order_encode (&order);
  promise.body = body;
  promise.account = self->me->account;
  promise.server_id = lian_mirror_get_server_id (self->mirror);
  promise.not_after = order.not_after;
  lian_ledger_promise (self->ledger, &promise, cancellable, promised_cb, task);
}

/**
 * lian_engine_order_finish:
 * @self: the engine
 * @result: as given to the callback
 * @error: return location; whatever it is, nothing was promised
 *
 * Returns: (transfer full): the id of the instruction
 */
char *
lian_engine_order_finish (LianEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
