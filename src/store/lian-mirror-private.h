/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-mirror.h"

G_BEGIN_DECLS

/* For the queries of store/: the database behind the mirror and, inside a function that runs on one
 * of its threads, the prefix of the tables of the present picture ("a_" or "b_"), NULL on error. */
LianDb *lian_mirror_get_db (LianMirror *self);
const char *lian_mirror_read_prefix (LianConn *conn, GError **error);

G_END_DECLS
