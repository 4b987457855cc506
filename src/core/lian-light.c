/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-work-calendar.h"

/**
 * lian_light_of:
 * @now: the platform's time
 * @warn_at: when 80 % of the limit is used; 0: unknown
 * @deadline: when all of it is; 0: there is no limit
 *
 * Exactly 80 % is still normal, exactly 100 % still due soon (domain.md 1.3, 10).
 *
 * Returns: the light
 */
LianLight
lian_light_of (gint64 now, gint64 warn_at, gint64 deadline)
{
  if (deadline == 0)
    return LIAN_LIGHT_NORMAL;
  if (now > deadline)
    return LIAN_LIGHT_OVERDUE;
  if (warn_at != 0 && now > warn_at)
    return LIAN_LIGHT_DUE_SOON;
  return LIAN_LIGHT_NORMAL;
}

/**
 * lian_light_of_case:
 * @record: a case
 * @now: the platform's time
 *
 * The states that end or hold a case are those of domain.md 8; whatever a dictionary adds to them
 * has lost its deadline in lian_workflow_enter() and is normal here.
 *
 * Returns: the light of its present stage
 */
LianLight
lian_light_of_case (const LianRecord *record, gint64 now)
{
  static const char *const closed[]
      = { "closed", "evaluated", "archived", "rejected", "returned_up", "void", "merged", NULL };
  const char *state = lian_record_get_text (record, LIAN_CASE_STATE);

  if (state != NULL && g_strv_contains (closed, state))
    return LIAN_LIGHT_CLOSED;
  if (g_strcmp0 (state, "suspended") == 0)
    return LIAN_LIGHT_HELD;

  return lian_light_of (now, lian_record_get_time (record, LIAN_CASE_WARN_AT),
                        lian_record_get_time (record, LIAN_CASE_DEADLINE));
}
