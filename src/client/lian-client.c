/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-client-private.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-link-trouble.h"
#include "lian-problem.h"

#include <string.h>

/* Above this, parsing would be felt on the main thread. */
#define WORKER_BYTES (256 * 1024)
#define MAX_TOKEN 4096
#define MAX_POSITION 128

struct _LianClient
{
  GObject parent_instance;

  LianHttp *http; /* (owned) */
  char *base_url; /* (owned): without a slash at the end */
  char *token;    /* (owned) (nullable) */
  guint retry_after_ms;
};

G_DEFINE_FINAL_TYPE (LianClient, lian_client, G_TYPE_OBJECT)

typedef struct
{
  LianDecodeFunc decode;
  gpointer data; /* (owned) */
  GDestroyNotify free_data;
  GDestroyNotify free_result;
  gsize limit;
  GBytes *body; /* (owned) */
} CallState;

static void
call_state_free (CallState *state)
{
  if (state->data != NULL)
    state->free_data (state->data);
  g_clear_pointer (&state->body, g_bytes_unref);
  g_free (state);
}

static gboolean
is_visible_ascii (const char *text, gsize limit)
{
  gsize length = strlen (text);

  if (length == 0 || length > limit)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (text[i] <= ' ' || text[i] > '~')
      return FALSE;

  return TRUE;
}

/**
 * lian_client_is_position:
 * @text: (nullable): text from outside
 *
 * Returns: whether it can be a feed position: it becomes a header
 */
gboolean
lian_client_is_position (const char *text)
{
  return text != NULL && is_visible_ascii (text, MAX_POSITION);
}

/* (nullable) (transfer full) */
static char *
normalise_base_url (const char *base_url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const char *path = uri != NULL ? g_uri_get_path (uri) : "";
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (uri == NULL || host == NULL || *host == '\0'
      || (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                   "server address: must begin with http:// or https:// and name a host");
      return NULL;
    }
  if ((*path != '\0' && !g_str_equal (path, "/")) || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL || g_uri_get_userinfo (uri) != NULL)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                   "server address: only scheme, host and port are allowed");
      return NULL;
    }

  return g_uri_join (G_URI_FLAGS_NONE, scheme, NULL, host, g_uri_get_port (uri), "", NULL, NULL);
}

static void
lian_client_dispose (GObject *object)
{
  LianClient *self = LIAN_CLIENT (object);

  g_clear_object (&self->http);

  G_OBJECT_CLASS (lian_client_parent_class)->dispose (object);
}

static void
lian_client_finalize (GObject *object)
{
  LianClient *self = LIAN_CLIENT (object);

  g_free (self->base_url);
  g_free (self->token);

  G_OBJECT_CLASS (lian_client_parent_class)->finalize (object);
}

static void
lian_client_class_init (LianClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_client_dispose;
  G_OBJECT_CLASS (klass)->finalize = lian_client_finalize;
}

static void
lian_client_init (LianClient *self)
{
  self->http = lian_http_new ();
}

/**
 * lian_client_new:
 * @base_url: http(s)://host[:port]
 * @error: return location
 *
 * Returns: (transfer full): a client without a token, or %NULL with LIAN_ERROR_INVALID
 */
LianClient *
lian_client_new (const char *base_url, GError **error)
{
  g_autofree char *normal = normalise_base_url (base_url, error);
  LianClient *self;

  if (normal == NULL)
    return NULL;

  self = g_object_new (LIAN_TYPE_CLIENT, NULL);
  self->base_url = g_steal_pointer (&normal);
  return self;
}

/**
 * lian_client_get_base_url:
 * @self: a client
 *
 * Returns: (transfer none): the address, without a slash at the end
 */
const char *
lian_client_get_base_url (LianClient *self)
{
  return self->base_url;
}

/**
 * lian_client_set_base_url:
 * @self: a client
 * @base_url: an address that lian_client_new() accepts; any other is ignored
 *
 * Another address forgets the token: it was the other server's.
 */
void
lian_client_set_base_url (LianClient *self, const char *base_url)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *normal = normalise_base_url (base_url, &error);

  if (normal == NULL)
    {
      g_debug ("address ignored: %s", error->message);
      return;
    }
  if (g_str_equal (normal, self->base_url))
    return;

  g_free (self->base_url);
  self->base_url = g_steal_pointer (&normal);
  g_clear_pointer (&self->token, g_free);
}

/**
 * lian_client_set_token:
 * @self: a client
 * @token: (nullable): what a session was given; anything that cannot be a header counts as none
 */
void
lian_client_set_token (LianClient *self, const char *token)
{
  char *copy = token != NULL && is_visible_ascii (token, MAX_TOKEN) ? g_strdup (token) : NULL;

  g_free (self->token);
  self->token = copy;
}

/**
 * lian_client_has_token:
 * @self: a client
 *
 * Returns: whether somebody is signed in as far as the client knows
 */
gboolean
lian_client_has_token (LianClient *self)
{
  return self->token != NULL;
}

/**
 * lian_client_get_retry_after_ms:
 * @self: a client
 *
 * Returns: how long the last answer asked to wait, 0 when it did not
 */
guint
lian_client_get_retry_after_ms (LianClient *self)
{
  return self->retry_after_ms;
}

/**
 * lian_client_drop_connections:
 * @self: a client
 *
 * Ends everything under way; for a computer that slept.
 */
void
lian_client_drop_connections (LianClient *self)
{
  lian_http_drop_connections (self->http);
}

/**
 * lian_client_parse:
 * @body: JSON
 * @limit: most bytes
 * @error: return location
 *
 * Returns: (transfer full): the root, an object
 */
JsonNode *
lian_client_parse (GBytes *body, gsize limit, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  return lian_json_parse (data != NULL ? data : "", length, limit, error);
}

static LianErrorCode
code_of_status (guint status)
{
  switch (status)
    {
    case 400:
    case 422:
      return LIAN_ERROR_INVALID;
    case 401:
      return LIAN_ERROR_UNAUTHENTICATED;
    case 403:
      return LIAN_ERROR_FORBIDDEN;
    case 404:
      return LIAN_ERROR_NOT_FOUND;
    case 409:
    case 412:
      return LIAN_ERROR_CONFLICT;
    case 410:
      return LIAN_ERROR_GONE;
    case 413:
      return LIAN_ERROR_TOO_LARGE;
    case 429:
      return LIAN_ERROR_THROTTLED;
    default:
      return status >= 500 ? LIAN_ERROR_SERVER : LIAN_ERROR_FAILED;
    }
}

/**
 * lian_client_error_from_reply:
 * @reply: an answer that is not a success
 *
 * Returns: (transfer full): what its problem document says, or else its status
 */
GError *
lian_client_error_from_reply (const LianHttpReply *reply)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (LianProblem) problem = NULL;
  GError *error;

  if (g_str_equal (reply->content_type, "application/problem+json"))
    node = lian_client_parse (reply->body, LIAN_LIMIT_JSON_ANSWER, NULL);
  if (node != NULL)
    problem = lian_problem_from_json (json_node_get_object (node), NULL);
  if (problem != NULL && problem->status == reply->status)
    error = lian_problem_to_error (problem);
  else
    error = g_error_new (LIAN_ERROR, code_of_status (reply->status), "status %u", reply->status);
  if (reply->status == 503)
    lian_error_set_detail (error, LIAN_LINK_OVERLOADED);

  return error;
}

/**
 * lian_client_exchange:
 * @self: a client
 * @call: what to ask; decode, data and free_result are not looked at
 * @event_stream: see LianHttpRequest
 * @cancellable: (nullable): cancellable
 * @callback: its source object is a LianHttp: use lian_http_send_finish()
 * @user_data: for @callback
 */
void
lian_client_exchange (LianClient *self, const LianCall *call, gboolean event_stream,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *url = g_strconcat (self->base_url, call->path, NULL);
  g_autofree char *bearer = NULL;
  g_autoptr (GPtrArray) headers = g_ptr_array_new ();
  LianHttpRequest request = { .lane = call->lane,
                              .method = call->method,
                              .url = url,
                              .body = call->body,
                              .limit = call->limit,
                              .event_stream = event_stream };

  for (guint i = 0; call->headers != NULL && call->headers[i] != NULL; i++)
    g_ptr_array_add (headers, (gpointer)call->headers[i]);
  if (self->token != NULL && !call->anonymous)
    {
      bearer = g_strconcat ("Bearer ", self->token, NULL);
      g_ptr_array_add (headers, (gpointer) "Authorization");
      g_ptr_array_add (headers, bearer);
    }
  g_ptr_array_add (headers, NULL);
  request.headers = (const char *const *)headers->pdata;

  lian_http_send_async (self->http, &request, cancellable, callback, user_data);
}

static void
decode_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CallState *state = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = lian_client_parse (state->body, state->limit, &error);
  gpointer result = NULL;

  if (node != NULL)
    result = state->decode (json_node_get_object (node), state->data, &error);
  else
    lian_error_set_detail (error, LIAN_LINK_MALFORMED);
  if (result == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, result, state->free_result);
}

static void
call_replied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianClient *self = g_task_get_source_object (task);
  CallState *state = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianHttpReply) reply = lian_http_send_finish (LIAN_HTTP (object), result, &error);

  self->retry_after_ms = reply != NULL ? reply->retry_after_ms : 0;
  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (reply->status == 204)
    {
      g_task_return_error (task, lian_link_error_new (LIAN_LINK_EMPTY, "no content"));
      return;
    }
  if (reply->status != 200 && reply->status != 201)
    {
      g_task_return_error (task, lian_client_error_from_reply (reply));
      return;
    }

  state->body = g_steal_pointer (&reply->body);
  if (g_bytes_get_size (state->body) > WORKER_BYTES)
    g_task_run_in_thread (task, decode_in_worker);
  else
    decode_in_worker (task, self, state, NULL);
}

/**
 * lian_client_call:
 * @self: a client
 * @call: what to ask and how to understand the answer
 * @task: (transfer full): returns what call->decode made; its source object is @self
 */
void
lian_client_call (LianClient *self, const LianCall *call, GTask *task)
{
  CallState *state = g_new0 (CallState, 1);

  state->decode = call->decode;
  state->data = call->data;
  state->free_data = call->free_data;
  state->free_result = call->free_result;
  state->limit = call->limit;
  g_task_set_task_data (task, state, (GDestroyNotify)call_state_free);

  lian_client_exchange (self, call, FALSE, g_task_get_cancellable (task), call_replied_cb, task);
}
