/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-ogc.h"
#include "lian-table.h"
#include "test-http-support.h"

#include <string.h>

#define ITEMS "/ogc/collections/"

static gboolean
upsert (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_table_upsert (conn, LIAN_SERVER_PREFIX, data, error);
}

static void
put (TestHttp *http, LianRecord *record)
{
  g_autoptr (LianRecord) owned = record;
  g_autoptr (GError) error = NULL;

  g_assert_true (lian_db_write (http->county->service->db, upsert, owned, NULL, &error));
  g_assert_no_error (error);
}

static void
put_place (TestHttp *http, const char *id, const char *region, double lon, double lat)
{
  LianRecord *place = lian_record_new (LIAN_KIND_PLACE);

  lian_record_set_text (place, LIAN_F_ID, id);
  lian_record_set_int (place, LIAN_F_VERSION, 1);
  lian_record_set_text (place, LIAN_F_REGION, region);
  lian_record_set_text (place, LIAN_PLACE_NAME, id);
  lian_record_set_text (place, LIAN_PLACE_KIND, "service");
  lian_record_set_text (place, LIAN_PLACE_LINK, "rtsp://camera.example.org/1");
  if (lat <= 90.0)
    lian_record_set_point (place, LIAN_PLACE_LOCATION, lon, lat);
  put (http, place);
}

static JsonObject *
ask (TestHttp *http, const char *path, JsonParser **parser)
{
  g_autofree char *text = test_http_request (http, "GET", path, NULL, 200);

  return test_http_parse (text, parser);
}

static char *
dup_link (TestHttp *http, JsonObject *object, const char *rel)
{
  JsonArray *links = json_object_get_array_member (object, "links");

  for (guint i = 0; i < json_array_get_length (links); i++)
    {
      JsonObject *link = json_array_get_object_element (links, i);
      const char *href = json_object_get_string_member (link, "href");

      if (strcmp (json_object_get_string_member (link, "rel"), rel) != 0)
        continue;
      g_assert_true (g_str_has_prefix (href, http->uri));
      return g_strdup (href + strlen (http->uri));
    }
  return NULL;
}

/* Ids of a collection, page by page, with semicolons between them. */
static char *
walk (TestHttp *http, const char *path)
{
  g_autofree char *next = g_strdup (path);
  GString *ids = g_string_new (NULL);
  gint64 left = -1;

  while (next != NULL)
    {
      g_autoptr (JsonParser) parser = NULL;
      JsonObject *page = ask (http, next, &parser);
      JsonArray *features = json_object_get_array_member (page, "features");
      guint n = json_array_get_length (features);
      g_autofree char *self = dup_link (http, page, "self");
      g_autofree char *here = g_steal_pointer (&next);

      if (left < 0)
        left = json_object_get_int_member (page, "numberMatched");
      else
        g_assert_cmpstr (self, ==, here);
      g_assert_cmpint (json_object_get_int_member (page, "numberReturned"), ==, n);
      for (guint i = 0; i < n; i++)
        g_string_append_printf (
            ids, "%s%s", ids->len > 0 ? ";" : "",
            json_object_get_string_member (json_array_get_object_element (features, i), "id"));
      left -= n;
      next = dup_link (http, page, "next");
      g_assert_cmpint (next == NULL, ==, left == 0);
    }
  return g_string_free (ids, FALSE);
}

static void
expect_ids (TestHttp *http, const char *path, const char *ids)
{
  g_autofree char *found = walk (http, path);

  g_test_message ("%s", path);
  g_assert_cmpstr (found, ==, ids);
}

static void
expect_field (TestHttp *http, const char *path, const char *field)
{
  g_autofree char *text = test_http_request (http, "GET", path, NULL, 400);
  g_autofree char *named = g_strdup_printf ("\"field\":\"%s\"", field);

  g_assert_nonnull (strstr (text, named));
}

/* --- documents --- */

/* What somebody saves of an invented county says that it is. */
static void
expect_marked (TestHttp *http, const char *path)
{
  g_autoptr (JsonParser) parser = NULL;

  g_assert_cmpstr (json_object_get_string_member_with_default (ask (http, path, &parser),
                                                               "attribution", NULL),
                   ==, "演示数据·示意图，不代表实际行政区界线");
}

static void
test_documents (TestHttp *http, gconstpointer data)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autofree char *conformance = NULL;
  g_autofree char *api = NULL;
  g_autofree char *collections = NULL;
  JsonObject *landing;

  g_free (test_http_request (http, "GET", "/ogc", NULL, 401));
  test_http_sign_in (http, "seat02");
  landing = ask (http, "/ogc", &parser);
  for (const char *const *rel
       = (const char *const[]){ "self", "service-desc", "conformance", "data", NULL };
       *rel != NULL; rel++)
    {
      g_autofree char *href = dup_link (http, landing, *rel);

      g_free (test_http_request (http, "GET", href, NULL, 200));
    }
  conformance = test_http_request (http, "GET", "/ogc/conformance", NULL, 200);
  g_assert_nonnull (strstr (conformance, "ogcapi-features-1/1.0/conf/core"));
  api = test_http_request (http, "GET", "/ogc/api?f=json", NULL, 200);
  g_assert_nonnull (strstr (api, http->uri));
  collections = test_http_request (http, "GET", "/ogc/collections", NULL, 200);
  g_assert_nonnull (
      strstr (collections, "\"attribution\":\"演示数据·示意图，不代表实际行政区界线\""));
  g_assert_nonnull (strstr (collections, "\"bbox\":[[114.3,29.8"));
  expect_marked (http, "/ogc");
  expect_marked (http, "/ogc/collections/grids");
  expect_marked (http, "/ogc/collections/grids/items?limit=1");
  expect_marked (http, "/ogc/collections/grids/items/g-1?f=json");
  g_free (test_http_request (http, "GET", "/ogc/nothing", NULL, 404));
  g_free (test_http_request (http, "GET", "/ogc/collections/units", NULL, 404));
  g_free (test_http_request (http, "GET", "/ogc/collections/grids/nothing", NULL, 404));
  g_free (test_http_request (http, "GET", "/ogc/api/more", NULL, 404));
  expect_field (http, "/ogc?x=1", "x");
  expect_field (http, "/ogc/api?f=yaml", "f");
}

static void
test_methods (TestHttp *http, gconstpointer data)
{
  g_autoptr (SoupMessage) options = test_http_make (http, "OPTIONS", "/ogc/collections", NULL);
  g_autofree char *head = NULL;
  g_autofree char *request = NULL;

  g_free (test_http_send (http, options));
  g_assert_cmpuint (soup_message_get_status (options), ==, 204);
  g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (options),
                                                 "Allow"),
                   ==, "GET, HEAD, OPTIONS");
  test_http_sign_in (http, "seat02");
  g_free (test_http_request (http, "POST", "/ogc/collections/grids/items", "{}", 405));
  g_free (test_http_request (http, "DELETE", "/ogc/collections/grids/items/g-1", NULL, 405));
  request = g_strdup_printf ("HEAD /ogc/collections/grids/items HTTP/1.1\r\nHost: x\r\n"
                             "Authorization: Bearer %s\r\n\r\n",
                             http->token);
  head = test_raw_ask (http, request);
  g_assert_true (g_str_has_prefix (head, "HTTP/1.1 200"));
  g_assert_nonnull (strstr (head, "application/geo+json"));
  g_assert_null (strstr (head, "FeatureCollection"));
}

/* --- features --- */

static void
test_pages (TestHttp *http, gconstpointer data)
{
  put_place (http, "p-1", TEST_COMMUNITY, 114.31, 29.81);
  put_place (http, "p-2", TEST_COMMUNITY, 114.32, 29.82);
  put_place (http, "p-3", TEST_OTHER_COMMUNITY, 114.45, 29.83);
  put_place (http, "p-4", "", 114.33, 29.84);
  put_place (http, "p-5", TEST_COMMUNITY, 0.0, 99.0);
  test_http_sign_in (http, "seat02");
  for (guint limit = 1; limit < 7; limit++)
    {
      g_autofree char *path = g_strdup_printf (ITEMS "places/items?limit=%u", limit);

      expect_ids (http, path, "p-1;p-2;p-3;p-4;p-5");
    }
  expect_ids (http, ITEMS "places/items?limit=99999&f=json", "p-1;p-2;p-3;p-4;p-5");
  expect_ids (http, ITEMS "places/items?limit=1&bbox=114.31,29.8,114.33,29.9", "p-1;p-2;p-4");
  expect_ids (http, ITEMS "regions/items?limit=2&bbox=114.35,29.85,114.36,29.86",
              TEST_COUNTY ";" TEST_STREET ";" TEST_COMMUNITY);
  expect_ids (http, ITEMS "grids/items?bbox=114.45,29.0,114.46,30.0", "g-2");
  expect_ids (http, ITEMS "grids/items?bbox=114.4,29.0,-170,30.0", "g-1;g-2");
  expect_ids (http, ITEMS "grids/items?bbox=114.401,29.0,-170,30.0", "g-2");
  expect_ids (http, ITEMS "complexes/items", "");

  test_http_sign_in (http, "street");
  expect_ids (http, ITEMS "places/items?limit=1", "p-3;p-4");
  expect_ids (http, ITEMS "grids/items", "g-2");
  expect_ids (http, ITEMS "grids/items?bbox=114.3,29.0,115,30.0", "g-2");
  g_free (test_http_request (http, "GET", ITEMS "grids/items/g-2", NULL, 200));
  g_free (test_http_request (http, "GET", ITEMS "grids/items/g-1", NULL, 404));
}

static void
test_parameters (TestHttp *http, gconstpointer data)
{
  static const struct
  {
    const char *query;
    const char *field;
  } cases[] = {
    { "limit=0", "limit" },   { "limit=-1", "limit" },      { "limit=1.5", "limit" },
    { "limit=", "limit" },    { "limit=many", "limit" },    { "bbox=1,2,3", "bbox" },
    { "bbox=", "bbox" },      { "bbox=0,0,0,91", "bbox" },  { "datetime=now", "datetime" },
    { "cursor=", "cursor" },  { "cursor=%FF", "cursor" },   { "f=html", "f" },
    { "offset=5", "offset" }, { "bbox-crs=x", "bbox-crs" }, { "%27=1", "'" },
    { "name=x", "name" },
  };
  g_autofree char *rest = NULL;

  test_http_sign_in (http, "seat02");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat (ITEMS "grids/items?", cases[i].query, NULL);

      expect_field (http, path, cases[i].field);
    }
  expect_field (http, ITEMS "grids/items/g-1?limit=5", "limit");
  expect_field (http, ITEMS "grids?bbox=0,0,1,1", "bbox");
  rest = test_http_request (http, "GET", ITEMS "grids/items?cursor=g-1", NULL, 200);
  g_assert_null (strstr (rest, "\"g-1\""));
  g_assert_nonnull (strstr (rest, "\"g-2\""));
  g_assert_nonnull (strstr (rest, "\"numberMatched\":2,\"numberReturned\":1"));
}

static void
expect_feature (TestHttp *http, const char *escaped, const char *id)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (JsonParser) again = NULL;
  g_autofree char *path = g_strconcat (ITEMS "places/items/", escaped, NULL);
  JsonObject *feature = ask (http, path, &parser);
  g_autofree char *self = dup_link (http, feature, "self");
  g_autofree char *alternate = dup_link (http, feature, "alternate");

  g_assert_cmpstr (json_object_get_string_member (feature, "id"), ==, id);
  g_assert_cmpstr (json_object_get_string_member (ask (http, self, &again), "id"), ==, id);
  g_free (test_http_request (http, "GET", alternate, NULL, 200));
}

static void
test_odd_ids (TestHttp *http, gconstpointer data)
{
  put_place (http, "lake/1", TEST_COMMUNITY, 114.31, 29.81);
  put_place (http, "/lake//2/", TEST_COMMUNITY, 114.31, 29.81);
  put_place (http, "o'x\"y", TEST_COMMUNITY, 114.31, 29.81);
  put_place (http, "a/items/b", TEST_COMMUNITY, 114.31, 29.81);
  put_place (http, "100% +&?#", TEST_COMMUNITY, 114.31, 29.81);
  put_place (http, "湖", TEST_COMMUNITY, 114.31, 29.81);
  test_http_sign_in (http, "seat02");
  expect_feature (http, "lake%2F1", "lake/1");
  expect_feature (http, "lake/1", "lake/1");
  expect_feature (http, "%2Flake%2F%2F2%2F", "/lake//2/");
  expect_feature (http, "o%27x%22y", "o'x\"y");
  expect_feature (http, "a%2Fitems%2Fb", "a/items/b");
  expect_feature (http, "100%25%20%2B%26%3F%23", "100% +&?#");
  expect_feature (http, "%E6%B9%96", "湖");
  expect_ids (http, ITEMS "places/items?limit=1", "/lake//2/;100% +&?#;a/items/b;lake/1;o'x\"y;湖");
  g_free (test_http_request (http, "GET", ITEMS "places/items/o%27%20OR%201=1", NULL, 404));
  g_free (test_http_request (http, "GET", ITEMS "places/items/%FF", NULL, 404));
}

static void
put_grid (TestHttp *http, const char *id, gint64 from, gint64 to)
{
  LianRecord *grid = lian_record_new (LIAN_KIND_GRID);

  lian_record_set_text (grid, LIAN_F_ID, id);
  lian_record_set_int (grid, LIAN_F_VERSION, 1);
  lian_record_set_text (grid, LIAN_F_REGION, TEST_COMMUNITY);
  lian_record_set_text (grid, LIAN_GRID_CODE, id);
  lian_record_set_text (grid, LIAN_GRID_NAME, id);
  lian_record_set_text (grid, LIAN_GRID_MEMBER, "somebody");
  lian_record_set_time (grid, LIAN_GRID_VALID_FROM, TEST_NOW + from * G_TIME_SPAN_DAY);
  if (to != 0)
    lian_record_set_time (grid, LIAN_GRID_VALID_TO, TEST_NOW + to * G_TIME_SPAN_DAY);
  put (http, grid);
}

/* TEST_NOW is 2026-11-24T03:00Z; g-1 and g-2 are valid at all times. */
static void
test_times (TestHttp *http, gconstpointer data)
{
  put_grid (http, "t-1", -10, -5);
  put_grid (http, "t-2", -6, 0);
  put_grid (http, "t-3", 2, 3);
  test_http_sign_in (http, "seat02");
  expect_ids (http, ITEMS "grids/items?datetime=2026-11-16T00:00:00Z", "g-1;g-2;t-1");
  expect_ids (http, ITEMS "grids/items?datetime=2026-11-18T12:00:00Z/2026-11-19T00:00:00Z",
              "g-1;g-2;t-1;t-2");
  expect_ids (http, ITEMS "grids/items?limit=1&datetime=2026-11-26T00:00:00%2B08:00/..",
              "g-1;g-2;t-2;t-3");
  expect_ids (http, ITEMS "grids/items?datetime=../2026-01-01T00:00:00Z", "g-1;g-2");
  expect_ids (http, ITEMS "places/items?datetime=2026-11-16T00:00:00Z", "");
}

static LianRecord *
make_case (const char *id, const char *state)
{
  LianRecord *record = lian_record_new (LIAN_KIND_CASE);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_int (record, LIAN_F_VERSION, 1);
  lian_record_set_text (record, LIAN_F_REGION, TEST_COMMUNITY);
  lian_record_set_text (record, LIAN_CASE_TITLE, "井盖 " TEST_CANARY);
  lian_record_set_text (record, LIAN_CASE_KIND, "event");
  lian_record_set_text (record, LIAN_CASE_CATEGORY, "utility-manhole");
  lian_record_set_text (record, LIAN_CASE_SOURCE, "wechat");
  lian_record_set_text (record, LIAN_CASE_URGENCY, "normal");
  lian_record_set_text (record, LIAN_CASE_STATE, state);
  lian_record_set_text (record, LIAN_CASE_REPORTER_NAME, "陈大文");
  lian_record_set_text (record, LIAN_CASE_REPORTER_PHONE, TEST_CANARY);
  lian_record_set_text (record, LIAN_CASE_ADDRESS, "温泉路 8 号");
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT, TEST_NOW);
  lian_record_set_point (record, LIAN_CASE_LOCATION, 114.35, 29.85);
  return record;
}

/* The list of the properties is the promise. */
static void
test_cases (TestHttp *http, gconstpointer data)
{
  static const char *const allowed[]
      = { "id",      "region_code", "code",     "category",     "source", "urgency", "state",
          "grid_id", "reported_at", "deadline", "lead_unit_id", "stage",  "light",   NULL };
  LianRecord *secret = make_case ("c-2", "reported");
  g_autoptr (JsonParser) parser = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GList) members = NULL;
  JsonObject *properties;

  lian_record_set_bool (secret, LIAN_CASE_SECRECY, TRUE);
  put (http, make_case ("c-1", "reported"));
  put (http, secret);
  put (http, make_case ("c-3", "closed"));
  put (http, make_case ("c-4", "suspended"));
  put (http, make_case ("c-5", "nowhere"));
  test_http_sign_in (http, "seat02");
  expect_ids (http, ITEMS "cases/items?limit=1", "c-1;c-4");
  g_free (test_http_request (http, "GET", ITEMS "cases/items/c-2", NULL, 404));
  g_free (test_http_request (http, "GET", ITEMS "cases/items/c-3", NULL, 404));
  text = test_http_request (http, "GET", ITEMS "cases/items/c-4", NULL, 200);
  g_assert_null (strstr (text, "0417"));
  g_assert_null (strstr (text, "温泉路"));
  g_assert_null (strstr (text, "陈"));
  properties = json_object_get_object_member (test_http_parse (text, &parser), "properties");
  members = json_object_get_members (properties);
  g_assert_cmpuint (g_list_length (members), ==, g_strv_length ((char **)allowed));
  for (const GList *at = members; at != NULL; at = at->next)
    g_assert_true (g_strv_contains (allowed, at->data));
  g_assert_cmpstr (json_object_get_string_member (properties, "light"), ==, "held");
  g_assert_true (json_object_get_null_member (properties, "deadline"));

  test_http_sign_in (http, "street");
  expect_ids (http, ITEMS "cases/items", "");
  g_free (test_http_request (http, "GET", ITEMS "cases/items/c-1", NULL, 404));
}

static void
test_properties (TestHttp *http, gconstpointer data)
{
  g_autofree char *place = NULL;
  g_autofree char *grid = NULL;

  put_place (http, "p-1", TEST_COMMUNITY, 114.31, 29.81);
  put_grid (http, "t-1", 0, 1);
  test_http_sign_in (http, "seat02");
  place = test_http_request (http, "GET", ITEMS "places/items/p-1", NULL, 200);
  g_assert_nonnull (strstr (place, "\"Point\""));
  g_assert_null (strstr (place, "rtsp"));
  grid = test_http_request (http, "GET", ITEMS "grids/items/t-1", NULL, 200);
  g_assert_nonnull (strstr (grid, "\"geometry\":null"));
  g_assert_null (strstr (grid, "somebody"));
}

/* --- who may --- */

static SoupMessage *
make_basic (TestHttp *http, const char *credentials)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *)credentials, strlen (credentials));
  g_autofree char *header = g_strconcat ("Basic ", encoded, NULL);
  SoupMessage *msg = test_http_make (http, "GET", "/ogc/collections/grids/items", NULL);

  soup_message_headers_replace (soup_message_get_request_headers (msg), "Authorization", header);
  /* Or the session would ask again by itself. */
  soup_message_disable_feature (msg, SOUP_TYPE_AUTH_MANAGER);
  return msg;
}

static guint
try_basic (TestHttp *http, const char *credentials, char **text)
{
  g_autoptr (SoupMessage) msg = make_basic (http, credentials);
  g_autofree char *answer = test_http_send (http, msg);
  guint status = soup_message_get_status (msg);
  const char *challenge
      = soup_message_headers_get_list (soup_message_get_response_headers (msg), "WWW-Authenticate");

  g_assert_cmpint (challenge != NULL && strstr (challenge, "Basic realm=") != NULL, ==,
                   status == 401);
  g_assert_cmpint (
      soup_message_headers_get_one (soup_message_get_response_headers (msg), "Retry-After") != NULL,
      ==, status == 429);
  if (text != NULL)
    *text = g_steal_pointer (&answer);
  return status;
}

/* A password is tried once, however many pages are asked for. */
static void
test_basic (TestHttp *http, gconstpointer data)
{
  g_autofree char *county = NULL;
  g_autofree char *street = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20; i++)
    g_assert_cmpuint (try_basic (http, "seat02:" TEST_PASSWORD, NULL), ==, 200);
  g_assert_cmpuint (try_basic (http, "seat02:" TEST_PASSWORD, &county), ==, 200);
  g_assert_nonnull (strstr (county, "g-1"));
  g_assert_cmpuint (try_basic (http, "street:" TEST_PASSWORD, &street), ==, 200);
  g_assert_null (strstr (street, "g-1"));

  g_assert_cmpuint (try_basic (http, "seat02", NULL), ==, 401);
  g_assert_cmpuint (try_basic (http, "", NULL), ==, 401);
  g_assert_cmpuint (try_basic (http, ":", NULL), ==, 401);
  g_assert_cmpuint (try_basic (http, "nobody:" TEST_PASSWORD, NULL), ==, 401);
  g_assert_cmpuint (try_basic (http, "\xff\xfe:x", NULL), ==, 401);

  g_assert_true (lian_service_disable_account (http->county->service, "seat02", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (try_basic (http, "seat02:" TEST_PASSWORD, NULL), ==, 401);
}

static void
test_basic_throttled (TestHttp *http, gconstpointer data)
{
  g_assert_cmpuint (try_basic (http, "street:" TEST_PASSWORD, NULL), ==, 200);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (try_basic (http, "street:wrong", NULL), ==, 401);
  g_assert_cmpuint (try_basic (http, "street:wrong", NULL), ==, 429);
  g_assert_cmpuint (try_basic (http, "street:wrong again", NULL), ==, 429);
  /* Who is in already does not suffer from it. */
  g_assert_cmpuint (try_basic (http, "street:" TEST_PASSWORD, NULL), ==, 200);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GBytes) bytes
      = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
  guint *left = user_data;

  g_assert_nonnull (bytes);
  (*left)--;
}

/* What comes at the same time is one try: more of them than an account has in a minute. */
static void
test_basic_at_once (TestHttp *http, gconstpointer data)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  guint left = 8;

  for (guint i = 0; i < 8; i++)
    {
      SoupMessage *msg = make_basic (http, "seat02:" TEST_PASSWORD);

      g_ptr_array_add (messages, msg);
      soup_session_send_and_read_async (http->session, msg, 0, NULL, answered_cb, &left);
    }
  TEST_WAIT (left == 0);
  for (guint i = 0; i < 8; i++)
    g_assert_cmpuint (soup_message_get_status (messages->pdata[i]), ==, 200);
}

static void
open_to_all (LianServerLimits *limits)
{
  limits->ogc_anonymous = TRUE;
}

static void
test_anonymous (TestHttp *http, gconstpointer data)
{
  g_autofree char *collections = NULL;

  put (http, make_case ("c-1", "reported"));
  collections = test_http_request (http, "GET", "/ogc/collections", NULL, 200);
  g_assert_nonnull (strstr (collections, "\"grids\""));
  g_assert_null (strstr (collections, "\"cases\""));
  expect_ids (http, ITEMS "grids/items", "g-1;g-2");
  g_free (test_http_request (http, "GET", ITEMS "cases", NULL, 404));
  g_free (test_http_request (http, "GET", ITEMS "cases/items", NULL, 404));
  g_free (test_http_request (http, "GET", ITEMS "cases/items/c-1", NULL, 404));
  g_free (test_http_request (http, "GET", "/v1/grids", NULL, 401));
  g_assert_cmpuint (try_basic (http, "seat02:wrong", NULL), ==, 401);
  test_http_sign_in (http, "seat02");
  expect_ids (http, ITEMS "cases/items", "c-1");
  test_http_sign_in (http, "street");
  expect_ids (http, ITEMS "grids/items", "g-2");
}

static void
name_proxy (LianServerLimits *limits)
{
  g_ptr_array_add (limits->proxies, g_inet_address_new_from_string ("127.0.0.1"));
}

static char *
ask_behind_proxy (TestHttp *http, const char *headers)
{
  g_autofree char *request = NULL;

  test_http_sign_in (http, "seat02");
  request = g_strdup_printf ("GET /ogc HTTP/1.1\r\nHost: inner.example.org:8402\r\n"
                             "Authorization: Bearer %s\r\n%s\r\n",
                             http->token, headers);
  return test_raw_ask (http, request);
}

#define FORWARDED                                                    \
  "X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example.com, " \
  "county.example.org\r\n"

static void
test_proxy (TestHttp *http, gconstpointer data)
{
  g_autofree char *forwarded = ask_behind_proxy (http, FORWARDED);
  g_autofree char *silent = ask_behind_proxy (http, "");
  g_autofree char *odd
      = ask_behind_proxy (http, "X-Forwarded-Proto: gopher\r\nX-Forwarded-Host: a/b\"\r\n");

  g_assert_nonnull (strstr (forwarded, "\"https://county.example.org/ogc/collections\""));
  g_assert_nonnull (strstr (silent, "\"http://inner.example.org:8402/ogc/collections\""));
  g_assert_nonnull (strstr (odd, "\"http://inner.example.org:8402/ogc/collections\""));
}

static void
test_no_proxy (TestHttp *http, gconstpointer data)
{
  g_autofree char *text = ask_behind_proxy (http, FORWARDED);

  g_assert_nonnull (strstr (text, "\"http://inner.example.org:8402/ogc/collections\""));
  g_assert_null (strstr (text, "county.example.org"));
}

/* Names that would not stand in a link, or in JSON. */
static void
test_hostile_names (TestHttp *http, gconstpointer data)
{
  static const char *const hosts[] = { "", ":80", "a\"b", "a<b>", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *request
          = g_strdup_printf ("GET /ogc HTTP/1.1\r\nHost: %s\r\n\r\n", hosts[i]);
      g_autofree char *text = test_raw_ask (http, request);

      g_assert_true (g_str_has_prefix (text, "HTTP/1.1 400"));
      g_assert_null (strstr (text, "/ogc/collections"));
    }
  expect_field (http, "/ogc?%FFx%0A=1", "\357\277\275x ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_HTTP_ADD ("/server/ogc/documents", test_documents);
  TEST_HTTP_ADD ("/server/ogc/methods", test_methods);
  TEST_HTTP_ADD ("/server/ogc/pages", test_pages);
  TEST_HTTP_ADD ("/server/ogc/parameters", test_parameters);
  TEST_HTTP_ADD ("/server/ogc/odd-ids", test_odd_ids);
  TEST_HTTP_ADD ("/server/ogc/times", test_times);
  TEST_HTTP_ADD ("/server/ogc/cases", test_cases);
  TEST_HTTP_ADD ("/server/ogc/properties", test_properties);
  TEST_HTTP_ADD ("/server/ogc/basic", test_basic);
  TEST_HTTP_ADD ("/server/ogc/basic-throttled", test_basic_throttled);
  TEST_HTTP_ADD ("/server/ogc/basic-at-once", test_basic_at_once);
  TEST_HTTP_ADD_LIMITED ("/server/ogc/anonymous", open_to_all, test_anonymous);
  TEST_HTTP_ADD_LIMITED ("/server/ogc/hostile-names", open_to_all, test_hostile_names);
  TEST_HTTP_ADD_LIMITED ("/server/ogc/proxy", name_proxy, test_proxy);
  TEST_HTTP_ADD ("/server/ogc/no-proxy", test_no_proxy);

  return g_test_run ();
}
