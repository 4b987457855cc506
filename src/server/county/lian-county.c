/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county.h"

#include "lian-county-plan.h"
#include "lian-default-dictionary.h"

static void
plan_clear (LianCountyPlan *plan)
{
  for (guint i = 0; plan->grids != NULL && i < plan->cells->n; i++)
    {
      g_free (plan->grids[i].code);
      g_free (plan->grids[i].name);
      g_free (plan->grids[i].member_id);
    }
  g_clear_pointer (&plan->grids, g_free);
  g_clear_pointer (&plan->town_of_cell, g_free);
  g_clear_pointer (&plan->communities, g_ptr_array_unref);
  g_clear_pointer (&plan->cells, lian_cells_free);
  g_clear_pointer (&plan->dictionary, lian_dictionary_unref);
  g_clear_pointer (&plan->records, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LianCountyPlan, plan_clear)

/**
 * lian_county_make:
 * @scale: how large
 * @seed: what chance begins with
 * @now: microseconds since 1970 UTC
 *
 * Everything is invented but the names and codes of the townships. The same for the same seed and
 * moment, on every machine with the same GEOS.
 *
 * Returns: (transfer full) (element-type LianRecord): the demonstration county as it stands at
 * @now.
 */
GPtrArray *
lian_county_make (LianCountyScale scale, guint64 seed, gint64 now, GError **error)
{
  g_auto (LianCountyPlan) plan = { .seed = seed, .now = now };

  g_return_val_if_fail (scale == LIAN_COUNTY_SMALL, NULL);

  plan.records = lian_default_dictionary_make ();
  plan.dictionary = lian_dictionary_new (plan.records, error);
  if (plan.dictionary == NULL || !lian_county_plan_regions (&plan, error))
    return NULL;
  lian_county_add_regions (&plan);
  lian_county_add_base (&plan);
  lian_county_add_units (&plan);
  lian_county_add_people (&plan);
  lian_county_add_complexes (&plan);
  lian_county_add_shifts (&plan);
  lian_county_add_cases (&plan);
  return g_steal_pointer (&plan.records);
}
