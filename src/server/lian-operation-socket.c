/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-operation.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-log.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whoever connects has so long to say what it wants and to take the answer. */
#define TIMEOUT_SECONDS 10

struct _LianOperationSocket
{
  GObject parent_instance;

  LianService *service;      /* (owned) */
  GSocketService *sockets;   /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned): what goes on when it is disposed */
  char *path;                /* (owned): of the socket */
};

G_DEFINE_FINAL_TYPE (LianOperationSocket, lian_operation_socket, G_TYPE_OBJECT)

/* One connection: a line with the request, a line with the answer. */
typedef struct
{
  LianOperationSocket *self;     /* (owned) */
  GSocketConnection *connection; /* (owned) */
  GString *text;                 /* (owned): what has come, then what goes */
  char buffer[4096];
} Talk;

static void
talk_free (Talk *talk)
{
  g_io_stream_close (G_IO_STREAM (talk->connection), NULL, NULL);
  explicit_bzero (talk->text->str, talk->text->len);
  explicit_bzero (talk->buffer, sizeof talk->buffer);
  g_string_free (talk->text, TRUE);
  g_object_unref (talk->connection);
  g_object_unref (talk->self);
  g_free (talk);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  talk_free (user_data);
}

static void
answer (Talk *talk)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) request
      = lian_json_parse (talk->text->str, talk->text->len, LIAN_LIMIT_BODY, &error);
  g_autofree char *text = NULL;

  if (request != NULL
      && lian_operation_run (talk->self->service, json_node_get_object (request), said, &error))
    {
      const char *name = NULL;
      const char *account = NULL;

      lian_json_get_string (json_node_get_object (request), "operation", FALSE, &name, NULL);
      lian_json_get_string (json_node_get_object (request), "account", FALSE, &account, NULL);
      lian_log_event ("operation", "operation", name, "account", account, NULL);
      json_object_set_string_member (object, "said", said->str);
    }
  else
    json_object_set_string_member (object, "error", error->message);
  json_node_set_object (root, object);
  text = json_to_string (root, FALSE);
  g_string_printf (talk->text, "%s\n", text);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (talk->connection)),
                                   talk->text->str, talk->text->len, 0, talk->self->cancellable,
                                   written_cb, talk);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Talk *talk = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  const char *end = n > 0 ? memchr (talk->buffer, '\n', (gsize)n) : NULL;

  if (n <= 0 || talk->text->len + (gsize)n > LIAN_LIMIT_BODY)
    {
      talk_free (talk);
      return;
    }
  g_string_append_len (talk->text, talk->buffer, end != NULL ? end - talk->buffer : n);
  if (end != NULL)
    answer (talk);
  else
    g_input_stream_read_async (G_INPUT_STREAM (source), talk->buffer, sizeof talk->buffer, 0,
                               talk->self->cancellable, read_cb, talk);
}

/* The mode of the socket says the same; this holds wherever it is looked at less closely. */
static gboolean
is_trusted (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr (GCredentials) credentials = g_socket_get_credentials (socket, NULL);
  uid_t uid = credentials != NULL ? g_credentials_get_unix_user (credentials, NULL) : (uid_t)-1;

  return credentials != NULL && uid != (uid_t)-1 && (uid == 0 || uid == geteuid ());
}

static gboolean
incoming_cb (GSocketService *sockets, GSocketConnection *connection, GObject *source,
             gpointer user_data)
{
  LianOperationSocket *self = LIAN_OPERATION_SOCKET (user_data);
  Talk *talk;

  if (!is_trusted (connection))
    {
      g_message ("somebody else's operation was refused");
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return TRUE;
    }
  g_socket_set_timeout (g_socket_connection_get_socket (connection), TIMEOUT_SECONDS);
  talk = g_new0 (Talk, 1);
  talk->self = g_object_ref (self);
  talk->connection = g_object_ref (connection);
  talk->text = g_string_new (NULL);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), talk->buffer,
                             sizeof talk->buffer, 0, self->cancellable, read_cb, talk);
  return TRUE;
}

static void
lian_operation_socket_dispose (GObject *object)
{
  LianOperationSocket *self = LIAN_OPERATION_SOCKET (object);

  g_cancellable_cancel (self->cancellable);
  if (self->sockets != NULL)
    {
      g_socket_service_stop (self->sockets);
      g_socket_listener_close (G_SOCKET_LISTENER (self->sockets));
      g_unlink (self->path);
    }
  g_clear_object (&self->sockets);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (lian_operation_socket_parent_class)->dispose (object);
}

static void
lian_operation_socket_finalize (GObject *object)
{
  LianOperationSocket *self = LIAN_OPERATION_SOCKET (object);

  g_object_unref (self->cancellable);
  g_free (self->path);

  G_OBJECT_CLASS (lian_operation_socket_parent_class)->finalize (object);
}

static void
lian_operation_socket_class_init (LianOperationSocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_operation_socket_dispose;
  object_class->finalize = lian_operation_socket_finalize;
}

static void
lian_operation_socket_init (LianOperationSocket *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * lian_operation_socket_new:
 * @service: holds the lock of its file
 * @path: of the database
 *
 * What an earlier server left is taken away: whoever has the lock is the only one.
 *
 * Returns: (transfer full): a socket beside the database that takes operations, or %NULL with what
 * the system says
 */
LianOperationSocket *
lian_operation_socket_new (LianService *service, const char *path, GError **error)
{
  g_autoptr (LianOperationSocket) self = g_object_new (LIAN_TYPE_OPERATION_SOCKET, NULL);
  g_autoptr (GSocketService) sockets = g_socket_service_new ();
  g_autoptr (GSocketAddress) address = NULL;
  mode_t before;
  gboolean bound;

  self->service = g_object_ref (service);
  self->path = lian_operation_dup_socket (path);
  address = g_unix_socket_address_new (self->path);
  g_unlink (self->path);
  before = umask (0177);
  bound = g_socket_listener_add_address (G_SOCKET_LISTENER (sockets), address, G_SOCKET_TYPE_STREAM,
                                         G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, error);
  umask (before);
  if (!bound)
    {
      g_prefix_error (error, "%s: ", self->path);
      return NULL;
    }
  self->sockets = g_steal_pointer (&sockets);
  g_signal_connect_object (self->sockets, "incoming", G_CALLBACK (incoming_cb), self, 0);
  g_socket_service_start (self->sockets);
  return g_steal_pointer (&self);
}
