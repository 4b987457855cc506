/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-exchange.h"

#include "lian-limits.h"
#include "lian-text.h"

#include <string.h>

/* What somebody types into a search field. */
#define TEXT_MAX 128

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianExchange) exchange = user_data;

  lian_exchange_answer (exchange, lian_service_list_history_finish (LIAN_SERVICE (source), result));
}

static gboolean
refuse (LianExchange *exchange, const char *name, const char *what)
{
  g_autofree char *detail = g_strdup_printf ("%s: %s", name, what);

  lian_exchange_refuse (exchange, 400, "bad-request", name, detail);
  return FALSE;
}

static gboolean
read_period (LianExchange *exchange, LianHistoryQuery *query)
{
  if (!lian_exchange_read_time (exchange, "from", &query->from)
      || !lian_exchange_read_time (exchange, "to", &query->to))
    return FALSE;
  return query->from < query->to || refuse (exchange, "to", "not after from");
}

/* As dup_next() of lian-service-history.c made it. */
static gboolean
read_after (LianExchange *exchange, LianHistoryQuery *query)
{
  const char *text = lian_exchange_get_query (exchange, "after");
  const char *dot = text != NULL ? strchr (text, '.') : NULL;
  g_autofree char *at = NULL;

  if (text == NULL || *text == '\0')
    return TRUE;
  at = dot != NULL ? g_strndup (text, (gsize)(dot - text)) : NULL;
  if (at == NULL
      || !g_ascii_string_to_signed (at, 10, G_MININT64, G_MAXINT64, &query->before_at, NULL)
      || (dot[1] != '\0' && !lian_id_is_valid (dot + 1)))
    return refuse (exchange, "after", "none of this list's");
  query->before_id = g_strdup (dot + 1);
  return TRUE;
}

static gboolean
read_limit (LianExchange *exchange, LianHistoryQuery *query)
{
  const char *text = lian_exchange_get_query (exchange, "limit");
  guint64 rows = LIAN_LIMIT_PAGE_ROWS;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, LIAN_LIMIT_PAGE_ROWS, &rows, NULL))
    return refuse (exchange, "limit", "1 to 500");
  query->limit = (guint)rows;
  return TRUE;
}

static gboolean
read_filters (LianExchange *exchange, LianHistoryQuery *query)
{
  const char *category = lian_exchange_get_query (exchange, "category");
  const char *text = lian_exchange_get_query (exchange, "text");
  LianDictionary *dictionary = lian_service_get_dictionary (exchange->service);

  if (category != NULL && lian_dictionary_lookup (dictionary, "category", category) == NULL)
    return refuse (exchange, "category", "none of the dictionary");
  query->category = g_strdup (category);
  query->region = g_strdup (lian_exchange_get_query (exchange, "region"));
  if (text == NULL)
    return TRUE;
  if (!g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) > TEXT_MAX)
    return refuse (exchange, "text", "at most 128 characters");
  query->text = g_strstrip (g_strdup (text));
  if (*query->text == '\0')
    g_clear_pointer (&query->text, g_free);
  return TRUE;
}

/**
 * lian_route_history:
 *
 * GET /v1/history?from=&to=&region=&category=&text=&after=&limit=
 */
void
lian_route_history (LianExchange *exchange)
{
  LianHistoryQuery *query = lian_history_query_new (exchange->person);

  if (!read_period (exchange, query) || !read_after (exchange, query)
      || !read_limit (exchange, query) || !read_filters (exchange, query))
    {
      lian_history_query_free (query);
      return;
    }
  lian_exchange_pause (exchange);
  lian_service_list_history (exchange->service, query, listed_cb, lian_exchange_ref (exchange));
}
