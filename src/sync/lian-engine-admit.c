/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine-private.h"

#include "lian-error.h"

#include <string.h>

/* Who may see what the mirror holds. It is decided before the sign-in is answered, so that nothing
 * of another person's picture is on the screen of the next one. */

typedef struct
{
  GTask *task; /* (owned): the sign-in */
  LianMe *me;  /* (owned) */
} Admission;

static void
admission_free (Admission *self)
{
  g_object_unref (self->task);
  lian_me_free (self->me);
  g_free (self);
}

static int
compare_roles (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The same account on another platform is another person. */
static char *
dup_scope (const char *server_id, const LianMe *me)
{
  g_autoptr (GPtrArray) roles = g_ptr_array_new ();
  g_autofree char *joined = NULL;

  for (guint i = 0; me->roles != NULL && me->roles[i] != NULL; i++)
    g_ptr_array_add (roles, me->roles[i]);
  g_ptr_array_sort (roles, compare_roles);
  g_ptr_array_add (roles, NULL);
  joined = g_strjoinv (",", (char **)roles->pdata);
  return g_strdup_printf ("%s\n%s\n%s\n%s\n%s", server_id, me->account,
                          me->region_code != NULL ? me->region_code : "",
                          me->unit_id != NULL ? me->unit_id : "", joined);
}

static gboolean
is_admitted (LianEngine *self, const char *scope)
{
  return !lian_mirror_is_concealed (self->mirror)
         && g_str_equal (scope, lian_mirror_get_scope (self->mirror));
}

static void
let_in (LianEngine *self, Admission *admission)
{
  lian_engine_set_trouble (self, NULL);
  lian_engine_forgive (self);
  lian_engine_set_me (self, g_steal_pointer (&admission->me));
  lian_backoff_reset (self->backoff);
  g_task_return_boolean (admission->task, TRUE);
  if (self->phase != LIAN_PHASE_STOPPED && self->phase != LIAN_PHASE_WRONG_SERVER)
    lian_engine_connect (self);
  admission_free (admission);
}

static void
admitted_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Admission *admission = data;
  LianEngine *self = g_task_get_source_object (admission->task);
  g_autoptr (GError) error = NULL;

  /* A picture that could not be shown is one that is not shown, and that is tried again. One that
   * could not be taken away is a reason to stay outside. */
  if (!lian_mirror_admit_finish (LIAN_MIRROR (object), result, &error)
      && !lian_mirror_is_concealed (self->mirror))
    {
      lian_client_set_token (self->client, NULL);
      lian_engine_set_trouble (self, lian_error_to_text (error));
      g_task_return_error (admission->task, g_steal_pointer (&error));
      admission_free (admission);
      return;
    }
  let_in (self, admission);
}

/**
 * lian_engine_admit:
 * @self: the engine
 * @me: (transfer full): who was signed in
 * @task: (transfer full): the sign-in that waits
 *
 * Answers it when what can be seen is theirs to see.
 */
void
lian_engine_admit (LianEngine *self, LianMe *me, GTask *task)
{
  Admission *admission = g_new (Admission, 1);
  g_autofree char *scope = dup_scope (self->sign_in_server, me);

  admission->task = task;
  admission->me = me;
  if (is_admitted (self, scope))
    let_in (self, admission);
  else
    lian_mirror_admit (self->mirror, scope, NULL, admitted_cb, admission);
}

static void
shown_cb (GObject *object, GAsyncResult *result, gpointer step)
{
  g_autoptr (LianEngine) self = lian_engine_resume (step);
  g_autoptr (GError) error = NULL;
  gboolean shown = lian_mirror_admit_finish (LIAN_MIRROR (object), result, &error);

  if (self == NULL)
    return;
  if (shown)
    lian_engine_go_online (self);
  else
    lian_engine_failed (self, error, 0);
}

static void
me_cb (GObject *object, GAsyncResult *result, gpointer step)
{
  g_autoptr (LianEngine) self = lian_engine_resume (step);
  g_autoptr (GError) error = NULL;
  LianMe *me = lian_client_me_finish (LIAN_CLIENT (object), result, &error);

  if (self == NULL)
    {
      lian_me_free (me);
      return;
    }
  if (me == NULL)
    {
      lian_engine_failed (self, error, lian_client_get_retry_after_ms (self->client));
      return;
    }
  self->ask_me = FALSE;
  lian_engine_set_me (self, me);
  lian_engine_go_online (self);
}

/**
 * lian_engine_admit_first:
 * @self: the engine, its server verified and a token given
 *
 * Rights may have changed, and a mirror may have been made anew, since the sign-in.
 *
 * Returns: whether something has to be settled before; lian_engine_go_online() comes again then
 */
gboolean
lian_engine_admit_first (LianEngine *self)
{
  g_autofree char *scope = NULL;

  if (self->me == NULL)
    return FALSE;
  if (self->ask_me)
    {
      lian_client_me (self->client, self->cancellable, me_cb, lian_engine_step (self));
      return TRUE;
    }
  scope = dup_scope (self->hello->server_id, self->me);
  if (is_admitted (self, scope))
    return FALSE;
  lian_mirror_admit (self->mirror, scope, NULL, shown_cb, lian_engine_step (self));
  return TRUE;
}
