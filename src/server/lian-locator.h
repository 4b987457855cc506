/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-record.h"

G_BEGIN_DECLS

/* Which grid and which region a point lies in. Immutable, reference counted, may cross threads. */
typedef struct _LianLocator LianLocator;

/* @regions, @grids: (element-type LianRecord). Records whose outline cannot be read are left out.
 */
LianLocator *lian_locator_new (GPtrArray *regions, GPtrArray *grids) G_GNUC_WARN_UNUSED_RESULT;
LianLocator *lian_locator_ref (LianLocator *self);
void lian_locator_unref (LianLocator *self);

/* FALSE when no region of ours holds it. @grid_id is NULL where there is no grid. */
gboolean lian_locator_find (const LianLocator *self, LianPoint point, gint64 now,
                            const char **region_code, const char **grid_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianLocator, lian_locator_unref)

G_END_DECLS
