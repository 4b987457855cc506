/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-dice.h"
#include "lian-record.h"

G_BEGIN_DECLS

/* What the simulator's people say, as the bytes that go to the service. Pure functions of the dice.
 */
char *lian_simulator_dup_id (LianDice *dice, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
/* @grid: a grid record with an outline, where it happens; NULL if its outline cannot be read. */
GBytes *lian_simulator_make_report (LianDice *dice, const LianRecord *grid, gint64 now)
    G_GNUC_WARN_UNUSED_RESULT;
/* @act as it is sent: an order of a seat, or not. */
GBytes *lian_simulator_make_act (const LianRecord *act, gboolean order) G_GNUC_WARN_UNUSED_RESULT;
/* What people say with it: an answer, a rating, what a check found. */
void lian_simulator_fill (LianDice *dice, LianRecord *act, const char *category);
GBytes *lian_simulator_make_dispatch (LianDice *dice, const char *case_id, const char *unit_id,
                                      gint64 now) G_GNUC_WARN_UNUSED_RESULT;
/* Seconds until the next report, 10 to 40: many by day and on working days, few at night. */
guint lian_simulator_pause (LianDice *dice, gint64 now);
double lian_simulator_pause_of_life (LianDice *dice, gint64 now);
/* A few dozen metres on, inside the grid. */
LianPoint lian_simulator_walk (LianDice *dice, const LianRecord *grid, LianPoint from);

G_END_DECLS
