/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-http.h"

#include "lian-link-trouble.h"
#include "lian-test-peer.h"

#include <string.h>

static const char html[] = "<html>Please log in to the network</html>";

typedef struct
{
  const char *name;
  LianTestReply reply;
  int error;    /* of LIAN_ERROR, -1: an answer */
  guint status; /* of the answer */
  const char *body;
  LianLinkTrouble trouble;
} Case;

#define PROBLEM "{\"type\":\"urn:liandong:problem:forbidden\"}"

static const Case cases[] = {
  { "ok", { .body = "{}" }, -1, 200, "{}" },
  { "charset", { .type = "application/json; charset=utf-8", .body = "{}" }, -1, 200, "{}" },
  { "problem",
    { .status = 403, .type = "application/problem+json", .body = PROBLEM },
    -1,
    403,
    PROBLEM },
  { "no-content", { .status = 204, .type = "" }, -1, 204, "" },
  { "not-modified", { .raw = "HTTP/1.1 304 Not Modified\r\n\r\n" }, -1, 304, "" },
  { "empty-401", { .status = 401, .type = "" }, -1, 401, "" },
  { "html-502", { .status = 502, .type = "text/html", .body = html }, -1, 502, "" },
  { "html-429", { .status = 429, .type = "text/html", .body = html }, -1, 429, "" },
  { "html-200",
    { .type = "text/html", .body = html },
    LIAN_ERROR_NOT_LIANDONG,
    .trouble = LIAN_LINK_PORTAL },
  { "html-403",
    { .status = 403, .type = "text/html", .body = html },
    LIAN_ERROR_NOT_LIANDONG,
    .trouble = LIAN_LINK_PORTAL },
  { "html-511",
    { .status = 511, .type = "text/html", .body = html },
    LIAN_ERROR_NOT_LIANDONG,
    .trouble = LIAN_LINK_PORTAL },
  { "text",
    { .type = "text/plain", .body = "OK" },
    LIAN_ERROR_NOT_LIANDONG,
    .trouble = LIAN_LINK_WRONG_TYPE },
  { "no-type", { .type = "", .body = "{}" }, LIAN_ERROR_NOT_LIANDONG, .trouble = LIAN_LINK_EMPTY },
  { "empty-200", { .type = "" }, LIAN_ERROR_NOT_LIANDONG, .trouble = LIAN_LINK_EMPTY },
  { "redirect",
    { .status = 302, .extra = "Location: http://127.0.0.1:1/\r\n" },
    LIAN_ERROR_NOT_LIANDONG,
    .trouble = LIAN_LINK_REDIRECT },
  { "redirect-303",
    { .status = 303, .extra = "Location: /elsewhere\r\n", .body = "{}" },
    LIAN_ERROR_NOT_LIANDONG,
    .trouble = LIAN_LINK_REDIRECT },
  { "gzip",
    { .extra = "Content-Encoding: gzip\r\n", .body = "xx" },
    LIAN_ERROR_NOT_LIANDONG,
    .trouble = LIAN_LINK_ENCODED },
  { "not-http",
    { .raw = "220 mail.example ESMTP\r\n" },
    LIAN_ERROR_NOT_LIANDONG,
    .trouble = LIAN_LINK_NOT_HTTP },
  { "dropped", { .trick = LIAN_TEST_DROP }, LIAN_ERROR_UNREACHABLE, .trouble = LIAN_LINK_CUT },
  { "cut-in-head",
    { .body = "{\"a\":1}", .cut = 20 },
    LIAN_ERROR_NOT_LIANDONG,
    .trouble = LIAN_LINK_NOT_HTTP },
  { "cut-in-body",
    { .body = "{\"a\":1}", .cut = 79 },
    LIAN_ERROR_UNREACHABLE,
    .trouble = LIAN_LINK_CUT },
  { "at-limit", { .body = "{\"0123456789\":1}" }, -1, 200, "{\"0123456789\":1}" },
  { "over-limit",
    { .body = "{\"0123456789\":12}" },
    LIAN_ERROR_TOO_LARGE,
    .trouble = LIAN_LINK_TOO_LARGE },
  { "endless",
    { .trick = LIAN_TEST_ENDLESS },
    LIAN_ERROR_TOO_LARGE,
    .trouble = LIAN_LINK_TOO_LARGE },
};

static LianHttpReply *
exchange (LianHttp *http, const LianHttpRequest *request, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lian_http_send_async (http, request, NULL, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  return lian_http_send_finish (http, result, error);
}

static void
check_case (const Case *test, const char *method, guint limit)
{
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&test->reply);
  g_autoptr (LianHttp) http = lian_http_new ();
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"n\":1}", 7);
  g_autofree char *url = g_strconcat (lian_test_peer_get_url (peer), "/v1/x", NULL);
  LianHttpRequest request = { LIAN_HTTP_DISPATCH, method, url, NULL, NULL, limit, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (LianHttpReply) reply = NULL;

  if (g_str_equal (method, "POST"))
    request.body = body;
  reply = exchange (http, &request, &error);

  if (test->error >= 0)
    {
      g_assert_error (error, LIAN_ERROR, test->error);
      g_assert_cmpstr (lian_link_trouble_get_name (lian_link_trouble_of (error)), ==,
                       lian_link_trouble_get_name (test->trouble));
      g_assert_null (reply);
    }
  else
    {
      gsize length;
      const char *bytes;

      g_assert_no_error (error);
      g_assert_cmpuint (reply->status, ==, test->status);
      bytes = g_bytes_get_data (reply->body, &length);
      g_assert_cmpmem (bytes, length, test->body, strlen (test->body));
    }
  if (g_str_equal (method, "POST"))
    {
      g_assert_cmpuint (lian_test_peer_get_requests (peer), ==, 1);
      g_assert_cmpstr (lian_test_peer_get_last (peer)->body, ==, "{\"n\":1}");
    }
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  gboolean tight = strstr (test->name, "limit") != NULL || test->reply.trick == LIAN_TEST_ENDLESS;

  check_case (test, "GET", tight ? 16 : 4096);
  check_case (test, "POST", tight ? 16 : 4096);
}

static void
drop_second (const LianTestRequest *request, LianTestReply *reply, gpointer user_data)
{
  guint *count = user_data;

  if ((*count)++ == 0)
    reply->body = "{}";
  else
    reply->trick = LIAN_TEST_DROP;
}

/* libsoup repeats idempotent methods when a connection that was used before dies; a POST with an
 * instruction must be on the wire once, and the person who waits is told that it is unknown. */
static void
test_one_attempt (void)
{
  guint count = 0;
  g_autoptr (LianTestPeer) peer = lian_test_peer_new (drop_second, &count);
  g_autoptr (LianHttp) http = lian_http_new ();
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  LianHttpRequest request
      = { LIAN_HTTP_DISPATCH, "POST", lian_test_peer_get_url (peer), NULL, body, 64, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (LianHttpReply) reply = exchange (http, &request, &error);

  g_assert_no_error (error);
  g_assert_null (exchange (http, &request, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_UNREACHABLE);
  lian_test_run (50);
  g_assert_cmpuint (count, ==, 2);
}

static void
test_refused_connection (void)
{
  LianTestReply nothing = { 0 };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&nothing);
  g_autoptr (LianHttp) http = lian_http_new ();
  LianHttpRequest request
      = { LIAN_HTTP_BULK, "GET", lian_test_peer_get_url (peer), NULL, NULL, 64, FALSE };
  g_autoptr (GError) error = NULL;

  lian_test_peer_stop (peer);
  g_assert_null (exchange (http, &request, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_UNREACHABLE);
  g_assert_cmpint (lian_link_trouble_of (error), ==, LIAN_LINK_REFUSED);
}

/* A name that cannot be, so that nobody is asked. */
static void
test_no_name (void)
{
  g_autoptr (LianHttp) http = lian_http_new ();
  LianHttpRequest request
      = { LIAN_HTTP_BULK, "GET", "http://no-such-host.invalid/", NULL, NULL, 64, FALSE };
  g_autoptr (GError) error = NULL;

  g_assert_null (exchange (http, &request, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_UNREACHABLE);
  g_assert_cmpint (lian_link_trouble_of (error), ==, LIAN_LINK_NO_NAME);
}

/* Whoever accepts and never says a word of TLS holds no lane for ever. */
static void
test_watchdog (void)
{
  LianTestReply nothing = { .trick = LIAN_TEST_SILENT };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&nothing);
  g_autoptr (LianHttp) http = lian_http_new ();
  g_autofree char *url
      = g_strconcat ("https", lian_test_peer_get_url (peer) + strlen ("http"), "/", NULL);
  LianHttpRequest request = { LIAN_HTTP_BULK, "GET", url, NULL, NULL, 64, FALSE };
  g_autoptr (GError) error = NULL;

  lian_http_set_connect_ms (http, 50);
  g_assert_null (exchange (http, &request, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_UNREACHABLE);
  g_assert_cmpint (lian_link_trouble_of (error), ==, LIAN_LINK_NO_CONNECTION);
}

/* A backlog that is full and never emptied: the kernel drops what knocks. */
static void
test_black_hole (void)
{
  g_autoptr (GSocket) hole
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (LianHttp) http = lian_http_new ();
  g_autofree char *url = NULL;
  GSocket *knocks[4];
  LianHttpRequest request = { LIAN_HTTP_BULK, "GET", NULL, NULL, NULL, 64, FALSE };
  g_autoptr (GError) error = NULL;

  g_assert_true (g_socket_bind (hole, any, FALSE, NULL));
  g_socket_set_listen_backlog (hole, 0);
  g_assert_true (g_socket_listen (hole, NULL));
  address = g_socket_get_local_address (hole, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (knocks); i++)
    {
      knocks[i]
          = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
      g_socket_set_blocking (knocks[i], FALSE);
      g_socket_connect (knocks[i], address, NULL, NULL);
    }
  url = g_strdup_printf ("http://127.0.0.1:%u/",
                         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  request.url = url;
  lian_http_set_connect_ms (http, 200);
  g_assert_null (exchange (http, &request, &error));
  g_assert_cmpint (lian_link_trouble_of (error), ==, LIAN_LINK_NO_CONNECTION);
  for (guint i = 0; i < G_N_ELEMENTS (knocks); i++)
    g_object_unref (knocks[i]);
}

static void
test_cancelled (void)
{
  LianTestReply silent = { .trick = LIAN_TEST_SILENT };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&silent);
  g_autoptr (LianHttp) http = lian_http_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LianHttpRequest request
      = { LIAN_HTTP_BULK, "GET", lian_test_peer_get_url (peer), NULL, NULL, 64, FALSE };

  lian_http_send_async (http, &request, cancellable, lian_test_keep_result, &result);
  LIAN_WAIT (lian_test_peer_get_requests (peer) == 1);
  g_cancellable_cancel (cancellable);
  LIAN_WAIT (result != NULL);
  g_assert_null (lian_http_send_finish (http, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A stalled feed and two stalled pages leave an instruction its own connections. */
static void
test_lanes (void)
{
  LianTestReply silent = { .trick = LIAN_TEST_SILENT };
  LianTestReply ok = { .body = "{}" };
  g_autoptr (LianTestPeer) stalled = lian_test_peer_new_fixed (&silent);
  g_autoptr (LianTestPeer) well = lian_test_peer_new_fixed (&ok);
  g_autoptr (LianHttp) http = lian_http_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[3] = { NULL, NULL, NULL };
  LianHttpRequest request
      = { LIAN_HTTP_FEED, "GET", lian_test_peer_get_url (stalled), NULL, NULL, 64, TRUE };
  g_autoptr (LianHttpReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      request.lane = i == 0 ? LIAN_HTTP_FEED : LIAN_HTTP_BULK;
      request.event_stream = i == 0;
      lian_http_send_async (http, &request, cancellable, lian_test_keep_result, &results[i]);
    }
  LIAN_WAIT (lian_test_peer_get_requests (stalled) == 3);
  request.lane = LIAN_HTTP_DISPATCH;
  request.url = lian_test_peer_get_url (well);
  reply = exchange (http, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 200);
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < 3; i++)
    {
      LIAN_WAIT (results[i] != NULL);
      g_object_unref (results[i]);
    }
}

static void
test_request_headers (void)
{
  LianTestReply ok = { .body = "{}", .extra = "Set-Cookie: a=b\r\n" };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&ok);
  g_autoptr (LianHttp) http = lian_http_new ();
  static const char *const good[] = { "Authorization", "Bearer t", NULL };
  static const char *const bad[] = { "Authorization", "Bearer t\r\nX-Injected: 1", NULL };
  LianHttpRequest request
      = { LIAN_HTTP_DISPATCH, "GET", lian_test_peer_get_url (peer), good, NULL, 64, FALSE };
  GHashTable *headers;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LianHttpReply) reply = exchange (http, &request, &error);

      g_assert_no_error (error);
      headers = lian_test_peer_get_last (peer)->headers;
      g_assert_cmpstr (g_hash_table_lookup (headers, "authorization"), ==, "Bearer t");
      g_assert_null (g_hash_table_lookup (headers, "cookie"));
      g_assert_null (g_hash_table_lookup (headers, "accept-encoding"));
    }

  request.headers = bad;
  g_assert_null (exchange (http, &request, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
  g_assert_cmpuint (lian_test_peer_get_requests (peer), ==, 2);
}

static void
test_event_stream (void)
{
  LianTestReply stream = { .trick = LIAN_TEST_STREAM, .body = ": hello\n\n" };
  LianTestReply page = { .body = "{}" };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&stream);
  g_autoptr (LianTestPeer) other = lian_test_peer_new_fixed (&page);
  g_autoptr (LianHttp) http = lian_http_new ();
  LianHttpRequest request
      = { LIAN_HTTP_FEED, "GET", lian_test_peer_get_url (peer), NULL, NULL, 64, TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (LianHttpReply) reply = exchange (http, &request, &error);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (reply->stream);
  g_input_stream_read_bytes_async (reply->stream, 64, G_PRIORITY_DEFAULT, NULL,
                                   lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  bytes = g_input_stream_read_bytes_finish (reply->stream, result, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), ": hello\n\n", 9);

  g_clear_pointer (&reply, lian_http_reply_free);
  request.url = lian_test_peer_get_url (other);
  g_assert_null (exchange (http, &request, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_NOT_LIANDONG);
}

#define DATE(TIME) "Wed, 21 Oct 2026 " TIME " GMT"

static void
test_retry_after (void)
{
  static const struct
  {
    const char *value;
    const char *date;
    guint ms;
  } values[] = {
    { NULL, NULL, 0 },
    { "7", NULL, 7000 },
    { "7", "nonsense", 7000 },
    { "soon", NULL, 0 },
    { "-1", NULL, 0 },
    { "4000000000", NULL, 300000 },
    { "99999999999999999999", NULL, 0 },
    { DATE ("07:28:30"), DATE ("07:28:00"), 30000 },
    { DATE ("09:28:00"), DATE ("07:28:00"), 300000 },
    { DATE ("07:27:00"), DATE ("07:28:00"), 0 },
    { "Fri, 31 Dec 9999 23:59:59 GMT", DATE ("07:28:00"), 300000 },
    /* The clock here may be wrong: without the sender's date nothing is known. */
    { DATE ("07:28:00"), NULL, 0 },
    { DATE ("07:28:00"), "yesterday", 0 },
    { "Wed, 99 Oct 2026 07:28:00 GMT", DATE ("07:28:00"), 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_assert_cmpuint (lian_http_parse_retry_after (values[i].value, values[i].date), ==,
                      values[i].ms);
}

static void
test_retry_after_date (void)
{
  LianTestReply reply
      = { .status = 503,
          .body = "{}",
          .extra = "Retry-After: " DATE ("07:28:09") "\r\nDate: " DATE ("07:28:00") "\r\n" };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&reply);
  g_autoptr (LianHttp) http = lian_http_new ();
  LianHttpRequest request
      = { LIAN_HTTP_BULK, "GET", lian_test_peer_get_url (peer), NULL, NULL, 64, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (LianHttpReply) answer = exchange (http, &request, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (answer->retry_after_ms, ==, 9000);
}

int
main (int argc, char *argv[])
{
  lian_http_prepare ();
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/net/http/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/net/http/one-attempt", test_one_attempt);
  g_test_add_func ("/net/http/refused-connection", test_refused_connection);
  g_test_add_func ("/net/http/no-name", test_no_name);
  g_test_add_func ("/net/http/watchdog", test_watchdog);
  g_test_add_func ("/net/http/black-hole", test_black_hole);
  g_test_add_func ("/net/http/cancelled", test_cancelled);
  g_test_add_func ("/net/http/lanes", test_lanes);
  g_test_add_func ("/net/http/request-headers", test_request_headers);
  g_test_add_func ("/net/http/event-stream", test_event_stream);
  g_test_add_func ("/net/http/retry-after", test_retry_after);
  g_test_add_func ("/net/http/retry-after-date", test_retry_after_date);

  return g_test_run ();
}
