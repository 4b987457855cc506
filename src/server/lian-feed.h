/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-feed-page.h"
#include "lian-txn.h"

G_BEGIN_DECLS

/* The newest of what was committed, and the sums over everything, in memory: what listeners at the
 * tip are served from without asking the database. Events, counts and digests are of one moment,
 * that of the last commit that was pushed. Main thread. */
typedef struct _LianFeed LianFeed;

/* @seq: everything up to here was committed before. */
LianFeed *lian_feed_new_from (const char *epoch, gint64 seq) G_GNUC_WARN_UNUSED_RESULT;
void lian_feed_free (LianFeed *self);

/* LianDbFunc; data is a LianFeed: fills the sums of a database that nobody writes to yet. */
gboolean lian_feed_load_sums (LianConn *conn, gpointer data, gpointer *result, GError **error);
/* In the order of commits. @events: (transfer full) (nullable) (element-type LianFeedEvent) */
void lian_feed_push (LianFeed *self, gint64 seq, GPtrArray *events);

/* The newest commit. */
gint64 lian_feed_get_tip (LianFeed *self);
/* What @person sees of what is newer than @since; NULL: it reaches back too far. */
LianFeedPage *lian_feed_read (LianFeed *self, const LianPerson *person, gint64 since,
                              LianFeedFormat format) G_GNUC_WARN_UNUSED_RESULT;
/* Counts and digests of what @person sees at the tip. */
void lian_feed_append_bookmark (LianFeed *self, GString *text, LianFeedFormat format,
                                const LianPerson *person, gint64 now);
/* @sums: LIAN_N_KINDS of them. */
void lian_feed_sum (LianFeed *self, const LianPerson *person, LianKindDigest *sums);
/* How many pages were made so far, rather than handed out again. */
guint lian_feed_count_made (LianFeed *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianFeed, lian_feed_free)

G_END_DECLS
