/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-default-tables.h"

/* domain.md 8 as data: what a county changes by loading another dictionary. */

/* clang-format off */
/* text: the stage in which a case of this state waits. */
static const LianDefaultEntry states[] = {
  { "draft", "Draft", "草稿", .text = "off" },
  { "reported", "Reported", "已上报", .text = "to_accept" },
  { "verifying", "Verifying", "核实中", .text = "to_accept" },
  { "accepted", "Accepted", "已受理", .text = "to_file" },
  { "filed", "Filed", "已立案", .text = "to_dispatch" },
  { "dispatched", "Dispatched", "已派遣", .text = "to_sign" },
  { "signed", "Signed for", "已签收", .text = "handling" },
  { "handling", "Handling", "处置中", .text = "handling" },
  { "feedback", "Fed back", "已反馈", .text = "to_check" },
  { "checking", "Being checked", "核查中", .text = "to_check" },
  { "checked", "Checked", "已核查", .text = "to_close" },
  { "check_failed", "Check failed", "核查未通过", .text = "to_dispatch" },
  { "closed", "Closed", "已结案", .text = "done" },
  { "evaluated", "Evaluated", "已评价", .text = "done" },
  { "archived", "Archived", "已归档", .text = "done" },
  { "suspended", "Suspended", "挂账", .text = "held" },
  { "rejected", "Rejected", "不予受理", .text = "off" },
  { "returned_up", "Returned to the level above", "已向上级退单", .text = "off" },
  { "void", "Void", "作废", .text = "off" },
  { "merged", "Merged", "已合并", .text = "off" },
};

static const LianDefaultEntry stages[] = {
  { "to_accept", "To accept", "待受理" },
  { "to_file", "To file", "待立案" },
  { "to_dispatch", "To dispatch", "待派遣" },
  { "to_sign", "To sign for", "待签收" },
  { "handling", "Handling", "处置中" },
  { "to_check", "To check", "待核查" },
  { "to_close", "To close", "待结案" },
  { "done", "Done", "已办结" },
  { "held", "Held", "挂账" },
  { "off", "Off the path", "不在流程" },
};

/* text: "centre" (acts on what its level holds), "unit", "surface" (residents' and workers'
 * surfaces, connected systems), "reader", "office" (administration without business data). */
static const LianDefaultEntry roles[] = {
  { "viewer", "Viewer", "查看人员", .text = "reader" },
  { "leader", "Leader", "领导", .text = "reader" },
  { "operator", "Operator", "受理员", .text = "centre" },
  { "inspector", "Inspector", "监督员", .text = "surface" },
  { "dispatcher", "Dispatcher", "派遣员", .text = "centre" },
  { "duty_chief", "Duty chief", "值班长", .text = "centre" },
  { "commander", "Commander", "指挥长", .text = "centre" },
  { "unit_handler", "Unit handler", "处置人员", .text = "unit" },
  { "admin", "Administrator", "系统管理员", .text = "office" },
  { "auditor", "Auditor", "审计员", .text = "office" },
  { "display", "Display", "大屏", .text = "reader" },
  { "grid_member", "Grid member", "网格员", .text = "surface" },
  { "community_worker", "Community worker", "社区工作者", .text = "surface" },
  { "resident", "Resident", "居民", .text = "surface" },
  { "connector", "Connected system", "对接系统", .text = "surface" },
  { "system", "The platform itself", "平台", .text = "surface" },
};

#define OPEN "accepted|filed|dispatched|signed|handling|feedback|checking|checked|check_failed"
#define WITH_UNIT "dispatched|signed|handling"
#define CENTRE "operator|dispatcher|duty_chief"

/* codes: states it starts from; codes2: roles; text: the state it leads to, absent = unchanged;
 * parent: what it is about, absent = a case; needs, effects: lian-act.h. Actions without roles are
 * what approving an application does. */
static const LianDefaultEntry actions[] = {
  { "report", "Report", "上报", "draft", "grid_member|community_worker|operator|dispatcher|duty_chief|resident|connector", "reported", .parent = "report" },
  { "register", "Register by hand", "登记", "draft", "operator|dispatcher|duty_chief", "reported", .parent = "report" },

  { "verify", "Ask to verify", "核实", "reported", "operator|duty_chief", "verifying", .effects = "moment:verify_at" },
  { "verified", "Answer verification", "核实反馈", "verifying", "grid_member|inspector", "reported", .needs = "result", .effects = "result:verify_result|moment:verified_at|pictures:pictures_before" },
  { "accept", "Accept", "受理", "reported|verifying", "operator|duty_chief", "accepted" },
  { "reject", "Reject", "不予受理", "reported|verifying|accepted", "operator|duty_chief", "rejected", .needs = "opinion" },
  { "file", "File", "立案", "accepted", "duty_chief", "filed" },

  { "dispatch", "Dispatch", "派遣", "filed", "dispatcher|duty_chief", "dispatched", .needs = "to_unit", .effects = "deliver" },
  { "transfer", "Transfer", "转办", "signed|handling", "dispatcher|duty_chief", "dispatched", .needs = "to_unit", .effects = "revoke|deliver" },
  { "recall", "Recall", "撤回", "dispatched", "dispatcher|duty_chief", "filed", .effects = "revoke|release" },
  { "revoke", "Revoke the instruction", "撤销指令", "dispatched", "dispatcher|duty_chief", "filed", .needs = "instruction_id", .effects = "revoke|release" },
  { "joint", "Handle jointly", "联办", WITH_UNIT, "dispatcher|duty_chief", NULL, .needs = "co_units", .effects = "join" },
  { "whistle", "Whistle", "吹哨", WITH_UNIT, "unit_handler", NULL, .needs = "co_units|opinion", .effects = "join|count:whistle_count" },

  { "sign", "Sign for", "签收", "dispatched", "unit_handler", "signed", .effects = "unit:signed" },
  { "handle", "Handle", "处置", "signed", "unit_handler", "handling", .effects = "unit:handling" },
  { "feedback", "Feed back", "反馈", "signed|handling", "unit_handler", "feedback", .effects = "unit:feedback|pictures:pictures_after" },

  { "apply_return", "Apply to return", "申请退回", WITH_UNIT, "unit_handler", NULL, .condition = "application_id=-", .needs = "opinion", .effects = "apply:return" },
  { "apply_extend", "Apply for extension", "申请延期", "signed|handling", "unit_handler", NULL, .condition = "application_id=-", .needs = "limit_min|opinion", .effects = "apply:extend" },
  { "apply_suspend", "Apply for suspension", "申请挂账", "handling", "unit_handler", NULL, .condition = "application_id=-", .needs = "until|opinion", .effects = "apply:suspend" },
  { "apply_resume", "Apply to resume", "申请恢复", "suspended", "unit_handler", NULL, .condition = "application_id=-", .needs = "opinion", .effects = "apply:resume" },
  { "apply_void", "Apply to void", "申请作废", "accepted|filed|dispatched", "operator|dispatcher", NULL, .condition = "application_id=-", .needs = "opinion", .effects = "apply:void" },
  { "apply_recategorise", "Apply for another category", "申请变更类别", "accepted|filed|dispatched|signed|handling", "operator|dispatcher|unit_handler", NULL, .condition = "application_id=-", .needs = "category|opinion", .effects = "apply:recategorise" },
  { "approve", "Approve", "同意申请", OPEN "|suspended", "dispatcher|duty_chief|commander", NULL, .condition = "application_id=?", .needs = "application_id", .effects = "decide:approved" },
  { "refuse", "Refuse", "不同意申请", OPEN "|suspended", "dispatcher|duty_chief|commander", NULL, .condition = "application_id=?", .needs = "application_id|opinion", .effects = "decide:refused" },
  { "appeal", "Ask for arbitration", "申请终审", WITH_UNIT "|suspended", "unit_handler", NULL, .condition = "application_id=-", .needs = "application_id|opinion", .effects = "appeal" },
  { "return_back", "Return", "退回", WITH_UNIT, NULL, "filed", .effects = "revoke|release|count:return_count" },
  { "extend", "Extend", "延期", "signed|handling", NULL, NULL, .effects = "extend|count:extend_count" },
  { "suspend", "Suspend", "挂账", "handling", NULL, "suspended", .effects = "hold" },
  { "resume", "Resume", "恢复", "suspended", "dispatcher|duty_chief|commander|system", "handling" },
  { "void", "Void", "作废", "accepted|filed|dispatched", "duty_chief", "void", .needs = "opinion", .effects = "revoke" },
  { "recategorise", "Another category", "变更类别", "accepted|filed|dispatched|signed|handling", NULL, NULL, .effects = "recategorise" },

  { "check", "Ask to check", "核查", "feedback", "operator|duty_chief", "checking" },
  { "checked", "Answer check", "核查反馈", "checking", "inspector|grid_member", "checked", .needs = "result", .effects = "result:check_result|goto:failed=check_failed|pictures:pictures_after" },
  { "rework", "Rework", "返工", "feedback|checking|checked|check_failed", "dispatcher|duty_chief", "dispatched", .effects = "again|count:rework_count" },
  { "close", "Close", "结案", "checked", "duty_chief", "closed", .effects = "deliveries:done" },
  { "self_handle", "Handle oneself", "自处理", "reported|verifying", "grid_member", "closed", .needs = "opinion", .effects = "audit:pending|pictures:pictures_after" },
  { "audit_self", "Audit self-handling", "自处理审核", "closed|evaluated", "duty_chief", NULL, .condition = "audit_state=pending", .needs = "result", .effects = "audit|goto:failed=accepted" },

  { "answer", "Answer the resident", "答复", "feedback|checking|checked|check_failed|closed|evaluated", CENTRE, NULL, .needs = "opinion", .effects = "answer" },
  { "callback", "Call back", "回访", "closed", "operator|duty_chief", NULL, .needs = "result", .effects = "callback|goto:reached=evaluated" },
  { "evaluate", "Evaluate", "评价", "closed", "resident|connector", "evaluated", .needs = "satisfaction", .effects = "evaluate" },
  { "reopen", "Reopen", "重办", "evaluated", "dispatcher|duty_chief", "dispatched", .condition = "satisfaction=dissatisfied,very_dissatisfied", .effects = "again|count:reopen_count|goto:no_unit=filed" },
  { "archive", "Archive", "归档", "closed|evaluated", "operator|duty_chief", "archived" },

  { "merge", "Merge", "合并", "accepted|filed|dispatched|signed|handling", "operator|dispatcher", "merged", .needs = "lead_case_id", .effects = "merge|revoke|release" },
  { "unmerge", "Unmerge", "解除合并", "merged", "operator|dispatcher", "accepted", .effects = "unmerge" },
  { "escalate", "Escalate", "上报上级", "accepted|filed|dispatched|signed|handling", "dispatcher|duty_chief|unit_handler", NULL, .needs = "opinion", .effects = "level:up" },
  { "escalate_skip", "Escalate past a level", "越级上报", "accepted|filed|dispatched|signed|handling", "duty_chief|commander|unit_handler", NULL, .needs = "opinion|level", .effects = "level:above" },
  { "send_down", "Send down", "下派", "accepted|filed", "dispatcher|duty_chief", NULL, .needs = "level", .effects = "level:down" },
  { "nudge", "Nudge", "催办", WITH_UNIT "|feedback|checking", "dispatcher|duty_chief", NULL, .effects = "count:nudge_count" },
  { "supervise", "Supervise", "督办", OPEN, "duty_chief|commander", NULL, .needs = "card", .effects = "card" },
  { "reply_supervision", "Reply to supervision", "督办回复", OPEN "|suspended", "unit_handler", NULL, .needs = "supervision_id|opinion", .effects = "reply_card" },
  { "change_urgency", "Change urgency", "转应急", "reported|accepted|filed|dispatched|signed|handling", "duty_chief|commander", NULL, .needs = "urgency", .effects = "urgency" },
  { "reply_upstream", "Reply to the level above", "回复上级", "feedback|checking|checked|closed|evaluated|archived", CENTRE, NULL, .condition = "upstream_no=?", .needs = "opinion", .effects = "upstream:replied" },
  { "return_upstream", "Return to the level above", "向上级退单", "reported|accepted|filed", "operator|dispatcher|duty_chief", "returned_up", .condition = "upstream_no=?", .needs = "opinion", .effects = "upstream:returned" },

  { "remark", "Remark", "批示", NULL, "leader|commander", NULL, .parent = "none", .needs = "opinion", .effects = "issue:remark" },
  { "issue_item", "Issue", "下发事项", NULL, "dispatcher|duty_chief|commander", NULL, .parent = "none", .needs = "programme|title", .effects = "issue" },
  { "take_item", "Take on", "接收事项", "open", "unit_handler|duty_chief", "doing", .parent = "item" },
  { "report_progress", "Report progress", "上报进度", "doing", "unit_handler|duty_chief", NULL, .parent = "item", .needs = "progress", .effects = "progress" },
  { "submit_item", "Submit", "提交事项", "open|doing", "unit_handler", "submitted", .parent = "item", .needs = "opinion", .effects = "item_answer" },
  { "accept_item", "Strike off", "销号", "submitted", "dispatcher|duty_chief|commander", "done", .parent = "item", .effects = "item_done" },
  { "return_item", "Send back", "退回整改", "submitted", "dispatcher|duty_chief|commander", "doing", .parent = "item", .needs = "opinion" },
  { "cancel_item", "Cancel", "取消事项", "open|doing|submitted", "duty_chief|commander", "cancelled", .parent = "item", .needs = "opinion" },
  { "answer_remark", "Answer a remark", "批示答复", "open|doing", "duty_chief", "done", .parent = "item", .condition = "programme=remark", .needs = "opinion", .effects = "item_answer|item_done" },

  { "hand_over", "Hand over", "交班", NULL, CENTRE, NULL, .parent = "none", .needs = "opinion", .effects = "hand_over" },
  { "take_over", "Take over", "接班", NULL, CENTRE, NULL, .parent = "none", .needs = "handover_id", .effects = "take_over" },
};

/* text: the action that approval does; codes2: who decides. What was appealed is the commander's. */
static const LianDefaultEntry application_kinds[] = {
  { "extend", "Extension", "延期", NULL, "dispatcher|duty_chief|commander", "extend" },
  { "return", "Return", "退回", NULL, "dispatcher|duty_chief|commander", "return_back" },
  { "suspend", "Suspension", "挂账", NULL, "dispatcher|commander", "suspend" },
  { "resume", "Resumption", "恢复", NULL, "dispatcher|duty_chief|commander", "resume" },
  { "void", "Voiding", "作废", NULL, "duty_chief|commander", "void" },
  { "recategorise", "Another category", "变更类别", NULL, "dispatcher|duty_chief|commander", "recategorise" },
};

static const LianDefaultEntry application_states[] = {
  { "pending", "Pending", "待审批" },
  { "appealed", "With the arbiter", "待终审" },
  { "approved", "Approved", "已同意" },
  { "refused", "Refused", "不同意" },
  { "refused_final", "Refused by the arbiter", "终审不同意" },
  { "overtaken", "Overtaken", "已失效" },
};

/* codes: the actions of which it is a result. */
static const LianDefaultEntry results[] = {
  { "real", "As reported", "属实", "verified" },
  { "unreal", "Not as reported", "不属实", "verified" },
  { "passed", "Passed", "通过", "checked|audit_self" },
  { "failed", "Failed", "未通过", "checked|audit_self" },
  { "reached", "Reached", "已接通", "callback" },
  { "unreached", "Not reached", "未接通", "callback" },
  { "declined", "Declined", "拒绝回访", "callback" },
};

/* codes2: who may show it. A black card is off until a county adds it. */
static const LianDefaultEntry cards[] = {
  { "yellow", "Yellow card", "黄牌", NULL, "duty_chief|commander" },
  { "red", "Red card", "红牌", NULL, "commander" },
};

static const LianDefaultEntry supervision_states[] = {
  { "open", "To be replied to", "待回复" },
  { "replied", "Replied", "已回复" },
};

static const LianDefaultEntry item_states[] = {
  { "open", "Open", "待接收" },
  { "doing", "Under way", "办理中" },
  { "submitted", "Submitted", "待销号" },
  { "done", "Done", "已销号" },
  { "cancelled", "Cancelled", "已取消" },
};

static const LianDefaultEntry handover_states[] = {
  { "signed_out", "Handed over", "已交班" },
  { "signed_in", "Taken over", "已接班" },
};

static const LianDefaultEntry upstream_states[] = {
  { "replied", "Replied", "已回复上级" },
  { "returned", "Returned", "已退回上级" },
};

static const LianDefaultEntry audit_states[] = {
  { "pending", "To be audited", "待审核" },
  { "passed", "Passed", "审核通过" },
  { "failed", "Failed", "审核不通过" },
};

static const LianDefaultEntry directions[] = {
  { "resident_case", "Residents on cases", "居民评案件" },
  { "resident_item", "Residents on services", "居民评服务" },
  { "street_community", "Streets on communities", "街道评社区" },
  { "community_department", "Communities on departments", "社区评部门" },
  { "expert", "Experts", "专家评分" },
};

/* The centre works round the clock, so its own stages run in natural time; the units' stages run in
 * working time. "close" is the deadline of the whole case, from its acceptance on; "supervision" that
 * of a reply to a card; others are of items by programme. */
static const LianDefaultEntry limits[] = {
  { "to_accept", "To accept", NULL, .amount = 120, .unit = "natural_minute" },
  { "to_accept//urgent", "To accept, urgent", NULL, .amount = 30, .unit = "natural_minute" },
  { "to_accept//grave", "To accept, grave", NULL, .amount = 15, .unit = "natural_minute" },
  { "to_file", "To file", NULL, .amount = 120, .unit = "natural_minute" },
  { "to_file//urgent", "To file, urgent", NULL, .amount = 30, .unit = "natural_minute" },
  { "to_file//grave", "To file, grave", NULL, .amount = 15, .unit = "natural_minute" },
  { "to_dispatch", "To dispatch", NULL, .amount = 300, .unit = "natural_minute" },
  { "to_dispatch//urgent", "To dispatch, urgent", NULL, .amount = 120, .unit = "natural_minute" },
  { "to_dispatch//grave", "To dispatch, grave", NULL, .amount = 30, .unit = "natural_minute" },
  { "to_sign", "To sign for", NULL, .amount = 240, .unit = "work_minute" },
  { "to_sign//urgent", "To sign for, urgent", NULL, .amount = 60, .unit = "work_minute" },
  { "to_sign//grave", "To sign for, grave", NULL, .amount = 30, .unit = "natural_minute" },
  { "handling", "Handling", NULL, .amount = 3, .unit = "work_day" },
  { "handling//urgent", "Handling, urgent", NULL, .amount = 1, .unit = "work_day" },
  { "handling//grave", "Handling, grave", NULL, .amount = 240, .unit = "natural_minute" },
  { "to_check", "To check", NULL, .amount = 1, .unit = "work_day" },
  { "to_check//urgent", "To check, urgent", NULL, .amount = 240, .unit = "work_minute" },
  { "to_check//grave", "To check, grave", NULL, .amount = 120, .unit = "natural_minute" },
  { "to_close", "To close", NULL, .amount = 1, .unit = "work_day" },
  { "to_close//urgent", "To close, urgent", NULL, .amount = 240, .unit = "work_minute" },
  { "to_close//grave", "To close, grave", NULL, .amount = 120, .unit = "natural_minute" },
  { "close", "Whole case", NULL, .amount = 5, .unit = "work_day" },
  { "close//urgent", "Whole case, urgent", NULL, .amount = 3, .unit = "work_day" },
  { "close//grave", "Whole case, grave", NULL, .amount = 1, .unit = "work_day" },
  { "supervision", "Reply to a card", NULL, .amount = 240, .unit = "work_minute" },
  { "remark", "Answer to a remark", NULL, .amount = 1, .unit = "work_day" },
  { "notice", "Receipt of a notice", NULL, .amount = 240, .unit = "work_minute" },
  { "rectification", "Rectification", NULL, .amount = 15, .unit = "work_day" },
};
/* clang-format on */

static const LianDefaultVocabulary tables[] = {
  LIAN_DEFAULT_TABLE ("state", states),
  LIAN_DEFAULT_TABLE ("stage", stages),
  LIAN_DEFAULT_TABLE ("role", roles),
  LIAN_DEFAULT_TABLE ("action", actions),
  LIAN_DEFAULT_TABLE ("application_kind", application_kinds),
  LIAN_DEFAULT_TABLE ("application_state", application_states),
  LIAN_DEFAULT_TABLE ("result", results),
  LIAN_DEFAULT_TABLE ("card", cards),
  LIAN_DEFAULT_TABLE ("supervision_state", supervision_states),
  LIAN_DEFAULT_TABLE ("item_state", item_states),
  LIAN_DEFAULT_TABLE ("handover_state", handover_states),
  LIAN_DEFAULT_TABLE ("upstream_state", upstream_states),
  LIAN_DEFAULT_TABLE ("audit_state", audit_states),
  LIAN_DEFAULT_TABLE ("evaluation_direction", directions),
  LIAN_DEFAULT_TABLE ("limit", limits),
};

/**
 * lian_default_workflow_get:
 * @n: (out): how many
 *
 * Returns: (transfer none): the vocabularies of the workflow
 */
const LianDefaultVocabulary *
lian_default_workflow_get (guint *n)
{
  *n = G_N_ELEMENTS (tables);
  return tables;
}
