/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-mirror.h"

G_BEGIN_DECLS

/* For the queries of store/: the database behind the mirror and, inside a function that runs on one
 * of its threads, the prefix of the table that a kind is shown from ("a_" or "b_", "n_" while the
 * picture is not to be seen), NULL on error. Every kind has one of its own. */
LianDb *lian_mirror_get_db (LianMirror *self);
const char *lian_mirror_read_prefix (LianConn *conn, LianKindId kind, GError **error);

G_END_DECLS
