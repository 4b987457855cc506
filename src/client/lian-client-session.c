/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-client-private.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-link-trouble.h"
#include "lian-text.h"

#include <string.h>

/* Who the server is and who we are: hello, session, me. */

#define MAX_ROLES 64
#define API_MAJOR 1

typedef struct
{
  char *token;
  LianMe *me;
} Session;

static void
session_free (Session *session)
{
  g_free (session->token);
  lian_me_free (session->me);
  g_free (session);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Session, session_free)

/**
 * lian_hello_free:
 * @self: (nullable): a service document
 */
void
lian_hello_free (LianHello *self)
{
  if (self == NULL)
    return;

  g_free (self->server_id);
  g_free (self->epoch);
  g_free (self->api);
  g_free (self->name);
  g_free (self->min_position);
  g_free (self->max_position);
  g_free (self);
}

/**
 * lian_me_copy:
 * @self: a person
 *
 * Returns: (transfer full): a copy
 */
LianMe *
lian_me_copy (const LianMe *self)
{
  LianMe *copy = g_new0 (LianMe, 1);

  copy->account = g_strdup (self->account);
  copy->name = g_strdup (self->name);
  copy->roles = g_strdupv (self->roles);
  copy->region_code = g_strdup (self->region_code);
  copy->region_name = g_strdup (self->region_name);
  copy->unit_id = g_strdup (self->unit_id);
  copy->seat = g_strdup (self->seat);
  return copy;
}

/**
 * lian_me_free:
 * @self: (nullable): a person
 */
void
lian_me_free (LianMe *self)
{
  if (self == NULL)
    return;

  g_free (self->account);
  g_free (self->name);
  g_strfreev (self->roles);
  g_free (self->region_code);
  g_free (self->region_name);
  g_free (self->unit_id);
  g_free (self->seat);
  g_free (self);
}

/* "1.4" → 1, G_MAXUINT when it is no version. */
static guint
major_of (const char *api)
{
  g_auto (GStrv) parts = g_strsplit (api, ".", 2);
  guint64 major = 0;
  guint64 minor = 0;

  if (g_strv_length (parts) != 2
      || !g_ascii_string_to_unsigned (parts[0], 10, 0, 1000, &major, NULL)
      || !g_ascii_string_to_unsigned (parts[1], 10, 0, 1000, &minor, NULL))
    return G_MAXUINT;
  return (guint)major;
}

static gboolean
check_api (const char *api, GError **error)
{
  guint major = major_of (api);

  if (major == API_MAJOR)
    return TRUE;
  if (major == G_MAXUINT)
    g_propagate_error (error, lian_link_error_new (LIAN_LINK_WRONG_TYPE, "hello.api: no version"));
  else
    g_propagate_error (error, lian_link_error_new (major > API_MAJOR ? LIAN_LINK_API_TOO_NEW
                                                                     : LIAN_LINK_API_TOO_OLD,
                                                   "hello.api: version %u", major));
  return FALSE;
}

static gpointer
decode_hello (JsonObject *root, gconstpointer data, GError **error)
{
  g_autoptr (LianHello) hello = g_new0 (LianHello, 1);
  g_autoptr (GError) local = NULL;
  const char *server_id = NULL;
  const char *epoch = NULL;
  const char *api = NULL;
  const char *name = "";
  const char *min = "";
  const char *max = "";

  if (!lian_json_get_string (root, "server_id", TRUE, &server_id, &local)
      || !lian_json_get_string (root, "epoch", TRUE, &epoch, &local)
      || !lian_json_get_string (root, "api", TRUE, &api, &local)
      || !lian_json_get_time (root, "now", TRUE, &hello->now, &local)
      || !lian_json_get_string (root, "name", FALSE, &name, &local)
      || !lian_json_get_bool (root, "demonstration", FALSE, &hello->demonstration, &local)
      || !lian_json_get_string (root, "min_position", FALSE, &min, &local)
      || !lian_json_get_string (root, "max_position", FALSE, &max, &local))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_NOT_LIANDONG, "hello: %s", local->message);
      return NULL;
    }
  if (!lian_id_is_valid (server_id) || !lian_id_is_valid (epoch))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_NOT_LIANDONG,
                           "hello: server_id or epoch is not one of ours");
      return NULL;
    }
  if (!check_api (api, error))
    return NULL;

  hello->server_id = g_strdup (server_id);
  hello->epoch = g_strdup (epoch);
  hello->api = g_strdup (api);
  hello->name = lian_text_clean (name, FALSE, 128);
  hello->min_position = g_strdup (min);
  hello->max_position = g_strdup (max);
  return g_steal_pointer (&hello);
}

/* (transfer full) (nullable) */
static char **
decode_roles (JsonObject *object, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *roles = NULL;

  if (!lian_json_get_array (object, "roles", FALSE, &roles, error))
    return NULL;
  for (guint i = 0; roles != NULL && i < MIN (json_array_get_length (roles), MAX_ROLES); i++)
    {
      JsonNode *node = json_array_get_element (roles, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (node));
    }

  return g_strv_builder_end (builder);
}

static gpointer
decode_me (JsonObject *root, gconstpointer data, GError **error)
{
  g_autoptr (LianMe) me = g_new0 (LianMe, 1);
  const char *account = NULL;
  const char *name = "";
  const char *region_code = "";
  const char *region_name = "";
  const char *unit_id = NULL;
  const char *seat = "";

  if (!lian_json_get_string (root, "account", TRUE, &account, error)
      || !lian_json_get_string (root, "name", FALSE, &name, error)
      || !lian_json_get_string (root, "region_code", FALSE, &region_code, error)
      || !lian_json_get_string (root, "region_name", FALSE, &region_name, error)
      || !lian_json_get_string (root, "unit_id", FALSE, &unit_id, error)
      || !lian_json_get_string (root, "seat", FALSE, &seat, error))
    return NULL;
  if (*account == '\0')
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "me.account: empty");
      return NULL;
    }
  me->roles = decode_roles (root, error);
  if (me->roles == NULL)
    return NULL;

  me->account = g_strdup (account);
  me->name = g_strdup (name);
  me->region_code = g_strdup (region_code);
  me->region_name = g_strdup (region_name);
  me->unit_id = g_strdup (unit_id);
  me->seat = g_strdup (seat);
  return g_steal_pointer (&me);
}

static gpointer
decode_session (JsonObject *root, gconstpointer data, GError **error)
{
  g_autoptr (Session) session = g_new0 (Session, 1);
  JsonObject *me = NULL;
  const char *token = NULL;

  if (!lian_json_get_string (root, "token", TRUE, &token, error)
      || !lian_json_get_object (root, "me", TRUE, &me, error))
    return NULL;
  session->token = g_strdup (token);
  session->me = decode_me (me, NULL, error);
  if (session->me == NULL)
    return NULL;

  return g_steal_pointer (&session);
}

/**
 * lian_client_hello:
 * @self: a client
 * @cancellable: (nullable): cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks who the server is. The token is not sent: the answer decides whether it may be.
 */
void
lian_client_hello (LianClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                   gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  LianCall call = { .lane = LIAN_HTTP_DISPATCH,
                    .method = "GET",
                    .path = "/v1/hello",
                    .limit = LIAN_LIMIT_JSON_ANSWER,
                    .anonymous = TRUE,
                    .decode = decode_hello,
                    .free_result = (GDestroyNotify)lian_hello_free };

  g_task_set_source_tag (task, lian_client_hello);
  lian_client_call (self, &call, task);
}

/**
 * lian_client_hello_finish:
 * @self: a client
 * @result: as given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the service document; LIAN_ERROR_NOT_LIANDONG when it is none of ours,
 * LIAN_ERROR_TOO_NEW when the platform is newer than this program
 */
LianHello *
lian_client_hello_finish (LianClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lian_client_sign_in:
 * @self: a client
 * @account: account name
 * @password: its password; neither kept nor logged
 * @seat: name of the seat
 * @cancellable: (nullable): cancellable
 * @callback: called when done
 * @user_data: for @callback
 */
void
lian_client_sign_in (LianClient *self, const char *account, const char *password, const char *seat,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GBytes) body = NULL;
  JsonObject *object = json_object_new ();
  char *text;
  LianCall call = { .lane = LIAN_HTTP_DISPATCH,
                    .method = "POST",
                    .path = "/v1/session",
                    .limit = LIAN_LIMIT_JSON_ANSWER,
                    .anonymous = TRUE,
                    .decode = decode_session,
                    .free_result = (GDestroyNotify)session_free };

  g_task_set_source_tag (task, lian_client_sign_in);
  g_object_set_data_full (G_OBJECT (task), "base-url", g_strdup (lian_client_get_base_url (self)),
                          g_free);
  json_object_set_string_member (object, "account", account);
  json_object_set_string_member (object, "password", password);
  json_object_set_string_member (object, "seat", seat);
  json_node_take_object (node, object);
  text = lian_json_print (node);
  body = g_bytes_new_take (text, strlen (text));
  call.body = body;
  lian_client_call (self, &call, task);
}

/**
 * lian_client_sign_in_finish:
 * @self: a client
 * @result: as given to the callback
 * @error: return location
 *
 * Keeps the token on success.
 *
 * Returns: (transfer full): who one is now; LIAN_ERROR_UNAUTHENTICATED, LIAN_ERROR_THROTTLED …
 */
LianMe *
lian_client_sign_in_finish (LianClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (Session) session = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  session = g_task_propagate_pointer (G_TASK (result), error);
  if (session == NULL)
    return NULL;
  /* The address may have changed on the way; a token never goes to another server. */
  if (g_strcmp0 (g_object_get_data (G_OBJECT (result), "base-url"), lian_client_get_base_url (self))
      != 0)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_WRONG_SERVER,
                           "session: of the server before");
      return NULL;
    }
  lian_client_set_token (self, session->token);
  if (!lian_client_has_token (self))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                           "session.token: only visible ASCII is allowed");
      return NULL;
    }

  return g_steal_pointer (&session->me);
}

/**
 * lian_client_me:
 * @self: a client with a token
 * @cancellable: (nullable): cancellable
 * @callback: called when done
 * @user_data: for @callback
 */
void
lian_client_me (LianClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  LianCall call = { .lane = LIAN_HTTP_DISPATCH,
                    .method = "GET",
                    .path = "/v1/me",
                    .limit = LIAN_LIMIT_JSON_ANSWER,
                    .decode = decode_me,
                    .free_result = (GDestroyNotify)lian_me_free };

  g_task_set_source_tag (task, lian_client_me);
  lian_client_call (self, &call, task);
}

/**
 * lian_client_me_finish:
 * @self: a client
 * @result: as given to the callback
 * @error: return location
 *
 * Returns: (transfer full): who the token belongs to
 */
LianMe *
lian_client_me_finish (LianClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
signed_out_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianHttpReply) reply = lian_http_send_finish (LIAN_HTTP (object), result, &error);

  if (reply == NULL)
    g_debug ("sign-out did not arrive: %s", error->message);
}

/**
 * lian_client_sign_out:
 * @self: a client
 *
 * Forgets the token at once and tells the server, without waiting: one that cannot be reached lets
 * the token expire by itself.
 */
void
lian_client_sign_out (LianClient *self)
{
  LianCall call = { .lane = LIAN_HTTP_DISPATCH,
                    .method = "DELETE",
                    .path = "/v1/session",
                    .limit = LIAN_LIMIT_JSON_ANSWER };

  if (!lian_client_has_token (self))
    return;

  lian_client_exchange (self, &call, FALSE, NULL, signed_out_cb, NULL);
  lian_client_set_token (self, NULL);
}
