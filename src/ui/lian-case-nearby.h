/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-case-words.h"
#include "lian-engine.h"

G_BEGIN_DECLS

/* Who and what is near a case: grid members with the age of their position, the service complex. */
#define LIAN_TYPE_CASE_NEARBY (lian_case_nearby_get_type ())
G_DECLARE_FINAL_TYPE (LianCaseNearby, lian_case_nearby, LIAN, CASE_NEARBY, AdwBin)

GtkWidget *lian_case_nearby_new (LianEngine *engine, LianCaseWords *words);
void lian_case_nearby_set_record (LianCaseNearby *self, LianRecord *record);

G_END_DECLS
