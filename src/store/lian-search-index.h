/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-record.h"

G_BEGIN_DECLS

/* The index of the cases of one generation: PREFIXcase_words, an FTS5 table that keeps no text and
 * no places, only which row has which token. Its row ids are those of the table of cases, and these
 * are the seconds at which the cases were reported, so that what is newest has the highest. The
 * index narrows; whether a row has a word is seen in the row (lian-search.h). */

/* What one write does to the index: noted row by row, stored at its end, in the same transaction.
 */
typedef struct _LianSearchBatch LianSearchBatch;

LianSearchBatch *lian_search_batch_new (const char *prefix) G_GNUC_WARN_UNUSED_RESULT;
void lian_search_batch_free (LianSearchBatch *batch);
gboolean lian_search_batch_note (LianSearchBatch *batch, LianConn *conn, const char *id,
                                 const LianRecord *record, gint64 *row, GError **error);
gboolean lian_search_batch_store (LianSearchBatch *batch, LianConn *conn, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianSearchBatch, lian_search_batch_free)

gboolean lian_search_index_renew (LianConn *conn, const char *prefix, GError **error);
char *lian_search_index_dup_version (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
