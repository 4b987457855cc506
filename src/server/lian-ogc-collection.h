/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lian-dictionary.h"
#include "lian-record.h"
#include "lian-shape.h"

G_BEGIN_DECLS

/* A kind of record as others' tools see it: OGC API – Features Part 1 (OGC 17-069r4). Only the
 * properties that are listed here ever leave through it. */
typedef struct
{
  const char *id; /* in paths */
  LianKindId kind;
  const char *title;
  const char *description;
  int geometry;      /* number of the field, as the next ones; -1 = there is none */
  int point;         /* where there is no geometry */
  int from;          /* when it begins to be; -1 = it is at no time in particular */
  int to;            /* when it ends; as @from: a moment; absent: it does not */
  const int *fields; /* properties, ended by -1 */
  gboolean people;   /* only for those who have signed in */
} LianOgcCollection;

/* NULL = there is none, or none for those who have not signed in. */
const LianOgcCollection *lian_ogc_collection_find (const char *id, gboolean signed_in);
/* By number from 0 on, NULL = no more. */
const LianOgcCollection *lian_ogc_collection_get (guint n);

/* SQL: what of the kind is in the collection at all. */
char *lian_ogc_collection_to_sql (const LianOgcCollection *self, const LianDictionary *dictionary)
    G_GNUC_WARN_UNUSED_RESULT;
/* NULL = it has no geometry, or one that is none. */
LianShape *lian_ogc_collection_read_shape (const LianOgcCollection *self, const LianRecord *record)
    G_GNUC_WARN_UNUSED_RESULT;
/* A GeoJSON feature; @shape (nullable) is turned as RFC 7946 wants it. */
JsonObject *lian_ogc_collection_make_feature (const LianOgcCollection *self,
                                              const LianRecord *record, LianShape *shape,
                                              const LianDictionary *dictionary, gint64 now)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
