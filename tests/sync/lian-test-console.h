/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-engine-private.h"

G_BEGIN_DECLS

/* The core of the console without its screen, on files in a folder of its own. */

#define WAIT_PHASE(PLACE, PHASE) LIAN_WAIT (lian_engine_get_phase ((PLACE)->engine) == (PHASE))

/* Mirror, ledger and engine in @folder; consoles of a test come back soon. */
void lian_test_console_open (const char *folder, const char *url, LianClock *clock,
                             LianMirror **mirror, LianLedger **ledger, LianEngine **engine);
void lian_test_console_close (LianMirror *mirror, LianLedger *ledger, LianEngine *engine);
void lian_test_console_sign_in (LianEngine *engine, const char *account);
/* Removes what is in it, too. Takes @folder. */
void lian_test_folder_remove (char *folder);

G_END_DECLS
