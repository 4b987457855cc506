/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine-private.h"

#include "lian-error.h"
#include "lian-order-default.h"
#include "lian-text.h"

/* Orders: from what a dispatcher chose to a row of the ledger. */

#define URGENT_US (15 * G_TIME_SPAN_MINUTE)
#define AFTER_HOURS_US (8 * G_TIME_SPAN_HOUR)
#define LEAST_US G_TIME_SPAN_HOUR

/**
 * lian_order_default_not_after:
 * @calendar: the working-time clock
 * @now: the platform's time
 * @urgent: whether the case is urgent or grave
 *
 * A stale order is as dangerous as a lost one. Urgent: fifteen minutes. Otherwise the end of the
 * working day; outside of working hours and in the last hour of the day eight hours.
 *
 * Returns: until when the platform may accept the order, microseconds
 */
gint64
lian_order_default_not_after (const LianWorkCalendar *calendar, gint64 now, gboolean urgent)
{
  g_autoptr (GArray) spans = NULL;
  gint64 end = 0;

  if (urgent)
    return now + URGENT_US;

  spans = lian_work_calendar_explain (calendar, now, lian_time_day_start (now) + G_TIME_SPAN_DAY);
  for (guint i = 0; i < spans->len; i++)
    {
      const LianSpan *span = &g_array_index (spans, LianSpan, i);

      if (span->counts)
        end = span->to;
    }

  return end - now >= LEAST_US ? end : now + AFTER_HOURS_US;
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
  if (dispatch->case_id == NULL || !lian_id_is_valid (dispatch->case_id)
      || dispatch->to_unit == NULL || !lian_id_is_valid (dispatch->to_unit))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "case_id or to_unit: not an id");
      return FALSE;
    }
  if (dispatch->opinion != NULL && !g_utf8_validate (dispatch->opinion, -1, NULL))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "opinion: not UTF-8");
      return FALSE;
    }

  return TRUE;
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
  LianDictionary *dictionary = lian_mirror_get_dictionary (self->mirror);
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
                      .not_after = dispatch->not_after,
                      .sent_at = now,
                      .supersedes = dispatch->supersedes };
  LianPromise promise = { .id = id,
                          .kind = order.kind,
                          .case_id = order.case_id,
                          .target = order.case_id,
                          .target_version = dispatch->case_version,
                          .to_unit = order.to_unit,
                          .created_at = now,
                          .not_before = not_before,
                          .supersedes = dispatch->supersedes };

  g_task_set_source_tag (task, lian_engine_order);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, id, g_free);
  if (!check_dispatch (self, dispatch, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }

  if (order.not_after == 0)
    order.not_after = lian_order_default_not_after (lian_dictionary_get_calendar (dictionary), now,
                                                    dispatch->urgent);
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
