/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-draft.h"

#define ACCEPT LIAN_STATION_REPORTED
#define FILE_IT LIAN_STATION_ACCEPTED
#define DISPATCH LIAN_STATION_FILED
#define HANDLE LIAN_STATION_HANDLING
#define CHECK LIAN_STATION_FEEDBACK
#define CLOSE LIAN_STATION_CHECKING

/* clang-format off */
static const LianScene scenes[] = {
  { "银杏大道非机动车道塌陷", "银杏社区", "sudden-collapse", "12345", "normal", "medium", HANDLE, -380, "zj",
    "银杏大道与桂苑路交叉口南侧非机动车道", "非机动车道塌陷约 3 平方米，已有市民用树枝围住，夜间骑行危险，请尽快修复。", 0 },
  { "星湖湾小区二次供水水质异味", "星湖社区", "utility-pump", "wechat", "normal", "medium", HANDLE, -185, "421202002",
    "星湖湾小区 5 栋", "三天来自来水有明显异味，多户老人孩子不敢饮用，物业未答复水箱清洗时间。", 0 },
  { "长宁大道夜间施工噪声", "西园社区", "works-noise", "12345", "normal", "medium", HANDLE, -160, "cg",
    "长宁大道北段工地", "工地连续三晚施工到凌晨 1 点，周边居民无法休息。", 0 },
  { "明礼路占道经营反复", "明礼社区", "street-stall", "digital_cg", "normal", "small", HANDLE, -75, "cg",
    "明礼路菜市场门前", "摊贩劝离后又返回，占用半幅道路，公交车无法靠站。", 1 },
  { "桂苑路雨水篦子缺失，已反馈", "桂苑社区", "utility-grate", "digital_cg", "urgent", "medium", CHECK, -48, "zj",
    "桂苑路小学门口", "雨水篦子缺失，洞口裸露，紧邻小学门口。", 1 },
  { "丹桂路口窨井盖缺失，一人受轻伤", "锦程社区", "utility-manhole", "12345", "grave", "large", DISPATCH, -12, NULL,
    "丹桂路与锦程大道交叉口东侧", "丹桂路与锦程大道交叉口东侧雨水井盖缺失，一名骑行人绊倒受轻伤，已自行就医，现场无围挡。", 0 },
  { "燃气异味，居民自行疏散", "金穗社区", "safety-gas", "wechat", "grave", "large", DISPATCH, 5, NULL,
    "金穗花园 3 栋", "3 栋一单元楼道燃气味很重，居民已自行下楼，请立即派人检测。", 0 },
  { "独居老人紧急呼叫，社区已上门", "星湖社区", "livelihood-elder", "elderly", "urgent", "small", DISPATCH, 100, NULL,
    "星湖家园 7 栋", "独居老人按下紧急呼叫按钮，社区已上门，老人摔倒不能起身，需要医护协助。", 0 },
  { "化粪池外溢影响幼儿园入口", "青竹社区", "utility-pipe", "grid", "urgent", "medium", DISPATCH, 115, NULL,
    "青竹路幼儿园门口", "化粪池污水漫到幼儿园入口，家长接送只能绕行。", 0 },
  { "明礼路早市占道，通行受阻", "明礼社区", "street-stall", "digital_cg", "normal", "small", DISPATCH, 18, NULL,
    "明礼路东段", "早市摊位占满非机动车道，上班高峰通行受阻。", 0 },
  { "电动车飞线充电", "桂苑社区", "otherevent-charge", "grid", "normal", "small", DISPATCH, 36, NULL,
    "桂苑新村 11 栋", "多户从窗户拉线给电动车充电，线缆垂到一楼。", 0 },
  { "楼道感应灯损坏", "银杏社区", "property-light", "wechat", "normal", "small", DISPATCH, 68, NULL,
    "银杏雅苑 2 栋", "三至六楼感应灯全坏，老人晚上上下楼看不清。", 0 },
  { "绿化带枯枝坠落", "锦程社区", "green-tree", "grid", "normal", "small", DISPATCH, 132, NULL,
    "锦程大道中段", "枯枝悬在人行道上方，有两根已经落下。", 0 },
  { "夜市油烟直排居民楼", "西园社区", "env-fume", "12345", "normal", "small", DISPATCH, 150, NULL,
    "西园路夜市", "夜市摊位油烟直排二楼住户窗户，多次反映。", 0 },
  { "健身器材松动", "柳堤社区", "otherpart-fitness", "grid", "normal", "small", DISPATCH, 166, NULL,
    "柳堤广场", "两台健身器材底座螺栓松动，老人锻炼时摇晃。", 0 },
  { "背街路面坑洼积水", "石门社区", "traffic-road", "digital_cg", "normal", "small", DISPATCH, 185, NULL,
    "石门路背街", "路面坑洼，雨后积水难行。", 0 },
  { "小区门禁故障", "金穗社区", "otherpart-gate", "wechat", "normal", "small", DISPATCH, 200, NULL,
    "金穗花园南门", "门禁无法刷卡，外来人员随意进出。", 0 },
  { "广告牌固定件脱落", "青竹社区", "ads-board", "xueliang", "normal", "small", DISPATCH, 221, NULL,
    "青竹路临街商铺", "视频巡查发现门头招牌一角脱落，下方为人行道。", 0 },
  { "垃圾分类点异味", "星湖社区", "property-clean", "grid", "normal", "small", DISPATCH, 250, NULL,
    "星湖家园分类点", "分类点冲洗不及时，异味明显。", 0 },
  { "沿街商铺噪声扰民", "桂苑社区", "street-noise", "12345", "normal", "small", DISPATCH, 262, NULL,
    "桂苑路商业街", "店铺喇叭从早播放到晚，楼上住户无法休息。", 0 },

  { "路灯整排不亮", "桂泉社区", "utility-lamp", "wechat", "normal", "small", ACCEPT, 119, NULL,
    "桂泉路北段", "桂泉路北段路灯整排不亮，晚上散步看不清。", 0 },
  { "楼道堆放杂物", "金穗社区", "otherevent-corridor", "grid", "normal", "small", ACCEPT, 117, NULL,
    "金穗小区 9 栋", "四楼楼道堆放旧家具，影响疏散。", 0 },
  { "垃圾清运不及时", "枫林社区", "env-garbage", "12345", "normal", "small", ACCEPT, 116, NULL,
    "枫林路菜市场旁", "菜市场旁垃圾两天没有清运。", 0 },
  { "河道漂浮物", "石桥社区", "env-water", "grid", "normal", "small", ACCEPT, 113, NULL,
    "石桥桥头", "桥下河面漂浮垃圾较多。", 0 },
  { "井盖松动异响", "西园社区", "utility-manhole", "grid", "normal", "small", ACCEPT, 111, NULL,
    "西园路路口", "车辆经过响声很大，影响休息。", 0 },
  { "共享单车乱停放", "银杏社区", "street-bike", "xueliang", "normal", "small", ACCEPT, 106, NULL,
    "银杏大道公交站旁", "单车占满站台，乘客上下车不便。", 0 },
  { "自来水压力不足", "柳堤社区", "livelihood-water", "wechat", "normal", "small", ACCEPT, 102, NULL,
    "柳堤小区 4 栋", "早高峰五楼以上没有水。", 0 },

  { "老旧电梯困人后停运", "青竹社区", "safety-lift", "12345", "normal", "medium", HANDLE, 50, "sj",
    "青竹公寓 1 栋", "昨日困人后电梯停运，高层老人出行困难。", 0 },
  { "物业公共收益公示不全", "金穗社区", "property-fee", "wechat", "normal", "small", HANDLE, 12, NULL,
    "金穗花园", "业主要求公示近两年广告和停车收益。", 0 },
  { "排水沟清淤", "枫林社区", "utility-pipe", "grid", "normal", "small", HANDLE, 52, "zj",
    "枫林路南段", "排水沟淤积，下雨漫到路面。", 1 },
  { "地下车库渗水", "西园社区", "property-leak", "12345", "normal", "small", CHECK, 31, NULL,
    "西园华庭地下车库", "车库顶板渗水，滴在车上。", 0 },
  { "校门口交通疏导", "金穗社区", "livelihood-school", "grid", "normal", "medium", CHECK, 44, NULL,
    "金穗小学门口", "放学时段接送车辆占道，孩子穿行危险。", 0 },
  { "健身步道积水", "云岭社区", "otherpart-fitness", "grid", "normal", "small", CHECK, 182, NULL,
    "云岭水库步道", "步道低洼处积水，行人踩泥通过。", 0 },
  { "老旧电缆下垂", "茶坪社区", "utility-cable", "grid", "normal", "small", CLOSE, 122, NULL,
    "茶坪街中段", "线缆下垂不足两米，货车经过被刮。", 0 },
  { "公厕水龙头损坏", "清溪社区", "sanitation-toilet", "wechat", "normal", "small", CLOSE, 138, NULL,
    "清溪路公厕", "水龙头一直流水。", 0 },
  { "社区食堂价格咨询", "青竹社区", "livelihood-canteen", "elderly", "normal", "small", CLOSE, 160, NULL,
    "青竹社区食堂", "老人咨询助餐价格调整原因。", 0 },
};
/* clang-format on */

/**
 * lian_scenes_get:
 * @n: (out): how many
 *
 * Returns: (transfer none): the cases that are there by name, all of them open.
 */
const LianScene *
lian_scenes_get (guint *n)
{
  *n = G_N_ELEMENTS (scenes);
  return scenes;
}
