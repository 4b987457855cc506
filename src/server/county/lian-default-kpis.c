/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The default figures of domain.md 9, as far as they are counts on the fields of cases. A numerator
 * is always a part of its denominator: what is counted is what became of the cases that were
 * reported, accepted, dispatched, due, closed or evaluated in the period, never what happened to
 * others in it. What the fields do not tell (targets, rosters, distances, funds) is not here. */
#include "lian-default-tables.h"

/* clang-format off */
#define CLOSED "state=closed,evaluated,archived"

/* What does not count: terms of their own, so that whoever shows the figure can show them. */
#define NO_DUPLICATES "|state=merged|duplicate_of=?"
#define OFF "|state=void,rejected,returned_up,merged|duplicate_of=?"
#define OFF_OR_HELD "|state=void,rejected,returned_up,merged,suspended|duplicate_of=?"

/* Due to close in the period, with what is overdue and not yet closed; what is off the path or held
 * does not count, nor do duplicates. */
#define DUE "@close_due state!=void,rejected,returned_up,merged,suspended duplicate_of=-"
#define ON_TIME "@close_due " CLOSED " closed_at<=close_due duplicate_of=-"

static const LianDefaultEntry kpis[] = {
  { "on_time_rate", "Closed on time", "按期结案率",
    ON_TIME "|" DUE, .amount = 9500, .unit = "basis_point",
    .text = "Closed by the deadline of the whole case, of all that were due to close in the period. Without void, rejected, returned, merged, duplicate and held cases.\n"
            "期内应结案件中在总时限内结案的比例。不含作废、不予受理、退回上级、合并、重复和挂账案件。" },
  { "satisfaction_rate", "Satisfaction", "满意率",
    "@evaluated_at satisfaction=very_satisfied,satisfied,basically_satisfied" "|" "@evaluated_at satisfaction=?", .amount = 9000, .unit = "basis_point",
    .text = "Very satisfied, satisfied and basically satisfied, of all valid evaluations of the period.\n"
            "期内有效评价中非常满意、满意和基本满意的比例。" },
  { "acceptance_rate", "Accepted", "受理率",
    "@reported_at accepted_at=?" "|" "@reported_at" NO_DUPLICATES, .unit = "basis_point",
    .text = "Accepted, of all that were reported in the period. Without merged and duplicate cases.\n"
            "期内上报案件中已受理的比例。不含合并和重复案件。" },
  { "filing_rate", "Filed", "立案率",
    "@accepted_at filed_at=?" "|" "@accepted_at" NO_DUPLICATES, .unit = "basis_point",
    .text = "Filed, of all that were accepted in the period. Without merged and duplicate cases.\n"
            "期内受理案件中已立案的比例。不含合并和重复案件。" },
  { "filing_accuracy", "Rightly filed", "准确立案率",
    "@filed_at state!=void" "|" "@filed_at" NO_DUPLICATES, .unit = "basis_point",
    .text = "Not void afterwards, of all that were filed in the period. Without merged and duplicate cases.\n"
            "期内立案案件中未被作废的比例。不含合并和重复案件。" },
  { "closing_rate", "Closed", "结案率",
    "@close_due " CLOSED "|" "@close_due" OFF_OR_HELD, .amount = 9500, .unit = "basis_point",
    .text = "Closed, in time or late, of all that were due to close in the period. Without void, rejected, returned, merged, duplicate and held cases.\n"
            "期内应结案件中已结案（含超期结案）的比例。不含作废、不予受理、退回上级、合并、重复和挂账案件。" },
  { "on_time_of_closed", "Closed on time, of those closed", "结案按时率",
    "@close_due " CLOSED " closed_at<=close_due" "|" "@close_due " CLOSED OFF_OR_HELD, .unit = "basis_point",
    .text = "Closed by the deadline of the whole case, of those due in the period that are closed. Higher than the rate of all that were due, and not to be compared with it.\n"
            "期内应结且已结案件中按期结案的比例。分母为结案数，高于按期结案率，两者不可比。" },
  { "overdue_rate", "Overdue", "超期率",
    "@close_due close_due<now closed_at!<=close_due" "|" "@close_due" OFF_OR_HELD, .unit = "basis_point",
    .text = "Closed late, or still open after the deadline, of all that were due to close in the period. Without void, rejected, returned, merged, duplicate and held cases.\n"
            "期内应结案件中超期结案或超期未结的比例。不含作废、不予受理、退回上级、合并、重复和挂账案件。" },
  { "disposal_rate", "Disposed of", "处置率",
    "@close_due dispatched_at=? feedback_at=?" "|" "@close_due dispatched_at=?" OFF_OR_HELD, .unit = "basis_point",
    .text = "Fed back by the unit, of the dispatched cases that were due in the period. Without void, rejected, returned, merged, duplicate and held cases.\n"
            "期内到期的已派遣案件中处置单位已反馈的比例。不含作废、不予受理、退回上级、合并、重复和挂账案件。" },
  { "on_time_disposal_rate", "Disposed of on time", "按时处置率",
    "@close_due dispatched_at=? feedback_at<=close_due" "|" "@close_due dispatched_at=?" OFF_OR_HELD, .unit = "basis_point",
    .text = "Fed back by the deadline of the whole case, of the dispatched cases that were due in the period. Without void, rejected, returned, merged, duplicate and held cases.\n"
            "期内到期的已派遣案件中在总时限内反馈的比例。不含作废、不予受理、退回上级、合并、重复和挂账案件。" },
  { "signing_rate", "Signed for", "签收率",
    "@dispatched_at signed_at=?" "|" "@dispatched_at" OFF, .unit = "basis_point",
    .text = "Signed for by the unit, of all that were dispatched in the period. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内派遣案件中已签收的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "prompt_signing_rate", "Signed for promptly", "签收及时率",
    "@dispatched_at signed_at<=dispatched_at+24h" "|" "@dispatched_at" OFF, .unit = "basis_point",
    .text = "Signed for within 24 hours by the clock, nights and holidays included, of all that were dispatched in the period. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内派遣案件中自派遣起 24 小时（自然时）内签收的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "return_rate", "Returned", "退单率",
    "@dispatched_at return_count>0" "|" "@dispatched_at" OFF, .unit = "basis_point",
    .text = "Returned by a unit at least once, of all that were dispatched in the period. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内派遣案件中至少被退回一次的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "extension_rate", "Extended", "延期率",
    "@dispatched_at extend_count>0" "|" "@dispatched_at" OFF, .unit = "basis_point",
    .text = "Extended at least once, of all that were dispatched in the period. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内派遣案件中至少延期一次的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "nudge_rate", "Nudged", "催办率",
    "@dispatched_at nudge_count>0" "|" "@dispatched_at" OFF, .unit = "basis_point",
    .text = "Nudged at least once, of all that were dispatched in the period. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内派遣案件中至少被催办一次的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "supervision_rate", "Supervised with a card", "督办率",
    "@dispatched_at card=?" "|" "@dispatched_at" OFF, .unit = "basis_point",
    .text = "With a yellow, red or black card, of all that were dispatched in the period. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内派遣案件中被亮黄牌、红牌或黑牌的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "rework_rate", "Reworked", "返工率",
    "@feedback_at rework_count>0" "|" "@feedback_at" OFF, .unit = "basis_point",
    .text = "Reworked at least once, of all that were fed back in the period. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内反馈案件中至少返工一次的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "self_handling_rate", "Handled on the spot", "自处理率",
    "@closed_at dispatched_at=-" "|" "@closed_at" OFF, .unit = "basis_point",
    .text = "Closed without having been dispatched, of all that were closed in the period. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内结案案件中未经派遣、由网格员自行处理的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "evaluation_rate", "Evaluated", "评价率",
    "@closed_at satisfaction=?" "|" "@closed_at" OFF, .unit = "basis_point",
    .text = "With an evaluation by the resident, of all that were closed in the period. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内结案案件中有居民有效评价的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "dissatisfaction_rate", "Dissatisfaction", "不满意率",
    "@evaluated_at satisfaction=dissatisfied,very_dissatisfied" "|" "@evaluated_at satisfaction=?", .unit = "basis_point",
    .text = "Dissatisfied and very dissatisfied, of all valid evaluations of the period.\n"
            "期内有效评价中不满意和非常不满意的比例。" },
  { "check_pass_rate", "Passed the check", "核查通过率",
    "@checked_at check_result=passed|@checked_at check_result=?" OFF, .unit = "basis_point",
    .text = "Passed, of all checks on site that were answered in the period. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内已核查案件中核查通过的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "answer_rate", "Answered", "答复率",
    "@closed_at answered_at=?|@closed_at" OFF, .unit = "basis_point",
    .text = "With an answer to the resident, of all that were closed in the period. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内结案案件中已答复反映人的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "callback_rate", "Called back", "回访率",
    "@closed_at callback_at=?|@closed_at" OFF, .unit = "basis_point",
    .text = "Called back at least once, of all that were closed in the period. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内结案案件中已回访的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "effective_callback_rate", "Reached by call-back", "有效回访率",
    "@callback_at callback_result=reached|@callback_at" OFF, .unit = "basis_point",
    .text = "Reached, of all that were last called back in the period. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内回访案件中成功接通的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "reopening_rate", "Reopened", "重办率",
    "@closed_at reopen_count>0|@closed_at" OFF, .unit = "basis_point",
    .text = "Reopened at least once, of all that were closed in the period, for the last time. Without void, rejected, returned, merged and duplicate cases.\n"
            "期内（最终）结案案件中至少重办一次的比例。不含作废、不予受理、退回上级、合并和重复案件。" },
  { "upstream_on_time_rate", "Answered above on time", "上级工单按时回复率",
    "@upstream_deadline upstream_at<=upstream_deadline|@upstream_deadline" NO_DUPLICATES, .unit = "basis_point",
    .text = "Answered to the level above by its deadline, of all cases from above that were due in the period. Without merged and duplicate cases.\n"
            "期内到期的上级工单中在上级时限内回复的比例。不含合并和重复案件。" },
};
/* clang-format on */

static const LianDefaultVocabulary tables[] = {
  LIAN_DEFAULT_TABLE ("kpi", kpis),
};

/**
 * lian_default_kpis_get:
 * @n: (out): how many
 *
 * Returns: (transfer none): the vocabulary of figures
 */
const LianDefaultVocabulary *
lian_default_kpis_get (guint *n)
{
  *n = G_N_ELEMENTS (tables);
  return tables;
}
