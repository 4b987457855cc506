/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"

G_BEGIN_DECLS

/* Searching among the cases of the mirror. What a person types is words; a case is found when every
 * word is a piece of its number, title, text or address, of the name of a unit that handles it or
 * of its handler, or of how their Chinese characters are read. */

/* @view: SQL over the columns of a case, in brackets. On a thread of the database. */
char *lian_search_dup_condition (LianConn *conn, const char *text, const char *region_code,
                                 const char *view, guint most, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
