/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-record.h"

G_BEGIN_DECLS

/* A term: a conjunction on the fields of one kind plus the time field that places it in a period.
 * One text, compiled to a predicate in C and to SQL, so that a figure, the list behind it and the
 * server mean the same.
 *
 *   term      = [ "@" field ] { condition }     conditions are separated by spaces
 *   condition = field "=" value { "," value }   one of
 *             | field "!=" value { "," value }  none of, or absent
 *             | field "=?" | field "=-"         present | absent
 *             | field "<=" right                both present and in this order
 *             | field ">" right                 both present and in this order
 *             | field "!<=" right               not "<=": later, greater or one of both absent
 *             | field "<now" | field ">=now"    against the clock
 *   right     = field                       of the same type: a time or a number
 *             | field "+" n ("m"|"h"|"d")   that time and n minutes, hours, days of the clock
 *             | n                           a number
 *
 * Example: "@closed_at state=closed,evaluated closed_at<=close_due duplicate_of=-". */
typedef struct _LianTerm LianTerm;

LianTerm *lian_term_parse (LianKindId kind, const char *text, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_term_free (LianTerm *self);
/* Calls @func for every code that a field is compared with, until it says FALSE; whether it never
 * did. */
typedef gboolean (*LianTermCodeFunc) (const LianField *field, const char *code, gpointer user_data);
gboolean lian_term_foreach_code (const LianTerm *self, LianTermCodeFunc func, gpointer user_data);
const LianField *lian_term_get_period (const LianTerm *self);
gboolean lian_term_matches (const LianTerm *self, const LianRecord *record, gint64 from, gint64 to,
                            gint64 now);
/* An SQL expression over the columns of the kind's table, values inlined safely; from/to 0 = no
 * bound. Only field names of the table and quoted codes ever get into it. */
char *lian_term_to_sql (const LianTerm *self, gint64 from, gint64 to, gint64 now)
    G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianTerm, lian_term_free)

G_END_DECLS
