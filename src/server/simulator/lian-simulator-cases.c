/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-simulator-private.h"

#include "lian-clock.h"
#include "lian-county-matters.h"
#include "lian-simulator-bodies.h"

#include <string.h>

/* How cases go on: the other seats' desks, the units with what they have in hand, grid members on
 * site, residents afterwards. */

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
  { "check_failed", 0, "rework", "dispatcher" }, { "verifying", 0, "verified", "grid_member" },
};

/* What was delivered shortly before the start is still new: the server may have been away. */
#define FRESH (5 * G_TIME_SPAN_MINUTE)

/* What is delivered later than this after the other seats' dispatch is another's. */
#define AFTER (10 * G_TIME_SPAN_MINUTE)

/* What is urgent is left to the person who watches; when nobody does, others come to its help. */
#define FORSAKEN (4 * G_TIME_SPAN_HOUR)

/* The moment of @self's own dispatch of @case_id, 0 for none. */
static gint64
sent_at (LianSimulator *self, const char *case_id)
{
  const gint64 *at = case_id != NULL ? g_hash_table_lookup (self->sent, case_id) : NULL;

  return at != NULL ? *at : 0;
}

/* Who leads for the case: the duty list's row that is nearest to its place. What a department gave
 * back goes to the street. */
static const char *
find_unit (LianSimulator *self, const LianRecord *record)
{
  const char *category = lian_record_get_text (record, LIAN_CASE_CATEGORY);
  const char *region = lian_record_get_text (record, LIAN_F_REGION);
  gboolean returned = lian_record_get_int (record, LIAN_CASE_RETURN_COUNT) > 0;
  const char *best = NULL;
  gsize most = 0;

  for (guint i = 0; self->duties != NULL && i < self->duties->len; i++)
    {
      const LianRecord *duty = g_ptr_array_index (self->duties, i);
      const char *of = lian_record_get_text (duty, LIAN_F_REGION);
      gboolean fits = g_strcmp0 (lian_record_get_text (duty, LIAN_DUTY_CATEGORY), category) == 0;

      if ((!fits && !(returned && strlen (of) > 6)) || !lian_region_covers (of, region)
          || (best != NULL && strlen (of) <= most))
        continue;
      best = lian_record_get_text (duty, LIAN_DUTY_UNIT);
      most = strlen (of);
    }
  return best;
}

static gboolean
is_left_alone (LianSimulator *self, const LianRecord *record)
{
  gint64 deadline = lian_record_get_time (record, LIAN_CASE_DEADLINE);

  return g_strcmp0 (lian_record_get_text (record, LIAN_CASE_URGENCY), "normal") != 0
         && lian_simulator_now (self) < MAX (deadline, self->started_at) + FORSAKEN;
}

static void
dispatch (LianSimulator *self, const LianRecord *record)
{
  const char *id = lian_record_get_id (record);
  const char *unit = find_unit (self, record);
  LianRecord *act;

  if (unit == NULL)
    return;
  act = lian_simulator_act ("dispatch", id);
  lian_record_set_text (act, LIAN_ACT_TO_UNIT, unit);
  lian_record_set_text (act, LIAN_ACT_OPINION, "请到场核实处置，完成后反馈现场照片。");
  lian_simulator_order (self, lian_dice_between (&self->dice, 4, 15), act, "seat05", "dispatcher",
                        lian_record_get_version (record));
}

/* Before the seats accept they have some things looked at; what is not as it was told they reject.
 */
static void
move_on (LianSimulator *self, guint desk, const LianRecord *record)
{
  const char *id = lian_record_get_id (record);
  const char *action = desks[desk].action;
  const char *role = desks[desk].role;
  double seconds = lian_dice_between (&self->dice, 4, 15);
  LianRecord *act;

  if (g_str_equal (action, "accept"))
    {
      if (g_strcmp0 (lian_record_get_text (record, LIAN_CASE_VERIFY_RESULT), "unreal") == 0)
        action = "reject";
      else if (!lian_record_has (record, LIAN_CASE_VERIFY_AT)
               && lian_simulator_is_one (id, "verify", 0.12))
        action = "verify";
    }
  if (g_str_equal (action, "checked"))
    role = lian_simulator_is_one (id, "on-site", 0.6) ? "grid_member" : "inspector";
  if (lian_simulator_is_settled (self) && g_str_equal (role, "grid_member"))
    seconds = lian_dice_between (&self->dice, 300, 2400);
  act = lian_simulator_act (action, id);
  if (g_str_equal (action, "reject"))
    lian_record_set_text (act, LIAN_ACT_OPINION, "经网格员现场核实，情况不属实。");
  lian_simulator_fill (&self->dice, act, lian_record_get_text (record, LIAN_CASE_CATEGORY));
  lian_simulator_plan (self, seconds, act, "seat05", role, NULL);
}

/* The oldest case of a desk that lies too full moves on; the others lie. */
static void
plan_desk (LianSimulator *self, guint desk, GPtrArray *cases)
{
  const LianRecord *oldest = NULL;
  guint n = 0;

  for (guint i = 0; i < cases->len; i++)
    {
      const LianRecord *record = g_ptr_array_index (cases, i);

      /* What is going to leave the desk counts no more. */
      if (g_strcmp0 (lian_record_get_text (record, LIAN_CASE_STATE), desks[desk].state) != 0
          || lian_simulator_is_planned (self, lian_record_get_id (record)))
        continue;
      n++;
      if (desks[desk].action == NULL && is_left_alone (self, record))
        continue;
      if (oldest == NULL
          || lian_record_get_time (record, LIAN_CASE_STAGE_AT)
                 < lian_record_get_time (oldest, LIAN_CASE_STAGE_AT))
        oldest = record;
    }
  if (n <= desks[desk].kept * lian_simulator_volume (self) || oldest == NULL)
    return;
  if (desks[desk].action == NULL)
    dispatch (self, oldest);
  else
    move_on (self, desk, oldest);
}

/* Some small things grid members do themselves, where they find them. */
static void
handle_oneself (LianSimulator *self, const LianRecord *record)
{
  const char *id = lian_record_get_id (record);
  LianRecord *act;

  if (g_strcmp0 (lian_record_get_text (record, LIAN_CASE_STATE), "reported") != 0
      || g_strcmp0 (lian_record_get_text (record, LIAN_CASE_SOURCE), "grid") != 0
      || lian_record_get_time (record, LIAN_CASE_REPORTED_AT) < self->started_at
      || !lian_simulator_is_one (id, "oneself", 0.12))
    return;
  act = lian_simulator_act ("self_handle", id);
  lian_record_set_text (act, LIAN_ACT_OPINION, "现场劝导清理，问题已当场解决。");
  lian_simulator_plan (self, lian_dice_between (&self->dice, 60, 400), act, "grid", "grid_member",
                       NULL);
}

/**
 * lian_simulator_take_cases:
 * @cases: (element-type LianRecord): all that are open
 *
 * Plans what the other seats and grid members do with them.
 */
void
lian_simulator_take_cases (LianSimulator *self, GPtrArray *cases)
{
  g_hash_table_remove_all (self->cases);
  for (guint i = 0; i < cases->len; i++)
    {
      LianRecord *record = g_ptr_array_index (cases, i);

      g_hash_table_insert (self->cases, (gpointer)lian_record_get_id (record),
                           lian_record_ref (record));
      handle_oneself (self, record);
      lian_simulator_watch_case (self, record);
    }
  self->looked = TRUE;
  for (guint desk = 0; desk < G_N_ELEMENTS (desks); desk++)
    plan_desk (self, desk, cases);
}

/* Not everything is answered: some ask for more time, some say it is not theirs, one unit of them
 * all too often. What the person who watches has sent is. */
static LianRecord *
make_excuse (LianSimulator *self, const LianRecord *delivery, const char *state)
{
  const char *id = lian_record_get_text (delivery, LIAN_DELIVERY_CASE);
  const char *unit = lian_record_get_text (delivery, LIAN_DELIVERY_UNIT);
  const LianRecord *record = id != NULL ? g_hash_table_lookup (self->cases, id) : NULL;
  LianRecord *act = NULL;

  if (record == NULL || sent_at (self, id) == 0 || lian_record_has (record, LIAN_CASE_APPLICATION)
      || g_strcmp0 (lian_record_get_text (delivery, LIAN_DELIVERY_PART), "lead") != 0)
    return NULL;
  if (g_strcmp0 (state, "delivered") == 0
      && lian_record_get_int (record, LIAN_CASE_RETURN_COUNT) == 0
      && lian_simulator_is_one (id, "return", g_str_has_suffix (unit, "-jt") ? 0.4 : 0.02)
      && !g_hash_table_contains (self->dealt, id))
    {
      act = lian_simulator_act ("apply_return", id);
      lian_record_set_text (act, LIAN_ACT_OPINION, "该点位不在本单位养护范围，附权属图。");
      lian_record_set_text (act, LIAN_ACT_CLAUSE, "权责清单：主办单位以权属为准。");
    }
  else if (g_strcmp0 (state, "handling") == 0
           && lian_record_get_int (record, LIAN_CASE_EXTEND_COUNT) == 0
           && lian_simulator_is_one (id, "extend", 0.06)
           && !g_hash_table_contains (self->dealt, id))
    {
      act = lian_simulator_act ("apply_extend", id);
      lian_record_set_int (act, LIAN_ACT_LIMIT_MIN, 480 * lian_dice_between (&self->dice, 1, 2));
      lian_record_set_text (act, LIAN_ACT_OPINION, "配件需要采购，申请延期。");
    }
  if (act != NULL)
    g_hash_table_add (self->dealt, g_strdup (id));
  return act;
}

/* Seconds until a unit takes the next step with what it was given. */
static double
step_pause (LianSimulator *self, const LianRecord *delivery, const char *state)
{
  gboolean own = sent_at (self, lian_record_get_text (delivery, LIAN_DELIVERY_CASE)) == 0;

  /* In life people sign when they come by their desk, and not by night. */
  if (lian_simulator_is_settled (self) && !own)
    return lian_simulator_is_day (self) ? lian_dice_between (&self->dice, 60, 2400)
                                        : lian_dice_between (&self->dice, 3600, 21600);
  if (g_strcmp0 (state, "delivered") == 0)
    return lian_dice_between (&self->dice, 3, 11);
  if (g_strcmp0 (state, "signed") == 0)
    return lian_dice_between (&self->dice, 5, 15);
  return lian_dice_between (&self->dice, 20, 60);
}

/* A unit's next act on what it was given: sign within 3 to 11 seconds, begin, answer. */
static void
plan_delivery (LianSimulator *self, const LianRecord *delivery)
{
  const char *state = lian_record_get_text (delivery, LIAN_DELIVERY_STATE);
  const char *case_id = lian_record_get_text (delivery, LIAN_DELIVERY_CASE);
  const LianRecord *record = case_id != NULL ? g_hash_table_lookup (self->cases, case_id) : NULL;
  g_autofree char *handler = lian_matter_dup_person (&self->dice);
  const char *action = g_strcmp0 (state, "delivered") == 0 ? "sign"
                       : g_strcmp0 (state, "signed") == 0  ? "handle"
                                                           : "feedback";
  LianRecord *act;

  /* Deliveries of items are answered elsewhere; who waits for a decision waits. */
  if (case_id == NULL
      || (record != NULL && sent_at (self, case_id) != 0
          && lian_record_has (record, LIAN_CASE_APPLICATION)))
    return;
  act = make_excuse (self, delivery, state);
  if (act == NULL)
    {
      act = lian_simulator_act (action, case_id);
      lian_simulator_fill (&self->dice, act,
                           record != NULL ? lian_record_get_text (record, LIAN_CASE_CATEGORY)
                                          : NULL);
    }
  lian_simulator_plan (self, step_pause (self, delivery, state), act, handler, "unit_handler",
                       lian_record_get_text (delivery, LIAN_DELIVERY_UNIT));
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
  return !begun || sent == 0 || delivered < sent || delivered > sent + AFTER;
}

/* Seconds until a unit gets on with one of the @n it has in hand. */
static double
old_pause (LianSimulator *self, guint n)
{
  double volume = lian_simulator_volume (self);
  double slow = 1;

  if (lian_simulator_is_settled (self) && !lian_simulator_is_day (self))
    slow = 8;
  if (n > self->in_hand + 7)
    return slow * lian_dice_between (&self->dice, 3, 8) / volume;
  if (n > self->in_hand + 3)
    return slow * lian_dice_between (&self->dice, 8, 20) / volume;
  if (n + 8 > self->in_hand)
    return slow * lian_dice_between (&self->dice, 20, 60) / volume;
  if (n + 20 > self->in_hand)
    return slow * lian_dice_between (&self->dice, 90, 180) / volume;
  return slow * lian_dice_between (&self->dice, 300, 600) / volume;
}

/* The one that is due next; or, of what is overdue, the one that has been so for longest. */
static LianRecord *
choose_due (LianSimulator *self, GPtrArray *old, gboolean overdue)
{
  LianRecord *chosen = NULL;
  gint64 now = lian_simulator_now (self);
  gint64 least = G_MAXINT64;

  for (guint i = 0; i < old->len; i++)
    {
      LianRecord *delivery = g_ptr_array_index (old, i);
      const char *of = lian_record_get_text (delivery, LIAN_DELIVERY_CASE);
      const LianRecord *record = of != NULL ? g_hash_table_lookup (self->cases, of) : NULL;
      gint64 due = record != NULL ? lian_record_get_time (record, LIAN_CASE_DEADLINE) : 0;

      if (due == 0 || (due < now) != overdue || due >= least
          || lian_simulator_is_one (of, "forget", overdue ? 0 : 0.04))
        continue;
      least = due;
      chosen = delivery;
    }
  return chosen;
}

/* Whether more is overdue than anybody would let lie. */
static gboolean
is_behind (LianSimulator *self, GPtrArray *old)
{
  gint64 now = lian_simulator_now (self);
  guint n = 0;

  for (guint i = 0; i < old->len; i++)
    {
      const char *of = lian_record_get_text (old->pdata[i], LIAN_DELIVERY_CASE);
      const LianRecord *record = of != NULL ? g_hash_table_lookup (self->cases, of) : NULL;

      n += record != NULL && lian_record_get_time (record, LIAN_CASE_DEADLINE) < now;
    }
  return n > old->len / 20;
}

/* Units do first what is due first, but not always; what is overdue already waits for its turn, at
 * first for good: it is what the watching person sees. */
static LianRecord *
choose_old (LianSimulator *self, GPtrArray *old)
{
  LianRecord *chosen = g_ptr_array_index (old, lian_dice_below (&self->dice, old->len));
  LianRecord *due = NULL;
  gboolean settled = lian_simulator_is_settled (self);
  double draw = lian_dice_unit (&self->dice);

  if (draw < (settled ? 0.2 : 0.6))
    return chosen;
  if (settled && (draw < 0.35 || is_behind (self, old)))
    due = choose_due (self, old, TRUE);
  if (due == NULL)
    due = choose_due (self, old, FALSE);
  return due != NULL ? due : chosen;
}

/**
 * lian_simulator_take_deliveries:
 * @deliveries: (element-type LianRecord): all that wait for their units
 *
 * New ones are answered at once; of the old ones that the morning began with, one at a time.
 */
void
lian_simulator_take_deliveries (LianSimulator *self, GPtrArray *deliveries)
{
  g_autoptr (GPtrArray) old = g_ptr_array_new ();

  if (self->in_hand == 0)
    self->in_hand = MAX (deliveries->len, 100);
  for (guint i = 0; i < deliveries->len; i++)
    {
      LianRecord *delivery = g_ptr_array_index (deliveries, i);

      if (is_prompt (self, delivery))
        plan_delivery (self, delivery);
      else
        g_ptr_array_add (old, delivery);
    }
  if (old->len == 0 || lian_simulator_now (self) < self->next_old)
    return;
  /* Whoever comes late does some at once. */
  for (guint n = 0; n < 8 && self->next_old <= lian_simulator_now (self); n++)
    {
      double pause = old_pause (self, deliveries->len);

      plan_delivery (self, choose_old (self, old));
      self->next_old
          = MAX (self->next_old, lian_simulator_now (self) - lian_simulator_span (self, 120))
            + lian_simulator_span (self, pause);
    }
}

static void
plan_rating (LianSimulator *self, const char *case_id)
{
  g_autofree char *resident = lian_matter_dup_person (&self->dice);
  LianRecord *act = lian_simulator_act ("evaluate", case_id);
  gboolean settled = lian_simulator_is_settled (self);

  lian_simulator_fill (&self->dice, act, NULL);
  lian_simulator_plan (self,
                       settled ? lian_dice_between (&self->dice, 1800, 60000)
                               : lian_dice_between (&self->dice, 30, 180),
                       act, resident, "resident", NULL);
}

static void
plan_callback (LianSimulator *self, const char *case_id)
{
  LianRecord *act = lian_simulator_act ("callback", case_id);
  double draw = lian_dice_unit (&self->dice);

  lian_record_set_text (act, LIAN_ACT_RESULT,
                        draw < 0.7    ? "reached"
                        : draw < 0.95 ? "unreached"
                                      : "declined");
  if (draw < 0.7)
    lian_simulator_fill (&self->dice, act, NULL);
  lian_simulator_plan (self, lian_dice_between (&self->dice, 1200, 9000), act, "seat05", "operator",
                       NULL);
}

/* Some of those whose case is closed say what they think of it, after a while; some are called; the
 * level above gets its answer. */
static void
follow_close (LianSimulator *self, const char *case_id)
{
  const LianRecord *record = g_hash_table_lookup (self->cases, case_id);
  double draw = lian_dice_unit (&self->dice);

  if (draw < 0.45)
    plan_rating (self, case_id);
  else if (draw < 0.6)
    plan_callback (self, case_id);
  if (record == NULL)
    return;
  if (g_strcmp0 (lian_record_get_text (record, LIAN_CASE_SOURCE), "wechat") == 0
      && lian_simulator_is_one (case_id, "answer", 0.6))
    {
      LianRecord *act = lian_simulator_act ("answer", case_id);

      lian_record_set_text (act, LIAN_ACT_OPINION, "您反映的问题已处置完毕，感谢您的监督。");
      lian_simulator_plan (self, lian_dice_between (&self->dice, 20, 900), act, "seat05",
                           "operator", NULL);
    }
  if (lian_record_has (record, LIAN_CASE_UPSTREAM_NO)
      && !lian_record_has (record, LIAN_CASE_UPSTREAM_STATE))
    {
      LianRecord *act = lian_simulator_act ("reply_upstream", case_id);

      lian_record_set_text (act, LIAN_ACT_OPINION, "已处置办结并回访，处置情况和照片见附件。");
      lian_simulator_plan (self, lian_dice_between (&self->dice, 300, 3000), act, "seat05",
                           "operator", NULL);
    }
}

/* Of those who are not content most get another try. */
static void
follow_rating (LianSimulator *self, const LianRecord *act, const char *case_id)
{
  const char *rating = lian_record_get_text (act, LIAN_ACT_SATISFACTION);
  LianRecord *again;

  if (rating == NULL || strstr (rating, "dissatisfied") == NULL
      || !lian_simulator_is_one (case_id, "reopen", 0.8))
    return;
  again = lian_simulator_act ("reopen", case_id);
  lian_record_set_text (again, LIAN_ACT_OPINION, "居民不满意，请重新处置并当面说明。");
  lian_simulator_plan (self, lian_dice_between (&self->dice, 120, 1800), again, "seat05",
                       "dispatcher", NULL);
}

static void
follow_self_handling (LianSimulator *self, const char *case_id)
{
  LianRecord *act = lian_simulator_act ("audit_self", case_id);

  lian_record_set_text (act, LIAN_ACT_RESULT,
                        lian_simulator_is_one (case_id, "audit", 0.95) ? "passed" : "failed");
  lian_record_set_text (act, LIAN_ACT_OPINION, "已抽查现场照片。");
  lian_simulator_plan (self, lian_dice_between (&self->dice, 600, 7200), act, "chief", "duty_chief",
                       NULL);
}

/**
 * lian_simulator_follow:
 * @act: what was done
 *
 * Plans what others do because of it.
 */
void
lian_simulator_follow (LianSimulator *self, const LianRecord *act)
{
  const char *action = lian_record_get_text (act, LIAN_ACT_ACTION);
  const char *case_id = lian_record_get_text (act, LIAN_ACT_CASE);

  if (case_id == NULL)
    return;
  if (g_str_equal (action, "close"))
    follow_close (self, case_id);
  else if (g_str_equal (action, "evaluate") || g_str_equal (action, "callback"))
    follow_rating (self, act, case_id);
  else if (g_str_equal (action, "self_handle"))
    follow_self_handling (self, case_id);
}
