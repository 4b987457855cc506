/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"

G_BEGIN_DECLS

/* Copies the database at @from to @to, which must not exist: one moment of it, page by page. With
 * LIAN_DB_READ_ONLY another process may be writing it; with LIAN_DB_AS_IT_IS as well, nobody is.
 * @to is on the disk when this returns; nothing is left of it when it failed. Blocks. */
gboolean lian_db_copy (const char *from, LianDbFlags flags, const char *to, GError **error);

G_END_DECLS
