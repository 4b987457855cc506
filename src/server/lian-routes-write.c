/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-exchange.h"

#include "lian-codec.h"
#include "lian-limits.h"
#include "lian-receipt.h"
#include "lian-text.h"

#include <string.h>

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianExchange) exchange = user_data;

  lian_exchange_answer (exchange, lian_service_submit_finish (LIAN_SERVICE (source), result, NULL));
}

/* "\"17\"" → 17; no header → -1. What is none is for the service to refuse: the id comes first. */
static gint64
read_if_match (LianExchange *exchange)
{
  const char *header = lian_exchange_get_header (exchange, "If-Match");
  g_autofree char *digits = NULL;
  gsize length = header != NULL ? strlen (header) : 0;
  gint64 version;

  if (header == NULL)
    return -1;
  if (length < 3 || header[0] != '"' || header[length - 1] != '"')
    return LIAN_IF_MATCH_MALFORMED;
  digits = g_strndup (header + 1, length - 2);
  return g_ascii_string_to_signed (digits, 10, 0, G_MAXINT64, &version, NULL)
             ? version
             : LIAN_IF_MATCH_MALFORMED;
}

/* The digest is of the whole way: what it does not match was cut or changed on it, and nothing else
 * that the body says can be believed. */
static char *
read_digest (LianExchange *exchange, GBytes *body)
{
  const char *header = lian_exchange_get_header (exchange, "Content-Digest");
  g_autofree char *digest = header != NULL ? lian_content_digest_to_hex (header) : NULL;
  g_autofree char *computed = lian_hex_digest (body);

  if (digest == NULL || g_ascii_strcasecmp (digest, computed) != 0)
    return NULL;
  return g_steal_pointer (&digest);
}

/* The key in the header is what proxies and logs see; it must be the id in the body. A body that
 * cannot be read is the service's to refuse. */
static gboolean
key_fits (LianExchange *exchange, GBytes *body)
{
  const char *key = lian_exchange_get_header (exchange, "Idempotency-Key");
  g_autoptr (JsonNode) root = NULL;
  const char *id = NULL;

  if (key == NULL)
    return FALSE;
  root = lian_json_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body), LIAN_LIMIT_BODY,
                          NULL);
  if (root == NULL || !lian_json_get_string (json_node_get_object (root), "id", TRUE, &id, NULL))
    return TRUE;
  return strcmp (key, id) == 0;
}

/**
 * lian_route_submit:
 *
 * POST /v1/instructions, /v1/cases, /v1/acts
 */
void
lian_route_submit (LianExchange *exchange, LianIntake intake)
{
  g_autoptr (GBytes) body = lian_exchange_get_body (exchange);
  g_autofree char *digest = read_digest (exchange, body);
  LianActor actor = lian_person_as_actor (exchange->person);

  if (digest == NULL)
    lian_exchange_refuse (exchange, 400, "digest-mismatch", "Content-Digest",
                          "Content-Digest is missing or not that of the body");
  else if (!key_fits (exchange, body))
    lian_exchange_refuse (exchange, 400, "bad-request", "Idempotency-Key",
                          "Idempotency-Key has to be the id");
  else
    {
      lian_exchange_pause (exchange);
      lian_service_submit (exchange->service, intake, &actor, exchange->seat, body, digest,
                           read_if_match (exchange), NULL, submitted_cb,
                           lian_exchange_ref (exchange));
    }
}

/**
 * lian_route_load_dictionary:
 *
 * POST /v1/dictionary: the file is the body, its id the Idempotency-Key.
 */
void
lian_route_load_dictionary (LianExchange *exchange)
{
  const char *key = lian_exchange_get_header (exchange, "Idempotency-Key");
  g_autoptr (GBytes) body = lian_exchange_get_body (exchange);
  g_autofree char *digest = read_digest (exchange, body);
  LianActor actor = lian_person_as_actor (exchange->person);

  if (digest == NULL)
    lian_exchange_refuse (exchange, 400, "digest-mismatch", "Content-Digest",
                          "Content-Digest is missing or not that of the body");
  else if (!lian_id_is_valid (key))
    lian_exchange_refuse (exchange, 400, "bad-request", "Idempotency-Key",
                          "Idempotency-Key is missing or not an id");
  else
    {
      lian_exchange_pause (exchange);
      lian_service_load_dictionary (exchange->service, &actor, exchange->seat, key, body, digest,
                                    NULL, submitted_cb, lian_exchange_ref (exchange));
    }
}

/**
 * lian_route_reveal:
 *
 * POST /v1/cases/{id}/reveal
 */
void
lian_route_reveal (LianExchange *exchange)
{
  g_autoptr (GBytes) body = lian_exchange_get_body (exchange);
  g_autofree char *digest = read_digest (exchange, body);
  g_autofree char *path = g_strjoinv ("/", exchange->path + 2);
  LianActor actor = lian_person_as_actor (exchange->person);

  /* Ids may hold slashes; the last part is the verb. */
  *strrchr (path, '/') = '\0';
  if (digest == NULL)
    lian_exchange_refuse (exchange, 400, "digest-mismatch", "Content-Digest",
                          "Content-Digest is missing or not that of the body");
  else if (!key_fits (exchange, body))
    lian_exchange_refuse (exchange, 400, "bad-request", "Idempotency-Key",
                          "Idempotency-Key has to be the id");
  else
    {
      lian_exchange_pause (exchange);
      lian_service_reveal (exchange->service, &actor, exchange->seat, path, body, digest, NULL,
                           submitted_cb, lian_exchange_ref (exchange));
    }
}
