/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-tls.h"

#include "lian-error.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

struct _LianTls
{
  GObject parent_instance;

  char *certificate_file;       /* (owned) */
  char *key_file;               /* (owned) */
  GTlsCertificate *certificate; /* (owned) */
  guint timeout_ms;
};

G_DEFINE_FINAL_TYPE (LianTls, lian_tls, G_TYPE_OBJECT)

static void
lian_tls_finalize (GObject *object)
{
  LianTls *self = LIAN_TLS (object);

  g_free (self->certificate_file);
  g_free (self->key_file);
  g_clear_object (&self->certificate);

  G_OBJECT_CLASS (lian_tls_parent_class)->finalize (object);
}

static void
lian_tls_class_init (LianTlsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lian_tls_finalize;
}

static void
lian_tls_init (LianTls *self)
{
  self->timeout_ms = LIAN_TLS_HANDSHAKE_SECONDS * 1000;
}

/* --- whether a key is that of a certificate: shaking hands with oneself tells --- */

static GIOStream *
make_end (int fd)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);

  if (socket == NULL)
    {
      close (fd);
      return NULL;
    }
  g_socket_set_timeout (socket, LIAN_TLS_HANDSHAKE_SECONDS);
  return G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
}

static gpointer
serve_in_thread (gpointer data)
{
  return GINT_TO_POINTER (g_tls_connection_handshake (G_TLS_CONNECTION (data), NULL, NULL));
}

static gboolean
accept_cb (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags errors,
           gpointer user_data)
{
  return TRUE;
}

static gboolean
prove (GTlsCertificate *certificate, GError **error)
{
  int fds[2] = { -1, -1 };
  g_autoptr (GIOStream) ours = NULL;
  g_autoptr (GIOStream) theirs = NULL;
  g_autoptr (GIOStream) server = NULL;
  g_autoptr (GIOStream) client = NULL;
  GThread *thread;
  gboolean done;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_FAILED, g_strerror (errno));
      return FALSE;
    }
  ours = make_end (fds[0]);
  theirs = make_end (fds[1]);
  if (ours != NULL && theirs != NULL)
    server = g_tls_server_connection_new (ours, certificate, error);
  if (server != NULL)
    client = g_tls_client_connection_new (theirs, NULL, error);
  if (client == NULL)
    return FALSE;
  g_signal_connect (client, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  thread = g_thread_new ("lian-tls", serve_in_thread, server);
  done = g_tls_connection_handshake (G_TLS_CONNECTION (client), NULL, error);
  if (!done)
    g_io_stream_close (theirs, NULL, NULL);
  return g_thread_join (thread) != NULL && done;
}

/**
 * lian_tls_reload:
 *
 * Returns: %FALSE with %LIAN_ERROR_TLS when the files are not a certificate and its key; what was
 * used before is used further then
 */
gboolean
lian_tls_reload (LianTls *self, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GTlsCertificate) certificate
      = g_tls_certificate_new_from_files (self->certificate_file, self->key_file, &failed);

  if (certificate == NULL || !prove (certificate, &failed))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_TLS, "certificate %s, key %s: %s",
                   self->certificate_file, self->key_file,
                   failed != NULL ? failed->message : "they do not belong together");
      return FALSE;
    }
  g_set_object (&self->certificate, certificate);
  return TRUE;
}

/**
 * lian_tls_new:
 * @certificate: a PEM file: the certificate, then those between it and the authority
 * @key: a PEM file
 *
 * Returns: (transfer full): TLS with them, or %NULL with %LIAN_ERROR_TLS
 */
LianTls *
lian_tls_new (const char *certificate, const char *key, GError **error)
{
  g_autoptr (LianTls) self = g_object_new (LIAN_TYPE_TLS, NULL);

  self->certificate_file = g_strdup (certificate);
  self->key_file = g_strdup (key);
  return lian_tls_reload (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * lian_tls_set_timeout:
 * @ms: milliseconds that a handshake may take
 */
void
lian_tls_set_timeout (LianTls *self, guint ms)
{
  self->timeout_ms = ms;
}

/* --- handshakes --- */

typedef struct
{
  GSocketConnection *connection; /* (owned) */
  GIOStream *stream;             /* (owned) (nullable) */
  GCancellable *cancellable;     /* (owned) */
  GSource *readable;             /* (owned) (nullable) */
  guint timer;
} Handshake;

static void
handshake_free (gpointer data)
{
  Handshake *handshake = data;

  g_clear_handle_id (&handshake->timer, g_source_remove);
  if (handshake->readable != NULL)
    g_source_destroy (handshake->readable);
  g_clear_pointer (&handshake->readable, g_source_unref);
  g_clear_object (&handshake->stream);
  g_object_unref (handshake->connection);
  g_object_unref (handshake->cancellable);
  g_free (handshake);
}

/* The connection is closed without goodbyes, which somebody who says nothing would not take. */
static void
give_up (GTask *task, GError *error)
{
  Handshake *handshake = g_task_get_task_data (task);

  g_io_stream_close (G_IO_STREAM (handshake->connection), NULL, NULL);
  g_task_return_error (task, error);
}

static void
shaken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Handshake *handshake = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_handle_id (&handshake->timer, g_source_remove);
  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    give_up (task, error);
  /* What the system's library goes down to is left to it: Debian 12's takes 1.0. */
  else if (g_tls_connection_get_protocol_version (G_TLS_CONNECTION (source))
           < G_TLS_PROTOCOL_VERSION_TLS_1_2)
    give_up (task, g_error_new_literal (LIAN_ERROR, LIAN_ERROR_TLS, "older than TLS 1.2"));
  else
    g_task_return_boolean (task, TRUE);
}

/* A handshake takes a thread, so it begins when the other side has said something. */
static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  GTask *task = user_data;
  LianTls *self = g_task_get_source_object (task);
  Handshake *handshake = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&handshake->readable, g_source_unref);
  handshake->stream = g_tls_server_connection_new (G_IO_STREAM (handshake->connection),
                                                   self->certificate, &error);
  if (handshake->stream == NULL)
    {
      give_up (task, error);
      g_object_unref (task);
      return G_SOURCE_REMOVE;
    }
  /* An answer says its length, so that one that was cut is seen: the goodbye may be left out. */
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (handshake->stream), FALSE);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (handshake->stream), G_PRIORITY_DEFAULT,
                                    handshake->cancellable, shaken_cb, task);
  return G_SOURCE_REMOVE;
}

static gboolean
time_over_cb (gpointer user_data)
{
  GTask *task = user_data;
  Handshake *handshake = g_task_get_task_data (task);

  handshake->timer = 0;
  g_cancellable_cancel (handshake->cancellable);
  if (handshake->readable == NULL)
    return G_SOURCE_REMOVE;
  g_source_destroy (handshake->readable);
  give_up (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "nothing was said"));
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/**
 * lian_tls_accept:
 * @connection: just accepted
 */
void
lian_tls_accept (LianTls *self, GSocketConnection *connection, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Handshake *handshake = g_new0 (Handshake, 1);

  g_task_set_source_tag (task, lian_tls_accept);
  handshake->connection = g_object_ref (connection);
  handshake->cancellable = g_cancellable_new ();
  g_task_set_task_data (task, handshake, handshake_free);
  handshake->timer = g_timeout_add (self->timeout_ms, time_over_cb, task);
  handshake->readable
      = g_socket_create_source (g_socket_connection_get_socket (connection), G_IO_IN, NULL);
  g_source_set_callback (handshake->readable, G_SOURCE_FUNC (readable_cb), task, NULL);
  g_source_attach (handshake->readable, NULL);
}

/**
 * lian_tls_accept_finish:
 * @connection: (out) (transfer full): as it was given
 *
 * Returns: (transfer full): what is spoken over, or %NULL; the connection is closed then
 */
GIOStream *
lian_tls_accept_finish (LianTls *self, GAsyncResult *result, GSocketConnection **connection,
                        GError **error)
{
  Handshake *handshake = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *connection = g_object_ref (handshake->connection);
  return g_steal_pointer (&handshake->stream);
}
