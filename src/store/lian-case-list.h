/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-lazy-row.h"
#include "lian-mirror.h"

G_BEGIN_DECLS

/* A row of a case list: position-bound, "notify::record" when the case changed under it. */
#define LIAN_TYPE_CASE_ROW (lian_case_row_get_type ())
G_DECLARE_FINAL_TYPE (LianCaseRow, lian_case_row, LIAN, CASE_ROW, LianLazyRow)

guint64 lian_case_row_get_key (LianCaseRow *self);
const char *lian_case_row_get_id (LianCaseRow *self);     /* (nullable): not read yet */
LianRecord *lian_case_row_get_record (LianCaseRow *self); /* (transfer none) (nullable) */
gboolean lian_case_row_get_fresh (LianCaseRow *self);     /* new or changed and not yet looked at */
void lian_case_row_set_seen (LianCaseRow *self);

/* GListModel of LianCaseRow over the mirror, of any length: a LianLazyList of cases with the counts
 * of its views and stages. Rows never move under the reader: changes of known rows arrive as
 * notify, new ones wait (property "waiting") until lian_case_list_refresh() or until the list is at
 * rest at its top. At most one items-changed a frame, never (0, N, N). */
#define LIAN_TYPE_CASE_LIST (lian_case_list_get_type ())
G_DECLARE_FINAL_TYPE (LianCaseList, lian_case_list, LIAN, CASE_LIST, GObject)

typedef enum
{
  LIAN_CASES_TODO,      /* 待办: waits for the centre: accept, file, dispatch, check, close */
  LIAN_CASES_SUPERVISE, /* 需要督办: due soon or overdue or grave */
  LIAN_CASES_REGION,    /* 辖区: all open */
  LIAN_CASES_ARCHIVE,   /* 归档: closed */
} LianCasesView;

typedef enum
{
  LIAN_CASES_BY_NEED, /* urgent undispatched first, then by remaining time; archive: newest first */
  LIAN_CASES_BY_DEADLINE,
  LIAN_CASES_BY_REPORTED,
  LIAN_CASES_BY_CLOSED,
  LIAN_CASES_BY_URGENCY,
  LIAN_CASES_BY_CODE,
  LIAN_CASES_BY_REGION,
  LIAN_CASES_BY_STAGE,
  LIAN_CASES_BY_SOURCE,
  LIAN_CASES_BY_UNIT,
  LIAN_N_CASES_ORDERS,
} LianCasesOrder;

LianCaseList *lian_case_list_new (LianMirror *mirror) G_GNUC_WARN_UNUSED_RESULT;
/* @stage, @text nullable. */
void lian_case_list_set_query (LianCaseList *self, LianCasesView view, const char *region_code,
                               const char *stage, const char *text, gint64 now);
/* For this query and those that follow; equal cases by their id. */
void lian_case_list_set_order (LianCaseList *self, LianCasesOrder order, gboolean descending);
LianCasesOrder lian_case_list_get_order (LianCaseList *self, gboolean *descending);
void lian_case_list_refresh (LianCaseList *self, gint64 now);
/* Whether new rows may be taken in by themselves (the reader is at the top and does nothing). */
void lian_case_list_set_settled (LianCaseList *self, gboolean settled);
guint lian_case_list_get_waiting (LianCaseList *self);
/* Only the first rows are known: a case that is not found may still come. */
gboolean lian_case_list_get_partial (LianCaseList *self);
gboolean lian_case_list_find (LianCaseList *self, const char *id, guint *position);
gboolean lian_case_list_find_key (LianCaseList *self, guint64 key, guint *position);
/* (element-type LianOverviewRow-like) counts of the view by stage for the filter row: hash of stage
 * code → GINT_TO_POINTER (count); "" is all. Borrowed; changes with property "counts". */
GHashTable *lian_case_list_get_counts (LianCaseList *self);
/* Counts of the views themselves, indexed by LianCasesView. */
const guint *lian_case_list_get_view_counts (LianCaseList *self);

/* properties: "waiting" (guint), "loading" (gboolean), "counts" (notify only)
 * signal "moved" (): other cases stand where rows stood */

G_END_DECLS
