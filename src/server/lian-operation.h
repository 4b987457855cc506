/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lian-service.h"

G_BEGIN_DECLS

/* What whoever looks after a platform does with it beside the API: accounts and tokens. A request
 * is a JSON object of strings: "operation" says what, the other members with what, see
 * lian-operation.c. The same whether the command line has the database to itself or asks the server
 * that has it. Main thread, blocks. */

/* @said: what there is to tell, in lines; LIAN_ERROR_INVALID names the member that is wrong. */
gboolean lian_operation_run (LianService *service, JsonObject *request, GString *said,
                             GError **error);

/* Where the server that has the database at @path listens for operations. */
char *lian_operation_dup_socket (const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* Has the server do it that has the database at @path. */
gboolean lian_operation_ask (const char *path, JsonObject *request, GString *said, GError **error);

/* --- the server's side --- */

#define LIAN_TYPE_OPERATION_SOCKET (lian_operation_socket_get_type ())
G_DECLARE_FINAL_TYPE (LianOperationSocket, lian_operation_socket, LIAN, OPERATION_SOCKET, GObject)

/* Takes operations from the same user and from root until it is disposed. */
LianOperationSocket *lian_operation_socket_new (LianService *service, const char *path,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
