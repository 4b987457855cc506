/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-exchange.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-text.h"

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianExchange) exchange = user_data;

  lian_exchange_answer (exchange, lian_service_ask_finish (LIAN_SERVICE (source), result));
}

static void
ask (LianExchange *exchange, LianQuery *query)
{
  lian_exchange_pause (exchange);
  lian_service_ask (exchange->service, query, asked_cb, lian_exchange_ref (exchange));
}

/**
 * lian_route_dictionary:
 *
 * GET /v1/dictionary, 304 when the asker has it.
 */
void
lian_route_dictionary (LianExchange *exchange)
{
  const LianReply *entries = exchange->service->entries;
  const char *tag = exchange->service->entries_tag;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->msg);
  LianReply *reply;

  soup_message_headers_replace (headers, "ETag", tag);
  if (g_strcmp0 (lian_exchange_get_header (exchange, "If-None-Match"), tag) == 0)
    {
      soup_server_message_set_status (exchange->msg, 304, NULL);
      return;
    }
  reply = g_new0 (LianReply, 1);
  reply->status = entries->status;
  reply->body = g_bytes_ref (entries->body);
  reply->content_type = g_strdup (entries->content_type);
  lian_exchange_answer (exchange, reply);
}

/**
 * lian_route_page:
 *
 * GET /v1/{plural}?region=&after=&limit=
 */
void
lian_route_page (LianExchange *exchange, LianKindId kind)
{
  const char *after = lian_exchange_get_query (exchange, "after");
  const char *limit = lian_exchange_get_query (exchange, "limit");
  guint64 rows = LIAN_LIMIT_PAGE_ROWS;
  LianQuery *query;

  if (limit != NULL
      && !g_ascii_string_to_unsigned (limit, 10, 1, LIAN_LIMIT_PAGE_ROWS, &rows, NULL))
    {
      lian_exchange_refuse (exchange, 400, "bad-request", "limit", "limit: 1 to 500");
      return;
    }
  if (after != NULL && *after != '\0' && !lian_id_is_valid (after))
    {
      lian_exchange_refuse (exchange, 400, "bad-request", "after", "after: not an id");
      return;
    }
  query = lian_query_new (LIAN_QUERY_PAGE, exchange->person);
  query->kind = kind;
  query->region = g_strdup (lian_exchange_get_query (exchange, "region"));
  query->after = g_strdup (after);
  query->limit = (guint)rows;
  ask (exchange, query);
}

static void
ask_for_one (LianExchange *exchange, LianQueryType type)
{
  LianQuery *query = lian_query_new (type, exchange->person);

  /* Ids may hold slashes. */
  query->ids = g_new0 (char *, 2);
  query->ids[0] = g_strjoinv ("/", exchange->path + 2);
  ask (exchange, query);
}

/**
 * lian_route_case:
 *
 * GET /v1/cases/{id}
 */
void
lian_route_case (LianExchange *exchange)
{
  ask_for_one (exchange, LIAN_QUERY_CASE);
}

/**
 * lian_route_instruction:
 *
 * GET /v1/instructions/{id}
 */
void
lian_route_instruction (LianExchange *exchange)
{
  ask_for_one (exchange, LIAN_QUERY_INSTRUCTION);
}

/**
 * lian_route_record:
 *
 * GET /v1/{plural}/{id}
 */
void
lian_route_record (LianExchange *exchange, LianKindId kind)
{
  LianQuery *query = lian_query_new (LIAN_QUERY_RECORD, exchange->person);

  query->kind = kind;
  query->ids = g_new0 (char *, 2);
  query->ids[0] = g_strjoinv ("/", exchange->path + 2);
  ask (exchange, query);
}

static char **
read_ids (JsonArray *array, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *id
          = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                ? json_node_get_string (node)
                : NULL;

      if (!lian_id_is_valid (id))
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "ids[%u]: not an id", i);
          return NULL;
        }
      g_strv_builder_add (builder, id);
    }
  return g_strv_builder_end (builder);
}

/**
 * lian_route_status:
 *
 * POST /v1/instructions/status: what became of them.
 */
void
lian_route_status (LianExchange *exchange)
{
  g_autoptr (GBytes) body = lian_exchange_get_body (exchange);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = lian_json_parse (g_bytes_get_data (body, NULL),
                                               g_bytes_get_size (body), LIAN_LIMIT_BODY, &error);
  JsonObject *object = root != NULL ? json_node_get_object (root) : NULL;
  g_auto (GStrv) ids = NULL;
  JsonArray *array;
  LianQuery *query;

  if (object != NULL && lian_json_get_array (object, "ids", TRUE, &array, &error))
    ids = read_ids (array, &error);
  if (ids == NULL)
    {
      lian_exchange_refuse (exchange, 400, "bad-request", "ids", error->message);
      return;
    }
  query = lian_query_new (LIAN_QUERY_STATUS, exchange->person);
  query->ids = g_steal_pointer (&ids);
  ask (exchange, query);
}
