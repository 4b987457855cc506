/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-exchange.h"

#include "lian-receipt.h"

#include <string.h>

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianExchange) exchange = user_data;

  lian_exchange_answer (exchange,
                        lian_service_keep_attachment_finish (LIAN_SERVICE (source), result));
}

/**
 * lian_route_keep_attachment:
 *
 * POST /v1/attachments: the body is the picture or document itself.
 */
void
lian_route_keep_attachment (LianExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->msg);
  const char *media_type = soup_message_headers_get_content_type (headers, NULL);
  const char *header = lian_exchange_get_header (exchange, "Content-Digest");
  const char *key = lian_exchange_get_header (exchange, "Idempotency-Key");
  g_autofree char *digest = header != NULL ? lian_content_digest_to_hex (header) : NULL;
  LianActor actor = lian_person_as_actor (exchange->person);
  g_autoptr (GBytes) body = NULL;

  if (digest == NULL)
    lian_exchange_refuse (exchange, 400, "digest-mismatch", "Content-Digest",
                          "Content-Digest is missing or not that of the body");
  else if (key != NULL && g_ascii_strcasecmp (key, digest) != 0)
    lian_exchange_refuse (exchange, 400, "bad-request", "Idempotency-Key",
                          "Idempotency-Key has to be the SHA-256 of the body");
  else
    {
      body = lian_exchange_get_body (exchange);
      lian_exchange_pause (exchange);
      lian_service_keep_attachment (exchange->service, &actor, media_type != NULL ? media_type : "",
                                    body, digest, kept_cb, lian_exchange_ref (exchange));
    }
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianExchange) exchange = user_data;
  LianReply *reply = lian_service_ask_finish (LIAN_SERVICE (source), result);

  /* A browser is to save it, never to show it as a page of this server. */
  if (reply != NULL && reply->status == 200 && !exchange->gone)
    soup_message_headers_replace (soup_server_message_get_response_headers (exchange->msg),
                                  "Content-Disposition", "attachment");
  lian_exchange_answer (exchange, reply);
}

/**
 * lian_route_attachment:
 *
 * GET /v1/attachments/{id}: its bytes.
 */
void
lian_route_attachment (LianExchange *exchange)
{
  LianQuery *query = lian_query_new (LIAN_QUERY_ATTACHMENT, exchange->person);

  query->ids = g_new0 (char *, 2);
  query->ids[0] = g_strdup (exchange->path[2]);
  lian_exchange_pause (exchange);
  lian_service_ask (exchange->service, query, asked_cb, lian_exchange_ref (exchange));
}
