/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-case-words.h"
#include "lian-engine.h"

G_BEGIN_DECLS

/* The composer of a dispatch: lead unit with the reason for the proposal, limit with the moment it
 * means, opinion, one line of checks. Prefilled so that opening and Ctrl+Enter are enough.
 *
 * signal "sent" (const char *instruction_id): after the ledger's commit
 * signal "closed" () */
#define LIAN_TYPE_COMPOSER (lian_composer_get_type ())
G_DECLARE_FINAL_TYPE (LianComposer, lian_composer, LIAN, COMPOSER, AdwBin)

GtkWidget *lian_composer_new (LianEngine *engine, LianCaseWords *words);
/* Fills in everything for @record; @supersedes (nullable): the instruction that this one replaces.
 */
void lian_composer_begin (LianComposer *self, LianRecord *record, const char *supersedes);
/* The same with what was written for an instruction that was undone. */
void lian_composer_begin_again (LianComposer *self, LianRecord *record, const char *undone);
/* 电话派遣: it was given by telephone and is recorded (补录). */
void lian_composer_set_by_phone (LianComposer *self, gboolean by_phone);
/* Keeps a draft when something was written. */
void lian_composer_end (LianComposer *self);
gboolean lian_composer_is_ready (LianComposer *self);

G_END_DECLS
