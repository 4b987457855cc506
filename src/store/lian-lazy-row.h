/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-record.h"

G_BEGIN_DECLS

/* A row of a lazy list: bound to its position. "notify::record" when the record changed under it,
 * when it came from the disk, and when another row belongs there now. */
#define LIAN_TYPE_LAZY_ROW (lian_lazy_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (LianLazyRow, lian_lazy_row, LIAN, LAZY_ROW, GObject)

struct _LianLazyRowClass
{
  GObjectClass parent_class;
};

guint64 lian_lazy_row_get_key (LianLazyRow *self);
const char *lian_lazy_row_get_id (LianLazyRow *self);     /* (nullable): not read yet */
LianRecord *lian_lazy_row_get_record (LianLazyRow *self); /* (transfer none) (nullable) */
gboolean lian_lazy_row_get_fresh (LianLazyRow *self);     /* new or changed and not yet looked at */
void lian_lazy_row_set_seen (LianLazyRow *self);

G_END_DECLS
