/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-clock.h"
#include "lian-crs.h"
#include "lian-error.h"
#include "lian-link-trouble.h"
#include "lian-record.h"

#include <math.h>

static void
test_kinds (void)
{
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      const LianKind *kind = lian_kind_get ((LianKindId)i);
      g_autofree char *print = lian_kind_dup_fingerprint (kind);

      g_assert_cmpint (kind->id, ==, i);
      g_assert_true (lian_kind_by_name (kind->name) == kind);
      g_assert_true (lian_kind_by_plural (kind->plural) == kind);
      g_assert_cmpstr (kind->fields[LIAN_F_ID].name, ==, "id");
      g_assert_cmpstr (kind->fields[LIAN_F_VERSION].name, ==, "version");
      g_assert_cmpstr (kind->fields[LIAN_F_REGION].name, ==, "region_code");
      g_assert_cmpuint (strlen (print), ==, 16);
      for (guint j = 0; j < kind->n_fields; j++)
        g_assert_cmpint (lian_kind_find_field (kind, kind->fields[j].name), ==, j);
    }
  g_assert_null (lian_kind_by_name ("nothing"));
  g_assert_null (lian_kind_by_name (NULL));
  g_assert_null (lian_kind_by_name ("element"));
  g_assert_cmpint (lian_kind_find_field (lian_kind_get (LIAN_KIND_CASE), "nothing"), ==, -1);
}

static LianRecord *
make_complex (void)
{
  LianRecord *record = lian_record_new (LIAN_KIND_SERVICE_COMPLEX);
  LianRecord *row = lian_record_new (LIAN_KIND_ELEMENT);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

  lian_record_set_text (record, LIAN_F_ID, "sc-1");
  lian_record_set_int (record, LIAN_F_VERSION, 7);
  lian_record_set_point (record, LIAN_SERVICE_COMPLEX_LOCATION, 114.3, 29.8);
  lian_record_set_text (row, LIAN_ELEMENT_KEY, "party");
  g_ptr_array_add (rows, row);
  lian_record_take_rows (record, LIAN_SERVICE_COMPLEX_ELEMENTS, rows);
  return record;
}

static void
test_record (void)
{
  g_autoptr (LianRecord) record = make_complex ();
  g_autoptr (LianRecord) same = make_complex ();
  g_autoptr (LianRecord) copy = lian_record_copy (record);
  LianPoint point = { 0, 0 };

  g_assert_true (lian_record_equal (record, same));
  g_assert_true (lian_record_equal (record, copy));
  g_assert_cmpstr (lian_record_get_id (copy), ==, "sc-1");
  g_assert_cmpint (lian_record_get_version (copy), ==, 7);
  g_assert_true (lian_record_get_point (copy, LIAN_SERVICE_COMPLEX_LOCATION, &point));
  g_assert_cmpfloat (point.lon, ==, 114.3);

  lian_record_set_text (copy, LIAN_SERVICE_COMPLEX_NAME, "x");
  g_assert_false (lian_record_equal (record, copy));
  lian_record_clear (copy, LIAN_SERVICE_COMPLEX_NAME);
  g_assert_true (lian_record_equal (record, copy));
  lian_record_set_text (copy, LIAN_F_ID, NULL);
  g_assert_false (lian_record_has (copy, LIAN_F_ID));
  g_assert_cmpstr (lian_record_get_id (record), ==, "sc-1");
}

static void
test_record_values (void)
{
  g_autoptr (LianRecord) record = lian_record_new (LIAN_KIND_CASE);
  g_autoptr (LianRecord) copy = NULL;

  lian_record_set_list (record, LIAN_CASE_CO_UNITS, (const char *[]){ "a", "b", NULL });
  lian_record_set_bool (record, LIAN_CASE_SECRECY, FALSE);
  lian_record_set_time (record, LIAN_CASE_CLOSED_AT, 5);
  copy = lian_record_copy (record);
  g_assert_true (lian_record_equal (record, copy));
  g_assert_cmpstr (lian_record_get_list (copy, LIAN_CASE_CO_UNITS)[1], ==, "b");
  g_assert_true (lian_record_has (copy, LIAN_CASE_SECRECY));
  lian_record_set_time (copy, LIAN_CASE_CLOSED_AT, 0);
  g_assert_false (lian_record_has (copy, LIAN_CASE_CLOSED_AT));
}

static void
test_time (void)
{
  static const char *const bad[] = { "",
                                     "2026-11-24",
                                     "2026-11-24T09:40:00",
                                     "2026-02-29T09:40:00Z",
                                     "2026-13-01T09:40:00Z",
                                     "2026-11-24T24:00:00Z",
                                     "2026-11-24T09:60:00Z",
                                     "2026-11-24T09:40:60Z",
                                     "2026-11-24T09:40:00.Z",
                                     "2026-11-24T09:40:00.1234567890Z",
                                     "2026-11-24T09:40:00+0800",
                                     "2026-11-24T09:40:00+24:00",
                                     "2026-11-24T09:40:00Zx",
                                     " 2026-11-24T09:40:00Z",
                                     "0000-01-01T00:00:00Z",
                                     "9999-12-31T23:59:59Z",
                                     "+026-11-24T09:40:00Z" };
  g_autofree char *text = NULL;
  g_autofree char *late = lian_time_format (G_MAXINT64);
  g_autofree char *early = lian_time_format (G_MININT64);
  g_autofree char *old = lian_time_format (-1);
  gint64 us = 0, other = 0;

  g_assert_true (lian_time_parse ("2026-11-24T09:40:00.123456+08:00", &us, NULL));
  g_assert_cmpint (us, ==, G_GINT64_CONSTANT (1795484400123456));
  text = lian_time_format (us);
  g_assert_cmpstr (text, ==, "2026-11-24T09:40:00.123456+08:00");
  g_assert_true (lian_time_parse ("2026-11-24t01:40:00.123456999z", &other, NULL));
  g_assert_cmpint (us, ==, other);
  g_assert_cmpstr (old, ==, "1970-01-01T07:59:59.999999+08:00");
  g_assert_true (g_str_has_prefix (late, "9999-"));
  g_assert_true (g_str_has_prefix (early, "0001-"));

  other = 42;
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (lian_time_parse (bad[i], &other, &error));
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
    }
  g_assert_false (lian_time_parse (NULL, &other, NULL));
  g_assert_cmpint (other, ==, 42);
}

static void
test_days (void)
{
  gint64 us = 0, day = 0, month = 0;
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) extreme = lian_time_to_local (G_MAXINT64);

  g_assert_nonnull (extreme);
  g_assert_true (lian_time_parse ("2026-11-24T00:30:00+08:00", &us, NULL));
  g_assert_true (lian_time_parse ("2026-11-24T00:00:00+08:00", &day, NULL));
  g_assert_true (lian_time_parse ("2026-11-01T00:00:00+08:00", &month, NULL));
  g_assert_cmpint (lian_time_day_start (us), ==, day);
  g_assert_cmpint (lian_time_day_start (day), ==, day);
  g_assert_cmpint (lian_time_day_start (day - 1), ==, day - G_TIME_SPAN_DAY);
  g_assert_cmpint (lian_time_month_start (us), ==, month);
  local = lian_time_to_local (us);
  g_assert_cmpint (g_date_time_get_hour (local), ==, 0);
  g_assert_cmpint (g_date_time_get_day_of_month (local), ==, 24);
}

static void
test_clock (void)
{
  g_autoptr (LianClock) manual = lian_clock_new_manual (1000);
  g_autoptr (LianClock) running = lian_clock_new (1000);
  gint64 start = lian_clock_get_monotonic (manual);

  g_assert_cmpint (lian_clock_get_now (manual), ==, 1000);
  lian_clock_advance (manual, 500);
  g_assert_cmpint (lian_clock_get_now (manual), ==, 1500);
  lian_clock_set_now (manual, 90000);
  lian_clock_advance (manual, 1);
  g_assert_cmpint (lian_clock_get_now (manual), ==, 90001);
  g_assert_cmpint (lian_clock_get_monotonic (manual) - start, ==, 501);
  lian_clock_set_now (manual, G_MAXINT64);
  lian_clock_advance (manual, G_TIME_SPAN_DAY);
  g_assert_cmpint (lian_clock_get_now (manual), >, 0);
  g_assert_cmpint (lian_clock_get_now (running), >=, 1000);
  g_assert_cmpint (lian_clock_get_now (running), <, 1000 + G_TIME_SPAN_HOUR);
}

static void
test_clock_rate (void)
{
  g_autoptr (LianClock) clock = lian_clock_new_manual (1000);
  gint64 start = lian_clock_get_monotonic (clock);

  lian_clock_advance (clock, 7);
  lian_clock_set_rate (clock, 60);
  g_assert_cmpint (lian_clock_get_now (clock), ==, 1007);
  lian_clock_advance (clock, G_TIME_SPAN_MINUTE);
  g_assert_cmpint (lian_clock_get_now (clock), ==, 1007 + G_TIME_SPAN_HOUR);
  g_assert_cmpint (lian_clock_get_monotonic (clock) - start, ==, 7 + G_TIME_SPAN_MINUTE);
  /* A new base keeps the rate; the next rate begins where the last one came to. */
  lian_clock_set_now (clock, 5000);
  lian_clock_advance (clock, 10);
  g_assert_cmpint (lian_clock_get_now (clock), ==, 5600);
  lian_clock_set_rate (clock, 1);
  lian_clock_advance (clock, 10);
  g_assert_cmpint (lian_clock_get_now (clock), ==, 5610);
  lian_clock_set_now (clock, G_MAXINT64);
  lian_clock_set_rate (clock, LIAN_CLOCK_MAX_RATE);
  lian_clock_advance (clock, 365 * G_TIME_SPAN_DAY);
  g_assert_cmpint (lian_clock_get_now (clock), >, 0);
}

static gpointer
change_rates (gpointer data)
{
  for (guint i = 1; i <= 2000; i++)
    lian_clock_set_rate (data, 1 + i % LIAN_CLOCK_MAX_RATE);
  return NULL;
}

/* Whoever reads while another thread changes the rate never sees the time go back. */
static void
test_clock_threads (void)
{
  g_autoptr (LianClock) clock = lian_clock_new (1000);
  GThread *thread = g_thread_new ("rates", change_rates, clock);
  gint64 last = 0;

  for (guint i = 0; i < 2000; i++)
    {
      gint64 now = lian_clock_get_now (clock);

      g_assert_cmpint (now, >=, last);
      last = now;
    }
  g_thread_join (thread);
  g_assert_cmpint (lian_clock_get_now (clock), >=, last);
}

static void
test_errors (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) full = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "x");
  g_autoptr (GError) own_full = g_error_new_literal (LIAN_ERROR, LIAN_ERROR_DISK_FULL, "x");

  for (int code = LIAN_ERROR_FAILED; code <= LIAN_ERROR_BUSY; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (LIAN_ERROR, code, "raw detail");
      const char *text = lian_error_to_text (error);

      g_assert_cmpuint (strlen (text), >, 20);
      g_assert_null (strstr (text, "raw detail"));
      g_assert_true (g_hash_table_add (seen, (gpointer)text));
    }
  g_assert_cmpstr (lian_error_to_text (full), ==, lian_error_to_text (own_full));
  g_assert_nonnull (lian_error_to_text (NULL));
}

/* Every trouble has a name, says what happened and what to do in words of its own, and travels in
 * the copies of an error. */
static void
test_link_troubles (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) plain = g_error_new_literal (LIAN_ERROR, LIAN_ERROR_SERVER, "status 500");
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_EXISTS, "x");

  for (LianLinkTrouble trouble = LIAN_LINK_OK + 1; trouble < LIAN_N_LINK_TROUBLES; trouble++)
    {
      g_autoptr (GError) error = lian_link_error_new (trouble, "raw %s", "detail");
      g_autoptr (GError) copy = g_error_copy (error);

      g_assert_true (g_hash_table_add (names, (gpointer)lian_link_trouble_get_name (trouble)));
      g_assert_true (g_hash_table_add (texts, (gpointer)lian_link_trouble_to_text (trouble)));
      g_assert_cmpuint (strlen (lian_link_trouble_to_what (trouble)), >, 20);
      g_assert_cmpuint (strlen (lian_link_trouble_to_advice (trouble)), >, 10);
      g_assert_error (copy, LIAN_ERROR, (int)lian_link_trouble_get_code (trouble));
      g_assert_cmpstr (copy->message, ==, "raw detail");
      g_assert_cmpint (lian_link_trouble_of (copy), ==, trouble);
      g_assert_cmpstr (lian_error_to_text (copy), ==, lian_link_trouble_to_text (trouble));
    }
  g_assert_cmpint (lian_link_trouble_of (plain), ==, LIAN_LINK_FAULT);
  g_assert_cmpint (lian_link_trouble_of (foreign), ==, LIAN_LINK_OTHER);
  g_assert_cmpint (lian_link_trouble_of (NULL), ==, LIAN_LINK_OK);
  g_assert_cmpstr (lian_link_trouble_to_text (LIAN_LINK_OK), ==, "");
}

static void
test_crs (void)
{
  LianPoint p = lian_crs_wgs84_to_gcj02 ((LianPoint){ 121.5272106, 31.1774276 });
  LianPoint xian_an = { 114.3231, 29.8414 };
  LianPoint paris = { 2.35, 48.85 };
  LianPoint shifted = lian_crs_wgs84_to_gcj02 (xian_an);

  g_assert_cmpfloat_with_epsilon (p.lat, 31.17530398364597, 1e-12);
  g_assert_cmpfloat_with_epsilon (p.lon, 121.531541859215, 1e-12);
  g_assert_cmpfloat_with_epsilon (lian_crs_distance (xian_an, shifted), 590, 2);
  p = lian_crs_wgs84_to_gcj02 (paris);
  g_assert_cmpfloat (p.lon, ==, paris.lon);
  p = lian_crs_bd09_to_gcj02 (paris);
  g_assert_cmpfloat (p.lat, ==, paris.lat);
  for (guint i = 0; i < 2000; i++)
    {
      LianPoint wgs = { g_test_rand_double_range (80, 130), g_test_rand_double_range (20, 50) };
      LianPoint gcj = lian_crs_wgs84_to_gcj02 (wgs);
      LianPoint bd = lian_crs_gcj02_to_bd09 (gcj);
      LianPoint back = bd;

      g_assert_true (lian_crs_to_wgs84 ("bd09", &back));
      g_assert_cmpfloat_with_epsilon (back.lon, wgs.lon, 3e-9);
      g_assert_cmpfloat_with_epsilon (back.lat, wgs.lat, 3e-9);
      back = gcj;
      g_assert_true (lian_crs_to_wgs84 ("gcj02", &back));
      g_assert_cmpfloat_with_epsilon (back.lon, wgs.lon, 2e-9);
    }
  p = xian_an;
  g_assert_false (lian_crs_to_wgs84 ("utm", &p));
  g_assert_true (lian_crs_to_wgs84 (NULL, &p));
  g_assert_true (lian_crs_to_wgs84 ("cgcs2000", &p));
  g_assert_cmpfloat (p.lon, ==, xian_an.lon);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kind/table", test_kinds);
  g_test_add_func ("/record/copy-and-equal", test_record);
  g_test_add_func ("/record/values", test_record_values);
  g_test_add_func ("/clock/time", test_time);
  g_test_add_func ("/clock/days", test_days);
  g_test_add_func ("/clock/clock", test_clock);
  g_test_add_func ("/clock/rate", test_clock_rate);
  g_test_add_func ("/clock/threads", test_clock_threads);
  g_test_add_func ("/error/texts", test_errors);
  g_test_add_func ("/error/link-troubles", test_link_troubles);
  g_test_add_func ("/crs/transforms", test_crs);
  return g_test_run ();
}
