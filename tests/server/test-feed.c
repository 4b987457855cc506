/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-feed.h"
#include "lian-limits.h"

#include <string.h>

#define COUNTY "421202000000"
#define STREET "421202001000"
#define COMMUNITY "421202001001"
#define OTHER_STREET "421202002000"
#define OTHER_COMMUNITY "421202002001"

static LianPerson *
make_person (const char *region)
{
  const char *roles[] = { "dispatcher", NULL };

  return lian_person_new ("seat", "seat", roles, region, NULL);
}

static void
add_event (GPtrArray *events, const char *id, const char *old_region, gint64 old_version,
           const char *new_region, const char *record)
{
  LianFeedEvent *event = g_new0 (LianFeedEvent, 1);

  event->kind = lian_kind_get (LIAN_KIND_CASE);
  event->id = g_strdup (id);
  event->old_region = g_strdup (old_region);
  event->old_version = old_version;
  event->new_region = g_strdup (new_region);
  event->record = g_strdup (record);
  g_ptr_array_add (events, event);
}

static GPtrArray *
make_events (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)lian_feed_event_free);
}

static void
push_one (LianFeed *feed, gint64 seq, const char *id, const char *region, const char *record)
{
  GPtrArray *events = make_events ();

  add_event (events, id, NULL, 0, region, record);
  lian_feed_push (feed, seq, events);
}

static char *
read_text (LianFeed *feed, const char *region, gint64 since, gint64 *seq, gboolean *more)
{
  g_autoptr (LianPerson) person = make_person (region);
  g_autoptr (LianFeedPage) page = lian_feed_read (feed, person, since, LIAN_FEED_FORMAT_SSE);

  if (page == NULL)
    return NULL;
  if (seq != NULL)
    *seq = page->seq;
  if (more != NULL)
    *more = page->more;
  return g_strndup (g_bytes_get_data (page->events, NULL), g_bytes_get_size (page->events));
}

/* One transaction of three events, two of which each of the streets sees: `more` is about what the
 * reader sees, and a record that leaves is a deletion. */
static void
test_scope (void)
{
  g_autoptr (LianFeed) feed = lian_feed_new_from ("e", 4);
  GPtrArray *events = make_events ();
  g_autofree char *street = NULL;
  g_autofree char *other = NULL;
  g_autofree char *nothing = NULL;
  gint64 seq;
  gboolean more;

  add_event (events, "a", NULL, 0, COMMUNITY, "{\"id\":\"a\"}");
  add_event (events, "b", COMMUNITY, 3, OTHER_COMMUNITY, "{\"id\":\"b\"}");
  add_event (events, "c", NULL, 0, OTHER_COMMUNITY, "{\"id\":\"c\"}");
  lian_feed_push (feed, 5, events);
  lian_feed_push (feed, 6, NULL);

  street = read_text (feed, STREET, 4, &seq, &more);
  g_assert_cmpint (seq, ==, 6);
  g_assert_false (more);
  g_assert_cmpstr (street, ==,
                   "id: e:5\nevent: change\ndata: {\"more\":true,\"kind\":\"case\",\"id\":\"a\","
                   "\"version\":5,\"op\":\"upsert\",\"record\":{\"id\":\"a\"}}\n\n"
                   "id: e:5\nevent: change\ndata: {\"more\":false,\"kind\":\"case\",\"id\":\"b\","
                   "\"version\":5,\"op\":\"delete\"}\n\n");
  other = read_text (feed, OTHER_STREET, 4, NULL, NULL);
  g_assert_null (strstr (other, "\"id\":\"a\""));
  g_assert_nonnull (strstr (other, "{\"more\":true,\"kind\":\"case\",\"id\":\"b\",\"version\":5,"
                                   "\"op\":\"upsert\""));
  nothing = read_text (feed, COUNTY, 6, &seq, NULL);
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpint (seq, ==, 6);
}

/* The database may be ahead of what the main thread was told. */
static void
test_ahead (void)
{
  g_autoptr (LianFeed) feed = lian_feed_new_from ("e", 4);
  g_autofree char *text = read_text (feed, COUNTY, 9, NULL, NULL);
  gint64 seq;
  g_autofree char *again = read_text (feed, COUNTY, 9, &seq, NULL);

  g_assert_cmpstr (text, ==, "");
  g_assert_cmpint (seq, ==, 9);
}

static void
test_shared (void)
{
  g_autoptr (LianFeed) feed = lian_feed_new_from ("e", 0);
  g_autoptr (LianPerson) one = make_person (COUNTY);
  g_autoptr (LianPerson) two = make_person (COUNTY);
  g_autoptr (LianPerson) street = make_person (STREET);
  g_autoptr (LianFeedPage) first = NULL;
  g_autoptr (LianFeedPage) second = NULL;
  g_autoptr (LianFeedPage) third = NULL;
  g_autoptr (LianFeedPage) fourth = NULL;
  g_autoptr (LianFeedPage) fifth = NULL;

  push_one (feed, 1, "a", COMMUNITY, "{}");
  first = lian_feed_read (feed, one, 0, LIAN_FEED_FORMAT_SSE);
  second = lian_feed_read (feed, two, 0, LIAN_FEED_FORMAT_SSE);
  g_assert_true (first == second);
  g_assert_cmpuint (lian_feed_count_made (feed), ==, 1);
  third = lian_feed_read (feed, street, 0, LIAN_FEED_FORMAT_SSE);
  fourth = lian_feed_read (feed, one, 0, LIAN_FEED_FORMAT_JSON);
  g_assert_cmpuint (lian_feed_count_made (feed), ==, 3);
  push_one (feed, 2, "b", COMMUNITY, "{}");
  fifth = lian_feed_read (feed, one, 0, LIAN_FEED_FORMAT_SSE);
  g_assert_cmpint (first->seq, ==, 1);
  g_assert_cmpint (fifth->seq, ==, 2);
}

/* Whole transactions go, the oldest first; whoever needs them is sent to the database. */
static void
test_bounded (void)
{
  g_autoptr (LianFeed) feed = lian_feed_new_from ("e", 0);
  g_autofree char *large = g_strnfill (1024 * 1024, 'x');
  g_autofree char *gone = NULL;
  g_autofree char *kept = NULL;
  gint64 seq;
  gboolean more;

  for (gint64 i = 1; i <= LIAN_LIMIT_FEED_EVENTS + 10; i++)
    push_one (feed, i, "a", COMMUNITY, "{}");
  gone = read_text (feed, COUNTY, 9, NULL, NULL);
  g_assert_null (gone);
  kept = read_text (feed, COUNTY, 10, &seq, &more);
  g_assert_true (g_str_has_prefix (kept, "id: e:11\n"));
  g_assert_true (more);
  g_assert_cmpint (seq, ==, 510);

  for (gint64 i = 1; i <= LIAN_LIMIT_FEED_BYTES / (1024 * 1024); i++)
    push_one (feed, LIAN_LIMIT_FEED_EVENTS + 10 + i, "b", COMMUNITY, large);
  g_assert_null (read_text (feed, COUNTY, LIAN_LIMIT_FEED_EVENTS + 10, NULL, NULL));
}

/* What was written past the service is in the database only: whoever needs it is sent there. */
static void
test_gap (void)
{
  g_autoptr (LianFeed) feed = lian_feed_new_from ("e", 0);
  g_autofree char *text = NULL;

  push_one (feed, 1, "a", COMMUNITY, "{}");
  g_test_expect_message ("lian-server", G_LOG_LEVEL_WARNING, "commit 3 came after 1");
  push_one (feed, 3, "b", COMMUNITY, "{}");
  g_test_assert_expected_messages ();
  g_assert_null (read_text (feed, COUNTY, 1, NULL, NULL));
  text = read_text (feed, COUNTY, 2, NULL, NULL);
  g_assert_nonnull (strstr (text, "\"id\":\"b\""));
}

static void
test_sums (void)
{
  g_autoptr (LianFeed) feed = lian_feed_new_from ("e", 0);
  g_autoptr (LianPerson) street = make_person (STREET);
  g_autoptr (LianPerson) county = make_person (COUNTY);
  g_autoptr (GString) mark = g_string_new (NULL);
  g_autoptr (GString) same = g_string_new (NULL);
  g_autofree char *digest = NULL;
  LianKindDigest sums[LIAN_N_KINDS];
  GPtrArray *events = make_events ();

  push_one (feed, 1, "a", COMMUNITY, "{}");
  push_one (feed, 2, "b", COMMUNITY, "{}");
  lian_feed_append_bookmark (feed, mark, LIAN_FEED_FORMAT_SSE, street, 0);
  lian_feed_append_bookmark (feed, same, LIAN_FEED_FORMAT_SSE, street, 0);
  g_assert_cmpstr (mark->str, ==, same->str);
  digest = g_strdup_printf ("\"case\":{\"count\":2,\"digest\":\"%016" G_GINT64_MODIFIER "x\"}",
                            lian_digest_of (LIAN_KIND_CASE, "a", 1)
                                + lian_digest_of (LIAN_KIND_CASE, "b", 2));
  g_assert_nonnull (strstr (mark->str, digest));
  g_assert_true (g_str_has_prefix (mark->str, "id: e:2\nevent: bookmark\n"));

  add_event (events, "a", COMMUNITY, 1, OTHER_COMMUNITY, "{}");
  add_event (events, "b", COMMUNITY, 2, NULL, NULL);
  lian_feed_push (feed, 3, events);
  lian_feed_sum (feed, street, sums);
  g_assert_cmpint (sums[LIAN_KIND_CASE].count, ==, 0);
  g_assert_cmpuint (sums[LIAN_KIND_CASE].digest, ==, 0);
  lian_feed_sum (feed, county, sums);
  g_assert_cmpint (sums[LIAN_KIND_CASE].count, ==, 1);
  g_assert_cmpuint (sums[LIAN_KIND_CASE].digest, ==, lian_digest_of (LIAN_KIND_CASE, "a", 3));
  g_string_truncate (mark, 0);
  lian_feed_append_bookmark (feed, mark, LIAN_FEED_FORMAT_SSE, street, 0);
  g_assert_nonnull (strstr (mark->str, "\"case\":{\"count\":0,\"digest\":\"0000000000000000\"}"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/feed/scope", test_scope);
  g_test_add_func ("/server/feed/ahead", test_ahead);
  g_test_add_func ("/server/feed/shared", test_shared);
  g_test_add_func ("/server/feed/bounded", test_bounded);
  g_test_add_func ("/server/feed/gap", test_gap);
  g_test_add_func ("/server/feed/sums", test_sums);

  return g_test_run ();
}
