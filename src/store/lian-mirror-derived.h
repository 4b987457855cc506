/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-record.h"

G_BEGIN_DECLS

/* What lies beside the rows of a kind and is made from them and nothing else: indexes of several
 * columns, a search index. It belongs to a generation as the rows do: "a_case_words" is made from
 * a_case and "b_case_words" from b_case, so that a shadow brings its own along and both are
 * switched at once. The name begins with the prefix; a query takes the prefix that
 * lian_mirror_read_prefix() tells for the kind and has rows and index of one state.
 *
 * All functions run inside the transaction that changes the rows. Whoever adds a line, or changes
 * what one makes, counts LIAN_MIRROR_LAYOUT up: mirrors made before are taken anew. */
typedef struct
{
  LianKindId kind;

  /* The table of the kind is new and empty: so is this, in place of what there was of it. Also
   * called with the prefix of the rows shown to nobody ("n_"), which stay empty for ever. */
  gboolean (*renew) (LianConn *conn, const char *prefix, GError **error);
  /* (nullable): the row of @record is there. What stood in its place was told by remove. */
  gboolean (*put) (LianConn *conn, const char *prefix, const LianRecord *record, GError **error);
  /* (nullable): the row with @id is still there and goes, or is about to be replaced. */
  gboolean (*remove) (LianConn *conn, const char *prefix, const char *id, GError **error);
} LianMirrorDerived;

#define LIAN_MIRROR_LAYOUT "4"

/* The layout, and what the texts of the search index were taken apart by. */
char *lian_mirror_derived_dup_layout (void) G_GNUC_WARN_UNUSED_RESULT;

/* For all lines of @kind. */
gboolean lian_mirror_derived_renew (LianConn *conn, LianKindId kind, const char *prefix,
                                    GError **error);
gboolean lian_mirror_derived_put (LianConn *conn, LianKindId kind, const char *prefix,
                                  const LianRecord *record, GError **error);
gboolean lian_mirror_derived_remove (LianConn *conn, LianKindId kind, const char *prefix,
                                     const char *id, GError **error);

G_END_DECLS
