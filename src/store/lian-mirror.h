/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-dictionary.h"
#include "lian-record.h"

G_BEGIN_DECLS

/* What the county looks like: a copy of the server's records that can be thrown away and fetched
 * again. Rows and feed position are stored in one transaction. Main thread; the work is done on the
 * database's threads. */
#define LIAN_TYPE_MIRROR (lian_mirror_get_type ())
G_DECLARE_FINAL_TYPE (LianMirror, lian_mirror, LIAN, MIRROR, GObject)

/* One event of the feed. */
typedef struct
{
  LianKindId kind;
  char *id;
  gint64 version;
  LianRecord *record; /* (nullable): NULL is a deletion */
} LianChange;

LianChange *lian_change_new (LianKindId kind, const char *id, gint64 version, LianRecord *record)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_change_free (LianChange *change);

/* A file that cannot be used is set aside and made anew; lian_mirror_was_rebuilt() then says so.
 * Whether every page is sound is found out afterwards, beside its use: signal "rebuilt". Blocks. */
LianMirror *lian_mirror_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum
{
  LIAN_MIRROR_KEPT,
  LIAN_MIRROR_DAMAGED,     /* set aside as PATH.damaged */
  LIAN_MIRROR_OTHER_TABLES /* made by another version of the program */
} LianMirrorRebuilt;
LianMirrorRebuilt lian_mirror_was_rebuilt (LianMirror *self);
void lian_mirror_close (LianMirror *self);

/* What is remembered of the server; empty strings at first. Position is "" until the first snapshot
 * is complete. as_of: the server's time of the last event or bookmark, microseconds, 0: never. */
const char *lian_mirror_get_server_id (LianMirror *self);
const char *lian_mirror_get_epoch (LianMirror *self);
const char *lian_mirror_get_position (LianMirror *self);
const char *lian_mirror_get_server_name (LianMirror *self);
gboolean lian_mirror_get_demonstration (LianMirror *self);
gint64 lian_mirror_get_as_of (LianMirror *self);

/* The dictionary of the mirrored entries: never NULL, empty before the first snapshot. */
LianDictionary *lian_mirror_get_dictionary (LianMirror *self);

/* --- written by sync only; the queue is FIFO, so calls may follow each other without waiting ---
 */

/* Begins a shadow generation: following pages go there, the present picture stays until commit. */
void lian_mirror_begin_snapshot (LianMirror *self, const char *server_id, const char *epoch,
                                 const char *server_name, gboolean demonstration);
/* @records (element-type LianRecord) of one kind, ownership taken. */
void lian_mirror_add_page (LianMirror *self, LianKindId kind, GPtrArray *records,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean lian_mirror_add_page_finish (LianMirror *self, GAsyncResult *result, GError **error);
/* @changes (element-type LianChange), ownership taken: whole server transactions only. Newer
 * versions win; during a snapshot they go to the shadow. Position and rows are stored together. */
void lian_mirror_apply (LianMirror *self, GPtrArray *changes, const char *position, gint64 as_of,
                        GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
gboolean lian_mirror_apply_finish (LianMirror *self, GAsyncResult *result, GError **error);
/* The shadow becomes the picture, in one transaction with @position. */
void lian_mirror_commit_snapshot (LianMirror *self, const char *position, gint64 as_of,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean lian_mirror_commit_snapshot_finish (LianMirror *self, GAsyncResult *result,
                                             GError **error);
/* A bookmark: remembers as_of, compares counts and digests (GHashTable of kind name → "count
 * digest"). finish returns the kinds that differ (nullable GStrv), to be taken anew. */
void lian_mirror_bookmark (LianMirror *self, const char *position, gint64 as_of,
                           GHashTable *digests, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_mirror_bookmark_finish (LianMirror *self, GAsyncResult *result, char ***different,
                                      GError **error);

/* --- kinds taken anew while the feed goes on: pages by add_page, events to both --- */
guint64 lian_mirror_get_due (LianMirror *self); /* bit n = LianKindId n */
void lian_mirror_mark_due (LianMirror *self, guint64 kinds, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_mirror_mark_due_finish (LianMirror *self, GAsyncResult *result, GError **error);
void lian_mirror_begin_resync (LianMirror *self, guint64 kinds);
void lian_mirror_end_resync (LianMirror *self);
guint64 lian_mirror_get_resync (LianMirror *self);

/* --- who may see it: until admit a picture that was somebody's is not shown to anybody --- */
const char *lian_mirror_get_scope (LianMirror *self);
gboolean lian_mirror_is_concealed (LianMirror *self);
void lian_mirror_admit (LianMirror *self, const char *scope, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_mirror_admit_finish (LianMirror *self, GAsyncResult *result, GError **error);
void lian_mirror_conceal (LianMirror *self);

/* --- read by pages --- */

/* (element-type LianRecord) as value of lian_mirror_list_finish(): rows of the picture. @where and
 * @order are SQL over the columns of the kind, made by store/ or from lian_term_to_sql(); NULL =
 * all. */
void lian_mirror_list (LianMirror *self, LianKindId kind, const char *where, const char *order,
                       guint limit, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data);
GPtrArray *lian_mirror_list_finish (LianMirror *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_mirror_lookup (LianMirror *self, LianKindId kind, const char *id,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
/* NULL without error when there is none. */
LianRecord *lian_mirror_lookup_finish (LianMirror *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* signal "changed" (guint64 kinds, GPtrArray *changes (nullable)): after a batch was stored; bit n
 * of kinds = LianKindId n; changes (element-type LianChange) is NULL after a snapshot. One a batch.
 * signal "dictionary-changed" ()
 * signal "rebuilt" (): the file was found damaged while in use and is empty now; comes first */

G_END_DECLS
