/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-default-categories.h"

/* The five groups of components and six of events are those of GB/T 30428.2; what grid governance
 * adds to them follows. The limits are plausible, not a county's own. */

#define MINUTES(n) n, "work_minute"
#define DAYS(n) n, "work_day"
#define BIG(code, title, zh, kind) \
  {                                \
    code, title, zh, kind, 0, NULL \
  }

/* clang-format off */
static const LianDefaultCategory categories[] = {
  BIG ("utility", "Public utilities", "公用设施", "part"),
  { "utility-manhole", "Manhole cover", "窨井盖", "part", MINUTES (240) },
  { "utility-grate", "Storm drain grate", "雨水篦子", "part", DAYS (1) },
  { "utility-lamp", "Street lamp", "路灯", "part", DAYS (2) },
  { "utility-pipe", "Water and drain pipes", "给排水管网", "part", DAYS (2) },
  { "utility-cable", "Overhead cable", "架空线缆", "part", DAYS (2) },
  { "utility-pump", "Secondary water supply", "二次供水设施", "part", DAYS (2) },

  BIG ("traffic", "Traffic facilities", "交通设施", "part"),
  { "traffic-sign", "Traffic signs and markings", "交通标志标线", "part", DAYS (3) },
  { "traffic-signal", "Traffic lights", "交通信号灯", "part", DAYS (1) },
  { "traffic-rail", "Guard rail", "道路护栏", "part", DAYS (2) },
  { "traffic-stop", "Bus stop", "公交站亭", "part", DAYS (3) },
  { "traffic-road", "Road surface", "道路路面", "part", DAYS (3) },

  BIG ("sanitation", "Sanitation facilities", "市容环境设施", "part"),
  { "sanitation-bin", "Litter bin", "果皮箱与垃圾桶", "part", DAYS (1) },
  { "sanitation-toilet", "Public toilet", "公共厕所", "part", DAYS (1) },
  { "sanitation-station", "Waste transfer station", "垃圾中转站", "part", DAYS (2) },

  BIG ("green", "Parks and greenery", "园林绿化设施", "part"),
  { "green-tree", "Street tree", "行道树", "part", DAYS (2) },
  { "green-belt", "Green belt", "绿地绿化带", "part", DAYS (3) },

  BIG ("otherpart", "Other components", "其他部件", "part"),
  { "otherpart-fitness", "Fitness equipment", "健身设施", "part", DAYS (3) },
  { "otherpart-rail", "Riverside railing", "河道护栏", "part", DAYS (3) },
  { "otherpart-gate", "Entrance gate", "小区门禁", "part", DAYS (2) },

  BIG ("env", "Appearance and environment", "市容环境", "event"),
  { "env-garbage", "Exposed garbage", "暴露垃圾", "event", DAYS (1) },
  { "env-road", "Unclean road", "道路不洁", "event", MINUTES (300) },
  { "env-bulky", "Bulky waste", "大件杂物堆放", "event", DAYS (2) },
  { "env-water", "Floating debris", "水体漂浮物", "event", DAYS (2) },
  { "env-fume", "Cooking fumes", "油烟污染", "complaint", DAYS (3) },
  { "env-dust", "Dust", "扬尘污染", "complaint", DAYS (2) },
  { "env-smell", "Sewage smell", "污水异味", "complaint", DAYS (3) },

  BIG ("ads", "Posters and advertising", "宣传广告", "event"),
  { "ads-poster", "Illegal poster", "非法小广告", "event", DAYS (1) },
  { "ads-board", "Broken billboard", "广告牌破损", "event", DAYS (2) },

  BIG ("works", "Building sites", "施工管理", "event"),
  { "works-noise", "Construction noise", "施工噪声", "complaint", DAYS (1) },
  { "works-fence", "Site fence", "施工围挡", "event", DAYS (2) },
  { "works-mud", "Spilled soil", "渣土撒漏", "event", MINUTES (300) },
  { "works-dig", "Road works", "占道施工", "event", DAYS (3) },

  BIG ("sudden", "Sudden events", "突发事件", "event"),
  { "sudden-collapse", "Road collapse", "道路塌陷", "emergency", DAYS (1) },
  { "sudden-flood", "Water logging", "内涝积水", "emergency", MINUTES (240) },
  { "sudden-burst", "Burst pipe", "管道爆裂", "emergency", MINUTES (300) },
  { "sudden-tree", "Fallen tree", "树木倒伏", "emergency", MINUTES (300) },

  BIG ("street", "Street order", "街面秩序", "event"),
  { "street-stall", "Street trading", "占道经营", "event", DAYS (1) },
  { "street-parking", "Illegal parking", "机动车乱停放", "event", DAYS (1) },
  { "street-bike", "Shared bicycles", "共享单车乱停放", "event", MINUTES (300) },
  { "street-noise", "Shop noise", "商铺噪声", "complaint", DAYS (2) },
  { "street-dog", "Stray dogs", "流浪犬只", "event", DAYS (2) },

  BIG ("otherevent", "Other events", "其他事件", "event"),
  { "otherevent-build", "Illegal construction", "违法建设", "event", DAYS (15) },
  { "otherevent-charge", "Unsafe charging", "电动车飞线充电", "event", DAYS (1) },
  { "otherevent-corridor", "Blocked stairway", "楼道堆物", "event", DAYS (2) },

  BIG ("dispute", "Disputes", "矛盾纠纷", "event"),
  { "dispute-neighbour", "Between neighbours", "邻里纠纷", "request", DAYS (3) },
  { "dispute-property", "With the property company", "物业纠纷", "complaint", DAYS (3) },
  { "dispute-wage", "About wages", "劳资纠纷", "complaint", DAYS (5) },
  { "dispute-noise", "About noise at home", "生活噪声纠纷", "complaint", DAYS (2) },

  BIG ("safety", "Public safety", "公共安全", "event"),
  { "safety-fire", "Blocked fire lane", "消防通道占用", "event", DAYS (1) },
  { "safety-gas", "Smell of gas", "燃气异味", "emergency", MINUTES (240) },
  { "safety-lift", "Lift", "电梯故障", "event", DAYS (1) },
  { "safety-house", "Unsafe building", "房屋安全隐患", "event", DAYS (3) },
  { "safety-food", "Food safety", "食品安全", "complaint", DAYS (3) },
  { "safety-fraud", "Suspected fraud", "涉诈线索", "event", DAYS (2) },
  { "safety-water", "Danger at the water", "临水安全", "event", DAYS (3) },

  BIG ("livelihood", "People's livelihood", "民生服务", "request"),
  { "livelihood-elder", "Care of elderly people", "独居老人照护", "request", DAYS (1) },
  { "livelihood-canteen", "Community canteen", "社区助餐", "suggestion", DAYS (3) },
  { "livelihood-water", "Tap water", "居民供水", "request", DAYS (2) },
  { "livelihood-clinic", "Medical service", "就医购药", "request", DAYS (3) },
  { "livelihood-school", "School gate", "校门口秩序", "request", DAYS (3) },
  { "livelihood-bus", "Bus service", "公交出行", "suggestion", DAYS (5) },
  { "livelihood-price", "Prices", "价格收费", "complaint", DAYS (3) },
  { "livelihood-aid", "Social assistance", "社会救助", "request", DAYS (3) },

  BIG ("property", "Property management", "物业管理", "complaint"),
  { "property-fee", "Disclosure of fees", "收费与收益公示", "complaint", DAYS (5) },
  { "property-light", "Stairway light", "楼道照明", "complaint", DAYS (2) },
  { "property-leak", "Leaking roof or wall", "房屋渗漏", "complaint", DAYS (3) },
  { "property-parking", "Parking in the estate", "小区停车", "complaint", DAYS (3) },
  { "property-clean", "Cleaning of the estate", "小区保洁", "complaint", DAYS (2) },
};
/* clang-format on */

/**
 * lian_default_categories_get:
 * @n: (out): how many
 *
 * Returns: (transfer none): the categories, each big one before its small ones.
 */
const LianDefaultCategory *
lian_default_categories_get (guint *n)
{
  *n = G_N_ELEMENTS (categories);
  return categories;
}
