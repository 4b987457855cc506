/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-act.h"

G_BEGIN_DECLS

/* An act while it is carried out: the copies that it writes. */
typedef struct
{
  const LianActContext *context;
  const LianRecord *entry; /* whose effects are done: the action, or what an approval leads to */
  LianRecord *subject;     /* (owned) (nullable) */
  LianRecord *instruction; /* (owned) (nullable): the standing one, changed */
  GPtrArray *records;      /* (owned): the result */
  const char *next;        /* state of the subject */
  gboolean of_co_unit;
} LianActing;

/* lian-act-case.c: what happens to the case itself. */
void lian_acting_change_case (LianActing *acting);
/* lian-act-orders.c: instructions and deliveries. */
void lian_acting_change_orders (LianActing *acting);
void lian_acting_write_instruction (LianActing *acting);
/* The standing one, if there is one. */
void lian_acting_change_instruction (LianActing *acting, const char *state);
/* lian-act-papers.c: applications, supervisions, evaluations, items, handovers. */
void lian_acting_write_papers (LianActing *acting);
void lian_acting_write_step (LianActing *acting, const LianRecord *before);

const char *lian_acting_text (const LianActing *acting, guint field);
/* What the act says in field @from becomes field @to of @record: a text or a
 * list; absent where it says nothing. */
void lian_acting_copy (const LianActing *acting, LianRecord *record, guint to, guint from);
gboolean lian_acting_has (const LianActing *acting, const char *effect);
LianRecord *lian_acting_add (LianActing *acting, LianKindId kind, guint number);
/* The delivery that a unit's answer is about: its own, of a co-handling unit. */
const LianRecord *lian_act_find_delivery (const LianActContext *context, gboolean of_co_unit);
gboolean lian_act_is_co_unit (const LianActContext *context);

G_END_DECLS
