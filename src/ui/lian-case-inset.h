/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-case-words.h"
#include "lian-engine.h"

G_BEGIN_DECLS

/* The place of one case on a small map: communities, base, the case's light. */
#define LIAN_TYPE_CASE_INSET (lian_case_inset_get_type ())
G_DECLARE_FINAL_TYPE (LianCaseInset, lian_case_inset, LIAN, CASE_INSET, AdwBin)

GtkWidget *lian_case_inset_new (LianEngine *engine, LianCaseWords *words);
void lian_case_inset_set_record (LianCaseInset *self, LianRecord *record);
gboolean lian_case_inset_is_settled (LianCaseInset *self);

G_END_DECLS
