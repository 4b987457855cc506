/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-engine.h"

G_BEGIN_DECLS

/* What the connection page shows and what it copies for support, made in one place so that nothing
 * can be in the one that was not looked at in the other: no persons, no accounts, no case texts. */
typedef enum
{
  LIAN_FACTS_PLATFORM,
  LIAN_FACTS_DATA,
  LIAN_FACTS_QUEUE,
  LIAN_FACTS_CLOCK,
  LIAN_FACTS_PROGRAM,
  LIAN_N_FACT_GROUPS
} LianFactGroup;

const char *lian_fact_group_get_title (LianFactGroup group);

typedef struct
{
  LianFactGroup group;
  const char *title; /* translated */
  char *value;
} LianFact;

typedef struct
{
  char *state;        /* what the pill says */
  const char *what;   /* happened, or that all is well */
  const char *advice; /* what to do, "" when nothing */
  GPtrArray *facts;   /* LianFact: always the same ones in the same order */
} LianConnectionFacts;

LianConnectionFacts *lian_connection_facts_new (LianEngine *engine, gint64 mirror_bytes)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_connection_facts_free (LianConnectionFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianConnectionFacts, lian_connection_facts_free)

/* One of the last troubles: "09:39:20 – 09:41:02", "12 times", what happened. */
char *lian_link_event_dup_time (const LianLinkEvent *event) G_GNUC_WARN_UNUSED_RESULT;
char *lian_link_event_dup_text (const LianLinkEvent *event) G_GNUC_WARN_UNUSED_RESULT;

char *lian_connection_facts_dup_support_text (const LianConnectionFacts *self, LianEngine *engine)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
