/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-atlas.h"

/* The six counties of 咸宁 and the townships of five of them: public division codes (GB/T 2260,
 * GB/T 10114), as collected in modood/Administrative-divisions-of-China (WTFPL). Their outlines are
 * invented, and only how they lie to each other is roughly right. Neighbours have the corners of
 * their border in common. */

/* clang-format off */
static const LianTownship townships[] = {
  { "421221100", "陆溪镇", "town" },
  { "421221101", "高铁岭镇", "town" },
  { "421221102", "官桥镇", "town" },
  { "421221103", "鱼岳镇", "town" },
  { "421221104", "新街镇", "town" },
  { "421221105", "渡普镇", "town" },
  { "421221106", "潘家湾镇", "town" },
  { "421221107", "牌洲湾镇", "town" },
  { "421221450", "头墩农场", "park" },
  { "421221570", "嘉鱼县经济开发区", "park" },
  { "421222100", "隽水镇", "town" },
  { "421222101", "麦市镇", "town" },
  { "421222102", "塘湖镇", "town" },
  { "421222103", "关刀镇", "town" },
  { "421222104", "沙堆镇", "town" },
  { "421222105", "五里镇", "town" },
  { "421222106", "石南镇", "town" },
  { "421222107", "北港镇", "town" },
  { "421222108", "马港镇", "town" },
  { "421222200", "四庄乡", "township" },
  { "421222201", "大坪乡", "township" },
  { "421222500", "鹿角山林场", "park" },
  { "421222501", "锡山森林公园管理处", "park" },
  { "421222502", "黄龙林场", "park" },
  { "421222503", "黄袍林场", "park" },
  { "421222504", "药姑林场", "park" },
  { "421223100", "天城镇", "town" },
  { "421223101", "沙坪镇", "town" },
  { "421223102", "石城镇", "town" },
  { "421223103", "桂花泉镇", "town" },
  { "421223104", "白霓镇", "town" },
  { "421223105", "路口镇", "town" },
  { "421223106", "金塘镇", "town" },
  { "421223107", "青山镇", "town" },
  { "421223200", "肖岭乡", "township" },
  { "421223201", "铜钟乡", "township" },
  { "421223202", "港口乡", "township" },
  { "421223203", "高枧乡", "township" },
  { "421223570", "崇阳县工业园区", "park" },
  { "421224100", "通羊镇", "town" },
  { "421224101", "南林桥镇", "town" },
  { "421224102", "黄沙铺镇", "town" },
  { "421224103", "厦铺镇", "town" },
  { "421224104", "九宫山镇", "town" },
  { "421224105", "闯王镇", "town" },
  { "421224106", "洪港镇", "town" },
  { "421224107", "大畈镇", "town" },
  { "421224200", "大路乡", "township" },
  { "421224201", "杨芳林乡", "township" },
  { "421224202", "燕厦乡", "township" },
  { "421224203", "慈口乡", "township" },
  { "421224450", "九宫山自然保护管理局", "park" },
  { "421224570", "开发区", "park" },
  { "421281001", "蒲圻街道", "street" },
  { "421281002", "赤马港街道", "street" },
  { "421281003", "陆水湖街道", "street" },
  { "421281100", "新店镇", "town" },
  { "421281101", "赵李桥镇", "town" },
  { "421281102", "茶庵岭镇", "town" },
  { "421281103", "车埠镇", "town" },
  { "421281104", "赤壁镇", "town" },
  { "421281105", "柳山湖镇", "town" },
  { "421281106", "神山镇", "town" },
  { "421281107", "中伙铺镇", "town" },
  { "421281108", "官塘驿镇", "town" },
  { "421281109", "黄盖湖镇", "town" },
  { "421281200", "余家桥乡", "township" },
  { "421281400", "蒲纺工业园", "park" },
  { "421281401", "官塘驿林场", "park" },
  { "421281402", "羊楼洞茶场", "park" },
  { "421281403", "沧湖开发区", "park" },
  { "421281404", "赤壁市经济开发区", "park" },
};

static const LianSpot jiayu[] = {
  { -120, 440 }, { -170, 380 }, { -190, 300 }, { -150, 220 }, { -90, 150 }, { -20, 90 },
  { 60, 40 }, { 140, 10 }, { 220, 20 }, { 280, 70 }, { 310, 130 }, { 323, 178 }, { 329, 206 },
  { 322, 232 }, { 292, 250 }, { 262, 243 }, { 226, 246 }, { 207, 268 }, { 210, 302 },
  { 229, 338 }, { 238, 368 }, { 232, 398 }, { 192, 424 }, { 152, 440 }, { 137, 462 },
  { 80, 470 }, { 20, 448 }, { -50, 462 },
};

static const LianSpot tongcheng[] = {
  { 330, 740 }, { 350, 800 }, { 400, 850 }, { 430, 910 }, { 470, 960 }, { 400, 1020 },
  { 320, 1050 }, { 230, 1040 }, { 150, 1000 }, { 80, 940 }, { 40, 870 }, { 60, 800 },
  { 130, 780 }, { 200, 790 }, { 270, 770 },
};

static const LianSpot chongyang[] = {
  { 488, 513 }, { 498, 546 }, { 491, 581 }, { 501, 612 }, { 540, 632 }, { 580, 636 },
  { 620, 629 }, { 660, 639 }, { 704, 641 }, { 720, 700 }, { 760, 750 }, { 750, 810 },
  { 740, 880 }, { 690, 930 }, { 620, 960 }, { 540, 980 }, { 470, 960 }, { 430, 910 },
  { 400, 850 }, { 350, 800 }, { 330, 740 }, { 360, 690 }, { 400, 650 }, { 430, 600 },
  { 470, 560 },
};

static const LianSpot tongshan[] = {
  { 704, 641 }, { 746, 632 }, { 792, 621 }, { 840, 624 }, { 886, 625 }, { 920, 606 },
  { 952, 601 }, { 1000, 612 }, { 1040, 605 }, { 1066, 580 }, { 1061, 546 }, { 1086, 521 },
  { 1106, 492 }, { 1111, 456 }, { 1122, 422 }, { 1129, 384 }, { 1180, 460 }, { 1210, 540 },
  { 1200, 620 }, { 1220, 700 }, { 1190, 770 }, { 1130, 830 }, { 1060, 880 }, { 980, 920 },
  { 900, 900 }, { 820, 910 }, { 740, 880 }, { 750, 810 }, { 760, 750 }, { 720, 700 },
};

static const LianSpot chibi[] = {
  { 137, 462 }, { 143, 492 }, { 170, 514 }, { 204, 529 }, { 240, 541 }, { 276, 543 },
  { 320, 536 }, { 360, 543 }, { 398, 541 }, { 420, 526 }, { 450, 530 }, { 488, 513 },
  { 470, 560 }, { 430, 600 }, { 400, 650 }, { 360, 690 }, { 330, 740 }, { 270, 770 },
  { 200, 790 }, { 130, 780 }, { 60, 800 }, { -20, 760 }, { -90, 700 }, { -130, 630 },
  { -150, 560 }, { -140, 490 }, { -120, 440 }, { -50, 462 }, { 20, 448 }, { 80, 470 },
};
/* clang-format on */

#define OUTLINE(spots) (spots), G_N_ELEMENTS (spots)

static const LianCountyInfo counties[] = {
  { "421202", "咸安区", "", TRUE, NULL, 0 },
  { "421221", "嘉鱼县", "嘉鱼县", FALSE, OUTLINE (jiayu) },
  { "421222", "通城县", "通城县", FALSE, OUTLINE (tongcheng) },
  { "421223", "崇阳县", "崇阳县", FALSE, OUTLINE (chongyang) },
  { "421224", "通山县", "通山县", FALSE, OUTLINE (tongshan) },
  { "421281", "赤壁市", "赤壁市", FALSE, OUTLINE (chibi) },
};

static const LianCountyPart small[] = { { &counties[0], 60, 400, 5000 } };
static const LianCountyPart county[] = { { &counties[0], 200, 2000, 100000 } };
static const LianCountyPart city[] = {
  { &counties[0], 200, 2000, 250000 }, { &counties[1], 130, 1500, 120000 },
  { &counties[2], 160, 1500, 150000 }, { &counties[3], 150, 1500, 150000 },
  { &counties[4], 120, 1500, 110000 }, { &counties[5], 180, 2000, 220000 },
};

/**
 * lian_county_parts_get:
 * @n: (out): how many
 *
 * Returns: (transfer none): the counties of a scale and how large each is.
 */
const LianCountyPart *
lian_county_parts_get (LianCountyScale scale, guint *n)
{
  switch (scale)
    {
    case LIAN_COUNTY_LARGE:
      *n = G_N_ELEMENTS (county);
      return county;
    case LIAN_COUNTY_CITY:
      *n = G_N_ELEMENTS (city);
      return city;
    case LIAN_COUNTY_SMALL:
    default:
      *n = G_N_ELEMENTS (small);
      return small;
    }
}

/**
 * lian_townships_get:
 * @n: (out): how many
 *
 * Returns: (transfer none): the townships of all counties but the home one, by code.
 */
const LianTownship *
lian_townships_get (guint *n)
{
  *n = G_N_ELEMENTS (townships);
  return townships;
}
