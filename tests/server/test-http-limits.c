/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-http-support.h"

#include "lian-limits.h"

#include <string.h>

static void
expect_raw (TestHttp *http, const char *head, const char *status_line)
{
  g_autofree char *text = test_raw_ask (http, head);

  if (!g_str_has_prefix (text, status_line))
    g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (text, status_line));
}

static void
test_limits (TestHttp *http, gconstpointer data)
{
  expect_raw (http,
              "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 262145\r\n"
              "Expect: 100-continue\r\n\r\n",
              "HTTP/1.1 413");
  expect_raw (http,
              "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nxxxx",
              "HTTP/1.1 413");
  expect_raw (http,
              "POST /v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              "2\r\n{}\r\n0\r\n\r\n",
              "HTTP/1.1 411");
  expect_raw (http, "GET /v1/hello HTTP/1.1\r\nHost: x\r\nRange: bytes=0-3\r\n\r\n",
              "HTTP/1.1 200");
}

static void
test_connections (TestHttp *http, gconstpointer data)
{
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocketConnection) late = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < LIAN_LIMIT_CONNECTIONS; i++)
    {
      g_ptr_array_add (connections, test_raw_connect (http));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  TEST_WAIT (lian_http_server_count_connections (http->server) == LIAN_LIMIT_CONNECTIONS);
  late = test_raw_connect (http);
  text = test_raw_read_all (late);
  g_assert_cmpstr (text, ==, "");

  g_ptr_array_set_size (connections, 0);
  TEST_WAIT (lian_http_server_count_connections (http->server) == 0);
  g_free (test_http_request (http, "GET", "/v1/hello", NULL, 200));
}

/* Of a request that was answered nothing stays, neither the connection nor what libsoup hangs on
 * it. */
static void
test_nothing_stays (TestHttp *http, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    g_free (test_http_request (http, "GET", "/v1/hello", NULL, 200));
  g_free (test_http_request (http, "GET", "/v1/me", NULL, 401));
  test_http_sign_in (http, "seat02");
  g_free (test_http_request (http, "GET", "/v1/units", NULL, 200));
  soup_session_abort (http->session);
  TEST_WAIT (lian_http_server_count_connections (http->server) == 0);
}

/* What was answered and closed must not count: the limit is of connections at one time. */
static void
test_many (TestHttp *http, gconstpointer data)
{
  for (guint i = 0; i < LIAN_LIMIT_CONNECTIONS + 20; i++)
    g_free (test_http_request (http, "GET", "/v1/hello", NULL, 200));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_HTTP_ADD ("/server/http-limits/limits", test_limits);
  TEST_HTTP_ADD ("/server/http-limits/connections", test_connections);
  TEST_HTTP_ADD ("/server/http-limits/nothing-stays", test_nothing_stays);
  TEST_HTTP_ADD ("/server/http-limits/many", test_many);

  return g_test_run ();
}
