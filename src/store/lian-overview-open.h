/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-overview.h"

G_BEGIN_DECLS

/* Counts open cases, one after the other. Every figure about open cases comes from here, from the
 * same rows, so that they add up. */
typedef struct
{
  LianOverview *overview; /* (borrowed) with rows of the grids already in it */
  const LianDictionary *dictionary;

  GHashTable *stages; /* char* → LianOverviewRow (borrowed from overview) */
  GHashTable *units;
  GHashTable *grids;
} LianOverviewOpen;

LianOverviewRow *lian_overview_row_new (const char *id, const char *title);

void lian_overview_open_init (LianOverviewOpen *self, LianOverview *overview,
                              const LianDictionary *dictionary);
void lian_overview_open_add (LianOverviewOpen *self, LianRecord *record);
/* Sorts and cuts what was gathered. */
void lian_overview_open_finish (LianOverviewOpen *self);
void lian_overview_open_clear (LianOverviewOpen *self);

/* A stretch of handling, for the figures by hour; @to 0: still under way. */
void lian_overview_add_handling (LianOverview *overview, gint64 from, gint64 to);

G_END_DECLS
