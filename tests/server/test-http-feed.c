/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-http-support.h"

#include "lian-limits.h"
#include "lian-txn.h"

#include <string.h>
#include <sys/socket.h>

static void
test_feed (TestHttp *http, gconstpointer data)
{
  g_autofree char *start = g_strdup_printf ("%s:1", http->county->service->epoch);
  g_autofree char *ahead
      = g_strdup_printf ("/v1/changes?since=%s:999", http->county->service->epoch);
  g_autofree char *report = test_report ("c-2");
  TestListener listener = { 0 };

  test_make_filed (http->county, "c-1");
  test_http_sign_in (http, "seat02");
  g_free (test_http_request (http, "GET", "/v1/changes?since=rubbish", NULL, 400));
  g_free (test_http_request (http, "GET", ahead, NULL, 410));
  g_free (test_http_request (http, "GET", "/v1/changes?since=00000000:1", NULL, 410));

  test_listener_start (&listener, http, start);
  test_listener_expect (&listener, "event: up-to-date");
  g_assert_nonnull (strstr (listener.text->str, "\"id\":\"c-1\""));
  g_string_truncate (listener.text, 0);
  test_expect (http->county, LIAN_INTAKE_REPORT, &test_resident, report, -1, 201, "");
  test_listener_expect (&listener, "\"id\":\"c-2\"");
  test_listener_expect (&listener, "event: bookmark");
  g_assert_null (strstr (listener.text->str, "up-to-date"));
  g_assert_null (strstr (listener.text->str, TEST_CANARY));
  g_assert_cmpuint (lian_http_server_count_streams (http->server), ==, 1);

  lian_http_server_stop (http->server, 1000);
  test_listener_expect (&listener, "event: bye");
  test_listener_clear (&listener);
}

static void
test_expired (TestHttp *http, gconstpointer data)
{
  g_autofree char *path = g_strdup_printf ("/v1/changes?since=%s:0", http->county->service->epoch);
  g_autofree char *text = NULL;

  test_http_sign_in (http, "seat02");
  text = test_http_request (http, "GET", path, NULL, 410);
  g_assert_nonnull (strstr (text, "position-expired"));
}

static void
pruned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (lian_service_prune_finish (LIAN_SERVICE (source), result, NULL));
  *(gboolean *)user_data = TRUE;
}

static void
expect_gone (TestHttp *http, gint64 seq, const char *epoch, const char *problem)
{
  g_autofree char *path = g_strdup_printf ("/v1/changes?since=%s:%" G_GINT64_FORMAT, epoch, seq);
  g_autofree char *text = test_http_request (http, "GET", path, NULL, 410);

  g_assert_nonnull (strstr (text, problem));
}

/* Who listens goes on listening; who comes with an older position is told so. */
static void
test_pruned (TestHttp *http, gconstpointer data)
{
  LianService *service = http->county->service;
  g_autofree char *start = g_strdup_printf ("%s:1", service->epoch);
  g_autofree char *oldest = NULL;
  g_autofree char *min = NULL;
  g_autofree char *hello = NULL;
  g_autofree char *report = test_report ("c-2");
  TestListener listener = { 0 };
  TestListener later = { 0 };
  gboolean done = FALSE;

  test_make_filed (http->county, "c-1");
  test_http_sign_in (http, "seat02");
  test_listener_start (&listener, http, start);
  test_listener_expect (&listener, "event: up-to-date");

  service->retention = (LianRetention){ .days = 0, .rows = 2, .portion = 1 };
  lian_service_prune (service, pruned_cb, &done);
  test_iterate_until (&done);
  g_assert_cmpint (service->min_seq, ==, service->max_seq - 1);
  expect_gone (http, 1, service->epoch, "position-expired");
  expect_gone (http, service->min_seq - 1, service->epoch, "position-expired");
  oldest = g_strdup_printf ("%s:%" G_GINT64_FORMAT, service->epoch, service->min_seq);
  min = g_strdup_printf ("\"min_position\":\"%s\"", oldest);
  hello = test_http_request (http, "GET", "/v1/hello", NULL, 200);
  g_assert_nonnull (strstr (hello, min));

  test_listener_start (&later, http, oldest);
  test_listener_expect (&later, "event: up-to-date");
  test_expect (http->county, LIAN_INTAKE_REPORT, &test_resident, report, -1, 201, "");
  test_listener_expect (&listener, "\"id\":\"c-2\"");
  test_listener_expect (&later, "\"id\":\"c-2\"");

  lian_http_server_stop (http->server, 1000);
  test_listener_clear (&listener);
  test_listener_clear (&later);
}

/* What a restored database said before is not to be gone on from. */
static void
test_other_epoch (TestHttp *http, gconstpointer data)
{
  const char *epoch = http->county->service->epoch;
  g_autofree char *other = g_uuid_string_random ();

  test_http_sign_in (http, "seat02");
  expect_gone (http, 1, other, "epoch-changed");
  expect_gone (http, 0, other, "epoch-changed");
  expect_gone (http, 999, other, "epoch-changed");
  expect_gone (http, 999, epoch, "position-expired");
}

static void
put_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (lian_service_put_finish (LIAN_SERVICE (source), result, NULL));
  *(guint *)user_data -= 1;
}

static void
shorten_queue (LianServerLimits *limits)
{
  limits->stream_queue = 300 * 1024;
}

static void
put_described (TestHttp *http, LianRecord *record, gsize length)
{
  g_autofree char *text = g_strnfill (length, 'x');
  guint left = 1;

  lian_record_set_text (record, LIAN_CASE_DESCRIPTION, text);
  lian_service_put (http->county->service, &test_chief, record, NULL, put_done_cb, &left);
  TEST_WAIT (left == 0);
}

/* A transaction that is larger than the queue comes through for whoever reads, also behind others
 * that already fill it. */
static void
test_large (TestHttp *http, gconstpointer data)
{
  g_autofree char *position = NULL;
  g_autoptr (LianRecord) record = NULL;
  TestListener listener = { 0 };

  test_make_filed (http->county, "c-1");
  position = lian_position_format (http->county->service->epoch, http->county->service->max_seq);
  record = test_find (http->county, LIAN_KIND_CASE, "c-1");
  for (guint i = 0; i < 12; i++)
    put_described (http, record, 24000);
  put_described (http, record, 500000);
  put_described (http, record, 100);
  test_http_sign_in (http, "seat02");
  test_listener_start (&listener, http, position);
  test_listener_expect (&listener, "event: up-to-date");
  g_assert_cmpuint (listener.text->len, >, 12 * 24000 + 500000);
  lian_http_server_stop (http->server, 1000);
  test_listener_clear (&listener);
}

/* Somebody who listens and does not read is cut, whatever the buffers in between hold. */
static void
test_stalled (TestHttp *http, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (LianRecord) record = NULL;
  g_autofree char *request_head = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  guint left = 400;

  test_make_filed (http->county, "c-1");
  record = test_find (http->county, LIAN_KIND_CASE, "c-1");
  for (guint i = 0; i < 8000; i++)
    g_string_append (text, "街");
  lian_record_set_text (record, LIAN_CASE_DESCRIPTION, text->str);
  test_http_sign_in (http, "seat02");
  connection = test_raw_connect (http);
  request_head = g_strdup_printf ("GET /v1/changes?since=%s:1 HTTP/1.1\r\nHost: x\r\n"
                                  "Authorization: Bearer %s\r\n\r\n",
                                  http->county->service->epoch, http->token);
  g_socket_set_option (g_socket_connection_get_socket (connection), SOL_SOCKET, SO_RCVBUF, 4096,
                       NULL);
  test_raw_write (connection, request_head);
  TEST_WAIT (lian_http_server_count_streams (http->server) == 1);
  for (guint i = left; i > 0; i--)
    lian_service_put (http->county->service, &test_chief, record, NULL, put_done_cb, &left);
  TEST_WAIT (left == 0 && lian_http_server_count_streams (http->server) == 0);
}

/* However many listen at the tip: a commit is read from memory, and its page is made once for all
 * who see the same. */
static void
test_shared (TestHttp *http, gconstpointer data)
{
  LianService *service = http->county->service;
  g_autofree char *position = g_strdup_printf ("%s:1", service->epoch);
  TestListener listeners[4] = { 0 };
  guint reads;
  guint made;

  test_http_sign_in (http, "seat02");
  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    {
      test_listener_start (&listeners[i], http, position);
      test_listener_expect (&listeners[i], "event: up-to-date");
    }
  reads = service->feed_reads;
  made = lian_feed_count_made (service->feed);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("c-%u", i);
      g_autofree char *report = test_report (id);
      g_autofree char *wanted = g_strdup_printf ("\"id\":\"c-%u\"", i);

      test_expect (http->county, LIAN_INTAKE_REPORT, &test_resident, report, -1, 201, "");
      for (guint j = 0; j < G_N_ELEMENTS (listeners); j++)
        test_listener_expect (&listeners[j], wanted);
    }
  g_assert_cmpuint (service->feed_reads, ==, reads);
  g_assert_cmpuint (lian_feed_count_made (service->feed), ==, made + 5);
  lian_http_server_stop (http->server, 1000);
  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    test_listener_clear (&listeners[i]);
}

/* Who comes back after longer than the memory reaches is caught up from the database. */
static void
test_from_database (TestHttp *http, gconstpointer data)
{
  g_autofree char *position = g_strdup_printf ("%s:1", http->county->service->epoch);
  TestListener listener = { 0 };

  test_make_filed (http->county, "c-1");
  test_county_reopen (http->county);
  test_http_restart (http);
  test_http_sign_in (http, "seat02");
  test_listener_start (&listener, http, position);
  test_listener_expect (&listener, "event: up-to-date");
  g_assert_nonnull (strstr (listener.text->str, "\"id\":\"c-1\""));
  g_assert_cmpuint (http->county->service->feed_reads, ==, 1);
  test_make_filed (http->county, "c-2");
  test_listener_expect (&listener, "\"id\":\"c-2\"");
  test_listener_expect (&listener, "event: bookmark");
  g_assert_cmpuint (http->county->service->feed_reads, ==, 1);
  lian_http_server_stop (http->server, 1000);
  test_listener_clear (&listener);
}

/* --- the long poll --- */

typedef struct
{
  JsonParser *parser;
  JsonArray *events;
  const char *position;
} Poll;

static SoupMessage *
make_poll (TestHttp *http, const char *position, const char *rest)
{
  g_autofree char *path = g_strdup_printf ("/v1/changes?since=%s%s", position, rest);
  SoupMessage *msg = test_http_make (http, "GET", path, NULL);

  soup_message_headers_replace (soup_message_get_request_headers (msg), "Accept",
                                "application/json");
  return msg;
}

static void
read_poll (Poll *poll, const char *text)
{
  JsonObject *object = test_http_parse (text, &poll->parser);

  poll->position = json_object_get_string_member (object, "position");
  poll->events = json_object_get_array_member (object, "events");
}

static const char *
event_name (const Poll *poll, guint i)
{
  return json_object_get_string_member (json_array_get_object_element (poll->events, i), "event");
}

static void
ask_poll (TestHttp *http, Poll *poll, const char *position, const char *rest)
{
  g_autoptr (SoupMessage) msg = make_poll (http, position, rest);
  g_autofree char *text = test_http_send (http, msg);

  g_assert_cmpuint (soup_message_get_status (msg), ==, 200);
  read_poll (poll, text);
}

static void
test_poll (TestHttp *http, gconstpointer data)
{
  g_autofree char *start = g_strdup_printf ("%s:1", http->county->service->epoch);
  g_autofree char *newest = NULL;
  g_autoptr (SoupMessage) bad = NULL;
  g_autofree char *refusal = NULL;
  Poll poll = { 0 };
  JsonObject *event;
  JsonObject *change;
  guint n;

  test_make_filed (http->county, "c-1");
  newest = lian_position_format (http->county->service->epoch, http->county->service->max_seq);
  test_http_sign_in (http, "seat02");
  ask_poll (http, &poll, start, "&wait=25");
  n = json_array_get_length (poll.events);
  g_assert_cmpuint (n, ==, 8);
  g_assert_cmpstr (poll.position, ==, newest);
  event = json_array_get_object_element (poll.events, 0);
  change = json_object_get_object_member (event, "data");
  g_assert_cmpstr (event_name (&poll, 0), ==, "change");
  g_assert_true (g_str_has_suffix (json_object_get_string_member (event, "id"), ":2"));
  g_assert_true (json_object_get_boolean_member (change, "more"));
  g_assert_nonnull (json_object_get_object_member (change, "record"));
  g_assert_cmpstr (event_name (&poll, n - 2), ==, "up-to-date");
  g_assert_cmpstr (event_name (&poll, n - 1), ==, "bookmark");
  change
      = json_object_get_object_member (json_array_get_object_element (poll.events, n - 1), "data");
  g_assert_cmpstr (json_object_get_string_member (change, "position"), ==, newest);
  g_assert_cmpint (
      json_object_get_int_member (
          json_object_get_object_member (json_object_get_object_member (change, "kinds"), "case"),
          "count"),
      ==, 1);
  g_object_unref (poll.parser);

  ask_poll (http, &poll, newest, "");
  g_assert_cmpuint (json_array_get_length (poll.events), ==, 2);
  g_object_unref (poll.parser);
  bad = make_poll (http, newest, "&wait=26");
  refusal = test_http_send (http, bad);
  g_assert_cmpuint (soup_message_get_status (bad), ==, 400);
  g_assert_nonnull (strstr (refusal, "\"field\":\"wait\""));
}

typedef struct
{
  gboolean done;
  char *text;
} Waiting;

static void
poll_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  g_assert_no_error (error);
  waiting->text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  waiting->done = TRUE;
}

static void
begin_poll (TestHttp *http, Waiting *waiting, const char *rest)
{
  g_autofree char *position
      = lian_position_format (http->county->service->epoch, http->county->service->max_seq);
  g_autoptr (SoupMessage) msg = make_poll (http, position, rest);
  guint before = lian_http_server_count_streams (http->server);

  soup_session_send_and_read_async (http->session, msg, 0, NULL, poll_answered_cb, waiting);
  TEST_WAIT (lian_http_server_count_streams (http->server) > before);
}

/* It is answered by what happens where the person sees it, not by anything else. */
static void
test_poll_waits (TestHttp *http, gconstpointer data)
{
  g_autofree char *report = test_report ("c-1");
  Waiting county = { 0 };
  Waiting street = { 0 };
  Waiting brief = { 0 };

  test_http_sign_in (http, "street");
  begin_poll (http, &street, "&wait=25");
  test_http_sign_in (http, "seat02");
  begin_poll (http, &county, "&wait=25");
  g_assert_false (county.done);
  test_expect (http->county, LIAN_INTAKE_REPORT, &test_resident, report, -1, 201, "");
  TEST_WAIT (county.done);
  g_assert_nonnull (strstr (county.text, "\"id\":\"c-1\""));
  g_assert_nonnull (strstr (county.text, "\"bookmark\""));
  TEST_WAIT (lian_http_server_count_streams (http->server) == 1);
  g_assert_false (street.done);

  begin_poll (http, &brief, "&wait=1");
  TEST_WAIT (brief.done);
  g_assert_null (strstr (brief.text, "\"change\""));
  g_assert_nonnull (strstr (brief.text, "\"up-to-date\""));
  g_assert_false (street.done);
  lian_http_server_stop (http->server, 1000);
  TEST_WAIT (street.done);
  g_assert_nonnull (strstr (street.text, "{\"event\":\"bye\",\"data\":{\"retry_ms\":1000}}"));
  TEST_WAIT (lian_http_server_count_streams (http->server) == 0);
  g_free (county.text);
  g_free (street.text);
  g_free (brief.text);
}

/* A poll is a listener of its account like any other. */
static void
test_poll_counts (TestHttp *http, gconstpointer data)
{
  Waiting waiting[LIAN_LIMIT_STREAMS_PER_ACCOUNT] = { 0 };
  g_autofree char *position
      = lian_position_format (http->county->service->epoch, http->county->service->max_seq);
  g_autoptr (SoupMessage) msg = NULL;

  test_http_sign_in (http, "seat02");
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    begin_poll (http, &waiting[i], "&wait=25");
  msg = make_poll (http, position, "&wait=25");
  g_free (test_http_send (http, msg));
  g_assert_cmpuint (soup_message_get_status (msg), ==, 429);
  lian_http_server_stop (http->server, 1000);
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      TEST_WAIT (waiting[i].done);
      g_free (waiting[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_HTTP_ADD ("/server/http-feed/feed", test_feed);
  TEST_HTTP_ADD ("/server/http-feed/expired", test_expired);
  TEST_HTTP_ADD ("/server/http-feed/pruned", test_pruned);
  TEST_HTTP_ADD ("/server/http-feed/other-epoch", test_other_epoch);
  TEST_HTTP_ADD ("/server/http-feed/stalled", test_stalled);
  TEST_HTTP_ADD_LIMITED ("/server/http-feed/large", shorten_queue, test_large);
  TEST_HTTP_ADD ("/server/http-feed/shared", test_shared);
  TEST_HTTP_ADD ("/server/http-feed/from-database", test_from_database);
  TEST_HTTP_ADD ("/server/http-feed/poll", test_poll);
  TEST_HTTP_ADD ("/server/http-feed/poll-waits", test_poll_waits);
  TEST_HTTP_ADD ("/server/http-feed/poll-counts", test_poll_counts);

  return g_test_run ();
}
