/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-lazy-query.h"
#include "lian-lazy-row.h"
#include "lian-row-splices.h"

G_BEGIN_DECLS

/* The rows of a lazy list that somebody holds, and the reading of their records: in blocks, the
 * rows that were asked for last first, and the latest records kept. Belongs to its list. */
typedef struct _LianLazyRows LianLazyRows;

/* Which row belongs at a position; FALSE: none any more. */
typedef gboolean (*LianLazyRowsAt) (gpointer list, guint position, LianRowKey *row);
/* Something is being read, or nothing any more. */
typedef void (*LianLazyRowsLoading) (gpointer list);

LianLazyRows *lian_lazy_rows_new (gpointer list, GType row_type, LianDb *db, LianKindId kind,
                                  LianLazyRowsAt at, LianLazyRowsLoading loading)
    G_GNUC_WARN_UNUSED_RESULT;
/* The rows are detached and live on with whoever holds them. */
void lian_lazy_rows_free (LianLazyRows *self);

/* (transfer full) */
LianLazyRow *lian_lazy_rows_get (LianLazyRows *self, guint position);
/* (transfer none) (nullable) */
LianLazyRow *lian_lazy_rows_lookup (LianLazyRows *self, guint64 key);
/* (transfer full) (element-type LianLazyRow): by position */
GPtrArray *lian_lazy_rows_list (LianLazyRows *self);
gboolean lian_lazy_rows_is_loading (LianLazyRows *self);

/* Rows were removed or added: those behind move along. */
void lian_lazy_rows_splice (LianLazyRows *self, const LianSplice *splice);
/* Gives every row what belongs there now; where nothing does it stays as it is, or says nothing if
 * @blank. Returns whether one of them is another. */
gboolean lian_lazy_rows_update (LianLazyRows *self, gboolean blank);
/* What was read may be out of date: reads all anew. */
void lian_lazy_rows_read_again (LianLazyRows *self);

/* @record: (transfer none): read ahead, or (nullable) changed: a row that shows it tells at once.
 */
void lian_lazy_rows_put (LianLazyRows *self, LianRecord *record);
void lian_lazy_rows_change (LianLazyRows *self, const char *id, LianRecord *record);

/* Rows that are news until somebody looks at them. */
void lian_lazy_rows_add_fresh (LianLazyRows *self, guint64 key);
void lian_lazy_rows_clear_fresh (LianLazyRows *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianLazyRows, lian_lazy_rows_free)

G_END_DECLS
