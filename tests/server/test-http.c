/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-http-support.h"

#include "lian-receipt.h"

#include <string.h>
#include <sys/socket.h>

static void
test_health (TestHttp *http, gconstpointer data)
{
  g_autofree char *health = test_http_request (http, "GET", "/v1/health", NULL, 200);
  g_autofree char *hello = test_http_request (http, "GET", "/v1/hello", NULL, 200);
  g_autofree char *failed = NULL;
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (JsonParser) hello_parser = NULL;
  JsonObject *object = test_http_parse (health, &parser);

  g_assert_cmpstr (json_object_get_string_member (object, "status"), ==, "ok");
  g_assert_cmpstr (json_object_get_string_member (object, "position"), ==,
                   json_object_get_string_member (test_http_parse (hello, &hello_parser),
                                                  "max_position"));
  g_assert_false (json_object_get_boolean_member (object, "readonly"));
  g_free (test_http_request (http, "POST", "/v1/health", "{}", 405));

  lian_db_close (http->county->service->db);
  failed = test_http_request (http, "GET", "/v1/health", NULL, 503);
  g_assert_nonnull (strstr (failed, "urn:liandong:problem:unhealthy"));
}

static void
test_session (TestHttp *http, gconstpointer data)
{
  static const char wrong[]
      = "{\"account\":\"seat02\",\"password\":\"wrong pass\",\"seat\":\"02\"}";
  g_autofree char *hello = test_http_request (http, "GET", "/v1/hello", NULL, 200);
  g_autofree char *anonymous = test_http_request (http, "GET", "/v1/me", NULL, 401);
  g_autofree char *refused = test_http_request (http, "POST", "/v1/session", wrong, 401);
  g_autofree char *me = NULL;

  g_assert_nonnull (strstr (hello, "\"epoch\""));
  g_assert_nonnull (strstr (hello, "\"demonstration\":true"));
  g_assert_nonnull (strstr (anonymous, "urn:liandong:problem:unauthenticated"));
  g_assert_nonnull (strstr (refused, "bad-credentials"));
  test_http_sign_in (http, "seat02");
  me = test_http_request (http, "GET", "/v1/me", NULL, 200);
  g_assert_nonnull (strstr (me, "\"dispatch\""));
  g_assert_nonnull (strstr (me, TEST_COUNTY));

  g_free (test_http_request (http, "DELETE", "/v1/session", NULL, 204));
  g_free (test_http_request (http, "GET", "/v1/me", NULL, 401));
}

static void
test_pages (TestHttp *http, gconstpointer data)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autofree char *first = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *street = NULL;
  g_autofree char *dictionary = NULL;
  g_autofree char *path = NULL;
  g_autoptr (SoupMessage) msg = NULL;
  JsonObject *object;

  test_http_sign_in (http, "seat02");
  first = test_http_request (http, "GET", "/v1/units?limit=2", NULL, 200);
  object = test_http_parse (first, &parser);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "records")), ==,
                    2);
  path = g_strdup_printf ("/v1/units?limit=2&after=%s",
                          json_object_get_string_member (object, "next"));
  rest = test_http_request (http, "GET", path, NULL, 200);
  g_assert_nonnull (strstr (rest, "u-off"));
  g_assert_null (strstr (rest, "\"next\""));
  g_free (test_http_request (http, "GET", "/v1/units?limit=501", NULL, 400));
  g_free (test_http_request (http, "GET", "/v1/nothing", NULL, 404));
  g_free (test_http_request (http, "PUT", "/v1/units", NULL, 405));

  msg = test_http_make (http, "GET", "/v1/dictionary", NULL);
  dictionary = test_http_send (http, msg);
  g_assert_nonnull (strstr (dictionary, "\"entries\":["));
  {
    g_autoptr (SoupMessage) again = test_http_make (http, "GET", "/v1/dictionary", NULL);

    soup_message_headers_replace (
        soup_message_get_request_headers (again), "If-None-Match",
        soup_message_headers_get_one (soup_message_get_response_headers (msg), "ETag"));
    g_free (test_http_send (http, again));
    g_assert_cmpuint (soup_message_get_status (again), ==, 304);
  }

  test_http_sign_in (http, "street");
  street = test_http_request (http, "GET", "/v1/grids", NULL, 200);
  g_assert_nonnull (strstr (street, "g-2"));
  g_assert_null (strstr (street, "g-1"));
  g_free (test_http_request (http, "GET", "/v1/grids?region=" TEST_STREET, NULL, 404));
}

static void
test_writing (TestHttp *http, gconstpointer data)
{
  gint64 version = test_make_filed (http->county, "c-1");
  g_autofree char *order = test_dispatch ("i-1", "c-1", "");
  g_autofree char *match = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", version);
  g_autoptr (SoupMessage) bare = NULL;
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (LianReceipt) receipt = NULL;
  g_autofree char *text = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *status = NULL;

  test_http_sign_in (http, "seat02");
  bare = test_http_make (http, "POST", "/v1/instructions", order);
  soup_message_headers_remove (soup_message_get_request_headers (bare), "Content-Digest");
  g_free (test_http_send (http, bare));
  g_assert_cmpuint (soup_message_get_status (bare), ==, 400);
  g_free (test_http_post (http, "/v1/instructions", order, "i-2", match, 400));
  g_free (test_http_post (http, "/v1/instructions", order, "i-1", "17", 400));
  g_free (test_http_post (http, "/v1/instructions", order, "i-1", NULL, 428));
  text = test_http_post (http, "/v1/instructions", order, "i-1", match, 201);
  receipt = lian_receipt_from_json (test_http_parse (text, &parser), NULL);
  g_assert_nonnull (receipt);
  g_assert_cmpstr (receipt->account, ==, "seat02");
  /* Known: nothing that the headers say beside key and digest matters. */
  g_free (test_http_post (http, "/v1/instructions", order, "i-1", "17", 200));
  g_free (test_http_post (http, "/v1/instructions", order, "i-1", "\"0\"", 200));

  detail = test_http_request (http, "GET", "/v1/cases/c-1", NULL, 200);
  g_assert_nonnull (strstr (detail, "\"recall\""));
  g_assert_null (strstr (detail, TEST_CANARY));
  g_assert_nonnull (strstr (detail, "0417"));
  g_free (test_http_request (http, "GET", "/v1/instructions/i-1", NULL, 200));
  g_free (test_http_request (http, "GET", "/v1/instructions/i-9", NULL, 404));
  status = test_http_request (http, "POST", "/v1/instructions/status",
                              "{\"ids\":[\"i-1\",\"i-9\"]}", 200);
  g_assert_nonnull (strstr (status, "\"unknown\":[\"i-9\"]"));
  g_assert_nonnull (strstr (status, receipt->hash));

  test_http_sign_in (http, "street");
  g_free (test_http_request (http, "GET", "/v1/cases/c-1", NULL, 404));
  g_free (test_http_request (http, "GET", "/v1/instructions/i-1", NULL, 404));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_HTTP_ADD ("/server/http/session", test_session);
  TEST_HTTP_ADD ("/server/http/health", test_health);
  TEST_HTTP_ADD ("/server/http/pages", test_pages);
  TEST_HTTP_ADD ("/server/http/writing", test_writing);

  return g_test_run ();
}
