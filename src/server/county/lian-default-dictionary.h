/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-record.h"

G_BEGIN_DECLS

/* The vocabulary, workflow, time limits and calendar that the reference server starts with: data
 * that a county changes, never compiled into the console. (element-type LianRecord, kind entry) */
GPtrArray *lian_default_dictionary_make (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
