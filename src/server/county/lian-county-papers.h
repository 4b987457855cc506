/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-county-draft.h"

G_BEGIN_DECLS

/* Whoever writes applications, cards and ratings of cases. A value type. */
typedef struct
{
  LianCountyPlan *plan;
  LianDice dice;
  guint n_waiting; /* applications that wait */
  guint n_cards;   /* on open cases */
} LianCountyPapers;

void lian_county_papers_init (LianCountyPapers *self, LianCountyPlan *plan);
void lian_county_papers_write (LianCountyPapers *self, const LianDraft *draft, LianRecord *of);

G_END_DECLS
