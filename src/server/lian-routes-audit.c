/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-exchange.h"

#include "lian-limits.h"

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianExchange) exchange = user_data;

  lian_exchange_answer (exchange, lian_service_ask_finish (LIAN_SERVICE (source), result));
}

/**
 * lian_route_audit:
 * @type: %LIAN_QUERY_AUDIT or %LIAN_QUERY_ACCESS_LOG
 *
 * GET /v1/audit?after=&limit=, GET /v1/access-log?after=&limit=
 */
void
lian_route_audit (LianExchange *exchange, LianQueryType type)
{
  const char *after = lian_exchange_get_query (exchange, "after");
  const char *limit = lian_exchange_get_query (exchange, "limit");
  guint64 rows = LIAN_LIMIT_PAGE_ROWS;
  gint64 number = 0;
  LianQuery *query;

  if (limit != NULL
      && !g_ascii_string_to_unsigned (limit, 10, 1, LIAN_LIMIT_PAGE_ROWS, &rows, NULL))
    {
      lian_exchange_refuse (exchange, 400, "bad-request", "limit", "limit: 1 to 500");
      return;
    }
  if (after != NULL && !g_ascii_string_to_signed (after, 10, 0, G_MAXINT64, &number, NULL))
    {
      lian_exchange_refuse (exchange, 400, "bad-request", "after", "after: not a number");
      return;
    }
  query = lian_query_new (type, exchange->person);
  query->after_number = number;
  query->limit = (guint)rows;
  lian_exchange_pause (exchange);
  lian_service_ask (exchange->service, query, asked_cb, lian_exchange_ref (exchange));
}
