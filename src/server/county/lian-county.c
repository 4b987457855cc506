/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county.h"

#include "lian-county-plan.h"
#include "lian-default-dictionary.h"

/* So many records are handed on at a time. */
#define PORTION 20000

/* What a year of the small county would come to, at the pace of its autumn. */
#define SMALL_YEAR 73000.0

/**
 * lian_county_plan_clear:
 */
void
lian_county_plan_clear (LianCountyPlan *plan)
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
  g_clear_pointer (&plan->towns, g_array_unref);
  g_clear_pointer (&plan->settlements, g_array_unref);
  g_clear_pointer (&plan->names, g_string_chunk_free);
  g_clear_pointer (&plan->unit_prefix, g_free);
  g_clear_pointer (&plan->id_infix, g_free);
  g_clear_pointer (&plan->dictionary, lian_dictionary_unref);
  g_clear_pointer (&plan->records, g_ptr_array_unref);
  g_clear_error (&plan->error);
}

/**
 * lian_county_scale_parse:
 * @name: (nullable): "small", "county" or "city"
 * @scale: (out): which that is
 *
 * Returns: whether there is such a scale
 */
gboolean
lian_county_scale_parse (const char *name, LianCountyScale *scale)
{
  static const char *const names[] = { "small", "county", "city" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      {
        *scale = (LianCountyScale)i;
        return TRUE;
      }
  return FALSE;
}

/**
 * lian_county_flush:
 * @always: also when it is little
 *
 * Returns: whether to go on
 */
gboolean
lian_county_flush (LianCountyPlan *plan, gboolean always)
{
  if (plan->error != NULL)
    return FALSE;
  if (plan->records->len == 0 || (!always && plan->records->len < PORTION))
    return TRUE;
  if (!plan->sink (plan->records, plan->sink_data, &plan->error))
    return FALSE;
  g_ptr_array_set_size (plan->records, 0);
  return TRUE;
}

static void
set_part (LianCountyPlan *plan, LianCountyScale scale, const LianCountyPart *part)
{
  gboolean home = part->info->outline == NULL;

  plan->part = part;
  plan->small = scale == LIAN_COUNTY_SMALL;
  plan->home = home;
  plan->volume = plan->small ? 1 : part->n_cases / SMALL_YEAR;
  plan->busy = -1;
  plan->unit_prefix = home ? g_strdup ("unit-") : g_strdup_printf ("unit-%s-", part->info->code);
  plan->id_infix = home ? g_strdup ("") : g_strdup_printf ("%s-", part->info->code);
  plan->names = g_string_chunk_new (4096);
  /* Every county has dice of its own; those of the first one are the seed's. */
  plan->seed += (guint64)plan->index * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
}

/**
 * lian_county_plan_begin:
 * @plan: with seed and moment
 * @index: which of the scale's counties
 *
 * Adds the dictionary, if it is the first county, and regions and grids.
 *
 * Returns: %FALSE when the geometry did not close
 */
gboolean
lian_county_plan_begin (LianCountyPlan *plan, LianCountyScale scale, guint index, GError **error)
{
  const LianCountyPart *parts = lian_county_parts_get (scale, &plan->n_parts);

  plan->index = index;
  plan->records = lian_default_dictionary_make ();
  plan->dictionary = lian_dictionary_new (plan->records, error);
  if (plan->dictionary == NULL)
    return FALSE;
  if (index > 0)
    g_ptr_array_set_size (plan->records, 0);
  set_part (plan, scale, &parts[index]);
  lian_county_plan_towns (plan);
  if (!lian_county_plan_regions (plan, error))
    return FALSE;
  lian_county_add_regions (plan);
  return TRUE;
}

static gboolean
make_part (LianCountyPlan *plan, GError **error)
{
  if (plan->home)
    lian_county_add_base (plan);
  lian_county_add_cameras (plan);
  lian_county_add_units (plan);
  lian_county_add_people (plan);
  lian_county_add_complexes (plan);
  lian_county_add_shifts (plan);
  lian_county_add_items (plan);
  lian_county_add_measures (plan);
  lian_county_add_papers (plan);
  lian_county_add_tracks (plan);
  lian_county_add_cases (plan);
  if (lian_county_flush (plan, TRUE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&plan->error));
  return FALSE;
}

/**
 * lian_county_generate:
 * @scale: how large
 * @seed: what chance begins with
 * @now: microseconds since 1970 UTC
 * @sink: gets the records, in portions
 *
 * Everything is invented but the names and codes of counties and townships. The same for the same
 * seed and moment, on every machine with the same GEOS. A county is held while it is made, without
 * its records. Any thread.
 *
 * Returns: %FALSE when the geometry did not close or @sink said so
 */
gboolean
lian_county_generate (LianCountyScale scale, guint64 seed, gint64 now, LianCountySink sink,
                      gpointer data, GError **error)
{
  guint n = 0;

  lian_county_parts_get (scale, &n);
  for (guint i = 0; i < n; i++)
    {
      g_auto (LianCountyPlan) plan = { .seed = seed, .now = now, .sink = sink, .sink_data = data };

      if (!lian_county_plan_begin (&plan, scale, i, error) || !make_part (&plan, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
collect (GPtrArray *records, gpointer data, GError **error)
{
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (data, lian_record_ref (records->pdata[i]));
  return TRUE;
}

/**
 * lian_county_make:
 * @scale: how large
 * @seed: what chance begins with
 * @now: microseconds since 1970 UTC
 *
 * As lian_county_generate(), held at once.
 *
 * Returns: (transfer full) (element-type LianRecord): the demonstration county as it stands at
 * @now.
 */
GPtrArray *
lian_county_make (LianCountyScale scale, guint64 seed, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) records
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

  if (!lian_county_generate (scale, seed, now, collect, records, error))
    return NULL;
  return g_steal_pointer (&records);
}
