/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-clock.h"

G_BEGIN_DECLS

/* A main loop without waiting: g_timeout_add() of the code under test waits for the clock of the
 * test, and what goes to the worker of a database is waited for. The linker puts these before the
 * real ones. Main thread. */
void rig_virtual_begin (LianClock *clock);
void rig_virtual_end (void);

/* Runs until nothing is to be done before the clock moves. */
void rig_virtual_settle (void);
/* Moves the clock, timer by timer. */
void rig_virtual_advance (gint64 us);

G_END_DECLS
