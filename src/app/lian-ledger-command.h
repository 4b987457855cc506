/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the command line does with a ledger: without a display, and while the console is open. */

/* @options of the command line; -1: they are not about the ledger, otherwise the exit status. */
int lian_ledger_command_run (GVariantDict *options, const char *profile, gboolean demonstration);

G_END_DECLS
