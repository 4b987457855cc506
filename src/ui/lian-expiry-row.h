/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-case-words.h"
#include "lian-engine.h"

G_BEGIN_DECLS

/* Until when the platform has to have received an instruction, and by which rule. */
#define LIAN_TYPE_EXPIRY_ROW (lian_expiry_row_get_type ())
G_DECLARE_FINAL_TYPE (LianExpiryRow, lian_expiry_row, LIAN, EXPIRY_ROW, AdwBin)

void lian_expiry_row_begin (LianExpiryRow *self, LianEngine *engine, LianCaseWords *words,
                            gboolean urgent);
/* Time has passed: the moment is another one. */
void lian_expiry_row_update (LianExpiryRow *self);
gint64 lian_expiry_row_get_not_after (LianExpiryRow *self);

G_END_DECLS
