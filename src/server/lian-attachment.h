/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-person.h"

G_BEGIN_DECLS

/* Pictures and documents by the SHA-256 of their bytes. On the threads of the database. */
gboolean lian_attachment_find (LianConn *conn, const LianPerson *person, const char *id,
                               gboolean *visible, GError **error);
gboolean lian_attachment_keep (LianConn *conn, const char *id, const char *media_type,
                               GBytes *bytes, const char *account, gint64 now, gboolean *fresh,
                               GError **error);
/* How much somebody has sent for nothing so far. */
gboolean lian_attachment_count_unnamed (LianConn *conn, const char *account, gint64 *bytes,
                                        GError **error);
gboolean lian_attachment_prune (LianConn *conn, gint64 now, GError **error);

G_END_DECLS
