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
  { "operator", "Operator", "受理员" },
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

#define TABLE(vocabulary, rows) LIAN_DEFAULT_TABLE (vocabulary, rows)
#define TABLE_FROM_0(vocabulary, rows)             \
  {                                                \
    (vocabulary), (rows), G_N_ELEMENTS ((rows)), 0 \
  }

static const LianDefaultVocabulary tables[] = {
  TABLE ("source", sources),
  TABLE ("urgency", urgencies),
  TABLE ("influence", influences),
  TABLE ("case_kind", case_kinds),
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
  TABLE ("place_kind", place_kinds),
  TABLE ("setting", settings),
};

/**
 * lian_default_tables_get:
 * @n: (out): how many
 *
 * Returns: (transfer none): every vocabulary but the categories, the workflow, the programmes and
 * the figures.
 */
const LianDefaultVocabulary *
lian_default_tables_get (guint *n)
{
  *n = G_N_ELEMENTS (tables);
  return tables;
}
