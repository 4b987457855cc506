/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-http-support.h"
#include "test-load.h"

#include "lian-limits.h"

#include <string.h>
#include <sys/socket.h>

/* tests/bench/bench-server.c in small: what has to be so however long it takes. */

#define READERS 24
#define CHANGES 300

static void
allow_readers (LianServerLimits *limits)
{
  limits->streams_per_account = READERS + 1;
}

static guint16
get_port (TestHttp *http)
{
  return (guint16)g_ascii_strtoull (strrchr (http->uri, ':') + 1, NULL, 10);
}

static void
put_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (lian_service_put_finish (LIAN_SERVICE (source), result, NULL));
  *(guint *)user_data -= 1;
}

static void
put_all (TestHttp *http, LianRecord *record, TestReaders *readers, guint n, guint *left)
{
  gint64 newest = http->county->service->max_seq;

  *left = n;
  for (guint i = 1; i <= n; i++)
    {
      if (readers != NULL)
        test_readers_note_sent (readers, newest + i);
      lian_service_put (http->county->service, &test_chief, record, NULL, put_done_cb, left);
    }
}

/* Every reader gets every change once and in order, and bookmarks that are of what stands before
 * them; the database is asked by nobody. */
static void
test_readers (TestHttp *http, gconstpointer data)
{
  LianService *service = http->county->service;
  g_autoptr (LianRecord) record = NULL;
  TestReaders *readers;
  guint reads;
  guint left;

  test_make_filed (http->county, "c-1");
  record = test_find (http->county, LIAN_KIND_CASE, "c-1");
  test_http_sign_in (http, "seat02");
  readers = test_readers_start (get_port (http), READERS, http->token, service->epoch,
                                service->max_seq);
  TEST_WAIT (test_readers_count_ready (readers) == READERS);
  reads = service->feed_reads;
  put_all (http, record, readers, CHANGES, &left);
  TEST_WAIT (test_readers_count_changes (readers) == READERS * CHANGES);
  TEST_WAIT (test_readers_count_bookmarks (readers) >= 2 * READERS);
  g_assert_cmpuint (left, ==, 0);
  g_assert_cmpuint (test_readers_count_wrong (readers), ==, 0);
  g_assert_cmpuint (service->feed_reads, ==, reads);
  test_readers_stop (readers);
}

static GSocketConnection *
stall (TestHttp *http)
{
  GSocketConnection *connection = test_raw_connect (http);
  g_autofree char *head
      = g_strdup_printf ("GET /v1/changes?since=%s:%" G_GINT64_FORMAT " HTTP/1.1\r\nHost: x\r\n"
                         "Authorization: Bearer %s\r\n\r\n",
                         http->county->service->epoch, http->county->service->max_seq, http->token);

  g_socket_set_option (g_socket_connection_get_socket (connection), SOL_SOCKET, SO_RCVBUF, 4096,
                       NULL);
  test_raw_write (connection, head);
  return connection;
}

/* Beside somebody who does not read, and while he is cut, the others lose nothing. */
static void
test_stalled (TestHttp *http, gconstpointer data)
{
  LianService *service = http->county->service;
  g_autoptr (GSocketConnection) stalled = NULL;
  g_autoptr (LianRecord) record = NULL;
  g_autofree char *large = g_strnfill (24000, 'x');
  TestReaders *readers;
  gsize longest = 0;
  guint left;

  test_make_filed (http->county, "c-1");
  record = test_find (http->county, LIAN_KIND_CASE, "c-1");
  lian_record_set_text (record, LIAN_CASE_DESCRIPTION, large);
  test_http_sign_in (http, "seat02");
  stalled = stall (http);
  readers = test_readers_start (get_port (http), 4, http->token, service->epoch, service->max_seq);
  TEST_WAIT (test_readers_count_ready (readers) == 4);
  TEST_WAIT (lian_http_server_count_streams (http->server) == 5);
  put_all (http, record, readers, CHANGES, &left);
  TEST_WAIT ((longest = MAX (longest, lian_http_server_get_longest_queue (http->server)),
              lian_http_server_count_streams (http->server) == 4));
  g_assert_cmpuint (longest, >, 64 * 1024);
  g_assert_cmpuint (longest, <=, LIAN_LIMIT_STREAM_QUEUE);
  TEST_WAIT (test_readers_count_changes (readers) == 4 * CHANGES);
  g_assert_cmpuint (test_readers_count_wrong (readers), ==, 0);
  test_readers_stop (readers);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_HTTP_ADD_LIMITED ("/server/feed-load/readers", allow_readers, test_readers);
  TEST_HTTP_ADD_LIMITED ("/server/feed-load/stalled", allow_readers, test_stalled);

  return g_test_run ();
}
