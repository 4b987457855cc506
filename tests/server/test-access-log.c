/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-http-support.h"

#include "lian-access-log.h"
#include "lian-receipt.h"

#include <string.h>

static gboolean
read_rows (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn,
      "SELECT COALESCE (account, '-'), type, COALESCE (object, '-'), result FROM access_log"
      " ORDER BY n",
      error);
  GString *text = g_string_new (NULL);
  gboolean row;

  while (stmt != NULL && lian_stmt_step (stmt, &row, error) && row)
    g_string_append_printf (text, "%s %s %s %s\n", lian_stmt_get_text (stmt, 0),
                            lian_stmt_get_text (stmt, 1), lian_stmt_get_text (stmt, 2),
                            lian_stmt_get_text (stmt, 3));
  *result = g_string_free (text, FALSE);
  return stmt != NULL;
}

static char *
dup_rows (TestCounty *county)
{
  gpointer text = NULL;

  /* On the writing thread: what was noted before is written. */
  g_assert_true (lian_db_write (county->service->db, read_rows, NULL, &text, NULL));
  return text;
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

static void
note (LianAccessLog *log, const char *account, const char *object, const char *result)
{
  const LianAccessEntry entry = { .account = account,
                                  .address = "192.0.2.7",
                                  .type = "request",
                                  .object = object,
                                  .result = result };

  lian_access_log_note (log, &entry);
}

/* However often somebody is refused, few rows are written, and how many were not. */
static void
test_bounded (void)
{
  g_autoptr (TestCounty) county = test_county_new_short ();
  g_autoptr (LianClock) clock = lian_clock_new_manual (TEST_NOW);
  LianAccessLog *log = lian_access_log_new (county->service->db, clock);
  g_autofree char *same = NULL;
  g_autofree char *many = NULL;
  g_autofree char *later = NULL;
  g_autofree char *end = NULL;

  for (guint i = 0; i < 1000; i++)
    note (log, "wall", "POST /v1/acts", "forbidden");
  same = dup_rows (county);
  g_assert_cmpstr (same, ==, "wall request POST /v1/acts forbidden\n");
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *object = g_strdup_printf ("GET /v1/cases/%u", i);

      note (log, "wall", object, "forbidden");
    }
  many = dup_rows (county);
  /* One row more tells how many were left out before. */
  g_assert_nonnull (strstr (many, "- left-out 999 too-many\n"));
  g_assert_cmpuint (count_lines (many), ==, LIAN_ACCESS_LOG_REFUSALS + 1);
  /* What goes well does not suffer from it. */
  note (log, "seat02", NULL, "ok");

  lian_clock_advance (clock, G_TIME_SPAN_MINUTE);
  note (log, "wall", "POST /v1/acts", "forbidden");
  note (log, "wall", "POST /v1/acts", "forbidden");
  later = dup_rows (county);
  g_assert_nonnull (strstr (later, "- left-out 981 too-many\nseat02 request - ok\n"
                                   "wall request POST /v1/acts forbidden\n"));
  lian_access_log_free (log);
  end = dup_rows (county);
  g_assert_true (g_str_has_suffix (end, "- left-out 1 too-many\n"));
}

static gboolean
run_sql (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, data, error);
}

static void
test_kept (void)
{
  g_autoptr (TestCounty) county = test_county_new_short ();
  LianDb *db = county->service->db;
  g_autofree char *rows = NULL;

  note (county->service->log, "wall", NULL, "forbidden");
  rows = dup_rows (county);
  g_assert_cmpuint (count_lines (rows), ==, 1);
  g_assert_false (
      lian_db_write (db, run_sql, (gpointer) "UPDATE access_log SET account = 'x'", NULL, NULL));
  g_assert_false (lian_db_write (db, run_sql, (gpointer) "DELETE FROM access_log", NULL, NULL));
  /* Half a year and a day later, by the clock that is kept with commits. */
  g_assert_true (lian_db_write (
      db, run_sql, (gpointer) "UPDATE counter SET clock = clock + 15984000000000", NULL, NULL));
  g_assert_true (lian_db_write (db, lian_service_tidy, &(gint64){ TEST_NOW }, NULL, NULL));
  g_free (rows);
  rows = dup_rows (county);
  g_assert_cmpstr (rows, ==, "");
}

static void
fail_to_sign_in (TestHttp *http, const char *account)
{
  g_autofree char *body
      = g_strdup_printf ("{\"account\":\"%s\",\"password\":\"" TEST_CANARY "\",\"seat\":\"02\"}",
                         account);

  g_free (test_http_request (http, "POST", "/v1/session", body, 401));
}

static void
test_what_is_noted (TestHttp *http, gconstpointer data)
{
  g_autofree char *rows = NULL;
  g_autofree char *report = test_report ("c-1");
  g_autofree char *many = g_strnfill (4000, '/');
  g_autofree char *longest = g_strconcat ("/v1/attachments/a/b/c/d/e", many, "f", NULL);
  g_autofree char *reveal
      = g_strdup ("{\"id\":\"v-1\",\"field\":\"title\",\"reason\":\"回访核实\"}");

  test_http_add_account (http, "wall", "display", TEST_COUNTY, NULL);
  fail_to_sign_in (http, "seat02");
  /* Somebody took one field for the other. */
  fail_to_sign_in (http, TEST_CANARY);
  test_http_sign_in (http, "wall");
  g_free (test_http_post (http, "/v1/cases", report, "c-1", NULL, 403));
  g_free (test_http_request (http, "GET", "/v1/audit", NULL, 403));
  g_free (test_http_request (http, "GET", "/v1/13907150417", NULL, 404));
  g_free (test_http_request (http, "GET", "/v1/attachments/%E9%99%88%20x", NULL, 403));
  g_free (test_http_request (http, "GET", longest, NULL, 403));
  g_free (test_http_request (http, "DELETE", "/v1/session", NULL, 204));
  test_http_sign_in (http, "seat02");
  g_free (test_http_post (http, "/v1/cases", report, "c-1", NULL, 201));
  g_free (test_http_post (http, "/v1/cases/c-1/reveal", reveal, "v-1", NULL, 201));
  rows = dup_rows (http->county);
  g_assert_cmpstr (rows, ==,
                   "seat02 sign-in - bad-credentials\n"
                   "- sign-in - bad-credentials\n"
                   "wall sign-in - ok\n"
                   "wall request POST /v1/cases forbidden\n"
                   "wall request GET /v1/audit forbidden\n"
                   "wall request GET /v1/attachments/? forbidden\n"
                   "wall request GET /v1/attachments/a/b/c forbidden\n"
                   "wall sign-out - ok\n"
                   "seat02 sign-in - ok\n"
                   "seat02 reveal cases/c-1#title ok\n");
}

static JsonArray *
page (TestHttp *http, const char *path, JsonParser **parser, gint64 *next)
{
  g_autofree char *text = test_http_request (http, "GET", path, NULL, 200);
  JsonObject *object = test_http_parse (text, parser);

  *next = json_object_get_int_member_with_default (object, "next", 0);
  return json_object_get_array_member (object, "records");
}

static void
test_pages (TestHttp *http, gconstpointer data)
{
  gint64 next;
  gint64 after = 0;
  g_autofree char *hash = g_strnfill (64, '0');

  test_http_add_account (http, "auditor", "auditor", "", NULL);
  test_make_filed (http->county, "c-1");
  test_http_sign_in (http, "auditor");
  g_free (test_http_request (http, "GET", "/v1/audit?after=x", NULL, 400));
  g_free (test_http_request (http, "GET", "/v1/audit?after=-1", NULL, 400));
  g_free (test_http_request (http, "GET", "/v1/audit?limit=501", NULL, 400));
  g_free (test_http_request (http, "POST", "/v1/audit", "{}", 405));
  do
    {
      g_autofree char *path = g_strdup_printf ("/v1/audit?limit=1&after=%" G_GINT64_FORMAT, after);
      g_autoptr (JsonParser) parser = NULL;
      JsonArray *records = page (http, path, &parser, &next);
      JsonObject *row = json_array_get_object_element (records, 0);

      g_assert_cmpuint (json_array_get_length (records), ==, 1);
      g_assert_cmpint (json_object_get_int_member (row, "seq"), ==, after + 1);
      g_assert_cmpstr (json_object_get_string_member (row, "intake"), ==,
                       after == 0 ? "report" : "act");
      g_assert_cmpstr (json_object_get_string_member (row, "prev_hash"), ==, hash);
      g_assert_false (json_object_has_member (row, "body"));
      g_free (hash);
      hash = g_strdup (json_object_get_string_member (row, "hash"));
      after++;
    }
  while (next != 0);
  g_assert_cmpint (after, ==, 3);
}

static void
test_log_pages (TestHttp *http, gconstpointer data)
{
  g_autoptr (JsonParser) first = NULL;
  g_autoptr (JsonParser) second = NULL;
  JsonArray *records;
  JsonObject *row;
  gint64 next;

  test_http_add_account (http, "auditor", "auditor", "", NULL);
  test_http_sign_in (http, "seat02");
  test_http_sign_in (http, "auditor");
  /* Nobody waits for the log; what comes after it on the writing thread has it. */
  g_free (dup_rows (http->county));
  records = page (http, "/v1/access-log?limit=1", &first, &next);
  g_assert_cmpint (next, ==, 1);
  row = json_array_get_object_element (records, 0);
  g_assert_cmpstr (json_object_get_string_member (row, "account"), ==, "seat02");
  g_assert_cmpstr (json_object_get_string_member (row, "address"), ==, "127.0.0.1");
  g_assert_cmpstr (json_object_get_string_member (row, "result"), ==, "ok");
  records = page (http, "/v1/access-log?after=1", &second, &next);
  g_assert_cmpuint (json_array_get_length (records), ==, 1);
  g_assert_cmpint (next, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/access-log/bounded", test_bounded);
  g_test_add_func ("/access-log/kept", test_kept);
  TEST_HTTP_ADD ("/access-log/what-is-noted", test_what_is_noted);
  TEST_HTTP_ADD ("/access-log/audit", test_pages);
  TEST_HTTP_ADD ("/access-log/pages", test_log_pages);

  return g_test_run ();
}
