/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-county-draft.h"

#include "lian-work-calendar.h"

G_BEGIN_DECLS

/* What a unit has in hand on the morning of the opening. */
typedef struct
{
  const char *key; /* of a department, or the code of a street */
  guint n;
} LianInHand;

/* Whoever thinks up the cases of a county: what is open now first, then the past. */
typedef struct
{
  LianCountyPlan *plan;
  const LianWorkCalendar *calendar;
  LianDice dice;
  GPtrArray *drafts; /* (element-type LianDraft) */
  GArray *in_hand;   /* (element-type LianInHand): what is left of it */
  double *shares;    /* of the cells, 1 in all */
  LianSpot *anchors; /* of the cells, degrees: where people meet; NULL in the small county */
  double *weights;   /* of the cells, for choosing one */
  guint *given;      /* cases by cell */
  guint n_given;
  gint64 today;
  guint n_cases;      /* to be, in all */
  guint n_days;       /* before today */
  guint (*taken)[24]; /* accepted by day and hour */
} LianCaseWriter;

typedef enum
{
  LIAN_PICK_ANY,
  LIAN_PICK_RAIN,  /* water comes first */
  LIAN_PICK_STOCK, /* what may take long is more of what lies about */
} LianPick;

gint64 lian_case_writer_some (LianCaseWriter *self, int low, int high);
guint lian_case_writer_pick_cell (LianCaseWriter *self, const char *town_code);
const LianMatter *lian_case_writer_pick_matter (LianCaseWriter *self, const char *key,
                                                LianPick pick, guint cell);
LianDraft *lian_case_writer_add (LianCaseWriter *self, const LianMatter *matter, guint cell);
void lian_case_writer_set_words (LianCaseWriter *self, LianDraft *draft);
void lian_case_writer_set_unit (LianCaseWriter *self, LianDraft *draft, const char *key);
void lian_case_writer_count (LianCaseWriter *self, const LianDraft *draft);
guint lian_case_writer_hour_of (gint64 at);

/* lian-county-past.c: today until now, and the days before, until there are as many cases as the
 * scale says. */
void lian_case_writer_write_past (LianCaseWriter *self);

G_END_DECLS
