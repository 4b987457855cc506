/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-dictionary.h"

G_BEGIN_DECLS

/* Conditions over the columns of a kind's table. What comes from outside gets in only through
 * lian_sql_quote(). */
char *lian_sql_quote (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *lian_sql_region (const char *top) G_GNUC_WARN_UNUSED_RESULT;
char *lian_sql_dup_region_prefix (const char *top) G_GNUC_WARN_UNUSED_RESULT;
char *lian_sql_stages (const LianDictionary *dictionary, const char *const *stages)
    G_GNUC_WARN_UNUSED_RESULT;
char *lian_sql_open (const LianDictionary *dictionary, gboolean held) G_GNUC_WARN_UNUSED_RESULT;
/* Open cases that somebody has to look after: late, soon late, grave, or supervised. */
char *lian_sql_attention (gint64 now) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
