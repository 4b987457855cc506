/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-exchange.h"

#include "lian-clock.h"
#include "lian-codec.h"
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-log.h"
#include "lian-submission.h"
#include "lian-text.h"
#include "lian-txn.h"

#include <string.h>

static void
answer_json (LianExchange *exchange, guint status, JsonObject *object)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (root, object);
  lian_exchange_answer (exchange, lian_reply_new_json (status, root));
}

/**
 * lian_route_hello:
 *
 * GET /v1/hello: who this is, without signing in.
 */
void
lian_route_hello (LianExchange *exchange)
{
  LianService *service = exchange->service;
  g_autoptr (JsonObject) object = json_object_new ();
  JsonObject *limits = json_object_new ();
  g_autofree char *now = lian_time_format (lian_clock_get_now (service->clock));
  g_autofree char *oldest = lian_position_format (service->epoch, service->min_seq);
  g_autofree char *newest = lian_position_format (service->epoch, service->max_seq);

  json_object_set_string_member (object, "server_id", service->server_id);
  json_object_set_string_member (object, "epoch", service->epoch);
  json_object_set_string_member (object, "api", "1.0");
  json_object_set_string_member (object, "name", service->name);
  json_object_set_string_member (object, "now", now);
  json_object_set_boolean_member (object, "demonstration", service->demonstration);
  json_object_set_string_member (object, "min_position", oldest);
  json_object_set_string_member (object, "max_position", newest);
  json_object_set_int_member (limits, "page", LIAN_LIMIT_PAGE_ROWS);
  json_object_set_int_member (limits, "body", exchange->limits->body);
  json_object_set_int_member (limits, "attachment", exchange->limits->attachment);
  json_object_set_int_member (limits, "streams", exchange->limits->streams_per_account);
  json_object_set_int_member (limits, "bookmark_seconds", LIAN_BOOKMARK_SECONDS);
  json_object_set_object_member (object, "limits", limits);
  answer_json (exchange, 200, object);
}

/* What the roles carry by the dictionary, and revealing, which is none of its actions; the state of
 * a case narrows it further. */
static JsonArray *
list_may (LianService *service, const LianPerson *person)
{
  GPtrArray *actions = lian_dictionary_list (service->dictionary, "action");
  JsonArray *may = json_array_new ();

  for (guint i = 0; i < actions->len; i++)
    {
      const LianRecord *entry = actions->pdata[i];
      const char *code = lian_record_get_text (entry, LIAN_ENTRY_CODE);

      if (lian_person_find_role (person, lian_record_get_list (entry, LIAN_ENTRY_CODES2)) != NULL)
        json_array_add_string_element (may, code);
    }
  if (lian_person_may (person, LIAN_ACCESS_REVEAL))
    json_array_add_string_element (may, "reveal");
  return may;
}

static JsonObject *
describe (LianService *service, const LianPerson *person, const char *region_name, const char *seat)
{
  JsonObject *me = json_object_new ();
  JsonArray *roles = json_array_new ();

  for (guint i = 0; person->roles[i] != NULL; i++)
    json_array_add_string_element (roles, person->roles[i]);
  json_object_set_string_member (me, "account", person->account);
  json_object_set_string_member (me, "name", person->name);
  json_object_set_array_member (me, "roles", roles);
  json_object_set_string_member (me, "region_code", person->region_code);
  json_object_set_string_member (me, "region_name", region_name != NULL ? region_name : "");
  if (person->unit_id != NULL)
    json_object_set_string_member (me, "unit_id", person->unit_id);
  json_object_set_string_member (me, "seat", seat != NULL ? seat : "");
  json_object_set_array_member (me, "may", list_may (service, person));
  return me;
}

/**
 * lian_route_me:
 *
 * GET /v1/me
 */
void
lian_route_me (LianExchange *exchange)
{
  g_autoptr (JsonObject) me
      = describe (exchange->service, exchange->person, exchange->region_name, exchange->seat);

  answer_json (exchange, 200, me);
}

/* What was typed as an account and is none is nobody's business: it may be a password. */
static void
note_sign_in (LianExchange *exchange, const char *result)
{
  lian_exchange_note (exchange, exchange->account, "sign-in", NULL, result);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianExchange) exchange = user_data;
  LianService *service = LIAN_SERVICE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianSignedIn) signed_in = lian_service_sign_in_finish (service, result, &error);
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *expires_at = NULL;

  if (g_error_matches (error, LIAN_ERROR, LIAN_ERROR_UNAUTHENTICATED))
    {
      lian_log_event ("sign-in-refused", NULL);
      note_sign_in (exchange, "bad-credentials");
      lian_exchange_refuse (exchange, 401, "bad-credentials", NULL, "account or password is wrong");
      return;
    }
  if (error != NULL)
    {
      lian_exchange_answer (exchange, lian_reply_new_error (error));
      return;
    }
  lian_log_event ("signed-in", "account", signed_in->session->person->account, NULL);
  note_sign_in (exchange, "ok");
  object = json_object_new ();
  expires_at = lian_time_format (signed_in->expires_at);
  json_object_set_string_member (object, "token", signed_in->token);
  json_object_set_string_member (object, "expires_at", expires_at);
  json_object_set_object_member (object, "me",
                                 describe (service, signed_in->session->person,
                                           signed_in->session->region_name,
                                           signed_in->session->seat));
  answer_json (exchange, 200, object);
}

/**
 * lian_route_sign_in:
 *
 * POST /v1/session
 */
void
lian_route_sign_in (LianExchange *exchange)
{
  LianService *service = exchange->service;
  g_autoptr (GBytes) body = lian_exchange_get_body (exchange);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = lian_json_parse (g_bytes_get_data (body, NULL),
                                               g_bytes_get_size (body), LIAN_LIMIT_BODY, &error);
  JsonObject *object = root != NULL ? json_node_get_object (root) : NULL;
  const char *account = NULL;
  const char *password = NULL;
  const char *seat = "";
  g_autofree char *clean_seat = NULL;
  guint wait;

  if (object == NULL || !lian_json_get_string (object, "account", TRUE, &account, &error)
      || !lian_json_get_string (object, "password", TRUE, &password, &error)
      || !lian_json_get_string (object, "seat", FALSE, &seat, &error))
    {
      lian_exchange_refuse (exchange, 400, "bad-request", NULL, error->message);
      return;
    }
  if (!lian_id_is_valid (account) || strlen (password) > 1024)
    {
      lian_exchange_refuse (exchange, 401, "bad-credentials", NULL, "account or password is wrong");
      return;
    }
  if (g_hash_table_contains (service->accounts, account))
    exchange->account = g_strdup (account);
  wait = lian_throttle_get_wait (service->logins, account);
  if (wait > 0)
    {
      note_sign_in (exchange, "too-many-attempts");
      lian_exchange_retry_after (exchange, wait);
      lian_exchange_refuse (exchange, 429, "too-many-attempts", NULL,
                            "too many attempts to sign in with this account");
      return;
    }
  clean_seat = lian_text_clean (seat, FALSE, 64);
  lian_exchange_pause (exchange);
  lian_service_sign_in (service, account, password, clean_seat, NULL, signed_in_cb,
                        lian_exchange_ref (exchange));
}

/**
 * lian_route_sign_out:
 *
 * DELETE /v1/session
 */
void
lian_route_sign_out (LianExchange *exchange)
{
  lian_exchange_note (exchange, NULL, "sign-out", NULL, "ok");
  lian_service_sign_out (exchange->service, exchange->token);
  soup_server_message_set_status (exchange->msg, 204, NULL);
}
