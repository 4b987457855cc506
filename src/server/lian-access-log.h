/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-clock.h"
#include "lian-db.h"

G_BEGIN_DECLS

/* Who came in, and who was refused what: ids and addresses, never what somebody typed. Rows cannot
 * be changed, nor deleted before half a year has passed. What is refused is written at most so
 * often in a minute and the same only once, so that nobody fills the disk with refusals; how many
 * were left out is written. Main thread. */
typedef struct _LianAccessLog LianAccessLog;

#define LIAN_ACCESS_LOG_KEPT "15897600000000" /* microseconds: 184 days */
#define LIAN_ACCESS_LOG_REFUSALS 20           /* rows in a minute */
#define LIAN_ACCESS_LOG_SUCCESSES 300         /* rows in a minute */

typedef struct
{
  const char *account; /* (nullable): known ones only */
  const char *address; /* (nullable) */
  const char *type;    /* sign-in, sign-out, request, reveal, left-out */
  const char *object;  /* (nullable): what it was about, ids only */
  const char *result;  /* ok, or the name of the problem */
} LianAccessEntry;

LianAccessLog *lian_access_log_new (LianDb *db, LianClock *clock) G_GNUC_WARN_UNUSED_RESULT;
/* Before the database is closed. */
void lian_access_log_free (LianAccessLog *self);
/* Borrows nothing; a result that is not "ok" is a refusal. */
void lian_access_log_note (LianAccessLog *self, const LianAccessEntry *entry);

/* --- on the threads of the database --- */

gboolean lian_access_log_append (LianConn *conn, gint64 at, const LianAccessEntry *entry,
                                 GError **error);
gboolean lian_access_log_prune (LianConn *conn, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianAccessLog, lian_access_log_free)

G_END_DECLS
