/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-record.h"

G_BEGIN_DECLS

/* Lists and rows as the text of one column. What comes back was on a disk and is not trusted: text
 * that does not parse gives NULL. */
char *lian_table_print_list (const char *const *list) G_GNUC_WARN_UNUSED_RESULT;
char **lian_table_parse_list (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *lian_table_print_rows (GPtrArray *rows) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *lian_table_parse_rows (const LianKind *kind, const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
