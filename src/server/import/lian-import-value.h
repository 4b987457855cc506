/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Values as spreadsheets and drawing programs write them. */

/* Moments without an offset are China's: 2026-11-24 09:40:00, 2026/11/24 9:40, 2026年11月24日
 * 9时40分, 20261124094000; a date alone is its first moment. @format: (nullable): strptime's,
 * instead. */
gboolean lian_import_parse_time (const char *text, const char *format, gint64 *us);
/* The same as the end of something: a date alone is its last second. */
gboolean lian_import_parse_deadline (const char *text, const char *format, gint64 *us);
gboolean lian_import_parse_bool (const char *text, gboolean *value);
gboolean lian_import_parse_number (const char *text, double *value);
/* 4.21E+11: what a spreadsheet makes of a long code; its last digits are gone. */
gboolean lian_import_is_rounded (const char *text);
#define LIAN_IMPORT_ROUNDED                                                       \
  "a code that a spreadsheet has made a rounded number of (as 4.21E+11): format " \
  "the column as text and fill it in anew"

G_END_DECLS
