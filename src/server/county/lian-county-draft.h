/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-county-plan.h"

G_BEGIN_DECLS

/* The way of a case, station by station; each is a state of the default dictionary. */
typedef enum
{
  LIAN_STATION_REPORTED,
  LIAN_STATION_ACCEPTED,
  LIAN_STATION_FILED,
  LIAN_STATION_DISPATCHED,
  LIAN_STATION_SIGNED,
  LIAN_STATION_HANDLING,
  LIAN_STATION_FEEDBACK,
  LIAN_STATION_CHECKING,
  LIAN_STATION_CLOSED,
  LIAN_STATION_EVALUATED,
  LIAN_STATION_ARCHIVED,
  LIAN_N_STATIONS,
} LianStation;

/* A case before it is written down: when it was where. */
typedef struct _LianDraft LianDraft;

struct _LianDraft
{
  const LianMatter *matter;
  const LianDraft *lead; /* (nullable): it tells of the same, and was there before */
  char *id;              /* (nullable): when it is written down */
  guint cell;
  LianPoint point;
  char *title;
  char *description;
  char *address;
  char *unit;           /* (nullable) */
  const char *reporter; /* (nullable): whoever chance brings */
  const char *source;
  const char *urgency;
  const char *influence;
  const char *satisfaction;   /* (nullable) */
  char *words;                /* (nullable): of the resident */
  const char *off;            /* (nullable): the state in which it left the path */
  gint64 at[LIAN_N_STATIONS]; /* 0: left out */
  LianStation last;
  guint rework;
  guint returned;
  guint extended;
  guint nudged;
  gint64 held; /* 0, or until when it is suspended, since now and then units have to wait */
};

/* A case that is there by name, because the pictures of the program tell of it. */
typedef struct
{
  const char *title;
  const char *community;
  const char *category;
  const char *source;
  const char *urgency;
  const char *influence;
  LianStation station;
  int remaining;    /* minutes left of the present limit, on its own clock */
  const char *unit; /* key, NULL: whose matter it is */
  const char *address;
  const char *description;
  guint rework;
} LianScene;

const LianScene *lian_scenes_get (guint *n);

const char *lian_station_state (LianStation station);
const char *lian_station_stage (LianStation station);

/* When one has to have begun for @minutes to have passed until @end, on the clock of @unit. */
gint64 lian_draft_time_before (const LianCountyPlan *plan, gint64 end, gint64 minutes,
                               LianLimitUnit unit);
gint64 lian_draft_limit (const LianCountyPlan *plan, const LianDraft *draft, const char *stage,
                         LianLimitUnit *unit);

void lian_draft_free (LianDraft *self);
/* Says when which of @drafts that are through were closed, evaluated and put away. */
void lian_county_close_drafts (LianCountyPlan *plan, GPtrArray *drafts, LianDice *dice);
/* Writes @drafts (element-type LianDraft) down as cases, steps, instructions and deliveries. */
void lian_county_record_drafts (LianCountyPlan *plan, GPtrArray *drafts);

G_END_DECLS
