/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-simulator-private.h"

#include "lian-clock.h"
#include "lian-county-matters.h"

#include <string.h>

/* What the other seats, the duty chief, the commander and the leaders do besides moving cases on:
 * they decide, supervise, remark, answer and hand over. What was on the desk when the watch began
 * is left to the person who watches, for some hours. */

#define PATIENCE (3 * G_TIME_SPAN_HOUR)

static const char *const remarks[] = {
  "同类问题反复出现，请牵头研究长效措施。",
  "请核实群众反映的情况，今日内报告处置结果。",
  "雨天积水点要逐一明确责任人。",
  "请统计本周超期件，说明原因。",
};

static const char *const remark_answers[] = {
  "已会同责任单位现场会商，明确措施和完成时限。",
  "已核实并处置完毕，居民表示认可。",
  "已列入本周督办清单，逐日跟踪。",
};

static const char *
pick (LianSimulator *self, const char *const *texts, guint n)
{
  return texts[lian_dice_below (&self->dice, n)];
}

/* Whether this is the first time that it is asked for @subject. */
static gboolean
once (LianSimulator *self, const char *subject, const char *purpose)
{
  return g_hash_table_add (self->dealt, g_strconcat (purpose, " ", subject, NULL));
}

static void
decide (LianSimulator *self, const char *case_id, const char *application, gboolean appealed)
{
  gboolean approve = lian_simulator_is_one (application, appealed ? "arbiter" : "decide", 0.72);
  LianRecord *act = lian_simulator_act (approve ? "approve" : "refuse", case_id);

  lian_record_set_text (act, LIAN_ACT_APPLICATION, application);
  lian_record_set_text (act, LIAN_ACT_OPINION,
                        approve ? "同意，请抓紧落实。" : "理由不充分，请继续处置。");
  lian_simulator_plan (self, lian_dice_between (&self->dice, 60, 600), act,
                       appealed ? "commander" : "seat05", appealed ? "commander" : "dispatcher",
                       NULL);
}

/* The morning's applications are the watching person's, those of later are the other seats'. What
 * still waits when a seat has decided is with the arbiter. */
static void
watch_application (LianSimulator *self, const LianRecord *record)
{
  const char *id = lian_record_get_text (record, LIAN_CASE_APPLICATION);
  gint64 now = lian_simulator_now (self);
  gint64 since = now;
  const gint64 *seen = id != NULL ? g_hash_table_lookup (self->waiting, id) : NULL;
  gboolean again;

  if (id == NULL || (seen != NULL && now - *seen < PATIENCE))
    return;
  if (seen != NULL)
    {
      again = !once (self, id, "decided");
      decide (self, lian_record_get_id (record), id, again);
    }
  else if (self->looked)
    since -= PATIENCE;
  g_hash_table_replace (self->waiting, g_strdup (id), g_memdup2 (&since, sizeof since));
}

/* What is long overdue gets a nudge, and some of it a card that its unit replies to. */
static void
watch_deadline (LianSimulator *self, const LianRecord *record)
{
  const char *id = lian_record_get_id (record);
  const char *unit = lian_record_get_text (record, LIAN_CASE_LEAD_UNIT);
  const char *state = lian_record_get_text (record, LIAN_CASE_STATE);
  gint64 deadline = lian_record_get_time (record, LIAN_CASE_DEADLINE);
  gint64 late = lian_simulator_now (self) - deadline;

  if (deadline == 0 || unit == NULL || g_strcmp0 (state, "handling") != 0
      || deadline < self->started_at)
    return;
  if (late > G_TIME_SPAN_HOUR && lian_record_get_int (record, LIAN_CASE_NUDGE_COUNT) == 0
      && lian_simulator_is_one (id, "nudge", 0.6) && once (self, id, "nudge"))
    lian_simulator_plan (self, 60, lian_simulator_act ("nudge", id), "seat05", "dispatcher", NULL);
  if (late > 5 * G_TIME_SPAN_HOUR && !lian_record_has (record, LIAN_CASE_CARD)
      && lian_simulator_is_one (id, "card", 0.4) && once (self, id, "card"))
    {
      LianRecord *act = lian_simulator_act ("supervise", id);

      lian_record_set_text (act, LIAN_ACT_CARD, "yellow");
      lian_record_set_text (act, LIAN_ACT_OPINION, "超期未办结，请说明原因并明确完成时间。");
      lian_simulator_plan (self, 120, act, "chief", "duty_chief", NULL);
    }
}

/**
 * lian_simulator_watch_case:
 *
 * Looks at an open case for what it needs besides going on.
 */
void
lian_simulator_watch_case (LianSimulator *self, const LianRecord *record)
{
  watch_application (self, record);
  watch_deadline (self, record);
}

static void
listed_cb (GObject *source, GAsyncResult *result, LianSimulator *self,
           void (*take) (LianSimulator *self, const LianRecord *record))
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = lian_service_list_finish (LIAN_SERVICE (source), result, &error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    take (self, list->pdata[i]);
}

/* Some who were refused ask the arbiter, once. */
static void
take_application (LianSimulator *self, const LianRecord *application)
{
  const char *id = lian_record_get_id (application);
  const char *case_id = lian_record_get_text (application, LIAN_APPLICATION_CASE);
  const char *unit = lian_record_get_text (application, LIAN_APPLICATION_UNIT);
  g_autofree char *person = lian_matter_dup_person (&self->dice);
  LianRecord *act;

  if (g_strcmp0 (lian_record_get_text (application, LIAN_APPLICATION_STATE), "appealed") == 0)
    {
      if (lian_record_get_time (application, LIAN_APPLICATION_AT) >= self->started_at)
        decide (self, case_id, id, TRUE);
      return;
    }
  if (unit == NULL || lian_record_get_time (application, LIAN_APPLICATION_AT) < self->started_at
      || !lian_simulator_is_one (id, "appeal", 0.2) || !once (self, id, "appeal"))
    return;
  act = lian_simulator_act ("appeal", case_id);
  lian_record_set_text (act, LIAN_ACT_APPLICATION, id);
  lian_record_set_text (act, LIAN_ACT_OPINION, "权属争议较大，请指挥长裁定。");
  lian_simulator_plan (self, 300, act, person, "unit_handler", unit);
}

static void
applications_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianSimulator) self = user_data;

  listed_cb (source, result, self, take_application);
}

static void
take_card (LianSimulator *self, const LianRecord *card)
{
  const char *id = lian_record_get_id (card);
  const char *unit = lian_record_get_text (card, LIAN_SUPERVISION_UNIT);
  g_autofree char *person = lian_matter_dup_person (&self->dice);
  LianRecord *act;

  if (unit == NULL || !once (self, id, "reply"))
    return;
  act = lian_simulator_act ("reply_supervision",
                            lian_record_get_text (card, LIAN_SUPERVISION_CASE));
  lian_record_set_text (act, LIAN_ACT_SUPERVISION, id);
  lian_record_set_text (act, LIAN_ACT_OPINION, "已增派人手，今日内完成并反馈。");
  lian_simulator_plan (self, lian_dice_between (&self->dice, 600, 7200), act, person,
                       "unit_handler", unit);
}

static void
cards_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianSimulator) self = user_data;

  listed_cb (source, result, self, take_card);
}

static void
take_remark (LianSimulator *self, const LianRecord *item)
{
  const char *id = lian_record_get_id (item);
  gint64 issued = lian_record_get_time (item, LIAN_ITEM_ISSUED_AT);
  LianRecord *act;

  if ((issued < self->started_at && lian_simulator_now (self) < self->started_at + PATIENCE)
      || !once (self, id, "remark"))
    return;
  act = lian_simulator_act ("answer_remark", NULL);
  lian_record_set_text (act, LIAN_ACT_ITEM, id);
  lian_record_set_text (act, LIAN_ACT_OPINION,
                        pick (self, remark_answers, G_N_ELEMENTS (remark_answers)));
  lian_simulator_plan (self, lian_dice_between (&self->dice, 1200, 5400), act, "chief",
                       "duty_chief", NULL);
}

static void
remarks_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianSimulator) self = user_data;

  listed_cb (source, result, self, take_remark);
}

/* A leader has something to say now and then, by day. */
static void
remark (LianSimulator *self)
{
  LianRecord *act;

  if (!lian_simulator_is_day (self))
    return;
  act = lian_simulator_act ("remark", NULL);
  lian_record_set_text (act, LIAN_ACT_OPINION, pick (self, remarks, G_N_ELEMENTS (remarks)));
  lian_simulator_order (self, 1, act, "leader", "leader", -1);
}

/* At eight and at twenty a seat hands over. */
static gint64
next_shift_after (gint64 now)
{
  gint64 half = 12 * G_TIME_SPAN_HOUR;
  gint64 first = lian_time_day_start (now) + 8 * G_TIME_SPAN_HOUR - half;

  return first + ((now - first) / half + 1) * half;
}

static void
hand_over (LianSimulator *self)
{
  LianRecord *act = lian_simulator_act ("hand_over", NULL);

  lian_record_set_text (act, LIAN_ACT_OPINION, "超期件已催办，在办件见清单，请继续跟踪。");
  lian_simulator_plan (self, 1, act, "seat05", "operator", NULL);
}

static void
take_handover (LianSimulator *self, const LianRecord *handover)
{
  const char *id = lian_record_get_id (handover);
  LianRecord *act;

  if (g_strcmp0 (lian_record_get_text (handover, LIAN_HANDOVER_FROM), "seat05") != 0
      || !once (self, id, "take_over"))
    return;
  act = lian_simulator_act ("take_over", NULL);
  lian_record_set_text (act, LIAN_ACT_HANDOVER, id);
  lian_simulator_plan (self, 300, act, "seat06", "operator", NULL);
}

static void
handovers_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianSimulator) self = user_data;

  listed_cb (source, result, self, take_handover);
}

static void
ask (LianSimulator *self, LianKindId kind, const char *term, GAsyncReadyCallback callback)
{
  lian_service_list (self->service, &lian_simulator_connector, kind, term, 200, FALSE,
                     self->cancellable, callback, g_object_ref (self));
}

/**
 * lian_simulator_go_round:
 *
 * To be called often: every few minutes it looks through what waits for an answer.
 */
void
lian_simulator_go_round (LianSimulator *self)
{
  gint64 now = lian_simulator_now (self);

  if (now < self->next_round)
    return;
  self->next_round = lian_simulator_in (self, 300);
  if (self->next_shift == 0)
    self->next_shift = next_shift_after (now);
  if (now >= self->next_shift)
    {
      hand_over (self);
      self->next_shift = next_shift_after (now);
    }
  if (self->next_remark == 0 || now >= self->next_remark)
    {
      if (self->next_remark != 0)
        remark (self);
      self->next_remark = lian_simulator_in (self, lian_dice_between (&self->dice, 9000, 22000));
    }
  ask (self, LIAN_KIND_APPLICATION, "state=refused,appealed", applications_cb);
  ask (self, LIAN_KIND_SUPERVISION, "state=open", cards_cb);
  ask (self, LIAN_KIND_ITEM, "programme=remark state=open", remarks_cb);
  ask (self, LIAN_KIND_HANDOVER, "state=signed_out", handovers_cb);
}
