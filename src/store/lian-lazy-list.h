/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-lazy-query.h"
#include "lian-lazy-row.h"
#include "lian-mirror.h"

G_BEGIN_DECLS

/* GListModel of LianLazyRow over a kind of the mirror, of any length: it holds 16 bytes a row and
 * the records that are looked at. Filtered and ordered by SQL off the main thread, then kept up to
 * date by what the mirror says has changed.
 *
 * Rows never move under the reader: changes of known rows arrive as notify, new ones wait (property
 * "waiting") until lian_lazy_list_refresh() or while the list is settled. Rows that somebody holds
 * keep their place by id; at most one items-changed a frame, a removal or an addition and never
 * both. Main thread. */
#define LIAN_TYPE_LAZY_LIST (lian_lazy_list_get_type ())
G_DECLARE_FINAL_TYPE (LianLazyList, lian_lazy_list, LIAN, LAZY_LIST, GObject)

/* @row_type: LIAN_TYPE_LAZY_ROW or derived. */
LianLazyList *lian_lazy_list_new (LianMirror *mirror, GType row_type) G_GNUC_WARN_UNUSED_RESULT;

/* Another question: the rows are others. */
void lian_lazy_list_set_query (LianLazyList *self, LianLazyQuery *query);
/* The same question, put in other words: the rows keep their places. */
void lian_lazy_list_renew_query (LianLazyList *self, LianLazyQuery *query);
/* Takes in what waits and puts all rows in order. */
void lian_lazy_list_refresh (LianLazyList *self);
/* Whether that is done by itself with every change. */
void lian_lazy_list_set_settled (LianLazyList *self, gboolean settled);

guint lian_lazy_list_get_waiting (LianLazyList *self);
/* There is something to be read or told. */
gboolean lian_lazy_list_get_loading (LianLazyList *self);
/* Only the first rows are known: a row that is not found may still come. */
gboolean lian_lazy_list_get_partial (LianLazyList *self);
/* @key: lian_row_key_of() an id. */
gboolean lian_lazy_list_find_key (LianLazyList *self, guint64 key, guint *position);

/* properties: "waiting" (guint), "loading" (gboolean)
 * signal "moved" (): other rows belong where rows stood */

G_END_DECLS
