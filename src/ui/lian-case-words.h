/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-engine.h"
#include "lian-mirror.h"
#include "lian-work-calendar.h"

G_BEGIN_DECLS

/* What the fields of a case read like: names of regions, grids and units, codes by the dictionary,
 * remaining time by the working-time clock. One for all rows of a page; says "changed" when names
 * have been loaded and every few seconds as time passes. Main thread. */
#define LIAN_TYPE_CASE_WORDS (lian_case_words_get_type ())
G_DECLARE_FINAL_TYPE (LianCaseWords, lian_case_words, LIAN, CASE_WORDS, GObject)

LianCaseWords *lian_case_words_new (LianEngine *engine) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a place is named by its community alone. */
void lian_case_words_set_brief (LianCaseWords *self, gboolean brief);
gboolean lian_case_words_get_brief (LianCaseWords *self);

/* What is searched for, to be marked; words by lian_search_split(), ended by NULL, never NULL. */
void lian_case_words_set_search (LianCaseWords *self, const char *text);
const char *const *lian_case_words_get_search (LianCaseWords *self);

gint64 lian_case_words_get_now (LianCaseWords *self);
LianDictionary *lian_case_words_get_dictionary (LianCaseWords *self);
/* Title of a code in the language of the screen. */
const char *lian_case_words_title (LianCaseWords *self, const char *vocabulary, const char *code);
const char *lian_case_words_stage (LianCaseWords *self, LianRecord *record);
const char *lian_case_words_region (LianCaseWords *self, const char *code);
LianRecord *lian_case_words_get_region (LianCaseWords *self, const char *code);
LianRecord *lian_case_words_get_grid (LianCaseWords *self, const char *id);
LianRecord *lian_case_words_get_unit (LianCaseWords *self, const char *id);
const char *lian_case_words_unit (LianCaseWords *self, const char *id);
GHashTable *lian_case_words_get_units (LianCaseWords *self); /* id → LianRecord, borrowed */

/* "浮山街道·锦程社区", or the community alone. */
char *lian_case_words_dup_place (LianCaseWords *self, LianRecord *record, gboolean with_street)
    G_GNUC_WARN_UNUSED_RESULT;
/* "1 时 40 分", "超 12 分", "挂账" and the like; "" for closed ones. */
char *lian_case_words_dup_remaining (LianCaseWords *self, LianRecord *record)
    G_GNUC_WARN_UNUSED_RESULT;
/* Minutes that count between two moments in the unit of the record's stage. */
gint64 lian_case_words_minutes (LianCaseWords *self, LianRecord *record, gint64 from, gint64 to);
gboolean lian_case_words_counts_work_time (LianCaseWords *self, LianRecord *record);
/* "部件 · 公用设施 · 雨水井盖" */
char *lian_case_words_dup_category (LianCaseWords *self, const char *code)
    G_GNUC_WARN_UNUSED_RESULT;
/* Rework, extensions, nudges, duplicates: (element-type utf8), most telling first. */
GPtrArray *lian_case_words_marks (LianCaseWords *self, LianRecord *record)
    G_GNUC_WARN_UNUSED_RESULT;
/* "09:40" today, "11-23 17:20" otherwise. */
char *lian_case_words_dup_moment (LianCaseWords *self, gint64 at) G_GNUC_WARN_UNUSED_RESULT;

/* signal "changed" () */

G_END_DECLS
