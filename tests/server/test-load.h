/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Clients of a server in the same process, on threads of their own, with nothing but sockets: as
 * cheap as they can be, so that it is the server that is looked at. */

/* Blocks: sends @request, which closes the connection, and returns the whole answer. */
char *test_load_ask (guint16 port, const char *request) G_GNUC_WARN_UNUSED_RESULT;
/* Iterates the main context while @func runs on a thread. */
void test_load_run (GThreadFunc func, gpointer data);

/* Many readers of the feed on one thread. */
typedef struct _TestReaders TestReaders;

TestReaders *test_readers_start (guint16 port, guint n, const char *token, const char *epoch,
                                 gint64 since) G_GNUC_WARN_UNUSED_RESULT;
/* A change was asked for that will be commit @seq, which is newer than @since. */
void test_readers_note_sent (TestReaders *self, gint64 seq);
/* From here on delays count. */
void test_readers_reset (TestReaders *self);
/* How many are up to date. */
guint test_readers_count_ready (TestReaders *self);
guint test_readers_count_bookmarks (TestReaders *self);
/* Changes that came, over all readers. */
guint64 test_readers_count_changes (TestReaders *self);
/* Events that came out of order, twice, or after a gap, over all readers. */
guint test_readers_count_wrong (TestReaders *self);
/* Milliseconds that @part of the changes took from being asked for to being read. */
double test_readers_get_delay (TestReaders *self, double part);
void test_readers_stop (TestReaders *self);

G_END_DECLS
