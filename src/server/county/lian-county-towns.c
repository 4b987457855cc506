/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-plan.h"

#include <math.h>

/* Names and codes of the 17 townships of 咸安区: public division codes (GB/T 2260, GB/T 10114), as
 * collected in modood/Administrative-divisions-of-China (WTFPL). Where they lie, and everything
 * below them, is invented; 金叶社区 and 南昌路社区 are named in the newspaper article that the
 * program follows and stand here as good examples only. */
/* clang-format off */
static const LianTownInfo towns[] = {
  { "421202001", "温泉街道", "street", { 628, 458 }, 1.0,
    "金穗社区|银杏社区|桂苑社区|金叶社区|南昌路社区|潜山路社区|月亮湾社区|香城社区" },
  { "421202002", "浮山街道", "street", { 524, 424 }, 1.0,
    "锦程社区|星湖社区|浮山社区|旗鼓社区|龙潭社区|太乙社区|书台社区" },
  { "421202003", "永安街道", "street", { 668, 362 }, 1.0,
    "明礼社区|西园社区|青竹社区|长宁社区|永福社区|怀德社区|同心社区|东门社区" },
  { "421202100", "汀泗桥镇", "town", { 287, 448 }, 1.0, "石桥社区|古塘社区|彭碑村|洪口村" },
  { "421202101", "向阳湖镇", "town", { 372, 290 }, 1.0, "绿湖社区|甘棠村|北岭村" },
  { "421202102", "官埠桥镇", "town", { 545, 268 }, 1.0, "柳堤社区|窑湾村|张公村|渡船村" },
  { "421202103", "横沟桥镇", "town", { 742, 218 }, 1.0, "石门社区|群力村|孙田村" },
  { "421202104", "贺胜桥镇", "town", { 898, 190 }, 1.0, "云塘社区|黎首村|滨湖村" },
  { "421202105", "双溪桥镇", "town", { 900, 345 }, 1.0, "清溪社区|浮桥村|峡山村" },
  { "421202106", "马桥镇", "town", { 790, 446 }, 1.0, "枫林社区|高赛村|四门村|吴田村" },
  { "421202107", "桂花镇", "town", { 605, 560 }, 1.0, "桂泉社区|柏墩村|盘源村" },
  { "421202108", "高桥镇", "town", { 990, 480 }, 1.0, "云岭社区|白水村|澄水村" },
  { "421202200", "大幕乡", "township", { 845, 575 }, 1.0, "茶坪社区|双垄村|泉山村" },
  { "421202450", "向阳湖奶牛良种场", "park", { 262, 300 }, 1.3, "奶牛场社区" },
  { "421202451", "咸安商贸物流区", "park", { 590, 325 }, 2.2, "商贸社区" },
  { "421202570", "咸宁市经济技术开发区", "park", { 655, 255 }, 1.8, "龙吟社区" },
  { "421202571", "湖北咸安经济开发区", "park", { 815, 325 }, 1.8, "凤凰社区" },
};
/* clang-format on */

static const char *const estate_tails[]
    = { "花园", "小区", "雅苑", "华庭", "新村", "名邸", "家园", "公寓", "新城", "湾小区" };
static const char *const road_tails[]
    = { "路", "大道", "街", "东路", "西路", "巷", "一路", "二路", "北路", "南路" };

/**
 * lian_town_infos_get:
 * @n: (out): how many
 *
 * Returns: (transfer none): the townships.
 */
const LianTownInfo *
lian_town_infos_get (guint *n)
{
  *n = G_N_ELEMENTS (towns);
  return towns;
}

static void
community_free (LianCommunity *community)
{
  g_free (community->code);
  g_free (community->name);
  g_array_unref (community->cells);
  g_ptr_array_unref (community->estates);
  g_ptr_array_unref (community->roads);
  g_free (community);
}

/* Cells are taken by whom they are nearest to, measured from cell to cell, so that every town is of
 * one piece. */
static void
spread_towns (LianCountyPlan *plan)
{
  guint n = plan->cells->n;
  g_autofree double *cost = g_new (double, n);
  g_autofree gboolean *settled = g_new0 (gboolean, n);

  for (guint i = 0; i < n; i++)
    cost[i] = G_MAXDOUBLE;
  for (guint t = 0; t < G_N_ELEMENTS (towns); t++)
    {
      guint best = 0;

      for (guint i = 1; i < n; i++)
        if (lian_spot_distance (plan->cells->cells[i].middle, towns[t].seat)
            < lian_spot_distance (plan->cells->cells[best].middle, towns[t].seat))
          best = i;
      cost[best] = 0;
      plan->town_of_cell[best] = t;
    }
  for (guint round = 0; round < n; round++)
    {
      guint at = n;

      for (guint i = 0; i < n; i++)
        if (!settled[i] && (at == n || cost[i] < cost[at]))
          at = i;
      settled[at] = TRUE;

      const LianCell *cell = &plan->cells->cells[at];

      for (guint k = 0; k < cell->neighbours->len; k++)
        {
          guint next = g_array_index (cell->neighbours, guint, k);
          guint town = plan->town_of_cell[at];
          double step = lian_spot_distance (cell->middle, plan->cells->cells[next].middle)
                        * towns[town].reluctance;

          if (!settled[next] && cost[at] + step < cost[next])
            {
              cost[next] = cost[at] + step;
              plan->town_of_cell[next] = town;
            }
        }
    }
}

static void
add_names (LianCommunity *community)
{
  const char *second = g_utf8_offset_to_pointer (community->name, 2);
  g_autofree char *stem = g_strndup (community->name, second - community->name);
  guint shift = g_str_hash (stem);
  guint n = community->village ? 2 : 4;

  for (guint i = 0; i < n; i++)
    {
      const char *tail = estate_tails[(shift + i * 3) % G_N_ELEMENTS (estate_tails)];

      if (community->village)
        tail = i == 0 ? "湾组" : "中心村";
      g_ptr_array_add (community->estates, g_strconcat (stem, tail, NULL));
      tail = road_tails[(shift / 7 + i * 3) % G_N_ELEMENTS (road_tails)];
      g_ptr_array_add (community->roads,
                       g_strconcat (stem, i == 0 ? (community->village ? "村道" : "路") : tail,
                                    NULL));
    }
}

static void
add_communities (LianCountyPlan *plan, guint town)
{
  g_auto (GStrv) names = g_strsplit (towns[town].communities, "|", -1);
  guint numbers[] = { 0, 199 };

  for (guint i = 0; names[i] != NULL; i++)
    {
      LianCommunity *community = g_new0 (LianCommunity, 1);

      community->town = town;
      community->village = g_str_has_suffix (names[i], "村");
      community->name = g_strdup (names[i]);
      community->code
          = g_strdup_printf ("%s%03u", towns[town].code, ++numbers[community->village ? 1 : 0]);
      community->cells = g_array_new (FALSE, FALSE, sizeof (guint));
      community->estates = g_ptr_array_new_with_free_func (g_free);
      community->roads = g_ptr_array_new_with_free_func (g_free);
      add_names (community);
      g_ptr_array_add (plan->communities, community);
    }
}

/* The seat's community begins in the middle of the town, every further one as far as possible from
 * those before. */
static guint
find_start (LianCountyPlan *plan, guint town, guint first, guint self)
{
  guint best = plan->cells->n;
  double most = -1;

  for (guint i = 0; i < plan->cells->n; i++)
    {
      double far = G_MAXDOUBLE;

      if (plan->town_of_cell[i] != town)
        continue;
      if (self == first)
        far = -lian_spot_distance (plan->cells->cells[i].middle, towns[town].seat);
      for (guint c = first; c < self; c++)
        {
          guint start = g_array_index (lian_plan_community (plan, c)->cells, guint, 0);

          far = MIN (far, lian_spot_distance (plan->cells->cells[i].middle,
                                              plan->cells->cells[start].middle));
        }
      if (best == plan->cells->n || far > most)
        {
          most = far;
          best = i;
        }
    }
  return best;
}

/* The free cell beside @community that lies nearest to where it began. */
static guint
find_next (LianCountyPlan *plan, const LianCommunity *community, const guint *owner)
{
  guint best = plan->cells->n;
  double least = G_MAXDOUBLE;
  guint start = g_array_index (community->cells, guint, 0);

  for (guint i = 0; i < community->cells->len; i++)
    {
      GArray *beside = plan->cells->cells[g_array_index (community->cells, guint, i)].neighbours;

      for (guint k = 0; k < beside->len; k++)
        {
          guint cell = g_array_index (beside, guint, k);
          double far = lian_spot_distance (plan->cells->cells[cell].middle,
                                           plan->cells->cells[start].middle);

          if (owner[cell] == 0 && plan->town_of_cell[cell] == community->town && far < least)
            {
              least = far;
              best = cell;
            }
        }
    }
  return best;
}

/* The smallest community that still can takes the next cell, until all are taken. */
static void
grow_communities (LianCountyPlan *plan, guint town, guint first, guint *owner)
{
  gboolean grown = TRUE;

  for (guint c = first; c < plan->communities->len; c++)
    {
      guint start = find_start (plan, town, first, c);

      g_array_append_val (lian_plan_community (plan, c)->cells, start);
      owner[start] = c + 1;
    }
  while (grown)
    {
      guint chosen = 0;
      guint next = plan->cells->n;

      grown = FALSE;
      for (guint c = first; c < plan->communities->len; c++)
        {
          const LianCommunity *community = lian_plan_community (plan, c);
          guint cell = find_next (plan, community, owner);

          if (cell == plan->cells->n
              || (grown && community->cells->len >= lian_plan_community (plan, chosen)->cells->len))
            continue;
          grown = TRUE;
          chosen = c;
          next = cell;
        }
      if (grown)
        {
          g_array_append_val (lian_plan_community (plan, chosen)->cells, next);
          owner[next] = chosen + 1;
        }
    }
}

static int
compare_cells (gconstpointer a, gconstpointer b, gpointer data)
{
  const LianCells *cells = data;
  const LianSpot *left = &cells->cells[*(const guint *)a].middle;
  const LianSpot *right = &cells->cells[*(const guint *)b].middle;

  return left->x < right->x ? -1 : left->x > right->x;
}

/* How readily people report, in cases a week per 10,000 of them: more where they live closely
 * together; somewhere in the country there always is a trouble that is told again and again. */
static double
reporting_rate (LianSpot at, LianDice *dice)
{
  double closeness = MIN (log (lian_plane_density (at)) / log (20), 1);
  double noise = 0.6 + 0.8 * lian_dice_unit (dice);

  if (lian_dice_chance (dice, 0.05))
    noise = 2.1;
  return (12 + 18 * closeness) * noise;
}

static void
plan_grid (LianCountyPlan *plan, guint c, guint number, guint cell, LianDice *dice)
{
  LianCommunity *community = lian_plan_community (plan, c);
  LianGridPlan *grid = &plan->grids[cell];
  gboolean street = g_str_equal (towns[community->town].kind, "street");
  grid->community = c;
  grid->code = g_strdup_printf ("%s%03u", community->code, number);
  grid->name = g_strdup_printf ("%s 第 %u 网格", community->name, number);
  grid->member_id = g_strdup_printf ("worker-%s", grid->code);
  grid->population
      = street ? lian_dice_between (dice, 1300, 2300) : lian_dice_between (dice, 1500, 2200);
  grid->share = (double)grid->population * reporting_rate (plan->cells->cells[cell].middle, dice);
  /* One community has more on its hands than any other. */
  if (g_str_equal (community->name, "明礼社区"))
    grid->share *= 1.5;
  /* The good examples have little to complain about. */
  if (g_str_equal (community->name, "金叶社区") || g_str_equal (community->name, "南昌路社区"))
    grid->share *= 0.5;
  GEOSGeom_getExtent_r (plan->cells->geos, plan->cells->cells[cell].shape, &grid->west,
                        &grid->south, &grid->east, &grid->north);
  community->population += grid->population;
}

/**
 * lian_county_plan_regions:
 *
 * Gives every cell a town, a community and a number.
 */
gboolean
lian_county_plan_regions (LianCountyPlan *plan, GError **error)
{
  LianDice dice;
  g_autofree guint *owner = NULL;

  lian_dice_init_for (&dice, plan->seed, "cells");
  plan->cells = lian_cells_new (400, &dice, error);
  if (plan->cells == NULL)
    return FALSE;
  lian_dice_init_for (&dice, plan->seed, "grids");
  plan->town_of_cell = g_new0 (guint, plan->cells->n);
  plan->grids = g_new0 (LianGridPlan, plan->cells->n);
  plan->communities = g_ptr_array_new_with_free_func ((GDestroyNotify)community_free);
  owner = g_new0 (guint, plan->cells->n);
  spread_towns (plan);
  for (guint t = 0; t < G_N_ELEMENTS (towns); t++)
    {
      guint first = plan->communities->len;

      add_communities (plan, t);
      grow_communities (plan, t, first, owner);
    }
  for (guint c = 0; c < plan->communities->len; c++)
    {
      GArray *cells = lian_plan_community (plan, c)->cells;

      g_array_sort_with_data (cells, compare_cells, plan->cells);
      for (guint i = 0; i < cells->len; i++)
        plan_grid (plan, c, i + 1, g_array_index (cells, guint, i), &dice);
    }
  return TRUE;
}
