/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-lazy-row.h"

G_BEGIN_DECLS

/* What only the list may do. */
typedef void (*LianLazyRowSeen) (gpointer list, guint64 key);

/* @seen is called with @list when somebody has looked at the row, until the row is detached. */
void lian_lazy_row_attach (LianLazyRow *self, guint position, gpointer list, LianLazyRowSeen seen);
/* The list has no place for it any more. */
void lian_lazy_row_detach (LianLazyRow *self);
guint lian_lazy_row_get_position (LianLazyRow *self);
void lian_lazy_row_set_position (LianLazyRow *self, guint position);

/* Another row belongs where it stands; returns whether it is another one. */
gboolean lian_lazy_row_set_key (LianLazyRow *self, guint64 key);
/* @record: (transfer none) (nullable): not read yet. Tells when something is different. */
void lian_lazy_row_set_record (LianLazyRow *self, LianRecord *record);
void lian_lazy_row_set_fresh (LianLazyRow *self, gboolean fresh);

/* Whether its record has to be read: there is none, or it may be out of date. */
void lian_lazy_row_set_wanted (LianLazyRow *self, gboolean wanted);
gboolean lian_lazy_row_get_wanted (LianLazyRow *self);

G_END_DECLS
