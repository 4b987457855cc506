/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-operation.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-limits.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

/* The server may have a long transaction before it. */
#define TIMEOUT_SECONDS 60

/**
 * lian_operation_dup_socket:
 * @path: a database
 *
 * Returns: (transfer full): a file name
 */
char *
lian_operation_dup_socket (const char *path)
{
  return g_strconcat (path, ".socket", NULL);
}

static GSocketConnection *
connect_to (const char *path, GError **error)
{
  g_autofree char *name = lian_operation_dup_socket (path);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (name);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GSocketConnection *connection;

  g_socket_client_set_timeout (client, TIMEOUT_SECONDS);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, error);
  if (connection == NULL)
    g_prefix_error (error, "%s is in use by another program that cannot be asked: ", path);
  return connection;
}

static GString *
read_all (GInputStream *stream, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, sizeof buffer, NULL, error)) > 0
         && text->len < LIAN_LIMIT_JSON_ANSWER)
    g_string_append_len (text, buffer, n);
  return n == 0 ? g_steal_pointer (&text) : NULL;
}

static gboolean
take_answer (const GString *text, GString *said, GError **error)
{
  g_autoptr (JsonNode) root = lian_json_parse (text->str, text->len, LIAN_LIMIT_JSON_ANSWER, error);
  const char *words = NULL;
  const char *problem = NULL;

  if (root == NULL
      || !lian_json_get_string (json_node_get_object (root), "error", FALSE, &problem, error)
      || !lian_json_get_string (json_node_get_object (root), "said", FALSE, &words, error))
    return FALSE;
  if (words != NULL)
    g_string_append (said, words);
  else
    g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_FAILED,
                         problem != NULL ? problem : "the server ended before it was done");
  return words != NULL;
}

/**
 * lian_operation_ask:
 * @path: a database that a server has
 * @request: as for lian_operation_run()
 *
 * Blocks.
 *
 * Returns: whether the server did it
 */
gboolean
lian_operation_ask (const char *path, JsonObject *request, GString *said, GError **error)
{
  g_autoptr (GSocketConnection) connection = connect_to (path, error);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GString) text = NULL;
  g_autofree char *json = NULL;
  g_autofree char *line = NULL;

  if (connection == NULL)
    return FALSE;
  json_node_set_object (root, request);
  json = json_to_string (root, FALSE);
  line = g_strconcat (json, "\n", NULL);
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), line,
                                  strlen (line), NULL, NULL, error))
    return FALSE;
  text = read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), error);
  return text != NULL && take_answer (text, said, error);
}
