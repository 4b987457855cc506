/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-backoff.h"
#include "lian-change-batch.h"
#include "lian-freshness.h"
#include "lian-limits.h"

/* The parts of sync that need neither network nor database. */

static double
almost_one (gpointer data)
{
  return 0.9999999;
}

static double
zero (gpointer data)
{
  return 0;
}

static void
test_backoff (void)
{
  static const guint spans[] = { 499, 999, 1999, 3999, 7999, 15999, 29999, 29999 };
  g_autoptr (LianBackoff) most = lian_backoff_new (500, 30000, almost_one, NULL);
  g_autoptr (LianBackoff) least = lian_backoff_new (500, 30000, zero, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      g_assert_cmpuint (lian_backoff_next (most, 0), ==, spans[i]);
      g_assert_cmpuint (lian_backoff_next (least, 0), ==, 0);
    }
  g_assert_cmpuint (lian_backoff_next (least, 7000), ==, 7000);
  g_assert_cmpuint (lian_backoff_next (most, 7000), ==, 7000 + 29999);
  lian_backoff_reset (most);
  g_assert_cmpuint (lian_backoff_next (most, 0), ==, 499);
}

static void
test_freshness (void)
{
  g_assert_cmpint (lian_freshness_of (TRUE, 0), ==, LIAN_FRESH_LIVE);
  g_assert_cmpint (lian_freshness_of (TRUE, 15 * G_TIME_SPAN_SECOND), ==, LIAN_FRESH_LIVE);
  g_assert_cmpint (lian_freshness_of (TRUE, 15 * G_TIME_SPAN_SECOND + 1), ==, LIAN_FRESH_LATE);
  g_assert_cmpint (lian_freshness_of (TRUE, 30 * G_TIME_SPAN_SECOND), ==, LIAN_FRESH_LATE);
  g_assert_cmpint (lian_freshness_of (TRUE, 30 * G_TIME_SPAN_SECOND + 1), ==, LIAN_FRESH_STALE);
  g_assert_cmpint (lian_freshness_of (TRUE, -1), ==, LIAN_FRESH_OFFLINE);
  g_assert_cmpint (lian_freshness_of (FALSE, 0), ==, LIAN_FRESH_OFFLINE);
}

static void
test_sleep (void)
{
  LianSleepWatch watch = { 0 };
  gint64 second = G_TIME_SPAN_SECOND;

  g_assert_false (lian_sleep_watch_check (&watch, 100 * second, 40 * second));
  g_assert_false (lian_sleep_watch_check (&watch, 101 * second, 41 * second));
  g_assert_false (lian_sleep_watch_check (&watch, 104 * second, 42 * second));
  g_assert_true (lian_sleep_watch_check (&watch, 110 * second, 43 * second));
  g_assert_false (lian_sleep_watch_check (&watch, 111 * second, 44 * second));
}

static LianChange *
change (guint version)
{
  return lian_change_new (LIAN_KIND_CASE, "c1", version, NULL);
}

static void
test_batch (void)
{
  g_autoptr (LianChangeBatch) batch = lian_change_batch_new ();
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autofree char *position = NULL;

  g_assert_true (lian_change_batch_add (batch, change (1), "e:1", TRUE));
  g_assert_false (lian_change_batch_has_whole (batch));
  g_assert_true (lian_change_batch_add (batch, change (1), "e:1", FALSE));
  g_assert_true (lian_change_batch_add (batch, change (2), "e:2", TRUE));
  g_assert_true (lian_change_batch_has_whole (batch));
  first = lian_change_batch_take (batch, &position);
  g_assert_cmpuint (first->len, ==, 2);
  g_assert_cmpstr (position, ==, "e:1");
  g_assert_false (lian_change_batch_has_whole (batch));
  g_assert_cmpuint (lian_change_batch_get_length (batch), ==, 1);

  /* What cannot be read still ends a transaction. */
  g_assert_true (lian_change_batch_add (batch, NULL, "e:2", FALSE));
  g_clear_pointer (&position, g_free);
  second = lian_change_batch_take (batch, &position);
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_cmpstr (position, ==, "e:2");
}

static void
test_batch_limits (void)
{
  g_autoptr (LianChangeBatch) batch = lian_change_batch_new ();
  guint count = 0;

  for (guint i = 1; i <= LIAN_LIMIT_BATCH_EVENTS; i++)
    {
      g_assert_false (lian_change_batch_is_full (batch));
      lian_change_batch_add (batch, change (i), "e:1", FALSE);
    }
  g_assert_true (lian_change_batch_is_full (batch));
  while (lian_change_batch_add (batch, change (1), "e:2", TRUE))
    g_assert_cmpuint (++count, <=, 20 * LIAN_LIMIT_BATCH_EVENTS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sync/backoff", test_backoff);
  g_test_add_func ("/sync/freshness", test_freshness);
  g_test_add_func ("/sync/sleep", test_sleep);
  g_test_add_func ("/sync/batch", test_batch);
  g_test_add_func ("/sync/batch-limits", test_batch_limits);

  return g_test_run ();
}
