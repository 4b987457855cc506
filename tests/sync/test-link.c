/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-backoff.h"
#include "lian-limits.h"
#include "lian-link-log.h"
#include "lian-time-sync.h"
#include "lian-wake.h"

#include <stdlib.h>

/* The parts of a truthful connection that need no connection. */

#define SECOND G_TIME_SPAN_SECOND
#define MS G_TIME_SPAN_MILLISECOND

static gint64
offset_of (const LianTimeSync *sync)
{
  gint64 offset = 0;

  g_assert_true (lian_time_sync_get_offset (sync, &offset));
  return offset;
}

static void
test_time_median (void)
{
  LianTimeSync sync = { 0 };
  gint64 offset = 0;

  g_assert_false (lian_time_sync_get_offset (&sync, &offset));
  g_assert_cmpint (lian_time_sync_get_rtt (&sync), ==, -1);
  lian_time_sync_add (&sync, 1000 * SECOND + 10 * MS, 0, 20 * MS);
  g_assert_cmpint (offset_of (&sync), ==, 1000 * SECOND);
  g_assert_cmpint (lian_time_sync_get_rtt (&sync), ==, 20 * MS);

  /* Bookmarks that a black hole kept for up to twenty seconds, between prompt ones. */
  for (guint i = 1; i <= 8; i++)
    {
      gint64 said = (gint64)i * 10 * SECOND;

      lian_time_sync_add_one_way (&sync, 1000 * SECOND + said,
                                  said + 10 * MS + (i % 2 == 0 ? (gint64)i * 5 * SECOND / 2 : 0));
    }
  g_assert_cmpint (offset_of (&sync), ==, 1000 * SECOND);
}

/* The slower the way, the less its word counts. */
static void
test_time_quick (void)
{
  LianTimeSync sync = { 0 };

  for (guint i = 0; i < 8; i++)
    lian_time_sync_add (&sync, 500 * SECOND + 900 * MS, 0, 2 * SECOND);
  lian_time_sync_add (&sync, 500 * SECOND + 10 * MS, 0, 20 * MS);
  g_assert_cmpint (offset_of (&sync), ==, 500 * SECOND);
  g_assert_cmpint (lian_time_sync_get_rtt (&sync), ==, 20 * MS);
}

/* A platform whose time was set is believed with its next answer, and only nine samples count. */
static void
test_time_set (void)
{
  LianTimeSync sync = { 0 };

  for (guint i = 0; i < 9; i++)
    lian_time_sync_add (&sync, 100 * SECOND, 0, 0);
  lian_time_sync_add (&sync, 160 * SECOND + 5 * MS, 0, 10 * MS);
  g_assert_cmpint (offset_of (&sync), ==, 160 * SECOND);
  for (guint i = 0; i < 5; i++)
    lian_time_sync_add_one_way (&sync, 150 * SECOND, 5 * MS);
  g_assert_cmpint (offset_of (&sync), ==, 150 * SECOND);
}

static void
test_log (void)
{
  LianLinkLog log = { 0 };
  const LianLinkEvent *event;

  g_assert_null (lian_link_log_get (&log, 0));
  lian_link_log_add (&log, LIAN_LINK_REFUSED, 10);
  lian_link_log_add (&log, LIAN_LINK_PORTAL, 20);
  for (gint64 now = 30; now < 3000; now++)
    lian_link_log_add (&log, LIAN_LINK_NO_ROUTE, now);
  event = lian_link_log_get (&log, 0);
  g_assert_cmpint (event->trouble, ==, LIAN_LINK_NO_ROUTE);
  g_assert_cmpint (event->first, ==, 30);
  g_assert_cmpint (event->last, ==, 2999);
  g_assert_cmpuint (event->count, ==, 2970);
  g_assert_cmpint (lian_link_log_get (&log, 2)->trouble, ==, LIAN_LINK_REFUSED);
  g_assert_null (lian_link_log_get (&log, 3));

  for (guint i = 0; i < 100; i++)
    lian_link_log_add (&log, i % 2 == 0 ? LIAN_LINK_CUT : LIAN_LINK_SILENT, 5000 + i);
  g_assert_cmpint (lian_link_log_get (&log, 0)->first, ==, 5099);
  g_assert_cmpint (lian_link_log_get (&log, LIAN_LINK_LOG_ENTRIES - 1)->first, ==, 5080);
  g_assert_null (lian_link_log_get (&log, LIAN_LINK_LOG_ENTRIES));
}

static void
test_rate (void)
{
  LianLinkRate rate = { 0 };
  guint64 bytes, events;

  lian_link_rate_add (&rate, 1000 * SECOND, 100, 1);
  lian_link_rate_add (&rate, 1000 * SECOND + 5, 100, 1);
  lian_link_rate_add (&rate, 1030 * SECOND, 7, 2);
  lian_link_rate_get (&rate, 1059 * SECOND, &bytes, &events);
  g_assert_cmpuint (bytes, ==, 207);
  g_assert_cmpuint (events, ==, 4);
  lian_link_rate_get (&rate, 1061 * SECOND, &bytes, &events);
  g_assert_cmpuint (bytes, ==, 7);
  lian_link_rate_add (&rate, 1060 * SECOND, 1, 1);
  lian_link_rate_get (&rate, 1061 * SECOND, &bytes, &events);
  g_assert_cmpuint (bytes, ==, 8);
  lian_link_rate_get (&rate, 5000 * SECOND, &bytes, &events);
  g_assert_cmpuint (bytes, ==, 0);
  g_assert_cmpuint (events, ==, 0);
}

static double
next_random (gpointer rand)
{
  return g_rand_double (rand);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  guint one = *(const guint *)a;
  guint two = *(const guint *)b;

  return one < two ? -1 : one > two;
}

enum
{
  CONSOLES = 200
};

static void
check_spread (const char *name, guint *first)
{
  guint crowd = 0;

  qsort (first, CONSOLES, sizeof *first, compare);
  for (guint i = 0; i < CONSOLES; i++)
    for (guint j = i; j < CONSOLES && first[j] < first[i] + 500; j++)
      crowd = MAX (crowd, j - i + 1);
  g_test_message ("%s: first after %u ms, half after %u ms, last after %u ms, %u in half a second",
                  name, first[0], first[CONSOLES / 2], first[CONSOLES - 1], crowd);
  g_assert_cmpuint (first[CONSOLES - 1] - first[0], >=, 5000);
  g_assert_cmpuint (first[CONSOLES - 1], <=, 40000);
  g_assert_cmpuint (crowd, <, CONSOLES / 5);
}

/* Two hundred consoles of a server that is restarted come back spread over five seconds and more,
 * no half second sees a fifth of them, and all are there within forty: when it was away for long,
 * for a moment, and when it had told them all to come again in two seconds. */
static void
test_spread (void)
{
  static const struct
  {
    const char *name;
    guint away_ms;
    guint asked_ms;
  } cases[] = { { "long", 20000, 0 }, { "moment", 300, 0 }, { "bye", 1000, 2000 } };

  for (guint n = 0; n < G_N_ELEMENTS (cases); n++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (200);
      guint first[CONSOLES];

      for (guint i = 0; i < CONSOLES; i++)
        {
          g_autoptr (LianBackoff) backoff = lian_backoff_new (500, 30000, next_random, rand);

          first[i] = lian_backoff_next_in_herd (backoff, cases[n].asked_ms, LIAN_FEED_SPREAD_MS);
          while (first[i] < cases[n].away_ms)
            first[i] += lian_backoff_next (backoff, 0);
          first[i] -= cases[n].away_ms;
        }
      check_spread (cases[n].name, first);
    }
}

static gboolean
count_cb (gpointer data)
{
  guint *count = data;

  return ++*count < 3;
}

static void
test_wake (void)
{
  guint count = 0;
  guint id = lian_wake_add (1, count_cb, &count);

  g_assert_cmpuint (id, >, 0);
  while (count < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (g_main_context_find_source_by_id (NULL, id));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sync/time/median", test_time_median);
  g_test_add_func ("/sync/time/quick", test_time_quick);
  g_test_add_func ("/sync/time/set", test_time_set);
  g_test_add_func ("/sync/link/log", test_log);
  g_test_add_func ("/sync/link/rate", test_rate);
  g_test_add_func ("/sync/link/spread", test_spread);
  g_test_add_func ("/sync/link/wake", test_wake);

  return g_test_run ();
}
