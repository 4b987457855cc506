/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-mirror.h"

G_BEGIN_DECLS

/* A row of a case list: position-bound, "notify::record" when the case changed under it. */
#define LIAN_TYPE_CASE_ROW (lian_case_row_get_type ())
G_DECLARE_FINAL_TYPE (LianCaseRow, lian_case_row, LIAN, CASE_ROW, GObject)

const char *lian_case_row_get_id (LianCaseRow *self);
LianRecord *lian_case_row_get_record (LianCaseRow *self); /* (transfer none) */
gboolean lian_case_row_get_fresh (LianCaseRow *self);     /* new or changed and not yet looked at */
void lian_case_row_set_seen (LianCaseRow *self);

/* GListModel of LianCaseRow over the mirror, filtered and ordered by SQL off the main thread. Rows
 * never move under the reader: changes of known rows arrive as notify, new ones wait (property
 * "waiting") until lian_case_list_refresh() or until the list is at rest at its top. At most one
 * items-changed a frame, never (0, N, N). */
#define LIAN_TYPE_CASE_LIST (lian_case_list_get_type ())
G_DECLARE_FINAL_TYPE (LianCaseList, lian_case_list, LIAN, CASE_LIST, GObject)

typedef enum
{
  LIAN_CASES_TODO,      /* 待办: waits for the centre: accept, file, dispatch, check, close */
  LIAN_CASES_SUPERVISE, /* 需要督办: due soon or overdue or grave */
  LIAN_CASES_REGION,    /* 辖区: all open */
  LIAN_CASES_ARCHIVE,   /* 归档: closed */
} LianCasesView;

LianCaseList *lian_case_list_new (LianMirror *mirror) G_GNUC_WARN_UNUSED_RESULT;
/* @stage, @text nullable. Urgent undispatched first, then by remaining time; archive: newest first.
 */
void lian_case_list_set_query (LianCaseList *self, LianCasesView view, const char *region_code,
                               const char *stage, const char *text, gint64 now);
void lian_case_list_refresh (LianCaseList *self, gint64 now);
/* Whether new rows may be taken in by themselves (the reader is at the top and does nothing). */
void lian_case_list_set_settled (LianCaseList *self, gboolean settled);
guint lian_case_list_get_waiting (LianCaseList *self);
gboolean lian_case_list_find (LianCaseList *self, const char *id, guint *position);
/* (element-type LianOverviewRow-like) counts of the view by stage for the filter row: hash of stage
 * code → GINT_TO_POINTER (count); "" is all. Borrowed; changes with property "counts". */
GHashTable *lian_case_list_get_counts (LianCaseList *self);
/* Counts of the views themselves, indexed by LianCasesView. */
const guint *lian_case_list_get_view_counts (LianCaseList *self);

/* properties: "waiting" (guint), "loading" (gboolean), "counts" (notify only) */

G_END_DECLS
