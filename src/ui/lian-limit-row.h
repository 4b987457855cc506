/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-case-words.h"

G_BEGIN_DECLS

/* The limit of a dispatch: the dictionary's or another, and the moment that it means. */
#define LIAN_TYPE_LIMIT_ROW (lian_limit_row_get_type ())
G_DECLARE_FINAL_TYPE (LianLimitRow, lian_limit_row, LIAN, LIMIT_ROW, AdwBin)

void lian_limit_row_begin (LianLimitRow *self, LianCaseWords *words, LianRecord *record);
gint64 lian_limit_row_get_minutes (LianLimitRow *self); /* 0: the dictionary's */
void lian_limit_row_set_minutes (LianLimitRow *self, gint64 minutes);
gint64 lian_limit_row_get_due (LianLimitRow *self); /* 0: no limit */
/* Which of the choices, for a draft. */
guint lian_limit_row_get_selected (LianLimitRow *self);
void lian_limit_row_set_selected (LianLimitRow *self, guint selected);

G_END_DECLS
