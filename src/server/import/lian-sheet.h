/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Rows of cells, all of them text, whatever they were in. Within the limits of lian-limits.h. */
typedef struct
{
  GRefString *text; /* (nullable): empty */
  gboolean rounded; /* a number whose last digits the spreadsheet has lost */
} LianCell;

typedef struct
{
  guint number;  /* as the spreadsheet shows it, from 1 */
  GArray *cells; /* LianCell */
} LianSheetRow;

typedef struct
{
  char *name;      /* (nullable): of the sheet */
  guint n_hidden;  /* other sheets that are hidden */
  GPtrArray *rows; /* (element-type LianSheetRow): those that are not empty */
  guint n_cells;
} LianSheet;

LianSheet *lian_sheet_new (void) G_GNUC_WARN_UNUSED_RESULT;
void lian_sheet_free (LianSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianSheet, lian_sheet_free)

/* Cells go into the row begun last. LIAN_ERROR_TOO_LARGE names the limit. */
gboolean lian_sheet_begin_row (LianSheet *self, guint number, GError **error);
gboolean lian_sheet_set_cell (LianSheet *self, guint column, GRefString *text, gboolean rounded,
                              GError **error);
/* Forgets the last row if nothing is in it. */
void lian_sheet_end_row (LianSheet *self);

/* Never NULL. */
const char *lian_sheet_row_get (const LianSheetRow *row, guint column);
gboolean lian_sheet_row_is_rounded (const LianSheetRow *row, guint column);

/* lian-csv.c: RFC 4180. @encoding: "utf-8", "gb18030", NULL = found out; @separator: 0 = found out.
 */
LianSheet *lian_csv_read (GBytes *file, const char *encoding, char separator, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* lian-xlsx.c: ECMA-376. @name: (nullable): of the sheet, otherwise the first that is not hidden.
 */
LianSheet *lian_xlsx_read (GBytes *file, const char *name, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
