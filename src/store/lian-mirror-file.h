/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-mirror.h"

G_BEGIN_DECLS

/* The inside of mirror.db: what LianMirror does on the threads of the database.
 *
 * meta        key, value: what is remembered of the server, the number of the generation, the chain
 * fingerprint kind, value: what the tables were made from
 * tally       generation, kind, count, digest: kept with every row that comes or goes
 * tombstone   kind, id, version: what was deleted while a snapshot was taken
 * a_KIND, b_KIND   the two generations; the number of the present one decides which is which */

/* Every write carries the number of writes that must have gone before it, so that nothing is stored
 * after a gap: not the batch behind a batch that found the disk full, nor anything behind a
 * generation that could not be switched. */
typedef struct
{
  gint64 link;     /* the number of this write */
  gboolean shadow; /* goes to the generation that is being made */

  char *server_id; /* begin: of the snapshot; set at commit */
  char *epoch;
  char *server_name;
  gboolean demonstration;

  LianKindId kind;
  GPtrArray *records; /* (element-type LianRecord) of a page */
  GPtrArray *changes; /* (element-type LianChange) of a batch */
  char *position;     /* (nullable): stays */
  gint64 as_of;
  GHashTable *digests; /* (nullable): of a bookmark */

  /* out, valid when the write was committed */
  guint64 kinds;
  GPtrArray *applied; /* (element-type LianChange): those that were newer */
  LianDictionary *dictionary;
  GPtrArray *different; /* (element-type utf8) */
} LianMirrorWrite;

LianMirrorWrite *lian_mirror_write_new (gint64 link, gboolean shadow);
void lian_mirror_write_free (LianMirrorWrite *write);

/* What a file says when it is opened. */
typedef struct
{
  char *server_id;
  char *epoch;
  char *position;
  char *server_name;
  gboolean demonstration;
  gint64 as_of;
  gint64 link;
  LianDictionary *dictionary;
} LianMirrorMeta;

void lian_mirror_meta_clear (LianMirrorMeta *meta);

/* LianDbFunc: @data is a LianMirrorWrite, but for the schema (NULL) and the meta (LianMirrorMeta)
 */
gboolean lian_mirror_file_schema (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_mirror_file_read_meta (LianConn *conn, gpointer data, gpointer *result,
                                     GError **error);
gboolean lian_mirror_file_begin (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_mirror_file_add_page (LianConn *conn, gpointer data, gpointer *result,
                                    GError **error);
gboolean lian_mirror_file_apply (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_mirror_file_commit (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_mirror_file_bookmark (LianConn *conn, gpointer data, gpointer *result,
                                    GError **error);

guint64 lian_mirror_digest (const LianKind *kind, const char *id, gint64 version);

G_END_DECLS
