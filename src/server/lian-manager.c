/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-manager.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>

/**
 * lian_manager_say:
 * @state: "READY=1" or "STOPPING=1"
 *
 * One datagram to the socket that NOTIFY_SOCKET names, as sd_notify(3) sends it. Whoever does not
 * hear it only waits in vain, so a failure is not one of the server's.
 */
void
lian_manager_say (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL || *path == '\0')
    return;
  if (*path == '@')
    address = g_unix_socket_address_new_with_type (path + 1, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT);
  else
    address = g_unix_socket_address_new (path);
  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT,
                         &error);
  if (socket == NULL || g_socket_send_to (socket, address, state, strlen (state), NULL, &error) < 0)
    g_warning ("the service manager was not told %s: %s", state, error->message);
}
