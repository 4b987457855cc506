/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-link-trouble.h"

G_BEGIN_DECLS

#define LIAN_LINK_LOG_ENTRIES 20

/* The last troubles of a connection, by their class alone: no names, no texts from outside. */
typedef struct
{
  LianLinkTrouble trouble;
  gint64 first; /* the platform's time, microseconds */
  gint64 last;
  guint count; /* in a row */
} LianLinkEvent;

typedef struct
{
  LianLinkEvent entries[LIAN_LINK_LOG_ENTRIES];
  guint n;
  guint next;
} LianLinkLog;

void lian_link_log_add (LianLinkLog *self, LianLinkTrouble trouble, gint64 now);
const LianLinkEvent *lian_link_log_get (const LianLinkLog *self, guint n);

/* How much came within the last minute. */
#define LIAN_LINK_RATE_SECONDS 60

typedef struct
{
  struct
  {
    gint64 second;
    guint64 bytes;
    guint64 events;
  } slots[LIAN_LINK_RATE_SECONDS];
} LianLinkRate;

void lian_link_rate_add (LianLinkRate *self, gint64 now_us, guint64 bytes, guint64 events);
void lian_link_rate_get (const LianLinkRate *self, gint64 now_us, guint64 *bytes, guint64 *events);

G_END_DECLS
