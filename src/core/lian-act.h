/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-workflow.h"

G_BEGIN_DECLS

/* What somebody does or orders, worked out without any database: the same function for the server,
 * which decides, and for a console that wants to show what would become of it. What an action does
 * is data: the dictionary's entry lists states, roles, condition, what it needs (fields of kind
 * ACT) and these effects:
 *
 *   deliver            a new instruction for to_unit (lead) and co_units
 *   join               co_units are added to the standing instruction
 *   revoke, release    the standing instruction ends; the case has no unit any more
 *   again              the unit gets the standing instruction once more, on its bundled clock;
 *                      without a unit the state is that of goto:no_unit
 *   unit:STATE         a unit's answer: its delivery comes into STATE
 *   deliveries:STATE   all deliveries do
 *   count:FIELD        a counter of the case goes up
 *   moment:FIELD       a moment of the case is set
 *   result:FIELD       the result is kept in a field of the case
 *   goto:RESULT=STATE  with this result the state is another one
 *   pictures:FIELD     attachments become pictures of the case
 *   apply:KIND         an application is made; decide:approved, decided:refused settle it, and
 *                      approval does what the action named by its kind does; appeal asks the
 * arbiter extend             limit_min working minutes more hold               until is kept
 *   urgency, recategorise, level:up|above|down
 *   merge, unmerge     lead_case_id becomes the lead case; back again
 *   card               a supervision with a card; reply_card is the unit's reply
 *   evaluate, callback, answer, audit:STATE, upstream:STATE
 *   issue:PROGRAMME    an item (a remark, a notice, a task) for to_unit and co_units, or for a role
 *   progress, item_answer, item_done
 *   hand_over, take_over
 */
typedef struct
{
  const LianDictionary *dictionary;
  const LianActor *actor;
  const char *actor_name;
  const char *seat; /* (nullable) */
  gint64 now;       /* microseconds since 1970 UTC */

  const LianRecord *act;   /* kind ACT */
  const LianRecord *entry; /* of its action */
  gboolean order;          /* a seat's instruction: kept as a record */
  gint64 receipt_no;       /* of an order */

  /* what there is; (nullable) each */
  const LianRecord *subject;     /* the case or the item */
  const LianRecord *instruction; /* that stands for the case, or issued the item */
  GPtrArray *deliveries;         /* of it */
  const LianRecord *application; /* that the case waits for, or that is named */
  const LianRecord *supervision;
  const LianRecord *handover;
  const LianRecord *lead_case;
  GPtrArray *units; /* that take cases, among those named */

  gint64 n_steps; /* of the case so far */
  gint64 open_count;
  gint64 overdue_count;
  gint64 done_count; /* in the last 24 hours */
} LianActContext;

/* Why not; problem is a stable name of the API. */
typedef struct
{
  const char *problem;
  const char *field; /* (nullable): of the act */
  char *detail;
} LianRefusal;

void lian_refusal_clear (LianRefusal *refusal);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LianRefusal, lian_refusal_clear)

/* What the act says, without looking at anything else: "bad-request". */
gboolean lian_act_check_input (const LianActContext *context, LianRefusal *refusal);
/* Whether the action is possible for the actor at all: "forbidden", "not-allowed". */
gboolean lian_act_may (const LianActContext *context, LianRefusal *refusal);
/* What it says against what there is: "forbidden", "not-allowed", "already-dispatched",
 * "unit-inactive", "unknown-…". */
gboolean lian_act_check (const LianActContext *context, LianRefusal *refusal);
/* Of an act that passed both: the records that it changes or makes (element-type LianRecord); those
 * that changed are copies. */
GPtrArray *lian_act_apply (const LianActContext *context) G_GNUC_WARN_UNUSED_RESULT;
/* From when the effect counts: an order by telephone (补录) holds from when it was said. */
gint64 lian_act_get_moment (const LianActContext *context);

G_END_DECLS
