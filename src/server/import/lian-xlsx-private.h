/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-sheet.h"
#include "lian-xml.h"

G_BEGIN_DECLS

/* What the parts of a workbook say that its sheets need. */
typedef struct
{
  GPtrArray *strings; /* (element-type GRefString): the shared ones */
  GArray *is_date;    /* gboolean: by cell format */
  gboolean from_1904;
} LianXlsxBook;

void lian_xlsx_book_init (LianXlsxBook *self);
void lian_xlsx_book_clear (LianXlsxBook *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LianXlsxBook, lian_xlsx_book_clear)

/* lian-xlsx-book.c */
gboolean lian_xlsx_read_strings (LianZip *zip, const char *part, LianXlsxBook *book,
                                 GError **error);
gboolean lian_xlsx_read_styles (LianZip *zip, const char *part, LianXlsxBook *book, GError **error);
/* _xHHHH_ of ECMA-376 22.9.2.19; in place. */
void lian_xlsx_unescape (char *text);

/* lian-xlsx-sheet.c */
gboolean lian_xlsx_read_sheet (LianZip *zip, const char *part, const LianXlsxBook *book,
                               LianSheet *sheet, GError **error);

G_END_DECLS
