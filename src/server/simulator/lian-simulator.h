/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-service.h"

G_BEGIN_DECLS

/* Lives a plausible day as a client of the service functions: residents and systems report, the
 * centre's other seats accept and file, units sign, handle and feed back, inspectors check,
 * residents rate, grid members walk. Deterministic for its seed and the clock. Main thread. */
#define LIAN_TYPE_SIMULATOR (lian_simulator_get_type ())
G_DECLARE_FINAL_TYPE (LianSimulator, lian_simulator, LIAN, SIMULATOR, GObject)

LianSimulator *lian_simulator_new (LianService *service, guint64 seed) G_GNUC_WARN_UNUSED_RESULT;
void lian_simulator_start (LianSimulator *self);
void lian_simulator_stop (LianSimulator *self);
/* How many times faster than life everybody acts; 1 at first. For tests, before the start. */
void lian_simulator_set_haste (LianSimulator *self, guint haste);

G_END_DECLS
