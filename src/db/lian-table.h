/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-record.h"

G_BEGIN_DECLS

/* Tables and statements made from the field tables. The table of a kind is PREFIX + its name
 * ("case" → `m_case`); columns are the field names, a point is NAME_lon and NAME_lat, lists and
 * rows are text (g_variant_print), a shape is a WKB blob. id is the primary key. */

gboolean lian_table_create (LianConn *conn, const LianKind *kind, const char *prefix,
                            GError **error);
/* A field that the table of an older version of the program has no column for. */
gboolean lian_table_add_field (LianConn *conn, const LianKind *kind, const char *prefix,
                               guint field, GError **error);
gboolean lian_table_drop (LianConn *conn, const LianKind *kind, const char *prefix, GError **error);
gboolean lian_table_upsert (LianConn *conn, const char *prefix, const LianRecord *record,
                            GError **error);
gboolean lian_table_upsert_at (LianConn *conn, const char *prefix, const LianRecord *record,
                               gint64 row, GError **error);
gboolean lian_table_delete (LianConn *conn, const LianKind *kind, const char *prefix,
                            const char *id, GError **error);
/* NULL without error when there is none. */
LianRecord *lian_table_lookup (LianConn *conn, const LianKind *kind, const char *prefix,
                               const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "a, b_lon, b_lat, …" for a SELECT that lian_table_read() understands. */
const char *lian_table_columns (const LianKind *kind);
LianRecord *lian_table_read (const LianKind *kind, LianStmt *stmt, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* (element-type LianRecord): all rows matching @where (SQL, nullable) in @order (SQL, nullable) */
GPtrArray *lian_table_select (LianConn *conn, const LianKind *kind, const char *prefix,
                              const char *where, const char *order, guint limit, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
