/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values, division codes and CSV. */
#include "lian-clock.h"
#include "lian-divisions.h"
#include "lian-error.h"
#include "lian-import-report.h"
#include "lian-import-value.h"
#include "lian-limits.h"
#include "lian-sheet.h"

#include <string.h>

static void
test_times (void)
{
  static const struct
  {
    const char *text;
    const char *format;
    const char *wanted; /* NULL = none */
  } times[] = {
    { "2026-11-24 09:40:05", NULL, "2026-11-24T09:40:05.000000+08:00" },
    { "2026/11/4 9:40", NULL, "2026-11-04T09:40:00.000000+08:00" },
    { "2026年11月24日 9时40分", NULL, "2026-11-24T09:40:00.000000+08:00" },
    { "2026年11月24日", NULL, "2026-11-24T00:00:00.000000+08:00" },
    { "20261124094000", NULL, "2026-11-24T09:40:00.000000+08:00" },
    { "2026-11-24T09:40:00Z", NULL, "2026-11-24T17:40:00.000000+08:00" },
    { "2026-11-24T09:40:00", NULL, "2026-11-24T09:40:00.000000+08:00" },
    { "2026-11-24 09:40:00.123", NULL, "2026-11-24T09:40:00.000000+08:00" },
    { "24.11.2026", "%d.%m.%Y", "2026-11-24T00:00:00.000000+08:00" },
    { "2026-02-30", NULL, NULL },
    { "2026-11-24 25:00", NULL, NULL },
    { "3个工作日", NULL, NULL },
    { "昨天", NULL, NULL },
    { "", NULL, NULL },
    { "46350", NULL, NULL },
    { "2026-11-24 09:40 左右", NULL, NULL },
    { "2026-11-24", "%d.%m.%Y", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      gint64 us = 0;
      gboolean found = lian_import_parse_time (times[i].text, times[i].format, &us);
      g_autofree char *text = found ? lian_time_format (us) : NULL;

      g_assert_cmpstr (text, ==, times[i].wanted);
    }
}

static void
test_deadlines (void)
{
  gint64 day = 0, moment = 0, from = 0;

  g_assert_true (lian_import_parse_time ("2026-11-24", NULL, &from));
  g_assert_true (lian_import_parse_deadline ("2026-11-24", NULL, &day));
  g_assert_true (lian_import_parse_deadline ("2026-11-24 12:00", NULL, &moment));
  g_assert_cmpint (day - from, ==, G_TIME_SPAN_DAY - G_TIME_SPAN_SECOND);
  g_assert_cmpint (moment - from, ==, 12 * G_TIME_SPAN_HOUR);
}

static void
test_rounded (void)
{
  static const char *const yes[] = { "4.21E+11", "4.21202E+19", "1e5", "4E+11" };
  static const char *const no[] = { "421202001001", "E+11", "4.21", "GD4.21E+11", "4.21E+11a", "" };

  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_true (lian_import_is_rounded (yes[i]));
  for (guint i = 0; i < G_N_ELEMENTS (no); i++)
    g_assert_false (lian_import_is_rounded (no[i]));
}

/* --- division codes --- */

static void
test_codes (void)
{
  static const struct
  {
    const char *code;
    const char *level;
    const char *reason; /* NULL = right */
  } codes[] = {
    { "421202", "county", NULL },
    { "421202000000", "county", NULL },
    { "421200", "city", NULL },
    { "421202001", "street", NULL },
    { "421202001001", "community", NULL },
    { "421202001001-01", "estate", NULL },
    { "421202", "street", "of a county, not of a street" },
    { "421202001001", "county", "of a community, not of a county" },
    { "42120", "county", "6, 9 or 12 digits" },
    { "42120a", "county", "digits only" },
    { "921202", "county", "no province" },
    { "421202700", "street", "001 to 599" },
    { "420000", "city", "not the code of a city" },
    { "421202001001", "estate", "12 digits of its community" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean right = lian_division_check (codes[i].code, codes[i].level, &error);

      g_assert_cmpint (right, ==, codes[i].reason == NULL);
      if (!right)
        g_assert_nonnull (strstr (error->message, codes[i].reason));
    }
  g_assert_cmpstr (lian_division_get_kind ("421202003"), ==, "street");
  g_assert_cmpstr (lian_division_get_kind ("421202108"), ==, "town");
  g_assert_cmpstr (lian_division_get_kind ("421202200000"), ==, "township");
  g_assert_cmpstr (lian_division_get_kind ("421202571"), ==, "park");
  g_assert_cmpstr (lian_division_get_kind ("421202108201"), ==, "village");
  g_assert_cmpstr (lian_division_get_kind ("421202001001"), ==, "community");
}

static void
test_divisions (void)
{
  static const char *const codes[] = { "421200", "421202000000", "421202001", "421202001001" };
  g_autoptr (GPtrArray) regions
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  g_autoptr (LianDivisions) divisions = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      LianRecord *region = lian_record_new (LIAN_KIND_REGION);

      lian_record_set_text (region, LIAN_F_ID, codes[i]);
      lian_record_set_text (region, LIAN_REGION_NAME, i == 2 ? "温泉街道" : "咸安");
      lian_record_set_text (region, LIAN_REGION_LEVEL, lian_division_get_level (codes[i]));
      g_ptr_array_add (regions, region);
    }
  divisions = lian_divisions_new (regions);
  g_assert_true (lian_divisions_find (divisions, "421202") == regions->pdata[1]);
  g_assert_true (lian_divisions_find_parent (divisions, "421202001001") == regions->pdata[2]);
  g_assert_true (lian_divisions_find_parent (divisions, "421202001000") == regions->pdata[1]);
  g_assert_true (lian_divisions_find_community (divisions, "421202001001007") == regions->pdata[3]);
  g_assert_null (lian_divisions_find_community (divisions, "421202001002007"));
  g_assert_true (lian_divisions_find_named (divisions, "温泉街道") == regions->pdata[2]);
  g_assert_null (lian_divisions_find_named (divisions, "咸安"));
  g_assert_true (lian_divisions_find_top (divisions) == regions->pdata[1]);
  lian_divisions_remove (divisions, "421202");
  g_assert_true (lian_divisions_find_top (divisions) == regions->pdata[2]);
}

/* --- CSV --- */

static LianSheet *
read_bytes (const char *data, gsize length, const char *encoding, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  return lian_csv_read (bytes, encoding, 0, error);
}

static void
expect_cells (const char *text, const char *const *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianSheet) sheet = read_bytes (text, strlen (text), NULL, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < sheet->rows->len; i++)
    {
      const LianSheetRow *row = sheet->rows->pdata[i];

      for (guint j = 0; j < row->cells->len; j++)
        g_assert_cmpstr (lian_sheet_row_get (row, j), ==, wanted[n++]);
    }
  g_assert_null (wanted[n]);
}

static void
test_csv (void)
{
  static const char *const plain[] = { "a", "b", "c", "d", NULL };
  static const char *const kept[] = { "42120200100112345678", "007", "0139", "'tis", "=A1", NULL };
  static const char *const quoted[] = { "a,b", "say \"x\"", "two\nlines", "", "c", NULL };

  expect_cells ("a,b\r\nc,d\r\n", plain);
  expect_cells ("\xef\xbb\xbf"
                "a;b\nc;d",
                plain);
  expect_cells (" a\tb \r\n\r\n\t\nc\td\n\n", plain);
  expect_cells ("\"=\"\"42120200100112345678\"\"\",=\"007\",'0139,'tis,=A1\n", kept);
  expect_cells ("\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",,c", quoted);
}

static void
test_encodings (void)
{
  static const char text[] = "工单编号,内容\nGD1,㙍路灯";
  gsize length = 0;
  g_autofree char *gb = g_convert (text, -1, "GB18030", "UTF-8", NULL, &length, NULL);
  gsize wide_length = 0;
  g_autofree char *wide = g_convert (text, -1, "UTF-16", "UTF-8", NULL, &wide_length, NULL);
  g_autoptr (LianSheet) found = read_bytes (gb, length, NULL, NULL);
  g_autoptr (LianSheet) said = read_bytes (gb, length, "gb18030", NULL);
  g_autoptr (LianSheet) two_bytes = read_bytes (wide, wide_length, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (lian_sheet_row_get (found->rows->pdata[1], 1), ==, "㙍路灯");
  g_assert_cmpstr (lian_sheet_row_get (said->rows->pdata[1], 1), ==, "㙍路灯");
  g_assert_cmpstr (lian_sheet_row_get (two_bytes->rows->pdata[1], 1), ==, "㙍路灯");
  g_assert_null (read_bytes (gb, length, "utf-8", &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
}

static void
expect_bad (const char *data, gsize length, int code, const char *reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_bytes (data, length, NULL, &error));
  g_assert_error (error, LIAN_ERROR, code);
  g_assert_nonnull (strstr (error->message, reason));
}

static void
test_bad_csv (void)
{
  static const char open[] = "a,b\n\"c,d\n";
  static const char behind[] = "a,b\n\"c\"x,d\n";
  static const char nul[] = "a,b\nc\0,d\n";
  static const char neither[] = "a,\xff\xff\xff\n";
  g_autoptr (GString) wide = g_string_new ("a");
  g_autoptr (GString) deep = g_string_new ("a\n\"");

  expect_bad (open, sizeof open - 1, LIAN_ERROR_INVALID, "row 2: a quotation mark");
  expect_bad (behind, sizeof behind - 1, LIAN_ERROR_INVALID, "row 2: something follows");
  expect_bad (nul, sizeof nul - 1, LIAN_ERROR_INVALID, "not text");
  expect_bad (neither, sizeof neither - 1, LIAN_ERROR_INVALID, "not text");
  for (guint i = 0; i < LIAN_LIMIT_IMPORT_COLUMNS; i++)
    g_string_append (wide, ",a");
  expect_bad (wide->str, wide->len, LIAN_ERROR_TOO_LARGE, "columns");
  for (guint i = 0; i <= LIAN_LIMIT_IMPORT_CELL; i++)
    g_string_append_c (deep, 'a');
  expect_bad (deep->str, deep->len, LIAN_ERROR_INVALID, "too long");
}

/* --- the report --- */

static void
test_report (void)
{
  g_autoptr (GPtrArray) lines = lian_import_lines_new ();
  g_autofree char *text = NULL;
  g_autofree char *csv = NULL;

  lian_import_lines_add (lines, 0, LIAN_IMPORT_NOTE, NULL, "of all");
  lian_import_lines_add (lines, 7, LIAN_IMPORT_REFUSED, "=cmd\x1b[31m", "not a \"moment\"");
  lian_import_lines_add (lines, 2, LIAN_IMPORT_REFUSED, NULL, "empty");
  lian_import_lines_sort (lines);
  text = lian_import_lines_print (lines, "row", 1);
  csv = lian_import_lines_to_csv (lines, "row");
  g_assert_cmpstr (text, ==, "row 2: refused: empty\nnote: of all\n… and 1 more: refused\n");
  g_assert_cmpstr (csv, ==,
                   "\xef\xbb\xbf\"row\",\"result\",\"place\",\"reason\"\r\n"
                   "2,\"refused\",\"\",\"empty\"\r\n"
                   "7,\"refused\",\"'=cmd[31m\",\"not a \"\"moment\"\"\"\r\n"
                   ",\"note\",\"\",\"of all\"\r\n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-values/times", test_times);
  g_test_add_func ("/import-values/deadlines", test_deadlines);
  g_test_add_func ("/import-values/rounded", test_rounded);
  g_test_add_func ("/import-values/codes", test_codes);
  g_test_add_func ("/import-values/divisions", test_divisions);
  g_test_add_func ("/import-values/csv", test_csv);
  g_test_add_func ("/import-values/encodings", test_encodings);
  g_test_add_func ("/import-values/bad-csv", test_bad_csv);
  g_test_add_func ("/import-values/report", test_report);
  return g_test_run ();
}
