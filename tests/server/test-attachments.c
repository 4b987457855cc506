/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-http-support.h"

#include "lian-attachment.h"
#include "lian-limits.h"
#include "lian-receipt.h"

#include <string.h>

#define PNG_HEAD "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
#define PNG_TAIL "\x08\x02\0\0\0\0\0\0\0"

static GBytes *
make_png (const char *sizes, const char *more)
{
  GByteArray *png = g_byte_array_new ();

  g_byte_array_append (png, (const guint8 *)PNG_HEAD, sizeof PNG_HEAD - 1);
  g_byte_array_append (png, (const guint8 *)sizes, 8);
  g_byte_array_append (png, (const guint8 *)PNG_TAIL, sizeof PNG_TAIL - 1);
  g_byte_array_append (png, (const guint8 *)more, strlen (more));
  return g_byte_array_free_to_bytes (png);
}

static GBytes *
make_small (const char *more)
{
  return make_png ("\0\0\1\0\0\0\1\0", more);
}

static SoupMessage *
make_message (TestHttp *http, GBytes *bytes, const char *type, const char *digest)
{
  SoupMessage *msg = test_http_make (http, "POST", "/v1/attachments", NULL);

  soup_message_set_request_body_from_bytes (msg, type, bytes);
  if (digest != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (msg), "Content-Digest", digest);
  return msg;
}

static char *
upload (TestHttp *http, GBytes *bytes, const char *type, guint status)
{
  g_autofree char *digest = lian_content_digest (bytes);
  g_autoptr (SoupMessage) msg = make_message (http, bytes, type, digest);
  char *text = test_http_send (http, msg);

  g_test_message ("%s", text);
  g_assert_cmpuint (soup_message_get_status (msg), ==, status);
  return text;
}

/* Its id. */
static char *
keep (TestHttp *http, const char *more)
{
  g_autoptr (GBytes) bytes = make_small (more);

  g_free (upload (http, bytes, "image/png", 201));
  return lian_hex_digest (bytes);
}

static void
expect (TestHttp *http, const char *id, guint status)
{
  g_autofree char *path = g_strconcat ("/v1/attachments/", id, NULL);

  g_free (test_http_request (http, "GET", path, NULL, status));
}

static void
received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GBytes **bytes = user_data;

  *bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
  g_assert_nonnull (*bytes);
}

static GBytes *
receive (TestHttp *http, SoupMessage *msg)
{
  GBytes *bytes = NULL;

  soup_session_send_and_read_async (http->session, msg, 0, NULL, received_cb, &bytes);
  TEST_WAIT (bytes != NULL);
  return bytes;
}

static void
test_there_and_back (TestHttp *http, gconstpointer data)
{
  g_autoptr (GBytes) png = make_small ("one");
  g_autofree char *id = lian_hex_digest (png);
  g_autofree char *path = g_strconcat ("/v1/attachments/", id, NULL);
  g_autofree char *digest = lian_content_digest (png);
  g_autofree char *answer = NULL;
  g_autoptr (GBytes) back = NULL;
  g_autoptr (SoupMessage) msg = NULL;
  g_autoptr (SoupMessage) keyed = NULL;
  SoupMessageHeaders *headers;

  test_http_sign_in (http, "seat02");
  answer = upload (http, png, "image/png", 201);
  g_assert_nonnull (strstr (answer, id));
  g_assert_nonnull (strstr (answer, "\"media_type\":\"image/png\""));
  g_assert_nonnull (strstr (answer, "\"size\":36"));
  g_free (upload (http, png, "image/png", 200));
  keyed = make_message (http, png, "image/png", digest);
  soup_message_headers_replace (soup_message_get_request_headers (keyed), "Idempotency-Key", id);
  g_free (test_http_send (http, keyed));
  g_assert_cmpuint (soup_message_get_status (keyed), ==, 200);

  msg = test_http_make (http, "GET", path, NULL);
  soup_message_headers_replace (soup_message_get_request_headers (msg), "Range", "bytes=0-3");
  back = receive (http, msg);
  g_assert_cmpuint (soup_message_get_status (msg), ==, 200);
  headers = soup_message_get_response_headers (msg);
  g_assert_cmpint (soup_message_headers_get_content_length (headers), ==, 36);
  g_assert_true (g_bytes_equal (back, png));
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Content-Type"), ==, "image/png");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Content-Disposition"), ==, "attachment");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "X-Content-Type-Options"), ==, "nosniff");
}

static void
test_refused (TestHttp *http, gconstpointer data)
{
  g_autoptr (GBytes) png = make_small ("one");
  g_autoptr (GBytes) bomb = make_png ("\0\0\x4e\x20\0\0\x4e\x20", "");
  g_autoptr (GBytes) wide = make_png ("\0\0\x2e\xe1\0\0\0\1", "");
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (png, 0, 20);
  g_autoptr (GBytes) svg = g_bytes_new_static ("<svg/>", 6);
  g_autoptr (GBytes) page = g_bytes_new_static ("<html>", 6);
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  g_autofree char *other = lian_content_digest (svg);
  g_autofree char *digest = lian_content_digest (png);
  g_autoptr (SoupMessage) plain = NULL;
  g_autoptr (SoupMessage) wrong = NULL;
  g_autoptr (SoupMessage) keyed = NULL;

  test_http_sign_in (http, "seat02");
  plain = make_message (http, png, "image/png", NULL);
  g_free (test_http_send (http, plain));
  g_assert_cmpuint (soup_message_get_status (plain), ==, 400);
  wrong = make_message (http, png, "image/png", other);
  g_free (test_http_send (http, wrong));
  g_assert_cmpuint (soup_message_get_status (wrong), ==, 400);
  keyed = make_message (http, png, "image/png", digest);
  soup_message_headers_replace (soup_message_get_request_headers (keyed), "Idempotency-Key", "x");
  g_free (test_http_send (http, keyed));
  g_assert_cmpuint (soup_message_get_status (keyed), ==, 400);

  g_free (upload (http, bomb, "image/png", 413));
  g_free (upload (http, wide, "image/png", 413));
  g_free (upload (http, cut, "image/png", 400));
  g_free (upload (http, png, "image/jpeg", 415));
  g_free (upload (http, svg, "image/svg+xml", 415));
  g_free (upload (http, page, "text/html", 415));
  g_free (upload (http, page, "image/png", 415));
  g_free (upload (http, none, "image/png", 415));
  g_free (test_http_request (http, "GET", "/v1/attachments", NULL, 405));
  g_free (test_http_request (http, "DELETE", "/v1/attachments/x", NULL, 405));
  g_free (test_http_request (http, "GET", "/v1/attachments/a/b", NULL, 404));
  expect (http, "x", 404);
  expect (http, "'%20OR%201=1--", 404);
}

/* Its path has a limit of its own, for those who may write only. */
static void
test_length (TestHttp *http, gconstpointer data)
{
  static const char head[] = "POST /v1/attachments HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n%s"
                             "\r\n";
  g_autofree char *large = g_strnfill (LIAN_LIMIT_BODY, 'x');
  g_autoptr (GBytes) png = make_small (large);
  g_autofree char *anonymous = NULL;
  g_autofree char *too_long = NULL;
  g_autofree char *wall = NULL;
  g_autofree char *text = NULL;
  g_autofree char *bearer = NULL;

  test_http_sign_in (http, "seat02");
  g_free (upload (http, png, "image/png", 201));
  text = g_strdup_printf (head, LIAN_LIMIT_ATTACHMENT, "");
  anonymous = test_raw_ask (http, text);
  g_assert_true (g_str_has_prefix (anonymous, "HTTP/1.1 401"));
  g_free (text);
  text = g_strdup_printf (head, LIAN_LIMIT_ATTACHMENT + 1, "");
  too_long = test_raw_ask (http, text);
  g_assert_true (g_str_has_prefix (too_long, "HTTP/1.1 413"));

  test_http_add_account (http, "wall", "display", TEST_COUNTY, NULL);
  test_http_sign_in (http, "wall");
  bearer = g_strdup_printf ("Authorization: Bearer %s\r\n", http->token);
  g_free (text);
  text = g_strdup_printf (head, LIAN_LIMIT_ATTACHMENT, bearer);
  wall = test_raw_ask (http, text);
  g_assert_true (g_str_has_prefix (wall, "HTTP/1.1 403"));
}

/* Bodies are in memory on their way: more than some at the same time are not taken. */
static void
test_at_the_same_time (TestHttp *http, gconstpointer data)
{
  g_autofree char *head = NULL;
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *answer = NULL;
  GSocketConnection *first;

  test_http_sign_in (http, "seat02");
  head = g_strdup_printf ("POST /v1/attachments HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n"
                          "Authorization: Bearer %s\r\n\r\n\x89PNG",
                          LIAN_LIMIT_ATTACHMENT, http->token);
  for (guint i = 0; i < LIAN_LIMIT_UPLOADS; i++)
    {
      g_ptr_array_add (connections, test_raw_connect (http));
      test_raw_write (connections->pdata[i], head);
    }
  TEST_WAIT (lian_http_server_count_uploads (http->server) == LIAN_LIMIT_UPLOADS);
  answer = test_raw_ask (http, head);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 503"));
  /* Whoever goes makes room. */
  first = connections->pdata[0];
  g_io_stream_close (G_IO_STREAM (first), NULL, NULL);
  TEST_WAIT (lian_http_server_count_uploads (http->server) < LIAN_LIMIT_UPLOADS);
}

static void
report_with (TestHttp *http, const char *id, const char *attachment, const char *more, guint status,
             const char *wanted)
{
  g_autofree char *open = test_report (id);
  g_autofree char *body = g_strdup_printf ("%.*s%s,\"pictures_before\":[\"%s\"]}",
                                           (int)strlen (open) - 1, open, more, attachment);
  g_autofree char *answer = test_http_post (http, "/v1/cases", body, id, NULL, status);

  g_assert_nonnull (strstr (answer, wanted));
}

/* Visible to whoever sent it, and to whoever sees a record that names it. */
static void
test_who_sees (TestHttp *http, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *secret = NULL;

  test_http_add_account (http, "viewer", "viewer", TEST_COUNTY, NULL);
  test_http_add_account (http, "chief", "duty_chief", TEST_COUNTY, NULL);
  test_http_add_account (http, "home", "resident", TEST_COUNTY, NULL);
  test_http_sign_in (http, "seat02");
  id = keep (http, "one");
  secret = keep (http, "two");
  expect (http, id, 200);
  test_http_sign_in (http, "viewer");
  expect (http, id, 404);

  test_http_sign_in (http, "seat02");
  report_with (http, "c-1", id, "", 201, "hash");
  report_with (http, "c-2", secret, ",\"secrecy\":true", 201, "hash");
  test_http_sign_in (http, "viewer");
  expect (http, id, 200);
  expect (http, secret, 404);
  test_http_sign_in (http, "chief");
  expect (http, secret, 200);
  test_http_sign_in (http, "street");
  expect (http, id, 404);
  test_http_sign_in (http, "home");
  expect (http, id, 403);
}

static void
test_named (TestHttp *http, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *act = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *of_another = NULL;
  g_autoptr (LianRecord) record = NULL;
  const char *const *pictures;

  test_http_add_account (http, "unit", "unit_handler", TEST_COUNTY, "u-1");
  test_http_add_account (http, "grid", "grid_member", TEST_COUNTY, NULL);
  test_http_sign_in (http, "seat02");
  id = keep (http, "one");
  report_with (http, "c-1", "0000", "", 400, "unknown-attachment");
  report_with (http, "c-1", "0000", "", 400, "\"field\":\"pictures_before\"");
  /* Known to exist, but neither one's own nor visible. */
  test_http_sign_in (http, "grid");
  report_with (http, "c-1", id, "", 400, "unknown-attachment");
  test_http_sign_in (http, "seat02");
  report_with (http, "c-1", id, "", 201, "hash");
  record = test_find (http->county, LIAN_KIND_CASE, "c-1");
  pictures = lian_record_get_list (record, LIAN_CASE_PICTURES_BEFORE);
  g_assert_cmpstr (pictures[0], ==, id);

  test_http_sign_in (http, "grid");
  of_another = g_strdup_printf (",\"opinion\":\"已清理\",\"attachments\":[\"%s\",\"none\"]", id);
  act = test_act ("a-1", "self_handle", "c-1", of_another);
  refused = test_http_post (http, "/v1/acts", act, "a-1", NULL, 400);
  g_assert_nonnull (strstr (refused, "unknown-attachment"));
  g_assert_nonnull (strstr (refused, "\"field\":\"attachments\""));
  g_free (act);
  g_free (of_another);
  /* Seen through the case. */
  of_another = g_strdup_printf (",\"opinion\":\"已清理\",\"attachments\":[\"%s\"]", id);
  act = test_act ("a-1", "self_handle", "c-1", of_another);
  g_free (test_http_post (http, "/v1/acts", act, "a-1", NULL, 201));
}

static gboolean
count_rows (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn, "SELECT (SELECT COUNT (*) FROM attachment) + (SELECT COUNT (*) FROM attachment_sender)",
      error);
  gint64 *n = data;
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *n = lian_stmt_get_int (stmt, 0);
  lian_stmt_reset (stmt);
  return TRUE;
}

static void
tidy (TestHttp *http, gint64 later)
{
  gint64 now = lian_clock_get_now (http->county->service->clock) + later;
  g_autoptr (GError) error = NULL;

  g_assert_true (lian_db_write (http->county->service->db, lian_service_tidy, &now, NULL, &error));
  g_assert_no_error (error);
}

/* A week after it was sent last, what no record names is gone. */
static void
test_tidy (TestHttp *http, gconstpointer data)
{
  g_autofree char *named = NULL;
  g_autofree char *unnamed = NULL;
  gint64 n;

  test_http_sign_in (http, "seat02");
  named = keep (http, "one");
  unnamed = keep (http, "two");
  report_with (http, "c-1", named, "", 201, "hash");
  tidy (http, 6 * G_TIME_SPAN_DAY);
  expect (http, unnamed, 200);
  tidy (http, 8 * G_TIME_SPAN_DAY);
  expect (http, unnamed, 404);
  expect (http, named, 200);
  g_assert_true (lian_db_read (http->county->service->db, count_rows, &n, NULL, NULL));
  g_assert_cmpint (n, ==, 2);
  g_free (keep (http, "two"));
  expect (http, unnamed, 200);
}

/* It survives a restart, and the record forgets what it no longer names. */
static void
test_refs (TestHttp *http, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (LianRecord) record = NULL;

  test_http_add_account (http, "viewer", "viewer", TEST_COUNTY, NULL);
  test_http_sign_in (http, "seat02");
  id = keep (http, "one");
  report_with (http, "c-1", id, "", 201, "hash");
  test_county_reopen (http->county);
  test_http_restart (http);
  test_http_sign_in (http, "viewer");
  expect (http, id, 200);
  record = test_find (http->county, LIAN_KIND_CASE, "c-1");
  lian_record_clear (record, LIAN_CASE_PICTURES_BEFORE);
  test_put (http->county, record);
  expect (http, id, 404);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_HTTP_ADD ("/attachments/there-and-back", test_there_and_back);
  TEST_HTTP_ADD ("/attachments/refused", test_refused);
  TEST_HTTP_ADD ("/attachments/length", test_length);
  TEST_HTTP_ADD ("/attachments/at-the-same-time", test_at_the_same_time);
  TEST_HTTP_ADD ("/attachments/who-sees", test_who_sees);
  TEST_HTTP_ADD ("/attachments/named", test_named);
  TEST_HTTP_ADD ("/attachments/tidy", test_tidy);
  TEST_HTTP_ADD ("/attachments/refs", test_refs);

  return g_test_run ();
}
