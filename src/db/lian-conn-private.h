/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* A connection as db/ itself sees it. It belongs to one thread at a time: the opener's until the
 * worker is started, the worker's until it is joined. */

LianConn *lian_conn_open (const char *path, LianDbFlags flags, GError **error);
void lian_conn_close (LianConn *conn);
sqlite3 *lian_conn_get_handle (LianConn *conn);
gboolean lian_conn_check (LianConn *conn, GError **error);
gboolean lian_conn_transact (LianConn *conn, gboolean write, LianDbFunc func, gpointer data,
                             gpointer *result, GError **error);

void lian_conn_interrupt (LianConn *conn, gboolean for_ever);
gboolean lian_conn_bound_log (LianConn *conn, const char *path, gint64 large, int wait_ms,
                              gint64 *size);

/* (nullable): breaks off what the connection does when it is cancelled, until it is set to NULL. */
void lian_conn_set_cancellable (LianConn *conn, GCancellable *cancellable);

/* Statement texts made from field tables: @key names one, @text (ownership taken) is remembered. */
const char *lian_conn_recall (LianConn *conn, const char *key);
const char *lian_conn_remember (LianConn *conn, const char *key, char *text);

int lian_stmt_count_columns (LianStmt *stmt);

/* lian-conn-sum.c */
int lian_conn_add_sum (sqlite3 *handle);

G_END_DECLS
