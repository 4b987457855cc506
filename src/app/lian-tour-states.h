/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-application.h"

G_BEGIN_DECLS

/* States that a demonstration does not come into by itself: instructions whose time has passed, a
 * queue, another person at the seat, another platform. They come about through the same calls of
 * ledger and engine as everywhere, and are taken back at the end.
 *
 * Each call is made once a tick until it gives TRUE: then the state is reached. */
#define LIAN_TYPE_TOUR_STATES (lian_tour_states_get_type ())
G_DECLARE_FINAL_TYPE (LianTourStates, lian_tour_states, LIAN, TOUR_STATES, GObject)

LianTourStates *lian_tour_states_new (LianApplication *application, const char *language)
    G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): why a state cannot be reached. */
const char *lian_tour_states_get_trouble (LianTourStates *self);

/* Two instructions that wait and one whose time has passed, by whoever is signed in; where nobody
 * answers (@unanswered) two more whose time has passed, one of them after an attempt. */
gboolean lian_tour_states_leave (LianTourStates *self, gboolean unanswered);
/* One whose time has passed: its case and its id. */
gboolean lian_tour_states_get_alarm (LianTourStates *self, const char **case_id, const char **id);
/* Decides about everything that alarms. */
gboolean lian_tour_states_decide (LianTourStates *self);
/* Takes back what waits as well. */
gboolean lian_tour_states_clear (LianTourStates *self);

/* @account NULL: the one that the demonstration opens with. */
gboolean lian_tour_states_sign_in (LianTourStates *self, const char *account);
/* A county of its own answers at the address: not the one of the mirror. */
gboolean lian_tour_states_meet_other (LianTourStates *self);

G_END_DECLS
