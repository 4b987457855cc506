/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-plan.h"

#include "lian-clock.h"

/* domain.md 6: the functions that are matters with an owner, a date and a progress. Names are
 * invented; the few that the newspaper article tells of are its good examples. */

typedef enum
{
  BY_COUNTY,    /* so many in all */
  BY_TOWN,      /* so many in each town */
  BY_COMMUNITY, /* so many in ten communities */
} Spread;

typedef struct
{
  const char *programme;
  Spread spread;
  guint n;
  const char *unit; /* key of who has it, "street", or NULL */
  int days;         /* to do it in */
  int past;         /* how many days ago the oldest began */
  int done;         /* of a hundred that are over, how many are done */
  int money;        /* most, in thousand yuan, 0 for none */
  int count;        /* most who take part, 0 for none */
  const char *titles;
  const char *text;
} Theme;

/* clang-format off */
static const Theme themes[] = {
  { "notice", BY_COUNTY, 8, "street", 3, 20, 90, 0, 0,
    "关于做好低温雨雪天气防范的通知|关于开展电动车充电安全排查的通知|关于报送本周社区值班表的通知|关于冬春火灾防控的通知",
    "请各单位收到后及时签收，按要求落实并反馈。" },
  { "task", BY_COUNTY, 14, "zj", 15, 60, 70, 0, 0,
    "{r}雨污混接改造|老旧小区加装电梯摸底|{r}路灯节能改造|{e}二次供水改造|背街小巷整治台账",
    "按方案分步实施，每周更新进度。" },
  { "meeting", BY_COUNTY, 6, "mz", 30, 200, 85, 0, 0,
    "实验区领导小组第 {n} 次会议决定事项|县级月调度会议议定事项|社区治理专题会议纪要落实",
    "由牵头单位落实会议决定，月底前报送办结情况。" },
  { "standards", BY_COMMUNITY, 3, "street", 45, 120, 60, 0, 0,
    "补齐阵地标准差距|完善服务标准公示|补录活动标准佐证材料|健全激励约束制度",
    "对照“5+4”标准体系自查发现的差距，限期补齐。" },
  { "pilot_task", BY_COUNTY, 16, "mz", 120, 300, 75, 0, 0,
    "制定网格治理子方案|建成社区综合服务平台|完成社区工作者等级认定|编制社区减负事项清单|实验区中期评估准备",
    "实验任务分解到牵头单位，按季度报送进度。" },
  { "joint_meeting", BY_COUNTY, 9, "cg", 40, 150, 65, 0, 0,
    "{r}占道经营联合整治|无物业小区托管|{e}产权不明道路移交|校门口停车管理",
    "经部门联席会议议定，明确主办和协办单位。" },
  { "facility_transfer", BY_TOWN, 1, "street", 180, 400, 55, 0, 0,
    "原供销社门店移交社区使用|{e}配套用房移交|闲置校舍改社区食堂|原粮站仓库移交",
    "部门闲置房屋和小区配套设施移交社区使用。" },
  { "resident_service", BY_COMMUNITY, 8, NULL, 5, 30, 92, 0, 0,
    "代办老年优待证|预约上门理发|代缴水电费|借用轮椅|打印复印证明材料|代取快递药品",
    "居民通过公众号提交的便民需求。" },
  { "party_activity", BY_COMMUNITY, 5, NULL, 7, 60, 95, 0, 60,
    "主题党日：清洁家园|党员志愿服务进{e}|学习分享会|党员认领微心愿|重温入党誓词",
    "党员和群众均可报名，结束后登记人数。" },
  { "deliberation", BY_COMMUNITY, 4, NULL, 30, 120, 70, 0, 120,
    "{e}停车位怎么分|加装电梯费用分摊|楼道粉刷议一议|广场舞时间约定|公共收益怎么用",
    "居民议事：提议、讨论、表决、公示、执行。" },
  { "livelihood", BY_COMMUNITY, 4, "mz", 10, 45, 88, 0, 0,
    "社保待遇资格认证帮办|低保年审上门核查|残疾人辅具申领|医保参保登记",
    "慧民生接入事项，由责任部门限期办理。" },
  { "elder_care", BY_COMMUNITY, 6, NULL, 3, 30, 93, 1, 1,
    "助餐：送餐到家|助洁：上门打扫|助浴：协助洗浴|助医：陪同就诊|助行：代步陪护|助急：紧急呼叫处置|护理：上门换药",
    "六助一护服务订单。" },
  { "life_circle", BY_TOWN, 1, "street", 90, 240, 50, 200, 0,
    "补建便民菜店|增设公交微站|{e}周边缺药店|增设快递驿站",
    "15 分钟生活圈覆盖缺口，列入项目。" },
  { "welfare_project", BY_TOWN, 1, NULL, 240, 300, 60, 80, 300,
    "九点伴课堂|五彩夕阳|楼栋益管家|安居苑|军辉志愿服务队|暖心饭盒|邻里工具箱",
    "公益创投项目，按节点拨付并评估受益人数。" },
  { "demand", BY_COMMUNITY, 4, NULL, 60, 150, 65, 5, 0,
    "为{e}独居老人安装扶手|儿童书包漂流|楼道口增设长椅|困难家庭衣物|健身器材维修",
    "需求项目清单，待党支部和单位认领。" },
  { "social_activity", BY_COMMUNITY, 3, NULL, 10, 90, 90, 3, 200,
    "邻里节|文明行志愿巡街|社区义诊|趣味运动会|旧物交换集市",
    "社会组织开展的社区活动。" },
  { "pilot_zone", BY_COUNTY, 8, "mz", 300, 330, 40, 0, 0,
    "党建引领实验区|智慧社区实验区|六统一实验区|减负增效实验区|三轮驱动实验区|网格治理实验区|公共空间实验区|全科社工实验区",
    "八类特色实验区，按阶段验收。" },
  { "night_talk", BY_COMMUNITY, 4, NULL, 2, 60, 96, 0, 80,
    "星空夜话：家门口的路|微课堂：防诈骗|星空夜话：物业面对面|微课堂：冬季用气安全|微课堂：手机怎么用",
    "听居民说，能办的当场答复，不能办的转为事项。" },
  { "demo_community", BY_COUNTY, 20, NULL, 330, 330, 60, 200, 0,
    "示范社区创建|示范社区中期验收|以奖代补资金拨付",
    "示范社区 20 个，以奖代补。" },
  { "rectification", BY_COMMUNITY, 3, "street", 21, 90, 68, 0, 0,
    "消防通道标线缺失整改|值班电话无人接听整改|服务大厅未亮牌整改|台账缺项整改|网格走访不足整改",
    "通报指出的问题，限期整改，检查合格后销号。" },
  { "emergency_team", BY_TOWN, 1, "street", 30, 120, 80, 0, 40,
    "应急队伍拉动演练|应急物资盘点|冬季除雪编组",
    "城市社区应急管理队伍。" },
  { "sunk_party", BY_COMMUNITY, 3, NULL, 30, 90, 75, 0, 30,
    "下沉干部认领{e}楼道整治|下沉党员夜间巡逻|下沉单位结对共建|下沉党员认领微心愿",
    "机关党员干部下沉小区，认领事项。" },
};
/* clang-format on */

static const char *const answers[] = {
  "已按要求完成，资料已归档。",
  "已完成，现场照片已上传。",
  "已组织实施，群众反映良好。",
  "已落实，后续纳入日常管理。",
};

typedef struct
{
  LianCountyPlan *plan;
  LianDice dice;
  const Theme *theme;
  const char *region;
  guint community; /* for words */
  guint town;
  guint number;
} Writer;

static void
set_words (Writer *writer, LianRecord *item)
{
  const LianCommunity *community = lian_plan_community (writer->plan, writer->community);
  LianMatterPlace place
      = { g_ptr_array_index (community->roads, 0), g_ptr_array_index (community->estates, 0), 0 };

  lian_record_take_text (item, LIAN_ITEM_TITLE,
                         lian_matter_fill (writer->theme->titles, &place, &writer->dice));
  lian_record_set_text (item, LIAN_ITEM_TEXT, writer->theme->text);
  lian_record_take_text (item, LIAN_ITEM_OWNER, lian_matter_dup_person (&writer->dice));
  lian_record_take_text (item, LIAN_ITEM_ISSUER, lian_matter_dup_person (&writer->dice));
  if (writer->theme->unit != NULL)
    lian_record_take_text (item, LIAN_ITEM_UNIT,
                           lian_county_unit_for (writer->plan, writer->theme->unit, writer->town));
}

static void
set_done (Writer *writer, LianRecord *item, gint64 issued, gint64 due)
{
  gint64 done = issued + (gint64)((double)(due - issued) * (0.3 + lian_dice_unit (&writer->dice)));

  lian_record_set_text (item, LIAN_ITEM_STATE, "done");
  lian_record_set_int (item, LIAN_ITEM_PROGRESS, 100);
  lian_record_set_time (item, LIAN_ITEM_DONE_AT, MIN (done, writer->plan->now - G_TIME_SPAN_HOUR));
  lian_record_set_text (item, LIAN_ITEM_ANSWER,
                        answers[lian_dice_below (&writer->dice, G_N_ELEMENTS (answers))]);
  lian_record_take_text (item, LIAN_ITEM_ANSWERED_BY, lian_matter_dup_person (&writer->dice));
}

/* What is over is mostly done; the rest is late. What is not over is somewhere on its way. */
static void
set_course (Writer *writer, LianRecord *item)
{
  const Theme *theme = writer->theme;
  gint64 span = theme->days * G_TIME_SPAN_DAY;
  gint64 issued = lian_time_day_start (writer->plan->now)
                  - lian_dice_between (&writer->dice, 0, theme->past) * G_TIME_SPAN_DAY
                  - lian_dice_between (&writer->dice, 60, 900) * G_TIME_SPAN_MINUTE;
  gint64 due = issued + span;
  double gone = MIN ((double)(writer->plan->now - issued) / (double)span, 1);
  gboolean over = due < writer->plan->now;

  lian_record_set_time (item, LIAN_ITEM_ISSUED_AT, issued);
  lian_record_set_time (item, LIAN_ITEM_STARTS_AT, issued + span / 10);
  lian_record_set_time (item, LIAN_ITEM_WARN_AT, issued + span / 5 * 4);
  lian_record_set_time (item, LIAN_ITEM_DUE_AT, due);
  if ((over && lian_dice_below (&writer->dice, 100) < (guint)theme->done)
      || (!over && lian_dice_chance (&writer->dice, 0.3 * gone)))
    {
      set_done (writer, item, issued, due);
      return;
    }
  lian_record_set_text (item, LIAN_ITEM_STATE,
                        gone < 0.15                              ? "open"
                        : lian_dice_chance (&writer->dice, 0.12) ? "submitted"
                                                                 : "doing");
  lian_record_set_int (
      item, LIAN_ITEM_PROGRESS,
      gone < 0.15 ? 0 : MIN (5 * lian_dice_between (&writer->dice, 1, 1 + (int)(18 * gone)), 95));
}

static void
set_numbers (Writer *writer, LianRecord *item)
{
  const Theme *theme = writer->theme;

  if (theme->money > 0)
    lian_record_set_int (item, LIAN_ITEM_AMOUNT,
                         lian_dice_between (&writer->dice, 1, theme->money) * 100000LL);
  if (theme->count <= 0)
    return;
  lian_record_set_int (item, LIAN_ITEM_COUNT,
                       lian_dice_between (&writer->dice, MIN (1, theme->count), theme->count));
  lian_record_set_int (item, LIAN_ITEM_TARGET, theme->count);
}

static void
add_item (Writer *writer)
{
  LianRecord *item = lian_record_new (LIAN_KIND_ITEM);

  lian_record_take_text (item, LIAN_F_ID,
                         g_strdup_printf ("item-%s%s-%04u", writer->plan->id_infix,
                                          writer->theme->programme, ++writer->number));
  lian_record_set_text (item, LIAN_F_REGION, writer->region);
  lian_record_set_text (item, LIAN_ITEM_PROGRAMME, writer->theme->programme);
  set_words (writer, item);
  set_course (writer, item);
  set_numbers (writer, item);
  g_ptr_array_add (writer->plan->records, item);
}

static void
add_at (Writer *writer, guint community, gboolean of_community, gboolean of_county)
{
  const LianCommunity *at = lian_plan_community (writer->plan, community);

  writer->community = community;
  writer->town = at->town;
  writer->region = of_county      ? writer->plan->part->info->code
                   : of_community ? at->code
                                  : lian_plan_town (writer->plan, at->town)->code;
  add_item (writer);
}

static void
add_theme (Writer *writer)
{
  LianCountyPlan *plan = writer->plan;
  const Theme *theme = writer->theme;
  guint last_town = G_MAXUINT;

  writer->number = 0;
  if (theme->spread == BY_COUNTY)
    for (guint i = 0; i < theme->n; i++)
      add_at (writer, lian_dice_below (&writer->dice, plan->communities->len), FALSE, TRUE);
  for (guint c = 0; theme->spread == BY_TOWN && c < plan->communities->len; c++)
    {
      guint town = lian_plan_community (plan, c)->town;

      for (guint i = 0; town != last_town && i < theme->n; i++)
        add_at (writer, c, FALSE, FALSE);
      last_town = town;
    }
  if (theme->spread == BY_COMMUNITY)
    for (guint i = 0; i < (plan->communities->len * theme->n + 9) / 10; i++)
      add_at (writer, lian_dice_below (&writer->dice, plan->communities->len), TRUE, FALSE);
}

/* Two remarks of leaders: one that was answered, one that waits for the duty chief. */
static void
add_remark (Writer *writer, guint number, gint64 at, const char *title, const char *text,
            const char *answer)
{
  LianCountyPlan *plan = writer->plan;
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (plan->dictionary);
  LianRecord *item = lian_record_new (LIAN_KIND_ITEM);

  lian_record_take_text (item, LIAN_F_ID,
                         g_strdup_printf ("item-%sremark-%04u", plan->id_infix, number));
  lian_record_set_text (item, LIAN_F_REGION, plan->part->info->code);
  lian_record_set_text (item, LIAN_ITEM_PROGRAMME, "remark");
  lian_record_set_text (item, LIAN_ITEM_TITLE, title);
  lian_record_set_text (item, LIAN_ITEM_TEXT, text);
  lian_record_set_text (item, LIAN_ITEM_OWNER_ROLE, "duty_chief");
  lian_record_take_text (item, LIAN_ITEM_ISSUER, lian_matter_dup_person (&writer->dice));
  lian_record_set_time (item, LIAN_ITEM_ISSUED_AT, at);
  lian_record_set_time (item, LIAN_ITEM_WARN_AT,
                        lian_work_calendar_warn_at (calendar, at, 1, LIAN_LIMIT_WORK_DAYS));
  lian_record_set_time (item, LIAN_ITEM_DUE_AT,
                        lian_work_calendar_add (calendar, at, 1, LIAN_LIMIT_WORK_DAYS));
  lian_record_set_text (item, LIAN_ITEM_STATE, answer != NULL ? "done" : "open");
  lian_record_set_int (item, LIAN_ITEM_PROGRESS, answer != NULL ? 100 : 0);
  if (answer != NULL)
    {
      lian_record_set_time (item, LIAN_ITEM_DONE_AT, at + 5 * G_TIME_SPAN_HOUR);
      lian_record_set_text (item, LIAN_ITEM_ANSWER, answer);
      lian_record_set_text (item, LIAN_ITEM_ANSWERED_BY, lian_county_chief_at (at));
    }
  g_ptr_array_add (plan->records, item);
}

/**
 * lian_county_add_items:
 *
 * Adds the matters of all programmes that have some.
 */
void
lian_county_add_items (LianCountyPlan *plan)
{
  Writer writer = { .plan = plan };

  for (guint i = 0; i < G_N_ELEMENTS (themes); i++)
    {
      g_autofree char *purpose = g_strconcat ("items-", themes[i].programme, NULL);

      lian_dice_init_for (&writer.dice, plan->seed, purpose);
      writer.theme = &themes[i];
      add_theme (&writer);
    }
  lian_dice_init_for (&writer.dice, plan->seed, "items-remark");
  add_remark (&writer, 1, plan->now - 27 * G_TIME_SPAN_HOUR, "早市占道反复，要有长效办法",
              "同类问题一周内反复出现，请值班长牵头研究长效管理措施并报告。",
              "已会同城管、街道现场会商，增设早市疏导点，本周起定点值守。");
  add_remark (&writer, 2, plan->now - 70 * G_TIME_SPAN_MINUTE, "井盖缺失伤人，请举一反三",
              "请核查全区同类井盖隐患，明确责任单位和完成时限，今日内报告。", NULL);
}
