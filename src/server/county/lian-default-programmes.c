/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-default-tables.h"

/* clang-format off */
/* domain.md 6: what the centre is asked to show beside cases. amount: the number there, 0 = the
 * centre's own; codes: the kinds in which it comes; codes2: for whom, where no unit is named. */
static const LianDefaultEntry programmes[] = {
  { "remark", "Leader's remarks", "领导批示", "item", "duty_chief", .unit = "function" },
  { "notice", "Notices", "通知", "item", .unit = "function" },
  { "task", "Tasks", "工作任务", "item", .unit = "function" },
  { "linkage", "Five levels linked", "五级联动", "measure", .amount = 1, .unit = "function" },
  { "meeting", "Leading group's meetings", "领导小组会议", "item", .amount = 2, .unit = "function" },
  { "standards", "“5+4” standards", "“5+4”标准体系", "item|measure", .amount = 3, .unit = "function" },
  { "party_organisation", "Party organisation", "党组织建设", "measure", .amount = 4, .unit = "function" },
  { "pilot_task", "Tasks of the experiment", "实验任务", "item", .amount = 5, .unit = "function" },
  { "joint_meeting", "Joint meeting of departments", "部门联席会议", "item", .amount = 6, .unit = "function" },
  { "funds", "Funds of three sources", "三轮驱动经费", "measure", .amount = 7, .unit = "function" },
  { "facility_transfer", "Transfer of premises", "闲置房屋移交", "item|measure", .amount = 8, .unit = "function" },
  { "complex_use", "Use of service complexes", "服务综合体使用", "measure", .amount = 9, .unit = "function" },
  { "facility_use", "Use of facilities", "服务设施使用", "measure", .amount = 10, .unit = "function" },
  { "resident_service", "Residents' requests", "便民需求", "item", .amount = 11, .unit = "function" },
  { "workload", "Workload", "工作量", "measure", .amount = 12, .unit = "function" },
  { "monitoring", "Monitoring and dispatch", "综合监测调度", "measure", .amount = 13, .unit = "function" },
  { "party_activity", "Smart party building", "慧党建", "item|measure", .amount = 14, .unit = "function" },
  { "deliberation", "Smart self-governance", "慧自治", "item", .amount = 15, .unit = "function" },
  { "livelihood", "Smart livelihood", "慧民生", "item", .amount = 16, .unit = "function" },
  { "elder_care", "Smart elderly care", "慧养老", "item|measure", .amount = 17, .unit = "function" },
  { "life_circle", "15-minute life circle", "15分钟生活圈", "measure|item", .amount = 18, .unit = "function" },
  { "chat_groups", "Residents' chat groups", "网格微信群", "measure", .amount = 19, .unit = "function" },
  { "digital_cg", "Digital city management", "数字城管", "measure", .amount = 20, .unit = "function" },
  { "xueliang", "Sharp Eyes video", "雪亮工程", "measure", .amount = 21, .unit = "function" },
  { "welfare_project", "Public-welfare ventures", "公益创投", "item", .amount = 22, .unit = "function" },
  { "points", "Volunteer points", "志愿服务积分", "measure", .amount = 23, .unit = "function" },
  { "demand", "Demand list", "需求项目清单", "item", .amount = 24, .unit = "function" },
  { "social_activity", "Social organisations", "社会组织活动", "item", .amount = 25, .unit = "function" },
  { "staffing", "Community workers", "社区工作者队伍", "measure", .amount = 26, .unit = "function" },
  { "grades", "Four posts, eighteen grades", "四岗十八级", "measure", .amount = 27, .unit = "function" },
  { "grid_duty", "Posts in the grid", "岗在网格", "measure", .amount = 28, .unit = "function" },
  { "pilot_zone", "Special experimental zones", "特色实验区", "item", .amount = 29, .unit = "function" },
  { "night_talk", "Night talks and small classes", "星空夜话·微课堂", "item", .amount = 30, .unit = "function" },
  { "burden", "Burden reduction", "社区减负", "measure", .amount = 31, .unit = "function" },
  { "demo_community", "Demonstration communities", "示范社区", "item|measure", .amount = 32, .unit = "function" },
  { "assessment", "Assessment at three levels", "三级考核", "measure", .amount = 33, .unit = "function" },
  { "mutual_evaluation", "Mutual evaluation", "双向联评", "measure", .amount = 34, .unit = "function" },
  { "resident_rating", "Residents' ratings", "居民在线评价", "measure", .amount = 35, .unit = "function" },
  { "expert_score", "Expert scores", "专家评分", "measure", .amount = 36, .unit = "function" },
  { "rectification", "Rectification", "整改", "item", .amount = 37, .unit = "function" },
  { "emergency_team", "Emergency teams", "应急队伍", "item|measure", .amount = 38, .unit = "function" },
  { "sunk_party", "Officials in the estates", "干部下沉小区", "item|measure", .amount = 39, .unit = "function" },
};

static const LianDefaultEntry periods[] = {
  { "day", "Day", "日" },
  { "week", "Week", "周" },
  { "month", "Month", "月" },
  { "quarter", "Quarter", "季度" },
  { "year", "Year", "年" },
};

static const LianDefaultEntry measure_units[] = {
  { "count", "Number", "个" },
  { "person", "People", "人" },
  { "fen", "Fen", "分（货币）" },
  { "m2", "Square metres", "平方米" },
  { "minute", "Minutes", "分钟" },
  { "point", "Points", "分（积分）" },
  { "hundredth", "Hundredths", "百分之一" },
};
/* clang-format on */

static const LianDefaultVocabulary tables[] = {
  LIAN_DEFAULT_TABLE ("programme", programmes),
  LIAN_DEFAULT_TABLE ("period", periods),
  LIAN_DEFAULT_TABLE ("measure_unit", measure_units),
};

/**
 * lian_default_programmes_get:
 * @n: (out): how many
 *
 * Returns: (transfer none): the vocabularies of items and measures
 */
const LianDefaultVocabulary *
lian_default_programmes_get (guint *n)
{
  *n = G_N_ELEMENTS (tables);
  return tables;
}
