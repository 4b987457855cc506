/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine-private.h"

#include "lian-error.h"
#include "lian-text.h"
#include "lian-workflow.h"

/* One case with all that belongs to it: from the server, or else from the mirror. */

#define PATIENCE_SECONDS 3
#define MAX_PARTS 500

typedef struct
{
  char *case_id;
  LianCaseAnswer *answer; /* (owned) (nullable) */
  GCancellable *asking;   /* (owned): the question to the server */
  gulong caller_id;
  guint timeout_id;
} Question;

static void
question_free (Question *question)
{
  g_clear_handle_id (&question->timeout_id, g_source_remove);
  g_free (question->case_id);
  g_clear_object (&question->asking);
  lian_case_answer_free (question->answer);
  g_free (question);
}

/**
 * lian_case_answer_free:
 * @self: (nullable): an answer
 */
void
lian_case_answer_free (LianCaseAnswer *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->record, lian_record_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->instructions, g_ptr_array_unref);
  g_clear_pointer (&self->deliveries, g_ptr_array_unref);
  g_strfreev (self->actions);
  g_free (self);
}

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  LianRecord *const *one = a;
  LianRecord *const *two = b;
  gint64 first = lian_record_get_int (*one, LIAN_CASE_STEP_SEQ);
  gint64 second = lian_record_get_int (*two, LIAN_CASE_STEP_SEQ);

  return first < second ? -1 : first > second;
}

static char **
provisional_actions (LianEngine *self, LianRecord *record)
{
  g_autoptr (GPtrArray) actions = NULL;
  GStrvBuilder *builder = g_strv_builder_new ();
  char **list;

  if (self->me != NULL)
    {
      LianActor actor = { .account = self->me->account,
                          .roles = (const char *const *)self->me->roles,
                          .region_code = self->me->region_code,
                          .unit_id = self->me->unit_id };

      actions = lian_workflow_actions (lian_mirror_get_dictionary (self->mirror), &actor, record);
      for (guint i = 0; i < actions->len; i++)
        g_strv_builder_add (builder, g_ptr_array_index (actions, i));
    }

  list = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return list;
}

static void list_part (GTask *task, LianKindId kind, GAsyncReadyCallback callback);

/* Takes one list into the answer; FALSE when the task has ended. */
static gboolean
take_part (GTask *task, GObject *object, GAsyncResult *result, GPtrArray **part)
{
  GError *error = NULL;

  *part = lian_mirror_list_finish (LIAN_MIRROR (object), result, &error);
  if (*part != NULL)
    return TRUE;

  g_task_return_error (task, error);
  g_object_unref (task);
  return FALSE;
}

static void
deliveries_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  LianEngine *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  LianCaseAnswer *answer = question->answer;

  if (!take_part (task, object, result, &answer->deliveries))
    return;

  answer->actions = provisional_actions (self, answer->record);
  answer->provisional = TRUE;
  answer->as_of = self->as_of;
  g_task_return_pointer (task, g_steal_pointer (&question->answer),
                         (GDestroyNotify)lian_case_answer_free);
  g_object_unref (task);
}

static void
instructions_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Question *question = g_task_get_task_data (data);

  if (take_part (data, object, result, &question->answer->instructions))
    list_part (data, LIAN_KIND_DELIVERY, deliveries_cb);
}

static void
steps_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Question *question = g_task_get_task_data (data);

  if (!take_part (data, object, result, &question->answer->steps))
    return;
  g_ptr_array_sort (question->answer->steps, compare_steps);
  list_part (data, LIAN_KIND_INSTRUCTION, instructions_cb);
}

static void
list_part (GTask *task, LianKindId kind, GAsyncReadyCallback callback)
{
  LianEngine *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  /* The id was checked: it has no quote. */
  g_autofree char *where = g_strdup_printf ("case_id = '%s'", question->case_id);

  lian_mirror_list (self->mirror, kind, where, NULL, MAX_PARTS, g_task_get_cancellable (task),
                    callback, task);
}

static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *question = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  LianRecord *record = lian_mirror_lookup_finish (LIAN_MIRROR (object), result, &error);

  if (record == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (LIAN_ERROR, LIAN_ERROR_NOT_FOUND, "no such case");
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  question->answer = g_new0 (LianCaseAnswer, 1);
  question->answer->record = record;
  list_part (g_steal_pointer (&task), LIAN_KIND_CASE_STEP, steps_cb);
}

/* (transfer full) task */
static void
ask_mirror (GTask *task)
{
  LianEngine *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);

  lian_mirror_lookup (self->mirror, LIAN_KIND_CASE, question->case_id,
                      g_task_get_cancellable (task), looked_up_cb, task);
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  LianEngine *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianCaseDetail) detail
      = lian_client_case_detail_finish (LIAN_CLIENT (object), result, &error);
  LianCaseAnswer *answer;

  g_clear_handle_id (&question->timeout_id, g_source_remove);
  g_cancellable_disconnect (g_task_get_cancellable (task), question->caller_id);
  question->caller_id = 0;
  if (detail == NULL)
    {
      /* The server's no is an answer; silence is not. */
      if (g_error_matches (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND)
          || g_error_matches (error, LIAN_ERROR, LIAN_ERROR_FORBIDDEN))
        {
          g_task_return_error (task, g_steal_pointer (&error));
          g_object_unref (task);
        }
      else
        ask_mirror (task);
      return;
    }

  answer = g_new0 (LianCaseAnswer, 1);
  answer->record = g_steal_pointer (&detail->record);
  answer->steps = g_steal_pointer (&detail->steps);
  answer->instructions = g_steal_pointer (&detail->instructions);
  answer->deliveries = g_steal_pointer (&detail->deliveries);
  answer->actions = g_steal_pointer (&detail->allowed_actions);
  answer->as_of = lian_clock_get_now (self->clock);
  g_ptr_array_sort (answer->steps, compare_steps);
  g_task_return_pointer (task, answer, (GDestroyNotify)lian_case_answer_free);
  g_object_unref (task);
}

static gboolean
impatient_cb (gpointer data)
{
  Question *question = data;

  question->timeout_id = 0;
  g_cancellable_cancel (question->asking);
  return G_SOURCE_REMOVE;
}

static void
caller_cancelled_cb (GCancellable *cancellable, GCancellable *asking)
{
  g_cancellable_cancel (asking);
}

/**
 * lian_engine_ask_case:
 * @self: the engine
 * @case_id: a case
 * @cancellable: (nullable): cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * From the server; from the mirror at once when offline, and when the server has not answered
 * within three seconds.
 */
void
lian_engine_ask_case (LianEngine *self, const char *case_id, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);
  gboolean online = lian_engine_is_online (self);

  g_task_set_source_tag (task, lian_engine_ask_case);
  question->case_id = g_strdup (case_id);
  g_task_set_task_data (task, question, (GDestroyNotify)question_free);
  if (!lian_id_is_valid (case_id))
    {
      g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_INVALID, "case_id: not an id");
      g_object_unref (task);
      return;
    }
  if (!online)
    {
      ask_mirror (task);
      return;
    }

  question->asking = g_cancellable_new ();
  if (cancellable != NULL)
    question->caller_id = g_cancellable_connect (cancellable, G_CALLBACK (caller_cancelled_cb),
                                                 g_object_ref (question->asking), g_object_unref);
  question->timeout_id = g_timeout_add_seconds (PATIENCE_SECONDS, impatient_cb, question);
  lian_client_case_detail (self->client, case_id, question->asking, answered_cb, task);
}

/**
 * lian_engine_ask_case_finish:
 * @self: the engine
 * @result: as given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the case
 */
LianCaseAnswer *
lian_engine_ask_case_finish (LianEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
