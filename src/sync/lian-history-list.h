/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-engine.h"
#include "lian-history-row.h"

G_BEGIN_DECLS

/* GListModel of LianHistoryRow: closed cases that are older than the mirror, as the platform told
 * them when it was asked. They carry that moment, are never stored, and go with the person who
 * asked. Main thread. */
#define LIAN_TYPE_HISTORY_LIST (lian_history_list_get_type ())
G_DECLARE_FINAL_TYPE (LianHistoryList, lian_history_list, LIAN, HISTORY_LIST, GObject)

typedef enum
{
  LIAN_HISTORY_IDLE,    /* nothing was asked for */
  LIAN_HISTORY_ASKING,  /* */
  LIAN_HISTORY_MORE,    /* there is more behind it */
  LIAN_HISTORY_END,     /* that is all */
  LIAN_HISTORY_FULL,    /* more than anybody reads: to be asked for more narrowly */
  LIAN_HISTORY_OFFLINE, /* cannot be had now */
  LIAN_HISTORY_FAILED,  /* lian_history_list_get_trouble() */
} LianHistoryState;

LianHistoryList *lian_history_list_new (LianEngine *engine) G_GNUC_WARN_UNUSED_RESULT;
/* Begins anew with what was closed before the mirror's beginning. @region_code, @text: nullable. */
void lian_history_list_ask (LianHistoryList *self, const char *region_code, const char *text);
/* The page behind the last one, or the last one again when it failed. */
void lian_history_list_ask_more (LianHistoryList *self);
void lian_history_list_clear (LianHistoryList *self);

LianHistoryState lian_history_list_get_state (LianHistoryList *self);
/* The platform's time of the oldest of what is shown, microseconds, 0: nothing is. */
gint64 lian_history_list_get_as_of (LianHistoryList *self);
/* What was closed before is not mirrored, microseconds; 0: everything is. */
gint64 lian_history_list_get_start (LianHistoryList *self);
/* A sentence for people; NULL when nothing failed. */
const char *lian_history_list_get_trouble (LianHistoryList *self);

/* property: "state" (LianHistoryState as guint, notify) */

G_END_DECLS
