/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-engine.h"
#include "lian-record.h"
#include "lian-work-calendar.h"

G_BEGIN_DECLS

/* How the pages of the shell put facts into words. Pure: no widget, no clock of its own. */

/* TRUE when people read Chinese: decides between the two titles of the dictionary. */
gboolean lian_wording_is_chinese (void);

char *lian_wording_time (gint64 us, gboolean seconds) G_GNUC_WARN_UNUSED_RESULT;
char *lian_wording_date (gint64 us) G_GNUC_WARN_UNUSED_RESULT;
char *lian_wording_age (gint64 seconds) G_GNUC_WARN_UNUSED_RESULT;
char *lian_wording_as_of (gint64 as_of) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  LianFreshness freshness;
  LianPhase phase;
  int age;              /* seconds, -1: never */
  gint64 as_of;         /* 0: never */
  gint64 offline_since; /* 0: not */
  guint waiting;        /* instructions in the ledger that have not arrived */
} LianFreshFacts;

/* @brief: the shortest form, for a header bar without room. */
char *lian_wording_freshness (const LianFreshFacts *facts, gboolean brief)
    G_GNUC_WARN_UNUSED_RESULT;
const char *lian_wording_phase (LianPhase phase);
const char *lian_wording_light (LianLight light);

/* What stands on every map; @brief: on a small one. */
const char *lian_wording_map_notice (gboolean demonstration, gboolean brief);
/* What stands on every ranking and export: NULL where the data are real. */
const char *lian_wording_notice (gboolean demonstration);

/* "overdue 6 h 20 min" or "25 min left", in working time. NULL when the case has no deadline. */
char *lian_wording_remaining (const LianRecord *record, const LianWorkCalendar *calendar,
                              gint64 now) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
