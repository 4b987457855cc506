/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-mirror.h"

G_BEGIN_DECLS

/* The inside of mirror.db: what LianMirror does on the threads of the database. The tables are told
 * in lian-mirror-tables.h. */

/* Every write carries the number of writes that must have gone before it, so that nothing is stored
 * after a gap: not the batch behind a batch that found the disk full, nor anything behind a
 * generation that could not be switched. */
typedef struct
{
  gint64 link;     /* the number of this write */
  gboolean shadow; /* of a snapshot: goes to the generation that is being made, and nowhere else */

  guint64 taken;   /* kinds that are taken anew beside the picture (begin, mark) */
  gboolean filled; /* bookmark: all pages of those are there */
  char *scope;     /* admit: whose rights */
  gboolean conceals;

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
  gboolean due_known;
  guint64 due;      /* kinds that have to be taken anew */
  gboolean emptied; /* the picture was another's */
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
  char *scope;
  gboolean concealed;
  guint64 due;
  LianDictionary *dictionary;
} LianMirrorMeta;

void lian_mirror_meta_clear (LianMirrorMeta *meta);

/* LianDbFunc: @data is a LianMirrorWrite, but for the meta (LianMirrorMeta). */
gboolean lian_mirror_file_read_meta (LianConn *conn, gpointer data, gpointer *result,
                                     GError **error);
gboolean lian_mirror_file_begin (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_mirror_file_add_page (LianConn *conn, gpointer data, gpointer *result,
                                    GError **error);
gboolean lian_mirror_file_apply (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_mirror_file_mark (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_mirror_file_commit (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_mirror_file_bookmark (LianConn *conn, gpointer data, gpointer *result,
                                    GError **error);
gboolean lian_mirror_file_admit (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_mirror_file_conceal (LianConn *conn, gpointer data, gpointer *result, GError **error);

guint64 lian_mirror_digest (const LianKind *kind, const char *id, gint64 version);

G_END_DECLS
