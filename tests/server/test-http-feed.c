/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-http-support.h"

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
put_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (lian_service_put_finish (LIAN_SERVICE (source), result, NULL));
  *(guint *)user_data -= 1;
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_HTTP_ADD ("/server/http-feed/feed", test_feed);
  TEST_HTTP_ADD ("/server/http-feed/expired", test_expired);
  TEST_HTTP_ADD ("/server/http-feed/stalled", test_stalled);

  return g_test_run ();
}
