/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-case-list.h"

G_BEGIN_DECLS

/* A row that belongs to no lazy list. @record: (transfer none) */
LianCaseRow *lian_case_row_new (LianRecord *record, gboolean fresh);
void lian_case_row_set_record (LianCaseRow *self, LianRecord *record, gboolean fresh);

G_END_DECLS
