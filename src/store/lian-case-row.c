/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-list.h"

struct _LianCaseRow
{
  LianLazyRow parent_instance;
};

G_DEFINE_FINAL_TYPE (LianCaseRow, lian_case_row, LIAN_TYPE_LAZY_ROW)

static void
lian_case_row_class_init (LianCaseRowClass *klass)
{
}

static void
lian_case_row_init (LianCaseRow *self)
{
}

/**
 * lian_case_row_get_key:
 *
 * Returns: what lian_case_list_find_key() finds it by, also before it is read
 */
guint64
lian_case_row_get_key (LianCaseRow *self)
{
  return lian_lazy_row_get_key (LIAN_LAZY_ROW (self));
}

/**
 * lian_case_row_get_id:
 *
 * Returns: (transfer none) (nullable): the id of the case, %NULL until it is read
 */
const char *
lian_case_row_get_id (LianCaseRow *self)
{
  return lian_lazy_row_get_id (LIAN_LAZY_ROW (self));
}

/**
 * lian_case_row_get_record:
 *
 * Returns: (transfer none) (nullable): the case as mirrored, %NULL until it is read
 */
LianRecord *
lian_case_row_get_record (LianCaseRow *self)
{
  return lian_lazy_row_get_record (LIAN_LAZY_ROW (self));
}

/**
 * lian_case_row_get_fresh:
 *
 * Returns: whether it came or changed and nobody has looked at it since
 */
gboolean
lian_case_row_get_fresh (LianCaseRow *self)
{
  return lian_lazy_row_get_fresh (LIAN_LAZY_ROW (self));
}

/**
 * lian_case_row_set_seen:
 *
 * Somebody has looked at it.
 */
void
lian_case_row_set_seen (LianCaseRow *self)
{
  lian_lazy_row_set_seen (LIAN_LAZY_ROW (self));
}
