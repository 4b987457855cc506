/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-exchange.h"

#include "lian-clock.h"
#include "lian-limits.h"

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianExchange) exchange = user_data;

  lian_exchange_answer (exchange, lian_service_count_kpis_finish (LIAN_SERVICE (source), result));
}

static gboolean
refuse (LianExchange *exchange, const char *name, const char *what)
{
  g_autofree char *detail = g_strdup_printf ("%s: %s", name, what);

  lian_exchange_refuse (exchange, 400, "bad-request", name, detail);
  return FALSE;
}

/* This month up to now unless said otherwise. */
static gboolean
read_period (LianExchange *exchange, LianKpiQuery *query)
{
  gboolean by_day = query->group == LIAN_KPI_BY_DAY;
  gint64 most = (by_day ? LIAN_LIMIT_KPI_GROUPED_DAYS : LIAN_LIMIT_KPI_DAYS) * G_TIME_SPAN_DAY;
  gint64 now = lian_clock_get_now (lian_service_get_clock (exchange->service));

  query->from = lian_time_month_start (now);
  query->to = now + 1;
  if (!lian_exchange_read_time (exchange, "from", &query->from)
      || !lian_exchange_read_time (exchange, "to", &query->to))
    return FALSE;
  if (query->to <= query->from)
    return refuse (exchange, "to", "not after from");
  if (query->to - query->from > most)
    return refuse (exchange, "from",
                   by_day ? "more than a year, day by day" : "more than ten years");
  return TRUE;
}

static gboolean
read_codes (LianExchange *exchange, LianKpiQuery *query)
{
  const char *text = lian_exchange_get_query (exchange, "kpi");
  LianDictionary *dictionary = lian_service_get_dictionary (exchange->service);

  if (text == NULL)
    return TRUE;
  query->codes = g_strsplit (text, ",", -1);
  for (guint i = 0; query->codes[i] != NULL; i++)
    if (lian_dictionary_lookup (dictionary, "kpi", query->codes[i]) == NULL)
      return refuse (exchange, "kpi", "not a figure of the dictionary");
  return query->codes[0] != NULL || refuse (exchange, "kpi", "empty");
}

/**
 * lian_route_kpis:
 *
 * GET /v1/kpis?region=&group=&from=&to=&kpi=
 */
void
lian_route_kpis (LianExchange *exchange)
{
  LianKpiQuery *query = lian_kpi_query_new (exchange->person);
  const char *group = lian_exchange_get_query (exchange, "group");
  gboolean right;

  query->region = g_strdup (lian_exchange_get_query (exchange, "region"));
  right = group == NULL || lian_kpi_group_from_code (group, &query->group)
          || refuse (exchange, "group", "none, region, unit, category or day");
  if (!right || !read_period (exchange, query) || !read_codes (exchange, query))
    {
      lian_kpi_query_free (query);
      return;
    }
  lian_exchange_pause (exchange);
  lian_service_count_kpis (exchange->service, query, counted_cb, lian_exchange_ref (exchange));
}
