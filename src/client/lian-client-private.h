/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lian-client.h"
#include "lian-http.h"

G_BEGIN_DECLS

/* From the checked root object to a result. Runs in a worker when the body is large; @data is
 * constant. */
typedef gpointer (*LianDecodeFunc) (JsonObject *root, gconstpointer data, GError **error);

typedef struct
{
  LianHttpLane lane;
  const char *method;
  const char *path;           /* with the query */
  const char *const *headers; /* (nullable): see LianHttpRequest */
  GBytes *body;               /* (nullable) */
  gsize limit;
  gboolean anonymous; /* without the token */
  LianDecodeFunc decode;
  gpointer data; /* (nullable): taken over */
  GDestroyNotify free_data;
  GDestroyNotify free_result;
} LianCall;

void lian_client_call (LianClient *self, const LianCall *call, GTask *task);
void lian_client_exchange (LianClient *self, const LianCall *call, gboolean event_stream,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
GError *lian_client_error_from_reply (const LianHttpReply *reply) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *lian_client_parse (GBytes *body, gsize limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lian_client_is_position (const char *text);
GPtrArray *lian_client_decode_records (LianKindId kind, JsonArray *array) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
