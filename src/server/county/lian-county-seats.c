/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-plan.h"

#include <string.h>

/* Names and codes of the 17 townships of 咸安区: public division codes (GB/T 2260, GB/T 10114), as
 * collected in modood/Administrative-divisions-of-China (WTFPL). Where they lie, and everything
 * below them, is invented; 金叶社区 and 南昌路社区 are named in the newspaper article that the
 * program follows and stand here as good examples only. */
/* clang-format off */
static const LianTownInfo home_towns[] = {
  { "421202001", "温泉街道", "street", { 628, 458 }, 1.0,
    "金穗社区|银杏社区|桂苑社区|金叶社区|南昌路社区|潜山路社区|月亮湾社区|香城社区", TRUE },
  { "421202002", "浮山街道", "street", { 524, 424 }, 1.0,
    "锦程社区|星湖社区|浮山社区|旗鼓社区|龙潭社区|太乙社区|书台社区", TRUE },
  { "421202003", "永安街道", "street", { 668, 362 }, 1.0,
    "明礼社区|西园社区|青竹社区|长宁社区|永福社区|怀德社区|同心社区|东门社区", TRUE },
  { "421202100", "汀泗桥镇", "town", { 287, 448 }, 1.0, "石桥社区|古塘社区|彭碑村|洪口村", FALSE },
  { "421202101", "向阳湖镇", "town", { 372, 290 }, 1.0, "绿湖社区|甘棠村|北岭村", FALSE },
  { "421202102", "官埠桥镇", "town", { 545, 268 }, 1.0, "柳堤社区|窑湾村|张公村|渡船村", FALSE },
  { "421202103", "横沟桥镇", "town", { 742, 218 }, 1.0, "石门社区|群力村|孙田村", FALSE },
  { "421202104", "贺胜桥镇", "town", { 898, 190 }, 1.0, "云塘社区|黎首村|滨湖村", FALSE },
  { "421202105", "双溪桥镇", "town", { 900, 345 }, 1.0, "清溪社区|浮桥村|峡山村", FALSE },
  { "421202106", "马桥镇", "town", { 790, 446 }, 1.0, "枫林社区|高赛村|四门村|吴田村", FALSE },
  { "421202107", "桂花镇", "town", { 605, 560 }, 1.0, "桂泉社区|柏墩村|盘源村", FALSE },
  { "421202108", "高桥镇", "town", { 990, 480 }, 1.0, "云岭社区|白水村|澄水村", FALSE },
  { "421202200", "大幕乡", "township", { 845, 575 }, 1.0, "茶坪社区|双垄村|泉山村", FALSE },
  { "421202450", "向阳湖奶牛良种场", "park", { 262, 300 }, 1.3, "奶牛场社区", FALSE },
  { "421202451", "咸安商贸物流区", "park", { 590, 325 }, 2.2, "商贸社区", FALSE },
  { "421202570", "咸宁市经济技术开发区", "park", { 655, 255 }, 1.8, "龙吟社区", FALSE },
  { "421202571", "湖北咸安经济开发区", "park", { 815, 325 }, 1.8, "凤凰社区", FALSE },
};
/* clang-format on */

/* The two halves of invented names of communities and villages. */
static const char stem_fronts[]
    = "清明永长新东西南北金银玉石龙凤云月星泉竹松柏枫桂兰梅荷柳桃杏梧高";
static const char stem_backs[] = "安康宁和平乐善福祥瑞泰丰兴荣华光山岭坪塘湾港桥亭台畈冲垅源洲圩屋";

#define N_SPOTS 600

/* Chance spots inside the county, for seats to be chosen from. */
static void
scatter (const LianCountyPlan *plan, LianSpot *spots, LianDice *dice)
{
  const LianPlane *plane = &plan->plane;
  guint n = 0;

  while (n < N_SPOTS)
    {
      LianSpot spot = { lian_dice_between (dice, -200, 1300), lian_dice_between (dice, -50, 1100) };

      if (lian_spots_contain (plane->outline, plane->n_outline, spot))
        spots[n++] = spot;
    }
}

static LianSpot
middle_of (const LianSpot *spots)
{
  LianSpot middle = { 0, 0 };

  for (guint i = 0; i < N_SPOTS; i++)
    {
      middle.x += spots[i].x / N_SPOTS;
      middle.y += spots[i].y / N_SPOTS;
    }
  return middle;
}

/* The spot that lies nearest to @at among those at least @apart from all seats so far; that which
 * is farthest from all of them when @at is NULL. */
static LianSpot
choose (const LianCountyPlan *plan, const LianSpot *spots, const LianSpot *at, double apart)
{
  LianSpot best = spots[0];
  double most = -G_MAXDOUBLE;

  for (guint i = 0; i < N_SPOTS; i++)
    {
      double far = 1e6;
      double good;

      for (guint t = 0; t < plan->towns->len; t++)
        far = MIN (far, lian_spot_distance (spots[i], lian_plan_town (plan, t)->seat));
      good = at != NULL ? -lian_spot_distance (spots[i], *at) : far;
      if (far < apart || good <= most)
        continue;
      most = good;
      best = spots[i];
    }
  return best;
}

static void
add_town (LianCountyPlan *plan, const LianTownship *township, LianSpot seat, gboolean urban)
{
  gboolean park = g_str_equal (township->kind, "park");
  LianTownInfo town = { .code = township->code,
                        .name = township->name,
                        .kind = township->kind,
                        .seat = seat,
                        .reluctance = park ? 1.8 : 1,
                        .communities = "",
                        .urban = urban };
  LianSettlement settlement = { seat, urban ? 40 : 26, urban ? 10 : park ? 1 : 1.6 };

  g_array_append_val (plan->towns, town);
  g_array_append_val (plan->settlements, settlement);
}

/* The seat of the county lies in its middle, streets around it, parks beside them, towns wherever
 * there is room. */
static void
invent_seats (LianCountyPlan *plan)
{
  g_autofree LianSpot *spots = g_new (LianSpot, N_SPOTS);
  guint n = 0;
  const LianTownship *townships = lian_townships_get (&n);
  gboolean seated = FALSE;
  LianSpot middle;
  LianDice dice;

  lian_dice_init_for (&dice, plan->seed, "seats");
  scatter (plan, spots, &dice);
  middle = middle_of (spots);
  for (guint i = 0; i < n; i++)
    {
      const LianTownship *township = &townships[i];
      gboolean street = g_str_equal (township->kind, "street");
      gboolean park = g_str_equal (township->kind, "park");
      LianSpot seat;

      if (!g_str_has_prefix (township->code, plan->part->info->code))
        continue;
      if (!seated || street)
        seat = choose (plan, spots, &middle, 34);
      else if (park)
        seat = choose (plan, spots, &middle, 30);
      else
        seat = choose (plan, spots, NULL, 0);
      add_town (plan, township, seat, !seated || street);
      seated = TRUE;
    }
}

/**
 * lian_county_plan_towns:
 *
 * Says which townships there are, where their seats lie and how closely people live.
 */
void
lian_county_plan_towns (LianCountyPlan *plan)
{
  plan->towns = g_array_new (FALSE, FALSE, sizeof (LianTownInfo));
  plan->settlements = g_array_new (FALSE, FALSE, sizeof (LianSettlement));
  if (plan->home)
    {
      g_array_append_vals (plan->towns, home_towns, G_N_ELEMENTS (home_towns));
      plan->plane = *lian_plane_get_home ();
      plan->plane.shared = !plan->small;
      return;
    }
  plan->plane = (LianPlane){ .outline = plan->part->info->outline,
                             .n_outline = plan->part->info->n_outline,
                             .shared = TRUE };
  invent_seats (plan);
  plan->plane.settlements = (const LianSettlement *)plan->settlements->data;
  plan->plane.n_settlements = plan->settlements->len;
}

static char *
dup_stem (LianDice *dice)
{
  const char *fronts = stem_fronts;
  const char *backs = stem_backs;
  const char *front
      = g_utf8_offset_to_pointer (fronts,
                                  lian_dice_below (dice, (guint)g_utf8_strlen (fronts, -1)));
  const char *back
      = g_utf8_offset_to_pointer (backs, lian_dice_below (dice, (guint)g_utf8_strlen (backs, -1)));

  return g_strdup_printf ("%.*s%.*s", (int)(g_utf8_next_char (front) - front), front,
                          (int)(g_utf8_next_char (back) - back), back);
}

/**
 * lian_county_name_communities:
 * @n: how many there are to be
 * @taken: names that are in use, gets the new ones
 *
 * Returns: (transfer none): their names, those that were there first
 */
const char *
lian_county_name_communities (LianCountyPlan *plan, const LianTownInfo *town, guint n,
                              GHashTable *taken, LianDice *dice)
{
  g_auto (GStrv) given = g_strsplit (town->communities, "|", -1);
  g_autoptr (GString) names = g_string_new (town->communities);
  guint done = *town->communities != '\0' ? g_strv_length (given) : 0;
  gboolean street = g_str_equal (town->kind, "street");
  gboolean park = g_str_equal (town->kind, "park");
  double villages = street ? 0 : town->urban ? 0.3 : park ? 0.5 : 0.85;

  while (done < n)
    {
      g_autofree char *stem = dup_stem (dice);
      gboolean village = done > 0 && lian_dice_chance (dice, villages);

      if (!g_hash_table_add (taken, g_strdup (stem)))
        continue;
      g_string_append_printf (names, "%s%s%s", done > 0 ? "|" : "", stem, village ? "村" : "社区");
      done++;
    }
  return g_string_chunk_insert (plan->names, names->str);
}
