/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"

G_BEGIN_DECLS

/* Every row of every table has a sum over all its values in the table "seal", kept by triggers in
 * the row's own transaction: no writer can forget it, and whatever changes a row in another way is
 * found. */

/* For schema functions: makes the triggers of tables that have none. @changed: tables are new or
 * were migrated; otherwise LIAN_ERROR_DAMAGED when a trigger is missing. */
gboolean lian_seal_install (LianConn *conn, gboolean changed, GError **error);
/* Holds schema and rows against their seals, in both directions; LIAN_ERROR_DAMAGED names the first
 * that is not right. @n_rows: how many were. */
gboolean lian_seal_verify (LianConn *conn, gint64 *n_rows, GError **error);
/* For whoever looks for what is wrong: the first column of the first row of @sql. */
char *lian_seal_find_text (LianConn *conn, const char *sql, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
