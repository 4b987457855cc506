/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-simulator-private.h"

#include "lian-clock.h"
#include "lian-county-matters.h"
#include "lian-simulator-bodies.h"
#include "lian-simulator-picture.h"

#include <string.h>

/* What was done is not planned again before it is known everywhere; of the computer's time. */
#define HOLD G_TIME_SPAN_SECOND

/* At first a report every few seconds, so that whoever opens the console sees it live; then a pace
 * that a county can keep up; after some hours that of life. */
#define LIVELY (5 * G_TIME_SPAN_MINUTE)
#define CALM 3
#define SETTLED (2 * G_TIME_SPAN_HOUR)

/* What the units of the small county have in hand. */
#define IN_HAND 291.0

/* Seconds; what was not reported for longer, while the computer slept, is not made up for. */
#define LONGEST_LAG 600

#define TICK_MS 200
#define SHORTEST_TICK_MS 20

G_DEFINE_FINAL_TYPE (LianSimulator, lian_simulator, G_TYPE_OBJECT)

static const char *const connector_roles[] = { "connector", NULL };
const LianActor lian_simulator_connector = { "connector", connector_roles, "", NULL };

static void
plan_free (LianSimulatorPlan *plan)
{
  lian_record_unref (plan->act);
  g_free (plan->account);
  g_free (plan->role);
  g_free (plan->unit_id);
  g_free (plan);
}

/**
 * lian_simulator_now:
 *
 * Returns: the platform's time
 */
gint64
lian_simulator_now (LianSimulator *self)
{
  return lian_clock_get_now (lian_service_get_clock (self->service));
}

/**
 * lian_simulator_span:
 *
 * Returns: how much of the platform's time what takes @seconds in life takes
 */
gint64
lian_simulator_span (LianSimulator *self, double seconds)
{
  return (gint64)(seconds * G_TIME_SPAN_SECOND / self->haste);
}

/**
 * lian_simulator_in:
 *
 * Returns: when @seconds of life are over
 */
gint64
lian_simulator_in (LianSimulator *self, double seconds)
{
  return lian_simulator_now (self) + lian_simulator_span (self, seconds);
}

gboolean
lian_simulator_is_settled (LianSimulator *self)
{
  return lian_simulator_now (self) - self->started_at > SETTLED;
}

gboolean
lian_simulator_is_day (LianSimulator *self)
{
  gint64 now = lian_simulator_now (self);
  gint64 of_day = now - lian_time_day_start (now);

  return of_day >= 7 * G_TIME_SPAN_HOUR && of_day < 21 * G_TIME_SPAN_HOUR;
}

double
lian_simulator_volume (LianSimulator *self)
{
  return self->in_hand != 0 ? MAX (self->in_hand / IN_HAND, 0.2) : 1;
}

/**
 * lian_simulator_is_one:
 *
 * Returns: whether @subject belongs to the @portion of all that are so
 */
gboolean
lian_simulator_is_one (const char *subject, const char *purpose, double portion)
{
  LianDice dice;

  lian_dice_init_for (&dice, g_str_hash (purpose), subject);
  return lian_dice_chance (&dice, portion);
}

/**
 * lian_simulator_act:
 * @case_id: (nullable)
 *
 * Returns: (transfer full): an act that says no more yet
 */
LianRecord *
lian_simulator_act (const char *action, const char *case_id)
{
  LianRecord *act = lian_record_new (LIAN_KIND_ACT);

  lian_record_set_text (act, LIAN_ACT_ACTION, action);
  if (case_id != NULL)
    lian_record_set_text (act, LIAN_ACT_CASE, case_id);
  return act;
}

/* Of these, one at a time is planned for a case: by its unit, and by the centre. */
static const char *const course[]
    = { "accept",   "reject",       "verify",       "verified",    "file", "dispatch",
        "check",    "checked",      "close",        "rework",      "sign", "handle",
        "feedback", "apply_return", "apply_extend", "self_handle", NULL };

static char *
plan_key (const LianRecord *act, const char *unit_id)
{
  static const guint subjects[] = { LIAN_ACT_CASE, LIAN_ACT_ITEM, LIAN_ACT_HANDOVER };
  const char *action = lian_record_get_text (act, LIAN_ACT_ACTION);
  const char *subject = "";

  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    if (lian_record_has (act, subjects[i]))
      subject = lian_record_get_text (act, subjects[i]);
  if (g_strv_contains (course, action))
    return g_strdup_printf ("%s %s", subject, unit_id != NULL ? unit_id : "");
  return g_strdup_printf ("%s %s %s", subject, action, unit_id != NULL ? unit_id : "");
}

/**
 * lian_simulator_is_planned:
 *
 * Returns: whether the centre is going to move the case on
 */
gboolean
lian_simulator_is_planned (LianSimulator *self, const char *case_id)
{
  g_autofree char *key = g_strdup_printf ("%s ", case_id);

  return g_hash_table_contains (self->planned, key);
}

static void
hold (LianSimulator *self, const char *key, gint64 until)
{
  g_hash_table_replace (self->planned, g_strdup (key), g_memdup2 (&until, sizeof until));
}

static gboolean
is_over (gpointer key, gpointer value, gpointer data)
{
  return *(const gint64 *)value < *(const gint64 *)data;
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianSimulator) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianReply) reply = lian_service_submit_finish (LIAN_SERVICE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Being too late is life: a person at a seat may have been first. */
  if (reply == NULL || reply->status >= 300)
    {
      self->refused++;
      g_debug ("simulator: refused with %u: %s", reply != NULL ? reply->status : 0,
               reply != NULL ? (const char *)g_bytes_get_data (reply->body, NULL) : "");
    }
}

static void
submit (LianSimulator *self, LianIntake intake, const char *account, const char *role,
        const char *unit_id, gint64 if_match, GBytes *body)
{
  const char *const roles[] = { role, NULL };
  LianActor actor = { account, roles, "", unit_id };
  const char *seat = g_str_has_prefix (account, "seat") ? account + strlen ("seat") : "";

  self->submitted++;
  lian_service_submit (self->service, intake, &actor, seat, body, NULL, if_match, self->cancellable,
                       submitted_cb, g_object_ref (self));
}

static gboolean
add_plan (LianSimulator *self, double seconds, LianRecord *act, const LianSimulatorPlan *of)
{
  g_autofree char *key = plan_key (act, of->unit_id);
  LianSimulatorPlan *plan;

  if (g_hash_table_contains (self->planned, key))
    {
      lian_record_unref (act);
      return FALSE;
    }
  hold (self, key, G_MAXINT64);
  plan = g_new0 (LianSimulatorPlan, 1);
  plan->due = lian_simulator_in (self, seconds);
  plan->act = act;
  plan->order = of->order;
  plan->account = g_strdup (of->account);
  plan->role = g_strdup (of->role);
  plan->unit_id = g_strdup (of->unit_id);
  plan->version = of->version;
  g_ptr_array_add (self->plans, plan);
  return TRUE;
}

/**
 * lian_simulator_plan:
 * @seconds: of life, until it is done
 * @act: (transfer full): what
 * @unit_id: (nullable): of whoever does it
 *
 * Returns: whether it was not planned already
 */
gboolean
lian_simulator_plan (LianSimulator *self, double seconds, LianRecord *act, const char *account,
                     const char *role, const char *unit_id)
{
  const LianSimulatorPlan of = {
    .account = (char *)account, .role = (char *)role, .unit_id = (char *)unit_id, .version = -1
  };

  return add_plan (self, seconds, act, &of);
}

/**
 * lian_simulator_order:
 * @version: of the case as it was seen, -1: whatever it is
 *
 * As lian_simulator_plan() at the door of instructions.
 */
gboolean
lian_simulator_order (LianSimulator *self, double seconds, LianRecord *act, const char *account,
                      const char *role, gint64 version)
{
  const LianSimulatorPlan of
      = { .order = TRUE, .account = (char *)account, .role = (char *)role, .version = version };

  return add_plan (self, seconds, act, &of);
}

/* Takes ownership of @plan. */
static void
carry_out_now (LianSimulator *self, LianSimulatorPlan *plan)
{
  g_autoptr (GBytes) body = lian_simulator_make_act (plan->act, plan->order);

  submit (self, plan->order ? LIAN_INTAKE_INSTRUCTION : LIAN_INTAKE_ACT, plan->account, plan->role,
          plan->unit_id, plan->version, body);
  lian_simulator_follow (self, plan->act);
  plan_free (plan);
}

/* Who was on site shows it, more often than not. */
static gboolean
shows_picture (const LianSimulatorPlan *plan)
{
  static const char *const on_site[] = { "feedback", "verified", "checked", "self_handle", NULL };

  return g_strv_contains (on_site, lian_record_get_text (plan->act, LIAN_ACT_ACTION))
         && lian_simulator_is_one (lian_record_get_id (plan->act), "picture", 0.6);
}

typedef struct
{
  LianSimulator *self;     /* (owned) */
  LianSimulatorPlan *plan; /* (owned) */
  char *id;                /* (owned): of the picture */
} Showing;

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Showing *showing = user_data;
  g_autoptr (LianSimulator) self = showing->self;
  g_autofree char *id = showing->id;
  g_autoptr (LianReply) reply = lian_service_keep_attachment_finish (LIAN_SERVICE (source), result);

  if (reply != NULL && reply->status < 300)
    lian_record_set_list (showing->plan->act, LIAN_ACT_ATTACHMENTS, (const char *[]){ id, NULL });
  if (self->cancellable != NULL)
    carry_out_now (self, showing->plan);
  else
    plan_free (showing->plan);
}

/* Pictures are kept first: an act names them. Takes ownership of @plan. */
static void
carry_out_with_picture (LianSimulator *self, LianSimulatorPlan *plan)
{
  const char *const roles[] = { plan->role, NULL };
  LianActor actor = { plan->account, roles, "", plan->unit_id };
  g_autoptr (GBytes) picture = lian_simulator_make_picture (&self->dice);
  Showing *showing = g_new0 (Showing, 1);

  showing->self = g_object_ref (self);
  showing->plan = plan;
  showing->id = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, picture);
  lian_service_keep_attachment (self->service, &actor, "image/png", picture, showing->id, kept_cb,
                                showing);
}

/* Takes ownership of @plan. */
static void
carry_out (LianSimulator *self, LianSimulatorPlan *plan)
{
  g_autofree char *key = plan_key (plan->act, plan->unit_id);
  gint64 now = lian_simulator_now (self);

  hold (self, key, g_get_monotonic_time () + HOLD);
  lian_record_take_text (plan->act, LIAN_F_ID, lian_simulator_dup_id (&self->dice, now));
  if (g_str_equal (lian_record_get_text (plan->act, LIAN_ACT_ACTION), "dispatch"))
    g_hash_table_replace (self->sent, g_strdup (lian_record_get_text (plan->act, LIAN_ACT_CASE)),
                          g_memdup2 (&now, sizeof now));
  if (shows_picture (plan))
    carry_out_with_picture (self, plan);
  else
    carry_out_now (self, plan);
}

static void
carry_out_due (LianSimulator *self)
{
  gint64 now = lian_simulator_now (self);
  guint i = 0;

  while (i < self->plans->len)
    {
      LianSimulatorPlan *plan = g_ptr_array_index (self->plans, i);

      if (plan->due > now)
        {
          i++;
          continue;
        }
      plan = g_ptr_array_steal_index (self->plans, i);
      carry_out (self, plan);
    }
}

static void
report (LianSimulator *self)
{
  const LianRecord *grid;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *reporter = lian_matter_dup_person (&self->dice);

  if (self->grids == NULL || self->grids->len == 0)
    return;
  grid = g_ptr_array_index (self->grids, lian_dice_below (&self->dice, self->grids->len));
  body = lian_simulator_make_report (&self->dice, grid, lian_simulator_now (self));
  if (body != NULL)
    submit (self, LIAN_INTAKE_REPORT, reporter, "resident", NULL, -1, body);
}

static void
put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianSimulator) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!lian_service_put_finish (LIAN_SERVICE (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("simulator: %s did not walk: %s", G_OBJECT_TYPE_NAME (self), error->message);
}

static const LianRecord *
find_grid (LianSimulator *self, const LianRecord *worker)
{
  const char *const *ids = lian_record_get_list (worker, LIAN_WORKER_GRIDS);

  for (guint i = 0; ids != NULL && ids[0] != NULL && i < self->grids->len; i++)
    if (g_str_equal (lian_record_get_id (g_ptr_array_index (self->grids, i)), ids[0]))
      return g_ptr_array_index (self->grids, i);
  return NULL;
}

static void
put_track (LianSimulator *self, const LianRecord *worker)
{
  g_autoptr (LianRecord) track = lian_record_new (LIAN_KIND_TRACK);
  gint64 now = lian_simulator_now (self);
  LianPoint point = { 0, 0 };

  lian_record_get_point (worker, LIAN_WORKER_LOCATION, &point);
  lian_record_take_text (track, LIAN_F_ID, lian_simulator_dup_id (&self->dice, now));
  lian_record_set_text (track, LIAN_F_REGION, lian_record_get_text (worker, LIAN_F_REGION));
  lian_record_set_text (track, LIAN_TRACK_WORKER, lian_record_get_id (worker));
  lian_record_set_time (track, LIAN_TRACK_AT, now);
  lian_record_set_point (track, LIAN_TRACK_LOCATION, point.lon, point.lat);
  lian_record_set_text (track, LIAN_TRACK_SRC_CRS, "wgs84");
  lian_service_put (self->service, &lian_simulator_connector, track, self->cancellable, put_cb,
                    g_object_ref (self));
}

static void
walk (LianSimulator *self)
{
  g_autoptr (LianRecord) worker = NULL;
  const LianRecord *grid;
  LianPoint point;
  guint i;

  if (self->workers == NULL || self->workers->len == 0 || self->grids == NULL)
    return;
  i = lian_dice_below (&self->dice, self->workers->len);
  worker = lian_record_copy (g_ptr_array_index (self->workers, i));
  grid = find_grid (self, worker);
  if (grid == NULL || !lian_record_get_bool (worker, LIAN_WORKER_ON_DUTY)
      || !lian_record_get_point (worker, LIAN_WORKER_LOCATION, &point))
    return;
  point = lian_simulator_walk (&self->dice, grid, point);
  lian_record_set_point (worker, LIAN_WORKER_LOCATION, point.lon, point.lat);
  lian_record_set_time (worker, LIAN_WORKER_LAST_SEEN, lian_simulator_now (self));
  lian_service_put (self->service, &lian_simulator_connector, worker, self->cancellable, put_cb,
                    g_object_ref (self));
  put_track (self, worker);
  lian_record_unref (self->workers->pdata[i]);
  self->workers->pdata[i] = g_steal_pointer (&worker);
}

static void
cases_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianSimulator) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cases = lian_service_list_finish (LIAN_SERVICE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->looking -= MIN (self->looking, 1);
  if (cases != NULL)
    lian_simulator_take_cases (self, cases);
}

static void
deliveries_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianSimulator) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = lian_service_list_finish (LIAN_SERVICE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->looking -= MIN (self->looking, 1);
  if (list != NULL)
    lian_simulator_take_deliveries (self, list);
}

static void
look (LianSimulator *self)
{
  gint64 now = g_get_monotonic_time ();

  g_hash_table_foreach_remove (self->planned, is_over, &now);
  self->stale = FALSE;
  self->looking += 2;
  lian_service_list (self->service, &lian_simulator_connector, LIAN_KIND_CASE,
                     "state=reported,verifying,accepted,filed,dispatched,signed,handling,feedback,"
                     "checking,checked,check_failed",
                     20000, FALSE, self->cancellable, cases_cb, g_object_ref (self));
  lian_service_list (self->service, &lian_simulator_connector, LIAN_KIND_DELIVERY,
                     "state=delivered,signed,handling", 20000, FALSE, self->cancellable,
                     deliveries_cb, g_object_ref (self));
}

/* Seconds until the next report. */
static double
report_pause (LianSimulator *self)
{
  gint64 now = lian_simulator_now (self);
  double volume = lian_simulator_volume (self);

  if (lian_simulator_is_settled (self))
    return lian_simulator_pause_of_life (&self->dice, now) / volume;
  return lian_simulator_pause (&self->dice, now) * (now - self->started_at > LIVELY ? CALM : 1)
         / volume;
}

static gboolean
tick_cb (gpointer user_data)
{
  LianSimulator *self = user_data;
  gint64 now = lian_simulator_now (self);

  /* At a high rate more than one may have come since the last tick. */
  for (guint n = 0; n < 8 && now >= self->next_report; n++)
    {
      self->next_report = MAX (self->next_report, now - lian_simulator_span (self, LONGEST_LAG))
                          + lian_simulator_span (self, report_pause (self));
      report (self);
    }
  if (now >= self->next_walk)
    {
      self->next_walk = lian_simulator_in (self, lian_dice_between (&self->dice, 10, 20));
      if (!lian_simulator_is_settled (self) || lian_simulator_is_day (self))
        walk (self);
    }
  carry_out_due (self);
  lian_simulator_go_round (self);
  if ((self->stale || now >= self->next_old) && self->looking == 0)
    look (self);
  return G_SOURCE_CONTINUE;
}

static void
committed_cb (LianService *service, gint64 seq, LianSimulator *self)
{
  self->stale = TRUE;
}

static void
known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianSimulator) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = lian_service_list_finish (LIAN_SERVICE (source), result, &error);
  GPtrArray **place = NULL;

  if (list == NULL || list->len == 0)
    return;
  switch (lian_record_get_kind (g_ptr_array_index (list, 0))->id)
    {
    case LIAN_KIND_GRID:
      place = &self->grids;
      break;
    case LIAN_KIND_WORKER:
      place = &self->workers;
      break;
    default:
      place = &self->duties;
      break;
    }
  g_clear_pointer (place, g_ptr_array_unref);
  *place = g_steal_pointer (&list);
}

/* What does not change while the day goes on is asked for once. */
static void
learn (LianSimulator *self)
{

  lian_service_list (self->service, &lian_simulator_connector, LIAN_KIND_GRID, NULL, 20000, FALSE,
                     self->cancellable, known_cb, g_object_ref (self));
  lian_service_list (self->service, &lian_simulator_connector, LIAN_KIND_WORKER, "role=grid_member",
                     20000, FALSE, self->cancellable, known_cb, g_object_ref (self));
  lian_service_list (self->service, &lian_simulator_connector, LIAN_KIND_DUTY, NULL, 20000, FALSE,
                     self->cancellable, known_cb, g_object_ref (self));
}

static void
lian_simulator_dispose (GObject *object)
{
  LianSimulator *self = LIAN_SIMULATOR (object);

  lian_simulator_stop (self);
  g_clear_object (&self->service);
  G_OBJECT_CLASS (lian_simulator_parent_class)->dispose (object);
}

static void
lian_simulator_finalize (GObject *object)
{
  LianSimulator *self = LIAN_SIMULATOR (object);

  g_clear_pointer (&self->plans, g_ptr_array_unref);
  g_clear_pointer (&self->planned, g_hash_table_unref);
  g_clear_pointer (&self->cases, g_hash_table_unref);
  g_clear_pointer (&self->sent, g_hash_table_unref);
  g_clear_pointer (&self->waiting, g_hash_table_unref);
  g_clear_pointer (&self->dealt, g_hash_table_unref);
  g_clear_pointer (&self->grids, g_ptr_array_unref);
  g_clear_pointer (&self->workers, g_ptr_array_unref);
  g_clear_pointer (&self->duties, g_ptr_array_unref);
  G_OBJECT_CLASS (lian_simulator_parent_class)->finalize (object);
}

static void
lian_simulator_class_init (LianSimulatorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_simulator_dispose;
  G_OBJECT_CLASS (klass)->finalize = lian_simulator_finalize;
}

static void
lian_simulator_init (LianSimulator *self)
{
  self->haste = 1;
  self->plans = g_ptr_array_new_with_free_func ((GDestroyNotify)plan_free);
  self->planned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->cases
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)lian_record_unref);
  self->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->dealt = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * lian_simulator_new:
 *
 * Returns: (transfer full): a simulator that does nothing until it is started.
 */
LianSimulator *
lian_simulator_new (LianService *service, guint64 seed)
{
  LianSimulator *self = g_object_new (LIAN_TYPE_SIMULATOR, NULL);

  self->service = g_object_ref (service);
  lian_dice_init_for (&self->dice, seed, "simulator");
  return self;
}

/**
 * lian_simulator_start:
 *
 * Begins to act; the first report comes after about eight seconds. Starting twice is starting once.
 */
void
lian_simulator_start (LianSimulator *self)
{
  g_return_if_fail (LIAN_IS_SIMULATOR (self));

  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  self->started_at = lian_simulator_now (self);
  self->next_report = lian_simulator_in (self, 8);
  self->next_walk = lian_simulator_in (self, 12);
  self->next_old = lian_simulator_in (self, 20);
  self->next_round = lian_simulator_in (self, 60);
  self->next_remark = self->next_shift = 0;
  self->looked = FALSE;
  self->stale = TRUE;
  self->looking = 0;
  self->committed = g_signal_connect (self->service, "committed", G_CALLBACK (committed_cb), self);
  self->tick = g_timeout_add (MAX (TICK_MS / self->haste, SHORTEST_TICK_MS), tick_cb, self);
  learn (self);
}

/**
 * lian_simulator_stop:
 *
 * Ends everything that is planned; what was submitted stays submitted.
 */
void
lian_simulator_stop (LianSimulator *self)
{
  g_return_if_fail (LIAN_IS_SIMULATOR (self));

  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->service != NULL)
    g_clear_signal_handler (&self->committed, self->service);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_ptr_array_set_size (self->plans, 0);
  g_hash_table_remove_all (self->planned);
  g_hash_table_remove_all (self->sent);
  g_hash_table_remove_all (self->waiting);
  g_hash_table_remove_all (self->dealt);
  g_hash_table_remove_all (self->cases);
}

/**
 * lian_simulator_set_haste:
 * @haste: at least 1
 *
 * Lets everybody act @haste times as fast as the platform's clock goes.
 */
void
lian_simulator_set_haste (LianSimulator *self, guint haste)
{
  g_return_if_fail (LIAN_IS_SIMULATOR (self));
  g_return_if_fail (haste > 0);

  self->haste = haste;
}
