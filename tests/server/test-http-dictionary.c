/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The routes of the dictionary and of the figures. */
#include "test-server-support.h"

#include "lian-default-dictionary.h"
#include "lian-dictionary-file.h"
#include "lian-http-server.h"
#include "lian-limits.h"
#include "lian-password.h"
#include "lian-receipt.h"

#include <libsoup/soup.h>
#include <string.h>

#define PASSWORD "correct horse"

typedef struct
{
  TestCounty *county;
  LianHttpServer *server;
  char *uri;
  SoupSession *session;
  char *token;
} Fixture;

static void
add_account (Fixture *fixture, const char *account, const char *role, const char *region)
{
  const char *roles[] = { role, NULL };
  g_autoptr (LianPerson) person = lian_person_new (account, account, roles, region, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = lian_password_hash (PASSWORD, &error);

  g_assert_no_error (error);
  lian_service_add_account (fixture->county->service, person, hash, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianServerLimits) limits = lian_server_limits_new ();
  g_autoptr (GError) error = NULL;

  fixture->county = test_county_new ();
  add_account (fixture, "admin", "admin", TEST_COUNTY);
  add_account (fixture, "leader", "leader", TEST_STREET);
  fixture->server = lian_http_server_new (fixture->county->service, limits);
  lian_http_server_listen (fixture->server, "127.0.0.1:0", &error);
  g_assert_no_error (error);
  fixture->uri = lian_http_server_dup_uri (fixture->server);
  fixture->session = soup_session_new_with_options ("timeout", 10, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  soup_session_abort (fixture->session);
  g_object_unref (fixture->session);
  g_object_unref (fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  test_county_free (fixture->county);
  g_free (fixture->uri);
  g_free (fixture->token);
}

typedef struct
{
  gboolean done;
  GAsyncResult *result;
} Answer;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = g_object_ref (result);
  answer->done = TRUE;
}

static SoupMessage *
make_message (Fixture *fixture, const char *method, const char *path)
{
  g_autofree char *uri = g_strconcat (fixture->uri, path, NULL);
  SoupMessage *msg = soup_message_new (method, uri);

  if (fixture->token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", fixture->token, NULL);

      soup_message_headers_replace (soup_message_get_request_headers (msg), "Authorization",
                                    bearer);
    }
  return msg;
}

static char *
send_message (Fixture *fixture, SoupMessage *msg, guint status)
{
  Answer answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  soup_session_send_and_read_async (fixture->session, msg, 0, NULL, answered_cb, &answer);
  test_iterate_until (&answer.done);
  bytes = soup_session_send_and_read_finish (fixture->session, answer.result, &error);
  g_object_unref (answer.result);
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (soup_message_get_status (msg) != status)
    g_test_message ("%s", text);
  g_assert_cmpuint (soup_message_get_status (msg), ==, status);
  return text;
}

static void
set_body (SoupMessage *msg, const char *body, const char *key)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autofree char *digest = lian_content_digest (bytes);
  SoupMessageHeaders *headers = soup_message_get_request_headers (msg);

  soup_message_set_request_body_from_bytes (msg, "application/x-ndjson", bytes);
  soup_message_headers_replace (headers, "Content-Digest", digest);
  if (key != NULL)
    soup_message_headers_replace (headers, "Idempotency-Key", key);
}

static char *
load (Fixture *fixture, const char *text, const char *key, guint status)
{
  g_autoptr (SoupMessage) msg = make_message (fixture, "POST", "/v1/dictionary");

  set_body (msg, text, key);
  return send_message (fixture, msg, status);
}

static char *
get (Fixture *fixture, const char *path, guint status)
{
  g_autoptr (SoupMessage) msg = make_message (fixture, "GET", path);

  return send_message (fixture, msg, status);
}

static JsonObject *
parse (const char *text, JsonParser **parser)
{
  g_autoptr (GError) error = NULL;

  *parser = json_parser_new ();
  json_parser_load_from_data (*parser, text, -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (*parser));
}

static void
sign_in (Fixture *fixture, const char *account)
{
  g_autofree char *body
      = g_strdup_printf ("{\"account\":\"%s\",\"password\":\"" PASSWORD "\",\"seat\":\"02\"}",
                         account);
  g_autoptr (SoupMessage) msg = NULL;
  g_autoptr (JsonParser) parser = NULL;
  g_autofree char *text = NULL;

  g_clear_pointer (&fixture->token, g_free);
  msg = make_message (fixture, "POST", "/v1/session");
  set_body (msg, body, NULL);
  text = send_message (fixture, msg, 200);
  fixture->token = g_strdup (json_object_get_string_member (parse (text, &parser), "token"));
}

static char *
make_file (const char *more)
{
  g_autoptr (GPtrArray) records = lian_default_dictionary_make ();
  g_autofree char *text = lian_dictionary_file_print (records);

  return g_strconcat (text, more, NULL);
}

static void
test_load (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_file ("{\"kind\":\"entry\",\"vocabulary\":\"source\",\"code\":"
                                     "\"radio\",\"title\":\"Radio\",\"title_zh\":\"广播\"}\n");
  g_autofree char *bad = make_file ("\n{\"kind\":\"entry\",\"vocabulary\":\"source\",\"code\":"
                                    "\"radio\",\"title\":7}\n");
  g_autoptr (SoupMessage) old = NULL;
  g_autoptr (SoupMessage) new = NULL;
  g_autoptr (JsonParser) parser = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *problem = NULL;
  const char *tag;
  JsonObject *object;

  sign_in (fixture, "admin");
  old = make_message (fixture, "GET", "/v1/dictionary");
  before = send_message (fixture, old, 200);
  g_assert_null (strstr (before, "source/radio"));
  tag = soup_message_headers_get_one (soup_message_get_response_headers (old), "ETag");

  problem = load (fixture, bad, "k-1", 400);
  object = parse (problem, &parser);
  g_assert_nonnull (strstr (problem, "urn:liandong:problem:bad-dictionary"));
  g_assert_cmpstr (json_object_get_string_member (object, "field"), ==, "entry.title");
  g_assert_cmpint (json_object_get_int_member (object, "line"), >, 700);
  new = make_message (fixture, "GET", "/v1/dictionary");
  soup_message_headers_replace (soup_message_get_request_headers (new), "If-None-Match", tag);
  g_free (send_message (fixture, new, 304));
  g_clear_object (&new);

  g_free (load (fixture, text, "k-1", 201));
  new = make_message (fixture, "GET", "/v1/dictionary");
  soup_message_headers_replace (soup_message_get_request_headers (new), "If-None-Match", tag);
  after = send_message (fixture, new, 200);
  g_assert_nonnull (strstr (after, "source/radio"));
  g_free (load (fixture, text, "k-1", 200));

  g_free (load (fixture, text, NULL, 400));
  g_free (load (fixture, text, "no id", 400));
  sign_in (fixture, "leader");
  g_free (load (fixture, text, "k-2", 403));
}

/* A duty list makes a file greater than other bodies; nobody else may send as much. */
static void
test_size (Fixture *fixture, gconstpointer data)
{
  g_autofree char *filling = g_strnfill (LIAN_LIMIT_BODY, ' ');
  g_autofree char *more = g_strconcat ("# ", filling, "\n", NULL);
  g_autofree char *text = make_file (more);
  g_autoptr (SoupMessage) other = NULL;

  g_assert_cmpuint (strlen (text), >, LIAN_LIMIT_BODY);
  g_free (load (fixture, text, "k-1", 413));
  sign_in (fixture, "leader");
  g_free (load (fixture, text, "k-1", 413));
  sign_in (fixture, "admin");
  other = make_message (fixture, "POST", "/v1/cases");
  set_body (other, text, "k-1");
  g_free (send_message (fixture, other, 413));
  g_free (load (fixture, text, "k-1", 201));
}

static void
test_kpis (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *query;
    guint status;
    const char *field;
  } cases[] = {
    { "group=unit", 200, NULL },
    { "from=2026-11-01&to=2026-12-01&group=day", 200, NULL },
    { "from=2026-11-01T08:00:00%2B08:00&to=2026-11-02&group=none", 200, NULL },
    { "kpi=on_time_rate,rework_rate&region=" TEST_COMMUNITY, 200, NULL },
    { "group=hour", 400, "group" },
    { "group=", 400, "group" },
    { "from=yesterday", 400, "from" },
    { "from=2026-13-01", 400, "from" },
    { "to=2026-11-02%2000:00", 400, "to" },
    { "from=2026-11-02&to=2026-11-02", 400, "to" },
    { "from=2026-11-03&to=2026-11-02", 400, "to" },
    { "from=2000-01-01&to=2026-11-02", 400, "from" },
    { "from=2025-01-01&to=2026-11-02&group=day", 400, "from" },
    { "kpi=nothing", 400, "kpi" },
    { "kpi=on_time_rate,", 400, "kpi" },
    { "kpi=", 400, "kpi" },
    { "region=" TEST_OTHER_STREET, 404, "region" },
    { "region=" TEST_COUNTY, 404, "region" },
    { "region=%27%20OR%201", 404, "region" },
  };

  g_free (get (fixture, "/v1/kpis", 401));
  sign_in (fixture, "leader");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/v1/kpis?", cases[i].query, NULL);
      g_autofree char *text = NULL;
      g_autoptr (JsonParser) parser = NULL;
      JsonObject *object;

      g_test_message ("%s", path);
      text = get (fixture, path, cases[i].status);
      object = parse (text, &parser);
      if (cases[i].field != NULL)
        g_assert_cmpstr (json_object_get_string_member (object, "field"), ==, cases[i].field);
      else
        g_assert_true (json_object_has_member (object, "position"));
    }
}

/* Two cases of one street, one of them filed; somebody of the other street sees nothing. */
static void
test_figures (Fixture *fixture, gconstpointer data)
{
  static const char path[] = "/v1/kpis?kpi=acceptance_rate&group=category";
  g_autofree char *report = test_report ("c-2");
  g_autofree char *text = NULL;
  g_autofree char *none = NULL;
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *object;
  JsonObject *row;

  test_make_filed (fixture->county, "c-1");
  test_expect (fixture->county, LIAN_INTAKE_REPORT, &test_resident, report, -1, 201, "");
  sign_in (fixture, "leader");
  text = get (fixture, path, 200);
  object = parse (text, &parser);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "rows")), ==, 1);
  row = json_array_get_object_element (json_object_get_array_member (object, "rows"), 0);
  g_assert_cmpstr (json_object_get_string_member (row, "kpi"), ==, "acceptance_rate");
  g_assert_cmpstr (json_object_get_string_member (row, "group"), ==, "category");
  g_assert_cmpstr (json_object_get_string_member (row, "key"), ==, "utility-manhole");
  g_assert_cmpint (json_object_get_int_member (row, "num"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (row, "den"), ==, 2);
  g_assert_true (g_str_has_prefix (json_object_get_string_member (object, "from"), "2026-11-01T"));

  add_account (fixture, "other", "leader", TEST_OTHER_STREET);
  sign_in (fixture, "other");
  none = get (fixture, path, 200);
  g_assert_nonnull (strstr (none, "\"rows\":[]"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/http-dictionary/load", Fixture, NULL, set_up, test_load, tear_down);
  g_test_add ("/http-dictionary/size", Fixture, NULL, set_up, test_size, tear_down);
  g_test_add ("/http-dictionary/kpis", Fixture, NULL, set_up, test_kpis, tear_down);
  g_test_add ("/http-dictionary/figures", Fixture, NULL, set_up, test_figures, tear_down);
  return g_test_run ();
}
