/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-papers.h"

#include "lian-clock.h"
#include "lian-workflow.h"

#include <string.h>

/* What units apply for, cards and what is said to them, and what residents think: of cases that are
 * open or were until lately. Whatever is drawn here comes from dice of its own. */

#define MINUTE G_TIME_SPAN_MINUTE
#define LATELY (45 * G_TIME_SPAN_DAY)

static const char *const reasons_to_extend[] = {
  "配件需要采购，预计三个工作日到货。",
  "连续阴雨无法施工，申请顺延。",
  "涉及多户协商，尚未达成一致，申请延期。",
  "需要上级单位到场检测，时间未定。",
};

static const char *const reasons_to_return[] = {
  "该点位不在本单位养护范围，附权属图。",
  "经现场核实属小区内部设施，应由物业维修。",
  "责任路段已移交街道管理。",
};

/* Those that wait for a decision on the morning of the opening. */
static const struct
{
  const char *kind;
  const char *state;
} waiting[] = {
  { "extend", "pending" }, { "return", "appealed" }, { "extend", "pending" },
  { "return", "pending" }, { "suspend", "pending" }, { "recategorise", "pending" },
  { "extend", "pending" },
};

void
lian_county_papers_init (LianCountyPapers *self, LianCountyPlan *plan)
{
  self->plan = plan;
  self->n_waiting = 0;
  self->n_cards = 0;
  lian_dice_init_for (&self->dice, plan->seed, "papers");
}

static const char *
pick (LianCountyPapers *self, const char *const *texts, guint n)
{
  return texts[lian_dice_below (&self->dice, n)];
}

static LianRecord *
add_paper (LianCountyPapers *self, LianKindId kind, const LianRecord *of, const char *prefix)
{
  LianRecord *record = lian_record_new (kind);
  const char *id = lian_record_get_id (of);

  lian_record_take_text (record, LIAN_F_ID,
                         g_strconcat (prefix, id + (g_str_has_prefix (id, "case-") ? 5 : 0), NULL));
  lian_record_set_text (record, LIAN_F_REGION, lian_record_get_text (of, LIAN_F_REGION));
  g_ptr_array_add (self->plan->records, record);
  return record;
}

static char *
dup_clause (const char *category)
{
  return g_strdup_printf ("权责清单：%s 类事项的主办单位以权属为准。", category);
}

static LianRecord *
add_application (LianCountyPapers *self, const LianDraft *draft, LianRecord *of, const char *kind,
                 gint64 at)
{
  LianRecord *record = add_paper (self, LIAN_KIND_APPLICATION, of, "apply-");
  gboolean back = g_str_equal (kind, "return");

  lian_record_set_text (record, LIAN_APPLICATION_CASE, lian_record_get_id (of));
  lian_record_set_text (record, LIAN_APPLICATION_KIND, kind);
  lian_record_set_text (record, LIAN_APPLICATION_REASON,
                        back ? pick (self, reasons_to_return, G_N_ELEMENTS (reasons_to_return))
                             : pick (self, reasons_to_extend, G_N_ELEMENTS (reasons_to_extend)));
  if (back)
    lian_record_take_text (record, LIAN_APPLICATION_CLAUSE, dup_clause (draft->matter->category));
  if (g_str_equal (kind, "extend"))
    lian_record_set_int (record, LIAN_APPLICATION_REQUESTED_MIN,
                         480 * lian_dice_between (&self->dice, 1, 3));
  if (g_str_equal (kind, "suspend"))
    lian_record_set_time (record, LIAN_APPLICATION_UNTIL,
                          lian_time_day_start (self->plan->now)
                              + lian_dice_between (&self->dice, 5, 40) * G_TIME_SPAN_DAY);
  if (g_str_equal (kind, "recategorise"))
    lian_record_set_text (record, LIAN_APPLICATION_CATEGORY, "utility-pipe");
  lian_record_set_text (record, LIAN_APPLICATION_UNIT, draft->unit);
  lian_record_take_text (record, LIAN_APPLICATION_BY, lian_matter_dup_person (&self->dice));
  lian_record_set_time (record, LIAN_APPLICATION_AT, at);
  lian_record_set_text (record, LIAN_APPLICATION_STATE, "pending");
  return record;
}

static void
decide (LianCountyPapers *self, LianRecord *application, const char *state, const char *words)
{
  gint64 at = lian_record_get_time (application, LIAN_APPLICATION_AT)
              + lian_dice_between (&self->dice, 8, 90) * MINUTE;

  lian_record_set_text (application, LIAN_APPLICATION_STATE, state);
  lian_record_set_text (application, LIAN_APPLICATION_DECISION, words);
  lian_record_take_text (application, LIAN_APPLICATION_DECIDED_BY,
                         lian_matter_dup_person (&self->dice));
  lian_record_set_time (application, LIAN_APPLICATION_DECIDED_AT, MIN (at, self->plan->now));
}

/* What was applied for and decided in the course of a case that went on. */
static void
add_decided (LianCountyPapers *self, const LianDraft *draft, LianRecord *of)
{
  gint64 begun = draft->at[LIAN_STATION_HANDLING];
  gint64 ended = draft->at[LIAN_STATION_FEEDBACK];
  LianRecord *application;

  if (begun == 0 || ended <= begun || draft->unit == NULL)
    return;
  if (draft->extended > 0)
    {
      application = add_application (self, draft, of, "extend", begun + (ended - begun) / 2);
      decide (self, application, "approved", "同意延期，请按新时限完成。");
    }
  else if (draft->returned > 0)
    {
      application = add_application (self, draft, of, "return", draft->at[LIAN_STATION_DISPATCHED]);
      decide (self, application, "approved", "经核实，退回重新派遣。");
    }
  else if (lian_dice_chance (&self->dice, 0.012))
    {
      application = add_application (self, draft, of, "extend", begun + (ended - begun) / 3);
      decide (self, application, "refused", "不具备延期条件，请按时完成。");
    }
}

static void
add_waiting (LianCountyPapers *self, const LianDraft *draft, LianRecord *of)
{
  guint n = self->n_waiting % G_N_ELEMENTS (waiting);
  gint64 begun = draft->at[LIAN_STATION_HANDLING];
  LianRecord *application = add_application (self, draft, of, waiting[n].kind,
                                             begun + (self->plan->now - begun) / 5 * 4);

  if (g_str_equal (waiting[n].state, "appealed"))
    {
      decide (self, application, "appealed", "请继续处置，权属由主管部门协调。");
      lian_record_clear (application, LIAN_APPLICATION_DECIDED_AT);
      lian_record_clear (application, LIAN_APPLICATION_DECIDED_BY);
    }
  lian_record_set_text (of, LIAN_CASE_APPLICATION, lian_record_get_id (application));
  lian_record_set_text (of, LIAN_CASE_APPLICATION_KIND, waiting[n].kind);
  self->n_waiting++;
}

static void
add_supervision (LianCountyPapers *self, const LianDraft *draft, LianRecord *of, gint64 at,
                 gboolean replied)
{
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (self->plan->dictionary);
  LianRecord *record = add_paper (self, LIAN_KIND_SUPERVISION, of, "card-");

  lian_record_set_text (record, LIAN_SUPERVISION_CASE, lian_record_get_id (of));
  lian_record_set_text (record, LIAN_SUPERVISION_CARD, "yellow");
  lian_record_set_text (record, LIAN_SUPERVISION_TEXT, "超期未办结，请说明原因并明确完成时间。");
  lian_record_set_text (record, LIAN_SUPERVISION_BY, lian_county_chief_at (at));
  lian_record_set_text (record, LIAN_SUPERVISION_UNIT, draft->unit);
  lian_record_set_time (record, LIAN_SUPERVISION_AT, at);
  lian_record_set_time (record, LIAN_SUPERVISION_REPLY_DUE,
                        lian_work_calendar_add (calendar, at, 240, LIAN_LIMIT_WORK_MINUTES));
  lian_record_set_text (record, LIAN_SUPERVISION_STATE, replied ? "replied" : "open");
  lian_record_set_text (of, LIAN_CASE_CARD, "yellow");
  if (!replied)
    return;
  lian_record_set_text (record, LIAN_SUPERVISION_REPLY, "已增派人手，今日内完成并反馈。");
  lian_record_take_text (record, LIAN_SUPERVISION_REPLIED_BY, lian_matter_dup_person (&self->dice));
  lian_record_set_time (record, LIAN_SUPERVISION_REPLIED_AT,
                        MIN (at + lian_dice_between (&self->dice, 10, 200) * MINUTE,
                             self->plan->now - MINUTE));
}

static void
add_evaluation (LianCountyPapers *self, const LianDraft *draft, const LianRecord *of)
{
  LianRecord *record = add_paper (self, LIAN_KIND_EVALUATION, of, "rating-");

  lian_record_set_text (record, LIAN_EVALUATION_DIRECTION, "resident_case");
  lian_record_set_text (record, LIAN_EVALUATION_SUBJECT, lian_record_get_id (of));
  lian_record_set_text (record, LIAN_EVALUATION_SATISFACTION, draft->satisfaction);
  if (draft->words != NULL)
    lian_record_set_text (record, LIAN_EVALUATION_TEXT, draft->words);
  lian_record_set_time (record, LIAN_EVALUATION_AT, draft->at[LIAN_STATION_EVALUATED]);
  if (lian_record_get_bool (of, LIAN_CASE_SECRECY))
    lian_record_set_bool (record, LIAN_EVALUATION_SECRECY, TRUE);
}

static void
add_of_open (LianCountyPapers *self, const LianDraft *draft, LianRecord *of)
{
  LianCountyPlan *plan = self->plan;
  gint64 deadline = lian_record_get_time (of, LIAN_CASE_DEADLINE);
  gboolean old = plan->now - draft->at[LIAN_STATION_HANDLING] > 8 * G_TIME_SPAN_HOUR;

  if (deadline < plan->now - 2 * G_TIME_SPAN_HOUR && self->n_cards < 2 * plan->volume)
    add_supervision (self, draft, of, MAX (deadline, plan->now - G_TIME_SPAN_HOUR),
                     self->n_cards++ % 2 == 1);
  else if (old && deadline > plan->now && g_str_equal (draft->urgency, "normal")
           && self->n_waiting < G_N_ELEMENTS (waiting) * plan->volume
           && lian_dice_chance (&self->dice, 0.06))
    add_waiting (self, draft, of);
}

/**
 * lian_county_papers_write:
 * @draft: a case that is written down
 * @of: its record, which may get an application or a card
 */
void
lian_county_papers_write (LianCountyPapers *self, const LianDraft *draft, LianRecord *of)
{
  LianCountyPlan *plan = self->plan;
  gint64 closed = draft->at[LIAN_STATION_CLOSED];

  if (draft->off != NULL)
    return;
  if (draft->last == LIAN_STATION_HANDLING && !draft->held)
    add_of_open (self, draft, of);
  if (draft->satisfaction != NULL && plan->now - draft->at[LIAN_STATION_EVALUATED] < LATELY)
    add_evaluation (self, draft, of);
  if (closed == 0 || plan->now - closed > LATELY)
    return;
  add_decided (self, draft, of);
  if (closed > lian_record_get_time (of, LIAN_CASE_CLOSE_DUE)
      && lian_dice_chance (&self->dice, 0.3))
    add_supervision (self, draft, of, lian_record_get_time (of, LIAN_CASE_CLOSE_DUE), TRUE);
}

static void
add_scores (LianCountyPapers *self, LianRecord *evaluation)
{
  static const char *const keys[] = { "guidance", "service", "payment", "interference" };
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  double sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      LianRecord *row = lian_record_new (LIAN_KIND_SCORE);
      double score = lian_dice_between (&self->dice, 140, 200) / 2.0;

      lian_record_set_text (row, LIAN_SCORE_KEY, keys[i]);
      lian_record_set_real (row, LIAN_SCORE_SCORE, score);
      sum += score;
      g_ptr_array_add (rows, row);
    }
  lian_record_set_real (evaluation, LIAN_EVALUATION_SCORE, sum / G_N_ELEMENTS (keys));
  lian_record_take_rows (evaluation, LIAN_EVALUATION_SCORES, rows);
}

static void
add_judgement (LianCountyPapers *self, const char *direction, const char *region,
               const char *subject, const char *rater)
{
  LianRecord *record = lian_record_new (LIAN_KIND_EVALUATION);

  lian_record_take_text (record, LIAN_F_ID, g_strdup_printf ("judge-%s-%s", subject, rater));
  lian_record_set_text (record, LIAN_F_REGION, region);
  lian_record_set_text (record, LIAN_EVALUATION_DIRECTION, direction);
  lian_record_set_text (record, LIAN_EVALUATION_SUBJECT, subject);
  lian_record_set_text (record, LIAN_EVALUATION_RATER, rater);
  lian_record_set_time (record, LIAN_EVALUATION_AT,
                        lian_time_month_start (self->plan->now)
                            - lian_dice_between (&self->dice, 1, 20) * G_TIME_SPAN_DAY
                            + 10 * G_TIME_SPAN_HOUR);
  add_scores (self, record);
  g_ptr_array_add (self->plan->records, record);
}

/* Streets on their communities, some communities on departments, experts on the county; residents
 * on services that they had. */
static void
add_judgements (LianCountyPapers *self)
{
  static const char *const departments[] = { "cg", "zj", "ga", "sj", "mz", "jt" };
  LianCountyPlan *plan = self->plan;
  guint n = plan->records->len;

  for (guint c = 0; c < plan->communities->len; c++)
    {
      const LianCommunity *community = lian_plan_community (plan, c);

      add_judgement (self, "street_community", community->code, community->code,
                     lian_plan_town (plan, community->town)->code);
      if (c % 6 == 0)
        for (guint i = 0; i < G_N_ELEMENTS (departments); i++)
          {
            g_autofree char *unit = lian_county_unit_for (plan, departments[i], 0);

            add_judgement (self, "community_department", community->code, unit, community->code);
          }
    }
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *expert = g_strdup_printf ("expert-%u", i);

      add_judgement (self, "expert", plan->part->info->code, plan->part->info->code, expert);
    }
  for (guint i = 0; i < n; i++)
    {
      const LianRecord *item = plan->records->pdata[i];

      if (lian_record_get_kind (item)->id == LIAN_KIND_ITEM
          && lian_record_has (item, LIAN_ITEM_DONE_AT) && lian_dice_chance (&self->dice, 0.25))
        {
          LianRecord *record = add_paper (self, LIAN_KIND_EVALUATION, item, "rating-");

          lian_record_set_text (record, LIAN_EVALUATION_DIRECTION, "resident_item");
          lian_record_set_text (record, LIAN_EVALUATION_SUBJECT, lian_record_get_id (item));
          lian_record_set_text (record, LIAN_EVALUATION_SATISFACTION,
                                lian_matter_rating (&self->dice, NULL));
          lian_record_set_time (record, LIAN_EVALUATION_AT,
                                lian_record_get_time (item, LIAN_ITEM_DONE_AT) + 30 * MINUTE);
        }
    }
}

/* The shifts of the last three days were handed over, the last one this morning. */
static void
add_handovers (LianCountyPapers *self)
{
  LianCountyPlan *plan = self->plan;
  gint64 today = lian_time_day_start (plan->now);

  for (int half = -6; half <= 0; half++)
    {
      gint64 at = today + 8 * G_TIME_SPAN_HOUR + half * 12 * G_TIME_SPAN_HOUR;
      gboolean after_day = half % 2 != 0;
      g_autoptr (GDateTime) local = lian_time_to_local (at - G_TIME_SPAN_HOUR * 12);
      g_autofree char *date = g_date_time_format (local, "%Y%m%d");
      LianRecord *record = lian_record_new (LIAN_KIND_HANDOVER);

      if (at > plan->now)
        continue;
      lian_record_take_text (record, LIAN_F_ID,
                             g_strdup_printf ("handover-%s%s-%s", plan->id_infix, date,
                                              after_day ? "day" : "night"));
      lian_record_set_text (record, LIAN_F_REGION, plan->part->info->code);
      lian_record_take_text (record, LIAN_HANDOVER_SHIFT,
                             g_strdup_printf ("shift-%s%s-%s", plan->id_infix, date,
                                              after_day ? "day" : "night"));
      lian_record_set_text (record, LIAN_HANDOVER_FROM, after_day ? "seat02" : "seat05");
      lian_record_set_text (record, LIAN_HANDOVER_TO, after_day ? "seat05" : "seat02");
      lian_record_set_int (record, LIAN_HANDOVER_OPEN,
                           (gint64)(370 * plan->volume) + lian_dice_between (&self->dice, -14, 14));
      lian_record_set_int (record, LIAN_HANDOVER_OVERDUE, lian_dice_between (&self->dice, 3, 9));
      lian_record_set_int (record, LIAN_HANDOVER_DONE,
                           (gint64)(220 * plan->volume) + lian_dice_between (&self->dice, -20, 20));
      lian_record_set_text (record, LIAN_HANDOVER_NOTES,
                            after_day ? "超期件已催办，夜间关注积水点和供水抢修。"
                                      : "夜间平稳，两起抢修已完成，早高峰关注占道。");
      lian_record_set_time (record, LIAN_HANDOVER_OUT_AT, at);
      lian_record_set_time (record, LIAN_HANDOVER_IN_AT, at + 6 * MINUTE);
      lian_record_set_text (record, LIAN_HANDOVER_STATE, "signed_in");
      g_ptr_array_add (plan->records, record);
    }
}

/**
 * lian_county_add_papers:
 *
 * Adds what belongs to no case: handovers and what is judged once a quarter. Items have to be among
 * the records.
 */
void
lian_county_add_papers (LianCountyPlan *plan)
{
  LianCountyPapers papers;

  lian_county_papers_init (&papers, plan);
  lian_dice_init_for (&papers.dice, plan->seed, "judgements");
  add_handovers (&papers);
  add_judgements (&papers);
}
