/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county.h"

#include "lian-default-dictionary.h"

/**
 * lian_county_make:
 * @now: microseconds since 1970 UTC
 *
 * Returns: (transfer full) (element-type LianRecord): the demonstration county as it stands at
 * @now.
 */
GPtrArray *
lian_county_make (LianCountyScale scale, guint64 seed, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) records = lian_default_dictionary_make ();
  g_autoptr (LianRecord) county = lian_record_new (LIAN_KIND_REGION);

  lian_record_set_text (county, LIAN_REGION_ID, "421202");
  lian_record_set_text (county, LIAN_REGION_REGION, "421202");
  lian_record_set_text (county, LIAN_REGION_NAME, "咸安区");
  lian_record_set_text (county, LIAN_REGION_LEVEL, "county");
  g_ptr_array_add (records, g_steal_pointer (&county));
  return g_steal_pointer (&records);
}
