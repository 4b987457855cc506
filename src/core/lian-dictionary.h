/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-record.h"
#include "lian-work-calendar.h"

G_BEGIN_DECLS

/* clang-format off */
/* The dictionary: what the codes of records mean. Immutable, reference counted, may cross threads.
 * docs/dictionary.md says what a county may change and what is checked (lian-dictionary-check.h).
 *
 * vocabulary    code                      fields
 * category      big or big-small          parent (big), codes = kinds of case
 * source        wechat, grid, 12345, digital_cg, xueliang, elderly, visit …
 * urgency       normal, urgent, grave     rank: 1, 2, 3 (higher is worse)
 * influence     small, medium, large      rank
 * state         case states               rank = order in the flow, text = stage
 * stage         to_accept, to_file, to_dispatch, to_sign, handling, to_check, to_close, done, held, off
 * role          of accounts and workers   text = centre, unit, surface, reader, office
 * action        workflow actions          parent = what it is about, codes = states it starts from,
 *                                         codes2 = roles, text = state it leads to ("" = unchanged),
 *                                         condition, needs, effects: lian-act.h
 * limit         STAGE, STAGE/CATEGORY, STAGE/CATEGORY/URGENCY or STAGE//URGENCY; stage "close": the
 *               whole case                amount, unit = work_minute, work_day, natural_minute
 *                                         or natural_day
 * schedule, holiday, workday              see lian-work-calendar.h
 * kpi           on_time_rate …            see lian-kpi.h
 * satisfaction  very_satisfied, satisfied, basically_satisfied, dissatisfied, very_dissatisfied
 *                                         amount = value, rank
 * element       party, government, residents, medical, elderly, education, culture, sports,
 *               recreation, commerce      rank 0–9
 * phrase        standing phrases          text, parent = category or ""
 * unit_kind, region_level, delivery_state, instruction_kind …: titles of codes */
/* clang-format on */
typedef struct _LianDictionary LianDictionary;

/* The state in which what is reported begins. */
#define LIAN_STATE_FIRST "reported"
/* How many parents above a category are asked for its limits. */
#define LIAN_DICTIONARY_PARENTS_MAX 8

LianDictionary *lian_dictionary_new (GPtrArray *entries, GError **error) G_GNUC_WARN_UNUSED_RESULT;
LianDictionary *lian_dictionary_new_empty (void) G_GNUC_WARN_UNUSED_RESULT;
LianDictionary *lian_dictionary_ref (LianDictionary *self);
void lian_dictionary_unref (LianDictionary *self);

LianRecord *lian_dictionary_lookup (const LianDictionary *self, const char *vocabulary,
                                    const char *code);
/* (element-type LianRecord), by rank, then code; borrowed, never NULL */
GPtrArray *lian_dictionary_list (const LianDictionary *self, const char *vocabulary);
/* The title for people: Chinese when @chinese and there is one; the code itself when unknown. */
const char *lian_dictionary_title (const LianDictionary *self, const char *vocabulary,
                                   const char *code, gboolean chinese);
gint64 lian_dictionary_rank (const LianDictionary *self, const char *vocabulary, const char *code);
/* Stage code of a case state, "off" when unknown. */
const char *lian_dictionary_stage (const LianDictionary *self, const char *state);
/* Cases closed before this moment are not mirrored any more: the setting "mirror_days". */
gint64 lian_dictionary_get_mirror_start (const LianDictionary *self, gint64 now);
const LianWorkCalendar *lian_dictionary_get_calendar (const LianDictionary *self);
/* "work_day" → LIAN_LIMIT_WORK_DAYS */
gboolean lian_limit_unit_from_code (const char *code, LianLimitUnit *unit);
gboolean lian_dictionary_find_limit (const LianDictionary *self, const char *stage,
                                     const char *category, const char *urgency, gint64 *amount,
                                     LianLimitUnit *unit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianDictionary, lian_dictionary_unref)

G_END_DECLS
