/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-work-calendar.h"

G_BEGIN_DECLS

/* Until when an instruction may be carried out (not_after). A stale order is as dangerous as a lost
 * one: whoever gave it has gone home, and the case is another one by now. */

/* Why it is so. */
typedef enum
{
  LIAN_EXPIRY_URGENT,     /* an urgent case: a quarter of an hour */
  LIAN_EXPIRY_SHIFT,      /* the end of the shift */
  LIAN_EXPIRY_NEXT_SHIFT, /* of the next one: this one is almost over */
  LIAN_EXPIRY_DAY,        /* no shift is known: the end of the working day */
  LIAN_EXPIRY_HOURS,      /* and it is over: as long as a working day has hours */
} LianExpiryRule;

/* @shifts (nullable) (element-type LianRecord): any of them, in any order. */
gint64 lian_order_expiry (const LianWorkCalendar *calendar, GPtrArray *shifts, gint64 now,
                          gboolean urgent, LianExpiryRule *rule);
/* What a person may choose instead, in minutes from now. */
void lian_order_expiry_bounds (gboolean urgent, guint *least, guint *most);
/* Brought into these bounds. */
gint64 lian_order_expiry_clamp (gint64 now, gboolean urgent, gint64 not_after);

G_END_DECLS
