/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-exchange.h"

#include "lian-ogc.h"
#include "lian-text.h"

#include <string.h>

#define METHODS "GET, HEAD, OPTIONS"

static const char *const no_parameters[] = { "f", NULL };
static const char *const item_parameters[] = { "f", "limit", "cursor", "bbox", "datetime", NULL };

/**
 * lian_route_ogc_begins:
 *
 * Returns: whether there is something to be answered: nothing is changed under /ogc, and OPTIONS is
 * answered here
 */
gboolean
lian_route_ogc_begins (LianExchange *exchange)
{
  const char *method = soup_server_message_get_method (exchange->msg);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->msg);

  if (strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0)
    return TRUE;
  soup_message_headers_replace (headers, "Allow", METHODS);
  if (strcmp (method, "OPTIONS") == 0)
    soup_server_message_set_status (exchange->msg, 204, NULL);
  else
    lian_exchange_refuse (exchange, 405, "method-not-allowed", NULL, "not this method");
  return FALSE;
}

static void
refuse (LianExchange *exchange, const char *name, const char *reason)
{
  g_autofree char *detail = g_strdup_printf ("%s: %s", name, reason);

  lian_exchange_refuse (exchange, 400, "bad-request", name, detail);
}

static void
refuse_path (LianExchange *exchange)
{
  lian_exchange_refuse (exchange, 404, "not-found", NULL, "there is nothing here");
}

/* A parameter that is not known may have been meant as a condition: it is never passed over. */
static gboolean
check_parameters (LianExchange *exchange, const char *const *known)
{
  GHashTableIter iter;
  gpointer name;

  if (exchange->query == NULL)
    return TRUE;
  g_hash_table_iter_init (&iter, exchange->query);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (known, name))
      {
        g_autofree char *clean = lian_text_clean (name, FALSE, 64);

        refuse (exchange, clean, "there is no such parameter");
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_format (LianExchange *exchange, gboolean features, gboolean *plain)
{
  const char *format = lian_exchange_get_query (exchange, "f");

  *plain = g_strcmp0 (format, "json") == 0;
  if (format == NULL || *plain || (features && strcmp (format, "geojson") == 0))
    return TRUE;
  refuse (exchange, "f", features ? "geojson or json" : "json");
  return FALSE;
}

/* More than the most is the most: the standard does not allow to refuse it. */
static gboolean
read_limit (LianExchange *exchange, guint *limit)
{
  const char *text = lian_exchange_get_query (exchange, "limit");
  guint64 value;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT32, &value, NULL))
    {
      refuse (exchange, "limit", "a whole number from 1 to 1000");
      return FALSE;
    }
  *limit = (guint)MIN (value, LIAN_OGC_LIMIT_MAX);
  return TRUE;
}

static gboolean
read_items (LianExchange *exchange, LianOgcQuery *query)
{
  const char *cursor = lian_exchange_get_query (exchange, "cursor");
  g_autoptr (GError) error = NULL;

  if (!read_limit (exchange, &query->limit))
    return FALSE;
  if (cursor != NULL && (*cursor == '\0' || !g_utf8_validate (cursor, -1, NULL)))
    {
      refuse (exchange, "cursor", "not that of a page");
      return FALSE;
    }
  query->cursor = g_strdup (cursor);
  if (!lian_ogc_filter_set_bbox (&query->filter, lian_exchange_get_query (exchange, "bbox"),
                                 &error))
    refuse (exchange, "bbox", error->message);
  else if (!lian_ogc_filter_set_datetime (&query->filter,
                                          lian_exchange_get_query (exchange, "datetime"), &error))
    refuse (exchange, "datetime", error->message);
  return error == NULL;
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianExchange) exchange = user_data;

  lian_exchange_answer (exchange, lian_service_ask_ogc_finish (LIAN_SERVICE (source), result));
}

static void
ask (LianExchange *exchange, LianOgcQuery *query)
{
  lian_exchange_pause (exchange);
  lian_service_ask_ogc (exchange->service, query, asked_cb, lian_exchange_ref (exchange));
}

static void
route_collections (LianExchange *exchange, LianOgcAsk what, const LianOgcCollection *collection,
                   const char *base)
{
  g_autoptr (LianOgcQuery) query = lian_ogc_query_new (what, exchange->person, base);

  query->collection = collection;
  if (check_parameters (exchange, no_parameters) && read_format (exchange, FALSE, &query->plain))
    ask (exchange, g_steal_pointer (&query));
}

static void
route_items (LianExchange *exchange, const LianOgcCollection *collection, const char *base)
{
  g_autoptr (LianOgcQuery) query = lian_ogc_query_new (LIAN_OGC_ITEMS, exchange->person, base);

  query->collection = collection;
  if (check_parameters (exchange, item_parameters) && read_format (exchange, TRUE, &query->plain)
      && read_items (exchange, query))
    ask (exchange, g_steal_pointer (&query));
}

/* Ids may hold slashes, at either end and several too: so it is what stands in the path, which
 * libsoup has decoded. */
static char *
dup_feature_id (LianExchange *exchange)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (exchange->msg));
  const char *items = strstr (path, "/items/");
  const char *id = items != NULL ? items + strlen ("/items/") : "";

  return *id != '\0' && g_utf8_validate (id, -1, NULL) ? g_strdup (id) : NULL;
}

static void
route_feature (LianExchange *exchange, const LianOgcCollection *collection, const char *base)
{
  g_autoptr (LianOgcQuery) query = lian_ogc_query_new (LIAN_OGC_FEATURE, exchange->person, base);

  query->collection = collection;
  query->id = dup_feature_id (exchange);
  if (query->id == NULL)
    refuse_path (exchange);
  else if (check_parameters (exchange, no_parameters)
           && read_format (exchange, TRUE, &query->plain))
    ask (exchange, g_steal_pointer (&query));
}

static void
route_collection (LianExchange *exchange, char **path, const char *base)
{
  const LianOgcCollection *collection
      = lian_ogc_collection_find (path[0], exchange->person != NULL);

  if (collection == NULL)
    lian_exchange_refuse (exchange, 404, "not-found", NULL, "there is no such collection for you");
  else if (path[1] == NULL)
    route_collections (exchange, LIAN_OGC_COLLECTION, collection, base);
  else if (strcmp (path[1], "items") != 0)
    refuse_path (exchange);
  else if (path[2] == NULL)
    route_items (exchange, collection, base);
  else
    route_feature (exchange, collection, base);
}

/* What does not need the database. */
static void
answer_document (LianExchange *exchange, const char *name, const char *base)
{
  LianService *service = exchange->service;
  gboolean plain;

  if (!check_parameters (exchange, no_parameters) || !read_format (exchange, FALSE, &plain))
    return;
  if (name == NULL)
    lian_exchange_answer (exchange,
                          lian_ogc_make_landing (base, service->name, service->demonstration));
  else if (strcmp (name, "api") == 0)
    lian_exchange_answer (exchange, lian_ogc_make_api (base));
  else
    lian_exchange_answer (exchange, lian_ogc_make_conformance ());
}

/**
 * lian_route_ogc:
 *
 * GET /ogc and everything below it, for the exchange's person, or for nobody in particular.
 */
void
lian_route_ogc (LianExchange *exchange)
{
  char **path = exchange->path + 1;
  g_autofree char *base = lian_exchange_dup_base (exchange);
  gboolean single = path[0] != NULL && path[1] == NULL;

  if (base == NULL)
    refuse (exchange, "Host", "not the name of a server");
  else if (exchange->person != NULL && !lian_person_may (exchange->person, LIAN_ACCESS_RECORDS))
    lian_exchange_refuse (exchange, 403, "forbidden", NULL, "none of your roles uses this");
  else if (path[0] == NULL || (single && strcmp (path[0], "api") == 0)
           || (single && strcmp (path[0], "conformance") == 0))
    answer_document (exchange, path[0], base);
  else if (strcmp (path[0], "collections") != 0)
    refuse_path (exchange);
  else if (single)
    route_collections (exchange, LIAN_OGC_COLLECTIONS, NULL, base);
  else
    route_collection (exchange, path + 1, base);
}
