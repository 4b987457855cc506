/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The server's log: lines of key=value on standard error, with the level before them as the journal
 * takes it. Of people and cases only ids are logged, of requests no bodies and no tokens. Any
 * thread. */

/* From here on everything that is logged goes there. */
void lian_log_install (void);
/* Pairs of key and value behind @event, ended by NULL; a pair whose value is NULL is left out. */
void lian_log_event (const char *event, ...) G_GNUC_NULL_TERMINATED;
/* @value as it stands in a line: what is not plain is quoted, what moves a cursor is escaped. */
void lian_log_append (GString *line, const char *key, const char *value);

G_END_DECLS
