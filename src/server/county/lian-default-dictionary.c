/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-default-dictionary.h"

/**
 * lian_default_dictionary_make:
 *
 * Returns: (transfer full) (element-type LianRecord): the default dictionary, without versions.
 */
GPtrArray *
lian_default_dictionary_make (void)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

  return entries;
}
