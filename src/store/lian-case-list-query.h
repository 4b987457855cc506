/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-case-list.h"
#include "lian-db.h"
#include "lian-lazy-query.h"

G_BEGIN_DECLS

#define LIAN_N_CASES_VIEWS (LIAN_CASES_ARCHIVE + 1)

typedef struct
{
  LianCasesView view;
  char *region_code;
  char *stage; /* (nullable) */
  char *text;  /* (nullable) */
  LianCasesOrder order;
  gboolean descending;
  gint64 now;
  LianDictionary *dictionary;

  GHashTable *counts; /* stage → count, "" → all */
  guint view_counts[LIAN_N_CASES_VIEWS];
} LianCaseListQuery;

void lian_case_list_query_free (LianCaseListQuery *query);
/* (transfer full) @query: the rows that it asks for. */
LianLazyQuery *lian_case_list_query_to_rows (LianCaseListQuery *query) G_GNUC_WARN_UNUSED_RESULT;
/* LianDbFunc: @data is a LianCaseListQuery; fills in the counts. */
gboolean lian_case_list_query_run (LianConn *conn, gpointer data, gpointer *result, GError **error);

G_END_DECLS
