/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-text.h"

static void
check_mask (char *(*mask) (const char *), const char *text, const char *wanted)
{
  g_autofree char *once = mask (text);
  g_autofree char *twice = mask (once);

  g_assert_cmpstr (once, ==, wanted);
  g_assert_cmpstr (twice, ==, once);
}

static void
test_masks (void)
{
  check_mask (lian_mask_name, "陈小明", "陈**");
  check_mask (lian_mask_name, " 陈 ", "陈**");
  check_mask (lian_mask_name, "", "");
  check_mask (lian_mask_name, NULL, NULL);
  check_mask (lian_mask_name, "\xff", "\xef\xbf\xbd**");
  check_mask (lian_mask_phone, "13912340417", "139****0417");
  check_mask (lian_mask_phone, "+86 139-1234-0417", "139****0417");
  check_mask (lian_mask_phone, "8342110", "*****10");
  check_mask (lian_mask_phone, "12345", "****");
  check_mask (lian_mask_phone, "老王", "");
}

static void
test_mask_text (void)
{
  check_mask (lian_mask_text, "我电话13912340417，请回", "我电话139****0417，请回");
  check_mask (lian_mask_text, "139 1234 0417", "139****0417");
  check_mask (lian_mask_text, "+86 139-1234-0417", "139****0417");
  check_mask (lian_mask_text, "１３９１２３４０４１７", "139****0417");
  check_mask (lian_mask_text, "**13912340417**", "**139****0417**");
  check_mask (lian_mask_text, "0715-8342110", "071****2110");
  check_mask (lian_mask_text, "电话8342110", "电话*****10");
  check_mask (lian_mask_text, "身份证42120219900101123X。", "身份证421****123X。");
  check_mask (lian_mask_text, "421202 19900101 1234", "421****1234");
  check_mask (lian_mask_text, "13912340417 8342110", "139****0417 8342110");
  check_mask (lian_mask_text, "2026-11-24 09:40 AJ-20261124-0001",
              "2026-11-24 09:40 AJ-20261124-0001");
}

/* No long number survives, masked text is a fixed point, nothing crashes. */
static void
test_mask_random (void)
{
  static const char *const parts[] = { "1", "3", "9", "0", " ", "-", "*", "陈", "８", "x", "电话" };

  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *once = NULL;
      g_autofree char *twice = NULL;
      guint run = 0;

      for (int j = g_test_rand_int_range (0, 40); j > 0; j--)
        g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
      once = lian_mask_text (text->str);
      twice = lian_mask_text (once);
      g_assert_true (g_utf8_validate (twice, -1, NULL));
      for (const char *p = once; *p != '\0'; p++)
        {
          run = g_ascii_isdigit (*p) ? run + 1 : 0;
          g_assert_cmpuint (run, <, 11);
        }
    }
}

static void
test_mask_record (void)
{
  g_autoptr (LianRecord) record = lian_record_new (LIAN_KIND_CASE);
  g_autoptr (LianRecord) masked = NULL;

  lian_record_set_text (record, LIAN_CASE_REPORTER_NAME, "陈小明");
  lian_record_set_text (record, LIAN_CASE_REPORTER_PHONE, "13912340417");
  lian_record_set_text (record, LIAN_CASE_DESCRIPTION, "找我 13912340417");
  lian_record_set_text (record, LIAN_CASE_UPSTREAM_NO, "202611240000123");
  masked = lian_mask_record (record);
  g_assert_cmpstr (lian_record_get_text (masked, LIAN_CASE_REPORTER_NAME), ==, "陈**");
  g_assert_cmpstr (lian_record_get_text (masked, LIAN_CASE_REPORTER_PHONE), ==, "139****0417");
  g_assert_cmpstr (lian_record_get_text (masked, LIAN_CASE_DESCRIPTION), ==, "找我 139****0417");
  g_assert_cmpstr (lian_record_get_text (masked, LIAN_CASE_UPSTREAM_NO), ==, "202611240000123");
  g_assert_cmpstr (lian_record_get_text (record, LIAN_CASE_REPORTER_NAME), ==, "陈小明");
}

/* Of whoever reported a secret case nothing is left to be recognised by. */
static void
test_mask_secret (void)
{
  g_autoptr (LianRecord) record = lian_record_new (LIAN_KIND_CASE);
  g_autoptr (LianRecord) masked = NULL;
  g_autoptr (LianRecord) again = NULL;

  lian_record_set_bool (record, LIAN_CASE_SECRECY, TRUE);
  lian_record_set_text (record, LIAN_CASE_REPORTER_NAME, "陈小明");
  lian_record_set_text (record, LIAN_CASE_REPORTER_PHONE, "13912340417");
  lian_record_set_text (record, LIAN_CASE_DESCRIPTION, "找我 13912340417");
  masked = lian_mask_record (record);
  again = lian_mask_record (masked);
  g_assert_cmpstr (lian_record_get_text (masked, LIAN_CASE_REPORTER_NAME), ==, LIAN_MASK_HIDDEN);
  g_assert_cmpstr (lian_record_get_text (masked, LIAN_CASE_REPORTER_PHONE), ==, LIAN_MASK_HIDDEN);
  g_assert_cmpstr (lian_record_get_text (masked, LIAN_CASE_DESCRIPTION), ==, "找我 139****0417");
  g_assert_true (lian_record_equal (masked, again));
  lian_record_clear (record, LIAN_CASE_REPORTER_PHONE);
  g_clear_pointer (&masked, lian_record_unref);
  masked = lian_mask_record (record);
  g_assert_false (lian_record_has (masked, LIAN_CASE_REPORTER_PHONE));
}

static void
check_clean (const char *text, gboolean multiline, guint limit, const char *wanted)
{
  g_autofree char *clean = lian_text_clean (text, multiline, limit);

  g_assert_cmpstr (clean, ==, wanted);
}

static void
test_clean (void)
{
  check_clean (NULL, FALSE, 0, "");
  check_clean ("a\r\nb\rc\nd\te", FALSE, 0, "a b c d e");
  check_clean ("a\r\nb\rc\u2028d", TRUE, 0, "a\nb\nc\nd");
  check_clean ("\u202eevil\u202c\u2066x\u2069\x07\x7f\302\200y", FALSE, 0, "evilxy");
  check_clean ("<b>陈</b>", FALSE, 0, "<b>陈</b>");
  check_clean ("中文字符", FALSE, 2, "中文");
  check_clean ("a\xff", FALSE, 0, "a\xef\xbf\xbd");
}

static void
test_ids (void)
{
  g_autofree char *a = lian_uuid7 (G_GINT64_CONSTANT (1795484400123456));
  g_autofree char *b = lian_uuid7 (G_GINT64_CONSTANT (1795484400123456));
  g_autofree char *longest = g_strnfill (64, 'x');
  g_autofree char *longer = g_strnfill (65, 'x');

  g_assert_true (g_uuid_string_is_valid (a));
  g_assert_cmpint (a[14], ==, '7');
  g_assert_nonnull (strchr ("89ab", a[19]));
  g_assert_cmpint (strncmp (a, b, 13), ==, 0);
  g_assert_cmpstr (a, !=, b);
  g_assert_cmpint (g_ascii_strtoll (a, NULL, 16), ==, G_GINT64_CONSTANT (1795484400123) >> 16);

  g_assert_true (lian_id_is_valid (a));
  g_assert_true (lian_id_is_valid ("limit/a:b_c.d-9"));
  g_assert_true (lian_id_is_valid (longest));
  g_assert_false (lian_id_is_valid (longer));
  g_assert_false (lian_id_is_valid (""));
  g_assert_false (lian_id_is_valid (NULL));
  g_assert_false (lian_id_is_valid ("a b"));
  g_assert_false (lian_id_is_valid ("a'b"));
  g_assert_false (lian_id_is_valid ("中"));
}

#define N "\u00a0"

static void
check_take (char *text, const char *wanted)
{
  g_assert_cmpstr (text, ==, wanted);
  g_free (text);
}

static void
test_formats (void)
{
  check_take (lian_format_minutes (380, FALSE, TRUE), "6" N "小时 20" N "分");
  check_take (lian_format_minutes (380, TRUE, TRUE), "6" N "时 20" N "分");
  check_take (lian_format_minutes (380, TRUE, FALSE), "6" N "h 20" N "min");
  check_take (lian_format_minutes (360, TRUE, TRUE), "6" N "时");
  check_take (lian_format_minutes (0, TRUE, TRUE), "0" N "分");
  check_take (lian_format_minutes (-61, TRUE, FALSE), "\u22121" N "h 1" N "min");
  check_take (lian_format_minutes (G_MININT64, TRUE, FALSE),
              "\u2212153722867280912930" N "h 8" N "min");
  check_take (lian_format_count (4118, TRUE), "4,118");
  check_take (lian_format_count (413000, TRUE), "41.3" N "万");
  check_take (lian_format_count (413000, FALSE), "413" N "k");
  check_take (lian_format_count (10000, FALSE), "10.0" N "k");
  check_take (lian_format_count (99999999, TRUE), "1.0" N "亿");
  check_take (lian_format_count (999999, FALSE), "1.0" N "M");
  check_take (lian_format_count (-12, TRUE), "\u221212");
  check_take (lian_format_percent (911, 972, 2), "93.72");
  check_take (lian_format_percent (737, 972, 2), "75.82");
  check_take (lian_format_percent (737, 911, 2), "80.90");
  check_take (lian_format_percent (1, 8, 0), "13");
  check_take (lian_format_percent (1, 80000, 2), "0.00");
  check_take (lian_format_percent (1, 20000, 2), "0.01");
  check_take (lian_format_percent (0, 0, 2), "—");
  check_take (lian_format_percent (5, 0, 2), "—");
  check_take (lian_format_percent (G_MAXINT64, G_MAXINT64, 2), "100.00");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/masks", test_masks);
  g_test_add_func ("/text/mask-text", test_mask_text);
  g_test_add_func ("/text/mask-random", test_mask_random);
  g_test_add_func ("/text/mask-record", test_mask_record);
  g_test_add_func ("/text/mask-secret", test_mask_secret);
  g_test_add_func ("/text/clean", test_clean);
  g_test_add_func ("/text/ids", test_ids);
  g_test_add_func ("/text/formats", test_formats);
  return g_test_run ();
}
