/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-client-private.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-problem.h"
#include "lian-receipt.h"

#include <string.h>

/* Instructions: an attempt and what it means. Only a receipt about these very bytes is an answer;
 * what cannot be told for certain is unknown, and unknown is tried again. */

typedef struct
{
  char *id;
  char *digest; /* hexadecimal, of the body */
} Sent;

static void
sent_free (Sent *sent)
{
  g_free (sent->id);
  g_free (sent->digest);
  g_free (sent);
}

/**
 * lian_send_result_free:
 * @self: (nullable): what came of an attempt
 */
void
lian_send_result_free (LianSendResult *self)
{
  if (self == NULL)
    return;

  g_free (self->receipt);
  g_free (self->problem);
  g_free (self->detail);
  g_free (self->current);
  g_free (self);
}

static LianSendResult *
make_result (LianSendVerdict verdict, const char *problem, const char *detail)
{
  LianSendResult *result = g_new0 (LianSendResult, 1);

  result->verdict = verdict;
  result->problem = g_strdup (problem);
  result->detail = g_strdup (detail);
  return result;
}

/* RECEIVED when @object is a receipt for these bytes, otherwise UNKNOWN. */
static LianSendResult *
judge_receipt (JsonObject *object, const char *id, const char *digest)
{
  g_autoptr (GError) error = NULL;
  LianReceipt *receipt = lian_receipt_from_json (object, &error);
  LianSendResult *result;

  if (receipt == NULL)
    return make_result (LIAN_SEND_UNKNOWN, "bad-receipt", error->message);

  if (!lian_receipt_is_for (receipt, id, digest))
    result = make_result (LIAN_SEND_UNKNOWN, "foreign-receipt", "the receipt is not for this");
  else
    {
      g_autoptr (JsonNode) node = lian_receipt_to_json (receipt);

      result = make_result (LIAN_SEND_RECEIVED, NULL, NULL);
      result->receipt_no = receipt->seq;
      result->receipt = lian_json_print (node);
    }

  lian_receipt_free (receipt);
  return result;
}

static LianSendVerdict
verdict_of_problem (const LianProblem *problem)
{
  switch (problem->status)
    {
    case 400:
      /* The bytes were changed on the way; those in the ledger are right. */
      return g_str_equal (problem->name, "digest-mismatch") ? LIAN_SEND_UNKNOWN : LIAN_SEND_REFUSED;
    case 401:
      return LIAN_SEND_AUTH;
    case 408:
    case 425:
      return LIAN_SEND_UNKNOWN;
    case 409:
      if (g_str_equal (problem->name, "expired"))
        return LIAN_SEND_EXPIRED;
      if (g_str_equal (problem->name, "already-dispatched")
          || g_str_equal (problem->name, "superseded-received")
          || g_str_equal (problem->name, "not-allowed"))
        return LIAN_SEND_CONFLICT;
      return LIAN_SEND_REFUSED;
    case 412:
      return LIAN_SEND_CONFLICT;
    default:
      return problem->status >= 400 && problem->status < 500 ? LIAN_SEND_REFUSED
                                                             : LIAN_SEND_UNKNOWN;
    }
}

/* A refusal counts only when it is a problem document of ours: a proxy's 403 is not the centre's.
 */
static LianSendResult *
judge_problem (const LianHttpReply *reply)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (LianProblem) problem = NULL;
  LianSendResult *result;

  if (g_str_equal (reply->content_type, "application/problem+json"))
    node = lian_client_parse (reply->body, LIAN_LIMIT_JSON_ANSWER, &error);
  if (node != NULL)
    problem = lian_problem_from_json (json_node_get_object (node), &error);
  if (problem == NULL || problem->status != reply->status)
    {
      g_autofree char *detail
          = g_strdup_printf ("status %u without a problem document of ours", reply->status);

      return make_result (LIAN_SEND_UNKNOWN, "no-answer", detail);
    }

  result = make_result (verdict_of_problem (problem), problem->name,
                        problem->detail != NULL ? problem->detail : problem->title);
  if (problem->current != NULL)
    {
      g_autoptr (JsonNode) current = json_node_new (JSON_NODE_OBJECT);

      json_node_set_object (current, problem->current);
      result->current = lian_json_print (current);
    }
  return result;
}

static LianSendResult *
judge_reply (const LianHttpReply *reply, const Sent *sent)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  LianSendResult *result;

  if (reply->status == 429 || reply->status == 503)
    result = make_result (LIAN_SEND_WAIT, "wait", NULL);
  else if (reply->status >= 400)
    result = judge_problem (reply);
  else if (reply->status != 200 && reply->status != 201)
    result = make_result (LIAN_SEND_UNKNOWN, "no-answer", "a status that is not an answer");
  else
    {
      node = lian_client_parse (reply->body, LIAN_LIMIT_JSON_ANSWER, &error);
      result = node != NULL ? judge_receipt (json_node_get_object (node), sent->id, sent->digest)
                            : make_result (LIAN_SEND_UNKNOWN, "bad-receipt", error->message);
    }

  result->retry_after_ms = reply->retry_after_ms;
  return result;
}

static void
send_replied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianHttpReply) reply = lian_http_send_finish (LIAN_HTTP (object), result, &error);
  LianSendResult *verdict;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  verdict = reply != NULL ? judge_reply (reply, g_task_get_task_data (task))
                          : make_result (LIAN_SEND_UNKNOWN, "no-answer", error->message);
  g_task_return_pointer (task, verdict, (GDestroyNotify)lian_send_result_free);
}

/**
 * lian_client_send:
 * @self: a client with a token
 * @id: the instruction's id
 * @body: its exact bytes, from the ledger
 * @target_version: version of the case that the dispatcher saw
 * @cancellable: (nullable): cancelling does not take back what has left
 * @callback: called when done
 * @user_data: for @callback
 *
 * One attempt: POST, never repeated by the library, never redirected.
 */
void
lian_client_send (LianClient *self, const char *id, GBytes *body, gint64 target_version,
                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *digest = lian_content_digest (body);
  g_autofree char *if_match = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", target_version);
  const char *headers[]
      = { "Idempotency-Key", id, "Content-Digest", digest, "If-Match", if_match, NULL };
  Sent *sent = g_new0 (Sent, 1);
  LianCall call = { .lane = LIAN_HTTP_DISPATCH,
                    .method = "POST",
                    .path = "/v1/instructions",
                    .headers = headers,
                    .body = body,
                    .limit = LIAN_LIMIT_JSON_ANSWER };

  sent->id = g_strdup (id);
  sent->digest = lian_hex_digest (body);
  g_task_set_source_tag (task, lian_client_send);
  g_task_set_task_data (task, sent, (GDestroyNotify)sent_free);
  lian_client_exchange (self, &call, FALSE, cancellable, send_replied_cb, task);
}

/**
 * lian_client_send_finish:
 * @self: a client
 * @result: as given to the callback
 * @error: return location, only for G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): what came of it
 */
LianSendResult *
lian_client_send_finish (LianClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* One element of "known" about an id of ours: RECEIVED or UNKNOWN. */
static void
judge_known (JsonObject *known, GHashTable *digests, GHashTable *results)
{
  const char *id = NULL;
  JsonObject *receipt = NULL;
  const char *digest;

  if (!lian_json_get_string (known, "id", TRUE, &id, NULL))
    return;
  digest = g_hash_table_lookup (digests, id);
  if (digest == NULL || !lian_json_get_object (known, "receipt", TRUE, &receipt, NULL))
    return;

  g_hash_table_replace (results, g_strdup (id), judge_receipt (receipt, id, digest));
}

static gpointer
decode_status (JsonObject *root, gconstpointer data, GError **error)
{
  GHashTable *digests = (GHashTable *)data;
  g_autoptr (GHashTable) results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                          (GDestroyNotify)lian_send_result_free);
  JsonArray *known = NULL;
  JsonArray *unknown = NULL;

  if (!lian_json_get_array (root, "known", TRUE, &known, error)
      || !lian_json_get_array (root, "unknown", FALSE, &unknown, error))
    return NULL;

  for (guint i = 0; i < json_array_get_length (known); i++)
    {
      JsonNode *node = json_array_get_element (known, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        judge_known (json_node_get_object (node), digests, results);
    }
  for (guint i = 0; unknown != NULL && i < json_array_get_length (unknown); i++)
    {
      JsonNode *node = json_array_get_element (unknown, i);
      const char *id = NULL;

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        id = json_node_get_string (node);
      if (id != NULL && g_hash_table_contains (digests, id) && !g_hash_table_contains (results, id))
        g_hash_table_replace (results, g_strdup (id),
                              make_result (LIAN_SEND_UNKNOWN, "unknown-instruction", NULL));
    }

  return g_steal_pointer (&results);
}

/**
 * lian_client_status:
 * @self: a client with a token
 * @ids: ended by %NULL; a few hundred at most
 * @bodies: (element-type GBytes): the exact bytes of each
 * @cancellable: (nullable): cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks what became of instructions whose answers were lost.
 */
void
lian_client_status (LianClient *self, const char *const *ids, GPtrArray *bodies,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GHashTable *digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GBytes) body = NULL;
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();
  char *text;
  LianCall call = { .lane = LIAN_HTTP_DISPATCH,
                    .method = "POST",
                    .path = "/v1/instructions/status",
                    .limit = LIAN_LIMIT_JSON_ANSWER,
                    .decode = decode_status,
                    .data = digests,
                    .free_data = (GDestroyNotify)g_hash_table_unref,
                    .free_result = (GDestroyNotify)g_hash_table_unref };

  g_return_if_fail (g_strv_length ((char **)ids) == bodies->len);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_hash_table_replace (digests, g_strdup (ids[i]),
                            lian_hex_digest (g_ptr_array_index (bodies, i)));
      json_array_add_string_element (array, ids[i]);
    }
  json_object_set_array_member (object, "ids", array);
  json_node_take_object (node, object);
  text = lian_json_print (node);
  body = g_bytes_new_take (text, strlen (text));
  call.body = body;

  g_task_set_source_tag (task, lian_client_status);
  lian_client_call (self, &call, task);
}

/**
 * lian_client_status_finish:
 * @self: a client
 * @result: as given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (element-type utf8 LianSendResult): what the server knows
 */
GHashTable *
lian_client_status_finish (LianClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
