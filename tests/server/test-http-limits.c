/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-http-support.h"

#include "lian-limits.h"

#include <string.h>

static void
expect_raw (TestHttp *http, const char *head, const char *status_line, const char *problem)
{
  g_autofree char *text = test_raw_ask (http, head);

  if (!g_str_has_prefix (text, status_line) || strstr (text, problem) == NULL)
    g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (text, status_line));
  g_assert_nonnull (strstr (text, problem));
}

/* --- requests --- */

static void
test_body (TestHttp *http, gconstpointer data)
{
  expect_raw (http,
              "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 262145\r\n"
              "Expect: 100-continue\r\n\r\n",
              "HTTP/1.1 413", "problem:too-large");
  expect_raw (http,
              "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nxxxx",
              "HTTP/1.1 413", "problem:too-large");
  expect_raw (http,
              "POST /v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              "2\r\n{}\r\n0\r\n\r\n",
              "HTTP/1.1 411", "problem:length-required");
  expect_raw (http, "GET /v1/hello HTTP/1.1\r\nHost: x\r\nRange: bytes=0-3\r\n\r\n", "HTTP/1.1 200",
              "server_id");
}

static void
make_body_small (LianServerLimits *limits)
{
  limits->body = 2000;
}

static void
test_body_configured (TestHttp *http, gconstpointer data)
{
  g_autofree char *hello = test_http_request (http, "GET", "/v1/hello", NULL, 200);

  g_assert_nonnull (strstr (hello, "\"body\":2000"));
  expect_raw (http, "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2001\r\n\r\n",
              "HTTP/1.1 413", "problem:too-large");
}

static char *
attachment_head (TestHttp *http, guint length)
{
  return g_strdup_printf ("POST /v1/attachments HTTP/1.1\r\nHost: x\r\nContent-Length: %u\r\n"
                          "Authorization: Bearer %s\r\nExpect: 100-continue\r\n\r\n",
                          length, http->token);
}

/* The path alone has the larger limit, and only for people who are signed in. */
static void
test_attachment (TestHttp *http, gconstpointer data)
{
  g_autofree char *hello = test_http_request (http, "GET", "/v1/hello", NULL, 200);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *unknown = NULL;
  g_autofree char *large = NULL;
  g_autofree char *largest = NULL;
  char answer[64] = { 0 };

  g_assert_nonnull (strstr (hello, "\"attachment\":20971520"));
  unknown = attachment_head (http, LIAN_LIMIT_BODY + 1);
  expect_raw (http, unknown, "HTTP/1.1 401", "problem:unauthenticated");
  test_http_sign_in (http, "seat02");
  large = attachment_head (http, LIAN_LIMIT_ATTACHMENT + 1);
  expect_raw (http, large, "HTTP/1.1 413", "problem:too-large");

  largest = attachment_head (http, LIAN_LIMIT_ATTACHMENT);
  connection = test_raw_connect (http);
  test_raw_write (connection, largest);
  test_raw_read (connection, answer, sizeof answer - 1);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 100"));
}

static void
test_headers (TestHttp *http, gconstpointer data)
{
  g_autoptr (GString) head = g_string_new ("GET /v1/hello HTTP/1.1\r\nHost: x\r\n");
  g_autofree char *most = NULL;

  for (guint i = 1; i < LIAN_LIMIT_HEADERS; i++)
    g_string_append_printf (head, "X-%u: y\r\n", i);
  most = g_strconcat (head->str, "\r\n", NULL);
  expect_raw (http, most, "HTTP/1.1 200", "server_id");
  g_string_append (head, "X-More: y\r\n\r\n");
  expect_raw (http, head->str, "HTTP/1.1 431", "problem:too-many-headers");
}

static void
test_said_twice (TestHttp *http, gconstpointer data)
{
  expect_raw (http, "GET /v1/hello HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n", "HTTP/1.1 400",
              "problem:bad-request");
  expect_raw (http,
              "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
              "content-length: 2\r\n\r\n{}",
              "HTTP/1.1 400", "");
  expect_raw (http,
              "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
              "Content-Length: 40\r\n\r\n{}",
              "HTTP/1.1 400", "");
}

/* --- connections --- */

static void
fill (TestHttp *http, GPtrArray *connections, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (connections, test_raw_connect (http));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  TEST_WAIT (lian_http_server_count_connections (http->server) == n);
}

static void
expect_turned_away (TestHttp *http)
{
  g_autoptr (GSocketConnection) late = test_raw_connect (http);
  g_autofree char *text = test_raw_read_all (late);

  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 503"));
  g_assert_nonnull (strstr (text, "problem:too-many-connections"));
  g_assert_nonnull (strstr (text, "\r\nRetry-After: "));
}

/* The loopback is under no limit per address, but under that of all. */
static void
test_connections (TestHttp *http, gconstpointer data)
{
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);

  fill (http, connections, LIAN_LIMIT_CONNECTIONS);
  expect_turned_away (http);
  g_ptr_array_set_size (connections, 0);
  TEST_WAIT (lian_http_server_count_connections (http->server) == 0);
  g_free (test_http_request (http, "GET", "/v1/hello", NULL, 200));
}

static void
limit_loopback (LianServerLimits *limits)
{
  limits->exempt_loopback = FALSE;
}

static void
test_connections_per_address (TestHttp *http, gconstpointer data)
{
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);

  fill (http, connections, LIAN_LIMIT_CONNECTIONS_PER_ADDRESS);
  expect_turned_away (http);
  g_ptr_array_remove_index (connections, 0);
  TEST_WAIT (lian_http_server_count_connections (http->server)
             == LIAN_LIMIT_CONNECTIONS_PER_ADDRESS - 1);
  g_free (test_http_request (http, "GET", "/v1/hello", NULL, 200));
}

static void
name_proxy (LianServerLimits *limits)
{
  limits->exempt_loopback = FALSE;
  g_ptr_array_add (limits->proxies, g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4));
}

static void
test_connections_of_proxy (TestHttp *http, gconstpointer data)
{
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);

  fill (http, connections, LIAN_LIMIT_CONNECTIONS_PER_ADDRESS + 1);
  g_free (test_http_request (http, "GET", "/v1/hello", NULL, 200));
}

static void
be_impatient (LianServerLimits *limits)
{
  limits->idle_seconds = 1;
  limits->user_timeout_seconds = 17;
}

/* Neither a request that does not begin nor one that does not end holds its connection. */
static void
test_idle (TestHttp *http, gconstpointer data)
{
  g_autoptr (GSocketConnection) silent = test_raw_connect (http);
  g_autoptr (GSocketConnection) half = test_raw_connect (http);
  g_autofree char *nothing = NULL;

  test_raw_write (half, "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n{");
  nothing = test_raw_read_all (silent);
  g_assert_cmpstr (nothing, ==, "");
  TEST_WAIT (lian_http_server_count_connections (http->server) == 0);
}

/* What was sent and nobody acknowledges ends the connection as well; that is for the kernel. */
static void
test_user_timeout (TestHttp *http, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = test_raw_connect (http);

  TEST_WAIT (lian_http_server_count_connections (http->server) == 1);
  g_assert_cmpint (test_raw_peer_user_timeout (connection), ==, 17000);
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

/* --- streams --- */

static void
test_streams (TestHttp *http, gconstpointer data)
{
  g_autofree char *position = g_strdup_printf ("%s:1", http->county->service->epoch);
  g_autofree char *path = g_strconcat ("/v1/changes?since=", position, NULL);
  g_autofree char *refusal = NULL;
  g_autoptr (SoupMessage) msg = NULL;
  TestListener listeners[LIAN_LIMIT_STREAMS_PER_ACCOUNT + 1] = { 0 };

  test_http_sign_in (http, "seat02");
  for (guint i = 0; i < LIAN_LIMIT_STREAMS_PER_ACCOUNT; i++)
    test_listener_start (&listeners[i], http, position);
  msg = test_http_make (http, "GET", path, NULL);
  refusal = test_http_send (http, msg);
  g_assert_cmpuint (soup_message_get_status (msg), ==, 429);
  g_assert_nonnull (strstr (refusal, "problem:too-many-streams"));
  g_assert_nonnull (
      soup_message_headers_get_one (soup_message_get_response_headers (msg), "Retry-After"));

  test_http_sign_in (http, "street");
  test_listener_start (&listeners[LIAN_LIMIT_STREAMS_PER_ACCOUNT], http, position);
  lian_http_server_stop (http->server, 1000);
  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    test_listener_clear (&listeners[i]);
}

/* --- signing in --- */

static void
expect_attempt (TestHttp *http, const char *forwarded, const char *account, guint status)
{
  g_autofree char *body
      = g_strdup_printf ("{\"account\":\"%s\",\"password\":\"wrong\",\"seat\":\"02\"}", account);
  g_autoptr (SoupMessage) msg = test_http_make (http, "POST", "/v1/session", body);
  g_autofree char *text = NULL;

  if (forwarded != NULL)
    soup_message_headers_append (soup_message_get_request_headers (msg), "X-Forwarded-For",
                                 forwarded);
  text = test_http_send (http, msg);
  g_assert_cmpuint (soup_message_get_status (msg), ==, status);
  if (status == 429)
    {
      const char *after
          = soup_message_headers_get_one (soup_message_get_response_headers (msg), "Retry-After");

      g_assert_nonnull (strstr (text, "problem:too-many-attempts"));
      g_assert_cmpint (g_ascii_strtoll (after, NULL, 10), >=, 50);
      g_assert_cmpint (g_ascii_strtoll (after, NULL, 10), <=, 60);
    }
}

static void
test_logins_per_account (TestHttp *http, gconstpointer data)
{
  for (guint i = 0; i < LIAN_LIMIT_LOGINS_PER_ACCOUNT; i++)
    {
      expect_attempt (http, NULL, "seat02", 401);
      expect_attempt (http, NULL, "nobody", 401);
    }
  expect_attempt (http, NULL, "seat02", 429);
  expect_attempt (http, NULL, "nobody", 429);
  test_http_sign_in (http, "street");
}

/* Every name another one: it is the address that is counted. Nobody but a proxy is believed about
 * where somebody comes from. */
static void
test_logins_per_address (TestHttp *http, gconstpointer data)
{
  for (guint i = 0; i < LIAN_LIMIT_LOGINS_PER_ADDRESS; i++)
    {
      g_autofree char *account = g_strdup_printf ("seat-%u", i);
      g_autofree char *forwarded = g_strdup_printf ("10.0.0.%u", i);

      expect_attempt (http, forwarded, account, 401);
    }
  expect_attempt (http, "10.0.0.99", "seat-99", 429);
}

static void
test_logins_loopback (TestHttp *http, gconstpointer data)
{
  for (guint i = 0; i <= LIAN_LIMIT_LOGINS_PER_ADDRESS; i++)
    {
      g_autofree char *account = g_strdup_printf ("seat-%u", i);

      expect_attempt (http, NULL, account, 401);
    }
}

/* Behind a proxy the last entry counts, which the proxy wrote; the others anybody can make up. */
static void
test_logins_of_proxy (TestHttp *http, gconstpointer data)
{
  for (guint i = 0; i < LIAN_LIMIT_LOGINS_PER_ADDRESS; i++)
    {
      g_autofree char *account = g_strdup_printf ("seat-%u", i);
      g_autofree char *forwarded = g_strdup_printf ("10.0.0.%u, 192.0.2.7", i);

      expect_attempt (http, forwarded, account, 401);
      expect_attempt (http, NULL, account, 401);
    }
  expect_attempt (http, "10.0.0.99, 192.0.2.7", "seat-98", 429);
  expect_attempt (http, "192.0.2.7, 192.0.2.8", "seat-99", 401);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) TEST_HTTP_ADD ("/server/http-limits/" name, func)
#define ADD_LIMITED(name, limits, func) \
  TEST_HTTP_ADD_LIMITED ("/server/http-limits/" name, limits, func)
  ADD ("body", test_body);
  ADD_LIMITED ("body-configured", make_body_small, test_body_configured);
  ADD ("attachment", test_attachment);
  ADD ("headers", test_headers);
  ADD ("said-twice", test_said_twice);
  ADD ("connections", test_connections);
  ADD_LIMITED ("connections-per-address", limit_loopback, test_connections_per_address);
  ADD_LIMITED ("connections-of-proxy", name_proxy, test_connections_of_proxy);
  ADD_LIMITED ("idle", be_impatient, test_idle);
  ADD_LIMITED ("user-timeout", be_impatient, test_user_timeout);
  ADD ("nothing-stays", test_nothing_stays);
  ADD ("many", test_many);
  ADD ("streams", test_streams);
  ADD ("logins-per-account", test_logins_per_account);
  ADD_LIMITED ("logins-per-address", limit_loopback, test_logins_per_address);
  ADD ("logins-loopback", test_logins_loopback);
  ADD_LIMITED ("logins-of-proxy", name_proxy, test_logins_of_proxy);
#undef ADD
#undef ADD_LIMITED

  return g_test_run ();
}
