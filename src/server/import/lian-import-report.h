/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an import has to say: a line for each feature or row that was refused, mended or left alone.
 * Columns and reasons only: nothing that a resident said or is called is ever in it. */
typedef enum
{
  LIAN_IMPORT_REFUSED,
  LIAN_IMPORT_REPAIRED,  /* taken, but not as it was */
  LIAN_IMPORT_DIFFERENT, /* known, and known otherwise: left alone */
  LIAN_IMPORT_OVERLAP,   /* between what was taken */
  LIAN_IMPORT_GAP,
  LIAN_IMPORT_BEYOND,
  LIAN_IMPORT_NOTE,
  LIAN_N_IMPORT_RESULTS,
} LianImportResult;

typedef struct
{
  guint number; /* of feature or row, from 1; 0: of the whole */
  LianImportResult result;
  char *place; /* (nullable): a column, a member, a position */
  char *reason;
} LianImportLine;

/* (element-type LianImportLine) */
GPtrArray *lian_import_lines_new (void) G_GNUC_WARN_UNUSED_RESULT;
void lian_import_lines_add (GPtrArray *lines, guint number, LianImportResult result,
                            const char *place, const char *format, ...) G_GNUC_PRINTF (5, 6);
guint lian_import_lines_count (GPtrArray *lines, LianImportResult result);
/* By number, those of the whole last. */
void lian_import_lines_sort (GPtrArray *lines);

/* "feature 3: refused: code: missing", at most @limit lines of each result, 0 = all. @what:
 * "feature" or "row". */
char *lian_import_lines_print (GPtrArray *lines, const char *what, guint limit)
    G_GNUC_WARN_UNUSED_RESULT;
/* RFC 4180 with headings: number, result, place, reason. */
char *lian_import_lines_to_csv (GPtrArray *lines, const char *what) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
