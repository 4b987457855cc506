/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-kind.h"

G_BEGIN_DECLS

/* The tables of mirror.db, on the threads of the database.
 *
 * meta        key, value: what is remembered of the server and of whose rights the picture shows
 * fingerprint kind, value: the fields that the table of the kind was made from
 * picture     kind, generation, due, taking: which of its two tables the kind is shown from;
 * whether it has to be taken anew; whether that is going on while the feed is tally generation,
 * kind, count, digest: kept with every row that comes or goes tombstone   kind, id, version: what
 * was deleted while a shadow was made a_KIND, b_KIND   the two generations of each kind, even and
 * odd n_KIND      empty: what is shown while the picture is nobody's to see
 *
 * What is derived from rows (indexes, a search index) goes with them: lian-mirror-derived.h. */

/* Why a kind has to be taken anew. */
typedef enum
{
  LIAN_MIRROR_IN_ORDER,
  LIAN_MIRROR_DIFFERS,   /* from what the server says: over when they are the same again */
  LIAN_MIRROR_TAKE_ANEW, /* asked for, or a column is new: only other rows help */
} LianMirrorDue;

typedef struct
{
  gint64 generation;
  LianMirrorDue due;
  gboolean taking; /* the shadow gets what the picture gets */
} LianMirrorKind;

/* What a file was found to be when it was opened. */
typedef struct
{
  gboolean remade; /* it was of other tables and is empty now */
} LianMirrorSchema;

char *lian_mirror_get_meta (LianConn *conn, const char *key, GError **error);
gboolean lian_mirror_get_meta_int (LianConn *conn, const char *key, gint64 *value, GError **error);
gboolean lian_mirror_set_meta (LianConn *conn, const char *key, const char *value, GError **error);
gboolean lian_mirror_set_meta_int (LianConn *conn, const char *key, gint64 value, GError **error);

const char *lian_mirror_prefix_of (gint64 generation);
gboolean lian_mirror_read_kinds (LianConn *conn, LianMirrorKind kinds[LIAN_N_KINDS],
                                 GError **error);
gboolean lian_mirror_write_kind (LianConn *conn, LianKindId kind, const LianMirrorKind *state,
                                 GError **error);
/* An empty table, tally and what is derived, in place of whatever is there. */
gboolean lian_mirror_renew (LianConn *conn, LianKindId kind, const char *prefix, GError **error);

/* LianDbFunc; @data: (out) (nullable): a LianMirrorSchema */
gboolean lian_mirror_file_schema (LianConn *conn, gpointer data, gpointer *result, GError **error);

G_END_DECLS
