/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-simulator.h"

#include "lian-dice.h"
#include "lian-county-matters.h"
#include "lian-simulator-bodies.h"

#include <string.h>

/* How many cases the other seats leave lying in a state before they take the oldest on. */
static const struct
{
  const char *state;
  guint kept;
  const char *action;
  const char *role;
} desks[] = {
  { "reported", 8, "accept", "operator" },       { "accepted", 6, "file", "duty_chief" },
  { "filed", 19, NULL, "dispatcher" },           { "feedback", 30, "check", "operator" },
  { "checking", 2, "checked", "inspector" },     { "checked", 11, "close", "duty_chief" },
  { "check_failed", 0, "rework", "dispatcher" },
};

#define HOLD (5 * G_TIME_SPAN_SECOND)

/* What was delivered shortly before the start is still new: the server may have been away. */
#define FRESH (5 * G_TIME_SPAN_MINUTE)

/* At first a report every few seconds, so that whoever opens the console sees it live; then a pace
 * that a county can keep up. */
#define LIVELY (5 * G_TIME_SPAN_MINUTE)
#define CALM 3

/* What the units have in hand on an ordinary morning: they hurry above it and rest below. */
#define IN_HAND 291

/* Something that somebody is going to do. */
typedef struct
{
  gint64 due;   /* monotonic, microseconds */
  char *action; /* NULL: dispatch */
  char *case_id;
  char *category;
  char *unit_id; /* (nullable) */
  char *account;
  char *role;
  gint64 version;
} Plan;

struct _LianSimulator
{
  GObject parent_instance;

  LianService *service; /* (owned) */
  LianDice dice;
  guint haste;

  GCancellable *cancellable; /* (owned) (nullable): while it runs */
  gulong committed;
  guint tick;
  gint64 started_at;  /* the service's time */
  gint64 next_report; /* monotonic */
  gint64 next_walk;
  gint64 next_old;
  gboolean stale; /* something was committed since the last look */
  guint looking;  /* lists under way */

  GPtrArray *plans;    /* (owned) (element-type Plan) */
  GHashTable *planned; /* (owned): "case action unit" → until when not to plan it again */
  GHashTable *due;     /* (owned): case → deadline of its present stage */
  GHashTable *sent;   /* (owned): case → when the other seats dispatched it, the service's time */
  GPtrArray *grids;   /* (owned) (nullable) */
  GPtrArray *workers; /* (owned) (nullable): grid members */
  GPtrArray *duties;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (LianSimulator, lian_simulator, G_TYPE_OBJECT)

static void
plan_free (Plan *plan)
{
  g_free (plan->action);
  g_free (plan->case_id);
  g_free (plan->category);
  g_free (plan->unit_id);
  g_free (plan->account);
  g_free (plan->role);
  g_free (plan);
}

static gint64
now_of (LianSimulator *self)
{
  return lian_clock_get_now (lian_service_get_clock (self->service));
}

static gint64
in_seconds (LianSimulator *self, double seconds)
{
  return g_get_monotonic_time () + (gint64)(seconds * G_TIME_SPAN_SECOND / self->haste);
}

static char *
plan_key (const char *case_id, const char *action, const char *unit_id)
{
  return g_strdup_printf ("%s %s %s", case_id, action != NULL ? action : "dispatch",
                          unit_id != NULL ? unit_id : "");
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

/* The moment of @self's own dispatch of @case_id, 0 for none. */
static gint64
sent_at (LianSimulator *self, const char *case_id)
{
  const gint64 *at = case_id != NULL ? g_hash_table_lookup (self->sent, case_id) : NULL;

  return at != NULL ? *at : 0;
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
    g_debug ("simulator: refused with %u", reply != NULL ? reply->status : 0);
}

static void
submit (LianSimulator *self, LianIntake intake, const char *account, const char *role,
        const char *unit_id, gint64 if_match, GBytes *body)
{
  const char *const roles[] = { role, NULL };
  LianActor actor = { account, roles, "", unit_id };
  const char *seat = g_str_has_prefix (account, "seat") ? account + strlen ("seat") : "";

  lian_service_submit (self->service, intake, &actor, seat, body, NULL, if_match, self->cancellable,
                       submitted_cb, g_object_ref (self));
}

/* Takes ownership of nothing; does nothing when the same is planned already. */
static void
add_plan (LianSimulator *self, double seconds, const char *action, const LianRecord *of,
          const char *case_id, const char *unit_id, const char *account, const char *role)
{
  g_autofree char *key = plan_key (case_id, action, unit_id);
  Plan *plan;

  if (g_hash_table_contains (self->planned, key))
    return;
  hold (self, key, G_MAXINT64);
  plan = g_new0 (Plan, 1);
  plan->due = in_seconds (self, seconds);
  plan->action = g_strdup (action);
  plan->case_id = g_strdup (case_id);
  plan->unit_id = g_strdup (unit_id);
  plan->account = g_strdup (account);
  plan->role = g_strdup (role);
  plan->version = -1;
  if (lian_record_get_kind (of)->id == LIAN_KIND_CASE)
    {
      plan->category = g_strdup (lian_record_get_text (of, LIAN_CASE_CATEGORY));
      plan->version = lian_record_get_version (of);
    }
  g_ptr_array_add (self->plans, plan);
}

static void
carry_out (LianSimulator *self, const Plan *plan)
{
  g_autoptr (GBytes) body = NULL;
  g_autofree char *key = plan_key (plan->case_id, plan->action, plan->unit_id);
  gboolean of_unit = g_str_equal (plan->role, "unit_handler");

  /* What was seen before the act is known everywhere must not lead to the same act again. */
  hold (self, key, g_get_monotonic_time () + HOLD);
  if (plan->action == NULL)
    {
      gint64 now = now_of (self);

      body = lian_simulator_make_dispatch (&self->dice, plan->case_id, plan->unit_id, now);
      g_hash_table_replace (self->sent, g_strdup (plan->case_id), g_memdup2 (&now, sizeof now));
    }
  else
    body = lian_simulator_make_act (&self->dice, plan->action, plan->case_id, plan->category,
                                    now_of (self));
  submit (self, plan->action == NULL ? LIAN_INTAKE_INSTRUCTION : LIAN_INTAKE_ACT, plan->account,
          plan->role, of_unit ? plan->unit_id : NULL, plan->action == NULL ? plan->version : -1,
          body);
  /* Some of those whose case is closed say what they think of it, after a while. */
  if (g_strcmp0 (plan->action, "close") == 0 && lian_dice_chance (&self->dice, 0.45))
    {
      g_autoptr (LianRecord) record = lian_record_new (LIAN_KIND_CASE);
      g_autofree char *resident = lian_matter_dup_person (&self->dice);

      add_plan (self, lian_dice_between (&self->dice, 30, 180), "evaluate", record, plan->case_id,
                NULL, resident, "resident");
    }
}

static void
carry_out_due (LianSimulator *self)
{
  gint64 now = g_get_monotonic_time ();
  guint i = 0;

  while (i < self->plans->len)
    {
      Plan *plan = g_ptr_array_index (self->plans, i);

      if (plan->due > now)
        {
          i++;
          continue;
        }
      plan = g_ptr_array_steal_index (self->plans, i);
      carry_out (self, plan);
      plan_free (plan);
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
  body = lian_simulator_make_report (&self->dice, grid, now_of (self));
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
walk (LianSimulator *self)
{
  static const char *const roles[] = { "connector", NULL };
  const LianActor actor = { "connector", roles, "", NULL };
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
  lian_record_set_time (worker, LIAN_WORKER_LAST_SEEN, now_of (self));
  lian_service_put (self->service, &actor, worker, self->cancellable, put_cb, g_object_ref (self));
  lian_record_unref (self->workers->pdata[i]);
  self->workers->pdata[i] = g_steal_pointer (&worker);
}

/* Who leads for the case: the duty list's row that is nearest to its place. */
static const char *
find_unit (LianSimulator *self, const LianRecord *record)
{
  const char *category = lian_record_get_text (record, LIAN_CASE_CATEGORY);
  const char *region = lian_record_get_text (record, LIAN_F_REGION);
  const char *best = NULL;
  gsize most = 0;

  for (guint i = 0; self->duties != NULL && i < self->duties->len; i++)
    {
      const LianRecord *duty = g_ptr_array_index (self->duties, i);
      const char *of = lian_record_get_text (duty, LIAN_F_REGION);

      if (g_strcmp0 (lian_record_get_text (duty, LIAN_DUTY_CATEGORY), category) != 0
          || !lian_region_covers (of, region) || (best != NULL && strlen (of) <= most))
        continue;
      best = lian_record_get_text (duty, LIAN_DUTY_UNIT);
      most = strlen (of);
    }
  return best;
}

/* The oldest case of a desk that lies too full moves on; the others lie. */
static void
plan_desk (LianSimulator *self, guint desk, GPtrArray *cases)
{
  const LianRecord *oldest = NULL;
  const char *action = desks[desk].action;
  const char *unit = NULL;
  guint n = 0;

  for (guint i = 0; i < cases->len; i++)
    {
      const LianRecord *record = g_ptr_array_index (cases, i);

      if (g_strcmp0 (lian_record_get_text (record, LIAN_CASE_STATE), desks[desk].state) != 0)
        continue;
      n++;
      /* What is urgent is left to the person who watches. */
      if (action == NULL
          && g_strcmp0 (lian_record_get_text (record, LIAN_CASE_URGENCY), "normal") != 0)
        continue;
      if (oldest == NULL
          || lian_record_get_time (record, LIAN_CASE_STAGE_AT)
                 < lian_record_get_time (oldest, LIAN_CASE_STAGE_AT))
        oldest = record;
    }
  if (n <= desks[desk].kept || oldest == NULL)
    return;
  if (action == NULL)
    {
      unit = find_unit (self, oldest);
      if (unit == NULL)
        return;
    }
  add_plan (self, lian_dice_between (&self->dice, 4, 15), action, oldest,
            lian_record_get_id (oldest), unit, "seat05", desks[desk].role);
}

static void
remember_deadlines (LianSimulator *self, GPtrArray *cases)
{
  g_hash_table_remove_all (self->due);
  for (guint i = 0; i < cases->len; i++)
    {
      const LianRecord *record = g_ptr_array_index (cases, i);
      gint64 due = lian_record_get_time (record, LIAN_CASE_DEADLINE);

      g_hash_table_insert (self->due, g_strdup (lian_record_get_id (record)),
                           g_memdup2 (&due, sizeof due));
    }
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
    remember_deadlines (self, cases);
  for (guint desk = 0; cases != NULL && desk < G_N_ELEMENTS (desks); desk++)
    plan_desk (self, desk, cases);
}

/* A unit's next act on what it was given: sign within 3 to 11 seconds, begin, answer. */
static void
plan_delivery (LianSimulator *self, const LianRecord *delivery)
{
  const char *state = lian_record_get_text (delivery, LIAN_DELIVERY_STATE);
  g_autofree char *handler = lian_matter_dup_person (&self->dice);
  const char *action = "feedback";
  double seconds = lian_dice_between (&self->dice, 20, 60);

  if (g_strcmp0 (state, "delivered") == 0)
    {
      action = "sign";
      seconds = lian_dice_between (&self->dice, 3, 11);
    }
  else if (g_strcmp0 (state, "signed") == 0)
    {
      action = "handle";
      seconds = lian_dice_between (&self->dice, 5, 15);
    }
  add_plan (self, seconds, action, delivery, lian_record_get_text (delivery, LIAN_DELIVERY_CASE),
            lian_record_get_text (delivery, LIAN_DELIVERY_UNIT), handler, "unit_handler");
}

/* Whether a unit answers while one watches: what the person at the seat sent goes round in a minute
 * or two; what other seats sent is signed for and begun, and then takes its time like the old. */
static gboolean
is_prompt (LianSimulator *self, const LianRecord *delivery)
{
  gint64 delivered = lian_record_get_time (delivery, LIAN_DELIVERY_DELIVERED_AT);
  gint64 sent = sent_at (self, lian_record_get_text (delivery, LIAN_DELIVERY_CASE));
  const char *state = lian_record_get_text (delivery, LIAN_DELIVERY_STATE);
  gboolean begun = g_strcmp0 (state, "handling") == 0;

  /* Nobody signs for something and leaves it lying. */
  if (g_strcmp0 (state, "signed") == 0)
    return TRUE;
  if (delivered < self->started_at - FRESH)
    return FALSE;
  /* Whoever was first at a case that the other seats wanted too has its delivery before theirs. */
  return !begun || sent == 0 || delivered < sent || delivered > sent + G_TIME_SPAN_MINUTE;
}

/* Seconds until a unit gets on with one of the @n it has in hand. */
static int
old_pause (LianSimulator *self, guint n)
{
  if (n > IN_HAND + 3)
    return lian_dice_between (&self->dice, 8, 20);
  if (n > IN_HAND - 8)
    return lian_dice_between (&self->dice, 20, 60);
  return lian_dice_between (&self->dice, 90, 180);
}

/* Units do first what is due first, but not always; what is overdue already waits for its turn. */
static LianRecord *
choose_old (LianSimulator *self, GPtrArray *old)
{
  LianRecord *chosen = g_ptr_array_index (old, lian_dice_below (&self->dice, old->len));
  gint64 now = now_of (self);
  gint64 least = G_MAXINT64;

  if (lian_dice_chance (&self->dice, 0.6))
    return chosen;
  for (guint i = 0; i < old->len; i++)
    {
      LianRecord *delivery = g_ptr_array_index (old, i);
      const char *of = lian_record_get_text (delivery, LIAN_DELIVERY_CASE);
      const gint64 *due = of != NULL ? g_hash_table_lookup (self->due, of) : NULL;

      if (due == NULL || *due < now || *due >= least)
        continue;
      least = *due;
      chosen = delivery;
    }
  return chosen;
}

/* New ones are answered at once; of the old ones that the morning began with, one at a time. */
static void
deliveries_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianSimulator) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = lian_service_list_finish (LIAN_SERVICE (source), result, &error);
  g_autoptr (GPtrArray) old = g_ptr_array_new ();

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->looking -= MIN (self->looking, 1);
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      LianRecord *delivery = g_ptr_array_index (list, i);

      if (is_prompt (self, delivery))
        plan_delivery (self, delivery);
      else
        g_ptr_array_add (old, delivery);
    }
  if (old->len > 0 && g_get_monotonic_time () >= self->next_old)
    {
      plan_delivery (self, choose_old (self, old));
      self->next_old = in_seconds (self, old_pause (self, list->len));
    }
}

static void
look (LianSimulator *self)
{
  static const char *const roles[] = { "connector", NULL };
  const LianActor actor = { "connector", roles, "", NULL };

  gint64 now = g_get_monotonic_time ();

  g_hash_table_foreach_remove (self->planned, is_over, &now);
  self->stale = FALSE;
  self->looking += 2;
  lian_service_list (self->service, &actor, LIAN_KIND_CASE,
                     "state=reported,accepted,filed,dispatched,signed,handling,feedback,checking,"
                     "checked,check_failed",
                     5000, FALSE, self->cancellable, cases_cb, g_object_ref (self));
  lian_service_list (self->service, &actor, LIAN_KIND_DELIVERY, "state=delivered,signed,handling",
                     5000, FALSE, self->cancellable, deliveries_cb, g_object_ref (self));
}

static gboolean
tick_cb (gpointer user_data)
{
  LianSimulator *self = user_data;
  gint64 now = g_get_monotonic_time ();

  if (now >= self->next_report)
    {
      guint pause = lian_simulator_pause (&self->dice, now_of (self));

      if (now_of (self) - self->started_at > LIVELY)
        pause *= CALM;
      self->next_report = in_seconds (self, pause);
      report (self);
    }
  if (now >= self->next_walk)
    {
      self->next_walk = in_seconds (self, lian_dice_between (&self->dice, 10, 20));
      walk (self);
    }
  carry_out_due (self);
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
  static const char *const roles[] = { "connector", NULL };
  const LianActor actor = { "connector", roles, "", NULL };

  lian_service_list (self->service, &actor, LIAN_KIND_GRID, NULL, 20000, FALSE, self->cancellable,
                     known_cb, g_object_ref (self));
  lian_service_list (self->service, &actor, LIAN_KIND_WORKER, "role=grid_member", 20000, FALSE,
                     self->cancellable, known_cb, g_object_ref (self));
  lian_service_list (self->service, &actor, LIAN_KIND_DUTY, NULL, 20000, FALSE, self->cancellable,
                     known_cb, g_object_ref (self));
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
  g_clear_pointer (&self->due, g_hash_table_unref);
  g_clear_pointer (&self->sent, g_hash_table_unref);
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
  self->due = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
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
  self->started_at = now_of (self);
  self->next_report = in_seconds (self, 8);
  self->next_walk = in_seconds (self, 12);
  self->next_old = in_seconds (self, 20);
  self->stale = TRUE;
  self->looking = 0;
  self->committed = g_signal_connect (self->service, "committed", G_CALLBACK (committed_cb), self);
  self->tick = g_timeout_add (MAX (1000 / self->haste, 20), tick_cb, self);
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
}

/**
 * lian_simulator_set_haste:
 * @haste: at least 1
 *
 * Lets everybody act @haste times as fast.
 */
void
lian_simulator_set_haste (LianSimulator *self, guint haste)
{
  g_return_if_fail (LIAN_IS_SIMULATOR (self));
  g_return_if_fail (haste > 0);

  self->haste = haste;
}
