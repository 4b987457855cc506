/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workbooks as people send them, and as nobody should. */
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-sheet.h"
#include "test-workbook.h"

#include <string.h>

static LianSheet *
read_rows (const char *rows, GError **error)
{
  g_autoptr (TestWorkbook) workbook = test_workbook_new (rows);
  g_autoptr (GBytes) file = test_workbook_pack (workbook);

  return lian_xlsx_read (file, NULL, error);
}

static void
expect_cell (const LianSheet *sheet, guint row, guint column, const char *text)
{
  g_assert_cmpuint (row, <, sheet->rows->len);
  g_assert_cmpstr (lian_sheet_row_get (sheet->rows->pdata[row], column), ==, text);
}

static void
test_cells (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianSheet) sheet = read_rows (
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>"
      "<row r=\"3\"/>"
      "<row r=\"4\"><c r=\"A4\" t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c>"
      "<c r=\"D4\" t=\"inlineStr\"><is><t>直接</t></is></c><c t=\"b\"><v>1</v></c>"
      "<c t=\"e\"><v>#N/A</v></c><c t=\"str\"><f>A1&amp;B1</f><v>结果</v></c>"
      "<c><f>SUM(B1:B2)</f><v>17</v></c></row>",
      &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sheet->name, ==, "工单");
  g_assert_cmpuint (sheet->n_hidden, ==, 1);
  g_assert_cmpuint (sheet->rows->len, ==, 2);
  expect_cell (sheet, 0, 0, "工单编号");
  expect_cell (sheet, 0, 1, "");
  expect_cell (sheet, 0, 2, "诉求内容");
  g_assert_cmpuint (((const LianSheetRow *)sheet->rows->pdata[1])->number, ==, 4);
  expect_cell (sheet, 1, 0, "42120200100112345678");
  expect_cell (sheet, 1, 1, "第一行\n第二行 & 其他");
  expect_cell (sheet, 1, 3, "直接");
  expect_cell (sheet, 1, 4, "true");
  expect_cell (sheet, 1, 5, "");
  expect_cell (sheet, 1, 6, "结果");
  expect_cell (sheet, 1, 7, "17");
  expect_cell (sheet, 1, 99, "");
}

/* Text keeps all digits; of a number fifteen are left, and what has more says so. */
static void
test_numbers (void)
{
  static const struct
  {
    const char *value;
    const char *text;
    gboolean rounded;
  } numbers[] = { { "421202001001", "421202001001", FALSE },
                  { "4.21202001001E11", "421202001001", FALSE },
                  { "4.2120200100112E+19", "42120200100111998976", TRUE },
                  { "114.35012", "114.35012", FALSE },
                  { "-0.5", "-0.5", FALSE },
                  { "abc", "abc", FALSE },
                  { "1e999", "1e999", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *rows = g_strdup_printf ("<row><c><v>%s</v></c></row>", numbers[i].value);
      g_autoptr (GError) error = NULL;
      g_autoptr (LianSheet) sheet = read_rows (rows, &error);

      g_assert_no_error (error);
      expect_cell (sheet, 0, 0, numbers[i].text);
      g_assert_cmpint (lian_sheet_row_is_rounded (sheet->rows->pdata[0], 0), ==,
                       numbers[i].rounded);
    }
}

static void
test_dates (gconstpointer data)
{
  gboolean from_1904 = GPOINTER_TO_INT (data);
  static const struct
  {
    const char *style;
    const char *value;
    const char *text[2]; /* by the system */
  } dates[] = {
    { "1", "46350.402777777781", { "2026-11-24 09:40:00", "2030-11-25 09:40:00" } },
    { "2", "46350", { "2026-11-24", "2030-11-25" } },
    { "2", "1", { "1900-01-01", "1904-01-02" } },
    { "2", "61", { "1900-03-01", "1904-03-02" } },
    { "1", "0.5", { "12:00:00", "1904-01-01 12:00:00" } },
    { "1", "46350.999999999", { "2026-11-25 00:00:00", "2030-11-26 00:00:00" } },
    { "1", "99999999999", { "99999999999", "99999999999" } },
    { "0", "46350", { "46350", "46350" } },
    { "3", "46350", { "46350", "46350" } }, /* [Red] is no date */
    { "4", "46350", { "46350", "46350" } }, /* nor is "day" in quotation marks */
    { "77", "46350", { "46350", "46350" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      g_autofree char *rows = g_strdup_printf ("<row><c s=\"%s\"><v>%s</v></c></row>",
                                               dates[i].style, dates[i].value);
      g_autoptr (TestWorkbook) workbook = test_workbook_new (rows);
      g_autoptr (GBytes) file = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (LianSheet) sheet = NULL;

      if (from_1904)
        test_workbook_set (
            workbook, "xl/workbook.xml",
            "<x:workbook xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" "
            "xmlns:r=\"http://purl.oclc.org/ooxml/officeDocument/relationships\"><x:workbookPr "
            "date1904=\"1\"/><x:sheets><x:sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></x:sheets>"
            "</x:workbook>");
      file = test_workbook_pack (workbook);
      sheet = lian_xlsx_read (file, NULL, &error);
      g_assert_no_error (error);
      expect_cell (sheet, 0, 0, dates[i].text[from_1904]);
    }
}

static void
test_sheets (void)
{
  g_autoptr (TestWorkbook) workbook = test_workbook_new ("");
  g_autoptr (GBytes) file = test_workbook_pack (workbook);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianSheet) hidden = lian_xlsx_read (file, "隐藏", &error);

  g_assert_no_error (error);
  expect_cell (hidden, 0, 0, "verborgen");
  g_assert_null (lian_xlsx_read (file, "没有", &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
}

/* --- hostile --- */

static void
expect_refused (GBytes *file, int code, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lian_xlsx_read (file, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, LIAN_ERROR, code);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_bombs (void)
{
  g_autoptr (TestWorkbook) workbook = test_workbook_new ("");
  gsize length = 32 * 1024 * 1024;
  g_autoptr (GBytes) blank = g_bytes_new_take (g_strnfill (length, ' '), length);
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) crowd = NULL;

  test_workbook_set_bytes (workbook, TEST_SHEET, blank);
  packed = test_workbook_pack (workbook);
  g_assert_cmpuint (g_bytes_get_size (packed), <, 100000);
  expect_refused (packed, LIAN_ERROR_TOO_LARGE, "ratio of unpacked to packed");

  test_workbook_set (workbook, TEST_SHEET, "");
  for (guint i = 0; i <= LIAN_LIMIT_IMPORT_ENTRIES; i++)
    {
      g_autofree char *name = g_strdup_printf ("xl/media/%u", i);

      test_workbook_set (workbook, name, "");
    }
  crowd = test_workbook_pack (workbook);
  expect_refused (crowd, LIAN_ERROR_TOO_LARGE, "entries");
}

/* A directory that promises more than it may. */
static void
expect_promise (guint8 byte, guint n_entries, const char *limit)
{
  g_autoptr (TestWorkbook) workbook = test_workbook_new ("<row><c><v>1</v></c></row>");
  g_autoptr (GBytes) file = test_workbook_pack (workbook);
  g_autoptr (GBytes) larger = NULL;
  gsize length;
  guint8 *data = g_bytes_unref_to_data (g_steal_pointer (&file), &length);

  for (gsize i = 0; i + 46 < length && n_entries > 0; i++)
    if (memcmp (data + i, "PK\x01\x02", 4) == 0)
      {
        data[i + 27] = byte; /* of its size, the highest */
        n_entries--;
      }
  larger = g_bytes_new_take (data, length);
  expect_refused (larger, LIAN_ERROR_TOO_LARGE, limit);
}

static void
test_lying_sizes (void)
{
  expect_promise (0x7f, 1, "bytes in one entry");
  expect_promise (0x0c, 4, "bytes unpacked");
}

static void
test_tables_too_large (void)
{
  g_autoptr (GString) wide = g_string_new ("<row><c r=\"ZZ1\"><v>1</v></c></row>");
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GString) full = g_string_new (NULL);
  g_autoptr (GString) deep = g_string_new ("<row><c t=\"str\"><v>");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) too_many = NULL;
  g_autoptr (GError) too_full = NULL;
  g_autoptr (GError) too_long = NULL;

  g_assert_null (read_rows (wide->str, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "columns"));

  for (guint i = 0; i <= LIAN_LIMIT_IMPORT_ROWS; i++)
    g_string_append_printf (many, "<row><c t=\"str\"><v>%x</v></c></row>", i * 2654435761u);
  g_assert_null (read_rows (many->str, &too_many));
  g_assert_error (too_many, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (too_many->message, "rows"));

  for (guint i = 0; i <= LIAN_LIMIT_IMPORT_CELLS / LIAN_LIMIT_IMPORT_COLUMNS; i++)
    g_string_append_printf (full, "<row><c r=\"IV1\" t=\"str\"><v>%x</v></c></row>",
                            i * 2654435761u);
  g_assert_null (read_rows (full->str, &too_full));
  g_assert_error (too_full, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (too_full->message, "cells"));

  for (guint i = 0; i <= LIAN_LIMIT_IMPORT_CELL / 8; i++)
    g_string_append_printf (deep, "%08x", i * 2654435761u);
  g_string_append (deep, "</v></c></row>");
  g_assert_null (read_rows (deep->str, &too_long));
  g_assert_error (too_long, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);
}

#define DOCTYPE(inside) \
  "<!DOCTYPE worksheet [" inside "]><worksheet " TEST_MAIN "><sheetData/></worksheet>"

static void
test_bad_parts (void)
{
  static const struct
  {
    const char *name;
    const char *text;
    const char *reason;
  } parts[] = {
    { "[Content_Types].xml", NULL, "[Content_Types].xml is missing" },
    { "[Content_Types].xml",
      "<Types><Override ContentType=\"application/vnd.openxmlformats-"
      "officedocument.wordprocessingml.document.main+xml\"/></Types>",
      "not a workbook" },
    { "_rels/.rels", NULL, "_rels/.rels: is missing" },
    { "_rels/.rels", "<Relationships/>", "names no workbook" },
    { "xl/workbook.xml", NULL, "xl/workbook.xml: is missing" },
    { "xl/workbook.xml", "<workbook><sheets/></workbook>", "all sheets" },
    { "xl/workbook.xml", "<workbook", "xl/workbook.xml" },
    { "xl/_rels/workbook.xml.rels", "<Relationships/>", "does not have" },
    { "xl/_rels/workbook.xml.rels",
      "<Relationships><Relationship Id=\"rId1\" Type=\"t/worksheet\" TargetMode=\"External\" "
      "Target=\"file:///etc/passwd\"/></Relationships>",
      "does not have" },
    { "xl/_rels/workbook.xml.rels",
      "<Relationships><Relationship Id=\"rId1\" Type=\"t/worksheet\" "
      "Target=\"../../../etc/passwd\"/></Relationships>",
      "does not have" },
    { "xl/sharedStrings.xml", NULL, "xl/sharedStrings.xml: is missing" },
    { TEST_SHEET, NULL, TEST_SHEET ": is missing" },
    { TEST_SHEET, "", TEST_SHEET },
    { TEST_SHEET,
      "<worksheet><sheetData><row><c t=\"s\"><v>99</v></c></row></sheetData></worksheet>",
      "row 1: a cell is of a shared string" },
    { TEST_SHEET,
      "<worksheet><sheetData><row><c t=\"s\"><v>-1</v></c></row></sheetData></worksheet>",
      "row 1: a cell is of a shared string" },
    { TEST_SHEET, "<worksheet><sheetData><row r=\"2\"/><row r=\"1\"/></sheetData></worksheet>",
      "out of order" },
    { TEST_SHEET, "<worksheet><sheetData><row><c r=\"11\"/></row></sheetData></worksheet>",
      "a reference that is none" },
    { TEST_SHEET, DOCTYPE ("<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">"), "document type" },
    { TEST_SHEET, DOCTYPE ("<!ENTITY x SYSTEM \"file:///etc/passwd\">"), "document type" },
    { TEST_SHEET, "<worksheet>&nbsp;</worksheet>", "undefined entity" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (TestWorkbook) workbook = test_workbook_new ("<row><c t=\"s\"><v>0</v></c></row>");
      g_autoptr (GBytes) file = NULL;

      test_workbook_set (workbook, parts[i].name, parts[i].text);
      file = test_workbook_pack (workbook);
      expect_refused (file, LIAN_ERROR_INVALID, parts[i].reason);
    }
}

static void
test_truncated (void)
{
  g_autoptr (TestWorkbook) workbook = test_workbook_new ("<row><c><v>1</v></c></row>");
  g_autoptr (GBytes) file = test_workbook_pack (workbook);
  static const char old[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on";
  g_autoptr (GBytes) xls = g_bytes_new_static (old, sizeof old);

  for (gsize length = 0; length < g_bytes_get_size (file); length += 7)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (file, 0, length);
      g_autoptr (GError) error = NULL;

      g_assert_null (lian_xlsx_read (part, NULL, &error));
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
    }
  expect_refused (xls, LIAN_ERROR_INVALID, "old .xls");
}

/* Every byte in turn is another: refused, or read as something, and never more than that. */
static void
test_damaged (void)
{
  g_autoptr (TestWorkbook) workbook
      = test_workbook_new ("<row><c t=\"s\"><v>1</v></c><c s=\"1\"><v>46350.4</v></c></row>");
  g_autoptr (GBytes) file = test_workbook_pack (workbook);
  gsize length;
  g_autofree guint8 *data = g_bytes_unref_to_data (g_bytes_ref (file), &length);

  for (gsize i = 0; i < length; i++)
    {
      guint8 kept = data[i];
      g_autoptr (GBytes) damaged = NULL;
      g_autoptr (LianSheet) sheet = NULL;

      data[i] = (guint8)(kept ^ (1 << i % 8));
      damaged = g_bytes_new (data, length);
      sheet = lian_xlsx_read (damaged, NULL, NULL);
      data[i] = kept;
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xlsx/cells", test_cells);
  g_test_add_func ("/xlsx/numbers", test_numbers);
  g_test_add_data_func ("/xlsx/dates/1900", GINT_TO_POINTER (FALSE), test_dates);
  g_test_add_data_func ("/xlsx/dates/1904", GINT_TO_POINTER (TRUE), test_dates);
  g_test_add_func ("/xlsx/sheets", test_sheets);
  g_test_add_func ("/xlsx/bombs", test_bombs);
  g_test_add_func ("/xlsx/lying-sizes", test_lying_sizes);
  g_test_add_func ("/xlsx/tables-too-large", test_tables_too_large);
  g_test_add_func ("/xlsx/bad-parts", test_bad_parts);
  g_test_add_func ("/xlsx/truncated", test_truncated);
  g_test_add_func ("/xlsx/damaged", test_damaged);
  return g_test_run ();
}
