/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-dice.h"
#include "lian-simulator.h"

G_BEGIN_DECLS

/* What the simulator's parts hand on to each other. Moments are the platform's. */

struct _LianSimulator
{
  GObject parent_instance;

  LianService *service; /* (owned) */
  LianDice dice;
  guint haste;

  GCancellable *cancellable; /* (owned) (nullable): while it runs */
  gulong committed;
  guint tick;
  gint64 started_at;
  gint64 next_report;
  gint64 next_walk;
  gint64 next_old;
  gint64 next_round;
  gint64 next_remark;
  gint64 next_shift;
  gboolean looked; /* what the morning began with is known */
  gboolean stale;  /* something was committed since the last look */
  guint looking;   /* lists under way */
  guint submitted;
  guint refused;

  guint in_hand;       /* what the units have in hand on an ordinary morning, 0: not known yet */
  GPtrArray *plans;    /* (owned) (element-type LianSimulatorPlan) */
  GHashTable *planned; /* (owned): "case action unit" → until when not to plan it again */
  GHashTable *cases;   /* (owned): id → LianRecord of what is open */
  GHashTable *sent;    /* (owned): case → when the other seats dispatched it */
  GHashTable *waiting; /* (owned): application → when it was first seen */
  GHashTable *dealt;   /* (owned): what is done once for each of its subjects */
  GPtrArray *grids;    /* (owned) (nullable) */
  GPtrArray *workers;  /* (owned) (nullable): grid members */
  GPtrArray *duties;   /* (owned) (nullable) */
};

/* Something that somebody is going to do. */
typedef struct
{
  gint64 due;
  LianRecord *act; /* (owned): kind ACT, its id is given when it is done */
  gboolean order;
  char *account;
  char *role;
  char *unit_id;  /* (nullable): the actor's */
  gint64 version; /* -1: whatever it is */
} LianSimulatorPlan;

extern const LianActor lian_simulator_connector;

gint64 lian_simulator_now (LianSimulator *self);
gint64 lian_simulator_span (LianSimulator *self, double seconds);
gint64 lian_simulator_in (LianSimulator *self, double seconds);
/* After the first hours of a watch everything takes the time that it takes in life. */
gboolean lian_simulator_is_settled (LianSimulator *self);
gboolean lian_simulator_is_day (LianSimulator *self);
/* How large the county is, small is 1. */
double lian_simulator_volume (LianSimulator *self);
/* The same for the same subject and purpose, so that what somebody is like need not be kept. */
gboolean lian_simulator_is_one (const char *subject, const char *purpose, double portion);

LianRecord *lian_simulator_act (const char *action, const char *case_id) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @act; FALSE when the same is planned already. */
gboolean lian_simulator_plan (LianSimulator *self, double seconds, LianRecord *act,
                              const char *account, const char *role, const char *unit_id);
/* The same as an order of a seat; @version: of its case. */
gboolean lian_simulator_order (LianSimulator *self, double seconds, LianRecord *act,
                               const char *account, const char *role, gint64 version);

/* Whether anything is planned for the case by a seat. */
gboolean lian_simulator_is_planned (LianSimulator *self, const char *case_id);

/* lian-simulator-cases.c */
void lian_simulator_take_cases (LianSimulator *self, GPtrArray *cases);
void lian_simulator_take_deliveries (LianSimulator *self, GPtrArray *deliveries);
/* After a case was closed, or rated. */
void lian_simulator_follow (LianSimulator *self, const LianRecord *act);

/* lian-simulator-office.c */
void lian_simulator_go_round (LianSimulator *self);
void lian_simulator_watch_case (LianSimulator *self, const LianRecord *record);

G_END_DECLS
