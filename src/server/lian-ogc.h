/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-ogc-filter.h"
#include "lian-service-private.h"

G_BEGIN_DECLS

/* OGC API – Features: what is asked under /ogc, and its answers. */

#define LIAN_OGC_CRS84 "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
#define LIAN_OGC_LIMIT 100 /* features of a page */
#define LIAN_OGC_LIMIT_MAX 1000

#define LIAN_OGC_TYPE_JSON "application/json"
#define LIAN_OGC_TYPE_GEOJSON "application/geo+json"
#define LIAN_OGC_TYPE_OPENAPI "application/vnd.oai.openapi+json;version=3.0"

typedef enum
{
  LIAN_OGC_COLLECTIONS,
  LIAN_OGC_COLLECTION, /* collection */
  LIAN_OGC_ITEMS,      /* collection, filter, limit, cursor, plain */
  LIAN_OGC_FEATURE,    /* collection, id, plain */
} LianOgcAsk;

/* One question that the database has to answer. */
typedef struct
{
  LianOgcAsk ask;
  LianPerson *person; /* (owned) (nullable): nobody in particular: all regions, but no cases */
  char *base;         /* (owned): scheme and host, for links */
  const LianOgcCollection *collection; /* (nullable) */
  LianOgcFilter filter;
  guint limit;
  char *cursor;   /* (owned) (nullable): the id that the page before ended with */
  char *id;       /* (owned) (nullable) */
  gboolean plain; /* the same as application/json */

  gint64 now;                 /* filled in by the service */
  gboolean demonstration;     /* filled in by the service */
  LianDictionary *dictionary; /* (owned): filled in by the service */
  LianReply *reply;           /* (owned): the answer */
} LianOgcQuery;

LianOgcQuery *lian_ogc_query_new (LianOgcAsk ask, LianPerson *person, const char *base)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_ogc_query_free (LianOgcQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianOgcQuery, lian_ogc_query_free)

/* @query: (transfer full) */
void lian_service_ask_ogc (LianService *self, LianOgcQuery *query, GAsyncReadyCallback callback,
                           gpointer user_data);
LianReply *lian_service_ask_ogc_finish (LianService *self, GAsyncResult *result)
    G_GNUC_WARN_UNUSED_RESULT;

/* How many there are and where and when, of what a filter leaves. */
typedef struct
{
  guint n;
  gboolean placed; /* one of them is somewhere */
  double west, south, east, north;
  gboolean timed; /* one of them is at some time */
  gint64 first, last;
  gboolean endless; /* one of them has not ended */
} LianOgcSum;

/* lian-ogc-documents.c: answers that hold no features. */
void lian_ogc_add_link (JsonArray *links, const char *rel, const char *type, const char *title,
                        char *href);
/* Of invented data every answer says so. */
void lian_ogc_add_attribution (JsonObject *object, gboolean demonstration);
LianReply *lian_ogc_make_landing (const char *base, const char *name, gboolean demonstration)
    G_GNUC_WARN_UNUSED_RESULT;
LianReply *lian_ogc_make_conformance (void) G_GNUC_WARN_UNUSED_RESULT;
LianReply *lian_ogc_make_api (const char *base) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *lian_ogc_make_collection (const LianOgcQuery *query,
                                      const LianOgcCollection *collection, const LianOgcSum *sum)
    G_GNUC_WARN_UNUSED_RESULT;
LianReply *lian_ogc_make_collections (const LianOgcQuery *query, JsonArray *collections)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
