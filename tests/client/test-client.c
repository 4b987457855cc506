/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-client.h"

#include "lian-clock.h"
#include "lian-codec.h"
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-link-trouble.h"
#include "lian-receipt.h"
#include "lian-test-peer.h"

#include <string.h>

#define ID "0192f0c1-0000-7000-8000-000000000001"
#define OTHER "0192f0c1-0000-7000-8000-000000000002"
#define PROBLEM(NAME, STATUS)                                                      \
  "{\"type\":\"urn:liandong:problem:" NAME "\",\"title\":\"t\",\"status\":" STATUS \
  ",\"detail\":\"d\",\"current\":{\"id\":\"c1\"}}"
#define IS_PROBLEM .type = "application/problem+json"

static LianClient *
make_client (LianTestPeer *peer)
{
  g_autoptr (GError) error = NULL;
  LianClient *client = lian_client_new (lian_test_peer_get_url (peer), &error);

  g_assert_no_error (error);
  lian_client_set_token (client, "token");
  return client;
}

static GBytes *
make_body (void)
{
  LianOrder order = { .id = ID, .kind = "dispatch", .case_id = "c1", .to_unit = "u1" };

  return lian_order_encode (&order);
}

/* A right receipt about @body for @id; freed with g_free(). */
static char *
make_receipt (const char *id, GBytes *body)
{
  g_autofree char *digest = lian_hex_digest (body);
  LianReceipt receipt
      = { .id = (char *)id,
          .digest = digest,
          .seq = 7,
          .prev_hash = (char *)"0000000000000000000000000000000000000000000000000000"
                               "000000000000",
          .account = (char *)"d1",
          .role = (char *)"dispatcher",
          .accepted_at = (char *)"2026-11-24T09:40:00.000000+08:00",
          .position = (char *)"e:9" };
  g_autofree char *hash = lian_receipt_compute_hash (&receipt);
  g_autoptr (JsonNode) node = NULL;

  receipt.hash = hash;
  node = lian_receipt_to_json (&receipt);
  return lian_json_print (node);
}

static LianSendResult *
send_order (LianTestPeer *peer)
{
  g_autoptr (LianClient) client = make_client (peer);
  g_autoptr (GBytes) body = make_body ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LianSendResult *answer;

  lian_client_send (client, ID, body, 42, NULL, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  answer = lian_client_send_finish (client, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lian_test_peer_get_requests (peer), <=, 1);
  return answer;
}

typedef struct
{
  const char *name;
  LianTestReply reply;
  LianSendVerdict verdict;
  const char *problem;
} Verdict;

static const Verdict verdicts[] = {
  { "digest-mismatch",
    { .status = 400, IS_PROBLEM, .body = PROBLEM ("digest-mismatch", "400") },
    LIAN_SEND_UNKNOWN,
    "digest-mismatch" },
  { "bad-request",
    { .status = 400, IS_PROBLEM, .body = PROBLEM ("bad-request", "400") },
    LIAN_SEND_REFUSED,
    "bad-request" },
  { "unauthenticated",
    { .status = 401, IS_PROBLEM, .body = PROBLEM ("unauthenticated", "401") },
    LIAN_SEND_AUTH,
    NULL },
  { "forbidden",
    { .status = 403, IS_PROBLEM, .body = PROBLEM ("forbidden", "403") },
    LIAN_SEND_REFUSED,
    "forbidden" },
  { "foreign-403",
    { .status = 403, .body = "{\"error\":\"blocked by proxy\"}" },
    LIAN_SEND_UNKNOWN,
    "no-answer" },
  { "lying-problem",
    { .status = 403, IS_PROBLEM, .body = PROBLEM ("expired", "409") },
    LIAN_SEND_UNKNOWN,
    "no-answer" },
  { "expired",
    { .status = 409, IS_PROBLEM, .body = PROBLEM ("expired", "409") },
    LIAN_SEND_EXPIRED,
    "expired" },
  { "already",
    { .status = 409, IS_PROBLEM, .body = PROBLEM ("already-dispatched", "409") },
    LIAN_SEND_CONFLICT,
    "already-dispatched" },
  { "unit-inactive",
    { .status = 409, IS_PROBLEM, .body = PROBLEM ("unit-inactive", "409") },
    LIAN_SEND_REFUSED,
    "unit-inactive" },
  { "target-changed",
    { .status = 412, IS_PROBLEM, .body = PROBLEM ("target-changed", "412") },
    LIAN_SEND_CONFLICT,
    "target-changed" },
  { "key-reused",
    { .status = 422, IS_PROBLEM, .body = PROBLEM ("key-reused", "422") },
    LIAN_SEND_REFUSED,
    "key-reused" },
  { "throttled",
    { .status = 429, .extra = "Retry-After: 3\r\n", .body = "{}" },
    LIAN_SEND_WAIT,
    "wait" },
  { "busy", { .status = 503, .type = "text/html", .body = "<p>busy" }, LIAN_SEND_WAIT, "wait" },
  { "broken",
    { .status = 500, .type = "text/html", .body = "<p>oops" },
    LIAN_SEND_UNKNOWN,
    "no-answer" },
  { "portal", { .type = "text/html", .body = "<p>log in" }, LIAN_SEND_UNKNOWN, "no-answer" },
  { "redirect", { .status = 302, .extra = "Location: /x\r\n" }, LIAN_SEND_UNKNOWN, "no-answer" },
  { "no-content", { .status = 204, .type = "" }, LIAN_SEND_UNKNOWN, "no-answer" },
  { "bad-json", { .status = 201, .body = "{\"id\":" }, LIAN_SEND_UNKNOWN, "bad-receipt" },
  { "no-receipt", { .status = 201, .body = "{\"ok\":true}" }, LIAN_SEND_UNKNOWN, "bad-receipt" },
  { "lost", { .trick = LIAN_TEST_DROP }, LIAN_SEND_UNKNOWN, "no-answer" },
  { "endless", { .trick = LIAN_TEST_ENDLESS }, LIAN_SEND_UNKNOWN, "no-answer" },
};

static void
test_verdict (gconstpointer data)
{
  const Verdict *test = data;
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&test->reply);
  g_autoptr (LianSendResult) answer = send_order (peer);

  g_assert_cmpint (answer->verdict, ==, test->verdict);
  if (test->problem != NULL)
    g_assert_cmpstr (answer->problem, ==, test->problem);
  g_assert_null (answer->receipt);
  if (test->verdict == LIAN_SEND_CONFLICT)
    g_assert_nonnull (answer->current);
  if (test->reply.status == 429)
    g_assert_cmpuint (answer->retry_after_ms, ==, 3000);
}

static void
test_received (void)
{
  g_autoptr (GBytes) body = make_body ();
  g_autofree char *receipt = make_receipt (ID, body);
  LianTestReply reply = { .status = 201, .body = receipt };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&reply);
  g_autoptr (LianSendResult) answer = send_order (peer);
  g_autofree char *digest = lian_content_digest (body);
  const LianTestRequest *request = lian_test_peer_get_last (peer);

  g_assert_cmpint (answer->verdict, ==, LIAN_SEND_RECEIVED);
  g_assert_cmpint (answer->receipt_no, ==, 7);
  g_assert_nonnull (answer->receipt);
  g_assert_cmpstr (request->path, ==, "/v1/instructions");
  g_assert_cmpmem (request->body, request->length, g_bytes_get_data (body, NULL),
                   g_bytes_get_size (body));
  g_assert_cmpstr (g_hash_table_lookup (request->headers, "idempotency-key"), ==, ID);
  g_assert_cmpstr (g_hash_table_lookup (request->headers, "content-digest"), ==, digest);
  g_assert_cmpstr (g_hash_table_lookup (request->headers, "if-match"), ==, "\"42\"");
  g_assert_cmpstr (g_hash_table_lookup (request->headers, "authorization"), ==, "Bearer token");
}

/* A right receipt, but another's; of other bytes; with a hash that is not right. */
static void
test_foreign_receipts (void)
{
  g_autoptr (GBytes) body = make_body ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{}", 2);
  g_autofree char *others = make_receipt (OTHER, body);
  g_autofree char *other_bytes = make_receipt (ID, bytes);
  g_autofree char *forged = make_receipt (ID, body);
  const char *bad[] = { others, other_bytes, forged };

  strstr (forged, "\"seq\":7")[6] = '8';
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      LianTestReply reply = { .status = 201, .body = bad[i] };
      g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&reply);
      g_autoptr (LianSendResult) answer = send_order (peer);

      g_assert_cmpint (answer->verdict, ==, LIAN_SEND_UNKNOWN);
      g_assert_null (answer->receipt);
    }
}

static void
test_status (void)
{
  g_autoptr (GBytes) body = make_body ();
  g_autofree char *receipt = make_receipt (ID, body);
  g_autofree char *text
      = g_strdup_printf ("{\"known\":[{\"id\":\"" ID "\",\"state\":\"delivered\",\"receipt\":%s},"
                         "{\"id\":\"not-asked\",\"receipt\":%s}],\"unknown\":[\"" OTHER "\"]}",
                         receipt, receipt);
  LianTestReply reply = { .body = text };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&reply);
  g_autoptr (LianClient) client = make_client (peer);
  g_autoptr (GPtrArray) bodies = g_ptr_array_new ();
  const char *ids[] = { ID, OTHER, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GHashTable) table = NULL;
  g_autoptr (GError) error = NULL;
  LianSendResult *of;

  g_ptr_array_add (bodies, body);
  g_ptr_array_add (bodies, body);
  lian_client_status (client, ids, bodies, NULL, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  table = lian_client_status_finish (client, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (table), ==, 2);
  of = g_hash_table_lookup (table, ID);
  g_assert_cmpint (of->verdict, ==, LIAN_SEND_RECEIVED);
  of = g_hash_table_lookup (table, OTHER);
  g_assert_cmpint (of->verdict, ==, LIAN_SEND_UNKNOWN);
  g_assert_cmpstr (lian_test_peer_get_last (peer)->body, ==,
                   "{\"ids\":[\"" ID "\",\"" OTHER "\"]}");
}

typedef struct
{
  const char *name;
  LianTestReply reply;
  int error; /* -1: none */
  LianLinkTrouble trouble;
} Hello;

#define VERSION(API)                                                                          \
  {                                                                                           \
    .body = "{\"server_id\":\"s1\",\"epoch\":\"e1\",\"api\":\"" API                           \
            "\",\"name\":\"n\",\"now\":\"2026-11-24T09:40:00+08:00\",\"demonstration\":true}" \
  }

static const Hello hellos[] = {
  { "ok", VERSION ("1.0"), -1 },
  { "later", VERSION ("1.7"), -1 },
  { "newer", VERSION ("2.0"), LIAN_ERROR_TOO_NEW, LIAN_LINK_API_TOO_NEW },
  { "older", VERSION ("0.9"), LIAN_ERROR_NOT_LIANDONG, LIAN_LINK_API_TOO_OLD },
  { "no-version", VERSION ("one"), LIAN_ERROR_NOT_LIANDONG, LIAN_LINK_WRONG_TYPE },
  { "half-version", VERSION ("1."), LIAN_ERROR_NOT_LIANDONG, LIAN_LINK_WRONG_TYPE },
  { "other-json",
    { .body = "{\"swagger\":\"2.0\"}" },
    LIAN_ERROR_NOT_LIANDONG,
    LIAN_LINK_WRONG_TYPE },
  { "malformed", { .body = "{\"server_id\":" }, LIAN_ERROR_INVALID, LIAN_LINK_MALFORMED },
  { "deep",
    { .body = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[" },
    LIAN_ERROR_INVALID,
    LIAN_LINK_MALFORMED },
  { "portal", { .type = "text/html", .body = "<p>" }, LIAN_ERROR_NOT_LIANDONG, LIAN_LINK_PORTAL },
  { "no-content", { .status = 204, .type = "" }, LIAN_ERROR_NOT_LIANDONG, LIAN_LINK_EMPTY },
  { "redirect",
    { .status = 307, .extra = "Location: http://127.0.0.1:1/\r\n" },
    LIAN_ERROR_NOT_LIANDONG,
    LIAN_LINK_REDIRECT },
  { "forbidden", { .status = 403, .body = "{}" }, LIAN_ERROR_FORBIDDEN, LIAN_LINK_FORBIDDEN },
  { "not-found", { .status = 404, .body = "{}" }, LIAN_ERROR_NOT_FOUND, LIAN_LINK_NO_API },
  { "busy",
    { .status = 503, .type = "text/html", .body = "<p>" },
    LIAN_ERROR_SERVER,
    LIAN_LINK_OVERLOADED },
  { "broken", { .status = 502, .body = "{}" }, LIAN_ERROR_SERVER, LIAN_LINK_FAULT },
};

static void
test_hello (gconstpointer data)
{
  const Hello *test = data;
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&test->reply);
  g_autoptr (LianClient) client = make_client (peer);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LianHello) hello = NULL;
  g_autoptr (GError) error = NULL;

  lian_client_hello (client, NULL, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  hello = lian_client_hello_finish (client, result, &error);
  if (test->error >= 0)
    {
      g_assert_error (error, LIAN_ERROR, test->error);
      g_assert_cmpstr (lian_link_trouble_get_name (lian_link_trouble_of (error)), ==,
                       lian_link_trouble_get_name (test->trouble));
    }
  else
    {
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (hello->api, "1."));
      g_assert_cmpstr (hello->server_id, ==, "s1");
      g_assert_true (hello->demonstration);
    }
  g_assert_null (g_hash_table_lookup (lian_test_peer_get_last (peer)->headers, "authorization"));
}

#define UNIT(ID) "{\"id\":\"" ID "\",\"version\":3,\"name\":\"x\",\"kind\":\"dept\"}"

static void
test_snapshot (void)
{
  static const struct
  {
    const char *body;
    int error;
    guint count;
  } pages[] = {
    { "{\"position\":\"e:1\",\"records\":[" UNIT ("a") ",{\"id\":5}," UNIT (
          "b") "],\"next\":\"b\"}",
      -1, 2 },
    { "{\"position\":\"e:1\",\"records\":[]}", -1, 0 },
    { "{\"position\":\"e:1\",\"records\":[],\"next\":\"A\"}", LIAN_ERROR_INVALID, 0 },
    { "{\"position\":\"e 1\",\"records\":[]}", LIAN_ERROR_INVALID, 0 },
    { "{\"records\":[]}", LIAN_ERROR_INVALID, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      LianTestReply reply = { .body = pages[i].body };
      g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&reply);
      g_autoptr (LianClient) client = make_client (peer);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (LianPage) page = NULL;
      g_autoptr (GError) error = NULL;

      lian_client_snapshot (client, LIAN_KIND_UNIT, "A", NULL, lian_test_keep_result, &result);
      LIAN_WAIT (result != NULL);
      page = lian_client_snapshot_finish (client, result, &error);
      g_assert_cmpstr (lian_test_peer_get_last (peer)->path, ==, "/v1/units?limit=500&after=A");
      if (pages[i].error >= 0)
        g_assert_error (error, LIAN_ERROR, pages[i].error);
      else
        {
          g_assert_no_error (error);
          g_assert_cmpuint (page->records->len, ==, pages[i].count);
        }
    }
}

#define CLOSED(ID, AT)                                                                      \
  "{\"id\":\"" ID "\",\"version\":3,\"title\":\"t\",\"kind\":\"event\",\"category\":\"x\"," \
  "\"source\":\"grid\",\"urgency\":\"normal\",\"state\":\"closed\"" AT "}"
#define AT ",\"closed_at\":\"2025-01-02T03:04:05+08:00\""
#define SINCE "\"now\":\"2026-11-24T09:40:00+08:00\""

static void
test_history (void)
{
  static const struct
  {
    const char *body;
    const char *wrong; /* (nullable): what the error names */
    guint count;
  } pages[] = {
    { "{" SINCE ",\"records\":[" CLOSED ("a", AT) ",{\"id\":5}],\"next\":\"8.a\"}", NULL, 1 },
    { "{" SINCE ",\"records\":[" CLOSED ("a", "") "]}", NULL, 0 },
    { "{" SINCE ",\"records\":[],\"next\":\"9.b\"}", "history.next", 0 },
    { "{" SINCE ",\"records\":[],\"next\":\"\"}", "history.next", 0 },
    { "{" SINCE ",\"records\":{}}", "records", 0 },
    { "{\"now\":\"yesterday\",\"records\":[]}", "now", 0 },
    { "{\"records\":[]}", "now", 0 },
  };
  LianHistoryWanted wanted = { .region = "421202", .text = "路&灯", .before = 1, .limit = 100 };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      LianTestReply reply = { .body = pages[i].body };
      g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&reply);
      g_autoptr (LianClient) client = make_client (peer);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (LianHistoryPage) page = NULL;
      g_autoptr (GError) error = NULL;

      lian_client_history (client, &wanted, "9.b", NULL, lian_test_keep_result, &result);
      LIAN_WAIT (result != NULL);
      page = lian_client_history_finish (client, result, &error);
      g_assert_cmpstr (lian_test_peer_get_last (peer)->path, ==,
                       "/v1/history?limit=100&region=421202&text=%E8%B7%AF%26%E7%81%AF"
                       "&to=1970-01-01T08%3A00%3A00.000001%2B08%3A00&after=9.b");
      if (pages[i].wrong == NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (page->records->len, ==, pages[i].count);
          continue;
        }
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, pages[i].wrong));
    }
}

static void
test_addresses (void)
{
  static const char *const bad[]
      = { "",           "example.com", "ftp://x",    "http://", "http://x/api", "http://u:p@x",
          "http://x?y", "https://x#y", "file:///etc" };
  g_autoptr (LianClient) client = lian_client_new ("https://x:8443/", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lian_client_new (bad[i], &error));
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
    }
  g_assert_cmpstr (lian_client_get_base_url (client), ==, "https://x:8443");
  lian_client_set_token (client, "t");
  lian_client_set_base_url (client, "https://x:8443/");
  g_assert_true (lian_client_has_token (client));
  lian_client_set_base_url (client, "https://y");
  g_assert_false (lian_client_has_token (client));
  lian_client_set_token (client, "a\r\nb");
  g_assert_false (lian_client_has_token (client));
}

int
main (int argc, char *argv[])
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++)
    {
      g_autofree char *path = g_strdup_printf ("/client/send/%s", verdicts[i].name);

      g_test_add_data_func (path, &verdicts[i], test_verdict);
    }
  for (guint i = 0; i < G_N_ELEMENTS (hellos); i++)
    {
      g_autofree char *path = g_strdup_printf ("/client/hello/%s", hellos[i].name);

      g_test_add_data_func (path, &hellos[i], test_hello);
    }
  g_test_add_func ("/client/send/received", test_received);
  g_test_add_func ("/client/send/foreign-receipts", test_foreign_receipts);
  g_test_add_func ("/client/status", test_status);
  g_test_add_func ("/client/snapshot", test_snapshot);
  g_test_add_func ("/client/history", test_history);
  g_test_add_func ("/client/addresses", test_addresses);

  return g_test_run ();
}
