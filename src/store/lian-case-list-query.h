/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-case-list.h"
#include "lian-db.h"

G_BEGIN_DECLS

#define LIAN_N_CASES_VIEWS (LIAN_CASES_ARCHIVE + 1)

/* Most rows of a list; the counts are whole all the same. */
#define LIAN_CASE_LIST_MAX 5000

typedef struct
{
  LianCasesView view;
  char *region_code;
  char *stage; /* (nullable) */
  char *text;  /* (nullable) */
  gint64 now;
  LianDictionary *dictionary;

  GPtrArray *records; /* (element-type LianRecord), in order */
  GHashTable *counts; /* stage → count, "" → all */
  guint view_counts[LIAN_N_CASES_VIEWS];
} LianCaseListQuery;

void lian_case_list_query_free (LianCaseListQuery *query);
/* LianDbFunc: @data is a LianCaseListQuery. */
gboolean lian_case_list_query_run (LianConn *conn, gpointer data, gpointer *result, GError **error);

G_END_DECLS
