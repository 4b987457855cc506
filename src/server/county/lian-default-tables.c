/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-default-tables.h"

/* clang-format off */
static const LianDefaultEntry sources[] = {
  { "wechat", "Residents' account", "居民公众号" },
  { "grid", "Grid member", "网格员" },
  { "12345", "12345 hotline", "12345" },
  { "digital_cg", "Digital city management", "数字城管" },
  { "xueliang", "Sharp Eyes video", "雪亮工程" },
  { "elderly", "Smart elderly care", "慧养老" },
  { "group", "Residents' chat group", "网格微信群" },
  { "visit", "Visit", "来访" },
  { "phone", "Telephone", "来电" },
  { "leader", "Assigned by a leader", "领导交办" },
  { "property", "Property company", "物业企业" },
};

static const LianDefaultEntry urgencies[] = {
  { "normal", "Normal", "一般" },
  { "urgent", "Urgent", "紧急" },
  { "grave", "Grave", "重大" },
};

static const LianDefaultEntry influences[] = {
  { "small", "Small", "较小" },
  { "medium", "Medium", "一般" },
  { "large", "Large", "较大" },
};

static const LianDefaultEntry case_kinds[] = {
  { "event", "Event", "事件" },
  { "part", "Component", "部件" },
  { "complaint", "Complaint", "投诉" },
  { "request", "Request", "求助" },
  { "suggestion", "Suggestion", "建议" },
  { "emergency", "Emergency", "应急" },
};

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
  { "checking", "Checked", "已核查", .text = "to_close" },
  { "closed", "Closed", "已结案", .text = "done" },
  { "evaluated", "Evaluated", "已评价", .text = "done" },
  { "archived", "Archived", "已归档", .text = "done" },
  { "suspended", "Suspended", "挂账", .text = "held" },
  { "rejected", "Rejected", "不予受理", .text = "off" },
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

/* codes: states it starts from; codes2: roles; text: the state it leads to, absent = unchanged. */
static const LianDefaultEntry actions[] = {
  { "report", "Report", "上报", "draft", "grid_member|community_worker|acceptor|dispatcher|duty_chief|resident|connector", "reported" },
  { "verify", "Ask to verify", "核实", "reported", "acceptor|duty_chief", "verifying" },
  { "verified", "Answer verification", "核实反馈", "verifying", "grid_member|inspector|acceptor", "reported" },
  { "accept", "Accept", "受理", "reported|verifying", "acceptor|duty_chief", "accepted" },
  { "reject", "Reject", "不予受理", "reported|verifying|accepted", "acceptor|duty_chief", "rejected" },
  { "file", "File", "立案", "accepted", "duty_chief", "filed" },
  { "dispatch", "Dispatch", "派遣", "filed", "dispatcher|duty_chief", "dispatched" },
  { "recall", "Recall", "撤回", "dispatched", "dispatcher|duty_chief", "filed" },
  { "sign", "Sign for", "签收", "dispatched", "unit_handler", "signed" },
  { "return_back", "Return", "退回", "dispatched|signed", "unit_handler|dispatcher|commander", "filed" },
  { "handle", "Handle", "处置", "signed", "unit_handler", "handling" },
  { "transfer", "Transfer", "转办", "signed|handling", "dispatcher|duty_chief", "dispatched" },
  { "extend", "Extend", "延期", "handling", "dispatcher|duty_chief", NULL },
  { "suspend", "Suspend", "挂账", "handling", "dispatcher|commander", "suspended" },
  { "resume", "Resume", "恢复", "suspended", "dispatcher|duty_chief|commander", "handling" },
  { "feedback", "Feed back", "反馈", "signed|handling", "unit_handler", "feedback" },
  { "check", "Check", "核查", "feedback", "inspector|grid_member|acceptor", "checking" },
  { "rework", "Rework", "返工", "feedback|checking", "dispatcher|duty_chief", "dispatched" },
  { "close", "Close", "结案", "checking", "duty_chief", "closed" },
  { "self_handle", "Handle oneself", "自处理", "reported", "grid_member", "closed" },
  { "evaluate", "Evaluate", "评价", "closed", "resident|acceptor", "evaluated" },
  { "reopen", "Reopen", "重办", "evaluated", "dispatcher|duty_chief", "dispatched" },
  { "archive", "Archive", "归档", "closed|evaluated", "acceptor|duty_chief", "archived" },
  { "void", "Void", "作废", "accepted|filed|dispatched", "duty_chief", "void" },
  { "merge", "Merge", "合并", "accepted|filed|dispatched|signed|handling", "acceptor|dispatcher", "merged" },
  { "unmerge", "Unmerge", "解除合并", "merged", "acceptor|dispatcher", "accepted" },
  { "joint", "Handle jointly", "联办", "dispatched|signed|handling", "dispatcher|duty_chief", NULL },
  { "whistle", "Whistle", "吹哨", "dispatched|signed|handling", "unit_handler", NULL },
  { "escalate", "Escalate", "升级", "dispatched|signed|handling", "unit_handler|dispatcher", NULL },
  { "nudge", "Nudge", "催办", "dispatched|signed|handling|feedback", "dispatcher|duty_chief", NULL },
  { "supervise", "Supervise", "督办", "accepted|filed|dispatched|signed|handling|feedback|checking", "duty_chief|commander", NULL },
  { "change_urgency", "Change urgency", "转应急", "reported|accepted|filed|dispatched|signed|handling", "duty_chief|commander", NULL },
};

/* The centre works round the clock, so its own stages run in natural time; the units' stages run in
 * working time. "close" is the deadline of the whole case, from its acceptance on. */
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
};

static const LianDefaultEntry schedule[] = {
  { "morning", "Morning", "上午", .amount = 480, .rank = 720 },
  { "afternoon", "Afternoon", "下午", .amount = 840, .rank = 1080 },
};

#define HOLIDAY(code, title, zh) { code, title, zh, .text = ILLUSTRATIVE }
#define ILLUSTRATIVE "Illustrative: to be compared with the official notice of the year."

static const LianDefaultEntry holidays[] = {
  HOLIDAY ("2026-01-01", "New Year", "元旦"),
  HOLIDAY ("2026-01-02", "New Year", "元旦"),
  HOLIDAY ("2026-01-03", "New Year", "元旦"),
  HOLIDAY ("2026-02-15", "Spring Festival", "春节"),
  HOLIDAY ("2026-02-16", "Spring Festival", "春节"),
  HOLIDAY ("2026-02-17", "Spring Festival", "春节"),
  HOLIDAY ("2026-02-18", "Spring Festival", "春节"),
  HOLIDAY ("2026-02-19", "Spring Festival", "春节"),
  HOLIDAY ("2026-02-20", "Spring Festival", "春节"),
  HOLIDAY ("2026-02-21", "Spring Festival", "春节"),
  HOLIDAY ("2026-02-22", "Spring Festival", "春节"),
  HOLIDAY ("2026-02-23", "Spring Festival", "春节"),
  HOLIDAY ("2026-04-04", "Qingming", "清明节"),
  HOLIDAY ("2026-04-05", "Qingming", "清明节"),
  HOLIDAY ("2026-04-06", "Qingming", "清明节"),
  HOLIDAY ("2026-05-01", "Labour Day", "劳动节"),
  HOLIDAY ("2026-05-02", "Labour Day", "劳动节"),
  HOLIDAY ("2026-05-03", "Labour Day", "劳动节"),
  HOLIDAY ("2026-05-04", "Labour Day", "劳动节"),
  HOLIDAY ("2026-05-05", "Labour Day", "劳动节"),
  HOLIDAY ("2026-06-19", "Dragon Boat Festival", "端午节"),
  HOLIDAY ("2026-06-20", "Dragon Boat Festival", "端午节"),
  HOLIDAY ("2026-06-21", "Dragon Boat Festival", "端午节"),
  HOLIDAY ("2026-09-25", "Mid-Autumn Festival", "中秋节"),
  HOLIDAY ("2026-09-26", "Mid-Autumn Festival", "中秋节"),
  HOLIDAY ("2026-09-27", "Mid-Autumn Festival", "中秋节"),
  HOLIDAY ("2026-10-01", "National Day", "国庆节"),
  HOLIDAY ("2026-10-02", "National Day", "国庆节"),
  HOLIDAY ("2026-10-03", "National Day", "国庆节"),
  HOLIDAY ("2026-10-04", "National Day", "国庆节"),
  HOLIDAY ("2026-10-05", "National Day", "国庆节"),
  HOLIDAY ("2026-10-06", "National Day", "国庆节"),
  HOLIDAY ("2026-10-07", "National Day", "国庆节"),
};

static const LianDefaultEntry workdays[] = {
  HOLIDAY ("2026-01-04", "Make-up workday", "调休上班"),
  HOLIDAY ("2026-02-14", "Make-up workday", "调休上班"),
  HOLIDAY ("2026-02-28", "Make-up workday", "调休上班"),
  HOLIDAY ("2026-05-09", "Make-up workday", "调休上班"),
  HOLIDAY ("2026-09-20", "Make-up workday", "调休上班"),
  HOLIDAY ("2026-10-10", "Make-up workday", "调休上班"),
};

static const LianDefaultEntry satisfactions[] = {
  { "very_satisfied", "Very satisfied", "非常满意", .amount = 100, .unit = "point" },
  { "satisfied", "Satisfied", "满意", .amount = 80, .unit = "point" },
  { "basically_satisfied", "Basically satisfied", "基本满意", .amount = 50, .unit = "point" },
  { "dissatisfied", "Dissatisfied", "不满意", .amount = 0, .unit = "point" },
  { "very_dissatisfied", "Very dissatisfied", "非常不满意", .amount = -100, .unit = "point" },
};

/* rank: the place of the element in the ring, 0 to 9. */
static const LianDefaultEntry elements[] = {
  { "party", "Party", "党", .text = "党群服务" },
  { "government", "Government", "政", .text = "政务服务" },
  { "residents", "Residents", "居", .text = "居民议事" },
  { "medical", "Medical care", "医", .text = "医疗卫生" },
  { "elderly", "Elderly care", "养", .text = "养老服务" },
  { "education", "Education", "教", .text = "教育托管" },
  { "culture", "Culture", "文", .text = "文化活动" },
  { "sports", "Sports", "体", .text = "体育健身" },
  { "recreation", "Recreation", "娱", .text = "休闲娱乐" },
  { "commerce", "Commerce", "商", .text = "便民商业" },
};

static const LianDefaultEntry element_states[] = {
  { "own", "Own", "自有" },
  { "shared", "Shared", "共享" },
  { "missing", "Missing", "缺项" },
};

static const LianDefaultEntry phrases[] = {
  { "fence-first", "Fence off first, then repair", "先围挡后修复", .text = "请立即到场围挡并设警示标志，先消除危险，再安排修复，完成后反馈现场照片。" },
  { "on-site-2h", "On site within two hours", "两小时内到场", .text = "请两小时内到场核实处置，如有困难及时说明。" },
  { "contact", "Contact the reporter", "联系反映人", .text = "请先与反映人联系，核实情况后处置，处置结果告知反映人。" },
  { "joint", "Handle with the community", "会同社区", .text = "请会同所在社区现场处置，做好解释工作。" },
  { "evidence", "Photos before and after", "前后照片", .text = "请上传处置前、处置中、处置后照片各一张。" },
  { "long-term", "Lasting measures", "长效管理", .text = "该点位问题反复，请制定长效管理措施并在反馈中说明。" },
  { "manhole", "Replacement cover", "补装井盖", .parent = "utility-manhole", .text = "请立即到现场围挡并设夜间警示，补装同型号防坠井盖，完成后反馈现场照片。" },
  { "gas", "Gas: evacuate and test", "燃气处置", .parent = "safety-gas", .text = "请立即到场检测，疏散周边居民，严禁明火，检测结果第一时间电话反馈。" },
  { "lift", "Lift: stop and inspect", "电梯处置", .parent = "safety-lift", .text = "请通知维保单位到场停梯检修，检验合格前不得恢复使用。" },
  { "stall", "Persuade first", "先劝导后处罚", .parent = "street-stall", .text = "请先劝导入市经营，屡劝不改的依法处理，并安排定时巡查。" },
  { "elder", "Visit the old person", "上门看望", .parent = "livelihood-elder", .text = "请立即上门看望，确认老人状况，联系家属，需要就医的协助送医。" },
};

static const LianDefaultEntry unit_kinds[] = {
  { "department", "Department", "区直部门" },
  { "street", "Street or town", "街道乡镇" },
  { "community", "Community", "社区" },
  { "property", "Property company", "物业企业" },
  { "provider", "Service provider", "服务机构" },
};

static const LianDefaultEntry region_levels[] = {
  { "city", "City", "市" },
  { "county", "County", "县区" },
  { "street", "Street or town", "街道乡镇" },
  { "community", "Community", "社区" },
  { "estate", "Estate", "小区" },
};

static const LianDefaultEntry region_kinds[] = {
  { "street", "Sub-district", "街道" },
  { "town", "Town", "镇" },
  { "township", "Township", "乡" },
  { "park", "Park or farm", "园区" },
  { "community", "Community", "社区" },
  { "village", "Village", "村" },
  { "estate", "Estate", "小区" },
};

static const LianDefaultEntry grid_kinds[] = {
  { "basic", "Basic grid", "基础网格" },
  { "dedicated", "Dedicated grid", "专属网格" },
  { "micro", "Micro grid", "微网格" },
};

static const LianDefaultEntry worker_roles[] = {
  { "grid_member", "Grid member", "网格员" },
  { "community_worker", "Community worker", "社区工作者" },
  { "acceptor", "Acceptor", "受理员" },
  { "dispatcher", "Dispatcher", "派遣员" },
  { "duty_chief", "Duty chief", "值班长" },
  { "commander", "Commander", "指挥长" },
  { "inspector", "Inspector", "监督员" },
  { "unit_handler", "Unit handler", "处置人员" },
  { "leader", "Leader", "领导" },
  { "resident", "Resident", "居民" },
  { "connector", "Connected system", "对接系统" },
};

static const LianDefaultEntry delivery_states[] = {
  { "delivered", "Delivered", "已送达" },
  { "signed", "Signed for", "已签收" },
  { "handling", "Handling", "处置中" },
  { "feedback", "Fed back", "已反馈" },
  { "done", "Done", "已办结" },
  { "revoked", "Revoked", "已撤销" },
};

static const LianDefaultEntry delivery_parts[] = {
  { "lead", "Lead", "主办" },
  { "co", "Co-handling", "协办" },
};

static const LianDefaultEntry instruction_kinds[] = {
  { "dispatch", "Dispatch", "派遣" },
  { "transfer", "Transfer", "转办" },
  { "return", "Return", "退回" },
  { "recall", "Recall", "撤回" },
  { "nudge", "Nudge", "催办" },
  { "supervise", "Supervise", "督办" },
  { "extend", "Extend", "延期" },
  { "suspend", "Suspend", "挂账" },
  { "resume", "Resume", "恢复" },
  { "rework", "Rework", "返工" },
  { "merge", "Merge", "合并" },
  { "joint", "Handle jointly", "联办" },
  { "whistle", "Whistle", "吹哨" },
  { "escalate", "Escalate", "升级" },
  { "send_down", "Send down", "下派" },
  { "close", "Close", "结案" },
  { "reopen", "Reopen", "重办" },
  { "void", "Void", "作废" },
  { "notice", "Notice", "通知" },
  { "register", "Register", "登记" },
  { "revoke", "Revoke", "撤销指令" },
};

static const LianDefaultEntry cards[] = {
  { "yellow", "Yellow card", "黄牌" },
  { "red", "Red card", "红牌" },
  { "black", "Black card", "黑牌" },
};

static const LianDefaultEntry place_kinds[] = {
  { "river", "River", "河流" },
  { "lake", "Lake", "湖泊" },
  { "road", "Road", "道路" },
  { "rail", "Railway", "铁路" },
  { "camera", "Camera", "摄像头" },
  { "service", "Service point", "服务点" },
};

static const LianDefaultEntry settings[] = {
  { "mirror_days", "Days that closed cases stay in the mirror", "已结案件保留天数", .amount = 90, .unit = "natural_day" },
  { "burden_week", "Instructions for a community and week", "社区每周指令上限", .amount = 12, .unit = "count" },
};
/* clang-format on */

#define TABLE(vocabulary, rows)                    \
  {                                                \
    (vocabulary), (rows), G_N_ELEMENTS ((rows)), 1 \
  }
#define TABLE_FROM_0(vocabulary, rows)             \
  {                                                \
    (vocabulary), (rows), G_N_ELEMENTS ((rows)), 0 \
  }

static const LianDefaultVocabulary tables[] = {
  TABLE ("source", sources),
  TABLE ("urgency", urgencies),
  TABLE ("influence", influences),
  TABLE ("case_kind", case_kinds),
  TABLE ("state", states),
  TABLE ("stage", stages),
  TABLE ("action", actions),
  TABLE ("limit", limits),
  TABLE ("schedule", schedule),
  TABLE ("holiday", holidays),
  TABLE ("workday", workdays),
  TABLE ("satisfaction", satisfactions),
  TABLE_FROM_0 ("element", elements),
  TABLE ("element_state", element_states),
  TABLE ("phrase", phrases),
  TABLE ("unit_kind", unit_kinds),
  TABLE ("region_level", region_levels),
  TABLE ("region_kind", region_kinds),
  TABLE ("grid_kind", grid_kinds),
  TABLE ("worker_role", worker_roles),
  TABLE ("delivery_state", delivery_states),
  TABLE ("delivery_part", delivery_parts),
  TABLE ("instruction_kind", instruction_kinds),
  TABLE ("card", cards),
  TABLE ("place_kind", place_kinds),
  TABLE ("setting", settings),
};

/**
 * lian_default_tables_get:
 * @n: (out): how many
 *
 * Returns: (transfer none): every vocabulary but the categories and the figures.
 */
const LianDefaultVocabulary *
lian_default_tables_get (guint *n)
{
  *n = G_N_ELEMENTS (tables);
  return tables;
}
