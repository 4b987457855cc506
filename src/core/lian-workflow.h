/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-dictionary.h"

G_BEGIN_DECLS

/* What a person may do with a case: one function that server and console both run. The server's
 * answer wins; what the console works out alone is provisional. */
typedef struct
{
  const char *account;
  const char *const *roles; /* ended by NULL */
  const char *region_code;  /* may see and act at or below it */
  const char *unit_id;      /* (nullable): of a unit handler */
} LianActor;

/* (element-type utf8) action codes, in dictionary order; container and strings owned by the
 * caller's ref */
GPtrArray *lian_workflow_actions (const LianDictionary *dictionary, const LianActor *actor,
                                  const LianRecord *record) G_GNUC_WARN_UNUSED_RESULT;
gboolean lian_workflow_may (const LianDictionary *dictionary, const LianActor *actor,
                            const LianRecord *record, const char *action, GError **error);
/* Whether the record's state allows the action of @entry, whoever wants it. */
gboolean lian_workflow_starts_from (const LianDictionary *dictionary, const LianRecord *entry,
                                    const LianRecord *record);
/* The state after @action, or the present one. */
const char *lian_workflow_next_state (const LianDictionary *dictionary, const LianRecord *record,
                                      const char *action);
/* Sets state, the stage's stage_at, limit_min, warn_at, deadline and the time field that belongs to
 * the new state (accepted_at, filed_at, dispatched_at …) on a record that the caller owns.
 * @limit_min > 0 overrides the dictionary's limit (working minutes). Ours: see the .c file. */
void lian_workflow_enter (const LianDictionary *dictionary, LianRecord *record, const char *state,
                          gint64 now, gint64 limit_min);
/* Minutes more, on the stage's clock, for stage, bundled clock and whole case. */
void lian_workflow_extend (const LianDictionary *dictionary, LianRecord *record, gint64 minutes);
/* After another category or urgency. */
void lian_workflow_relimit (const LianDictionary *dictionary, LianRecord *record);
void lian_workflow_set_close_due (const LianDictionary *dictionary, LianRecord *record);
gint64 lian_workflow_used (const LianDictionary *dictionary, const LianRecord *record, gint64 now);
/* TRUE while the case counts as open (neither closed nor off the path). */
gboolean lian_workflow_is_open (const LianDictionary *dictionary, const char *state);

/* Of an entry of vocabulary "action": what it is about, and what stands behind "name:" among its
 * effects (NULL: it has not this effect). */
const char *lian_action_subject (const LianRecord *entry);
const char *lian_action_find_effect (const LianRecord *entry, const char *name);

/* Region codes are prefixes of each other only by chance: the test is "is @region at or below
 * @top", answered by code prefix for 12-digit division codes (6+3+3) and their extensions. */
gboolean lian_region_covers (const char *top, const char *region);

G_END_DECLS
