/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-kind.h"
#include "lian-record.h"
#include "lian-row-keys.h"

G_BEGIN_DECLS

/* Above this many changes at once a list is asked for as a whole. */
#define LIAN_LAZY_MAX_CHANGES 1000
/* Rows beyond this that wait are counted, and no more than counted. */
#define LIAN_LAZY_MAX_WAITING 100000
/* The first rows come along with the list itself. */
#define LIAN_LAZY_FIRST_ROWS 64

/* The first rows are looked for among so many at the beginning of an index. */
#define LIAN_LAZY_CANDIDATES 3000

/* What rows are ordered by; the last term is always the id. */
typedef struct
{
  char *sql;
  gboolean text; /* compared as text, otherwise as a number */
  gboolean descending;
} LianLazyTerm;

/* The condition in SQL, in the transaction that it is for; NULL on error. On a thread of the
 * database. */
typedef char *(*LianLazyWhere) (LianConn *conn, gconstpointer data, GError **error);

/* Rows of a kind, filtered and ordered by SQL. Never changed once made; may cross threads. */
typedef struct
{
  gatomicrefcount ref_count;

  LianKindId kind;
  GArray *terms; /* (element-type LianLazyTerm) */
  char *lead;    /* (nullable): an indexed column that decides what comes first */
  gboolean lead_descending;
  gboolean whole;
  LianLazyWhere where;
  gpointer data;
  GDestroyNotify destroy;
} LianLazyQuery;

LianLazyQuery *lian_lazy_query_new (LianKindId kind, LianLazyWhere where, gpointer data,
                                    GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
/* @sql: over the columns of the kind, written by the program. Add the most telling first. */
void lian_lazy_query_add_term (LianLazyQuery *self, const char *sql, gboolean text,
                               gboolean descending);
/* @column: indexed, and what the terms order by, absent last. The first rows can then be shown long
 * before all are known. */
void lian_lazy_query_set_lead (LianLazyQuery *self, const char *column, gboolean descending);
/* Few rows and a condition that costs as much for one row as for all: a change asks for all. */
void lian_lazy_query_set_whole (LianLazyQuery *self);
LianLazyQuery *lian_lazy_query_ref (LianLazyQuery *self);
void lian_lazy_query_unref (LianLazyQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianLazyQuery, lian_lazy_query_unref)

/* One look at the database: which rows in which order, whole or brought up to date. */
typedef struct
{
  LianLazyQuery *query;
  GCancellable *cancellable;
  LianRowKeys *base; /* (nullable): the rows as they stand */
  gboolean whole;    /* asks for all rows */
  gboolean first;    /* asks for the first rows only, as far as they are found quickly */
  gboolean take_all; /* those that wait come in, those that changed go where they belong */
  gint64 seen;       /* rows of a later version have changes that have not been told yet */
  GPtrArray *ids;    /* (element-type utf8): changed since @base */

  /* In and out. What does not come in waits; what changed and stays where it stood is displaced. */
  GArray *waiting;    /* (element-type LianRowKey) */
  GArray *displaced;  /* (element-type guint64) */
  gboolean overflown; /* more than these are displaced: to take all in asks for all rows */

  /* out */
  LianRowKeys *keys;
  guint n_waiting;
  gboolean stale;     /* @base does not fit the tables any more: ask for all */
  GArray *changed;    /* (element-type guint64): rows that came or changed */
  GPtrArray *records; /* (element-type LianRecord): the first rows, or those that came in */
} LianLazyJob;

LianLazyJob *lian_lazy_job_new (LianLazyQuery *query) G_GNUC_WARN_UNUSED_RESULT;
void lian_lazy_job_free (LianLazyJob *job);
/* LianDbFunc: @data is a LianLazyJob. */
gboolean lian_lazy_job_run (LianConn *conn, gpointer data, gpointer *result, GError **error);

/* The records of some rows. */
typedef struct
{
  LianKindId kind;
  GArray *rows;       /* (element-type LianRowKey) */
  GPtrArray *records; /* out: (element-type LianRecord) (nullable): as @rows */
} LianLazyFetch;

LianLazyFetch *lian_lazy_fetch_new (LianKindId kind) G_GNUC_WARN_UNUSED_RESULT;
void lian_lazy_fetch_free (LianLazyFetch *fetch);
/* LianDbFunc: @data is a LianLazyFetch. */
gboolean lian_lazy_fetch_run (LianConn *conn, gpointer data, gpointer *result, GError **error);

G_END_DECLS
