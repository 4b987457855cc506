/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-tour-states.h"

#include "lian-demo.h"
#include "lian-error.h"
#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-order-watch.h"
#include "lian-text.h"

#define N_WAITING 2
#define N_ROWS (N_WAITING + 3)
/* Nothing of it goes out while the tour lasts. */
#define UNDO_SECONDS 3600
#define OPINION "请立即到场围挡并设置警示，两小时内反馈处置情况"
#define REASON "已电话告知值班人员"

struct _LianTourStates
{
  GObject parent_instance;

  LianApplication *application; /* (weak) (nullable) */
  char *language;               /* (owned) */
  GPtrArray *cases;             /* (owned) (nullable) (element-type LianRecord) */
  GPtrArray *units;             /* (owned) (nullable) (element-type LianRecord) */
  LianDemo *other;              /* (owned) (nullable) */
  char *account;                /* (owned) (nullable): who is being signed in */
  char *trouble;                /* (owned) (nullable) */
  guint under_way;              /* calls that have not called back */
  gboolean left;
  gboolean unanswered;
};

G_DEFINE_FINAL_TYPE (LianTourStates, lian_tour_states, G_TYPE_OBJECT)

static LianEngine *
get_engine (LianTourStates *self)
{
  return lian_application_get_engine (self->application);
}

static LianLedger *
get_ledger (LianTourStates *self)
{
  return lian_engine_get_ledger (get_engine (self));
}

/* One call has called back; @error (nullable) (transfer full). */
static void
finish (LianTourStates *self, GError *error)
{
  self->under_way--;
  if (error != NULL && self->trouble == NULL)
    self->trouble = g_strdup (lian_error_to_text (error));
  g_clear_error (&error);
}

static gpointer
begin (LianTourStates *self)
{
  self->under_way++;
  return g_object_ref (self);
}

/* --- instructions --- */

static void
ordered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LianTourStates) self = data;
  GError *error = NULL;
  g_autofree char *id = lian_engine_order_finish (LIAN_ENGINE (source), result, &error);

  finish (self, error);
}

static void
attempted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LianTourStates) self = data;
  GError *error = NULL;

  lian_ledger_begin_attempt_finish (LIAN_LEDGER (source), result, &error);
  finish (self, error);
}

static void
promised_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LianTourStates) self = data;
  GError *error = NULL;

  lian_ledger_promise_finish (LIAN_LEDGER (source), result, &error);
  finish (self, error);
}

/* What was given some time ago and could not be sent; @attempted: an answer did not come. */
static void
promise_past (LianTourStates *self, guint n, gint64 minutes, gboolean attempted)
{
  LianEngine *engine = get_engine (self);
  LianRecord *record = self->cases->pdata[n];
  const char *unit = lian_record_get_id (self->units->pdata[n % self->units->len]);
  gint64 given = lian_clock_get_now (lian_engine_get_clock (engine)) - minutes * G_TIME_SPAN_MINUTE;
  gint64 not_after = given + 15 * G_TIME_SPAN_MINUTE;
  g_autofree char *id = lian_uuid7 (given);
  g_autofree char *until = lian_time_format (not_after);
  g_autofree char *sent = lian_time_format (given);
  g_autofree char *text
      = g_strdup_printf ("{\"id\":\"%s\",\"kind\":\"dispatch\",\"case_id\":\"%s\","
                         "\"to_unit\":\"%s\",\"opinion\":\"%s\","
                         "\"not_after\":\"%s\",\"sent_at\":\"%s\"}",
                         id, lian_record_get_id (record), unit, OPINION, until, sent);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  LianPromise promise = { .id = id,
                          .kind = "dispatch",
                          .case_id = lian_record_get_id (record),
                          .target = lian_record_get_id (record),
                          .target_version = lian_record_get_version (record),
                          .to_unit = unit,
                          .body = body,
                          .account = lian_engine_get_account (engine),
                          .server_id = lian_mirror_get_server_id (lian_engine_get_mirror (engine)),
                          .created_at = given,
                          .not_before = given,
                          .not_after = not_after };

  lian_ledger_promise (get_ledger (self), &promise, NULL, promised_cb, begin (self));
  if (attempted)
    lian_ledger_begin_attempt (get_ledger (self), id, NULL, attempted_cb, begin (self));
}

static void
order (LianTourStates *self, guint n)
{
  LianRecord *record = self->cases->pdata[n];
  LianDispatch dispatch
      = { .kind = "dispatch",
          .case_id = lian_record_get_id (record),
          .case_version = lian_record_get_version (record),
          .to_unit = lian_record_get_id (self->units->pdata[n % self->units->len]),
          .opinion = OPINION };

  lian_engine_order (get_engine (self), &dispatch, UNDO_SECONDS, NULL, ordered_cb, begin (self));
}

static void
leave_rows (LianTourStates *self)
{
  if (self->cases == NULL || self->units == NULL)
    return;
  if (self->cases->len < N_ROWS || self->units->len == 0)
    {
      self->trouble = g_strdup ("the county has too few cases that can be dispatched");
      return;
    }
  for (guint i = 0; i < N_WAITING; i++)
    order (self, i);
  promise_past (self, N_WAITING, 52, FALSE);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LianTourStates) self = data;
  GError *error = NULL;
  GPtrArray *records = lian_mirror_list_finish (LIAN_MIRROR (source), result, &error);

  /* Read in this order. */
  if (self->cases == NULL)
    self->cases = records;
  else
    self->units = records;
  for (guint i = 0; self->units != NULL && i < self->units->len; i++)
    if (lian_record_get_text (self->units->pdata[i], LIAN_UNIT_DUTY_PHONE) == NULL)
      g_ptr_array_remove_index (self->units, i--);
  finish (self, error);
  leave_rows (self);
}

/**
 * lian_tour_states_leave:
 * @unanswered: without a connection, after the others
 *
 * Returns: whether the instructions are in the ledger
 */
gboolean
lian_tour_states_leave (LianTourStates *self, gboolean unanswered)
{
  LianMirror *mirror = lian_engine_get_mirror (get_engine (self));

  if (unanswered && !self->unanswered && self->cases != NULL)
    {
      self->unanswered = TRUE;
      promise_past (self, N_WAITING + 1, 34, FALSE);
      promise_past (self, N_WAITING + 2, 21, TRUE);
    }
  if (self->left)
    return self->under_way == 0;
  self->left = TRUE;
  /* Not those at the top of the list, which other pictures show. */
  lian_mirror_list (mirror, LIAN_KIND_CASE, "state = 'filed'", "reported_at DESC", N_ROWS, NULL,
                    listed_cb, begin (self));
  lian_mirror_list (mirror, LIAN_KIND_UNIT, NULL, "id", 0, NULL, listed_cb, begin (self));
  return FALSE;
}

static GPtrArray *
list_alarms (LianTourStates *self)
{
  LianEngine *engine = get_engine (self);

  return lian_order_watch_list_alarms (lian_engine_get_watch (engine),
                                       lian_engine_get_account (engine));
}

/**
 * lian_tour_states_get_alarm:
 * @case_id: (out): its case
 * @id: (out): its id
 *
 * Both belong to the row, which the ledger keeps.
 *
 * Returns: whether there is one
 */
gboolean
lian_tour_states_get_alarm (LianTourStates *self, const char **case_id, const char **id)
{
  g_autoptr (GPtrArray) alarms = list_alarms (self);

  if (alarms->len == 0)
    return FALSE;
  *case_id = lian_ledger_entry_get_case_id (alarms->pdata[0]);
  *id = lian_ledger_entry_get_id (alarms->pdata[0]);
  return TRUE;
}

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LianTourStates) self = data;
  GError *error = NULL;

  lian_ledger_resolve_finish (LIAN_LEDGER (source), result, &error);
  finish (self, error);
}

/**
 * lian_tour_states_decide:
 *
 * Returns: whether nothing alarms any more
 */
gboolean
lian_tour_states_decide (LianTourStates *self)
{
  const char *account = lian_engine_get_account (get_engine (self));
  g_autoptr (GPtrArray) alarms = NULL;

  if (self->under_way > 0)
    return FALSE;
  alarms = list_alarms (self);
  /* Nothing was sent, so that nothing of it can have arrived. */
  for (guint i = 0; i < alarms->len; i++)
    lian_ledger_resolve (get_ledger (self), lian_ledger_entry_get_id (alarms->pdata[i]), "dropped",
                         account != NULL ? account : "", REASON, TRUE, NULL, resolved_cb,
                         begin (self));
  return alarms->len == 0;
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LianTourStates) self = data;

  /* What was sent after all is no affair of ours any more. */
  lian_ledger_undo_finish (LIAN_LEDGER (source), result, NULL);
  finish (self, NULL);
}

/**
 * lian_tour_states_clear:
 *
 * Returns: whether nothing waits any more, nor alarms
 */
gboolean
lian_tour_states_clear (LianTourStates *self)
{
  GListModel *entries = lian_ledger_get_entries (get_ledger (self));
  gboolean clear = TRUE;

  if (!lian_tour_states_decide (self))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, i);

      if (lian_ledger_entry_get_state (entry) != LIAN_ENTRY_QUEUED)
        continue;
      clear = FALSE;
      lian_ledger_undo (get_ledger (self), lian_ledger_entry_get_id (entry), NULL, undone_cb,
                        begin (self));
    }
  return clear;
}

/* --- people and platforms --- */

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LianTourStates) self = data;
  GError *error = NULL;

  lian_engine_sign_in_finish (LIAN_ENGINE (source), result, &error);
  finish (self, error);
}

/**
 * lian_tour_states_sign_in:
 * @account: (nullable): whom
 *
 * Returns: whether that person is at the seat and the picture is live
 */
gboolean
lian_tour_states_sign_in (LianTourStates *self, const char *account)
{
  LianEngine *engine = get_engine (self);
  LianDemo *demo = lian_application_get_demo (self->application);
  g_autofree char *password = NULL;
  GError *error = NULL;

  if (demo == NULL)
    return TRUE; /* a server of somebody else's: whoever is signed in stays */
  if (account == NULL)
    account = lian_demo_get_account (demo);
  if (g_strcmp0 (lian_engine_get_account (engine), account) == 0)
    return self->under_way == 0 && lian_engine_get_phase (engine) == LIAN_PHASE_LIVE;
  if (g_strcmp0 (self->account, account) == 0)
    return FALSE;
  g_free (self->account);
  self->account = g_strdup (account);
  password = lian_demo_dup_password (demo, &error);
  if (password == NULL)
    {
      self->under_way++;
      finish (self, error);
      return FALSE;
    }
  lian_engine_sign_in (engine, account, password, lian_demo_get_seat (demo), NULL, signed_in_cb,
                       begin (self));
  return FALSE;
}

static void
other_started_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LianTourStates) self = data;
  GError *error = NULL;
  g_autofree char *url = lian_demo_start_finish (LIAN_DEMO (source), result, &error);

  if (url != NULL && self->application != NULL)
    {
      lian_engine_set_server (get_engine (self), url, &error);
      lian_engine_retry_now (get_engine (self));
    }
  finish (self, error);
}

/**
 * lian_tour_states_meet_other:
 *
 * Returns: whether the engine has noticed that it is another platform
 */
gboolean
lian_tour_states_meet_other (LianTourStates *self)
{
  g_autofree char *name = NULL;
  g_autoptr (LianProfile) profile = NULL;
  GError *error = NULL;

  if (self->other != NULL)
    return self->under_way == 0
           && lian_engine_get_phase (get_engine (self)) == LIAN_PHASE_WRONG_SERVER;
  name = g_strdup_printf ("tour_%s_other", self->language);
  profile = lian_profile_new (name, NULL);
  self->under_way++;
  if (!lian_profile_claim (profile, &error))
    {
      finish (self, error);
      return FALSE;
    }
  self->other = lian_demo_new (profile);
  lian_demo_start (self->other, NULL, other_started_cb, g_object_ref (self));
  return FALSE;
}

/* --- object --- */

static void
lian_tour_states_dispose (GObject *object)
{
  LianTourStates *self = LIAN_TOUR_STATES (object);

  if (self->other != NULL)
    lian_demo_stop (self->other);
  g_clear_object (&self->other);
  g_clear_weak_pointer (&self->application);
  G_OBJECT_CLASS (lian_tour_states_parent_class)->dispose (object);
}

static void
lian_tour_states_finalize (GObject *object)
{
  LianTourStates *self = LIAN_TOUR_STATES (object);

  g_clear_pointer (&self->cases, g_ptr_array_unref);
  g_clear_pointer (&self->units, g_ptr_array_unref);
  g_free (self->language);
  g_free (self->account);
  g_free (self->trouble);
  G_OBJECT_CLASS (lian_tour_states_parent_class)->finalize (object);
}

static void
lian_tour_states_class_init (LianTourStatesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_tour_states_dispose;
  object_class->finalize = lian_tour_states_finalize;
}

static void
lian_tour_states_init (LianTourStates *self)
{
}

/**
 * lian_tour_states_new:
 * @application: with an engine by the time that a state is asked for
 * @language: of the tour
 *
 * Returns: (transfer full): nothing is changed yet
 */
LianTourStates *
lian_tour_states_new (LianApplication *application, const char *language)
{
  LianTourStates *self = g_object_new (LIAN_TYPE_TOUR_STATES, NULL);

  g_set_weak_pointer (&self->application, application);
  self->language = g_strdup (language);
  return self;
}

/**
 * lian_tour_states_get_trouble:
 *
 * Returns: (transfer none) (nullable): why a state cannot be reached
 */
const char *
lian_tour_states_get_trouble (LianTourStates *self)
{
  return self->trouble;
}
