/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-plan.h"

#include <math.h>

#define N_CUTS 6

static const char *const estate_tails[]
    = { "花园", "小区", "雅苑", "华庭", "新村", "名邸", "家园", "公寓", "新城", "湾小区" };
static const char *const road_tails[]
    = { "路", "大道", "街", "东路", "西路", "巷", "一路", "二路", "北路", "南路" };

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
  for (guint t = 0; t < plan->towns->len; t++)
    {
      LianSpot seat = lian_plan_town (plan, t)->seat;
      guint best = 0;

      while (cost[best] <= 0)
        best++;
      for (guint i = best + 1; i < n; i++)
        if (cost[i] > 0
            && lian_spot_distance (plan->cells->cells[i].middle, seat)
                   < lian_spot_distance (plan->cells->cells[best].middle, seat))
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
                        * lian_plan_town (plan, town)->reluctance;

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
  g_auto (GStrv) names = g_strsplit (lian_plan_town (plan, town)->communities, "|", -1);
  guint numbers[] = { 0, 199 };

  for (guint i = 0; names[i] != NULL; i++)
    {
      LianCommunity *community = g_new0 (LianCommunity, 1);

      community->town = town;
      community->village = g_str_has_suffix (names[i], "村");
      community->name = g_strdup (names[i]);
      community->code = g_strdup_printf ("%s%03u", lian_plan_town (plan, town)->code,
                                         ++numbers[community->village ? 1 : 0]);
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
        far = -lian_spot_distance (plan->cells->cells[i].middle, lian_plan_town (plan, town)->seat);
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
reporting_rate (const LianPlane *plane, LianSpot at, LianDice *dice)
{
  double closeness = MIN (log (lian_plane_density (plane, at)) / log (20), 1);
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
  gboolean street = lian_plan_town (plan, community->town)->urban;

  grid->community = c;
  grid->code = g_strdup_printf ("%s%03u", community->code, number);
  grid->name = g_strdup_printf ("%s 第 %u 网格", community->name, number);
  grid->member_id = g_strdup_printf ("worker-%s", grid->code);
  grid->population
      = street ? lian_dice_between (dice, 1300, 2300) : lian_dice_between (dice, 1500, 2200);
  grid->share = (double)grid->population
                * reporting_rate (&plan->plane, plan->cells->cells[cell].middle, dice);
  /* One community has more on its hands than any other. */
  if (c == plan->busy)
    grid->share *= 1.5;
  /* The good examples have little to complain about. */
  if (g_str_equal (community->name, "金叶社区") || g_str_equal (community->name, "南昌路社区"))
    grid->share *= 0.5;
  GEOSGeom_getExtent_r (plan->cells->geos, plan->cells->cells[cell].shape, &grid->west,
                        &grid->south, &grid->east, &grid->north);
  community->population += grid->population;
}

/* A town has as many communities as its part of the cells asks for, at least one and those that it
 * has by name. */
static void
name_communities (LianCountyPlan *plan)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree guint *n_cells = g_new0 (guint, plan->towns->len);
  guint left = plan->part->n_communities;
  guint cells_left = plan->cells->n;
  LianDice dice;

  lian_dice_init_for (&dice, plan->seed, "names");
  for (guint i = 0; i < plan->cells->n; i++)
    n_cells[plan->town_of_cell[i]]++;
  for (guint t = 0; t < plan->towns->len; t++)
    {
      g_auto (GStrv) given = g_strsplit (lian_plan_town (plan, t)->communities, "|", -1);

      for (guint i = 0; given[i] != NULL; i++)
        if (g_utf8_strlen (given[i], -1) > 2)
          g_hash_table_add (taken, g_utf8_substring (given[i], 0, 2));
    }
  for (guint t = 0; t < plan->towns->len; t++)
    {
      LianTownInfo *town = lian_plan_town (plan, t);
      guint n = (left * n_cells[t] + cells_left / 2) / MAX (cells_left, 1);

      n = CLAMP (n, 1, n_cells[t]);
      town->communities = lian_county_name_communities (plan, town, n, taken, &dice);
      left -= MIN (left, n);
      cells_left -= n_cells[t];
    }
}

static void
find_busy (LianCountyPlan *plan)
{
  for (guint c = 0; c < plan->communities->len; c++)
    {
      const LianCommunity *community = lian_plan_community (plan, c);

      if (plan->home ? g_str_equal (community->name, "明礼社区")
                     : lian_plan_town (plan, community->town)->urban)
        plan->busy = c;
    }
}

/* A cell that lies in a bay of a winding outline may be left without any land: then the county is
 * cut anew. */
static gboolean
cut (LianCountyPlan *plan, GError **error)
{
  LianDice dice;

  lian_dice_init_for (&dice, plan->seed, "cells");
  for (guint try = 0; plan->cells == NULL && try < N_CUTS; try++)
    {
      g_clear_error (error);
      plan->cells = lian_cells_new (&plan->plane, plan->part->n_grids, &dice, error);
    }
  return plan->cells != NULL;
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

  if (!cut (plan, error))
    return FALSE;
  lian_dice_init_for (&dice, plan->seed, "grids");
  plan->town_of_cell = g_new0 (guint, plan->cells->n);
  plan->grids = g_new0 (LianGridPlan, plan->cells->n);
  plan->communities = g_ptr_array_new_with_free_func ((GDestroyNotify)community_free);
  owner = g_new0 (guint, plan->cells->n);
  spread_towns (plan);
  if (!plan->small)
    name_communities (plan);
  for (guint t = 0; t < plan->towns->len; t++)
    {
      guint first = plan->communities->len;

      add_communities (plan, t);
      grow_communities (plan, t, first, owner);
    }
  find_busy (plan);
  for (guint c = 0; c < plan->communities->len; c++)
    {
      GArray *cells = lian_plan_community (plan, c)->cells;

      g_array_sort_with_data (cells, compare_cells, plan->cells);
      for (guint i = 0; i < cells->len; i++)
        plan_grid (plan, c, i + 1, g_array_index (cells, guint, i), &dice);
    }
  return TRUE;
}
