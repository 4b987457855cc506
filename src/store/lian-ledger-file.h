/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-ledger-space.h"

G_BEGIN_DECLS

/* The inside of ledger.db: what LianLedger does on the threads of the database. Its tables are in
 * lian-ledger-migrate.c. */

typedef struct
{
  char *id;

  LianDbFunc func; /* that writes it */

  /* of a promise */
  LianLedgerSpace *space; /* (borrowed) (nullable) */
  char *kind;
  char *case_id;
  char *target;
  gint64 target_version;
  char *to_unit;
  GBytes *body;
  char *account;
  char *server_id;
  gint64 created_at;
  gint64 not_before;
  gint64 not_after;
  char *supersedes;
  gint64 ordered_at;
  gint64 local_at;

  /* of a verdict */
  LianEntryState state;
  gint64 receipt_no;
  char *receipt;
  char *problem;
  char *current;

  /* of a draft (case_id and kind as well), a line of the log, a meta value */
  char *text;
  char *what;
  char *decision;   /* of a resolution, with its reason in text */
  gboolean certain; /* … that the platform was asked before */
  gint64 at;        /* the platform's time; of every write */

  /* out: the row as it is after the commit, and another that changed with it */
  LianLedgerEntry *entry;
  LianLedgerEntry *other; /* (nullable) */
} LianLedgerWrite;

LianLedgerWrite *lian_ledger_write_new (const char *id);
void lian_ledger_write_free (LianLedgerWrite *write);

/* The row of @write->id into @write->entry; %LIAN_ERROR_NOT_FOUND. */
gboolean lian_ledger_file_read_entry (LianConn *conn, LianLedgerWrite *write, GError **error);

/* What a file holds when it is opened. */
typedef struct
{
  const char *path;   /* in */
  gboolean fresh;     /* made by this opening */
  char *set_aside;    /* (nullable) */
  GPtrArray *entries; /* (element-type LianLedgerEntry): those that are held, newest first */
  GPtrArray *drafts;  /* (element-type utf8): case, kind, text, case, … */
} LianLedgerContent;

void lian_ledger_content_clear (LianLedgerContent *content);

/* LianDbFunc: @data is a LianLedgerWrite, of schema and read a LianLedgerContent. */
gboolean lian_ledger_file_schema (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_ledger_file_read (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_ledger_file_promise (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_ledger_file_undo (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_ledger_file_begin_attempt (LianConn *conn, gpointer data, gpointer *result,
                                         GError **error);
gboolean lian_ledger_file_settle (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_ledger_file_supersede (LianConn *conn, LianLedgerWrite *write, GError **error);
/* What an undone promise was to take the place of is as it was before. */
gboolean lian_ledger_file_restore (LianConn *conn, LianLedgerWrite *write, GError **error);
gboolean lian_ledger_file_expire (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_ledger_file_resolve (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_ledger_file_decide (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_ledger_file_miss (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_ledger_file_find (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_ledger_file_save_draft (LianConn *conn, gpointer data, gpointer *result,
                                      GError **error);
gboolean lian_ledger_file_log (LianConn *conn, gpointer data, gpointer *result, GError **error);
gboolean lian_ledger_file_set_aside (LianConn *conn, gpointer data, gpointer *result,
                                     GError **error);

/* Columns of an entry in the order that lian_ledger_entry_new_from_row() reads. */
#define LIAN_LEDGER_COLUMNS                                                                  \
  "id, state, kind, case_id, to_unit, target, target_version, body, account, server_id, "    \
  "created_at, not_before, not_after, attempts, receipt_no, problem, current, n, local_at, " \
  "attempted_at, settled_at, supersedes, decision, decided_at, lost_at, decided_by, ordered_at"
LianLedgerEntry *lian_ledger_entry_new_from_row (LianStmt *stmt);

G_END_DECLS
