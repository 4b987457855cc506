/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The routes of the dictionary and of the figures. */
#include "test-http-support.h"

#include "lian-default-dictionary.h"
#include "lian-dictionary-file.h"
#include "lian-limits.h"

#include <string.h>

static void
add_accounts (TestHttp *fixture)
{
  test_http_add_account (fixture, "admin", "admin", TEST_COUNTY, NULL);
  test_http_add_account (fixture, "leader", "leader", TEST_STREET, NULL);
}

static char *
send_message (TestHttp *fixture, SoupMessage *msg, guint status)
{
  char *text = test_http_send (fixture, msg);

  if (soup_message_get_status (msg) != status)
    g_test_message ("%s", text);
  g_assert_cmpuint (soup_message_get_status (msg), ==, status);
  return text;
}

static char *
load (TestHttp *fixture, const char *text, const char *key, guint status)
{
  return test_http_post (fixture, "/v1/dictionary", text, key, NULL, status);
}

static char *
get (TestHttp *fixture, const char *path, guint status)
{
  return test_http_request (fixture, "GET", path, NULL, status);
}

static char *
make_file (const char *more)
{
  g_autoptr (GPtrArray) records = lian_default_dictionary_make ();
  g_autofree char *text = lian_dictionary_file_print (records);

  return g_strconcat (text, more, NULL);
}

static void
test_load (TestHttp *fixture, gconstpointer data)
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

  add_accounts (fixture);
  test_http_sign_in (fixture, "admin");
  old = test_http_make (fixture, "GET", "/v1/dictionary", NULL);
  before = send_message (fixture, old, 200);
  g_assert_null (strstr (before, "source/radio"));
  tag = soup_message_headers_get_one (soup_message_get_response_headers (old), "ETag");

  problem = load (fixture, bad, "k-1", 400);
  object = test_http_parse (problem, &parser);
  g_assert_nonnull (strstr (problem, "urn:liandong:problem:bad-dictionary"));
  g_assert_cmpstr (json_object_get_string_member (object, "field"), ==, "entry.title");
  g_assert_cmpint (json_object_get_int_member (object, "line"), >, 700);
  new = test_http_make (fixture, "GET", "/v1/dictionary", NULL);
  soup_message_headers_replace (soup_message_get_request_headers (new), "If-None-Match", tag);
  g_free (send_message (fixture, new, 304));
  g_clear_object (&new);

  g_free (load (fixture, text, "k-1", 201));
  new = test_http_make (fixture, "GET", "/v1/dictionary", NULL);
  soup_message_headers_replace (soup_message_get_request_headers (new), "If-None-Match", tag);
  after = send_message (fixture, new, 200);
  g_assert_nonnull (strstr (after, "source/radio"));
  g_free (load (fixture, text, "k-1", 200));

  g_free (load (fixture, text, NULL, 400));
  g_free (load (fixture, text, "no id", 400));
  test_http_sign_in (fixture, "leader");
  g_free (load (fixture, text, "k-2", 403));
}

/* A duty list makes a file greater than other bodies; nobody else may send as much. */
static void
test_size (TestHttp *fixture, gconstpointer data)
{
  g_autofree char *filling = g_strnfill (LIAN_LIMIT_BODY, ' ');
  g_autofree char *more = g_strconcat ("# ", filling, "\n", NULL);
  g_autofree char *text = make_file (more);

  add_accounts (fixture);
  g_assert_cmpuint (strlen (text), >, LIAN_LIMIT_BODY);
  g_free (load (fixture, text, "k-1", 413));
  test_http_sign_in (fixture, "leader");
  g_free (load (fixture, text, "k-1", 413));
  test_http_sign_in (fixture, "admin");
  g_free (test_http_post (fixture, "/v1/cases", text, "k-1", NULL, 413));
  g_free (load (fixture, text, "k-1", 201));
}

static void
test_kpis (TestHttp *fixture, gconstpointer data)
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

  add_accounts (fixture);
  g_free (get (fixture, "/v1/kpis", 401));
  test_http_sign_in (fixture, "leader");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/v1/kpis?", cases[i].query, NULL);
      g_autofree char *text = NULL;
      g_autoptr (JsonParser) parser = NULL;
      JsonObject *object;

      g_test_message ("%s", path);
      text = get (fixture, path, cases[i].status);
      object = test_http_parse (text, &parser);
      if (cases[i].field != NULL)
        g_assert_cmpstr (json_object_get_string_member (object, "field"), ==, cases[i].field);
      else
        g_assert_true (json_object_has_member (object, "position"));
    }
}

/* Two cases of one street, one of them filed; somebody of the other street sees nothing. */
static void
test_figures (TestHttp *fixture, gconstpointer data)
{
  static const char path[] = "/v1/kpis?kpi=acceptance_rate&group=category";
  g_autofree char *report = test_report ("c-2");
  g_autofree char *text = NULL;
  g_autofree char *none = NULL;
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *object;
  JsonObject *row;

  add_accounts (fixture);
  test_make_filed (fixture->county, "c-1");
  test_expect (fixture->county, LIAN_INTAKE_REPORT, &test_resident, report, -1, 201, "");
  test_http_sign_in (fixture, "leader");
  text = get (fixture, path, 200);
  object = test_http_parse (text, &parser);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "rows")), ==, 1);
  row = json_array_get_object_element (json_object_get_array_member (object, "rows"), 0);
  g_assert_cmpstr (json_object_get_string_member (row, "kpi"), ==, "acceptance_rate");
  g_assert_cmpstr (json_object_get_string_member (row, "group"), ==, "category");
  g_assert_cmpstr (json_object_get_string_member (row, "key"), ==, "utility-manhole");
  g_assert_cmpint (json_object_get_int_member (row, "num"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (row, "den"), ==, 2);
  g_assert_true (g_str_has_prefix (json_object_get_string_member (object, "from"), "2026-11-01T"));

  test_http_add_account (fixture, "other", "leader", TEST_OTHER_STREET, NULL);
  test_http_sign_in (fixture, "other");
  none = get (fixture, path, 200);
  g_assert_nonnull (strstr (none, "\"rows\":[]"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  TEST_HTTP_ADD ("/http-dictionary/load", test_load);
  TEST_HTTP_ADD ("/http-dictionary/size", test_size);
  TEST_HTTP_ADD ("/http-dictionary/kpis", test_kpis);
  TEST_HTTP_ADD ("/http-dictionary/figures", test_figures);
  return g_test_run ();
}
