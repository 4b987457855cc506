/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An archive as somebody might send it: parts by name, in order. NULL as the text leaves a part of
 * the usual ones out. */
typedef struct
{
  GPtrArray *names;
  GPtrArray *texts; /* (element-type GBytes) */
} TestWorkbook;

/* The usual parts around one visible sheet with @rows (the XML inside of <sheetData>). */
TestWorkbook *test_workbook_new (const char *rows);
void test_workbook_free (TestWorkbook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestWorkbook, test_workbook_free)

/* Puts @text in the place of the part, or behind all others; NULL takes it out. */
void test_workbook_set (TestWorkbook *self, const char *name, const char *text);
void test_workbook_set_bytes (TestWorkbook *self, const char *name, GBytes *bytes);
GBytes *test_workbook_pack (TestWorkbook *self);

#define TEST_SHEET "xl/worksheets/sheet1.xml"
#define TEST_MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

G_END_DECLS
