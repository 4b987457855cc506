/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-connections.h"

#include "lian-exchange.h"
#include "lian-submission.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* Whoever was turned away should not be back earlier: seconds. */
#define RETRY_AFTER "5"

struct _LianConnections
{
  LianServerLimits *limits; /* (owned) */
  GHashTable *open;         /* (owned): set of Entry, borrowed */
  GHashTable *peers;        /* (owned) name → how many */
};

/* Lives as long as its connection, and in the thread that took it in. */
typedef struct
{
  LianConnections *self; /* (nullable): nobody counts any more */
  GThread *thread;
  GMainContext *context; /* (owned) */
  char *peer;            /* (owned) (nullable) */
} Entry;

static gboolean
drop_cb (gpointer user_data)
{
  Entry *entry = user_data;
  LianConnections *self = entry->self;
  guint n;

  if (self != NULL)
    g_hash_table_remove (self->open, entry);
  if (self != NULL && entry->peer != NULL)
    {
      n = GPOINTER_TO_UINT (g_hash_table_lookup (self->peers, entry->peer));
      if (n <= 1)
        g_hash_table_remove (self->peers, entry->peer);
      else
        g_hash_table_insert (self->peers, g_strdup (entry->peer), GUINT_TO_POINTER (n - 1));
    }
  g_main_context_unref (entry->context);
  g_free (entry->peer);
  g_free (entry);
  return G_SOURCE_REMOVE;
}

/* The last to let go of a connection may be the thread of its handshake. */
static void
connection_gone (gpointer user_data, GObject *connection)
{
  Entry *entry = user_data;
  g_autoptr (GSource) source = NULL;

  if (g_thread_self () == entry->thread)
    {
      drop_cb (entry);
      return;
    }
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "LianConnections");
  g_source_set_callback (source, drop_cb, entry, NULL);
  g_source_attach (source, entry->context);
}

/**
 * lian_connections_new:
 *
 * Returns: (transfer full): nobody yet
 */
LianConnections *
lian_connections_new (LianServerLimits *limits)
{
  LianConnections *self = g_new0 (LianConnections, 1);

  self->limits = lian_server_limits_ref (limits);
  self->open = g_hash_table_new (NULL, NULL);
  self->peers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * lian_connections_free:
 * @self: who is connected; the connections stay as they are
 */
void
lian_connections_free (LianConnections *self)
{
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &entry, NULL))
    ((Entry *)entry)->self = NULL;
  g_hash_table_unref (self->open);
  g_hash_table_unref (self->peers);
  lian_server_limits_unref (self->limits);
  g_free (self);
}

static void
harden (GSocket *socket, const LianServerLimits *limits)
{
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_timeout (socket, limits->idle_seconds);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT,
                       (gint)limits->user_timeout_seconds * 1000, NULL);
}

/* Its request is not waited for: the answer goes into the empty buffer of the socket, or nowhere.
 * What it has sent already is taken out, since closing over it would reset the connection. */
static void
turn_away (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr (LianReply) reply
      = lian_reply_new_problem (503, "too-many-connections", NULL,
                                "too many connections; try again in a few seconds", NULL);
  g_autoptr (GString) text = lian_reply_print (reply, "Retry-After: " RETRY_AFTER "\r\n");
  char ignored[4096];

  g_socket_send_with_blocking (socket, text->str, text->len, FALSE, NULL, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  g_socket_receive_with_blocking (socket, ignored, sizeof ignored, FALSE, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
}

/**
 * lian_connections_admit:
 * @connection: just accepted
 * @in_clear: whether it understands an answer that is not encrypted
 *
 * Returns: whether it may stay; it counts until it is gone
 */
gboolean
lian_connections_admit (LianConnections *self, GSocketConnection *connection, gboolean in_clear)
{
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  g_autofree char *peer = NULL;
  Entry *entry;
  guint n = 0;

  if (remote == NULL)
    {
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return FALSE;
    }
  peer = lian_server_limits_dup_peer (self->limits, remote, NULL);
  if (peer != NULL)
    n = GPOINTER_TO_UINT (g_hash_table_lookup (self->peers, peer));
  if (g_hash_table_size (self->open) >= self->limits->connections
      || (peer != NULL && n >= self->limits->connections_per_address))
    {
      if (in_clear)
        turn_away (connection);
      else
        g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return FALSE;
    }
  harden (g_socket_connection_get_socket (connection), self->limits);
  entry = g_new0 (Entry, 1);
  entry->self = self;
  entry->thread = g_thread_self ();
  entry->context = g_main_context_ref_thread_default ();
  if (peer != NULL)
    g_hash_table_insert (self->peers, g_strdup (peer), GUINT_TO_POINTER (n + 1));
  entry->peer = g_steal_pointer (&peer);
  g_hash_table_add (self->open, entry);
  g_object_weak_ref (G_OBJECT (connection), connection_gone, entry);
  return TRUE;
}

guint
lian_connections_count (LianConnections *self)
{
  return g_hash_table_size (self->open);
}
